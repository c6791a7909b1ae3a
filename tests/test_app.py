"""The program as it starts: the real window on a real store, and on the invented one of the demonstration."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from cdm_desk.app import DeskProgram, DisplayProgram, KioskProgram, LoneProgram, SeatProgram, program_for
from cdm_desk.domain.clock import BRUSSELS, StoppedClock, WallClock
from cdm_desk.domain.single_keys import KeyArea
from cdm_desk.office import found_office, open_office
from cdm_desk.settings import Settings
from cdm_desk.ui.dialogs.first_run import DATA, READY, WORKSTATION, Data, FirstRun
from cdm_desk.ui.tabs.welcome import WelcomeTab
from cdm_desk.ui.words import sentence
from cdm_desk.vault import open_vault

ROOT = Path(__file__).parent.parent
TUESDAY = datetime(2019, 1, 15, 10, tzinfo=BRUSSELS)


@pytest.fixture
def start(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., DeskProgram]]:
    """Start the program as `main` does, and end it."""
    monkeypatch.setenv("CDM_KEYRING", "file")
    monkeypatch.setenv("CDM_LANG", "en")
    hooks = sys.excepthook, threading.excepthook
    started: list[DeskProgram] = []

    def begin(data: Path, *, demo: bool = False, copy: Path | None = None) -> DeskProgram:
        program = DeskProgram(data, demo=demo, copy=copy)
        started.append(program)
        qtbot.addWidget(program.window)
        with qtbot.waitSignal(program.window.furnished, timeout=120_000):
            program.open()
        return program

    yield begin
    for program in started:
        program.window.close()
        program.close()
    sys.excepthook, threading.excepthook = hooks


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workstation that was set up on a Tuesday."""
    monkeypatch.setenv("CDM_KEYRING", "file")
    monkeypatch.setenv("CDM_NOW", "2019-01-15T10:00")
    settings = Settings(workstation="Accueil 1", language="en")
    found_office(tmp_path, WallClock(TUESDAY), open_vault(tmp_path), settings)
    return tmp_path


