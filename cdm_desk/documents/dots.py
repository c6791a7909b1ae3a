"""A page of a PDF as black dots, for printers that know no other ink."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any, Final

DOTS_TO_THE_MM: Final = 8
"""What printers of receipts have: 203 to the inch."""

_POINTS_TO_THE_MM: Final = 72 / 25.4
_DARK: Final = bytes(ord("1") if tone < 128 else ord("0") for tone in range(256))
# PDFium is one for the whole program and does not stand two threads at once.
_DRAWING: Final = Lock()


@contextmanager
def opened(content: bytes) -> Iterator[Any]:
    """Open a PDF to draw its pages, alone."""
    # 30 ms and a library of its own, which the first window does not need.
    import pypdfium2  # noqa: PLC0415

    with _DRAWING:
        document = pypdfium2.PdfDocument(content)
        try:
            yield document
        finally:
            document.close()


def rows_of(content: bytes, *, left: float, width: int) -> list[bytes]:
    """Return the first page as rows of dots, eight to the byte, black as 1.

    `left` is where the first dot lies, in points; `width` the number of dots to the row, a multiple of 8.
    """
    scale = DOTS_TO_THE_MM / _POINTS_TO_THE_MM
    first = round(left * scale)
    with opened(content) as document:
        picture = document[0].render(scale=scale, grayscale=True)
        tones, stride = bytes(picture.buffer), picture.stride
        return [
            _packed(tones[start + first : start + first + width]) for start in range(0, picture.height * stride, stride)
        ]


def _packed(tones: bytes) -> bytes:
    return int(tones.translate(_DARK), 2).to_bytes(len(tones) // 8)
