"""The whole window on a real office: what holds for every tab, and what the tabs have in common."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QDialog, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from cdm_desk.domain.change import Department
from cdm_desk.domain.clock import BRUSSELS, StoppedClock
from cdm_desk.domain.errors import NobodyCalledError
from cdm_desk.domain.staff import Role
from cdm_desk.language import LANGUAGES, Language
from cdm_desk.office import Office, temporary_office
from cdm_desk.services.staff import NewAccount
from cdm_desk.settings import Settings
from cdm_desk.ui.appearance import Shade
from cdm_desk.ui.dialogs.paper import KeptSheetDialog, Sheet, SheetDialog
from cdm_desk.ui.dialogs.people import PeopleWidget
from cdm_desk.ui.dialogs.settings import SettingsDialog
from cdm_desk.ui.kept_settings import KeptSettings
from cdm_desk.ui.main_window import MainWindow
from cdm_desk.ui.pad import Tile
from cdm_desk.ui.pad_panel import PadPanel
from cdm_desk.ui.rooms import ROOMS
from cdm_desk.ui.tabs.reports import ReportsTab
from tests.ui.looking import (
    at_the_edge,
    clipped,
    doubled_mnemonics,
    speak_stretched,
    texts_with_mnemonics,
    unnamed,
    without_object_name,
)
from tests.ui.staffing import ADMIN_PASSWORD

NOON = datetime(2026, 11, 24, 11, 5, tzinfo=BRUSSELS)
CTRL = Qt.KeyboardModifier.ControlModifier
DEPARTMENTS = [room.department for room in ROOMS]
FIXED_NAMES = [
    "welcome.pad",
    "welcome.number",
    "welcome.last_acts",
    "queue.table",
    "queue.call_next",
    "queue.recall",
    "queue.no_show",
    "queue.transfer",
    "counselling.close",
    "counselling.outcomes",
    "counselling.themes",
    "library.search",
    "library.results",
    "library.scan",
    "reports.list",
    "reports.preview",
    "reports.print",
    "status.exchange",
    "status.language",
    "tabs",
]
every_language = pytest.mark.parametrize("spoken", LANGUAGES)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = temporary_office(tmp_path, StoppedClock(NOON), Settings(workstation="Accueil 1"))
    yield made
    made.close()


@pytest.fixture
def desk(office: Office, window: MainWindow, qtbot: QtBot) -> MainWindow:
    """The window with its five tabs."""
    office.store.on_change(window.announcer.announce)
    with qtbot.waitSignal(window.furnished, timeout=30_000):
        window.furnish(office)
    return window


def pad(within: QWidget) -> QWidget:
    found = within.findChild(QWidget, "welcome.pad")
    assert found is not None
    return found


def each_tab(desk: MainWindow, look: Callable[[str], list[str]]) -> dict[str, list[str]]:
    """Go to every tab and return what was found wrong on each."""
    found = {}
    for department in DEPARTMENTS:
        desk.show_tab(department)
        # One round for what is new in the rows, one for the heights that follow from it.
        QApplication.processEvents()
        QApplication.processEvents()
        if wrong := look(department):
            found[department] = wrong
    return found


def test_the_names_that_outside_checks_rely_on_are_there(desk: MainWindow) -> None:
    assert desk.objectName() == "main_window"
    assert [name for name in FIXED_NAMES if desk.findChild(QWidget, name) is None] == []


@every_language
def test_everything_on_a_tab_has_a_name_in_each_language(desk: MainWindow, spoken: Language) -> None:
    desk.screen_language.speak(spoken)

    assert each_tab(desk, lambda department: unnamed(desk.tab(department))) == {}
    assert each_tab(desk, lambda department: without_object_name(desk.tab(department))) == {}


@every_language
def test_mnemonics_are_unique_on_each_tab_and_in_its_menu(desk: MainWindow, spoken: Language) -> None:
    desk.screen_language.speak(spoken)

    def doubled(department: str) -> list[str]:
        titles = [action.text() for action in desk.menuBar().actions() if action.isVisible()]
        on_tab = doubled_mnemonics([*titles, *texts_with_mnemonics(desk.tab(department))])
        return on_tab + doubled_mnemonics([action.text() for action in desk.tab_menus()[department].actions()])

    assert each_tab(desk, doubled) == {}


def test_the_menu_of_the_tab_one_is_on_stands_in_the_bar_and_no_other(desk: MainWindow) -> None:
    def shown(department: str) -> list[str]:
        visible = [owner for owner, menu in desk.tab_menus().items() if menu.menuAction().isVisible()]
        return [] if visible == [department] else visible

    assert each_tab(desk, shown) == {}


@pytest.mark.parametrize("spoken", ["fr", "nl"])
@pytest.mark.parametrize("percent", [100, 140, 200])
def test_the_nine_keys_of_the_pad_are_seen_whole_in_the_smallest_window_after_zooming(
    desk: MainWindow, qtbot: QtBot, percent: int, spoken: Language
) -> None:
    desk.screen_language.speak(spoken)
    desk.resize(900, 480)
    desk.show_tab("welcome")
    while desk.appearance.text_percent < percent:
        QTest.keyClick(desk, Qt.Key.Key_Plus, CTRL)
    tiles = {tile.key.sign: tile for tile in pad(desk).findChildren(Tile)}

    def hidden() -> list[str]:
        return [sign for sign in "123456789" if tiles[sign].visibleRegion().boundingRect() != tiles[sign].rect()]

    qtbot.waitUntil(lambda: hidden() == [])
    shapes = [tile.geometry() for tile in tiles.values()]
    assert not any(one.intersects(other) for at, one in enumerate(shapes) for other in shapes[at + 1 :])


@pytest.mark.parametrize("percent", [100, 200])
def test_the_smallest_window_holds_each_tab_at_each_size(desk: MainWindow, percent: int) -> None:
    desk.appearance.wear(Shade.LIGHT, percent)
    desk.resize(900, 480)

    assert each_tab(desk, lambda _department: clipped(desk)) == {}
    assert (desk.width(), desk.height()) == (900, 480)


def test_words_a_third_longer_find_room_on_each_tab(desk: MainWindow) -> None:
    speak_stretched()
    desk.retranslate()
    desk.resize(900, 480)

    assert each_tab(desk, lambda _department: clipped(desk)) == {}


def test_no_figure_stands_at_the_edge_of_its_box(desk: MainWindow) -> None:
    assert desk.findChildren(QAbstractSpinBox) != []
    assert at_the_edge(desk) == []


def test_labels_never_read_markup(desk: MainWindow) -> None:
    unsafe = [
        label.objectName() or label.text()
        for label in desk.findChildren(QLabel)
        if label.textFormat() is not Qt.TextFormat.PlainText and label.pixmap().isNull() and label.text()
    ]

    assert unsafe == []


def test_the_sum_of_the_day_is_large_from_the_start(desk: MainWindow) -> None:
    label = desk.findChild(QLabel, "welcome.today")
    assert label is not None
    assert label.font().bold()


def test_the_ring_of_the_pad_covers_none_of_its_tiles(desk: MainWindow) -> None:
    # Three pixels of ring and a hairline of two, see FocusRing.
    inside = pad(desk).rect().adjusted(5, 5, -5, -5)
    outside = [tile.key.sign for tile in pad(desk).findChildren(Tile) if not inside.contains(tile.geometry())]
    assert outside == []


def test_the_focus_begins_on_the_pad(desk: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitActive(desk)

    assert pad(desk).hasFocus()


@pytest.mark.parametrize("key", [Qt.Key.Key_3, Qt.Key.Key_QuoteDbl], ids=["3", "azerty 3"])
def test_one_key_gives_a_number_and_everybody_hears_of_it(desk: MainWindow, office: Office, key: Qt.Key) -> None:
    QTest.keyClick(pad(desk), key)
    number = desk.findChild(QLabel, "welcome.number")

    assert number is not None
    assert number.text() == "301"
    assert [turn.ticket.number for turn in office.queue.waiting()] == ["301"]
    assert "1 waiting" in desk.status.queue_button.accessibleName()
    assert "301" in desk.message_bar.sentence_label.text()


def test_the_foot_counts_who_waits_for_a_pc_beside_who_waits_for_advice(desk: MainWindow, office: Office) -> None:
    office.multimedia.remove_seats(2, 45)
    office.multimedia.arrive()
    office.multimedia.arrive()
    assert "0 waiting, 1 for a PC" in desk.status.queue_button.accessibleName()


def test_the_keys_of_the_pad_stay_where_they_are_when_a_message_comes(desk: MainWindow) -> None:
    moved = []
    for height in range(480, 768, 12):
        desk.resize(1000, height)
        QApplication.processEvents()
        places = [tile.mapTo(desk, tile.rect().center()).y() for tile in pad(desk).findChildren(Tile)]
        desk.messages.tell("Number 301 handed out", undo=lambda: None)
        QApplication.processEvents()
        now = [tile.mapTo(desk, tile.rect().center()).y() for tile in pad(desk).findChildren(Tile)]
        moved += [height] if now != places else []
        desk.message_bar.put_away()
        QApplication.processEvents()

    assert moved == []


def test_a_message_takes_no_room_beside_the_pad(desk: MainWindow) -> None:
    for _visit in range(4):
        QTest.keyClick(pad(desk), Qt.Key.Key_0)
    desk.message_bar.put_away()
    moved = []
    # From a window that fills a small screen, its title and the task bar taken off.
    for height in range(690, 780, 10):
        desk.resize(1366, height)
        QApplication.processEvents()
        places = [tile.mapTo(desk, tile.rect().topLeft()) for tile in pad(desk).findChildren(Tile)]
        desk.messages.tell("Number 301 handed out", undo=lambda: None)
        QApplication.processEvents()
        now = [tile.mapTo(desk, tile.rect().topLeft()) for tile in pad(desk).findChildren(Tile)]
        moved += [height] if now != places else []
        desk.message_bar.put_away()
        QApplication.processEvents()

    assert moved == []


def test_ctrl_z_takes_the_visit_back_from_any_tab(desk: MainWindow, office: Office) -> None:
    QTest.keyClick(pad(desk), Qt.Key.Key_3)
    desk.show_tab("queue")
    QTest.keyClick(desk, Qt.Key.Key_Z, CTRL)

    assert office.queue.waiting() == []
    assert "0 waiting" in desk.status.queue_button.accessibleName()


def test_ctrl_z_in_the_search_takes_back_what_was_typed_and_then_the_last_act(desk: MainWindow, office: Office) -> None:
    QTest.keyClick(pad(desk), Qt.Key.Key_3)
    desk.show_tab("library")
    search = desk.findChild(QLineEdit, "library.search")
    assert search is not None
    search.setFocus()
    QTest.keyClicks(search, "metier")
    QTest.keyClick(search, Qt.Key.Key_Z, CTRL)
    assert search.text() == ""
    assert len(office.queue.waiting()) == 1

    QTest.keyClick(search, Qt.Key.Key_Z, CTRL)
    assert office.queue.waiting() == []


def test_ctrl_z_in_a_search_that_one_comes_back_to_takes_the_act_between_back(desk: MainWindow, office: Office) -> None:
    desk.show_tab("library")
    search = desk.findChild(QLineEdit, "library.search")
    assert search is not None
    search.setFocus()
    QTest.keyClicks(search, "metier")
    between = QLineEdit(desk)
    between.show()
    between.setFocus()
    office.welcome.register("EMP")
    last = office.welcome.last()
    assert last is not None
    desk.undo.keep(lambda: "Ticket 301", lambda: office.welcome.withdraw(last.id))
    search.setFocus()
    QTest.keyClick(search, Qt.Key.Key_Z, CTRL)

    assert search.text() == "metier"
    assert office.queue.waiting() == []


def test_f7_opens_the_pad_over_another_tab(desk: MainWindow, office: Office, qtbot: QtBot) -> None:
    desk.show_tab("library")
    QTest.keyClick(desk, Qt.Key.Key_F7)
    panel = next(part for part in desk.children() if isinstance(part, PadPanel))
    qtbot.waitExposed(panel)
    QTest.keyClick(pad(panel), Qt.Key.Key_1)
    assert [turn.ticket.number for turn in office.queue.waiting()] == ["101"]

    QTest.keyClick(panel, Qt.Key.Key_F7)
    qtbot.waitUntil(lambda: desk.findChild(PadPanel) is None)


def test_what_is_typed_survives_language_colours_and_another_tab(desk: MainWindow) -> None:
    search = desk.findChild(QLineEdit, "library.search")
    assert search is not None
    search.setText("samuels")
    desk.show_tab("queue")
    desk.screen_language.speak("nl")
    desk.appearance.wear(Shade.DARK, 150)
    QApplication.processEvents()
    desk.show_tab("library")

    assert search.text() == "samuels"


@pytest.mark.parametrize(("kind", "department"), [("counselling", "counselling"), ("library", "library")])
def test_a_workstation_opens_the_first_time_on_what_it_is_for(
    window: MainWindow, office: Office, qtbot: QtBot, kind: str, department: str
) -> None:
    window.kept.change(kind=kind)
    with qtbot.waitSignal(window.furnished, timeout=30_000):
        window.furnish(office)

    assert window.current() == department


def test_who_goes_to_a_tab_while_the_office_opens_stays_there(window: MainWindow, office: Office, qtbot: QtBot) -> None:
    QTest.keyClick(window, Qt.Key.Key_6, CTRL)
    with qtbot.waitSignal(window.furnished, timeout=30_000):
        window.furnish(office)

    assert window.current() == "library"


def test_the_tab_that_was_left_wins_over_what_the_workstation_is_for(
    open_window: Callable[[], MainWindow], kept: KeptSettings, office: Office, qtbot: QtBot
) -> None:
    kept.change(kind="counselling")
    first = open_window()
    first.show_tab("queue")
    first.close()
    second = open_window()
    with qtbot.waitSignal(second.furnished, timeout=30_000):
        second.furnish(office)

    assert second.current() == "queue"


@pytest.mark.parametrize("department", DEPARTMENTS)
def test_esc_puts_an_error_away_on_every_tab(desk: MainWindow, qtbot: QtBot, department: str) -> None:
    desk.show_tab(department)
    qtbot.waitUntil(desk.tab(department).isVisible)
    desk.messages.show_error(NobodyCalledError("4"))
    seen = desk.message_bar.isVisible()
    QTest.keyClick(QApplication.focusWidget() or desk, Qt.Key.Key_Escape)

    assert seen
    assert not desk.message_bar.isVisible()


def test_a_workstation_whose_folder_is_not_set_says_so_in_words(desk: MainWindow) -> None:
    desk.status.show_without_folder()
    desk.commands.retranslate()
    desk.status.retranslate()

    assert desk.status.exchange_button.accessibleName() == "Exchange: Shared folder not set"
    assert "the settings name it" in desk.status.exchange_button.toolTip()


def test_ctrl_f_goes_to_the_search_of_the_tab(desk: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitActive(desk)
    desk.show_tab("library")
    desk.status.clock_button.setFocus()
    QTest.keyClick(desk, Qt.Key.Key_F, CTRL)
    search = desk.findChild(QLineEdit, "library.search")

    assert search is not None
    assert search.hasFocus()


def test_once_administrators_are_named_elsewhere_an_open_desk_asks_who_is_there(
    desk: MainWindow, office: Office, qtbot: QtBot
) -> None:
    assert desk.staffed is not None
    before = desk.staffed.guard.is_hiding()
    office.staff.name_administrators(
        NewAccount(alias="Ada", password=ADMIN_PASSWORD), NewAccount(alias="Bo", password=ADMIN_PASSWORD)
    )
    qtbot.waitUntil(desk.staffed.guard.is_hiding)

    assert not before
    assert not desk.open_band.isVisible()


def test_over_a_hidden_desk_the_menu_of_its_tab_takes_no_letter_from_the_page(desk: MainWindow) -> None:
    assert desk.staffed is not None
    desk.show_tab("reports")
    menu = desk.tab_menus()["reports"].menuAction()
    before = menu.isVisible()
    desk.staffed.guard.lock()
    hidden = menu.isVisible()
    desk.staffed.guard.page.enter_button.click()

    assert [before, hidden, menu.isVisible()] == [True, False, True]


def test_f1_explains_the_sign_in_and_gives_the_focus_back(desk: MainWindow) -> None:
    assert desk.staffed is not None
    desk.staffed.guard.lock()
    QTest.keyClick(desk, Qt.Key.Key_F1)
    sheet = desk.findChild(SheetDialog)
    assert sheet is not None
    heading = sheet.windowTitle()
    sheet.close()

    assert "signing in" in heading
    assert desk.focusWidget() is desk.staffed.guard.page.enter_button


def test_whoever_is_added_elsewhere_is_offered_on_a_locked_desk_and_nothing_typed_is_lost(
    desk: MainWindow, office: Office, qtbot: QtBot
) -> None:
    assert desk.staffed is not None
    named = office.staff.name_administrators(
        NewAccount(alias="Ada", password=ADMIN_PASSWORD), NewAccount(alias="Bo", password=ADMIN_PASSWORD)
    )
    page = desk.staffed.guard.page
    qtbot.waitUntil(desk.staffed.guard.is_hiding)
    page.people.buttons()[1].click()
    QTest.keyClicks(page.secret_field, "half")
    office.staff.sign_in(named[0].person.id, ADMIN_PASSWORD)
    office.staff.add(NewAccount(alias="Abel", password=ADMIN_PASSWORD, roles=frozenset({Role.RECEPTION})))
    office.staff.sign_out()
    qtbot.wait(50)

    assert [button.text() for button in page.people.buttons()] == ["Abel", "Ada", "Bo"]
    assert [chip.text() for chip in page.people.buttons() if chip.isChecked()] == ["Bo"]
    assert page.secret_field.text() == "half"


def test_whoever_is_withdrawn_elsewhere_is_no_longer_chosen_on_a_locked_desk(
    desk: MainWindow, office: Office, qtbot: QtBot
) -> None:
    assert desk.staffed is not None
    named = office.staff.name_administrators(
        NewAccount(alias="Ada", password=ADMIN_PASSWORD), NewAccount(alias="Bo", password=ADMIN_PASSWORD)
    )
    page = desk.staffed.guard.page
    qtbot.waitUntil(desk.staffed.guard.is_hiding)
    page.people.buttons()[1].click()
    office.staff.sign_in(named[0].person.id, ADMIN_PASSWORD)
    office.staff.add(NewAccount(alias="Cleo", password=ADMIN_PASSWORD, roles=frozenset({Role.ADMINISTRATOR})))
    office.staff.withdraw(named[1].person.id)
    office.staff.sign_out()
    qtbot.wait(50)

    assert [button.text() for button in page.people.buttons()] == ["Ada", "Cleo"]
    assert [chip.text() for chip in page.people.buttons() if chip.isChecked()] == ["Ada"]


def test_while_a_dialog_is_open_the_desk_waits_and_asks_once_it_is_closed(
    desk: MainWindow, office: Office, qtbot: QtBot
) -> None:
    assert desk.staffed is not None
    dialog = QDialog(desk)
    dialog.open()
    office.staff.name_administrators(
        NewAccount(alias="Ada", password=ADMIN_PASSWORD), NewAccount(alias="Bo", password=ADMIN_PASSWORD)
    )
    qtbot.wait(50)
    before = desk.staffed.guard.is_hiding()
    dialog.close()
    qtbot.waitUntil(desk.staffed.guard.is_hiding)

    assert not before


def test_whoever_comes_sees_what_they_may_see_and_no_more(desk: MainWindow, office: Office, qtbot: QtBot) -> None:
    assert desk.staffed is not None
    named = office.staff.name_administrators(
        NewAccount(alias="Ada", password=ADMIN_PASSWORD), NewAccount(alias="Bo", password=ADMIN_PASSWORD)
    )
    office.staff.sign_in(named[0].person.id, ADMIN_PASSWORD)
    account = NewAccount(alias="Max", password=ADMIN_PASSWORD, roles=frozenset({Role.MANAGER, Role.RECEPTION}))
    manager = office.staff.add(account)
    office.staff.sign_out()
    office.staff.sign_in(manager.id, ADMIN_PASSWORD)
    desk.staffed.guard._show_desk(False)  # noqa: SLF001 - as the page does once somebody is in
    desk.show_tab("reports")
    reports = desk.tab("reports")
    assert isinstance(reports, ReportsTab)

    def shows_figures() -> bool:
        return reports.pages.currentWidget() is not reports.placeholder

    acts = {action.data(): action for action in desk.commands.role_menu.actions()}
    acts[Role.MANAGER.value].trigger()
    qtbot.waitUntil(shows_figures, timeout=20_000)
    acts = {action.data(): action for action in desk.commands.role_menu.actions()}
    acts[Role.RECEPTION.value].trigger()
    qtbot.waitUntil(lambda: not shows_figures(), timeout=20_000)


def test_whoever_takes_over_is_told_that_a_desk_is_still_open(desk: MainWindow, office: Office) -> None:
    assert desk.staffed is not None
    office.queue.open_desk("4", ("EMP",), ("FR", "NL"))
    desk.staffed.guard.other_person.emit()

    assert desk.message_bar.sentence_label.text() == "Desk 4 is still open on this PC. Ctrl+D closes it."


def test_who_holds_another_role_that_may_is_told_to_take_it(desk: MainWindow, office: Office, qtbot: QtBot) -> None:
    assert desk.staffed is not None
    named = office.staff.name_administrators(
        NewAccount(alias="Ada", password=ADMIN_PASSWORD), NewAccount(alias="Bo", password=ADMIN_PASSWORD)
    )
    office.staff.sign_in(named[0].person.id, ADMIN_PASSWORD)
    account = NewAccount(alias="Max", password=ADMIN_PASSWORD, roles=frozenset({Role.MANAGER, Role.RECEPTION}))
    several = office.staff.add(account)
    office.staff.sign_out()
    office.staff.sign_in(several.id, ADMIN_PASSWORD)
    office.staff.act_as(Role.RECEPTION)
    desk.staffed.guard._show_desk(False)  # noqa: SLF001 - as the page does once somebody is in
    desk.show_tab("reports")
    reports = desk.tab("reports")
    assert isinstance(reports, ReportsTab)

    qtbot.waitUntil(lambda: "Act as" in reports.placeholder.sentence_label.text(), timeout=20_000)
    assert "as Manager" in reports.placeholder.sentence_label.text()


def test_a_desk_without_accounts_says_so_and_offers_to_name_administrators(desk: MainWindow) -> None:
    assert desk.open_band.isVisible()
    assert not desk.demo_band.isVisible()
    assert desk.open_band.action_button is not None

    desk.open_band.action_button.click()
    fields = [field for field in desk.findChildren(QLineEdit, "people.first_alias") if field.isVisible()]
    assert len(fields) == 1


def test_whoever_has_named_administrators_signs_in_at_once_and_the_band_goes(
    desk: MainWindow, office: Office, qtbot: QtBot
) -> None:
    desk.commands.name_administrators.trigger()
    settings = desk.findChild(SettingsDialog)
    assert settings is not None
    people = settings.findChild(PeopleWidget)
    assert people is not None
    again = people.naming.again_fields
    for pair, second, alias in zip(people.naming.fields, again, ("Ada", "Bo"), strict=True):
        pair[0].setText(alias)
        for line in (pair[1], second):
            line.setText(ADMIN_PASSWORD)
    QTest.keyClick(again[-1], Qt.Key.Key_Return)
    qtbot.waitUntil(people.naming.is_showing_codes, timeout=20_000)
    codes = settings.findChild(KeptSheetDialog)
    assert codes is not None
    codes.kept_check.setChecked(True)
    codes.close_button.click()

    assert desk.staffed is not None
    assert not desk.open_band.isVisibleTo(desk)
    assert desk.staffed.guard.is_hiding()
    assert not settings.isVisible()

    page = desk.staffed.guard.page
    page.secret_field.setText(ADMIN_PASSWORD)
    page.enter_button.click()
    qtbot.waitUntil(page.other_button.isEnabled, timeout=20_000)
    page.other_button.click()
    assert office.staff.on_duty() is not None
    assert settings.isVisible()
    assert people.keeping.isVisible()

    settings.close()
    focus = desk.focusWidget()
    assert focus is not None
    assert focus is not desk.tabs.tabBar()
    assert desk.tab("welcome").isAncestorOf(focus)


class CaretWatch(QObject):
    """Notes which fields are given a caret."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.FocusIn and isinstance(watched, QLineEdit):
            self.seen.append(watched.objectName())
        return False


