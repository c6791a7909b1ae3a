"""Events without sense on the real program: keys, clicks, the wheel, broken words, over all tabs, roles and languages.

One round is a process of its own on a fresh copy of a house with a year behind it; its seed gives the same events
again. A round fails on any unhandled exception, any warning of Qt, Python or the log, a crash, or a hang.
"""

import faulthandler
import gc
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final, cast

from PySide6.QtCore import QObject, QPoint, QPointF, Qt, QTimer, Slot
from PySide6.QtGui import QAction, QInputMethodEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QFileDialog,
    QLineEdit,
    QMenu,
    QMenuBar,
    QTabBar,
    QWidget,
)
from shiboken6 import isValid

from cdm_desk import NAME
from cdm_desk.app import DeskProgram
from cdm_desk.domain.clock import StoppedClock
from cdm_desk.domain.errors import DeskError
from cdm_desk.domain.staff import Role
from cdm_desk.office import open_office
from cdm_desk.ui.appearance import STYLE_ARGUMENTS
from cdm_desk.ui.dialogs.sign_in import Ask
from cdm_desk.ui.rooms import ROOMS
from cdm_desk.vault import open_vault
from tests.documents.naughty import NAUGHTY
from tests.endurance.house import DAY, PASSWORD, PIN, THEMES, folder_of_run, found_house
from tests.endurance.watch import Watch
from tests.journeys.program import ROOT

EVENTS_OF_A_ROUND: Final = 1_000
LAST: Final = 50
HANG_SECONDS: Final = 90
WAITING: Final = 25
BOOKS: Final = "Titre;Auteur;ISBN\nLe travail;M. Dubois;9782070360024\nZonder isbn;;\n;;\n"

_NONE, _CTRL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
_SHIFT, _ALT = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier
MODIFIERS: Final = {_NONE: 60, _CTRL: 14, _SHIFT: 12, _ALT: 8, _CTRL | _SHIFT: 6}
# No stroke that could make the path of a folder outside of the run.
KEYS: Final = (
    *range(Qt.Key.Key_0, Qt.Key.Key_9 + 1),
    *range(Qt.Key.Key_A, Qt.Key.Key_Z + 1),
    *range(Qt.Key.Key_F1, Qt.Key.Key_F12 + 1),
    *(Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space, Qt.Key.Key_Tab, Qt.Key.Key_Backtab) * 3,
    *(Qt.Key.Key_Escape, Qt.Key.Key_Delete, Qt.Key.Key_Backspace, Qt.Key.Key_Menu, Qt.Key.Key_Insert) * 2,
    *(Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End) * 2,
    *(Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Plus, Qt.Key.Key_Minus, Qt.Key.Key_Period, Qt.Key.Key_Comma),
    *(Qt.Key.Key_Ampersand, Qt.Key.Key_QuoteDbl, Qt.Key.Key_Apostrophe, Qt.Key.Key_ParenLeft, Qt.Key.Key_Equal),
)  # fmt: skip
USED: Final = (QAbstractButton, QLineEdit, QComboBox, QAbstractSpinBox, QAbstractItemView, QTabBar, QMenuBar)


