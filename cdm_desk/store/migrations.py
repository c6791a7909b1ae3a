"""Schema steps: one function each, run in one transaction after a copy of the file was set beside it.

A new file gets the tables of `rows.py` at once and the number of the latest step. An older file is copied, then brought
up step by step; each step and its number are one transaction, so that a kill leaves the file at a whole step and the
next start goes on from there. A file of a newer program is refused before anything is touched.

A step is added by writing a function and putting it at the end of `STEPS`; `tests/store/test_migrations.py` compares
the outcome with a new file, and holds the schema of each earlier step.
"""

from collections.abc import Callable, Sequence
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Final

from sqlalchemy import Engine, create_mock_engine
from sqlalchemy.engine import Connection
from sqlalchemy.sql.ddl import ExecutableDDLElement

from cdm_desk.domain.errors import StoreNewerError
from cdm_desk.store.backup import copy_verified
from cdm_desk.store.database import faults_named, opened
from cdm_desk.store.rows import Row

Step = Callable[[Connection], None]


def _keep_order_of_arrival_and_sheets(db: Connection) -> None:
    """Number the arrivals of the board; keep what each day sheet was counted from."""
    db.exec_driver_sql("ALTER TABLE visit ADD COLUMN arrival INTEGER NOT NULL DEFAULT 0")
    # Among those of one second the number was the order until now.
    db.exec_driver_sql(
        "UPDATE visit SET arrival = ranked.place FROM (SELECT id, row_number() OVER "
        "(PARTITION BY day ORDER BY arrived_at, number) AS place FROM visit) AS ranked WHERE ranked.id = visit.id"
    )
    db.exec_driver_sql("DROP INDEX visit_arrived")
    db.exec_driver_sql("CREATE INDEX visit_arrival ON visit (day, arrival)")
    db.exec_driver_sql(
        "CREATE TABLE day_sheet (day TEXT NOT NULL, sha256 TEXT NOT NULL, missing TEXT NOT NULL, "
        "printed BOOLEAN NOT NULL, PRIMARY KEY (day))"
    )


def _keep_what_ends(db: Connection) -> None:
    """Keep what was erased, who was revoked, who needs a day no more, which run wrote one number twice."""
    db.exec_driver_sql(
        "CREATE TABLE erased (id TEXT NOT NULL, table_name TEXT NOT NULL, record_id TEXT NOT NULL, "
        "reason TEXT NOT NULL, role TEXT NOT NULL, day TEXT NOT NULL, PRIMARY KEY (id)) WITHOUT ROWID"
    )
    db.exec_driver_sql("ALTER TABLE workstation ADD COLUMN done TEXT")
    db.exec_driver_sql("ALTER TABLE workstation ADD COLUMN revoked TEXT")
    db.exec_driver_sql("ALTER TABLE log ADD COLUMN forked BOOLEAN NOT NULL DEFAULT 0")
    db.exec_driver_sql("ALTER TABLE set_aside ADD COLUMN since INTEGER")


def _keep_proposals(db: Connection) -> None:
    """Keep, for all workstations, which one somebody proposes to take out of the site."""
    db.exec_driver_sql(
        "CREATE TABLE proposal (id TEXT NOT NULL, workstation TEXT, person_id TEXT, made_on TEXT, day TEXT, "
        "answer TEXT, stamps TEXT NOT NULL, PRIMARY KEY (id))"
    )
    # Until now it was known to the workstation alone where it was made.
    db.exec_driver_sql("DELETE FROM meta WHERE key = 'revocation'")


def _keep_seats(db: Connection) -> None:
    """Keep the seats of the multimedia space, who sits at one today and who waits for one."""
    db.exec_driver_sql(
        "CREATE TABLE seat (id TEXT NOT NULL, kind TEXT, out_since INTEGER, back_at INTEGER, removed BOOLEAN, "
        "stamps TEXT NOT NULL, PRIMARY KEY (id))"
    )
    db.exec_driver_sql(
        "CREATE TABLE pc_session (id TEXT NOT NULL, day TEXT, seat INTEGER, device TEXT, attempt INTEGER, "
        "started_at INTEGER, ends_at INTEGER, workstation TEXT, follows_id TEXT, group_id TEXT, ended_at INTEGER, "
        "cancelled BOOLEAN, counted BOOLEAN, offline BOOLEAN, accurate BOOLEAN, stamps TEXT NOT NULL, PRIMARY KEY (id))"
    )
    db.exec_driver_sql(
        "CREATE TABLE pc_turn (id TEXT NOT NULL, day TEXT, number TEXT, since INTEGER, workstation TEXT, "
        "ended_at INTEGER, session_id TEXT, cancelled BOOLEAN, stamps TEXT NOT NULL, PRIMARY KEY (id))"
    )
    db.exec_driver_sql(
        "CREATE TABLE pc_held (session_id TEXT NOT NULL, fact_id TEXT, PRIMARY KEY (session_id)) WITHOUT ROWID"
    )


