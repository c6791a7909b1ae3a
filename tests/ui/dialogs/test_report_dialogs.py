"""The windows of the reports: staff and website, texts of the label file, what a figure is made of."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from cdm_desk.domain.house_figures import StaffCount, WebFigure
from cdm_desk.domain.reports import Narrative, Period
from cdm_desk.domain.trace import Trace
from cdm_desk.office import Office
from cdm_desk.ui.appearance import Appearance
from cdm_desk.ui.background import Background
from cdm_desk.ui.dialogs.house_figures import HouseFiguresDialog
from cdm_desk.ui.dialogs.report_texts import ReportTextsDialog
from cdm_desk.ui.dialogs.trace import TraceDialog
from cdm_desk.ui.messages import Messages
from cdm_desk.ui.undo import Undo

TODAY = date(2019, 1, 14)
YEAR = Period.parse("2019")


@pytest.fixture
def parent(qtbot: QtBot, light: Appearance) -> QWidget:
    del light
    made = QWidget()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def undo(messages: Messages) -> Undo:
    return Undo(messages)


@pytest.fixture
def figures(office: Office, background: Background, undo: Undo, parent: QWidget) -> Iterator[HouseFiguresDialog]:
    made = HouseFiguresDialog(office.house_figures, TODAY, background, undo, parent)
    made.show()
    yield made
    made.close()


def test_an_institution_and_a_number_are_kept_by_enter(figures: HouseFiguresDialog, office: Office) -> None:
    QTest.keyClicks(figures.institution_field, "Actiris")
    QTest.keyClicks(figures.people_field, "28")
    QTest.keyClick(figures.people_field, Qt.Key.Key_Return)

    assert office.house_figures.staff() == [StaffCount(day=TODAY, institution="Actiris", people=28)]


def test_what_is_no_number_is_told_and_stays(figures: HouseFiguresDialog) -> None:
    QTest.keyClicks(figures.institution_field, "Actiris")
    QTest.keyClicks(figures.people_field, "many")
    figures.keep_staff()

    assert figures.said_label.isVisible()
    assert figures.people_field.text() == "many"


def test_a_number_taken_away_comes_back_by_undo(figures: HouseFiguresDialog, office: Office, undo: Undo) -> None:
    office.house_figures.keep_web(WebFigure(month="2019-01", source="Website", page_views=9, visitors=5))
    figures.reload()
    figures.table.selectRow(0)
    figures.drop()
    assert office.house_figures.web() == []
    undo.undo()

    assert len(office.house_figures.web()) == 1


def test_each_bad_line_of_a_file_is_told(figures: HouseFiguresDialog, qtbot: QtBot, tmp_path: Path) -> None:
    file = tmp_path / "months.csv"
    file.write_text("month;page views;visitors\n2019-01;9;5\n2019-99;9;5\n")
    figures.take_in(str(file))
    qtbot.waitUntil(figures.said_label.isVisible)

    assert "3" in figures.said_label.text().splitlines()[1]
    assert len(figures.model.values) == 1


def test_a_text_is_kept_in_both_languages(office: Office, undo: Undo, parent: QWidget) -> None:
    dialog = ReportTextsDialog(office.report_texts, YEAR, undo, parent)
    QTest.keyClicks(dialog.fields["fr"], "Un lieu ouvert")
    QTest.keyClicks(dialog.fields["nl"], "Een open plek")
    dialog.keep()

    expected = Narrative(heading="text_presentation", fr="Un lieu ouvert", nl="Een open plek")
    assert office.report_texts.texts(YEAR)[0] == expected


def test_another_heading_keeps_what_was_typed(office: Office, undo: Undo, parent: QWidget) -> None:
    dialog = ReportTextsDialog(office.report_texts, YEAR, undo, parent)
    QTest.keyClicks(dialog.fields["fr"], "Un lieu ouvert")
    QTest.keyClick(dialog.heading_box, Qt.Key.Key_Down)
    dialog.heading_box.activated.emit(1)

    assert office.report_texts.texts(YEAR)[0].fr == "Un lieu ouvert"
    assert dialog.fields["fr"].toPlainText() == ""
    dialog.close()


def test_a_text_that_names_a_person_is_told_and_stays(office: Office, undo: Undo, parent: QWidget) -> None:
    dialog = ReportTextsDialog(office.report_texts, YEAR, undo, parent)
    dialog.fields["fr"].setPlainText("jan@example.be")
    dialog.keep()

    assert dialog.trouble_label.text()
    assert dialog.fields["fr"].toPlainText() == "jan@example.be"
    dialog.close()


def test_the_days_of_a_figure_are_listed(parent: QWidget) -> None:
    trace = Trace(figure="contacts", rows=(("2019-01-14", 12), ("2019-01-15", 30)), late=1, voided=2)
    dialog = TraceDialog("contacts", trace, parent)

    assert [row[1] for row in dialog.model.values] == [12, 30]
    dialog.close()


def test_a_small_number_of_a_special_audience_is_not_shown(parent: QWidget) -> None:
    dialog = TraceDialog("x", Trace(figure="detained", rows=(("2019-Q1", None),), late=0, voided=0), parent)

    assert dialog.model.columns[1].text(dialog.model.values[0]) == "<5"
    dialog.close()
