"""Forms of the survey, entered without looking up: a digit answers, Enter goes on, Backspace goes back."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING
from uuid import uuid4

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QComboBox, QFrame, QLineEdit, QProgressBar, QPushButton, QVBoxLayout, QWidget

from cdm_desk.domain.change import Department
from cdm_desk.domain.survey import LANGUAGES, LONGEST_CODE, LONGEST_COMMENT, NO_ANSWER_KEY, Answer, Item, Mode, Shape
from cdm_desk.domain.survey_form import NO_ANSWER
from cdm_desk.language import _, _n, language
from cdm_desk.ui.appearance import em
from cdm_desk.ui.day_field import DayField
from cdm_desk.ui.keys import sign_of
from cdm_desk.ui.survey.words import mode_name, part_name
from cdm_desk.ui.tab_commands import KeyButton, TabCommands
from cdm_desk.ui.widgets import Card, FlowLayout, PlainLabel, ScrollArea, announce, clear_layout, name_widget
from cdm_desk.ui.words import screen_language_name

if TYPE_CHECKING:
    from cdm_desk.services.survey import Progress, SurveyService
    from cdm_desk.ui.messages import Messages
    from cdm_desk.ui.undo import Undo

BY_HAND = (Mode.PAPER, Mode.FACE)
_ASKED = QEvent.Type.ShortcutOverride


class QuestionCard(Card):
    """One question with its answers, large enough for a finger; it hears the keys while it has the focus."""

    answered = Signal(str)
    went_on = Signal()
    went_back = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("survey.question")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._keys: tuple[str, ...] = ()
        self.part_label = PlainLabel(kind="muted")
        self.question_label = PlainLabel(kind="heading")
        self.question_label.setWordWrap(True)
        self.buttons: dict[str, QPushButton] = {}
        self._row = FlowLayout(gap=em(self, 0.6))
        column = QVBoxLayout(self)
        column.setContentsMargins(*4 * [em(self, 1)])
        column.addWidget(self.part_label)
        column.addWidget(self.question_label)
        column.addLayout(self._row)
        column.addStretch(1)

    def show_item(self, item: Item, spoken: str, where: str) -> None:
        """Show a question in the language of the form, each answer with its key."""
        self.part_label.setText(where)
        self.question_label.setText(item.label.spoken(spoken))
        self._keys = item.keys
        clear_layout(self._row)
        for button in self.buttons.values():
            button.deleteLater()
        self.buttons = {}
        words = [option.label.spoken(spoken) for option in item.options]
        for key, said in zip(item.keys, [*words, NO_ANSWER[spoken].capitalize()], strict=True):
            button = QPushButton(f"{key}   {said}".replace("&", "&&"))
            button.setObjectName(f"survey.answer_{key}")
            button.setProperty("kind", "answer")
            button.setCheckable(True)
            # Without a style sheet too, a finger needs this much.
            button.setMinimumHeight(em(self, 3.3))
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            name_widget(button, said)
            button.clicked.connect(partial(self.answered.emit, key))
            self._row.addWidget(button)
            self.buttons[key] = button
        name_widget(self, f"{item.label.spoken(spoken)} {', '.join(words)}")
        announce(self, item.label.spoken(spoken))

    def show_nothing(self, why: str) -> None:
        """Say why there is no question to answer."""
        self.part_label.clear()
        self.question_label.setText(why)
        self._keys = ()
        for button in self.buttons.values():
            button.hide()
        name_widget(self, why)

    def mark(self, keys: frozenset[str]) -> None:
        """Show which answers were given."""
        for key, button in self.buttons.items():
            button.setChecked(key in keys)

    def event(self, event: QEvent) -> bool:
        """Keep the keys of the answers from the shortcuts of the window."""
        if event.type() is _ASKED and isinstance(event, QKeyEvent) and self._understood(sign_of(event)):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take an answer, go on or back; leave every other key to the window."""
        sign = sign_of(event)
        if not self._understood(sign):
            super().keyPressEvent(event)
        elif event.isAutoRepeat():
            event.accept()
        elif sign == "Enter":
            self.went_on.emit()
        elif sign == "Backspace":
            self.went_back.emit()
        else:
            self.answered.emit(sign)

    def _understood(self, sign: str) -> bool:
        return bool(sign) and (sign in self._keys or sign in {"Enter", "Backspace"})


