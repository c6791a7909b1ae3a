"""A book found at the kiosk by touch or by keys: where it stands, a slip if there is a printer, and no trace of it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from cdm_desk.documents.printer import Printers
from cdm_desk.domain.clock import StoppedClock
from cdm_desk.domain.library import State
from cdm_desk.domain.slip import Outlet
from cdm_desk.office import Office, temporary_office
from cdm_desk.settings import Settings, SettingsFile
from cdm_desk.ui.kept_settings import KeptSettings
from cdm_desk.ui.kiosk.alone import AloneKiosk
from cdm_desk.ui.kiosk.parts import TARGET
from cdm_desk.ui.kiosk.window import IDLE_SECONDS, WARNED_SECONDS, KioskWindow
from tests.documents.test_ticket_printer import posix
from tests.services.house import carry, dump
from tests.services.library_desk import title
from tests.ui.kiosk.conftest import LYING, STANDING
from tests.ui.kiosk.hands import page, pass_seconds, read, tiles, touch

BOOKS = (
    ("Trouver un emploi", "EMP", "3.1 DUP"),
    ("Trouver sa voie", "ORI", "1.2 LER"),
    ("Trouver une formation", "FOR", "2.1 MAE"),
    ("Trouver un stage", "MOB", "4.1 VAN"),
    ("Trouver des clients", "ENT", "5.1 CLA"),
    ("Trouver l'école", "FOR", "2.3 ECO"),
    ("Werk zoeken", "EMP", "3.2 WER"),
)


@pytest.fixture
def stocked(tmp_path: Path, clock: StoppedClock, kiosk: Office) -> Office:
    """A kiosk that knows the catalogue of the library's PC."""
    folder = tmp_path / "library"
    folder.mkdir()
    with temporary_office(folder, clock, Settings(workstation="Doc", kind="library")) as library:
        for name, theme, mark in BOOKS:
            library.library.add(title(name, theme_code=theme, shelf_mark=mark))
        library.library.add(title("Trouver le passé", theme_code="EMP", state=State.WITHDRAWN))
        carry(library, kiosk)
    return kiosk


@pytest.fixture
def make(make_window: Callable[..., KioskWindow], stocked: Office) -> Callable[..., KioskWindow]:
    def made(size: tuple[int, int] = LYING, *, prints: bool = False) -> KioskWindow:
        window = make_window(None, size, prints=prints)
        window.furnish(stocked.kiosk, stocked.finding)
        return window

    return made


def search(window: KioskWindow, word: str, language: str = "fr") -> None:
    touch(window, f"language_{language}", "find_book", *[f"key_{letter}" for letter in word.upper()])


def test_letters_touched_find_books_with_mark_and_shelf(make: Callable[..., KioskWindow]) -> None:
    window = make()
    search(window, "werk", "nl")

    assert window.books.typed == "WERK"
    assert tiles(window)["book_0"].words() == "Werk zoeken\n3.2 WER · 3\u00a0Werk"
    assert "book_1" not in tiles(window)


def test_what_is_withdrawn_is_not_offered(make: Callable[..., KioskWindow]) -> None:
    window = make()
    search(window, "passe")

    assert "book_0" not in tiles(window)


def test_a_book_says_its_mark_and_its_place_among_the_shelves(make: Callable[..., KioskWindow]) -> None:
    window = make()
    search(window, "voie")
    touch(window, "book_0")

    assert "1.2 LER" in read(window)
    assert window.book.plan.accessibleName().startswith("1\u00a0Orientation")
    assert page(window) is window.book


def test_the_keyboard_types_a_line_with_accents_and_blanks(make: Callable[..., KioskWindow]) -> None:
    window = make()
    touch(window, "language_fr", "find_book")
    QTest.keyClicks(window.focusWidget(), "trouver un")
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Backspace)

    assert window.books.typed == "trouver u"
    assert page(window) is window.books


def test_enter_presses_what_the_arrows_have_marked(make: Callable[..., KioskWindow]) -> None:
    window = make()
    search(window, "werk")
    tiles(window)["book_0"].setFocus()
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Return)
    book = page(window)
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Escape)

    assert (book, page(window)) == (window.book, window.books)
    assert window.books.typed == "WERK"


def test_other_answers_come_after_the_first_ones(make: Callable[..., KioskWindow]) -> None:
    window = make()
    search(window, "trouver")
    seen = set()
    for _each in range(2):
        seen |= {tile.words().split("\n")[0] for name, tile in tiles(window).items() if name.startswith("book_")}
        touch(window, "more_books")

    assert seen == {name for name, _theme, _mark in BOOKS[:6]}


