"""The PC space: the seats and their clocks, who waits for one; a seat by its two digits, the next free one by Space."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtWidgets import QPushButton, QVBoxLayout

from cdm_desk.domain.change import Department
from cdm_desk.domain.errors import DeskError, SeatAwayError
from cdm_desk.domain.multimedia import SeatState, seat_name
from cdm_desk.domain.single_keys import KeyArea
from cdm_desk.language import _, _n
from cdm_desk.ui.appearance import em, sized
from cdm_desk.ui.calling import Calling
from cdm_desk.ui.dialogs.seats import SeatsDialog
from cdm_desk.ui.entry_line import EntryLine
from cdm_desk.ui.fresh import FreshPage
from cdm_desk.ui.key_map import KeyMap
from cdm_desk.ui.keys import PadKeys
from cdm_desk.ui.seat_map import SeatMap
from cdm_desk.ui.seat_words import counts_text, given_words, seat_sentence, seat_words
from cdm_desk.ui.tab_commands import KeyButton, TabCommands
from cdm_desk.ui.widgets import Card, FlowLayout, PlainLabel, announce, clear_layout
from cdm_desk.ui.words import minutes_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from uuid import UUID

    from PySide6.QtGui import QAction, QResizeEvent

    from cdm_desk.domain.multimedia import PcSession, PcTurn, SeatNow
    from cdm_desk.services.multimedia import Arrival, MultimediaService
    from cdm_desk.ui.messages import Messages
    from cdm_desk.ui.tickets import Tickets
    from cdm_desk.ui.undo import Undo

EVERY_MS = 5_000
TYPING_MS = 3_000
SEAT_DIGITS = 2
MOST_DIGITS = 4
LOW = 20
VERY_LOW = 13
LOWEST_WITH_LINE = 9
LOWEST_WITH_DETAIL = 7


class MultimediaTab(FreshPage):
    """The map of the seats; what is done at one of them, and the numbers of those who wait."""

    concerning = frozenset({Department.MULTIMEDIA})

    def __init__(
        self,
        multimedia: MultimediaService,
        messages: Messages,
        undo: Undo,
        *,
        key_map: KeyMap | None = None,
        tickets: Tickets | None = None,
    ) -> None:
        super().__init__()
        self._tickets = tickets
        self._key_map = key_map or KeyMap()
        self._multimedia = multimedia
        self._messages = messages
        self._undo = undo
        self._calling = Calling(multimedia, self)
        self._space = multimedia.space()
        self._turn: UUID | None = None
        self._typed = ""
        self._tight = False
        self._seen: Callable[[], object] | None = None
        self._told_seats: set[int] = set()

        self.setObjectName("multimedia.tab")
        self._commands = TabCommands(self, "multimedia", key_map=self._key_map)
        self._make_commands()
        self.counts_label = PlainLabel(kind="subheading")
        self.counts_label.setObjectName("multimedia.counts")
        self.soon_label = PlainLabel(kind="warn")
        self.soon_label.setObjectName("multimedia.soon")
        self.number_label = PlainLabel()
        self.number_label.setObjectName("multimedia.number")
        self.map = SeatMap("multimedia.seats")
        self.entry = EntryLine("multimedia")
        self.detail_label = PlainLabel(kind="subheading")
        self.detail_label.setObjectName("multimedia.detail")
        self.line_label = PlainLabel(kind="muted")
        self.line_label.setObjectName("multimedia.line")
        self.seen_button = KeyButton(self.seen_action, "multimedia.seen", kind="primary")
        self._keys = PadKeys(self.map, self._key_map, self._area)
        self._ticks = QTimer(self, interval=EVERY_MS)
        self._typing = QTimer(self, interval=TYPING_MS, singleShot=True)

        self._assemble()
        self._withdraw_offer()
        self._reload(self.concerning)
        self.retranslate()
        self.setFocusProxy(self.map)
        self._keys.pressed.connect(self.press)
        self._keys.unheard.connect(self._say_silent)
        self._keys.doubled.connect(self._press_twice)
        self._keys.flooded.connect(self._say_scanned)
        self.map.picked.connect(self._pick_seat)
        self.map.clicked.connect(self._pick_seat)
        self.entry.entered.connect(self.give_group)
        self.entry.ended.connect(self._to_map)
        self._typing.timeout.connect(self._forget_typed)
        self._ticks.timeout.connect(self._tick)
        self._ticks.start()

    def _reload(self, departments: frozenset[Department]) -> None:
        del departments
        with self._messages.explain():
            self._space = self._multimedia.space()
            self._show()

    def retranslate(self) -> None:
        """Set the words again."""
        self._commands.retranslate()
        self.entry.retranslate()
        self.map.setAccessibleName(_("Map of the seats: two digits choose one"))
        self.number_label.setAccessibleName(_("Last seat or number given"))
        self.number_label.setFont(sized(self.font(), 2.2, bold=True))
        self.map.fit()
        self._show()

    def actions_for_menu(self) -> list[QAction]:
        """Return the commands of the space."""
        return self._commands.actions()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a low window the map comes first: the commands have their keys and the menu."""
        super().resizeEvent(event)
        low = self.height() < em(self, LOW)
        self._tight = self.height() < em(self, VERY_LOW)
        roomy = self.width() >= em(self, 86)
        self._buttons_card.setVisible(not low)
        self.number_label.setVisible(not low and bool(self.number_label.text()))
        for button in self._buttons:
            button.show_key(roomy)
        self.detail_label.setVisible(self.height() >= em(self, LOWEST_WITH_DETAIL))
        self._show_counts()
        self._show_line()

    @Slot(str)
    def press(self, sign: str) -> None:
        """Hear the keys of the map: digits choose, the others act on what is chosen."""
        if self.entry.is_asking():
            self.entry.take(sign)
        elif sign.isdigit():
            self._type(sign)
        elif sign == "Backspace":
            self._typed = self._typed[:-1]
            self._show_detail()
        elif sign == "Enter":
            self.enter()
        elif sign in self._by_key:
            self._forget_typed()
            self._by_key[sign].trigger()

    def _area(self) -> KeyArea:
        return KeyArea.NUMBER if self.entry.is_asking() else KeyArea.SEATS

    @Slot(str)
    def _say_silent(self, key: str) -> None:
        self._messages.hint(self._key_map.why_silent(key))

    @Slot()
    def give_next(self) -> None:
        """Give whoever stands here the next free seat; when there is none, a number."""
        self._ask(self._multimedia.give, self._say_given)

    @Slot()
    def enter(self) -> None:
        """Choose the seat or number that was typed; without one, do what is next for the chosen one."""
        if self._typed:
            self._choose_typed()
            return
        turn, here = self._chosen_turn(), self.map.chosen()
        if turn is not None:
            self._serve(turn)
        elif here is None:
            self._messages.hint(_("Type the two digits of a seat, then Enter."))
        elif here.offer is not None:
            self._serve(here.offer.turn)
        elif here.state is SeatState.FREE:
            self._ask(partial(self._multimedia.give, here.seat.number), self._say_given)
        else:
            self._messages.hint(seat_sentence(here))

    @Slot()
    def extend(self) -> None:
        """Let whoever sits at the chosen seat go on for an hour."""
        here = self._needed_seat()
        if here is not None:
            self._ask(partial(self._multimedia.extend, here.seat.number), self._say_extended)

    @Slot()
    def free(self) -> None:
        """Note that the chosen seat was left."""
        here = self._needed_seat()
        if here is None:
            return
        with self._messages.explain():
            blocks = self._multimedia.free(here.seat.number)
            self._undo.keep(
                partial(_("Seat {seat} freed").format, seat=here.seat.name),
                partial(self._multimedia.reopen, blocks),
            )

    @Slot()
    def free_over(self) -> None:
        """Free every seat whose time is up."""
        with self._messages.explain():
            blocks = self._multimedia.free_over()
            if not blocks:
                self._messages.hint(_("No time is up."))
                return
            count = len({block.seat for block in blocks})
            self._undo.keep(
                lambda: _n("{count} seat freed", "{count} seats freed", count).format(count=count),
                partial(self._multimedia.reopen, blocks),
            )

    @Slot()
    def set_out(self) -> None:
        """Note that the chosen seat is out of order, or that it works again."""
        here = self._needed_seat()
        if here is None:
            return
        number = here.seat.number
        with self._messages.explain():
            if here.seat.out_of_order:
                self._multimedia.set_right(number)
                words = partial(_("Seat {seat} works again").format, seat=here.seat.name)
                self._undo.keep(words, partial(self._multimedia.set_out, number))
            else:
                blocks = self._multimedia.set_out(number)
                words = partial(_("Seat {seat} out of order").format, seat=here.seat.name)
                self._undo.keep(words, partial(self._multimedia.set_right, number, blocks))

    @Slot()
    def move_on(self) -> None:
        """Let whoever sits at the chosen seat go on at the next free one."""
        here = self._needed_seat()
        if here is not None:
            self._ask(partial(self._multimedia.move, here.seat.number), partial(self._say_moved, here.seat.name))

    @Slot()
    def ask_group(self) -> None:
        """Ask how many seats a class wants."""
        self.entry.ask(lambda: _("Class: how many seats?"))
        self._to_map()

    @Slot(int)
    def give_group(self, people: int) -> None:
        """Give a class its seats, all at once."""
        self._to_map()
        self._ask(partial(self._multimedia.group, people), self._say_group)

    @Slot()
    def note_gone(self) -> None:
        """Note that the chosen number waits no longer."""
        turn = self._chosen_turn() or self._offered_turn()
        if turn is None:
            self._messages.hint(_("Choose the number that has gone: type it, then Enter."))
            return
        with self._messages.explain():
            self._multimedia.left(turn.id)
            self._turn = None
            self._undo.keep(
                partial(_("Number {number} noted as gone").format, number=turn.number),
                partial(self._multimedia.back, turn.id),
            )

    @Slot()
    def show_list(self) -> None:
        """Open the list of the seats."""
        SeatsDialog(self._multimedia, self.window()).open()

    @Slot()
    def give_seen(self) -> None:
        """Give the seat that nobody could confirm: whoever presses this sees that it is free."""
        seen = self._seen
        self._withdraw_offer()
        if seen is not None:
            seen()

    def _make_commands(self) -> None:
        key = self._commands.add_key
        self.next_action = key("next", lambda: _("Next free seat"), self.give_next, "Space")
        self.enter_action = key("enter", lambda: _("Choose; give this seat"), self.enter, "Enter")
        self.extend_action = key("extend", lambda: _("One hour more"), self.extend, "+", KeyArea.SEATS)
        self.free_action = key("free", lambda: _("Free the seat"), self.free, "-", KeyArea.SEATS)
        self.out_action = key("out", lambda: _("Out of order"), self.set_out, "H", KeyArea.SEATS)
        self.move_action = key("move", lambda: _("Move to a free seat"), self.move_on, "M", KeyArea.SEATS)
        self.group_action = key("group", lambda: _("Seats for a class"), self.ask_group, "G", KeyArea.SEATS)
        self.over_action = key("over", lambda: _("Free all whose time is up"), self.free_over, "O", KeyArea.SEATS)
        self.gone_action = self._commands.add("gone", lambda: _("Gone"), self.note_gone, ["Del"], "door")
        self.seen_action = self._commands.add(
            "seen", lambda: _("I see that this seat is free"), self.give_seen, ["Ctrl+Space"], "eye"
        )
        self.list_action = self._commands.add(
            "list", lambda: _("List of the seats…"), self.show_list, [], "clipboard-text"
        )
        self._by_key: dict[str, QAction] = {
            "Space": self.next_action,
            "+": self.extend_action,
            "-": self.free_action,
            "H": self.out_action,
            "M": self.move_action,
            "G": self.group_action,
            "O": self.over_action,
        }

    def _assemble(self) -> None:
        head = FlowLayout(gap=em(self, 1.2))
        for part in (self.counts_label, self.soon_label, self.seen_button):
            head.addWidget(part)
        self._buttons_card = Card()
        row = FlowLayout(self._buttons_card, gap=em(self, 0.5))
        row.setContentsMargins(*4 * [em(self, 0.4)])
        row.addWidget(self.number_label)
        self._buttons: list[KeyButton] = []
        for action, name, kind in (
            (self.next_action, "next", "primary"),
            (self.extend_action, "extend", ""),
            (self.free_action, "free", ""),
            (self.out_action, "out", ""),
            (self.move_action, "move", ""),
            (self.gone_action, "gone", ""),
            (self.group_action, "group", ""),
            (self.over_action, "over", ""),
        ):
            self._buttons.append(KeyButton(action, f"multimedia.{name}", kind=kind))
            row.addWidget(self._buttons[-1])
        self._line_row = FlowLayout(gap=em(self, 0.4))
        column = QVBoxLayout(self)
        column.setContentsMargins(*4 * [em(self, 0.5)])
        column.setSpacing(em(self, 0.35))
        column.addLayout(head)
        column.addWidget(self.map, 1)
        column.addWidget(self.entry)
        column.addWidget(self.detail_label)
        column.addWidget(self._buttons_card)
        column.addWidget(self.line_label)
        column.addLayout(self._line_row)
        for label in (self.detail_label, self.line_label):
            label.setWordWrap(True)

    def _show(self) -> None:
        self.map.show_seats(self._space.seats)
        self._show_counts()
        self._show_soon()
        self._show_line()
        self._show_detail()
        self._enable()

    def _show_counts(self) -> None:
        if self._space.closed:
            self.counts_label.setText(_("The day is closed."))
        else:
            self.counts_label.setText(counts_text(self._space, short=self._tight))
        self.counts_label.setToolTip(counts_text(self._space) if self._tight else "")

    def _show_soon(self) -> None:
        """Say which seats have five minutes left, and once to a screen reader when one comes to that."""
        soon = [each for each in self._space.seats if each.state is SeatState.SOON]
        names = ", ".join(each.seat.name for each in soon)
        self.soon_label.setText(_("Five minutes left: {seats}").format(seats=names) if soon else "")
        self.soon_label.setVisible(bool(soon) and not self._tight)
        numbers = {each.seat.number for each in soon}
        if numbers - self._told_seats and self.isVisible():
            announce(self.soon_label, self.soon_label.text())
        self._told_seats = numbers

    def _show_line(self) -> None:
        line = self._space.line
        parts = []
        if line.offers:
            parts.append(
                _("Offered: {numbers}").format(
                    numbers=", ".join(
                        _("{number} at {seat} until {time}").format(
                            number=offer.turn.number, seat=seat_name(offer.seat), time=f"{offer.until:%H:%M:%S}"
                        )
                        for offer in line.offers.values()
                    )
                )
            )
        if line.waiting and self._tight:
            parts.append(_("Waiting: {numbers}").format(numbers=", ".join(turn.number for turn in line.waiting)))
        if line.absent:
            numbers = ", ".join(turn.number for turn in line.absent)
            parts.append(_("Did not come: {numbers}").format(numbers=numbers))
        self.line_label.setText("   ".join(parts))
        self.line_label.setVisible(bool(parts) and self.height() >= em(self, LOWEST_WITH_LINE))
        clear_layout(self._line_row)
        for turn in [] if self._tight else self._everybody():
            waited = minutes_text(int((self._space.now - turn.since).total_seconds()) // 60)
            words = _("{number}: {minutes}").format(number=turn.number, minutes=waited)
            button = QPushButton(words)
            button.setObjectName(f"multimedia.turn_{turn.number}")
            button.setProperty("kind", "chip")
            button.setCheckable(True)
            button.setChecked(turn.id == self._turn)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setAccessibleName(_("Number {number} waits").format(number=turn.number))
            button.clicked.connect(partial(self._pick_turn, turn.id))
            self._line_row.addWidget(button)

    @Slot()
    def _show_detail(self) -> None:
        turn, here = self._chosen_turn(), self.map.chosen()
        if self._typed:
            words = _("{digits}_  Enter chooses").format(digits=self._typed)
        elif turn is not None:
            words = _("Number {number}, here since {time}: Enter gives a seat, Del notes it as gone")
            words = words.format(number=turn.number, time=f"{turn.since:%H:%M}")
        elif here is not None:
            words = seat_sentence(here)
        elif not self._space.seats:
            words = _("There is no seat in the list yet: the menu of this tab has the list of the seats.")
        else:
            words = _("Space gives the next free seat; two digits choose one.")
        self.detail_label.setText(words)

    def _enable(self) -> None:
        here = self.map.chosen()
        held = here is not None and here.stay is not None
        is_open = not self._space.closed
        self.next_action.setEnabled(is_open)
        self.group_action.setEnabled(is_open)
        self.extend_action.setEnabled(is_open and held)
        self.free_action.setEnabled(held)
        self.move_action.setEnabled(is_open and held)
        self.out_action.setEnabled(here is not None)
        out = here is not None and here.seat.out_of_order
        self.out_action.setText(_("Works again") if out else _("Out of order"))
        self.over_action.setEnabled(self._space.count(SeatState.OVER, SeatState.COURTESY) > 0)
        self.gone_action.setEnabled(self._chosen_turn() is not None or self._offered_turn() is not None)

    def _type(self, digit: str) -> None:
        self._typed = digit if len(self._typed) >= MOST_DIGITS else self._typed + digit
        self._typing.start()
        if len(self._typed) == SEAT_DIGITS:
            self._turn = None
            self.map.choose(int(self._typed))
        self._show_detail()
        self._enable()

    @Slot(str)
    def _press_twice(self, sign: str) -> None:
        # Two equal digits of a number are two digits.
        if sign.isdigit():
            self.press(sign)
        else:
            self._messages.hint(_("The key {key} came twice at once and was counted once.").format(key=sign))

    @Slot()
    def _say_scanned(self) -> None:
        self._forget_typed()
        self._messages.warn(_("That was a scanner, not a hand: nothing was counted. Scan in the library."))

    def _choose_typed(self) -> None:
        typed, self._typed = self._typed, ""
        self._typing.stop()
        if len(typed) <= SEAT_DIGITS:
            self._turn = None
            if not self.map.choose(int(typed)):
                self._messages.hint(_("There is no seat {seat}.").format(seat=seat_name(int(typed))))
        else:
            turn = next((turn for turn in self._everybody() if turn.number == typed), None)
            if turn is None:
                self._messages.hint(_("Nobody waits with the number {number}.").format(number=typed))
            else:
                self._turn = turn.id
        self._show()
        announce(self.map, self.detail_label.text())

    @Slot()
    def _forget_typed(self) -> None:
        self._typed = ""
        self._typing.stop()
        self._show_detail()

    @Slot()
    def _pick_seat(self) -> None:
        self._turn = None
        self._show_detail()
        self._enable()

    def _pick_turn(self, turn_id: UUID) -> None:
        self._turn = turn_id
        self._to_map()
        self._show()

    def _everybody(self) -> list[PcTurn]:
        line = self._space.line
        return [*(offer.turn for offer in line.offers.values()), *line.waiting, *line.absent]

    def _chosen_turn(self) -> PcTurn | None:
        return next((turn for turn in self._everybody() if turn.id == self._turn), None)

    def _offered_turn(self) -> PcTurn | None:
        here = self.map.chosen()
        return None if here is None or here.offer is None else here.offer.turn

    def _needed_seat(self) -> SeatNow | None:
        here = self.map.chosen()
        if here is None:
            self._messages.hint(_("Type the two digits of a seat, then Enter."))
        return here

    def _serve(self, turn: PcTurn) -> None:
        self._ask(partial(self._multimedia.serve, turn.id), partial(self._say_served, turn))

    def _ask(self, call: Callable[..., object], done: Callable[..., object]) -> None:
        """Ask for a seat; where the folder is away, whoever sees that it is free may say so."""
        self._withdraw_offer()
        self._calling.ask(call, done, partial(self._refuse, call, done))

    def _refuse(self, call: Callable[..., object], done: Callable[..., object], error: DeskError) -> None:
        if isinstance(error, SeatAwayError):
            self._seen = partial(self._calling.ask, partial(call, seen=True), done, self._messages.show_error)
            self.seen_action.setEnabled(True)
            self.seen_button.setVisible(True)
            self.map.choose(int(error.seat))
        self._messages.show_error(error)

    def _withdraw_offer(self) -> None:
        self._seen = None
        self.seen_action.setEnabled(False)
        self.seen_button.hide()

    def _say_given(self, arrival: Arrival) -> None:
        session, turn = arrival.session, arrival.turn
        if session is not None:
            self._show_number(session.seat, session)
            self._undo.keep(partial(given_words, session), partial(self._multimedia.withdraw, session.id))
        elif turn is not None:
            self._show_large(turn.number)
            self._undo.keep(
                partial(_("Number {number} handed out").format, number=turn.number),
                partial(self._multimedia.withdraw, turn.id),
            )
            announce(self.number_label, turn.number)
            if self._tickets is not None:
                self._tickets.hand_out(partial(self._multimedia.slip, turn.number))
        elif arrival.closing:
            self._messages.warn(_("Counted, without a seat: the doors close in a moment."))
        else:
            self._messages.warn(_("Counted, without a seat: there is none in the list."))

    def _say_served(self, turn: PcTurn, session: PcSession) -> None:
        self._turn = None
        self._show_number(session.seat, session)
        self._undo.keep(
            partial(_("Number {number} at seat {seat}").format, number=turn.number, seat=seat_name(session.seat)),
            partial(self._multimedia.unserve, session.id),
        )

    def _say_extended(self, block: PcSession) -> None:
        words = partial(
            _("Seat {seat} extended until {time}").format, seat=seat_name(block.seat), time=f"{block.ends_at:%H:%M}"
        )
        self._undo.keep(words, partial(self._multimedia.shorten, block.id))
        announce(self.map, words())

    def _say_moved(self, before: str, session: PcSession) -> None:
        self._show_number(session.seat, session)
        words = partial(_("From seat {seat} to seat {other}").format, seat=before, other=seat_name(session.seat))
        self._undo.keep(words, partial(self._multimedia.move_back, session.id))

    def _say_group(self, sessions: Sequence[PcSession]) -> None:
        group_id = sessions[0].group_id
        seats = ", ".join(seat_name(session.seat) for session in sessions)
        self.detail_label.setText(_("Seats of the class: {seats}").format(seats=seats))
        if group_id is not None:
            words = partial(_("{count} seats given to a class: {seats}").format, count=len(sessions), seats=seats)
            self._undo.keep(words, partial(self._multimedia.withdraw, group_id))

    def _show_number(self, seat: int, session: PcSession) -> None:
        self._show_large(seat_words(session))
        self.map.choose(seat)
        announce(self.number_label, given_words(session))

    def _show_large(self, text: str) -> None:
        self.number_label.setText(text)
        self.number_label.setVisible(not self._buttons_card.isHidden())

    @Slot()
    def _to_map(self) -> None:
        self.map.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _tick(self) -> None:
        """Let the clocks go on, and offers run out, when no news comes."""
        self.refresh(self.concerning)
