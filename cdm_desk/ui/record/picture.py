"""Any picture becomes a small cover; what claims to be huge, or is no picture, is refused before it is unpacked."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QColor, QImage, QImageReader, QPainter

from cdm_desk.domain.covers import HIGHEST, LARGEST_FILE, MOST_BYTES, MOST_PIXELS, WIDEST
from cdm_desk.domain.errors import CoverUnfitError

# Drawings that name other files, and formats of documents, are left to other programs.
FORMATS: Final = frozenset({b"jpeg", b"png", b"webp", b"gif", b"bmp"})
_QUALITIES: Final = (88, 80, 70, 60, 45, 30, 15)
_ROUGH: Final = QSize(4 * WIDEST, 4 * HIGHEST)


def cover_from_file(path: Path) -> bytes:
    """Return a picture file as a cover. Raises CoverUnfitError."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise CoverUnfitError
        return cover_from_bytes(path.read_bytes())
    except OSError as fault:
        raise CoverUnfitError from fault


def cover_from_bytes(data: bytes) -> bytes:
    """Return the bytes of a picture file as a cover. Raises CoverUnfitError."""
    if len(data) > LARGEST_FILE:
        raise CoverUnfitError
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setDecideFormatFromContent(True)
    reader.setAutoTransform(True)
    if bytes(reader.format().data()) not in FORMATS:
        raise CoverUnfitError
    size = reader.size()
    if not size.isValid() or size.width() * size.height() > MOST_PIXELS:
        raise CoverUnfitError
    if size.width() > _ROUGH.width() and size.height() > _ROUGH.height():
        # A photograph of twelve million points is unpacked small at once.
        reader.setScaledSize(size.scaled(_ROUGH, Qt.AspectRatioMode.KeepAspectRatioByExpanding))
    return cover_from_image(reader.read())


def cover_from_image(image: QImage) -> bytes:
    """Return a picture as a cover: no wider and higher than a cover may be, on white, small enough to travel.

    Raises CoverUnfitError for an empty or huge one.
    """
    if image.isNull() or image.width() * image.height() > MOST_PIXELS:
        raise CoverUnfitError
    room = QSize(WIDEST, HIGHEST)
    if image.width() > WIDEST or image.height() > HIGHEST:
        fitting = image.size().scaled(room, Qt.AspectRatioMode.KeepAspectRatio).expandedTo(QSize(1, 1))
        image = image.scaled(fitting, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation)
    paper = QImage(image.size(), QImage.Format.Format_RGB32)
    paper.fill(QColor("#FFFFFF"))
    painter = QPainter(paper)
    painter.drawImage(0, 0, image)
    painter.end()
    for quality in _QUALITIES:
        data = _jpeg(paper, quality)
        if 0 < len(data) <= MOST_BYTES:
            return data
    raise CoverUnfitError


def _jpeg(image: QImage, quality: int) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "JPEG", quality)  # type: ignore[call-overload]
    return bytes(buffer.data().data())
