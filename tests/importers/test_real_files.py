"""The real catalogue files of other libraries, with the counts noted when they were found."""

from collections import Counter

import pytest

from cdm_desk.domain.library import Parcel, Title, Why
from cdm_desk.domain.likeness import Likeness, Matcher, TitleKey
from cdm_desk.importers import parcel
from tests.importers.library_files import FILES, needs_files

pytestmark = needs_files


def read(name: str) -> Parcel:
    return parcel.read(FILES / name)


def titles(found: Parcel) -> list[Title]:
    return [row.title for row in found.rows if row.title is not None]


@pytest.mark.parametrize(
    ("name", "form", "records", "without_isbn"),
    [
        ("bsg_cotes8.mrc", "iso2709", 35, 35),
        ("bsg_cotesBR.mrc", "iso2709", 4, 4),
        ("bsg_cotesD.mrc", "iso2709", 20, 20),
        ("bsg_cotesT.mrc", "iso2709", 19, 19),
        ("bsg_cotesX.mrc", "iso2709", 18, 18),
        ("derived_unimarc_utf8_a.mrc", "iso2709", 1026, 178),
        ("evergreen_concerto.xml", "marcxml", 100, 87),
        ("lul_fre_100_marc8.mrc", "iso2709", 100, 98),
        ("periouni_a.mrc", "iso2709", 1532, 1532),
        ("rero_books_a.csv", "csv", 1026, 182),
        ("rero_marc21_a.xml", "marcxml", 520, 290),
        ("romans_nl_a.csv", "csv", 294, 294),
        ("seed_catalogue_1600.csv", "csv", 1600, 1190),
        ("toulouse_prets_a.csv", "csv", 1560, 1560),
    ],
)
def test_every_record_of_a_file_is_read(name: str, form: str, records: int, without_isbn: int) -> None:
    found = read(name)
    assert found.form == form
    assert len(found.rows) == records
    assert len(titles(found)) == records
    assert sum(not title.isbns for title in titles(found)) == without_isbn


def test_every_answer_of_a_library_server_is_read() -> None:
    answers = [parcel.read(path) for path in sorted((FILES / "sru").glob("*.xml"))]
    assert sum(len(titles(answer)) for answer in answers) == 22


def test_serials_without_issn_are_as_many_as_counted() -> None:
    # 241 have no ISSN field; three more have an empty one.
    assert sum(not title.issns for title in titles(read("periouni_a.mrc"))) == 244


def test_titles_that_say_iso_5426_and_are_utf8_keep_their_accents() -> None:
    headings = [title.heading for name in ("bsg_cotesD.mrc", "bsg_cotesX.mrc") for title in titles(read(name))]
    assert any("odyssée d'un ambassadeur" in heading for heading in headings)
    assert not [heading for heading in headings if "\ufffd" in heading or "Ã" in heading]


def test_marc8_is_told_by_its_bytes() -> None:
    found = read("lul_fre_100_marc8.mrc")
    assert found.encodings == ("marc-8",)
    assert "Dix-huitième siècle" in {title.title for title in titles(found)}


def test_shelf_marks_whose_letters_were_spoilt_are_put_right() -> None:
    marks = [copy.shelf_mark or "" for row in read("bsg_cotes8.mrc").rows for copy in row.copies]
    assert "8°001.134(1913-02)" in marks
    assert not [mark for mark in marks if "Â" in mark]


def test_rows_with_a_column_too_many_are_found_and_their_letters_put_right() -> None:
    rows = read("toulouse_prets_a.csv").rows
    assert Counter(row.why for row in rows) == {None: 1500, Why.COLUMNS_SHIFTED: 60}
    repaired = {row.title.title for row in rows[1500:] if row.title}
    assert "Ben ça, alors !" in repaired
    clean = {row.title.title for row in rows[:1500] if row.title}
    assert len(repaired & clean) >= 12


def test_languages_of_the_seed_are_as_counted() -> None:
    assert Counter(title.language for title in titles(read("seed_catalogue_1600.csv"))) == {
        "fr": 1188,
        "nl": 294,
        "en": 118,
    }


def test_the_wrong_check_digit_of_the_seed_library_is_flagged() -> None:
    wrong = [title.wrong_isbns for title in titles(read("rero_books_a.csv")) if title.wrong_isbns]
    assert ("3297162008",) in wrong


def test_the_same_books_in_two_formats_are_known_for_the_same() -> None:
    matcher = Matcher()
    for title in titles(read("rero_books_a.csv")):
        matcher.add(TitleKey.of(title))
    found = Counter(matcher.find(TitleKey.of(title))[0] for title in titles(read("derived_unimarc_utf8_a.mrc")))
    assert found[Likeness.SAME] >= 950
    assert found[Likeness.OTHER] <= 20
