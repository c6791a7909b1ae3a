"""Files spoilt at random: each is read, every row with its fate, or refused with a sentence, in bounded memory.

Brief in the suite. For longer, each importer so many seconds:
CDM_FUZZ_SECONDS=600 python -m pytest tests/importers/test_fuzz.py
"""

import os
import sys
import time
from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cdm_desk.domain.errors import DeskError
from cdm_desk.domain.facts import plain, value_from
from cdm_desk.domain.intake import judged
from cdm_desk.domain.library import REFUSALS, ParcelLine
from cdm_desk.importers import parcel
from cdm_desk.importers.parcel import Limits
from cdm_desk.importers.reading_process import ReadingProcess
from tests.importers.library_files import SHEET, marc, ods, ods_row, subfields, unimarc, with_part, workbook, xls

SECONDS = float(os.environ.get("CDM_FUZZ_SECONDS", "0"))
MOST_MEMORY = 512
HELD = subfields("f0001", "k3.1 DUP")
XML = (
    '<?xml version="1.0" encoding="UTF-8"?><collection xmlns="http://www.loc.gov/MARC21/slim"><record>'
    "<leader>     nam a22        4500</leader><controlfield tag='008'>x</controlfield>"
    '<datafield tag="245" ind1="1" ind2="0"><subfield code="a">Métier :</subfield><subfield code="b">un</subfield>'
    '</datafield><datafield tag="020" ind1=" " ind2=" "><subfield code="a">9782070541270</subfield></datafield>'
    "</record><record><datafield tag='200' ind1=' ' ind2=' '>"
    "<subfield code='a'>Deux &amp; trois</subfield></datafield></record>"
    "</collection>"
).encode()
TABLE = (
    'Titre;Auteur;Éditeur;Année;ISBN;Cote\n"Le ""CV""";Dupont, A.;Paris : Seuil, 2001;2001;9782070541270;3.1 DUP\n'
    "Métiers / Beroepen;Maes;;;;\n=1+1;'=2;-;N/A;x;y\n"
)
RIS = "TY  - BOOK\nTI  - Un métier : guide\nAU  - Dupont, A.\nPY  - 2001\nSN  - 9782070541270\nER  - \n" * 2
WORKBOOK = workbook([("Titre", "Année"), ("Un métier", 2001), ("=1", "x")])
SEEDS = {
    "unimarc": [
        unimarc("Un métier", ("010", subfields("a9782070541270")), ("214", subfields("aParis", "d01")), ("995", HELD)),
        unimarc("Deux") + unimarc("Trois"),
        marc(("200", b"  \x1faL'\xc2ecole"), ("101", subfields("afre"))),
    ],
    "marc21": [
        marc(("008", b"970701s1908    fr            000 0 fre  "), ("245", subfields("aUn :", "bdeux /"))),
        marc(("245", b"10\x1faL'odyss\xe2ee"), ("852", subfields("p1", "hA")), leader=b"nam  22", tail=b"   4500"),
    ],
    "marcxml": [XML, XML.replace(b"UTF-8", b"ISO-8859-1"), XML.replace(b"subfield", b"m:subfield")],
    "csv": [TABLE.encode(), TABLE.encode("cp1252"), TABLE.encode("cp850"), TABLE.encode("utf-16")],
    "ris": [RIS.encode(), RIS.encode("cp1252"), RIS.replace("\n", "\r\n").encode()],
    "xlsx": [WORKBOOK],
    "ods": [ods(ods_row("Titre", "Année") + ods_row("Un", "2001", repeated=2))],
    "xls": [xls([("Titre", "Année"), ("Élève", 2001.0), ("Deux", "x")])],
}  # fmt: skip
IN_ITS_OWN = ("xls", "ods")
INNER = {"xlsx": (SHEET, "xl/workbook.xml", "xl/sharedStrings.xml"), "ods": ("content.xml",)}
PIECES = (
    *(b"\x1d", b"\x1e", b"\x1f", b"\x1fa", b"00714", b"99999", b"\x00" * 9, b"\xff\xfe", b"\xef\xbb\xbf", b"\x1b(B"),
    *(b"\n", b"\r", b";", b'"', b'""', b"\t", b"|", b"TY  - ", b"ER  - ", b"<", b">", b"</record>", b"<record>"),
    *(b"<!DOCTYPE x>", b"]]>", b"&x;", b"Titre", b"9" * 40, b"1e999", b"-1", b"4294967296", b"XFD1048576", b"=1+1"),
)  # fmt: skip
place = st.integers(0, 2_000)
edit = st.one_of(
    st.tuples(st.just("set"), place, st.binary(min_size=1, max_size=3)),
    st.tuples(st.just("put"), place, st.one_of(st.sampled_from(PIECES), st.binary(max_size=20))),
    st.tuples(st.just("cut"), place, st.integers(1, 300)),
    st.tuples(st.just("copy"), place, st.integers(1, 300)),
)


