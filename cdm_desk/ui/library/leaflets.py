"""Brochures: scan the tag of a pile and press one key; what is low is ordered by letter, what is old is taken away."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QElapsedTimer, QEvent, QObject, Qt, QTimer, Slot
from PySide6.QtGui import QAction, QCloseEvent, QDesktopServices, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QDialog, QHBoxLayout, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from cdm_desk.domain.change import Department
from cdm_desk.domain.leaflets import TAG_PREFIX, Leaflet, Order, Pile, Taken, tag_in
from cdm_desk.domain.lists import Entry, Kind
from cdm_desk.language import _, _n, _p, in_use
from cdm_desk.services.leaflets import Act, LeafletService
from cdm_desk.ui.appearance import em
from cdm_desk.ui.background import Background
from cdm_desk.ui.dialogs.letters import LettersDialog, OpenAddress
from cdm_desk.ui.keys import DOUBLE_PRESS_MS, digit_of
from cdm_desk.ui.leaflet_words import pile_name
from cdm_desk.ui.library.leaflet_forms import pile_dialog, sheets_dialog
from cdm_desk.ui.library.leaflet_papers import order_letter, tags_drawn, taken_drawn
from cdm_desk.ui.library.leaflet_tables import SHEET, piles_model, taken_model
from cdm_desk.ui.library.leaflet_views import gaps_told, holding, in_view
from cdm_desk.ui.library.papers import printed, save_dialog, written
from cdm_desk.ui.library.view_bar import View, ViewBar
from cdm_desk.ui.tab_commands import TabCommands
from cdm_desk.ui.tables import ListTable
from cdm_desk.ui.widgets import ActionButton, FlowLayout, Placeholder, PlainLabel, announce, name_widget

if TYPE_CHECKING:
    from cdm_desk.domain.sheet_list import SheetLine
    from cdm_desk.services.lists import ListsService
    from cdm_desk.ui.messages import Messages
    from cdm_desk.ui.undo import Undo

BURST_MS = 80
_NARROW = 60


class LeafletsPage(QWidget):
    """Scan a tag, then one key: 1 full, 2 low, 3 empty, 4 a bundle put out.

    Five lists: all piles, to order, out of date, numbered sheets, what was taken.
    """

    def __init__(
        self,
        leaflets: LeafletService,
        lists: ListsService,
        messages: Messages,
        undo: Undo,
        *,
        open_address: OpenAddress = QDesktopServices.openUrl,
    ) -> None:
        super().__init__()
        self._leaflets = leaflets
        self._lists = lists
        self._messages = messages
        self._undo = undo
        self._open_address = open_address
        self._background = Background(messages)
        self._known: list[Leaflet] = []
        self._themes: dict[str, Entry] = {}
        self._partners: dict[str, Entry] = {}
        self._unknown = ""
        self._dialog: QDialog | None = None
        self._pressed = ("", "")
        self.double_press_ms = DOUBLE_PRESS_MS
        self._last_key = ""
        self._since_last = QElapsedTimer()
        self._since_last.start()
        self._pause = QTimer(self, singleShot=True, interval=BURST_MS)
        self._commands = TabCommands(self, "brochures")
        self._make_actions()
        self._make_widgets()
        self._lay_out()
        self.setFocusProxy(self.find_field)
        self.retranslate()
        self.refresh(frozenset({Department.LISTS, Department.LIBRARY}))
        self._connect()

    def actions_for_menu(self) -> list[QAction]:
        """Return the commands of the room, for the menu."""
        return [*self._commands.for_menu(), *self._table().actions_for_menu()]

    @Slot(frozenset)
    def refresh(self, departments: frozenset[Department]) -> None:
        """Show the lists again when piles, themes or partners have changed; what is typed and chosen stays."""
        if Department.LISTS in departments:
            self._themes = {entry.code: entry for entry in self._lists.all(Kind.THEME)}
            self._partners = {entry.code: entry for entry in self._lists.all(Kind.PARTNER)}
        if {Department.LISTS, Department.LIBRARY} & departments:
            self._known = self._leaflets.leaflets()
            self._show()

    def retranslate(self) -> None:
        """Set the words again; nothing typed is lost."""
        self._commands.retranslate()
        self._name_keys()
        self.views.retranslate()
        name_widget(self.find_field, _("Scan or search brochures"), "", self.find_action.shortcut())
        self.find_field.setPlaceholderText(_("Scan the tag of a pile, or type words"))
        name_widget(self.piles, _("Piles of brochures"))
        name_widget(self.taken, _("Taken by visitors"))
        self.piles.retranslate()
        self.taken.retranslate()
        self._say_told()
        self._say_empty()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave room for the list where the window is narrow."""
        super().resizeEvent(event)
        self._fit()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Let the errand under way end."""
        self._background.close()
        super().closeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the size of text."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange and hasattr(self, "find_field"):
            self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back to the field, once there empties it, and once empty is left to the window."""
        in_field = self.find_field.hasFocus()
        if event.key() != Qt.Key.Key_Escape or (in_field and not self.find_field.text()):
            super().keyPressEvent(event)
            return
        if in_field:
            self.find_field.clear()
        self.focus_find()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Hear the four keys in the list; let letters, with which a tag begins, go to the field."""
        if event.type() is not QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        if watched is self.find_field:
            if event.key() in {Qt.Key.Key_Down, Qt.Key.Key_PageDown}:
                self._to_list()
                return True
            return super().eventFilter(watched, event)
        if watched is self.piles and event.key() == Qt.Key.Key_Delete and not event.modifiers():
            self.remove_action.trigger()
            return True
        plain = not event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        if not plain or not event.text().strip() or not event.text().isprintable():
            return super().eventFilter(watched, event)
        if not event.isAutoRepeat():
            self._hear(event, may_act=watched is self.piles)
        return True

    def _hear(self, event: QKeyEvent, *, may_act: bool) -> None:
        """A digit alone is one of the four keys; letters, or digits in a burst, are a scan or a search."""
        digit = digit_of(event)
        if may_act and digit in self._keys and not self._pause.isActive():
            self._pressed = (digit, event.text())
            self._pause.start()
            return
        before = self._pressed[1] if self._pause.isActive() else ""
        self._pause.stop()
        self.find_field.clear()
        self.find_field.setFocus()
        self.find_field.insert(before + event.text())

    @Slot()
    def _act_on_key(self) -> None:
        key = self._pressed[0]
        double = key == self._last_key and self._since_last.elapsed() < self.double_press_ms
        self._last_key = key
        self._since_last.start()
        if double:
            self._messages.hint(_("The key {key} came twice at once and was counted once.").format(key=key))
            return
        self._keys[key].trigger()

    @Slot()
    def focus_find(self) -> None:
        """Go to the field for scanning and searching."""
        self.find_field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.find_field.selectAll()

    @Slot()
    def answer_return(self) -> None:
        """Go to the pile whose tag was scanned, where one key says how it is; after words go to the list."""
        text = self.find_field.text().strip()
        with self._messages.explain():
            pile = self._leaflets.tagged(text)
            if pile is None:
                looks_scanned = tag_in(text).isdigit() or text.upper().startswith(TAG_PREFIX)
                self._unknown = tag_in(text) if looks_scanned else ""
                self._say_told()
                if looks_scanned:
                    self.find_field.clear()
                else:
                    self._to_list()
                return
            self._unknown = ""
            self.find_field.clear()
            if self.views.current == "taken" or not self._stands_in(pile):
                self.views.go_to("all")
            self.piles.choose(pile.id)
            self.piles.setFocus(Qt.FocusReason.OtherFocusReason)
            told = _("{title}: 1 full, 2 low, 3 empty, 4 a bundle put out.").format(title=pile.title)
            self._messages.hint(told)
            announce(self.find_field, told)

    @Slot()
    def mark_full(self) -> None:
        """Note that the pile is full."""
        self._mark(Pile.FULL)

    @Slot()
    def mark_low(self) -> None:
        """Note that the pile is low."""
        self._mark(Pile.LOW)

    @Slot()
    def mark_empty(self) -> None:
        """Note that the pile is empty."""
        self._mark(Pile.EMPTY)

    @Slot()
    def put_bundle(self) -> None:
        """Note that a bundle was put out."""
        pile = self._pile()
        if pile is None:
            return
        with self._messages.explain():
            act = self._leaflets.put(pile.id)
            count = act.move.count if act.move else 0

            def say() -> str:
                told = _n("{title}: {number} brochure put out.", "{title}: {number} brochures put out.", count)
                return told.format(title=pile.title, number=in_use().number(count))

            self._remember(act, say)

    @Slot()
    def take_away(self) -> None:
        """Take the pile away with what is left on it."""
        pile = self._pile()
        if pile is None:
            return
        with self._messages.explain():
            act = self._leaflets.remove(pile.id)
            count = act.move.count if act.move else 0

            def say() -> str:
                words_ = _n(
                    "{title}: taken away, about {number} brochure left on it.",
                    "{title}: taken away, about {number} brochures left on it.",
                    count,
                )
                return words_.format(title=pile.title, number=in_use().number(count))

            self._remember(act, say)

    @Slot()
    def order(self) -> None:
        """Write to each partner whose brochures are low or empty: one letter with all of them."""
        with self._messages.explain():
            self._leaflets.check_may_edit()
            letters = [
                order_letter(order, self._partners, partial(self._note_order, order))
                for order in self._leaflets.orders()
            ]
            if not letters:
                self._messages.hint(_("Nothing is to be ordered: no pile is low or empty, or all are ordered."))
                return
            self._open(LettersDialog("order", _order_heading, letters, self, open_address=self._open_address))

    @Slot()
    def edit(self) -> None:
        """Change the pile of the current row."""
        pile = self._pile()
        if pile is None:
            return

        def keep(wanted: Leaflet) -> None:
            kept = self._leaflets.keep(wanted, pile)
            act = Act(before=(pile,), after=(kept,))
            self._undo.keep(
                lambda: _("“{title}” is saved.").format(title=kept.title), partial(self._leaflets.take_back, act)
            )

        with self._messages.explain():
            self._leaflets.check_may_edit()
            self._open_form(pile, keep, is_new=False)

    @Slot()
    def add(self) -> None:
        """Add a pile; a tag just scanned is filled in."""

        def keep(wanted: Leaflet) -> None:
            kept = self._leaflets.keep(wanted)
            self._unknown = ""
            self._say_told()
            act = Act(before=(replace(kept, removed=True),), after=(kept,))
            self._undo.keep(
                lambda: _("“{title}” is among the brochures.").format(title=kept.title),
                partial(self._leaflets.take_back, act),
            )

        with self._messages.explain():
            self._leaflets.check_may_edit()
            begun = self._leaflets.fresh()
            self._open_form(replace(begun, tag=self._unknown or begun.tag), keep, is_new=True)

    @Slot()
    def take_in(self) -> None:
        """Take a pasted list of numbered sheets in."""

        def keep(lines: Sequence[SheetLine], partner_code: str | None, theme_code: str | None) -> None:
            act = self._leaflets.take_in(lines, partner_code, theme_code)
            count = len(act.after)

            def say() -> str:
                told = _n("{number} numbered sheet taken in.", "{number} numbered sheets taken in.", count)
                return told.format(number=in_use().number(count))

            self._remember(act, say)
            self.views.go_to("sheets")

        with self._messages.explain():
            self._leaflets.check_may_edit()
            themes, partners = self._lists.themes_in_use(), self._lists.in_use(Kind.PARTNER)
            self._open(sheets_dialog(themes, partners, keep, self, today=self._leaflets.today()))

    @Slot()
    def print_tags(self) -> None:
        """Print the tags of the marked piles, or of all that are shown, on the usual printer."""
        shown = self._to_tag()
        if not shown:
            self._messages.hint(_("There is no pile to print a tag for."))
            return
        told = _n("{number} tag was sent to the printer.", "{number} tags were sent to the printer.", len(shown))
        words_ = told.format(number=in_use().number(len(shown)))
        self._background.run(partial(printed, "tags.pdf", self._tags(shown)), lambda _file: self._messages.tell(words_))

    @Slot()
    def save_tags(self) -> None:
        """Ask where the tags shall be written."""
        shown = self._to_tag()
        if shown:
            self._open(save_dialog(self, _("Tags of the piles"), "tags.pdf", partial(self.write_tags, shown)))

    def write_tags(self, shown: Sequence[Leaflet], path: str) -> None:
        """Write the tags of piles to a file."""
        told = _("Written: {path}").format(path=path)
        self._background.run(partial(written, path, self._tags(shown)), lambda _nothing: self._messages.tell(told))

    @Slot()
    def save_taken(self) -> None:
        """Ask where the table of what visitors took shall be written."""
        self._open(save_dialog(self, _("Taken by visitors"), "brochures.csv", self.write_taken))

    @Slot(str)
    def write_taken(self, path: str) -> None:
        """Write what visitors took to a file for a spreadsheet."""
        drawn = taken_drawn(self._leaflets.taken(), dict(self._themes))
        told = _("Written: {path}").format(path=path)
        self._background.run(partial(written, path, drawn), lambda _nothing: self._messages.tell(told))

    def _mark(self, pile: Pile) -> None:
        chosen = self._pile()
        if chosen is None:
            return
        with self._messages.explain():
            act = self._leaflets.see(chosen.id, pile)
            self._remember(
                act, lambda: _("{title}: the pile is {state}.").format(title=chosen.title, state=pile_name(pile))
            )

    def _remember(self, act: Act, say: Callable[[], str]) -> None:
        self._undo.keep(say, partial(self._leaflets.take_back, act))
        announce(self.find_field, say())

    def _pile(self) -> Leaflet | None:
        chosen = self.piles.current() if self.views.current != "taken" else None
        if chosen is None:
            self._messages.hint(_("Scan the tag of a pile, or mark one in the list first."))
        return chosen

    def _note_order(self, order: Order) -> None:
        with self._messages.explain():
            act = self._leaflets.order(order.leaflets)
            count = len(act.after)

            def say() -> str:
                return _n("{number} brochure ordered.", "{number} brochures ordered.", count).format(
                    number=in_use().number(count)
                )

            self._undo.keep(say, partial(self._leaflets.take_back, act))

    def _to_tag(self) -> list[Leaflet]:
        marked = self.piles.selected()
        return marked if len(marked) > 1 else list(self._in_view())

    def _tags(self, shown: Sequence[Leaflet]) -> Callable[[], bytes]:
        return tags_drawn(shown, dict(self._themes), dict(self._partners))

    def _open_form(self, leaflet: Leaflet, keep: Callable[[Leaflet], None], *, is_new: bool) -> None:
        themes, partners = self._lists.themes_in_use(), self._lists.in_use(Kind.PARTNER)
        today = self._leaflets.today()
        self._open(pile_dialog(leaflet, themes, partners, keep, self, today=today, is_new=is_new))

    def _open(self, dialog: QDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._dialog = dialog
        dialog.open()

    def _table(self) -> ListTable[Any]:
        return self.taken if self.views.current == "taken" else self.piles

    def _to_list(self) -> None:
        table = self._table()
        if not table.current() and table.model().rowCount():
            table.setCurrentIndex(table.model().index(0, 2))
        table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _stands_in(self, pile: Leaflet) -> bool:
        return any(each.id == pile.id for each in self._in_view())

    def _in_view(self) -> list[Leaflet]:
        shown = in_view(self._known, self.views.current, self._leaflets.today())
        return holding(shown, self.find_field.text(), self._partners)

    @Slot()
    def search(self) -> None:
        """Show what holds the words typed; a scan under way changes nothing."""
        if not self.find_field.text().upper().startswith(TAG_PREFIX[:3]):
            self._show()

    @Slot()
    def _show(self) -> None:
        if self.views.current == "taken":
            self.taken.show_values(self._leaflets.taken())
        else:
            self.piles.show_values(self._in_view())
        today = self._leaflets.today()
        self.views.count("order", sum(each.wanted(today) for each in self._known))
        self.views.count("expired", sum(each.expired(today) for each in self._known))
        table = self._table()
        self.pages.setCurrentWidget(table if table.model().rowCount() else self.placeholder)
        self._say_told()
        self._say_empty()

    @Slot(str)
    def _change_view(self, view: str) -> None:
        self._show()
        self.piles.setColumnHidden(SHEET, view != "sheets")
        self._keys_bar.setVisible(view != "taken")
        self.save_taken_action.setEnabled(view == "taken")

    def _say_told(self) -> None:
        """Say what a scan has not found, or what the numbered sheets lack."""
        text, kind = "", "muted"
        if self._unknown:
            text = _("No pile bears the tag {tag}. Ctrl+N adds it.").format(tag=self._unknown)
            kind = "warn"
        elif self.views.current == "sheets":
            text = gaps_told(self._known)
        self.told_label.setText(text)
        self.told_label.set_kind(kind)
        self.told_label.setVisible(bool(text))

    def _say_empty(self) -> None:
        if self.find_field.text():
            self.placeholder.say(_("Nothing is found for this."), _("Try fewer words."))
            return
        sentence, advice = {
            "all": (
                _("There is no pile of brochures yet."),
                _("Ctrl+N adds one; Ctrl+I takes a list of numbered sheets in."),
            ),
            "order": (_("No pile is low or empty."), _("Scan the tag of a pile and press 2 when it is low.")),
            "expired": (_("No brochure is out of date."), ""),
            "sheets": (_("There is no numbered sheet yet."), _("Ctrl+I takes a list of them in.")),
            "taken": (
                _("Nothing was put out yet."),
                _("Scan the tag of a pile and press 4 for each bundle that you put out."),
            ),
        }[self.views.current]
        self.placeholder.say(sentence, advice)

    def _name_keys(self) -> None:
        for key, button in self.key_buttons.items():
            words_ = self._keys[key].text()
            button.setText(f" {key}  {words_}")
            name_widget(button, words_, f"{words_.replace('&&', '&')} ({key})")

    def _fit(self) -> None:
        wide = self.width() / em(self, 1) > _NARROW
        for button in (self.new_button, self.order_button):
            # The commands stay in the menu and on their keys.
            button.setVisible(wide)
        self.find_field.setMinimumWidth(em(self, 10))

    def _make_actions(self) -> None:
        add = self._commands.add
        self.find_action = add("find", lambda: _("Scan or search brochures"), self.focus_find, ["F3"], "barcode")
        # Heard in the list alone: everywhere else a digit is a digit.
        self._keys = {
            "1": add("full", lambda: _("Full"), self.mark_full, [], "check"),
            "2": add("low", lambda: _("Low"), self.mark_low, [], "warning"),
            "3": add("empty", lambda: _("Empty"), self.mark_empty, [], "warning-circle"),
            "4": add("bundle", lambda: _("Bundle put out"), self.put_bundle, [], "plus"),
        }
        self.remove_action = add("remove", lambda: _("Take the pile away"), self.take_away, ["Ctrl+Del"], "trash")
        self.order_action = add("order", lambda: _("Order what is low…"), self.order, ["Ctrl+R"], "megaphone")
        self.edit_action = add("edit", lambda: _("Change the pile…"), self.edit, ["F2"], "pencil-simple")
        self.new_action = add("new", lambda: _("New pile…"), self.add, ["Ctrl+N"], "plus")
        self.take_in_action = add(
            "take_in", lambda: _("Take in numbered sheets…"), self.take_in, ["Ctrl+I"], "download-simple"
        )
        self.print_action = add("print", lambda: _("Print tags"), self.print_tags, ["Ctrl+P"], "printer")
        self.save_tags_action = add("save_tags", lambda: _("Save tags as PDF…"), self.save_tags, ["Ctrl+S"], "file-pdf")
        self.save_taken_action = add(
            "save_taken", lambda: _("Save what was taken…"), self.save_taken, ["Ctrl+Shift+S"], "file-csv"
        )
        self.next_view_action = add("next_view", lambda: _("Next list"), lambda: self.views.step(1), ["F8"])
        self.previous_view_action = add(
            "previous_view", lambda: _("List before"), lambda: self.views.step(-1), ["Shift+F8"]
        )

    def _make_widgets(self) -> None:
        self.find_field = QLineEdit()
        self.find_field.setObjectName("library.brochure_find")
        self.find_field.setClearButtonEnabled(True)
        self.find_field.setMaxLength(200)
        self.find_field.installEventFilter(self)
        self.order_button = ActionButton(self.order_action, "library.brochure_order")
        self.new_button = ActionButton(self.new_action, "library.brochure_new")
        self.key_buttons = {
            key: ActionButton(action, f"library.brochure_{action.objectName().rpartition('.')[2]}")
            for key, action in self._keys.items()
        }
        self.views = ViewBar(
            "brochures",
            [
                View(name="all", words=lambda: _("All piles")),
                View(name="order", words=lambda: _("To order")),
                View(name="expired", words=lambda: _p("brochures", "Out of date")),
                View(name="sheets", words=lambda: _("Numbered sheets")),
                View(name="taken", words=lambda: _p("brochures", "Taken")),
            ],
        )
        self.told_label = PlainLabel(kind="muted")
        self.told_label.setObjectName("library.brochure_told")
        self.told_label.setWordWrap(True)
        model = piles_model(self, lambda: self._themes, lambda: self._partners, self._leaflets.today)
        self.piles: ListTable[Leaflet] = ListTable(model, "library.brochure_piles")
        self.taken: ListTable[Taken] = ListTable(taken_model(self, lambda: self._themes), "library.brochure_taken")
        self.placeholder = Placeholder("clipboard-text", self.new_action)
        self.pages = QStackedWidget()
        for table in (self.piles, self.taken):
            table.installEventFilter(self)
            self.pages.addWidget(table)
        for action in (*self._keys.values(), self.edit_action, self.remove_action, self.print_action):
            self.piles.addAction(action)
        self.pages.addWidget(self.placeholder)
        self.piles.setColumnHidden(SHEET, True)
        self.save_taken_action.setEnabled(False)

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(em(self, 0.6))
        line.addWidget(self.find_field, 1)
        for part in (self.order_button, self.new_button):
            line.addWidget(part)
        self._keys_bar = QWidget()
        keys = FlowLayout(self._keys_bar, gap=em(self, 0.5))
        for button in self.key_buttons.values():
            keys.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(em(self, 1), em(self, 0.8), em(self, 1), em(self, 0.8))
        column.setSpacing(em(self, 0.6))
        column.addLayout(line)
        column.addWidget(self.views)
        column.addWidget(self._keys_bar)
        column.addWidget(self.told_label)
        column.addWidget(self.pages, 1)
        self._fit()

    def _connect(self) -> None:
        self.find_field.textChanged.connect(self.search)
        self.find_field.returnPressed.connect(self.answer_return)
        self.views.chosen.connect(self._change_view)
        self.piles.opened.connect(self._open_pile)
        self._pause.timeout.connect(self._act_on_key)
        app = QApplication.instance()
        if app is not None:
            app.aboutToQuit.connect(self._background.close)

    @Slot(object)
    def _open_pile(self, _pile: object) -> None:
        self.edit()


def _order_heading() -> str:
    return _("Order brochures")
