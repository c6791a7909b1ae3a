"""An article of the press review: its reference, our words in both languages, a quotation, books that go with it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final
from uuid import UUID

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialog,
    QFormLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from cdm_desk.domain.errors import DeskError, FieldTooLongError, TextRefusedError
from cdm_desk.domain.press import LANGUAGES, LinkShapeError, PressItem, PressTitleMissingError, QuoteSourceError
from cdm_desk.domain.press_rights import LICENCES, LicenceExpiredError, LicenceMissingError, Quote
from cdm_desk.language import _
from cdm_desk.ui.appearance import em
from cdm_desk.ui.book_words import book_language_name, day_from, day_text
from cdm_desk.ui.keys import digit_keys, digit_of
from cdm_desk.ui.widgets import FlowLayout, PlainLabel, ScrollArea, announce, name_widget, set_kind
from cdm_desk.ui.words import book_field_name, label_of, sentence

if TYPE_CHECKING:
    from cdm_desk.domain.lists import Entry
    from cdm_desk.domain.press import ShelfTitle
    from cdm_desk.services.lists import ListsService
    from cdm_desk.services.press import PressService
    from cdm_desk.ui.undo import Undo

LINES: Final = ("link", "title", "source", "author", "published_on")
TEXTS: Final = ("summary_fr", "summary_nl", "quote", "full_text")
BOOK_ROWS: Final = 5


class PressItemDialog(QDialog):
    """Ctrl+Enter keeps it, Esc leaves it; Alt+1 to 5 choose themes, in the list of books 1 to 9 choose books."""

    def __init__(
        self,
        press: PressService,
        lists: ListsService,
        undo: Undo,
        item: PressItem,
        parent: QWidget | None = None,
        *,
        issue_id: UUID | None = None,
        known: bool = True,
    ) -> None:
        """`item` is the article as it stands, or where it is not `known` yet what is filled in of a new one."""
        super().__init__(parent)
        self._press = press
        self._undo = undo
        self._seen = item
        self._issue_id = issue_id
        self._known = known
        self._themes = lists.themes_in_use()
        self._books: list[ShelfTitle] = []
        self._chosen: set[UUID] = set(item.title_ids)
        self._complaint: DeskError | None = None
        self._warned_of: PressItem | None = None
        self.setObjectName("press_item.dialog")

        self._make_widgets()
        self._lay_out()
        self._load(item)
        self.retranslate()
        self._connect()
        self._fit_window()
        first = "summary_fr" if item.title and item.title != item.link else "title"
        self._editors[first].setFocus()
        self._begun = self._typed()

    def line(self, name: str) -> QLineEdit:
        """Return the line in which a field is typed."""
        editor = self._editors[name]
        assert isinstance(editor, QLineEdit)  # noqa: S101 - the names of lines are ours
        return editor

    def text(self, name: str) -> QPlainTextEdit:
        """Return the box in which a text is typed."""
        editor = self._editors[name]
        assert isinstance(editor, QPlainTextEdit)  # noqa: S101 - as above
        return editor

    def retranslate(self) -> None:
        """Set the words again; what is typed and chosen stays."""
        self.setWindowTitle(_("Edit an article") if self._known else _("New article"))
        for name, editor in self._editors.items():
            words = book_field_name(name)
            self._labels[name].setText(words)
            name_widget(editor, words)
        self.line("published_on").setPlaceholderText("25/02/2019")
        self.line("link").setPlaceholderText("https://…")
        self.theme_label.setText(book_field_name("theme_codes"))
        for chip, entry in zip(self.theme_chips, self._themes, strict=True):
            words = f"{entry.digit} {label_of(entry)}"
            chip.setText(words.replace("&", "&&"))
            name_widget(chip, _("Theme {theme}").format(theme=words), "", QKeySequence(f"Alt+{entry.digit}"))
        for box, names in ((self.language_box, ("", *LANGUAGES)), (self.licence_box, ("", *LICENCES))):
            for row, code in enumerate(names):
                words = book_language_name(code) if box is self.language_box and code else code
                box.setItemText(row, words or "–")
        self.books_label.setText(_("On our shelves: 1 to 9 choose what to print with the article"))
        name_widget(self.books_list, _("Titles of the catalogue that go with the article"))
        self.keep_button.setText(_("&Save"))
        name_widget(self.keep_button, _("Save"), "", QKeySequence("Ctrl+Enter"))
        self.cancel_button.setText(_("Cancel"))
        name_widget(self.cancel_button, _("Cancel"), "", QKeySequence("Esc"))
        self._say_count()
        self._show_books()
        if self._complaint is not None:
            self._show(self._complaint)
        elif self._warned_of is not None:
            self._warn_of_loss()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language of the screens."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange and hasattr(self, "_begun"):
            self.retranslate()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes to the next field, Ctrl+Enter saves."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            focused = self.focusWidget()
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self.keep()
            elif isinstance(focused, QPushButton):
                focused.click()
            else:
                self.focusNextChild()
            return
        chip = self._chip_of(digit_of(event)) if self.focusWidget() in self.theme_chips else None
        if chip is not None:
            chip.click()
            return
        super().keyPressEvent(event)

    def _chip_of(self, digit: str) -> QPushButton | None:
        digits = [str(entry.digit) for entry in self._themes]
        return self.theme_chips[digits.index(digit)] if digit in digits else None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let Ctrl+Enter save from a text too, and digits choose in the list of books."""
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            is_enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
            if is_enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self.keep()
                return True
            if watched is self.books_list and (digit := digit_of(event)):
                self.choose_book(int(digit) - 1)
                return True
        return super().eventFilter(watched, event)

    @Slot()
    def keep(self) -> None:
        """Save the article; what the rules refuse is said below, and nothing typed is lost."""
        self._complaint = None
        self.error_label.hide()
        try:
            wanted = self._typed()
            kept = self._press.keep(wanted, self._seen) if self._known else self._press.add(wanted, self._issue_id)
        except DeskError as error:
            self._show(error)
            return
        except ValueError:
            self._say(_("“{typed}” is no day. Type it like 30/11/2026.").format(typed=self.line("published_on").text()))
            self.line("published_on").setFocus()
            return
        seen = self._seen
        self.accept()
        if self._known:
            self._undo.keep(
                lambda: _("“{title}” is saved.").format(title=kept.title), lambda: self._press.keep(seen, kept)
            )
        else:
            self._undo.keep(
                lambda: _("“{title}” is in the press review.").format(title=kept.title),
                lambda: self._press.remove(kept.id),
            )

    def reject(self) -> None:
        """Leave the article as it was; what was typed is let go at the second time only."""
        try:
            typed = self._typed()
        except ValueError:
            typed = replace(self._begun, rank=-1)
        if typed in (self._begun, self._warned_of):
            super().reject()
            return
        self._warned_of = typed
        self._warn_of_loss()

    def choose_book(self, place: int) -> None:
        """Have a book printed with the article, or no longer."""
        row = self.books_list.item(place)
        if row is not None:
            checked = row.checkState() is Qt.CheckState.Checked
            row.setCheckState(Qt.CheckState.Unchecked if checked else Qt.CheckState.Checked)
            self.books_list.setCurrentRow(place)

    @Slot()
    def find_books(self) -> None:
        """Propose titles of the catalogue for the title and the themes as they are typed now; chosen ones stay."""
        chosen = list(self._press.shelf(self._chosen).values())
        likely = self._press.books_for(replace(self._seen, title=self.line("title").text(), theme_codes=self._codes()))
        known = {book.id for book in chosen}
        self._books = [*chosen, *(book for book in likely if book.id not in known)][:9]
        self._show_books()

    def _make_widgets(self) -> None:
        self._editors: dict[str, QWidget] = {}
        self._labels: dict[str, PlainLabel] = {}
        self.language_box, self.licence_box = QComboBox(), QComboBox()
        for _code in ("", *LANGUAGES):
            self.language_box.addItem("", _code)
        for _code in ("", *LICENCES):
            self.licence_box.addItem("", _code)
        for name in (*LINES, "language", *TEXTS, "licence"):
            editor: QWidget
            if name in TEXTS:
                editor = QPlainTextEdit()
                editor.setTabChangesFocus(True)
                editor.installEventFilter(self)
            else:
                editor = {"language": self.language_box, "licence": self.licence_box}.get(name) or QLineEdit()
            editor.setObjectName(f"press_item.{name}")
            self._editors[name] = editor
            self._labels[name] = PlainLabel()
            self._labels[name].setBuddy(editor)
        self.theme_label = PlainLabel()
        self.theme_chips: list[QPushButton] = []
        for entry in self._themes:
            chip = QPushButton()
            chip.setObjectName(f"press_item.theme_{entry.digit}")
            chip.setProperty("kind", "chip")
            chip.setCheckable(True)
            chip.setAutoDefault(False)
            self.theme_chips.append(chip)
        self.counter_label = PlainLabel(kind="muted")
        self.counter_label.setObjectName("press_item.counter")
        self.counter_label.setWordWrap(True)
        self.books_label = PlainLabel()
        self.books_label.setWordWrap(True)
        self.books_list = QListWidget()
        self.books_list.setObjectName("press_item.books")
        self.books_list.installEventFilter(self)
        self.error_label = PlainLabel(kind="error")
        self.error_label.setObjectName("press_item.error")
        self.error_label.setWordWrap(True)
        self.error_label.hide()
        self.keep_button, self.cancel_button = QPushButton(), QPushButton()
        set_kind(self.keep_button, "primary")
        for button, name in ((self.keep_button, "keep"), (self.cancel_button, "cancel")):
            button.setObjectName(f"press_item.{name}")
            button.setAutoDefault(False)

    def _lay_out(self) -> None:
        form = self._form()
        for name in (*LINES, "language"):
            form.addRow(self._labels[name], self._editors[name])
        chips = FlowLayout(gap=em(self, 0.4))
        for chip in self.theme_chips:
            chips.addWidget(chip)
        form.addRow(self.theme_label, chips)
        for name in TEXTS[:2]:
            self.text(name).setFixedHeight(em(self, 5.6))
            form.addRow(self._labels[name], self._editors[name])
        self.text("quote").setFixedHeight(em(self, 4.2))
        self.text("full_text").setFixedHeight(em(self, 5))
        quoted = QVBoxLayout()
        quoted.setSpacing(em(self, 0.15))
        quoted.addWidget(self._editors["quote"])
        quoted.addWidget(self.counter_label)
        form.addRow(self._labels["quote"], quoted)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(em(self, 1.2), em(self, 1), em(self, 1.2), em(self, 1))
        column.setSpacing(em(self, 0.6))
        column.addLayout(form)
        column.addWidget(self.books_label)
        column.addWidget(self.books_list)
        rest = self._form()
        for name in ("licence", "full_text"):
            rest.addRow(self._labels[name], self._editors[name])
        for label in (*self._labels.values(), self.theme_label):
            label.setMinimumWidth(em(self, 12))
        column.addLayout(rest)
        column.addStretch(1)
        self.scroll_area = ScrollArea()
        self.scroll_area.setObjectName("press_item.scroll")
        self.scroll_area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.scroll_area.setWidgetResizable(True)
        self.scroll_area.setWidget(inside)
        buttons = FlowLayout(gap=em(self, 0.6))
        buttons.addWidget(self.keep_button)
        buttons.addWidget(self.cancel_button)
        foot = QVBoxLayout()
        foot.setContentsMargins(em(self, 1.2), 0, em(self, 1.2), em(self, 0.9))
        foot.addWidget(self.error_label)
        foot.addLayout(buttons)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(em(self, 0.6))
        whole.addWidget(self.scroll_area, 1)
        whole.addLayout(foot)

    def _form(self) -> QFormLayout:
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        form.setHorizontalSpacing(em(self, 1))
        form.setVerticalSpacing(em(self, 0.45))
        return form

    def _load(self, item: PressItem) -> None:
        for name in ("link", "title", "source", "author"):
            self.line(name).setText(getattr(item, name) or "")
        self.line("published_on").setText(day_text(item.published_on))
        for name in TEXTS:
            self.text(name).setPlainText(getattr(item, name) or "")
        self.language_box.setCurrentIndex(max(0, self.language_box.findData(item.language or "")))
        self.licence_box.setCurrentIndex(max(0, self.licence_box.findData(item.licence or "")))
        for chip, entry in zip(self.theme_chips, self._themes, strict=True):
            chip.setChecked(entry.code in item.theme_codes)
        self.find_books()

    def _connect(self) -> None:
        self.keep_button.clicked.connect(self.keep)
        self.cancel_button.clicked.connect(self.reject)
        QShortcut(QKeySequence("Ctrl+S"), self).activated.connect(self.keep)
        for chip, entry in zip(self.theme_chips, self._themes, strict=True):
            chip.clicked.connect(self.find_books)
            for keys in digit_keys(str(entry.digit), Qt.KeyboardModifier.AltModifier):
                QShortcut(keys, self).activated.connect(chip.click)
        self.line("title").editingFinished.connect(self.find_books)
        for name in ("quote", "full_text"):
            self.text(name).textChanged.connect(self._say_count)
        self.books_list.itemChanged.connect(self._take_choice)
        QApplication.instance().focusChanged.connect(self._follow_focus)  # type: ignore[union-attr]

    @Slot(QWidget, QWidget)
    def _follow_focus(self, _old: QWidget | None, now: QWidget | None) -> None:
        inside = self.scroll_area.widget()
        if now is not None and inside is not None and inside.isAncestorOf(now):
            self.scroll_area.ensureWidgetVisible(now, 0, em(self, 2))

    @Slot(QListWidgetItem)
    def _take_choice(self, row: QListWidgetItem) -> None:
        title_id = row.data(Qt.ItemDataRole.UserRole)
        if row.checkState() is Qt.CheckState.Checked:
            self._chosen.add(title_id)
        else:
            self._chosen.discard(title_id)

    @Slot()
    def _say_count(self) -> None:
        quote = Quote.of(self.text("quote").toPlainText(), self.text("full_text").toPlainText())
        if quote.too_long:
            words = _(
                "{length} signs, more than {allowed}: quote no longer than the purpose needs, or say it yourself."
            )
        else:
            words = _("{length} of {allowed} signs; source and author are printed with it.")
        self.counter_label.setText(words.format(length=quote.length, allowed=quote.allowed))
        self.counter_label.set_kind("warn" if quote.too_long else "muted")

    def _show_books(self) -> None:
        self.books_list.blockSignals(True)
        current = self.books_list.currentRow()
        self.books_list.clear()
        for place, book in enumerate(self._books, start=1):
            parts = (book.heading, (book.language or "").upper(), book.shelf_mark or "")
            row = QListWidgetItem(f"{place}   {' · '.join(part for part in parts if part)}")
            row.setData(Qt.ItemDataRole.UserRole, book.id)
            row.setFlags(row.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            row.setCheckState(Qt.CheckState.Checked if book.id in self._chosen else Qt.CheckState.Unchecked)
            self.books_list.addItem(row)
        self.books_list.setCurrentRow(max(0, current))
        self.books_list.blockSignals(False)
        self.books_list.setVisible(bool(self._books))
        self.books_label.setVisible(bool(self._books))
        shown = min(BOOK_ROWS, max(1, len(self._books)))
        self.books_list.setFixedHeight(shown * max(em(self, 1.9), self.books_list.sizeHintForRow(0)) + em(self, 0.6))

    def _codes(self) -> tuple[str, ...]:
        """Return the themes chosen; those that were known keep their order, the first one is the main one."""
        on = [entry.code for entry, chip in zip(self._themes, self.theme_chips, strict=True) if chip.isChecked()]
        kept = [code for code in self._seen.theme_codes if code in on]
        return (*kept, *(code for code in on if code not in kept))

    def _typed(self) -> PressItem:
        """Return the article as it is typed; raises ValueError for what is no day."""
        order = [book.id for book in self._books if book.id in self._chosen]
        return replace(
            self._seen,
            **{name: self.line(name).text() or None for name in ("link", "source", "author")},  # type: ignore[arg-type]
            title=self.line("title").text(),
            published_on=day_from(self.line("published_on").text()),
            language=self.language_box.currentData() or None,
            theme_codes=self._codes(),
            **{name: self.text(name).toPlainText() or None for name in TEXTS},  # type: ignore[arg-type]
            licence=self.licence_box.currentData() or None,
            title_ids=tuple(order),
        )

    def _show(self, error: DeskError) -> None:
        self._complaint = error
        self._say(sentence(error))
        match error:
            case FieldTooLongError(field=field) | TextRefusedError(field=field):
                self._editors[field].setFocus()
            case LinkShapeError():
                self._editors["link"].setFocus()
            case PressTitleMissingError():
                self._editors["title"].setFocus()
            case QuoteSourceError():
                self._editors["source"].setFocus()
            case LicenceMissingError() | LicenceExpiredError():
                self._editors["licence"].setFocus()
            case _:
                pass

    def _say(self, words: str) -> None:
        self.error_label.setText(words)
        self.error_label.set_kind("error")
        self.error_label.show()
        announce(self.error_label, words)

    def _warn_of_loss(self) -> None:
        self._say(_("What was typed is not saved. Esc once more lets it go; Ctrl+Enter saves it."))
        self.error_label.set_kind("warn")

    def _fit_window(self) -> None:
        screen = self.screen().availableGeometry().size()
        self.resize(min(em(self, 56), screen.width() - 40), min(em(self, 48), screen.height() - 60))


def theme_words(themes: list[Entry], codes: tuple[str, ...]) -> str:
    """Return the themes of an article on one line, each with its digit."""
    return ", ".join(f"{entry.digit} {label_of(entry)}" for code in codes for entry in themes if entry.code == code)
