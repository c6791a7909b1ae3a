"""A sheet to read, copy or print: help, keys, codes that are shown once."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QMarginsF, QStandardPaths, Qt, Signal, Slot
from PySide6.QtGui import QAction, QCloseEvent, QFontDatabase, QGuiApplication, QPageLayout, QPageSize, QTextDocument
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from cdm_desk import paths
from cdm_desk.language import _
from cdm_desk.ui.appearance import em
from cdm_desk.ui.widgets import Card, PlainLabel, ScrollArea, name_widget
from cdm_desk.ui.words import system_answer

LINES_IN_ONE_COLUMN = 30
HEADING_LINES = 2
_A5 = QPageSize(QPageSize.PageSizeId.A5)
_MARGINS = QMarginsF(12, 12, 12, 12)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading and what stands under it: lines of (key, what it does); without keys, plain paragraphs.

    `rooms` names the rooms of the tab that it is about.
    """

    heading: str
    lines: Sequence[tuple[str, str]]
    rooms: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What stands on the page."""

    heading: str
    sections: Sequence[Section]
    lead: str = ""

    def text(self) -> str:
        """Return everything as plain text."""
        parts = [self.heading, self.lead] if self.lead else [self.heading]
        for section in self.sections:
            parts.append("")
            parts.append(section.heading)
            parts.extend(f"{key}\t{words}" if key else words for key, words in section.lines)
        return "\n".join(parts)

    def document(self) -> QTextDocument:
        """Return the sheet as a document; every text is escaped."""
        return _document([self])

    def markup(self, *, on_new_page: bool) -> str:
        """Return the sheet as rich text; every text is escaped."""
        lead = f"<p>{html.escape(self.lead)}</p>" if self.lead else ""
        columns = "".join(f"<td width='50%'>{column}</td>" for column in self._columns())
        style = " style='page-break-before: always'" if on_new_page else ""
        heading = f"<p class='heading'{style}>{html.escape(self.heading)}</p>"
        return f"{heading}{lead}<table width='100%'><tr>{columns}</tr></table>"

    def _columns(self) -> list[str]:
        """Return the sections as markup, in two columns of like length where there are many lines."""
        lengths = [len(section.lines) + HEADING_LINES for section in self.sections]
        parts = [_section(section) for section in self.sections]
        if sum(lengths) <= LINES_IN_ONE_COLUMN:
            return ["".join(parts)]
        fold = min(range(1, len(parts) + 1), key=lambda at: max(sum(lengths[:at]), sum(lengths[at:])))
        return ["".join(parts[:fold]), "".join(parts[fold:])]


def _section(section: Section) -> str:
    return f"<p class='section'>{html.escape(section.heading)}</p><table cellspacing='1'>{_rows(section)}</table>"


def _document(sheets: Sequence[Sheet]) -> QTextDocument:
    document = QTextDocument()
    # Without a size of its own Qt would put margins of 2 cm within those of the printer.
    inches = QPageLayout(_A5, QPageLayout.Orientation.Portrait, _MARGINS, QPageLayout.Unit.Millimeter).paintRect(
        QPageLayout.Unit.Inch
    )
    document.setPageSize(inches.size() * QGuiApplication.primaryScreen().logicalDotsPerInch())
    # Sizes in points, so that a sheet of keys goes on one A5 page.
    document.setDefaultStyleSheet(
        "* { font-size: 7.5pt; } .heading { font-size: 13pt; font-weight: bold; }"
        " .section { font-size: 8pt; font-weight: bold; }"
    )
    document.setHtml("".join(sheet.markup(on_new_page=at > 0) for at, sheet in enumerate(sheets)))
    return document


def _rows(section: Section) -> str:
    return "".join(
        f"<tr><td><b>{html.escape(key)}</b>&nbsp;&nbsp;</td><td>{html.escape(words)}</td></tr>"
        if key
        else f"<tr><td>{html.escape(words)}</td></tr>"
        for key, words in section.lines
    )


class SheetDialog(QDialog):
    """Shows sections under a heading; Print shows the A5 page before it goes to a printer."""

    def __init__(self, object_name: str, sheet: Sheet, parent: QWidget) -> None:
        super().__init__(parent)
        self.sheet = sheet
        self.setObjectName(object_name)
        self.setWindowTitle(sheet.heading)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.heading_label = PlainLabel(sheet.heading, kind="heading")
        self.lead_label = PlainLabel(sheet.lead, kind="muted")
        self.lead_label.setWordWrap(True)
        self.lead_label.setVisible(bool(sheet.lead))
        self.text_area = ScrollArea()
        self.text_area.setObjectName(f"{object_name}.text")
        self.text_area.setWidgetResizable(True)
        self.text_area.setAccessibleName(sheet.heading)
        self.copy_button = QPushButton(_("&Copy"))
        self.copy_button.setObjectName(f"{object_name}.copy")
        self.print_button = QPushButton(_("&Print…"))
        self.print_button.setObjectName(f"{object_name}.print")
        self.close_button = QPushButton(_("C&lose"))
        self.close_button.setObjectName(f"{object_name}.close")
        self.close_button.setDefault(True)
        name_widget(self.copy_button, _("Copy"))
        name_widget(self.print_button, _("Print…"))
        name_widget(self.close_button, _("Close"))

        column = QVBoxLayout(self)
        column.setContentsMargins(*(4 * [em(self, 1.2)]))
        column.setSpacing(em(self, 0.7))
        column.addWidget(self.heading_label)
        column.addWidget(self.lead_label)
        column.addWidget(self.text_area, 1)
        self.buttons = buttons = QHBoxLayout()
        buttons.addWidget(self.copy_button)
        buttons.addWidget(self.print_button)
        buttons.addStretch(1)
        buttons.addWidget(self.close_button)
        column.addLayout(buttons)
        self.text_area.setWidget(self._page())
        self._size_to_screen()
        self.text_area.setFocus()

        self.copy_button.clicked.connect(self.copy)
        self.print_button.clicked.connect(self.preview)
        self.close_button.clicked.connect(self.accept)

    @Slot()
    def copy(self) -> None:
        """Put the text on the clipboard."""
        QGuiApplication.clipboard().setText(self.sheet.text())

    @Slot()
    def preview(self) -> None:
        """Show the A5 page as it will be printed; Enter prints."""
        preview_of(self.sheet, self).open()

    def _page(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        # The cards keep clear of the ring of the focus.
        column.setContentsMargins(*(4 * [em(self, 0.35)]))
        column.setSpacing(em(self, 0.8))
        for section in self.sheet.sections:
            column.addWidget(self._card(section))
        column.addStretch(1)
        return page

    def _card(self, section: Section) -> Card:
        card = Card()
        grid = QGridLayout(card)
        grid.setContentsMargins(*(4 * [em(self, 1)]))
        grid.setHorizontalSpacing(em(self, 0.9))
        grid.setVerticalSpacing(em(self, 0.45))
        grid.setColumnStretch(1, 1)
        grid.addWidget(PlainLabel(section.heading, kind="subheading"), 0, 0, 1, 2)
        for row, (key, words) in enumerate(section.lines, start=1):
            label = PlainLabel(words)
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            if key:
                key_label = PlainLabel(key, kind="key")
                key_label.setAlignment(Qt.AlignmentFlag.AlignCenter)
                grid.addWidget(key_label, row, 0, Qt.AlignmentFlag.AlignTop)
                grid.addWidget(label, row, 1)
            else:
                grid.addWidget(label, row, 0, 1, 2)
        return card

    def _size_to_screen(self) -> None:
        room = self.screen().availableGeometry()
        self.resize(min(em(self, 48), room.width() - 40), min(em(self, 44), room.height() - 60))


class KeptSheetDialog(SheetDialog):
    """Shows what is shown only once; it cannot be left before the person has said that it is kept.

    `more` are sheets of other people: each is shown in a box of its own, and printed and saved apart.
    """

    kept = Signal()
    torn = Signal()

    def __init__(self, object_name: str, sheet: Sheet, parent: QWidget, *more: Sheet) -> None:
        self.sheets = [sheet, *more]
        super().__init__(object_name, sheet, parent)
        if more:
            self.heading_label.setText(_("One paper for each person, kept apart"))
            self.setWindowTitle(self.heading_label.text())
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.question_label = PlainLabel(kind="warn")
        self.question_label.setObjectName(f"{object_name}.question")
        self.question_label.setWordWrap(True)
        self.kept_check = QCheckBox(_("I &keep this on paper or in a file in a safe place"))
        self.kept_check.setObjectName(f"{object_name}.kept")
        self.kept_check.setAccessibleName(_("I keep this on paper or in a file in a safe place"))
        self.save_button = QPushButton(_("&Save…"))
        self.save_button.setObjectName(f"{object_name}.save")
        name_widget(self.save_button, _("Save…"))
        self.buttons.insertWidget(2, self.save_button)
        for button in (self.copy_button, self.print_button, self.save_button):
            button.setAutoDefault(False)
        self.close_button.setEnabled(False)
        column = self.layout()
        if isinstance(column, QVBoxLayout):
            column.insertWidget(column.count() - 1, self.question_label)
            column.insertWidget(column.count() - 1, self.kept_check)
        self.kept_check.toggled.connect(self.close_button.setEnabled)
        self.save_button.clicked.connect(self.save)
        self.question_label.setText(_("This is shown only here, and only now."))
        self.text_area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.text_fields[0].setFocus()

    def done(self, answer: int) -> None:
        """Leave once it is kept; until then every way out asks for that."""
        if not self.kept_check.isChecked():
            self._ask()
            return
        super().done(answer)
        self.kept.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask as `done` does: the cross of the window is a way out like any other."""
        if not self.kept_check.isChecked():
            event.ignore()
            self._ask()
            return
        super().closeEvent(event)

    @Slot()
    def copy(self) -> None:
        """Put the text on the clipboard."""
        QGuiApplication.clipboard().setText("\n\n".join(sheet.text() for sheet in self.sheets))

    @Slot()
    def preview(self) -> None:
        """Show each sheet on an A5 page of its own, as it will be printed; Enter prints."""
        preview_of(self.sheet, self, *self.sheets[1:]).open()

    @Slot()
    def save(self) -> None:
        """Write the text into a file that the person chooses, such as one on a stick that is locked away."""
        said = save_sheet(self.sheet, self) if len(self.sheets) == 1 else save_sheets(self.sheets, self)
        self.question_label.setText(said or self.question_label.text())

    def tear_up(self) -> None:
        """Go away without having been kept, because somebody else has come: nothing of it stays in memory."""
        for field in self.text_fields:
            field.clear()
        self.sheet = Sheet(heading=self.sheet.heading, sections=[])
        self.sheets = [self.sheet]
        super().done(QDialog.DialogCode.Rejected)
        self.torn.emit()

    def _ask(self) -> None:
        self.question_label.setText(
            _("Do you keep this? It is shown only now: print, save or copy it, then say so below.")
        )
        self.kept_check.setFocus(Qt.FocusReason.OtherFocusReason)

    def _page(self) -> QWidget:
        self.text_fields = [self._field(sheet) for sheet in self.sheets]
        if len(self.text_fields) == 1:
            return self.text_fields[0]
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(em(self, 0.5))
        for sheet, field in zip(self.sheets, self.text_fields, strict=True):
            column.addWidget(PlainLabel(sheet.heading, kind="subheading"))
            column.addWidget(field, 1)
        return page

    def _field(self, sheet: Sheet) -> QPlainTextEdit:
        lines = []
        for section in sheet.sections:
            lines += [section.heading, *(f"{key:>4}  {words}" for key, words in section.lines), ""]
        field = QPlainTextEdit("\n".join(lines).rstrip())
        field.setObjectName(f"{self.objectName()}.lines")
        field.setAccessibleName(sheet.heading)
        field.setReadOnly(True)
        field.setTabChangesFocus(True)
        field.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        family = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).family()
        # The page scrolls, never one box of several within it.
        least = em(self, 1.7) * (field.blockCount() + 1) if len(self.sheets) > 1 else em(self, 2)
        field.setStyleSheet(f'font-family: "{family}"; font-size: {em(self, 1.2)}px; min-height: {least}px;')
        return field


