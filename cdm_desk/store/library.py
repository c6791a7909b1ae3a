"""Titles and copies: found, listed, searched by folded words; the parcels that were taken in here."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, RowMapping, Select, delete, func, insert, literal_column, select, text, update
from sqlalchemy.engine import Connection
from sqlalchemy.orm import InstrumentedAttribute

from cdm_desk.domain.authors import KnownAuthors, key_of
from cdm_desk.domain.facets import Facet, FacetCounts, counted_apart, facets_of, packed, tag
from cdm_desk.domain.folding import clean, fold, sort_key
from cdm_desk.domain.identifiers import Isbn
from cdm_desk.domain.library import LIST_FIELDS, Copy, Fate, Hit, Order, Outcome, Search, State, Title, Why, counted
from cdm_desk.domain.likeness import author_key, block_of, numbers_of, title_words
from cdm_desk.store.authors import AuthorTable
from cdm_desk.store.merges import MergeTable
from cdm_desk.store.meta import MetaTable
from cdm_desk.store.prepared import Prepared
from cdm_desk.store.rows import (
    CopyRow,
    ParcelLineRow,
    ParcelRow,
    TableProfileRow,
    TitleKeyRow,
    TitleNumberRow,
    TitleRow,
)

TITLE, COPY = "title", "copy"
"""The tables of records that titles and copies travel in: they are written by the unit, field by field."""

VERSION: Final = "catalogue_version"
"""The key under which the store counts the changes of its catalogue."""

FORM: Final = "catalogue_form"
"""The key under which the store notes by which rules its titles are found and sorted."""

FORM_NOW: Final = "2"
"""Raised when the rules change, so that every store makes its index anew once."""

LONGEST_SEARCH: Final = 200
MOST_TERMS: Final = 16
RANKED_FROM: Final = 3
MOST_RANKED: Final = 2_000
FEW: Final = 10_000
SORTED: Final = 2_000
_CHUNK: Final = 400
_TERMS = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"\d(?:[\s\-\u2010-\u2015]?\d){8,11}[\s\-\u2010-\u2015]?[\dXx]\b")
_HYPHENED = re.compile(r"[\d-]{4,17}[xX]?")
_TITLE_FIELDS: Final = tuple(name for name in Title.__dataclass_fields__ if name != "id")
_TITLE_LISTS: Final = (*LIST_FIELDS, "other_sub_themes", "origins")
_COPY_FIELDS: Final = tuple(name for name in Copy.__dataclass_fields__ if name != "id")
_KEY = TitleKeyRow
_ON_SHELF: Final = "onshelf"
_PLACE: Final = Prepared(insert(TitleKeyRow))
_KEEP_LINE: Final = Prepared(insert(ParcelLineRow))


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelHead:
    """A parcel that was taken in here."""

    id: UUID
    name: str
    form: str
    day: date
    lines: int
    undone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptLine:
    """One row of a parcel with what it changed: fields of a title as they were before, and as it left them."""

    fate: Fate
    source: str = ""
    made: bool = False
    copy_ids: tuple[UUID, ...] = ()
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)


class TitleTable:
    """The catalogue."""

    def __init__(self, db: Connection) -> None:
        self._db = db
        self._merges = MergeTable(db)

    def find(self, title_id: UUID) -> Title | None:
        """Return a title of the catalogue, none if it was removed."""
        row = self._db.execute(select(TitleRow.__table__).where(TitleRow.id == title_id.hex)).mappings().one_or_none()
        title = None if row is None else _title(row)
        return None if title is None or title.removed else title

    def copies(self, title_id: UUID) -> tuple[Copy, ...]:
        """Return the copies of a title, the withdrawn ones included, by shelf mark and barcode."""
        return tuple(self._copies_of([title_id.hex])[title_id])

    def copy(self, copy_id: UUID) -> Copy | None:
        """Return one copy, none if it was removed."""
        query = select(CopyRow.__table__).where(CopyRow.id == copy_id.hex, _arrived())
        found = next(self._copies_in(query), None)
        return None if found is None or found.removed else found

    def these_copies(self, copy_ids: Iterable[UUID]) -> dict[UUID, Copy]:
        """Return copies by their ids, the removed ones left out."""
        found: dict[UUID, Copy] = {}
        for chunk in _chunks({copy_id.hex for copy_id in copy_ids}):
            for copy in self._copies_in(_copies_query().where(CopyRow.id.in_(chunk))):
                found[copy.id] = copy
        return found

    def marked(self, beginning: str) -> list[Copy]:
        """Return the copies whose own shelf mark, or else that of their title, begins so, in the order of marks."""
        mark = func.coalesce(CopyRow.shelf_mark, TitleRow.shelf_mark)
        query = (
            _copies_query()
            .join(TitleRow, TitleRow.id == CopyRow.title_id)
            .where(mark.startswith(beginning, autoescape=True), _standing(TitleRow.removed))
        )
        return list(self._copies_in(query))

    def stands_any(self, shelf: str) -> bool:
        """Whether a title stands at the shelf of a sub-theme, or of a theme without one."""
        query = select(TitleRow.id).where(
            func.coalesce(TitleRow.sub_theme_code, TitleRow.theme_code) == shelf,
            _standing(TitleRow.removed),
            func.coalesce(TitleRow.state, State.SHELF.value) != State.WITHDRAWN.value,
        )
        return self._db.execute(query.limit(1)).first() is not None

    def holders(self, barcodes: Iterable[str]) -> dict[str, Copy]:
        """Return the copy that carries each of these barcodes."""
        found: dict[str, Copy] = {}
        for chunk in _chunks(set(barcodes)):
            query = select(CopyRow.__table__).where(CopyRow.barcode.in_(chunk), _standing(CopyRow.removed), _arrived())
            for copy in self._copies_in(query):
                found[copy.barcode or ""] = copy
        return found

    def found_by_number(self, number: str) -> list[Title]:
        """Return the titles that carry an ISBN or ISSN."""
        query = (
            select(TitleRow.__table__)
            .join(TitleNumberRow, TitleNumberRow.title_id == TitleRow.id)
            .where(TitleNumberRow.number == number)
        )
        return [_title(row) for row in self._db.execute(query).mappings()]

    def count(self, search: Search) -> int:
        """Return how many titles a search finds."""
        match = match_of(search)
        if match is None:
            return int(self._db.execute(select(func.count()).select_from(_KEY)).scalar_one())
        query = text("SELECT count(*) FROM title_search WHERE title_search MATCH :match")
        return int(self._db.execute(query, {"match": match}).scalar_one())

    def facets(self, search: Search) -> FacetCounts:
        """Return how many titles of a search have each value of each facet.

        What a facet itself is narrowed to does not count for it: its numbers say what another choice would give.
        """
        found = dict(self._counted(search))
        # Another theme lets go of the subject, so that a subject does not count for themes either.
        for facet in {*search.chosen, *({Facet.THEME} if search.sub_theme_code is not None else ())}:
            found[facet] = self._counted(search.narrowed(facet, None))[facet]
        return found

    def _counted(self, search: Search) -> FacetCounts:
        match = match_of(search)
        if match is None:
            return counted_apart((row.facets, row.number) for row in self._db.execute(_ALL_GROUPS))
        # Among many it is quicker to walk through the index of the facets than to look up each of them.
        groups = _FEW_GROUPS if self.count(search) <= FEW else _MANY_GROUPS
        return counted_apart((row.facets, row.number) for row in self._db.execute(groups, {"match": match}))

    def hits(self, search: Search, first: int, most: int) -> list[Hit]:
        """Return one page of what a search finds, from place `first` on, in its order."""
        places = self._places(search, first, most)
        if not places:
            return []
        query = (
            select(_KEY.place.label("key_place"), TitleRow.__table__, _copies_counted().label("copy_count"))
            .join(TitleRow, TitleRow.id == _KEY.title_id)
            .where(_KEY.place.in_(places))
        )
        found = {row["key_place"]: row for row in self._db.execute(query).mappings()}
        return self._recounted([_hit(found[place]) for place in places if place in found])

    def _recounted(self, hits: list[Hit]) -> list[Hit]:
        """Count the copies that somebody gave to a title which was merged into one of these meanwhile."""
        heirs = set(self._merges.heirs().values())
        if not any(hit.title.id in heirs for hit in hits):
            return hits
        copies = self._copies_of({hit.title.id.hex for hit in hits if hit.title.id in heirs})
        return [
            Hit(title=hit.title, copies=counted(copies[hit.title.id])) if hit.title.id in heirs else hit for hit in hits
        ]

    def _places(self, search: Search, first: int, most: int) -> list[int]:
        match = match_of(search)
        if match is None or search.order is not Order.BEST or not _terms(search.words):
            few = match is not None and self._finds_at_most(SORTED, match)
            query = _chosen(select(_KEY.place), search, few=few).order_by(*_order(search)).limit(most).offset(first)
            return list(self._db.execute(query).scalars())
        order = "rank" if self._is_ranked(search.words, match) else "rowid DESC"
        best = text(
            f"SELECT rowid FROM title_search WHERE title_search MATCH :match ORDER BY {order} LIMIT :most OFFSET :first"  # noqa: S608
        )
        return list(self._db.execute(best, {"match": match, "most": most, "first": first}).scalars())

    def _is_ranked(self, words: str, match: str) -> bool:
        """Whether the best answers come first. Among some thousands no order helps, and weighing them takes long."""
        return len(_longest_term(words)) >= RANKED_FROM and self._finds_at_most(MOST_RANKED, match)

    def _finds_at_most(self, number: int, match: str) -> bool:
        query = text("SELECT count(*) FROM (SELECT 1 FROM title_search WHERE title_search MATCH :match LIMIT :most)")
        return int(self._db.execute(query, {"match": match, "most": number + 1}).scalar_one()) <= number

    def outdated(self) -> bool:
        """Whether titles are found and sorted by the rules of an older program."""
        return MetaTable(self._db).get(FORM) != FORM_NOW

    def renew(self) -> None:
        """Make again what all titles are found and sorted by."""
        reindex(self._db, list(self._db.execute(select(TitleRow.id)).scalars()))
        MetaTable(self._db).put(FORM, FORM_NOW)

    def version(self) -> str:
        """Return a mark that changes whenever a title or copy does."""
        return MetaTable(self._db).get(VERSION) or ""

    def tally(self) -> dict[str, int]:
        """Return the number of titles by theme code, "" for those without."""
        query = select(_KEY.theme_code, func.count()).group_by(_KEY.theme_code)
        return {theme: number for theme, number in self._db.execute(query)}  # noqa: C416 - rows are not pairs to mypy

    def languages(self) -> dict[str, int]:
        """Return the number of titles by the language they are filed under, "" for those without."""
        query = select(_KEY.language, func.count()).group_by(_KEY.language)
        return {language: number for language, number in self._db.execute(query)}  # noqa: C416 - as above

    def choices(self, name: str) -> list[str]:
        """Return what stands in a field of titles or copies, the most frequent first, for whoever types the next."""
        row: type[TitleRow | CopyRow] = CopyRow if name in _COPY_FIELDS and name not in _TITLE_FIELDS else TitleRow
        column = getattr(row, name)
        query = select(column, func.count()).where(column.is_not(None), _standing(row.removed)).group_by(column)
        counted: Counter[str] = Counter()
        for value, number in self._db.execute(query):
            for part in value if isinstance(value, tuple | list) else (value,):
                counted[part] += number
        return [part for part, _number in sorted(counted.items(), key=lambda each: (-each[1], each[0])) if part]

    def alike(self, numbers: Iterable[str], blocks: Iterable[str]) -> Iterator[Title]:
        """Iterate over what of the catalogue could be the same work: one number or the same first telling word."""
        ids: set[str] = set()
        for chunk in _chunks(set(numbers)):
            ids.update(
                self._db.execute(select(TitleNumberRow.title_id).where(TitleNumberRow.number.in_(chunk))).scalars()
            )
        for chunk in _chunks(set(blocks)):
            ids.update(self._db.execute(select(_KEY.title_id).where(_KEY.block.in_(chunk))).scalars())
        for chunk in _chunks(ids):
            for row in self._db.execute(select(TitleRow.__table__).where(TitleRow.id.in_(chunk))).mappings():
                yield _title(row)

    def some(self, title_ids: Iterable[UUID]) -> dict[UUID, tuple[Title, tuple[Copy, ...]]]:
        """Return titles with their copies, the removed ones left out."""
        found: dict[UUID, tuple[Title, tuple[Copy, ...]]] = {}
        for chunk in _chunks({title_id.hex for title_id in title_ids}):
            copies = self._copies_of(chunk)
            for row in self._db.execute(select(TitleRow.__table__).where(TitleRow.id.in_(chunk))).mappings():
                title = _title(row)
                if not title.removed:
                    found[title.id] = (title, tuple(copies[title.id]))
        return found

    def shelf(self) -> list[tuple[Title, tuple[Copy, ...]]]:
        """Return the whole catalogue with its copies, by title."""
        query = (
            select(TitleRow.__table__).join(_KEY, _KEY.title_id == TitleRow.id).order_by(_KEY.sort_key, _KEY.title_id)
        )
        titles = [_title(row) for row in self._db.execute(query).mappings()]
        copies: dict[UUID, list[Copy]] = defaultdict(list)
        for copy in self._copies_in(_copies_query()):
            copies[copy.title_id].append(copy)
        return [(title, tuple(copies[title.id])) for title in titles]

    def _copies_of(self, title_ids: Collection[str]) -> dict[UUID, list[Copy]]:
        gone = self._merges.forebears(UUID(hex=title_id) for title_id in title_ids)
        ids = {*title_ids, *(title_id.hex for title_id in gone)}
        copies: dict[UUID, list[Copy]] = defaultdict(list)
        for copy in self._copies_in(_copies_query().where(CopyRow.title_id.in_(ids))):
            copies[copy.title_id].append(copy)
        return copies

    def _copies_in(self, query: Select[Any]) -> Iterator[Copy]:
        """Iterate over copies, each as one of the title that stands for its own if that was merged into another."""
        heirs = self._merges.heirs()
        for row in self._db.execute(query).mappings():
            copy = _copy(row)
            heir = heirs.get(copy.title_id)
            yield copy if heir is None else replace(copy, title_id=heir)


class ParcelTable:
    """Files taken in at this workstation, and how their tables were read."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def add(self, head: ParcelHead, lines: Sequence[KeptLine]) -> None:
        """Keep a parcel with the fate of each of its rows."""
        self._db.execute(
            insert(ParcelRow).values(
                id=head.id, name=head.name, form=head.form, day=head.day, lines=head.lines, undone=False
            )
        )
        rows = [
            {
                "parcel_id": head.id,
                "line": line.fate.row,
                "source": line.source,
                "fate": line.fate.outcome.value,
                "why": line.fate.why.value if line.fate.why else None,
                "title_id": line.fate.title_id,
                "made": line.made,
                "copy_ids": tuple(copy_id.hex for copy_id in line.copy_ids),
                "before": dict(line.before),
                "after": dict(line.after),
            }
            for line in lines
        ]
        _KEEP_LINE.run_many(self._db, rows)

    def find(self, parcel_id: UUID) -> ParcelHead | None:
        """Return a parcel, undone or not."""
        query = select(ParcelRow.__table__).where(ParcelRow.id == parcel_id)
        row = self._db.execute(query).mappings().one_or_none()
        return None if row is None else ParcelHead(**row)

    def all(self) -> list[ParcelHead]:
        """Return the parcels, the newest first."""
        query = select(ParcelRow.__table__).order_by(ParcelRow.day.desc(), ParcelRow.name)
        return [ParcelHead(**row) for row in self._db.execute(query).mappings()]

    def lines(self, parcel_id: UUID) -> list[KeptLine]:
        """Return the rows of a parcel in their order."""
        query = select(ParcelLineRow.__table__).where(ParcelLineRow.parcel_id == parcel_id).order_by(ParcelLineRow.line)
        return [_line(row) for row in self._db.execute(query).mappings()]

    def doubts(self) -> dict[UUID, Why]:
        """Return why titles were taken in for somebody to look at, by title, of the files that stand."""
        query = (
            select(ParcelLineRow.title_id, ParcelLineRow.why)
            .join(ParcelRow, ParcelRow.id == ParcelLineRow.parcel_id)
            .where(ParcelLineRow.fate == Outcome.DOUBTFUL.value, ParcelRow.undone.is_(False))
        )
        known = {why.value: why for why in Why}
        return {title_id: known[why] for title_id, why in self._db.execute(query) if title_id and why in known}

    def mark_undone(self, parcel_id: UUID) -> None:
        """Note that a parcel was taken back; its sources go, its fates stay."""
        self._db.execute(update(ParcelRow).where(ParcelRow.id == parcel_id).values(undone=True))
        self._db.execute(update(ParcelLineRow).where(ParcelLineRow.parcel_id == parcel_id).values(source=""))

    def keep_profile(self, name: str, body: str) -> None:
        """Keep how a kind of table is read, under a name."""
        self._db.execute(delete(TableProfileRow).where(TableProfileRow.name == name))
        self._db.execute(insert(TableProfileRow).values(name=name, body=body))

    def profiles(self) -> dict[str, str]:
        """Return the profiles kept, by name."""
        rows = self._db.execute(select(TableProfileRow.name, TableProfileRow.body).order_by(TableProfileRow.name))
        return {name: body for name, body in rows}  # noqa: C416 - rows are not pairs to mypy


