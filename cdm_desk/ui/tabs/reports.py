"""Reports: each as the pages that will be printed, and the same figures as files."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, QStandardPaths, Qt, QTimer, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QListWidget,
    QSpinBox,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from cdm_desk.documents.legend import FIGURES, TITLES
from cdm_desk.domain.change import Department
from cdm_desk.domain.errors import DeskError
from cdm_desk.domain.period_report import kinds_of
from cdm_desk.domain.reports import DAY_SHEET, REPORTS, Period
from cdm_desk.language import Language, _, in_use, language
from cdm_desk.paths import data_folder
from cdm_desk.ui.appearance import em
from cdm_desk.ui.day_field import DayField
from cdm_desk.ui.key_map import KeyMap
from cdm_desk.ui.keys import digit_keys
from cdm_desk.ui.manager_page import ManagerPage
from cdm_desk.ui.message_bar import steady_height
from cdm_desk.ui.paper import PaperView
from cdm_desk.ui.printing import known_printers
from cdm_desk.ui.report_dialogs import open_trace
from cdm_desk.ui.report_errands import ABOUT_WAITS, Page, Shown, counted, drawn, printed, written
from cdm_desk.ui.report_view import ReportView
from cdm_desk.ui.tab_commands import Chip, KeyButton, TabCommands
from cdm_desk.ui.tables import Column, ListModel, ListTable
from cdm_desk.ui.wait_quality_card import WaitQualityCard
from cdm_desk.ui.widgets import FlowLayout, Placeholder, PlainLabel, ScrollArea, announce, keep_off_edge, name_widget
from cdm_desk.ui.words import after_colon, period_kind_name, sentence

if TYPE_CHECKING:
    from PySide6.QtGui import QAction, QResizeEvent, QShowEvent

    from cdm_desk.documents.printer import Printers
    from cdm_desk.domain.overview import Overview
    from cdm_desk.domain.reports import Figure, Report
    from cdm_desk.services.overview import OverviewService
    from cdm_desk.services.reports import ReportsService, WaitQuality
    from cdm_desk.ui.background import Background
    from cdm_desk.ui.messages import Messages
    from cdm_desk.ui.report_dialogs import ReportDialogs

CONCERNING: Final = frozenset({Department.REPORTS, Department.LISTS, Department.STAFF})
# A rush changes the figures every few seconds; the page follows when there is a pause, or at the latest then.
PAUSE_MS: Final = 1500
MOST_COPIES: Final = 20
NARROW: Final = 70
# Below this the buttons would leave no room for the page.
LOW: Final = 24
KEPT: Final = "printed"
ROWS_SHOWN: Final = 7
_ALT: Final = Qt.KeyboardModifier.AltModifier
_NO_MODIFIER: Final = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
OVERVIEW: Final = "overview"
VIEWS: Final = ("page", "chart", "table", OVERVIEW)
SATURDAY: Final = 5


class ReportsTab(QWidget):
    """Choose a report, its period and its languages, see its pages, charts and tables, print them or take them along.

    Alt+1 shows the page that will be printed, Alt+2 the charts, Alt+3 the tables, Alt+4 how the house does; T goes
    from chart to table and back, the arrows to the period before and after.
    """

    _assembled = False

    def __init__(
        self,
        reports: ReportsService,
        background: Background,
        messages: Messages,
        *,
        overview: OverviewService | None = None,
        dialogs: ReportDialogs | None = None,
        key_map: KeyMap | None = None,
    ) -> None:
        super().__init__()
        self._overview = overview
        self._dialogs = dialogs
        self._key_map = key_map or KeyMap()
        self._view = VIEWS[0]
        self._reports = reports
        self._background = background
        self._messages = messages
        self._today = reports.today()
        self._day = self._today
        self._report = DAY_SHEET
        self._kind = "day"
        self._shown: Shown | None = None
        self._refused: DeskError | None = None
        self._asked = 0
        self._printers: Printers | None = None
        self._printers_asked = False
        self._stale = True

        self.setObjectName("reports.tab")
        self._commands = TabCommands(self, "reports", mnemonics=True)
        self._make_commands()
        self.list = QListWidget()
        self.list.setObjectName("reports.list")
        # Where there is no room for the list.
        self.report_box = QComboBox()
        self.report_box.setObjectName("reports.report")
        self.kind_box = QComboBox()
        self.kind_box.setObjectName("reports.kind")
        self.model = ListModel(self._columns(), self._spoken, lambda figure: figure.id, self)
        self.figures = ListTable(self.model, "reports.figures")
        self.date_box = DayField("reports.date")
        self.printer_box = QComboBox()
        self.printer_box.setObjectName("reports.printer")
        self.copies_box = QSpinBox()
        self.copies_box.setObjectName("reports.copies")
        keep_off_edge(self.copies_box)
        self.state_label = PlainLabel(kind="subheading")
        self.state_label.setObjectName("reports.state")
        self.preview = PaperView("reports.preview")
        self.view = ReportView()
        self.manager = ManagerPage()
        self.quality = WaitQualityCard()
        self.placeholder = Placeholder("chart-bar")
        self.pages = QStackedWidget()
        self._soon = QTimer(self, singleShot=True, interval=PAUSE_MS)

        self._assemble()
        self.date_box.allow_until(self._today)
        self.date_box.show_day(self._day)
        self.retranslate()
        self.setFocusProxy(self.preview)
        self._connect()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Hear T and the arrows where a page, a chart or a table is seen."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            alone = event.modifiers() in _NO_MODIFIER
            if alone and self._hear(event.key()):
                return True
        return super().eventFilter(watched, event)

    def _hear(self, key: int) -> bool:
        walks = {Qt.Key.Key_Left: self.choose_previous, Qt.Key.Key_Right: self.choose_next}
        if key == Qt.Key.Key_T and self._key_map.switched_on:
            self.see("chart" if self._view == "table" else "table" if self._view == "chart" else "chart")
            return True
        # In a table the arrows go from cell to cell, except where it stands in for a chart of nothing.
        if key in walks and self._view != "table":
            walks[Qt.Key(key)]()
            return True
        return False

    @Slot(frozenset)
    def refresh(self, departments: frozenset[Department]) -> None:
        """Have the page made again when figures have changed and it is looked at; else when it will be."""
        if not departments & CONCERNING:
            return
        self._stale = True
        if self.isVisible() and not self._soon.isActive():
            self._soon.start()

    def retranslate(self) -> None:
        """Set the words again; the page is made again where its languages follow those of the screen."""
        self._commands.retranslate()
        self.list.setAccessibleName(_("Reports"))
        self._name_reports()
        self._name_kinds()
        self.quality.retranslate()
        self.figures.setAccessibleName(_("Figures of the page"))
        self.figures.retranslate()
        name_widget(self.date_box, _("Day of the report"), _("A day of the period: the report is of all of it"))
        name_widget(self.report_box, _("Report"), _("Report"))
        name_widget(self.kind_box, _("Length of the period"), _("Length of the period"))
        name_widget(self.printer_box, _("Printer"), _("Printer"))
        name_widget(self.copies_box, _("Copies"), _("Copies"))
        self.copies_box.setPrefix(_("Copies: {number}").format(number=""))
        self.view.retranslate()
        self.manager.retranslate()
        self.preview.setAccessibleName(_("Preview of the page"))
        self.preview.setAccessibleDescription(self._described())
        self._say_state()
        self._fill_printers()
        self.make()

    def actions_for_menu(self) -> list[QAction]:
        """Return the commands of the reports."""
        return [*self._commands.for_menu(), *self.figures.actions_for_menu()]

    def showEvent(self, event: QShowEvent) -> None:
        """Follow a day that has changed overnight, and make the page once it is looked at."""
        super().showEvent(event)
        self._follow_the_day()
        if not self._printers_asked:
            self._printers_asked = True
            self._background.run(known_printers, self._keep_printers)
        if self._stale:
            self.make()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange the parts for the room there is."""
        super().resizeEvent(event)
        self._arrange()
        # Scaled to the new room at once, drawn sharp for it when the hand has come to rest.
        if event.size().width() != event.oldSize().width():
            self._soon.start()

    def changeEvent(self, event: QEvent) -> None:
        """Arrange the parts for another size of text."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange and self._assembled:
            self._arrange()

    @Slot()
    def make(self) -> None:
        """Count the day and draw its page, off the screen's thread."""
        if not self.isVisible():
            self._stale = True
            return
        self._stale = False
        self._asked += 1
        if self._view == OVERVIEW and self._overview is not None:
            self._background.run(
                self._overview.overview,
                partial(self._show_overview, self._asked),
                partial(self._refuse, self._asked),
            )
            return
        scale = self.preview.scale_in(self.pages.width()) if self._view == "page" else None
        self._background.run(
            partial(counted, self._reports, self._report, self.period(), self.languages(), scale),
            partial(self._show, self._asked),
            partial(self._refuse, self._asked),
        )

    def see(self, view: str) -> None:
        """Show the page, the charts or the tables of the report."""
        came_from, self._view = self._view, view
        for name, action in self._views.items():
            action.setChecked(name == view)
        self.view.want_table(view == "table")
        self._arrange()
        if OVERVIEW in {view, came_from}:
            # What was counted before one looked at the house may be old.
            self.make()
        elif self._shown is not None:
            self._show_view(self._shown)
        self.setFocusProxy({"page": self.preview, OVERVIEW: self.manager}.get(view, self.view))
        self.setFocus()

    def _show_view(self, shown: Shown) -> None:
        if self._view != "page":
            self.pages.setCurrentWidget(self.view)
            return
        if shown.page is None:
            self._background.run(
                partial(drawn, shown.report, shown.languages, self.preview.scale_in(self.pages.width())),
                partial(self._show_page, shown),
            )
            return
        self.preview.show_pages(shown.page.pictures)
        self.pages.setCurrentWidget(self.preview)

    def _show_overview(self, asked: int, overview: Overview) -> None:
        if asked == self._asked:
            self._refused = None
            self.manager.show_overview(overview)
            self.pages.setCurrentWidget(self.manager)
            self._say_state()

    def _show_page(self, of: Shown, page: Page) -> None:
        if self._shown is of:
            self._shown = of._replace(page=page)
            self._show_view(self._shown)

    def languages(self) -> tuple[Language, ...]:
        """Return the languages of the page, the first one first."""
        if self._dutch.isChecked():
            return ("nl",)
        if self._french.isChecked():
            return ("fr",)
        return ("nl", "fr") if language() == "nl" else ("fr", "nl")

    def period(self) -> Period:
        """Return the period that the day chosen lies in, of the kind chosen."""
        return Period.containing(self._day, self._kind)

    def shown_quality(self) -> WaitQuality | None:
        """Return how well waits were foreseen, where that stands beside the report shown."""
        return self._shown.quality if self._shown else None

    def choose_report(self, report: str) -> None:
        """Show another report, of the usual kind of period where it is not made of the one chosen."""
        if report == self._report:
            return
        self._report = report
        if self._view == OVERVIEW:
            self.see("chart")
        kinds = kinds_of(report)
        if self._kind not in kinds:
            self._kind = kinds[0]
        self._name_kinds()
        self._mark_report()
        self.make()

    def choose_day(self, day: date) -> None:
        """Show the page of another day."""
        self.date_box.show_day(day)

    @Slot()
    def choose_today(self) -> None:
        """Show the day that runs."""
        self._follow_the_day()
        self.choose_day(self._today)

    @Slot()
    def choose_before(self) -> None:
        """Show the latest earlier day that has figures."""
        with self._messages.explain():
            day = self._reports.last_day_counted(self.period().first)
            if day is None:
                self._messages.hint(_("There are no figures of an earlier day."))
            else:
                self.choose_day(day)

    @Slot()
    def choose_previous(self) -> None:
        """Show the period before."""
        self.choose_day(_workday(self.period().first - timedelta(days=1), -1))

    @Slot()
    def choose_next(self) -> None:
        """Show the period after, as far as it has begun."""
        day = _workday(self.period().last + timedelta(days=1), 1)
        if day > self._today:
            self._messages.hint(_("The period after this one has not begun yet."))
        else:
            self.choose_day(day)

    @Slot()
    def go_to_print(self) -> None:
        """Go to the button that prints; Enter presses it."""
        self.print_button.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._messages.hint(_("Enter prints this page."))

    @Slot()
    def print_now(self) -> None:
        """Print the page that is shown; it is kept as a file besides."""
        if self._shown is None:
            self._say_why_not(_("There is no page to print yet."))
            return
        report = self._shown.report
        file = _kept_file(report)
        printer, copies = self.printer_box.currentData() or "", self.copies_box.value()
        if report.id == DAY_SHEET:
            told = _("The day of {day} was sent to the printer.").format(day=in_use().date(report.period.first))
        else:
            told = _("{report} was sent to the printer.").format(report=f"{report.id} {report.period.text}")
        self._background.run(
            partial(printed, self._reports, self._shown, file, printer, copies),
            lambda _file: self._note_printed(report, told),
        )

    def _note_printed(self, report: Report, told: str) -> None:
        with self._messages.explain():
            if report.id == DAY_SHEET:
                self._reports.note_printed(report.period.first)
            self._messages.tell(told)

    def export(self, form: str) -> None:
        """Ask where the figures shown shall be written, in one of the forms."""
        if self._shown is None:
            self._say_why_not(_("There are no figures to write yet."))
            return
        dialog = QFileDialog(self, _("Write the figures"))
        dialog.setObjectName("reports.save")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(form)
        dialog.setNameFilter(f"{form.upper()} (*.{form})")
        dialog.setDirectory(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
        dialog.selectFile(f"{_name(self._shown.report)}.{form}")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.write)
        dialog.open()

    @Slot(str)
    def write(self, path: str) -> None:
        """Write the figures shown to a file; the end of its name gives the form."""
        if self._shown is None:
            return
        told = _("Written: {path}").format(path=path)
        self._background.run(
            partial(written, self._reports, self._shown.report, Path(path), self.languages()),
            lambda _nothing: self._messages.tell(told),
        )

    @Slot()
    def trace(self) -> None:
        """Lay out the days that the marked figure is the sum of; Enter on it does the same."""
        figure = self.figures.current()
        if figure is None or self._shown is None:
            self._say_why_not(_("Mark a figure in the list first."))
            return
        open_trace(self._reports, self._background, self._shown.report.period, figure, self)

    def _shown_day(self) -> date:
        return self._day

    def _make_commands(self) -> None:
        add = self._commands.add
        self._to_print = add("go_to_print", lambda: _("&Print the page…"), self.go_to_print, ["Ctrl+P"])
        self._today_action = add("today", lambda: _("&Today"), self.choose_today, ["Ctrl+T"], "calendar-blank")
        self._before_action = add("before", lambda: _("&Before"), self.choose_before, ["Ctrl+U"], "caret-left")
        self._previous = add(
            "previous", lambda: _("Previous period"), self.choose_previous, ["Ctrl+PgUp"], "caret-left"
        )
        self._next = add("next", lambda: _("Next period"), self.choose_next, ["Ctrl+PgDown"], "caret-right")
        names = {
            "page": lambda: _("The page"),
            "chart": lambda: _("Chart"),
            "table": lambda: _("Table"),
            OVERVIEW: lambda: _("Overview"),
        }
        seeing = self._commands.menu(lambda: _("Page, chart or table"))
        self._views = {
            view: add(
                f"view_{view}", names[view], partial(self.see, view), digit_keys(str(number), _ALT), within=seeing
            )
            for number, view in enumerate(VIEWS, start=1)
        }
        for view, action in self._views.items():
            action.setCheckable(True)
            action.setChecked(view == self._view)
        self._copy_action = add("copy_table", lambda: _("Copy chart and table"), self.view_copy, [])
        speaking = self._commands.menu(lambda: _("Languages of the page"))
        self._both = add("both", lambda: _("French and Dutch"), self._choose_both, [], within=speaking)
        self._french = add("french", lambda: _("French"), self._choose_french, [], within=speaking)
        self._dutch = add("dutch", lambda: _("Dutch"), self._choose_dutch, [], within=speaking)
        for action in (self._both, self._french, self._dutch):
            action.setCheckable(True)
        self._both.setChecked(True)
        self._whole = add("whole_page", lambda: _("&Whole page"), self._fit, ["Ctrl+J"], "eye")
        self._whole.setCheckable(True)
        files = self._commands.menu(lambda: _("Write to a file"))
        self._forms = [
            add(form, words, partial(self.export, form), keys, icon, within=files)
            for form, words, keys, icon in (
                ("pdf", lambda: _("PD&F…"), ["Ctrl+S"], "file-pdf"),
                ("xlsx", lambda: _("&Excel…"), ["Ctrl+E"], "file-xls"),
                ("ods", lambda: _("Libre&Office…"), [], "export"),
                ("csv", lambda: _("CS&V…"), [], "file-csv"),
                ("json", lambda: _("&JSON…"), [], "export"),
            )
        ]
        which = self._commands.menu(lambda: _("W&hich report"))
        for report in REPORTS:
            words = partial(_report_name, report)
            add(f"show_{report}", words, partial(self.choose_report, report), [], within=which)
        self._origin = add("trace", lambda: _("Where does this figure come from?"), self.trace, [])
        if self._dialogs is not None:
            self._dialogs.add_to(self._commands, self, self._shown_day)
        # F5 is the window's, which asks every tab anew: of a key that two commands want Qt does neither.
        self._again = add("again", lambda: _("Count a&gain"), self.make, [], "arrow-clockwise")

    def _assemble(self) -> None:
        self.print_button = KeyButton(self._to_print, "reports.print", kind="primary")
        # The button prints at once: who presses it has the page before their eyes.
        self.print_button.clicked.disconnect()
        self.print_button.clicked.connect(self.print_now)
        self.print_button.setAutoDefault(True)
        self.copies_box.setRange(1, MOST_COPIES)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.state_label.setWordWrap(True)
        self._buttons = [
            self.print_button,
            KeyButton(self._today_action, "reports.today"),
            KeyButton(self._before_action, "reports.before"),
            *(KeyButton(action, f"reports.{action.objectName().rpartition('.')[2]}") for action in self._forms),
        ]

        chips = [
            Chip(action, f"reports.{name}")
            for action, name in (
                *((action, f"view_{view}") for view, action in self._views.items()),
                (self._both, "both"),
                (self._french, "french"),
                (self._dutch, "dutch"),
                (self._whole, "whole_page"),
            )
        ]
        self._walkers = [KeyButton(self._previous, "reports.previous"), KeyButton(self._next, "reports.next")]
        for walker in self._walkers:
            walker.show_key(False)
        self._in_menu_too = (*chips[4:], *self._buttons[1:], *self._walkers)
        top = FlowLayout()
        for widget in (
            self.report_box,
            *self._buttons[1:3],
            self.kind_box,
            self._walkers[0],
            self.date_box,
            self._walkers[1],
            *chips,
            self.print_button,
            self.printer_box,
            self.copies_box,
            *self._buttons[3:],
        ):
            top.addWidget(widget)

        self.side = QWidget()
        column = QVBoxLayout(self.side)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.list)
        column.addWidget(self.figures, 4)
        column.addWidget(self.quality)
        # Where it is low, what stands beside the page scrolls by itself and leaves the page its room.
        self.beside = ScrollArea()
        self.beside.setObjectName("reports.beside")
        self.beside.setFrameShape(QFrame.Shape.NoFrame)
        self.beside.setWidgetResizable(True)
        self.beside.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.beside.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.beside.setWidget(self.side)
        self.pages.addWidget(self.placeholder)
        self.pages.addWidget(self.preview)
        self.pages.addWidget(self.view)
        self.pages.addWidget(self.manager)
        below = QHBoxLayout()
        below.addWidget(self.beside)
        below.addWidget(self.pages, 1)
        inner = QWidget()
        page = QVBoxLayout(inner)
        page.addLayout(top)
        page.addWidget(self.state_label)
        page.addLayout(below, 1)

        # In large text on a small screen the whole tab scrolls rather than its parts lie over one another.
        self.room = ScrollArea()
        self.room.setObjectName("reports.scroll")
        self.room.setFrameShape(QFrame.Shape.NoFrame)
        self.room.setWidgetResizable(True)
        self.room.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.room.setWidget(inner)
        self._assembled = True
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.room)

    def _arrange(self) -> None:
        """Leave out the table of figures and the keys on the buttons where the page needs the room.

        Where it is low for its size of text, what has a key or is rarely changed is left to the menu too.
        """
        wide, low = self.width() >= em(self, NARROW), steady_height(self) < em(self, LOW)
        self.beside.setVisible(wide and self._view != OVERVIEW)
        self.report_box.setVisible(not wide)
        self.beside.setFixedWidth(em(self, 27))
        self.pages.setMinimumHeight(em(self, 10 if low else 14))
        for widget in self._in_menu_too:
            widget.setVisible(not low)
        for button in self._buttons:
            button.show_key(wide)

    def _connect(self) -> None:
        self.list.currentRowChanged.connect(self._take_row)
        self.figures.opened.connect(self.trace)
        self.report_box.activated.connect(self._take_row)
        self.kind_box.activated.connect(self._take_kind)
        self.date_box.dateChanged.connect(self._take_day)
        self.date_box.refused.connect(self._messages.hint)
        self._soon.timeout.connect(self.make)
        self.view.rows_made.connect(self._watch)
        self._watch(self.preview)
        self._watch(self.view.chart)

    @Slot(QWidget)
    def _watch(self, widget: QWidget) -> None:
        widget.installEventFilter(self)
        if isinstance(widget, ListTable):
            # What is copied leaves the house as a file does.
            widget.copy_action.triggered.disconnect()
            widget.copy_action.triggered.connect(self.view_copy)

    @Slot()
    def view_copy(self) -> None:
        """Put the table shown on the clipboard, as far as it may leave the house, and its chart as a picture."""
        if self._shown is not None:
            self._background.run(partial(self._reports.released, self._shown.report), self.view.copy)

    @Slot()
    def _choose_both(self) -> None:
        self._speak(self._both)

    @Slot()
    def _choose_french(self) -> None:
        self._speak(self._french)

    @Slot()
    def _choose_dutch(self) -> None:
        self._speak(self._dutch)

    def _speak(self, chosen: QAction) -> None:
        for action in (self._both, self._french, self._dutch):
            action.setChecked(action is chosen)
        self.make()

    @Slot()
    def _fit(self) -> None:
        self.preview.fit(self._whole.isChecked())

    @Slot(int)
    def _take_row(self, row: int) -> None:
        if 0 <= row < len(REPORTS):
            self.choose_report(REPORTS[row])

    @Slot(int)
    def _take_kind(self, row: int) -> None:
        self._kind = self.kind_box.itemData(row)
        self.make()

    def _name_reports(self) -> None:
        names = [_report_name(report) for report in REPORTS]
        self.list.blockSignals(True)
        self.list.clear()
        self.list.addItems(names)
        self.list.blockSignals(False)
        self.report_box.clear()
        self.report_box.addItems(names)
        # The figures need the room: the rest of the reports is scrolled to.
        shown = min(self.list.count(), ROWS_SHOWN)
        self.list.setFixedHeight(self.list.sizeHintForRow(0) * shown + 2 * self.list.frameWidth() + 2)
        self._mark_report()

    def _mark_report(self) -> None:
        row = REPORTS.index(self._report)
        self.list.blockSignals(True)
        self.list.setCurrentRow(row)
        self.list.blockSignals(False)
        self.report_box.setCurrentIndex(row)

    def _name_kinds(self) -> None:
        kinds = kinds_of(self._report)
        self.kind_box.clear()
        for kind in kinds:
            self.kind_box.addItem(period_kind_name(kind), kind)
        self.kind_box.setCurrentIndex(kinds.index(self._kind))
        self.kind_box.setVisible(len(kinds) > 1)

    @Slot()
    def _take_day(self) -> None:
        self._day = self.date_box.day
        self.make()

    def _follow_the_day(self) -> None:
        today = self._reports.today()
        if today != self._today:
            followed = self._day == self._today
            self._today = today
            self.date_box.allow_until(today)
            if followed:
                self.choose_day(today)

    def _show(self, asked: int, shown: Shown) -> None:
        if asked != self._asked:
            return
        self._shown, self._refused = shown, None
        self.figures.show_values(shown.report.figures)
        self.quality.show_quality(shown.quality if shown.report.id in ABOUT_WAITS else None)
        self.preview.setAccessibleDescription(self._described())
        self.view.show_report(shown)
        self._show_view(shown)
        self._say_state()

    def _refuse(self, asked: int, error: DeskError) -> None:
        if asked != self._asked:
            return
        self._shown, self._refused = None, error
        self.figures.show_values(())
        self.quality.show_quality(None)
        self.pages.setCurrentWidget(self.placeholder)
        self._say_state()
        announce(self, sentence(error))

    def _say_state(self) -> None:
        report = self._shown.report if self._shown else None
        self.state_label.setVisible(report is not None and self._view != OVERVIEW)
        if report is None:
            self.placeholder.say(sentence(self._refused) if self._refused else _("The page is being made."))
            return
        day = _period_words(report.period)
        if report.closed_until != report.period.last:
            said = (
                _("{day}: provisional, the day is not closed. Fingerprint {mark}")
                if report.period.one_day
                else _("{day}: provisional, not all of its days are closed. Fingerprint {mark}")
            )
        elif report.provisional:
            said = _("{day}: closed, provisional until all figures have come. Fingerprint {mark}")
        else:
            said = _("{day}: closed. Fingerprint {mark}")
        sentences = [said.format(day=day, mark=report.sha256[:8])]
        lacking = [name for note in (report.note("silent"), report.note("holding")) if note for name in note.names]
        if lacking:
            # On the page it stands at the foot, which nobody may scroll to before they print.
            sentences.append(_("Not all figures are here of: {names}.").format(names=", ".join(lacking)))
        self.state_label.setText(" · ".join(sentences))
        self.state_label.setWordWrap(True)
        self.state_label.set_kind("warn" if report.provisional or lacking else "ok")

    def _say_why_not(self, not_yet: str) -> None:
        """Say why there is no page: it was refused, or it is not made yet."""
        self._messages.hint(sentence(self._refused) if self._refused else not_yet)

    def _described(self) -> str:
        """Say the figures of the page to who cannot see it."""
        if self._shown is None:
            return ""
        return ". ".join(self._spoken(figure) for figure in self._shown.report.figures)

    def _columns(self) -> tuple[Column[Figure], ...]:
        return (
            Column(heading=lambda: _("Figure"), text=_figure_name, tip=_figure_tip, stretch=True),
            Column(
                heading=lambda: _("Value"),
                text=_figure_value,
                tip=_figure_tip,
                sort=lambda figure: -1 if figure.value is None else figure.value,
                number=True,
                width=6,
            ),
        )

    @staticmethod
    def _spoken(figure: Figure) -> str:
        if figure.value is None:
            return _figure_tip(figure)
        return after_colon(_figure_name(figure), _figure_value(figure))

    def _keep_printers(self, known: Printers) -> None:
        self._printers = known
        self._fill_printers()

    def _fill_printers(self) -> None:
        known = self._printers
        chosen = self.printer_box.currentData()
        self.printer_box.clear()
        self.printer_box.addItem(_("Usual printer"), "")
        for name in known.names if known else ():
            self.printer_box.addItem(name, name)
        wanted = chosen or (known.usual if known else "")
        self.printer_box.setCurrentIndex(max(0, self.printer_box.findData(wanted)))


