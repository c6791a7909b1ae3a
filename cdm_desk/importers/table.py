"""Tables of others: separator, quotes and columns found out; a mapping can be changed and kept as a profile."""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Final, Self
from uuid import uuid4

from cdm_desk.domain.errors import MappingNeededError, MappingUnreadableError
from cdm_desk.domain.folding import clean, fold, words
from cdm_desk.domain.identifiers import isbns_in, issns_in
from cdm_desk.domain.library import Copy, ParcelLine, State, Title, Why
from cdm_desk.importers import own
from cdm_desk.importers.encoding import LOST, is_suspicious, mended
from cdm_desk.importers.mapping import language_code, person, year_in

SEPARATORS: Final = (";", ",", "\t", "|")
MOST_COLUMNS: Final = 200
LONGEST_SOURCE: Final = 2_000
_LONGEST_CELL_LINES: Final = 60
_SAMPLE: Final = 60
_LINE_ENDS = re.compile(r"\r\n|\n|\r")
_NOTHING: Final = frozenset({"", "-", "--", "n/a", "na", "null", "none", "s.n.", "[s.n.]", "?", "nihil"})
IGNORED: Final = ""

# What a column may hold, and the headings (folded) by which it is recognised in French, Dutch and English.
HEADINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "title": ("titre", "titel", "title", "titre propre", "hoofdtitel", "intitule", "ouvrage", "naam werk"),
    "subtitle": ("sous titre", "soustitre", "ondertitel", "subtitle", "complement du titre"),
    "responsibility": ("mention de responsabilite", "verantwoordelijkheid", "responsibility"),
    "authors": ("auteur", "auteurs", "auteur s", "author", "authors", "schrijver", "schrijvers"),
    "edition": ("edition", "mention d edition", "druk"),
    "place": ("lieu", "ville", "plaats", "place", "lieu d edition", "plaats van uitgave"),
    "publisher": ("editeur", "editeurs", "uitgever", "uitgeverij", "publisher", "maison d edition"),
    "year": ("annee", "date", "jaar", "year", "eerste druk", "annee d edition", "date de publication",
             "jaar van uitgave", "date d edition", "annee de publication", "publication year"),
    "isbn": ("isbn", "ean", "isbn13", "isbn 13", "isbn10", "isbn 10", "isbn ean"),
    "issn": ("issn",),
    "languages": ("langue", "langues", "taal", "talen", "language", "languages"),
    "series": ("collection", "serie", "reeks", "series"),
    "pages": ("pages", "pagination", "bladzijden", "pagina s", "nombre de pages", "nb pages"),
    "subjects": ("mots cles", "motscles", "sujets", "sujet", "trefwoorden", "onderwerp", "onderwerpen", "subjects",
                 "keywords", "descripteurs"),
    "summary": ("resume", "samenvatting", "summary", "description", "beschrijving"),
    "volume": ("volume", "tome", "deel", "vol", "volume number", "numero de tome", "deelnummer"),
    "theme": ("theme", "thema", "themes", "thematique"),
    "sub_theme": ("sous theme", "subthema", "sub theme"),
    "shelf_mark": ("cote", "plaatskenmerk", "shelf mark", "call number", "signatuur", "plaatsnummer"),
    "dewey": ("dewey", "indice dewey", "ddc"),
    "udc": ("udc", "cdu", "udk", "indice cdu"),
    "rameau": ("rameau", "sujets rameau", "vedette rameau"),
    "location": ("emplacement", "localisation", "locatie", "location"),
    "barcode": ("code barres", "code barre", "codebarre", "streepjescode", "barcode", "code a barres", "exemplaire"),
    "kind": ("type", "nature", "soort", "kind", "support", "type de document", "documenttype"),
    "copies": ("exemplaires", "exemplaren", "copies", "nombre d exemplaires", "aantal exemplaren", "nb exemplaires"),
    "partner_issued": ("partenaire", "partner", "partner issued"),
    "checked_on": ("verifie le", "gecontroleerd op", "checked on"),
    "review_by": ("a revoir le", "te herzien op", "review by", "revoir avant"),
    "state": ("etat", "statut", "toestand", "status", "state"),
}  # fmt: skip
_KINDS: Final = {
    "livre": "BOOK", "boek": "BOOK", "book": "BOOK", "ouvrage": "BOOK", "monographie": "BOOK",
    "annuaire": "GUIDE", "guide": "GUIDE", "gids": "GUIDE", "periodique": "PERIODICAL", "tijdschrift": "PERIODICAL",
    "periodical": "PERIODICAL", "revue": "PERIODICAL", "magazine": "PERIODICAL", "fiche": "JOB_SHEET",
    "beroepenfiche": "JOB_SHEET", "job": "JOB_SHEET", "brochure": "LEAFLET", "folder": "LEAFLET", "depliant": "LEAFLET",
    "leaflet": "LEAFLET",
}  # fmt: skip
_STATES: Final = {
    "en rayon": State.SHELF, "in rek": State.SHELF, "on the shelf": State.SHELF, "a verifier": State.CHECK,
    "te controleren": State.CHECK, "to be checked": State.CHECK, "perime": State.OUTDATED,
    "verouderd": State.OUTDATED, "outdated": State.OUTDATED, "retire": State.WITHDRAWN, "afgevoerd": State.WITHDRAWN,
    "withdrawn": State.WITHDRAWN,
}  # fmt: skip
_THEMES: Final = {
    "1": "ORI", "orientation": "ORI", "orientatie": "ORI", "guidance": "ORI", "2": "FOR", "formation": "FOR",
    "opleiding": "FOR", "training": "FOR", "3": "EMP", "emploi": "EMP", "werk": "EMP", "employment": "EMP",
    "4": "MOB", "mobilite": "MOB", "mobiliteit": "MOB", "mobility": "MOB", "5": "ENT", "entrepreneuriat": "ENT",
    "ondernemerschap": "ENT", "ondernemen": "ENT", "entrepreneurship": "ENT",
}  # fmt: skip
_YES: Final = frozenset(["1", "oui", "ja", "yes", "x", "vrai", "true"])
_ISBD_PUBLISHER = re.compile(r"^(?P<place>[^:;]{2,60}?)\s+:\s+(?P<house>.+?)(?:,\s*(?P<year>[^,]*\d{4}[^,]*))?$")
_ROLE_WORDS = re.compile(
    r"^(?:par|by|door|texte|textes|ill|illustr\w*|trad\w*|scenario|dessins?|directeur|dir|sous la dir\w*|photogr\w*|"
    r"vert\w*|red\w*|onder red\w*|ed|edited|avec|adapt\w*)\b"
)
_PARALLEL: Final = " / "
_SPLIT_AUTHORS = re.compile(r"\s*(?:;|\||\s/\s)\s*")
_SPLIT_WORDS = re.compile(r"\s*[;|]\s*")
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_DAYS: Final = ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y")


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """How a table is read: its separator, whether its first row names the columns, and what each column holds."""

    columns: tuple[str, ...] = ()
    separator: str = ""
    has_heading: bool = True
    language: str | None = None
    by_heading: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Return a profile kept before; raises MappingUnreadableError.

        `{"columns": {"Titel": "title", "Jaar": "year"}, "separator": ";", "language": "nl"}`; columns may also be a
        list, one name for each column of the table, with "" for one that is not wanted.
        """
        try:
            body = json.loads(text)
            columns = body["columns"]
            by_heading = (
                {str(key): _known_field(each) for key, each in columns.items()} if isinstance(columns, dict) else {}
            )
            by_rank = tuple(map(_known_field, columns)) if isinstance(columns, list) else ()
            separator, language = body.get("separator", ""), body.get("language")
            has_heading = bool(body.get("heading", True))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as fault:
            raise MappingUnreadableError from fault
        if not (by_heading or by_rank) or separator not in {"", *SEPARATORS} or not isinstance(language, str | None):
            raise MappingUnreadableError
        return cls(
            columns=by_rank, separator=separator, has_heading=has_heading, language=language, by_heading=by_heading
        )

    def to_json(self) -> str:
        """Return the profile as it is kept."""
        body = {
            "columns": dict(self.by_heading) or list(self.columns),
            "separator": self.separator,
            "heading": self.has_heading,
            "language": self.language,
        }
        return json.dumps(body, ensure_ascii=False, indent=1)


def _known_field(name: object) -> str:
    if not isinstance(name, str) or (name and name not in HEADINGS):
        raise ValueError(name)
    return name


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row of a table, cut into cells."""

    cells: tuple[str, ...]
    source: str
    open_quote: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table cut into rows, with the profile by which they are read."""

    headings: tuple[str, ...]
    lines: tuple[Line, ...]
    profile: Profile
    is_ours: bool = False


def cut(text: str, profile: Profile | None = None) -> Table:
    """Cut a text into rows and find out what its columns hold.

    Raises MappingNeededError if no column is recognised as the title and the profile names none.
    """
    given = profile or Profile()
    lines = _LINE_ENDS.split(text.removeprefix("\ufeff"))
    separator = given.separator or separator_of(lines)
    return laid_out(
        [line for line in _cut(lines, separator) if line.source.strip()], replace(given, separator=separator)
    )


def laid_out(rows: list[Line], profile: Profile | None = None) -> Table:
    """Find out what the columns of rows already cut hold; raises MappingNeededError as `cut` does."""
    given = profile or Profile()
    heading = rows[0].cells if rows and given.has_heading else ()
    columns = _columns(heading, given) or tuple(given.columns)
    if "title" not in columns:
        raise MappingNeededError(tuple(map(clean, rows[0].cells)) if rows else ())
    return Table(
        headings=tuple(map(clean, heading)),
        lines=tuple(rows[1:] if given.has_heading else rows),
        profile=replace(given, columns=columns),
        is_ours=heading == own.COLUMNS and not (given.columns or given.by_heading),
    )


def knows(heading: Iterable[str]) -> bool:
    """Say whether a row names a column of titles."""
    return "title" in guessed(heading)


def headings_of(text: str) -> tuple[str, ...]:
    """Return the cells of the first row, whatever they hold."""
    lines = _LINE_ENDS.split(text.removeprefix("\ufeff"))
    first = next((line for line in _cut(lines, separator_of(lines)) if line.source.strip()), None)
    return tuple(map(clean, first.cells)) if first else ()


def separator_of(lines: Iterable[str]) -> str:
    """Return the sign that cuts most lines into the same number of cells, two at least."""
    sample = [line for line in lines if line.strip()][:_SAMPLE]
    best, most = SEPARATORS[0], (0.0, 0)
    for separator in SEPARATORS:
        widths = Counter(len(cells) for line in sample if (cells := _cells(line, separator)) is not None)
        width, times = max(widths.items(), key=lambda each: (each[1], each[0]), default=(1, 0))
        if width > 1 and (times / len(sample), width) > most:
            best, most = separator, (times / len(sample), width)
    return best


def _cut(lines: list[str], separator: str) -> Iterator[Line]:
    """A quoted cell may go over several lines; a quote that is never closed must not swallow the rows below it."""
    at = 0
    while at < len(lines):
        for taken in range(1, min(_LONGEST_CELL_LINES, len(lines) - at) + 1):
            source = "\n".join(lines[at : at + taken])
            cells = _cells(source, separator)
            if cells is not None:
                yield Line(cells=cells, source=source)
                at += taken
                break
            if taken == 1 and not _ends_open(source, separator):
                yield _literal(source, separator)
                at += 1
                break
        else:
            yield _literal(lines[at], separator)
            at += 1


def _literal(source: str, separator: str) -> Line:
    return Line(cells=tuple(cell.strip('"') for cell in source.split(separator)), source=source, open_quote=True)


def _cells(source: str, separator: str) -> tuple[str, ...] | None:
    """Return the cells of a row, or None if a quote is not closed or closes in the middle of a cell."""
    if '"' not in source:
        return tuple(source.split(separator))
    cells: list[str] = []
    at = 0
    while True:
        if source[at : at + 1] == '"':
            end = _closing(source, at + 1)
            if end is None or source[end + 1 : end + 2] not in ("", separator):
                return None
            cells.append(source[at + 1 : end].replace('""', '"'))
            at = end + 1
        else:
            end = source.find(separator, at)
            stop = len(source) if end == -1 else end
            cells.append(source[at:stop])
            at = stop
        if at >= len(source):
            return tuple(cells)
        at += 1


def _closing(source: str, at: int) -> int | None:
    while True:
        end = source.find('"', at)
        if end == -1:
            return None
        if source[end + 1 : end + 2] != '"':
            return end
        at = end + 2


def _ends_open(source: str, separator: str) -> bool:
    """Whether the line ends within a quoted cell, so that the next line may belong to it."""
    at = 0
    while at < len(source):
        if source[at] != '"':
            end = source.find(separator, at)
            if end == -1:
                return False
            at = end + 1
            continue
        closing = _closing(source, at + 1)
        if closing is None:
            return True
        if source[closing + 1 : closing + 2] not in ("", separator):
            return False
        at = closing + 2
    return False


def _columns(heading: tuple[str, ...], profile: Profile) -> tuple[str, ...]:
    if profile.by_heading:
        wanted = {fold(clean(key)): name for key, name in profile.by_heading.items()}
        return tuple(wanted.get(fold(clean(cell)), IGNORED) for cell in heading)
    return () if profile.columns else guessed(heading)


def guessed(heading: Iterable[str]) -> tuple[str, ...]:
    """Return what each column seems to hold, by its heading; a field is given to one column only."""
    known = {words_of: name for name, texts in HEADINGS.items() for words_of in texts}
    taken: set[str] = set()
    columns: list[str] = []
    for cell in list(heading)[:MOST_COLUMNS]:
        name = known.get(" ".join(words(clean(cell).replace("_", " "))), IGNORED)
        columns.append(IGNORED if name in taken else name)
        taken.add(name)
    return tuple(columns)


def rows(table: Table, tick: Callable[[int], None]) -> Iterator[ParcelLine]:
    """Return one row for each line of the table; `tick` is told of each and may stop the reading."""
    reader = _Reader(table)
    for number, line in enumerate(table.lines, start=1):
        tick(number)
        yield reader.row(number, line)


def titles_in(table: Table) -> list[str]:
    """Return the title cell of each line, as it stands."""
    at = table.profile.columns.index("title")
    return [clean(line.cells[at])[:LONGEST_SOURCE] if at < len(line.cells) else "" for line in table.lines]


class _Reader:
    """Reads the lines of one table: what most of its lines do decides how a doubtful cell is taken."""

    def __init__(self, table: Table) -> None:
        self._columns = table.profile.columns
        self._language = table.profile.language
        self._width = len(table.headings) or len(table.profile.columns)
        self._is_isbd = _is_isbd(table)
        self._is_ours = table.is_ours

    def row(self, number: int, line: Line) -> ParcelLine:
        cells, letters = (line.cells, False) if self._is_ours else _mended(line.cells)
        source = line.source[:LONGEST_SOURCE]
        if not any(_said(cell) for cell in cells):
            return ParcelLine(number=number, source=source, why=Why.EMPTY)
        if self._is_ours:
            return self._own_row(number, line)
        values, shifted = self._values(cells)
        title = self._title(values)
        if title is None:
            return ParcelLine(number=number, source=source, why=Why.NO_TITLE)
        return ParcelLine(
            number=number,
            source=source,
            title=title,
            copies=_copies(values, title),
            why=self._why(line, cells, title, shifted=shifted) or (Why.LETTERS_MENDED if letters else None),
            before=self._unmended(line.cells, cells),
        )

    def _unmended(self, found: tuple[str, ...], cells: tuple[str, ...]) -> str:
        """Return the title as it was found, if its own letters had to be put right."""
        at = self._columns.index("title")
        return clean(found[at])[:LONGEST_SOURCE] if at < len(found) and found[at] != cells[at] else ""

    def _own_row(self, number: int, line: Line) -> ParcelLine:
        """A table that we wrote ourselves is taken at its word, also after a spreadsheet has turned its days round."""
        source = line.source[:LONGEST_SOURCE]
        values = {name: _unmarked(clean(cell)) for name, cell in zip(own.COLUMNS, line.cells, strict=False)}
        for name in ("checked_on", "review_by"):
            day = _day(values.get(name, ""))
            values[name] = day.isoformat() if day else ""
        title = own.title_from(values, {name: own.parted(values.get(name, "")) for name in own.SEVERAL})
        if not title.title:
            return ParcelLine(number=number, source=source, why=Why.NO_TITLE)
        return ParcelLine(
            number=number,
            source=source,
            title=title,
            copies=own.copies_from(values, title),
            why=self._why(line, line.cells, title, shifted=False),
        )

    def _values(self, cells: tuple[str, ...]) -> tuple[dict[str, str], bool]:
        values = {name: _said(cell) for name, cell in zip(self._columns, cells, strict=False) if name}
        at = self._columns.index("publisher") if "publisher" in self._columns else None
        # One cell too many in the middle of the row: what the publisher's column should hold stands beside it.
        if at is None or values["publisher" if at < len(cells) else "title"] or at + 1 >= len(cells):
            return values, False
        beside = _ISBD_PUBLISHER.match(_said(cells[at + 1]))
        if beside is None or not beside["year"]:
            return values, False
        moved = [*cells[:at], *cells[at + 1 :]]
        return {name: _said(cell) for name, cell in zip(self._columns, moved, strict=False) if name}, True

    def _title(self, values: Mapping[str, str]) -> Title | None:
        name, responsibility = self._parted(values.get("title", ""), values.get("authors", ""))
        name, subtitle = _subtitled(name, values.get("subtitle", ""))
        if not name:
            return None
        place, publisher, year = _published(values)
        isbns = isbns_in(values.get("isbn", ""))
        theme = _theme(values.get("theme", ""), values.get("sub_theme", ""))
        return Title(
            id=uuid4(),
            title=name,
            subtitle=subtitle or None,
            authors=_authors(values.get("authors", ""), responsibility or values.get("responsibility", "")),
            edition=values.get("edition") or None,
            place=place or None,
            publisher=publisher or None,
            year=year,
            series=values.get("series") or None,
            volume=values.get("volume") or None,
            dewey=values.get("dewey") or None,
            udc=values.get("udc") or None,
            rameau=tuple(_SPLIT_WORDS.split(values.get("rameau", ""))),
            pages=values.get("pages") or None,
            isbns=isbns,
            issns=issns_in(values.get("issn", "")),
            languages=_languages(values.get("languages", "")) or ((self._language,) if self._language else ()),
            subjects=tuple(_SPLIT_WORDS.split(values.get("subjects", ""))),
            summary=values.get("summary") or None,
            theme_code=theme[0],
            sub_theme_code=theme[1],
            shelf_mark=values.get("shelf_mark") or None,
            kind=_kind(values.get("kind", "")),
            partner_issued=_truth(values.get("partner_issued", "")),
            checked_on=_day(values.get("checked_on", "")),
            review_by=_day(values.get("review_by", "")),
            state=_STATES.get(fold(values.get("state", "")), State.SHELF),
        ).tidied()

    def _parted(self, name: str, author: str) -> tuple[str, str]:
        """Part "Title / statement of responsibility"; "Guide / Gids" is one title in two languages."""
        before, bar, after = name.partition(_PARALLEL)
        if not bar or not (self._is_isbd or _names_the_author(after, author) or _ROLE_WORDS.match(fold(after))):
            return name, ""
        return before, after

    def _why(self, line: Line, cells: tuple[str, ...], title: Title, *, shifted: bool) -> Why | None:
        extra = any(_said(cell) for cell in cells[self._width :]) if self._width else False
        found = (
            (Why.OPEN_QUOTE, line.open_quote),
            (Why.COLUMNS_SHIFTED, shifted),
            (Why.EXTRA_COLUMNS, extra),
            (Why.SHORT_ROW, len(cells) < self._width - _spare(self._columns)),
            (Why.LETTERS_LOST, any(LOST in text for _name, text in title.texts())),
            (Why.WRONG_ISBN, bool(title.wrong_isbns)),
        )
        return next((why for why, applies in found if applies), None)


def _spare(columns: tuple[str, ...]) -> int:
    """Programs that write tables may leave out empty cells at the end: one or two missing there say nothing."""
    return sum(1 for name in columns[-2:] if name in {IGNORED, "summary", "subjects"})


def _said(cell: str) -> str:
    """Return what a cell says; a dash or "N/A" says nothing."""
    text = _unmarked(clean(cell))
    return "" if text.lower() in _NOTHING else text


def marked(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula; reading it again gives back the text."""
    return f"'{text}" if _FORMULA.match(text) else text


