"""The window that tells of a bug, once, with a report that holds no visitor, no name and no path."""

import re
import sys
import traceback
from hashlib import sha256
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import Qt, Slot, qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPlainTextEdit, QPushButton, QVBoxLayout

from cdm_desk import __version__
from cdm_desk.language import _
from cdm_desk.ui.appearance import em
from cdm_desk.ui.widgets import PlainLabel


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
