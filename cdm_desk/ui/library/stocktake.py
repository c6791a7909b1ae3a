"""The room of the stocktake: scan the sign of a shelf, then its spines in order; each says whether it is in place."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Final
from uuid import UUID, uuid4

from PySide6.QtCore import QEvent, Qt, QTimer, Slot
from PySide6.QtGui import QCloseEvent, QHideEvent, QIcon, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from cdm_desk.domain.change import Department
from cdm_desk.domain.errors import DeskError
from cdm_desk.domain.lists import Entry, Kind
from cdm_desk.domain.scanning import Code, Command, Gesture, ShelfSign, read_scan
from cdm_desk.domain.stocktake import Progress, Seen, Shelf, Stocktake, StocktakeReport, Verdict
from cdm_desk.language import _, catalogue, in_use
from cdm_desk.ui.appearance import THEME_ICONS, em, icon, sized, tokens_of
from cdm_desk.ui.background import Background
from cdm_desk.ui.library.papers import printed, save_dialog, written
from cdm_desk.ui.library.sounds import ScanSounds, Sound
from cdm_desk.ui.library.stocktake_words import (
    VERDICT_ICONS,
    VERDICT_TONES,
    figures_sentence,
    scope_name,
    seen_sentence,
    stocktake_name,
    verdict_name,
)
from cdm_desk.ui.library.verdict_card import VerdictCard
from cdm_desk.ui.tab_commands import KeyButton, TabCommands
from cdm_desk.ui.tables import Column, ListModel, ListTable
from cdm_desk.ui.widgets import FlowLayout, PlainLabel, ScrollArea, name_widget
from cdm_desk.ui.words import label_of, sentence

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QAction

    from cdm_desk.services.lists import ListsService
    from cdm_desk.services.stocktake import StocktakeService
    from cdm_desk.ui.kept_settings import KeptSettings
    from cdm_desk.ui.messages import Messages
    from cdm_desk.ui.undo import Undo

MOST_SHOWN: Final = 100
LOW_ROOM: Final = 30
COUNT_PAUSE_MS: Final = 120
_ENTER: Final = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
_COMMANDS: Final = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
_SOUNDS: Final = {
    Verdict.IN_PLACE: Sound.GOOD,
    Verdict.MISPLACED: Sound.CARE,
    Verdict.UNKNOWN: Sound.FAULT,
    Verdict.THOUGHT_LOST: Sound.QUESTION,
    Verdict.AGAIN: Sound.AGAIN,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One spine of the list below, as it is judged now."""

    id: UUID
    seen: Seen
    verdict: Verdict
    undone: bool = False


