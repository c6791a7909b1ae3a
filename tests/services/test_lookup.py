"""Look-ups: catalogues asked all at once over a real network of loopback, answers kept, numbers that wait."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Thread
from time import monotonic

import pytest

from cdm_desk.domain.clock import StoppedClock
from cdm_desk.domain.lookup import NOTHING_FOR, Catalogue, Fault
from cdm_desk.services.lookup import LookupService
from cdm_desk.store.unit import Store
from tests.importers import catalogue_server as server
from tests.importers.catalogue_server import ISBN, OTHER, Running, envelope, running, saying
from tests.services.library_desk import MORNING, OpenGate
from tests.stores import new_store

GOOD = saying(envelope(server.unimarc_record()))


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "127.0.0.1,localhost")


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock(MORNING)


@pytest.fixture
def store(tmp_path: Path, clock: StoppedClock) -> Iterator[Store]:
    made = new_store(tmp_path / "desk.db", clock)
    yield made
    made.close()


@pytest.fixture
def web() -> Iterator[Running]:
    with running(GOOD) as made:
        yield made


def service(store: Store, clock: StoppedClock, *catalogues: Catalogue) -> LookupService:
    return LookupService(store, clock, OpenGate(), lambda: catalogues)


def test_nobody_is_asked_unless_switched_on(store: Store, clock: StoppedClock) -> None:
    lookup = LookupService(store, clock, OpenGate())
    assert lookup.sources() == ()
    assert lookup.answers(ISBN) == ()


def test_an_answer_is_kept_and_nobody_is_asked_twice(store: Store, clock: StoppedClock, web: Running) -> None:
    lookup = service(store, clock, web.catalogue())
    first = lookup.answers(ISBN)
    clock.advance(days=200)
    second = lookup.answers(ISBN)

    assert len(web.asked) == 1
    assert first[0].title is not None
    assert second[0].title is not None
    assert replace(second[0].title, id=first[0].title.id) == first[0].title


def test_nothing_is_an_answer_too_for_thirty_days(store: Store, clock: StoppedClock, web: Running) -> None:
    web.behave(saying(envelope()))
    lookup = service(store, clock, web.catalogue())
    assert lookup.answers(ISBN)[0].fault is Fault.NOTHING
    clock.advance(days=NOTHING_FOR.days)
    assert lookup.answers(ISBN)[0].fault is Fault.NOTHING
    assert len(web.asked) == 1
    clock.advance(days=1)
    web.behave(GOOD)

    assert lookup.answers(ISBN)[0].title is not None


def test_a_failure_is_no_answer_and_is_asked_again(store: Store, clock: StoppedClock, web: Running) -> None:
    web.behave(saying(b"", status=503))
    lookup = service(store, clock, web.catalogue())
    assert lookup.answers(ISBN)[0].fault is Fault.DENIED
    web.behave(GOOD)
    assert lookup.answers(ISBN)[0].title is not None


def test_one_that_fails_does_not_keep_the_others_from_answering(
    store: Store, clock: StoppedClock, web: Running
) -> None:
    closed = replace(web.catalogue("sudoc"), address=f"http://127.0.0.1:{server.refused_port()}/")
    with running(server.late(3, GOOD)) as hanging, running(server.resetting) as broken:
        lookup = service(
            store, clock, closed, hanging.catalogue("kul", seconds=0.3), web.catalogue(), broken.catalogue("kb")
        )
        said = {answer.source: answer.fault for answer in lookup.answers(ISBN)}

    assert said == {"sudoc": Fault.REFUSED, "kul": Fault.TIMED_OUT, "bnf": None, "kb": Fault.CUT_OFF}


def test_all_are_asked_at_once(store: Store, clock: StoppedClock) -> None:
    with running(server.late(0.6, GOOD)) as slow:
        lookup = service(store, clock, *(slow.catalogue(name) for name in ("bnf", "sudoc", "kul", "ugent", "kb")))
        begun = monotonic()
        said = lookup.answers(ISBN)
        taken = monotonic() - begun

    assert [answer.title is not None for answer in said] == [True] * 5
    assert taken < 2


class Sleeper:
    """A catalogue whose name takes for ever to be found, as on a network that swallows questions."""

    name = "bnf"
    seconds = 0.1

    def __init__(self, web: Running) -> None:
        self._web = web

    def ask(self, number: str) -> object:
        self._web.let_go.wait(20)
        return self._web.catalogue().ask(number)

    def search(self, typed: str) -> tuple[()]:
        del typed
        return ()


def test_whatever_holds_a_catalogue_up_its_time_is_over(store: Store, clock: StoppedClock, web: Running) -> None:
    lookup = service(store, clock, Sleeper(web))  # type: ignore[arg-type]
    begun = monotonic()
    assert lookup.answers(ISBN)[0].fault is Fault.TIMED_OUT
    assert monotonic() - begun < 3


def test_a_window_that_closes_waits_for_nobody(store: Store, clock: StoppedClock) -> None:
    with running(server.late(20, GOOD)) as hanging:
        lookup = service(store, clock, hanging.catalogue(seconds=15))
        lookup.want(ISBN)
        thread = Thread(target=lookup.answers, args=(ISBN,))
        begun = monotonic()
        thread.start()
        while not hanging.asked:
            thread.join(0.01)
        lookup.hang_up()
        thread.join(5)

        assert not thread.is_alive()
        assert monotonic() - begun < 5
        assert [waiting.number for waiting in lookup.waiting()] == [ISBN]


def test_a_number_waits_in_the_order_of_scanning_and_is_never_doubled(store: Store, clock: StoppedClock) -> None:
    lookup = service(store, clock)
    for number in (OTHER, ISBN, OTHER):
        lookup.want(number)
    assert [waiting.number for waiting in lookup.waiting()] == [OTHER, ISBN]


def test_what_was_decided_about_a_number_is_kept_with_it(store: Store, clock: StoppedClock) -> None:
    lookup = service(store, clock)
    lookup.change(replace(lookup.want(ISBN), theme_code="EMP", sub_theme_code="EMP1", barcode="30007", settled=True))
    lookup.want(ISBN)
    (waiting,) = lookup.waiting()
    assert (waiting.theme_code, waiting.sub_theme_code, waiting.barcode, waiting.settled) == (
        "EMP",
        "EMP1",
        "30007",
        True,
    )


def test_a_number_let_go_comes_back(store: Store, clock: StoppedClock) -> None:
    lookup = service(store, clock)
    waiting = lookup.want(ISBN)
    lookup.drop(waiting)
    assert lookup.waiting() == []
    lookup.bring_back(waiting)
    assert lookup.waiting() == [waiting]


def test_a_number_is_asked_for_until_it_is_answered_or_a_month_is_over(
    store: Store, clock: StoppedClock, web: Running
) -> None:
    web.behave(saying(b"", status=503))
    lookup = service(store, clock, web.catalogue())
    lookup.want(ISBN)
    lookup.answers(ISBN)
    assert lookup.unanswered() == [ISBN]
    clock.advance(days=NOTHING_FOR.days + 1)
    assert lookup.unanswered() == []
    lookup.want(OTHER)
    web.behave(GOOD)
    lookup.answers(OTHER)
    assert lookup.unanswered() == []


def test_without_catalogues_nothing_is_asked_again(store: Store, clock: StoppedClock) -> None:
    lookup = service(store, clock)
    lookup.want(ISBN)
    assert lookup.unanswered() == []


def test_an_answer_that_cannot_be_read_any_more_is_asked_for_again(
    store: Store, clock: StoppedClock, web: Running
) -> None:
    lookup = service(store, clock, web.catalogue())
    lookup.answers(ISBN)
    with store.unit() as unit:
        unit.db.exec_driver_sql("UPDATE lookup_answer SET body = 'x'")
    assert lookup.answers(ISBN)[0].title is not None
    assert len(web.asked) == 2


def test_what_a_catalogue_said_is_known_when_it_is_switched_off(
    store: Store, clock: StoppedClock, web: Running
) -> None:
    service(store, clock, web.catalogue()).answers(ISBN)
    (answer,) = service(store, clock).answers(ISBN)
    assert answer.title is not None


def test_answers_and_numbers_stay_on_this_workstation(store: Store, clock: StoppedClock, web: Running) -> None:
    lookup = service(store, clock, web.catalogue())
    lookup.want(ISBN)
    lookup.answers(ISBN)
    with store.view() as unit:
        assert unit.journal.count_waiting() == (0, 0)
