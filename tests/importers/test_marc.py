from dataclasses import replace
from datetime import date
from io import BytesIO
from uuid import uuid4

import pytest
from pymarc import MARCReader

from cdm_desk.domain.errors import FileForbiddenError
from cdm_desk.domain.library import Copy, ParcelLine, State, Title, Why
from cdm_desk.importers import parcel, writing
from cdm_desk.importers.mapping import MARC21_FAMILY, UNIMARC_FAMILY, Family, MarcField, MarcRecord, title_from
from tests.importers.library_files import marc, subfields, unimarc

DAY = date(2019, 3, 1)


def row_of(data: bytes) -> ParcelLine:
    (row,) = parcel.read_bytes(data).rows
    return row


def title_of(data: bytes) -> Title:
    title = row_of(data).title
    assert title is not None
    return title


def marc21(*fields: tuple[str, bytes]) -> bytes:
    return marc(*fields, leader=b"nam a22", tail=b"   4500")


def test_unimarc_is_read_into_the_fields_of_the_house() -> None:
    title = title_of(
        marc(
            ("010", subfields("a978-2-07-054127-0", "bbr.")),
            ("101", subfields("afre", "adut")),
            ("200", subfields("aTrouver un emploi", "eguide pratique", "fpar Jeanne Dupont")),
            ("214", subfields("aBruxelles", "cActiris", "dcop. 2018")),
            ("215", subfields("a120 p.")),
            ("606", subfields("aEmploi", "xRecherche")),
            ("700", subfields("aDupont", "bJeanne", "f(1960-....)")),
        )
    )
    assert title.heading == "Trouver un emploi : guide pratique"
    assert title.authors == ("Dupont, Jeanne",)
    assert (title.place, title.publisher, title.year) == ("Bruxelles", "Actiris", 2018)
    assert title.isbns == ("9782070541270",)
    assert title.languages == ("fr", "nl")
    assert title.subjects == ("Emploi -- Recherche",)
    assert title.kind == "BOOK"


@pytest.mark.parametrize("tag", ["210", "214"])
def test_publishers_stand_in_either_field(tag: str) -> None:
    assert title_of(unimarc("Un titre", (tag, subfields("aGent", "cVDAB", "d2017")))).publisher == "VDAB"


def test_of_214_and_210_the_newer_field_wins_and_fills_up_from_the_older() -> None:
    title = title_of(unimarc("T", ("214", subfields("aParis")), ("210", subfields("aLyon", "cArmand", "d1999"))))
    assert (title.place, title.publisher, title.year) == ("Paris", "Armand", 1999)


def test_marc21_loses_the_signs_of_old_catalogue_cards() -> None:
    title = title_of(
        marc21(
            ("008", b"970701s1908    fr            000 0 fre  "),
            ("100", subfields("aLoir, Adrien,", "d1862-")),
            ("245", subfields("aCanada et Canadiens :", "bvoyage /", "cAdrien Loir.")),
            ("260", subfields("aParis :", "bGuilmoto,", "c1908.")),
        )
    )
    assert title.heading == "Canada et Canadiens : voyage"
    assert title.authors == ("Loir, Adrien",)
    assert (title.place, title.publisher, title.year, title.languages) == ("Paris", "Guilmoto", 1908, ("fr",))


@pytest.mark.parametrize(
    ("tag", "data"),
    [("995", subfields("f0001", "k3.1 DUP")), ("930", subfields("a3.1 DUP")), ("852", subfields("p0001", "h3.1 DUP"))],
)
def test_holdings_become_copies(tag: str, data: bytes) -> None:
    make = marc21 if tag == "852" else marc
    name = "245" if tag == "852" else "200"
    row = row_of(make((name, subfields("aTitre")), ("008" if tag == "852" else "101", b"afre"), (tag, data)))
    assert [copy.shelf_mark for copy in row.copies] == ["3.1 DUP"]
    assert row.title is not None
    assert row.title.shelf_mark == "3.1 DUP"


def test_a_record_without_holdings_stands_for_one_copy() -> None:
    assert len(row_of(unimarc("Un titre")).copies) == 1


def test_a_wrong_check_digit_is_kept_and_flagged() -> None:
    row = row_of(unimarc("Un titre", ("010", subfields("a3297162008"))))
    assert row.title is not None
    assert row.title.isbns == ("3297162008",)
    assert row.title.wrong_isbns == ("3297162008",)
    assert row.why is Why.WRONG_ISBN


def test_a_record_that_says_iso_5426_and_is_utf8_keeps_its_accents() -> None:
    coded = ("100", subfields("a19970808d1900    k  y0frey0103    ba"))
    assert title_of(marc(coded, ("200", subfields("aL'odyssée d'un élève")))).title == "L'odyssée d'un élève"


def test_a_record_that_says_utf8_and_is_marc8_keeps_its_accents() -> None:
    data = marc(
        ("245", b"10\x1faL'odyss\xe2ee d'un \xe2el\xe1eve"), ("008", b"x" * 40), leader=b"nam a22", tail=b"   4500"
    )
    assert title_of(data).title == "L'odyssée d'un élève"


def test_a_record_without_a_title_has_a_fate_too() -> None:
    assert row_of(marc(("101", subfields("afre")), ("210", subfields("aParis")))).why is Why.NO_TITLE


