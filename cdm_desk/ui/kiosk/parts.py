"""Parts of the kiosk: tiles that a finger finds, words as large as there is room, in the look of each visitor."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final, cast

from PySide6.QtCore import QRect, QRectF, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QSizePolicy, QWidget

from cdm_desk.ui.appearance import CONTRAST_DARK, LIGHT, Tokens, drawn, logo, tabular
from cdm_desk.ui.display.window import FAMILY

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QMouseEvent, QPaintEvent, QResizeEvent

TARGET: Final = 96
"""No target is smaller than this, in pixels, either way."""
GAP: Final = 12
BAND: Final = 12
LOW: Final = 9
TITLE: Final = 1.8
TITLE_PLAIN: Final = 1.25
UNITS: Final = 44
LARGER: Final = 1.45
SMALLEST: Final = 11
HELD_MS: Final = 3_000
_WRAPPED: Final = Qt.TextFlag.TextWordWrap
_TABS: Final = frozenset({Qt.Key.Key_Tab, Qt.Key.Key_Backtab})
_ENTER: Final = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How the kiosk looks to one visitor: larger text, high contrast; the next one finds it as delivered."""

    large: bool = False
    contrast: bool = False

    @property
    def tokens(self) -> Tokens:
        """The colours."""
        return CONTRAST_DARK if self.contrast else LIGHT

    def pixels(self, size: QSize, times: float) -> int:
        """Return the height of text on a screen of this size."""
        unit = min(size.width(), size.height()) / UNITS
        return max(SMALLEST, round(unit * times * (LARGER if self.large else 1)))


class KioskScreen(QWidget):
    """What parts ask their window: the look in force, whether keys are used, whether a press counts now."""

    touched = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.look = Look()
        self.by_keys = False

    def types(self, event: QKeyEvent) -> bool:  # noqa: ARG002 - a page with a line to type takes it
        """Whether a key was typed into what stands there, and is no press of a tile."""
        return False

    def is_deaf(self) -> bool:
        """Whether presses are passed over: the second half of a double tap falls on what came after the first."""
        return False


def screen_of(part: QWidget) -> KioskScreen:
    """Return the window of a part."""
    return cast("KioskScreen", part.window())


def fitted(words: str, room: QSize, wanted: int, *, bold: bool = False) -> QFont:
    """Return the font of the wanted height, or the largest smaller one whose wrapped words fit the room."""
    return font(_fitting(words, room.width(), room.height(), wanted, bold), bold=bold)


# The same few words are drawn again and again in the same few rooms.
@lru_cache(maxsize=4096)
def _fitting(words: str, width: int, height: int, wanted: int, bold: bool) -> int:
    for pixels in range(wanted, SMALLEST, -1):
        metrics = QFontMetrics(font(pixels, bold=bold))
        needed = metrics.boundingRect(QRect(0, 0, width, 10_000), int(_WRAPPED), words)
        if needed.height() <= height and needed.width() <= width:
            return pixels
    return SMALLEST


def font(pixels: int, *, bold: bool = False) -> QFont:
    """Return the font of the house."""
    made = QFont(FAMILY)
    made.setPixelSize(pixels)
    made.setBold(bold)
    return tabular(made)


