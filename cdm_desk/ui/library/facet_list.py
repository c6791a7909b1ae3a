"""What the catalogue can be narrowed by: values with how many titles each would leave, switched by Enter or Space."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtGui import QBrush, QColor, QFocusEvent, QFont, QIcon, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeWidget, QTreeWidgetItem

from cdm_desk.domain.facets import Facet
from cdm_desk.language import _, _n, in_use
from cdm_desk.ui.appearance import em, icon, tabular, tokens_of
from cdm_desk.ui.widgets import name_widget

if TYPE_CHECKING:
    from collections.abc import Sequence

_KEY = int(Qt.ItemDataRole.UserRole)
_SWITCHES = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space})
_LETS_GO = frozenset({Qt.Key.Key_Backspace, Qt.Key.Key_Delete})


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """One value of a facet as it is shown; `deep` stands under the one before it."""

    facet: Facet
    value: str
    words: str
    number: int
    chosen: bool = False
    deep: bool = False
    icon: QIcon | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A facet with its values."""

    facet: Facet
    words: str
    values: Sequence[Value]


class FacetList(QTreeWidget):
    """A list of groups. While somebody types only its numbers change, so that each value keeps its place.

    `switched` gives a facet and the value that is now wanted, None for all of them; `let_go` asks for everything.
    """

    switched = Signal(object, object)
    let_go = Signal()

    def __init__(self, object_name: str) -> None:
        super().__init__()
        self.setObjectName(object_name)
        self.setColumnCount(2)
        self.setHeaderHidden(True)
        self.setRootIsDecorated(False)
        self.setIndentation(0)
        self.setUniformRowHeights(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        header = self.header()
        header.setStretchLastSection(False)
        header.setMinimumSectionSize(1)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self._items: dict[tuple[Facet, str], QTreeWidgetItem] = {}
        self._values: dict[tuple[Facet, str], Value] = {}
        self._order: list[object] = []
        self._fit()
        self.itemClicked.connect(self._click)

    def show_groups(self, groups: Sequence[Group]) -> None:
        """Show other values, or other numbers of the same."""
        order: list[object] = []
        for group in groups:
            order += [(group.facet, group.words), *((each.facet, each.value, each.words) for each in group.values)]
        self._values = {(each.facet, each.value): each for group in groups for each in group.values}
        if order != self._order:
            self._order = order
            self._build(groups)
        for key, item in self._items.items():
            self._dress(item, self._values[key])
        if not self.hasFocus():
            self.clearSelection()

    def retranslate(self) -> None:
        """Set its name again; its values come with the next numbers."""
        name_widget(self, _("Narrow the list"))
        self._order = []

    def mark_first(self) -> None:
        """Mark the first value, unless one is marked."""
        # Qt has gone to the first heading already, which is nothing to be switched.
        if self._current_key() is None:
            for item in list(self._items.values())[:1]:
                self.setCurrentItem(item)

    def chosen(self) -> list[Value]:
        """Return the values that are switched on."""
        return [each for each in self._values.values() if each.chosen]

    def switch(self, facet: Facet, value: str) -> None:
        """Switch a value on, or off where it is on."""
        shown = self._values.get((facet, value))
        if shown is not None:
            self.switched.emit(facet, None if shown.chosen else value)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Switch the value that is marked; Backspace lets go of all."""
        item = self.currentItem()
        if event.key() in _SWITCHES and item is not None:
            self._click(item)
        elif event.key() in _LETS_GO:
            self.let_go.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Mark where one stands."""
        super().focusInEvent(event)
        item = self.currentItem()
        if item is not None:
            item.setSelected(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Mark nothing any longer: a marked value looks like one to which the list is narrowed."""
        super().focusOutEvent(event)
        self.clearSelection()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the size of text."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange and hasattr(self, "_items"):
            self._fit()

    def _fit(self) -> None:
        self.setFont(tabular(self.font()))
        self.setIconSize(QSize(em(self, 1.2), em(self, 1.2)))

    @Slot(QTreeWidgetItem)
    def _click(self, item: QTreeWidgetItem) -> None:
        key = item.data(0, _KEY)
        if key is not None:
            self.switch(Facet(key[0]), key[1])

    def _build(self, groups: Sequence[Group]) -> None:
        current, scrolled = self._current_key(), self.verticalScrollBar().value()
        self.clear()
        self._items = {}
        for group in groups:
            self._head(group)
            for each in group.values:
                item = QTreeWidgetItem(self)
                item.setData(0, _KEY, (each.facet.value, each.value))
                item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                self._items[each.facet, each.value] = item
        if current in self._items:
            self.setCurrentItem(self._items[current])
        self.verticalScrollBar().setValue(scrolled)

    def _head(self, group: Group) -> None:
        head = QTreeWidgetItem(self, [group.words])
        head.setFlags(Qt.ItemFlag.ItemIsEnabled)
        head.setFirstColumnSpanned(True)
        bold = QFont(self.font())
        bold.setBold(True)
        head.setFont(0, bold)
        head.setForeground(0, QBrush(QColor(tokens_of(self).muted)))

    def _dress(self, item: QTreeWidgetItem, value: Value) -> None:
        tokens = tokens_of(self)
        number = in_use().number(value.number)
        words = f"    {value.words}" if value.deep else value.words
        item.setText(0, words)
        item.setToolTip(0, value.words)
        item.setText(1, number)
        font = QFont(self.font())
        font.setBold(value.chosen)
        colour = QBrush(QColor(tokens.text if value.number or value.chosen else tokens.muted))
        for column in (0, 1):
            item.setFont(column, font)
            item.setForeground(column, colour)
        check = icon("check", tokens.primary, selected=tokens.on_primary)
        item.setIcon(0, check if value.chosen else value.icon or QIcon())
        told = _n("{value}: {number} title", "{value}: {number} titles", value.number)
        spoken = told.format(value=value.words, number=number)
        item.setData(
            0,
            Qt.ItemDataRole.AccessibleTextRole,
            _("{value}, chosen").format(value=spoken) if value.chosen else spoken,
        )

    def _current_key(self) -> tuple[Facet, str] | None:
        item = self.currentItem()
        key = item.data(0, _KEY) if item is not None else None
        return None if key is None else (Facet(key[0]), key[1])
