"""Every table of the store, on one page; a column that stands in no register fails a test."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import DDL, Index, Integer, LargeBinary, Table, Text, TypeDecorator, event, text
from sqlalchemy.dialects.sqlite import Insert, insert
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from cdm_desk.domain.clock import at_seconds, seconds_of
from cdm_desk.store.canonical import packed, unpacked

Codes = tuple[str, ...]


class IdText(TypeDecorator[UUID]):
    """A random id, as 32 hex digits."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: UUID | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Write."""
        return None if value is None else value.hex

    def process_result_value(self, value: str | None, dialect: Dialect) -> UUID | None:  # noqa: ARG002
        """Read."""
        return None if value is None else UUID(hex=value)


class Moment(TypeDecorator[datetime]):
    """A moment, as seconds since 1970."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        """Write."""
        return None if value is None else seconds_of(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Read."""
        return None if value is None else at_seconds(value)


class Day(TypeDecorator[date]):
    """A day, as ISO text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Write."""
        return None if value is None else value.isoformat()

    def process_result_value(self, value: str | None, dialect: Dialect) -> date | None:  # noqa: ARG002
        """Read."""
        return None if value is None else date.fromisoformat(value)


class CodesText(TypeDecorator[Codes]):
    """Several codes or words in their order, as a JSON list."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Codes | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Write."""
        return None if value is None else packed(list(value))

    def process_result_value(self, value: str | None, dialect: Dialect) -> Codes | None:  # noqa: ARG002
        """Read."""
        return None if value is None else tuple(unpacked(value))


class JsonText(TypeDecorator[dict[str, Any]]):
    """A JSON object or list, in canonical form."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: dict[str, Any] | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Write."""
        return None if value is None else packed(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> dict[str, Any] | None:  # noqa: ARG002
        """Read."""
        return None if value is None else unpacked(value)


class Row(DeclarativeBase):
    """A row of the local store; rows never leave `store`."""

    type_annotation_map: ClassVar[dict[Any, Any]] = {
        UUID: IdText,
        datetime: Moment,
        date: Day,
        Codes: CodesText,
        dict[str, Any]: JsonText,
        str: Text,
        bytes: LargeBinary,
    }


# Rows keyed by a random id lie in the order of that id, never in the order of time.
UNORDERED = {"sqlite_with_rowid": False}


class MetaRow(Row):
    """What the store knows of itself: its id, its workstation, the last clock, the last day closed."""

    __tablename__ = "meta"

    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


class VisitRow(Row):
    """An arrival of today at this workstation; wiped at day close."""

    __tablename__ = "visit"
    __table_args__ = (Index("visit_arrival", "day", "arrival"), UNORDERED)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    day: Mapped[date]
    # The first of the day here is 1: the only order of keys within one second, and it ends with the board.
    arrival: Mapped[int]
    arrived_at: Mapped[datetime]
    motive_code: Mapped[str]
    theme_code: Mapped[str | None]
    language: Mapped[str | None]
    people: Mapped[int]
    helper_language: Mapped[str | None]
    late: Mapped[bool]
    ticket_id: Mapped[UUID | None] = mapped_column(index=True)
    number: Mapped[str | None]
    withdrawn: Mapped[bool]
    noted_by: Mapped[str | None]
    noted_on: Mapped[date | None]
    fact_id: Mapped[UUID | None]
    helper_fact_id: Mapped[UUID | None]
    group_fact_id: Mapped[UUID | None]


class TicketEventRow(Row):
    """Something that happened to a ticket of today; wiped at day close."""

    __tablename__ = "ticket_event"
    __table_args__ = (UNORDERED,)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    ticket_id: Mapped[UUID] = mapped_column(index=True)
    hlc: Mapped[int]
    run: Mapped[str]
    body: Mapped[str]


class TicketRow(Row):
    """A numbered place in one theme's line, as its events make it; wiped at day close."""

    __tablename__ = "ticket"
    __table_args__ = (Index("ticket_state", "day", "state"), UNORDERED)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    day: Mapped[date]
    number: Mapped[str]
    state: Mapped[str]
    desk: Mapped[str | None]
    conflicts: Mapped[int]
    body: Mapped[str]


class WaitHeldRow(Row):
    """The fact of a wait that this workstation ended; wiped at day close."""

    __tablename__ = "wait_held"
    __table_args__ = (UNORDERED,)

    ticket_id: Mapped[UUID] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    fact_id: Mapped[UUID | None]


class SessionRow(Row):
    """A conversation of today at a desk of this workstation; wiped at day close."""

    __tablename__ = "session"
    __table_args__ = (Index("session_desk", "day", "desk"), UNORDERED)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    day: Mapped[date]
    desk: Mapped[str]
    theme_code: Mapped[str]
    started_at: Mapped[datetime]
    ticket_id: Mapped[UUID | None] = mapped_column(index=True)
    number: Mapped[str | None]
    sub_theme_codes: Mapped[Codes]
    language: Mapped[str | None]
    channel: Mapped[str]
    people: Mapped[int]
    ended_at: Mapped[datetime | None]
    outcome_codes: Mapped[Codes]
    paused_at: Mapped[datetime | None]
    paused_seconds: Mapped[int]
    reliable: Mapped[bool]
    fact_id: Mapped[UUID | None]


class DeskRow(Row):
    """A counselling position open today; a record that travels in the queue lane and is wiped at day close."""

    __tablename__ = "desk"

    id: Mapped[str] = mapped_column(primary_key=True)
    workstation: Mapped[str | None]
    themes: Mapped[Codes | None]
    languages: Mapped[Codes | None]
    opened_at: Mapped[datetime | None]
    paused: Mapped[str | None]
    closed: Mapped[bool | None]
    without_outcome: Mapped[int | None]
    stamps: Mapped[dict[str, Any]]


class PcSessionRow(Row):
    """A block of an hour at a seat, today; a record that travels in the queue lane and is wiped at day close."""

    __tablename__ = "pc_session"

    id: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date | None]
    seat: Mapped[int | None]
    device: Mapped[str | None]
    attempt: Mapped[int | None]
    started_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    workstation: Mapped[str | None]
    follows_id: Mapped[str | None]
    group_id: Mapped[str | None]
    ended_at: Mapped[datetime | None]
    cancelled: Mapped[bool | None]
    counted: Mapped[bool | None]
    offline: Mapped[bool | None]
    accurate: Mapped[bool | None]
    stamps: Mapped[dict[str, Any]]


