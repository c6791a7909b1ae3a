"""What several packages do together: when the night runs."""

from dataclasses import replace
from datetime import datetime, time
from pathlib import Path

import pytest

from cdm_desk.domain.clock import StoppedClock
from cdm_desk.domain.errors import VisitorsHereError
from cdm_desk.domain.reports import Period
from cdm_desk.jobs import (
    catch_up_due,
    nightly,
    refuse_while_visitors_are_here,
    renew_day_sheets,
    today_ends_at,
    write_month_reports,
)
from cdm_desk.office import Office
from cdm_desk.ui.words import renewed_told


def at_hour(clock: StoppedClock, hour: int, minute: int = 0) -> datetime:
    clock.moment = clock.moment.replace(hour=hour, minute=minute)
    return clock.moment


@pytest.mark.parametrize(
    ("at", "used", "ends"),
    [
        (time(20, 30), time(17, 10), time(20, 30)),  # as set: nobody has been here for hours
        (time(16), time(12), time(17, 30)),  # the doors are open still
        (time(20, 30), time(20, 20), time(21, 20)),  # somebody was here a moment ago
        (time(2), time(17), None),  # of the night that follows
    ],
)
def test_today_ends_at_the_hour_set_once_the_desk_is_left(
    office: Office, clock: StoppedClock, at: time, used: time, ends: time | None
) -> None:
    opened_at = clock.now()
    office.welcome.register("EMP")
    used_at = at_hour(clock, used.hour, used.minute)

    found = today_ends_at(office, at, used_at=used_at, opened_at=opened_at)
    assert (found and found.time()) == ends


def test_a_desk_where_nobody_waits_is_left_after_half_an_hour(office: Office, clock: StoppedClock) -> None:
    opened_at = clock.now()
    used_at = at_hour(clock, 20, 20)

    found = today_ends_at(office, time(20, 30), used_at=used_at, opened_at=opened_at)
    assert found is not None
    assert found.time() == time(20, 50)


def test_a_first_start_in_the_evening_has_an_hour_at_least(office: Office, clock: StoppedClock) -> None:
    used_at = at_hour(clock, 20, 28)

    found = today_ends_at(office, time(20, 30), used_at=used_at, opened_at=used_at)
    assert found is not None
    assert found.time() == time(21, 28)


def test_a_thursday_is_open_two_hours_longer(office: Office, clock: StoppedClock) -> None:
    clock.advance(minutes=3 * 24 * 60)
    opened_at = used_at = clock.now()

    found = today_ends_at(office, time(16), used_at=used_at, opened_at=opened_at)
    assert found is not None
    assert found.time() == time(19, 30)


def test_what_happens_at_a_desk_counts_as_use_without_a_key_here(office: Office, clock: StoppedClock) -> None:
    opened_at = used_at = clock.now()
    at_hour(clock, 20, 25)
    office.welcome.register("EMP")

    found = today_ends_at(office, time(20, 30), used_at=used_at, opened_at=opened_at)
    assert found is not None
    assert found.time() == time(21, 25)


def test_a_closed_day_does_not_end_again(office: Office, clock: StoppedClock) -> None:
    at_hour(clock, 20, 30)
    nightly(office)

    assert today_ends_at(office, time(20, 30), used_at=clock.now(), opened_at=clock.now()) is None


def test_a_missed_night_in_the_evening_leaves_today_open(office: Office, clock: StoppedClock) -> None:
    office.welcome.register("EMP")
    yesterday = clock.now().date()
    clock.advance(minutes=24 * 60)
    at_hour(clock, 20, 45)
    office.welcome.register("FOR")

    assert catch_up_due(office, time(20, 30))
    assert nightly(office, yesterday).closed == (yesterday,)
    assert not catch_up_due(office, time(20, 30))
    assert [turn.ticket.number for turn in office.queue.waiting()] == ["201"]


