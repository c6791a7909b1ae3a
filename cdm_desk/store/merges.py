"""Which title stands for one that was merged into it: followed by whoever reads, so that nothing has to be rewritten.

A basket, an article of the press review, a fact of use go on naming the title that went, also those that another
workstation writes before it has heard of the merge; they speak of the title that stays as long as the merge stands.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, Final
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from cdm_desk.store.house_settings import HOUSE_SETTING
from cdm_desk.store.rows import HouseSettingRow, TitleRow

MERGED: Final = "merged "
"""What the name of the record of a merge begins with, the id of the title that went after it."""

_AFTER: Final = "merged!"


class MergeTable:
    """The merges that stand."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def heirs(self) -> dict[UUID, UUID]:
        """Return for each title that went the one that stands for it, however often that was merged in its turn."""
        into = self._into()
        found = {gone: _last(gone, into) for gone in into}
        standing = self._standing({*found, *found.values()}) if found else set()
        return {gone: heir for gone, heir in found.items() if gone not in standing and heir in standing}

    def forebears(self, title_ids: Iterable[UUID]) -> dict[UUID, UUID]:
        """Return the titles that went into one of these, each with the one it went into."""
        wanted = set(title_ids)
        return {gone: heir for gone, heir in self.heirs().items() if heir in wanted}

    def circles(self) -> set[UUID]:
        """Return of each circle of titles that were merged into one another the one that has to stand again."""
        into = self._into()
        rounds = (_round(gone, into) for gone in into)
        return {min(each, key=lambda title_id: title_id.hex) for each in rounds if each}

    def _into(self) -> dict[UUID, UUID]:
        named = (HouseSettingRow.id > MERGED, HouseSettingRow.id < _AFTER, HouseSettingRow.value.is_not(None))
        rows = self._db.execute(select(HouseSettingRow.id, HouseSettingRow.value).where(*named))
        pairs = ((_uuid(name.removeprefix(MERGED)), _uuid(_read(value))) for name, value in rows)
        return {gone: kept for gone, kept in pairs if gone is not None and kept is not None}

    def _standing(self, title_ids: Iterable[UUID]) -> set[UUID]:
        ids = [title_id.hex for title_id in title_ids]
        query = select(TitleRow.id).where(TitleRow.id.in_(ids), func.coalesce(TitleRow.removed, False).is_(False))
        return {UUID(hex=title_id) for title_id in self._db.execute(query).scalars()}


def merge_record(gone: UUID, kept: UUID | None) -> tuple[str, str, dict[str, Any]]:
    """Return what the unit writes so that a title stands for another, or for itself again."""
    return HOUSE_SETTING, f"{MERGED}{gone.hex}", {"value": None if kept is None else json.dumps(kept.hex)}


def titles_named(record_ids: Iterable[str]) -> set[str]:
    """Return the titles whose merges these settings of the house are."""
    return {record_id.removeprefix(MERGED) for record_id in record_ids if record_id.startswith(MERGED)}


def summed(times: Mapping[UUID, int], heirs: Mapping[UUID, UUID]) -> dict[UUID, int]:
    """Return counts by title, those of a title that went added to the one that stands for it."""
    sums: Counter[UUID] = Counter()
    for title_id, number in times.items():
        sums[heirs.get(title_id, title_id)] += number
    return dict(sums)


def _last(gone: UUID, into: Mapping[UUID, UUID]) -> UUID:
    # Two workstations may each have merged one into the other's: nobody goes round in that for ever.
    passed = {gone}
    while (after := into.get(gone)) is not None and after not in passed:
        passed.add(after)
        gone = after
    return gone


def _round(gone: UUID, into: Mapping[UUID, UUID]) -> list[UUID]:
    """Return the circle that a title is part of, nothing for one that leads to a title or only into a circle."""
    passed = [gone]
    while (after := into.get(passed[-1])) is not None and after not in passed:
        passed.append(after)
    return passed if after == gone else []


def _read(value: str | None) -> str:
    try:
        return str(json.loads(value or ""))
    except ValueError:
        return ""


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(hex=text)
    except ValueError:
        return None
