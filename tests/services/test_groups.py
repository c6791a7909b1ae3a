"""A class or group in one act: a count at the door, an activity, and what becomes of both; proofs of visit."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cdm_desk.domain.activities import ActivityFact, Group
from cdm_desk.domain.clock import BRUSSELS, StoppedClock
from cdm_desk.domain.errors import AmountError, DayClosedError, UnknownCodeError
from cdm_desk.domain.lists import SHIPPED, Kind
from cdm_desk.domain.welcome import ProofFact
from cdm_desk.office import Office
from tests.services.house import MONDAY, carry, facts, figures, visits

CLASS = Group(people=24, level_code="SEC3", teaching_code="GEN", language="FR", accompanying=2)
CODES = {kind: [entry.code for entry in SHIPPED[kind]] for kind in (Kind.SCHOOL_LEVEL, Kind.TEACHING, Kind.LANGUAGE)}
GROUPS = st.builds(
    Group,
    people=st.integers(1, 500),
    level_code=st.none() | st.sampled_from(CODES[Kind.SCHOOL_LEVEL]),
    teaching_code=st.none() | st.sampled_from(CODES[Kind.TEACHING]),
    language=st.none() | st.sampled_from(CODES[Kind.LANGUAGE]),
    accompanying=st.none() | st.integers(0, 99),
)


def groups(office: Office, day: date = MONDAY) -> list[ActivityFact]:
    return facts(office, ActivityFact, day)


def test_a_class_is_a_school_visit_and_its_people_are_pupils(office: Office) -> None:
    office.welcome.group(CLASS)
    found = figures(office)
    assert (found["school_visits"], found["pupils"], found["activities"], found["activity_users"]) == (1, 24, 1, 24)
    assert found["visits"] == 24
    assert office.welcome.today().group == 24


def test_a_group_is_an_activity_and_no_school_visit(office: Office) -> None:
    office.welcome.group(Group(people=12))
    found = figures(office)
    assert (found["school_visits"], found["pupils"], found["activities"], found["activity_users"]) == (0, 0, 1, 12)


def test_who_accompanies_is_counted_apart_and_is_no_participant(office: Office) -> None:
    office.welcome.group(CLASS)
    assert [(group.present, group.accompanying) for group in groups(office)] == [(24, 2)]
    assert figures(office)["activity_users"] == 24


def test_the_count_at_the_door_is_never_added_to_the_contacts(office: Office) -> None:
    office.welcome.group(CLASS)
    assert figures(office)["contacts"] == 24


@given(several=st.lists(GROUPS, max_size=5))
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_group_is_counted_once_at_the_door_and_once_as_an_activity(days: "Days", several: list[Group]) -> None:
    office, day = days.fresh()
    for group in several:
        office.welcome.group(group)
    found = figures(office, day)
    assert found["visits"] == found["activity_users"] == sum(group.people for group in several)
    assert found["activities"] == len(several)
    assert found["school_visits"] == sum(group.of_school for group in several)
    assert found["pupils"] == sum(group.people for group in several if group.of_school)
    assert sorted((fact.present, fact.level_code or "") for fact in groups(office, day)) == sorted(
        (group.people, group.level_code or "") for group in several
    )


@given(several=st.lists(GROUPS, min_size=1, max_size=4), again=st.integers(1, 3))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_withdrawn_or_repeated_keeps_both_counts_alike(days: "Days", several: list[Group], again: int) -> None:
    office, day = days.fresh()
    given_back = [office.welcome.group(group) for group in several]
    repeated = office.welcome.repeat(again)
    assert figures(office, day)["activities"] == len(several) + again
    for visit in (*repeated, *given_back):
        assert figures(office, day)["visits"] == figures(office, day)["activity_users"]
        office.welcome.withdraw(visit.id)
    found = figures(office, day)
    assert (found["visits"], found["activities"], found["pupils"]) == (0, 0, 0)


class Days:
    """Days one after another on one store: each example begins with nothing counted."""

    def __init__(self, office: Office, clock: StoppedClock) -> None:
        self._office, self._clock, self._day = office, clock, MONDAY

    def fresh(self) -> tuple[Office, date]:
        self._day += timedelta(days=1)
        self._clock.moment = datetime.combine(self._day, time(10), tzinfo=BRUSSELS)
        return self._office, self._day


@pytest.fixture
def days(office: Office, clock: StoppedClock) -> Days:
    return Days(office, clock)


def test_a_language_added_within_the_minute_is_that_of_both_counts(office: Office) -> None:
    visit = office.welcome.group(Group(people=24, level_code="PRI"))
    office.welcome.amend(visit.id, language="NL")
    assert ([each.language for each in visits(office)], [each.language for each in groups(office)]) == (["NL"], ["NL"])
    office.welcome.amend_back(visit)
    assert [each.language for each in groups(office)] == [None]
    office.welcome.withdraw(visit.id)
    assert groups(office) == []


def test_a_class_that_was_sent_already_is_withdrawn_everywhere(
    office: Office, second: Office, clock: StoppedClock
) -> None:
    visit = office.welcome.group(CLASS)
    carry(office, second)
    assert figures(second)["pupils"] == 24
    clock.advance(seconds=30)
    office.welcome.withdraw(visit.id)
    carry(office, second)
    assert figures(second)["pupils"] == 0


def test_a_class_of_an_earlier_day_is_counted_on_that_day(office: Office, clock: StoppedClock) -> None:
    clock.advance(days=1)
    office.welcome.late(MONDAY, 14, motive_code="MV6", people=24, group=CLASS)
    assert figures(office)["pupils"] == 24
    assert [each.late for each in visits(office)] == [True]


@pytest.mark.parametrize(
    ("group", "refusal"),
    [
        (Group(people=0), AmountError),
        (Group(people=501), AmountError),
        (Group(people=5, accompanying=100), AmountError),
        (Group(people=5, level_code="XX"), UnknownCodeError),
        (Group(people=5, level_code="PRI", teaching_code="XX"), UnknownCodeError),
    ],
)
def test_what_cannot_be_true_counts_nothing_at_all(office: Office, group: Group, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        office.welcome.group(group)
    assert (visits(office), groups(office)) == ([], [])


def test_once_the_day_is_closed_no_class_comes_in_live(office: Office, clock: StoppedClock) -> None:
    clock.advance(hours=8)
    office.day.close(MONDAY)
    with pytest.raises(DayClosedError):
        office.welcome.group(CLASS)


def test_proofs_of_visit_are_counted_by_day_and_by_nothing_else(office: Office) -> None:
    for _each in range(3):
        office.welcome.count_proof()
    assert set(ProofFact.__dataclass_fields__) == {"id", "day"}
    assert figures(office)["proofs"] == 3
    assert figures(office)["contacts"] == 0
