"""The catalogue: search as you type, titles with their theme, and the doors to edit, add and take files in."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, overload
from uuid import UUID

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QAction,
    QBrush,
    QCloseEvent,
    QColor,
    QDragEnterEvent,
    QDropEvent,
    QIcon,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from cdm_desk.domain.baskets import LONGEST_NAME
from cdm_desk.domain.change import Department
from cdm_desk.domain.facets import NOT_RECORDED, Facet, FacetCounts
from cdm_desk.domain.identifiers import Isbn
from cdm_desk.domain.library import Hit, Order, Search, State, Title, Why
from cdm_desk.domain.lists import Entry, Kind
from cdm_desk.language import _, _n, in_use
from cdm_desk.ui.appearance import THEME_ICONS, em, icon, themed_icon, tokens_of
from cdm_desk.ui.background import Background
from cdm_desk.ui.book_words import authors_line, language_marks, reason_sentence
from cdm_desk.ui.keys import restored
from cdm_desk.ui.library.exporting import Exporting
from cdm_desk.ui.library.facet_list import FacetList
from cdm_desk.ui.library.facet_words import LISTS, FacetGroups
from cdm_desk.ui.library.kept_finds import KeptFinds
from cdm_desk.ui.record.open_forms import refresh_forms
from cdm_desk.ui.tables import LEFT, RIGHT, Column, Index, ListModel, ListTable
from cdm_desk.ui.widgets import ActionButton, Placeholder, PlainLabel, announce, name_widget
from cdm_desk.ui.words import label_of

if TYPE_CHECKING:
    from cdm_desk.domain.baskets import Basket
    from cdm_desk.services.baskets import BasketsService
    from cdm_desk.services.erasure import ErasureService
    from cdm_desk.services.finding import FindingService
    from cdm_desk.services.library import LibraryService
    from cdm_desk.services.lists import ListsService
    from cdm_desk.ui.messages import Messages
    from cdm_desk.ui.record.services import RecordServices
    from cdm_desk.ui.undo import Undo

PAGE = 40
QWIDGETSIZE_MAX = 16_777_215
PAGES_KEPT = 60
SCAN_PAUSE_MS = 150
COUNT_PAUSE_MS = 80
COUNTED_AT_ONCE = 20_000
"""Up to how many titles of the catalogue the values are counted on the screen's own thread: a few milliseconds."""
# In letters: below the first the buttons go; from the second on the values stand beside the list, from the third on the
# columns are wider.
_NARROW, _BESIDE, _ROOMY = 60, 84, 112
_FACETS_WIDTH, _ROOMY_FACETS = 17, 20
_THEME, _AUTHORS, _STATE = 0, 2, 8
_AUTHORS_WIDTH, _ROOMY_AUTHORS = 11, 19
_STATE_WIDTH, _WIDE_STATE = 9.5, 26
_DISPLAY, _DECORATION = int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.DecorationRole)
_ALIGNMENT, _FOREGROUND = int(Qt.ItemDataRole.TextAlignmentRole), int(Qt.ItemDataRole.ForegroundRole)
_PAINTED = frozenset({_DISPLAY, _DECORATION, _ALIGNMENT, _FOREGROUND})
_PLAIN = frozenset(
    int(role)
    for role in (
        Qt.ItemDataRole.FontRole,
        Qt.ItemDataRole.BackgroundRole,
        Qt.ItemDataRole.CheckStateRole,
        Qt.ItemDataRole.SizeHintRole,
        Qt.ItemDataRole.StatusTipRole,
    )
)
_ORDERS = {1: Order.TITLE, 2: Order.AUTHOR, 4: Order.YEAR, 6: Order.MARK}


class _Counts(NamedTuple):
    """What there is to choose, and what of it a search finds."""

    search: Search
    known: FacetCounts
    found: FacetCounts