def reindex(db: Connection, title_ids: Collection[str]) -> None:
    """Make again what these titles are found by; call it in the transaction that has changed them or their copies."""
    known = AuthorTable(db).known()
    for chunk in _chunks(set(title_ids)):
        table = TitleTable(db)
        copies = table._copies_of(chunk)  # noqa: SLF001 - the same file
        rows = db.execute(select(TitleRow.__table__).where(TitleRow.id.in_(chunk))).mappings()
        titles = [title for title in map(_title, rows) if not title.removed and title.title]
        placed = set(db.execute(select(_KEY.title_id).where(_KEY.title_id.in_(chunk))).scalars())
        standing = {title.id.hex for title in titles}
        gone = placed - standing
        if gone:
            db.execute(delete(_KEY).where(_KEY.title_id.in_(gone)))
        keys = [_key_columns(title, copies[title.id], known) for title in titles]
        new = [key for key in keys if key["title_id"] not in placed]
        if new:
            # The place is the next one that is free.
            _PLACE.run_many(db, ({"place": None, **key} for key in new))
        for key in keys:
            if key["title_id"] in placed:
                db.execute(update(_KEY).where(_KEY.title_id == key["title_id"]).values(**key))
        db.execute(delete(TitleNumberRow).where(TitleNumberRow.title_id.in_(chunk)))
        numbers = [{"number": number, "title_id": title.id.hex} for title in titles for number in numbers_of(title)]
        if numbers:
            db.execute(insert(TitleNumberRow), numbers)
    if title_ids:
        meta = MetaTable(db)
        meta.put(VERSION, str(int(meta.get(VERSION) or 0) + 1))