def _keep_proposals_and_seats(db: Connection) -> None:
    """Take both steps at once: no version with only one of them was ever delivered."""
    _keep_proposals(db)
    _keep_seats(db)


def _keep_groups_and_traces(db: Connection) -> None:
    """Keep what a class was, who noted a visit late and when, how many proofs were printed, what a desk has to note."""
    db.exec_driver_sql("ALTER TABLE desk ADD COLUMN without_outcome INTEGER")
    for table in ("visit", "visit_fact"):
        db.exec_driver_sql(f"ALTER TABLE {table} ADD COLUMN noted_by TEXT")
        db.exec_driver_sql(f"ALTER TABLE {table} ADD COLUMN noted_on TEXT")
    db.exec_driver_sql("ALTER TABLE visit ADD COLUMN group_fact_id TEXT")
    db.exec_driver_sql("ALTER TABLE activity_fact ADD COLUMN level_code TEXT")
    db.exec_driver_sql("ALTER TABLE activity_fact ADD COLUMN teaching_code TEXT")
    db.exec_driver_sql("ALTER TABLE activity_fact ADD COLUMN accompanying INTEGER")
    db.exec_driver_sql("CREATE TABLE proof_fact (id TEXT NOT NULL, day TEXT NOT NULL, PRIMARY KEY (id)) WITHOUT ROWID")
    db.exec_driver_sql("CREATE INDEX ix_proof_fact_day ON proof_fact (day)")


def _keep_bags(db: Connection) -> None:
    """Keep which laptops are away and where, and which facts each of them has counted there."""
    db.exec_driver_sql(
        "CREATE TABLE bag (id TEXT NOT NULL, workstation TEXT, mode TEXT, place TEXT, first_day TEXT, last_day TEXT, "
        "closed_on TEXT, lost BOOLEAN, stamps TEXT NOT NULL, PRIMARY KEY (id))"
    )
    db.exec_driver_sql(
        "CREATE TABLE bag_held (fact_id TEXT NOT NULL, bag_id TEXT NOT NULL, how TEXT NOT NULL, "
        "number INTEGER NOT NULL, PRIMARY KEY (fact_id)) WITHOUT ROWID"
    )
    db.exec_driver_sql("CREATE INDEX ix_bag_held_bag_id ON bag_held (bag_id)")


