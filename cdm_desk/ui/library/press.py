"""The press review: paste a link, choose themes by their digits, close the issue of the week in one act."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final
from uuid import UUID, uuid4

from PySide6.QtCore import QEvent, QObject, QStandardPaths, Qt, QTimer, Slot
from PySide6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QComboBox,
    QDialog,
    QFileDialog,
    QLineEdit,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from cdm_desk.domain.change import Department
from cdm_desk.domain.errors import DeskError
from cdm_desk.domain.press import NumberedIssue, PressItem, host_of, is_link
from cdm_desk.domain.press_archive import ArchiveHit, ArchiveSearch
from cdm_desk.domain.press_feeds import Feed, FeedRead, Proposal
from cdm_desk.language import Catalogue, _, _n, catalogue, in_use, language
from cdm_desk.ui.appearance import em
from cdm_desk.ui.background import Background
from cdm_desk.ui.dialogs.press_item import PressItemDialog, theme_words
from cdm_desk.ui.fresh import FreshPage
from cdm_desk.ui.keys import digit_of
from cdm_desk.ui.tab_commands import KeyButton, TabCommands
from cdm_desk.ui.tables import Column, ListModel, ListTable
from cdm_desk.ui.widgets import Card, FlowLayout, Placeholder, PlainLabel, ScrollArea, name_widget
from cdm_desk.ui.words import label_of

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

    from cdm_desk.domain.lists import Entry
    from cdm_desk.domain.press import PressReview
    from cdm_desk.services.lists import ListsService
    from cdm_desk.services.press import PressService
    from cdm_desk.ui.messages import Messages
    from cdm_desk.ui.undo import Undo

NARROW: Final = 74
TYPING_MS: Final = 200
FORMS: Final = ("pdf", "html", "eml")


class PressPage(FreshPage):
    """One issue and its articles; beside it what feeds propose; with words in the search, the archive instead."""

    concerning = frozenset({Department.LIBRARY, Department.LISTS})

    def __init__(self, press: PressService, lists: ListsService, messages: Messages, undo: Undo) -> None:
        super().__init__()
        self._press = press
        self._lists = lists
        self._messages = messages
        self._undo = undo
        self._background = Background(messages)
        self._dialog: QDialog | None = None
        self._themes: list[Entry] = []
        self._issues: list[NumberedIssue] = []
        self._issue_id: UUID | None = None
        self._read: list[FeedRead] = []

        self.setObjectName("press.page")
        self._commands = TabCommands(self, "press")
        self._make_commands()
        self._make_widgets()
        self._lay_out()
        self.setFocusProxy(self.entry_field)
        self._reload(self.concerning)
        self.retranslate()
        self._connect()

    def actions_for_menu(self) -> list[QAction]:
        """Return the commands of the review."""
        return [*self._commands.for_menu(), *self.table.actions_for_menu()]

    def retranslate(self) -> None:
        """Set the words again; what is typed and chosen stays."""
        self._commands.retranslate()
        name_widget(self.entry_field, _("Link or title of an article"))
        self.entry_field.setPlaceholderText(_("Paste a link or type a title, then Enter"))
        name_widget(self.issue_box, _("Issue"))
        name_widget(self.search_field, _("Search all issues"), "", self._search_action.shortcut())
        self.search_field.setPlaceholderText(_("Search all issues"))
        name_widget(self.theme_box, _("Only one theme"))
        name_widget(self.period_box, _("Only one year"))
        name_widget(self.layout_box, _("How French and Dutch stand on the page"))
        for row, words in enumerate((_("Side by side"), _("One after the other"))):
            self.layout_box.setItemText(row, words)
        self.proposal_label.setText(_("Proposed by the feeds"))
        name_widget(self.table, _("Articles"))
        name_widget(self.proposal_table, _("Proposals"))
        for table in (self.table, self.proposal_table):
            table.retranslate()
        self._fill_filters()
        self._show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the proposals below the articles where there is no room beside them."""
        super().resizeEvent(event)
        self._place()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Let the errand under way end."""
        self._background.close()
        super().closeEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Hear the single keys of the lists: 1 to 5 a theme of the article, + takes a proposal."""
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            digit = digit_of(event)
            if watched is self.table and digit:
                self.toggle_theme(digit)
                return True
            if watched is self.proposal_table and event.text() == "+":
                self.take()
                return True
        if watched is self.search_field and _is_down(event):
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
            self.table.selectRow(max(0, self.table.currentIndex().row()))
            return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leaves the archive, then goes back to the line above."""
        if event.key() != Qt.Key.Key_Escape or self.entry_field.hasFocus():
            super().keyPressEvent(event)
            return
        self.search_field.clear()
        self.theme_box.setCurrentIndex(0)
        self.period_box.setCurrentIndex(0)
        self.entry_field.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def begin(self) -> None:
        """Open the form for what was pasted or typed; a link brings the source and language of its site."""
        typed = self.entry_field.text().strip()
        with self._messages.explain():
            self._press.check_may_edit()
            item = PressItem(id=uuid4())
            if is_link(typed):
                known = self._press.told_by(typed)
                item = replace(item, link=typed, source=known.source if known else host_of(typed))
                item = replace(item, language=known.language if known else None)
            else:
                item = replace(item, title=typed)
            self._open_item(item, known=False)
            self.entry_field.clear()

    @Slot()
    def edit(self) -> None:
        """Open the article of the current row."""
        hit = self.table.current()
        if hit is None:
            self._messages.hint(_("Mark an article in the list first."))
            return
        with self._messages.explain():
            self._open_item(self._press.item(hit.item.id).licensed(self._press.licences(), self._press.today()))

    @Slot()
    def remove(self) -> None:
        """Take the article of the current row out; the message offers the way back."""
        hit = self.table.current()
        if hit is None:
            return
        with self._messages.explain():
            item = self._press.remove(hit.item.id)
            self._undo.keep(
                lambda: _("“{title}” is out of the press review.").format(title=item.title),
                lambda: self._press.bring_back(item.id),
            )

    def toggle_theme(self, digit: str) -> None:
        """Give the article of the current row a theme, or take it off; the first one given is where it stands."""
        hit = self.table.current()
        code = next((entry.code for entry in self._themes if str(entry.digit) == digit), None)
        if hit is None or code is None:
            return
        seen = hit.item
        codes = tuple(each for each in seen.theme_codes if each != code)
        codes = codes if code in seen.theme_codes else (*codes, code)
        with self._messages.explain():
            self._press.keep(replace(seen, theme_codes=codes), seen)

    @Slot()
    def move_up(self) -> None:
        """Put the article of the current row before the one above it."""
        self._move(-1)

    @Slot()
    def move_down(self) -> None:
        """Put the article of the current row behind the one below it."""
        self._move(1)

    @Slot()
    def close_issue(self) -> None:
        """Close the issue that is shown under its number; the message offers the way back."""
        issue = self._issue()
        if issue is None:
            return
        with self._messages.explain():
            closed = self._press.close(issue.issue.id)
            self._undo.keep(
                lambda: _("Issue {number} is closed with {articles}.").format(
                    number=closed.number, articles=_articles(closed.items)
                ),
                lambda: self._press.reopen(closed.issue.id),
            )

    @Slot()
    def reopen_issue(self) -> None:
        """Open the closed issue that is shown again."""
        issue = self._issue()
        if issue is not None and issue.issue.closed:
            with self._messages.explain():
                self._press.reopen(issue.issue.id)
                self._messages.tell(_("Issue {number} is open again.").format(number=issue.number))

    def write(self, form: str) -> None:
        """Ask where the issue shall be written, as `pdf`, `html` or `eml`."""
        issue = self._issue()
        if issue is None or not issue.items:
            self._messages.hint(_("No article stands in this issue yet. Paste a link first."))
            return
        dialog = QFileDialog(self, _("Write the issue"))
        dialog.setObjectName("press.save")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(form)
        dialog.setNameFilter(f"{form.upper()} (*.{form})")
        dialog.setDirectory(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
        dialog.selectFile(f"{issue.issue.week}-{issue.number}.{form}")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(partial(self.write_to, form))
        dialog.open()

    def write_to(self, form: str, path: str) -> None:
        """Write the issue that is shown to a file, off the screen's thread."""
        issue = self._issue()
        if issue is None:
            return
        with self._messages.explain():
            review = self._press.review(issue.issue.id)
            themes = {entry.code: entry for entry in self._themes}
            spoken = [catalogue(each) for each in (("nl", "fr") if language() == "nl" else ("fr", "nl"))]
            side_by_side = self.layout_box.currentIndex() == 0
            told = _("Written: {path}").format(path=path)
            self._background.run(
                partial(_written, review, themes, spoken, side_by_side, form, Path(path)),
                lambda _nothing: self._messages.tell(told),
            )

    @Slot()
    def read_feeds(self) -> None:
        """Ask every feed for what is new, off the screen's thread; one that does not answer holds up no other."""
        if not self._press.reads_feeds():
            self._messages.hint(_("Feeds are not read here: allow it first, with Ctrl+Shift+H."))
            return
        feeds = self._press.feeds()
        if not feeds:
            self._messages.hint(_("There is no feed yet: add its address first, with Ctrl+Shift+H."))
            return
        self._messages.hint(_("The feeds are being read."))
        self._background.run(partial(_fetched, feeds, self._press.today()), self._show_read)

    @Slot()
    def take(self) -> None:
        """Take the proposal of the current row into the issue that is shown."""
        proposal = self.proposal_table.current()
        if proposal is None:
            return
        row = self.proposal_table.currentIndex().row()
        with self._messages.explain():
            taken = self._press.take(proposal, self._open_issue_id())
            self._undo.keep(
                lambda: _("“{title}” is in the press review.").format(title=taken.title),
                lambda: self._press.remove(taken.id),
            )
            self._show_proposals()
            if self.model_of_proposals.values:
                self.proposal_table.selectRow(min(row, len(self.model_of_proposals.values) - 1))

    @Slot()
    def settle_house(self) -> None:
        """Open licences and feeds."""
        from cdm_desk.ui.dialogs.press_house import PressHouseDialog  # noqa: PLC0415 - seldom opened

        with self._messages.explain():
            self._press.check_may_edit()
            self._open(PressHouseDialog(self._press, self._lists, self._undo, self))

    @Slot()
    def go_to_search(self) -> None:
        """Go to the search of the archive."""
        self.search_field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search_field.selectAll()

    @Slot()
    def go_to_proposals(self) -> None:
        """Go to what the feeds propose."""
        self.proposal_table.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if self.proposal_table.current() is None and self.model_of_proposals.values:
            self.proposal_table.selectRow(0)

    def _make_commands(self) -> None:
        add = self._commands.add
        add("new", lambda: _("New article…"), self.begin, ["Ctrl+N"], "plus")
        self._edit_action = add("edit", lambda: _("Edit the article…"), self.edit, ["F2"], "pencil-simple")
        self._remove_action = add("remove", lambda: _("Remove the article"), self.remove, ["Ctrl+Del"], "trash")
        self._up_action = add("up", lambda: _("Move up"), self.move_up, ["Ctrl+Up"])
        self._down_action = add("down", lambda: _("Move down"), self.move_down, ["Ctrl+Down"])
        self._close_action = add(
            "close", lambda: _("Close the issue"), self.close_issue, ["Ctrl+Shift+D"], "check-circle"
        )
        self._reopen_action = add("reopen", lambda: _("Open the issue again"), self.reopen_issue, [])
        self._forms = [
            add(form, words, partial(self.write, form), [keys], icon)
            for form, words, keys, icon in (
                ("pdf", lambda: _("On paper (PDF)…"), "Ctrl+P", "file-pdf"),
                ("html", lambda: _("As a page (HTML)…"), "Ctrl+E", "export"),
                ("eml", lambda: _("As a mail (draft)…"), "Ctrl+M", "export"),
            )
        ]
        self._feeds_action = add("feeds", lambda: _("Read the feeds"), self.read_feeds, ["Ctrl+R"], "arrow-clockwise")
        add("proposals", lambda: _("To the proposals"), self.go_to_proposals, ["Ctrl+J"])
        self._take_action = add("take", lambda: _("Take the proposal"), self.take, [], "plus")
        self._search_action = add("search", lambda: _("Search all issues"), self.go_to_search, ["Ctrl+B"])
        self._house_action = add(
            "house", lambda: _("Licences and feeds…"), self.settle_house, ["Ctrl+Shift+H"], "gear-six"
        )

    def _make_widgets(self) -> None:
        self.entry_field = QLineEdit()
        self.entry_field.setObjectName("press.entry")
        self.issue_box, self.theme_box, self.period_box, self.layout_box = (QComboBox() for _box in range(4))
        for box, name in (
            (self.issue_box, "issue"),
            (self.theme_box, "theme"),
            (self.period_box, "period"),
            (self.layout_box, "layout"),
        ):
            box.setObjectName(f"press.{name}")
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.layout_box.addItems(["", ""])
        self.search_field = QLineEdit()
        self.search_field.setObjectName("press.search")
        self.search_field.setClearButtonEnabled(True)
        self.state_label = PlainLabel(kind="subheading")
        self.state_label.setWordWrap(True)
        self.proposal_label = PlainLabel(kind="subheading")
        self.model = ListModel(self._columns(), self._spoken, lambda hit: hit.item.id, self)
        self.table = ListTable(self.model, "press.articles")
        self.model_of_proposals = ListModel(
            self._proposal_columns(), _spoken_proposal, lambda each: each.entry.link or each.entry.title, self
        )
        self.proposal_table = ListTable(self.model_of_proposals, "press.proposals")
        self.empty_placeholder = Placeholder("clipboard-text")
        self.no_proposal_placeholder = Placeholder("arrow-clockwise")
        self.buttons = [
            KeyButton(self._close_action, "press.close", kind="primary"),
            KeyButton(self._reopen_action, "press.reopen"),
            *(KeyButton(action, f"press.{form}") for form, action in zip(FORMS, self._forms, strict=True)),
        ]
        self.feed_buttons = [
            KeyButton(self._take_action, "press.take"),
            KeyButton(self._feeds_action, "press.read_feeds"),
            KeyButton(self._house_action, "press.house"),
        ]
        self._typing = QTimer(self, singleShot=True, interval=TYPING_MS)

    def _lay_out(self) -> None:
        top = FlowLayout(gap=em(self, 0.5))
        self.entry_field.setMinimumWidth(em(self, 26))
        self.search_field.setMinimumWidth(em(self, 18))
        for field in (self.entry_field, self.issue_box, self.search_field, self.theme_box, self.period_box):
            top.addWidget(field)
        acts = FlowLayout(gap=em(self, 0.5))
        for part in (*self.buttons, self.layout_box):
            acts.addWidget(part)
        self.lists = QStackedWidget()
        self.lists.addWidget(self.empty_placeholder)
        self.lists.addWidget(self.table)
        self.lists.setMinimumHeight(em(self, 9))
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.state_label)
        column.addLayout(acts)
        column.addWidget(self.lists, 1)
        self.proposals = QStackedWidget()
        self.proposals.addWidget(self.no_proposal_placeholder)
        self.proposals.addWidget(self.proposal_table)
        self.proposals.setMinimumHeight(em(self, 7))
        feeds = FlowLayout(gap=em(self, 0.5))
        for button in self.feed_buttons:
            feeds.addWidget(button)
        card = Card()
        beside = QVBoxLayout(card)
        beside.addWidget(self.proposal_label)
        beside.addLayout(feeds)
        beside.addWidget(self.proposals, 1)
        halves = QWidget()
        self._halves = QBoxLayout(QBoxLayout.Direction.LeftToRight, halves)
        self._halves.setContentsMargins(0, 0, 0, 0)
        self._halves.setSpacing(em(self, 0.8))
        self._halves.addWidget(left, 3)
        self._halves.addWidget(card, 2)
        content = QWidget()
        page = QVBoxLayout(content)
        page.setContentsMargins(*4 * [em(self, 0.8)])
        page.setSpacing(em(self, 0.5))
        page.addLayout(top)
        page.addWidget(halves, 1)
        scroll = ScrollArea()
        scroll.setObjectName("press.scroll")
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(content)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)

    def _connect(self) -> None:
        self.entry_field.returnPressed.connect(self.begin)
        self.table.opened.connect(self.edit)
        self.table.chosen.connect(self._enable)
        self.table.installEventFilter(self)
        self.proposal_table.opened.connect(self.take)
        self.proposal_table.installEventFilter(self)
        self.search_field.installEventFilter(self)
        self.issue_box.activated.connect(self._choose_issue)
        self.theme_box.currentIndexChanged.connect(self._show)
        self.period_box.currentIndexChanged.connect(self._show)
        self.search_field.textChanged.connect(self._typing.start)
        self._typing.timeout.connect(self._show)

    def _place(self) -> None:
        below = self.width() < em(self, NARROW)
        self._halves.setDirection(QBoxLayout.Direction.TopToBottom if below else QBoxLayout.Direction.LeftToRight)

    def _reload(self, departments: frozenset[Department]) -> None:
        with self._messages.explain():
            if Department.LISTS in departments:
                self._themes = self._lists.themes_in_use()
                self._fill_filters()
            self._issues = self._press.issues()
            if self._issue() is None:
                self._issue_id = self._press.running().id
            self._fill_issues()
            self._show()
            self._show_proposals()

    def _issue(self) -> NumberedIssue | None:
        return next((each for each in self._issues if each.issue.id == self._issue_id), None)

    def _open_issue_id(self) -> UUID | None:
        """Return the issue that is shown, or none where it is closed: then the running one gets what is new."""
        issue = self._issue()
        return issue.issue.id if issue is not None and not issue.issue.closed else None

    @Slot(int)
    def _choose_issue(self, row: int) -> None:
        self._issue_id = self.issue_box.itemData(row)
        self._show()

    def _fill_issues(self) -> None:
        self.issue_box.clear()
        for each in self._issues:
            self.issue_box.addItem(_issue_words(each), each.issue.id)
        at = next((row for row, each in enumerate(self._issues) if each.issue.id == self._issue_id), 0)
        self.issue_box.setCurrentIndex(at)

    def _fill_filters(self) -> None:
        years = sorted({each.issue.day.year for each in self._issues}, reverse=True)
        for box, choices in (
            (self.theme_box, [(_("All themes"), ""), *((_theme(entry), entry.code) for entry in self._themes)]),
            (self.period_box, [(_("All years"), ""), *((str(year), str(year)) for year in years)]),
        ):
            chosen = box.currentData()
            box.blockSignals(True)
            box.clear()
            for words, code in choices:
                box.addItem(words, code)
            box.setCurrentIndex(max(0, box.findData(chosen)))
            box.blockSignals(False)

    @Slot()
    def _show(self) -> None:
        if not self._issues:
            return
        search = self._search()
        with self._messages.explain():
            issue = self._issue()
            if search is not None:
                hits = self._press.archive(search)
                self.state_label.setText(_("In all issues: {articles}").format(articles=_articles(len(hits))))
            else:
                items = self._press.items(issue.issue.id) if issue else []
                hits = [ArchiveHit(item=item, number=None, issue=None) for item in items]
                self.state_label.setText(_state_words(issue) if issue else "")
            self.table.show_values(hits)
        self.table.setColumnHidden(3, search is None)
        self._say_empty(searching=search is not None)
        self.lists.setCurrentIndex(1 if self.model.values else 0)
        self._fill_issues()
        self._enable()

    def _search(self) -> ArchiveSearch | None:
        words, theme, year = self.search_field.text(), self.theme_box.currentData(), self.period_box.currentData()
        if not (words.strip() or theme or year):
            return None
        first = date(int(year), 1, 1) if year else None
        last = date(int(year), 12, 31) if year else None
        return ArchiveSearch(words=words, theme_code=theme or None, first=first, last=last)

    def _show_proposals(self) -> None:
        with self._messages.explain():
            self.proposal_table.show_values(self._press.proposals(self._read))
        reads = self._press.reads_feeds()
        self.no_proposal_placeholder.say(
            _("Nothing is proposed."),
            _("Ctrl+R asks the feeds; + or Enter takes an article.")
            if reads
            else _("Feeds are not read here: allow it first, with Ctrl+Shift+H."),
        )
        self.proposals.setCurrentIndex(1 if self.model_of_proposals.values else 0)
        self._enable()

    def _show_read(self, answer: tuple[list[FeedRead], list[DeskError]]) -> None:
        self._read, faults = answer
        self._show_proposals()
        broken = [each.feed.name for each in self._read if each.damaged]
        for fault in faults:
            self._messages.show_error(fault)
        if broken and not faults:
            self._messages.warn(
                _("Broken off: {names}. What stood before could be read.").format(names=", ".join(broken))
            )
        elif not faults:
            number = len(self.model_of_proposals.values)
            self._messages.tell(_n("{number} article is proposed.", "{number} articles are proposed.", number).format(
                number=in_use().number(number)
            ))  # fmt: skip

    def _say_empty(self, *, searching: bool) -> None:
        if searching:
            self.empty_placeholder.say(
                _("No article is found for this."), _("Try fewer words; Esc goes back to the issue.")
            )
        else:
            self.empty_placeholder.say(
                _("No article stands in this issue yet."),
                _("Paste a link above and press Enter, or take a proposal. Digits 1 to 5 give themes."),
            )

    @Slot()
    def _enable(self) -> None:
        issue = self._issue()
        closed = issue is not None and issue.issue.closed
        searching = self._search() is not None
        self._close_action.setEnabled(issue is not None and not closed and issue.items > 0 and not searching)
        self._reopen_action.setEnabled(closed and not searching)
        self.buttons[0].setVisible(not closed)
        self.buttons[1].setVisible(closed)
        for action in (self._edit_action, self._remove_action):
            action.setEnabled(self.table.current() is not None)
        for action in (self._up_action, self._down_action):
            action.setEnabled(self.table.current() is not None and not searching)
        self._take_action.setEnabled(bool(self.model_of_proposals.values))

    def _move(self, by: int) -> None:
        hit = self.table.current()
        if hit is not None:
            with self._messages.explain():
                self._press.move(hit.item.id, by)

    def _open_item(self, item: PressItem, *, known: bool = True) -> None:
        self._open(
            PressItemDialog(
                self._press, self._lists, self._undo, item, self, issue_id=self._open_issue_id(), known=known
            )
        )

    def _open(self, dialog: QDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._dialog = dialog
        dialog.open()

    def _columns(self) -> tuple[Column[ArchiveHit], ...]:
        return (
            Column(heading=lambda: _("Title"), text=lambda hit: hit.item.title, tip=_tip, stretch=True),
            Column(heading=lambda: _("Source"), text=lambda hit: hit.item.source or "–", width=8),
            Column(heading=lambda: _("Themes"), text=self._theme_digits, tip=self._theme_tip, width=5),
            Column(
                heading=lambda: _("Issue"), text=_issue_of, sort=lambda hit: hit.number or 0, number=True, width=4.5
            ),
            Column(heading=lambda: "FR/NL", text=_languages, tip=_languages_tip, width=4.5),
            Column(
                heading=lambda: _("Date"),
                text=lambda hit: in_use().date(hit.item.published_on) if hit.item.published_on else "–",
                sort=lambda hit: hit.item.published_on or date.min,
                width=7.6,
                room=40,
            ),
        )

    def _proposal_columns(self) -> tuple[Column[Proposal], ...]:
        return (
            Column(
                heading=lambda: _("Title"),
                text=lambda each: each.entry.title,
                tip=lambda each: "\n".join(part for part in (each.entry.title, each.entry.text) if part),
                stretch=True,
            ),
            Column(heading=lambda: _("Source"), text=lambda each: each.feed.name, width=7),
            Column(
                heading=lambda: _("Date"),
                text=lambda each: in_use().date(each.entry.published_on) if each.entry.published_on else "–",
                sort=lambda each: each.entry.published_on or date.min,
                width=7.6,
            ),
        )

    def _theme_digits(self, hit: ArchiveHit) -> str:
        digits = [str(entry.digit) for code in hit.item.theme_codes for entry in self._themes if entry.code == code]
        return " ".join(digits) or "–"

    def _theme_tip(self, hit: ArchiveHit) -> str:
        return theme_words(self._themes, hit.item.theme_codes)

    def _spoken(self, hit: ArchiveHit) -> str:
        parts = (hit.item.title, hit.item.source or "", self._theme_tip(hit), _languages_tip(hit))
        return ", ".join(part for part in parts if part)


def _issue_words(each: NumberedIssue) -> str:
    form = _("No. {number}, week {week}, closed") if each.issue.closed else _("No. {number}, week {week}")
    return form.format(number=each.number, week=each.issue.week)


def _state_words(each: NumberedIssue) -> str:
    day = in_use().date(each.issue.closed_on) if each.issue.closed_on else ""
    form = _("No. {number}, closed on {day}: {articles}") if day else _("No. {number}, open: {articles}")
    return form.format(number=each.number, day=day, articles=_articles(each.items))


def _articles(number: int) -> str:
    return _n("{number} article", "{number} articles", number).format(number=in_use().number(number))


def _theme(entry: Entry) -> str:
    return f"{entry.digit} {label_of(entry)}"


def _issue_of(hit: ArchiveHit) -> str:
    return str(hit.number) if hit.number else ""


def _tip(hit: ArchiveHit) -> str:
    return "\n".join(part for part in (hit.item.title, hit.item.link) if part)


def _languages(hit: ArchiveHit) -> str:
    """Show in which languages an article is summed up."""
    return "/".join(("FR" if hit.item.summary_fr else "–", "NL" if hit.item.summary_nl else "–"))


def _languages_tip(hit: ArchiveHit) -> str:
    if hit.item.summary_fr and hit.item.summary_nl:
        return _("Summed up in both languages")
    if hit.item.summary_fr:
        return _("The summary in Dutch is missing")
    return _("The summary in French is missing") if hit.item.summary_nl else _("No summary yet")


def _spoken_proposal(each: Proposal) -> str:
    return f"{each.entry.title}, {each.feed.name}"


def _is_down(event: QEvent) -> bool:
    pressed = event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent)
    return pressed and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Down