def titles_of_copies(db: Connection, copy_ids: Collection[str]) -> set[str]:
    """Return the titles that these copies belong to."""
    found: set[str] = set()
    for chunk in _chunks(set(copy_ids)):
        query = select(CopyRow.title_id).where(CopyRow.id.in_(chunk), CopyRow.title_id.is_not(None))
        found.update(title_id for title_id in db.execute(query).scalars() if title_id)
    return found


def titles_by(db: Connection, names: Iterable[str]) -> set[str]:
    """Return the titles that one of these forms of a name stands on."""
    keys = {key for key in map(key_of, names) if key}
    found: set[str] = set()
    query = text(
        "SELECT title_key.title_id, title.authors FROM title_search JOIN title_key ON title_key.place = "
        "title_search.rowid JOIN title ON title.id = title_key.title_id WHERE title_search MATCH :match"
    ).columns(TitleRow.id, TitleRow.authors)
    for key in sorted(keys):
        for title_id, authors in db.execute(query, {"match": f'words : "{key}"'}):
            if any(key_of(author) in keys for author in authors or ()):
                found.add(title_id)
    return found


def match_of(search: Search) -> str | None:
    """Return a search in the words of the index, or None if it names nothing to look for.

    What was typed is cut into words and each is quoted, so that nothing of it is query syntax; the last word may be
    unfinished.
    """
    parts = [f'words : "{term}"' for term in _terms(search.words)]
    if parts:
        parts[-1] += "*"
    parts += [f'tags : "{tag(facet, value)}"' for facet, value in search.chosen.items()]
    if search.to_check:
        parts.append(f'tags : "{tag(Facet.STATE, State.CHECK)}"')
    if search.on_shelf:
        parts.append(f'tags : "{_ON_SHELF}"')
    return " AND ".join(parts) or None


