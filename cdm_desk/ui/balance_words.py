"""What is left over on a day, and what became of its count, in the language in use."""

from collections.abc import Callable, Mapping
from typing import Final

from cdm_desk.domain.activities import ActivityFact
from cdm_desk.domain.balance import Counted, LooseEnd, Matter, Trace, Traced, amount
from cdm_desk.domain.counselling import SessionFact
from cdm_desk.domain.facts import Fact
from cdm_desk.domain.multimedia import PcFact
from cdm_desk.domain.staff import Role
from cdm_desk.domain.welcome import ProofFact, VisitFact
from cdm_desk.language import _, _n, in_use
from cdm_desk.ui.words import people_text, role_name

CodeWords = Callable[[str], str]

_WHAT: Final[Mapping[Matter, Callable[[], str]]] = {
    Matter.SERVING: lambda: _("Number {name}: conversation under way at desk {desk}"),
    Matter.TALK: lambda: _("Number {name}: conversation that nobody ended, desk {desk}"),
    Matter.CALLED: lambda: _("Number {name}: called to desk {desk}, not yet there"),
    Matter.WAITING: lambda: _("Number {name}: still waiting"),
    Matter.PARKED: lambda: _("Number {name}: set aside"),
    Matter.SEAT: lambda: _("PC {name}: seat still taken"),
    Matter.TURN: lambda: _("Number {name}: still waits for a PC"),
    Matter.HEADCOUNT: lambda: _("{name}: nobody has counted the heads"),
    Matter.SILENT: lambda: _("{name}: not heard of today"),
}
_GO: Final[Mapping[Matter, Callable[[], str]]] = {
    Matter.HEADCOUNT: lambda: _("Count the heads"),
    Matter.SILENT: lambda: _("See the exchange"),
    Matter.HOLDING: lambda: _("See the exchange"),
    Matter.UNSENT: lambda: _("See the exchange"),
    Matter.LATE: lambda: _("See the trace below"),
}
_SETTLE: Final[Mapping[Matter, Callable[[], str]]] = {
    Matter.OUTCOME: lambda: _("Leave as not recorded"),
    Matter.SERVING: lambda: _("End the conversation"),
    Matter.TALK: lambda: _("End the conversation"),
    Matter.CALLED: lambda: _("Note as absent"),
    Matter.WAITING: lambda: _("Note as left"),
    Matter.PARKED: lambda: _("Note as left"),
    Matter.SEAT: lambda: _("Free the seat"),
    Matter.TURN: lambda: _("Note as left"),
    Matter.SILENT: lambda: _("Go on without it"),
    Matter.HOLDING: lambda: _("Go on without it"),
}


def what_words(end: LooseEnd, code_words: CodeWords) -> str:
    """Return what is left over, as one sentence."""
    number = in_use().number(end.number)
    if end.matter is Matter.OUTCOME:
        words = _n(
            "{count} conversation without outcome at desk {desk}",
            "{count} conversations without outcome at desk {desk}",
            end.number,
        )
        return words.format(count=number, desk=end.desk or "–")
    if end.matter is Matter.HOLDING:
        words = _n("{name}: {count} change still to come", "{name}: {count} changes still to come", end.number)
        return words.format(name=end.name, count=number)
    if end.matter is Matter.UNSENT:
        return _n("{count} change not exchanged yet", "{count} changes not exchanged yet", end.number).format(
            count=number
        )
    if end.matter is Matter.LATE:
        return _n("{count} visit noted late", "{count} visits noted late", end.number).format(count=number)
    name = code_words(end.name) if end.matter is Matter.HEADCOUNT else end.name
    return _WHAT[end.matter]().format(name=name, desk=end.desk or "–")


def go_words(end: LooseEnd | None) -> str:
    """Return what Enter does on a line."""
    return _("Go there") if end is None else _GO.get(end.matter, lambda: _("Go there"))()


def settle_words(end: LooseEnd | None) -> str:
    """Return how a line is settled from the list; nothing where it is not."""
    return "" if end is None or end.matter not in _SETTLE else _SETTLE[end.matter]()


def settled_words(end: LooseEnd, code_words: CodeWords) -> str:
    """Return what was done with a line."""
    return _("{what}: {done}").format(what=what_words(end, code_words), done=settle_words(end).lower())


def fact_words(fact: Fact, code_words: CodeWords) -> str:
    """Return what a fact counts: the kind of act, its hour where it has one, its number."""
    number = amount(fact) or 0
    if isinstance(fact, VisitFact):
        what = code_words(fact.theme_code or fact.motive_code)
        return _("{hour} h: {what}, {people}").format(hour=fact.hour, what=what, people=people_text(number))
    if isinstance(fact, SessionFact):
        outcomes = ", ".join(code_words(each) for each in fact.outcome_codes) or _("no outcome recorded")
        words = _("Conversation, {theme}: {outcomes}, {people}")
        return words.format(theme=code_words(fact.theme_code), outcomes=outcomes, people=people_text(number))
    if isinstance(fact, ActivityFact):
        return _("{what}, {people}").format(what=code_words(fact.kind_code), people=people_text(number))
    if isinstance(fact, PcFact):
        blocks = _n("{count} hour", "{count} hours", number).format(count=in_use().number(number))
        return _("{hour} h: PC session, {blocks}").format(hour=fact.hour, blocks=blocks)
    return _("Proof of visit printed") if isinstance(fact, ProofFact) else _("Another count")


def counted_words(line: Counted, code_words: CodeWords) -> str:
    """Return what several alike facts count."""
    return _times(fact_words(line.fact, code_words), line.number)


def trace_words(trace: Trace, code_words: CodeWords) -> str:
    """Return what was noted late, or taken out of the count."""
    what = _times(fact_words(trace.fact, code_words), trace.number)
    if trace.what is Traced.LATE:
        return _("Noted late: {what}").format(what=what)
    return _("Taken out: {what}").format(what=what)


def trace_role(trace: Trace) -> str:
    """Return the role of who noted or corrected; nobody is named."""
    if trace.role is None:
        return _("without accounts")
    return role_name(Role(trace.role)) if trace.role in set(Role) else _("the program")


def trace_day(trace: Trace) -> str:
    """Return the day on which it was noted or corrected."""
    return "–" if trace.on is None else in_use().date(trace.on)


def _times(words: str, number: int) -> str:
    return words if number == 1 else f"{in_use().number(number)} × {words}"
