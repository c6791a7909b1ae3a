"""The languages of a book: whatever a person types is a code, a name, or said to be none."""

import pytest

from cdm_desk.ui.book_languages import languages_typed


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("", ()),
        ("fr", ("fr",)),
        ("FR / NL", ("fr", "nl")),
        ("fr nl", ("fr", "nl")),
        ("fre; dut", ("fr", "nl")),
        ("français, Nederlands", ("fr", "nl")),
        ("anglais + Engels", ("en",)),
        ("suédois ; Zweeds ; Swedish", ("sv",)),
        ("swe", ("swe",)),
        ("ber", ("ber",)),
        (" ; , ", ()),
    ],
)
def test_codes_and_names_are_understood(typed: str, codes: tuple[str, ...]) -> None:
    assert languages_typed(typed) == (codes, "")


@pytest.mark.parametrize(
    ("typed", "unknown"), [("fr, klingonien", "klingonien"), ("qq", "qq"), ("fr + une autre", "une autre"), ("1", "1")]
)
def test_what_is_no_language_is_named(typed: str, unknown: str) -> None:
    assert languages_typed(typed) == ((), unknown)


def test_a_rare_code_that_stands_there_already_stays() -> None:
    assert languages_typed("qaa / fr", known=("qaa",)) == (("qaa", "fr"), "")
