"""Look-ups in the catalogues of others: what each of them answered, where two differ, and what is taken from which."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Final, Protocol, Self
from uuid import UUID, uuid4

from cdm_desk.domain.folding import words
from cdm_desk.domain.identifiers import Isbn
from cdm_desk.domain.library import LIST_FIELDS, TEXT_FIELDS, Copy, State, Title
from cdm_desk.domain.personal import found
from cdm_desk.domain.sources import BNF, DNB, KB, KUL, LOC, SUDOC, UGENT

OURS: Final = "here"
"""The name under which our own record stands beside what the others say of it."""

NOTHING_FOR: Final = timedelta(days=30)
"""So long nobody is asked again for a number that they did not know, and so long a number waits to be known."""

SHOWN_FIELDS: Final = ("title", "authors", "publisher", "year", "languages")
"""What is shown of a book in hand; where two catalogues differ in one of these, a person chooses."""

# These come from one catalogue, else halves of two titles would stand side by side.
_TITLE_PARTS: Final = frozenset({"title", "subtitle", "volume"})
_TRUSTED: Final[Mapping[str | None, tuple[str, ...]]] = {
    "fr": (BNF, SUDOC, KUL, UGENT, KB, LOC, DNB),
    "nl": (KUL, UGENT, KB, BNF, SUDOC, LOC, DNB),
    "en": (LOC, KUL, UGENT, BNF, SUDOC, KB, DNB),
    None: (KUL, UGENT, BNF, SUDOC, KB, DNB, LOC),
}
_KEPT: Final = (*(name for name in TEXT_FIELDS if name != "shelf_mark"), *LIST_FIELDS, "year", "kind")


class Fault(StrEnum):
    """Why a catalogue gave no title; sentences stand in the words of the screen."""

    NOTHING = "nothing"
    UNNAMED = "unnamed"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    TIMED_OUT = "timed_out"
    CUT_OFF = "cut_off"
    NONSENSE = "nonsense"
    TOO_LARGE = "too_large"
    MOVED = "moved"
    DENIED = "denied"
    UNTRUSTED = "untrusted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What one catalogue says to one number: a title, or why there is none."""

    source: str
    title: Title | None = None
    fault: Fault | None = None

    @property
    def is_final(self) -> bool:
        """Whether there is nothing to be gained by asking again tomorrow."""
        return self.title is not None or self.fault is Fault.NOTHING

    def plain(self) -> dict[str, Any]:
        """Return the answer as the command prints it."""
        told = None if self.title is None else plain_title(self.title)
        return {"source": self.source, "fault": self.fault.value if self.fault else None, "title": told}


