"""What the line says of itself: who cannot be helped now, to whom a visitor is better left, why a desk is on break."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdm_desk.language import _, _n
from cdm_desk.ui.words import label_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from cdm_desk.domain.lists import Entry
    from cdm_desk.domain.queue import Ticket, Unserved
    from cdm_desk.services.queue import Advice


def unserved_text(groups: Iterable[Unserved], themes: Mapping[str, Entry]) -> str:
    """Return a sentence for each group of visitors whom no open desk can take; nothing when there is none."""
    return " ".join(_unserved(each, themes) for each in groups)


def _unserved(each: Unserved, themes: Mapping[str, Entry]) -> str:
    entry = themes.get(each.theme_code or "")
    theme = label_of(entry) if entry else each.theme_code
    words = _lack_words(each).format(count=each.count, theme=theme, desk=each.desk)
    if not each.on_break:
        return words
    away = _n("Desk {desks} could, and is on break.", "Desks {desks} could, and are on break.", len(each.on_break))
    return " ".join([words, away.format(desks=", ".join(each.on_break))])


def _lack_words(each: Unserved) -> str:  # noqa: PLR0911 - one line per kind of lack
    count = each.count
    match each.theme_code, each.language:
        case None, "NL":
            return _n(
                "{count} Dutch speaker waits and no open desk speaks Dutch.",
                "{count} Dutch speakers wait and no open desk speaks Dutch.",
                count,
            )
        case None, "FR":
            return _n(
                "{count} French speaker waits and no open desk speaks French.",
                "{count} French speakers wait and no open desk speaks French.",
                count,
            )
        case str(), "NL":
            return _n(
                "{theme}: {count} Dutch speaker waits and no open desk takes this theme in Dutch.",
                "{theme}: {count} Dutch speakers wait and no open desk takes this theme in Dutch.",
                count,
            )
        case str(), "FR":
            return _n(
                "{theme}: {count} French speaker waits and no open desk takes this theme in French.",
                "{theme}: {count} French speakers wait and no open desk takes this theme in French.",
                count,
            )
        case str(), _other:
            return _n(
                "{theme}: {count} person waits and no open desk takes this theme.",
                "{theme}: {count} people wait and no open desk takes this theme.",
                count,
            )
        case _ if each.desk is not None:
            return _n(
                "{count} person waits for desk {desk}, which takes nobody now.",
                "{count} people wait for desk {desk}, which takes nobody now.",
                count,
            )
        case _:
            return _n("{count} person waits and no desk is open.", "{count} people wait and no desk is open.", count)


def advice_text(advice: Advice | None) -> str:
    """Return to which desk the next visitor is better left; nothing when they are this desk's."""
    if advice is None:
        return ""
    words = _("Number {number}: rather for desk {desk}, which is free and can take fewer visitors.")
    return words.format(number=advice.ticket.number, desk=advice.desk.name)


def called_words(ticket: Ticket, desk: str, why: str) -> str:
    """Return who was called and why; whoever cannot follow the display is fetched."""
    words = _("Number {number}, desk {desk}: {why}").format(number=ticket.number, desk=desk, why=why)
    return f"{words}. {fetch_words()}" if ticket.in_person else words


def fetch_words() -> str:
    """Return what to do for a visitor who is called in person."""
    return _("Fetch this person: the display is not enough.")


def break_name(code: str, reasons: Iterable[Entry]) -> str:
    """Return why a desk is on break; a reason that stands in no list is a break like any other."""
    entry = next((each for each in reasons if each.code == code.upper()), None)
    return label_of(entry) if entry else _("Break")


def numbers_text(numbers: Sequence[str]) -> str:
    """Return numbers handed out one after the other as a desk says them: `303–307`, or `303–305, 311`."""
    runs: list[list[str]] = []
    for number in numbers:
        if runs and _follows(runs[-1][-1], number):
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(run[0] if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)


def _follows(before: str, number: str) -> bool:
    (letters, count), (own, own_count) = _parted(before), _parted(number)
    return letters == own and own_count == count + 1


def _parted(number: str) -> tuple[str, int]:
    letters = number.rstrip("0123456789")
    return letters, int(number[len(letters) :] or 0)
