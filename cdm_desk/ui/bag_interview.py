"""An interview outside: theme, subjects, what came out of it, in the keys of a desk; no number, no queue."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QSpinBox, QVBoxLayout, QWidget

from cdm_desk.domain.counselling import MOST_OUTCOMES
from cdm_desk.domain.errors import TooManyOutcomesError
from cdm_desk.domain.lists import Kind
from cdm_desk.domain.single_keys import KeyArea
from cdm_desk.language import _
from cdm_desk.ui.appearance import THEME_ICONS, em, icon, tokens_of
from cdm_desk.ui.choice_group import ChoiceGroup
from cdm_desk.ui.keys import PadKeys, digit_keys
from cdm_desk.ui.tab_commands import KeyButton
from cdm_desk.ui.talk_keys import OUTCOME_KEYS, REST_KEY, SUB_THEME_KEYS
from cdm_desk.ui.widgets import Card, FlowLayout, PlainLabel, keep_off_edge, name_widget
from cdm_desk.ui.words import label_of, short_outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QMenu

    from cdm_desk.domain.lists import Entry
    from cdm_desk.services.lists import ListsService
    from cdm_desk.ui.key_map import KeyMap
    from cdm_desk.ui.messages import Messages
    from cdm_desk.ui.tab_commands import TabCommands

ALT = Qt.KeyboardModifier.AltModifier
LONGEST_NOTED = 600
MOST_PEOPLE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """An interview as it was put together; `minutes` is None where nobody noted them."""

    theme_code: str
    sub_theme_codes: tuple[str, ...]
    outcome_codes: tuple[str, ...]
    language: str | None
    minutes: int | None
    people: int


class InterviewCard(Card):
    """Puts an interview together; `noted` gives it, `left` says that the clicker is wanted again."""

    noted = Signal(object)
    left = Signal()

    def __init__(self, commands: TabCommands, lists: ListsService, messages: Messages, key_map: KeyMap) -> None:
        super().__init__()
        self._commands = commands
        self._lists = lists
        self._messages = messages
        self._key_map = key_map
        self._theme = ""
        self._language = ""
        self._subs: list[str] = []
        self._outcomes: list[str] = []
        self._themes: Sequence[Entry] = ()
        self._entries: dict[tuple[Kind, str], Entry] = {}
        self._actions: dict[tuple[Kind, str], QAction] = {}
        self._by_key: dict[str, str] = {}
        self._sub_by_key: dict[str, str] = {}

        self.setObjectName("bag.interview_card")
        self.note_action = commands.add(
            "note", lambda: _("Note the interview"), self.note, ["Ctrl+Enter", "Ctrl+Return"], "check"
        )
        self._theme_menu = commands.menu(lambda: _("Theme of the interview"))
        self._outcome_menu = commands.menu(lambda: _("Outcomes"))
        self._sub_menu = commands.menu(lambda: _("Subjects"))
        self._language_menu = commands.menu(lambda: _("Language"))
        self._rest_action = commands.add_key(
            "outcomes_rest",
            lambda: _("Others…"),
            self._show_rest,
            REST_KEY,
            KeyArea.COUNSELLING,
            checkable=True,
            within=self._outcome_menu,
        )
        self._sub_actions: dict[str, QAction] = {}
        for key in SUB_THEME_KEYS:
            words, slot = partial(self._sub_words, key), partial(self._choose_sub, key)
            self._sub_actions[key] = commands.add_key(
                f"sub_{key}", words, slot, key, KeyArea.COUNSELLING, checkable=True, within=self._sub_menu
            )
        self.pad = QWidget()
        self.pad.setObjectName("bag.interview")
        self.pad.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.heading_label = PlainLabel(kind="subheading")
        self.once_label = PlainLabel(kind="muted")
        self.once_label.setWordWrap(True)
        self.themes, self.sub_themes, self.outcomes, self.languages = (
            ChoiceGroup(f"bag.{name}") for name in ("themes", "sub_themes", "outcomes", "languages")
        )
        self.minutes_label, self.people_label = PlainLabel(), PlainLabel()
        self.minutes_box = QSpinBox(minimum=0, maximum=LONGEST_NOTED, singleStep=5)
        self.minutes_box.setObjectName("bag.minutes")
        self.people_box = QSpinBox(minimum=1, maximum=MOST_PEOPLE)
        self.people_box.setObjectName("bag.people")
        for box in (self.minutes_box, self.people_box):
            keep_off_edge(box)
        self.minutes_label.setBuddy(self.minutes_box)
        self.people_label.setBuddy(self.people_box)
        self.note_button = KeyButton(self.note_action, "bag.note", kind="primary")
        self._keys = PadKeys(self.pad, key_map, lambda: KeyArea.COUNSELLING, double_press_ms=0)

        self._assemble()
        self._keys.pressed.connect(self.press)
        self._keys.unheard.connect(self._say_silent)

    def _assemble(self) -> None:
        numbers = FlowLayout(gap=em(self, 0.5))
        for part in (self.minutes_label, self.minutes_box, self.people_label, self.people_box, self.note_button):
            numbers.addWidget(part)
        column = QVBoxLayout(self.pad)
        for label in (self.heading_label, self.once_label):
            column.addWidget(label)
        column.addWidget(self.themes)
        column.addWidget(self.outcomes)
        # What few add comes below the button, so that it never moves out of sight.
        column.addLayout(numbers)
        column.addWidget(self.sub_themes)
        column.addWidget(self.languages)
        column.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(*4 * [em(self, 0.3)])
        outer.addWidget(self.pad)

    @Slot(str)
    def press(self, sign: str) -> None:
        """Do what a single key stands for."""
        if sign == "Enter":
            self.note()
        elif sign == "Esc":
            self.left.emit()
        elif sign == REST_KEY:
            self._rest_action.trigger()
        elif sign in self._by_key:
            self._choose_outcome(self._by_key[sign])
        elif sign in self._sub_by_key:
            self._choose_sub(sign)

    @Slot()
    def note(self) -> None:
        """Give the interview to whoever counts it, if its theme is known."""
        if not self._theme:
            self._messages.hint(_("What was the interview about? Alt and the number of the theme."))
            return
        self.minutes_box.interpretText()
        self.people_box.interpretText()
        self.noted.emit(
            Talk(
                theme_code=self._theme,
                sub_theme_codes=tuple(self._subs),
                outcome_codes=tuple(self._outcomes),
                language=self._language or None,
                minutes=self.minutes_box.value() or None,
                people=self.people_box.value(),
            )
        )

    def clear(self) -> None:
        """Begin the next one: nothing of the last is kept."""
        self._theme = self._language = ""
        self._subs.clear()
        self._outcomes.clear()
        self.minutes_box.setValue(0)
        self.people_box.setValue(1)
        self._rest_action.setChecked(False)
        self._build()
        self.pad.setFocus(Qt.FocusReason.OtherFocusReason)

    def enable(self, *, possible: bool) -> None:
        """Let interviews be noted, or not: that is the counsellors'."""
        self.setVisible(possible)
        for action in (self.note_action, self._rest_action, *self._actions.values(), *self._sub_actions.values()):
            action.setEnabled(possible)

    def reload(self) -> None:
        """Show the lists as they are now."""
        self._themes = self._lists.themes_in_use()
        found = [*self._themes, *self._lists.outcomes(), *self._lists.languages(), *self._lists.in_use(Kind.SUB_THEME)]
        self._entries = {(entry.kind, entry.code): entry for entry in found}
        self._build()

    def retranslate(self) -> None:
        """Set the words again; what was chosen stays."""
        self.heading_label.setText(_("Interview"))
        self.once_label.setText(_("An interview counts its people: do not click them as well."))
        self.pad.setAccessibleName(_("Interview: its keys"))
        self.themes.say(_("Theme: Alt and its number"))
        switched_on = self._key_map.switched_on
        self.outcomes.say(_("Outcome: a key each, up to three") if switched_on else _("Outcome: up to three"))
        self.sub_themes.say(_("Subjects: a key each") if switched_on else _("Subjects"))
        self.languages.say(_("Language"))
        self.minutes_label.setText(_("Minutes"))
        self.minutes_box.setSpecialValueText(_("not noted"))
        self.people_label.setText(_("People together"))
        name_widget(self.minutes_box, _("Minutes, if they were noted"))
        name_widget(self.people_box, _("People together"))
        self._build()

    def _build(self) -> None:
        tokens = tokens_of(self)
        for theme in self._themes:
            action = self._action(theme, self._choose_theme, self._theme_menu, alt=str(theme.digit))
            action.setIcon(icon(THEME_ICONS.get(theme.code, "queue"), tokens.theme(theme.code)))
            action.setChecked(theme.code == self._theme)
        self.themes.show_chips((self._actions[Kind.THEME, theme.code], str(theme.digit)) for theme in self._themes)
        self._build_outcomes()
        self._build_subs()
        languages = [entry for (kind, _code), entry in self._entries.items() if kind is Kind.LANGUAGE]
        for language in languages:
            self._action(language, self._choose_language, self._language_menu).setChecked(
                language.code == self._language
            )
        self.languages.show_chips((self._actions[Kind.LANGUAGE, entry.code], "") for entry in languages)

    def _build_outcomes(self) -> None:
        known = {code: entry for (kind, code), entry in self._entries.items() if kind is Kind.OUTCOME}
        keyed = {key: code for key, code in OUTCOME_KEYS.items() if code in known}
        self._by_key = keyed
        of_code = {code: key for key, code in keyed.items()}
        for code, entry in known.items():
            action = self._action(entry, self._choose_outcome, self._outcome_menu, sign=of_code.get(code, ""))
            action.setChecked(code in self._outcomes)
        rest = [code for code in known if code not in of_code]
        shown = [code for code in rest if self._rest_action.isChecked() or code in self._outcomes]
        chips = [self._actions[Kind.OUTCOME, code] for code in keyed.values()]
        chips += [self._rest_action, *(self._actions[Kind.OUTCOME, code] for code in shown)]
        self.outcomes.show_chips((action, "") for action in chips)

    def _build_subs(self) -> None:
        of_theme = [
            code
            for (kind, code), entry in self._entries.items()
            if kind is Kind.SUB_THEME and self._theme and entry.theme_code == self._theme
        ]
        self._sub_by_key = dict(zip(SUB_THEME_KEYS, of_theme, strict=False))
        for key, action in self._sub_actions.items():
            action.setVisible(key in self._sub_by_key)
            action.setText(self._sub_words(key).replace("&", "&&"))
            action.setChecked(self._sub_by_key.get(key) in self._subs)
        self.sub_themes.setVisible(bool(self._sub_by_key))
        self.sub_themes.show_chips((self._sub_actions[key], "") for key in self._sub_by_key)

    def _action(
        self, entry: Entry, slot: Callable[[str], object], menu: QMenu, *, alt: str = "", sign: str = ""
    ) -> QAction:
        place = (entry.kind, entry.code)
        if place not in self._actions:
            name, words = f"{entry.kind}_{entry.code}", partial(self._words, entry.kind, entry.code)
            chosen = partial(slot, entry.code)
            if sign:
                action: QAction = self._commands.add_key(
                    name, words, chosen, sign, KeyArea.COUNSELLING, checkable=True, within=menu
                )
            else:
                action = self._commands.add(name, words, chosen, digit_keys(alt, ALT) if alt else [], within=menu)
                action.setCheckable(True)
            self._actions[place] = action
        return self._actions[place]

    def _words(self, kind: Kind, code: str) -> str:
        entry = self._entries.get((kind, code))
        if entry is None:
            return code
        return short_outcome(entry) if kind is Kind.OUTCOME else label_of(entry)

    def _sub_words(self, key: str) -> str:
        return self._words(Kind.SUB_THEME, self._sub_by_key.get(key, "–"))

    def _choose_theme(self, code: str) -> None:
        self._theme = code
        self._subs.clear()
        self._build()

    def _choose_language(self, code: str) -> None:
        self._language = "" if code == self._language else code
        self._build()

    def _choose_sub(self, key: str) -> None:
        code = self._sub_by_key.get(key)
        if code is None:
            return
        if code in self._subs:
            self._subs.remove(code)
        else:
            self._subs.append(code)
        self._build()

    def _choose_outcome(self, code: str) -> None:
        """Add an outcome, or take it away again; the fourth is refused with a sentence."""
        if code in self._outcomes:
            self._outcomes.remove(code)
        elif len(self._outcomes) >= MOST_OUTCOMES:
            self._messages.show_error(TooManyOutcomesError(MOST_OUTCOMES))
        else:
            self._outcomes.append(code)
        self._build()

    @Slot()
    def _show_rest(self) -> None:
        self._build()

    @Slot(str)
    def _say_silent(self, key: str) -> None:
        self._messages.hint(self._key_map.why_silent(key))
