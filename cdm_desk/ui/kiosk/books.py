"""Finding a book at the kiosk: letters to touch, a few answers at a time, and where each stands; nothing is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRect, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from cdm_desk.ui.appearance import THEME_ICONS, drawn
from cdm_desk.ui.kiosk import words
from cdm_desk.ui.kiosk.pages import Page
from cdm_desk.ui.kiosk.parts import GAP, Tile, TileGrid, Words, fitted, screen_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent, QResizeEvent

    from cdm_desk.domain.book_slip import ShelvedBook
    from cdm_desk.domain.lists import Entry
    from cdm_desk.language import Catalogue
    from cdm_desk.services.finding import FindingService, FoundBooks

LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
SPACE, ERASE, CLEAR = "space", "erase", "clear"
LYING_ROWS, STANDING_ROWS = 3, 5
LONGEST_TYPED: Final = 40
LONGEST_TITLE: Final = 72
OTHER_ICON: Final = "books"


class SearchPage(Page):
    """A line that is typed by touch or by a keyboard, and the answers to it as tiles.

    `chosen` gives the book that was touched.
    """

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._finding: FindingService | None = None
        self._speaker: Catalogue | None = None
        self._found: FoundBooks | None = None
        self._first = 0
        self.typed = ""
        self.line = Words(1.8, bold=True, name="kiosk.typed")
        self.count = Words(1.2, muted=True, name="kiosk.books_count")
        self.keys = TileGrid(8, 8)
        answers = QWidget()
        self.answers = QVBoxLayout(answers)
        self.answers.setContentsMargins(0, 0, 0, 0)
        self.answers.setSpacing(GAP)
        self.tiles = [Tile(f"kiosk.book_{number}", OTHER_ICON, value=str(number)) for number in range(STANDING_ROWS)]
        self.more = Tile("kiosk.more_books", "repeat", plain=True)
        head = QHBoxLayout()
        head.setSpacing(GAP)
        head.addWidget(self.line, 3)
        head.addWidget(self.count, 2)
        self.halves = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self.halves.setSpacing(GAP)
        self.halves.addWidget(self.keys, 9)
        self.halves.addWidget(answers, 8)
        self.column.addLayout(head, 1)
        self.column.addLayout(self.halves, 7)
        for tile in (*self.tiles, self.more):
            self.answers.addWidget(tile, 1)
            tile.chosen.connect(self._choose)
            tile.hide()
        self.more.clicked.connect(self.show_more)
        self._make_keys()

    def begin(self, finding: FindingService, speaker: Catalogue) -> None:
        """Begin with an empty line."""
        self._finding = finding
        self.typed, self._found, self._first = "", None, 0
        self.say(speaker)

    def say(self, speaker: Catalogue) -> None:
        """Set the words; what was typed and found stays."""
        self._speaker = speaker
        self.heading = speaker.gettext(words.WHICH_BOOK)
        for tile in self.keys.tiles:
            named = {SPACE: words.BLANK, ERASE: words.ERASE, CLEAR: words.CLEAR}.get(tile.value)
            if named is not None:
                tile.say(speaker.gettext(named))
        self._show()

    def take_key(self, event: QKeyEvent) -> bool:
        """Take a key of the keyboard; say whether it was one of ours."""
        ours = not event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        sign = event.text()
        if event.key() == Qt.Key.Key_Backspace:
            self.press(ERASE)
        elif ours and len(sign) == 1 and (sign.isalnum() or sign in " '-" or not sign.isascii()) and sign.isprintable():
            self._type(sign)
        else:
            return False
        return True

    @Slot(str)
    def press(self, key: str) -> None:
        """Do what a key on the screen stands for."""
        if key == ERASE:
            self._look(self.typed[:-1])
        elif key == CLEAR:
            self._look("")
        else:
            self._type(" " if key == SPACE else key)

    @Slot()
    def show_more(self) -> None:
        """Show the next answers, after the last the first again."""
        found = self._found
        if found is not None:
            self._first += self._places()
            if self._first >= len(found.books):
                self._first = 0
            self._show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the answers above the letters on a screen that stands."""
        super().resizeEvent(event)
        stands = self.window().height() > self.window().width()
        way = QBoxLayout.Direction.BottomToTop if stands else QBoxLayout.Direction.LeftToRight
        self.halves.setDirection(way)
        self._show()

    def told(self) -> str:
        """Return the question, and what was found for what is typed."""
        return " ".join(filter(None, (self.heading, self.count.text())))

    def _make_keys(self) -> None:
        keys = [Tile(f"kiosk.key_{sign}", value=sign) for sign in LETTERS]
        for key, tile in zip(LETTERS, keys, strict=True):
            tile.say(key)
        keys += [Tile(f"kiosk.key_{name}", value=name, plain=True) for name in (SPACE, ERASE, CLEAR)]
        for tile in keys:
            tile.chosen.connect(self.press)
        self.keys.show_tiles(keys)

    def _places(self) -> int:
        """Return how many answers stand beside each other, the way to the others not counted."""
        return STANDING_ROWS if self.window().height() > self.window().width() else LYING_ROWS

    def _keep_room(self, tile: Tile, *, kept: bool) -> None:
        # An answer stays where the finger has seen it, however many there are.
        policy = tile.sizePolicy()
        policy.setRetainSizeWhenHidden(kept)
        tile.setSizePolicy(policy)

    def _type(self, sign: str) -> None:
        if len(self.typed) < LONGEST_TYPED:
            self._look(f"{self.typed}{sign}")

    def _look(self, typed: str) -> None:
        self.typed, self._first = typed.lstrip(), 0
        self._found = self._finding.find(self.typed) if self._finding is not None and self.typed.strip() else None
        self._show()

    def _show(self) -> None:
        speaker, found = self._speaker, self._found
        if speaker is None:
            return
        self.line.say(f"{self.typed}\u258f" if self.typed else speaker.gettext(words.TYPE_WORD))
        rows = self._places()
        shown = () if found is None else found.books[self._first : self._first + rows]
        for place, tile in enumerate(self.tiles):
            tile.setVisible(place < len(shown))
            self._keep_room(tile, kept=place < rows)
            if place < len(shown):
                _show_book(tile, shown[place], speaker)
        self.more.setVisible(found is not None and len(found.books) > rows)
        self._keep_room(self.more, kept=True)
        self.more.say(speaker.gettext(words.MORE_BOOKS))
        self.count.say(self._count_words(speaker))

    def _count_words(self, speaker: Catalogue) -> str:
        found = self._found
        if found is None:
            return speaker.gettext(words.NOTHING_KEPT)
        if not found.total:
            return speaker.gettext(words.NO_BOOK)
        said = speaker.ngettext("{number} book", "{number} books", found.total)
        return said.format(number=speaker.number(found.total))

    @Slot(str)
    def _choose(self, place: str) -> None:
        found = self._found
        if place and found is not None and self._first + int(place) < len(found.books):
            self.chosen.emit(found.books[self._first + int(place)])


