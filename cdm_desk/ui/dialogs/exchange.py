"""The exchange looked at closely: this workstation, the others, what was edited twice, and whether the folder is good.

It reads what the store knows every second; the examination of the folder runs on a thread of its own, since it waits
for a second workstation.
"""

from __future__ import annotations

import contextlib
import threading
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, QPoint, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from cdm_desk.domain.errors import DeskError
from cdm_desk.language import _, _n, in_use
from cdm_desk.ui.appearance import em, tokens_of
from cdm_desk.ui.keys import digit_of
from cdm_desk.ui.lamp import detail_of, is_silent, own_lines, seen_words, way_words, words_of
from cdm_desk.ui.tables import Column, ListModel, ListTable, Value
from cdm_desk.ui.widgets import Card, IconLabel, PlainLabel, ScrollArea, announce, name_widget
from cdm_desk.ui.words import book_field_name, sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime
    from uuid import UUID

    from PySide6.QtGui import QKeyEvent, QResizeEvent

    from cdm_desk.domain.clock import Clock
    from cdm_desk.exchange.doctor import Checkup, Finding
    from cdm_desk.exchange.medium import Way
    from cdm_desk.exchange.worker import Exchange, ExchangeState, Sign
    from cdm_desk.services.aside import AsideService, SetAside
    from cdm_desk.services.conflicts import ConflictsService, EditedTwice
    from cdm_desk.ui.dialogs.leaving import LeavingPart
    from cdm_desk.ui.dialogs.move import MovePart

EVERY_MS = 1000
_LONGEST_VALUE = 300
_ROWS_SHOWN = 6
_DIGITS_SHOWN = 6


