"""A sheet of labels, drawn: which are used, where the next print begins; moved by arrows or a click."""

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from cdm_desk.domain.label_sheets import PAPER_HEIGHT, PAPER_WIDTH, LabelSheet
from cdm_desk.language import _
from cdm_desk.ui.appearance import em, tokens_of
from cdm_desk.ui.widgets import announce


class SheetView(QWidget):
    """Shows a sheet; what lies before the start is used, what will be printed on this sheet is filled."""

    moved = Signal(int)

    def __init__(self, object_name: str) -> None:
        super().__init__()
        self.setObjectName(object_name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._sheet: LabelSheet | None = None
        self._labels = 0
        self.start = 0

    def show_sheet(self, sheet: LabelSheet, start: int, labels: int) -> None:
        """Show a sheet from a start on, and how many labels there are to print."""
        self._sheet, self.start, self._labels = sheet, start % sheet.cells, labels
        self._say()
        self.update()

    def sizeHint(self) -> QSize:
        """Be as high as a hand: the sheet keeps the form of A4."""
        high = em(self, 19)
        return QSize(round(high * PAPER_WIDTH / PAPER_HEIGHT), high)

    def minimumSizeHint(self) -> QSize:
        """Keep the form."""
        return self.sizeHint()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the size of text."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self.updateGeometry()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the start by the arrows, Home and End; it never leaves the sheet."""
        if self._sheet is None or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
            return
        across, last = self._sheet.across, self._sheet.cells - 1
        moves = {
            Qt.Key.Key_Left: self.start - 1,
            Qt.Key.Key_Right: self.start + 1,
            Qt.Key.Key_Up: self.start - across,
            Qt.Key.Key_Down: self.start + across,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }
        place = moves.get(Qt.Key(event.key()))
        if place is None:
            super().keyPressEvent(event)
        elif 0 <= place <= last:
            self._move(place)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Start where one clicks."""
        cell = self._cell_at(event.position())
        if cell is not None:
            self._move(cell)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the paper and its labels to scale."""
        del event
        if self._sheet is None:
            return
        tokens = tokens_of(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paper = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.setPen(QPen(QColor(tokens.line), 1))
        painter.setBrush(QColor(tokens.surface))
        painter.drawRect(paper)
        for cell in range(self._sheet.cells):
            self._paint_cell(painter, cell)
        painter.end()

    def _paint_cell(self, painter: QPainter, cell: int) -> None:
        tokens = tokens_of(self)
        room = self._room(cell)
        painter.setPen(QPen(QColor(tokens.line), 1))
        if cell < self.start:
            # Used: hatched, so that no colour has to tell it.
            painter.setBrush(QColor(tokens.raised))
            painter.drawRect(room)
            painter.drawLine(room.bottomLeft(), room.topRight())
        elif cell < self.start + self._labels:
            painter.setBrush(QColor(tokens.primary))
            painter.drawRect(room)
        else:
            painter.setBrush(QColor(tokens.surface))
            painter.drawRect(room)
        if cell == self.start:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(tokens.warn), 3))
            painter.drawRect(room.adjusted(-1, -1, 1, 1))

    def _room(self, cell: int) -> QRectF:
        if self._sheet is None:
            return QRectF()
        x, y = self._sheet.place(cell)
        wide, high = (self.width() - 2) / PAPER_WIDTH, (self.height() - 2) / PAPER_HEIGHT
        room = QRectF(1 + x * wide, 1 + y * high, self._sheet.width * wide, self._sheet.height * high)
        return room.adjusted(0.5, 0.5, -0.5, -0.5)

    def _cell_at(self, place: QPointF) -> int | None:
        cells = range(self._sheet.cells) if self._sheet else ()
        return next((cell for cell in cells if self._room(cell).contains(place)), None)

    def _move(self, cell: int) -> None:
        self.start = cell
        self._say()
        self.update()
        announce(self, self.accessibleDescription())
        self.moved.emit(cell)

    def _say(self) -> None:
        if self._sheet is None:
            return
        row, column = divmod(self.start, self._sheet.across)
        self.setAccessibleName(_("First label on the sheet"))
        self.setAccessibleDescription(place_words(self.start, row, column))


def place_words(cell: int, row: int, column: int) -> str:
    """Return where a print begins."""
    return _("From label {number}: row {row}, column {column}").format(number=cell + 1, row=row + 1, column=column + 1)
