"""The store and its units: one transaction, in which an act, its facts and what others must learn are one."""

import secrets
import threading
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import Engine, delete, event, insert, select
from sqlalchemy.engine import Connection

from cdm_desk.domain.activities import ActivityFact
from cdm_desk.domain.change import (
    BOARD_TABLES,
    HIGHEST_HLC,
    UNTIMED_TABLES,
    Department,
    EraseOp,
    EventOp,
    FactOp,
    Lane,
    Op,
    SetOp,
    Stamp,
    UnknownOperationError,
    VoidOp,
    decode,
    encode,
    lane_of,
    may_wait,
    milliseconds_of,
    tick,
)
from cdm_desk.domain.clock import Clock, at_seconds, seconds_of
from cdm_desk.domain.counselling import NO_DESK, CounsellingSession
from cdm_desk.domain.emission import TABLE as RESTRICTED
from cdm_desk.domain.emission import may_emit
from cdm_desk.domain.errors import RecordErasedError, StoreDamagedError, TicketGoneError, WorkstationKindError
from cdm_desk.domain.facts import KIND_OF, MalformedError, letters
from cdm_desk.domain.multimedia import PcSession, PcTurn
from cdm_desk.domain.queue import Act, Ticket, TicketEvent, TicketState, WaitFact
from cdm_desk.domain.welcome import HelperLanguageFact, Visit
from cdm_desk.store import library, records
from cdm_desk.store.activities import ActivityTable
from cdm_desk.store.audit import AuditTable
from cdm_desk.store.authors import AUTHOR_FORM, AuthorTable
from cdm_desk.store.bag import BagTable
from cdm_desk.store.baskets import BasketTable, SavedSearchTable
from cdm_desk.store.canonical import packed, unpacked
from cdm_desk.store.conflicts import ConflictTable, Overruled
from cdm_desk.store.consultation import ConsultationTable
from cdm_desk.store.counselling import SessionTable
from cdm_desk.store.covers import CoverTable
from cdm_desk.store.database import faults_named
from cdm_desk.store.days import DayTable
from cdm_desk.store.desks_here import DesksHere
from cdm_desk.store.erasure import ErasureTable, edits_of
from cdm_desk.store.facts import FactTable
from cdm_desk.store.history import HistoryTable
from cdm_desk.store.house_figures import HouseFigureTable
from cdm_desk.store.house_settings import HOUSE_SETTING, HouseSettingTable
from cdm_desk.store.journal import JournalTable
from cdm_desk.store.journals import JournalTitleTable
from cdm_desk.store.labels import LabelTable
from cdm_desk.store.leaflets import LeafletTable
from cdm_desk.store.library import ParcelTable, TitleTable
from cdm_desk.store.lists import ListsTable
from cdm_desk.store.lookup import LookupTable
from cdm_desk.store.merges import MergeTable, merge_record, titles_named
from cdm_desk.store.meta import DEMO, HLC, KIND, WORKSTATION, MetaTable
from cdm_desk.store.multimedia import PC_SESSION, PC_TURN, SeatTable
from cdm_desk.store.numbers import NumberTable
from cdm_desk.store.prepared import Prepared
from cdm_desk.store.press import PressTable
from cdm_desk.store.proposals import ProposalTable
from cdm_desk.store.queue import DeskTable, TicketTable
from cdm_desk.store.releases import ReleaseTable
from cdm_desk.store.repair import mark_suspect
from cdm_desk.store.report_texts import ReportTextTable
from cdm_desk.store.rows import OutboxRow, ParkedRow, table_named
from cdm_desk.store.shared import SharedState
from cdm_desk.store.staff import StaffTable
from cdm_desk.store.stocktake import StocktakeTable
from cdm_desk.store.survey import SurveyTable
from cdm_desk.store.weeding import WeedingTable
from cdm_desk.store.welcome import KeptVisit, VisitTable

Listener = Callable[[frozenset[Department]], None]

