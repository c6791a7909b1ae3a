"""Two desks at work in the same house: the queue of one is the queue of the other, whatever the folder does."""

import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from threading import Event, Thread

import pytest

from cdm_desk.domain.balance import Matter
from cdm_desk.domain.clock import BRUSSELS, WallClock
from cdm_desk.domain.errors import ShareAwayError
from cdm_desk.domain.queue import TicketState
from cdm_desk.jobs import close_by_hand
from cdm_desk.office import Office, found_office, open_office
from cdm_desk.settings import Settings
from cdm_desk.vault import MemoryVault

NOON = datetime(2019, 1, 14, 12, 0, tzinfo=BRUSSELS)
EVENING = NOON.replace(hour=18)


@pytest.fixture
def share(tmp_path: Path) -> Path:
    share = tmp_path / "share"
    share.mkdir()
    return share


@pytest.fixture
def begins() -> datetime:
    return NOON


@pytest.fixture
def offices(tmp_path: Path, share: Path, begins: datetime) -> Iterator[tuple[Office, Office]]:
    clock = WallClock(begins)
    code: str | None = None
    opened: list[Office] = []
    for name, kind in (("Accueil 1", "reception"), ("Poste 4", "counselling")):
        data, vault = tmp_path / name, MemoryVault()
        settings = Settings(workstation=name, kind=kind, share=share)
        founded = found_office(data, clock, vault, settings, share=share, join_code=code)
        code = code or founded.join_code
        opened.append(open_office(data, clock, vault, settings))
    for office in opened:
        assert office.exchange is not None
        office.exchange.start()
    first, second = opened
    until(lambda: share_of(first) == share_of(second) == "ok")
    yield first, second
    for office in opened:
        office.close()


def until(true: Callable[[], object], seconds: float = 60) -> float:
    began = time.monotonic()
    while not true():
        assert time.monotonic() - began < seconds
        Event().wait(0.02)
    return time.monotonic() - began


def share_of(office: Office) -> str:
    assert office.exchange is not None
    return office.exchange.state.share


def waiting(office: Office) -> list[str]:
    return [turn.ticket.number for turn in office.queue.waiting()]


def called(office: Office) -> list[str]:
    return [ticket.number for ticket in office.queue.board().called]


def test_who_is_registered_here_is_called_there(offices: tuple[Office, Office]) -> None:
    reception, desk = offices
    desk.queue.open_desk("4", ["EMP"], ["FR", "NL"])
    heard = Event()
    desk.store.on_change(lambda _departments: heard.set())
    ticket = reception.welcome.register("EMP")
    until(lambda: waiting(desk) == [ticket.number])
    assert heard.is_set()

    answer = desk.queue.call_next("4")
    assert answer is not None
    assert answer.ticket.number == ticket.number
    assert until(lambda: called(reception) == [ticket.number]) < 2


def test_two_desks_that_press_the_key_at_once_never_get_the_same_visitor(offices: tuple[Office, Office]) -> None:
    reception, desk = offices
    names = [(office, f"{no}{place}") for no, office in enumerate(offices, start=1) for place in range(4)]
    for office, name in names:
        office.queue.open_desk(name, ["EMP"], ["FR", "NL"])
    numbers = [reception.welcome.register("EMP").number for _each in range(10)]
    until(lambda: sorted(waiting(desk)) == sorted(numbers))
    got: list[str] = []

    def press(office: Office, name: str) -> None:
        answer = office.queue.call_next(name)
        if answer is not None:
            got.append(answer.ticket.number)

    keys = [Thread(target=press, args=each) for each in names]
    for key in keys:
        key.start()
    for key in keys:
        key.join()

    assert len(got) == len(set(got)) == len(names)
    until(lambda: sorted(called(reception)) == sorted(called(desk)) == sorted(got))


def test_without_the_folder_each_works_on_and_all_is_joined_when_it_is_back(
    offices: tuple[Office, Office], share: Path
) -> None:
    reception, desk = offices
    for office, name in ((reception, "1"), (desk, "4")):
        office.queue.open_desk(name, ["EMP"], ["FR", "NL"])
    known = reception.welcome.register("EMP")
    until(lambda: waiting(desk) == [known.number])
    away = share.rename(share.with_name("elsewhere"))
    until(lambda: share_of(reception) == share_of(desk) == "away")

    fresh = reception.welcome.register("EMP")
    with pytest.raises(ShareAwayError):
        desk.queue.call_next("4")
    answer = reception.queue.call_next("1")
    assert answer is not None
    assert answer.ticket.number == fresh.number
    by_word = desk.queue.call_this(known.id, "4", in_person_away=True)
    assert by_word.state is TicketState.CALLED

    away.rename(share)
    until(lambda: share_of(reception) == share_of(desk) == "ok", 30)
    numbers = sorted([known.number, fresh.number])
    until(lambda: sorted(called(reception)) == sorted(called(desk)) == numbers)
    assert not share.with_name("elsewhere").exists()


def test_the_wall_knows_when_the_others_were_last_heard_of(offices: tuple[Office, Office]) -> None:
    first, _second = offices
    heard_at = first.display.wall().heard_at
    assert heard_at is not None
    assert abs((first.clock.now() - heard_at).total_seconds()) < 10


def lines(office: Office) -> list[tuple[Matter, str, int]]:
    return [(end.matter, end.name, end.number) for end in office.balance.loose_ends(office.balance.today())]


def test_who_was_heard_of_today_and_still_has_something_to_send_is_not_called_silent(
    offices: tuple[Office, Office],
) -> None:
    reception, desk = offices
    until(lambda: lines(reception) == [])
    desk.welcome.visit("MV4")  # its figure waits for company
    desk.queue.open_desk("4", ["EMP"], ["FR", "NL"])

    until(lambda: lines(reception) == [(Matter.HOLDING, "Poste 4", 1)])


@pytest.mark.parametrize("begins", [EVENING])
def test_a_day_closed_at_one_pc_has_the_figures_that_another_still_held(offices: tuple[Office, Office]) -> None:
    reception, desk = offices
    today = reception.balance.today()
    desk.queue.open_desk("4", ["EMP"], ["FR", "NL"])
    reception.welcome.register("EMP")
    until(lambda: waiting(desk) != [])
    desk.queue.call_next("4")
    desk.counselling.start("4")
    desk.counselling.close("4", ["OU1"])
    desk.welcome.visit("MV4")

    close_by_hand(reception, today)
    written = reception.reports.sheet_written(today)
    assert written is not None
    assert written.missing == ()
    sheet = reception.reports.day_sheet(today)
    assert not sheet.provisional
    assert sheet.figure("done") == 1
    assert reception.reports.sheets_outdated() == []

    until(lambda: desk.day.closed_at(today) == ("Accueil 1",))
    assert not desk.day.closed(today)
    assert reception.day.closed_at(today) == ()


def test_an_exchange_without_an_open_window_is_a_sign_of_life(tmp_path: Path, offices: tuple[Office, Office]) -> None:
    first, second = offices
    assert second.exchange is not None
    second.exchange.stop()
    first.exchange_once()
    before = heard_of(first, "Poste 4")
    Event().wait(1.1)  # a sign tells its second
    with open_office(tmp_path / "Poste 4", second.clock, second.vault, second.settings) as at_night:
        at_night.exchange_once()
    first.exchange_once()

    assert heard_of(first, "Poste 4") > before


def heard_of(office: Office, name: str) -> datetime:
    with office.store.view() as view:
        [known] = [each for each in view.journal.workstations() if each.name == name]
    assert known.seen_at is not None
    return known.seen_at
