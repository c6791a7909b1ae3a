"""How a command answers: JSON lines for programs, sentences for people, and the exit status it ends with."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from cdm_desk.domain.bag import OutsideError
from cdm_desk.domain.errors import (
    AuditBrokenError,
    ClockRefusedError,
    ClockShapeError,
    DayClosedError,
    DeskError,
    FolderUnsetError,
    HubAddressError,
    NobodyCalledError,
    NoSessionError,
    RuleError,
    SeatAwayError,
    SeatOutError,
    SeatTakenError,
    ShareAwayError,
    StoreDamagedError,
    StoreExistsError,
    StoreUnrepairableError,
    TicketTakenError,
    WorksAloneError,
)
from cdm_desk.language import _
from cdm_desk.ui.words import sentence

DONE: Final = 0
REFUSED: Final = 2
WORLDS_FAULT: Final = 3
REPAIRED: Final = 4
UNREPAIRED: Final = 5
WRONG_USAGE: Final = 64


@dataclass(frozen=True, slots=True)
class Say:
    """Where a command speaks: JSON lines for programs, sentences for people."""

    as_json: bool

    def __call__(self, body: dict[str, Any], words: str) -> None:
        """Print one answer."""
        print(json.dumps(body, ensure_ascii=False, default=str) if self.as_json else words, flush=True)


# What is said in a window names its keys; in a terminal there are commands.
_IN_A_TERMINAL: Final[Mapping[type[DeskError], Callable[[], str]]] = {
    DayClosedError: lambda: _(
        "The day of {day} is closed: nothing was counted. A late visitor is noted in the window of the program; "
        "numbers and desks begin again the next day."
    ),
    TicketTakenError: lambda: _("Number {number} has just been called at desk {desk}. Call the next one: call DESK."),
    SeatTakenError: lambda: _("Seat {seat} has just been taken. The next free one: seat, without a number."),
    SeatOutError: lambda: _("Seat {seat} is out of order. It is put right in the window of the program."),
    SeatAwayError: lambda: _(
        "The other workstations cannot be reached: nobody knows whether seat {seat} is free. If you see that it is, "
        "say so in the window of the program; nothing was counted yet."
    ),
    OutsideError: lambda: _(
        "This computer is away with its bag: nothing was counted. Count in the bag (bag click), or close it first (bag "
        "close)."
    ),
    WorksAloneError: lambda: _(
        "This PC was set up without a shared folder and works alone. To share one, set it up anew with data of its "
        "own: CDM_DATA_DIR=FOLDER, then init --share FOLDER, with --join for a site that there is already."
    ),
    FolderUnsetError: lambda: _(
        "The shared folder of the site is not set on this PC. Name it in CDM_SHARE_DIR, or in the settings of the "
        "window, under “Shared folder”."
    ),
    NobodyCalledError: lambda: _("Desk {desk} has called nobody. First: call {desk}."),
    NoSessionError: lambda: _("No conversation is under way at desk {desk}. The commands call and start come first."),
    ShareAwayError: lambda: _(
        "Number {number} comes from another workstation, and the others cannot be reached. If this person is in front "
        "of you, say so in the window of the program, on the tab of the queue; else call a number of your own."
    ),
}


def refusal(error: DeskError) -> str:
    """Return what a terminal says of an error: the sentence of the window, without the keys of a window."""
    words = _IN_A_TERMINAL.get(type(error))
    return sentence(error, words() if words else None)


def status_of(error: DeskError) -> int:
    """Return the exit status that an error ends a command with."""
    if isinstance(error, ClockShapeError | ClockRefusedError | HubAddressError):
        return WRONG_USAGE
    if isinstance(error, StoreUnrepairableError | StoreDamagedError | AuditBrokenError):
        return UNREPAIRED
    # Nothing is wrong with the machine where somebody sets it up a second time.
    return REFUSED if isinstance(error, RuleError | StoreExistsError) else WORLDS_FAULT


def status_of_check(result: Any) -> int:  # noqa: ANN401 - imported with the store
    """Return the exit status that an examination of the store ends with."""
    return {"sound": DONE, "repaired": REPAIRED}.get(str(result.outcome), UNREPAIRED)


def number_said(number: str | None) -> int | str | None:
    """Return the number of a ticket as programs read it: an integer, or a string such as `A17`."""
    return int(number) if number and number.isdecimal() else number