def _unmarked(text: str) -> str:
    return text[1:] if text[:1] == "'" and _FORMULA.match(text) else text


def _mended(cells: tuple[str, ...]) -> tuple[tuple[str, ...], bool]:
    if all(cell.isascii() for cell in cells):
        return cells, False
    telling = not any(is_suspicious(cell) for cell in cells)
    repaired = tuple(mended(cell, telling=telling) for cell in cells)
    return repaired, repaired != cells


def _is_isbd(table: Table) -> bool:
    """Whether the title cells of a table close with who wrote it, told by the rows that name the author beside."""
    columns = table.profile.columns
    if "authors" not in columns:
        return False
    at, beside = columns.index("title"), columns.index("authors")
    wide = [line.cells for line in table.lines if len(line.cells) > max(at, beside) and _said(line.cells[beside])]
    barred = [cells for cells in wide if _PARALLEL in cells[at]]
    named = [cells for cells in barred if _names_the_author(cells[at].partition(_PARALLEL)[2], cells[beside])]
    return len(named) >= 20 and len(named) >= 0.7 * len(barred)


def _names_the_author(statement: str, author: str) -> bool:
    long_words = {word for word in words(author) if len(word) > 2}
    return bool(long_words & set(words(statement)))


def _subtitled(name: str, subtitle: str) -> tuple[str, str]:
    if subtitle or " : " not in name:
        return name, subtitle
    before, _colon, after = name.partition(" : ")
    return before, after


