"""The words of the stocktake: what is said of a spine, and where it belongs; no Qt in here."""

from collections.abc import Callable, Mapping
from typing import Final

from cdm_desk.domain.lists import Entry
from cdm_desk.domain.stocktake import Figures, Seen, Stocktake, Verdict
from cdm_desk.language import _, in_use
from cdm_desk.ui.words import label_of

_Words = Callable[[], str]

VERDICT_ICONS: Final = {
    Verdict.IN_PLACE: "check-circle",
    Verdict.MISPLACED: "arrows-left-right",
    Verdict.UNKNOWN: "question",
    Verdict.THOUGHT_LOST: "hand-waving",
    Verdict.AGAIN: "repeat",
    Verdict.MISSING: "prohibit",
}
VERDICT_TONES: Final = {
    Verdict.IN_PLACE: "ok",
    Verdict.MISPLACED: "warn",
    Verdict.UNKNOWN: "error",
    Verdict.THOUGHT_LOST: "primary",
    Verdict.AGAIN: "muted",
    Verdict.MISSING: "error",
}
_NAMES: Final[Mapping[Verdict, _Words]] = {
    Verdict.IN_PLACE: lambda: _("In place"),
    Verdict.MISPLACED: lambda: _("Misplaced"),
    Verdict.UNKNOWN: lambda: _("Unknown"),
    Verdict.THOUGHT_LOST: lambda: _("Found again"),
    Verdict.AGAIN: lambda: _("Seen already"),
    Verdict.MISSING: lambda: _("Missing"),
}


def verdict_name(verdict: Verdict) -> str:
    """Return what a verdict is called."""
    return _NAMES[verdict]()


def seen_sentence(seen: Seen) -> str:
    """Return what is said of a spine, and what to do with the book."""
    match seen.verdict:
        case Verdict.IN_PLACE:
            return _("In place.")
        case Verdict.MISPLACED:
            return _misplaced(seen)
        case Verdict.THOUGHT_LOST if seen.after is not None:
            return _("Thought lost, and there. It belongs after {title} ({mark}).").format(
                title=seen.after.heading, mark=seen.after.mark
            )
        case Verdict.THOUGHT_LOST:
            return _("Thought lost, and there: it is missing no more.")
        case Verdict.AGAIN:
            return _("Seen in this stocktake already.")
        case _:
            return _("{code} is on no list: lay the book aside, and catalogue it later.").format(code=seen.code)


def _misplaced(seen: Seen) -> str:
    if seen.elsewhere:
        return _("Misplaced: it belongs to the shelves of another theme ({mark}).").format(mark=seen.mark)
    if seen.after is None:
        return _("Misplaced: it belongs at the very beginning ({mark}).").format(mark=seen.mark)
    words = _("Misplaced: it belongs to {mark}, after {title} ({before}).")
    return words.format(mark=seen.mark, title=seen.after.heading, before=seen.after.mark)


def scope_name(stocktake: Stocktake, themes: Mapping[str, Entry]) -> str:
    """Return what a stocktake is of."""
    theme = themes.get(stocktake.theme_code or "")
    return _("Whole library") if theme is None else f"{theme.digit} {label_of(theme)}"


def stocktake_name(stocktake: Stocktake, themes: Mapping[str, Entry]) -> str:
    """Return what a stocktake is of, since when, and whether it has ended."""
    scope, begun = scope_name(stocktake, themes), in_use().date(stocktake.begun_on)
    if stocktake.ended_on is None:
        return _("{scope}, since {day}").format(scope=scope, day=begun)
    ended = in_use().date(stocktake.ended_on)
    return _("{scope}, {first} to {last}, ended").format(scope=scope, first=begun, last=ended)


def figures_sentence(figures: Figures, *, ended: bool) -> str:
    """Return how far a stocktake is, on one line."""
    number = in_use().number
    words = (
        _("{seen} of {expected} seen · {misplaced} misplaced · {missing} missing · {unknown} unknown")
        if ended
        else _("{seen} of {expected} seen · {misplaced} misplaced · {unknown} unknown · {missing} still to see")
    )
    return words.format(
        seen=number(figures.seen),
        expected=number(figures.expected),
        misplaced=number(figures.misplaced),
        missing=number(figures.missing),
        unknown=number(figures.unknown),
    )
