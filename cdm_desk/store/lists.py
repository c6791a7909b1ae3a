"""The code lists in use here: what was shipped, overlaid with what the house has changed or added."""

from dataclasses import replace
from datetime import date
from typing import Any, Final

from sqlalchemy import bindparam, select
from sqlalchemy.engine import Connection

from cdm_desk.domain.errors import RetiredCodeError, UnknownCodeError
from cdm_desk.domain.lists import IN_USE_SINCE, SHIPPED, Entry, Kind, Label, shipped
from cdm_desk.domain.queue import DEFAULT_RULE, RULE_LIMITS, Rule
from cdm_desk.store.prepared import Prepared
from cdm_desk.store.rows import ListEntryRow, table_named

LIST_ENTRY = "list_entry"
"""The table of records that list entries travel in: they are written by the unit, field by field."""
_RULE = "queue_rule:"
_ENTRY: Final = Prepared(select(table_named("list_entry")).where(ListEntryRow.id == bindparam("of_entry")))


class ListsTable:
    """Entries of the code lists, read."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def all(self, kind: Kind) -> list[Entry]:
        """Return every entry of a list in its order, the retired ones included."""
        changed = self._changed(kind)
        known = [_overlaid(entry, changed.pop(entry.code, None)) for entry in SHIPPED[kind]]
        added = [entry for code, row in changed.items() if (entry := _added(kind, code, row)) is not None]
        ours = sorted(added, key=lambda entry: (entry.rank, entry.code))
        return sorted([*known, *ours], key=lambda entry: entry.rank)

    def find(self, kind: Kind, code: str) -> Entry | None:
        """Return one entry, retired or not."""
        row = next(iter(_ENTRY.records(self._db, {"of_entry": record_id(kind, code)})), None)
        known = shipped(kind, code)
        if known is not None:
            return _overlaid(known, row)
        return None if row is None else _added(kind, code, row)

    def usable(self, kind: Kind, code: str, day: date) -> Entry:
        """Return an entry that may be chosen on a day; raises UnknownCodeError or RetiredCodeError."""
        entry = self.find(kind, code)
        if entry is None:
            known = tuple(each.code for each in self.all(kind) if each.in_use(day))
            raise UnknownCodeError(kind.value, code, known)
        if not entry.in_use(day):
            raise RetiredCodeError(kind.value, code)
        return entry

    def rule(self) -> Rule:
        """Return the rule of who is called next, as the house has set it; what makes no sense is as shipped."""
        query = select(ListEntryRow.id, ListEntryRow.rank).where(ListEntryRow.id.startswith(_RULE, autoescape=True))
        told = {record_id.removeprefix(_RULE).lower(): number for record_id, number in self._db.execute(query)}
        ours = {name: number for name, number in told.items() if name in RULE_LIMITS and number is not None}
        within = {name: each for name, each in ours.items() if RULE_LIMITS[name][0] <= each <= RULE_LIMITS[name][1]}
        return replace(DEFAULT_RULE, **within)

    def _changed(self, kind: Kind) -> dict[str, Any]:
        prefix = record_id(kind, "")
        query = select(ListEntryRow.__table__).where(ListEntryRow.id.startswith(prefix, autoescape=True))
        return {row["id"].removeprefix(prefix): row for row in self._db.execute(query).mappings()}


def record_id(kind: Kind, code: str) -> str:
    """Return the id under which an entry's record travels."""
    return f"{kind.value}:{code}"


def rule_id(name: str) -> str:
    """Return the id under which a number of the rule of calling travels: with the lists, so that all desks agree."""
    return f"{_RULE}{name.upper()}"


def changes(before: Entry | None, after: Entry) -> dict[str, Any]:
    """Return the fields of the record that differ; all of them when there was no entry before."""
    old = {} if before is None else _fields(before)
    return {name: value for name, value in _fields(after).items() if name not in old or old[name] != value}


def _fields(entry: Entry) -> dict[str, Any]:
    """The record as it travels: days as ISO text."""
    label = entry.label
    return {
        "fr": label.fr,
        "nl": label.nl,
        "en": label.en,
        "rank": entry.rank,
        "valid_from": entry.valid_from.isoformat(),
        "valid_to": None if entry.valid_to is None else entry.valid_to.isoformat(),
    }


def _overlaid(entry: Entry, row: Any) -> Entry:  # noqa: ANN401 - a row of the driver, or none
    if row is None:
        return entry
    label = entry.label
    return Entry(
        kind=entry.kind,
        code=entry.code,
        label=Label(fr=row["fr"] or label.fr, nl=row["nl"] or label.nl, en=row["en"] or label.en),
        rank=row["rank"] or entry.rank,
        valid_from=row["valid_from"] or entry.valid_from,
        valid_to=row["valid_to"],
    )


def _added(kind: Kind, code: str, row: Any) -> Entry | None:  # noqa: ANN401 - a row of the driver
    if not (row["fr"] and row["nl"] and row["en"]):
        # Part of its words is still on the way from another workstation.
        return None
    return Entry(
        kind=kind,
        code=code,
        label=Label(fr=row["fr"], nl=row["nl"], en=row["en"]),
        rank=row["rank"] or len(SHIPPED[kind]) + 1,
        valid_from=row["valid_from"] or IN_USE_SINCE,
        valid_to=row["valid_to"],
    )
