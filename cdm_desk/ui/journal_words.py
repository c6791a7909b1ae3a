"""The words of journals: rhythms, numbers as they are called, where a number is, and the letter that claims it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

from cdm_desk.domain.expected import Rhythm, Way
from cdm_desk.domain.journals import Issue, Journal, Run, Standing
from cdm_desk.language import Catalogue, _, _n, _p, in_use

if TYPE_CHECKING:
    from cdm_desk.language import Language

_VOLUME: Final = re.compile(r"(\d{1,6})/(\d{1,6})", re.ASCII)
_NUMBER: Final = re.compile(r"\d{1,6}", re.ASCII)
_MONTH: Final = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def rhythm_name(rhythm: Rhythm) -> str:
    """Return how often a journal appears."""
    return {
        Rhythm.WEEKLY: lambda: _p("rhythm", "weekly"),
        Rhythm.FORTNIGHTLY: lambda: _p("rhythm", "every two weeks"),
        Rhythm.MONTHLY: lambda: _p("rhythm", "monthly"),
        Rhythm.BIMONTHLY: lambda: _p("rhythm", "every two months"),
        Rhythm.QUARTERLY: lambda: _p("rhythm", "quarterly"),
        Rhythm.HALF_YEARLY: lambda: _p("rhythm", "half-yearly"),
        Rhythm.YEARLY: lambda: _p("rhythm", "yearly"),
        Rhythm.IRREGULAR: lambda: _p("rhythm", "irregular"),
    }[rhythm]()


def way_name(way: Way) -> str:
    """Return what the numbers of a journal are called by."""
    return {
        Way.VOLUME: lambda: _p("numbering", "volume and number"),
        Way.NUMBER: lambda: _p("numbering", "number"),
        Way.MONTH: lambda: _p("numbering", "month or day"),
    }[way]()


def number_words(number: str, speaker: Catalogue | None = None) -> str:
    """Return a number as one says it: `vol. 12, no. 3`, `no. 345`, `March 2026`, or the words printed on it."""
    spoken = speaker or in_use()
    if (found := _VOLUME.fullmatch(number)) is not None:
        return spoken.gettext("vol. {volume}, no. {number}").format(volume=found[1], number=found[2])
    if _NUMBER.fullmatch(number):
        return spoken.gettext("no. {number}").format(number=number)
    try:
        if (found := _MONTH.fullmatch(number)) is not None:
            return spoken.date(date(int(found[1]), int(found[2]), 1), "month")
        if _DAY.fullmatch(number):
            return spoken.date(date.fromisoformat(number), "long")
    except ValueError:
        return number
    return number


def standing_words(run: Run, issue: Issue) -> str:
    """Return where a number is: `late by 12 days, claimed twice`."""
    standing = run.standing(issue)
    parts = [_STANDINGS[standing]()]
    if standing in (Standing.LATE, Standing.CLAIMED):
        days = issue.days_late(run.today)
        parts = [_n("{number} day late", "{number} days late", days).format(number=in_use().number(days))]
        if run.is_gap(issue):
            parts.append(_("a later one is here"))
    if standing is Standing.CLAIMED and issue.claimed_on is not None:
        told = _n("claimed on {day}", "claimed {number} times, last on {day}", issue.claims)
        parts.append(told.format(number=issue.claims, day=in_use().date(issue.claimed_on)))
    return " · ".join(parts)


_STANDINGS: Final[Mapping[Standing, Callable[[], str]]] = {
    Standing.EXPECTED: lambda: _p("journal", "expected"),
    Standing.LATE: lambda: _p("journal", "late"),
    Standing.CLAIMED: lambda: _p("journal", "claimed"),
    Standing.RECEIVED: lambda: _p("journal", "here"),
    Standing.GIVEN_UP: lambda: _p("journal", "given up"),
}


def language_of(journal: Journal) -> Language:
    """Return the language in which the publisher of a journal is written to."""
    return "nl" if journal.language == "nl" else "fr"


def claim_subject(journal: Journal, speaker: Catalogue) -> str:
    """Return what a claim is about, in the language of the letter."""
    return speaker.gettext("Missing numbers of {title}").format(title=journal.title)


def claim_text(journal: Journal, issues: Sequence[Issue], speaker: Catalogue) -> str:
    """Return the letter that asks a publisher for numbers that have not come."""
    number = journal.title if journal.issn is None else f"{journal.title} (ISSN {journal.issn})"
    lines = [_claim_line(issue, speaker) for issue in issues]
    return "\n".join(
        [
            speaker.gettext("Hello,"),
            "",
            speaker.gettext("We have not received these numbers of {title}:").format(title=number),
            "",
            *lines,
            "",
            speaker.gettext("Could you send them to us, or tell us when they appear?"),
            "",
            speaker.gettext("Thank you, and kind regards,"),
            speaker.gettext("The library of the Cité des métiers of Brussels"),
        ]
    )


def _claim_line(issue: Issue, speaker: Catalogue) -> str:
    called = number_words(issue.number, speaker)
    if issue.expected_on is None:
        return f"- {called}"
    told = speaker.gettext("{number}, expected on {day}").format(number=called, day=speaker.date(issue.expected_on))
    return f"- {told}"
