"""Labels: what still has to be printed, barcodes for copies without one, the sheets that lie at this workstation."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final
from uuid import UUID

from cdm_desk.domain.barcodes import made_for
from cdm_desk.domain.clock import Clock
from cdm_desk.domain.errors import LabelUnknownError
from cdm_desk.domain.folding import clean, sort_key
from cdm_desk.domain.label_sheets import SHEETS, LabelSheet, as_setting, own_sheet, sheet_named
from cdm_desk.domain.labels import (
    NOT_WANTED,
    LabelJob,
    LabelKind,
    LabelLine,
    ShelfSign,
    job_id,
    look_of,
    mark_of,
    shelf_mark_of,
    sign_wanted,
    wanted,
)
from cdm_desk.domain.library import Copy, Title
from cdm_desk.domain.lists import Entry, Kind
from cdm_desk.domain.staff import Action, Gate
from cdm_desk.store.house_settings import HOUSE_SETTING
from cdm_desk.store.labels import LABEL_JOB
from cdm_desk.store.library import COPY
from cdm_desk.store.unit import Store, Unit

OWN_SHEET: Final = "label_sheet"
"""The setting of the house that holds the sheet it has measured itself."""

_FIELDS: Final = ("kind", "copy_id", "sign", "wanted_on", "printed_on", "removed")


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelsBefore:
    """How labels were before an act, for its undo: fields of labels and barcodes of copies by id, a cell by sheet."""

    jobs: Mapping[str, Mapping[str, Any]]
    barcodes: Mapping[str, str | None] = field(default_factory=dict)
    cells: Mapping[str, int] = field(default_factory=dict)

    @property
    def number(self) -> int:
        """How many labels are concerned."""
        return len(self.jobs)


class LabelsService:
    """Keeps the list of labels to print."""

    def __init__(self, store: Store, clock: Clock, gate: Gate) -> None:
        self._store = store
        self._clock = clock
        self._gate = gate

    def waiting(self, kind: LabelKind) -> list[LabelLine]:
        """Return the labels of a kind that have to be printed, in the order of the shelves."""
        lines = (line for line in self._lines(kind) if line.job.waits(line.looks))
        return sorted(lines, key=_by_mark)

    def printed(self, kind: LabelKind) -> list[LabelLine]:
        """Return the labels of a kind that were printed and need not be again, the latest first."""
        lines = (line for line in self._lines(kind) if line.job.printed_on and not line.job.waits(line.looks))
        return sorted(sorted(lines, key=_by_mark), key=lambda line: line.job.printed_on or date.min, reverse=True)

    def shelves(self) -> dict[str, ShelfSign]:
        """Return the sign of every shelf of the plan by its code: each theme in use, then its sub-themes."""
        with self._store.view() as unit:
            return _signs(unit)

    def want(self, copy_ids: Iterable[UUID], kind: LabelKind) -> LabelsBefore:
        """Have the labels of copies printed; a copy without a barcode is given one of the house's own making."""
        self._gate.require(Action.EDIT_CATALOGUE)
        copy_ids = list(dict.fromkeys(copy_ids))
        today = self._clock.now().date()
        with self._store.unit() as unit:
            rows = {job_id(kind, copy_id.hex): wanted(kind, copy_id, today) for copy_id in copy_ids}
            before = _fields_before(unit, rows)
            given = _give_barcodes(unit, copy_ids) if kind is LabelKind.BARCODE else {}
            unit.keep_all(LABEL_JOB, {each.hex: fields for each, fields in rows.items()})
        return LabelsBefore(jobs=before, barcodes=given)

    def want_found(self, text: str, kind: LabelKind) -> LabelsBefore:
        """Have labels printed of the copy with a barcode, or of all whose shelf mark begins so.

        Raises LabelUnknownError if there are none.
        """
        self._gate.require(Action.EDIT_CATALOGUE)
        wanted_text = clean(text)
        with self._store.view() as unit:
            holder = unit.titles.holders([wanted_text]).get(wanted_text) if wanted_text else None
            copies = [holder] if holder else unit.titles.marked(wanted_text) if wanted_text else []
        found = [copy.id for copy in copies if copy.counted]
        if not found:
            raise LabelUnknownError(wanted_text)
        return self.want(found, kind)

    def want_signs(self, codes: Iterable[str]) -> LabelsBefore:
        """Have the signs of themes or sub-themes printed."""
        self._gate.require(Action.EDIT_CATALOGUE)
        today = self._clock.now().date()
        rows = {job_id(LabelKind.SIGN, code): sign_wanted(code, today) for code in codes}
        with self._store.unit() as unit:
            before = _fields_before(unit, rows)
            unit.keep_all(LABEL_JOB, {each.hex: fields for each, fields in rows.items()})
        return LabelsBefore(jobs=before)

    def again(self, lines: Sequence[LabelLine]) -> LabelsBefore:
        """Put labels that were printed on the list again."""
        today = self._clock.now().date()
        return self._write(lines, lambda line: _again(line, today))

    def drop(self, lines: Sequence[LabelLine]) -> LabelsBefore:
        """Take labels off the list: they need not be printed."""
        return self._write(lines, lambda _line: NOT_WANTED)

    def mark_printed(self, lines: Sequence[LabelLine], sheet: LabelSheet | None = None, start: int = 0) -> LabelsBefore:
        """Note that labels were printed, on a sheet from a cell on: the next free cell is remembered here."""
        self._gate.require(Action.EDIT_CATALOGUE)
        today = self._clock.now().date()
        with self._store.unit() as unit:
            rows = {each.hex: fields for each, fields in _printed(unit, lines, today)}
            before = unit.labels.fields([UUID(hex=each) for each in rows], _FIELDS)
            unit.keep_all(LABEL_JOB, rows)
            cells: dict[str, int] = {}
            if sheet is not None and lines:
                cells[sheet.code] = unit.labels.next_cell(sheet.code)
                unit.labels.keep_next_cell(sheet.code, sheet.next_free(start, len(lines)))
                unit.labels.keep_sheet(lines[0].job.kind, sheet.code)
        return LabelsBefore(jobs=before, cells=cells)

    def put_back(self, before: LabelsBefore) -> None:
        """Put labels back as they were before an act, with the barcodes given and the cell of the sheet."""
        self._gate.require(Action.EDIT_CATALOGUE)
        with self._store.unit() as unit:
            unit.keep_all(LABEL_JOB, before.jobs)
            unit.keep_all(COPY, {each: {"barcode": code} for each, code in before.barcodes.items()})
            for sheet, cell in before.cells.items():
                unit.labels.keep_next_cell(sheet, cell)

    def sheets(self, kind: LabelKind) -> list[LabelSheet]:
        """Return the models of sheets on which labels of a kind find room, that of the house last."""
        with self._store.view() as unit:
            own = own_sheet(unit.house.value(OWN_SHEET))
        known = (*SHEETS, *([own] if own else ()))
        return [sheet for sheet in known if kind is not LabelKind.BARCODE or sheet.holds_barcode]

    def sheet(self, kind: LabelKind) -> LabelSheet:
        """Return the model on which labels of a kind were last printed here."""
        with self._store.view() as unit:
            own = own_sheet(unit.house.value(OWN_SHEET))
            return sheet_named(unit.labels.sheet(kind), own)

    def choose_sheet(self, kind: LabelKind, sheet: LabelSheet) -> None:
        """Remember on which sheet labels of a kind are printed here."""
        with self._store.unit() as unit:
            unit.labels.keep_sheet(kind, sheet.code)

    def own(self) -> LabelSheet | None:
        """Return the sheet that the house has measured, if it has."""
        with self._store.view() as unit:
            return own_sheet(unit.house.value(OWN_SHEET))

    def keep_own(self, sheet: LabelSheet) -> LabelSheet:
        """Keep a sheet that the house has measured; raises LabelSheetError if it does not fit on A4."""
        self._gate.require(Action.EDIT_CATALOGUE)
        kept = sheet.checked()
        with self._store.unit() as unit:
            unit.keep(HOUSE_SETTING, OWN_SHEET, {"value": json.dumps(as_setting(kept))})
        return kept

    def next_cell(self, sheet: LabelSheet) -> int:
        """Return the first free cell of the sheet of a model that lies here."""
        with self._store.view() as unit:
            return unit.labels.next_cell(sheet.code) % sheet.cells

    def _lines(self, kind: LabelKind) -> list[LabelLine]:
        with self._store.view() as unit:
            jobs = [job for job in unit.labels.all() if job.kind is kind]
            if kind is LabelKind.SIGN:
                return _sign_lines(unit, jobs)
            return _copy_lines(unit, jobs)

    def _write(self, lines: Sequence[LabelLine], fields_of: Callable[[LabelLine], Mapping[str, Any]]) -> LabelsBefore:
        self._gate.require(Action.EDIT_CATALOGUE)
        with self._store.unit() as unit:
            rows = {job.id.hex: fields_of(line) for line in lines for job in _jobs_of(unit, line)}
            before = unit.labels.fields([UUID(hex=each) for each in rows], _FIELDS)
            unit.keep_all(LABEL_JOB, rows)
        return LabelsBefore(jobs=before)


