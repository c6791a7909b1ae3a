import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.engine import Connection

from cdm_desk.domain.errors import StoreNewerError
from cdm_desk.store.backup import contents_of
from cdm_desk.store.database import engine_for, opened
from cdm_desk.store.migrations import FIRST, STEPS, bring_up, create
from tests.store.keep_schema import SCHEMAS, schema_of

KEY = bytes(range(32))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store.db"


@pytest.fixture
def engine(path: Path) -> Iterator[Engine]:
    made = engine_for(path, KEY)
    yield made
    made.dispose()


def form_of(path: Path) -> dict[str, Any]:
    """Return the schema as the engine understands it, however its sentences were written."""
    with closing(opened(path, KEY)) as db:
        master = db.execute("SELECT type, name, tbl_name FROM sqlite_master").fetchall()
        return {
            "version": db.execute("PRAGMA user_version").fetchone()[0],
            "objects": sorted(master),
            "columns": {
                name: sorted(row[1:4] + row[5:] for row in db.execute(f'PRAGMA table_xinfo("{name}")'))
                for kind, name, _table in master
                if kind == "table"
            },
            "indexes": {
                name: [row[2] for row in db.execute(f'PRAGMA index_info("{name}")')]
                for kind, name, _table in master
                if kind == "index"
            },
        }


def version_of(path: Path) -> int:
    with closing(opened(path, KEY)) as db:
        return int(db.execute("PRAGMA user_version").fetchone()[0])


def keep_colour(db: Connection) -> None:
    db.execute(text("ALTER TABLE meta ADD COLUMN colour TEXT"))
    db.execute(text("UPDATE meta SET colour = 'blue'"))


def keep_shape(db: Connection) -> None:
    db.execute(text("CREATE TABLE shape (name TEXT PRIMARY KEY) WITHOUT ROWID"))
    db.execute(text("INSERT INTO shape SELECT key FROM meta"))


def create_with_both(db: Connection) -> None:
    create(db)
    db.execute(text("ALTER TABLE meta ADD COLUMN colour TEXT"))
    db.execute(text("CREATE TABLE shape (name TEXT PRIMARY KEY) WITHOUT ROWID"))


def breaks(db: Connection) -> None:
    db.execute(text("CREATE TABLE half (done TEXT)"))
    raise ZeroDivisionError


def test_a_new_file_has_the_latest_schema(engine: Engine, path: Path) -> None:
    assert bring_up(engine, path, KEY) == 0
    assert version_of(path) == FIRST + len(STEPS)
    assert bring_up(engine, path, KEY) == FIRST + len(STEPS)


@pytest.mark.parametrize("schema", sorted(SCHEMAS.glob("*.sql")), ids=lambda file: file.stem)
def test_every_earlier_schema_is_brought_to_the_form_of_a_new_file(schema: Path, path: Path, tmp_path: Path) -> None:
    with closing(opened(path, KEY)) as db:
        db.executescript(schema.read_text(encoding="utf-8"))
    old = engine_for(path, KEY)
    bring_up(old, path, KEY)
    old.dispose()

    fresh_path = tmp_path / "fresh.db"
    fresh = engine_for(fresh_path, KEY)
    bring_up(fresh, fresh_path, KEY)
    fresh.dispose()
    assert form_of(path) == form_of(fresh_path)


def test_a_change_of_the_tables_comes_with_a_step(engine: Engine, path: Path) -> None:
    """A table that changed needs a step in `migrations.py`, and `python3 -m tests.store.keep_schema` afterwards."""
    bring_up(engine, path, KEY)
    engine.dispose()
    kept = (SCHEMAS / f"{FIRST + len(STEPS)}.sql").read_text(encoding="utf-8")
    assert schema_of(path, KEY) == kept


def test_an_older_file_is_brought_up_step_by_step_and_keeps_its_rows(
    engine: Engine, path: Path, tmp_path: Path
) -> None:
    bring_up(engine, path, KEY, steps=())
    with engine.connect().execution_options(writes=True) as db, db.begin():
        db.execute(text("INSERT INTO meta VALUES ('a', '1')"))

    assert bring_up(engine, path, KEY, steps=(keep_colour, keep_shape), make=create_with_both) == 1
    engine.dispose()
    with closing(opened(path, KEY)) as raw:
        assert raw.execute("SELECT key, value, colour, name FROM meta JOIN shape ON name = key").fetchall() == [
            ("a", "1", "blue", "a")
        ]
    fresh_path = tmp_path / "fresh.db"
    fresh = engine_for(fresh_path, KEY)
    bring_up(fresh, fresh_path, KEY, steps=(keep_colour, keep_shape), make=create_with_both)
    fresh.dispose()
    assert form_of(path) == form_of(fresh_path)


