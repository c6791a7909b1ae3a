"""The annual report (R04): every figure that the house prints of a year, the year before beside it."""

from collections import Counter
from typing import Final

from cdm_desk.domain.activities import ActivityFact
from cdm_desk.domain.disclosure import MASKED, THRESHOLD
from cdm_desk.domain.house_figures import staff_of
from cdm_desk.domain.period_sums import PeriodSums, blocks_by, by_month, defined, whole_of
from cdm_desk.domain.period_tables import stretches
from cdm_desk.domain.reports import CONTACTS, Cell, Figure, Table, change_percent, percent

FAIR, TRUCK, PRISON, DELEGATION = "AC7", "AC8", "AC9", "AC10"
INFORMING: Final = frozenset({"AC1", "AC2"})
TRAINING_AND_GUIDANCE: Final = frozenset({"FOR", "ORI"})
EVERYBODY, DETAINED, DISABILITY, NEET = "ALL", "DET", "DIS", "NEET"
# Few of them could be known to a reader: fewer than five are not printed.
SENSITIVE: Final = frozenset({"detained", "disability", "neet"})
PRINTED: Final = (
    "contacts",
    "multimedia_users",
    "pc_sessions",
    "books",
    "advice_users",
    "activities",
    "activity_users",
    "outing_users",
    "school_visits",
    "pupils",
    "detained",
    "disability",
    "neet",
    "fairs",
    "info_sessions_and_workshops",
    "formtruck",
    "delegations",
    "collaborators",
    "page_views",
    "unique_visitors",
    "visitors_brussels_percent",
    "visitors_elsewhere_percent",
)
"""The figures in the order of the annual report of 2019."""
BESIDES: Final = frozenset(PRINTED[PRINTED.index("collaborators") :])
MONTHLY: Final = (
    "contacts",
    "multimedia_users",
    "pc_sessions",
    "advice_users",
    "activities",
    "activity_users",
    "outing_users",
    "school_visits",
    "pupils",
)


def annual_figures(sums: PeriodSums) -> tuple[Figure, ...]:
    """Return the figures of a period; special audiences overlap with the others and with one another."""
    values = _values(sums)
    return tuple(Figure(id=name, value=_printable(name, values[name])) for name in PRINTED if name in values)


def _values(sums: PeriodSums) -> dict[str, int]:
    numbers = whole_of(sums)
    shown = defined(numbers, sums.indicator)
    return {
        **shown,
        **{name: numbers[name] for name in ("pc_sessions", "activities", "school_visits", "pupils")},
        "books": sum(book.copies for book in sums.books),
        **_audiences(sums),
        **_besides(sums),
    }


def _besides(sums: PeriodSums) -> dict[str, int]:
    """Return what no desk counts, as far as anything is known of it."""
    found: dict[str, int] = {}
    staff = staff_of(sums.staff, sums.period.first, sums.period.last)
    if staff is not None:
        found["collaborators"] = staff
    if sums.web:
        found["page_views"] = sum(each.page_views for each in sums.web)
        found["unique_visitors"] = sum(each.visitors for each in sums.web)
    placed = sum(each.visitors for each in sums.web if each.visitors_brussels is not None)
    if placed:
        found["visitors_brussels_percent"] = percent(sum(each.visitors_brussels or 0 for each in sums.web), placed)
        found["visitors_elsewhere_percent"] = 100 - found["visitors_brussels_percent"]
    return found


def _audiences(sums: PeriodSums) -> dict[str, int]:
    met = Counter[str]()
    for talk in sums.talks:
        met[talk.channel] += talk.people
    present = Counter[str]()
    for activity in sums.activities:
        for name in _counted_as(activity):
            present[name] += activity.present
    return {
        "detained": present["detained"] + met["prison"],
        "disability": present["disability"],
        "neet": present["neet"],
        "fairs": present["fairs"] + met["fair"],
        "info_sessions_and_workshops": present["info_sessions_and_workshops"],
        "formtruck": present["formtruck"] + met["formtruck"],
        "delegations": sum(activity.kind_code == DELEGATION for activity in sums.activities),
    }


