"""The picture of a cover: a small JPEG, as it travels with the records."""

from base64 import b64decode, b64encode
from typing import Final

from cdm_desk.domain.errors import CoverUnfitError

WIDEST: Final = 160
HIGHEST: Final = 240
MOST_BYTES: Final = 24 * 1024
LARGEST_FILE: Final = 20 * 1024 * 1024
"""A file larger than this is not even opened."""
MOST_PIXELS: Final = 40_000_000
"""A picture with more points is not unpacked: a few bytes can claim to be as large as a house."""

_BEGINS: Final = b"\xff\xd8\xff"


def travelling(picture: bytes) -> str:
    """Return a picture as the text of its record; raises CoverUnfitError for what is no small JPEG."""
    if not picture.startswith(_BEGINS) or len(picture) > MOST_BYTES:
        raise CoverUnfitError
    return b64encode(picture).decode("ascii")


def arrived(text: str | None) -> bytes | None:
    """Return the picture of a record, which others may have written; None for what is no small JPEG."""
    if not text or len(text) > MOST_BYTES * 2:
        return None
    try:
        picture = b64decode(text, validate=True)
    except ValueError:
        return None
    return picture if picture.startswith(_BEGINS) and len(picture) <= MOST_BYTES else None
