"""The fields of a title: which stand first, which are folded away, what is typed or chosen in each, and their words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from cdm_desk.domain.identifiers import isbns_in, issns_in
from cdm_desk.domain.library import State, Title
from cdm_desk.domain.lists import Entry, Kind
from cdm_desk.language import _, _p
from cdm_desk.services.lists import ListsService
from cdm_desk.ui.appearance import THEME_ICONS, em, icon, tokens_of
from cdm_desk.ui.book_languages import languages_typed
from cdm_desk.ui.book_words import day_from, day_text, price_text
from cdm_desk.ui.widgets import PlainLabel, name_widget
from cdm_desk.ui.words import book_field_name, label_of

MAIN: Final = (
    *("title", "subtitle", "volume", "authors", "isbns", "languages"),
    *("theme_code", "sub_theme_code", "shelf_mark", "kind"),
)
"""What is written on the book and its label."""
FOLDED: Final[Mapping[str, tuple[str, ...]]] = {
    "publication": ("publisher", "place", "year", "edition", "series", "pages", "issns"),
    "contents": ("subjects", "summary", "other_sub_themes"),
    "follow_up": ("state", "partner_issued", "partner_code", "checked_on", "review_by"),
    "classification": ("dewey", "udc", "rameau"),
}
"""What is seldom asked, part by part."""
CHOICES: Final = ("theme_code", "sub_theme_code", "kind", "state", "partner_issued", "partner_code")
DAYS: Final = ("checked_on", "review_by")
PARTED: Final = ("authors", "isbns", "issns", "languages", "subjects", "rameau", "other_sub_themes")
LINES: Final = tuple(
    name
    for name in (*MAIN, *(name for names in FOLDED.values() for name in names))
    if name not in CHOICES and name != "summary"
)
_ISSUED: Final = (None, True, False)
_NUMBER: Final = re.compile(r"^\d\.\S*\s+")


class UnreadableFieldError(ValueError):
    """What is typed in a field cannot be read; `words` says what to write instead."""

    def __init__(self, name: str, words: str) -> None:
        super().__init__(name)
        self.name = name
        self.words = words


@dataclass(slots=True)
class Field:
    """One line of the form: its label, what is typed or chosen, what is wrong with it, and room below for more."""

    label: PlainLabel
    editor: QWidget
    error: PlainLabel
    column: QVBoxLayout


class TitleFields:
    """The editors of a title and the way from a title to them and back; where they stand is the dialog's."""

    def __init__(self, lists: ListsService, owner: QWidget) -> None:
        self._owner = owner
        self.themes = lists.themes_in_use()
        self.sub_themes = lists.in_use(Kind.SUB_THEME)
        self._kinds = lists.in_use(Kind.WORK_KIND)
        self.states = lists.in_use(Kind.COPY_STATE)
        self._partners = lists.in_use(Kind.PARTNER)
        self._seen: Title | None = None
        names = (*MAIN, *(name for part in FOLDED.values() for name in part))
        self.fields: dict[str, Field] = {name: _made(name) for name in names}

    def load(self, title: Title | None) -> None:
        """Show a title, or what a new one begins with."""
        self._seen = title
        self._fill("theme_code", self.themes, title.theme_code if title else None)
        self.fill_sub_themes(title.sub_theme_code if title else None)
        self._fill("kind", self._kinds, title.kind if title else "BOOK")
        self._fill("state", self.states, title.state.value if title else State.SHELF.value, empty=False)
        self._fill("partner_code", self._partners, title.partner_code if title else None)
        box = self.combo("partner_issued")
        for value in _ISSUED:
            box.addItem("", value)
        box.setCurrentIndex(_ISSUED.index(title.partner_issued if title else None))
        if title is not None:
            for name in (*LINES, "summary"):
                self.show(name, title)

    def show(self, name: str, title: Title) -> None:
        """Show one field of a title."""
        if name == "summary":
            self.summary.setPlainText(title.summary or "")
        elif name in CHOICES:
            self._choose(name, getattr(title, name))
        else:
            self.line(name).setText(self.text_of(name, title))
            self.line(name).setCursorPosition(0)

    def text_of(self, name: str, title: Title) -> str:
        """Return a field of a title as it is typed."""
        value = getattr(title, name)
        if name in DAYS:
            return day_text(value)
        if name == "other_sub_themes":
            return " ; ".join(self.sub_theme_words(code) for code in value)
        return " ; ".join(value) if isinstance(value, tuple) else str(value if value is not None else "")

    def value_words(self, name: str, value: Any) -> str:  # noqa: ANN401 - plain JSON of any field
        """Return a value of the past of a field as it is read."""
        if value is None or value in ("", [], ()):
            return "–"
        if isinstance(value, list | tuple):
            words = self.sub_theme_words if name == "other_sub_themes" else str
            return " ; ".join(words(str(each)) for each in value)
        if isinstance(value, bool):
            return _yes_or_origin(name)[value]
        if name == "price_cents":
            return price_text(int(value))
        if name.endswith(("_on", "_by", "_since")):
            return day_text(value) if isinstance(value, date) else _day_words(str(value))
        return self._names().get(str(value), str(value)) if name in CHOICES else str(value)

    def content(self, name: str) -> object:
        """Return what is typed or chosen in a field, as it stands there."""
        editor = self.fields[name].editor
        if isinstance(editor, QComboBox):
            return editor.currentData()
        return editor.text() if isinstance(editor, QLineEdit) else self.summary.toPlainText()

    def is_as(self, name: str, title: Title) -> bool:
        """Whether a field stands as a title has it."""
        if name == "state":
            return self.content(name) == title.state.value
        if name in CHOICES:
            return bool(self.content(name) == getattr(title, name))
        if name == "summary":
            return self.summary.toPlainText() == (title.summary or "")
        return self.line(name).text() == self.text_of(name, title)

    def typed(self, start: Title) -> Title:
        """Return the title as it is typed; raises UnreadableFieldError."""
        texts: dict[str, Any] = {name: self.line(name).text() for name in LINES}
        languages, unknown = self.languages()
        if unknown:
            raise UnreadableFieldError("languages", no_language(unknown))
        for name in DAYS:
            try:
                texts[name] = day_from(texts[name])
            except ValueError as fault:
                raise UnreadableFieldError(name, _("Write the day like 31/12/2026, or leave it empty.")) from fault
        texts["year"] = _year(texts["year"].strip())
        return replace(
            start,
            **texts
            | {
                "authors": parts_of(texts["authors"]),
                "isbns": isbns_in(texts["isbns"]) or parts_of(texts["isbns"]),
                "issns": issns_in(texts["issns"]) or parts_of(texts["issns"]),
                "languages": languages,
                "subjects": parts_of(texts["subjects"]),
                "rameau": parts_of(texts["rameau"]),
                "other_sub_themes": self._sub_themes_typed(texts["other_sub_themes"]),
                "summary": self.summary.toPlainText(),
                "state": State(self.chosen("state") or State.SHELF.value),
                "partner_issued": self.combo("partner_issued").currentData(),
            }
            | {name: self.chosen(name) for name in CHOICES if name not in ("state", "partner_issued")},
        ).tidied()

    def languages(self) -> tuple[tuple[str, ...], str]:
        """Return the languages typed, and what of it is none."""
        return languages_typed(self.line("languages").text(), self._seen.languages if self._seen else ())

    def sub_theme_words(self, code: str) -> str:
        """Return a sub-theme by the number of its theme and its name."""
        entry = next((each for each in self.sub_themes if each.code == code), None)
        if entry is None:
            return code
        digit = self.digit(entry.theme_code)
        return f"{digit}.{code[3:]} {label_of(entry)}" if digit else label_of(entry)

    def digit(self, theme_code: str | None) -> int | None:
        """Return the number of a theme."""
        return next((entry.digit for entry in self.themes if entry.code == theme_code), None)

    def fill_sub_themes(self, chosen: str | None) -> None:
        """Offer the sub-themes of the theme chosen."""
        theme = self.chosen("theme_code")
        entries = [entry for entry in self.sub_themes if theme and entry.theme_code == theme]
        fits = chosen if theme and (chosen or "").startswith(theme) else None
        self._fill("sub_theme_code", entries, fits)
        self.combo("sub_theme_code").setEnabled(bool(entries))
        self.name_choices()

    def retranslate(self) -> None:
        """Set the words again; what is typed and chosen stays."""
        kept = self._sub_themes_kept()
        for name, field in self.fields.items():
            words = book_field_name(name)
            field.label.setText(words)
            name_widget(field.editor, words)
        self.name_choices()
        if kept is not None:
            self.line("other_sub_themes").setText(" ; ".join(map(self.sub_theme_words, kept)))
        for name, hint in (
            ("authors", _("Family name, given name ; next author")),
            ("isbns", _("Several are parted by a semicolon")),
            ("languages", _("fr, nl, en… or their names")),
            ("subjects", _("Words parted by a semicolon")),
            ("rameau", _("Headings parted by a semicolon")),
            ("other_sub_themes", _("Begin to type its name; several are parted by a semicolon")),
            ("checked_on", "31/12/2026"),
            ("review_by", "31/12/2026"),
        ):
            self.line(name).setPlaceholderText(hint)

    def name_choices(self) -> None:
        """Set the words of what can be chosen."""
        tokens = tokens_of(self._owner)
        names = self._names()
        for name in CHOICES:
            box = self.combo(name)
            if name == "partner_issued":
                continue
            for at in range(box.count()):
                code = box.itemData(at)
                box.setItemText(at, names.get(code, code) if code else _p("book", "not recorded"))
                if name == "theme_code" and code in THEME_ICONS:
                    box.setIconSize(QSize(em(box, 1.3), em(box, 1.3)))
                    box.setItemIcon(at, icon(THEME_ICONS[code], tokens.theme(code), selected=tokens.on_primary))
        partner = self.combo("partner_issued")
        for at, words in enumerate((_p("book", "not recorded"), _("yes"), _("no"))):
            if at < partner.count():
                partner.setItemText(at, words)

    def summary_of(self, part: str) -> str:
        """Return in a line what is filled in of a folded part."""
        return " · ".join(words for name in FOLDED[part] if (words := self._told(name)))

    def chosen(self, name: str) -> str | None:
        """Return the code chosen."""
        data = self.combo(name).currentData()
        return str(data) if data else None

    def line(self, name: str) -> QLineEdit:
        """Return a field that is typed on one line."""
        editor = self.fields[name].editor
        assert isinstance(editor, QLineEdit)  # noqa: S101 - the form was made that way
        return editor

    def combo(self, name: str) -> QComboBox:
        """Return a field that is chosen."""
        editor = self.fields[name].editor
        assert isinstance(editor, QComboBox)  # noqa: S101 - as above
        return editor

    @property
    def summary(self) -> QPlainTextEdit:
        """The summary."""
        editor = self.fields["summary"].editor
        assert isinstance(editor, QPlainTextEdit)  # noqa: S101 - as above
        return editor

    def _told(self, name: str) -> str:
        if name == "partner_issued":
            return book_field_name(name) if self.content(name) else ""
        if name == "state" and self.content(name) == State.SHELF.value:
            return ""
        if name in CHOICES:
            return self.combo(name).currentText() if self.content(name) else ""
        return str(self.content(name)).strip()

    def _names(self) -> dict[str, str]:
        entries = (*self.sub_themes, *self._kinds, *self.states, *self._partners)
        names = {entry.code: label_of(entry) for entry in entries}
        return names | {entry.code: f"{entry.digit} {label_of(entry)}" for entry in self.themes}

    def _sub_themes_kept(self) -> tuple[str, ...] | None:
        """Return the codes of the other sub-themes as they stand, or None where one of them cannot be read."""
        try:
            return self._sub_themes_typed(self.line("other_sub_themes").text())
        except UnreadableFieldError:
            return None

    def _sub_themes_typed(self, text: str) -> tuple[str, ...]:
        known = {self.sub_theme_words(entry.code): entry.code for entry in self.sub_themes}
        known |= {entry.code: entry.code for entry in self.sub_themes}
        for language in ("fr", "nl", "en"):
            known |= {entry.label.spoken(language): entry.code for entry in self.sub_themes}
        by_key = {" ".join(words.split()).casefold(): code for words, code in known.items()}
        found = []
        for part in parts_of(text):
            key = " ".join(part.split()).casefold()
            # Its number before it is that of the theme, whatever the language of the words.
            code = by_key.get(key) or by_key.get(_NUMBER.sub("", key))
            if code is None and self._seen is not None and part in self._seen.other_sub_themes:
                code = part  # a code that was withdrawn, or that another workstation knows
            if code is None:
                words = _("“{text}” is no sub-theme. Begin to type its name and choose it with the arrows.")
                raise UnreadableFieldError("other_sub_themes", words.format(text=part))
            found.append(code)
        return tuple(dict.fromkeys(found))

    def _fill(self, name: str, entries: list[Entry], chosen: str | None, *, empty: bool = True) -> None:
        box = self.combo(name)
        box.clear()
        if empty:
            box.addItem("", None)
        for entry in entries:
            box.addItem("", entry.code)
        self._choose(name, chosen)

    def _choose(self, name: str, code: Any) -> None:  # noqa: ANN401 - a code, or yes, no and nothing
        box = self.combo(name)
        if name == "partner_issued":
            box.setCurrentIndex(_ISSUED.index(code))
            return
        if code and box.findData(code) < 0:
            # A code that was withdrawn, or that another workstation knows: it stays what it is.
            box.addItem(code, code)
        box.setCurrentIndex(max(0, box.findData(code)))


