"""The figures of a day or a period, counted from the facts."""

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from hashlib import sha256
from typing import Any, Final

from cdm_desk.domain.clock import Clock
from cdm_desk.domain.day_sheet import day_figures, day_notes, hour_table, outcome_table, theme_table
from cdm_desk.domain.facts import FACT_KINDS, plain
from cdm_desk.domain.house_figures import lines_of
from cdm_desk.domain.label_file import HEADINGS, LABEL_FILE, PARTS, self_check
from cdm_desk.domain.library_report import DEFINITION, LibrarySums, figures, tables
from cdm_desk.domain.lists import Entry, Kind, Label
from cdm_desk.domain.period_report import DEFINITIONS, Codes, Definition, Sums, unsettled
from cdm_desk.domain.period_sums import PeriodSums
from cdm_desk.domain.releases import (
    CHANGED,
    VOID,
    Release,
    changes,
    published,
    refuse_what_reveals,
    tables_released,
    without_people,
)
from cdm_desk.domain.reports import (
    DAY_SHEET,
    LIBRARY,
    Missing,
    Note,
    Period,
    PeriodAheadError,
    PeriodKindError,
    Report,
    ReportOfOneDayError,
    ReportUnknownError,
    contacts_indicator,
)
from cdm_desk.domain.staff import Action, Gate
from cdm_desk.domain.trace import NEEDED, Trace, traced
from cdm_desk.domain.waiting import QUALITY_DAYS, Quality, quality
from cdm_desk.domain.welcome import SITE
from cdm_desk.store.boards import BoardTable, fingerprint_of
from cdm_desk.store.canonical import packed
from cdm_desk.store.days import KeptSheet
from cdm_desk.store.period_sums import PeriodTable, waves_of
from cdm_desk.store.releases import RELEASE, fields_of
from cdm_desk.store.reports import SumTable, fingerprint
from cdm_desk.store.unit import Store, Unit

# As long as the exchange brings facts of a day.
RENEWED_FOR: Final = timedelta(days=35)

_OF_PEOPLE: Final = frozenset({"helper_language"})
_ABOUT_PEOPLE: Final = frozenset({"audiences", "helper_language"})


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitQuality:
    """How well waits were foreseen on the last days, day by day and together."""

    by_day: tuple[tuple[date, Quality], ...]
    together: Quality | None


def _nothing_missing(_day: date) -> Missing:
    return Missing()