def _furnish_the_library(db: Connection) -> None:
    """Keep what a library does beside its catalogue, and what the catalogue says more of a title and of a copy."""
    for column in ("volume", "other_sub_themes", "partner_code", "dewey", "udc", "rameau", "origins"):
        db.exec_driver_sql(f"ALTER TABLE title ADD COLUMN {column} TEXT")
    db.exec_driver_sql("ALTER TABLE title_key DROP COLUMN languages")
    db.exec_driver_sql("ALTER TABLE title_key ADD COLUMN facets TEXT DEFAULT '' NOT NULL")
    db.exec_driver_sql("CREATE INDEX title_key_by_facets ON title_key (facets)")
    for column in ("location", "acquired_on", "seen_on", "missing_since", "weed_letters", "weed_fate", "weed_on"):
        db.exec_driver_sql(f"ALTER TABLE copy ADD COLUMN {column} TEXT")
    db.exec_driver_sql("ALTER TABLE copy ADD COLUMN gift BOOLEAN")
    db.exec_driver_sql("ALTER TABLE copy ADD COLUMN price_cents INTEGER")
    db.exec_driver_sql("ALTER TABLE copy ADD COLUMN withdrawn_on TEXT")
    for statement in (
        (
            "CREATE TABLE author_form (id TEXT NOT NULL, name TEXT, variants TEXT, removed BOOLEAN, stamps TEXT "
            "NOT NULL, PRIMARY KEY (id))"
        ),
        "CREATE TABLE cover (id TEXT NOT NULL, picture TEXT, stamps TEXT NOT NULL, PRIMARY KEY (id))",
        (
            "CREATE TABLE saved_search (id TEXT NOT NULL, name TEXT, query TEXT, removed BOOLEAN, stamps TEXT NOT"
            " NULL, PRIMARY KEY (id))"
        ),
        ("CREATE TABLE basket (id TEXT NOT NULL, name TEXT, removed BOOLEAN, stamps TEXT NOT NULL, PRIMARY KEY (id))"),
        (
            "CREATE TABLE basket_line (id TEXT NOT NULL, basket_id TEXT, title_id TEXT, removed BOOLEAN, stamps "
            "TEXT NOT NULL, PRIMARY KEY (id))"
        ),
        "CREATE INDEX ix_basket_line_basket_id ON basket_line (basket_id)",
        (
            "CREATE TABLE stocktake (id TEXT NOT NULL, name TEXT, theme_code TEXT, begun_on TEXT, ended_on TEXT, "
            "signed_as TEXT, removed BOOLEAN, stamps TEXT NOT NULL, PRIMARY KEY (id))"
        ),
        (
            "CREATE TABLE stocktake_line (id TEXT NOT NULL, stocktake_id TEXT, copy_id TEXT, code TEXT, "
            "shelf_mark TEXT, expected BOOLEAN, seen_on TEXT, place TEXT, verdict TEXT, stamps TEXT NOT NULL, "
            "PRIMARY KEY (id))"
        ),
        "CREATE INDEX ix_stocktake_line_stocktake_id ON stocktake_line (stocktake_id)",
        (
            "CREATE TABLE label_job (id TEXT NOT NULL, kind TEXT, copy_id TEXT, sign TEXT, wanted_on TEXT, "
            "printed_on TEXT, removed BOOLEAN, stamps TEXT NOT NULL, PRIMARY KEY (id))"
        ),
        "CREATE INDEX ix_label_job_copy_id ON label_job (copy_id)",
        (
            "CREATE TABLE journal_title (id TEXT NOT NULL, title TEXT, issn TEXT, barcode TEXT, publisher TEXT, "
            "language TEXT, theme_code TEXT, rhythm TEXT, first_on TEXT, numbering TEXT, pauses TEXT, "
            "grace_days INTEGER, claims_to TEXT, removed BOOLEAN, stamps TEXT NOT NULL, PRIMARY KEY (id))"
        ),
        (
            "CREATE TABLE journal_issue (id TEXT NOT NULL, journal_id TEXT, number TEXT, expected_on TEXT, "
            "received_on TEXT, claimed_on TEXT, claims INTEGER, given_up BOOLEAN, removed BOOLEAN, stamps TEXT "
            "NOT NULL, PRIMARY KEY (id))"
        ),
        "CREATE INDEX ix_journal_issue_journal_id ON journal_issue (journal_id)",
        (
            "CREATE TABLE article (id TEXT NOT NULL, journal_id TEXT, issue_id TEXT, title TEXT, authors TEXT, "
            "pages TEXT, theme_code TEXT, summary TEXT, added_on TEXT, removed BOOLEAN, stamps TEXT NOT NULL, "
            "PRIMARY KEY (id))"
        ),
        "CREATE INDEX ix_article_journal_id ON article (journal_id)",
        (
            "CREATE TABLE leaflet (id TEXT NOT NULL, title TEXT, tag TEXT, partner_code TEXT, language TEXT, "
            "theme_code TEXT, sheet_number TEXT, place TEXT, bundle INTEGER, valid_until TEXT, pile TEXT, "
            "pile_since TEXT, ordered_on TEXT, order_to TEXT, removed BOOLEAN, stamps TEXT NOT NULL, PRIMARY KEY "
            "(id))"
        ),
        (
            "CREATE TABLE leaflet_move (id TEXT NOT NULL, leaflet_id TEXT, day TEXT, kind TEXT, count INTEGER, "
            "removed BOOLEAN, stamps TEXT NOT NULL, PRIMARY KEY (id))"
        ),
        "CREATE INDEX ix_leaflet_move_leaflet_id ON leaflet_move (leaflet_id)",
        (
            "CREATE TABLE press_item (id TEXT NOT NULL, issue_id TEXT, title TEXT, source TEXT, author TEXT, "
            "published_on TEXT, link TEXT, language TEXT, theme_codes TEXT, summary_fr TEXT, summary_nl TEXT, "
            "quote TEXT, full_text TEXT, licence TEXT, title_ids TEXT, rank INTEGER, removed BOOLEAN, stamps TEXT"
            " NOT NULL, PRIMARY KEY (id))"
        ),
        "CREATE INDEX ix_press_item_issue_id ON press_item (issue_id)",
        (
            "CREATE TABLE press_issue (id TEXT NOT NULL, number INTEGER, day TEXT, closed_on TEXT, removed "
            "BOOLEAN, stamps TEXT NOT NULL, PRIMARY KEY (id))"
        ),
        (
            "CREATE TABLE feed (id TEXT NOT NULL, name TEXT, address TEXT, language TEXT, theme_code TEXT, "
            "licence TEXT, removed BOOLEAN, stamps TEXT NOT NULL, PRIMARY KEY (id))"
        ),
        "CREATE TABLE house_setting (id TEXT NOT NULL, value TEXT, stamps TEXT NOT NULL, PRIMARY KEY (id))",
        (
            "CREATE TABLE lookup (number TEXT NOT NULL, place INTEGER NOT NULL, wanted_on TEXT NOT NULL, title_id TEXT,"
            " theme_code TEXT, sub_theme_code TEXT, barcode TEXT, settled BOOLEAN NOT NULL, PRIMARY KEY (number))"
        ),
        (
            "CREATE TABLE lookup_answer (source TEXT NOT NULL, number TEXT NOT NULL, asked_on TEXT NOT NULL, body"
            " BLOB, fault TEXT, PRIMARY KEY (source, number))"
        ),
        (
            "CREATE TABLE use_fact (title_id TEXT, kind_code TEXT, theme_code TEXT, language TEXT, count INTEGER "
            "NOT NULL, id TEXT NOT NULL, day TEXT NOT NULL, PRIMARY KEY (id)) WITHOUT ROWID"
        ),
        "CREATE INDEX ix_use_fact_day ON use_fact (day)",
        "CREATE INDEX ix_use_fact_title_id ON use_fact (title_id)",
    ):
        db.exec_driver_sql(statement)


