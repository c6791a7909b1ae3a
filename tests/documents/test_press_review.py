"""The press review as it goes out: read back from the paper, the page and the mail."""

from dataclasses import replace
from datetime import date
from email import message_from_bytes, policy
from html.parser import HTMLParser
from uuid import uuid4

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cdm_desk.documents.press_review import press_review
from cdm_desk.documents.press_review_html import press_page
from cdm_desk.documents.press_review_mail import press_mail
from cdm_desk.documents.press_review_words import Arrangement, Wording
from cdm_desk.domain.lists import Kind, Label, shipped
from cdm_desk.domain.press import PressIssue, PressItem, PressReview, ShelfTitle
from cdm_desk.domain.press_rights import Licence
from cdm_desk.language import catalogue
from tests.documents.naughty import NAUGHTY

SIDE, AFTER = Arrangement.SIDE_BY_SIDE, Arrangement.ONE_AFTER_THE_OTHER
THEMES = ("ORI", "FOR", "EMP", "MOB", "ENT")
A4 = (595, 842)


def label(code: str) -> Label:
    entry = shipped(Kind.THEME, code)
    assert entry is not None
    return entry.label


def wording(*items: PressItem, shelf: tuple[ShelfTitle, ...] = (), licences: tuple[Licence, ...] = ()) -> Wording:
    review = PressReview(
        issue=PressIssue.of_day(date(2019, 2, 27)),
        number=9,
        items=items,
        shelf={each.id: each for each in shelf},
        licences=licences,
    )
    return Wording(
        review=review,
        themes={code: label(code) for code in THEMES},
        catalogues=[catalogue("fr"), catalogue("nl")],
    )


def item(title: str = "Le chômage recule", **fields: object) -> PressItem:
    return PressItem(id=uuid4(), title=title, **fields)  # type: ignore[arg-type]


WHOLE = item(
    theme_codes=("EMP",),
    source="Le Soir",
    author="A. Leroy",
    published_on=date(2019, 2, 25),
    link="https://www.lesoir.be/1?a=1&b=2",
    language="fr",
    summary_fr="En français.",
    summary_nl="In het Nederlands.",
    quote="« Il manque des bras »",
)


def printed(pdf: bytes) -> list[str]:
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.get_textpage().get_text_bounded() for page in document]


def places(pdf: bytes, words: str) -> list[tuple[float, float, float, float]]:
    """Return the box of the first letter of words, on the first page."""
    with pypdfium2.PdfDocument(pdf) as document:
        text = document[0].get_textpage()
        found = text.search(words, match_case=True).get_next()
        return [text.get_charbox(found[0])] if found else []


def test_a_page_says_number_week_source_and_both_summaries() -> None:
    text = printed(press_review(wording(WHOLE), SIDE))[0]

    for words in ("Revue de presse", "Persoverzicht", "N° 9", "Nr. 9", "3 Emploi / Werk", "Le Soir · A. Leroy"):
        assert words in text.replace("\xa0", " ")
    assert "« Il manque des bras » — A. Leroy, Le Soir" in text


def test_both_languages_stand_at_one_height_in_letters_of_one_size() -> None:
    pdf = press_review(wording(WHOLE), SIDE)
    (french,), (dutch,) = places(pdf, "En français"), places(pdf, "In het Nederlands")

    assert french[1] == pytest.approx(dutch[1], abs=0.6)
    assert dutch[0] > 297 > french[0]


def test_one_after_the_other_begins_each_language_on_a_page_of_its_own() -> None:
    french, dutch = printed(press_review(wording(WHOLE), AFTER))

    assert "En français." in french
    assert "In het Nederlands." not in french
    assert "In het Nederlands." in dutch
    assert "Persoverzicht" in dutch


def test_a_summary_that_is_missing_is_said_to_be_missing_in_its_language() -> None:
    text = printed(press_review(wording(replace(WHOLE, summary_nl=None)), SIDE))[0]

    assert "Nog geen samenvatting in deze taal." in text


def test_books_of_the_shelves_are_printed_with_their_mark() -> None:
    book = ShelfTitle(id=uuid4(), heading="Vaincre le chômage", shelf_mark="3.1 DUP", language="fr")
    text = printed(press_review(wording(replace(WHOLE, title_ids=(book.id,)), shelf=(book,)), SIDE))[0]

    assert "Vaincre le chômage (FR)" in text
    assert "3.1 DUP" in text


def test_a_full_text_names_the_licence_it_is_printed_under() -> None:
    whole = replace(WHOLE, full_text="Tout l'article.", licence="Copiepresse")
    licence = Licence(holder="Copiepresse", number="CP-7")
    with_it, without = (printed(press_review(wording(whole, licences=held), SIDE))[0] for held in ((licence,), ()))

    assert "sous la licence CP-7 de Copiepresse" in with_it
    assert "Tout l'article." in with_it
    assert "Tout l'article." not in without


