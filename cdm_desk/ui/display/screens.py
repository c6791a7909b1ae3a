"""Where the display stands: on the screen that was chosen, never on the one where somebody works; it waits for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar, cast

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QGuiApplication

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QScreen
    from PySide6.QtWidgets import QWidget

    from cdm_desk.ui.display.window import DisplayWindow


class Named(Protocol):
    """A screen, by the name that the system gives it."""

    def name(self) -> str:
        """Return its name."""
        ...


AnyScreen = TypeVar("AnyScreen", bound=Named)


def screen_for(chosen: str, screens: Sequence[AnyScreen], staff: AnyScreen | None) -> AnyScreen | None:
    """Return the screen of the display; None while there is none that it may take.

    `staff` is the screen where somebody works, None where nobody does: then any screen will do.
    """
    named = next((screen for screen in screens if screen.name() == chosen), None)
    if staff is None:
        return named or next(iter(screens), None)
    if chosen:
        return None if named is None or named is staff else named
    return next((screen for screen in screens if screen is not staff), None)


class ScreenKeeper(QObject):
    """Puts the display on its screen, hides it while that is unplugged, and puts it back."""

    placed = Signal(bool)

    def __init__(self, window: DisplayWindow, chosen: Callable[[], str], desk: QWidget | None) -> None:
        """`desk` is the window of whoever works here; None where the display is alone."""
        super().__init__(window)
        self._window = window
        self._chosen = chosen
        self._desk = desk
        self._on: QScreen | None = None
        self._ended = False
        app = cast("QGuiApplication", QGuiApplication.instance())
        app.screenAdded.connect(self.place)
        app.screenRemoved.connect(self.leave)
        app.primaryScreenChanged.connect(self.place)
        window.closed.connect(self.end)

    @Slot()
    def place(self) -> None:
        """Put the display where it belongs now."""
        self._put(QGuiApplication.screens())

    @Slot(object)
    def leave(self, gone: QScreen) -> None:
        """Leave a screen that was unplugged, before the system moves the display onto another one."""
        self._put([screen for screen in QGuiApplication.screens() if screen is not gone])

    @Slot()
    def end(self) -> None:
        """Keep no longer."""
        self._ended = True

    def _put(self, screens: Sequence[QScreen]) -> None:
        if self._ended:
            return
        staff = None if self._desk is None else self._desk.screen()
        target = screen_for(self._chosen(), screens, staff)
        if target is None:
            self._window.hide()
        elif target is not self._on or not self._window.isVisible():
            self._window.show_on(target)
            target.geometryChanged.connect(self._fill)
        self._on = target
        self.placed.emit(target is not None)

    @Slot()
    def _fill(self) -> None:
        if self._on is not None and self._window.isVisible() and not self._ended:
            self._window.setGeometry(self._on.geometry())
