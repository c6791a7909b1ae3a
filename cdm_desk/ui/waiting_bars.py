"""Who waits, by theme: number, icon, word, bar, how many, how long; never a bar or a colour alone."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from cdm_desk.domain.lists import Entry
from cdm_desk.language import _, _n, in_use
from cdm_desk.ui.appearance import THEME_ICONS, em, sized, tokens_of
from cdm_desk.ui.widgets import IconLabel, PlainLabel, clear_layout
from cdm_desk.ui.words import label_of, minutes_text

FULL_BAR = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """How many wait for one theme, and the longest wait among them in minutes."""

    theme: Entry
    waiting: int
    longest: int


class Bar(QWidget):
    """A bar as long as the queue."""

    def __init__(self) -> None:
        super().__init__()
        self._share = 0.0
        self._colour = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def show_share(self, share: float, colour: str) -> None:
        """Fill a share of the bar, from 0 to 1."""
        self._share = min(1.0, max(0.0, share))
        self._colour = colour
        self.update()

    def sizeHint(self) -> QSize:
        """Return a modest length; it grows with the room."""
        return QSize(em(self, 5), em(self, 0.8))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground and the bar."""
        del event
        height = em(self, 0.6)
        ground = QRectF(0, (self.height() - height) / 2, self.width(), height)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens_of(self).raised))
        painter.drawRoundedRect(ground, height / 2, height / 2)
        if self._share:
            ground.setWidth(max(height, ground.width() * self._share))
            painter.setBrush(QColor(self._colour))
            painter.drawRoundedRect(ground, height / 2, height / 2)
        painter.end()


class WaitingBars(QWidget):
    """One row for each theme in use."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: Sequence[Line] = ()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(em(self, 0.6))
        self._grid.setVerticalSpacing(em(self, 0.35))
        self._grid.setColumnStretch(3, 1)

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Show who waits now."""
        if [line.theme for line in lines] != [line.theme for line in self._lines]:
            self._lines = lines
            self._build()
        self._lines = lines
        self._fill()

    def retranslate(self) -> None:
        """Set words, icons and colours again."""
        self._build()
        self._fill()

    def _build(self) -> None:
        clear_layout(self._grid)
        tokens = tokens_of(self)
        for row, line in enumerate(self._lines):
            colour = tokens.theme(line.theme.code)
            # The number of the theme, the first digit of its tickets: which key it has is its own matter.
            number = PlainLabel(str(line.theme.digit), kind="muted")
            picture = IconLabel(THEME_ICONS.get(line.theme.code, "queue"), 1.4, colour)
            for column, part in enumerate((number, picture, PlainLabel(label_of(line.theme)), Bar())):
                self._grid.addWidget(part, row, column)
            for column in (4, 5):
                label = PlainLabel(kind="" if column == 4 else "muted")
                label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                label.setFont(sized(self.font(), 1.0, bold=column == 4))
                label.setMinimumWidth(em(self, 1.6 if column == 4 else 3.6))
                self._grid.addWidget(label, row, column)

    def _fill(self) -> None:
        tokens = tokens_of(self)
        for row, line in enumerate(self._lines):
            bar, count, wait = (self._part(row, column) for column in (3, 4, 5))
            if isinstance(bar, Bar):
                bar.show_share(line.waiting / FULL_BAR, tokens.theme(line.theme.code))
                bar.setAccessibleName(self._sentence(line))
            if isinstance(count, PlainLabel) and isinstance(wait, PlainLabel):
                count.setText(in_use().number(line.waiting) if line.waiting > 999 else str(line.waiting))
                wait.setText(minutes_text(line.longest) if line.waiting else "")

    def _part(self, row: int, column: int) -> QWidget | None:
        item = self._grid.itemAtPosition(row, column)
        return None if item is None else item.widget()

    def _sentence(self, line: Line) -> str:
        if not line.waiting:
            return _("{theme}: nobody is waiting").format(theme=label_of(line.theme))
        return _n(
            "{theme}: {count} person waiting, for {minutes} minutes",
            "{theme}: {count} people waiting, the longest for {minutes} minutes",
            line.waiting,
        ).format(theme=label_of(line.theme), count=line.waiting, minutes=line.longest)