def test_nothing_leaves_the_paper_and_no_word_of_a_long_issue_is_lost() -> None:
    words = " ".join(f"mot{at:04}" for at in range(1_400))
    items = [replace(WHOLE, id=uuid4(), link=f"https://a.be/{'x' * 900}") for _ in range(30)]
    pdf = press_review(wording(*items, replace(WHOLE, summary_fr=words)), SIDE)
    text = "".join(printed(pdf))

    assert all(f"mot{at:04}" in text for at in range(1_400))
    assert "…" not in text
    with pypdfium2.PdfDocument(pdf) as document:
        assert len(document) > 5
        for page in document:
            text_page = page.get_textpage()
            boxes = [text_page.get_charbox(at) for at in range(text_page.count_chars())]
            assert all(left >= 0 and right <= A4[0] and low >= 0 and high <= A4[1] for left, low, right, high in boxes)


def test_a_theme_never_stands_alone_at_the_foot_of_a_page() -> None:
    for number in range(3, 12):
        items = [replace(WHOLE, id=uuid4(), theme_codes=(THEMES[at % 5],)) for at in range(number * 2)]
        for text in printed(press_review(wording(*items), SIDE)):
            body = text.split("Résumés rédigés")[0].strip().splitlines()
            assert not body[-1][:2].strip().isdigit()


def test_an_issue_without_articles_says_so() -> None:
    assert "Aucun article dans ce numéro." in printed(press_review(wording(), SIDE))[0]
    assert "Aucun article" in press_page(wording(), SIDE)


def test_the_same_issue_gives_the_same_bytes() -> None:
    for arrangement in Arrangement:
        assert press_review(wording(WHOLE), arrangement) == press_review(wording(WHOLE), arrangement)
        assert press_mail(wording(WHOLE), arrangement) == press_mail(wording(WHOLE), arrangement)


class Marks(HTMLParser):
    """The elements, the addresses and the visible words of a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.addresses: list[str] = []
        self.handlers: list[str] = []
        self.words = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.handlers += [name for name, _value in attrs if name.startswith("on") or name in {"src", "srcset"}]
        self.addresses += [value or "" for name, value in attrs if name == "href"]

    def handle_data(self, data: str) -> None:
        self.words += data


def marks(page: str) -> Marks:
    found = Marks()
    found.feed(page)
    return found


@pytest.mark.parametrize("arrangement", list(Arrangement))
@pytest.mark.parametrize(
    "naughty", [*NAUGHTY.values(), "</style><script>alert(1)</script>", '"><img src=x onerror=alert(1)>']
)
def test_no_word_of_an_article_becomes_a_mark_of_the_page(naughty: str, arrangement: Arrangement) -> None:
    bad = replace(WHOLE, title=naughty or "x", source=naughty, author=naughty, summary_fr=naughty, summary_nl=naughty,
                  quote=naughty, link=f"https://a.be/{naughty}", language=naughty)  # fmt: skip
    shelf = ShelfTitle(id=uuid4(), heading=naughty, shelf_mark=naughty, language=naughty)
    page = marks(press_page(wording(replace(bad, title_ids=(shelf.id,)), shelf=(shelf,)), arrangement))

    assert not page.tags & {"script", "img", "iframe", "object", "link", "form", "base"}
    assert page.handlers == []
    assert all(address.startswith("https://a.be/") for address in page.addresses)


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=200), st.text(max_size=60))
def test_whatever_is_typed_can_be_printed_and_sent(words: str, short: str) -> None:
    typed = replace(WHOLE, title=short or "x", source=short, summary_fr=words, summary_nl=words, quote=words)
    said = wording(typed)

    assert press_review(said, SIDE).startswith(b"%PDF")
    assert not marks(press_page(said, SIDE)).handlers
    mail = message_from_bytes(press_mail(said, SIDE), policy=policy.default)
    assert mail.get_content_type() == "multipart/alternative"


def test_the_page_needs_and_runs_nothing_of_others() -> None:
    page = press_page(wording(WHOLE), SIDE)

    assert "default-src 'none'" in page
    assert marks(page).addresses == ["https://www.lesoir.be/1?a=1&b=2"]
    assert {"lang"} <= {part.split("=")[0] for part in page.split() if part.startswith("lang=")}


def test_a_link_that_could_do_harm_is_words_on_the_page() -> None:
    bad = replace(WHOLE, link="javascript:alert(1)")

    assert marks(press_page(wording(bad), SIDE)).addresses == []


def test_the_mail_is_a_draft_with_words_and_page() -> None:
    mail = message_from_bytes(press_mail(wording(WHOLE), SIDE), policy=policy.default)
    parts = {part.get_content_type(): part.get_content() for part in mail.iter_parts()}

    assert mail["Subject"] == "Revue de presse / Persoverzicht 9 (2019-W09)"
    assert (mail["X-Unsent"], mail["To"], mail["From"]) == ("1", None, None)
    assert "[NL] In het Nederlands." in parts["text/plain"]
    assert "https://www.lesoir.be/1?a=1&b=2" in parts["text/plain"]
    assert "Persoverzicht" in parts["text/html"]
