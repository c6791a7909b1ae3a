"""A title as a bibliography prints it: the areas of the ISBD, with the punctuation that parts them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from stdnum import isbn as isbn_numbers

from cdm_desk.domain.identifiers import Isbn
from cdm_desk.domain.library import Title

BETWEEN_AREAS: Final = ". — "
MOST_AUTHORS: Final = 3
# Latin abbreviations of the standard, the same in every language of the house.
NO_PLACE, NO_PUBLISHER, NO_DATE, AND_OTHERS = "s.l.", "s.n.", "s.d.", "et al."


@dataclass(frozen=True, slots=True, kw_only=True)
class IsbdTerms:
    """The words that the standard leaves to the language of the catalogue."""

    medium: str
    pages: str
    languages: str
    subjects: str
    wrong: str


def isbd(title: Title, terms: IsbdTerms, languages: tuple[str, ...] = ()) -> str:
    """Return the record in the order of its areas; an area that nobody recorded is left out.

    `languages` are those of the book by name: they make a note where there is more than one.
    """
    areas = (_title_area(title), title.edition or "", _publication_area(title), _physical_area(title, terms))
    paragraph = ""
    for area in (*areas, _series_area(title)):
        if area:
            paragraph = _with_stop(paragraph, BETWEEN_AREAS) + area if paragraph else area
    lines = [terms.medium, paragraph, *_notes(title, terms, languages), *_numbers(title, terms)]
    return "\n".join(line for line in lines if line)


def in_order_of_speech(author: str) -> str:
    """Return a name as the title page prints it: "Rosnay, Tatiana de" is Tatiana de Rosnay."""
    family, comma, given = author.partition(",")
    return f"{given.strip()} {family.strip()}" if comma and given.strip() else author.strip(" ,")


def _with_stop(text: str, mark: str) -> str:
    """Return a text with the mark that follows it; of two full stops, as after an abbreviation, one is left out."""
    return text + (mark[1:] if text.endswith((".", "…")) else mark)


def _title_area(title: Title) -> str:
    proper = _with_stop(title.title, ". ") + title.volume if title.volume else title.title
    names = [in_order_of_speech(author) for author in title.authors]
    told = ", ".join(names) if len(names) <= MOST_AUTHORS else f"{names[0]} … [{AND_OTHERS}]"
    whole = f"{proper} : {title.subtitle}" if title.subtitle else proper
    return f"{whole} / {told}" if told else whole


def _publication_area(title: Title) -> str:
    year = str(title.year) if title.year else f"[{NO_DATE}]"
    if not (title.place or title.publisher):
        return year if title.year else ""
    return f"{title.place or f'[{NO_PLACE}]'} : {title.publisher or f'[{NO_PUBLISHER}]'}, {year}"


def _physical_area(title: Title, terms: IsbdTerms) -> str:
    pages = title.pages or ""
    return f"{pages} {terms.pages}" if pages.isdecimal() else pages


def _series_area(title: Title) -> str:
    return f"({title.series})" if title.series else ""


def _notes(title: Title, terms: IsbdTerms, languages: tuple[str, ...]) -> Iterator[str]:
    if len(languages) > 1:
        yield f"{terms.languages} : {', '.join(languages)}"
    if title.summary:
        yield title.summary
    if title.subjects:
        yield f"{terms.subjects} : {' ; '.join(title.subjects)}"


def _numbers(title: Title, terms: IsbdTerms) -> Iterator[str]:
    for number in title.isbns:
        read = Isbn.read(number)
        yield f"ISBN {isbn_numbers.format(read.text)}" if read.valid else f"ISBN {number} ({terms.wrong})"
    for number in title.issns:
        yield f"ISSN {number}"
