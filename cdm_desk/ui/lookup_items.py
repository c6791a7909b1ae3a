"""The settings of looking books up: each catalogue of others is off until somebody switches it on."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from cdm_desk.domain.sources import KB, SOURCES, SUDOC
from cdm_desk.language import _, _n
from cdm_desk.ui.dialogs.settings import Group, Item
from cdm_desk.ui.lookup_words import source_name

if TYPE_CHECKING:
    from cdm_desk.ui.kept_settings import KeptSettings

PATIENCE = (3, 6, 10, 20)
_UNTRIED = frozenset({SUDOC, KB})


def lookup_group(kept: KeptSettings) -> Group:
    """Return the group."""
    return Group(
        words=lambda: _("Books looked up elsewhere"),
        items=[_item(kept, source) for source in SOURCES],
        keywords=lambda: _("ISBN catalogue internet network library scan BnF Sudoc KBR SRU"),
    )


def _item(kept: KeptSettings, source: str) -> Item:
    name = f"lookup_{source}"
    return Item(
        name=name,
        words=partial(source_name, source),
        read=lambda: str(getattr(kept.current, name)),
        write=lambda value: kept.change(**{name: int(value)}),
        default="0",
        options=partial(_options, kept, name),
        hint=_hint_untried if source in _UNTRIED else _hint,
    )


def _options(kept: KeptSettings, name: str) -> list[tuple[str, str]]:
    seconds = sorted({*PATIENCE, getattr(kept.current, name)} - {0})
    said = [_n("On: wait {number} second", "On: wait {number} seconds", each).format(number=each) for each in seconds]
    return [("0", _("Off")), *((str(each), words) for each, words in zip(seconds, said, strict=True))]


def _hint() -> str:
    return _("Only the ISBN leaves this PC.")


def _hint_untried() -> str:
    return _("Only the ISBN leaves this PC. Not tried yet with the real server: say if it answers oddly.")
