"""A title with its copies: seen, edited, added; what is wrong is said beside the field, and nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID, uuid4

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QBoxLayout,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QPushButton,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from cdm_desk.domain.authors import KnownAuthors
from cdm_desk.domain.change import Department
from cdm_desk.domain.errors import DeskError, FieldTooLongError, TextRefusedError, TitleMissingError, YearError
from cdm_desk.domain.identifiers import Isbn, isbns_in
from cdm_desk.domain.intake import Work
from cdm_desk.domain.library import Copy, Title, proposed_mark
from cdm_desk.language import _
from cdm_desk.ui.appearance import em
from cdm_desk.ui.keys import restored
from cdm_desk.ui.record.completing import Choice, FieldCompleter
from cdm_desk.ui.record.copy_line import CopyLine
from cdm_desk.ui.record.cover import PASTE_KEY, CoverBox, can_take
from cdm_desk.ui.record.fold import Fold
from cdm_desk.ui.record.form import FOLDED, MAIN, Field, TitleFields, UnreadableFieldError, no_language, parts_of
from cdm_desk.ui.record.isbd_page import COPY_KEY as ISBD_KEY
from cdm_desk.ui.record.isbd_page import IsbdPage
from cdm_desk.ui.record.open_forms import FORM_NAME
from cdm_desk.ui.record.past_page import PastPage
from cdm_desk.ui.record.perhaps import COPY_KEY, OPEN_KEY, PerhapsLine
from cdm_desk.ui.record.spine import SpinePreview
from cdm_desk.ui.record.twice import KEEP_KEY, TAKE_KEY, TwiceLine
from cdm_desk.ui.widgets import FlowLayout, PlainLabel, ScrollArea, name_widget, set_kind
from cdm_desk.ui.words import sentence

if TYPE_CHECKING:
    from cdm_desk.services.conflicts import EditedTwice
    from cdm_desk.services.library import LibraryService
    from cdm_desk.services.lists import ListsService
    from cdm_desk.ui.background import Background
    from cdm_desk.ui.record.services import RecordServices
    from cdm_desk.ui.undo import Undo

COMPLETED: Final = {"publisher": False, "place": False, "series": False, "subjects": True, "rameau": True}
"""The fields completed from what the catalogue holds; whether several things stand in one."""
_COMPARED: Final = ("title", "subtitle", "volume", "authors", "isbns", "publisher", "year")
_PAUSE_MS: Final = 250
# In heights of a letter: below it the cover goes under the fields.
_WIDE: Final = 52


class TitleDialog(QDialog):
    """View and edit a title with its copies, or add one; Ctrl+Enter keeps it, Esc leaves it as it was."""

    def __init__(
        self,
        library: LibraryService,
        lists: ListsService,
        undo: Undo,
        title: Title | None,
        parent: QWidget | None = None,
        *,
        records: RecordServices | None = None,
        background: Background | None = None,
    ) -> None:
        """`records` brings names in several forms, covers, duplicates, the past, and what is edited twice.

        Large pictures are made small in the `background`.
        """
        super().__init__(parent)
        self._background = background
        self._library = library
        self._lists = lists
        self._undo = undo
        self._records = records
        self._seen = title
        self._title_id: UUID = title.id if title else uuid4()
        self._form = TitleFields(lists, self)
        self._copies: list[CopyLine] = []
        self._twice: dict[str, TwiceLine] = {}
        self._cover_seen: bytes | None = None
        self._complaint: DeskError | None = None
        self._to_reveal: QWidget | None = None
        self._warned_of: tuple[object, ...] = ()
        self._is_writing = False
        self._known = KnownAuthors(())
        self._variant = ("", "")
        self.setObjectName(FORM_NAME)
        self.setAcceptDrops(True)

        self._make_widgets()
        self._lay_out()
        self._load(title)
        self.retranslate()
        self._connect()
        self._fit_window()
        self.editor("title").setFocus()
        self._begun = self._content()

    def editor(self, name: str) -> QWidget:
        """Return what a field is typed or chosen in."""
        return self._form.fields[name].editor

    def error_text(self, name: str) -> str:
        """Return what is said beside a field."""
        return self._form.fields[name].error.text()

    def copy_lines(self) -> list[CopyLine]:
        """Return the lines of the copies, in their order."""
        return self._copies

    def twice_lines(self) -> list[TwiceLine]:
        """Return what says that a field was edited twice, in the order of the form."""
        return list(self._twice.values())

    def fill_isbn(self, isbn: str) -> None:
        """Fill in a number that was just scanned, and the language that its group stands for."""
        self._form.line("isbns").setText(isbn)
        language = Isbn.read(isbn).language
        if language:
            self._form.line("languages").setText(language)
        self._begun = self._content()

    def fill_up(self, typed: Title, copies: tuple[Copy, ...] = ()) -> None:
        """Fill in what the title shown lacks from one that was typed as new, with its copies; nothing is saved yet."""
        if self._seen is None:
            return
        filled = self._seen.filled_from(typed)
        for name in self._form.fields:
            if getattr(filled, name) != getattr(self._seen, name):
                self._form.show(name, filled)
        for copy in copies:
            self._add_copy_line(replace(copy, title_id=self._title_id), seen=None)
        self._tell_folds()
        self._warn(_("What it lacked is filled in from what you typed. Ctrl+Enter saves it; Esc leaves it as it was."))

    @Slot(frozenset)
    def refresh(self, departments: frozenset[Department]) -> None:
        """Take in what others have changed of this title meanwhile; what is typed here is never overwritten."""
        if Department.LIBRARY not in departments or self._seen is None or self._is_writing:
            return
        try:
            now = self._library.title(self._title_id)
        except DeskError as error:
            self._show(error)
            return
        untouched = self._content() == self._begun
        for name in self._form.fields:
            if getattr(now, name) == getattr(self._seen, name):
                continue
            if self._form.is_as(name, self._seen) or self._form.is_as(name, now):
                self._seen = _with(self._seen, name, now)
                self._form.show(name, now)
            else:
                self._tell_meanwhile(name, now)
        if untouched:
            self._begun = self._content()
        self._tell_twice()
        self._tell_folds()
        if self.pages.currentWidget() is self.past_page:
            self.past_page.refresh()

    def retranslate(self) -> None:
        """Set the words again; what is typed and chosen stays."""
        self.setWindowTitle(_("Edit a title") if self._seen else _("New title"))
        self._form.retranslate()
        for index, words in enumerate((_("&Record"), _("&ISBD"), _("&History"))):
            if index < self.pages.count():
                self.pages.setTabText(index, words)
        for part in (self.pages, self.pages.tabBar()):
            name_widget(part, _("Pages of the record"))
        self.propose_button.setText(_("&Propose"))
        name_widget(self.propose_button, _("Propose a shelf mark from theme and author"))
        self.copies_label.setText(_("Copies"))
        self._tell_folds()
        self.add_copy_button.setText(_("Add a &copy"))
        name_widget(self.add_copy_button, _("Add a copy"))
        self.keep_button.setText(_("&Save"))
        name_widget(self.keep_button, _("Save"), "", QKeySequence("Ctrl+Enter"))
        self.cancel_button.setText(_("Leave as it &was") if self._seen else _("Cancel"))
        name_widget(self.cancel_button, _("Leave as it was") if self._seen else _("Cancel"), "", QKeySequence("Esc"))
        parts: list[Any] = [*self._copies, *self._twice.values(), self.perhaps_line, self.cover_box, self.isbd_page]
        for part in (*parts, self.spine, *([self.past_page] if self.past_page else [])):
            part.retranslate()
        if self._complaint is not None:
            self._show(self._complaint)
        elif self._warned_of:
            self._warn_of_loss()
        if self._form.fields["languages"].error.isVisible():
            self._check_languages()
        self._look_at_page()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language of the screens."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange and hasattr(self, "keep_button"):
            self.retranslate()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Set the cover beside the fields where there is room, else under them."""
        super().resizeEvent(event)
        wide = self.width() >= em(self, _WIDE)
        self.top_row.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take a picture anywhere on the form."""
        if self._records is not None and can_take(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Make the picture that was dropped the cover."""
        if self._records is not None:
            self.cover_box.take(event.mimeData())
            event.acceptProposedAction()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes to the next field: a scanner that closes with Enter must not save half a title."""
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            if held == Qt.KeyboardModifier.ControlModifier:
                self.keep()
                return
            focused = self.focusWidget()
            if isinstance(focused, QPushButton):
                focused.click()
            else:
                self.focusNextChild()
            return
        super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let Ctrl+Enter save from the summary too, where Enter alone begins a new line."""
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            is_enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
            if is_enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self.keep()
                return True
        return super().eventFilter(watched, event)

    @Slot()
    def keep(self) -> None:
        """Save title and copies; what the rules refuse is said beside its field."""
        self._clear_complaints()
        wanted = self._typed()
        if wanted is None or not all(line.check() for line in self._copies if line.wanted):
            self.pages.setCurrentIndex(0)
            return
        # What is written here comes back as news while the form is still open.
        self._is_writing = True
        try:
            inverse = self._write(wanted)
        except DeskError as error:
            self.pages.setCurrentIndex(0)
            self._show(error)
            return
        finally:
            self._is_writing = False
        self.accept()
        self._undo.keep(lambda: _("“{title}” is saved.").format(title=wanted.title), inverse)

    def reject(self) -> None:
        """Leave the title as it was; what was typed is let go at the second time only."""
        content = self._content()
        if content in (self._begun, self._warned_of):
            super().reject()
            return
        self._warned_of = content
        self._warn_of_loss()

    @Slot()
    def propose(self) -> None:
        """Fill in the shelf mark of the house plan."""
        wanted = self._typed()
        if wanted is None:
            return
        mark = proposed_mark(wanted, self._form.digit(self._form.chosen("theme_code")))
        if mark:
            self._form.line("shelf_mark").setText(mark)
        else:
            self._complain("theme_code", _("Choose a theme first: the shelf mark begins with its number."))

    @Slot()
    def add_copy(self) -> CopyLine:
        """Add a line for one more copy and go to its barcode."""
        line = self._add_copy_line(Copy(id=uuid4(), title_id=self._title_id), seen=None)
        line.barcode_field.setFocus()
        return line

    @Slot()
    def take_other(self) -> None:
        """Let the other value of a field stand: of the one that has the focus, else of the first."""
        line = self._twice_at_hand()
        if line is not None:
            line.take_button.click()

    @Slot()
    def keep_this(self) -> None:
        """Let the value shown stand."""
        line = self._twice_at_hand()
        if line is not None:
            line.keep_button.click()

    @Slot()
    def copy_isbd(self) -> None:
        """Put the record in ISBD on the clipboard, from any page."""
        title = self._title_so_far()
        self.isbd_page.show_title(title)
        self.isbd_page.copy()

    def _make_widgets(self) -> None:
        self._form.line("title").setMaxLength(2_000)
        self.spine = SpinePreview()
        self.cover_box = CoverBox(self._background)
        self.cover_box.setVisible(self._records is not None)
        self.perhaps_line = PerhapsLine(is_new=self._seen is None)
        self.perhaps_pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self.propose_button = self._button("title.propose")
        self.copies_label = PlainLabel(kind="subheading")
        self.add_copy_button = self._button("title.add_copy")
        self.general_error = PlainLabel(kind="error")
        self.general_error.setObjectName("title.error")
        self.general_error.setWordWrap(True)
        self.general_error.hide()
        self.keep_button = self._button("title.keep")
        set_kind(self.keep_button, "primary")
        self.cancel_button = self._button("title.cancel")
        self.isbd_page = IsbdPage()
        self.past_page: PastPage | None = None
        if self._records is not None and self._seen is not None:
            self.past_page = PastPage(self._records.history, self._undo, self._title_id, self._form.value_words)
        self.folds = {part: Fold(f"title.fold_{part}", self._folded(part)) for part in FOLDED}

    def _button(self, name: str) -> QPushButton:
        button = QPushButton()
        button.setObjectName(name)
        button.setAutoDefault(False)
        return button

    def _folded(self, part: str) -> QWidget:
        inside = QWidget()
        form = self._lines({name: self._form.fields[name] for name in FOLDED[part]})
        form.setContentsMargins(0, 0, 0, em(self, 0.5))
        inside.setLayout(form)
        return inside

    def _lay_out(self) -> None:
        self._form.summary.setFixedHeight(em(self, 6))
        self.copies_column = QVBoxLayout()
        self.copies_column.setSpacing(em(self, 0.4))
        self.top_row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self.top_row.setSpacing(em(self, 1.2))
        self.top_row.addLayout(self._lines({name: self._form.fields[name] for name in MAIN}), 1)
        self.top_row.addWidget(self.cover_box)
        self.cover_box.setFixedWidth(max(self.cover_box.picture_label.width(), em(self, 10)))
        inside = QWidget()
        self.inside_column = QVBoxLayout(inside)
        self.inside_column.setContentsMargins(em(self, 1.2), em(self, 1), em(self, 1.2), em(self, 1))
        self.inside_column.setSpacing(em(self, 0.8))
        self.inside_column.addWidget(self.perhaps_line)
        self.inside_column.addLayout(self.top_row)
        self.inside_column.addWidget(self.copies_label)
        self.inside_column.addLayout(self.copies_column)
        self.inside_column.addWidget(self.add_copy_button, 0, Qt.AlignmentFlag.AlignLeft)
        for fold in self.folds.values():
            self.inside_column.addWidget(fold)
        self.inside_column.addStretch(1)
        self.scroll_area = ScrollArea()
        self.scroll_area.setObjectName("title.scroll")
        self.scroll_area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.scroll_area.setWidgetResizable(True)
        self.scroll_area.setWidget(inside)
        self.pages = QTabWidget()
        self.pages.setObjectName("title.pages")
        self.pages.tabBar().setObjectName("title.tabs")
        self.pages.addTab(self.scroll_area, "")
        self.pages.addTab(self.isbd_page, "")
        if self.past_page is not None:
            self.pages.addTab(self.past_page, "")
        buttons = FlowLayout(gap=em(self, 0.6))
        buttons.addWidget(self.keep_button)
        buttons.addWidget(self.cancel_button)
        foot = QVBoxLayout()
        foot.setContentsMargins(em(self, 1.2), 0, em(self, 1.2), em(self, 0.9))
        foot.addWidget(self.general_error)
        foot.addLayout(buttons)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(em(self, 0.6))
        whole.addWidget(self.pages, 1)
        whole.addLayout(foot)

    def _lines(self, fields: dict[str, Field]) -> QFormLayout:
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        form.setHorizontalSpacing(em(self, 1))
        form.setVerticalSpacing(em(self, 0.45))
        for name, field in fields.items():
            # The fields of all parts stand under each other, in the longest of the three languages.
            field.label.setMinimumWidth(em(self, 14))
            form.addRow(field.label, self._with_error(name, field))
            field.label.setBuddy(field.editor)
        return form

    def _with_error(self, name: str, field: Field) -> QVBoxLayout:
        column = field.column
        column.setSpacing(em(self, 0.15))
        if name == "shelf_mark":
            row = QHBoxLayout()
            row.addWidget(field.editor, 1)
            row.addWidget(self.propose_button)
            beside = QVBoxLayout()
            beside.addLayout(row)
            beside.addWidget(field.error)
            beside.addStretch(1)
            whole = QHBoxLayout()
            whole.addLayout(beside, 1)
            whole.addWidget(self.spine, 0, Qt.AlignmentFlag.AlignTop)
            column.addLayout(whole)
            return column
        column.addWidget(field.editor)
        column.addWidget(field.error)
        return column

    def _load(self, title: Title | None) -> None:
        self._form.load(title)
        if self._records is not None:
            self._known = self._records.authors.known()
        if title is None:
            self._add_copy_line(Copy(id=uuid4(), title_id=self._title_id), seen=None)
            return
        for copy in self._library.copies(title.id):
            self._add_copy_line(copy, seen=copy)
        if self._records is not None:
            self._cover_seen = self._records.covers.cover(title.id)
            self.cover_box.show_picture(self._cover_seen)
            self._tell_twice()
        self._preview()

    def _connect(self) -> None:
        form = self._form
        form.combo("theme_code").currentIndexChanged.connect(self._follow_theme)
        form.line("shelf_mark").textChanged.connect(self._preview)
        form.line("isbns").editingFinished.connect(self._mend_isbns)
        form.line("authors").editingFinished.connect(self._propose_form)
        form.line("languages").editingFinished.connect(self._check_languages)
        for name in _COMPARED:
            form.line(name).textEdited.connect(self._begin_pause)
        self.perhaps_pause.timeout.connect(self._look_for_others)
        self.perhaps_line.opened.connect(self._open_other)
        self.perhaps_line.copy_wanted.connect(self._join_other)
        self.propose_button.clicked.connect(self.propose)
        self.add_copy_button.clicked.connect(self.add_copy)
        self.keep_button.clicked.connect(self.keep)
        self.cancel_button.clicked.connect(self.reject)
        self.pages.currentChanged.connect(self._look_at_page)
        if self.past_page is not None:
            self.past_page.put_back.connect(self._follow_return)
        for key, slot in (
            ("Ctrl+S", self.keep),
            (OPEN_KEY, self.perhaps_line.open),
            (COPY_KEY, self.perhaps_line.add_copy),
            (TAKE_KEY, self.take_other),
            (KEEP_KEY, self.keep_this),
            (ISBD_KEY, self.copy_isbd),
            (PASTE_KEY, self._paste_cover),
        ):
            QShortcut(QKeySequence(key), self).activated.connect(slot)
        self._complete()
        form.summary.installEventFilter(self)
        QApplication.instance().focusChanged.connect(self._follow_focus)  # type: ignore[union-attr]

    def _complete(self) -> None:
        def held(name: str) -> Callable[[], list[Choice]]:
            return lambda: [Choice.plain(text) for text in self._library.choices(name)]

        line = self._form.line
        self.completers = {
            name: FieldCompleter(line(name), held(name), parted=parted) for name, parted in COMPLETED.items()
        }
        self.completers["authors"] = FieldCompleter(line("authors"), self._author_choices, parted=True)
        self.completers["other_sub_themes"] = FieldCompleter(
            line("other_sub_themes"), self._sub_theme_choices, parted=True
        )

    def _author_choices(self) -> list[Choice]:
        """Return the names of the catalogue; a variant is offered with the preferred form, which it puts in."""
        found = {name: Choice.plain(self._known.preferred(name) or name) for name in self._library.choices("authors")}
        for form in self._known.forms:
            found[form.name] = Choice.plain(form.name)
            for variant in form.variants:
                found[variant] = Choice(shown=f"{variant} → {form.name}", put=form.name)
        return list(found.values())

    def _sub_theme_choices(self) -> list[Choice]:
        return [Choice.plain(self._form.sub_theme_words(entry.code)) for entry in self._form.sub_themes]

    @Slot(QWidget, QWidget)
    def _follow_focus(self, _old: QWidget | None, now: QWidget | None) -> None:
        inside = self.scroll_area.widget()
        if now is not None and inside is not None and inside.isAncestorOf(now):
            self.scroll_area.ensureWidgetVisible(now, 0, em(self, 3))
        self._tell_folds()

    @Slot()
    def _reveal(self) -> None:
        if self._to_reveal is not None:
            self.scroll_area.ensureWidgetVisible(self._to_reveal, 0, em(self, 0.5))

    def _fit_window(self) -> None:
        screen = self.screen().availableGeometry().size()
        self.resize(min(em(self, 62), screen.width() - 40), min(em(self, 48), screen.height() - 60))

    @Slot()
    def _follow_theme(self) -> None:
        """Offer the sub-themes of the theme chosen, and its colour on the label."""
        self._form.fill_sub_themes(self._form.chosen("sub_theme_code"))
        self._preview()

    @Slot()
    def _preview(self) -> None:
        theme = self._form.chosen("theme_code")
        self.spine.show_mark(self._form.line("shelf_mark").text(), theme, self._form.digit(theme))

    @Slot()
    def _look_at_page(self) -> None:
        page = self.pages.currentWidget()
        if page is self.isbd_page:
            self.isbd_page.show_title(self._title_so_far())
        elif page is self.past_page and self.past_page is not None:
            self.past_page.refresh()

    def _title_so_far(self) -> Title:
        """Return what is typed as far as it can be read, else the title as it is kept."""
        try:
            return self._form.typed(self._seen or Title(id=self._title_id, title=""))
        except UnreadableFieldError:
            return self._seen or Title(id=self._title_id, title=self._form.line("title").text())

    def _tell_folds(self) -> None:
        for part, words in (
            ("publication", _("P&ublication")),
            ("contents", _("C&ontents")),
            ("follow_up", _("&Follow-up")),
            ("classification", _("&Dewey, UDC, RAMEAU")),
        ):
            self.folds[part].say(words, self._form.summary_of(part))

    @Slot()
    def _begin_pause(self) -> None:
        if self._records is not None:
            self.perhaps_pause.start()

    @Slot()
    def _look_for_others(self) -> None:
        if self._records is not None:
            self.perhaps_line.show_title(self._records.duplicates.perhaps(self._title_so_far()))

    @Slot(object)
    def _open_other(self, other: Title) -> None:
        """Go on with the title that is there already: what it lacks is filled in, nothing is saved."""
        self._go_on_with(other, ())

    @Slot(object)
    def _join_other(self, other: Title) -> None:
        """Go on with the title that is there and the copies typed here; two that are kept become one."""
        if self._seen is None:
            copies = tuple(line.typed() for line in self._copies if line.wanted)
            self._go_on_with(other, copies)
        elif self._records is not None:
            duplicates = self._records.duplicates
            try:
                merged = duplicates.merge(other.id, self._title_id)
            except DeskError as error:
                self._show(error)
                return
            self.accept()
            words = other.heading
            self._undo.keep(
                lambda: _("Both are one title now: “{title}”.").format(title=words), lambda: duplicates.part(merged)
            )

    def _go_on_with(self, other: Title, copies: tuple[Copy, ...]) -> None:
        typed = self._title_so_far()
        dialog = TitleDialog(
            self._library,
            self._lists,
            self._undo,
            other,
            self.parentWidget(),
            records=self._records,
            background=self._background,
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if self._seen is None:
            dialog.fill_up(typed, copies)
        elif self._content() != self._begun:
            # What was changed here is not saved: this form stays until somebody has decided.
            self._warn_of_loss()
            dialog.deleteLater()
            return
        super().reject()
        dialog.open()

    @Slot()
    def _mend_isbns(self) -> None:
        """Restore what a scanner typed on AZERTY, and say at once when a check digit is wrong: it may still be kept."""
        line = self._form.line("isbns")
        text = restored(line.text())
        if text != line.text():
            line.setText(text)
        wrong = [number for number in isbns_in(text) if not Isbn.read(number).valid]
        said = _("{isbn}: the check digit is wrong. Compare it with the book; it is kept as it is.")
        self._hint("isbns", said.format(isbn=wrong[0]) if wrong else "")
        self._begin_pause()

    @Slot()
    def _propose_form(self) -> None:
        """Say that a name typed is a variant, and put the preferred form in at the same key once more."""
        for name in parts_of(self._form.line("authors").text()):
            preferred = self._known.preferred(name)
            if preferred is not None:
                self._variant = (name, preferred)
                said = _("“{name}” is kept under “{preferred}”: {key} puts that form in.")
                self._hint("authors", said.format(name=name, preferred=preferred, key=TAKE_KEY))
                return
        self._variant = ("", "")
        self._hint("authors", "")

    def _take_form(self) -> None:
        name, preferred = self._variant
        names = [preferred if each == name else each for each in parts_of(self._form.line("authors").text())]
        self._form.line("authors").setText(" ; ".join(dict.fromkeys(names)))
        self._propose_form()

    @Slot()
    def _check_languages(self) -> None:
        """Say at once what is no language; it stays as it was typed, and is asked for again when it is saved."""
        _codes, unknown = self._form.languages()
        self._hint("languages", no_language(unknown) if unknown else "", kind="error")

    def _hint(self, name: str, words: str, *, kind: str = "warn") -> None:
        field = self._form.fields[name]
        field.error.setVisible(bool(words))
        if words:
            field.error.setText(words)
            field.error.set_kind(kind)

    @Slot()
    def _paste_cover(self) -> None:
        if self._records is not None:
            self.pages.setCurrentIndex(0)
            self.cover_box.paste()

    @Slot()
    def _follow_return(self) -> None:
        """Show the value that was put back in its field too."""
        self.refresh(frozenset({Department.LIBRARY}))

    def _content(self) -> tuple[object, ...]:
        """Return all that is typed and chosen."""
        fields = [self._form.content(name) for name in self._form.fields]
        return (*fields, *(line.content() for line in self._copies if line.wanted), self.cover_box.picture)

    def _warn_of_loss(self) -> None:
        self._warn(_("What was typed is not saved. Esc once more lets it go; Ctrl+Enter saves it."))

    def _warn(self, words: str) -> None:
        self.general_error.setText(words)
        self.general_error.set_kind("warn")
        self.general_error.show()

    def _typed(self) -> Title | None:
        """Return the title as it is typed, or say which field cannot be read."""
        try:
            return self._form.typed(self._seen or Title(id=self._title_id, title=""))
        except UnreadableFieldError as fault:
            self._complain(fault.name, fault.words)
            return None

    def _write(self, wanted: Title) -> Callable[[], object]:
        """Save everything in one act; return the way back."""
        library = self._library
        for line in self._copies:
            line.complain("")
        copies = tuple(line.typed() for line in self._copies if line.wanted)
        if self._seen is None:
            title = library.add(wanted, copies)
            self._write_cover(title.id)
            return lambda: library.remove(title.id)
        before = Work(title=self._seen, copies=tuple(line.seen for line in self._copies if line.seen))
        after = library.keep_work(Work(title=wanted, copies=copies), before)
        put_cover_back = self._write_cover(wanted.id)

        def back() -> None:
            library.keep_work(before, after)
            put_cover_back()

        return back

    def _write_cover(self, title_id: UUID) -> Callable[[], object]:
        picture = self.cover_box.picture
        if self._records is None or picture == self._cover_seen:
            return lambda: None
        covers = self._records.covers
        before = covers.put(title_id, picture)
        return lambda: covers.put(title_id, before)

    def _tell_twice(self) -> None:
        """Say beside each field that was edited twice which other value there is."""
        if self._records is None:
            return
        for key in [key for key in self._twice if not key.startswith("meanwhile ")]:
            self._drop_twice(key)
        for edited in self._records.conflicts.of_title(self._title_id):
            key = f"{edited.record_id} {edited.field}"
            if key not in self._twice:
                self._place(key, edited.field, self._twice_line(edited), edited.record_id)

    def _twice_line(self, edited: EditedTwice) -> TwiceLine:
        form = self._form
        assert self._records is not None  # noqa: S101 - as the caller has seen
        conflicts = self._records.conflicts
        return TwiceLine(
            words=lambda: _("Edited twice at a time. It stands as “{mine}”; the other wrote “{other}”."),
            mine=lambda: form.value_words(edited.field, edited.stands),
            other=lambda: form.value_words(edited.field, edited.overruled),
            keep=lambda: self._decide(lambda: conflicts.keep(edited.id)),
            take=lambda: self._decide(lambda: conflicts.take(edited.id)),
        )

    def _tell_meanwhile(self, name: str, now: Title) -> None:
        key = f"meanwhile {name}"
        self._drop_twice(key)
        form = self._form

        def settle(*, take: bool) -> None:
            assert self._seen is not None  # noqa: S101 - only of a title that is here
            self._seen = _with(self._seen, name, now)
            if take:
                form.show(name, now)
            self._drop_twice(key)

        line = TwiceLine(
            words=lambda: _("Changed elsewhere meanwhile to “{other}”. Here it is being changed to “{mine}”."),
            mine=lambda: form.value_words(name, form.content(name)),
            other=lambda: form.value_words(name, getattr(now, name)),
            keep=lambda: settle(take=False),
            take=lambda: settle(take=True),
        )
        self._place(key, name, line, self._title_id.hex)

    def _place(self, key: str, name: str, line: TwiceLine, record_id: str) -> None:
        self._twice[key] = line
        copy = next((each for each in self._copies if each.seen and each.seen.id.hex == record_id), None)
        if copy is not None:
            copy.column.addWidget(line)
        elif name in self._form.fields:
            self._form.fields[name].column.addWidget(line)
            self._unfold(name)
        else:
            self.inside_column.insertWidget(0, line)

    def _drop_twice(self, key: str) -> None:
        line = self._twice.pop(key, None)
        if line is not None:
            line.hide()
            line.deleteLater()

    def _decide(self, verb: Callable[[], object]) -> None:
        try:
            verb()
        except DeskError as error:
            self._show(error)
            return
        self._reload_copies()
        self.refresh(frozenset({Department.LIBRARY}))

    def _reload_copies(self) -> None:
        """Show the copies that nobody has begun to change as they are kept now."""
        now = {copy.id: copy for copy in self._library.copies(self._title_id)}
        for at, line in enumerate(self._copies):
            if line.seen is None or line.typed() != line.seen or now.get(line.seen.id) in (None, line.seen):
                continue
            fresh = CopyLine(now[line.seen.id], now[line.seen.id], self._form.states)
            fresh.retranslate()
            self._copies[at] = fresh
            self.copies_column.replaceWidget(line, fresh)
            line.hide()
            line.deleteLater()

    def _twice_at_hand(self) -> TwiceLine | None:
        if self._variant[0] and (not self._twice or self.focusWidget() is self.editor("authors")):
            self._take_form()
            return None
        focused = self.focusWidget()
        for name, field in self._form.fields.items():
            if focused is field.editor:
                own = next((line for key, line in self._twice.items() if key.endswith(f" {name}")), None)
                if own is not None:
                    return own
        return next(iter(self._twice.values()), None)

    def _show(self, error: DeskError) -> None:
        """Say an error beside its field; what has none is said above the buttons."""
        self._complaint = error
        match error:
            case TitleMissingError():
                name = "title"
            case YearError():
                name = "year"
            case FieldTooLongError() | TextRefusedError():
                name = error.field
            case _:
                name = ""
        if name in self._form.fields:
            self._complain(name, sentence(error))
            return
        line = next((line for line in self._copies if line.names(error)), None)
        if line is not None:
            line.complain(sentence(error))
            line.barcode_field.setFocus()
            return
        self.general_error.set_kind("error")
        self.general_error.setText(sentence(error))
        self.general_error.show()

    def _complain(self, name: str, words: str) -> None:
        field = self._form.fields[name]
        self.pages.setCurrentIndex(0)
        self._unfold(name)
        self._hint(name, words, kind="error")
        field.editor.setProperty("state", "error")
        field.editor.style().polish(field.editor)
        field.editor.setFocus()
        self._to_reveal = field.error
        # A label knows its height once the form has made room for it.
        QTimer.singleShot(0, self, self._reveal)

    def _unfold(self, name: str) -> None:
        for part, names in FOLDED.items():
            if name in names:
                self.folds[part].open()

    def _clear_complaints(self) -> None:
        self._complaint = None
        self.general_error.hide()
        for field in self._form.fields.values():
            field.error.hide()
            if field.editor.property("state"):
                field.editor.setProperty("state", "")
                field.editor.style().polish(field.editor)

    def _add_copy_line(self, copy: Copy, *, seen: Copy | None) -> CopyLine:
        line = CopyLine(copy, seen, self._form.states)
        self._copies.append(line)
        self.copies_column.addWidget(line)
        line.retranslate()
        return line


def _with(title: Title, name: str, other: Title) -> Title:
    changes: dict[str, Any] = {name: getattr(other, name)}
    return replace(title, **changes)
