"""What a line of text leaves to the window."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QSpinBox, QWidget
from pytestqt.qtbot import QtBot

from cdm_desk.ui.undo_key import UndoKey

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.mark.parametrize("kind", [QLineEdit, QSpinBox])
@pytest.mark.parametrize("key", [Qt.Key.Key_E, Qt.Key.Key_U])
def test_a_command_reaches_the_window_though_x11_gives_its_key_to_the_line(
    qtbot: QtBot, qapp: QApplication, kind: type[QWidget], key: Qt.Key
) -> None:
    listening = UndoKey(qapp)
    line = kind()
    qtbot.addWidget(line)
    with qtbot.waitActive(line):
        line.show()
        line.activateWindow()
    line.setFocus()
    # As Qt leaves it where the line has taken the key.
    event = QKeyEvent(QEvent.Type.ShortcutOverride, key, CTRL)
    event.accept()
    QApplication.sendEvent(line, event)
    listening.deleteLater()

    assert not event.isAccepted()
