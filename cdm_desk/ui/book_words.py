"""The words of the library: what became of a row and why, languages of books, authors on one line; no Qt in here."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Final

from cdm_desk.domain.library import Fate, Outcome, Title, Why
from cdm_desk.language import _, in_use
from cdm_desk.ui.words import screen_language_name

_Words = Callable[[], str]

_OUTCOMES: Final[Mapping[Outcome, _Words]] = {
    Outcome.NEW: lambda: _("New"),
    Outcome.COPY: lambda: _("Copy added"),
    Outcome.MERGED: lambda: _("Merged"),
    Outcome.DOUBTFUL: lambda: _("To check"),
    Outcome.REFUSED: lambda: _("Refused"),
}
OUTCOME_ICONS: Final = {
    Outcome.NEW: "plus",
    Outcome.COPY: "copy-simple",
    Outcome.MERGED: "check",
    Outcome.DOUBTFUL: "question",
    Outcome.REFUSED: "prohibit",
}
_REASONS: Final[Mapping[Why, _Words]] = {
    Why.EMPTY: lambda: _("The row is empty."),
    Why.NO_TITLE: lambda: _("There is no title."),
    Why.DAMAGED: lambda: _("The record is damaged; nothing of it could be read."),
    Why.TRUNCATED: lambda: _("The record is cut off."),
    Why.NOT_A_RECORD: lambda: _("This is not a record."),
    Why.PERSONAL: lambda: _("A field holds a personal number or address. It was not kept."),
    Why.BARCODE_TAKEN: lambda: _("Another book has this barcode: the copy came in without it."),
    Why.SAME_ISBN: lambda: _("Another title has the same ISBN."),
    Why.SIMILAR: lambda: _("A very similar title is in the catalogue."),
    Why.FIELDS_LOST: lambda: _("The record is damaged; some fields may be missing."),
    Why.LETTERS_LOST: lambda: _("Some letters could not be read."),
    Why.COLUMNS_SHIFTED: lambda: _("The cells stand in the wrong columns; they were put right as far as possible."),
    Why.EXTRA_COLUMNS: lambda: _("The row has more cells than the heading."),
    Why.SHORT_ROW: lambda: _("The row has fewer cells than the heading."),
    Why.OPEN_QUOTE: lambda: _("A quotation mark is not closed."),
    Why.SHORTENED: lambda: _("A field was too long and has been shortened."),
    Why.REPAIRED: lambda: _("The record was damaged and could be put right."),
    Why.LETTERS_MENDED: lambda: _("Accents were broken and have been put right."),
    Why.WRONG_ISBN: lambda: _("The check digit of the ISBN is wrong; the number was kept as it is."),
}
_FORMS: Final[Mapping[str, str]] = {"iso2709": "ISO 2709 (MARC)", "marcxml": "MARCXML", "csv": "CSV"} | {
    form: form.upper() for form in ("xlsx", "xls", "ods", "ris")
}
_PRICE: Final = re.compile(r"(\d{1,6})(?:\.(\d{1,2}))?")
_DAY_FORMS: Final = ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d/%m/%y", "%Y-%m-%d")


def outcome_name(outcome: Outcome) -> str:
    """Return what became of a row."""
    return _OUTCOMES[outcome]()


def reason_sentence(why: Why | None) -> str:
    """Return why, as a sentence; nothing if there is nothing to say."""
    return _REASONS[why]() if why else ""


def fate_sentence(fate: Fate) -> str:
    """Return why a row had its fate: of one that met a title that was there, that at least."""
    if fate.why is None and fate.outcome is Outcome.MERGED:
        return _("The title is in the catalogue; it got what it lacked.")
    if fate.why is None and fate.outcome is Outcome.COPY:
        return _("The title is in the catalogue; this is another copy.")
    return reason_sentence(fate.why)


def form_name(form: str) -> str:
    """Return the name of a file format."""
    return _FORMS.get(form, form)


def encoding_name(name: str) -> str:
    """Return the name of an encoding as people know it."""
    return {"utf-8-sig": "UTF-8", "cp1252": "Windows-1252", "cp850": "DOS-850"}.get(name, name.upper())


def book_language_name(code: str) -> str:
    """Return the name of the language of a book; a code is all there is for the rarer ones."""
    return screen_language_name(code) if code in {"fr", "nl", "en"} else code.upper()


def language_marks(codes: Iterable[str]) -> str:
    """Return the languages of a book for a narrow column: `FR/NL`."""
    return "/".join(code.upper() for code in codes)


def authors_line(title: Title) -> str:
    """Return the authors on one line; of many the first two."""
    shown = " ; ".join(title.authors[:2])
    return f"{shown} ; …" if len(title.authors) > 2 else shown


def day_from(text: str) -> date | None:
    """Return the day that was typed, the day first as in Belgium; raises ValueError if it is none."""
    typed = text.strip()
    if not typed:
        return None
    for form in _DAY_FORMS:
        try:
            return datetime.strptime(typed, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise ValueError(typed)


def day_text(day: date | None) -> str:
    """Return a day as it is typed, nothing for none."""
    return in_use().date(day) if day else ""


def price_from(text: str) -> int | None:
    """Return a price in cents as it was typed in euros: `12,50`, `12.50 €`; raises ValueError if it is none."""
    typed = text.replace("€", "").replace("EUR", "").strip().replace(",", ".")
    if not typed:
        return None
    match = _PRICE.fullmatch(typed)
    if match is None:
        raise ValueError(text)
    return int(match[1]) * 100 + int((match[2] or "0").ljust(2, "0"))


def price_text(cents: int | None) -> str:
    """Return a price as it is typed, nothing for none."""
    return "" if cents is None else f"{cents // 100},{cents % 100:02}"
