"""Statements that go to the driver as they stand say the same as through SQLAlchemy."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import bindparam, insert, select, update
from sqlcipher3 import dbapi2 as sqlcipher

from cdm_desk.domain.clock import StoppedClock
from cdm_desk.store.database import faults_named
from cdm_desk.store.prepared import Prepared
from cdm_desk.store.rows import MetaRow, SessionFactRow, WorkstationRow, table_named
from cdm_desk.store.unit import Store, Unit
from tests.stores import new_store

FACT = {
    "id": uuid4(), "day": date(2019, 1, 14), "site": "CDM", "channel": "desk", "theme_code": "EMP",
    "sub_theme_codes": ("A", "B"), "language": None, "outcome_codes": (), "minutes": 12, "people": 1, "reliable": True,
}  # fmt: skip
ADD = Prepared(insert(table_named("session_fact")))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = new_store(tmp_path / "desk.db", StoppedClock(datetime(2019, 1, 14, 9, tzinfo=UTC)))
    yield made
    made.close()


@pytest.fixture
def unit(store: Store) -> Iterator[Unit]:
    with store.unit() as opened:
        yield opened


def test_values_of_every_kind_come_back_as_they_were_written(unit: Unit) -> None:
    ADD.run(unit.db, FACT)
    table = table_named("session_fact")
    found = Prepared(select(table)).rows(unit.db)

    assert [dict(zip(table.columns.keys(), row, strict=True)) for row in found] == [FACT]


def test_what_it_writes_is_what_sqlalchemy_reads(unit: Unit) -> None:
    ADD.run(unit.db, FACT)

    assert dict(unit.db.execute(select(SessionFactRow.__table__)).mappings().one()) == FACT


def test_many_rows_are_counted(unit: Unit) -> None:
    assert ADD.run_many(unit.db, [FACT | {"id": uuid4()} for _each in range(3)]) == 3


def test_a_value_that_stands_in_the_statement_needs_not_be_told(unit: Unit) -> None:
    put = Prepared(update(table_named("meta")).where(MetaRow.key == bindparam("of_key")).values(value="fixed"))
    unit.meta.put("mine", "before")

    assert put.run(unit.db, {"of_key": "mine"}) == 1
    assert unit.meta.get("mine") == "fixed"


def test_nothing_found_is_none(unit: Unit) -> None:
    find = Prepared(select(WorkstationRow.seen_at).where(WorkstationRow.name == bindparam("of_name")))

    assert find.value(unit.db, {"of_name": "nobody"}) is None
    assert find.row(unit.db, {"of_name": "nobody"}) is None


def test_a_value_that_was_forgotten_is_no_null(unit: Unit) -> None:
    with pytest.raises(KeyError):
        ADD.run(unit.db, {name: value for name, value in FACT.items() if name != "minutes"})


def test_what_it_writes_goes_with_the_unit_that_fails(store: Store) -> None:
    with pytest.raises(sqlcipher.IntegrityError), store.unit() as unit:
        ADD.run_many(unit.db, [FACT, FACT | {"id": uuid4(), "site": None}])

    with store.view() as view:
        assert Prepared(select(table_named("session_fact"))).rows(view.db) == []


def test_a_broken_rule_of_the_schema_is_a_bug_of_ours_and_no_fault_of_the_disk(unit: Unit) -> None:
    with pytest.raises(sqlcipher.IntegrityError), faults_named():
        ADD.run(unit.db, FACT | {"site": None})
