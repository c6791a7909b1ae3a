"""Where the real catalogue files lie, and small files made for the tests."""

from pathlib import Path

import pytest

FILES = Path(__file__).parents[3] / "shared" / "data" / "library"
# The files of other libraries are not part of the project.
needs_files = pytest.mark.skipif(not FILES.is_dir(), reason="the real catalogue files are not beside this checkout")


def subfields(*parts: str) -> bytes:
    """Return a field with blank indicators: `subfields("aTitre", "esuite")`."""
    return b"  " + b"".join(b"\x1f" + part.encode() for part in parts)


def marc(*fields: tuple[str, bytes], leader: bytes = b"nam  22", tail: bytes = b"   450 ") -> bytes:
    """Return an ISO 2709 record whose lengths and directory are true."""
    directory, body = b"", b""
    for tag, data in fields:
        content = data + b"\x1e"
        directory += tag.encode() + b"%04d%05d" % (len(content), len(body))
        body += content
    base = 24 + len(directory) + 1
    length = base + len(body) + 1
    return b"%05d" % length + leader + b"%05d" % base + tail + directory + b"\x1e" + body + b"\x1d"


def unimarc(title: str, *more: tuple[str, bytes]) -> bytes:
    """Return a UNIMARC record of a title."""
    return marc(("101", subfields("afre")), ("200", subfields(f"a{title}")), *more)