@pytest.mark.parametrize("prefix", ["", "mxc:", "marc:"])
def test_marcxml_is_read_under_any_prefix(prefix: str) -> None:
    declared = f' xmlns:{prefix[:-1]}="x"' if prefix else ""
    data = (
        f"<{prefix}collection{declared}><{prefix}record><{prefix}leader>     nam  22        450 </{prefix}leader>"
        f'<{prefix}datafield tag="200" ind1="1" ind2=" "><{prefix}subfield code="a">Élève</{prefix}subfield>'
        f"</{prefix}datafield></{prefix}record></{prefix}collection>"
    )
    assert title_of(data.encode()).title == "Élève"


XML = '<record><datafield tag="200" ind1=" " ind2=" "><subfield code="a">{}</subfield></datafield></record>'


def test_a_broken_xml_record_costs_no_other() -> None:
    broken = XML.format("Deux").replace("</subfield>", "")
    data = "<collection>" + XML.format("Un") + broken + XML.format("Trois") + "</collection>"
    rows = parcel.read_bytes(data.encode()).rows
    assert [row.title.title if row.title else row.why for row in rows] == ["Un", Why.DAMAGED, "Trois"]


def test_an_xml_file_cut_short_keeps_the_records_before_the_cut() -> None:
    data = ("<collection>" + XML.format("Un") + XML.format("Deux"))[:-20]
    rows = parcel.read_bytes(data.encode()).rows
    assert [row.title.title if row.title else row.why for row in rows] == ["Un", Why.DAMAGED]


def test_xml_that_lies_about_its_encoding_is_read_by_its_bytes() -> None:
    data = '<?xml version="1.0" encoding="UTF-8"?><collection>' + XML.format("Élève à l'école") + "</collection>"
    assert title_of(data.encode("cp1252")).title == "Élève à l'école"


@pytest.mark.parametrize(
    "opening",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>',
        '<!DOCTYPE x SYSTEM "file:///etc/passwd">',
        '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>',
    ],
)
def test_a_document_type_is_refused(opening: str) -> None:
    with pytest.raises(FileForbiddenError):
        parcel.read_bytes(f'<?xml version="1.0"?>{opening}<x>{XML.format("&f;")}</x>'.encode())


def whole_title() -> tuple[Title, tuple[Copy, ...]]:
    title = Title(
        id=uuid4(),
        title="Main-d'œuvre & <métier>",
        subtitle="guide « pratique »",
        authors=("Rosnay, Tatiana de", "Actiris"),
        edition="2e éd.",
        place="Bruxelles",
        publisher="Cité des métiers",
        year=2018,
        series="Clés",
        pages="120 p.",
        isbns=("9782070541270", "3297162008"),
        issns=("1251-8107",),
        languages=("fr", "nl"),
        subjects=("Emploi", "Métiers"),
        summary="Un résumé. " * 900 + "Fin.",
        theme_code="EMP",
        sub_theme_code="EMP1",
        shelf_mark="3.1 ROS",
        kind="GUIDE",
        partner_issued=True,
        checked_on=date(2019, 1, 2),
        review_by=date(2021, 1, 2),
        state=State.CHECK,
    ).tidied()
    copies = (
        Copy(id=uuid4(), title_id=title.id, barcode="0001", shelf_mark="3.1 ROS"),
        Copy(id=uuid4(), title_id=title.id, barcode="0002", shelf_mark="3.1 ROS 2", state=State.WITHDRAWN),
    )
    return title, copies


@pytest.mark.parametrize("suffix", [".mrc", ".xml"])
@pytest.mark.parametrize("form", ["unimarc", "marc21"])
def test_what_goes_out_comes_back_the_same(suffix: str, form: str) -> None:
    title, copies = whole_title()
    row = row_of(writing.written([(title, copies)], suffix, form, DAY))
    assert row.title is not None
    assert replace(row.title, id=title.id) == title
    assert [(copy.barcode, copy.shelf_mark, copy.state) for copy in row.copies] == [
        (copy.barcode, copy.shelf_mark, copy.state) for copy in copies
    ]


def test_what_goes_out_is_read_by_other_programs() -> None:
    data = writing.written([whole_title()], ".mrc", "marc21", DAY)
    (record,) = list(MARCReader(BytesIO(data)))
    assert record is not None
    assert record.title == "Main-d'œuvre & <métier> guide « pratique »"


@pytest.mark.parametrize(
    ("family", "subfields", "line"),
    [
        (UNIMARC_FAMILY, (("a", "2e édition"),), "2e édition"),
        (UNIMARC_FAMILY, (("a", "15e édition"), ("b", "par E. Glasson")), "15e édition, par E. Glasson"),
        (UNIMARC_FAMILY, (("a", "4e éd. revue"), ("f", "par G. Picot")), "4e éd. revue / par G. Picot"),
        (MARC21_FAMILY, (("a", "3rd ed. /"), ("b", "revised by A. Smith")), "3rd ed. / revised by A. Smith"),
    ],
)
def test_an_edition_statement_is_kept_whole_on_one_line(
    family: Family, subfields: tuple[tuple[str, str], ...], line: str
) -> None:
    tag = family.places["edition"][0][:3]
    record = MarcRecord(
        fields=(
            MarcField(tag=family.title[:3], subfields=(("a", "Le métier de libraire"),)),
            MarcField(tag=tag, subfields=subfields),
        )
    )
    title = title_from(record, family)

    assert title is not None
    assert title.edition == line