def test_the_settings_open_at_the_people_with_one_caret(desk: MainWindow, qapp: QApplication, qtbot: QtBot) -> None:
    watch = CaretWatch()
    qapp.installEventFilter(watch)
    desk.commands.name_administrators.trigger()
    settings = desk.findChild(SettingsDialog)
    assert settings is not None
    qtbot.waitActive(settings)
    qapp.removeEventFilter(watch)
    assert set(watch.seen) == {"people.first_alias"}


@pytest.mark.parametrize("names_had_focus", [True, False], ids=["from the names of the tabs", "from the pad"])
def test_after_the_settings_the_keys_of_the_pad_are_heard(
    desk: MainWindow, office: Office, qtbot: QtBot, names_had_focus: bool
) -> None:
    qtbot.waitActive(desk)
    if names_had_focus:
        desk.tabs.tabBar().setFocus()
    desk.commands.settings.trigger()
    settings = desk.findChild(SettingsDialog)
    assert settings is not None
    qtbot.waitActive(settings)
    QTest.keyClick(settings, Qt.Key.Key_Escape)
    qtbot.waitActive(desk)

    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, Qt.Key.Key_3)
    assert len(office.queue.waiting()) == 1


def test_a_pc_that_works_alone_is_offered_no_folder_that_it_could_not_use(desk: MainWindow) -> None:
    desk.commands.settings.trigger()
    settings = desk.findChild(SettingsDialog)
    assert settings is not None
    share = settings.findChild(QLineEdit, "settings.share")
    assert share is not None
    assert share.isReadOnly()
    assert share.text() == "none: this PC works alone"
    reset = settings.findChild(QPushButton, "settings.share.reset")
    assert reset is not None
    assert reset.isHidden()
    settings.close()


