"""Day sheets with figures given by hand."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from cdm_desk.domain.day_sheet import (
    ActivitySum,
    BoardSum,
    DaySums,
    HourSum,
    SessionSum,
    WaitSum,
    day_figures,
    day_notes,
    hour_table,
    outcome_table,
    theme_table,
)
from cdm_desk.domain.lists import SHIPPED, Kind, Label
from cdm_desk.domain.reports import Missing, Period, Report

DAY: Final = date(2020, 1, 14)
THEMES: Final = [entry.code for entry in SHIPPED[Kind.THEME]]
OUTCOMES: Final = [entry.code for entry in SHIPPED[Kind.OUTCOME]]
LABELS: Final = {entry.code: entry.label for kind in (Kind.THEME, Kind.OUTCOME) for entry in SHIPPED[kind]}
QUIET: Final = DaySums(day=DAY)
USUAL: Final = DaySums(
    day=DAY,
    arrivals=tuple(
        HourSum(day=DAY - timedelta(weeks=weeks), hour=hour, code=motive, number=3 + weeks)
        for weeks in (0, 1)
        for hour in range(9, 17)
        for motive in ("MV1", "MV3", "MV5")
    ),
    calls=tuple(HourSum(day=DAY, hour=hour, code=theme, number=2) for hour in range(9, 17) for theme in THEMES),
    waits=(
        *(WaitSum(theme_code=theme, ended="called", minutes=minutes) for theme in THEMES for minutes in range(16)),
        WaitSum(theme_code="EMP", ended="left", minutes=12),
        WaitSum(theme_code="FOR", ended="no_show", minutes=9),
    ),
    sessions=(
        SessionSum(channel="desk", outcome_codes=("OU1", "OU5"), reliable=True, sessions=50, people=55),
        SessionSum(channel="desk", outcome_codes=(), reliable=True, sessions=30, people=30),
    ),
    activities=(ActivitySum(kind_code="AC2", held=2, present=41),),
    pc_blocks=34,
    registered=82,
)
# Late on a Thursday, everything at its largest, and everything to be said that can be said.
CROWDED: Final = replace(
    USUAL,
    day=date(2020, 1, 16),
    arrivals=tuple(
        HourSum(day=date(2020, 1, 16), hour=hour, code=motive, number=1234)
        for hour in range(8, 20)
        for motive in ("MV1", "MV3", "MV5", "MV6")
    ),
    late=1000,
    changed=1000,
    registered=90,
    board=BoardSum(waiting=3, serving=2, sessions=2),
)


def sheet(sums: DaySums = USUAL, *, labels: Mapping[str, Label] = LABELS, provisional: bool = False) -> Report:
    silent = ("Accueil 2", "Conseil 11", "Bibliothèque") if provisional else ()
    return Report(
        id="R01",
        definition=1,
        period=Period.of_day(sums.day),
        site="CDM",
        provisional=provisional,
        closed_until=sums.day - timedelta(days=1) if provisional else sums.day,
        figures=day_figures(sums),
        tables=(hour_table(sums, THEMES), theme_table(sums, THEMES), outcome_table(sums, OUTCOMES)),
        notes=day_notes(sums, Missing(silent=silent, not_exchanged=len(silent))),
        sources=(("visit", 202), ("wait", 82), ("session", 80), ("pc", 34), ("activity", 2)),
        labels=labels,
        schema=1,
        sha256="3f9a1c0d" * 8,
    )