class BookPage(Page):
    """One book: what it is, its shelf mark as large as there is room, and its shelf among the others."""

    slip_wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.book: ShelvedBook | None = None
        self._shelves: Sequence[Entry] = ()
        self._paper = ""
        self.title = Words(2, bold=True, name="kiosk.book_title")
        self.authors = Words(1.3, name="kiosk.book_authors")
        self.mark = Words(5, bold=True, name="kiosk.book_mark")
        self.where = Words(1.6, name="kiosk.book_where")
        self.plan = ShelfPlan()
        self.paper = Words(1.3, bold=True, name="kiosk.book_paper")
        self.slip = Tile("kiosk.book_slip", "printer")
        for part, stretch in ((self.title, 3), (self.authors, 2), (self.mark, 4), (self.where, 2), (self.plan, 4)):
            self.column.addWidget(part, stretch)
        self.foot = QHBoxLayout()
        self.foot.setSpacing(GAP)
        self.foot.addWidget(self.paper, 2)
        self.foot.addWidget(self.slip, 3)
        self.column.addLayout(self.foot, 3)
        self.slip.clicked.connect(self._want)

    def show_book(self, book: ShelvedBook, shelves: Sequence[Entry], *, prints: bool) -> None:
        """Show another book."""
        self.book, self._shelves, self._paper = book, shelves, ""
        self.slip.setVisible(prints)
        self.slip.setEnabled(True)

    def say_paper(self, told: str) -> None:
        """Say what became of the slip."""
        self._paper = told

    def say(self, speaker: Catalogue) -> None:
        """Set the words."""
        book = self.book
        if book is None:
            return
        self.heading = speaker.gettext(words.HERE_IT_STANDS)
        self.title.say(_short(book.title.heading, 2 * LONGEST_TITLE))
        self.authors.say(" ; ".join(book.title.authors[:3]))
        self.mark.say(book.title.shelf_mark or "")
        shelf = book.shelf
        said = speaker.gettext(words.ON_SHELF if shelf else words.ASK_FOR_IT)
        self.where.say(said.format(shelf=_shelf_words(shelf, speaker)) if shelf else said)
        self.plan.show_shelves(self._shelves, shelf, speaker)
        self.plan.setVisible(shelf is not None)
        self.slip.say(speaker.gettext(words.PRINT_SLIP))
        self.paper.say(speaker.gettext(self._paper) if self._paper else speaker.gettext(words.READ_HERE))

    def told(self) -> str:
        """Return all that a screen reader has to say of the book."""
        return ". ".join(part.text() for part in (self.title, self.authors, self.mark, self.where) if part.text())

    @Slot()
    def _want(self) -> None:
        if self.book is not None:
            self.slip.setEnabled(False)
            self.slip_wanted.emit(self.book)


