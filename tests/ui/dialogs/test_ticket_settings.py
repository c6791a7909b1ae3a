"""The settings of tickets on paper: in force at once, and refused where they cannot be."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from cdm_desk.domain.clock import BRUSSELS, StoppedClock
from cdm_desk.domain.slip import Outlet
from cdm_desk.settings import SettingsFile
from cdm_desk.ui.appearance import Appearance
from cdm_desk.ui.dialogs.settings import SettingsDialog
from cdm_desk.ui.kept_settings import KeptSettings
from cdm_desk.ui.main_window import MainWindow
from cdm_desk.ui.messages import Messages
from cdm_desk.ui.ticket_items import TrialPart, ticket_group
from cdm_desk.ui.tickets import Tickets
from tests.documents.test_ticket_printer import posix
from tests.ui.dialogs.test_settings import choose, dialog

__all__ = ["dialog"]

CLOCK = StoppedClock(datetime(2019, 1, 14, 10, tzinfo=BRUSSELS))


@pytest.fixture
def tickets(messages: Messages, kept: KeptSettings) -> Iterator[Tickets]:
    made = Tickets(messages, kept)
    yield made
    made.close()


@pytest.fixture
def page(qtbot: QtBot, light: Appearance, kept: KeptSettings, tickets: Tickets) -> Iterator[SettingsDialog]:
    del light
    parent = QWidget()
    qtbot.addWidget(parent)
    made = SettingsDialog([ticket_group(kept, tickets, ["Bureau", "Tickets"], CLOCK)], parent)
    made.show()
    yield made
    # Until here the parent has to live.
    del parent


def _error(page: SettingsDialog, name: str) -> str:
    row = next(row for card in page._cards for row in card.rows if row.editor.objectName() == f"settings.{name}")  # noqa: SLF001
    return row.error_label.text() if row.error_label.isVisible() else ""


def _type(page: SettingsDialog, name: str, text: str) -> None:
    field = page.findChild(QLineEdit, f"settings.{name}")
    assert isinstance(field, QLineEdit)
    field.setText(text)
    field.editingFinished.emit()


def test_a_queue_of_the_system_is_chosen_by_its_name(page: SettingsDialog, kept: KeptSettings) -> None:
    choose(page, "ticket_printer", "queue:Tickets")

    assert kept.current.printer_of_tickets.outlet is Outlet.QUEUE
    assert kept.current.printer_of_tickets.name == "Tickets"
    assert SettingsFile(kept.file._file).load().settings == kept.current  # noqa: SLF001


def test_a_printer_in_the_network_is_chosen_by_its_address(page: SettingsDialog, kept: KeptSettings) -> None:
    choose(page, "ticket_printer", "network")
    _type(page, "ticket_address", "192.168.1.50")

    assert kept.current.printer_of_tickets.outlet is Outlet.NETWORK
    assert kept.current.printer_of_tickets.name == "192.168.1.50"


def test_what_is_no_address_is_refused_and_stays_typed(page: SettingsDialog, kept: KeptSettings) -> None:
    choose(page, "ticket_printer", "network")
    _type(page, "ticket_address", "two words")

    assert _error(page, "ticket_address").startswith("two words is no address of a printer.")
    assert kept.current.ticket_address == ""


def test_a_sheet_is_refused_for_a_receipt_printer_and_the_other_way_round(
    page: SettingsDialog, kept: KeptSettings
) -> None:
    choose(page, "ticket_printer", "network")
    choose(page, "ticket_paper", "a6")

    assert "prints on a roll" in _error(page, "ticket_paper")
    assert kept.current.ticket_paper.value == "80"
    choose(page, "ticket_printer", "queue:Bureau")
    choose(page, "ticket_paper", "a6")
    assert kept.current.ticket_paper.value == "a6"
    choose(page, "ticket_printer", "device")
    assert "prints on a roll" in _error(page, "ticket_printer")
    assert kept.current.ticket_outlet.value == "queue"


def test_a_printer_that_was_refused_is_taken_once_the_paper_fits_it(page: SettingsDialog, kept: KeptSettings) -> None:
    choose(page, "ticket_paper", "a6")
    choose(page, "ticket_printer", "network")
    refused = _error(page, "ticket_printer")
    choose(page, "ticket_paper", "58")

    assert "prints on a roll" in refused
    assert _error(page, "ticket_printer") == ""
    assert kept.current.ticket_outlet is Outlet.NETWORK


@pytest.mark.parametrize(
    ("name", "default"), [("ticket_at_registration", True), ("ticket_both_languages", False), ("ticket_large", False)]
)
def test_a_switch_is_in_force_at_once(page: SettingsDialog, kept: KeptSettings, name: str, *, default: bool) -> None:
    box = page.findChild(QCheckBox, f"settings.{name}")
    assert isinstance(box, QCheckBox)
    assert box.isChecked() is default
    box.click()

    assert getattr(kept.current, name) is not default


@posix
def test_a_ticket_can_be_tried_out_and_counts_nobody(
    qtbot: QtBot, page: SettingsDialog, kept: KeptSettings, tmp_path: Path
) -> None:
    device = tmp_path / "lp0"
    device.touch()
    kept.change(ticket_outlet=Outlet.DEVICE, ticket_address=str(device))
    trial = page.findChild(TrialPart)
    assert isinstance(trial, TrialPart)
    trial.button.click()
    qtbot.waitUntil(lambda: trial.said_label.text() == "The ticket was printed.")

    assert device.stat().st_size > 10_000
    assert trial.button.isEnabled()


def test_a_trial_that_fails_says_why_where_one_looks(qtbot: QtBot, page: SettingsDialog) -> None:
    trial = page.findChild(TrialPart)
    assert isinstance(trial, TrialPart)
    trial.button.click()

    qtbot.waitUntil(lambda: trial.said_label.text().startswith("No printer for tickets is set on this PC."))
    choose(page, "ticket_printer", "queue:Tickets")
    assert trial.said_label.isHidden()


@posix
def test_settings_that_are_closed_while_a_ticket_is_tried_out_are_not_missed(
    qtbot: QtBot, page: SettingsDialog, kept: KeptSettings, tickets: Tickets, tmp_path: Path
) -> None:
    device = tmp_path / "lp0"
    device.touch()
    kept.change(ticket_outlet=Outlet.DEVICE, ticket_address=str(device))
    trial = page.findChild(TrialPart)
    assert isinstance(trial, TrialPart)
    trial.button.click()
    with qtbot.waitSignal(page.destroyed):
        page.close()

    qtbot.waitUntil(lambda: device.stat().st_size > 0)
    qtbot.waitUntil(lambda: not tickets.is_busy())


def test_the_settings_have_their_place_on_the_page(dialog: SettingsDialog, window: MainWindow) -> None:
    assert isinstance(dialog.findChild(QComboBox, "settings.ticket_printer"), QComboBox)
    # Before the office is open there is no ticket to try out.
    assert window.staffed is None
    assert dialog.findChild(TrialPart) is None
