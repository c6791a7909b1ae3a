"""Today in figures, and the last acts of this workstation."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout

from cdm_desk.domain.welcome import DayCounts, Visit
from cdm_desk.language import _, _n, in_use
from cdm_desk.ui.appearance import em, sized
from cdm_desk.ui.widgets import Card, FlowLayout, PlainLabel

SHOWN = 6


class DayCard(Card):
    """Shows the contacts of today by service, and the newest records."""

    def __init__(self) -> None:
        super().__init__()
        self._counts: DayCounts | None = None
        self._visits: Sequence[Visit] = ()
        self._what: Callable[[Visit], str] = str
        self.heading_label = PlainLabel(kind="subheading")
        self.total_label = PlainLabel()
        self.total_label.setObjectName("welcome.today")
        self.scope_label = PlainLabel(kind="muted")
        self.scope_label.setObjectName("welcome.today_scope")
        self.scope_label.setWordWrap(True)
        self.contact_parts = [PlainLabel(kind="muted") for _part in range(3)]
        self.other_parts = [PlainLabel(kind="muted") for _part in range(3)]
        self.empty_label = PlainLabel(kind="muted")
        self.empty_label.setWordWrap(True)
        self.last_acts = QListWidget()
        self.last_acts.setObjectName("welcome.last_acts")
        self.last_acts.setSelectionMode(QListWidget.SelectionMode.SingleSelection)

        head = QHBoxLayout()
        head.addWidget(self.heading_label)
        head.addStretch(1)
        head.addWidget(self.total_label)
        self.beside_label = PlainLabel(kind="muted")
        column = QVBoxLayout(self)
        column.addLayout(head)
        column.addWidget(self.scope_label)
        for labels in (self.contact_parts, [self.beside_label, *self.other_parts]):
            parts = FlowLayout(gap=em(self, 0.9))
            for label in labels:
                parts.addWidget(label)
            column.addLayout(parts)
        column.addWidget(self.empty_label)
        column.addWidget(self.last_acts)
        column.addStretch(1)

    def show_day(self, counts: DayCounts, visits: Sequence[Visit], what: Callable[[Visit], str]) -> None:
        """Show the counts of today and the newest acts, each named by `what`."""
        self._counts, self._visits, self._what = counts, visits, what
        self.retranslate()

    def showEvent(self, event: QShowEvent) -> None:
        """Enlarge the sum again: the style sheet has had its say on the fonts meanwhile."""
        super().showEvent(event)
        self._enlarge()

    def _enlarge(self) -> None:
        self.total_label.setFont(sized(self.font(), 1.43, bold=True))

    def retranslate(self) -> None:
        """Set the words again."""
        self.heading_label.setText(_("Today"))
        self.beside_label.setText(_("Counted beside them:"))
        self.last_acts.setAccessibleName(_("Last acts of this workstation"))
        self._enlarge()
        if self._counts is not None:
            self._show_counts(self._counts)
        self._show_acts()

    def _show_counts(self, counts: DayCounts) -> None:
        number = in_use().number
        if counts.closed:
            self.heading_label.setText(_("Today: the day is closed"))
        total = _n("{count} contact", "{count} contacts", counts.contacts).format(count=number(counts.contacts))
        self.total_label.setText(total)
        self.total_label.setAccessibleName(_("Contacts today: {count}").format(count=number(counts.contacts)))
        self.scope_label.setText(_scope(counts))
        self.empty_label.setText(_nothing_yet(counts))
        parts = zip((*self.contact_parts, *self.other_parts), _parts(counts), strict=True)
        for label, (words, count) in parts:
            label.setText(f"{words} {number(count)}")

    def _show_acts(self) -> None:
        self.empty_label.setVisible(not self._visits)
        self.last_acts.setVisible(bool(self._visits))
        row = self.last_acts.currentRow()
        self.last_acts.clear()
        for visit in self._visits:
            text = f"{visit.arrived_at:%H:%M}   {visit.number or '–'}   {self._what(visit)}"
            item = QListWidgetItem(text)
            item.setData(Qt.ItemDataRole.UserRole, visit.id)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, text)
            self.last_acts.addItem(item)
        self.last_acts.setCurrentRow(min(row, self.last_acts.count() - 1))
        line = self.last_acts.sizeHintForRow(0) if self._visits else em(self, 1.8)
        self.last_acts.setMinimumHeight(line * 3)
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
    ]
