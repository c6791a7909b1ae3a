from datetime import timedelta
from uuid import UUID

import pytest

from cdm_desk.domain.errors import AmountError
from cdm_desk.domain.welcome import HelperLanguageFact, Visit, VisitFact, checked_people
from tests.domain.tickets import DAY, TEN

ARRIVED = TEN + timedelta(minutes=59, seconds=59)
VISIT = Visit(
    id=UUID(int=1), day=DAY, arrived_at=ARRIVED, motive_code="MV2", theme_code="EMP",
    ticket_id=UUID(int=301), number="301",
)  # fmt: skip


def test_of_an_arrival_the_hour_stays_and_no_way_back_to_the_ticket() -> None:
    fact = VISIT.fact(UUID(int=7))
    assert (fact.id, fact.day, fact.hour, fact.people, fact.late) == (UUID(int=7), DAY, 10, 1, False)
    assert not {"arrived_at", "ticket_id", "number", "visit_id"} & set(VisitFact.__dataclass_fields__)


def test_a_language_that_nobody_pressed_is_no_observation() -> None:
    assert VISIT.fact(UUID(int=7)).language is None


def test_of_a_helper_language_the_day_stays_and_nothing_else() -> None:
    assert set(HelperLanguageFact.__dataclass_fields__) == {"id", "day", "helper_language"}


@pytest.mark.parametrize(("seconds", "amendable", "withdrawable"), [
    (0, True, True), (60, True, True), (61, False, True), (120, False, True), (121, False, False),
])  # fmt: skip
def test_a_minute_to_complete_and_two_to_take_back(seconds: int, amendable: bool, withdrawable: bool) -> None:
    now = ARRIVED + timedelta(seconds=seconds)
    assert (VISIT.amendable(now), VISIT.withdrawable(now)) == (amendable, withdrawable)


@pytest.mark.parametrize("people", [1, 51, 500])
def test_a_head_count_that_can_be_true(people: int) -> None:
    assert checked_people(people) == people


@pytest.mark.parametrize("people", [-1, 0, 501, 10**12])
def test_a_head_count_that_cannot(people: int) -> None:
    with pytest.raises(AmountError):
        checked_people(people)