class _WholeTable(ListTable[Value]):
    """A short list of which nothing is cut: columns as wide as their words, rows that grow with a sentence."""

    def __init__(self, model: ListModel[Value], name: str) -> None:
        super().__init__(model, name)
        self.setWordWrap(True)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header = self.horizontalHeader()
        for section, column in enumerate(model.columns):
            if not column.stretch:
                header.setSectionResizeMode(section, QHeaderView.ResizeMode.ResizeToContents)

    def fit(self) -> None:
        """Take the height of the rows, up to some."""
        self.resizeRowsToContents()
        shown = sum(self.rowHeight(row) for row in range(min(self.model().rowCount(), _ROWS_SHOWN)))
        self.setFixedHeight(self.horizontalHeader().sizeHint().height() + shown + 2 * self.frameWidth() + 2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the sentences wrap anew in another width."""
        super().resizeEvent(event)
        self.fit()


class Examination(QObject):
    """The share doctor at work on a thread of its own."""

    found = Signal(object)
    done = Signal(object)
    refused = Signal(object)

    def __init__(self, exchange: Exchange, parent: QObject) -> None:
        super().__init__(parent)
        self._exchange = exchange
        self._thread: threading.Thread | None = None

    @property
    def under_way(self) -> bool:
        """Whether it is at work now."""
        return self._thread is not None and self._thread.is_alive()

    def start(self) -> None:
        """Begin; what it finds comes by signals."""
        if not self.under_way:
            self._thread = threading.Thread(target=self._run, name="examination", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        # The dialog may have been closed meanwhile: what was found is noted all the same.
        with contextlib.suppress(RuntimeError):
            try:
                self.done.emit(self._exchange.examine(self._tell))
            except DeskError as fault:
                self.refused.emit(fault)

    def _tell(self, finding: Finding) -> None:
        with contextlib.suppress(RuntimeError):
            self.found.emit(finding)


class ExchangeDialog(QDialog):
    """How this workstation and the others stand."""

    def __init__(
        self,
        exchange: Exchange,
        conflicts: ConflictsService,
        parent: QWidget,
        tray: AsideService | None = None,
        *,
        leaving: LeavingPart | None = None,
        move: MovePart | None = None,
        clock: Clock | None = None,
    ) -> None:
        """`tray` decides on what was set aside; without it that is only shown.

        `leaving` takes workstations out of the site, `move` tells of the way to a hub; both are parts of their own. By
        the `clock` it is said who has been silent for long.
        """
        super().__init__(parent)
        self._leaving = leaving
        self._move = move
        self._exchange = exchange
        self._conflicts = conflicts
        self.setObjectName("exchange")
        self.setWindowTitle(_("Exchange with the other workstations"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.state_label = PlainLabel(kind="heading")
        self.state_label.setWordWrap(True)
        self.detail_label = PlainLabel(kind="muted")
        self.detail_label.setWordWrap(True)
        self.own_label = PlainLabel()
        self.own_label.setWordWrap(True)
        self.others = _others_table(lambda: None if clock is None else clock.now())
        self.nobody_label = PlainLabel(_("No other workstation has joined yet."), kind="muted")
        self.twice = TwiceCard(conflicts)
        self.aside = AsideCard(tray)
        self.folder = FolderCard(exchange)
        self.out_button = QPushButton(_("Take &out of the site…"))
        self.out_button.setObjectName("exchange.take_out")
        self.out_button.setAutoDefault(False)
        name_widget(self.out_button, _("Take the workstation that is marked out of the site"))
        self.close_button = QPushButton(_("C&lose"))
        self.close_button.setObjectName("exchange.close")
        name_widget(self.close_button, _("Close"))

        self._lay_out()
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self.refresh)
        self._timer.start()
        self.close_button.clicked.connect(self.accept)
        self.out_button.clicked.connect(self.take_out)
        self.refresh()
        self._focus_what_waits()

    def _focus_what_waits(self) -> None:
        """Give the focus to what waits for a decision; of two answers to the one that changes nothing."""
        cards = self._leaving.cards if self._leaving is not None else []
        if self.twice.isVisibleTo(self):
            self.twice.keep_button.setFocus()
        elif cards and cards[0].refuse_button.isEnabled():
            cards[0].refuse_button.setFocus()
        else:
            self.folder.check_button.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let a digit alone decide, as everywhere at this desk, on every keyboard."""
        button = {"1": self.twice.keep_button, "2": self.twice.take_button}.get(digit_of(event))
        if button is not None and self.twice.isVisible():
            button.click()
        else:
            super().keyPressEvent(event)

    def _lay_out(self) -> None:
        inside = QWidget()
        cards = QVBoxLayout(inside)
        cards.setContentsMargins(0, 0, em(self, 0.5), 0)
        cards.setSpacing(em(self, 0.8))
        cards.addWidget(self.twice)
        if self._leaving is not None:
            cards.addWidget(self._leaving)
            self._leaving.changed.connect(self.refresh)
            self._leaving.shown.connect(self._bring_into_view)
        others = self._card(_("The others"), self.others, self.nobody_label)
        out = QHBoxLayout()
        out.addWidget(self.out_button)
        out.addStretch(1)
        cast("QVBoxLayout", others.layout()).addLayout(out)
        cards.addWidget(others)
        cards.addWidget(self.aside)
        cards.addWidget(self.folder)
        if self._move is not None:
            cards.addWidget(self._move)
        cards.addWidget(self._card(_("This workstation"), self.own_label))
        cards.addStretch(1)
        area = self.area = ScrollArea()
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inside)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(4 * [em(self, 1.2)]))
        column.setSpacing(em(self, 0.6))
        column.addWidget(self.state_label)
        column.addWidget(self.detail_label)
        column.addWidget(area, 1)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.close_button)
        column.addLayout(row)
        room = self.screen().availableGeometry()
        self.resize(min(em(self, 54), room.width() - 40), min(em(self, 46), room.height() - 60))

    @Slot()
    def refresh(self) -> None:
        """Show how things stand now."""
        state = self._exchange.state
        self.state_label.setText(words_of(state))
        self.detail_label.setText(detail_of(state))
        lines = [_("{what}: {words}").format(what=what, words=words) for what, words in own_lines(state)]
        self.own_label.setText("\n".join(lines))
        signs = sorted(state.workstations, key=lambda sign: (not sign.unsent and not sign.damaged, sign.workstation))
        self.others.show_values(signs)
        self.others.fit()
        self.others.setVisible(bool(signs))
        self.nobody_label.setVisible(not signs)
        self.twice.refresh()
        self.aside.show_things(state.aside, state.forked)
        self.folder.show_way(state)
        self.out_button.setVisible(self._leaving is not None and bool(signs) and not state.revoked)
        if self._leaving is not None:
            self._leaving.refresh()

    @Slot()
    def take_out(self) -> None:
        """Ask whether the workstation that is marked, or the first, is to go."""
        state = self._exchange.state
        chosen = self.others.current() or next((sign for sign in state.workstations if not sign.revoked), None)
        if self._leaving is not None and chosen is not None:
            self._leaving.ask(chosen.workstation, state.way)

    @Slot(QWidget)
    def _bring_into_view(self, part: QWidget) -> None:
        # A card that has just been shown has its place only once the layout has made room for it.
        QTimer.singleShot(0, part, lambda: self._show_top_of(part))

    def _show_top_of(self, part: QWidget) -> None:
        inside = cast("QWidget", self.area.widget())
        self.area.ensureWidgetVisible(part)
        top = part.mapTo(inside, QPoint(0, 0)).y()
        # In large text a card may be higher than the page: it is read from its beginning.
        if part.height() > self.area.viewport().height():
            self.area.verticalScrollBar().setValue(top)

    def _card(self, heading: str, *parts: QWidget) -> Card:
        card = Card()
        column = QVBoxLayout(card)
        column.setContentsMargins(*(4 * [em(self, 1)]))
        column.setSpacing(em(self, 0.5))
        column.addWidget(PlainLabel(heading, kind="subheading"))
        for part in parts:
            column.addWidget(part)
        return card


