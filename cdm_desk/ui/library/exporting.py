"""The catalogue, or what a search shows of it, written to a file that other programs read."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from cdm_desk.domain.errors import FileNotWrittenError
from cdm_desk.language import _, _n, _p, in_use
from cdm_desk.paths import write_whole

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from cdm_desk.domain.library import Copy, Search, Title
    from cdm_desk.services.library import LibraryService
    from cdm_desk.ui.background import Background
    from cdm_desk.ui.messages import Messages

    Shelf = Sequence[tuple[Title, tuple[Copy, ...]]]

_MAY_BE_READ = 0o644


def kinds_of_file() -> Mapping[str, tuple[str, str]]:
    """Return what a catalogue can be written as: words for the window of the system, suffix and form of the file."""
    return {
        _("Spreadsheet (*.xlsx)"): (".xlsx", "unimarc"),
        _("Table for a spreadsheet (*.csv)"): (".csv", "unimarc"),
        _("UNIMARC (*.mrc)"): (".mrc", "unimarc"),
        _("MARC 21 (*.mrc)"): (".mrc", "marc21"),
        _("MARCXML, UNIMARC (*.xml)"): (".xml", "unimarc"),
        _("MARCXML, MARC 21 (*.xml)"): (".xml", "marc21"),
        _("References, RIS (*.ris)"): (".ris", "unimarc"),
        _("References, BibTeX (*.bib)"): (".bib", "unimarc"),
        _("Dublin Core (*.xml)"): (".xml", "dc"),
    }


class Exporting(QObject):
    """Asks for a file and writes it beside the screen; a message says how many titles it holds."""

    def __init__(self, library: LibraryService, messages: Messages, background: Background, parent: QWidget) -> None:
        super().__init__(parent)
        self._library = library
        self._messages = messages
        self._background = background

    def dialog(self, search: Search | None, parent: QWidget, shelf: Callable[[], Shelf] | None = None) -> QFileDialog:
        """Return the window that asks for the file; what it is given is written. No search is the whole catalogue.

        `shelf` gives other titles than those of a search, such as those of a basket.
        """
        kinds = kinds_of_file()
        dialog = QFileDialog(parent, _("Export what is shown") if search else _("Export the catalogue"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters(list(kinds))
        # With the suffix that is going to be written, so that a file of that name is asked about.
        dialog.setDefaultSuffix(next(iter(kinds.values()))[0])
        dialog.filterSelected.connect(lambda words: dialog.setDefaultSuffix(kinds[words][0]))
        dialog.selectFile(_p("name of a file", "list") if search or shelf else _p("name of a file", "catalogue"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda path: self.write(path, *kinds[dialog.selectedNameFilter()], search, shelf))
        return dialog

    def write(
        self,
        path: str,
        suffix: str,
        form: str,
        search: Search | None = None,
        shelf: Callable[[], Shelf] | None = None,
    ) -> None:
        """Write the catalogue, or what a search finds, and say so."""
        target = Path(path if path.lower().endswith(suffix) else path + suffix)

        def told(number: int) -> None:
            words = _n("{number} title written to {name}.", "{number} titles written to {name}.", number)
            self._messages.tell(words.format(number=in_use().number(number), name=target.name))

        self._background.run(
            lambda: self._written(target, suffix, form, shelf or partial(self._library.shelf, search)), told
        )

    def _written(self, target: Path, suffix: str, form: str, shelf_of: Callable[[], Shelf]) -> int:
        from cdm_desk.importers import writing  # noqa: PLC0415 - only an export needs the formats

        shelf = shelf_of()
        data = writing.written(shelf, suffix, form, self._library.today())
        try:
            write_whole(target, data, mode=_MAY_BE_READ)
        except OSError as fault:
            raise FileNotWrittenError from fault
        return len(shelf)
