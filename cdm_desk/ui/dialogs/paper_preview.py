"""A paper before it is printed: its pages as they will be; Enter prints, two buttons write it as a file."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths, Slot
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QFileDialog, QPushButton, QVBoxLayout, QWidget

from cdm_desk.domain.errors import FileNotWrittenError
from cdm_desk.language import _
from cdm_desk.paths import data_folder, write_whole
from cdm_desk.ui.appearance import em
from cdm_desk.ui.background import Background
from cdm_desk.ui.paper import PaperView, pages
from cdm_desk.ui.printing import print_pages
from cdm_desk.ui.widgets import FlowLayout, PlainLabel, name_widget

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtGui import QImage

    from cdm_desk.ui.messages import Messages

KEPT = "library"


class PaperPreviewDialog(QDialog):
    """Draws a file off the screen's thread; `forms` says how each form of it, by its ending, is made."""

    def __init__(
        self,
        heading: str,
        name: str,
        forms: Mapping[str, Callable[[], bytes]],
        messages: Messages,
        parent: QWidget,
        *,
        send: Callable[[bytes], None] | None = None,
    ) -> None:
        """`send` prints the file some other way than by keeping it and printing that."""
        super().__init__(parent)
        self._name = name
        self._send = send or self._print_kept
        self._forms = forms
        self._messages = messages
        self._background = Background(messages)
        self._content = b""
        self.setObjectName("paper")
        self.setWindowTitle(heading)
        self.heading_label = PlainLabel(heading, kind="heading")
        self.heading_label.setWordWrap(True)
        self.preview = PaperView("paper.preview")
        self.preview.setAccessibleName(_("Preview of the page"))
        self.print_button = QPushButton(_("&Print"))
        self.print_button.setObjectName("paper.print")
        self.print_button.setProperty("kind", "primary")
        self.print_button.setDefault(True)
        self.close_button = QPushButton(_("C&lose"))
        self.close_button.setObjectName("paper.close")
        self.save_buttons = {form: QPushButton(f"&{form.upper()}…") for form in forms}
        for form, button in self.save_buttons.items():
            button.setObjectName(f"paper.save_{form}")
        for button in (self.print_button, self.close_button, *self.save_buttons.values()):
            name_widget(button, button.text().replace("&", ""))
        for button in (self.close_button, *self.save_buttons.values()):
            button.setAutoDefault(False)
        self.print_button.setEnabled(False)
        self._lay_out()
        self.print_button.clicked.connect(self.print_now)
        self.close_button.clicked.connect(self.reject)
        for form, button in self.save_buttons.items():
            button.clicked.connect(partial(self.save, form))
        self._background.run(partial(_drawn, forms["pdf"], self.preview.scale_in(em(self, 60))), self._show)

    def done(self, answer: int) -> None:
        """Let the errand under way end."""
        self._background.close()
        super().done(answer)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Let the errand under way end."""
        self._background.close()
        super().closeEvent(event)

    @Slot()
    def print_now(self) -> None:
        """Print the pages seen; the file is kept besides, unless its maker wants it otherwise."""
        if self._content:
            self._background.run(partial(self._send, self._content), self._tell_printed)

    def save(self, form: str) -> None:
        """Ask where the file shall be written in a form."""
        dialog = QFileDialog(self, self.windowTitle())
        dialog.setObjectName("paper.file")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(form)
        dialog.setNameFilter(f"{form.upper()} (*.{form})")
        dialog.setDirectory(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
        dialog.selectFile(f"{self._name}.{form}")
        dialog.fileSelected.connect(partial(self.write, form))
        dialog.open()

    def write(self, form: str, path: str) -> None:
        """Write the file in a form."""
        told = _("Written: {path}").format(path=path)
        self._background.run(partial(_written, self._forms[form], Path(path)), lambda _none: self._messages.tell(told))

    def _lay_out(self) -> None:
        keys = FlowLayout(gap=em(self, 0.6))
        for button in (self.print_button, *self.save_buttons.values(), self.close_button):
            keys.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(4 * [em(self, 1.2)]))
        column.setSpacing(em(self, 0.7))
        column.addWidget(self.heading_label)
        column.addWidget(self.preview, 1)
        column.addLayout(keys)
        room = self.screen().availableGeometry()
        self.resize(min(em(self, 62), room.width() - 40), min(em(self, 50), room.height() - 60))

    def _show(self, drawn: tuple[bytes, list[QImage]]) -> None:
        self._content, pictures = drawn
        self.preview.show_pages(pictures)
        self.print_button.setEnabled(True)
        self.print_button.setFocus()

    def _print_kept(self, content: bytes) -> None:
        _printed(data_folder() / KEPT / f"{self._name}.pdf", content)

    def _tell_printed(self, _none: object) -> None:
        self._messages.tell(_("“{paper}” was sent to the printer.").format(paper=self.windowTitle()))
        self.accept()


def _drawn(make: Callable[[], bytes], scale: float) -> tuple[bytes, list[QImage]]:
    content = make()
    return content, pages(content, scale)


def _printed(file: Path, content: bytes) -> None:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_whole(file, content)
    print_pages(file, "", 1)


def _written(make: Callable[[], bytes], path: Path) -> None:
    content = make()
    try:
        path.write_bytes(content)
    except OSError as fault:
        raise FileNotWrittenError from fault
