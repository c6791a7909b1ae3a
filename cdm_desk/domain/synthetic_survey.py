"""An invented wave of the survey: who answered what by chance, every total as the annual report of 2019 prints it."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from random import Random
from typing import Final
from uuid import UUID

from cdm_desk.domain.reports import largest_remainder
from cdm_desk.domain.survey import Answer, Mode, Stretch, Surveyed, Wave, WaveKind, items_for
from cdm_desk.domain.synthetic import closed_days

ASKED: Final = 500
REFUSED: Final = 143
# Printed in the report, to the unit: sex, age, education; 475 and 450 are 95 % and nine in ten.
PRINTED: Final[Mapping[str, Mapping[str, int]]] = {
    "E1": {"M": 289, "F": 211},
    "E2": {"U30": 166, "A30": 273, "A50": 61},
    "E3": {"HIG": 158, "MED": 145, "LOW": 134, "FEQ": 23, "FNO": 40},
    "S1": {"yes": 331, "rather_yes": 144, "rather_no": 19, "no": 6},
    "S2": {"yes": 318, "rather_yes": 157, "rather_no": 18, "no": 7},
    "S3": {"yes": 450, "partly": 37, "no": 13},
}
# Not printed there: shares that are likely, of the rest of the form.
LIKELY: Final[Mapping[str, Mapping[str, float]]] = {
    "A1": {"yes": 0.54, "no": 0.46},
    "A2": {"V1": 0.50, "V2": 0.24, "V4": 0.18, "V10": 0.07, "": 0.01},
    "B2": {"MUL": 0.27, "ADV": 0.44, "ACT": 0.28, "": 0.01},
    "S4": {"yes": 0.72, "rather_yes": 0.24, "rather_no": 0.03, "no": 0.01},
    "S5": {"yes": 0.52, "rather_yes": 0.33, "rather_no": 0.11, "no": 0.04},
    "S6": {"yes": 0.68, "rather_yes": 0.27, "rather_no": 0.03, "no": 0.01, "": 0.01},
    "S7": {"yes": 0.66, "rather_yes": 0.27, "rather_no": 0.05, "no": 0.02},
    "D1": {"yes": 0.81, "rather_yes": 0.17, "rather_no": 0.02},
    "D2": {"yes": 0.60, "rather_yes": 0.32, "rather_no": 0.06, "no": 0.01, "": 0.01},
    "D3": {"yes": 0.49, "rather_yes": 0.36, "rather_no": 0.11, "no": 0.03, "": 0.01},
    "D4": {"yes": 0.70, "rather_yes": 0.26, "rather_no": 0.03, "no": 0.01},
    "D5": {"yes": 0.57, "rather_yes": 0.32, "rather_no": 0.08, "no": 0.02, "": 0.01},
    "D6": {"yes": 0.76, "rather_yes": 0.21, "rather_no": 0.02, "no": 0.01},
    "D7": {"yes": 0.79, "rather_yes": 0.18, "rather_no": 0.02, "no": 0.01},
}
SEVERAL: Final[Mapping[str, Mapping[str, float]]] = {
    # The four main ones of the report first: by word of mouth, Bruxelles Formation, an Actiris adviser, the internet.
    "A3": {"HW1": 0.34, "HW2": 0.25, "HW3": 0.22, "HW4": 0.17, "HW6": 0.05, "HW7": 0.07, "HW8": 0.06, "HW9": 0.05,
           "HWX": 0.03},
    "B1": {"EMP": 0.42, "FOR": 0.40, "ORI": 0.30, "MOB": 0.06, "ENT": 0.08},
    "B3": {"W1": 0.16, "W2": 0.12, "W3": 0.17, "W4": 0.31, "W5": 0.08, "W6": 0.19, "W7": 0.24, "W8": 0.07, "W9": 0.05,
           "W10": 0.08, "W11": 0.17, "W12": 0.04},
}  # fmt: skip
LANGUAGES: Final = {"fr": 0.88, "nl": 0.08, "en": 0.04}
INTERVIEWERS: Final = ("A1", "A2", "B1")


def invented_wave(year: int, seed: int) -> Surveyed:
    """Return the wave of a year, asked face to face in two stretches; the same seed invents the same answers.

    Who refused stands among the answers, as it is kept.
    """
    chance = Random(f"survey {seed} {year}")  # noqa: S311 - a demonstration, not a secret
    wave = Wave(
        id=_id(chance),
        name=f"{year}",
        kind=WaveKind.WAVE,
        periods=(
            Stretch(first=date(year, 11, 25), last=date(year, 12, 11)),
            Stretch(first=date(year + 1, 1, 6), last=date(year + 1, 1, 13)),
        ),
        questions=items_for(WaveKind.WAVE),
        every=6,
        closed_on=date(year + 1, 1, 14),
    )
    days = list(_days(wave))
    columns = {item.id: _column(item.id, chance) for item in wave.questions}
    spoken = _dealt(dict(zip(LANGUAGES, largest_remainder(ASKED, list(LANGUAGES.values())), strict=True)), chance)
    answers = [
        Answer(
            id=_id(chance),
            wave_id=wave.id,
            day=chance.choice(days),
            mode=Mode.FACE,
            language=spoken[place],
            interviewer=chance.choice(INTERVIEWERS),
            answers={item: codes[place] for item, codes in columns.items()},
        )
        for place in range(ASKED)
    ]
    answers += [
        Answer(id=_id(chance), wave_id=wave.id, day=chance.choice(days), mode=Mode.FACE, refused=True)
        for _each in range(REFUSED)
    ]
    return Surveyed(wave=wave, answers=tuple(answers))


def _id(chance: Random) -> UUID:
    return UUID(int=chance.getrandbits(128), version=4)


def _days(wave: Wave) -> Iterator[date]:
    for stretch in wave.periods:
        day = stretch.first
        while day <= stretch.last:
            if day.weekday() < 5 and day not in closed_days(day.year):
                yield day
            day += timedelta(days=1)


def _column(item: str, chance: Random) -> list[tuple[str, ...]]:
    """Return what everybody answered to a question."""
    if item in SEVERAL:
        return [_some(SEVERAL[item], chance) for _each in range(ASKED)]
    shares = LIKELY.get(item, {})
    numbers = PRINTED.get(item) or dict(zip(shares, largest_remainder(ASKED, list(shares.values())), strict=True))
    return [(code,) if code else () for code in _dealt(numbers, chance)]


def _dealt(numbers: Mapping[str, int], chance: Random) -> list[str]:
    every = [code for code, number in numbers.items() for _each in range(number)]
    chance.shuffle(every)
    return every


def _some(shares: Mapping[str, float], chance: Random) -> tuple[str, ...]:
    named = tuple(code for code, share in shares.items() if chance.random() < share)
    return named or (chance.choices(list(shares), list(shares.values()))[0],)
