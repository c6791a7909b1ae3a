"""The guard against personal data: it sees through disguises and leaves books alone."""

import csv
import random
import unicodedata
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdm_desk.domain.errors import PersonalDataError
from cdm_desk.domain.personal import checked_text, found

LIBRARY = Path(__file__).resolve().parents[3] / "shared" / "data" / "library"

FULL_WIDTH = {ord(str(digit)): chr(0xFF10 + digit) for digit in range(10)}
ARABIC = {ord(str(digit)): chr(0x0660 + digit) for digit in range(10)}
DEVANAGARI = {ord(str(digit)): chr(0x0966 + digit) for digit in range(10)}
MATHEMATICAL = {ord(str(digit)): chr(0x1D7CE + digit) for digit in range(10)}

DISGUISES: dict[str, Callable[[str], str]] = {
    "bare": lambda text: text,
    "spaced": " ".join,
    "full width": lambda text: text.translate(FULL_WIDTH),
    "arabic": lambda text: text.translate(ARABIC),
    "devanagari": lambda text: text.translate(DEVANAGARI),
    "mathematical": lambda text: text.translate(MATHEMATICAL),
    "zero-width": "\u200b".join,
    "soft hyphens": "\u00ad".join,
    "marks": lambda text: "".join(letter + "\u0336" for letter in text),
    "narrow no-break": "\u202f".join,
    "right to left": lambda text: "\u202e" + text + "\u202c",
    "letters": lambda text: text.replace("0", "O").replace("1", "l"),
    "in a sentence": lambda text: f"Voir le dossier {text}, merci",
    "between brackets": lambda text: f"({text})",
    "over lines": "\n".join,
}


def _national_number(birth: int, serial: int, *, since_2000: bool) -> str:
    base = f"{birth:06d}{serial:03d}"
    return base + f"{97 - int(('2' if since_2000 else '') + base) % 97:02d}"


def _numbers(seed: int, many: int) -> list[str]:
    dice = random.Random(seed)
    numbers = []
    for _ in range(many):
        since_2000 = dice.random() < 0.3
        year = dice.randrange(0, 20) if since_2000 else dice.randrange(30, 99)
        month = dice.randrange(1, 13) + dice.choice((0, 0, 20, 40))
        birth = year * 10_000 + month * 100 + dice.randrange(1, 29)
        numbers.append(_national_number(birth, dice.randrange(1, 998), since_2000=since_2000))
    return numbers


@pytest.mark.parametrize("text", ["42.01.22-051.81", "93.05.18-223.61", "42012205181", "2018 42.01.22-051.81"])
def test_the_published_examples_are_found(text: str) -> None:
    assert found(text) == "national_number"


@pytest.mark.parametrize("disguise", DISGUISES.values(), ids=DISGUISES)
def test_a_disguised_national_number_is_found(disguise: Callable[[str], str]) -> None:
    missed = [number for number in _numbers(7, 60) if found(disguise(number)) != "national_number"]

    assert missed == []


@pytest.mark.parametrize("separators", ["..-.", "//-.", "    ", "----", "____", ",,,,", "····", "––––"])
def test_any_sign_may_stand_between_the_digits(separators: str) -> None:
    number = "42012205181"
    parts = [number[0:2], number[2:4], number[4:6], number[6:9], number[9:]]
    text = parts[0] + "".join(sign + part for sign, part in zip(separators, parts[1:], strict=True))

    assert found(text) == "national_number"


@given(
    birth=st.dates(min_value=date(1920, 1, 1), max_value=date(2015, 1, 1)),
    serial=st.integers(1, 997),
    before=st.text("abc ,;:", max_size=6),
    after=st.text("xyz ,;:", max_size=6),
)
def test_a_national_number_is_found_wherever_it_stands(birth: date, serial: int, before: str, after: str) -> None:
    digits = int(birth.strftime("%y%m%d"))

    assert found(before + _national_number(digits, serial, since_2000=birth.year >= 2000) + after) == "national_number"


@pytest.mark.parametrize(
    "text",
    [
        "marie.dupont@example.be",
        "MARIE@EXAMPLE.ORG",
        "marie [at] example [dot] be",
        "marie(at)example.be",
        "marie @ example . be",
        "marie arobase example point be",
        "marie apenstaartje example punt be",
        "marie at example.be",
        "m\u200barie@exa\u200bmple.be",
        "ｍａｒｉｅ＠ｅｘａｍｐｌｅ．ｂｅ",
        "écrire à noémie.œuf@exemple.brussels, merci",
        "marie﹫example․be",
        "<marie@example.be>",
    ],
)
def test_a_disguised_e_mail_address_is_found(text: str) -> None:
    assert found(text) == "email"


