"""Journals: their numbers checked in, claimed, given up; articles worth knowing; every act has its inverse."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final
from uuid import UUID, uuid4, uuid5

from cdm_desk.domain.clock import Clock
from cdm_desk.domain.errors import AmountError, TextRefusedError
from cdm_desk.domain.folding import fold, words
from cdm_desk.domain.journals import (
    MOST_GRACE,
    ROUND,
    Article,
    Issue,
    Journal,
    JournalGoneError,
    JournalTwiceError,
    Run,
    checked_number,
    new_in,
    run_of,
    scanned,
)
from cdm_desk.domain.lists import Kind
from cdm_desk.domain.personal import found
from cdm_desk.domain.staff import Action, Gate
from cdm_desk.store.journals import (
    ARTICLE,
    ISSUE,
    JOURNAL,
    columns_of_article,
    columns_of_issue,
    columns_of_journal,
)
from cdm_desk.store.unit import Store, Unit

MOST_CLAIMED: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """An article with the journal it stands in and the name of the number, as far as they are known."""

    article: Article
    journal: Journal | None
    issue: Issue | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What was done to numbers: as they were before and are now, so that it can be taken back."""

    before: tuple[Issue, ...]
    after: tuple[Issue, ...]


class JournalService:
    """Keeps the journals of the house."""

    def __init__(self, store: Store, clock: Clock, gate: Gate) -> None:
        self._store = store
        self._clock = clock
        self._gate = gate

    def today(self) -> date:
        """Return the day that runs."""
        return self._clock.now().date()

    def check_may_edit(self) -> None:
        """Return if who sits here may keep journals, before a form is filled in; raise NotAllowedError."""
        self._gate.require(Action.EDIT_CATALOGUE)

    def journals(self) -> list[Journal]:
        """Return every journal by title."""
        with self._store.view() as unit:
            return unit.journals.all()

    def runs(self) -> list[Run]:
        """Return the numbers of every journal, known and expected."""
        today = self.today()
        with self._store.view() as unit:
            known = unit.journals.issues(today - ROUND)
            return [run_of(journal, known.get(journal.id, ()), today) for journal in unit.journals.all()]

    def run(self, journal_id: UUID) -> Run:
        """Return the numbers of one journal; raises JournalGoneError."""
        with self._store.view() as unit:
            return _run(unit, journal_id, self.today())

    def new(self) -> list[tuple[Journal, Issue]]:
        """Return what came in the last seven days, the latest first."""
        return new_in(self.runs())

    def bearers(self, code: str) -> list[Journal]:
        """Return the journals whose barcode was scanned, by ISSN or as noted; none for what is no such barcode."""
        read = scanned(code)
        with self._store.view() as unit:
            known = unit.journals.all()
        if read is None:
            return [journal for journal in known if journal.barcode and journal.barcode == code.strip()]
        return [journal for journal in known if journal.borne_by(read)]

    def keep(self, journal: Journal, seen: Journal | None = None) -> Journal:
        """Add a journal, or write what was changed of one that was shown as `seen`.

        Raises what `Journal.checked` raises, UnknownCodeError, AmountError for the days of grace, or JournalTwiceError.
        """
        self._gate.require(Action.EDIT_CATALOGUE)
        today = self.today()
        wanted = journal.checked(today) if seen is None or journal.first_on != seen.first_on else _as_begun(journal)
        if wanted.grace_days is not None and not 0 <= wanted.grace_days <= MOST_GRACE:
            raise AmountError(wanted.grace_days, 0, MOST_GRACE)
        fields = columns_of_journal(wanted)
        with self._store.unit() as unit:
            if wanted.theme_code is not None and (seen is None or seen.theme_code != wanted.theme_code):
                unit.lists.usable(Kind.THEME, wanted.theme_code, today)
            _check_alone(unit, wanted)
            if seen is not None:
                _journal(unit, wanted.id)
                before = columns_of_journal(seen)
                fields = {name: value for name, value in fields.items() if before[name] != value}
            if fields:
                unit.keep(JOURNAL, wanted.id.hex, fields)
        return wanted

    def put_back(self, before: Journal, after: Journal) -> None:
        """Put a journal back as it was before `keep`, whatever may have been withdrawn from the lists since."""
        self._gate.require(Action.EDIT_CATALOGUE)
        self._write(JOURNAL, before.id, columns_of_journal(before), columns_of_journal(after))

    def remove(self, journal_id: UUID) -> Journal:
        """Take a journal out of the list: nothing of it is expected any more. `bring_back` is the inverse."""
        self._gate.require(Action.EDIT_CATALOGUE)
        with self._store.unit() as unit:
            journal = _journal(unit, journal_id)
            unit.keep(JOURNAL, journal_id.hex, {"removed": True})
            return journal

    def bring_back(self, journal_id: UUID) -> None:
        """Put a removed journal back."""
        self._gate.require(Action.EDIT_CATALOGUE)
        with self._store.unit() as unit:
            unit.keep(JOURNAL, journal_id.hex, {"removed": False})

    def receive(self, issue: Issue) -> Act:
        """Note that a number has come today; `take_back` is the inverse. Raises JournalGoneError."""
        return self._change(issue, replace(issue, received_on=self.today(), given_up=False, removed=False))

    def receive_extra(self, journal_id: UUID, number: str) -> Act:
        """Note that a number beside the series has come today; `take_back` is the inverse.

        Two workstations that note the same one note it once. Raises NumberMissingError, FieldTooLongError or
        JournalGoneError.
        """
        name = checked_number(number)
        extra_id = uuid5(journal_id, f"extra {' '.join(words(name)) or fold(name)}")
        with self._store.view() as unit:
            known = unit.journals.issue(extra_id)
        before = known or Issue(id=extra_id, journal_id=journal_id, number=name, removed=True)
        after = replace(before, number=name, received_on=before.received_on or self.today(), removed=False)
        return self._change(before, after)

    def rename(self, issue: Issue, number: str) -> Act:
        """Call a number as it is printed on it, such as `7-8`; `take_back` is the inverse."""
        return self._change(issue, replace(issue, number=checked_number(number)))

    def give_up(self, issue: Issue) -> Act:
        """Wait for a number no longer; `take_back` is the inverse."""
        return self._change(issue, replace(issue, given_up=True))

    def claim(self, issues: Sequence[Issue]) -> Act:
        """Note that the publisher was asked for numbers today; `take_back` is the inverse."""
        today = self.today()
        acts = [self._change(each, replace(each, claimed_on=today, claims=each.claims + 1)) for each in issues]
        return Act(
            before=tuple(each for act in acts for each in act.before),
            after=tuple(each for act in acts for each in act.after),
        )

    def take_back(self, act: Act) -> None:
        """Put numbers back as they were before an act; one that was only expected is expected again."""
        self._gate.require(Action.EDIT_CATALOGUE)
        with self._store.unit() as unit:
            for was, now in zip(act.before, act.after, strict=True):
                unit.keep(ISSUE, was.id.hex, _changed(now, was))

    def articles(self, typed: str = "", theme_code: str | None = None) -> list[Read]:
        """Return the articles in which every word typed stands, the latest first; accents do not matter."""
        wanted = words(typed)
        with self._store.view() as unit:
            journals: Mapping[UUID, Journal] = {each.id: each for each in unit.journals.all()}
            issues = unit.journals.issues_with_articles()
            every = unit.journals.articles()
        found_ = []
        for article in every:
            journal = journals.get(article.journal_id) if article.journal_id else None
            read = Read(
                article=article, journal=journal, issue=issues.get(article.issue_id) if article.issue_id else None
            )
            if theme_code in (None, article.theme_code) and _holds(read, wanted):
                found_.append(read)
        return found_

    def keep_article(self, article: Article, seen: Article | None = None) -> Article:
        """Add an article, or write what was changed of one; raises what `Article.checked` raises, TextRefusedError."""
        self._gate.require(Action.EDIT_CATALOGUE)
        wanted = article.checked()
        for name in ("title", "summary", "pages"):
            finding = found(getattr(wanted, name) or "")
            if finding is not None:
                raise TextRefusedError(name, finding)
        if wanted.added_on is None:
            wanted = replace(wanted, added_on=self.today())
        fields = columns_of_article(wanted)
        with self._store.unit() as unit:
            if wanted.theme_code is not None and (seen is None or seen.theme_code != wanted.theme_code):
                unit.lists.usable(Kind.THEME, wanted.theme_code, self.today())
            if seen is not None:
                if (known := unit.journals.article(wanted.id)) is None or known.removed:
                    raise JournalGoneError
                before = columns_of_article(seen)
                fields = {name: value for name, value in fields.items() if before[name] != value}
            if fields:
                unit.keep(ARTICLE, wanted.id.hex, fields)
        return wanted

    def put_back_article(self, before: Article, after: Article) -> None:
        """Put an article back as it was before `keep_article`."""
        self._gate.require(Action.EDIT_CATALOGUE)
        self._write(ARTICLE, before.id, columns_of_article(before), columns_of_article(after))

    def remove_article(self, article_id: UUID) -> None:
        """Take an article out of the list; `bring_back_article` is the inverse."""
        self._mark_article(article_id, removed=True)

    def bring_back_article(self, article_id: UUID) -> None:
        """Put a removed article back."""
        self._mark_article(article_id, removed=False)

    def fresh_article(self, journal_id: UUID | None, issue: Issue | None) -> Article:
        """Return an article to be filled in, with the theme of its journal."""
        with self._store.view() as unit:
            journal = unit.journals.find(journal_id) if journal_id else None
        return Article(
            id=uuid4(),
            title="",
            journal_id=journal_id,
            issue_id=issue.id if issue else None,
            theme_code=journal.theme_code if journal else None,
        )

    def _write(self, table: str, record_id: UUID, wanted: Mapping[str, object], known: Mapping[str, object]) -> None:
        fields = {name: value for name, value in wanted.items() if known[name] != value}
        if fields:
            with self._store.unit() as unit:
                unit.keep(table, record_id.hex, fields)

    def _mark_article(self, article_id: UUID, *, removed: bool) -> None:
        self._gate.require(Action.EDIT_CATALOGUE)
        with self._store.unit() as unit:
            if unit.journals.article(article_id) is None:
                raise JournalGoneError
            unit.keep(ARTICLE, article_id.hex, {"removed": removed})

    def _change(self, before: Issue, after: Issue) -> Act:
        self._gate.require(Action.EDIT_CATALOGUE)
        with self._store.unit() as unit:
            _journal(unit, before.journal_id)
            fields = _changed(before, after)
            known = unit.journals.issue(before.id)
            if known is None:
                # What is written of a new one is what everybody foretells of it: nothing that others may have noted.
                columns = columns_of_issue(after)
                fields |= {name: columns[name] for name in ("journal_id", "number", "expected_on")}
            if fields:
                unit.keep(ISSUE, after.id.hex, fields)
        return Act(before=(before,), after=(after,))


