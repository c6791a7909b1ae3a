"""The bag: opened before the laptop leaves, counted in away from everybody, closed when it is back."""

from collections.abc import Callable
from contextlib import nullcontext
from datetime import date, datetime, timedelta

import pytest

from cdm_desk.domain.activities import ActivityFact
from cdm_desk.domain.bag import (
    LARGEST_BUNDLE,
    Bag,
    BagDayError,
    BagDaysError,
    BagGoneError,
    BagOpenError,
    How,
    Mode,
    NoBagError,
    OutsideError,
    Standing,
)
from cdm_desk.domain.clock import BRUSSELS, StoppedClock
from cdm_desk.domain.errors import AmountError, NotAllowedError, TooManyOutcomesError, UnknownCodeError
from cdm_desk.domain.lists import Kind, Label
from cdm_desk.domain.staff import Role
from cdm_desk.office import Office
from cdm_desk.store.canonical import unpacked
from tests.services.house import MONDAY, carry, dump, facts, figures, open_desk, sessions, visits

SCHAERBEEK = "21015"
TUESDAY = MONDAY + timedelta(days=1)


def heads(office: Office, day: date = MONDAY) -> list[ActivityFact]:
    return facts(office, ActivityFact, day)


@pytest.fixture
def bag(office: Office) -> Bag:
    """A day with the truck."""
    return office.bags.open(Mode.FORMTRUCK, SCHAERBEEK)


@pytest.mark.parametrize(
    ("mode", "place", "kind", "audience"),
    [
        (Mode.FORMTRUCK, SCHAERBEEK, "AC8", "ALL"),
        (Mode.FAIR, "SALON_FORMATION", "AC7", "ALL"),
        (Mode.PRISON, "HAREN", "AC9", "DET"),
    ],
)
def test_a_click_is_one_person_met_at_the_place_of_the_bag(
    office: Office, mode: Mode, place: str, kind: str, audience: str
) -> None:
    office.bags.open(mode, place)
    office.bags.click("EMP")

    [fact] = heads(office)
    assert (fact.kind_code, fact.place, fact.theme_code, fact.present) == (kind, place, "EMP", 1)
    assert fact.audiences == (audience,)


def test_a_person_without_a_theme_is_counted_too(office: Office, bag: Bag) -> None:
    office.bags.click()

    assert [fact.theme_code for fact in heads(office)] == [None]
    assert office.bags.totals(bag.id).of(theme_code=None) == 1


@pytest.mark.usefixtures("bag")
def test_a_bundle_is_as_many_people_as_were_counted_by_hand(office: Office) -> None:
    office.bags.bundle("EMP", 37)

    assert [(fact.theme_code, fact.present) for fact in heads(office)] == [("EMP", 37)]


@pytest.mark.parametrize("people", [0, LARGEST_BUNDLE + 1])
@pytest.mark.usefixtures("bag")
def test_a_bundle_that_cannot_be_true_is_refused(office: Office, people: int) -> None:
    with pytest.raises(AmountError):
        office.bags.bundle("EMP", people)
    assert heads(office) == []


@pytest.mark.usefixtures("bag")
def test_an_interview_bears_place_and_channel_its_outcomes_and_no_hour(office: Office) -> None:
    office.bags.interview("EMP", ["OU1", "OU5"], sub_theme_codes=["EMP1", "FOR1"], language="NL", minutes=13, people=2)

    [fact] = sessions(office)
    assert (fact.site, fact.channel, fact.theme_code) == (SCHAERBEEK, "formtruck", "EMP")
    assert (fact.outcome_codes, fact.sub_theme_codes, fact.language) == (("OU1", "OU5"), ("EMP1",), "NL")
    assert (fact.minutes, fact.people, fact.reliable) == (15, 2, True)


@pytest.mark.usefixtures("bag")
def test_a_length_that_nobody_noted_is_not_relied_upon_and_troubles_no_day_sheet(office: Office) -> None:
    office.bags.interview("EMP", ["OU1"])

    assert [fact.reliable for fact in sessions(office)] == [False]
    assert office.reports.day_sheet(MONDAY).notes == ()


@pytest.mark.usefixtures("bag")
def test_an_interview_has_three_outcomes_at_most(office: Office) -> None:
    with pytest.raises(TooManyOutcomesError):
        office.bags.interview("EMP", ["OU1", "OU2", "OU3", "OU4"])
    assert sessions(office) == []


@pytest.mark.usefixtures("bag")
def test_no_ticket_no_arrival_and_no_wait_come_of_a_bag(office: Office) -> None:
    office.bags.click("EMP")
    office.bags.interview("EMP", ["OU1"])

    assert office.queue.waiting() == []
    assert visits(office) == []