def _terms(words: str) -> list[str]:
    # An ISBN as printed has hyphens, also while it is being typed; the index has its digits.
    text = clean(words[:LONGEST_SEARCH])
    if _HYPHENED.fullmatch(text):
        text = text.replace("-", "")
    joined = _NUMBER.sub(lambda found: _compact(found.group()), text)
    return _TERMS.findall(fold(joined))[:MOST_TERMS]


def _longest_term(words: str) -> str:
    return max(_terms(words), key=len, default="")


def _compact(number: str) -> str:
    read = Isbn.read(number)
    return read.text if read.valid else number


def _key_columns(title: Title, copies: Iterable[Copy], known: KnownAuthors) -> dict[str, Any]:
    marks = " ".join(part for copy in copies for part in (copy.barcode, copy.shelf_mark) if part)
    values = facets_of(title)
    tags = [tag(facet, value) for facet, several in values.items() for value in several]
    return {
        "title_id": title.id.hex,
        "block": block_of(title_words(title)),
        "sort_key": title.sort_key,
        "author": author_key(title.authors),
        "year": title.year or 0,
        "mark": sort_key(title.shelf_mark or ""),
        "theme_code": title.theme_code or "",
        "language": title.language or "",
        "facets": packed(values),
        "tags": " ".join(tags if title.state is State.WITHDRAWN else [*tags, _ON_SHELF]),
        "words": fold(" ".join([title.searched, marks, *known.also(title.authors)])),
    }


