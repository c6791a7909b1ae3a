"""The calendar as a table: a row for each hour or week, a column for each day, a card for each activity."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, QPersistentModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QColor, QFont, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QToolTip,
)

from cdm_desk.domain.agenda import hour_text
from cdm_desk.language import _
from cdm_desk.ui.activities.sheets import Sheet, Spot
from cdm_desk.ui.appearance import THEME_ICONS, drawn, em, tokens_of
from cdm_desk.ui.widgets import plain_tip

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from cdm_desk.domain.agenda import Activity

Index = QModelIndex | QPersistentModelIndex
SPOT: Final = Qt.ItemDataRole.UserRole
_PAD: Final = 4
_BAND: Final = 5
_LINES: Final = 3
_MOST_AT_RIGHT: Final = 0.62


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What is written on the card of an activity; `alarm` is what has to be seen at once, `heads` who came."""

    activity: Activity
    hours: str
    title: str
    below: str
    heads: str = ""
    alarm: str = ""
    sentence: str = ""


class SheetModel(QAbstractTableModel):
    """A sheet of spots, each read as one sentence."""

    def __init__(self) -> None:
        super().__init__()
        self.sheet = Sheet(rows=())
        self.cards: Mapping[UUID, Card] = {}
        self.headings: Sequence[str] = ()
        self.day_words: Callable[[date], str] = str

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return how many rows there are."""
        return 0 if parent.isValid() else len(self.sheet.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return how many days stand side by side."""
        return 0 if parent.isValid() or not self.sheet.rows else len(self.sheet.rows[0])

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401 - as Qt has it
        """Return the spot, or its words."""
        if not index.isValid():
            return None
        spot = self.sheet.rows[index.row()][index.column()]
        if role == SPOT:
            return spot
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.sentence(spot)
        return None

    def sentence(self, spot: Spot) -> str:
        """Return a spot as it is spoken: its day and hour, and what is there."""
        where = self.day_words(spot.day) + ("" if spot.hour is None else f", {spot.hour} h")
        told = [self.cards[each.id].sentence for each in spot.activities if each.id in self.cards]
        return f"{where}: {' '.join(told) or _('nothing planned')}"

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401 - as Qt has it
        """Return the name of a day, or the hour of a row."""
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation is Qt.Orientation.Horizontal:
            return self.headings[section] if section < len(self.headings) else ""
        if section >= len(self.sheet.hours):
            return ""
        hour = self.sheet.hours[section]
        return _("whole day") if hour is None else f"{hour} h"

    def show(self, sheet: Sheet, cards: Mapping[UUID, Card], headings: Sequence[str]) -> None:
        """Show another sheet."""
        self.beginResetModel()
        self.sheet, self.cards, self.headings = sheet, cards, headings
        self.endResetModel()

    def place_of(self, activity_id: UUID) -> tuple[int, int, int] | None:
        """Return the row, the column and the place among its like of an activity; None where it is not shown."""
        for row, spots in enumerate(self.sheet.rows):
            for column, spot in enumerate(spots):
                for place, activity in enumerate(spot.activities):
                    if activity.id == activity_id:
                        return row, column, place
        return None


