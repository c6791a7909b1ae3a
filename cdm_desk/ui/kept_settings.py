"""The settings while the window is open: changed one at a time, written down at once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from cdm_desk.settings import Settings, SettingsFile


class KeptSettings(QObject):
    """Holds what is in force and tells when it changes."""

    changed = Signal(object)

    def __init__(self, settings: Settings, file: SettingsFile) -> None:
        super().__init__()
        self.current = settings
        self.file = file

    def take(self, settings: Settings) -> None:
        """Put in force what stands in the file: the first start has written there."""
        if settings != self.current:
            self.current = settings
            self.changed.emit(settings)

    def change(self, **values: Any) -> None:
        """Put other values in force and write them down; nothing is written when none differs.

        Raises DiskError when the disk refuses; they are in force all the same until the program ends.
        """
        wanted = replace(self.current, **values)
        if wanted == self.current:
            return
        self.current = wanted
        self.changed.emit(wanted)
        try:
            self.file.save(wanted)
        except OSError as error:
            from cdm_desk.domain.errors import DiskError  # noqa: PLC0415 - the first paint does without

            raise DiskError from error
