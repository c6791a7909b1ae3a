"""Tickets on paper: printed behind the work of the desk; one that does not come out is said and marked, never lost."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from cdm_desk.domain.errors import DeskError
from cdm_desk.domain.slip import NoTicketPrinterError, Outlet, TicketPaper
from cdm_desk.language import _, _n
from cdm_desk.ui.background import Background
from cdm_desk.ui.printing import print_slip, print_unkept
from cdm_desk.ui.words import sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime
    from uuid import UUID

    from cdm_desk.domain.book_slip import BookSlip
    from cdm_desk.domain.slip import Slip
    from cdm_desk.language import Catalogue
    from cdm_desk.settings import Settings
    from cdm_desk.ui.kept_settings import KeptSettings
    from cdm_desk.ui.messages import Messages
    from cdm_desk.ui.remembered import Remembered


@dataclass(frozen=True, slots=True, kw_only=True)
class _Outcome:
    """How the printing of a ticket went."""

    slip: Slip
    failure: DeskError | None


class Tickets(QObject):
    """Prints on a thread of its own: neither a dead printer nor a long report keeps the desk or a ticket waiting.

    What was asked for while the printer was tried in vain is given up with it: a ticket that comes out a minute later
    goes to somebody else.
    """

    changed = Signal()

    def __init__(self, messages: Messages, kept: KeptSettings, remembered: Remembered | None = None) -> None:
        """`remembered` keeps the marks of what did not come out over the end of the program."""
        super().__init__()
        self._messages = messages
        self._kept = kept
        self._errands = Background(messages)
        self._remembered = remembered
        self._marked_on, self._not_printed = (None, set()) if remembered is None else remembered.unprinted()
        self._failure: DeskError | None = None
        self._failed_at = 0.0
        self._told: DeskError | None = None
        self._numbers: list[str] = []

    def hand_out(self, slip: Callable[[], Slip]) -> None:
        """Print the ticket of a visitor who was just registered, if tickets are printed here at once."""
        settings = self._kept.current
        if settings.ticket_outlet is not Outlet.NONE and settings.ticket_at_registration:
            self._ask(slip, self._note)

    def print_again(self, slip: Callable[[], Slip]) -> None:
        """Print the ticket of a number again: the same number."""
        if self._has_printer():
            self._ask(slip, self._tell)

    def print_proof(self, moment: datetime, printed: Callable[[], object]) -> None:
        """Print a proof of visit, in both languages: whoever reads it is not the visitor; `printed` hears of it."""
        if self._has_printer():
            work = partial(_prove, moment, self._kept.current)
            self._errands.run(work, lambda _nothing: self._note_proof(printed))

    def print_books(
        self,
        slip: Callable[[], BookSlip],
        printed: Callable[[], object],
        failed: Callable[[DeskError], object] | None = None,
        *,
        catalogues: Sequence[Catalogue] = (),
    ) -> None:
        """Print a slip of books; it is in the languages of the slip unless others are told, and is kept nowhere."""
        if self._has_printer():
            work = partial(_print_books, slip, self._kept.current, catalogues)
            self._errands.run(work, lambda _nothing: printed(), failed)

    @property
    def prints(self) -> bool:
        """Whether this workstation has a printer of tickets."""
        return self._kept.current.ticket_outlet is not Outlet.NONE

    def books_on_a_page(self, slip: Callable[[], BookSlip], catalogues: Sequence[Catalogue] = ()) -> bytes:
        """Return a slip of books as a page of A5, for a workstation that prints no tickets; it may take a while."""
        return _book_page(slip(), TicketPaper.A5, catalogues, large=False)

    def print_books_on_a_page(
        self,
        slip: Callable[[], BookSlip],
        failed: Callable[[DeskError], object],
        *,
        catalogues: Sequence[Catalogue] = (),
    ) -> None:
        """Print a slip of books on the usual printer of the system; it is kept nowhere."""
        self._errands.run(lambda: print_unkept(self.books_on_a_page(slip, catalogues)), _nothing, failed)

    def try_out(self, slip: Slip, told: Callable[[DeskError | None], object]) -> None:
        """Print a ticket that is nobody's, and say how it went to who asked."""
        self._ask(lambda: slip, lambda outcome: told(outcome.failure))

    def not_printed(self, ticket_id: UUID | None) -> bool:
        """Whether a ticket was to be printed here and did not come out."""
        return ticket_id in self._not_printed

    def is_busy(self) -> bool:
        """Whether something is being printed."""
        return self._errands.is_busy()

    def close(self) -> None:
        """Give up what waits to be printed, and end the thread."""
        self._errands.close()

    def _note_proof(self, printed: Callable[[], object]) -> None:
        self._messages.tell(_("Proof of visit printed."))
        with self._messages.explain():
            printed()

    def _has_printer(self) -> bool:
        if self._kept.current.ticket_outlet is Outlet.NONE:
            self._messages.show_error(NoTicketPrinterError())
            return False
        return True

    def _ask(self, slip: Callable[[], Slip], done: Callable[[_Outcome], object]) -> None:
        self._errands.run(partial(self._printed, slip, self._kept.current, time.monotonic()), done)

    def _printed(self, slip_of: Callable[[], Slip], settings: Settings, asked_at: float) -> _Outcome:
        """Print a ticket, away from the screen's thread."""
        slip = slip_of()
        if slip.cancelled:
            return _Outcome(slip=slip, failure=None)
        if self._failure is not None and asked_at < self._failed_at:
            return _Outcome(slip=slip, failure=self._failure)
        self._failure = None
        try:
            print_slip(_drawn(slip, settings), settings.printer_of_tickets)
        except DeskError as failure:
            self._failure, self._failed_at = failure, time.monotonic()
        return _Outcome(slip=slip, failure=self._failure)

    def _note(self, outcome: _Outcome) -> None:
        slip = outcome.slip
        before = slip.ticket_id in self._not_printed
        if slip.issued_at.date() != self._marked_on:
            self._marked_on, self._not_printed = slip.issued_at.date(), set()
        if outcome.failure is None:
            self._not_printed.discard(slip.ticket_id)
        else:
            self._not_printed.add(slip.ticket_id)
            self._say(slip.number, outcome.failure)
        if before is not (slip.ticket_id in self._not_printed):
            if self._remembered is not None:
                self._remembered.keep_unprinted(self._marked_on, self._not_printed)
            self.changed.emit()

    def _tell(self, outcome: _Outcome) -> None:
        self._note(outcome)
        if outcome.failure is None:
            self._messages.tell(_("Ticket {number} printed again.").format(number=outcome.slip.number))

    def _say(self, number: str, failure: DeskError) -> None:
        """Say which numbers have to be told aloud, all those that one failure has kept from paper."""
        self._numbers = [*self._numbers, number] if failure is self._told else [number]
        self._told = failure
        words = _n(
            "Ticket not printed: say the number {numbers}.",
            "Tickets not printed: say the numbers {numbers}.",
            len(self._numbers),
        )
        self._messages.warn(f"{words.format(numbers=', '.join(self._numbers))} {sentence(failure)}")


