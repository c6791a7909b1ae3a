"""What other systems stumbled over, and what somebody could make to harm this one: each has its sentence or fates."""

from pathlib import Path

import pytest

from cdm_desk.domain.errors import DeskError, FileEmptyError, FileForbiddenError, TooManyRowsError
from cdm_desk.domain.library import Outcome, Parcel, ParcelLine, Receipt, Search, Why
from cdm_desk.importers import parcel
from cdm_desk.importers.parcel import Limits
from cdm_desk.importers.reading_process import ReadingProcess
from tests.importers.library_files import marc, subfields, unimarc
from tests.services.library_desk import library_desk

MEBIBYTE = 1 << 20
RECORD = '<record><datafield tag="200" ind1=" " ind2=" "><subfield code="a">{}</subfield></datafield></record>'


def rows(data: bytes) -> tuple[ParcelLine, ...]:
    return parcel.read_bytes(data).rows


def names(found: tuple[ParcelLine, ...]) -> list[str | None]:
    return [row.title.title if row.title else None for row in found]


def taken_in(folder: Path, *files: bytes) -> list[Receipt]:
    """What becomes of some files, one after the other, in one new catalogue."""
    with library_desk(folder) as desk:
        return [desk.library.receive(parcel.read_bytes(data)) for data in files]


def fates(receipt: Receipt) -> list[tuple[Outcome, Why | None]]:
    assert receipt.read == sum(receipt.sums.values())
    return [(fate.outcome, fate.why) for fate in receipt.fates]


# Complaints of users of other systems


def test_volumes_that_share_an_isbn_are_neither_merged_nor_lost(tmp_path: Path) -> None:
    table = "Titre;Tome;ISBN\nAtlas des métiers;1;9782070541270\nAtlas des métiers;2;9782070541270\n".encode()
    (receipt,) = taken_in(tmp_path, table)
    assert fates(receipt) == [(Outcome.NEW, None), (Outcome.DOUBTFUL, Why.SAME_ISBN)]


def test_volumes_of_a_record_are_told_apart_by_their_number_alone(tmp_path: Path) -> None:
    volumes = [
        marc(("101", subfields("afre")), ("200", subfields("aAtlas des métiers", f"h{number}"))) for number in (1, 2)
    ]
    (receipt,) = taken_in(tmp_path, b"".join(volumes))
    assert receipt.sums[Outcome.NEW] == 2
    assert [fate.heading for fate in receipt.fates] == ["Atlas des métiers. 1", "Atlas des métiers. 2"]


def test_the_words_not_available_are_no_isbn_that_others_share(tmp_path: Path) -> None:
    (receipt,) = taken_in(tmp_path, b"Titre;ISBN\nUn;N/A\nDeux;N/A\nTrois;\n")
    assert fates(receipt) == [(Outcome.NEW, None)] * 3


def test_the_sum_of_fates_is_the_number_of_rows_of_a_file_of_every_kind_of_row(tmp_path: Path) -> None:
    table = (
        "Titre;Auteur;Année;Code-barres;ISBN\n"
        "Le métier de libraire;A, B.;2001;1;\nLe métier de libraire;A, B.;2001;2;\n"
        "Le métier de libraire;A, B.;2001;1;\n"
        ";C;;;\n;;;;\nLe métier du libraire;A, B.;2001;;\nAutre;D;;1;\nJ. Dupont 85.07.30-033.28;;;;\n"
    ).encode()
    (receipt,) = taken_in(tmp_path, table)
    assert fates(receipt) == [
        (Outcome.NEW, None),
        (Outcome.COPY, None),
        (Outcome.MERGED, None),
        (Outcome.REFUSED, Why.NO_TITLE),
        (Outcome.REFUSED, Why.EMPTY),
        (Outcome.DOUBTFUL, Why.SIMILAR),
        (Outcome.DOUBTFUL, Why.BARCODE_TAKEN),
        (Outcome.REFUSED, Why.PERSONAL),
    ]


