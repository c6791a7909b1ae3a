"""What the survey says in the reports: shares with their intervals, by question, by group, by way of asking."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from cdm_desk.domain.disclosure import HIDDEN, MASKED, THRESHOLD, masked, shown
from cdm_desk.domain.lists import Label
from cdm_desk.domain.reports import Cell, Figure, Note, Period, Table, percent
from cdm_desk.domain.survey import Answer, Item, Mode, Surveyed, WaveKind, shipped_items
from cdm_desk.domain.survey_figures import Share, newcombe, per_person, raked, share_of
from cdm_desk.domain.survey_form import DIMENSIONS, NO_ANSWER, TOTAL
from cdm_desk.domain.tenths import Tenths

COLUMNS: Final = ("answered", "satisfied_percent", "ci_low", "ci_high", "weighted_percent", "n_eff", "remark")
CROSSED: Final = ("S1", "S2", "S3", "D1", "D2", "D3", "D4", "D5", "D6", "D7")
GROUPED_BY: Final = ("E1", "E2", "E3", "B2", "B1", "A1")
MAIN: Final = ("S1", "S2", "S3")
PROFILE: Final = ("E1", "E2", "E3")
PROFILE_ROWS: Final = frozenset(
    f"{item.id}.{code}" for item in shipped_items() if item.id in PROFILE for code in (*item.codes, "none")
)
"""The rows that point at people: their sex, age or education."""
SOURCE, SERVICE = "A3", "B2"
FOUR_MAIN: Final = 4
MOST_COMMENTS: Final = 20
# The services of the house by the answer that stands for them.
SERVICES: Final = {"multimedia_users": "MUL", "advice_users": "ADV", "activity_users": "ACT"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What the reports print of a survey, with the words of the codes in it."""

    figures: tuple[Figure, ...] = ()
    tables: tuple[Table, ...] = ()
    notes: tuple[Note, ...] = ()
    labels: Mapping[str, Label] = field(default_factory=dict)


def wave_of(surveys: Sequence[Surveyed], period: Period, kind: WaveKind = WaveKind.WAVE) -> list[Surveyed]:
    """Return the waves of a kind that began in a period, the latest first: a wave is of the year in which it began."""
    found = [each for each in surveys if each.wave.kind is kind and period.first <= each.wave.first <= period.last]
    return sorted(found, key=lambda each: (each.wave.first, each.wave.id.hex), reverse=True)


def labels_of(surveyed: Surveyed) -> dict[str, Label]:
    """Return the words of the questions and answers of a wave, as they were frozen, by the codes of the tables."""
    labels: dict[str, Label] = {}
    for item in surveyed.wave.questions:
        labels[item.id] = item.label
        head = DIMENSIONS.get(item.id)
        named = {option.code: option.label for option in item.options} | {"none": Label(**NO_ANSWER)}
        for code, label in named.items():
            labels[f"{item.id}.{code}"] = label if head is None else _joined(head, label)
        if head is not None:
            labels[f"{item.id}.total"] = _joined(head, Label(**TOTAL))
    return labels


def _joined(head: Mapping[str, str], label: Label) -> Label:
    return Label(**{name: f"{words} · {label.spoken(name)}" for name, words in head.items()})


def annual_said(surveys: Sequence[Surveyed], period: Period) -> Said:
    """Return what the annual report prints of the wave of its year: satisfaction, sources and profile."""
    waves = wave_of(surveys, period)
    if not waves or not waves[0].modes:
        return Said()
    surveyed = waves[0]
    answers = surveyed.of(surveyed.modes[0])
    tables = (
        item_table(surveyed, surveyed.modes[0], "survey_main", MAIN),
        source_table(surveyed, answers),
        profile_table(surveyed, answers),
    )
    return Said(
        figures=(Figure(id="interviews", value=len(answers)), *main_figures(surveyed, answers)),
        tables=tuple(table for table in tables if table.rows),
        notes=_notes(waves),
        labels=labels_of(surveyed),
    )


def main_figures(surveyed: Surveyed, answers: Sequence[Answer]) -> tuple[Figure, ...]:
    """Return the three figures of the house: percent satisfied, how many of ten find it clear, find what they seek."""
    shares = {item: _share(surveyed, item, answers) for item in MAIN}
    whole = {item: None if share.hidden else share for item, share in shares.items()}
    satisfied = whole["S1"]
    return (
        Figure(id="satisfied_percent", value=None if satisfied is None else _percent(satisfied)),
        Figure(id="clear_in_ten", value=_in_ten(whole["S2"])),
        Figure(id="found_in_ten", value=_in_ten(whole["S3"])),
    )


