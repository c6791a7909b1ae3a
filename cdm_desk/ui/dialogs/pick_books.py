"""Books for a visitor: type, Enter picks, Enter on the empty line prints the slip; nothing of it is kept."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from cdm_desk.domain.book_slip import MOST_BOOKS, ShelvedBook
from cdm_desk.language import _, _n, in_use
from cdm_desk.ui.appearance import THEME_ICONS, em, icon, tokens_of
from cdm_desk.ui.book_words import authors_line
from cdm_desk.ui.printing import print_unkept
from cdm_desk.ui.tables import Column, ListModel, ListTable
from cdm_desk.ui.widgets import PlainLabel, announce, name_widget
from cdm_desk.ui.words import label_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QIcon

    from cdm_desk.domain.book_slip import BookSlip
    from cdm_desk.services.finding import FindingService, FoundBooks
    from cdm_desk.ui.messages import Messages
    from cdm_desk.ui.tickets import Tickets

_ENTER: Final = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
_MOVES: Final = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}
_PAUSE_MS: Final = 40


class PickBooksDialog(QDialog):
    """A search over the shelves beside a conversation, and up to three titles for one slip."""

    def __init__(
        self, finding: FindingService, tickets: Tickets, messages: Messages, parent: QWidget, *, language: str | None
    ) -> None:
        super().__init__(parent)
        self._finding = finding
        self._tickets = tickets
        self._messages = messages
        self._desk = parent
        self.picked: list[ShelvedBook] = []
        self.setObjectName("pick_books")
        self.setWindowTitle(_("Books for the visitor"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.search_field = QLineEdit()
        self.search_field.setObjectName("pick_books.search")
        self.search_field.setMaxLength(200)
        self.search_field.setClearButtonEnabled(True)
        self.search_field.setPlaceholderText(_("Title, author, subject, shelf mark, ISBN…"))
        self.count_label = PlainLabel(kind="muted")
        self.model = ListModel(_columns(self), _sentence, lambda book: book.title.id, self)
        self.table: ListTable[ShelvedBook] = ListTable(self.model, "pick_books.results")
        self.picked_label = PlainLabel()
        self.picked_label.setObjectName("pick_books.picked")
        self.hint_label = PlainLabel(kind="muted")
        self.language_box = QComboBox()
        self.language_box.setObjectName("pick_books.language")
        for words, code in ((_("French"), "FR"), (_("Dutch"), "NL"), (_("French and Dutch"), None)):
            self.language_box.addItem(words, code)
        self.language_box.setCurrentIndex(max(0, self.language_box.findData(language if language != "BI" else None)))
        self.print_button = QPushButton()
        self.print_button.setObjectName("pick_books.print")
        self.print_button.setProperty("kind", "primary")
        self.print_button.setAutoDefault(False)
        self.close_button = QPushButton(_("&Close"))
        self.close_button.setObjectName("pick_books.close")
        self.close_button.setAutoDefault(False)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)

        self._lay_out()
        self._name()
        self._show_picked()
        self.search()
        self.search_field.installEventFilter(self)
        self.search_field.textChanged.connect(self._pause.start)
        self._pause.timeout.connect(self.search)
        self.table.opened.connect(self.pick)
        self.print_button.clicked.connect(self.print_slip)
        self.close_button.clicked.connect(self.reject)
        for keys in ("Ctrl+Return", "Ctrl+Enter", "Ctrl+P"):
            QShortcut(QKeySequence(keys), self).activated.connect(self.print_slip)
        self.search_field.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the arrows go into the list while the typing goes on, and Enter pick what is marked there."""
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and watched is self.search_field:
            return self._take_key(event)
        return super().eventFilter(watched, event)

    @Slot()
    def search(self) -> None:
        """Show what stands on the shelves for the words typed; the best answer is marked."""
        self._pause.stop()
        with self._messages.explain():
            found = self._finding.find(self.search_field.text())
            self.table.show_values(found.books)
            if found.books:
                self.table.setCurrentIndex(self.model.index(0, 1))
            self._say_found(found)

    @Slot(object)
    def pick(self, book: ShelvedBook) -> None:
        """Put a title on the slip, or take it off again; the fourth is refused."""
        known = [each for each in self.picked if each.title.id != book.title.id]
        if len(known) < len(self.picked):
            self.picked = known
        elif len(self.picked) >= MOST_BOOKS:
            self._hint(_("Three titles stand on the slip: Enter on the empty line prints it."))
            return
        else:
            self.picked.append(book)
        self.search_field.clear()
        self.search_field.setFocus()
        self.search()
        self._show_picked()
        announce(self.picked_label, self.picked_label.text())

    @Slot()
    def print_slip(self) -> None:
        """Print the slip and close, or show its page where no tickets are printed; nothing of it is kept."""
        if not self.picked:
            self._hint(_("Pick a title first: type a word, then Enter."))
            return
        ids = tuple(book.title.id for book in self.picked)
        number = len(ids)
        messages = self._messages
        slip = partial(self._finding.slip, ids, self.language_box.currentData())
        if self._tickets.prints:
            self._tickets.print_books(slip, lambda: _tell_printed(messages, number))
        else:
            self._show_page(slip)
        self.accept()

    def _show_page(self, slip: Callable[[], BookSlip]) -> None:
        from cdm_desk.ui.dialogs.paper_preview import PaperPreviewDialog  # noqa: PLC0415 - seldom opened

        make = partial(self._tickets.books_on_a_page, slip)
        page = PaperPreviewDialog(
            _("Slip of books"), "books", {"pdf": make}, self._messages, self._desk, send=print_unkept
        )
        page.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        page.open()

    def _take_key(self, event: QKeyEvent) -> bool:
        key, typed = event.key(), bool(self.search_field.text())
        if key in _MOVES:
            self._move(_MOVES[Qt.Key(key)])
        elif key in _ENTER and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._enter(typed=typed)
        elif key == Qt.Key.Key_Backspace and not typed and self.picked:
            self.pick(self.picked[-1])
        elif key == Qt.Key.Key_Escape and typed:
            self.search_field.clear()
        else:
            return False
        return True

    def _enter(self, *, typed: bool) -> None:
        if not typed:
            self.print_slip()
            return
        if self._pause.isActive():
            # Whoever types fast means what they typed, not what was found before.
            self.search()
        book = self.table.current()
        if book is not None:
            self.pick(book)

    def _move(self, rows: int) -> None:
        last = len(self.model.values) - 1
        if last >= 0:
            at = self.table.currentIndex().row() + rows
            self.table.setCurrentIndex(self.model.index(min(max(at, 0), last), 1))

    def _say_found(self, found: FoundBooks) -> None:
        if not self.search_field.text().strip():
            self.count_label.setText("")
            return
        words = _n("{number} title on the shelves", "{number} titles on the shelves", found.total)
        self.count_label.setText(words.format(number=in_use().number(found.total)))

    def _show_picked(self) -> None:
        lines = [f"{number}.  {book.line}" for number, book in enumerate(self.picked, start=1)]
        self.picked_label.setText("\n".join(lines) or _("Nothing is picked yet."))
        self.print_button.setText(_("&Print the slip"))
        self.print_button.setEnabled(bool(self.picked))
        if len(self.picked) == MOST_BOOKS:
            self._hint(_("Three titles stand on the slip: Enter on the empty line prints it."))
        elif self.picked:
            self._hint(_("Enter on the empty line prints; another word picks one more; Backspace takes the last off."))
        else:
            self._hint(_("Type a word; the arrows choose, Enter picks. Up to three titles, nothing is kept."))

    def _hint(self, words: str) -> None:
        self.hint_label.setText(words)
        announce(self.hint_label, words)

    def _name(self) -> None:
        name_widget(self.search_field, _("Search the shelves"))
        name_widget(self.table, _("Titles"))
        name_widget(self.language_box, _("Language of the slip"))
        name_widget(self.print_button, _("Print the slip"), "", QKeySequence("Ctrl+P"))
        name_widget(self.close_button, _("Close"))

    def _lay_out(self) -> None:
        for label in (self.picked_label, self.hint_label):
            label.setWordWrap(True)
        line = QHBoxLayout()
        line.addWidget(self.search_field, 1)
        line.addWidget(self.count_label)
        keys = QHBoxLayout()
        keys.setSpacing(em(self, 0.6))
        keys.addWidget(self.language_box)
        keys.addStretch(1)
        keys.addWidget(self.close_button)
        keys.addWidget(self.print_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(4 * [em(self, 1)]))
        column.setSpacing(em(self, 0.6))
        column.addLayout(line)
        column.addWidget(self.table, 1)
        column.addWidget(self.picked_label)
        column.addWidget(self.hint_label)
        column.addLayout(keys)
        screen = self.screen().availableSize()
        self.resize(min(em(self, 62), screen.width() - 40), min(em(self, 36), screen.height() - 80))


