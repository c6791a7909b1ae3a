from datetime import UTC, datetime
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdm_desk.domain.errors import (
    AliasError,
    NoRoleError,
    PasswordCommonError,
    PasswordShortError,
    PinCommonError,
    PinShapeError,
)
from cdm_desk.domain.staff import (
    ALLOWED,
    AUDITED,
    Action,
    Duty,
    Person,
    Role,
    allowed_without_accounts,
    check_password,
    check_pin,
    delay_after,
    same_alias,
    usable_alias,
)

# The matrix of the house, typed again by hand: R S C D M A.
MATRIX = """
register              x x x . . .
amend                 x x x . . .
late_entry            x x x x x .
serve_now             x . x . . .
call_next             . . x . . .
call_this             x . x . . .
recall                . . x . . .
no_show               . . x . . .
back_from_absence     x . . . . .
put_back              x . x . . .
park                  x . x . . .
resume                x . x . . .
transfer              x . x . . .
change_ticket         x . . . . .
left                  x x x x x x
cancel                x x x . x .
release_desk          . . . . x .
open_desk             . . x . . .
advise                . . x . . .
read_own_day          x x x . x .
open_seat             x x . . . .
edit_catalogue        . . . x . .
import_books          . . . x . .
plan_activity         . . x . x .
count_heads           x x x . x .
count_audience        . . x . x .
read_audiences        . . . . x .
enter_survey          x x x x x .
keep_survey           . . . . x .
read_day_sheet        . . . . x .
read_reports          . . . . x .
read_library_report   . . . x x .
publish               . . . . x .
settle                x x . . x .
close_day             . . . . x .
correct               . . . . x .
keep_lists            . . . . x .
keep_staff            . . . . . x
keep_workstations     . . . . . x
back_up               . . . . . x
restore               . . . . . x
confirm_workstations  . . . . x .
confirm_restore       . . . . x .
propose_retention     . . . . x .
apply_retention       . . . . . x
erase                 . . . . x x
read_audit            . . . . x x
"""
EXPECTED = {
    Action(row.split()[0]): frozenset(role for role, cell in zip(Role, row.split()[1:], strict=True) if cell == "x")
    for row in MATRIX.strip().splitlines()
}


@pytest.mark.parametrize("action", Action)
def test_each_action_is_allowed_to_the_roles_of_the_matrix(action: Action) -> None:
    assert ALLOWED[action] == EXPECTED[action]


def test_the_table_knows_every_action_and_no_other() -> None:
    assert set(ALLOWED) == set(Action)


def test_administrators_see_no_figures() -> None:
    figures = {
        Action.READ_OWN_DAY,
        Action.READ_DAY_SHEET,
        Action.READ_REPORTS,
        Action.READ_LIBRARY_REPORT,
        Action.READ_AUDIENCES,
        Action.PUBLISH,
    }
    assert not [action for action in figures if Role.ADMINISTRATOR in ALLOWED[action]]


def test_no_act_for_a_visitor_is_written_into_the_trail() -> None:
    assert not AUDITED & {
        Action.REGISTER,
        Action.AMEND,
        Action.LATE_ENTRY,
        Action.CALL_NEXT,
        Action.ADVISE,
        Action.LEFT,
        Action.CANCEL,
    }


def test_without_accounts_everything_but_administration_is_open() -> None:
    closed = {action for action in Action if not allowed_without_accounts(action)}
    assert closed == {
        Action.KEEP_STAFF,
        Action.KEEP_WORKSTATIONS,
        Action.BACK_UP,
        Action.RESTORE,
        Action.APPLY_RETENTION,
    }


def test_the_delay_grows_after_three_free_tries_and_stops_at_five_minutes() -> None:
    delays = [int(delay_after(failures).total_seconds()) for failures in range(1, 14)]
    assert delays == [0, 0, 0, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]


@given(st.integers(min_value=0, max_value=10**9))
def test_no_number_of_failures_locks_longer_than_five_minutes(failures: int) -> None:
    assert 0 <= delay_after(failures).total_seconds() <= 300


