"""Papers of the library: printed at once and kept as a file, or written where a person wants them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

from cdm_desk.domain.errors import FileNotWrittenError
from cdm_desk.paths import data_folder, write_whole
from cdm_desk.ui.printing import print_pages

if TYPE_CHECKING:
    from collections.abc import Callable

KEPT: Final = "library"


def save_dialog(parent: QWidget, heading: str, name: str, write: Callable[[str], object]) -> QFileDialog:
    """Return the question where a paper shall be written; the end of its name gives the form."""
    form = Path(name).suffix.removeprefix(".")
    dialog = QFileDialog(parent, heading)
    dialog.setObjectName("library.save")
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(form)
    dialog.setNameFilter(f"{form.upper()} (*.{form})")
    dialog.setDirectory(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
    dialog.selectFile(name)
    dialog.fileSelected.connect(write)
    return dialog


def written(path: str, drawn: Callable[[], bytes]) -> None:
    """Write a paper to a file; raises FileNotWrittenError."""
    content = drawn()
    try:
        write_whole(Path(path), content, mode=0o644)
    except OSError as fault:
        raise FileNotWrittenError from fault


def printed(name: str, drawn: Callable[[], bytes]) -> Path:
    """Print a paper on the usual printer, and keep it; raises NoPrinterError, NotPrintedError, FileNotWrittenError."""
    file = data_folder() / KEPT / name
    content = drawn()
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(file, content)
    except OSError as fault:
        raise FileNotWrittenError from fault
    print_pages(file, "", 1)
    return file
