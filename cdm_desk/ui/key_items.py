"""The settings of the single keys: a switch for all, and for each command of the pads the key that stands for it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from cdm_desk.domain.single_keys import COMMANDS, KeyArea, KeyLayout
from cdm_desk.language import _
from cdm_desk.settings import Settings
from cdm_desk.ui.dialogs.settings import Group, Item, switch
from cdm_desk.ui.key_words import command_name
from cdm_desk.ui.words import label_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cdm_desk.domain.lists import Entry
    from cdm_desk.ui.kept_settings import KeptSettings

DEFAULTS: Final = Settings()
_NAMES: Final = {".": "point", "+": "plus", "-": "minus"}


def key_groups(kept: KeptSettings, themes: Sequence[Entry]) -> list[Group]:
    """Return the single keys: the switch, then a field for each command of the two pads."""
    named = {str(theme.digit): theme for theme in themes}

    def name(area: KeyArea, sign: str) -> str:
        theme = named.get(sign) if area is KeyArea.WELCOME else None
        if theme is None:
            return command_name(f"{area}.{sign}")
        return _("Theme {number}: {theme}").format(number=sign, theme=label_of(theme))

    def key_of(area: KeyArea, sign: str) -> str:
        return kept.current.keys.key_of(area, sign)

    def change(area: KeyArea, sign: str, key: str) -> None:
        kept.change(keys=kept.current.keys.with_key(area, sign, key))

    def keys(area: KeyArea) -> list[Item]:
        return [
            Item(
                name=f"key_{area}_{_NAMES.get(sign, sign)}",
                words=partial(name, area, sign),
                read=partial(key_of, area, sign),
                write=partial(change, area, sign),
                default=sign,
                shape="key",
            )
            for sign in COMMANDS[area]
        ]

    def back() -> None:
        kept.change(single_keys=DEFAULTS.single_keys, keys=KeyLayout())

    for_all = switch(
        name="single_keys",
        words=lambda: _("Single keys on the pads"),
        read=lambda: kept.current.single_keys,
        write=lambda on: kept.change(single_keys=on),
        default=DEFAULTS.single_keys,
        hint=lambda: _(
            "One key without Ctrl or Alt does something at once. Off, all of it remains within reach of Tab and Space, "
            "of the menus and of the mouse."
        ),
    )
    return [
        Group(
            words=lambda: _("Keys"),
            items=[for_all],
            keywords=_keywords,
            reset=back,
            reset_words=lambda: _("All keys as delivered"),
        ),
        Group(words=lambda: _("Keys: welcome"), items=keys(KeyArea.WELCOME), keywords=_keywords, paired=True),
        Group(
            words=lambda: _("Keys: conversation"),
            items=keys(KeyArea.COUNSELLING),
            keywords=_keywords,
            paired=True,
        ),
        Group(words=lambda: _("Keys: PC space"), items=keys(KeyArea.SEATS), keywords=_keywords, paired=True),
    ]


def _keywords() -> str:
    return _("keyboard shortcut digit letter single key")