@pytest.mark.parametrize(
    "password",
    ["corbeau vert nuage", "drie fietsen regen", "ŝvèl-të qrx 9 vjŭp", "Zq8!rT2#vL0p", "la pluie tombe à 17h"],
)
def test_a_long_password_of_ones_own_is_taken(password: str) -> None:
    check_password(password, "Fatima")


@pytest.mark.parametrize(
    "password", ["", "court", "elf tekens!", "douze\x00signes", "twaalf\tteken", "a" * 11, "\ud800" * 12]
)
def test_a_short_password_or_one_no_keyboard_types_is_refused(password: str) -> None:
    with pytest.raises(PasswordShortError):
        check_password(password)


@pytest.mark.parametrize(
    "password",
    [
        "aaaaaaaaaaaa",
        "abcabcabcabcabc",
        "123456789012",
        "210987654321",
        "azertyuiopqs",
        "Wachtwoord2026!",
        "MotDePasse-123",
        "citedesmetiers",
        "Cité des métiers 2026".replace("des", ""),
        "Bruxelles 2026 !",
        "fatima 19121984",
        "ＰＡＳＳＷＯＲＤ１２３４",
    ],
)
def test_a_password_that_anybody_would_try_is_refused(password: str) -> None:
    with pytest.raises(PasswordCommonError):
        check_password(password, "Fatima")


@pytest.mark.parametrize("pin", ["482915", "907314", "000451"])
def test_six_digits_make_a_pin(pin: str) -> None:
    check_pin(pin)


@pytest.mark.parametrize("pin", ["", "12345", "1234567", "12a456", "٣٣٣١٢٣", "1 3456", "-12345"])
def test_a_pin_has_exactly_six_digits(pin: str) -> None:
    with pytest.raises(PinShapeError):
        check_pin(pin)


@pytest.mark.parametrize("pin", ["000000", "123456", "654321", "121212", "123123", "890123"])
def test_a_pin_that_a_passer_by_would_try_is_refused(pin: str) -> None:
    with pytest.raises(PinCommonError):
        check_pin(pin)


def test_an_alias_is_kept_composed_and_without_outer_blanks() -> None:
    assert usable_alias("  Ame\u0301lie   B. ") == "Amélie B."


@pytest.mark.parametrize("alias", ["", "   ", "x" * 41, "a\u202eb", "a\x00b", "\ud800", "\u200b"])
def test_an_alias_that_cannot_be_read_is_refused(alias: str) -> None:
    with pytest.raises(AliasError):
        usable_alias(alias)


def test_aliases_that_look_the_same_are_the_same() -> None:
    assert same_alias("FATIMA", "fatima")
    assert same_alias("Ｋim", "kim")
    assert not same_alias("Kim", "Tim")


def test_a_person_starts_in_the_first_of_their_roles() -> None:
    person = Person(id=uuid4(), alias="Kim", roles=frozenset({Role.MANAGER, Role.STEWARD}))
    assert person.usual_role() is Role.STEWARD
    assert Duty(person=person, role=person.usual_role(), since=datetime.now(tz=UTC)).role is Role.STEWARD


@pytest.mark.parametrize(
    ("kind", "role"),
    [
        ("counselling", Role.COUNSELLOR),
        ("off-site", Role.COUNSELLOR),
        ("library", Role.DOCUMENTALIST),
        ("multimedia", Role.STEWARD),
        ("office", Role.MANAGER),
        ("reception", Role.RECEPTION),
        ("display", Role.RECEPTION),
    ],
)
def test_the_role_that_a_person_starts_in_fits_the_workstation(kind: str, role: Role) -> None:
    everything = Person(id=uuid4(), alias="Kim", roles=frozenset(Role))
    assert everything.usual_role(kind) is role


def test_a_role_that_fits_but_is_not_held_is_not_taken() -> None:
    assert Person(id=uuid4(), alias="Kim", roles=frozenset({Role.STEWARD})).usual_role("library") is Role.STEWARD


def test_a_person_whose_roles_are_unknown_here_starts_in_none() -> None:
    with pytest.raises(NoRoleError):
        Person(id=uuid4(), alias="Kim", roles=frozenset()).usual_role()


def test_a_withdrawn_administrator_is_none() -> None:
    assert not Person(id=uuid4(), alias="Kim", roles=frozenset({Role.ADMINISTRATOR}), withdrawn=True).is_administrator()
