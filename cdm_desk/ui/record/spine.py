"""The label of the spine as it will be printed: the colour and number of the theme, the shelf mark line by line."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from cdm_desk.domain.labels import SPINE_LETTERS, SPINE_LINES, spine_lines
from cdm_desk.language import _
from cdm_desk.ui.appearance import LIGHT, THEME_ICONS, drawn, em, sized, tokens_of
from cdm_desk.ui.widgets import name_widget

_BAND: Final = 0.28
"""How much of the width the band of the theme takes, as on the sheet."""


class SpinePreview(QWidget):
    """A picture of the label. It is paper: white and black in dark windows too."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("title.spine")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._lines: tuple[str, ...] = ()
        self._theme = ""
        self._digit = ""

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines of the label."""
        return self._lines

    def show_mark(self, mark: str, theme_code: str | None, digit: int | None) -> None:
        """Show the label of a shelf mark; without a theme it has no colour."""
        self._lines = spine_lines(mark)
        self._theme = theme_code or ""
        self._digit = str(digit) if digit else ""
        self.retranslate()
        self.update()

    def retranslate(self) -> None:
        """Say what is drawn."""
        told = ", ".join(self._lines)
        words = _("Spine label: {lines}").format(lines=told) if told else _("Spine label: no shelf mark yet")
        name_widget(self, words, words)

    def sizeHint(self) -> QSize:
        """Return room for the most lines and letters that a label has."""
        return QSize(em(self, (0.78 * SPINE_LETTERS + 0.4) / (1 - _BAND)), em(self, 1.15 * SPINE_LINES + 0.7))

    def minimumSizeHint(self) -> QSize:
        """Never be cut."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw paper, band and lines."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paper = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(QColor(tokens_of(self).line)))
        painter.setBrush(QColor("#FFFFFF"))
        painter.drawRoundedRect(paper, 3, 3)
        band = QRect(1, 1, round(self.width() * _BAND), self.height() - 2)
        painter.fillRect(band, QColor(LIGHT.theme(self._theme) if self._theme else LIGHT.muted))
        self._sign(painter, band)
        painter.setPen(QColor("#000000"))
        self._write(painter, band.right())

    def _sign(self, painter: QPainter, band: QRect) -> None:
        """Draw the icon of the theme and its number below it."""
        side = round(band.width() * 0.7)
        middle = band.center().y()
        top = middle - side if self._digit else middle - side // 2
        picture = drawn(THEME_ICONS.get(self._theme, "books"), "#FFFFFF", side, self.devicePixelRatioF())
        painter.drawPixmap(band.x() + (band.width() - side) // 2, top, picture)
        painter.setPen(QColor("#FFFFFF"))
        painter.setFont(sized(self.font(), 1.1, bold=True))
        below = QRect(band.x(), middle, band.width(), em(self, 1.6))
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, self._digit)

    def _write(self, painter: QPainter, left: int) -> None:
        font = sized(QFont(self.font()), 1, bold=True)
        painter.setFont(font)
        step = em(self, 1.15)
        top = (self.height() - step * len(self._lines)) // 2
        for at, line in enumerate(self._lines):
            where = QRect(left, top + at * step, self.width() - left, step)
            painter.drawText(where, Qt.AlignmentFlag.AlignCenter, line)
