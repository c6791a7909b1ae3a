from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from argon2 import PasswordHasher

from cdm_desk.domain.clock import BRUSSELS, StoppedClock
from cdm_desk.domain.errors import (
    AdministratorsNamedError,
    AliasTakenError,
    LastAdministratorError,
    NoRoleError,
    NotAllowedError,
    PasswordCommonError,
    PasswordNeededError,
    PasswordShortError,
    PersonalDataError,
    PersonGoneError,
    RoleNotHeldError,
    SignInNeededError,
    TryLaterError,
    WrongSecretError,
)
from cdm_desk.domain.staff import ALLOWED, AUDITED, Action, Role, allowed_without_accounts
from cdm_desk.services.staff import NewAccount, StaffService
from cdm_desk.store.audit import AuditLine, Who
from cdm_desk.store.meta import KIND
from cdm_desk.store.opening import found_store
from cdm_desk.store.secret_hash import SlowHash
from cdm_desk.store.unit import Store
from cdm_desk.vault import MemoryVault

MORNING = datetime(2026, 11, 24, 8, 30, tzinfo=BRUSSELS)
ADMIN_PASSWORD = "corbeau vert nuage"
PASSWORD = "drie fietsen regen"
PIN = "482915"
# Strong hashes cost half a second each; what is tested here is what happens around them.
QUICK = PasswordHasher(memory_cost=64, time_cost=1, parallelism=1)


