"""Welcome: one key from the visitor in front of the desk to the number in their hand."""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from cdm_desk.domain.change import Department
from cdm_desk.domain.errors import NothingToRepeatError
from cdm_desk.domain.lists import Kind
from cdm_desk.domain.multimedia import PC_MOTIVE
from cdm_desk.domain.opening import closes_at
from cdm_desk.domain.queue import people_ahead
from cdm_desk.domain.single_keys import KeyArea
from cdm_desk.domain.waiting import foretold
from cdm_desk.domain.welcome import ADVICE, GROUP
from cdm_desk.language import _, _n, in_use
from cdm_desk.ui.appearance import MOTIVE_ICONS, THEME_ICONS, em
from cdm_desk.ui.day_card import FEWEST, FEWEST_BELOW, DayCard
from cdm_desk.ui.entry_line import EntryLine
from cdm_desk.ui.fresh import FreshPage
from cdm_desk.ui.group_form import GroupForm
from cdm_desk.ui.key_map import KeyMap
from cdm_desk.ui.keys_off import KeysOffLabel
from cdm_desk.ui.late_bar import LateBar
from cdm_desk.ui.line_notices import LineNotices
from cdm_desk.ui.message_bar import steady_height
from cdm_desk.ui.number_card import NumberCard
from cdm_desk.ui.pad import Key, Pad
from cdm_desk.ui.pc_arrivals import PcArrivals
from cdm_desk.ui.queue_words import numbers_text, unserved_text
from cdm_desk.ui.seat_words import given_words, seat_words
from cdm_desk.ui.tab_commands import KeyButton, TabCommands
from cdm_desk.ui.wait_words import closing_text, told_text
from cdm_desk.ui.waiting_bars import Line, WaitingBars
from cdm_desk.ui.widgets import Card, PlainLabel, ScrollArea
from cdm_desk.ui.words import label_of, other_catalogue, other_label_of, people_text, short_motive

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date
    from uuid import UUID

    from PySide6.QtGui import QAction, QHideEvent, QKeyEvent, QResizeEvent

    from cdm_desk.domain.activities import Group
    from cdm_desk.domain.lists import Entry
    from cdm_desk.domain.multimedia import PcSession
    from cdm_desk.domain.queue import Ticket
    from cdm_desk.domain.welcome import Visit
    from cdm_desk.services.lists import ListsService
    from cdm_desk.services.multimedia import Arrival, MultimediaService
    from cdm_desk.services.queue import QueueService
    from cdm_desk.services.welcome import WelcomeService
    from cdm_desk.ui.messages import Messages
    from cdm_desk.ui.tickets import Tickets
    from cdm_desk.ui.undo import Undo

MOTIVE_KEYS = {"6": "MV3", "7": "MV4", "8": "MV5", "9": "MV6", "0": "MV1", "W": "MV9", "V": "MV8"}
LANGUAGE_KEYS = {"F": "FR", "N": "NL", "B": "BI"}
HELPER_KEYS = {"E": "EN", "A": "AR", "S": "ES", "X": "XX"}
NARROW = 58
LOW = 26
# Still larger than what a mouse must find; no finger works in a window of another program.
LOWEST = 30
EVERY_MS = 20_000
# Whoever comes to a pad that was left alone counts a visitor of now.
LATE_MS = 3 * 60_000
# The desk asks nobody for a reason of health: the team says that somebody goes first.
PRIORITY_BY_STAFF = "STAFF"
# What only makes a call: whoever comes for a PC or a book is never called by a counsellor.
FOR_A_CALL: Final = frozenset({"P", "C"})


