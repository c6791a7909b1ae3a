"""The catalogue: search, add and edit titles and copies, take files of books in and undo them.

For the command line; each answers what its command prints::

    parcel = importers.parcel.read(path, profile=importers.parcel.profile_from(mapping) if mapping else None)
    library.receive(parcel, dry_run=…).plain()      books import   one object, as the contract shapes it
    library.undo(parcel_id).plain()                 books undo     one object
    [hit.plain() for hit in library.found(words)]   books search   one object for each work
    importers.writing.written(library.shelf(), path.suffix, form, library.today())    books export   bytes of the file
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Any, Final, TypeAlias
from uuid import UUID, uuid4

from cdm_desk.domain.clock import Clock
from cdm_desk.domain.errors import (
    BarcodeTakenError,
    FieldTooLongError,
    ParcelGoneError,
    TextRefusedError,
    TitleGoneError,
)
from cdm_desk.domain.facets import FacetCounts
from cdm_desk.domain.folding import clean
from cdm_desk.domain.intake import Intake, Step, Work, changed_fields, judged, numbers_and_blocks, recorded_fields
from cdm_desk.domain.labels import LabelKind, job_id, relabelled, shelf_of, signs_after_move, wanted
from cdm_desk.domain.library import (
    COPY_TEXTS,
    LONGEST_FIELD,
    Copy,
    Hit,
    Parcel,
    Receipt,
    Search,
    State,
    Title,
    Undone,
    Why,
)
from cdm_desk.domain.likeness import Matcher, TitleKey
from cdm_desk.domain.lookup import Accession, Waiting
from cdm_desk.domain.personal import found
from cdm_desk.domain.staff import Action, Gate
from cdm_desk.store.labels import LABEL_JOB
from cdm_desk.store.library import COPY, TITLE, KeptLine, ParcelHead
from cdm_desk.store.records import plain_values
from cdm_desk.store.unit import Store, Unit

MOST_FOUND: Final = 100_000

_Made: TypeAlias = list[tuple[str, str, dict[str, Any]]]
"""Records that a row makes: table, id, and fields in their plain form."""


class LibraryService:
    """Keeps the catalogue."""

    def __init__(self, store: Store, clock: Clock, gate: Gate) -> None:
        self._store = store
        self._clock = clock
        self._gate = gate

    def search(self, search: Search, first: int = 0, most: int = 50) -> list[Hit]:
        """Return one page of what a search finds; without words the whole catalogue by title."""
        with self._store.view() as unit:
            return unit.titles.hits(search, first, most)

    def count(self, search: Search) -> int:
        """Return how many titles a search finds."""
        with self._store.view() as unit:
            return unit.titles.count(search)

    def facets(self, search: Search) -> FacetCounts:
        """Return how many titles of a search have each value of each facet, each facet as if it were not narrowed."""
        with self._store.view() as unit:
            return unit.titles.facets(search)

    def found(self, words: str) -> list[Hit]:
        """Return everything that a search finds, in the order in which the screen shows it."""
        return self.search(Search(words=words), 0, MOST_FOUND)

    def tally(self) -> Mapping[str, int]:
        """Return the number of titles by theme code, "" for those without."""
        with self._store.view() as unit:
            return unit.titles.tally()

    def languages(self) -> Mapping[str, int]:
        """Return the number of titles by language, "" for those without."""
        with self._store.view() as unit:
            return unit.titles.languages()

    def title(self, title_id: UUID) -> Title:
        """Return a title. Raises TitleGoneError."""
        with self._store.view() as unit:
            return _title(unit, title_id)

    def copies(self, title_id: UUID) -> tuple[Copy, ...]:
        """Return the copies of a title, the withdrawn ones included."""
        with self._store.view() as unit:
            return unit.titles.copies(title_id)

    def holder(self, barcode: str) -> Title | None:
        """Return the title whose copy carries a barcode."""
        with self._store.view() as unit:
            copy = unit.titles.holders([clean(barcode)]).get(clean(barcode))
            return None if copy is None else unit.titles.find(copy.title_id)

    def numbered(self, isbn: str) -> list[Title]:
        """Return the titles that carry an ISBN, as it is kept: thirteen digits."""
        with self._store.view() as unit:
            return unit.titles.found_by_number(isbn)

    def choices(self, name: str) -> list[str]:
        """Return what the catalogue holds in a field, the most frequent first."""
        with self._store.view() as unit:
            return unit.titles.choices(name)

    def check_may_edit(self) -> None:
        """Return if who sits here may write into the catalogue, before a form is filled in; raise NotAllowedError."""
        self._gate.require(Action.EDIT_CATALOGUE)

    def check_may_import(self) -> None:
        """Return if who sits here may take a file in, before one is chosen; raise NotAllowedError."""
        self._gate.require(Action.IMPORT_BOOKS)

    def add(self, title: Title, copies: Iterable[Copy] = ()) -> Title:
        """Catalogue a title with its copies.

        Raises TitleMissingError, FieldTooLongError, YearError, TextRefusedError or BarcodeTakenError.
        """
        self._gate.require(Action.EDIT_CATALOGUE)
        new = replace(_named(title.checked()), removed=False)
        with self._store.unit() as unit, _labels_followed(unit, new.id, self.today()):
            unit.keep(TITLE, new.id.hex, recorded_fields(new))
            for copy in copies:
                _put_copy(unit, replace(copy, title_id=new.id))
        return new

    def keep(self, title: Title, seen: Title) -> Title:
        """Write what was changed of a title that was shown as `seen`; what others changed meanwhile stays.

        Raises TitleGoneError and what `add` raises.
        """
        self._gate.require(Action.EDIT_CATALOGUE)
        changes = changed_fields(seen, _named(title.checked()))
        with self._store.unit() as unit, _labels_followed(unit, title.id, self.today()):
            current = _title(unit, title.id)
            if changes:
                unit.keep(TITLE, title.id.hex, changes, unseen=_unseen(current, seen))
            return replace(current, **changes)

    def keep_work(self, work: Work, seen: Work) -> Work:
        """Write title and copies as they are now, in one act; `keep_work(seen, work)` is the inverse.

        A copy that is only in `work` is added, one that is only in `seen` goes. What others changed meanwhile of the
        same fields is kept as edited twice. Raises what `keep` and `add_copy` do.
        """
        self._gate.require(Action.EDIT_CATALOGUE)
        title = _named(work.title.checked())
        known = {copy.id: copy for copy in seen.copies}
        with self._store.unit() as unit, _labels_followed(unit, title.id, self.today()):
            current = _title(unit, title.id)
            changes = changed_fields(seen.title, title)
            if changes:
                unit.keep(TITLE, title.id.hex, changes, unseen=_unseen(current, seen.title))
            kept = tuple(_keep_copy(unit, copy, known.get(copy.id)) for copy in work.copies)
            for copy_id in known.keys() - {copy.id for copy in kept}:
                unit.keep(COPY, copy_id.hex, {"removed": True})
        return Work(title=title, copies=kept)

    def remove(self, title_id: UUID) -> Title:
        """Take a title that should not be there out of the catalogue, with its copies; `bring_back` is the inverse."""
        self._gate.require(Action.EDIT_CATALOGUE)
        with self._store.unit() as unit:
            title = _title(unit, title_id)
            for copy in unit.titles.copies(title_id):
                unit.keep(COPY, copy.id.hex, {"removed": True})
            unit.keep(TITLE, title_id.hex, {"removed": True})
            return title

    def bring_back(self, title_id: UUID, copy_ids: Iterable[UUID] = ()) -> None:
        """Put a removed title back in the catalogue, with those of its copies that are named."""
        self._gate.require(Action.EDIT_CATALOGUE)
        with self._store.unit() as unit:
            unit.keep(TITLE, title_id.hex, {"removed": False})
            for copy_id in copy_ids:
                unit.keep(COPY, copy_id.hex, {"removed": False})

    def add_copy(self, title_id: UUID, *, barcode: str | None = None, shelf_mark: str | None = None) -> Copy:
        """Add a copy to a title. Raises TitleGoneError, BarcodeTakenError or TextRefusedError."""
        self._gate.require(Action.EDIT_CATALOGUE)
        with self._store.unit() as unit, _labels_followed(unit, title_id, self.today()):
            _title(unit, title_id)
            return _put_copy(unit, Copy(id=uuid4(), title_id=title_id, barcode=barcode, shelf_mark=shelf_mark))

    def accede(self, title: Title, number: str, *, barcode: str | None = None, complete: bool = True) -> Accession:
        """Catalogue a book in hand: its title unless it stands there, a copy, a spine label to print, in one act.

        The number that it was scanned by waits no more, unless others are still to say what they know of it: then it
        waits for the title, which is not `complete`. Raises what `add` does; `take_back` is the inverse.
        """
        self._gate.require(Action.EDIT_CATALOGUE)
        with self._store.unit() as unit:
            standing = unit.titles.find(title.id)
            kept = standing or replace(_named(title.checked()), removed=False)
            if standing is None:
                unit.keep(TITLE, kept.id.hex, recorded_fields(kept))
            today = self.today()
            new = Copy(id=uuid4(), title_id=kept.id, barcode=barcode, shelf_mark=kept.shelf_mark, acquired_on=today)
            copy = _put_copy(unit, new)
            label_id = job_id(LabelKind.SPINE, copy.id.hex)
            unit.keep(LABEL_JOB, label_id.hex, wanted(LabelKind.SPINE, copy.id, today))
            waiting = unit.lookups.find(number)
            unit.lookups.drop(number)
            if not complete:
                again = waiting or Waiting(number=number, wanted_on=today)
                unit.lookups.add(replace(again, title_id=kept.id, settled=False))
        return Accession(title=kept, copy=copy, label_id=label_id, waiting=waiting, made=standing is None)

    def take_back(self, accession: Accession) -> None:
        """Undo an accession: copy and label go, the title too if it came with them, and its number waits again."""
        self._gate.require(Action.EDIT_CATALOGUE)
        with self._store.unit() as unit:
            unit.keep(COPY, accession.copy.id.hex, {"removed": True})
            unit.keep(LABEL_JOB, accession.label_id.hex, {"removed": True})
            if accession.made:
                unit.keep(TITLE, accession.title.id.hex, {"removed": True})
            if accession.waiting is not None:
                unit.lookups.drop(accession.waiting.number)
                unit.lookups.add(replace(accession.waiting, settled=False))

    def complete(self, title: Title, seen: Title, number: str) -> Title:
        """Write into a title what others knew of it; its number waits no more. The inverse is `keep`."""
        self._gate.require(Action.EDIT_CATALOGUE)
        changes = changed_fields(seen, _named(title.checked()))
        with self._store.unit() as unit:
            current = _title(unit, title.id)
            if changes:
                unit.keep(TITLE, title.id.hex, changes)
            unit.lookups.drop(number)
        return replace(current, **changes)

    def keep_copy(self, copy: Copy, seen: Copy) -> Copy:
        """Write what was changed of a copy that was shown as `seen`."""
        self._gate.require(Action.EDIT_CATALOGUE)
        with self._store.unit() as unit, _labels_followed(unit, copy.title_id, self.today()):
            _title(unit, copy.title_id)
            return _keep_copy(unit, copy, seen)

    def withdraw(self, title_id: UUID) -> Title:
        """Take a title off the shelf, its copies too; it stays in the catalogue. The inverse is `keep`, `keep_copy`."""
        self._gate.require(Action.EDIT_CATALOGUE)
        with self._store.unit() as unit:
            title = _title(unit, title_id)
            for copy in unit.titles.copies(title_id):
                if copy.counted:
                    unit.keep(COPY, copy.id.hex, {"state": State.WITHDRAWN.value})
            unit.keep(TITLE, title_id.hex, {"state": State.WITHDRAWN.value})
            return replace(title, state=State.WITHDRAWN)

    def withdraw_copy(self, copy_id: UUID) -> Copy:
        """Take one copy off the shelf; the inverse is `keep_copy`."""
        self._gate.require(Action.EDIT_CATALOGUE)
        with self._store.unit() as unit:
            copy = unit.titles.copy(copy_id)
            if copy is None:
                raise TitleGoneError
            unit.keep(COPY, copy_id.hex, {"state": State.WITHDRAWN.value})
            return copy.withdrawn()

    def shelf(self, search: Search | None = None) -> list[tuple[Title, tuple[Copy, ...]]]:
        """Return for an export what a search finds, in its order, or the whole catalogue by title; with all copies."""
        with self._store.view() as unit:
            if search is None:
                return unit.titles.shelf()
            ids = [hit.title.id for hit in unit.titles.hits(search, 0, MOST_FOUND)]
            works = unit.titles.some(ids)
            return [works[title_id] for title_id in ids if title_id in works]

    def today(self) -> date:
        """Return the day that an export is dated."""
        return self._clock.now().date()

    def receive(
        self, parcel: Parcel, *, dry_run: bool = False, tell: Callable[[int, int], None] | None = None
    ) -> Receipt:
        """Take a parcel in, all of it in one transaction; a dry run says what would become of each row.

        `tell` hears how many rows of how many have been weighed; what it raises ends the import, and nothing is kept.
        """
        self._gate.require(Action.IMPORT_BOOKS)
        rows = [judged(line) for line in parcel.rows]
        parcel_id = uuid4()
        # Weighed without the write lock, so that nobody at the desk waits for it.
        with self._store.view() as unit:
            version = unit.titles.version()
            steps = list(_steps(unit, rows, tell))
        if not dry_run:
            head = ParcelHead(
                id=parcel_id,
                name=clean(parcel.name)[:LONGEST_FIELD],
                form=parcel.form,
                day=self.today(),
                lines=len(rows),
            )
            with self._store.unit() as unit:
                if unit.titles.version() != version:
                    steps = list(_steps(unit, rows, tell))
                made = [_made_by(step) for step in steps]
                _write(unit, steps, made)
                unit.parcels.add(head, list(map(_kept, steps, made)))
        fates = tuple(step.fate for step in steps)
        return Receipt(parcel_id=parcel_id, name=parcel.name, fates=fates, kept=not dry_run)

    def undo(self, parcel_id: UUID) -> Undone:
        """Take a parcel back: what it made goes, what it filled becomes empty again.

        What somebody has worked on since is left, and counted. Raises ParcelGoneError.
        """
        self._gate.require(Action.IMPORT_BOOKS)
        with self._store.unit() as unit:
            head = unit.parcels.find(parcel_id)
            if head is None or head.undone:
                raise ParcelGoneError
            undoing = _Undoing(unit, unit.parcels.lines(parcel_id))
            undoing.take_back()
            if not undoing.left:
                unit.parcels.mark_undone(parcel_id)
        return Undone(parcel_id=parcel_id, removed=undoing.removed, restored=undoing.restored, left=undoing.left)

    def parcels(self) -> list[ParcelHead]:
        """Return the parcels taken in here, the newest first."""
        with self._store.view() as unit:
            return unit.parcels.all()

    def fates(self, parcel_id: UUID) -> list[KeptLine]:
        """Return the rows of a parcel with their fates, as they were kept."""
        with self._store.view() as unit:
            return unit.parcels.lines(parcel_id)

    def doubts(self) -> Mapping[UUID, Why]:
        """Return why titles wait for somebody to look at them, by title, as far as they were taken in here."""
        with self._store.view() as unit:
            return unit.parcels.doubts()

    def keep_profile(self, name: str, body: str) -> None:
        """Keep how a kind of table is read, under a name, in the JSON of `importers.table.Profile`."""
        self._gate.require(Action.IMPORT_BOOKS)
        with self._store.unit() as unit:
            unit.parcels.keep_profile(clean(name)[:LONGEST_FIELD], body)

    def profiles(self) -> Mapping[str, str]:
        """Return the profiles kept, by name."""
        with self._store.view() as unit:
            return unit.parcels.profiles()


def _title(unit: Unit, title_id: UUID) -> Title:
    title = unit.titles.find(title_id)
    if title is None:
        raise TitleGoneError
    return title


@contextmanager
def _labels_followed(unit: Unit, title_id: UUID, day: date) -> Iterator[None]:
    """Have the labels printed that no longer say what the title and its copies are; nothing to do after its undo."""
    before = unit.titles.some([title_id]).get(title_id)
    yield
    after = unit.titles.some([title_id]).get(title_id)
    if after is None or after == before or not any(copy.counted for copy in after[1]):
        return
    old, new = (shelf_of(work[0]) if work else None for work in (before, after))
    spines = [job_id(LabelKind.SPINE, copy.id.hex) for copy in after[1]]
    signs = [job_id(LabelKind.SIGN, code) for code in (old, new) if code]
    jobs = unit.labels.some([*spines, *signs])
    leaves_none = old is not None and not unit.titles.stands_any(old)
    rows = relabelled(before, after, jobs, day) | signs_after_move(old, new, jobs, day, leaves_none=leaves_none)
    unit.keep_all(LABEL_JOB, rows)


def _named(title: Title) -> Title:
    """Return a title none of whose fields names a person's number or address; raises TextRefusedError."""
    for name, text in title.texts():
        finding = found(text)
        if finding is not None:
            raise TextRefusedError(name, finding)
    return title