def _again(line: LabelLine, day: date) -> dict[str, Any]:
    if line.job.kind is LabelKind.SIGN:
        return {"printed_on": None, "wanted_on": day}
    return {"sign": None, "wanted_on": day}


def _printed(unit: Unit, lines: Sequence[LabelLine], day: date) -> Iterable[tuple[UUID, dict[str, Any]]]:
    for line in lines:
        for job in _jobs_of(unit, line):
            said = {} if job.kind is LabelKind.SIGN else {"sign": line.looks}
            yield job.id, {"printed_on": day, **said}


def _jobs_of(unit: Unit, line: LabelLine) -> Iterable[LabelJob]:
    """Give every record that wants this label: somebody may have asked for it under another id."""
    twins = unit.labels.twins(line.job)
    return twins or [line.job]


def _fields_before(unit: Unit, rows: Mapping[UUID, object]) -> dict[str, dict[str, Any]]:
    return unit.labels.fields(rows, _FIELDS)


def _give_barcodes(unit: Unit, copy_ids: Sequence[UUID]) -> dict[str, str | None]:
    """Give those copies a barcode that have none; return what they had, by id."""
    copies = unit.titles.these_copies(copy_ids)
    given: dict[str, str] = {}

    def is_taken(code: str) -> bool:
        return code in given.values() or bool(unit.titles.holders([code]))

    for copy_id in copy_ids:
        copy = copies.get(copy_id)
        if copy is not None and not copy.barcode:
            given[copy_id.hex] = made_for(copy_id, is_taken)
    unit.keep_all(COPY, {each: {"barcode": code} for each, code in given.items()})
    return dict.fromkeys(given)


