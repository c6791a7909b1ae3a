"""What the program says: errors as sentences, acts with a way back, bugs as a crash window."""

import re
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from hashlib import sha256
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal, Slot, qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPlainTextEdit, QPushButton, QVBoxLayout

from cdm_desk import __version__
from cdm_desk.domain.errors import DeskError
from cdm_desk.language import _
from cdm_desk.ui.appearance import em
from cdm_desk.ui.widgets import PlainLabel
from cdm_desk.ui.words import sentence


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
        text = sentence(error)
        self.shown.emit(Message(text=text, tone=Tone.ERROR))
        self.explained.emit(text)

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
        self.crashed.emit(report_of(kind, bug, trace))

    @Slot(str)
    def _open_crash_window(self, report: str) -> None:
        if self._crash_window is None:
            self._crash_window = CrashWindow(report, has_focus=QGuiApplication.focusWindow() is not None)
            self._crash_window.show()


class CrashWindow(QDialog):
    """Tells that the program met a bug, what is safe, and the report to send: no visitor, no path, no name in it."""

    def __init__(self, report: str, *, has_focus: bool) -> None:
        super().__init__()
        self.setObjectName("crash.window")
        self.setWindowTitle(_("A fault in the program"))
        self.heading_label = PlainLabel(_("The program has met a fault of its own."), kind="heading")
        self.advice_label = PlainLabel(
            _(
                "Everything confirmed before is saved. Repeat the last act; if it fails again, close the program and "
                "start it again. The report below names no visitor: send it to whoever looks after the program. "
                "Code {code}."
            ).format(code=code_of(report))
        )
        self.advice_label.setWordWrap(True)
        self.report_view = QPlainTextEdit(report)
        self.report_view.setObjectName("crash.report")
        self.report_view.setReadOnly(True)
        self.report_view.setTabChangesFocus(True)
        self.report_view.setAccessibleName(_("Report of the fault"))
        self.copy_button = QPushButton(_("&Copy the report"))
        self.copy_button.setObjectName("crash.copy")
        self.continue_button = QPushButton(_("C&ontinue working"))
        self.continue_button.setObjectName("crash.continue")
        self.continue_button.setDefault(True)
        buttons = QDialogButtonBox()
        buttons.addButton(self.copy_button, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton(self.continue_button, QDialogButtonBox.ButtonRole.AcceptRole)

        column = QVBoxLayout(self)
        column.setContentsMargins(*(4 * [em(self, 1.4)]))
        column.setSpacing(em(self, 0.8))
        column.addWidget(self.heading_label)
        column.addWidget(self.advice_label)
        column.addWidget(self.report_view, 1)
        column.addWidget(buttons)
        self.resize(em(self, 46), em(self, 30))

        self.copy_button.clicked.connect(self.copy)
        buttons.accepted.connect(self.accept)
        # C21: nothing takes the focus by itself while somebody works in another program.
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating, not has_focus)
        self.continue_button.setFocus()

    @Slot()
    def copy(self) -> None:
        """Put the report on the clipboard."""
        QGuiApplication.clipboard().setText(self.report_view.toPlainText())


def report_of(kind: type[BaseException], bug: BaseException, trace: TracebackType | None) -> str:
    """Return what may leave the house of a bug: versions, places in the code, and a message without its values."""
    lines = [
        f"cdm-desk {__version__}, Python {sys.version.split()[0]}, Qt {qVersion()}, {sys.platform}",
        *(f"{_place(frame.filename)}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)),
        f"{kind.__name__}: {_scrubbed(str(bug))}",
    ]
    return "\n".join(lines)


def code_of(report: str) -> str:
    """Return the short code by which two people can tell that they met the same bug."""
    return sha256(report.encode()).hexdigest()[:6].upper()


def _place(filename: str) -> str:
    parts = Path(filename).parts
    root = next((at for at, part in enumerate(parts) if part in {"cdm_desk", "site-packages"}), len(parts) - 1)
    return "/".join(parts[root:])


def _scrubbed(text: str) -> str:
    """Take out whatever a message quotes or counts: it may be something a person typed."""
    without_quotes = re.sub(r"""(['"`«“]).*?(['"`»”])""", "…", text, flags=re.DOTALL)
    return re.sub(r"\d+", "0", re.sub(r"\S*[/\\@]\S*", "…", without_quotes))[:500]