class Monkey(QObject):
    """Does so many events, one at each turn of the loop, and writes each down before it is done."""

    def __init__(self, program: DeskProgram, clock: StoppedClock, watch: Watch, *, seed: int, count: int) -> None:
        super().__init__()
        self._program = program
        self._window = program.window
        self._clock = clock
        self._watch = watch
        self._chance = random.Random(seed)
        self._count = count
        self._folder = Path.cwd()
        self._shut_in = 0
        self._began = 0.0
        self._told = ""
        self.done = 0
        self.slowest: tuple[float, str] = (0.0, "")
        self._ways: dict[Callable[[], str], int] = {
            self._press: 40,
            self._click: 26,
            self._click_anywhere: 8,
            self._command: 9,
            self._type: 6,
            self._paste: 2,
            self._turn_wheel: 5,
            self._drag: 2,
            self._go_to_tab: 5,
            self._change_look: 1,
            self._resize: 1,
            self._let_time_pass: 4,
            self._let_others_act: 3,
            self._change_role: 3,
            self._rest: 2,
        }

    @Slot()
    def begin(self) -> None:
        """Take away the door, so that nobody leaves before the end, and begin."""
        for way_out in (self._window.commands.quit, self._window.commands.leave_demo):
            way_out.triggered.disconnect()
        self.go_on()

    @Slot()
    def go_on(self) -> None:
        """Do the next event, or end."""
        self._note_time()
        if self.done >= self._count or self._watch.troubles:
            self._end()
            return
        # Before the event: one that opens a loop of its own is teased in there.
        QTimer.singleShot(0, self, self.go_on)
        faulthandler.dump_traceback_later(HANG_SECONDS, exit=True)
        if QApplication.activeWindow() is None:
            # What a window manager does when a window has closed; a screen in memory has none.
            (QApplication.activeModalWidget() or self._window).activateWindow()
        self.done += 1
        self._began = time.perf_counter()
        self._told = self._act()

    def _note_time(self) -> None:
        took = time.perf_counter() - self._began
        if self._told and took > self.slowest[0]:
            self.slowest = (took, self._told)

    def _act(self) -> str:
        """Choose an event, tell it, and do it; return what was told."""
        if self._hidden() and self._chance.random() < 0.2:
            return self._prove_who()
        files = next((each for each in QApplication.topLevelWidgets() if _is_file_dialog(each)), None)
        modal = QApplication.activeModalWidget()
        # A box over it that asks whether to write over a file is answered first, as by hands.
        if files is not None and modal in {None, files}:
            return self._choose_file(cast("QFileDialog", files))
        self._shut_in = 0 if modal is None else self._shut_in + 1
        if modal is not None and self._shut_in > self._chance.randrange(20, 120):
            self._shut_in = 0
            self._tell(f"close {_named(modal)}")
            modal.close()
            return f"close {_named(modal)}"
        [way] = self._chance.choices(list(self._ways), list(self._ways.values()))
        return way()

    def _tell(self, what: str) -> str:
        """Write an event down before it is done: a crash must not take it along."""
        sys.stdout.write(f"{self.done:>6} {self._clock.now():%d %H:%M:%S} {self._window.current():<11} {what}\n")
        sys.stdout.flush()
        return what

    def _top(self) -> QWidget:
        """Return the window that hears the mouse: a menu, a dialog, else one of those that are open."""
        above = QApplication.activePopupWidget() or QApplication.activeModalWidget()
        if above is not None:
            return above
        shown = [each for each in QApplication.topLevelWidgets() if each.isVisible() and each is not self._window]
        if shown and self._chance.random() < 0.15:
            return self._chance.choice(sorted(shown, key=_named))
        return self._window

    def _focus(self) -> QWidget:
        focus = QApplication.activePopupWidget() or QApplication.focusWidget()
        return focus if focus is not None and focus.isVisible() else self._top()

    def _press(self) -> str:
        target, key = self._focus(), Qt.Key(self._chance.choice(KEYS))
        [held] = self._chance.choices(list(MODIFIERS), list(MODIFIERS.values()))
        told = self._tell(f"key {_held(held)}{key.name.removeprefix('Key_')} on {_named(target)}")
        QTest.keyClick(target, key, held)
        return told

    def _parts(self, top: QWidget) -> Iterator[QWidget]:
        for part in top.findChildren(QWidget):
            if isinstance(part, USED) and part.isVisible() and not part.visibleRegion().isEmpty():
                yield part

    def _click(self) -> str:
        top = self._top()
        if isinstance(top, QMenu):
            return self._choose_in(top)
        parts = list(self._parts(top))
        if not parts:
            return self._click_anywhere()
        part = self._chance.choice(parts)
        inside = part.viewport() if isinstance(part, QAbstractItemView) else part
        return self._click_on(inside)

    def _choose_in(self, menu: QMenu) -> str:
        actions = [each for each in menu.actions() if each.isVisible() and each.isEnabled() and not each.isSeparator()]
        if not actions or self._chance.random() < 0.3:
            told = self._tell(f"leave menu {_named(menu)}")
            QTest.keyClick(menu, Qt.Key.Key_Escape)
            return told
        action = self._chance.choice(actions)
        told = self._tell(f"menu {action.text()!r} of {_named(menu)}")
        QTest.mouseClick(menu, Qt.MouseButton.LeftButton, _NONE, menu.actionGeometry(action).center())
        return told

    def _click_anywhere(self) -> str:
        top = self._top()
        place = QPoint(self._chance.randrange(max(1, top.width())), self._chance.randrange(max(1, top.height())))
        part = top.childAt(place) or top
        return self._click_on(part, part.mapFrom(top, place))

    def _click_on(self, part: QWidget, place: QPoint | None = None) -> str:
        if place is None:
            seen = part.visibleRegion().boundingRect()
            across, down = max(1, seen.width()), max(1, seen.height())
            place = seen.topLeft() + QPoint(self._chance.randrange(across), self._chance.randrange(down))
        [button] = self._chance.choices(
            [Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton], [88, 9, 3]
        )
        [held] = self._chance.choices([_NONE, _CTRL, _SHIFT], [92, 4, 4])
        twice = self._chance.random() < 0.12
        what = "double click" if twice else "click"
        told = self._tell(f"{what} {_held(held)}{button.name} at {place.x()},{place.y()} on {_named(part)}")
        (QTest.mouseDClick if twice else QTest.mouseClick)(part, button, held, place)
        return told

    def _drag(self) -> str:
        top = self._top()
        parts = list(self._parts(top))
        if not parts:
            return self._rest()
        part = self._chance.choice(parts)
        part = part.viewport() if isinstance(part, QAbstractItemView) else part
        places = [QPoint(self._chance.randrange(part.width()), self._chance.randrange(part.height())) for _ in range(3)]
        told = self._tell(f"drag {[place.toTuple() for place in places]} on {_named(part)}")
        QTest.mousePress(part, Qt.MouseButton.LeftButton, _NONE, places[0])
        for place in places[1:]:
            if isValid(part):
                QTest.mouseMove(part, place)
        if isValid(part):
            QTest.mouseRelease(part, Qt.MouseButton.LeftButton, _NONE, places[-1])
        return told

    def _turn_wheel(self) -> str:
        top = self._top()
        place = QPoint(self._chance.randrange(max(1, top.width())), self._chance.randrange(max(1, top.height())))
        part = top.childAt(place) or top
        turn = self._chance.choice((-360, -120, 120, 360))
        [held] = self._chance.choices([_NONE, _CTRL], [85, 15])
        told = self._tell(f"wheel {_held(held)}{turn} on {_named(part)}")
        spot = QPointF(part.mapFrom(top, place))
        event = QWheelEvent(
            spot,
            QPointF(part.mapToGlobal(spot)),
            QPoint(),
            QPoint(0, turn),
            Qt.MouseButton.NoButton,
            held,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(part, event)
        return told

    def _words(self) -> tuple[str, str]:
        if self._chance.random() < 0.5:
            plain = self._chance.choice(
                ("12", "9782070360024", "formation", "2019-01-15", "14:30", PIN, PASSWORD, "-1", "9" * 30)
            )
            return plain, plain
        name = self._chance.choice([name for name, text in NAUGHTY.items() if _can_travel(text)])
        return name, NAUGHTY[name]

    def _type(self) -> str:
        name, words = self._words()
        target = self._focus()
        told = self._tell(f"type {name!r} into {_named(target)}")
        event = QInputMethodEvent()
        event.setCommitString(words)
        QApplication.sendEvent(target, event)
        return told

    def _paste(self) -> str:
        name, words = self._words()
        target = self._focus()
        told = self._tell(f"paste {name!r} into {_named(target)}")
        QApplication.clipboard().setText(words)
        QTest.keyClick(target, Qt.Key.Key_V, _CTRL)
        return told

    def _command(self) -> str:
        """Choose a command of the menus, as the mouse does: not while a dialog is open over them."""
        if QApplication.activeModalWidget() is not None:
            return self._press()
        menus = [menu for menu in self._window.tab_menus().values() if menu.menuAction().isVisible()]
        # Looks have an event of their own: they redraw everything, and would be half of a round's time.
        commands = self._window.commands
        looks = {*commands.languages.actions(), *commands.shades.actions(), commands.larger, commands.smaller}
        own = [each for each in commands.all_actions() if each not in {*looks, commands.normal, commands.quit}]
        offered = [*own, *(action for menu in menus for action in menu.actions() if not self._hidden())]
        usable = [each for each in offered if each.isEnabled() and each.isVisible() and not each.isSeparator()]
        return self._trigger(self._chance.choice(usable))

    def _trigger(self, action: QAction) -> str:
        told = self._tell(f"command {action.objectName() or action.text()!r}")
        action.trigger()
        return told

    def _change_look(self) -> str:
        commands = self._window.commands
        groups = [commands.languages.actions(), commands.shades.actions(), [commands.larger, commands.smaller]]
        return self._trigger(self._chance.choice(self._chance.choice([*groups, [commands.normal]])))

    def _go_to_tab(self) -> str:
        if self._hidden():
            return self._press()
        number = self._chance.choice(ROOMS).number
        told = self._tell(f"key Ctrl+{number}")
        QTest.keyClick(self._focus(), Qt.Key(Qt.Key.Key_0 + number), _CTRL)
        return told

    def _resize(self) -> str:
        size = self._chance.randrange(900, 1_700), self._chance.randrange(480, 1_050)
        told = self._tell(f"resize {size}")
        self._window.resize(*size)
        return told

    def _let_time_pass(self) -> str:
        [seconds] = self._chance.choices([1, 40, 70, 400, 1_900, 30_000], [30, 25, 25, 15, 4, 1])
        told = self._tell(f"{seconds} s pass")
        self._clock.advance(seconds=seconds)
        return told

    def _let_others_act(self) -> str:
        """Let visitors come whom another program of this workstation registers."""
        office = self._program.office
        theme, language = self._chance.choice(THEMES), self._chance.choice((None, "FR", "NL", "BI"))
        told = self._tell(f"another registers {theme} {language}")
        if office is not None:
            with suppress(DeskError), office.staff.command("monkey", Role.RECEPTION):
                office.welcome.register(theme, language=language)
        return told

    def _change_role(self) -> str:
        commands = self._window.commands
        roles = commands.role_menu.actions()
        if QApplication.activeModalWidget() is not None or self._hidden() or not roles:
            return self._press()
        ways = [*roles, commands.lock, commands.change_person, commands.sign_out]
        return self._trigger(self._chance.choice(ways))

    def _rest(self) -> str:
        """Let errands off the screen's thread come back."""
        told = self._tell("rest")
        time.sleep(0.02)
        return told

    def _hidden(self) -> bool:
        staffed = self._window.staffed
        return staffed is not None and staffed.guard.is_hiding()

    def _prove_who(self) -> str:
        """Sign in as somebody of the house, step by step."""
        staffed = self._window.staffed
        assert staffed is not None
        page = staffed.guard.page
        buttons = page.people.buttons()
        if buttons and page.people_box.isVisible() and self._chance.random() < 0.5:
            button = self._chance.choice(buttons)
            told = self._tell(f"choose {button.text()!r}")
            button.click()
            return told
        secret = PIN if page._ask in {Ask.PIN, Ask.NEW_PIN} else PASSWORD  # noqa: SLF001 - as a person reads it
        told = self._tell(f"sign in, asked for {page._ask.value}")  # noqa: SLF001 - as above
        if page.secret_field.isEnabled():
            page.secret_field.setText(secret)
        if page.enter_button.isEnabled():
            page.enter_button.click()
        return told

    def _choose_file(self, dialog: QFileDialog) -> str:
        """Choose a file of the run, or none: what a dialog of files can take away must not be tried on a machine."""
        wanted = self._chance.random() < 0.7
        saves = dialog.acceptMode() is QFileDialog.AcceptMode.AcceptSave
        told = self._tell(f"file dialog {dialog.windowTitle()!r}: {wanted and ('save' if saves else 'open')}")
        if wanted:
            dialog.setDirectory(str(self._folder))
            dialog.selectFile(str(self._folder / (f"out-{self.done}.csv" if saves else "books.csv")))
            dialog.accept()
        if isValid(dialog) and dialog.isVisible():
            dialog.reject()
        return told

    def _end(self) -> None:
        faulthandler.cancel_dump_traceback_later()
        for _attempt in range(20):
            above = QApplication.activePopupWidget() or QApplication.activeModalWidget()
            if above is None:
                break
            above.close()
        # Dialogs of files end with their nested loops: once round, and the way out is free.
        QTimer.singleShot(0, self, self._leave)

    @Slot()
    def _leave(self) -> None:
        self._window.close()
        QApplication.closeAllWindows()
        QApplication.exit(0)


def _is_file_dialog(widget: QWidget) -> bool:
    return isinstance(widget, QFileDialog) and widget.isVisible()


def _can_travel(text: str) -> bool:
    """Whether Python can hand a text to Qt: half a character it cannot."""
    return text == text.encode("utf-8", "ignore").decode()


def _named(widget: QWidget) -> str:
    """Name a part, with the nearest parts around it that have a name."""
    names: list[str] = []
    part: QWidget | None = widget
    while part is not None and len(names) < 3:
        if part.objectName() or part is widget:
            names.append(part.objectName() or type(part).__name__)
        part = part.parentWidget()
    return " in ".join(names)


def _held(held: Qt.KeyboardModifier) -> str:
    names = {_CTRL: "Ctrl+", _SHIFT: "Shift+", _ALT: "Alt+"}
    return "".join(name for modifier, name in names.items() if held & modifier)


def tease(data: Path, seed: int, count: int) -> int:
    """Tease the program of this process so many times; 0 when nothing came of it."""
    _repeat_chance(seed)
    os.chdir(data.parent)
    (data.parent / "books.csv").write_text(BOOKS, encoding="utf-8")
    app = QApplication([NAME, *STYLE_ARGUMENTS])
    watch, clock = Watch(), StoppedClock(DAY.replace(hour=10))
    program = DeskProgram(data, demo=False)
    program.clock = clock
    monkey = Monkey(program, clock, watch, seed=seed, count=count)
    watch.begin()
    program.window.furnished.connect(monkey.begin)
    program.open()
    app.exec()
    program.close()
    gc.collect()
    # The clipboard of a screen in memory ends after Python, which what it holds may need; a real one ends before.
    QApplication.clipboard().clear()
    for trouble in watch.troubles:
        sys.stdout.write(f"TROUBLE {trouble}\n")
    if not watch.troubles:
        # What a monkey leaves behind can be opened again.
        with open_office(data, clock, open_vault(data)) as office:
            office.queue.board()
    took, told = monkey.slowest
    sys.stdout.write(f"SLOWEST {took * 1000:.0f} ms {told}\n")
    return int(bool(watch.troubles) or monkey.done < count)


def _repeat_chance(seed: int) -> None:
    """Have the ids of a round be the same when it is repeated: lists are ordered by them."""
    chance = random.Random(f"ids {seed}")
    os.urandom = chance.randbytes


@dataclass(frozen=True, slots=True)
class Round:
    """How one round went: how many events were done, and what is worth reading of one that failed."""

    seed: int
    events: int
    status: int
    slowest: str
    told: str


class Rounds:
    """Runs rounds one after another, each on a copy of the same two houses: one with accounts, one without."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._houses = [folder / "open", folder / "with-accounts"]
        for house in self._houses:
            house.mkdir()
            found_house(house, at=DAY.replace(hour=10), waiting=WAITING, accounts=house is self._houses[1])

    def run(self, seed: int, count: int) -> Round:
        """Run one round; every third is without accounts."""
        work = self._folder / f"round-{seed}"
        data = work / "data"
        shutil.copytree(self._houses[seed % 3 != 0], data)
        ran = subprocess.run(
            [sys.executable, "-X", "faulthandler", "-m", "tests.endurance.monkey", str(data), str(seed), str(count)],
            cwd=ROOT,
            env={**os.environ, "CDM_DATA_DIR": str(data), "CDM_KEYRING": "file", "PYTHONPATH": str(ROOT)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )
        lines = ran.stdout.split("\n")
        events = [line for line in lines if line[:6].strip().isdigit()]
        rest = "\n".join(line for line in lines if line not in set(events))
        slowest = next((line.removeprefix("SLOWEST ") for line in lines if line.startswith("SLOWEST ")), "")
        shutil.rmtree(work, ignore_errors=True)
        last = "\n".join(events[-LAST:])
        return Round(seed, len(events), ran.returncode, slowest, f"{last}\n{rest}\n{ran.stderr[-8_000:]}")


def run(count: int, seed: int) -> int:
    """Let a monkey loose for so many events; 0 when the program bore them all."""
    failed, done, asked_for, slowest = 0, 0, count, ""
    with folder_of_run("monkey") as data:
        rounds = Rounds(data)
        for number in range(seed, seed + -(-count // EVENTS_OF_A_ROUND)):
            ended = rounds.run(number, min(EVENTS_OF_A_ROUND, asked_for))
            asked_for -= EVENTS_OF_A_ROUND
            done += ended.events
            slowest = max(slowest, ended.slowest, key=_milliseconds)
            if ended.status:
                failed += 1
                print(f"seed {number} FAILED after {ended.events} events, status {ended.status}:\n{ended.told}")
                print(f"again: python3 -m tests.endurance monkey -n {EVENTS_OF_A_ROUND} --seed {number}\n")
            print(f"{done} events, {failed} rounds failed, slowest {ended.slowest}", flush=True)
    print(f"{done} events from seed {seed}: {failed} rounds failed; slowest of all {slowest}")
    return int(failed > 0)


def _milliseconds(slowest: str) -> int:
    return int(slowest.split(" ", 1)[0] or 0)


if __name__ == "__main__":
    sys.exit(tease(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])))
