"""The survey: waves with their questions frozen, and answers that lead back to nobody."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache
from itertools import pairwise
from typing import Any, Final, Self
from uuid import UUID

from cdm_desk.domain.errors import RuleError
from cdm_desk.domain.lists import Label
from cdm_desk.domain.personal import checked_text
from cdm_desk.domain.survey_form import AGREE, FORM, LIGHT, PROFILE, SHORT

LONGEST_COMMENT: Final = 400
LONGEST_NAME: Final = 60
LONGEST_CODE: Final = 12
RAREST: Final = 99
KEYS: Final = "123456789ABCDEFGH"
NO_ANSWER_KEY: Final = "0"
LANGUAGES: Final = ("fr", "nl", "en")
PARTS: Final = ("A", "B", "C", "D", "E")
# Satisfaction is asked in part C, its items are S1 to S7.
_PART_OF: Final = {"A": "A", "B": "B", "S": "C", "D": "D", "E": "E"}


class WaveGoneError(RuleError):
    """A wave was removed meanwhile, or has not come yet."""


class WaveClosedError(RuleError):
    """A wave takes no more answers."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class WaveNameError(RuleError):
    """A wave needs a name, one that names nobody and is not too long."""

    def __init__(self, longest: int) -> None:
        super().__init__(longest)
        self.longest = longest


class WavePeriodError(RuleError):
    """A stretch of a wave ends before it begins, or stretches overlap."""


class AnswerGoneError(RuleError):
    """A form was removed meanwhile, or has not come yet."""


class AnswerDayError(RuleError):
    """A form is of a day that lies in none of the stretches of its wave, or ahead."""

    def __init__(self, day: date) -> None:
        super().__init__(day)
        self.day = day


class AnswerRangeError(RuleError):
    """An answer does not stand under its question; `allowed` are the keys of those that do."""

    def __init__(self, item: str, given: str, allowed: tuple[str, ...]) -> None:
        super().__init__(item, given, allowed)
        self.item = item
        self.given = given
        self.allowed = allowed


class AnswerModeError(RuleError):
    """A form came in a way that the survey does not know, or in a language that it is not asked in."""

    def __init__(self, given: str, allowed: tuple[str, ...]) -> None:
        super().__init__(given, allowed)
        self.given = given
        self.allowed = allowed


class InterviewerError(RuleError):
    """The code of an interviewer is short and holds letters and digits only: it is no name."""

    def __init__(self, longest: int) -> None:
        super().__init__(longest)
        self.longest = longest


class CommentTooLongError(RuleError):
    """A comment is longer than the form has room for."""

    def __init__(self, longest: int) -> None:
        super().__init__(longest)
        self.longest = longest


class WaveKind(StrEnum):
    """The yearly wave with the whole form, or the light sample of three questions at the exit."""

    WAVE = "wave"
    LIGHT = "light"


class Mode(StrEnum):
    """How a form came: its figures are never mixed with those of another way."""

    FACE = "face"
    PAPER = "paper"
    KIOSK = "kiosk"


