"""The forms of journals: a journal, a number beside the series, an article."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from cdm_desk.domain.errors import AmountError, DeskError, FieldTooLongError, TitleMissingError
from cdm_desk.domain.expected import LARGEST_NUMBER, Numbering, Rhythm, Way
from cdm_desk.domain.journals import (
    AllMonthsError,
    Article,
    ClaimsToError,
    FirstDayError,
    IssnWrongError,
    Journal,
    JournalTwiceError,
    scanned,
)
from cdm_desk.domain.typed_number import DayTypedError, NumberTypedError, day_or_none, number_typed
from cdm_desk.language import _, _p
from cdm_desk.ui.book_words import day_text
from cdm_desk.ui.dialogs.record import Asked, Form, RecordDialog
from cdm_desk.ui.journal_words import rhythm_name, way_name
from cdm_desk.ui.leaflet_words import leaflet_language_name
from cdm_desk.ui.words import label_of

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from cdm_desk.domain.lists import Entry
    from cdm_desk.services.journals import Read

LANGUAGES = ("fr", "nl", "en")
_BLAMED: Mapping[type[DeskError], str] = {
    TitleMissingError: "title",
    IssnWrongError: "issn",
    JournalTwiceError: "issn",
    ClaimsToError: "claims_to",
    FirstDayError: "first_on",
    DayTypedError: "first_on",
    AllMonthsError: "pauses",
    AmountError: "grace_days",
}


def blamed(error: DeskError) -> str:
    """Return the field of a form that an error is about."""
    if isinstance(error, FieldTooLongError):
        return error.field
    return _BLAMED.get(type(error), "")


def journal_dialog(
    journal: Journal,
    themes: Sequence[Entry],
    today: date,
    keep: Callable[[Journal], None],
    parent: QWidget,
    *,
    is_new: bool,
) -> RecordDialog:
    """Return the form of a journal."""
    asked = [
        Asked(name="title", words=lambda: _("Title")),
        Asked(name="issn", words=lambda: _("ISSN"), hint=lambda: _("1234-5679, or scan the barcode"), scanned=True),
        Asked(
            name="barcode",
            words=lambda: _("Barcode"),
            hint=lambda: _("only where it does not begin with 977"),
            scanned=True,
        ),
        Asked(name="publisher", words=lambda: _("Publisher")),
        Asked(name="language", words=lambda: _("Language"), choices=language_choices),
        Asked(name="theme_code", words=lambda: _("Theme"), choices=lambda: theme_choices(themes)),
        Asked(
            name="rhythm",
            words=lambda: _("Appears"),
            choices=lambda: [(rhythm.value, rhythm_name(rhythm)) for rhythm in Rhythm],
        ),
        Asked(
            name="first_on",
            words=lambda: _("First number expected on"),
            hint=lambda: _("day, such as 31/12/2026; later ones follow from it"),
        ),
        Asked(
            name="way",
            words=lambda: _("Numbers are called by"),
            choices=lambda: [(way.value, way_name(way)) for way in Way],
        ),
        Asked(name="volume", words=lambda: _("Volume of that number")),
        Asked(name="number", words=lambda: _("Figure of that number")),
        Asked(
            name="per_volume",
            words=lambda: _("Numbers in a volume"),
            hint=lambda: _("empty: a new volume each year"),
        ),
        Asked(
            name="pauses",
            words=lambda: _("Months without a number"),
            hint=lambda: _("figures, such as 7 8 for July and August"),
        ),
        Asked(
            name="grace_days",
            words=lambda: _("Late after (days)"),
            hint=lambda: _("empty: what is usual for the rhythm"),
        ),
        Asked(
            name="claims_to",
            words=lambda: _("Claims go to"),
            hint=lambda: _("e-mail of the publisher or partner"),
        ),
    ]
    numbering = journal.numbering
    typed = {
        "title": journal.title,
        "issn": journal.issn or "",
        "barcode": journal.barcode or "",
        "publisher": journal.publisher or "",
        "language": journal.language or "",
        "theme_code": journal.theme_code or "",
        "rhythm": journal.rhythm.value,
        "first_on": day_text(journal.first_on),
        "way": numbering.way.value,
        "volume": str(numbering.volume) if numbering.way is Way.VOLUME else "",
        "number": "" if numbering.way is Way.MONTH else str(numbering.number),
        "per_volume": str(numbering.per_volume or ""),
        "pauses": " ".join(map(str, journal.pauses)),
        "grace_days": "" if journal.grace_days is None else str(journal.grace_days),
        "claims_to": journal.claims_to or "",
    }
    return RecordDialog(
        Form(
            name="journal",
            heading=lambda: _("New journal") if is_new else _("Edit a journal"),
            asked=asked,
            typed=typed,
        ),
        lambda told: keep(_journal_typed(journal, told, today)),
        parent,
        blamed=blamed,
    )


def extra_dialog(journal: Journal, keep: Callable[[str], None], parent: QWidget) -> RecordDialog:
    """Return the form that asks what a number beside the series is called."""
    asked = [
        Asked(
            name="number",
            words=lambda: _("Name of the number"),
            hint=lambda: _("as it is printed on it: special issue, 7-8…"),
        )
    ]
    return RecordDialog(
        Form(
            name="extra_number",
            heading=lambda: _("Special number of {title}").format(title=journal.title),
            asked=asked,
            typed={"number": ""},
        ),
        lambda told: keep(told["number"]),
        parent,
    )


def rename_dialog(journal: Journal, number: str, keep: Callable[[str], None], parent: QWidget) -> RecordDialog:
    """Return the form that asks what a number is called on its cover."""
    asked = [Asked(name="number", words=lambda: _("Name of the number"), hint=lambda: _("as it is printed on it"))]
    return RecordDialog(
        Form(
            name="journal_number",
            heading=lambda: _("Number of {title}").format(title=journal.title),
            asked=asked,
            typed={"number": number},
        ),
        lambda told: keep(told["number"]),
        parent,
    )


def article_dialog(
    read: Read,
    journals: Sequence[Journal],
    themes: Sequence[Entry],
    keep: Callable[[Article], None],
    parent: QWidget,
) -> RecordDialog:
    """Return the form of an article."""
    article = read.article
    by_id = {journal.id.hex: journal for journal in journals}
    asked = [
        Asked(name="title", words=lambda: _("Title")),
        Asked(name="authors", words=lambda: _("Authors"), hint=lambda: _("Family name, given name ; next author")),
        Asked(
            name="journal",
            words=lambda: _p("library", "Journal"),
            choices=lambda: [("", "–"), *((each.id.hex, each.title) for each in journals)],
        ),
        Asked(name="pages", words=lambda: _("Pages"), hint=lambda: _("such as 12-15")),
        Asked(name="theme_code", words=lambda: _("Theme"), choices=lambda: theme_choices(themes)),
        Asked(name="summary", words=lambda: _("Summary"), lines=5),
    ]
    typed = {
        "title": article.title,
        "authors": " ; ".join(article.authors),
        "journal": article.journal_id.hex if article.journal_id else "",
        "pages": article.pages or "",
        "theme_code": article.theme_code or "",
        "summary": article.summary or "",
    }

    def wanted(told: Mapping[str, str]) -> Article:
        journal = by_id.get(told["journal"])
        journal_id = journal.id if journal is not None else None
        return replace(
            article,
            title=told["title"],
            authors=tuple(told["authors"].split(";")),
            journal_id=journal_id,
            # A number belongs to its journal.
            issue_id=article.issue_id if journal_id == article.journal_id else None,
            pages=told["pages"] or None,
            theme_code=told["theme_code"] or None,
            summary=told["summary"] or None,
        )

    return RecordDialog(
        Form(
            name="article",
            heading=lambda: _("Article worth knowing"),
            asked=asked,
            typed=typed,
        ),
        lambda told: keep(wanted(told)),
        parent,
        blamed=blamed,
    )


def language_choices() -> list[tuple[str, str]]:
    """Return the languages to choose from, none first."""
    return [("", _p("language", "not recorded")), *((code, leaflet_language_name(code)) for code in LANGUAGES)]


def theme_choices(themes: Sequence[Entry]) -> list[tuple[str, str]]:
    """Return the themes to choose from, none first."""
    return [("", "–"), *((entry.code, f"{entry.digit} {label_of(entry)}") for entry in themes)]


def _journal_typed(journal: Journal, told: Mapping[str, str], today: date) -> Journal:
    read = scanned(told["issn"])
    # A barcode that holds no ISSN is only a barcode.
    barcode = told["barcode"] or (read.barcode if read is not None and read.issn is None else "")
    return replace(
        journal,
        title=told["title"],
        issn=None if read is not None and read.issn is None else told["issn"] or None,
        barcode=barcode or None,
        publisher=told["publisher"] or None,
        language=told["language"] or None,
        theme_code=told["theme_code"] or None,
        rhythm=Rhythm(told["rhythm"]),
        first_on=day_or_none(told["first_on"], journal.first_on or today),
        numbering=_numbering_typed(told, journal.numbering.way),
        pauses=_pauses_typed(told["pauses"]),
        grace_days=number_typed(told["grace_days"]),
        claims_to=told["claims_to"] or None,
    )


def _numbering_typed(told: Mapping[str, str], before: Way) -> Numbering:
    way = Way(told["way"])
    if way is Way.MONTH and before is Way.MONTH:
        # A figure that somebody types is what the numbers are called by, also where the box above was left as it was.
        way = Way.VOLUME if told["volume"].strip() else Way.NUMBER if told["number"].strip() else way
    if way is Way.MONTH:
        return Numbering()
    figures = {name: number_typed(told[name]) for name in ("volume", "number", "per_volume")}
    for name, lowest in (("volume", 0), ("number", 0), ("per_volume", 0)):
        figure = figures[name]
        if figure is not None and not lowest <= figure <= LARGEST_NUMBER:
            raise AmountError(figure, lowest, LARGEST_NUMBER)
    volume, number = figures["volume"], figures["number"]
    return Numbering(
        way=way,
        volume=1 if volume is None else volume,
        number=1 if number is None else number,
        per_volume=figures["per_volume"] or 0,
    )


def _pauses_typed(text: str) -> tuple[int, ...]:
    months: list[int] = []
    for part in text.replace(",", " ").replace(";", " ").replace("/", " ").split():
        first, dash, last = part.partition("-")
        ends = [number_typed(first), number_typed(last if dash else first)]
        if any(end is None or not 1 <= end <= 12 for end in ends):
            raise NumberTypedError(part)
        begin, end = ends[0] or 1, ends[1] or 1
        months += range(begin, end + 1) if begin <= end else [*range(begin, 13), *range(1, end + 1)]
    return tuple(sorted(set(months)))