class Catalogue(Protocol):
    """A catalogue of others that can be asked."""

    @property
    def name(self) -> str:
        """Which one it is, among SOURCES."""

    @property
    def seconds(self) -> float:
        """How long one waits for it."""

    def ask(self, number: str) -> Answer:
        """Return what it says to an ISBN; whatever goes wrong is told in the answer."""

    def search(self, typed: str) -> tuple[Title, ...] | Fault:
        """Return the first titles that it finds for words of a title, or why there are none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A number scanned here that is not done with.

    Without a title it is not catalogued yet; with one it was, by hand, and waits for what others know of it. `settled`
    says that all was decided before an answer had come: it is saved as soon as there is one.
    """

    number: str
    wanted_on: date
    title_id: UUID | None = None
    theme_code: str | None = None
    sub_theme_code: str | None = None
    barcode: str | None = None
    settled: bool = False

    def given_up(self, today: date) -> bool:
        """Whether it has been asked for long enough."""
        return today - self.wanted_on > NOTHING_FOR


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A number that waits, what others have said to it so far, and the title that stands in our catalogue for it."""

    waiting: Waiting
    answers: tuple[Answer, ...] = ()
    standing: Title | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Accession:
    """A copy that came into the library, with its title, the label it needs, and the number that it was scanned by.

    `made` says whether the title came with it.
    """

    title: Title
    copy: Copy
    label_id: UUID
    waiting: Waiting | None
    made: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A field in which two catalogues do not say the same."""

    name: str
    left: str
    right: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What the catalogues that know a book say of it, the most trusted first; `taken` holds whose word a field has."""

    number: str
    answers: tuple[Answer, ...]
    taken: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, number: str, answers: Iterable[Answer]) -> Self | None:
        """Return what the answers come to, or None if none of them holds a title."""
        telling = [answer for answer in answers if answer.title is not None]
        return cls(number=number, answers=tuple(ranked(number, telling))) if telling else None

    @classmethod
    def completing(cls, number: str, ours: Title, answers: Iterable[Answer]) -> Self | None:
        """Return what the others could add to a title of ours, which has the first word; None if nothing at all."""
        known = ranked(number, [answer for answer in answers if answer.title is not None])
        made = cls(number=number, answers=(Answer(source=OURS, title=ours), *known))
        return made if known and (made.differences() or made.title() != ours) else None

    @property
    def pair(self) -> tuple[Answer, ...]:
        """The two that are shown side by side, or the only one."""
        return self.answers[:2]

    def differences(self) -> tuple[Difference, ...]:
        """Return the fields in which the two say something else, apart from accents, capitals and signs."""
        if len(self.answers) < 2:
            return ()
        left, right = (answer.title for answer in self.pair)
        if left is None or right is None:
            return ()
        pairs = ((name, text_of(left, name), text_of(right, name)) for name in SHOWN_FIELDS)
        return tuple(
            Difference(name=name, left=mine, right=theirs)
            for name, mine, theirs in pairs
            if mine and theirs and not _same(mine, theirs)
        )

    def taking(self, name: str, source: str) -> Self:
        """Return the proposal with a field taken from another catalogue."""
        return replace(self, taken={**self.taken, name: source})

    def source_of(self, name: str) -> str | None:
        """Return whose word a field has: the one that was chosen, else the first that says anything."""
        chosen = self.taken.get(name)
        telling = [each.source for each in self.answers if each.title is not None and getattr(each.title, name)]
        return chosen if chosen in telling else next(iter(telling), None)

    def title(self) -> Title:
        """Return the title as it would be kept, each field with where it comes from; nothing of anybody's shelf."""
        by_source = {each.source: each.title for each in self.answers if each.title is not None}
        ours = by_source.get(OURS)
        start = ours or Title(id=uuid4(), title="")
        changes: dict[str, Any] = {}
        origins = dict(part.split("=", 1) for part in start.origins if "=" in part)
        for name in _KEPT:
            source = self.source_of("title" if name in _TITLE_PARTS else name)
            if source is None or source == OURS:
                continue
            value = getattr(by_source[source], name)
            changes[name] = value
            if value:
                origins[name] = source
        # The number on the book first; what the others add does not take the place of what stands in our record.
        changes["isbns"] = tuple(dict.fromkeys([*start.isbns, self.number, *changes.get("isbns", ())]))
        changes["origins"] = tuple(f"{name}={source}" for name, source in sorted(origins.items()))
        return replace(start, **changes)


def ranked(number: str, answers: Sequence[Answer]) -> list[Answer]:
    """Return answers with the catalogue first that knows books of the language of this number best."""
    order = _TRUSTED.get(Isbn.read(number).language, _TRUSTED[None])
    return sorted(answers, key=lambda answer: order.index(answer.source) if answer.source in order else len(order))


def text_of(title: Title, name: str) -> str:
    """Return a field as it is shown and typed; the title with its subtitle."""
    if name == "title":
        return title.heading
    value = getattr(title, name)
    if isinstance(value, tuple):
        return " ; ".join(value)
    return "" if value is None else str(value)


def borrowed(title: Title) -> Title:
    """Return a title that others describe without what is of their house, too long, or a person's number or address."""
    changes: dict[str, Any] = {}
    for name in (*TEXT_FIELDS, *LIST_FIELDS):
        value = getattr(title, name)
        if isinstance(value, tuple):
            changes[name] = tuple(part for part in value if not found(part))
        elif value and found(value):
            changes[name] = None
    changes["title"] = changes.get("title", title.title) or ""
    return replace(
        title.tidied(),
        **changes,
        shelf_mark=None,
        theme_code=None,
        sub_theme_code=None,
        partner_issued=None,
        checked_on=None,
        review_by=None,
        state=State.SHELF,
        origins=(),
    ).shortened()


def plain_title(title: Title) -> dict[str, Any]:
    """Return what is known of a title, as plain values."""
    values = {name: getattr(title, name) for name in _KEPT}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items() if value}


def title_of_plain(values: Mapping[str, Any]) -> Title:
    """Return the title that was written by `plain_title`."""
    known = {name: value for name, value in values.items() if name in _KEPT}
    lists = {name: tuple(value) for name, value in known.items() if isinstance(value, list)}
    return Title(id=uuid4(), **{"title": "", **known, **lists})


def _same(mine: str, theirs: str) -> bool:
    return words(mine) == words(theirs)
