"""What is told of a wait: now, a range in steps of five minutes, more than so much, or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdm_desk.domain.clock import minutes_between
from cdm_desk.domain.waiting import STEP, Estimate, Told
from cdm_desk.language import _, _n, in_use
from cdm_desk.ui.words import label_of, minutes_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cdm_desk.domain.lists import Entry
    from cdm_desk.domain.queue import Ticket
    from cdm_desk.services.queue import Closing


def told_text(estimate: Estimate, *, about: bool = True) -> str:
    """Return a wait as it is told; nothing when no open desk can help: no number is better than a wrong one.

    In a column of estimates, where room is short, a range needs no `about` and `>` is enough.
    """
    match estimate.told:
        case Told.NOBODY:
            return ""
        case Told.NOW:
            return _("now")
        case Told.MORE:
            words = _("more than {minutes} min") if about else _("> {minutes} min")
            return words.format(minutes=max(STEP, estimate.told_low))
        case Told.RANGE:
            words = _("about {low}–{high} min") if about else _("{low}–{high} min")
            return words.format(low=estimate.told_low, high=estimate.told_high)


def last_wait_text(ticket: Ticket | None) -> str:
    """Return how long the last visitor called had waited: whoever works here sees whether the estimates are sound."""
    wait = ticket.waits[-1] if ticket is not None else None
    if wait is None or wait.ended_at is None:
        return ""
    return _("last called after {minutes}").format(minutes=minutes_text(minutes_between(wait.since, wait.ended_at)))


def out_of_turn_text(calls: int) -> str:
    """Return how many were called out of turn today; nothing when nobody was."""
    if not calls:
        return ""
    return _n("{count} called out of turn", "{count} called out of turn", calls).format(count=calls)


def closing_text(closing: Closing | None, themes: Mapping[str, Entry]) -> str:
    """Return what to propose to those who come too late to be called today; nothing while it is not too late."""
    if closing is None:
        return ""
    late = [label_of(themes[code]) for code in closing.theme_codes if code in themes]
    words = _(
        "{themes}: whoever comes now would be called after {time}. Propose tomorrow, an activity or self-service; "
        "the key still gives a number."
    )
    return words.format(themes=", ".join(late), time=in_use().time(closing.at))
