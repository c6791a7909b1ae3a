"""Off-site: the bag of this laptop, counted in one key a person; and for the house, which bags are away."""

from __future__ import annotations

from collections import deque
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, QTimer, Slot
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from cdm_desk.domain.bag import How
from cdm_desk.domain.change import Department
from cdm_desk.domain.staff import Action
from cdm_desk.language import _
from cdm_desk.ui.appearance import em
from cdm_desk.ui.bag_counter import LAST_BACK, BagCounter, content_of
from cdm_desk.ui.bag_form import BagForm
from cdm_desk.ui.bag_interview import InterviewCard
from cdm_desk.ui.bag_sheet import bag_sheet
from cdm_desk.ui.bag_tables import BagsAway, BagTotals
from cdm_desk.ui.bag_words import bag_name, days_text, entered_text, without_theme
from cdm_desk.ui.fresh import FreshPage
from cdm_desk.ui.key_map import KeyMap
from cdm_desk.ui.keys_off import KeysOffLabel
from cdm_desk.ui.message_bar import steady_height
from cdm_desk.ui.tab_commands import KeyButton, TabCommands
from cdm_desk.ui.widgets import Card, FlowLayout, PlainLabel, ScrollArea
from cdm_desk.ui.words import label_of, people_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date
    from uuid import UUID

    from PySide6.QtGui import QAction, QResizeEvent

    from cdm_desk.domain.bag import Bag, Entered, Known, Mode, Totals
    from cdm_desk.domain.lists import Entry
    from cdm_desk.services.bag import BagService
    from cdm_desk.services.lists import ListsService
    from cdm_desk.ui.bag_interview import Talk
    from cdm_desk.ui.messages import Messages
    from cdm_desk.ui.undo import Undo

EVERY_MS = 30_000
NARROW = 70
OF_THE_BAGS = frozenset({Department.BAG, Department.LISTS, Department.EXCHANGE})
LOW = 30


