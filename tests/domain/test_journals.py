from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cdm_desk.domain.errors import FieldTooLongError, TitleMissingError
from cdm_desk.domain.expected import Numbering, Rhythm, Way
from cdm_desk.domain.journals import (
    AllMonthsError,
    Article,
    ClaimsToError,
    FirstDayError,
    IssnWrongError,
    Issue,
    Journal,
    Run,
    Standing,
    checked_address,
    checked_issn,
    issue_id,
    run_of,
    scanned,
)

JOURNAL = Journal(
    id=UUID(int=1),
    title="Alter Échos",
    first_on=date(2026, 1, 10),
    numbering=Numbering(way=Way.NUMBER, number=500),
    grace_days=10,
)
TODAY = date(2026, 4, 2)
REGULAR = [rhythm for rhythm in Rhythm if rhythm is not Rhythm.IRREGULAR]


def run(*known: Issue, today: date = TODAY, journal: Journal = JOURNAL) -> Run:
    return run_of(journal, known, today)


def came(day: date, number: str = "") -> Issue:
    return Issue(id=issue_id(JOURNAL.id, day), journal_id=JOURNAL.id, number=number, expected_on=day, received_on=day)


def test_every_number_since_the_first_and_one_to_come_are_foretold() -> None:
    assert [(each.number, each.expected_on) for each in run().issues] == [
        ("500", date(2026, 1, 10)),
        ("501", date(2026, 2, 10)),
        ("502", date(2026, 3, 10)),
        ("503", date(2026, 4, 10)),
    ]


def test_a_number_is_late_after_its_days_of_grace() -> None:
    numbers = run(today=date(2026, 1, 20))
    assert numbers.standing(numbers.issues[0]) is Standing.EXPECTED
    numbers = run(today=date(2026, 1, 21))
    assert numbers.standing(numbers.issues[0]) is Standing.LATE
    assert numbers.issues[0].days_late(date(2026, 1, 21)) == 11


def test_a_number_is_late_as_soon_as_a_later_one_is_here() -> None:
    numbers = run(came(date(2026, 2, 10)), today=date(2026, 2, 12))
    assert [each.number for each in numbers.late()] == ["500"]
    assert numbers.is_gap(numbers.issues[0])


def test_what_was_given_up_is_not_waited_for() -> None:
    given_up = replace(came(date(2026, 1, 10)), received_on=None, given_up=True)
    assert [each.number for each in run(given_up).late()] == ["501", "502"]


def test_the_one_due_is_proposed_before_one_that_is_late() -> None:
    proposed = run(today=date(2026, 2, 12)).proposed()
    assert proposed is not None
    assert proposed.number == "501"


def test_the_late_one_is_proposed_where_no_other_is_due() -> None:
    proposed = run(came(date(2026, 2, 10)), today=date(2026, 2, 25)).proposed()
    assert proposed is not None
    assert proposed.number == "500"


def test_the_digits_beside_the_barcode_tell_the_number() -> None:
    proposed = run(today=date(2026, 3, 12)).proposed("01")
    assert proposed is not None
    assert proposed.number == "501"


def test_the_digits_beside_the_barcode_may_tell_the_month() -> None:
    journal = replace(JOURNAL, numbering=Numbering())
    proposed = run(today=date(2026, 3, 12), journal=journal).proposed("02")
    assert proposed is not None
    assert proposed.number == "2026-02"


def test_the_next_one_is_not_due_before_its_time() -> None:
    numbers = run(came(date(2026, 1, 10)), today=date(2026, 1, 12))
    proposed = numbers.proposed()
    assert proposed is not None
    assert proposed.number == "501"
    assert not numbers.is_due(proposed)


