"""The weeding room: what has had its time and why, one key to decide; nothing goes before the list is confirmed."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, Qt, Slot
from PySide6.QtWidgets import QBoxLayout, QFrame, QStackedWidget, QVBoxLayout, QWidget

from cdm_desk.documents.weeding_words import FATES, LETTERS, LISTS, SLIP, sentence_of
from cdm_desk.domain.change import Department
from cdm_desk.domain.labels import mark_of
from cdm_desk.domain.lists import Entry, Kind
from cdm_desk.domain.weeding import IOUPI, MUSTIE, Advice, Fate, Letter, Proposals, kept_until
from cdm_desk.language import Catalogue, Language, _, _n, catalogue, in_use, language
from cdm_desk.ui.appearance import THEME_ICONS, em, icon, tokens_of
from cdm_desk.ui.background import Background
from cdm_desk.ui.book_words import authors_line
from cdm_desk.ui.day_field import DayField
from cdm_desk.ui.fresh import FreshPage
from cdm_desk.ui.keys import digit_keys
from cdm_desk.ui.tab_commands import Chip, KeyButton, TabCommands
from cdm_desk.ui.tables import Column, ListModel, ListTable
from cdm_desk.ui.widgets import Card, FlowLayout, Placeholder, PlainLabel, ScrollArea, name_widget
from cdm_desk.ui.words import label_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date

    from PySide6.QtGui import QAction, QCloseEvent, QIcon, QKeySequence, QResizeEvent

    from cdm_desk.domain.errors import DeskError
    from cdm_desk.domain.lists import Label
    from cdm_desk.domain.weeding import LifeSpans
    from cdm_desk.services.lists import ListsService
    from cdm_desk.services.weeding import Confirmed, WeedingBefore, WeedingService
    from cdm_desk.ui.messages import Messages
    from cdm_desk.ui.undo import Undo

NARROW: Final = 78
_LETTER_KEYS: Final = {
    **{letter: str(place) for place, letter in enumerate(IOUPI, start=1)},
    **dict(zip(MUSTIE, "MUSTIE", strict=True)),
}
_FATE_KEYS: Final = {Fate.GIFT: "G", Fate.PULP: "P", Fate.LATER: "L"}


class WeedingPage(FreshPage):
    """G gives away, P pulps, L leaves it for later, K keeps it until a day; figures and letters fill in the slip."""

    concerning = frozenset({Department.LIBRARY, Department.LISTS, Department.REPORTS})

    def __init__(self, weeding: WeedingService, lists: ListsService, messages: Messages, undo: Undo) -> None:
        super().__init__()
        self._weeding = weeding
        self._lists = lists
        self._messages = messages
        self._undo = undo
        self._background = Background(messages)
        self._found = Proposals()
        self._is_weighing = self._is_stale = False
        self._themes: dict[str, Entry] = {}
        self._theme: str | None = None

        self.setObjectName("library.weeding")
        self._commands = TabCommands(self, "weeding")
        self._make_widgets()
        self._make_commands()
        self._lay_out()
        self.setFocusProxy(self.table)
        self._reload(self.concerning)
        self.until_edit.show_day(kept_until(weeding.today()))
        self.retranslate()
        self.table.chosen.connect(self._show_advice)
        self.until_edit.refused.connect(messages.hint)

    def actions_for_menu(self) -> list[QAction]:
        """Return the commands of the room."""
        return [*self._commands.for_menu(), *self.table.actions_for_menu()]

    def retranslate(self) -> None:
        """Set the words again; what was chosen stays."""
        self._commands.retranslate()
        self.table.setAccessibleName(_("Books proposed for weeding"))
        self.table.retranslate()
        self.until_label.setText(_("until"))
        name_widget(self.until_edit, _("Keep until"))
        self._name_themes()
        self._say()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Let the errand under way end."""
        self._background.close()
        super().closeEvent(event)

    def is_busy(self) -> bool:
        """Whether the shelf is being weighed."""
        return self._background.is_busy()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the slip below the list where they do not fit side by side."""
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the size of text."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange and hasattr(self, "_halves"):
            self._arrange()

    def decide(self, fate: Fate) -> None:
        """Decide where the book of the current row goes, and go on to the next one."""
        advice = self._advice()
        if advice is None:
            return
        with self._messages.explain():
            before = self._weeding.decide(advice, fate, advice.letters)
            self._show_instead(advice, advice.decided(fate))
            self._keep(partial(_decided_words, advice, fate), before)
            self._go_on(advice)

    @Slot()
    def keep(self) -> None:
        """Keep the book of the current row until the day that is set, and go on to the next one."""
        advice = self._advice()
        if advice is None:
            return
        with self._messages.explain():
            self.until_edit.take()
            day = self.until_edit.day
            before = self._weeding.keep_until(advice, day)
            self._go_on(advice)
            self._show_instead(advice, None)
            self._keep(partial(_kept_words, advice, day), before)

    def toggle(self, letter: Letter) -> None:
        """Write a letter on the slip of the current row, or take it off."""
        advice = self._advice()
        if advice is None:
            self._show_advice(None)
            return
        with self._messages.explain():
            letters = advice.letters ^ {letter}
            before = self._weeding.note_letters(advice, letters)
            self._show_instead(advice, replace(advice, letters=letters))
            self._keep(partial(_letters_words, advice), before)

    @Slot()
    def confirm(self) -> None:
        """Take off the shelf all that was decided to leave; the undo brings it back."""
        with self._messages.explain():
            confirmed = self._weeding.confirm()
            self._undo.keep(
                partial(_confirmed_words, confirmed),
                partial(self._weeding.put_back, confirmed.before),
                of=Department.LIBRARY,
            )

    @Slot()
    def show_slips(self) -> None:
        """Show the slips of what was decided to leave, or of the current row if nothing was."""
        advice = self.table.current()
        chosen = self._leaving() or ([advice] if advice else [])
        if not chosen:
            self._messages.hint(_("No book is proposed: there is no slip to print."))
            return
        themes = {code: entry.label for code, entry in self._themes.items()}
        make = partial(_slips, chosen, themes, self._weeding.today(), _languages())
        self._preview(in_use().gettext(SLIP), "weeding-slips", {"pdf": make})

    def show_list(self, fate: Fate) -> None:
        """Show the list of what goes one way: as decided, or else as it has last left."""
        chosen = [each for each in self._leaving() if each.fate is fate] or self._weeding.gone(fate)
        if not chosen:
            self._messages.hint(_("Nothing is on this list."))
            return
        forms = {
            "pdf": partial(_list, chosen, fate, self._weeding.today(), _languages()),
            "csv": partial(_table, chosen, _languages()[0]),
        }
        self._preview(in_use().gettext(LISTS[fate]), f"weeding-{fate.value.lower()}", forms)

    @Slot()
    def change_spans(self) -> None:
        """Open the life spans of the house."""
        from cdm_desk.ui.dialogs.life_spans import LifeSpansDialog  # noqa: PLC0415 - seldom opened

        with self._messages.explain():
            self._weeding.check_may_edit()
            dialog = LifeSpansDialog(self._weeding, self._lists, self)
            dialog.kept.connect(self._keep_spans)
            dialog.open()

    def show_theme(self, code: str | None) -> None:
        """Show the books of one theme, or of all."""
        self._theme = None if code == self._theme else code
        self._show()

    @Slot()
    def show_held(self) -> None:
        """Show what is kept though old, or the proposals again."""
        self._show()

    def _make_widgets(self) -> None:
        self.model = ListModel(self._columns(), self._spoken, lambda advice: advice.title.id, self)
        self.table = ListTable(self.model, "library.weeding_list")
        self.nothing = Placeholder("check-circle")
        self.pages = QStackedWidget()
        self.pages.addWidget(self.table)
        self.pages.addWidget(self.nothing)
        self.title_label = PlainLabel(kind="subheading")
        self.facts_label = PlainLabel(kind="muted")
        self.reasons_label = PlainLabel()
        self.held_label = PlainLabel(kind="warn")
        self.waiting_label = PlainLabel(kind="subheading")
        for label, name in (
            (self.title_label, "title"),
            (self.facts_label, "facts"),
            (self.reasons_label, "reasons"),
            (self.held_label, "held"),
            (self.waiting_label, "waiting"),
        ):
            label.setObjectName(f"library.weeding_{name}")
            label.setWordWrap(True)
        self.until_label = PlainLabel()
        self.until_edit = DayField("library.weeding_until", calendar=True)
        self.until_label.setBuddy(self.until_edit)

    def _make_commands(self) -> None:
        add = self._commands.add
        self._decide_menu = self._commands.menu(lambda: _("Decide"))
        self._letter_menu = self._commands.menu(lambda: _("Letters of the slip"))
        self.keep_action = self._single("keep", lambda: _("Keep until the day"), self.keep, ["K"])
        self.fate_actions = {
            fate: self._single(fate.value.lower(), partial(_fate_words, fate), partial(self.decide, fate), [key])
            for fate, key in _FATE_KEYS.items()
        }
        self._decide_menu.addActions([self.keep_action, *self.fate_actions.values()])
        self.letter_actions = {
            letter: self._single(
                letter.value,
                partial(_letter_words, letter),
                partial(self.toggle, letter),
                digit_keys(key) if key.isdecimal() else [key],
            )
            for letter, key in _LETTER_KEYS.items()
        }
        for action in self.letter_actions.values():
            action.setCheckable(True)
        self._letter_menu.addActions(list(self.letter_actions.values()))
        self.confirm_action = add(
            "confirm", lambda: _("Confirm the lists"), self.confirm, ["Ctrl+Enter", "Ctrl+Return"], "check-circle"
        )
        self.slips_action = add("slips", lambda: _("Slips…"), self.show_slips, ["Ctrl+P"], "printer")
        self.gift_action = add("gift_list", lambda: _("Gift list…"), partial(self.show_list, Fate.GIFT), ["Ctrl+G"])
        self.pulp_action = add("pulp_list", lambda: _("Pulp list…"), partial(self.show_list, Fate.PULP), ["Ctrl+U"])
        self.spans_action = add("spans", lambda: _("Life spans…"), self.change_spans, ["Ctrl+M"], "clock")
        self.held_action = add("held", lambda: _("Kept though old"), self.show_held, ["Ctrl+H"])
        self.held_action.setCheckable(True)
        self.theme_actions: dict[str, QAction] = {}

    def _single(
        self, name: str, words: Callable[[], str], slot: Callable[[], object], keys: Iterable[str | QKeySequence]
    ) -> QAction:
        """Add a command whose key is heard while the list has the focus, and nowhere else."""
        action = self._commands.add(name, words, slot, keys)
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.setAutoRepeat(False)
        self.table.addAction(action)
        return action

    def _lay_out(self) -> None:
        gap = em(self, 0.7)
        self.chips = FlowLayout(gap=em(self, 0.5))
        self.theme_chips: dict[str, Chip] = {}
        self.held_chip = Chip(self.held_action, "library.weeding_held_chip")
        self._left = QWidget()
        left = QVBoxLayout(self._left)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(gap)
        left.addLayout(self.chips)
        left.addWidget(self.pages, 1)
        self.pages.setMinimumHeight(em(self, 14))
        foot = FlowLayout(gap=em(self, 0.5))
        foot.addWidget(KeyButton(self.confirm_action, "library.weeding_confirm", kind="primary"))
        for action, name in (
            (self.slips_action, "slips"),
            (self.gift_action, "gift_list"),
            (self.pulp_action, "pulp_list"),
            (self.spans_action, "spans"),
        ):
            foot.addWidget(KeyButton(action, f"library.weeding_{name}"))
        left.addWidget(self.waiting_label)
        left.addLayout(foot)
        self._halves = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._halves.setContentsMargins(*(4 * [em(self, 0.8)]))
        self._halves.setSpacing(em(self, 1))
        self._halves.addWidget(self._left, 6)
        self._halves.addWidget(self._slip_card(gap), 5)
        inside = QWidget()
        inside.setLayout(self._halves)
        self.area = ScrollArea()
        self.area.setObjectName("library.weeding_scroll")
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setWidgetResizable(True)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setWidget(inside)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.area)

    def _slip_card(self, gap: int) -> QWidget:
        self.card = Card()
        column = QVBoxLayout(self.card)
        column.setContentsMargins(*(4 * [em(self, 1)]))
        column.setSpacing(gap)
        for label in (self.title_label, self.facts_label, self.reasons_label, self.held_label):
            column.addWidget(label)
        for word, letters in (("IOUPI", IOUPI), ("MUSTIE", MUSTIE)):
            row = FlowLayout(gap=em(self, 0.4))
            row.addWidget(PlainLabel(word, kind="muted"))
            for letter in letters:
                row.addWidget(
                    Chip(self.letter_actions[letter], f"library.weeding_{letter.value}", _LETTER_KEYS[letter])
                )
            column.addLayout(row)
        acts = FlowLayout(gap=em(self, 0.5))
        for fate, action in self.fate_actions.items():
            acts.addWidget(KeyButton(action, f"library.weeding_{fate.value.lower()}"))
        column.addLayout(acts)
        until = FlowLayout(gap=em(self, 0.5))
        until.addWidget(KeyButton(self.keep_action, "library.weeding_keep"))
        until.addWidget(self.until_label)
        until.addWidget(self.until_edit)
        column.addLayout(until)
        column.addStretch(1)
        return self.card

    def _arrange(self) -> None:
        narrow = self.width() < em(self, NARROW)
        down, right = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._halves.setDirection(down if narrow else right)

    def _reload(self, departments: frozenset[Department]) -> None:
        with self._messages.explain():
            if Department.LISTS in departments:
                self._themes = {entry.code: entry for entry in self._lists.all(Kind.THEME)}
                self._fill_themes()
        self._weigh()

    def _weigh(self) -> None:
        """Have the whole shelf weighed off the screen's thread; what changes meanwhile is weighed after it."""
        if self._is_weighing:
            self._is_stale = True
            return
        self._is_weighing, self._is_stale = True, False
        self._background.run(self._weeding.proposals, self._take, self._refuse)

    def _take(self, found: Proposals) -> None:
        self._is_weighing = False
        if self._is_stale:
            # What this answer says is out of date: on the screen stands what was decided since.
            self._weigh()
            return
        self._found = found
        self._name_themes()
        self._show()

    def _refuse(self, error: DeskError) -> None:
        self._is_weighing = False
        self._messages.show_error(error)

    def _show_instead(self, old: Advice, new: Advice | None) -> None:
        """Show at once what an act has made of a row; the shelf is weighed anew behind it."""

        def now(advices: Iterable[Advice]) -> tuple[Advice, ...]:
            kept = (new if each.title.id == old.title.id else each for each in advices)
            return tuple(each for each in kept if each is not None)

        self._found = Proposals(proposed=now(self._found.proposed), held=now(self._found.held))
        self._name_themes()
        self._show()

    def _fill_themes(self) -> None:
        for entry in self._themes.values():
            if entry.retired or entry.code in self.theme_actions:
                continue
            action = self._commands.add(
                f"theme_{entry.code.lower()}",
                partial(self._theme_words, entry.code),
                partial(self.show_theme, entry.code),
                [],
            )
            action.setCheckable(True)
            self.theme_actions[entry.code] = action
            self.theme_chips[entry.code] = Chip(action, f"library.weeding_only_{entry.code.lower()}", str(entry.digit))
            self.chips.addWidget(self.theme_chips[entry.code])
        self.chips.addWidget(self.held_chip)

    def _name_themes(self) -> None:
        tokens = tokens_of(self)
        for code, action in self.theme_actions.items():
            action.setText(self._theme_words(code).replace("&", "&&"))
            sign = THEME_ICONS.get(code, "books")
            self.theme_chips[code].setIcon(icon(sign, tokens.theme(code), checked=tokens.on_primary))
        self.held_action.setText(_("Kept though old ({number})").format(number=in_use().number(len(self._found.held))))

    def _theme_words(self, code: str) -> str:
        number = sum(advice.title.theme_code == code for advice in self._found.proposed)
        return f"{label_of(self._themes[code])} ({in_use().number(number)})"

    def _show(self) -> None:
        for code, action in self.theme_actions.items():
            action.setChecked(code == self._theme)
        found = self._found.held if self.held_action.isChecked() else self._found.proposed
        shown = [each for each in found if self._theme in (None, each.title.theme_code)]
        self.table.show_values(shown)
        if shown and self.table.current() is None:
            self.table.choose(shown[0].title.id)
        self._say()

    def _say(self) -> None:
        self.pages.setCurrentWidget(self.table if self.model.values else self.nothing)
        if self.held_action.isChecked():
            self.nothing.say(_("No old book is the last in its language."))
        else:
            self.nothing.say(
                _("Nothing has had its time."), _("Books are proposed by their age, their use and newer editions.")
            )
        leaving = self._leaving()
        counts = {fate: sum(len(each.copies) for each in leaving if each.fate is fate) for fate in LISTS}
        gifts, pulp = (in_use().number(counts[fate]) for fate in (Fate.GIFT, Fate.PULP))
        self.waiting_label.setText(
            _("On the lists: {gifts} to give away, {pulp} to pulp").format(gifts=gifts, pulp=pulp)
            if leaving
            else _("Nothing is on the lists yet")
        )
        self.confirm_action.setEnabled(bool(leaving))
        self._show_advice(self.table.current())

    @Slot(object)
    def _show_advice(self, advice: Advice | None) -> None:
        self.card.setEnabled(advice is not None)
        self.title_label.setText(advice.title.heading if advice else _("No book is chosen"))
        self.facts_label.setText(self._facts(advice) if advice else "")
        spoken = [sentence_of(reason, in_use()) for reason in advice.reasons] if advice else []
        self.held_label.setVisible(bool(advice and advice.held))
        if advice and advice.held:
            self.held_label.setText(spoken.pop())
        self.reasons_label.setText("\n".join(spoken))
        for letter, action in self.letter_actions.items():
            action.setChecked(bool(advice and letter in advice.letters))
        for fate, action in self.fate_actions.items():
            action.setEnabled(advice is not None and (fate is Fate.LATER or not advice.held))
        self.keep_action.setEnabled(advice is not None)

    def _facts(self, advice: Advice) -> str:
        theme = self._themes.get(advice.title.theme_code or "")
        copies = _n("{number} copy", "{number} copies", len(advice.copies)).format(number=len(advice.copies))
        read = None
        if advice.read is not None:
            read = _n("read {number} time", "read {number} times", advice.read).format(number=advice.read)
        parts = [
            authors_line(advice.title),
            str(advice.title.year or ""),
            ", ".join(each.upper() for each in advice.title.languages),
            label_of(theme) if theme else "",
            ", ".join(dict.fromkeys(mark_of(advice.title, copy) for copy in advice.copies)),
            copies,
            read or "",
        ]
        return " · ".join(part for part in parts if part)

    def _advice(self) -> Advice | None:
        advice = self.table.current()
        if advice is None:
            self._messages.hint(_("Mark a book in the list first."))
        return advice

    def _leaving(self) -> list[Advice]:
        return [advice for advice in self._found.proposed if advice.leaving]

    def _go_on(self, decided: Advice) -> None:
        """Go to the next row that waits for a decision."""
        rows = list(self.model.values)
        at = next((row for row, each in enumerate(rows) if each.title.id == decided.title.id), -1)
        rest = [*rows[at + 1 :], *rows[: max(0, at)]]
        waiting = next((each for each in rest if each.fate is None), None)
        if waiting is not None:
            self.table.choose(waiting.title.id)

    def _keep(self, words: Callable[[], str], before: WeedingBefore) -> None:
        self._undo.keep(words, partial(self._weeding.put_back, before), of=Department.LIBRARY)

    @Slot(object)
    def _keep_spans(self, before: LifeSpans) -> None:
        self._undo.keep(
            lambda: _("The life spans are changed."), partial(self._weeding.keep_spans, before), of=Department.LIBRARY
        )

    def _preview(self, heading: str, name: str, forms: Mapping[str, Callable[[], bytes]]) -> None:
        from cdm_desk.ui.dialogs.paper_preview import PaperPreviewDialog  # noqa: PLC0415 - made when it is first opened

        dialog = PaperPreviewDialog(heading, name, forms, self._messages, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _columns(self) -> tuple[Column[Advice], ...]:
        return (
            Column(heading=lambda: _("Shelf mark"), text=_marks, icon=self._theme_icon, width=9),
            Column(heading=lambda: _("Title"), text=lambda each: each.title.heading, stretch=True, tip=_reasons_tip),
            Column(heading=lambda: _("Year"), text=lambda each: str(each.title.year or ""), number=True, width=4.5),
            Column(
                heading=lambda: _("Read"),
                text=lambda each: "–" if each.read is None else in_use().number(each.read),
                sort=lambda each: -1 if each.read is None else each.read,
                number=True,
                width=4.5,
                room=48,
            ),
            Column(
                heading=lambda: _("Weight"),
                text=lambda each: in_use().number(each.score),
                sort=lambda each: each.score,
                number=True,
                width=5,
                room=56,
            ),
            Column(heading=lambda: _("Decision"), text=_fate_text, colour=self._fate_colour, width=8),
        )

    def _theme_icon(self, advice: Advice) -> QIcon | None:
        code = advice.title.theme_code or ""
        if code not in self._themes:
            return None
        tokens = tokens_of(self)
        return icon(THEME_ICONS.get(code, "books"), tokens.theme(code), selected=tokens.on_primary)

    def _fate_colour(self, advice: Advice) -> str:
        tokens = tokens_of(self)
        return tokens.warn if advice.leaving else tokens.muted

    def _spoken(self, advice: Advice) -> str:
        parts = [advice.title.heading, self._facts(advice), _reasons_tip(advice), _fate_text(advice)]
        return ". ".join(part for part in parts if part)


def _marks(advice: Advice) -> str:
    return ", ".join(dict.fromkeys(mark_of(advice.title, copy) for copy in advice.copies))


def _reasons_tip(advice: Advice) -> str:
    return " ".join(sentence_of(reason, in_use()) for reason in advice.reasons)


def _fate_text(advice: Advice) -> str:
    if advice.fate is not None:
        return _fate_words(advice.fate)
    return _("Scanned") if advice.scanned else ""


def _fate_words(fate: Fate) -> str:
    return in_use().gettext(FATES[fate])


def _letter_words(letter: Letter) -> str:
    """Return the first word of what a letter means; the tool tip has the whole."""
    return in_use().gettext(LETTERS[letter]).partition(":")[0].strip()


def _decided_words(advice: Advice, fate: Fate) -> str:
    words = {
        Fate.GIFT: lambda: _("“{title}” is on the gift list."),
        Fate.PULP: lambda: _("“{title}” is on the pulp list."),
        Fate.LATER: lambda: _("“{title}” is left for later."),
    }[fate]()
    return words.format(title=advice.title.title)


def _kept_words(advice: Advice, day: date) -> str:
    return _("“{title}” is kept until {day}.").format(title=advice.title.title, day=in_use().date(day))


def _letters_words(advice: Advice) -> str:
    return _("The slip of “{title}” is changed.").format(title=advice.title.title)


def _confirmed_words(confirmed: Confirmed) -> str:
    number = confirmed.copies
    told = _n("{number} copy has left the shelf.", "{number} copies have left the shelf.", number)
    return told.format(number=in_use().number(number))


def _languages() -> tuple[Language, ...]:
    return ("nl", "fr") if language() == "nl" else ("fr", "nl")


def _catalogues(languages: Sequence[Language]) -> list[Catalogue]:
    return [catalogue(each) for each in languages]


def _slips(advices: Sequence[Advice], themes: dict[str, Label], day: date, languages: Sequence[Language]) -> bytes:
    # reportlab takes 100 ms to load: only when the first page is made, and off the screen's thread.
    from cdm_desk.documents.weeding import slips  # noqa: PLC0415

    return slips(advices, themes, day, _catalogues(languages))


def _list(advices: Sequence[Advice], fate: Fate, day: date, languages: Sequence[Language]) -> bytes:
    from cdm_desk.documents.weeding import weeding_list  # noqa: PLC0415 - as above

    return weeding_list(advices, fate, day, _catalogues(languages))


def _table(advices: Sequence[Advice], spoken: Language) -> bytes:
    from cdm_desk.documents.weeding import weeding_csv  # noqa: PLC0415 - as above

    return weeding_csv(advices, catalogue(spoken))
