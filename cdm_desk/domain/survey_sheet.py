"""The forms of a wave as a CSV file: a line a form, the codes of the answers to a question in one cell."""

import csv
from collections.abc import Iterable, Mapping
from datetime import date
from io import StringIO
from typing import Final
from uuid import uuid4

from cdm_desk.domain.errors import DeskError, PersonalDataError, RuleError
from cdm_desk.domain.survey import Answer, AnswerDayError, AnswerModeError, Mode, Wave

OWN: Final = ("day", "mode", "language", "interviewer", "refused", "comment", "comment_cleared")
NOT_ANSWERED: Final = "-"
_TRUE: Final = frozenset({"1", "yes", "true", "oui", "ja"})
# By these a spreadsheet takes a text for a formula.
_FORMULA: Final = ("=", "+", "-", "@")


class SheetRefusedError(RuleError):
    """A line of a file is no form of this wave: nothing of the file was taken in. `why` is an error of its own."""

    def __init__(self, line: int, why: DeskError | None = None) -> None:
        super().__init__(line)
        self.line = line
        self.why = why


class SheetHeadError(RuleError):
    """A file has no line of heads that this program knows."""

    def __init__(self, missing: tuple[str, ...]) -> None:
        super().__init__(missing)
        self.missing = missing


class SheetTooLongError(RuleError):
    """A file holds more forms than are taken in at once."""

    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.most = most


def written_sheet(wave: Wave, answers: Iterable[Answer]) -> str:
    """Return forms as CSV; an empty cell was not asked, a dash was asked and not answered."""
    text = StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    items = [item.id for item in wave.questions]
    writer.writerow([*OWN, *items])
    for answer in answers:
        writer.writerow([*_own(answer), *(_cell(answer.answers.get(item)) for item in items)])
    return text.getvalue()


def _own(answer: Answer) -> list[str]:
    # A comment is the only free text: a spreadsheet shall not take it for a formula.
    comment = f"'{answer.comment}" if _guarded(answer.comment) else answer.comment
    flags = ("1" if answer.refused else "", "1" if answer.comment_cleared else "")
    return [
        answer.day.isoformat(),
        answer.mode.value,
        answer.language,
        answer.interviewer,
        flags[0],
        comment,
        flags[1],
    ]


def _cell(codes: tuple[str, ...] | None) -> str:
    return "" if codes is None else " ".join(codes) or NOT_ANSWERED


def read_sheet(wave: Wave, text: str, *, today: date, most: int) -> list[Answer]:
    """Return the forms of a file, each with an id of its own.

    Raises SheetHeadError, SheetTooLongError or SheetRefusedError. A comment has to be cleared anew.
    """
    lines = csv.reader(StringIO(text.removeprefix("\ufeff")), delimiter=";" if ";" in text[:4_000] else ",")
    heads = [head.strip() for head in next(lines, [])]
    missing = tuple(head for head in ("day", "mode") if head not in heads)
    if missing:
        raise SheetHeadError(missing)
    forms: list[Answer] = []
    for number, cells in enumerate(lines, start=2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(forms) >= most:
            raise SheetTooLongError(most)
        try:
            forms.append(_form(wave, dict(zip(heads, cells, strict=False)), today))
        except (RuleError, PersonalDataError) as why:
            raise SheetRefusedError(number, why) from why
        except ValueError as why:
            raise SheetRefusedError(number) from why
    return forms


def _form(wave: Wave, cells: Mapping[str, str], today: date) -> Answer:
    told = {name: value.strip() for name, value in cells.items()}
    if told["mode"] not in {mode.value for mode in Mode}:
        raise AnswerModeError(told["mode"], tuple(mode.value for mode in Mode))
    day = date.fromisoformat(told["day"])
    if day > today:
        raise AnswerDayError(day)
    given = {item.id: told[item.id] for item in wave.questions if told.get(item.id)}
    return Answer(
        id=uuid4(),
        wave_id=wave.id,
        day=day,
        mode=Mode(told["mode"]),
        language=told.get("language") or "fr",
        interviewer=told.get("interviewer", ""),
        refused=told.get("refused", "").casefold() in _TRUE,
        answers={item: () if cell == NOT_ANSWERED else tuple(cell.split()) for item, cell in given.items()},
        comment=_said(told.get("comment", "")),
    ).checked(wave)


def _said(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and _guarded(cell) else cell


def _guarded(words: str) -> bool:
    return words.lstrip("'").startswith(_FORMULA)
