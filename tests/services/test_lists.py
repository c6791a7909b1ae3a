"""The reference lists on the real store: renamed, withdrawn, restored, added; merged field by field."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from cdm_desk.domain.change import Department
from cdm_desk.domain.clock import StoppedClock
from cdm_desk.domain.errors import (
    CodeKnownError,
    CodeNeededError,
    CodeShapeError,
    CodeWaitingError,
    LabelMissingError,
    NotAllowedError,
    PersonalDataError,
    RetiredCodeError,
    UnknownCodeError,
)
from cdm_desk.domain.lists import SHIPPED, Kind, Label
from cdm_desk.domain.staff import Action
from cdm_desk.office import Office
from cdm_desk.services.lists import ListsService
from cdm_desk.store.database import engine_for
from cdm_desk.store.migrations import bring_up
from cdm_desk.store.unit import Store
from tests.services.house import carry

KEY = bytes(range(32))
OURS = Label(fr="Maison de l'emploi", nl="Werkhuis", en="Job house")


class OpenGate:
    """Lets everything pass and remembers what was asked."""

    def __init__(self) -> None:
        self.asked: list[Action] = []

    def require(self, action: Action) -> None:
        self.asked.append(action)


class ShutGate:
    """Lets nothing pass."""

    def require(self, action: Action) -> None:
        raise NotAllowedError(action.value)


def _store(folder: Path, clock: StoppedClock) -> Store:
    path = folder / "store.db"
    engine = engine_for(path, KEY)
    bring_up(engine, path, KEY)
    return Store(engine, path, clock)


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock(datetime(2019, 3, 1, 10, 0))  # noqa: DTZ001 - the clock gives it its zone


@pytest.fixture
def store(tmp_path: Path, clock: StoppedClock) -> Iterator[Store]:
    made = _store(tmp_path, clock)
    yield made
    made.close()


@pytest.fixture
def lists(store: Store, clock: StoppedClock) -> ListsService:
    return ListsService(store, clock, OpenGate())


@pytest.mark.parametrize("kind", Kind, ids=str)
def test_a_new_store_has_the_lists_as_shipped(lists: ListsService, kind: Kind) -> None:
    assert lists.all(kind) == list(SHIPPED[kind])


def test_sub_themes_follow_their_theme(lists: ListsService) -> None:
    assert [entry.code for entry in lists.sub_themes("MOB")] == [f"MOB{number}" for number in range(1, 8)]


def test_an_entry_is_renamed_in_three_languages(lists: ListsService) -> None:
    lists.rename(Kind.OUTCOME, "OU14", Label(fr="Autre demande", nl="Andere vraag", en="Other request"))
    renamed = lists.outcomes()[-1]

    assert (renamed.code, renamed.label.fr, renamed.label.nl) == ("OU14", "Autre demande", "Andere vraag")
    assert renamed.rank == 14


def test_only_the_words_that_changed_travel(store: Store, lists: ListsService) -> None:
    before = SHIPPED[Kind.THEME][0].label
    lists.rename(Kind.THEME, "ORI", Label(fr=before.fr, nl="Kiezen", en=before.en))
    with store.view() as unit:
        ops = [body for *_head, body in unit.db.exec_driver_sql("SELECT body FROM outbox")]

    assert len(ops) == 1
    assert '"nl":"Kiezen"' in ops[0]
    assert '"fr"' not in ops[0]


def test_renaming_to_the_same_words_writes_nothing(store: Store, lists: ListsService) -> None:
    lists.rename(Kind.THEME, "ORI", SHIPPED[Kind.THEME][0].label)
    with store.view() as unit:
        assert list(unit.db.exec_driver_sql("SELECT body FROM outbox")) == []


def test_a_withdrawn_entry_can_no_longer_be_chosen_but_keeps_its_name(lists: ListsService) -> None:
    lists.withdraw(Kind.OUTCOME, "OU14")

    assert "OU14" not in [entry.code for entry in lists.outcomes()]
    assert lists.all(Kind.OUTCOME)[-1].label == SHIPPED[Kind.OUTCOME][-1].label
    assert lists.all(Kind.OUTCOME)[-1].retired


def test_a_withdrawn_entry_is_refused_where_it_is_used(store: Store, lists: ListsService, clock: StoppedClock) -> None:
    lists.withdraw(Kind.THEME, "MOB")
    today = clock.now().date()
    with store.view() as unit:
        with pytest.raises(RetiredCodeError):
            unit.lists.usable(Kind.THEME, "MOB", today)
        assert unit.lists.usable(Kind.THEME, "MOB", today - timedelta(days=1)).code == "MOB"
        with pytest.raises(UnknownCodeError):
            unit.lists.usable(Kind.THEME, "XXX", today)


def test_a_withdrawn_entry_comes_back(lists: ListsService) -> None:
    lists.withdraw(Kind.THEME, "MOB")
    lists.restore(Kind.THEME, "MOB")

    assert lists.themes_in_use() == list(SHIPPED[Kind.THEME])


def test_a_partner_is_added_at_the_end(lists: ListsService, clock: StoppedClock) -> None:
    lists.add(Kind.PARTNER, "OURS", OURS)
    added = lists.in_use(Kind.PARTNER)[-1]

    assert (added.code, added.label, added.valid_from) == ("OURS", OURS, clock.now().date())


def test_a_second_addition_stands_after_the_first(lists: ListsService) -> None:
    lists.add(Kind.PARTNER, "OURS", OURS)
    lists.add(Kind.PARTNER, "ABLE", OURS)

    assert [entry.code for entry in lists.all(Kind.PARTNER)][-2:] == ["OURS", "ABLE"]


def test_a_code_is_given_once(lists: ListsService) -> None:
    with pytest.raises(CodeKnownError):
        lists.add(Kind.PARTNER, "ACTIRIS", OURS)


def test_a_code_has_a_shape(lists: ListsService) -> None:
    with pytest.raises(CodeShapeError):
        lists.add(Kind.PARTNER, "notre partenaire", OURS)


def test_a_list_that_the_program_fixes_cannot_grow(lists: ListsService) -> None:
    with pytest.raises(CodeNeededError):
        lists.add(Kind.MOTIVE, "MV10", OURS)


def test_a_code_that_a_key_names_stays(lists: ListsService) -> None:
    with pytest.raises(CodeNeededError):
        lists.withdraw(Kind.MOTIVE, "MV2")


def test_a_label_is_never_left_out(lists: ListsService) -> None:
    with pytest.raises(LabelMissingError):
        lists.rename(Kind.THEME, "ORI", Label(fr="Orientation", nl="", en="Guidance"))

    assert lists.themes_in_use()[0].label.nl == "Oriëntatie"


@pytest.mark.parametrize("text", ["0475 12 34 56", "marie@example.be", "42.01.22-051.81", "BE68 5390 0754 7034"])
def test_nobody_is_named_in_a_label(lists: ListsService, text: str) -> None:
    with pytest.raises(PersonalDataError):
        lists.add(Kind.PARTNER, "OURS", Label(fr="Partenaire", nl=text, en="Partner"))

    assert lists.all(Kind.PARTNER) == list(SHIPPED[Kind.PARTNER])


def test_an_unknown_code_is_refused(lists: ListsService) -> None:
    with pytest.raises(UnknownCodeError):
        lists.rename(Kind.PARTNER, "NOBODY", OURS)


def test_every_change_asks_the_gate_before_anything_is_written(store: Store, clock: StoppedClock) -> None:
    shut = ListsService(store, clock, ShutGate())
    changes: list[Callable[[], object]] = [
        lambda: shut.rename(Kind.THEME, "ORI", OURS),
        lambda: shut.withdraw(Kind.THEME, "ORI"),
        lambda: shut.restore(Kind.THEME, "ORI"),
        lambda: shut.add(Kind.PARTNER, "OURS", OURS),
    ]
    for change in changes:
        with pytest.raises(NotAllowedError):
            change()

    assert shut.themes_in_use() == list(SHIPPED[Kind.THEME])


def test_reading_asks_nobody(store: Store, clock: StoppedClock) -> None:
    assert len(ListsService(store, clock, ShutGate()).motives()) == 9


def test_a_change_is_announced_to_the_screens(store: Store, lists: ListsService) -> None:
    heard: list[frozenset[Department]] = []
    store.on_change(heard.append)
    lists.withdraw(Kind.OUTCOME, "OU14")

    assert heard == [frozenset({Department.LISTS})]


def test_two_workstations_change_two_languages_and_both_stay(tmp_path: Path, clock: StoppedClock) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    here, there = _store(tmp_path / "a", clock), _store(tmp_path / "b", clock)
    ours, theirs = ListsService(here, clock, OpenGate()), ListsService(there, clock, OpenGate())
    label = SHIPPED[Kind.THEME][0].label
    ours.rename(Kind.THEME, "ORI", Label(fr="S'orienter", nl=label.nl, en=label.en))
    theirs.rename(Kind.THEME, "ORI", Label(fr=label.fr, nl="Kiezen", en=label.en))
    _exchange(here, there)

    for lists in (ours, theirs):
        merged = lists.themes_in_use()[0].label
        assert (merged.fr, merged.nl, merged.en) == ("S'orienter", "Kiezen", label.en)
    here.close()
    there.close()


def test_an_entry_withdrawn_there_is_withdrawn_here(tmp_path: Path, clock: StoppedClock) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    here, there = _store(tmp_path / "a", clock), _store(tmp_path / "b", clock)
    ListsService(there, clock, OpenGate()).withdraw(Kind.OUTCOME, "OU14")
    _exchange(here, there)

    assert ListsService(here, clock, OpenGate()).all(Kind.OUTCOME)[-1].retired
    here.close()
    there.close()


def _exchange(one: Store, other: Store) -> None:
    import json  # noqa: PLC0415 - of this exchange alone

    bodies = []
    for store in (one, other):
        with store.view() as unit:
            bodies.append([json.loads(body) for (body,) in unit.db.exec_driver_sql("SELECT body FROM outbox")])
    for store, received in ((one, bodies[1]), (other, bodies[0])):
        with store.unit() as unit:
            assert unit.receive("r", received) == []


def test_a_theme_with_somebody_waiting_is_not_withdrawn(store: Store, lists: ListsService, clock: StoppedClock) -> None:
    from uuid import uuid4  # noqa: PLC0415 - of this test alone

    from cdm_desk.domain.change import EventOp  # noqa: PLC0415
    from cdm_desk.domain.queue import Act, TicketEvent  # noqa: PLC0415

    with store.unit() as unit:
        stamp = unit.stamp()
        event = TicketEvent(
            id=uuid4(),
            ticket_id=uuid4(),
            kind=Act.REGISTERED,
            attempt=0,
            at=clock.now(),
            workstation="reception",
            hlc=stamp.hlc,
            run=stamp.run,
            day=clock.now().date(),
            number="401",
            theme_code="MOB",
        )
        unit.write(EventOp(stamp, event))

    with pytest.raises(CodeWaitingError) as refused:
        lists.withdraw(Kind.THEME, "MOB")

    assert refused.value.tickets == 1


def test_an_entry_moves_and_every_screen_is_told(store: Store, lists: ListsService) -> None:
    told: list[frozenset[Department]] = []
    store.on_change(told.append)
    lists.move(Kind.OUTCOME, "OU3", -2)

    assert [entry.code for entry in lists.outcomes()][:4] == ["OU3", "OU1", "OU2", "OU4"]
    assert told == [frozenset({Department.LISTS})]


def test_a_move_is_taken_back_by_the_move_the_other_way(lists: ListsService) -> None:
    before = lists.outcomes()
    lists.move(Kind.OUTCOME, "OU3", -2)
    lists.move(Kind.OUTCOME, "OU3", +2)

    assert lists.outcomes() == before


def test_only_the_places_that_changed_travel(store: Store, lists: ListsService) -> None:
    lists.move(Kind.OUTCOME, "OU3", -1)
    with store.view() as unit:
        bodies = [body for *_head, body in unit.db.exec_driver_sql("SELECT body FROM outbox")]

    assert len(bodies) == 2
    assert all('"rank"' in body and '"fr"' not in body for body in bodies)


def test_what_is_beyond_an_end_writes_nothing(store: Store, lists: ListsService) -> None:
    lists.move(Kind.OUTCOME, "OU1", -1)
    with store.view() as unit:
        assert list(unit.db.exec_driver_sql("SELECT body FROM outbox")) == []


def test_whoever_may_not_keep_the_lists_moves_nothing(store: Store, clock: StoppedClock) -> None:
    with pytest.raises(NotAllowedError):
        ListsService(store, clock, ShutGate()).move(Kind.OUTCOME, "OU3", -1)


def test_another_workstation_has_the_same_order(office: Office, second: Office) -> None:
    office.lists.move(Kind.PARTNER, office.lists.all(Kind.PARTNER)[2].code, -2)
    carry(office, second)

    assert second.lists.all(Kind.PARTNER) == office.lists.all(Kind.PARTNER)


def test_moves_made_at_the_same_time_end_in_one_order_for_both(office: Office, second: Office) -> None:
    office.lists.move(Kind.OUTCOME, "OU3", -2)
    second.lists.move(Kind.OUTCOME, "OU5", -3)
    carry(office, second)
    carry(second, office)

    assert [entry.code for entry in second.lists.outcomes()] == [entry.code for entry in office.lists.outcomes()]
