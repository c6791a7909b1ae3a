"""Numbers that nobody answered are asked for again by themselves, after the start and when the network is back."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from cdm_desk.domain.clock import BRUSSELS, StoppedClock
from cdm_desk.services.lookup import LookupService
from cdm_desk.ui.lookup_watch import LookupWatch
from cdm_desk.ui.messages import Messages
from tests.importers import catalogue_server as server
from tests.importers.catalogue_server import ISBN, OTHER, Running, envelope, running, saying
from tests.services.library_desk import OpenGate
from tests.stores import new_store

GOOD = saying(envelope(server.unimarc_record(), server.unimarc_record(isbn=OTHER)))
AWAY = saying(b"", status=503)


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "127.0.0.1,localhost")


@pytest.fixture
def web() -> Iterator[Running]:
    with running(AWAY) as made:
        yield made


@pytest.fixture
def lookup(tmp_path: Path, web: Running) -> Iterator[LookupService]:
    clock = StoppedClock(datetime(2019, 3, 1, 9, tzinfo=BRUSSELS))
    store = new_store(tmp_path / "desk.db", clock)
    yield LookupService(store, clock, OpenGate(), lambda: [web.catalogue()])
    store.close()


def test_what_waited_before_the_start_is_asked_for_after_it(
    lookup: LookupService, web: Running, messages: Messages, qtbot: QtBot
) -> None:
    lookup.want(ISBN)
    lookup.want(OTHER)
    web.behave(GOOD)
    watch = LookupWatch(lookup, messages, first_ms=1)
    qtbot.waitUntil(lambda: lookup.unanswered() == [])
    watch.close()

    assert [answer.title is not None for number in (ISBN, OTHER) for answer in lookup.known(number)] == [True, True]


def test_while_nobody_is_there_one_number_is_tried_and_when_they_are_back_all_are(
    lookup: LookupService, web: Running, messages: Messages, qtbot: QtBot
) -> None:
    lookup.want(ISBN)
    lookup.want(OTHER)
    watch = LookupWatch(lookup, messages, first_ms=1, least_ms=20)
    qtbot.waitUntil(lambda: len(web.asked) == 2)
    assert web.queries() == [f"isbn={ISBN}", f"isbn={ISBN}"]
    web.behave(GOOD)
    qtbot.waitUntil(lambda: lookup.unanswered() == [])
    watch.close()
