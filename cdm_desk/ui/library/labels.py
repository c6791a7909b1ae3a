"""The labels' room: what still has to be printed, on which sheet and from which label on; the file as it will be."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import QEvent, Qt, QTimer, Slot
from PySide6.QtWidgets import (
    QAbstractItemView,
    QBoxLayout,
    QComboBox,
    QFrame,
    QLineEdit,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from cdm_desk.domain.change import Department
from cdm_desk.domain.labels import BarcodeLabel, LabelKind, LabelLine, SpineLabel
from cdm_desk.domain.lists import Entry, Kind
from cdm_desk.language import _, _n, in_use, language
from cdm_desk.paths import data_folder, write_whole
from cdm_desk.ui.appearance import THEME_ICONS, em, icon, tokens_of
from cdm_desk.ui.background import Background
from cdm_desk.ui.fresh import FreshPage
from cdm_desk.ui.keys import restored
from cdm_desk.ui.library.sheet_view import SheetView, place_words
from cdm_desk.ui.paper import PaperView, pages
from cdm_desk.ui.printing import known_printers, print_to_measure
from cdm_desk.ui.tab_commands import Chip, KeyButton, TabCommands
from cdm_desk.ui.tables import Column, ListModel, ListTable
from cdm_desk.ui.widgets import FlowLayout, Placeholder, PlainLabel, ScrollArea, name_widget
from cdm_desk.ui.words import label_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from PySide6.QtGui import QAction, QCloseEvent, QIcon, QImage, QResizeEvent, QShowEvent

    from cdm_desk.documents.printer import Printers
    from cdm_desk.domain.errors import DeskError
    from cdm_desk.domain.label_sheets import LabelSheet
    from cdm_desk.services.labels import LabelsBefore, LabelsService
    from cdm_desk.services.lists import ListsService
    from cdm_desk.ui.messages import Messages
    from cdm_desk.ui.undo import Undo

KEPT: Final = "library"
MOST_SHOWN: Final = 6
"""How many pages the preview draws; a whole catalogue has thirty and more, all alike."""

PAUSE_MS: Final = 250
NARROW: Final = 92
_WHENCE: Final[Mapping[LabelKind, Callable[[], str]]] = {
    LabelKind.SPINE: lambda: _("Labels come by themselves when a book moves to another shelf."),
    LabelKind.BARCODE: lambda: _(
        "Type the beginning of a mark, such as 3.1: its copies without a barcode get one here."
    ),
    LabelKind.SIGN: lambda: _("Type 3 for the sign of a theme, 3.1 for that of a sub-theme."),
}


class Sheet(NamedTuple):
    """What a file of labels is made of."""

    kind: LabelKind
    lines: tuple[LabelLine, ...]
    sheet: LabelSheet
    start: int


class Lists(NamedTuple):
    """The labels that wait and those that were printed, by kind."""

    waiting: dict[LabelKind, list[LabelLine]]
    printed: dict[LabelKind, list[LabelLine]]


class Shown(NamedTuple):
    """A file of labels with its first pages as pictures."""

    made_of: Sheet
    content: bytes
    pictures: list[QImage]
    unreadable: int = 0


class LabelsPage(FreshPage):
    """Choose what to print by its kind, the sheet and its first free label; Ctrl+P prints and remembers."""

    concerning = frozenset({Department.LIBRARY, Department.LISTS})

    def __init__(self, labels: LabelsService, lists: ListsService, messages: Messages, undo: Undo) -> None:
        super().__init__()
        self._labels = labels
        self._lists = lists
        self._messages = messages
        self._undo = undo
        self._background = Background(messages)
        self._kind = LabelKind.SPINE
        self._themes: dict[str, Entry] = {}
        self._lists_now = Lists({}, {})
        self._lines: Sequence[LabelLine] = ()
        self._is_loading = self._is_stale = False
        self._start = 0
        self._shown: Shown | None = None
        self._asked = 0
        self._printers: Printers | None = None

        self.setObjectName("library.labels")
        self._commands = TabCommands(self, "labels")
        self._make_commands()
        self._make_widgets()
        self._lay_out()
        self.setFocusProxy(self.table)
        self._reload(self.concerning)
        self.retranslate()
        self._connect()

    def actions_for_menu(self) -> list[QAction]:
        """Return the commands of the room."""
        return [*self._commands.for_menu(), *self.table.actions_for_menu()]

    def retranslate(self) -> None:
        """Set the words again; what was typed and chosen stays."""
        self._commands.retranslate()
        self._name_kinds()
        name_widget(self.add_field, _("Add labels to the list"), "", self.add_action.shortcut())
        self.add_field.setPlaceholderText(_("Scan, or type how a mark begins: 3.1"))
        name_widget(self.sheet_box, _("Sheet of labels"), _("Sheet of labels"))
        name_widget(self.printer_box, _("Printer"), _("Printer"))
        self.table.setAccessibleName(_("Labels"))
        self.preview.setAccessibleName(_("Preview of the labels"))
        self.table.retranslate()
        self._fill_printers()
        self._fill_sheets()
        self._say()

    def showEvent(self, event: QShowEvent) -> None:
        """Ask for the printers once, and make the file when it is looked at."""
        super().showEvent(event)
        if self._printers is None:
            self._background.run(known_printers, self._keep_printers, self._without_printers)
        self._soon.start()

    def is_busy(self) -> bool:
        """Whether lists or a file are being made, or printed."""
        return self._soon.isActive() or self._background.is_busy()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Let the errand under way end."""
        self._background.close()
        super().closeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the sheet below the list where they do not fit side by side."""
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the size of text."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange and hasattr(self, "_halves"):
            self._arrange()

    @Slot()
    def next_kind(self) -> None:
        """Go to the next kind of label."""
        kinds = list(LabelKind)
        self.show_kind(kinds[(kinds.index(self._kind) + 1) % len(kinds)])

    def show_kind(self, kind: LabelKind) -> None:
        """Show the labels of a kind, with the sheet they are printed on here."""
        self._kind = kind
        self._shown = None
        self._fill_sheets()
        self._take_cell()
        self._show()

    @Slot()
    def show_printed(self) -> None:
        """Show what was printed, or again what waits."""
        self._show()

    @Slot()
    def add(self) -> None:
        """Put the label of a scanned copy on the list, or those of a shelf."""
        text = restored(self.add_field.text()).strip()
        if not text:
            self.add_field.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return
        # It goes once it is on the list; what is refused stays, and the next scan overwrites it.
        self.add_field.selectAll()
        with self._messages.explain():
            errand = self._want_signs(text) if self._kind is LabelKind.SIGN else self._want(text)
            if errand is not None:
                self._background.run(errand, partial(self._take_added, text))

    @Slot()
    def take_off(self) -> None:
        """Take the chosen labels off the list."""
        lines = self._marked()
        if not lines or self.printed_action.isChecked():
            self._messages.hint(_("Mark the labels in the list first."))
            return
        with self._messages.explain():
            self._keep(self._labels.drop(lines), _taken_off_words)

    @Slot()
    def again(self) -> None:
        """Put labels that were printed on the list again."""
        lines = self._marked()
        if not lines or not self.printed_action.isChecked():
            self._messages.hint(_("Show what was printed (Ctrl+H) and mark the labels there first."))
            return
        with self._messages.explain():
            self._keep(self._labels.again(lines), _put_words)

    @Slot()
    def print_now(self) -> None:
        """Print what the preview shows, and note it as printed; the undo gives list and sheet back."""
        shown = self._shown
        if shown is None or not shown.made_of.lines:
            self._messages.hint(_("There is no label to print on this list."))
            return
        with self._messages.explain():
            file = data_folder() / KEPT / f"{shown.made_of.kind.value}.pdf"
            errand = partial(_printed, self._labels, shown, file, self.printer_box.currentData() or "")
            self._background.run(errand, partial(self._keep, words=_printed_words))

    @Slot()
    def measure(self) -> None:
        """Ask for the measures of a sheet of the house's own."""
        from cdm_desk.ui.dialogs.label_sheet import LabelSheetDialog  # noqa: PLC0415 - seldom opened

        with self._messages.explain():
            dialog = LabelSheetDialog(self._labels, self._labels.own() or self._sheet(), self)
            dialog.kept.connect(self._take_own)
            dialog.open()

    def _make_commands(self) -> None:
        add = self._commands.add
        self.kind_actions = {
            kind: add(kind.value, partial(_kind_words, kind), partial(self.show_kind, kind), []) for kind in LabelKind
        }
        for action in self.kind_actions.values():
            action.setCheckable(True)
        self.next_action = add("next_kind", lambda: _("Next kind of label"), self.next_kind, ["Ctrl+K"])
        self.printed_action = add("printed", lambda: _("Printed"), self.show_printed, ["Ctrl+H"], "clock")
        self.printed_action.setCheckable(True)
        self.add_action = add("add", lambda: _("Add labels"), self.add, ["Ctrl+N"], "plus")
        self.off_action = add("off", lambda: _("Take off the list"), self.take_off, ["Ctrl+Del"], "trash")
        self.again_action = add("again", lambda: _("Print again"), self.again, ["Ctrl+R"], "repeat")
        self.measure_action = add("measure", lambda: _("Own sheet…"), self.measure, ["Ctrl+M"], "pencil-simple")
        self.print_action = add("print", lambda: _("Print the labels"), self.print_now, ["Ctrl+P"], "printer")

    def _make_widgets(self) -> None:
        self.add_field = QLineEdit()
        self.add_field.setObjectName("library.label_add")
        self.model = ListModel(self._columns(), self._spoken, lambda line: line.job.id, self)
        self.table = ListTable(self.model, "library.label_list")
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.nothing = Placeholder("check-circle")
        self.lists = QStackedWidget()
        self.lists.addWidget(self.table)
        self.lists.addWidget(self.nothing)
        self.sheet_box = QComboBox()
        self.sheet_box.setObjectName("library.label_sheet")
        self.sheet_view = SheetView("library.label_start")
        self.place_label = PlainLabel()
        self.place_label.setObjectName("library.label_place")
        self.place_label.setWordWrap(True)
        self.printer_box = QComboBox()
        self.printer_box.setObjectName("library.label_printer")
        self.preview = PaperView("library.label_preview")
        self.more_label = PlainLabel(kind="muted")
        self.more_label.setObjectName("library.label_more")
        self.more_label.setWordWrap(True)
        self._soon = QTimer(self, singleShot=True, interval=PAUSE_MS)

    def _lay_out(self) -> None:
        gap = em(self, 0.7)
        kinds = FlowLayout(gap=em(self, 0.5))
        self.chips = {kind: Chip(action, f"library.labels_{kind.value}") for kind, action in self.kind_actions.items()}
        for chip in (*self.chips.values(), Chip(self.printed_action, "library.labels_printed")):
            kinds.addWidget(chip)
        entry = FlowLayout(gap=em(self, 0.5), stretch=True)
        self.add_field.setMinimumWidth(em(self, 22))
        entry.addWidget(self.add_field)
        for action, name in (
            (self.add_action, "add"),
            (self.off_action, "off"),
            (self.again_action, "again"),
        ):
            entry.addWidget(KeyButton(action, f"library.labels_{name}_button"))
        self._left = QWidget()
        left = QVBoxLayout(self._left)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(gap)
        left.addLayout(kinds)
        left.addLayout(entry)
        left.addWidget(self.lists, 1)
        self.lists.setMinimumHeight(em(self, 12))

        self._halves = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._halves.setSpacing(em(self, 1))
        self._halves.addWidget(self._left, 5)
        self._halves.addWidget(self._right_side(gap), 6)
        inside = QWidget()
        inside.setLayout(self._halves)
        self._halves.setContentsMargins(*(4 * [em(self, 0.8)]))
        self.area = ScrollArea()
        self.area.setObjectName("library.labels_scroll")
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setWidgetResizable(True)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setWidget(inside)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.area)

    def _right_side(self, gap: int) -> QWidget:
        choice = FlowLayout(gap=em(self, 0.5))
        self.measure_button = KeyButton(self.measure_action, "library.labels_measure_button")
        choice.addWidget(self.sheet_box)
        choice.addWidget(self.measure_button)
        keys = FlowLayout(gap=em(self, 0.5))
        self.print_button = KeyButton(self.print_action, "library.labels_print_button", kind="primary")
        keys.addWidget(self.print_button)
        keys.addWidget(self.printer_box)
        self._sheet_side = QWidget()
        side = QVBoxLayout(self._sheet_side)
        side.setContentsMargins(0, 0, 0, 0)
        side.addWidget(self.sheet_view)
        side.addWidget(self.place_label)
        side.addStretch(1)
        below = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        below.setSpacing(gap)
        below.addWidget(self._sheet_side)
        paper = QVBoxLayout()
        paper.addWidget(self.preview, 1)
        paper.addWidget(self.more_label)
        below.addLayout(paper, 1)
        self.preview.setMinimumSize(em(self, 16), em(self, 19))
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(gap)
        column.addLayout(choice)
        column.addLayout(keys)
        column.addLayout(below, 1)
        return right

    def _connect(self) -> None:
        self.add_field.returnPressed.connect(self.add)
        self.sheet_box.currentIndexChanged.connect(self._choose_sheet)
        self.sheet_view.moved.connect(self._move_start)
        self.table.selectionModel().selectionChanged.connect(self._follow_selection)
        self._soon.timeout.connect(self._make)

    def _arrange(self) -> None:
        narrow = self.width() < em(self, NARROW)
        down, right = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._halves.setDirection(down if narrow else right)
        self.place_label.setFixedWidth(self.sheet_view.sizeHint().width())

    def _reload(self, departments: frozenset[Department]) -> None:
        if Department.LISTS in departments:
            self._themes = {entry.code: entry for entry in self._lists.all(Kind.THEME)}
        with self._messages.explain():
            self._fill_sheets()
            self._take_cell()
            self._say()
        self._load()

    def _load(self) -> None:
        """Have the lists read off the screen's thread; what changes meanwhile is read after them."""
        if self._is_loading:
            self._is_stale = True
            return
        self._is_loading, self._is_stale = True, False
        self._background.run(partial(_loaded, self._labels), self._take_lists, self._refuse)

    def _take_lists(self, lists: Lists) -> None:
        self._is_loading = False
        if self._is_stale:
            self._load()
        self._lists_now = lists
        self._show()

    def _refuse(self, error: DeskError) -> None:
        self._is_loading = False
        self._messages.show_error(error)

    def _show(self) -> None:
        lists = self._lists_now.printed if self.printed_action.isChecked() else self._lists_now.waiting
        self._lines = lists.get(self._kind, [])
        self.table.show_values(self._lines)
        self._name_kinds()
        self._say()
        self._soon.start()

    def _name_kinds(self) -> None:
        for kind, action in self.kind_actions.items():
            number = len(self._lists_now.waiting.get(kind, []))
            action.setText(f"{_kind_words(kind)} ({in_use().number(number)})".replace("&", "&&"))
            action.setChecked(kind is self._kind)

    def _say(self) -> None:
        self.lists.setCurrentWidget(self.table if self._lines else self.nothing)
        if self.printed_action.isChecked():
            self.nothing.say(_("Nothing of this kind has been printed yet."))
        else:
            self.nothing.say(_("No label waits to be printed."), _WHENCE[self._kind]())
        printing = self._to_print()
        sheet = self._sheet()
        self.sheet_view.show_sheet(sheet, self._start, len(printing))
        self.place_label.setText(place_words(self._start, *divmod(self._start, sheet.across)))
        has_sheet = self._kind is not LabelKind.SIGN
        for part in (self.sheet_box, self.measure_button, self._sheet_side):
            part.setVisible(has_sheet)
        self.print_action.setText(self._print_words())
        self.print_action.setEnabled(bool(printing))
        self.off_action.setEnabled(bool(self._lines) and not self.printed_action.isChecked())
        self.again_action.setEnabled(bool(self._lines) and self.printed_action.isChecked())
        self._say_more()

    def _to_print(self) -> tuple[LabelLine, ...]:
        """Return what would be printed: the rows marked, where somebody has marked several, else all that wait."""
        if self.printed_action.isChecked():
            return ()
        chosen = self.table.selected()
        return tuple(chosen if len(chosen) > 1 else self._lines)

    def _marked(self) -> list[LabelLine]:
        """Return the rows marked; the one on which the keyboard stands is marked as well."""
        current = self.table.current()
        return self.table.selected() or ([] if current is None else [current])

    def _print_words(self) -> str:
        number = len(self._to_print())
        return _n("Print {number} label", "Print {number} labels", number).format(number=in_use().number(number))

    def _sheet(self) -> LabelSheet:
        chosen = self.sheet_box.currentData()
        sheets = self._labels.sheets(self._kind)
        return next((sheet for sheet in sheets if sheet.code == chosen), sheets[0])

    def _fill_sheets(self) -> None:
        chosen = self._labels.sheet(self._kind).code
        self.sheet_box.blockSignals(True)
        self.sheet_box.clear()
        for sheet in self._labels.sheets(self._kind):
            name = sheet.name if sheet.maker else _("Own sheet")
            size = f"{in_use().number(sheet.width, decimals=1)} × {in_use().number(sheet.height, decimals=1)} mm"
            self.sheet_box.addItem(f"{name}  ·  {size}  ·  {sheet.cells}", sheet.code)
        self.sheet_box.setCurrentIndex(max(0, self.sheet_box.findData(chosen)))
        self.sheet_box.blockSignals(False)

    def _take_cell(self) -> None:
        self._start = self._labels.next_cell(self._sheet())

    @Slot()
    def _choose_sheet(self) -> None:
        with self._messages.explain():
            self._labels.choose_sheet(self._kind, self._sheet())
            self._take_cell()
            self._say()
            self._soon.start()

    @Slot(int)
    def _move_start(self, cell: int) -> None:
        self._start = cell
        self._say()
        self._soon.start()

    @Slot()
    def _follow_selection(self) -> None:
        self._say()
        self._soon.start()

    @Slot(object)
    def _take_own(self, sheet: LabelSheet) -> None:
        self._labels.choose_sheet(self._kind, sheet)
        self._fill_sheets()
        self._take_cell()
        self._say()
        self._soon.start()

    @Slot()
    def _make(self) -> None:
        """Make the file of what would be printed, off the screen's thread."""
        if not self.isVisible():
            return
        made_of = Sheet(self._kind, self._to_print(), self._sheet(), self._start)
        digits = {code: str(entry.digit) for code, entry in self._themes.items()}
        self._asked += 1
        scale = self.preview.scale_in(max(self.preview.width(), em(self, 16)))
        errand = partial(_made, made_of, digits, language(), _kind_words(self._kind), scale)
        self._background.run(errand, partial(self._take, self._asked))

    def _take(self, asked: int, shown: Shown) -> None:
        if asked != self._asked:
            return
        self._shown = shown
        self.preview.show_pages(shown.pictures)
        self._say_more()

    def _say_more(self) -> None:
        shown = self._shown
        sheets = _sheets_of(shown.made_of) if shown else 0
        words = ""
        if shown is not None and shown.made_of.lines:
            words = _n("{number} sheet", "{number} sheets", sheets).format(number=in_use().number(sheets))
            if sheets > MOST_SHOWN:
                words = _("{sheets}, of which the first {shown} are shown").format(sheets=words, shown=MOST_SHOWN)
            if shown.unreadable:
                words = f"{words}. {_unreadable_words(shown.unreadable)}"
        self.more_label.set_kind("warn" if shown and shown.unreadable else "muted")
        self.more_label.setText(words)

    def _take_added(self, text: str, before: LabelsBefore) -> None:
        if restored(self.add_field.text()).strip() == text:
            self.add_field.clear()
        self._keep(before, _put_words)

    def _want(self, text: str) -> Callable[[], LabelsBefore]:
        return partial(self._labels.want_found, text, self._kind)

    def _want_signs(self, text: str) -> Callable[[], LabelsBefore] | None:
        codes = [code for code, sign in self._labels.shelves().items() if sign.mark.startswith(text)]
        if not codes:
            self._messages.hint(_("No shelf of the plan begins with “{text}”. Type 3 or 3.1.").format(text=text))
            return None
        return partial(self._labels.want_signs, codes)

    def _keep(self, before: LabelsBefore, words: Callable[[int], str]) -> None:
        number = before.number
        self._undo.keep(partial(words, number), partial(self._labels.put_back, before), of=Department.LIBRARY)

    def _keep_printers(self, known: Printers) -> None:
        self._printers = known
        self._fill_printers()

    def _without_printers(self, _refused: object) -> None:
        """The usual printer stays to choose; that there is none is said when one prints."""

    def _fill_printers(self) -> None:
        chosen = self.printer_box.currentData()
        self.printer_box.clear()
        self.printer_box.addItem(_("Usual printer"), "")
        for name in self._printers.names if self._printers else ():
            self.printer_box.addItem(name, name)
        wanted = chosen or (self._printers.usual if self._printers else "")
        self.printer_box.setCurrentIndex(max(0, self.printer_box.findData(wanted)))

    def _columns(self) -> tuple[Column[LabelLine], ...]:
        return (
            Column(heading=lambda: _("Shelf mark"), text=lambda line: line.mark, icon=self._theme_icon, width=10),
            Column(heading=lambda: _("Title"), text=_heading, stretch=True, tip=_heading),
            Column(heading=lambda: _("Barcode"), text=_barcode, width=9, room=44),
            Column(heading=lambda: _("Date"), text=self._day, width=7, number=True, room=36, sort=_day_key),
        )

    def _theme_icon(self, line: LabelLine) -> QIcon | None:
        if line.theme_code not in self._themes:
            return None
        tokens = tokens_of(self)
        sign = THEME_ICONS.get(line.theme_code, "books")
        return icon(sign, tokens.theme(line.theme_code), selected=tokens.on_primary)

    def _day(self, line: LabelLine) -> str:
        day = line.job.printed_on if self.printed_action.isChecked() else line.job.wanted_on
        return in_use().date(day) if day else ""

    def _spoken(self, line: LabelLine) -> str:
        theme = self._themes.get(line.theme_code)
        parts = [line.mark, _heading(line), label_of(theme) if theme else "", _barcode(line), self._day(line)]
        return ", ".join(part for part in parts if part)


