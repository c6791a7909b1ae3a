from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from cdm_desk.domain.clock import BRUSSELS
from cdm_desk.domain.errors import AuditBrokenError
from cdm_desk.store.audit import AuditTable, Who
from cdm_desk.store.database import engine_for
from cdm_desk.store.migrations import bring_up

KEY = bytes(range(32))
START = datetime(2026, 1, 5, 9, 0, tzinfo=BRUSSELS)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    path = tmp_path / "store.db"
    made = engine_for(path, KEY)
    bring_up(made, path, KEY)
    yield made
    made.dispose()


@pytest.fixture
def db(engine: Engine) -> Iterator[Connection]:
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        yield connection


@pytest.fixture
def trail(db: Connection) -> AuditTable:
    table = AuditTable(db)
    for hour in range(20):
        table.add(at=START + timedelta(hours=hour), who=Who.PERSON, act="sign_in", person_id=uuid4(), role="manager")
    return table


def without_the_triggers(db: Connection) -> None:
    db.execute(text("DROP TRIGGER audit_no_update"))
    db.execute(text("DROP TRIGGER audit_no_delete"))


def test_an_untouched_trail_is_right_to_its_end(trail: AuditTable) -> None:
    assert trail.verify() == 20
    assert trail.verify(last=5) == 5
    assert trail.verify(last=1_000) == 20


def test_an_empty_trail_is_right(db: Connection) -> None:
    assert AuditTable(db).verify() == 0


@pytest.mark.parametrize(
    "attack",
    ["UPDATE audit SET role = 'reception' WHERE line = 7", "DELETE FROM audit WHERE line = 7", "DELETE FROM audit"],
)
def test_the_store_itself_refuses_to_change_a_line(trail: AuditTable, db: Connection, attack: str) -> None:
    with pytest.raises(DBAPIError, match="append-only"):
        db.execute(text(attack))
    assert trail.verify() == 20


@pytest.mark.parametrize(
    ("attack", "line"),
    [
        ("UPDATE audit SET role = 'reception' WHERE line = 7", 7),
        ("UPDATE audit SET at = at + 1 WHERE line = 1", 1),
        ("UPDATE audit SET thing = 'x' WHERE line = 20", 20),
        ("UPDATE audit SET person_id = NULL WHERE line = 3", 3),
        ("UPDATE audit SET hash = zeroblob(32) WHERE line = 12", 12),
        ("DELETE FROM audit WHERE line = 7", 7),
        ("DELETE FROM audit WHERE line = 20", 20),
        ("DELETE FROM audit WHERE line > 10", 11),
        ("DELETE FROM audit", 1),
        ("UPDATE audit SET line = -11 + line WHERE line IN (5, 6); UPDATE audit SET line = -line WHERE line < 0", 5),
        ("INSERT INTO audit SELECT 21, at, who, person_id, role, act, thing, hash FROM audit WHERE line = 20", 21),
    ],
)  # fmt: skip
def test_a_line_that_was_edited_added_moved_or_taken_is_found_where_it_was(
    trail: AuditTable, db: Connection, attack: str, line: int
) -> None:
    without_the_triggers(db)
    for statement in attack.split("; "):
        db.execute(text(statement))

    with pytest.raises(AuditBrokenError) as broken:
        trail.verify()
    assert broken.value.line == line


def test_a_tail_taken_with_its_noted_end_is_found_by_the_head_that_a_witness_keeps(
    trail: AuditTable, db: Connection
) -> None:
    head = trail.head()
    without_the_triggers(db)
    db.execute(text("DELETE FROM audit WHERE line > 15"))
    db.execute(
        text("UPDATE audit_end SET line = 15, hash = (SELECT hash FROM audit WHERE line = 15) WHERE end = 'last'")
    )

    assert trail.verify() == 15
    with pytest.raises(AuditBrokenError) as broken:
        trail.verify(known={head.line: head.hash})
    assert broken.value.line == 16


def test_a_trail_written_anew_is_found_by_the_head_that_a_witness_keeps(trail: AuditTable, db: Connection) -> None:
    head = trail.head()
    without_the_triggers(db)
    db.execute(text("DELETE FROM audit"))
    db.execute(text("DELETE FROM audit_end"))
    for hour in range(20):
        trail.add(at=START + timedelta(hours=hour), who=Who.NOBODY, act="sign_in")

    assert trail.verify() == 20
    with pytest.raises(AuditBrokenError):
        trail.verify(known={head.line: head.hash})


def test_old_lines_are_forgotten_and_the_rest_stays_right(trail: AuditTable) -> None:
    assert trail.forget(START + timedelta(hours=8)) == 8
    assert trail.verify() == 12
    assert trail.lines()[0].line == 9


def test_what_was_forgotten_cannot_be_widened_unnoticed(trail: AuditTable, db: Connection) -> None:
    trail.forget(START + timedelta(hours=8))
    without_the_triggers(db)
    db.execute(text("DELETE FROM audit WHERE line = 9"))
    with pytest.raises(AuditBrokenError):
        trail.verify()


def test_the_lines_say_who_did_what(trail: AuditTable) -> None:
    person = uuid4()
    added = trail.add(at=START, who=Who.COMMAND, act="report", thing="R01", person_id=person)
    assert trail.lines(after=20) == [added]
