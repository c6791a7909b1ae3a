"""Journals: scan one and its number is checked in; what is late is claimed; articles worth knowing are found again."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtGui import QAction, QDesktopServices, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from cdm_desk.domain.change import Department
from cdm_desk.domain.folding import fold, words
from cdm_desk.domain.journals import Article, Issue, Journal, Run, Standing, new_in, scanned
from cdm_desk.domain.lists import Entry, Kind
from cdm_desk.language import _, _n, _p, in_use
from cdm_desk.services.journals import Act, JournalService, Read
from cdm_desk.ui.appearance import em
from cdm_desk.ui.dialogs.letters import LettersDialog, OpenAddress
from cdm_desk.ui.journal_words import number_words
from cdm_desk.ui.library.journal_claims import claim_letter, to_claim
from cdm_desk.ui.library.journal_forms import article_dialog, extra_dialog, journal_dialog, rename_dialog, theme_choices
from cdm_desk.ui.library.journal_tables import (
    EXPECTED,
    RECEIVED,
    Numbered,
    articles_model,
    issues_model,
    journals_model,
    waiting,
)
from cdm_desk.ui.library.view_bar import View, ViewBar
from cdm_desk.ui.tab_commands import TabCommands
from cdm_desk.ui.tables import ListTable
from cdm_desk.ui.widgets import ActionButton, LeftToThePage, Placeholder, PlainLabel, announce, name_widget

if TYPE_CHECKING:
    from cdm_desk.services.lists import ListsService
    from cdm_desk.ui.messages import Messages
    from cdm_desk.ui.undo import Undo

_NARROW = 60
_NUMBERS = ("expected", "late", "new")


class JournalsPage(QWidget):
    """Five lists: expected, late, new this week, the journals, articles. Scan a journal anywhere: it is checked in."""

    def __init__(
        self,
        journals: JournalService,
        lists: ListsService,
        messages: Messages,
        undo: Undo,
        *,
        open_address: OpenAddress = QDesktopServices.openUrl,
    ) -> None:
        super().__init__()
        self._journals = journals
        self._lists = lists
        self._messages = messages
        self._undo = undo
        self._open_address = open_address
        self._runs: list[Run] = []
        self._themes: dict[str, Entry] = {}
        self._code = ""
        self._dialog: QDialog | None = None
        self._commands = TabCommands(self, "journals")
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
        """Show the lists again when journals or themes have changed; what is typed and chosen stays."""
        if Department.LISTS in departments:
            self._themes = {entry.code: entry for entry in self._lists.all(Kind.THEME)}
            self._name_themes()
        if {Department.LISTS, Department.LIBRARY} & departments:
            self._runs = self._journals.runs()
            self._show()

    def retranslate(self) -> None:
        """Set the words again; nothing typed is lost."""
        self._commands.retranslate()
        self.views.retranslate()
        name_widget(self.find_field, _("Scan or search journals"), "", self.find_action.shortcut())
        self.find_field.setPlaceholderText(_("Scan the barcode of a journal, or type words"))
        name_widget(self.theme_box, _("Only one theme"))
        self._name_themes()
        for table, name in (
            (self.issues, _("Numbers of journals")),
            (self.titles, _("Journals")),
            (self.articles, _("Articles")),
        ):
            name_widget(table, name)
            table.retranslate()
        self._say_empty()
        self._say_code()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave room for the list where the window is narrow."""
        super().resizeEvent(event)
        self._fit()

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
        """Let the arrows go from the field into the list, and a scan begun in the list go to the field."""
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if watched is self.find_field and event.key() in {Qt.Key.Key_Down, Qt.Key.Key_PageDown}:
                self._to_list()
                return True
            if watched is not self.find_field and event.key() == Qt.Key.Key_Delete and not event.modifiers():
                self.give_up_action.trigger()
                return True
            plain = not event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
            if watched is not self.find_field and plain and event.text().strip() and event.text().isprintable():
                self.find_field.clear()
                self.find_field.setFocus()
                self.find_field.insert(event.text())
                return True
        return super().eventFilter(watched, event)

    @Slot()
    def focus_find(self) -> None:
        """Go to the field for scanning and searching."""
        self.find_field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.find_field.selectAll()

    @Slot()
    def answer_return(self) -> None:
        """Check in what was scanned; after words go to the list."""
        code = self.find_field.text().strip()
        read = scanned(code)
        with self._messages.explain():
            bearers = self._journals.bearers(code)
            if read is None and not bearers:
                self._to_list()
                return
            self.find_field.clear()
            self._take(code, bearers, read.addon if read is not None else None)

    @Slot()
    def check_in(self) -> None:
        """Check in the number of the current row; of a journal the one that has most likely come."""
        chosen = self._table().current()
        if isinstance(chosen, Numbered):
            self._receive(chosen.journal, chosen.issue)
        elif isinstance(chosen, Run):
            issue = chosen.proposed()
            if issue is None:
                self.add_extra()
            else:
                self._receive(chosen.journal, issue)
        else:
            self._messages.hint(_("Scan a journal, or mark one in the list first."))

    @Slot()
    def give_up(self) -> None:
        """Wait for a number no longer; of the other lists take the row out."""
        chosen = self._table().current()
        with self._messages.explain():
            if isinstance(chosen, Numbered):
                if not chosen.issue.outstanding:
                    self._messages.hint(_("This number is here: nothing is waited for."))
                    return
                self._keep(self._journals.give_up(chosen.issue), chosen.journal, _given_up)
            elif isinstance(chosen, Run):
                journal = self._journals.remove(chosen.journal.id)
                self._undo.keep(
                    lambda: _("“{title}” is no longer among the journals.").format(title=journal.title),
                    partial(self._journals.bring_back, journal.id),
                )
            elif isinstance(chosen, Read):
                article = chosen.article
                self._journals.remove_article(article.id)
                self._undo.keep(
                    lambda: _("The article “{title}” is taken out.").format(title=article.title),
                    partial(self._journals.bring_back_article, article.id),
                )

    @Slot()
    def claim(self) -> None:
        """Write to the publishers of what is late: of the marked rows, of the current journal, or of all."""
        with self._messages.explain():
            self._journals.check_may_edit()
            letters = [
                claim_letter(run.journal, issues, partial(self._note_claim, run.journal, issues))
                for run, issues in self._to_claim()
            ]
            if not letters:
                self._messages.hint(_("Nothing is late."))
                return
            self._open(LettersDialog("claim", _claim_heading, letters, self, open_address=self._open_address))

    @Slot()
    def add_extra(self) -> None:
        """Check in a number beside the series of the current journal."""
        journal = self._journal()
        if journal is None:
            self._messages.hint(_("Mark the journal in the list first."))
            return

        def keep(number: str) -> None:
            self._keep(self._journals.receive_extra(journal.id, number), journal, _checked_in)

        with self._messages.explain():
            self._journals.check_may_edit()
            self._open(extra_dialog(journal, keep, self))

    @Slot()
    def edit(self) -> None:
        """Change the current row: what a number is called, a journal, an article."""
        chosen = self._table().current()
        with self._messages.explain():
            self._journals.check_may_edit()
            if isinstance(chosen, Numbered):
                self._open(rename_dialog(chosen.journal, chosen.issue.number, partial(self._rename, chosen), self))
            elif isinstance(chosen, Run):
                self._edit_journal(chosen.journal)
            elif isinstance(chosen, Read):
                self._edit_article(chosen, is_new=False)

    @Slot()
    def edit_journal(self) -> None:
        """Change the journal of the current row, whichever list it stands in."""
        journal = self._journal()
        if journal is None:
            self._messages.hint(_("Mark the journal in the list first."))
            return
        with self._messages.explain():
            self._journals.check_may_edit()
            self._edit_journal(journal)

    @Slot()
    def add(self) -> None:
        """Add a journal; a barcode just scanned is filled in."""
        with self._messages.explain():
            self._journals.check_may_edit()
            read = scanned(self._code)
            barcode = None if read is None or read.issn else read.barcode
            begun = Journal(id=uuid4(), title="", issn=read.issn if read else None, barcode=barcode)

            def keep(wanted: Journal) -> None:
                kept = self._journals.keep(wanted)
                self._code = ""
                self._say_code()
                self._undo.keep(
                    lambda: _("“{title}” is among the journals.").format(title=kept.title),
                    partial(self._journals.remove, kept.id),
                )

            themes = self._lists.themes_in_use()
            self._open(journal_dialog(begun, themes, self._journals.today(), keep, self, is_new=True))

    @Slot()
    def add_article(self) -> None:
        """Note an article worth knowing, of the current journal and number if there is one."""
        chosen = self._table().current()
        with self._messages.explain():
            self._journals.check_may_edit()
            journal = self._journal()
            issue = chosen.issue if isinstance(chosen, Numbered) and chosen.issue.received_on else None
            article = self._journals.fresh_article(journal.id if journal else None, issue)
            self._edit_article(Read(article=article, journal=journal, issue=issue), is_new=True)

    @Slot(object)
    def act_on(self, chosen: object) -> None:
        """Do what Enter means in a list: check a number in, open a journal or an article."""
        if isinstance(chosen, Numbered) and chosen.standing is not Standing.RECEIVED:
            self.check_in()
        else:
            self.edit()

    @Slot()
    def search(self) -> None:
        """Show what holds the words typed; a scan under way changes nothing."""
        if not self.find_field.text()[:1].isdigit():
            self._show()

    def _take(self, code: str, bearers: list[Journal], addon: str | None) -> None:
        self._code = code if not bearers else ""
        self._say_code()
        if len(bearers) > 1:
            self.views.go_to("journals")
            self.titles.choose(bearers[0].id)
            self._messages.hint(_("Several journals bear this barcode: choose one, Enter checks its number in."))
            return
        for journal in bearers:
            run = self._journals.run(journal.id)
            issue = run.proposed(addon)
            self.views.go_to("expected")
            if issue is None:
                self.views.go_to("journals")
                self.titles.choose(journal.id)
                self.add_extra()
            elif run.is_due(issue):
                self._receive(journal, issue)
            else:
                self._show()
                self.issues.choose(issue.id)
                self.issues.setFocus()
                self._say_early(run, issue)

    def _say_early(self, run: Run, issue: Issue) -> None:
        here = [each for each in run.issues if each.received_on == run.today]
        if here:
            words = _("{title}: {last} was checked in today. Enter checks {number} in all the same.")
        else:
            words = _("{title}: {number} is expected on {day} only. Enter checks it in all the same.")
        told = words.format(
            title=run.journal.title,
            last=number_words(here[-1].number) if here else "",
            number=number_words(issue.number),
            day=in_use().date(issue.expected_on) if issue.expected_on else "",
        )
        self._messages.hint(told)
        announce(self.find_field, told)

    def _receive(self, journal: Journal, issue: Issue) -> None:
        if issue.received_on is not None:
            self._messages.hint(_("This number is here already."))
            return
        with self._messages.explain():
            self._keep(self._journals.receive(issue), journal, _checked_in)

    def _keep(self, act: Act, journal: Journal, told: Callable[[], str]) -> None:
        number = act.after[0].number

        def say() -> str:
            return told().format(title=journal.title, number=number_words(number))

        self._undo.keep(say, partial(self._journals.take_back, act))
        announce(self.find_field, say())

    def _rename(self, chosen: Numbered, number: str) -> None:
        act = self._journals.rename(chosen.issue, number)
        self._keep(act, chosen.journal, _renamed)

    def _edit_journal(self, journal: Journal) -> None:
        def keep(wanted: Journal) -> None:
            kept = self._journals.keep(wanted, journal)
            self._undo.keep(
                lambda: _("“{title}” is saved.").format(title=kept.title),
                partial(self._journals.put_back, journal, kept),
            )

        themes = self._lists.themes_in_use()
        self._open(journal_dialog(journal, themes, self._journals.today(), keep, self, is_new=False))

    def _edit_article(self, read: Read, *, is_new: bool) -> None:
        def keep(wanted: Article) -> None:
            kept = self._journals.keep_article(wanted, None if is_new else read.article)
            inverse: Callable[[], object] = (
                partial(self._journals.remove_article, kept.id)
                if is_new
                else partial(self._journals.put_back_article, read.article, kept)
            )
            self._undo.keep(lambda: _("The article “{title}” is saved.").format(title=kept.title), inverse)

        journals = [run.journal for run in self._runs]
        self._open(article_dialog(read, journals, self._lists.themes_in_use(), keep, self))

    def _to_claim(self) -> list[tuple[Run, list[Issue]]]:
        marked = [each for each in self._table().selected() if isinstance(each, Numbered)]
        journal = self._journal() if self.views.current == "journals" else None
        return to_claim(self._runs, {each.issue.id for each in marked}, journal)

    def _note_claim(self, journal: Journal, issues: list[Issue]) -> None:
        with self._messages.explain():
            act = self._journals.claim(issues)

            def say() -> str:
                told = _n("{number} number of {title} claimed.", "{number} numbers of {title} claimed.", len(issues))
                return told.format(number=in_use().number(len(issues)), title=journal.title)

            self._undo.keep(say, partial(self._journals.take_back, act))

    def _journal(self) -> Journal | None:
        """The journal of the current row."""
        chosen = self._table().current()
        if isinstance(chosen, Numbered):
            return chosen.journal
        if isinstance(chosen, Run):
            return chosen.journal
        return chosen.journal if isinstance(chosen, Read) else None

    def _table(self) -> ListTable[Any]:
        tables: dict[str, ListTable[Any]] = {"journals": self.titles, "articles": self.articles}
        return tables.get(self.views.current, self.issues)

    def _to_list(self) -> None:
        table = self._table()
        if not table.current() and table.model().rowCount():
            table.setCurrentIndex(table.model().index(0, 1))
        table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _open(self, dialog: QDialog) -> None:
        self._dialog = dialog
        dialog.open()

    @Slot()
    def _show(self) -> None:
        text = self.find_field.text()
        theme = self.theme_box.currentData() or None
        view = self.views.current
        runs = [run for run in self._runs if theme in (None, run.journal.theme_code)]
        wanted = words(text)
        if view in _NUMBERS:
            if view == "new":
                came = [(journal.id, issue) for journal, issue in new_in(runs)]
                by_id = {run.journal.id: run for run in runs}
                rows = [Numbered(run=by_id[key], issue=issue) for key, issue in came if key in by_id]
            else:
                rows = waiting(runs, late_only=view == "late")
            self.issues.show_values([each for each in rows if _holds(each.journal.title, wanted)])
        elif view == "journals":
            shown = [run for run in runs if _holds(f"{run.journal.title} {run.journal.publisher or ''}", wanted)]
            self.titles.show_values(shown)
        else:
            self.articles.show_values(self._journals.articles(text, theme))
        self.views.count("late", sum(len(run.late()) for run in self._runs))
        table = self._table()
        self.pages.setCurrentWidget(table if table.model().rowCount() else self.placeholder)
        self._say_empty()

    @Slot(str)
    def _change_view(self, _name: str) -> None:
        self._show()
        self._choose_columns()
        self.check_in_button.setVisible(self.views.current != "articles")

    def _choose_columns(self) -> None:
        """Of what came the day counts on which it did, of what is to come the day on which it should."""
        came = self.views.current == "new"
        # Where letters are large, the names of the journals come first.
        self.issues.setColumnHidden(EXPECTED, came or not self._is_wide())
        self.issues.setColumnHidden(RECEIVED, not came)

    def _say_empty(self) -> None:
        if self.find_field.text() or self.theme_box.currentData():
            self.placeholder.say(_("Nothing is found for this."), _("Try fewer words, or all themes."))
            return
        if not self._runs and self.views.current != "articles":
            self.placeholder.say(
                _("There is no journal yet."),
                _("Scan the barcode of one and press Ctrl+N, or begin with Ctrl+N alone."),
            )
            return
        sentence, advice = {
            "expected": (
                _("Nothing is expected."),
                _("Give the journals a rhythm and the day of their first number with Shift+F2."),
            ),
            "late": (_("Nothing is late."), ""),
            "new": (_("Nothing has come in the last seven days."), _("Scan a journal: its number is checked in.")),
            "journals": (_("There is no journal yet."), ""),
            "articles": (_("No article is noted yet."), _("Ctrl+E notes one of the journal that is marked in a list.")),
        }[self.views.current]
        self.placeholder.say(sentence, advice)

    def _say_code(self) -> None:
        self.verdict_label.setVisible(bool(self._code))
        if self._code:
            words_ = _("No journal bears the barcode {code}. Ctrl+N adds it.")
            self.verdict_label.setText(words_.format(code=self._code))

    def _name_themes(self) -> None:
        chosen = self.theme_box.currentData()
        self.theme_box.blockSignals(True)
        self.theme_box.clear()
        self.theme_box.addItem(_("All themes"), "")
        for code, label in theme_choices([each for each in self._themes.values() if not each.retired])[1:]:
            self.theme_box.addItem(label, code)
        self.theme_box.setCurrentIndex(max(0, self.theme_box.findData(chosen)))
        self.theme_box.blockSignals(False)

    def _fit(self) -> None:
        for button in (self.new_button, self.claim_button):
            # The commands stay in the menu and on their keys.
            button.setVisible(self._is_wide())
        self.find_field.setMinimumWidth(em(self, 10))
        self._choose_columns()

    def _is_wide(self) -> bool:
        return self.width() / em(self, 1) > _NARROW

    def _make_actions(self) -> None:
        add = self._commands.add
        self.find_action = add("find", lambda: _("Scan or search journals"), self.focus_find, ["F3"], "barcode")
        self.check_in_action = add("check_in", lambda: _("Check in"), self.check_in, [], "check")
        self.extra_action = add("extra", lambda: _("Special number…"), self.add_extra, ["Ctrl+H"], "plus")
        self.claim_action = add("claim", lambda: _("Claim what is late…"), self.claim, ["Ctrl+R"], "megaphone")
        self.give_up_action = add("give_up", lambda: _("Give up or take out"), self.give_up, ["Ctrl+Del"], "prohibit")
        self.edit_action = add("edit", lambda: _("Change the row…"), self.edit, ["F2"], "pencil-simple")
        self.journal_action = add(
            "journal", lambda: _("Change the journal…"), self.edit_journal, ["Shift+F2"], "pencil-simple"
        )
        self.new_action = add("new", lambda: _("New journal…"), self.add, ["Ctrl+N"], "plus")
        self.article_action = add(
            "article", lambda: _("Note an article…"), self.add_article, ["Ctrl+E"], "bookmark-simple"
        )
        self.next_view_action = add("next_view", lambda: _("Next list"), lambda: self.views.step(1), ["F8"])
        self.previous_view_action = add(
            "previous_view", lambda: _("List before"), lambda: self.views.step(-1), ["Shift+F8"]
        )

    def _make_widgets(self) -> None:
        self.find_field = QLineEdit()
        self.find_field.setObjectName("library.journal_find")
        self.find_field.setClearButtonEnabled(True)
        self.find_field.setMaxLength(200)
        self.find_field.installEventFilter(self)
        self.theme_box = QComboBox()
        self.theme_box.setObjectName("library.journal_theme")
        LeftToThePage.beware(self.theme_box)
        self.check_in_button = ActionButton(self.check_in_action, "library.journal_check_in", kind="primary")
        self.claim_button = ActionButton(self.claim_action, "library.journal_claim")
        self.new_button = ActionButton(self.new_action, "library.journal_new")
        self.views = ViewBar(
            "journals",
            [
                View(name="expected", words=lambda: _p("journals", "Expected")),
                View(name="late", words=lambda: _p("journals", "Late")),
                View(name="new", words=lambda: _("New this week")),
                View(name="journals", words=lambda: _("All journals")),
                View(name="articles", words=lambda: _("Articles")),
            ],
        )
        self.verdict_label = PlainLabel(kind="warn")
        self.verdict_label.setObjectName("library.journal_verdict")
        self.verdict_label.setWordWrap(True)
        themes = self._known_themes
        self.issues: ListTable[Numbered] = ListTable(issues_model(self, themes), "library.journal_issues")
        self.titles: ListTable[Run] = ListTable(journals_model(self, themes), "library.journal_titles")
        self.articles: ListTable[Read] = ListTable(articles_model(self, themes), "library.journal_articles")
        self.placeholder = Placeholder("books", self.new_action)
        self.pages = QStackedWidget()
        for table in (self.issues, self.titles, self.articles):
            table.installEventFilter(self)
            for action in (self.edit_action, self.journal_action, self.article_action, self.give_up_action):
                table.addAction(action)
            self.pages.addWidget(table)
        self.pages.addWidget(self.placeholder)

    def _known_themes(self) -> dict[str, Entry]:
        return self._themes

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(em(self, 0.6))
        line.addWidget(self.find_field, 1)
        for part in (self.check_in_button, self.claim_button, self.new_button):
            line.addWidget(part)
        under = QHBoxLayout()
        under.addWidget(self.views, 1)
        under.addWidget(self.theme_box, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(em(self, 1), em(self, 0.8), em(self, 1), em(self, 0.8))
        column.setSpacing(em(self, 0.6))
        column.addLayout(line)
        column.addLayout(under)
        column.addWidget(self.verdict_label)
        column.addWidget(self.pages, 1)
        self._fit()

    def _connect(self) -> None:
        self.find_field.textChanged.connect(self.search)
        self.find_field.returnPressed.connect(self.answer_return)
        self.theme_box.currentIndexChanged.connect(self._show)
        self.views.chosen.connect(self._change_view)
        for table in (self.issues, self.titles, self.articles):
            table.opened.connect(self.act_on)


def _holds(text: str, wanted: list[str]) -> bool:
    known = fold(text)
    return all(word in known for word in wanted)


def _checked_in() -> str:
    return _("{title}, {number}: checked in.")


def _given_up() -> str:
    return _("{title}, {number}: no longer waited for.")


def _renamed() -> str:
    return _("{title}: the number is now called {number}.")


def _claim_heading() -> str:
    return _("Claim missing numbers")