def _chosen(query: Select[Any], search: Search, *, few: bool) -> Select[Any]:
    """Return a query of places narrowed to what a search looks for, in no order of its own.

    The few of a search are looked up and sorted; of many the index of the order is walked until a page is full.
    """
    match = match_of(search)
    if match is None:
        return query
    if search.theme_code and match == f'tags : "{tag(Facet.THEME, search.theme_code)}"':
        # An index has the titles of a theme in their order.
        return query.where(_KEY.theme_code == search.theme_code)
    found = text("SELECT rowid AS place FROM title_search WHERE title_search MATCH :match").columns(_KEY.place)
    # With the sign the place is a value and no key to look up by.
    place = _KEY.place if few else literal_column("+title_key.place", _KEY.place.type)
    return query.where(place.in_(found.bindparams(match=match).subquery().select()))


def _order(search: Search) -> list[ColumnElement[Any]]:
    first: InstrumentedAttribute[Any] = {
        Order.AUTHOR: _KEY.author,
        Order.YEAR: _KEY.year,
        Order.MARK: _KEY.mark,
    }.get(search.order, _KEY.sort_key)
    # Each index ends with the place, so that also those of one title stand alike however they are found.
    columns = [first, _KEY.place] if first is _KEY.sort_key else [first, _KEY.sort_key, _KEY.place]
    return [column.desc() if search.descending else column.asc() for column in columns]


