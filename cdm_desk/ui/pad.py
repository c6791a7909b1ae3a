"""The pad of the welcome desk: a tile and a key for each thing a visitor may come for."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QColor, QFont, QFontMetrics, QKeySequence, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QStyle, QVBoxLayout, QWidget

from cdm_desk.domain.single_keys import KeyArea
from cdm_desk.ui.appearance import Tokens, drawn, em, sized, tokens_of
from cdm_desk.ui.key_map import KeyAction, KeyMap
from cdm_desk.ui.keys import PadKeys
from cdm_desk.ui.widgets import FOCUS_WIDTH, FlowLayout, name_widget

BAND = 8
GAP = 8
# The focus ring and its hairline lie on the pad, not on its tiles.
MARGIN = FOCUS_WIDTH + 3
# What a finger finds.
TOUCH = 44
# Up to this size of text a compact tile keeps it; a larger one gives way, so that every tile is seen.
SMALL_ENOUGH = 17


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """One key of the pad: its sign as delivered, its icon, its words in the language of the screen and the other one.

    `theme_code` gives the colour; a key of no theme has a quiet one. A `small` key stands in the second row.
    """

    sign: str
    icon_name: str
    words: Callable[[], str]
    other_words: Callable[[], str]
    theme_code: str | None = None
    small: bool = False
    object_name: str = ""


class Tile(QPushButton):
    """A white tile with a band of colour, the key in force, an icon and a word: never colour alone."""

    def __init__(self, key: Key, action: KeyAction) -> None:
        super().__init__()
        self.key = key
        self.common_width = 0
        self.compact = False
        self.lowest = TOUCH
        self.action = action
        self.setObjectName(key.object_name or f"welcome.key_{key.sign}")
        # The pad keeps the focus when the mouse is used, so that the next key works at once.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.clicked.connect(action.trigger)
        action.changed.connect(self._take_key)
        self.retranslate()

    def retranslate(self) -> None:
        """Set the words again."""
        self.action.setText(self.key.words().replace("&", "&&"))
        self.action.setToolTip(self.key.words())
        self._take_key()
        self.updateGeometry()

    @Slot()
    def _take_key(self) -> None:
        name_widget(self, self.key.words(), self.key.words(), QKeySequence(self.action.key))
        self.update()

    def sizeHint(self) -> QSize:
        """Return the room that the longest word of its row needs, and a height that a finger finds."""
        return self.own_size().expandedTo(QSize(self.common_width, 0))

    def own_size(self) -> QSize:
        """Return the room that its own words need."""
        widest = max(
            QFontMetrics(self._word_font()).horizontalAdvance(self.key.words()),
            QFontMetrics(self._other_font()).horizontalAdvance(self.key.other_words()),
        )
        badge = em(self, 1.7)
        if self.compact:
            words = QFontMetrics(self._word_font()).horizontalAdvance(self.key.words())
            return QSize(BAND + em(self, 2.2) + words, max(self.lowest, em(self, 1.6)))
        if self.key.small:
            return QSize(BAND + em(self, 1.3) + badge + widest, max(44, em(self, 3.6)))
        return QSize(BAND + em(self, 1.5) + max(widest, badge + em(self, 2.4)), max(88, em(self, 6.4)))

    def minimumSizeHint(self) -> QSize:
        """Return the size below which a word would be cut."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw band, badge, icon and words."""
        del event
        tokens = tokens_of(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_ground(painter, tokens)
        if self.compact:
            self._draw_compact(painter, tokens)
        elif self.key.small:
            self._draw_small(painter, tokens)
        else:
            self._draw_large(painter, tokens)
        painter.end()

    def _draw_ground(self, painter: QPainter, tokens: Tokens) -> None:
        area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        fill = tokens.raised if self.underMouse() or self.isDown() else tokens.surface
        painter.setPen(QPen(QColor(tokens.line if self.isEnabled() else tokens.hairline), 1))
        painter.setBrush(QColor(fill))
        painter.drawRoundedRect(area, 8, 8)
        painter.save()
        painter.setClipRect(QRectF(0, 0, BAND, self.height()))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._colour(tokens)))
        painter.drawRoundedRect(QRectF(0.5, 0.5, BAND * 3, self.height() - 1), 8, 8)
        painter.restore()

    def _draw_large(self, painter: QPainter, tokens: Tokens) -> None:
        left = BAND + em(self, 0.7)
        words, other = QFontMetrics(self._word_font()), QFontMetrics(self._other_font())
        text_height = words.height() + other.height()
        badge = em(self, 1.7)
        gap = em(self, 0.5)
        top = max(4, (self.height() - badge - gap - text_height) // 2)
        self._draw_badge(painter, tokens, QRect(left, top, badge, badge))
        if self.action.key:
            self._draw_icon(painter, tokens, QRect(self.width() - badge - em(self, 0.7), top, badge, badge))
        self._draw_words(painter, tokens, left, top + badge + gap)

    def _draw_small(self, painter: QPainter, tokens: Tokens) -> None:
        left = BAND + em(self, 0.4)
        badge = em(self, 1.6)
        self._draw_badge(painter, tokens, QRect(left, (self.height() - badge) // 2, badge, badge))
        words, other = QFontMetrics(self._word_font()), QFontMetrics(self._other_font())
        top = (self.height() - words.height() - other.height()) // 2
        self._draw_words(painter, tokens, left + badge + em(self, 0.5), top)

    def _draw_compact(self, painter: QPainter, tokens: Tokens) -> None:
        left = BAND + em(self, 0.3)
        badge = em(self, 1.3)
        self._draw_badge(painter, tokens, QRect(left, (self.height() - badge) // 2, badge, badge))
        painter.setFont(self._word_font())
        painter.setPen(QColor(tokens.text if self.isEnabled() else tokens.line))
        beside = self.rect().adjusted(left + badge + em(self, 0.35), 0, 0, 0)
        painter.drawText(beside, Qt.AlignmentFlag.AlignVCenter, self.key.words())

    def _draw_icon(self, painter: QPainter, tokens: Tokens, area: QRect) -> None:
        picture = drawn(self.key.icon_name, self._colour(tokens), area.width(), self.devicePixelRatioF())
        painter.drawPixmap(area.topLeft(), picture)

    def _draw_badge(self, painter: QPainter, tokens: Tokens, area: QRect) -> None:
        """Draw the key; a tile without one shows its icon there."""
        if not self.action.key:
            self._draw_icon(painter, tokens, area)
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._colour(tokens)))
        painter.drawRoundedRect(area, 5, 5)
        painter.setPen(QColor(tokens.on_theme))
        painter.setFont(sized(self.font(), 1.1, bold=True))
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, self.action.key)

    def _draw_words(self, painter: QPainter, tokens: Tokens, left: int, top: int) -> None:
        painter.setFont(self._word_font())
        height = painter.fontMetrics().height()
        painter.setPen(QColor(tokens.text if self.isEnabled() else tokens.line))
        painter.drawText(QRect(left, top, self.width() - left, height), Qt.AlignmentFlag.AlignLeft, self.key.words())
        painter.setFont(self._other_font())
        painter.setPen(QColor(tokens.muted))
        area = QRect(left, top + height, self.width() - left, painter.fontMetrics().height())
        painter.drawText(area, Qt.AlignmentFlag.AlignLeft, self.key.other_words())

    def _colour(self, tokens: Tokens) -> str:
        return tokens.theme(self.key.theme_code)

    def _word_font(self) -> QFont:
        if self.compact:
            return sized(self.font(), min(1.0, max(0.75, SMALL_ENOUGH / em(self, 1))), bold=True)
        return sized(self.font(), 1.0 if self.key.small else 1.1, bold=True)

    def _other_font(self) -> QFont:
        return sized(self.font(), 0.92)


class Pad(QWidget):
    """Holds the tiles and hears their keys while it has the focus; a tile and its key do the same.

    `pressed` gives the sign of a key, `chosen` that of a tile, `doubled` a key that came twice within 300 ms, `flooded`
    how many signs a scanner got through before it was recognised, `unheard` a key that does nothing now. `area` says
    whether a number is being typed.
    """

    pressed = Signal(str)
    chosen = Signal(str)
    doubled = Signal(str)
    flooded = Signal(int)
    unheard = Signal(str)

    def __init__(self, object_name: str, key_map: KeyMap, area: Callable[[], KeyArea]) -> None:
        super().__init__()
        self._key_map = key_map
        self._area = area
        self.setObjectName(object_name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.keys = PadKeys(self, key_map, area)
        self.tiles: list[Tile] = []
        self._actions: dict[str, KeyAction] = {}
        self._compact = False
        self._lowest = TOUCH
        self._is_even = False
        self._large = FlowLayout(gap=GAP, stretch=True)
        self._small = FlowLayout(gap=GAP, stretch=True)

        column = QVBoxLayout(self)
        column.setContentsMargins(*4 * [MARGIN])
        column.setSpacing(GAP)
        column.addLayout(self._large)
        column.addLayout(self._small)

        self.keys.pressed.connect(self.pressed)
        self.keys.doubled.connect(self.doubled)
        self.keys.flooded.connect(self.flooded)
        self.keys.unheard.connect(self.unheard)

    def show_keys(self, keys: Iterable[Key]) -> list[QAction]:
        """Show other keys; return the action of each, for the menu: a sign keeps its action."""
        self._clear()
        for key in keys:
            tile = Tile(key, self._action_of(key))
            tile.compact, tile.lowest = self._compact, self._lowest
            self.tiles.append(tile)
            (self._small if key.small else self._large).addWidget(tile)
        self._even_out()
        return [tile.action for tile in self.tiles]

    def show_compact(self, wanted: bool, lowest: int = TOUCH) -> None:
        """Draw every tile in one low line, its number and its word, where the window has no room for two."""
        self._compact, self._lowest = wanted, lowest
        for tile in self.tiles:
            if (tile.compact, tile.lowest) != (wanted, lowest):
                tile.compact, tile.lowest = wanted, lowest
                tile.updateGeometry()
                tile.update()
        self._even_out()

    def retranslate(self) -> None:
        """Set the words again."""
        for tile in self.tiles:
            tile.retranslate()
        self._even_out()

    def tile(self, sign: str) -> Tile | None:
        """Return the tile of a sign."""
        return next((tile for tile in self.tiles if tile.key.sign == sign), None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Even the tiles out anew."""
        super().resizeEvent(event)
        self._even_out()

    @Slot()
    def _press(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self.chosen.emit(action.data())
            # Whoever works without single keys goes on from the same tile, unless there is a number to type.
            if self._key_map.hears(self._area(), action.data()):
                self.setFocus(Qt.FocusReason.MouseFocusReason)

    def _even_out(self) -> None:
        """Give the tiles of the themes one width where they fit in a row; the small ones keep their own.

        Tiles of their own width may need fewer rows. So what comes and goes with them, a scroll bar, must not decide:
        its width is needed on top of theirs before they are evened out, not for them to stay so.
        """
        large = [tile for tile in self.tiles if not tile.key.small]
        widest = max((tile.own_size().width() for tile in large), default=0)
        spare = self.contentsRect().width() - 2 * MARGIN - ((widest + GAP) * len(large) - GAP)
        self._is_even = spare >= (
            0 if self._is_even else self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent)
        )
        for tile in large:
            width = widest if self._is_even else 0
            if tile.common_width != width:
                tile.common_width = width
                tile.updateGeometry()

    def _action_of(self, key: Key) -> KeyAction:
        action = self._actions.get(key.sign)
        if action is None:
            action = self._actions[key.sign] = KeyAction(self, self._key_map, KeyArea.WELCOME, key.sign)
            action.setData(key.sign)
            action.triggered.connect(self._press)
        action.setObjectName(f"command.{key.object_name or key.sign}")
        action.setVisible(True)
        return action

    def _clear(self) -> None:
        for action in self._actions.values():
            action.setVisible(False)
        for tile in self.tiles:
            tile.hide()
            tile.deleteLater()
            self._large.removeWidget(tile)
            self._small.removeWidget(tile)
        self.tiles.clear()
