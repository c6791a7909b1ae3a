"""Late entry: the day and the hour asked once, then the same pad; each fact is marked late."""

from datetime import date

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QSpinBox

from cdm_desk.language import _, _p
from cdm_desk.ui.appearance import em, tokens_of
from cdm_desk.ui.day_field import DayField
from cdm_desk.ui.widgets import Card, FlowLayout, IconLabel, PlainLabel, keep_off_edge, name_widget


class LateBar(Card):
    """Stays above the pad while visits of an earlier hour are noted."""

    ready = Signal()
    ended = Signal()
    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("welcome.late")
        # As loud as what is unusual in the whole window: every key counts for another hour.
        self.setProperty("kind", "band")
        self.picture = IconLabel("clock", 1.4, "")
        self.sentence_label = PlainLabel(kind="band")
        self.day_label = PlainLabel(kind="band")
        self.day_edit = DayField("welcome.late_day", calendar=True)
        self.hour_label = PlainLabel(kind="band")
        self.hour_box = QSpinBox(minimum=0, maximum=23)
        self.hour_box.setObjectName("welcome.late_hour")
        keep_off_edge(self.hour_box)
        self.pad_button = QPushButton()
        self.pad_button.setObjectName("welcome.late_ready")
        self.end_button = QPushButton()
        self.end_button.setObjectName("welcome.late_end")
        for button in (self.pad_button, self.end_button):
            button.setProperty("kind", "band")
        self.day_label.setBuddy(self.day_edit)
        self.hour_label.setBuddy(self.hour_box)

        row = FlowLayout(self, gap=em(self, 0.6))
        row.setContentsMargins(*4 * [em(self, 0.6)])
        for part in (
            self.picture,
            self.sentence_label,
            self.day_label,
            self.day_edit,
            self.hour_label,
            self.hour_box,
            self.pad_button,
            self.end_button,
        ):
            row.addWidget(part)

        self.hide()
        self.retranslate()
        self.pad_button.clicked.connect(self.ready)
        self.end_button.clicked.connect(self.end)
        self.day_edit.dateChanged.connect(self.changed)
        self.hour_box.valueChanged.connect(self.changed)
        for field in (self.day_edit, self.hour_box):
            field.installEventFilter(self)

    @property
    def day(self) -> date:
        """Return the day chosen."""
        return self.day_edit.day

    @property
    def hour(self) -> int:
        """Return the hour chosen."""
        return self.hour_box.value()

    def is_on(self) -> bool:
        """Whether the pad notes visits of an earlier hour."""
        return not self.isHidden()

    def begin(self, day: date, hour: int) -> None:
        """Ask for day and hour, beginning with the hour before this one."""
        self.day_edit.allow_until(day)
        self.day_edit.show_day(day)
        self.hour_box.setValue(hour)
        self.show()
        self.day_edit.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.day_edit.setSelectedSection(DayField.Section.DaySection)

    @Slot()
    def end(self) -> None:
        """Go back to the present."""
        self.hide()
        self.ended.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let Enter go on to the next field and then to the pad, and Esc end the late entry."""
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
                self._go_on(watched)
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.end()
                return True
        return super().eventFilter(watched, event)

    def retranslate(self) -> None:
        """Set the words again; day and hour stay."""
        self.picture.show_icon("clock", tokens_of(self).surface)
        self.sentence_label.setText(_("Late entry"))
        self.day_label.setText(_("Day"))
        self.hour_label.setText(_("Hour"))
        self.hour_box.setSuffix(" " + _p("hours", "h"))
        self.pad_button.setText(_("To the pad"))
        self.end_button.setText(_("End late entry"))
        name_widget(self.day_edit, _("Day of the late entry"))
        name_widget(self.hour_box, _("Hour of the late entry"))
        name_widget(self.pad_button, _("To the pad"), _("To the pad (Enter)"))
        name_widget(self.end_button, _("End late entry"), _("End late entry (Esc)"))

    def _go_on(self, field: QObject) -> None:
        if field is self.day_edit:
            self.hour_box.setFocus(Qt.FocusReason.TabFocusReason)
            self.hour_box.selectAll()
        else:
            self.hour_box.interpretText()
            self.ready.emit()
