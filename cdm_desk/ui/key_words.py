"""The names of the commands that have a single key, as they stand beside the field of their key."""

from collections.abc import Callable, Mapping
from typing import Final

from cdm_desk.domain.single_keys import KeyArea
from cdm_desk.language import _

WELCOME_WORDS: Final[Mapping[str, Callable[[], str]]] = {
    "6": lambda: _("PC space"),
    "7": lambda: _("Documentation"),
    "8": lambda: _("Activity"),
    "9": lambda: _("Group"),
    "0": lambda: _("Quick information"),
    "W": lambda: _("Wrong door"),
    "V": lambda: _("Professional visit"),
    ".": lambda: _("The last act once more"),
    "+": lambda: _("Add several more of the last act"),
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
OUTCOME_WORDS: Final[Mapping[str, Callable[[], str]]] = {
    "1": lambda: _("Answered on the spot"),
    "2": lambda: _("Another theme here"),
    "3": lambda: _("Self-service resources"),
    "4": lambda: _("Activity suggested"),
    "5": lambda: _("Referred: employment"),
    "6": lambda: _("Referred: training"),
    "7": lambda: _("Referred: education"),
    "8": lambda: _("Come back, no appointment"),
    "9": lambda: _("Interrupted"),
    "0": lambda: _("The rest of the list"),
}
SEAT_WORDS: Final[Mapping[str, Callable[[], str]]] = {
    "+": lambda: _("One hour more"),
    "-": lambda: _("Free the seat"),
    "H": lambda: _("Out of order"),
    "M": lambda: _("Move to a free seat"),
    "G": lambda: _("Seats for a class"),
    "O": lambda: _("Free all whose time is up"),
}
SUBJECTS: Final = "ABCDEFGHIJ"


def command_name(command: str) -> str:
    """Return the name of a command of a pad: `welcome.3`, `counselling.A`."""
    area, sign = command.split(".", 1)
    if area == KeyArea.COUNSELLING:
        if sign in SUBJECTS:
            return _("Subject {number}").format(number=SUBJECTS.index(sign) + 1)
        return OUTCOME_WORDS[sign]()
    if area == KeyArea.SEATS:
        # What has no command there is a digit, and types the number of a seat.
        return SEAT_WORDS.get(sign, lambda: _("Number of a seat"))()
    words = WELCOME_WORDS.get(sign)
    return words() if words else _("Theme {number}").format(number=sign)