@pytest.mark.usefixtures("bag")
def test_who_is_met_outside_is_an_advice_user_of_2019_and_a_block_of_its_own_of_2023(
    office: Office, clock: StoppedClock
) -> None:
    office.bags.click("EMP")
    office.bags.bundle("FOR", 37)
    office.bags.interview("ORI", ["OU1"])
    assert (figures(office)["advice_users"], figures(office)["activity_users"]) == (39, 0)
    assert figures(office)["contacts"] == 39

    office.bags.close()
    clock.moment = datetime(2024, 1, 15, 10, tzinfo=BRUSSELS)
    office.bags.open(Mode.FAIR, "IT_DAG")
    office.bags.bundle(None, 100)
    later = figures(office, date(2024, 1, 15))
    assert (later["outing_users"], later["advice_users"], later["contacts"]) == (100, 0, 100)


@pytest.mark.usefixtures("bag")
def test_the_last_can_be_taken_back_and_leaves_no_trace(office: Office) -> None:
    office.bags.click("EMP")
    last = office.bags.click("FOR")
    office.bags.take_back(last.fact_id)

    assert [fact.theme_code for fact in heads(office)] == ["EMP"]
    assert [each.theme_code for each in office.bags.latest()] == ["EMP"]
    assert last.fact_id.hex not in dump(office)


@pytest.mark.usefixtures("bag")
def test_what_others_know_already_is_taken_back_everywhere(office: Office, second: Office) -> None:
    last = office.bags.bundle("FOR", 37)
    carry(office, second)
    office.bags.take_back(last.fact_id)
    carry(office, second)

    assert heads(second) == []
    with pytest.raises(BagGoneError):
        office.bags.take_back(last.fact_id)


def test_nothing_is_counted_without_a_bag(office: Office) -> None:
    with pytest.raises(NoBagError):
        office.bags.click("EMP")
    with pytest.raises(NoBagError):
        office.bags.close()


@pytest.mark.usefixtures("bag")
def test_one_bag_at_a_time(office: Office) -> None:
    with pytest.raises(BagOpenError):
        office.bags.open(Mode.FAIR, "IT_DAG")


@pytest.mark.parametrize("place", ["Monsieur Dupont", "", "NA", "EMP"])
def test_a_place_stands_in_a_list_and_is_never_typed(office: Office, place: str) -> None:
    with pytest.raises(UnknownCodeError):
        office.bags.open(Mode.FAIR, place)


def test_the_house_adds_a_place_of_its_own(office: Office) -> None:
    office.lists.add(Kind.PLACE, "JOBDAY", Label(fr="Jobday", nl="Jobday", en="Job day"))

    assert office.bags.open(Mode.FAIR, "JOBDAY").place == "JOBDAY"


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (MONDAY, MONDAY - timedelta(days=1)),
        (MONDAY, MONDAY + timedelta(days=32)),
        (MONDAY - timedelta(days=61), MONDAY),
        (MONDAY + timedelta(days=61), MONDAY + timedelta(days=61)),
    ],
)
def test_a_bag_is_away_for_a_month_at_most_and_not_far_from_today(office: Office, first: date, last: date) -> None:
    with pytest.raises(BagDaysError):
        office.bags.open(Mode.FAIR, "IT_DAG", first_day=first, last_day=last)


def test_bundles_on_paper_are_entered_the_next_morning_on_their_day(office: Office) -> None:
    friday = MONDAY - timedelta(days=3)
    office.bags.open(Mode.FAIR, "IT_DAG", first_day=friday)
    office.bags.bundle("EMP", 37, day=friday)

    assert [fact.present for fact in heads(office, friday)] == [37]
    assert heads(office) == []


def test_nothing_is_counted_before_the_first_day_or_ahead_of_today(office: Office) -> None:
    office.bags.open(Mode.FAIR, "IT_DAG", first_day=MONDAY, last_day=TUESDAY)
    for day in (MONDAY - timedelta(days=1), TUESDAY):
        with pytest.raises(BagDayError):
            office.bags.click("EMP", day=day)


@pytest.mark.usefixtures("bag")
def test_while_the_laptop_is_away_nobody_is_registered_for_the_house(office: Office) -> None:
    open_desk(office)
    for register in (
        lambda: office.welcome.register("EMP"),
        lambda: office.welcome.visit("MV3"),
        lambda: office.counselling.serve_now("EMP", "4"),
        office.multimedia.arrive,
    ):
        with pytest.raises(OutsideError):
            register()
    assert visits(office) == []

    office.bags.close()
    office.welcome.register("EMP")
    assert [fact.site for fact in visits(office)] == ["CDM"]


def test_a_bag_for_a_day_that_is_over_does_not_stop_the_house(office: Office) -> None:
    office.bags.open(Mode.FAIR, "IT_DAG", first_day=MONDAY - timedelta(days=3))
    office.welcome.visit("MV3")

    assert len(visits(office)) == 1


def test_closing_says_what_was_counted_by_theme_and_way(office: Office, bag: Bag) -> None:
    for theme in ("EMP", "EMP", "FOR", None):
        office.bags.click(theme)
    office.bags.bundle("EMP", 37)
    office.bags.interview("ORI", ["OU1"], people=2)
    totals = office.bags.close()

    assert (totals.people, totals.interviews) == (43, 1)
    assert totals.of(theme_code="EMP") == 39
    assert totals.of(theme_code="EMP", how=How.CLICK) == 2
    assert totals.counted_so(How.BUNDLE) == 37
    assert totals.on(MONDAY) == 43
    assert office.bags.here() is None
    assert office.bags.totals(bag.id).counted == totals.counted