def _share(
    surveyed: Surveyed, item_id: str, answers: Sequence[Answer], weights: Sequence[float] | None = None
) -> Share:
    item = surveyed.wave.item(item_id)
    if item is None:
        return Share(number=0, satisfied=0, share=0.0, counted=0.0)
    return share_of(item, answers, weights)


def _percent(share: Share) -> int:
    return percent(share.satisfied, share.number)


def _in_ten(share: Share | None) -> int | None:
    if share is None:
        return None
    tenths = percent(share.satisfied, share.number)
    return Tenths(tenths) if tenths % 10 else tenths // 10


def survey_said(surveys: Sequence[Surveyed], period: Period, contacts: Mapping[str, int]) -> Said:
    """Return what R14 prints: the wave of a period by question, group and mode, and its light samples.

    `contacts` are the people served in the period by service: to their shares the sample is raked.
    """
    waves = wave_of(surveys, period)
    light = wave_of(surveys, period, WaveKind.LIGHT)
    labels: dict[str, Label] = {}
    tables: list[Table] = []
    figures: list[Figure] = []
    if waves:
        surveyed = waves[0]
        labels |= labels_of(surveyed)
        figures += _sizes(surveyed)
        tables.append(mode_table(surveyed))
        tables += [item_table(surveyed, mode, f"survey_{mode.value}") for mode in surveyed.modes]
        if surveyed.modes:
            tables.append(weight_table(surveyed, contacts))
            tables += group_tables(surveyed)
    else:
        figures.append(Figure(id="interviews", value=0))
    earlier = [each for each in surveys if each.wave.kind is WaveKind.WAVE and each.wave.first <= period.last]
    if light:
        table, named = light_table(light, earlier)
        tables.append(table)
        labels |= named
    notes = (*_notes(waves), *(comment_notes(waves[0]) if waves else ()))
    return Said(
        figures=tuple(figures),
        tables=tuple(table for table in tables if table.rows),
        notes=notes or (Note(id="no_survey"),),
        labels=labels,
    )


def _sizes(surveyed: Surveyed) -> list[Figure]:
    if not surveyed.modes:
        return [Figure(id="interviews", value=0)]
    answers = surveyed.of(surveyed.modes[0])
    asked = sum(surveyed.refusals.values())
    return [
        Figure(id="interviews", value=len(answers)),
        Figure(id="refusals", value=asked),
        *main_figures(surveyed, answers),
    ]


def _notes(waves: Sequence[Surveyed]) -> tuple[Note, ...]:
    if not waves:
        return ()
    notes = [Note(id="wave", number=len(waves[0].answers), names=(waves[0].wave.name,))]
    if waves[0].wave.open:
        notes.append(Note(id="survey_open", names=(waves[0].wave.name,)))
    if len(waves) > 1:
        notes.append(Note(id="waves_left_out", names=tuple(sorted(each.wave.name for each in waves[1:]))))
    return tuple(notes)


def comment_notes(surveyed: Surveyed) -> tuple[Note, ...]:
    """Return what visitors said, as far as a manager has cleared it, in an order that tells nothing."""
    said = sorted({answer.comment for answer in surveyed.answers if answer.comment and answer.comment_cleared})
    return tuple(Note(id="comment", names=(words,)) for words in said[:MOST_COMMENTS])


def mode_table(surveyed: Surveyed) -> Table:
    """Return how many were asked in each way, and how many would not be."""
    rows: list[tuple[Cell, ...]] = []
    for mode in Mode:
        forms, refused = len(surveyed.of(mode)), surveyed.refusals.get(mode, 0)
        if forms or refused:
            rows.append((f"mode.{mode.value}", forms, refused, percent(refused, forms + refused)))
    return Table(id="survey_modes", columns=("mode", "forms", "refused", "refused_percent"), rows=tuple(rows))


def item_table(surveyed: Surveyed, mode: Mode, table_id: str, items: Sequence[str] = ()) -> Table:
    """Return for each question how many of those asked in one way are satisfied, and how sure that is."""
    answers = surveyed.of(mode)
    weights = per_person(answers)
    rated = [item for item in surveyed.wave.questions if item.satisfied and item.id in (items or _rated(surveyed))]
    rows = [_row(item.id, item, answers, weights) for item in rated]
    # At the kiosk four questions are asked: of the others there is nothing to say.
    return Table(id=table_id, columns=("question", *COLUMNS), rows=tuple(row for row in rows if row[1] != 0))


