"""The band over the tabs that says what became of the number of this desk, until somebody has answered it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QApplication, QBoxLayout, QFrame, QHBoxLayout, QPushButton

from cdm_desk.domain.change import Department
from cdm_desk.domain.desks import NewsKind
from cdm_desk.language import _
from cdm_desk.ui.appearance import em, tokens_of
from cdm_desk.ui.desk_number import DeskNumberBox
from cdm_desk.ui.widgets import ActionButton, IconLabel, PlainLabel, announce, name_widget

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from cdm_desk.domain.desks import DeskNews
    from cdm_desk.services.desks import DesksService
    from cdm_desk.services.queue import QueueService
    from cdm_desk.ui.messages import Messages
    from cdm_desk.ui.usual_desk import UsualDesk

ANSWER_KEY = "F4"
ROOMY = 70


class DeskBand(QFrame):
    """Says one thing after the other; one key takes the number that stands in its box, or puts the news away."""

    left = Signal()

    def __init__(self, desks: DesksService, queue: QueueService, usual: UsualDesk, messages: Messages) -> None:
        super().__init__()
        self._desks, self._queue, self._usual, self._messages = desks, queue, usual, messages
        self._news: DeskNews | None = None
        self.setObjectName("band.desk")
        self.setProperty("kind", "band")
        self.icon_label = IconLabel("warning", 1.3, "")
        self.sentence_label = PlainLabel(kind="band")
        self.sentence_label.setWordWrap(True)
        self.number_label = PlainLabel(kind="band")
        self.number_box = DeskNumberBox("band.desk_number")
        self.number_label.setBuddy(self.number_box)
        self.answer_action = QAction(self)
        self.answer_action.setObjectName("band.desk_answer")
        self.answer_action.setShortcut(QKeySequence(ANSWER_KEY))
        self.addAction(self.answer_action)
        self.answer_button = ActionButton(self.answer_action, "band.desk_take", kind="band")
        self.leave_button = QPushButton()
        self.leave_button.setObjectName("band.desk_leave")
        self.leave_button.setProperty("kind", "band")

        told = QHBoxLayout()
        told.setSpacing(em(self, 0.6))
        told.addWidget(self.icon_label)
        told.addWidget(self.sentence_label, 1)
        asked = QHBoxLayout()
        asked.setSpacing(em(self, 0.6))
        for part in (self.number_label, self.number_box, self.answer_button, self.leave_button):
            asked.addWidget(part)
        asked.addStretch(1)
        self._halves = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._halves.setContentsMargins(em(self, 1), em(self, 0.4), em(self, 0.6), em(self, 0.4))
        self._halves.setSpacing(em(self, 0.4))
        self._halves.addLayout(told, 1)
        self._halves.addLayout(asked)
        self.hide()
        self.refresh(frozenset({Department.QUEUE}))

        self.answer_action.triggered.connect(self.answer)
        self.leave_button.clicked.connect(self.put_away)
        self.number_box.valueChanged.connect(self._name_answer)
        self.number_box.entered.connect(self.answer)

    @Slot(frozenset)
    def refresh(self, departments: frozenset[Department]) -> None:
        """Show what has to be told now; it is spoken once."""
        if Department.QUEUE not in departments:
            return
        with self._messages.explain():
            news = next(iter(self._desks.news()), None)
            if news != self._news:
                self._news = news
                self._show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the answer below the sentence where there is no room beside."""
        super().resizeEvent(event)
        roomy = self.width() >= em(self, ROOMY)
        self._halves.setDirection(QBoxLayout.Direction.LeftToRight if roomy else QBoxLayout.Direction.TopToBottom)

    def retranslate(self) -> None:
        """Set the words again; the number chosen stays."""
        if self._news is not None:
            self.sentence_label.setText(news_words(self._news))
            self._dress()

    @Slot()
    def answer(self) -> None:
        """Take the number that stands in the box, or put away what was only told."""
        news = self._news
        if news is None:
            return
        with self._messages.explain():
            self._take_number(news)
            self.put_away()

    @Slot()
    def put_away(self) -> None:
        """Tell this no longer."""
        news = self._news
        if news is None:
            return
        focus = QApplication.focusWidget()
        had_focus = focus is not None and self.isAncestorOf(focus)
        with self._messages.explain():
            self._desks.answer(news)
            self.refresh(frozenset({Department.QUEUE}))
        if had_focus:
            self.left.emit()

    def _take_number(self, news: DeskNews) -> None:
        """Go by the number in the box. Raises DeskElsewhereError, with a free one that is then in the box."""
        here = self._queue.desk_here()
        number = str(self.number_box.value())
        if not self._asks_number(news) or (here is not None and here.name == number):
            return
        self.number_box.show_number(self._usual.proposed(number))
        if here is None:
            self._queue.open_desk(number, self._usual.themes, self._usual.languages)
        else:
            self._desks.move(here.name, number)
        self._usual.keep_number(number)

    def _show(self) -> None:
        news = self._news
        if news is None:
            self.hide()
            return
        words = news_words(news)
        self.sentence_label.setText(words)
        self.setAccessibleName(words)
        self.number_box.show_number(news.number or self._usual.proposed(news.desk))
        self._dress()
        self.show()
        announce(self, words)
        QApplication.alert(self.window())

    def _dress(self) -> None:
        news = self._news
        if news is None:
            return
        asks = self._asks_number(news)
        self.icon_label.show_icon("warning", tokens_of(self).surface)
        self.number_label.setText(_("Desk"))
        self.number_label.setVisible(asks)
        self.number_box.setVisible(asks)
        name_widget(self.number_box, _("Number of this desk"))
        self.leave_button.setText(_("Leave it closed"))
        name_widget(self.leave_button, _("Leave it closed"))
        self.leave_button.setVisible(news.kind is NewsKind.GONE)
        self._name_answer()

    @Slot()
    def _name_answer(self) -> None:
        news = self._news
        if news is None:
            return
        words = _("Understood")
        if news.kind is NewsKind.GONE:
            words = _("Open desk {desk}").format(desk=self.number_box.value())
        elif self._asks_number(news):
            words = _("Desk {desk} is right").format(desk=self.number_box.value())
        self.answer_action.setText(_("{words} ({key})").format(words=words, key=ANSWER_KEY))

    @staticmethod
    def _asks_number(news: DeskNews) -> bool:
        return news.kind is NewsKind.GONE or (news.kind is NewsKind.MOVED and news.number.isdigit())


def news_words(news: DeskNews) -> str:
    """Return what is told of a desk, in one or two sentences."""
    words = {
        NewsKind.MOVED: lambda: _("Desk {desk} was opened on {workstation} first: yours is now desk {number}."),
        NewsKind.SHARED: lambda: _(
            "{workstation} had opened desk {desk} too. Desk {desk} stays yours; {workstation} takes another number."
        ),
        NewsKind.GONE: lambda: _("Desk {desk} was given free while nothing was heard of this computer."),
        NewsKind.RETURNED: lambda: _(
            "Number {ticket} was called to desk {desk} from elsewhere just now, and cannot come here: they are back in "
            "line, as of their arrival."
        ),
        NewsKind.REFUSED: lambda: _(
            "Desk {desk} had just called somebody, or was closed: number {ticket} is back in line, as of their arrival."
        ),
    }[news.kind]()
    told = words.format(desk=news.desk, workstation=news.workstation, number=news.number, ticket=news.ticket)
    if news.kind is NewsKind.MOVED and news.ticket:
        walking = _("Number {ticket}, whom you have called, is now sent to desk {number}.")
        return f"{told} {walking.format(ticket=news.ticket, number=news.number)}"
    return told
