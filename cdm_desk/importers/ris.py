"""RIS, the format of reference managers: one row for each reference; and the catalogue written as such a file."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import starmap
from typing import Final
from uuid import uuid4

from cdm_desk.domain.folding import clean
from cdm_desk.domain.identifiers import isbns_in, issns_in
from cdm_desk.domain.library import Copy, ParcelLine, Title, Why
from cdm_desk.importers import own
from cdm_desk.importers.encoding import LOST, is_suspicious, mended
from cdm_desk.importers.mapping import language_code, person, year_in

LONGEST_SOURCE: Final = 600
OURS: Final = "cdm_desk"
_TAG = re.compile(r"^([A-Z][A-Z0-9])  ?- ?(.*)$")
_LINE_ENDS = re.compile(r"\r\n|\n|\r")
_START = re.compile(r"(?:\A|[\r\n])\ufeff?TY  ?- ")
_KINDS: Final = {
    "BOOK": "BOOK", "EBOOK": "BOOK", "EDBOOK": "BOOK", "JFULL": "PERIODICAL", "JOUR": "PERIODICAL",
    "MGZN": "PERIODICAL", "SER": "PERIODICAL", "NEWS": "PERIODICAL", "PAMP": "LEAFLET",
}  # fmt: skip
_TYPES: Final = {"PERIODICAL": "JFULL", "LEAFLET": "PAMP"}
_TITLES: Final = ("TI", "T1", "CT", "BT")
_AUTHORS: Final = (("AU", "A1"), ("A2", "ED"), ("A3", "A4"))

Reference = list[tuple[str, str]]


def looks_like_it(text: str) -> bool:
    """Say whether a text is a file of references, whatever its name says."""
    return _START.search(text[:8_000]) is not None


def rows(text: str, tick: Callable[[int], None]) -> Iterator[ParcelLine]:
    """Return one row for each reference; `tick` is told of each and may stop the reading."""
    for number, (reference, is_whole) in enumerate(_references(text), start=1):
        tick(number)
        yield _row(number, reference, is_whole=is_whole)


def _references(text: str) -> Iterator[tuple[Reference, bool]]:
    """Cut a file where a reference ends, or where the next one begins before that."""
    reference: Reference = []
    for line in _LINE_ENDS.split(text.removeprefix("\ufeff")):
        found = _TAG.match(line)
        tag, value = (found[1], found[2]) if found else ("", line)
        if tag == "TY":
            if reference:
                yield reference, False
            reference = [(tag, value)]
        elif tag == "ER":
            yield reference, bool(reference) and reference[0][0] == "TY"
            reference = []
        elif tag:
            reference.append((tag, value))
        elif reference and value.strip():
            # A long value goes on; what stands before the first reference is the heading of a file.
            last = reference[-1]
            reference[-1] = (last[0], f"{last[1]} {value.strip()}")
    if reference:
        yield reference, False


def _row(number: int, reference: Reference, *, is_whole: bool) -> ParcelLine:
    source = "\n".join(starmap("{} {}".format, reference))[:LONGEST_SOURCE]
    is_ours = ("DB", OURS) in [(tag, value.strip()) for tag, value in reference]
    values, letters = (reference, False) if is_ours else _mended(reference)
    fields = _Fields(values)
    title = _own_title(fields) if is_ours else _title(fields)
    if not title.title:
        return ParcelLine(number=number, source=source, why=Why.NO_TITLE if is_whole else Why.TRUNCATED)
    return ParcelLine(
        number=number,
        source=source,
        title=title,
        copies=_copies(fields, title),
        why=_why(title, is_whole=is_whole) or (Why.LETTERS_MENDED if letters else None),
        before=_unmended(_Fields(reference), fields),
    )


def _why(title: Title, *, is_whole: bool) -> Why | None:
    if not is_whole:
        return Why.FIELDS_LOST
    if any(LOST in text for _name, text in title.texts()):
        return Why.LETTERS_LOST
    return Why.WRONG_ISBN if title.wrong_isbns else None


def _unmended(found: "_Fields", fields: "_Fields") -> str:
    before = found.first(*_TITLES) or ""
    return before[:LONGEST_SOURCE] if before != fields.first(*_TITLES) else ""


def _mended(reference: Reference) -> tuple[Reference, bool]:
    if all(value.isascii() for _tag, value in reference):
        return reference, False
    telling = not any(is_suspicious(value) for _tag, value in reference)
    repaired = [(tag, mended(value, telling=telling)) for tag, value in reference]
    return repaired, repaired != reference


class _Fields:
    """The values of a reference by their tags."""

    def __init__(self, reference: Reference) -> None:
        self._reference = reference

    def all(self, *tags: str) -> tuple[str, ...]:
        return tuple(text for tag, value in self._reference if tag in tags and (text := clean(value)))

    def first(self, *tags: str) -> str | None:
        return next((text for tag in tags for text in self.all(tag)), None)


def _title(fields: _Fields) -> Title:
    name, colon, subtitle = (fields.first(*_TITLES) or "").partition(" : ")
    numbers = " ; ".join(fields.all("SN"))
    first, last = fields.first("SP"), fields.first("EP")
    languages = (language_code(part) for text in fields.all("LA") for part in re.split(r"[;,/]\s*", text))
    return Title(
        id=uuid4(),
        title=name,
        subtitle=subtitle if colon else None,
        authors=_authors(fields),
        edition=fields.first("ET"),
        place=fields.first("CY", "PP"),
        publisher=fields.first("PB"),
        year=year_in(fields.first("PY", "Y1", "DA") or ""),
        series=fields.first("T3", "T2"),
        volume=fields.first("VL"),
        pages=f"{first}-{last}" if first and last else first,
        isbns=isbns_in(numbers),
        issns=issns_in(numbers),
        languages=tuple(dict.fromkeys(code for code in languages if code)),
        subjects=fields.all("KW"),
        summary=fields.first("AB", "N2"),
        shelf_mark=fields.first("CN"),
        kind=_KINDS.get(fields.first("TY") or ""),
    ).tidied()


def _authors(fields: _Fields) -> tuple[str, ...]:
    named = next((found for tags in _AUTHORS if (found := fields.all(*tags))), ())
    return tuple(map(person, named))


def _copies(fields: _Fields, title: Title) -> tuple[Copy, ...]:
    copies = tuple(copy for text in fields.all("AN") if (copy := own.copy_from(text, title)))
    if copies or fields.first("DB") == OURS:
        return copies
    return (Copy(id=uuid4(), title_id=title.id, shelf_mark=title.shelf_mark),)


# Where each column of our own stands, in the order in which it is written; tags for the user's own use come last.
_PLACES: Final[Mapping[str, str]] = {
    "authors": "AU", "year": "PY", "publisher": "PB", "place": "CY", "edition": "ET", "volume": "VL", "series": "T3",
    "pages": "SP", "isbn": "SN", "issn": "M2", "languages": "LA", "subjects": "KW", "summary": "AB",
    "shelf_mark": "CN", "theme": "U1", "sub_theme": "U2", "other_sub_themes": "U3", "rameau": "U4", "origins": "U5",
    "kind": "C1", "state": "C2", "checked_on": "C3", "review_by": "C4", "partner_issued": "C5", "partner": "C6",
    "dewey": "C7", "udc": "C8", "subtitle": "M3",
}  # fmt: skip


def _own_title(fields: _Fields) -> Title:
    texts = {column: fields.first(tag) or "" for column, tag in _PLACES.items() if column not in own.SEVERAL}
    heading, subtitle = fields.first("TI") or "", texts["subtitle"]
    texts["title"] = heading.removesuffix(f" : {subtitle}") if subtitle else heading
    return own.title_from(texts, {column: fields.all(_PLACES[column]) for column in own.SEVERAL})


def ris_file(shelf: Iterable[tuple[Title, tuple[Copy, ...]]]) -> str:
    """Return titles as references; every field of ours comes back, copies too, since each is told under `AN`."""
    return "".join(_reference(title, copies) for title, copies in shelf)


def _reference(title: Title, copies: tuple[Copy, ...]) -> str:
    values = {column: (text,) for column, text in own.texts_of(title).items()} | own.lists_of(title)
    heading = f"{title.title} : {title.subtitle}" if title.subtitle else title.title
    lines = [("TY", _TYPES.get(title.kind or "", "BOOK")), ("TI", heading)]
    lines += [(tag, text) for column, tag in _PLACES.items() for text in values.get(column, ())]
    lines += [("AN", own.copy_record(copy)) for copy in copies if not copy.removed]
    lines += [("DB", OURS), ("ER", "")]
    return "".join(f"{tag}  - {text}\r\n" for tag, text in lines) + "\r\n"
