"""The library's tab: its rooms, of which one is seen at a time, by Alt and its number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdm_desk.language import _
from cdm_desk.ui.sectioned_tab import SectionedTab

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cdm_desk.ui.section import Section


class LibraryTab(SectionedTab):
    """The catalogue first."""

    def __init__(self, sections: Sequence[Section]) -> None:
        super().__init__("library", _rooms, sections)


def _rooms() -> str:
    return _("Rooms of the library")
