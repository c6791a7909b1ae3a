"""The catalogue in use: words, numbers and dates as they are written in Brussels."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from cdm_desk import language as spoken
from cdm_desk.language import Language, _, _n, catalogue, in_use, language, language_from, use


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    before = language()
    yield
    use(before)


def test_english_is_the_source() -> None:
    use("en")

    assert _("Queue") == "Queue"
    assert _n("{people} person", "{people} people", 2) == "{people} people"


def test_the_language_changes_at_once() -> None:
    use("fr")
    french = _("Queue")
    use("nl")

    assert (french, _("Queue"), language(), in_use().language) == ("File", "Wachtrij", "nl", "nl")


def test_the_first_of_a_month_is_an_ordinal_in_french_alone() -> None:
    first, second = date(2026, 12, 1), date(2026, 12, 2)

    assert catalogue("fr").date(first, "weekday") == "mardi 1er décembre 2026"
    assert catalogue("fr").date(first, "long") == "1er décembre 2026"
    assert catalogue("fr").date(first) == "01/12/2026"
    assert catalogue("fr").date(second, "long") == "2 décembre 2026"
    assert catalogue("nl").date(first, "long") == "1 december 2026"


def test_a_document_speaks_another_language_than_the_screen() -> None:
    use("fr")

    assert catalogue("nl").gettext("Queue") == "Wachtrij"
    assert language() == "fr"


@pytest.mark.parametrize(
    ("chosen", "number", "share", "day"),
    [
        ("fr", "27\u202f848", "12,5\u00a0%", "lundi 14 janvier 2019"),
        ("nl", "27.848", "12,5%", "maandag 14 januari 2019"),
        ("en", "27.848", "12,5%", "Monday 14 January 2019"),
    ],
)
def test_numbers_and_days_are_written_as_in_brussels(chosen: Language, number: str, share: str, day: str) -> None:
    written = catalogue(chosen)

    assert written.number(27848) == number
    assert written.percent(0.125, decimals=1) == share
    assert written.date(date(2019, 1, 14), "weekday") == day
    assert written.date(date(2019, 1, 14)) == "14/01/2019"


def test_several_words_make_one_enumeration() -> None:
    assert catalogue("fr").listed(["a", "b", "c"]) == "a, b et c"
    assert catalogue("nl").listed(["a", "b", "c"]) == "a, b en c"


@pytest.mark.parametrize(("text", "known"), [("nl_BE.UTF-8", "nl"), ("FR", "fr"), ("de", None), ("", None)])
def test_a_locale_names_a_language(text: str, known: str | None) -> None:
    assert language_from(text) == known


def test_a_cache_that_cannot_be_written_does_no_harm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocked = tmp_path / "a file"
    blocked.write_text("in the way")
    monkeypatch.setattr(spoken, "_cached", lambda language: blocked / f"{language}.mo")

    assert spoken.Catalogue("fr").gettext("Queue") == "File"
