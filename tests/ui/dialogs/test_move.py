"""A site on its way to a hub, as the window tells of it: a real office, a real folder, a real server."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from cdm_desk.hubs import Move
from cdm_desk.office import Office
from cdm_desk.ui.dialogs.backup import BackupPart
from cdm_desk.ui.dialogs.exchange import ExchangeDialog
from cdm_desk.ui.dialogs.move import MovePart
from cdm_desk.ui.dialogs.settings import SettingsDialog
from cdm_desk.ui.lamp import own_lines, way_words
from cdm_desk.ui.main_window import MainWindow
from cdm_desk.ui.staffed import Staffed
from tests.test_hubs import Place, visit
from tests.ui.looking import texts_with_mnemonics


@pytest.fixture
def place(tmp_path: Path) -> Place:
    (tmp_path / "share").mkdir()
    return Place(tmp_path / "one", tmp_path / "share")


def on_both(place: Place, url: str) -> None:
    with place.open() as office:
        Move(office).begin(url)


def on_hub(place: Place, url: str) -> None:
    on_both(place, url)
    with place.open() as office:
        Move(office).finish()


def words(dialog: ExchangeDialog | SettingsDialog | BackupPart) -> str:
    return " ".join(texts_with_mnemonics(dialog))


def test_while_it_moves_folder_and_hub_are_both_named_and_compared(
    place: Place, hub_url: str, window: MainWindow, qtbot: QtBot
) -> None:
    on_both(place, hub_url)
    with place.open() as office:
        part = MovePart(office, window.background)
        qtbot.addWidget(part)
        part.show()
        part.compare_button.click()
        qtbot.waitUntil(part.compare_button.isEnabled, timeout=30_000)

        assert str(office.settings.share_folder) in part.here_label.text()
        assert office.way.server in part.here_label.text()
        assert "hold the same" in part.found_label.text()
        assert "hub switch" in part.next_label.text()


def test_what_one_of_both_lacks_is_counted(place: Place, hub_url: str, window: MainWindow, qtbot: QtBot) -> None:
    visit(place)
    on_both(place, hub_url)
    with place.open() as office:
        for log in (Path(str(office.settings.share_folder)) / "r").glob("*/*.log"):
            log.write_bytes(b"")
        part = MovePart(office, window.background)
        qtbot.addWidget(part)
        part.show()
        part.compare_button.click()
        qtbot.waitUntil(part.compare_button.isEnabled, timeout=30_000)

        assert "the folder lacks" in part.found_label.text()


def test_a_hub_that_is_away_is_told_and_nothing_else_happens(
    place: Place, hub_url: str, window: MainWindow, qtbot: QtBot
) -> None:
    on_both(place, hub_url)
    with place.open() as office:
        place.vault.put(f"hub-{office.site_id}", b"postgresql://nobody@127.0.0.1:1/desk")
        part = MovePart(office, window.background)
        qtbot.addWidget(part)
        part.show()
        part.compare_button.click()
        qtbot.waitUntil(part.compare_button.isEnabled, timeout=60_000)

        assert "cannot be reached" in part.found_label.text()


@pytest.fixture
def hub_office(place: Place, hub_url: str) -> Office:
    on_hub(place, hub_url)
    return place.open()


def test_on_a_hub_no_word_of_the_lamps_dialog_says_folder(hub_office: Office, window: MainWindow, qtbot: QtBot) -> None:
    exchange = hub_office.exchange
    assert exchange is not None
    exchange.once()
    dialog = ExchangeDialog(exchange, hub_office.conflicts, window)
    qtbot.addWidget(dialog)
    dialog.open()
    qtbot.waitExposed(dialog)
    told = " ".join([words(dialog), *(part for line in own_lines(exchange.state) for part in line)])
    shown = dialog.folder.way_label.text() + dialog.folder.check_button.text() + dialog.folder.verdict_label.text()
    hub_office.close()

    assert "folder" not in (told + shown).lower()
    assert hub_office.way.server in shown


def test_a_hub_is_examined_alone(hub_office: Office, window: MainWindow, qtbot: QtBot) -> None:
    exchange = hub_office.exchange
    assert exchange is not None
    dialog = ExchangeDialog(exchange, hub_office.conflicts, window)
    qtbot.addWidget(dialog)
    dialog.open()
    dialog.folder.check_button.click()
    qtbot.waitUntil(dialog.folder.check_button.isEnabled, timeout=60_000)
    hub_office.close()

    assert "The hub can be trusted" in dialog.folder.verdict_label.text()


def test_on_a_hub_the_settings_show_its_server_and_no_folder_to_choose(hub_office: Office, window: MainWindow) -> None:
    window.staffed = Staffed(window, hub_office)
    window.opener.show_settings()
    dialog = window.findChild(SettingsDialog)
    assert dialog is not None
    field = dialog.findChild(type(dialog.search_field), "settings.hub")
    assert field is not None
    seen, read_only = field.text(), field.isReadOnly()
    found = dialog.findChild(type(dialog.search_field), "settings.share")
    backup = dialog.findChild(BackupPart)
    assert backup is not None
    hidden = backup.site_button.isHidden(), backup.repair_button.isHidden(), backup.hub_label.isHidden()
    dialog.close()
    window.staffed = None
    hub_office.close()

    assert (seen, read_only, found) == (hub_office.way.server, True, None)
    assert hidden == (True, True, False)


def test_no_password_is_ever_shown(place: Place) -> None:
    with place.open() as office:
        assert office.way.folder is not None
    url = "postgresql://cdm_desk:very-secret@127.0.0.1:1/desk?sslmode=disable"
    place.vault.put(f"hub-{office.site_id}", url.encode())
    file = Path(office.settings_file)
    file.write_text(file.read_text(encoding="utf-8").replace("medium = folder", "medium = hub"), encoding="utf-8")
    with place.open() as office:
        told = way_words(office.way)

    assert "127.0.0.1:1/desk" in told
    assert "very-secret" not in told