class PcTurnRow(Row):
    """A number that waits for a seat, today; a record that travels in the queue lane and is wiped at day close."""

    __tablename__ = "pc_turn"

    id: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date | None]
    number: Mapped[str | None]
    since: Mapped[datetime | None]
    workstation: Mapped[str | None]
    ended_at: Mapped[datetime | None]
    session_id: Mapped[str | None]
    cancelled: Mapped[bool | None]
    stamps: Mapped[dict[str, Any]]


class PcHeldRow(Row):
    """The fact of a block that this workstation gave; wiped at day close."""

    __tablename__ = "pc_held"
    __table_args__ = (UNORDERED,)

    session_id: Mapped[UUID] = mapped_column(primary_key=True)
    fact_id: Mapped[UUID | None]


class NumberBlockRow(Row):
    """Ten numbers of one theme that this workstation may hand out today."""

    __tablename__ = "number_block"

    day: Mapped[date] = mapped_column(primary_key=True)
    series: Mapped[str] = mapped_column(primary_key=True)
    block: Mapped[int] = mapped_column(primary_key=True)
    used: Mapped[int]


class FactColumns:
    """What all facts share."""

    id: Mapped[UUID] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(index=True)


class VisitFactRow(FactColumns, Row):
    """An arrival, for good."""

    __tablename__ = "visit_fact"
    # Holds all that a day is summed from: the rows themselves lie scattered, in the order of their random ids.
    __table_args__ = (
        Index("visit_fact_sums", "day", "hour", "motive_code", "people", "late", "theme_code"),
        UNORDERED,
    )

    day: Mapped[date] = mapped_column()
    hour: Mapped[int]
    site: Mapped[str]
    channel: Mapped[str]
    motive_code: Mapped[str]
    theme_code: Mapped[str | None]
    language: Mapped[str | None]
    people: Mapped[int]
    late: Mapped[bool]
    noted_by: Mapped[str | None]
    noted_on: Mapped[date | None]


class WaitFactRow(FactColumns, Row):
    """A wait, for good."""

    __tablename__ = "wait_fact"
    __table_args__ = (Index("wait_fact_sums", "day", "ended", "hour", "theme_code", "minutes"), UNORDERED)

    day: Mapped[date] = mapped_column()
    hour: Mapped[int]
    theme_code: Mapped[str]
    language: Mapped[str | None]
    ended: Mapped[str]
    minutes: Mapped[int]
    range_low: Mapped[int | None]
    range_high: Mapped[int | None]


class SessionFactRow(FactColumns, Row):
    """A conversation, for good: a day, never an hour."""

    __tablename__ = "session_fact"
    __table_args__ = UNORDERED

    site: Mapped[str]
    channel: Mapped[str]
    theme_code: Mapped[str]
    sub_theme_codes: Mapped[Codes]
    language: Mapped[str | None]
    outcome_codes: Mapped[Codes]
    minutes: Mapped[int]
    people: Mapped[int]
    reliable: Mapped[bool]


class PcFactRow(FactColumns, Row):
    """Blocks of an hour at a PC, for good."""

    __tablename__ = "pc_fact"
    __table_args__ = UNORDERED

    hour: Mapped[int]
    device: Mapped[str]
    blocks: Mapped[int]


class ActivityFactRow(FactColumns, Row):
    """An activity held, for good."""

    __tablename__ = "activity_fact"
    __table_args__ = UNORDERED

    kind_code: Mapped[str]
    place: Mapped[str]
    theme_code: Mapped[str | None]
    language: Mapped[str | None]
    partners: Mapped[Codes]
    audiences: Mapped[Codes]
    enrolled: Mapped[int]
    present: Mapped[int]
    level_code: Mapped[str | None]
    teaching_code: Mapped[str | None]
    accompanying: Mapped[int | None]


