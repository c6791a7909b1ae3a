"""The code lists as shipped: complete in three languages, each code once."""

from dataclasses import replace
from datetime import date

import pytest

from cdm_desk.domain.errors import CodeNeededError, CodeShapeError, LabelMissingError, LabelTooLongError
from cdm_desk.domain.lists import (
    LABEL_LANGUAGES,
    LONGEST_LABEL,
    NOT_ASKED,
    SHIPPED,
    Entry,
    Kind,
    Label,
    OrderFixedError,
    checked_code,
    moved,
    read_table,
    shipped,
)

ALL = [entry for entries in SHIPPED.values() for entry in entries]
PROFILES = (Kind.STATUS, Kind.AGE, Kind.SEX, Kind.EDUCATION, Kind.COMMUNE, Kind.AWARENESS)
TODAY = date(2019, 3, 1)


@pytest.mark.parametrize("entry", ALL, ids=lambda entry: f"{entry.kind}-{entry.code}")
def test_each_code_has_its_three_labels(entry: Entry) -> None:
    assert all(entry.label.spoken(language).strip() for language in LABEL_LANGUAGES)


@pytest.mark.parametrize("kind", Kind, ids=str)
def test_each_code_stands_once_in_its_list(kind: Kind) -> None:
    codes = [entry.code for entry in SHIPPED[kind]]

    assert len(codes) == len(set(codes)) > 0


@pytest.mark.parametrize(
    ("kind", "size"),
    [
        (Kind.THEME, 5),
        (Kind.SUB_THEME, 37),
        (Kind.STATUS, 15),
        (Kind.AGE, 7),
        (Kind.EDUCATION, 7),
        (Kind.COMMUNE, 25),
        (Kind.MOTIVE, 9),
        (Kind.AWARENESS, 11),
        (Kind.ACTIVITY, 10),
        (Kind.OUTCOME, 14),
        (Kind.AUDIENCE, 10),
        (Kind.HELPER_LANGUAGE, 10),
        (Kind.PARTNER, 30),
    ],
)
def test_the_lists_are_whole(kind: Kind, size: int) -> None:
    assert len(SHIPPED[kind]) == size


@pytest.mark.parametrize("kind", PROFILES, ids=str)
def test_a_profile_list_ends_with_not_asked(kind: Kind) -> None:
    assert SHIPPED[kind][-1].code == NOT_ASKED


def test_the_digits_of_the_themes_are_their_order() -> None:
    assert [(theme.digit, theme.code) for theme in SHIPPED[Kind.THEME]] == [
        (1, "ORI"),
        (2, "FOR"),
        (3, "EMP"),
        (4, "MOB"),
        (5, "ENT"),
    ]


def test_each_sub_theme_belongs_to_a_theme() -> None:
    themes = {theme.code for theme in SHIPPED[Kind.THEME]}

    assert {entry.theme_code for entry in SHIPPED[Kind.SUB_THEME]} == themes


@pytest.mark.parametrize(
    ("line", "language"),
    [("ORI", "fr"), ("ORI | Orientation", "nl"), ("ORI | Orientation | | Guidance", "nl"), ("ORI | a | b |", "en")],
)
def test_a_missing_label_stops_the_start(line: str, language: str) -> None:
    with pytest.raises(LabelMissingError) as missing:
        read_table(Kind.THEME, line)

    assert (missing.value.code, missing.value.language) == ("ORI", language)


def test_a_line_may_go_on_below() -> None:
    entries = read_table(Kind.THEME, "  ORI | Orientation\n      | Oriëntatie | Guidance\n  FOR | a | b | c")

    assert [entry.label.nl for entry in entries] == ["Oriëntatie", "b"]


def test_an_entry_is_out_of_use_from_the_day_it_is_withdrawn() -> None:
    withdrawn = SHIPPED[Kind.OUTCOME][0].withdrawn(TODAY)

    assert withdrawn.in_use(date(2019, 2, 28))
    assert not withdrawn.in_use(TODAY)
    assert withdrawn.restored().in_use(TODAY)


def test_an_entry_counts_from_the_day_it_came() -> None:
    assert not replace(SHIPPED[Kind.PARTNER][0], valid_from=date(2019, 3, 2)).in_use(TODAY)


def test_a_code_that_a_key_names_stays() -> None:
    with pytest.raises(CodeNeededError):
        SHIPPED[Kind.MOTIVE][0].withdrawn(TODAY)


def test_a_label_loses_stray_spaces() -> None:
    renamed = SHIPPED[Kind.THEME][0].renamed(Label(fr="  S'orienter \n mieux ", nl="Kiezen", en="Choose"))

    assert renamed.label.fr == "S'orienter mieux"