def test_the_key_of_a_tab_goes_to_its_page_from_the_names_of_the_tabs_too(desk: MainWindow, office: Office) -> None:
    desk.tabs.tabBar().setFocus()
    QTest.keyClick(desk.tabs.tabBar(), Qt.Key.Key_1, CTRL)
    QTest.keyClick(desk.focusWidget(), Qt.Key.Key_0)

    assert office.welcome.today().quick == 1


def test_ctrl_t_on_counselling_sends_the_visitor_at_this_desk_on(desk: MainWindow, office: Office) -> None:
    office.queue.open_desk("4", ("EMP",), ("FR", "NL"))
    office.welcome.register("EMP")
    office.queue.call_next("4")
    office.counselling.start("4")
    office.welcome.register("MOB")
    desk.show_tab("counselling")
    QTest.keyClick(desk.tab("counselling"), Qt.Key.Key_T, CTRL)
    QTest.keyClick(desk.focusWidget(), Qt.Key.Key_2)
    waiting = {ticket.number: ticket.theme_code for ticket in office.queue.board().waiting}

    assert waiting == {"301": "FOR", "401": "MOB"}


def test_a_demonstration_says_so(tmp_path: Path, window: MainWindow, qtbot: QtBot) -> None:
    with temporary_office(tmp_path, StoppedClock(NOON), Settings(workstation="Demo"), demo=True) as office:
        with qtbot.waitSignal(window.furnished, timeout=30_000):
            window.furnish(office)

        assert window.demo_band.isVisible()
        assert window.demo_band.action_button is not None
        with qtbot.waitSignal(window.closed):
            window.demo_band.action_button.click()


