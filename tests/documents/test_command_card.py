"""The card of commands, read as a scanner and a person read it."""

from itertools import groupby
from typing import Final

import pypdfium2 as pdfium
import pytest
from PIL import Image
from reportlab.graphics.barcode.code128 import _patterns

from cdm_desk.documents.command_card import command_card
from cdm_desk.domain.lists import SHIPPED, Kind
from cdm_desk.domain.scanning import Command, Gesture, KindCount, Scan, read_scan
from cdm_desk.language import catalogue

SCALE = 6.0
KINDS = SHIPPED[Kind.WORK_KIND]
# Reportlab's own table, turned round: our bars are drawn from another one.
SIGNS: Final[dict[tuple[int, ...], int]] = {
    tuple(ord(letter.upper()) - 64 for letter in widths): value for value, widths in _patterns.items()
}


@pytest.fixture(scope="module")
def card() -> bytes:
    return command_card(KINDS, [catalogue("fr"), catalogue("nl")])


def picture(pdf: bytes) -> Image.Image:
    drawn: Image.Image = pdfium.PdfDocument(pdf)[0].render(scale=SCALE).to_pil()
    return drawn.convert("L")


def decoded(row: list[bool]) -> str:
    """Read one line of dots: the text of a Code 128 in its set B, or nothing."""
    runs = [(dark, len(list(run))) for dark, run in groupby(row)]
    while runs and not runs[0][0]:
        runs.pop(0)
    while runs and not runs[-1][0]:
        runs.pop()
    total, modules = sum(wide for _dark, wide in runs), (len(runs) - 7) // 6 * 11 + 13
    widths = [round(wide * modules / total) for _dark, wide in runs]
    values = [SIGNS.get(tuple(widths[at : at + 6]), -1) for at in range(0, len(widths) - 7, 6)]
    if not values or values[0] != 104 or -1 in values:
        return ""
    *signs, check = values[1:]
    if (104 + sum(at * sign for at, sign in enumerate(signs, start=1))) % 103 != check:
        return ""
    return "".join(chr(32 + sign) for sign in signs)


def scans(pdf: bytes) -> list[Scan | None]:
    """What a scanner finds on the right half of the page, from its top down, each once."""
    page = picture(pdf)
    left = page.width // 2
    found: dict[str, None] = {}
    for y in range(0, page.height, 12):
        line = page.crop((left, y, page.width - 80, y + 1)).tobytes()
        text = decoded([bool(dot < 100) for dot in line])
        if text:
            found.setdefault(text)
    return [read_scan(text) for text in found]


def test_a_scanner_reads_every_gesture_and_every_kind(card: bytes) -> None:
    assert scans(card) == [
        *(Command(gesture=gesture) for gesture in Gesture),
        *(KindCount(kind_code=kind.code) for kind in KINDS),
    ]


def test_the_card_is_one_sheet_in_both_languages(card: bytes) -> None:
    document = pdfium.PdfDocument(card)
    assert len(document) == 1
    text = document[0].get_textpage().get_text_range()
    for word in ("Périodique", "Tijdschrift", catalogue("fr").gettext("Read on the spot")):
        assert word in text


def test_bars_are_wide_enough_for_any_scanner(card: bytes) -> None:
    page = picture(card)
    dots_per_mm = SCALE * 72 / 25.4
    read = 0
    for y in range(0, page.height, 40):
        row = [bool(dot < 100) for dot in page.crop((page.width // 2, y, page.width - 80, y + 1)).tobytes()]
        if decoded(row):
            read += 1
            assert min(len(list(run)) for dark, run in groupby(row) if dark) / dots_per_mm > 0.28
    assert read > 20


def test_a_second_sheet_takes_the_kinds_that_the_first_has_no_room_for() -> None:
    document = pdfium.PdfDocument(command_card([*KINDS, *KINDS], [catalogue("fr"), catalogue("nl")]))
    assert len(document) == 2
