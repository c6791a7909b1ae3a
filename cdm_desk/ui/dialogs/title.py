"""A title with its copies: seen, edited, added; what is wrong is said beside the field, and nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from cdm_desk.domain.errors import (
    BarcodeTakenError,
    DeskError,
    FieldTooLongError,
    TextRefusedError,
    TitleMissingError,
    YearError,
)
from cdm_desk.domain.identifiers import Isbn, isbns_in, issns_in
from cdm_desk.domain.intake import Work
from cdm_desk.domain.library import Copy, State, Title, proposed_mark
from cdm_desk.domain.lists import Entry, Kind
from cdm_desk.language import _, _p
from cdm_desk.ui.appearance import THEME_ICONS, em, icon, tokens_of
from cdm_desk.ui.book_languages import languages_typed
from cdm_desk.ui.book_words import day_from, day_text
from cdm_desk.ui.keys import restored
from cdm_desk.ui.widgets import Card, FlowLayout, PlainLabel, name_widget, set_kind
from cdm_desk.ui.words import book_field_name, label_of, sentence

if TYPE_CHECKING:
    from cdm_desk.services.library import LibraryService
    from cdm_desk.services.lists import ListsService
    from cdm_desk.ui.undo import Undo

_PARTED = ("authors", "isbns", "issns", "languages", "subjects")
_DAYS = ("checked_on", "review_by")
_LINES = (
    "title",
    "subtitle",
    "authors",
    "publisher",
    "place",
    "year",
    "edition",
    "series",
    "pages",
    "isbns",
    "issns",
    "languages",
    "subjects",
)
_CHOICES = ("theme_code", "sub_theme_code", "kind", "state", "partner_issued")
# What is written on the book and its label comes first, then its copies, then what is seldom asked.
_MAIN = 9
_ORDER = (
    *("title", "subtitle", "authors", "isbns", "languages", "theme_code", "sub_theme_code", "shelf_mark", "kind"),
    *("publisher", "place", "year", "edition", "state", "partner_issued", "checked_on", "review_by"),
    *("series", "pages", "subjects", "issns", "summary"),
)


@dataclass(slots=True)
class _Field:
    """One line of the form: its label, what is typed or chosen, and what is wrong with it."""

    label: PlainLabel
    editor: QWidget
    error: PlainLabel


class TitleDialog(QDialog):
    """View and edit a title with its copies, or add one; Ctrl+Enter keeps it, Esc leaves it as it was."""

    def __init__(
        self,
        library: LibraryService,
        lists: ListsService,
        undo: Undo,
        title: Title | None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._library = library
        self._undo = undo
        self._seen = title
        self._themes = lists.themes_in_use()
        self._sub_themes = lists.in_use(Kind.SUB_THEME)
        self._kinds = lists.in_use(Kind.WORK_KIND)
        self._states = lists.in_use(Kind.COPY_STATE)
        self._copies: list[CopyLine] = []
        self._fields: dict[str, _Field] = {}
        self._complaint: DeskError | None = None
        self._to_reveal: QWidget | None = None
        self._warned_of: tuple[object, ...] = ()
        self.setObjectName("title.dialog")

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
        return self._fields[name].editor

    def error_text(self, name: str) -> str:
        """Return what is said beside a field."""
        return self._fields[name].error.text()

    def fill_isbn(self, isbn: str) -> None:
        """Fill in a number that was just scanned, and the language that its group stands for."""
        self._line("isbns").setText(isbn)
        language = Isbn.read(isbn).language
        if language:
            self._line("languages").setText(language)
        self._begun = self._content()

    def retranslate(self) -> None:
        """Set the words again; what is typed and chosen stays."""
        self.setWindowTitle(_("Edit a title") if self._seen else _("New title"))
        for name, field in self._fields.items():
            words = book_field_name(name)
            field.label.setText(words)
            name_widget(field.editor, words)
        self._name_choices()
        for name, hint in (
            ("authors", _("Family name, given name ; next author")),
            ("isbns", _("Several are parted by a semicolon")),
            ("languages", _("fr, nl, en… or their names")),
            ("subjects", _("Words parted by a semicolon")),
            ("checked_on", "31/12/2026"),
            ("review_by", "31/12/2026"),
        ):
            self._line(name).setPlaceholderText(hint)
        self.propose_button.setText(_("&Propose"))
        name_widget(self.propose_button, _("Propose a shelf mark from theme and author"))
        self.copies_label.setText(_("Copies"))
        self.details_label.setText(_("Details"))
        self.add_copy_button.setText(_("Add a &copy"))
        name_widget(self.add_copy_button, _("Add a copy"))
        self.keep_button.setText(_("&Save"))
        name_widget(self.keep_button, _("Save"), "", QKeySequence("Ctrl+Enter"))
        self.cancel_button.setText(_("Leave as it &was") if self._seen else _("Cancel"))
        name_widget(self.cancel_button, _("Leave as it was") if self._seen else _("Cancel"), "", QKeySequence("Esc"))
        for line in self._copies:
            line.retranslate()
        if self._complaint is not None:
            self._show(self._complaint)
        elif self._warned_of:
            self._warn_of_loss()
        if self._fields["languages"].error.isVisible():
            self._check_languages()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language of the screens."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange and self._fields:
            self.retranslate()

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
        if wanted is None:
            return
        try:
            inverse = self._write(wanted)
        except DeskError as error:
            self._show(error)
            return
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
        theme = self._chosen("theme_code")
        digit = next((entry.digit for entry in self._themes if entry.code == theme), None)
        mark = proposed_mark(wanted, digit)
        if mark:
            self._line("shelf_mark").setText(mark)
        else:
            self._complain("theme_code", _("Choose a theme first: the shelf mark begins with its number."))

    @Slot()
    def add_copy(self) -> CopyLine:
        """Add a line for one more copy and go to its barcode."""
        line = self._add_copy_line(Copy(id=uuid4(), title_id=self._title_id), seen=None)
        line.barcode_field.setFocus()
        return line

    def copy_lines(self) -> list[CopyLine]:
        """Return the lines of the copies, in their order."""
        return self._copies

    @Slot()
    def _follow_theme(self) -> None:
        """Offer the sub-themes of the theme chosen."""
        chosen = self._chosen("sub_theme_code")
        self._fill_sub_themes(chosen)

    def _content(self) -> tuple[object, ...]:
        """Return all that is typed and chosen."""
        fields: list[object] = []
        for field in self._fields.values():
            editor = field.editor
            if isinstance(editor, QComboBox):
                fields.append(editor.currentData())
            else:
                fields.append(editor.text() if isinstance(editor, QLineEdit) else self._summary().toPlainText())
        return (*fields, *(line.typed() for line in self._copies if line.wanted))

    def _warn_of_loss(self) -> None:
        self.general_error.setText(_("What was typed is not saved. Esc once more lets it go; Ctrl+Enter saves it."))
        self.general_error.set_kind("warn")
        self.general_error.show()

    def _make_widgets(self) -> None:
        self._title_id: UUID = self._seen.id if self._seen else uuid4()
        for name in _ORDER:
            editor: QWidget = QPlainTextEdit() if name == "summary" else QLineEdit()
            if name in _CHOICES:
                editor = QComboBox()
                editor.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
                editor.setMinimumContentsLength(8)
            if isinstance(editor, QPlainTextEdit):
                editor.setTabChangesFocus(True)
            editor.setObjectName(f"title.{name}")
            error = PlainLabel(kind="error")
            error.setObjectName(f"title.{name}_error")
            error.setWordWrap(True)
            error.hide()
            self._fields[name] = _Field(label=PlainLabel(), editor=editor, error=error)
        self.propose_button = QPushButton()
        self.propose_button.setObjectName("title.propose")
        self.propose_button.setAutoDefault(False)
        self.copies_label = PlainLabel(kind="subheading")
        self.details_label = PlainLabel(kind="subheading")
        self.add_copy_button = QPushButton()
        self.add_copy_button.setObjectName("title.add_copy")
        self.add_copy_button.setAutoDefault(False)
        self.general_error = PlainLabel(kind="error")
        self.general_error.setObjectName("title.error")
        self.general_error.setWordWrap(True)
        self.general_error.hide()
        self.keep_button = QPushButton()
        self.keep_button.setObjectName("title.keep")
        set_kind(self.keep_button, "primary")
        self.keep_button.setAutoDefault(False)
        self.cancel_button = QPushButton()
        self.cancel_button.setObjectName("title.cancel")
        self.cancel_button.setAutoDefault(False)

    def _lay_out(self) -> None:
        fields = list(self._fields.items())
        main, details = self._form(fields[:_MAIN]), self._form(fields[_MAIN:])
        self._summary().setFixedHeight(em(self, 6))
        self.copies_column = QVBoxLayout()
        self.copies_column.setSpacing(em(self, 0.4))
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(em(self, 1.2), em(self, 1), em(self, 1.2), em(self, 1))
        column.setSpacing(em(self, 0.8))
        column.addLayout(main)
        column.addWidget(self.copies_label)
        column.addLayout(self.copies_column)
        column.addWidget(self.add_copy_button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.details_label)
        column.addLayout(details)
        column.addStretch(1)
        self.scroll_area = QScrollArea()
        self.scroll_area.setObjectName("title.scroll")
        self.scroll_area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.scroll_area.setWidgetResizable(True)
        self.scroll_area.setWidget(inside)
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
        whole.addWidget(self.scroll_area, 1)
        whole.addLayout(foot)

    def _form(self, fields: list[tuple[str, _Field]]) -> QFormLayout:
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        form.setHorizontalSpacing(em(self, 1))
        form.setVerticalSpacing(em(self, 0.45))
        for name, field in fields:
            # The fields of both forms stand under each other, in the longest of the three languages.
            field.label.setMinimumWidth(em(self, 14))
            form.addRow(field.label, self._with_error(name, field))
            field.label.setBuddy(field.editor)
        return form

    def _with_error(self, name: str, field: _Field) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(em(self, 0.15))
        if name == "shelf_mark":
            row = QHBoxLayout()
            row.addWidget(field.editor, 1)
            row.addWidget(self.propose_button)
            column.addLayout(row)
        else:
            column.addWidget(field.editor)
        column.addWidget(field.error)
        return column

    def _load(self, title: Title | None) -> None:
        self._fill("theme_code", self._themes, title.theme_code if title else None)
        self._fill_sub_themes(title.sub_theme_code if title else None)
        self._fill("kind", self._kinds, title.kind if title else "BOOK")
        self._fill("state", self._states, title.state.value if title else State.SHELF.value, empty=False)
        self._fill_partner(title.partner_issued if title else None)
        if title is None:
            self._add_copy_line(Copy(id=uuid4(), title_id=self._title_id), seen=None)
            return
        for name in (*_LINES, "shelf_mark"):
            value = getattr(title, name)
            text = " ; ".join(value) if isinstance(value, tuple) else str(value if value is not None else "")
            self._line(name).setText(text)
        for name in _DAYS:
            self._line(name).setText(day_text(getattr(title, name)))
        self._summary().setPlainText(title.summary or "")
        for copy in self._library.copies(title.id):
            self._add_copy_line(copy, seen=copy)

    def _connect(self) -> None:
        theme = self._combo("theme_code")
        theme.currentIndexChanged.connect(self._follow_theme)
        self._line("isbns").editingFinished.connect(self._mend_isbns)
        self._line("languages").editingFinished.connect(self._check_languages)
        self.propose_button.clicked.connect(self.propose)
        self.add_copy_button.clicked.connect(self.add_copy)
        self.keep_button.clicked.connect(self.keep)
        self.cancel_button.clicked.connect(self.reject)
        QShortcut(QKeySequence("Ctrl+S"), self).activated.connect(self.keep)
        self._summary().installEventFilter(self)
        QApplication.instance().focusChanged.connect(self._follow_focus)  # type: ignore[union-attr]

    @Slot(QWidget, QWidget)
    def _follow_focus(self, _old: QWidget | None, now: QWidget | None) -> None:
        inside = self.scroll_area.widget()
        if now is not None and inside is not None and inside.isAncestorOf(now):
            self.scroll_area.ensureWidgetVisible(now, 0, em(self, 3))

    @Slot()
    def _reveal(self) -> None:
        if self._to_reveal is not None:
            self.scroll_area.ensureWidgetVisible(self._to_reveal, 0, em(self, 0.5))

    def _fit_window(self) -> None:
        screen = self.screen().availableGeometry().size()
        self.resize(min(em(self, 54), screen.width() - 40), min(em(self, 46), screen.height() - 60))

    @Slot()
    def _mend_isbns(self) -> None:
        """Restore what a scanner typed on AZERTY, and say at once when a check digit is wrong: it may still be kept."""
        line = self._line("isbns")
        text = restored(line.text())
        if text != line.text():
            line.setText(text)
        wrong = [number for number in isbns_in(text) if not Isbn.read(number).valid]
        field = self._fields["isbns"]
        field.error.setVisible(bool(wrong))
        if wrong:
            said = _("{isbn}: the check digit is wrong. Compare it with the book; it is kept as it is.")
            field.error.setText(said.format(isbn=wrong[0]))
            field.error.set_kind("warn")

    @Slot()
    def _check_languages(self) -> None:
        """Say at once what is no language; it stays as it was typed, and is asked for again when it is saved."""
        _codes, unknown = self._languages()
        field = self._fields["languages"]
        field.error.setVisible(bool(unknown))
        if unknown:
            field.error.setText(_no_language(unknown))
            field.error.set_kind("error")

    def _languages(self) -> tuple[tuple[str, ...], str]:
        return languages_typed(self._line("languages").text(), self._seen.languages if self._seen else ())

    def _typed(self) -> Title | None:
        """Return the title as it is typed, or say which field cannot be read."""
        start = self._seen or Title(id=self._title_id, title="")
        texts = {name: self._line(name).text() for name in (*_LINES, "shelf_mark")}
        days, year = {}, None
        languages, unknown = self._languages()
        if unknown:
            self._complain("languages", _no_language(unknown))
            return None
        for name in _DAYS:
            try:
                days[name] = day_from(self._line(name).text())
            except ValueError:
                self._complain(name, _("Write the day like 31/12/2026, or leave it empty."))
                return None
        if texts["year"].strip():
            if not texts["year"].strip().isdecimal():
                self._complain("year", _("Write the year in four figures, or leave it empty."))
                return None
            year = min(int(texts["year"].strip()[:6]), 999_999)
        return replace(
            start,
            title=texts["title"],
            year=year,
            authors=_parts(texts["authors"]),
            isbns=_numbers(texts["isbns"], isbns_in),
            issns=_numbers(texts["issns"], issns_in),
            languages=languages,
            subjects=_parts(texts["subjects"]),
            summary=self._summary().toPlainText(),
            theme_code=self._chosen("theme_code"),
            sub_theme_code=self._chosen("sub_theme_code"),
            kind=self._chosen("kind"),
            state=State(self._chosen("state") or State.SHELF.value),
            partner_issued=self._combo("partner_issued").currentData(),
            checked_on=days["checked_on"],
            review_by=days["review_by"],
            subtitle=texts["subtitle"],
            publisher=texts["publisher"],
            place=texts["place"],
            edition=texts["edition"],
            series=texts["series"],
            pages=texts["pages"],
            shelf_mark=texts["shelf_mark"],
        ).tidied()

    def _write(self, wanted: Title) -> Callable[[], object]:
        """Save everything in one act; return the way back."""
        library = self._library
        for line in self._copies:
            line.complain("")
        copies = tuple(line.typed() for line in self._copies if line.wanted)
        if self._seen is None:
            title = library.add(wanted, copies)
            return lambda: library.remove(title.id)
        before = Work(title=self._seen, copies=tuple(line.seen for line in self._copies if line.seen))
        after = library.keep_work(Work(title=wanted, copies=copies), before)
        return lambda: library.keep_work(before, after)

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
        if name in self._fields:
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
        field = self._fields[name]
        field.error.set_kind("error")
        field.error.setText(words)
        field.error.show()
        field.editor.setProperty("state", "error")
        field.editor.style().polish(field.editor)
        field.editor.setFocus()
        self._to_reveal = field.error
        # A label knows its height once the form has made room for it.
        QTimer.singleShot(0, self, self._reveal)

    def _clear_complaints(self) -> None:
        self._complaint = None
        self.general_error.hide()
        for field in self._fields.values():
            field.error.hide()
            if field.editor.property("state"):
                field.editor.setProperty("state", "")
                field.editor.style().polish(field.editor)

    def _add_copy_line(self, copy: Copy, *, seen: Copy | None) -> CopyLine:
        line = CopyLine(copy, seen, self._states)
        self._copies.append(line)
        self.copies_column.addWidget(line)
        line.retranslate()
        return line

    def _fill(self, name: str, entries: list[Entry], chosen: str | None, *, empty: bool = True) -> None:
        box = self._combo(name)
        box.clear()
        if empty:
            box.addItem("", None)
        for entry in entries:
            box.addItem("", entry.code)
        if chosen and box.findData(chosen) < 0:
            # A code that was withdrawn, or that another workstation knows: it stays what it is.
            box.addItem(chosen, chosen)
        box.setCurrentIndex(max(0, box.findData(chosen)))

    def _fill_sub_themes(self, chosen: str | None) -> None:
        theme = self._chosen("theme_code")
        entries = [entry for entry in self._sub_themes if theme and entry.theme_code == theme]
        fits = chosen if theme and (chosen or "").startswith(theme) else None
        self._fill("sub_theme_code", entries, fits)
        self._combo("sub_theme_code").setEnabled(bool(entries))
        self._name_choices()

    def _fill_partner(self, chosen: bool | None) -> None:
        box = self._combo("partner_issued")
        for value in (None, True, False):
            box.addItem("", value)
        box.setCurrentIndex({None: 0, True: 1, False: 2}[chosen])

    def _name_choices(self) -> None:
        tokens = tokens_of(self)
        names = {entry.code: label_of(entry) for entry in (*self._sub_themes, *self._kinds, *self._states)}
        names |= {entry.code: f"{entry.digit} {label_of(entry)}" for entry in self._themes}
        for name in _CHOICES[:4]:
            box = self._combo(name)
            for at in range(box.count()):
                code = box.itemData(at)
                box.setItemText(at, names.get(code, code) if code else _p("book", "not recorded"))
                if name == "theme_code" and code in THEME_ICONS:
                    box.setIconSize(QSize(em(box, 1.3), em(box, 1.3)))
                    box.setItemIcon(at, icon(THEME_ICONS[code], tokens.theme(code), selected=tokens.on_primary))
        partner = self._combo("partner_issued")
        for at, words in enumerate((_p("book", "not recorded"), _("yes"), _("no"))):
            if at < partner.count():
                partner.setItemText(at, words)

    def _chosen(self, name: str) -> str | None:
        data = self._combo(name).currentData()
        return str(data) if data else None

    def _line(self, name: str) -> QLineEdit:
        editor = self._fields[name].editor
        assert isinstance(editor, QLineEdit)  # noqa: S101 - the form was made that way
        return editor

    def _combo(self, name: str) -> QComboBox:
        editor = self._fields[name].editor
        assert isinstance(editor, QComboBox)  # noqa: S101 - as above
        return editor

    def _summary(self) -> QPlainTextEdit:
        editor = self._fields["summary"].editor
        assert isinstance(editor, QPlainTextEdit)  # noqa: S101 - as above
        return editor


class CopyLine(Card):
    """One copy: its barcode, shelf mark and state."""

    def __init__(self, copy: Copy, seen: Copy | None, states: list[Entry]) -> None:
        super().__init__()
        self._copy = copy
        self.seen = seen
        self._states = states
        self.wanted = True
        self.setObjectName("title.copy")
        self.barcode_field = QLineEdit(copy.barcode or "")
        self.barcode_field.setObjectName("title.copy_barcode")
        self.mark_field = QLineEdit(copy.shelf_mark or "")
        self.mark_field.setObjectName("title.copy_mark")
        self.state_box = QComboBox()
        self.state_box.setObjectName("title.copy_state")
        for entry in states:
            self.state_box.addItem("", entry.code)
        self.state_box.setCurrentIndex(max(0, self.state_box.findData(copy.state.value)))
        self.remove_button = QPushButton()
        self.remove_button.setObjectName("title.copy_remove")
        self.remove_button.setAutoDefault(False)
        set_kind(self.remove_button, "plain")
        self.error_label = PlainLabel(kind="error")
        self.error_label.setWordWrap(True)
        self.error_label.hide()

        row = FlowLayout(gap=em(self, 0.5))
        for part in (self.barcode_field, self.mark_field, self.state_box, self.remove_button):
            row.addWidget(part)
        self.barcode_field.setMinimumWidth(em(self, 12))
        self.mark_field.setMinimumWidth(em(self, 9))
        self.state_box.setMinimumWidth(em(self, 9))
        column = QVBoxLayout(self)
        column.setContentsMargins(em(self, 0.6), em(self, 0.5), em(self, 0.6), em(self, 0.5))
        column.addLayout(row)
        column.addWidget(self.error_label)

        self.barcode_field.editingFinished.connect(self._mend)
        self.remove_button.clicked.connect(self.take_away)

    def retranslate(self) -> None:
        """Set the words again."""
        self.barcode_field.setPlaceholderText(_("Barcode"))
        name_widget(self.barcode_field, _("Barcode of the copy"))
        self.mark_field.setPlaceholderText(_("Shelf mark"))
        name_widget(self.mark_field, _("Shelf mark of the copy"))
        name_widget(self.state_box, _("State of the copy"))
        for at, entry in enumerate(self._states):
            self.state_box.setItemText(at, label_of(entry))
        words = _("Withdraw") if self.seen else _("Leave out")
        self.remove_button.setText(words)
        name_widget(self.remove_button, words)

    def typed(self) -> Copy:
        """Return the copy as it is typed."""
        return replace(
            self._copy,
            barcode=self.barcode_field.text().strip() or None,
            shelf_mark=self.mark_field.text().strip() or None,
            state=State(self.state_box.currentData()),
        )

    def names(self, error: DeskError) -> bool:
        """Whether an error is about what is typed here."""
        return isinstance(error, BarcodeTakenError) and error.barcode == self.barcode_field.text().strip()

    def complain(self, words: str) -> None:
        """Say what is wrong with the copy, or nothing."""
        self.error_label.setText(words)
        self.error_label.setVisible(bool(words))

    @Slot()
    def take_away(self) -> None:
        """Withdraw a copy that is in the catalogue; leave a new one out."""
        if self.seen is None:
            self.wanted = False
            self.hide()
            return
        self.state_box.setCurrentIndex(self.state_box.findData(State.WITHDRAWN.value))

    @Slot()
    def _mend(self) -> None:
        text = restored(self.barcode_field.text())
        if text != self.barcode_field.text():
            self.barcode_field.setText(text)


def _no_language(text: str) -> str:
    return _("“{text}” is no language known here. Write its code, such as fr, nl, en, de, tr, or its name.").format(
        text=text
    )


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part for each in text.split(";") if (part := each.strip()))


def _numbers(text: str, reader: Callable[[str], tuple[str, ...]]) -> tuple[str, ...]:
    """What is no number at all is kept too: nothing typed is lost in silence."""
    return reader(text) or _parts(text)
