"""The desk, opened as its own start does: `start_desk.py BEGAN`, on the monotonic clock.

Prints one JSON line: seconds from the start of the process to the first paint and to every tab standing, the longest
time that the event loop did not come round, and the memory held at rest. A script of its own, like `start_bare.py`.
"""

import gc
import json
import sys
import time
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication

import cdm_desk.ui.lean  # noqa: F401 - before the other screens, as in `app`
from cdm_desk import NAME, app, paths
from cdm_desk.ui.appearance import STYLE_ARGUMENTS
from cdm_desk.ui.main_window import MainWindow

HEARTBEAT_MS = 5
REST_MS = 1_500

told: dict[str, float] = {}
paint = MainWindow.paintEvent


def since_start() -> float:
    return time.monotonic() - float(sys.argv[1])


def painted(window: MainWindow, event: QPaintEvent) -> None:
    paint(window, event)
    told.setdefault("first_paint", since_start())


def beat() -> None:
    now = since_start()
    late = now - told.get("beat", now) - HEARTBEAT_MS / 1000
    told["beat"] = now
    told["longest_stall"] = max(told.get("longest_stall", 0.0), late)


def usable() -> None:
    told["usable"] = since_start()
    QTimer.singleShot(REST_MS, rest)


def rest() -> None:
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    told["memory_mb"] = next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))
    program.window.close()


gc.disable()
qt = QApplication([NAME, *STYLE_ARGUMENTS])
MainWindow.paintEvent = painted  # type: ignore[method-assign, assignment]
program = app.DeskProgram(paths.data_folder(), demo=False)
program.open()
beats = QTimer()
beats.setInterval(HEARTBEAT_MS)
beats.timeout.connect(beat)
# The stalls count from the first paint on: before it there is nothing to press.
program.window.shown.connect(beats.start)
program.window.furnished.connect(usable)
qt.exec()
program.close()
print(json.dumps(told), flush=True)