def test_a_visitors_pc_opens_the_clock_of_its_seat_and_nothing_else(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CDM_KEYRING", "file")
    monkeypatch.setenv("CDM_NOW", "2019-01-15T10:00")
    settings = Settings(workstation="PC 12", kind="seat")
    found_office(tmp_path, WallClock(TUESDAY), open_vault(tmp_path), settings)
    program = program_for(tmp_path, demo=False)
    assert isinstance(program, SeatProgram)
    program.open()

    qtbot.waitUntil(lambda: _windows() == ["seat_window"], timeout=60_000)
    program.close()


@pytest.fixture
def display(qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[DisplayProgram]:
    """The PC of the public display, set up on a Tuesday; the program is not open yet."""
    del qapp
    monkeypatch.setenv("CDM_KEYRING", "file")
    monkeypatch.setenv("CDM_NOW", "2019-01-15T10:00")
    hooks = sys.excepthook, threading.excepthook
    settings = Settings(workstation="Mur", kind="display", display_sound=False)
    found_office(tmp_path, WallClock(TUESDAY), open_vault(tmp_path), settings)
    program = program_for(tmp_path, demo=False)
    assert isinstance(program, DisplayProgram)
    yield program
    program.close()
    sys.excepthook, threading.excepthook = hooks


def _windows() -> list[str]:
    return [widget.objectName() for widget in QApplication.topLevelWidgets() if widget.isVisible()]


def test_the_pc_of_the_display_opens_the_wall_at_once_and_nothing_else(display: DisplayProgram) -> None:
    display.open()
    assert _windows() == ["display_window"]


def test_what_a_desk_of_the_same_pc_calls_is_on_the_wall(qtbot: QtBot, tmp_path: Path, display: DisplayProgram) -> None:
    display.open()
    qtbot.waitUntil(lambda: bool(display.display.window.messages_label.text()), timeout=60_000)
    with open_office(tmp_path, WallClock(TUESDAY), open_vault(tmp_path)) as office, office.store.unit() as unit:
        unit.meta.put("kind", "reception")
    command = ["register", "--theme", "EMP"], ["desk", "4", "--themes", "EMP", "--languages", "FR,NL"], ["call", "4"]
    for words in command:
        program = [sys.executable, "-m", "cdm_desk", *words]
        environment = os.environ | {"CDM_DATA_DIR": str(tmp_path)}
        subprocess.run(program, check=True, cwd=ROOT, env=environment, capture_output=True)
    qtbot.waitUntil(lambda: display.display.window.shown_numbers() == ["301"], timeout=20_000)


def test_a_display_whose_store_cannot_be_opened_bids_welcome_and_shows_no_error(
    qtbot: QtBot, tmp_path: Path, display: DisplayProgram, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "secrets.json").unlink(missing_ok=True)
    for secret in tmp_path.glob("*.key"):
        secret.unlink()
    display.open()
    qtbot.waitUntil(lambda: "not opened" in caplog.text, timeout=20_000)
    assert _windows() == ["display_window"]
    assert display.display.window.large.welcome_label.isVisible()
    caplog.clear()


def test_one_key_opens_the_settings_of_a_display(display: DisplayProgram) -> None:
    display.open()
    display.display.settings_action.trigger()
    assert sorted(_windows()) == ["display_window", "settings"]
    next(each for each in QApplication.topLevelWidgets() if each.objectName() == "settings").close()


@pytest.fixture
def kiosk(qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[KioskProgram]:
    """The PC of a self check-in, set up on a Tuesday, its PIN chosen; the program is not open yet."""
    del qapp
    monkeypatch.setenv("CDM_KEYRING", "file")
    monkeypatch.setenv("CDM_NOW", "2019-01-15T10:00")
    hooks = sys.excepthook, threading.excepthook
    settings = Settings(workstation="Borne", kind="kiosk", language="en")
    found_office(tmp_path, WallClock(TUESDAY), open_vault(tmp_path), settings)
    with open_office(tmp_path, WallClock(TUESDAY), open_vault(tmp_path)) as office:
        office.kiosk.choose_pin("274916")
    program = program_for(tmp_path, demo=False)
    assert isinstance(program, KioskProgram)
    yield program
    program.close()
    sys.excepthook, threading.excepthook = hooks


def test_a_self_check_in_opens_its_window_at_once_and_nothing_else(qtbot: QtBot, kiosk: KioskProgram) -> None:
    kiosk.open()
    assert _windows() == ["kiosk_window"]
    assert kiosk.kiosk.window.page is kiosk.kiosk.window.reception
    qtbot.waitUntil(kiosk.kiosk.window.home.isVisible, timeout=60_000)
    assert _windows() == ["kiosk_window"]


def test_who_checks_in_alone_is_in_the_store_as_any_visitor(qtbot: QtBot, tmp_path: Path, kiosk: KioskProgram) -> None:
    kiosk.open()
    window = kiosk.kiosk.window
    qtbot.waitUntil(window.home.isVisible, timeout=60_000)
    window.speak("nl")
    window.choose_motive("MV2")
    window.choose_theme("EMP")
    kiosk.close()
    with open_office(tmp_path, WallClock(TUESDAY), open_vault(tmp_path)) as office:
        assert [(ticket.number, ticket.language) for ticket in office.queue.board().waiting] == [("301", "NL")]


def test_a_self_check_in_whose_store_cannot_be_opened_sends_to_the_reception(
    qtbot: QtBot, tmp_path: Path, kiosk: KioskProgram, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "secrets.json").unlink()
    kiosk.open()
    qtbot.waitUntil(lambda: "not opened" in caplog.text, timeout=20_000)
    assert _windows() == ["kiosk_window"]
    assert kiosk.kiosk.window.reception.isVisible()
    caplog.clear()


def test_a_bug_of_a_self_check_in_is_logged_and_sends_to_the_reception(
    qtbot: QtBot, kiosk: KioskProgram, caplog: pytest.LogCaptureFixture
) -> None:
    kiosk.open()
    window = kiosk.kiosk.window
    qtbot.waitUntil(window.home.isVisible, timeout=60_000)
    window.speak("fr")
    bug = ValueError("x")
    sys.excepthook(ValueError, bug, None)
    qtbot.waitUntil(window.reception.isVisible)
    assert _windows() == ["kiosk_window"]
    assert "a bug" in caplog.text
    caplog.clear()


@pytest.mark.parametrize(("kind", "opens"), [("display", DisplayProgram), ("kiosk", KioskProgram)])
def test_a_first_start_that_makes_such_a_pc_hands_over_to_its_window(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, opens: type[LoneProgram]
) -> None:
    monkeypatch.setenv("CDM_KEYRING", "file")
    hooks = sys.excepthook, threading.excepthook
    program = DeskProgram(tmp_path, demo=False)
    qtbot.addWidget(program.window)

    def answer() -> None:
        page = QApplication.activeModalWidget()
        if not isinstance(page, FirstRun) or not page.next_button.isEnabled():
            return
        if page.pages.currentIndex() == WORKSTATION:
            next(button for button in page.kinds.buttons() if button.property("value") == kind).click()
        if page.pages.currentIndex() == DATA:
            next(button for button in page.data.buttons() if button.property("value") == Data.NEW).click()
        page.next_button.click()

    def keep() -> None:
        page = QApplication.activeModalWidget()
        if isinstance(page, FirstRun) and page.pages.currentIndex() == READY:
            page.kept_check.setChecked(True)

    presser = QTimer(interval=50)
    presser.timeout.connect(keep)
    presser.timeout.connect(answer)
    presser.start()
    with qtbot.waitSignal(program.window.closed, timeout=60_000):
        program.open()
    presser.stop()
    program.close()
    sys.excepthook, threading.excepthook = hooks

    assert program.over_to_another
    wall = program_for(tmp_path, demo=False)
    assert isinstance(wall, opens)
    wall.close()
    sys.excepthook, threading.excepthook = hooks


def test_one_key_in_the_opened_window_is_a_ticket_on_the_disk(
    qtbot: QtBot, data: Path, start: Callable[..., DeskProgram]
) -> None:
    program = start(data)
    tab = program.window.tab("welcome")
    assert isinstance(tab, WelcomeTab)
    QTest.keyClick(tab.pad, Qt.Key.Key_3)
    qtbot.waitUntil(lambda: tab.card.number_label.text() == "301")
    program.window.close()
    program.close()

    with open_office(data, WallClock(TUESDAY), open_vault(data)) as office:
        assert [ticket.number for ticket in office.queue.board().waiting] == ["301"]


def test_a_copy_takes_the_place_of_the_store_and_the_window_opens_on_it(
    data: Path, start: Callable[..., DeskProgram]
) -> None:
    (copy,) = (data / "backups").glob("*.db")
    program = start(data)
    assert program.office is not None
    program.office.welcome.register("EMP")
    program.put_copy_back(copy)
    program.close()
    assert program.over_to_another
    assert program.copy_wanted == copy

    back = start(data, copy=program.copy_wanted)
    assert back.office is not None
    assert back.office.queue.board().waiting == ()
    assert list(data.glob("desk.db.damaged-*"))
    assert "Back in its place" in back.window.message_bar.sentence_label.text()


def test_a_copy_that_is_none_is_said_and_the_store_is_as_it_was(
    data: Path, tmp_path: Path, start: Callable[..., DeskProgram]
) -> None:
    (tmp_path / "photo.db").write_bytes(b"a picture" * 1000)
    with open_office(data, StoppedClock(TUESDAY), open_vault(data)) as office:
        office.welcome.register("EMP")
    program = start(data, copy=tmp_path / "photo.db")
    assert program.office is not None
    assert len(program.office.queue.board().waiting) == 1
    assert "is no sound copy" in program.window.message_bar.sentence_label.text()


def test_settings_that_cannot_be_read_are_said_in_the_window(data: Path, start: Callable[..., DeskProgram]) -> None:
    file = data / "settings.ini"
    file.write_text(file.read_text() + "keys = welcome.3:W\n")
    program = start(data)
    told = program.window.message_bar.findChildren(QLabel)

    assert any(f"{file}.unread" in label.text() for label in told)
    assert program.window.key_map.key(KeyArea.WELCOME, "3") == "3"


def test_what_a_command_registers_appears_in_the_open_window(
    qtbot: QtBot, data: Path, start: Callable[..., DeskProgram]
) -> None:
    program = start(data)
    with qtbot.waitSignal(program.window.announcer.changed, timeout=20_000):
        command = [sys.executable, "-m", "cdm_desk", "register", "--theme", "EMP"]
        subprocess.run(command, check=True, cwd=ROOT, env=os.environ | {"CDM_DATA_DIR": str(data)}, capture_output=True)
    assert program.office is not None

    assert [ticket.number for ticket in program.office.queue.board().waiting] == ["301"]


def test_a_missed_night_is_caught_up_when_the_window_opens(
    qtbot: QtBot, data: Path, start: Callable[..., DeskProgram], monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_office(data, StoppedClock(TUESDAY), open_vault(data)) as office:
        office.welcome.register("EMP")
    monkeypatch.setenv("CDM_NOW", "2019-01-16T08:45")
    program = start(data)
    assert program.office is not None
    day = program.office.day
    qtbot.waitUntil(lambda: day.closed(TUESDAY.date()), timeout=60_000)
    qtbot.waitUntil(lambda: not program.window.background.is_busy(), timeout=60_000)

    assert (data / "day-sheets" / "R01-2019-01-15.pdf").exists()


def test_a_store_whose_key_is_gone_is_said_in_the_window(
    qtbot: QtBot, data: Path, start: Callable[..., DeskProgram]
) -> None:
    del start
    (data / "secrets.json").unlink()
    program = DeskProgram(data, demo=False)
    qtbot.addWidget(program.window)
    try:
        with qtbot.waitSignal(program._loading.refused, timeout=60_000) as told:  # noqa: SLF001 - the loader's own news
            program.open()
        assert "recovery key" in sentence(told.args[0])
    finally:
        program.window.close()
        program.close()


@pytest.mark.slow
def test_the_demonstration_has_a_queue_a_year_and_books_and_leaves_nothing(
    tmp_path: Path, start: Callable[..., DeskProgram]
) -> None:
    program = start(tmp_path, demo=True)
    office = program.office
    assert office is not None
    waiting = len(office.queue.board().waiting)
    books = len(office.library.shelf())
    store = office.store_file
    program.window.close()
    program.close()

    assert waiting > 3
    assert books >= 300
    assert office.demo
    assert not store.exists()
