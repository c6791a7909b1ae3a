"""Numbers scanned here that wait, and what the catalogues of others have answered; neither leaves this workstation."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.engine import Connection

from cdm_desk.domain.lookup import Answer, Fault, Waiting, plain_title, title_of_plain
from cdm_desk.store.rows import LookupAnswerRow, LookupRow, replacing

_FIELDS = tuple(Waiting.__dataclass_fields__)
_CHUNK = 400
_PUT_ANSWER = replacing("lookup_answer", "source", "number")


class LookupTable:
    """What was scanned and is not done with, and the answers kept so that nobody is asked twice."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def waiting(self) -> list[Waiting]:
        """Return the numbers that wait, in the order in which they were scanned."""
        query = select(LookupRow.__table__).order_by(LookupRow.place)
        return [_waiting(row) for row in self._db.execute(query).mappings()]

    def find(self, number: str) -> Waiting | None:
        """Return the number if it waits."""
        query = select(LookupRow.__table__).where(LookupRow.number == number)
        row = self._db.execute(query).mappings().one_or_none()
        return None if row is None else _waiting(row)

    def add(self, waiting: Waiting) -> None:
        """Let a number wait behind all others; one that waits already keeps its place."""
        if self.find(waiting.number) is not None:
            return
        last = self._db.execute(select(func.coalesce(func.max(LookupRow.place), 0))).scalar_one()
        self._db.execute(insert(LookupRow).values(place=last + 1, **asdict(waiting)))

    def change(self, waiting: Waiting) -> None:
        """Write what is known of a number that waits."""
        self._db.execute(update(LookupRow).where(LookupRow.number == waiting.number).values(**asdict(waiting)))

    def drop(self, number: str) -> None:
        """Let a number wait no more."""
        self._db.execute(delete(LookupRow).where(LookupRow.number == number))

    def answers(self, number: str, nothing_since: date) -> list[Answer]:
        """Return what is known of a number; that somebody knew nothing counts only from a day on."""
        return self.answers_of([number], nothing_since)[number]

    def answers_of(self, numbers: Sequence[str], nothing_since: date) -> dict[str, list[Answer]]:
        """Return what is known of each of several numbers, as `answers` does of one."""
        found: dict[str, list[Answer]] = {number: [] for number in numbers}
        for first in range(0, len(numbers), _CHUNK):
            chunk = numbers[first : first + _CHUNK]
            query = select(LookupAnswerRow.__table__).where(LookupAnswerRow.number.in_(chunk))
            for row in self._db.execute(query).mappings():
                answer = _answer(row) if _counts(row, nothing_since) else None
                if answer is not None:
                    found[row["number"]].append(answer)
        return found

    def keep_answers(self, number: str, answers: Iterable[Answer], today: date) -> None:
        """Keep the answers that are final."""
        for answer in answers:
            if answer.is_final:
                self._db.execute(_PUT_ANSWER, _row(number, answer, today))

    def forget_answers(self, before: date) -> None:
        """Forget what was answered before a day."""
        self._db.execute(delete(LookupAnswerRow).where(LookupAnswerRow.asked_on < before))


def _waiting(row: Any) -> Waiting:  # noqa: ANN401 - a row of the driver
    return Waiting(**{name: row[name] for name in _FIELDS})


def _counts(row: Any, nothing_since: date) -> bool:  # noqa: ANN401 - as above
    return row["fault"] is None or row["asked_on"] >= nothing_since


def _answer(row: Any) -> Answer | None:  # noqa: ANN401 - as above
    if row["fault"] is not None:
        return Answer(source=row["source"], fault=Fault.NOTHING)
    try:
        title = title_of_plain(json.loads(row["body"]))
    except (TypeError, ValueError):
        # What cannot be read is asked again.
        return None
    return Answer(source=row["source"], title=title)


def _row(number: str, answer: Answer, today: date) -> dict[str, Any]:
    body = None if answer.title is None else json.dumps(plain_title(answer.title), ensure_ascii=False).encode()
    fault = answer.fault.value if answer.fault else None
    return {"source": answer.source, "number": number, "asked_on": today, "body": body, "fault": fault}