class Shape(StrEnum):
    """How many answers a question takes."""

    ONE = "one"
    SEVERAL = "several"


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One answer that a question offers."""

    code: str
    label: Label


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One question as it is frozen into a wave; `satisfied` are the answers that count as a yes in the figures."""

    id: str
    shape: Shape
    label: Label
    options: tuple[Option, ...]
    satisfied: tuple[str, ...] = ()

    @property
    def part(self) -> str:
        """The element of the form that it stands in: A to E."""
        return _PART_OF.get(self.id[:1], "E")

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of its answers, in the order of their keys."""
        return tuple(option.code for option in self.options)

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of its answers, and that of no answer."""
        return (*KEYS[: len(self.options)], NO_ANSWER_KEY)

    def code_of(self, key: str) -> str | None:
        """Return the answer that a key stands for, None for a key that stands for none."""
        place = KEYS.find(key) if len(key) == 1 else -1
        return self.options[place].code if 0 <= place < len(self.options) else None

    def checked(self, given: Sequence[str]) -> tuple[str, ...]:
        """Return answers in the order of the form, each once; raises AnswerRangeError."""
        wrong = next((code for code in given if code not in self.codes), None)
        if wrong is None and self.shape is Shape.ONE and len(set(given)) > 1:
            wrong = given[-1]
        if wrong is not None:
            raise AnswerRangeError(self.id, wrong, self.keys)
        return tuple(code for code in self.codes if code in given)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Days on which people are asked, both ends included."""

    first: date
    last: date

    def holds(self, day: date) -> bool:
        """Whether a day lies in it."""
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True, kw_only=True)
class Wave:
    """A wave or a light sample; every n-th visitor is asked, and its questions never change once it is open."""

    id: UUID
    name: str
    kind: WaveKind
    periods: tuple[Stretch, ...]
    questions: tuple[Item, ...]
    every: int = 1
    closed_on: date | None = None
    removed: bool = False

    @property
    def first(self) -> date:
        """The first day on which anybody was asked: the wave is of that year."""
        return min((stretch.first for stretch in self.periods), default=date.min)

    @property
    def last(self) -> date:
        """The last day on which anybody is asked."""
        return max((stretch.last for stretch in self.periods), default=date.min)

    @property
    def open(self) -> bool:
        """Whether it takes answers."""
        return self.closed_on is None and not self.removed

    def holds(self, day: date) -> bool:
        """Whether people were asked on a day."""
        return any(stretch.holds(day) for stretch in self.periods)

    def item(self, item_id: str) -> Item | None:
        """Return a question by its id."""
        return next((item for item in self.questions if item.id == item_id), None)

    def asked(self, mode: Mode, number: int = 0) -> tuple[Item, ...]:
        """Return what is asked: the whole form, the short one at the kiosk, or the three of the light sample.

        Of the light sample's questions on the profile the one that is asked follows from `number`, the forms so far.
        """
        if mode is Mode.KIOSK:
            wanted: tuple[str, ...] = SHORT
        elif self.kind is WaveKind.LIGHT:
            turn = [item.id for item in self.questions if item.part == "E"]
            wanted = (*LIGHT, turn[number % len(turn)]) if turn else LIGHT
        else:
            return self.questions
        return tuple(item for item in self.questions if item.id in wanted)

    def checked(self) -> Self:
        """Return the wave if it may be opened; raises WaveNameError, WavePeriodError or PersonalDataError."""
        if not self.name.strip() or len(self.name) > LONGEST_NAME:
            raise WaveNameError(LONGEST_NAME)
        checked_text(self.name)
        ordered = sorted(self.periods, key=_first)
        ends_early = any(stretch.last < stretch.first for stretch in ordered)
        overlaps = any(one.last >= other.first for one, other in pairwise(ordered))
        if not ordered or ends_early or overlaps or not 1 <= self.every <= RAREST:
            raise WavePeriodError
        return self


def _first(stretch: Stretch) -> date:
    return stretch.first


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One form, or one who would not be asked. A question without answers was asked and not answered.

    Nothing in it leads to a visit, a desk, an hour or a person; a comment is read by a person before it is printed.
    """

    id: UUID
    wave_id: UUID
    day: date
    mode: Mode
    language: str = "fr"
    interviewer: str = ""
    refused: bool = False
    answers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    comment: str = ""
    comment_cleared: bool = False
    removed: bool = False

    def checked(self, wave: Wave) -> "Answer":
        """Return the form as it is kept.

        Raises AnswerDayError, AnswerRangeError, AnswerModeError, InterviewerError, CommentTooLongError or
        PersonalDataError.
        """
        if not wave.holds(self.day):
            raise AnswerDayError(self.day)
        if self.language not in LANGUAGES:
            raise AnswerModeError(self.language, LANGUAGES)
        code = self.interviewer.strip().upper()
        if len(code) > LONGEST_CODE or (code and not (code.isascii() and code.isalnum())):
            raise InterviewerError(LONGEST_CODE)
        comment = " ".join(self.comment.split())
        if len(comment) > LONGEST_COMMENT:
            raise CommentTooLongError(LONGEST_COMMENT)
        checked_text(comment)
        return Answer(
            id=self.id,
            wave_id=self.wave_id,
            day=self.day,
            mode=self.mode,
            language=self.language,
            interviewer=code,
            refused=self.refused,
            answers={} if self.refused else self._in_order(wave),
            comment="" if self.refused else comment,
            comment_cleared=bool(comment) and self.comment_cleared and not self.refused,
            removed=self.removed,
        )

    def _in_order(self, wave: Wave) -> dict[str, tuple[str, ...]]:
        for item_id, given in self.answers.items():
            if wave.item(item_id) is None:
                raise AnswerRangeError(item_id, " ".join(given), tuple(item.id for item in wave.questions))
        return {item.id: item.checked(self.answers[item.id]) for item in wave.questions if item.id in self.answers}


@dataclass(frozen=True, slots=True, kw_only=True)
class Surveyed:
    """A wave with its forms; those who would not be asked are counted only."""

    wave: Wave
    answers: tuple[Answer, ...]
    refusals: Mapping[Mode, int] = field(default_factory=dict)

    def of(self, mode: Mode) -> tuple[Answer, ...]:
        """Return the forms that came in one way."""
        return tuple(answer for answer in self.answers if answer.mode is mode)

    @property
    def modes(self) -> tuple[Mode, ...]:
        """The ways in which forms came, the one that the figures of the house are told by first."""
        return tuple(mode for mode in Mode if self.of(mode))


