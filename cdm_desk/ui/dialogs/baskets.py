"""Small windows over the catalogue: a name to type, a list to choose from by a digit, the baskets with their titles."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from cdm_desk.domain.baskets import LONGEST_NAME
from cdm_desk.domain.errors import DeskError
from cdm_desk.language import _, _n, catalogue, in_use
from cdm_desk.ui.appearance import em
from cdm_desk.ui.book_words import authors_line
from cdm_desk.ui.keys import digit_of
from cdm_desk.ui.library.papers import printed
from cdm_desk.ui.tables import Column, ListModel, ListTable
from cdm_desk.ui.widgets import FlowLayout, PlainLabel, announce, name_widget, plain_tip
from cdm_desk.ui.words import sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from uuid import UUID

    from cdm_desk.domain.baskets import Basket
    from cdm_desk.domain.library import Copy, Title
    from cdm_desk.services.baskets import BasketsService
    from cdm_desk.services.finding import FindingService
    from cdm_desk.ui.background import Background
    from cdm_desk.ui.messages import Messages
    from cdm_desk.ui.undo import Undo

_ID: Final = int(Qt.ItemDataRole.UserRole)


class NameDialog(QDialog):
    """Asks for a name: Enter keeps it; what cannot be kept is said, and nothing typed is lost."""

    def __init__(self, heading: str, name: str, keep: Callable[[str], object], parent: QWidget) -> None:
        super().__init__(parent)
        self._keep = keep
        self.setObjectName("name")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(heading)
        self.name_field = QLineEdit(name)
        self.name_field.setObjectName("name.name")
        self.name_field.setMaxLength(LONGEST_NAME)
        self.name_field.selectAll()
        name_widget(self.name_field, heading)
        self.trouble_label = PlainLabel(kind="error")
        self.trouble_label.setWordWrap(True)
        self.trouble_label.hide()
        self.keep_button = QPushButton(_("&Keep"))
        self.keep_button.setObjectName("name.keep")
        self.keep_button.setProperty("kind", "primary")
        self.keep_button.setDefault(True)
        self.cancel_button = QPushButton(_("Cancel"))
        self.cancel_button.setObjectName("name.cancel")
        self.cancel_button.setAutoDefault(False)
        for button in (self.keep_button, self.cancel_button):
            name_widget(button, button.text().replace("&", ""))
        heading_label = PlainLabel(heading, kind="subheading")
        heading_label.setWordWrap(True)
        keys = QHBoxLayout()
        keys.addStretch(1)
        keys.addWidget(self.cancel_button)
        keys.addWidget(self.keep_button)
        column = QVBoxLayout(self)
        column.setSpacing(em(self, 0.6))
        for part in (heading_label, self.name_field, self.trouble_label):
            column.addWidget(part)
        column.addLayout(keys)
        self.setMinimumWidth(em(self, 26))
        self.keep_button.clicked.connect(self.keep)
        self.cancel_button.clicked.connect(self.reject)
        self.name_field.setFocus()

    @Slot()
    def keep(self) -> None:
        """Keep the name, or say why it cannot be kept."""
        try:
            self._keep(self.name_field.text())
        except DeskError as refused:
            self.trouble_label.setText(sentence(refused))
            self.trouble_label.show()
            announce(self.trouble_label, self.trouble_label.text())
            return
        self.accept()


class ChooseDialog(QDialog):
    """Lists names of which the first nine have a digit: one key opens, Delete lets go of the marked one."""

    chosen = Signal(object)
    dropped = Signal(object)

    def __init__(self, heading: str, names: Sequence[tuple[UUID, str]], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("choose")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(heading)
        self.list = QListWidget()
        self.list.setObjectName("choose.list")
        name_widget(self.list, heading)
        self.hint_label = PlainLabel(_("The digit opens, Delete takes one off the list, Esc leaves."), kind="muted")
        self.hint_label.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setSpacing(em(self, 0.6))
        column.addWidget(self.list, 1)
        column.addWidget(self.hint_label)
        for number, (identity, name) in enumerate(names, start=1):
            item = QListWidgetItem(f"{number}   {name}" if number <= 9 else f"     {name}")
            item.setData(_ID, identity)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.list.installEventFilter(self)
        self.list.itemActivated.connect(self._take)
        self.resize(em(self, 30), em(self, 22))
        self.list.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Hear the digits, on every keyboard of the house, and Delete."""
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            digit = digit_of(event)
            item = self.list.item(int(digit) - 1) if digit and digit != "0" else None
            if item is not None:
                self._take(item)
                return True
            if event.key() == Qt.Key.Key_Delete:
                self._drop()
                return True
        return super().eventFilter(watched, event)

    @Slot(QListWidgetItem)
    def _take(self, item: QListWidgetItem) -> None:
        identity = item.data(_ID)
        self.accept()
        self.chosen.emit(identity)

    def _drop(self) -> None:
        item = self.list.takeItem(self.list.currentRow())
        if item is not None:
            self.dropped.emit(item.data(_ID))
        if not self.list.count():
            self.accept()