def spoilt(data: bytes, edits: Sequence[tuple[str, int, bytes | int]]) -> bytes:
    for kind, somewhere, what in edits:
        at = somewhere % (len(data) + 1)
        if isinstance(what, int):
            part = data[at : at + what]
            data = data[:at] + data[at + what :] if kind == "cut" else data[:at] + part + data[at:]
        else:
            data = data[:at] + what + data[at + (len(what) if kind == "set" else 0) :]
    return data


@st.composite
def files(draw: st.DrawFn, kind: str) -> bytes:
    """A sound file with some edits; of a packed one often only of a part within it, packed again."""
    data = draw(st.sampled_from(SEEDS[kind]))
    edits = draw(st.lists(edit, min_size=1, max_size=6))
    if kind in INNER and draw(st.booleans()):
        name = draw(st.sampled_from(INNER[kind]))
        with ZipFile(BytesIO(data)) as archive:
            inside = archive.read(name)
        return with_part(data, name, spoilt(inside, edits))
    return spoilt(data, edits)


def check(rows: tuple[ParcelLine, ...]) -> None:
    assert [row.number for row in rows] == list(range(1, len(rows) + 1))
    for row in rows:
        assert (row.title is None) == (row.why in REFUSALS)
        assert value_from(ParcelLine, plain(row)) == row
        assert judged(row).line.number == row.number


def in_this_process(data: bytes) -> None:
    try:
        found = parcel.read_bytes(data, limits=Limits(rows=5_000, seconds=20))
    except DeskError:
        return
    check(found.rows)


def in_its_own(folder: Path) -> Callable[[bytes], None]:
    """As the desk reads it: what a broken file asks of time and memory is asked of the process alone."""

    def read(data: bytes) -> None:
        path = folder / "spoilt"
        path.write_bytes(data)
        try:
            found = ReadingProcess(Limits(rows=5_000, seconds=20)).read(path)
        except DeskError:
            return
        check(found.rows)

    return read


@pytest.mark.parametrize("kind", SEEDS)
def test_a_spoilt_file_is_read_or_refused_with_a_sentence(kind: str, tmp_path: Path) -> None:
    read = in_its_own(tmp_path) if kind in IN_ITS_OWN else in_this_process
    tried = 0

    @settings(
        max_examples=4 if kind in IN_ITS_OWN else 60,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(data=files(kind))
    def once(data: bytes) -> None:
        nonlocal tried
        tried += 1
        read(data)

    # What came before in this process may have had more already.
    most = max(MOST_MEMORY, memory())
    until = time.monotonic() + SECONDS
    once()
    while time.monotonic() < until:
        once()
    print(f"\n{kind}: {tried} spoilt files, at most {memory()} MB")
    assert memory() <= most


def memory() -> int:
    """The most memory that this process has ever had, in MB; unknown where the system does not tell."""
    if sys.platform == "win32":
        return 0
    import resource  # noqa: PLC0415 - exists there only

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most // (1024 * 1024 if sys.platform == "darwin" else 1024)
