"""Counselling: the running conversation, its theme and outcomes in one key each; no name, no free text."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QBoxLayout, QSpinBox, QVBoxLayout, QWidget

from cdm_desk.domain.change import Department
from cdm_desk.domain.counselling import MOST_OUTCOMES
from cdm_desk.domain.errors import ShareAwayError, TooManyOutcomesError
from cdm_desk.domain.lists import Kind
from cdm_desk.domain.single_keys import KeyArea
from cdm_desk.language import _
from cdm_desk.ui.appearance import THEME_ICONS, em, icon, sized, tokens_of
from cdm_desk.ui.by_voice import ByVoice
from cdm_desk.ui.calling import Calling
from cdm_desk.ui.choice_group import ChoiceGroup
from cdm_desk.ui.desk_question import DeskQuestion
from cdm_desk.ui.fresh import FreshPage
from cdm_desk.ui.key_map import KeyMap
from cdm_desk.ui.keys import PadKeys, digit_keys
from cdm_desk.ui.keys_off import KeysOffLabel
from cdm_desk.ui.queue_words import called_words
from cdm_desk.ui.tab_commands import KeyButton, TabCommands
from cdm_desk.ui.talk_keys import OUTCOME_KEYS, REST_KEY, SUB_THEME_KEYS
from cdm_desk.ui.talks_today import TalksToday
from cdm_desk.ui.widgets import (
    Card,
    FlowLayout,
    Placeholder,
    PlainLabel,
    ScrollArea,
    announce,
    keep_off_edge,
    name_widget,
)
from cdm_desk.ui.words import both_labels, clock_text, label_of, reason_name, service_language_mark, short_outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from uuid import UUID

    from PySide6.QtGui import QAction, QKeySequence, QResizeEvent, QShowEvent

    from cdm_desk.domain.counselling import CounsellingSession
    from cdm_desk.domain.errors import DeskError
    from cdm_desk.domain.lists import Entry
    from cdm_desk.domain.queue import Desk, Ticket, Turn
    from cdm_desk.services.counselling import CounsellingService
    from cdm_desk.services.finding import FindingService
    from cdm_desk.services.lists import ListsService
    from cdm_desk.services.queue import Board, Called, QueueService
    from cdm_desk.ui.messages import Messages
    from cdm_desk.ui.tickets import Tickets
    from cdm_desk.ui.undo import Undo
    from cdm_desk.ui.usual_desk import UsualDesk

ALT = Qt.KeyboardModifier.AltModifier
GRACE_MS = 5000
MOST_PEOPLE = 20


class CounsellingTab(FreshPage):
    """One conversation at this desk at a time, noted in two keys."""

    concerning = frozenset({Department.COUNSELLING, Department.QUEUE, Department.LISTS})

    send_on_wanted = Signal()
    """The visitor at this desk is to be sent on to another theme or desk, which the queue asks for."""

    def __init__(
        self,
        counselling: CounsellingService,
        queue: QueueService,
        lists: ListsService,
        messages: Messages,
        undo: Undo,
        *,
        usual: UsualDesk,
        key_map: KeyMap | None = None,
        finding: FindingService | None = None,
        tickets: Tickets | None = None,
    ) -> None:
        """`finding` and `tickets` give a visitor a slip of books; without them nothing of it is offered."""
        super().__init__()
        self._finding, self._tickets = finding, tickets
        self._key_map, self._usual = key_map or KeyMap(), usual
        self._counselling, self._queue, self._lists = counselling, queue, lists
        self._messages = messages
        self._undo = undo
        self._desk: Desk | None = None
        self._called: Ticket | None = None
        self._next: Turn | None = None
        self._today: Sequence[CounsellingSession] = ()
        self._session: CounsellingSession | None = None
        self._corrected: CounsellingSession | None = None
        self._outcomes: list[str] = []
        self._themes: dict[str, Entry] = {}
        self._entries: dict[tuple[str, str], Entry] = {}
        self._calls_next = False
        self._day_closed = False
        self._sub_theme_codes: dict[str, str] = {}

        self.setObjectName("counselling.tab")
        self._commands = TabCommands(self, "counselling", key_map=self._key_map)
        self._calling = Calling(queue, self)
        self._make_commands()
        self.pad = QWidget()
        self.pad.setObjectName("counselling.pad")
        self.number_label = PlainLabel()
        self.number_label.setObjectName("counselling.number")
        self.what_label = PlainLabel(kind="subheading")
        self.clock_label = PlainLabel()
        self.clock_label.setObjectName("counselling.clock")
        self.next_label = PlainLabel(kind="muted")
        self.grace_label = PlainLabel(kind="warn")
        self.grace_label.setObjectName("counselling.grace")
        self.themes, self.sub_themes, self.channels, self.languages, self.outcomes = (
            ChoiceGroup(f"counselling.{name}") for name in ("themes", "sub_themes", "channels", "languages", "outcomes")
        )
        self.direct = ChoiceGroup("counselling.direct")
        self.people_label = PlainLabel()
        self.people_box = QSpinBox(minimum=1, maximum=MOST_PEOPLE)
        self.people_box.setObjectName("counselling.people")
        keep_off_edge(self.people_box)
        self.close_button = KeyButton(self.close_action, "counselling.close", kind="primary")
        self.empty = Placeholder("chats-circle", self.call_next_action)
        self.talks = TalksToday(self._theme_words, self._outcome_words, self.correct_action)
        # The same outcome twice is pressed and taken away again, however fast.
        self._keys = PadKeys(self, self._key_map, self._area, double_press_ms=0)
        self._clock = QTimer(self, interval=1000)
        self._grace = QTimer(self, interval=GRACE_MS, singleShot=True)

        self._assemble()
        self._reload(self.concerning)
        self.retranslate()
        self.setFocusProxy(self.pad)
        self._connect()

    def _reload(self, departments: frozenset[Department]) -> None:
        with self._messages.explain():
            if Department.LISTS in departments or not self._themes:
                self._build_choices()
            self._desk = self._queue.desk_here()
            before = self._subject()
            self._session = self._counselling.running(self._desk.name) if self._desk else None
            board = self._queue.board()
            self._called, self._day_closed = self._ticket_called(board), board.closed
            self._next = next(iter(self._queue.waiting(self._desk.name)), None) if self._desk else None
            self._today = self._counselling.today()
            if self._subject() is not None:
                self.by_voice.withdraw()
            # What was pressed before the conversation begins is kept for it, and for nobody else's.
            if self._corrected is None and self._subject() != before:
                self._outcomes.clear()
                self._ask_no_longer()
                self._fold_rest()
            self._show()

    def retranslate(self) -> None:
        """Set the words again; outcomes pressed stay."""
        self._commands.retranslate()
        self._enlarge()
        self.pad.setAccessibleName(_("Conversation: its keys"))
        self.number_label.setAccessibleName(_("Number at this desk"))
        self.clock_label.setAccessibleName(_("Time spoken"))
        self.themes.say(_("Theme: Alt and its number"))
        self.direct.say(_("Begin at once, without a wait: which theme?"))
        self.channels.say(_("Where"))
        self.languages.say(_("Language"))
        self._say_groups()
        self.people_label.setText(_("People together"))
        name_widget(self.people_box, _("People together"))
        self.off_label.retranslate()
        self.talks.retranslate()
        self.desk_question.retranslate()
        if self._themes:
            self._build_choices()
        self._show()

    def _say_groups(self) -> None:
        switched_on = self._key_map.switched_on
        self.outcomes.say(_("Outcome: a key each, up to three") if switched_on else _("Outcome: up to three"))
        self.sub_themes.say(_("Subjects: a key each") if switched_on else _("Subjects"))

    @Slot()
    def _take_keys(self) -> None:
        """Show the keys in force."""
        self._say_groups()
        self._build_choices()

    def _area(self) -> KeyArea:
        return KeyArea.WELCOME if self._asks_theme() else KeyArea.COUNSELLING

    @Slot(str)
    def _say_silent(self, key: str) -> None:
        self._messages.hint(self._key_map.why_silent(key))

    def actions_for_menu(self) -> list[QAction]:
        """Return the commands of a conversation."""
        return self._commands.for_menu()

    def showEvent(self, event: QShowEvent) -> None:
        """Take in what has changed while nobody was looking; the style sheet has had its say on the fonts."""
        self._enlarge()
        super().showEvent(event)

    def _enlarge(self) -> None:
        self.number_label.setFont(sized(self.font(), 2.6, bold=True))
        self.clock_label.setFont(sized(self.font(), 1.43))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put today's list below where there is no room beside."""
        super().resizeEvent(event)
        narrow = self.width() < em(self, 66)
        self._halves.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)

    @Slot(str)
    def press(self, sign: str) -> None:
        """Do what a single key stands for."""
        if self._asks_theme():
            self._take_theme(sign)
        elif sign == "Enter":
            self.close_action.trigger()
        elif sign == "Esc":
            self._let_go()
        elif sign in self._outcome_actions and self._outcome_actions[sign].isEnabled():
            self._outcome_actions[sign].trigger()
        elif sign in self._sub_theme_actions and self._sub_theme_actions[sign].isEnabled():
            self._sub_theme_actions[sign].trigger()
        elif len(sign) == 1 and self._shown_session() is None:
            self._say_why_not()

    @Slot()
    def finish(self) -> None:
        """Begin with the visitor who was called; close the conversation; store the correction."""
        if self._corrected is not None:
            self._store_correction(self._corrected)
        elif self._session is not None:
            self._close_or_ask(calls_next=False)
        elif self._called is not None and self._desk is not None:
            with self._messages.explain():
                session = self._counselling.start(self._desk.name)
                self._undo.keep(partial(_begun_words, session), partial(self._counselling.unstart, session.id))

    @Slot()
    def call_next(self) -> None:
        """Close the conversation, if one runs, and call the next visitor."""
        if self._session is not None and self._corrected is None:
            self._close_or_ask(calls_next=True)
        else:
            self._call_next()

    @Slot()
    def pause(self) -> None:
        """Stop the clock of the conversation, or let it go on; without one the desk itself goes on break."""
        session, desk = self._session, self._desk
        if desk is None:
            return
        with self._messages.explain():
            if session is None:
                self._pause_desk(desk)
            elif session.paused_at is None:
                self._counselling.pause(desk.name)
            else:
                self._counselling.resume(desk.name)
            self._messages.settle()

    def _pause_desk(self, desk: Desk) -> None:
        if desk.paused:
            self._queue.resume_desk(desk.name)
        else:
            self._queue.pause(desk.name)

    @Slot()
    def correct(self) -> None:
        """Take up a conversation of today again, the last one unless selected, to correct its theme or outcomes."""
        session = self.talks.correctable()
        if session is None:
            return
        self._corrected = session
        self._outcomes = list(session.outcome_codes)
        self._show()
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @Slot()
    def open_or_close_desk(self) -> None:
        """Close the desk; while none is open ask by which number it is opened: Enter takes the one proposed."""
        if self._desk is not None:
            self.direct.hide()
            self._usual.close(self._desk.name)
        else:
            self.desk_question.ask(self._usual.name)

    @Slot(str)
    def open_desk(self, name: str) -> None:
        """Open the desk as it usually is; a number that another computer has is asked for again, with a free one."""
        if self._usual.open_as(name, self._usual.themes, self._usual.languages):
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.desk_question.ask(self._usual.proposed(name))

    @Slot()
    def ask_direct(self) -> None:
        """Ask for the theme of somebody who stands at the desk without a number; a digit begins at once."""
        self.direct.setVisible(not self._asks_theme())
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @Slot()
    def pick_books(self) -> None:
        """Look for up to three books for whoever is here, and print where they stand; nothing of it is kept."""
        from cdm_desk.ui.dialogs.pick_books import PickBooksDialog  # noqa: PLC0415 - made when it is first opened

        if self._finding is None or self._tickets is None:
            return
        session = self._shown_session()
        language = session.language if session is not None else self._called.language if self._called else None
        PickBooksDialog(self._finding, self._tickets, self._messages, self, language=language).open()

    def _asks_theme(self) -> bool:
        return not self.direct.isHidden()

    def _take_theme(self, sign: str) -> None:
        theme = next((theme for theme in self._themes.values() if str(theme.digit) == sign), None)
        if theme is not None:
            self._serve_now(theme.code)
        elif sign == "Esc":
            self.direct.hide()

    def _serve_now(self, theme_code: str) -> None:
        self.direct.hide()
        if self._desk is not None:
            with self._messages.explain():
                session = self._counselling.serve_now(theme_code, self._desk.name)
                self._undo.keep(partial(_begun_words, session), partial(self._counselling.unstart, session.id))

    def _close_or_ask(self, *, calls_next: bool) -> None:
        """Close with what was pressed; with nothing pressed ask in place for five seconds, then close as it is.

        Without single keys an outcome takes longer than that: it is asked until the command comes once more.
        """
        self._calls_next = calls_next
        if self._outcomes or self._asks_outcome():
            self._close()
            return
        if self._key_map.switched_on:
            self._grace.start()
            words = _("What came out of it? Press a key; in 5 seconds it is stored as not recorded. Esc goes back.")
        else:
            words = _("What came out of it? Choose it; closed once more it is stored as not recorded. Esc goes back.")
        self.grace_label.setText(words)
        self.grace_label.show()
        announce(self.grace_label, words)

    @Slot()
    def _close(self) -> None:
        self._ask_no_longer()
        session, desk = self._session, self._desk
        if session is None or desk is None:
            return
        with self._messages.explain():
            self._counselling.close(desk.name, tuple(self._outcomes))
            self._outcomes.clear()
            self._undo.keep(partial(self._closed_words, session), partial(self._counselling.reopen, session.id))
            if self._calls_next:
                self._call_next()

    def _asks_outcome(self) -> bool:
        return not self.grace_label.isHidden()

    def _ask_no_longer(self) -> None:
        self._grace.stop()
        self.grace_label.hide()

    def _closed_words(self, session: CounsellingSession) -> str:
        if session.number is None:
            return _("Conversation closed")
        return _("Conversation with {number} closed").format(number=session.number)

    def _call_next(self) -> None:
        desk = self._desk
        if desk is None:
            self._usual.offer()
            return
        if desk.paused:
            self._messages.hint(_("Desk {desk} is on break: Ctrl+Space comes back from it.").format(desk=desk.name))
            return
        call = partial(self._queue.call_next, desk.name)
        self._calling.ask(call, partial(self._say_next, desk.name), partial(self._refuse_call, desk.name))

    @Slot()
    def call_away(self) -> None:
        """Call by this counsellor's word the number that was refused: they have called it aloud."""
        desk, refused = self._desk, self.by_voice.refused
        if desk is None or refused is None:
            return
        self.by_voice.withdraw()
        call = partial(self._queue.call_this, refused, desk.name, in_person_away=True)
        self._calling.ask(call, partial(self._say_by_voice, desk.name), self._messages.show_error)

    def _refuse_call(self, desk: str, error: DeskError) -> None:
        if isinstance(error, ShareAwayError):
            self.by_voice.offer(error, self._queue.waiting(desk))
        self._messages.show_error(error)

    def _say_next(self, desk: str, called: Called | None) -> None:
        if called is None:
            self._messages.hint(_("Nobody waits for this desk."))
            return
        self._say_called(called.ticket, partial(_called_words, called, desk))

    def _say_by_voice(self, desk: str, ticket: Ticket) -> None:
        self._say_called(ticket, lambda: called_words(ticket, desk, _("called by voice")))

    def _say_called(self, ticket: Ticket, words: Callable[[], str]) -> None:
        self._undo.keep(words, partial(self._queue.put_back, ticket.id), about=ticket.id)
        announce(self.number_label, words())

    @Slot()
    def _say_why_not(self) -> None:
        """Say why a key does nothing now, and which one would."""
        desk = self._desk
        if desk is None:
            self._usual.offer()
        elif self._corrected is not None:
            self._messages.hint(_("A correction is under way: Enter stores it, Esc leaves it."))
        elif self._called is not None:
            words = _("Number {number} is called: Enter begins, F9 notes them absent.")
            self._messages.hint(words.format(number=self._called.number))
        elif self._session is not None:
            self._messages.hint(_("A conversation is under way: Enter closes it."))
        elif desk.paused:
            self._messages.hint(_("Desk {desk} is on break: Ctrl+Space comes back from it.").format(desk=desk.name))
        else:
            self._messages.hint(_("Desk {desk} is open and free: F8 calls the next visitor.").format(desk=desk.name))

    @Slot()
    def _say_nothing_to_correct(self) -> None:
        if self._corrected is not None:
            self._say_why_not()
        else:
            self._messages.hint(_("No conversation of today has been closed here yet."))

    def _store_correction(self, session: CounsellingSession) -> None:
        with self._messages.explain():
            self._counselling.correct(session.id, outcome_codes=tuple(self._outcomes))
            self._messages.tell(_("Corrected. The day's figures follow."))
            self._let_go()

    def _let_go(self) -> None:
        """Leave a correction or the question for outcomes; the conversation goes on as it was."""
        self._ask_no_longer()
        if self._corrected is not None:
            self._corrected = None
            self._outcomes.clear()
        self._show()

    def _make_commands(self) -> None:
        add = self._commands.add
        self.close_action = self._commands.add_key("close", self._finish_words, self.finish, "Enter")
        self.call_next_action = add("call_next", self._call_next_words, self.call_next, ["F8"], "megaphone")
        self.recall_action = add("recall", lambda: _("Call again"), self.recall, ["Shift+F8"], "speaker-high")
        self.no_show_action = add("no_show", lambda: _("Absent"), self.note_absence, ["F9"], "prohibit")
        self.pause_action = add("pause", self._pause_words, self.pause, ["Ctrl+Space"], "pause")
        self.direct_action = add(
            "serve_now", lambda: _("Somebody is here already"), self.ask_direct, ["Ctrl+N"], "user"
        )
        self.transfer_action = add(
            "transfer", lambda: _("Send on"), self.send_on_wanted.emit, ["Ctrl+T"], "arrows-left-right"
        )
        self.correct_action = add("correct", lambda: _("Correct"), self.correct, ["F2"], "pencil-simple")
        self.books_action = add("books", lambda: _("Books for the visitor…"), self.pick_books, ["Ctrl+B"], "books")
        self.books_action.setVisible(self._finding is not None and self._tickets is not None)
        self.desk_action = add("desk", self._desk_words, self.open_or_close_desk, ["Ctrl+D"], "door")
        self.by_voice = ByVoice(self._commands, "counselling", self._messages, call=self.call_away)
        for action in (
            self.call_next_action,
            self.recall_action,
            self.no_show_action,
            self.pause_action,
            self.by_voice.action,
        ):
            self._commands.answer(action, self._say_why_not)
        self._commands.answer(self.desk_action, self._say_why_not)
        self._commands.answer(self.correct_action, self._say_nothing_to_correct)
        menu = self._commands.menu
        self._direct_menu = menu(lambda: _("Begin at once"))
        self._choice_menus = {
            Kind.THEME: menu(lambda: _("Theme")),
            Kind.SUB_THEME: menu(lambda: _("Subjects")),
            Kind.CHANNEL: menu(lambda: _("Where")),
            Kind.LANGUAGE: menu(lambda: _("Language")),
        }
        self._outcome_menu = menu(lambda: _("Outcome"))
        self._theme_actions: dict[str, QAction] = {}
        self._direct_actions: dict[str, QAction] = {}
        self._channel_actions: dict[str, QAction] = {}
        self._outcome_actions: dict[str, QAction] = {}
        self._rest_actions: dict[str, QAction] = {}
        self._sub_theme_actions: dict[str, QAction] = {}
        self._language_actions: dict[str, QAction] = {}
        self._outcome_codes: dict[str, str] = {}

    def _assemble(self) -> None:
        self._commands.menu(lambda: _("List"), self.talks.table.actions_for_menu())
        head = FlowLayout(gap=em(self, 0.9))
        for part in (self.number_label, self.what_label, self.clock_label, self.next_label):
            head.addWidget(part)
        acts = FlowLayout(gap=em(self, 0.5))
        acts.addWidget(self.close_button)
        for action, name in (
            (self.call_next_action, "call_next"),
            (self.recall_action, "recall"),
            (self.no_show_action, "no_show"),
            (self.pause_action, "pause"),
        ):
            acts.addWidget(KeyButton(action, f"counselling.{name}"))
        self.people_label.setBuddy(self.people_box)
        together = FlowLayout(gap=em(self, 0.5))
        together.addWidget(self.people_label)
        together.addWidget(self.people_box)
        self._card = Card()
        card = QVBoxLayout(self._card)
        card.addLayout(head)
        card.addLayout(acts)
        card.addWidget(self.grace_label)
        for group in (self.outcomes, self.themes, self.sub_themes, self.channels, self.languages):
            card.addWidget(group)
        card.addLayout(together)
        card.addStretch(1)
        self.grace_label.setWordWrap(True)
        self.grace_label.hide()
        # The ring of the focus goes around what hears the keys, not around the list beside it.
        self.pad.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        column = QVBoxLayout(self.pad)
        column.setContentsMargins(*4 * [em(self, 0.6)])
        self.direct.hide()
        self.desk_question = DeskQuestion("counselling.desk")
        self._direct_button = KeyButton(self.direct_action, "counselling.serve_now")
        self.off_label = KeysOffLabel(self._key_map, "counselling.keys_off")
        column.addWidget(self.off_label)
        column.addWidget(self.by_voice.button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._direct_button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.desk_question)
        column.addWidget(self.direct)
        column.addWidget(self._card)
        column.addWidget(self.empty)
        content = QWidget()
        self._halves = QBoxLayout(QBoxLayout.Direction.LeftToRight, content)
        self._halves.setContentsMargins(*4 * [em(self, 0.8)])
        self._halves.setSpacing(em(self, 0.8))
        self._halves.addWidget(self.pad, 3)
        self._halves.addWidget(self.talks, 2)
        scroll = ScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(content)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)

    def _connect(self) -> None:
        self._keys.pressed.connect(self.press)
        self.desk_question.taken.connect(self.open_desk)
        self.desk_question.ended.connect(self.setFocus)
        self._keys.unheard.connect(self._say_silent)
        self._key_map.changed.connect(self._take_keys)
        self._clock.timeout.connect(self._tick)
        self._clock.start()
        self._grace.timeout.connect(self._close)
        self.people_box.editingFinished.connect(self._note_people)
        self.talks.table.chosen.connect(self._enable)
        self.by_voice.changed.connect(self._enable)

    def _build_choices(self) -> None:
        themes = self._remembered(self._lists.themes_in_use())
        self._themes = {theme.code: theme for theme in themes}
        tokens = tokens_of(self)
        for theme in themes:
            action = self._choice(self._theme_actions, theme, self._choose_theme, digit_keys(str(theme.digit), ALT))
            action.setIcon(icon(THEME_ICONS.get(theme.code, "queue"), tokens.theme(theme.code)))
            if theme.code not in self._direct_actions:
                words, slot = partial(self._label, Kind.THEME, theme.code), partial(self._serve_now, theme.code)
                self._direct_actions[theme.code] = self._commands.add(
                    f"direct_{theme.code}", words, slot, [], within=self._direct_menu
                )
        self.themes.show_chips((self._theme_actions[theme.code], str(theme.digit)) for theme in themes)
        self.direct.show_chips(
            (self._direct_actions[theme.code], self._key_map.key(KeyArea.WELCOME, str(theme.digit))) for theme in themes
        )
        self.channels.show_chips(
            (self._choice(self._channel_actions, channel, self._choose_channel, []), "")
            for channel in self._remembered(self._lists.in_use(Kind.CHANNEL))
        )
        self.languages.show_chips(
            (self._choice(self._language_actions, language, self._choose_language, []), "")
            for language in self._remembered(self._lists.languages())
        )
        self._build_outcomes()

    def _build_outcomes(self) -> None:
        known = {entry.code: entry for entry in self._remembered(self._lists.outcomes())}
        keyed = {key: known.pop(code) for key, code in OUTCOME_KEYS.items() if code in known}
        self._outcome_codes = {key: entry.code for key, entry in keyed.items()}
        for key, entry in keyed.items():
            if key not in self._outcome_actions:
                slot = partial(self._choose_outcome, entry.code)
                self._outcome_actions[key] = self._commands.add_key(
                    f"outcome_{entry.code}",
                    partial(self._outcome_words, entry.code),
                    slot,
                    key,
                    KeyArea.COUNSELLING,
                    checkable=True,
                    within=self._outcome_menu,
                )
        if REST_KEY not in self._outcome_actions:
            self._outcome_actions[REST_KEY] = self._commands.add_key(
                "outcomes_rest",
                lambda: _("Others…"),
                self._show_rest,
                REST_KEY,
                KeyArea.COUNSELLING,
                checkable=True,
                within=self._outcome_menu,
            )
        for code in known:
            if code not in self._rest_actions:
                slot = partial(self._choose_outcome, code)
                words = partial(self._outcome_words, code)
                action = self._commands.add(f"outcome_{code}", words, slot, [], within=self._outcome_menu)
                action.setCheckable(True)
                self._rest_actions[code] = action
        chips = [(action, "") for action in self._outcome_actions.values()]
        rest = self._outcome_actions[REST_KEY].isChecked() or bool(set(self._outcomes) & set(self._rest_actions))
        self.outcomes.show_chips([*chips, *((self._rest_actions[code], "") for code in known if rest)])

    def _choice(
        self,
        actions: dict[str, QAction],
        entry: Entry,
        slot: Callable[[str], object],
        shortcuts: Sequence[QKeySequence],
    ) -> QAction:
        if entry.code not in actions:
            words = partial(self._label, entry.kind, entry.code)
            action = self._commands.add(
                f"{entry.kind}_{entry.code}",
                words,
                partial(slot, entry.code),
                shortcuts,
                within=self._choice_menus[entry.kind],
            )
            action.setCheckable(True)
            actions[entry.code] = action
        return actions[entry.code]

    def _remembered(self, entries: Sequence[Entry]) -> Sequence[Entry]:
        self._entries.update({(entry.kind, entry.code): entry for entry in entries})
        return entries

    def _label(self, kind: Kind, code: str) -> str:
        return label_of(self._entries[kind, code])

    def _theme_words(self, code: str) -> str:
        theme = self._themes.get(code)
        return label_of(theme) if theme else code

    def _outcome_words(self, code: str) -> str:
        entry = self._entries.get((Kind.OUTCOME, code))
        return short_outcome(entry) if entry else code

    def _choose_theme(self, code: str) -> None:
        self._note(theme_code=code, sub_theme_codes=())

    def _choose_channel(self, code: str) -> None:
        self._note(channel=code)

    def _choose_language(self, code: str) -> None:
        self._note(language=code)

    @Slot()
    def _note_people(self) -> None:
        session = self._shown_session()
        if session is not None and session.people != self.people_box.value():
            self._note(people=self.people_box.value())

    def _choose_sub_theme(self, key: str) -> None:
        session = self._shown_session()
        code = self._sub_theme_codes.get(key)
        if session is None or code is None:
            return
        chosen = session.sub_theme_codes
        without = tuple(each for each in chosen if each != code)
        self._note(sub_theme_codes=without if code in chosen else (*chosen, code))

    def _note(self, **fields: object) -> None:
        session = self._shown_session()
        if session is None:
            return
        with self._messages.explain():
            if self._corrected is not None:
                self._corrected = self._counselling.correct(session.id, **fields)
            else:
                self._session = self._counselling.note(session.id, **fields)
            self._messages.settle()
        self._show()

    def _choose_outcome(self, code: str) -> None:
        """Add an outcome, or take it away again; the fourth is refused with a sentence."""
        if code in self._outcomes:
            self._outcomes.remove(code)
            self._messages.settle()
        elif len(self._outcomes) >= MOST_OUTCOMES:
            self._messages.show_error(TooManyOutcomesError(MOST_OUTCOMES))
        else:
            self._outcomes.append(code)
            self._say_kept(code)
        self._show()
        if self._asks_outcome():
            self._close()

    def _say_kept(self, code: str) -> None:
        if self._shown_session() is not None or self._called is None:
            self._messages.settle()
            return
        words = _("Kept: {outcome}. Enter begins the conversation with {number}, Enter again closes it.")
        self._messages.hint(words.format(outcome=self._outcome_words(code), number=self._called.number))

    @Slot()
    def _show_rest(self) -> None:
        self._build_outcomes()
        self._show()

    def _fold_rest(self) -> None:
        """Put the rest of the outcomes away: opened for one visitor, it looked like an outcome of the next."""
        rest = self._outcome_actions.get(REST_KEY)
        if rest is not None and rest.isChecked():
            rest.setChecked(False)
            self._build_outcomes()

    def _subject(self) -> UUID | None:
        """Whom the outcomes pressed are about: a ticket from its call on, or somebody who was taken at once."""
        if self._session is not None:
            return self._session.ticket_id or self._session.id
        return self._called.id if self._called is not None else None

    def _shown_session(self) -> CounsellingSession | None:
        return self._corrected or self._session

    def _ticket_called(self, board: Board) -> Ticket | None:
        desk = self._desk
        if desk is None:
            return None
        return next((ticket for ticket in board.called if ticket.is_at(desk)), None)

    def _show(self) -> None:
        session, called = self._shown_session(), self._called
        at_work = session is not None or called is not None
        if self._desk is not None or self._day_closed:
            self.desk_question.hide()
        self._card.setVisible(at_work)
        self.empty.setVisible(not at_work)
        self._say_empty()
        self._show_head(session, called)
        self._show_chips(session)
        self.next_label.setText(self._next_words())
        self.talks.show_talks(self._today)
        self._enable()

    def _say_empty(self) -> None:
        if self._desk is None and self._day_closed:
            self.empty.say(_("The day is closed."), _("Desks open again tomorrow."))
        elif self._desk is None:
            words = _("Ctrl+D, then Enter, opens desk {desk}; its themes are on the tab of the queue (Ctrl+2).")
            self.empty.say(_("No desk is open here."), words.format(desk=self._usual.name))
        elif self._desk.paused:
            words = _("Desk {desk} is on break.").format(desk=self._desk.name)
            self.empty.say(words, _("Ctrl+Space comes back from it."))
        else:
            self.empty.say(_("No conversation is under way."), _("F8 calls the next visitor."))

    def _show_head(self, session: CounsellingSession | None, called: Ticket | None) -> None:
        if session is not None:
            theme = self._themes.get(session.theme_code)
            self.number_label.setText(session.number or "–")
            parts = [both_labels(theme) if theme else session.theme_code, service_language_mark(session.language)]
            if self._corrected is not None:
                parts.insert(0, _("Correction"))
            self.what_label.setText("   ".join(parts))
        elif called is not None:
            theme = self._themes.get(called.theme_code)
            self.number_label.setText(called.number)
            words = both_labels(theme) if theme else called.theme_code
            self.what_label.setText(_("called: {theme}. Enter begins.").format(theme=words))
        self._tick()

    def _show_chips(self, session: CounsellingSession | None) -> None:
        self.outcomes.setVisible(session is not None or self._called is not None)
        for key, code in self._outcome_codes.items():
            self._outcome_actions[key].setChecked(code in self._outcomes)
        for code, action in self._rest_actions.items():
            action.setChecked(code in self._outcomes)
        for group in (self.themes, self.sub_themes, self.channels, self.languages):
            group.setVisible(session is not None)
        self.people_label.setVisible(session is not None)
        self.people_box.setVisible(session is not None)
        if session is None:
            return
        for code, action in self._theme_actions.items():
            action.setChecked(code == session.theme_code)
        for code, action in self._channel_actions.items():
            action.setChecked(code == session.channel)
        for code, action in self._language_actions.items():
            action.setChecked(code == session.language)
        self._show_sub_themes(session)
        if not self.people_box.hasFocus():
            self.people_box.setValue(session.people)

    def _show_sub_themes(self, session: CounsellingSession) -> None:
        entries = self._remembered(self._lists.sub_themes(session.theme_code))
        codes = dict(zip(SUB_THEME_KEYS, (entry.code for entry in entries), strict=False))
        if codes != self._sub_theme_codes:
            self._sub_theme_codes = codes
            for key in codes:
                if key not in self._sub_theme_actions:
                    slot = partial(self._choose_sub_theme, key)
                    self._sub_theme_actions[key] = self._commands.add_key(
                        f"sub_theme_{key}",
                        partial(self._sub_theme_words, key),
                        slot,
                        key,
                        KeyArea.COUNSELLING,
                        checkable=True,
                        within=self._choice_menus[Kind.SUB_THEME],
                    )
            self.sub_themes.show_chips((self._sub_theme_actions[key], "") for key in codes)
        for key, action in self._sub_theme_actions.items():
            action.setText(self._sub_theme_words(key).replace("&", "&&"))
            action.setEnabled(key in codes)
            action.setChecked(codes.get(key) in session.sub_theme_codes)

    def _sub_theme_words(self, key: str) -> str:
        code = self._sub_theme_codes.get(key)
        entry = self._entries.get((Kind.SUB_THEME, code)) if code else None
        return label_of(entry) if entry else _("Subject {key}").format(key=key)

    def _next_words(self) -> str:
        turn = self._next
        if turn is None:
            return ""
        theme = self._themes.get(turn.ticket.theme_code)
        return _("Next: {number} {theme}, {minutes} min").format(
            number=turn.ticket.number,
            theme=label_of(theme) if theme else turn.ticket.theme_code,
            minutes=turn.ticket.minutes_waited(self._queue.now()),
        )

    @Slot()
    def _enable(self) -> None:
        session, called, desk = self._session, self._called, self._desk
        correcting = self._corrected is not None
        self.close_action.setEnabled(correcting or session is not None or called is not None)
        self.close_action.setText(self._finish_words())
        paused = desk is not None and bool(desk.paused)
        at_work = session is not None or not paused
        self.call_next_action.setEnabled(desk is not None and called is None and not correcting and at_work)
        self.call_next_action.setText(self._call_next_words())
        self.desk_action.setEnabled(not correcting and (desk is not None or not self._day_closed))
        self.desk_action.setText(self._desk_words())
        free = desk is not None and session is None and called is None and not correcting
        self.by_voice.action.setEnabled(free and self.by_voice.refused is not None)
        self.direct_action.setEnabled(free and not paused)
        self._direct_button.setVisible(self.direct_action.isEnabled())
        for action in self._direct_actions.values():
            action.setEnabled(self.direct_action.isEnabled())
        self.recall_action.setEnabled(called is not None and session is None)
        self.no_show_action.setEnabled(called is not None and session is None)
        self.pause_action.setEnabled(desk is not None and called is None and not correcting)
        self.pause_action.setText(self._pause_words())
        self.correct_action.setEnabled(self.talks.correctable() is not None and not correcting)
        sent = called is not None or (session is not None and session.ticket_id is not None)
        self.transfer_action.setEnabled(sent and not correcting)
        shown = self._shown_session() is not None or called is not None
        for action in (*self._outcome_actions.values(), *self._rest_actions.values()):
            action.setEnabled(shown)

    @Slot()
    def _tick(self) -> None:
        session = self._shown_session()
        if session is None:
            self.clock_label.setText("")
            return
        words = clock_text(session.seconds(self._queue.now()))
        self.clock_label.setText(_("{time}, on break").format(time=words) if session.paused_at else words)

    def _finish_words(self) -> str:
        if self._corrected is not None:
            return _("Store the correction")
        if self._session is None and self._called is not None:
            return _("Begin the conversation")
        return _("Close the conversation")

    def _call_next_words(self) -> str:
        return _("Close and call the next") if self._session is not None else _("Call the next")

    def _desk_words(self) -> str:
        return _("Open the desk") if self._desk is None else _("Close the desk")

    def _pause_words(self) -> str:
        if self._session is None:
            return _("Back from the break") if self._desk is not None and self._desk.paused else _("Break")
        return _("Go on") if self._session.paused_at else _("Break")

    @Slot()
    def recall(self) -> None:
        """Call the same number again."""
        desk = self._desk
        if desk is not None:
            with self._messages.explain():
                ticket = self._queue.recall(desk.name)
                self._messages.tell(_("Number {number} called again").format(number=ticket.number))

    @Slot()
    def note_absence(self) -> None:
        """Note that the person who was called did not come."""
        desk, called = self._desk, self._called
        if desk is None or called is None:
            return
        with self._messages.explain():
            self._queue.no_show(desk.name)
            self._undo.keep(
                lambda: _("Number {number} noted absent").format(number=called.number),
                partial(self._queue.back_from_absence, called.id),
            )


def _begun_words(session: CounsellingSession) -> str:
    return _("Conversation with {number} begun").format(number=session.number or "–")


def _called_words(called: Called, desk: str) -> str:
    return called_words(called.ticket, desk, reason_name(called.reason))
