"""Which days a view of the calendar shows, what it is called, and which come before and after it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from cdm_desk.domain.agenda import FARTHEST
from cdm_desk.domain.lists import IN_USE_SINCE
from cdm_desk.language import _, _p, in_use
from cdm_desk.ui.activities.sheets import Sheet, hours_sheet, monday_of, month_sheet, week_sheet

if TYPE_CHECKING:
    from cdm_desk.domain.agenda import Activity

_SEARCHED: Final = timedelta(days=400)
_LAST: Final = date(2100, 12, 31)


class Shown(StrEnum):
    """The views of the calendar."""

    WEEK = "week"
    DAY = "day"
    MONTH = "month"
    LIST = "list"
    COUNT = "count"


def span_of(view: Shown, day: date, *, searched: bool = False) -> tuple[date, date]:
    """Return the first and the last day of what a view shows; a search looks a year around."""
    if searched:
        return max(IN_USE_SINCE, day - _SEARCHED), min(_LAST, day + _SEARCHED)
    if view is Shown.DAY:
        return day, day
    if view is Shown.WEEK:
        return monday_of(day), monday_of(day) + timedelta(days=6)
    first = day.replace(day=1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    if view is Shown.MONTH:
        return monday_of(first), monday_of(last) + timedelta(days=6)
    return first, last


def sheet_of(view: Shown, day: date, activities: Sequence[Activity], closed: Collection[date]) -> Sheet:
    """Return the sheet of a view."""
    if view is Shown.DAY:
        return hours_sheet([day], activities, closed)
    return month_sheet(day, activities, closed) if view is Shown.MONTH else week_sheet(day, activities, closed)


def headings(sheet: Sheet, today: date) -> list[str]:
    """Return the names of the columns: days with their date, or weekdays; today has a sign before it."""
    if not sheet.rows:
        return []
    if not sheet.hours:
        return [in_use().date(spot.day, "weekday_name") for spot in sheet.rows[0]]
    return [
        f"• {in_use().date(spot.day, 'brief')}" if spot.day == today else in_use().date(spot.day, "brief")
        for spot in sheet.rows[0]
    ]


def span_text(view: Shown, day: date, *, searched: bool = False) -> str:
    """Return what a view shows, in words."""
    if view is Shown.COUNT:
        return _("Head counts that are missing")
    if searched:
        return _p("calendar", "Found")
    if view is Shown.DAY:
        return in_use().date(day, "weekday")
    if view is Shown.WEEK:
        week = day.isocalendar().week
        return _("Week {number}, {month}").format(number=week, month=in_use().date(day, "month"))
    return in_use().date(day, "month")


def neighbour(day: date, by: int, view: Shown = Shown.DAY) -> date:
    """Return a day so many days on or back, or in so many of what a view shows; never where nobody plans."""
    if view in (Shown.MONTH, Shown.LIST):
        month = day.year * 12 + day.month - 1 + by
        first = date(month // 12, month % 12 + 1, 1)
        last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        wanted = first.replace(day=min(day.day, last.day))
    else:
        wanted = day + timedelta(days=by * (7 if view is Shown.WEEK else 1))
    return min(max(wanted, IN_USE_SINCE), _LAST - FARTHEST)