@cache
def shipped_items() -> tuple[Item, ...]:
    """Return the questions of the form that is shipped, in their fixed order."""
    items: list[Item] = []
    for line in _joined(FORM):
        head, *words = (part.strip() for part in line.split("|"))
        if head == ":agree":
            items[-1] = _with(items[-1], [_option(each) for each in _joined(AGREE)])
        elif len(words) == 5:
            shape, satisfied, *labels = words
            items.append(
                Item(
                    id=head,
                    shape=Shape(shape),
                    satisfied=tuple(satisfied.split()),
                    label=Label(fr=labels[0], nl=labels[1], en=labels[2]),
                    options=(),
                )
            )
        else:
            items[-1] = _with(items[-1], [_option(line)])
    return tuple(items)


def items_for(kind: WaveKind) -> tuple[Item, ...]:
    """Return the questions that are frozen into a new wave of a kind."""
    if kind is WaveKind.WAVE:
        return shipped_items()
    return tuple(item for item in shipped_items() if item.id in (*LIGHT, *PROFILE))


def _joined(text: str) -> list[str]:
    lines: list[str] = []
    for line in text.strip().splitlines():
        if line.strip().startswith("|"):
            lines[-1] += f" {line.strip()}"
        else:
            lines.append(line.strip())
    return lines


def _option(line: str) -> Option:
    code, fr, nl, en = (part.strip() for part in line.split("|"))
    return Option(code=code, label=Label(fr=fr, nl=nl, en=en))


def _with(item: Item, options: Sequence[Option]) -> Item:
    return Item(
        id=item.id,
        shape=item.shape,
        label=item.label,
        satisfied=item.satisfied,
        options=(*item.options, *options),
    )


def frozen_items(items: Sequence[Item]) -> str:
    """Return questions as the text that is kept with their wave."""
    plain = [
        {
            "id": item.id,
            "shape": item.shape.value,
            "satisfied": list(item.satisfied),
            "label": _plain(item.label),
            "options": [{"code": option.code, "label": _plain(option.label)} for option in item.options],
        }
        for item in items
    ]
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":"))


def read_items(text: str | None) -> tuple[Item, ...]:
    """Return the questions of a kept text; what cannot be read is left out."""
    return tuple(item for item in map(_item, _list(text)) if item is not None)


def frozen_periods(periods: Sequence[Stretch]) -> str:
    """Return the stretches of a wave as the text that is kept."""
    return json.dumps([[stretch.first.isoformat(), stretch.last.isoformat()] for stretch in periods])


def read_periods(text: str | None) -> tuple[Stretch, ...]:
    """Return the stretches of a kept text; what cannot be read is left out."""
    found = []
    for pair in _list(text):
        try:
            first, last = (date.fromisoformat(each) for each in pair)
        except (TypeError, ValueError):
            continue
        found.append(Stretch(first=first, last=last))
    return tuple(found)


def frozen_answers(answers: Mapping[str, Sequence[str]]) -> str:
    """Return answers as the text that is kept."""
    plain = {item: list(codes) for item, codes in answers.items()}
    return json.dumps(plain, ensure_ascii=True, separators=(",", ":"))


def read_answers(text: str | None) -> dict[str, tuple[str, ...]]:
    """Return the answers of a kept text; what cannot be read is left out."""
    try:
        plain = json.loads(text or "{}")
    except ValueError:
        return {}
    if not isinstance(plain, dict):
        return {}
    return {
        item: tuple(code for code in codes if isinstance(code, str))
        for item, codes in plain.items()
        if isinstance(codes, list)
    }


def _plain(label: Label) -> dict[str, str]:
    return {"fr": label.fr, "nl": label.nl, "en": label.en}


def _item(plain: Any) -> Item | None:  # noqa: ANN401 - any JSON value
    try:
        return Item(
            id=str(plain["id"]),
            shape=Shape(plain["shape"]),
            satisfied=tuple(str(code) for code in plain["satisfied"]),
            label=_label(plain["label"]),
            options=tuple(Option(code=str(each["code"]), label=_label(each["label"])) for each in plain["options"]),
        )
    except (KeyError, TypeError, ValueError):
        return None


def _label(plain: Mapping[str, Any]) -> Label:
    return Label(fr=str(plain["fr"]), nl=str(plain["nl"]), en=str(plain["en"]))


def _list(text: str | None) -> list[Any]:
    try:
        found = json.loads(text or "[]")
    except ValueError:
        return []
    return found if isinstance(found, list) else []
