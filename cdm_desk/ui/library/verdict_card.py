"""What came of the last scan, to be read from a step away: title, theme in its colour, shelf mark, a sentence."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout

from cdm_desk.ui.appearance import em, sized, tokens_of
from cdm_desk.ui.widgets import Card, IconLabel, PlainLabel, announce

LONG_TITLE = 70
LONGEST_TITLE = 160


class VerdictCard(Card):
    """A band in the colour of the theme with its sign, beside it what was scanned and what came of it."""

    def __init__(self, object_name: str) -> None:
        super().__init__()
        self.setObjectName(object_name)
        self.band = QFrame()
        self.theme_icon = IconLabel("barcode", 2.6)
        self.theme_label = PlainLabel()
        self.theme_label.setObjectName(f"{object_name}_theme")
        self.theme_label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.theme_label.setWordWrap(True)
        self.title_label = PlainLabel()
        self.title_label.setObjectName(f"{object_name}_title")
        self.title_label.setWordWrap(True)
        self.mark_label = PlainLabel()
        self.mark_label.setObjectName(f"{object_name}_mark")
        self.mark_label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        self.answer_icon = IconLabel("info", 1.8)
        self.answer_label = PlainLabel()
        self.answer_label.setObjectName(f"{object_name}_answer")
        self.answer_label.setWordWrap(True)
        self._lay_out()

    def show_verdict(
        self,
        title: str,
        answer: str,
        *,
        icon_name: str,
        tone: str = "ok",
        theme_code: str | None = None,
        theme: str = "",
        theme_icon: str = "barcode",
        mark: str = "",
    ) -> None:
        """Show a verdict; `tone` names a colour, `theme` the word beside its sign."""
        tokens = tokens_of(self)
        colour = tokens.theme(theme_code) if theme_code else tokens.line
        self.band.setStyleSheet(f"QFrame {{ background: {colour}; border-radius: {em(self, 0.5)}px; }}")
        on_band = tokens.on_theme if theme_code else tokens.surface
        self.theme_icon.show_icon(theme_icon, on_band)
        self.theme_label.setStyleSheet(f"color: {on_band}; background: transparent;")
        self.theme_label.setText(theme)
        self.theme_label.setVisible(bool(theme))
        self.title_label.setText(title if len(title) <= LONGEST_TITLE else f"{title[: LONGEST_TITLE - 1]}…")
        self.title_label.setToolTip("" if len(title) <= LONGEST_TITLE else title)
        self.title_label.setFont(sized(self.font(), 1.5 if len(title) > LONG_TITLE else 2.1, bold=True))
        self.mark_label.setText(mark)
        self.mark_label.setVisible(bool(mark))
        self.answer_icon.show_icon(icon_name, getattr(tokens, tone))
        self.answer_label.setStyleSheet(f"color: {getattr(tokens, tone)};")
        self.answer_label.setText(answer)
        self.setAccessibleName(" ".join(part for part in (title, mark, theme, answer) if part))

    def speak(self) -> None:
        """Have a screen reader say what the card shows, the verdict first."""
        shown = (self.answer_label, self.title_label, self.mark_label)
        announce(self, ". ".join(label.text() for label in shown if label.text()))

    def fit(self) -> None:
        """Take up the size of text."""
        self.band.setFixedWidth(em(self, 8.5))
        self.setMaximumHeight(em(self, 16))
        self.theme_label.setFont(sized(self.font(), 1.0, bold=True))
        self.mark_label.setFont(sized(self.font(), 1.7, bold=True))
        self.answer_label.setFont(sized(self.font(), 1.25, bold=True))

    def _lay_out(self) -> None:
        self.band.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        sign = QVBoxLayout(self.band)
        sign.addStretch(1)
        sign.addWidget(self.theme_icon, 0, Qt.AlignmentFlag.AlignHCenter)
        sign.addWidget(self.theme_label)
        sign.addStretch(1)
        head = QHBoxLayout()
        head.setSpacing(em(self, 1))
        head.addWidget(self.title_label, 1)
        head.addWidget(self.mark_label)
        said = QHBoxLayout()
        said.setSpacing(em(self, 0.6))
        said.addWidget(self.answer_icon, 0, Qt.AlignmentFlag.AlignTop)
        said.addWidget(self.answer_label, 1)
        column = QVBoxLayout()
        column.setSpacing(em(self, 0.6))
        column.addStretch(1)
        column.addLayout(head)
        column.addLayout(said)
        column.addStretch(1)
        row = QHBoxLayout(self)
        row.setSpacing(em(self, 1))
        row.addWidget(self.band)
        row.addLayout(column, 1)
        self.fit()
