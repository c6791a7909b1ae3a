"""The commands of a tab: one action each, in its menu, by its shortcut, as a button or a chip."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from cdm_desk.domain.single_keys import KeyArea
from cdm_desk.ui.appearance import themed_icon
from cdm_desk.ui.key_map import KeyAction, KeyMap
from cdm_desk.ui.widgets import icon_on, name_widget, without_mnemonic

Words = Callable[[], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Command:
    action: QAction
    words: Words
    icon_name: str


class TabCommands:
    """Makes the actions of a tab and sets their words; a shortcut is heard only while the tab is seen."""

    def __init__(
        self, tab: QWidget, department: str, *, key_map: KeyMap | None = None, mnemonics: bool = False
    ) -> None:
        self._key_map = key_map or KeyMap()
        self._mnemonics = mnemonics
        self._tab = tab
        self._department = department
        self._commands: list[_Command] = []
        self._menus: list[tuple[QMenu, Words]] = []

    def menu(self, words: Words, actions: Iterable[QAction] = ()) -> QMenu:
        """Make a menu within that of the tab: a list of all its choices would be higher than a small screen."""
        made = QMenu(words(), self._tab)
        made.addActions(list(actions))
        self._menus.append((made, words))
        return made

    def add(
        self,
        name: str,
        words: Words,
        slot: Callable[[], object],
        shortcuts: Iterable[str | QKeySequence],
        icon: str = "",
        *,
        within: QMenu | None = None,
    ) -> QAction:
        """Add a command that Qt hears by its shortcut."""
        action = self._made(QAction(self._tab), name, words, icon, within)
        action.setShortcuts([QKeySequence(keys) for keys in shortcuts])
        self._tab.addAction(action)
        action.triggered.connect(slot)
        return action

    def answer(self, action: QAction, slot: Callable[[], object]) -> None:
        """Have the keys of a command answered while it is out of reach: a key that does nothing says why."""
        for keys in action.shortcuts():
            answer = QShortcut(keys, self._tab)
            answer.setEnabled(not action.isEnabled())
            answer.activated.connect(slot)
            # The two are never heard at once: of an ambiguous key Qt does neither.
            action.enabledChanged.connect(partial(_follow, answer))

    def add_key(
        self,
        name: str,
        words: Words,
        slot: Callable[[], object],
        sign: str,
        area: KeyArea = KeyArea.NUMBER,
        *,
        checkable: bool = False,
        within: QMenu | None = None,
    ) -> KeyAction:
        """Add a command that a pad hears by the single key of a sign; one that is checkable can be on or off."""
        action = KeyAction(self._tab, self._key_map, area, sign)
        self._made(action, name, words, "", within)
        action.setCheckable(checkable)
        action.triggered.connect(slot)
        return action

    def actions(self) -> list[QAction]:
        """Return every action, in the order in which they were added."""
        return [command.action for command in self._commands]

    def for_menu(self) -> list[QAction]:
        """Return what stands in the menu of the tab, in order: the commands, and the menus that hold some of them."""
        homes = {action: menu.menuAction() for menu, _words in self._menus for action in menu.actions()}
        shown = [homes.get(action, action) for action in self.actions()]
        return list(dict.fromkeys([*shown, *(menu.menuAction() for menu, _words in self._menus)]))

    def retranslate(self) -> None:
        """Set the words and icons again."""
        for command in self._commands:
            self._dress(command)
        for menu, words in self._menus:
            menu.setTitle(words())

    def _made(self, action: QAction, name: str, words: Words, icon: str, within: QMenu | None) -> QAction:
        action.setObjectName(f"command.{self._department}.{name}")
        if within is not None:
            within.addAction(action)
        command = _Command(action=action, words=words, icon_name=icon)
        self._commands.append(command)
        self._dress(command)
        return action

    def _dress(self, command: _Command) -> None:
        # A label of the house may hold an ampersand: on a tab that shows some, no word has a mnemonic.
        words = command.words() if self._mnemonics else command.words().replace("&", "&&")
        command.action.setText(words)
        command.action.setToolTip(without_mnemonic(words))
        if command.icon_name:
            command.action.setIcon(themed_icon(command.icon_name, self._tab))


def _follow(answer: QShortcut, enabled: bool) -> None:
    answer.setEnabled(not enabled)


def each_command(actions: Iterable[QAction]) -> Iterator[QAction]:
    """Give every command of a menu, those within its menus too."""
    for action in actions:
        inner = action.menu()
        if isinstance(inner, QMenu):
            yield from each_command(inner.actions())
        elif not action.isSeparator():
            yield action


class KeyButton(QPushButton):
    """A button for an action, with its key beside its words so that it is learned by using it."""

    def __init__(self, action: QAction, object_name: str, *, kind: str = "") -> None:
        super().__init__()
        self.setObjectName(object_name)
        if kind:
            self.setProperty("kind", kind)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.action = action
        self._tight = False
        self._copy()
        action.changed.connect(self._copy)
        self.clicked.connect(action.trigger)

    def show_key(self, wanted: bool) -> None:
        """Show the key beside the words, or leave it to the tool tip where room is short."""
        if wanted is self._tight:
            self._tight = not wanted
            self._copy()

    @Slot()
    def _copy(self) -> None:
        words = without_mnemonic(self.action.text())
        key = "" if self._tight else self.action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        # Only an icon needs to be kept off the words.
        before = "" if self.action.icon().isNull() else " "
        self.setText(f"{before}{words}   {key}".rstrip().replace("&", "&&"))
        self.setIcon(icon_on(self, self.action.icon()))
        self.setEnabled(self.action.isEnabled())
        name_widget(self, words, self.action.toolTip(), self.action.shortcut())


class Chip(QPushButton):
    """A key and a word that are on or off, for an action that can be checked; a single key is the one in force."""

    def __init__(self, action: QAction, object_name: str, key: str = "") -> None:
        super().__init__()
        self.setObjectName(object_name)
        self.setProperty("kind", "chip")
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.action = action
        self._key = key
        self._copy()
        action.changed.connect(self._copy)
        self.clicked.connect(self._trigger)

    @property
    def key(self) -> str:
        """The key that it shows."""
        return self.action.key if isinstance(self.action, KeyAction) else self._key

    @Slot()
    def _trigger(self) -> None:
        self.action.trigger()
        # What the action refused stays as it was.
        self._copy()

    @Slot()
    def _copy(self) -> None:
        words = without_mnemonic(self.action.text())
        # Qt sets an icon close to the words.
        before = "" if self.icon().isNull() else " "
        self.setText(before + f"{self.key}  {words}".strip().replace("&", "&&"))
        self.setChecked(self.action.isChecked())
        self.setEnabled(self.action.isEnabled())
        name_widget(self, words, self.action.toolTip(), self.action.shortcut())
