"""Small parts of every screen: text that is never markup, layouts that wrap, the focus ring."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from PySide6.QtCore import QEvent, QMargins, QObject, QRect, QRectF, QSize, Qt, QTimer, Slot
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QAction,
    QColor,
    QIcon,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QAbstractSpinBox,
    QApplication,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QLayoutItem,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QTabBar,
    QVBoxLayout,
    QWidget,
    QWidgetItem,
)
from shiboken6 import isValid

from cdm_desk.ui.appearance import drawn, em, tokens_of

FOCUS_WIDTH = 3
LOW_WINDOW = 28
# With and without a scroll bar, and once more with what the page made of it.
SIZES_WITHIN = 3


class PlainLabel(QLabel):
    """A label that shows its text as it is: Qt would open the image that a title names in `<img src=…>`."""

    def __init__(self, text: str = "", *, kind: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)
        if kind:
            self.setProperty("kind", kind)

    def set_kind(self, kind: str) -> None:
        """Dress as `heading`, `subheading`, `muted`, `key`, `band`, `ok`, `warn` or `error`."""
        set_kind(self, kind)


class IconLabel(QLabel):
    """An icon in a colour; it says nothing to a screen reader, the words beside it do."""

    def __init__(self, name: str, times: float = 1.4, colour: str = "") -> None:
        super().__init__()
        self._name = name
        self._times = times
        self._colour = colour
        self.setFixedSize(em(self, times), em(self, times))

    def show_icon(self, name: str, colour: str = "") -> None:
        """Show another icon, or the same in another colour."""
        self._name = name
        self._colour = colour
        if self.isVisible():
            self._redraw()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the palette and the size of text."""
        super().changeEvent(event)
        changed = event.type() in {QEvent.Type.PaletteChange, QEvent.Type.FontChange, QEvent.Type.StyleChange}
        if changed and self.isVisible():
            self._redraw()

    def showEvent(self, event: QShowEvent) -> None:
        """Draw the icon once it is seen."""
        super().showEvent(event)
        self._redraw()

    def _redraw(self) -> None:
        size = em(self, self._times)
        self.setFixedSize(size, size)
        colour = self._colour or tokens_of(self).text
        self.setPixmap(drawn(self._name, colour, size, self.devicePixelRatioF()))


def set_kind(widget: QWidget, kind: str) -> None:
    """Dress a widget as a kind that the style sheet knows."""
    widget.setProperty("kind", kind)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def without_mnemonic(text: str) -> str:
    """Return the words of an action or a label as they are read."""
    return text.replace("&&", "\0").replace("&", "").replace("\0", "&")


def icon_on(button: QPushButton, drawn_icon: QIcon) -> QIcon:
    """Return an icon as it stands on a button: on a filled one in the colour of the words on that fill."""
    if button.property("kind") != "primary" or drawn_icon.isNull():
        return drawn_icon
    filled = QIcon()
    for size in drawn_icon.availableSizes():
        filled.addPixmap(drawn_icon.pixmap(size, QIcon.Mode.Selected), QIcon.Mode.Normal)
        filled.addPixmap(drawn_icon.pixmap(size, QIcon.Mode.Disabled), QIcon.Mode.Disabled)
    return filled


def plain_tip(text: str, shortcut: QKeySequence | None = None) -> str:
    """Return a tool tip that is never read as markup and ends with its shortcut."""
    words = text
    if shortcut is not None and not shortcut.isEmpty():
        words = f"{text} ({shortcut.toString(QKeySequence.SequenceFormat.NativeText)})"
    if "<" not in words and "&" not in words:
        return words
    return f"<span>{words.replace('&', '&amp;').replace('<', '&lt;').replace('>', '&gt;')}</span>"


def asked_folder(parent: QWidget, words: str, begin: str = "") -> str:
    """Let a person point at a folder, from one they named on, else from their own; return none as nothing."""
    return QFileDialog.getExistingDirectory(parent, words, begin or str(Path.home()))


def name_widget(widget: QWidget, name: str, tip: str = "", shortcut: QKeySequence | None = None) -> None:
    """Give a widget its accessible name, and a tool tip that ends with its shortcut."""
    widget.setAccessibleName(name)
    if tip or shortcut:
        widget.setToolTip(plain_tip(tip or name, shortcut))


def announce(widget: QWidget, sentence: str) -> None:
    """Have a screen reader say a sentence, wherever the focus is."""
    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, sentence))