def test_holdings_of_a_county_library_become_copies_with_their_own_barcodes() -> None:
    held = [("995", subfields(f"f000{number}", "k3.1 DUP", "bBDP")) for number in (1, 2, 3)]
    (row,) = rows(unimarc("Un métier", *held))
    assert [(copy.barcode, copy.shelf_mark) for copy in row.copies] == [
        ("0001", "3.1 DUP"),
        ("0002", "3.1 DUP"),
        ("0003", "3.1 DUP"),
    ]


def test_a_leader_that_says_marc8_over_utf8_bytes_is_not_believed() -> None:
    data = marc(("245", "10\x1faInstruction for Élèves".encode()), ("008", b"x" * 40), tail=b"   4500")
    (row,) = rows(data)
    assert names((row,)) == ["Instruction for Élèves"]
    assert row.before
    assert row.before != "Instruction for Élèves"


def test_a_parcel_is_taken_back_as_one_act(tmp_path: Path) -> None:
    with library_desk(tmp_path) as desk:
        first = desk.library.receive(parcel.read_bytes(b"Titre;Auteur;Code-barres\nUn;A;1\n"))
        before = desk.library.shelf()
        second = desk.library.receive(
            parcel.read_bytes("Titre;Auteur;Code-barres;Résumé\nUn;A;2;Bon\nDeux;B;3;\n".encode())
        )
        assert desk.library.undo(second.parcel_id).left == 0
        assert desk.library.shelf() == before
        assert desk.library.undo(first.parcel_id).removed == 1
        assert desk.library.count(Search()) == 0


# Broken ISO 2709


LAST = unimarc("Dernier métier", ("214", subfields("aBruxelles", "cActiris", "d2019")), ("606", subfields("aEmploi")))


@pytest.mark.parametrize("ahead", [unimarc("Premier"), unimarc("Premier") + unimarc("Deuxième")], ids=["one", "two"])
def test_a_file_cut_at_any_byte_of_its_last_record_keeps_all_before_it(ahead: bytes) -> None:
    whole = [name for name in names(rows(ahead)) if name]
    for end in range(len(LAST)):
        found = rows(ahead + LAST[:end])
        assert names(found)[: len(whole)] == whole
        assert len(found) == len(whole) + bool(LAST[:end].strip())
        if end:
            assert found[-1].why is not None


@pytest.mark.parametrize("length", [b"00000", b"00024", b"99999", b"00100", b"0A0B0"])
def test_a_false_length_swallows_no_neighbour(length: bytes) -> None:
    middle = length + unimarc("Deux")[5:]
    found = names(rows(unimarc("Un") + middle + unimarc("Trois")))
    assert found[0] == "Un"
    assert found[-1] == "Trois"
    assert len(found) == 3


def test_a_false_base_address_is_read_by_the_separators() -> None:
    record = unimarc("Deux")
    (row,) = rows(record[:12] + b"99999" + record[17:])
    assert names((row,)) == ["Deux"]


def test_a_record_of_nothing_but_separators_costs_no_other() -> None:
    noise = b"\x1e" * 50_000 + b"\x1f" * 50_000 + b"\x1d"
    assert [name for name in names(rows(unimarc("Un") + noise + unimarc("Deux"))) if name] == ["Un", "Deux"]


def test_a_field_of_a_million_subfields_is_read() -> None:
    body = b"  " + b"\x1faUn" + b"\x1fx" * 1_000_000 + b"\x1e"
    data = b"00000nam  2200049   450 " + b"200999900000" + b"\x1e" + body + b"\x1d"
    assert names(rows(data)) == ["Un"]


# XML made to harm


