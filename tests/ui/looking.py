"""What every screen is held to: names, mnemonics, room for its words; walked over whatever is on the screen."""

import re
from collections import Counter
from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QComboBox,
    QDateTimeEdit,
    QLabel,
    QLineEdit,
    QMenu,
    QMenuBar,
    QScrollBar,
    QTabBar,
    QWidget,
)

from cdm_desk import language
from cdm_desk.language import Catalogue
from cdm_desk.ui.tab_commands import each_command

INTERACTIVE = (QAbstractButton, QLineEdit, QComboBox, QAbstractSpinBox, QAbstractScrollArea)


class Stretched(Catalogue):
    """A language a third longer than English, with letters that have something above and below."""

    def __init__(self) -> None:
        super().__init__("en")

    def gettext(self, message: str) -> str:
        return _stretched(message)

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        return _stretched(singular if number == 1 else plural)

    def pgettext(self, context: str, message: str) -> str:
        del context
        return _stretched(message)


def _stretched(message: str) -> str:
    return f"{message} {'Ýg' * max(1, len(message) // 6)}"


def speak_stretched() -> None:
    language._in_use.catalogue = Stretched()  # noqa: SLF001 - there is no such language to choose


def parts(screen: QWidget) -> Iterator[QWidget]:
    """Give every widget of ours that a person can use; Qt's own inner parts are left out."""
    for part in screen.findChildren(QWidget):
        inner = part.objectName().startswith("qt_") or isinstance(part, QScrollBar | QMenu | QMenuBar)
        inside = isinstance(part.parentWidget(), QComboBox | QAbstractSpinBox | QTabBar | QLineEdit)
        if part.isVisibleTo(screen) and not inner and not inside:
            yield part


def unnamed(screen: QWidget) -> list[str]:
    """Return what takes the focus, or is pressed, without a name that is spoken."""
    found = []
    for part in parts(screen):
        interface = QAccessible.queryAccessibleInterface(part)
        name = interface.text(QAccessible.Text.Name)
        takes_focus = part.focusPolicy() is not Qt.FocusPolicy.NoFocus
        if (takes_focus or isinstance(part, QAbstractButton)) and not name.strip():
            found.append(f"{type(part).__name__} {part.objectName()}")
    return found


def without_object_name(screen: QWidget) -> list[str]:
    """Return what can be used and has no `department.thing` for its name in code."""
    return [
        f"{type(part).__name__} {part.accessibleName() or part.objectName()}"
        for part in parts(screen)
        if isinstance(part, INTERACTIVE)
        and part.focusPolicy() is not Qt.FocusPolicy.NoFocus
        and not re.fullmatch(r"[a-z_]+(\.[a-zA-Z0-9_-]+)+", part.objectName())
    ]


def clipped(screen: QWidget) -> list[str]:
    """Return labels and buttons with less room than their words need."""
    found = []
    for part in parts(screen):
        if isinstance(part, QLabel) and part.text():
            wanted = part.heightForWidth(part.width()) if part.wordWrap() else part.sizeHint().height()
            too_narrow = not part.wordWrap() and part.width() < part.sizeHint().width()
            if too_narrow or part.height() < wanted:
                found.append(f"label {part.text()!r}: {part.width()}×{part.height()}")
        if isinstance(part, QAbstractButton) and part.text() and part.width() < part.minimumSizeHint().width():
            found.append(f"button {part.text()!r}: {part.width()} < {part.minimumSizeHint().width()}")
    return found


def at_the_edge(screen: QWidget) -> list[str]:
    """Return boxes of figures, shown or not, whose words begin at their very edge; a calendar brings its own room."""
    return [
        box.objectName()
        for box in screen.findChildren(QAbstractSpinBox)
        if not (isinstance(box, QDateTimeEdit) and box.calendarPopup()) and not box.lineEdit().textMargins().left()
    ]


def mnemonic(text: str) -> str:
    match = re.search(r"&([^&\s])", text.replace("&&", ""))
    return match[1].casefold() if match else ""


def doubled_mnemonics(texts: list[str]) -> list[str]:
    counted = Counter(filter(None, map(mnemonic, texts)))
    return [
        f"{letter}: {[text for text in texts if mnemonic(text) == letter]}"
        for letter, times in counted.items()
        if times > 1
    ]


def texts_with_mnemonics(screen: QWidget) -> list[str]:
    return [
        part.text() for part in parts(screen) if isinstance(part, QAbstractButton | QLabel) and mnemonic(part.text())
    ]


def actions_in(menu: QMenu) -> Iterator[QAction]:
    return each_command(menu.actions())
