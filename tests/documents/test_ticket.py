"""The ticket and the proof of visit: read back from the PDF, and dot by dot from what the printer is sent."""

import itertools
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pypdfium2 as pdfium
import pytest
from PIL import Image, ImageChops, ImageFilter

from cdm_desk.documents.chart import Line, Text
from cdm_desk.documents.dots import DOTS_TO_THE_MM
from cdm_desk.documents.escpos import BAND, CUT, START, rows_in
from cdm_desk.documents.page import measured
from cdm_desk.documents.ticket import FORMATS, Drawn, Icon, as_job, as_pdf, catalogues_for, proof, ticket
from cdm_desk.domain.lists import Label
from cdm_desk.domain.slip import TicketPaper
from cdm_desk.domain.waiting import UNKNOWN, Estimate
from cdm_desk.language import LANGUAGES, Language, catalogue
from tests.documents.naughty import NAUGHTY
from tests.documents.slips import MONDAY, picture_from, picture_of, slip, text_of

ROLLS = [TicketPaper.ROLL_80, TicketPaper.ROLL_58]
SHEETS = [TicketPaper.A6, TicketPaper.A5]
DOTS = {TicketPaper.ROLL_80: 576, TicketPaper.ROLL_58: 384}
BOTH: Sequence[Language] = ("fr", "nl")
CASES: Sequence[Sequence[Language]] = (BOTH, ("nl", "fr"), ("fr",), ("nl",), ("en",))


def _words(languages: Sequence[Language]) -> list[Any]:
    return [catalogue(language) for language in languages]


def _pdf(languages: Sequence[Language] = BOTH, paper: TicketPaper = TicketPaper.ROLL_80, **others: Any) -> bytes:
    return as_pdf(ticket(slip(**others), _words(languages), paper), "fr-BE")