class HelperLanguageFactRow(FactColumns, Row):
    """A helper language of use on a day, for good."""

    __tablename__ = "helper_language_fact"
    __table_args__ = UNORDERED

    helper_language: Mapped[str]


class ProofFactRow(FactColumns, Row):
    """A proof of visit that was printed on a day, for good: whose it is nobody knows."""

    __tablename__ = "proof_fact"
    __table_args__ = UNORDERED


class DeskQualityFactRow(FactColumns, Row):
    """How well a workstation took part in the exchange on a day, for good."""

    __tablename__ = "desk_quality_fact"
    __table_args__ = UNORDERED

    workstation: Mapped[str]
    doubles: Mapped[int]
    minutes_offline: Mapped[int]


class UseFactRow(FactColumns, Row):
    """Books or journals found read on a day, for good; who read them nobody knows."""

    __tablename__ = "use_fact"
    __table_args__ = UNORDERED

    title_id: Mapped[UUID | None] = mapped_column(index=True)
    kind_code: Mapped[str | None]
    theme_code: Mapped[str | None]
    language: Mapped[str | None]
    count: Mapped[int]


class VoidRow(Row):
    """A fact that no longer counts, and why."""

    __tablename__ = "void"
    __table_args__ = UNORDERED

    fact_id: Mapped[UUID] = mapped_column(primary_key=True)
    reason: Mapped[str]
    role: Mapped[str]
    day: Mapped[date] = mapped_column(index=True)


class DayCloseRow(Row):
    """A day whose board this workstation has wiped."""

    __tablename__ = "day_close"

    day: Mapped[date] = mapped_column(primary_key=True)
    closed_on: Mapped[date]


class DaySheetRow(Row):
    """What the sheet of a day was counted from when this workstation wrote it, so that later facts are noticed."""

    __tablename__ = "day_sheet"

    day: Mapped[date] = mapped_column(primary_key=True)
    sha256: Mapped[str]
    missing: Mapped[Codes]
    printed: Mapped[bool]


class OutboxRow(Row):
    """An operation of ours that has not been sealed into a frame yet."""

    __tablename__ = "outbox"
    __table_args__ = (Index("outbox_lane", "lane", "prompt"), UNORDERED)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    lane: Mapped[str]
    day: Mapped[date]
    prompt: Mapped[bool]
    body: Mapped[str]


class ParkedRow(Row):
    """An operation of a newer program, kept until this one understands it."""

    __tablename__ = "parked"
    __table_args__ = (UNORDERED,)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    lane: Mapped[str]
    day: Mapped[date]
    body: Mapped[str]


class LostRow(Row):
    """A value that a concurrent edit of the same field has overruled: shown as "edited twice"."""

    __tablename__ = "lost"
    __table_args__ = (UNORDERED,)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    table_name: Mapped[str]
    record_id: Mapped[str]
    field: Mapped[str]
    value: Mapped[str]
    hlc: Mapped[int]
    run: Mapped[str]
    settled: Mapped[bool]


class ErasedRow(Row):
    """A record that was erased: nothing of it is ever taken in again. The id is the table, a blank, the record's."""

    __tablename__ = "erased"
    __table_args__ = (UNORDERED,)

    id: Mapped[str] = mapped_column(primary_key=True)
    table_name: Mapped[str]
    record_id: Mapped[str]
    reason: Mapped[str]
    role: Mapped[str]
    day: Mapped[date]


class ListEntryRow(Row):
    """What the house has changed of a code list, or added to it: a field that is NULL is as it was shipped."""

    __tablename__ = "list_entry"

    id: Mapped[str] = mapped_column(primary_key=True)
    fr: Mapped[str | None]
    nl: Mapped[str | None]
    en: Mapped[str | None]
    rank: Mapped[int | None]
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    stamps: Mapped[dict[str, Any]]


class SeatRow(Row):
    """A seat of the multimedia space, where it is not as shipped; the id is its number in two digits."""

    __tablename__ = "seat"

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str | None]
    out_since: Mapped[datetime | None]
    back_at: Mapped[datetime | None]
    removed: Mapped[bool | None]
    stamps: Mapped[dict[str, Any]]


class PersonRow(Row):
    """An account of a member of staff; a record that travels, its secrets as slow hashes only."""

    __tablename__ = "person"

    id: Mapped[str] = mapped_column(primary_key=True)
    alias: Mapped[str | None]
    roles: Mapped[Codes | None]
    password: Mapped[str | None]
    recovery_codes: Mapped[Codes | None]
    withdrawn: Mapped[bool | None]
    stamps: Mapped[dict[str, Any]]


class ProposalRow(Row):
    """That a workstation be taken out of the site; a record that travels. It waits as long as nobody has answered."""

    __tablename__ = "proposal"

    id: Mapped[str] = mapped_column(primary_key=True)
    workstation: Mapped[str | None]
    person_id: Mapped[str | None]
    made_on: Mapped[str | None]
    day: Mapped[date | None]
    answer: Mapped[str | None]
    stamps: Mapped[dict[str, Any]]