@dataclass
class Ticks:
    """A clock that nobody can set, moved by the test."""

    now: float = 1_000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class House:
    """A desk, its staff and its clocks."""

    store: Store
    clock: StoppedClock
    vault: MemoryVault
    ticks: Ticks
    staff: StaffService
    ids: dict[str, UUID] = field(default_factory=dict)

    def started_again(self) -> StaffService:
        return StaffService(self.store, self.clock, self.vault, SlowHash(QUICK), self.ticks)

    def lines(self) -> list[AuditLine]:
        with self.store.view() as unit:
            return unit.audit.lines()

    def last(self) -> AuditLine:
        return self.lines()[-1]

    def pass_time(self, **elapsed: float) -> None:
        self.clock.advance(**elapsed)
        self.ticks.now += timedelta(**elapsed).total_seconds()


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A desk without accounts."""
    clock, vault, ticks = StoppedClock(MORNING), MemoryVault(), Ticks()
    opened, _paper = found_store(tmp_path / "store.db", vault, MORNING)
    store = Store(opened.engine, opened.path, clock)
    yield House(store, clock, vault, ticks, StaffService(store, clock, vault, SlowHash(QUICK), ticks))
    opened.close()


@pytest.fixture
def staffed(house: House) -> House:
    """A desk with two administrators, and one person who holds every other role."""
    for named in house.staff.name_administrators(
        NewAccount(alias="Ada", password=ADMIN_PASSWORD), NewAccount(alias="Bo", password=ADMIN_PASSWORD)
    ):
        house.ids[named.person.alias] = named.person.id
    house.staff.sign_in(house.ids["Ada"], ADMIN_PASSWORD)
    everything = frozenset(Role) - {Role.ADMINISTRATOR}
    house.ids["Kim"] = house.staff.add(NewAccount(alias="Kim", password=PASSWORD, roles=everything)).id
    house.staff.sign_out()
    return house


def wrong(house: House, times: int, person: str = "Kim") -> list[int]:
    """Try a wrong password so often, waiting as long as told; return the seconds told."""
    told = []
    for _ in range(times):
        with pytest.raises(WrongSecretError) as refused:
            house.staff.sign_in(house.ids[person], "not the password")
        told.append(refused.value.seconds)
        house.pass_time(seconds=refused.value.seconds)
    return told


@pytest.mark.parametrize("action", Action)
def test_without_accounts_the_desk_works_in_every_role_but_administration(house: House, action: Action) -> None:
    assert not house.staff.accounts_in_use()
    assert house.staff.may(action) is allowed_without_accounts(action)
    if allowed_without_accounts(action):
        house.staff.require(action)
    else:
        with pytest.raises(NotAllowedError):
            house.staff.require(action)
        assert (house.last().act, house.last().thing, house.last().who) == ("refused", action.value, Who.NOBODY)


@pytest.mark.parametrize("action", Action)
def test_each_cell_of_the_matrix_binds_once_administrators_are_named(staffed: House, action: Action) -> None:
    for role in Role:
        person, password = ("Ada", ADMIN_PASSWORD) if role is Role.ADMINISTRATOR else ("Kim", PASSWORD)
        staffed.staff.sign_in(staffed.ids[person], password, role)
        before = len(staffed.lines())

        assert staffed.staff.may(action) is (role in ALLOWED[action])
        if role in ALLOWED[action]:
            staffed.staff.require(action)
        else:
            with pytest.raises(NotAllowedError, match=action.value):
                staffed.staff.require(action)
        expected = "refused" if role not in ALLOWED[action] else "allowed" if action in AUDITED else None
        written = [(line.act, line.thing, line.role, line.person_id) for line in staffed.lines()[before:]]
        assert written == ([] if expected is None else [(expected, action.value, role.value, staffed.ids[person])])


def test_nobody_signed_in_may_do_nothing_and_it_is_noted(staffed: House) -> None:
    with pytest.raises(SignInNeededError):
        staffed.staff.require(Action.REGISTER)
    assert (staffed.last().act, staffed.last().who) == ("refused", Who.NOBODY)


def test_the_sign_in_screen_names_people_without_their_roles(staffed: House) -> None:
    assert [name.alias for name in staffed.staff.names()] == ["Ada", "Bo", "Kim"]
    assert not hasattr(staffed.staff.names()[0], "roles")


def test_the_right_password_lets_a_person_in_and_is_noted(staffed: House) -> None:
    signed = staffed.staff.sign_in(staffed.ids["Kim"], PASSWORD)
    assert staffed.staff.on_duty() == signed.duty
    assert signed.duty.role is Role.RECEPTION
    line = staffed.last()
    assert (line.act, line.person_id, line.role) == ("sign_in", staffed.ids["Kim"], "reception")


def test_a_role_that_a_person_does_not_hold_is_refused(staffed: House) -> None:
    with pytest.raises(RoleNotHeldError):
        staffed.staff.sign_in(staffed.ids["Kim"], PASSWORD, Role.ADMINISTRATOR)
    assert staffed.staff.on_duty() is None


def test_the_active_role_changes_what_binds(staffed: House) -> None:
    staffed.staff.sign_in(staffed.ids["Kim"], PASSWORD)
    assert not staffed.staff.may(Action.CALL_NEXT)
    staffed.staff.act_as(Role.COUNSELLOR)
    assert staffed.staff.may(Action.CALL_NEXT)
    assert not staffed.staff.may(Action.BACK_FROM_ABSENCE)
    assert (staffed.last().act, staffed.last().role) == ("role", "counsellor")


def test_a_role_taken_away_binds_with_the_next_act(staffed: House) -> None:
    elsewhere = staffed.started_again()
    elsewhere.sign_in(staffed.ids["Ada"], ADMIN_PASSWORD)
    staffed.staff.sign_in(staffed.ids["Kim"], PASSWORD)

    elsewhere.give_roles(staffed.ids["Kim"], frozenset({Role.STEWARD}))
    with pytest.raises(SignInNeededError):
        staffed.staff.require(Action.REGISTER)
    elsewhere.withdraw(staffed.ids["Kim"])
    with pytest.raises(PersonGoneError):
        staffed.staff.sign_in(staffed.ids["Kim"], PASSWORD)


def test_wrong_passwords_wait_longer_and_longer(staffed: House) -> None:
    assert wrong(staffed, 13) == [0, 0, 0, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]
    assert staffed.staff.on_duty() is None
    assert [line.act for line in staffed.lines()][-13:] == ["wrong_secret"] * 13


def test_while_it_waits_even_the_right_password_is_not_looked_at(staffed: House) -> None:
    wrong(staffed, 5)
    with pytest.raises(WrongSecretError):
        staffed.staff.sign_in(staffed.ids["Kim"], "not the password")
    with pytest.raises(TryLaterError) as later:
        staffed.staff.sign_in(staffed.ids["Kim"], PASSWORD)
    assert later.value.seconds == 8
    staffed.pass_time(seconds=8)
    staffed.staff.sign_in(staffed.ids["Kim"], PASSWORD)
    assert wrong(staffed, 1) == [0]


def test_another_account_does_not_wait(staffed: House) -> None:
    wrong(staffed, 5)
    with pytest.raises(WrongSecretError):
        staffed.staff.sign_in(staffed.ids["Kim"], "not the password")
    staffed.staff.sign_in(staffed.ids["Bo"], ADMIN_PASSWORD)


def test_the_wait_outlives_the_program(staffed: House) -> None:
    wrong(staffed, 7)
    with pytest.raises(WrongSecretError):
        staffed.staff.sign_in(staffed.ids["Kim"], "not the password")
    with pytest.raises(TryLaterError) as later:
        staffed.started_again().sign_in(staffed.ids["Kim"], PASSWORD)
    assert later.value.seconds == 32


def test_a_try_counts_before_it_is_looked_at(staffed: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def plug_pulled(_self: SlowHash, _hashed: str, _secret: str) -> bool:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(SlowHash, "matches", plug_pulled)
        for _ in range(4):
            with pytest.raises(KeyboardInterrupt):
                staffed.staff.sign_in(staffed.ids["Kim"], "a guess")
    with pytest.raises(TryLaterError):
        staffed.started_again().sign_in(staffed.ids["Kim"], PASSWORD)


@pytest.mark.parametrize("jump", [timedelta(hours=-3), timedelta(days=400)])
def test_setting_the_clock_does_not_shorten_the_wait(staffed: House, jump: timedelta) -> None:
    wrong(staffed, 7)
    with pytest.raises(WrongSecretError):
        staffed.staff.sign_in(staffed.ids["Kim"], "not the password")
    staffed.clock.moment += jump
    with pytest.raises(TryLaterError) as later:
        staffed.staff.sign_in(staffed.ids["Kim"], PASSWORD)
    assert later.value.seconds == 32


def test_a_clock_set_back_does_not_lock_anybody_out_for_hours(staffed: House) -> None:
    wrong(staffed, 7)
    with pytest.raises(WrongSecretError):
        staffed.staff.sign_in(staffed.ids["Kim"], "not the password")
    staffed.clock.moment -= timedelta(days=30)
    again = staffed.started_again()
    with pytest.raises(TryLaterError) as later:
        again.sign_in(staffed.ids["Kim"], PASSWORD)
    assert later.value.seconds <= 32
    staffed.ticks.now += 32
    again.sign_in(staffed.ids["Kim"], PASSWORD)


def test_a_pin_switches_fast_between_people(staffed: House) -> None:
    staffed.staff.sign_in(staffed.ids["Kim"], PASSWORD, Role.COUNSELLOR)
    staffed.staff.set_pin(PIN)
    staffed.staff.sign_in(staffed.ids["Ada"], ADMIN_PASSWORD)

    duty = staffed.staff.switch(staffed.ids["Kim"], PIN).duty
    assert duty.person.alias == "Kim"
    assert staffed.last().act == "switch"


def test_a_lock_hides_who_is_on_duty_until_the_pin_opens_it_in_the_same_role(staffed: House) -> None:
    staffed.staff.sign_in(staffed.ids["Kim"], PASSWORD, Role.COUNSELLOR)
    staffed.staff.set_pin(PIN)
    staffed.staff.lock()
    assert staffed.staff.locked()
    assert staffed.staff.on_duty() is None
    with pytest.raises(SignInNeededError):
        staffed.staff.require(Action.CALL_NEXT)

    assert staffed.staff.switch(staffed.ids["Kim"], PIN).duty.role is Role.COUNSELLOR
    assert not staffed.staff.locked()
    assert [line.act for line in staffed.lines()][-4:] == ["pin", "lock", "refused", "unlock"]


def test_a_pin_ends_after_twelve_hours(staffed: House) -> None:
    staffed.staff.sign_in(staffed.ids["Kim"], PASSWORD)
    staffed.staff.set_pin(PIN)
    staffed.pass_time(hours=11, minutes=59)
    staffed.staff.switch(staffed.ids["Kim"], PIN)
    staffed.pass_time(minutes=1)
    assert not staffed.staff.pin_ready(staffed.ids["Kim"])
    with pytest.raises(PasswordNeededError):
        staffed.staff.switch(staffed.ids["Kim"], PIN)


def test_the_right_pin_at_the_last_try_stands_on(staffed: House) -> None:
    staffed.staff.sign_in(staffed.ids["Kim"], PASSWORD)
    staffed.staff.set_pin(PIN)
    for _ in range(4):
        with pytest.raises(WrongSecretError) as refused:
            staffed.staff.switch(staffed.ids["Kim"], "111222")
        staffed.pass_time(seconds=refused.value.seconds)
    staffed.staff.switch(staffed.ids["Kim"], PIN)

    assert staffed.staff.pin_ready(staffed.ids["Kim"])


def test_five_wrong_pins_ask_for_the_password(staffed: House) -> None:
    staffed.staff.sign_in(staffed.ids["Kim"], PASSWORD)
    staffed.staff.set_pin(PIN)
    for _ in range(5):
        with pytest.raises(WrongSecretError) as refused:
            staffed.staff.switch(staffed.ids["Kim"], "111222")
        staffed.pass_time(seconds=refused.value.seconds)
    assert not staffed.staff.pin_ready(staffed.ids["Kim"])
    with pytest.raises(PasswordNeededError):
        staffed.staff.switch(staffed.ids["Kim"], PIN)
    staffed.staff.sign_in(staffed.ids["Kim"], PASSWORD)


def test_a_pin_is_worth_nothing_on_another_pc(staffed: House) -> None:
    staffed.staff.sign_in(staffed.ids["Kim"], PASSWORD)
    staffed.staff.set_pin(PIN)
    other_pc = StaffService(staffed.store, staffed.clock, MemoryVault(), SlowHash(QUICK), staffed.ticks)
    with pytest.raises(WrongSecretError):
        other_pc.switch(staffed.ids["Kim"], PIN)


def test_signing_out_ends_the_pin(staffed: House) -> None:
    staffed.staff.sign_in(staffed.ids["Kim"], PASSWORD)
    staffed.staff.set_pin(PIN)
    staffed.staff.sign_out()
    assert staffed.staff.holder() is None
    assert not staffed.staff.pin_ready(staffed.ids["Kim"])
    assert staffed.last().act == "sign_out"


def test_the_night_erases_pins_that_ran_out_and_lines_older_than_thirteen_months(staffed: House) -> None:
    staffed.staff.sign_in(staffed.ids["Kim"], PASSWORD)
    staffed.staff.set_pin(PIN)
    staffed.pass_time(days=400)
    staffed.staff.note("night")
    staffed.staff.tidy()
    with staffed.store.view() as unit:
        assert unit.staff.sign_in(staffed.ids["Kim"]).pin is None
    assert [line.act for line in staffed.lines()] == ["night"]
    assert staffed.staff.verify_audit(all_lines=True) == 1


def test_a_recovery_code_works_once_and_every_administrator_is_told(house: House) -> None:
    ada, bo = house.staff.name_administrators(
        NewAccount(alias="Ada", password=ADMIN_PASSWORD), NewAccount(alias="Bo", password=ADMIN_PASSWORD)
    )
    assert len(set(ada.recovery_codes)) == 10
    signed = house.staff.use_recovery_code(ada.person.id, ada.recovery_codes[3].lower(), "tien paarse ballen")
    assert signed.codes_left == 9
    house.staff.sign_out()

    with pytest.raises(WrongSecretError):
        house.staff.use_recovery_code(ada.person.id, ada.recovery_codes[3], "tien paarse ballen")
    with pytest.raises(WrongSecretError):
        house.staff.use_recovery_code(ada.person.id, bo.recovery_codes[0], "tien paarse ballen")
    house.staff.sign_in(ada.person.id, "tien paarse ballen")
    assert [line.act for line in house.staff.sign_in(bo.person.id, ADMIN_PASSWORD).notices] == ["recovery_code"]
    assert house.staff.sign_in(bo.person.id, ADMIN_PASSWORD).notices == ()


def test_a_fast_switch_tells_an_administrator_too(house: House) -> None:
    ada, bo = house.staff.name_administrators(
        NewAccount(alias="Ada", password=ADMIN_PASSWORD), NewAccount(alias="Bo", password=ADMIN_PASSWORD)
    )
    house.staff.sign_in(bo.person.id, ADMIN_PASSWORD)
    house.staff.set_pin(PIN)
    house.staff.use_recovery_code(ada.person.id, ada.recovery_codes[0], "tien paarse ballen")
    assert [line.act for line in house.staff.switch(bo.person.id, PIN).notices] == ["recovery_code"]
    assert house.staff.switch(bo.person.id, PIN).notices == ()


@pytest.mark.parametrize("alias", ["Ada", "Kim", "Noor"], ids=["administrator", "colleague", "newcomer"])
def test_the_holder_of_the_recovery_key_lets_an_administrator_back_and_all_are_told(staffed: House, alias: str) -> None:
    with staffed.staff.command("administrator", Role.ADMINISTRATOR):
        named = staffed.staff.let_administrator_back(alias)
    assert (named.person.alias, Role.ADMINISTRATOR in named.person.roles) == (alias, True)
    assert [line.act for line in staffed.lines()][-2:] == ["administrator", "administrator_let_back"]

    signed = staffed.staff.use_recovery_code(named.person.id, named.recovery_codes[0], "tien paarse ballen")
    assert signed.codes_left == 9
    assert "administrator_let_back" in [line.act for line in signed.notices]
    assert named.person.id == staffed.ids.get(alias, named.person.id)


def test_only_a_command_of_an_administrator_lets_one_back(staffed: House) -> None:
    with pytest.raises(NotAllowedError):
        staffed.staff.let_administrator_back("Ada")
    with staffed.staff.command("register", Role.RECEPTION), pytest.raises(NotAllowedError):
        staffed.staff.let_administrator_back("Ada")
    with staffed.staff.program("nightly"), pytest.raises(NotAllowedError):
        staffed.staff.let_administrator_back("Ada")


def test_guessing_recovery_codes_waits_like_guessing_passwords(staffed: House) -> None:
    told = []
    for _ in range(5):
        with pytest.raises(WrongSecretError) as refused:
            staffed.staff.use_recovery_code(staffed.ids["Ada"], "AAAA-BBBB", "tien paarse ballen")
        told.append(refused.value.seconds)
        staffed.pass_time(seconds=refused.value.seconds)
    assert told == [0, 0, 0, 2, 4]


def test_new_recovery_codes_end_the_old_ones(house: House) -> None:
    (ada,) = house.staff.name_administrators(NewAccount(alias="Ada", password=ADMIN_PASSWORD))
    house.staff.sign_in(ada.person.id, ADMIN_PASSWORD)
    fresh = house.staff.new_recovery_codes(ada.person.id)
    with pytest.raises(WrongSecretError):
        house.staff.use_recovery_code(ada.person.id, ada.recovery_codes[0], "tien paarse ballen")
    assert house.staff.use_recovery_code(ada.person.id, fresh[0], "tien paarse ballen").codes_left == 9


def test_administrators_are_named_once(staffed: House) -> None:
    with pytest.raises(AdministratorsNamedError):
        staffed.staff.name_administrators(NewAccount(alias="Eve", password=ADMIN_PASSWORD))


def test_naming_administrators_is_whole_or_not_at_all(house: House) -> None:
    with pytest.raises(PasswordShortError):
        house.staff.name_administrators(
            NewAccount(alias="Ada", password=ADMIN_PASSWORD), NewAccount(alias="Bo", password="court")
        )
    with pytest.raises(AliasTakenError):
        house.staff.name_administrators(
            NewAccount(alias="Ada", password=ADMIN_PASSWORD), NewAccount(alias="ADA", password=ADMIN_PASSWORD)
        )
    assert not house.staff.accounts_in_use()


def test_the_last_administrator_cannot_be_removed(staffed: House) -> None:
    staffed.staff.sign_in(staffed.ids["Ada"], ADMIN_PASSWORD)
    staffed.staff.withdraw(staffed.ids["Bo"])
    with pytest.raises(LastAdministratorError):
        staffed.staff.withdraw(staffed.ids["Ada"])
    with pytest.raises(LastAdministratorError):
        staffed.staff.give_roles(staffed.ids["Ada"], frozenset({Role.MANAGER}))
    staffed.staff.bring_back(staffed.ids["Bo"])
    staffed.staff.withdraw(staffed.ids["Ada"])


def test_when_every_administrator_is_gone_the_desk_does_not_open_again(staffed: House) -> None:
    # Two administrators on two workstations withdraw each other while the shared folder is away.
    with staffed.store.unit() as unit:
        for alias in ("Ada", "Bo"):
            unit.keep("person", staffed.ids[alias].hex, {"withdrawn": True})
    assert staffed.staff.accounts_in_use()
    assert not staffed.staff.may(Action.REGISTER)
    with pytest.raises(AdministratorsNamedError):
        staffed.staff.name_administrators(NewAccount(alias="Eve", password=ADMIN_PASSWORD))
    with staffed.staff.command("recover", Role.ADMINISTRATOR):
        staffed.staff.name_administrators(NewAccount(alias="Eve", password=ADMIN_PASSWORD))


def test_an_alias_is_taken_once_and_names_nobody(staffed: House) -> None:
    staffed.staff.sign_in(staffed.ids["Ada"], ADMIN_PASSWORD)
    with pytest.raises(AliasTakenError):
        staffed.staff.add(NewAccount(alias=" kim ", password=PASSWORD, roles=frozenset({Role.STEWARD})))
    with pytest.raises(AliasTakenError):
        staffed.staff.rename(staffed.ids["Bo"], "KIM")
    with pytest.raises(PersonalDataError):
        staffed.staff.rename(staffed.ids["Bo"], "93.05.18-223.61")
    assert staffed.staff.rename(staffed.ids["Bo"], "Boris").alias == "Boris"


def test_an_account_has_a_role(staffed: House) -> None:
    staffed.staff.sign_in(staffed.ids["Ada"], ADMIN_PASSWORD)
    with pytest.raises(NoRoleError):
        staffed.staff.add(NewAccount(alias="Eve", password=PASSWORD, roles=frozenset()))
    with pytest.raises(NoRoleError):
        staffed.staff.give_roles(staffed.ids["Kim"], frozenset())


@pytest.mark.parametrize(
    "verb",
    [
        lambda staff, _kim: staff.people(),
        lambda staff, _kim: staff.add(NewAccount(alias="Eve", password=PASSWORD)),
        lambda staff, kim: staff.give_roles(kim, frozenset(Role)),
        lambda staff, kim: staff.rename(kim, "Eve"),
        lambda staff, kim: staff.withdraw(kim),
        lambda staff, kim: staff.bring_back(kim),
        lambda staff, kim: staff.reset_password(kim, PASSWORD),
        lambda staff, kim: staff.reset_pin(kim),
        lambda staff, kim: staff.new_recovery_codes(kim),
    ],
)
def test_only_administrators_keep_accounts(staffed: House, verb: Callable[[StaffService, UUID], object]) -> None:
    staffed.staff.sign_in(staffed.ids["Kim"], PASSWORD, Role.MANAGER)
    with pytest.raises(NotAllowedError):
        verb(staffed.staff, staffed.ids["Kim"])
    assert (staffed.last().act, staffed.last().thing) == ("refused", "keep_staff")


def test_an_administrator_resets_what_was_forgotten(staffed: House) -> None:
    wrong(staffed, 9)
    staffed.staff.sign_in(staffed.ids["Ada"], ADMIN_PASSWORD)
    staffed.staff.reset_password(staffed.ids["Kim"], "vier grote wolken")
    staffed.staff.sign_in(staffed.ids["Kim"], "vier grote wolken")


def test_a_person_changes_their_password_by_the_old_one(staffed: House) -> None:
    staffed.staff.sign_in(staffed.ids["Kim"], PASSWORD)
    with pytest.raises(WrongSecretError):
        staffed.staff.change_password("not the old one", "vier grote wolken")
    with pytest.raises(PasswordCommonError):
        staffed.staff.change_password(PASSWORD, "motdepasse2026")
    staffed.staff.change_password(PASSWORD, "vier grote wolken")
    staffed.staff.sign_in(staffed.ids["Kim"], "vier grote wolken")


def test_a_password_that_somebody_else_has_set_is_told_until_its_holder_has_chosen_one(staffed: House) -> None:
    assert staffed.staff.sign_in(staffed.ids["Kim"], PASSWORD).password_given
    staffed.staff.change_password(PASSWORD, "vier grote wolken")
    assert not staffed.staff.sign_in(staffed.ids["Kim"], "vier grote wolken").password_given

    staffed.staff.sign_in(staffed.ids["Ada"], ADMIN_PASSWORD)
    staffed.staff.give_roles(staffed.ids["Kim"], frozenset({Role.STEWARD}))
    assert not staffed.staff.sign_in(staffed.ids["Kim"], "vier grote wolken").password_given
    staffed.staff.sign_in(staffed.ids["Ada"], ADMIN_PASSWORD)
    staffed.staff.reset_password(staffed.ids["Kim"], PASSWORD)
    staffed.staff.give_roles(staffed.ids["Kim"], frozenset({Role.MANAGER}))
    there = staffed.staff.sign_in(staffed.ids["Kim"], PASSWORD)
    assert there.password_given
    assert there.duty.person.roles == {Role.MANAGER}


def test_who_sets_their_own_password_has_chosen_it(staffed: House) -> None:
    assert not staffed.staff.sign_in(staffed.ids["Ada"], ADMIN_PASSWORD).password_given
    staffed.staff.reset_password(staffed.ids["Ada"], "vier grote wolken")
    assert not staffed.staff.sign_in(staffed.ids["Ada"], "vier grote wolken").password_given


def test_at_a_counselling_workstation_a_counsellor_begins_as_one(staffed: House) -> None:
    with staffed.store.unit() as unit:
        unit.meta.put(KIND, "counselling")
    assert staffed.staff.sign_in(staffed.ids["Kim"], PASSWORD).duty.role is Role.COUNSELLOR


def test_the_first_sign_in_at_a_workstation_is_told_as_such(staffed: House) -> None:
    assert staffed.staff.sign_in(staffed.ids["Kim"], PASSWORD).first_here
    staffed.staff.sign_out()
    assert not staffed.staff.sign_in(staffed.ids["Kim"], PASSWORD).first_here


@pytest.mark.parametrize("secret", ["", "\x00", "\ud800", "x" * 10_000, "<img src=x>", "\u202e", "' OR 1=1 --"])
def test_strange_secrets_are_just_wrong(staffed: House, secret: str) -> None:
    with pytest.raises(WrongSecretError):
        staffed.staff.sign_in(staffed.ids["Kim"], secret)


def test_a_password_is_the_same_from_every_keyboard(staffed: House) -> None:
    staffed.staff.sign_in(staffed.ids["Ada"], ADMIN_PASSWORD)
    staffed.staff.reset_password(staffed.ids["Kim"], "h\u00e9ros d\u2019\u00e9t\u00e9 2\u00bd")
    staffed.staff.sign_in(staffed.ids["Kim"], "he\u0301ros d\u2019e\u0301te\u0301 2\u00bd")


def test_an_unknown_account_is_gone(staffed: House) -> None:
    with pytest.raises(PersonGoneError):
        staffed.staff.sign_in(uuid4(), PASSWORD)


def test_no_secret_stands_in_the_store(staffed: House) -> None:
    with staffed.store.view() as unit:
        account = unit.staff.find(staffed.ids["Ada"])
    assert account is not None
    assert account.password.startswith("$argon2id$")
    assert ADMIN_PASSWORD not in account.password
    assert all(len(code) == 64 for code in account.recovery_codes)


def test_a_weaker_hash_is_renewed_at_the_next_sign_in(staffed: House) -> None:
    stronger = PasswordHasher(memory_cost=128, time_cost=2, parallelism=1)
    later = StaffService(staffed.store, staffed.clock, staffed.vault, SlowHash(stronger), staffed.ticks)
    later.sign_in(staffed.ids["Kim"], PASSWORD)
    with staffed.store.view() as unit:
        account = unit.staff.find(staffed.ids["Kim"])
    assert account is not None
    assert "m=128,t=2" in account.password
    staffed.staff.sign_in(staffed.ids["Kim"], PASSWORD)


def test_the_hash_of_the_house_is_as_strong_as_promised() -> None:
    hashed = SlowHash().of(PASSWORD)
    assert "m=65536,t=3,p=4" in hashed or "m=19456,t=2,p=1" in hashed
    assert SlowHash().matches(hashed, PASSWORD)
    assert not SlowHash().matches(hashed, PASSWORD + " ")
    assert not SlowHash().matches("damaged", PASSWORD)


def test_a_command_acts_in_its_role_and_is_noted_to_the_hour(staffed: House) -> None:
    with staffed.staff.command("register", Role.RECEPTION):
        line = staffed.last()
        assert (line.act, line.who, line.person_id) == ("register", Who.COMMAND, None)
        assert line.at == MORNING.replace(minute=0)
        staffed.staff.require(Action.REGISTER)
        with pytest.raises(NotAllowedError):
            staffed.staff.require(Action.CLOSE_DAY)
    assert (staffed.last().act, staffed.last().who) == ("refused", Who.COMMAND)
    with pytest.raises(SignInNeededError):
        staffed.staff.require(Action.REGISTER)


def test_the_night_closes_the_day_whoever_is_locked_out(staffed: House) -> None:
    with staffed.staff.program("nightly"):
        staffed.staff.require(Action.CLOSE_DAY)
        staffed.staff.require(Action.BACK_UP)
    assert [(line.act, line.who) for line in staffed.lines()[-3:]] == [
        ("nightly", Who.PROGRAM),
        ("allowed", Who.PROGRAM),
        ("allowed", Who.PROGRAM),
    ]


def test_the_trail_is_read_by_managers_and_administrators(staffed: House) -> None:
    staffed.staff.sign_in(staffed.ids["Kim"], PASSWORD, Role.MANAGER)
    assert staffed.staff.audit_lines()[0].act == "administrator_named"
    staffed.staff.act_as(Role.RECEPTION)
    with pytest.raises(NotAllowedError):
        staffed.staff.audit_lines()


def test_the_trail_of_a_day_at_the_door_is_whole(staffed: House) -> None:
    wrong(staffed, 4)
    staffed.staff.sign_in(staffed.ids["Kim"], PASSWORD)
    assert staffed.staff.verify_audit(all_lines=True) == len(staffed.lines())
    assert staffed.staff.verify_audit(all_lines=False) == len(staffed.lines())