class BagTab(FreshPage):
    """Without a bag here: the form that opens one, the bags that are away. With one: clicker, bundles, interviews."""

    concerning = frozenset(
        {Department.BAG, Department.ACTIVITIES, Department.COUNSELLING, Department.LISTS, Department.EXCHANGE}
    )

    def __init__(
        self,
        bags: BagService,
        lists: ListsService,
        messages: Messages,
        undo: Undo,
        *,
        may: Callable[[Action], bool],
        key_map: KeyMap | None = None,
    ) -> None:
        super().__init__()
        self._key_map = key_map or KeyMap()
        self._bags = bags
        self._lists = lists
        self._messages = messages
        self._undo = undo
        self._may = may
        self._bag: Bag | None = None
        self._closed: Totals | None = None
        self._themes: Sequence[Entry] = ()
        self._known: Sequence[Known] = ()
        self._just_counted: UUID | None = None
        self._from_keys: deque[UUID | None] = deque(maxlen=12)

        self.setObjectName("bag.tab")
        self._commands = TabCommands(self, "bag", key_map=self._key_map)
        add = self._commands.add
        self.form = BagForm(self._commands)
        for edit in (self.form.first_edit, self.form.last_edit):
            edit.refused.connect(messages.hint)
        self.take_back_action = self._commands.add_key(
            "take_back", lambda: _("Take the last back"), self.take_back, LAST_BACK
        )
        self.counter = BagCounter(self._commands, self._key_map, self.take_back_action)
        self.clicker_action = add("clicker", lambda: _("To the clicker"), self._to_clicker, ["Ctrl+K"])
        self.interview_action = add("interview", lambda: _("To the interview"), self._to_interview, ["Ctrl+I"])
        self.interview = InterviewCard(self._commands, lists, messages, self._key_map)
        self.close_action = add("close", lambda: _("Close the bag"), self.close_bag, ["Ctrl+Shift+D"], "check-circle")
        self.paper_action = add("paper", lambda: _("On paper…"), self.show_paper, ["Ctrl+P"], "printer")
        self.reopen_action = add("reopen", lambda: _("Open it again"), self.reopen, [])
        self.write_off_action = add("write_off", lambda: _("Write the bag off"), self.write_off, [], "trash")
        self.heading_label = PlainLabel(kind="heading")
        self.heading_label.setObjectName("bag.heading")
        self.when_label = PlainLabel(kind="muted")
        self.off_label = KeysOffLabel(self._key_map, "bag.keys_off")
        self.close_button = KeyButton(self.close_action, "bag.close")
        self.paper_button = KeyButton(self.paper_action, "bag.paper")
        self.reopen_button = KeyButton(self.reopen_action, "bag.reopen")
        self.write_off_button = KeyButton(self.write_off_action, "bag.write_off")
        self.totals_label = PlainLabel(kind="subheading")
        self.totals = BagTotals(self)
        self.away_label = PlainLabel(kind="subheading")
        self.away = BagsAway(bags.place, self)
        self._commands.menu(lambda: _("List"), self.away.actions_for_menu())
        self._minutes = QTimer(self, interval=EVERY_MS)

        self._assemble()
        self._turn()
        self._reload(self.concerning)
        self._commands.menu(lambda: _("Theme"), self.counter.actions())
        self.retranslate()
        self._connect()

    def _assemble(self) -> None:
        self._totals_card, self._away_card = Card(), Card()
        totals = QVBoxLayout(self._totals_card)
        totals.addWidget(self.totals_label)
        totals.addWidget(self.totals, 1)
        acts = FlowLayout(gap=em(self, 0.5))
        for button in (self.paper_button, self.reopen_button):
            acts.addWidget(button)
        totals.addLayout(acts)
        away = QVBoxLayout(self._away_card)
        away.addWidget(self.away_label)
        away.addWidget(self.away, 1)
        away.addWidget(self.write_off_button, 0, Qt.AlignmentFlag.AlignLeft)
        head = FlowLayout(gap=em(self, 1.2))
        for part in (self.heading_label, self.close_button):
            head.addWidget(part)
        self.when_label.setWordWrap(True)
        self._left = content_of((self.counter, self.form, self._totals_card), em(self, 0.8))
        self._right = content_of((self.interview, self._away_card), em(self, 0.8))
        halves = QWidget()
        self._halves = QBoxLayout(QBoxLayout.Direction.LeftToRight, halves)
        self._halves.setContentsMargins(0, 0, 0, 0)
        self._halves.setSpacing(em(self, 0.8))
        self._halves.addWidget(self._left, 1)
        self._halves.addWidget(self._right, 1)
        self._content = content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(*4 * [em(self, 0.8)])
        column.setSpacing(em(self, 0.5))
        column.addLayout(head)
        column.addWidget(self.when_label)
        column.addWidget(self.off_label)
        column.addWidget(halves, 1)
        self._scroll = scroll = ScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(content)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)

    def _connect(self) -> None:
        self.form.wanted.connect(self.open_bag)
        self.counter.clicked.connect(self.click)
        self.counter.bundled.connect(self.bundle)
        self.counter.day_chosen.connect(self._show_counted)
        self.counter.pad.pressed.connect(self._note_press)
        self.counter.pad.doubled.connect(self._say_doubled)
        self.counter.pad.flooded.connect(self._take_back_scan)
        self.counter.pad.unheard.connect(self._say_silent)
        self.interview.noted.connect(self.note)
        self.interview.left.connect(self._to_clicker)
        self.away.chosen.connect(self._enable)
        self._key_map.changed.connect(self.retranslate)
        self._minutes.timeout.connect(self._pass_time)
        self._minutes.start()

    def _reload(self, departments: frozenset[Department]) -> None:
        with self._messages.explain():
            if not departments & OF_THE_BAGS:
                # Somebody more was counted: at a fair that is every other second.
                self._show_counted()
                return
            if Department.LISTS in departments:
                self._themes = self._lists.themes_in_use()
                self.counter.show_keys(self._themes)
                self.interview.reload()
            before = None if self._bag is None else self._bag.id
            self._bag = self._bags.here()
            self._known = [known for known in self._bags.known() if not known.here or self._bag is None]
            if (None if self._bag is None else self._bag.id) != before:
                self._turn()
            self._show()

    def retranslate(self) -> None:
        """Set the words again; what was chosen stays."""
        self._commands.retranslate()
        for part in (self.form, self.counter, self.interview, self.off_label):
            part.retranslate()
        for table, name in ((self.totals, _("What the bag has counted")), (self.away, _("Bags that are away"))):
            table.setAccessibleName(name)
            table.retranslate()
        self._show()

    def actions_for_menu(self) -> list[QAction]:
        """Return the commands of the clicker, of the bag and of its lists."""
        return self._commands.for_menu()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the halves below each other where they do not fit side by side."""
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        # Without a bag the list of those away wants the whole width.
        below = self._bag is None or self.width() < em(self, NARROW)
        self._halves.setDirection(QBoxLayout.Direction.TopToBottom if below else QBoxLayout.Direction.LeftToRight)
        self._halves.setStretch(0, 0 if below else 1)
        low = steady_height(self) < em(self, LOW)
        self.counter.show_compact(low=low)
        self.when_label.setVisible(not low)
        # The band over the tabs says where the bag is.
        self.heading_label.setVisible(not low or self._bag is None)

    @Slot(object, str, object, object)
    def open_bag(self, mode: Mode, place: str, first_day: date, last_day: date) -> None:
        """Open a bag on this computer."""
        if not place:
            self._messages.hint(_("Where do you go? Choose the place first."))
            self.form.place_box.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        with self._messages.explain():
            bag = self._bags.open(mode, place, first_day=first_day, last_day=last_day)
            self._closed = None
            self._messages.tell(_("Bag opened: {bag}").format(bag=bag_name(bag, self._bags.place)))

    @Slot(str)
    def click(self, theme_code: str) -> None:
        """Count one person."""
        with self._messages.explain():
            self._remember(self._bags.click(theme_code or None, day=self.counter.day))

    @Slot(str, int)
    def bundle(self, theme_code: str, people: int) -> None:
        """Count people that were counted by hand."""
        with self._messages.explain():
            self._remember(self._bags.bundle(theme_code or None, people, day=self.counter.day))

    @Slot(object)
    def note(self, talk: Talk) -> None:
        """Note an interview; the card is empty again for the next."""
        with self._messages.explain():
            entered = self._bags.interview(
                talk.theme_code,
                talk.outcome_codes,
                sub_theme_codes=talk.sub_theme_codes,
                language=talk.language,
                minutes=talk.minutes,
                people=talk.people,
                day=self.counter.day,
            )
            self.interview.clear()
            self._remember(entered)

    @Slot()
    def take_back(self) -> None:
        """Take back what was counted last today."""
        with self._messages.explain():
            latest = self._bags.latest()
            if not latest:
                self._messages.hint(_("There is nothing to undo."))
                return
            self._bags.take_back(latest[0].fact_id)
            self._undo.settle(latest[0].fact_id)
            self._messages.tell(_("Undone: {act}").format(act=self._entered_words(latest[0])))

    @Slot()
    def close_bag(self) -> None:
        """Close the bag and show what it has counted."""
        with self._messages.explain():
            self._closed = self._bags.close()
            bag = self._closed.bag
            words = partial(self._closed_words, bag)
            self._undo.keep(words, partial(self._bags.reopen, bag.id))
            self._show()

    @Slot()
    def reopen(self) -> None:
        """Open again the bag that was closed last."""
        if self._closed is not None:
            with self._messages.explain():
                self._bags.reopen(self._closed.bag.id)
                self._closed = None

    @Slot()
    def show_paper(self) -> None:
        """Show the page of the bag: to read, copy or print."""
        totals = self._totals()
        if totals is not None:
            bag_sheet(totals, self._themes, self._bags.place, self).open()

    @Slot()
    def write_off(self) -> None:
        """Write off the bag that is selected: its laptop will not come back."""
        known = self.away.current()
        if known is None:
            self._messages.hint(_("Select a bag in the list first."))
            return
        with self._messages.explain():
            bag = self._bags.write_off(known.bag.id)
            named = bag_name(bag, self._bags.place)
            self._undo.keep(
                lambda: _("Bag written off: {bag}").format(bag=named), partial(self._bags.bring_back, bag.id)
            )

    def _remember(self, entered: Entered) -> None:
        self._just_counted = entered.fact_id
        words = partial(self._entered_words, entered)
        self._undo.keep(words, partial(self._bags.take_back, entered.fact_id), about=entered.fact_id)

    def _entered_words(self, entered: Entered) -> str:
        return entered_text(entered, self._theme_words(entered.theme_code))

    def _theme_words(self, code: str | None) -> str:
        theme = next((theme for theme in self._themes if theme.code == code), None)
        return label_of(theme) if theme is not None else code or without_theme()

    def _closed_words(self, bag: Bag) -> str:
        return _("Bag closed: {bag}").format(bag=bag_name(bag, self._bags.place))

    def _turn(self) -> None:
        """Show the side that is wanted now, and have its keys heard."""
        bag = self._bag
        had_focus = any(part.hasFocus() for part in self.findChildren(QWidget))
        self.setFocusProxy(self.counter.pad if bag is not None else self.form.place_box)
        sides = ((self.counter,), (self.form, self._away_card))
        shown, hidden = sides if bag is not None else sides[::-1]
        for part in shown:
            part.show()
        # Before the other side goes: what is hidden with the focus hands it on to whatever stands next.
        if had_focus:
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        for part in hidden:
            part.hide()
        self._place()

    def _show(self) -> None:
        bag = self._bag
        today = self._bags.today()
        if bag is not None:
            # What was counted on paper is of the bag's days; a day more is chosen.
            days = [bag.first_day + timedelta(days=no) for no in range((today - bag.first_day).days + 1)]
            self.counter.show_days(days, min(today, bag.last_day))
        else:
            self.form.show_places(self._bags.places(), today)
        self.away.show_values(self._known)
        self._show_counted()
        self._say()
        self._enable()

    @Slot()
    def _show_counted(self) -> None:
        with self._messages.explain():
            totals = self._totals()
            self._totals_card.setVisible(totals is not None)
            if totals is None:
                return
            self.totals.show_totals(totals, self._themes)
            latest = self._bags.latest()
            self.counter.show_counted(totals, self._entered_words(latest[0]) if latest else "")
            channel = bag_name(totals.bag, self._bags.place)
            interviews = totals.counted_so(How.INTERVIEW)
            self.totals_label.setText(
                _("{bag}: {people}, of which {interviews} in interviews").format(
                    bag=channel, people=people_text(totals.people), interviews=interviews
                )
            )

    def _totals(self) -> Totals | None:
        return self._closed if self._bag is None else self._bags.totals(self._bag.id)

    def _say(self) -> None:
        bag = self._bag
        if bag is None:
            self.heading_label.setText(_("Off-site"))
            self.when_label.setText(_("No bag is open on this computer."))
        else:
            self.heading_label.setText(bag_name(bag, self._bags.place))
            days = days_text(bag.first_day, bag.last_day)
            if self._bags.today() < bag.first_day:
                words = _("{days}. Counting begins on its first day.")
            else:
                words = _("{days}. Everything counted here bears this place. No network is needed.")
            self.when_label.setText(words.format(days=days))
        self.away_label.setText(_("Bags that are away") if self._known else _("No bag is away."))

    @Slot()
    def _enable(self) -> None:
        bag = self._bag
        here = bag is not None
        begun = bag is not None and bag.first_day <= self._bags.today()
        sensitive = bag is not None and bag.mode.sensitive
        heads = Action.COUNT_AUDIENCE if sensitive else Action.COUNT_HEADS
        self.form.enable(possible=not here)
        self.counter.enable(possible=begun and self._may(heads))
        self.interview.enable(possible=begun and self._may(Action.ADVISE))
        self._right.setVisible(self.interview.isVisibleTo(self._right) or not here)
        self.take_back_action.setEnabled(here)
        self.clicker_action.setEnabled(here)
        self.interview_action.setEnabled(here and self._may(Action.ADVISE))
        self.close_action.setEnabled(here)
        self.paper_action.setEnabled(here or self._closed is not None)
        self.reopen_action.setEnabled(not here and self._closed is not None)
        self.write_off_action.setEnabled(not here and bool(self._known) and self._may(Action.RELEASE_DESK))
        self.close_button.setVisible(here)
        self.reopen_button.setVisible(not here)
        self.write_off_button.setVisible(self.write_off_action.isEnabled())

    @Slot()
    def _to_interview(self) -> None:
        self.interview.pad.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._bring(self.interview)

    @Slot()
    def _to_clicker(self) -> None:
        self.counter.to_pad()
        self._bring(self.counter)

    def _bring(self, card: QWidget) -> None:
        """Have the top of a card in sight, where the page is higher than the window."""
        top = card.mapTo(self._content, QPoint())
        self._scroll.verticalScrollBar().setValue(top.y() - em(self, 0.5))

    @Slot(str)
    def _note_press(self, _sign: str) -> None:
        # Heard after the counter has: what this key has counted, if anything.
        self._from_keys.append(self._just_counted)
        self._just_counted = None

    @Slot(int)
    def _take_back_scan(self, passed: int) -> None:
        """Take back what a scanner's burst of keys has counted before it was recognised."""
        taken = [fact_id for fact_id in list(self._from_keys)[-passed:] if fact_id is not None]
        with self._messages.explain():
            for fact_id in reversed(taken):
                self._bags.take_back(fact_id)
                self._undo.settle(fact_id)
        self._from_keys.clear()
        self._messages.warn(_("That was a scanner, not a hand: nothing was counted. Scan in the library."))

    @Slot(str)
    def _say_doubled(self, sign: str) -> None:
        self._messages.hint(_("The key {key} came twice at once and was counted once.").format(key=sign))

    @Slot(str)
    def _say_silent(self, key: str) -> None:
        self._messages.hint(self._key_map.why_silent(key))

    @Slot()
    def _pass_time(self) -> None:
        if self.isVisible():
            self._reload(frozenset({Department.BAG}))
