"""Labels: what stands on a spine, which labels have to be printed, and how a shelf mark is broken for the spine."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final, TypeAlias
from uuid import UUID, uuid5

from cdm_desk.domain.library import Copy, Title
from cdm_desk.domain.lists import Label

SPINE_LINES: Final = 5
SPINE_LETTERS: Final = 8
CUT: Final = "…"
SHELF_COMMAND: Final = "CDM:SHELF:"
"""What the barcode of a shelf sign begins with; the shelf mark follows."""

NOT_WANTED: Final[Mapping[str, Any]] = {"removed": True, "wanted_on": None}
"""What is written of a label that nobody asks for any more, not even a book that comes."""

_OF_LABEL: Final = UUID("7c1f3a52-5c0f-4d57-8f0e-2f4cf0b3a9de")


class LabelKind(StrEnum):
    """What a label is for."""

    SPINE = "spine"
    BARCODE = "barcode"
    SIGN = "sign"


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelJob:
    """A label to be printed, or that was: of a copy, or for a shelf.

    For a copy `sign` is what its label says as far as known, None if it has to be printed whatever it says; for a
    shelf it is the code of the theme or sub-theme. Whoever wants the label of a copy twice wants one label.
    """

    id: UUID
    kind: LabelKind
    copy_id: UUID | None = None
    sign: str | None = None
    wanted_on: date | None = None
    printed_on: date | None = None
    removed: bool = False

    def waits(self, look: str = "") -> bool:
        """Whether it has to be printed, for a copy whose label should look so."""
        if self.removed:
            return False
        return self.printed_on is None if self.kind is LabelKind.SIGN else self.sign is None or self.sign != look


@dataclass(frozen=True, slots=True, kw_only=True)
class SpineLabel:
    """A label for the spine: the mark, in the colour and under the sign of its theme."""

    mark: str
    theme_code: str = ""
    digit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BarcodeLabel:
    """A label with the barcode of a copy, and what it is stuck on for the eye."""

    code: str
    heading: str
    mark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShelfSign:
    """A sign for a shelf: the mark that all on it begin with, and the words in the languages of the house."""

    mark: str
    theme_code: str
    theme: Label
    sub_theme: Label | None = None

    @property
    def code(self) -> str:
        """What its barcode says to the screen of scans."""
        return f"{SHELF_COMMAND}{self.mark}"


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelLine:
    """A label of the list: with its copy and title, or the shelf that it is for."""

    job: LabelJob
    title: Title | None = None
    copy: Copy | None = None
    mark: str = ""
    theme_code: str = ""
    sign: ShelfSign | None = None

    @property
    def looks(self) -> str:
        """What the label says once it is printed as the catalogue stands."""
        if self.title is None or self.copy is None:
            return self.job.sign or ""
        return look_of(self.job.kind, self.title, self.copy)


def shelf_mark_of(digit: int, sub_theme_code: str | None) -> str:
    """Return what the marks of a shelf begin with in the plan of the house: `3`, or `3.1` for a sub-theme."""
    number = (sub_theme_code or "")[3:]
    return f"{digit}.{number}" if number else str(digit)


def mark_of(title: Title, copy: Copy) -> str:
    """Return the shelf mark of a copy: its own, else that of its title."""
    return copy.shelf_mark or title.shelf_mark or ""


def look_of(kind: LabelKind, title: Title, copy: Copy) -> str:
    """Return what the label of a copy says, in one text."""
    if kind is LabelKind.BARCODE:
        return copy.barcode or ""
    return "|".join((title.theme_code or "", title.sub_theme_code or "", mark_of(title, copy)))


def job_id(kind: LabelKind, about: str) -> UUID:
    """Return the id of the label of a copy, by its id in hex, or of a shelf, by its code: the same everywhere."""
    return uuid5(_OF_LABEL, f"{kind.value} {about}")


def wanted(kind: LabelKind, copy_id: UUID, day: date) -> dict[str, Any]:
    """Return the fields of a label of a copy that has to be printed, whatever stands on it now."""
    return {
        "kind": kind.value,
        "copy_id": copy_id.hex,
        "sign": None,
        "wanted_on": day,
        "printed_on": None,
        "removed": False,
    }


def sign_wanted(code: str, day: date) -> dict[str, Any]:
    """Return the fields of the sign of a theme or sub-theme that has to be printed."""
    return {
        "kind": LabelKind.SIGN.value,
        "copy_id": None,
        "sign": code,
        "wanted_on": day,
        "printed_on": None,
        "removed": False,
    }


Work: TypeAlias = tuple[Title, Iterable[Copy]]


def relabelled(before: Work | None, after: Work, jobs: Mapping[UUID, LabelJob], day: date) -> dict[str, dict[str, Any]]:
    """Return the spine labels that a change of a title or its copies asks for, each with its fields, by id in hex.

    `jobs` are those known of these copies. What stands on a spine is noted before it is out of date: once the change is
    undone, nothing has to be printed. A copy that is new needs its label.
    """
    title, copies = after
    old_looks = _looks(before) if before else {}
    known = {job.id for job in jobs.values() if not job.removed}
    rows: dict[str, dict[str, Any]] = {}
    for copy in copies:
        label, look = job_id(LabelKind.SPINE, copy.id.hex), look_of(LabelKind.SPINE, title, copy)
        old_look = old_looks.get(copy.id)
        if copy.counted and mark_of(title, copy) and look != old_look and label not in known:
            rows[label.hex] = wanted(LabelKind.SPINE, copy.id, day) | {"sign": old_look}
    return rows


def signs_after_move(
    old: str | None, new: str | None, jobs: Mapping[UUID, LabelJob], day: date, *, leaves_none: bool
) -> dict[str, dict[str, Any]]:
    """Return the shelf signs that a title's way from one shelf to another asks for, as `relabelled` does.

    A shelf that had no sign gets one; the one left is taken to have its own, unless it is on the list for a shelf
    that now has none of its titles left.
    """
    rows: dict[str, dict[str, Any]] = {}
    if old == new:
        return rows
    if new:
        job = jobs.get(job_id(LabelKind.SIGN, new))
        if job is None or (job.removed and job.wanted_on):
            rows[job_id(LabelKind.SIGN, new).hex] = sign_wanted(new, day)
    if old:
        job = jobs.get(job_id(LabelKind.SIGN, old))
        if job is None:
            rows[job_id(LabelKind.SIGN, old).hex] = {**sign_wanted(old, day), **NOT_WANTED}
        elif job.waits() and leaves_none:
            rows[job.id.hex] = {"removed": True}
    return rows


def signs_renamed(
    codes: Iterable[str], used: Collection[str], jobs: Mapping[UUID, LabelJob], day: date
) -> dict[str, dict[str, Any]]:
    """Return the signs that other words ask for, of shelves in use and of those whose sign was printed."""
    rows: dict[str, dict[str, Any]] = {}
    for code in codes:
        job = jobs.get(job_id(LabelKind.SIGN, code))
        hangs = job is not None and not job.removed
        if (code in used or hangs) and not (job is not None and job.waits()):
            rows[job_id(LabelKind.SIGN, code).hex] = sign_wanted(code, day)
    return rows


def shelf_of(title: Title) -> str | None:
    """Return the code of the shelf at which a title stands: its sub-theme, else its theme."""
    return title.sub_theme_code or title.theme_code


def _looks(work: Work) -> dict[UUID, str]:
    """Return what stands on the spine of each copy; one without a mark has no label yet."""
    title, copies = work
    return {copy.id: look_of(LabelKind.SPINE, title, copy) for copy in copies if mark_of(title, copy)}


def spine_lines(mark: str) -> tuple[str, ...]:
    """Return a shelf mark on the lines of a spine label: at most five, of at most eight characters.

    A line ends at each blank; a part that is too long for one goes on before a dot, or else where the line is full.
    Only if five lines are not enough do parts share one; what still finds no room ends in an ellipsis.
    """
    lines = [line for part in mark.split() for line in _part_lines(part)]
    if len(lines) > SPINE_LINES:
        lines = list(_shared(lines))
    if len(lines) > SPINE_LINES:
        last = lines[SPINE_LINES - 1][: SPINE_LETTERS - 1] + CUT
        lines = [*lines[: SPINE_LINES - 1], last]
    return tuple(lines)


def _part_lines(part: str) -> Iterator[str]:
    line = ""
    for piece in _pieces(part):
        if line and len(line) + len(piece) > SPINE_LETTERS:
            yield line
            line = ""
        line += piece
        while len(line) > SPINE_LETTERS:
            yield line[:SPINE_LETTERS]
            line = line[SPINE_LETTERS:]
    yield line


def _pieces(part: str) -> Iterator[str]:
    """Cut a part before its dots, which begin the next line as in `371` `.42`."""
    first, *rest = part.split(".")
    if first:
        yield first
    for piece in rest:
        yield f".{piece}"


def _shared(lines: Iterable[str]) -> Iterator[str]:
    together = ""
    for line in lines:
        longer = f"{together} {line}" if together else line
        if together and len(longer) > SPINE_LETTERS:
            yield together
            together = line
        else:
            together = longer
    yield together
