"""A sentence for every error, a name for every state: none is missing in any language."""

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from datetime import date
from enum import Enum
from pathlib import Path

import pytest

import cdm_desk
from cdm_desk import domain
from cdm_desk.domain import errors
from cdm_desk.domain.change import ERASABLE, Department
from cdm_desk.domain.errors import DeskError
from cdm_desk.domain.lists import SHIPPED, Kind
from cdm_desk.domain.queue import KNOWN_HERE, Act, TicketState
from cdm_desk.domain.staff import Role
from cdm_desk.language import LANGUAGES, Language, language, use
from cdm_desk.settings import KINDS
from cdm_desk.ui import words

FAMILIES = (DeskError, errors.RuleError, errors.StoreError, errors.SharedFolderError)


def _children(family: type[DeskError]) -> Iterator[type[DeskError]]:
    for child in family.__subclasses__():
        yield child
        yield from _children(child)


def _all_errors() -> list[type[DeskError]]:
    for module in pkgutil.iter_modules(domain.__path__, f"{domain.__name__}."):
        importlib.import_module(module.name)
    found = {child for child in _children(DeskError) if child.__module__.startswith(f"{domain.__name__}.")}
    return sorted(found - set(FAMILIES), key=lambda child: child.__name__)


ERRORS = _all_errors()


@pytest.fixture(params=LANGUAGES)
def spoken(request: pytest.FixtureRequest) -> Iterator[Language]:
    before = language()
    use(request.param)
    yield request.param
    use(before)


def _facts_of(kind: type[DeskError]) -> dict[str, object]:
    """Return a fact of a fitting kind for each argument of an error."""
    hints = {name: hint for name, hint in getattr(kind.__init__, "__annotations__", {}).items() if name != "return"}
    known = {
        "state": "waiting",
        "finding": "phone",
        "role": "manager",
        "action": "edit_catalogue",
        "workstation_kind": "display",
        "language": "fr",
        "field": "title",
        "lack": "away",
        "sheet_lack": "number",
        "measure": "width",
        "table": "title",
        "command": "welcome.3",
        "known": ("EMP", "FOR"),
        "finest": "quarter",
        "fault": "month",
    }
    return {name: known.get(name, _sample(hint)) for name, hint in hints.items()}


def _sample(hint: object) -> object:
    samples: dict[object, object] = {int: 3, str: "301", date: date(2019, 1, 14), float: 2.0, bool: True}
    return samples.get(hint, "301")


def test_the_whole_family_of_errors_lives_in_the_domain() -> None:
    family = {kind.__name__ for kind in (*ERRORS, *FAMILIES)}
    strays = [
        (file.name, node.name)
        for file in Path(cdm_desk.__file__).parent.rglob("*.py")
        if "domain" not in file.parts
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef) and family & {ast.unparse(base).split(".")[-1] for base in node.bases}
    ]

    assert strays == []


@pytest.mark.parametrize("kind", ERRORS, ids=lambda kind: kind.__name__)
def test_every_error_has_a_sentence(kind: type[DeskError], spoken: Language) -> None:
    told = words.sentence(kind(**_facts_of(kind)))

    assert told[-1:] in ".!?)" or "{" not in told
    assert not re.search(r"{\w*}", told)
    assert len(told) > 15
    if spoken != "en":
        use("en")
        assert told != words.sentence(kind(**_facts_of(kind)))


@pytest.mark.parametrize("kind", ERRORS, ids=lambda kind: kind.__name__)
def test_a_sentence_uses_only_facts_that_its_error_carries(kind: type[DeskError]) -> None:
    use("en")
    template = words._SENTENCES[kind]()  # noqa: SLF001 - the table under test

    assert set(re.findall(r"{(\w+)}", template)) <= set(vars(kind(**_facts_of(kind))))


