"""The press review in a real store: gathered, closed, found again, and written by two workstations at once."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cdm_desk.domain.clock import BRUSSELS
from cdm_desk.domain.errors import AmountError, NotAllowedError, TextRefusedError
from cdm_desk.domain.press import IssueClosedError, IssueEmptyError, PressItemGoneError
from cdm_desk.domain.press_archive import ArchiveSearch
from cdm_desk.domain.press_feeds import Feed, FeedEntry, FeedRead
from cdm_desk.domain.press_rights import Licence, LicenceExpiredError, LicenceMissingError
from cdm_desk.domain.staff import Action
from tests.services.library_desk import copy_of, title
from tests.services.press_desk import PressDesk, article, exchange, press_desk, take_in, waiting


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[PressDesk]:
    with press_desk(tmp_path) as made:
        yield made


@pytest.fixture
def other(tmp_path: Path) -> Iterator[PressDesk]:
    with press_desk(tmp_path / "other") as made:
        yield made


def titles(desk: PressDesk) -> list[str]:
    return [item.title for item in desk.press.items(desk.press.running().id)]


def test_an_article_goes_into_the_issue_of_the_week(desk: PressDesk) -> None:
    kept = desk.press.add(article())

    issue = desk.press.running()
    assert (issue.week, kept.issue_id) == ("2019-W09", issue.id)
    assert [(each.number, each.items) for each in desk.press.issues()] == [(1, 1)]


def test_closing_gives_the_number_and_the_next_article_goes_into_the_next_week(desk: PressDesk) -> None:
    desk.press.add(article())
    closed = desk.press.close(desk.press.running().id)

    assert (closed.number, closed.issue.closed_on) == (1, date(2019, 2, 27))
    assert desk.press.running().week == "2019-W10"
    desk.press.add(article("Suite"))
    assert [each.number for each in desk.press.issues()] == [2, 1]


def test_closing_is_undone_by_opening_again(desk: PressDesk) -> None:
    desk.press.add(article())
    issue = desk.press.running()
    desk.press.close(issue.id)
    desk.press.reopen(issue.id)

    assert desk.press.running().id == issue.id
    assert not desk.press.issues()[0].issue.closed


def test_an_empty_issue_and_a_closed_one_are_not_closed(desk: PressDesk) -> None:
    with pytest.raises(IssueEmptyError):
        desk.press.close(desk.press.running().id)
    kept = desk.press.add(article())
    assert kept.issue_id is not None
    desk.press.close(kept.issue_id)
    with pytest.raises(IssueClosedError):
        desk.press.close(kept.issue_id)
    with pytest.raises(IssueClosedError):
        desk.press.add(article(), kept.issue_id)


def test_a_house_can_count_on_from_an_older_series(desk: PressDesk) -> None:
    desk.press.count_on_from(482)
    desk.press.add(article())
    desk.press.close(desk.press.running().id)

    assert [each.number for each in desk.press.issues()] == [483, 482]


def test_a_number_that_is_not_after_the_issue_before_is_refused_and_none_goes_on_from_it(desk: PressDesk) -> None:
    desk.press.count_on_from(482)
    desk.press.add(article())
    desk.press.close(desk.press.running().id)
    with pytest.raises(AmountError) as told:
        desk.press.count_on_from(482)
    assert (told.value.lowest, desk.press.number_now()) == (483, 483)
    desk.press.count_on_from(500)
    assert desk.press.number_now() == 500
    desk.press.count_on_from(None)
    assert desk.press.number_now() == 483


def test_an_article_is_changed_moved_removed_and_brought_back(desk: PressDesk) -> None:
    first, second = desk.press.add(article("Un")), desk.press.add(article("Deux"))
    desk.press.keep(replace(first, title="Premier"), first)
    assert desk.press.move(second.id, -1)
    assert not desk.press.move(second.id, -1)
    assert titles(desk) == ["Deux", "Premier"]

    desk.press.remove(second.id)
    assert titles(desk) == ["Premier"]
    with pytest.raises(PressItemGoneError):
        desk.press.keep(second, second)
    desk.press.bring_back(second.id)
    assert titles(desk) == ["Deux", "Premier"]


def test_a_text_that_names_a_person_is_refused_with_its_field(desk: PressDesk) -> None:
    with pytest.raises(TextRefusedError) as refused:
        desk.press.add(article(summary_fr="Écrire à jean.dupont@example.be"))

    assert refused.value.field == "summary_fr"
    assert titles(desk) == []


def test_a_link_with_digits_like_a_telephone_number_is_taken(desk: PressDesk) -> None:
    link = "https://www.lesoir.be/0471234567/article/2019"

    assert desk.press.add(article("", link=link)).title == link


def test_a_full_text_is_kept_under_a_licence_of_the_house_only(desk: PressDesk) -> None:
    whole = article(full_text="Tout l'article.", licence="Copiepresse", source="Le Soir")
    with pytest.raises(LicenceMissingError):
        desk.press.add(whole)
    desk.press.keep_licences([Licence(holder="Copiepresse", number="7", valid_until=date(2019, 2, 26))])
    with pytest.raises(LicenceExpiredError):
        desk.press.add(whole)
    desk.press.keep_licences([Licence(holder="Copiepresse", number="8", valid_until=date(2019, 2, 27))])
    desk.press.add(whole)

    assert desk.press.items(desk.press.running().id)[0].full_text == "Tout l'article."


def test_once_the_licence_is_over_the_text_is_not_shown_and_the_rest_can_still_be_changed(desk: PressDesk) -> None:
    desk.press.keep_licences([Licence(holder="Copiepresse", number="8", valid_until=date(2019, 2, 27))])
    kept = desk.press.add(article(full_text="Tout.", licence="Copiepresse"))
    desk.clock.moment = datetime(2019, 2, 28, 9, 0, tzinfo=BRUSSELS)

    assert kept.issue_id is not None
    seen = desk.press.items(kept.issue_id)[0]
    assert seen.full_text is None
    assert desk.press.review(kept.issue_id).items[0].full_text is None
    assert desk.press.archive(ArchiveSearch(words="tout")) == []
    desk.press.keep(replace(seen, summary_nl="Kort."), seen)
    assert (desk.press.item(kept.id).full_text, desk.press.item(kept.id).licence) == ("Tout.", "Copiepresse")


def test_the_archive_is_found_by_words_theme_and_period(desk: PressDesk) -> None:
    desk.press.add(article("Chômage", theme_codes=("EMP",)))
    desk.press.close(desk.press.running().id)
    desk.clock.moment = datetime(2019, 4, 10, 9, 0, tzinfo=BRUSSELS)
    desk.press.add(article("Apprentissage", theme_codes=("FOR", "EMP"), summary_nl="Leren op de werkvloer"))

    def found(search: ArchiveSearch) -> list[str]:
        return [hit.item.title for hit in desk.press.archive(search)]

    assert found(ArchiveSearch()) == ["Apprentissage", "Chômage"]
    assert found(ArchiveSearch(words="werkvl")) == ["Apprentissage"]
    assert found(ArchiveSearch(theme_code="FOR")) == ["Apprentissage"]
    assert found(ArchiveSearch(last=date(2019, 3, 1))) == ["Chômage"]
    assert [hit.number for hit in desk.press.archive(ArchiveSearch(words="chomage"))] == [1]


def test_books_are_proposed_by_the_words_of_the_title_and_by_theme(desk: PressDesk) -> None:
    for name, theme in (
        ("Vaincre le chômage", "EMP"),
        ("Chômage et société", "MOB"),
        ("Cuisiner", "FOR"),
        ("Le chômage des jeunes à Bruxelles", "EMP"),
    ):
        book = title(name, theme_code=theme, shelf_mark="3 AAA")
        desk.library.add(book, [copy_of(book)])
    desk.library.add(title("Chômage sans exemplaire"))

    found = desk.press.books_for(article("Le chômage recule à Bruxelles", theme_codes=("EMP",)))

    assert [book.heading for book in found] == [
        "Le chômage des jeunes à Bruxelles",
        "Vaincre le chômage",
        "Chômage et société",
    ]


def test_a_book_that_left_the_catalogue_is_not_printed(desk: PressDesk) -> None:
    book = title("Vaincre le chômage")
    desk.library.add(book, [copy_of(book)])
    kept = desk.press.add(article(title_ids=(book.id,)))
    assert kept.issue_id is not None
    assert [each.heading for each in desk.press.review(kept.issue_id).books(kept)] == ["Vaincre le chômage"]

    desk.library.remove(book.id)
    assert desk.press.review(kept.issue_id).books(kept) == []


def test_a_link_of_a_known_site_brings_its_source(desk: PressDesk) -> None:
    desk.press.add(article(link="https://www.lesoir.be/1", source="Le Soir", language="fr"))

    known = desk.press.told_by("https://lesoir.be/2")
    assert known is not None
    assert (known.source, known.language) == ("Le Soir", "fr")
    assert desk.press.told_by("https://bruzz.be/1") is None


def test_a_feed_proposes_what_the_review_has_not_seen(desk: PressDesk) -> None:
    feed = desk.press.keep_feed(Feed(id=uuid4(), name="Bruzz", address="https://bruzz.be/rss", language="nl"))
    entries = (
        FeedEntry(title="Oud", link="https://bruzz.be/1", published_on=date(2019, 2, 20)),
        FeedEntry(title="Nieuw", link="https://bruzz.be/2", published_on=date(2019, 2, 26), text="Hun tekst."),
        FeedEntry(title="Nieuw bis", link="https://bruzz.be/2"),
    )
    gone = desk.press.add(article("Oud", link="https://bruzz.be/1"))
    desk.press.remove(gone.id)

    proposals = desk.press.proposals([FeedRead(feed=feed, entries=entries)])
    assert [each.entry.title for each in proposals] == ["Nieuw"]
    taken = desk.press.take(proposals[0])
    assert (taken.source, taken.language, taken.summary_nl, taken.full_text) == ("Bruzz", "nl", None, None)
    assert desk.press.proposals([FeedRead(feed=feed, entries=entries)]) == []


def test_feeds_are_not_read_unless_somebody_has_said_so(desk: PressDesk) -> None:
    assert not desk.press.reads_feeds()
    desk.press.let_feeds_be_read(True)
    assert desk.press.reads_feeds()


def test_a_feed_is_removed_and_comes_back(desk: PressDesk) -> None:
    feed = desk.press.keep_feed(Feed(id=uuid4(), name="Bruzz", address="https://bruzz.be/rss"))
    desk.press.remove_feed(feed.id)
    assert desk.press.feeds() == []
    desk.press.keep_feed(feed)
    assert desk.press.feeds() == [feed]


class ShutGate:
    def require(self, action: Action) -> None:
        raise NotAllowedError(action.value)


def test_who_may_not_edit_writes_nothing(desk: PressDesk) -> None:
    desk.press._gate = ShutGate()  # noqa: SLF001
    for act in (
        lambda: desk.press.add(article()),
        lambda: desk.press.close(uuid4()),
        lambda: desk.press.keep_licences([]),
        lambda: desk.press.let_feeds_be_read(True),
    ):
        with pytest.raises(NotAllowedError):
            act()


# Two workstations


def test_two_workstations_work_on_one_issue_and_lose_nothing(desk: PressDesk, other: PressDesk) -> None:
    desk.press.add(article("D'ici"))
    other.press.add(article("Van ginder"))
    exchange(desk, other)

    assert desk.press.running().id == other.press.running().id
    assert titles(desk) == titles(other)
    assert sorted(titles(desk)) == ["D'ici", "Van ginder"]


def test_two_summaries_of_one_article_written_at_once_both_stay(desk: PressDesk, other: PressDesk) -> None:
    kept = desk.press.add(article())
    exchange(desk, other)
    desk.press.keep(replace(kept, summary_fr="Le nôtre."), kept)
    other.press.keep(replace(kept, summary_nl="Het onze."), kept)
    exchange(desk, other)

    for each in (desk, other):
        item = each.press.item(kept.id)
        assert (item.summary_fr, item.summary_nl) == ("Le nôtre.", "Het onze.")


def test_an_article_that_comes_after_the_closing_stands_in_its_issue(desk: PressDesk, other: PressDesk) -> None:
    desk.press.add(article("À temps"))
    other.press.add(article("Te laat"))
    closed = desk.press.close(desk.press.running().id)
    exchange(desk, other)

    assert sorted(item.title for item in desk.press.items(closed.issue.id)) == ["Te laat", "À temps"]
    assert other.press.running().id == desk.press.running().id == closed.issue.next().id


def test_an_edit_may_come_before_the_article_itself(desk: PressDesk, other: PressDesk) -> None:
    kept = desk.press.add(article())
    whole = waiting(desk)
    desk.press.keep(replace(kept, summary_fr="Le nôtre."), kept)
    edit = waiting(desk)

    take_in(other, edit)
    assert titles(other) == []
    assert other.press.archive(ArchiveSearch()) == []
    take_in(other, whole)
    assert other.press.item(kept.id).summary_fr == "Le nôtre."


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    acts=st.lists(st.tuples(st.integers(0, 1), st.sampled_from("accrmx"), st.integers(0, 20)), max_size=14),
)
def test_whatever_two_workstations_do_they_agree_in_the_end(
    tmp_path_factory: pytest.TempPathFactory, acts: list[tuple[int, str, int]]
) -> None:
    folder = tmp_path_factory.mktemp("pair")
    with press_desk(folder / "one") as one, press_desk(folder / "two") as two:
        added = 0
        for at, (who, act, weeks) in enumerate(acts):
            desk = (one, two)[who]
            desk.clock.moment = datetime(2019, 3, 4, 9, 0, tzinfo=BRUSSELS) + timedelta(weeks=weeks, seconds=at)
            issue = desk.press.running()
            items = desk.press.items(issue.id)
            if act == "a":
                desk.press.add(article(f"{at}"))
                added += 1
            elif act == "c" and items:
                desk.press.close(issue.id)
            elif act == "r" and items:
                desk.press.remove(items[0].id)
                added -= 1
            elif act == "m" and items:
                desk.press.move(items[-1].id, -1)
            elif act == "x":
                exchange(one, two)
        exchange(one, two)

        seen = [
            [(hit.item, hit.number, hit.issue) for hit in each.press.archive(ArchiveSearch())] for each in (one, two)
        ]
        assert sorted(map(repr, seen[0])) == sorted(map(repr, seen[1]))
        assert len(seen[0]) >= added
        for each in (one, two):
            each.clock.moment = datetime(2019, 3, 4, 9, 0, tzinfo=BRUSSELS)
        assert one.press.issues() == two.press.issues()
