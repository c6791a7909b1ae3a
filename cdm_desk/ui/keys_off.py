"""Says on a tab that its single keys are off, and where to put them on again."""

from PySide6.QtCore import Slot

from cdm_desk.ui.key_map import KeyMap
from cdm_desk.ui.widgets import PlainLabel


class KeysOffLabel(PlainLabel):
    """Stands above a pad while its keys are off; it is not there while they are on."""

    def __init__(self, key_map: KeyMap, object_name: str) -> None:
        super().__init__(kind="warn")
        self._key_map = key_map
        self.setObjectName(object_name)
        self.setWordWrap(True)
        self.hide()
        self.retranslate()
        key_map.changed.connect(self.retranslate)

    @Slot()
    def retranslate(self) -> None:
        """Set the words again."""
        self.setText("" if self._key_map.switched_on else self._key_map.why_silent(""))
        self.setVisible(not self._key_map.switched_on)