def save_sheet(sheet: Sheet, parent: QWidget) -> str:
    """Write a sheet into a file that the person chooses; return what to say of it, nothing when they chose none."""
    suggested = str(_documents() / _file_name(sheet))
    name, _filter = QFileDialog.getSaveFileName(parent, sheet.heading, suggested)
    return _saved({Path(name): sheet}) if name else ""


def save_sheets(sheets: Sequence[Sheet], parent: QWidget) -> str:
    """Write each sheet into a file of its own, in a folder that the person chooses; nothing is written over.

    Return what to say of it, nothing when they chose none.
    """
    words = _("Where to? A stick that is locked away is best.")
    named = QFileDialog.getExistingDirectory(parent, words, str(_documents()))
    return _saved({_free(Path(named) / _file_name(sheet)): sheet for sheet in sheets}) if named else ""


def _saved(files: Mapping[Path, Sheet]) -> str:
    ours = [paths.data_place().resolve(), paths.PACKAGE.parent]
    if any(file.resolve().is_relative_to(folder) for file in files for folder in ours):
        return _(
            "Not saved: this folder is the program's own, and whoever takes the PC takes it too. Choose another one."
        )
    try:
        for file, sheet in files.items():
            # Readable by its owner only: whoever reads these codes can sign in, or open the data.
            file.touch(mode=0o600)
            file.write_text(sheet.text() + "\n", encoding="utf-8")
    except OSError as error:
        return _("Not saved: {reason}").format(reason=system_answer(error.strerror or ""))
    return _("Saved: {file}").format(file=", ".join(map(str, files)))