def _plan_activities_and_ask(db: Connection) -> None:
    """Keep planned activities, the survey, what a report of a year tells besides, and what was released."""
    for statement in (
        (
            "CREATE TABLE activity (id TEXT NOT NULL, kind_code TEXT, title_fr TEXT, title_nl TEXT, summary_fr TEXT,"
            " summary_nl TEXT, theme_code TEXT, day TEXT, begins TEXT, ends TEXT, last_day TEXT, place TEXT, room "
            "TEXT, language TEXT, partners TEXT, audiences TEXT, projects TEXT, level_code TEXT, teaching_code TEXT,"
            " seats INTEGER, enrolled INTEGER, present INTEGER, accompanying INTEGER, counted_on TEXT, fact_id TEXT,"
            " called_off BOOLEAN, announced BOOLEAN, series_id TEXT, uid TEXT, removed BOOLEAN, stamps TEXT NOT "
            "NULL, PRIMARY KEY (id))"
        ),
        "CREATE INDEX ix_activity_day ON activity (day)",
        "CREATE INDEX ix_activity_series_id ON activity (series_id)",
        "CREATE INDEX ix_activity_uid ON activity (uid)",
        (
            "CREATE TABLE milestone (id TEXT NOT NULL, kind TEXT, day TEXT, last_day TEXT, title_fr TEXT, title_nl "
            "TEXT, text_fr TEXT, text_nl TEXT, country TEXT, partners TEXT, project TEXT, people INTEGER, removed "
            "BOOLEAN, stamps TEXT NOT NULL, PRIMARY KEY (id))"
        ),
        (
            "CREATE TABLE permanence (id TEXT NOT NULL, partner_code TEXT, theme_code TEXT, first_day TEXT, last_day"
            " TEXT, weekdays TEXT, begins TEXT, ends TEXT, guest BOOLEAN, removed BOOLEAN, stamps TEXT NOT NULL, "
            "PRIMARY KEY (id))"
        ),
        (
            "CREATE TABLE staff_count (id TEXT NOT NULL, day TEXT, institution TEXT, people INTEGER, removed "
            "BOOLEAN, stamps TEXT NOT NULL, PRIMARY KEY (id))"
        ),
        (
            "CREATE TABLE web_figure (id TEXT NOT NULL, month TEXT, source TEXT, page_views INTEGER, visitors "
            "INTEGER, visitors_brussels INTEGER, removed BOOLEAN, stamps TEXT NOT NULL, PRIMARY KEY (id))"
        ),
        (
            "CREATE TABLE survey_wave (id TEXT NOT NULL, name TEXT, kind TEXT, periods TEXT, every INTEGER, "
            "questions TEXT, closed_on TEXT, removed BOOLEAN, stamps TEXT NOT NULL, PRIMARY KEY (id))"
        ),
        (
            "CREATE TABLE survey_answer (id TEXT NOT NULL, wave_id TEXT, day TEXT, mode TEXT, interviewer TEXT, "
            "language TEXT, refused BOOLEAN, answers TEXT, comment TEXT, comment_cleared BOOLEAN, removed BOOLEAN, "
            "stamps TEXT NOT NULL, PRIMARY KEY (id)) WITHOUT ROWID"
        ),
        "CREATE INDEX ix_survey_answer_wave_id ON survey_answer (wave_id)",
        (
            "CREATE TABLE release (id TEXT NOT NULL, shape TEXT, first_day TEXT, last_day TEXT, released_on TEXT, "
            "edition INTEGER, sha256 TEXT, cells TEXT, stamps TEXT NOT NULL, PRIMARY KEY (id))"
        ),
        "CREATE INDEX ix_release_shape ON release (shape)",
        (
            "CREATE TABLE report_text (id TEXT NOT NULL, report TEXT, period TEXT, heading TEXT, text_fr TEXT, "
            "text_nl TEXT, removed BOOLEAN, stamps TEXT NOT NULL, PRIMARY KEY (id))"
        ),
    ):
        db.exec_driver_sql(statement)


