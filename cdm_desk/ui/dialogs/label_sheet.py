"""The sheet that the house has measured itself: eight measures in millimetres, checked against A4."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QDialog,
    QDoubleSpinBox,
    QFormLayout,
    QPushButton,
    QSpinBox,
    QWidget,
)

from cdm_desk.domain.errors import DeskError, LabelSheetError
from cdm_desk.domain.label_sheets import MEASURES, OWN, LabelSheet
from cdm_desk.language import _
from cdm_desk.ui.appearance import em
from cdm_desk.ui.scrolled_form import lay_out_scrolled
from cdm_desk.ui.widgets import PlainLabel, announce, keep_off_edge, name_widget
from cdm_desk.ui.words import label_measure_name, sentence

if TYPE_CHECKING:
    from cdm_desk.services.labels import LabelsService

_NUMBERS = ("across", "down")


class LabelSheetDialog(QDialog):
    """Takes the measures of a sheet; one that does not fit is said beside them, and nothing typed is lost."""

    kept = Signal(object)

    def __init__(self, labels: LabelsService, begin_with: LabelSheet, parent: QWidget) -> None:
        super().__init__(parent)
        self._labels = labels
        self.setObjectName("label_sheet")
        self.setWindowTitle(_("Own sheet of labels"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.heading_label = PlainLabel(_("Own sheet of labels"), kind="heading")
        self.lead_label = PlainLabel(
            _("Measure on the sheet, in millimetres. A step goes from one label's edge to the same edge of the next."),
            kind="muted",
        )
        self.lead_label.setWordWrap(True)
        self.boxes: dict[str, QSpinBox | QDoubleSpinBox] = {
            name: self._box(name, getattr(begin_with, name)) for name in (*_NUMBERS, *MEASURES)
        }
        self.trouble_label = PlainLabel(kind="error")
        self.trouble_label.setObjectName("label_sheet.trouble")
        self.trouble_label.setWordWrap(True)
        self.trouble_label.hide()
        self.keep_button = QPushButton(_("&Keep this sheet"))
        self.keep_button.setObjectName("label_sheet.keep")
        self.keep_button.setDefault(True)
        self.cancel_button = QPushButton(_("Cancel"))
        self.cancel_button.setObjectName("label_sheet.cancel")
        for button in (self.keep_button, self.cancel_button):
            name_widget(button, button.text().replace("&", ""))
        self._lay_out()
        self.keep_button.clicked.connect(self.keep)
        self.cancel_button.clicked.connect(self.reject)
        self.boxes["across"].setFocus()

    @Slot()
    def keep(self) -> None:
        """Keep the sheet, or say which measure cannot be, and go there."""
        measures: dict[str, Any] = {name: box.value() for name, box in self.boxes.items()}
        try:
            sheet = self._labels.keep_own(LabelSheet(code=OWN, maker="", **measures))
        except DeskError as refused:
            self.trouble_label.setText(sentence(refused))
            self.trouble_label.show()
            announce(self.trouble_label, self.trouble_label.text())
            if isinstance(refused, LabelSheetError):
                self.boxes[refused.measure].setFocus()
                self.boxes[refused.measure].selectAll()
            return
        self.kept.emit(sheet)
        self.accept()

    def _box(self, name: str, value: float) -> QSpinBox | QDoubleSpinBox:
        box: QSpinBox | QDoubleSpinBox
        if name in _NUMBERS:
            box = QSpinBox()
            box.setRange(1, 100)
            box.setValue(round(value))
        else:
            box = QDoubleSpinBox()
            box.setDecimals(2)
            box.setRange(0.0, 300.0)
            box.setSingleStep(0.1)
            box.setSuffix(" mm")
            box.setValue(value)
        box.setObjectName(f"label_sheet.{name}")
        box.setAccessibleName(label_measure_name(name))
        box.setButtonSymbols(QAbstractSpinBox.ButtonSymbols.UpDownArrows)
        keep_off_edge(box)
        return box

    def _lay_out(self) -> None:
        inside = QWidget()
        form = QFormLayout(inside)
        form.setContentsMargins(*(4 * [em(self, 0.4)]))
        form.setVerticalSpacing(em(self, 0.6))
        for name, box in self.boxes.items():
            label = PlainLabel(label_measure_name(name))
            label.setBuddy(box)
            form.addRow(label, box)
        lay_out_scrolled(
            self,
            inside,
            above=(self.heading_label, self.lead_label),
            trouble=self.trouble_label,
            keys=(self.cancel_button, self.keep_button),
            size=(36, 38),
        )
