"""The shape of a dialog with more fields than a screen may hold: words, the fields in a scroll area, trouble, keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from cdm_desk.ui.appearance import em
from cdm_desk.ui.widgets import ScrollArea

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtWidgets import QDialog, QWidget


def lay_out_scrolled(
    dialog: QDialog,
    fields: QWidget,
    *,
    above: Iterable[QWidget],
    trouble: QWidget,
    keys: Iterable[QWidget],
    size: tuple[float, float],
) -> None:
    """Lay a dialog out, as large as `size` in em where the screen has room for it."""
    area = ScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(fields)
    row = QHBoxLayout()
    row.addStretch(1)
    for key in keys:
        row.addWidget(key)
    column = QVBoxLayout(dialog)
    column.setContentsMargins(*(4 * [em(dialog, 1.2)]))
    column.setSpacing(em(dialog, 0.7))
    for widget in above:
        column.addWidget(widget)
    column.addWidget(area, 1)
    column.addWidget(trouble)
    column.addLayout(row)
    room = dialog.screen().availableGeometry()
    wide, high = size
    dialog.resize(min(em(dialog, wide), room.width() - 40), min(em(dialog, high), room.height() - 60))
