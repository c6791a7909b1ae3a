"""The boards of the library: what is read, whose voice lacks, what needs a hand, what is new."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from PySide6.QtCore import QStandardPaths, Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QComboBox,
    QDialog,
    QFileDialog,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from cdm_desk.documents.chart import ChartSpec, Series
from cdm_desk.documents.legend import COLUMNS, ROWS
from cdm_desk.domain.boards import NEW_DAYS, Complaint, Hole, NewBooks, Voices
from cdm_desk.domain.change import Department
from cdm_desk.domain.library import Hit
from cdm_desk.domain.lists import Entry, Kind
from cdm_desk.domain.reports import LIBRARY, Cell, Period, Table
from cdm_desk.language import Catalogue, _, _n, catalogue, in_use, language
from cdm_desk.ui.appearance import em
from cdm_desk.ui.background import Background
from cdm_desk.ui.board_words import (
    age_text,
    ailment_name,
    balance_text,
    complaint_sentence,
    hole_sentence,
    titles_text,
)
from cdm_desk.ui.book_words import authors_line, language_marks
from cdm_desk.ui.chart_view import ChartView
from cdm_desk.ui.day_field import DayField
from cdm_desk.ui.fresh import FreshPage
from cdm_desk.ui.tab_commands import KeyButton, TabCommands
from cdm_desk.ui.tables import Column, ListModel, ListTable
from cdm_desk.ui.widgets import Card, FlowLayout, PlainLabel, ScrollArea, name_widget
from cdm_desk.ui.words import label_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QAction

    from cdm_desk.domain.lists import Label
    from cdm_desk.services.boards import BoardsService, Consultations
    from cdm_desk.services.library import LibraryService
    from cdm_desk.services.lists import ListsService
    from cdm_desk.services.reports import ReportsService
    from cdm_desk.ui.messages import Messages
    from cdm_desk.ui.undo import Undo

NARROW: Final = 74
YEARS: Final = 6
BOARDS: Final = ("consultations", "plurality", "health", "new_books")
LANGUAGE_COLUMNS: Final = ("fr", "nl", "other")


class Boards(NamedTuple):
    """What an errand brings back."""

    consultations: Consultations
    plurality: tuple[Voices, ...]
    health: tuple[Complaint, ...]
    new_books: NewBooks


Line = tuple[Cell, ...]


class BoardsPage(FreshPage):
    """Four boards, one seen at a time; Ctrl+PgUp and Ctrl+PgDown go through them, Enter opens what a line is about."""

    concerning = frozenset({Department.LIBRARY, Department.LISTS})

    def __init__(
        self,
        boards: BoardsService,
        library: LibraryService,
        lists: ListsService,
        *,
        reports: ReportsService,
        messages: Messages,
        undo: Undo,
    ) -> None:
        super().__init__()
        self._boards = boards
        self._library = library
        self._lists = lists
        self._reports = reports
        self._messages = messages
        self._undo = undo
        self._background = Background(messages)
        self._dialog: QDialog | None = None
        self._themes: dict[str, Entry] = {}
        self._sub_themes: dict[str, Entry] = {}
        self._shown: Boards | None = None
        self._asked = 0

        self.setObjectName("boards.page")
        self._commands = TabCommands(self, "boards")
        self._make_commands()
        self._make_widgets()
        self._lay_out()
        self.setFocusProxy(self.bar)
        self._reload(self.concerning)
        self.retranslate()
        self._connect()

    def actions_for_menu(self) -> list[QAction]:
        """Return the commands of the boards."""
        return self._commands.for_menu()

    def retranslate(self) -> None:
        """Set the words again; what is chosen stays."""
        self._commands.retranslate()
        name_widget(self.bar, _("Boards of the library"))
        names = (_("Consultations"), _("Plurality"), _("Health of the catalogue"), _("New arrivals"))
        for row, words in enumerate(names):
            self.bar.setTabText(row, words)
            self.bar.setTabToolTip(row, f"{words} (Ctrl+PgUp, Ctrl+PgDown)")
        name_widget(self.year_box, _("Year"), _("Year"))
        name_widget(self.since_field, _("New since"), _("New since"))
        self.since_label.setText(_("Arrived since"))
        self.nothing_label.setText(
            _("Nothing was counted: what is read on the spot is scanned in the room Scan (Alt+3).")
        )
        for table, words in (
            (self.theme_table, _("Consultations by theme and language")),
            (self.week_table, _("Consultations by week")),
            (self.voices_table, _("Themes")),
            (self.holes_table, _("What is missing")),
            (self.health_table, _("What needs a hand")),
        ):
            table.setAccessibleName(words)
            table.retranslate()
        self.holes_label.setText(_("What is missing"))
        for each in (self.voiced, self.ailing, self.fresh):
            each.retranslate()
        self._show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the halves of a board below each other where they do not fit side by side."""
        super().resizeEvent(event)
        below = self.width() < em(self, NARROW)
        for halves in self._halves:
            halves.setDirection(QBoxLayout.Direction.TopToBottom if below else QBoxLayout.Direction.LeftToRight)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Let the errand under way end."""
        self._background.close()
        super().closeEvent(event)

    @property
    def board(self) -> str:
        """The name of the board that is seen."""
        return BOARDS[self.bar.currentIndex()]

    @Slot()
    def next_board(self) -> None:
        """Go to the next board."""
        self.bar.setCurrentIndex((self.bar.currentIndex() + 1) % len(BOARDS))

    @Slot()
    def previous_board(self) -> None:
        """Go to the board before."""
        self.bar.setCurrentIndex((self.bar.currentIndex() - 1) % len(BOARDS))

    @Slot()
    def write_new_books(self) -> None:
        """Ask where the sheet of new books shall be written."""
        since, until = self.since_field.day, self._boards.today()
        name = f"{until.isoformat()}-{_('New books')}.pdf"
        self._ask_where(_("Write the sheet of new books"), "pdf", name, partial(self.write_new_books_to, since))

    def write_new_books_to(self, since: date, path: str) -> None:
        """Write the sheet of new books in French and Dutch, off the screen's thread."""
        labels = {code: entry.label for code, entry in self._themes.items()}
        errand = partial(_new_books_written, self._boards, since, labels, _spoken_languages(), Path(path))
        self._tell_written(errand, path)

    def write_report(self, form: str) -> None:
        """Ask where the report of the library for the year that is shown shall be written, as `pdf` or `xlsx`."""
        year = str(self.year_box.currentData())
        self._ask_where(_("Write the report of the library"), form, f"{LIBRARY}-{year}.{form}", self.write_report_to)

    @Slot(str)
    def write_report_to(self, path: str) -> None:
        """Write the report of the library, off the screen's thread; the end of the name gives the form."""
        period = Period.parse(str(self.year_box.currentData()))
        self._tell_written(partial(_report_written, self._reports, period, _spoken_languages(), Path(path)), path)

    @Slot(object)
    def open_title(self, hit: Hit) -> None:
        """Open a title."""
        from cdm_desk.ui.dialogs.title import TitleDialog  # noqa: PLC0415 - made when it is first opened

        with self._messages.explain():
            title = self._library.title(hit.title.id)
            self._dialog = TitleDialog(self._library, self._lists, self._undo, title, self)
            self._dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            self._dialog.open()

    def _make_commands(self) -> None:
        add = self._commands.add
        add("next", lambda: _("Next board"), self.next_board, ["Ctrl+PgDown"])
        add("previous", lambda: _("Board before"), self.previous_board, ["Ctrl+PgUp"])
        self._pdf_action = add(
            "pdf", lambda: _("Report R10 as PDF…"), partial(self.write_report, "pdf"), ["Ctrl+P"], "file-pdf"
        )
        self._xlsx_action = add(
            "xlsx", lambda: _("Report R10 for Excel…"), partial(self.write_report, "xlsx"), ["Ctrl+E"], "file-xls"
        )
        self._sheet_action = add(
            "new_books", lambda: _("Sheet of new books…"), self.write_new_books, ["Ctrl+N"], "file-pdf"
        )

    def _make_widgets(self) -> None:
        self.bar = QTabBar()
        self.bar.setObjectName("boards.bar")
        self.bar.setExpanding(False)
        self.bar.setDrawBase(False)
        self.bar.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        for _board in BOARDS:
            self.bar.addTab("")
        self.year_box = QComboBox()
        self.year_box.setObjectName("boards.year")
        this_year = self._boards.today().year
        for year in range(this_year, this_year - YEARS, -1):
            self.year_box.addItem(str(year), year)
        self.total_label = PlainLabel(kind="subheading")
        self.total_label.setWordWrap(True)
        self.nothing_label = PlainLabel(kind="muted")
        self.nothing_label.setObjectName("library.boards_nothing")
        self.nothing_label.setWordWrap(True)
        self.nothing_label.hide()
        self.theme_chart, self.week_chart = ChartView("boards.by_theme_chart"), ChartView("boards.by_week_chart")
        self.theme_table = self._line_table("boards.by_theme", "theme", 10)
        self.week_table = self._line_table("boards.by_week", "week", 7)
        self.voices_model = ListModel(self._voice_columns(), self._spoken_voices, lambda each: each.theme_code, self)
        self.voices_table = ListTable(self.voices_model, "boards.voices")
        self.holes_label = PlainLabel(kind="subheading")
        self.holes_model = ListModel(
            self._hole_columns(), self._spoken_hole, lambda each: (each.sub_theme_code, each.language), self
        )
        self.holes_table = ListTable(self.holes_model, "boards.holes")
        self.health_model = ListModel(_complaint_columns(), complaint_sentence, lambda each: each.ailment, self)
        self.health_table = ListTable(self.health_model, "boards.health")
        self.voiced, self.ailing, self.fresh = (
            Concerned(f"boards.{name}_titles", self._boards, self._theme_words) for name in BOARDS[1:]
        )
        self.since_label = PlainLabel()
        self.since_field = DayField("boards.since")
        self.since_label.setBuddy(self.since_field)
        self.since_field.show_day(self._boards.today() - timedelta(days=NEW_DAYS))
        self.since_field.allow_until(self._boards.today())

    def _lay_out(self) -> None:
        self._halves: list[QBoxLayout] = []
        self.stack = QStackedWidget()
        for page in (self._consultations_page(), self._plurality_page(), self._health_page(), self._new_books_page()):
            scroll = ScrollArea()
            scroll.setObjectName("boards.scroll")
            scroll.setWidgetResizable(True)
            scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            scroll.setWidget(page)
            self.stack.addWidget(scroll)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, em(self, 0.3), 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.bar)
        outer.addWidget(self.stack, 1)

    def _consultations_page(self) -> QWidget:
        top = FlowLayout(gap=em(self, 0.5))
        for part in (
            self.year_box,
            KeyButton(self._pdf_action, "boards.pdf", kind="primary"),
            KeyButton(self._xlsx_action, "boards.xlsx"),
        ):
            top.addWidget(part)
        left = _column(self.theme_chart, self.theme_table)
        right = _column(self.week_chart, self.week_table)
        for table in (self.theme_table, self.week_table):
            table.setMinimumHeight(em(self, 10))
        return self._page(top, self.total_label, self.nothing_label, self._side_by_side(left, right))

    def _plurality_page(self) -> QWidget:
        self.voices_table.setMinimumHeight(em(self, 11))
        self.holes_table.setMinimumHeight(em(self, 9))
        left = _column(self.voices_table, self.holes_label, self.holes_table)
        return self._page(None, self._side_by_side(left, self.voiced))

    def _health_page(self) -> QWidget:
        self.health_table.setMinimumHeight(em(self, 12))
        return self._page(None, self._side_by_side(self.health_table, self.ailing))

    def _new_books_page(self) -> QWidget:
        top = FlowLayout(gap=em(self, 0.5))
        for part in (
            self.since_label,
            self.since_field,
            KeyButton(self._sheet_action, "boards.new_books", kind="primary"),
        ):
            top.addWidget(part)
        return self._page(top, self.fresh)

    def _page(self, top: FlowLayout | None, *parts: QWidget) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(*4 * [em(self, 0.8)])
        column.setSpacing(em(self, 0.5))
        if top is not None:
            column.addLayout(top)
        for part in parts:
            column.addWidget(part, 0 if isinstance(part, PlainLabel) else 1)
        return page

    def _side_by_side(self, left: QWidget, right: QWidget) -> QWidget:
        halves = QWidget()
        layout = QBoxLayout(QBoxLayout.Direction.LeftToRight, halves)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(em(self, 0.8))
        layout.addWidget(left, 1)
        layout.addWidget(right, 1)
        self._halves.append(layout)
        return halves

    def _connect(self) -> None:
        self.bar.currentChanged.connect(self.stack.setCurrentIndex)
        self.year_box.currentIndexChanged.connect(self._ask)
        self.since_field.dateChanged.connect(self._ask)
        self.since_field.refused.connect(self._messages.hint)
        self.voices_table.chosen.connect(self._show_voiced)
        self.holes_table.chosen.connect(self._show_hole)
        self.health_table.chosen.connect(self._show_ailing)
        for table in (self.voices_table, self.holes_table):
            table.opened.connect(self.voiced.go)
        self.health_table.opened.connect(self.ailing.go)
        for each in (self.voiced, self.ailing, self.fresh):
            each.opened.connect(self.open_title)

    def _reload(self, departments: frozenset[Department]) -> None:
        if Department.LISTS in departments:
            self._themes = {entry.code: entry for entry in self._boards.themes()}
            self._sub_themes = {entry.code: entry for entry in self._lists.all(Kind.SUB_THEME)}
        self._ask()

    @Slot()
    def _ask(self) -> None:
        """Have the boards made, off the screen's thread: the whole catalogue is read for them."""
        self._asked += 1
        period = Period.parse(str(self.year_box.currentData()))
        self._background.run(
            partial(_made, self._boards, period, self.since_field.day), partial(self._take, self._asked)
        )

    def _take(self, asked: int, shown: Boards) -> None:
        if asked == self._asked:
            self._shown = shown
            self._show()

    def _show(self) -> None:
        shown = self._shown
        if shown is None:
            return
        used = shown.consultations
        self.nothing_label.setVisible(used.total == 0)
        self.total_label.setText(
            _n(
                "{number} consultation counted on the spot in {year}. Numbers of books: nobody is known by them.",
                "{number} consultations counted on the spot in {year}. Numbers of books: nobody is known by them.",
                used.total,
            ).format(number=in_use().number(used.total), year=used.period.text)
        )
        self.theme_table.show_values(used.by_theme.rows)
        self.week_table.show_values(used.by_week.rows)
        self.theme_chart.show_chart(self._chart(used.by_theme, _("Consultations by theme and language")))
        self.week_chart.show_chart(self._chart(used.by_week, _("Consultations by week")))
        self.voices_table.show_values(shown.plurality)
        self.holes_table.show_values([hole for voices in shown.plurality for hole in voices.holes])
        self.health_table.show_values(shown.health)
        books = [book for _theme, books in shown.new_books.by_theme for book in books]
        self.fresh.show_titles(
            [book.title.id for book in books],
            _("{titles} arrived since {day}").format(
                titles=titles_text(len(books)), day=in_use().date(shown.new_books.since)
            ),
        )
        self._show_ailing()
        self._show_voiced()

    @Slot()
    def _show_voiced(self) -> None:
        voices = self.voices_table.current()
        if voices is None:
            self.voiced.show_titles([], _("Mark a theme, or what is missing, to see the titles."))
            return
        words = f"{self._theme_words(voices.theme_code)}: {titles_text(len(voices.title_ids))}"
        self.voiced.show_titles(list(voices.title_ids), words)

    @Slot()
    def _show_hole(self) -> None:
        hole = self.holes_table.current()
        if hole is not None:
            self.voiced.show_titles(list(hole.title_ids), hole_sentence(hole, self._sub_themes))

    @Slot()
    def _show_ailing(self) -> None:
        complaint = self.health_table.current()
        if complaint is None:
            self.ailing.show_titles([], _("Mark a line to see its titles; Enter opens one."))
            return
        self.ailing.show_titles(list(complaint.title_ids), complaint_sentence(complaint))

    def _chart(self, table: Table, alt: str) -> ChartSpec:
        rows = [row for row in table.rows if row[0] != "total"]
        digits = {code: str(place) for place, code in enumerate(self._themes, start=1)}
        return ChartSpec(
            categories=tuple(_category(row[0], digits, len(rows)) for row in rows),
            series=tuple(
                Series(
                    words=in_use().gettext(COLUMNS[code]),
                    values=tuple(int(row[table.columns.index(code)] or 0) for row in rows),
                )
                for code in LANGUAGE_COLUMNS
            ),
            alt=alt,
        )

    def _line_table(self, name: str, head: str, width: float) -> ListTable[Line]:
        columns: list[Column[Line]] = [
            Column(heading=lambda: in_use().gettext(COLUMNS[head]), text=self._line_words, width=width, stretch=True)
        ]
        for place, code in enumerate((*LANGUAGE_COLUMNS, "total"), start=1):
            columns.append(_number_column(code, place))
        return ListTable(ListModel(columns, self._spoken_line, lambda row: row[0], self), name)

    def _line_words(self, row: Line) -> str:
        first = str(row[0])
        return in_use().gettext(ROWS[first]) if first in ROWS else self._theme_words(first)

    def _spoken_line(self, row: Line) -> str:
        return f"{self._line_words(row)}: {in_use().number(int(row[-1] or 0))}"

    def _theme_words(self, code: str | None) -> str:
        entry = self._themes.get(code or "")
        return f"{entry.digit} {label_of(entry)}" if entry is not None else code or "–"

    def _voice_columns(self) -> tuple[Column[Voices], ...]:
        number = in_use
        return (
            Column(heading=lambda: _("Theme"), text=lambda each: self._theme_words(each.theme_code), stretch=True),
            Column(heading=lambda: "FR", text=lambda each: number().number(each.french), sort=lambda each: each.french,
                   number=True, width=3.6),
            Column(heading=lambda: "NL", text=lambda each: number().number(each.dutch), sort=lambda each: each.dutch,
                   number=True, width=3.6),
            Column(heading=lambda: "FR+NL", text=lambda each: number().number(each.both), sort=lambda each: each.both,
                   number=True, width=4.2, room=50),
            Column(heading=lambda: _("Balance"), text=balance_text, width=9.5, room=30),
            Column(heading=lambda: _("Median age"), text=age_text, sort=lambda each: each.age or -1, number=True,
                   width=6),
            Column(heading=lambda: _("Partners"), text=lambda each: ", ".join(each.partners) or "–",
                   tip=lambda each: ", ".join(each.partners), width=7, room=60),
        )  # fmt: skip

    def _spoken_voices(self, each: Voices) -> str:
        parts = (self._theme_words(each.theme_code), titles_text(each.total), balance_text(each), age_text(each))
        return ", ".join(parts)

    def _hole_columns(self) -> tuple[Column[Hole], ...]:
        return (
            Column(heading=lambda: _("Theme"), text=lambda hole: self._theme_words(hole.sub_theme_code[:3]), width=9,
                   room=34),
            Column(heading=lambda: _("What is missing"), text=self._spoken_hole, tip=self._spoken_hole, stretch=True),
        )  # fmt: skip

    def _spoken_hole(self, hole: Hole) -> str:
        return hole_sentence(hole, self._sub_themes)

    def _ask_where(self, words: str, form: str, name: str, then: Callable[[str], object]) -> None:
        dialog = QFileDialog(self, words)
        dialog.setObjectName("boards.save")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(form)
        dialog.setNameFilter(f"{form.upper()} (*.{form})")
        dialog.setDirectory(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
        dialog.selectFile(name)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(then)
        dialog.open()

    def _tell_written(self, errand: Callable[[], None], path: str) -> None:
        told = _("Written: {path}").format(path=path)
        self._background.run(errand, lambda _nothing: self._messages.tell(told))


class Concerned(Card):
    """The titles that a line of a board is about; Enter opens one."""

    opened = Signal(object)

    def __init__(self, object_name: str, boards: BoardsService, theme_words: Callable[[str | None], str]) -> None:
        super().__init__()
        self._boards = boards
        self.words_label = PlainLabel(kind="subheading")
        self.words_label.setWordWrap(True)
        columns: tuple[Column[Hit], ...] = (
            Column(heading=lambda: _("Title"), text=lambda hit: hit.title.heading, tip=lambda hit: hit.title.heading,
                   stretch=True),
            Column(heading=lambda: _("Author"), text=lambda hit: authors_line(hit.title), width=9, room=46),
            Column(heading=lambda: _("Year"), text=lambda hit: str(hit.title.year or "–"),
                   sort=lambda hit: hit.title.year or 0, number=True, width=3.6),
            Column(heading=lambda: _("Language"), text=lambda hit: language_marks(hit.title.languages) or "–",
                   width=5.4, room=46),
            Column(heading=lambda: _("Theme"), text=lambda hit: theme_words(hit.title.theme_code), width=10.5, room=60),
            Column(heading=lambda: _("Shelf mark"), text=lambda hit: hit.title.shelf_mark or "–", width=8.5),
        )  # fmt: skip
        self.model = ListModel(columns, _spoken_title, lambda hit: hit.title.id, self)
        self.table = ListTable(self.model, object_name)
        self.table.setMinimumHeight(em(self, 9))
        column = QVBoxLayout(self)
        column.addWidget(self.words_label)
        column.addWidget(self.table, 1)
        self.table.opened.connect(self.opened)

    def show_titles(self, title_ids: Sequence[Any], words: str) -> None:
        """Show titles under a sentence that says what they have in common."""
        self.words_label.setText(words)
        self.table.show_values(self._boards.concerned(title_ids))

    @Slot()
    def go(self) -> None:
        """Go to the first of the titles."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        if self.model.values and self.table.current() is None:
            self.table.selectRow(0)

    def retranslate(self) -> None:
        """Set the words again."""
        self.table.setAccessibleName(_("Titles concerned"))
        self.table.retranslate()


def _column(*parts: QWidget) -> QWidget:
    held = QWidget()
    column = QVBoxLayout(held)
    column.setContentsMargins(0, 0, 0, 0)
    for part in parts:
        column.addWidget(part, 0 if isinstance(part, PlainLabel) else 1)
    return held


def _number_column(code: str, place: int) -> Column[Line]:
    def number(row: Line) -> str:
        return in_use().number(int(row[place] or 0))

    def key(row: Line) -> int:
        return int(row[place] or 0)

    short = {"fr": "FR", "nl": "NL"}.get(code)
    return Column(
        heading=lambda: short or in_use().gettext(COLUMNS[code]),
        text=number,
        sort=key,
        number=True,
        width=7.5 if code == "other" else 5,
        room=30 if code == "other" else 0,
    )


def _complaint_columns() -> tuple[Column[Complaint], ...]:
    return (
        Column(heading=lambda: _("What needs a hand"), text=lambda each: ailment_name(each.ailment), stretch=True),
        Column(
            heading=lambda: _("Titles"),
            text=lambda each: in_use().number(len(each.title_ids)),
            sort=lambda each: len(each.title_ids),
            number=True,
            width=5,
        ),
    )


def _category(cell: Cell, digits: dict[str, str], rows: int) -> str:
    text = str(cell)
    if "-W" in text:
        week = int(text.rpartition("W")[2])
        return str(week) if rows <= 14 or week % 4 == 1 else ""
    return digits.get(text, "–")


def _spoken_title(hit: Hit) -> str:
    return ", ".join(part for part in (hit.title.heading, authors_line(hit.title), hit.title.shelf_mark or "") if part)


def _spoken_languages() -> list[Catalogue]:
    return [catalogue(each) for each in (("nl", "fr") if language() == "nl" else ("fr", "nl"))]


def _made(boards: BoardsService, period: Period, since: date) -> Boards:
    return Boards(
        consultations=boards.consultations(period),
        plurality=boards.plurality(),
        health=boards.health(),
        new_books=boards.new_books(since),
    )


def _new_books_written(
    boards: BoardsService, since: date, themes: dict[str, Label], spoken: list[Catalogue], path: Path
) -> None:
    # reportlab takes 100 ms to load: only when something is written, and off the screen's thread.
    from cdm_desk.documents.new_books import new_books_sheet  # noqa: PLC0415
    from cdm_desk.documents.press import write_file  # noqa: PLC0415

    write_file(new_books_sheet(boards.new_books(since), themes, spoken), path)


def _report_written(reports: ReportsService, period: Period, spoken: list[Catalogue], path: Path) -> None:
    from cdm_desk.documents.press import write_report  # noqa: PLC0415 - as above

    write_report(reports.released(reports.library(period)), path, spoken)