def _fetched(feeds: list[Feed], today: date) -> tuple[list[FeedRead], list[DeskError]]:
    """Ask the feeds one after the other; return what was read and what went wrong."""
    from cdm_desk.importers import feed as reader  # noqa: PLC0415 - only where somebody asks
    from cdm_desk.importers.web import fetch  # noqa: PLC0415 - as above

    found: list[FeedRead] = []
    faults: list[DeskError] = []
    for feed in feeds:
        try:
            found.append(reader.read(fetch(feed.address, feed.name), feed, today))
        except DeskError as fault:
            faults.append(fault)
    return found, faults


def _written(  # noqa: PLR0917 - an errand is told everything at once
    review: PressReview,
    themes: dict[str, Entry],
    spoken: list[Catalogue],
    side_by_side: bool,
    form: str,
    path: Path,
) -> None:
    # reportlab takes 100 ms to load: only when something is written, and off the screen's thread.
    from cdm_desk.documents.press import write_file  # noqa: PLC0415
    from cdm_desk.documents.press_review import press_review  # noqa: PLC0415
    from cdm_desk.documents.press_review_html import press_page  # noqa: PLC0415
    from cdm_desk.documents.press_review_mail import press_mail  # noqa: PLC0415
    from cdm_desk.documents.press_review_words import Arrangement, Wording  # noqa: PLC0415

    labels = {code: entry.label for code, entry in themes.items()}
    wording = Wording(review=review, themes=labels, catalogues=spoken)
    arrangement = Arrangement.SIDE_BY_SIDE if side_by_side else Arrangement.ONE_AFTER_THE_OTHER
    content = {
        "pdf": lambda: press_review(wording, arrangement),
        "html": lambda: press_page(wording, arrangement).encode(),
        "eml": lambda: press_mail(wording, arrangement),
    }[form]()
    write_file(content, path)