class BagRow(Row):
    """A laptop away from the house, in a mode and at a place; a record that travels."""

    __tablename__ = "bag"

    id: Mapped[str] = mapped_column(primary_key=True)
    workstation: Mapped[str | None]
    mode: Mapped[str | None]
    place: Mapped[str | None]
    first_day: Mapped[date | None]
    last_day: Mapped[date | None]
    closed_on: Mapped[date | None]
    lost: Mapped[bool | None]
    stamps: Mapped[dict[str, Any]]


class BagHeldRow(Row):
    """A fact that this workstation counted in a bag of its own; `number` is the order of today, 0 once it is over."""

    __tablename__ = "bag_held"
    __table_args__ = (UNORDERED,)

    fact_id: Mapped[UUID] = mapped_column(primary_key=True)
    bag_id: Mapped[UUID] = mapped_column(index=True)
    how: Mapped[str]
    number: Mapped[int]


class SignInRow(Row):
    """What this workstation alone knows of an account: its PIN of the day and the tries that failed."""

    __tablename__ = "sign_in"

    person_id: Mapped[str] = mapped_column(primary_key=True)
    pin: Mapped[str | None]
    pin_until: Mapped[datetime | None]
    pin_failures: Mapped[int]
    failures: Mapped[int]
    not_before: Mapped[datetime | None]
    told_line: Mapped[int]


class AuditRow(Row):
    """A line of the audit trail, chained to the line before it; never changed."""

    __tablename__ = "audit"

    line: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    who: Mapped[str]
    person_id: Mapped[str | None]
    role: Mapped[str | None]
    act: Mapped[str]
    thing: Mapped[str]
    hash: Mapped[bytes]


class AuditEndRow(Row):
    """Where the audit trail begins and ends, so that a missing head or tail is noticed."""

    __tablename__ = "audit_end"

    end: Mapped[str] = mapped_column(primary_key=True)
    line: Mapped[int]
    hash: Mapped[bytes]


for _when, _what in (
    ("UPDATE", "1"),
    # Old lines go, but only those that the noted beginning of the trail has left behind.
    ("DELETE", "OLD.line > coalesce((SELECT line FROM audit_end WHERE end = 'begin'), 0)"),
):
    event.listen(
        AuditRow.__table__,
        "after_create",
        DDL(  # type: ignore[no-untyped-call]
            f"CREATE TRIGGER audit_no_{_when.lower()} BEFORE {_when} ON audit WHEN {_what} "
            "BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END"
        ),
    )


class FrameRow(Row):
    """A sealed frame, ours or another's, as it stands in the shared folder; `confirmed` once it was read there."""

    __tablename__ = "frame"
    __table_args__ = (Index("frame_unconfirmed", "lane", "period", "run", sqlite_where=text("NOT confirmed")),)

    lane: Mapped[str] = mapped_column(primary_key=True)
    period: Mapped[str] = mapped_column(primary_key=True)
    run: Mapped[str] = mapped_column(primary_key=True)
    no: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    raw: Mapped[bytes]
    hash: Mapped[bytes]
    confirmed: Mapped[bool]


class LogRow(Row):
    """How far the log of a run is known here, and from where in its file there is something to read."""

    __tablename__ = "log"

    lane: Mapped[str] = mapped_column(primary_key=True)
    period: Mapped[str] = mapped_column(primary_key=True)
    run: Mapped[str] = mapped_column(primary_key=True)
    workstation: Mapped[str | None]
    no: Mapped[int]
    hash: Mapped[bytes]
    offset: Mapped[int]
    ended: Mapped[bool]
    doubtful_since: Mapped[datetime | None]
    doubts: Mapped[int]
    forked: Mapped[bool]


class SetAsideRow(Row):
    """Bytes of a log that are no frame, or operations that make no sense, kept for whoever looks into it."""

    __tablename__ = "set_aside"
    __table_args__ = (UNORDERED,)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    lane: Mapped[str]
    period: Mapped[str]
    run: Mapped[str]
    no: Mapped[int]
    why: Mapped[str]
    raw: Mapped[bytes]
    since: Mapped[datetime | None]


class WorkstationRow(Row):
    """A workstation of the site: its public key, its last sign of life, and what it had not published then.

    `done` is the last day of which nothing of it is missing and whose queue it needs no more; `revoked` holds up to
    which frame each of its logs counts, once it was revoked.
    """

    __tablename__ = "workstation"

    name: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    public_key: Mapped[bytes]
    once_name: Mapped[str]
    seen_at: Mapped[datetime | None]
    unsent: Mapped[int]
    done: Mapped[date | None]
    revoked: Mapped[dict[str, Any] | None]


