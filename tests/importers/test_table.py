from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdm_desk.domain.errors import (
    FileEmptyError,
    FileFormatError,
    FileTooLargeError,
    FileUnreadableError,
    ImportTooSlowError,
    MappingNeededError,
    MappingUnreadableError,
    TooManyRowsError,
)
from cdm_desk.domain.library import Copy, ParcelLine, State, Title, Why
from cdm_desk.importers import parcel, writing
from cdm_desk.importers.parcel import Limits
from cdm_desk.importers.table import Profile


def rows(text: str, **options: object) -> tuple[ParcelLine, ...]:
    return parcel.read_bytes(text.encode(), **options).rows  # type: ignore[arg-type]


def titles(text: str) -> list[str]:
    return [row.title.heading if row.title else "" for row in rows(text)]


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_separator_and_line_end_is_found_out(separator: str, end: str) -> None:
    lines = [
        separator.join(cells) for cells in (("Titre", "Auteur", "Année"), ("Un", "A", "2001"), ("Deux", "B", "2002"))
    ]
    (first, second) = rows(end.join(lines) + end)
    assert first.title is not None
    assert (first.title.title, first.title.authors, first.title.year) == ("Un", ("A",), 2001)
    assert second.title is not None


def test_columns_are_known_in_three_languages() -> None:
    dutch = rows(
        "Titel;Auteur;Uitgever;Jaar;Taal;Plaatskenmerk\nWerk zoeken;Peeters, An;Lannoo;2016;Nederlands;3.2 PEE"
    )
    assert dutch[0].title is not None
    assert dutch[0].title.languages == ("nl",)
    assert dutch[0].title.shelf_mark == "3.2 PEE"
    assert titles("Title,Author\nJobs,Smith") == ["Jobs"]


def test_quotes_keep_separators_line_ends_and_quotes() -> None:
    (row,) = rows('Titre;Résumé\n"Le ""CV"" ; mode d\'emploi";"une ligne\nune autre"\n')
    assert row.title is not None
    assert (row.title.title, row.title.summary) == ('Le "CV" ; mode d\'emploi', "une ligne une autre")


def test_a_quote_that_is_never_closed_swallows_no_row() -> None:
    found = rows('Titre;Auteur\nUn;A\n"Deux;B\nTrois;C\nQuatre;D\n')
    assert [row.title.title if row.title else None for row in found] == ["Un", "Deux", "Trois", "Quatre"]
    assert [row.why for row in found] == [None, Why.OPEN_QUOTE, None, None]


def test_a_quote_that_another_row_would_close_swallows_no_row() -> None:
    found = rows('Titre;Auteur\n"Un;A\nDeux;B\n"Trois";C\n')
    assert [row.title.title if row.title else None for row in found] == ["Un", "Deux", "Trois"]


def test_rows_that_do_not_fit_are_taken_in_for_somebody_to_look_at() -> None:
    found = rows("Titre;Auteur;Éditeur;Année\nUn;A;E;2001;trop\nDeux\n;;;\n")
    assert [row.why for row in found] == [Why.EXTRA_COLUMNS, Why.SHORT_ROW, Why.EMPTY]


def test_a_row_without_a_title_is_named() -> None:
    assert [row.why for row in rows("Titre;Auteur\n;A\n")] == [Why.NO_TITLE]


def test_a_title_that_closes_with_its_author_is_parted() -> None:
    assert titles("Titre;Auteur\nLe bleu est une couleur chaude / Julie Maroh;Maroh, Julie (1985-....)") == [
        "Le bleu est une couleur chaude"
    ]


def test_a_title_in_two_languages_stays_whole() -> None:
    assert titles("Titre;Auteur\nCité des métiers / Beroepenpunt;Actiris") == ["Cité des métiers / Beroepenpunt"]


def test_years_of_a_life_are_not_part_of_a_name() -> None:
    (row,) = rows("Titre;Auteur\nUn;Pinçon, Michel (1942-....)")
    assert row.title is not None
    assert row.title.authors == ("Pinçon, Michel",)


def test_an_isbd_publisher_is_taken_apart() -> None:
    (row,) = rows("Titre;Editeur\nUn;Paris : Fleurus, 2005")
    assert row.title is not None
    assert (row.title.place, row.title.publisher, row.title.year) == ("Paris", "Fleurus", 2005)


def test_several_isbns_of_one_cell_are_all_kept() -> None:
    (row,) = rows('Titre;ISBN\nUn;"978-2-07-054127-0 ; 2804600068 (br.)"')
    assert row.title is not None
    assert row.title.isbns == ("9782070541270", "9782804600068")


def test_an_isbn_of_twelve_digits_is_kept_with_a_flag() -> None:
    (row,) = rows("Titre;ISBN\nUn;978207054127")
    assert row.title is not None
    assert (row.title.isbns, row.why) == (("978207054127",), Why.WRONG_ISBN)


