"""The waves of the survey: opened, closed, written to a file and read from one; comments cleared; the main figures."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QFrame,
    QLineEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from cdm_desk.domain.change import Department
from cdm_desk.domain.staff import Action
from cdm_desk.domain.survey import LONGEST_NAME, RAREST, Answer, Mode, Stretch, Surveyed, WaveKind
from cdm_desk.domain.survey_figures import share_of
from cdm_desk.domain.tenths import Tenths
from cdm_desk.language import _, _n, in_use
from cdm_desk.services.survey import Progress, SurveyService
from cdm_desk.ui.appearance import em
from cdm_desk.ui.day_field import DayField
from cdm_desk.ui.survey.words import days_text, kind_name
from cdm_desk.ui.tab_commands import KeyButton, TabCommands
from cdm_desk.ui.tables import Column, ListModel, ListTable
from cdm_desk.ui.widgets import FlowLayout, PlainLabel, ScrollArea, name_widget

if TYPE_CHECKING:
    from collections.abc import Callable

    from cdm_desk.ui.messages import Messages
    from cdm_desk.ui.undo import Undo

MAIN = ("S1", "S2", "S3")
LARGEST_FILE = 5_000_000


class WavesPage(QWidget):
    """Every wave with its numbers; below it what the chosen one says, and a row to open another."""

    def __init__(self, survey: SurveyService, messages: Messages, undo: Undo, *, may: Callable[[Action], bool]) -> None:
        super().__init__()
        self._survey = survey
        self._may = may
        self._messages = messages
        self._undo = undo
        self._commands = TabCommands(self, "survey_waves")
        add = self._commands.add
        self.open_action = add("open", lambda: _("Open a wave"), self.open_wave, ["Ctrl+N"], "plus")
        self.close_action = add("close", lambda: _("Close or open again"), self.close_wave, ["Ctrl+K"], "lock")
        self.remove_action = add("remove", lambda: _("Remove the wave"), self.remove_wave, [], "trash")
        self.clear_action = add("clear", lambda: _("Comment may be printed"), self.clear_comment, ["Ctrl+M"], "check")
        self.out_action = add("write", lambda: _("Write to a file…"), self.ask_where, ["Ctrl+S"], "export")
        self.in_action = add("read", lambda: _("Read a file…"), self.ask_which, ["Ctrl+O"], "download-simple")
        self.waves = ListTable(
            ListModel(_wave_columns(), _spoken, lambda progress: progress.wave.id, self), "survey.waves"
        )
        self.comments = ListTable(
            ListModel(_comment_columns(), lambda answer: answer.comment, lambda answer: answer.id, self),
            "survey.comments",
        )
        self.figures_label = PlainLabel(kind="subheading")
        self.name_field, self.kind_box = QLineEdit(), QComboBox()
        self.days = [DayField(f"survey.day_{name}") for name in ("first", "last", "second_first", "second_last")]
        self.second_box, self.every_box = QCheckBox(), QSpinBox()
        self.labels = {name: PlainLabel(kind="muted") for name in ("first", "second", "every", "new", "comments")}
        self._assemble()
        self.setFocusProxy(self.waves)
        for field in self.days:
            field.show_day(survey.today())
        self.retranslate()
        self.refresh(frozenset({Department.SURVEY}))
        self.waves.chosen.connect(self._show_chosen)
        self.comments.opened.connect(self.clear_comment)
        self.second_box.toggled.connect(self._show_second)
        for field in self.days:
            field.refused.connect(messages.hint)

    def actions_for_menu(self) -> list[QAction]:
        """Return the commands of the room, for the menu."""
        return [*self._commands.for_menu(), *self.waves.actions_for_menu()]

    @Slot(frozenset)
    def refresh(self, departments: frozenset[Department]) -> None:
        """Show waves and numbers again; what is typed and chosen stays."""
        if Department.SURVEY in departments:
            self.waves.show_values(self._survey.waves())
            if self.waves.current() is None:
                self.waves.selectRow(0)
            self._show_chosen()

    def retranslate(self) -> None:
        """Set the words again; nothing typed is lost."""
        self._commands.retranslate()
        chosen = max(0, self.kind_box.currentIndex())
        self.kind_box.clear()
        for kind in WaveKind:
            self.kind_box.addItem(kind_name(kind), kind)
        self.kind_box.setCurrentIndex(chosen)
        for table, name in ((self.waves, _("Waves of the survey")), (self.comments, _("Comments"))):
            name_widget(table, name)
            table.retranslate()
        for field, name in zip(
            self.days,
            (_("First day"), _("Last day"), _("First day of the second period"), _("Last day of the second period")),
            strict=True,
        ):
            name_widget(field, name)
        name_widget(self.name_field, _("Name of the wave"))
        name_widget(self.kind_box, _("Kind of wave"))
        name_widget(self.every_box, _("One visitor in how many is asked"))
        self.name_field.setPlaceholderText(_("Name, such as 2026"))
        self.second_box.setText(_("Second period"))
        for name, words in (
            ("first", _("from, to")),
            ("second", _("from, to")),
            ("every", _("one visitor in")),
            ("new", _("A new wave: its questions are those of today and do not change any more.")),
            ("comments", _("Comments: read them, then let those be printed that name nobody.")),
        ):
            self.labels[name].setText(words)
        self._show_chosen()

    @Slot()
    def open_wave(self) -> None:
        """Open a wave with what was typed."""
        first, last, second_first, second_last = (field.day for field in self.days)
        periods = [Stretch(first=first, last=last)]
        if self.second_box.isChecked():
            periods.append(Stretch(first=second_first, last=second_last))
        with self._messages.explain():
            wave = self._survey.open_wave(
                self.name_field.text(), WaveKind(self.kind_box.currentData()), periods, every=self.every_box.value()
            )
            self.name_field.clear()
            self._undo.keep(
                lambda: _("“{name}” is open").format(name=wave.name), partial(self._survey.remove_wave, wave.id)
            )
            self.waves.choose(wave.id)

    @Slot()
    def close_wave(self) -> None:
        """Close the chosen wave, or open it again."""
        chosen = self._chosen()
        if chosen is None:
            return
        wave = chosen.wave
        with self._messages.explain():
            if wave.open:
                self._survey.close_wave(wave.id)
                self._undo.keep(
                    lambda: _("“{name}” is closed").format(name=wave.name), partial(self._survey.reopen_wave, wave.id)
                )
            else:
                self._survey.reopen_wave(wave.id)
                self._undo.keep(
                    lambda: _("“{name}” is open").format(name=wave.name), partial(self._survey.close_wave, wave.id)
                )

    @Slot()
    def remove_wave(self) -> None:
        """Take the chosen wave out of every list and report."""
        chosen = self._chosen()
        if chosen is None:
            return
        wave = chosen.wave
        with self._messages.explain():
            self._survey.remove_wave(wave.id)
            self._undo.keep(
                lambda: _("“{name}” is removed").format(name=wave.name), partial(self._survey.bring_back_wave, wave.id)
            )

    @Slot()
    def clear_comment(self) -> None:
        """Let the chosen comment be printed, or no longer."""
        answer = self.comments.current()
        if answer is None:
            self._messages.hint(_("Mark a comment in the list first."))
            return
        with self._messages.explain():
            self._survey.clear_comment(answer.id, cleared=not answer.comment_cleared)
            self._undo.keep(
                lambda: _("Comment read"),
                partial(self._survey.clear_comment, answer.id, cleared=answer.comment_cleared),
            )

    @Slot()
    def ask_where(self) -> None:
        """Ask where the forms of the chosen wave are to be written."""
        chosen = self._chosen()
        if chosen is not None:
            dialog = QFileDialog(self, _("Write to a file…"), f"{chosen.wave.name}.csv", "CSV (*.csv)")
            dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.fileSelected.connect(self.write)
            dialog.open()

    @Slot(str)
    def write(self, path: str) -> None:
        """Write the forms of the chosen wave to a file."""
        chosen = self._chosen()
        if chosen is None:
            return
        with self._messages.explain():
            text = self._survey.sheet(chosen.wave.id)
            try:
                Path(path).write_text(text, encoding="utf-8-sig", newline="")
            except OSError:
                self._messages.warn(_("The file was not written. Choose another folder."))
                return
            self._messages.tell(_("Written: {path}").format(path=path))

    @Slot()
    def ask_which(self) -> None:
        """Ask which file of forms is to be read."""
        if self._chosen() is not None:
            dialog = QFileDialog(self, _("Read a file…"), "", "CSV (*.csv)")
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.fileSelected.connect(self.read)
            dialog.open()

    @Slot(str)
    def read(self, path: str) -> None:
        """Enter the forms of a file into the chosen wave."""
        chosen = self._chosen()
        if chosen is None:
            return
        with self._messages.explain():
            text = _text_of(Path(path))
            if text is None:
                self._messages.warn(_("This file cannot be read as CSV in UTF-8. Nothing was taken in."))
                return
            taken = self._survey.take_in(chosen.wave.id, text)
            self._undo.keep(
                lambda: _n("{number} form read", "{number} forms read", len(taken)).format(number=len(taken)),
                partial(self._survey.take_back_all, taken),
            )

    def _chosen(self) -> Progress | None:
        chosen = self.waves.current()
        if chosen is None:
            self._messages.hint(_("Mark a wave in the list first, or open one."))
        return chosen

    @Slot()
    def _show_chosen(self) -> None:
        chosen = self.waves.current()
        comments: list[Answer] = []
        self.figures_label.setText("")
        for action in (self.close_action, self.remove_action, self.out_action, self.in_action, self.clear_action):
            action.setEnabled(chosen is not None)
        # Who may not read reports sees the numbers of forms only, and leaves no refusal at every look.
        if chosen is not None and self._may(Action.READ_REPORTS):
            surveyed = self._survey.surveyed(chosen.wave.id)
            self.figures_label.setText(_figures(surveyed))
            comments = sorted(
                (each for each in surveyed.answers if each.comment), key=lambda each: (each.comment, each.id)
            )
        self.comments.show_values(comments)

    @Slot(bool)
    def _show_second(self, wanted: bool) -> None:
        for field in self.days[2:]:
            field.setEnabled(wanted)

    def _assemble(self) -> None:
        self.name_field.setObjectName("survey.name")
        self.name_field.setMaxLength(LONGEST_NAME)
        self.name_field.setMaximumWidth(em(self, 14))
        self.kind_box.setObjectName("survey.kind")
        self.second_box.setObjectName("survey.second")
        self.every_box.setObjectName("survey.every")
        self.every_box.setRange(1, RAREST)
        self.waves.setMinimumHeight(em(self, 9))
        self.comments.setMinimumHeight(em(self, 7))
        for label in (*self.labels.values(), self.figures_label):
            label.setWordWrap(label in (self.labels["new"], self.labels["comments"], self.figures_label))
        new = FlowLayout(gap=em(self, 0.5))
        for widget in (
            self.name_field,
            self.kind_box,
            self.labels["first"],
            *self.days[:2],
            self.second_box,
            self.labels["second"],
            *self.days[2:],
            self.labels["every"],
            self.every_box,
            KeyButton(self.open_action, "survey.open_button", kind="primary"),
        ):
            new.addWidget(widget)
        buttons = FlowLayout(gap=em(self, 0.5))
        for action, name in (
            (self.close_action, "close"),
            (self.out_action, "write"),
            (self.in_action, "read"),
            (self.remove_action, "remove"),
            (self.clear_action, "clear"),
        ):
            buttons.addWidget(KeyButton(action, f"survey.{name}_button"))
        self._show_second(wanted=False)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.addWidget(self.waves, 2)
        column.addWidget(self.figures_label)
        column.addLayout(buttons)
        column.addWidget(self.labels["comments"])
        column.addWidget(self.comments, 1)
        column.addWidget(self.labels["new"])
        column.addLayout(new)
        area = ScrollArea()
        area.setObjectName("survey.waves_scroll")
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidgetResizable(True)
        area.setWidget(inner)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(area)


def _text_of(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8-sig") if path.stat().st_size <= LARGEST_FILE else None
    except (OSError, ValueError):
        return None


def _figures(surveyed: Surveyed) -> str:
    """Say the main questions with their intervals, of the way by which the figures are told."""
    if not surveyed.modes:
        return _("No form yet.")
    answers = surveyed.of(surveyed.modes[0])
    said = []
    for item in surveyed.wave.questions:
        share = share_of(item, answers)
        if item.id in MAIN and not share.hidden:
            bounds = share.interval
            numbers = [in_use().number(Tenths(round(1000 * each))) for each in (share.share, bounds.low, bounds.high)]
            words = item.label.spoken(in_use().language)
            said.append(
                _("{question} {share} % [{low}; {high}]").format(
                    question=words, share=numbers[0], low=numbers[1], high=numbers[2]
                )
            )
    return " · ".join(said) or _("Too few forms yet to say anything.")


def _wave_columns() -> tuple[Column[Progress], ...]:
    def of(mode: Mode) -> Column[Progress]:
        heads = {
            Mode.FACE: lambda: _("Face to face"),
            Mode.PAPER: lambda: _("On paper"),
            Mode.KIOSK: lambda: _("At the kiosk"),
        }
        return Column(
            heading=heads[mode],
            text=lambda progress: in_use().number(progress.forms.get(mode, 0)),
            sort=lambda progress: progress.forms.get(mode, 0),
            number=True,
            width=7,
            room=0 if mode is Mode.FACE else 60,
        )

    return (
        Column(heading=lambda: _("Wave"), text=lambda progress: progress.wave.name, width=12),
        Column(heading=lambda: _("Kind"), text=lambda progress: kind_name(progress.wave.kind), width=10, room=60),
        Column(heading=lambda: _("Days"), text=lambda progress: days_text(progress.wave), stretch=True),
        Column(heading=lambda: _("State"), text=_state, width=8),
        *(of(mode) for mode in Mode),
        Column(
            heading=lambda: _("Refusals"),
            text=lambda progress: in_use().number(sum(progress.refusals.values())),
            sort=lambda progress: sum(progress.refusals.values()),
            number=True,
            width=6,
        ),
    )


def _state(progress: Progress) -> str:
    return _("open") if progress.wave.open else _("closed")


def _spoken(progress: Progress) -> str:
    said = _("{name}, {state}, {days}: {number} forms")
    return said.format(
        name=progress.wave.name, state=_state(progress), days=days_text(progress.wave), number=progress.total
    )


def _comment_columns() -> tuple[Column[Answer], ...]:
    return (
        Column(heading=lambda: _("Comment"), text=lambda answer: answer.comment, stretch=True),
        Column(
            heading=lambda: _("May be printed"),
            text=lambda answer: _("yes") if answer.comment_cleared else _("not read yet"),
            width=10,
        ),
    )
