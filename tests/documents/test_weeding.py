"""What weeding leaves on paper and in tables, read back."""

import csv
from datetime import date
from io import StringIO
from uuid import uuid4

import pypdfium2 as pdfium
import pytest

from cdm_desk.documents.weeding import slips, weeding_csv, weeding_list
from cdm_desk.documents.weeding_words import sentence_of
from cdm_desk.domain.library import Copy, Title
from cdm_desk.domain.lists import Label
from cdm_desk.domain.weeding import Advice, Because, Fate, Letter, Reason
from cdm_desk.language import LANGUAGES, Language, catalogue

TODAY = date(2019, 3, 1)
BOTH = [catalogue("fr"), catalogue("nl")]
THEMES = {"EMP": Label(fr="Emploi", nl="Werk", en="Employment")}
REASONS = (
    Reason(because=Because.SCANNED, day=TODAY),
    Reason(because=Because.AGED, year=2012, span=3, number=4),
    Reason(because=Because.LITTLE_READ, number=1, span=2),
    Reason(because=Because.NEWER, year=2018),
)


def advice(name: str = "Guide du CV", fate: Fate = Fate.GIFT, copies: int = 1) -> Advice:
    title = Title(id=uuid4(), title=name, authors=("Dupont, Anne",), year=2012, theme_code="EMP", languages=("fr",))
    made = tuple(
        Copy(id=uuid4(), title_id=title.id, barcode=f"B{place}", shelf_mark="3.1 DUP", weed_fate=fate.value)
        for place in range(copies)
    )
    return Advice(
        title=title,
        copies=made,
        score=80,
        reasons=REASONS,
        letters=frozenset({Letter.OUT_OF_DATE, Letter.UGLY}),
        read=1,
    )


def words_of(content: bytes) -> list[str]:
    return [page.get_textpage().get_text_range() for page in pdfium.PdfDocument(content)]


def test_a_slip_says_all_that_decides_in_both_languages() -> None:
    (page,) = words_of(slips([advice()], THEMES, TODAY, BOTH))
    page = " ".join(page.split())

    for each in ("Guide du CV", "3.1 DUP", "Emploi / Werk", "Périmé", "Misleidend", "01/03/2019", "B0"):
        assert each in page
    for spoken in BOTH:
        for reason in REASONS:
            assert " ".join(sentence_of(reason, spoken).split()) in page
    # The boxes that are ticked.
    assert page.count("×") == 2


def test_three_slips_go_on_a_page() -> None:
    assert len(words_of(slips([advice(f"Ouvrage {each}") for each in range(7)], THEMES, TODAY, BOTH))) == 3


def test_the_longest_slip_stays_in_its_third() -> None:
    long = advice("Recherche d'emploi et développement de carrière " * 6)
    page = pdfium.PdfDocument(slips([long], THEMES, TODAY, BOTH))[0]
    text = page.get_textpage()
    lowest = min(text.get_rect(number)[1] for number in range(text.count_rects()))

    assert lowest > page.get_height() * 2 / 3


@pytest.mark.parametrize(("books", "pages"), [(1, 1), (120, 10)])
def test_a_list_names_every_copy_on_as_many_pages_as_it_needs(books: int, pages: int) -> None:
    found = words_of(weeding_list([advice(f"Ouvrage {each:03}") for each in range(books)], Fate.GIFT, TODAY, BOTH))

    assert len(found) == pages
    assert all(f"Ouvrage {each:03}" in " ".join(found) for each in range(books))
    assert "Ouvrages à donner / Weg te schenken werken" in found[0]


def test_a_list_says_every_reason_to_its_end() -> None:
    (page,) = words_of(weeding_list([advice()], Fate.GIFT, TODAY, BOTH))

    assert "…" not in page
    said = {word for reason in REASONS for word in sentence_of(reason, BOTH[0]).split()}
    assert said <= set(page.split())


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_has_a_line_for_each_copy_and_no_formula(language: Language) -> None:
    spoken = catalogue(language)
    content = weeding_csv([advice("=cmd|' /C calc'!A0", Fate.PULP, copies=2), advice()], spoken)
    rows = list(csv.reader(StringIO(content.decode("utf-8-sig")), delimiter=";"))

    assert len(rows) == 4
    assert rows[1][1].startswith("'=")
    assert {len(row) for row in rows} == {10}
    assert content.startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("because", Because)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_is_a_sentence_even_without_its_facts(because: Because, language: Language) -> None:
    said = sentence_of(Reason(because=because), catalogue(language))

    assert said.endswith(".")
    assert "{" not in said