@settings(deadline=None, max_examples=60)
@given(
    st.sampled_from(REGULAR),
    st.dates(date(2020, 1, 1), date(2030, 12, 31)),
    st.frozensets(st.integers(1, 12), max_size=11),
    st.integers(1, 8),
    st.integers(0, 400),
)
def test_numbers_that_come_on_their_day_are_each_proposed_in_turn(
    rhythm: Rhythm, first: date, pauses: frozenset[int], count: int, grace: int
) -> None:
    journal = Journal(id=UUID(int=2), title="A", rhythm=rhythm, first_on=first, pauses=tuple(pauses), grace_days=grace)
    assume(journal.appears())
    known: list[Issue] = []
    today = first
    for _ in range(count):
        upcoming = run_of(journal, known, today).next()
        assert upcoming is not None
        assert upcoming.expected_on is not None
        today = upcoming.expected_on
        numbers = run_of(journal, known, today)
        assert numbers.proposed() == upcoming
        assert numbers.is_due(upcoming)
        known.append(replace(upcoming, received_on=today))
    assert run_of(journal, known, today).late() == []


@given(st.sampled_from(REGULAR), st.dates(date(2024, 1, 1), date(2026, 12, 31)), st.integers(0, 500))
def test_each_expected_number_has_an_id_of_its_own(rhythm: Rhythm, first: date, ahead: int) -> None:
    journal = replace(JOURNAL, rhythm=rhythm, first_on=first)
    issues = run(today=first + timedelta(days=ahead), journal=journal).issues
    assert len({each.id for each in issues}) == len(issues)
    assert sum((each.expected_on or first) > first + timedelta(days=ahead) for each in issues) <= 1


def test_a_barcode_of_a_journal_holds_its_issn() -> None:
    read = scanned("9771234567003 05")
    assert read is not None
    assert (read.barcode, read.issn, read.addon) == ("9771234567003", "1234-5679", "05")


def test_a_barcode_is_read_on_an_azerty_keyboard() -> None:
    read = scanned('çèè&é"\'(§èàà"')
    assert read is not None
    assert read.issn == "1234-5679"


@pytest.mark.parametrize("code", ["9771234567004", "978", "CDM:PILE:12", "", "977123456700", "９７７1234567003"])
def test_what_is_no_barcode_of_a_journal_is_none(code: str) -> None:
    assert scanned(code) is None


@given(st.text(max_size=40))
def test_whatever_is_scanned_is_read_or_left(code: str) -> None:
    read = scanned(code)
    assert read is None or len(read.barcode) == 13


@pytest.mark.parametrize("typed", ["1234-5679", "12345679", "ISSN 1234-5679", "issn: 1234 5679", "9771234567003"])
def test_an_issn_is_kept_in_one_way(typed: str) -> None:
    assert checked_issn(typed) == "1234-5679"


@pytest.mark.parametrize("typed", ["1234-5678", "1234", "abcd-efgh"])
def test_a_wrong_issn_is_refused(typed: str) -> None:
    with pytest.raises(IssnWrongError):
        checked_issn(typed)


@pytest.mark.parametrize("typed", ["abc", "a@b", "a b@c.be", "a@c.be, d@e.be", "a@c.be?bcc=x@y.be", "a\n@b.be"])
def test_what_is_no_address_is_refused(typed: str) -> None:
    with pytest.raises(ClaimsToError):
        checked_address(typed)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"title": " \u200b "}, TitleMissingError),
        ({"publisher": "x" * 301}, FieldTooLongError),
        ({"pauses": tuple(range(1, 13))}, AllMonthsError),
        ({"pauses": (7,), "rhythm": Rhythm.YEARLY, "first_on": date(2026, 7, 1)}, AllMonthsError),
        ({"first_on": date(1926, 1, 1)}, FirstDayError),
        ({"first_on": date(2126, 1, 1)}, FirstDayError),
    ],
)
def test_a_journal_that_cannot_be_is_refused(changes: dict[str, object], error: type[Exception]) -> None:
    with pytest.raises(error):
        replace(JOURNAL, **changes).checked(TODAY)  # type: ignore[arg-type]


def test_the_authors_of_an_article_are_kept_once_each() -> None:
    article = Article(id=UUID(int=3), title=" Le  titre ", authors=("Peeters", " Peeters", "")).checked()
    assert (article.title, article.authors) == ("Le titre", ("Peeters",))
