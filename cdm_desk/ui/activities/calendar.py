"""The calendar: week, day, month or list; one key plans, opens, counts, moves or calls off; each has its way back."""

from __future__ import annotations

from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QLineEdit, QStackedWidget, QVBoxLayout

from cdm_desk.domain.change import Department
from cdm_desk.domain.folding import fold, words
from cdm_desk.domain.lists import Kind
from cdm_desk.language import _, _n, _p, in_use
from cdm_desk.services.activities import Which
from cdm_desk.ui.activities.days import Shown, headings, neighbour, sheet_of, span_of, span_text
from cdm_desk.ui.activities.form import Choices, Chosen, activity_dialog
from cdm_desk.ui.activities.grid import CalendarGrid, Card
from cdm_desk.ui.activities.heads import HeadsBar
from cdm_desk.ui.activities.tables import Line, activities_model
from cdm_desk.ui.activity_words import (
    activity_sentence,
    activity_title,
    doubts_text,
    heads_text,
    hours_text,
    place_name,
    planned_text,
    standing_text,
)
from cdm_desk.ui.appearance import em
from cdm_desk.ui.fresh import FreshPage
from cdm_desk.ui.key_map import KeyMap
from cdm_desk.ui.keys import digit_of, sign_of
from cdm_desk.ui.library.view_bar import View, ViewBar
from cdm_desk.ui.tab_commands import TabCommands
from cdm_desk.ui.tables import ListTable
from cdm_desk.ui.widgets import ActionButton, FlowLayout, Placeholder, PlainLabel, announce, name_widget
from cdm_desk.ui.words import label_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date, time
    from uuid import UUID

    from PySide6.QtGui import QAction, QResizeEvent

    from cdm_desk.domain.agenda import Activity, Doubt
    from cdm_desk.domain.lists import Entry
    from cdm_desk.services.activities import Act, ActivitiesService, Pursued
    from cdm_desk.services.lists import ListsService
    from cdm_desk.ui.activities.sheets import Spot
    from cdm_desk.ui.messages import Messages
    from cdm_desk.ui.undo import Undo

_KINDS: Final = (
    Kind.ACTIVITY,
    Kind.THEME,
    Kind.LANGUAGE,
    Kind.AUDIENCE,
    Kind.PARTNER,
    Kind.SCHOOL_LEVEL,
    Kind.TEACHING,
)
# In letters: narrower or lower, the calendar needs the room.
_NARROW: Final = 62
_LOW: Final = 24
_SHEETS: Final = frozenset({Shown.WEEK, Shown.DAY, Shown.MONTH})


class ArrowButton(ActionButton):
    """A way to the week before or after: its arrow says it, its words are spoken and in the tool tip."""

    @Slot()
    def _copy(self) -> None:
        super()._copy()
        self.setText("")