def _counted_as(activity: ActivityFact) -> list[str]:
    informs = activity.kind_code in INFORMING and activity.theme_code in TRAINING_AND_GUIDANCE
    named = {
        "detained": activity.kind_code == PRISON or DETAINED in activity.audiences,
        "disability": DISABILITY in activity.audiences,
        "neet": NEET in activity.audiences,
        "fairs": activity.kind_code == FAIR,
        "formtruck": activity.kind_code == TRUCK,
        "info_sessions_and_workshops": informs and EVERYBODY in activity.audiences,
    }
    return [name for name, belongs in named.items() if belongs]


def _printable(name: str, value: int) -> int | None:
    return None if name in SENSITIVE and 0 < value < THRESHOLD else value


def annual_table(sums: PeriodSums, before: PeriodSums) -> Table:
    """Return each figure with that of the year before, counted as this year is, and the change in whole percent."""
    now = {figure.id: figure.value for figure in annual_figures(sums)}
    then = _values(before)
    then.update(defined(whole_of(before), sums.indicator))
    # A catalogue knows what stands on the shelf, and only of late what stood there once.
    known = bool(before.visits or before.talks or before.activities)
    rows: list[tuple[Cell, ...]] = []
    for name, value in now.items():
        earlier = _printable(name, then.get(name, 0)) if known and (name in then or name not in BESIDES) else None
        small = known and earlier is None and name in SENSITIVE
        shown = (MASKED if value is None else value, MASKED if small else earlier)
        rows.append((name, *shown, change_percent(value, earlier)))
    return Table(id="annual", columns=("figure", "value", "year_before", "change_percent"), rows=tuple(rows))


def web_table(sums: PeriodSums) -> Table:
    """Return what was read of the website month by month; visitors are those of each month, added up."""
    rows: list[tuple[Cell, ...]] = []
    for month in sorted({each.month for each in sums.web}):
        of_month = [each for each in sums.web if each.month == month]
        views, visitors = sum(each.page_views for each in of_month), sum(each.visitors for each in of_month)
        placed = [each for each in of_month if each.visitors_brussels is not None]
        brussels = sum(each.visitors_brussels or 0 for each in placed) if placed else None
        rows.append((month, views, visitors, brussels))
    known = [row for row in rows if isinstance(row[3], int)]
    sums_of = [sum(int(row[place] or 0) for row in rows) for place in (1, 2)]
    total = ("total", *sums_of, sum(int(row[3] or 0) for row in known) if known else None)
    return Table(
        id="web_figures",
        columns=("month", "page_views", "unique_visitors", "visitors_brussels"),
        rows=(*rows, total),
    )


def month_table(sums: PeriodSums) -> Table:
    """Return the figures month by month, with their sums."""
    blocks = blocks_by(sums, by_month)
    shown = [name for name in MONTHLY if name != "outing_users" or "outing_users" in sums.indicator.blocks]
    rows: list[tuple[Cell, ...]] = []
    for month in stretches(sums.period, by_month):
        numbers = blocks.get(month, Counter[str]())
        values = {**numbers, **defined(numbers, sums.indicator)}
        rows.append((month, *(values.get(name, 0) for name in shown)))
    totals = [sum(int(row[place] or 0) for row in rows) for place in range(1, len(shown) + 1)]
    return Table(id="by_month", columns=("month", *shown), rows=(*rows, ("total", *totals)))


def bridge_table(sums: PeriodSums) -> Table:
    """Return the contacts by both definitions: three blocks as in 2019, and four as from 2023."""
    numbers = whole_of(sums)
    three, four = (defined(numbers, indicator) for indicator in CONTACTS)
    rows = [(block, three.get(block), four[block]) for block in (*CONTACTS[1].blocks, "contacts")]
    return Table(id="bridge", columns=("block", "three_blocks", "four_blocks"), rows=tuple(rows))
