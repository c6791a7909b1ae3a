"""What a bag has counted, on one page: by theme, by day, in which way."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from cdm_desk.domain.bag import How, Totals
from cdm_desk.domain.lists import Entry
from cdm_desk.language import _, in_use
from cdm_desk.ui.bag_words import PlaceOf, bag_name, days_text, how_name, mode_name, theme_lines
from cdm_desk.ui.dialogs.paper import Section, Sheet, SheetDialog
from cdm_desk.ui.words import people_text


def sheet_of(totals: Totals, themes: Sequence[Entry], place_of: PlaceOf) -> Sheet:
    """Return the page of a bag; it holds no hour and no name."""
    number = in_use().number
    bag = totals.bag
    lead = _("{workstation}, {days}. Channel: {channel}. {people}, of which {interviews} in interviews.")
    days = [(number(totals.on(day)), in_use().date(day, "weekday")) for day in totals.days()]
    by_theme = [(number(totals.of(theme_code=code)), words) for code, words in theme_lines(totals, themes)]
    return Sheet(
        heading=bag_name(bag, place_of),
        lead=lead.format(
            workstation=bag.workstation,
            days=days_text(bag.first_day, bag.last_day),
            channel=mode_name(bag.mode),
            people=people_text(totals.people),
            interviews=number(totals.counted_so(How.INTERVIEW)),
        ),
        sections=[
            Section(heading=_("By theme"), lines=by_theme),
            Section(heading=_("By day"), lines=days),
            Section(
                heading=_("How they were counted"),
                lines=[(number(totals.counted_so(how)), how_name(how)) for how in How],
            ),
        ],
    )


def bag_sheet(totals: Totals, themes: Sequence[Entry], place_of: PlaceOf, parent: QWidget) -> SheetDialog:
    """Return the page, to read, copy or print."""
    return SheetDialog("bag_sheet", sheet_of(totals, themes, place_of), parent)