@pytest.mark.parametrize(
    "text",
    [
        "0475 12 34 56",
        "0475/12.34.56",
        "0475123456",
        "+32 475 12 34 56",
        "+32 (0)475 12 34 56",
        "0032 475 12 34 56",
        "32475123456",
        "(02) 235 75 00",
        "tél. 02/235.75.00",
        "０４７５ １２ ３４ ５６",
        "٠٤٧٥١٢٣٤٥٦",
        "0 4 7 5 1 2 3 4 5 6",
        "O475 l2 34 56",
        "+33 6 12 34 56 78",
        "0475–12–34–56",
        "GSM0475123456",
        "tél:0032475123456",
    ],
)
def test_a_disguised_phone_number_is_found(text: str) -> None:
    assert found(text) == "phone"


@pytest.mark.parametrize(
    "text",
    [
        "BE68 5390 0754 7034",
        "BE68539007547034",
        "be68 5390 0754 7034 merci",
        "BE68-5390-0754-7034",
        "B E 6 8 5 3 9 0 0 7 5 4 7 0 3 4",
        "ＢＥ６８ ５３９０ ０７５４ ７０３４",
        "compte : BE68.5390.0754.7034",
        "NL91 ABNA 0417 1643 00",
        "FR14 2004 1010 0505 0001 3M02 606",
    ],
)
def test_a_disguised_bank_account_is_found(text: str) -> None:
    assert found(text) == "iban"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Les 100 métiers qui recrutent, édition 2018-2019",
        "ISBN 9789020985603",
        "978-90-209-8560-3",
        "ISBN 90 209 8560 3",
        "ISBN 0-471-48648-5",
        "0-471-48648-5",
        "ISSN 0770-4720",
        "R003525222",
        "1819, hub.brussels",
        "Salle B, 02/12/2019, 10 h",
        "Du 01/06/2019 9 h au 15/06/2019 17 h",
        "Le point sur l'emploi",
        "Work at home. Best practices",
        "Emploi @ Bruxelles",
        "www.cdm-bp.brussels",
        "@actiris sur les réseaux",
        "TVA BE0202239951",
        "1 2 3 4 5 6 7 8 9 10 11 12",
        "2010, 2011, 2012, 2013, 2014",
        "Cote 3.CV.12, exemplaire 004",
        "1 000 000 000 €",
        "Prix : 12,50 €, 320 pages, 21 x 29,7 cm",
        "naïve café Œuvre Ĳssel ﬁn",
    ],
)
def test_what_names_nobody_passes(text: str) -> None:
    assert found(text) is None


@given(st.text(max_size=400))
def test_any_text_gets_an_answer(text: str) -> None:
    assert found(text) in {None, "national_number", "email", "phone", "iban"}


@given(st.text(st.characters(categories=["L", "Zs"]), max_size=300))
def test_letters_alone_are_never_a_number(text: str) -> None:
    letters_only = "".join(
        letter for letter in text if not unicodedata.normalize("NFKD", letter).isascii() or letter.isalpha()
    )

    assert found(letters_only) not in {"national_number", "phone", "iban"}


def test_the_check_refuses_and_names_what_it_found() -> None:
    with pytest.raises(PersonalDataError) as refused:
        checked_text("rappeler au 0475 12 34 56")

    assert refused.value.finding == "phone"
    assert "0475" not in str(refused.value)


def test_ten_thousand_digits_are_read_in_reasonable_time() -> None:
    assert found("0 " * 10_000) is None


def test_the_books_of_the_catalogue_pass() -> None:
    files = sorted(LIBRARY.glob("*.csv"))
    if not files:
        pytest.skip("the sample catalogue is not beside this checkout")
    cells = [
        cell
        for file in files
        for row in csv.reader(file.read_text(encoding="utf-8", errors="replace").splitlines(), delimiter=";")
        for cell in row
    ]
    alarms = [cell for cell in cells if found(cell)]

    assert len(cells) > 1_000
    assert alarms == []


@pytest.mark.parametrize(
    "text",
    ["978-2-07-062456-0, 0475 12 34 56", "ISBN 2070624560 x 93.05.18-223.61", "9782070624560 BE68 5390 0754 7034"],
)
def test_numbers_of_books_hide_no_number_of_a_person(text: str) -> None:
    assert found(text) is not None
