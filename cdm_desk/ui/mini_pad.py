"""The welcome pad as a small window over other programs: whoever writes a letter meanwhile can register a visitor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRect, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStyle, QVBoxLayout, QWidget

from cdm_desk.language import _, _n, in_use
from cdm_desk.ui.appearance import em, sized
from cdm_desk.ui.message_bar import MessageBar
from cdm_desk.ui.messages import Message, Messages, Tone
from cdm_desk.ui.tabs.welcome import WelcomeTab
from cdm_desk.ui.widgets import PlainLabel, name_widget

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QCloseEvent, QKeyEvent

    from cdm_desk.domain.change import Department
    from cdm_desk.office import Office
    from cdm_desk.ui.main_window import MainWindow

FLAGS = (
    Qt.WindowType.Tool
    | Qt.WindowType.WindowStaysOnTopHint
    | Qt.WindowType.WindowTitleHint
    | Qt.WindowType.WindowCloseButtonHint
)


class MiniPad(QWidget):
    """The keys of the pad, the last act and its way back, today's count; it never comes to the front by itself."""

    put_away = Signal()

    def __init__(self, window: MainWindow, office: Office) -> None:
        # Without a parent: a window of the program that is made small would take it along.
        super().__init__(None, FLAGS)
        self._window = window
        self._office = office
        self.setObjectName("mini.pad")
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
        self.setWindowIcon(window.windowIcon())
        self.tab = WelcomeTab(
            office.welcome,
            office.lists,
            office.queue,
            window.messages,
            window.undo,
            multimedia=office.multimedia,
            tickets=window.tickets,
            key_map=window.key_map,
        )
        self.tab.shrink()
        self.number_label = PlainLabel()
        self.number_label.setObjectName("mini.number")
        self.what_label = PlainLabel(kind="muted")
        self.what_label.setObjectName("mini.what")
        self.today_label = PlainLabel()
        self.today_label.setObjectName("mini.today")
        self.undo_button = QPushButton()
        self.undo_button.setObjectName("mini.undo")
        self.undo_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        # What was done stands in the line; what went wrong, or needs care, is said besides.
        self._told = Messages()
        self.bar = MessageBar(self._told, self)

        row = self._line = QHBoxLayout()
        row.setContentsMargins(em(self, 0.6), 0, em(self, 0.6), em(self, 0.3))
        row.setSpacing(em(self, 0.6))
        row.addWidget(self.number_label)
        row.addWidget(self.what_label, 1)
        row.addWidget(self.today_label)
        row.addWidget(self.undo_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.tab, 1)
        column.addWidget(self.bar)
        column.addLayout(row)
        for action in (window.commands.mini_pad, window.commands.undo):
            self.addAction(action)
        self.retranslate()
        self.resize(em(self, 27), em(self, 17))
        self.setFocusProxy(self.tab)
        self.bar.installEventFilter(self)
        self.undo_button.clicked.connect(window.undo.undo)
        window.messages.shown.connect(self._pass_on)
        window.messages.settled.connect(self._told.settled)
        window.undo.changed.connect(self._name_undo)
        window.announcer.changed.connect(self.refresh)
        window.appearance.changed.connect(self.retranslate)
        window.appearance.changed.connect(self._fit_soon)

    @Slot()
    def fit(self) -> None:
        """Take the size in which every key is seen at once, and the lines below whole; it grows from its foot."""
        width = max(em(self, 27), self.minimumSizeHint().width())
        told = 0 if self.bar.isHidden() else max(self.bar.heightForWidth(width), self.bar.sizeHint().height())
        # A scroll bar that stood there for a moment must not be what makes it needed.
        beside = self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent)
        size = QSize(width + beside, self.tab.height_at(width) + told + self._line.totalSizeHint().height())
        room = self.screen().availableGeometry()
        place = QRect(self.geometry().topLeft(), size.boundedTo(room.size()))
        place.moveBottom(self.geometry().bottom())
        place.moveTop(max(room.top(), place.top()))
        self.setGeometry(place)

    @Slot()
    def _fit_soon(self) -> None:
        # Its parts take up new letters, and a message its place, after this.
        QTimer.singleShot(0, self, self.fit)

    @Slot(frozenset)
    def refresh(self, departments: frozenset[Department]) -> None:
        """Show what has changed; the focus stays where it is, in whatever program."""
        self.tab.refresh(departments)
        if departments & WelcomeTab.concerning:
            self._show_last()

    def retranslate(self) -> None:
        """Set the words again."""
        self.setWindowTitle(_("Small pad"))
        self.tab.retranslate()
        self.bar.retranslate()
        self.number_label.setFont(sized(self.font(), 1.4, bold=True))
        self.number_label.setAccessibleName(_("Last number handed out"))
        self.undo_button.setText(_("Undo"))
        self._name_undo()
        self._show_last()

    def changeEvent(self, event: QEvent) -> None:
        """Take up a new language."""
        super().changeEvent(event)
        if event.type() is event.Type.LanguageChange and hasattr(self, "bar"):
            self.retranslate()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Make room for a message as it comes, so that it covers no key."""
        if event.type() in {event.Type.Show, event.Type.Hide}:
            self._fit_soon()
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Esc put the message away; then the pad."""
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self.bar.isVisible():
            self.bar.put_away()
        else:
            self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember where it was."""
        self._window.remembered.keep_place(self)
        super().closeEvent(event)
        self.put_away.emit()

    @Slot(object)
    def _pass_on(self, message: Message) -> None:
        if message.tone is not Tone.DONE:
            self._told.shown.emit(message)

    def _show_last(self) -> None:
        with self._window.messages.explain():
            last = self._office.welcome.last()
            visits = self._office.welcome.today().visits
            self.number_label.setText("" if last is None else last.number or "–")
            what = "" if last is None else f"{last.arrived_at:%H:%M} {self.tab.what_words(last)}"
            self.what_label.setText(what)
            self.what_label.setToolTip(what)
            words = _n("{count} visit today", "{count} visits today", visits)
            self.today_label.setText(words.format(count=in_use().number(visits)))

    @Slot()
    def _name_undo(self) -> None:
        last = self._window.undo.last_words()
        name = _("Undo: {act}").format(act=last) if last else _("Undo the last act")
        name_widget(self.undo_button, name, name, self._window.commands.undo.shortcut())
        self.undo_button.setEnabled(bool(last))


class MiniPadKeeper(QObject):
    """Opens the small pad and puts it away: by its key, by its cross, and with the desk when that is hidden."""

    def __init__(self, window: MainWindow, office: Office) -> None:
        super().__init__(window)
        self._window = window
        self._office = office
        self._hidden = False
        self.pad: MiniPad | None = None
        window.commands.mini_pad.triggered.connect(self.toggle)
        window.commands.mini_pad.enabledChanged.connect(self._leave_to_guard)
        window.closed.connect(self.close)

    @Slot()
    def toggle(self) -> None:
        """Open it where it was last, with its keys heard; or put it away."""
        if self.pad is not None and self.pad.isVisible():
            self.pad.close()
            return
        if self.pad is None:
            self.pad = MiniPad(self._window, self._office)
        restored = self._window.remembered.restore_place(self.pad)
        # Its parts know their size once they are dressed.
        self.pad.show()
        room, frame = self._window.screen().availableGeometry(), em(self.pad, 2)
        self.pad.fit()
        if not restored:
            self.pad.move(room.right() - self.pad.width() - frame, room.bottom() - self.pad.height() - frame)
        # Asked for by a person: the next key is theirs. It is the only time that it comes to the front.
        self.pad.activateWindow()
        self.pad.tab.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def close(self) -> None:
        """Put it away for good, with the window."""
        if self.pad is not None:
            self.pad.close()
            self.pad.deleteLater()
            self.pad = None

    @Slot(bool)
    def _leave_to_guard(self, seen: bool) -> None:
        """Hide it with the desk; whoever comes back finds it where it was, and their own program in front."""
        if self.pad is None:
            return
        if not seen and self.pad.isVisible():
            self._hidden = True
            self.pad.hide()
        elif seen and self._hidden:
            self._hidden = False
            self.pad.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
            self.pad.show()
            self.pad.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating, False)