def _rated(surveyed: Surveyed) -> list[str]:
    return [item.id for item in surveyed.wave.questions]


def _row(
    name: str, item: Item, answers: Sequence[Answer], weights: Sequence[float], *, hidden: bool = False
) -> tuple[Cell, ...]:
    share, weighted = share_of(item, answers), share_of(item, answers, weights)
    if hidden or (share.number and share.hidden):
        return (name, shown(None, share.number), None, None, None, None, None, "")
    if not share.number:
        return (name, 0, None, None, None, None, None, "")
    return (
        name,
        share.number,
        *_shares(share),
        _tenths(weighted.share),
        round(weighted.counted),
        "indicative" if share.indicative else "",
    )


def _shares(share: Share) -> tuple[Tenths, Tenths, Tenths]:
    return _tenths(share.share), _tenths(share.interval.low), _tenths(share.interval.high)


def _tenths(share: float) -> Tenths:
    # Halves are rounded up, as everywhere in the reports; 0.9525 as a binary fraction is a little less than it.
    return Tenths(int(share * 1000 + 0.5 + 1e-9))


def group_tables(surveyed: Surveyed) -> list[Table]:
    """Return each question by sex, age, education, service, theme, first visit, language and way of asking.

    Groups of fewer than five are hidden, and as many of the others as the total would give them back by.
    """
    answers = surveyed.of(surveyed.modes[0])
    weights = per_person(answers)
    groups = [_by_item(surveyed.wave.item(by), answers) for by in GROUPED_BY]
    groups.append(_by_language(answers))
    ways = [(f"mode.{mode.value}", of, per_person(of)) for mode in surveyed.modes if (of := surveyed.of(mode))]
    tables = []
    for item in surveyed.wave.questions:
        if item.id not in CROSSED:
            continue
        rows = [row for members in groups for row in _grouped(item, answers, weights, members)]
        if len(ways) > 1:
            rows += [_row(name, item, of, weighing) for name, of, weighing in ways]
        rows.append(_row("total", item, answers, weights))
        tables.append(Table(id=f"survey_{item.id}", columns=("group", *COLUMNS), rows=tuple(rows)))
    return tables


def _by_item(by: Item | None, answers: Sequence[Answer]) -> dict[str, list[int]]:
    """Return the places of those who gave each answer to a question, and of those who gave none."""
    if by is None:
        return {}
    members = {
        f"{by.id}.{code}": [place for place, each in enumerate(answers) if code in each.answers.get(by.id, ())]
        for code in by.codes
    }
    silent = [place for place, each in enumerate(answers) if not each.answers.get(by.id)]
    return {name: places for name, places in {**members, f"{by.id}.none": silent}.items() if places}


def _by_language(answers: Sequence[Answer]) -> dict[str, list[int]]:
    spoken = dict.fromkeys(answer.language for answer in sorted(answers, key=lambda each: each.language))
    return {
        f"form.{language}": [place for place, each in enumerate(answers) if each.language == language]
        for language in spoken
    }


def _grouped(
    item: Item, answers: Sequence[Answer], weights: Sequence[float], members: Mapping[str, Sequence[int]]
) -> list[tuple[Cell, ...]]:
    numbers = {
        name: sum(bool(answers[place].answers.get(item.id)) for place in places) for name, places in members.items()
    }
    page = masked({name: number for name, number in numbers.items() if number})
    return [
        _row(
            name,
            item,
            [answers[place] for place in places],
            [weights[place] for place in places],
            hidden=bool(numbers[name]) and page.counts[name] is None,
        )
        for name, places in members.items()
    ]


def weight_table(surveyed: Surveyed, contacts: Mapping[str, int]) -> Table:
    """Return the three main questions as they are, counted by person, and raked to the services as they were used."""
    answers = surveyed.of(surveyed.modes[0])
    served = sum(contacts.get(name, 0) for name in SERVICES)
    known = {code: contacts.get(name, 0) / served for name, code in SERVICES.items()} if served else {}
    kinds = {"unweighted": [1.0] * len(answers), "per_person": per_person(answers)}
    if known:
        kinds["raked"] = raked(answers, {SERVICE: known})
    rows: list[tuple[Cell, ...]] = []
    for name, weights in kinds.items():
        shares = [_share(surveyed, item, answers, weights) for item in MAIN]
        if all(share.hidden for share in shares):
            continue
        cells = [cell for share in shares for cell in ((None,) * 3 if share.hidden else _shares(share))]
        rows.append((name, *cells, round(shares[0].counted)))
    columns = tuple(f"{item}_{name}" for item in MAIN for name in ("percent", "low", "high"))
    return Table(id="survey_weights", columns=("weighting", *columns, "n_eff"), rows=tuple(rows))