class TwiceCard(Card):
    """One field that was edited twice at a time: both values side by side, one key for each."""

    def __init__(self, conflicts: ConflictsService) -> None:
        super().__init__()
        self._conflicts = conflicts
        self._shown: EditedTwice | None = None
        self.heading_label = PlainLabel(kind="subheading")
        self.record_label = PlainLabel(kind="strong")
        self.record_label.setWordWrap(True)
        self.keep_button, self.keep_label = self._choice("exchange.keep")
        self.take_button, self.take_label = self._choice("exchange.take")
        self.trouble_label = PlainLabel(kind="error")
        self.trouble_label.setWordWrap(True)
        self.trouble_label.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(*(4 * [em(self, 1)]))
        column.setSpacing(em(self, 0.5))
        choices = QGridLayout()
        choices.setHorizontalSpacing(em(self, 0.8))
        choices.setColumnStretch(1, 1)
        for row, pair in enumerate(((self.keep_button, self.keep_label), (self.take_button, self.take_label))):
            choices.addWidget(pair[0], row, 0, Qt.AlignmentFlag.AlignTop)
            choices.addWidget(pair[1], row, 1)
        column.addWidget(self.heading_label)
        column.addWidget(self.record_label)
        column.addLayout(choices)
        column.addWidget(self.trouble_label)
        self.keep_button.clicked.connect(self.keep)
        self.take_button.clicked.connect(self.take)

    def refresh(self) -> None:
        """Show the first that waits for a decision, or nothing."""
        waiting = self._conflicts.unsettled()
        self._shown = waiting[0] if waiting else None
        self.setVisible(bool(waiting))
        if self._shown is None:
            return
        number = len(waiting)
        self.heading_label.setText(_n("Edited twice: {number}", "Edited twice: {number}", number).format(number=number))
        field = book_field_name(self._shown.field)
        self.record_label.setText(f"{self._shown.record} — {field}")
        self.keep_button.setText(_("1  Keep"))
        self.take_button.setText(_("2  Take"))
        self.keep_label.setText(_value_words(self._shown.stands))
        self.take_label.setText(_value_words(self._shown.overruled))
        name_widget(self.keep_button, _("Keep: {value}").format(value=self.keep_label.text()))
        name_widget(self.take_button, _("Take: {value}").format(value=self.take_label.text()))

    @Slot()
    def keep(self) -> None:
        """Let the value that stands stand."""
        self._decide(self._conflicts.keep)

    @Slot()
    def take(self) -> None:
        """Let the other value stand."""
        self._decide(self._conflicts.take)

    def _decide(self, verb: Callable[[UUID], object]) -> None:
        if self._shown is None:
            return
        try:
            verb(self._shown.id)
        except DeskError as fault:
            self.trouble_label.setText(sentence(fault))
            self.trouble_label.show()
        else:
            self.trouble_label.hide()
        self.refresh()

    def _choice(self, name: str) -> tuple[QPushButton, PlainLabel]:
        button, label = QPushButton(), PlainLabel()
        button.setObjectName(name)
        button.setAutoDefault(False)
        label.setWordWrap(True)
        return button, label


