"""What the boards of the library say: ailments, holes, balance; no Qt in here."""

from collections.abc import Callable, Mapping
from typing import Final

from cdm_desk.domain.boards import Ailment, Complaint, Hole, Voices
from cdm_desk.domain.lists import Entry
from cdm_desk.domain.reports import percent
from cdm_desk.language import _, _n, in_use
from cdm_desk.ui.words import label_of

_AILMENTS: Final[Mapping[Ailment, Callable[[], str]]] = {
    Ailment.NO_SUMMARY: lambda: _("Without a summary"),
    Ailment.NO_THEME: lambda: _("Without a theme"),
    Ailment.NO_MARK: lambda: _("Without a shelf mark"),
    Ailment.NO_LANGUAGE: lambda: _("Without a language"),
    Ailment.NO_ISBN: lambda: _("Without an ISBN"),
    Ailment.WRONG_ISBN: lambda: _("With a wrong ISBN"),
    Ailment.DUPLICATE: lambda: _("Perhaps catalogued twice"),
    Ailment.REVIEW_PASSED: lambda: _("To review, the date has passed"),
    Ailment.NEVER_READ: lambda: _("Never found read, here for a year or more"),
}


def ailment_name(ailment: Ailment) -> str:
    """Return what is amiss, in words."""
    return _AILMENTS[ailment]()


def complaint_sentence(complaint: Complaint) -> str:
    """Return a line of the health board as a screen reader says it."""
    return f"{ailment_name(complaint.ailment)}, {titles_text(len(complaint.title_ids))}"


def titles_text(number: int) -> str:
    """Return a number of titles."""
    return _n("{number} title", "{number} titles", number).format(number=in_use().number(number))


def hole_sentence(hole: Hole, labels: Mapping[str, Entry]) -> str:
    """Return a hole as a sentence: no Dutch title on creating a business since 2016."""
    entry = labels.get(hole.sub_theme_code)
    about = label_of(entry) if entry is not None else hole.sub_theme_code
    if hole.since is None:
        words = _("No French title on: {about}.") if hole.language == "fr" else _("No Dutch title on: {about}.")
        return words.format(about=about)
    words = (
        _("No French title since {year} on: {about}.")
        if hole.language == "fr"
        else _("No Dutch title since {year} on: {about}.")
    )
    return words.format(about=about, year=hole.since)


def balance_text(voices: Voices) -> str:
    """Return how many of the titles in one of the two languages are French, how many Dutch."""
    told = voices.french + voices.dutch + 2 * voices.both
    if not told:
        return "–"
    french = percent(voices.french + voices.both, told)
    return _("{french} % FR, {dutch} % NL").format(french=french, dutch=100 - french)


def age_text(voices: Voices) -> str:
    """Return the age of the middle title of a theme."""
    if voices.age is None:
        return "–"
    return _n("{number} year", "{number} years", voices.age).format(number=voices.age)
