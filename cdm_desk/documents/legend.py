"""What the figures, tables, columns and notes of a report are called, in the languages of a page."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from cdm_desk.documents import period_words
from cdm_desk.domain.reports import Cell, Note, Period, Report
from cdm_desk.language import Catalogue


def _(words: str) -> str:
    """Mark words for translation; the page puts them into its languages."""
    return words


TITLES: Final = {"R01": _("Count of the day"), **period_words.TITLES}
FIGURES: Final = {
    "contacts": _("contacts"),
    "advice_users": _("people advised"),
    "multimedia_users": _("multimedia users"),
    "activity_users": _("participants in activities"),
    "outing_users": _("people met outside"),
    "visits": _("visits at the door"),
    "pc_sessions": _("PC sessions of 60 minutes"),
    "activities": _("activities held"),
    "school_visits": _("school visits"),
    "pupils": _("pupils"),
    "proofs": _("proofs of visit printed"),
    "wait_p50": _("median wait, in minutes"),
    "wait_p90": _("wait of nine in ten, in minutes"),
    "issued": _("tickets issued"),
    "transferred": _("passed on to another line"),
    "called": _("tickets called"),
    "left": _("left before the call"),
    "no_show": _("absent at the call"),
    "cancelled": _("tickets cancelled"),
    "not_called": _("not called"),
    "still_waiting": _("still waiting"),
    "done": _("conversations finished"),
    "still_serving": _("still being served"),
    "issued_difference": _("tickets unaccounted for"),
    "called_difference": _("calls unaccounted for"),
    "titles": _("titles in the catalogue"),
    "new_titles": _("new titles"),
    "withdrawn_copies": _("copies withdrawn"),
    "consultations": _("consultations counted on the spot"),
    "titles_read": _("titles consulted at least once"),
    **period_words.FIGURES,
}
TABLES: Final = {
    "figures": _("Figures"),
    "by_hour": _("Arrivals and conversations by hour"),
    "by_theme": _("Waits by theme"),
    "outcomes": _("Outcomes"),
    "stock": _("Titles by theme and language"),
    "uses_by_theme": _("Consultations by theme and language"),
    "uses_by_week": _("Consultations by week"),
    "most_read": _("Most consulted titles"),
    **period_words.TABLES,
}
COLUMNS: Final = {
    "figure": _("Figure"),
    "value": _("Value"),
    "hour": _("Hour"),
    "advice": _("Advice"),
    "no_theme": _("No theme"),
    "pc": _("PC, books"),
    "activity": _("Activity"),
    "info": _("Info"),
    "group": _("Group"),
    "total": _("Total"),
    "cumulative": _("Running"),
    "theme": _("Theme"),
    "called": _("Called"),
    "p50": _("Median, min"),
    "p90": _("9 in 10, min"),
    "longest": _("Longest"),
    "no_show": _("No-shows"),
    "left": _("Left early"),
    "cancelled": _("Cancelled"),
    "not_called": _("Not called"),
    "outcome": _("Outcome"),
    "number": _("Number"),
    "fr": _("French"),
    "nl": _("Dutch"),
    "other": _("Other languages"),
    "new": _("New"),
    "withdrawn": _("Withdrawn"),
    "consultations": _("Consultations"),
    "title": _("Title"),
    "shelf_mark": _("Shelf mark"),
    **period_words.COLUMNS,
}
ROWS: Final = {
    "total": _("Total"),
    "last_week": _("Same day last week"),
    "median_8": _("Median of 8 weeks"),
    "none": _("No theme"),
    "not_recorded": _("Not recorded"),
    **period_words.ROWS,
}
NOTES: Final = {
    "silent": _("Not heard of today: {names}. Their figures are missing."),
    "holding": _("Not all has come yet from: {names}. The rest of their figures is missing."),
    "not_exchanged": _("Not yet exchanged with the other workstations: {number}."),
    "open_sessions": _("Conversations still open: {number}."),
    "unclosed": _("Conversations closed by the program at day close, length not known: {number}."),
    "changed": _("Facts changed since the day was closed: {number}."),
    "late": _("Entered later, at their true hour: {number}."),
    "headcounts": _("Activities without a head count: {number}."),
    "issued_difference": _("Tickets whose end is not known here: {number}."),
    "called_difference": _("Calls without a recorded conversation: {number}."),
    **period_words.NOTES,
}
SOURCES: Final = {
    "visit": _("visits {number}"),
    "wait": _("waits {number}"),
    "session": _("conversations {number}"),
    "pc": _("PC {number}"),
    "activity": _("activities {number}"),
    "use": _("consultations counted {number}"),
    "title": _("titles {number}"),
    "survey": _("forms of the survey {number}"),
}
_HOUR: Final = re.compile(r"h([0-9]{2})")
_WEEKDAY: Final = re.compile(r"weekday_([0-6])")
_STRETCH: Final = re.compile(r"[0-9]{4}-(W?[0-9]{2})(-[0-9]{2})?")
# Any Monday will do.
_MONDAY: Final = date(2024, 1, 1)
NOT_GIVEN: Final = "–"
HOURS_EXPLAINED: Final = _(
    "Advice: tickets called and late entries; the rest: visits at the door. Contacts: people served, summed up below."
)
NOTHING_COMPARED: Final = _("–: nothing to compare with.")
STOCK_EXPLAINED: Final = _(
    "As at the end of the period. New: acquired, or else first catalogued, in the period. Works are read on the spot."
)
READ_EXPLAINED: Final = _(
    "What was found on the tables and counted; who read it is never recorded. Other languages: not recorded as well."
)
MOST_READ_EXPLAINED: Final = _("The twenty titles found most often, from five times on.")
TOO_FEW: Final = _("–: fewer than five tickets were called, too few for a median or for nine in ten.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Legend:
    """Puts the ids and codes of one report into words, in one or two languages of equal size."""

    report: Report
    catalogues: Sequence[Catalogue]

    def each(self, words: str) -> tuple[str, ...]:
        """Return words in every language of the page."""
        return tuple(catalogue.gettext(words) for catalogue in self.catalogues)

    def joined(self, words: str) -> str:
        """Return words in every language side by side, once when they are the same."""
        return _side_by_side(self.each(words))

    def coded(self, code: str) -> tuple[str, ...]:
        """Return the label of a code in every language; a code without label stands for itself."""
        label = self.report.labels.get(code)
        if label is None:
            return (code,) * len(self.catalogues)
        return tuple(label.spoken(catalogue.language) for catalogue in self.catalogues)

    def heads(self, column: str) -> tuple[str, ...]:
        """Return the head of a column in every language."""
        if hour := _HOUR.fullmatch(column):
            return (f"{int(hour[1])}–{int(hour[1]) + 1}",)
        return self.each(COLUMNS[column]) if column in COLUMNS else self.coded(column)

    def head(self, column: str) -> str:
        """Return the head of a column on one line."""
        return _side_by_side(self.heads(column))

    def row(self, cell: Cell) -> str:
        """Return what the first cell of a row says, on one line."""
        return _side_by_side(self.names(cell))

    def names(self, cell: Cell) -> tuple[str, ...]:
        """Return what the first cell of a row says in every language: an hour, a stretch of time, a figure, a code."""
        if isinstance(cell, int):
            return (f"{cell:02}–{cell + 1:02}",)
        if cell is None:
            return ("",)
        if cell in ROWS:
            return self.each(ROWS[cell])
        if cell in FIGURES:
            return self.each(FIGURES[cell])
        return self._stretch(cell) or self.coded(cell)

    def _stretch(self, cell: str) -> tuple[str, ...]:
        """Return the name of a day, a week, a month or a weekday in every language; nothing for any other cell."""
        if weekday := _WEEKDAY.fullmatch(cell):
            day = _MONDAY + timedelta(days=int(weekday[1]))
            return tuple(catalogue.date(day, "weekday_name") for catalogue in self.catalogues)
        if not _STRETCH.fullmatch(cell):
            return ()
        if "W" in cell:
            week = _("Week {number}")
            return tuple(catalogue.gettext(week).format(number=int(cell[-2:])) for catalogue in self.catalogues)
        style: Literal["month", "month_name", "brief"] = "brief"
        if len(cell) == len("2019-01"):
            style = "month_name" if self.report.period.kind == "year" else "month"
        first = Period.parse(cell).first
        return tuple(catalogue.date(first, style) for catalogue in self.catalogues)

    def cell(self, cell: Cell) -> str:
        """Return what a later cell of a row says: a number, or words for a code."""
        return self.number(cell) if cell is None or isinstance(cell, int) else self.row(cell)

    def number(self, value: Cell) -> str:
        """Return a number as it is written in the first language of the page; a dash where none is given."""
        if isinstance(value, int):
            return self.catalogues[0].number(value)
        return NOT_GIVEN if value is None else value

    def title(self) -> tuple[str, ...]:
        """Return the title in every language."""
        return self.each(TITLES[self.report.id])

    def days(self) -> tuple[str, ...]:
        """Return the day or the period, written out in every language."""
        period = self.report.period
        if period.one_day:
            return tuple(catalogue.date(period.first, "weekday") for catalogue in self.catalogues)
        if period.kind == "year":
            return (period.text,) * len(self.catalogues)
        if period.kind == "month":
            return tuple(catalogue.date(period.first, "month") for catalogue in self.catalogues)
        return tuple(f"{catalogue.date(period.first)} – {catalogue.date(period.last)}" for catalogue in self.catalogues)

    def note(self, note: Note) -> tuple[str, ...]:
        """Return a note as a sentence in every language."""
        return tuple(
            catalogue.gettext(NOTES[note.id]).format(number=catalogue.number(note.number), names=", ".join(note.names))
            for catalogue in self.catalogues
        )

    def explained(self, table_id: str) -> tuple[str, ...]:
        """Return what a reader of a table has to know, in every language: what it counts, and why a dash stands."""
        if table_id in period_words.EXPLAINED:
            return self.each(period_words.EXPLAINED[table_id])
        rows = self.report.table(table_id).rows
        without = any(None in row[1:-1] for row in rows)
        said = {
            "by_hour": [HOURS_EXPLAINED, *([NOTHING_COMPARED] if without else [])],
            "by_theme": [TOO_FEW] if without else [],
            "stock": [STOCK_EXPLAINED],
            "uses_by_theme": [READ_EXPLAINED],
            "most_read": [MOST_READ_EXPLAINED],
        }.get(table_id, [])
        if not said:
            return ()
        return tuple(" ".join(catalogue.gettext(words) for words in said) for catalogue in self.catalogues)

    def sources(self) -> tuple[str, ...]:
        """Return the kinds of facts that the figures were counted from, with their numbers."""
        return tuple(
            ", ".join(
                catalogue.gettext(SOURCES[kind]).format(number=catalogue.number(number))
                for kind, number in self.report.sources
                if kind in SOURCES
            )
            for catalogue in self.catalogues
        )

    def short_day(self, day: date | None) -> str:
        """Return a day as figures, the same in every language."""
        return NOT_GIVEN if day is None else day.isoformat()


def _side_by_side(words: Sequence[str]) -> str:
    return " / ".join(dict.fromkeys(words))