def _copy_lines(unit: Unit, jobs: Sequence[LabelJob]) -> list[LabelLine]:
    by_copy = {job.copy_id: job for job in sorted(jobs, key=_most_wanted) if job.copy_id}
    copies = unit.titles.these_copies(by_copy)
    titles = unit.titles.some({copy.title_id for copy in copies.values()})
    lines = []
    for copy_id, job in by_copy.items():
        copy = copies.get(copy_id)
        if copy is None or not copy.counted or copy.title_id not in titles:
            continue
        title, _copies = titles[copy.title_id]
        if look_of(job.kind, title, copy):
            mark = mark_of(title, copy)
            lines.append(LabelLine(job=job, title=title, copy=copy, mark=mark, theme_code=title.theme_code or ""))
    return lines


def _most_wanted(job: LabelJob) -> tuple[bool, date]:
    """Put last, of several records that ask for one label, the one that has most to say."""
    return job.sign is None, job.wanted_on or date.min


def _sign_lines(unit: Unit, jobs: Sequence[LabelJob]) -> list[LabelLine]:
    signs = _signs(unit)
    by_code = {job.sign: job for job in sorted(jobs, key=lambda job: job.printed_on is None) if job.sign in signs}
    lines = []
    for code, job in by_code.items():
        sign = signs[code or ""]
        lines.append(LabelLine(job=job, mark=sign.mark, theme_code=sign.theme_code, sign=sign))
    return lines


def _signs(unit: Unit) -> dict[str, ShelfSign]:
    themes = [entry for entry in unit.lists.all(Kind.THEME) if not entry.retired]
    subs = [entry for entry in unit.lists.all(Kind.SUB_THEME) if not entry.retired]
    return {code: sign for theme in themes for code, sign in _signs_of(theme, subs)}


def _signs_of(theme: Entry, subs: Sequence[Entry]) -> Iterable[tuple[str, ShelfSign]]:
    mark = shelf_mark_of(theme.digit, None)
    yield theme.code, ShelfSign(mark=mark, theme_code=theme.code, theme=theme.label)
    for sub in subs:
        if sub.theme_code == theme.code:
            mark = shelf_mark_of(theme.digit, sub.code)
            yield sub.code, ShelfSign(mark=mark, theme_code=theme.code, theme=theme.label, sub_theme=sub.label)


def _by_mark(line: LabelLine) -> tuple[str, str]:
    title: Title | None = line.title
    copy: Copy | None = line.copy
    return sort_key(line.mark), f"{title.sort_key if title else ''} {copy.id.hex if copy else ''}"