_ALL_GROUPS: Final = text("SELECT facets, count(*) AS number FROM title_key GROUP BY facets")
_FEW_GROUPS: Final = text(
    "SELECT facets, count(*) AS number FROM title_search CROSS JOIN title_key ON place = title_search.rowid "
    "WHERE title_search MATCH :match GROUP BY facets"
)
_MANY_GROUPS: Final = text(
    "SELECT facets, count(*) AS number FROM title_key WHERE +place IN "
    "(SELECT rowid FROM title_search WHERE title_search MATCH :match) GROUP BY facets"
)


def _copies_counted() -> Any:  # noqa: ANN401 - a scalar subquery
    return (
        select(func.count())
        .where(
            CopyRow.title_id == TitleRow.id,
            _standing(CopyRow.removed),
            func.coalesce(CopyRow.state, State.SHELF.value) != State.WITHDRAWN.value,
        )
        .correlate(TitleRow)
        .scalar_subquery()
    )


def _copies_query() -> Select[Any]:
    return (
        select(CopyRow.__table__)
        .where(_standing(CopyRow.removed), _arrived())
        .order_by(CopyRow.shelf_mark, CopyRow.barcode, CopyRow.id)
    )


def _arrived() -> ColumnElement[bool]:
    # Of a copy that others made, an edit may come before what it is a copy of.
    return CopyRow.title_id.is_not(None)