def _loaded(labels: LabelsService) -> Lists:
    return Lists(
        waiting={kind: labels.waiting(kind) for kind in LabelKind},
        printed={kind: labels.printed(kind) for kind in LabelKind},
    )


def _kind_words(kind: LabelKind) -> str:
    return {
        LabelKind.SPINE: lambda: _("Spine labels"),
        LabelKind.BARCODE: lambda: _("Barcodes"),
        LabelKind.SIGN: lambda: _("Shelf signs"),
    }[kind]()


def _heading(line: LabelLine) -> str:
    if line.title is not None:
        return line.title.heading
    if line.sign is None:
        return ""
    return (line.sign.sub_theme or line.sign.theme).both()


def _barcode(line: LabelLine) -> str:
    return (line.copy.barcode or "") if line.copy else ""


def _day_key(line: LabelLine) -> str:
    day = line.job.printed_on or line.job.wanted_on
    return day.isoformat() if day else ""


def _unreadable_words(number: int) -> str:
    told = _n(
        "{number} barcode is too long for this label and is printed as figures only: choose a wider sheet.",
        "{number} barcodes are too long for this label and are printed as figures only: choose a wider sheet.",
        number,
    )
    return told.format(number=in_use().number(number))


def _put_words(number: int) -> str:
    told = _n("{number} label put on the list.", "{number} labels put on the list.", number)
    return told.format(number=in_use().number(number))