BOMB = "<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'>" + "".join(
    f"<!ENTITY {name} '{f'&{before};' * 10}'>" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    "text",
    [
        BOMB + "]><collection>" + RECORD.format("&i;") + "</collection>",
        "<!DOCTYPE x SYSTEM 'http://127.0.0.1:9/x.dtd'><collection/>",
        "<!DOCTYPE x [<!ENTITY % p SYSTEM 'file:///etc/passwd'> %p;]><collection/>",
        "<!doctype x><collection/>",
    ],
    ids=["billion laughs", "outer type", "outer file", "small letters"],
)
def test_xml_that_declares_a_document_type_is_refused(text: str) -> None:
    with pytest.raises(FileForbiddenError):
        rows(f'<?xml version="1.0"?>{text}'.encode())


def test_an_unknown_entity_costs_its_own_record_only() -> None:
    data = "<collection>" + RECORD.format("Un") + RECORD.format("&inconnu;") + RECORD.format("Trois") + "</collection>"
    assert names(rows(data.encode())) == ["Un", None, "Trois"]


def test_xml_nested_a_hundred_thousand_deep_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "profond.xml"
    path.write_bytes(b"<a>" * 100_000 + RECORD.format("Un").encode() + b"</a>" * 100_000)
    try:
        found = ReadingProcess().read(path)
    except DeskError:
        return
    assert names(found.rows) == ["Un"]


# Files of nothing, and of too much


def test_twenty_megabytes_of_zeros_are_an_empty_file() -> None:
    with pytest.raises(FileEmptyError):
        parcel.read_bytes(bytes(20 * MEBIBYTE))


@pytest.mark.parametrize("sign", [b"a", b";", b'"', b"\x1d", b"\x1e", b"<", b"\xff", b"TY  - \n"])
def test_a_file_of_one_sign_is_refused_or_read_in_time(sign: bytes) -> None:
    data = sign * (MEBIBYTE // 2 // len(sign))
    try:
        found = parcel.read_bytes(data, limits=Limits(seconds=30))
    except DeskError:
        return
    assert [row.number for row in found.rows] == list(range(1, len(found.rows) + 1))


def test_more_rows_than_may_be_taken_in_are_refused() -> None:
    with pytest.raises(TooManyRowsError):
        parcel.read_bytes(b"Titre\n" + b"x\n" * 1_100, limits=Limits(rows=1_000))


def test_a_cell_of_a_megabyte_is_shortened_and_named(tmp_path: Path) -> None:
    (receipt,) = taken_in(tmp_path, b"Titre;Auteur\n" + b"x" * MEBIBYTE + b";A\nDeux;B\n")
    assert fates(receipt) == [(Outcome.DOUBTFUL, Why.SHORTENED), (Outcome.NEW, None)]


def test_a_name_that_says_csv_over_marc_is_not_believed() -> None:
    assert parcel.read_bytes(unimarc("Un"), name="livres.csv").form == "iso2709"


# Letters


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8", "L'odyssée d'un élève à Liège"),
        ("cp1252", "L'odyssée d'un élève à Liège"),
        ("cp850", "L'odyssée d'un élève à Liège"),
        ("utf-16", "Économie – « œuvre »"),
    ],
)
def test_a_table_is_read_in_the_letters_of_its_bytes(encoding: str, text: str) -> None:
    assert names(rows(f"Titre;Auteur\n{text};É\nÀ l'œuvre;B\n".replace("œ", "oe").encode(encoding, "ignore")))[
        0
    ] == text.replace("œ", "oe").encode(encoding, "ignore").decode(encoding)


@pytest.mark.parametrize(
    ("found", "meant"),
    [
        ("Picoti pour les bâebâes", "Picoti pour les bébés"),
        ("Les mÃ©tiers de demain", "Les métiers de demain"),
        ("Mes premiáeres histoires", "Mes premières histoires"),
    ],
)
def test_letters_spoilt_before_are_put_right_and_shown_as_they_were(found: str, meant: str) -> None:
    read: Parcel = parcel.read_bytes(f"Titre;Auteur\n{found};A\nUn;B\n".encode())
    assert [(row.before, row.why) for row in read.rows] == [(found, Why.LETTERS_MENDED), ("", None)]
    assert names(read.rows) == [meant, "Un"]