class ActionButton(QPushButton):
    """A button for a QAction: its words, its state, its name and a tool tip that ends with the shortcut."""

    def __init__(self, action: QAction, object_name: str, *, kind: str = "") -> None:
        super().__init__()
        self.setObjectName(object_name)
        self._action = action
        if kind:
            self.setProperty("kind", kind)
        self._copy()
        action.changed.connect(self._copy)
        self.clicked.connect(action.trigger)

    @Slot()
    def _copy(self) -> None:
        words = without_mnemonic(self._action.text())
        band = self.property("kind") == "band"
        # Qt sets an icon close to the words.
        self.setText(words.replace("&", "&&") if band else f" {words.replace('&', '&&')}")
        if not band:
            self.setIcon(icon_on(self, self._action.icon()))
        self.setEnabled(self._action.isEnabled())
        name_widget(self, words, self._action.toolTip(), self._action.shortcut())


class FlowLayout(QLayout):
    """Lays its parts out in rows and wraps, so that nothing is clipped in a narrow window or in large text.

    A label stays beside the field that it names, in any row that has room for both.
    """

    def __init__(
        self, parent: QWidget | None = None, *, gap: int = 8, line_gap: int | None = None, stretch: bool = False
    ) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._stretch = stretch
        self._heights: dict[int, int] = {}
        self._sizes: list[tuple[int, int]] = []
        self.setSpacing(gap)
        self._line_gap = line_gap
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        """Add one more at the end."""
        self._items.append(item)

    def count(self) -> int:
        """Return how many there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """Return the one at an index, or none."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Take one out."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        """Ask for no more room than is needed."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """Say that the height follows from the width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of all rows at a width; Qt asks for it hundreds of times before anything has changed."""
        # By the sizes themselves: Qt does not always say that a part has changed its own.
        now = [(self.spacing(), 0), *((size.width(), size.height()) for size in map(_hint, self._shown()))]
        if now != self._sizes:
            self._sizes = now
            self._heights.clear()
        if width not in self._heights:
            self._heights[width] = self._arrange(QRect(0, 0, width, 0), move=False)
        return self._heights[width]

    def setGeometry(self, rect: QRect) -> None:
        """Place every part."""
        super().setGeometry(rect)
        self._arrange(rect, move=True)

    def sizeHint(self) -> QSize:
        """Return the size of one single row."""
        shown = self._shown()
        margins = self.contentsMargins()
        width = sum(item.sizeHint().width() for item in shown) + self.spacing() * max(0, len(shown) - 1)
        height = max((item.sizeHint().height() for item in shown), default=0)
        return QSize(width, height) + _size_of(margins)

    def minimumSize(self) -> QSize:
        """Return the size of the largest part."""
        size = QSize()
        for item in self._shown():
            size = size.expandedTo(item.minimumSize())
        return size + _size_of(self.contentsMargins())

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _arrange(self, rect: QRect, *, move: bool) -> int:
        between = self.spacing() if self._line_gap is None else self._line_gap
        margins = self.contentsMargins()
        inner = rect.marginsRemoved(margins)
        top = inner.top()
        for row in self._rows(inner.width()):
            height = max(_hint(item).height() for item in row)
            if move:
                self._place(row, inner, top, height)
            top += height + between
        used = top - inner.top() - between if self._shown() else 0
        return used + margins.top() + margins.bottom()

    def _rows(self, width: int) -> list[list[QLayoutItem]]:
        rows: list[list[QLayoutItem]] = []
        used = 0
        for group in self._groups(width):
            wanted = self._width_of(group)
            if not rows or used + wanted > width:
                rows.append([])
                used = 0
            rows[-1] += group
            used += wanted + self.spacing()
        return rows

    def _groups(self, width: int) -> Iterator[list[QLayoutItem]]:
        shown = self._shown()
        while shown:
            pair = shown[:2]
            taken = pair if _names(pair) and self._width_of(pair) <= width else pair[:1]
            del shown[: len(taken)]
            yield taken

    def _width_of(self, group: list[QLayoutItem]) -> int:
        return sum(_hint(item).width() for item in group) + self.spacing() * (len(group) - 1)

    def _place(self, row: list[QLayoutItem], inner: QRect, top: int, height: int) -> None:
        free = inner.width() - sum(_hint(item).width() for item in row) - self.spacing() * (len(row) - 1)
        more = max(0, free) // len(row) if self._stretch else 0
        left = inner.left()
        for item in row:
            width = min(_hint(item).width(), inner.width()) + more
            item.setGeometry(QRect(left, top, width, height))
            left += width + self.spacing()


def _names(pair: list[QLayoutItem]) -> bool:
    """Whether the first of two parts is the label of the second."""
    label = pair[0].widget()
    return isinstance(label, QLabel) and label.buddy() is not None and label.buddy() is pair[-1].widget()


def _hint(item: QLayoutItem) -> QSize:
    return item.sizeHint().expandedTo(item.minimumSize())


def _size_of(margins: QMargins) -> QSize:
    return QSize(margins.left() + margins.right(), margins.top() + margins.bottom())


class Placeholder(QWidget):
    """What an empty list shows: why it is empty, and the next thing to do."""

    def __init__(self, icon_name: str, action: QAction | None = None) -> None:
        super().__init__()
        self._icon_name = icon_name
        self.icon_label = IconLabel(icon_name, 3.2)
        self.sentence_label = PlainLabel(kind="subheading")
        self.advice_label = PlainLabel(kind="muted")
        self.action_button = ActionButton(action, "placeholder.act") if action else None

        column = QVBoxLayout(self)
        column.setSpacing(em(self, 0.6))
        column.addStretch(1)
        column.addWidget(self.icon_label, 0, Qt.AlignmentFlag.AlignHCenter)
        for part in (self.sentence_label, self.advice_label):
            part.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(part)
        self.sentence_label.setWordWrap(True)
        self.advice_label.setWordWrap(True)
        if self.action_button:
            column.addWidget(self.action_button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out what there is no room for: first the icon, then the advice, then the button."""
        super().resizeEvent(event)
        self._fit()

    def say(self, sentence: str, advice: str = "") -> None:
        """Set the words: why nothing is here, and what to do."""
        self.sentence_label.setText(sentence)
        self.advice_label.setText(advice)
        self.setAccessibleName(f"{sentence} {advice}".strip())
        self.setToolTip(plain_tip(self.accessibleName()))
        self.icon_label.show_icon(self._icon_name, tokens_of(self).muted)
        self._fit()

    def _fit(self) -> None:
        gap = em(self, 0.6)
        room = self.height() - self.sentence_label.heightForWidth(self.width()) - 2 * gap
        for part in (self.action_button, self.advice_label, self.icon_label):
            if part is None:
                continue
            wanted = part.heightForWidth(self.width()) if part.hasHeightForWidth() else part.sizeHint().height()
            fits = room >= wanted + gap and (part is not self.advice_label or bool(self.advice_label.text()))
            part.setVisible(fits)
            room -= wanted + gap if fits else 0


