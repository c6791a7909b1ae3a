"""Random mice, keys and fingers at the kiosk: whatever they do it stays, says nothing odd and writes what is legal.

More of them, or others: `CDM_MONKEY=100000 CDM_MONKEY_SEED=7 python3 -m tests tests/ui/kiosk/test_monkey.py`.
"""

import os
import random
import sys
from collections.abc import Callable, Iterator
from types import TracebackType

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import (
    QCloseEvent,
    QContextMenuEvent,
    QDragEnterEvent,
    QDropEvent,
    QEventPoint,
    QKeyEvent,
    QMouseEvent,
    QTouchEvent,
    QWheelEvent,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from cdm_desk.domain.change import FactOp, decode
from cdm_desk.domain.clock import StoppedClock
from cdm_desk.domain.emission import may_emit
from cdm_desk.domain.welcome import AT_THE_DESK, VisitFact
from cdm_desk.office import Office
from cdm_desk.services.kiosk import MOST_TOGETHER
from cdm_desk.store.canonical import unpacked
from cdm_desk.ui.kiosk.window import KioskWindow
from tests.services.house import visits
from tests.ui.kiosk.conftest import LYING, PIN, STANDING
from tests.ui.kiosk.hands import seen_windows, tiles

EVENTS = int(os.environ.get("CDM_MONKEY", "2000"))
PORTION = 5_000
"""How many are thrown at one kiosk: a visitor comes to a line of hundreds, not of thousands."""
ROUNDS = max(1, EVENTS // 2 // PORTION)
SEED = int(os.environ.get("CDM_MONKEY_SEED", "20190115"))
BUTTONS = (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton)
MODIFIERS = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.MetaModifier,
)
KEYS = [
    *range(Qt.Key.Key_Space.value, Qt.Key.Key_AsciiTilde.value),
    *range(Qt.Key.Key_F1.value, Qt.Key.Key_F13.value),
    *range(Qt.Key.Key_Escape.value, Qt.Key.Key_PageDown.value + 1),
    *[each.value for each in (Qt.Key.Key_Menu, Qt.Key.Key_Super_L, Qt.Key.Key_Alt, Qt.Key.Key_Back, Qt.Key.Key_Exit,
                              Qt.Key.Key_Close, Qt.Key.Key_HomePage, Qt.Key.Key_Help, Qt.Key.Key_Print)],
]  # fmt: skip
FINGER = QTest.createTouchDevice()


class Monkey:
    """Throws events at a window; one in twenty is a second that passes, so that pages come and go."""

    def __init__(self, window: KioskWindow, clock: StoppedClock, seed: int) -> None:
        self._window = window
        self._clock = clock
        self._chance = random.Random(seed)
        self.thrown = 0

    def throw(self) -> None:
        """Do one thing."""
        self.thrown += 1
        acts: list[tuple[Callable[[], object], int]] = [
            (self._click, 30),
            (self._touch_a_tile, 20),
            (self._key, 25),
            (self._finger, 10),
            (self._press_and_drag, 4),
            (self._second, 5),
            (self._wheel, 2),
            (self._close, 2),
            (self._context_menu, 2),
            (self._drop, 1),
            (self._turn, 1),
        ]
        self._chance.choices([act for act, _weight in acts], [weight for _act, weight in acts])[0]()

    def _place(self) -> tuple[QWidget, QPoint]:
        spot = QPoint(self._chance.randrange(self._window.width()), self._chance.randrange(self._window.height()))
        below = self._window.childAt(spot) or self._window
        return below, below.mapFrom(self._window, spot)

    def _mouse(self, kind: QEvent.Type, part: QWidget, place: QPoint, button: Qt.MouseButton) -> None:
        held = Qt.MouseButton.NoButton if kind is QEvent.Type.MouseButtonRelease else button
        there = QPointF(part.mapToGlobal(place))
        QApplication.sendEvent(
            part, QMouseEvent(kind, QPointF(place), there, button, held, self._chance.choice(MODIFIERS))
        )

    def _click(self) -> None:
        part, place = self._place()
        button = self._chance.choice(BUTTONS)
        kinds = [QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease]
        if self._chance.random() < 0.2:
            kinds += [QEvent.Type.MouseButtonDblClick, QEvent.Type.MouseButtonRelease]
        for kind in kinds:
            self._mouse(kind, part, place, button)

    def _touch_a_tile(self) -> None:
        tile = self._chance.choice(list(tiles(self._window).values()))
        for kind in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease):
            self._mouse(kind, tile, tile.rect().center(), Qt.MouseButton.LeftButton)

    def _press_and_drag(self) -> None:
        part, place = self._place()
        _other, target = self._place()
        self._mouse(QEvent.Type.MouseButtonPress, part, place, Qt.MouseButton.LeftButton)
        self._mouse(QEvent.Type.MouseMove, part, target, Qt.MouseButton.LeftButton)
        if self._chance.random() < 0.8:
            self._mouse(QEvent.Type.MouseButtonRelease, part, target, Qt.MouseButton.LeftButton)

    def _finger(self) -> None:
        part, place = self._place()
        there = QPointF(part.mapToGlobal(place))
        for kind, state in (
            (QEvent.Type.TouchBegin, QEventPoint.State.Pressed),
            (QEvent.Type.TouchEnd, QEventPoint.State.Released),
        ):
            points = [QEventPoint(1, state, QPointF(place), there)]
            QApplication.sendEvent(part, QTouchEvent(kind, FINGER, Qt.KeyboardModifier.NoModifier, points))

    def _key(self) -> None:
        key, modifiers = self._chance.choice(KEYS), self._chance.choice(MODIFIERS)
        text = chr(key) if key < 127 and modifiers in (MODIFIERS[0], MODIFIERS[3]) else ""
        part = QApplication.focusWidget() or self._window
        for kind in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(part, QKeyEvent(kind, key, modifiers, text, self._chance.random() < 0.05))

    def _second(self) -> None:
        self._clock.advance(seconds=1)
        for _each in range(self._chance.choice((1, 1, 1, 12, 40))):
            self._window.pass_second()

    def _wheel(self) -> None:
        part, place = self._place()
        turned = QPoint(0, self._chance.choice((-120, 120)))
        QApplication.sendEvent(
            part,
            QWheelEvent(
                QPointF(place), QPointF(part.mapToGlobal(place)), QPoint(), turned, Qt.MouseButton.NoButton,
                self._chance.choice(MODIFIERS), Qt.ScrollPhase.NoScrollPhase, False,
            ),
        )  # fmt: skip

    def _close(self) -> None:
        QApplication.sendEvent(self._window, QCloseEvent())

    def _context_menu(self) -> None:
        part, place = self._place()
        reason = self._chance.choice((QContextMenuEvent.Reason.Mouse, QContextMenuEvent.Reason.Keyboard))
        QApplication.sendEvent(part, QContextMenuEvent(reason, place, part.mapToGlobal(place)))

    def _drop(self) -> None:
        part, place = self._place()
        things = QMimeData()
        things.setText("file:///etc/passwd")
        for event in (
            QDragEnterEvent(place, Qt.DropAction.CopyAction, things, BUTTONS[0], MODIFIERS[0]),
            QDropEvent(QPointF(place), Qt.DropAction.CopyAction, things, BUTTONS[0], MODIFIERS[0]),
        ):
            QApplication.sendEvent(part, event)

    def _turn(self) -> None:
        self._window.resize(*self._chance.choice((LYING, STANDING)))


