"""A day that is typed as people write it, or reached by arrows or a calendar."""

from datetime import date

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QDateEdit, QDateTimeEdit

from cdm_desk.domain.typed_day import day_typed
from cdm_desk.language import _, in_use
from cdm_desk.ui.widgets import keep_off_edge

_SIGNS = frozenset("0123456789/.-")
_HELD = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier


class DayField(QDateEdit):
    """Takes what is typed as a whole, once Enter or Tab ends it: Qt fits each sign into a part of the old day.

    `refused` gives the sentence that says why what was typed is no day here; the day stays what it was.
    """

    refused = Signal(str)

    def __init__(self, object_name: str, *, calendar: bool = False) -> None:
        super().__init__()
        self._typed = ""
        self.setObjectName(object_name)
        self.setCalendarPopup(calendar)
        self.setDisplayFormat("dd/MM/yyyy")
        keep_off_edge(self)

    @property
    def day(self) -> date:
        """Return the day shown."""
        return _plain(self.date())

    def show_day(self, day: date) -> None:
        """Show another day."""
        self.setDate(QDate(day.year, day.month, day.day))

    def allow_until(self, day: date) -> None:
        """Refuse every later day."""
        self.setMaximumDate(QDate(day.year, day.month, day.day))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Collect what is typed; Esc gives the old day back."""
        if event.text() and event.text() in _SIGNS and not event.modifiers() & _HELD:
            self._show_typed(self._typed + event.text())
        elif not self._typed:
            super().keyPressEvent(event)
        elif event.key() == Qt.Key.Key_Backspace:
            self._show_typed(self._typed[:-1])
        elif event.key() == Qt.Key.Key_Escape:
            self._show_typed("")
        else:
            self.take()
            if event.key() not in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
                super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Leave the field by Tab with what was typed; without, go from part to part."""
        if not self._typed:
            return super().focusNextPrevChild(forward)
        self.take()
        return super(QDateTimeEdit, self).focusNextPrevChild(forward)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take what was typed."""
        self.take()
        super().focusOutEvent(event)

    def take(self) -> None:
        """Show the day that was typed, or say why it is none."""
        typed, first, last = self._typed, _plain(self.minimumDate()), _plain(self.maximumDate())
        self._show_typed("")
        if not typed:
            return
        day = day_typed(typed, near=self.day, first=first, last=last)
        if day is not None:
            self.show_day(day)
            return
        meant = day_typed(typed, near=self.day)
        if meant is None:
            self.refused.emit(_("“{typed}” is no day. Type it like 30/11/2026, 30/11 or 30.").format(typed=typed))
        elif meant > last:
            self.refused.emit(_("Only days up to {day} can be chosen here.").format(day=in_use().date(last)))
        else:
            self.refused.emit(_("Only days from {day} on can be chosen here.").format(day=in_use().date(first)))

    def _show_typed(self, typed: str) -> None:
        self._typed = typed
        line = self.lineEdit()
        # Unheard by Qt, which would make a day of half a number.
        line.blockSignals(True)
        line.setText(typed or self.textFromDateTime(self.dateTime()))
        line.blockSignals(False)
        line.update()


def _plain(day: QDate) -> date:
    return date(day.year(), day.month(), day.day())