def _changed(before: Issue, after: Issue) -> dict[str, object]:
    then = columns_of_issue(before)
    return {name: value for name, value in columns_of_issue(after).items() if value != then[name]}


def _as_begun(journal: Journal) -> Journal:
    """A journal that began long ago may still be amended: its first day is looked at from itself."""
    return journal.checked(journal.first_on) if journal.first_on else journal.checked(date(2000, 1, 1))


def _check_alone(unit: Unit, wanted: Journal) -> None:
    for other in unit.journals.all():
        same = (wanted.issn and other.issn == wanted.issn) or (wanted.barcode and other.barcode == wanted.barcode)
        if other.id != wanted.id and same:
            raise JournalTwiceError(other.title)


def _journal(unit: Unit, journal_id: UUID) -> Journal:
    journal = unit.journals.find(journal_id)
    if journal is None or journal.removed:
        raise JournalGoneError
    return journal


def _run(unit: Unit, journal_id: UUID, today: date) -> Run:
    return run_of(_journal(unit, journal_id), unit.journals.issues_of(journal_id, today - ROUND), today)


def _holds(read: Read, wanted: Sequence[str]) -> bool:
    if not wanted:
        return True
    article = read.article
    texts = [article.title, *article.authors, article.summary or "", read.journal.title if read.journal else ""]
    known = fold(" ".join(texts))
    return all(word in known for word in wanted)