class TitleRow(Row):
    """A work of the catalogue; a record that travels. A field nobody has recorded is empty."""

    __tablename__ = "title"

    id: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str | None]
    subtitle: Mapped[str | None]
    authors: Mapped[Codes | None]
    edition: Mapped[str | None]
    place: Mapped[str | None]
    publisher: Mapped[str | None]
    year: Mapped[int | None]
    series: Mapped[str | None]
    pages: Mapped[str | None]
    isbns: Mapped[Codes | None]
    issns: Mapped[Codes | None]
    languages: Mapped[Codes | None]
    subjects: Mapped[Codes | None]
    summary: Mapped[str | None]
    theme_code: Mapped[str | None]
    sub_theme_code: Mapped[str | None]
    shelf_mark: Mapped[str | None]
    kind: Mapped[str | None]
    partner_issued: Mapped[bool | None]
    checked_on: Mapped[date | None]
    review_by: Mapped[date | None]
    state: Mapped[str | None]
    removed: Mapped[bool | None]
    volume: Mapped[str | None]
    other_sub_themes: Mapped[Codes | None]
    partner_code: Mapped[str | None]
    dewey: Mapped[str | None]
    udc: Mapped[str | None]
    rameau: Mapped[Codes | None]
    origins: Mapped[Codes | None]
    stamps: Mapped[dict[str, Any]]


class CopyRow(Row):
    """One object on the shelf; a record that travels. Its barcode tells it from every other."""

    __tablename__ = "copy"

    id: Mapped[str] = mapped_column(primary_key=True)
    title_id: Mapped[str | None] = mapped_column(index=True)
    barcode: Mapped[str | None] = mapped_column(index=True)
    shelf_mark: Mapped[str | None]
    state: Mapped[str | None]
    removed: Mapped[bool | None]
    location: Mapped[str | None]
    acquired_on: Mapped[date | None]
    gift: Mapped[bool | None]
    price_cents: Mapped[int | None]
    seen_on: Mapped[date | None]
    missing_since: Mapped[date | None]
    weed_letters: Mapped[str | None]
    weed_fate: Mapped[str | None]
    weed_on: Mapped[date | None]
    withdrawn_on: Mapped[date | None]
    stamps: Mapped[dict[str, Any]]


class AuthorFormRow(Row):
    """A person or body as the catalogue names them, with the other forms of the name; a record that travels."""

    __tablename__ = "author_form"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str | None]
    variants: Mapped[Codes | None]
    removed: Mapped[bool | None]
    stamps: Mapped[dict[str, Any]]


class CoverRow(Row):
    """The picture of a cover, small, as base64 of a JPEG file; a record that travels under the id of its title."""

    __tablename__ = "cover"

    id: Mapped[str] = mapped_column(primary_key=True)
    picture: Mapped[str | None]
    stamps: Mapped[dict[str, Any]]


class SavedSearchRow(Row):
    """A search of the catalogue under a name: its words and filters as JSON; a record that travels."""

    __tablename__ = "saved_search"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str | None]
    query: Mapped[str | None]
    removed: Mapped[bool | None]
    stamps: Mapped[dict[str, Any]]


class BasketRow(Row):
    """Titles put together under a name; a record that travels."""

    __tablename__ = "basket"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str | None]
    removed: Mapped[bool | None]
    stamps: Mapped[dict[str, Any]]


class BasketLineRow(Row):
    """One title in a basket: a record of its own, so that two people who add to one basket lose nothing."""

    __tablename__ = "basket_line"

    id: Mapped[str] = mapped_column(primary_key=True)
    basket_id: Mapped[str | None] = mapped_column(index=True)
    title_id: Mapped[str | None]
    removed: Mapped[bool | None]
    stamps: Mapped[dict[str, Any]]


class StocktakeRow(Row):
    """A walk along the shelves with a frozen list of what should stand there; a record that travels."""

    __tablename__ = "stocktake"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str | None]
    theme_code: Mapped[str | None]
    begun_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    signed_as: Mapped[str | None]
    removed: Mapped[bool | None]
    stamps: Mapped[dict[str, Any]]


class StocktakeLineRow(Row):
    """One copy expected, or found, in a stocktake; a record that travels. `place` is where it was found."""

    __tablename__ = "stocktake_line"

    id: Mapped[str] = mapped_column(primary_key=True)
    stocktake_id: Mapped[str | None] = mapped_column(index=True)
    copy_id: Mapped[str | None]
    code: Mapped[str | None]
    shelf_mark: Mapped[str | None]
    expected: Mapped[bool | None]
    seen_on: Mapped[date | None]
    place: Mapped[str | None]
    verdict: Mapped[str | None]
    stamps: Mapped[dict[str, Any]]


class LabelJobRow(Row):
    """A label that has to be printed: of a copy, or a sign for a shelf; a record that travels."""

    __tablename__ = "label_job"

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str | None]
    copy_id: Mapped[str | None] = mapped_column(index=True)
    sign: Mapped[str | None]
    wanted_on: Mapped[date | None]
    printed_on: Mapped[date | None]
    removed: Mapped[bool | None]
    stamps: Mapped[dict[str, Any]]


class JournalTitleRow(Row):
    """A journal that the house receives, and how often; a record that travels."""

    __tablename__ = "journal_title"

    id: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str | None]
    issn: Mapped[str | None]
    barcode: Mapped[str | None]
    publisher: Mapped[str | None]
    language: Mapped[str | None]
    theme_code: Mapped[str | None]
    rhythm: Mapped[str | None]
    first_on: Mapped[date | None]
    numbering: Mapped[str | None]
    pauses: Mapped[Codes | None]
    grace_days: Mapped[int | None]
    claims_to: Mapped[str | None]
    removed: Mapped[bool | None]
    stamps: Mapped[dict[str, Any]]


