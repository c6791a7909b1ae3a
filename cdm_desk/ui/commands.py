"""Every command of the window: one action each, reachable in a menu, by its shortcut, and by name."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from cdm_desk.language import LANGUAGES, _, language
from cdm_desk.ui.appearance import Shade, themed_icon
from cdm_desk.ui.keys import digit_keys

CTRL = Qt.KeyboardModifier.ControlModifier


@dataclass(frozen=True, slots=True, kw_only=True)
class _Command:
    action: QAction
    words: Callable[[], str]
    icon_name: str


class Commands:
    """The actions of the window and the menus that hold them; tabs bring a menu of their own."""

    def __init__(self, window: QMainWindow) -> None:
        self._window = window
        self._commands: list[_Command] = []
        self._undo_last = ""
        self._menus: list[tuple[QMenu, Callable[[], str]]] = []

        self.change_person = self._action("person", lambda: _("Change of &person…"), ["Ctrl+Shift+L"], "users")
        self.lock = self._action("lock", lambda: _("&Lock the screen"), ["Ctrl+L"], "lock")
        self.sign_out = self._action("sign_out", lambda: _("Sign &out for today"), [], "sign-out")
        self.settings = self._action("settings", lambda: _("&Settings…"), ["Ctrl+,"], "gear-six")
        self.leave_demo = self._action("leave_demo", lambda: _("Lea&ve the demonstration"), [], "sign-out")
        self.leave_demo.setVisible(False)
        self.not_tonight = self._action("not_tonight", lambda: _("&Keep the day open tonight"), [], "clock")
        self.not_tonight.setVisible(False)
        self.quit = self._action("quit", lambda: _("&Quit"), ["Ctrl+Q"], "x")
        self.quit.setMenuRole(QAction.MenuRole.QuitRole)

        self.undo = self._action("undo", self._undo_words, ["Ctrl+Z"], "arrow-u-up-left")
        self.cut = self._action("cut", lambda: _("Cu&t"), ["Ctrl+X"])
        self.copy = self._action("copy", lambda: _("&Copy"), ["Ctrl+C"], "copy-simple")
        self.paste = self._action("paste", lambda: _("&Paste"), ["Ctrl+V"], "clipboard-text")
        self.select_all = self._action("select_all", lambda: _("Select &all"), ["Ctrl+A"])
        self.find = self._action("find", lambda: _("&Find"), ["Ctrl+F"], "magnifying-glass")
        # Text fields, tables and pages know these keys themselves; the menu acts on whatever has the focus.
        for own in (self.cut, self.copy, self.paste, self.select_all):
            own.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)

        # Shift that a layout needs for `+` is spent on it: a third sequence with Shift would be heard beside the first,
        # and of two at once Qt does neither.
        self.larger = self._action("larger", lambda: _("Text &larger"), ["Ctrl++", "Ctrl+="])
        self.smaller = self._action("smaller", lambda: _("Text &smaller"), ["Ctrl+-"])
        self.normal = self._action("normal", lambda: _("Text of &ordinary size"), digit_keys("0", CTRL))
        self.refresh = self._action("refresh", lambda: _("&Refresh"), ["F5"], "arrow-clockwise")
        self.full_screen = self._action("full_screen", lambda: _("&Full screen"), ["F11"])
        self.full_screen.setCheckable(True)
        self.display = self._action("display", lambda: _("P&ublic display"), [])
        self.display.setCheckable(True)
        self.shades = self._group("shade", [shade.value for shade in Shade], _shade_words)
        self.languages = self._group("language", list(LANGUAGES), _language_words)

        self.next_tab = self._action("next_tab", lambda: _("&Next tab"), ["Ctrl+Tab"])
        self.previous_tab = self._action("previous_tab", lambda: _("&Previous tab"), ["Ctrl+Shift+Tab"])
        self.back = self._action("back", lambda: _("&Back"), ["Alt+Left"], "arrow-u-up-left")
        self.next_pane = self._action("next_pane", lambda: _("Next p&ane"), ["F6"])
        self.previous_pane = self._action("previous_pane", lambda: _("Previous pan&e"), ["Shift+F6"])

        self.pad = self._action("pad", lambda: _("&Register from any tab"), ["F7"], "hand-waving")
        self.mini_pad = self._action("mini_pad", lambda: _("Small pad on &top"), ["Shift+F7"], "hand-waving")
        self.balance = self._action(
            "balance", lambda: _("&Balance and close the day…"), ["Ctrl+Shift+B"], "check-circle"
        )
        self.exchange = self._action("exchange", lambda: _("&Exchange with the other workstations…"), [])
        self.name_administrators = self._action("administrators", lambda: _("Name &administrators…"), [], "users")

        self.help = self._action("help", lambda: _("&Help on this tab"), ["F1"], "question")
        self.key_sheet = self._action("key_sheet", lambda: _("&Keys on one page"), ["Ctrl+F1"], "keyboard")
        self.about = self._action("about", lambda: _("&About the program"), [], "info")
        self.about.setMenuRole(QAction.MenuRole.AboutRole)

        self._make_menus()
        self._fill_menus()
        self.retranslate()

    def add_tab_menu(self, words: Callable[[], str], actions: Iterable[QAction]) -> QMenu:
        """Add the menu of a tab, before Tools; it is seen, and its shortcuts heard, only while its tab is."""
        menu = QMenu(self._window)
        menu.addActions(list(actions))
        self._window.menuBar().insertMenu(self.tools_menu.menuAction(), menu)
        self._menus.append((menu, words))
        menu.setTitle(words())
        return menu

    def add_tab_command(self, number: int, words: Callable[[], str], icon_name: str) -> QAction:
        """Add the command that goes to a tab: Ctrl and its number, also on the AZERTY row."""
        action = self._action(f"tab_{number}", words, digit_keys(str(number), CTRL), icon_name)
        self.go_menu.insertAction(self._before_tabs_end, action)
        return action

    def set_hidden(self, *, hidden: bool) -> None:
        """Take away, or give back, what must not be done while the desk is hidden."""
        always = {self.quit, self.leave_demo, self.full_screen, self.larger, self.smaller, self.normal, self.about}
        always |= {self.help, *self.shades.actions(), *self.languages.actions()}
        for action in self.all_actions():
            action.setEnabled(not hidden or action in always)
        self.role_menu.setEnabled(not hidden)

    def name_undo(self, act: str) -> None:
        """Say in the menu what Undo would take back."""
        self._undo_last = act
        self.undo.setText(self._undo_words())

    def retranslate(self) -> None:
        """Set the words again."""
        for command in self._commands:
            command.action.setText(command.words())
        for menu, words in self._menus:
            menu.setTitle(words())
        for action in self.languages.actions():
            action.setChecked(action.data() == language())

    def all_actions(self) -> list[QAction]:
        """Return every action of the window itself."""
        return [command.action for command in self._commands]

    def _undo_words(self) -> str:
        act = self._undo_last
        return _("&Undo: {act}").format(act=act.replace("&", "&&")) if act else _("&Undo")

    def _action(
        self, name: str, words: Callable[[], str], shortcuts: Iterable[str | QKeySequence], icon_name: str = ""
    ) -> QAction:
        action = QAction(self._window)
        action.setObjectName(f"command.{name}")
        action.setShortcuts([QKeySequence(keys) for keys in shortcuts])
        self._window.addAction(action)
        self._commands.append(_Command(action=action, words=words, icon_name=icon_name))
        return action

    def _group(self, name: str, values: Iterable[str], words: Callable[[str], str]) -> QActionGroup:
        group = QActionGroup(self._window)
        for value in values:
            action = self._action(f"{name}_{value}", _said(words, value), [])
            action.setCheckable(True)
            action.setData(value)
            group.addAction(action)
        return group

    def _menu(self, words: Callable[[], str]) -> QMenu:
        menu = self._window.menuBar().addMenu(words())
        self._menus.append((menu, words))
        return menu

    def _make_menus(self) -> None:
        self.file_menu = self._menu(lambda: _("&File"))
        self.edit_menu = self._menu(lambda: _("&Edit"))
        self.view_menu = self._menu(lambda: _("&View"))
        self.go_menu = self._menu(lambda: _("&Go"))
        self.tools_menu = self._menu(lambda: _("&Tools"))
        self.help_menu = self._menu(lambda: _("&Help"))
        self.role_menu = QMenu(self._window)
        self.shade_menu = QMenu(self._window)
        self.language_menu = QMenu(self._window)
        self._menus.append((self.role_menu, lambda: _("Act &as")))
        self._menus.append((self.shade_menu, lambda: _("&Colours")))
        self._menus.append((self.language_menu, lambda: _("Lan&guage")))

    def _fill_menus(self) -> None:
        self.file_menu.addActions([self.change_person, self.lock, self.sign_out])
        self.file_menu.addMenu(self.role_menu)
        self.file_menu.addSeparator()
        self.file_menu.addAction(self.settings)
        self.file_menu.addSeparator()
        self.file_menu.addActions([self.not_tonight, self.leave_demo, self.quit])
        self.edit_menu.addAction(self.undo)
        self.edit_menu.addSeparator()
        self.edit_menu.addActions([self.cut, self.copy, self.paste, self.select_all])
        self.edit_menu.addSeparator()
        self.edit_menu.addAction(self.find)
        self.shade_menu.addActions(self.shades.actions())
        self.language_menu.addActions(self.languages.actions())
        self.view_menu.addActions([self.larger, self.smaller, self.normal])
        self.view_menu.addSeparator()
        self.view_menu.addMenu(self.shade_menu)
        self.view_menu.addMenu(self.language_menu)
        self.view_menu.addSeparator()
        self.view_menu.addActions([self.refresh, self.full_screen, self.display])
        self._before_tabs_end = self.go_menu.addSeparator()
        self.go_menu.addActions([self.next_tab, self.previous_tab, self.back, self.next_pane, self.previous_pane])
        self.tools_menu.addActions([self.pad, self.mini_pad, self.balance, self.exchange, self.name_administrators])
        self.help_menu.addActions([self.help, self.key_sheet])
        self.help_menu.addSeparator()
        self.help_menu.addAction(self.about)

    def dress(self) -> None:
        """Give every command its icon in the colours in force."""
        for command in self._commands:
            if command.icon_name:
                command.action.setIcon(themed_icon(command.icon_name, self._window))


def _said(words: Callable[[str], str], value: str) -> Callable[[], str]:
    return lambda: words(value)


def _shade_words(value: str) -> str:
    return {"system": _("Like the &system"), "light": _("&Light"), "dark": _("&Dark")}[value]


def _language_words(value: str) -> str:
    # Each language is named in itself: whoever cannot read the screen finds their own.
    return {"fr": "&Français", "nl": "&Nederlands", "en": "&English"}[value]