def test_columns_are_where_they_were_left(open_window: Callable[[], MainWindow], office: Office, qtbot: QtBot) -> None:
    widths = []
    for change in (True, False):
        window = open_window()
        with qtbot.waitSignal(window.furnished, timeout=30_000):
            window.furnish(office)
        table = window.findChild(QWidget, "queue.table")
        header = table.horizontalHeader()  # type: ignore[union-attr]
        if change:
            header.resizeSection(0, 133)
        widths.append(header.sectionSize(0))
        window.close()

    assert widths == [133, 133]


def test_a_day_that_another_pc_has_closed_is_said_once_and_stays_in_the_foot(office: Office, desk: MainWindow) -> None:
    told: list[str] = []
    desk.messages.shown.connect(lambda message: told.append(message.text))
    with office.store.unit() as unit:
        unit.journal.keep_workstation("Poste 4", kind="counselling", public_key=b"", once_name="4")
        unit.journal.done("Poste 4", office.clock.now().date())
        unit.changed.add(Department.QUEUE)
    office.welcome.register("EMP")

    assert "1 waiting · day closed at Poste 4" in desk.status.queue_button.accessibleName()
    assert told == ["The day was closed at Poste 4. It is still open here: what you do still counts."]


def test_after_the_close_of_the_day_every_part_of_the_window_says_so(
    office: Office, desk: MainWindow, qtbot: QtBot
) -> None:
    office.queue.open_desk("4", ["EMP"], ["FR"])
    office.welcome.register("EMP")
    assert isinstance(office.clock, StoppedClock)
    office.clock.moment = office.clock.moment.replace(hour=20)
    office.day.close(office.clock.now().date())
    told: list[str] = []
    desk.messages.explained.connect(told.append)
    shown = {}
    for department in ("counselling", "queue", "welcome"):
        desk.show_tab(department)
        tab = desk.tab(department)
        qtbot.waitUntil(tab.isVisible)
        shown[department] = "\n".join(label.text() for label in tab.findChildren(QLabel) if label.isVisible())
    QTest.keyClick(pad(desk), Qt.Key.Key_3)

    assert "Day closed" in desk.status.queue_button.accessibleName()
    assert "No desk open here" in desk.status.desk_button.accessibleName()
    for words in shown.values():
        assert "The day is closed" in words
        assert "The day is open" not in words
    assert len(told) == 1
    assert "late entry (Ctrl+Shift+N)" in told[0]


