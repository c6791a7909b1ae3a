"""The building blocks of the screens: rows that wrap."""

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from cdm_desk.ui.widgets import FlowLayout, ScrollArea


@pytest.mark.parametrize("width", [260, 330, 400, 600])
def test_a_label_stays_in_the_row_of_the_field_that_it_names(qtbot: QtBot, width: int) -> None:
    row = QWidget()
    qtbot.addWidget(row)
    flow = FlowLayout(row)
    label, field = QLabel("Desk"), QComboBox()
    label.setBuddy(field)
    for part, wide in ((QPushButton("Training"), 150), (label, 100), (field, 120), (QPushButton("Cancel"), 100)):
        part.setFixedWidth(wide)
        flow.addWidget(part)
    row.resize(width, 400)
    row.show()

    assert label.geometry().center().y() == field.geometry().center().y()
    assert label.x() < field.x()


def test_a_label_and_a_field_too_wide_for_any_row_stand_under_each_other(qtbot: QtBot) -> None:
    row = QWidget()
    qtbot.addWidget(row)
    flow = FlowLayout(row)
    label, field = QLabel("Desk"), QComboBox()
    label.setBuddy(field)
    for part in (label, field):
        part.setFixedWidth(150)
        flow.addWidget(part)
    row.resize(200, 400)
    row.show()

    assert label.geometry().bottom() < field.geometry().top()


class Restless(QWidget):
    """A page that is as high as its area asks for a scroll bar, and no higher once it has one."""

    def __init__(self) -> None:
        super().__init__()
        self.widths: list[int] = []

    def sizeHint(self) -> QSize:
        return QSize(200, self._height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.widths.append(self.width())

    def _height(self) -> int:
        return 500 if self.width() >= 400 else 100


def test_a_page_that_needs_a_scroll_bar_only_while_it_has_none_comes_to_rest(qtbot: QtBot) -> None:
    area = ScrollArea()
    qtbot.addWidget(area)
    page = Restless()
    area.setWidgetResizable(True)
    area.setWidget(page)
    area.resize(410, 300)
    area.show()
    area.resize(411, 300)

    assert 0 < len(page.widths) < 20
