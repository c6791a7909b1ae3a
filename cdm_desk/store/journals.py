"""Journals: their titles, the numbers of which something is known, the articles worth knowing."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.engine import Connection

from cdm_desk.domain.expected import Numbering, Rhythm
from cdm_desk.domain.journals import Article, Issue, Journal
from cdm_desk.store.rows import ArticleRow, JournalIssueRow, JournalTitleRow

JOURNAL: Final = "journal_title"
ISSUE: Final = "journal_issue"
ARTICLE: Final = "article"
"""The tables of records: they are written by the unit, field by field."""

# The stamps are a text of their own to be taken apart for each row, and nobody here looks at them.
_OF_ISSUE: Final = tuple(
    getattr(JournalIssueRow, name)
    for name in (
        "id",
        "journal_id",
        "number",
        "expected_on",
        "received_on",
        "claimed_on",
        "claims",
        "given_up",
        "removed",
    )
)
_RHYTHMS: Final = frozenset(rhythm.value for rhythm in Rhythm)


class JournalTitleTable:
    """What is known of journals; what was removed is passed over unless it is asked for by its id."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def all(self) -> list[Journal]:
        """Return every journal by title."""
        query = select(JournalTitleRow.__table__).where(
            JournalTitleRow.title.is_not(None), _kept(JournalTitleRow.removed)
        )
        found = [_journal(row) for row in self._db.execute(query).mappings()]
        return sorted(found, key=lambda journal: (journal.sort_key, journal.id.hex))

    def find(self, journal_id: UUID) -> Journal | None:
        """Return one journal, a removed one too."""
        query = select(JournalTitleRow.__table__).where(JournalTitleRow.id == journal_id.hex)
        row = self._db.execute(query).mappings().one_or_none()
        return None if row is None or row["title"] is None else _journal(row)

    def issues(self, since: date) -> Mapping[UUID, list[Issue]]:
        """Return, by journal, the numbers that may still come and those that were expected or came since a day."""
        by_journal: dict[UUID, list[Issue]] = defaultdict(list)
        for issue in self._issues(_recent(since)):
            by_journal[issue.journal_id].append(issue)
        return by_journal

    def issues_of(self, journal_id: UUID, since: date) -> list[Issue]:
        """Return the same of one journal."""
        return self._issues(_recent(since), JournalIssueRow.journal_id == journal_id.hex)

    def issues_with_articles(self) -> dict[UUID, Issue]:
        """Return the numbers in which an article stands, by id."""
        named = select(ArticleRow.issue_id).where(ArticleRow.issue_id.is_not(None))
        return {issue.id: issue for issue in self._issues(JournalIssueRow.id.in_(named))}

    def _issues(self, *conditions: ColumnElement[bool]) -> list[Issue]:
        there = (JournalIssueRow.journal_id.is_not(None), _kept(JournalIssueRow.removed))
        rows = self._db.execute(select(*_OF_ISSUE).where(*there, *conditions)).mappings()
        return [_issue(row) for row in rows]

    def issue(self, issue_id: UUID) -> Issue | None:
        """Return one number of which something is known, a removed one too."""
        query = select(*_OF_ISSUE).where(JournalIssueRow.id == issue_id.hex)
        row = self._db.execute(query).mappings().one_or_none()
        return None if row is None or row["journal_id"] is None else _issue(row)

    def articles(self) -> list[Article]:
        """Return every article, the latest first."""
        query = select(ArticleRow.__table__).where(ArticleRow.title.is_not(None), _kept(ArticleRow.removed))
        found = [_article(row) for row in self._db.execute(query).mappings()]
        return sorted(found, key=lambda each: (-(each.added_on.toordinal() if each.added_on else 0), each.title))

    def article(self, article_id: UUID) -> Article | None:
        """Return one article, a removed one too."""
        query = select(ArticleRow.__table__).where(ArticleRow.id == article_id.hex)
        row = self._db.execute(query).mappings().one_or_none()
        return None if row is None or row["title"] is None else _article(row)


def _kept(removed: Any) -> ColumnElement[bool]:  # noqa: ANN401 - a column
    return or_(removed.is_(None), ~removed)


def _recent(since: date) -> ColumnElement[bool]:
    row = JournalIssueRow
    waits = and_(row.received_on.is_(None), or_(row.given_up.is_(None), ~row.given_up))
    return or_(waits, row.expected_on >= since, row.received_on >= since)


def columns_of_journal(journal: Journal) -> dict[str, object]:
    """Return a journal as the fields of its record."""
    names = [name for name in Journal.__dataclass_fields__ if name not in ("id", "rhythm", "numbering", "pauses")]
    return {
        **{name: getattr(journal, name) for name in names},
        "rhythm": journal.rhythm.value,
        "numbering": journal.numbering.text,
        "pauses": tuple(str(month) for month in journal.pauses),
    }


def columns_of_issue(issue: Issue) -> dict[str, object]:
    """Return a number as the fields of its record."""
    names = [name for name in Issue.__dataclass_fields__ if name not in ("id", "journal_id")]
    return {"journal_id": issue.journal_id.hex, **{name: getattr(issue, name) for name in names}}


def columns_of_article(article: Article) -> dict[str, object]:
    """Return an article as the fields of its record."""
    names = [name for name in Article.__dataclass_fields__ if name not in ("id", "journal_id", "issue_id")]
    return {
        "journal_id": article.journal_id.hex if article.journal_id else None,
        "issue_id": article.issue_id.hex if article.issue_id else None,
        **{name: getattr(article, name) for name in names},
    }


def _journal(row: Any) -> Journal:  # noqa: ANN401 - a row of the driver
    return Journal(
        id=UUID(hex=row["id"]),
        title=row["title"],
        issn=row["issn"],
        barcode=row["barcode"],
        publisher=row["publisher"],
        language=row["language"],
        theme_code=row["theme_code"],
        # Of a rhythm that only a newer program knows nothing is foretold.
        rhythm=Rhythm(row["rhythm"]) if row["rhythm"] in _RHYTHMS else Rhythm.IRREGULAR,
        first_on=row["first_on"],
        numbering=Numbering.read(row["numbering"]),
        pauses=tuple(int(month) for month in row["pauses"] or () if month.isdecimal() and 1 <= int(month) <= 12),
        grace_days=row["grace_days"],
        claims_to=row["claims_to"],
        removed=bool(row["removed"]),
    )


def _issue(row: Any) -> Issue:  # noqa: ANN401 - as above
    return Issue(
        id=UUID(hex=row["id"]),
        journal_id=UUID(hex=row["journal_id"]),
        number=row["number"] or "",
        expected_on=row["expected_on"],
        received_on=row["received_on"],
        claimed_on=row["claimed_on"],
        claims=row["claims"] or 0,
        given_up=bool(row["given_up"]),
        removed=bool(row["removed"]),
    )


def _article(row: Any) -> Article:  # noqa: ANN401 - as above
    return Article(
        id=UUID(hex=row["id"]),
        title=row["title"],
        journal_id=UUID(hex=row["journal_id"]) if row["journal_id"] else None,
        issue_id=UUID(hex=row["issue_id"]) if row["issue_id"] else None,
        authors=row["authors"] or (),
        pages=row["pages"],
        theme_code=row["theme_code"],
        summary=row["summary"],
        added_on=row["added_on"],
        removed=bool(row["removed"]),
    )
