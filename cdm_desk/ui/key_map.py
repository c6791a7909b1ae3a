"""The keys in force for the whole window: pads, tiles, chips, tool tips, menus and the key sheet ask here."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence

from cdm_desk.domain.single_keys import COMMANDS, KeyArea, KeyLayout, typed
from cdm_desk.language import _


class KeyMap(QObject):
    """Knows which key stands for which command now; `changed` goes out when another does, or when all are off."""

    changed = Signal()

    def __init__(self, layout: KeyLayout | None = None, *, switched_on: bool = True) -> None:
        super().__init__()
        self.layout = layout or KeyLayout()
        self.switched_on = switched_on

    def take(self, layout: KeyLayout, *, switched_on: bool) -> None:
        """Put another layout in force, or switch single keys on or off."""
        if (layout, switched_on) != (self.layout, self.switched_on):
            self.layout, self.switched_on = layout, switched_on
            self.changed.emit()

    def key(self, area: KeyArea, sign: str) -> str:
        """Return the key to show for a command; nothing when it has none, or when single keys are off."""
        return self.layout.key_of(area, sign) if self.switched_on or len(sign) > 1 else ""

    def keys(self, area: KeyArea, signs: str) -> str:
        """Return the keys of several commands side by side, a dash for each that has none."""
        return "  ".join(self.key(area, sign) or "–" for sign in signs)

    def hears(self, area: KeyArea, key: str) -> bool:
        """Whether a key acts in an area: with single keys off, those still do that have a name, or type a number."""
        return self.switched_on or typed(area, key)

    def meant(self, area: KeyArea, key: str) -> bool:
        """Whether a hand that knows the keys as delivered expects something of this one."""
        return key in COMMANDS.get(area, "")

    def why_silent(self, key: str) -> str:
        """Return why a key did nothing, and what does it instead."""
        if self.switched_on:
            return _("The key {key} has no meaning here now: Ctrl+F1 shows the keys in force.").format(key=key)
        return _("Single keys are off: use Tab and Space, or the mouse. Settings (Ctrl+,) puts them on again.")


class KeyAction(QAction):
    """A command of a pad: its shortcut is the key in force. The pad hears it, and only while it has the focus."""

    def __init__(self, parent: QObject, key_map: KeyMap, area: KeyArea, sign: str) -> None:
        super().__init__(parent)
        self._key_map = key_map
        self._area = area
        self._sign = sign
        self.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self._follow()
        key_map.changed.connect(self._follow)

    @property
    def key(self) -> str:
        """The key that stands for it now."""
        return self._key_map.key(self._area, self._sign)

    @Slot()
    def _follow(self) -> None:
        self.setShortcut(QKeySequence(self.key))