class ReportsService:
    """Counts; `missing` says what the exchange still waits for on a day."""

    def __init__(
        self, store: Store, clock: Clock, gate: Gate, missing: Callable[[date], Missing] = _nothing_missing
    ) -> None:
        self._store = store
        self._clock = clock
        self._gate = gate
        self._missing = missing

    def report(self, report_id: str, period: Period) -> Report:
        """Return a report by its id.

        Raises ReportUnknownError, ReportOfOneDayError or PeriodKindError for a period that it is not made of, and
        PeriodAheadError for one that has not begun.
        """
        if report_id == DAY_SHEET:
            if not period.one_day:
                raise ReportOfOneDayError(report_id, period.text)
            return self.day_sheet(period.first)
        if report_id == LIBRARY:
            return self.library(period)
        definition = DEFINITIONS.get(report_id)
        if definition is None:
            raise ReportUnknownError(report_id, period.text)
        self._gate.require(definition.action)
        if period.kind not in definition.kinds:
            raise PeriodKindError(report_id, period.text, definition.kinds)
        if period.first > self._clock.now().date():
            raise PeriodAheadError(period.text)
        missing = self._missing(min(period.last, self._clock.now().date()))
        with self._store.view() as unit:
            report = _of_period(unit, definition, period, missing)
            if report_id == LABEL_FILE:
                parts = tuple(_of_period(unit, DEFINITIONS[part], period, missing) for part in PARTS)
                report = _bound(unit, report, parts)
            return _with_edition(unit, report)

    def day_sheet(self, day: date) -> Report:
        """Return R01, the day on one sheet; raises PeriodAheadError for a day that has not begun."""
        self._gate.require(Action.READ_DAY_SHEET)
        period = Period.of_day(day)
        if day > self._clock.now().date():
            raise PeriodAheadError(period.text)
        missing = self._missing(day)
        with self._store.view() as unit:
            return _day_sheet(unit, day, missing)

    def library(self, period: Period) -> Report:
        """Return R10, stock and consultations of a period; raises PeriodAheadError for one that has not begun."""
        self._gate.require(Action.READ_LIBRARY_REPORT)
        today = self._clock.now().date()
        if period.first > today:
            raise PeriodAheadError(period.text)
        with self._store.view() as unit:
            return _with_edition(unit, _library(unit, period, today))

    def released(self, report: Report, sites: str = "") -> Report:
        """Note that a report leaves the house, and return it as it may leave; what is printed is made of that.

        Of a period that runs, nothing is given out that points at people. A reprint of the same facts is no new
        release. `sites` says of which sites it was counted where it is not this one alone. Raises
        ReleaseRevealsError or ReleaseOutdatedError where it would tell too much, ShapeUnknownError, TooFineError.
        """
        if not published(report):
            return report
        self._gate.require(Action.READ_LIBRARY_REPORT if report.id == LIBRARY else Action.PUBLISH)
        today = self._clock.now().date()
        leaving = without_people(report) if report.period.last >= today else report
        tables = tables_released(leaving, sites)
        with self._store.unit() as unit:
            before = _editions(unit, report, sites)
            page = _page(unit, report, sites, before)
            changed = changes(before[-1].cells, page.cells) if before else 0
            new = [] if any(each.id == page.id for each in before) else [page]
            for table in tables:
                earlier = unit.releases.of(table.shape)
                if any(each.id == table.id for each in earlier):
                    continue
                refuse_what_reveals(report.id, table, earlier, changed)
                number = sum(each.period == table.period for each in earlier)
                new.append(replace(table, edition=number + 1))
            unit.keep_all(RELEASE, {each.id.hex: fields_of(replace(each, released_on=today)) for each in new})
        return replace(leaving, parts=tuple(self.released(part, sites) for part in leaving.parts))

    def trace(self, period: Period, figure: str) -> Trace:
        """Return what a figure of a period is made of, by day; special audiences by quarter. Nobody is told of."""
        self._gate.require(Action.READ_REPORTS)
        with self._store.view() as unit:
            return traced(PeriodTable(unit.db).sums(period, NEEDED), figure)

    def wait_quality(self) -> WaitQuality:
        """Return how well waits were foreseen on the last five days on which any were."""
        self._gate.require(Action.READ_REPORTS)
        with self._store.view() as unit:
            waits = SumTable(unit.db).foretold(self._clock.now().date(), QUALITY_DAYS)
        days = sorted({each.day for each in waits})
        by_day = [(day, quality([each for each in waits if each.day == day])) for day in days]
        return WaitQuality(
            by_day=tuple((day, found) for day, found in by_day if found is not None), together=quality(waits)
        )

    def sheet_now(self, day: date) -> KeptSheet:
        """Return what the sheet of a day would be counted from now; `printed` as it was noted."""
        missing = self._missing(day)
        with self._store.view() as unit:
            kept = unit.days.sheet(day)
            sums = SumTable(unit.db)
            return KeptSheet(
                day=day,
                sha256=fingerprint(sums.extract(day, day)),
                missing=missing.names,
                printed=kept is not None and kept.printed,
            )

    def sheet_written(self, day: date) -> KeptSheet | None:
        """Return what the sheet of a day was counted from when it was written here."""
        with self._store.view() as unit:
            return unit.days.sheet(day)

    def sheets_outdated(self) -> list[KeptSheet]:
        """Return the sheets written here in five weeks that would be counted from other facts now, as they would be."""
        today = self._clock.now().date()
        with self._store.view() as unit:
            written = unit.days.sheets(today - RENEWED_FOR, today)
        pairs = [(sheet, self.sheet_now(sheet.day)) for sheet in written]
        return [now for sheet, now in pairs if (now.sha256, now.missing) != (sheet.sha256, sheet.missing)]

    def note_sheet(self, sheet: KeptSheet) -> None:
        """Note what a sheet has been counted from, and whether it was printed."""
        self._gate.require(Action.READ_DAY_SHEET)
        with self._store.unit() as unit:
            unit.days.keep_sheet(sheet)

    def note_printed(self, day: date) -> None:
        """Note that the sheet of a closed day lies on paper: no night prints it once more, and a change is told of.

        A provisional page is no sheet yet: its day is printed when it is closed.
        """
        self._gate.require(Action.READ_DAY_SHEET)
        now = self.sheet_now(day)
        with self._store.unit() as unit:
            if unit.days.closed(day):
                unit.days.keep_sheet(replace(unit.days.sheet(day) or now, printed=True))

    def today(self) -> date:
        """Return the day that runs."""
        return self._clock.now().date()

    def last_day_counted(self, before: date) -> date | None:
        """Return the latest day before one of which there are facts."""
        with self._store.view() as unit:
            return SumTable(unit.db).last_day(before)

    @contextmanager
    def fact_lines(self, period: Period) -> Iterator[list[tuple[str, list[str], Iterator[Any]]]]:
        """Give the facts of a period by kind, as their columns and rows, while the store is open for them.

        For work within the house: helper languages and special audiences, which point at people, are not among them.
        """
        self._gate.require(Action.PUBLISH)
        with self._store.view() as unit:
            yield [
                (kind, *unit.facts.lines(kind, period.first, period.last, _ABOUT_PEOPLE))
                for kind in FACT_KINDS
                if kind not in _OF_PEOPLE
            ]

    def facts(self, period: Period) -> Iterator[dict[str, Any]]:
        """Yield the facts of a period that count, sorted by content: the same on every workstation."""
        self._gate.require(Action.READ_REPORTS)
        with self._store.view() as unit:
            lines = [
                (packed({**body, "id": ""}), body)
                for kind in FACT_KINDS
                for fact in unit.facts.between(period.first, period.last, (kind,))
                for body in ({"kind": kind, **plain(fact)},)
            ]
        for _content, body in sorted(lines, key=lambda line: (line[0], line[1]["id"])):
            yield body