class AsideCard(Card):
    """What could not be taken in: from which file, why, since when; what came late is taken in by a manager."""

    def __init__(self, tray: AsideService | None) -> None:
        super().__init__()
        self._tray = tray
        self._things: tuple[SetAside, ...] = ()
        self.heading_label = PlainLabel(kind="subheading")
        self.alarm_label = PlainLabel(kind="error")
        self.alarm_label.setWordWrap(True)
        self.table = _aside_table()
        self.take_in_button = QPushButton(_("Take &in"))
        self.take_in_button.setObjectName("exchange.take_in")
        name_widget(self.take_in_button, _("Take in what came late; its figures change"))
        self.put_away_button = QPushButton(_("Put a&way"))
        self.put_away_button.setObjectName("exchange.put_away")
        name_widget(self.put_away_button, _("Keep this no longer"))
        self.trouble_label = PlainLabel(kind="error")
        self.trouble_label.setWordWrap(True)
        self.trouble_label.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(*(4 * [em(self, 1)]))
        column.setSpacing(em(self, 0.5))
        row = QHBoxLayout()
        for button in (self.take_in_button, self.put_away_button):
            button.setAutoDefault(False)
            button.setVisible(tray is not None)
            row.addWidget(button)
        row.addStretch(1)
        for part in (self.heading_label, self.alarm_label, self.table):
            column.addWidget(part)
        column.addLayout(row)
        column.addWidget(self.trouble_label)
        self.take_in_button.clicked.connect(self.take_in)
        self.put_away_button.clicked.connect(self.put_away)

    def show_things(self, things: Sequence[SetAside], forked: Sequence[str]) -> None:
        """Show what was set aside, and whose program wrote one number twice; nothing of either: nothing at all."""
        self.setVisible(bool(things or forked))
        self._things = tuple(things)
        number = len(things)
        self.heading_label.setText(_n("Set aside: {number}", "Set aside: {number}", number).format(number=number))
        self.alarm_label.setVisible(bool(forked))
        if forked:
            self.alarm_label.setText(
                _(
                    "A program of {names} has written one number twice: a copy of it runs elsewhere, or somebody "
                    "forges. Nothing more of that run is taken in; start the program there again."
                ).format(names=", ".join(forked))
            )
        self.table.show_values(list(things))
        self.table.fit()
        for button in (self.take_in_button, self.put_away_button):
            button.setEnabled(bool(things))

    @Slot()
    def take_in(self) -> None:
        """Take in the line that is marked, or the first."""
        if self._tray is not None:
            self._decide(self._tray.take_in)

    @Slot()
    def put_away(self) -> None:
        """Keep the line that is marked, or the first, no longer."""
        if self._tray is not None:
            self._decide(self._tray.put_away)

    def _decide(self, verb: Callable[[UUID], None]) -> None:
        chosen = self.table.current() or next(iter(self._things), None)
        if chosen is None:
            return
        try:
            verb(chosen.id)
        except DeskError as fault:
            self.trouble_label.setText(sentence(fault))
            self.trouble_label.show()
        else:
            self.trouble_label.hide()


