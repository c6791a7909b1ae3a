"""Self check-in on a real store: what a visitor leaves behind, what is refused, the PIN that gives the screen back."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from cdm_desk.domain.clock import BRUSSELS, StoppedClock
from cdm_desk.domain.errors import (
    AmountError,
    DayClosedError,
    NotAllowedError,
    PinCommonError,
    SpaceClosingError,
    TryLaterError,
    WrongSecretError,
)
from cdm_desk.domain.staff import Action, Role
from cdm_desk.domain.waiting import UNKNOWN, Estimate
from cdm_desk.domain.welcome import AT_THE_DESK
from cdm_desk.office import Office, temporary_office
from cdm_desk.services.kiosk import KIOSK, KioskService, VisitorGate, told
from cdm_desk.services.staff import NewAccount
from cdm_desk.settings import Settings
from cdm_desk.store.secret_hash import SlowHash
from tests.services.house import carry, dump, ends, open_desk, visits

PASSWORD = "drie fietsen regen"
PIN, OTHER_PIN = "274916", "385027"


@pytest.fixture
def kiosk(tmp_path: Path, clock: StoppedClock) -> Iterator[Office]:
    """A kiosk with a store of its own, on a Monday at ten."""
    folder = tmp_path / "kiosk"
    folder.mkdir()
    with temporary_office(folder, clock, Settings(workstation="Borne", kind="kiosk")) as made:
        yield made


class Seconds:
    """A clock that nobody can set, and that a test lets run."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def with_pin(office: Office, seconds: Seconds) -> KioskService:
    """The service as a start of the program has it, with a hash that takes no time."""
    quick = SlowHash(PasswordHasher(memory_cost=64, time_cost=1, parallelism=1))
    return KioskService(
        office.store, office.clock, office.welcome, office.multimedia, office.queue,
        gate=office.staff, secrets=office.vault, note=office.staff.note, slow_hash=quick, monotonic=seconds,
    )  # fmt: skip


def test_a_visitor_leaves_the_fact_that_the_reception_would_have_written(kiosk: Office) -> None:
    handed = kiosk.kiosk.register("EMP", language="NL", people=2)

    assert handed.number == "301"
    [fact] = visits(kiosk)
    assert (fact.motive_code, fact.theme_code, fact.language, fact.people) == ("MV2", "EMP", "NL", 2)
    assert (fact.channel, fact.hour, fact.late) == (AT_THE_DESK, 10, False)


def test_a_language_that_nobody_chose_is_not_recorded(kiosk: Office) -> None:
    kiosk.kiosk.register("EMP")

    assert [fact.language for fact in visits(kiosk)] == [None]


def test_a_visit_without_a_number_is_counted(kiosk: Office) -> None:
    kiosk.kiosk.visit("MV4")

    assert [(fact.motive_code, fact.people) for fact in visits(kiosk)] == [("MV4", 1)]


@pytest.mark.parametrize("people", [0, 6])
def test_a_class_is_for_the_reception(kiosk: Office, people: int) -> None:
    with pytest.raises(AmountError):
        kiosk.kiosk.register("EMP", people=people)
    assert visits(kiosk) == []


def test_visitors_are_registered_with_accounts_in_use_and_nobody_signed_in(kiosk: Office, office: Office) -> None:
    office.staff.name_administrators(NewAccount(alias="anne", password=PASSWORD))
    carry(office, kiosk)

    assert kiosk.kiosk.register("ORI").number == "101"


def test_with_accounts_in_use_the_staff_s_own_verbs_stay_shut(kiosk: Office, office: Office) -> None:
    office.staff.name_administrators(NewAccount(alias="anne", password=PASSWORD))
    carry(office, kiosk)

    assert not kiosk.staff.may(Action.REGISTER)


@pytest.mark.parametrize("action", Action)
def test_the_gate_of_visitors_lets_them_register_and_nothing_else(action: Action) -> None:
    gate = VisitorGate(KIOSK)
    if action is Action.REGISTER:
        gate.require(action)
    else:
        with pytest.raises(NotAllowedError):
            gate.require(action)


