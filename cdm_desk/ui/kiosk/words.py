"""What a kiosk says to a visitor, in the language that they chose; before that, in all three."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cdm_desk.domain.display import dutch_first
from cdm_desk.domain.errors import PinCommonError, PinShapeError, TryLaterError
from cdm_desk.domain.waiting import Estimate, Told
from cdm_desk.language import Catalogue, catalogue

if TYPE_CHECKING:
    from datetime import date

    from cdm_desk.domain.errors import DeskError


def _(words: str) -> str:
    """Mark words for translation; the kiosk puts them into the language of whoever stands before it."""
    return words


WELCOME: Final = _("You are welcome here")
BEGIN: Final = _("Touch to begin")
WHAT_BRINGS: Final = _("What brings you here?")
WHICH_THEME: Final = _("What is it about?")
OTHER: Final = _("Something else, or a question")
UNSURE: Final = _("I am not sure")
AT_RECEPTION: Final = _("The reception helps you")
CLASS: Final = _("A class or a large group: please see reception")
GROUP: Final = _("A class or a large group is received by the reception.")
PEOPLE: Final = _("How many are you?")
ONE_MORE: Final = _("One person more")
ONE_LESS: Final = _("One person less")
WAIT_NOW: Final = _("no waiting now")
WAIT_RANGE: Final = _("about {low}–{high} min")
TOO_LATE: Final = _("after {time}")
LATE_NOTICE: Final = _(
    "{themes}: whoever comes now would be called after {time}. Come back another day if you can, or look around; "
    "you can take a number all the same."
)
YOUR_NUMBER: Final = _("Your number")
WATCH: Final = _("Take a seat: your number will be called on the screen.")
MAYBE_TOO_LATE: Final = _("You may be called after {time} only.")
NOTE_NUMBER: Final = _("Please note your number: it could not be printed.")
NOTE_IT: Final = _("Please remember your number.")
TAKE_TICKET: Final = _("Please take your ticket.")
SEAT_KEPT: Final = _("PC {seat} is kept for you for three minutes. Please go to the PC space.")
SEAT_LATER: Final = _("All PCs are taken: your number will be called on the screen.")
BOOKS: Final = _("The documentation is open to you: look around, and ask whoever you like.")
ACTIVITY: Final = _("Activities of today stand on the large screen. If you do not see yours, ask at the reception.")
FIND_BOOK: Final = _("Find a book")
IN_THE_SHELVES: Final = _("Where it stands in the shelves")
WHICH_BOOK: Final = _("Which book are you looking for?")
TYPE_WORD: Final = _("Touch the letters of a word: title, author or subject")
NOTHING_KEPT: Final = _("Nothing of what you look for is kept.")
NO_BOOK: Final = _("No book is found. Try fewer letters, or ask us.")
MORE_BOOKS: Final = _("Other books")
BLANK: Final = _("Space")
CLEAR: Final = _("Erase all")
HERE_IT_STANDS: Final = _("Here it stands")
ON_SHELF: Final = _("On the shelf {shelf}, by this shelf mark")
ASK_FOR_IT: Final = _("Please ask at the documentation desk")
SHELF_OF: Final = _("shelf {place} of {number}")
PRINT_SLIP: Final = _("Print a slip with the place")
READ_HERE: Final = _("Books are read here.")
SLIP_COMES: Final = _("Please take your slip.")
SLIP_MISSED: Final = _("It could not be printed: please note the shelf mark.")
SEE_RECEPTION: Final = _("Please see reception")
CLOSED: Final = _("The check-in is closed now.")
NOT_NOW: Final = _("This cannot be done here now. Nothing was noted.")
PC_CLOSING: Final = _("The PC space closes in a moment.")
SOMEBODY_HELPS: Final = _("Somebody there will help you.")
BACK_IN: Final = _("Back to the beginning in {seconds} s")
STILL_HERE: Final = _("Are you still there?")
STILL_HERE_BUTTON: Final = _("I am still here")
MORE_TIME: Final = _("More time")
FINISHED: Final = _("Finished")
BACK: Final = _("Back")
LARGER: Final = _("Larger text")
SMALLER: Final = _("Usual text")
CONTRAST: Final = _("High contrast")
NO_CONTRAST: Final = _("Usual colours")
TYPE_PIN: Final = _("PIN of the house")
CHOOSE_PIN: Final = _("Choose a PIN of six digits: only with it can this screen be left")
REPEAT_PIN: Final = _("The same PIN once more")
NOT_THE_SAME: Final = _("The two were not the same. Begin again.")
WRONG_PIN: Final = _("This is not the PIN.")
WRONG_PIN_WAIT: Final = _("This is not the PIN. The next try is possible in {seconds} s.")
LATER: Final = _("The next try is possible in {seconds} s.")
PIN_SHAPE: Final = _("Six digits, please.")
PIN_COMMON: Final = _("Too easy to guess: choose another one.")
PIN_DIGITS: Final = _("{count} of 6 digits")
ERASE: Final = _("Erase")
CANCEL: Final = _("Cancel")

NAMES: Final = {"fr": "Français", "nl": "Nederlands", "en": "English"}
"""Each language in its own words."""


def speakers(day: date) -> tuple[Catalogue, ...]:
    """Return the three languages: French and Dutch in the order of the day, then English."""
    french, dutch = catalogue("fr"), catalogue("nl")
    return (*((dutch, french) if dutch_first(day) else (french, dutch)), catalogue("en"))


def in_all(words: str, day: date, between: str = "\n") -> str:
    """Return words in the three languages."""
    return between.join(dict.fromkeys(each.gettext(words) for each in speakers(day)))


def wait_words(estimate: Estimate, speaker: Catalogue) -> str:
    """Return a wait as a visitor is told it; nothing where no number is told."""
    match estimate.told:
        case Told.NOW:
            return speaker.gettext(WAIT_NOW)
        case Told.RANGE:
            return speaker.gettext(WAIT_RANGE).format(low=estimate.told_low, high=estimate.told_high)
        case Told.NOBODY | Told.MORE:
            return ""


def pin_refused(error: DeskError, speaker: Catalogue) -> str:
    """Return why a PIN was not taken."""
    match error:
        case TryLaterError(seconds=seconds):
            return speaker.gettext(LATER).format(seconds=seconds)
        case PinShapeError():
            return speaker.gettext(PIN_SHAPE)
        case PinCommonError():
            return speaker.gettext(PIN_COMMON)
    seconds = getattr(error, "seconds", 0)
    return speaker.gettext(WRONG_PIN_WAIT).format(seconds=seconds) if seconds else speaker.gettext(WRONG_PIN)
