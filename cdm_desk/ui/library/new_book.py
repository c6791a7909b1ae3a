"""New books: scan the ISBN, press the theme, Enter; the rest is known to our catalogue or to those of others."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Slot
from PySide6.QtWidgets import QApplication, QBoxLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from cdm_desk.domain.change import Department
from cdm_desk.domain.identifiers import Isbn
from cdm_desk.language import _
from cdm_desk.ui.appearance import em
from cdm_desk.ui.keys import restored
from cdm_desk.ui.library.book_form import BookForm
from cdm_desk.ui.library.scan_field import ScanField
from cdm_desk.ui.library.scan_list import ScanLine, ScanList, line_of, summary
from cdm_desk.ui.library.scans import Scan, Scans, ScanState
from cdm_desk.ui.library.theme_keys import ThemeKeys
from cdm_desk.ui.lookup_words import answer_sentence, source_name
from cdm_desk.ui.tab_commands import TabCommands
from cdm_desk.ui.widgets import ActionButton, Card, FlowLayout, PlainLabel, ScrollArea, announce, name_widget

if TYPE_CHECKING:
    from PySide6.QtGui import QAction, QCloseEvent, QKeyEvent, QResizeEvent

    from cdm_desk.domain.library import Title
    from cdm_desk.services.library import LibraryService
    from cdm_desk.services.lists import ListsService
    from cdm_desk.services.lookup import LookupService
    from cdm_desk.ui.messages import Messages
    from cdm_desk.ui.undo import Undo

_BURST = re.compile(r"[\d&éÉ\"'(§\-èÈ!_çÇàÀ]{13}$")
_SIDE_BY_SIDE = 68


class NewBookPage(QWidget):
    """The book in hand on the left, the scans on the right; the scan field has the focus, and hears the theme keys.

    A second book scanned while one is in hand waits in the list; a code that is no ISBN is the barcode of the copy.
    """

    def __init__(
        self,
        lookup: LookupService,
        library: LibraryService,
        lists: ListsService,
        messages: Messages,
        undo: Undo,
        *,
        scans: Scans | None = None,
    ) -> None:
        super().__init__()
        self._lookup = lookup
        self._library = library
        self._lists = lists
        self._messages = messages
        self._undo = undo
        self.scans = scans or Scans(lookup, library, lists, messages, undo)
        self.hand: Scan | None = None
        self._told: tuple[str, str] = ("", "")
        self._without_theme = ""
        self._typed: dict[str, dict[str, str]] = {}
        self._make_actions()
        self._make_widgets()
        self._lay_out()
        self.setFocusProxy(self.scan_field)
        self.retranslate()
        self._connect()
        self._take_next()

    def actions_for_menu(self) -> list[QAction]:
        """Return the commands of the room, for the menu."""
        return self._commands.for_menu()

    @Slot(frozenset)
    def refresh(self, departments: frozenset[Department]) -> None:
        """Look again at what waits when titles, answers or the lists have changed; what is typed stays."""
        if Department.LISTS in departments:
            self.theme_keys.reload()
        if Department.LIBRARY in departments:
            with self._messages.explain():
                self.scans.take_up()

    def retranslate(self) -> None:
        """Set the words again; nothing typed is lost."""
        self._commands.retranslate()
        name_widget(self.scan_field, _("Scan the ISBN of a new book"), "", self.scan_action.shortcut())
        self.scan_field.setPlaceholderText(_("Scan here"))
        name_widget(self.table, _("Scans"))
        name_widget(self.scroll_area, _("Book in hand"))
        self.form.retranslate()
        self.theme_keys.retranslate()
        self.table.retranslate()
        self._say_told()
        self._say_hand()
        self._show_list()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Set the list below the book where the window is narrow."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the size of text."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange and hasattr(self, "table"):
            self._fit()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Wait for nobody any longer."""
        self.scans.close()
        super().closeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back to the scan field, from wherever one is; what was typed stays."""
        if event.key() == Qt.Key.Key_Escape and not self.scan_field.hasFocus():
            self.scan_field.setFocus()
            return
        super().keyPressEvent(event)

    @Slot(str)
    def scan(self, code: str) -> None:
        """Take what was scanned for the next book, or for the barcode of the copy of the one in hand."""
        self._tell("", "")
        isbn = Isbn.read(code)
        plain = code.replace("-", "").replace(" ", "")
        is_ean = plain.startswith(("978", "979")) and len(plain) == 13
        with self._messages.explain():
            if isbn.valid and (is_ean or self.hand is None):
                self._scan_book(isbn.text)
            elif is_ean or (self.hand is None and len(plain) in {9, 10, 12, 13}):
                self._tell("wrong", code)
            elif self.hand is None:
                self._say_copy(code)
            else:
                self._take_barcode(self.hand, code)
        self._say_hand()

    @Slot(str)
    def press_digit(self, digit: str) -> None:
        """Choose the theme, and after it the sub-theme, of the book in hand."""
        if self.hand is not None and not self._is_standing() and not self.theme_keys.press(digit):
            self._tell("no_key", digit)

    @Slot()
    def enter(self) -> None:
        """Save the book in hand; without one take the first that is to be completed in hand."""
        scan = self.hand
        if scan is None:
            self._take_up_first()
            return
        with self._messages.explain():
            if scan.is_catalogued:
                self._complete(scan)
            elif self._is_standing() and scan.standing is not None:
                self.scans.save(scan, scan.standing)
                self._take_next()
            else:
                self._save(scan)

    @Slot()
    def put_aside(self) -> None:
        """Leave the book in hand for later."""
        if self.hand is not None:
            self.scans.put_aside(self.hand)
            self._take_next()

    @Slot()
    def go_to_scan(self) -> None:
        """Go to the place for scanning."""
        self.scan_field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.scan_field.selectAll()

    @Slot()
    def drop(self) -> None:
        """Take the number of the current row off the list."""
        line = self.table.current()
        scan = self.scans.find(line.number) if line else None
        if scan is not None:
            with self._messages.explain():
                self.scans.drop(scan)
            if scan is self.hand:
                self._take_next()

    @Slot(object)
    def take_in_hand(self, line: ScanLine) -> None:
        """Take a scan of the list in hand."""
        scan = self.scans.find(line.number)
        if scan is not None:
            self._hold(scan)
            self.scan_field.setFocus()

    def _scan_book(self, number: str) -> None:
        if not self.scans.add(number):
            self._tell("listed", number)
            return
        if self.hand is None:
            self._take_next()

    def _take_barcode(self, scan: Scan, code: str) -> None:
        holder = self._library.holder(code)
        if holder is not None:
            self._tell("taken", holder.heading)
            return
        self.scans.decide(scan, replace(scan.waiting, barcode=code))

    def _say_copy(self, code: str) -> None:
        holder = self._library.holder(code)
        self._tell("here" if holder else "no_isbn", holder.heading if holder else code)

    def _save(self, scan: Scan) -> None:
        if scan.waiting.theme_code is None and self._without_theme != scan.number:
            self._without_theme = scan.number
            self._tell("no_theme", "")
            return
        title = self.form.title()
        if title is None:
            return
        if not title.title.strip():
            if scan.is_asked:
                self._tell("no_title", "")
                self.form.editor("title").setFocus()
                return
            self.scans.settle(scan, scan.waiting)
        else:
            self.scans.save(scan, self.scans.finished(title, scan.waiting))
        self._take_next()

    def _complete(self, scan: Scan) -> None:
        title = self.form.title() if scan.proposal() is not None else None
        if title is None:
            self._tell("still_waiting", "")
            return
        self.scans.complete(scan, title)
        self._take_next()

    def _take_up_first(self) -> None:
        waiting = [scan for scan in self.scans.all() if scan.state is ScanState.TO_COMPLETE]
        found = [scan for scan in waiting if scan.proposal() is not None]
        # What was catalogued by hand and is still being asked for needs nobody.
        first = next(iter([*found, *(scan for scan in waiting if not scan.is_catalogued)]), None)
        if first is None:
            self._tell("scan", "")
        else:
            self._hold(first)

    @Slot()
    def _take_next(self) -> None:
        self._hold(self.scans.next())

    def _hold(self, scan: Scan | None) -> None:
        self._lay_by()
        self.hand = scan
        self._without_theme = ""
        if scan is not None:
            self.theme_keys.show_choice(scan.waiting.theme_code, scan.waiting.sub_theme_code)
            self.form.show_book(scan.proposal(), scan.standing)
            self.form.type_again(self._typed.pop(scan.number, {}))
        else:
            self.theme_keys.show_choice(None, None)
        # Where one was typing is gone with the book that was typed.
        if self.form.isAncestorOf(QApplication.focusWidget() or self):
            self.scan_field.setFocus()
        self.scroll_area.verticalScrollBar().setValue(0)
        self._say_hand()
        self._show_list()

    def _lay_by(self) -> None:
        """Remember what was typed of the book in hand, as long as it is on the list."""
        hand = self.hand
        if hand is not None and self.scans.find(hand.number) is not None and (typed := self.form.typed()):
            self._typed[hand.number] = typed

    @Slot()
    def _follow(self) -> None:
        """Keep hand and list in step with the scans: what was in hand may have been saved or taken back."""
        hand = self.hand
        if hand is None or self.scans.find(hand.number) is None:
            self._take_next()
        else:
            known = self.scans.find(hand.number)
            if known is not hand:
                self._hold(known)
        self._show_list()

    @Slot(str)
    def _hear(self, number: str) -> None:
        if self.hand is not None and self.hand.number == number:
            self.form.show_book(self.hand.proposal(), self.hand.standing, keep_typed=True)
            self._say_hand()
            announce(self.heading_label, self.heading_label.text())

    @Slot()
    def _note_theme(self) -> None:
        self._tell("", "")
        if self.hand is not None:
            keys = self.theme_keys
            with self._messages.explain():
                waiting = replace(self.hand.waiting, theme_code=keys.theme_code, sub_theme_code=keys.sub_theme_code)
                self.scans.decide(self.hand, waiting)
        self._say_hand()

    @Slot(object)
    def _follow_arrow(self, key: Qt.Key) -> None:
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        if key in steps:
            self.form.step(steps[key])
        else:
            self.form.take(int(key == Qt.Key.Key_Right))

    @Slot()
    def _rub(self) -> None:
        """Take back the last that was decided: sub-theme, theme, then barcode."""
        scan = self.hand
        if scan is not None and not self.theme_keys.rub() and scan.waiting.barcode:
            with self._messages.explain():
                self.scans.decide(scan, replace(scan.waiting, barcode=None))
            self._say_hand()

    @Slot()
    def _leave_editor(self) -> None:
        """Go on from a field with Enter; a number that a scanner typed there is a scan all the same."""
        editor = self.sender()
        if not isinstance(editor, QLineEdit):
            return
        burst = _BURST.search(editor.text())
        number = Isbn.read(restored(burst.group())) if burst else None
        if burst and number and number.valid:
            editor.setText(editor.text()[: burst.start()].rstrip())
            self.scan(number.text)
            return
        shown = [each for each in self.form.editors() if each.isVisibleTo(self)]
        at = shown.index(editor)
        if at + 1 < len(shown):
            shown[at + 1].setFocus()
            return
        # What a scanner ends with Enter must not save a book: a hand presses it once more.
        self.scan_field.setFocus()
        if self.hand is not None and not self._is_standing() and not self.hand.is_catalogued:
            self._tell("typed", "")

    def _is_standing(self) -> bool:
        return self.hand is not None and self.hand.standing is not None and not self.hand.is_catalogued

    def _make_actions(self) -> None:
        commands = TabCommands(self, "new_books")
        self.scan_action = commands.add("scan", lambda: _("Scan an ISBN"), self.go_to_scan, ["Ctrl+B", "F3"], "barcode")
        self.save_action = commands.add("save", self._save_words, self.enter, ["Ctrl+Enter", "Ctrl+Return"], "check")
        self.aside_action = commands.add("aside", lambda: _("Put aside"), self.put_aside, ["Ctrl+U"], "clock")
        self.drop_action = commands.add("drop", lambda: _("Take off the list"), self.drop, ["Ctrl+Del"], "trash")
        self._commands = commands

    def _save_words(self) -> str:
        hand = self.hand
        if hand is not None and hand.is_catalogued:
            return _("Complete")
        return _("Add a copy") if self._is_standing() else _("Save")

    def _make_widgets(self) -> None:
        self.scan_field = ScanField("library.new_scan")
        self.told_label = PlainLabel()
        self.told_label.setObjectName("library.new_told")
        self.told_label.setWordWrap(True)
        self.heading_label = PlainLabel(kind="subheading")
        self.heading_label.setWordWrap(True)
        self.sources_label = PlainLabel(kind="muted")
        self.sources_label.setObjectName("library.new_sources")
        self.sources_label.setWordWrap(True)
        self.form = BookForm()
        self.theme_keys = ThemeKeys(self._lists)
        self.mark_label = PlainLabel()
        self.mark_label.setObjectName("library.new_mark")
        self.advice_label = PlainLabel(kind="muted")
        self.advice_label.setWordWrap(True)
        self.save_button = ActionButton(self.save_action, "library.new_save", kind="primary")
        self.summary_label = PlainLabel(kind="muted")
        self.summary_label.setObjectName("library.new_summary")
        self.summary_label.setWordWrap(True)
        self.table = ScanList(self)
        self.table.addAction(self.drop_action)

    def _lay_out(self) -> None:
        book = Card()
        inside = QVBoxLayout(book)
        inside.setContentsMargins(em(self, 1), em(self, 0.8), em(self, 1), em(self, 0.8))
        inside.setSpacing(em(self, 0.6))
        # What a hand decides stands above what others fill in: it is seen without scrolling, at any size of text.
        inside.addWidget(self.heading_label)
        decided = FlowLayout(gap=em(self, 1), line_gap=em(self, 0.3))
        decided.addWidget(self.save_button)
        decided.addWidget(self.mark_label)
        inside.addLayout(decided)
        for part in (self.theme_keys, self.advice_label, self.form, self.sources_label):
            inside.addWidget(part)
        inside.addStretch(1)
        listed = QVBoxLayout()
        listed.setSpacing(em(self, 0.3))
        listed.addWidget(self.summary_label)
        listed.addWidget(self.table, 1)
        held = QWidget()
        self._halves = QBoxLayout(QBoxLayout.Direction.LeftToRight, held)
        self._halves.setContentsMargins(0, 0, 0, 0)
        self._halves.setSpacing(em(self, 0.8))
        self._halves.addWidget(book, 5)
        self._halves.addLayout(listed, 3)
        self.scroll_area = ScrollArea()
        self.scroll_area.setObjectName("library.new_book")
        self.scroll_area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.scroll_area.setWidgetResizable(True)
        self.scroll_area.setWidget(held)
        line = QHBoxLayout()
        line.setSpacing(em(self, 0.8))
        line.addWidget(self.scan_field)
        line.addWidget(self.told_label, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(em(self, 1), em(self, 0.8), em(self, 1), em(self, 0.8))
        column.setSpacing(em(self, 0.6))
        column.addLayout(line)
        column.addWidget(self.scroll_area, 1)
        # From the scan field to what is typed where nobody knows the book; themes have their keys.
        chain = [self.scan_field, *self.form.in_order(), self.save_button]
        for before, after in pairwise(chain):
            QWidget.setTabOrder(before, after)
        self._fit()

    def _connect(self) -> None:
        field = self.scan_field
        field.scanned.connect(self.scan)
        field.digit.connect(self.press_digit)
        field.entered.connect(self.enter)
        field.arrow.connect(self._follow_arrow)
        field.rubbed.connect(self._rub)
        field.left.connect(self.put_aside)
        for editor in self.form.editors():
            editor.returnPressed.connect(self._leave_editor)
        self.form.edited.connect(self._say_hand)
        self.theme_keys.chosen.connect(self._note_theme)
        self.scans.changed.connect(self._follow)
        self.scans.answered.connect(self._hear)
        self.table.opened.connect(self.take_in_hand)
        app = QApplication.instance()
        if app is not None:
            app.aboutToQuit.connect(self.scans.close)

    def _fit(self) -> None:
        self.scan_field.setFixedWidth(em(self, 14))
        self.table.setMinimumHeight(em(self, 9))
        wide = self.width() > em(self, _SIDE_BY_SIDE)
        direction = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        if self._halves.direction() != direction:
            self._halves.setDirection(direction)

    def _show_list(self) -> None:
        scans = self.scans.all()
        self.table.show_values([line_of(scan, self.hand) for scan in scans])
        self.summary_label.setText(summary(scans))

    def _tell(self, kind: str, text: str) -> None:
        self._told = (kind, text)
        self._say_told()
        if kind:
            announce(self.told_label, self.told_label.text())

    def _say_told(self) -> None:
        kind, text = self._told
        sentences = {
            "": "",
            "scan": _("Scan the ISBN of a new book."),
            "listed": _("{text} is in the list already. A second copy: scan it again once this one is saved."),
            "wrong": _("{text}: the check digit is wrong. Scan again, or type the number from the book."),
            "taken": _("This barcode is on “{text}” already. Scan the one of this copy."),
            "here": _("In the catalogue: {text}"),
            "no_isbn": _("{text} is no ISBN. A book without one: Ctrl+N in the catalogue (Alt+1)."),
            "no_key": _("No theme has the key {text}."),
            "no_theme": _("Which theme? Press 1 to 5; Enter once more saves it without."),
            "no_title": _("Type the title first: no catalogue knows it."),
            "typed": _("Enter once more saves it."),
            "still_waiting": _("Nothing more is known of it yet. It is asked again by itself; Esc puts it aside."),
        }
        self.told_label.setText(sentences[kind].format(text=text))
        self.told_label.set_kind({"here": "ok", "wrong": "error", "taken": "error", "scan": "muted"}.get(kind, "warn"))

    def _say_hand(self) -> None:
        scan = self.hand
        hears = scan is not None and not self._is_standing() and not scan.is_catalogued
        self.scan_field.digits = self.theme_keys.digits() if hears else frozenset()
        self.save_action.setEnabled(scan is not None)
        self.aside_action.setEnabled(scan is not None)
        for part in (self.form, self.mark_label, self.save_button, self.theme_keys):
            part.setVisible(scan is not None)
        self._commands.retranslate()
        if scan is None:
            self.sources_label.setText("" if self._lookup.sources() else _nobody_to_ask())
            self.sources_label.setVisible(bool(self.sources_label.text()))
            self.heading_label.setText(_("Scan the ISBN of a new book."))
            self.advice_label.setText(
                _("Then the key of its theme (1 to 5), then Enter. Title, authors and the rest are filled in.")
            )
            return
        standing = self._is_standing()
        self.theme_keys.setVisible(not standing and not scan.is_catalogued)
        self.form.set_read_only(standing or (scan.is_catalogued and scan.proposal() is None))
        self.heading_label.setText(self._heading(scan))
        self.sources_label.setText(self._sources(scan))
        self.sources_label.setVisible(bool(self.sources_label.text()))
        self.mark_label.setText(self._mark(scan))
        self.mark_label.setVisible(bool(self.mark_label.text()))
        self.advice_label.setText(self._advice(scan))

    def _heading(self, scan: Scan) -> str:
        if self._is_standing():
            return _("Already in the catalogue: Enter adds a copy.")
        if scan.is_catalogued:
            return _("To complete: {title}").format(title=scan.heading)
        if not scan.is_asked:
            return _("{number} is being looked up. Theme and Enter need not wait.").format(number=scan.number)
        if scan.proposal() is None:
            return _("{number} is not known: type title and authors.").format(number=scan.number)
        return scan.heading

    def _sources(self, scan: Scan) -> str:
        if self._is_standing():
            return ""
        if not self._lookup.sources() and not scan.answers:
            return _nobody_to_ask()
        names = ", ".join(source_name(answer.source) for answer in scan.answers if answer.title is not None)
        known = [_("Found in: {sources}.").format(sources=names)] if names else []
        return " ".join([*known, *(answer_sentence(each) for each in scan.answers if each.title is None)])

    def _mark(self, scan: Scan) -> str:
        parts = []
        if not scan.is_catalogued:
            mark = self._proposed_mark(scan)
            parts = [_("Shelf mark: {mark}").format(mark=mark)] if mark else []
        if scan.waiting.barcode:
            parts.append(_("Barcode: {barcode}").format(barcode=scan.waiting.barcode))
        return "   ".join(parts)

    def _proposed_mark(self, scan: Scan) -> str:
        if self._is_standing() and scan.standing is not None:
            return scan.standing.shelf_mark or ""
        title: Title | None = self.form.peeked()
        return (self.scans.finished(title, scan.waiting).shelf_mark or "") if title is not None else ""

    def _advice(self, scan: Scan) -> str:
        if self.form.has_differences():
            return _("Two catalogues differ at ▸: ← takes the left word, → the right one, ↑ ↓ go to another field.")
        if self._is_standing() or scan.is_catalogued:
            return _("Esc puts it aside.")
        return _("1 to 5 theme, then a digit for the sub-theme; the barcode of the copy may be scanned; Enter saves.")


def _nobody_to_ask() -> str:
    return _("No catalogue of others is switched on: settings, “Books looked up elsewhere”.")
