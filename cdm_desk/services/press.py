"""The press review: articles gathered into the issue of a week, closed in one act, found again for years."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final
from uuid import UUID, uuid4

from cdm_desk.domain.clock import Clock
from cdm_desk.domain.errors import AmountError, TextRefusedError
from cdm_desk.domain.library import Hit, Search
from cdm_desk.domain.personal import found
from cdm_desk.domain.press import (
    MOST_TITLES,
    IssueClosedError,
    IssueEmptyError,
    NumberedIssue,
    PressIssue,
    PressItem,
    PressItemGoneError,
    PressReview,
    ShelfTitle,
    host_of,
    numbered,
)
from cdm_desk.domain.press_archive import ArchiveHit, ArchiveSearch, is_found, telling_words
from cdm_desk.domain.press_feeds import Feed, FeedRead, Proposal
from cdm_desk.domain.press_rights import Licence, licences_from
from cdm_desk.domain.staff import Action, Gate
from cdm_desk.store.house_settings import HOUSE_SETTING
from cdm_desk.store.press import FEED, PRESS_ISSUE, PRESS_ITEM, feed_values, item_values
from cdm_desk.store.unit import Store, Unit

LICENCES_KEPT: Final = "press_licences"
READING_KEPT: Final = "press_feeds_read"
HIGHEST_NUMBER: Final = 100_000
HITS_EACH: Final = 30


class PressService:
    """Keeps the press review of the house."""

    def __init__(self, store: Store, clock: Clock, gate: Gate) -> None:
        self._store = store
        self._clock = clock
        self._gate = gate

    def today(self) -> date:
        """Return the day that runs."""
        return self._clock.now().date()

    def check_may_edit(self) -> None:
        """Return if who sits here may write in the review, before a form is filled in; raise NotAllowedError."""
        self._gate.require(Action.EDIT_CATALOGUE)

    # What stands in the review

    def issues(self) -> list[NumberedIssue]:
        """Return the issues with their numbers, the latest first; the one to which articles go now is among them."""
        with self._store.view() as unit:
            counts = unit.press.counts()
            issues = unit.press.issues()
            now = _running(issues, self.today())
        if now not in issues:
            issues.append(now)
        numbers = numbered(issues)
        known = [
            NumberedIssue(issue=each, number=numbers[each.id], items=counts.get(each.id, 0))
            for each in issues
            if counts.get(each.id) or each.closed or each.id == now.id
        ]
        return sorted(known, key=lambda each: each.issue.day, reverse=True)

    def running(self) -> PressIssue:
        """Return the issue to which articles go now: that of this week, or once it is closed the next one."""
        with self._store.view() as unit:
            return _running(unit.press.issues(), self.today())

    def items(self, issue_id: UUID) -> list[PressItem]:
        """Return the articles of an issue in their order, without full texts whose licence is over."""
        with self._store.view() as unit:
            licences = _licences(unit)
            return [item.licensed(licences, self.today()) for item in unit.press.items(issue_id)]

    def item(self, item_id: UUID) -> PressItem:
        """Return an article. Raises PressItemGoneError."""
        with self._store.view() as unit:
            return _item(unit, item_id)

    def archive(self, search: ArchiveSearch) -> list[ArchiveHit]:
        """Return the articles of all issues that a search finds, the latest first."""
        with self._store.view() as unit:
            issues = {issue.id: issue for issue in unit.press.issues()}
            items = unit.press.all_items()
            licences = _licences(unit)
        numbers = numbered(issues.values())
        hits = [
            ArchiveHit(
                item=shown,
                number=numbers.get(item.issue_id) if item.issue_id else None,
                issue=issues.get(item.issue_id) if item.issue_id else None,
            )
            for item in items
            for shown in (item.licensed(licences, self.today()),)
            if is_found(shown, search)
        ]
        hits = [hit for hit in hits if _within(hit.day, search.first, search.last)]
        return sorted(hits, key=lambda hit: (hit.day or date.min, -hit.item.rank, hit.item.id.hex), reverse=True)

    def review(self, issue_id: UUID) -> PressReview:
        """Return an issue as it goes out."""
        with self._store.view() as unit:
            issues = unit.press.issues()
            issue = next((each for each in issues if each.id == issue_id), None)
            issue = issue or _running(issues, self.today())
            licences = _licences(unit)
            items = tuple(item.licensed(licences, self.today()) for item in unit.press.items(issue_id))
            shelf = _shelf(unit, {title_id for item in items for title_id in item.title_ids})
        number = numbered([*(each for each in issues if each.id != issue.id), issue])[issue.id]
        return PressReview(issue=issue, number=number, items=items, shelf=shelf, licences=licences)

    # What one does with it

    def add(self, item: PressItem, issue_id: UUID | None = None) -> PressItem:
        """Put an article at the end of an issue, of the running one unless told.

        Raises IssueClosedError for a closed one, and what `keep` raises.
        """
        self._gate.require(Action.EDIT_CATALOGUE)
        new = _named(item.checked())
        with self._store.unit() as unit:
            new.check_licence(_licences(unit), self.today())
            issue = self._open_issue(unit, issue_id)
            last = max((each.rank for each in unit.press.items(issue.id)), default=0)
            new = replace(new, issue_id=issue.id, rank=last + 1, removed=False)
            unit.keep(PRESS_ITEM, new.id.hex, item_values(new))
            return new

    def keep(self, item: PressItem, seen: PressItem) -> PressItem:
        """Write what was changed of an article that was shown as `seen`; `keep(seen, item)` is the inverse.

        Raises PressItemGoneError, PressTitleMissingError, LinkShapeError, FieldTooLongError, QuoteSourceError,
        TextRefusedError, LicenceMissingError or LicenceExpiredError.
        """
        self._gate.require(Action.EDIT_CATALOGUE)
        checked = _named(item.checked())
        before, after = item_values(seen), item_values(checked)
        changes = {name: value for name, value in after.items() if value != before[name]}
        with self._store.unit() as unit:
            _item(unit, item.id)
            if changes.keys() & {"full_text", "licence"}:
                checked.check_licence(_licences(unit), self.today())
            if changes:
                unit.keep(PRESS_ITEM, item.id.hex, changes)
            return _item(unit, item.id)

    def remove(self, item_id: UUID) -> PressItem:
        """Take an article out of the review; `bring_back` is the inverse."""
        self._gate.require(Action.EDIT_CATALOGUE)
        with self._store.unit() as unit:
            item = _item(unit, item_id)
            unit.keep(PRESS_ITEM, item_id.hex, {"removed": True})
            return item

    def bring_back(self, item_id: UUID) -> None:
        """Put a removed article back."""
        self._gate.require(Action.EDIT_CATALOGUE)
        with self._store.unit() as unit:
            unit.keep(PRESS_ITEM, item_id.hex, {"removed": False})

    def move(self, item_id: UUID, by: int) -> bool:
        """Move an article up or down in its issue; say whether there was room. `move` the other way is the inverse."""
        self._gate.require(Action.EDIT_CATALOGUE)
        with self._store.unit() as unit:
            item = _item(unit, item_id)
            order = unit.press.items(item.issue_id) if item.issue_id else [item]
            at = [each.id for each in order].index(item_id)
            to = at + by
            if not 0 <= to < len(order):
                return False
            order.insert(to, order.pop(at))
            ranks = {each.id.hex: {"rank": rank} for rank, each in enumerate(order, start=1) if each.rank != rank}
            unit.keep_all(PRESS_ITEM, ranks)
            return True

    def close(self, issue_id: UUID) -> NumberedIssue:
        """Close an issue under its number; `reopen` is the inverse.

        Raises IssueEmptyError, or IssueClosedError if it is closed already.
        """
        self._gate.require(Action.EDIT_CATALOGUE)
        with self._store.unit() as unit:
            issues = {issue.id: issue for issue in unit.press.issues()}
            count = len(unit.press.items(issue_id))
            if issue_id not in issues or not count:
                raise IssueEmptyError
            issue, number = issues[issue_id], numbered(issues.values())[issue_id]
            if issue.closed:
                raise IssueClosedError(number)
            closed = replace(issue, number=number, closed_on=self.today())
            unit.keep(PRESS_ISSUE, issue_id.hex, {"number": number, "closed_on": closed.closed_on})
            return NumberedIssue(issue=closed, number=number, items=count)

    def reopen(self, issue_id: UUID) -> None:
        """Open a closed issue again; the number that it was closed under stays."""
        self._gate.require(Action.EDIT_CATALOGUE)
        with self._store.unit() as unit:
            unit.keep(PRESS_ISSUE, issue_id.hex, {"closed_on": None})

    def number_now(self) -> int:
        """Return the number of the running issue."""
        now = self.running()
        return next(each.number for each in self.issues() if each.issue.id == now.id)

    def count_on_from(self, number: int | None) -> PressIssue:
        """Give the running issue a number, from which the following weeks count on: that of an older series.

        None is the next number after the issue before; it is the inverse where no number was given. Raises AmountError
        for one that is not after it.
        """
        self._gate.require(Action.EDIT_CATALOGUE)
        with self._store.unit() as unit:
            issue = self._open_issue(unit, None)
            issues = [replace(each, number=None) if each.id == issue.id else each for each in unit.press.issues()]
            lowest = numbered(issues)[issue.id]
            if number is not None and not lowest <= number <= HIGHEST_NUMBER:
                raise AmountError(number, lowest, HIGHEST_NUMBER)
            unit.keep(PRESS_ISSUE, issue.id.hex, {"number": number})
            return replace(issue, number=number)

    # What goes with an article

    def books_for(self, item: PressItem) -> list[ShelfTitle]:
        """Return the titles of the catalogue that go best with an article, by its words and its themes."""
        points: Counter[UUID] = Counter()
        found_titles: dict[UUID, Hit] = {}
        with self._store.view() as unit:
            for word in telling_words(item.title):
                hits = unit.titles.hits(Search(words=word), 0, HITS_EACH)
                for hit in hits:
                    found_titles[hit.title.id] = hit
                    # A word that few books have says more; the theme decides among those that share one.
                    points[hit.title.id] += 60 // (3 + len(hits)) + 2
            for title_id, hit in found_titles.items():
                if hit.title.theme_code in item.theme_codes:
                    points[title_id] += 8
        best = sorted(
            (title_id for title_id in points if found_titles[title_id].copies),
            key=lambda each: (-points[each], found_titles[each].title.sort_key, each.hex),
        )
        return [_shelf_title(found_titles[title_id]) for title_id in best[:MOST_TITLES]]

    def shelf(self, title_ids: Iterable[UUID]) -> Mapping[UUID, ShelfTitle]:
        """Return those of some titles that are in the catalogue."""
        with self._store.view() as unit:
            return _shelf(unit, set(title_ids))

    def told_by(self, link: str) -> PressItem | None:
        """Return the latest article of the same site, whose source and language a new one of it shares."""
        host = host_of(link)
        with self._store.view() as unit:
            same = [item for item in unit.press.all_items() if item.link and host and host_of(item.link) == host]
        return max(same, key=lambda item: (item.published_on or date.min, item.id.hex), default=None)

    # Licences and feeds

    def licences(self) -> tuple[Licence, ...]:
        """Return the licences of the house, those that are over too."""
        with self._store.view() as unit:
            return _licences(unit)

    def keep_licences(self, licences: Iterable[Licence]) -> None:
        """Record the licences of the house; one without a number is none."""
        self._gate.require(Action.EDIT_CATALOGUE)
        kept = [each.plain() for each in licences if each.number.strip()]
        self._keep_setting(LICENCES_KEPT, kept)

    def reads_feeds(self) -> bool:
        """Whether the house lets feeds be fetched from the web: not unless somebody has said so."""
        with self._store.view() as unit:
            return unit.house.value(READING_KEPT) is True

    def let_feeds_be_read(self, wanted: bool) -> None:  # noqa: FBT001 - the setting is a truth
        """Let feeds be fetched, or not; the same verb is its inverse."""
        self._gate.require(Action.EDIT_CATALOGUE)
        self._keep_setting(READING_KEPT, wanted)

    def feeds(self) -> list[Feed]:
        """Return the feeds by name."""
        with self._store.view() as unit:
            return unit.press.feeds()

    def keep_feed(self, feed: Feed) -> Feed:
        """Write a feed, new or known. Raises LinkShapeError or FieldTooLongError."""
        self._gate.require(Action.EDIT_CATALOGUE)
        checked = feed.checked()
        with self._store.unit() as unit:
            unit.keep(FEED, checked.id.hex, feed_values(checked))
        return checked

    def remove_feed(self, feed_id: UUID) -> None:
        """Read a feed no more; `keep_feed` is the inverse."""
        self._gate.require(Action.EDIT_CATALOGUE)
        with self._store.unit() as unit:
            unit.keep(FEED, feed_id.hex, {"removed": True})

    def proposals(self, read: Iterable[FeedRead]) -> list[Proposal]:
        """Return what feeds announce and the review has not seen yet, the latest first."""
        with self._store.view() as unit:
            known = unit.press.links()
        fresh: dict[str, Proposal] = {}
        for each in read:
            for entry in each.entries:
                if entry.link not in known:
                    fresh.setdefault(entry.link or entry.title, Proposal(entry=entry, feed=each.feed))
        return sorted(fresh.values(), key=lambda each: each.entry.published_on or date.min, reverse=True)

    def take(self, proposal: Proposal, issue_id: UUID | None = None) -> PressItem:
        """Put a proposed article into an issue; `remove` is the inverse. Raises what `add` does."""
        return self.add(proposal.item(uuid4()), issue_id)

    def _keep_setting(self, name: str, value: Any) -> None:  # noqa: ANN401 - any JSON value
        with self._store.unit() as unit:
            unit.keep(HOUSE_SETTING, name, {"value": json.dumps(value)})

    def _open_issue(self, unit: Unit, issue_id: UUID | None) -> PressIssue:
        """Return an issue that articles may go into; it is begun if it was not."""
        issues = unit.press.issues()
        now = _running(issues, self.today())
        issue = next((each for each in issues if each.id == issue_id), now) if issue_id else now
        if issue.closed:
            raise IssueClosedError(numbered(issues)[issue.id])
        if issue not in issues:
            unit.keep(PRESS_ISSUE, issue.id.hex, {"day": issue.day, "removed": False})
        return issue


def _running(issues: Iterable[PressIssue], today: date) -> PressIssue:
    known = {issue.id: issue for issue in issues}
    issue = PressIssue.of_day(today)
    while (standing := known.get(issue.id)) is not None and standing.closed:
        issue = issue.next()
    return known.get(issue.id, issue)


def _item(unit: Unit, item_id: UUID) -> PressItem:
    item = unit.press.item(item_id)
    if item is None:
        raise PressItemGoneError
    return item


def _named(item: PressItem) -> PressItem:
    """Return an article none of whose texts holds a person's number or address; raises TextRefusedError."""
    for name, text in item.own_texts:
        finding = found(text) if name != "full_text" and text != item.link else None
        if finding is not None:
            raise TextRefusedError(name, finding)
    return item


def _licences(unit: Unit) -> tuple[Licence, ...]:
    return licences_from(unit.house.value(LICENCES_KEPT))


def _shelf(unit: Unit, title_ids: set[UUID]) -> dict[UUID, ShelfTitle]:
    return {
        title_id: ShelfTitle(id=title_id, heading=title.heading, shelf_mark=title.shelf_mark, language=title.language)
        for title_id, (title, _copies) in unit.titles.some(title_ids).items()
    }


def _shelf_title(hit: Hit) -> ShelfTitle:
    title = hit.title
    return ShelfTitle(id=title.id, heading=title.heading, shelf_mark=title.shelf_mark, language=title.language)


def _within(day: date | None, first: date | None, last: date | None) -> bool:
    if day is None:
        return first is None and last is None
    return (first is None or first <= day) and (last is None or day <= last)