_RUN_BYTES: Final = 16
# One clock gone mad, or a malicious one, must leave room for all the stamps of ours.
_HIGHEST_HEARD: Final = HIGHEST_HLC - 2**40
_OF_FACT: Final[Mapping[str, frozenset[Department]]] = {
    "visit": frozenset({Department.WELCOME, Department.REPORTS}),
    "wait": frozenset({Department.QUEUE, Department.REPORTS}),
    "session": frozenset({Department.COUNSELLING, Department.REPORTS}),
    "pc": frozenset({Department.MULTIMEDIA, Department.REPORTS}),
    "activity": frozenset({Department.ACTIVITIES, Department.REPORTS}),
    "helper_language": frozenset({Department.REPORTS}),
    "proof": frozenset({Department.REPORTS}),
    "use": frozenset({Department.LIBRARY, Department.REPORTS}),
    "desk_quality": frozenset({Department.REPORTS}),
}
_OF_TABLE: Final[Mapping[str, Department]] = {
    "desk": Department.QUEUE,
    "seat": Department.MULTIMEDIA,
    "pc_session": Department.MULTIMEDIA,
    "pc_turn": Department.MULTIMEDIA,
    "title": Department.LIBRARY,
    "copy": Department.LIBRARY,
    "author_form": Department.LIBRARY,
    "cover": Department.LIBRARY,
    "saved_search": Department.LIBRARY,
    "basket": Department.LIBRARY,
    "basket_line": Department.LIBRARY,
    "stocktake": Department.LIBRARY,
    "stocktake_line": Department.LIBRARY,
    "label_job": Department.LIBRARY,
    "journal_title": Department.LIBRARY,
    "journal_issue": Department.LIBRARY,
    "article": Department.LIBRARY,
    "leaflet": Department.LIBRARY,
    "leaflet_move": Department.LIBRARY,
    "press_item": Department.LIBRARY,
    "press_issue": Department.LIBRARY,
    "feed": Department.LIBRARY,
    "activity": Department.ACTIVITIES,
    "milestone": Department.ACTIVITIES,
    "permanence": Department.ACTIVITIES,
    "staff_count": Department.REPORTS,
    "web_figure": Department.REPORTS,
    "survey_wave": Department.SURVEY,
    "survey_answer": Department.SURVEY,
    "release": Department.REPORTS,
    "report_text": Department.REPORTS,
    "house_setting": Department.LISTS,
    "list_entry": Department.LISTS,
    "person": Department.STAFF,
    "proposal": Department.EXCHANGE,
    "bag": Department.BAG,
}

_LEAVE: Final = Prepared(insert(table_named("outbox")))


