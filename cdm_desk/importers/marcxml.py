"""MARCXML in its several namespaces, as libraries export it and their servers answer; without any document type."""

import re
from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING, Final
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from cdm_desk.domain.errors import FileForbiddenError
from cdm_desk.importers.encoding import Decoder
from cdm_desk.importers.mapping import MARC21, MarcField, MarcRecord

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_START = re.compile(rb"\s*<")
_OPENING = re.compile(rb"<(?:[\w.-]+:)?record(?=[\s>/])")
_CLOSING = re.compile(rb"</(?:[\w.-]+:)?record\s*>")
_PREFIXES = re.compile(rb"</?([A-Za-z_][\w.-]*):")
_FORBIDDEN = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_NAMESPACES: Final = {MARC21: "http://www.loc.gov/MARC21/slim", "unimarc": "info:lc/xmlns/marcxchange-v2"}
_MARKS: Final = (b"\xef\xbb\xbf",)


def looks_like_it(data: bytes) -> bool:
    """Say whether bytes are XML, whatever the name of the file says."""
    return _START.match(data.removeprefix(_MARKS[0])[:200]) is not None


def records(data: bytes) -> Iterator[MarcRecord | None]:
    """Return the records of a file; None stands for one that is damaged beyond reading.

    A file that is whole is read as a whole. In one that is not, each record is read by itself, so that the good
    ones before and after the damage are kept. Raises FileForbiddenError if the file declares a document type.
    """
    if _FORBIDDEN.search(data):
        raise FileForbiddenError
    try:
        root = fromstring(data, forbid_dtd=True)
    except (ParseError, ValueError, LookupError):
        return _one_by_one(data)
    except DefusedXmlException as fault:
        raise FileForbiddenError from fault
    return _within(root)


def _within(root: "Element") -> Iterator[MarcRecord]:
    for element in root.iter():
        if _local(element.tag) == "record" and _is_marc(element):
            yield _record(element)


def _is_marc(element: "Element") -> bool:
    """A server's answer wraps each record in a `record` of its own."""
    return any(_local(child.tag) in {"leader", "controlfield", "datafield"} for child in element)


def _one_by_one(data: bytes) -> Iterator[MarcRecord | None]:
    starts = [match.start() for match in _OPENING.finditer(data)]
    decoder = Decoder()
    for start, border in zip(starts, [*starts[1:], len(data)], strict=False):
        piece = data[start:border]
        if b"datafield" not in piece and b"leader" not in piece:
            continue
        closing = _CLOSING.search(piece)
        yield _alone(decoder.text(piece[: closing.end()])) if closing else None


def _alone(piece: str) -> MarcRecord | None:
    raw = piece.encode("utf-8", errors="replace")
    prefixes = {prefix.decode("ascii", errors="replace") for prefix in _PREFIXES.findall(raw)}
    declared = "".join(f' xmlns:{prefix}="{prefix}"' for prefix in sorted(prefixes) if f"xmlns:{prefix}=" not in piece)
    try:
        root = fromstring(f"<piece{declared}>{piece}</piece>", forbid_dtd=True)
    except (ParseError, ValueError, DefusedXmlException):
        return None
    return next(_within(root), None)


def _record(element: "Element") -> MarcRecord:
    leader, fields = "", []
    for child in element:
        kind, tag = _local(child.tag), child.get("tag", "")
        if kind == "leader":
            leader = child.text or ""
        elif kind == "controlfield":
            fields.append(MarcField(tag=tag, value=child.text or ""))
        elif kind == "datafield":
            parts = tuple((part.get("code", ""), "".join(part.itertext())) for part in child)
            fields.append(MarcField(tag=tag, subfields=parts))
    return MarcRecord(leader=leader, fields=tuple(fields))


def _local(tag: object) -> str:
    # Comments and processing instructions have a function for a tag.
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def write(form: str, leader: str, fields: list[MarcField]) -> str:
    """Return one record as XML."""
    opening = "<record>" if form == MARC21 else '<record format="UNIMARC">'
    lines = [opening, f"<leader>{_bare(leader)}</leader>"]
    for each in fields:
        tag = _quoted(each.tag)
        if each.tag.startswith("00"):
            lines.append(f"<controlfield tag={tag}>{_bare(each.value)}</controlfield>")
            continue
        first, second = (_quoted(sign) for sign in each.indicators)
        lines.append(f"<datafield tag={tag} ind1={first} ind2={second}>")
        lines += [f"<subfield code={_quoted(code)}>{_bare(text)}</subfield>" for code, text in each.subfields]
        lines.append("</datafield>")
    return "".join([*lines, "</record>\n"])


def _bare(text: str) -> str:
    return escape(text, quote=False)


def _quoted(text: str) -> str:
    return f'"{escape(text)}"'


def collection(form: str, written: list[str]) -> str:
    """Return a file of records."""
    opening = f'<?xml version="1.0" encoding="UTF-8"?>\n<collection xmlns="{_NAMESPACES[form]}">\n'
    return opening + "".join(written) + "</collection>\n"