def test_a_bag_closed_too_early_is_opened_again(office: Office, bag: Bag) -> None:
    office.bags.click("EMP")
    office.bags.close()
    office.bags.reopen(bag.id)
    office.bags.click("EMP")

    assert office.bags.close().people == 2


def test_the_next_day_nobody_knows_who_came_first(office: Office, clock: StoppedClock, bag: Bag) -> None:
    office.bags.click("EMP")
    office.bags.click("FOR")
    clock.moment += timedelta(days=1)
    office.day.close(MONDAY)
    office.bags.click("ORI")

    assert [each.theme_code for each in office.bags.latest()] == ["ORI"]
    assert office.bags.totals(bag.id).on(MONDAY) == 2


@pytest.mark.usefixtures("bag")
def test_a_night_that_is_made_up_for_leaves_today_its_order(office: Office, clock: StoppedClock) -> None:
    clock.moment += timedelta(days=1)
    office.bags.click("EMP")
    office.bags.click("FOR")
    office.day.close(MONDAY)

    assert [each.theme_code for each in office.bags.latest()] == ["FOR", "EMP"]


def test_others_see_that_a_bag_is_out_and_when_it_should_be_back(
    office: Office, second: Office, clock: StoppedClock
) -> None:
    office.bags.open(Mode.FORMTRUCK, SCHAERBEEK, first_day=TUESDAY, last_day=TUESDAY)
    carry(office, second)

    def standing() -> list[Standing]:
        return [known.standing for known in second.bags.known()]

    assert standing() == [Standing.PREPARED]
    clock.moment += timedelta(days=1)
    assert standing() == [Standing.OUT]
    clock.moment += timedelta(days=1)
    assert standing() == [Standing.DUE]
    office.bags.close()
    carry(office, second)
    assert standing() == []
    assert [known.standing for known in second.bags.settled()] == [Standing.IN]


def test_a_laptop_that_never_comes_back_is_written_off_and_still_counts_if_it_does(
    office: Office, second: Office, bag: Bag
) -> None:
    carry(office, second)
    second.bags.write_off(bag.id)
    assert second.bags.known() == []
    office.bags.click("EMP")
    carry(office, second)

    assert [fact.present for fact in heads(second)] == [1]
    second.bags.bring_back(bag.id)
    assert [known.standing for known in second.bags.known()] == [Standing.OUT]


def test_no_bag_of_another_workstation_is_closed_or_opened_here(office: Office, second: Office, bag: Bag) -> None:
    carry(office, second)

    assert second.bags.here() is None
    with pytest.raises(BagGoneError):
        second.bags.reopen(bag.id)
    with pytest.raises(NoBagError):
        second.bags.close()


@pytest.mark.parametrize(
    ("role", "mode", "place", "counts", "advises"),
    [
        (Role.RECEPTION, Mode.FORMTRUCK, SCHAERBEEK, True, False),
        (Role.STEWARD, Mode.FAIR, "IT_DAG", True, False),
        (Role.COUNSELLOR, Mode.PRISON, "HAREN", True, True),
        (Role.MANAGER, Mode.PRISON, "HAREN", True, False),
        # Who is met in prison is a sensitive audience: its heads are the counsellors' and the manager's to count.
        (Role.RECEPTION, Mode.PRISON, "HAREN", False, False),
        (Role.STEWARD, Mode.PRISON, "HAREN", False, False),
    ],
)
def test_each_role_does_with_a_bag_what_the_matrix_gives_it(
    office: Office, role: Role, mode: Mode, place: str, counts: bool, advises: bool
) -> None:
    verbs: tuple[tuple[bool, Callable[[], object]], ...] = (
        (counts, lambda: office.bags.click("EMP")),
        (counts, lambda: office.bags.bundle("EMP", 2)),
        (advises, lambda: office.bags.interview("EMP")),
    )
    with office.staff.command("bag", role):
        office.bags.open(mode, place)
        for allowed, verb in verbs:
            with nullcontext() if allowed else pytest.raises(NotAllowedError):
                verb()

    assert sum(fact.present for fact in heads(office)) == (3 if counts else 0)


@pytest.mark.parametrize("role", [Role.DOCUMENTALIST, Role.ADMINISTRATOR])
def test_others_open_no_bag(office: Office, role: Role) -> None:
    with office.staff.command("bag", role), pytest.raises(NotAllowedError):
        office.bags.open(Mode.FAIR, "IT_DAG")


@pytest.mark.usefixtures("bag")
def test_what_leaves_tells_the_day_and_no_moment(office: Office) -> None:
    office.bags.click("EMP")
    office.bags.interview("EMP", ["OU1"])
    with office.store.view() as unit:
        leaving = [unpacked(each.body) for each in unit.journal.waiting(prompt=False)]

    assert sorted(kind for _fact, kind, _body in leaving) == ["activity", "session"]
    assert not any(body.keys() & {"hour", "at", "number", "workstation"} for _fact, _kind, body in leaving)