class Unit:
    """One transaction: tables to read and write, operations to put; nothing of it stays if it fails."""

    def __init__(self, db: Connection, clock: Clock, run: str) -> None:
        self.db = db
        self.clock = clock
        self.meta = MetaTable(db)
        self.days = DayTable(db)
        self.visits = VisitTable(db)
        self.tickets = TicketTable(db)
        self.sessions = SessionTable(db)
        self.desks = DeskTable(db)
        self.numbers = NumberTable(db)
        self.facts = FactTable(db, self.write)
        self.seats = SeatTable(db)
        self.lists = ListsTable(db)
        self.titles = TitleTable(db)
        self.parcels = ParcelTable(db)
        self.lookups = LookupTable(db)
        self.authors = AuthorTable(db)
        self.covers = CoverTable(db)
        self.history = HistoryTable(db)
        self.staff = StaffTable(db)
        self.audit = AuditTable(db)
        self.journal = JournalTable(db)
        self.conflicts = ConflictTable(db)
        self.erasures = ErasureTable(db)
        self.proposals = ProposalTable(db)
        self.bags = BagTable(db)
        self.searches = SavedSearchTable(db)
        self.baskets = BasketTable(db)
        self.house = HouseSettingTable(db)
        self.uses = ConsultationTable(db)
        self.stocktakes = StocktakeTable(db)
        self.survey = SurveyTable(db)
        self.press = PressTable(db)
        self.journals = JournalTitleTable(db)
        self.leaflets = LeafletTable(db)
        self.labels = LabelTable(db)
        self.weeding = WeedingTable(db)
        self.activities = ActivityTable(db)
        self.releases = ReleaseTable(db)
        self.report_texts = ReportTextTable(db)
        self.house_figures = HouseFigureTable(db)
        self.shared = SharedState(db, self.receive)
        self.changed: set[Department] = set()
        self._run = run
        self._hlc: int | None = None
        self._leaving: list[dict[str, Any]] = []
        self._touched: dict[str, set[str]] = defaultdict(set)
        self._names: set[str] = set()

    @cached_property
    def desks_here(self) -> DesksHere:
        """The desks of this workstation, as it knows them itself."""
        return DesksHere(self)

    @cached_property
    def workstation(self) -> str:
        """The name of this workstation."""
        return self.meta.get(WORKSTATION) or ""

    @cached_property
    def kind(self) -> str:
        """What kind of workstation this is, such as `reception`."""
        return self.meta.get(KIND) or ""

    @property
    def demo(self) -> bool:
        """Whether the store holds a generated year."""
        return self.meta.get(DEMO) is not None

    def stamp(self) -> Stamp:
        """Return the next stamp of this store."""
        last = self._last_hlc()
        self._hlc = tick(last, seconds_of(self.clock.now()) * 1000)
        return Stamp(self._hlc, self._run)

    def _stamp_on(self, table: str, bases: Mapping[str, Stamp]) -> Stamp:
        """Return the stamp of an edit of fields that bear these; of a form of the survey it tells the day only.

        By its moment or its run a form would lead to the visitor who left then, or to the desk that asked.
        """
        if table not in UNTIMED_TABLES:
            return self.stamp()
        midnight = self.clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
        later = max((base.hlc for base in bases.values()), default=0)
        return Stamp(tick(later, seconds_of(midnight) * 1000), secrets.token_hex(_RUN_BYTES))

    def heard(self, hlc: int) -> None:
        """Let this store's stamps come after one that was received, as long as there are stamps to come."""
        self._hlc = max(self._last_hlc(), min(hlc, _HIGHEST_HEARD))

    def write(self, op: Op) -> None:
        """Do an operation of ours, and keep it for the others.

        Raises WorkstationKindError for what a workstation of this kind has nothing to do with: nobody would take it.
        """
        self._check_kind(op)
        match op:
            case FactOp():
                self.facts.insert(op.fact)
                self.changed |= _OF_FACT[KIND_OF[type(op.fact)]]
            case _:
                self._apply(op, own=True)
        self._leave(op)

    def keep(
        self, table: str, record_id: str, values: Mapping[str, Any], *, unseen: Collection[str] = frozenset()
    ) -> None:
        """Write fields of a record; each field travels and is merged on its own.

        Of the fields in `unseen` somebody has changed the value since the writer looked: it is not lost but kept as
        edited twice. Raises RecordErasedError for a record that is no more.
        """
        if self.erasures.is_erased(table, record_id):
            raise RecordErasedError
        bases = records.bases_of(self.db, table, record_id, (name for name in values if name not in unseen))
        self.write(SetOp(self._stamp_on(table, bases), table, record_id, records.plain_values(values), bases))

    def keep_all(self, table: str, rows: Mapping[str, Mapping[str, Any]]) -> None:
        """Write many records of a table at once, new ones and known ones; each travels as it would alone."""
        erased = self.erasures.any_of(table)
        rows = {record_id: values for record_id, values in rows.items() if record_id not in erased}
        if not rows:
            return
        known = records.stamps_of_many(self.db, table, rows)
        ops = [
            SetOp(
                self._stamp_on(table, bases := _named(known.get(record_id, {}), values)),
                table,
                record_id,
                records.plain_values(values),
                bases,
            )
            for record_id, values in rows.items()
        ]
        self._check_kind(ops[0])
        records.add_new(self.db, (op for op in ops if op.id not in known))
        records.change_known(self.db, (op for op in ops if op.id in known))
        self._touched[table].update(rows)
        self.changed.add(_OF_TABLE.get(table, Department.REPORTS))
        for op in ops:
            self._leave(op)

    def decide(self, overruled: Overruled, value: Any) -> None:  # noqa: ANN401 - plain JSON
        """Let a value stand where two edits met; everywhere it is known from then on that both were seen."""
        table, record_id, name = overruled.table, overruled.record_id, overruled.field
        self.write(
            SetOp(self.stamp(), table, record_id, {name: value}, records.bases_of(self.db, table, record_id, [name]))
        )
        self.write(SetOp(self.stamp(), table, record_id, {name: value}, {name: overruled.stamp}))

    def erase(self, table: str, record_id: str, *, reason: str, role: str) -> None:
        """End a record, here and everywhere, for ever; reason and role are codes."""
        self.write(EraseOp(table, record_id, reason, role, self.clock.now().date()))

    def vouch(self, lane: str, bodies: Iterable[object]) -> None:
        """Say operations of others again in our own name, in their plain form."""
        day = self.clock.now().date()
        for body in bodies:
            prompt = not (isinstance(body, list) and body[:1] in (["fact"], ["void"]))
            self._leaving.append({"id": uuid4(), "lane": lane, "day": day, "prompt": prompt, "body": packed(body)})

    def receive(self, lane: str, bodies: Iterable[object], *, ours: bool = False) -> list[object]:
        """Take in operations of others, in any order and any number of times; return those that are nonsense.

        What only a newer program understands is parked; what belongs to a board wiped here is passed over. `ours` are
        those that wait here to leave and are taken in anew.
        """
        nonsense: list[object] = []
        for body in bodies:
            try:
                self._take_in_or_park(lane, body, ours=ours)
            except MalformedError:
                nonsense.append(body)
        return nonsense

    def join(
        self, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]], mine: Collection[tuple[str, str]] = ()
    ) -> None:
        """Take in rows of the shared state of another store, as `SharedState.join` says; raises MalformedError.

        Whoever takes in a whole state tells the screens of it once, at its end.
        """
        if table == AUTHOR_FORM:
            self._names |= self.authors.all_names()
        changed = self.shared.join(table, columns, rows, mine)
        if changed:
            self._touched[table].update(changed)
        self.changed.clear()

    def take_up_parked(self) -> None:
        """Take in what waited for a newer program, as far as this one understands it."""
        for parked_id, lane, text in self.db.execute(select(ParkedRow.id, ParkedRow.lane, ParkedRow.body)).all():
            self.db.execute(delete(ParkedRow).where(ParkedRow.id == parked_id))
            # What is still not understood is parked again, what turns out to be nonsense is gone.
            self.receive(lane, [unpacked(text)])

    def finish(self) -> None:
        """Write what was gathered on the way: search index, clock, operations that leave."""
        if titles_named(self._touched[HOUSE_SETTING]) and self.kind not in RESTRICTED:
            self._open_circles()
        titles = self._touched["title"] | library.titles_of_copies(self.db, self._touched["copy"])
        titles |= titles_named(self._touched[HOUSE_SETTING])
        # A title that stands for others is found by the marks of their copies too.
        heirs = MergeTable(self.db).heirs() if titles else {}
        titles |= {heir.hex for gone, heir in heirs.items() if gone.hex in titles}
        if self._touched[AUTHOR_FORM]:
            self._names |= self.authors.names_of(self._touched[AUTHOR_FORM])
            titles |= library.titles_by(self.db, self._names)
        if titles:
            library.reindex(self.db, titles)
        if self._hlc is not None:
            self.meta.put(HLC, str(self._hlc))
        if self._leaving:
            _LEAVE.run_many(self.db, self._leaving)

    def _open_circles(self) -> None:
        """Let one title stand of those that people at two workstations merged into each other: all would be gone."""
        for title_id in MergeTable(self.db).circles():
            self.keep(*merge_record(title_id, None))
            self.keep("title", title_id.hex, {"removed": False})

    def _last_hlc(self) -> int:
        if self._hlc is None:
            self._hlc = int(self.meta.get(HLC) or 0)
        return self._hlc

    def _check_kind(self, op: Op) -> None:
        if not may_emit(self.kind, op):
            raise WorkstationKindError(self.kind)

    def _leave(self, op: Op) -> None:
        self._leaving.append(
            {
                "id": op.fact.id if isinstance(op, FactOp) else uuid4(),
                "lane": lane_of(op).value,
                "day": self.clock.now().date(),
                "prompt": not may_wait(op),
                "body": packed(encode(op)),
            }
        )

    def drop_queue(self) -> None:
        """Drop what would leave in the queue lane, the acts of this unit included: nobody shares it."""
        self._leaving = [each for each in self._leaving if each["lane"] != Lane.QUEUE.value]
        self.journal.drop_queue()

    def never_left(self, fact_id: UUID) -> bool:
        """Take a fact out of what leaves; return whether it was still there."""
        before = len(self._leaving)
        self._leaving = [each for each in self._leaving if each["id"] != fact_id]
        if len(self._leaving) < before:
            return True
        query = OutboxRow.__table__.delete().where(OutboxRow.id == fact_id)  # type: ignore[attr-defined]
        return bool(self.db.execute(query).rowcount)

    def take_back(self, fact_id: UUID, *, reason: str, role: str) -> None:
        """Take a fact of a day that is still open out of the count.

        Nobody else knows it yet: it goes without a trace. Else it is voided, here and everywhere.
        """
        if self.never_left(fact_id):
            self.facts.drop(fact_id)
            self.changed |= {Department.WELCOME, Department.QUEUE, Department.COUNSELLING, Department.REPORTS}
        else:
            self.write(VoidOp(fact_id, reason, role, self.clock.now().date()))

    def happen(self, ticket_id: UUID, kind: Act, attempt: int, **details: Any) -> Ticket:
        """Let something happen to a ticket, now and at this workstation unless told; return the ticket as it is then.

        `attempt` counts the calls of the ticket, this one included; `details` are further fields of the event.
        Raises TicketGoneError for a ticket that was never registered.
        """
        stamp = self.stamp()
        told: dict[str, Any] = {"at": self.clock.now(), "workstation": self.workstation} | details
        event = TicketEvent(
            id=uuid4(), ticket_id=ticket_id, kind=kind, attempt=attempt, hlc=stamp.hlc, run=stamp.run, **told
        )
        self.write(EventOp(stamp, event))
        ticket = self.tickets.find(ticket_id)
        if ticket is None:
            raise TicketGoneError
        return ticket

    def arrive(self, visit: Visit, group: ActivityFact | None = None) -> Visit:
        """Put an arrival on the board, which is wiped at day close, and its fact among those that stay.

        What a group came for is a fact of its own beside it.
        """
        fact = visit.fact(uuid4())
        self.facts.add(fact)
        if group is not None:
            self.facts.add(group)
        self.visits.add(visit, fact.id, None if group is None else group.id)
        return visit

    def withdraw(self, kept: KeptVisit, role: str = "reception") -> None:
        """Take an arrival that was a mistake off the board, and its facts out of the count, as an act of a role.

        The seat that it was given, or its place among those who wait for one, is given up.
        """
        self.visits.withdraw(kept.visit.id)
        if kept.visit.ticket_id is not None:
            turn = self.seats.turn(kept.visit.ticket_id)
            given = kept.visit.ticket_id if turn is None else turn.session_id
            for session in [] if given is None else self.seats.given_by(given):
                self.keep_pc(PC_SESSION, session.id, {"cancelled": True})
            if turn is not None and not turn.cancelled:
                self.keep_pc(PC_TURN, turn.id, {"cancelled": True})
        for fact_id in (kept.fact_id, kept.helper_fact_id, kept.group_fact_id):
            if fact_id is not None:
                self.take_back(fact_id, reason="withdrawn", role=role)

    def restore(self, ticket_id: UUID) -> None:
        """Put the arrival of a ticket that was cancelled by mistake on the board again, and its facts into the count.

        The facts are new ones: the others may know the old ones as void.
        """
        kept = self.visits.of_ticket(ticket_id)
        if kept is None or not kept.visit.withdrawn:
            return
        visit = replace(kept.visit, withdrawn=False)
        fact = visit.fact(uuid4())
        self.facts.add(fact)
        helper_id = None
        if visit.helper_language is not None:
            helper_id = uuid4()
            self.facts.add(HelperLanguageFact(id=helper_id, day=visit.day, helper_language=visit.helper_language))
        self.visits.keep(visit, fact.id, helper_id, None)

    def keep_pc(self, table: str, record_id: UUID, values: Mapping[str, Any]) -> None:
        """Write fields of a block at a seat, or of a turn: a block that begins or is cancelled keeps its fact true."""
        self.keep(table, record_id.hex, values)

    def add_pc(self, value: PcSession | PcTurn) -> None:
        """Give a block at a seat, or a turn, whole."""
        table = PC_SESSION if isinstance(value, PcSession) else PC_TURN
        names = [name for name in value.__dataclass_fields__ if name != "id"]
        self.keep_pc(table, value.id, {name: getattr(value, name) for name in names})

    def keep_session(self, session: CounsellingSession) -> None:
        """Write a conversation and keep its fact true to it: none while it runs, one that matches once it is closed."""
        kept = self.sessions.find(session.id)
        fact_id = None if kept is None else kept.fact_id
        due = None if session.running else session.fact(fact_id or uuid4())
        known = None if fact_id is None else self.facts.find("session", fact_id)
        if known is not None and known != due:
            self.take_back(known.id, reason="amended", role="counsellor")
        if due is not None and known != due:
            due = session.fact(uuid4())
            self.facts.add(due)
        self.sessions.keep(session, None if due is None else due.id)
        self.changed.add(Department.COUNSELLING)

    def _take_in_or_park(self, lane: str, body: object, *, ours: bool) -> None:
        try:
            self._take_in(decode(body), ours=ours)
        except UnknownOperationError:
            self._park(lane, body)

    def _take_in(self, op: Op, *, ours: bool) -> None:
        match op:
            case FactOp(fact=fact):
                if not self._apply_fact(op) and not ours:
                    # A copy of this store has told it: from now on it is voided, not forgotten.
                    self.never_left(fact.id)
            case EventOp(stamp=stamp, event=event):
                self.heard(stamp.hlc)
                if not self.days.closed(event.day or self._day_of(event)):
                    self._apply(op, own=False)
            case SetOp(stamp=stamp, table=table, id=record_id):
                self.heard(stamp.hlc)
                # A desk opened, or a seat given, on a day whose board is wiped here is none of today.
                gone = (
                    self.days.closed(at_seconds(milliseconds_of(stamp.hlc) // 1000).date())
                    if table in BOARD_TABLES
                    else self.erasures.is_erased(table, record_id)
                )
                if not gone:
                    self._apply(op, own=False)
            case _:
                self._apply(op, own=False)

    def _day_of(self, event: TicketEvent) -> date:
        ticket = self.tickets.find(event.ticket_id)
        return event.at.date() if ticket is None else ticket.day

    def _apply_fact(self, op: FactOp) -> bool:
        """Return whether it was new."""
        new = self.facts.apply(op)
        if new:
            self.changed |= _OF_FACT[KIND_OF[type(op.fact)]]
        return new

    def _apply(self, op: Op, *, own: bool) -> None:
        match op:
            case FactOp():
                self._apply_fact(op)
            case VoidOp():
                if self.facts.apply_void(op):
                    self.changed |= {Department.WELCOME, Department.QUEUE, Department.COUNSELLING, Department.REPORTS}
            case EventOp(event=event):
                ticket = self.tickets.apply(event)
                self.changed |= {Department.QUEUE, Department.WELCOME}
                if ticket is not None:
                    self._settle(ticket, own=own)
            case EraseOp(table=table, id=record_id):
                title = self.erasures.apply(op)
                if title is not None:
                    self._touched["title"].add(title)
                self._leaving = [
                    each for each in self._leaving if not edits_of(unpacked(each["body"]), table, record_id)
                ]
                self.changed.add(_OF_TABLE.get(table, Department.REPORTS))
            case SetOp():
                self._set(op, own=own)

    def _set(self, op: SetOp, *, own: bool) -> None:
        if op.table == AUTHOR_FORM:
            # Titles are found by the forms that a name had before, until they are indexed anew.
            self._names |= self.authors.names_of([op.id])
        if op.table == "copy" and "title_id" in op.values:
            # The title that it leaves is no more found by its barcode.
            self._touched["title"] |= library.titles_of_copies(self.db, [op.id])
        records.apply(self.db, op)
        self._touched[op.table].add(op.id)
        self.changed.add(_OF_TABLE.get(op.table, Department.REPORTS))
        if op.table == PC_SESSION:
            self._settle_pc(UUID(hex=op.id), own=own)

    def _settle(self, ticket: Ticket, *, own: bool) -> None:
        """Keep the facts that this workstation holds of a ticket true to what its events say.

        The workstation whose act ended a wait writes its fact; whatever later shows that it did not end so, here or
        elsewhere, takes the fact back.
        """
        here = self.workstation
        held = self.tickets.held_waits(ticket.id)
        for position, wait in enumerate(ticket.waits):
            if position not in held and not (own and wait.ended_by == here):
                continue
            known = held.get(position)
            fact_id = uuid4()
            due = wait.fact(fact_id) if wait.ended_by == here else None
            if known is not None and due is not None and self._same_wait(known, due):
                continue
            if known is not None:
                self.take_back(known, reason="superseded", role="program")
            if due is not None:
                self.facts.add(due)
            self.tickets.hold_wait(ticket.id, position, fact_id if due is not None else None)
        # A wait that was never begun, since what began it was undone.
        for position in held.keys() - range(len(ticket.waits)):
            if (known := held[position]) is not None:
                self.take_back(known, reason="superseded", role="program")
                self.tickets.hold_wait(ticket.id, position, None)
        if ticket.state is TicketState.CANCELLED:
            kept = self.visits.of_ticket(ticket.id)
            if kept is not None and not kept.visit.withdrawn:
                self.withdraw(kept)
        self._follow_conversation(ticket)

    def _follow_conversation(self, ticket: Ticket) -> None:
        """Keep a conversation that was set aside here true to its visitor: it is counted once, by who ends it."""
        kept = self.sessions.of_ticket(ticket.id) if ticket.served else None
        if kept is None:
            return
        session = kept.session
        if ticket.state in (TicketState.LEFT, TicketState.NO_SHOW) and session.running:
            # Nobody noted when they went: its length is not relied upon.
            self.keep_session(session.closed(self.clock.now(), session.outcome_codes, reliable=False))
        elif ticket.state in (TicketState.WAITING, TicketState.PARKED) and not session.running:
            self.keep_session(replace(session.reopened(), desk=NO_DESK))
        elif ticket.state is TicketState.SERVING and ticket.desk_workstation != self.workstation and session.running:
            self.sessions.drop(session.id)
            self.changed.add(Department.COUNSELLING)

    def _settle_pc(self, session_id: UUID, *, own: bool) -> None:
        """Keep the fact of a block that this workstation gave true to it: there is none once anybody cancelled it."""
        session = self.seats.session(session_id)
        known, fact_id = self.seats.held(session_id)
        if session is None or session.workstation != self.workstation or not (known or own):
            return
        if session.counts and fact_id is None:
            fact = session.fact(uuid4())
            self.facts.add(fact)
            self.seats.hold(session_id, fact.id)
        elif not session.counts and fact_id is not None:
            self.take_back(fact_id, reason="withdrawn", role="steward")
            self.seats.hold(session_id, None)

    def _same_wait(self, known: UUID, due: WaitFact) -> bool:
        fact = self.facts.find("wait", known)
        return isinstance(fact, WaitFact) and all(
            getattr(fact, name) == getattr(due, name) for name in WaitFact.__dataclass_fields__ if name != "id"
        )

    def _park(self, lane: str, body: object) -> None:
        match body:
            case ["set", _, _, str(table), str(record_id), *_rest] if self.erasures.is_erased(table, record_id):
                return
        text = letters(packed(body))
        if text not in self.journal.parked():
            day = self.clock.now().date()
            self.db.execute(insert(ParkedRow).values(id=uuid4(), lane=lane, day=day, body=text))


class Store:
    """The local store of one workstation; one writer at a time, readers never wait."""

    def __init__(self, engine: Engine, path: Path, clock: Clock) -> None:
        self.path = path
        self.clock = clock
        self.run = secrets.token_hex(_RUN_BYTES)
        self._engine = engine
        self._lock = threading.RLock()
        self._listeners: list[Listener] = []
        self._writer: Connection | None = None
        self._version_seen = 0
        event.listen(engine, "engine_disposed", self._let_go)

    @contextmanager
    def unit(self) -> Iterator[Unit]:
        """Open a transaction that writes; it is on the disk when the block ends, or nothing of it is.

        Raises StoreBusyError, StoreFullError, StoreDamagedError or DiskError.
        """
        with self._lock, self._faults_noted():
            db = self._only_writer()
            unit = Unit(db, self.clock, self.run)
            with db.begin():
                yield unit
                unit.finish()
        if unit.changed:
            self.announce(frozenset(unit.changed))

    @contextmanager
    def view(self) -> Iterator[Unit]:
        """Open a transaction that reads one state of the store."""
        with self._faults_noted(), self._engine.connect() as db, db.begin():
            yield Unit(db, self.clock, self.run)

    @contextmanager
    def _faults_noted(self) -> Iterator[None]:
        try:
            with faults_named():
                yield
        except StoreDamagedError:
            # The next start looks at every page and takes the last good copy.
            mark_suspect(self.path)
            raise

    def renew_run(self) -> None:
        """Stamp from now on as another run: a copy of this very program stamps as this one does."""
        self.run = secrets.token_hex(_RUN_BYTES)

    def on_change(self, listener: Listener) -> None:
        """Tell a listener after each commit which departments are concerned, on the thread that committed."""
        self._listeners.append(listener)

    def announce(self, departments: frozenset[Department]) -> None:
        """Tell the listeners that something has changed."""
        for listener in self._listeners:
            listener(departments)

    def look_around(self) -> None:
        """Tell the listeners if another program has written since the last look; costs some microseconds.

        The first look only sees how things stand. While somebody writes here it is left to the next look.
        """
        if not self._lock.acquire(blocking=False):
            return
        try:
            with faults_named():
                version = _version(self._only_writer())
        finally:
            self._lock.release()
        is_news = version != self._version_seen
        self._version_seen = version
        if is_news:
            self.announce(frozenset(Department))

    def forget_traces(self) -> None:
        """Cut the write-ahead log, so that what was wiped stands in no file."""
        with self._lock, faults_named():
            _driver(self._only_writer()).execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    def _only_writer(self) -> Connection:
        """Return the connection by which all is written here: to it alone, what changed the file was another program.

        It is none of the pool's, so that to close it is to close the file.
        """
        if self._writer is None:
            self._writer = self._engine.connect().execution_options(writes=True)
            self._writer.detach()
            self._version_seen = _version(self._writer)
        return self._writer

    def _let_go(self, _engine: Engine) -> None:
        writer, self._writer = self._writer, None
        if writer is not None:
            writer.close()


def _named(stamps: Mapping[str, Stamp], values: Mapping[str, Any]) -> dict[str, Stamp]:
    return {name: stamps[name] for name in values if name in stamps}


def _version(db: Connection) -> int:
    """Return a number that is another after another connection has committed."""
    return int(_driver(db).execute("PRAGMA data_version").fetchone()[0])


def _driver(db: Connection) -> Any:  # noqa: ANN401 - the driver has no types
    """Return the driver's own connection, for what is asked outside any transaction."""
    return db.connection.dbapi_connection
