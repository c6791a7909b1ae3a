"""What a visitor takes in hand: the ticket, the proof of visit. Neither knows who they are."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from cdm_desk.domain.errors import RuleError, StoreError
from cdm_desk.domain.lists import Label
from cdm_desk.domain.waiting import UNKNOWN, Estimate

RECEIPT_PORT: Final = 9100
"""Where printers of receipts listen for raw jobs."""

MORNING_ENDS: Final = 12
AFTERNOON_ENDS: Final = 17

_ADDRESS: Final = re.compile(r"(?:\[(?P<six>[0-9A-Fa-f:.]+)\]|(?P<name>[\w.-]+))(?::(?P<port>\d{1,5}))?")
_HIGHEST_PORT: Final = 65535


class TicketPaper(StrEnum):
    """What tickets are printed on."""

    ROLL_80 = "80"
    ROLL_58 = "58"
    A6 = "a6"
    A5 = "a5"

    @property
    def roll(self) -> bool:
        """Whether it is a roll, on which a ticket is as long as it needs to be."""
        return self in {TicketPaper.ROLL_80, TicketPaper.ROLL_58}


class Outlet(StrEnum):
    """By which way a ticket reaches its printer."""

    NONE = "none"
    QUEUE = "queue"
    NETWORK = "network"
    DEVICE = "device"

    @property
    def raw(self) -> bool:
        """Whether it speaks to a printer of receipts itself, without a driver of the system."""
        return self in {Outlet.NETWORK, Outlet.DEVICE}


class HalfDay(StrEnum):
    """As exactly as a proof of visit tells the hour."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketPrinter:
    """Where the tickets of a workstation come out: `name` is the queue, the address or the device file."""

    outlet: Outlet
    name: str
    paper: TicketPaper


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """What stands on a ticket; `ahead` is None once the visitor waits no more."""

    ticket_id: UUID
    number: str
    theme_code: str
    theme: Label
    issued_at: datetime
    language: str | None = None
    ahead: int | None = None
    wait: Estimate = UNKNOWN
    cancelled: bool = False


class NoTicketPrinterError(RuleError):
    """A ticket is to be printed and this workstation has no printer for it."""


class RollNeededError(RuleError):
    """A printer that is spoken to directly prints on a roll, never on a sheet."""


class PrinterAddressError(RuleError):
    """An address of a printer in the network is none."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


class PrinterAwayError(StoreError):
    """The printer of tickets does not answer."""

    def __init__(self, printer: str) -> None:
        super().__init__(printer)
        self.printer = printer


class PaperOutError(StoreError):
    """The printer of tickets has no paper left."""

    def __init__(self, printer: str) -> None:
        super().__init__(printer)
        self.printer = printer


class PrinterStoppedError(StoreError):
    """The printer of tickets stands still: its cover is open, its knife is caught, or somebody has stopped it."""

    def __init__(self, printer: str) -> None:
        super().__init__(printer)
        self.printer = printer


class TicketRefusedError(StoreError):
    """The printer of tickets, or the system before it, did not take the ticket."""

    def __init__(self, printer: str, why: str) -> None:
        super().__init__(printer, why)
        self.printer = printer
        self.why = why


class PageNotPrintedError(StoreError):
    """The usual printer did not take a page that is kept nowhere; `why` is empty where this machine has no printer."""

    def __init__(self, why: str = "") -> None:
        super().__init__(why)
        self.why = why


def languages_of(language: str | None, day: date) -> tuple[str, ...]:
    """Return the languages of what a visitor is given: the one they chose, else both, whose order alternates by day."""
    chosen = {"FR": ("fr",), "NL": ("nl",)}.get(language or "")
    return chosen or (("nl", "fr") if day.toordinal() % 2 else ("fr", "nl"))


def half_day(moment: datetime) -> HalfDay:
    """Return the part of the day that a proof of visit tells: nobody needs the hour."""
    if moment.hour < MORNING_ENDS:
        return HalfDay.MORNING
    return HalfDay.AFTERNOON if moment.hour < AFTERNOON_ENDS else HalfDay.EVENING


def address_of(text: str) -> tuple[str, int]:
    """Return host and port of a printer in the network, `192.168.1.50` or `till:9101`; raises PrinterAddressError."""
    found = _ADDRESS.fullmatch(text.strip())
    port = int(found["port"] or RECEIPT_PORT) if found else 0
    if found is None or not 0 < port <= _HIGHEST_PORT:
        raise PrinterAddressError(text)
    return found["six"] or found["name"], port


def checked_printer(printer: TicketPrinter) -> TicketPrinter:
    """Return a printer that tickets can be sent to.

    Raises NoTicketPrinterError, PrinterAddressError, or RollNeededError for a sheet where only a roll is printed.
    """
    if printer.outlet is Outlet.NONE or not printer.name:
        raise NoTicketPrinterError
    if printer.outlet is Outlet.NETWORK:
        address_of(printer.name)
    if printer.outlet.raw and not printer.paper.roll:
        raise RollNeededError
    return printer