class BasketsDialog(QDialog):
    """The baskets, and what is in the marked one; Enter makes it the one that Ctrl+K fills."""

    current = Signal(object)
    export_wanted = Signal(object)

    def __init__(
        self,
        baskets: BasketsService,
        finding: FindingService,
        messages: Messages,
        undo: Undo,
        *,
        background: Background,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._baskets = baskets
        self._finding = finding
        self._messages = messages
        self._undo = undo
        self._background = background
        self._known: list[Basket] = []
        self.setObjectName("baskets")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Baskets"))
        self.list = QListWidget()
        self.list.setObjectName("baskets.list")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.model = ListModel(_columns(), _sentence, lambda work: work[0].id, self)
        self.table: ListTable[tuple[Title, tuple[Copy, ...]]] = ListTable(self.model, "baskets.titles")
        self.empty_label = PlainLabel(
            _("No basket yet: New makes one, then Ctrl+K in the list fills it."), kind="muted"
        )
        self.empty_label.setWordWrap(True)
        self.buttons = {
            name: self._button(name, words, slot)
            for name, words, slot in (
                ("new", _("&New…"), self.ask_new),
                ("rename", _("&Rename…"), self.ask_name),
                ("drop", _("&Delete basket"), self.drop),
                ("take_out", _("&Take titles out"), self.take_out),
                ("print", _("&Print the list"), self.print_list),
                ("export", _("E&xport…"), self.export),
                ("fill", _("&Fill this one"), self.fill),
            )
        }
        self.buttons["fill"].setProperty("kind", "primary")
        self._lay_out()
        name_widget(self.list, _("Baskets"))
        name_widget(self.table, _("Titles"))
        self.reload()
        self.list.currentRowChanged.connect(self._show)
        self.list.itemActivated.connect(self.fill)
        QShortcut(QKeySequence("Ctrl+P"), self).activated.connect(self.print_list)
        QShortcut(QKeySequence("Del"), self.table).activated.connect(self.take_out)
        self.list.setFocus()

    def basket(self) -> Basket | None:
        """Return the marked basket."""
        row = self.list.currentRow()
        return self._known[row] if 0 <= row < len(self._known) else None

    def reload(self, marked: UUID | None = None) -> None:
        """Show the baskets again."""
        before = self.basket()
        wanted = marked or (before.id if before else None)
        self._known = list(self._baskets.all())
        self.list.blockSignals(True)
        self.list.clear()
        for basket in self._known:
            words = _n("{name}: {number} title", "{name}: {number} titles", basket.titles)
            self.list.addItem(words.format(name=basket.name, number=in_use().number(basket.titles)))
            self.list.item(self.list.count() - 1).setToolTip(plain_tip(basket.name))
        rows = [row for row, basket in enumerate(self._known) if basket.id == wanted]
        self.list.setCurrentRow(rows[0] if rows else 0)
        self.list.blockSignals(False)
        self._show()

    @Slot()
    def ask_new(self) -> None:
        """Ask for the name of a new basket."""
        NameDialog(_("Name of the new basket"), "", self._make, self).open()

    @Slot()
    def ask_name(self) -> None:
        """Ask for another name for the marked basket."""
        basket = self.basket()
        if basket is not None:
            NameDialog(_("New name of the basket"), basket.name, partial(self._rename, basket), self).open()

    @Slot()
    def drop(self) -> None:
        """Let go of the marked basket; Ctrl+Z brings it back."""
        basket = self.basket()
        if basket is not None:
            with self._messages.explain():
                self._baskets.drop(basket.id)
                self._undo.keep(
                    lambda: _("Basket “{name}” deleted").format(name=basket.name),
                    partial(self._baskets.bring_back, basket.id),
                )
            self.reload()

    @Slot()
    def take_out(self) -> None:
        """Take the marked titles out of the basket; Ctrl+Z puts them in again."""
        basket, titles = self.basket(), [work[0].id for work in self.table.marked()]
        if basket is None or not titles:
            return
        with self._messages.explain():
            self._baskets.take_out(basket.id, titles)
            number = len(titles)
            self._undo.keep(
                lambda: _n("{number} title taken out", "{number} titles taken out", number).format(number=number),
                partial(self._baskets.put, basket.id, titles),
            )
        self.reload()

    @Slot()
    def print_list(self) -> None:
        """Print the basket, French and Dutch together, in the order of the shelves."""
        basket = self.basket()
        if basket is None or not self.model.values:
            return
        messages, number = self._messages, len(self.model.values)
        draw = partial(_drawn, self._baskets, self._finding, basket)
        told = _n("List of {number} title printed.", "List of {number} titles printed.", number)
        self._background.run(
            partial(printed, f"basket-{basket.id.hex[:8]}.pdf", draw),
            lambda _file: messages.tell(told.format(number=number)),
        )

    @Slot()
    def export(self) -> None:
        """Ask where the basket shall be written."""
        basket = self.basket()
        if basket is not None and self.model.values:
            self.accept()
            self.export_wanted.emit(basket)

    @Slot()
    def fill(self) -> None:
        """Make the marked basket the one that is filled, and close."""
        basket = self.basket()
        if basket is not None:
            self.accept()
            self.current.emit(basket)

    def _make(self, name: str) -> None:
        self.reload(self._baskets.make(name).id)

    def _rename(self, basket: Basket, name: str) -> None:
        self._baskets.rename(basket.id, name)
        self.reload()

    @Slot()
    def _show(self) -> None:
        basket = self.basket()
        self.table.show_values(self._baskets.shelf(basket.id) if basket is not None else [])
        self.empty_label.setVisible(not self._known)
        for name, button in self.buttons.items():
            needs_titles = name in {"take_out", "print", "export"}
            button.setEnabled(name == "new" or (basket is not None and (not needs_titles or bool(self.model.values))))

    def _button(self, name: str, words: str, slot: Callable[[], object]) -> QPushButton:
        button = QPushButton(words)
        button.setObjectName(f"baskets.{name}")
        button.setAutoDefault(False)
        button.clicked.connect(slot)
        name_widget(button, words.replace("&", ""))
        return button

    def _lay_out(self) -> None:
        halves = QHBoxLayout()
        halves.setSpacing(em(self, 0.6))
        halves.addWidget(self.list, 2)
        halves.addWidget(self.table, 5)
        keys = FlowLayout(gap=em(self, 0.5))
        for button in self.buttons.values():
            keys.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(4 * [em(self, 1)]))
        column.setSpacing(em(self, 0.6))
        column.addWidget(self.empty_label)
        column.addLayout(halves, 1)
        column.addLayout(keys)
        screen = self.screen().availableSize()
        self.resize(min(em(self, 70), screen.width() - 40), min(em(self, 38), screen.height() - 80))


def _columns() -> list[Column[tuple[Title, tuple[Copy, ...]]]]:
    return [
        Column(heading=lambda: _("Shelf mark"), text=lambda work: work[0].shelf_mark or "", width=9),
        Column(heading=lambda: _("Title"), text=lambda work: work[0].heading, stretch=True),
        Column(heading=lambda: _("Authors"), text=lambda work: authors_line(work[0]), width=11, room=36),
    ]


def _sentence(work: tuple[Title, tuple[Copy, ...]]) -> str:
    return ", ".join(filter(None, (work[0].heading, authors_line(work[0]), work[0].shelf_mark)))


def _drawn(baskets: BasketsService, finding: FindingService, basket: Basket) -> bytes:
    from cdm_desk.documents.basket_list import basket_list  # noqa: PLC0415 - with the first list, off the screen
    from cdm_desk.domain.book_slip import shelved  # noqa: PLC0415 - as above

    books = shelved([title for title, _copies in baskets.shelf(basket.id)], finding.shelves())
    day = in_use().date(baskets.today())
    return basket_list(basket.name, books, [catalogue("fr"), catalogue("nl")], day)