class CalendarPage(FreshPage):
    """Arrows go from card to card; N, Enter, D, P, Del and Alt with an arrow act on the one that is current."""

    concerning = frozenset({Department.ACTIVITIES, Department.LISTS})

    def __init__(
        self,
        activities: ActivitiesService,
        lists: ListsService,
        messages: Messages,
        undo: Undo,
        *,
        key_map: KeyMap | None = None,
    ) -> None:
        super().__init__()
        self._activities = activities
        self._lists = lists
        self._messages = messages
        self._undo = undo
        self._key_map = key_map or KeyMap()
        self._day = activities.today()
        self._doubts: Mapping[UUID, Sequence[Doubt]] = {}
        self._entries: dict[str, Entry] = {}
        self._places: dict[str, Entry] = {}
        self._dialog: QDialog | None = None
        self._pursued: Sequence[Pursued] = ()
        self._commands = TabCommands(self, "activities")
        self._make_actions()
        self._make_widgets()
        self._lay_out()
        self.setFocusProxy(self.grid)
        self._reload(self.concerning)
        self._come_to(self._day)
        self.retranslate()
        self._connect()

    def actions_for_menu(self) -> list[QAction]:
        """Return the commands of the calendar, for the menu."""
        return self._commands.for_menu()

    def retranslate(self) -> None:
        """Set the words again; nothing typed is lost."""
        self._commands.retranslate()
        self.views.retranslate()
        self.heads.retranslate()
        self.list.retranslate()
        name_widget(self.find_field, _("Search activities"), "", self.find_action.shortcut())
        self.find_field.setPlaceholderText(_("Words of the title, room, partner or theme"))
        name_widget(self.list, _("Activities"))
        self._show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the room to the calendar where it is scarce."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the size of text."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange and hasattr(self, "detail_label"):
            self._fit()

    @Slot()
    def _fit(self) -> None:
        wide, high = self.width() / em(self, 1), self.height() / em(self, 1)
        for button in (self.back_button, self.today_button, self.on_button, self.new_button):
            # The commands stay in the menu and on their keys.
            button.setVisible(wide > _NARROW)
        self.find_field.setVisible(wide > _NARROW or self._view() is Shown.LIST or self.find_field.hasFocus())
        self.find_field.setFixedWidth(em(self, 12))
        asked = not self.heads.isHidden()
        self.detail_label.setVisible(high > _LOW or not asked)
        self.heading_label.setVisible(high > _LOW or not asked)
        self.views.setVisible(high > _LOW or not asked)
        # Of one line or of two, the calendar above it stays where it is.
        self.detail_label.setMinimumHeight(2 * self.detail_label.fontMetrics().lineSpacing())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Page keys go to another week, or whatever is shown; Esc goes back to the calendar."""
        if event.key() in {Qt.Key.Key_PageUp, Qt.Key.Key_PageDown} and self._view() in _SHEETS:
            self._go(-1 if event.key() == Qt.Key.Key_PageUp else 1)
        elif event.key() == Qt.Key.Key_Home and self._view() in _SHEETS:
            self.go_to_today()
        elif event.key() == Qt.Key.Key_Escape and self.find_field.hasFocus() and self.find_field.text():
            self.find_field.clear()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Hear single keys in the calendar and in the list: a digit begins a count."""
        if event.type() is not QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        if watched is self.find_field:
            heard = event.key() in {Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter}
            if heard:
                self._into_list()
        else:
            heard = not event.isAutoRepeat() and self._hear(event)
        return heard or super().eventFilter(watched, event)

    def _hear(self, event: QKeyEvent) -> bool:
        digit = digit_of(event)
        if digit and self.current() is not None:
            self.count(digit)
            return True
        command = self._keys.get(sign_of(event)) if self._key_map.switched_on else None
        if event.key() == Qt.Key.Key_Delete and not event.modifiers():
            command = self.call_off_action
        if command is not None:
            command.trigger()
        return command is not None

    def current(self) -> Activity | None:
        """Return the activity that is current."""
        if self._view() in _SHEETS:
            return self.grid.activity()
        line = self.list.current()
        return None if line is None else line.activity

    def show_activity(self, activity: Activity) -> None:
        """Go to the day of an activity, and to its card."""
        self._day = activity.day
        if self._view() is Shown.COUNT:
            self.views.go_to(Shown.WEEK.value)
        self._show()
        if self._view() in _SHEETS:
            self.grid.choose(activity.id)
        else:
            self.list.choose(activity.id)

    @Slot()
    def plan(self) -> None:
        """Plan an activity on the spot that is current."""
        spot = self.grid.spot() if self._view() in _SHEETS else None
        day = self._day if spot is None else spot.day
        fresh = self._activities.fresh(day, None if spot is None else spot.begins)
        with self._messages.explain():
            self._activities.check_may_plan()
            self._open(fresh, self._keep_new, is_new=True)

    @Slot()
    def edit(self) -> None:
        """Change the activity that is current."""
        activity = self._wanted()
        if activity is None:
            return
        with self._messages.explain():
            self._activities.check_may_plan()
            self._open(activity, partial(self._keep_changed, activity), is_new=False)

    @Slot()
    def open_current(self) -> None:
        """Open the card that is current, or plan on the empty spot."""
        if self.current() is None and self._view() in _SHEETS:
            self.plan()
        else:
            self.edit()

    @Slot()
    def duplicate(self) -> None:
        """Plan the same a week later."""
        activity = self._wanted()
        if activity is None:
            return
        with self._messages.explain():
            act = self._activities.duplicate(activity.id)
            self._tell(act, planned_text(act.after[0], 1, ()))
            self.show_activity(act.after[0])

    @Slot()
    def call_off(self) -> None:
        """Call the activity off, or hold it after all."""
        activity = self._wanted()
        if activity is None:
            return
        with self._messages.explain():
            title = activity_title(activity)
            if activity.called_off:
                act = self._activities.hold_after_all(activity.id)
                self._tell(act, _("“{title}” is held after all.").format(title=title))
            else:
                act = self._activities.call_off(activity.id)
                self._tell(act, _("“{title}” is called off.").format(title=title))

    @Slot()
    def remove(self) -> None:
        """Take the activity out of the calendar."""
        self._remove(Which.THIS)

    @Slot()
    def remove_rest(self) -> None:
        """Take the activity and those after it of its series out of the calendar."""
        self._remove(Which.REST)

    @Slot()
    def ask_heads(self) -> None:
        """Ask how many came."""
        self.count("")

    def count(self, typed: str) -> None:
        """Ask how many came; `typed` is the first digit, where one began with it."""
        activity = self._wanted()
        if activity is not None:
            self.heads.ask(activity, partial(self._keep_heads, activity.id), typed)
            self._fit()

    @Slot()
    def go_to_today(self) -> None:
        """Show today."""
        self._come_to(self._activities.today())

    @Slot()
    def go_back(self) -> None:
        """Show the week before, or whatever is shown."""
        self._go(-1)

    @Slot()
    def go_on(self) -> None:
        """Show the next week, or whatever is shown."""
        self._go(1)

    @Slot()
    def search(self) -> None:
        """Go to the field for searching; what is found stands in the list."""
        self.find_field.show()
        self.find_field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.find_field.selectAll()

    @Slot(int, int)
    def push(self, days: int, rows: int) -> None:
        """Move the current card by days, or by an hour; in a month by a week."""
        activity = self._wanted()
        if activity is None:
            return
        begins = activity.begins
        if rows and self._view() is Shown.MONTH:
            days = 7 * rows
        elif rows:
            if begins is None or not 0 <= begins.hour + rows <= _LAST_HOUR:
                self._messages.hint(_("It cannot be moved to that hour. Enter opens it."))
                return
            begins = begins.replace(hour=begins.hour + rows)
        self._move(activity, neighbour(activity.day, days), begins)

    @Slot(object, object)
    def drop(self, activity: Activity, spot: Spot) -> None:
        """Move a card that was dragged to another spot; it begins at the same minute as before."""
        begins = activity.begins
        if begins is not None and spot.hour is not None:
            begins = begins.replace(hour=spot.hour)
        if (spot.day, begins) != (activity.day, activity.begins):
            self._move(activity, spot.day, begins)

    def _move(self, activity: Activity, day: date, begins: time | None) -> None:
        with self._messages.explain():
            act = self._activities.move(activity.id, day, begins)
            moved = act.after[0]
            self._tell(
                act,
                _("“{title}” is now on {day}, {hours}.").format(
                    title=activity_title(moved), day=in_use().date(moved.day, "brief"), hours=hours_text(moved)
                ),
            )
            self.show_activity(moved)

    def _remove(self, which: Which) -> None:
        activity = self._wanted()
        if activity is None:
            return
        with self._messages.explain():
            act = self._activities.remove(activity.id, which)
            told = _n("{number} activity removed.", "{number} activities removed.", len(act.after))
            self._tell(act, told.format(number=in_use().number(len(act.after))))

    def _keep_new(self, chosen: Chosen) -> None:
        act = self._activities.plan(chosen.activity, chosen.rhythm, chosen.times)
        self._tell(act, planned_text(act.after[0], len(act.after), act.skipped))
        self.show_activity(act.after[0])

    def _keep_changed(self, seen: Activity, chosen: Chosen) -> None:
        act = self._activities.change(chosen.activity, seen, chosen.which)
        told = _n("“{title}” is changed.", "“{title}” is changed, on {number} days of its series.", len(act.after))
        self._tell(act, told.format(title=activity_title(act.after[0]), number=in_use().number(len(act.after))))
        self.show_activity(act.after[0])

    def _keep_heads(
        self, activity_id: UUID, present: int | None, enrolled: int | None, accompanying: int | None
    ) -> None:
        if present is None:
            act = self._activities.enrol(activity_id, enrolled)
        else:
            act = self._activities.count(activity_id, present, enrolled=enrolled, accompanying=accompanying)
        counted = act.after[0]
        told = f"{activity_title(counted)} : {heads_text(counted)}" if heads_text(counted) else activity_title(counted)
        self._tell(act, told)

    def _tell(self, act: Act, told: str) -> None:
        doubts = chain.from_iterable(
            [doubts_text(each, self._activities.doubts(each))] for each in act.after[:1] if each.stands
        )
        told = " ".join(filter(None, [told, *doubts]))
        self._undo.keep(lambda: told, partial(self._activities.take_back, act), of=Department.ACTIVITIES)
        self._reload(frozenset({Department.ACTIVITIES}))

    def _wanted(self) -> Activity | None:
        activity = self.current()
        if activity is None:
            self._messages.hint(_("Go to an activity first, by the arrows. N plans one."))
        return activity

    def _open(self, activity: Activity, keep: Callable[[Chosen], None], *, is_new: bool) -> None:
        choices = Choices(
            entries={kind: self._lists.in_use(kind) for kind in _KINDS},
            places=self._activities.places(),
            rooms=self._activities.rooms(),
        )
        dialog = activity_dialog(activity, choices, keep, self, today=self._activities.today(), is_new=is_new)
        self._dialog = dialog
        dialog.open()

    def _reload(self, departments: frozenset[Department]) -> None:
        if Department.LISTS in departments:
            self._entries = {entry.code: entry for kind in _KINDS for entry in self._lists.all(kind)}
            self._places = {entry.code: entry for entry in self._activities.places()}
        self._pursued = self._activities.pursued()
        self.views.count(Shown.COUNT.value, len(self._pursued))
        self._show()

    def _view(self) -> Shown:
        return Shown(self.views.current)

    @Slot()
    def _show(self) -> None:
        view = self._view()
        if view in _SHEETS:
            self._show_sheet(view)
        else:
            self._show_list(view)
        self.heading_label.setText(span_text(view, self._day, searched=bool(self.find_field.text())))
        self._say_current()

    def _show_sheet(self, view: Shown) -> None:
        first, last = span_of(view, self._day)
        known = self._activities.between(first, last)
        closed = self._activities.closed_days()
        self._doubts = self._activities.doubts_among(known)
        self.grid.compact = view is Shown.MONTH
        sheet = sheet_of(view, self._day, known, closed)
        self.grid.model_.day_words = lambda day: in_use().date(day, "weekday")
        self.grid.show_sheet(
            sheet, {each.id: self._card(each) for each in known}, headings(sheet, self._activities.today())
        )
        name_widget(self.grid, _("Calendar, {span}").format(span=span_text(view, self._day)))
        self.pages.setCurrentWidget(self.grid)
        self.setFocusProxy(self.grid)

    def _show_list(self, view: Shown) -> None:
        if view is Shown.COUNT:
            lines = [self._line(each.activity, otherwise=each.otherwise) for each in self._pursued]
        else:
            typed = words(self.find_field.text())
            first, last = span_of(view, self._day, searched=bool(typed))
            known = self._activities.between(first, last)
            lines = [self._line(each) for each in known if self._holds(each, typed)]
        self.list.show_values(lines)
        if lines and self.list.current() is None:
            self.list.choose(lines[0].activity.id)
        self.pages.setCurrentWidget(self.list if lines else self.placeholder)
        self.setFocusProxy(self.list if lines else self.new_button)
        if view is Shown.COUNT:
            self.placeholder.say(_("Every activity that is over has been counted."))
        elif self.find_field.text():
            self.placeholder.say(_("Nothing is found for this."), _("Try fewer words."))
        else:
            self.placeholder.say(_("Nothing is planned in this month."), _("Ctrl+N plans something."))

    def _holds(self, activity: Activity, typed: Sequence[str]) -> bool:
        if not typed:
            return True
        codes = [activity.kind_code, activity.theme_code or "", *activity.partners, *activity.audiences]
        labels = [label_of(self._entries[code]) for code in codes if code in self._entries]
        known = fold(" ".join([activity.title_fr, activity.title_nl, activity.room, *labels]))
        return all(word in known for word in typed)

    def _line(self, activity: Activity, *, otherwise: bool = False) -> Line:
        told = activity_sentence(activity, self._entries, self._places, self._activities.now())
        return Line(activity=activity, where=self._where(activity), sentence=told, otherwise=otherwise)

    def _card(self, activity: Activity) -> Card:
        now = self._activities.now()
        doubts = self._doubts.get(activity.id, ())
        code = activity.theme_code if activity.theme_code in self._entries else activity.kind_code
        kind = label_of(self._entries[code]) if code in self._entries else ""
        return Card(
            activity=activity,
            hours=hours_text(activity),
            title=activity_title(activity),
            below=" · ".join(filter(None, [kind, self._where(activity)])),
            heads=heads_text(activity),
            alarm=standing_text(activity, now, doubts),
            sentence=activity_sentence(activity, self._entries, self._places, now, doubts),
        )

    def _where(self, activity: Activity) -> str:
        outside = "" if activity.inside else place_name(activity.place, self._places)
        return ", ".join(filter(None, [outside, activity.room]))

    @Slot()
    def _say_current(self) -> None:
        activity = self.current()
        if activity is not None:
            doubts = self._doubts.get(activity.id, ())
            told = activity_sentence(activity, self._entries, self._places, self._activities.now(), doubts)
        elif self._view() in _SHEETS and (spot := self.grid.spot()) is not None:
            told = f"{in_use().date(spot.day, 'weekday')}{'' if spot.hour is None else f', {spot.hour} h'}. " + _(
                "N plans something here."
            )
        else:
            told = ""
        self.detail_label.setText(told)
        for action in self._of_one:
            action.setEnabled(activity is not None)
        self.call_off_action.setText(
            _("Hold after all") if activity is not None and activity.called_off else _("Call off")
        )
        self.remove_rest_action.setEnabled(activity is not None and activity.series_id is not None)

    @Slot()
    def _speak(self) -> None:
        self._day = spot.day if (spot := self.grid.spot()) is not None else self._day
        self._say_current()
        if self.grid.hasFocus():
            announce(self.grid, self.detail_label.text())

    @Slot(str)
    def _change_view(self, _view: str) -> None:
        self.heads.hide()
        self._fit()
        self._come_to(self._day)
        (self.grid if self._view() in _SHEETS else self.list).setFocus(Qt.FocusReason.OtherFocusReason)

    def _go(self, by: int) -> None:
        view = self._view() if self._view() is not Shown.COUNT else Shown.MONTH
        self._come_to(neighbour(self._day, by, view))

    @Slot(int)
    def _leave(self, days: int) -> None:
        if self._view() is Shown.WEEK:
            # A week goes from Monday to Saturday.
            days = (7 if days > 0 else -2) - self._day.weekday()
        self._come_to(neighbour(self._day, days))

    def _come_to(self, day: date) -> None:
        spot = self.grid.spot()
        self._day = day
        self._show()
        if self._view() in _SHEETS:
            now = self._activities.now()
            self.grid.go_to(day, now.hour if spot is None else spot.hour)

    def _into_list(self) -> None:
        if self.pages.currentWidget() is self.list:
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _back(self) -> None:
        self._fit()
        (self.grid if self._view() in _SHEETS else self.list).setFocus(Qt.FocusReason.OtherFocusReason)

    def _make_actions(self) -> None:
        add = self._commands.add
        self.new_action = add("new", lambda: _("Plan an activity…"), self.plan, ["Ctrl+N"], "plus")
        self.open_action = add("open", lambda: _("Change the activity…"), self.edit, ["F2"], "pencil-simple")
        self.heads_action = add("heads", lambda: _("Count the heads"), self.ask_heads, ["Ctrl+H"], "users-three")
        self.copy_action = add(
            "duplicate", lambda: _("Once more, a week later"), self.duplicate, ["Ctrl+D"], "copy-simple"
        )
        self.call_off_action = add("call_off", lambda: _("Call off"), self.call_off, [], "prohibit")
        self.remove_action = add("remove", lambda: _("Remove from the calendar"), self.remove, ["Ctrl+Del"], "trash")
        self.remove_rest_action = add(
            "remove_rest", lambda: _("Remove it and those after it of its series"), self.remove_rest, [], "trash"
        )
        self.today_action = add("today", lambda: _("Today"), self.go_to_today, ["Ctrl+Home"], "calendar-blank")
        self.back_action = add("back", lambda: _p("calendar", "Before"), self.go_back, ["Ctrl+PgUp"], "caret-left")
        self.on_action = add("on", lambda: _p("calendar", "After"), self.go_on, ["Ctrl+PgDown"], "caret-right")
        self.find_action = add("find", lambda: _("Search activities"), self.search, ["F3"], "magnifying-glass")
        add("next_view", lambda: _("Next view"), lambda: self.views.step(1), ["F8"])
        add("previous_view", lambda: _("View before"), lambda: self.views.step(-1), ["Shift+F8"])
        self._of_one = (
            self.open_action,
            self.heads_action,
            self.copy_action,
            self.call_off_action,
            self.remove_action,
        )
        self._keys = {"N": self.new_action, "D": self.copy_action, "P": self.heads_action, "T": self.today_action}

    def _make_widgets(self) -> None:
        self.heading_label = PlainLabel(kind="heading")
        self.heading_label.setObjectName("activities.span")
        self.views = ViewBar(
            "view",
            [
                View(name=Shown.WEEK.value, words=lambda: _p("calendar", "Week")),
                View(name=Shown.DAY.value, words=lambda: _p("calendar", "Day")),
                View(name=Shown.MONTH.value, words=lambda: _p("calendar", "Month")),
                View(name=Shown.LIST.value, words=lambda: _p("calendar", "List")),
                View(name=Shown.COUNT.value, words=lambda: _p("calendar", "To count")),
            ],
            "activities",
        )
        self.back_button = ArrowButton(self.back_action, "activities.back")
        self.today_button = ActionButton(self.today_action, "activities.today")
        self.on_button = ArrowButton(self.on_action, "activities.on")
        self.new_button = ActionButton(self.new_action, "activities.new", kind="primary")
        self.find_field = QLineEdit()
        self.find_field.setObjectName("activities.search")
        self.find_field.setMaxLength(200)
        self.find_field.setClearButtonEnabled(True)
        self.grid = CalendarGrid("activities.calendar")
        self.list: ListTable[Line] = ListTable(
            activities_model(self, lambda: self._entries, self._activities.now), "activities.list"
        )
        self.placeholder = Placeholder("calendar-blank", self.new_action)
        self.pages = QStackedWidget()
        for page in (self.grid, self.list, self.placeholder):
            self.pages.addWidget(page)
        self.heads = HeadsBar()
        self.detail_label = PlainLabel(kind="muted")
        self.detail_label.setObjectName("activities.detail")
        self.detail_label.setWordWrap(True)
        self.detail_label.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        for part in (self.grid, self.list, self.find_field):
            part.installEventFilter(self)
        for action in (*self._of_one, self.remove_rest_action):
            self.list.addAction(action)

    def _lay_out(self) -> None:
        line = FlowLayout(gap=em(self, 0.5))
        for button in (self.back_button, self.today_button, self.on_button):
            line.addWidget(button)
        for part in (self.heading_label, self.views, self.find_field, self.new_button):
            line.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(em(self, 0.8), em(self, 0.5), em(self, 0.8), em(self, 0.4))
        column.setSpacing(em(self, 0.4))
        column.addLayout(line)
        column.addWidget(self.pages, 1)
        column.addWidget(self.heads)
        column.addWidget(self.detail_label)

    def _connect(self) -> None:
        self.views.chosen.connect(self._change_view)
        self.grid.spot_chosen.connect(self._speak)
        self.grid.opened.connect(self.open_current)
        self.grid.left.connect(self._leave)
        self.grid.pushed.connect(self.push)
        self.grid.dropped.connect(self.drop)
        self.list.opened.connect(self._open_line)
        self.list.chosen.connect(self._say_line)
        self.heads.left.connect(self._back)
        self.find_field.textChanged.connect(self._find)

    @Slot()
    def _find(self) -> None:
        """Show what is found in the list; whoever types goes on typing."""
        if self.find_field.text():
            self.views.chips[Shown.LIST.value].setChecked(True)
        self._show()

    @Slot(object)
    def _open_line(self, _line: Any) -> None:  # noqa: ANN401 - whatever the list shows
        self.edit()

    @Slot(object)
    def _say_line(self, _line: Any) -> None:  # noqa: ANN401 - as above
        self._say_current()


_LAST_HOUR: Final = 23
