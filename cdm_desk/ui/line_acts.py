"""The acts on the line that ask something first: set aside until, change in place, call to another desk; and ways back.

They stand beside the tab of the queue, which gives them the visitor who is meant and the desk that is open here.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from cdm_desk.domain.lists import Kind
from cdm_desk.domain.queue import Act, TicketState
from cdm_desk.language import _, in_use
from cdm_desk.ui.calling import Calling
from cdm_desk.ui.choice_bar import ChoiceBar
from cdm_desk.ui.line_choices import aside_choices, call_choices, change_choices
from cdm_desk.ui.words import label_of, minutes_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from uuid import UUID

    from PySide6.QtGui import QAction

    from cdm_desk.domain.queue import Desk, Ticket
    from cdm_desk.services.lists import ListsService
    from cdm_desk.services.queue import Board, QueueService, SilentDesk
    from cdm_desk.ui.choice_bar import Chosen
    from cdm_desk.ui.messages import Messages
    from cdm_desk.ui.tab_commands import TabCommands
    from cdm_desk.ui.undo import Undo

    WayBack = tuple[str, Callable[[], object], str]


class LineActs(QObject):
    """Three commands with a bar that asks, and the ways back of those who are set aside or at a desk that is gone."""

    def __init__(
        self,
        commands: TabCommands,
        queue: QueueService,
        lists: ListsService,
        *,
        messages: Messages,
        undo: Undo,
        selected: Callable[[], Ticket | None],
    ) -> None:
        super().__init__()
        self._queue = queue
        self._lists = lists
        self._messages = messages
        self._undo = undo
        self._selected = selected
        self._calling = Calling(queue, self)
        self._desk: Desk | None = None
        self._silent: Sequence[SilentDesk] = ()
        self.bar = ChoiceBar("queue.ask")
        self.aside_action = commands.add(
            "aside", lambda: _("Set aside until…"), self.ask_aside, ["Ctrl+Shift+A"], "bookmark-simple"
        )
        self.change_action = commands.add(
            "change", lambda: _("Change…"), self.ask_change, ["Ctrl+Shift+E"], "pencil-simple"
        )
        self.call_for_action = commands.add(
            "call_for", lambda: _("Call to a desk…"), self.ask_call, ["Ctrl+Shift+F8"], "megaphone"
        )

    def buttons(self) -> Iterator[tuple[QAction, str, str]]:
        """Yield the commands with the names and kinds of their buttons."""
        for action, name in (
            (self.aside_action, "aside"),
            (self.change_action, "change"),
            (self.call_for_action, "call_for"),
        ):
            yield action, name, ""

    def reload(self, desk: Desk | None) -> None:
        """Take up what has changed: the desk here, and those of which nothing is heard."""
        self._desk = desk
        self._silent = self._queue.silent()

    def enable(self, of_meant: frozenset[Act]) -> None:
        """Let exactly those acts be pressed that are possible for who is meant."""
        self.aside_action.setEnabled(Act.PARKED in of_meant)
        self.change_action.setEnabled(Act.AMENDED in of_meant)
        self.call_for_action.setEnabled(Act.AMENDED in of_meant)

    @Slot()
    def ask_aside(self) -> None:
        """Ask why a visitor is set aside, until when, and who takes them up again."""
        ticket = self._selected()
        if ticket is not None:
            reasons = self._lists.in_use(Kind.PARK_REASON)
            choices = aside_choices(reasons, own_desk=self._desk is not None)
            question = partial(_question, lambda: _("Set {number} aside:"), ticket.number)
            self.bar.ask(question, lambda: _("Set aside"), choices, partial(self._set_aside, ticket))

    @Slot()
    def ask_change(self) -> None:
        """Ask what is changed of a visitor who waits."""
        ticket = self._selected()
        if ticket is not None:
            choices = change_choices(ticket, self._lists.themes_in_use(), self._lists.in_use(Kind.PRIORITY))
            question = partial(_question, lambda: _("Change {number}:"), ticket.number)
            self.bar.ask(question, lambda: _("Change"), choices, partial(self._change, ticket))

    @Slot()
    def ask_call(self) -> None:
        """Ask to which free desk a visitor is called out of turn, and why."""
        ticket = self._selected()
        if ticket is None:
            return
        held = {each.desk for each in (*self._queue.board().called, *self._queue.board().serving)}
        free = [desk for desk in self._queue.desks() if desk.open and desk.name not in held]
        if not free:
            self._messages.hint(_("No open desk is free now."))
            return
        able = sorted(free, key=lambda desk: (not desk.suits(ticket), desk.flexibility, desk.name))
        choices = call_choices(able, self._lists.in_use(Kind.PRIORITY))
        question = partial(_question, lambda: _("Call {number} out of turn:"), ticket.number)
        self.bar.ask(question, lambda: _("Call to the desk"), choices, partial(self._call, ticket))

    def ways_back(self, board: Board) -> Iterator[WayBack]:
        """Yield what can be pressed for who is set aside, or at a desk of which nothing is heard."""
        for ticket in board.parked:
            words = self._aside_words(ticket)
            if self._can_take_up(ticket):
                told = _("{who}: go on here").format(who=words)
                yield told, partial(self._take_up, ticket), f"queue.take_up_{ticket.number}"
            told = _("{who}: back in line").format(who=words)
            yield told, partial(self._queue.resume, ticket.id), f"queue.resume_{ticket.number}"
        for gone in self._silent:
            told = _("Desk {desk}, silent for {minutes}: give it free").format(
                desk=gone.desk.name, minutes=minutes_text(gone.minutes)
            )
            yield told, partial(self._queue.release, gone.desk.name), f"queue.release_{gone.desk.name}"

    def way_of_setting_aside(self, ticket: Ticket) -> Callable[[UUID], object]:
        """Return how setting aside is taken back: who was in conversation goes on, who waited waits."""
        if ticket.state is TicketState.SERVING and ticket.desk is not None:
            return partial(self._go_on, ticket.desk)
        return self._queue.resume

    def _go_on(self, desk: str, ticket_id: UUID) -> object:
        return self._queue.take_up(ticket_id, desk)

    def _can_take_up(self, ticket: Ticket) -> bool:
        desk = self._desk
        return desk is not None and desk.open and ticket.park_owner in (None, desk.name)

    def _aside_words(self, ticket: Ticket) -> str:
        reasons = {entry.code: entry for entry in self._lists.all(Kind.PARK_REASON)}
        notes = [label_of(reasons[ticket.park_reason])] if ticket.park_reason in reasons else []
        if ticket.park_until is not None:
            notes.append(_("until {time}").format(time=in_use().time(ticket.park_until)))
        if ticket.park_owner is not None:
            notes.append(_("desk {desk}").format(desk=ticket.park_owner))
        words = _("{number} set aside").format(number=ticket.number)
        return f"{words} ({', '.join(notes)})" if notes else words

    def _set_aside(self, ticket: Ticket, chosen: Chosen) -> None:
        desk = self._desk
        owner = desk.name if desk is not None and chosen.get("owner") else None
        minutes = int(chosen["minutes"]) if chosen["minutes"] else None
        with self._messages.explain():
            self._queue.park(ticket.id, chosen["reason"] or None, owner=owner, minutes=minutes)
            self._keep(lambda: _("Number {number} set aside"), ticket, self.way_of_setting_aside(ticket))

    def _change(self, ticket: Ticket, chosen: Chosen) -> None:
        values = {name: chosen[name] for name in ("theme_code", "language", "priority") if chosen[name]}
        in_person = True if chosen["in_person"] else None
        if not values and in_person is None:
            return
        with self._messages.explain():
            self._queue.change(ticket.id, in_person=in_person, **values)
            self._keep(lambda: _("Number {number} changed"), ticket, self._queue.take_back_change)

    def _call(self, ticket: Ticket, chosen: Chosen) -> None:
        call = partial(self._queue.call_for, ticket.id, chosen["desk"], chosen["reason"])
        self._calling.ask(call, self._say_called, self._messages.show_error)

    def _say_called(self, ticket: Ticket) -> None:
        def words() -> str:
            return _("Number {number} called to desk {desk}").format(number=ticket.number, desk=ticket.desk)

        self._undo.keep(words, partial(self._queue.put_back, ticket.id), about=ticket.id)

    def _take_up(self, ticket: Ticket) -> None:
        if self._desk is not None:
            self._queue.take_up(ticket.id, self._desk.name)
            self._keep(lambda: _("Number {number} taken up again"), ticket, self._queue.take_up_back)

    def _keep(self, words: Callable[[], str], ticket: Ticket, inverse: Callable[[UUID], object]) -> None:
        self._undo.keep(lambda: words().format(number=ticket.number), partial(inverse, ticket.id))


def _question(words: Callable[[], str], number: str) -> str:
    return words().format(number=number)