class WelcomeTab(FreshPage):
    """A pad with one key for each thing a visitor may come for; the number to hand over stands beside it."""

    concerning = frozenset({Department.WELCOME, Department.QUEUE, Department.MULTIMEDIA, Department.LISTS})

    def __init__(
        self,
        welcome: WelcomeService,
        lists: ListsService,
        queue: QueueService,
        messages: Messages,
        undo: Undo,
        *,
        multimedia: MultimediaService,
        tickets: Tickets,
        key_map: KeyMap | None = None,
    ) -> None:
        super().__init__()
        self._key_map = key_map or KeyMap()
        self._welcome = welcome
        self._multimedia = multimedia
        self._letters: list[str] = []
        self._lists = lists
        self._queue = queue
        self._messages = messages
        self._undo = undo
        self._tickets = tickets
        self._themes: list[Entry] = []
        self._motives: dict[str, Entry] = {}
        self._shown: Visit | None = None
        self._noted_late: Visit | None = None
        self._batch: Sequence[Visit] = ()
        self._closed = False
        self._pressed: set[str] = set()
        self._shrunk = False
        self._was_asking = False
        self._from_keys: deque[tuple[UUID, ...]] = deque(maxlen=12)
        self._asked_for: Callable[[int], None] = self._repeat
        self._noted_group: Group | None = None

        self.setObjectName("welcome.tab")
        self._commands = TabCommands(self, "welcome", key_map=self._key_map)
        self._make_commands()
        self.question_label = PlainLabel(kind="heading")
        self.off_label = KeysOffLabel(self._key_map, "welcome.keys_off")
        self.entry = EntryLine()
        self.group = GroupForm(
            partial(lists.in_use, Kind.SCHOOL_LEVEL),
            partial(lists.in_use, Kind.TEACHING),
        )
        self.seen_button = KeyButton(self.seen_action, "welcome.seen", kind="primary")
        self.seen_button.hide()
        self._came = PcArrivals(multimedia, messages, self.seen_action, self)
        self.pad = Pad("welcome.pad", self._key_map, self._area)
        self.late = LateBar()
        self.card = NumberCard(self._amendments)
        self.number_label = self.card.number_label
        self.waiting = WaitingBars()
        self.waiting_label = PlainLabel(kind="subheading")
        self.notices = LineNotices("welcome")
        self.day = DayCard()
        self._minutes = QTimer(self, interval=EVERY_MS)
        self._unused = QTimer(self, interval=LATE_MS, singleShot=True)

        self._assemble()
        self._reload(self.concerning)
        self.retranslate()
        self.setFocusProxy(self.pad)
        self._connect()

    @Slot(str)
    def press(self, sign: str) -> None:
        """Do what a key or a tile of the pad stands for."""
        self._was_asking = self.late.is_on() or self._area() is KeyArea.NUMBER
        self._go_on_late()
        if self._came.keys.is_on():
            if not self._came.keys.take(sign):
                self._press_key(sign)
            return
        self._from_keys.append(())
        if self.entry.is_asking():
            self.entry.take(sign)
        elif self.group.is_asking():
            self.group.take(sign)
        elif sign in self._by_digit():
            self._register(self._by_digit()[sign])
        elif sign == "9":
            self.group.ask()
        elif sign in MOTIVE_KEYS:
            self._visit(MOTIVE_KEYS[sign])
        elif sign in self._amendments:
            self._amend(sign)
        elif sign in self._other_keys:
            self._other_keys[sign]()

    @Slot(str)
    def choose(self, sign: str) -> None:
        """Do what a tile stands for; while a number is asked for it is the key that stands on it."""
        if self.entry.is_asking() or self.group.is_asking():
            asking = self.entry if self.entry.is_asking() else self.group
            asking.take(self._key_map.key(KeyArea.WELCOME, sign))
            return
        # No tile is a digit of a seat: what was typed of one goes its own way first.
        self._came.keys.release()
        self.press(sign)

    def _area(self) -> KeyArea:
        asking = self.entry.is_asking() or self.group.is_asking() or self._came.keys.is_on()
        return KeyArea.NUMBER if asking else KeyArea.WELCOME

    @Slot(str)
    def _say_silent(self, key: str) -> None:
        self._messages.hint(self._key_map.why_silent(key))

    @Slot()
    def _say_question(self) -> None:
        """Ask in the words that fit: with single keys, or without; in a late entry, for whoever came then."""
        if self.late.is_on():
            words = _("Who came on {day} at {hour} h?")
            self.question_label.setText(words.format(day=in_use().date(self.late.day), hour=self.late.hour))
            return
        switched_on = self._key_map.switched_on
        self.question_label.setText(
            _("Who is in front of you? One key is enough.") if switched_on else _("Who is in front of you?")
        )

    def _reload(self, departments: frozenset[Department]) -> None:
        with self._messages.explain():
            if Department.LISTS in departments:
                self._show_keys()
            board = self._queue.board()
            waiting = board.waiting
            today = self._welcome.today()
            self._follow_closing(closed=today.closed)
            self._show_newest(waiting, closed=today.closed)
            self._show_waiting(waiting)
            themes = self._by_code()
            late = closing_text(self._queue.closing(), themes)
            self.notices.show_texts(unserved_text(board.unserved, themes), closing=late)
            self.day.show_day(today, self._welcome.last_acts(), self._what, self._given)

    def retranslate(self) -> None:
        """Set the words again; what is being entered stays."""
        self._say_question()
        self.pad.setAccessibleName(_("Pad: one key for each visitor"))
        self.waiting_label.setText(_("Waiting"))
        self._commands.retranslate()
        for part in (
            self.off_label,
            self.pad,
            self.entry,
            self.group,
            self.late,
            self.card,
            self.waiting,
            self.day,
        ):
            part.retranslate()
        self._offer_undo()
        self._place()
        self._reload(frozenset({Department.WELCOME}))

    def actions_for_menu(self) -> list[QAction]:
        """Return the commands of the pad and of the minute after it."""
        return [*(tile.action for tile in self.pad.tiles), *self._commands.for_menu()]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the cards below each other where they do not fit side by side; in a low window the keys come first."""
        super().resizeEvent(event)
        self._place()

    def hideEvent(self, event: QHideEvent) -> None:
        """End a late entry with the tab: behind a lock or another tab, nobody who comes back would still expect it."""
        super().hideEvent(event)
        if not event.spontaneous() and self.late.is_on():
            self.late.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Esc end a late entry wherever the focus is; what it has ended stays in the window around the tab."""
        if event.key() == Qt.Key.Key_Escape and self.late.is_on():
            self.late.end()
            return
        was_asking, self._was_asking = self._was_asking, False
        if event.key() == Qt.Key.Key_Escape and was_asking:
            return
        super().keyPressEvent(event)

    def shrink(self) -> None:
        """Show the keys and what they ask for, nothing else: in a window that stays over other programs."""
        self._shrunk = True
        for part in (self.card, self._waiting_card, self.day, self.question_label):
            self._grid.removeWidget(part)
            part.hide()
        self._grid.setContentsMargins(*4 * [em(self, 0.2)])
        self._grid.setColumnStretch(1, 0)
        self._grid.setRowStretch(1, 0)
        self.entry.shrink()
        self.group.shrink()
        self.pad.show_compact(True, LOWEST)

    def height_at(self, width: int) -> int:
        """Return the height in which nothing is scrolled at so many pixels of width."""
        self._measure_tiles()
        return self._grid.totalHeightForWidth(width)

    def what_words(self, visit: Visit) -> str:
        """Return what a visitor came for, in the language in use."""
        return self._what(visit)

    def _connect(self) -> None:
        self.pad.pressed.connect(self.press)
        self.pad.chosen.connect(self.choose)
        self._came.came.connect(self._say_came)
        self._came.several_came.connect(self._say_several)
        self._came.sat_elsewhere.connect(self._say_elsewhere)
        self._came.refused.connect(self._forget_letters)
        self._came.keys.released.connect(self._press_key)
        self._came.keys.changed.connect(self._show_typed)
        self.seen_action.enabledChanged.connect(self.seen_button.setVisible)
        self.pad.doubled.connect(self._count_once)
        self.pad.flooded.connect(self._take_back_scan)
        self.pad.unheard.connect(self._say_silent)
        self._key_map.changed.connect(self._say_question)
        self.entry.entered.connect(self._entered)
        self.entry.ended.connect(self._to_pad)
        self.group.entered.connect(self._register_group)
        self.group.ended.connect(self._to_pad)
        self.group.turned.connect(self._scroll.ensureWidgetVisible)
        self.late.ready.connect(self._to_pad)
        self.late.ended.connect(self._leave_late)
        self.late.day_edit.refused.connect(self._messages.hint)
        self.late.changed.connect(self._say_question)
        self.late.changed.connect(self._go_on_late)
        self._unused.timeout.connect(self._end_unused)
        self.card.window_closed.connect(self._enable)
        self.card.undo_button.clicked.connect(self._undo.undo)
        self._undo.changed.connect(self._offer_undo)
        self._offer_undo()
        self._tickets.changed.connect(self._mark_paper)
        self._minutes.timeout.connect(self._pass_time)
        self._minutes.start()

    def _make_commands(self) -> None:
        key = self._commands.add_key
        self._amendments: dict[str, QAction] = {}
        minute = self._commands.menu(lambda: _("To add within a minute"))
        for sign, words in _amendment_words().items():
            slot, name = partial(self._amend, sign), f"amend_{sign}"
            self._amendments[sign] = key(name, words, slot, sign, KeyArea.WELCOME, checkable=True, within=minute)
        key("repeat", lambda: _("Repeat the last act"), self._repeat_once, ".", KeyArea.WELCOME)
        key("batch", lambda: _("Add several more of the last act"), self._ask_batch, "+", KeyArea.WELCOME)
        self._commands.add("late", lambda: _("Late entry…"), self.toggle_late, ["Ctrl+Shift+N"], "clock")
        self.seen_action = self._commands.add(
            "seen", lambda: _("I see that this seat is free"), self._to_pad, ["Ctrl+Space"], "eye"
        )
        self._commands.add("print", lambda: _("Print the ticket again"), self.print_again, ["Ctrl+P"], "printer")
        proof = self.print_proof
        self._commands.add("proof", lambda: _("Print a proof of visit"), proof, ["Ctrl+Shift+P"], "clipboard-text")
        self._other_keys: dict[str, Callable[[], None]] = {
            ".": self._repeat_once,
            "+": self._ask_batch,
            "Enter": self._end_window,
            "Esc": self._escape,
        }

    def _assemble(self) -> None:
        self._content = QWidget()
        self._content.setObjectName("welcome.content")
        self._waiting_card = Card()
        waiting = QVBoxLayout(self._waiting_card)
        waiting.addWidget(self.waiting_label)
        waiting.addWidget(self.notices)
        waiting.addWidget(self.waiting)
        waiting.addStretch(1)
        self._pad_side = QWidget()
        pad = QVBoxLayout(self._pad_side)
        pad.setContentsMargins(0, 0, 0, 0)
        for part in (self.question_label, self.off_label, self.seen_button, self.late, self.entry, self.group):
            pad.addWidget(part)
        pad.addWidget(self.pad)
        pad.addStretch(1)
        self._grid = QGridLayout(self._content)
        self._grid.setContentsMargins(*4 * [em(self, 0.8)])
        self._grid.setSpacing(em(self, 0.8))
        scroll = self._scroll = ScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(self._content)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(scroll)
        self._places: tuple[bool, bool] | None = None
        self._place()

    def _place(self) -> None:
        if self._shrunk:
            return
        narrow, low = self.width() < em(self, NARROW), steady_height(self) < em(self, LOW)
        if (narrow, low) == self._places:
            return
        self._places = (narrow, low)
        self.pad.show_compact(low)
        self.question_label.setVisible(not low)
        self.day.show_at_least(FEWEST_BELOW if narrow else FEWEST)
        margin = em(self, 0.2 if low else 0.8)
        self._grid.setContentsMargins(em(self, 0.8), margin, em(self, 0.8), margin)
        for part in (self.card, self._pad_side, self._waiting_card, self.day):
            self._grid.removeWidget(part)
        if narrow:
            first = (self._pad_side, self.card) if low else (self.card, self._pad_side)
            for row, part in enumerate((*first, self._waiting_card, self.day)):
                self._grid.addWidget(part, row, 0)
        else:
            self._grid.addWidget(self._pad_side, 0, 0)
            self._grid.addWidget(self._waiting_card, 1, 0)
            self._grid.addWidget(self.card, 0, 1)
            self._grid.addWidget(self.day, 1, 1)
        self._grid.setColumnStretch(0, 3)
        self._grid.setColumnStretch(1, 0 if narrow else 2)
        self._grid.setRowStretch(1, 0 if narrow else 1)
        self._measure_tiles()
        self._grid.activate()

    def _measure_tiles(self) -> None:
        """Have the heights of other tiles count at once, not when the news of them has come up through two layouts."""
        for layout in (self.pad.layout(), self._pad_side.layout(), self._grid):
            if layout is not None:
                layout.invalidate()

    def _show_keys(self) -> None:
        self._themes = self._lists.themes_in_use()
        self._motives = {motive.code: motive for motive in self._lists.motives()}
        keys = [
            Key(
                sign=str(theme.digit),
                icon_name=THEME_ICONS.get(theme.code, "queue"),
                words=partial(label_of, theme),
                other_words=partial(other_label_of, theme),
                theme_code=theme.code,
            )
            for theme in self._themes
        ]
        for sign, code in MOTIVE_KEYS.items():
            if code in self._motives:
                keys.append(_motive_key(sign, self._motives[code]))
        self.pad.show_keys(keys)

    def _by_code(self) -> dict[str, Entry]:
        return {theme.code: theme for theme in self._themes}

    def _by_digit(self) -> dict[str, Entry]:
        return {str(theme.digit): theme for theme in self._themes}

    def _register(self, theme: Entry) -> None:
        if self.late.is_on():
            self._note_late(ADVICE, theme_code=theme.code)
            return
        with self._messages.explain():
            ticket = self._welcome.register(theme.code)
            self._done(lambda: _("Number {number} handed out").format(number=ticket.number))
            self._hand_out(ticket.number)

    def _visit(self, motive_code: str, people: int = 1) -> None:
        if self.late.is_on():
            self._note_late(motive_code, people=people)
            return
        if motive_code == PC_MOTIVE:
            self._came.begin()
            return
        with self._messages.explain():
            visit = self._welcome.visit(motive_code, people=people)
            self._done(lambda: _("Counted: {what}").format(what=self._what(visit)))

    @Slot(str)
    def _press_key(self, key: str) -> None:
        """Press what was no part of the number of a seat, as the key that it is."""
        sign = self._key_map.layout.sign_of(KeyArea.WELCOME, key)
        if sign and self._key_map.hears(KeyArea.WELCOME, key):
            self.press(sign)
        elif self._key_map.meant(KeyArea.WELCOME, key):
            self._say_silent(key)

    @Slot(object)
    def _say_came(self, came: Arrival) -> None:
        words = partial(self._came_words, came)
        self._remember(came.visit)
        self._keep_act(words, partial(self._welcome.withdraw, came.visit.id), about=came.visit.id)
        self.card.open_window()
        self._enable()
        self.card.speak()
        self._hand_out_turn(came)
        letters, self._letters = self._letters, []
        for sign in letters:
            self._amend(sign)

    def _came_words(self, came: Arrival) -> str:
        if came.session is not None:
            return given_words(came.session)
        if came.turn is not None:
            return _("Number {number} handed out").format(number=came.turn.number)
        if came.closing:
            return _("Counted, without a seat: the doors close in a moment.")
        return _("Counted: {what}").format(what=self._what(came.visit))

    @Slot(object, object)
    def _say_elsewhere(self, came: Arrival, session: PcSession) -> None:
        self._undo.settle(came.visit.id)
        self._keep_act(partial(given_words, session), partial(self._welcome.withdraw, came.visit.id))
        self.card.speak()

    @Slot()
    def _show_typed(self) -> None:
        """Show that digits are awaited for another seat, and those typed so far."""
        keys = self._came.keys
        self.card.show_typed(keys.digits() if keys.is_on() else None)

    @Slot()
    def _forget_letters(self) -> None:
        self._letters.clear()

    def _note_late(self, motive_code: str, *, theme_code: str | None = None, people: int = 1) -> None:
        day, hour = self.late.day, self.late.hour
        with self._messages.explain():
            visit = self._welcome.late(day, hour, motive_code=motive_code, theme_code=theme_code, people=people)
            self._show_noted(visit, None)

    def _note_late_again(self, times: int) -> None:
        last = self._noted_late
        with self._messages.explain():
            if last is None:
                # What was done live before is no visit of this earlier hour.
                raise NothingToRepeatError
            visits = self._welcome.late_again(
                times,
                self.late.day,
                self.late.hour,
                motive_code=last.motive_code,
                theme_code=last.theme_code,
                people=last.people,
                group=self._noted_group,
            )
            self._remember(*visits)
            self._keep_act(
                lambda: _n("{count} more: {what}", "{count} more: {what}", times).format(
                    count=times, what=self._late_words(visits[-1])
                ),
                partial(self._withdraw_all, visits),
            )
            self._noted_late = visits[-1]
            self._show_card()
            self._begin_minute()

    def _show_noted(self, visit: Visit, group: Group | None) -> None:
        """Show what was noted late on the card, and begin its minute: the letters are for this visit."""
        self._noted_late, self._noted_group = visit, group
        self._keep(visit, lambda: self._late_words(visit))
        self._show_card()
        self._begin_minute()

    def _late_words(self, visit: Visit) -> str:
        words = _("Noted for {day}, {hour} h: {what}")
        return words.format(day=in_use().date(visit.day), hour=visit.arrived_at.hour, what=self._what(visit))

    def _done(self, words: Callable[[], str]) -> None:
        """Show the newest record, begin its minute and keep the way back."""
        visit = self._welcome.last()
        if visit is None:
            return
        self._keep(visit, words)
        self._begin_minute()

    def _show_card(self) -> None:
        """Show the newest record anew, where no news comes that would."""
        with self._messages.explain():
            self._show_newest(self._queue.board().waiting, closed=self._closed)

    def _begin_minute(self) -> None:
        """Begin the minute in which the newest record can be completed."""
        self.card.open_window()
        self._enable()
        self.card.speak()

    def _keep_act(self, words: Callable[[], str], inverse: Callable[[], object], *, about: object = None) -> None:
        self._undo.keep(words, inverse, about=about, of=Department.WELCOME)

    def _keep(self, visit: Visit, words: Callable[[], str]) -> None:
        self._remember(visit)
        self._keep_act(words, partial(self._withdraw_all, [visit]))

    def _amend(self, sign: str) -> None:
        if self._came.is_under_way():
            # It belongs to whoever is being given a seat, not to the visitor before.
            self._letters.append(sign)
            return
        visit = self._shown
        if visit is None or not self.card.is_open():
            self._messages.hint(_("There is no visit to add to: register one first."))
            return
        if sign in FOR_A_CALL and not _is_called(visit):
            self._messages.hint(_("Only for who waits to be called by a counsellor."))
            return
        with self._messages.explain():
            if sign in LANGUAGE_KEYS:
                self._shown = self._welcome.amend(visit.id, language=LANGUAGE_KEYS[sign])
            elif sign in HELPER_KEYS:
                self._shown = self._welcome.amend(visit.id, helper_language=HELPER_KEYS[sign])
            elif sign == "P":
                self._shown = self._welcome.amend(visit.id, priority=PRIORITY_BY_STAFF)
            else:
                self._shown = self._welcome.amend(visit.id, in_person=True)
            self._follow_amended(self._shown)
            self._pressed.add(sign)
            self._keep_act(partial(self._added_words, visit, sign), partial(self._take_letter_back, visit, sign))
        self._enable()

    def _follow_amended(self, visit: Visit | None) -> None:
        """Have what is noted late once more be as it was completed."""
        if visit is not None and self._noted_late is not None and visit.id == self._noted_late.id:
            self._noted_late = visit
            if self._noted_group is not None:
                self._noted_group = replace(self._noted_group, language=visit.language)

    def _added_words(self, visit: Visit, sign: str) -> str:
        words = _("{what}: {added}")
        return words.format(what=visit.number or self._what(visit), added=_amendment_words()[sign]())

    def _take_letter_back(self, before: Visit, sign: str) -> None:
        self._welcome.amend_back(before)
        if self._shown is not None and self._shown.id == before.id:
            self._shown = before
            self._follow_amended(before)
            self._pressed.discard(sign)
        # The act outlives the small pad on which it was done.
        if isValid(self):
            self._enable()

    @Slot(object)
    def _register_group(self, group: Group) -> None:
        """Record a class or group in one act; what cannot be true is said, and the form stays."""
        with self._messages.explain():
            if self.late.is_on():
                self._note_group_late(group)
            else:
                visit = self._welcome.group(group)
                self._done(lambda: _("Counted: {what}").format(what=self._what(visit)))
            self.group.end()

    def _note_group_late(self, group: Group) -> None:
        day, hour = self.late.day, self.late.hour
        visit = self._welcome.late(day, hour, motive_code=GROUP, people=group.people, group=group)
        self._show_noted(visit, group)

    @Slot()
    def _ask_batch(self) -> None:
        self._asked_for = self._repeat
        self.entry.ask(lambda: _("How many more of the last act?"))

    @Slot()
    def _repeat_once(self) -> None:
        self._repeat(1)

    def _repeat(self, times: int) -> None:
        if self.late.is_on():
            self._note_late_again(times)
            return
        last = self._welcome.last()
        if last is not None and last.motive_code == PC_MOTIVE and last.people == 1:
            self._came.repeat(times)
            return
        with self._messages.explain():
            self._batch = visits = self._welcome.repeat(times)
            what = ", ".join(filter(None, (self._what(visits[-1]), _numbers_of(visits))))
            self._remember(*visits)
            self._keep_act(
                lambda: _n("{count} more: {what}", "{count} more: {what}", times).format(count=times, what=what),
                partial(self._withdraw_all, visits),
            )
            self._show_card()
            self._begin_minute()
            for visit in visits:
                self._hand_out(visit.number)

    @Slot(int, object)
    def _say_several(self, times: int, arrivals: Sequence[Arrival]) -> None:
        visits = [arrival.visit for arrival in arrivals]
        self._remember(*visits)
        given = [_given_to(arrival) for arrival in arrivals]
        self._keep_act(
            lambda: _n("{count} more: {what}", "{count} more: {what}", len(visits)).format(
                count=len(visits), what=", ".join(filter(None, given)) or self._what(visits[-1])
            ),
            partial(self._withdraw_all, visits),
        )
        for arrival in arrivals:
            self._hand_out_turn(arrival)
        if len(visits) < times:
            words = _("Only {count} of {wanted} were counted: the shared folder did not answer. Repeat the others.")
            self._messages.warn(words.format(count=len(visits), wanted=times))

    def _hand_out(self, number: str | None) -> None:
        if number is not None:
            self._tickets.hand_out(partial(self._queue.slip, number))

    def _hand_out_turn(self, came: Arrival) -> None:
        if came.turn is not None:
            self._tickets.hand_out(partial(self._multimedia.slip, came.turn.number))

    @Slot()
    def print_again(self) -> None:
        """Print the ticket of the number that stands here, the same number."""
        number = None if self._shown is None else self._shown.number
        if number is None:
            self._messages.hint(_("There is no number here to print. Choose one in the queue: Ctrl+2."))
        else:
            turn = self._shown is not None and self._shown.motive_code == PC_MOTIVE
            self._tickets.print_again(partial(self._multimedia.slip if turn else self._queue.slip, number))

    @Slot()
    def print_proof(self) -> None:
        """Print a proof of visit with a line for a name, which is written by hand."""
        self._tickets.print_proof(self._welcome.now(), self._welcome.count_proof)

    @Slot()
    def _mark_paper(self) -> None:
        ticket_id = None if self._shown is None else self._shown.ticket_id
        self.card.mark_paper(missing=self._tickets.not_printed(ticket_id))

    def _withdraw_all(self, visits: Sequence[Visit]) -> None:
        for visit in reversed(visits):
            self._welcome.withdraw(visit.id)
        if self._noted_late is not None and self._noted_late.id in {visit.id for visit in visits}:
            self._noted_late = None
            self._show_card()

    @Slot(int)
    def _entered(self, number: int) -> None:
        self._asked_for(number)
        self._to_pad()

    @Slot(str)
    def _count_once(self, sign: str) -> None:
        if self.entry.is_asking():
            # Two equal digits of a number, not a visitor counted twice.
            self.entry.take(sign)
            return
        if self.group.is_asking():
            self.group.take(sign)
            return
        if self._came.keys.is_on() and sign.isdigit():
            self._came.keys.take(sign)
            return
        self._messages.hint(_("The key {key} came twice at once and was counted once.").format(key=sign))

    @Slot(int)
    def _take_back_scan(self, passed: int) -> None:
        """Take back what a scanner's burst of keys has registered before it was recognised."""
        self.entry.end()
        self.group.end()
        self._came.keys.drop()
        taken = [visit_id for ids in list(self._from_keys)[-passed:] for visit_id in ids]
        with self._messages.explain():
            for visit_id in reversed(taken):
                self._welcome.withdraw(visit_id)
        self._from_keys.clear()
        self._messages.warn(_("That was a scanner, not a hand: nothing was counted. Scan in the library."))

    @Slot()
    def toggle_late(self) -> None:
        """Begin a late entry, or go back to the present: the same key does both."""
        if self.late.is_on():
            self.late.end()
        else:
            self.begin_late()

    @Slot()
    def begin_late(self) -> None:
        """Ask for the day and the hour of visits that are noted afterwards."""
        now = self._welcome.now()
        self._begin_late(now.date(), max(0, now.hour - 1))

    def begin_late_for(self, day: date) -> None:
        """Ask for the hour of visits of an earlier day: of its last one, or of this one when it is today."""
        if day == self._welcome.now().date():
            self.begin_late()
        else:
            self._begin_late(day, closes_at(day).hour - 1)

    def _begin_late(self, day: date, hour: int) -> None:
        self._noted_late = None
        self.card.close_window()
        self.late.begin(day, hour)
        self._unused.start()
        self._say_question()
        self._show_card()

    @Slot()
    def _leave_late(self) -> None:
        """Go back to whoever stands here now."""
        self._unused.stop()
        self._noted_late = None
        self._say_question()
        self.card.close_window()
        self._show_card()
        if self.isVisible():
            self._to_pad()

    @Slot()
    def _go_on_late(self) -> None:
        """Let a late entry last on from now."""
        if self.late.is_on():
            self._unused.start()

    @Slot()
    def _end_unused(self) -> None:
        """End a late entry that nobody goes on with, and say so."""
        self.late.end()
        self._messages.hint(_("The late entry has ended: for three minutes nothing was noted."))

    def _follow_closing(self, *, closed: bool) -> None:
        """End a late entry with the day: what is noted after its close is begun anew."""
        just_closed, self._closed = closed and not self._closed, closed
        if just_closed and self.late.is_on():
            self.late.end()

    @Slot()
    def _end_window(self) -> None:
        self.card.close_window()

    def _escape(self) -> None:
        if self.late.is_on():
            self.late.end()

    @Slot()
    def _to_pad(self) -> None:
        self.pad.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _pass_time(self) -> None:
        """Let the waits grow when no news comes."""
        self.refresh(frozenset({Department.QUEUE}))

    @Slot()
    def _enable(self) -> None:
        """Let exactly those letters be pressed that can still be added."""
        open_now = self.card.is_open() and self._shown is not None
        if not open_now:
            self._pressed.clear()
        for sign, action in self._amendments.items():
            called = sign not in FOR_A_CALL or (self._shown is not None and _is_called(self._shown))
            action.setEnabled(open_now and called)
            action.setChecked(self._is_on(sign))

    def _seat_words(self, visit: Visit) -> tuple[str, str]:
        """Return the seat of who came for a PC, large, and until when it is theirs; or who waits before them."""
        given_id = visit.ticket_id if visit.motive_code == PC_MOTIVE else None
        session = None if given_id is None else self._multimedia.seat_of(given_id)
        if session is None:
            return "", "" if given_id is None else self._before_seat(given_id)
        return seat_words(session), _("until {time}").format(time=f"{session.ends_at:%H:%M}")

    def _given(self, visit: Visit) -> str:
        """Return the number or the seat that a visitor was given, nothing for neither."""
        if visit.number is not None or visit.motive_code != PC_MOTIVE or visit.ticket_id is None:
            return visit.number or ""
        session = self._multimedia.seat_of(visit.ticket_id)
        return "" if session is None else seat_words(session)

    def _before_seat(self, turn_id: UUID) -> str:
        line = self._multimedia.space().line
        ids = [*(offer.turn.id for offer in line.offers.values()), *(turn.id for turn in line.waiting)]
        if turn_id not in ids:
            return ""
        before = ids.index(turn_id)
        if not before:
            return _("Next for a seat")
        return _n("{count} person before", "{count} people before", before).format(count=before)

    @Slot()
    def _offer_undo(self) -> None:
        """Show the button while the newest act is one of this pad, and name it in its tool tip."""
        self.card.offer_undo(self._undo.last_words(Department.WELCOME))

    def _is_on(self, sign: str) -> bool:
        visit = self._shown
        if visit is None or not self.card.is_open():
            return False
        if sign in LANGUAGE_KEYS:
            return visit.language == LANGUAGE_KEYS[sign]
        if sign in HELPER_KEYS:
            return visit.helper_language == HELPER_KEYS[sign]
        return sign in self._pressed

    def _show_newest(self, waiting: Sequence[Ticket], *, closed: bool) -> None:
        noting = self.late.is_on()
        visit = self._noted_late if noting else self._welcome.last()
        if visit is None or (self._shown is not None and visit.id != self._shown.id):
            self._pressed.clear()
            self.card.close_window()
        self._shown = visit
        if visit is None:
            nobody = _("The day is closed.") if closed else _("No visitor yet today at this workstation.")
            self.card.show_number("", _("Late entry: nobody noted yet.") if noting else nobody, "")
        elif noting:
            self.card.show_number("", self._late_words(visit), "")
        else:
            what = f"{self._what(visit)}, {visit.arrived_at:%H:%M}"
            seat, until = self._seat_words(visit)
            together = self._at_once(visit)
            self.card.show_number(seat or _numbers_of(together), what, until or self._ahead(together[0], waiting))
        self._mark_paper()
        self._enable()

    def _at_once(self, visit: Visit) -> Sequence[Visit]:
        """Return all who were registered in one act with the newest, the first of them first."""
        return self._batch if self._batch and self._batch[-1].id == visit.id else [visit]

    def _ahead(self, visit: Visit, waiting: Sequence[Ticket]) -> str:
        mine = next((ticket for ticket in waiting if ticket.id == visit.ticket_id), None)
        if mine is None:
            return ""
        before = people_ahead(mine, waiting)
        words = _n("{count} person before", "{count} people before", before).format(count=before)
        told = [words if before else _("Next for this theme"), told_text(foretold(mine))]
        if self._welcome.called_after_closing(mine):
            told.append(_("after the doors close"))
        return ", ".join(filter(None, told))

    def _show_waiting(self, waiting: Sequence[Ticket]) -> None:
        now = self._welcome.now()
        lines = []
        for theme in self._themes:
            minutes = [ticket.minutes_waited(now) for ticket in waiting if ticket.theme_code == theme.code]
            lines.append(Line(theme=theme, waiting=len(minutes), longest=max(minutes, default=0)))
        self.waiting.show_lines(lines)

    def _what(self, visit: Visit) -> str:
        if visit.theme_code:
            theme = next((theme for theme in self._themes if theme.code == visit.theme_code), None)
            return label_of(theme) if theme else visit.theme_code
        motive = self._motives.get(visit.motive_code)
        words = short_motive(motive, in_use()) if motive else visit.motive_code
        return words if visit.people == 1 else f"{words}, {people_text(visit.people)}"

    def _remember(self, *visits: Visit) -> None:
        """Note what the newest key has registered, should it turn out to be a scanner's."""
        if self._from_keys:
            self._from_keys[-1] = tuple(visit.id for visit in visits)


