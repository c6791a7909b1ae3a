import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from cdm_desk.domain.single_keys import KeyArea, KeyLayout
from cdm_desk.ui.key_map import KeyMap
from cdm_desk.ui.keys import PadKeys, digit_keys, digit_of, restored, sign_of

NONE = Qt.KeyboardModifier.NoModifier
KEYPAD = Qt.KeyboardModifier.KeypadModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier
WELCOME = KeyArea.WELCOME
BELGIAN_ROW = "&é\"'(§è!çà"
FRENCH_ROW = "&é\"'(-è_çà"


def press(text: str, modifiers: Qt.KeyboardModifier = NONE, *, scan_code: int = 0, repeat: bool = False) -> QKeyEvent:
    key = Qt.Key(ord(text.upper())) if text and ord(text.upper()) < 0x100 else Qt.Key.Key_unknown
    return QKeyEvent(QEvent.Type.KeyPress, key, modifiers, scan_code, 0, 0, text, repeat)


@pytest.fixture
def platform(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QGuiApplication, "platformName", lambda: "xcb")


@pytest.mark.parametrize("digit", "1234567890")
def test_a_digit_is_the_same_on_every_keyboard_of_the_house(digit: str) -> None:
    at = "1234567890".index(digit)

    assert digit_of(press(digit)) == digit
    assert digit_of(press(digit, KEYPAD)) == digit
    assert digit_of(press(digit, SHIFT)) == digit
    assert digit_of(press(BELGIAN_ROW[at])) == digit


@pytest.mark.usefixtures("platform")
@pytest.mark.parametrize("at", range(10))
def test_the_french_row_is_known_by_the_place_of_its_keys(at: int) -> None:
    assert digit_of(press(FRENCH_ROW[at], scan_code=10 + at)) == "1234567890"[at]


@pytest.mark.usefixtures("platform")
@pytest.mark.parametrize("sign", ["-", "_", "'", '"', "!"])
@pytest.mark.parametrize("scan_code", [20, 48, 61])
def test_a_sign_elsewhere_on_the_keyboard_is_no_digit(sign: str, scan_code: int) -> None:
    assert digit_of(press(sign, scan_code=scan_code)) == ""


@pytest.mark.usefixtures("platform")
@pytest.mark.parametrize("scan_code", [8, 120, 248])
def test_a_screen_keyboard_has_keys_without_a_place(scan_code: int) -> None:
    assert digit_of(press("é", scan_code=scan_code)) == "2"


@pytest.mark.parametrize(("sign", "modifiers"), [("!", SHIFT), ("3", CTRL), ("-", KEYPAD), ("-", NONE), ("a", NONE)])
def test_what_only_looks_like_a_digit_is_none(sign: str, modifiers: Qt.KeyboardModifier) -> None:
    assert digit_of(press(sign, modifiers)) == ""


@pytest.mark.parametrize(
    ("text", "modifiers", "sign"),
    [("n", NONE, "N"), ("N", SHIFT, "N"), (".", KEYPAD, "."), (",", KEYPAD, "."), (";", SHIFT, "."), ("+", SHIFT, "+"),
     ("é", NONE, "2"), ("n", CTRL, ""), ("€", NONE, ""), ("µ", NONE, "")],
)  # fmt: skip
def test_a_pad_understands_digits_letters_and_the_point_of_belgian_keypads(
    text: str, modifiers: Qt.KeyboardModifier, sign: str
) -> None:
    assert sign_of(press(text, modifiers)) == sign


def test_a_scanner_set_to_another_keyboard_gives_its_digits_back() -> None:
    assert restored("çè!çàéàç!(§àà") == "9789020985600"
    assert restored("978902098560X") == "978902098560X"


@pytest.mark.parametrize("typed", ["L'été à Gand", "été", "école-année", "9 à 12", "&&", ""])
def test_what_a_person_typed_is_left_alone(typed: str) -> None:
    assert restored(typed) == typed


def test_a_shortcut_with_a_digit_has_its_twin_on_the_azerty_row() -> None:
    assert [keys.toString() for keys in digit_keys("2", CTRL)] == ["Ctrl+2", "Ctrl+É"]
    assert QKeySequence("Ctrl+&") in digit_keys("1", CTRL)


