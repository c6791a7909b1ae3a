"""Where things were: the window, its tab, splitters and columns, in a file beside the settings."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QByteArray, QSettings
from PySide6.QtWidgets import QMainWindow, QSplitter, QWidget


class Remembered:
    """Keeps and gives back how a person left the window; a file that cannot be read is as good as none."""

    def __init__(self, file: Path) -> None:
        self._file = QSettings(str(file), QSettings.Format.IniFormat)

    def keep_window(self, window: QMainWindow, tab: str) -> None:
        """Keep where the window is and which tab is open."""
        self._file.setValue("window/geometry", window.saveGeometry())
        self._file.setValue("window/tab", tab)

    def restore_window(self, window: QMainWindow) -> bool:
        """Put the window back; Qt brings it onto a screen if its own was unplugged. Say whether it was known."""
        geometry = self._bytes("window/geometry")
        return not geometry.isEmpty() and window.restoreGeometry(geometry)

    def keep_place(self, part: QWidget) -> None:
        """Keep where a small window of the program is, by its name."""
        self._file.setValue(f"places/{part.objectName()}", part.saveGeometry())

    def restore_place(self, part: QWidget) -> bool:
        """Put a small window back; say whether its place was known."""
        geometry = self._bytes(f"places/{part.objectName()}")
        return not geometry.isEmpty() and part.restoreGeometry(geometry)

    def tab(self) -> str:
        """Return the tab that was open, nothing if none is known."""
        return str(self._file.value("window/tab", ""))

    def keep_parts(self, within: QWidget) -> None:
        """Keep every splitter and every list that has a name."""
        from cdm_desk.ui.tables import ListTable  # noqa: PLC0415 - there is none before the first paint

        for splitter in within.findChildren(QSplitter):
            if splitter.objectName():
                self._file.setValue(f"splitters/{splitter.objectName()}", splitter.saveState())
        for table in within.findChildren(ListTable):
            self._file.setValue(f"columns/{table.objectName()}", table.columns_state())

    def restore_parts(self, within: QWidget) -> None:
        """Give every splitter and every list what was kept of it."""
        from cdm_desk.ui.tables import ListTable  # noqa: PLC0415 - as above

        for splitter in within.findChildren(QSplitter):
            state = self._bytes(f"splitters/{splitter.objectName()}")
            if splitter.objectName() and not state.isEmpty():
                splitter.restoreState(state)
        for table in within.findChildren(ListTable):
            state = self._bytes(f"columns/{table.objectName()}")
            if not state.isEmpty():
                table.restore_columns(state)

    def keep_unprinted(self, day: date, tickets: Iterable[UUID]) -> None:
        """Keep which tickets of a day did not come out of the printer, in the place of those of any other day."""
        self._file.setValue("tickets/unprinted", [day.isoformat(), *(ticket.hex for ticket in tickets)])
        self._file.sync()

    def unprinted(self) -> tuple[date | None, set[UUID]]:
        """Return which tickets did not come out of the printer, and of which day they are."""
        kept = self._file.value("tickets/unprinted")
        try:
            day, *tickets = [str(each) for each in kept] if isinstance(kept, list) else []
            return date.fromisoformat(day), {UUID(hex=ticket) for ticket in tickets}
        except ValueError:
            return None, set()

    def close(self) -> None:
        """Write everything down."""
        self._file.sync()

    def _bytes(self, key: str) -> QByteArray:
        value = self._file.value(key)
        return value if isinstance(value, QByteArray) else QByteArray()
