"""A chart on the screen: the same marks as on paper, in the colours and the size of text of the screen."""

from collections.abc import Callable
from functools import partial
from typing import Final, TypeAlias

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from cdm_desk.documents.chart import (
    FAINT,
    FILLS,
    HEATS,
    INK,
    LABEL_SIZE,
    Anchor,
    ChartSpec,
    Line,
    Mark,
    Rect,
    Text,
    stacked,
)
from cdm_desk.ui.appearance import Tokens, em, tokens_of

_END: Final = Qt.TextElideMode.ElideRight
_BRUSHES: Final = {"diagonal": Qt.BrushStyle.BDiagPattern, "dots": Qt.BrushStyle.Dense6Pattern}
# Blues for a dark ground, in the order of those on paper.
_DARK_FILLS: Final = ("#7CC0FF", "#17212B", "#2F6FA8", "#17212B", "#0B3F6E")
# The fuller the lighter: numbers are readable on each.
_DARK_HEATS: Final = ("#17212B", "#1B3550", "#1F4A73", "#28608F", "#7CC0FF")

Draw: TypeAlias = Callable[[float, float], list[Mark]]


class ChartView(QWidget):
    """Shows a chart; what it says is its accessible name, and a table beside it holds the numbers."""

    def __init__(self, object_name: str) -> None:
        super().__init__()
        self._draw: Draw | None = None
        self.setObjectName(object_name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_chart(self, spec: ChartSpec, draw: Draw | None = None) -> None:
        """Show another chart: stacked bars, or what else draws its marks in a room."""
        self._draw = draw or partial(stacked, spec)
        self.setAccessibleName(spec.alt)
        self.setToolTip("")
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for a lying rectangle."""
        return QSize(em(self, 26), em(self, 12))

    def minimumSizeHint(self) -> QSize:
        """Ask for room in which a number can be read."""
        return QSize(em(self, 16), em(self, 9))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the marks."""
        del event
        if self._draw is None:
            return
        tokens = tokens_of(self)
        # As large as the small text of the screen.
        scale = em(self, 0.82) / LABEL_SIZE
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor(tokens.surface))
        margin = em(self, 0.6)
        painter.translate(margin, margin)
        painter.scale(scale, scale)
        wide, tall = (self.width() - 2 * margin) / scale, (self.height() - 2 * margin) / scale
        for mark in self._draw(wide, tall):
            match mark:
                case Rect():
                    _rect(painter, mark, tokens)
                case Line():
                    painter.setPen(_pen(mark, tokens))
                    painter.drawLine(QPointF(mark.x1, mark.y1), QPointF(mark.x2, mark.y2))
                case Text():
                    _text(painter, mark, self.font(), tokens)
        if self.hasFocus():
            painter.resetTransform()
            painter.setPen(QPen(QColor(tokens.focus), 3))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.rect().adjusted(1, 1, -2, -2))
        painter.end()


def _pen(line: Line, tokens: Tokens) -> QPen:
    pen = QPen(QColor(_colour(line.colour, tokens)), line.width)
    if line.dash:
        # Qt counts strokes in widths of the line.
        pen.setDashPattern([float(length) / line.width for length in line.dash.split()])
    return pen


def _colour(paper: str, tokens: Tokens) -> str:
    """Return the colour of the screen that stands for one of the paper."""
    dark = QColor(tokens.surface).lightness() < 128
    if dark and paper in FILLS:
        return _DARK_FILLS[FILLS.index(paper)]
    if dark and paper in HEATS:
        return _DARK_HEATS[HEATS.index(paper)]
    return {INK: tokens.text, FAINT: tokens.line, "#FFFFFF": tokens.surface}.get(paper, paper)


def _rect(painter: QPainter, mark: Rect, tokens: Tokens) -> None:
    box = QRectF(mark.x, mark.y, mark.width, mark.height)
    if mark.fill:
        painter.fillRect(box, QColor(_colour(mark.fill, tokens)))
    if mark.hatch:
        painter.fillRect(box, QBrush(QColor(tokens.text), _BRUSHES.get(mark.hatch, Qt.BrushStyle.BDiagPattern)))
    if mark.stroke:
        painter.setPen(QPen(QColor(_colour(mark.stroke, tokens)), 0.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(box)


def _text(painter: QPainter, mark: Text, font: QFont, tokens: Tokens) -> None:
    sized = QFont(font)
    sized.setPixelSize(100)
    sized.setBold(mark.bold)
    # Measured large and drawn small: a font of seven pixels has no true widths.
    shrink = mark.size / 100
    metrics = QFontMetricsF(sized)
    words = mark.words if mark.room is None else metrics.elidedText(mark.words, _END, mark.room / shrink)
    wide = metrics.horizontalAdvance(words) * shrink
    left = mark.x - {Anchor.START: 0.0, Anchor.MIDDLE: wide / 2, Anchor.END: wide}[mark.anchor]
    painter.save()
    painter.translate(left, mark.y)
    painter.scale(shrink, shrink)
    painter.setFont(sized)
    painter.setPen(QColor(_colour(mark.colour, tokens)))
    painter.drawText(QPointF(0, 0), words)
    painter.restore()
