"""The few words of Qt's own dialogs that its catalogues leave in English, and a key that nobody knows by Qt's name.

No name may be given that another key has, as Enter to Return: Qt reads shortcuts by these names too.
"""

from collections.abc import Callable, Mapping
from typing import Final

from PySide6.QtCore import QTranslator

from cdm_desk.language import _p

_WORDS: Final[Mapping[tuple[str, str], Callable[[], str]]] = {
    ("QFileDialog", "&Look in:"): lambda: _p("dialog of Qt", "&Look in:"),
    ("QFileDialog", "Files of &type:"): lambda: _p("dialog of Qt", "Files of &type:"),
    ("QAbstractFileIconProvider", "Drive"): lambda: _p("dialog of Qt", "Drive"),
    ("QAbstractFileIconProvider", "Folder"): lambda: _p("dialog of Qt", "Folder"),
    ("QPageSetupWidget", "Page &order:"): lambda: _p("dialog of Qt", "Page &order:"),
    ("QPageSetupWidget", "Pages &per sheet:"): lambda: _p("dialog of Qt", "Pages &per sheet:"),
    ("QPrintSettingsOutput", "Page &Set:"): lambda: _p("dialog of Qt", "Page &Set:"),
    ("QPrintSettingsOutput", "Double Sided Printing"): lambda: _p("dialog of Qt", "Double Sided Printing"),
    ("QPrintSettingsOutput", "Long side binding"): lambda: _p("dialog of Qt", "Long side binding"),
    ("QPrintSettingsOutput", "Short side binding"): lambda: _p("dialog of Qt", "Short side binding"),
    ("QPrintSettingsOutput", "Off"): lambda: _p("dialog of Qt", "Off"),
}

_KEYS: Final[Mapping[str, Callable[[], str]]] = {
    "Backspace": lambda: _p("key", "Backspace"),
}


class KeyNames(QTranslator):
    """Asked by Qt before its own catalogue, for what is written on a key."""

    def translate(self, context: str, source: str, _disambiguation: str | None = None, _number: int = -1) -> str | None:
        """Return the name that stands on the keyboard; None leaves it to Qt."""
        name = _KEYS.get(source) if context == "QShortcut" else None
        return name() if name else None


class QtGaps(QTranslator):
    """Asked by Qt for what its own catalogue does not have."""

    def translate(self, context: str, source: str, _disambiguation: str | None = None, _number: int = -1) -> str | None:
        """Return our word for it; None lets Qt's English stand, where an empty text would take its place."""
        words = _WORDS.get((context, source))
        return words() if words else None
