"""Forms that stand open over a page hear what others change meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol, runtime_checkable

from PySide6.QtWidgets import QDialog, QWidget

if TYPE_CHECKING:
    from cdm_desk.domain.change import Department

FORM_NAME: Final = "title.dialog"


@runtime_checkable
class OpenForm(Protocol):
    """What such a form has to offer."""

    def refresh(self, departments: frozenset[Department]) -> None:
        """Look whether one is concerned by a change."""


def refresh_forms(page: QWidget, departments: frozenset[Department]) -> None:
    """Tell the forms of titles that are open over a page."""
    for dialog in page.findChildren(QDialog, FORM_NAME):
        if isinstance(dialog, OpenForm) and dialog.isVisible():
            dialog.refresh(departments)