@pytest.mark.parametrize("size", [LYING, STANDING], ids=["lying", "standing"])
@pytest.mark.parametrize("language", ["fr", "nl", "en"])
def test_no_target_is_smaller_than_a_finger_and_none_leaves_the_screen(
    make: Callable[..., KioskWindow], size: tuple[int, int], language: str
) -> None:
    window = make(size, prints=True)
    search(window, "trouver", language)
    for _page in ("search", "book"):
        QTest.qWait(1)
        assert (window.width(), window.height()) == size
        for name, tile in tiles(window).items():
            assert min(tile.width(), tile.height()) >= TARGET, name
            assert window.rect().contains(tile.mapTo(window, tile.rect().bottomRight())), name
        if page(window) is window.books:
            touch(window, "book_0")


def test_whoever_goes_away_leaves_nothing_behind(make: Callable[..., KioskWindow], stocked: Office) -> None:
    before = dump(stocked)
    window = make()
    search(window, "voie")
    touch(window, "book_0")
    pass_seconds(window, IDLE_SECONDS + WARNED_SECONDS)
    gone = page(window)
    touch(window, "language_nl", "find_book")

    assert gone is window.home
    assert window.books.typed == ""
    assert "book_0" not in tiles(window)
    assert dump(stocked) == before


def test_without_a_catalogue_no_tile_leads_to_it(make_window: Callable[..., KioskWindow], kiosk: Office) -> None:
    window = make_window(kiosk)
    touch(window, "language_fr")

    assert "find_book" not in tiles(window)


@pytest.fixture
def alone(qtbot: QtBot, tmp_path: Path, clock: StoppedClock, stocked: Office) -> Iterator[Callable[..., AloneKiosk]]:
    made: list[AloneKiosk] = []

    def start(**values: object) -> AloneKiosk:
        settings = Settings(language="en", workstation="Borne", kind="kiosk", **values)  # type: ignore[arg-type]
        started = AloneKiosk(KeptSettings(settings, SettingsFile(tmp_path / "settings.ini")), clock)
        qtbot.addWidget(started.window)
        started.window._deaf.setInterval(0)  # noqa: SLF001 - presses count at once
        started.window._second.stop()  # noqa: SLF001 - no second passes by itself
        started.window.resize(*LYING)
        started.window.show()
        started.furnish(stocked.kiosk, stocked.finding)
        made.append(started)
        return started

    yield start
    for started in made:
        started.close()


@posix
def test_a_slip_comes_out_of_the_printer_of_tickets(
    qtbot: QtBot, alone: Callable[..., AloneKiosk], tmp_path: Path
) -> None:
    device = tmp_path / "lp0"
    device.touch()
    kiosk = alone(ticket_outlet=Outlet.DEVICE, ticket_address=str(device), ticket_at_registration=True)
    search(kiosk.window, "voie")
    touch(kiosk.window, "book_0", "book_slip")
    qtbot.waitUntil(lambda: device.read_bytes().count(b"\x1dVB\x00") == 1, timeout=20_000)

    assert not tiles(kiosk.window)["book_slip"].isEnabled()


@posix
def test_a_slip_that_does_not_come_out_is_said(qtbot: QtBot, alone: Callable[..., AloneKiosk], tmp_path: Path) -> None:
    kiosk = alone(ticket_outlet=Outlet.DEVICE, ticket_address=str(tmp_path / "none"), ticket_at_registration=True)
    search(kiosk.window, "voie", "en")
    touch(kiosk.window, "book_0", "book_slip")
    qtbot.waitUntil(
        lambda: "It could not be printed: please note the shelf mark." in read(kiosk.window), timeout=20_000
    )


@posix
def test_without_a_printer_of_tickets_the_slip_goes_to_the_usual_one_and_is_offered_only_if_there_is_one(
    qtbot: QtBot, alone: Callable[..., AloneKiosk], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    kiosk = alone()
    search(kiosk.window, "voie", "en")
    touch(kiosk.window, "book_0")
    assert "book_slip" not in tiles(kiosk.window)
    kiosk.know_printers(Printers(names=("Bureau",), usual="Bureau"))
    touch(kiosk.window, "back", "book_0", "book_slip")
    qtbot.waitUntil(
        lambda: "It could not be printed: please note the shelf mark." in read(kiosk.window), timeout=20_000
    )
