"""One desk of the house of `several`: registers, calls, serves, tells each act, until it is killed."""

import hashlib
import random
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from cdm_desk.domain.clock import WallClock
from cdm_desk.domain.errors import DeskError
from cdm_desk.exchange.worker import Share
from cdm_desk.office import Office, open_office
from cdm_desk.store.canonical import packed
from cdm_desk.vault import open_vault

THEMES = ("ORI", "FOR", "EMP", "MOB", "ENT")
LANGUAGES = (None, "FR", "FR", "NL", "BI")
OUTCOMES = ("OU1", "OU2", "OU3", "OU12")
LONGEST_WORK = 1_200.0
PAUSE = 0.05


def main() -> None:
    """Work at one desk, without end; `rush` ends after so many visitors, the other tasks are told at once."""
    data, task, *more = Path(sys.argv[1]), *sys.argv[2:]
    with open_office(data, WallClock(), open_vault(data)) as office:
        if task == "settle":
            for _each in range(2):
                print("SETTLED", office.exchange_once().share.value, flush=True)
        elif task == "digest":
            with office.store.view() as view:
                print(hashlib.sha256(packed(view.shared.digests()).encode()).hexdigest(), flush=True)
        elif task == "rush":
            _rush(office, more[0], int(more[1]))
        elif task == "reception":
            _receive(office, int(more[0]), random.Random(f"{more[1]} {office.workstation}"))
        elif task == "counsellor":
            _counsel(office, int(more[0]), random.Random(f"{more[1]} {office.workstation}"))
        elif task.startswith("once"):
            _work_once(office)
        else:
            _work(office, random.Random(task))


def _work(office: Office, chance: random.Random) -> None:
    assert office.exchange is not None
    office.exchange.start()
    desk = office.workstation[-1]
    office.queue.open_desk(desk, ["EMP"], ["FR", "NL"])
    print("READY", flush=True)
    while True:
        _register(office)
        try:
            _serve(office, desk)
        except DeskError as refusal:
            print("REFUSED", type(refusal).__name__, flush=True)
        time.sleep(chance.uniform(0, 0.1))


def _rush(office: Office, desk: str, count: int) -> None:
    """Register and call so many times, as fast as it goes, beside the exchange where there is one."""
    if office.exchange is not None:
        office.exchange.start()
    office.queue.open_desk(desk, ["EMP"], ["FR", "NL"])
    for _each in range(count):
        _tried(lambda: _register(office))
        _tried(lambda: _serve(office, desk))


def _receive(office: Office, count: int, chance: random.Random) -> None:
    """Register so many visitors, of every theme and language, as fast as it goes."""
    assert office.exchange is not None
    office.exchange.start()
    for _each in range(count):
        _tried(partial(_register, office, chance.choice(THEMES), chance.choice(LANGUAGES)))
    until = time.monotonic() + LONGEST_WORK
    # A reception does not leave before what it has registered has left it.
    while time.monotonic() < until:
        with office.store.view() as view:
            if not sum(view.journal.count_waiting()):
                return
        time.sleep(PAUSE)


def _counsel(office: Office, count: int, chance: random.Random) -> None:
    """Call, begin and close until so many visitors are known here and nobody is left of them."""
    assert office.exchange is not None
    office.exchange.start()
    desk = office.workstation[-1]
    office.queue.open_desk(desk, THEMES, ["FR", "NL"])
    until = time.monotonic() + LONGEST_WORK
    while office.exchange.state.share is not Share.OK and time.monotonic() < until:
        time.sleep(PAUSE)
    while time.monotonic() < until:
        board = office.queue.board()
        mine = any(ticket.desk == desk for ticket in (*board.called, *board.serving))
        if board.waiting or mine:
            _tried(lambda: _serve(office, desk, chance.choice(OUTCOMES)))
        elif _tickets_known(office) >= count:
            return
        else:
            time.sleep(PAUSE)
    print("REFUSED", "TooLong", flush=True)


def _tickets_known(office: Office) -> int:
    """Count the tickets of today, served or not: the facts of others come later."""
    with office.store.view() as view:
        return len(view.tickets.of_day(office.clock.now().date()))


def _tried(act: Callable[[], object]) -> None:
    try:
        act()
    except DeskError as refusal:
        print("REFUSED", type(refusal).__name__, flush=True)


def _work_once(office: Office) -> None:
    """Register, call, serve and exchange once; what is refused is told, and the next thing tried."""
    desk = office.workstation[-1]
    for act in (
        office.exchange_once,
        lambda: office.queue.open_desk(desk, ["EMP"], ["FR", "NL"]),
        lambda: _register(office),
        lambda: _serve(office, desk),
        office.exchange_once,
    ):
        _tried(act)


def _register(office: Office, theme: str = "EMP", language: str | None = None) -> None:
    ticket = office.welcome.register(theme, language=language)
    with office.store.view() as view:
        kept = view.visits.of_ticket(ticket.id)
    assert kept is not None
    assert kept.fact_id is not None
    print("ACK", kept.fact_id.hex, ticket.number, flush=True)


def _serve(office: Office, desk: str, outcome: str = "OU1") -> None:
    board = office.queue.board()
    if any(ticket.desk == desk for ticket in board.serving):
        # The program was killed in the middle of this conversation.
        office.counselling.close(desk, [outcome])
        board = office.queue.board()
    if not any(ticket.desk == desk for ticket in board.called):
        called = office.queue.call_next(desk)
        if called is None:
            return
        print("CALL", called.ticket.id.hex, called.ticket.attempt, flush=True)
    office.counselling.start(desk)
    office.counselling.close(desk, [outcome])


if __name__ == "__main__":
    try:
        main()
    except DeskError as refusal:
        print("REFUSED", type(refusal).__name__, flush=True)
        sys.exit(3)