def _drawn(slip: Slip, settings: Settings) -> bytes:
    # The library of the pages is loaded with the first ticket.
    from cdm_desk.documents.ticket import as_pdf, catalogues_for, ticket  # noqa: PLC0415

    words = catalogues_for(slip.language, slip.issued_at, always_both=settings.ticket_both_languages)
    drawn = ticket(slip, words, settings.ticket_paper, large=settings.ticket_large)
    return as_pdf(drawn, f"{words[0].language}-BE")


def _print_books(slip_of: Callable[[], BookSlip], settings: Settings, catalogues: Sequence[Catalogue]) -> None:
    page = _book_page(slip_of(), settings.ticket_paper, catalogues, large=settings.ticket_large)
    print_slip(page, settings.printer_of_tickets)


def _book_page(slip: BookSlip, paper: TicketPaper, catalogues: Sequence[Catalogue], *, large: bool) -> bytes:
    from cdm_desk.documents.book_slip import book_slip  # noqa: PLC0415 - as above
    from cdm_desk.documents.ticket import as_pdf, catalogues_of  # noqa: PLC0415 - as above

    words = catalogues or catalogues_of(slip.language)
    return as_pdf(book_slip(slip, words, paper, large=large), f"{words[0].language}-BE")


def _nothing(_printed: None) -> None:
    """Say nothing: a visitor has the paper in hand."""


def _prove(moment: datetime, settings: Settings) -> None:
    from cdm_desk.documents.ticket import as_pdf, catalogues_for, proof  # noqa: PLC0415 - as above

    words = catalogues_for(None, moment, always_both=True)
    drawn = proof(moment, words, settings.ticket_paper, large=settings.ticket_large)
    print_slip(as_pdf(drawn, f"{words[0].language}-BE"), settings.printer_of_tickets)
