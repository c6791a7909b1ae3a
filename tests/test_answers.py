"""What a terminal says of a refusal: no key of a window, in no language."""

import re
from collections.abc import Iterator
from datetime import date

import pytest

from cdm_desk.commands.answer import refusal
from cdm_desk.domain.bag import OutsideError
from cdm_desk.domain.errors import (
    DayClosedError,
    DeskError,
    NobodyCalledError,
    NoSessionError,
    SeatAwayError,
    SeatOutError,
    SeatTakenError,
    ShareAwayError,
    SiteMissingError,
    TicketTakenError,
)
from cdm_desk.language import LANGUAGES, Language, language, use

KEYED = [
    DayClosedError(date(2019, 1, 14)),
    TicketTakenError("301", "4"),
    NobodyCalledError("4"),
    NoSessionError("4"),
    ShareAwayError("301"),
    SeatTakenError("12"),
    SeatOutError("12"),
    SeatAwayError("12"),
    OutsideError(),
]


@pytest.fixture(params=LANGUAGES)
def spoken(request: pytest.FixtureRequest) -> Iterator[Language]:
    before = language()
    use(request.param)
    yield request.param
    use(before)


@pytest.mark.usefixtures("spoken")
@pytest.mark.parametrize("error", KEYED, ids=lambda error: type(error).__name__)
def test_a_terminal_names_no_key_of_a_window(error: DeskError) -> None:
    told = refusal(error)

    assert not re.search(r"\bF\d+\b|Ctrl|Maj|Shift|Space|Espace|Spatie|\bH\b", told)
    assert "{" not in told


def test_what_comes_next_at_a_desk_is_a_command() -> None:
    assert refusal(NoSessionError("4")) == (
        "No conversation is under way at desk 4. The commands call and start come first."
    )


def test_any_other_refusal_is_said_as_in_the_window_with_its_code() -> None:
    assert refusal(SiteMissingError()).endswith("(ref. F-9)")
