"""The keys of a tab and those of everywhere on one page, in the language of the screens: pads, then commands."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from cdm_desk.domain.change import Department
from cdm_desk.domain.single_keys import KeyArea
from cdm_desk.language import _
from cdm_desk.ui.dialogs.paper import Section, Sheet, SheetDialog
from cdm_desk.ui.key_map import KeyMap
from cdm_desk.ui.key_words import OUTCOME_WORDS, WELCOME_WORDS
from cdm_desk.ui.widgets import without_mnemonic
from cdm_desk.ui.words import department_name

WELCOME: Final = KeyArea.WELCOME


def key_sheet(
    tab: Department, of_tab: Iterable[QAction], everywhere: Iterable[QAction], key_map: KeyMap, parent: QWidget
) -> SheetDialog:
    """Return the sheet of the keys of a tab: those of its pad, those of its commands, those that work everywhere."""
    pad = pad_sections(tab, key_map)
    # The keys of a pad stand there already, with more words than the menu has room for.
    lines = [(key, words) for key, words in _commands(of_tab) if not pad or (len(key) > 1 and key != _enter())]
    sections = [
        *pad,
        *([Section(heading=department_name(tab), lines=lines)] if lines else []),
        Section(heading=_("Everywhere"), lines=[*_commands(everywhere)]),
    ]
    heading = _("Keys: {tab}").format(tab=department_name(tab))
    lead = _("Digits: the row with or without Shift (& é \" ' …) and the numeric keypad do the same.")
    return SheetDialog("key_sheet", Sheet(heading=heading, sections=sections, lead=lead), parent)


def pad_sections(tab: Department, key_map: KeyMap) -> list[Section]:
    """Return the keys of the pad of a tab, or how to do without them; nothing where there is no pad."""
    if tab not in {Department.WELCOME, Department.COUNSELLING}:
        return []
    if not key_map.switched_on:
        return [Section(heading=department_name(tab), lines=without_keys(key_map))]
    if tab is Department.COUNSELLING:
        return [Section(heading=_("Counselling: outcomes"), lines=outcome_keys(key_map))]
    return [
        Section(heading=_("Welcome: one key per visitor"), lines=pad_keys(key_map)),
        Section(heading=_("Welcome: to add within a minute"), lines=amend_keys(key_map)),
    ]


def _commands(actions: Iterable[QAction]) -> Iterator[tuple[str, str]]:
    with_key = (each for each in actions if each.isVisible() and not each.shortcut().isEmpty())
    return ((keys_of(each), without_mnemonic(each.text())) for each in with_key)


def without_keys(key_map: KeyMap) -> list[tuple[str, str]]:
    """Return what stands in place of the keys while they are off."""
    return [("", key_map.why_silent(""))]


def keys_of(action: QAction) -> str:
    """Return the shortcut of an action as it stands on the keyboard."""
    return action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)


def pad_keys(key_map: KeyMap) -> list[tuple[str, str]]:
    """Return the keys of the welcome pad."""
    themes = key_map.keys(WELCOME, "12345")
    seat, batch = key_map.key(WELCOME, "6"), key_map.key(WELCOME, "+")
    return [
        ("1 – 5" if themes == "1  2  3  4  5" else themes, _("The five themes: the visitor gets a number and waits")),
        *_lines(
            key_map,
            WELCOME,
            {
                **{sign: WELCOME_WORDS[sign]() for sign in "678"},
                "9": _("Group: then the number of people"),
                **{sign: WELCOME_WORDS[sign]() for sign in "0WV."},
            },
        ),
        *([(f"{seat} 1 2 {_enter()}", _("PC space, seat 12"))] if seat else []),
        *([(f"{batch} 5 {_enter()}", _("Five more of the last act"))] if batch else []),
    ]


def amend_keys(key_map: KeyMap) -> list[tuple[str, str]]:
    """Return the letters that complete the last visit."""
    return [
        (key_map.keys(WELCOME, "FNB"), _("French, Dutch, either")),
        (key_map.keys(WELCOME, "EASX"), _("Language of a helper: English, Arabic, Spanish, another")),
        *_lines(
            key_map,
            WELCOME,
            {
                "P": _("Priority: reduced mobility, pregnancy, small child"),
                "C": _("Call in person: cannot see or hear the screen"),
            },
        ),
        (_enter(), _("Complete: nothing to add")),
    ]


def outcome_keys(key_map: KeyMap) -> list[tuple[str, str]]:
    """Return the keys of the outcomes of a conversation."""
    lines = _lines(key_map, KeyArea.COUNSELLING, {sign: words() for sign, words in OUTCOME_WORDS.items()})
    return [*lines, (_enter(), _("Close the conversation"))]


def _enter() -> str:
    return QKeySequence(Qt.Key.Key_Enter).toString(QKeySequence.SequenceFormat.NativeText)


def _lines(key_map: KeyMap, area: KeyArea, words: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the commands that have a key, each with it."""
    return [(key, told) for sign, told in words.items() if (key := key_map.key(area, sign))]
