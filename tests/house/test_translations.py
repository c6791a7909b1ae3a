"""The catalogues are whole: each sentence of the code in French and in Dutch, with the same facts in it."""

import argparse
import ast
import inspect
import re
import tomllib
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from cdm_desk.commands import arguments
from cdm_desk.language import LANGUAGES, Catalogue

ROOT = Path(__file__).resolve().parents[2]
KEYWORDS = {
    "_": None,
    "_n": (1, 2),
    "_p": ((1, "c"), 2),
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "gettext": None,
}
TRANSLATED = [language for language in LANGUAGES if language != "en"]


def _template() -> Catalog:
    with (ROOT / "translations" / "cdm_desk.pot").open("rb") as file:
        return read_po(file)


def _translated(language: str) -> Catalog:
    with (ROOT / "translations" / language / "LC_MESSAGES" / "cdm_desk.po").open("rb") as file:
        return read_po(file, locale=language)


def _sources(catalogue: Catalog) -> dict[tuple[str | None, str], Message]:
    return {(message.context, _singular(message)): message for message in catalogue if message.id}


def _singular(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _parts(text: object) -> list[str]:
    return [text] if isinstance(text, str) else [str(part) for part in text]  # type: ignore[attr-defined]


def _facts(texts: list[str]) -> set[str]:
    return {name for text in texts for name in re.findall(r"{(\w+)[^}]*}", text)}


def test_the_template_holds_exactly_the_sentences_of_the_code() -> None:
    in_code = {
        (context, message if isinstance(message, str) else message[0])
        for _file, _line, message, _comments, context in extract_from_dir(
            ROOT / "cdm_desk", method_map=[("**.py", "python")], keywords=KEYWORDS
        )
    }

    assert in_code == set(_sources(_template()))


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_sentence_is_translated(language: str) -> None:
    known = _sources(_translated(language))
    missing = [
        source for source in _sources(_template()) if source not in known or not all(_parts(known[source].string))
    ]

    assert missing == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_translation_is_a_guess_or_a_leftover(language: str) -> None:
    catalogue = _translated(language)

    assert [message.id for message in catalogue if message.fuzzy and message.id] == []
    assert set(_sources(catalogue)) <= set(_sources(_template()))


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_names_the_same_facts(language: str) -> None:
    wrong = []
    for message in _translated(language):
        if not message.id:
            continue
        wanted = _facts(_parts(message.id))
        for part in _parts(message.string):
            # "One person" may leave the number out; nothing may be added, nor lost from a sentence without plural.
            added, lost = _facts([part]) - wanted, wanted - _facts([part])
            if added or (lost and not message.pluralizable):
                wrong.append(part)

    assert wrong == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_begins_and_ends_like_its_sentence(language: str) -> None:
    uneven = [
        (source, text)
        for message in _translated(language)
        if message.id
        for source, text in zip(_parts(message.id), _parts(message.string), strict=False)
        if " " in source and source[-1:] in ".…" and text[-1:] != source[-1:]
    ]

    assert uneven == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_french_and_dutch_speak_in_whole_words(language: str) -> None:
    catalogue = Catalogue("fr" if language == "fr" else "nl")

    assert catalogue.gettext("Queue") == {"fr": "File", "nl": "Wachtrij"}[language]
    assert (
        catalogue.ngettext("{people} person", "{people} people", 0)
        == {
            "fr": "{people} personne",
            "nl": "{people} personen",
        }[language]
    )


def test_french_signs_never_begin_a_line() -> None:
    loose = [
        part
        for message in _translated("fr")
        for part in _parts(message.string)
        if re.search(r" [:;!?»]", part) and message.id
    ]

    assert loose == []


def test_french_names_the_keys_in_french() -> None:
    keys = re.compile(r"\b(Shift|Space|Enter|Del|Delete|Esc|Backspace)\b")
    english = [text for message in _translated("fr") for text in _parts(message.string) if message.id]
    assert [text for text in english if keys.search(text)] == []


def test_the_catalogues_travel_with_the_program() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    carried = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]

    assert carried["translations"] == "cdm_desk/translations"


# What Python's own parser says to those who write a parser, or cannot come up in ours.
TO_PROGRAMMERS = re.compile(
    r"conflict|callable|invalid argument for|__call__|mode|subparser arguments|merge|dest=|invalid option string|"
    r"must be optional|unexpected option|error: "
)


def test_python_s_own_parser_says_nothing_in_english() -> None:
    said = {
        str(argument.value)
        for call in ast.walk(ast.parse(inspect.getsource(argparse)))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in {"_", "ngettext"}
        for argument in call.args
        if isinstance(argument, ast.Constant)
    }
    ours = set(arguments._PARSER_WORDS)  # noqa: SLF001 - the table under test

    assert {message for message in said if not TO_PROGRAMMERS.search(message)} - ours == set()


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_has_the_same_percent_signs(language: str) -> None:
    marks = re.compile(r"%(?:\(\w+\))?[sr]")
    uneven = [
        message.id
        for message in _translated(language)
        if isinstance(message.id, str)
        and sorted(marks.findall(message.id)) != sorted(marks.findall(str(message.string)))
    ]

    assert uneven == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_apostrophe_is_of_one_kind(language: str) -> None:
    curled = [part for message in _translated(language) for part in _parts(message.string) if set(part) & set("’‘")]

    assert curled == []


@pytest.mark.parametrize(
    ("language", "word"),
    [("fr", r"\bpostes?\b(?! informatique)"), ("nl", r"\bbalies?\b")],
)
def test_only_a_counselling_desk_is_called_by_its_word(language: str, word: str) -> None:
    mixed = [
        part
        for message in _translated(language)
        if message.id
        for part in _parts(message.string)
        if re.search(word, part, re.IGNORECASE) and "desk" not in " ".join(_parts(message.id)).casefold()
    ]

    assert mixed == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_form_of_file_keeps_its_capitals(language: str) -> None:
    changed = [
        message.string
        for message in _translated(language)
        if message.id
        for form in ("PDF", "CSV", "JSON", "ODS", "XLSX")
        if form in _singular(message).replace("&", "")
        and not all(form in part.replace("&", "") for part in _parts(message.string))
    ]

    assert changed == []