def test_a_night_after_midnight_closes_the_day_before(office: Office, clock: StoppedClock) -> None:
    office.welcome.register("EMP")
    clock.advance(minutes=14 * 60 + 30)
    assert not catch_up_due(office, time(2))
    clock.advance(minutes=90)
    assert catch_up_due(office, time(2))
    nightly(office)
    assert not catch_up_due(office, time(2))


def test_visitors_of_today_are_named_before_their_day_is_closed(office: Office, clock: StoppedClock) -> None:
    office.queue.open_desk("4", ["EMP"], ["FR"])
    office.welcome.register("EMP")
    office.welcome.repeat(2)
    office.queue.call_next("4")
    today = clock.now().date()
    refuse_while_visitors_are_here(office, today)  # the doors are open: nothing would be closed
    at_hour(clock, 18)
    with pytest.raises(VisitorsHereError) as told:
        refuse_while_visitors_are_here(office, today)

    assert (told.value.waiting, told.value.serving) == (2, 1)


def test_a_sheet_is_written_again_in_its_place_when_facts_come_and_not_otherwise(
    office: Office, clock: StoppedClock
) -> None:
    office.welcome.visit("MV3")
    day = clock.now().date()
    at_hour(clock, 20, 30)
    [sheet] = nightly(office).sheets
    before = sheet.read_bytes()
    assert renew_day_sheets(office) == ()

    office.welcome.late(day, 10, motive_code="MV3")
    [renewed] = renew_day_sheets(office)
    assert (renewed.day, renewed.file, renewed.printed, renewed.missing) == (day, sheet, False, ())
    assert sheet.read_bytes() != before
    assert renew_day_sheets(office) == ()


def test_a_printed_sheet_that_changes_is_told_and_not_printed_again(office: Office, clock: StoppedClock) -> None:
    day = clock.now().date()
    at_hour(clock, 20, 30)
    nightly(office)
    written = office.reports.sheet_written(day)
    assert written is not None
    office.reports.note_sheet(replace(written, printed=True))
    office.welcome.late(day, 10, motive_code="MV3")
    night = nightly(office)

    assert [(sheet.day, sheet.printed) for sheet in night.renewed] == [(day, True)]
    assert not night.printed
    assert "changed since it was printed" in renewed_told(night.renewed)[0]


@pytest.mark.parametrize(("hour", "kept_for_weeks"), [(10, False), (20, True)])
def test_no_copy_that_holds_a_board_outlives_its_day(
    office: Office, clock: StoppedClock, hour: int, kept_for_weeks: bool
) -> None:
    office.welcome.register("EMP")
    clock.moment = clock.moment.replace(hour=hour)

    assert nightly(office).backup.name.startswith("night-") is kept_for_weeks


@pytest.fixture
def month_ended(office: Office, clock: StoppedClock, tmp_path: Path) -> Office:
    """A visit of last month, whose last day is closed, and a folder for what is told of it."""
    office.welcome.register("EMP")
    first = clock.now()
    clock.advance(minutes=32 * 24 * 60)
    last = Period.containing(first.date(), "month").last
    with office.store.unit() as unit:
        unit.days.close(last, on=last)
    office.settings = replace(office.settings, month_report_folder=tmp_path / "months")
    return office


def test_the_month_that_has_ended_is_written_once_into_its_folder(month_ended: Office) -> None:
    with month_ended.staff.program("nightly"):
        written = write_month_reports(month_ended)
        again = write_month_reports(month_ended)

    assert [file.suffix for file in written] == [".pdf", ".xlsx"]
    assert all(file.name.startswith("R03-") for file in written)
    assert again == ()


def test_without_a_folder_no_month_is_written(month_ended: Office) -> None:
    month_ended.settings = replace(month_ended.settings, month_report_folder=None)

    assert write_month_reports(month_ended) == ()


def test_a_month_whose_last_days_are_open_waits(office: Office, tmp_path: Path) -> None:
    office.settings = replace(office.settings, month_report_folder=tmp_path / "months")
    with office.staff.program("nightly"):
        assert write_month_reports(office) == ()
    assert not (tmp_path / "months").exists()
