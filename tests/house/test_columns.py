"""The register of columns: what each may say, about whom, and how long it is kept.

`board` is about the visitors of today and ends with the day; `anonymous` points at nobody; `staff` is about a member of
staff; `technical` is about machines. A column that is not listed here fails: whoever adds one says what it is.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text

from cdm_desk.store.database import engine_for
from cdm_desk.store.days import DayTable
from cdm_desk.store.migrations import bring_up
from cdm_desk.store.rows import Row

KEY = bytes(range(32))


@dataclass(frozen=True)
class Listed:
    """What is known of a table: the class of its columns, how long its rows are kept, its columns."""

    kind: str
    kept: str
    columns: str


REGISTER = {
    "meta": Listed("technical", "as long as the store", "key value"),
    "visit": Listed(
        "board",
        "day close",
        "id day arrival arrived_at motive_code theme_code language people helper_language late ticket_id number "
        "withdrawn noted_by noted_on fact_id helper_fact_id group_fact_id",
    ),
    "ticket_event": Listed("board", "day close", "id ticket_id hlc run body"),
    "ticket": Listed("board", "day close", "id day number state desk conflicts body"),
    "wait_held": Listed("board", "day close", "ticket_id position fact_id"),
    "session": Listed(
        "board",
        "day close",
        "id day desk theme_code started_at ticket_id number sub_theme_codes language channel people ended_at "
        "outcome_codes paused_at paused_seconds reliable fact_id",
    ),
    "desk": Listed(
        "board", "day close", "id workstation themes languages opened_at paused closed without_outcome stamps"
    ),
    "pc_session": Listed(
        "board",
        "day close",
        "id day seat device attempt started_at ends_at workstation follows_id group_id ended_at cancelled counted "
        "offline accurate stamps",
    ),
    "pc_turn": Listed("board", "day close", "id day number since workstation ended_at session_id cancelled stamps"),
    "pc_held": Listed("board", "day close", "session_id fact_id"),
    "number_block": Listed("board", "day close", "day series block used"),
    "visit_fact": Listed(
        "anonymous",
        "for good",
        "id day hour site channel motive_code theme_code language people late noted_by noted_on",
    ),
    "wait_fact": Listed(
        "anonymous",
        "for good",
        "id day hour theme_code language ended minutes range_low range_high",
    ),
    "session_fact": Listed(
        "anonymous",
        "for good",
        "id day site channel theme_code sub_theme_codes language outcome_codes minutes people reliable",
    ),
    "pc_fact": Listed("anonymous", "for good", "id day hour device blocks"),
    "activity_fact": Listed(
        "anonymous",
        "for good",
        "id day kind_code place theme_code language partners audiences enrolled present level_code teaching_code "
        "accompanying",
    ),
    "helper_language_fact": Listed("anonymous", "for good", "id day helper_language"),
    "proof_fact": Listed("anonymous", "for good", "id day"),
    "desk_quality_fact": Listed("technical", "for good", "id day workstation doubles minutes_offline"),
    "void": Listed("anonymous", "for good", "fact_id reason role day"),
    "day_close": Listed("technical", "for good", "day closed_on"),
    "day_sheet": Listed("technical", "for good", "day sha256 missing printed"),
    "outbox": Listed("technical", "until sealed, at the latest the night", "id lane day prompt body"),
    "parked": Listed("technical", "until an upgrade understands it", "id lane day body"),
    "lost": Listed(
        "technical", "as long as the record that it was of", "id table_name record_id field value hlc run settled"
    ),
    "erased": Listed("technical", "for good", "id table_name record_id reason role day"),
    "list_entry": Listed("anonymous", "for good", "id fr nl en rank valid_from valid_to stamps"),
    "seat": Listed("technical", "as long as the seat", "id kind out_since back_at removed stamps"),
    "person": Listed("staff", "as long as the account", "id alias roles password recovery_codes withdrawn stamps"),
    "proposal": Listed(
        "staff", "who proposed, until it is answered", "id workstation person_id made_on day answer stamps"
    ),
    "bag": Listed("technical", "for good", "id workstation mode place first_day last_day closed_on lost stamps"),
    "bag_held": Listed("anonymous", "for good, its order until day close", "fact_id bag_id how number"),
    "sign_in": Listed(
        "staff",
        "the PIN twelve hours, the tries until the next success",
        "person_id pin pin_until pin_failures failures not_before told_line",
    ),
    "audit": Listed("staff", "thirteen months", "line at who person_id role act thing hash"),
    "audit_end": Listed("technical", "as long as the store", "end line hash"),
    "frame": Listed("technical", "the window of the exchange", "lane period run no raw hash confirmed"),
    "log": Listed(
        "technical",
        "the window of the exchange",
        "lane period run workstation no hash offset ended doubtful_since doubts forked",
    ),
    "set_aside": Listed("technical", "the window of the exchange", "id lane period run no why raw since"),
    "workstation": Listed(
        "technical", "as long as enrolled", "name kind public_key once_name seen_at unsent done revoked"
    ),
    "title": Listed(
        "anonymous",
        "for good",
        "id title subtitle authors edition place publisher year series pages isbns issns languages subjects summary "
        "theme_code sub_theme_code shelf_mark kind partner_issued checked_on review_by state removed volume "
        "other_sub_themes partner_code dewey udc rameau origins stamps",
    ),
    "copy": Listed(
        "anonymous",
        "for good",
        "id title_id barcode shelf_mark state removed location acquired_on gift price_cents seen_on missing_since "
        "weed_letters weed_fate weed_on withdrawn_on stamps",
    ),
    "title_key": Listed(
        "anonymous",
        "for good",
        "place title_id block sort_key author year mark theme_code language words tags facets",
    ),
    "title_number": Listed("anonymous", "for good", "number title_id"),
    "use_fact": Listed("anonymous", "for good", "title_id kind_code theme_code language count id day"),
    "activity": Listed(
        "anonymous",
        "for good",
        "id kind_code title_fr title_nl summary_fr summary_nl theme_code day begins ends last_day place room "
        "language partners audiences projects level_code teaching_code seats enrolled present accompanying "
        "counted_on fact_id called_off announced series_id uid removed stamps",
    ),
    "milestone": Listed(
        "anonymous",
        "for good",
        "id kind day last_day title_fr title_nl text_fr text_nl country partners project people removed stamps",
    ),
    "permanence": Listed(
        "anonymous",
        "for good",
        "id partner_code theme_code first_day last_day weekdays begins ends guest removed stamps",
    ),
    "staff_count": Listed("anonymous", "for good", "id day institution people removed stamps"),
    "web_figure": Listed(
        "anonymous", "for good", "id month source page_views visitors visitors_brussels removed stamps"
    ),
    "survey_wave": Listed("anonymous", "for good", "id name kind periods every questions closed_on removed stamps"),
    "survey_answer": Listed(
        "anonymous",
        "for good",
        "id wave_id day mode interviewer language refused answers comment comment_cleared removed stamps",
    ),
    "release": Listed("anonymous", "for good", "id shape first_day last_day released_on edition sha256 cells stamps"),
    "report_text": Listed("anonymous", "for good", "id report period heading text_fr text_nl removed stamps"),
    "author_form": Listed("anonymous", "for good", "id name variants removed stamps"),
    "cover": Listed("anonymous", "for good", "id picture stamps"),
    "saved_search": Listed("technical", "for good", "id name query removed stamps"),
    "basket": Listed("anonymous", "for good", "id name removed stamps"),
    "basket_line": Listed("anonymous", "for good", "id basket_id title_id removed stamps"),
    "stocktake": Listed("anonymous", "for good", "id name theme_code begun_on ended_on signed_as removed stamps"),
    "stocktake_line": Listed(
        "anonymous", "for good", "id stocktake_id copy_id code shelf_mark expected seen_on place verdict stamps"
    ),
    "label_job": Listed("technical", "for good", "id kind copy_id sign wanted_on printed_on removed stamps"),
    "journal_title": Listed(
        "anonymous",
        "for good",
        "id title issn barcode publisher language theme_code rhythm first_on numbering pauses grace_days claims_to "
        "removed stamps",
    ),
    "journal_issue": Listed(
        "anonymous",
        "for good",
        "id journal_id number expected_on received_on claimed_on claims given_up removed stamps",
    ),
    "article": Listed(
        "anonymous", "for good", "id journal_id issue_id title authors pages theme_code summary added_on removed stamps"
    ),
    "leaflet": Listed(
        "anonymous",
        "for good",
        "id title tag partner_code language theme_code sheet_number place bundle valid_until pile pile_since "
        "ordered_on order_to removed stamps",
    ),
    "leaflet_move": Listed("anonymous", "for good", "id leaflet_id day kind count removed stamps"),
    "press_item": Listed(
        "anonymous",
        "for good",
        "id issue_id title source author published_on link language theme_codes summary_fr summary_nl quote "
        "full_text licence title_ids rank removed stamps",
    ),
    "press_issue": Listed("anonymous", "for good", "id number day closed_on removed stamps"),
    "feed": Listed("technical", "for good", "id name address language theme_code licence removed stamps"),
    "house_setting": Listed("technical", "for good", "id value stamps"),
    "lookup": Listed(
        "technical",
        "until it is catalogued and completed",
        "number place wanted_on title_id theme_code sub_theme_code barcode settled",
    ),
    "lookup_answer": Listed("technical", "two years", "source number asked_on body fault"),
    "parcel": Listed("anonymous", "for good", "id name form day lines undone"),
    "parcel_line": Listed(
        "anonymous", "for good", "parcel_id line source fate why title_id made copy_ids before after"
    ),
    "table_profile": Listed("technical", "for good", "name body"),
}
CLASSES = {"board", "anonymous", "staff", "technical"}
# What links to a person on the board, or tells a moment finer than the hour.
NEVER_IN_A_FACT = {"ticket_id", "visit_id", "number", "arrived_at", "started_at", "ended_at", "desk", "person_id", "at"}


def test_every_table_is_listed_and_every_listed_table_exists() -> None:
    assert set(REGISTER) == set(Row.metadata.tables)


@pytest.mark.parametrize("name", sorted(Row.metadata.tables))
def test_every_column_is_listed_with_its_class_and_how_long_it_is_kept(name: str) -> None:
    listed = REGISTER[name]
    assert listed.kind in CLASSES
    assert listed.kept
    assert set(listed.columns.split()) == {column.name for column in Row.metadata.tables[name].columns}


@pytest.mark.parametrize("name", sorted(name for name in REGISTER if name.endswith("_fact")))
def test_no_fact_links_to_the_board_or_tells_a_moment(name: str) -> None:
    assert not set(REGISTER[name].columns.split()) & NEVER_IN_A_FACT
    assert Row.metadata.tables[name].dialect_kwargs.get("sqlite_with_rowid") is False


def test_day_close_empties_what_is_of_the_board(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    engine = engine_for(path, KEY)
    bring_up(engine, path, KEY)
    day = date(2026, 11, 24)
    board = [name for name, listed in REGISTER.items() if listed.kind == "board"]
    with engine.connect().execution_options(writes=True) as db, db.begin():
        for name in board:
            columns = [column.name for column in Row.metadata.tables[name].columns]
            values = {column: day.isoformat() if column == "day" else "1" for column in columns}
            marks = ", ".join(f":{column}" for column in columns)
            db.execute(text(f"INSERT INTO {name} ({', '.join(columns)}) VALUES ({marks})"), values)  # noqa: S608
        DayTable(db).close(day, on=day)
        left = {name: db.execute(text(f"SELECT count(*) FROM {name}")).scalar_one() for name in board}  # noqa: S608
    engine.dispose()
    assert left == dict.fromkeys(board, 0)
