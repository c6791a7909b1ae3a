"""The scan room: one field that always listens, and four gestures that the card of commands switches between."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Final
from uuid import UUID, uuid4

from PySide6.QtCore import QElapsedTimer, QEvent, QObject, Qt, Slot
from PySide6.QtGui import QActionGroup, QCloseEvent, QHideEvent, QIcon, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from cdm_desk.domain.change import Department
from cdm_desk.domain.consultation import QUESTIONS, Answer, Choice, Heard
from cdm_desk.domain.errors import DeskError
from cdm_desk.domain.identifiers import Isbn
from cdm_desk.domain.lists import Entry, Kind
from cdm_desk.domain.scanning import (
    MEANINGS,
    Code,
    Command,
    DoubleGuard,
    Gesture,
    KindCount,
    Scan,
    ShelfSign,
    read_scan,
)
from cdm_desk.language import _, _n, catalogue, in_use
from cdm_desk.ui.appearance import THEME_ICONS, em, icon, sized, tokens_of
from cdm_desk.ui.background import Background
from cdm_desk.ui.library.choices import ChoiceLine
from cdm_desk.ui.library.papers import printed, save_dialog, written
from cdm_desk.ui.library.scan_words import (
    ANSWER_ICONS,
    ANSWER_TONES,
    GESTURE_ICONS,
    gesture_name,
    gesture_sentence,
    heard_sentence,
)
from cdm_desk.ui.library.sounds import ScanSounds, Sound
from cdm_desk.ui.library.trolley import TrolleyBar
from cdm_desk.ui.library.verdict_card import VerdictCard
from cdm_desk.ui.tab_commands import Chip, KeyButton, TabCommands
from cdm_desk.ui.tables import Column, ListModel, ListTable
from cdm_desk.ui.widgets import BroughtIntoView, FlowLayout, PlainLabel, ScrollArea, name_widget
from cdm_desk.ui.words import label_of, sentence

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QDialog

    from cdm_desk.services.consultation import ConsultationService
    from cdm_desk.services.library import LibraryService
    from cdm_desk.services.lists import ListsService
    from cdm_desk.ui.kept_settings import KeptSettings
    from cdm_desk.ui.messages import Messages
    from cdm_desk.ui.record.services import RecordServices
    from cdm_desk.ui.undo import Undo

MOST_SHOWN: Final = 60
LOW_ROOM: Final = 30
KEYS: Final = {
    Gesture.CONSULTED: "Ctrl+Shift+U",
    Gesture.SHELF: "Ctrl+Shift+R",
    Gesture.WEED: "Ctrl+Shift+D",
    Gesture.LABEL: "Ctrl+Shift+E",
}
_SOUNDS: Final = {
    Answer.DOUBLE: Sound.AGAIN,
    Answer.ALREADY: Sound.AGAIN,
    Answer.WITHDRAWN: Sound.CARE,
    Answer.FOUND_AGAIN: Sound.CARE,
    Answer.NO_COPY: Sound.CARE,
    Answer.WHICH_TITLE: Sound.QUESTION,
    Answer.WHICH_COPY: Sound.QUESTION,
    Answer.UNKNOWN: Sound.FAULT,
    Answer.WRONG_NUMBER: Sound.FAULT,
    Answer.UNDONE: Sound.BACK,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One scan of the list below, and whether it was taken back."""

    id: UUID
    heard: Heard
    undone: bool = False


