"""A file of books is looked at before it is taken in: what it is, what its columns hold, what becomes of each row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QDialog,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QInputDialog,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from cdm_desk.domain.errors import DeskError, ImportStoppedError, MappingNeededError
from cdm_desk.domain.library import Fate, Outcome, Parcel, ParcelLine, Receipt, Undone
from cdm_desk.language import _, _n, in_use
from cdm_desk.ui.appearance import em, icon, tokens_of
from cdm_desk.ui.book_words import OUTCOME_ICONS, encoding_name, fate_sentence, form_name, outcome_name
from cdm_desk.ui.tables import Column, ListModel, ListTable
from cdm_desk.ui.widgets import FlowLayout, PlainLabel, ScrollArea, clear_layout, name_widget, set_kind
from cdm_desk.ui.words import book_field_name, sentence

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from PySide6.QtGui import QIcon

    from cdm_desk.importers.reading_process import ReadingProcess
    from cdm_desk.importers.table import Profile
    from cdm_desk.services.library import LibraryService
    from cdm_desk.ui.background import Background
    from cdm_desk.ui.messages import Messages
    from cdm_desk.ui.undo import Undo

TOLD_EVERY = 100
MOST_LETTERS = 200
_FIELD_NAMES = {
    "isbn": "isbns",
    "issn": "issns",
    "theme": "theme_code",
    "sub_theme": "sub_theme_code",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """A file as read, and what would become of its rows."""

    parcel: Parcel
    receipt: Receipt


class ImportBooksDialog(QDialog):
    """Choose a file, look at the fate of each row, take all of it in; afterwards it can be undone as a whole."""

    _weighed = Signal(int, int)

    def __init__(
        self,
        library: LibraryService,
        messages: Messages,
        undo: Undo,
        background: Background,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._library = library
        self._messages = messages
        self._undo = undo
        self._background = background
        self._path: Path | None = None
        self._data = b""
        self._headings: tuple[str, ...] = ()
        self._profile: Profile | None = None
        self._looked: Looked | None = None
        self._error: DeskError | None = None
        self._stop = Event()
        self._reading: ReadingProcess | None = None
        self._boxes: list[QComboBox] = []
        self.setObjectName("import.dialog")
        self.setAcceptDrops(True)

        self._make_widgets()
        self._lay_out()
        self.retranslate()
        self._settle()
        self._connect()
        screen = self.screen().availableGeometry().size()
        self.resize(min(em(self, 66), screen.width() - 40), min(em(self, 44), screen.height() - 60))

    def retranslate(self) -> None:
        """Set the words again; the file looked at stays."""
        self.setWindowTitle(_("Import books"))
        self.choose_button.setText(_("&Choose a file…"))
        name_widget(self.choose_button, _("Choose a file"))
        self.lead_label.setText(
            _(
                "CSV, XLSX, XLS, ODS, UNIMARC, MARC 21, MARCXML or RIS. Nothing changes before you press Import; "
                "afterwards all of it can be undone."
            )
        )
        self.columns_button.setText(_("C&olumns…"))
        name_widget(self.columns_button, _("Say what each column holds"))
        name_widget(self.letters_table, _("Titles whose letters were put right"))
        self.letters_table.retranslate()
        self.save_profile_button.setText(_("&Remember these columns…"))
        name_widget(self.save_profile_button, _("Remember these columns under a name"))
        self.stop_button.setText(_("&Stop"))
        name_widget(self.stop_button, _("Stop"))
        self.cancel_button.setText(_("C&lose"))
        name_widget(self.cancel_button, _("Close without importing"), "", QKeySequence("Esc"))
        name_widget(self.rows_table, _("Rows of the file"))
        name_widget(self.progress_bar, _("Progress"))
        name_widget(self.profile_box, _("Columns remembered before"))
        self.rows_table.retranslate()
        self._name_profiles()
        self._name_columns()
        self._settle()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language of the screens."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange and hasattr(self, "import_button"):
            self.retranslate()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take a file that is dragged here."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Look at the file that was dropped."""
        files = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if files:
            self.look_at(Path(files[0]))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc folds the columns away first."""
        if event.key() == Qt.Key.Key_Escape and self.columns_button.isChecked() and self._looked is not None:
            self.columns_button.setChecked(False)
            self.columns_button.setFocus()
            return
        super().keyPressEvent(event)

    def done(self, result: int) -> None:
        """Stop the errand under way; what it brings is no longer waited for."""
        self.stop()
        super().done(result)

    @Slot()
    def choose(self) -> None:
        """Ask for a file."""
        dialog = QFileDialog(self, _("Choose a file of books"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters(
            [
                _("Catalogues (*.csv *.txt *.tsv *.xlsx *.xls *.ods *.mrc *.marc *.iso *.iso2709 *.pan *.xml *.ris)"),
                _("All files (*)"),
            ]
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self._look_at_text)
        dialog.open()

    def look_at(self, path: Path) -> None:
        """Read a file and say what would become of each row, without changing anything."""
        self._path = path
        self._profile = None
        self._headings = ()
        self._boxes = []
        self.columns_button.setChecked(False)
        self._read()

    @Slot()
    def take_in(self) -> None:
        """Take the file in as it was shown; then say what came of it, with the way back."""
        looked = self._looked
        if looked is None or self._background.is_busy():
            return
        self._stop.clear()
        self._wait()
        self._background.run(lambda: self._library.receive(looked.parcel, tell=self._tell), self._finish, self._refuse)

    @Slot()
    def stop(self) -> None:
        """Stop reading or importing at once; nothing is kept."""
        self._stop.set()
        if self._reading is not None:
            self._reading.stop()

    @Slot()
    def read_columns(self) -> None:
        """Read the table again with the columns as they were chosen."""
        from cdm_desk.importers.table import Profile  # noqa: PLC0415 - needed for tables only

        columns = tuple(str(box.currentData() or "") for box in self._boxes)
        if "title" in columns:
            self._profile = Profile(columns=columns)
            self._read()

    @Slot()
    def remember_columns(self) -> None:
        """Keep the columns under a name, for the next file of this kind."""
        from cdm_desk.importers.table import Profile  # noqa: PLC0415 - as above

        name, given = QInputDialog.getText(self, _("Remember these columns"), _("Name of this kind of table:"))
        if not (given and name.strip()):
            return
        by_heading = {
            heading: str(box.currentData())
            for heading, box in zip(self._headings, self._boxes, strict=False)
            if heading and box.currentData()
        }
        with self._messages.explain():
            self._library.keep_profile(name, Profile(by_heading=by_heading).to_json())
            self._name_profiles()

    def _make_widgets(self) -> None:
        self.choose_button = self._button("import.choose")
        self.file_label = PlainLabel(kind="subheading")
        self.file_label.setObjectName("import.file")
        self.file_label.setWordWrap(True)
        self.lead_label = PlainLabel(kind="muted")
        self.lead_label.setWordWrap(True)
        self.error_label = PlainLabel(kind="error")
        self.error_label.setObjectName("import.error")
        self.error_label.setWordWrap(True)
        self.columns_button = self._button("import.columns")
        self.columns_button.setCheckable(True)
        self.letters_button = self._button("import.letters")
        self.letters_button.setCheckable(True)
        self.letters_model = ListModel[ParcelLine](
            self._letters_columns(), self._spoken_letters, lambda line: line.number, self
        )
        self.letters_table: ListTable[ParcelLine] = ListTable(self.letters_model, "import.letters_seen")
        self.profile_box = QComboBox()
        self.profile_box.setObjectName("import.profile")
        self.save_profile_button = self._button("import.save_profile")
        self.columns_panel = ScrollArea()
        self.columns_panel.setObjectName("import.columns_panel")
        self.columns_panel.setWidgetResizable(True)
        self.columns_panel.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.fate_bar = QWidget()
        self.fate_chips = QButtonGroup(self)
        self.fate_chips.setExclusive(False)
        self.model = ListModel[Fate](self._columns(), self._spoken, lambda fate: fate.row, self)
        self.rows_table: ListTable[Fate] = ListTable(self.model, "import.rows")
        self.progress_bar = QProgressBar()
        self.progress_bar.setObjectName("import.progress")
        self.progress_bar.setTextVisible(False)
        # Keeps the words at the top while there is no list below them.
        self.filler = QWidget()
        self.stop_button = self._button("import.stop")
        self.import_button = self._button("import.take_in")
        set_kind(self.import_button, "primary")
        self.cancel_button = self._button("import.close")

    def _button(self, name: str) -> QPushButton:
        button = QPushButton()
        button.setObjectName(name)
        button.setAutoDefault(False)
        return button

    def _columns(self) -> list[Column[Fate]]:
        return [
            Column(
                heading=lambda: _("Row"),
                text=lambda fate: str(fate.row),
                sort=lambda fate: fate.row,
                number=True,
                width=4.5,
            ),
            Column(heading=lambda: _("Fate"), text=lambda fate: outcome_name(fate.outcome), icon=self._icon, width=8.5),
            Column(
                heading=lambda: _("Title"), text=lambda fate: fate.heading, tip=lambda fate: fate.heading, stretch=True
            ),
            Column(
                heading=lambda: _("Why"),
                text=fate_sentence,
                tip=fate_sentence,
                width=22,
            ),
        ]

    def _letters_columns(self) -> list[Column[ParcelLine]]:
        return [
            Column(
                heading=lambda: _("Row"),
                text=lambda line: str(line.number),
                sort=lambda line: line.number,
                number=True,
                width=4.5,
            ),
            Column(
                heading=lambda: _("As the file says it"),
                text=lambda line: line.before,
                tip=lambda line: line.before,
                width=17,
            ),
            Column(heading=lambda: _("As it is taken in"), text=_heading, tip=_heading, stretch=True),
        ]

    def _lay_out(self) -> None:
        FlowLayout(self.fate_bar, gap=em(self, 0.4))
        head = QHBoxLayout()
        head.setSpacing(em(self, 0.8))
        head.addWidget(self.choose_button)
        head.addWidget(self.file_label, 1)
        head.addWidget(self.letters_button)
        head.addWidget(self.columns_button)
        self.columns_tools = QWidget()
        tools = FlowLayout(self.columns_tools, gap=em(self, 0.5))
        for part in (self.profile_box, self.save_profile_button):
            tools.addWidget(part)
        foot = QHBoxLayout()
        foot.setSpacing(em(self, 0.6))
        foot.addWidget(self.progress_bar, 1)
        foot.addWidget(self.stop_button)
        foot.addStretch(0)
        foot.addWidget(self.import_button)
        foot.addWidget(self.cancel_button)
        # In large text on a small screen the upper part scrolls; nothing is cut off.
        inside = QWidget()
        self.scroll_area = ScrollArea()
        self.scroll_area.setObjectName("import.scroll")
        self.scroll_area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.scroll_area.setWidgetResizable(True)
        self.scroll_area.setWidget(inside)
        self.rows_table.setMinimumHeight(em(self, 9))
        self.columns_panel.setMinimumHeight(em(self, 6))
        self.letters_table.setMinimumHeight(em(self, 7))
        column = QVBoxLayout(inside)
        column.setContentsMargins(em(self, 1.2), em(self, 1), em(self, 1.2), em(self, 0.6))
        column.setSpacing(em(self, 0.6))
        column.addLayout(head)
        column.addWidget(self.lead_label)
        column.addWidget(self.error_label)
        column.addWidget(self.letters_table, 1)
        column.addWidget(self.columns_tools)
        column.addWidget(self.columns_panel, 1)
        column.addWidget(self.fate_bar)
        column.addWidget(self.rows_table, 2)
        column.addWidget(self.filler, 1)
        foot.setContentsMargins(em(self, 1.2), 0, em(self, 1.2), em(self, 0.9))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.scroll_area, 1)
        whole.addLayout(foot)

    def _connect(self) -> None:
        self.choose_button.clicked.connect(self.choose)
        self.letters_button.toggled.connect(self._settle)
        self.columns_button.toggled.connect(self._settle)
        self.profile_box.activated.connect(self._use_profile)
        self.save_profile_button.clicked.connect(self.remember_columns)
        self.fate_chips.buttonToggled.connect(self._choose_fate)
        self.stop_button.clicked.connect(self.stop)
        self.import_button.clicked.connect(self.take_in)
        self.cancel_button.clicked.connect(self.reject)
        self._weighed.connect(self._show_progress, Qt.ConnectionType.QueuedConnection)

    @Slot(str)
    def _look_at_text(self, path: str) -> None:
        self.look_at(Path(path))

    def _read(self) -> None:
        path = self._path
        if path is None or self._background.is_busy():
            return
        self._stop.clear()
        self._error, self._looked = None, None
        self._wait()
        profile = self._profile
        from cdm_desk.importers.reading_process import ReadingProcess  # noqa: PLC0415 - no other screen reads files

        reading = self._reading = ReadingProcess()
        self._background.run(lambda: self._errand(reading, path, profile), self._show, self._refuse)

    def _errand(self, reading: ReadingProcess, path: Path, profile: Profile | None) -> Looked:
        """Read the file and weigh its rows; runs beside the screen and touches no widget."""
        parcel = reading.read(path, profile)
        return Looked(parcel=parcel, receipt=self._library.receive(parcel, dry_run=True, tell=self._tell))

    def _tell(self, number: int, of: int) -> None:
        """Hear of each row on the errand's thread; raise ImportStoppedError once somebody has pressed Stop."""
        if self._stop.is_set():
            raise ImportStoppedError
        if number % TOLD_EVERY == 0 or number == of:
            self._weighed.emit(number, of)

    @Slot(int, int)
    def _show_progress(self, number: int, of: int) -> None:
        self.progress_bar.setRange(0, of)
        self.progress_bar.setValue(number)

    def _show(self, looked: Looked) -> None:
        self._looked = looked
        if looked.parcel.headings and not self._boxes:
            self._ask_columns(looked.parcel.headings)
        self._show_rows()
        self._show_letters()
        self._settle()
        self.import_button.setFocus()

    def _refuse(self, error: DeskError) -> None:
        self._error = error
        self._looked = None
        self.model.show([])
        if isinstance(error, MappingNeededError):
            self._ask_columns(error.headings)
            self.columns_button.setChecked(True)
        self._settle()

    def _finish(self, receipt: Receipt) -> None:
        self.accept()
        self._undo.keep(
            lambda: _imported(receipt),
            _undoing(self._library, self._background, self._messages, receipt.parcel_id),
        )

    def _ask_columns(self, headings: Sequence[str]) -> None:
        from cdm_desk.importers.table import HEADINGS, guessed  # noqa: PLC0415 - tables only

        self._headings = tuple(headings)
        panel = QWidget()
        form = QFormLayout(panel)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        self._boxes = []
        for heading, field in zip(self._headings, guessed(self._headings), strict=True):
            box = QComboBox()
            box.setObjectName("import.column")
            box.addItem("", "")
            for name in HEADINGS:
                box.addItem("", name)
            box.setCurrentIndex(box.findData(field))
            name_widget(box, heading or _("Column without a name"))
            form.addRow(PlainLabel(heading[:60] or "–"), box)
            box.activated.connect(self.read_columns)
            self._boxes.append(box)
        self.columns_panel.setWidget(panel)
        self._name_columns()
        self._name_profiles()

    def _name_columns(self) -> None:
        for box in self._boxes:
            for at in range(box.count()):
                name = box.itemData(at)
                box.setItemText(at, book_field_name(_FIELD_NAMES.get(name, name)) if name else _("not wanted"))

    def _name_profiles(self) -> None:
        self.profile_box.clear()
        self.profile_box.addItem(_("Columns remembered before…"), "")
        for name, body in self._library.profiles().items():
            self.profile_box.addItem(name, body)
        self.profile_box.setVisible(self.profile_box.count() > 1)

    @Slot(int)
    def _use_profile(self, at: int) -> None:
        from cdm_desk.importers.table import Profile  # noqa: PLC0415 - tables only

        body = self.profile_box.itemData(at)
        if not body:
            return
        with self._messages.explain():
            wanted = Profile.from_json(body).by_heading
            for heading, box in zip(self._headings, self._boxes, strict=False):
                box.setCurrentIndex(max(0, box.findData(wanted.get(heading, ""))))
            self.read_columns()

    def _wait(self) -> None:
        self.progress_bar.setRange(0, 0)
        self._settle(waiting=True)

    @Slot()
    def _settle(self, *_news: object, waiting: bool = False) -> None:
        """Show what belongs to where things stand: nothing chosen, reading, refused, or looked at."""
        looked, is_table = self._looked, bool(self._boxes)
        self.file_label.setText(self._file_words())
        self.error_label.setText(sentence(self._error) if self._error else "")
        self.error_label.setVisible(self._error is not None)
        asks_columns = is_table and self.columns_button.isChecked() and not waiting
        self.lead_label.setVisible(self._path is None)
        self.columns_button.setVisible(is_table and not waiting)
        mended = len(self.letters_model.values) if looked is not None and not waiting else 0
        self.letters_button.setVisible(mended > 0)
        self.letters_button.setText(_("&Letters put right…"))
        name_widget(self.letters_button, _("Show how the titles stood in the file, and how they are taken in"))
        self.letters_table.setVisible(mended > 0 and self.letters_button.isChecked())
        self.columns_tools.setVisible(asks_columns)
        self.columns_panel.setVisible(asks_columns)
        self.rows_table.setVisible(looked is not None)
        self.fate_bar.setVisible(looked is not None)
        self.filler.setVisible(looked is None and not asks_columns)
        self.progress_bar.setVisible(waiting)
        self.stop_button.setVisible(waiting)
        self.choose_button.setEnabled(not waiting)
        self.import_button.setEnabled(looked is not None and not waiting and self._taken() > 0)
        words = _n("&Import {number} row", "&Import {number} rows", self._taken())
        self.import_button.setText(words.format(number=in_use().number(self._taken())) if looked else _("&Import"))
        name_widget(self.import_button, self.import_button.text().replace("&", ""))
        self._name_fates()

    def _file_words(self) -> str:
        if self._path is None:
            return _("No file chosen yet; a file can also be dropped here.")
        if self._looked is None:
            return self._path.name
        parcel = self._looked.parcel
        how = ", ".join([form_name(parcel.form), *(encoding_name(name) for name in parcel.encodings)])
        read = self._looked.receipt.read
        words = _n("{name} ({format}): {number} row", "{name} ({format}): {number} rows", read)
        return words.format(name=self._path.name, format=how, number=in_use().number(read))

    def _taken(self) -> int:
        if self._looked is None:
            return 0
        receipt = self._looked.receipt
        return receipt.read - receipt.sums[Outcome.REFUSED]

    def _show_rows(self) -> None:
        layout = self.fate_bar.layout()
        if self._looked is None or layout is None:
            return
        for chip in self.fate_chips.buttons():
            self.fate_chips.removeButton(chip)
        clear_layout(layout)
        for outcome in Outcome:
            if self._looked.receipt.sums[outcome]:
                chip = QPushButton()
                chip.setObjectName(f"import.{outcome.value}")
                chip.setCheckable(True)
                chip.setProperty("code", outcome.value)
                set_kind(chip, "chip")
                self.fate_chips.addButton(chip)
                layout.addWidget(chip)
        self.rows_table.show_values(self._looked.receipt.fates)

    def _show_letters(self) -> None:
        """Lay the first titles whose letters were no use as they stood beside what was made of them."""
        rows = self._looked.parcel.rows if self._looked else ()
        self.letters_table.show_values([row for row in rows if row.before and row.title][:MOST_LETTERS])

    def _name_fates(self) -> None:
        if self._looked is None:
            return
        for chip in self.fate_chips.buttons():
            outcome = Outcome(chip.property("code"))
            number = in_use().number(self._looked.receipt.sums[outcome])
            words = f"{outcome_name(outcome)} {number}"
            # Qt sets an icon close to the words.
            chip.setText(f" {words}")
            tokens = tokens_of(self)
            chip.setIcon(icon(OUTCOME_ICONS[outcome], tokens.text, checked=tokens.on_primary))
            name_widget(chip, _("Show only: {fate}").format(fate=words))

    @Slot(QPushButton, bool)
    def _choose_fate(self, chip: QPushButton, chosen: bool) -> None:
        if self._looked is None:
            return
        for other in self.fate_chips.buttons():
            if chosen and other is not chip and other.isChecked():
                other.blockSignals(True)
                other.setChecked(False)
                other.blockSignals(False)
        wanted = {Outcome(each.property("code")) for each in self.fate_chips.buttons() if each.isChecked()}
        fates = self._looked.receipt.fates
        self.rows_table.show_values([fate for fate in fates if fate.outcome in wanted] if wanted else fates)

    def _icon(self, fate: Fate) -> QIcon:
        tokens = tokens_of(self)
        colour = {Outcome.REFUSED: tokens.error, Outcome.DOUBTFUL: tokens.warn}.get(fate.outcome, tokens.ok)
        return icon(OUTCOME_ICONS[fate.outcome], colour, selected=tokens.on_primary)

    def _spoken_letters(self, line: ParcelLine) -> str:
        return ", ".join([str(line.number), line.before, _heading(line)])

    def _spoken(self, fate: Fate) -> str:
        parts = [str(fate.row), outcome_name(fate.outcome), fate.heading, fate_sentence(fate)]
        return ", ".join(part for part in parts if part)