class FocusRing(QWidget):
    """Three pixels along the edge of whatever has the focus, and a hairline of the background inside them.

    It lies inside the widget it marks, so that no parent cuts it off; the hairline makes it stand out on any fill.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def mark(self, widget: QWidget) -> None:
        """Lie down on a widget."""
        former = self.parentWidget()
        if former is not None:
            for part in (former, *_scroll_bars(former)):
                part.removeEventFilter(self)
        self.setParent(widget)
        for part in (widget, *_scroll_bars(widget)):
            part.installEventFilter(self)
        self.setGeometry(widget.rect())
        self.raise_()
        self.show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the size of the widget, and stay above its scroll bars: Qt lifts them each time they are laid out."""
        if watched is self.parentWidget():
            if event.type() is QEvent.Type.Resize and isinstance(watched, QWidget):
                self.setGeometry(watched.rect())
        elif event.type() in {QEvent.Type.ZOrderChange, QEvent.Type.Show}:
            self.raise_()
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ring; around the current tab only, where the names of the tabs have the focus."""
        del event
        widget = self.parentWidget()
        if widget is None:
            return
        edge = QRectF(widget.tabRect(widget.currentIndex()) if isinstance(widget, QTabBar) else self.rect())
        radius = edge.height() / 2 if widget.property("kind") == "chip" else em(widget, 0.45)
        tokens = tokens_of(widget)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for colour, width, inset in ((tokens.focus_inner, 2, FOCUS_WIDTH), (tokens.focus, FOCUS_WIDTH, 0)):
            gap = inset + width / 2
            painter.setPen(QPen(QColor(colour), width))
            painter.drawRoundedRect(edge.adjusted(gap, gap, -gap, -gap), radius - gap, radius - gap)


def _scroll_bars(widget: QWidget) -> list[QWidget]:
    """Return what holds the scroll bars of an area, which its own events do not tell of."""
    names = ("qt_scrollarea_hcontainer", "qt_scrollarea_vcontainer") if isinstance(widget, QAbstractScrollArea) else ()
    held = (widget.findChild(QWidget, name, Qt.FindChildOption.FindDirectChildrenOnly) for name in names)
    return [each for each in held if each is not None]


class FocusMark(QObject):
    """Moves the focus ring to the widget that has the focus."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._ring = FocusRing()
        app.focusChanged.connect(self.follow)

    @Slot()
    def follow(self) -> None:
        """Put the ring on the widget in focus; a window as such, or none, takes it off."""
        # Asked for anew: what lost the focus may be on its way out, and must not be taken hold of.
        now = QApplication.focusWidget()
        # The ring dies with the widget that it lies on.
        if not isValid(self._ring):
            self._ring = FocusRing()
        if now is None or now.isWindow() or now.focusPolicy() is Qt.FocusPolicy.NoFocus:
            self._ring.hide()
            return
        self._ring.mark(now)


