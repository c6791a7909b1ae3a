"""What every test has: a screen drawn in memory, folders of its own, and no warning that passes unseen."""

import logging
import os
import shutil
from collections import deque
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cdm_desk import language
from cdm_desk.domain.clock import BRUSSELS, StoppedClock
from cdm_desk.office import Office, temporary_office
from cdm_desk.settings import Settings
from cdm_desk.store.unit import Store
from tests.stores import new_store

if TYPE_CHECKING:
    from tests.exchange.postgres import Server

# Before Qt is imported anywhere: without a display it would end the process.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


# Ten thousand stores would fill any disk; those of the last tests stay, to be looked at.
_FOLDERS_LEFT = 200
_left_folders: deque[Path] = deque()


@pytest.fixture(autouse=True)
def own_folders(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Iterator[None]:
    """Keep every test away from the data, the shared folder and the keyring of the person who runs it."""
    data = tmp_path_factory.mktemp("data")
    monkeypatch.setenv("CDM_DATA_DIR", str(data))
    for name in ("CDM_SHARE_DIR", "CDM_KEYRING", "CDM_LANG", "CDM_NOW", "CDM_JOIN_CODE"):
        monkeypatch.delenv(name, raising=False)
    yield
    _left_folders.extend(folder for folder in (data, request.node.funcargs.get("tmp_path")) if folder is not None)
    while len(_left_folders) > _FOLDERS_LEFT:
        shutil.rmtree(_left_folders.popleft(), ignore_errors=True)


@pytest.fixture(autouse=True)
def cheap_joining(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a joining code be tried in no time: at its true cost, a quarter of all the tests of the exchange is that."""
    monkeypatch.setattr("cdm_desk.exchange.site.JOIN_COST", 2**4)
    monkeypatch.setattr("cdm_desk.exchange.site._RACED_KEYS", 4)


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    yield
    language.use("en")


@pytest.fixture(autouse=True)
def no_unread_log(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Fail a test that left a warning in the log; one that expects it reads it and calls `caplog.clear()`."""
    yield
    unread = [record.getMessage() for record in caplog.get_records("call") if record.levelno >= logging.WARNING]
    assert not unread, f"warnings in the log: {unread}"


@pytest.fixture
def make_store() -> Iterator[Callable[[Path, StoppedClock], Store]]:
    """Make real stores, closed when the test ends."""
    made: list[Store] = []

    def make(path: Path, clock: StoppedClock) -> Store:
        made.append(new_store(path, clock))
        return made[-1]

    yield make
    for store in made:
        store.close()


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock(datetime(2019, 1, 14, 10, tzinfo=BRUSSELS))


@pytest.fixture
def office(tmp_path: Path, clock: StoppedClock) -> Iterator[Office]:
    """The real composition root on a store of its own, on a Monday at ten; nobody is signed in, no folder is shared."""
    with temporary_office(tmp_path, clock, Settings(workstation="Accueil 1", kind="reception")) as made:
        yield made


@pytest.fixture(scope="session")
def postgres() -> Iterator["Server"]:
    """Start a PostgreSQL once for all tests that want one."""
    # The driver is loaded by those tests alone.
    from tests.exchange.postgres import binaries, server  # noqa: PLC0415

    programs = binaries()
    if programs is None:
        pytest.skip("there is no PostgreSQL here: no initdb")
    with server(programs) as started:
        yield started


@pytest.fixture
def hub_url(postgres: "Server") -> str:
    """Return the address of a fresh hub."""
    return postgres.fresh_url()