class CardPainter(QStyledItemDelegate):
    """Draws the cards of a spot below each other: band, sign and word of the theme, never its colour alone."""

    def __init__(self, grid: CalendarGrid) -> None:
        super().__init__(grid)
        self._grid = grid

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one spot."""
        spot: Spot = index.data(SPOT)
        tokens = tokens_of(self._grid)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(option.rect, QColor(tokens.background if spot.shut or spot.outside else tokens.surface))
        if self._grid.is_target(index):
            painter.setPen(QPen(QColor(tokens.primary), 2, Qt.PenStyle.DashLine))
            painter.drawRect(option.rect.adjusted(2, 2, -3, -3))
        here = index.row() == self._grid.currentIndex().row() and index.column() == self._grid.currentIndex().column()
        if not self._grid.model_.sheet.hours:
            self._day_number(painter, option.rect, spot)
        for place, activity in enumerate(spot.activities):
            rect = self._grid.card_rect(option.rect, place)
            chosen = here and place == self._grid.place
            self._card(painter, rect, self._grid.model_.cards[activity.id], chosen=chosen)
        if here and not spot.activities:
            self._ring(painter, option.rect.adjusted(1, 1, -2, -2))
        painter.restore()

    def _ring(self, painter: QPainter, rect: QRect) -> None:
        tokens = tokens_of(self._grid)
        focused = self._grid.hasFocus()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(tokens.focus if focused else tokens.line), 3 if focused else 2))
        painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), 4, 4)

    def _day_number(self, painter: QPainter, rect: QRect, spot: Spot) -> None:
        tokens = tokens_of(self._grid)
        painter.setPen(QColor(tokens.muted if spot.shut or spot.outside else tokens.text))
        painter.setFont(self._grid.letters(bold=True))
        painter.drawText(rect.adjusted(_PAD + 4, 3, -_PAD, 0), Qt.AlignmentFlag.AlignLeft, str(spot.day.day))

    def _card(self, painter: QPainter, rect: QRect, card: Card, *, chosen: bool) -> None:
        tokens = tokens_of(self._grid)
        off = card.activity.called_off
        colour = QColor(tokens.theme(card.activity.theme_code))
        painter.setPen(QPen(QColor(tokens.hairline), 1))
        painter.setBrush(QColor(tokens.background if off else tokens.raised))
        painter.drawRoundedRect(rect, 4, 4)
        painter.fillRect(QRect(rect.left(), rect.top() + 2, _BAND, rect.height() - 4), colour)
        inner = rect.adjusted(_BAND + _PAD, 2, -_PAD, -2)
        if self._grid.compact:
            inner = self._sign(painter, inner, card)
            begins = hour_text(card.activity.begins)
            self._line(painter, inner, card, f"{begins} {card.title}".strip(), card.alarm and "!", bold=False)
        else:
            self._full(painter, inner, card)
        if chosen:
            self._ring(painter, rect)

    def _sign(self, painter: QPainter, rect: QRect, card: Card) -> QRect:
        """Draw the sign of the theme; return what is left of the line."""
        sign = THEME_ICONS.get((card.activity.theme_code or "")[:3], "")
        if not sign:
            return rect
        size = em(self._grid, 1.05)
        colour = tokens_of(self._grid).theme(card.activity.theme_code)
        picture = drawn(sign, colour, size, self._grid.devicePixelRatioF())
        painter.drawPixmap(rect.left(), rect.top() + (rect.height() - size) // 2, picture)
        return rect.adjusted(size + _PAD, 0, 0, 0)

    def _full(self, painter: QPainter, inner: QRect, card: Card) -> None:
        high = inner.height() // _LINES
        line = QRect(inner.left(), inner.top(), inner.width(), high)
        self._line(painter, line, card, card.hours, card.alarm or card.heads, bold=False)
        self._line(painter, line.translated(0, high), card, card.title, "", bold=True)
        third = self._sign(painter, line.translated(0, 2 * high), card)
        self._line(painter, third, card, card.below, card.heads if card.alarm else "", bold=False, muted=True)

    def _line(
        self, painter: QPainter, rect: QRect, card: Card, left: str, right: str, *, bold: bool, muted: bool = False
    ) -> None:
        tokens = tokens_of(self._grid)
        alarm = bool(right) and right in (card.alarm, "!")
        font = self._grid.letters(bold=alarm)
        painter.setFont(font)
        if right:
            if painter.fontMetrics().horizontalAdvance(right) > rect.width() * _MOST_AT_RIGHT:
                # All of it is in the sentence below the calendar.
                right = "!" if alarm else ""
            painter.setPen(QColor(tokens.warn if alarm else tokens.muted))
            painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, right)
            rect = rect.adjusted(0, 0, -painter.fontMetrics().horizontalAdvance(right) - _PAD, 0)
        font = self._grid.letters(bold=bold)
        font.setStrikeOut(card.activity.called_off)
        painter.setFont(font)
        painter.setPen(QColor(tokens.muted if muted or card.activity.called_off else tokens.text))
        elided = painter.fontMetrics().elidedText(left, Qt.TextElideMode.ElideRight, max(0, rect.width()))
        painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, elided)


class CalendarGrid(QTableView):
    """Moved through by arrows, card by card; a card is dragged by the mouse to another spot.

    `spot_chosen` goes out when another spot or card is current, `opened` on Enter or a double click, `left` with how
    many days one wants to go beyond the sheet, `dropped` with an activity and the spot that it was dragged to.
    """

    spot_chosen = Signal()
    opened = Signal()
    left = Signal(int)
    dropped = Signal(object, object)
    pushed = Signal(int, int)

    def __init__(self, object_name: str) -> None:
        super().__init__()
        self.model_ = SheetModel()
        self.place = 0
        self.compact = False
        self._pressed: tuple[QPoint, Activity] | None = None
        self._target: QModelIndex | None = None
        self.setObjectName(object_name)
        self.setModel(self.model_)
        self.setItemDelegate(CardPainter(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        # At twice the size of text six days still stand side by side.
        header.setMinimumSectionSize(24)
        rows = self.verticalHeader()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setHighlightSections(False)
        rows.setSectionsClickable(False)
        self.viewport().setMouseTracking(False)

    def show_sheet(self, sheet: Sheet, cards: Mapping[UUID, Card], headings: Sequence[str]) -> None:
        """Show another sheet; what was current stays so, as far as it is there."""
        chosen, spot, scrolled = self.activity(), self.spot(), self.verticalScrollBar().value()
        self.model_.show(sheet, cards, headings)
        self.verticalHeader().setVisible(bool(sheet.hours))
        self.fit()
        self.verticalScrollBar().setValue(scrolled)
        if not (chosen is not None and self.choose(chosen.id)) and spot is not None:
            self.go_to(spot.day, spot.hour)

    def spot(self) -> Spot | None:
        """Return the spot that is current."""
        index = self.currentIndex()
        return index.data(SPOT) if index.isValid() else None

    def activity(self) -> Activity | None:
        """Return the activity that is current, none on an empty spot."""
        spot = self.spot()
        if spot is None or not spot.activities:
            return None
        return spot.activities[min(self.place, len(spot.activities) - 1)]

    def choose(self, activity_id: UUID) -> bool:
        """Make an activity current; say whether it is shown."""
        found = self.model_.place_of(activity_id)
        if found is None:
            return False
        self._go(*found)
        return True

    def go_to(self, day: date, hour: int | None) -> bool:
        """Make a spot current, or that of the nearest hour of its day; say whether the day is shown."""
        best: tuple[int, int, int] | None = None
        for row, spots in enumerate(self.model_.sheet.rows):
            for column, spot in enumerate(spots):
                if spot.day == day:
                    away = abs((spot.hour if spot.hour is not None else -1) - (hour if hour is not None else -1))
                    best = min(best or (away, row, column), (away, row, column))
        if best is None:
            return False
        self._go(best[1], best[2], 0)
        return True

    def is_target(self, index: Index) -> bool:
        """Whether a card that is being dragged would be put down here."""
        target = self._target
        return target is not None and (target.row(), target.column()) == (index.row(), index.column())

    def letters(self, *, bold: bool) -> QFont:
        """Return the letters of the cards."""
        font = QFont(self.font())
        font.setBold(bold)
        font.setPixelSize(max(11, round(em(self, 1) * 0.9)))
        return font

    def card_rect(self, cell: QRect, place: int) -> QRect:
        """Return where in a cell a card is drawn."""
        top = cell.top() + 3 + (0 if self.model_.sheet.hours else em(self, 1.5)) + place * (self._card_height() + 3)
        return QRect(cell.left() + 3, top, cell.width() - 7, self._card_height())

    def fit(self) -> None:
        """Give each row the room of its cards, and share what is left among the rows."""
        lead = 3 if self.model_.sheet.hours else em(self, 1.5) + 3
        least = em(self, 1.75) if self.model_.sheet.hours else em(self, 3)
        most = [max((len(spot.activities) for spot in spots), default=0) for spots in self.model_.sheet.rows]
        heights = [max(least, lead + number * (self._card_height() + 3) + 2) for number in most]
        free = self.viewport().height() - sum(heights)
        more = max(0, free) // max(1, len(heights))
        for row, height in enumerate(heights):
            self.setRowHeight(row, height + more)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the room anew."""
        super().resizeEvent(event)
        self.fit()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the size of text."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange and hasattr(self, "model_"):
            self.fit()

    def event(self, event: QEvent) -> bool:
        """Keep Alt with an arrow from the window while a card is current: it moves the card."""
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            alt = event.modifiers() == Qt.KeyboardModifier.AltModifier
            if alt and event.key() in _STEPS and self.activity() is not None:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from card to card; Alt with an arrow moves the card itself."""
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() in _STEPS and modifiers == Qt.KeyboardModifier.AltModifier:
            self.pushed.emit(*_STEPS[event.key()])
        elif event.key() in _STEPS and not modifiers:
            self._step(*_STEPS[event.key()])
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not modifiers:
            self.opened.emit()
        elif event.key() in {Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Home, Qt.Key.Key_End}:
            # The page around it goes to another week.
            event.ignore()
        else:
            event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Make the card under the mouse current, and take hold of it."""
        index = self.indexAt(event.position().toPoint())
        if not index.isValid():
            return
        place = self._place_at(index, event.position().toPoint())
        self._go(index.row(), index.column(), max(0, place))
        activity = self.activity() if place >= 0 else None
        left = event.button() is Qt.MouseButton.LeftButton
        self._pressed = (event.position().toPoint(), activity) if activity is not None and left else None
        self.setFocus(Qt.FocusReason.MouseFocusReason)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show where the card would be put down."""
        if self._pressed is None:
            return
        here = event.position().toPoint()
        if self._target is None and (here - self._pressed[0]).manhattanLength() < QApplication.startDragDistance():
            return
        self._target = self.indexAt(here)
        self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
        self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Put the card down."""
        del event
        pressed, target = self._pressed, self._target
        self._pressed = self._target = None
        self.viewport().unsetCursor()
        self.viewport().update()
        if pressed is not None and target is not None and target.isValid():
            self.dropped.emit(pressed[1], target.data(SPOT))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open the card, or plan on the empty spot."""
        self._pressed = None
        if self.indexAt(event.position().toPoint()).isValid():
            self.opened.emit()

    def viewportEvent(self, event: QEvent) -> bool:
        """Tell the whole of a card where the mouse rests on it."""
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            index = self.indexAt(event.pos())
            place = self._place_at(index, event.pos()) if index.isValid() else -1
            if place >= 0:
                activity = index.data(SPOT).activities[place]
                QToolTip.showText(event.globalPos(), plain_tip(self.model_.cards[activity.id].sentence), self)
            else:
                QToolTip.hideText()
            return True
        return super().viewportEvent(event)

    def _card_height(self) -> int:
        return round(em(self, 1.3)) * (1 if self.compact else _LINES) + 6

    def _place_at(self, index: QModelIndex, here: QPoint) -> int:
        spot: Spot = index.data(SPOT)
        cell = self.visualRect(index)
        return next((place for place in range(len(spot.activities)) if self.card_rect(cell, place).contains(here)), -1)

    def _go(self, row: int, column: int, place: int) -> None:
        self.place = place
        index = self.model_.index(row, column)
        self.setCurrentIndex(index)
        self.scrollTo(index)
        self.viewport().update()
        self.spot_chosen.emit()

    def _step(self, days: int, rows: int) -> None:
        index = self.currentIndex()
        if not index.isValid():
            if self.model_.rowCount():
                self._go(0, 0, 0)
            return
        row, column = index.row(), index.column()
        if rows:
            self._step_down(row, column, rows)
        elif 0 <= column + days < self.model_.columnCount():
            self._go(row, column + days, 0)
        else:
            self.left.emit(days)

    def _step_down(self, row: int, column: int, rows: int) -> None:
        here = self.model_.sheet.rows[row][column]
        if 0 <= self.place + rows < len(here.activities):
            self._go(row, column, self.place + rows)
        elif 0 <= row + rows < self.model_.rowCount():
            there = self.model_.sheet.rows[row + rows][column]
            self._go(row + rows, column, 0 if rows > 0 else max(0, len(there.activities) - 1))
        elif not self.model_.sheet.hours:
            self.left.emit(7 * rows)


_STEPS: Final[Mapping[int, tuple[int, int]]] = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
