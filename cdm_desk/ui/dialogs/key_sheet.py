"""All keys on one page, in the language of the screens: from the commands themselves, and from the pads."""

from collections.abc import Iterable

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from cdm_desk.language import _
from cdm_desk.ui.dialogs.paper import Section, Sheet, SheetDialog
from cdm_desk.ui.widgets import without_mnemonic


def key_sheet(groups: Iterable[tuple[str, Iterable[QAction]]], parent: QWidget) -> SheetDialog:
    """Return the sheet of the keys of these groups of commands, after the keys of the two pads."""
    sections = [
        Section(heading=_("Welcome: one key per visitor"), lines=pad_keys()),
        Section(heading=_("Welcome: to add within a minute"), lines=amend_keys()),
        Section(heading=_("Counselling: outcomes"), lines=outcome_keys()),
    ]
    for heading, actions in groups:
        lines = [
            (keys_of(action), without_mnemonic(action.text())) for action in actions if not action.shortcut().isEmpty()
        ]
        if lines:
            sections.append(Section(heading=heading, lines=lines))
    lead = _("Digits: the row with or without Shift (& é \" ' …) and the numeric keypad do the same.")
    return SheetDialog("key_sheet", Sheet(heading=_("Keys"), sections=sections, lead=lead), parent)


def keys_of(action: QAction) -> str:
    """Return the shortcut of an action as it stands on the keyboard."""
    return action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)


def pad_keys() -> list[tuple[str, str]]:
    """Return the keys of the welcome pad."""
    return [
        ("1 – 5", _("The five themes: the visitor gets a number and waits")),
        ("6", _("PC space")),
        ("7", _("Documentation")),
        ("8", _("Activity")),
        ("9", _("Group: then the number of people")),
        ("0", _("Quick information")),
        ("W", _("Wrong door")),
        ("V", _("Professional visit")),
        (".", _("The last act once more")),
        ("+ 5 Enter", _("Five more of the last act")),
    ]


def amend_keys() -> list[tuple[str, str]]:
    """Return the letters that complete the last visit."""
    return [
        ("F  N  B", _("French, Dutch, either")),
        ("E  A  S  X", _("Language of a helper: English, Arabic, Spanish, another")),
        ("P", _("Priority: reduced mobility, pregnancy, small child")),
        ("C", _("Call in person: cannot see or hear the screen")),
        ("Enter", _("Complete: nothing to add")),
    ]


def outcome_keys() -> list[tuple[str, str]]:
    """Return the keys of the outcomes of a conversation."""
    return [
        ("1", _("Answered on the spot")),
        ("2", _("Another theme here")),
        ("3", _("Self-service resources")),
        ("4", _("Activity suggested")),
        ("5", _("Referred: employment")),
        ("6", _("Referred: training")),
        ("7", _("Referred: education")),
        ("8", _("Come back, no appointment")),
        ("9", _("Interrupted")),
        ("0", _("The rest of the list")),
        ("Enter", _("Close the conversation")),
    ]