def _given_to(arrival: Arrival) -> str:
    """Return the seat or the number that somebody was given, nothing for neither."""
    if arrival.session is not None:
        return seat_words(arrival.session)
    return "" if arrival.turn is None else arrival.turn.number


def _is_called(visit: Visit) -> bool:
    """Whether a counsellor will call who came: for advice, now."""
    return visit.theme_code is not None and not visit.late


def _numbers_of(visits: Sequence[Visit]) -> str:
    return numbers_text([visit.number for visit in visits if visit.number is not None])


def _motive_key(sign: str, motive: Entry) -> Key:
    return Key(
        sign=sign,
        icon_name=MOTIVE_ICONS.get(motive.code, "info"),
        words=lambda: short_motive(motive, in_use()),
        other_words=lambda: short_motive(motive, other_catalogue()),
        small=True,
    )


def _amendment_words() -> dict[str, Callable[[], str]]:
    return {
        "F": lambda: _("French"),
        "N": lambda: _("Dutch"),
        "B": lambda: _("French or Dutch"),
        "E": lambda: _("English helps"),
        "A": lambda: _("Arabic helps"),
        "S": lambda: _("Spanish helps"),
        "X": lambda: _("Another language helps"),
        "P": lambda: _("Priority"),
        "C": lambda: _("Call in person"),
    }
