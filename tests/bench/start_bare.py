"""A bare window that says one word, and when it painted: `start_bare.py BEGAN`, on the monotonic clock.

A script of its own, so that it loads nothing but what such a window needs.
"""

import json
import sys
import time

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow

app = QApplication([])


class Window(QMainWindow):
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        print(json.dumps({"first_paint": time.monotonic() - float(sys.argv[1])}), flush=True)
        QTimer.singleShot(0, app.quit)


window = Window()
label = QLabel("Bonjour")
label.setAlignment(Qt.AlignmentFlag.AlignCenter)
window.setCentralWidget(label)
window.resize(1280, 800)
window.show()
app.exec()
