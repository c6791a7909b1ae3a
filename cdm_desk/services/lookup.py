"""Look-ups in the catalogues of others: asked all at once, answers kept, numbers that wait for the network.

`answers` and `search` wait for the network: they belong in an errand, off the screen's thread.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from queue import Empty, SimpleQueue
from threading import Thread
from time import monotonic
from typing import Final, TypeAlias

from cdm_desk.domain.change import Department
from cdm_desk.domain.clock import Clock
from cdm_desk.domain.lookup import NOTHING_FOR, Answer, Catalogue, Fault, Known, Waiting
from cdm_desk.domain.staff import Action, Gate
from cdm_desk.store.unit import Store

_GRACE_S: Final = 0.5
"""So much longer than its own patience a catalogue is waited for: looking up its name has no patience of its own."""

_ANSWERS_KEPT_YEARS: Final = 2
_Line: TypeAlias = "SimpleQueue[Answer | None]"


class LookupService:
    """Asks the catalogues that are switched on, keeps what they said, and keeps the numbers that wait."""

    def __init__(
        self, store: Store, clock: Clock, gate: Gate, catalogues: Callable[[], Iterable[Catalogue]] = tuple
    ) -> None:
        self._store = store
        self._clock = clock
        self._gate = gate
        self._catalogues = catalogues
        self._lines: list[_Line] = []
        self._is_closed = False

    def sources(self) -> tuple[str, ...]:
        """Return the names of the catalogues that are switched on."""
        return tuple(each.name for each in self._catalogues())

    def waiting(self) -> list[Waiting]:
        """Return the numbers that wait, in the order in which they were scanned."""
        with self._store.view() as unit:
            return unit.lookups.waiting()

    def scans(self) -> list[Known]:
        """Return every number that waits with all that is known of it here, in one look at the store."""
        since = self._clock.now().date() - NOTHING_FOR
        with self._store.view() as unit:
            waiting = unit.lookups.waiting()
            numbers = [each.number for each in waiting]
            answers = unit.lookups.answers_of(numbers, since)
            numbered = {number: title for title in unit.titles.alike(numbers, ()) for number in title.isbns}
            made = unit.titles.some(each.title_id for each in waiting if each.title_id)
        return [
            Known(
                waiting=each,
                answers=tuple(answers[each.number]),
                standing=made.get(each.title_id, (None,))[0] if each.title_id else numbered.get(each.number),
            )
            for each in waiting
        ]

    def scan(self, number: str) -> Known:
        """Write a number down before anything else is done with it; return what is known of it here.

        One that waits already is not doubled.
        """
        waiting = self.want(number)
        since = self._clock.now().date() - NOTHING_FOR
        with self._store.view() as unit:
            standing = next(iter(unit.titles.found_by_number(number)), None)
            return Known(waiting=waiting, answers=tuple(unit.lookups.answers(number, since)), standing=standing)

    def want(self, number: str) -> Waiting:
        """Write a number down before anything else is done with it; one that waits already is not doubled."""
        self._gate.require(Action.EDIT_CATALOGUE)
        with self._store.unit() as unit:
            unit.lookups.add(Waiting(number=number, wanted_on=self._clock.now().date()))
            found = unit.lookups.find(number)
        assert found is not None  # noqa: S101 - it was just added
        return found

    def change(self, waiting: Waiting) -> None:
        """Write what was decided about a number before it could be catalogued."""
        self._gate.require(Action.EDIT_CATALOGUE)
        with self._store.unit() as unit:
            unit.lookups.change(waiting)

    def drop(self, waiting: Waiting) -> None:
        """Let a number wait no more; `bring_back` is the inverse."""
        self._gate.require(Action.EDIT_CATALOGUE)
        with self._store.unit() as unit:
            unit.lookups.drop(waiting.number)

    def end(self, waiting: Waiting) -> None:
        """Let a number go of which nothing more is to be learned; that is nobody's act, and needs nobody's leave."""
        with self._store.unit() as unit:
            unit.lookups.drop(waiting.number)

    def bring_back(self, waiting: Waiting) -> None:
        """Let a number wait again."""
        self._gate.require(Action.EDIT_CATALOGUE)
        with self._store.unit() as unit:
            unit.lookups.add(waiting)

    def known(self, number: str) -> tuple[Answer, ...]:
        """Return what is kept of earlier answers; nobody is asked."""
        since = self._clock.now().date() - NOTHING_FOR
        with self._store.view() as unit:
            return tuple(unit.lookups.answers(number, since))

    def answers(self, number: str) -> tuple[Answer, ...]:
        """Return what every catalogue that is switched on says; who has answered before is not asked again."""
        catalogues = list(self._catalogues())
        known = {answer.source: answer for answer in self.known(number)}
        new = [each for each in catalogues if each.name not in known]
        asked = {answer.source: answer for answer in self._asked(new, number)}
        # Once the window is closed the store may be too.
        if any(answer.is_final for answer in asked.values()) and not self._is_closed:
            today = self._clock.now().date()
            with self._store.unit() as unit:
                unit.lookups.keep_answers(number, asked.values(), today)
                unit.lookups.forget_answers(today.replace(year=today.year - _ANSWERS_KEPT_YEARS, day=1))
                unit.changed.add(Department.LIBRARY)
        # What a catalogue once said stays known when it is switched off.
        others = [answer for answer in known.values() if answer.title is not None]
        said = [asked.get(each.name) or known[each.name] for each in catalogues]
        return (*said, *(answer for answer in others if answer not in said))

    def search(self, typed: str) -> tuple[Answer, ...]:
        """Return the first titles that each catalogue finds for words of a title, or why there are none."""
        said: list[Answer] = []
        for each in self._catalogues():
            found = each.search(typed)
            if isinstance(found, Fault):
                said.append(Answer(source=each.name, fault=found))
            else:
                said += [Answer(source=each.name, title=title) for title in found]
        return tuple(said)

    def unanswered(self) -> list[str]:
        """Return the numbers of which no title is known and that somebody can still be asked for, in their order."""
        today = self._clock.now().date()
        names = set(self.sources())
        with self._store.view() as unit:
            waiting = [each.number for each in unit.lookups.waiting() if not each.given_up(today)]
            known = unit.lookups.answers_of(waiting, today - NOTHING_FOR)
        return [number for number in waiting if _is_open(known[number], names)]

    def hang_up(self) -> None:
        """Wait for nobody any longer: the window closes. What was asked stays waiting."""
        self._is_closed = True
        for line in list(self._lines):
            line.put(None)

    def _asked(self, catalogues: Sequence[Catalogue], number: str) -> list[Answer]:
        """Ask all at once; whoever has not answered when their time is over has timed out, whatever holds them up."""
        line: _Line = SimpleQueue()
        begun = monotonic()
        deadlines = {each.name: begun + each.seconds + _GRACE_S for each in catalogues}
        self._lines.append(line)
        for each in catalogues:
            # No thread outlives the program: one that hangs is left behind.
            Thread(target=_ask_one, args=(each, number, line), name=f"lookup-{each.name}", daemon=True).start()
        said = _heard(line, deadlines)
        self._lines.remove(line)
        return [said[each.name] for each in catalogues]


def _is_open(known: Sequence[Answer], names: set[str]) -> bool:
    return all(answer.title is None for answer in known) and bool(names - {answer.source for answer in known})


def _heard(line: "_Line", deadlines: Mapping[str, float]) -> dict[str, Answer]:
    said: dict[str, Answer] = {}
    while len(said) < len(deadlines):
        awaited = {name: deadline for name, deadline in deadlines.items() if name not in said}
        try:
            answer = line.get(timeout=max(0.0, min(awaited.values()) - monotonic()))
        except Empty:
            late = [name for name, deadline in awaited.items() if deadline <= monotonic()]
            said |= {name: Answer(source=name, fault=Fault.TIMED_OUT) for name in late}
            continue
        if answer is None:
            return said | {name: Answer(source=name, fault=Fault.UNREACHABLE) for name in awaited}
        said.setdefault(answer.source, answer)
    return said


def _ask_one(catalogue: Catalogue, number: str, line: "_Line") -> None:
    line.put(replace(catalogue.ask(number), source=catalogue.name))