def test_a_workstation_that_is_no_kiosk_lets_no_visitor_in(office: Office) -> None:
    with pytest.raises(NotAllowedError):
        office.kiosk.register("EMP")


@pytest.mark.parametrize("hour", [17, 20])
def test_nobody_is_registered_once_the_doors_are_closed(kiosk: Office, clock: StoppedClock, hour: int) -> None:
    clock.moment = datetime(2019, 1, 14, hour, tzinfo=BRUSSELS)

    assert not kiosk.kiosk.open()
    with pytest.raises(DayClosedError):
        kiosk.kiosk.register("EMP")
    with pytest.raises(DayClosedError):
        kiosk.kiosk.visit("MV4")


def test_on_thursdays_visitors_come_until_seven(kiosk: Office, clock: StoppedClock) -> None:
    clock.moment = datetime(2019, 1, 17, 18, 30, tzinfo=BRUSSELS)

    assert kiosk.kiosk.open()


def test_a_visitor_for_a_pc_is_kept_a_free_seat_without_asking_anybody(kiosk: Office) -> None:
    handed = kiosk.kiosk.take_turn()

    assert (handed.number, handed.seat) == ("601", "01")
    assert [fact.motive_code for fact in visits(kiosk)] == ["MV3"]


@pytest.mark.parametrize("for_pc", [False, True])
def test_each_number_has_its_ticket(kiosk: Office, for_pc: bool) -> None:
    handed = kiosk.kiosk.take_turn() if for_pc else kiosk.kiosk.register("EMP")

    assert kiosk.kiosk.slip(handed).number == handed.number


def test_the_turn_of_a_kiosk_is_served_by_the_steward_and_counted_once(kiosk: Office, second: Office) -> None:
    handed = kiosk.kiosk.take_turn()
    carry(kiosk, second)
    second.multimedia.serve(handed.ticket_id)

    assert [fact.motive_code for fact in visits(second)] == ["MV3"]


def test_no_turn_is_given_in_the_last_minutes(kiosk: Office, clock: StoppedClock) -> None:
    clock.moment = datetime(2019, 1, 14, 16, 56, tzinfo=BRUSSELS)
    with pytest.raises(SpaceClosingError):
        kiosk.kiosk.take_turn()
    assert visits(kiosk) == []


def test_a_house_without_seats_offers_none(kiosk: Office, office: Office) -> None:
    office.multimedia.remove_seats(1, 99)
    carry(office, kiosk)

    assert "MV3" not in [motive.code for motive in kiosk.kiosk.choices().motives]


def test_the_choices_tell_the_wait_of_each_theme(kiosk: Office, second: Office) -> None:
    open_desk(second)
    carry(second, kiosk)
    waits = {each.theme.code: each.estimate.told for each in kiosk.kiosk.choices().themes}

    assert waits == {"ORI": "now", "FOR": "now", "EMP": "now", "MOB": "nobody", "ENT": "nobody"}


def test_the_choices_tell_for_which_themes_it_is_too_late(kiosk: Office, second: Office, clock: StoppedClock) -> None:
    clock.moment = datetime(2019, 1, 14, 16, 40, tzinfo=BRUSSELS)
    open_desk(second)
    carry(second, kiosk)
    for _each in range(8):
        kiosk.kiosk.register("EMP")
    clock.advance(minutes=10)
    choices = kiosk.kiosk.choices()

    assert "EMP" in choices.late
    assert choices.closes_at == datetime(2019, 1, 14, 17, tzinfo=BRUSSELS)
    assert kiosk.kiosk.register("EMP").after_closing