def test_dashes_and_not_available_say_nothing() -> None:
    (row,) = rows("Titre;Auteur;ISBN\nUn;-;N/A")
    assert row.title is not None
    assert (row.title.authors, row.title.isbns) == ((), ())


def test_an_unknown_table_asks_what_its_columns_hold() -> None:
    with pytest.raises(MappingNeededError) as told:
        rows("Kolom A;Kolom B\nx;y")
    assert told.value.headings == ("Kolom A", "Kolom B")


@pytest.mark.parametrize(
    "profile",
    [
        Profile.from_json('{"columns": {"kolom b": "title", "Kolom A": "authors"}}'),
        Profile.from_json('{"columns": ["authors", "title"], "language": "nl"}'),
        Profile.from_json('{"columns": ["authors", "title"], "separator": ";"}'),
    ],
)
def test_a_mapping_says_what_columns_hold(profile: Profile) -> None:
    (row,) = rows("Kolom A;Kolom B\nPeeters;Werk", profile=Profile.from_json(profile.to_json()))
    assert row.title is not None
    assert (row.title.title, row.title.authors) == ("Werk", ("Peeters",))


def test_a_mapping_reads_a_table_without_headings() -> None:
    profile = Profile.from_json('{"columns": ["authors", "title"], "heading": false}')
    assert len(rows("Peeters;Werk\nMaes;Jobs", profile=profile)) == 2


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{",
        '{"columns": {}}',
        '{"columns": {"a": "nonsense"}}',
        '{"columns": 3}',
        "[" * 100_000,
        '{"columns": [null]}',
    ],
)
def test_a_mapping_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(MappingUnreadableError):
        Profile.from_json(text)


@pytest.mark.parametrize("data", [b"", b"   \r\n ", b"\xef\xbb\xbf", b"\x00" * 40])
def test_an_empty_file_is_said_to_be_empty(data: bytes) -> None:
    with pytest.raises(FileEmptyError):
        parcel.read_bytes(data)


@pytest.mark.parametrize(
    "data", [b"PK\x03\x04" + b"x" * 50, b"%PDF-1.7 x", b"\x89PNG\r\n\x1a\n", bytes(range(256)) * 20]
)
def test_a_file_of_another_kind_is_refused(data: bytes) -> None:
    with pytest.raises(FileFormatError):
        parcel.read_bytes(data, name="catalogue.csv")


def test_a_heading_without_rows_is_an_empty_file() -> None:
    with pytest.raises(FileEmptyError):
        rows("Titre;Auteur\n")


def test_a_file_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    for path in (tmp_path / "nowhere.csv", tmp_path):
        with pytest.raises(FileUnreadableError):
            parcel.read(path)


def test_limits_stop_a_reading() -> None:
    text = "Titre\n" + "x\n" * 30
    with pytest.raises(TooManyRowsError):
        rows(text, limits=Limits(rows=10))
    with pytest.raises(FileTooLargeError):
        rows(text, limits=Limits(megabytes=0))
    seconds = iter(range(0, 10_000, 7))
    with pytest.raises(ImportTooSlowError):
        rows(text, limits=Limits(seconds=60), clock=lambda: float(next(seconds)))


def test_a_table_goes_out_and_comes_back_the_same() -> None:
    title = Title(
        id=uuid4(),
        title="=SUM(A1) ; œuvre",
        subtitle='dite "la grande"',
        authors=("Rosnay, Tatiana de", "Actiris"),
        year=2018,
        isbns=("9782070541270",),
        issns=("1251-8107",),
        languages=("fr", "nl"),
        subjects=("Emploi", "Métiers"),
        theme_code="EMP",
        sub_theme_code="EMP1",
        shelf_mark="3.1 ROS",
        kind="GUIDE",
        partner_issued=False,
        checked_on=date(2019, 1, 2),
        state=State.OUTDATED,
    )
    copies = (Copy(id=uuid4(), title_id=title.id, barcode="0001", shelf_mark="3.1 ROS"),)
    data = writing.written([(title, copies)], ".csv", "unimarc", date(2019, 3, 1))
    assert b";=SUM" not in data
    (row,) = parcel.read_bytes(data).rows
    assert row.title is not None
    assert replace(row.title, id=title.id) == title
    assert [copy.barcode for copy in row.copies] == ["0001"]


@given(st.lists(st.text(max_size=30), min_size=1, max_size=30))
def test_no_row_of_any_table_is_lost(cells: list[str]) -> None:
    lines = [cell.replace("\n", " ").replace("\r", " ") for cell in cells]
    text = "\n".join(["Titre;Note", *(f"Titre {number};{line}" for number, line in enumerate(lines))])
    data = text.encode("utf-8", errors="replace")
    read = parcel.read_bytes(data).rows
    for number in range(len(lines)):
        assert any(f"Titre {number}" in row.source for row in read)
    assert [row.number for row in read] == list(range(1, len(read) + 1))