def _put_copy(unit: Unit, copy: Copy) -> Copy:
    checked = _checked_copy(unit, copy)
    unit.keep(COPY, copy.id.hex, recorded_fields(checked))
    return checked


def _keep_copy(unit: Unit, copy: Copy, seen: Copy | None) -> Copy:
    """Write what was changed of a copy; all of it if it is new, or comes back."""
    if seen is None:
        return _put_copy(unit, copy)
    changes = changed_fields(seen, _checked_copy(unit, copy))
    if changes:
        current = unit.titles.copy(copy.id)
        unit.keep(COPY, copy.id.hex, changes, unseen=_unseen(current, seen) if current else frozenset())
    return replace(seen, **changes)


def _unseen(current: Title | Copy, seen: Title | Copy) -> frozenset[str]:
    """Return the fields that others have changed since they were shown."""
    return frozenset(changed_fields(seen, current))


def _checked_copy(unit: Unit, copy: Copy) -> Copy:
    texts: dict[str, Any] = {name: clean(getattr(copy, name) or "") or None for name in COPY_TEXTS}
    tidy = replace(copy, **texts)
    for name, text in ((name, getattr(tidy, name)) for name in COPY_TEXTS):
        if text and len(text) > LONGEST_FIELD:
            raise FieldTooLongError(name, LONGEST_FIELD)
        finding = found(text) if text else None
        if finding is not None:
            raise TextRefusedError(name, finding)
    if tidy.barcode:
        holder = unit.titles.holders([tidy.barcode]).get(tidy.barcode)
        if holder is not None and holder.id != tidy.id:
            title = unit.titles.find(holder.title_id)
            raise BarcodeTakenError(tidy.barcode, title.heading if title else "")
    return tidy


