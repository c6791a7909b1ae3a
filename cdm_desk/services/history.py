"""The past of a record: each value a field had, when and at which workstation it was written; never by whom."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from cdm_desk.domain.change import Stamp, milliseconds_of
from cdm_desk.domain.clock import at_seconds
from cdm_desk.domain.errors import BarcodeTakenError, TextRefusedError, TitleGoneError, TitleMissingError
from cdm_desk.domain.personal import found
from cdm_desk.domain.staff import Action, Gate
from cdm_desk.store.library import COPY, TITLE
from cdm_desk.store.unit import Store, Unit


class Past(StrEnum):
    """What a line of the past is about."""

    STANDS = "stands"
    REPLACED = "replaced"
    OVERRULED = "overruled"
    JOINED = "joined"
    TAKEN_IN = "taken_in"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """One value of one field: on which day it was written, at which workstation if that is known.

    `value` is plain JSON. `record` is what a copy is called by, nothing for the title itself. A file that was taken in
    has its name for a value, another title that became one with this one has what it was called.
    """

    past: Past
    day: date
    table: str = TITLE
    record_id: str = ""
    record: str = ""
    field: str = ""
    value: Any = None
    workstation: str | None = None
    stamp: Stamp | None = None
    lost_id: UUID | None = None
    open: bool = False

    @property
    def can_return(self) -> bool:
        """Whether the value can be put back: it stands no more, or it says that a copy was removed."""
        return self.past in (Past.REPLACED, Past.OVERRULED) or self.is_removal

    @property
    def asks(self) -> bool:
        """Whether somebody should look at it: nobody has decided yet, or a copy is gone."""
        return self.past is Past.OVERRULED or self.is_removal

    @property
    def is_removal(self) -> bool:
        """Whether a copy was taken out of the catalogue."""
        return self.past is Past.STANDS and self.table == COPY and self.field == "removed" and self.value is True


_OF_THE_PROGRAM: Final = frozenset({"title_id", "origins"})
_NO_PAST: Final = _OF_THE_PROGRAM | {"removed"}
"""Fields whose earlier values say nothing to a person, or nothing that could be put back by itself."""


class HistoryService:
    """Tells what the store knows of the past of a title and its copies, and puts values back."""

    def __init__(self, store: Store, gate: Gate) -> None:
        self._store = store
        self._gate = gate

    def of(self, title_id: UUID) -> list[Trace]:
        """Return the past of a title and its copies, the newest first."""
        with self._store.view() as unit:
            names = {unit.stamp().run: unit.workstation} | dict(unit.history.workstations())
            traces = list(_of_record(unit, TITLE, title_id.hex, names))
            for copy_id in unit.history.copies(title_id):
                traces += _of_record(unit, COPY, copy_id, names)
            traces += [
                Trace(past=Past.JOINED, record_id=title_id.hex, value=called, **_written(stamp, names))
                for called, stamp in unit.history.merged(title_id)
            ]
            files = [
                Trace(past=Past.TAKEN_IN, day=head.day, record_id=title_id.hex, value=head.name, open=made)
                for head, made in unit.history.parcels(title_id)
            ]
        traces.sort(key=lambda each: (each.stamp or Stamp(0, ""), each.past, each.field), reverse=True)
        return [*traces, *files]

    def put_back(self, trace: Trace) -> Trace:
        """Let a value of the past stand again; return the value that it replaces, which is put back the same way.

        Raises TitleGoneError, TitleMissingError, TextRefusedError, BarcodeTakenError or RecordErasedError.
        """
        self._gate.require(Action.EDIT_CATALOGUE)
        value = False if trace.is_removal else trace.value
        with self._store.unit() as unit:
            standing = unit.history.standing(trace.table, trace.record_id)
            if not standing:
                raise TitleGoneError
            _check(unit, trace, value)
            before = standing.get(trace.field, (None, None))[0]
            overruled = unit.conflicts.find(trace.lost_id) if trace.lost_id else None
            if overruled is not None:
                unit.decide(overruled, value)
            elif before != value:
                unit.keep(trace.table, trace.record_id, {trace.field: value})
        return replace(trace, past=Past.REPLACED, value=before, lost_id=None, open=False)


def _of_record(unit: Unit, table: str, record_id: str, names: Mapping[str, str]) -> Iterator[Trace]:
    standing = unit.history.standing(table, record_id)
    barcode = standing.get("barcode", (None, None))[0]
    known = Trace(past=Past.STANDS, day=date.min, table=table, record_id=record_id, record=barcode or "")
    for field, (value, stamp) in standing.items():
        if field not in _OF_THE_PROGRAM and not (field == "removed" and not value):
            yield replace(known, field=field, value=value, **_written(stamp, names))
    for lost in unit.history.lost(table, record_id):
        if lost.value != standing.get(lost.field, (None, None))[0] and not (lost.settled and lost.field in _NO_PAST):
            yield replace(
                known,
                past=Past.REPLACED if lost.settled else Past.OVERRULED,
                field=lost.field,
                value=lost.value,
                lost_id=lost.id,
                open=not lost.settled,
                **_written(lost.stamp, names),
            )


def _written(stamp: Stamp, names: Mapping[str, str]) -> dict[str, Any]:
    day = at_seconds(milliseconds_of(stamp.hlc) // 1000).date()
    return {"day": day, "workstation": names.get(stamp.run) or None, "stamp": stamp}


def _check(unit: Unit, trace: Trace, value: Any) -> None:  # noqa: ANN401 - plain JSON
    if (trace.table, trace.field) == (TITLE, "title") and not value:
        raise TitleMissingError
    for part in value if isinstance(value, list) else [value]:
        finding = found(part) if isinstance(part, str) else None
        if finding is not None:
            raise TextRefusedError(trace.field, finding)
    if trace.field == "barcode" and value:
        holder = unit.titles.holders([value]).get(value)
        if holder is not None and holder.id.hex != trace.record_id:
            title = unit.titles.find(holder.title_id)
            raise BarcodeTakenError(value, title.heading if title else "")