def test_faults_of_the_machine_have_a_code_each() -> None:
    codes = words._CODES  # noqa: SLF001 - the table under test
    machine = {child for child in ERRORS if issubclass(child, errors.StoreError | errors.SharedFolderError)}

    assert set(codes) == machine
    assert len(set(codes.values())) == len(codes)


def test_the_code_of_a_fault_is_not_taken_for_a_key() -> None:
    use("en")
    assert not re.search(r"\bF\d", words.sentence(errors.SharedFolderInUseError()))
    assert "F-7" in words.sentence(errors.SharedFolderInUseError())


@pytest.mark.parametrize(
    ("name", "values"),
    [
        (words.state_name, TicketState),
        (words.act_name, Act),
        (words.department_name, Department),
        (words.role_name, Role),
        (words.list_name, Kind),
        (words.reason_name, ("head", "overdue", "longest", "priority", "transferred", "only_desk", "rare", KNOWN_HERE)),
        (words.workstation_kind_name, KINDS),
        (words.folder_lack_name, ("away", "locked", "full")),
        (words.record_kind_name, ERASABLE),
        (words.finding_name, ("national_number", "email", "phone", "iban")),
        (words.screen_language_name, LANGUAGES),
        (words.service_language_name, ("FR", "NL", "BI", None)),
        (words.service_language_mark, ("FR", "NL", "BI", None)),
    ],
    ids=lambda part: getattr(part, "__name__", ""),
)
def test_every_code_has_a_name(name: object, values: list[Enum], spoken: Language) -> None:
    assert callable(name)
    assert spoken
    assert all(name(value).strip() for value in values)


def test_each_outcome_has_words_that_fit_its_key(spoken: Language) -> None:
    assert spoken
    assert all(0 < len(words.short_outcome(entry)) <= 26 for entry in SHIPPED[Kind.OUTCOME])


def test_a_label_stands_in_the_language_of_the_screen_beside_the_other() -> None:
    use("fr")
    theme = SHIPPED[Kind.THEME][2]

    assert (words.label_of(theme), words.other_label_of(theme)) == ("Emploi", "Werk")
    use("nl")
    assert (words.label_of(theme), words.other_label_of(theme)) == ("Werk", "Emploi")
    use("en")


def test_what_an_error_carries_is_named_in_the_language_of_the_screen() -> None:
    use("fr")
    told = words.sentence(errors.TicketStateError("301", "serving", "called"))
    use("en")

    assert told == "Le 301 est maintenant\u00a0: en entretien. Ce n'est plus possible."


@pytest.mark.parametrize(("minutes", "text"), [(0, "0'"), (59, "59'"), (60, "1 h 00"), (125, "2 h 05")])
def test_minutes_fit_a_narrow_column(minutes: int, text: str) -> None:
    assert words.minutes_text(minutes) == text


def test_hours_are_written_as_the_language_writes_them() -> None:
    use("nl")
    assert words.minutes_text(125) == "2 u 05"
    use("fr")
    assert words.minutes_text(125) == "2 h 05"
    use("en")


def test_a_theme_stands_in_the_language_of_the_screen_first() -> None:
    work = next(entry for entry in SHIPPED[Kind.THEME] if entry.code == "EMP")
    use("nl")
    assert words.both_labels(work) == "Werk / Emploi"
    use("fr")
    assert words.both_labels(work) == "Emploi / Werk"
    use("en")


def test_a_running_time_reads_as_a_clock() -> None:
    assert words.clock_text(432) == "00:07:12"
    assert words.clock_text(-5) == "00:00:00"


@pytest.mark.parametrize(
    "error",
    [
        errors.WrongSecretError(0),
        errors.TryLaterError(0),
        errors.RecallTooSoonError(0),
        errors.NoShowTooSoonError(1, 0),
        errors.NoShowTooSoonError(0, 12),
    ],
    ids=repr,
)
def test_nobody_is_asked_to_wait_for_nothing(error: DeskError) -> None:
    use("en")
    assert not re.search(r"\b0\b", words.sentence(error))
