"""MARC files of either family, in either format: one row for each record, the damaged ones included."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from cdm_desk.domain.folding import clean
from cdm_desk.domain.library import Copy, ParcelLine, Title, Why
from cdm_desk.importers import iso2709, marcxml
from cdm_desk.importers.encoding import (
    LOST,
    READERS,
    UTF8,
    Decoder,
    is_suspicious,
    mended,
    utf8_at_its_word,
)
from cdm_desk.importers.mapping import (
    FAMILIES,
    MARC21_FAMILY,
    UNIMARC_FAMILY,
    Family,
    MarcField,
    MarcRecord,
    copies_from,
    family_of,
    fields_of,
    is_ours,
    leader_signs,
    title_from,
)

LONGEST_SOURCE: Final = 600
_TITLE_TAGS: Final = frozenset({"200", "245"})
# Control numbers, links and local fields say nothing to whoever looks at the source of a row.
_MACHINE_TAGS: Final = ("00", "03", "80", "83", "84", "85", "88", "9")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """A record as read, or None; and what happened to it on the way."""

    record: MarcRecord | None
    why: Why | None = None
    before: str = ""


def rows_of_iso2709(data: bytes, decoder: Decoder, tick: Callable[[int], None]) -> Iterator[ParcelLine]:
    """Return one row for each record of an ISO 2709 file; `tick` is told of each row and may stop the reading."""
    pieces = [piece for piece in iso2709.pieces(data) if piece.data.strip()]
    parsed = [iso2709.parse(piece.data) for piece in pieces]
    decoder.look_at(piece.data for piece in pieces[:400])
    reads: list[_Read] = []
    for piece, raw in zip(pieces, parsed, strict=True):
        tick(len(reads))
        reads.append(_read(raw, piece, decoder))
    return _rows(reads, tick)


def rows_of_xml(data: bytes, tick: Callable[[int], None]) -> Iterator[ParcelLine]:
    """Return one row for each record of a MARCXML file or of a server's answer."""
    reads: list[_Read] = []
    for record in marcxml.records(data):
        tick(len(reads))
        if record is None:
            reads.append(_Read(record=None, why=Why.DAMAGED))
            continue
        sound, letters = _sound(record)
        before = _title_of(record) if letters else ""
        reads.append(_Read(record=sound, why=Why.LETTERS_MENDED if letters else None, before=before))
    return _rows(reads, tick)


def _read(raw: iso2709.RawRecord | None, piece: iso2709.Piece, decoder: Decoder) -> _Read:
    if raw is None:
        if not piece.closed:
            return _Read(record=None, why=Why.TRUNCATED)
        return _Read(record=None, why=Why.DAMAGED if iso2709.FIELD_END in piece.data else Why.NOT_A_RECORD)
    record, letters = _sound(_decoded(raw, decoder, piece.data))
    why = Why.LETTERS_MENDED if letters else None
    if raw.lost or not piece.closed:
        why = Why.FIELDS_LOST
    elif raw.rebuilt:
        why = Why.REPAIRED
    return _Read(record=record, why=why, before=_as_declared(raw, record))


def _as_declared(raw: iso2709.RawRecord, record: MarcRecord) -> str:
    """Return the title in the letters that the record says it is written in, where that is not the title."""
    for each in raw.fields:
        if each.tag in _TITLE_TAGS and not each.data.isascii():
            said = next((part for code, part in each.subfields() if code == "a"), b"")
            before = clean(READERS.get(_declared(raw.leader, record), utf8_at_its_word)(said))
            return before if before != clean(_title_of(record)) else ""
    return ""


def _declared(leader: bytes, record: MarcRecord) -> str:
    coded = record.text("100a")
    if record.text("200a"):
        return UTF8 if coded[26:28] == "50" else "iso-5426"
    return UTF8 if leader[9:10] == b"a" else "marc-8"


def _title_of(record: MarcRecord) -> str:
    return record.text("200a", "245a")


def _decoded(raw: iso2709.RawRecord, decoder: Decoder, whole: bytes) -> MarcRecord:
    text = decoder.reader_for(whole)
    fields = [
        MarcField(tag=each.tag, value=text(each.value))
        if each.is_control
        else MarcField(tag=each.tag, subfields=tuple((code, text(part)) for code, part in each.subfields()))
        for each in raw.fields
    ]
    return MarcRecord(leader=raw.leader.decode("latin-1"), fields=tuple(fields))


