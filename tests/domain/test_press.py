"""The rules of the press review: numbers, links, quotations, licences."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdm_desk.domain.errors import FieldTooLongError
from cdm_desk.domain.press import (
    LONGEST_LINE,
    LinkShapeError,
    PressIssue,
    PressItem,
    PressTitleMissingError,
    QuoteSourceError,
    host_of,
    is_link,
    issue_id,
    numbered,
)
from cdm_desk.domain.press_archive import ArchiveSearch, is_found, telling_words
from cdm_desk.domain.press_feeds import Feed
from cdm_desk.domain.press_rights import (
    Licence,
    LicenceExpiredError,
    LicenceMissingError,
    Quote,
    licences_from,
)

DAYS = st.dates(date(2000, 1, 1), date(2090, 12, 31))
WHOLE = Licence(holder="Copiepresse", number="CP-2019-7", valid_until=date(2019, 12, 31))


def item(title: str = "Werk", **fields: object) -> PressItem:
    return PressItem(id=uuid4(), title=title, **fields)  # type: ignore[arg-type]


@given(DAYS, st.integers(0, 6))
def test_all_days_of_a_week_belong_to_one_issue(day: date, further: int) -> None:
    first = PressIssue.of_day(day)
    other = PressIssue.of_day(first.day + timedelta(days=further))

    assert (other.id, other.day) == (first.id, first.day)
    assert first.next().id != first.id


def test_a_week_over_new_year_is_one_issue() -> None:
    assert issue_id(date(2018, 12, 31)) == issue_id(date(2019, 1, 6))
    assert PressIssue.of_day(date(2018, 12, 31)).week == "2019-W01"


@given(st.lists(st.tuples(DAYS, st.none() | st.integers(1, 3000)), max_size=20))
def test_numbers_rise_with_the_weeks_and_none_comes_twice(weeks: list[tuple[date, int | None]]) -> None:
    issues = {PressIssue.of_day(day).id: replace(PressIssue.of_day(day), number=number) for day, number in weeks}
    numbers = numbered(issues.values())
    in_order = [numbers[issue.id] for issue in sorted(issues.values(), key=lambda each: each.day)]

    assert in_order == sorted(set(in_order))
    assert numbers == numbered(reversed(list(issues.values())))


def test_a_number_once_printed_stays_when_an_earlier_issue_goes() -> None:
    first, second, third = (PressIssue.of_day(date(2019, 1, 7) + timedelta(weeks=week)) for week in range(3))
    second = replace(second, number=2, closed_on=second.day)

    assert numbered([second, third])[second.id] == 2
    assert numbered([second, third])[third.id] == 3
    assert numbered([first, second, third])[first.id] == 1


@pytest.mark.parametrize(
    "text", ["https://www.lesoir.be/123/a?b=c#d", "http://127.0.0.1:8080/feed", "https://example.be"]
)
def test_an_address_of_the_web_is_a_link(text: str) -> None:
    assert is_link(text)


@pytest.mark.parametrize(
    "text",
    [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "https://",
        "https://a b",
        'https://a"onclick=x',
        "https://a/<script>",
        "data:text/html,x",
        "https://me:secret@host/",
        "http://host:99999/",
        "http://[::1",
        "",
    ],
)
def test_what_could_do_harm_in_a_page_is_no_link(text: str) -> None:
    assert not is_link(text)
    assert isinstance(host_of(text), str)


def test_an_article_needs_a_title_or_a_link() -> None:
    with pytest.raises(PressTitleMissingError):
        item(" \u200b ").checked()

    assert item("", link="https://lesoir.be/1").checked().title == "https://lesoir.be/1"


def test_a_wrong_link_and_too_long_a_line_are_refused_with_their_field() -> None:
    with pytest.raises(LinkShapeError):
        item(link="lesoir.be").checked()
    with pytest.raises(FieldTooLongError) as refused:
        item(source="x" * (LONGEST_LINE + 1)).checked()

    assert refused.value.field == "source"


def test_who_is_quoted_is_named() -> None:
    with pytest.raises(QuoteSourceError):
        item(quote="« Il manque des bras. »").checked()

    assert item(quote="« Il manque des bras. »", source="Le Soir").checked().quote


def test_paragraphs_of_a_summary_stay() -> None:
    assert item(summary_fr=" un \n\n deux\u200b \n").checked().summary_fr == "un\n\ndeux"


@pytest.mark.parametrize(
    ("length", "whole", "warns"),
    [(300, 0, False), (301, 0, True), (100, 1000, False), (101, 1000, True), (301, 90_000, True), (0, 5, False)],
)
def test_a_quotation_is_measured_by_300_signs_and_a_tenth_of_the_article(length: int, whole: int, warns: bool) -> None:
    assert Quote.of("q" * length, "t" * whole).too_long is warns


def test_a_full_text_needs_a_licence_that_is_valid() -> None:
    whole = item(full_text="Tout.", licence="Copiepresse")

    whole.check_licence([WHOLE], date(2019, 12, 31))
    with pytest.raises(LicenceExpiredError):
        whole.check_licence([WHOLE], date(2020, 1, 1))
    with pytest.raises(LicenceMissingError):
        whole.check_licence([], date(2019, 6, 1))
    with pytest.raises(LicenceMissingError):
        replace(whole, licence=None).check_licence([WHOLE], date(2019, 6, 1))


def test_a_full_text_is_shown_no_longer_than_its_licence_lasts() -> None:
    whole = item(full_text="Tout.", licence="Copiepresse", summary_fr="Le nôtre.")

    assert whole.licensed([WHOLE], date(2019, 12, 31)).full_text == "Tout."
    assert whole.licensed([WHOLE], date(2020, 1, 1)).full_text is None
    assert whole.licensed([], date(2019, 1, 1)).summary_fr == "Le nôtre."


@pytest.mark.parametrize("value", [None, 3, [3], [{}], [{"holder": "x", "number": "", "valid_until": None}], "x"])
def test_licences_that_cannot_be_read_are_none(value: object) -> None:
    assert licences_from(value) == ()


def test_licences_are_read_as_they_were_written() -> None:
    assert licences_from([WHOLE.plain()]) == (WHOLE,)


def test_a_feed_without_a_name_goes_by_its_site() -> None:
    assert Feed(id=uuid4(), address="https://www.bruzz.be/rss").checked().name == "bruzz.be"
    with pytest.raises(LinkShapeError):
        Feed(id=uuid4(), address="file:///etc/passwd").checked()


@pytest.mark.parametrize(("typed", "hit"), [("economie", True), ("ÉCONO belge", True), ("belgique", False), ("", True)])
def test_the_archive_is_searched_without_accents_by_beginnings_of_words(typed: str, hit: bool) -> None:
    assert (
        is_found(item("L'économie", summary_nl="De Belgen"), ArchiveSearch(words=typed.replace("belge", "bel"))) is hit
    )


def test_small_and_common_words_tell_nothing_of_an_article() -> None:
    assert telling_words("Trouver un emploi sans diplôme, avec le Forem") == ["trouver", "emploi", "diplome", "forem"]