@pytest.fixture
def no_bug(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[BaseException]]:
    """What slots raise goes to the hook of the program."""
    bugs: list[BaseException] = []

    def note(_kind: type[BaseException], bug: BaseException, _trace: TracebackType | None) -> None:
        bugs.append(bug)

    monkeypatch.setattr(sys, "excepthook", note)
    yield bugs
    assert bugs == []


def check(window: KioskWindow) -> None:
    """Nothing else is seen, and nothing else can be."""
    assert seen_windows() == ["kiosk_window"]
    assert QApplication.activeModalWidget() is None
    assert QApplication.activePopupWidget() is None
    assert not window.with_house
    assert window.isVisible()
    assert tiles(window) or window.reception.standing


def check_written(kiosk: Office, clock: StoppedClock) -> int:
    """Every fact is one that the reception could have written; the others would take in every operation."""
    facts = visits(kiosk, clock.now().date())
    for fact in facts:
        assert fact.motive_code in {"MV2", "MV3", "MV4", "MV5"}
        assert (fact.theme_code is not None) == (fact.motive_code == "MV2")
        assert fact.language in {None, "FR", "NL"}
        assert 1 <= fact.people <= (MOST_TOGETHER if fact.motive_code == "MV2" else 1)
        assert (fact.channel, fact.late) == (AT_THE_DESK, False)
    with kiosk.store.view() as unit:
        waiting = [*unit.journal.waiting(prompt=True), *unit.journal.waiting(prompt=False)]
        ops = [decode(unpacked(each.body)) for each in waiting]
    assert all(may_emit("kiosk", op) for op in ops)
    assert sum(isinstance(op, FactOp) and isinstance(op.fact, VisitFact) for op in ops) == len(facts)
    return len(facts)


def let_loose(window: KioskWindow, kiosk: Office, clock: StoppedClock, events: int, seed: int) -> int:
    monkey = Monkey(window, clock, seed)
    window.pin_entered.connect(lambda _pin: window.pin.refuse("no"))
    while monkey.thrown < events:
        if monkey.thrown % 7:
            window._deaf.stop()  # noqa: SLF001 - else it would hear little of so many events at once
        monkey.throw()
        if monkey.thrown % 50 == 0:
            QApplication.processEvents()
            check(window)
    window.begin_again()
    check(window)
    return check_written(kiosk, clock)


@pytest.mark.slow
@pytest.mark.parametrize("which", range(ROUNDS))
@pytest.mark.parametrize("size", [LYING, STANDING], ids=["lying", "standing"])
def test_whatever_is_done_to_it_the_kiosk_stays_what_it_is(
    make_window: Callable[..., KioskWindow],
    kiosk: Office,
    clock: StoppedClock,
    no_bug: list[BaseException],
    size: tuple[int, int],
    which: int,
) -> None:
    assert let_loose(make_window(kiosk, size), kiosk, clock, EVENTS // 2 // ROUNDS, SEED + size[0] + which) > 10
    assert no_bug == []
    kiosk.kiosk.give_back(PIN)
