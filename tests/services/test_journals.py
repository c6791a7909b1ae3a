"""Journals on a real store: checked in, claimed, given up, each act with its way back; two PCs agree."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from cdm_desk.domain.change import Lane
from cdm_desk.domain.errors import AmountError, NotAllowedError, TextRefusedError, UnknownCodeError
from cdm_desk.domain.expected import Numbering, Rhythm, Way
from cdm_desk.domain.journals import (
    Article,
    Journal,
    JournalGoneError,
    JournalTwiceError,
    NumberMissingError,
    Standing,
    issue_id,
)
from cdm_desk.domain.staff import Action
from cdm_desk.services.journals import Act, JournalService
from cdm_desk.store.canonical import unpacked
from cdm_desk.store.unit import Store
from tests.services.library_desk import LibraryDesk, OpenGate, library_desk

FEBRUARY = date(2019, 2, 1)


class JournalDesk:
    """A store with its journals, on 1 March 2019."""

    def __init__(self, desk: LibraryDesk) -> None:
        self.store: Store = desk.store
        self.journals = JournalService(desk.store, desk.store.clock, OpenGate())

    def keep(self, **fields: Any) -> Journal:
        begun = Journal(
            id=uuid4(),
            title="Alter Échos",
            issn="1234-5679",
            first_on=FEBRUARY,
            numbering=Numbering(way=Way.NUMBER, number=500),
        )
        return self.journals.keep(replace(begun, **fields))

    def numbers(self, journal: Journal, standing: Standing) -> list[str]:
        run = self.journals.run(journal.id)
        return [each.number for each in run.issues if run.standing(each) is standing]


def carry(source: JournalDesk, target: JournalDesk) -> None:
    with source.store.unit() as unit:
        waiting = [*unit.journal.waiting(prompt=True), *unit.journal.waiting(prompt=False)]
        unit.journal.sealed(waiting)
    with target.store.unit() as unit:
        for each in waiting:
            assert unit.receive(Lane(each.lane), [unpacked(each.body)]) == []


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[JournalDesk]:
    (tmp_path / "one").mkdir()
    with library_desk(tmp_path / "one") as made:
        yield JournalDesk(made)


@pytest.fixture
def other(tmp_path: Path) -> Iterator[JournalDesk]:
    (tmp_path / "other").mkdir()
    with library_desk(tmp_path / "other") as made:
        yield JournalDesk(made)


def test_a_journal_is_kept_whole(desk: JournalDesk) -> None:
    kept = desk.keep(
        barcode="5414500000009",
        publisher="Agence Alter",
        language="fr",
        theme_code="EMP",
        rhythm=Rhythm.WEEKLY,
        pauses=(8, 7),
        grace_days=3,
        claims_to="abo@example.org",
    )
    assert desk.journals.journals() == [kept]
    assert kept.pauses == (7, 8)


def test_numbers_are_expected_from_the_first_on(desk: JournalDesk) -> None:
    journal = desk.keep()
    assert desk.numbers(journal, Standing.LATE) == ["500"]
    assert desk.numbers(journal, Standing.EXPECTED) == ["501", "502"]


def test_a_number_is_checked_in_and_taken_back(desk: JournalDesk) -> None:
    journal = desk.keep()
    before = desk.journals.run(journal.id).issues[0]
    act = desk.journals.receive(before)
    assert desk.numbers(journal, Standing.RECEIVED) == ["500"]

    desk.journals.take_back(act)
    assert desk.numbers(journal, Standing.RECEIVED) == []
    assert desk.numbers(journal, Standing.LATE) == ["500"]


def test_what_came_this_week_is_listed(desk: JournalDesk) -> None:
    journal = desk.keep()
    desk.journals.receive(desk.journals.run(journal.id).issues[0])
    assert [(each.title, issue.number) for each, issue in desk.journals.new()] == [("Alter Échos", "500")]


def test_a_claim_is_counted_each_time_and_taken_back(desk: JournalDesk) -> None:
    journal = desk.keep()
    first = desk.journals.run(journal.id).late()
    desk.journals.claim(first)
    second = desk.journals.run(journal.id).late()
    act = desk.journals.claim(second)
    assert [each.claims for each in desk.journals.run(journal.id).late()] == [2]

    desk.journals.take_back(act)
    (late,) = desk.journals.run(journal.id).late()
    assert (late.claims, late.claimed_on) == (1, desk.journals.today())


def test_a_number_given_up_is_waited_for_no_longer_until_it_comes(desk: JournalDesk) -> None:
    journal = desk.keep()
    given_up = desk.journals.give_up(desk.journals.run(journal.id).issues[0])
    assert desk.journals.run(journal.id).late() == []
    desk.journals.receive(given_up.after[0])
    assert desk.numbers(journal, Standing.RECEIVED) == ["500"]


def test_a_special_number_stands_beside_the_series(desk: JournalDesk) -> None:
    journal = desk.keep()
    extra = desk.journals.receive_extra(journal.id, " Hors-série  jobs ")
    assert desk.numbers(journal, Standing.RECEIVED) == ["Hors-série jobs"]
    assert desk.numbers(journal, Standing.LATE) == ["500"]

    desk.journals.take_back(extra)
    assert desk.numbers(journal, Standing.RECEIVED) == []


def test_a_number_may_be_called_as_it_is_printed(desk: JournalDesk) -> None:
    journal = desk.keep()
    desk.journals.rename(desk.journals.run(journal.id).issues[0], "500-501")
    assert desk.journals.run(journal.id).issues[0].number == "500-501"


def test_a_number_without_a_name_is_refused(desk: JournalDesk) -> None:
    with pytest.raises(NumberMissingError):
        desk.journals.receive_extra(desk.keep().id, "  ")


def test_two_workstations_that_check_in_the_same_number_have_one(desk: JournalDesk, other: JournalDesk) -> None:
    journal = desk.keep()
    carry(desk, other)
    for each in (desk, other):
        each.journals.receive(each.journals.run(journal.id).issues[0])
        each.journals.receive_extra(journal.id, "Hors série" if each is desk else "hors-série")
    carry(desk, other)
    carry(other, desk)

    for each in (desk, other):
        assert len(each.numbers(journal, Standing.RECEIVED)) == 2
        with each.store.view() as unit:
            assert len(unit.journals.issues_of(journal.id, FEBRUARY)) == 2
    assert desk.journals.run(journal.id) == other.journals.run(journal.id)


def test_a_claim_there_and_a_check_in_here_both_stay(desk: JournalDesk, other: JournalDesk) -> None:
    journal = desk.keep()
    carry(desk, other)
    desk.journals.claim(desk.journals.run(journal.id).late())
    other.journals.receive(other.journals.run(journal.id).issues[0])
    carry(desk, other)
    carry(other, desk)

    for each in (desk, other):
        issue = each.journals.run(journal.id).issues[0]
        assert (issue.claims, issue.received_on) == (1, each.journals.today())


def test_a_number_may_come_before_its_journal(desk: JournalDesk, other: JournalDesk) -> None:
    journal = desk.keep()
    desk.journals.receive(desk.journals.run(journal.id).issues[0])
    with desk.store.unit() as unit:
        waiting = [*unit.journal.waiting(prompt=True), *unit.journal.waiting(prompt=False)]
    with other.store.unit() as unit:
        for each in reversed(waiting):
            assert unit.receive(Lane(each.lane), [unpacked(each.body)]) == []
            unit.journals.all()
            unit.journals.issues(FEBRUARY)
    assert desk.journals.run(journal.id) == other.journals.run(journal.id)


@pytest.mark.parametrize("code", ["9771234567003", "977123456700305", "9771234567003 05"])
def test_a_journal_is_known_by_its_barcode(desk: JournalDesk, code: str) -> None:
    journal = desk.keep()
    assert [each.id for each in desk.journals.bearers(code)] == [journal.id]
    assert desk.journals.bearers("9770317847001") == []


def test_a_second_journal_with_the_same_issn_is_refused(desk: JournalDesk) -> None:
    desk.keep()
    with pytest.raises(JournalTwiceError):
        desk.keep(title="Encore")


def test_a_journal_that_was_removed_expects_nothing_and_comes_back(desk: JournalDesk) -> None:
    journal = desk.keep()
    desk.journals.remove(journal.id)
    assert desk.journals.runs() == []
    with pytest.raises(JournalGoneError):
        desk.journals.receive_extra(journal.id, "Hors-série")
    desk.journals.bring_back(journal.id)
    assert len(desk.journals.runs()) == 1


@pytest.mark.parametrize("days", [-1, 366, 10**9])
def test_days_of_grace_that_nobody_means_are_refused(desk: JournalDesk, days: int) -> None:
    with pytest.raises(AmountError):
        desk.keep(grace_days=days)


def test_an_unknown_theme_is_refused(desk: JournalDesk) -> None:
    with pytest.raises(UnknownCodeError):
        desk.keep(theme_code="XXX")


def test_what_others_changed_meanwhile_stays(desk: JournalDesk) -> None:
    seen = desk.keep()
    desk.journals.keep(replace(seen, publisher="Agence Alter"), seen)
    desk.journals.keep(replace(seen, title="Alter Échos magazine"), seen)
    (journal,) = desk.journals.journals()
    assert (journal.title, journal.publisher) == ("Alter Échos magazine", "Agence Alter")


def test_a_journal_begun_long_ago_may_be_amended(desk: JournalDesk) -> None:
    seen = desk.keep()
    with desk.store.unit() as unit:
        unit.keep("journal_title", seen.id.hex, {"first_on": date(2001, 1, 1)})
    old = desk.journals.journals()[0]
    desk.journals.keep(replace(old, publisher="Agence Alter"), old)
    assert desk.journals.journals()[0].publisher == "Agence Alter"


def test_a_change_is_taken_back_though_its_day_would_be_refused_today(desk: JournalDesk) -> None:
    before = desk.keep()
    with desk.store.unit() as unit:
        unit.keep("journal_title", before.id.hex, {"first_on": date(2001, 1, 1)})
    old = desk.journals.journals()[0]
    new = desk.journals.keep(replace(old, first_on=FEBRUARY, publisher="Agence Alter"), old)
    desk.journals.put_back(old, new)
    assert desk.journals.journals() == [old]


def test_articles_are_found_by_words_without_accents_and_by_theme(desk: JournalDesk) -> None:
    journal = desk.keep()
    article = desk.journals.fresh_article(journal.id, None)
    desk.journals.keep_article(
        replace(article, title="L'économie sociale", authors=("Peeters, An",), theme_code="ENT", summary="Des chiffres")
    )
    desk.journals.keep_article(Article(id=uuid4(), title="Autre chose"))

    for words in ("economie", "ECHOS chiffres", "peeters", "sociale"):
        assert [read.article.title for read in desk.journals.articles(words)] == ["L'économie sociale"]
    assert [read.article.title for read in desk.journals.articles(theme_code="ENT")] == ["L'économie sociale"]
    assert desk.journals.articles("nulle part") == []


def test_an_article_goes_and_comes_back(desk: JournalDesk) -> None:
    article = desk.journals.keep_article(Article(id=uuid4(), title="Un titre"))
    desk.journals.remove_article(article.id)
    assert desk.journals.articles() == []
    desk.journals.bring_back_article(article.id)
    changed = desk.journals.keep_article(replace(article, title="Autre titre"), article)
    desk.journals.put_back_article(article, changed)
    assert [read.article.title for read in desk.journals.articles()] == ["Un titre"]


def test_an_article_names_no_number_of_a_person(desk: JournalDesk) -> None:
    with pytest.raises(TextRefusedError):
        desk.journals.keep_article(Article(id=uuid4(), title="Un titre", summary="Appeler le 0475 12 34 56"))


class Closed:
    def require(self, action: Action) -> None:
        raise NotAllowedError(action.value)


def test_who_may_not_edit_the_catalogue_checks_nothing_in(desk: JournalDesk) -> None:
    journal = desk.keep()
    closed = JournalService(desk.store, desk.store.clock, Closed())
    issue = desk.journals.run(journal.id).issues[0]
    for act in (
        lambda: closed.keep(journal, journal),
        lambda: closed.remove(journal.id),
        lambda: closed.receive(issue),
        lambda: closed.give_up(issue),
        lambda: closed.claim([issue]),
        lambda: closed.take_back(Act(before=(issue,), after=(issue,))),
        lambda: closed.receive_extra(journal.id, "HS"),
        lambda: closed.keep_article(Article(id=uuid4(), title="Un titre")),
    ):
        with pytest.raises(NotAllowedError):
            act()
    assert desk.numbers(journal, Standing.RECEIVED) == []


def test_what_nobody_noted_for_more_than_a_year_is_not_waited_for(desk: JournalDesk) -> None:
    journal = desk.keep(first_on=date(2017, 1, 15))
    late = desk.journals.run(journal.id).late()
    assert late[0].expected_on == date(2018, 2, 15)
    assert late[0].number == "513"
    # What was claimed stays, however old it is.
    with desk.store.unit() as unit:
        known = {"journal_id": journal.id.hex, "number": "500", "expected_on": date(2017, 1, 15), "claims": 1}
        unit.keep("journal_issue", issue_id(journal.id, date(2017, 1, 15)).hex, known)
    assert desk.journals.run(journal.id).late()[0].number == "500"


def test_a_year_of_weeklies_is_listed_fast_enough_for_the_screen(desk: JournalDesk) -> None:
    for number in range(60):
        desk.keep(title=f"Hebdo {number}", issn=None, rhythm=Rhythm.WEEKLY, first_on=FEBRUARY - timedelta(days=365))
    runs = desk.journals.runs()
    assert len(runs) == 60
    assert all(len(run.late()) >= 52 for run in runs)