def _day_sheet(unit: Unit, day: date, missing: Missing) -> Report:
    sums = SumTable(unit.db)
    counted = sums.day(day)
    extract = sums.extract(day, day)
    themes = _shown(unit.lists.all(Kind.THEME), day, {wait.theme_code for wait in counted.waits})
    outcomes = _shown(
        unit.lists.all(Kind.OUTCOME), day, {code for each in counted.sessions for code in each.outcome_codes}
    )
    last_closed = unit.days.last_closed()
    closed = last_closed is not None and day <= last_closed
    return Report(
        id=DAY_SHEET,
        definition=contacts_indicator(day).version,
        period=Period.of_day(day),
        site=SITE,
        # Whoever was not heard of, or not to the end, may still have facts of that day.
        provisional=not closed or bool(missing.names),
        # A closed day is printed as at its own close, so that a reprint of the same facts is the same file.
        closed_until=day if closed else last_closed,
        figures=day_figures(counted),
        tables=(
            hour_table(counted, _codes(themes)),
            theme_table(counted, _codes(themes)),
            outcome_table(counted, _codes(outcomes)),
        ),
        notes=day_notes(counted, missing),
        sources=tuple((kind, len(lines)) for kind, lines in extract.items()),
        labels={entry.code: entry.label for entry in (*themes, *outcomes)},
        schema=sums.schema(),
        sha256=fingerprint(extract),
    )


def _library(unit: Unit, period: Period, today: date) -> Report:
    sums = SumTable(unit.db)
    board = BoardTable(unit.db)
    works = board.works()
    counted = LibrarySums(
        period=period,
        today=today,
        works=works,
        first_seen=board.first_seen(works),
        uses=unit.uses.sums_by_week(period.first, period.last),
        read=unit.uses.by_title(period.first, period.last),
    )
    themes = [entry for entry in unit.lists.all(Kind.THEME) if entry.in_use(today)]
    lines = sums.extract(period.first, period.last, ("use",))["use"]
    return Report(
        id=LIBRARY,
        definition=DEFINITION,
        period=period,
        site=SITE,
        provisional=period.last >= today,
        closed_until=unit.days.last_closed(),
        figures=figures(counted),
        tables=tables(counted, _codes(themes)),
        notes=(),
        sources=(("use", len(lines)), ("title", len(works))),
        labels={entry.code: entry.label for entry in themes},
        schema=sums.schema(),
        sha256=fingerprint_of(lines, works),
    )


def _of_period(unit: Unit, definition: Definition, period: Period, missing: Missing) -> Report:
    sums, table = SumTable(unit.db), PeriodTable(unit.db)
    counted = Sums(
        now=table.sums(period, definition.needs),
        before=table.sums(period.before(), definition.compared),
        year_before=table.sums(period.year_before(), definition.compared),
    )
    codes, labels = _coded(unit, counted.now)
    contents = definition.build(counted, codes)
    extract = sums.extract(period.first, period.last)
    surveyed = waves_of(unit.survey.waves(), period) if "surveys" in definition.needs else []
    asked = unit.survey.extract(surveyed)
    besides = list(lines_of(counted.now.staff, counted.now.web))
    last_closed = unit.days.last_closed()
    closed = last_closed is not None and period.last <= last_closed
    open_still = any(wave.open and wave.first >= period.first for wave in surveyed)
    sources = [(kind, len(lines)) for kind, lines in extract.items() if lines]
    return Report(
        id=definition.id,
        definition=definition.version,
        period=period,
        site=SITE,
        provisional=not closed or open_still or bool(missing.names) or unsettled(definition.id, counted.now),
        closed_until=period.last if closed else last_closed,
        figures=contents.figures,
        tables=contents.tables,
        notes=contents.notes,
        sources=(("survey", len(asked) - len(surveyed)), *sources) if asked else tuple(sources),
        labels={**labels, **contents.labels},
        schema=sums.schema(),
        sha256=fingerprint(extract, [*asked, *besides]),
    )


