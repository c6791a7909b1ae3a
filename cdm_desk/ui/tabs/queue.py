"""Queue: who waits, since when and why they are next; one key calls them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer, Slot
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from cdm_desk.domain.change import Department
from cdm_desk.domain.errors import DeskError, ShareAwayError
from cdm_desk.domain.lists import Kind
from cdm_desk.domain.queue import Act, TicketState
from cdm_desk.domain.single_keys import KeyArea
from cdm_desk.domain.waiting import UNKNOWN
from cdm_desk.language import _, _n
from cdm_desk.ui.appearance import THEME_ICONS, em, icon, tokens_of
from cdm_desk.ui.by_voice import ByVoice
from cdm_desk.ui.calling import Calling
from cdm_desk.ui.desk_bar import DeskBar
from cdm_desk.ui.fresh import FreshPage
from cdm_desk.ui.key_map import KeyMap
from cdm_desk.ui.keys import PadKeys
from cdm_desk.ui.line_acts import LineActs
from cdm_desk.ui.line_notices import LineNotices
from cdm_desk.ui.message_bar import steady_height
from cdm_desk.ui.queue_words import advice_text, break_name, called_words, fetch_words, unserved_text
from cdm_desk.ui.tab_commands import Chip, KeyButton, TabCommands
from cdm_desk.ui.tables import Column, ListModel, ListTable
from cdm_desk.ui.transfer_bar import TransferBar
from cdm_desk.ui.wait_words import last_wait_text, out_of_turn_text, told_text
from cdm_desk.ui.widgets import (
    BroughtIntoView,
    Card,
    FlowLayout,
    Placeholder,
    PlainLabel,
    ScrollArea,
    announce,
    clear_layout,
    focus_first,
)
from cdm_desk.ui.words import (
    both_labels,
    clock_text,
    label_of,
    minutes_text,
    reason_name,
    service_language_mark,
    state_name,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from uuid import UUID

    from PySide6.QtGui import QAction, QIcon, QResizeEvent

    from cdm_desk.domain.lists import Entry
    from cdm_desk.domain.queue import Desk, Ticket, Turn
    from cdm_desk.domain.waiting import Estimate
    from cdm_desk.services.counselling import CounsellingService
    from cdm_desk.services.lists import ListsService
    from cdm_desk.services.queue import Advice, Called, QueueService
    from cdm_desk.ui.messages import Messages
    from cdm_desk.ui.tickets import Tickets
    from cdm_desk.ui.undo import Undo
    from cdm_desk.ui.usual_desk import UsualDesk

LONG_WAIT = 20
LOW = 30
# Below this the list would be pushed out by what stands above it.
SCANT = 26
# From here on a theme has room in both languages, beside the note.
WIDE = 62
EVERY_MS = 20_000


class QueueTab(FreshPage):
    """The waiting line of all themes, the visitor of this desk, and what may be done with each."""

    concerning = frozenset({Department.QUEUE, Department.LISTS, Department.COUNSELLING})
    _ours: frozenset[UUID] = frozenset()
    _estimates: Mapping[UUID, Estimate] = {}
    _last: Ticket | None = None
    _out_of_turn = 0
    _assembled = False

    def __init__(
        self,
        queue: QueueService,
        counselling: CounsellingService,
        lists: ListsService,
        messages: Messages,
        undo: Undo,
        *,
        tickets: Tickets,
        usual: UsualDesk,
        key_map: KeyMap | None = None,
    ) -> None:
        super().__init__()
        self._key_map, self._usual = key_map or KeyMap(), usual
        self._queue = queue
        self._counselling = counselling
        self._lists = lists
        self._messages = messages
        self._undo = undo
        self._tickets = tickets
        self._calling = Calling(queue, self)
        self._themes: dict[str, Entry] = {}
        self._pause_reasons: Sequence[Entry] = ()
        self._advice: Advice | None = None

        self._desk: Desk | None = None
        self._mine: Ticket | None = None
        self._turns: Sequence[Turn] = ()
        self._board = queue.board()
        self._filters: dict[str, QAction] = {}
        self._chips: dict[str, Chip] = {}
        self._transferred: UUID | None = None

        self.setObjectName("queue.tab")
        self._commands = TabCommands(self, "queue", key_map=self._key_map)
        self._wide = True
        self._make_commands()
        self.desk_bar = DeskBar(self._commands)
        self._commands.answer(self.desk_bar.open_action, self._usual.offer)
        self.transfer_bar = TransferBar(self._key_map)
        self._filter_menu = self._commands.menu(lambda: _("Show only"))
        self.acts = LineActs(self._commands, queue, lists, messages=messages, undo=undo, selected=self._selected)
        self.now_label = PlainLabel(kind="subheading")
        self.now_label.setObjectName("queue.now")
        self.clock_label = PlainLabel()
        self.count_label = PlainLabel(kind="muted")
        self.count_label.setObjectName("queue.counts")
        self.spread_label = PlainLabel(kind="muted")
        self.long_label = PlainLabel(kind="warn")
        self.notices = LineNotices("queue")
        self.model = ListModel(self._columns(), self._sentence, lambda turn: turn.ticket.id, self)
        self.table = ListTable(self.model, "queue.table")
        self.empty = Placeholder("queue")
        self._keys = PadKeys(self.table, self._key_map, self._area)
        self._clock = QTimer(self, interval=1000)
        self._minutes = QTimer(self, interval=EVERY_MS)

        self._assemble()
        self._reload(self.concerning)
        self.desk_bar.prepare(self._usual.name, self._usual.themes, self._usual.languages)
        self.retranslate()
        self.setFocusProxy(self.table)
        self._connect()

    def _reload(self, departments: frozenset[Department]) -> None:
        with self._messages.explain():
            if Department.LISTS in departments:
                themes = self._lists.themes_in_use()
                self._themes = {theme.code: theme for theme in themes}
                self._pause_reasons = self._lists.in_use(Kind.PAUSE_REASON)
                self.desk_bar.show_themes(themes)
                self._build_chips()
            self._desk = self._queue.desk_here()
            self._turns = self._lines()
            self._board = self._queue.board()
            self.desk_bar.offer(self._usual.name)
            self.desk_bar.show_desk(self._desk, day_closed=self._board.closed)
            self._mine = self._ticket_of_desk()
            if self._mine is not None:
                self.by_voice.withdraw()
            self._advice = None if self._desk is None else self._queue.advice(self._desk.name)
            self.acts.reload(self._desk)
            self._estimates = self._queue.estimates()
            self._last = self._queue.last_wait()
            self._out_of_turn = self._queue.out_of_turn()
            self._show()

    def retranslate(self) -> None:
        """Set the words again."""
        self._commands.retranslate()
        self.table.setAccessibleName(_("Who is waiting, in calling order"))
        self.table.retranslate()
        self.desk_bar.retranslate()
        self.transfer_bar.retranslate()
        self.acts.bar.retranslate()
        self._build_chips()
        self._show()

    def actions_for_menu(self) -> list[QAction]:
        """Return the commands of the queue."""
        return self._commands.for_menu()

    @Slot()
    def call_next(self) -> None:
        """Call whoever is next for this desk, and say why it is them."""
        desk = self._needed_desk()
        if desk is None:
            return
        self._calling.ask(partial(self._queue.call_next, desk.name), self._say_next, self._refuse_call)

    @Slot()
    def call_this(self) -> None:
        """Call the person of the selected row, out of turn; it is noted as such."""
        desk, turn = self._needed_desk(), self._picked()
        if desk is None or turn is None:
            return
        self._calling.ask(
            partial(self._queue.call_this, turn.ticket.id, desk.name), self._say_out_of_turn, self._refuse_call
        )

    @Slot()
    def call_away(self) -> None:
        """Call by this counsellor's word who was called aloud: the row selected, who was refused, or the next here."""
        desk, meant = self._needed_desk(), self._meant_by_voice()
        if desk is None:
            return
        if len(self.table.selected()) > 1:
            self._say_select()
        elif meant is None:
            self._messages.hint(_("Nobody waits for this desk."))
        else:
            self.by_voice.withdraw()
            call = partial(self._queue.call_this, meant, desk.name, in_person_away=True)
            self._calling.ask(call, self._say_by_voice, self._refuse_call)

    def _meant_by_voice(self) -> UUID | None:
        picked = self._picked()
        if picked is not None:
            return picked.ticket.id
        return self.by_voice.refused or next(
            (turn.ticket.id for turn in self._turns if turn.ticket.id in self._ours), None
        )

    def _say_next(self, called: Called | None) -> None:
        if called is None:
            self._messages.hint(_("Nobody waits for this desk."))
        else:
            self._say_called(called.ticket, reason_name(called.reason))

    def _say_out_of_turn(self, ticket: Ticket) -> None:
        self._say_called(ticket, _("called out of turn"))

    def _say_by_voice(self, ticket: Ticket) -> None:
        self._say_called(ticket, _("called by voice"))

    def _refuse_call(self, error: DeskError) -> None:
        if isinstance(error, ShareAwayError):
            self._offer_by_voice(error)
        else:
            self._messages.show_error(error)

    def _offer_by_voice(self, error: ShareAwayError) -> None:
        """Without the folder only a person can say that this visitor is theirs: show whom it is about, and offer it."""
        self.by_voice.offer(error, self._turns)
        self.table.clearSelection()
        if self.by_voice.refused is not None:
            self.table.choose(self.by_voice.refused)
        self._messages.show_error(error)

    @Slot()
    def start(self) -> None:
        """Begin the conversation with the visitor who was called."""
        desk = self._needed_desk()
        if desk is None:
            return
        with self._messages.explain():
            session = self._counselling.start(desk.name)
            words = partial(_("Conversation with {number} begun").format, number=session.number or "–")
            self._undo.keep(words, partial(self._counselling.unstart, session.id))

    @Slot()
    def recall(self) -> None:
        """Call the same number again."""
        desk = self._needed_desk()
        if desk is None:
            return
        with self._messages.explain():
            ticket = self._queue.recall(desk.name)
            self._messages.tell(_("Number {number} called again").format(number=ticket.number))

    @Slot()
    def note_absence(self) -> None:
        """Note that the person who was called did not come."""
        desk, mine = self._needed_desk(), self._mine
        if desk is None or mine is None:
            return
        with self._messages.explain():
            self._queue.no_show(desk.name)
            self._keep(lambda: _("Number {number} noted absent"), mine, self._queue.back_from_absence)

    @Slot()
    def put_back(self) -> None:
        """Put the person who was called back in line, at the same rank."""
        mine = self._mine
        if mine is None:
            return
        with self._messages.explain():
            self._queue.put_back(mine.id)
            self._undo.settle(mine.id)
            self._messages.tell(_("Number {number} is back in line").format(number=mine.number))

    @Slot()
    def note_left(self) -> None:
        """Note that the person of the selected row, or the one who was called, has gone."""
        ticket = self._selected()
        if ticket is None:
            return
        with self._messages.explain():
            self._queue.left(ticket.id)
            self._keep(lambda: _("Number {number} noted as gone"), ticket, self._queue.back_from_absence)

    @Slot()
    def cancel(self) -> None:
        """Cancel a ticket that was handed out in error; Ctrl+Z brings it back."""
        ticket = self._selected()
        if ticket is None:
            return
        with self._messages.explain():
            self._queue.cancel(ticket.id)
            self._keep(lambda: _("Number {number} cancelled: it does not count"), ticket, self._queue.take_back_cancel)

    @Slot()
    def park(self) -> None:
        """Set a visitor aside, out of turn until they are taken up again."""
        ticket = self._selected()
        if ticket is None:
            return
        with self._messages.explain():
            self._queue.park(ticket.id)
            self._keep(lambda: _("Number {number} set aside"), ticket, self.acts.way_of_setting_aside(ticket))

    @Slot()
    def print_again(self) -> None:
        """Print the ticket of the selected row again, or of who was called: the same number."""
        ticket = self._selected()
        if ticket is not None:
            self._tickets.print_again(partial(self._queue.slip, ticket.number))

    def ask_transfer_of_mine(self) -> None:
        """Ask on to what the visitor at this desk is sent, whoever is marked in the list."""
        self.table.clearSelection()
        self.ask_transfer()

    @Slot()
    def ask_transfer(self) -> None:
        """Ask which theme, language or desk the visitor is sent on to."""
        ticket = self._selected()
        if ticket is None:
            self._messages.hint(_("Select a number, or call one, before you send it on."))
            return
        self._transferred = ticket.id
        self.transfer_bar.ask(ticket.number, list(self._themes.values()))
        self.table.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @Slot(str, object, object)
    def transfer(self, theme_code: str, language: str | None, desk: str | None) -> None:
        """Send a visitor on; they keep their number and the time of their arrival."""
        ticket_id, self._transferred = self._transferred, None
        if ticket_id is None:
            return
        with self._messages.explain():
            ticket = self._queue.transfer(ticket_id, theme_code=theme_code, language=language, desk=desk)
            self._undo.keep(
                lambda: _("Number {number} sent on to {theme}").format(
                    number=ticket.number, theme=label_of(self._themes[ticket.theme_code])
                ),
                partial(self._queue.take_back_transfer, ticket.id),
            )

    @Slot(str, tuple, tuple)
    def open_desk(self, name: str, themes: tuple[str, ...], languages: tuple[str, ...]) -> None:
        """Open a desk on this workstation."""
        if not themes:
            self._messages.hint(_("Choose the themes of this desk first: Alt and their number."))
            return
        if not self._usual.open_as(name, themes, languages):
            self.desk_bar.propose(self._usual.proposed(name))
            return
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(tuple, tuple)
    def change_desk(self, themes: tuple[str, ...], languages: tuple[str, ...]) -> None:
        """Change what the open desk serves."""
        desk = self._desk
        if desk is not None:
            with self._messages.explain():
                self._queue.change_desk(desk.name, themes, languages)
                self._usual.keep(desk.name, themes, languages)
                self._messages.settle()

    @Slot()
    def close_desk(self) -> None:
        """Close the desk of this workstation."""
        desk = self._desk
        if desk is not None:
            self._usual.close(desk.name)

    @Slot()
    def pause(self) -> None:
        """Go on break, or come back from it."""
        desk = self._needed_desk()
        if desk is None:
            return
        with self._messages.explain():
            if desk.paused:
                self._queue.resume_desk(desk.name)
                self._messages.tell(_("Desk {desk} is back from its break.").format(desk=desk.name))
            else:
                self._queue.pause(desk.name)
                self._messages.tell(_("Desk {desk} is on break: Ctrl+Space comes back from it.").format(desk=desk.name))

    @Slot()
    def change_pause(self) -> None:
        """Give the break its next reason: break, meal, group activity, meeting."""
        desk = self._desk
        codes = [entry.code for entry in self._pause_reasons]
        if desk is None or desk.paused is None or not codes:
            return
        place = codes.index(desk.paused) if desk.paused in codes else -1
        with self._messages.explain():
            self._queue.pause(desk.name, codes[(place + 1) % len(codes)])
            self._messages.settle()

    @Slot(str)
    def press(self, sign: str) -> None:
        """Hear the keys of the table: Enter calls this one, a digit sends on while that is asked."""
        if self.transfer_bar.is_asking():
            self.transfer_bar.take(sign)
        elif sign == "Enter":
            self.call_this()

    def _area(self) -> KeyArea:
        """Only while somebody is sent on do the keys of the themes mean something here."""
        return KeyArea.WELCOME if self.transfer_bar.is_asking() else KeyArea.NUMBER

    @Slot(str)
    def _say_silent(self, key: str) -> None:
        self._messages.hint(self._key_map.why_silent(key))

    def _make_commands(self) -> None:
        add = self._commands.add
        self.call_next_action = add("call_next", lambda: _("Call the next"), self.call_next, ["F8"], "megaphone")
        self.recall_action = add("recall", lambda: _("Call again"), self.recall, ["Shift+F8"], "speaker-high")
        self.no_show_action = add("no_show", lambda: _("Absent"), self.note_absence, ["F9"], "prohibit")
        self.start_action = add("start", lambda: _("Begin"), self.start, ["Ctrl+Enter", "Ctrl+Return"], "play")
        self.transfer_action = add("transfer", lambda: _("Send on"), self.ask_transfer, ["Ctrl+T"], "arrows-left-right")
        self.put_back_action = add(
            "put_back", lambda: _("Put back"), self.put_back, ["Ctrl+Backspace"], "arrow-u-up-left"
        )
        self.call_this_action = self._commands.add_key("call_this", lambda: _("Call this one"), self.call_this, "Enter")
        self.left_action = add("left", lambda: _("Gone"), self.note_left, ["Del"], "door")
        self.park_action = add("park", lambda: _("Set aside"), self.park, ["Ctrl+Down"], "bookmark-simple")
        self.cancel_action = add("cancel", lambda: _("Cancel the ticket"), self.cancel, ["Ctrl+Del"], "x")
        self.by_voice = ByVoice(self._commands, "queue", self._messages, call=self.call_away)
        for action in (
            self.call_next_action,
            self.recall_action,
            self.no_show_action,
            self.start_action,
            self.by_voice.action,
        ):
            self._commands.answer(action, self._say_why_not)
        self.print_action = add("print", lambda: _("Print the ticket again"), self.print_again, ["Ctrl+P"], "printer")
        for action in (
            self.transfer_action,
            self.left_action,
            self.park_action,
            self.cancel_action,
            self.print_action,
        ):
            self._commands.answer(action, self._say_select)
        self.pause_action = add("pause", self._pause_words, self.pause, ["Ctrl+Space"], "pause")
        self.pause_reason_action = add(
            "pause_reason", lambda: _("Another reason for the break"), self.change_pause, ["Ctrl+Shift+Space"], "pause"
        )

    def _pause_words(self) -> str:
        return _("Back from the break") if self._desk is not None and self._desk.paused else _("Break")

    def _assemble(self) -> None:
        self._commands.menu(lambda: _("List"), self.table.actions_for_menu())
        buttons = FlowLayout(gap=em(self, 0.5))
        self._buttons: list[KeyButton] = []
        for action, name, kind in (
            (self.call_next_action, "call_next", "primary"),
            (self.recall_action, "recall", ""),
            (self.no_show_action, "no_show", ""),
            (self.start_action, "start", ""),
            (self.transfer_action, "transfer", ""),
            (self.put_back_action, "put_back", ""),
            (self.call_this_action, "call_this", ""),
            (self.left_action, "left", ""),
            (self.park_action, "park", ""),
            *self.acts.buttons(),
            (self.pause_action, "pause", ""),
            (self.pause_reason_action, "pause_reason", ""),
        ):
            button = KeyButton(action, f"queue.{name}", kind=kind)
            self._buttons.append(button)
            buttons.addWidget(button)
        self._button_row = buttons
        facts = FlowLayout(gap=em(self, 1.2), line_gap=em(self, 0.3))
        for part in (
            self.now_label,
            self.clock_label,
            self.count_label,
            self.spread_label,
            self.long_label,
            self.by_voice.button,
        ):
            facts.addWidget(part)
        self._chip_row = FlowLayout(gap=em(self, 0.4))
        self._absent_card = Card()
        self._absent_row = FlowLayout(self._absent_card, gap=em(self, 0.5))
        self._absent_row.setContentsMargins(*4 * [em(self, 0.5)])
        content = QWidget()
        scroll = self._scroll = ScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(content)
        BroughtIntoView(scroll, (self.transfer_bar, self.acts.bar, self.by_voice.button))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)
        column = self._column = QVBoxLayout(content)
        column.addLayout(buttons)
        column.addWidget(self.desk_bar)
        column.addWidget(self.transfer_bar)
        column.addWidget(self.acts.bar)
        column.addLayout(facts)
        column.addWidget(self.notices)
        column.addLayout(self._chip_row)
        column.addWidget(self.table, 1)
        column.addWidget(self.empty, 1)
        column.addWidget(self._absent_card)
        self._assembled = True

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the keys to the tool tips, the desk to its number, a theme to one language, where room is short."""
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        """Arrange the parts for another size of text."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange and self._assembled:
            self._arrange()

    def _arrange(self) -> None:
        roomy = self.width() >= em(self, 86) and steady_height(self) >= em(self, 34)
        for button in self._buttons:
            button.show_key(roomy)
        self.desk_bar.show_chips(roomy)
        self._wide = self.width() >= em(self, WIDE)
        self._column.setContentsMargins(*4 * [em(self, 0.8 if self._wide else 0.2)])
        self._column.setSpacing(em(self, 0.3 if self._is_scant() else 0.6))
        # Its headings and three rows.
        self.table.setMinimumHeight(em(self, 10.5))
        self.table.viewport().update()
        self._leave_out()
        self._show_buttons()

    def _is_scant(self) -> bool:
        return steady_height(self) < em(self, SCANT)

    def _leave_out(self) -> None:
        """Leave to the menu what would push the list out; a filter that is on, and a closed desk, are always seen."""
        scant = self._is_scant()
        self.desk_bar.setVisible(self._desk is None or not scant)
        self.spread_label.setVisible(not scant)
        for chip in self._chips.values():
            chip.setVisible(chip.action.isChecked() or not scant)

    def _show_buttons(self) -> None:
        """Leave to the menu what cannot be done now, where the window is so low that it would push the list out."""
        if self._is_scant():
            self._keep_one_row()
            return
        low = steady_height(self) < em(self, LOW)
        for button in self._buttons:
            always = button.action is self.call_next_action
            usual = not low and button.action is not self.pause_reason_action
            button.setVisible(button.action.isEnabled() or always or usual)

    def _keep_one_row(self) -> None:
        """Show of what can be done now as much as one row holds: the way to the break and back before all acts."""
        margins = self._column.contentsMargins()
        bar = self._scroll.verticalScrollBar().sizeHint().width()
        room = self.width() - bar - margins.left() - margins.right()
        for button in sorted(self._buttons, key=lambda each: each.action is not self.pause_action):
            wanted = button.sizeHint().width() + self._button_row.spacing()
            shown = button.action.isEnabled() and wanted <= room + self._button_row.spacing()
            button.setVisible(shown)
            room -= wanted if shown else 0

    def _connect(self) -> None:
        self._keys.pressed.connect(self.press)
        self._keys.unheard.connect(self._say_silent)
        self.table.chosen.connect(self._enable)
        self.table.selectionModel().selectionChanged.connect(self._enable)
        self.desk_bar.opened.connect(self.open_desk)
        self.desk_bar.changed.connect(self.change_desk)
        self.desk_bar.closed.connect(self.close_desk)
        self.desk_bar.left.connect(self.table.setFocus)
        self.transfer_bar.wanted.connect(self.transfer)
        self.transfer_bar.ended.connect(self.table.setFocus)
        self.acts.bar.ended.connect(self.table.setFocus)
        for action, _name, _kind in self.acts.buttons():
            self._commands.answer(action, self._say_select)
        self._tickets.changed.connect(self._show)
        self.by_voice.changed.connect(self._enable)
        self._clock.timeout.connect(self._tick)
        self._clock.start()
        self._minutes.timeout.connect(self._pass_time)
        self._minutes.start()

    def _columns(self) -> list[Column[Turn]]:
        return [
            Column(heading=lambda: _("No."), text=lambda turn: turn.ticket.number, width=4),
            Column(heading=lambda: _("Theme"), text=self._theme_words, icon=self._theme_icon, stretch=True),
            Column(
                heading=lambda: _("Language"), text=lambda turn: service_language_mark(turn.ticket.language), width=5
            ),
            Column(heading=lambda: _("Arrival"), text=lambda turn: f"{turn.ticket.issued_at:%H:%M}", width=6, room=60),
            Column(
                heading=lambda: _("Wait"),
                text=lambda turn: minutes_text(self._waited(turn)),
                sort=self._waited,
                number=True,
                width=6,
            ),
            Column(heading=lambda: _("Expected"), text=self._expected, width=8),
            Column(heading=lambda: _("Note"), text=self._note, stretch=True),
        ]

    def _lines(self) -> list[Turn]:
        """Return whom F8 calls at this desk, in that order, and then those who wait for other desks."""
        everybody = self._queue.waiting()
        if self._desk is None:
            self._ours = frozenset()
            return everybody
        ours = self._queue.waiting(self._desk.name)
        self._ours = frozenset(turn.ticket.id for turn in ours)
        return [*ours, *(turn for turn in everybody if turn.ticket.id not in self._ours)]

    def _show(self) -> None:
        wanted = {code for code, action in self._filters.items() if action.isChecked()}
        shown = [turn for turn in self._turns if not wanted or turn.ticket.theme_code in wanted]
        self.table.show_values(shown)
        self.table.setVisible(bool(shown))
        self.empty.setVisible(not shown)
        self._say_empty()
        self._count()
        self._show_mine()
        self._show_absent()
        self._leave_out()
        self._enable()

    def _say_empty(self) -> None:
        if self._turns:
            self.empty.say(_("Nobody waits for these themes."), _("Take the filter off to see the others."))
        elif self._board.closed:
            self.empty.say(_("The day is closed."), _("Visitors can still be noted as late entries: Ctrl+Shift+N."))
        else:
            self.empty.say(_("Nobody is waiting."), _("F8 calls the next visitor as soon as one has a number."))

    def _count(self) -> None:
        for code, chip in self._chips.items():
            chip.action.setText(self._filter_words(code).replace("&", "&&"))
        waits = sorted(self._waited(turn) for turn in self._turns)
        self.count_label.setText(_n("{count} waiting", "{count} waiting", len(waits)).format(count=len(waits)))
        middle = waits[len(waits) // 2] if waits else 0
        long = waits[min(len(waits) - 1, len(waits) * 9 // 10)] if waits else 0
        words = _("median {median}, nine in ten under {long}")
        spread = words.format(median=minutes_text(middle), long=minutes_text(long)) if waits else ""
        told = [spread, last_wait_text(self._last), out_of_turn_text(self._out_of_turn)]
        self.spread_label.setText(", ".join(filter(None, told)))
        self.long_label.setText(_("Long waits") if long >= LONG_WAIT else "")
        self.notices.show_texts(unserved_text(self._board.unserved, self._themes), advice=advice_text(self._advice))

    def _show_mine(self) -> None:
        desk, mine = self._desk, self._mine
        if desk is None:
            self.now_label.setText(_("No desk is open here."))
        elif mine is None and desk.paused:
            why = break_name(desk.paused, self._pause_reasons)
            self.now_label.setText(_("Desk {desk}: on break ({reason})").format(desk=desk.name, reason=why))
        elif mine is None:
            self.now_label.setText(_("Desk {desk}: free").format(desk=desk.name))
        else:
            words = _("Desk {desk}: {number}, {state}")
            now = words.format(desk=desk.name, number=mine.number, state=state_name(mine.state))
            fetched = mine.in_person and mine.state is TicketState.CALLED
            self.now_label.setText(f"{now}. {fetch_words()}" if fetched else now)
        self._tick()

    def _show_absent(self) -> None:
        held = next((part.objectName() for part in self._absent_card.findChildren(QPushButton) if part.hasFocus()), "")
        clear_layout(self._absent_row)
        board = self._board
        now = self._queue.now()
        for ticket in board.absent:
            minutes = int((now - (ticket.ended_at or now)).total_seconds()) // 60
            words = _("{number} absent for {minutes}: back at the head").format(
                number=ticket.number, minutes=minutes_text(minutes)
            )
            self._add_way_back(words, partial(self._queue.back_from_absence, ticket.id), f"queue.back_{ticket.number}")
        for words, verb, name in self.acts.ways_back(board):
            self._add_way_back(words, verb, name)
        self._absent_card.setVisible(self._absent_row.count() > 0)
        if held:
            # What held the keys is made anew or gone: left alone they would fall on the names of the tabs.
            again = next((part for part in self._ways_back() if part.objectName() == held), None)
            if again is None:
                focus_first(self)
            else:
                again.setFocus(Qt.FocusReason.OtherFocusReason)

    def _ways_back(self) -> Iterator[QWidget]:
        for place in range(self._absent_row.count()):
            item = self._absent_row.itemAt(place)
            widget = None if item is None else item.widget()
            if widget is not None:
                yield widget

    def _add_way_back(self, words: str, verb: Callable[[], object], object_name: str) -> None:
        button = QPushButton(words)
        button.setObjectName(object_name)
        button.setProperty("kind", "chip")
        button.setAccessibleName(words)
        button.clicked.connect(partial(self._explained, verb))
        self._absent_row.addWidget(button)

    def _explained(self, verb: Callable[[], object]) -> None:
        with self._messages.explain():
            verb()
            self._messages.settle()

    @Slot()
    def _enable(self) -> None:
        desk, mine = self._desk, self._mine
        turn = self._picked()
        picked = turn.ticket if turn else None
        of_mine = self._queue.legal(mine, desk) if mine else frozenset()
        of_picked = self._queue.legal(picked, desk) if picked else frozenset()
        open_desk = desk is not None and desk.open
        self.call_next_action.setEnabled(open_desk and mine is None and bool(self._turns))
        self.by_voice.action.setEnabled(self.call_next_action.isEnabled())
        self.recall_action.setEnabled(Act.RECALLED in of_mine)
        # Too soon is a sentence, not a dead key.
        self.no_show_action.setEnabled(mine is not None and mine.allows(Act.NO_SHOW))
        self.start_action.setEnabled(Act.STARTED in of_mine)
        self.put_back_action.setEnabled(Act.PUT_BACK in of_mine)
        self.transfer_action.setEnabled(Act.TRANSFERRED in of_mine | of_picked)
        self.call_this_action.setEnabled(Act.CALLED in of_picked and mine is None)
        meant = frozenset() if len(self.table.selected()) > 1 else of_mine | of_picked
        self.left_action.setEnabled(Act.LEFT in meant)
        self.park_action.setEnabled(Act.PARKED in meant)
        self.acts.enable(meant)
        # Too late is a sentence, as above.
        self.cancel_action.setEnabled(picked is not None and picked.allows(Act.CANCELLED))
        self.print_action.setEnabled(picked is not None or mine is not None)
        self.pause_action.setEnabled(desk is not None)
        self.pause_action.setText(self._pause_words())
        self.pause_reason_action.setEnabled(desk is not None and desk.paused is not None)
        self._show_buttons()

    @Slot()
    def _pass_time(self) -> None:
        """Let the waits grow when no news comes: figures that stand still would look right and be wrong."""
        self.refresh(frozenset({Department.QUEUE}))

    @Slot()
    def _tick(self) -> None:
        mine = self._mine
        since = (mine.started_at or mine.called_at) if mine else None
        if since is None:
            self.clock_label.setText("")
            return
        self.clock_label.setText(clock_text(int((self._queue.now() - since).total_seconds())))

    def _build_chips(self) -> None:
        clear_layout(self._chip_row)
        tokens = tokens_of(self)
        self._chips = {}
        for theme in self._themes.values():
            action = self._filters.get(theme.code) or self._new_filter(theme.code)
            action.setIcon(icon(THEME_ICONS.get(theme.code, "queue"), tokens.theme(theme.code)))
            self._chips[theme.code] = Chip(action, f"queue.filter_{theme.code}", str(theme.digit))
            self._chip_row.addWidget(self._chips[theme.code])

    def _new_filter(self, code: str) -> QAction:
        words, slot = partial(self._filter_words, code), self._choose_filter
        action = self._commands.add(f"filter_{code}", words, slot, [], within=self._filter_menu)
        action.setCheckable(True)
        self._filters[code] = action
        return action

    def _filter_words(self, code: str) -> str:
        count = sum(turn.ticket.theme_code == code for turn in self._turns)
        return _("{theme}: {count}").format(theme=label_of(self._themes[code]), count=count)

    @Slot()
    def _choose_filter(self) -> None:
        self._show()

    def _ticket_of_desk(self) -> Ticket | None:
        desk = self._desk
        if desk is None:
            return None
        board = self._board
        return next((ticket for ticket in (*board.called, *board.serving) if ticket.is_at(desk)), None)

    def _needed_desk(self) -> Desk | None:
        if self._desk is None:
            self._usual.offer()
        return self._desk

    @Slot()
    def _say_why_not(self) -> None:
        """Say why the key of a call does nothing now, and which one would."""
        desk = self._needed_desk()
        if desk is None:
            return
        if desk.paused:
            self._messages.hint(_("Desk {desk} is on break: Ctrl+Space comes back from it.").format(desk=desk.name))
        elif self._mine is not None:
            words = _("Number {number} is at this desk, {state}.")
            self._messages.hint(words.format(number=self._mine.number, state=state_name(self._mine.state)))
        elif self._turns:
            self._messages.hint(_("Nobody is called: F8 calls the next visitor."))
        else:
            self._messages.hint(_("Nobody waits for this desk."))

    @Slot()
    def _say_select(self) -> None:
        """Say why the key of an act on somebody does nothing now."""
        if len(self.table.selected()) > 1:
            self._messages.hint(_("Several numbers are selected: select the one that is meant."))
        else:
            self._messages.hint(_("Select a number first: the arrow keys go through the list."))

    def _selected(self) -> Ticket | None:
        if self._mine is not None and self._mine.state is TicketState.CALLED and not self.table.selected():
            return self._mine
        turn = self._picked()
        return turn.ticket if turn else self._mine

    def _picked(self) -> Turn | None:
        """Return the one selected row: an act on somebody never falls on whoever happens to stand there."""
        selected = self.table.selected()
        return selected[0] if len(selected) == 1 else None

    def _say_called(self, ticket: Ticket, why: str) -> None:
        """Say who was called and why; Ctrl+Z puts them back at their place."""

        def words() -> str:
            return called_words(ticket, ticket.desk or "", why)

        self._undo.keep(words, partial(self._queue.put_back, ticket.id), about=ticket.id)
        announce(self.now_label, words())

    def _keep(self, words: Callable[[], str], ticket: Ticket, inverse: Callable[[UUID], object]) -> None:
        self._undo.keep(lambda: words().format(number=ticket.number), partial(inverse, ticket.id))

    def _waited(self, turn: Turn) -> int:
        return turn.ticket.minutes_waited(self._queue.now())

    def _expected(self, turn: Turn) -> str:
        return told_text(self._estimates.get(turn.ticket.id, UNKNOWN), about=False)

    def _theme_words(self, turn: Turn) -> str:
        theme = self._themes.get(turn.ticket.theme_code)
        if theme is None:
            return turn.ticket.theme_code
        return both_labels(theme) if self._wide else label_of(theme)

    def _theme_icon(self, turn: Turn) -> QIcon:
        tokens = tokens_of(self)
        name = THEME_ICONS.get(turn.ticket.theme_code, "queue")
        return icon(name, tokens.theme(turn.ticket.theme_code), selected=tokens.on_primary)

    def _note(self, turn: Turn) -> str:
        notes = [*filter(None, [self._reason(turn)])]
        if turn.ticket.in_person:
            notes.append(_("call in person"))
        if self._tickets.not_printed(turn.ticket.id):
            notes.append(_("ticket not printed"))
        return ", ".join(notes)

    def _reason(self, turn: Turn) -> str:
        """Say why a row stands where it does: seen from this desk, where one is open."""
        if self._desk is not None and turn.ticket.id not in self._ours:
            return _("for another desk")
        if self._desk is None and turn.reason == "only_desk":
            return _("only one desk can help")
        # One that only says "not the others" is told of the next in line alone.
        return reason_name(turn.reason) if turn.reason != "rare" or turn is self._turns[0] else ""

    def _sentence(self, turn: Turn) -> str:
        words = _("Number {number}, {theme}, waiting for {minutes} minutes")
        said = words.format(number=turn.ticket.number, theme=self._theme_words(turn), minutes=self._waited(turn))
        expected = self._expected(turn)
        still = _("expected: {wait}").format(wait=expected) if expected else ""
        return ", ".join([said, *filter(None, [still, self._note(turn)])])