class ShelfPlan(QWidget):
    """The shelves of the themes beside each other, as one walks past them; the one that is meant is filled."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("kiosk.shelf_plan")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._shelves: Sequence[Entry] = ()
        self._here: Entry | None = None
        self._speaker: Catalogue | None = None

    def show_shelves(self, shelves: Sequence[Entry], here: Entry | None, speaker: Catalogue) -> None:
        """Show the shelves, with one of them meant."""
        self._shelves, self._here, self._speaker = shelves, here, speaker
        if here is not None:
            place = [shelf.code for shelf in shelves].index(here.code) + 1 if here in shelves else 0
            said = speaker.gettext(words.SHELF_OF).format(place=place, number=len(shelves))
            self.setAccessibleName(f"{_shelf_words(here, speaker)}: {said}")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw a box for each shelf, with its digit, icon and word."""
        del event
        if not self._shelves or self._speaker is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        wide = (self.width() - GAP * (len(self._shelves) - 1)) / len(self._shelves)
        for place, shelf in enumerate(self._shelves):
            self._draw_shelf(painter, QRectF(place * (wide + GAP), 2, wide, self.height() - 4), shelf, self._speaker)
        painter.end()

    def _draw_shelf(self, painter: QPainter, area: QRectF, shelf: Entry, speaker: Catalogue) -> None:
        tokens = screen_of(self).look.tokens
        meant = self._here is not None and shelf.code == self._here.code
        colour = tokens.theme(shelf.code)
        painter.setPen(QPen(QColor(colour if meant else tokens.line), 4 if meant else 2))
        painter.setBrush(QColor(colour if meant else tokens.surface))
        painter.drawRoundedRect(area.adjusted(2, 2, -2, -2), 10, 10)
        ink = tokens.on_primary if meant else tokens.text
        room = area.adjusted(8, 8, -8, -8).toRect()
        side = min(room.height() // 2, room.width() // 3)
        pixmap = drawn(
            THEME_ICONS.get(shelf.code, OTHER_ICON), ink if meant else colour, side, self.devicePixelRatioF()
        )
        painter.drawPixmap(room.center().x() - side // 2, room.top(), pixmap)
        below = QRect(room.left(), room.top() + side, room.width(), room.height() - side)
        said = _shelf_words(shelf, speaker).replace("\u00a0", "\n")
        painter.setPen(QColor(ink))
        painter.setFont(fitted(said, below.size(), screen_of(self).look.pixels(self.window().size(), 1.2), bold=meant))
        painter.drawText(below, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap), said)


def _show_book(tile: Tile, book: ShelvedBook, speaker: Catalogue) -> None:
    code = book.shelf.code if book.shelf is not None else ""
    tile.show_theme(code)
    tile.show_icon(THEME_ICONS.get(code, OTHER_ICON))
    parts = (
        book.title.shelf_mark,
        _shelf_words(book.shelf, speaker) if book.shelf else "",
        "; ".join(book.title.authors[:1]),
    )
    tile.say(_short(book.title.title, LONGEST_TITLE), " · ".join(part for part in parts if part))


def _shelf_words(shelf: Entry | None, speaker: Catalogue) -> str:
    return f"{shelf.digit}\u00a0{shelf.label.spoken(speaker.language)}" if shelf is not None else ""


def _short(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"