class Card(QFrame):
    """A quiet surface with a hairline around it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "card")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)


class ScrollArea(QScrollArea):
    """A page that is scrolled where it is too high, and that always settles.

    A page in rows can be high enough for a scroll bar only as long as it has none. Qt's own area then gives it the one
    size and the other, each within the other, until the stack is full and the program is gone.
    """

    _sizes_within = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Hear of a size that the page was given, but not without end."""
        if event.type() is not QEvent.Type.Resize:
            return super().eventFilter(watched, event)
        if self._sizes_within == SIZES_WITHIN:
            return False
        self._sizes_within += 1
        try:
            return super().eventFilter(watched, event)
        finally:
            self._sizes_within -= 1


class BroughtIntoView(QObject):
    """Scrolls an area to each of some parts as it appears: what asks or offers something is never below the edge."""

    def __init__(self, area: QScrollArea, parts: Iterable[QWidget]) -> None:
        super().__init__(area)
        self._area = area
        for part in parts:
            part.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Wait for the layout: what has just appeared has no place yet."""
        if event.type() is QEvent.Type.Show and isinstance(watched, QWidget):
            QTimer.singleShot(0, watched, lambda: self._area.ensureWidgetVisible(watched))
        return super().eventFilter(watched, event)


class LeftToThePage(QObject):
    """Leaves the wheel over a list or a box to the page around it: who scrolls by must not change a choice.

    `beware` makes one for a part, which it lives and ends with.
    """

    @classmethod
    def beware(cls, part: QWidget) -> None:
        """Let a part change by its keys and by clicks alone."""
        part.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        part.installEventFilter(cls(part))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the wheel from the part; ignored, it goes on to what lies below."""
        if event.type() is QEvent.Type.Wheel:
            event.ignore()
            return True
        return super().eventFilter(watched, event)


def keep_off_edge(box: QAbstractSpinBox) -> None:
    """Give the figures of a box room at its left; one with a calendar has that room by itself."""
    # WORKAROUND: once a style sheet has placed the buttons of a spin box, its padding moves the words no more.
    box.lineEdit().setTextMargins(em(box, 0.4), 0, 0, 0)


def clear_layout(layout: QLayout) -> None:
    """Take every widget out of a layout and let it go."""
    while layout.count():
        item = layout.takeAt(0)
        widget = item.widget() if isinstance(item, QWidgetItem) else None
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif isinstance(item, QLayout):
            clear_layout(item)


class Band(QFrame):
    """A line over the tabs that says what is unusual here, and may offer the way out of it."""

    def __init__(self, object_name: str, action: QAction | None = None) -> None:
        super().__init__()
        self._words = ("", "")
        self.setObjectName(object_name)
        self.setProperty("kind", "band")
        self.icon_label = IconLabel("info", 1.3, "")
        self.sentence_label = PlainLabel(kind="band")
        self.sentence_label.setWordWrap(True)
        self.action_button = ActionButton(action, f"{object_name}.act", kind="band") if action else None

        row = QHBoxLayout(self)
        row.setContentsMargins(em(self, 1), em(self, 0.25), em(self, 0.6), em(self, 0.25))
        row.setSpacing(em(self, 0.6))
        row.addWidget(self.icon_label)
        row.addWidget(self.sentence_label, 1)
        if self.action_button:
            row.addWidget(self.action_button)

    def say(self, sentence: str, short: str) -> None:
        """Set the words: a sentence, and what is left of it where the window is low for its size of text."""
        self._words = (sentence, short)
        self.setAccessibleName(sentence)
        self.setToolTip(plain_tip(sentence))
        self.icon_label.show_icon("info", tokens_of(self).surface)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shorten the words in a low window."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        low = self.window().height() < em(self, LOW_WINDOW)
        self.sentence_label.setText(self._words[1] if low else self._words[0])


def focus_first(pane: QWidget) -> bool:
    """Give the focus to a pane: to the part it names itself, else to the first that takes it; say whether one did."""
    if pane.focusPolicy() is not Qt.FocusPolicy.NoFocus or pane.focusProxy() is not None:
        pane.setFocus(Qt.FocusReason.OtherFocusReason)
        return True
    # Not along nextInFocusChain: PySide takes what it returns for a child of what was asked, and when the one is
    # deleted, whatever stood behind it in the window goes too.
    for part in pane.findChildren(QWidget):
        if part.focusPolicy() & Qt.FocusPolicy.TabFocus and part.isEnabledTo(pane) and part.isVisibleTo(pane):
            part.setFocus(Qt.FocusReason.OtherFocusReason)
            return True
    return False
