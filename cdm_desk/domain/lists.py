"""The code lists: themes, motives, outcomes, partners and the others, each code with its three labels."""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final, Self

from cdm_desk.domain.errors import (
    CodeNeededError,
    CodeShapeError,
    LabelMissingError,
    LabelTooLongError,
    RuleError,
)
from cdm_desk.domain.shipped import TABLES

LABEL_LANGUAGES: Final = ("fr", "nl", "en")
LONGEST_LABEL: Final = 120
IN_USE_SINCE: Final = date(2018, 1, 1)
NOT_ASKED: Final = "NA"


class Kind(StrEnum):
    """Which list an entry stands in."""

    THEME = "theme"
    THEME_VERB = "theme_verb"
    SUB_THEME = "sub_theme"
    STATUS = "status"
    AGE = "age"
    SEX = "sex"
    EDUCATION = "education"
    SCHOOL_LEVEL = "school_level"
    TEACHING = "teaching"
    LANGUAGE = "language"
    HELPER_LANGUAGE = "helper_language"
    COMMUNE = "commune"
    MOTIVE = "motive"
    AWARENESS = "awareness"
    ACTIVITY = "activity"
    OUTCOME = "outcome"
    AUDIENCE = "audience"
    CHANNEL = "channel"
    WORK_KIND = "work_kind"
    COPY_STATE = "copy_state"
    PARTNER = "partner"
    PRIORITY = "priority"
    PARK_REASON = "park_reason"
    PAUSE_REASON = "pause_reason"
    VOID_REASON = "void_reason"
    DISPLAY_MESSAGE = "display_message"
    PLACE = "place"


# The acts of the program name these codes; a list that staff could empty would break a key.
NEEDED: Final = frozenset(
    {Kind.LANGUAGE, Kind.CHANNEL, Kind.MOTIVE, Kind.COPY_STATE, Kind.VOID_REASON, Kind.PAUSE_REASON}
)
# A partner, an audience, a sub-theme may be added by the house; themes carry their digit, outcomes their key.
EXTENSIBLE: Final = frozenset(
    {
        Kind.SUB_THEME,
        Kind.PARTNER,
        Kind.AUDIENCE,
        Kind.OUTCOME,
        Kind.HELPER_LANGUAGE,
        Kind.WORK_KIND,
        Kind.DISPLAY_MESSAGE,
        Kind.PLACE,
    }
)


# The place of a theme is its digit, and the hundreds of its numbers.
ORDERED: Final = frozenset({Kind.THEME, Kind.THEME_VERB})


