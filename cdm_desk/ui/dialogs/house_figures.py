"""Staff and website: what is known, and a line to type the next number; a file of months is taken in."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QFileDialog, QLineEdit, QPushButton, QVBoxLayout, QWidget

from cdm_desk.domain.errors import DeskError
from cdm_desk.domain.house_figures import LONGEST_NAME, HouseFigureError, LineFault, StaffCount, WebFigure
from cdm_desk.language import _, in_use
from cdm_desk.ui.appearance import em
from cdm_desk.ui.day_field import DayField
from cdm_desk.ui.house_words import bad_line
from cdm_desk.ui.tables import Column, ListModel, ListTable
from cdm_desk.ui.widgets import FlowLayout, PlainLabel, announce, name_widget
from cdm_desk.ui.words import sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from cdm_desk.services.house_figures import HouseFiguresService
    from cdm_desk.ui.background import Background
    from cdm_desk.ui.undo import Undo

Known: TypeAlias = StaffCount | WebFigure


class HouseFiguresDialog(QDialog):
    """Keeps how many work here, by day and institution, and what is read on the website, by month."""

    def __init__(
        self, figures: HouseFiguresService, today: date, background: Background, undo: Undo, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._figures = figures
        self._background = background
        self._undo = undo
        self.setObjectName("house_figures")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Staff and website"))
        self.model = ListModel(_columns(), _spoken, lambda known: known.id, self)
        self.table: ListTable[Known] = ListTable(self.model, "house_figures.table")
        self.empty_label = PlainLabel(_("Nothing is known yet: type a number below, or take a file in."), kind="muted")
        self.day_field = DayField("house_figures.day")
        self.day_field.allow_until(today)
        self.day_field.show_day(today)
        self.institution_field = self._line("institution", _("Institution"), 14)
        self.people_field = self._line("people", _("How many people"), 6)
        self.month_field = self._line("month", _("Month, such as 2019-03"), 7)
        self.source_field = self._line("source", _("Source"), 12)
        self.views_field = self._line("views", _("Page views"), 8)
        self.visitors_field = self._line("visitors", _("Unique visitors"), 8)
        self.brussels_field = self._line("brussels", _("Of these from Brussels"), 8)
        self.said_label = PlainLabel()
        self.said_label.setObjectName("house_figures.said")
        self.said_label.setWordWrap(True)
        self.said_label.hide()
        self.keep_staff_button = self._button("keep_staff", _("Keep s&taff"), self.keep_staff)
        self.keep_web_button = self._button("keep_web", _("Keep &month"), self.keep_web)
        self.file_button = self._button("file", _("Take a &file in…"), self.ask_file)
        self.drop_button = self._button("drop", _("Take &away"), self.drop)
        self._lay_out()
        self.reload()
        QShortcut(QKeySequence("Del"), self.table).activated.connect(self.drop)
        self.people_field.returnPressed.connect(self.keep_staff)
        self.brussels_field.returnPressed.connect(self.keep_web)
        self.institution_field.setFocus()

    @Slot()
    def keep_staff(self) -> None:
        """Keep how many of an institution work here on the day; what is wrong is said, and nothing typed is lost."""
        try:
            count = StaffCount(
                day=self.day_field.day,
                institution=self.institution_field.text(),
                people=_number(self.people_field.text()),
            )
            before = self._figures.keep_staff(count)
        except DeskError as refused:
            self._say(sentence(refused), kind="error")
            return
        self._remember(count.institution, self._figures.keep_staff, self._figures.drop_staff, before, count)
        self.institution_field.clear()
        self.people_field.clear()
        self.institution_field.setFocus()

    @Slot()
    def keep_web(self) -> None:
        """Keep the figures of a month; what is wrong is said, and nothing typed is lost."""
        brussels = self.brussels_field.text().strip()
        try:
            figure = WebFigure(
                month=self.month_field.text().strip(),
                source=self.source_field.text(),
                page_views=_number(self.views_field.text()),
                visitors=_number(self.visitors_field.text()),
                visitors_brussels=_number(brussels) if brussels else None,
            )
            before = self._figures.keep_web(figure)
        except DeskError as refused:
            self._say(sentence(refused), kind="error")
            return
        self._remember(figure.month, self._figures.keep_web, self._figures.drop_web, before, figure)
        for field in (self.month_field, self.views_field, self.visitors_field, self.brussels_field):
            field.clear()
        self.month_field.setFocus()

    @Slot()
    def drop(self) -> None:
        """Take the marked number away; Ctrl+Z brings it back."""
        known = self.table.current()
        if known is None:
            return
        try:
            if isinstance(known, StaffCount):
                self._figures.drop_staff(known)
                back: Callable[[], object] = partial(self._figures.keep_staff, known)
            else:
                self._figures.drop_web(known)
                back = partial(self._figures.keep_web, known)
        except DeskError as refused:
            self._say(sentence(refused), kind="error")
            return
        words = _spoken(known)
        self._undo.keep(lambda: _("Taken away: {what}").format(what=words), back)
        self.reload()

    @Slot()
    def ask_file(self) -> None:
        """Ask for the CSV of months."""
        dialog = QFileDialog(self, _("Take a file of months in"))
        dialog.setObjectName("house_figures.open")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter("CSV (*.csv *.txt)")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.take_in)
        dialog.open()

    @Slot(str)
    def take_in(self, path: str) -> None:
        """Take the months of a file in, off the screen's thread; each bad line is told in a sentence."""
        source = self.source_field.text().strip() or Path(path).stem[:LONGEST_NAME]
        self._background.run(partial(_taken_in, self._figures, Path(path), source), self._tell, self._refuse)

    def _tell(self, told: Sequence[str]) -> None:
        self._say("\n".join(told), kind="muted")
        self.reload()

    def _refuse(self, error: DeskError) -> None:
        self._say(sentence(error), kind="error")

    def _remember(
        self,
        words: str,
        keep: Callable[..., object],
        drop: Callable[..., object],
        before: Known | None,
        now: Known,
    ) -> None:
        back = partial(keep, before) if before is not None else partial(drop, now)
        self._undo.keep(lambda: _("Kept: {what}").format(what=words), back)
        self._say("", kind="muted")
        self.reload()

    def _say(self, words: str, kind: str) -> None:
        self.said_label.setText(words)
        self.said_label.set_kind(kind)
        self.said_label.setVisible(bool(words))
        if words:
            announce(self.said_label, words)

    def reload(self) -> None:
        """Show what is known again."""
        known: list[Known] = [*self._figures.staff(), *self._figures.web()]
        self.table.show_values(known)
        self.table.setVisible(bool(known))
        self.empty_label.setVisible(not known)
        self.drop_button.setEnabled(bool(known))

    def _line(self, name: str, words: str, width: float) -> QLineEdit:
        field = QLineEdit()
        field.setObjectName(f"house_figures.{name}")
        field.setPlaceholderText(words)
        field.setMinimumWidth(em(self, max(width, 0.55 * len(words) + 1.5)))
        name_widget(field, words)
        return field

    def _button(self, name: str, words: str, slot: Callable[[], object]) -> QPushButton:
        button = QPushButton(words)
        button.setObjectName(f"house_figures.{name}")
        button.setAutoDefault(False)
        button.clicked.connect(slot)
        name_widget(button, words.replace("&", ""))
        return button

    def _lay_out(self) -> None:
        name_widget(self.table, _("Staff and website"))
        name_widget(self.day_field, _("Day"))
        staff, web, keys = (FlowLayout(gap=em(self, 0.5)) for _place in range(3))
        for part in (self.day_field, self.institution_field, self.people_field, self.keep_staff_button):
            staff.addWidget(part)
        for field in (self.month_field, self.source_field, self.views_field, self.visitors_field, self.brussels_field):
            web.addWidget(field)
        web.addWidget(self.keep_web_button)
        keys.addWidget(self.file_button)
        keys.addWidget(self.drop_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(4 * [em(self, 1)]))
        column.setSpacing(em(self, 0.6))
        column.addWidget(self.empty_label)
        column.addWidget(self.table, 1)
        column.addWidget(PlainLabel(_("People who work here"), kind="subheading"))
        column.addLayout(staff)
        column.addWidget(PlainLabel(_("The website in a month"), kind="subheading"))
        column.addLayout(web)
        column.addWidget(self.said_label)
        column.addLayout(keys)
        room = self.screen().availableSize()
        self.resize(min(em(self, 62), room.width() - 40), min(em(self, 40), room.height() - 60))