def _bound(unit: Unit, report: Report, parts: tuple[Report, ...]) -> Report:
    """Return the file for the label: with its texts, the reports bound into it, and what is still missing."""
    kept = unit.report_texts.of(report.id, report.period.text)
    texts = tuple(kept[heading] for heading in HEADINGS if heading in kept)
    whole = replace(report, texts=texts, parts=parts)
    said = [line for part in (report, *parts) for line in (part.id, part.sha256)]
    said += [line for text in texts for line in (text.heading, text.fr, text.nl)]
    return replace(
        whole, tables=(*report.tables, self_check(whole, texts)), sha256=sha256("\n".join(said).encode()).hexdigest()
    )


def _editions(unit: Unit, report: Report, sites: str = "") -> list[Release]:
    """Return the releases of a report of the same period, the provisional ones too."""
    return [each for each in unit.releases.of(f"{report.id}{sites}") if each.period == report.period]


def _page(unit: Unit, report: Report, sites: str, before: Sequence[Release]) -> Release:
    """Return a report as one release: which edition it is, and from how many facts it was counted."""
    void = SumTable(unit.db).voided(report.period.first, report.period.last)
    cells = {**dict(report.sources), **{f"{kind}{VOID}": number for kind, number in void.items() if number}}
    final = [each for each in before if each.edition]
    known = next((each for each in final if each.sha256 == report.sha256), None)
    edition = known.edition if known else max((each.edition for each in final), default=0) + 1
    if known is None and final:
        cells[CHANGED] = changes(final[-1].cells, cells)
    return Release(
        shape=f"{report.id}{sites}",
        period=report.period,
        sha256=report.sha256,
        edition=0 if report.provisional else edition,
        cells=cells if known is None else known.cells,
    )


def _with_edition(unit: Unit, report: Report) -> Report:
    """Return a report that says of which edition it is, and how many records have changed since the one before."""
    before = [] if report.provisional else _editions(unit, report)
    if not any(each.edition for each in before):
        return report
    page = _page(unit, report, "", before)
    if page.edition == 1:
        return report
    changed = page.cells.get(CHANGED, 0)
    number = changed if isinstance(changed, int) else 0
    return replace(report, notes=(*report.notes, Note(id="edition", number=number, names=(str(page.edition),))))


def _coded(unit: Unit, sums: PeriodSums) -> tuple[Codes, dict[str, Label]]:
    """Return the codes that a report shows, with their labels: those in use in the period, and those counted."""
    met = {
        Kind.THEME: _themes_met(sums),
        Kind.OUTCOME: {code for each in sums.outcomes for code in each.outcome_codes},
        Kind.ACTIVITY: {each.kind_code for each in sums.activities},
        Kind.AUDIENCE: {code for each in sums.activities for code in each.audiences},
        Kind.HELPER_LANGUAGE: {code for code, _number in sums.helper_languages},
        Kind.LANGUAGE: set[str](),
    }
    shown = {kind: _shown(unit.lists.all(kind), sums.period.last, codes) for kind, codes in met.items()}
    codes = Codes(
        themes=tuple(_codes(shown[Kind.THEME])),
        outcomes=tuple(_codes(shown[Kind.OUTCOME])),
        activities=tuple(_codes(shown[Kind.ACTIVITY])),
        audiences=tuple(_codes(shown[Kind.AUDIENCE])),
        helper_languages=tuple(_codes(shown[Kind.HELPER_LANGUAGE])),
        seats=len(unit.seats.all()),
    )
    return codes, {entry.code: entry.label for entries in shown.values() for entry in entries}


def _themes_met(sums: PeriodSums) -> set[str]:
    met = {talk.theme_code for talk in sums.talks} | {wait.theme_code for wait in sums.waits}
    met |= {each.theme_code for each in sums.outcomes} | {each.theme_code or "" for each in sums.activities}
    return met - {""}


def _shown(entries: Sequence[Entry], day: date, counted: Collection[str]) -> list[Entry]:
    """Leave out what was not in use that day, unless it was counted all the same."""
    return [entry for entry in entries if entry.in_use(day) or entry.code in counted]


def _codes(entries: Sequence[Entry]) -> list[str]:
    return [entry.code for entry in entries]
