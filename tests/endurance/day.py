"""A day of twelve hours at the real window, its clock sixty times as fast, 8,000 visits, all by keys.

What a day may cost is measured when everything has been opened once, and again at the end: memory, file handles,
threads. Reception, counsellor, steward and manager sit at this one window; every few minutes somebody looks into the
settings, searches a book, changes the language or the colours, and asks for the figures.
"""

import gc
import os
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import cycle
from pathlib import Path
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from cdm_desk import NAME
from cdm_desk.app import DeskProgram
from cdm_desk.domain.clock import at_seconds, seconds_of
from cdm_desk.office import Office
from cdm_desk.ui.appearance import STYLE_ARGUMENTS
from tests.endurance.house import DAY, folder_of_run, found_house
from tests.endurance.watch import Watch

FASTER: Final = 60
# The memory that a day may cost, in MB.
BAR_MB: Final = 60
BURST: Final = 10
# Everything has been opened once after so many bursts: what it left in caches is no growth.
WARM_UP: Final = 40
# So many times in a day somebody looks at something else.
LOOKS: Final = 200
# Whoever presses the same key twice within this time means it once.
DOUBLE_PRESS_SECONDS: Final = 0.35
PAD: Final = {"1": 8, "2": 10, "3": 14, "4": 2, "5": 3, "6": 30, "7": 9, "8": 10, "0": 14}
THEME_KEYS: Final = "12345"
OUTCOMES: Final = "12345678"
CTRL: Final = Qt.KeyboardModifier.ControlModifier
_MB: Final = 1_048_576


class FastClock:
    """A clock that runs so many times as fast from a moment on."""

    def __init__(self, start: datetime, times: int) -> None:
        self._start = seconds_of(start)
        self._times = times
        self._began = time.monotonic()

    def now(self) -> datetime:
        """Return the moment in Brussels, to the whole second."""
        return at_seconds(self._start + int((time.monotonic() - self._began) * self._times))


@dataclass(frozen=True, slots=True)
class Weight:
    """What the process holds: memory in MB, open files, threads."""

    memory: float
    handles: int
    threads: int

    @classmethod
    def now(cls) -> "Weight":
        """Weigh this process, once what is garbage is gone."""
        gc.collect()
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
        return cls(
            pages * os.sysconf("SC_PAGESIZE") / _MB,
            len(list(Path("/proc/self/fd").iterdir())),
            len(list(Path("/proc/self/task").iterdir())),
        )

    def __str__(self) -> str:
        return f"{self.memory:.1f} MB, {self.handles} files, {self.threads} threads"