class Words(QLabel):
    """Words as large as wanted, smaller where the room is small; never markup, never cut off."""

    def __init__(self, times: float, *, bold: bool = False, muted: bool = False, name: str = "") -> None:
        super().__init__()
        self._times = times
        self._bold = bold
        self._muted = muted
        self.setObjectName(name)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)

    def say(self, text: str) -> None:
        """Show other words."""
        if text != self.text():
            self.setText(text)
            self.setAccessibleName(text)
            self.dress()

    def dress(self) -> None:
        """Take the look in force, and the size that the words have room for."""
        look = screen_of(self).look
        colour = QColor(look.tokens.muted if self._muted else look.tokens.text)
        palette = self.palette()
        palette.setColor(self.foregroundRole(), colour)
        self.setPalette(palette)
        wanted = look.pixels(self.window().size(), self._times)
        self.setFont(fitted(self.text(), self.size(), wanted, bold=self._bold))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the words anew."""
        super().resizeEvent(event)
        self.dress()


class Tile(QPushButton):
    """A large button: an icon, a word, a line below it. It is pressed by a finger, by Space and by Enter.

    A theme has its colour beside its number; `plain` ones are quiet. `chosen` tells its value.
    """

    chosen = Signal(str)

    def __init__(self, name: str, icon: str = "", *, value: str = "", theme: str = "", plain: bool = False) -> None:
        super().__init__()
        self.setObjectName(name)
        self.value = value
        self._icon = icon
        self._theme = theme
        self._plain = plain
        self._title = self._detail = ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        # The style sheet of the program sets a height for all buttons.
        self.setStyleSheet(f"min-height: {TARGET}px; min-width: {TARGET}px; padding: 0; border: 0;")
        self.clicked.connect(self._tell)

    def say(self, title: str, detail: str = "", *, spoken: str = "") -> None:
        """Set the words; `spoken` is what a screen reader says where they are a sign."""
        self._title, self._detail = title, detail
        self.setAccessibleName(spoken or ". ".join(filter(None, (title, detail))))
        self.update()

    def show_theme(self, theme: str) -> None:
        """Show the colour of another theme, or of none."""
        self._theme = theme
        self.update()

    def show_icon(self, icon: str) -> None:
        """Show another icon."""
        self._icon = icon
        self.update()

    def words(self) -> str:
        """Return what is read on it."""
        return "\n".join(filter(None, (self._title, self._detail)))

    def title_font(self) -> QFont:
        """Return the font of its word as it is drawn."""
        area = self._areas()[1]
        return fitted(self._title, area.size(), self._title_pixels(), bold=True)

    def sizeHint(self) -> QSize:
        """Return the least that a finger needs."""
        return QSize(TARGET, TARGET)

    def minimumSizeHint(self) -> QSize:
        """Return the same."""
        return self.sizeHint()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Be pressed, unless it is the second half of a double tap."""
        screen = screen_of(self)
        screen.by_keys = False
        if screen.is_deaf():
            event.accept()
            return
        screen.touched.emit()
        super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Be pressed by Enter as by Space; all other keys are for the window."""
        if screen_of(self).types(event):
            event.accept()
            return
        if event.key() in _ENTER or event.key() == Qt.Key.Key_Space:
            screen = screen_of(self)
            screen.by_keys = True
            event.accept()
            if not event.isAutoRepeat() and not screen.is_deaf():
                screen.touched.emit()
                self.click()
            return
        event.ignore()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Do nothing more: the press was enough."""
        event.accept()

    def event(self, event: QEvent) -> bool:
        """Show the ring as soon as keys are used."""
        if isinstance(event, QKeyEvent) and event.key() in _TABS:
            screen_of(self).by_keys = True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw ground, icon, words and ring."""
        del event
        look = screen_of(self).look
        tokens = look.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_ground(painter, tokens)
        icon, title, detail = self._areas()
        ink = tokens.text if self.isEnabled() else tokens.line
        if self._icon:
            side = min(icon.width(), icon.height(), self._pixels(4))
            corner = icon.center() - QRect(0, 0, side, side).center()
            painter.drawPixmap(corner, drawn(self._icon, self._colour(tokens), side, self.devicePixelRatioF()))
        centred = int(Qt.AlignmentFlag.AlignCenter | _WRAPPED)
        painter.setPen(QColor(ink))
        painter.setFont(self.title_font())
        painter.drawText(title, centred, self._title)
        if self._detail:
            painter.setPen(QColor(tokens.muted if self.isEnabled() else tokens.line))
            painter.setFont(fitted(self._detail, detail.size(), self._pixels(1.2)))
            painter.drawText(detail, centred, self._detail)
        painter.end()

    @Slot()
    def _tell(self) -> None:
        self.chosen.emit(self.value)

    def _areas(self) -> tuple[QRect, QRect, QRect]:
        """Return where icon, word and the line below it stand: below each other, in a low tile side by side."""
        gap = max(6, min(self.width(), self.height()) // 14)
        band = BAND if self._theme else 0
        room = self.rect().adjusted(gap, gap, -gap, -gap - band)
        if not self._icon:
            return self._with_detail(QRect(room.topLeft(), QSize(0, 0)), room)
        if not self._title:
            return room, QRect(), QRect()
        if self._is_low():
            side = min(room.height() * 2 // 3, room.width() // 4, self._pixels(2.4))
            beside = room.adjusted(side + gap, 0, 0, 0)
            font_there = fitted(self._title, beside.size(), self._title_pixels(), bold=True)
            words = QFontMetrics(font_there).boundingRect(beside, int(_WRAPPED), self._title).width()
            # Icon and word stand together in the middle.
            spare = max(0, beside.width() - words - GAP) // 2
            icon = QRect(room.left() + spare, room.top(), side, room.height())
            return self._with_detail(icon, beside.adjusted(spare, 0, -spare, 0))
        side = min(room.height() // 3, room.width() // 3, self._pixels(4))
        # The words stay together with their icon in a tall tile.
        spare = max(0, room.height() - side - self._pixels(6.5)) // 2
        room.adjust(0, spare, 0, -spare)
        icon = QRect(room.left(), room.top(), room.width(), side)
        return self._with_detail(icon, room.adjusted(0, side + gap // 2, 0, 0))

    def _with_detail(self, icon: QRect, room: QRect) -> tuple[QRect, QRect, QRect]:
        share = room.height() * 3 // 8 if self._detail else 0
        title = QRect(room.left(), room.top(), room.width(), room.height() - share)
        return icon, title, QRect(room.left(), title.bottom() + 1, room.width(), share)

    def _is_low(self) -> bool:
        window = self.window()
        low = LOW * min(window.width(), window.height()) // UNITS
        return self.height() < low or (self.width() > 3 * self.height() and self.height() < 2 * low)

    def _draw_ground(self, painter: QPainter, tokens: Tokens) -> None:
        area = QRectF(self.rect()).adjusted(2, 2, -2, -2)
        fill = tokens.raised if self.isDown() or self._plain else tokens.surface
        painter.setPen(QPen(QColor(tokens.line if self.isEnabled() else tokens.hairline), 2))
        painter.setBrush(QColor(fill))
        painter.drawRoundedRect(area, 12, 12)
        if self._theme:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.theme(self._theme)))
            painter.drawRoundedRect(QRectF(2, self.height() - BAND - 2, self.width() - 4, BAND), 6, 6)
        if self.hasFocus() and screen_of(self).by_keys:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(tokens.focus), 6))
            painter.drawRoundedRect(area.adjusted(3, 3, -3, -3), 10, 10)

    def _colour(self, tokens: Tokens) -> str:
        if not self.isEnabled():
            return tokens.line
        return tokens.theme(self._theme) if self._theme else tokens.primary

    def _title_pixels(self) -> int:
        return self._pixels(TITLE_PLAIN if self._plain else TITLE)

    def _pixels(self, times: float) -> int:
        return screen_of(self).look.pixels(self.window().size(), times)


class Logo(QWidget):
    """The sign of the house; held down for three seconds it asks for the PIN."""

    held = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("kiosk.logo")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.timer = QTimer(self, interval=HELD_MS, singleShot=True)
        self.timer.timeout.connect(self._tell)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to wait."""
        event.accept()
        self.timer.start()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Wait no longer."""
        event.accept()
        self.timer.stop()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it."""
        del event
        painter = QPainter(self)
        side = min(self.width(), self.height())
        logo().paint(painter, (self.width() - side) // 2, (self.height() - side) // 2, side, side)
        painter.end()

    @Slot()
    def _tell(self) -> None:
        self.held.emit()


class TileGrid(QWidget):
    """Tiles in rows of equal size: so many beside each other on a screen that lies, so many on one that stands."""

    def __init__(self, lying: int, standing: int) -> None:
        super().__init__()
        self._lying = lying
        self._standing = standing
        self.tiles: list[Tile] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(GAP)

    def show_tiles(self, tiles: list[Tile]) -> None:
        """Show other tiles."""
        for tile in self.tiles:
            self._grid.removeWidget(tile)
            tile.hide()
            tile.deleteLater()
        self.tiles = tiles
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Follow a screen that was turned."""
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        columns = self._lying if self.window().width() > self.window().height() else self._standing
        for position, tile in enumerate(self.tiles):
            self._grid.addWidget(tile, position // columns, position % columns)
            tile.show()
        rows = -(-len(self.tiles) // columns)
        for row in range(self._grid.rowCount()):
            self._grid.setRowStretch(row, int(row < rows))
        for column in range(self._grid.columnCount()):
            self._grid.setColumnStretch(column, int(column < columns))
