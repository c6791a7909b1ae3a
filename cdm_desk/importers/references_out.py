"""The catalogue for reference managers and other catalogues, one way only: BibTeX and Dublin Core."""

from collections.abc import Iterable, Iterator
from typing import Final
from xml.sax.saxutils import escape

from cdm_desk.domain.folding import words
from cdm_desk.domain.library import Copy, Title

Shelf = Iterable[tuple[Title, tuple[Copy, ...]]]

_SIGNS: Final = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\{",
        "}": r"\}",
        "$": r"\$",
        "&": r"\&",
        "#": r"\#",
        "_": r"\_",
        "%": r"\%",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
    }
)
_LANGUAGES: Final = {"fr": "french", "nl": "dutch", "en": "english", "de": "german"}
_DC: Final = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<records xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" xmlns:dc="http://purl.org/dc/elements/1.1/">\n'
)


def bibtex_file(shelf: Shelf) -> str:
    """Return titles in BibTeX, in UTF-8. It has no place for copies, themes, states and dates of the house."""
    taken: dict[str, int] = {}
    return "".join(_entry(title, _free(_key(title), taken)) for title, _copies in shelf)


def _entry(title: Title, key: str) -> str:
    kind = "periodical" if title.kind == "PERIODICAL" else "book"
    lines = [f"  {name} = {{{text.translate(_SIGNS)}}},\n" for name, text in _bibtex(title) if text]
    return f"@{kind}{{{key},\n{''.join(lines)}}}\n\n"


def _bibtex(title: Title) -> Iterator[tuple[str, str]]:
    yield "title", title.heading
    yield "author", " and ".join(_author(name) for name in title.authors)
    yield "edition", title.edition or ""
    yield "address", title.place or ""
    yield "publisher", title.publisher or ""
    yield "year", str(title.year or "")
    yield "volume", title.volume or ""
    yield "series", title.series or ""
    yield "pagetotal", title.pages or ""
    yield "isbn", title.first_isbn or ""
    yield "issn", title.issns[0] if title.issns else ""
    yield "language", ", ".join(_LANGUAGES.get(code, code) for code in title.languages)
    yield "keywords", ", ".join([*title.subjects, *title.rameau])
    yield "abstract", title.summary or ""
    yield "lccn", title.shelf_mark or ""


def _author(name: str) -> str:
    """A name in which BibTeX would find two people, or a body whose words it would turn round, is told as one."""
    return name if "," in name and " and " not in f" {name} ".lower() else f"{{{name}}}"


def _key(title: Title) -> str:
    author = title.authors[0].partition(",")[0] if title.authors else title.title
    letters = "".join(sign for word in words(author)[:2] for sign in word if sign.isascii())
    return f"{letters or 'title'}{title.year or ''}"


def _free(key: str, taken: dict[str, int]) -> str:
    taken[key] = taken.get(key, 0) + 1
    return key if taken[key] == 1 else f"{key}-{taken[key]}"


def dublin_core_file(shelf: Shelf) -> str:
    """Return titles in simple Dublin Core. It has no place for copies, states and dates of the house."""
    return _DC + "".join(map(_record, (title for title, _copies in shelf))) + "</records>\n"


def _record(title: Title) -> str:
    lines = [f"<dc:{name}>{escape(text)}</dc:{name}>\n" for name, text in _dublin_core(title) if text]
    return f"<oai_dc:dc>\n{''.join(lines)}</oai_dc:dc>\n"


def _dublin_core(title: Title) -> Iterator[tuple[str, str]]:
    yield "title", title.heading
    yield from (("creator", name) for name in title.authors)
    yield "publisher", title.publisher or ""
    yield "date", str(title.year or "")
    yield "type", "Text"
    yield "format", title.pages or ""
    yield from (("identifier", f"urn:isbn:{number}") for number in title.isbns)
    yield from (("identifier", f"urn:issn:{number}") for number in title.issns)
    yield from (("language", code) for code in title.languages)
    yield from (("subject", text) for text in (*title.subjects, *title.rameau))
    yield "subject", f"DDC {title.dewey}" if title.dewey else ""
    yield "subject", f"UDC {title.udc}" if title.udc else ""
    yield "description", title.summary or ""
    yield "relation", title.series or ""
