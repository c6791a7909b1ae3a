"""Why a book is weeded, in sentences, for the screen and for paper in its languages."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from cdm_desk.domain.weeding import Because, Fate, Letter, Reason
from cdm_desk.language import Catalogue


def _(words: str) -> str:
    """Mark words for translation; whoever says them puts them into a language."""
    return words


LETTERS: Final[Mapping[Letter, str]] = {
    Letter.INCORRECT: _("Incorrect: what it says is wrong"),
    Letter.ORDINARY: _("Ordinary: superficial, of little worth"),
    Letter.WORN: _("Worn: damaged, dirty, ugly to look at"),
    Letter.OUT_OF_DATE: _("Out of date"),
    Letter.INADEQUATE: _("Inadequate: not for the public of the house"),
    Letter.MISLEADING: _("Misleading: no longer right"),
    Letter.UGLY: _("Ugly: worn beyond repair"),
    Letter.SUPERSEDED: _("Superseded: a newer edition or a better book is here"),
    Letter.TRIVIAL: _("Trivial: of no lasting worth"),
    Letter.IRRELEVANT: _("Irrelevant: nobody asks for it here"),
    Letter.ELSEWHERE: _("Elsewhere: easily had in another copy or place"),
}
FATES: Final[Mapping[Fate, str]] = {
    Fate.GIFT: _("Gift"),
    Fate.PULP: _("Pulp"),
    Fate.LATER: _("Later"),
}
SLIP: Final = _("Weeding slip")
LISTS: Final[Mapping[Fate, str]] = {Fate.GIFT: _("Books to give away"), Fate.PULP: _("Books to pulp")}
FIELDS: Final[Mapping[str, str]] = {
    "mark": _("Shelf mark"),
    "title": _("Title"),
    "authors": _("Authors"),
    "year": _("Year"),
    "language": _("Language"),
    "isbn": _("ISBN"),
    "barcode": _("Barcode"),
    "theme": _("Theme"),
    "reasons": _("Reasons"),
    "letters": _("Letters"),
    "fate": _("Decision"),
    "day": _("Date"),
    "seen": _("Seen by"),
    "read": _("Times read"),
}


def sentence_of(reason: Reason, catalogue: Catalogue) -> str:
    """Return a reason as a sentence."""
    return _SENTENCES[reason.because](reason, catalogue)


def sentences_of(reasons: Iterable[Reason], catalogue: Catalogue) -> str:
    """Return reasons one after the other."""
    return " ".join(sentence_of(reason, catalogue) for reason in reasons)


def _scanned(reason: Reason, catalogue: Catalogue) -> str:
    words = catalogue.gettext(_("Proposed at the shelf on {day}."))
    return words.format(day=catalogue.date(reason.day) if reason.day else "–")


def _aged(reason: Reason, catalogue: Catalogue) -> str:
    number = reason.number or 0
    words = catalogue.ngettext(
        "Of {year}: {number} year over the life span of {span} years.",
        "Of {year}: {number} years over the life span of {span} years.",
        number,
    )
    return words.format(year=reason.year, number=number, span=reason.span)


def _unread(reason: Reason, catalogue: Catalogue) -> str:
    span = reason.span or 0
    words = catalogue.ngettext("Not read for {span} year.", "Not read for {span} years.", span)
    return words.format(span=span)


def _little_read(reason: Reason, catalogue: Catalogue) -> str:
    number = reason.number or 0
    words = catalogue.ngettext(
        "Read only {number} time; years looked at: {span}.",
        "Read only {number} times; years looked at: {span}.",
        number,
    )
    return words.format(number=number, span=reason.span)


def _newer(reason: Reason, catalogue: Catalogue) -> str:
    return catalogue.gettext(_("The edition of {year} is on the shelf.")).format(year=reason.year)


def _outdated(_reason: Reason, catalogue: Catalogue) -> str:
    return catalogue.gettext(_("Marked as outdated in the catalogue."))


def _review(reason: Reason, catalogue: Catalogue) -> str:
    words = catalogue.gettext(_("To be looked at again since {day}."))
    return words.format(day=catalogue.date(reason.day) if reason.day else "–")


def _twin(reason: Reason, catalogue: Catalogue) -> str:
    number = reason.number or 0
    words = catalogue.ngettext("There is {number} copy.", "There are {number} copies.", number)
    return words.format(number=number)


def _last(_reason: Reason, catalogue: Catalogue) -> str:
    return catalogue.gettext(_("It stays: the last in its language on its sub-theme."))


_SENTENCES: Final[Mapping[Because, Callable[[Reason, Catalogue], str]]] = {
    Because.SCANNED: _scanned,
    Because.AGED: _aged,
    Because.UNREAD: _unread,
    Because.LITTLE_READ: _little_read,
    Because.NEWER: _newer,
    Because.OUTDATED: _outdated,
    Because.REVIEW: _review,
    Because.TWIN: _twin,
    Because.LAST_OF_LANGUAGE: _last,
}