class JournalIssueRow(Row):
    """One number of a journal: when it was expected, came, was claimed; a record that travels."""

    __tablename__ = "journal_issue"

    id: Mapped[str] = mapped_column(primary_key=True)
    journal_id: Mapped[str | None] = mapped_column(index=True)
    number: Mapped[str | None]
    expected_on: Mapped[date | None]
    received_on: Mapped[date | None]
    claimed_on: Mapped[date | None]
    claims: Mapped[int | None]
    given_up: Mapped[bool | None]
    removed: Mapped[bool | None]
    stamps: Mapped[dict[str, Any]]


class ArticleRow(Row):
    """An article of a journal that is worth knowing; a record that travels."""

    __tablename__ = "article"

    id: Mapped[str] = mapped_column(primary_key=True)
    journal_id: Mapped[str | None] = mapped_column(index=True)
    issue_id: Mapped[str | None]
    title: Mapped[str | None]
    authors: Mapped[Codes | None]
    pages: Mapped[str | None]
    theme_code: Mapped[str | None]
    summary: Mapped[str | None]
    added_on: Mapped[date | None]
    removed: Mapped[bool | None]
    stamps: Mapped[dict[str, Any]]


class LeafletRow(Row):
    """A pile of brochures of a partner that visitors take away; a record that travels."""

    __tablename__ = "leaflet"

    id: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str | None]
    tag: Mapped[str | None]
    partner_code: Mapped[str | None]
    language: Mapped[str | None]
    theme_code: Mapped[str | None]
    sheet_number: Mapped[str | None]
    place: Mapped[str | None]
    bundle: Mapped[int | None]
    valid_until: Mapped[date | None]
    pile: Mapped[str | None]
    pile_since: Mapped[date | None]
    ordered_on: Mapped[date | None]
    order_to: Mapped[str | None]
    removed: Mapped[bool | None]
    stamps: Mapped[dict[str, Any]]


class LeafletMoveRow(Row):
    """Bundles of a brochure put on its pile, or old ones taken away, on a day; a record that travels."""

    __tablename__ = "leaflet_move"

    id: Mapped[str] = mapped_column(primary_key=True)
    leaflet_id: Mapped[str | None] = mapped_column(index=True)
    day: Mapped[date | None]
    kind: Mapped[str | None]
    count: Mapped[int | None]
    removed: Mapped[bool | None]
    stamps: Mapped[dict[str, Any]]


class PressItemRow(Row):
    """An article of the press review: reference, own summary, link; a record that travels."""

    __tablename__ = "press_item"

    id: Mapped[str] = mapped_column(primary_key=True)
    issue_id: Mapped[str | None] = mapped_column(index=True)
    title: Mapped[str | None]
    source: Mapped[str | None]
    author: Mapped[str | None]
    published_on: Mapped[date | None]
    link: Mapped[str | None]
    language: Mapped[str | None]
    theme_codes: Mapped[Codes | None]
    summary_fr: Mapped[str | None]
    summary_nl: Mapped[str | None]
    quote: Mapped[str | None]
    full_text: Mapped[str | None]
    licence: Mapped[str | None]
    title_ids: Mapped[Codes | None]
    rank: Mapped[int | None]
    removed: Mapped[bool | None]
    stamps: Mapped[dict[str, Any]]


class PressIssueRow(Row):
    """A numbered issue of the press review; a record that travels."""

    __tablename__ = "press_issue"

    id: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int | None]
    day: Mapped[date | None]
    closed_on: Mapped[date | None]
    removed: Mapped[bool | None]
    stamps: Mapped[dict[str, Any]]


class FeedRow(Row):
    """A feed that is read for the press review; a record that travels."""

    __tablename__ = "feed"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str | None]
    address: Mapped[str | None]
    language: Mapped[str | None]
    theme_code: Mapped[str | None]
    licence: Mapped[str | None]
    removed: Mapped[bool | None]
    stamps: Mapped[dict[str, Any]]


class ActivityRow(Row):
    """A group activity or an outing as it is planned, and how many came; a record that travels.

    What is counted for good is its fact, which is written with its head count. A `series_id` joins those that were
    planned in one act; `uid` is what a calendar that it came from calls it.
    """

    __tablename__ = "activity"

    id: Mapped[str] = mapped_column(primary_key=True)
    kind_code: Mapped[str | None]
    title_fr: Mapped[str | None]
    title_nl: Mapped[str | None]
    summary_fr: Mapped[str | None]
    summary_nl: Mapped[str | None]
    theme_code: Mapped[str | None]
    day: Mapped[date | None] = mapped_column(index=True)
    begins: Mapped[str | None]
    ends: Mapped[str | None]
    last_day: Mapped[date | None]
    place: Mapped[str | None]
    room: Mapped[str | None]
    language: Mapped[str | None]
    partners: Mapped[Codes | None]
    audiences: Mapped[Codes | None]
    projects: Mapped[Codes | None]
    level_code: Mapped[str | None]
    teaching_code: Mapped[str | None]
    seats: Mapped[int | None]
    enrolled: Mapped[int | None]
    present: Mapped[int | None]
    accompanying: Mapped[int | None]
    counted_on: Mapped[date | None]
    fact_id: Mapped[str | None]
    called_off: Mapped[bool | None]
    announced: Mapped[bool | None]
    series_id: Mapped[str | None] = mapped_column(index=True)
    uid: Mapped[str | None] = mapped_column(index=True)
    removed: Mapped[bool | None]
    stamps: Mapped[dict[str, Any]]