class FoundTitles(Sequence[Hit]):
    """What a search finds, fetched page by page as the list is scrolled."""

    def __init__(self, library: LibraryService, search: Search) -> None:
        self._library = library
        self._search = search
        self._count = library.count(search)
        self._pages: OrderedDict[int, list[Hit]] = OrderedDict()

    def __len__(self) -> int:
        """Return how many titles there are."""
        return self._count

    @overload
    def __getitem__(self, at: int) -> Hit: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Hit]: ...
    def __getitem__(self, at: int | slice) -> Hit | Sequence[Hit]:
        """Return the title at a place, or those of a stretch."""
        if isinstance(at, slice):
            return [self[each] for each in range(*at.indices(self._count))]
        if not 0 <= at < self._count:
            raise IndexError(at)
        page = self._page(at // PAGE)
        # A title that was removed meanwhile leaves its row empty until the list is fetched again.
        return page[at % PAGE] if at % PAGE < len(page) else _nothing()

    def fetch_around(self, row: int) -> None:
        """Fetch the page of a row and its neighbours; a row of -1 is nowhere."""
        if row >= 0:
            for page in (row // PAGE - 1, row // PAGE, row // PAGE + 1):
                if 0 <= page * PAGE < self._count:
                    self._page(page)

    def known(self) -> list[tuple[int, Hit]]:
        """Return the titles fetched so far with their places."""
        return [(page * PAGE + at, hit) for page, hits in self._pages.items() for at, hit in enumerate(hits)]

    def _page(self, number: int) -> list[Hit]:
        if number not in self._pages:
            self._pages[number] = self._library.search(self._search, number * PAGE, PAGE)
            if len(self._pages) > PAGES_KEPT:
                self._pages.popitem(last=False)
        self._pages.move_to_end(number)
        return self._pages[number]


class TitlesModel(ListModel[Hit]):
    """Titles in the order in which the catalogue gives them; it sorts them too, so that no list is loaded whole."""

    sort_wanted = Signal(int, bool)

    def show(self, values: Sequence[Hit]) -> None:
        """Show other titles."""
        self._painted: dict[int, dict[int, tuple[object, ...]]] = {}
        super().show(values)

    def retranslate(self) -> None:
        """Have every word asked for again."""
        self._painted = {}
        super().retranslate()

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what a cell shows or says in a role.

        A list is painted anew at every key, and the view asks for ten roles of each cell: those of a row are made
        once, and most are nothing.
        """
        if role in _PLAIN:
            return None
        if role not in _PAINTED:
            return super().data(index, role)
        row = index.row()
        painted = self._painted.get(row)
        if painted is None:
            painted = self._painted[row] = self._paint(self.values[row])
        return painted[role][index.column()]

    def _paint(self, hit: Hit) -> dict[int, tuple[object, ...]]:
        return {
            _DISPLAY: tuple(column.text(hit) for column in self.columns),
            _ALIGNMENT: tuple(RIGHT if column.number else LEFT for column in self.columns),
            _DECORATION: tuple(column.icon(hit) if column.icon else None for column in self.columns),
            _FOREGROUND: tuple(_brush(column, hit) for column in self.columns),
        }

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Ask for another order; the list that answers it is shown by the tab."""
        self._sorted_by, self._order = column, order
        self.sort_wanted.emit(column, order is Qt.SortOrder.DescendingOrder)

    def row_of(self, identity: object) -> int:
        """Return the row of a title among those fetched so far; -1 if it is not among them."""
        if not isinstance(self.values, FoundTitles):
            return -1
        self.values.fetch_around(0)
        return next((row for row, hit in self.values.known() if self.identity(hit) == identity), -1)

    def _in_order(self) -> Sequence[Hit]:
        return self._as_given


class CataloguePage(QWidget):
    """Search, list and scan; Enter or F2 opens a title, Ctrl+N adds one, Ctrl+I takes a file in.

    Beside the list stand the values that it can be narrowed to, each with how many titles it would leave; they are
    counted when the typing pauses, so that no key waits for them.
    """

    def __init__(
        self,
        library: LibraryService,
        lists: ListsService,
        messages: Messages,
        undo: Undo,
        *,
        erasure: ErasureService | None = None,
        may_erase: Callable[[], bool] = lambda: True,
        records: RecordServices | None = None,
        baskets: BasketsService | None = None,
        finding: FindingService | None = None,
    ) -> None:
        """`erasure` ends records for good, for whoever `may_erase`; without it nothing is offered.

        `records` is what the form of a title shows besides, and what makes one of two titles. `baskets` keeps searches
        and baskets, `finding` knows the shelves that a basket is printed by.
        """
        super().__init__()
        self._records = records
        self._same: Title | None = None
        self._erasure = erasure
        self._may_erase = may_erase
        self._library = library
        self._lists = lists
        self._messages = messages
        self._undo = undo
        self._search = Search()
        self._total = 0
        self._themes: dict[str, Entry] = {}
        self._states: dict[str, Entry] = {}
        self._doubts: Mapping[UUID, Why] = {}
        self._background = Background(messages)
        self._exporting = Exporting(library, messages, self._background, self)
        self._finds = (
            KeptFinds(baskets, finding, messages, undo, background=self._background, page=self)
            if baskets and finding
            else None
        )
        self._baskets = baskets
        self._dialog: QDialog | None = None
        self._code = ""
        self._scanned = ""
        self._verdict: tuple[str, str] = ("", "")
        self._has_facets = False
        self._is_roomy = False
        self._known: FacetCounts = {}
        self._groups = FacetGroups(self._icon_of_theme)

        self._make_actions()
        self._make_widgets()
        self._lay_out()
        self.setFocusProxy(self.search_field)
        self.setAcceptDrops(True)
        self.retranslate()
        self.refresh(frozenset({Department.LISTS, Department.LIBRARY}))
        self._connect()

    def actions_for_menu(self) -> list[QAction]:
        """Return the commands of the tab, for its menu."""
        return [*self._own_actions, *self.table.actions_for_menu()]

    @Slot(frozenset)
    def refresh(self, departments: frozenset[Department]) -> None:
        """Show the list again when titles or the code lists have changed; what is typed and chosen stays."""
        if Department.LISTS in departments:
            self._themes = {entry.code: entry for entry in self._lists.all(Kind.THEME)}
            self._states = {entry.code: entry for entry in self._lists.all(Kind.COPY_STATE)}
            self._groups.take_lists({facet: self._lists.all(kind) for facet, kind in LISTS.items()})
        if {Department.LISTS, Department.LIBRARY} & departments:
            self._total = self._library.count(Search())
            self._known = {}
            self._doubts = self._library.doubts()
            self._name_check_chip()
            self._show()
            self._weigh()
            self._say_verdict()
        refresh_forms(self, departments)

    def retranslate(self) -> None:
        """Set words, icons and colours again; nothing typed is lost."""
        self._fit()
        self._name_actions()
        name_widget(self.search_field, _("Search the catalogue"), "", self.find_action.shortcut())
        self.search_field.setPlaceholderText(_("Title, author, subject, shelf mark, ISBN…"))
        name_widget(self.scan_field, _("Scan a barcode or an ISBN"), "", self.scan_action.shortcut())
        self.scan_field.setPlaceholderText(_("Scan here"))
        name_widget(self.table, _("Titles"))
        self.facets.retranslate()
        self._count_soon()
        self._name_check_chip()
        self.table.retranslate()
        self._say_count()
        self._say_empty()
        self._say_verdict()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the size of text."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange and hasattr(self, "table"):
            self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave room for the titles where the window is narrow."""
        super().resizeEvent(event)
        self._fit()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Let the errand under way end."""
        self._background.close()
        super().closeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back to the search, once there empties it, and once empty is left to the window."""
        nothing_to_leave = self.search_field.hasFocus() and not self.search_field.text() and self._same is None
        if event.key() != Qt.Key.Key_Escape or nothing_to_leave:
            super().keyPressEvent(event)
            return
        if self.search_field.hasFocus():
            self.search_field.clear()
        if self._same is not None:
            self._same, self._verdict = None, ("", "")
            self._say_verdict()
        self._leave_facets()
        self.search_field.setFocus()
        self.search_field.selectAll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the arrows go from the search field into the list, while the typing goes on."""
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and watched is self.search_field:
            moves = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 10, Qt.Key.Key_PageUp: -10}
            if event.key() in moves:
                self._move(moves[Qt.Key(event.key())])
                return True
        return super().eventFilter(watched, event)

    @Slot()
    def search(self) -> None:
        """Show what is found for the words and the values chosen."""
        self._look_for(
            replace(self._search, words=self.search_field.text(), to_check=self.check_chip.isChecked()),
        )

    @Slot(object, object)
    def narrow(self, facet: Facet, value: str | None) -> None:
        """Show only the titles of a value, or those of every value again."""
        self._look_for(self._search.narrowed(facet, value))
        self._count_facets()

    @Slot()
    def let_go(self) -> None:
        """Show the titles of every value again; the words stay."""
        self._look_for(Search(words=self._search.words, to_check=self._search.to_check))
        self._count_facets()

    @Slot()
    def go_to_facets(self) -> None:
        """Go to the values beside the list; where there is no room for both they stand in its place meanwhile."""
        if self.facets.hasFocus():
            self.focus_search()
            return
        self._has_facets = True
        self._place_facets()
        self._count_facets()
        self.facets.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.facets.mark_first()

    @Slot()
    def _leave_facets(self) -> None:
        self._has_facets = False
        self._place_facets()

    @Slot()
    def keep_search(self) -> None:
        """Keep what is searched for under a name; its words and values are proposed."""
        if self._finds is not None:
            named = [self._groups.words(facet, value) for facet, value in self._search.chosen.items()]
            name = " · ".join(part for part in (self._search.words.strip(), *named) if part)
            self._finds.keep(self._search, name[:LONGEST_NAME])

    @Slot()
    def open_search(self) -> None:
        """Choose a kept search; a digit opens it."""
        if self._finds is not None:
            self._finds.choose()

    @Slot()
    def put_in_basket(self) -> None:
        """Put the marked titles in the basket that is filled now."""
        if self._finds is not None:
            self._finds.put([hit.title for hit in self.table.marked()])

    @Slot()
    def show_baskets(self) -> None:
        """Show the baskets."""
        if self._finds is not None:
            self._finds.show_baskets()

    @Slot(object)
    def _show_kept(self, search: Search) -> None:
        self._search = search
        # What they show is set at once, and searched for once.
        with QSignalBlocker(self.search_field), QSignalBlocker(self.check_chip):
            self.search_field.setText(search.words)
            self.check_chip.setChecked(search.to_check)
        self._show(from_top=True)
        self._count_facets()

    @Slot(object)
    def _export_basket(self, basket: Basket) -> None:
        if self._baskets is not None:
            self._open(self._exporting.dialog(None, self, partial(self._baskets.shelf, basket.id)))

    def _look_for(self, wanted: Search) -> None:
        if wanted != self._search:
            self._search = wanted
            self._show(from_top=True)

    @Slot(int, bool)
    def sort(self, column: int, descending: bool) -> None:
        """Show the list in another order; the columns that have none of their own keep the best answers first."""
        self._search = replace(self._search, order=_ORDERS.get(column, Order.BEST), descending=descending)
        self._show(from_top=True)

    @Slot()
    def focus_search(self) -> None:
        """Go to the search field."""
        self.search_field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search_field.selectAll()

    @Slot()
    def go_to_scan(self) -> None:
        """Go to the place for scanning."""
        self.scan_field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.scan_field.selectAll()

    @Slot()
    def mend_scan(self) -> None:
        """Put right what a scanner typed on an AZERTY keyboard into the search."""
        text = restored(self.search_field.text())
        if text != self.search_field.text():
            self.search_field.setText(text)

    @Slot()
    def scan(self) -> None:
        """Say what the scanned copy is; an ISBN that is new can be added at once."""
        code = restored(self.scan_field.text()).strip()
        self.scan_field.clear()
        if not code:
            return
        self._code, self._scanned, self._verdict = code, "", ("", "")
        with self._messages.explain():
            number = self._weigh()
            if number:
                self.search_field.setText(number)
                self._move(1)
        self._say_verdict()
        announce(self.verdict_label, self.verdict_label.text())

    @Slot()
    def edit(self) -> None:
        """Open the title of the current row, with its copies."""
        hit = self.table.current()
        if hit is not None:
            self.open_title(hit)

    @Slot(object)
    def open_title(self, hit: Hit) -> None:
        """Open a title of the list."""
        from cdm_desk.ui.dialogs.title import TitleDialog  # noqa: PLC0415 - made when it is first opened

        with self._messages.explain():
            title = self._library.title(hit.title.id)
            self._open(
                TitleDialog(
                    self._library,
                    self._lists,
                    self._undo,
                    title,
                    self,
                    records=self._records,
                    background=self._background,
                )
            )

    @Slot()
    def add(self) -> None:
        """Catalogue a new title; an ISBN just scanned is filled in."""
        from cdm_desk.ui.dialogs.title import TitleDialog  # noqa: PLC0415 - as above

        with self._messages.explain():
            self._library.check_may_edit()
            dialog = TitleDialog(
                self._library, self._lists, self._undo, None, self, records=self._records, background=self._background
            )
            if self._scanned:
                dialog.fill_isbn(self._scanned)
            self._open(dialog)

    @Slot()
    def choose_file(self) -> None:
        """Take a file of books in that is chosen in the window that opens."""
        self.take_in()

    def take_in(self, path: Path | None = None) -> None:
        """Take a file of books in, after a look at what would become of each row."""
        from cdm_desk.ui.dialogs.import_books import ImportBooksDialog  # noqa: PLC0415 - as above

        with self._messages.explain():
            self._library.check_may_import()
            dialog = ImportBooksDialog(self._library, self._messages, self._undo, self._background, self)
            self._open(dialog)
            if path is not None:
                dialog.look_at(path)

    @Slot()
    def erase(self) -> None:
        """Ask whether the title of the current row is to go for good, here and everywhere."""
        from cdm_desk.ui.dialogs.erase import EraseDialog  # noqa: PLC0415 - seldom opened

        hit = self.table.current()
        if hit is None or self._erasure is None:
            self._messages.hint(_("Mark the title in the list first."))
            return
        with self._messages.explain():
            title, copies = self._library.title(hit.title.id), self._library.copies(hit.title.id)
            dialog = EraseDialog(self._erasure, title, copies, self, may=self._may_erase())
            dialog.erased.connect(self._tell_erased)
            self._open(dialog)

    @Slot(int)
    def _tell_erased(self, number: int) -> None:
        words = _n(
            "{number} record is erased for good: here now, at the other workstations with their next exchange.",
            "{number} records are erased for good: here now, at the other workstations with their next exchange.",
            number,
        )
        self._messages.tell(words.format(number=number))

    @Slot()
    def merge(self) -> None:
        """Make one of two titles: of both that are marked, or of this one and the one on which it was asked before."""
        hit = self.table.current()
        if hit is None or self._records is None:
            self._messages.hint(_("Mark the title in the list first."))
            return
        marked, duplicates = self._same, self._records.duplicates
        self._same, self._verdict, self._code = None, ("", ""), ""
        together = [each.title for each in self.table.marked() if each.title.id != hit.title.id]
        if len(together) > 1:
            self._say_verdict()
            self._messages.hint(_("Mark two titles only: the one that stays, and the other."))
            return
        if together:
            # Two that are marked together are meant, whatever was marked before.
            marked = together[0]
        if marked is None:
            self._same, self._verdict = hit.title, ("marked", hit.title.heading)
        elif marked.id != hit.title.id:
            with self._messages.explain():
                merged = duplicates.merge(hit.title.id, marked.id)
                words = merged.after.heading
                self._undo.keep(
                    lambda: _("Both are one title now: “{title}”.").format(title=words),
                    lambda: duplicates.part(merged),
                )
        self._say_verdict()
        announce(self.verdict_label, self.verdict_label.text())

    @Slot()
    def keep_authors(self) -> None:
        """Keep the names that books print in several forms."""
        from cdm_desk.ui.dialogs.authors import AuthorsDialog  # noqa: PLC0415 - seldom opened

        if self._records is not None:
            with self._messages.explain():
                self._records.authors.check_may_edit()
                self._open(AuthorsDialog(self._records.authors, self._library, self._undo, self))

    @Slot()
    def remove(self) -> None:
        """Take the title of the current row out of the catalogue; the message offers the way back."""
        hit = self.table.current()
        if hit is None:
            return
        with self._messages.explain():
            copies = [copy.id for copy in self._library.copies(hit.title.id)]
            title = self._library.remove(hit.title.id)
            self._undo.keep(
                lambda: _("“{title}” is out of the catalogue.").format(title=title.title),
                lambda: self._library.bring_back(title.id, copies),
            )

    @Slot()
    def export(self) -> None:
        """Write the whole catalogue to a file that other programs read."""
        self._open(self._exporting.dialog(None, self))

    @Slot()
    def export_found(self) -> None:
        """Write what the list shows, in its order, to such a file."""
        self._open(self._exporting.dialog(self._search, self))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take a file that is dragged here; Ctrl+I does the same from the keyboard."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Look at the file that was dropped, as if it had been chosen."""
        files = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if files:
            self.take_in(Path(files[0]))

    def _make_actions(self) -> None:
        self.find_action = self._action("find", ["F3"], self.focus_search)
        self.narrow_action = self._action("narrow", ["Ctrl+Shift+F"], self.go_to_facets)
        self.scan_action = self._action("scan", ["Ctrl+B"], self.go_to_scan)
        self.edit_action = self._action("edit", ["F2"], self.edit)
        self.new_action = self._action("new", ["Ctrl+N"], self.add)
        self.import_action = self._action("import", ["Ctrl+I"], self.choose_file)
        self.export_action = self._action("export", ["Ctrl+Shift+S"], self.export)
        self.export_found_action = self._action("export_found", ["Ctrl+Shift+X"], self.export_found)
        self.remove_action = self._action("remove", ["Ctrl+Del"], self.remove)
        self.same_action = self._action("same", ["Ctrl+M"], self.merge)
        self.authors_action = self._action("authors", [], self.keep_authors)
        for action in (self.same_action, self.authors_action):
            action.setVisible(self._records is not None)
        self.erase_action = self._action("erase", [], self.erase)
        self.erase_action.setVisible(self._erasure is not None)
        self.keep_search_action = self._action("keep_search", ["Ctrl+S"], self.keep_search)
        self.open_search_action = self._action("open_search", ["Ctrl+O"], self.open_search)
        self.put_action = self._action("put_in_basket", ["Ctrl+K"], self.put_in_basket)
        self.baskets_action = self._action("baskets", ["Ctrl+Shift+K"], self.show_baskets)
        for action in (self.keep_search_action, self.open_search_action, self.put_action, self.baskets_action):
            action.setVisible(self._finds is not None)

    @property
    def _own_actions(self) -> list[QAction]:
        return [
            self.find_action,
            self.narrow_action,
            self.scan_action,
            self.edit_action,
            self.new_action,
            self.same_action,
            self.remove_action,
            self.erase_action,
            self.authors_action,
            self.import_action,
            self.export_action,
            self.export_found_action,
            self.keep_search_action,
            self.open_search_action,
            self.put_action,
            self.baskets_action,
        ]

    def _action(self, name: str, keys: list[str], slot: Any) -> QAction:  # noqa: ANN401 - a slot
        action = QAction(self)
        action.setObjectName(f"library.{name}_action")
        action.setShortcuts([QKeySequence(each) for each in keys])
        # A tab that is not shown does not hear its keys.
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        action.triggered.connect(slot)
        self.addAction(action)
        return action

    def _make_widgets(self) -> None:
        self.search_field = QLineEdit()
        self.search_field.setObjectName("library.search")
        self.search_field.setClearButtonEnabled(True)
        self.search_field.setMaxLength(200)
        self.search_field.installEventFilter(self)
        self.scan_pause = QTimer(self, singleShot=True, interval=SCAN_PAUSE_MS)
        self.scan_field = QLineEdit()
        self.scan_field.setObjectName("library.scan")
        self.scan_field.setMaxLength(200)
        self.count_label = PlainLabel(kind="muted")
        self.count_label.setObjectName("library.count")
        self.count_label.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.narrowed_label = PlainLabel()
        self.narrowed_label.setObjectName("library.narrowed")
        self.narrowed_label.setWordWrap(True)
        self.verdict_label = PlainLabel()
        self.verdict_label.setObjectName("library.verdict")
        self.verdict_label.setWordWrap(True)
        self.new_button = ActionButton(self.new_action, "library.new")
        self.import_button = ActionButton(self.import_action, "library.import")
        self.facets = FacetList("library.facets")
        self.facet_pause = QTimer(self, singleShot=True, interval=COUNT_PAUSE_MS)
        self.narrow_button = ActionButton(self.narrow_action, "library.narrow")
        self.check_chip = QPushButton()
        self.check_chip.setObjectName("library.to_check")
        self.check_chip.setProperty("kind", "chip")
        self.check_chip.setCheckable(True)
        self.check_chip.hide()
        self.model = TitlesModel(self._columns(), self._sentence, lambda hit: hit.title.id, self)
        self.table: ListTable[Hit] = ListTable(self.model, "library.results")
        self.table.addAction(self.edit_action)
        self.table.addAction(self.put_action)
        self.table.addAction(self.remove_action)
        self.empty_placeholder = Placeholder("books", self.import_action)
        self.nothing_placeholder = Placeholder("magnifying-glass")
        self.pages = QStackedWidget()
        self.pages.addWidget(self.table)
        self.pages.addWidget(self.empty_placeholder)
        self.pages.addWidget(self.nothing_placeholder)

    def _columns(self) -> list[Column[Hit]]:
        return [
            Column(
                heading=lambda: _("Theme"),
                text=self._theme_words,
                icon=self._theme_icon,
                width=14,
            ),
            Column(heading=lambda: _("Title"), text=lambda hit: hit.title.heading, tip=_heading_tip, stretch=True),
            Column(
                heading=lambda: _("Authors"),
                text=lambda hit: authors_line(hit.title),
                tip=_authors_tip,
                width=_AUTHORS_WIDTH,
                room=44,
            ),
            Column(heading=lambda: _("Publisher"), text=lambda hit: hit.title.publisher or "", width=13, room=92),
            Column(
                heading=lambda: _("Year"), text=lambda hit: str(hit.title.year or ""), number=True, width=5.5, room=52
            ),
            Column(
                heading=lambda: _("Language"), text=lambda hit: language_marks(hit.title.languages), width=6.5, room=66
            ),
            Column(heading=lambda: _("Shelf mark"), text=lambda hit: hit.title.shelf_mark or "", width=9, room=34),
            Column(heading=lambda: _("Copies"), text=lambda hit: str(hit.copies), number=True, width=6.5, room=88),
            Column(
                heading=lambda: _("State"),
                text=self._state_words,
                tip=self._state_tip,
                colour=self._state_colour,
                width=_STATE_WIDTH,
                room=64,
            ),
        ]

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(em(self, 0.6))
        line.addWidget(self.search_field, 1)
        line.addWidget(self.scan_field)
        line.addWidget(self.new_button)
        line.addWidget(self.import_button)
        under = QHBoxLayout()
        under.setSpacing(em(self, 0.8))
        under.addWidget(self.narrow_button)
        under.addWidget(self.check_chip)
        under.addWidget(self.narrowed_label, 1)
        under.addWidget(self.count_label, 0, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        halves = QHBoxLayout()
        halves.setSpacing(em(self, 0.6))
        halves.addWidget(self.facets, 1)
        halves.addWidget(self.pages, 9)
        column = QVBoxLayout(self)
        column.setContentsMargins(em(self, 1), em(self, 0.8), em(self, 1), em(self, 0.8))
        column.setSpacing(em(self, 0.6))
        column.addLayout(line)
        column.addLayout(under)
        column.addWidget(self.verdict_label)
        column.addLayout(halves, 1)
        self._fit()

    def _connect(self) -> None:
        self.search_field.textChanged.connect(self.search)
        self.search_field.textEdited.connect(lambda _text: self.scan_pause.start())
        self.search_field.returnPressed.connect(self._answer_return)
        self.scan_pause.timeout.connect(self.mend_scan)
        self.scan_field.returnPressed.connect(self.scan)
        if self._finds is not None:
            self._finds.opened.connect(self._show_kept)
            self._finds.export_wanted.connect(self._export_basket)
        self.facets.switched.connect(self.narrow)
        self.facets.let_go.connect(self.let_go)
        self.facet_pause.timeout.connect(self._count_facets)
        self.check_chip.toggled.connect(self._look_at_doubts)
        app = QApplication.instance()
        if app is not None:
            app.aboutToQuit.connect(self._background.close)
        self.table.opened.connect(self.open_title)
        self.model.sort_wanted.connect(self.sort)

    def _fit(self) -> None:
        room = self.width() / em(self, 1)
        self.scan_field.setFixedWidth(em(self, 10 if room > _NARROW else 8.5))
        self.search_field.setMinimumWidth(em(self, 8))
        # Of a fixed width: a count that grew and shrank would have every chip painted anew at each key.
        self.count_label.setFixedWidth(em(self, 10))
        # The commands stay in the menu, on their keys, and with a right click.
        for button in (self.new_button, self.import_button):
            button.setVisible(room > _NARROW)
        self._place_facets()
        roomy = room > _ROOMY
        if roomy != self._is_roomy:
            self._is_roomy = roomy
            self.table.setColumnWidth(_AUTHORS, em(self, _ROOMY_AUTHORS if roomy else _AUTHORS_WIDTH))

    def _place_facets(self) -> None:
        """Let the values stand beside the list where there is room for both, else only while they are wanted."""
        room = self.width() / em(self, 1)
        beside = room > _BESIDE
        width = em(self, _ROOMY_FACETS if room > _ROOMY else _FACETS_WIDTH)
        self.facets.setMinimumWidth(width if beside else 0)
        self.facets.setMaximumWidth(width if beside else QWIDGETSIZE_MAX)
        wanted = self._total > 0 and (beside or self._has_facets)
        unseen = self.facets.isHidden()
        self.facets.setVisible(wanted)
        self.pages.setVisible(beside or not wanted)
        self.narrow_button.setVisible(not beside and self._total > 0)
        # What was counted while there was no room for it was not shown.
        if wanted and (unseen or not self._known):
            self._count_soon()

    @Slot()
    def _look_at_doubts(self) -> None:
        # Among titles that are all to be checked, why is the word that is wanted.
        self.table.setColumnWidth(_STATE, em(self, _WIDE_STATE if self.check_chip.isChecked() else _STATE_WIDTH))
        self.search()
        self._name_check_chip()

    def _name_check_chip(self) -> None:
        """Show the way to what somebody has to look at, as long as there is some of it."""
        waiting = self._library.count(Search(to_check=True))
        self.check_chip.setVisible(waiting > 0 or self.check_chip.isChecked())
        self.check_chip.setText(_("To check: {number}").format(number=in_use().number(waiting)))
        tokens = tokens_of(self)
        self.check_chip.setIcon(icon("question", tokens.warn, checked=tokens.on_primary))
        name_widget(self.check_chip, _("Only what is to be checked, with the reason"))

    @Slot()
    def _answer_return(self) -> None:
        self.scan_pause.stop()
        self.mend_scan()
        if len(self.model.values) == 1:
            self.open_title(self.model.values[0])
        elif self.table.current() is not None:
            self.edit()
        elif len(self.model.values):
            self._move(1)

    def _move(self, rows: int) -> None:
        last = len(self.model.values) - 1
        if last >= 0:
            at = self.table.currentIndex().row() + rows
            self.table.setCurrentIndex(self.model.index(min(max(at, 0), last), 1))

    def _show(self, *, from_top: bool = False) -> None:
        found = FoundTitles(self._library, self._search)
        if from_top:
            self.table.setCurrentIndex(self.model.index(-1, -1))
            self.table.verticalScrollBar().setValue(0)
        # So that the row on which somebody stands is known again, a few places up or down.
        found.fetch_around(self.table.currentIndex().row())
        self.table.show_values(found)
        # Left to itself the view lays its rows out after the first paint, and paints again.
        self.table.executeDelayedItemsLayout()
        empty = self.nothing_placeholder if self._total else self.empty_placeholder
        self.pages.setCurrentWidget(self.table if len(found) else empty)
        self._count_soon()
        self._say_narrowed()
        self._say_count()
        self._say_empty()

    def _count_soon(self) -> None:
        self.facet_pause.start()

    @Slot()
    def _count_facets(self) -> None:
        """Count the values of what is found, and show them."""
        self.facet_pause.stop()
        count = partial(_counts, self._library, self._search, self._known)
        if self._total <= COUNTED_AT_ONCE:
            with self._messages.explain():
                self._show_facets(count())
        elif not self._background.is_busy():
            self._background.run(count, self._show_facets)
        else:
            # An earlier count is under way, or a file is being taken in.
            self._count_soon()

    def _show_facets(self, counts: _Counts) -> None:
        if counts.search != self._search:
            self._count_soon()
            return
        self._known = counts.known
        self.table.leave_out_empty(frozenset(self._empty_columns(counts.found)))
        if not self.facets.isHidden():
            self.facets.show_groups(self._groups.groups(self._search, counts.known, counts.found))

    def _empty_columns(self, found: FacetCounts) -> Iterator[int]:
        themes = set(found[Facet.THEME]) if self._search.theme_code is None else {self._search.theme_code}
        if themes <= {NOT_RECORDED}:
            yield _THEME
        states = set(found[Facet.STATE]) if self._search.state is None else {self._search.state}
        if states <= {State.SHELF.value} and not self._search.to_check:
            yield _STATE

    def _say_narrowed(self) -> None:
        """Name the values that the list is narrowed to, also where they stand out of sight."""
        chosen = self._search.chosen
        words = " · ".join(self._groups.words(facet, value) for facet, value in chosen.items())
        self.narrowed_label.setText(_("Only: {values}").format(values=words) if chosen else "")

    def _say_count(self) -> None:
        number, total = len(self.model.values), self._total
        words = in_use()
        if number == total:
            text = _n("{number} title", "{number} titles", total).format(number=words.number(total))
        else:
            text = _("{number} of {total}").format(number=words.number(number), total=words.number(total))
        self.count_label.setText(text)

    def _say_empty(self) -> None:
        if len(self.model.values):
            return
        if not self._total:
            self.empty_placeholder.say(
                _("The catalogue is empty."),
                _("Import the list you have (CSV, UNIMARC, MARC 21 or MARCXML), or add the first book with Ctrl+N."),
            )
            return
        if self._search.to_check and not self._search.words:
            self.nothing_placeholder.say(
                _("Nothing is left to check."), _("Press “To check” above once more to see the whole catalogue.")
            )
            return
        self.nothing_placeholder.say(
            _("No title is found for this."),
            _("Try fewer words, or the beginning of a word.")
            if not self._search.chosen
            else _("Ctrl+Shift+F, then Backspace, lets go of what the list is narrowed to; or try fewer words."),
        )

    def _say_verdict(self) -> None:
        kind, text = self._verdict
        sentences = {
            "": "",
            "here": _("In the catalogue: {title}"),
            "new": _("{title} is not in the catalogue. Ctrl+N adds it."),
            "wrong": _("{title}: the check digit is wrong. Scan again, or type the number from the book."),
            "marked": _("“{title}” is marked. Go to the title that is the same and stays, and press Ctrl+M again."),
            "unknown": _("No copy carries {title}. Scan the ISBN, or add the book with Ctrl+N."),
        }
        self.verdict_label.setText(sentences[kind].format(title=text))
        self.verdict_label.set_kind({"here": "ok", "wrong": "error"}.get(kind, "warn"))
        self.verdict_label.setVisible(bool(kind))

    def _weigh(self) -> str:
        """Judge what was scanned last, also when the catalogue has changed since; return the number to search for."""
        code = self._code
        if not code:
            return ""
        self._scanned = ""
        holder = self._library.holder(code)
        isbn = Isbn.read(code)
        titles = [holder] if holder else self._library.numbered(isbn.text) if isbn.valid else []
        if titles:
            self._verdict = ("here", " · ".join(filter(None, [titles[0].heading, titles[0].shelf_mark])))
            return code if holder else isbn.text
        if isbn.valid:
            self._scanned = isbn.text
            self._verdict = ("new", isbn.text)
        else:
            looks_like_one = code.startswith(("978", "979")) or len(code) == 10
            self._verdict = ("wrong" if looks_like_one else "unknown", code)
        return ""

    def _open(self, dialog: QDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._dialog = dialog
        dialog.open()

    def _name_actions(self) -> None:
        for action, words, icon_name in (
            (self.find_action, _("Se&arch the catalogue"), "magnifying-glass"),
            (self.narrow_action, _("Narro&w the list"), "signpost"),
            (self.keep_search_action, _("&Keep the search…"), "bookmark-simple"),
            (self.open_search_action, _("&Open a kept search…"), "bookmark-simple"),
            (self.put_action, _("Put in the &basket"), "plus"),
            (self.baskets_action, _("Baske&ts…"), "clipboard-text"),
            (self.scan_action, _("Scan a co&py"), "barcode"),
            (self.edit_action, _("&Edit the title…"), "pencil-simple"),
            (self.new_action, _("&New title…"), "plus"),
            (self.remove_action, _("Re&move the title"), "trash"),
            (self.same_action, _("It is the same as…"), "copy-simple"),
            (self.authors_action, _("Names in several forms…"), "users"),
            (self.erase_action, _("Erase for &good…"), "trash"),
            (self.import_action, _("&Import…"), "download-simple"),
            (self.export_action, _("E&xport…"), "export"),
            (self.export_found_action, _("Export what is s&hown…"), "export"),
        ):
            action.setText(words)
            action.setIcon(themed_icon(icon_name, self))

    def _theme_words(self, hit: Hit) -> str:
        entry = self._themes.get(hit.title.theme_code or "")
        return f"{entry.digit} {label_of(entry)}" if entry else "–"

    def _theme_icon(self, hit: Hit) -> QIcon | None:
        return self._icon_of_theme(hit.title.theme_code or "")

    def _icon_of_theme(self, code: str) -> QIcon | None:
        if code not in self._themes:
            return None
        tokens = tokens_of(self)
        return icon(THEME_ICONS.get(code, "books"), tokens.theme(code), selected=tokens.on_primary)

    def _state_words(self, hit: Hit) -> str:
        if self._search.to_check and (reason := self._state_tip(hit)):
            return reason
        # On the shelf is where a book is; only the others need a word.
        entry = None if hit.title.state is State.SHELF else self._states.get(hit.title.state.value)
        return label_of(entry) if entry else ""

    def _state_tip(self, hit: Hit) -> str:
        """Say why a title is to be checked, where the import of this PC knows it."""
        if hit.title.state is not State.CHECK:
            return ""
        return reason_sentence(self._doubts.get(hit.title.id))

    def _state_colour(self, hit: Hit) -> str:
        if hit.title.state is State.SHELF:
            return ""
        tokens = tokens_of(self)
        return {State.CHECK: tokens.warn, State.OUTDATED: tokens.error}.get(hit.title.state, "")

    def _sentence(self, hit: Hit) -> str:
        """What a screen reader says of a row."""
        title = hit.title
        parts = [
            title.heading,
            " ; ".join(title.authors),
            str(title.year or ""),
            self._theme_words(hit) if title.theme_code else "",
            title.shelf_mark or "",
            _n("{number} copy", "{number} copies", hit.copies).format(number=hit.copies),
            self._state_words(hit),
            self._state_tip(hit),
        ]
        return ", ".join(part for part in parts if part)


def _counts(library: LibraryService, search: Search, known: FacetCounts) -> _Counts:
    return _Counts(search, known or library.facets(Search()), library.facets(search))


def _brush(column: Column[Hit], hit: Hit) -> QBrush | None:
    colour = column.colour(hit) if column.colour else ""
    return QBrush(QColor(colour)) if colour else None


def _heading_tip(hit: Hit) -> str:
    return " – ".join(filter(None, [hit.title.heading, hit.title.edition]))


def _authors_tip(hit: Hit) -> str:
    return " ; ".join(hit.title.authors)


def _nothing() -> Hit:
    return Hit(title=Title(id=UUID(int=0), title=""), copies=0)
