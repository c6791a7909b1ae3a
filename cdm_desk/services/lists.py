"""The reference lists: what may be chosen today, and how a manager renames, withdraws and adds."""

from dataclasses import replace
from datetime import date

from cdm_desk.domain.clock import Clock
from cdm_desk.domain.errors import CodeKnownError, CodeNeededError, CodeWaitingError, UnknownCodeError
from cdm_desk.domain.labels import LabelKind, job_id, signs_renamed
from cdm_desk.domain.lists import EXTENSIBLE, Entry, Kind, Label, checked_code, checked_label, moved
from cdm_desk.domain.personal import checked_text
from cdm_desk.domain.queue import OPEN_STATES
from cdm_desk.domain.staff import Action, Gate
from cdm_desk.store.labels import LABEL_JOB
from cdm_desk.store.lists import LIST_ENTRY, changes, record_id
from cdm_desk.store.unit import Store, Unit


class ListsService:
    """Keeps themes, motives, outcomes, partners and the other code lists."""

    def __init__(self, store: Store, clock: Clock, gate: Gate) -> None:
        self._store = store
        self._clock = clock
        self._gate = gate

    def in_use(self, kind: Kind) -> list[Entry]:
        """Return what may be chosen today from a list, in its order."""
        today = self._clock.now().date()
        return [entry for entry in self.all(kind) if entry.in_use(today)]

    def all(self, kind: Kind) -> list[Entry]:
        """Return every entry of a list, the withdrawn ones included."""
        with self._store.view() as unit:
            return unit.lists.all(kind)

    def themes_in_use(self) -> list[Entry]:
        """Return the themes that a visitor can choose today."""
        return self.in_use(Kind.THEME)

    def sub_themes(self, theme_code: str) -> list[Entry]:
        """Return the sub-themes of a theme that may be noted today."""
        return [entry for entry in self.in_use(Kind.SUB_THEME) if entry.theme_code == theme_code]

    def outcomes(self) -> list[Entry]:
        """Return what may come out of a conversation."""
        return self.in_use(Kind.OUTCOME)

    def motives(self) -> list[Entry]:
        """Return the reasons for coming in."""
        return self.in_use(Kind.MOTIVE)

    def languages(self) -> list[Entry]:
        """Return the languages of service."""
        return self.in_use(Kind.LANGUAGE)

    def helper_languages(self) -> list[Entry]:
        """Return the languages that may help besides French and Dutch."""
        return self.in_use(Kind.HELPER_LANGUAGE)

    def rename(self, kind: Kind, code: str, label: Label) -> Entry:
        """Give an entry other words in the three languages; the signs of the shelves that bear them wait to be printed.

        Raises LabelMissingError, LabelTooLongError, PersonalDataError.
        """
        self._gate.require(Action.KEEP_LISTS)
        _nobody_named(label)
        with self._store.unit() as unit:
            before = _known(unit, kind, code)
            after = _kept(unit, before, before.renamed(label))
            if kind in (Kind.THEME, Kind.SUB_THEME) and before.label.both() != after.label.both():
                _have_signs_printed(unit, after, self._clock.now().date())
            return after

    def withdraw(self, kind: Kind, code: str) -> Entry:
        """Take an entry out of use from today on; what was counted under it stays readable.

        Raises CodeNeededError for a code that the program relies on, CodeWaitingError for a theme with open tickets.
        """
        self._gate.require(Action.KEEP_LISTS)
        today = self._clock.now().date()
        with self._store.unit() as unit:
            before = _known(unit, kind, code)
            if kind is Kind.THEME:
                _refuse_while_waiting(unit, code, today)
            return _kept(unit, before, before.withdrawn(today))

    def restore(self, kind: Kind, code: str) -> Entry:
        """Put an entry back into use."""
        self._gate.require(Action.KEEP_LISTS)
        with self._store.unit() as unit:
            before = _known(unit, kind, code)
            return _kept(unit, before, before.restored())

    def add(self, kind: Kind, code: str, label: Label) -> Entry:
        """Add an entry of the house's own making at the end of a list.

        Raises CodeKnownError, CodeShapeError, LabelMissingError; CodeNeededError for a list that the program fixes.
        """
        self._gate.require(Action.KEEP_LISTS)
        if kind not in EXTENSIBLE:
            raise CodeNeededError(kind.value)
        _nobody_named(label)
        with self._store.unit() as unit:
            if unit.lists.find(kind, checked_code(code)) is not None:
                raise CodeKnownError(code)
            last = unit.lists.all(kind)[-1]
            entry = replace(last, code=code, label=checked_label(code, label), rank=last.rank + 1, valid_to=None)
            return _kept(unit, None, replace(entry, valid_from=self._clock.now().date()))

    def move(self, kind: Kind, code: str, steps: int) -> Entry:
        """Move an entry so many places down its list, or up when negative; every screen shows the new order.

        Raises UnknownCodeError, OrderFixedError.
        """
        self._gate.require(Action.KEEP_LISTS)
        with self._store.unit() as unit:
            _known(unit, kind, code)
            before = {entry.code: entry for entry in unit.lists.all(kind)}
            for entry in moved(list(before.values()), code, steps):
                _kept(unit, before[entry.code], entry)
            return _known(unit, kind, code)


def _known(unit: Unit, kind: Kind, code: str) -> Entry:
    entry = unit.lists.find(kind, code)
    if entry is None:
        raise UnknownCodeError(kind.value, code)
    return entry


def _kept(unit: Unit, before: Entry | None, after: Entry) -> Entry:
    changed = changes(before, after)
    if changed:
        unit.keep(LIST_ENTRY, record_id(after.kind, after.code), changed)
    return after


def _have_signs_printed(unit: Unit, renamed: Entry, day: date) -> None:
    """Put on the list the signs on which the words of a theme or sub-theme stand."""
    below = [sub.code for sub in unit.lists.all(Kind.SUB_THEME) if sub.theme_code == renamed.code and not sub.retired]
    codes = [renamed.code, *below]
    used = [code for code in codes if unit.titles.stands_any(code)]
    # What stands on a shelf of a theme stands under the sign of the theme.
    used += [renamed.code] if used else []
    jobs = unit.labels.some(job_id(LabelKind.SIGN, code) for code in codes)
    unit.keep_all(LABEL_JOB, signs_renamed(codes, used, jobs, day))


def _refuse_while_waiting(unit: Unit, theme_code: str, today: date) -> None:
    tickets = [ticket for ticket in unit.tickets.of_day(today, OPEN_STATES) if ticket.theme_code == theme_code]
    if tickets:
        raise CodeWaitingError(theme_code, len(tickets))


def _nobody_named(label: Label) -> None:
    for words in (label.fr, label.nl, label.en):
        checked_text(words)
