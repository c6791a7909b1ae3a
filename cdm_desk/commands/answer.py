"""How a command answers: JSON lines for programs, sentences for people, and the exit status it ends with."""

import json
from dataclasses import dataclass
from typing import Any, Final

from cdm_desk.domain.errors import (
    AuditBrokenError,
    ClockRefusedError,
    ClockShapeError,
    DeskError,
    RuleError,
    StoreDamagedError,
    StoreUnrepairableError,
)

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


def status_of(error: DeskError) -> int:
    """Return the exit status that an error ends a command with."""
    if isinstance(error, ClockShapeError | ClockRefusedError):
        return WRONG_USAGE
    if isinstance(error, StoreUnrepairableError | StoreDamagedError | AuditBrokenError):
        return UNREPAIRED
    return REFUSED if isinstance(error, RuleError) else WORLDS_FAULT


def status_of_check(result: Any) -> int:  # noqa: ANN401 - imported with the store
    """Return the exit status that an examination of the store ends with."""
    return {"sound": DONE, "repaired": REPAIRED}.get(str(result.outcome), UNREPAIRED)


def number_said(number: str | None) -> int | str | None:
    """Return the number of a ticket as programs read it: an integer, or a string such as `A17`."""
    return int(number) if number and number.isdecimal() else number
