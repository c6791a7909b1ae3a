"""Erasing for good: what goes, what may not, who may."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from cdm_desk.domain.change import EraseReason
from cdm_desk.domain.clock import StoppedClock
from cdm_desk.domain.errors import CodeKeptError, LastAdministratorError, RecordUnknownError
from cdm_desk.domain.staff import Action, Role
from cdm_desk.services.erasure import ErasureService
from cdm_desk.store.unit import Store
from tests.exchange.desks import MORNING, visit_fact
from tests.services.test_conflicts import Anyone
from tests.stores import new_store

BOOK, ONE, TWO, PERSON, OTHER = (f"{no:032x}" for no in range(1, 6))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = new_store(tmp_path / "desk.db", StoppedClock(MORNING))
    yield made
    made.close()


def erase(store: Store, table: str, record_id: str) -> int:
    return ErasureService(store, Anyone()).erase(table, record_id, EraseReason.REQUEST)


def ids(store: Store, table: str) -> list[str]:
    with store.view() as view:
        return sorted(view.db.exec_driver_sql(f'SELECT id FROM "{table}"').scalars())  # noqa: S608 - a table of the test


def account(store: Store, person_id: str, *roles: Role) -> None:
    with store.unit() as unit:
        values = {
            "alias": person_id[-1],
            "roles": tuple(role.value for role in roles),
            "password": "x",
            "withdrawn": False,
        }
        unit.keep("person", person_id, values)


def test_a_title_goes_with_its_copies(store: Store) -> None:
    with store.unit() as unit:
        unit.keep("title", BOOK, {"title": "x"})
        unit.keep_all("copy", {each: {"title_id": BOOK, "barcode": each[-1]} for each in (ONE, TWO)})

    assert erase(store, "title", BOOK) == 3
    assert ids(store, "title") == ids(store, "copy") == []
    with store.view() as view:
        assert {(table, record_id) for table, record_id, _reason, _day in view.erasures.all()} == {
            ("title", BOOK),
            ("copy", ONE),
            ("copy", TWO),
        }


def test_no_file_of_the_store_holds_the_words_any_more(store: Store, tmp_path: Path) -> None:
    with store.unit() as unit:
        unit.keep("title", BOOK, {"title": "Zanzibar"})
    erase(store, "title", BOOK)

    with store.view() as view:
        for (name,) in view.db.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").all():
            assert "zanzibar" not in str(view.db.exec_driver_sql(f'SELECT * FROM "{name}"').all()).lower()  # noqa: S608
    wal = tmp_path / "desk.db-wal"
    assert not wal.exists() or wal.stat().st_size == 0


@pytest.mark.parametrize(
    ("table", "record_id"), [("title", BOOK), ("visit_fact", BOOK), ("desk", "4"), ("list_entry", "motive:none")]
)
def test_what_is_not_there_or_not_to_be_erased_is_refused(store: Store, table: str, record_id: str) -> None:
    with pytest.raises(RecordUnknownError):
        erase(store, table, record_id)


def test_the_last_administrator_stays(store: Store) -> None:
    account(store, PERSON, Role.ADMINISTRATOR)
    account(store, OTHER, Role.COUNSELLOR)
    assert erase(store, "person", OTHER) == 1
    with pytest.raises(LastAdministratorError):
        erase(store, "person", PERSON)
    account(store, ONE, Role.ADMINISTRATOR)
    assert erase(store, "person", PERSON) == 1


def test_accounts_that_were_erased_open_no_desk_again(store: Store) -> None:
    account(store, PERSON, Role.COUNSELLOR)
    erase(store, "person", PERSON)
    with store.view() as view:
        assert view.staff.any()


def test_a_code_that_was_delivered_or_counted_by_is_kept(store: Store) -> None:
    with store.unit() as unit:
        for code in ("MV1", "MV2", "MV77", "MV78"):
            unit.keep("list_entry", f"motive:{code}", {"fr": "x", "nl": "x", "en": "x"})
        unit.facts.add(visit_fact(MORNING))
        unit.db.exec_driver_sql("UPDATE visit_fact SET motive_code = 'MV77'")
    for code in ("MV1", "MV77"):
        with pytest.raises(CodeKeptError):
            erase(store, "list_entry", f"motive:{code}")

    assert erase(store, "list_entry", "motive:MV78") == 1


def test_the_gate_is_asked_first(store: Store) -> None:
    gate = Anyone()
    with pytest.raises(RecordUnknownError):
        ErasureService(store, gate).erase("title", BOOK, EraseReason.TEST)
    assert gate.asked == [Action.ERASE]
