"""The room of the press review, by its keys, on a real store."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from cdm_desk.domain.press_feeds import Feed
from cdm_desk.domain.press_rights import Licence
from cdm_desk.language import use
from cdm_desk.ui.announcer import Announcer
from cdm_desk.ui.appearance import Appearance, Shade
from cdm_desk.ui.dialogs.press_house import PressHouseDialog
from cdm_desk.ui.dialogs.press_item import PressItemDialog
from cdm_desk.ui.library.press import PressPage
from cdm_desk.ui.messages import Message, Messages
from cdm_desk.ui.undo import Undo
from tests.importers.feeds import rss, sends, web_server
from tests.services.library_desk import copy_of, title
from tests.services.press_desk import PressDesk, article, press_desk
from tests.ui import looking

CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
LINK = "https://www.lesoir.be/1"


@dataclass
class Screen:
    """The room on a real store, and everything that was said."""

    desk: PressDesk
    page: PressPage
    undo: Undo
    qtbot: QtBot
    said: list[Message] = field(default_factory=list)

    def titles(self) -> list[str]:
        return [hit.item.title for hit in self.page.model.values]

    def dialog(self, kind: type[Any]) -> Any:  # noqa: ANN401 - the kind says it
        found = self.page.findChildren(kind)[-1]
        found.activateWindow()
        self.qtbot.waitUntil(lambda: QApplication.activeWindow() is found)
        return found

    def mark(self, row: int) -> None:
        self.page.table.setFocus()
        self.page.table.selectRow(row)


@pytest.fixture
def screen(qtbot: QtBot, tmp_path: Path, messages: Messages, light: Appearance) -> Iterator[Screen]:
    assert light.text_percent == 100
    with press_desk(tmp_path) as desk:
        announcer = Announcer()
        desk.store.on_change(announcer.announce)
        undo = Undo(messages)
        page = PressPage(desk.press, desk.lists, messages, undo)
        announcer.changed.connect(page.refresh)
        qtbot.addWidget(page)
        page.resize(1366, 620)
        with qtbot.waitActive(page):
            page.show()
            page.activateWindow()
        page.setFocus()
        made = Screen(desk=desk, page=page, undo=undo, qtbot=qtbot)
        messages.shown.connect(made.said.append)
        yield made
        page.close()


def test_a_pasted_link_becomes_an_article_with_themes_and_both_summaries_by_keys_alone(screen: Screen) -> None:
    screen.desk.press.add(article("Avant", link="https://lesoir.be/0", source="Le Soir", language="fr"))
    QApplication.clipboard().setText(LINK)
    QTest.keyClick(screen.page.entry_field, Qt.Key.Key_V, CTRL)
    QTest.keyClick(screen.page.entry_field, Qt.Key.Key_Return)
    dialog = screen.dialog(PressItemDialog)
    assert dialog.focusWidget() is dialog.line("title")
    QTest.keyClicks(dialog.line("title"), "Moins de chomage")
    QTest.keyClick(dialog.line("title"), Qt.Key.Key_3, ALT)
    QTest.keyClicks(dialog.text("summary_fr"), "Nos mots.")
    QTest.keyClicks(dialog.text("summary_nl"), "Onze woorden.")
    QTest.keyClick(dialog.text("summary_nl"), Qt.Key.Key_Return, CTRL)

    assert screen.titles() == ["Avant", "Moins de chomage"]
    kept = screen.page.model.values[1].item
    assert (kept.link, kept.source, kept.language, kept.theme_codes) == (LINK, "Le Soir", "fr", ("EMP",))
    assert (kept.summary_fr, kept.summary_nl) == ("Nos mots.", "Onze woorden.")
    screen.undo.undo()
    assert screen.titles() == ["Avant"]


@pytest.mark.parametrize("key", [Qt.Key.Key_2, Qt.Key.Key_Eacute], ids=["2", "azerty 2"])
def test_a_digit_gives_an_article_of_the_list_a_theme_and_takes_it_off(screen: Screen, key: Qt.Key) -> None:
    screen.desk.press.add(article(theme_codes=("EMP",)))
    screen.mark(0)
    for codes in (("EMP", "FOR"), ("EMP",)):
        if key == Qt.Key.Key_2:
            QTest.keyClick(screen.page.table, key)
        else:
            screen.page.toggle_theme("2")
        assert screen.page.model.values[0].item.theme_codes == codes
    assert screen.page.table.current() is not None


def test_a_digit_in_the_row_of_themes_chooses_that_theme(screen: Screen) -> None:
    QTest.keyClicks(screen.page.entry_field, LINK)
    QTest.keyClick(screen.page.entry_field, Qt.Key.Key_Return)
    dialog = screen.dialog(PressItemDialog)
    dialog.theme_chips[0].setFocus()
    QTest.keyClick(dialog.theme_chips[0], Qt.Key.Key_3)

    assert [chip.isChecked() for chip in dialog.theme_chips] == [False, False, True, False, False]


def test_books_of_the_shelves_are_chosen_by_their_digit(screen: Screen) -> None:
    for name in ("Vaincre le chômage", "Le chômage à Bruxelles"):
        book = title(name, shelf_mark="3 A")
        screen.desk.library.add(book, [copy_of(book)])
    screen.desk.press.add(article("Le chômage recule à Bruxelles"))
    screen.mark(0)
    QTest.keyClick(screen.page.table, Qt.Key.Key_Return)
    dialog = screen.dialog(PressItemDialog)
    dialog.books_list.setFocus()
    QTest.keyClick(dialog.books_list, Qt.Key.Key_1)
    QTest.keyClick(dialog.books_list, Qt.Key.Key_2)
    QTest.keyClick(dialog.books_list, Qt.Key.Key_2)
    QTest.keyClick(dialog.books_list, Qt.Key.Key_Return, CTRL)

    issue = screen.desk.press.running()
    review = screen.desk.press.review(issue.id)
    assert [book.heading for book in review.books(review.items[0])] == ["Le chômage à Bruxelles"]


def test_the_counter_warns_of_a_long_quotation_and_keeps_it_all_the_same(screen: Screen) -> None:
    screen.desk.press.add(article(source="Le Soir"))
    screen.mark(0)
    screen.page.edit()
    dialog = screen.dialog(PressItemDialog)
    dialog.text("quote").setPlainText("q" * 300)
    assert dialog.counter_label.property("kind") == "muted"
    dialog.text("quote").setPlainText("q" * 301)
    assert dialog.counter_label.property("kind") == "warn"
    assert "301" in dialog.counter_label.text()
    dialog.keep()
    assert screen.page.model.values[0].item.quote == "q" * 301


def test_a_full_text_without_a_licence_is_refused_with_a_sentence_and_nothing_typed_is_lost(screen: Screen) -> None:
    screen.desk.press.add(article(source="Le Soir"))
    screen.mark(0)
    screen.page.edit()
    dialog = screen.dialog(PressItemDialog)
    dialog.text("full_text").setPlainText("Tout.")
    dialog.licence_box.setCurrentIndex(1)
    dialog.keep()
    assert "Copiepresse" in dialog.error_label.text()
    assert dialog.text("full_text").toPlainText() == "Tout."
    screen.desk.press.keep_licences([Licence(holder="Copiepresse", number="7", valid_until=date(2019, 1, 1))])
    dialog.keep()
    assert "01/01/2019" in dialog.error_label.text()
    screen.desk.press.keep_licences([Licence(holder="Copiepresse", number="8")])
    dialog.keep()
    assert screen.page.model.values[0].item.full_text == "Tout."


def test_escape_lets_go_of_what_was_typed_only_at_the_second_time(screen: Screen) -> None:
    screen.desk.press.add(article("Avant"))
    screen.mark(0)
    screen.page.edit()
    dialog = screen.dialog(PressItemDialog)
    dialog.line("title").setText("Après")
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert screen.titles() == ["Avant"]


def test_a_wrong_day_and_a_wrong_link_are_told_in_the_form(screen: Screen) -> None:
    QTest.keyClick(screen.page.entry_field, Qt.Key.Key_N, CTRL)
    dialog = screen.dialog(PressItemDialog)
    dialog.line("published_on").setText("hier")
    dialog.keep()
    assert "hier" in dialog.error_label.text()
    dialog.line("published_on").setText("25/02/2019")
    dialog.line("link").setText("lesoir.be")
    dialog.keep()
    assert "lesoir.be" in dialog.error_label.text()
    assert dialog.focusWidget() is dialog.line("link")


def test_one_key_closes_the_issue_and_undo_opens_it_again(screen: Screen) -> None:
    screen.desk.press.add(article())
    QTest.keyClick(screen.page.entry_field, Qt.Key.Key_D, CTRL | SHIFT)
    assert screen.desk.press.issues()[-1].issue.closed
    assert "closed on" in screen.page.state_label.text()
    screen.undo.undo()
    assert not screen.desk.press.issues()[-1].issue.closed


def test_an_article_moves_and_goes_and_comes_back_by_keys(screen: Screen) -> None:
    for name in ("Un", "Deux"):
        screen.desk.press.add(article(name))
    screen.mark(1)
    QTest.keyClick(screen.page.table, Qt.Key.Key_Up, CTRL)
    assert screen.titles() == ["Deux", "Un"]
    QTest.keyClick(screen.page.table, Qt.Key.Key_Delete, CTRL)
    assert screen.titles() == ["Un"]
    screen.undo.undo()
    assert screen.titles() == ["Deux", "Un"]


def test_the_archive_is_searched_while_typing_and_escape_goes_back_to_the_issue(qtbot: QtBot, screen: Screen) -> None:
    screen.desk.press.add(article("Ancien chômage"))
    screen.desk.press.close(screen.desk.press.running().id)
    screen.desk.press.add(article("Nouveau"))
    screen.page.issue_box.setCurrentIndex(0)
    screen.page.issue_box.activated.emit(0)
    assert screen.titles() == ["Nouveau"]
    QTest.keyClick(screen.page.entry_field, Qt.Key.Key_B, CTRL)
    QTest.keyClicks(screen.page.search_field, "chomage")
    qtbot.waitUntil(lambda: screen.titles() == ["Ancien chômage"])
    QTest.keyClick(screen.page.search_field, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: screen.titles() == ["Nouveau"])


def test_feeds_are_read_only_where_the_house_wants_it(screen: Screen) -> None:
    screen.page.read_feeds()
    assert "not read here" in screen.said[-1].text


def test_a_feed_is_read_over_the_web_and_plus_takes_an_article(qtbot: QtBot, screen: Screen) -> None:
    items = [f"<title>Artikel {at}</title><link>https://bruzz.be/{at}</link>" for at in range(3)]
    with web_server({"/rss": sends(rss(*items))}) as address:
        screen.desk.press.let_feeds_be_read(True)
        screen.desk.press.keep_feed(Feed(id=uuid4(), name="Bruzz", address=f"{address}/rss", language="nl"))
        screen.desk.press.keep_feed(Feed(id=uuid4(), name="Weg", address=f"{address}/away", language="nl"))
        QTest.keyClick(screen.page.entry_field, Qt.Key.Key_R, CTRL)
        qtbot.waitUntil(lambda: len(screen.page.model_of_proposals.values) == 3)
    assert any("Weg does not answer (404)" in message.text for message in screen.said)
    QTest.keyClick(screen.page.entry_field, Qt.Key.Key_J, CTRL)
    QTest.keyClicks(screen.page.proposal_table, "+")
    QTest.keyClick(screen.page.proposal_table, Qt.Key.Key_Return)

    assert screen.titles() == ["Artikel 0", "Artikel 1"]
    assert [each.entry.title for each in screen.page.model_of_proposals.values] == ["Artikel 2"]
    screen.undo.undo()
    assert screen.titles() == ["Artikel 0"]


@pytest.mark.parametrize(("form", "begins"), [("pdf", b"%PDF"), ("html", b"<!DOCTYPE html>"), ("eml", b"Subject:")])
def test_the_issue_is_written_to_a_file(qtbot: QtBot, screen: Screen, tmp_path: Path, form: str, begins: bytes) -> None:
    screen.desk.press.add(article(summary_fr="Nos mots."))
    getattr(screen.page, "write")(form)  # noqa: B009 - the same verb by three keys
    assert screen.page.findChild(QFileDialog, "press.save") is not None
    target = tmp_path / f"issue.{form}"
    screen.page.write_to(form, str(target))
    qtbot.waitUntil(target.exists)
    qtbot.waitUntil(lambda: any("Written" in message.text for message in screen.said))

    assert target.read_bytes().startswith(begins)


def test_licences_and_feeds_of_the_house_are_kept_and_undone(screen: Screen) -> None:
    screen.page.settle_house()
    dialog = screen.dialog(PressHouseDialog)
    dialog.numbers["Copiepresse"].setText("CP-7")
    dialog.days["Copiepresse"].setText("31/12/2019")
    dialog.read_box.setChecked(True)
    dialog.address_field.setFocus()
    dialog.address_field.setText("not an address")
    QTest.keyClick(dialog.address_field, Qt.Key.Key_Return)
    assert "not an address" in dialog.error_label.text()
    dialog.address_field.setText("https://www.bruzz.be/rss")
    dialog.address_field.setFocus()
    QTest.keyClick(dialog.address_field, Qt.Key.Key_Return)
    assert [feed.name for feed in screen.desk.press.feeds()] == ["bruzz.be"]
    QTest.keyClick(dialog, Qt.Key.Key_Return, CTRL)

    kept = Licence(holder="Copiepresse", number="CP-7", valid_until=date(2019, 12, 31))
    assert screen.desk.press.licences() == (kept,)
    assert screen.desk.press.reads_feeds()
    screen.undo.undo()
    assert screen.desk.press.licences() == ()
    assert not screen.desk.press.reads_feeds()


def test_the_house_counts_on_from_a_number_of_its_own_and_that_is_undone(screen: Screen) -> None:
    screen.page.settle_house()
    dialog = screen.dialog(PressHouseDialog)
    assert dialog.issue_field.text() == "1"
    dialog.issue_field.setFocus()
    dialog.issue_field.selectAll()
    QTest.keyClicks(dialog.issue_field, "no. 7")
    QTest.keyClick(dialog.issue_field, Qt.Key.Key_Return, CTRL)
    assert "no. 7" in dialog.error_label.text()
    dialog.issue_field.selectAll()
    QTest.keyClicks(dialog.issue_field, "482")
    QTest.keyClick(dialog.issue_field, Qt.Key.Key_Return, CTRL)

    assert screen.desk.press.number_now() == 482
    screen.undo.undo()
    assert screen.desk.press.number_now() == 1


@pytest.mark.parametrize("percent", [100, 200])
@pytest.mark.parametrize("speech", ["fr", "nl"])
def test_nothing_is_clipped_or_unnamed(
    qtbot: QtBot, screen: Screen, light: Appearance, speech: str, percent: int
) -> None:
    screen.desk.press.add(article())
    use(speech)  # type: ignore[arg-type]
    light.wear(Shade.LIGHT, percent)
    screen.page.retranslate()
    clean_of(qtbot, screen.page)
    screen.page.begin()
    item = screen.dialog(PressItemDialog)
    clean_of(qtbot, item)
    item.done(0)
    screen.page.settle_house()
    clean_of(qtbot, screen.dialog(PressHouseDialog))


def clean_of(qtbot: QtBot, shown: QWidget) -> None:
    qtbot.waitUntil(lambda: looking.clipped(shown) == [])
    assert looking.unnamed(shown) == []
    assert looking.without_object_name(shown) == []
