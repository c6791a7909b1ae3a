"""The single keys of the pads: which key stands for which command, as delivered or as chosen at a workstation."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from string import ascii_uppercase, digits
from typing import Final, Self

from cdm_desk.domain.errors import RuleError


class KeyArea(StrEnum):
    """Where keys are heard. One key means one thing in an area, and may mean another in the next."""

    WELCOME = "welcome"
    COUNSELLING = "counselling"
    SEATS = "seats"
    """The map of the seats: its digits are the numbers of seats, and stay that."""
    NUMBER = "number"
    """Where a number is typed: every key is itself, also where single keys are switched off."""


# A command is named by its area and by the key it was delivered with; that name never changes.
COMMANDS: Final = {
    KeyArea.WELCOME: "1234567890WVFNBEASXPC.+",
    KeyArea.COUNSELLING: "1234567890ABCDEFGHIJ",
    KeyArea.SEATS: "+-HMGO",
}
CHOOSABLE: Final = frozenset(digits + ascii_uppercase + ".+-*")
_TYPED: Final = {KeyArea.NUMBER: CHOOSABLE, KeyArea.SEATS: frozenset(digits)}


def typed(area: KeyArea, key: str) -> bool:
    """Whether a key is itself in an area, whatever was chosen: one with a name, or a sign that is typed there."""
    return len(key) > 1 or key in _TYPED.get(area, frozenset())


class KeyTakenError(RuleError):
    """A key stands for another command of the same area."""

    def __init__(self, key: str, command: str) -> None:
        super().__init__(key, command)
        self.key = key
        self.command = command


class KeyUnusableError(RuleError):
    """A key is none of those that every keyboard of the house sends alike."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyChoice:
    """A command of an area and the key chosen for it; an empty key takes the command off the keyboard."""

    area: KeyArea
    sign: str
    key: str

    @classmethod
    def of(cls, text: str) -> Self:
        """Return a choice as it was written; raises ValueError for anything else."""
        area, _dot, rest = text.partition(".")
        sign, colon, key = rest[:1], rest[1:2], rest[2:]
        known = bool(sign) and sign in COMMANDS.get(KeyArea(area), "")
        if not known or colon != ":" or (key and key not in CHOOSABLE) or typed(KeyArea(area), key):
            raise ValueError(text)
        return cls(area=KeyArea(area), sign=sign, key=key)

    def __str__(self) -> str:
        """Return how it is written down: `welcome.3:T`."""
        return f"{self.area}.{self.sign}:{self.key}"


@dataclass(frozen=True, slots=True)
class KeyLayout:
    """The keys in force: those delivered, but for what was chosen otherwise."""

    choices: tuple[KeyChoice, ...] = ()

    @classmethod
    def of(cls, texts: Iterable[str]) -> Self:
        """Return the layout as it was written; raises ValueError where it is none, or a key stands for two commands."""
        read = [KeyChoice.of(text) for text in texts]
        layout = cls(tuple(choice for choice in read if choice.key != choice.sign))
        for area, signs in COMMANDS.items():
            keys = [key for sign in signs if (key := layout.key_of(area, sign))]
            if len(set(keys)) < len(keys):
                raise ValueError(keys)
        return layout

    def __iter__(self) -> Iterator[str]:
        """Give the choices as they are written down."""
        return (str(choice) for choice in self.choices)

    def key_of(self, area: KeyArea, sign: str) -> str:
        """Return the key of a command, nothing when it has none; a key with a name (`Enter`) is always itself."""
        return next((choice.key for choice in self.choices if (choice.area, choice.sign) == (area, sign)), sign)

    def sign_of(self, area: KeyArea, key: str) -> str:
        """Return the command that a key stands for, nothing when it stands for none."""
        if typed(area, key):
            return key
        return next((sign for sign in COMMANDS[area] if key and self.key_of(area, sign) == key), "")

    def with_key(self, area: KeyArea, sign: str, key: str) -> Self:
        """Return the layout with another key for a command; its own key, as delivered, undoes the choice.

        Raises KeyUnusableError or KeyTakenError.
        """
        if key and key not in CHOOSABLE:
            raise KeyUnusableError
        taken = self.sign_of(area, key)
        if taken and taken != sign:
            raise KeyTakenError(key, f"{area}.{taken}")
        others = tuple(choice for choice in self.choices if (choice.area, choice.sign) != (area, sign))
        mine = () if key == sign else (KeyChoice(area=area, sign=sign, key=key),)
        return type(self)((*others, *mine))