def _workday(day: date, step: int) -> date:
    while day.weekday() >= SATURDAY:
        day += timedelta(days=step)
    return day


def _kept_file(report: Report) -> Path:
    return data_folder() / KEPT / f"{_name(report)}.pdf"


def _name(report: Report) -> str:
    return f"{report.id}-{report.period.text}"


def _report_name(report: str) -> str:
    return f"{report} {in_use().gettext(TITLES[report])}"


def _period_words(period: Period) -> str:
    words = in_use()
    if period.one_day:
        return words.date(period.first, "weekday")
    if period.kind == "month":
        return words.date(period.first, "month")
    if period.kind == "year":
        return period.text
    return _("{first} to {last}").format(first=words.date(period.first), last=words.date(period.last))


def _figure_name(figure: Figure) -> str:
    return in_use().gettext(FIGURES[figure.id])


def _figure_value(figure: Figure) -> str:
    return _("too few") if figure.value is None else in_use().number(figure.value)


def _figure_tip(figure: Figure) -> str:
    """Explain what is not plain from its name: what a contact is, what a visit, why a number is not given."""
    name = _figure_name(figure)
    if figure.value is None:
        return _("{figure}: fewer than five tickets were called, too few to give it.").format(figure=name)
    if figure.id == "contacts":
        return _("Contacts: people served, by advice, in the multimedia space or in an activity.")
    if figure.id == "visits":
        return _("Visits: everybody registered at the door, served or not. Welcome shows the same number.")
    return name
