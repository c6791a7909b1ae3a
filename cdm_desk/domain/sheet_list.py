"""A list of numbered information sheets as it is pasted: one line each, and what becomes of it."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final
from uuid import NAMESPACE_URL, UUID, uuid5

from cdm_desk.domain.errors import RuleError
from cdm_desk.domain.folding import clean, fold
from cdm_desk.domain.leaflets import LONGEST_FIELD, LONGEST_TAG
from cdm_desk.domain.typed_day import day_typed

MOST_LINES: Final = 5_000
MOST_SHOWN: Final = 10
_HEADS: Final = {
    "number": ("number", "numero", "no", "n", "nr", "nummer", "fiche", "sheet"),
    "title": ("title", "titre", "titel", "intitule", "naam", "nom"),
    "language": ("language", "langue", "taal"),
    "valid": ("valid until", "valable jusqu'au", "valable jusqu'a", "validite", "geldig tot", "date", "datum"),
}
_LANGUAGES: Final = {
    "fr": "fr",
    "f": "fr",
    "francais": "fr",
    "frans": "fr",
    "french": "fr",
    "nl": "nl",
    "n": "nl",
    "neerlandais": "nl",
    "nederlands": "nl",
    "dutch": "nl",
    "en": "en",
    "anglais": "en",
    "engels": "en",
    "english": "en",
    "fr/nl": "fr+nl",
    "fr+nl": "fr+nl",
    "bilingue": "fr+nl",
    "tweetalig": "fr+nl",
}
_COLUMNS: Final = ("number", "title", "language", "valid")
_SHEETS: Final = uuid5(NAMESPACE_URL, "cdm_desk numbered sheets")


class Lack(StrEnum):
    """Why a line is left out."""

    NUMBER = "number"
    TITLE = "title"
    LONG = "long"
    DAY = "day"
    LANGUAGE = "language"
    TWICE = "twice"


class NoSheetsError(RuleError):
    """Nothing in a list can be taken in; `sheet_lack` is what the first line lacks, if there is one."""

    def __init__(self, sheet_lack: str = "") -> None:
        super().__init__(sheet_lack)
        self.sheet_lack = sheet_lack


class SheetsLeftOutError(RuleError):
    """Some lines of a list would be left out: asked again, the others are taken in."""

    def __init__(self, lines: str, line: int, sheet_lack: str, kept: int) -> None:
        super().__init__(lines, line, sheet_lack, kept)
        self.lines = lines
        self.line = line
        self.sheet_lack = sheet_lack
        self.kept = kept


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetLine:
    """One line as read; `lack` says why nothing is made of it."""

    line: int
    number: str = ""
    title: str = ""
    language: str | None = None
    valid_until: date | None = None
    lack: Lack | None = None

    @property
    def id(self) -> UUID:
        """The id of the sheet: the same wherever the list is taken in."""
        return uuid5(_SHEETS, f"{fold(self.number)} {self.language or ''}")


def read_sheets(text: str, today: date) -> list[SheetLine]:
    """Return every line that holds something: number; title; language; valid until.

    Columns are parted by tabs, semicolons or commas; a first line that names them sets their order.
    """
    rows = _rows(text)
    columns: Sequence[str] = _COLUMNS
    if rows and (named := _heads(rows[0][1])):
        columns, rows = named, rows[1:]
    known: set[UUID] = set()
    lines = []
    for number, row in rows:
        read = _line(number, dict(zip(columns, row, strict=False)), today)
        if read.lack is None and read.id in known:
            read = SheetLine(line=number, number=read.number, title=read.title, lack=Lack.TWICE)
        if read.lack is None:
            known.add(read.id)
        lines.append(read)
    return lines


def checked_sheets(lines: Sequence[SheetLine], *, told: bool) -> Sequence[SheetLine]:
    """Return the lines; raises NoSheetsError, and SheetsLeftOutError unless it was told before."""
    lacking = [line for line in lines if line.lack is not None]
    first = lacking[0] if lacking else SheetLine(line=0)
    if len(lacking) == len(lines):
        raise NoSheetsError(first.lack or "")
    if lacking and not told:
        shown = ", ".join(str(line.line) for line in lacking[:MOST_SHOWN]) + (
            ", …" if len(lacking) > MOST_SHOWN else ""
        )
        raise SheetsLeftOutError(shown, first.line, first.lack or "", len(lines) - len(lacking))
    return lines


def _rows(text: str) -> list[tuple[int, list[str]]]:
    lines = text.replace("\0", "").lstrip("\ufeff").splitlines()[:MOST_LINES]
    sample = "\n".join(lines[:20])
    mark = max("\t;,", key=lambda sign: (sample.count(sign) > 0 and sign != ",", sample.count(sign)))
    found = []
    for number, line in enumerate(lines, start=1):
        cells = [_bare(cell) for cell in _cells(line, mark)]
        if any(cells):
            found.append((number, cells))
    return found


def _cells(line: str, mark: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=mark, strict=False), [])
    except csv.Error:
        return line.split(mark)


def _bare(cell: str) -> str:
    """Return a cell without what guards a spreadsheet from its text; a formula is a text like any other here."""
    text = clean(cell)
    return text[1:] if text.startswith("'") and text[1:2] in ("=", "+", "-", "@") else text


def _heads(row: Sequence[str]) -> list[str]:
    known = {word: name for name, words in _HEADS.items() for word in words}
    named = [known.get(fold(cell).rstrip(".°:º "), "") for cell in row]
    return named if {"number", "title"} <= set(named) else []


def _line(line: int, cells: dict[str, str], today: date) -> SheetLine:
    number, title = cells.get("number", ""), cells.get("title", "")
    lack = next(_lacks(number, title), None)
    spoken, until = cells.get("language", ""), cells.get("valid", "")
    language = _LANGUAGES.get(fold(spoken))
    valid = _day(until, today)
    if lack is None and spoken and language is None:
        lack = Lack.LANGUAGE
    if lack is None and until and valid is None:
        lack = Lack.DAY
    return SheetLine(
        line=line,
        number=number[:LONGEST_TAG],
        title=title[:LONGEST_FIELD],
        language=language,
        valid_until=valid,
        lack=lack,
    )


def _lacks(number: str, title: str) -> Iterator[Lack]:
    if not number:
        yield Lack.NUMBER
    if not title:
        yield Lack.TITLE
    if len(number) > LONGEST_TAG or len(title) > LONGEST_FIELD:
        yield Lack.LONG


def _day(text: str, today: date) -> date | None:
    first, last = today.replace(year=today.year - 20, day=1), today.replace(year=today.year + 20, day=1)
    return day_typed(text, near=today, first=first, last=last) if text else None