def source_table(surveyed: Surveyed, answers: Sequence[Answer]) -> Table:
    """Return the four sources by which most came to know the house; one may name several."""
    item = surveyed.wave.item(SOURCE)
    asked = sum(bool(answer.answers.get(SOURCE)) for answer in answers)
    if item is None or not asked:
        return Table(id="survey_sources", columns=("answer", "number", "percent"), rows=())
    named = Counter(code for answer in answers for code in answer.answers.get(SOURCE, ()))
    ranked = sorted(item.codes, key=lambda code: (-named[code], item.codes.index(code)))[:FOUR_MAIN]
    rows = [
        (f"{SOURCE}.{code}", named[code], percent(named[code], asked))
        if named[code] >= THRESHOLD
        else (f"{SOURCE}.{code}", MASKED, None)
        for code in ranked
        if named[code]
    ]
    return Table(id="survey_sources", columns=("answer", "number", "percent"), rows=tuple(rows))


def profile_table(surveyed: Surveyed, answers: Sequence[Answer]) -> Table:
    """Return who was asked: sex, age and education; each percentage is rounded, and their sum is printed as it is."""
    rows: list[tuple[Cell, ...]] = []
    for item_id in PROFILE:
        item = surveyed.wave.item(item_id)
        if item is None:
            continue
        members = _by_item(item, answers)
        page = masked({name: len(places) for name, places in members.items()})
        percents = {
            name: None if number is None else percent(number, len(answers)) for name, number in page.counts.items()
        }
        for name, number in page.counts.items():
            rows.append((name, shown(number, len(members[name])), percents[name]))
        told = [share for share in percents.values() if share is not None]
        whole = page.total is not None and len(told) == len(percents)
        rows.append((f"{item_id}.total", HIDDEN if page.total is None else page.total, sum(told) if whole else None))
    return Table(id="survey_profile", columns=("answer", "number", "percent"), rows=tuple(rows))


def light_table(light: Sequence[Surveyed], waves: Sequence[Surveyed]) -> tuple[Table, dict[str, Label]]:
    """Return how many of a light sample found what they sought, beside the last wave before it.

    One is called higher than the other only where the interval of their difference excludes that they are equal.
    """
    rows: list[tuple[Cell, ...]] = []
    labels: dict[str, Label] = {}
    before = sorted(waves, key=lambda each: each.wave.first)
    for sample in sorted(light, key=lambda each: (each.wave.first, each.wave.id.hex)):
        share = _share(sample, "S3", sample.of(sample.modes[0]) if sample.modes else ())
        compared = next(
            (each for each in reversed(before) if each.wave.first <= sample.wave.first and each.modes), None
        )
        other = None if compared is None else _share(compared, "S3", compared.of(compared.modes[0]))
        for surveyed, said, verdict in ((sample, share, _verdict(share, other)), (compared, other, "")):
            if surveyed is None or said is None or not said.number:
                continue
            name = f"wave.{surveyed.wave.id.hex}"
            labels[name] = Label(fr=surveyed.wave.name, nl=surveyed.wave.name, en=surveyed.wave.name)
            if (row := _light_row(name, said, verdict)) not in rows:
                rows.append(row)
    columns = ("sample", "answered", "satisfied_percent", "ci_low", "ci_high", "against_wave")
    return Table(id="survey_light", columns=columns, rows=tuple(rows)), labels


def _light_row(name: str, share: Share, verdict: str) -> tuple[Cell, ...]:
    if share.hidden:
        return (name, MASKED, None, None, None, "")
    return (name, share.number, *_shares(share), verdict)


def _verdict(share: Share, other: Share | None) -> str:
    if other is None or share.hidden or other.hidden:
        return ""
    difference = newcombe(share.share, share.counted, other.share, other.counted)
    if not difference.excludes_nothing_changed:
        return "no_difference"
    return "higher" if difference.low > 0 else "lower"
