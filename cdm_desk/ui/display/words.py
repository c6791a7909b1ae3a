"""What the display says: French and Dutch side by side, the same size, their order alternating by day."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Final

from cdm_desk.domain.display import ShownCall, dutch_first
from cdm_desk.domain.lists import Label
from cdm_desk.domain.waiting import STEP, Estimate, Told
from cdm_desk.language import Catalogue, catalogue


def _(words: str) -> str:
    """Mark words for translation; the display puts them into its two languages."""
    return words


CALLED: Final = _("Now called")
DESK: Final = _("Desk")
WELCOME: Final = _("You are welcome here")
WAITS: Final = _("Waiting time")
WAIT_NOW: Final = _("now")
WAIT_MORE: Final = _("more than {minutes} min")
PC_SPACE: Final = _("PC space: waiting")
TODAY: Final = _("Today")
UPDATED: Final = _("Updated at {time}")
SPOKEN_DESK: Final = _("Number {number}, desk {desk}.")
SPOKEN_SEAT: Final = _("Number {number}, PC {seat}.")
PC: Final = "PC"
NOTHING: Final = "–"


def languages(day: date) -> tuple[Catalogue, Catalogue]:
    """Return the two languages of a day in their order."""
    french, dutch = catalogues()
    return (dutch, french) if dutch_first(day) else (french, dutch)


def catalogues() -> tuple[Catalogue, Catalogue]:
    """Return French and Dutch."""
    return catalogue("fr"), catalogue("nl")


def both(words: str, day: date) -> str:
    """Return words in both languages side by side, once where they are the same."""
    return " / ".join(lines(words, day))


def lines(words: str, day: date) -> list[str]:
    """Return words in both languages, once where they are the same."""
    return once(each.gettext(words) for each in languages(day))


def label_lines(label: Label, day: date) -> list[str]:
    """Return a label in both languages, once where they are the same."""
    return once(label.spoken(each.language) for each in languages(day))


def place_lines(call: ShownCall, day: date) -> list[str]:
    """Return the word for where a call sends its visitor, in capitals."""
    return [PC] if call.seat else [each.upper() for each in lines(DESK, day)]


def wait_lines(estimate: Estimate, day: date) -> list[str]:
    """Return a wait as the wall tells it: no number where no open desk can help."""
    match estimate.told:
        case Told.NOBODY:
            return [NOTHING]
        case Told.NOW:
            return lines(WAIT_NOW, day)
        case Told.MORE:
            minutes = max(STEP, estimate.told_low)
            return [each.format(minutes=minutes) for each in lines(WAIT_MORE, day)]
        case Told.RANGE:
            return [f"{estimate.told_low}–{estimate.told_high} min"]


def date_lines(day: date) -> list[str]:
    """Return the date in both languages."""
    return [each.date(day, "weekday") for each in languages(day)]


def updated(heard_at: datetime) -> str:
    """Return when the others were last heard of."""
    return both(UPDATED, heard_at.date()).format(time=f"{heard_at:%H:%M}")


def sentences(call: ShownCall, day: date) -> list[tuple[Catalogue, str]]:
    """Return how a call is told aloud, in the order of the day."""
    return spoken(call.number, call.place, languages(day), seat=call.seat)


def spoken(number: str, place: str, wanted: Iterable[Catalogue], *, seat: bool = False) -> list[tuple[Catalogue, str]]:
    """Return how a number is told to go to a place, in each language that is wanted."""
    words = SPOKEN_SEAT if seat else SPOKEN_DESK
    return [(each, each.gettext(words).format(number=number, desk=place, seat=place)) for each in wanted]


def paged(words: Sequence[Label], size: int, page: int) -> Sequence[Label]:
    """Return one page of some messages, after the last the first again."""
    if len(words) <= size:
        return words
    pages = -(-len(words) // size)
    first = page % pages * size
    return words[first : first + size]


def once(words: Iterable[str]) -> list[str]:
    """Return distinct words in their order."""
    return list(dict.fromkeys(words))
