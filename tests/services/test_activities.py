"""The calendar: planned, changed, counted once whoever counts, and every act taken back."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from cdm_desk.domain.activities import ActivityFact
from cdm_desk.domain.agenda import Activity, ActivityGoneError, Caution
from cdm_desk.domain.clock import BRUSSELS, StoppedClock
from cdm_desk.domain.errors import UnknownCodeError
from cdm_desk.domain.series import Rhythm
from cdm_desk.office import Office
from cdm_desk.services.activities import Act, Which
from tests.services.house import MONDAY, carry, facts, figures

TUESDAY = MONDAY + timedelta(days=1)


def plan(office: Office, day: date = MONDAY, **fields: object) -> Activity:
    fresh = office.activities.fresh(day, time(9), "AC2")
    told: dict[str, object] = {"title_fr": "Atelier CV", "theme_code": "EMP", "language": "FR"} | fields
    [kept] = office.activities.plan(replace(fresh, **told)).after  # type: ignore[arg-type]
    return kept


def present(office: Office, day: date = MONDAY) -> list[int]:
    return [fact.present for fact in facts(office, ActivityFact, day)]


def days(office: Office) -> list[date]:
    return [each.day for each in office.activities.between(date(2019, 1, 1), date(2020, 12, 31))]


def test_what_is_planned_stands_in_the_calendar_and_counts_for_nothing_yet(office: Office) -> None:
    kept = plan(office)
    assert office.activities.between(MONDAY, MONDAY) == [kept]
    assert present(office) == []


def test_a_head_count_is_a_fact_with_all_that_is_known_of_it(office: Office) -> None:
    kept = plan(office, partners=("ACTIRIS",), audiences=("WRK",), room="Salle B")
    office.activities.count(kept.id, 15, enrolled=20)
    [fact] = facts(office, ActivityFact)
    assert (fact.kind_code, fact.place, fact.theme_code, fact.language) == ("AC2", "intra", "EMP", "FR")
    assert (fact.partners, fact.audiences, fact.enrolled, fact.present) == (("ACTIRIS",), ("WRK",), 20, 15)
    assert figures(office)["activity_users"] == 15


def test_a_corrected_count_takes_the_place_of_the_first(office: Office) -> None:
    kept = plan(office)
    office.activities.count(kept.id, 15)
    office.activities.count(kept.id, 16)
    assert present(office) == [16]


def test_the_same_count_again_writes_nothing(office: Office, second: Office) -> None:
    kept = plan(office)
    office.activities.count(kept.id, 15)
    carry(office, second)
    second.activities.count(kept.id, 15)
    with second.store.view() as unit:
        assert not list(unit.journal.waiting(prompt=False))


def test_counted_alike_at_two_workstations_it_counts_once(office: Office, second: Office) -> None:
    kept = plan(office)
    carry(office, second)
    for each in (office, second):
        each.activities.count(kept.id, 15)
    carry(office, second)
    carry(second, office)
    assert present(office) == present(second) == [15]
    assert office.activities.pursued() == second.activities.pursued() == []


def test_counted_otherwise_at_two_workstations_it_counts_once_and_is_asked_for_again(
    office: Office, second: Office, clock: StoppedClock
) -> None:
    kept = plan(office)
    carry(office, second)
    office.activities.count(kept.id, 15)
    clock.advance(seconds=1)
    second.activities.count(kept.id, 16)
    carry(office, second)
    carry(second, office)
    assert len(present(office)) == 1
    assert present(office) == present(second)
    assert [each.otherwise for each in office.activities.pursued()] == [True]
    second.activities.count(kept.id, 16)
    carry(second, office)
    assert present(office) == present(second) == [16]
    assert office.activities.pursued() == second.activities.pursued() == []


def test_a_count_corrected_elsewhere_before_its_fact_has_come_counts_once(office: Office, second: Office) -> None:
    kept = plan(office)
    office.activities.count(kept.id, 15)
    with office.store.unit() as unit:
        prompt, late = unit.journal.waiting(prompt=True), unit.journal.waiting(prompt=False)
        unit.journal.sealed([*prompt, *late])
    _hear(second, prompt)
    assert second.activities.pursued() == []
    second.activities.count(kept.id, 16)
    _hear(second, late)
    carry(second, office)
    assert present(office) == present(second) == [16]


def _hear(office: Office, told: list) -> None:  # type: ignore[type-arg]
    from cdm_desk.store.canonical import unpacked  # noqa: PLC0415

    with office.store.unit() as unit:
        for each in told:
            assert unit.receive(each.lane, [unpacked(each.body)]) == []


def test_undone_a_count_counts_no_more_and_can_be_made_again(office: Office) -> None:
    kept = plan(office)
    act = office.activities.count(kept.id, 15)
    office.activities.take_back(act)
    assert present(office) == []
    assert office.activities.find(kept.id).present is None
    office.activities.count(kept.id, 14)
    assert present(office) == [14]


def test_a_count_that_others_know_can_be_undone_and_made_again(office: Office, second: Office) -> None:
    kept = plan(office)
    act = office.activities.count(kept.id, 15)
    carry(office, second)
    office.activities.take_back(act)
    office.activities.count(kept.id, 15)
    carry(office, second)
    assert present(office) == present(second) == [15]


@pytest.mark.parametrize("verb", ["call_off", "remove"])
def test_what_is_called_off_or_removed_does_not_count_until_it_is_taken_back(office: Office, verb: str) -> None:
    kept = plan(office)
    office.activities.count(kept.id, 15)
    act = getattr(office.activities, verb)(kept.id)
    assert present(office) == []
    office.activities.take_back(act)
    assert present(office) == [15]


def test_a_counted_activity_that_turns_out_to_be_of_another_theme_and_day_counts_there(
    office: Office, clock: StoppedClock
) -> None:
    clock.advance(days=1)
    kept = plan(office)
    counted = office.activities.count(kept.id, 15).after[0]
    office.activities.change(replace(counted, theme_code="FOR", day=TUESDAY), counted)
    assert present(office) == []
    assert [(fact.theme_code, fact.present) for fact in facts(office, ActivityFact, TUESDAY)] == [("FOR", 15)]


def test_the_heads_of_a_closed_day_can_still_be_counted_and_corrected(office: Office, clock: StoppedClock) -> None:
    kept = plan(office)
    clock.advance(hours=10)
    office.day.close(MONDAY)
    clock.advance(days=40)
    office.activities.count(kept.id, 15)
    office.activities.count(kept.id, 12)
    assert present(office) == [12]


def test_missing_head_counts_are_asked_for_the_latest_first(office: Office, clock: StoppedClock) -> None:
    plan(office, title_fr="Premier")
    plan(office, TUESDAY, title_fr="Second")
    plan(office, MONDAY + timedelta(days=5), title_fr="À venir")
    clock.advance(days=2)
    assert [each.activity.title_fr for each in office.activities.pursued()] == ["Second", "Premier"]


def series(office: Office, times: int = 4) -> Act:
    fresh = replace(office.activities.fresh(MONDAY, time(9)), title_fr="Atelier")
    return office.activities.plan(fresh, Rhythm.WEEKLY, times)


def test_a_series_is_planned_in_one_act_and_taken_back_in_one(office: Office) -> None:
    act = series(office, 4)
    assert days(office) == [MONDAY + timedelta(days=7 * week) for week in range(4)]
    office.activities.take_back(act)
    assert days(office) == []


def test_the_rest_of_a_series_follows_a_change_and_what_went_before_does_not(office: Office) -> None:
    act = office.activities.plan(
        replace(office.activities.fresh(MONDAY, time(9)), title_fr="Atelier"), Rhythm.WEEKLY, 4
    )
    [_first, second_one, *_rest] = act.after
    wanted = replace(second_one, title_fr="Atelier CV", day=second_one.day + timedelta(days=1), begins=time(10))
    office.activities.change(wanted, second_one, Which.REST)
    found = office.activities.between(MONDAY, date(2019, 12, 31))
    assert [each.title_fr for each in found] == ["Atelier", "Atelier CV", "Atelier CV", "Atelier CV"]
    assert [each.day.weekday() for each in found] == [0, 1, 1, 1]
    assert [each.begins for each in found] == [time(9), time(10), time(10), time(10)]


def test_one_of_a_series_is_changed_alone(office: Office) -> None:
    act = series(office, 3)
    office.activities.change(replace(act.after[1], title_fr="Autre"), act.after[1])
    assert [each.title_fr for each in office.activities.between(MONDAY, date(2019, 12, 31))] == [
        "Atelier",
        "Autre",
        "Atelier",
    ]


def test_the_rest_of_a_series_is_removed_and_comes_back(office: Office) -> None:
    act = series(office, 4)
    removed = office.activities.remove(act.after[1].id, Which.REST)
    assert days(office) == [MONDAY]
    office.activities.take_back(removed)
    assert len(days(office)) == 4


def test_moved_it_keeps_its_length_and_comes_back(office: Office) -> None:
    kept = plan(office)
    act = office.activities.move(kept.id, TUESDAY, time(14))
    moved = office.activities.find(kept.id)
    assert (moved.day, moved.begins, moved.ends) == (TUESDAY, time(14), time(16))
    office.activities.take_back(act)
    assert office.activities.find(kept.id) == kept


def test_a_duplicate_is_a_week_later_and_nobody_is_counted_in_it(office: Office) -> None:
    kept = plan(office, enrolled=12)
    office.activities.count(kept.id, 15)
    [copied] = office.activities.duplicate(kept.id).after
    assert (copied.day, copied.title_fr, copied.enrolled, copied.present) == (
        MONDAY + timedelta(days=7),
        "Atelier CV",
        None,
        None,
    )


def test_two_people_who_change_two_fields_lose_nothing(office: Office, second: Office) -> None:
    kept = plan(office)
    carry(office, second)
    office.activities.change(replace(kept, room="Salle B"), kept)
    second.activities.change(replace(kept, title_nl="Cv-workshop"), kept)
    carry(office, second)
    carry(second, office)
    for each in (office, second):
        found = each.activities.find(kept.id)
        assert (found.room, found.title_nl) == ("Salle B", "Cv-workshop")


def test_a_room_wanted_twice_is_told_and_not_forbidden(office: Office) -> None:
    plan(office, room="Salle B")
    other = plan(office, room="Salle B", title_fr="Info")
    assert [doubt.caution for doubt in office.activities.doubts(other)] == [Caution.ROOM]


def test_a_code_of_no_list_is_refused_and_nothing_is_planned(office: Office) -> None:
    with pytest.raises(UnknownCodeError):
        plan(office, theme_code="XXX")
    assert days(office) == []


def test_what_was_removed_meanwhile_is_not_changed(office: Office) -> None:
    kept = plan(office)
    office.activities.remove(kept.id)
    with pytest.raises(ActivityGoneError):
        office.activities.change(replace(kept, room="A"), kept)


def test_a_record_that_came_in_part_is_shown_as_far_as_it_is_there(office: Office) -> None:
    with office.store.unit() as unit:
        unit.keep("activity", "0" * 32, {"title_fr": "Sans jour"})
        unit.keep("activity", "1" * 32, {"day": MONDAY, "kind_code": "AC1", "begins": "soon"})
    [found] = office.activities.between(MONDAY, MONDAY)
    assert (found.title_fr, found.begins, found.announced) == ("", None, True)


def test_on_the_night_of_the_clock_change_it_is_over_by_the_hour_on_the_wall(
    office: Office, clock: StoppedClock
) -> None:
    clock.moment = datetime(2019, 10, 27, 2, 30, tzinfo=BRUSSELS)
    kept = plan(office, date(2019, 10, 27), begins=time(1), ends=time(2, 45))
    assert not kept.uncounted(clock.now())
    clock.advance(hours=1, minutes=15)
    assert kept.uncounted(clock.now())