def test_the_file_is_copied_before_the_first_step(engine: Engine, path: Path) -> None:
    bring_up(engine, path, KEY, steps=())
    with closing(opened(path, KEY)) as db:
        before = contents_of(db)
    bring_up(engine, path, KEY, steps=(keep_colour,))
    with closing(opened(path.with_name("store.db.before-2"), KEY)) as copy:
        assert contents_of(copy) == before


def test_a_step_that_breaks_leaves_the_file_at_the_step_before(engine: Engine, path: Path) -> None:
    bring_up(engine, path, KEY, steps=())
    with pytest.raises(ZeroDivisionError):
        bring_up(engine, path, KEY, steps=(keep_shape, breaks))
    assert version_of(path) == 2
    assert "half" not in form_of(path)["columns"]

    assert bring_up(engine, path, KEY, steps=(keep_shape, keep_colour)) == 2
    assert version_of(path) == 3


def test_a_newer_file_is_refused_and_untouched(engine: Engine, path: Path) -> None:
    bring_up(engine, path, KEY, steps=(keep_colour,))
    engine.dispose()
    before = path.read_bytes()
    with pytest.raises(StoreNewerError) as refused:
        bring_up(engine, path, KEY, steps=())
    engine.dispose()
    assert (refused.value.found, refused.value.known) == (2, 1)
    assert path.read_bytes() == before


UPGRADE = """
import sys
from pathlib import Path
from sqlalchemy import text
from cdm_desk.store.database import engine_for
from cdm_desk.store.migrations import bring_up
from tests.store.test_migrations import KEY

def slow(number):
    def step(db):
        print(number, flush=True)
        for turn in range(100):
            db.execute(text(f"CREATE TABLE t{number}_{turn} (id INTEGER PRIMARY KEY)"))
    return step

path = Path(sys.argv[1])
bring_up(engine_for(path, KEY), path, KEY, steps=tuple(slow(number) for number in range(2, 5)))
"""


@pytest.mark.parametrize("lines", range(1, 4))
def test_a_kill_during_an_upgrade_leaves_a_whole_step(engine: Engine, path: Path, lines: int) -> None:
    bring_up(engine, path, KEY, steps=())
    engine.dispose()
    upgrade = subprocess.Popen([sys.executable, "-c", UPGRADE, str(path)], stdout=subprocess.PIPE)
    assert upgrade.stdout is not None
    for _ in range(lines):
        upgrade.stdout.readline()
    upgrade.kill()
    upgrade.communicate()

    made = {name for name in form_of(path)["columns"] if name.startswith("t") and "_" in name and name[1].isdigit()}
    assert len(made) == 100 * (version_of(path) - 1)
    subprocess.run([sys.executable, "-c", UPGRADE, str(path)], check=True, stdout=subprocess.DEVNULL)
    assert version_of(path) == 4


def test_the_arrivals_on_an_older_board_keep_their_order(engine: Engine, path: Path) -> None:
    with closing(opened(path, KEY)) as db:
        db.executescript((SCHEMAS / "1.sql").read_text(encoding="utf-8"))
        db.executemany(
            "INSERT INTO visit (id, day, arrived_at, motive_code, people, late, number, withdrawn) "
            "VALUES (?, ?, ?, 'MV2', 1, 0, ?, 0)",
            [
                ("c" * 32, "2019-01-14", 60, "301"),
                ("a" * 32, "2019-01-14", 60, "302"),
                ("b" * 32, "2019-01-14", 5, "101"),
                ("d" * 32, "2019-01-15", 99, "301"),
            ],
        )
        db.commit()
    bring_up(engine, path, KEY)
    engine.dispose()

    with closing(opened(path, KEY)) as db:
        assert db.execute("SELECT day, arrival, number FROM visit ORDER BY day, arrival").fetchall() == [
            ("2019-01-14", 1, "101"),
            ("2019-01-14", 2, "301"),
            ("2019-01-14", 3, "302"),
            ("2019-01-15", 1, "301"),
        ]
