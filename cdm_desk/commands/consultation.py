"""What is scanned without a window: books read on the spot, and a stocktake."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cdm_desk import paths
from cdm_desk.commands.answer import DONE, Say
from cdm_desk.commands.arguments import Commands
from cdm_desk.commands.workplace import open_workplace
from cdm_desk.domain.clock import Clock
from cdm_desk.domain.lists import Kind
from cdm_desk.domain.staff import Role
from cdm_desk.language import _

if TYPE_CHECKING:
    from cdm_desk.domain.stocktake import Figures, Stocktake
    from cdm_desk.office import Office

_FORMS = ("pdf", "csv")


def add_consultations(acts: Commands) -> None:
    """Add what is scanned to the commands of the catalogue."""
    one = acts.add("consulted", _consulted, _("count books that were read on the spot"))
    one.add_argument("codes", nargs="+", metavar=_("CODE"), help=_("the barcode of a copy, or an ISBN"))
    stocktake = acts.add("stocktake", _report, _("a stocktake: begin, scan, end, report"))
    steps = Commands(stocktake, required=True)
    one = steps.add("begin", _begin, _("freeze the list of what should be on the shelves"))
    one.add_argument("--theme", metavar=_("THEME"), help=_("of one theme only, such as EMP"))
    one = steps.add("scan", _scan, _("scan spines in their order"))
    one.add_argument("codes", nargs="+", metavar=_("CODE"), help=_("the barcode of a copy, or an ISBN"))
    steps.add("end", _end, _("end the stocktake: what was not seen is missing"))
    one = steps.add("report", _report, _("the figures of the last stocktake"))
    one.add_argument("--out", type=Path, metavar=_("FILE"), help=_("its name ends in .pdf or .csv"))


def _consulted(wanted: argparse.Namespace, clock: Clock, say: Say) -> int:
    from cdm_desk.domain.scanning import Code, Gesture
    from cdm_desk.ui.library.scan_words import heard_sentence

    with open_workplace(clock) as office, office.staff.command("books", Role.DOCUMENTALIST):
        for code in wanted.codes:
            heard = office.consultations.scan(Gesture.CONSULTED, Code(readings=(code.strip(),)))
            title = heard.choice.title if heard.choice else None
            heading = title.heading if title else code
            body = {
                "code": code,
                "answer": heard.answer.value,
                "title": title.heading if title else None,
                "theme": title.theme_code if title else None,
                "kind": heard.kind_code,
                "times": heard.times,
            }
            say(body, f"{heading}\t{heard_sentence(heard)}")
    return DONE


def _begin(wanted: argparse.Namespace, clock: Clock, say: Say) -> int:
    with open_workplace(clock) as office, office.staff.command("books", Role.DOCUMENTALIST):
        stocktake = office.stocktakes.begin(wanted.theme)
        figures = office.stocktakes.report(stocktake.id).total
    say(_plain(stocktake, figures), _sentence(stocktake, figures))
    return DONE


def _scan(wanted: argparse.Namespace, clock: Clock, say: Say) -> int:
    from cdm_desk.domain.scanning import Code
    from cdm_desk.ui.library.stocktake_words import seen_sentence

    with open_workplace(clock) as office, office.staff.command("books", Role.DOCUMENTALIST):
        progress = office.stocktakes.walk(_last(office, still_open=True).id)
        for code in wanted.codes:
            seen = office.stocktakes.scan(progress, Code(readings=(code.strip(),)))
            body = {
                "code": code,
                "verdict": seen.verdict.value,
                "title": seen.title.heading if seen.title else None,
                "shelf_mark": seen.mark or None,
                "after": seen.after.mark if seen.after else None,
            }
            say(body, f"{seen.title.heading if seen.title else code}\t{seen_sentence(seen)}")
    return DONE


def _end(_wanted: argparse.Namespace, clock: Clock, say: Say) -> int:
    with open_workplace(clock) as office, office.staff.command("books", Role.DOCUMENTALIST):
        report = office.stocktakes.end(_last(office, still_open=True).id)
    say(_plain(report.stocktake, report.total), _sentence(report.stocktake, report.total))
    return DONE


def _report(wanted: argparse.Namespace, clock: Clock, say: Say) -> int:
    from cdm_desk.domain.reports import FormUnknownError, ReportNotWrittenError

    form = "" if wanted.out is None else wanted.out.suffix.lower().removeprefix(".")
    if wanted.out is not None and form not in _FORMS:
        raise FormUnknownError(form, ", ".join(_FORMS))
    with open_workplace(clock) as office:
        report = office.stocktakes.report(_last(office, still_open=False).id)
        content = _written(office, report, form) if form else b""
    if wanted.out is not None:
        try:
            paths.write_whole(wanted.out, content, mode=0o644)
        except OSError as fault:
            raise ReportNotWrittenError(str(wanted.out), fault.strerror or "") from fault
    body = _plain(report.stocktake, report.total) | ({"out": str(wanted.out)} if wanted.out else {})
    say(body, _sentence(report.stocktake, report.total))
    return DONE


def _written(office: "Office", report: Any, form: str) -> bytes:  # noqa: ANN401 - loaded with the command
    from cdm_desk.documents.stocktake_report import stocktake_csv, stocktake_report
    from cdm_desk.language import catalogue, in_use

    themes = {theme.code: theme for theme in office.lists.all(Kind.THEME)}
    if form == "csv":
        return stocktake_csv(report, themes, in_use())
    today = office.stocktakes.today()
    both = [catalogue("fr"), catalogue("nl")]
    return stocktake_report(report, themes, both, [words.date(today, "long") for words in both])


def _last(office: "Office", *, still_open: bool) -> "Stocktake":
    """Return the latest stocktake, of those that are open where one is needed; raises StocktakeGoneError."""
    from cdm_desk.domain.stocktake import StocktakeGoneError

    found = next((each for each in office.stocktakes.all() if each.is_open or not still_open), None)
    if found is None:
        raise StocktakeGoneError
    return found


def _plain(stocktake: "Stocktake", figures: "Figures") -> dict[str, Any]:
    return {
        "stocktake": stocktake.id.hex,
        "theme": stocktake.theme_code,
        "begun_on": stocktake.begun_on.isoformat(),
        "ended_on": stocktake.ended_on.isoformat() if stocktake.ended_on else None,
        **{name: getattr(figures, name) for name in figures.__dataclass_fields__},
    }


def _sentence(stocktake: "Stocktake", figures: "Figures") -> str:
    from cdm_desk.ui.library.stocktake_words import figures_sentence

    return figures_sentence(figures, ended=not stocktake.is_open)
