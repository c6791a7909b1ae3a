"""A record in the order and punctuation of the ISBD."""

import pytest

from cdm_desk.domain.isbd import IsbdTerms, in_order_of_speech, isbd
from tests.services.library_desk import title

FRENCH = IsbdTerms(medium="Texte : sans médiation", pages="p.", languages="Langues", subjects="Sujets", wrong="erroné")


def test_every_area_stands_in_its_place() -> None:
    book = title(
        "Trouver un emploi",
        subtitle="guide pratique",
        volume="2",
        authors=("Rosnay, Tatiana de", "Dupont, Jean"),
        edition="3e éd.",
        place="Bruxelles",
        publisher="VDAB",
        year=2018,
        pages="234",
        series="Guides ; 12",
        isbns=("9782070541270",),
        languages=("fr", "nl"),
        subjects=("emploi", "cv"),
    )
    first = "Trouver un emploi. 2 : guide pratique"
    assert isbd(book, FRENCH, ("français", "néerlandais")).splitlines() == [
        "Texte : sans médiation",
        f"{first} / Tatiana de Rosnay, Jean Dupont. — 3e éd. — Bruxelles : VDAB, 2018. — 234 p. — (Guides ; 12)",
        "Langues : français, néerlandais",
        "Sujets : emploi ; cv",
        "ISBN 978-2-07-054127-0",
    ]


@pytest.mark.parametrize(
    ("fields", "area"),
    [
        ({}, "Métiers"),
        ({"year": 2018}, "Métiers. — 2018"),
        ({"publisher": "Actiris"}, "Métiers. — [s.l.] : Actiris, [s.d.]"),
        ({"place": "Bruxelles", "year": 2018}, "Métiers. — Bruxelles : [s.n.], 2018"),
        ({"authors": ("A, B", "C, D", "E, F", "G, H")}, "Métiers / B A … [et al.]"),
        ({"pages": "XII-234 p."}, "Métiers. — XII-234 p."),
    ],
)
def test_what_nobody_recorded_is_left_out_or_said_in_brackets(fields: dict[str, object], area: str) -> None:
    assert isbd(title("Métiers", **fields), FRENCH).splitlines()[1:] == [area]


def test_a_wrong_number_is_printed_as_found_and_said_to_be_wrong() -> None:
    assert isbd(title("A", isbns=("3297162008",)), FRENCH).endswith("ISBN 3297162008 (erroné)")


@pytest.mark.parametrize(
    ("kept", "spoken"), [("Rosnay, Tatiana de", "Tatiana de Rosnay"), ("Actiris", "Actiris"), ("Dupont,", "Dupont")]
)
def test_a_name_is_printed_as_on_the_title_page(kept: str, spoken: str) -> None:
    assert in_order_of_speech(kept) == spoken
