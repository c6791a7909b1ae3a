"""The room of journals, by its keys, on a real store on 1 March 2019."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from cdm_desk.domain.expected import Numbering, Rhythm, Way
from cdm_desk.domain.journals import Article, Journal, Standing
from cdm_desk.language import LANGUAGES, Language, catalogue, use
from cdm_desk.services.journals import JournalService
from cdm_desk.ui.announcer import Announcer
from cdm_desk.ui.appearance import Appearance, Shade
from cdm_desk.ui.dialogs.letters import LettersDialog, mail_address
from cdm_desk.ui.dialogs.record import RecordDialog
from cdm_desk.ui.journal_words import claim_text, number_words
from cdm_desk.ui.library.journals import JournalsPage
from cdm_desk.ui.messages import Message, Messages
from cdm_desk.ui.undo import Undo
from tests.services.library_desk import LibraryDesk, library_desk
from tests.ui import looking

CTRL = Qt.KeyboardModifier.ControlModifier
ALTER = "9771234567003"
UNKNOWN = "9770317847001"


@dataclass
class Screen:
    """The room on a real store, and everything that was said."""

    desk: LibraryDesk
    journals: JournalService
    page: JournalsPage
    undo: Undo
    addresses: list[QUrl]
    said: list[Message] = field(default_factory=list)

    def write(self, text: str, *, enter: bool = True) -> None:
        self.page.find_field.setFocus()
        QTest.keyClicks(self.page.find_field, text)
        if enter:
            QTest.keyClick(self.page.find_field, Qt.Key.Key_Return)

    def rows(self) -> list[tuple[str, str]]:
        model = self.page.issues.model()
        return [(model.index(at, 1).data(), model.index(at, 2).data()) for at in range(model.rowCount())]

    def found(self) -> list[str]:
        model = self.page.articles.model()
        return [model.index(at, 1).data() for at in range(model.rowCount())]

    def received(self) -> list[str]:
        runs = self.journals.runs()
        return [each.number for run in runs for each in run.issues if run.standing(each) is Standing.RECEIVED]

    def dialog(self, kind: type[Any]) -> Any:  # noqa: ANN401 - the kind says it
        return self.page.findChildren(kind)[-1]


@pytest.fixture
def screen(qtbot: QtBot, tmp_path: Path, messages: Messages, light: Appearance) -> Iterator[Screen]:
    assert light.text_percent == 100
    with library_desk(tmp_path) as desk:
        announcer = Announcer()
        desk.store.on_change(announcer.announce)
        journals = JournalService(desk.store, desk.store.clock, desk.gate)
        for title, issn, theme, rhythm, numbering in (
            ("Alter Échos", "1234-5679", "EMP", Rhythm.MONTHLY, Numbering(way=Way.NUMBER, number=500)),
            ("Werkblad", None, "FOR", Rhythm.QUARTERLY, Numbering(way=Way.VOLUME, volume=12, number=1)),
        ):
            journals.keep(
                Journal(
                    id=uuid4(),
                    title=title,
                    issn=issn,
                    theme_code=theme,
                    language="fr" if issn else "nl",
                    rhythm=rhythm,
                    first_on=date(2019, 1, 15),
                    numbering=numbering,
                    claims_to="abo@example.org",
                )
            )
        addresses: list[QUrl] = []

        def open_address(address: QUrl) -> bool:
            addresses.append(address)
            return True

        undo = Undo(messages)
        page = JournalsPage(journals, desk.lists, messages, undo, open_address=open_address)
        announcer.changed.connect(page.refresh)
        qtbot.addWidget(page)
        page.resize(1366, 620)
        with qtbot.waitActive(page):
            page.show()
            page.activateWindow()
        page.setFocus()
        made = Screen(desk=desk, journals=journals, page=page, undo=undo, addresses=addresses)
        messages.shown.connect(made.said.append)
        yield made
        page.close()


def test_the_late_ones_stand_above_and_the_next_of_each_below(screen: Screen) -> None:
    assert screen.rows() == [
        ("Alter Échos", "no. 500"),
        ("Werkblad", "vol. 12, no. 1"),
        ("Alter Échos", "no. 501"),
        ("Werkblad", "vol. 12, no. 2"),
    ]
    assert screen.page.views.chips["late"].text() == "Late  2"


def test_a_scan_checks_the_number_in_and_undo_takes_it_back(screen: Screen) -> None:
    screen.write(ALTER + "01")
    assert screen.received() == ["501"]
    assert screen.said[-1].text == "Alter Échos, no. 501: checked in."
    assert screen.page.find_field.text() == ""

    screen.undo.undo()
    assert screen.received() == []


def test_a_scanner_of_a_us_keyboard_is_understood(screen: Screen) -> None:
    screen.page.find_field.setText('çèè&é"\'(§èàà"')
    QTest.keyClick(screen.page.find_field, Qt.Key.Key_Return)
    assert len(screen.received()) == 1


def test_a_second_scan_of_the_same_journal_checks_nothing_in_by_mistake(screen: Screen) -> None:
    for _ in range(2):
        screen.write(ALTER)
    assert sorted(screen.received()) == ["500", "501"]
    screen.write(ALTER)
    assert sorted(screen.received()) == ["500", "501"]
    assert "Enter checks no. 502 in all the same" in screen.said[-1].text

    QTest.keyClick(screen.page.issues, Qt.Key.Key_Return)
    assert sorted(screen.received()) == ["500", "501", "502"]


def test_an_unknown_barcode_is_told_and_fills_the_form_in(screen: Screen) -> None:
    screen.write(UNKNOWN)
    assert UNKNOWN in screen.page.verdict_label.text()
    QTest.keyClick(screen.page.find_field, Qt.Key.Key_N, CTRL)
    form = screen.dialog(RecordDialog)
    assert form.typed()["issn"] == "0317-8471"
    form.fill("title", "Nouvelle")
    QTest.keyClick(form, Qt.Key.Key_Return, CTRL)
    assert "Nouvelle" in {journal.title for journal in screen.journals.journals()}
    assert not screen.page.verdict_label.isVisible()


def test_enter_in_the_list_checks_its_row_in(screen: Screen) -> None:
    QTest.keyClick(screen.page.find_field, Qt.Key.Key_Down)
    QTest.keyClick(screen.page.issues, Qt.Key.Key_Down)
    QTest.keyClick(screen.page.issues, Qt.Key.Key_Return)
    assert screen.received() == ["12/1"]


def test_a_scan_begun_in_the_list_goes_to_the_field(screen: Screen) -> None:
    screen.page.issues.setFocus()
    for sign in ALTER:
        focused = QApplication.focusWidget()
        assert focused is not None
        QTest.keyClicks(focused, sign)
    QTest.keyClick(screen.page.find_field, Qt.Key.Key_Return)
    assert len(screen.received()) == 1


def test_words_narrow_the_list_without_accents(screen: Screen) -> None:
    screen.write("echos", enter=False)
    assert {title for title, _number in screen.rows()} == {"Alter Échos"}


def test_late_numbers_are_claimed_by_a_letter_in_the_language_of_the_journal(screen: Screen) -> None:
    QTest.keyClick(screen.page.find_field, Qt.Key.Key_R, CTRL)
    letters = screen.dialog(LettersDialog)
    assert letters.language == "fr"
    QTest.keyClick(letters, Qt.Key.Key_Return, CTRL)
    assert catalogue("fr").gettext("Hello,") in QGuiApplication.clipboard().text()
    assert letters.language == "nl"
    QTest.keyClick(letters, Qt.Key.Key_M, CTRL)
    assert screen.addresses[0].toString().startswith("mailto:abo@example.org?subject=")

    late = [each for run in screen.journals.runs() for each in run.late()]
    assert [each.claims for each in late] == [1, 1]
    letters.accept()
    screen.undo.undo()
    screen.undo.undo()
    assert [each.claims for run in screen.journals.runs() for each in run.late()] == [0, 0]


def test_a_letter_is_noted_once_however_often_it_is_copied(screen: Screen) -> None:
    screen.page.views.go_to("late")
    QTest.keyClick(screen.page.find_field, Qt.Key.Key_Down)
    QTest.keyClick(screen.page.issues, Qt.Key.Key_R, CTRL)
    letters = screen.dialog(LettersDialog)
    for _ in range(3):
        letters.copy()
    assert [each.claims for run in screen.journals.runs() for each in run.late()] == [1, 0]
    letters.accept()


def test_without_a_mail_program_nothing_is_noted_and_the_letter_is_on_the_clipboard(screen: Screen) -> None:
    screen.page._open_address = lambda _address: False  # noqa: SLF001 - as on a PC without one
    QTest.keyClick(screen.page.find_field, Qt.Key.Key_R, CTRL)
    letters = screen.dialog(LettersDialog)
    letters.mail()
    assert "No mail program" in letters.told_label.text()
    assert "Alter Échos" in QGuiApplication.clipboard().text()
    assert [each.claims for run in screen.journals.runs() for each in run.late()] == [0, 0]
    letters.accept()


def test_a_number_is_given_up_and_waited_for_again(screen: Screen) -> None:
    QTest.keyClick(screen.page.find_field, Qt.Key.Key_Down)
    QTest.keyClick(screen.page.issues, Qt.Key.Key_Delete, CTRL)
    assert screen.page.views.chips["late"].text() == "Late  1"
    screen.undo.undo()
    assert screen.page.views.chips["late"].text() == "Late  2"


def test_a_special_number_is_checked_in_beside_the_series(screen: Screen) -> None:
    QTest.keyClick(screen.page.find_field, Qt.Key.Key_Down)
    QTest.keyClick(screen.page.issues, Qt.Key.Key_H, CTRL)
    form = screen.dialog(RecordDialog)
    QTest.keyClicks(form.editors["number"], "Special jobs")
    QTest.keyClick(form.editors["number"], Qt.Key.Key_Return)
    assert screen.received() == ["Special jobs"]
    screen.page.views.go_to("new")
    assert screen.rows() == [("Alter Échos", "Special jobs")]


def test_f2_calls_a_number_as_it_is_printed(screen: Screen) -> None:
    QTest.keyClick(screen.page.find_field, Qt.Key.Key_Down)
    QTest.keyClick(screen.page.issues, Qt.Key.Key_F2)
    form = screen.dialog(RecordDialog)
    form.fill("number", "500-501")
    QTest.keyClick(form.editors["number"], Qt.Key.Key_Return)
    assert ("Alter Échos", "500-501") in screen.rows()


@pytest.mark.parametrize(
    ("name", "typed", "words"),
    [
        ("title", "", "title"),
        ("issn", "1234-5678", "no ISSN"),
        ("first_on", "31/02/2019", "no day"),
        ("first_on", "1/1/1919", "too far away"),
        ("first_on", "1/1/2119", "too far away"),
        ("grace_days", "-5", "from 0 to 365"),
        ("grace_days", "99999999999", "from 0 to 365"),
        ("grace_days", "dix", "no whole number"),
        ("pauses", "13", "no whole number"),
        ("pauses", "1-12", "never appear"),
        ("number", "-1", "from 0 to"),
        ("claims_to", "pas une adresse", "no e-mail address"),
    ],
)
def test_what_cannot_be_is_said_in_place_and_nothing_typed_is_lost(
    screen: Screen, name: str, typed: str, words: str
) -> None:
    screen.page.views.go_to("journals")
    screen.page.titles.setFocus()
    screen.page.titles.setCurrentIndex(screen.page.titles.model().index(0, 1))
    QTest.keyClick(screen.page.titles, Qt.Key.Key_F2)
    form = screen.dialog(RecordDialog)
    form.fill("publisher", "à garder")
    form.fill(name, typed)
    QTest.keyClick(form, Qt.Key.Key_Return, CTRL)
    assert form.isVisible()
    assert words in form.error_label.text()
    assert form.typed()["publisher"] == "à garder"
    assert form.typed()[name] == typed
    QTest.keyClick(form, Qt.Key.Key_Escape)
    assert form.isVisible()
    QTest.keyClick(form, Qt.Key.Key_Escape)
    assert not form.isVisible()
    assert {journal.publisher for journal in screen.journals.journals()} == {None}


def test_a_journal_is_changed_and_changed_back(screen: Screen) -> None:
    QTest.keyClick(screen.page.find_field, Qt.Key.Key_Down)
    QTest.keyClick(screen.page.issues, Qt.Key.Key_F2, Qt.KeyboardModifier.ShiftModifier)
    form = screen.dialog(RecordDialog)
    form.fill("pauses", "7-8")
    form.fill("rhythm", "weekly")
    QTest.keyClick(form, Qt.Key.Key_Return, CTRL)
    changed = screen.journals.journals()[0]
    assert (changed.rhythm, changed.pauses) == (Rhythm.WEEKLY, (7, 8))
    screen.undo.undo()
    assert screen.journals.journals()[0].rhythm is Rhythm.MONTHLY


def test_articles_are_noted_found_changed_and_taken_out(screen: Screen) -> None:
    QTest.keyClick(screen.page.find_field, Qt.Key.Key_Down)
    QTest.keyClick(screen.page.issues, Qt.Key.Key_E, CTRL)
    form = screen.dialog(RecordDialog)
    assert form.typed()["theme_code"] == "EMP"
    form.fill("title", "L'économie sociale")
    form.fill("authors", "Peeters, An ; Dupont, Luc")
    QTest.keyClick(form, Qt.Key.Key_Return, CTRL)
    screen.page.views.go_to("articles")
    screen.write("economie dupont", enter=False)
    assert screen.found() == ["L'économie sociale"]

    QTest.keyClick(screen.page.find_field, Qt.Key.Key_Down)
    QTest.keyClick(screen.page.articles, Qt.Key.Key_Delete, CTRL)
    assert screen.journals.articles() == []
    screen.undo.undo()
    assert len(screen.journals.articles()) == 1


def test_f8_goes_from_list_to_list(screen: Screen) -> None:
    seen = []
    for _ in range(5):
        QTest.keyClick(screen.page.find_field, Qt.Key.Key_F8)
        seen.append(screen.page.views.current)
    assert seen == ["late", "new", "journals", "articles", "expected"]


def test_esc_empties_the_field_and_leaves_an_empty_one_to_the_window(screen: Screen) -> None:
    screen.write("echos", enter=False)
    QTest.keyClick(screen.page.find_field, Qt.Key.Key_Escape)
    assert screen.page.find_field.text() == ""


def test_a_theme_narrows_every_list(screen: Screen) -> None:
    screen.page.theme_box.setCurrentIndex(screen.page.theme_box.findData("FOR"))
    assert {title for title, _number in screen.rows()} == {"Werkblad"}


@pytest.mark.parametrize("language", ["fr", "nl"])
def test_a_number_is_said_in_each_language(language: Language) -> None:
    spoken = catalogue(language)
    assert "12" in number_words("12/3", spoken)
    assert number_words("2026-03", spoken) == {"fr": "mars 2026", "nl": "maart 2026"}[language]
    assert number_words("2026-13", spoken) == "2026-13"


def test_a_letter_names_every_number_with_its_day(screen: Screen) -> None:
    run = screen.journals.runs()[0]
    text = claim_text(run.journal, run.late(), catalogue("nl"))
    assert "15/01/2019" in text
    assert "500" in text


def test_nothing_in_a_letter_can_add_a_field_to_the_message() -> None:
    address = mail_address("a@b.be", "Titre & co?bcc=x@y.be", "ligne 1\nligne 2 & encore")
    assert address.count("&") == 1
    assert "bcc=" not in address
    assert "%0D%0A" in address


def every_window(screen: Screen, qtbot: QtBot) -> list[QWidget]:
    screen.journals.keep_article(Article(id=uuid4(), title="Un article"))
    QTest.keyClick(screen.page.find_field, Qt.Key.Key_R, CTRL)
    letters = screen.dialog(LettersDialog)
    screen.page.add()
    journal = screen.dialog(RecordDialog)
    screen.page.add_article()
    article = screen.dialog(RecordDialog)
    dialogs: list[QDialog] = [letters, journal, article]
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


def test_a_change_of_language_loses_nothing_that_was_typed(screen: Screen) -> None:
    screen.write("echos", enter=False)
    screen.page.add()
    form = screen.dialog(RecordDialog)
    form.fill("title", "À moitié tapé")
    for language in LANGUAGES:
        use(language)
        screen.page.retranslate()
        form.retranslate()
    assert form.typed()["title"] == "À moitié tapé"
    assert screen.page.find_field.text() == "echos"
    assert form.findChildren(QPushButton)
    form.reject()
    form.reject()
