"""The forms of brochures: a pile, and a list of numbered sheets that is pasted."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from cdm_desk.domain.errors import DeskError, FieldTooLongError, TitleMissingError
from cdm_desk.domain.journals import ClaimsToError
from cdm_desk.domain.leaflets import (
    LANGUAGES,
    BundleError,
    Leaflet,
    TagTakenError,
    TagWrongError,
    ValidUntilError,
    tag_in,
)
from cdm_desk.domain.sheet_list import SheetLine, checked_sheets, read_sheets
from cdm_desk.domain.typed_number import DayTypedError, NumberTypedError, day_or_none, number_typed
from cdm_desk.language import _, _p
from cdm_desk.ui.book_words import day_text
from cdm_desk.ui.dialogs.record import Asked, Form, RecordDialog
from cdm_desk.ui.leaflet_words import leaflet_language_name
from cdm_desk.ui.library.journal_forms import theme_choices
from cdm_desk.ui.words import label_of

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from cdm_desk.domain.lists import Entry

_USUAL_BUNDLE = 50
_BLAMED: Mapping[type[DeskError], str] = {
    TitleMissingError: "title",
    TagTakenError: "tag",
    TagWrongError: "tag",
    ValidUntilError: "valid_until",
    DayTypedError: "valid_until",
    NumberTypedError: "bundle",
    BundleError: "bundle",
    ClaimsToError: "order_to",
}


def blamed(error: DeskError) -> str:
    """Return the field of a form that an error is about."""
    if isinstance(error, FieldTooLongError):
        return "sheet_number" if error.field == "number" else error.field
    return _BLAMED.get(type(error), "")


def partner_choices(partners: Sequence[Entry]) -> list[tuple[str, str]]:
    """Return the partners to choose from in the order of the house's list, none first."""
    return [("", "–"), *((entry.code, label_of(entry)) for entry in partners)]


def pile_dialog(
    leaflet: Leaflet,
    themes: Sequence[Entry],
    partners: Sequence[Entry],
    keep: Callable[[Leaflet], None],
    parent: QWidget,
    *,
    today: date,
    is_new: bool,
) -> RecordDialog:
    """Return the form of a pile."""
    asked = [
        Asked(name="title", words=lambda: _("Title")),
        Asked(name="partner_code", words=lambda: _p("brochures", "Partner"), choices=lambda: partner_choices(partners)),
        Asked(
            name="language",
            words=lambda: _("Language"),
            choices=lambda: [("", _p("language", "not recorded")), *((c, leaflet_language_name(c)) for c in LANGUAGES)],
        ),
        Asked(name="theme_code", words=lambda: _("Theme"), choices=lambda: theme_choices(themes)),
        Asked(name="place", words=lambda: _("Place"), hint=lambda: _("where it lies, such as Stand A 3")),
        Asked(name="bundle", words=lambda: _("Brochures in a bundle")),
        Asked(
            name="valid_until",
            words=lambda: _p("brochures", "Valid until"),
            hint=lambda: _("last day, such as 31/12/2026; empty if none is known"),
        ),
        Asked(
            name="sheet_number",
            words=lambda: _("Number of the sheet"),
            hint=lambda: _("of a numbered series, such as those of Dorifor"),
        ),
        Asked(name="tag", words=lambda: _p("brochures", "Tag"), hint=lambda: _("digits and letters"), scanned=True),
        Asked(name="order_to", words=lambda: _("Orders go to"), hint=lambda: _("e-mail of the partner")),
    ]
    typed = {
        "title": leaflet.title,
        "partner_code": leaflet.partner_code or "",
        "language": leaflet.language or "",
        "theme_code": leaflet.theme_code or "",
        "place": leaflet.place or "",
        "bundle": str(leaflet.bundle),
        "valid_until": day_text(leaflet.valid_until),
        "sheet_number": leaflet.sheet_number or "",
        "tag": leaflet.tag,
        "order_to": leaflet.order_to or "",
    }

    def wanted(told: Mapping[str, str]) -> Leaflet:
        bundle = number_typed(told["bundle"])
        return replace(
            leaflet,
            title=told["title"],
            partner_code=told["partner_code"] or None,
            language=told["language"] or None,
            theme_code=told["theme_code"] or None,
            place=told["place"] or None,
            bundle=_USUAL_BUNDLE if bundle is None else bundle,
            valid_until=day_or_none(told["valid_until"], leaflet.valid_until or today),
            sheet_number=told["sheet_number"] or None,
            tag=tag_in(told["tag"]) or told["tag"],
            order_to=told["order_to"] or None,
        )

    return RecordDialog(
        Form(
            name="pile",
            heading=lambda: _("New pile of brochures") if is_new else _("Edit a pile of brochures"),
            asked=asked,
            typed=typed,
        ),
        lambda told: keep(wanted(told)),
        parent,
        blamed=blamed,
    )


def sheets_dialog(
    themes: Sequence[Entry],
    partners: Sequence[Entry],
    keep: Callable[[Sequence[SheetLine], str | None, str | None], None],
    parent: QWidget,
    *,
    today: date,
) -> RecordDialog:
    """Return the form into which a list of numbered sheets is pasted; lines with a lack are told before it is kept."""
    asked = [
        Asked(
            name="list",
            words=lambda: _("List of sheets"),
            hint=lambda: _(
                "Paste it from a spreadsheet or a file: number, title, language, valid until. One sheet per line."
            ),
            lines=10,
        ),
        Asked(name="partner_code", words=lambda: _p("brochures", "Partner"), choices=lambda: partner_choices(partners)),
        Asked(name="theme_code", words=lambda: _("Theme"), choices=lambda: theme_choices(themes)),
    ]
    told_of: list[str] = []

    def take_in(told: Mapping[str, str]) -> None:
        text = told["list"]
        was_told = text in told_of
        told_of[:] = [text]
        lines = checked_sheets(read_sheets(text, today), told=was_told)
        keep(lines, told["partner_code"] or None, told["theme_code"] or None)

    return RecordDialog(
        Form(
            name="sheets",
            heading=lambda: _("Take in numbered sheets"),
            asked=asked,
            typed={"list": "", "partner_code": "", "theme_code": ""},
        ),
        take_in,
        parent,
    )
