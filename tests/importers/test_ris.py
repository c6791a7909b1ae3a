"""Files of reference managers, as they write them and as they break."""

from cdm_desk.domain.library import ParcelLine, Why
from cdm_desk.importers import parcel

WHOLE = """Provider: Some Library
Database: Catalogue

TY  - BOOK
TI  - Trouver un emploi : guide pratique
AU  - Dupont, Jeanne
A1  - Maes, An
PB  - Actiris
CY  - Bruxelles
PY  - 2018/03/01/
SN  - 978-2-07-054127-0
LA  - fre
KW  - Emploi
KW  - Métiers
AB  - Un résumé
qui va à la ligne
T2  - Clés
CN  - 3.1 DUP
ER  -

TY  - JOUR
T1  - Références
SN  - 1251-8107
ER  -
"""


def rows(text: str) -> tuple[ParcelLine, ...]:
    found = parcel.read_bytes(text.encode())
    assert found.form == "ris"
    return found.rows


def test_a_reference_is_read_into_the_fields_of_the_house() -> None:
    title = rows(WHOLE)[0].title
    assert title is not None
    assert (title.title, title.subtitle) == ("Trouver un emploi", "guide pratique")
    assert title.authors == ("Dupont, Jeanne", "Maes, An")
    assert (title.place, title.publisher, title.year, title.series) == ("Bruxelles", "Actiris", 2018, "Clés")
    assert (title.isbns, title.languages) == (("9782070541270",), ("fr",))
    assert title.subjects == ("Emploi", "Métiers")
    assert title.summary == "Un résumé qui va à la ligne"
    assert (title.shelf_mark, title.kind) == ("3.1 DUP", "BOOK")


def test_a_journal_has_its_issn() -> None:
    title = rows(WHOLE)[1].title
    assert title is not None
    assert (title.title, title.issns, title.kind) == ("Références", ("1251-8107",), "PERIODICAL")


def test_a_reference_that_is_never_ended_swallows_no_other() -> None:
    found = rows("TY  - BOOK\nTI  - Un\nTY  - BOOK\nTI  - Deux\nER  - \n")
    assert [row.title.title if row.title else None for row in found] == ["Un", "Deux"]
    assert [row.why for row in found] == [Why.FIELDS_LOST, None]


def test_a_file_cut_short_keeps_what_stands_before_the_cut() -> None:
    found = rows("TY  - BOOK\nTI  - Un\nER  - \nTY  - BOOK\nAU  - Du")
    assert [row.why for row in found] == [None, Why.TRUNCATED]


def test_a_reference_without_a_title_is_named() -> None:
    assert [row.why for row in rows("TY  - BOOK\nAU  - Un\nER  - \n")] == [Why.NO_TITLE]


def test_letters_spoilt_before_are_put_right() -> None:
    (row,) = rows("TY  - BOOK\nTI  - Les mÃ©tiers\nER  - \n")
    assert row.title is not None
    assert (row.title.title, row.before, row.why) == ("Les métiers", "Les mÃ©tiers", Why.LETTERS_MENDED)