class Day(QObject):
    """Lives the day, one act at each turn of the loop."""

    def __init__(
        self, program: DeskProgram, clock: FastClock, watch: Watch, *, visits: int, hours: float, seed: int
    ) -> None:
        super().__init__()
        self._program = program
        self._watch = watch
        self._window = program.window
        self._clock = clock
        self._chance = random.Random(seed)
        self._bursts = -(-visits // BURST)
        self._visits = visits
        self._opens = seconds_of(clock.now())
        self._seconds = hours * 3_600
        self._pressed_at: dict[str, float] = {}
        self._looks = cycle(self._every_look())
        self._acts = self._all_acts()
        self.registered = self.called = 0
        self.keys = 0
        self.start = self.warm = self.end = Weight(0, 0, 0)
        self.lived = 0.0
        self._minder = QTimer(self, interval=1_000)
        self._minder.timeout.connect(self._mind)

    @property
    def office(self) -> Office:
        """The office of the program, once it is open."""
        assert self._program.office is not None
        return self._program.office

    @Slot()
    def begin(self) -> None:
        """Open the desk, weigh, and begin."""
        self.office.queue.open_desk("4", ["EMP", "FOR", "ORI", "MOB", "ENT"], ["FR", "NL"])
        QTimer.singleShot(500, self, self._set_out)

    @Slot()
    def _set_out(self) -> None:
        self.start = Weight.now()
        print(f"start: {self.start}", flush=True)
        self._minder.start()
        self._go_on()

    @Slot()
    def _mind(self) -> None:
        """End a day that came to grief: what was raised has ended the chain of acts."""
        if self._watch.troubles:
            QApplication.exit(1)

    @Slot()
    def _go_on(self) -> None:
        pause = next(self._acts, None)
        if pause is None:
            self.lived = (seconds_of(self._clock.now()) - self._opens) / 3_600
            self._window.close()
        else:
            QTimer.singleShot(int(pause * 1000), self, self._go_on)

    def _all_acts(self) -> Iterator[float]:
        """Do one act after the other; yield how many seconds to wait before the next."""
        for burst in range(1, self._bursts + 1):
            due = self._opens + self._seconds * burst / (self._bursts + 1)
            yield max(0.0, (due - seconds_of(self._clock.now())) / FASTER)
            yield from self._welcome(min(BURST, self._visits - self.registered))
            yield from self._counsel()
            if burst % max(1, self._bursts // LOOKS) == 0:
                yield from next(self._looks)()
            if burst == min(WARM_UP, self._bursts // 2):
                yield from self._at_rest()
                self.warm = Weight.now()
                self._tell("warm", self.warm)
            elif burst % max(1, self._bursts // 10) == 0:
                self._tell("so far", Weight.now())
        yield max(0.0, (self._opens + self._seconds - seconds_of(self._clock.now())) / FASTER)
        yield from self._at_rest()
        self.end = Weight.now()
        self._tell("end", self.end)

    def _tell(self, what: str, weight: Weight) -> None:
        print(f"{self._clock.now():%H:%M} {what}: {self.registered} visits, {self.called} called, {weight}", flush=True)

    def _at_rest(self) -> Iterator[float]:
        """Go home to the first tab, and let errands end."""
        self._key(Qt.Key.Key_1, CTRL)
        while self._window.background.is_busy():
            yield 0.05
        yield 0.5

    def _key(self, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.keys += 1
        QTest.keyClick(QApplication.focusWidget() or self._window, key, held)

    def _single_key(self, sign: str) -> None:
        """Press a single key on what has the focus; not by a device, so that nobody takes this haste for a scanner."""
        self.keys += 1
        part = QApplication.focusWidget() or self._window
        code = Qt.Key.Key_Return if sign == "\r" else Qt.Key(ord(sign))
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(part, QKeyEvent(kind, code, Qt.KeyboardModifier.NoModifier, sign))

    def _welcome(self, visitors: int) -> Iterator[float]:
        self._key(Qt.Key.Key_1, CTRL)
        yield 0.0
        for _visitor in range(visitors):
            while not (free := self._free_signs()):
                yield 0.05
            [sign] = self._chance.choices(list(free), list(free.values()))
            self._pressed_at[sign] = time.monotonic()
            self._single_key(sign)
            if sign == "6":
                # The next free seat; a digit instead would choose one.
                self._single_key("\r")
            self.registered += 1
            yield 0.0

    def _free_signs(self) -> dict[str, int]:
        """Return the signs of the pad that are not taken for the same press once more, with their weights."""
        now = time.monotonic()
        return {
            sign: weight for sign, weight in PAD.items() if now - self._pressed_at.get(sign, 0.0) > DOUBLE_PRESS_SECONDS
        }

    def _counsel(self) -> Iterator[float]:
        """Call everybody who waits, begin, note an outcome, close."""
        self._key(Qt.Key.Key_3, CTRL)
        yield 0.0
        while self.office.queue.waiting("4"):
            self._key(Qt.Key.Key_F8)
            yield 0.0
            self._single_key("\r")
            yield 0.0
            self._single_key(self._chance.choice(OUTCOMES))
            self._single_key("\r")
            self.called += 1
            yield 0.0

    def _every_look(self) -> list[Callable[[], Iterator[float]]]:
        return [
            self._look_at_queue,
            self._free_seats,
            self._search,
            self._change_language,
            self._ask_figures,
            self._change_shade,
            self._open_windows,
            self._change_size,
            self._call_back,
        ]

    def _look_at_queue(self) -> Iterator[float]:
        self._key(Qt.Key.Key_2, CTRL)
        for key in (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_F5):
            self._key(key)
            yield 0.0

    def _free_seats(self) -> Iterator[float]:
        """Free every seat, so that the next visitors have one; who waits for one has left."""
        self._key(Qt.Key.Key_5, CTRL)
        yield 0.0
        self._single_key("O")
        yield 0.0

    def _search(self) -> Iterator[float]:
        self._key(Qt.Key.Key_6, CTRL)
        yield 0.0
        field = self._window.findChild(QLineEdit, "library.search")
        assert field is not None
        field.clear()
        for letter in self._chance.choice(("emploi", "werk", "formation", "metier")):
            QTest.keyClick(field, Qt.Key(ord(letter.upper())))
            yield 0.0

    def _ask_figures(self) -> Iterator[float]:
        self._key(Qt.Key.Key_7, CTRL)
        yield 0.2
        reports = self._window.findChild(QWidget, "reports.list")
        assert reports is not None
        for _report in range(3):
            QTest.keyClick(reports, Qt.Key.Key_Down)
            yield 0.1

    def _change_language(self) -> Iterator[float]:
        for action in self._window.commands.languages.actions():
            action.trigger()
            yield 0.0

    def _change_shade(self) -> Iterator[float]:
        for action in reversed(self._window.commands.shades.actions()):
            action.trigger()
            yield 0.0

    def _change_size(self) -> Iterator[float]:
        for action in (self._window.commands.larger, self._window.commands.normal):
            action.trigger()
            yield 0.0

    def _open_windows(self) -> Iterator[float]:
        commands = self._window.commands
        for action in (commands.settings, commands.help, commands.key_sheet, commands.about):
            action.trigger()
            yield 0.05
            dialog = QApplication.activeModalWidget()
            while dialog is not None:
                dialog.close()
                yield 0.0
                dialog = QApplication.activeModalWidget()
        # What a window manager does; a screen in memory has none.
        self._window.activateWindow()
        yield 0.0

    def _call_back(self) -> Iterator[float]:
        """Take the last act back and do it again."""
        self._key(Qt.Key.Key_1, CTRL)
        yield DOUBLE_PRESS_SECONDS
        self._single_key("0")
        yield 0.0
        self._key(Qt.Key.Key_Z, CTRL)
        yield 0.0


def run(visits: int, hours: float, seed: int) -> int:
    """Live so many hours with so many visitors in this process; 0 when the day kept its bars."""
    with folder_of_run("day") as data:
        found_house(data)
        app = QApplication([NAME, *STYLE_ARGUMENTS])
        watch = Watch()
        program = DeskProgram(data, demo=False)
        clock = program.clock = FastClock(DAY, FASTER)
        day = Day(program, clock, watch, visits=visits, hours=hours, seed=seed)
        watch.begin()
        program.window.furnished.connect(day.begin)
        program.open()
        app.exec()
        counted = 0
        if program.office is not None:
            counted = program.office.welcome.today().visits
        program.close()
    return _judged(day, watch, counted)


def _judged(day: Day, watch: Watch, counted: int) -> int:
    grown = day.end.memory - day.warm.memory
    print(
        f"{day.lived:.1f} h lived, {day.registered} visits by key, {counted} counted, {day.called} conversations, "
        f"{day.keys} keys; memory {grown:+.1f} MB since warm (bar {BAR_MB}), "
        f"{day.end.memory - day.start.memory:+.1f} MB since the start, "
        f"files {day.end.handles - day.warm.handles:+d}, threads {day.end.threads - day.warm.threads:+d}"
    )
    for trouble in watch.troubles[:10]:
        print(f"TROUBLE {trouble}")
    kept = (
        grown < BAR_MB,
        day.end.handles <= day.warm.handles,
        day.end.threads <= day.warm.threads,
        counted == day.registered > 0,
        not watch.troubles,
    )
    return int(not all(kept))
