"""The same histories on a hub: real stores and a real PostgreSQL, whose lines are refused, cut and lose answers."""

import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Final, TypeVar

from psycopg import Connection

from cdm_desk.exchange.calls import Calls
from cdm_desk.exchange.folder import SharedFolder
from cdm_desk.exchange.hub import Hub, HubCalls
from cdm_desk.exchange.hub_calls import HubLine
from cdm_desk.exchange.medium import Medium
from cdm_desk.exchange.share_process import Answer
from tests.simulator.plan import ACTS, Plan, plan_of
from tests.simulator.share import Client
from tests.simulator.world import Outcome, World

Result = TypeVar("Result")

_RESET: Final = 104
_PATIENCE: Final = 30.0
_OF_FILES: Final = frozenset(
    {"away", "empty", "foreign", "reachable", "full", "read_only", "writable", "flip", "cut", "delete", "lose_content"}
    | {"keep_share", "set_share_back", "forge", "replay", "oversize", "future"}
)
"""What happens to files alone, or is written as one."""


def plan_on_hub(seed: int) -> Plan:
    """Write a seed out, without what can only happen to a folder."""
    plan = plan_of(seed)
    steps = tuple(step for step in plan.steps if step.kind in ACTS or step.kind not in _OF_FILES)
    return replace(plan, mode="A", steps=steps)


class UnsteadyLine(HubLine):
    """A line that is refused, really cut, or loses its answer, as often as the weather of a seed says."""

    def __init__(self, url: str, world: "HubWorld", client: Client) -> None:
        super().__init__(url, patience=_PATIENCE)
        self._world = world
        self._client = client

    def ask(self, work: Callable[[Connection], Result]) -> Result:
        """Ask, or fail before or after."""
        self._world.spend(0.003)
        self._client.on_call()
        if self._strikes("before"):
            raise ConnectionError(_RESET, "before")
        if self._strikes("torn"):
            with suppress(OSError):
                super().ask(lambda line: line.execute("SELECT pg_terminate_backend(pg_backend_pid())"))
        found = super().ask(work)
        if self._strikes("after"):
            raise ConnectionError(_RESET, "after")
        self._client.on_call()
        return found

    def _strikes(self, fault: str) -> bool:
        rate = self._world.rate(fault)
        if not rate or self._world.chance.random() >= rate:
            return False
        self._world.happens(fault, self._client)
        return True


class UnsteadyCalls(HubCalls):
    """The calls on a hub by such a line; the server's clock shows the time of the world."""

    def __init__(self, url: str, world: "HubWorld", client: Client) -> None:
        super().__init__(url, world.site.id, patience=_PATIENCE)
        self.line = UnsteadyLine(url, world, client)
        self._world = world

    def overwrite(self, name: str, data: bytes) -> Answer:
        """Ring."""
        return replace(super().overwrite(name, data), written_at=self._world.server_time())


class HubWorld(World):
    """One site on a hub."""

    def __init__(self, plan: Plan, folder: Path, url: str) -> None:
        self._url = url
        self._lines: list[HubCalls] = []
        super().__init__(plan, folder)

    def run(self) -> Outcome:
        """Let everything happen, and leave no line open."""
        try:
            return super().run()
        finally:
            for each in self._lines:
                each.stop()

    def medium(self, client: Client) -> Medium:
        """Return the site as a workstation reaches it, now and then in vain."""
        self._lines.append(calls := UnsteadyCalls(self._url, self, client))
        return Hub(calls, self.site, self._url)

    def auditor(self) -> SharedFolder:
        """Return the site as nobody's machine sees it."""
        hub = Hub(self._steady(), self.site, self._url)
        hub.check()
        return hub

    def _calm(self) -> Calls:
        return self._steady()

    def _steady(self) -> HubCalls:
        self._lines.append(calls := HubCalls(self._url, self.site.id, patience=_PATIENCE))
        return calls

    def _check_the_queue_ends(self) -> None:
        """Leave to tests/exchange/test_endings.py what nobody can have copied by files here."""


def live_on_hub(seed: int, folder: Path, url: str) -> Outcome:
    """Run the plan of a seed on a fresh hub."""
    own = folder / f"seed-{seed}"
    own.mkdir(parents=True)
    try:
        return HubWorld(plan_on_hub(seed), own, url).run()
    finally:
        shutil.rmtree(own, ignore_errors=True)
