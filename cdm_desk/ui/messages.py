"""What the program says: errors as sentences, acts with a way back, bugs as a crash window."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QGuiApplication

from cdm_desk.domain.errors import DeskError

if TYPE_CHECKING:
    from cdm_desk.ui.dialogs.crash import CrashWindow


class Tone(Enum):
    """How a message is meant; the bar gives each an icon and a word besides its colour."""

    DONE = "ok"
    HINT = "primary"
    WARNING = "warn"
    ERROR = "error"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One sentence for the bar of the window, with a way back if there is one."""

    text: str
    tone: Tone
    undo: Callable[[], object] | None = None


class Messages(QObject):
    """Passes sentences on to whoever shows them: the main window's bar, a dialog's bar, a test."""

    shown = Signal(object)
    settled = Signal()
    explained = Signal(str)
    crashed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._crash_window: CrashWindow | None = None
        self.crashed.connect(self._open_crash_window)

    @contextmanager
    def explain(self) -> Iterator[None]:
        """Do what follows; if a rule, the disk or the share says no, show the sentence that says what to do."""
        try:
            yield
        except DeskError as error:
            self.show_error(error)

    def show_error(self, error: DeskError) -> None:
        """Show what went wrong, what is safe and what to do next."""
        # The sentences bring the whole trade with them; the first window need not wait for that.
        from cdm_desk.ui.words import sentence  # noqa: PLC0415

        text = sentence(error)
        self.shown.emit(Message(text=text, tone=Tone.ERROR))
        self.explained.emit(text)

    def settle(self) -> None:
        """Let an error go: the act after it succeeded, and shows by itself that it did."""
        self.settled.emit()

    def tell(self, text: str, undo: Callable[[], object] | None = None) -> None:
        """Say that something is done; with `undo` the bar offers the way back for ten seconds."""
        self.shown.emit(Message(text=text, tone=Tone.DONE, undo=undo))

    def hint(self, text: str) -> None:
        """Say what to do, or why nothing happened."""
        self.shown.emit(Message(text=text, tone=Tone.HINT))

    def warn(self, text: str) -> None:
        """Say that something needs care though nothing is lost."""
        self.shown.emit(Message(text=text, tone=Tone.WARNING))

    def crash(self, kind: type[BaseException], bug: BaseException, trace: TracebackType | None) -> None:
        """Open the crash window on a bug, once; may be called on any thread."""
        # Bugs are rare; the first window need not wait for what tells of them.
        from cdm_desk.ui.dialogs.crash import report_of  # noqa: PLC0415

        self.crashed.emit(report_of(kind, bug, trace))

    @Slot(str)
    def _open_crash_window(self, report: str) -> None:
        from cdm_desk.ui.dialogs.crash import CrashWindow  # noqa: PLC0415 - as above

        if self._crash_window is None:
            self._crash_window = CrashWindow(report, has_focus=QGuiApplication.focusWindow() is not None)
            self._crash_window.show()
