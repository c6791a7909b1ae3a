"""A ticket that is called while it leaves this workstation."""

from collections.abc import Callable
from threading import Thread
from typing import Any

import pytest

from cdm_desk.domain.queue import ClaimResult
from cdm_desk.exchange.frame import Log
from cdm_desk.exchange.worker import Share
from tests.exchange.desks import Desk, House


def test_a_ticket_that_is_leaving_is_not_given_to_its_own_workstation_too(
    site: House, first: Desk, second: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.settle()
    ticket = first.register("301")
    given: list[ClaimResult] = []
    cycle = first.exchange._cycle  # noqa: SLF001
    first.exchange._folder.resume()  # type: ignore[attr-defined,unused-ignore]  # noqa: SLF001
    first.exchange._folder.check()  # noqa: SLF001
    really: Callable[[Log], Any] = first.exchange._folder.codec  # noqa: SLF001

    def codec(log: Log) -> Any:  # noqa: ANN401
        # The folder has just hung; at that moment the desk calls its own visitor.
        if not given:
            first.exchange._thread, first.exchange._share = Thread(), Share.AWAY  # noqa: SLF001
            given.append(first.exchange.claims.take(ticket, 1))
            first.exchange._thread, first.exchange._share = None, Share.OK  # noqa: SLF001
        return really(log)

    monkeypatch.setattr(first.exchange._folder, "codec", codec)  # noqa: SLF001
    cycle.publish(flush=True)
    second.exchange.once()
    given.append(second.exchange.claims.take(ticket, 1))

    assert given.count(ClaimResult.WON) == 1