def _columns(widget: QWidget) -> list[Column[ShelvedBook]]:
    def theme_icon(book: ShelvedBook) -> QIcon | None:
        if book.shelf is None:
            return None
        tokens = tokens_of(widget)
        code = book.shelf.code
        return icon(THEME_ICONS.get(code, "books"), tokens.theme(code), selected=tokens.on_primary)

    return [
        Column(
            heading=lambda: _("Theme"),
            text=lambda book: f"{book.shelf.digit} {label_of(book.shelf)}" if book.shelf else "–",
            icon=theme_icon,
            width=11.5,
            room=46,
        ),
        Column(heading=lambda: _("Title"), text=lambda book: book.title.heading, stretch=True),
        Column(heading=lambda: _("Authors"), text=lambda book: authors_line(book.title), width=11, room=38),
        Column(heading=lambda: _("Shelf mark"), text=lambda book: book.title.shelf_mark or "", width=9),
    ]


def _sentence(book: ShelvedBook) -> str:
    theme = f"{book.shelf.digit} {label_of(book.shelf)}" if book.shelf else ""
    return ", ".join(filter(None, (book.title.heading, authors_line(book.title), theme, book.title.shelf_mark)))


def _tell_printed(messages: Messages, number: int) -> None:
    words = _n("Slip with {number} title printed.", "Slip with {number} titles printed.", number)
    messages.tell(words.format(number=number))
