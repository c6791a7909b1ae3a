"""The bar of messages: a line of its own under the tabs, for as long as there is something to say."""

from collections.abc import Callable

from PySide6.QtCore import QSize, QTimer, Signal, Slot
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QToolButton, QWidget

from cdm_desk.language import _
from cdm_desk.ui.appearance import em, icon, tokens_of
from cdm_desk.ui.messages import Message, Messages, Tone
from cdm_desk.ui.widgets import IconLabel, PlainLabel, announce, name_widget

TOAST_SECONDS = 10
TONE_ICONS = {
    Tone.DONE: "check-circle",
    Tone.HINT: "info",
    Tone.WARNING: "warning",
    Tone.ERROR: "warning-circle",
}


class MessageBar(QFrame):
    """A line under the tabs: icon, sentence, the way back for ten seconds.

    It covers nothing, since it has a place in the layout, and belongs to the page where it was said: on another one
    it is not seen. It never takes the focus; Esc or the cross puts it away, Ctrl+Z takes the way back.
    """

    taken_back = Signal()

    def __init__(self, messages: Messages, parent: QWidget) -> None:
        super().__init__(parent)
        self._undo: Callable[[], object] | None = None
        self._page = self._said_on = 0
        self._lasts = False
        self.message: Message | None = None
        self.setObjectName("messages.bar")
        self.setProperty("kind", "toast")
        self.icon_label = IconLabel("info", 1.6)
        self.sentence_label = PlainLabel()
        self.sentence_label.setObjectName("messages.sentence")
        self.sentence_label.setWordWrap(True)
        self.undo_button = QPushButton()
        self.undo_button.setObjectName("messages.undo")
        self.undo_button.setProperty("kind", "toast")
        self.close_button = QToolButton()
        self.close_button.setObjectName("messages.close")
        self.close_button.setAutoRaise(True)

        # As high as its lines at its width: `Maximum` would hold it to those of a wider window.
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        row = QHBoxLayout(self)
        row.setContentsMargins(em(self, 1), em(self, 0.3), em(self, 0.5), em(self, 0.3))
        row.setSpacing(em(self, 0.8))
        row.addWidget(self.icon_label)
        row.addWidget(self.sentence_label, 1)
        row.addWidget(self.undo_button)
        row.addWidget(self.close_button)

        self._timer = QTimer(self, singleShot=True, interval=TOAST_SECONDS * 1000)
        self.hide()
        self.retranslate()
        self._timer.timeout.connect(self.put_away)
        self.undo_button.clicked.connect(self.take_back)
        self.close_button.clicked.connect(self.put_away)
        messages.shown.connect(self.show_message)
        messages.settled.connect(self.let_error_go)

    @Slot(object)
    def show_message(self, message: Message) -> None:
        """Show a sentence for ten seconds; an error stays until it is put away or another sentence comes."""
        self.message = message
        self._undo = message.undo
        self.sentence_label.setText(message.text)
        self.undo_button.setVisible(message.undo is not None)
        self._dress(message.tone)
        self._lasts, self._said_on = True, self._page
        self.show()
        announce(self, message.text)
        if message.tone is Tone.ERROR:
            self._timer.stop()
        else:
            self._timer.start()

    @Slot()
    def let_error_go(self) -> None:
        """Put an error away; what is not one goes by itself."""
        if self.message is not None and self.message.tone is Tone.ERROR:
            self.put_away()

    @Slot()
    def put_away(self) -> None:
        """Let the message go."""
        self._lasts = False
        self._timer.stop()
        self.hide()

    @Slot(int)
    def turn_to(self, page: int) -> None:
        """Stay behind on the page where the act was done; whoever comes back in time finds the message there."""
        self._page = page
        self.setVisible(self._lasts and page == self._said_on)

    @Slot()
    def take_back(self) -> None:
        """Take the way back that the message offers."""
        undo, self._undo = self._undo, None
        self.put_away()
        if undo is not None:
            undo()
            self.taken_back.emit()

    def leaves_in(self) -> int:
        """Return the milliseconds until the message puts itself away, -1 if it waits to be put away."""
        return self._timer.interval() if self._timer.isActive() else -1

    def retranslate(self) -> None:
        """Set the words again."""
        self.setAccessibleName(_("Message"))
        self.undo_button.setText(_("Undo"))
        name_widget(self.undo_button, _("Undo"), shortcut=QKeySequence(QKeySequence.StandardKey.Undo))
        name_widget(self.close_button, _("Put this message away"), shortcut=QKeySequence("Esc"))
        if self.message:
            self._dress(self.message.tone)

    def _dress(self, tone: Tone) -> None:
        tokens = tokens_of(self)
        colour = getattr(tokens, tone.value)
        width = em(self, 0.3)
        self.setStyleSheet(
            f'QFrame[kind="toast"] {{ background: {tokens.raised}; border: 0; border-top: 1px solid {tokens.line};'
            f" border-left: {width}px solid {colour}; }}"
            f' QPushButton[kind="toast"] {{ color: {tokens.primary}; font-weight: 600; }}'
        )
        self.icon_label.show_icon(TONE_ICONS[tone], colour)
        self.close_button.setIcon(icon("x", tokens.text))
        self.close_button.setIconSize(QSize(em(self, 1.2), em(self, 1.2)))
        self.close_button.setMinimumSize(em(self, 2), em(self, 2))


def steady_height(page: QWidget) -> int:
    """Return how high a page is when no message stands under it: what it arranges by that stays where it is."""
    bar = page.window().findChild(MessageBar)
    if bar is None or bar.isHidden():
        return page.height()
    # The page is laid out before the bar is seen: what the bar is going to take, not what it had.
    return page.height() + max(bar.minimumSizeHint().height(), bar.heightForWidth(page.width()))
