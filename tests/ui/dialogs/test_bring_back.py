"""A house that was lost comes back at the first start: a real copy, a real empty folder, the paper from the safe."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog
from pytestqt.qtbot import QtBot

from cdm_desk.domain.clock import BRUSSELS, StoppedClock
from cdm_desk.domain.staff import Role
from cdm_desk.jobs import copy_house, restore_house
from cdm_desk.office import found_office, open_office
from cdm_desk.settings import Settings, SettingsFile
from cdm_desk.ui.appearance import Appearance, Shade
from cdm_desk.ui.background import Background
from cdm_desk.ui.dialogs.first_run import DATA, READY, Data, FirstChoices, FirstRun, Prepared
from cdm_desk.ui.screen_language import ScreenLanguage
from cdm_desk.vault import MemoryVault

CLOCK = StoppedClock(datetime(2019, 1, 14, 10, 30, tzinfo=BRUSSELS))


@dataclass
class Lost:
    """A stick with the copy of a site that is no more, the paper of its PC, and a new machine with an empty folder."""

    stick: Path
    paper: str
    data: Path
    share: Path
    tickets: int
    vault: MemoryVault

    def bring_back(self, choices: FirstChoices, told: Callable[[int, int], None]) -> Prepared:
        """What the program does, with a keyring of the test."""
        put = restore_house(
            self.data,
            self.vault,
            CLOCK,
            copy=Path(choices.copy),
            share=Path(choices.share),
            paper=choices.recovery_key,
            told=told,
        )
        settings = SettingsFile(self.data / "settings.ini").load().settings
        return Prepared(workstation=settings.workstation, files=put.files)


@pytest.fixture
def lost(tmp_path: Path) -> Lost:
    share, data, vault = tmp_path / "share", tmp_path / "old", MemoryVault()
    share.mkdir()
    founded = found_office(data, CLOCK, vault, Settings(workstation="Accueil 1", kind="reception"), share=share)
    with open_office(data, CLOCK, vault) as office:
        with office.staff.command("register", Role.RECEPTION):
            for _each in range(3):
                office.welcome.register("EMP")
        copy_house(office, tmp_path / "stick")
    shutil.rmtree(share)
    shutil.rmtree(data)
    (tmp_path / "server").mkdir()
    return Lost(
        stick=tmp_path / "stick",
        paper=founded.recovery_key,
        data=tmp_path / "new",
        share=tmp_path / "server",
        tickets=3,
        vault=MemoryVault(),
    )


@pytest.fixture
def wizard(
    qapp: QApplication, qtbot: QtBot, background: Background, light: Appearance, lost: Lost
) -> Iterator[FirstRun]:
    assert light.shade is Shade.LIGHT
    spoken = ScreenLanguage(qapp)

    def prepare(_choices: FirstChoices) -> Prepared:
        raise AssertionError

    dialog = FirstRun(spoken, background, prepare, ["HP accueil"], bring_back=lost.bring_back)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitExposed(dialog)
    dialog.go_on()
    dialog.go_on()
    next(button for button in dialog.data.buttons() if button.property("value") == Data.BACK).click()
    yield dialog
    spoken.speak("en")


def fill(wizard: FirstRun, *, copy: Path, share: Path, paper: str) -> None:
    for field, text in ((wizard.copy_field, copy), (wizard.share_field, share), (wizard.paper_field, paper)):
        field.setText(str(text))


def go_through(wizard: FirstRun, qtbot: QtBot) -> None:
    wizard.go_on()
    wizard.go_on()
    assert not wizard.next_button.isEnabled()
    qtbot.waitUntil(wizard.next_button.isEnabled, timeout=60_000)


def test_the_house_is_back_with_its_workstation_and_all_it_held(wizard: FirstRun, lost: Lost, qtbot: QtBot) -> None:
    fill(wizard, copy=lost.stick, share=lost.share, paper=lost.paper)
    go_through(wizard, qtbot)
    told = f"{wizard.key_heading.text()} {wizard.key_purpose.text()}"
    assert wizard.pages.currentIndex() == READY
    QTest.keyClick(wizard, Qt.Key.Key_Return)

    assert wizard.result() == QDialog.DialogCode.Accepted
    assert "This PC is Accueil 1 again" in told
    assert str(lost.share) in told
    with open_office(lost.data, CLOCK, lost.vault) as office:
        assert len(office.queue.waiting()) == lost.tickets
        assert (office.workstation, office.settings.workstation) == ("Accueil 1", "Accueil 1")
        assert office.way.folder == lost.share


def test_how_far_it_is_is_told_file_by_file(wizard: FirstRun, lost: Lost, qtbot: QtBot) -> None:
    fill(wizard, copy=lost.stick, share=lost.share, paper=lost.paper)
    seen: list[str] = []
    wizard._told.connect(lambda done, number: seen.append(f"{done}/{number}"))  # noqa: SLF001 - what the bar hears
    go_through(wizard, qtbot)

    number = wizard.prepared.files
    assert seen == [f"{done}/{number}" for done in range(number + 1)]
    assert not wizard.progress_bar.isVisible()


@pytest.mark.parametrize("field", ["copy_field", "share_field", "paper_field"])
def test_what_is_missing_is_asked_for_before_anything_begins(wizard: FirstRun, lost: Lost, field: str) -> None:
    fill(wizard, copy=lost.stick, share=lost.share, paper=lost.paper)
    getattr(wizard, field).clear()
    wizard.go_on()

    assert wizard.pages.currentIndex() == DATA
    assert "To bring the site back" in wizard.error_label.text()
    assert wizard.focusWidget() is getattr(wizard, field)


def test_the_paper_of_another_pc_leaves_nothing_behind(
    wizard: FirstRun, lost: Lost, qtbot: QtBot, tmp_path: Path
) -> None:
    other = found_office(tmp_path / "other", CLOCK, MemoryVault(), Settings(workstation="Autre"))
    fill(wizard, copy=lost.stick, share=lost.share, paper=other.recovery_key)
    go_through(wizard, qtbot)
    assert "other data" in wizard.error_label.text()
    assert list(lost.share.iterdir()) == []
    assert not lost.data.exists() or list(lost.data.iterdir()) == []
    wizard.paper_field.setText(lost.paper)
    go_through(wizard, qtbot)

    assert wizard.pages.currentIndex() == READY


def test_a_folder_that_is_not_empty_is_refused_before_this_pc_is_touched(
    wizard: FirstRun, lost: Lost, qtbot: QtBot
) -> None:
    (lost.share / "holiday.jpg").write_bytes(b"x")
    fill(wizard, copy=lost.stick, share=lost.share, paper=lost.paper)
    go_through(wizard, qtbot)

    assert "other files" in wizard.error_label.text()
    assert not lost.data.exists()


def test_a_stick_without_a_copy_is_refused(wizard: FirstRun, lost: Lost, qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    fill(wizard, copy=tmp_path / "empty", share=lost.share, paper=lost.paper)
    go_through(wizard, qtbot)

    assert "No copy of a site" in wizard.error_label.text()


def test_both_folders_can_be_pointed_at(wizard: FirstRun, lost: Lost, monkeypatch: pytest.MonkeyPatch) -> None:
    for button, field, folder in (
        (wizard.copy_folder_button, wizard.copy_field, lost.stick),
        (wizard.share_button, wizard.share_field, lost.share),
    ):
        monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_args, named=folder: str(named))
        button.click()
        assert field.text() == str(folder)
