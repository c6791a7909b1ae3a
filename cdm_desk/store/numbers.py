"""The numbers that this workstation may hand out, from blocks claimed ahead."""

import hashlib
from datetime import date
from typing import Final

from sqlalchemy import bindparam, delete, func, insert, select, update
from sqlalchemy.engine import Connection

from cdm_desk.domain.queue import BLOCK, block_counts, number_text
from cdm_desk.store.prepared import Prepared
from cdm_desk.store.rows import Day, NumberBlockRow, table_named

LETTERS: Final = "letter"
"""The series of the letters of the day: block 0 is A, block 1 is B; its `used` counts the numbers handed out."""

_LEAP: Final = 10

_OF_SERIES: Final = (
    NumberBlockRow.day == bindparam("of_day", type_=Day),
    NumberBlockRow.series == bindparam("of_series"),
)
_FREE: Final = Prepared(
    select(NumberBlockRow.block, NumberBlockRow.used)
    .where(*_OF_SERIES, NumberBlockRow.used < BLOCK)
    .order_by(NumberBlockRow.block)
    .limit(1)
)
_BLOCKS: Final = Prepared(select(NumberBlockRow.block).where(*_OF_SERIES))
_LEFT: Final = Prepared(select(func.sum(BLOCK - NumberBlockRow.used)).where(*_OF_SERIES))
_ADD: Final = Prepared(insert(table_named("number_block")))
_COUNT: Final = Prepared(
    update(table_named("number_block"))
    .where(*_OF_SERIES, NumberBlockRow.block == bindparam("of_block"))
    .values(used=NumberBlockRow.used + 1)
)


class NumberTable:
    """Blocks of ten numbers by day and series; a series is the digit of a theme."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def add_block(self, day: date, series: str, block: int) -> None:
        """Keep a block that this workstation has won."""
        _ADD.run(self._db, {"day": day, "series": series, "block": block, "used": 0})

    def blocks(self, day: date, series: str) -> list[int]:
        """Return the blocks of a series won for a day, the used-up ones included."""
        return sorted(block for (block,) in _BLOCKS.rows(self._db, {"of_day": day, "of_series": series}))

    def left(self, day: date, series: str) -> int:
        """Return how many numbers of a series can still be handed out without asking anybody."""
        return int(_LEFT.value(self._db, {"of_day": day, "of_series": series}) or 0)

    def take(self, day: date, series: str) -> str | None:
        """Return the next number of a series; None when the blocks are used up."""
        row = _FREE.row(self._db, {"of_day": day, "of_series": series})
        if row is None:
            return None
        block, used = row
        self._count(day, series, block)
        return number_text(int(series), block_counts(block)[used])

    def take_lettered(self, day: date) -> str | None:
        """Return the next number under this workstation's letter of the day, such as `A17`; None without a letter."""
        query = select(NumberBlockRow.block, NumberBlockRow.used).where(
            NumberBlockRow.day == day, NumberBlockRow.series == LETTERS
        )
        row = self._db.execute(query.order_by(NumberBlockRow.block)).first()
        if row is None:
            return None
        self._count(day, LETTERS, row.block)
        return f"{letter(row.block)}{row.used + 1}"

    def hand_out(self, day: date, series: str, *, alone: bool, name: str) -> str:
        """Return the next number to hand over, whatever the shared folder does.

        `alone` says that no other workstation hands out numbers, so that blocks need no claim. Without a block, and
        without a letter claimed for the day, two letters drawn from the workstation's name stand before the count.
        """
        number = self.take(day, series)
        if number is None and alone:
            known = self.blocks(day, series)
            self.add_block(day, series, known[-1] + 1 if known else 0)
            number = self.take(day, series)
        number = number or self.take_lettered(day)
        if number is None:
            drawn = 26 + int.from_bytes(hashlib.sha256(name.encode()).digest()[:4]) % 26**2
            self.add_block(day, LETTERS, drawn)
            number = self.take_lettered(day)
        assert number is not None  # noqa: S101 - a letter never runs out
        return number

    def give_up(self, day: date, series: str, block: int) -> None:
        """Hand out nothing more of a block: another workstation has it. A letter is dropped, as it never runs out."""
        of_block = (NumberBlockRow.day == day, NumberBlockRow.series == series, NumberBlockRow.block == block)
        if series == LETTERS:
            self._db.execute(delete(NumberBlockRow).where(*of_block))
        else:
            self._db.execute(update(NumberBlockRow).where(*of_block).values(used=BLOCK))

    def forget(self) -> None:
        """Drop every block: after a restored backup the numbers handed out since are not known."""
        self._db.execute(NumberBlockRow.__table__.delete())  # type: ignore[attr-defined]

    def leap(self, day: date) -> None:
        """Go on a hundred numbers further in each series of a day: nobody knows what was handed out."""
        last = select(NumberBlockRow.series, func.max(NumberBlockRow.block)).where(NumberBlockRow.day == day)
        known = dict(self._db.execute(last.group_by(NumberBlockRow.series)).all())
        self.forget()
        for series in map(str, range(1, 10)):
            block = known.get(series, -1) + _LEAP
            self._db.execute(insert(NumberBlockRow).values(day=day, series=series, block=block, used=BLOCK))

    def _count(self, day: date, series: str, block: int) -> None:
        _COUNT.run(self._db, {"of_day": day, "of_series": series, "of_block": block})


def letter(block: int) -> str:
    """Return the letters of a block: A to Z, then AA, AB."""
    text = ""
    while True:
        block, rest = divmod(block, 26)
        text = chr(ord("A") + rest) + text
        if block == 0:
            return text
        block -= 1