class FolderCard(Card):
    """What lies between the workstations, and its examination, finding by finding, each with what to do."""

    def __init__(self, exchange: Exchange) -> None:
        super().__init__()
        self._examination = Examination(exchange, self)
        self._rows = 0
        self._by_hub = exchange.way.by_hub
        self.way_label = PlainLabel()
        self.way_label.setWordWrap(True)
        self.verdict_label = PlainLabel(
            _("Whether live calls can be left to the hub is found out by this workstation alone.")
            if self._by_hub
            else _("Two workstations find out together whether live calls can be left to the folder."),
            kind="muted",
        )
        self.verdict_label.setWordWrap(True)
        self.check_button = QPushButton(_("Check the &hub") if self._by_hub else _("Check the &folder"))
        self.check_button.setObjectName("exchange.check")
        name_widget(self.check_button, _("Check the hub") if self._by_hub else _("Check the folder"))
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(em(self, 0.6))
        self._grid.setVerticalSpacing(em(self, 0.3))
        self._grid.setColumnStretch(2, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(4 * [em(self, 1)]))
        column.setSpacing(em(self, 0.5))
        column.addWidget(PlainLabel(_way_heading(exchange.way), kind="subheading"))
        column.addWidget(self.way_label)
        column.addWidget(self.verdict_label)
        column.addLayout(self._grid)
        row = QHBoxLayout()
        row.addWidget(self.check_button)
        row.addStretch(1)
        column.addLayout(row)
        self.check_button.clicked.connect(self.check)
        self._examination.found.connect(self.show_finding)
        self._examination.done.connect(self.show_checkup)
        self._examination.refused.connect(self.show_refusal)

    def show_way(self, state: ExchangeState) -> None:
        """Show where the others are reached, and how it stands there, since when."""
        self.way_label.setText(f"{way_words(state.way)}\n{words_of(state)}")

    @Slot()
    def check(self) -> None:
        """Examine the folder, with whoever comes."""
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        self._rows = 0
        self.check_button.setEnabled(False)
        self._say(
            _("Examining the hub…")
            if self._by_hub
            else _("Waiting for a second workstation: the program need only be open there.")
        )
        self._examination.start()

    @Slot(object)
    def show_finding(self, finding: Finding) -> None:
        """Add what was just found."""
        from cdm_desk.ui.checkup_words import advice, found, heading  # noqa: PLC0415 - with the exchange, not before

        tokens = tokens_of(self)
        icon = (
            IconLabel("check-circle", 1.2, tokens.ok)
            if finding.passed
            else IconLabel("warning-circle", 1.2, tokens.error)
        )
        words = PlainLabel(f"{found(finding)} {advice(finding)}".strip())
        words.setWordWrap(True)
        icon.setAccessibleName(_("good") if finding.passed else _("not good"))
        for column, part in enumerate((icon, PlainLabel(heading(finding.check), kind="strong"), words)):
            self._grid.addWidget(part, self._rows, column, Qt.AlignmentFlag.AlignTop)
        self._rows += 1
        if finding.check == "partner" and finding.passed:
            self._say(_("Examining the folder together; half a minute…"))

    @Slot(object)
    def show_checkup(self, checkup: Checkup) -> None:
        """Say what came of it."""
        from cdm_desk.ui.checkup_words import verdict  # noqa: PLC0415 - with the exchange, not before

        self._end(verdict(checkup))

    @Slot(object)
    def show_refusal(self, fault: DeskError) -> None:
        """Say why there was no examination."""
        self._end(sentence(fault))

    def _end(self, words: str) -> None:
        self._say(words)
        self.check_button.setEnabled(True)

    def _say(self, words: str) -> None:
        self.verdict_label.setText(words)
        announce(self.verdict_label, words)