def _heading(line: ParcelLine) -> str:
    return line.title.heading if line.title else ""


def _imported(receipt: Receipt) -> str:
    taken = receipt.read - receipt.sums[Outcome.REFUSED]
    doubtful = receipt.sums[Outcome.DOUBTFUL]
    words = _n("{number} row of {name} imported.", "{number} rows of {name} imported.", taken)
    said = words.format(number=in_use().number(taken), name=receipt.name)
    if not doubtful:
        return said
    words = _n(
        "{number} title is to be checked: the button “To check” above the list shows it.",
        "{number} titles are to be checked: the button “To check” above the list shows them.",
        doubtful,
    )
    return f"{said} {words.format(number=in_use().number(doubtful))}"


def _undoing(
    library: LibraryService, background: Background, messages: Messages, parcel_id: UUID
) -> Callable[[], object]:
    """Return how to take an import back, beside the screen: a large one takes a second or two."""

    def tell(undone: Undone) -> None:
        if undone.left:
            words = _n(
                "Undone, except for {number} title that somebody has worked on since.",
                "Undone, except for {number} titles that somebody has worked on since.",
                undone.left,
            )
            messages.warn(words.format(number=in_use().number(undone.left)))
        else:
            messages.tell(_("The import is undone: the catalogue is as it was."))

    return lambda: background.run(lambda: library.undo(parcel_id), tell)
