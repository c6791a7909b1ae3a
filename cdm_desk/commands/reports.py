"""What is done with figures: a report, the facts behind it, a generated year."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any, Final

from cdm_desk.commands import arguments
from cdm_desk.commands.answer import DONE, Say
from cdm_desk.commands.arguments import CodeList, Commands
from cdm_desk.commands.workplace import open_workplace
from cdm_desk.documents.legend import TITLES
from cdm_desk.domain.clock import Clock
from cdm_desk.domain.period_report import kinds_of
from cdm_desk.domain.reports import DAY_SHEET, REPORTS
from cdm_desk.domain.staff import Role
from cdm_desk.language import _, catalogue, in_use

ALL_SITES: Final = "@all"


def add(commands: Commands) -> None:
    """Add the commands of the figures."""
    reports: CodeList = (_("Reports"), _names_of_reports())
    periods: CodeList = (
        _("Periods"),
        [
            ("2019-01-14", _("a day")),
            ("2019-W03", _("a week")),
            ("2019-01", _("a month")),
            ("2019-Q1", _("a quarter")),
            ("2019", _("a year")),
        ],
    )
    one = commands.add("report", _report, _("a report, on the screen or as a file"), lists=(reports, periods))
    one.add_argument("report", type=arguments.code, metavar=_("REPORT"), help=_("which report"))
    one.add_argument("--period", required=True, metavar=_("PERIOD"), help=_("of when"))
    one.add_argument("--language", choices=("fr", "nl", "fr+nl"), default="fr+nl", help=_("of the page"))
    one.add_argument("--out", type=Path, metavar=_("FILE"), help=_("its name ends in .pdf, .xlsx, .ods, .csv or .json"))
    one.add_argument("--sites", choices=("here", "all"), default="here", help=_("this site, or all those on the hub"))
    one = commands.add("facts", _facts, _("the facts of a period, one JSON object per line"), lists=(periods,))
    one.add_argument("--period", required=True, metavar=_("PERIOD"), help=_("of when"))
    one.add_argument("--out", type=Path, metavar=_("FILE"), help=_("a workbook, its name ends in .xlsx"))
    one = commands.add("simulate", _simulate, _("fill an empty store with a generated year, marked as a demonstration"))
    one.add_argument("--year", type=arguments.year, required=True, metavar=_("YEAR"), help=_("the year to make up"))
    one.add_argument("--seed", type=arguments.count, default=1, metavar="N", help=_("the same number, the same year"))
    one.add_argument("--exact", choices=("annual-report-2019",), help=_("with exactly the totals of this report"))


def _names_of_reports() -> list[tuple[str, str]]:
    periods = {
        "day": _("a day"),
        "week": _("a week"),
        "month": _("a month"),
        "quarter": _("a quarter"),
        "year": _("a year"),
    }
    return [
        (
            report,
            _("{title}: of {periods}").format(
                title=in_use().gettext(TITLES[report]),
                periods=", ".join(periods[kind] for kind in kinds_of(report)),
            ),
        )
        for report in REPORTS
    ]


def _report(wanted: argparse.Namespace, clock: Clock, say: Say) -> int:
    from cdm_desk.documents.legend import FIGURES
    from cdm_desk.documents.press import write_report
    from cdm_desk.documents.workbook import as_json
    from cdm_desk.domain.reports import Period, PeriodShapeError, ReportOfOneDayError

    try:
        period = Period.parse(wanted.period)
    except PeriodShapeError as wrong:
        if wanted.report == DAY_SHEET:
            raise ReportOfOneDayError(wanted.report, wanted.period) from wrong
        raise
    with open_workplace(clock) as office, office.staff.command("report", Role.MANAGER):
        here = wanted.sites == "here"
        report = office.reports.report(wanted.report, period) if here else _of_all(office, wanted, period)
        if wanted.out is not None:
            report = office.reports.released(report, "" if here else ALL_SITES)
    catalogues = [catalogue(each) for each in wanted.language.split("+")]
    body = json.loads(as_json(report))
    if wanted.out is None:
        # A median of too few is none.
        figures = "\n".join(
            _("{figure}: {value}").format(
                figure=in_use().gettext(FIGURES[name]),
                value=_("too few") if value is None else in_use().number(value, decimals=int(isinstance(value, float))),
            )
            for name, value in body["figures"].items()
        )
        say(body, figures)
        return DONE
    write_report(report, wanted.out, catalogues)
    summary = {"report": body["report"], "period": body["period"], "out": str(wanted.out), "sha256": body["sha256"]}
    say(summary, _("Written: {file}").format(file=wanted.out))
    return DONE


def _of_all(office: Any, wanted: argparse.Namespace, period: Any) -> Any:  # noqa: ANN401 - imported with the office
    from cdm_desk.hubs import all_sites

    with all_sites(office, period) as combined, combined.staff.command("report", Role.MANAGER):
        return combined.reports.report(wanted.report, period)


def _facts(wanted: argparse.Namespace, clock: Clock, say: Say) -> int:
    from cdm_desk.domain.reports import Period

    if wanted.out is not None:
        return _facts_book(wanted.out, Period.parse(wanted.period), clock, say)
    # Facts are for comparison by programs: always JSON lines.
    with open_workplace(clock) as office, office.staff.command("facts", Role.MANAGER):
        for fact in office.reports.facts(Period.parse(wanted.period)):
            print(json.dumps(fact, ensure_ascii=False, sort_keys=True))
    return DONE


def _facts_book(file: Path, period: Any, clock: Clock, say: Say) -> int:  # noqa: ANN401 - imported with the office
    from cdm_desk.documents.facts_book import FactSheet, write_facts
    from cdm_desk.domain.reports import FormUnknownError

    if file.suffix != ".xlsx":
        raise FormUnknownError(file.name, "xlsx")
    with (
        open_workplace(clock) as office,
        office.staff.command("facts", Role.MANAGER),
        office.reports.fact_lines(period) as kinds,
    ):
        sheets = [FactSheet(name=kind, heads=heads, rows=rows) for kind, heads, rows in kinds]
        number = write_facts(file, sheets, _tell_progress)
    told = _("Written: {file}").format(file=file)
    say({"period": period.text, "facts": number, "out": str(file)}, told)
    return DONE


def _tell_progress(number: int) -> None:
    # Only for who looks on; Ctrl+C stops it, and what lay there stays.
    if sys.stderr.isatty():
        print(in_use().number(number), end="\r", file=sys.stderr, flush=True)


def _simulate(wanted: argparse.Namespace, clock: Clock, say: Say) -> int:
    from cdm_desk.services.simulate import simulate

    with open_workplace(clock) as office, office.staff.command("simulate", Role.ADMINISTRATOR):
        made = simulate(office.store, wanted.year, seed=wanted.seed, exact=wanted.exact is not None)
    say({"year": wanted.year, "facts": made}, _("{count} facts of {year} made.").format(count=made, year=wanted.year))
    return DONE