def no_language(text: str) -> str:
    """Return the sentence that says that something typed is no language."""
    return _("“{text}” is no language known here. Write its code, such as fr, nl, en, de, tr, or its name.").format(
        text=text
    )


def parts_of(text: str) -> tuple[str, ...]:
    """Return what is parted by semicolons."""
    return tuple(part for each in text.split(";") if (part := each.strip()))


def _day_words(text: str) -> str:
    """Return a day of a record as it is read; what is being typed stays as it is."""
    try:
        return day_text(date.fromisoformat(text))
    except ValueError:
        return text


def _yes_or_origin(name: str) -> tuple[str, str]:
    return (_p("copy", "bought"), _p("copy", "gift")) if name == "gift" else (_("no"), _("yes"))


def _year(text: str) -> int | None:
    if not text:
        return None
    if not text.isdecimal():
        raise UnreadableFieldError("year", _("Write the year in four figures, or leave it empty."))
    return min(int(text[:6]), 999_999)


def _made(name: str) -> Field:
    editor: QWidget = QPlainTextEdit() if name == "summary" else QLineEdit()
    if name in CHOICES:
        editor = QComboBox()
        editor.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        editor.setMinimumContentsLength(8)
    if isinstance(editor, QPlainTextEdit):
        editor.setTabChangesFocus(True)
    editor.setObjectName(f"title.{name}")
    error = PlainLabel(kind="error")
    error.setObjectName(f"title.{name}_error")
    error.setWordWrap(True)
    error.hide()
    return Field(label=PlainLabel(), editor=editor, error=error, column=QVBoxLayout())
