"""The map of the seats: one cell for each, its number and how it stands, in words, shape and colour."""

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QColor, QFocusEvent, QFont, QFontMetrics, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from cdm_desk.domain.multimedia import SeatNow, SeatState
from cdm_desk.ui.appearance import em, tokens_of
from cdm_desk.ui.seat_words import seat_mark, seat_sentence

SEAT: Final = Qt.ItemDataRole.UserRole
GAP: Final = 4
SMALLEST_PIXELS: Final = 11
LARGEST_TIMES: Final = 2.6
LEAST_HEIGHT: Final = 24
WIDEST_MARK: Final = "00'!"

_Index = QModelIndex | QPersistentModelIndex


class SeatModel(QAbstractListModel):
    """The seats in the order of their numbers."""

    def __init__(self) -> None:
        super().__init__()
        self._seats: Sequence[SeatNow] = ()

    def rowCount(self, parent: _Index | None = None) -> int:
        """Return how many seats there are."""
        return 0 if parent is not None and parent.isValid() else len(self._seats)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401 - as Qt has it
        """Return the seat, its two words, or its sentence."""
        if not index.isValid():
            return None
        here = self._seats[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return f"{here.seat.name} {seat_mark(here)}"
            case Qt.ItemDataRole.AccessibleTextRole | Qt.ItemDataRole.ToolTipRole:
                return seat_sentence(here)
            case Qt.ItemDataRole.UserRole:
                return here
            case _:
                return None

    def show_seats(self, seats: Sequence[SeatNow]) -> None:
        """Show the seats as they are now; what is selected stays so."""
        if [each.seat.number for each in seats] != [each.seat.number for each in self._seats]:
            self.beginResetModel()
            self._seats = seats
            self.endResetModel()
            return
        self._seats = seats
        if seats:
            self.dataChanged.emit(self.index(0), self.index(len(seats) - 1))

    def row_of(self, number: int) -> int:
        """Return in which row a seat stands, -1 for none."""
        return next((row for row, each in enumerate(self._seats) if each.seat.number == number), -1)


class SeatPainter(QStyledItemDelegate):
    """Draws one cell; every state has a shape and a sign of its own, so that no colour is needed to tell them apart."""

    def __init__(self, view: "SeatMap") -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:  # noqa: ARG002 - as Qt has it
        """Return the size that all cells have."""
        return self._view.gridSize()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Draw the number at the left and the mark at the right."""
        here: SeatNow = index.data(SEAT)
        rect, state = option.rect.adjusted(0, 0, -GAP, -GAP), option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._frame(painter, here, rect, chosen=bool(state & QStyle.StateFlag.State_Selected))
        self._words(painter, here, rect)
        painter.restore()

    def _frame(self, painter: QPainter, here: SeatNow, rect: QRect, *, chosen: bool) -> None:
        tokens = tokens_of(self._view)
        over = here.state in {SeatState.OVER, SeatState.COURTESY} or here.twice
        fills = {SeatState.FREE: tokens.surface, SeatState.OFFERED: tokens.surface, SeatState.OUT: tokens.background}
        edges = {
            SeatState.FREE: (tokens.line, 1.0, Qt.PenStyle.SolidLine),
            SeatState.OFFERED: (tokens.primary, 2.0, Qt.PenStyle.DashLine),
            SeatState.RUNNING: (tokens.raised, 1.0, Qt.PenStyle.SolidLine),
            SeatState.SOON: (tokens.warn, 2.0, Qt.PenStyle.SolidLine),
            SeatState.OUT: (tokens.line, 1.0, Qt.PenStyle.DotLine),
        }
        colour, width, style = edges.get(here.state, (tokens.error, 2.0, Qt.PenStyle.SolidLine))
        area = QRectF(rect).adjusted(1.5, 1.5, -1.5, -1.5)
        painter.setPen(QPen(QColor(tokens.error if over else colour), 2.0 if over else width, style))
        painter.setBrush(QColor(fills.get(here.state, tokens.raised)))
        painter.drawRoundedRect(area, 4, 4)
        if chosen:
            painter.setPen(QPen(QColor(tokens.focus), 3.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(area, 4, 4)

    def _words(self, painter: QPainter, here: SeatNow, rect: QRect) -> None:
        tokens = tokens_of(self._view)
        over = here.state in {SeatState.OVER, SeatState.COURTESY} or here.twice
        colours = {SeatState.FREE: tokens.ok, SeatState.OFFERED: tokens.primary, SeatState.SOON: tokens.warn}
        inner = rect.adjusted(7, 0, -7, 0)
        painter.setFont(self._view.cell_font(bold=False))
        painter.setPen(QColor(tokens.muted if here.state is SeatState.OUT else tokens.text))
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, here.seat.name)
        painter.setFont(self._view.cell_font(bold=True))
        quiet = tokens.muted if here.state is SeatState.OUT else tokens.text
        painter.setPen(QColor(tokens.error if over else colours.get(here.state, quiet)))
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, seat_mark(here))


class SeatMap(QListView):
    """All seats side by side; cells and letters shrink until every seat is seen at once."""

    picked = Signal()

    def __init__(self, object_name: str) -> None:
        super().__init__()
        self._pixels = 0
        self.setObjectName(object_name)
        self.seats = SeatModel()
        self.setModel(self.seats)
        self.setItemDelegate(SeatPainter(self))
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setWrapping(True)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # As much before the first cell as between any two: the mark of the focus is drawn there.
        self.setViewportMargins(GAP, GAP, 0, 0)
        self.setMinimumHeight(3 * (LEAST_HEIGHT + GAP) + 4 + GAP)
        self.seats.modelReset.connect(self.fit)
        self.selectionModel().currentChanged.connect(self._tell)

    def show_seats(self, seats: Sequence[SeatNow]) -> None:
        """Show the seats as they are now; the selection stays."""
        chosen = self.chosen()
        self.seats.show_seats(seats)
        if chosen is not None:
            self.choose(chosen.seat.number)

    def chosen(self) -> SeatNow | None:
        """Return the seat that is selected."""
        index = self.currentIndex()
        return index.data(SEAT) if index.isValid() else None

    def choose(self, number: int) -> bool:
        """Select a seat; return whether there is one of this number."""
        row = self.seats.row_of(number)
        self.setCurrentIndex(self.seats.index(row) if row >= 0 else QModelIndex())
        return row >= 0

    def cell_font(self, *, bold: bool) -> QFont:
        """Return the letters of the cells."""
        font = QFont(self.font())
        font.setPixelSize(self._pixels or em(self, 1))
        font.setBold(bold)
        return font

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Choose no seat by coming here: the next key would free it."""
        chosen = self.currentIndex().isValid()
        super().focusInEvent(event)
        if not chosen:
            self.setCurrentIndex(QModelIndex())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the cells to the room."""
        super().resizeEvent(event)
        self.fit()

    @Slot()
    def fit(self) -> None:
        """Choose the largest letters with which every seat is seen, and let the cells fill the width."""
        count = max(1, self.seats.rowCount())
        room = self.contentsRect().marginsRemoved(self.viewportMargins()).size()
        largest = em(self, LARGEST_TIMES)
        smallest = min(SMALLEST_PIXELS, largest)
        fitting = (pixels for pixels in range(largest, smallest, -1) if self._fits(pixels, count, room))
        self._pixels = next(fitting, smallest)
        # The view keeps room for a bar that may come: where every seat is seen there is none.
        seen = self._fits(self._pixels, count, room)
        never, sometimes = Qt.ScrollBarPolicy.ScrollBarAlwaysOff, Qt.ScrollBarPolicy.ScrollBarAsNeeded
        self.setVerticalScrollBarPolicy(never if seen else sometimes)
        if not seen:
            room.setWidth(room.width() - self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent))
        cell = self._cell(self._pixels)
        columns = min(max(1, (room.width() - 2) // cell.width()), count)
        rows = -(-count // columns)
        # The last columns are evened out, so that no row ends in a hole.
        columns = -(-count // rows)
        height = min(max(cell.height(), (room.height() - 2) // rows), round(cell.height() * 1.5))
        wide = min((room.width() - 2) // columns, round(cell.width() * 1.8))
        self.setGridSize(QSize(max(cell.width(), wide), height))

    def _fits(self, pixels: int, count: int, room: QSize) -> bool:
        cell = self._cell(pixels)
        rows = -(-count // max(1, (room.width() - 2) // cell.width()))
        return rows * cell.height() <= room.height() - 2

    def _cell(self, pixels: int) -> QSize:
        font = QFont(self.font())
        font.setPixelSize(pixels)
        font.setBold(True)
        letters = QFontMetrics(font)
        width = letters.horizontalAdvance(f"00 {WIDEST_MARK}") + 16 + GAP
        return QSize(width, max(LEAST_HEIGHT, letters.height() + 4) + GAP)

    @Slot()
    def _tell(self) -> None:
        self.picked.emit()