def test_the_figures_of_today_say_whose_they_are_and_what_they_include(office: Office, desk: MainWindow) -> None:
    office.welcome.visit("MV3")
    office.welcome.visit("MV6", people=20)
    desk.show_tab("welcome")
    words = [label.text() for label in desk.tab("welcome").findChildren(QLabel) if label.isVisible()]

    assert "21 visits" in words
    assert {"PC 1", "groups 20", "other 0"} <= set(words)
    assert any("The reports count contacts: people served" in each for each in words)
    assert any("this workstation, which works alone" in each for each in words)


def key_sheet_of(desk: MainWindow, tab: str) -> Sheet:
    """Open the sheet of keys on a tab and close it again."""
    desk.show_tab(tab)
    desk.commands.key_sheet.trigger()
    dialog = next(part for part in desk.children() if isinstance(part, SheetDialog) and part.isVisible())
    dialog.close()
    return dialog.sheet


@every_language
def test_the_key_sheet_of_every_tab_fits_one_a5_page(desk: MainWindow, spoken: Language) -> None:
    desk.screen_language.speak(spoken)

    assert {tab: key_sheet_of(desk, tab).document().pageCount() for tab in DEPARTMENTS} == dict.fromkeys(DEPARTMENTS, 1)


def test_the_key_sheet_tells_the_keys_of_its_tab_once(desk: MainWindow) -> None:
    keys = [line.split("\t")[0] for line in key_sheet_of(desk, "counselling").text().splitlines() if "\t" in line]

    assert keys.count("F8") == 1
    assert keys.count("1") == 1
    assert "W" not in keys
