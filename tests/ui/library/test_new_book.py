"""The room of new books, by the keys of a scanner and a hand, on a real catalogue and real servers on loopback."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from cdm_desk.domain.clock import StoppedClock
from cdm_desk.domain.errors import NotAllowedError
from cdm_desk.domain.library import Title
from cdm_desk.domain.lookup import Catalogue
from cdm_desk.domain.staff import Action
from cdm_desk.language import LANGUAGES, Language, use
from cdm_desk.services.lookup import LookupService
from cdm_desk.ui.announcer import Announcer
from cdm_desk.ui.appearance import Appearance, Shade
from cdm_desk.ui.library.new_book import NewBookPage
from cdm_desk.ui.library.scans import Scans, ScanState
from cdm_desk.ui.messages import Message, Messages
from cdm_desk.ui.undo import Undo
from tests.importers import catalogue_server as server
from tests.importers.catalogue_server import ISBN, OTHER, Running, envelope, running, saying
from tests.services.library_desk import LibraryDesk, library_desk, title
from tests.ui import looking
from tests.ui.tabs.conftest import press

FRENCH = saying(envelope(server.unimarc_record()))
NAMED = {
    "Enter": Qt.Key.Key_Return,
    "Esc": Qt.Key.Key_Escape,
    "Backspace": Qt.Key.Key_Backspace,
    "Tab": Qt.Key.Key_Tab,
    "→": Qt.Key.Key_Right,
    "←": Qt.Key.Key_Left,
}
AZERTY = str.maketrans("1234567890", "&é\"'(§è!çà")


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "127.0.0.1,localhost")


@dataclass
class Screen:
    """The room on a real catalogue, and everything that was said."""

    desk: LibraryDesk
    page: NewBookPage
    lookup: LookupService
    undo: Undo
    said: list[Message] = field(default_factory=list)

    def titles(self) -> list[Title]:
        return [hit.title for hit in self.desk.library.found("")]

    def only(self) -> Title:
        (one,) = self.titles()
        return one

    def labels(self) -> int:
        with self.desk.store.view() as unit:
            query = "SELECT count(*) FROM label_job WHERE kind = 'spine' AND coalesce(removed, 0) = 0"
            return int(unit.db.execute(text(query)).scalar_one())

    def waiting(self) -> list[str]:
        return [each.number for each in self.lookup.waiting()]

    def states(self) -> list[tuple[str, ScanState]]:
        return [(scan.number, scan.state) for scan in self.page.scans.all()]


@dataclass
class House:
    """What the room is opened in, as often as wanted."""

    desk: LibraryDesk
    qtbot: QtBot
    messages: Messages
    catalogues: list[Catalogue] = field(default_factory=list)

    @contextmanager
    def room(self, *catalogues: Catalogue, offline_ms: int = 60_000) -> Iterator[Screen]:
        self.catalogues[:] = catalogues
        lookup = LookupService(self.desk.store, self.desk.store.clock, self.desk.gate, lambda: self.catalogues)
        undo = Undo(self.messages)
        scans = Scans(lookup, self.desk.library, self.desk.lists, self.messages, undo, offline_ms=offline_ms)
        page = NewBookPage(lookup, self.desk.library, self.desk.lists, self.messages, undo, scans=scans)
        announcer = Announcer()
        self.desk.store.on_change(announcer.announce)
        announcer.changed.connect(page.refresh)
        self.qtbot.addWidget(page)
        page.resize(1366, 620)
        with self.qtbot.waitActive(page):
            page.show()
            page.activateWindow()
        page.setFocus()
        made = Screen(desk=self.desk, page=page, lookup=lookup, undo=undo)
        self.messages.shown.connect(made.said.append)
        yield made
        announcer.changed.disconnect(page.refresh)
        page.close()


@pytest.fixture
def house(qtbot: QtBot, tmp_path: Path, messages: Messages, light: Appearance) -> Iterator[House]:
    assert light.text_percent == 100
    with library_desk(tmp_path) as desk:
        yield House(desk=desk, qtbot=qtbot, messages=messages)


@pytest.fixture
def web() -> Iterator[Running]:
    with running(FRENCH) as made:
        yield made


def scan(code: str, delay: int = -1) -> None:
    """Type as a scanner does, into whatever has the focus, with Enter at the end."""
    for sign in code:
        QTest.keyClicks(focused(), sign, delay=delay)
    QTest.keyClick(focused(), Qt.Key.Key_Return, delay=delay)


def hand(*keys: str) -> None:
    """Press keys as a hand does, into whatever has the focus."""
    for key in keys:
        if key in NAMED:
            QTest.keyClick(focused(), NAMED[key])
        else:
            QTest.keyClicks(focused(), key)


def focused() -> QWidget:
    now = QApplication.focusWidget()
    assert now is not None
    return now


def numbers(count: int) -> list[str]:
    """Return so many right ISBNs."""
    bodies = (f"97820705{at:04}" for at in range(count))
    return [_with_check(body) for body in bodies]


def _with_check(body: str) -> str:
    total = sum(int(sign) * (3 if at % 2 else 1) for at, sign in enumerate(body))
    return f"{body}{-total % 10}"


def answering_each(request: BaseHTTPRequestHandler) -> None:
    """Answer each number with a title of its own."""
    number = parse_qs(urlsplit(request.path).query)["query"][0].partition("=")[2]
    saying(envelope(server.unimarc_record(f"Livre {number}", number)))(request)


# The budget: a scan, a digit, Enter


def test_a_book_with_a_source_of_two_and_a_half_seconds_needs_a_scan_a_digit_and_enter(
    house: House, web: Running, qtbot: QtBot
) -> None:
    web.behave(server.late(2.5, FRENCH))
    with house.room(web.catalogue()) as screen:
        scan(ISBN, delay=10)
        hand("3", "Enter")
        assert screen.page.hand is None
        assert screen.page.scan_field.hasFocus()
        qtbot.waitUntil(lambda: len(screen.titles()) == 1, timeout=8_000)
        kept = screen.only()

        assert (kept.title, kept.authors, kept.publisher, kept.year) == (
            "Trouver un emploi",
            ("Dupont, Jeanne",),
            "Dunod",
            2018,
        )
        assert (kept.theme_code, kept.shelf_mark, kept.isbns) == ("EMP", "3 DUP", (ISBN,))
        assert {"title=bnf", "authors=bnf", "year=bnf"} <= set(kept.origins)
        assert screen.labels() == 1
        assert screen.waiting() == []
        assert screen.states() == [(ISBN, ScanState.DONE)]


def test_the_same_holds_for_who_waits_for_the_answer(house: House, web: Running, qtbot: QtBot) -> None:
    with house.room(web.catalogue()) as screen:
        scan(ISBN)
        qtbot.waitUntil(lambda: screen.page.form.editor("title").text() == "Trouver un emploi : guide pratique")
        hand("3")
        qtbot.waitUntil(lambda: screen.page.theme_keys.theme_code == "EMP")
        assert screen.page.mark_label.text() == "Shelf mark: 3 DUP"
        hand("Enter")

        assert screen.only().theme_code == "EMP"
        assert "3 DUP" in screen.said[-1].text


def test_fifty_scans_at_the_pace_of_a_scanner_lose_none_and_double_none(
    house: House, web: Running, qtbot: QtBot
) -> None:
    web.behave(server.late(0.05, answering_each))
    wanted = numbers(50)
    with house.room(web.catalogue()) as screen:
        for number in wanted:
            scan(number, delay=10)
        assert screen.waiting() == wanted
        for _number in wanted:
            hand("3", "Enter")
        qtbot.waitUntil(lambda: len(screen.titles()) == 50, timeout=60_000)

        assert sorted(each.isbns[0] for each in screen.titles()) == wanted
        assert screen.labels() == 50
        assert screen.waiting() == []
        assert len(web.asked) == 50
        assert {state for _number, state in screen.states()} == {ScanState.DONE}


# The list, and a closed window


def test_scans_outlive_a_closed_window_with_what_was_decided(house: House, web: Running, qtbot: QtBot) -> None:
    closed = web.catalogue()
    web.behave(saying(b"", status=503))
    with house.room(closed) as screen:
        scan(ISBN)
        hand("3", "1", "Enter")
        scan(OTHER)
        hand("2")
        qtbot.waitUntil(lambda: screen.page.theme_keys.theme_code == "FOR")
    web.behave(answering_each)
    with house.room(closed) as screen:
        qtbot.waitUntil(lambda: len(screen.titles()) == 1)
        assert (screen.only().isbns, screen.only().sub_theme_code) == ((ISBN,), "EMP1")
        assert screen.page.hand is not None
        assert (screen.page.hand.number, screen.page.theme_keys.theme_code) == (OTHER, "FOR")


def test_a_book_scanned_while_one_is_in_hand_waits_in_the_list(house: House) -> None:
    with house.room() as screen:
        scan(ISBN)
        scan(OTHER)
        scan(OTHER)

        assert screen.page.hand is not None
        assert screen.page.hand.number == ISBN
        assert screen.waiting() == [ISBN, OTHER]
        assert "in the list already" in screen.page.told_label.text()
        assert screen.page.summary_label.text() == "2 waiting · 0 to complete · 0 done"


def test_a_number_taken_off_the_list_comes_back_with_undo(house: House) -> None:
    with house.room() as screen:
        scan(ISBN)
        screen.page.table.choose(ISBN)
        QTest.keyClick(screen.page.table, Qt.Key.Key_Delete, Qt.KeyboardModifier.ControlModifier)
        assert screen.waiting() == []
        assert screen.page.hand is None
        screen.undo.undo()
        assert screen.waiting() == [ISBN]


def test_esc_puts_a_book_aside_and_enter_takes_it_up_again(house: House) -> None:
    with house.room() as screen:
        scan(ISBN)
        hand("Esc")
        assert not screen.page.save_action.isEnabled()
        assert screen.states() == [(ISBN, ScanState.TO_COMPLETE)]
        hand("Enter")
        assert screen.page.hand is not None
        assert screen.page.hand.number == ISBN


def test_what_was_typed_of_a_book_put_aside_is_there_when_it_is_taken_up_again(house: House) -> None:
    with house.room() as screen:
        scan(ISBN)
        hand("Tab", *"Trouver", "Enter", *"Dupont", "Esc", "Esc", "Enter")

        form = screen.page.form
        assert (form.editor("title").text(), form.editor("authors").text()) == ("Trouver", "Dupont")


def test_behind_the_last_field_it_is_said_that_enter_once_more_saves(house: House) -> None:
    with house.room() as screen:
        scan(ISBN)
        hand("3", "Tab", *"Trouver", "Enter", *"Dupont", "Enter")

        assert screen.titles() == []
        assert screen.page.told_label.text() == "Enter once more saves it."
        hand("Enter")
        assert screen.only().title == "Trouver"


# What a scan means


@pytest.mark.parametrize("digit", ["3", '"'], ids=["qwerty", "azerty"])
def test_a_scanner_and_a_hand_on_azerty_are_understood(house: House, qtbot: QtBot, digit: str) -> None:
    with house.room() as screen:
        for sign in ISBN.translate(AZERTY):
            press(sign, Qt.Key.Key_unknown)
        hand("Enter")
        assert screen.waiting() == [ISBN]
        press(digit, Qt.Key.Key_QuoteDbl if digit == '"' else Qt.Key.Key_3)
        qtbot.waitUntil(lambda: screen.page.theme_keys.theme_code == "EMP")
        assert screen.page.scan_field.text() == ""


def test_a_second_digit_is_the_sub_theme_and_backspace_takes_back(house: House, qtbot: QtBot) -> None:
    with house.room() as screen:
        keys = screen.page.theme_keys
        scan(ISBN)
        hand("3")
        qtbot.waitUntil(lambda: keys.theme_code == "EMP")
        hand("1")
        qtbot.waitUntil(lambda: keys.sub_theme_code == "EMP1")
        hand("Backspace")
        assert (keys.theme_code, keys.sub_theme_code) == ("EMP", None)
        hand("Backspace")
        assert keys.theme_code is None


def test_a_code_that_is_no_isbn_is_the_barcode_of_the_copy_in_hand(house: House, web: Running, qtbot: QtBot) -> None:
    with house.room(web.catalogue()) as screen:
        scan(ISBN)
        qtbot.waitUntil(lambda: screen.page.form.editor("title").text() != "")
        scan("30007004052001")
        hand("3", "Enter")

        (copy,) = screen.desk.library.copies(screen.only().id)
        assert (copy.barcode, copy.shelf_mark) == ("30007004052001", "3 DUP")


def test_a_barcode_that_another_copy_carries_is_not_taken(house: House) -> None:
    kept = house.desk.library.add(title("Un autre"))
    house.desk.library.add_copy(kept.id, barcode="30007004052001")
    with house.room() as screen:
        scan(ISBN)
        scan("30007004052001")
        assert "Un autre" in screen.page.told_label.text()
        assert screen.page.hand is not None
        assert screen.page.hand.waiting.barcode is None


def test_a_wrong_check_digit_is_said_and_nothing_is_written_down(house: House) -> None:
    with house.room() as screen:
        scan("9782070541271")
        assert "check digit" in screen.page.told_label.text()
        assert screen.waiting() == []


def test_a_book_that_is_there_gets_a_copy_with_enter(house: House, web: Running) -> None:
    kept = house.desk.library.add(title(isbns=(ISBN,), shelf_mark="3 DUP"))
    with house.room(web.catalogue()) as screen:
        scan(ISBN)
        assert "Already in the catalogue" in screen.page.heading_label.text()
        hand("Enter")

        assert len(screen.desk.library.copies(kept.id)) == 1
        assert screen.labels() == 1
        assert web.asked == []
        screen.undo.undo()
        assert len(screen.desk.library.copies(kept.id)) == 0
        assert screen.waiting() == [ISBN]


def test_without_a_theme_enter_asks_for_it_once(house: House, web: Running, qtbot: QtBot) -> None:
    with house.room(web.catalogue()) as screen:
        scan(ISBN)
        qtbot.waitUntil(lambda: screen.page.form.editor("title").text() != "")
        hand("Enter")
        assert screen.titles() == []
        assert "Which theme?" in screen.page.told_label.text()
        hand("Enter")
        assert screen.only().theme_code is None


# Two catalogues


@pytest.fixture
def second() -> Iterator[Running]:
    record = server.marc21_record("Trouver un boulot", ISBN, publisher="Dunod", year=2019)
    with running(saying(envelope(record))) as made:
        yield made


@pytest.mark.parametrize(("arrow", "year", "origin"), [("→", 2019, "year=kul"), ("←", 2018, "year=bnf")])
def test_where_two_differ_an_arrow_takes_the_one_or_the_other(
    house: House, web: Running, second: Running, qtbot: QtBot, arrow: str, year: int, origin: str
) -> None:
    with house.room(web.catalogue(), second.catalogue("kul")) as screen:
        scan(ISBN)
        form = screen.page.form
        qtbot.waitUntil(form.has_differences)
        shown = [button.text() for button in form.choices("year") if button.isVisible()]
        assert shown == ["← BnF (France): 2018", "→ KU Leuven: 2019"]
        assert not form.choices("publisher")[0].isVisible()
        # Title, authors and year differ; the year comes third.
        hand("←", "←", arrow)
        assert form.editor("year").text() == str(year)
        hand("3", "Enter")

        assert screen.only().year == year
        assert origin in screen.only().origins
        assert screen.only().title == "Trouver un emploi"


def test_what_a_person_types_comes_from_nowhere_else(house: House, web: Running, qtbot: QtBot) -> None:
    with house.room(web.catalogue()) as screen:
        scan(ISBN)
        year = screen.page.form.editor("year")
        qtbot.waitUntil(lambda: year.text() == "2018")
        year.setFocus()
        year.selectAll()
        QTest.keyClicks(year, "2017")
        screen.page.scan_field.setFocus()
        hand("3", "Enter")

        assert screen.only().year == 2017
        assert not any(origin.startswith("year=") for origin in screen.only().origins)


# Without anybody to ask


def test_without_sources_title_and_authors_are_typed_and_the_number_waits(house: House) -> None:
    with house.room() as screen:
        form = screen.page.form
        scan(ISBN)
        assert [editor.objectName() for editor in form.editors() if editor.isVisible()] == [
            "library.book_title",
            "library.book_authors",
        ]
        hand("Tab", *"Trouver", "Enter", *"Dupont", "Enter", "3", "Enter")

        kept = screen.only()
        assert (kept.title, kept.authors, kept.shelf_mark, kept.isbns) == ("Trouver", ("Dupont",), "3 DUP", (ISBN,))
        assert screen.states() == [(ISBN, ScanState.TO_COMPLETE)]
        assert screen.waiting() == [ISBN]


def test_what_is_known_later_completes_the_title_with_enter(house: House, web: Running, qtbot: QtBot) -> None:
    with house.room() as screen:
        scan(ISBN)
        hand("Tab", *"Trouver un emploi", "Enter", "Enter", "3", "Enter")
        mark = screen.only().shelf_mark
        house.catalogues.append(web.catalogue())
        screen.lookup.answers(ISBN)
        qtbot.waitUntil(lambda: screen.page.scans.all()[0].proposal() is not None)
        hand("Enter")
        assert "To complete" in screen.page.heading_label.text()
        hand("Enter")

        kept = screen.only()
        assert (kept.publisher, kept.year, kept.theme_code, kept.shelf_mark) == ("Dunod", 2018, "EMP", mark)
        assert "publisher=bnf" in kept.origins
        assert screen.waiting() == []
        screen.undo.undo()
        assert screen.only().publisher is None


@pytest.mark.parametrize("typed", ["", "Trou"], ids=["nothing typed", "half a title typed"])
def test_a_book_scanned_into_the_title_is_a_scan_all_the_same(house: House, typed: str) -> None:
    with house.room() as screen:
        scan(ISBN)
        hand("Tab", *typed)
        scan(OTHER)
        assert screen.waiting() == [ISBN, OTHER]
        assert screen.page.form.editor("title").text() == typed


def test_an_answer_that_comes_late_overwrites_nothing_that_was_typed(house: House, web: Running, qtbot: QtBot) -> None:
    web.behave(server.late(0.4, FRENCH))
    with house.room(web.catalogue()) as screen:
        scan(ISBN)
        hand("Tab", *"Mon titre")
        qtbot.waitUntil(lambda: screen.page.form.editor("year").text() == "2018")
        assert screen.page.form.editor("title").text() == "Mon titre"


def test_one_failure_is_waited_for_once_and_not_for_every_scan(house: House, web: Running, qtbot: QtBot) -> None:
    web.behave(saying(b"", status=503))
    with house.room(web.catalogue()) as screen:
        for number in numbers(5):
            scan(number)
        qtbot.waitUntil(lambda: all(each.is_asked for each in screen.page.scans.all()))
        assert len(web.asked) == 1
        assert "out of order" in screen.page.sources_label.text()


def test_a_settled_book_that_nobody_knows_is_to_be_completed(house: House, web: Running, qtbot: QtBot) -> None:
    web.behave(server.late(0.2, saying(envelope())))
    with house.room(web.catalogue()) as screen:
        scan(ISBN)
        hand("3", "Enter")
        qtbot.waitUntil(lambda: screen.states() == [(ISBN, ScanState.TO_COMPLETE)])
        hand("Enter")
        assert "does not know" in screen.page.sources_label.text()
        assert screen.page.theme_keys.theme_code == "EMP"


def test_an_undone_book_is_in_hand_again(house: House, web: Running, qtbot: QtBot) -> None:
    with house.room(web.catalogue()) as screen:
        scan(ISBN)
        qtbot.waitUntil(lambda: screen.page.form.editor("title").text() != "")
        hand("3", "Enter")
        screen.undo.undo()
        assert screen.titles() == []
        assert screen.labels() == 0
        assert screen.page.hand is not None
        assert (screen.page.hand.number, screen.page.hand.waiting.theme_code) == (ISBN, "EMP")


class OnlyReading:
    """Lets nothing pass, as for whoever is at the reception."""

    def require(self, action: Action) -> None:
        raise NotAllowedError(action.value)


def test_who_may_not_catalogue_is_told_so_and_can_still_open_the_room(house: House) -> None:
    with house.room() as screen:
        scan(ISBN)
        hand("Tab", *"Trouver", "Enter", "Enter", "3", "Enter")
    clock = house.desk.library._clock  # noqa: SLF001 - the desk has no other way to its day
    assert isinstance(clock, StoppedClock)
    clock.advance(days=40)
    house.desk.gate.require = OnlyReading().require  # type: ignore[method-assign]
    with house.room() as screen:
        assert screen.states() == []
        scan(OTHER)
        assert "Librarian" in screen.said[-1].text
        assert screen.waiting() == []


# Looks


@pytest.fixture
def full(house: House, web: Running, second: Running, qtbot: QtBot) -> Iterator[Callable[[], NewBookPage]]:
    with house.room(web.catalogue(), second.catalogue("kul")) as screen:
        scan(ISBN)
        qtbot.waitUntil(screen.page.form.has_differences)
        hand("3")
        qtbot.waitUntil(lambda: screen.page.theme_keys.theme_code == "EMP")
        yield lambda: screen.page


@pytest.mark.parametrize("spoken", LANGUAGES)
@pytest.mark.parametrize("percent", [100, 200])
def test_nothing_is_clipped_or_without_a_name(
    full: Callable[[], NewBookPage], light: Appearance, qtbot: QtBot, spoken: Language, percent: int
) -> None:
    page = full()
    use(spoken)
    light.wear(Shade.LIGHT, percent)
    page.retranslate()
    page.resize(1366, 620)
    qtbot.waitUntil(lambda: looking.clipped(page) == [])
    assert looking.unnamed(page) == []
    assert looking.without_object_name(page) == []
