"""The room of brochures, by its keys, on a real store on 1 March 2019."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from cdm_desk.domain.leaflets import Leaflet, Pile
from cdm_desk.domain.lists import Kind
from cdm_desk.language import LANGUAGES, use
from cdm_desk.services.leaflets import LeafletService
from cdm_desk.ui.announcer import Announcer
from cdm_desk.ui.appearance import Appearance, Shade
from cdm_desk.ui.dialogs.letters import LettersDialog
from cdm_desk.ui.dialogs.record import RecordDialog
from cdm_desk.ui.library.leaflets import LeafletsPage
from cdm_desk.ui.messages import Message, Messages
from cdm_desk.ui.undo import Undo
from tests.services.library_desk import LibraryDesk, library_desk
from tests.ui import looking

CTRL = Qt.KeyboardModifier.ControlModifier


@dataclass
class Screen:
    """The room on a real store, and everything that was said."""

    desk: LibraryDesk
    leaflets: LeafletService
    page: LeafletsPage
    undo: Undo
    addresses: list[QUrl]
    qtbot: QtBot
    said: list[Message] = field(default_factory=list)

    def scan(self, title: str) -> None:
        tag = next(each.tag for each in self.leaflets.leaflets() if each.title == title)
        self.page.find_field.setFocus()
        QTest.keyClicks(self.page.find_field, f"CDM:PILE:{tag}")
        QTest.keyClick(self.page.find_field, Qt.Key.Key_Return)

    def press(self, key: Qt.Key) -> None:
        """Press one key where the focus is, and let it be known for no burst."""
        before = len(self.said)
        focused = QApplication.focusWidget()
        assert focused is not None
        QTest.keyClick(focused, key)
        self.qtbot.waitUntil(lambda: len(self.said) > before)

    def pile(self, title: str) -> Leaflet:
        return next(each for each in self.leaflets.leaflets() if each.title == title)

    def rows(self) -> list[str]:
        model = self.page.piles.model()
        return [model.index(at, 2).data() for at in range(model.rowCount())]

    def dialog(self, kind: type[Any]) -> Any:  # noqa: ANN401 - the kind says it
        return self.page.findChildren(kind)[-1]


@pytest.fixture
def screen(qtbot: QtBot, tmp_path: Path, messages: Messages, light: Appearance) -> Iterator[Screen]:
    assert light.text_percent == 100
    with library_desk(tmp_path) as desk:
        announcer = Announcer()
        desk.store.on_change(announcer.announce)
        leaflets = LeafletService(desk.store, desk.store.clock, desk.gate)
        partners = [entry.code for entry in desk.lists.all(Kind.PARTNER)]
        for title, partner, language, theme, valid, number in (
            ("Vos droits", 0, "fr", "EMP", None, None),
            ("Uw rechten", 0, "nl", "EMP", None, None),
            ("Créer sa boîte", 1, "fr", "ENT", None, None),
            ("Vieille fiche", 1, "fr", "ORI", date(2018, 12, 31), "D1"),
            ("Boulanger", 1, "fr", "ORI", None, "D4"),
        ):
            leaflets.keep(
                replace(
                    leaflets.fresh(),
                    title=title,
                    partner_code=partners[partner],
                    language=language,
                    theme_code=theme,
                    valid_until=valid,
                    sheet_number=number,
                    order_to="stock@example.org",
                )
            )
        addresses: list[QUrl] = []

        def open_address(address: QUrl) -> bool:
            addresses.append(address)
            return True

        undo = Undo(messages)
        page = LeafletsPage(leaflets, desk.lists, messages, undo, open_address=open_address)
        announcer.changed.connect(page.refresh)
        qtbot.addWidget(page)
        page.resize(1366, 620)
        with qtbot.waitActive(page):
            page.show()
            page.activateWindow()
        page.setFocus()
        made = Screen(desk=desk, leaflets=leaflets, page=page, undo=undo, addresses=addresses, qtbot=qtbot)
        messages.shown.connect(made.said.append)
        yield made
        page.close()


@pytest.mark.parametrize(
    ("key", "pile"),
    [
        (Qt.Key.Key_1, Pile.FULL),
        (Qt.Key.Key_2, Pile.LOW),
        (Qt.Key.Key_3, Pile.EMPTY),
        (Qt.Key.Key_QuoteDbl, Pile.EMPTY),
    ],
)
def test_after_a_scan_one_key_says_how_high_the_pile_is(screen: Screen, key: Qt.Key, pile: Pile) -> None:
    screen.leaflets.see(screen.pile("Vos droits").id, Pile.LOW if pile is not Pile.LOW else Pile.EMPTY)
    screen.scan("Vos droits")
    screen.press(key)
    assert screen.pile("Vos droits").pile is pile
    screen.undo.undo()
    assert screen.pile("Vos droits").pile is not pile


def test_a_bundle_put_out_is_counted_and_taken_back(screen: Screen) -> None:
    screen.scan("Vos droits")
    screen.press(Qt.Key.Key_4)
    assert [line.taken for line in screen.leaflets.taken()] == [50]
    assert screen.said[-1].text == "Vos droits: 50 brochures put out."
    screen.undo.undo()
    assert screen.leaflets.taken() == []


def test_a_bundle_pressed_twice_at_once_is_put_out_once(screen: Screen) -> None:
    screen.page.double_press_ms = 60_000
    screen.scan("Vos droits")
    screen.press(Qt.Key.Key_4)
    screen.press(Qt.Key.Key_4)
    assert [line.taken for line in screen.leaflets.taken()] == [50]
    assert "came twice at once" in screen.said[-1].text


def test_the_next_tag_may_be_scanned_while_the_list_has_the_focus(screen: Screen) -> None:
    screen.scan("Vos droits")
    for sign in f"CDM:PILE:{screen.pile('Uw rechten').tag}":
        focused = QApplication.focusWidget()
        assert focused is not None
        QTest.keyClicks(focused, sign)
    QTest.keyClick(screen.page.find_field, Qt.Key.Key_Return)
    screen.press(Qt.Key.Key_3)
    assert (screen.pile("Vos droits").pile, screen.pile("Uw rechten").pile) == (Pile.FULL, Pile.EMPTY)


def test_a_barcode_of_digits_is_no_row_of_keys(screen: Screen) -> None:
    screen.scan("Vos droits")
    for sign in "4321234":
        focused = QApplication.focusWidget()
        assert focused is not None
        QTest.keyClicks(focused, sign)
    assert screen.page.find_field.text() == "4321234"
    screen.qtbot.wait(200)
    assert screen.leaflets.taken() == []
    assert screen.pile("Vos droits").pile is Pile.FULL


def test_an_unknown_tag_is_told_and_fills_the_form_in(screen: Screen) -> None:
    QTest.keyClicks(screen.page.find_field, "CDM:PILE:000042")
    QTest.keyClick(screen.page.find_field, Qt.Key.Key_Return)
    assert "000042" in screen.page.told_label.text()
    QTest.keyClick(screen.page.find_field, Qt.Key.Key_N, CTRL)
    form = screen.dialog(RecordDialog)
    assert form.typed()["tag"] == "000042"
    form.fill("title", "Nouvelle")
    QTest.keyClick(form, Qt.Key.Key_Return, CTRL)
    assert screen.pile("Nouvelle").tag == "000042"
    screen.undo.undo()
    assert "Nouvelle" not in {each.title for each in screen.leaflets.leaflets()}


def test_a_letter_to_each_partner_orders_all_of_its_brochures(screen: Screen) -> None:
    for title in ("Vos droits", "Uw rechten", "Créer sa boîte"):
        screen.leaflets.see(screen.pile(title).id, Pile.LOW)
    assert screen.page.views.chips["order"].text() == "To order  3"
    QTest.keyClick(screen.page.find_field, Qt.Key.Key_R, CTRL)
    letters = screen.dialog(LettersDialog)
    assert letters.letter_box.count() == 2
    QTest.keyClick(letters, Qt.Key.Key_Return, CTRL)
    copied = QGuiApplication.clipboard().text()
    assert "Vos droits (FR)" in copied
    assert "Uw rechten (NL)" in copied
    assert "Créer" not in copied
    QTest.keyClick(letters, Qt.Key.Key_M, CTRL)
    assert screen.addresses[0].toString().startswith("mailto:stock@example.org?")
    letters.accept()
    assert {each.ordered_on for each in screen.leaflets.leaflets() if each.pile is Pile.LOW} == {date(2019, 3, 1)}
    assert screen.page.views.chips["order"].text() == "To order"
    screen.undo.undo()
    screen.undo.undo()
    assert screen.page.views.chips["order"].text() == "To order  3"


@pytest.mark.parametrize("modifiers", [Qt.KeyboardModifier.NoModifier, CTRL])
def test_what_is_out_of_date_is_listed_and_taken_away_by_one_key(
    screen: Screen, modifiers: Qt.KeyboardModifier
) -> None:
    screen.page.views.go_to("expired")
    assert screen.rows() == ["Vieille fiche"]
    QTest.keyClick(screen.page.find_field, Qt.Key.Key_Down)
    QTest.keyClick(screen.page.piles, Qt.Key.Key_Delete, modifiers)
    assert "about 50 brochures" in screen.said[-1].text
    assert "Vieille fiche" not in {each.title for each in screen.leaflets.leaflets()}
    screen.undo.undo()
    assert screen.rows() == ["Vieille fiche"]


def test_numbered_sheets_tell_what_they_lack(screen: Screen) -> None:
    screen.page.views.go_to("sheets")
    assert screen.rows() == ["Vieille fiche", "Boulanger"]
    assert screen.page.told_label.text() == "Missing numbers: FR D2–D3"


def paste(screen: Screen, text: str) -> RecordDialog:
    QTest.keyClick(screen.page.find_field, Qt.Key.Key_I, CTRL)
    form: RecordDialog = screen.dialog(RecordDialog)
    form.fill("list", text)
    QTest.keyClick(form, Qt.Key.Key_Return, CTRL)
    return form


def test_a_pasted_list_is_taken_in_and_taken_back(screen: Screen) -> None:
    paste(screen, "D2;Boucher;fr\nD3\tBakker")
    form = screen.dialog(RecordDialog)
    assert "Line 2" in form.error_label.text()
    QTest.keyClick(form, Qt.Key.Key_Return, CTRL)
    assert screen.said[-1].text == "1 numbered sheet taken in."
    assert screen.page.views.current == "sheets"
    assert screen.rows() == ["Vieille fiche", "Boucher", "Boulanger"]
    screen.undo.undo()
    assert screen.rows() == ["Vieille fiche", "Boulanger"]


@pytest.mark.parametrize("text", ["", "rien du tout", ";;;", "=cmd|' /C calc'!A0"])
def test_a_list_of_nothing_is_told_and_kept_in_the_box(screen: Screen, text: str) -> None:
    form = paste(screen, text)
    assert form.isVisible()
    assert "Nothing was found to take in" in form.error_label.text()
    assert form.typed()["list"] == text
    assert len(screen.leaflets.leaflets()) == 5


@pytest.mark.parametrize(
    ("name", "typed", "words"),
    [
        ("title", "", "title"),
        ("bundle", "0", "from 1 to"),
        ("bundle", "-5", "from 1 to"),
        ("bundle", "99999999999", "from 1 to"),
        ("bundle", "beaucoup", "no whole number"),
        ("valid_until", "31/02/2019", "no day"),
        ("valid_until", "1/1/1019", "too far away"),
        ("tag", "à côté", "digits, letters and hyphens"),
        ("order_to", "pas une adresse", "no e-mail address"),
        ("place", "chez 0475 12 34 56", "phone number"),
    ],
)
def test_what_cannot_be_is_said_in_place_and_nothing_typed_is_lost(
    screen: Screen, name: str, typed: str, words: str
) -> None:
    screen.scan("Vos droits")
    QTest.keyClick(screen.page.piles, Qt.Key.Key_F2)
    form = screen.dialog(RecordDialog)
    form.fill(name, typed)
    QTest.keyClick(form, Qt.Key.Key_Return, CTRL)
    assert form.isVisible()
    assert words in form.error_label.text()
    assert form.typed()[name] == typed
    form.reject()
    form.reject()
    assert screen.pile("Vos droits").bundle == 50


def test_a_pile_is_changed_and_changed_back(screen: Screen) -> None:
    screen.scan("Vos droits")
    QTest.keyClick(screen.page.piles, Qt.Key.Key_F2)
    form = screen.dialog(RecordDialog)
    form.fill("place", "Présentoir B")
    QTest.keyClick(form, Qt.Key.Key_Return, CTRL)
    assert screen.pile("Vos droits").place == "Présentoir B"
    screen.undo.undo()
    assert screen.pile("Vos droits").place is None


def test_the_table_of_what_was_taken_is_written_without_a_formula(screen: Screen, tmp_path: Path) -> None:
    screen.leaflets.put(screen.pile("Vos droits").id)
    act = screen.leaflets.remove(screen.pile("Uw rechten").id)
    assert act.move is not None
    file = tmp_path / "taken.csv"
    screen.page.write_taken(str(file))
    screen.qtbot.waitUntil(lambda: any("Written" in each.text for each in screen.said))
    rows = list(csv.reader(io.StringIO(file.read_text(encoding="utf-8-sig")), delimiter=";"))
    assert rows[1:] == [
        ["2019-03", "Employment", "FR", "50", "0", "50"],
        ["2019-03", "Employment", "NL", "0", "50", "-50"],
    ]


def test_the_tags_of_all_piles_stand_on_a_sheet(screen: Screen, tmp_path: Path) -> None:
    file = tmp_path / "tags.pdf"
    screen.page.write_tags(screen.leaflets.leaflets(), str(file))
    screen.qtbot.waitUntil(lambda: any("Written" in each.text for each in screen.said))
    with pypdfium2.PdfDocument(file) as document:
        text = document[0].get_textpage().get_text_range()
        assert len(document) == 1
    for pile in screen.leaflets.leaflets():
        assert pile.tag in text
    assert "Emploi" in text
    assert "Werk" in text


def test_f8_goes_from_list_to_list(screen: Screen) -> None:
    seen = []
    for _ in range(5):
        QTest.keyClick(screen.page.find_field, Qt.Key.Key_F8)
        seen.append(screen.page.views.current)
    assert seen == ["order", "expired", "sheets", "taken", "all"]


def test_words_narrow_the_list_without_accents(screen: Screen) -> None:
    QTest.keyClicks(screen.page.find_field, "creer boite")
    assert screen.rows() == ["Créer sa boîte"]


def every_window(screen: Screen, qtbot: QtBot) -> list[QWidget]:
    screen.leaflets.see(screen.pile("Vos droits").id, Pile.LOW)
    screen.page.order()
    letters = screen.dialog(LettersDialog)
    screen.page.add()
    pile = screen.dialog(RecordDialog)
    screen.page.take_in()
    sheets = screen.dialog(RecordDialog)
    dialogs: list[QDialog] = [letters, pile, sheets]
    for dialog in dialogs:
        dialog.setParent(None)
        qtbot.addWidget(dialog)
        dialog.show()
    return [screen.page, *dialogs]


def test_everything_has_a_name(screen: Screen, qtbot: QtBot) -> None:
    for window in every_window(screen, qtbot):
        assert looking.unnamed(window) == []
        assert looking.without_object_name(window) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_words_of_a_window_share_their_letter(screen: Screen, qtbot: QtBot, language: str) -> None:
    windows = every_window(screen, qtbot)
    use(language)  # type: ignore[arg-type]
    for window in windows:
        window.retranslate()  # type: ignore[attr-defined]
        assert looking.doubled_mnemonics(looking.texts_with_mnemonics(window)) == []


@pytest.mark.parametrize("percent", [100, 200])
@pytest.mark.parametrize("shade", [Shade.LIGHT, Shade.DARK])
def test_nothing_is_cut_off_in_a_long_language_on_a_small_screen(
    screen: Screen, qtbot: QtBot, light: Appearance, shade: Shade, percent: int
) -> None:
    windows = every_window(screen, qtbot)
    light.wear(shade, percent)
    looking.speak_stretched()
    for window in windows:
        window.retranslate()  # type: ignore[attr-defined]
        window.resize(900, 400)
        QApplication.processEvents()
        assert window.width() == 900
        assert looking.clipped(window) == []