def _standing(removed: InstrumentedAttribute[bool | None]) -> ColumnElement[bool]:
    return func.coalesce(removed, False).is_(False)


def _hit(row: RowMapping) -> Hit:
    return Hit(title=_title(row), copies=row["copy_count"])


def _title(row: RowMapping) -> Title:
    fields: dict[str, Any] = {name: row[name] for name in _TITLE_FIELDS}
    for name in _TITLE_LISTS:
        fields[name] = fields[name] or ()
    fields["title"] = fields["title"] or ""
    fields["state"] = _state(fields["state"])
    fields["removed"] = bool(fields["removed"])
    return Title(id=UUID(hex=row["id"]), **fields)


def _copy(row: RowMapping) -> Copy:
    fields: dict[str, Any] = {name: row[name] for name in _COPY_FIELDS}
    fields["title_id"] = UUID(hex=row["title_id"])
    fields["state"] = _state(row["state"])
    fields["removed"] = bool(row["removed"])
    return Copy(id=UUID(hex=row["id"]), **fields)


_STATES: Final = {state.value: state for state in State}


def _state(code: str | None) -> State:
    # A state that only a newer program knows is for somebody to check.
    if code is None:
        return State.SHELF
    return _STATES.get(code, State.CHECK)


def _line(row: RowMapping) -> KeptLine:
    fate = Fate(
        row=row["line"],
        outcome=Outcome(row["fate"]),
        why=Why(row["why"]) if row["why"] else None,
        title_id=row["title_id"],
    )
    return KeptLine(
        fate=fate,
        source=row["source"],
        made=row["made"],
        copy_ids=tuple(UUID(hex=copy_id) for copy_id in row["copy_ids"]),
        before=row["before"],
        after=row["after"],
    )


def _chunks(values: Collection[str]) -> Iterator[list[str]]:
    rest = iter(sorted(values))
    while chunk := list(islice(rest, _CHUNK)):
        yield chunk


def values_of(value: Title | Copy) -> dict[str, Any]:
    """Return the fields of a title or copy as the unit writes them."""
    return {name: getattr(value, name) for name in (_TITLE_FIELDS if isinstance(value, Title) else _COPY_FIELDS)}