def _number(text: str) -> int:
    digits = "".join(text.split()).replace(".", "")
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 10:
        raise HouseFigureError(LineFault.NUMBER)
    return int(digits)


def _taken_in(figures: HouseFiguresService, path: Path, source: str) -> list[str]:
    from cdm_desk.domain.errors import FileMissingError  # noqa: PLC0415 - with the first file
    from cdm_desk.importers.encoding import decode_text  # noqa: PLC0415 - as above

    try:
        text, _encoding = decode_text(path.read_bytes())
    except OSError as missing:
        raise FileMissingError(str(path)) from missing
    good, bad = figures.take_in(text, source)
    return [_("Months taken in: {number}.").format(number=len(good)), *(bad_line(each) for each in bad)]


def _columns() -> list[Column[Known]]:
    return [
        Column(heading=lambda: _("When"), text=_when, sort=_when, width=10),
        Column(heading=lambda: _("Of whom, from where"), text=_whose, stretch=True),
        Column(heading=lambda: _("Number"), text=_count, number=True, width=16),
    ]


def _when(known: Known) -> str:
    return known.day.isoformat() if isinstance(known, StaffCount) else known.month


def _whose(known: Known) -> str:
    return known.institution if isinstance(known, StaffCount) else known.source


def _count(known: Known) -> str:
    words = in_use()
    if isinstance(known, StaffCount):
        return words.number(known.people)
    return " · ".join(words.number(each) for each in (known.page_views, known.visitors))


def _spoken(known: Known) -> str:
    return f"{_when(known)}, {_whose(known)}, {_count(known)}"
