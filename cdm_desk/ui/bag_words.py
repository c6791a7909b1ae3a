"""The words of a bag: its mode and place, where it is, how it counts, what it has counted; no Qt in here."""

from collections.abc import Callable, Sequence
from datetime import date

from cdm_desk.domain.bag import Bag, Entered, How, Known, Mode, Standing, Totals
from cdm_desk.domain.lists import Entry
from cdm_desk.language import _, _n, in_use
from cdm_desk.ui.words import label_of

PlaceOf = Callable[[str], Entry | None]


def mode_name(mode: Mode) -> str:
    """Return the name of a mode."""
    return {
        Mode.FORMTRUCK: lambda: _("Formtruck"),
        Mode.PRISON: lambda: _("Prison"),
        Mode.FAIR: lambda: _("Fair"),
    }[mode]()


def how_name(how: How) -> str:
    """Return how people were counted."""
    return {
        How.CLICK: lambda: _("Clicker"),
        How.BUNDLE: lambda: _("Bundles"),
        How.INTERVIEW: lambda: _("Interviews"),
    }[how]()


def place_name(code: str, place_of: PlaceOf) -> str:
    """Return the name of a place, its code where no list has it."""
    entry = place_of(code)
    return code if entry is None else label_of(entry)


def bag_name(bag: Bag, place_of: PlaceOf) -> str:
    """Return what a bag is called: its mode and its place."""
    return _("{mode}, {place}").format(mode=mode_name(bag.mode), place=place_name(bag.place, place_of))


def days_text(first: date, last: date) -> str:
    """Return the days of a bag: one, or from one to another."""
    told = in_use().date
    if first == last:
        return told(first)
    return _("{first} to {last}").format(first=told(first), last=told(last))


def standing_text(known: Known) -> str:
    """Return where a bag is, as far as it is known here."""
    if known.bag.closed_on is not None and known.unsent:
        return _n("Back; {count} act still to send", "Back; {count} acts still to send", known.unsent).format(
            count=known.unsent
        )
    return {
        Standing.PREPARED: lambda: _("Prepared"),
        Standing.OUT: lambda: _("Out"),
        Standing.DUE: lambda: _("Should be back"),
        Standing.BACK: lambda: _("Back, not closed yet"),
        Standing.IN: lambda: _("All is in"),
        Standing.LOST: lambda: _("Written off"),
    }[known.standing]()


def heard_text(known: Known) -> str:
    """Return when the computer of a bag last exchanged, a dash where it never gave a sign of life."""
    if known.heard_at is None:
        return "–"
    return _("{day} at {time}").format(day=in_use().date(known.heard_at.date()), time=f"{known.heard_at:%H:%M}")


def entered_text(entered: Entered, theme: str) -> str:
    """Return something that was counted, as it can be undone."""
    if entered.how is How.INTERVIEW:
        return _("Interview noted: {theme}").format(theme=theme)
    words = _n("{count} person counted: {theme}", "{count} people counted: {theme}", entered.people)
    return words.format(count=entered.people, theme=theme)


def without_theme() -> str:
    """Return what stands for a theme where none was told."""
    return _("No theme")


def theme_lines(totals: Totals, themes: Sequence[Entry]) -> list[tuple[str | None, str]]:
    """Return code and words of each theme to be shown: those in use, others that were counted, none if need be."""
    named: list[tuple[str | None, str]] = [(theme.code, label_of(theme)) for theme in themes]
    known = {theme.code for theme in themes}
    others = sorted({each.theme_code for each in totals.counted if each.theme_code} - known)
    named += [(code, code) for code in others]
    return [*named, (None, without_theme())] if totals.of(theme_code=None) else named
