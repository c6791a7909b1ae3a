"""How a parcel meets the catalogue: each row becomes a title, a copy, a filling of gaps, a doubt or a refusal."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final
from uuid import UUID

from cdm_desk.domain.errors import FieldTooLongError, RuleError, YearError
from cdm_desk.domain.library import DOUBTS, Copy, Fate, Outcome, ParcelLine, State, Title, Why
from cdm_desk.domain.likeness import Likeness, Matcher, TitleKey, block_of
from cdm_desk.domain.personal import found

_DOUBT_OF: Final = {Likeness.DOUBTFUL_ISBN: Why.SAME_ISBN, Likeness.DOUBTFUL_TITLE: Why.SIMILAR}


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A title with its copies."""

    title: Title
    copies: tuple[Copy, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What one row changes: a title that it made, copies that it added, and works that it filled up."""

    line: ParcelLine
    fate: Fate
    made: Title | None = None
    added: tuple[Copy, ...] = ()
    before: Work | None = None
    after: Work | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A row fit to be taken in, with the key that it is compared by; or a row that is not."""

    line: ParcelLine
    key: TitleKey | None = None


def judged(line: ParcelLine) -> Judged:
    """Return a row that may be kept: every text clean, short enough and naming nobody.

    A refused row keeps nothing of its source if that is the reason.
    """
    if line.title is None:
        return Judged(line=line)
    title, why = _fit(line.title, line.why)
    if title is None:
        return Judged(line=line.refused(Why.NO_TITLE))
    texts = [*title.texts(), *(("", text) for copy in line.copies for text in (copy.barcode, copy.shelf_mark) if text)]
    if names_somebody(text for _name, text in texts):
        return Judged(line=replace(line.refused(Why.PERSONAL), source=""))
    source = "" if names_somebody([line.source]) else line.source
    fit = replace(line, title=title, why=why, source=source)
    return Judged(line=fit, key=TitleKey.of(title))


def names_somebody(texts: Iterable[str]) -> bool:
    """Say whether any of these texts holds what could name a person."""
    # A letter between two texts, so that the figures of both never make one number.
    return found(" x ".join(texts)) is not None


def _fit(title: Title, why: Why | None) -> tuple[Title | None, Why | None]:
    try:
        return title.checked(), why
    except FieldTooLongError:
        return title.shortened().checked(), Why.SHORTENED
    except YearError:
        return replace(title, year=None).checked(), why
    except RuleError:
        return None, why


def numbers_and_blocks(rows: Iterable[Judged]) -> tuple[set[str], set[str]]:
    """Return under which numbers and first words the catalogue may hold the same works."""
    keys = [row.key for row in rows if row.key is not None]
    return {number for key in keys for number in key.numbers}, {block_of(key.words) for key in keys}


@dataclass(slots=True)
class Intake:
    """Takes the rows of a parcel in, one after the other; each sees what those before it have changed."""

    matcher: Matcher
    holders: dict[str, UUID]
    works: dict[UUID, Work] = field(default_factory=dict)

    def meet(self, title: Title, copies: tuple[Copy, ...]) -> None:
        """Make a work of the catalogue known, which rows will join."""
        self.works[title.id] = Work(title=title, copies=copies)

    def likenesses(
        self, rows: Sequence[Judged], tell: Callable[[int, int], None] | None = None
    ) -> list[tuple[Likeness, UUID | None]]:
        """Return how each row stands to the catalogue and to the rows before it; `tell` hears of each row."""
        found: list[tuple[Likeness, UUID | None]] = []
        for number, row in enumerate(rows, start=1):
            if tell is not None:
                tell(number, len(rows))
            if row.key is None:
                found.append((Likeness.OTHER, None))
                continue
            likeness, other = self.matcher.find(row.key)
            if likeness is not Likeness.SAME:
                self.matcher.add(row.key)
            found.append((likeness, other))
        return found

    def take(self, row: Judged, likeness: Likeness, other: UUID | None) -> Step:
        """Take one row in; return what it changes."""
        line = row.line
        if line.title is None:
            fate = Fate(row=line.number, outcome=Outcome.REFUSED, why=line.why or Why.NO_TITLE)
            return Step(line=line, fate=fate)
        if likeness is Likeness.SAME and other in self.works:
            return self._join(line, line.title, self.works[other])
        return self._make(line, line.title, _DOUBT_OF.get(likeness))

    def _make(self, line: ParcelLine, title: Title, doubt: Why | None) -> Step:
        copies = tuple(self._free(copy) for copy in line.copies)
        taken = Why.BARCODE_TAKEN if copies != line.copies else None
        why = doubt or taken or line.why
        outcome = Outcome.DOUBTFUL if why in DOUBTS else Outcome.NEW
        if outcome is Outcome.DOUBTFUL and title.state is State.SHELF:
            title = replace(title, state=State.CHECK)
        self.works[title.id] = Work(title=title, copies=copies)
        fate = Fate(row=line.number, outcome=outcome, why=why, title_id=title.id, heading=title.heading)
        return Step(line=line, fate=fate, made=title, added=copies)

    def _join(self, line: ParcelLine, title: Title, work: Work) -> Step:
        """A work that is here already gets what it lacked, and the copies that it did not have."""
        # What is doubtful of a row must not fill the gaps of a title that is sound.
        filled = work.title if line.why in DOUBTS else work.title.filled_from(title)
        copies, added = list(work.copies), []
        for copy in line.copies:
            at = self._same_copy(copy, copies)
            if at is None:
                new = replace(copy, title_id=work.title.id)
                if copy.barcode in self.holders:
                    continue  # on another title: this label belongs there
                added.append(new)
                copies.append(new)
            else:
                copies[at] = _completed(copies[at], copy)
        after = Work(title=filled, copies=tuple(copies))
        self._hold(copies)
        self.works[work.title.id] = after
        outcome = Outcome.COPY if added else Outcome.MERGED
        fate = Fate(row=line.number, outcome=outcome, why=line.why, title_id=filled.id, heading=filled.heading)
        return Step(line=line, fate=fate, added=tuple(added), before=work, after=after)

    def _same_copy(self, copy: Copy, copies: list[Copy]) -> int | None:
        """Return which copy this one is: by its barcode, else the one of its shelf mark, else one still unmarked."""
        for at, known in enumerate(copies):
            if copy.barcode and known.barcode == copy.barcode:
                return at
        for at, known in enumerate(copies):
            if copy.barcode and (known.barcode or copy.barcode in self.holders):
                continue
            if not copy.shelf_mark or not known.shelf_mark or known.shelf_mark == copy.shelf_mark:
                return at
        return None

    def _free(self, copy: Copy) -> Copy:
        if copy.barcode in self.holders:
            return replace(copy, barcode=None)
        self._hold([copy])
        return copy

    def _hold(self, copies: Iterable[Copy]) -> None:
        self.holders.update({copy.barcode: copy.title_id for copy in copies if copy.barcode})


def _completed(known: Copy, copy: Copy) -> Copy:
    return replace(known, barcode=known.barcode or copy.barcode, shelf_mark=known.shelf_mark or copy.shelf_mark)


def changed_fields(before: Title | Copy, after: Title | Copy) -> dict[str, Any]:
    """Return the fields in which two states of one title or copy differ, as they are after."""
    names = before.__dataclass_fields__
    return {name: getattr(after, name) for name in names if getattr(before, name) != getattr(after, name)}


def recorded_fields(value: Title | Copy) -> dict[str, Any]:
    """Return the fields that say something, those that are empty left out."""
    names = (name for name in value.__dataclass_fields__ if name != "id")
    return {name: each for name in names if (each := getattr(value, name)) not in (None, ())}
