"""One read-only table model for lists of values, and the view that shows, sorts, copies and speaks them."""

import html
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QByteArray,
    QEvent,
    QItemSelectionModel,
    QMimeData,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QSize,
    Qt,
    QTimer,
    Signal,
    Slot,
)
from PySide6.QtGui import (
    QAction,
    QBrush,
    QColor,
    QGuiApplication,
    QHelpEvent,
    QIcon,
    QKeySequence,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView, QToolTip, QWidget

from cdm_desk.language import _
from cdm_desk.ui.appearance import em, tabular
from cdm_desk.ui.widgets import plain_tip

Value = TypeVar("Value")
Index = QModelIndex | QPersistentModelIndex
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def _nothing(_value: Any) -> str:  # noqa: ANN401
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column(Generic[Value]):
    """One column: its heading in the language in use, and what it shows of a value.

    `sort` gives the key to sort by (else the text); `number` sets it to the right in figures of equal width; `icon`
    and `colour` stand beside or in the words, never instead of them; `tip` is shown when the mouse rests on a cell. The
    column is left out where the list is narrower than `room`, in heights of a letter.
    """

    heading: Callable[[], str]
    text: Callable[[Value], str]
    sort: Callable[[Value], Any] | None = None
    number: bool = False
    icon: Callable[[Value], QIcon | None] | None = None
    colour: Callable[[Value], str] | None = None
    tip: Callable[[Value], str] = _nothing
    width: float = 0
    stretch: bool = False
    room: float = 0


class ListModel(QAbstractTableModel, Generic[Value]):
    """Shows a sequence of frozen values, one a row; `sentence` is what a screen reader says of a whole row."""

    def __init__(
        self,
        columns: Sequence[Column[Value]],
        sentence: Callable[[Value], str],
        identity: Callable[[Value], Hashable],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._sentence = sentence
        self.identity = identity
        self._as_given: Sequence[Value] = ()
        self.values: Sequence[Value] = ()
        self._sorted_by = -1
        self._order = Qt.SortOrder.AscendingOrder

    def show(self, values: Sequence[Value]) -> None:
        """Show other values, in the order that was chosen in the header, else in their own."""
        self.beginResetModel()
        self._as_given = values
        self.values = self._in_order()
        self.endResetModel()

    def row_of(self, identity: Hashable) -> int:
        """Return the row that shows a value, by its identity; -1 if none does."""
        return next((row for row, value in enumerate(self.values) if self.identity(value) == identity), -1)

    def retranslate(self) -> None:
        """Have every word asked for again."""
        if self.values:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.values) - 1, len(self.columns) - 1))
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.columns) - 1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return the number of values."""
        return 0 if parent.isValid() else len(self.values)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return the number of columns."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what a cell shows or says in a role."""
        if not index.isValid():
            return None
        value, column = self.values[index.row()], self.columns[index.column()]
        answer: object = None
        if role == Qt.ItemDataRole.DisplayRole:
            answer = column.text(value)
        elif role == Qt.ItemDataRole.TextAlignmentRole:
            answer = RIGHT if column.number else LEFT
        elif role == Qt.ItemDataRole.DecorationRole and column.icon:
            answer = column.icon(value)
        elif role == Qt.ItemDataRole.ForegroundRole and column.colour:
            # No colour of its own is that of the list: an empty one would be black, on dark too.
            colour = column.colour(value)
            answer = QBrush(QColor(colour)) if colour else None
        elif role == Qt.ItemDataRole.ToolTipRole:
            answer = plain_tip(column.tip(value)) or None
        elif role == Qt.ItemDataRole.AccessibleTextRole and index.column() == 0:
            answer = self._sentence(value)
        return answer

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a heading, set like the cells under it; a screen reader also hears how the list is sorted."""
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        column = self.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.heading()
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return RIGHT if column.number else LEFT
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken_heading(section)
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column, equals in the order they came in; column -1 gives that order back."""
        self.layoutAboutToBeChanged.emit()
        kept = [(index, self.identity(self.values[index.row()])) for index in self.persistentIndexList()]
        self._sorted_by, self._order = column, order
        self.values = self._in_order()
        rows = {self.identity(value): row for row, value in enumerate(self.values)} if kept else {}
        for index, identity in kept:
            self.changePersistentIndex(index, self.index(rows[identity], index.column()))
        self.layoutChanged.emit()

    def _in_order(self) -> Sequence[Value]:
        if not 0 <= self._sorted_by < len(self.columns):
            return self._as_given
        column = self.columns[self._sorted_by]
        return sorted(
            self._as_given, key=column.sort or column.text, reverse=self._order is Qt.SortOrder.DescendingOrder
        )

    def _spoken_heading(self, section: int) -> str:
        heading = self.columns[section].heading()
        if section != self._sorted_by:
            return heading
        if self._order is Qt.SortOrder.AscendingOrder:
            return _("{column}, sorted upwards").format(column=heading)
        return _("{column}, sorted downwards").format(column=heading)


