"""What a scanner sends, through keyboards of three countries."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdm_desk.domain import scanning
from cdm_desk.domain.scanning import (
    Code,
    Command,
    DoubleGuard,
    Gesture,
    KindCount,
    ShelfSign,
    command_text,
    kind_text,
    read_scan,
    sign_text,
)

KEYBOARDS = {
    "us": {},
    "belgian": str.maketrans(scanning._US, scanning._BELGIAN),  # noqa: SLF001 - the keys themselves
    "french": str.maketrans(scanning._US, scanning._FRENCH),  # noqa: SLF001 - as above
}
typed_on = pytest.mark.parametrize("keyboard", KEYBOARDS.values(), ids=KEYBOARDS.keys())


@typed_on
@pytest.mark.parametrize("gesture", Gesture)
def test_a_command_is_known_on_every_keyboard(gesture: Gesture, keyboard: dict[int, int]) -> None:
    assert read_scan(command_text(gesture).translate(keyboard)) == Command(gesture=gesture)


@typed_on
@pytest.mark.parametrize("kind", ["PERIODICAL", "JOB_SHEET", "LEAFLET", "GUIDE"])
def test_a_kind_is_known_with_and_without_a_number_before_it(kind: str, keyboard: dict[int, int]) -> None:
    assert read_scan(kind_text(kind).translate(keyboard)) == KindCount(kind_code=kind)
    assert read_scan(f"12{kind_text(kind)}".translate(keyboard)) == KindCount(kind_code=kind, number=12)


@typed_on
@pytest.mark.parametrize("mark", ["3", "3.1", "3.1 DUP", "5.2 VAN"])
def test_the_sign_of_a_shelf_gives_its_mark(mark: str, keyboard: dict[int, int]) -> None:
    assert read_scan(sign_text(mark).translate(keyboard)) == ShelfSign(mark=mark)


@given(st.text("0123456789ABCDEFXYZ-./", min_size=4, max_size=20).filter(lambda code: any(map(str.isdigit, code))))
def test_any_code_is_among_the_readings_of_what_a_foreign_keyboard_made_of_it(code: str) -> None:
    for keyboard in KEYBOARDS.values():
        read = read_scan(code.translate(keyboard))
        assert isinstance(read, Code)
        assert code in read.readings


@given(st.text(max_size=40))
def test_whatever_is_typed_is_something_or_nothing_and_never_a_fault(text: str) -> None:
    read = read_scan(text)
    assert (read is None) == (not text.strip())


@pytest.mark.parametrize(
    ("typed", "number"), [("2", 2), ("é", 2), ("&à", 10), ("999", 999), ("1234", None), ("b", None)]
)
def test_a_short_number_is_a_persons(typed: str, number: int | None) -> None:
    read = read_scan(typed)
    assert isinstance(read, Code)
    assert read.number == number


@pytest.mark.parametrize("text", ["CDM:", "CDM:READ", "CDM:SHELF:", "CDM:KIND:", "1234CDM:KIND:GUIDE", "xCDM:UNDO"])
def test_what_only_looks_like_a_command_is_a_code(text: str) -> None:
    assert isinstance(read_scan(text), Code)


def test_the_same_object_within_two_seconds_is_heard_once() -> None:
    guard = DoubleGuard()
    assert not guard.is_double(Gesture.CONSULTED, "a", 0)
    assert guard.is_double(Gesture.CONSULTED, "a", 1_999)
    assert not guard.is_double(Gesture.CONSULTED, "b", 2_100)
    assert not guard.is_double(Gesture.CONSULTED, "a", 2_200)
    assert not guard.is_double(Gesture.SHELF, "a", 2_300)
    assert not guard.is_double(Gesture.SHELF, "a", 4_300)
    guard.forget()
    assert not guard.is_double(Gesture.SHELF, "a", 4_400)