def _steps(unit: Unit, rows: list[Any], tell: Callable[[int, int], None] | None) -> Iterator[Step]:
    """Weigh the rows of a parcel against the catalogue, block by block."""
    numbers, blocks = numbers_and_blocks(rows)
    matcher = Matcher()
    for title in unit.titles.alike(numbers, blocks):
        matcher.add(TitleKey.of(title))
    barcodes = {copy.barcode for row in rows for copy in row.line.copies if copy.barcode}
    intake = Intake(matcher=matcher, holders=_holders(unit, barcodes))
    likenesses = intake.likenesses(rows, tell)
    for title, copies in unit.titles.some(other for _likeness, other in likenesses if other).values():
        intake.meet(title, copies)
    for row, (likeness, other) in zip(rows, likenesses, strict=True):
        yield intake.take(row, likeness, other)


def _holders(unit: Unit, barcodes: Iterable[str]) -> dict[str, UUID]:
    return {barcode: copy.title_id for barcode, copy in unit.titles.holders(barcodes).items()}


def _made_by(step: Step) -> _Made:
    """Return the records that a row makes."""
    made: list[tuple[str, Title | Copy]] = [] if step.made is None else [(TITLE, step.made)]
    made += [(COPY, copy) for copy in step.added]
    return [(table, value.id.hex, plain_values(recorded_fields(value))) for table, value in made]


