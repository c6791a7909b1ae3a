"""Labels on paper, measured to the tenth of a millimetre, and their bars read back."""

import itertools
import time

import pypdfium2 as pdfium
import pytest
from PIL import Image

from cdm_desk.documents.labels import (
    INSET,
    NO_THEME,
    THEME_FILLS,
    barcode_labels,
    readable,
    shelf_signs,
    spine_labels,
)
from cdm_desk.domain.label_sheets import SHEETS, LabelSheet, sheet_named
from cdm_desk.domain.labels import BarcodeLabel, ShelfSign, SpineLabel
from cdm_desk.domain.lists import Label
from tests.domain.test_barcodes import read_code128, read_ean

MM = 72 / 25.4
TENTH = 0.1
PATH = 2


def spines(number: int) -> list[SpineLabel]:
    return [SpineLabel(mark=f"3.1 {place:03}", theme_code="EMP", digit="3") for place in range(number)]


def bands(page: pdfium.PdfPage) -> list[tuple[float, float, float, float]]:
    """Return the colour bands of a page: left, top, width, height in millimetres, from the upper left corner."""
    high = page.get_height()
    found = []
    for each in page.get_objects(filter=[PATH], max_depth=1):
        left, bottom, right, top = each.get_bounds()
        found.append((left / MM, (high - top) / MM, (right - left) / MM, (top - bottom) / MM))
    return found


def expected(sheet: LabelSheet, cell: int) -> tuple[float, float]:
    x, y = sheet.place(cell)
    return x + INSET / MM, y + INSET / MM


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_every_label_of_two_sheets_lies_where_the_maker_says(sheet: LabelSheet) -> None:
    document = pdfium.PdfDocument(spine_labels(spines(sheet.cells + 2), sheet, 1, "Labels", "fr"))
    first, second = (bands(page) for page in document)

    assert len(first) == sheet.cells - 1
    assert len(second) == 3
    for cell, (left, top, _wide, high) in [*enumerate(first, start=1), *enumerate(second)]:
        assert (left, top) == pytest.approx(expected(sheet, cell), abs=TENTH)
        assert high == pytest.approx(sheet.height - 2 * INSET / MM, abs=TENTH)


@pytest.mark.parametrize("start", [0, 7, 47])
def test_a_print_begins_on_the_label_chosen(start: int) -> None:
    sheet = sheet_named("L7636")
    page = pdfium.PdfDocument(spine_labels(spines(1), sheet, start, "Labels", "fr"))[0]
    ((left, top, _wide, _high),) = bands(page)

    assert (left, top) == pytest.approx(expected(sheet, start), abs=TENTH)


def test_no_word_leaves_its_label() -> None:
    sheet = sheet_named("L4731")
    marks = ["331.702493 BER", "ENTREPRENEURIAT", "5 NL 371.42 VAN vol 2", "W" * 60, "3.1 ROS", "œuvre ÉÉ 2019"]
    labels = [SpineLabel(mark=marks[place % 6], theme_code="ORI", digit="1") for place in range(sheet.cells)]
    text = pdfium.PdfDocument(spine_labels(labels, sheet, 0, "Labels", "fr"))[0].get_textpage()
    places = [sheet.place(cell) for cell in range(sheet.cells)]

    for number in range(text.count_rects()):
        left, bottom, right, top = (side / MM for side in text.get_rect(number))
        assert any(
            x - TENTH <= left
            and right <= x + sheet.width + TENTH
            and y <= 297 - top
            and 297 - bottom <= y + sheet.height
            for x, y in places
        )


def test_the_paper_is_a4_and_says_its_language() -> None:
    content = spine_labels(spines(1), sheet_named("L7651"), 0, "Étiquettes", "fr")
    page = pdfium.PdfDocument(content)[0]

    assert [side / MM for side in page.get_size()] == pytest.approx([210, 297], abs=TENTH)
    assert b"fr-BE" in content


def test_in_grey_the_sign_of_a_theme_still_stands_out() -> None:
    for fill in (*THEME_FILLS.values(), NO_THEME):
        assert contrast_with_white(fill) >= 4.5