class ScanPage(QWidget):
    """Every code goes into one field; what it means was said by the last command. Nothing here needs the mouse."""

    def __init__(
        self,
        consultations: ConsultationService,
        library: LibraryService,
        lists: ListsService,
        messages: Messages,
        undo: Undo,
        *,
        kept: KeptSettings | None = None,
        records: RecordServices | None = None,
    ) -> None:
        """`kept` are the settings of this workstation, where whether there is sound is kept.

        `records` is what the form of a title shows besides.
        """
        super().__init__()
        self._records = records
        self._consultations = consultations
        self._library = library
        self._lists = lists
        self._messages = messages
        self._undo = undo
        self._kept = kept
        self._background = Background(messages)
        self._gesture = Gesture.CONSULTED
        self._guard = DoubleGuard()
        self._clock = QElapsedTimer()
        self._clock.start()
        self._question: Heard | None = None
        self._waiting: deque[Scan] = deque()
        self._lines: deque[Line] = deque(maxlen=MOST_SHOWN)
        self._done: list[Line] = []
        self._counted_kind: Line | None = None
        self._last: Heard | None = None
        self._refused: DeskError | None = None
        self._themes: dict[str, Entry] = {}
        self._kinds: dict[str, Entry] = {}
        self.sounds = ScanSounds(self._wants_sound, self)
        self._commands = TabCommands(self, "library")
        self._make_commands()
        self._make_widgets()
        self._lay_out()
        self.setFocusProxy(self.scan_field)
        self.retranslate()
        self.refresh(frozenset({Department.LISTS, Department.LIBRARY}))
        self._connect()

    @property
    def gesture(self) -> Gesture:
        """What the next scan means."""
        return self._gesture

    def actions_for_menu(self) -> list[QAction]:
        """Return the commands of the room, for its menu."""
        return self._commands.for_menu()

    @Slot(frozenset)
    def refresh(self, departments: frozenset[Department]) -> None:
        """Count the trolley again; a half-typed code stays."""
        if Department.LISTS in departments:
            self._themes = {entry.code: entry for entry in self._lists.all(Kind.THEME)}
            self._kinds = {entry.code: entry for entry in self._lists.all(Kind.WORK_KIND)}
            in_use_now = [kind for kind in self._kinds.values() if not kind.retired]
            self.trolley.take([theme for theme in self._themes.values() if not theme.retired], in_use_now)
        if {Department.LISTS, Department.LIBRARY} & departments:
            self.trolley.show_trolley(self._consultations.trolley())

    def retranslate(self) -> None:
        """Set words, icons and colours again; nothing typed is lost."""
        tokens = tokens_of(self)
        for gesture, chip in self.chips.items():
            chip.setIcon(icon(GESTURE_ICONS[gesture], tokens.text, checked=tokens.on_primary))
        self._commands.retranslate()
        self.scan_field.setFont(sized(self.font(), 1.4))
        self.scan_field.setPlaceholderText(_("Scan a book, an ISBN or the card of commands"))
        name_widget(self.scan_field, _("Scan"))
        name_widget(self.table, _("Last scans"))
        self.choice_line.retranslate()
        self.trolley.retranslate()
        self.table.retranslate()
        self.card.fit()
        self._fit()
        self._say()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the size of text and the colours."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.PaletteChange} and hasattr(self, "table"):
            self.retranslate()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the list out where there is no room for it."""
        super().resizeEvent(event)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        """Listen at once."""
        super().showEvent(event)
        self.scan_field.setFocus()

    def hideEvent(self, event: QHideEvent) -> None:
        """Fall silent with the page."""
        super().hideEvent(event)
        self.sounds.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Let the errand under way end."""
        self._background.close()
        super().closeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leaves a question, then what is typed."""
        if event.key() == Qt.Key.Key_Escape and (self._question is not None or self.scan_field.text()):
            self.scan_field.clear()
            self._leave_question()
            return
        super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Send what is typed over the list to the field: a scanner does not look where the focus is."""
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.text().isprintable():
            plain = not event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
            if plain and event.text():
                self.scan_field.setFocus()
                self.scan_field.insert(event.text())
                return True
        return super().eventFilter(watched, event)

    @Slot()
    def take(self) -> None:
        """Hear what was scanned or typed into the field."""
        text = self.scan_field.text()
        self.scan_field.clear()
        scan = read_scan(text)
        if scan is None:
            return
        if self._question is None:
            self._do(scan, text)
        elif isinstance(scan, Code) and scan.number is not None:
            self._choose(scan.number)
        elif scan == Command(gesture=Gesture.UNDO):
            self._leave_question()
        else:
            # Whoever scans on without looking loses nothing: it waits for the answer.
            self._waiting.append(scan)
            self.sounds.play(Sound.QUESTION)
            self._say()

    @Slot()
    def take_last_back(self) -> None:
        """Take the last gesture back, as often as wanted."""
        if not self._done:
            self._last, self._refused = None, None
            self._say(_("There is no scan left to take back."))
            self.sounds.play(Sound.FAULT)
            return
        line = self._done[-1]
        with self._messages.explain():
            self._take_back(line)
            self._undo.settle(line.id)

    @Slot(str)
    def count_kind(self, code: str, number: int = 1) -> None:
        """Count so many of a kind that is not catalogued."""
        self._try(lambda: self._consultations.count_kind(code, number))
        last = self._done[-1] if self._done else None
        self._counted_kind = last if last is not None and last.heard is self._last else None
        self.scan_field.setFocus()

    @Slot()
    def add(self) -> None:
        """Catalogue what was just scanned in vain; its number is filled in."""
        from cdm_desk.ui.dialogs.title import TitleDialog  # noqa: PLC0415 - made when it is first opened

        with self._messages.explain():
            self._library.check_may_edit()
            dialog = TitleDialog(
                self._library, self._lists, self._undo, None, self, records=self._records, background=self._background
            )
            code = self._last.code if self._last is not None and self._last.answer is Answer.UNKNOWN else ""
            if Isbn.read(code).valid:
                dialog.fill_isbn(Isbn.read(code).text)
            elif code:
                dialog.copy_lines()[0].barcode_field.setText(code)
            self._open(dialog)

    @Slot()
    def open_last(self) -> None:
        """Open the title that was scanned last, with its copies."""
        choice = None if self._last is None else self._last.choice
        if choice is None:
            self._messages.hint(_("Scan a book first: F2 opens the one that was scanned last."))
            return
        self._open_title(choice)

    @Slot()
    def print_card(self) -> None:
        """Print the card of commands on the usual printer; it is kept as a file besides."""
        self._background.run(
            partial(printed, "scan-card.pdf", self._card()),
            lambda _file: self._messages.tell(_("The card of commands was sent to the printer.")),
        )

    @Slot()
    def save_card(self) -> None:
        """Ask where the card of commands shall be written."""
        self._open(save_dialog(self, _("Card of commands"), "scan-card.pdf", self.write_card))

    @Slot(str)
    def write_card(self, path: str) -> None:
        """Write the card of commands to a file."""
        told = _("Written: {path}").format(path=path)
        self._background.run(partial(written, path, self._card()), lambda _nothing: self._messages.tell(told))

    def _card(self) -> Callable[[], bytes]:
        kinds = [kind for kind in self._kinds.values() if not kind.retired]
        catalogues = [catalogue("fr"), catalogue("nl")]

        def drawn() -> bytes:
            from cdm_desk.documents.command_card import command_card  # noqa: PLC0415 - reportlab with the first page

            return command_card(kinds, catalogues)

        return drawn

    def _do(self, scan: Scan, typed: str = "") -> None:
        last_kind, self._counted_kind = self._counted_kind, None
        match scan:
            case Command(gesture=Gesture.UNDO):
                self.take_last_back()
            case Command(gesture=gesture):
                self._mean(gesture)
            case KindCount(kind_code=code, number=number):
                self.count_kind(code, number)
            case ShelfSign(mark=mark):
                self._last, self._refused = None, None
                self._say(_("{mark} is the sign of a shelf: it is scanned in the stocktake.").format(mark=mark))
            case Code(number=number) if number is not None and last_kind is not None:
                self._count_instead(last_kind, number)
            case Code():
                self._hear(scan, typed)

    def _hear(self, code: Code, typed: str) -> None:
        if self._guard.is_double(self._gesture, code.shown, self._clock.elapsed()):
            choice = None if self._last is None else self._last.choice
            self._show(Heard(answer=Answer.DOUBLE, gesture=self._gesture, code=code.shown, choice=choice))
            return
        if not self._try(lambda: self._consultations.scan(self._gesture, code)):
            self._guard.forget()
            # Nothing scanned is lost: it stays, and the next scan overwrites it.
            self.scan_field.setText(typed)
            self.scan_field.selectAll()

    def _choose(self, number: int) -> None:
        question = self._question
        if question is None:
            return
        if not 1 <= number <= len(question.choices):
            self._say(_("Type a digit from 1 to {most}, or Esc to leave it.").format(most=len(question.choices)))
            self.sounds.play(Sound.FAULT)
            return
        self._question = None
        choice = question.choices[number - 1]
        self._try(lambda: replace(self._consultations.do(question.gesture, choice), code=question.code))
        self._go_on()

    @Slot()
    def _leave_question(self) -> None:
        if self._question is None:
            return
        self._question, self._last = None, None
        self._guard.forget()
        self._say(_("Left: nothing was written of it."))
        self._go_on()

    def _go_on(self) -> None:
        """Do what was scanned while a question stood, up to the next question."""
        while self._waiting and self._question is None:
            self._do(self._waiting.popleft())
        if self._question is not None:
            self._say()
        self.choice_line.setVisible(self._question is not None)

    def _count_instead(self, line: Line, number: int) -> None:
        kind, done = line.heard.kind_code, line.heard.done
        if kind is None or done is None or line not in self._done:
            return
        if self._try(lambda: self._consultations.count_instead(done, kind, number)):
            self._drop(line)
            self._undo.settle(line.id)
            self._counted_kind = self._done[-1]

    def _mean(self, gesture: Gesture) -> None:
        self._gesture = gesture
        self.gestures[gesture].setChecked(True)
        self._last, self._refused = None, None
        self._say()
        self.sounds.play(Sound.MODE)
        self.scan_field.setFocus()

    def _try(self, act: Callable[[], Heard]) -> bool:
        """Do something with what was scanned and show what came of it; say whether it was allowed."""
        try:
            heard = act()
        except DeskError as error:
            self._last, self._refused = None, error
            self._messages.show_error(error)
            self._say()
            self.sounds.play(Sound.FAULT)
            return False
        self._show(heard)
        return True

    def _show(self, heard: Heard) -> None:
        self._last, self._refused = heard, None
        self._question = heard if heard.answer in QUESTIONS else None
        line = Line(id=uuid4(), heard=heard)
        if heard.done is not None:
            self._done.append(line)
            self._undo.remember(
                partial(self._act_words, heard), partial(self._take_back, line), about=line.id, of=Department.LIBRARY
            )
        self._lines.appendleft(line)
        self.model.show(list(self._lines))
        self._say()
        self.sounds.play(_SOUNDS.get(heard.answer, Sound.GOOD))
        self.card.speak()

    def _take_back(self, line: Line) -> None:
        if line.heard.done is None or line not in self._done:
            return
        self._consultations.take_back(line.heard.done)
        self._drop(line)
        self._guard.forget()
        self._last = replace(line.heard, answer=Answer.UNDONE, done=None)
        self._say()
        self.sounds.play(Sound.BACK)

    def _drop(self, line: Line) -> None:
        self._done.remove(line)
        self._lines = deque(
            (replace(each, undone=True) if each.id == line.id else each for each in self._lines), maxlen=MOST_SHOWN
        )
        self.model.show(list(self._lines))

    def _say(self, words: str = "") -> None:
        """Show the last verdict, or what the next scan does."""
        heard = self._last
        self.choice_line.show_choices(self._question, self._choice_words)
        waiting = len(self._waiting)
        self.waiting_label.setVisible(waiting > 0)
        told = _n("{number} scan waits for your answer.", "{number} scans wait for your answer.", waiting)
        self.waiting_label.setText(told.format(number=in_use().number(waiting)))
        if self._refused is not None:
            self.card.show_verdict(_("Not done"), sentence(self._refused), icon_name="warning-circle", tone="error")
        elif heard is None or words:
            title = gesture_name(self._gesture)
            sign = GESTURE_ICONS[self._gesture]
            told = words or gesture_sentence(self._gesture)
            self.card.show_verdict(title, told, icon_name="info", tone="primary", theme_icon=sign)
        else:
            self._say_heard(heard)

    def _say_heard(self, heard: Heard) -> None:
        choice = heard.choice if heard.answer is not Answer.WHICH_TITLE else None
        theme = self._themes.get(choice.title.theme_code or "") if choice else None
        self.card.show_verdict(
            self._heading(heard),
            heard_sentence(heard),
            icon_name=ANSWER_ICONS[heard.answer],
            tone=ANSWER_TONES.get(heard.answer, "ok"),
            theme_code=theme.code if theme else None,
            theme=f"{theme.digit} {label_of(theme)}" if theme else "",
            theme_icon=THEME_ICONS.get(theme.code, "books") if theme else GESTURE_ICONS[heard.gesture],
            mark=(choice.shelf_mark or "") if choice else "",
        )

    def _heading(self, heard: Heard) -> str:
        if heard.kind_code is not None:
            kind = self._kinds.get(heard.kind_code)
            return label_of(kind) if kind else heard.kind_code
        return heard.choice.title.heading if heard.choice else heard.code

    def _choice_words(self, choice: Choice) -> str:
        if choice.copy is not None:
            return " · ".join(part for part in (choice.copy.barcode, choice.shelf_mark) if part) or _("without a mark")
        title = choice.title
        return " · ".join(str(part) for part in (title.heading, title.volume, title.year, choice.shelf_mark) if part)

    def _act_words(self, heard: Heard) -> str:
        return f"{gesture_name(heard.gesture)}: {self._heading(heard)}"

    def _wants_sound(self) -> bool:
        return self._kept is None or self._kept.current.scan_sound

    @Slot()
    def _set_sound(self) -> None:
        if self._kept is not None:
            with self._messages.explain():
                self._kept.change(scan_sound=self.sound_action.isChecked())

    def _open_title(self, choice: Choice) -> None:
        from cdm_desk.ui.dialogs.title import TitleDialog  # noqa: PLC0415 - as above

        with self._messages.explain():
            title = self._library.title(choice.title.id)
            self._open(
                TitleDialog(
                    self._library,
                    self._lists,
                    self._undo,
                    title,
                    self,
                    records=self._records,
                    background=self._background,
                )
            )

    @Slot(object)
    def _open_line(self, line: Line) -> None:
        if line.heard.choice is not None:
            self._open_title(line.heard.choice)

    def _open(self, dialog: QDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _make_commands(self) -> None:
        add = self._commands.add
        group = QActionGroup(self)
        self.gestures = {
            gesture: add(
                f"scan_{gesture.name.lower()}",
                partial(gesture_name, gesture),
                partial(self._mean, gesture),
                [KEYS[gesture]],
                GESTURE_ICONS[gesture],
            )
            for gesture in MEANINGS
        }
        for action in self.gestures.values():
            action.setCheckable(True)
            group.addAction(action)
        self.gestures[Gesture.CONSULTED].setChecked(True)
        self.back_action = add(
            "scan_undo", partial(gesture_name, Gesture.UNDO), self.take_last_back, ["Ctrl+Backspace"], "arrow-u-up-left"
        )
        self.add_action = add("scan_add", lambda: _("Catalogue it…"), self.add, ["Ctrl+N"], "plus")
        self.open_action = add("scan_open", lambda: _("Open the last title…"), self.open_last, ["F2"], "pencil-simple")
        self.print_action = add(
            "scan_card", lambda: _("Print the card of commands"), self.print_card, ["Ctrl+P"], "printer"
        )
        self.save_action = add("scan_card_pdf", lambda: _("Card as PDF…"), self.save_card, ["Ctrl+S"], "file-pdf")
        self.sound_action = add("scan_sound", lambda: _("Sound"), self._set_sound, [], "speaker-high")
        self.sound_action.setCheckable(True)
        self.sound_action.setChecked(self._wants_sound())

    def _make_widgets(self) -> None:
        self.scan_field = QLineEdit()
        self.scan_field.setObjectName("library.scan_code")
        self.scan_field.setMaxLength(200)
        self.chips = {
            gesture: Chip(action, f"library.mean_{gesture.name.lower()}") for gesture, action in self.gestures.items()
        }
        self.sound_chip = Chip(self.sound_action, "library.scan_sound")
        self.back_button = KeyButton(self.back_action, "library.scan_undo")
        self.card_button = KeyButton(self.print_action, "library.scan_card")
        self.card = VerdictCard("library.scan_verdict")
        self.choice_line = ChoiceLine("library")
        self.waiting_label = PlainLabel(kind="warn")
        self.waiting_label.setObjectName("library.scans_waiting")
        self.waiting_label.setWordWrap(True)
        self.trolley = TrolleyBar()
        self.model: ListModel[Line] = ListModel(self._columns(), self._line_sentence, lambda line: line.id, self)
        self.table: ListTable[Line] = ListTable(self.model, "library.scans")
        self.table.installEventFilter(self)

    def _columns(self) -> list[Column[Line]]:
        return [
            Column(heading=lambda: _("Scan"), text=self._line_gesture, icon=self._line_icon, width=17, room=30),
            Column(heading=lambda: _("Title"), text=lambda line: self._heading(line.heard), stretch=True),
            Column(heading=lambda: _("Shelf mark"), text=_line_mark, width=9, room=44),
            Column(heading=lambda: _("What came of it"), text=self._line_answer, width=34, room=60),
        ]

    def _line_gesture(self, line: Line) -> str:
        return gesture_name(line.heard.gesture)

    def _line_icon(self, line: Line) -> QIcon | None:
        tokens = tokens_of(self)
        answer = Answer.UNDONE if line.undone else line.heard.answer
        return icon(ANSWER_ICONS[answer], getattr(tokens, ANSWER_TONES.get(answer, "ok")), selected=tokens.on_primary)

    def _line_answer(self, line: Line) -> str:
        return heard_sentence(replace(line.heard, answer=Answer.UNDONE) if line.undone else line.heard)

    def _line_sentence(self, line: Line) -> str:
        parts = (self._heading(line.heard), _line_mark(line), self._line_gesture(line), self._line_answer(line))
        return ", ".join(part for part in parts if part)

    def _lay_out(self) -> None:
        chips = FlowLayout(gap=em(self, 0.4))
        for part in (*self.chips.values(), self.back_button, self.sound_chip, self.card_button):
            chips.addWidget(part)
        asked = QHBoxLayout()
        asked.addWidget(self.choice_line, 1)
        self.inner = QWidget()
        column = QVBoxLayout(self.inner)
        column.setContentsMargins(em(self, 1), em(self, 0.8), em(self, 1), em(self, 0.8))
        column.setSpacing(em(self, 0.6))
        column.addWidget(self.scan_field)
        column.addLayout(chips)
        column.addWidget(self.card, 2)
        column.addLayout(asked)
        column.addWidget(self.waiting_label)
        column.addWidget(self.trolley)
        column.addWidget(self.table, 3)
        # In large text on a small screen the whole room scrolls rather than its parts lie over one another.
        self.room = ScrollArea()
        self.room.setObjectName("library.scan_scroll")
        self.room.setFrameShape(QFrame.Shape.NoFrame)
        self.room.setWidgetResizable(True)
        self.room.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.room.setWidget(self.inner)
        BroughtIntoView(self.room, [self.choice_line, self.waiting_label])
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.room)

    def _fit(self) -> None:
        # What was scanned before gives way to what is scanned now.
        roomy = self.height() > em(self, LOW_ROOM)
        # The commands stay in the menu and on their keys.
        for part in (self.table, self.back_button, self.sound_chip, self.card_button):
            part.setVisible(roomy)
        self.table.setMinimumHeight(em(self, 8))

    def _connect(self) -> None:
        self.scan_field.returnPressed.connect(self.take)
        self.choice_line.chosen.connect(self._choose)
        self.choice_line.left.connect(self._leave_question)
        self.trolley.counted.connect(self.count_kind)
        self.table.opened.connect(self._open_line)


def _line_mark(line: Line) -> str:
    return (line.heard.choice.shelf_mark or "") if line.heard.choice else ""