class StocktakePage(QWidget):
    """One field that always listens; beside it how far each shelf is."""

    def __init__(
        self,
        stocktakes: StocktakeService,
        lists: ListsService,
        messages: Messages,
        undo: Undo,
        *,
        kept: KeptSettings | None = None,
    ) -> None:
        """`kept` are the settings of this workstation, where whether there is sound is kept."""
        super().__init__()
        self._stocktakes = stocktakes
        self._lists = lists
        self._messages = messages
        self._undo = undo
        self._kept = kept
        self._background = Background(messages)
        self._themes: dict[str, Entry] = {}
        self._all: list[Stocktake] = []
        self._report: StocktakeReport | None = None
        self._progress: Progress | None = None
        self._lines: deque[Line] = deque(maxlen=MOST_SHOWN)
        self._done: list[Line] = []
        self._last: Seen | None = None
        self._told = ""
        self._begins = False
        self.begin_buttons: list[QPushButton] = []
        # The figures of a whole library follow a beep, they do not hold it up.
        self.pause = QTimer(self, singleShot=True, interval=COUNT_PAUSE_MS)
        self.sounds = ScanSounds(self._wants_sound, self)
        self._commands = TabCommands(self, "library")
        self._make_commands()
        self._make_widgets()
        self._lay_out()
        self.setFocusProxy(self.scan_field)
        self.refresh(frozenset({Department.LISTS}))
        self.count_again()
        self.retranslate()
        self._connect()

    def actions_for_menu(self) -> list[QAction]:
        """Return the commands of the room, for its menu."""
        return self._commands.for_menu()

    @Slot(frozenset)
    def refresh(self, departments: frozenset[Department]) -> None:
        """Show the figures again, those of the other workstations too; a half-typed code stays."""
        if Department.LISTS in departments:
            self._themes = {entry.code: entry for entry in self._lists.all(Kind.THEME)}
            self._make_begin_buttons()
        if {Department.LISTS, Department.LIBRARY} & departments:
            self.pause.start()

    def retranslate(self) -> None:
        """Set words, icons and colours again; nothing typed is lost."""
        self._commands.retranslate()
        self.scan_field.setFont(sized(self.font(), 1.4))
        self.scan_field.setPlaceholderText(_("Scan the sign of a shelf, then the spines in their order"))
        name_widget(self.scan_field, _("Scan a spine"))
        name_widget(self.chooser, _("Stocktake"))
        name_widget(self.table, _("Spines scanned last"))
        name_widget(self.shelves, _("Shelves"))
        name_widget(self.bar, _("Part that was seen"))
        self.begin_label.setText(_("Begin a stocktake of:"))
        self._name_begin_buttons()
        self._fill_chooser()
        self.table.retranslate()
        self.shelves.retranslate()
        self.card.fit()
        self._fit()
        self._say()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Begin with Enter what the focus is on; what is scanned or typed there is heard in the scan field."""
        button = next((each for each in self.begin_buttons if each.hasFocus()), None)
        if button is None:
            super().keyPressEvent(event)
        elif event.key() in _ENTER:
            if not event.isAutoRepeat():
                button.click()
        elif event.text().strip() and not event.modifiers() & _COMMANDS:
            self.scan_field.setFocus()
            QApplication.sendEvent(self.scan_field, event)
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the size of text and the colours."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.PaletteChange} and hasattr(self, "shelves"):
            self.retranslate()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the lists out where there is no room for them."""
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

    @property
    def current(self) -> Stocktake | None:
        """The stocktake that is chosen."""
        return next((each for each in self._all if each.id.hex == self.chooser.currentData()), None)

    @Slot()
    def take(self) -> None:
        """Hear what was scanned or typed into the field."""
        text = self.scan_field.text()
        self.scan_field.clear()
        match read_scan(text):
            case None:
                return
            case ShelfSign(mark=mark):
                self._go_to(mark)
            case Command(gesture=Gesture.UNDO):
                self.take_last_back()
            case Code() as code:
                self._hear(code, text)
            case _:
                self._tell(
                    _("This command belongs to the scan room. Here only shelves, spines and “undo” are scanned.")
                )

    @Slot()
    def take_last_back(self) -> None:
        """Take the last spine back, as often as wanted."""
        if not self._done:
            self._tell(_("There is no scan left to take back."))
            return
        line = self._done[-1]
        with self._messages.explain():
            self._take_back(line)
            self._undo.settle(line.id)

    def begin(self, theme_code: str | None = None) -> None:
        """Begin a stocktake of everything, or of one theme, and go to it."""
        self._background.run(partial(self._stocktakes.begin, theme_code), self._begun)

    @Slot()
    def end(self) -> None:
        """End the stocktake: what was not seen is missing from now on."""
        stocktake = self.current
        if stocktake is None:
            self._tell(_("Begin a stocktake first."))
            return
        with self._messages.explain():
            report = self._stocktakes.end(stocktake.id)
            self._undo.keep(
                partial(self._ended_words, stocktake, report.total.missing),
                partial(self._reopen, stocktake.id),
                of=Department.LIBRARY,
            )
            self.count_again()

    @Slot()
    def reopen(self) -> None:
        """Go on with a stocktake that was ended."""
        stocktake = self.current
        if stocktake is not None:
            with self._messages.explain():
                self._reopen(stocktake.id)

    @Slot()
    def print_report(self) -> None:
        """Print the report on the usual printer; it is kept as a file besides."""
        drawn = self._drawn()
        if drawn is not None:
            told = _("The report was sent to the printer.")
            self._background.run(partial(printed, "stocktake.pdf", drawn), lambda _file: self._messages.tell(told))

    @Slot()
    def save_report(self) -> None:
        """Ask where the report shall be written as a PDF."""
        drawn = self._drawn()
        if drawn is not None:
            self._ask_where("stocktake.pdf", drawn)

    @Slot()
    def save_table(self) -> None:
        """Ask where every line shall be written as a table."""
        report, themes, words = self._report, self._themes, in_use()
        if report is None:
            self._tell(_("Begin a stocktake first."))
            return

        def drawn() -> bytes:
            from cdm_desk.documents.stocktake_report import stocktake_csv  # noqa: PLC0415 - with the first paper

            return stocktake_csv(report, themes, words)

        self._ask_where("stocktake.csv", drawn)

    def write(self, drawn: Callable[[], bytes], path: str) -> None:
        """Write a paper to a file, and say where it is."""
        told = _("Written: {path}").format(path=path)
        self._background.run(partial(written, path, drawn), lambda _nothing: self._messages.tell(told))

    def _ask_where(self, name: str, drawn: Callable[[], bytes]) -> None:
        dialog = save_dialog(self, _("Report of the stocktake"), name, partial(self.write, drawn))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _drawn(self) -> Callable[[], bytes] | None:
        report, themes, today = self._report, self._themes, self._stocktakes.today()
        if report is None:
            self._tell(_("Begin a stocktake first."))
            return None
        catalogues = [catalogue("fr"), catalogue("nl")]

        def drawn() -> bytes:
            from cdm_desk.documents.stocktake_report import stocktake_report  # noqa: PLC0415 - as above

            return stocktake_report(report, themes, catalogues, [words.date(today, "long") for words in catalogues])

        return drawn

    def _begun(self, stocktake: Stocktake) -> None:
        self._undo.keep(
            partial(self._begun_words, stocktake),
            partial(self._stocktakes.take_back, stocktake.id),
            of=Department.LIBRARY,
        )
        self.count_again()
        self.chooser.setCurrentIndex(self.chooser.findData(stocktake.id.hex))
        self._choose()
        self.scan_field.setFocus()

    def _begun_words(self, stocktake: Stocktake) -> str:
        return _("Stocktake begun: {scope}").format(scope=scope_name(stocktake, self._themes))

    def _ended_words(self, stocktake: Stocktake, missing: int) -> str:
        words = _("Stocktake ended: {scope}. Missing from today on: {missing}.")
        return words.format(scope=scope_name(stocktake, self._themes), missing=in_use().number(missing))

    def _reopen(self, stocktake_id: UUID) -> None:
        self._stocktakes.reopen(stocktake_id)
        self.count_again()

    def _hear(self, code: Code, typed: str) -> None:
        stocktake = self.current
        if stocktake is None:
            self._tell(_("Begin a stocktake first."))
            self.sounds.play(Sound.FAULT)
            return
        try:
            progress = self._walk(stocktake)
            seen = self._stocktakes.scan(progress, code)
        except DeskError as error:
            self._last, self._told = None, sentence(error)
            self._messages.show_error(error)
            self._say()
            self.sounds.play(Sound.FAULT)
            # Nothing scanned is lost: it stays, and the next scan overwrites it.
            self.scan_field.setText(typed)
            self.scan_field.selectAll()
            return
        self._show(seen)

    def _walk(self, stocktake: Stocktake) -> Progress:
        if self._progress is None or self._progress.stocktake.id != stocktake.id:
            self._progress = self._stocktakes.walk(stocktake.id)
        return self._progress

    def _go_to(self, mark: str) -> None:
        stocktake = self.current
        if stocktake is None:
            self._tell(_("Begin a stocktake first."))
            return
        with self._messages.explain():
            self._walk(stocktake).walk.begin_at(mark)
            self._tell(_("Shelf {mark}: scan its spines in their order.").format(mark=mark))
            self.sounds.play(Sound.MODE)
            self._choose_shelf(mark)

    def _show(self, seen: Seen) -> None:
        self._last, self._told = seen, ""
        line = Line(id=uuid4(), seen=seen, verdict=seen.verdict)
        if seen.written:
            self._done.append(line)
            self._undo.remember(
                partial(self._act_words, seen), partial(self._take_back, line), about=line.id, of=Department.LIBRARY
            )
        self._judge_anew(seen)
        self._lines.appendleft(line)
        self.model.show(list(self._lines))
        self._choose_shelf(seen.mark)
        self._say()
        self.sounds.play(_SOUNDS[seen.verdict])
        self.card.speak()

    def _judge_anew(self, seen: Seen) -> None:
        if not seen.judged_anew or self._progress is None:
            return
        right = self._progress.in_place
        self._lines = deque(
            (
                replace(each, verdict=Verdict.IN_PLACE if right.get(each.seen.line_id, True) else Verdict.MISPLACED)
                if each.seen.line_id in seen.judged_anew
                else each
                for each in self._lines
            ),
            maxlen=MOST_SHOWN,
        )

    def _take_back(self, line: Line) -> None:
        known = next((each for each in self._done if each.id == line.id), None)
        if known is None or self._progress is None:
            return
        self._stocktakes.undo(self._progress, line.seen)
        self._done.remove(known)
        self._lines = deque(
            (replace(each, undone=True) if each.id == line.id else each for each in self._lines), maxlen=MOST_SHOWN
        )
        self.model.show(list(self._lines))
        self._last, self._told = None, _("Taken back: {title}").format(title=_heading(line.seen))
        self._say()
        self.sounds.play(Sound.BACK)

    def _act_words(self, seen: Seen) -> str:
        return f"{verdict_name(seen.verdict)}: {_heading(seen)}"

    def _tell(self, words: str) -> None:
        self._last, self._told = None, words
        self._say()

    def _say(self) -> None:
        seen = self._last
        if seen is None:
            stocktake = self.current
            heading = scope_name(stocktake, self._themes) if stocktake else _("No stocktake is open")
            self.card.show_verdict(
                heading, self._told or self._advice(stocktake), icon_name="info", tone="primary", theme_icon="books"
            )
            return
        theme = self._themes.get(seen.title.theme_code or "") if seen.title else None
        self.card.show_verdict(
            _heading(seen),
            seen_sentence(seen),
            icon_name=VERDICT_ICONS[seen.verdict],
            tone=VERDICT_TONES[seen.verdict],
            theme_code=theme.code if theme else None,
            theme=f"{theme.digit} {label_of(theme)}" if theme else "",
            theme_icon=THEME_ICONS.get(theme.code, "books") if theme else "books",
            mark=seen.mark,
        )

    def _advice(self, stocktake: Stocktake | None) -> str:
        if stocktake is None:
            return _("Choose what it is of: the list of what should be there is frozen then, and lasts for days.")
        if not stocktake.is_open:
            return _("It has ended: print its report, or open it again.")
        return _("Scan the sign of a shelf or just begin; you can go on another day, or at two workstations at once.")

    @Slot()
    def count_again(self) -> None:
        """Show the stocktakes and the figures of the one chosen as they are now."""
        self.pause.stop()
        self._all = self._stocktakes.all()
        self._fill_chooser()
        self._count()

    def _count(self) -> None:
        stocktake = self.current
        self._report = None
        if stocktake is not None:
            with self._messages.explain():
                self._report = self._stocktakes.report(stocktake.id)
        report = self._report
        figures = None if report is None else report.total
        self.figures_label.setText(
            "" if figures is None or stocktake is None else figures_sentence(figures, ended=not stocktake.is_open)
        )
        self.bar.setRange(0, max(1, figures.expected if figures else 1))
        self.bar.setValue(figures.seen if figures else 0)
        self.shelf_model.show([] if report is None else list(report.shelves))
        self._offer()

    def _offer(self) -> None:
        stocktake = self.current
        self.end_action.setVisible(stocktake is not None and stocktake.is_open)
        self.reopen_action.setVisible(stocktake is not None and not stocktake.is_open)
        for button, action in self._buttons.items():
            button.setVisible(action.isVisible() and stocktake is not None)
        self.chooser.setVisible(bool(self._all))
        self.begin_line.setVisible(self._begins or not any(each.is_open for each in self._all))
        self._fit()

    @Slot()
    def show_beginnings(self) -> None:
        """Show what a stocktake can be begun of, beside one that is open too."""
        self._begins = not self._begins
        self._offer()
        if self._begins and self.begin_buttons:
            self.begin_buttons[0].setFocus()

    @Slot()
    def _choose(self) -> None:
        self._progress, self._last, self._told = None, None, ""
        self._done.clear()
        self._lines.clear()
        self.model.show([])
        self._begins = False
        self._count()
        self._say()

    def _choose_shelf(self, mark: str) -> None:
        name = next(
            (shelf.name for shelf in self.shelf_model.values if shelf.name and mark.startswith(shelf.name)), None
        )
        if name is not None:
            self.shelves.choose(name)

    def _fill_chooser(self) -> None:
        chosen = self.chooser.currentData()
        self.chooser.blockSignals(True)
        self.chooser.clear()
        for stocktake in self._all:
            self.chooser.addItem(stocktake_name(stocktake, self._themes), stocktake.id.hex)
        self.chooser.setCurrentIndex(max(0, self.chooser.findData(chosen)) if self._all else -1)
        self.chooser.blockSignals(False)

    def _make_begin_buttons(self) -> None:
        themes = [theme for theme in self._themes.values() if not theme.retired]
        if [button.property("code") for button in self.begin_buttons] == ["", *(theme.code for theme in themes)]:
            return
        for button in self.begin_buttons:
            self._begin_row.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.begin_buttons = []
        for code in ("", *(theme.code for theme in themes)):
            button = QPushButton()
            button.setObjectName(f"library.begin_{code.lower() or 'all'}")
            button.setProperty("code", code)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(partial(self.begin, code or None))
            self._begin_row.addWidget(button)
            self.begin_buttons.append(button)
        self._name_begin_buttons()

    def _name_begin_buttons(self) -> None:
        tokens = tokens_of(self)
        for button in self.begin_buttons:
            theme = self._themes.get(button.property("code"))
            words = f"{theme.digit} {label_of(theme)}" if theme else _("Whole library")
            button.setText(f" {words}".replace("&", "&&"))
            code = theme.code if theme else None
            button.setIcon(icon(THEME_ICONS.get(code or "", "books"), tokens.theme(code)))
            name_widget(button, _("Begin a stocktake: {scope}").format(scope=words))

    def _wants_sound(self) -> bool:
        return self._kept is None or self._kept.current.scan_sound

    def _make_commands(self) -> None:
        add = self._commands.add
        self.begin_action = add(
            "stocktake_begin", lambda: _("Begin a stocktake…"), self.show_beginnings, ["Ctrl+N"], "plus"
        )
        self.back_action = add(
            "stocktake_undo",
            lambda: _("Take the last scan back"),
            self.take_last_back,
            ["Ctrl+Backspace"],
            "arrow-u-up-left",
        )
        self.end_action = add("stocktake_end", lambda: _("End and sign"), self.end, ["Ctrl+Shift+F"], "clipboard-text")
        self.reopen_action = add(
            "stocktake_reopen", lambda: _("Reopen the stocktake"), self.reopen, [], "arrow-clockwise"
        )
        self.print_action = add(
            "stocktake_print", lambda: _("Print the report"), self.print_report, ["Ctrl+P"], "printer"
        )
        self.pdf_action = add("stocktake_pdf", lambda: _("Report as PDF…"), self.save_report, ["Ctrl+S"], "file-pdf")
        self.csv_action = add("stocktake_csv", lambda: _("Table as CSV…"), self.save_table, ["Ctrl+E"], "file-csv")

    def _make_widgets(self) -> None:
        self.scan_field = QLineEdit()
        self.scan_field.setObjectName("library.stocktake_code")
        self.scan_field.setMaxLength(200)
        self.chooser = QComboBox()
        self.chooser.setObjectName("library.stocktakes")
        self.chooser.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.begin_label = PlainLabel(kind="subheading")
        self.figures_label = PlainLabel(kind="subheading")
        self.figures_label.setObjectName("library.stocktake_figures")
        self.figures_label.setWordWrap(True)
        self.bar = QProgressBar()
        self.bar.setObjectName("library.stocktake_part")
        self.bar.setTextVisible(False)
        self.card = VerdictCard("library.stocktake_verdict")
        self.model: ListModel[Line] = ListModel(self._columns(), self._line_sentence, lambda line: line.id, self)
        self.table: ListTable[Line] = ListTable(self.model, "library.spines")
        self.shelf_model: ListModel[Shelf] = ListModel(
            _shelf_columns(), _shelf_sentence, lambda shelf: shelf.name, self
        )
        self.shelves: ListTable[Shelf] = ListTable(self.shelf_model, "library.shelves")
        self._buttons = {
            KeyButton(action, f"library.{action.objectName().rpartition('.')[2]}"): action
            for action in (self.back_action, self.end_action, self.reopen_action, self.print_action)
        }

    def _columns(self) -> list[Column[Line]]:
        return [
            Column(heading=lambda: _("Verdict"), text=_verdict_words, icon=self._verdict_icon, width=12.5),
            Column(heading=lambda: _("Title"), text=lambda line: _heading(line.seen), stretch=True),
            Column(heading=lambda: _("Shelf mark"), text=lambda line: line.seen.mark, width=9, room=30),
        ]

    def _verdict_icon(self, line: Line) -> QIcon | None:
        tokens = tokens_of(self)
        if line.undone:
            return icon("arrow-u-up-left", tokens.muted, selected=tokens.on_primary)
        tone = getattr(tokens, VERDICT_TONES[line.verdict])
        return icon(VERDICT_ICONS[line.verdict], tone, selected=tokens.on_primary)

    def _line_sentence(self, line: Line) -> str:
        return ", ".join(part for part in (_verdict_words(line), _heading(line.seen), line.seen.mark) if part)

    def _lay_out(self) -> None:
        self.begin_line = QWidget()
        self._begin_row = FlowLayout(self.begin_line, gap=em(self, 0.5))
        self._begin_row.addWidget(self.begin_label)
        chips = FlowLayout(gap=em(self, 0.4))
        chips.addWidget(self.chooser)
        for button in self._buttons:
            chips.addWidget(button)
        self.lists = QWidget()
        below = QHBoxLayout(self.lists)
        below.setContentsMargins(0, 0, 0, 0)
        below.addWidget(self.table, 3)
        below.addWidget(self.shelves, 2)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(em(self, 1), em(self, 0.8), em(self, 1), em(self, 0.8))
        column.setSpacing(em(self, 0.6))
        column.addWidget(self.scan_field)
        column.addLayout(chips)
        column.addWidget(self.begin_line)
        column.addWidget(self.card, 2)
        column.addWidget(self.figures_label)
        column.addWidget(self.bar)
        column.addWidget(self.lists, 3)
        column.addStretch()
        # In large text on a small screen the whole room scrolls rather than its parts lie over one another.
        self.room = ScrollArea()
        self.room.setObjectName("library.stocktake_scroll")
        self.room.setFrameShape(QFrame.Shape.NoFrame)
        self.room.setWidgetResizable(True)
        self.room.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.room.setWidget(inner)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.room)

    def _fit(self) -> None:
        roomy = self.height() > em(self, LOW_ROOM)
        stocktake = self.current
        # What was scanned before gives way to what is scanned now; before anything was begun there is nothing.
        self.lists.setVisible(roomy and stocktake is not None)
        self.lists.setMinimumHeight(em(self, 8))
        self.bar.setVisible(stocktake is not None)
        self.bar.setFixedHeight(em(self, 0.6))
        for button, action in self._buttons.items():
            button.setVisible((roomy or action is self.end_action) and action.isVisible() and stocktake is not None)

    def _connect(self) -> None:
        self.scan_field.returnPressed.connect(self.take)
        self.chooser.currentIndexChanged.connect(self._choose)
        self.pause.timeout.connect(self.count_again)


def _shelf_columns() -> list[Column[Shelf]]:
    return [
        Column(heading=lambda: _("Shelf"), text=lambda shelf: shelf.name or "–", stretch=True),
        Column(heading=lambda: _("Seen"), text=lambda shelf: in_use().number(shelf.seen), number=True, width=6),
        Column(heading=lambda: _("Of"), text=lambda shelf: in_use().number(shelf.expected), number=True, width=6),
        Column(
            heading=lambda: _("Misplaced"),
            text=lambda shelf: in_use().number(shelf.misplaced),
            number=True,
            width=8,
            room=26,
        ),
    ]


def _shelf_sentence(shelf: Shelf) -> str:
    words = _("Shelf {name}: {seen} of {expected} seen, {misplaced} misplaced")
    return words.format(name=shelf.name or "–", seen=shelf.seen, expected=shelf.expected, misplaced=shelf.misplaced)


def _heading(seen: Seen) -> str:
    return seen.title.heading if seen.title else seen.code


def _verdict_words(line: Line) -> str:
    return _("Taken back") if line.undone else verdict_name(line.verdict)
