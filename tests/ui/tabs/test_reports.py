"""Reports, by their keys: the page that is seen is the page that is printed and the figures that are written."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QMenu
from pytestqt.qtbot import QtBot

from cdm_desk.documents.press import pressed
from cdm_desk.domain.change import Department
from cdm_desk.domain.clock import StoppedClock
from cdm_desk.domain.errors import NotAllowedError
from cdm_desk.domain.reports import REPORTS, Missing
from cdm_desk.domain.staff import Action
from cdm_desk.language import LANGUAGES, Language, catalogue, use
from cdm_desk.paths import data_folder
from cdm_desk.services.overview import OverviewService
from cdm_desk.services.reports import ReportsService
from cdm_desk.store.unit import Store
from cdm_desk.ui.appearance import Appearance, Shade
from cdm_desk.ui.background import Background
from cdm_desk.ui.key_map import KeyMap
from cdm_desk.ui.messages import Message, Messages
from cdm_desk.ui.paper import A4_POINTS, pages
from cdm_desk.ui.tabs.reports import ReportsTab
from tests.services.test_reports import OpenGate, activity, conversation, keep, visit, wait
from tests.ui import looking
from tests.ui.cups import PRINTER, needs_cups, printed

TUESDAY = date(2019, 1, 15)
CTRL = Qt.KeyboardModifier.ControlModifier


class Gate:
    """Lets through until it is shut."""

    def __init__(self) -> None:
        self.open = True

    def require(self, action: Action) -> None:
        if not self.open:
            raise NotAllowedError(action)


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock(datetime(2019, 1, 15, 18, 0))  # noqa: DTZ001 - Brussels time


@pytest.fixture
def store(make_store: Callable[[Path, StoppedClock], Store], tmp_path: Path, clock: StoppedClock) -> Store:
    made = make_store(tmp_path / "desk.db", clock)
    keep(made, [visit("MV3", people=4), *(wait() for _ in range(5)), conversation("OU1"), activity(present=8)])
    keep(made, [visit("MV4", day=TUESDAY - timedelta(days=4), people=9)])
    return made


@pytest.fixture
def gate() -> Gate:
    return Gate()


@pytest.fixture
def said(messages: Messages) -> list[str]:
    heard: list[str] = []

    def hear(message: Message) -> None:
        heard.append(message.text)

    messages.shown.connect(hear)
    return heard


@pytest.fixture
def tab(
    qtbot: QtBot,
    store: Store,
    clock: StoppedClock,
    gate: Gate,
    background: Background,
    messages: Messages,
    light: Appearance,
) -> Iterator[ReportsTab]:
    del light
    made = ReportsTab(ReportsService(store, clock, gate), background, messages)
    qtbot.addWidget(made)
    made.resize(1366, 640)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    made.setFocus()
    # The first page is made before the window has its size.
    made.make()
    qtbot.waitUntil(lambda: bool(made.preview.shown) and not background.is_busy())
    yield made
    qtbot.waitUntil(lambda: not background.is_busy())


def figure(tab: ReportsTab, name: str) -> int | None:
    return next(each.value for each in tab.model.values if each.id == name)


def sheet(store: Store, clock: StoppedClock, *languages: Language) -> bytes:
    report = ReportsService(store, clock, OpenGate()).day_sheet(TUESDAY)
    return pressed(report, "pdf", [catalogue(language) for language in languages])


def drawn(tab: ReportsTab, content: bytes) -> list[QImage]:
    return pages(content, tab.preview.shown[0].width() / A4_POINTS)


def settled(qtbot: QtBot, background: Background) -> None:
    qtbot.waitUntil(lambda: not background.is_busy())


def test_the_preview_is_the_real_page_in_french_and_dutch(tab: ReportsTab, store: Store, clock: StoppedClock) -> None:
    assert tab.preview.shown == drawn(tab, sheet(store, clock, "fr", "nl"))
    assert figure(tab, "contacts") == 13


def test_one_language_is_a_key_away(
    qtbot: QtBot, tab: ReportsTab, background: Background, store: Store, clock: StoppedClock
) -> None:
    button = next(part for part in looking.parts(tab) if part.objectName() == "reports.dutch")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    settled(qtbot, background)

    assert tab.preview.shown == drawn(tab, sheet(store, clock, "nl"))


def test_a_figure_of_too_few_says_why_it_is_not_given(qtbot: QtBot, tab: ReportsTab, background: Background) -> None:
    QTest.keyClick(tab.preview, Qt.Key.Key_U, CTRL)
    settled(qtbot, background)
    row = next(row for row, each in enumerate(tab.model.values) if each.id == "wait_p50")
    value = tab.model.index(row, 1)

    assert value.data() == "too few"
    assert "fewer than five tickets" in value.data(Qt.ItemDataRole.ToolTipRole)


def test_contacts_and_visits_each_say_what_they_count(tab: ReportsTab) -> None:
    told = {
        each.id: tab.model.index(row, 0).data(Qt.ItemDataRole.ToolTipRole) for row, each in enumerate(tab.model.values)
    }

    assert "people served" in told["contacts"]
    assert "registered at the door" in told["visits"]


def test_an_open_day_is_said_to_be_provisional(tab: ReportsTab) -> None:
    assert "provisional" in tab.state_label.text()


def test_a_pc_whose_figures_are_missing_is_named_above_the_page(
    qtbot: QtBot, store: Store, clock: StoppedClock, background: Background, messages: Messages, light: Appearance
) -> None:
    assert light.text_percent == 100
    service = ReportsService(store, clock, OpenGate(), lambda _day: Missing(silent=("Poste 7",)))
    tab = ReportsTab(service, background, messages)
    qtbot.addWidget(tab)
    tab.show()
    tab.make()
    qtbot.waitUntil(lambda: bool(tab.preview.shown) and not background.is_busy())

    assert tab.state_label.text().endswith("Not all figures are here of: Poste 7.")


def test_the_day_before_is_the_last_with_figures(qtbot: QtBot, tab: ReportsTab, background: Background) -> None:
    QTest.keyClick(tab.preview, Qt.Key.Key_U, CTRL)
    settled(qtbot, background)
    assert figure(tab, "contacts") == 9

    QTest.keyClick(tab.preview, Qt.Key.Key_T, CTRL)
    settled(qtbot, background)
    assert figure(tab, "contacts") == 13


def test_a_change_elsewhere_makes_the_page_again(
    qtbot: QtBot, tab: ReportsTab, background: Background, store: Store
) -> None:
    keep(store, [visit("MV3", people=7)])
    tab.refresh(frozenset({Department.REPORTS}))

    qtbot.waitUntil(lambda: not background.is_busy() and figure(tab, "contacts") == 20)


def test_a_new_day_is_followed_when_the_tab_is_looked_at(
    qtbot: QtBot, tab: ReportsTab, background: Background, clock: StoppedClock
) -> None:
    tab.hide()
    clock.advance(days=1)
    tab.show()
    settled(qtbot, background)

    assert figure(tab, "contacts") == 0
    assert "16 January" in tab.state_label.text()


def test_who_may_not_read_the_sheet_is_told_and_sees_no_figure(
    qtbot: QtBot, tab: ReportsTab, background: Background, gate: Gate
) -> None:
    gate.open = False
    tab.make()
    settled(qtbot, background)

    assert tab.pages.currentWidget() is tab.placeholder
    assert tab.placeholder.sentence_label.text()
    assert list(tab.model.values) == []
    assert not tab.quality.isVisible()


def test_who_may_not_read_the_sheet_hears_the_same_reason_when_it_shall_be_written(
    qtbot: QtBot, tab: ReportsTab, background: Background, gate: Gate, said: list[str]
) -> None:
    gate.open = False
    tab.make()
    settled(qtbot, background)
    QTest.keyClick(tab, Qt.Key.Key_S, CTRL)

    assert said[-1] == tab.placeholder.sentence_label.text()


def test_a_page_that_comes_back_once_the_screen_is_locked_asks_nobody_again(tab: ReportsTab, gate: Gate) -> None:
    shown = tab._shown  # noqa: SLF001 - what the errand has brought back
    assert shown is not None
    gate.open = False
    tab._show(tab._asked, shown)  # noqa: SLF001 - as the errand does when it ends

    assert tab.pages.currentWidget() is tab.preview


@pytest.mark.parametrize("form", ["pdf", "xlsx", "ods", "csv", "json"])
def test_the_figures_are_written_where_the_person_chose(
    qtbot: QtBot, tab: ReportsTab, background: Background, tmp_path: Path, said: list[str], form: str
) -> None:
    target = tmp_path / f"day.{form}"
    tab.export(form)
    dialog = next(iter(tab.findChildren(QFileDialog)))
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.fileSelected.emit(str(target))
    dialog.close()
    settled(qtbot, background)

    assert target.stat().st_size > 500
    assert str(target) in said[-1]
    if form == "json":
        assert json.loads(target.read_text())["figures"]["contacts"] == figure(tab, "contacts")


def test_a_folder_that_refuses_is_explained(
    qtbot: QtBot, tab: ReportsTab, background: Background, tmp_path: Path, said: list[str]
) -> None:
    tab.write(str(tmp_path / "absent" / "day.pdf"))
    settled(qtbot, background)

    assert "Choose another folder" in said[-1]


def test_a_printer_that_refuses_is_explained_and_the_pdf_kept(
    qtbot: QtBot, tab: ReportsTab, background: Background, said: list[str], store: Store, clock: StoppedClock
) -> None:
    tab.printer_box.addItem("no_such_printer", "no_such_printer")
    tab.printer_box.setCurrentIndex(tab.printer_box.count() - 1)
    QTest.keyClick(tab.preview, Qt.Key.Key_P, CTRL)
    assert tab.print_button.hasFocus()
    QTest.keyClick(tab.print_button, Qt.Key.Key_Return)
    settled(qtbot, background)

    kept = data_folder() / "printed" / "R01-2019-01-15.pdf"
    assert str(kept) in said[-1]
    assert kept.read_bytes() == sheet(store, clock, "fr", "nl")


def test_the_screen_answers_while_the_page_is_made(qtbot: QtBot, tab: ReportsTab, background: Background) -> None:
    answers = 0

    def answer() -> None:
        nonlocal answers
        answers += background.is_busy()

    timer = QTimer(interval=1)
    timer.timeout.connect(answer)
    timer.start()
    for _time in range(5):
        tab.make()
        settled(qtbot, background)
    timer.stop()

    assert answers >= 5


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("percent", [100, 200])
@pytest.mark.parametrize("shade", [Shade.LIGHT, Shade.DARK])
@pytest.mark.parametrize("size", [(1366, 640), (900, 330)], ids=["usual", "smallest"])
def test_everything_has_a_name_and_room(
    qtbot: QtBot,
    tab: ReportsTab,
    background: Background,
    light: Appearance,
    language: Language,
    percent: int,
    shade: Shade,
    size: tuple[int, int],
) -> None:
    use(language)
    light.wear(shade, percent)
    tab.resize(*size)
    tab.retranslate()
    settled(qtbot, background)

    assert looking.unnamed(tab) == []
    assert looking.without_object_name(tab) == []
    assert looking.clipped(tab) == []
    assert looking.doubled_mnemonics([action.text() for action in tab.actions_for_menu()]) == []


@pytest.mark.cups
@needs_cups
def test_a_real_job_arrives_at_the_printer(
    qtbot: QtBot, tab: ReportsTab, background: Background, said: list[str]
) -> None:
    tab.printer_box.setCurrentIndex(tab.printer_box.findData(PRINTER))
    assert tab.printer_box.currentData() == PRINTER
    before = _arrived()
    QTest.keyClick(tab.preview, Qt.Key.Key_P, CTRL)
    QTest.keyClick(tab.print_button, Qt.Key.Key_Return)
    settled(qtbot, background)

    assert "sent to the printer" in said[-1]
    qtbot.waitUntil(lambda: bool(_arrived() - before), timeout=20_000)


def _arrived() -> set[tuple[str, int]]:
    return {(file.name, file.stat().st_mtime_ns) for file in printed()}


def test_the_down_arrow_in_the_list_shows_the_next_report_of_the_week_of_the_day(
    qtbot: QtBot, tab: ReportsTab, background: Background
) -> None:
    tab.list.setFocus()
    QTest.keyClick(tab.list, Qt.Key.Key_Down)
    settled(qtbot, background)

    assert "2019-W03" in tab.state_label.text() or "14" in tab.state_label.text()
    assert tab.period().text == "2019-W03"
    assert figure(tab, "contacts") == 4 + 1 + 8


@pytest.mark.parametrize(("report", "kinds"), [("R01", 1), ("R04", 1), ("R07", 4), ("R13", 2)])
def test_only_the_kinds_of_period_of_a_report_can_be_chosen(
    qtbot: QtBot, tab: ReportsTab, background: Background, report: str, kinds: int
) -> None:
    tab.choose_report(report)
    settled(qtbot, background)

    assert tab.kind_box.count() == kinds
    assert tab.kind_box.isVisible() is (kinds > 1)


def test_a_longer_period_counts_more_days(qtbot: QtBot, tab: ReportsTab, background: Background) -> None:
    tab.choose_report("R06")
    settled(qtbot, background)
    assert figure(tab, "visits") == 4
    tab.kind_box.setFocus()
    QTest.keyClick(tab.kind_box, Qt.Key.Key_Down)
    tab.kind_box.activated.emit(tab.kind_box.currentIndex())
    settled(qtbot, background)

    assert tab.period().text == "2019-01"
    assert figure(tab, "visits") == 13


def test_one_before_goes_to_the_last_period_with_figures(qtbot: QtBot, tab: ReportsTab, background: Background) -> None:
    tab.choose_report("R02")
    settled(qtbot, background)
    QTest.keyClick(tab, Qt.Key.Key_U, CTRL)
    settled(qtbot, background)

    assert tab.period().text == "2019-W02"
    assert figure(tab, "multimedia_users") == 9


def test_every_report_is_in_the_menu(tab: ReportsTab, qtbot: QtBot, background: Background) -> None:
    menus = [menu for action in tab.actions_for_menu() if isinstance(menu := action.menu(), QMenu)]
    next(each for menu in menus for each in menu.actions() if each.text().startswith("R08")).trigger()
    settled(qtbot, background)

    assert tab.list.currentItem().text().startswith("R08")
    assert tab.report_box.currentText().startswith("R08")


def test_how_well_waits_were_foreseen_stands_beside_the_waits_only(
    qtbot: QtBot, tab: ReportsTab, background: Background
) -> None:
    tab.choose_report("R05")
    settled(qtbot, background)
    assert tab.shown_quality() is None
    tab.choose_report("R07")
    settled(qtbot, background)

    assert tab.shown_quality() is not None


@pytest.mark.parametrize("report", [report for report in REPORTS if report <= "R13"])
def test_every_report_is_a_chart_and_a_table(
    qtbot: QtBot, tab: ReportsTab, background: Background, report: str, store: Store
) -> None:
    keep(store, [replace(activity(present=8), audiences=("NEET",)), replace(visit("MV3"), language="NL")])
    tab.choose_report(report)
    tab.see("chart")
    settled(qtbot, background)

    if report not in {"R10", "R11"}:  # nothing was read here, no seat was used: there is nothing to draw
        assert not tab.view.shows_table
        assert tab.view.sentence_label.text() == tab.view.chart.accessibleName()
    QTest.keyClick(tab.view.focus(), Qt.Key.Key_T)
    assert tab.view.shows_table
    assert tab.view.rows is not None
    assert tab.view.rows.model().rowCount() > 0


def test_t_goes_from_the_page_to_the_chart_to_the_table_and_back(tab: ReportsTab) -> None:
    seen = []
    for widget in (lambda: tab.preview, tab.view.focus, tab.view.focus):
        QTest.keyClick(widget(), Qt.Key.Key_T)
        seen.append((tab.pages.currentWidget() is tab.view, tab.view.shows_table))

    assert seen == [(True, False), (True, True), (True, False)]


def test_the_arrows_walk_from_working_day_to_working_day(qtbot: QtBot, tab: ReportsTab, background: Background) -> None:
    tab.see("chart")
    for _step in range(2):
        QTest.keyClick(tab.view.focus(), Qt.Key.Key_Left)
        settled(qtbot, background)
    assert tab.period().text == "2019-01-11"
    QTest.keyClick(tab.view.focus(), Qt.Key.Key_Right)
    settled(qtbot, background)

    assert tab.period().text == "2019-01-14"


def test_the_period_after_this_one_is_said_not_to_have_begun(tab: ReportsTab, said: list[str]) -> None:
    QTest.keyClick(tab.preview, Qt.Key.Key_Right)

    assert "not begun" in said[-1]
    assert tab.period().first == TUESDAY


def test_a_chart_is_counted_without_its_page_and_the_page_is_drawn_when_it_is_looked_at(
    qtbot: QtBot, tab: ReportsTab, background: Background, store: Store, clock: StoppedClock
) -> None:
    tab.see("chart")
    tab.choose_previous()
    settled(qtbot, background)
    tab.choose_next()
    settled(qtbot, background)
    assert tab._shown is not None  # noqa: SLF001 - what the errand has brought back
    assert tab._shown.page is None  # noqa: SLF001
    QTest.keyClick(tab.view.focus(), Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    settled(qtbot, background)

    assert tab.preview.shown == drawn(tab, sheet(store, clock, "fr", "nl"))


def test_the_chart_is_copied_as_a_picture_with_its_numbers(
    qtbot: QtBot, tab: ReportsTab, background: Background
) -> None:
    tab.see("chart")
    tab.view_copy()
    settled(qtbot, background)
    copied = QGuiApplication.clipboard().mimeData()

    assert copied.hasImage()
    assert copied.text().splitlines()[0].startswith("Hour\tGuidance")


def test_single_keys_that_are_switched_off_do_not_change_the_view(
    qtbot: QtBot, store: Store, clock: StoppedClock, background: Background, messages: Messages
) -> None:
    tab = ReportsTab(ReportsService(store, clock, OpenGate()), background, messages, key_map=KeyMap(switched_on=False))
    qtbot.addWidget(tab)
    QTest.keyClick(tab.preview, Qt.Key.Key_T)

    assert tab.pages.currentWidget() is not tab.view


def test_alt_and_4_is_the_page_of_a_manager(
    qtbot: QtBot,
    store: Store,
    clock: StoppedClock,
    background: Background,
    messages: Messages,
    light: Appearance,
) -> None:
    assert light.text_percent == 100
    gate = OpenGate()
    overview = OverviewService(store, clock, gate, lambda _day: Missing(silent=("Poste 7",)))
    tab = ReportsTab(ReportsService(store, clock, gate), background, messages, overview=overview)
    qtbot.addWidget(tab)
    tab.show()
    tab.see("overview")
    qtbot.waitUntil(lambda: tab.pages.currentWidget() is tab.manager, timeout=20_000)

    assert "13 contacts" in tab.manager.day.sentence_label.text()
    assert "workstations" in tab.manager.missing.accessibleDescription()
    assert looking.unnamed(tab.manager) == []
    assert not tab.beside.isVisible()