class MilestoneRow(Row):
    """An event of the year, a delegation, a step of a project, with its text for the report; a record that travels."""

    __tablename__ = "milestone"

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str | None]
    day: Mapped[date | None]
    last_day: Mapped[date | None]
    title_fr: Mapped[str | None]
    title_nl: Mapped[str | None]
    text_fr: Mapped[str | None]
    text_nl: Mapped[str | None]
    country: Mapped[str | None]
    partners: Mapped[Codes | None]
    project: Mapped[str | None]
    people: Mapped[int | None]
    removed: Mapped[bool | None]
    stamps: Mapped[dict[str, Any]]


class PermanenceRow(Row):
    """When a partner is in the house for a theme: from which day to which, and on which days; a record that travels."""

    __tablename__ = "permanence"

    id: Mapped[str] = mapped_column(primary_key=True)
    partner_code: Mapped[str | None]
    theme_code: Mapped[str | None]
    first_day: Mapped[date | None]
    last_day: Mapped[date | None]
    weekdays: Mapped[str | None]
    begins: Mapped[str | None]
    ends: Mapped[str | None]
    guest: Mapped[bool | None]
    removed: Mapped[bool | None]
    stamps: Mapped[dict[str, Any]]


class StaffCountRow(Row):
    """How many people of an institution work here on a day, never who; a record that travels."""

    __tablename__ = "staff_count"

    id: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date | None]
    institution: Mapped[str | None]
    people: Mapped[int | None]
    removed: Mapped[bool | None]
    stamps: Mapped[dict[str, Any]]


class WebFigureRow(Row):
    """What was read of the website in a month, by a named source of figures; a record that travels."""

    __tablename__ = "web_figure"

    id: Mapped[str] = mapped_column(primary_key=True)
    month: Mapped[str | None]
    source: Mapped[str | None]
    page_views: Mapped[int | None]
    visitors: Mapped[int | None]
    visitors_brussels: Mapped[int | None]
    removed: Mapped[bool | None]
    stamps: Mapped[dict[str, Any]]


class SurveyWaveRow(Row):
    """A wave of the survey or a light sample, with the questions as they were frozen; a record that travels."""

    __tablename__ = "survey_wave"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str | None]
    kind: Mapped[str | None]
    periods: Mapped[str | None]
    every: Mapped[int | None]
    questions: Mapped[str | None]
    closed_on: Mapped[date | None]
    removed: Mapped[bool | None]
    stamps: Mapped[dict[str, Any]]


class SurveyAnswerRow(Row):
    """One interview or form of a wave, or a refusal: no link to a visit, a desk or an hour; a record that travels."""

    __tablename__ = "survey_answer"
    __table_args__ = UNORDERED

    id: Mapped[str] = mapped_column(primary_key=True)
    wave_id: Mapped[str | None] = mapped_column(index=True)
    day: Mapped[date | None]
    mode: Mapped[str | None]
    interviewer: Mapped[str | None]
    language: Mapped[str | None]
    refused: Mapped[bool | None]
    answers: Mapped[str | None]
    comment: Mapped[str | None]
    comment_cleared: Mapped[bool | None]
    removed: Mapped[bool | None]
    stamps: Mapped[dict[str, Any]]


class ReleaseRow(Row):
    """A table that left the house: its shape, period and values as they were printed; a record that travels."""

    __tablename__ = "release"

    id: Mapped[str] = mapped_column(primary_key=True)
    shape: Mapped[str | None] = mapped_column(index=True)
    first_day: Mapped[date | None]
    last_day: Mapped[date | None]
    released_on: Mapped[date | None]
    edition: Mapped[int | None]
    sha256: Mapped[str | None]
    cells: Mapped[str | None]
    stamps: Mapped[dict[str, Any]]


class ReportTextRow(Row):
    """What is said in words in a report of a period, under one of its headings; a record that travels."""

    __tablename__ = "report_text"

    id: Mapped[str] = mapped_column(primary_key=True)
    report: Mapped[str | None]
    period: Mapped[str | None]
    heading: Mapped[str | None]
    text_fr: Mapped[str | None]
    text_nl: Mapped[str | None]
    removed: Mapped[bool | None]
    stamps: Mapped[dict[str, Any]]


class HouseSettingRow(Row):
    """A setting of the whole house, under its name; a record that travels. What is not there is as shipped."""

    __tablename__ = "house_setting"

    id: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str | None]
    stamps: Mapped[dict[str, Any]]


