"""Slips for tests, and what can be read from one that was drawn."""

from datetime import datetime
from typing import Any
from uuid import uuid4

import pypdfium2 as pdfium
from PIL import Image

from cdm_desk.domain.clock import BRUSSELS
from cdm_desk.domain.lists import SHIPPED, Kind
from cdm_desk.domain.slip import Slip
from cdm_desk.domain.waiting import Estimate

MONDAY = datetime(2019, 1, 14, 10, 42, tzinfo=BRUSSELS)


def slip(number: str = "347", theme_code: str = "EMP", **others: Any) -> Slip:
    themes = {entry.code: entry.label for entry in SHIPPED[Kind.THEME]}
    values: dict[str, Any] = {
        "ticket_id": uuid4(),
        "number": number,
        "theme_code": theme_code,
        "theme": themes[theme_code],
        "issued_at": MONDAY,
        "ahead": 3,
        "wait": Estimate(low=15, middle=20, high=25),
    }
    return Slip(**(values | others))


def text_of(pdf: bytes) -> list[str]:
    """The lines of the one page of a PDF, from its top down."""
    document = pdfium.PdfDocument(pdf)
    assert len(document) == 1
    lines = document[0].get_textpage().get_text_range().splitlines()
    return [line.replace("\u00a0", " ").strip() for line in lines if line.strip()]


def picture_of(pdf: bytes, scale: float) -> Image.Image:
    """The page in shades of grey, `scale` pixels to the point."""
    drawn: Image.Image = pdfium.PdfDocument(pdf)[0].render(scale=scale).to_pil()
    return drawn.convert("L")


def picture_from(rows: list[bytes]) -> Image.Image:
    """What a printer makes of rows of dots: black where a bit is set."""
    return Image.frombytes("1", (8 * len(rows[0]), len(rows)), bytes(255 - byte for byte in b"".join(rows)))
