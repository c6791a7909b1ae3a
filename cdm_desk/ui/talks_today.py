"""The conversations of today on this PC, newest first: how many, how long, and one to be corrected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHeaderView, QVBoxLayout

from cdm_desk.language import _, _n
from cdm_desk.ui.appearance import em
from cdm_desk.ui.tab_commands import KeyButton
from cdm_desk.ui.tables import Column, ListModel, ListTable
from cdm_desk.ui.widgets import Card, PlainLabel

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QAction

    from cdm_desk.domain.counselling import CounsellingSession


class TalksToday(Card):
    """A list with its sum; `theme_words` and `outcome_words` name a code in the language in use."""

    def __init__(
        self, theme_words: Callable[[str], str], outcome_words: Callable[[str], str], correct_action: QAction
    ) -> None:
        super().__init__()
        self._theme_words = theme_words
        self._outcome_words = outcome_words
        self._talks: Sequence[CounsellingSession] = ()
        self.sum_label = PlainLabel(kind="subheading")
        self.model = ListModel(self._columns(), self._sentence, lambda session: session.id, self)
        self.table = ListTable(self.model, "counselling.today")
        column = QVBoxLayout(self)
        column.addWidget(self.sum_label)
        column.addWidget(self.table, 1)
        column.addWidget(KeyButton(correct_action, "counselling.correct"), 0, Qt.AlignmentFlag.AlignLeft)
        self.table.setMinimumHeight(em(self, 9))
        # Three outcomes are read whole, on two lines where need be.
        self.table.setWordWrap(True)
        self.table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)

    def show_talks(self, talks: Sequence[CounsellingSession]) -> None:
        """Show other conversations; the one under way stands among them."""
        self._talks = talks
        self.table.show_values(talks)
        self.sum_label.setText(self._sum_words())

    def correctable(self) -> CounsellingSession | None:
        """Return the closed conversation that is selected, else the latest one."""
        closed = [session for session in self._talks if session.ended_at is not None]
        chosen = {session.id for session in self.table.selected()}
        return next((session for session in closed if session.id in chosen), next(iter(closed), None))

    def retranslate(self) -> None:
        """Set the words again."""
        self.table.setAccessibleName(_("Conversations of today on this PC"))
        self.table.retranslate()
        self.sum_label.setText(self._sum_words())

    def _sum_words(self) -> str:
        done = sorted(session.seconds(session.ended_at) // 60 for session in self._talks if session.ended_at)
        if not done and self._talks:
            return _("Conversations of today on this PC: the first is under way")
        if not done:
            return _("Conversations of today on this PC: none yet")
        words = _n(
            "Conversations of today on this PC: {count}, {minutes} min",
            "Conversations of today on this PC: {count}, median {minutes} min",
            len(done),
        )
        return words.format(count=len(done), minutes=done[len(done) // 2])

    def _columns(self) -> list[Column[CounsellingSession]]:
        return [
            Column(heading=lambda: _("From"), text=lambda session: f"{session.started_at:%H:%M}", width=5),
            Column(heading=lambda: _("No."), text=lambda session: session.number or "–", width=4, room=30),
            Column(heading=lambda: _("Theme"), text=self._theme_of, width=9),
            Column(heading=lambda: _("Outcome"), text=self._outcomes_of, stretch=True),
        ]

    def _theme_of(self, session: CounsellingSession) -> str:
        return self._theme_words(session.theme_code)

    def _outcomes_of(self, session: CounsellingSession) -> str:
        if session.ended_at is None:
            return _("under way")
        return ", ".join(self._outcome_words(code) for code in session.outcome_codes) or _("not recorded")

    def _sentence(self, session: CounsellingSession) -> str:
        words = _("Conversation at {time}, number {number}, {theme}: {outcomes}")
        return words.format(
            time=f"{session.started_at:%H:%M}",
            number=session.number or "–",
            theme=self._theme_of(session),
            outcomes=self._outcomes_of(session),
        )