def _authors(cell: str, responsibility: str) -> tuple[str, ...]:
    names = tuple(person(part) for part in _SPLIT_AUTHORS.split(cell)) if cell else ()
    if any(names):
        return names
    first = re.split(r"\s*;\s*", responsibility)[0]
    return (re.sub(r"^(?:par|by|door)\s+", "", first, flags=re.IGNORECASE),) if first else ()


def _published(values: Mapping[str, str]) -> tuple[str, str, int | None]:
    place, publisher = values.get("place", ""), values.get("publisher", "")
    year = year_in(values.get("year", ""))
    parts = None if place else _ISBD_PUBLISHER.match(publisher)
    if parts is None:
        return place, publisher, year
    # The year beside the publisher is that of the book; a column of years may be that of a loan.
    return parts["place"], parts["house"], year_in(parts["year"] or "") or year


def _languages(cell: str) -> tuple[str, ...]:
    codes = (language_code(part) for part in re.split(r"[;,/|+&]|\s+", cell))
    return tuple(dict.fromkeys(code for code in codes if code))


def _theme(theme: str, sub_theme: str) -> tuple[str | None, str | None]:
    for text in (sub_theme, theme):
        code = text.upper().replace(" ", "")
        if re.fullmatch(r"(?:ORI|FOR|EMP|MOB|ENT)[0-9A-Z]{0,4}", code):
            return code[:3], code if len(code) > 3 else None
    return next((_THEMES[word] for word in words(theme) if word in _THEMES), None), None


def _kind(cell: str) -> str | None:
    return next((_KINDS[word] for word in words(cell) if word in _KINDS), None)


def _truth(cell: str) -> bool | None:
    return fold(cell) in _YES if cell else None


def _day(cell: str) -> date | None:
    if not cell:
        return None
    try:
        return date.fromisoformat(cell[:10])
    except ValueError:
        pass
    for form in _DAYS:
        try:
            return datetime.strptime(cell, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return None


def _copies(values: Mapping[str, str], title: Title) -> tuple[Copy, ...]:
    """One copy for each barcode; without any, as many as the row says, one at least."""
    barcodes: list[str | None] = [part for part in _SPLIT_WORDS.split(values.get("barcode", "")) if part]
    said = values.get("copies", "")
    number = min(int(said), 50) if said.isdecimal() and int(said[:4]) > 0 else 1
    state = State.WITHDRAWN if title.state is State.WITHDRAWN else State.SHELF
    return tuple(
        Copy(
            id=uuid4(),
            title_id=title.id,
            barcode=barcode,
            shelf_mark=title.shelf_mark,
            state=state,
            location=values.get("location") or None,
        )
        for barcode in barcodes or [None] * number
    )