def _documents() -> Path:
    return Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))


def _file_name(sheet: Sheet) -> str:
    return "".join("-" if sign in '<>:"/\\|?*' else sign for sign in sheet.heading) + ".txt"


def _free(file: Path) -> Path:
    """Return a name that nothing has yet."""
    others = (file.with_stem(f"{file.stem} ({number})") for number in range(2, 1_000))
    return next((each for each in (file, *others) if not each.exists()), file)


def preview_of(sheet: Sheet, parent: QWidget, *more: Sheet) -> QDialog:
    """Return the preview of sheets as they will be printed, each on an A5 page of its own."""
    # Printing is rare; the window need not load it to open.
    from PySide6.QtPrintSupport import QPrinter, QPrintPreviewDialog  # noqa: PLC0415

    def write() -> None:
        # The preview asks for its pages as long as it lives, and does not keep its printer: this does.
        _document([sheet, *more]).print_(printer)

    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setPageSize(_A5)
    printer.setPageMargins(_MARGINS, QPageLayout.Unit.Millimeter)
    printer.setDocName(sheet.heading)
    preview = QPrintPreviewDialog(printer, parent)
    preview.setObjectName("paper.preview")
    preview.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    preview.paintRequested.connect(write)
    if printer.outputFormat() is not QPrinter.OutputFormat.NativeFormat:
        # Where there is no printer Qt offers to set up its page, and then only warns.
        words = QCoreApplication.translate("QPrintPreviewDialog", "Page setup")
        for action in preview.findChildren(QAction):
            action.setVisible(action.text() != words)
    return preview