def _wait(low: int, high: int) -> Estimate:
    return Estimate(low=low, middle=(low + high) // 2, high=high)


def _inside(drawn: Drawn) -> bool:
    page = pdfium.PdfDocument(as_pdf(drawn, "fr-BE"))[0]
    text = page.get_textpage()
    wide, tall = page.get_size()
    margin = drawn.margin
    return all(
        margin - 1 <= left and right <= wide - margin + 1 and margin / 2 - 3 <= low and high <= tall - margin / 2 + 3
        for left, low, right, high in (text.get_rect(place) for place in range(text.count_rects()))
    )


@pytest.mark.parametrize(
    ("languages", "lines"),
    [
        (
            ("fr",),
            ["Cité des métiers de Bruxelles", "347", "Emploi", "3 personnes avant vous", "Attente : 15 à 25 min"],
        ),
        (("nl",), ["Beroepenpunt Brussel", "347", "Werk", "3 personen vóór u", "Wachttijd: 15 tot 25 min"]),
        (("en",), ["Cité des métiers of Brussels", "347", "Employment", "3 people before you", "Wait: 15 to 25 min"]),
    ],
    ids=["fr", "nl", "en"],
)
def test_a_ticket_in_one_language_says_number_theme_people_and_wait(
    languages: Sequence[Language], lines: list[str]
) -> None:
    text = text_of(_pdf(languages))

    assert text[:5] == lines
    assert text[-1] == "14/01/2019 10:42"


def test_until_one_is_chosen_both_languages_stand_there_in_the_same_size() -> None:
    drawn = ticket(slip(), _words(BOTH), TicketPaper.ROLL_80)
    sizes = {mark.words: mark.size for mark in drawn.marks if isinstance(mark, Text)}

    assert sizes["Emploi"] == sizes["Werk"]
    assert sizes["3 personnes avant vous"] == sizes["3 personen vóór u"]


def test_the_order_of_the_languages_alternates_by_day() -> None:
    days = [MONDAY + timedelta(days=ahead) for ahead in range(4)]
    first = [catalogues_for(None, day)[0].language for day in days]

    assert first in (["fr", "nl", "fr", "nl"], ["nl", "fr", "nl", "fr"])


@pytest.mark.parametrize(
    ("language", "spoken"), [("FR", ["fr"]), ("NL", ["nl"]), ("BI", ["fr", "nl"]), (None, ["fr", "nl"])]
)
def test_a_language_that_was_chosen_stands_alone(language: str | None, spoken: list[str]) -> None:
    assert sorted(each.language for each in catalogues_for(language, MONDAY)) == spoken


def test_a_house_that_wants_both_always_has_both() -> None:
    assert len(catalogues_for("NL", MONDAY, always_both=True)) == 2


@pytest.mark.parametrize(
    ("ahead", "wait", "told"),
    [
        (0, _wait(0, 0), ["You are at the head of the line", "Wait: none"]),
        (1, _wait(2, 9), ["1 person before you", "Wait: up to 10 min"]),
        (7, _wait(41, 88), ["7 people before you", "Wait: more than 40 min"]),
        (2, UNKNOWN, ["2 people before you"]),
        (None, _wait(5, 10), []),
    ],
    ids=["now", "short", "wide", "not known", "called already"],
)
def test_the_wait_is_told_as_a_range_and_not_at_all_when_nothing_is_known(
    ahead: int | None, wait: Estimate, told: list[str]
) -> None:
    text = text_of(_pdf(("en",), ahead=ahead, wait=wait))

    assert text[3:-2] == told


@pytest.mark.parametrize("paper", TicketPaper)
@pytest.mark.parametrize("languages", CASES, ids="+".join)
@pytest.mark.parametrize("large", [False, True], ids=["usual", "large"])
def test_nothing_leaves_the_paper(paper: TicketPaper, languages: Sequence[Language], *, large: bool) -> None:
    words = _words(languages)
    outside = [
        (number, theme)
        for number, theme in itertools.product(("301", "1100", "A17", "6100"), ("ENT", "ORI"))
        if not _inside(ticket(slip(number, theme, wait=_wait(105, 110), ahead=128), words, paper, large=large))
    ]

    assert outside == []
    for hour in (10, 14, 18):
        assert _inside(proof(MONDAY.replace(hour=hour), words, paper, large=large))


@pytest.mark.parametrize("paper", TicketPaper)
def test_a_theme_of_the_longest_label_stays_on_the_paper(paper: TicketPaper) -> None:
    label = Label(fr="Accompagnement " * 8, nl="Loopbaanheroriëntering" * 5, en="x" * 120)

    assert _inside(ticket(slip(theme=label), _words(BOTH), paper, large=True))


@pytest.mark.parametrize("words", NAUGHTY)
def test_whatever_a_label_holds_a_ticket_is_drawn(words: str) -> None:
    label = Label(fr=words, nl=words, en=words)

    assert "347" in text_of(_pdf(theme=label))


@pytest.mark.parametrize(("paper", "size"), [(TicketPaper.A6, (298, 420)), (TicketPaper.A5, (420, 595))])
def test_a_sheet_is_one_page_of_its_size(paper: TicketPaper, size: tuple[int, int]) -> None:
    document = pdfium.PdfDocument(_pdf(paper=paper))

    assert len(document) == 1
    assert tuple(round(side) for side in document[0].get_size()) == size


@pytest.mark.parametrize("paper", TicketPaper)
@pytest.mark.parametrize("number", ["347", "1100", "A17"])
def test_the_number_takes_most_of_the_width(paper: TicketPaper, number: str) -> None:
    drawn = ticket(slip(number), _words(BOTH), paper)
    [mark] = [mark for mark in drawn.marks if isinstance(mark, Text) and mark.words == number]

    assert measured(number, mark.size, bold=True) >= 0.7 * FORMATS[paper].room


@pytest.mark.parametrize("paper", TicketPaper)
def test_a_large_print_is_a_third_larger_at_least(paper: TicketPaper) -> None:
    def largest(*, large: bool) -> list[float]:
        drawn = ticket(slip(), _words(BOTH), paper, large=large)
        texts = [mark for mark in drawn.marks if isinstance(mark, Text)]
        return [max(mark.size for mark in texts if mark.words.startswith(each)) for each in ("Werk", "3 pers", "Wacht")]

    usual, large = largest(large=False), largest(large=True)

    assert [round(size / before, 2) for size, before in zip(large, usual, strict=True) if size < 1.33 * before] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_proof_of_visit_tells_the_day_and_half_of_it_and_leaves_the_name_blank(language: Language) -> None:
    drawn = proof(MONDAY, _words([language]), TicketPaper.A6)
    text = " ".join(text_of(as_pdf(drawn, "fr-BE")))

    assert {"fr": "lundi 14 janvier 2019", "nl": "maandag 14 januari 2019", "en": "Monday 14 January 2019"}[
        language
    ] in text
    assert {"fr": "dans la matinée", "nl": "in de voormiddag", "en": "in the morning"}[language] in text
    assert ":42" not in text
    assert "10" not in text
    # The line under the word "name", and nothing written on it.
    asked = catalogue(language).gettext("Name, written by hand:")
    [place] = [place for place, mark in enumerate(drawn.marks) if isinstance(mark, Text) and mark.words == asked]
    assert isinstance(drawn.marks[place + 1], Line)


@pytest.mark.parametrize(("hour", "half"), [(9, "morning"), (11, "morning"), (12, "afternoon"), (17, "evening")])
def test_the_hour_of_a_visit_becomes_a_part_of_the_day(hour: int, half: str) -> None:
    drawn = proof(MONDAY.replace(hour=hour), _words(["en"]), TicketPaper.A5)

    assert half in " ".join(text_of(as_pdf(drawn, "fr-BE")))


@pytest.mark.parametrize("theme", ["ORI", "FOR", "EMP", "MOB", "ENT"])
def test_each_theme_has_its_icon_on_paper(theme: str) -> None:
    drawn = ticket(slip(theme_code=theme), _words(BOTH), TicketPaper.ROLL_80)
    [icon] = [mark for mark in drawn.marks if isinstance(mark, Icon)]
    scale = 3.0
    page = picture_of(as_pdf(drawn, "fr-BE"), scale)
    left, upper, side = (round(scale * length) for length in (icon.x, icon.y, icon.side))
    ink = sum(tone < 128 for tone in page.crop((left, upper, left + side, upper + side)).tobytes())

    # The strokes of an icon, neither an empty place nor a filled one.
    assert 0.08 < ink / side**2 < 0.5


@pytest.mark.parametrize("paper", ROLLS)
@pytest.mark.parametrize("number", ["347", "1100", "A17"])
def test_the_printer_is_sent_the_picture_of_the_pdf(paper: TicketPaper, number: str) -> None:
    pdf = _pdf(paper=paper, number=number)
    job = as_job(pdf, paper)
    dots = picture_from(rows_in(job))
    scale = DOTS_TO_THE_MM * 25.4 / 72
    whole = picture_of(pdf, scale)
    left = round(FORMATS[paper].margin * scale)
    wanted = whole.crop((left, 0, left + dots.width, dots.height))

    assert job.startswith(START)
    assert job.endswith(CUT)
    assert dots.width == DOTS[paper]
    assert abs(dots.height - whole.height) <= 1
    # Where the page is black or white, away from the grey edges of letters, the dots are just so.
    assert _differing(dots.convert("L"), wanted) < 0.001
    assert 0.03 < _black(dots) < 0.4


def _black(dots: Image.Image) -> float:
    return sum(tone == 0 for tone in dots.convert("L").tobytes()) / (dots.width * dots.height)


def _differing(dots: Image.Image, page: Image.Image) -> float:
    edges = ImageChops.difference(page.filter(ImageFilter.MaxFilter(3)), page.filter(ImageFilter.MinFilter(3)))
    difference = ImageChops.difference(dots, page.point(lambda tone: 255 if tone >= 128 else 0))
    wrong = [bad and not edge for bad, edge in zip(difference.tobytes(), edges.tobytes(), strict=True)]
    return sum(wrong) / len(wrong)


def test_two_numbers_are_two_pictures() -> None:
    first, second = (as_job(_pdf(number=number), TicketPaper.ROLL_80) for number in ("347", "341"))

    assert first != second


def test_a_job_is_sent_in_bands_that_a_small_printer_can_hold() -> None:
    job = as_job(_pdf(), TicketPaper.ROLL_80)
    heights = []
    place = len(START)
    while job[place : place + 4] == b"\x1dv0\x00":
        wide, tall = (
            int.from_bytes(job[place + 4 : place + 6], "little"),
            int.from_bytes(job[place + 6 : place + 8], "little"),
        )
        heights.append(tall)
        place += 8 + wide * tall

    assert job[place:] == CUT
    assert max(heights) <= BAND
    assert sum(heights) == len(rows_in(job))


def test_the_same_ticket_is_the_same_file() -> None:
    one = slip()

    assert as_pdf(ticket(one, _words(BOTH), TicketPaper.A6), "fr-BE") == as_pdf(
        ticket(one, _words(BOTH), TicketPaper.A6), "fr-BE"
    )