def _write(unit: Unit, steps: Iterable[Step], made: Iterable[_Made]) -> None:
    """Write what the rows change; a record that several rows touch is written once, as the last of them left it."""
    writes: dict[str, dict[str, dict[str, Any]]] = {TITLE: {}, COPY: {}}
    for step, records in zip(steps, made, strict=True):
        for table, record_id, values in records:
            writes[table][record_id] = dict(values)
        for table, record_id, _before, after in _fillings(step):
            writes[table].setdefault(record_id, {}).update(after)
    for table, rows in writes.items():
        unit.keep_all(table, rows)


def _fillings(step: Step) -> Iterator[tuple[str, str, dict[str, Any], dict[str, Any]]]:
    """Iterate over the records that a row filled up: table, id, values before and after."""
    if step.before is None or step.after is None:
        return
    pairs: list[tuple[str, Title | Copy, Title | Copy]] = [(TITLE, step.before.title, step.after.title)]
    pairs += [(COPY, was, now) for was, now in zip(step.before.copies, step.after.copies, strict=False)]
    for table, was, now in pairs:
        after = changed_fields(was, now)
        if after:
            before = {name: getattr(was, name) for name in after}
            yield table, now.id.hex, plain_values(before), plain_values(after)


def _kept(step: Step, made: _Made) -> KeptLine:
    before: dict[str, Any] = {}
    after: dict[str, Any] = {f"{table} {record_id}": values for table, record_id, values in made}
    for table, record_id, was, now in _fillings(step):
        before[f"{table} {record_id}"] = was
        after[f"{table} {record_id}"] = now
    return KeptLine(
        fate=step.fate,
        source=step.line.source,
        made=step.made is not None,
        copy_ids=tuple(copy.id for copy in step.added),
        before=before,
        after=after,
    )