def _taken_off_words(number: int) -> str:
    told = _n("{number} label taken off the list.", "{number} labels taken off the list.", number)
    return told.format(number=in_use().number(number))


def _printed_words(number: int) -> str:
    told = _n("{number} label was sent to the printer.", "{number} labels were sent to the printer.", number)
    return told.format(number=in_use().number(number))


def _sheets_of(made_of: Sheet) -> int:
    if made_of.kind is LabelKind.SIGN:
        return -(-len(made_of.lines) // 2)
    return -(-(made_of.start + len(made_of.lines)) // made_of.sheet.cells)


def _made(made_of: Sheet, digits: dict[str, str], spoken: str, heading: str, scale: float) -> Shown:
    # reportlab takes 100 ms to load: only when the first file is made, and off the screen's thread.
    from cdm_desk.documents import labels as paper  # noqa: PLC0415

    sheet, start, lines = made_of.sheet, made_of.start, made_of.lines
    unreadable = 0
    if made_of.kind is LabelKind.SPINE:
        spines = [
            SpineLabel(mark=line.mark, theme_code=line.theme_code, digit=digits.get(line.theme_code, ""))
            for line in lines
        ]
        content = paper.spine_labels(spines, sheet, start, heading, spoken)
    elif made_of.kind is LabelKind.BARCODE:
        codes = [BarcodeLabel(code=_barcode(line), heading=_heading(line), mark=line.mark) for line in lines]
        content = paper.barcode_labels(codes, sheet, start, heading, spoken)
        unreadable = sum(not paper.readable(code.code, sheet) for code in codes)
    else:
        content = paper.shelf_signs([line.sign for line in lines if line.sign], heading, spoken)
    pictures = pages(content, scale, MOST_SHOWN) if made_of.lines else []
    return Shown(made_of=made_of, content=content, pictures=pictures, unreadable=unreadable)


def _printed(labels: LabelsService, shown: Shown, file: Path, printer: str) -> LabelsBefore:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_whole(file, shown.content)
    print_to_measure(file, printer)
    made_of = shown.made_of
    sheet = None if made_of.kind is LabelKind.SIGN else made_of.sheet
    return labels.mark_printed(made_of.lines, sheet, made_of.start)
