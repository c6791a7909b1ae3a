"""The reports of a period: of which kinds of period each is made, from which sums, and what it then holds."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from cdm_desk.domain.annual_report import annual_figures, annual_table, bridge_table, month_table, web_table
from cdm_desk.domain.label_file import LABEL_FILE, charter_table, evidence_of
from cdm_desk.domain.lists import Label
from cdm_desk.domain.period_sums import PeriodSums, by_day, by_month, by_week, defined, whole_of
from cdm_desk.domain.period_tables import (
    LONG,
    activity_table,
    audience_table,
    busiest_table,
    compared_table,
    helper_table,
    hour_report_table,
    language_table,
    missing_heads_table,
    modality_table,
    outcome_report_table,
    partner_table,
    pc_table,
    period_notes,
    quality_figures,
    stretch_table,
    theme_language_table,
    theme_report_table,
    wait_report_table,
    without_prisons,
)
from cdm_desk.domain.reports import LIBRARY, OUTINGS, Figure, Note, Table, weighted_percentile
from cdm_desk.domain.staff import Action
from cdm_desk.domain.survey_tables import annual_said, survey_said

OPEN_HOURS_OF_A_WEEK: Final = 42
"""Nine to five, on Thursdays to seven."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Codes:
    """The codes that stand as rows and columns, in the order of the house, those that were counted among them."""

    themes: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    activities: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    helper_languages: tuple[str, ...] = ()
    seats: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """The sums of a period, and of those that it is compared with."""

    now: PeriodSums
    before: PeriodSums
    year_before: PeriodSums


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What a report of a period holds."""

    figures: tuple[Figure, ...]
    tables: tuple[Table, ...]
    notes: tuple[Note, ...] = ()
    labels: Mapping[str, Label] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """A report: its version, the kinds of period it is made of, who may read it, what it is counted from, and how.

    `compared` are the fields that are wanted of the periods it is compared with as well.
    """

    id: str
    kinds: tuple[str, ...]
    needs: frozenset[str]
    build: Callable[[Sums, Codes], Contents]
    version: int = 1
    compared: frozenset[str] = frozenset()
    action: Action = Action.READ_REPORTS


FINAL_WHEN_WHOLE: Final = frozenset({"R04", LABEL_FILE})
_BLOCKS: Final = frozenset({"visits", "talks", "pc", "activities"})
_BESIDES: Final = frozenset({"staff", "web"})
_FINE: Final = ("week", "month", "quarter", "year")
_COARSE: Final = ("month", "quarter", "year")


def _service_figures(sums: PeriodSums) -> tuple[Figure, ...]:
    numbers = whole_of(sums)
    values = {**defined(numbers, sums.indicator)}
    values |= {name: numbers.get(name, 0) for name in ("pc_sessions", "activities", "visits")}
    return tuple(Figure(id=name, value=value) for name, value in values.items())


def _week(sums: Sums, _codes: Codes) -> Contents:
    return Contents(
        figures=_service_figures(sums.now),
        tables=(
            stretch_table(sums.now, by_day, "by_day"),
            compared_table(sums.now, sums.before, sums.year_before),
        ),
        notes=period_notes(sums.now),
    )


def _month(sums: Sums, codes: Codes) -> Contents:
    return Contents(
        figures=_service_figures(sums.now),
        tables=(
            stretch_table(sums.now, by_week, "by_week"),
            compared_table(sums.now, sums.before, sums.year_before),
            modality_table(sums.now, codes.themes),
            wait_report_table(sums.now, codes.themes),
            outcome_report_table(sums.now, codes.themes, codes.outcomes),
        ),
        notes=period_notes(sums.now),
    )


def _year(sums: Sums, codes: Codes) -> Contents:
    said = annual_said(sums.now.surveys, sums.now.period)
    return Contents(
        figures=(*annual_figures(sums.now), *said.figures),
        tables=(
            annual_table(sums.now, sums.before),
            month_table(sums.now),
            bridge_table(sums.now),
            modality_table(sums.now, codes.themes),
            *said.tables,
            *([web_table(sums.now)] if sums.now.web else []),
        ),
        notes=(*period_notes(sums.now), *said.notes),
        labels=said.labels,
    )


def _themes(sums: Sums, codes: Codes) -> Contents:
    return Contents(
        figures=_service_figures(sums.now),
        tables=(theme_report_table(sums.now, codes.themes), theme_language_table(sums.now, codes.themes)),
    )


def _hours(sums: Sums, _codes: Codes) -> Contents:
    visits = sum(each.people for each in sums.now.arrivals)
    days = len({each.day for each in sums.now.arrivals})
    figures = (Figure(id="visits", value=visits), Figure(id="open_days", value=days))
    return Contents(figures=figures, tables=(hour_report_table(sums.now), busiest_table(sums.now)))


def _waits(sums: Sums, codes: Codes) -> Contents:
    minutes: dict[int, int] = {}
    for wait in sums.now.waits:
        if wait.ended == "called":
            minutes[wait.minutes] = minutes.get(wait.minutes, 0) + wait.number
    ended = {how: sum(w.number for w in sums.now.waits if w.ended == how) for how in ("called", "left", "no_show")}
    values = {"wait_p50": weighted_percentile(minutes, 50), "wait_p90": weighted_percentile(minutes, 90), **ended}
    figures = tuple(Figure(id=name, value=value) for name, value in values.items())
    return Contents(figures=figures, tables=(wait_report_table(sums.now, codes.themes),))


def _outcomes(sums: Sums, codes: Codes) -> Contents:
    sessions = sum(each.sessions for each in sums.now.outcomes)
    noted = sum(each.sessions for each in sums.now.outcomes if each.outcome_codes)
    figures = (Figure(id="done", value=sessions), Figure(id="with_outcome", value=noted))
    return Contents(figures=figures, tables=(outcome_report_table(sums.now, codes.themes, codes.outcomes),))


def _languages(sums: Sums, codes: Codes) -> Contents:
    table = language_table(sums.now)
    figures = tuple(Figure(id=f"dutch_{row[0]}", value=int(row[2] or 0)) for row in table.rows)
    return Contents(figures=figures, tables=(table, helper_table(sums.now, codes.helper_languages)))


def _pc(sums: Sums, codes: Codes) -> Contents:
    long = sums.now.period.last - sums.now.period.first > LONG
    bucket, name = (by_month, "pc_month") if long else (by_day, "pc_day")
    table = pc_table(sums.now, bucket, name, codes.seats, OPEN_HOURS_OF_A_WEEK)
    numbers = whole_of(sums.now)
    figures = (
        Figure(id="multimedia_users", value=numbers.get("multimedia_users", 0)),
        Figure(id="pc_sessions", value=numbers.get("pc_sessions", 0)),
        Figure(id="seats", value=codes.seats),
        Figure(id="busiest_hour", value=max((each.blocks for each in sums.now.pc), default=0)),
    )
    return Contents(figures=figures, tables=(table,))


def _activities(sums: Sums, codes: Codes) -> Contents:
    inside = [each for each in sums.now.activities if each.kind_code not in OUTINGS]
    figures = (
        Figure(id="activities", value=len(inside)),
        Figure(id="activity_users", value=sum(each.present for each in inside)),
        Figure(id="outings", value=len(sums.now.activities) - len(inside)),
        Figure(id="headcounts_missing", value=sums.now.uncounted),
    )
    tables = (
        without_prisons(
            activity_table(sums.now.activities, codes.activities), coarse=sums.now.period.kind in {"quarter", "year"}
        ),
        modality_table(sums.now, codes.themes),
        partner_table(sums.now.activities),
        missing_heads_table(sums.now),
    )
    return Contents(
        figures=figures, tables=tuple(table for table in tables if table.rows), notes=period_notes(sums.now)
    )


def _audiences(sums: Sums, codes: Codes) -> Contents:
    return Contents(
        figures=tuple(figure for figure in annual_figures(sums.now) if figure.id in _OF_AUDIENCES),
        tables=(audience_table(sums.now.activities, codes.audiences),),
        notes=(Note(id="overlapping"),),
    )


def _label(sums: Sums, codes: Codes) -> Contents:
    annual = _year(sums, codes)
    return Contents(
        figures=annual.figures,
        tables=(charter_table(evidence_of(sums.now, annual.figures)),),
        notes=annual.notes,
        labels=annual.labels,
    )


_OF_AUDIENCES: Final = frozenset({"school_visits", "pupils", "detained", "disability", "neet", "fairs", "formtruck"})


def _survey(sums: Sums, _codes: Codes) -> Contents:
    said = survey_said(sums.now.surveys, sums.now.period, defined(whole_of(sums.now), sums.now.indicator))
    return Contents(figures=said.figures, tables=said.tables, notes=said.notes, labels=said.labels)


def _quality(sums: Sums, _codes: Codes) -> Contents:
    tables = (missing_heads_table(sums.now),)
    return Contents(figures=quality_figures(sums.now), tables=tuple(table for table in tables if table.rows))


DEFINITIONS: Final[Mapping[str, Definition]] = {
    each.id: each
    for each in (
        Definition(id="R02", kinds=("week",), needs=_BLOCKS, compared=_BLOCKS, build=_week),
        Definition(id="R03", kinds=("month",), needs=_BLOCKS | {"waits", "outcomes"}, compared=_BLOCKS, build=_month),
        Definition(
            id="R04",
            kinds=("year",),
            needs=_BLOCKS | {"books", "surveys"} | _BESIDES,
            compared=_BLOCKS | _BESIDES,
            build=_year,
        ),
        Definition(id="R05", kinds=_COARSE, needs=_BLOCKS | {"lengths", "books"}, build=_themes),
        Definition(id="R06", kinds=_FINE, needs=frozenset({"arrivals"}), build=_hours),
        Definition(id="R07", kinds=_FINE, needs=frozenset({"waits"}), build=_waits),
        Definition(id="R08", kinds=_COARSE, needs=frozenset({"outcomes"}), build=_outcomes),
        Definition(
            id="R09",
            kinds=_COARSE,
            needs=frozenset({"talks", "activities", "door_languages", "helper_languages"}),
            build=_languages,
        ),
        Definition(id="R11", kinds=_FINE, needs=_BLOCKS, build=_pc),
        Definition(id="R12", kinds=_COARSE, needs=frozenset({"talks", "activities"}), build=_activities),
        # What could point at people is told by quarter at the finest.
        Definition(id="R13", kinds=("quarter", "year"), needs=_BLOCKS, build=_audiences),
        Definition(
            id=LABEL_FILE,
            kinds=("year",),
            needs=_BLOCKS | {"books", "surveys", "waits", "outcomes"} | _BESIDES,
            compared=_BLOCKS,
            build=_label,
        ),
        Definition(id="R14", kinds=("year",), needs=_BLOCKS | {"surveys"}, build=_survey),
        Definition(
            id="R17",
            kinds=_FINE,
            needs=frozenset({"talks", "outcomes", "activities", "quality"}),
            build=_quality,
        ),
    )
}
"""The reports of a period by their ids; R01, the day on one sheet, is a definition of its own."""


def unsettled(report_id: str, sums: PeriodSums) -> bool:
    """Whether a report of a year stays provisional since R17 says that something is still to be put right.

    A late entry or a record that was voided is told there too, but it is right as it is.
    """
    return report_id in FINAL_WHEN_WHOLE and sums.uncounted > 0


def kinds_of(report_id: str) -> tuple[str, ...]:
    """Return the kinds of period that a report is made of, the usual one first."""
    if report_id == LIBRARY:
        return ("year", "quarter", "month", "week")
    definition = DEFINITIONS.get(report_id)
    return ("day",) if definition is None else definition.kinds