def _sound(record: MarcRecord) -> tuple[MarcRecord, bool]:
    """Put letters right that were spoilt before the record was written, subfield by subfield."""
    texts = [text for each in record.fields for _code, text in each.subfields]
    if is_ours(record):
        return record, False
    if all(text.isascii() for text in texts):
        return record, False
    telling = not any(is_suspicious(text) for text in texts)
    fields = tuple(_mended(each, telling=telling) for each in record.fields)
    return (replace(record, fields=fields), True) if fields != record.fields else (record, False)


def _mended(each: MarcField, *, telling: bool) -> MarcField:
    subfields = tuple((code, mended(text, telling=telling)) for code, text in each.subfields)
    return each if subfields == each.subfields else replace(each, subfields=subfields)


def _rows(reads: list[_Read], tick: Callable[[int], None]) -> Iterator[ParcelLine]:
    usual = _usual_family(read.record for read in reads if read.record is not None)
    for number, read in enumerate(reads, start=1):
        tick(number)
        yield _row(number, read, usual)


def _usual_family(records: Iterable[MarcRecord]) -> Family:
    votes = Counter(each.name for each in map(family_of, records) if each is not None)
    return FAMILIES[votes.most_common(1)[0][0]] if votes else UNIMARC_FAMILY


def _row(number: int, read: _Read, usual: Family) -> ParcelLine:
    if read.record is None:
        return ParcelLine(number=number, why=read.why)
    family = family_of(read.record) or usual
    source = _source(read.record)
    title = title_from(read.record, family) or title_from(read.record, _other(family))
    if title is None:
        damaged = read.why is Why.FIELDS_LOST
        return ParcelLine(number=number, source=source, why=Why.DAMAGED if damaged else Why.NO_TITLE)
    return ParcelLine(
        number=number,
        source=source,
        title=title,
        copies=copies_from(read.record, family, title),
        why=_why(title, read.why),
        before=read.before[:LONGEST_SOURCE],
    )


def _other(family: Family) -> Family:
    return MARC21_FAMILY if family is UNIMARC_FAMILY else UNIMARC_FAMILY


def _why(title: Title, why: Why | None) -> Why | None:
    if why is Why.FIELDS_LOST:
        return why
    if any(LOST in text for _name, text in title.texts()):
        return Why.LETTERS_LOST
    if why is None and title.wrong_isbns:
        return Why.WRONG_ISBN
    return why


def _source(record: MarcRecord) -> str:
    lines = (
        f"{each.tag} " + (each.value or "".join(f"${code}{text}" for code, text in each.subfields))
        for each in record.fields
        if not each.tag.startswith(_MACHINE_TAGS)
    )
    return "\n".join(lines)[:LONGEST_SOURCE]


def iso2709_file(shelf: Iterable[tuple[Title, tuple[Copy, ...]]], form: str, day: date) -> bytes:
    """Return titles with their copies as an ISO 2709 file in UTF-8; `form` is `unimarc` or `marc21`."""
    family = FAMILIES[form]
    return b"".join(
        iso2709.write(leader_signs(title, family).encode("ascii"), _bytes(fields_of(title, copies, family, day)))
        for title, copies in shelf
    )


def xml_file(shelf: Iterable[tuple[Title, tuple[Copy, ...]]], form: str, day: date) -> str:
    """Return titles with their copies as a MARCXML file; `form` is `unimarc` or `marc21`."""
    family = FAMILIES[form]
    written: list[str] = []
    for title, copies in shelf:
        signs = leader_signs(title, family)
        leader = f"     {signs[:5]}22     {signs[5:]}"
        written.append(marcxml.write(form, leader, fields_of(title, copies, family, day)))
    return marcxml.collection(form, written)


def _bytes(fields: list[MarcField]) -> Iterator[tuple[str, bytes]]:
    for each in fields:
        if each.tag.startswith("00"):
            yield each.tag, each.value.encode("utf-8")
            continue
        parts = "".join(f"\x1f{code}{text}" for code, text in each.subfields)
        yield each.tag, (each.indicators + parts).encode("utf-8")
