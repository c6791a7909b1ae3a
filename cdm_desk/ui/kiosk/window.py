"""The window of the kiosk: nothing else can be reached from it, and it goes back to its beginning by itself."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from cdm_desk import NAME
from cdm_desk.domain.errors import DayClosedError, DeskError, SpaceClosingError
from cdm_desk.domain.multimedia import PC_MOTIVE
from cdm_desk.domain.welcome import ADVICE
from cdm_desk.language import Language, catalogue, language_from
from cdm_desk.ui.appearance import palette
from cdm_desk.ui.display.window import load_font
from cdm_desk.ui.kiosk import words
from cdm_desk.ui.kiosk.books import BookPage, SearchPage
from cdm_desk.ui.kiosk.pages import (
    FIND,
    GROUP,
    OTHER,
    EndPage,
    HomePage,
    MotivePage,
    NumberPage,
    Page,
    PinPage,
    ReceptionPage,
    StillTherePage,
    ThemePage,
)
from cdm_desk.ui.kiosk.parts import GAP, TARGET, KioskScreen, Logo, Look, Tile, Words
from cdm_desk.ui.widgets import announce

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from PySide6.QtGui import QMouseEvent, QResizeEvent

    from cdm_desk.domain.book_slip import BookSlip, ShelvedBook
    from cdm_desk.domain.lists import Entry
    from cdm_desk.language import Catalogue
    from cdm_desk.services.finding import FindingService
    from cdm_desk.services.kiosk import Choices, HandedOut, KioskService

IDLE_SECONDS: Final = 30
"""After how long without a touch the kiosk asks whether somebody is still there."""
WARNED_SECONDS: Final = 20
NUMBER_SECONDS: Final = 15
RECEPTION_SECONDS: Final = 20
LOOK_SECONDS: Final = 10
"""How often the page that stands looks whether the kiosk is open."""
DEAF_MS: Final = 400
SPOKEN: Final[dict[Language, str | None]] = {"fr": "FR", "nl": "NL", "en": None}
"""The language of service that a visitor asks for by the language of the screen; English is none of the house."""
_ARROWS: Final = {
    Qt.Key.Key_Left: QPoint(-1, 0),
    Qt.Key.Key_Right: QPoint(1, 0),
    Qt.Key.Key_Up: QPoint(0, -1),
    Qt.Key.Key_Down: QPoint(0, 1),
}
_LEAVE: Final = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


class KioskWindow(KioskScreen):
    """Fills the screen and stays; only `end` closes it, which whoever knows the PIN may ask for.

    `registered` tells of a number whose ticket may be printed, `pin_entered` and `pin_chosen` of what was typed for the
    house, `failed` that something went wrong which no visitor is shown. `slip_wanted` gives a slip of books, and the
    language that it is wanted in.
    """

    registered = Signal(object)
    pin_entered = Signal(str)
    pin_chosen = Signal(str)
    failed = Signal()
    slip_wanted = Signal(object, object)

    def __init__(
        self,
        now: Callable[[], datetime],
        house: Language,
        prints: Callable[[], bool],
        prints_books: Callable[[], bool] | None = None,
    ) -> None:
        """`house` is the language of the PIN page, `prints` says whether tickets are printed here.

        `prints_books` says whether slips of books are; without it they are where tickets are.
        """
        super().__init__()
        self._now = now
        self._house = house
        self._prints = prints
        self._prints_books = prints_books or prints
        self._service: KioskService | None = None
        self._finding: FindingService | None = None
        self._speaker: Catalogue | None = None
        self._choices: Choices | None = None
        self._idle = self._left = 0
        self._before: Page | None = None
        self._ending = self._standing = self.with_house = False
        self.setObjectName("kiosk_window")
        self.setWindowFlags(
            Qt.WindowType.Window | Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowStaysOnTopHint
        )
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.setAutoFillBackground(True)
        load_font()

        self.logo = Logo()
        self.heading = Words(2.3, bold=True, name="kiosk.heading")
        self.home, self.motives, self.themes = HomePage(), MotivePage(), ThemePage()
        self.number, self.reception, self.still, self.pin = NumberPage(), ReceptionPage(), StillTherePage(), PinPage()
        self.books, self.book = SearchPage(), BookPage()
        self.stack = QStackedWidget()
        self.back = Tile("kiosk.back", "caret-left", plain=True)
        self.languages = {code: Tile(f"kiosk.speak_{code}", value=code, plain=True) for code in ("fr", "nl", "en")}
        self.larger = Tile("kiosk.larger", "text-aa", plain=True)
        self.contrast = Tile("kiosk.contrast", "circle-half", plain=True)
        self._deaf = QTimer(self, interval=DEAF_MS, singleShot=True)
        self._second = QTimer(self, interval=1_000)
        self._lay_out()
        self._connect()
        self._wear(Look())
        self._second.start()
        self.begin_again()

    def furnish(self, service: KioskService, finding: FindingService | None = None) -> None:
        """Let visitors in, once there is a PIN that keeps them here; `finding` lets them look for books."""
        self._service, self._finding = service, finding
        self.motives.finds_books = finding is not None
        self.begin_again()

    def say_kept(self) -> None:
        """Go on after the PIN was chosen."""
        self.pin.required = False
        self.begin_again()

    def types(self, event: QKeyEvent) -> bool:
        """Whether a key was typed into the line of the search."""
        taken = self.page is self.books and self.books.take_key(event)
        if taken:
            self._answer()
        return taken

    def is_deaf(self) -> bool:
        """Whether a page has just come: the second half of a double tap was not meant for it."""
        return self._deaf.isActive()

    def fill(self) -> None:
        """Fill the screen, and stand there from now on."""
        self._standing = True
        self.showFullScreen()

    def end(self) -> None:
        """Close."""
        self._ending = True
        self._second.stop()
        self.logo.timer.stop()
        self.close()

    @property
    def page(self) -> Page:
        """The page that stands now."""
        page = self.stack.currentWidget()
        assert isinstance(page, Page)  # noqa: S101 - there are no others
        return page

    @Slot()
    def begin_again(self) -> None:
        """Forget the visitor: their language, their look, what they chose."""
        self._speaker = self._choices = self._before = None
        self.themes.people = 1
        if self._service is not None:
            self._service.leave_to_visitors()
        self._wear(Look())
        self._stand_open()

    @Slot(str)
    def speak(self, code: str) -> None:
        """Go on in a language, from the beginning or on the page that stands."""
        language = language_from(code)
        if language is None:
            return
        self._speaker = catalogue(language)
        if self.page is self.home:
            self._offer_motives()
            return
        if self.page in {self.motives, self.themes}:
            # Who speaks another language waits for other desks.
            self._do(self._load)
        self._say_page()

    @Slot(str)
    def choose_motive(self, code: str) -> None:
        """Do what a reason for coming asks for."""
        if code == FIND:
            self._do(self._look_for_books)
        elif code in {OTHER, GROUP}:
            self._send_to_reception(words.GROUP if code == GROUP else "")
        elif code == ADVICE:
            self._show(self.themes)
        elif code == PC_MOTIVE:
            self._do(self._take_turn)
        else:
            self._do(lambda service: self._visit(service, code))

    @Slot(str)
    def choose_theme(self, code: str) -> None:
        """Give a number for a theme."""
        if code == OTHER:
            self._send_to_reception("")
        else:
            self._do(lambda service: self._register(service, code))

    @Slot()
    def go_back(self) -> None:
        """Go one page back; whoever needs larger text still needs it."""
        if self.page is self.book:
            self._show(self.books)
        elif self.page in {self.themes, self.books}:
            self._offer_motives()
        else:
            self._speaker = self._choices = None
            self._stand_open()

    @Slot(object)
    def show_book(self, book: ShelvedBook) -> None:
        """Show where a book stands."""
        if self._finding is not None:
            self.book.show_book(book, self._finding.shelves(), prints=self._prints_books())
            self._show(self.book)

    @Slot(object)
    def ask_slip(self, book: ShelvedBook) -> None:
        """Ask for a slip with the place of a book."""
        if self._finding is not None:
            slip: BookSlip = self._finding.slip([book.title.id], None)
            self.book.say_paper(words.SLIP_COMES)
            self._say_page()
            self.slip_wanted.emit(slip, self._spoken())

    def miss_slip(self) -> None:
        """Let the visitor note where the book stands, if it still stands here: its slip did not come out."""
        if self.page is self.book:
            self.book.say_paper(words.SLIP_MISSED)
            self._say_page()
            announce(self, self.book.paper.text())

    @Slot()
    def toggle_larger(self) -> None:
        """Make the text larger, or as it was."""
        self._wear(Look(large=not self.look.large, contrast=self.look.contrast))

    @Slot()
    def toggle_contrast(self) -> None:
        """Make the contrast higher, or as it was."""
        self._wear(Look(large=self.look.large, contrast=not self.look.contrast))

    @Slot()
    def ask_pin(self) -> None:
        """Ask for the PIN of the house."""
        if self._service is not None and not self.with_house and not self.pin.required:
            self.pin.ask(catalogue(self._house), choosing=False)
            self._show(self.pin)

    def choose_pin(self, *, required: bool) -> None:
        """Ask for a new PIN, twice."""
        self.pin.ask(catalogue(self._house), choosing=True, required=required)
        self._show(self.pin)

    def refuse_pin(self, error: DeskError) -> None:
        """Say why a PIN was not taken."""
        self.pin.refuse(words.pin_refused(error, catalogue(self._house)))

    def miss_paper(self, number: str) -> None:
        """Let the visitor note the number, if it still stands here: its ticket did not come out."""
        handed = self.number.handed
        if self.page is self.number and handed is not None and handed.number == number:
            self.number.miss_paper()
            self._say_page()
            announce(self, self.number.paper.text())

    @Slot()
    def fall_back(self) -> None:
        """Send whoever stands here to the reception after a bug."""
        if not self.with_house:
            self._send_to_reception(words.NOT_NOW)

    @Slot()
    def pass_second(self) -> None:
        """Let a second pass: count down, warn, look whether the kiosk is open."""
        if self.with_house:
            return
        self._keep_standing()
        page = self.page
        self._idle += 1
        if page is self.home or (page is self.reception and self.reception.standing):
            if self._idle % LOOK_SECONDS == 0:
                self._stand_open()
            if self._idle == IDLE_SECONDS:
                self._wear(Look())
        elif isinstance(page, EndPage):
            self._left -= 1
            if self._left <= 0:
                self.begin_again()
            else:
                page.count_down(self._left, self._spoken())
        elif self._idle >= IDLE_SECONDS and not self.pin.required:
            self._warn(page)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the room out anew: on a screen that stands, the controls stay within reach."""
        super().resizeEvent(event)
        self._share_out()
        self._dress()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stay, whoever asks."""
        if self._ending:
            event.accept()
        else:
            event.ignore()

    def changeEvent(self, event: QEvent) -> None:
        """Come back when something has put the window away."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.WindowStateChange and self._standing and not self.isFullScreen():
            # Not within the event that tells of it.
            QTimer.singleShot(0, self, self._keep_standing)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Know that somebody is there."""
        event.accept()
        self.by_keys = False
        self._answer()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Hear the arrows, the digits of a PIN and Ctrl+Shift+Q; every other key ends here."""
        event.accept()
        self._answer()
        if event.key() == Qt.Key.Key_Q and event.modifiers() & _LEAVE == _LEAVE:
            self.ask_pin()
        elif (self.page is self.pin and self.pin.take_key(event)) or self.types(event):
            return
        elif event.key() == Qt.Key.Key_Escape and self.page in {self.books, self.book}:
            self.go_back()
        elif Qt.Key(event.key()) in _ARROWS:
            self.by_keys = True
            self._move(_ARROWS[Qt.Key(event.key())])

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Let no key go further."""
        event.accept()

    def _register(self, service: KioskService, theme_code: str) -> None:
        theme = next(each.theme for each in self._chosen().themes if each.theme.code == theme_code)
        language = None if self._speaker is None else SPOKEN[self._speaker.language]
        handed = service.register(theme_code, language=language, people=self.themes.people)
        self._hand_out(handed, theme)

    def _take_turn(self, service: KioskService) -> None:
        self._hand_out(service.take_turn(), None)

    def _visit(self, service: KioskService, motive_code: str) -> None:
        service.visit(motive_code)
        self.number.show_visit(motive_code)
        self._show(self.number, NUMBER_SECONDS)

    def _hand_out(self, handed: HandedOut, theme: Entry | None) -> None:
        self.number.show_number(handed, theme, self._chosen().closes_at, prints=self._prints())
        self._show(self.number, NUMBER_SECONDS)
        self.registered.emit(handed)

    def _do(self, act: Callable[[KioskService], object]) -> None:
        """Do what a visitor asked for; whatever keeps it from being done, they are sent to the reception."""
        service = self._service
        if service is None:
            return
        try:
            act(service)
        except SpaceClosingError:
            self._send_to_reception(words.PC_CLOSING)
        except DayClosedError:
            self._send_to_reception(words.CLOSED)
        except DeskError:
            logging.getLogger(NAME).warning("a visitor was sent to the reception", exc_info=True)
            self._send_to_reception(words.NOT_NOW)

    def _offer_motives(self) -> None:
        self._do(self._load)
        if self._choices is not None and self.page is not self.reception:
            self._show(self.motives)

    def _load(self, service: KioskService) -> None:
        language = None if self._speaker is None else SPOKEN[self._speaker.language]
        self._choices = service.choices(language)

    def _look_for_books(self, _service: KioskService) -> None:
        if self._finding is not None:
            self.books.begin(self._finding, self._spoken())
            self._show(self.books)

    def _send_to_reception(self, reason: str) -> None:
        self.reception.show_reason(reason, self._now().date(), self._spoken(), standing=False)
        self._reason = reason
        self._show(self.reception, RECEPTION_SECONDS)

    def _stand_open(self) -> None:
        """Show the beginning, or while visitors are not registered that somebody of the house helps."""
        day = self._now().date()
        service, reason = self._service, ""
        try:
            if service is not None and not service.has_pin():
                if self.page is not self.pin:
                    self.choose_pin(required=True)
                return
            is_open = service is not None and service.open()
            reason = "" if service is None or is_open else words.CLOSED
        except DeskError:
            is_open = False
        page: Page = self.home if is_open else self.reception
        if is_open and (self.page is not self.home or self.home.day != day):
            self.home.show_day(day)
        if not is_open:
            self.reception.show_reason(reason, day, None, standing=True)
        if self.page is not page or not self.isVisible():
            self._show(page)
        else:
            self._say_page()

    def _warn(self, page: Page) -> None:
        self._before = page
        self._show(self.still, WARNED_SECONDS)

    @Slot()
    def _feel(self) -> None:
        """Somebody is there: whatever runs out begins anew."""
        self._idle = 0

    def _answer(self) -> None:
        """Take a touch beside all tiles, or a key, for an answer to whether somebody is there."""
        self._feel()
        if self.page is self.still and not self.is_deaf():
            self._go_on()

    @Slot()
    def _go_on(self) -> None:
        before, self._before = self._before, None
        if before is not None:
            self._show(before)

    @Slot()
    def _prolong(self) -> None:
        self._left += max(NUMBER_SECONDS, RECEPTION_SECONDS)
        page = self.page
        if isinstance(page, EndPage):
            page.count_down(self._left, self._spoken())

    def _show(self, page: Page, seconds: int = 0) -> None:
        self._left, self._idle = seconds, 0
        self.stack.setCurrentWidget(page)
        self._deaf.start()
        self._say_page()
        if isinstance(page, EndPage) and seconds:
            page.count_down(seconds, self._spoken())
        self._focus_first(page)
        announce(self, page.told())

    def _say_page(self) -> None:
        """Set the words of the page that stands, and of what stands around it."""
        page, speaker = self.page, self._spoken()
        choices = self._choices
        if page is self.motives and choices is not None:
            self.motives.show_choices(choices, speaker)
        elif page is self.themes and choices is not None:
            self.themes.show_choices(choices, speaker)
        elif page in {self.books, self.book}:
            (self.books if page is self.books else self.book).say(speaker)
        elif page is self.number:
            self.number.say(speaker)
        elif page is self.still:
            self.still.say(speaker)
        elif page is self.reception and not self.reception.standing:
            self.reception.show_reason(self._reason, self._now().date(), speaker, standing=False)
        self.heading.say(page.heading)
        self.setAccessibleName(page.heading)
        self.setWindowTitle(page.heading)
        self._say_bar()

    def _say_bar(self) -> None:
        standing = self._speaker is None
        day, speaker = self._now().date(), self._spoken()

        def said(text: str) -> str:
            return words.in_all(text, day, " · ") if standing else speaker.gettext(text)

        self.larger.say(said(words.SMALLER if self.look.large else words.LARGER))
        self.contrast.say(said(words.NO_CONTRAST if self.look.contrast else words.CONTRAST))
        self.back.say(speaker.gettext(words.BACK))
        self.back.setVisible(self.page in {self.motives, self.themes, self.books, self.book})
        for code, tile in self.languages.items():
            tile.say(code.upper(), spoken=words.NAMES[code])
            tile.setVisible(not standing and self.page is not self.pin and code != speaker.language)

    def _spoken(self) -> Catalogue:
        return self._speaker or catalogue(self._house)

    def _chosen(self) -> Choices:
        assert self._choices is not None  # noqa: S101 - the pages that ask come after it was read
        return self._choices

    def _wear(self, look: Look) -> None:
        self.look = look
        self.setPalette(palette(look.tokens))
        self._say_bar()
        self._dress()

    def _dress(self) -> None:
        for label in self.findChildren(Words):
            label.dress()
        for tile in self.findChildren(Tile):
            tile.update()

    def _focus_first(self, page: Page) -> None:
        for tile in page.findChildren(Tile):
            if tile.isEnabled() and tile.isVisibleTo(page):
                tile.setFocus(Qt.FocusReason.OtherFocusReason)
                return

    def _move(self, way: QPoint) -> None:
        """Give the focus to the nearest tile in a direction."""
        tiles = [tile for tile in self.findChildren(Tile) if tile.isVisible() and tile.isEnabled()]
        here = self.focusWidget()
        if not tiles:
            return
        if not isinstance(here, Tile) or here not in tiles:
            tiles[0].setFocus(Qt.FocusReason.TabFocusReason)
            return
        middle = _middle(here, self)
        ahead = [(tile, _middle(tile, self) - middle) for tile in tiles if tile is not here]
        ahead = [(tile, gap) for tile, gap in ahead if QPoint.dotProduct(gap, way) > 0]
        if ahead:
            nearest = min(ahead, key=lambda each: _distance(each[1], way))[0]
            nearest.setFocus(Qt.FocusReason.TabFocusReason)

    @Slot()
    def _keep_standing(self) -> None:
        """Fill the screen again, above all else, whatever was put before it."""
        if self._standing and not self.with_house and not (self.isActiveWindow() and self.isFullScreen()):
            self.showFullScreen()
            self.raise_()
            self.activateWindow()

    def _connect(self) -> None:
        self.touched.connect(self._feel)
        self.logo.held.connect(self.ask_pin)
        self.home.chosen.connect(self.speak)
        self.motives.chosen.connect(self.choose_motive)
        self.themes.chosen.connect(self.choose_theme)
        self.books.chosen.connect(self.show_book)
        self.book.slip_wanted.connect(self.ask_slip)
        self.number.finished.connect(self.begin_again)
        self.number.prolonged.connect(self._prolong)
        self.reception.finished.connect(self.begin_again)
        self.reception.prolonged.connect(self._prolong)
        self.still.finished.connect(self.begin_again)
        self.still.prolonged.connect(self._go_on)
        self.pin.entered.connect(self.pin_entered)
        self.pin.chosen.connect(self.pin_chosen)
        self.pin.cancelled.connect(self.begin_again)
        self.back.clicked.connect(self.go_back)
        self.larger.clicked.connect(self.toggle_larger)
        self.contrast.clicked.connect(self.toggle_contrast)
        for tile in self.languages.values():
            tile.chosen.connect(self.speak)
        self.failed.connect(self.fall_back, Qt.ConnectionType.QueuedConnection)
        self._second.timeout.connect(self.pass_second)

    def _lay_out(self) -> None:
        ends = (self.number, self.reception, self.still, self.pin)
        for page in (self.home, self.motives, self.themes, self.books, self.book, *ends):
            self.stack.addWidget(page)
        self._reason = words.NOT_NOW
        head = QHBoxLayout()
        head.setSpacing(GAP)
        head.addWidget(self.logo)
        head.addWidget(self.heading, 1)
        bar = QHBoxLayout()
        bar.setSpacing(GAP)
        bar.addWidget(self.back, 3)
        for tile in self.languages.values():
            bar.addWidget(tile, 2)
        bar.addWidget(self.larger, 4)
        bar.addWidget(self.contrast, 4)
        self._head, self._bar = QWidget(), QWidget()
        self._head.setLayout(head)
        self._bar.setLayout(bar)
        for layout in (head, bar):
            layout.setContentsMargins(0, 0, 0, 0)
        self._column = column = QVBoxLayout(self)
        column.setSpacing(GAP)
        column.addWidget(self._head)
        column.addWidget(self.stack, 1)
        column.addWidget(self._bar)

    def _share_out(self) -> None:
        size = self.size()
        stands = size.height() > size.width()
        margin = max(GAP, min(size.width(), size.height()) // 48)
        self._column.setContentsMargins(margin, margin, margin, margin)
        # What is touched on a screen that stands is below: who sits reaches it too.
        head = size.height() * (22 if stands else 14) // 100
        self._head.setFixedHeight(head)
        self._bar.setFixedHeight(max(TARGET, size.height() * (8 if stands else 13) // 100))
        side = min(head, size.width() // 8)
        self.logo.setFixedSize(QSize(side, side))


def _middle(tile: QWidget, window: QWidget) -> QPoint:
    return tile.mapTo(window, tile.rect().center())


def _distance(gap: QPoint, way: QPoint) -> int:
    """Return how far away something is, what lies beside the way counting three times."""
    along = abs(QPoint.dotProduct(gap, way))
    across = abs(gap.x() * way.y() - gap.y() * way.x())
    return along + 3 * across
