"""The tags of brochure piles, read back from their sheets."""

from datetime import date

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cdm_desk.documents.leaflet_table import taken_csv
from cdm_desk.documents.leaflet_tags import LeafletTag, leaflet_tags
from cdm_desk.domain.leaflets import Taken
from cdm_desk.language import catalogue

BOTH = [catalogue("fr"), catalogue("nl")]


def tag(number: int, title: str = "Vos droits") -> LeafletTag:
    code = f"{100_000 + number}"
    return LeafletTag(tag=code, code=f"CDM:PILE:{code}", title=title, details=("Emploi / Werk", "Actiris · FR", "A 3"))


@pytest.mark.parametrize(("count", "sheets"), [(1, 1), (12, 1), (13, 2), (25, 3)])
def test_twelve_tags_stand_on_a_sheet(count: int, sheets: int) -> None:
    with pypdfium2.PdfDocument(leaflet_tags([tag(number) for number in range(count)], BOTH)) as document:
        texts = [page.get_textpage().get_text_range() for page in document]
    assert len(texts) == sheets
    assert [sum(f"{100_000 + number}" in text for text in texts) for number in range(count)] == count * [1]


def test_a_tag_is_named_in_both_languages() -> None:
    with pypdfium2.PdfDocument(leaflet_tags([tag(1)], BOTH)) as document:
        assert "Pile 100001 / Stapel 100001" in document[0].get_textpage().get_text_range()


@settings(deadline=None, max_examples=25)
@given(st.text(max_size=300))
def test_whatever_a_brochure_is_called_nothing_leaves_its_tag(title: str) -> None:
    with pypdfium2.PdfDocument(leaflet_tags([tag(1, title)], BOTH)) as document:
        page = document[0]
        half, sixth = page.get_width() / 2, page.get_height() / 6
        for thing in page.get_objects():
            left, bottom, right, top = thing.get_bounds()
            assert left >= 0
            assert right <= half + 1
            assert bottom >= page.get_height() - sixth - 40
            assert top <= page.get_height()


def test_no_tag_makes_an_empty_sheet() -> None:
    with pypdfium2.PdfDocument(leaflet_tags([], BOTH)) as document:
        assert len(document) == 1


def test_a_theme_that_looks_like_a_formula_is_a_text_in_the_table() -> None:
    line = Taken(month=date(2026, 3, 1), theme_code="EMP", language="fr", put=5, removed=0)
    written = taken_csv([line], {"EMP": "=cmd|' /C calc'!A0"}, catalogue("nl")).decode("utf-8-sig")
    assert written.splitlines()[1].split(";")[1].startswith("'=cmd")