def _way_heading(way: Way) -> str:
    if way.by_both:
        return _("Folder and hub")
    return _("The hub") if way.by_hub else _("The shared folder")


def _others_table(now: Callable[[], datetime | None]) -> _WholeTable[Sign]:
    def seen(sign: Sign) -> str:
        return seen_words(sign, now())

    def state(sign: Sign) -> str:
        return _sign_state(sign, now())

    columns: tuple[Column[Sign], ...] = (
        Column(heading=lambda: _("Workstation"), text=lambda sign: sign.workstation),
        Column(heading=lambda: _("Last sign of life"), text=seen, sort=_seen),
        Column(heading=lambda: _("To send"), text=_to_send, sort=lambda sign: sign.unsent, number=True),
        Column(heading=lambda: _("State"), text=state, stretch=True),
    )
    model = ListModel(columns, lambda sign: f"{sign.workstation}, {seen(sign)}, {state(sign)}", _name_of)
    table = _WholeTable(model, "exchange.others")
    table.setAccessibleName(_("The others"))
    return table


def _name_of(sign: Sign) -> str:
    return sign.workstation


def _aside_table() -> _WholeTable[SetAside]:
    columns: tuple[Column[SetAside], ...] = (
        Column(heading=lambda: _("Why"), text=_aside_why, stretch=True),
        Column(heading=lambda: _("Since"), text=_aside_since, sort=_aside_moment, width=11),
        Column(heading=lambda: _("Size"), text=_aside_size, sort=lambda thing: thing.size, number=True, width=5),
        Column(heading=lambda: _("File"), text=_aside_file, width=12),
    )
    model = ListModel(columns, _aside_spoken, lambda thing: thing.id.hex)
    table = _WholeTable(model, "exchange.aside")
    table.setAccessibleName(_("Set aside"))
    return table


def _aside_why(thing: SetAside) -> str:
    words = {
        "damaged": _("Damaged at {no}; whoever holds it mends it."),
        "fork": _("A second version of number {no}."),
        "stray": _("Sent by the wrong way."),
        "nonsense": _("Makes no sense to this program."),
        "kind": _("Not for a workstation of its kind."),
        "revoked": _("Sent after its workstation was revoked."),
        "late": _("Came after the end of its day or month."),
    }
    return words.get(thing.why, thing.why).format(no=thing.no)


def _aside_since(thing: SetAside) -> str:
    if thing.since is None:
        return "–"
    return f"{in_use().date(thing.since.date())} {in_use().time(thing.since)}"


def _aside_moment(thing: SetAside) -> float:
    return thing.since.timestamp() if thing.since else 0.0


def _aside_size(thing: SetAside) -> str:
    return _("{number} B").format(number=in_use().number(thing.size)) if thing.size else "–"


def _aside_file(thing: SetAside) -> str:
    return f"{thing.lane}/{thing.period}/{thing.run[:_DIGITS_SHOWN]}…"


def _aside_spoken(thing: SetAside) -> str:
    return f"{_aside_why(thing)} {_aside_since(thing)}, {thing.file}"


def _to_send(sign: Sign) -> str:
    return in_use().number(sign.unsent) if sign.unsent else "–"


def _seen(sign: Sign) -> float:
    return sign.seen_at.timestamp() if sign.seen_at else 0.0


def _sign_state(sign: Sign, now: datetime | None) -> str:
    if sign.revoked:
        return _("Revoked")
    if sign.damaged:
        return _("Its log is damaged; the others mend it.")
    if sign.unsent:
        return _("The day is not final without it.")
    if is_silent(sign, now):
        return _("Everything is here. Silent: it is off, frozen or out of reach.")
    return _("Everything is here.") if sign.seen_at else _("Not heard of yet.")


def _value_words(value: object) -> str:
    if value in (None, "", []):
        return _("(empty)")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    text = "; ".join(map(str, value)) if isinstance(value, list) else str(value)
    return text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]}…"
