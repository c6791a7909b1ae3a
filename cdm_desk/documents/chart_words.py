"""The sentence that a chart says to who cannot see it, and to who has no time to read it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from cdm_desk.domain.survey_figures import INDICATIVE, newcombe
from cdm_desk.language import Catalogue


def _(words: str) -> str:
    """Mark words for translation; the page puts them into its languages."""
    return words


ONE: Final = _("{subject}: {most}, {number}.")
EVEN: Final = _("{subject}: {number} each.")
SUMMED: Final = _("{subject}: {total} in all; most: {most} ({number}); fewest: {least} ({small}).")
APART: Final = _("{subject}; most: {most} ({number}); fewest: {least} ({small}).")
BUSIEST: Final = _("{subject}; most: {most}, {series} h ({number}).")
SURE: Final = _("{subject}; most: {most} ({number} %); fewest: {least} ({small} %).")
UNSURE: Final = _("{subject}: from {small} % to {number} %, no difference shown.")
WAITED: Final = _(
    "{subject}: a median of {small} min ({least}) to {number} min ({most}); nine in ten: {worst} min or less."
)
NOTHING: Final = _("{subject}: nothing to show.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """What stands in a chart, in one language; a value that is None is not given."""

    subject: str
    categories: tuple[str, ...]
    series: tuple[str, ...]
    values: tuple[tuple[int | None, ...], ...]
    adds_up: bool


def said(kind: str, numbers: Numbers, spoken: Catalogue) -> str:
    """Return the sentence of a chart of a kind."""
    return _SENTENCES.get(kind, _bars)(numbers, spoken)


def _bars(numbers: Numbers, spoken: Catalogue) -> str:
    tops = [
        (sum(filter(None, column)), name)
        for name, column in zip(numbers.categories, zip(*numbers.values, strict=True), strict=True)
        if any(value is not None for value in column)
    ]
    if not tops:
        return _told(spoken, NOTHING, numbers)
    (number, most), (small, least) = max(tops, key=_number), min(tops, key=_number)
    words = SUMMED if numbers.adds_up else APART
    if number == small:
        words = ONE if len(tops) == 1 else EVEN
    told = {"number": number, "small": small, "total": sum(top for top, _name in tops)}
    return _told(spoken, words, numbers, told, most=most, least=least)


def _heat(numbers: Numbers, spoken: Catalogue) -> str:
    fields = [
        (value, name, series)
        for series, column in zip(numbers.series, numbers.values, strict=True)
        for name, value in zip(numbers.categories, column, strict=True)
        if value is not None
    ]
    if not fields:
        return _told(spoken, NOTHING, numbers)
    number, most, series = max(fields, key=lambda field: field[0])
    return _told(spoken, BUSIEST, numbers, {"number": number}, most=most, series=series)


def _ranges(numbers: Numbers, spoken: Catalogue) -> str:
    middles = [
        (value, name) for name, value in zip(numbers.categories, numbers.values[0], strict=True) if value is not None
    ]
    if not middles:
        return _told(spoken, NOTHING, numbers)
    (number, most), (small, least) = max(middles, key=_number), min(middles, key=_number)
    worst = max(value for value in numbers.values[-1] if value is not None)
    return _told(spoken, WAITED, numbers, {"number": number, "small": small, "worst": worst}, most=most, least=least)


def _shares(numbers: Numbers, spoken: Catalogue) -> str:
    """Say the highest and the lowest share, by name only where they do differ; shares of few are left to the table."""
    share, _low, _high, answered = numbers.values
    shares = [
        (value, name, number)
        for name, value, number in zip(numbers.categories, share, answered, strict=True)
        if value is not None and number is not None and number >= INDICATIVE
    ]
    if not shares:
        return _told(spoken, NOTHING, numbers)
    (number, most, of_most), (small, least, of_least) = max(shares), min(shares)
    differs = newcombe(number / 1000, of_most, small / 1000, of_least).excludes_nothing_changed
    told = {"number": number, "small": small}
    return _told(spoken, SURE if differs else UNSURE, numbers, told, most=most, least=least)


def _number(named: tuple[int, str]) -> int:
    return named[0]


def _told(
    spoken: Catalogue, words: str, numbers: Numbers, counted: Mapping[str, int] | None = None, **names: str
) -> str:
    written = {name: spoken.number(value) for name, value in (counted or {}).items()}
    return spoken.gettext(words).format(subject=numbers.subject, **written, **names)


_SENTENCES: Final[Mapping[str, Callable[[Numbers, Catalogue], str]]] = {
    "heat": _heat,
    "ranges": _ranges,
    "dots": _shares,
}
