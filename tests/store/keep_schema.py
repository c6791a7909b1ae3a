"""Write the schema of today into `schemas/`, for the upgrades of tomorrow: `python3 -m tests.store.keep_schema`.

Run it once for each new schema step, when the step is ready; a schema that has been delivered never changes again.
"""

import tempfile
from contextlib import closing
from pathlib import Path

from cdm_desk.store.database import engine_for, opened
from cdm_desk.store.migrations import FIRST, STEPS, bring_up

SCHEMAS = Path(__file__).parent / "schemas"
KEY = bytes(32)


def schema_of(path: Path, key: bytes) -> str:
    """Return the statements that make the tables of a store, with its number."""
    with closing(opened(path, key)) as db:
        version = db.execute("PRAGMA user_version").fetchone()[0]
        found = db.execute("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid").fetchall()
    virtual = tuple(f"{name}_" for _kind, name, sql in found if sql.startswith("CREATE VIRTUAL"))
    # Indexes are made in no fixed order.
    found = [
        *(row for row in found if row[0] == "table"),
        *sorted(row for row in found if row[0] == "index"),
        *sorted(row for row in found if row[0] == "trigger"),
    ]
    # The engine makes the parts of a search index with the index.
    made = [sql for kind, name, sql in found if not (kind == "table" and name.startswith(virtual))]
    return ";\n\n".join([*made, f"PRAGMA user_version = {version}"]) + ";\n"


def main() -> None:
    """Make a new store and keep its schema."""
    SCHEMAS.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "store.db"
        engine = engine_for(path, KEY)
        bring_up(engine, path, KEY)
        engine.dispose()
        (SCHEMAS / f"{FIRST + len(STEPS)}.sql").write_text(schema_of(path, KEY), encoding="utf-8")


if __name__ == "__main__":
    main()
