"""The mark of a theme in a list of the library: number, icon and word, never colour alone."""

from collections.abc import Mapping

from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QWidget

from cdm_desk.domain.lists import Entry
from cdm_desk.ui.appearance import THEME_ICONS, icon, tokens_of
from cdm_desk.ui.words import label_of


def theme_words(themes: Mapping[str, Entry], code: str | None) -> str:
    """Return number and word of a theme, a dash for none."""
    entry = themes.get(code or "")
    return f"{entry.digit} {label_of(entry)}" if entry else "–"


def theme_icon(widget: QWidget, themes: Mapping[str, Entry], code: str | None) -> QIcon | None:
    """Return the icon of a theme in its colour, none for none."""
    if code is None or code not in themes:
        return None
    tokens = tokens_of(widget)
    return icon(THEME_ICONS.get(code, "books"), tokens.theme(code), selected=tokens.on_primary)
