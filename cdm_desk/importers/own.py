"""Titles and copies as texts in files of our own, known by their headings: read back as they were, with no guessing."""

import json
import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final
from uuid import uuid4

from cdm_desk.domain.library import Copy, State, Title
from cdm_desk.domain.plain_form import MalformedError, plain, value_from

MOST_COPIES: Final = 500
# Names of columns, and the fields of a title that they hold.
SINGLE: Final[Mapping[str, str]] = {
    name: name for name in ("kind", "title", "subtitle", "volume", "edition", "place", "publisher", "series", "pages")
} | {
    "theme": "theme_code",
    "sub_theme": "sub_theme_code",
    "shelf_mark": "shelf_mark",
    "summary": "summary",
    "dewey": "dewey",
    "udc": "udc",
    "partner": "partner_code",
}
SEVERAL: Final[Mapping[str, str]] = {
    "languages": "languages",
    "authors": "authors",
    "isbn": "isbns",
    "issn": "issns",
    "subjects": "subjects",
    "rameau": "rameau",
    "other_sub_themes": "other_sub_themes",
    "origins": "origins",
}
COLUMNS: Final = (
    *("kind", "languages", "title", "subtitle", "volume", "authors", "edition", "place", "publisher", "year"),
    *("isbn", "issn", "series", "pages", "theme", "sub_theme", "other_sub_themes", "shelf_mark", "barcode", "copies"),
    *("subjects", "rameau", "dewey", "udc", "summary", "partner_issued", "partner", "checked_on", "review_by", "state"),
    *("origins", "copy_records"),
)
"""The heading of our own tables; one that has all of these, in this order, is ours."""

_TRUTHS: Final = {True: "1", False: "0", None: ""}
_BARE: Final = frozenset({"id", "title_id", "removed"})
_ONLY_SEMICOLONS = re.compile(r"(?:(?<= )|^)(;+)(?= |$)")


def texts_of(title: Title) -> dict[str, str]:
    """Return the fields of a title that have one value, by column; those that say nothing are left out."""
    found = {column: getattr(title, field) for column, field in SINGLE.items()}
    found |= {
        "year": title.year,
        "partner_issued": _TRUTHS[title.partner_issued],
        "checked_on": title.checked_on,
        "review_by": title.review_by,
        "state": title.state.value,
    }
    return {column: str(value) for column, value in found.items() if value not in (None, "")}


def lists_of(title: Title) -> dict[str, tuple[str, ...]]:
    """Return the fields of a title that have several values, by column."""
    return {column: getattr(title, field) for column, field in SEVERAL.items()}


def title_from(texts: Mapping[str, str], lists: Mapping[str, Iterable[str]]) -> Title:
    """Return the title that such texts say; what somebody has made nonsense of meanwhile counts as not said."""
    found: dict[str, Any] = {field: texts.get(column) or None for column, field in SINGLE.items()}
    found |= {field: tuple(lists.get(column, ())) for column, field in SEVERAL.items()}
    year, state = texts.get("year", ""), texts.get("state", "")
    return Title(
        id=uuid4(),
        **found | {"title": texts.get("title", "")},
        year=int(year) if year.isascii() and year.isdecimal() and len(year) == 4 else None,
        partner_issued={"1": True, "0": False}.get(texts.get("partner_issued", "")),
        checked_on=day_from(texts.get("checked_on", "")),
        review_by=day_from(texts.get("review_by", "")),
        state=State(state) if state in set(State) else State.SHELF,
    ).tidied()


def day_from(text: str) -> date | None:
    """Return a day as our files write it, or None."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def joined(parts: Iterable[str]) -> str:
    """Return several texts in one cell; a semicolon that stands alone within one of them is doubled."""
    return " ; ".join(_ONLY_SEMICOLONS.sub(r"\1;", part) for part in parts)


def parted(cell: str) -> tuple[str, ...]:
    """Return the texts that were joined in a cell."""
    parts: list[list[str]] = [[]]
    for word in cell.split(" "):
        if word == ";":
            parts.append([])
        else:
            parts[-1].append(word[1:] if word.strip(";") == "" else word)
    return tuple(text for words in parts if (text := " ".join(words)))


def copy_cells(title: Title, copies: Iterable[Copy]) -> dict[str, str]:
    """Return the copies of a title as cells: barcodes and number, and in JSON what these do not say."""
    kept = [copy for copy in copies if not copy.removed]
    as_usual = all(copy == _usual(title, copy) for copy in kept)
    return {
        "barcode": joined(copy.barcode for copy in kept if copy.barcode),
        "copies": str(len(kept)),
        "copy_records": "" if as_usual else json.dumps([_record(copy) for copy in kept], ensure_ascii=False),
    }


def copies_from(texts: Mapping[str, str], title: Title) -> tuple[Copy, ...]:
    """Return the copies that such cells say; a barcode that somebody has changed meanwhile wins."""
    barcodes = [*parted(texts.get("barcode", ""))]
    said = texts.get("copies", "")
    number = min(int(said), MOST_COPIES) if said.isascii() and said.isdecimal() and len(said) < 10 else 1
    records = _records(texts.get("copy_records", ""), title)
    if records and [copy.barcode for copy in records if copy.barcode] == barcodes:
        return records
    missing = [None] * max(0, number - len(barcodes))
    return tuple(
        Copy(id=uuid4(), title_id=title.id, barcode=barcode, shelf_mark=title.shelf_mark)
        for barcode in [*barcodes, *missing]
    )


def copy_record(copy: Copy) -> str:
    """Return all that is kept of one copy, for a format without places of its own for it."""
    return json.dumps(_record(copy), ensure_ascii=False)


def copy_from(text: str, title: Title) -> Copy | None:
    """Return the copy that such a text says, or None if it says none."""
    try:
        return _copy(json.loads(text), title)
    except (ValueError, RecursionError):
        return None


def _usual(title: Title, copy: Copy) -> Copy:
    return Copy(id=copy.id, title_id=copy.title_id, barcode=copy.barcode, shelf_mark=title.shelf_mark)


def _record(copy: Copy) -> dict[str, Any]:
    return {name: value for name, value in plain(copy).items() if name not in _BARE}


def _records(text: str, title: Title) -> tuple[Copy, ...]:
    if not text:
        return ()
    try:
        said = json.loads(text)
        return tuple(_copy(each, title) for each in said[:MOST_COPIES]) if isinstance(said, list) else ()
    except (ValueError, RecursionError):
        return ()


def _copy(said: object, title: Title) -> Copy:
    """Raises MalformedError, which is a ValueError."""
    if not isinstance(said, dict):
        raise MalformedError("copy")
    named = {str(name): value for name, value in said.items() if name not in _BARE}
    return value_from(Copy, named | {"id": uuid4().hex, "title_id": title.id.hex})