class _Undoing:
    """Takes the rows of a parcel back, the last first, so that each finds what it left."""

    def __init__(self, unit: Unit, lines: list[KeptLine]) -> None:
        self._unit = unit
        self._lines = lines
        self._works = unit.titles.some(line.fate.title_id for line in lines if line.fate.title_id)
        self._writes: dict[str, dict[str, dict[str, Any]]] = {TITLE: {}, COPY: {}}
        self.removed = self.restored = self.left = 0

    def take_back(self) -> None:
        """Take every row back."""
        for line in reversed(self._lines):
            title_id = line.fate.title_id
            if title_id is None or title_id not in self._works:
                continue
            title, copies = self._works[title_id]
            if not line.made:
                added = [copy for copy in copies if copy.id in line.copy_ids and _is_as_made(line, COPY, copy)]
                self._drop(added)
                rest = tuple(copy for copy in copies if copy not in added)
                self._works[title_id] = self._restore(line, title, rest)
            elif _is_as_made(line, TITLE, title) and all(_is_as_made(line, COPY, copy) for copy in copies):
                self._remove(title, copies)
            else:
                self.left += 1
        for table, rows in self._writes.items():
            self._unit.keep_all(table, rows)

    def _keep(self, table: str, record_id: str, values: dict[str, Any]) -> None:
        self._writes[table].setdefault(record_id, {}).update(values)

    def _remove(self, title: Title, copies: tuple[Copy, ...]) -> None:
        self._drop(copies)
        self._keep(TITLE, title.id.hex, {"removed": True})
        del self._works[title.id]
        self.removed += 1

    def _drop(self, copies: Iterable[Copy]) -> None:
        for copy in copies:
            self._keep(COPY, copy.id.hex, {"removed": True})

    def _restore(self, line: KeptLine, title: Title, copies: tuple[Copy, ...]) -> tuple[Title, tuple[Copy, ...]]:
        """Give each field that the row filled its value of before, unless somebody has changed it since."""
        touched = False
        kept: list[Any] = []
        records: list[tuple[str, Title | Copy]] = [(TITLE, title), *((COPY, copy) for copy in copies)]
        for table, value in records:
            key = f"{table} {value.id.hex}"
            was = line.before.get(key, {})
            now = line.after.get(key, {}) if was else {}
            current = plain_values({name: getattr(value, name) for name in now})
            back = {name: was[name] for name in now if current[name] == now[name]}
            if back:
                self._keep(table, value.id.hex, back)
                touched = True
            self.left += len(back) < len(now)
            kept.append(_with(value, back))
        self.restored += touched
        return kept[0], tuple(kept[1:])


def _is_as_made(line: KeptLine, table: str, value: Title | Copy) -> bool:
    return plain_values(recorded_fields(value)) == line.after.get(f"{table} {value.id.hex}")


def _with(value: Any, plain: Mapping[str, Any]) -> Any:  # noqa: ANN401 - a title stays a title, a copy a copy
    """Return a title or copy with some fields from their plain form."""
    parts = {name: tuple(each) if isinstance(each, list) else each for name, each in plain.items()}
    return replace(value, **parts)
