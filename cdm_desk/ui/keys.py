"""Keys as Belgian keyboards and scanners send them."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QElapsedTimer, QEvent, QKeyCombination, QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

from cdm_desk.domain.single_keys import KeyArea
from cdm_desk.ui.key_map import KeyMap

DOUBLE_PRESS_MS: Final = 300
FLOOD_GAP_MS: Final = 30
FLOOD_KEYS: Final = 8

# What the digit row types without Shift: Belgian, then French where it differs, then both capital forms.
_ROW: Final = {
    "&": "1",
    "é": "2",
    "É": "2",
    '"': "3",
    "'": "4",
    "(": "5",
    "§": "6",
    "-": "6",
    "è": "7",
    "È": "7",
    "!": "8",
    "_": "8",
    "ç": "9",
    "Ç": "9",
    "à": "0",
    "À": "0",
}
_ROW_KEYS: Final = {
    "1": (Qt.Key.Key_Ampersand,),
    "2": (Qt.Key.Key_Eacute,),
    "3": (Qt.Key.Key_QuoteDbl,),
    "4": (Qt.Key.Key_Apostrophe,),
    "5": (Qt.Key.Key_ParenLeft,),
    "6": (Qt.Key.Key_section,),
    "7": (Qt.Key.Key_Egrave,),
    "8": (Qt.Key.Key_Exclam,),
    "9": (Qt.Key.Key_Ccedilla,),
    "0": (Qt.Key.Key_Agrave,),
}
# The same sign stands elsewhere on other layouts: there only the place of the key can tell.
_DOUBTFUL: Final = frozenset("-_")
# Where keys stand, as the platform numbers them: the digit row, and the other keys that type a sign.
_PLACES: Final = {
    "xcb": (range(10, 20), range(20, 62)),
    "wayland": (range(10, 20), range(20, 62)),
    "windows": (range(2, 12), range(12, 54)),
}


def digit_of(event: QKeyEvent) -> str:
    """Return the digit that a key stands for, from the row (QWERTY, AZERTY of Belgium and France) or the numpad.

    Nothing with Ctrl, Alt or Meta is a digit; nor is a sign typed with Shift, such as the `!` of QWERTY.
    """
    modifiers = event.modifiers()
    if modifiers & (
        Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
    ):
        return ""
    sign = event.text() or _sign(event.key())
    if len(sign) == 1 and sign in "0123456789":
        return sign
    if modifiers & (Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier):
        return ""
    digit = _ROW.get(sign, "")
    on_row = _on_digit_row(event.nativeScanCode())
    if sign in _DOUBTFUL:
        return digit if on_row else ""
    return "" if on_row is False else digit


def _sign(key: int) -> str:
    return chr(key) if 0x20 <= key < 0x100 else ""


def _on_digit_row(scan_code: int) -> bool | None:
    """Whether a key stands on the digit row; None when it has no place of its own, as on a screen keyboard."""
    row, others = _PLACES.get(QGuiApplication.platformName().split("-", maxsplit=1)[0], (range(0), range(0)))
    if scan_code in row:
        return True
    return False if scan_code in others else None


def sign_of(event: QKeyEvent) -> str:
    """Return what a pad understands of a key: a digit, a capital letter, `.`, `+`, `-`, `Enter`, `Esc`, `Space`.

    The numpad's comma counts as the point: Belgian numpads have no point.
    """
    digit = digit_of(event)
    if digit:
        return digit
    modifiers = event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier)
    if modifiers != Qt.KeyboardModifier.NoModifier:
        return ""
    named = _NAMED.get(event.key())
    if named:
        return named
    if event.modifiers() & Qt.KeyboardModifier.KeypadModifier and event.text() == ",":
        return "."
    letter = event.text() or _sign(event.key())
    if letter == ";" and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
        # Shift and the semicolon's key type the point on AZERTY; some drivers give the bare sign.
        return "."
    return letter.upper() if len(letter) == 1 and (letter.isascii() and (letter.isalpha() or letter in ".+-*")) else ""


_NAMED: Final[dict[int, str]] = {
    Qt.Key.Key_Return: "Enter",
    Qt.Key.Key_Enter: "Enter",
    Qt.Key.Key_Escape: "Esc",
    Qt.Key.Key_Space: "Space",
    Qt.Key.Key_Backspace: "Backspace",
}


def restored(text: str) -> str:
    """Return the digits of a scanner that sends the keys of a US keyboard to an AZERTY one: `ç(è...` → `975...`.

    A text that holds an ordinary digit or a letter other than the X of an ISBN was typed by a person and comes back
    as it is.
    """
    signs = [_ROW.get(sign, sign) for sign in text.strip()]
    looks_scanned = len(signs) >= 8 and not any(sign.isdigit() for sign in text)
    only_code = all(sign.isdigit() or sign in "xX" for sign in signs)
    return "".join(signs) if looks_scanned and only_code else text


def digit_keys(digit: str, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> list[QKeySequence]:
    """Return the shortcuts of a digit, alone or with Ctrl or Alt, also where the row types `& é "` without Shift."""
    keys = (Qt.Key(ord(digit)), *_ROW_KEYS[digit])
    return [QKeySequence(QKeyCombination(modifier, key)) for key in keys]


_ASKED: Final = QEvent.Type.ShortcutOverride
_PRESSED: Final = QEvent.Type.KeyPress


class PadKeys(QObject):
    """Hears the single keys of a pad while the pad has the focus, on press.

    `area` says what the keys mean just now. `pressed` gives the command that the key stands for in it; auto-repeat is
    dropped in silence; the same key within 300 ms counts once and `doubled` says so; eight keys in a row, each within
    30 ms of the one before, are a scanner and not a hand: the rest is dropped and `flooded` tells how many of them had
    been passed on, so that they can be taken back. `unheard` gives a key that did nothing where it used to do
    something.
    """

    pressed = Signal(str)
    doubled = Signal(str)
    flooded = Signal(int)
    unheard = Signal(str)

    def __init__(
        self, pad: QWidget, key_map: KeyMap, area: Callable[[], KeyArea], *, double_press_ms: int = DOUBLE_PRESS_MS
    ) -> None:
        super().__init__(pad)
        self._key_map = key_map
        self._area = area
        self.double_press_ms = double_press_ms
        self._elapsed = QElapsedTimer()
        self._elapsed.start()
        self._last_key = ""
        self._last_at = -double_press_ms
        self._heard_at = -FLOOD_GAP_MS
        self._run: list[bool] = []
        pad.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the keys that the pad understands; leave every other to Qt."""
        if not isinstance(event, QKeyEvent) or event.type() not in {_ASKED, _PRESSED}:
            return super().eventFilter(watched, event)
        key = sign_of(event)
        if not key:
            return super().eventFilter(watched, event)
        heard = self._key_map.hears(self._area(), key)
        if event.type() is _ASKED:
            # A key of the pad is the pad's, whatever shortcut a menu gives to the same character.
            if heard and key not in {"Esc", "Space"}:
                event.accept()
            return False
        if event.isAutoRepeat():
            return heard and key != "Esc"
        if heard:
            self._hear(key, by_device=event.spontaneous())
        elif self._key_map.meant(self._area(), key):
            self.unheard.emit(key)
        return heard and key != "Esc"

    def _hear(self, key: str, *, by_device: bool) -> None:
        area = self._area()
        sign = self._key_map.layout.sign_of(area, key)
        now = self._elapsed.elapsed()
        if not by_device or now - self._heard_at > FLOOD_GAP_MS:
            self._run.clear()
        self._heard_at = now
        if len(self._run) >= FLOOD_KEYS - 1:
            if len(self._run) == FLOOD_KEYS - 1:
                self.flooded.emit(sum(self._run))
            self._run.append(False)
            return
        doubled = key == self._last_key and sign.isalnum() and now - self._last_at < self.double_press_ms
        self._run.append(bool(sign) and not doubled)
        if doubled:
            self.doubled.emit(key)
            return
        self._last_key, self._last_at = key, now
        if sign:
            self.pressed.emit(sign)
        elif self._key_map.meant(area, key):
            self.unheard.emit(key)
