"""The report of the library (R10): the stock by theme and language, and what was found read, by theme and by week.

These are numbers of books. Unlike those of visitors they are printed however small they are: nobody can be known by
a book that lay on a table on a day without an hour.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from cdm_desk.domain.boards import OTHER, TONGUES, Work, came_on
from cdm_desk.domain.consultation import UseSum
from cdm_desk.domain.library import Copy, Title
from cdm_desk.domain.reports import Cell, Figure, Period, Table

DEFINITION: Final = 1
MOST_READ: Final = 20
# The list of titles begins where a number says something of a title.
FEWEST_READ: Final = 5
NO_THEME: Final = "none"
_LANGUAGES: Final = (*TONGUES, OTHER)


@dataclass(frozen=True, slots=True, kw_only=True)
class LibrarySums:
    """Everything that the report is made from; `today` ends a period that still runs."""

    period: Period
    today: date
    works: Sequence[Work]
    first_seen: Mapping[UUID, date]
    uses: Sequence[UseSum]
    read: Mapping[UUID, int]

    @property
    def last(self) -> date:
        """The last day of the period that has begun."""
        return min(self.period.last, self.today)


def figures(sums: LibrarySums) -> tuple[Figure, ...]:
    """Return the figures of the report."""
    stock = [_stock(sums, title, copies) for title, copies in sums.works]
    return (
        Figure(id="books", value=sum(each.copies for each in stock)),
        Figure(id="titles", value=sum(each.copies > 0 for each in stock)),
        Figure(id="new_titles", value=sum(each.new for each in stock)),
        Figure(id="withdrawn_copies", value=sum(each.withdrawn for each in stock)),
        Figure(id="consultations", value=sum(each.count for each in sums.uses)),
        Figure(id="titles_read", value=len(sums.read)),
    )


def tables(sums: LibrarySums, themes: Sequence[str]) -> tuple[Table, ...]:
    """Return the tables of the report."""
    return (
        stock_table(sums, themes),
        use_table(sums.uses, themes),
        week_table(sums.uses, sums.period.first, sums.last),
        _most_read(sums),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stock:
    copies: int
    new: bool
    withdrawn: int


def _stock(sums: LibrarySums, title: Title, copies: Sequence[Copy]) -> _Stock:
    """Count a title as it stood at the end of the period."""
    held = sum(_held(copy, sums.last) for copy in copies)
    came = came_on(title, copies, sums.first_seen)
    return _Stock(
        copies=held,
        new=came is not None and sums.period.first <= came <= sums.last,
        withdrawn=sum(
            copy.withdrawn_on is not None and sums.period.first <= copy.withdrawn_on <= sums.last for copy in copies
        ),
    )


def _held(copy: Copy, day: date) -> bool:
    if copy.removed or (copy.acquired_on is not None and copy.acquired_on > day):
        return False
    return copy.counted or (copy.withdrawn_on is not None and copy.withdrawn_on > day)


def stock_table(sums: LibrarySums, themes: Sequence[str]) -> Table:
    """Return titles by theme and language at the end of the period, what came and went, and what was read."""
    cells: dict[str, Counter[str]] = {theme: Counter() for theme in (*themes, NO_THEME)}
    for title, copies in sums.works:
        stock = _stock(sums, title, copies)
        row = cells[title.theme_code if title.theme_code in cells else NO_THEME]
        if stock.copies:
            row[_tongue(title.language)] += 1
            row["total"] += 1
        row["new"] += stock.new
        row["withdrawn"] += stock.withdrawn
    for use in sums.uses:
        cells[use.theme_code if use.theme_code in cells else NO_THEME]["consultations"] += use.count
    columns = (*_LANGUAGES, "total", "new", "withdrawn", "consultations")
    return _table("stock", "theme", columns, cells)


def use_table(uses: Iterable[UseSum], themes: Sequence[str]) -> Table:
    """Return consultations by theme and language; journals and leaflets without a theme stand under none."""
    cells: dict[str, Counter[str]] = {theme: Counter() for theme in (*themes, NO_THEME)}
    for use in uses:
        row = cells[use.theme_code if use.theme_code in cells else NO_THEME]
        row[_tongue(use.language)] += use.count
        row["total"] += use.count
    return _table("uses_by_theme", "theme", (*_LANGUAGES, "total"), cells)


def week_table(uses: Iterable[UseSum], first: date, last: date) -> Table:
    """Return consultations by week and language; a week in which nothing was counted is a row of noughts."""
    cells: dict[str, Counter[str]] = {week: Counter() for week in _weeks(first, last)}
    for use in uses:
        row = cells.setdefault(f"{use.year}-W{use.week:02}", Counter())
        row[_tongue(use.language)] += use.count
        row["total"] += use.count
    return _table("uses_by_week", "week", (*_LANGUAGES, "total"), dict(sorted(cells.items())))


def _most_read(sums: LibrarySums) -> Table:
    titles = {title.id: title for title, _copies in sums.works}
    ranked = sorted(
        ((title_id, count) for title_id, count in sums.read.items() if count >= FEWEST_READ and title_id in titles),
        key=lambda each: (-each[1], titles[each[0]].sort_key, each[0].hex),
    )
    rows: list[tuple[Cell, ...]] = [
        (titles[title_id].heading, titles[title_id].theme_code, titles[title_id].shelf_mark, count)
        for title_id, count in ranked[:MOST_READ]
    ]
    return Table(id="most_read", columns=("title", "theme", "shelf_mark", "consultations"), rows=tuple(rows))


def _table(table_id: str, head: str, columns: Sequence[str], cells: Mapping[str, Counter[str]]) -> Table:
    rows: list[tuple[Cell, ...]] = [(key, *(row[column] for column in columns)) for key, row in cells.items()]
    total: Counter[str] = sum(cells.values(), Counter())
    rows.append(("total", *(total[column] for column in columns)))
    return Table(id=table_id, columns=(head, *columns), rows=tuple(rows))


def _tongue(language: str | None) -> str:
    return language.lower() if language and language.lower() in TONGUES else OTHER


def _weeks(first: date, last: date) -> list[str]:
    monday = first - timedelta(days=first.weekday())
    weeks = []
    while monday <= last:
        year, week, _day = monday.isocalendar()
        weeks.append(f"{year}-W{week:02}")
        monday += timedelta(days=7)
    return weeks
