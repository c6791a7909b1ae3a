"""The press review: articles, issues and feeds as they lie in the store, whoever wrote them and in any order."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.engine import Connection
from sqlalchemy.orm import InstrumentedAttribute

from cdm_desk.domain.press import PressIssue, PressItem
from cdm_desk.domain.press_feeds import Feed
from cdm_desk.store.merges import MergeTable
from cdm_desk.store.rows import FeedRow, PressIssueRow, PressItemRow

PRESS_ITEM: Final = "press_item"
PRESS_ISSUE: Final = "press_issue"
FEED: Final = "feed"

_ITEM_FIELDS: Final = tuple(name for name in PressItem.__dataclass_fields__ if name != "id")
_FEED_FIELDS: Final = tuple(name for name in Feed.__dataclass_fields__ if name != "id")


class PressTable:
    """Articles, issues and feeds; the removed ones are left out."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def issues(self) -> list[PressIssue]:
        """Return the issues that were begun, in the order of their weeks."""
        query = select(PressIssueRow.__table__).where(_standing(PressIssueRow.removed), PressIssueRow.day.is_not(None))
        found = [_issue(row) for row in self._db.execute(query).mappings()]
        return sorted(found, key=lambda issue: (issue.day, issue.id.hex))

    def counts(self) -> dict[UUID, int]:
        """Return how many articles stand in each issue."""
        query = (
            select(PressItemRow.issue_id, func.count())
            .where(_standing(PressItemRow.removed), PressItemRow.issue_id.is_not(None), _named())
            .group_by(PressItemRow.issue_id)
        )
        return {UUID(hex=issue_id): number for issue_id, number in self._db.execute(query)}

    def items(self, issue_id: UUID) -> list[PressItem]:
        """Return the articles of an issue in their order."""
        return self._items(PressItemRow.issue_id == issue_id.hex)

    def all_items(self) -> list[PressItem]:
        """Return every article, in no order of its own."""
        return self._items()

    def item(self, item_id: UUID) -> PressItem | None:
        """Return an article; none if it was taken out."""
        found = self._items(PressItemRow.id == item_id.hex)
        return found[0] if found else None

    def links(self) -> set[str]:
        """Return the links of every article, the removed ones too: what was thrown out is not proposed again."""
        return {link for link in self._db.execute(select(PressItemRow.link)).scalars() if link}

    def feeds(self) -> list[Feed]:
        """Return the feeds by name."""
        query = select(FeedRow.__table__).where(_standing(FeedRow.removed), FeedRow.address.is_not(None))
        found = [_feed(row) for row in self._db.execute(query).mappings()]
        return sorted(found, key=lambda feed: (feed.name.casefold(), feed.id.hex))

    def _items(self, *conditions: ColumnElement[bool]) -> list[PressItem]:
        query = select(PressItemRow.__table__).where(_standing(PressItemRow.removed), _named(), *conditions)
        heirs = MergeTable(self._db).heirs()
        found = [_item(row, heirs) for row in self._db.execute(query).mappings()]
        return sorted(found, key=lambda item: (item.rank, item.id.hex))


def item_values(item: PressItem) -> dict[str, Any]:
    """Return the fields of an article as the unit writes them."""
    return {name: _plain(name, getattr(item, name)) for name in _ITEM_FIELDS}


def feed_values(feed: Feed) -> dict[str, Any]:
    """Return the fields of a feed as the unit writes them."""
    return {name: getattr(feed, name) for name in _FEED_FIELDS}


def _plain(name: str, value: Any) -> Any:  # noqa: ANN401 - a field of any kind
    if name == "issue_id":
        return None if value is None else value.hex
    if name == "title_ids":
        return tuple(each.hex for each in value)
    return value


def _standing(removed: InstrumentedAttribute[bool | None]) -> ColumnElement[bool]:
    return func.coalesce(removed, False).is_(False)


def _named() -> ColumnElement[bool]:
    # Of an article that others wrote, an edit may come before its title.
    return PressItemRow.title.is_not(None)


def _issue(row: Any) -> PressIssue:  # noqa: ANN401 - a row of the driver
    return PressIssue(
        id=UUID(hex=row["id"]), day=row["day"] or date.min, number=row["number"], closed_on=row["closed_on"]
    )


def _item(row: Any, heirs: Mapping[UUID, UUID]) -> PressItem:  # noqa: ANN401 - as above
    fields = {name: row[name] for name in _ITEM_FIELDS}
    fields["title"] = fields["title"] or ""
    fields["theme_codes"] = fields["theme_codes"] or ()
    named = filter(None, map(_uuid, fields["title_ids"] or ()))
    fields["title_ids"] = tuple(dict.fromkeys(heirs.get(title_id, title_id) for title_id in named))
    fields["issue_id"] = _uuid(fields["issue_id"])
    fields["rank"] = fields["rank"] or 0
    fields["removed"] = False
    return PressItem(id=UUID(hex=row["id"]), **fields)


def _feed(row: Any) -> Feed:  # noqa: ANN401 - as above
    return Feed(
        id=UUID(hex=row["id"]),
        name=row["name"] or "",
        address=row["address"] or "",
        language=row["language"],
        theme_code=row["theme_code"],
    )


def _uuid(text: str | None) -> UUID | None:
    try:
        return None if text is None else UUID(hex=text)
    except ValueError:
        return None
