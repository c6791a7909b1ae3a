"""The life spans of books: after how many years one is old, by theme, sub-theme and kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QPushButton,
    QSpinBox,
    QWidget,
)

from cdm_desk.domain.errors import DeskError
from cdm_desk.domain.lists import Kind
from cdm_desk.domain.weeding import LONGEST_LOOK, LONGEST_SPAN, SHORTEST_LOOK, SHORTEST_SPAN, LifeSpans
from cdm_desk.language import _
from cdm_desk.ui.appearance import em
from cdm_desk.ui.scrolled_form import lay_out_scrolled
from cdm_desk.ui.widgets import PlainLabel, announce, keep_off_edge, name_widget
from cdm_desk.ui.words import label_of, sentence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cdm_desk.domain.lists import Entry
    from cdm_desk.services.lists import ListsService
    from cdm_desk.services.weeding import WeedingService

_USUAL, _LOOK = "usual", "look"
_THEME = 3


class LifeSpansDialog(QDialog):
    """One number of years for each; without one of its own a sub-theme is as old as its theme."""

    kept = Signal(object)

    def __init__(self, weeding: WeedingService, lists: ListsService, parent: QWidget) -> None:
        super().__init__(parent)
        self._weeding = weeding
        self._spans = weeding.spans()
        self.setObjectName("life_spans")
        self.setWindowTitle(_("Life spans"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.heading_label = PlainLabel(_("After how many years is a book old?"), kind="heading")
        self.lead_label = PlainLabel(
            _("The sub-theme counts before its theme; where the kind of book has a shorter span, that one counts."),
            kind="muted",
        )
        for label in (self.heading_label, self.lead_label):
            label.setWordWrap(True)
        self.boxes: dict[str, QSpinBox] = {}
        self._grid = QGridLayout()
        for code, words, value, inherits in self._rows(lists):
            self._add(code, words, value, inherits=inherits)
        self.trouble_label = PlainLabel(kind="error")
        self.trouble_label.setWordWrap(True)
        self.trouble_label.hide()
        self.keep_button = QPushButton(_("&Keep these life spans"))
        self.keep_button.setObjectName("life_spans.keep")
        self.keep_button.setDefault(True)
        self.cancel_button = QPushButton(_("Cancel"))
        self.cancel_button.setObjectName("life_spans.cancel")
        for button in (self.keep_button, self.cancel_button):
            name_widget(button, button.text().replace("&", ""))
        self._lay_out()
        self.keep_button.clicked.connect(self.keep)
        self.cancel_button.clicked.connect(self.reject)
        self.boxes[_USUAL].setFocus()

    @Slot()
    def keep(self) -> None:
        """Keep what was set; a refusal is said here."""
        of = {code: box.value() for code, box in self.boxes.items() if code not in {_USUAL, _LOOK} and box.value()}
        # Spans of codes that are no longer in the lists stay as they are.
        rest = {code: span for code, span in self._spans.of.items() if code not in self.boxes}
        spans = LifeSpans(of=rest | of, usual=self.boxes[_USUAL].value(), look=self.boxes[_LOOK].value())
        try:
            before = self._weeding.keep_spans(spans)
        except DeskError as refused:
            self.trouble_label.setText(sentence(refused))
            self.trouble_label.show()
            announce(self.trouble_label, self.trouble_label.text())
            return
        self.kept.emit(before)
        self.accept()

    def _rows(self, lists: ListsService) -> Iterator[tuple[str, str, int, bool]]:
        yield _USUAL, _("All others"), self._spans.usual, False
        yield _LOOK, _("Years over which use is counted"), self._spans.look, False
        subs = lists.in_use(Kind.SUB_THEME)
        for theme in lists.in_use(Kind.THEME):
            yield theme.code, f"{theme.digit} {label_of(theme)}", self._span(theme), True
            for sub in subs:
                if sub.theme_code == theme.code:
                    yield sub.code, f"{theme.digit}.{sub.code[3:]} {label_of(sub)}", self._span(sub), True
        for kind in lists.in_use(Kind.WORK_KIND):
            yield kind.code, label_of(kind), self._span(kind), True

    def _span(self, entry: Entry) -> int:
        return self._spans.of.get(entry.code, 0)

    def _add(self, code: str, words: str, value: int, *, inherits: bool) -> None:
        box = QSpinBox()
        least, most = (SHORTEST_LOOK, LONGEST_LOOK) if code == _LOOK else (SHORTEST_SPAN, LONGEST_SPAN)
        box.setRange(0 if inherits else least, most)
        if inherits:
            box.setSpecialValueText("–")
        box.setValue(value)
        box.setObjectName(f"life_spans.{code.lower()}")
        box.setAccessibleName(_("{subject}: years").format(subject=words.strip()))
        keep_off_edge(box)
        label = PlainLabel(words)
        label.setWordWrap(True)
        label.setBuddy(box)
        # A sub-theme stands under its theme.
        label.setContentsMargins(em(self, 1.6) if code[:_THEME] in self.boxes else 0, 0, 0, 0)
        box.setFixedWidth(em(self, 7))
        row = len(self.boxes)
        self._grid.addWidget(label, row, 0)
        self._grid.addWidget(box, row, 1)
        self.boxes[code] = box

    def _lay_out(self) -> None:
        inside = QWidget()
        inside.setLayout(self._grid)
        self._grid.setContentsMargins(*(4 * [em(self, 0.4)]))
        self._grid.setVerticalSpacing(em(self, 0.4))
        self._grid.setColumnStretch(0, 1)
        lay_out_scrolled(
            self,
            inside,
            above=(self.heading_label, self.lead_label),
            trouble=self.trouble_label,
            keys=(self.cancel_button, self.keep_button),
            size=(46, 44),
        )
