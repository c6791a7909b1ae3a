"""The tables of the reports of a period: by stretch of time, theme, wait, outcome, language, kind of activity."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from cdm_desk.domain.activities import ActivityFact
from cdm_desk.domain.disclosure import HIDDEN, MASKED, THRESHOLD, masked, shown
from cdm_desk.domain.period_sums import PeriodSums, WaitCount, blocks_by, by_month, defined
from cdm_desk.domain.reports import (
    OUTING_CHANNELS,
    OUTINGS,
    Cell,
    Figure,
    Note,
    Period,
    Table,
    percent,
    weighted_percentile,
)

LONG_WAITS: Final = (15, 30)
LANGUAGES: Final = ("FR", "NL", "BI")
NOT_RECORDED: Final = "not_recorded"
STRETCH: Final = (
    "advice_users",
    "multimedia_users",
    "pc_sessions",
    "activities",
    "activity_users",
    "outing_users",
    "info",
    "contacts",
)
PRISON: Final = "AC9"
PEOPLE: Final = 3
"""Where the people stand in the table of kinds of activities."""
# From this many days on a period is told by months.
LONG: Final = timedelta(days=62)


def stretch_table(sums: PeriodSums, bucket: Callable[[date], str], table_id: str) -> Table:
    """Return what each day, week or month of a period adds up to, with the sums."""
    blocks = blocks_by(sums, bucket)
    shown = [name for name in STRETCH if name != "outing_users" or "outing_users" in sums.indicator.blocks]
    rows: list[tuple[Cell, ...]] = []
    for name in stretches(sums.period, bucket):
        numbers = blocks.get(name, Counter[str]())
        values = {**numbers, **defined(numbers, sums.indicator)}
        rows.append((name, *(values.get(column, 0) for column in shown)))
    return Table(id=table_id, columns=(table_id.removeprefix("by_"), *shown), rows=_with_total(rows))


def stretches(period: Period, bucket: Callable[[date], str]) -> list[str]:
    """Return the names of the stretches of a period, in order; of days those of the working week."""
    days = (period.first + timedelta(days=after) for after in range((period.last - period.first).days + 1))
    return list(dict.fromkeys(bucket(day) for day in days if day.weekday() < 5))


def compared_table(now: PeriodSums, before: PeriodSums, year_before: PeriodSums) -> Table:
    """Return the sums of a period beside those of the one before and of the same one a year before."""
    shown = [name for name in STRETCH if name != "outing_users" or "outing_users" in now.indicator.blocks]
    rows = []
    for name, sums in (("this_period", now), ("period_before", before), ("same_last_year", year_before)):
        numbers = blocks_by(sums, lambda _day: "all").get("all")
        values = {} if numbers is None else {**numbers, **defined(numbers, now.indicator)}
        rows.append((name, *(values.get(column, 0) if numbers is not None else None for column in shown)))
    return Table(id="compared", columns=("compared", *shown), rows=tuple(rows))


def modality_table(sums: PeriodSums, themes: Sequence[str]) -> Table:
    """Return how each theme was served: conversations in the house and outside, activities and who came to them."""
    rows: list[tuple[Cell, ...]] = []
    for theme in (*themes, None):
        talks = [talk for talk in sums.talks if (talk.theme_code or None) == theme]
        held = [each for each in sums.activities if each.theme_code == theme and each.kind_code not in OUTINGS]
        outside = sum(
            each.present for each in sums.activities if each.theme_code == theme and each.kind_code in OUTINGS
        )
        inside = sum(talk.people for talk in talks if talk.channel not in OUTING_CHANNELS)
        outside += sum(talk.people for talk in talks if talk.channel in OUTING_CHANNELS)
        rows.append((theme or "none", inside, outside, len(held), sum(each.present for each in held)))
    columns = ("theme", "advice_inside", "advice_outside", "activities", "activity_users")
    return Table(id="theme_modality", columns=columns, rows=_with_total(rows))


def theme_report_table(sums: PeriodSums, themes: Sequence[str]) -> Table:
    """Return what R05 says of each theme: conversations and their share and length, activities, books."""
    modality = {str(row[0]): row for row in modality_table(sums, themes).rows}
    advised = sum(int(modality[theme][1] or 0) + int(modality[theme][2] or 0) for theme in themes)
    rows: list[tuple[Cell, ...]] = []
    for theme in themes:
        _name, inside, outside, held, present = modality[theme]
        lengths = Counter({each.minutes: each.sessions for each in sums.lengths if each.theme_code == theme})
        share = percent(int(inside or 0) + int(outside or 0), advised)
        books = sum(book.copies for book in sums.books if book.theme_code == theme)
        rows.append((theme, inside, outside, share, weighted_percentile(lengths, 50), held, present, books))
    columns = (
        "theme",
        "advice_inside",
        "advice_outside",
        "percent",
        "length_p50",
        "activities",
        "activity_users",
        "books",
    )
    return Table(id="theme_report", columns=columns, rows=tuple(rows))


def theme_language_table(sums: PeriodSums, themes: Sequence[str]) -> Table:
    """Return in which language the conversations of each theme were held."""
    rows: list[tuple[Cell, ...]] = []
    for theme in themes:
        spoken = Counter[str]()
        for talk in sums.talks:
            if talk.theme_code == theme:
                spoken[talk.language or NOT_RECORDED] += talk.people
        rows.append((theme, *_by_language(spoken)))
    return Table(id="theme_language", columns=("theme", *_LANGUAGE_COLUMNS), rows=_with_total(rows))


_LANGUAGE_COLUMNS: Final = ("FR", "NL", "BI", NOT_RECORDED, "total")


def _by_language(spoken: Mapping[str, int]) -> tuple[int, ...]:
    numbers = [spoken.get(language, 0) for language in (*LANGUAGES, NOT_RECORDED)]
    return (*numbers, sum(numbers))


def language_table(sums: PeriodSums) -> Table:
    """Return the languages of each service, and how many percent of its people have one recorded."""
    door = Counter({language or NOT_RECORDED: number for language, number in sums.door_languages})
    talks, activities = Counter[str](), Counter[str]()
    for talk in sums.talks:
        talks[talk.language or NOT_RECORDED] += talk.people
    for activity in sums.activities:
        activities[activity.language or NOT_RECORDED] += activity.present
    rows: list[tuple[Cell, ...]] = []
    for service, spoken in (("at_the_door", door), ("advice_users", talks), ("activity_users", activities)):
        numbers = _by_language(spoken)
        rows.append((service, *numbers, percent(numbers[-1] - numbers[-2], numbers[-1])))
    return Table(id="languages", columns=("service", *_LANGUAGE_COLUMNS, "recorded_percent"), rows=tuple(rows))


def helper_table(sums: PeriodSums, languages: Sequence[str]) -> Table:
    """Return which helper languages were of use, small numbers masked so that no total gives them back."""
    numbers = Counter(dict(sums.helper_languages))
    hidden = masked({language: numbers[language] for language in languages if numbers[language]})
    rows: list[tuple[Cell, ...]] = [(code, shown(number, numbers[code])) for code, number in hidden.counts.items()]
    rows.append(("total", HIDDEN if hidden.total is None else hidden.total))
    return Table(id="helper_languages", columns=("language", "number"), rows=tuple(rows))


def wait_report_table(sums: PeriodSums, themes: Sequence[str]) -> Table:
    """Return how long each theme waited and how its waits ended; percentiles of fewer than five are left out."""
    rows: list[tuple[Cell, ...]] = [
        _waits(theme, [wait for wait in sums.waits if wait.theme_code == theme]) for theme in themes
    ]
    columns = (
        "theme",
        "called",
        "p50",
        "p90",
        "longest",
        *(f"over_{minutes}" for minutes in LONG_WAITS),
        "no_show",
        "no_show_percent",
        "left",
        "cancelled",
        "not_called",
    )
    return Table(id="waits", columns=columns, rows=(*rows, _waits("total", sums.waits)))


def _waits(name: str, waits: Sequence[WaitCount]) -> tuple[Cell, ...]:
    minutes, ended = Counter[int](), Counter[str]()
    for wait in waits:
        ended[wait.ended] += wait.number
        if wait.ended == "called":
            minutes[wait.minutes] += wait.number
    p50 = weighted_percentile(minutes, 50)
    over = [sum(number for length, number in minutes.items() if length > limit) for limit in LONG_WAITS]
    return (
        name,
        ended["called"],
        p50,
        weighted_percentile(minutes, 90),
        None if p50 is None else max(minutes),
        *over,
        ended["no_show"],
        percent(ended["no_show"], ended["called"] + ended["no_show"]),
        ended["left"],
        ended["cancelled"],
        ended["not_called"],
    )


def outcome_report_table(sums: PeriodSums, themes: Sequence[str], outcomes: Sequence[str]) -> Table:
    """Return the outcomes of each theme, and of how many percent of all conversations each is one.

    A conversation may have up to three outcomes, so that the percentages add up to more than a hundred.
    """
    numbers: Counter[tuple[str, str]] = Counter()
    sessions = Counter[str]()
    for each in sums.outcomes:
        sessions[each.theme_code] += each.sessions
        for code in each.outcome_codes or (NOT_RECORDED,):
            numbers[each.theme_code, code] += each.sessions
    every = sum(sessions.values())
    rows: list[tuple[Cell, ...]] = []
    for code in (*outcomes, NOT_RECORDED):
        by_theme = [numbers[theme, code] for theme in themes]
        rows.append((code, *by_theme, sum(by_theme), percent(sum(by_theme), every)))
    rows.append(("conversations", *(sessions[theme] for theme in themes), every, 100 if every else 0))
    return Table(id="outcome_report", columns=("outcome", *themes, "total", "percent"), rows=tuple(rows))


def hour_report_table(sums: PeriodSums) -> Table:
    """Return how many people came in each hour of each weekday: the mean of the days on which anybody came."""
    days: dict[int, set[date]] = {weekday: set() for weekday in range(5)}
    numbers: Counter[tuple[int, int]] = Counter()
    for each in sums.arrivals:
        days.setdefault(each.day.weekday(), set()).add(each.day)
        numbers[each.day.weekday(), each.hour] += each.people
    hours = range(9, 19)
    rows: list[tuple[Cell, ...]] = []
    for weekday in sorted(days):
        open_days = len(days[weekday])
        cells = [_mean(numbers[weekday, hour], open_days) for hour in hours]
        rows.append((f"weekday_{weekday}", *cells, open_days))
    return Table(id="hours", columns=("weekday", *(f"h{hour:02}" for hour in hours), "open_days"), rows=tuple(rows))


def busiest_table(sums: PeriodSums, hours: Iterable[int] = range(9, 19)) -> Table:
    """Return the most people who came in one hour of each weekday."""
    most: Counter[tuple[int, int]] = Counter()
    for each in sums.arrivals:
        key = (each.day.weekday(), each.hour)
        most[key] = max(most[key], each.people)
    rows: list[tuple[Cell, ...]] = [
        (f"weekday_{weekday}", *(most[weekday, hour] for hour in hours)) for weekday in range(5)
    ]
    return Table(id="busiest", columns=("weekday", *(f"h{hour:02}" for hour in hours)), rows=tuple(rows))


def _mean(total: int, days: int) -> int:
    return (2 * total + days) // (2 * days) if days else 0


def pc_table(sums: PeriodSums, bucket: Callable[[date], str], table_id: str, seats: int, open_hours: int) -> Table:
    """Return users, hours and the busiest hour at the PCs; `open_hours` are those of a usual week of five days."""
    blocks = blocks_by(sums, bucket)
    busiest: Counter[str] = Counter()
    days: dict[str, set[date]] = {}
    for each in sums.pc:
        name = bucket(each.day)
        busiest[name] = max(busiest[name], each.blocks)
        days.setdefault(name, set()).add(each.day)
    rows: list[tuple[Cell, ...]] = []
    for name in stretches(sums.period, bucket):
        numbers = blocks.get(name, Counter[str]())
        room = seats * open_hours * len(days.get(name, ())) // 5
        share = percent(numbers["pc_sessions"], room)
        rows.append((name, numbers["multimedia_users"], numbers["pc_sessions"], busiest[name], share))
    columns = (table_id.removeprefix("pc_"), "multimedia_users", "pc_sessions", "busiest_hour", "occupied_percent")
    return Table(id=table_id, columns=columns, rows=tuple(rows))


def activity_table(activities: Sequence[ActivityFact], kinds: Sequence[str]) -> Table:
    """Return the activities and outings of each kind: where they were held, who came, how full they were."""
    rows: list[tuple[Cell, ...]] = []
    for kind in kinds:
        held = [each for each in activities if each.kind_code == kind]
        present = sum(each.present for each in held)
        enrolled = sum(each.enrolled for each in held if each.enrolled)
        came = sum(each.present for each in held if each.enrolled)
        sizes = Counter(each.present for each in held)
        rows.append(
            (
                kind,
                sum(each.place == "intra" for each in held),
                sum(each.place != "intra" for each in held),
                present,
                _mean(present, len(held)),
                weighted_percentile(sizes, 50),
                percent(came, enrolled) if enrolled else None,
            )
        )
    columns = ("kind", "inside", "outside", "people", "mean", "median", "filled_percent")
    return Table(id="activity_kinds", columns=columns, rows=tuple(rows))


def without_prisons(table: Table, *, coarse: bool) -> Table:
    """Return the table of kinds without what points at detained people: nothing of a month, no small number at all."""
    return replace(table, rows=tuple(_guarded(row, coarse=coarse) for row in table.rows))


def _guarded(row: tuple[Cell, ...], *, coarse: bool) -> tuple[Cell, ...]:
    people = row[PEOPLE]
    small = isinstance(people, int) and 0 < people < THRESHOLD
    if row[0] != PRISON or (coarse and not small):
        return row
    return (*row[:PEOPLE], MASKED if coarse else None, *(None for _cell in row[PEOPLE + 1 :]))


def partner_table(activities: Sequence[ActivityFact]) -> Table:
    """Return the activities of each partner, in the order of the alphabet: none comes first for its numbers."""
    held, people = Counter[str](), Counter[str]()
    for each in activities:
        for partner in each.partners:
            held[partner] += 1
            people[partner] += each.present
    rows = [(name, held[name], people[name]) for name in sorted(held, key=str.casefold)]
    return Table(id="activity_partners", columns=("partner", "activities", "people"), rows=tuple(rows))


def audience_table(activities: Sequence[ActivityFact], audiences: Sequence[str]) -> Table:
    """Return the special audiences, which overlap and are never added up; small numbers are masked."""
    held, people = Counter[str](), Counter[str]()
    for each in activities:
        for audience in each.audiences:
            held[audience] += 1
            people[audience] += each.present
    known = [code for code in audiences if held[code]]
    # No sum is printed: a hidden number cannot be taken from one.
    rows = [(code, held[code], MASKED if 0 < people[code] < THRESHOLD else people[code]) for code in known]
    return Table(id="audiences", columns=("audience", "activities", "people"), rows=tuple(rows))


def quality_figures(sums: PeriodSums) -> tuple[Figure, ...]:
    """Return how good the figures of a period are (R17): all but the shares should be nothing before it is final."""
    talks = sum(talk.people for talk in sums.talks)
    spoken = sum(talk.people for talk in sums.talks if talk.language)
    sessions = sum(each.sessions for each in sums.outcomes)
    with_outcome = sum(each.sessions for each in sums.outcomes if each.outcome_codes)
    values = {
        "headcounts_missing": sums.uncounted,
        "language_missing_percent": percent(talks - spoken, talks),
        "outcome_missing_percent": percent(sessions - with_outcome, sessions),
        "unreliable": sums.quality.unreliable,
        "late": sums.quality.late,
        "voided": sums.quality.voided,
        "doubles": sums.quality.doubles,
        "minutes_offline": sums.quality.minutes_offline,
    }
    return tuple(Figure(id=name, value=value) for name, value in values.items())


def missing_heads_table(sums: PeriodSums) -> Table:
    """Return the activities whose heads nobody has counted, by month and kind."""
    numbers = Counter(
        (by_month(each.day), each.kind_code) for each in sums.activities if each.enrolled > 0 and each.present == 0
    )
    rows = tuple((month, kind, number) for (month, kind), number in sorted(numbers.items()))
    return Table(id="missing_heads", columns=("month", "kind", "number"), rows=rows)


def period_notes(sums: PeriodSums) -> tuple[Note, ...]:
    """Return what a reader of the figures has to know, each only where there is something to say."""
    notes = (Note(id="headcounts", number=sums.uncounted),)
    return tuple(note for note in notes if note.number)


def _with_total(rows: Sequence[tuple[Cell, ...]]) -> tuple[tuple[Cell, ...], ...]:
    places = range(1, len(rows[0])) if rows else ()
    return (*rows, ("total", *(sum(int(row[place] or 0) for row in rows) for place in places)))