class LookupRow(Row):
    """A number scanned here that is not done with: to be catalogued, or to be completed by the catalogues of others.

    `place` is the order of scanning; `settled` says that it is saved as soon as an answer comes.
    """

    __tablename__ = "lookup"

    number: Mapped[str] = mapped_column(primary_key=True)
    place: Mapped[int]
    wanted_on: Mapped[date]
    title_id: Mapped[UUID | None]
    theme_code: Mapped[str | None]
    sub_theme_code: Mapped[str | None]
    barcode: Mapped[str | None]
    settled: Mapped[bool]


class LookupAnswerRow(Row):
    """What a catalogue of others has answered to a number, kept here so that it is not asked twice."""

    __tablename__ = "lookup_answer"

    source: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(primary_key=True)
    asked_on: Mapped[date]
    body: Mapped[bytes | None]
    fault: Mapped[str | None]


class TitleKeyRow(Row):
    """What a title is found and sorted by, folded; made again from the title in the transaction that changes it."""

    __tablename__ = "title_key"
    __table_args__ = (
        Index("title_key_by_title", "sort_key"),
        Index("title_key_by_theme", "theme_code", "sort_key"),
        Index("title_key_by_author", "author", "sort_key"),
        Index("title_key_by_year", "year", "sort_key"),
        Index("title_key_by_mark", "mark", "sort_key"),
        Index("title_key_by_facets", "facets"),
    )

    place: Mapped[int] = mapped_column(primary_key=True)
    title_id: Mapped[str] = mapped_column(unique=True)
    block: Mapped[str] = mapped_column(index=True)
    sort_key: Mapped[str]
    author: Mapped[str]
    year: Mapped[int]
    mark: Mapped[str]
    theme_code: Mapped[str]
    language: Mapped[str]
    words: Mapped[str]
    tags: Mapped[str]
    facets: Mapped[str] = mapped_column(server_default="")


class TitleNumberRow(Row):
    """A right ISBN or ISSN of a title; several titles may share one."""

    __tablename__ = "title_number"
    __table_args__ = (UNORDERED,)

    number: Mapped[str] = mapped_column(primary_key=True)
    title_id: Mapped[str] = mapped_column(primary_key=True, index=True)


for _statement in (
    (
        "CREATE VIRTUAL TABLE title_search USING fts5(words, tags, content='title_key', content_rowid='place', "
        "tokenize='unicode61 remove_diacritics 2', prefix='1 2 3')"
    ),
    # Without this, words of a removed title stay readable in the index.
    "INSERT INTO title_search(title_search, rank) VALUES ('secure-delete', 1)",
    (
        "CREATE TRIGGER title_key_added AFTER INSERT ON title_key BEGIN "
        "INSERT INTO title_search(rowid, words, tags) VALUES (new.place, new.words, new.tags); END"
    ),
    (
        "CREATE TRIGGER title_key_taken AFTER DELETE ON title_key BEGIN "
        "INSERT INTO title_search(title_search, rowid, words, tags) "
        "VALUES ('delete', old.place, old.words, old.tags); END"
    ),
    (
        "CREATE TRIGGER title_key_changed AFTER UPDATE ON title_key BEGIN "
        "INSERT INTO title_search(title_search, rowid, words, tags) "
        "VALUES ('delete', old.place, old.words, old.tags); "
        "INSERT INTO title_search(rowid, words, tags) VALUES (new.place, new.words, new.tags); END"
    ),
):
    event.listen(TitleKeyRow.__table__, "after_create", DDL(_statement))  # type: ignore[no-untyped-call]


class ParcelRow(Row):
    """A file taken in at this workstation, so that it can be looked into and undone here."""

    __tablename__ = "parcel"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    form: Mapped[str]
    day: Mapped[date]
    lines: Mapped[int]
    undone: Mapped[bool]


class ParcelLineRow(Row):
    """One row of a parcel: its source as read, its fate, and what it changed, so that this can be taken back."""

    __tablename__ = "parcel_line"
    __table_args__ = (UNORDERED,)

    parcel_id: Mapped[UUID] = mapped_column(primary_key=True)
    line: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    source: Mapped[str]
    fate: Mapped[str]
    why: Mapped[str | None]
    title_id: Mapped[UUID | None]
    made: Mapped[bool]
    copy_ids: Mapped[Codes]
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any]]


class TableProfileRow(Row):
    """How the columns of a kind of table are read; local, by a name that the documentalist gave."""

    __tablename__ = "table_profile"

    name: Mapped[str] = mapped_column(primary_key=True)
    body: Mapped[str]


def table_named(name: str) -> Table:
    """Return a table by its name."""
    return Row.metadata.tables[name]


def replacing(name: str, *keys: str) -> Insert:
    """Return the statement that writes a row whether its key is new or known; put together once, run often."""
    table = table_named(name)
    statement = insert(table)
    rest = {column.name: statement.excluded[column.name] for column in table.columns if column.name not in keys}
    return statement.on_conflict_do_update(index_elements=list(keys), set_=rest)