@pytest.mark.parametrize(
    ("estimate", "shown"),
    [
        (Estimate(low=0, middle=0, high=0), True),
        (Estimate(low=6, middle=9, high=14), True),
        (Estimate(low=20, middle=25, high=30), True),
        (Estimate(low=20, middle=25, high=31), False),
        (Estimate(low=5, middle=25, high=60), False),
        (UNKNOWN, False),
    ],
)
def test_a_wait_that_may_last_over_half_an_hour_is_not_told(estimate: Estimate, shown: bool) -> None:
    assert told(estimate) == (estimate if shown else UNKNOWN)


def test_the_first_pin_is_chosen_and_then_gives_the_screen_back(kiosk: Office) -> None:
    service = with_pin(kiosk, Seconds())
    assert not service.has_pin()
    service.choose_pin(PIN)
    service.give_back(PIN)

    assert service.has_pin()


def test_a_pin_that_anybody_would_try_is_refused(kiosk: Office) -> None:
    with pytest.raises(PinCommonError):
        with_pin(kiosk, Seconds()).choose_pin("123456")


def test_another_pin_is_chosen_only_once_the_screen_was_given_back(kiosk: Office) -> None:
    service = with_pin(kiosk, Seconds())
    service.choose_pin(PIN)
    with pytest.raises(NotAllowedError):
        service.choose_pin(OTHER_PIN)
    service.give_back(PIN)
    service.choose_pin(OTHER_PIN)
    service.leave_to_visitors()
    with pytest.raises(NotAllowedError):
        service.choose_pin(PIN)

    service.give_back(OTHER_PIN)


def test_no_row_of_the_store_holds_the_pin(kiosk: Office) -> None:
    with_pin(kiosk, Seconds()).choose_pin(PIN)

    assert PIN not in dump(kiosk)


def test_wrong_pins_are_slowed_down_after_the_third(kiosk: Office) -> None:
    seconds = Seconds()
    service = with_pin(kiosk, seconds)
    service.choose_pin(PIN)
    waits = []
    for _each in range(6):
        with pytest.raises(WrongSecretError) as wrong:
            service.give_back(OTHER_PIN)
        waits.append(wrong.value.seconds)
        seconds.now += wrong.value.seconds

    assert waits == [0, 0, 0, 2, 4, 8]


def test_a_right_pin_too_soon_is_no_right_pin(kiosk: Office) -> None:
    seconds = Seconds()
    service = with_pin(kiosk, seconds)
    service.choose_pin(PIN)
    for _each in range(4):
        with pytest.raises(WrongSecretError):
            service.give_back(OTHER_PIN)
    with pytest.raises(TryLaterError):
        service.give_back(PIN)
    seconds.now += 2
    service.give_back(PIN)


def test_pulling_the_plug_gives_no_free_try(kiosk: Office) -> None:
    service = with_pin(kiosk, Seconds())
    service.choose_pin(PIN)
    for _each in range(4):
        with pytest.raises(WrongSecretError):
            service.give_back(OTHER_PIN)

    with pytest.raises(TryLaterError):
        with_pin(kiosk, Seconds()).give_back(PIN)


def test_a_pin_is_reset_by_an_administrator_alone(kiosk: Office) -> None:
    service = with_pin(kiosk, Seconds())
    service.choose_pin(PIN)
    with pytest.raises(NotAllowedError):
        service.reset_pin(OTHER_PIN)
    with kiosk.staff.command("kiosk-pin", Role.ADMINISTRATOR):
        service.reset_pin(OTHER_PIN)

    service.give_back(OTHER_PIN)


def test_all_that_a_day_at_a_kiosk_writes_is_taken_in_by_the_others(
    kiosk: Office, second: Office, clock: StoppedClock
) -> None:
    kiosk.kiosk.register("EMP", language="FR")
    kiosk.kiosk.visit("MV4")
    kiosk.kiosk.take_turn()
    clock.moment = datetime(2019, 1, 14, 18, tzinfo=BRUSSELS)
    with kiosk.staff.program("nightly"):
        kiosk.day.close(clock.now().date())
    carry(kiosk, second)

    assert sorted(fact.motive_code for fact in visits(second)) == ["MV2", "MV3", "MV4"]
    assert ends(second) == {"not_called": 1}
