"""The scan room: what was read is counted, put back, proposed for weeding, given a label; each can be taken back."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final
from uuid import UUID, uuid4

from cdm_desk.domain.change import Department
from cdm_desk.domain.clock import Clock
from cdm_desk.domain.consultation import Answer, Choice, Done, Heard, Trolley, UseFact
from cdm_desk.domain.errors import AmountError, TitleGoneError
from cdm_desk.domain.folding import clean
from cdm_desk.domain.identifiers import Isbn, issn_in_barcode, issns_in
from cdm_desk.domain.library import Copy, State, Title
from cdm_desk.domain.lists import Kind
from cdm_desk.domain.scanning import Code, Gesture
from cdm_desk.domain.staff import Action, Gate
from cdm_desk.store.consultation import LABEL_JOB, SPINE
from cdm_desk.store.library import COPY
from cdm_desk.store.unit import Store, Unit

MOST_OF_A_KIND: Final = 999
JOURNALS: Final = "PERIODICAL"
_LIKE_AN_ISBN: Final = ("978", "979")


class ConsultationService:
    """Does what a gesture means with the book that is scanned; no reader is ever recorded.

    For the command line: `scan(Gesture.CONSULTED, Code(readings=(code,)))` counts one book.
    """

    def __init__(self, store: Store, clock: Clock, gate: Gate) -> None:
        self._store = store
        self._clock = clock
        self._gate = gate

    def today(self) -> date:
        """Return the day that runs."""
        return self._clock.now().date()

    def trolley(self) -> Trolley:
        """Return what was counted today."""
        with self._store.view() as unit:
            return unit.uses.trolley(self.today())

    def found(self, code: Code) -> tuple[Choice, ...]:
        """Return what a code may mean: the copy that carries it, else the titles with this ISBN or ISSN."""
        with self._store.view() as unit:
            return _found(unit, code)

    def scan(self, gesture: Gesture, code: Code) -> Heard:
        """Do what a gesture means with what carries a code; several that carry it are a question first."""
        self._gate.require(Action.EDIT_CATALOGUE)
        with self._store.view() as unit:
            choices = _found(unit, code)
            counts_as_journal = gesture is Gesture.CONSULTED and not choices and _is_journal(unit, code, self.today())
            if not choices and not counts_as_journal:
                wrong = code.shown.startswith(_LIKE_AN_ISBN) and not Isbn.read(code.shown).valid
                answer = Answer.WRONG_NUMBER if wrong else Answer.UNKNOWN
                return Heard(answer=answer, gesture=gesture, code=code.shown)
            if len(choices) > 1:
                return Heard(answer=Answer.WHICH_TITLE, gesture=gesture, code=code.shown, choices=choices)
            asked = _which_copy(unit, gesture, choices[0]) if choices else None
        if counts_as_journal:
            return replace(self.count_kind(JOURNALS), code=code.shown)
        if asked is not None:
            return replace(asked, code=code.shown)
        return replace(self.do(gesture, choices[0]), code=code.shown)

    def do(self, gesture: Gesture, choice: Choice) -> Heard:
        """Do what a gesture means with a title and its copy; raises TitleGoneError.

        Of a title with several copies it is asked which one, unless only the title is counted.
        """
        self._gate.require(Action.EDIT_CATALOGUE)
        with self._store.unit() as unit:
            title = unit.titles.find(choice.title.id)
            if title is None:
                raise TitleGoneError
            known = Choice(title=title, copy=_copy(unit, choice))
            asked = _which_copy(unit, gesture, known)
            if asked is not None:
                return asked
            return _Gestures(unit, self.today()).do(gesture, _with_only_copy(unit, known))

    def count_kind(self, kind_code: str, number: int = 1) -> Heard:
        """Count what is not catalogued; raises UnknownCodeError, RetiredCodeError or AmountError."""
        return self._count(kind_code, number, None)

    def count_instead(self, counted: Done, kind_code: str, number: int) -> Heard:
        """Count another number in place of one just counted; raises what `count_kind` does, and then that one stays."""
        return self._count(kind_code, number, counted.fact_id)

    def _count(self, kind_code: str, number: int, instead_of: UUID | None) -> Heard:
        self._gate.require(Action.EDIT_CATALOGUE)
        if not 1 <= number <= MOST_OF_A_KIND:
            raise AmountError(number, 1, MOST_OF_A_KIND)
        today = self.today()
        with self._store.unit() as unit:
            kind = unit.lists.usable(Kind.WORK_KIND, kind_code, today)
            if instead_of is not None:
                unit.take_back(instead_of, reason="amended", role="documentalist")
            fact = UseFact(id=uuid4(), day=today, kind_code=kind.code, count=number)
            unit.facts.add(fact)
            return Heard(
                answer=Answer.COUNTED,
                gesture=Gesture.CONSULTED,
                kind_code=kind.code,
                number=number,
                times=unit.uses.trolley(today).by_kind[kind.code],
                done=Done(fact_id=fact.id),
            )

    def take_back(self, done: Done) -> None:
        """Take back what a gesture wrote; a field that somebody has written since stays as it is."""
        self._gate.require(Action.EDIT_CATALOGUE)
        with self._store.unit() as unit:
            if done.fact_id is not None and not unit.facts.is_void(done.fact_id):
                unit.take_back(done.fact_id, reason="withdrawn", role="documentalist")
            if done.label_id is not None:
                unit.keep(LABEL_JOB, done.label_id, {"removed": True})
            if done.copy_id is not None:
                _restore(unit, done)
            # What leaves without a trace names no department of its own.
            unit.changed.add(Department.LIBRARY)


class _Gestures:
    """What each gesture writes."""

    def __init__(self, unit: Unit, today: date) -> None:
        self._unit = unit
        self._today = today

    def do(self, gesture: Gesture, choice: Choice) -> Heard:
        match gesture:
            case Gesture.CONSULTED:
                return self._consulted(choice)
            case Gesture.SHELF:
                return self._shelved(choice)
            case Gesture.WEED:
                return self._proposed(choice)
            case _:
                return self._labelled(choice)

    def _consulted(self, choice: Choice) -> Heard:
        title = choice.title
        fact = UseFact(
            id=uuid4(), day=self._today, title_id=title.id, theme_code=title.theme_code, language=title.language
        )
        self._unit.facts.add(fact)
        done = Done(fact_id=fact.id)
        answer = Answer.COUNTED
        copy = choice.copy
        if copy is not None and copy.missing_since is not None:
            # Whatever lies on a table is not missing.
            done = replace(self._write(copy, seen_on=self._today, missing_since=None), fact_id=fact.id)
            answer = Answer.FOUND_AGAIN
        elif copy is not None and copy.state is State.WITHDRAWN:
            answer = Answer.WITHDRAWN
        times = self._unit.uses.times(title.id, self._today)
        return Heard(answer=answer, gesture=Gesture.CONSULTED, choice=choice, times=times, done=done)

    def _shelved(self, choice: Choice) -> Heard:
        copy = choice.copy
        if copy is None:
            return Heard(answer=Answer.NO_COPY, gesture=Gesture.SHELF, choice=choice)
        answer = Answer.SHELVED
        if copy.state is State.WITHDRAWN:
            answer = Answer.WITHDRAWN
        elif copy.missing_since is not None:
            answer = Answer.FOUND_AGAIN
        elif copy.seen_on == self._today:
            return Heard(answer=Answer.ALREADY, gesture=Gesture.SHELF, choice=choice)
        done = self._write(copy, seen_on=self._today, missing_since=None)
        return Heard(answer=answer, gesture=Gesture.SHELF, choice=choice, done=done)

    def _proposed(self, choice: Choice) -> Heard:
        copy = choice.copy
        if copy is None:
            return Heard(answer=Answer.NO_COPY, gesture=Gesture.WEED, choice=choice)
        if copy.state is State.WITHDRAWN or copy.weed_on is not None:
            answer = Answer.WITHDRAWN if copy.state is State.WITHDRAWN else Answer.ALREADY
            return Heard(answer=answer, gesture=Gesture.WEED, choice=choice)
        done = self._write(copy, weed_on=self._today)
        return Heard(answer=Answer.PROPOSED, gesture=Gesture.WEED, choice=choice, done=done)

    def _labelled(self, choice: Choice) -> Heard:
        copy = choice.copy
        if copy is None:
            return Heard(answer=Answer.NO_COPY, gesture=Gesture.LABEL, choice=choice)
        if self._unit.uses.label_waits(copy.id):
            return Heard(answer=Answer.ALREADY, gesture=Gesture.LABEL, choice=choice)
        label_id = uuid4().hex
        self._unit.keep(LABEL_JOB, label_id, {"kind": SPINE, "copy_id": copy.id.hex, "wanted_on": self._today})
        return Heard(answer=Answer.QUEUED, gesture=Gesture.LABEL, choice=choice, done=Done(label_id=label_id))

    def _write(self, copy: Copy, **after: Any) -> Done:
        before = {name: getattr(copy, name) for name in after}
        changes = {name: value for name, value in after.items() if before[name] != value}
        if changes:
            self._unit.keep(COPY, copy.id.hex, changes)
        return Done(copy_id=copy.id, before={name: before[name] for name in changes}, after=changes)


def _found(unit: Unit, code: Code) -> tuple[Choice, ...]:
    readings = [clean(each) for each in code.readings]
    holders = unit.titles.holders(readings)
    for reading in readings:
        copy = holders.get(reading)
        title = None if copy is None else unit.titles.find(copy.title_id)
        if title is not None:
            return (Choice(title=title, copy=copy),)
    for reading in readings:
        titles = [title for number in _numbers(reading) for title in unit.titles.found_by_number(number)]
        if titles:
            return tuple(Choice(title=title) for title in _once(titles))
    return ()


def _numbers(code: str) -> tuple[str, ...]:
    isbn = Isbn.read(code)
    if isbn.valid:
        return (isbn.text,)
    issn = issn_in_barcode(code)
    return issns_in(code) if issn is None else (issn,)


def _is_journal(unit: Unit, code: Code, today: date) -> bool:
    """Whether a code is the printed one of a journal, which nobody catalogues number by number."""
    kind = unit.lists.find(Kind.WORK_KIND, JOURNALS)
    return kind is not None and kind.in_use(today) and any(map(issn_in_barcode, code.readings))


def _once(titles: list[Title]) -> list[Title]:
    return sorted({title.id: title for title in titles}.values(), key=lambda title: (title.sort_key, title.id.hex))


def _copy(unit: Unit, choice: Choice) -> Copy | None:
    return None if choice.copy is None else unit.titles.copy(choice.copy.id)


def _standing(unit: Unit, title: Title) -> tuple[Copy, ...]:
    copies = unit.titles.copies(title.id)
    return tuple(copy for copy in copies if copy.counted) or copies


def _which_copy(unit: Unit, gesture: Gesture, choice: Choice) -> Heard | None:
    if gesture is Gesture.CONSULTED or choice.copy is not None:
        return None
    copies = _standing(unit, choice.title)
    if len(copies) < 2:
        return None
    choices = tuple(Choice(title=choice.title, copy=copy) for copy in copies)
    return Heard(answer=Answer.WHICH_COPY, gesture=gesture, choice=choice, choices=choices)


def _with_only_copy(unit: Unit, choice: Choice) -> Choice:
    copies = () if choice.copy else _standing(unit, choice.title)
    return replace(choice, copy=copies[0]) if len(copies) == 1 else choice


def _restore(unit: Unit, done: Done) -> None:
    copy = None if done.copy_id is None else unit.titles.copy(done.copy_id)
    if copy is None:
        return
    back: Mapping[str, Any] = {
        name: done.before[name] for name, value in done.after.items() if getattr(copy, name) == value
    }
    if back:
        unit.keep(COPY, copy.id.hex, back)