STEPS: Final[tuple[Step, ...]] = (
    _keep_order_of_arrival_and_sheets,
    _keep_what_ends,
    _keep_proposals_and_seats,
    _keep_groups_and_traces,
    _keep_bags,
    _furnish_the_library,
    _plan_activities_and_ask,
)
"""The steps after the first form of the store: `STEPS[0]` leads from schema 1 to schema 2."""

FIRST: Final = 1


def create(db: Connection) -> None:
    """Make every table of `rows.py`, with its indexes and triggers."""
    for statement in _schema():
        db.exec_driver_sql(statement)


@cache
def _schema() -> tuple[str, ...]:
    """Return the statements that make every table: a new file has none, and they are written out once."""
    statements: list[str] = []

    def note(statement: ExecutableDDLElement, *_values: object) -> None:
        statements.append(str(statement.compile(dialect=engine.dialect)))

    engine = create_mock_engine("sqlite://", note)
    Row.metadata.create_all(engine, checkfirst=False)
    return tuple(statements)


def bring_up(engine: Engine, path: Path, key: bytes, *, steps: Sequence[Step] = STEPS, make: Step = create) -> int:
    """Make the tables of a new file, or bring an older file to the schema of this program; return what it was.

    Raises StoreNewerError for a file that a newer program has written.
    """
    latest = FIRST + len(steps)
    with closing(opened(path, key)) as db, faults_named():
        found = int(db.execute("PRAGMA user_version").fetchone()[0])
    if found > latest:
        raise StoreNewerError(found, latest)
    if found == latest:
        return found
    if not found:
        _take(engine, latest, make)
        return found
    copy_verified(path, key, path.with_name(f"{path.name}.before-{found + 1}"))
    for number, step in enumerate(steps[found - FIRST :], start=found + 1):
        _take(engine, number, step)
    return found


def _take(engine: Engine, number: int, step: Step) -> None:
    with faults_named(), engine.connect().execution_options(writes=True) as db, db.begin():
        # Another program may have come first while this one waited for the lock.
        found = int(db.exec_driver_sql("PRAGMA user_version").scalar_one())
        if found < number:
            step(db)
            db.exec_driver_sql(f"PRAGMA user_version = {number}")