class EnterPage(QWidget):
    """The form question by question; wave, way, language and day stay for the next one."""

    def __init__(self, survey: SurveyService, messages: Messages, undo: Undo) -> None:
        super().__init__()
        self._survey = survey
        self._messages = messages
        self._undo = undo
        self._progress: Progress | None = None
        self._items: tuple[Item, ...] = ()
        self._given: dict[str, tuple[str, ...]] = {}
        self._at = 0
        self._commands = TabCommands(self, "survey_enter")
        self.back_action = self._commands.add("back", lambda: _("One question back"), self.go_back, ["Alt+Up"])
        self.refused_action = self._commands.add(
            "refused", lambda: _("Would not be asked"), self.refuse, ["Ctrl+R"], "prohibit"
        )
        self.again_action = self._commands.add("again", lambda: _("Begin this form anew"), self.begin, ["Ctrl+N"])
        self.wave_box, self.mode_box, self.language_box = QComboBox(), QComboBox(), QComboBox()
        self.day_field = DayField("survey.day")
        self.code_field = QLineEdit()
        self.card = QuestionCard()
        self.comment_field = QLineEdit()
        self.bar = QProgressBar()
        self.count_label = PlainLabel(kind="muted")
        self.hint_label = PlainLabel(kind="muted")
        self._assemble()
        self.setFocusProxy(self.card)
        self.day_field.show_day(survey.today())
        self.retranslate()
        self.refresh(frozenset({Department.SURVEY}))
        self._connect()

    def actions_for_menu(self) -> list[QAction]:
        """Return the commands of the room, for the menu."""
        return self._commands.for_menu()

    @Slot(frozenset)
    def refresh(self, departments: frozenset[Department]) -> None:
        """Show the waves and numbers again; what is being entered stays."""
        if Department.SURVEY not in departments:
            return
        waves = self._survey.open_waves()
        chosen = self.wave_box.currentData()
        self.wave_box.blockSignals(True)
        self.wave_box.clear()
        for wave in waves:
            self.wave_box.addItem(wave.name, wave.id)
        kept = max(0, self.wave_box.findData(chosen)) if waves else -1
        self.wave_box.setCurrentIndex(kept)
        self.wave_box.blockSignals(False)
        if self.wave_box.currentData() != chosen:
            self.begin()
        else:
            self._count()

    def retranslate(self) -> None:
        """Set the words again; nothing given is lost."""
        self._commands.retranslate()
        self._fill(self.mode_box, [(mode_name(mode), mode) for mode in BY_HAND])
        self._fill(self.language_box, [(screen_language_name(each), each) for each in LANGUAGES])
        if self.language_box.property("chosen") is None:
            self.language_box.setProperty("chosen", True)
            self.language_box.setCurrentIndex(max(0, self.language_box.findData(language())))
        name_widget(self.wave_box, _("Wave of the survey"))
        name_widget(self.mode_box, _("How people are asked"))
        name_widget(self.language_box, _("Language of the form"))
        name_widget(self.day_field, _("Day on which it was filled in"))
        name_widget(self.code_field, _("Code of the interviewer"))
        name_widget(self.comment_field, _("What the person said"))
        name_widget(self.bar, _("Questions answered"))
        self.code_field.setPlaceholderText(_("Interviewer"))
        self.comment_field.setPlaceholderText(_("In a few words, naming nobody; Enter keeps the form"))
        self.hint_label.setText(
            _("A digit answers, 0 is no answer. Enter goes on, Backspace goes back, Ctrl+Z takes the last form back.")
        )
        self._show()

    @Slot()
    def begin(self) -> None:
        """Begin an empty form."""
        self._count()
        wave = None if self._progress is None else self._progress.wave
        self._items = () if wave is None else wave.asked(self._mode(), self._progress.total if self._progress else 0)
        self._given = {}
        self._at = 0
        self.comment_field.clear()
        self._show()

    @Slot(str)
    def answer(self, key: str) -> None:
        """Give an answer: to a question that takes one, the next question follows at once."""
        if self._at >= len(self._items):
            return
        item = self._items[self._at]
        code = item.code_of(key)
        if key == NO_ANSWER_KEY or code is None:
            self._given[item.id] = ()
        elif item.shape is Shape.SEVERAL:
            before = self._given.get(item.id, ())
            kept = tuple(each for each in before if each != code)
            self._given[item.id] = item.checked(kept if code in before else (*before, code))
            self._mark()
            return
        else:
            self._given[item.id] = (code,)
        self.go_on()

    @Slot()
    def go_on(self) -> None:
        """Go to the next question, after the last one to the comment, and from there keep the form."""
        if not self._items:
            self._messages.hint(_("No wave is open. A manager opens one in the room Waves."))
            return
        if self._at >= len(self._items):
            self.keep()
            return
        # Asked and passed over is no answer.
        self._given.setdefault(self._items[self._at].id, ())
        self._at += 1
        self._show()

    @Slot()
    def go_back(self) -> None:
        """Go one question back."""
        self._at = max(0, self._at - 1)
        self._show()

    @Slot()
    def keep(self) -> None:
        """Keep the form and begin the next one; what is wrong is said and nothing is lost."""
        if self._progress is None:
            return
        with self._messages.explain():
            kept = self._survey.enter(
                Answer(
                    id=uuid4(),
                    wave_id=self._progress.wave.id,
                    day=self.day_field.day,
                    mode=self._mode(),
                    language=str(self.language_box.currentData()),
                    interviewer=self.code_field.text(),
                    answers=self._given,
                    comment=self.comment_field.text(),
                )
            )
            self._undo.keep(lambda: _("Form entered"), partial(self._survey.take_back, kept.id))
            self.begin()
            self.card.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def refuse(self) -> None:
        """Count one who would not be asked."""
        if self._progress is None:
            return
        with self._messages.explain():
            kept = self._survey.refuse(self._progress.wave.id, self._mode(), day=self.day_field.day)
            self._undo.keep(lambda: _("Refusal counted"), partial(self._survey.take_back, kept.id))
            self._count()

    def _mode(self) -> Mode:
        return Mode(self.mode_box.currentData() or Mode.PAPER)

    def _assemble(self) -> None:
        for box, name in ((self.wave_box, "wave"), (self.mode_box, "mode"), (self.language_box, "language")):
            box.setObjectName(f"survey.{name}")
        self.code_field.setObjectName("survey.interviewer")
        self.code_field.setMaxLength(LONGEST_CODE)
        self.code_field.setMaximumWidth(em(self, 9))
        self.comment_field.setObjectName("survey.comment")
        self.comment_field.setMaxLength(LONGEST_COMMENT)
        self.bar.setObjectName("survey.progress")
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(em(self, 0.6))
        self.hint_label.setWordWrap(True)
        self.count_label.setWordWrap(True)
        top = FlowLayout(gap=em(self, 0.5))
        for widget in (self.wave_box, self.mode_box, self.language_box, self.day_field, self.code_field):
            top.addWidget(widget)
        below = FlowLayout(gap=em(self, 0.5))
        for action, name in (
            (self.back_action, "back"),
            (self.refused_action, "refused"),
            (self.again_action, "again"),
        ):
            below.addWidget(KeyButton(action, f"survey.{name}_button"))
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.addLayout(top)
        column.addWidget(self.bar)
        column.addWidget(self.card, 1)
        column.addWidget(self.comment_field)
        column.addLayout(below)
        column.addWidget(self.count_label)
        column.addWidget(self.hint_label)
        area = ScrollArea()
        area.setObjectName("survey.enter_scroll")
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidgetResizable(True)
        area.setWidget(inner)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(area)

    def _connect(self) -> None:
        self.card.answered.connect(self.answer)
        self.card.went_on.connect(self.go_on)
        self.card.went_back.connect(self.go_back)
        self.comment_field.returnPressed.connect(self.go_on)
        self.wave_box.activated.connect(self.begin)
        self.mode_box.activated.connect(self.begin)
        self.language_box.activated.connect(self._show)
        self.day_field.refused.connect(self._messages.hint)

    def _fill(self, box: QComboBox, entries: list[tuple[str, str]]) -> None:
        chosen = max(0, box.currentIndex())
        box.blockSignals(True)
        box.clear()
        for words, value in entries:
            box.addItem(words, value)
        box.setCurrentIndex(chosen)
        box.blockSignals(False)

    def _count(self) -> None:
        wave_id = self.wave_box.currentData()
        self._progress = None
        if wave_id is not None:
            with self._messages.explain():
                self._progress = self._survey.progress(wave_id)
        if self._progress is None:
            self.count_label.clear()
            return
        total, refused = self._progress.total, sum(self._progress.refusals.values())
        said = _n("{number} form entered, {today} of today", "{number} forms entered, {today} of today", total)
        told = _n("{number} refusal", "{number} refusals", refused)
        self.count_label.setText(
            f"{said.format(number=total, today=self._progress.today)} · {told.format(number=refused)}"
        )

    @Slot()
    def _show(self) -> None:
        at_end = bool(self._items) and self._at >= len(self._items)
        self.bar.setRange(0, max(1, len(self._items)))
        self.bar.setValue(self._at)
        self.card.setEnabled(bool(self._items))
        self.card.setVisible(not at_end)
        self.comment_field.setVisible(at_end)
        for action in (self.back_action, self.refused_action, self.again_action):
            action.setEnabled(bool(self._items))
        if at_end:
            self.comment_field.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        if not self._items:
            self.card.show_nothing(_("No wave is open. A manager opens one in the room Waves."))
            return
        item = self._items[self._at]
        where = _("{part} · question {number} of {all}").format(
            part=part_name(item.part), number=self._at + 1, all=len(self._items)
        )
        self.card.show_item(item, str(self.language_box.currentData()), where)
        if self.comment_field.hasFocus():
            self.card.setFocus(Qt.FocusReason.OtherFocusReason)
        self._mark()

    def _mark(self) -> None:
        item = self._items[self._at]
        given = self._given.get(item.id)
        keys = [key for key in item.keys if item.code_of(key) in (given or ())]
        self.card.mark(frozenset(keys) if given is None or keys else frozenset({NO_ANSWER_KEY}))