NAUGHTY = [
    ("NUL\0 inside", "NUL inside"),
    ("lone \ud800 surrogate", "lone surrogate"),
    ("\u202eturned round\u202c", "turned round"),
    ("zero\u200bwidth", "zerowidth"),
    ("line\nbreak\tand tab", "line break and tab"),
    ("<img src=/etc/passwd>", "<img src=/etc/passwd>"),
    ("=1+1", "=1+1"),
    ("Œuvre ﬁn Ĳssel", "Œuvre ﬁn Ĳssel"),
    ("R&D 'quoted' \"twice\"", "R&D 'quoted' \"twice\""),
]


@pytest.mark.parametrize(("typed", "kept"), NAUGHTY)
def test_a_label_keeps_what_can_be_shown_and_nothing_else(typed: str, kept: str) -> None:
    renamed = SHIPPED[Kind.THEME][0].renamed(Label(fr=typed, nl="Kiezen", en="Choose"))

    assert renamed.label.fr == kept


def test_a_label_of_invisible_signs_alone_is_missing() -> None:
    with pytest.raises(LabelMissingError):
        SHIPPED[Kind.THEME][0].renamed(Label(fr="\u200b\u202e\0", nl="Kiezen", en="Choose"))


def test_a_label_is_needed_in_each_language() -> None:
    with pytest.raises(LabelMissingError) as missing:
        SHIPPED[Kind.THEME][0].renamed(Label(fr="Orientation", nl=" ", en="Guidance"))

    assert missing.value.language == "nl"


def test_a_label_has_to_fit() -> None:
    with pytest.raises(LabelTooLongError):
        SHIPPED[Kind.THEME][0].renamed(Label(fr="x" * (LONGEST_LABEL + 1), nl="x", en="x"))


@pytest.mark.parametrize("code", ["", "A", "emp", "É1", "A-B", "A" * 17, "A B"])
def test_a_code_has_a_shape(code: str) -> None:
    with pytest.raises(CodeShapeError):
        checked_code(code)


def test_two_languages_stand_side_by_side_unless_they_agree() -> None:
    theme = SHIPPED[Kind.THEME][2].label

    assert theme.both() == "Emploi / Werk"
    assert theme.both(dutch_first=True) == "Werk / Emploi"
    assert Label(fr="Formtruck", nl="Formtruck", en="Formtruck").both() == "Formtruck"


def test_a_code_of_the_house_was_not_shipped() -> None:
    assert shipped(Kind.PARTNER, "OURS") is None
    assert shipped(Kind.MOTIVE, "MV2") is SHIPPED[Kind.MOTIVE][1]


def _order(kind: Kind, code: str, steps: int) -> list[str]:
    """Return the codes of a list as delivered, in their order after a move."""
    ranks = {entry.code: entry.rank for entry in SHIPPED[kind]}
    ranks.update({entry.code: entry.rank for entry in moved(SHIPPED[kind], code, steps)})
    return sorted(ranks, key=lambda code: ranks[code])


@pytest.mark.parametrize(
    ("code", "steps", "first"),
    [("OU2", -1, ["OU2", "OU1", "OU3"]), ("OU1", +1, ["OU2", "OU1", "OU3"]), ("OU1", +2, ["OU2", "OU3", "OU1"])],
)
def test_an_entry_moves_among_the_others(code: str, steps: int, first: list[str]) -> None:
    assert _order(Kind.OUTCOME, code, steps)[:3] == first


@pytest.mark.parametrize(("code", "steps"), [("OU1", -1), ("OU14", +1), ("OU14", +9)])
def test_nothing_moves_beyond_an_end(code: str, steps: int) -> None:
    assert moved(SHIPPED[Kind.OUTCOME], code, steps) == []


def test_only_those_that_change_places_are_written() -> None:
    assert [entry.code for entry in moved(SHIPPED[Kind.OUTCOME], "OU2", +1)] == ["OU3", "OU2"]


def test_a_sub_theme_moves_among_those_of_its_theme() -> None:
    first = next(entry for entry in SHIPPED[Kind.SUB_THEME] if entry.theme_code == "MOB")

    assert moved(SHIPPED[Kind.SUB_THEME], first.code, -1) == []


def test_two_that_bear_the_same_rank_change_places_too() -> None:
    twins = [replace(entry, rank=1) for entry in SHIPPED[Kind.OUTCOME][:2]]

    assert [(entry.code, entry.rank) for entry in moved(twins, "OU2", -1)] == [("OU1", 2)]


@pytest.mark.parametrize("kind", [Kind.THEME, Kind.THEME_VERB])
def test_the_themes_keep_their_digits(kind: Kind) -> None:
    with pytest.raises(OrderFixedError):
        moved(SHIPPED[kind], SHIPPED[kind][0].code, +1)