def contrast_with_white(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 1.05 / (0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05)


def modules_on(page: pdfium.PdfPage, y: float, left: float, right: float) -> str:
    """Read dark and light along a line of the printed page, as a scanner sees it, in modules."""
    scale = 12
    picture: Image.Image = page.render(scale=scale, grayscale=True).to_pil()
    first, last = (round(side * MM * scale) for side in (left, right))
    line = picture.crop((first, round(y * MM * scale), last, round(y * MM * scale) + 1)).tobytes()
    runs = [(dark, len(list(run))) for dark, run in itertools.groupby(tone < 128 for tone in line)]
    # Outside the bars it is light.
    return " ".join(f"{int(dark)}:{length}" for dark, length in runs[1:-1])


def read_back(runs: str, modules: int) -> str:
    parts = [(part[0], int(part[2:])) for part in runs.split()]
    unit = sum(length for _dark, length in parts) / modules
    return "".join(dark * round(length / unit) for dark, length in parts)


@pytest.mark.parametrize("sheet", [sheet for sheet in SHEETS if sheet.holds_barcode], ids=lambda sheet: sheet.name)
def test_the_printed_bars_read_back_as_the_barcode(sheet: LabelSheet) -> None:
    code = "2901234567896"
    page = pdfium.PdfDocument(
        barcode_labels([BarcodeLabel(code=code, heading="Le CV", mark="3.1 DUP")], sheet, 1, "x", "fr")
    )[0]
    x, y = sheet.place(1)
    runs = modules_on(page, y + sheet.height * 0.48, x, x + sheet.width)

    assert read_ean(read_back(runs, 95)) == code


def test_a_sign_says_its_shelf_in_both_languages_and_to_the_scanner() -> None:
    sign = ShelfSign(
        mark="3.1",
        theme_code="EMP",
        theme=Label(fr="Emploi", nl="Werk", en="Employment"),
        sub_theme=Label(fr="CV, lettre de motivation", nl="Cv, motivatiebrief", en="CV"),
    )
    document = pdfium.PdfDocument(shelf_signs([sign, sign, sign], "x", "fr"))
    words = document[0].get_textpage().get_text_range()

    assert len(document) == 2
    for each in ("CV, lettre", "Cv, motivatiebrief", "Emploi / Werk", "3.1", "CDM:SHELF:3.1"):
        assert each in words
    runs = modules_on(document[0], 148.5 - 12 - 26 + 12, 70, 198)
    assert read_code128(read_back(runs, 178)) == "CDM:SHELF:3.1"


@pytest.mark.parametrize(
    ("code", "sheet", "is_readable"),
    [("2901234567896", "L7651", True), ("BIB-0001", "L7651", True), ("x" * 40, "L7651", False), ("é", "L7163", False)],
)
def test_bars_too_narrow_for_a_scanner_are_known(code: str, sheet: str, is_readable: bool) -> None:
    assert readable(code, sheet_named(sheet)) is is_readable


def test_bars_that_would_leave_their_label_are_not_printed() -> None:
    label = BarcodeLabel(code="BIBLIOTHEQUE-DE-BRUXELLES-0000001", heading="Le CV", mark="3.1")
    page = pdfium.PdfDocument(barcode_labels([label], sheet_named("L7651"), 0, "x", "fr"))[0]

    assert list(page.get_objects(filter=[PATH], max_depth=1)) == []
    assert "BIBLIOTHEQUE" in page.get_textpage().get_text_range()


@pytest.mark.bench
@pytest.mark.parametrize("draw", ["spine", "barcode"])
def test_sixteen_hundred_labels_take_no_more_than_two_seconds(draw: str) -> None:
    sheet = sheet_named("L7636")
    marks = [f"3.1 {place:04}" for place in range(1600)]
    begun = time.process_time()
    if draw == "spine":
        content = spine_labels(
            [SpineLabel(mark=mark, theme_code="EMP", digit="3") for mark in marks], sheet, 0, "x", "fr"
        )
    else:
        codes = [BarcodeLabel(code=f"BIB{mark}", heading=f"Trouver un emploi {mark}", mark=mark) for mark in marks]
        content = barcode_labels(codes, sheet, 0, "x", "fr")
    took = time.process_time() - begun

    assert len(pdfium.PdfDocument(content)) == 34
    assert took <= 2
