"""Desk numbers: which one is proposed, who keeps one that two workstations have opened, and what is told of it."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final
from uuid import UUID

from cdm_desk.domain.errors import DeskNumberError
from cdm_desk.domain.queue import Desk

HIGHEST_DESK: Final = 99


class NewsKind(StrEnum):
    """What somebody at a desk has to know about its number."""

    MOVED = "moved"
    """Another workstation has it and had it first: this desk has another number now."""
    SHARED = "shared"
    """Another workstation had opened it too, and takes another number."""
    GONE = "gone"
    """It was given free, or taken, while nothing was heard of this workstation."""
    RETURNED = "returned"
    """Somebody was called here by another workstation while the desk had called: they are back in line."""
    REFUSED = "refused"
    """Whom this workstation has called to a desk is back in line, since the desk had called somebody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskNews:
    """Something that is told until it is answered.

    `desk` is the number it is about, `number` the desk's number now, `workstation` the other one, `ticket` the number
    of a visitor whom it concerns; what does not apply is empty.
    """

    kind: NewsKind
    desk: str
    number: str = ""
    workstation: str = ""
    ticket: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A desk of this workstation that goes by another number since."""

    old: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallElsewhere:
    """A visitor whom this workstation has called to a desk of another one."""

    ticket_id: UUID
    attempt: int
    desk: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnDesks:
    """What a workstation knows of its own desks today, whatever the others write; it stays with this workstation."""

    day: date
    open: tuple[Desk, ...] = ()
    moves: tuple[Move, ...] = ()
    calls: tuple[CallElsewhere, ...] = ()
    news: tuple[DeskNews, ...] = ()

    def now(self, name: str) -> str:
        """Return the number by which a desk of this workstation goes now."""
        for move in self.moves:
            name = move.new if move.old == name else name
        return name


def keeps(own: Desk, rival: Desk, today: date) -> bool:
    """Whether a desk keeps its number against another workstation's that was opened without knowing of it.

    Who was there first stays: people know the way. What was left open on another day stands back.
    """
    return _claim(own, today) < _claim(rival, today)


def _claim(desk: Desk, today: date) -> tuple[bool, float, str]:
    return (desk.opened_at.date() != today, desk.opened_at.timestamp(), desk.workstation)


def desk_number(text: str) -> str:
    """Return the number of a desk as it is kept, without blanks or zeros before it; raises DeskNumberError.

    By command it may bear the letters of its room: `B12`.
    """
    if re.fullmatch(r"0*[1-9][0-9]?", text.strip()):
        return str(int(text))
    if re.fullmatch(r"[A-Za-z]{1,8}[ -]?[0-9]{1,2}", text.strip()):
        return text.strip()
    raise DeskNumberError(text, HIGHEST_DESK)


def number_in(name: str) -> str | None:
    """Return the desk number that the name of a workstation holds: 4 for `Conseil 04`."""
    found = re.findall(r"[0-9]+", name)
    number = int(found[-1]) if found else 0
    return str(number) if 1 <= number <= HIGHEST_DESK else None


def taken_elsewhere(desks: Iterable[Desk], workstation: str, today: date) -> dict[str, str]:
    """Return the numbers that are open today at other workstations, and where."""
    return {
        desk.name: desk.workstation
        for desk in desks
        if not desk.closed and desk.workstation != workstation and desk.opened_at.date() == today
    }


def next_free(taken: Collection[str], after: str = "") -> str:
    """Return the first number behind another that nobody has, going round after the highest."""
    first = int(after) % HIGHEST_DESK + 1 if after.isdecimal() else 1
    numbers = [*range(first, HIGHEST_DESK + 1), *range(1, first)]
    return next((str(number) for number in numbers if str(number) not in taken), str(first))


def proposed(last: str, workstation: str, taken: Collection[str], borne: Collection[str] = ()) -> str:
    """Return the number to open: the last one of this workstation, else the one in its name, else the next free one.

    What is `borne` by others in their names is free, and still left to them.
    """
    usual = [name for name in (last, number_in(workstation)) if name]
    free = next_free({*taken, *borne}, usual[0] if usual else "")
    return next((name for name in usual if name not in taken), free)
