"""Labels on sheets, measured in millimetres: spines, barcodes; and the signs of the shelves."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, TypeVar

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm

from cdm_desk.documents.chart import INK, Anchor, Rect
from cdm_desk.documents.icon import THEME_ICONS
from cdm_desk.documents.page import BLACK, Page, fitted, measured, plain, wrapped
from cdm_desk.domain.barcodes import bars, printable
from cdm_desk.domain.label_sheets import LabelSheet
from cdm_desk.domain.labels import BarcodeLabel, ShelfSign, SpineLabel, spine_lines

# Dark enough for white signs on them, also where a printer has no colour: the digit and the icon tell them apart.
THEME_FILLS: Final[Mapping[str, str]] = {
    "ORI": "#1C65CE",
    "FOR": "#713008",
    "EMP": "#0B5448",
    "MOB": "#CC1470",
    "ENT": "#87720B",
}
NO_THEME: Final = "#51606E"
OTHER_SIGN: Final = "books"
WHITE: Final = "#FFFFFF"

INSET: Final = 1.0 * mm
"""How far all that is printed keeps from the edge of its label: paper never lies quite true."""

_BAND_SHARE, _WIDEST_BAND = 0.3, 12.0 * mm
_LINE: Final = 1.08
_LARGEST_MARK, _SMALLEST_MARK = 22.0, 4.0
_WIDEST_MODULE, _NARROWEST_MODULE = 0.40 * mm, 0.19 * mm
_TALLEST_BARS: Final = 22.0 * mm
_CAPITAL: Final = 0.72

Printed = TypeVar("Printed")


def spine_labels(labels: Sequence[SpineLabel], sheet: LabelSheet, start: int, heading: str, language: str) -> bytes:
    """Return the PDF of spine labels, the first on cell `start` of its first sheet."""
    return _on_sheets(labels, sheet, start, _sheet_page(heading, language), _draw_spine)


def barcode_labels(labels: Sequence[BarcodeLabel], sheet: LabelSheet, start: int, heading: str, language: str) -> bytes:
    """Return the PDF of barcode labels, the first on cell `start` of its first sheet."""
    return _on_sheets(labels, sheet, start, _sheet_page(heading, language), _draw_barcode)


def shelf_signs(signs: Sequence[ShelfSign], heading: str, language: str) -> bytes:
    """Return the PDF of the signs of shelves: two to a sheet, in French and Dutch."""
    page = Page(heading=heading, language=f"{language}-BE", margin=_SIGN_MARGIN)
    for place, sign in enumerate(signs):
        if place and place % 2 == 0:
            page.turn()
        _draw_sign(page, sign, (place % 2) * page.height / 2)
    return page.finished()


def _sheet_page(heading: str, language: str) -> Page:
    return Page(heading=heading, language=f"{language}-BE", size=A4, margin=0.0)


def _on_sheets(
    labels: Sequence[Printed],
    sheet: LabelSheet,
    start: int,
    page: Page,
    draw: Callable[[Page, Printed, Rect], None],
) -> bytes:
    for label, (number, room) in zip(labels, _rooms(sheet, start), strict=False):
        if number and number % sheet.cells == 0:
            page.turn()
        draw(page, label, room)
    return page.finished()


def _rooms(sheet: LabelSheet, start: int) -> Iterator[tuple[int, Rect]]:
    """Give the cells from `start` on, each with where it lies, inside its edge; sheet after sheet."""
    cell = start
    while True:
        x, y = sheet.place(cell)
        yield (
            cell if cell > start else 0,
            Rect(
                x=x * mm + INSET,
                y=y * mm + INSET,
                width=sheet.width * mm - 2 * INSET,
                height=sheet.height * mm - 2 * INSET,
            ),
        )
        cell += 1


def _draw_spine(page: Page, label: SpineLabel, room: Rect) -> None:
    band = min(_WIDEST_BAND, room.width * _BAND_SHARE)
    fill = THEME_FILLS.get(label.theme_code, NO_THEME)
    page.box(Rect(x=room.x, y=room.y, width=band, height=room.height, fill=fill))
    _draw_sign_of_theme(page, label, Rect(x=room.x, y=room.y, width=band, height=room.height))
    lines = spine_lines(plain(label.mark))
    if not lines:
        return
    gap = INSET
    size = _mark_size(lines, room.width - band - gap, room.height)
    step = size * _LINE
    middle = room.x + band + gap + (room.width - band - gap) / 2
    y = room.y + (room.height - step * (len(lines) - 1) - size * _CAPITAL) / 2 + size * _CAPITAL
    for line in lines:
        page.text(middle, y, line, size=size, bold=True, anchor=Anchor.MIDDLE, room=room.width, colour=BLACK)
        y += step


def _draw_sign_of_theme(page: Page, label: SpineLabel, band: Rect) -> None:
    """Draw icon and digit in the band: one above the other where it is high, else the icon alone."""
    sign = THEME_ICONS.get(label.theme_code, OTHER_SIGN)
    both = bool(label.digit) and band.height >= band.width * 1.4
    side = min(band.width * 0.78, band.height * (0.46 if both else 0.78))
    x = band.x + (band.width - side) / 2
    if not both:
        page.stamp(sign, x, band.y + (band.height - side) / 2, side, colour=WHITE)
        return
    size = side
    gap = (band.height - side - size * _CAPITAL) / 3
    page.stamp(sign, x, band.y + gap, side, colour=WHITE)
    y = band.y + 2 * gap + side + size * _CAPITAL
    middle = band.x + band.width / 2
    page.text(middle, y, label.digit, size=size, bold=True, anchor=Anchor.MIDDLE, room=band.width, colour=WHITE)


def _mark_size(lines: Sequence[str], wide: float, high: float) -> float:
    """Return the size at which all lines of a mark fit."""
    by_height = high / (_LINE * (len(lines) - 1) + _CAPITAL) * 0.94
    widest = max(measured(line, 10.0, bold=True) for line in lines) / 10.0
    return max(_SMALLEST_MARK, min(_LARGEST_MARK, by_height, wide / widest))


def _draw_barcode(page: Page, label: BarcodeLabel, room: Rect) -> None:
    size = max(5.0, min(8.0, room.height / 7))
    step = size * 1.2
    heads = _heading_lines(label.heading, size, room)
    y = room.y
    for line in heads:
        y += step
        page.text(room.x, y - size * 0.25, line, size=size, room=room.width, colour=BLACK)
    foot = room.y + room.height
    page.text(room.x, foot - size * 0.2, label.code, size=size, room=room.width * 0.66, colour=BLACK)
    mark_room = room.width * 0.32
    page.text(
        room.x + room.width, foot - size * 0.2, label.mark, size=size, bold=True, anchor=Anchor.END, room=mark_room
    )
    top = y + size * 0.35
    # Bars too thin for a scanner, or beyond the label, are worse than none: the figures can be typed.
    if _fits(label.code, room.width + 2 * INSET):
        high = min(_TALLEST_BARS, foot - step - top)
        _draw_bars(page, label.code, Rect(x=room.x, y=top, width=room.width, height=high))


def _heading_lines(heading: str, size: float, room: Rect) -> list[str]:
    most = 2 if room.height > 9 * size else 1
    lines = wrapped(heading, size, room=room.width)
    if len(lines) > most:
        lines = [*lines[: most - 1], fitted(" ".join(lines[most - 1 :]), size, bold=False, room=room.width)]
    return lines


def _draw_bars(page: Page, code: str, room: Rect) -> None:
    """Draw bars in the middle of their room, with the light that a scanner needs beside them."""
    modules, quiet = bars(code)
    # What keeps from the edge of the label is light as well.
    module = min(_WIDEST_MODULE, (room.width + 2 * INSET) / (len(modules) + 2 * quiet))
    wide = module * len(modules)
    page.bars(room.x + (room.width - wide) / 2, room.y, modules, module=module, height=room.height)


_SIGN_MARGIN: Final = 12.0 * mm
_SIGN_BAND: Final = 46.0 * mm


def _draw_sign(page: Page, sign: ShelfSign, top: float) -> None:
    """Draw a sign in the upper or lower half of a sheet: cut across the middle, it is an A5."""
    high = page.height / 2
    fill = THEME_FILLS.get(sign.theme_code, NO_THEME)
    if top:
        page.rule(0, top, page.width, top, width=0.3)
    band = Rect(x=page.left, y=top + _SIGN_MARGIN, width=_SIGN_BAND, height=high - 2 * _SIGN_MARGIN, fill=fill)
    page.box(band)
    middle = band.x + band.width / 2
    icon = THEME_ICONS.get(sign.theme_code, OTHER_SIGN)
    page.stamp(icon, middle - 17 * mm, band.y + 8 * mm, 34 * mm, colour=WHITE)
    size = min(72.0, (band.width - 6 * mm) / max(0.01, measured(sign.mark, 1.0, bold=True)))
    page.text(
        middle, band.y + band.height - 14 * mm, sign.mark, size=size, bold=True, anchor=Anchor.MIDDLE, colour=WHITE
    )
    _draw_sign_words(page, sign, band)


def _draw_sign_words(page: Page, sign: ShelfSign, band: Rect) -> None:
    left = band.x + band.width + 9 * mm
    wide = page.right - left
    labels = [sign.sub_theme or sign.theme]
    if sign.sub_theme is not None:
        both = sign.theme.both()
        page.text(left, band.y + 7 * mm, both, size=15, room=wide)
    y = band.y + (16 * mm if sign.sub_theme is not None else 8 * mm)
    foot = band.y + band.height - 26 * mm
    words = [(labels[0].fr, True), (labels[0].nl, True)]
    size = _sign_size([each for each, _bold in words], wide, foot - y)
    for each, bold in words:
        for line in wrapped(each, size, room=wide, bold=bold):
            y += size * 1.16
            page.text(left, y, line, size=size, bold=bold, room=wide, colour=INK)
        y += size * 0.55
    page.rule(left, foot + 1 * mm, page.right, foot + 1 * mm)
    _draw_bars(page, sign.code, Rect(x=left, y=foot + 5 * mm, width=wide, height=14 * mm))
    page.text(left + wide / 2, foot + 24 * mm, sign.code, size=9, anchor=Anchor.MIDDLE, room=wide)


def _sign_size(words: Sequence[str], wide: float, high: float) -> float:
    """Return the largest size at which the words of all languages find room."""
    for size in range(40, 11, -1):
        lines = [line for each in words for line in wrapped(each, size, room=wide, bold=True)]
        fits = all(measured(line, size, bold=True) <= wide for line in lines)
        if fits and (len(lines) * 1.16 + len(words) * 0.55) * size <= high:
            return float(size)
    return 11.0


def readable(code: str, sheet: LabelSheet) -> bool:
    """Whether the bars of a code find room on a label of a sheet, wide enough for a hand scanner."""
    return _fits(code, sheet.width * mm)


def _fits(code: str, wide: float) -> bool:
    if not printable(code):
        return False
    modules, quiet = bars(code)
    return bool(wide >= _NARROWEST_MODULE * (len(modules) + 2 * quiet))
