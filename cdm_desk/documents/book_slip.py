"""The slip for the shelves: a few books with theme, shelf mark and author, and the same list for a telephone."""

from typing import Final

from reportlab.graphics.barcode.qrencoder import QR8bitByte, QRCode, QRErrorCorrectLevel

from cdm_desk.documents.icon import OTHER_ICON, THEME_ICONS
from cdm_desk.documents.labels import NO_THEME, THEME_FILLS
from cdm_desk.documents.ticket import HOUSE, Catalogues, Drawn, Strip, drawn_by
from cdm_desk.domain.book_slip import BookSlip, ShelvedBook
from cdm_desk.domain.slip import TicketPaper


def _(words: str) -> str:
    """Mark words for translation; a slip puts them into its languages."""
    return words


HEADING: Final = _("Your books")
NO_SHELF: Final = _("Ask at the documentation desk")
READ_HERE: Final = _("Books are read here; nothing of what you look for is written down.")
TELEPHONE: Final = _("This list for your telephone")


def book_slip(slip: BookSlip, catalogues: Catalogues, paper: TicketPaper, *, large: bool = False) -> Drawn:
    """Describe a slip in the languages given."""

    def fill(strip: Strip) -> None:
        strip.small(each.gettext(HOUSE) for each in catalogues)
        strip.words((each.gettext(HEADING) for each in catalogues), 1.3, bold=True)
        for book in slip.books:
            _book(strip, book, catalogues)
        strip.rule()
        strip.squares(modules(slip.plain))
        strip.small(each.gettext(TELEPHONE) for each in catalogues)
        strip.small(each.gettext(READ_HERE) for each in catalogues)

    return drawn_by(catalogues[0].gettext(HEADING), paper, fill, large=large)


def modules(text: str) -> list[list[bool]]:
    """Return the squares of a QR code of a text, with the white margin that a telephone needs."""
    code = QRCode(None, QRErrorCorrectLevel.M)
    code.addData(QR8bitByte(text))
    code.make()
    number = code.getModuleCount()
    across = [False] * (number + 2 * _QUIET)
    rows = [[False] * _QUIET + [bool(code.isDark(row, at)) for at in range(number)] + [False] * _QUIET
            for row in range(number)]  # fmt: skip
    return [*(_QUIET * [across]), *rows, *(_QUIET * [across])]


_QUIET: Final = 4


def _book(strip: Strip, book: ShelvedBook, catalogues: Catalogues) -> None:
    code = book.title.theme_code or ""
    strip.band(THEME_FILLS.get(code, NO_THEME))
    strip.words((book.title.shelf_mark or "",), 2.2, bold=True)
    shelf = book.shelf
    lines = (
        [f"{shelf.digit} {shelf.label.spoken(each.language)}" for each in catalogues]
        if shelf is not None
        else [each.gettext(NO_SHELF) for each in catalogues]
    )
    strip.sign(THEME_ICONS.get(code, OTHER_ICON), lines)
    strip.left((book.title.heading,), 1.1, bold=True)
    strip.left((" ; ".join(book.title.authors),), 0.95)
    strip.gap(0.6)