class OrderFixedError(RuleError):
    """The places in a list mean something: they are not chosen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """The same words in the three languages of the house."""

    fr: str
    nl: str
    en: str

    def spoken(self, language: str) -> str:
        """Return the words in a language: `fr`, `nl` or `en`."""
        return {"fr": self.fr, "nl": self.nl, "en": self.en}[language]

    def both(self, *, dutch_first: bool = False) -> str:
        """Return French and Dutch side by side, once when they are the same word."""
        if self.fr == self.nl:
            return self.fr
        return f"{self.nl} / {self.fr}" if dutch_first else f"{self.fr} / {self.nl}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One code of one list. A code is never deleted: it is retired on a day and its history stays readable."""

    kind: Kind
    code: str
    label: Label
    rank: int
    valid_from: date = IN_USE_SINCE
    valid_to: date | None = None

    @property
    def retired(self) -> bool:
        """Whether the entry has been withdrawn from use."""
        return self.valid_to is not None

    @property
    def digit(self) -> int:
        """The key of a theme on the pad, and the hundreds of its numbers."""
        return self.rank

    @property
    def theme_code(self) -> str:
        """The theme that a sub-theme belongs to."""
        return self.code[:3]

    def in_use(self, day: date) -> bool:
        """Whether the entry could be chosen on that day."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)

    def renamed(self, label: Label) -> Self:
        """Return the entry with other words; raises LabelMissingError or LabelTooLongError."""
        return replace(self, label=checked_label(self.code, label))

    def withdrawn(self, day: date) -> Self:
        """Return the entry out of use from that day on; raises CodeNeededError for a code the program names."""
        if self.kind in NEEDED:
            raise CodeNeededError(self.code)
        return replace(self, valid_to=day)

    def restored(self) -> Self:
        """Return the entry in use again."""
        return replace(self, valid_to=None)


def moved(entries: Sequence[Entry], code: str, steps: int) -> list[Entry]:
    """Return the entries of a list, in order, that stand elsewhere once one has moved by so many places.

    A sub-theme moves among those of its theme. Nothing moves beyond an end. Raises OrderFixedError for a list whose
    places mean something.
    """
    places = [place for place, entry in enumerate(entries) if _beside(entry, entries, code)]
    here = next(at for at, place in enumerate(places) if entries[place].code == code)
    if entries[0].kind in ORDERED:
        raise OrderFixedError
    order = list(entries)
    others = [entries[place] for place in places]
    others.insert(max(0, here + steps), others.pop(here))
    for place, entry in zip(places, others, strict=True):
        order[place] = entry
    # Two entries added at two workstations may bear the same rank: every one gets its own.
    return [replace(entry, rank=rank) for rank, entry in enumerate(order, start=1) if entry.rank != rank]


def _beside(entry: Entry, entries: Sequence[Entry], code: str) -> bool:
    if entry.kind is not Kind.SUB_THEME:
        return True
    return entry.theme_code == next(each for each in entries if each.code == code).theme_code


def checked_label(code: str, label: Label) -> Label:
    """Return a label without stray spaces; raises LabelMissingError or LabelTooLongError."""
    clean = Label(**{language: _clean(label.spoken(language)) for language in LABEL_LANGUAGES})
    for language in LABEL_LANGUAGES:
        if not clean.spoken(language):
            raise LabelMissingError(code, language)
        if len(clean.spoken(language)) > LONGEST_LABEL:
            raise LabelTooLongError(code, LONGEST_LABEL)
    return clean


def _clean(words: str) -> str:
    """Leave out what no screen or page can show: control signs, lone surrogates, signs that turn the writing round."""
    visible = (sign for sign in words if sign.isspace() or not unicodedata.category(sign).startswith("C"))
    return " ".join("".join(visible).split())


def checked_code(code: str) -> str:
    """Return a code that can be stored and keyed; raises CodeShapeError."""
    plain = code.replace("_", "")
    if not (2 <= len(code) <= 16 and plain.isascii() and plain.isalnum() and code == code.upper()):
        raise CodeShapeError(code)
    return code


def read_table(kind: Kind, text: str) -> tuple[Entry, ...]:
    """Return the entries of a table as shipped; raises LabelMissingError when a language is left out."""
    return tuple(_entry(kind, rank, line) for rank, line in enumerate(_lines(text), start=1))


def _lines(text: str) -> Iterator[list[str]]:
    """A line that begins with a bar goes on with the one above."""
    rows: list[str] = []
    for line in text.splitlines():
        bare = line.strip()
        if bare.startswith("|") and rows:
            rows[-1] += bare
        elif bare:
            rows.append(bare)
    for row in rows:
        yield [cell.strip() for cell in row.split("|")]


def _entry(kind: Kind, rank: int, cells: list[str]) -> Entry:
    code, *labels = cells
    for place, language in enumerate(LABEL_LANGUAGES):
        if not "".join(labels[place : place + 1]):
            raise LabelMissingError(code, language)
    fr, nl, en = labels
    return Entry(kind=kind, code=code, label=Label(fr=fr, nl=nl, en=en), rank=rank)


# Read when the program starts: a list that lacks a label stops it there, not at a visitor.
SHIPPED: Final[Mapping[Kind, tuple[Entry, ...]]] = MappingProxyType(
    {kind: read_table(kind, TABLES[kind.value]) for kind in Kind}
)


def shipped(kind: Kind, code: str) -> Entry | None:
    """Return an entry as it was shipped, or None for a code of the house's own making."""
    return next((entry for entry in SHIPPED[kind] if entry.code == code), None)
