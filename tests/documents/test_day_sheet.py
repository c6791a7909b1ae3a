"""The day on one sheet: the file is read back, as a printer would get it."""

import itertools
import os
import sys
import threading
from collections.abc import Sequence
from dataclasses import replace

import pypdfium2 as pdfium
import pytest

from cdm_desk.documents.day_sheet import balance, day_sheet
from cdm_desk.documents.legend import Legend
from cdm_desk.domain.day_sheet import DaySums
from cdm_desk.domain.lists import Label
from cdm_desk.language import Language, catalogue
from tests.documents.naughty import NAUGHTY
from tests.documents.sheets import CROWDED, LABELS, QUIET, USUAL, sheet

BOTH: Sequence[Language] = ("fr", "nl")


def printed(content: bytes) -> str:
    document = pdfium.PdfDocument(content)
    return "\n".join(page.get_textpage().get_text_bounded() for page in document)


def places(content: bytes) -> list[tuple[float, float, float, float]]:
    text = pdfium.PdfDocument(content)[0].get_textpage()
    return [text.get_rect(place) for place in range(text.count_rects())]


@pytest.mark.parametrize("languages", [BOTH, ("nl", "fr"), ("fr",), ("nl",), ("en",)], ids="+".join)
@pytest.mark.parametrize("sums", [QUIET, USUAL, CROWDED], ids=["quiet", "usual", "crowded"])
@pytest.mark.parametrize("provisional", [False, True], ids=["closed", "open"])
def test_everything_stands_on_one_page_and_inside_its_margins(
    languages: Sequence[Language], sums: DaySums, *, provisional: bool
) -> None:
    content = day_sheet(sheet(sums, provisional=provisional), [catalogue(language) for language in languages])

    document = pdfium.PdfDocument(content)
    assert len(document) == 1
    wide, tall = document[0].get_size()
    for left, bottom, right, top in places(content):
        assert left > 50
        assert right < wide - 49
        assert bottom > 49
        assert top < tall - 49


@pytest.mark.parametrize("sums", [QUIET, USUAL, CROWDED], ids=["quiet", "usual", "crowded"])
def test_no_line_is_written_over_another(sums: DaySums) -> None:
    content = day_sheet(sheet(sums, provisional=True), [catalogue(language) for language in BOTH])

    for first, second in itertools.combinations(places(content), 2):
        across = min(first[2], second[2]) - max(first[0], second[0])
        down = min(first[3], second[3]) - max(first[1], second[1])
        assert across < 1 or down < 1.5, (first, second)


def test_french_and_dutch_have_the_same_size() -> None:
    text = pdfium.PdfDocument(day_sheet(sheet(), [catalogue(language) for language in BOTH]))[0].get_textpage()
    heights = []
    for title in (catalogue(language).gettext("Count of the day") for language in BOTH):
        start, _count = text.search(title).get_next()
        heights.append(round(text.get_charbox(start, loose=True)[3] - text.get_charbox(start, loose=True)[1], 1))

    assert heights[0] == heights[1] > 15


def test_the_page_carries_figures_balance_and_fingerprint() -> None:
    report = sheet()

    words = printed(day_sheet(report, [catalogue("en")]))

    assert "Contacts 150 = multimedia users 24 + people advised 85 + participants in activities 41" in words
    assert "Tickets issued 82 = tickets called 80 + left before the call 1 + absent at the call 1" in words
    assert "Tickets called 80 = conversations finished 80" in words
    assert report.sha256 in words
    assert "2020-01-14, CDM" in words


@pytest.mark.parametrize("language", ["fr", "nl"])
def test_no_sentence_of_the_balance_is_cut(language: Language) -> None:
    words = printed(day_sheet(sheet(CROWDED, provisional=True), [catalogue(each) for each in BOTH]))
    said = [
        sentence
        for spoken in balance(Legend(report=sheet(CROWDED, provisional=True), catalogues=(catalogue(language),)))
        for sentence in spoken
    ]

    assert said
    for sentence in said:
        assert " ".join(sentence.split()) in " ".join(words.split())


def test_a_house_that_has_closed_no_day_yet_says_so() -> None:
    words = printed(day_sheet(replace(sheet(provisional=True), closed_until=None), [catalogue("en")]))

    assert "no day closed yet" in words


def test_the_visits_stand_beside_the_contacts() -> None:
    assert "participants in activities 41 · visits at the door 72" in printed(day_sheet(sheet(), [catalogue("en")]))


def test_an_open_day_is_marked_and_a_closed_one_is_not() -> None:
    assert "PROVISIONAL" in printed(day_sheet(sheet(provisional=True), [catalogue("en")]))
    assert "PROVISIONAL" not in printed(day_sheet(sheet(), [catalogue("en")]))


def test_a_dash_for_few_waits_is_explained_and_only_then() -> None:
    few, many = (printed(day_sheet(sheet(sums), [catalogue("en")])) for sums in (QUIET, USUAL))
    reason = "fewer than five tickets were called"

    assert "wait: too few" in few
    assert reason in few
    assert "wait: too few" not in many
    assert reason not in many


def test_a_day_with_nothing_to_compare_with_says_so() -> None:
    quiet, usual = (printed(day_sheet(sheet(sums), [catalogue("en")])) for sums in (QUIET, USUAL))

    assert "nothing to compare with" in quiet
    assert "nothing to compare with" not in usual


def test_no_number_of_a_large_day_is_cut() -> None:
    assert "…" not in printed(day_sheet(sheet(CROWDED), [catalogue("en")]))


def test_what_is_missing_is_said() -> None:
    words = printed(day_sheet(sheet(CROWDED, provisional=True), [catalogue("en")]))

    assert "Conseil 11" in words
    assert "Facts changed since the day was closed: 1.000." in words


def test_the_same_facts_are_the_same_bytes() -> None:
    once, again = (day_sheet(sheet(), [catalogue(language) for language in BOTH]) for _time in range(2))

    assert once == again


def test_another_fact_is_another_file() -> None:
    languages = [catalogue(language) for language in BOTH]

    assert day_sheet(sheet(), languages) != day_sheet(replace(sheet(), sha256="0" * 64), languages)


_opened: list[str] = []


def _audit(event: str, arguments: tuple[object, ...]) -> None:
    if event in {"open", "socket.connect", "urllib.Request", "subprocess.Popen", "os.system"}:
        _opened.append(f"{threading.get_ident()} {arguments[0]}")


sys.addaudithook(_audit)


@pytest.mark.parametrize("words", NAUGHTY.values(), ids=NAUGHTY.keys())
def test_no_words_break_the_page_or_open_a_file(words: str) -> None:
    day_sheet(sheet(), [catalogue(language) for language in BOTH])
    labels = {code: Label(fr=words, nl=words, en=words) for code in LABELS}
    hostile = replace(sheet(CROWDED, labels=labels, provisional=True), site=words)
    hostile = replace(hostile, notes=tuple(replace(note, names=(words, words)) for note in hostile.notes))
    before = len(_opened)

    content = day_sheet(hostile, [catalogue(language) for language in BOTH])

    mine = f"{threading.get_ident()} "
    assert [name for name in _opened[before:] if name.startswith(mine) and os.devnull not in name] == []
    document = pdfium.PdfDocument(content)
    assert len(document) == 1
    document[0].render(scale=0.5)
