"""Today in figures, and the last acts of this workstation."""

from collections.abc import Callable, Mapping, Sequence
from uuid import UUID

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout

from cdm_desk.domain.welcome import DayCounts, Visit
from cdm_desk.language import _, _n, _p, in_use
from cdm_desk.ui.appearance import em, sized
from cdm_desk.ui.widgets import Card, FlowLayout, PlainLabel

# Where the card stands below the others there is room for more.
FEWEST, FEWEST_BELOW = 1, 3
SHOWN = 6


class LastActs(QListWidget):
    """The part of the card that gives way where it is low: three lines, six where there is room."""

    def sizeHint(self) -> QSize:
        """Ask for no more than the fewest lines."""
        return QSize(super().sizeHint().width(), self.minimumHeight())


class DayCard(Card):
    """Shows the visits of today by what they came for, and the newest records."""

    def __init__(self) -> None:
        super().__init__()
        self._counts: DayCounts | None = None
        self._visits: Sequence[Visit] = ()
        self._what: Callable[[Visit], str] = str
        self._given: Mapping[UUID, str] = {}
        self._fewest = FEWEST
        self.heading_label = PlainLabel(kind="subheading")
        self.total_label = PlainLabel()
        self.total_label.setObjectName("welcome.today")
        self.scope_label = PlainLabel(kind="muted")
        self.scope_label.setObjectName("welcome.today_scope")
        self.scope_label.setWordWrap(True)
        self.parts = [PlainLabel(kind="muted") for _part in range(7)]
        self.contacts_label = PlainLabel(kind="muted")
        self.contacts_label.setObjectName("welcome.contacts_explained")
        self.contacts_label.setWordWrap(True)
        self.empty_label = PlainLabel(kind="muted")
        self.empty_label.setWordWrap(True)
        self.last_acts = LastActs()
        self.last_acts.setObjectName("welcome.last_acts")
        self.last_acts.setSelectionMode(QListWidget.SelectionMode.SingleSelection)

        head = QHBoxLayout()
        head.addWidget(self.heading_label)
        head.addStretch(1)
        head.addWidget(self.total_label)
        column = QVBoxLayout(self)
        column.addLayout(head)
        column.addWidget(self.scope_label)
        parts = FlowLayout(gap=em(self, 0.9), line_gap=em(self, 0.2))
        for label in self.parts:
            parts.addWidget(label)
        column.addLayout(parts)
        column.addWidget(self.contacts_label)
        column.addWidget(self.empty_label)
        column.addWidget(self.last_acts, 100)
        column.addStretch(1)

    def show_day(
        self,
        counts: DayCounts,
        visits: Sequence[Visit],
        what: Callable[[Visit], str],
        given: Callable[[Visit], str],
    ) -> None:
        """Show the counts of today and the newest acts: what each was for, and the number or seat that was given."""
        self._counts, self._visits, self._what = counts, visits, what
        self._given = {visit.id: given(visit) for visit in visits}
        self.retranslate()

    def show_at_least(self, acts: int) -> None:
        """Keep room for so many of the last acts, whatever else wants it."""
        if acts != self._fewest:
            self._fewest = acts
            self._show_acts()

    def showEvent(self, event: QShowEvent) -> None:
        """Enlarge the sum again: the style sheet has had its say on the fonts meanwhile."""
        super().showEvent(event)
        self._enlarge()

    def _enlarge(self) -> None:
        self.total_label.setFont(sized(self.font(), 1.43, bold=True))

    def retranslate(self) -> None:
        """Set the words again."""
        self.heading_label.setText(_("Today"))
        self.contacts_label.setText(_("Visits are counted at the door. The reports count contacts: people served."))
        self.last_acts.setAccessibleName(_("Last acts of this workstation"))
        self._enlarge()
        if self._counts is not None:
            self._show_counts(self._counts)
        self._show_acts()

    def _show_counts(self, counts: DayCounts) -> None:
        number = in_use().number
        if counts.closed:
            self.heading_label.setText(_("Today: the day is closed"))
        total = _n("{count} visit", "{count} visits", counts.visits).format(count=number(counts.visits))
        self.total_label.setText(total)
        self.total_label.setAccessibleName(_("Visits today: {count}").format(count=number(counts.visits)))
        self.scope_label.setText(_scope(counts))
        self.empty_label.setText(_nothing_yet(counts))
        for label, (words, count) in zip(self.parts, _parts(counts), strict=True):
            label.setText(f"{words} {number(count)}")

    def _show_acts(self) -> None:
        self.empty_label.setVisible(not self._visits)
        self.last_acts.setVisible(bool(self._visits))
        row = self.last_acts.currentRow()
        self.last_acts.clear()
        for visit in self._visits:
            text = f"{visit.arrived_at:%H:%M}   {self._given.get(visit.id) or '–'}   {self._what(visit)}"
            item = QListWidgetItem(text)
            item.setData(Qt.ItemDataRole.UserRole, visit.id)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, text)
            self.last_acts.addItem(item)
        self.last_acts.setCurrentRow(min(row, self.last_acts.count() - 1))
        line = self.last_acts.sizeHintForRow(0) if self._visits else em(self, 1.8)
        self.last_acts.setMinimumHeight(line * self._fewest)
        self.last_acts.setMaximumHeight(line * SHOWN + em(self, 0.6))


def _scope(counts: DayCounts) -> str:
    if counts.site_wide:
        return _("All workstations, as far as they have sent it: figures follow within half an hour.")
    return _("Counted at this workstation, which works alone.")


def _nothing_yet(counts: DayCounts) -> str:
    if counts.closed:
        return _("The day is closed. A visitor can still be noted as a late entry: Ctrl+Shift+N.")
    return _("The day is open. Nothing has been registered at this workstation yet: press a key of the pad.")


def _parts(counts: DayCounts) -> list[tuple[str, int]]:
    return [
        (_("advice"), counts.advice),
        (_("PC"), counts.pc),
        (_("documentation"), counts.documentation),
        (_("activities"), counts.activity),
        (_("groups"), counts.group),
        (_("quick information"), counts.quick),
        (_p("visits", "other"), counts.other),
    ]