class Pad(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.key_map = KeyMap()
        self.area = KeyArea.WELCOME
        self.keys = PadKeys(self, self.key_map, lambda: self.area)
        self.heard: list[str] = []
        self.doubled: list[str] = []
        self.flooded: list[int] = []
        self.unheard: list[str] = []
        self.keys.pressed.connect(self.heard.append)
        self.keys.doubled.connect(self.doubled.append)
        self.keys.flooded.connect(self.flooded.append)
        self.keys.unheard.connect(self.unheard.append)


def asked_for(pad: QWidget, event: QKeyEvent) -> QKeyEvent:
    """Ask a pad whether it wants a key for itself, as Qt does before it looks for a shortcut."""
    asked = QKeyEvent(QEvent.Type.ShortcutOverride, event.key(), event.modifiers(), event.text())
    asked.ignore()
    QApplication.sendEvent(pad, asked)
    return asked


@pytest.fixture
def pad(qtbot: QtBot) -> Pad:
    made = Pad()
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    made.setFocus()
    return made


def test_a_key_held_down_counts_once(pad: Pad) -> None:
    QApplication.sendEvent(pad, press("3"))
    for _ in range(5):
        QApplication.sendEvent(pad, press("3", repeat=True))

    assert (pad.heard, pad.doubled) == (["3"], [])


def test_the_same_key_twice_within_a_third_of_a_second_counts_once_and_is_told(pad: Pad) -> None:
    QTest.keyClick(pad, Qt.Key.Key_3)
    QTest.keyClick(pad, Qt.Key.Key_QuoteDbl)

    assert (pad.heard, pad.doubled) == (["3"], ["3"])


def test_another_key_counts_at_once(pad: Pad) -> None:
    for key in (Qt.Key.Key_3, Qt.Key.Key_N, Qt.Key.Key_Return):
        QTest.keyClick(pad, key)

    assert pad.heard == ["3", "N", "Enter"]


def test_a_pad_switched_off_hears_nothing(pad: Pad) -> None:
    pad.key_map.take(KeyLayout(), switched_on=False)
    QTest.keyClick(pad, Qt.Key.Key_3)

    assert (pad.heard, pad.unheard) == ([], ["3"])


def test_a_pad_switched_off_leaves_its_keys_to_the_menus(pad: Pad) -> None:
    pad.key_map.take(KeyLayout(), switched_on=False)

    assert not asked_for(pad, press("3")).isAccepted()


def test_enter_and_a_number_are_heard_while_single_keys_are_off(pad: Pad) -> None:
    pad.key_map.take(KeyLayout(), switched_on=False)
    QTest.keyClick(pad, Qt.Key.Key_Return)
    pad.area = KeyArea.NUMBER
    QTest.keyClick(pad, Qt.Key.Key_3)

    assert pad.heard == ["Enter", "3"]


@pytest.mark.parametrize("event", [press("7"), press("7", KEYPAD), press("è")], ids=["row", "numpad", "azerty"])
def test_a_command_is_heard_by_the_key_it_was_given_on_every_keyboard(pad: Pad, event: QKeyEvent) -> None:
    pad.key_map.take(KeyLayout().with_key(WELCOME, "7", "Z").with_key(WELCOME, "3", "7"), switched_on=True)
    QApplication.sendEvent(pad, event)

    assert pad.heard == ["3"]


def test_a_key_that_was_given_away_is_told(pad: Pad) -> None:
    pad.key_map.take(KeyLayout().with_key(WELCOME, "3", "T"), switched_on=True)
    QTest.keyClick(pad, Qt.Key.Key_3)

    assert (pad.heard, pad.unheard) == ([], ["3"])


def test_a_key_that_never_meant_anything_is_not_told(pad: Pad) -> None:
    QTest.keyClick(pad, Qt.Key.Key_Z)

    assert (pad.heard, pad.unheard) == ([], [])


def test_a_command_counts_once_whichever_key_it_was_given(pad: Pad) -> None:
    pad.key_map.take(KeyLayout().with_key(WELCOME, "3", "*"), switched_on=True)
    for _ in range(2):
        QTest.keyClick(pad, Qt.Key.Key_Asterisk)

    assert (pad.heard, pad.doubled) == (["3"], ["*"])


def test_in_a_number_every_key_is_itself(pad: Pad) -> None:
    pad.key_map.take(KeyLayout().with_key(WELCOME, "3", "T"), switched_on=True)
    pad.area = KeyArea.NUMBER
    QTest.keyClick(pad, Qt.Key.Key_3)

    assert pad.heard == ["3"]


def test_only_keys_that_did_something_are_taken_back_after_a_scan(pad: Pad) -> None:
    pad.key_map.take(KeyLayout().with_key(WELCOME, "9", ""), switched_on=True)
    handle = pad.windowHandle()
    for digit in "978902098560":
        QTest.keyClick(handle, Qt.Key(ord(digit)))

    assert len(pad.heard) == pad.flooded[0] == 5


def test_a_scan_over_the_pad_is_stopped_and_what_it_did_can_be_taken_back(pad: Pad) -> None:
    handle = pad.windowHandle()
    for digit in "978902098560":
        QTest.keyClick(handle, Qt.Key(ord(digit)))

    assert len(pad.heard) == pad.flooded[0] == 7
    assert len(pad.flooded) == 1


def test_keys_of_the_pad_are_not_taken_by_a_menu(pad: Pad) -> None:
    assert asked_for(pad, press("3")).isAccepted()
