"""The boards of the library: what was read, whether every voice is heard, what needs a hand, what is new."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from cdm_desk.domain.boards import NEW_DAYS, Complaint, NewBooks, Voices, health, new_books, plurality
from cdm_desk.domain.clock import Clock
from cdm_desk.domain.library import Hit, counted
from cdm_desk.domain.library_report import use_table, week_table
from cdm_desk.domain.lists import Entry, Kind
from cdm_desk.domain.reports import Period, Table
from cdm_desk.domain.staff import Action, Gate
from cdm_desk.store.boards import BoardTable
from cdm_desk.store.unit import Store, Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Consultations:
    """What was found read in a period, by theme and by week, each by language."""

    period: Period
    by_theme: Table
    by_week: Table
    total: int


class BoardsService:
    """Reads the whole catalogue at once; what it says of small numbers is about books, and never masked."""

    def __init__(self, store: Store, clock: Clock, gate: Gate) -> None:
        self._store = store
        self._clock = clock
        self._gate = gate

    def today(self) -> date:
        """Return the day that runs."""
        return self._clock.now().date()

    def check_may_read(self) -> None:
        """Return if who sits here may read the boards; raise NotAllowedError."""
        self._gate.require(Action.READ_LIBRARY_REPORT)

    def themes(self) -> list[Entry]:
        """Return the themes of the boards in their order."""
        with self._store.view() as unit:
            return self._themes(unit)

    def consultations(self, period: Period) -> Consultations:
        """Return what was found read in a period, as far as it has gone."""
        self._gate.require(Action.READ_LIBRARY_REPORT)
        with self._store.view() as unit:
            uses = unit.uses.sums_by_week(period.first, period.last)
            themes = [entry.code for entry in self._themes(unit)]
        last = max(period.first, min(period.last, self.today()))
        return Consultations(
            period=period,
            by_theme=use_table(uses, themes),
            by_week=week_table(uses, period.first, last),
            total=sum(use.count for use in uses),
        )

    def plurality(self) -> tuple[Voices, ...]:
        """Return the themes with their languages, ages, partners and holes."""
        self._gate.require(Action.READ_LIBRARY_REPORT)
        today = self.today()
        with self._store.view() as unit:
            works = BoardTable(unit.db).works()
            themes = [entry.code for entry in self._themes(unit)]
            subs = [entry.code for entry in unit.lists.all(Kind.SUB_THEME) if entry.in_use(today)]
        return plurality(works, themes, subs, today)

    def health(self) -> tuple[Complaint, ...]:
        """Return what is amiss in the catalogue."""
        self._gate.require(Action.READ_LIBRARY_REPORT)
        with self._store.view() as unit:
            works = BoardTable(unit.db).works()
            read = unit.uses.last_read()
        return health(works, read, self.today())

    def new_books(self, since: date | None = None) -> NewBooks:
        """Return what came since a day, for the last thirty days unless told."""
        self._gate.require(Action.READ_LIBRARY_REPORT)
        until = self.today()
        with self._store.view() as unit:
            board = BoardTable(unit.db)
            works = board.works()
            seen = board.first_seen(works)
            themes = [entry.code for entry in self._themes(unit)]
        return new_books(works, seen, themes, since or until - timedelta(days=NEW_DAYS), until)

    def concerned(self, title_ids: Iterable[UUID]) -> list[Hit]:
        """Return titles with the number of their copies, in the order of their ids; those that are gone are not."""
        wanted = list(title_ids)
        with self._store.view() as unit:
            works = unit.titles.some(wanted)
        return [Hit(title=works[each][0], copies=counted(works[each][1])) for each in wanted if each in works]

    def _themes(self, unit: Unit) -> list[Entry]:
        today = self.today()
        return [entry for entry in unit.lists.all(Kind.THEME) if entry.in_use(today)]
