"""The tags of brochure piles, to be cut out of a sheet: what lies there in both languages, and its barcode."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from reportlab.lib.units import mm

from cdm_desk.documents.chart import FAINT, Anchor, Rect
from cdm_desk.documents.legend import _
from cdm_desk.documents.page import Page, fitted, wrapped
from cdm_desk.domain.barcodes import bars
from cdm_desk.language import Catalogue

HEADING: Final = _("Tags of brochure piles")
PILE: Final = _("Pile {tag}")
MARGIN: Final[float] = 10 * mm
ACROSS, DOWN = 2, 6
INSET: Final[float] = 4 * mm
BARS_HIGH: Final[float] = 12 * mm
WIDEST_MODULE: Final[float] = 0.42 * mm
TITLE_SIZE: Final = 11.0
SMALL: Final = 8.0
MOST_LINES: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class LeafletTag:
    """What stands on one tag; `details` are the lines under the title."""

    tag: str
    code: str
    title: str
    details: tuple[str, ...] = ()
    icon: str = "books"


def leaflet_tags(tags: Sequence[LeafletTag], catalogues: Sequence[Catalogue]) -> bytes:
    """Return the PDF of the tags, twelve to a sheet."""
    heading = " / ".join(each.gettext(HEADING) for each in catalogues)
    page = Page(heading=heading, language=f"{catalogues[0].language}-BE", margin=MARGIN)
    wide, high = page.across / ACROSS, (page.height - 2 * MARGIN) / DOWN
    for number, tag in enumerate(tags):
        place = number % (ACROSS * DOWN)
        if number and not place:
            page.turn()
        row, column = divmod(place, ACROSS)
        room = Rect(x=page.left + column * wide, y=MARGIN + row * high, width=wide, height=high, stroke=FAINT)
        page.box(room)
        _draw(page, tag, room, catalogues)
    return page.finished()


def _draw(page: Page, tag: LeafletTag, room: Rect, catalogues: Sequence[Catalogue]) -> None:
    left, right = room.x + INSET, room.x + room.width - INSET
    side = 8 * mm
    page.icon(tag.icon, left, room.y + INSET, side)
    x = left + side + 2 * mm
    y = room.y + INSET
    for line in _lines(tag.title, right - x):
        y += TITLE_SIZE * 1.15
        page.text(x, y - TITLE_SIZE * 0.2, line, size=TITLE_SIZE, bold=True, room=right - x)
    for line in tag.details:
        y += SMALL * 1.3
        page.text(x, y, line, size=SMALL, room=right - x)
    foot = room.y + room.height - INSET
    called = " / ".join(dict.fromkeys(each.gettext(PILE).format(tag=tag.tag) for each in catalogues))
    page.text(room.x + room.width / 2, foot, called, size=SMALL, anchor=Anchor.MIDDLE, room=right - left)
    modules, quiet = bars(tag.code)
    module = min(WIDEST_MODULE, (room.width - 2 * mm) / (len(modules) + 2 * quiet))
    page.bars(
        room.x + (room.width - module * len(modules)) / 2,
        foot - SMALL * 1.2 - BARS_HIGH,
        modules,
        module=module,
        height=BARS_HIGH,
    )


def _lines(title: str, room: float) -> list[str]:
    lines = wrapped(title, TITLE_SIZE, room=room, bold=True)
    if len(lines) <= MOST_LINES:
        return lines
    rest = " ".join(lines[MOST_LINES - 1 :])
    return [*lines[: MOST_LINES - 1], fitted(rest, TITLE_SIZE, bold=True, room=room)]
