"""What is known of a book in hand, field by field; where two catalogues differ, an arrow takes the one or the other."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFormLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from cdm_desk.domain.library import EARLIEST_YEAR, LATEST_YEAR, Title
from cdm_desk.domain.lookup import SHOWN_FIELDS, text_of
from cdm_desk.language import _
from cdm_desk.ui.appearance import em
from cdm_desk.ui.book_languages import languages_typed
from cdm_desk.ui.library.scans import empty_title
from cdm_desk.ui.lookup_words import source_name
from cdm_desk.ui.widgets import FlowLayout, PlainLabel, name_widget, plain_tip
from cdm_desk.ui.words import book_field_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtGui import QResizeEvent

    from cdm_desk.domain.lookup import Difference, Proposal

_ALWAYS = frozenset({"title", "authors"})
_ARROWS = ("←", "→")


@dataclass(slots=True)
class _Row:
    label: PlainLabel
    editor: QLineEdit
    holder: QWidget
    choices: tuple[QPushButton, QPushButton]
    error: PlainLabel


class BookForm(QWidget):
    """The fields of a book, filled in by whoever knows it, corrected by hand; without anybody, title and authors only.

    `entered` goes out with Enter in the last field that is shown.
    """

    entered = Signal()
    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._proposal: Proposal | None = None
        self._differences: tuple[Difference, ...] = ()
        self._at = 0
        self._shown: dict[str, str] = {}
        self._rows = {name: self._row(name) for name in SHOWN_FIELDS}
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        form.setHorizontalSpacing(em(self, 1))
        form.setVerticalSpacing(em(self, 0.45))
        for row in self._rows.values():
            form.addRow(row.label, row.holder)
            row.label.setBuddy(row.editor)
        self._form = form
        self.retranslate()

    def editor(self, name: str) -> QLineEdit:
        """Return what a field is typed in."""
        return self._rows[name].editor

    def editors(self) -> list[QLineEdit]:
        """Return what the fields are typed in, in their order."""
        return [row.editor for row in self._rows.values()]

    def in_order(self) -> list[QWidget]:
        """Return all that takes the focus, in the order in which Tab goes through it."""
        return [part for row in self._rows.values() for part in (row.editor, *row.choices)]

    def choices(self, name: str) -> tuple[QPushButton, QPushButton]:
        """Return what takes the word of the one or the other."""
        return self._rows[name].choices

    def show_book(self, proposal: Proposal | None, title: Title | None = None, *, keep_typed: bool = False) -> None:
        """Show what is proposed, or a title that stands, or nothing to be filled in by hand.

        With `keep_typed` the fields in which somebody has typed stay as they are.
        """
        self._proposal = proposal
        self._differences = proposal.differences() if proposal else ()
        self._at = 0
        whole = proposal.title() if proposal else title
        for name, row in self._rows.items():
            typed = keep_typed and row.editor.text() != self._shown.get(name, "")
            self._shown[name] = text_of(whole, name) if whole else ""
            if not typed:
                row.editor.setText(self._shown[name])
                row.editor.setCursorPosition(0)
            self._form.setRowVisible(row.holder, whole is not None or name in _ALWAYS)
        self.complain("", "")
        self._show_choices()

    def typed(self) -> dict[str, str]:
        """Return what a person has typed, by field."""
        return {name: text for name, row in self._rows.items() if (text := row.editor.text()) != self._shown.get(name)}

    def type_again(self, typed: Mapping[str, str]) -> None:
        """Put back what a person had typed."""
        for name, text in typed.items():
            self._rows[name].editor.setText(text)

    def set_read_only(self, read_only: bool) -> None:
        """Show a title that is not to be changed here, as far as there is something to show."""
        for row in self._rows.values():
            row.editor.setReadOnly(read_only)
            if read_only and not row.editor.text():
                self._form.setRowVisible(row.holder, False)

    def has_differences(self) -> bool:
        """Whether there is something to choose."""
        return bool(self._differences)

    @Slot(int)
    def step(self, by: int) -> None:
        """Go to another field in which the two differ."""
        if self._differences:
            self._at = (self._at + by) % len(self._differences)
            self._show_choices()

    def take(self, side: int) -> None:
        """Take the left (0) or right (1) word for the field where one is, and go on to the next."""
        if self._differences:
            self._take(self._differences[self._at].name, side)
            self.step(1)

    def title(self) -> Title | None:
        """Return the book as it is shown and typed; None, with what is wrong said beside its field, if it cannot be."""
        self.complain("", "")
        title, wrong = self._read()
        if wrong:
            self._refuse(wrong)
            return None
        return title

    def peeked(self) -> Title:
        """Return the book as far as what is typed can be read."""
        return self._read()[0]

    def _read(self) -> tuple[Title, str]:
        """Return the book, and the first field that cannot be read."""
        start = self._proposal.title() if self._proposal else empty_title()
        changes: dict[str, Any] = {}
        wrong = ""
        for name, row in self._rows.items():
            text = row.editor.text().strip()
            if text == self._shown.get(name, ""):
                continue
            value = _value(name, text)
            if value is None:
                wrong = wrong or name
            else:
                changes |= value
        # What a person has typed has no origin elsewhere.
        origins = tuple(origin for origin in start.origins if origin.partition("=")[0] not in changes)
        return replace(start, **changes, origins=origins), wrong

    def complain(self, name: str, words: str) -> None:
        """Say what is wrong beside a field; without a name nothing is wrong."""
        for each, row in self._rows.items():
            row.error.setText(words if each == name else "")
            row.error.setVisible(each == name)

    def retranslate(self) -> None:
        """Set the words again; what is typed stays."""
        for name, row in self._rows.items():
            row.label.setText(book_field_name(name))
            name_widget(row.editor, book_field_name(name))
        self._rows["authors"].editor.setPlaceholderText(_("Family name, given name ; next author"))
        self._rows["languages"].editor.setPlaceholderText(_("fr, nl, en… or their names"))
        self._show_choices()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as much of what the two say as there is room for."""
        super().resizeEvent(event)
        self._show_choices()

    def _row(self, name: str) -> _Row:
        editor = QLineEdit()
        editor.setObjectName(f"library.book_{name}")
        editor.textEdited.connect(self.edited)
        choices = tuple(QPushButton() for _side in (0, 1))
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(em(self, 0.2))
        column.addWidget(editor)
        line = FlowLayout(gap=em(self, 0.4), line_gap=em(self, 0.2))
        for side, button in enumerate(choices):
            button.setObjectName(f"library.book_{name}_{'right' if side else 'left'}")
            button.setProperty("kind", "chip")
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(partial(self._take, name, side))
            line.addWidget(button)
        column.addLayout(line)
        error = PlainLabel(kind="error")
        error.setWordWrap(True)
        error.hide()
        column.addWidget(error)
        return _Row(label=PlainLabel(), editor=editor, holder=holder, choices=(choices[0], choices[1]), error=error)

    def _take(self, name: str, side: int, _checked: bool = False) -> None:  # noqa: FBT002 - Qt hands it over
        if self._proposal is None:
            return
        source = self._proposal.pair[side].source
        self._proposal = self._proposal.taking(name, source)
        self._shown[name] = text_of(self._proposal.title(), name)
        editor = self._rows[name].editor
        editor.setText(self._shown[name])
        editor.setCursorPosition(0)
        self._show_choices()
        self.edited.emit()

    def _show_choices(self) -> None:
        differing = {each.name: each for each in self._differences}
        here = self._differences[self._at].name if self._differences else ""
        for name, row in self._rows.items():
            difference = differing.get(name)
            words = book_field_name(name)
            row.label.setText(f"▸ {words}" if name == here else words)
            for side, button in enumerate(row.choices):
                button.setVisible(difference is not None)
                if difference is not None:
                    self._say_choice(button, name, side, difference)

    def _say_choice(self, button: QPushButton, name: str, side: int, difference: Difference) -> None:
        assert self._proposal is not None  # noqa: S101 - there is a difference between two
        source = self._proposal.pair[side].source
        said = difference.right if side else difference.left
        words = _("{source}: {title}").format(source=source_name(source), title=said)
        room = max(em(self, 12), self._rows[name].editor.width() - em(self, 4))
        short = button.fontMetrics().elidedText(f"{_ARROWS[side]} {words}", Qt.TextElideMode.ElideRight, room)
        button.setText(short.replace("&", "&&"))
        button.setChecked(self._proposal.source_of(name) == source)
        button.setToolTip(plain_tip(f"{words} ({_ARROWS[side]})"))
        button.setAccessibleName(f"{book_field_name(name)}, {words}")

    def _refuse(self, name: str) -> None:
        words = {
            "year": _("Write the year in four figures, or leave it empty."),
            "languages": _("Write codes such as fr, nl, en, or names of languages."),
        }
        self.complain(name, words.get(name, ""))
        self._rows[name].editor.setFocus()


def _value(name: str, text: str) -> dict[str, Any] | None:
    """Return what a text says of a field, or None if it says nothing that can be kept."""
    match name:
        case "title":
            head, _colon, rest = text.partition(" : ")
            return {"title": head, "subtitle": rest or None}
        case "authors":
            return {"authors": tuple(part for each in text.split(";") if (part := each.strip()))}
        case "year":
            if not text:
                return {"year": None}
            year = int(text) if text.isdecimal() and len(text) == 4 else 0
            return {"year": year} if EARLIEST_YEAR <= year <= LATEST_YEAR else None
        case "languages":
            codes, unknown = languages_typed(text)
            return None if unknown else {"languages": codes}
        case _:
            return {name: text or None}
