"""An invented year: the calendar of the house, the totals of the report, the same facts for the same seed."""

from collections import Counter
from collections.abc import Callable
from datetime import date
from itertools import pairwise

import pytest

from cdm_desk.domain.activities import ActivityFact
from cdm_desk.domain.counselling import SessionFact
from cdm_desk.domain.facts import Fact
from cdm_desk.domain.invented import invented_titles
from cdm_desk.domain.lists import SHIPPED, Kind
from cdm_desk.domain.multimedia import PcFact
from cdm_desk.domain.personal import found
from cdm_desk.domain.queue import WaitFact
from cdm_desk.domain.reports import OUTINGS
from cdm_desk.domain.synthetic import ANNUAL_REPORT_2019, Invention, closed_days, open_days
from cdm_desk.domain.welcome import VisitFact

YEAR = open_days(date(2019, 1, 1), date(2019, 12, 31))


@pytest.fixture(scope="module")
def facts() -> list[Fact]:
    return list(Invention(YEAR, ANNUAL_REPORT_2019, 1).facts())


def people(facts: list[Fact], wanted: Callable[[ActivityFact], bool]) -> int:
    return sum(fact.present for fact in facts if isinstance(fact, ActivityFact) and wanted(fact))


def test_2019_has_its_248_open_days_and_50_thursdays() -> None:
    assert len(YEAR) == 248
    assert sum(day.weekday() == 3 for day in YEAR) == 50
    assert date(2019, 5, 31) in closed_days(2019)


def test_the_totals_are_those_of_the_annual_report(facts: list[Fact]) -> None:
    visits = [fact for fact in facts if isinstance(fact, VisitFact)]
    held = [fact for fact in facts if isinstance(fact, ActivityFact) and fact.kind_code not in OUTINGS]

    assert sum(visit.people for visit in visits if visit.motive_code in {"MV3", "MV4"}) == 11_500
    assert sum(fact.blocks for fact in facts if isinstance(fact, PcFact)) == 27_848
    advised = sum(fact.people for fact in facts if isinstance(fact, SessionFact))
    assert advised + people(facts, lambda fact: fact.kind_code in OUTINGS) == 21_832
    assert len(held) == 1_123
    assert people(facts, lambda fact: fact.kind_code not in OUTINGS) == 22_425
    assert sum(fact.kind_code == "AC5" for fact in held) == 61
    assert people(facts, lambda fact: fact.kind_code == "AC5") == 3_130
    assert people(facts, lambda fact: fact.kind_code == "AC7") == 4_429
    assert people(facts, lambda fact: fact.kind_code == "AC8") == 919
    assert people(facts, lambda fact: fact.kind_code == "AC9") == 68
    assert people(facts, lambda fact: "DIS" in fact.audiences) == 231
    assert people(facts, lambda fact: "NEET" in fact.audiences) == 121


def test_every_day_balances(facts: list[Fact]) -> None:
    tickets = Counter(
        fact.day for fact in facts if isinstance(fact, VisitFact) and fact.motive_code == "MV2" and not fact.late
    )
    waits = [fact for fact in facts if isinstance(fact, WaitFact)]
    cancelled = Counter(wait.day for wait in waits if wait.ended == "cancelled")

    assert tickets + cancelled == Counter(wait.day for wait in waits)
    assert Counter(wait.day for wait in waits if wait.ended == "called") == Counter(
        fact.day for fact in facts if isinstance(fact, SessionFact)
    )


def test_only_known_codes_and_open_days_are_used(facts: list[Fact]) -> None:
    known = {kind: {entry.code for entry in SHIPPED[kind]} for kind in Kind}

    assert {fact.day for fact in facts} <= set(YEAR)
    for fact in facts:
        match fact:
            case VisitFact():
                assert fact.motive_code in known[Kind.MOTIVE]
                assert fact.language in {None, *known[Kind.LANGUAGE]}
            case SessionFact():
                assert set(fact.outcome_codes) <= known[Kind.OUTCOME]
                assert set(fact.sub_theme_codes) <= known[Kind.SUB_THEME]
                assert fact.minutes % 5 == 0
            case ActivityFact():
                assert fact.kind_code in known[Kind.ACTIVITY]
                assert set(fact.audiences) <= known[Kind.AUDIENCE]
                assert fact.present > 0


def test_ids_say_nothing_of_the_order_in_time(facts: list[Fact]) -> None:
    by_id = sorted(facts[:2000], key=lambda fact: fact.id.hex)
    rising = sum(earlier.day <= later.day for earlier, later in pairwise(by_id))

    assert rising < 0.65 * len(by_id)


def test_the_same_seed_invents_the_same_facts_and_another_others() -> None:
    days = YEAR[:10]
    some = ANNUAL_REPORT_2019.for_days(10 / 248)

    once, again, other = (list(Invention(days, some, seed).facts()) for seed in (7, 7, 8))

    assert once == again
    assert once != other


def test_invented_books_are_all_different_and_name_nobody() -> None:
    pairs = list(invented_titles(300, 1, 2019))

    assert len({(title.title, title.subtitle) for title, _copy in pairs}) == 300
    assert all(copy.title_id == title.id for title, copy in pairs)
    for title, _copy in pairs:
        assert title.checked() == title
        assert all(found(text) is None for _field, text in title.texts())
