from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from cdm_desk.domain.errors import NotAllowedError
from cdm_desk.domain.staff import Action, Role
from cdm_desk.jobs import copy_workstation
from cdm_desk.office import Office
from cdm_desk.store.backup import verify
from cdm_desk.ui.dialogs.backup import BackupPart
from cdm_desk.ui.main_window import MainWindow


@pytest.fixture
def part(window: MainWindow, office: Office, qtbot: QtBot) -> BackupPart:
    made = BackupPart(office, window.background)
    qtbot.addWidget(made)
    made.show()
    return made


def choose(monkeypatch: pytest.MonkeyPatch, folder: Path | None) -> None:
    named = "" if folder is None else str(folder)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_arguments: named)


def test_a_workstation_is_copied_where_one_says_and_the_file_is_named(
    part: BackupPart, office: Office, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose(monkeypatch, tmp_path / "usb")
    with office.staff.command("backup", Role.ADMINISTRATOR):
        part.workstation_button.click()
    assert not part.workstation_button.isEnabled()
    qtbot.waitUntil(part.workstation_button.isEnabled, timeout=20_000)

    [copy] = (tmp_path / "usb").glob("*.db")
    assert str(copy) in part.told.text()
    assert verify(copy, office.key).rows()


def test_nothing_happens_where_no_folder_is_chosen(part: BackupPart, monkeypatch: pytest.MonkeyPatch) -> None:
    choose(monkeypatch, None)
    part.workstation_button.click()

    assert part.workstation_button.isEnabled()
    assert part.told.isHidden()


def point_at(monkeypatch: pytest.MonkeyPatch, file: Path) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_arguments: (str(file), ""))


def test_a_copy_is_looked_over_and_asked_about_before_it_takes_the_place_of_the_store(
    part: BackupPart, office: Office, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = copy_workstation(office, tmp_path / "usb")
    point_at(monkeypatch, copy)
    with office.staff.command("restore", Role.ADMINISTRATOR):
        part.restore_button.click()
    qtbot.waitUntil(part.asking.isVisible, timeout=20_000)
    assert office.workstation in part.asking.heading_label.text()
    assert "nobody else has it" in part.asking.loss_label.text()
    assert "for a week" in part.asking.kept_label.text()

    part.asking.stay_button.click()
    assert part.asking.isHidden()
    part.asking.show()
    with qtbot.waitSignal(part.restore_wanted) as wanted:
        part.asking.confirm_button.click()
    assert wanted.args == [copy]


def test_a_file_that_is_no_copy_of_this_store_is_refused_before_anything_is_asked(
    part: BackupPart, office: Office, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "photo.db").write_bytes(b"a picture" * 1000)
    point_at(monkeypatch, tmp_path / "photo.db")
    with office.staff.command("restore", Role.ADMINISTRATOR):
        part.restore_button.click()
    qtbot.waitUntil(part.restore_button.isEnabled, timeout=20_000)

    assert "is no sound copy" in part.told.text()
    assert part.asking.isHidden()


def test_a_workstation_alone_is_offered_no_folder_to_put_right(part: BackupPart) -> None:
    assert part.workstation_button.isVisible()
    assert part.site_button.isHidden()
    assert part.repair_button.isHidden()


def test_who_may_not_is_told_so(
    part: BackupPart, office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(action: Action) -> None:
        raise NotAllowedError(action.value)

    monkeypatch.setattr(office.staff, "require", refuse)
    choose(monkeypatch, tmp_path / "usb")
    part.workstation_button.click()

    assert part.told.text()
    assert part.workstation_button.isEnabled()
    assert not (tmp_path / "usb").exists()


def test_the_keys_speak_the_language_that_is_chosen(part: BackupPart, window: MainWindow, qtbot: QtBot) -> None:
    before = part.workstation_button.text()
    window.screen_language.speak("nl" if "Copier" in before else "fr")
    qtbot.waitUntil(lambda: part.workstation_button.text() != before)

    assert part.workstation_button.accessibleName()