class ListTable(QTableView, Generic[Value]):
    """A list on the screen: whole rows, sorted by a click on the header or Ctrl+Shift+Up and Down, copied by Ctrl+C.

    `opened` gives the value of the row on which Enter was pressed or which was double-clicked, `chosen` that of the
    current row.
    """

    opened = Signal(object)
    chosen = Signal(object)

    def __init__(self, model: ListModel[Value], object_name: str) -> None:
        super().__init__()
        self._list = model
        self._left_out: set[int] = set()
        self._empty: frozenset[int] = frozenset()
        self.setObjectName(object_name)
        self.setModel(model)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setSortingEnabled(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setSectionsMovable(True)
        header.setSortIndicatorClearable(True)
        header.setHighlightSections(False)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.setStretchLastSection(not any(column.stretch for column in model.columns))
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)

        self.copy_action = self._command(QKeySequence(QKeySequence.StandardKey.Copy))
        self.sort_up_action = self._command(QKeySequence("Ctrl+Shift+Up"))
        self.sort_down_action = self._command(QKeySequence("Ctrl+Shift+Down"))
        self.own_order_action = self._command(QKeySequence())
        self.reset_columns_action = self._command(QKeySequence())

        self._fit()
        self.retranslate()
        self.copy_action.triggered.connect(self.copy)
        self.sort_up_action.triggered.connect(self.sort_up)
        self.sort_down_action.triggered.connect(self.sort_down)
        self.own_order_action.triggered.connect(self.restore_order)
        self.reset_columns_action.triggered.connect(self.reset_columns)
        self.customContextMenuRequested.connect(self.open_menu)
        header.customContextMenuRequested.connect(self.open_column_menu)
        self.activated.connect(self._open)
        self.selectionModel().currentRowChanged.connect(self._choose)

    def moveCursor(self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        """Have Home and End go to the first and the last line: a row is read as one, never cell by cell."""
        rows = {
            QAbstractItemView.CursorAction.MoveHome: 0,
            QAbstractItemView.CursorAction.MoveEnd: len(self._list.values) - 1,
        }
        if action in rows:
            return self._list.index(rows[action], max(0, self.currentIndex().column()))
        return super().moveCursor(action, modifiers)

    def leave_out_empty(self, sections: frozenset[int]) -> None:
        """Give the room of columns in which nothing stands to the others, until something stands in them."""
        if sections != self._empty:
            self._empty = sections
            self._leave_out()

    def wrap_words(self) -> None:
        """Give a row as many lines as its words need: for a short list that is read, not skimmed."""
        self.setWordWrap(True)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        # Qt does not measure the rows anew when a column gets another width.
        self.horizontalHeader().sectionResized.connect(self.resizeRowsToContents)

    def show_values(self, values: Sequence[Value]) -> None:
        """Show other values and keep what was selected, by identity, and how far the list was scrolled."""
        current = self.current()
        selected = {self._list.identity(value) for value in self.selected()}
        identity = self._list.identity(current) if current is not None else None
        column = max(0, self.currentIndex().column())
        scrolled = self.verticalScrollBar().value()
        self.selectionModel().blockSignals(True)
        self._list.show(values)
        if identity is not None:
            row = self._list.row_of(identity)
            if row >= 0:
                self._go_to(row, column)
        if len(selected) > 1:
            self._select(selected)
        self.selectionModel().blockSignals(False)
        self.verticalScrollBar().setValue(scrolled)
        self.viewport().update()
        now = self.current()
        if (self._list.identity(now) if now is not None else None) != identity:
            self.chosen.emit(now)

    def current(self) -> Value | None:
        """Return the value of the current row, none if there is no row."""
        row = self.currentIndex().row()
        return self._list.values[row] if 0 <= row < len(self._list.values) else None

    def selected(self) -> list[Value]:
        """Return the values of the selected rows, in the order shown."""
        rows = sorted({index.row() for index in self.selectionModel().selectedRows()})
        return [self._list.values[row] for row in rows if row < len(self._list.values)]

    def marked(self) -> list[Value]:
        """Return the values of the selected rows, else that of the current row."""
        current = self.current()
        return self.selected() or ([] if current is None else [current])

    def choose(self, identity: Hashable) -> bool:
        """Make the row of a value current; say whether it is there."""
        row = self._list.row_of(identity)
        if row < 0:
            return False
        self._go_to(row, max(0, self.currentIndex().column()))
        return True

    def actions_for_menu(self) -> list[QAction]:
        """Return the commands of the list, for a menu of the window."""
        return [
            self.copy_action,
            self.sort_up_action,
            self.sort_down_action,
            self.own_order_action,
            self.reset_columns_action,
        ]

    def columns_state(self) -> QByteArray:
        """Return widths, order, hidden columns and sorting, to be remembered for this person."""
        # What is left out in this window has its place in a wider one.
        for section in self._left_out:
            self.showColumn(section)
        state = self.horizontalHeader().saveState()
        for section in self._left_out:
            self.hideColumn(section)
        return state

    def restore_columns(self, state: QByteArray) -> None:
        """Take up remembered columns; what does not fit this list is left aside."""
        header = self.horizontalHeader()
        before = header.saveState()
        sections = header.count()
        if not header.restoreState(state) or header.count() != sections:
            header.restoreState(before)
        self._left_out.clear()
        self._leave_out()
        self._list.sort(header.sortIndicatorSection(), header.sortIndicatorOrder())

    def retranslate(self) -> None:
        """Set the words again, in the cells and headings too."""
        self.copy_action.setText(_("&Copy rows"))
        self.sort_up_action.setText(_("Sort column &upwards"))
        self.sort_down_action.setText(_("Sort column &downwards"))
        self.own_order_action.setText(_("Order of the &list itself"))
        self.reset_columns_action.setText(_("&Reset columns"))
        self._list.retranslate()
        self._widen()

    @Slot()
    def copy(self) -> None:
        """Put the selected rows on the clipboard, with headings, for Excel and Calc."""
        header = self.horizontalHeader()
        shown = [header.logicalIndex(place) for place in range(header.count())]
        shown = [section for section in shown if not header.isSectionHidden(section)]
        columns = [self._list.columns[section] for section in shown]
        rows = [[column.text(value) for column in columns] for value in self.selected() or self._list.values]
        QGuiApplication.clipboard().setMimeData(copied([column.heading() for column in columns], rows))

    @Slot()
    def sort_up(self) -> None:
        """Sort by the column of the current cell."""
        self.sortByColumn(max(0, self.currentIndex().column()), Qt.SortOrder.AscendingOrder)

    @Slot()
    def sort_down(self) -> None:
        """Sort by the column of the current cell, the last first."""
        self.sortByColumn(max(0, self.currentIndex().column()), Qt.SortOrder.DescendingOrder)

    @Slot()
    def restore_order(self) -> None:
        """Give the list the order it came in."""
        self.sortByColumn(-1, Qt.SortOrder.AscendingOrder)

    @Slot()
    def reset_columns(self) -> None:
        """Show every column again, in its first place and width."""
        header = self.horizontalHeader()
        for section in range(header.count()):
            header.showSection(section)
            header.moveSection(header.visualIndex(section), section)
        self.restore_order()
        self._left_out.clear()
        self._fit()
        self._widen()
        self._leave_out()

    @Slot(QPoint)
    def open_menu(self, place: QPoint) -> None:
        """Open the menu of the list at a place, by the mouse, the Menu key or Shift+F10."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addActions(self.actions())
        menu.popup(self.viewport().mapToGlobal(place))

    @Slot(QPoint)
    def open_column_menu(self, place: QPoint) -> None:
        """Open the menu that shows and hides columns."""
        header = self.horizontalHeader()
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for section, column in enumerate(self._list.columns):
            shown = menu.addAction(column.heading().replace("&", "&&"))
            shown.setCheckable(True)
            shown.setChecked(not header.isSectionHidden(section))
            shown.setEnabled(header.isSectionHidden(section) or header.hiddenSectionCount() < header.count() - 1)
            shown.setData(section)
        menu.addSeparator()
        menu.addAction(self.reset_columns_action)
        menu.triggered.connect(self._toggle_column)
        menu.popup(header.mapToGlobal(place))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out what a narrow list has no room for."""
        super().resizeEvent(event)
        self._leave_out()

    def viewportEvent(self, event: QEvent) -> bool:
        """Tell the words of a cell that cannot show them all, where it has nothing else to tell."""
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            index = self.indexAt(event.pos())
            cut = index.isValid() and self.sizeHintForIndex(index).width() > self.visualRect(index).width()
            if cut and not index.data(Qt.ItemDataRole.ToolTipRole):
                QToolTip.showText(event.globalPos(), plain_tip(str(index.data())), self.viewport())
                return True
        return super().viewportEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Measure the headings once the style sheet has had its say on their letters."""
        super().showEvent(event)
        self._widen()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the size of text."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange and hasattr(self, "_list"):
            self._fit()
            self._leave_out()
            # The header hears of its new letters after this.
            QTimer.singleShot(0, self, self._widen)

    def _command(self, shortcut: QKeySequence) -> QAction:
        action = QAction(self)
        action.setShortcut(shortcut)
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.addAction(action)
        return action

    def _fit(self) -> None:
        self.setFont(tabular(self.font()))
        # The least height first: that of larger letters would hold the rows up.
        self.verticalHeader().setMinimumSectionSize(em(self, 2.57))
        self.verticalHeader().setDefaultSectionSize(em(self, 2.57))
        self.setIconSize(QSize(em(self, 1.4), em(self, 1.4)))
        header = self.horizontalHeader()
        header.setMinimumSectionSize(em(self, 3))
        for section, column in enumerate(self._list.columns):
            if column.stretch:
                header.setSectionResizeMode(section, QHeaderView.ResizeMode.Stretch)
            elif column.width:
                header.resizeSection(section, em(self, column.width))
            else:
                header.resizeSection(section, em(self, 8))

    def _leave_out(self) -> None:
        room = self.width() / em(self, 1)
        for section, column in enumerate(self._list.columns):
            hidden = self.isColumnHidden(section)
            unwanted = room < column.room or section in self._empty
            if unwanted and not hidden:
                self.hideColumn(section)
                self._left_out.add(section)
            elif not unwanted and section in self._left_out:
                # What somebody has hidden in the menu of the columns stays hidden.
                self.showColumn(section)
                self._left_out.discard(section)

    @Slot()
    def _widen(self) -> None:
        """Give each column at least the room that its heading needs in the language in use."""
        header = self.horizontalHeader()
        for section, column in enumerate(self._list.columns):
            wanted = header.sectionSizeHint(section)
            if not column.stretch and not header.isSectionHidden(section) and header.sectionSize(section) < wanted:
                header.resizeSection(section, wanted)

    def _go_to(self, row: int, column: int) -> None:
        # Told outright: a view asks the keyboard, and leaves the row without its mark while Ctrl is held.
        select = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.selectionModel().setCurrentIndex(self._list.index(row, column), select)

    def _select(self, identities: Iterable[Hashable]) -> None:
        wanted = set(identities)
        for row, value in enumerate(self._list.values):
            if self._list.identity(value) in wanted:
                self.selectionModel().select(
                    self._list.index(row, 0),
                    QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows,
                )

    @Slot(QAction)
    def _toggle_column(self, shown: QAction) -> None:
        if shown.data() is not None:
            self.horizontalHeader().setSectionHidden(shown.data(), not shown.isChecked())

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        if index.isValid():
            self.opened.emit(self._list.values[index.row()])

    @Slot(QModelIndex, QModelIndex)
    def _choose(self, current: QModelIndex, _previous: QModelIndex) -> None:
        self.chosen.emit(self._list.values[current.row()] if current.isValid() else None)


def copied(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> QMimeData:
    """Return rows as the clipboard gives them to Excel and Calc, and to a letter."""
    data = QMimeData()
    data.setText(as_tsv(headings, rows))
    data.setHtml(as_html(headings, rows))
    return data


def as_tsv(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return rows as text with tabs; a cell that a spreadsheet would take for a formula gets an apostrophe."""
    return "\n".join("\t".join(_cell(text) for text in row) for row in (headings, *rows))


def as_html(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return rows as a table that spreadsheets and word processors paste with its headings."""
    head = "".join(f"<th>{html.escape(heading)}</th>" for heading in headings)
    body = "".join("<tr>" + "".join(f"<td>{html.escape(_cell(text))}</td>" for text in row) + "</tr>" for row in rows)
    return f'<meta charset="utf-8"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def _cell(text: str) -> str:
    one_line = " ".join(text.replace("\0", "").split())
    return f"'{one_line}" if one_line[:1] in {"=", "+", "-", "@"} and not _is_number(one_line) else one_line


def _is_number(text: str) -> bool:
    return text.lstrip("+-").replace("\u202f", "").replace(".", "").replace(",", "").isdigit()
