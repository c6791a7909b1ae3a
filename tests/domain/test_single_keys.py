"""Which key stands for which command: one key, one meaning in each area."""

import pytest

from cdm_desk.domain.single_keys import COMMANDS, KeyArea, KeyLayout, KeyTakenError, KeyUnusableError

WELCOME, COUNSELLING = KeyArea.WELCOME, KeyArea.COUNSELLING


@pytest.mark.parametrize("area", COMMANDS)
def test_as_delivered_every_key_is_the_name_of_its_command(area: KeyArea) -> None:
    layout = KeyLayout()

    assert [layout.key_of(area, sign) for sign in COMMANDS[area]] == list(COMMANDS[area])
    assert [layout.sign_of(area, key) for key in COMMANDS[area]] == list(COMMANDS[area])


def test_a_command_with_another_key_is_heard_by_that_one_only() -> None:
    layout = KeyLayout().with_key(WELCOME, "3", "T")

    assert (layout.key_of(WELCOME, "3"), layout.sign_of(WELCOME, "T"), layout.sign_of(WELCOME, "3")) == ("T", "3", "")


def test_a_key_may_mean_another_thing_on_another_pad() -> None:
    layout = KeyLayout().with_key(WELCOME, "3", "T")

    assert layout.sign_of(COUNSELLING, "3") == "3"


def test_a_key_that_is_taken_is_refused_and_named_by_what_has_it() -> None:
    with pytest.raises(KeyTakenError) as refused:
        KeyLayout().with_key(WELCOME, "3", "W")

    assert (refused.value.key, refused.value.command) == ("W", "welcome.W")


def test_a_key_that_was_given_away_is_free() -> None:
    layout = KeyLayout().with_key(WELCOME, "W", "Z").with_key(WELCOME, "3", "W")

    assert layout.sign_of(WELCOME, "W") == "3"


def test_the_way_back_is_barred_while_the_own_key_stands_for_something_else() -> None:
    layout = KeyLayout().with_key(WELCOME, "W", "Z").with_key(WELCOME, "3", "W")

    with pytest.raises(KeyTakenError):
        layout.with_key(WELCOME, "W", "W")


def test_a_command_can_be_taken_off_the_keyboard() -> None:
    layout = KeyLayout().with_key(WELCOME, "P", "")

    assert (layout.key_of(WELCOME, "P"), layout.sign_of(WELCOME, "P")) == ("", "")


@pytest.mark.parametrize("key", ["é", "Enter", "TT", " ", "€"])
def test_only_what_every_keyboard_sends_alike_can_be_chosen(key: str) -> None:
    with pytest.raises(KeyUnusableError):
        KeyLayout().with_key(WELCOME, "3", key)


def test_the_key_as_delivered_leaves_no_choice_behind() -> None:
    assert KeyLayout().with_key(WELCOME, "3", "T").with_key(WELCOME, "3", "3") == KeyLayout()


def test_where_a_number_is_typed_every_key_is_itself() -> None:
    assert KeyLayout().with_key(WELCOME, "3", "T").sign_of(KeyArea.NUMBER, "3") == "3"


def test_a_key_with_a_name_is_always_itself() -> None:
    assert KeyLayout().sign_of(WELCOME, "Enter") == "Enter"


def test_what_was_written_is_read_back() -> None:
    layout = KeyLayout().with_key(WELCOME, ".", "R").with_key(COUNSELLING, "9", "").with_key(WELCOME, "+", "*")

    assert list(layout) == ["welcome..:R", "counselling.9:", "welcome.+:*"]
    assert KeyLayout.of(layout) == layout


@pytest.mark.parametrize(
    "text", ["welcome", "welcome.", "welcome.:T", "welcome.Z:T", "welcome.3", "welcome.3=T", "welcome.3:é",
             "welcome.3:TT", "kiosk.3:T", "number.3:T", "welcome.3:W"],
)  # fmt: skip
def test_what_is_no_layout_is_not_read_as_one(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        KeyLayout.of([text])


def test_the_digits_of_a_seat_are_no_keys_to_choose() -> None:
    with pytest.raises(KeyTakenError) as refused:
        KeyLayout().with_key(KeyArea.SEATS, "H", "5")

    assert refused.value.command == "seats.5"
    assert KeyLayout().sign_of(KeyArea.SEATS, "5") == "5"


def test_a_written_layout_cannot_take_the_digits_of_a_seat_either() -> None:
    with pytest.raises(ValueError, match=r"seats"):
        KeyLayout.of(["seats.H:5"])
