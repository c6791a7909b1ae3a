"""Hears what must never be heard: unhandled exceptions, warnings of Qt, of Python and of the log."""

import logging
import sys
import threading
import traceback
import warnings
from types import TracebackType
from typing import Final

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

# What a screen in memory cannot do and says so; it means nothing.
MEANINGLESS: Final = (
    "This plugin does not support ",
    "This plugin supports grabbing the mouse only for popup windows",
    # Qt's own page setup takes a quarter of the points of a font whose size is in pixels.
    "QFont::setPointSizeF: Point size <= 0 (-0.250000)",
)
_GRAVE: Final = {QtMsgType.QtWarningMsg, QtMsgType.QtCriticalMsg, QtMsgType.QtFatalMsg}


class Watch(logging.Handler):
    """Keeps every trouble of this process from `begin` on, each as a text."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.troubles: list[str] = []

    def begin(self) -> None:
        """Listen, in the place of whoever listened before."""
        sys.excepthook = self._hear_bug
        sys.unraisablehook = self._hear_unraisable
        threading.excepthook = self._hear_thread
        qInstallMessageHandler(self._hear_qt)
        logging.getLogger().addHandler(self)
        warnings.simplefilter("error")

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a warning of the log."""
        self.troubles.append(f"log: {self.format(record)}")

    def _hear_bug(self, kind: type[BaseException], bug: BaseException, trace: TracebackType | None) -> None:
        self.troubles.append("".join(traceback.format_exception(kind, bug, trace)))

    def _hear_unraisable(self, told: "sys.UnraisableHookArgs") -> None:
        if told.exc_value is not None:
            self._hear_bug(told.exc_type, told.exc_value, told.exc_traceback)

    def _hear_thread(self, told: threading.ExceptHookArgs) -> None:
        if told.exc_value is not None:
            self._hear_bug(told.exc_type, told.exc_value, told.exc_traceback)

    def _hear_qt(self, kind: QtMsgType, _where: QMessageLogContext, text: str) -> None:
        if kind in _GRAVE and not text.startswith(MEANINGLESS):
            self.troubles.append(f"Qt: {text}")
