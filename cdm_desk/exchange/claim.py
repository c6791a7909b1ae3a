"""One desk, one ticket: the exclusive right to a call, and to the numbers that are handed out.

A claim is a file that is put once under a name that all workstations derive alike; the bytes read back are the only
judge.
It never expires: a second call of the same ticket is another attempt, and another claim.
"""

import contextlib
import json
import secrets
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any, Final, Protocol
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV

from cdm_desk.domain.clock import Clock, seconds_of
from cdm_desk.domain.errors import SharedFolderError
from cdm_desk.domain.multimedia import TURN_SERIES, seat_claim
from cdm_desk.domain.queue import BLOCK, Act, ClaimResult, block_counts, number_text
from cdm_desk.exchange.folder import day_period
from cdm_desk.exchange.frame import NotAFrameError, derived, strict_json
from cdm_desk.exchange.medium import Medium
from cdm_desk.store.numbers import LETTERS, letter
from cdm_desk.store.unit import Store, Unit

SERIES: Final = ("1", "2", "3", "4", "5", TURN_SERIES)
BLOCKS_AHEAD: Final = 2
DAYS_AHEAD: Final = 7
STALLED_SECONDS: Final = 20
"""After so long a call that was claimed and never made may be made by another desk, by hand."""

_MOST_TRIES: Final = 400
_NONCE: Final = 12


class Claimant:
    """Puts the claims of one run; what it asked for once it asks for again with the same bytes."""

    def __init__(self, folder: Medium, clock: Clock, run: bytes, workstation: str, *, weakly: bool = False) -> None:
        """`weakly` is for numbers on a folder that failed the test of exclusive calls: good, but no proof."""
        self._clock = clock
        self._weakly = weakly
        self._folder = folder
        self._run = run
        self._workstation = workstation
        self._asked: dict[tuple[str, str], bytes] = {}
        self._lost: dict[tuple[str, str], bytes] = {}
        self._lost_at: dict[tuple[str, str], int] = {}

    def take(self, period: str, purpose: str) -> ClaimResult:
        """Ask for one thing of a day; UNKNOWN is asked again later and then answered truly.

        AWAY when the folder does not bear the marker of the site: nothing was asked there.
        """
        asked = (period, purpose)
        try:
            body = self._asked.setdefault(asked, self._body(period, purpose))
            answer = self._folder.claim(period, purpose, body, weakly=self._weakly)
        except (FileNotFoundError, SharedFolderError):
            return ClaimResult.AWAY
        except OSError:
            return ClaimResult.UNKNOWN
        if answer.data == body:
            return ClaimResult.WON
        if not answer.data:
            return ClaimResult.UNKNOWN
        self._lost[asked] = answer.data
        self._lost_at.setdefault(asked, seconds_of(self._clock.now()))
        return ClaimResult.LOST

    def claimed_at(self, period: str, purpose: str) -> int | None:
        """Return when somebody else took what was lost here, in seconds since 1970; None when that cannot be read."""
        at = self._claim_lost(period, purpose).get("at")
        # The clock of the other may be far ahead: it was taken no later than when it was seen here.
        return min(at, self._lost_at[period, purpose]) if isinstance(at, int) else None

    def claimed_by(self, period: str, purpose: str) -> str | None:
        """Return which workstation took what was lost here; None when that cannot be read."""
        name = self._claim_lost(period, purpose).get("workstation")
        return name if isinstance(name, str) else None

    def is_of_another(self, period: str, purpose: str) -> bool:
        """Whether what was lost here is certainly another workstation's, not one of an earlier run of this one."""
        return self.claimed_by(period, purpose) not in {None, self._workstation}

    def _claim_lost(self, period: str, purpose: str) -> dict[str, Any]:
        try:
            told = strict_json(self._unsealed(period, purpose, self._lost.get((period, purpose), b"")))
        except (InvalidTag, NotAFrameError, ValueError, OSError):
            return {}
        return told if isinstance(told, dict) else {}

    def _body(self, period: str, purpose: str) -> bytes:
        nonce = secrets.token_bytes(_NONCE)
        told = {"run": self._run.hex(), "workstation": self._workstation, "at": seconds_of(self._clock.now())}
        return nonce + self._cipher(period).encrypt(nonce, json.dumps(told).encode(), purpose.encode())

    def _unsealed(self, period: str, purpose: str, sealed: bytes) -> bytes:
        for key in self._folder.day_keys(period):
            with contextlib.suppress(InvalidTag):
                return AESGCMSIV(derived(key, "claim")).decrypt(sealed[:_NONCE], sealed[_NONCE:], purpose.encode())
        raise InvalidTag

    def _cipher(self, period: str) -> AESGCMSIV:
        return AESGCMSIV(derived(self._folder.day_key(period), "claim"))


class Standing(Protocol):
    """What the worker knows of the folder without asking it."""

    @property
    def reachable(self) -> bool:
        """Whether the last cycle found the folder in order."""
        ...

    @property
    def exclusive(self) -> bool:
        """Whether claims can be trusted: the folder passed its test, and no ticket was called twice."""
        ...


class FolderClaims:
    """The exclusive right to make one call of one ticket, given by the shared folder.

    It has a process of its own, so that a call never waits behind the exchange; a folder known to be away is not asked.
    """

    def __init__(self, folder: Medium, claimant: Claimant, store: Store, clock: Clock, standing: Standing) -> None:
        self._folder = folder
        self._claimant = claimant
        self._store = store
        self._clock = clock
        self._standing = standing

    def take(self, ticket_id: UUID, attempt: int) -> ClaimResult:
        """Ask for the right to call; AWAY means that only a person's own word can settle it.

        A ticket of this workstation that never left it is its own to call while the folder is away: UNSENT.
        """
        result = ClaimResult.AWAY
        # Only a folder found in order says where it lies, and so whether it can be trusted.
        if self._standing.reachable and self._in_order() and self._standing.exclusive:
            result = self._claimant.take(day_period(self._clock.now().date()), f"{ticket_id.hex}:{attempt}")
        if result is not ClaimResult.AWAY:
            return result
        with self._store.view() as view:
            return ClaimResult.UNSENT if view.journal.never_sent(ticket_id) else ClaimResult.AWAY

    def stalled(self, ticket_id: UUID, attempt: int) -> bool:
        """Whether somebody took the right 20 seconds ago, and still no call has come of it."""
        now = self._clock.now()
        asked = (day_period(now.date()), f"{ticket_id.hex}:{attempt}")
        at, by = self._claimant.claimed_at(*asked), self._claimant.claimed_by(*asked)
        if at is None:
            return False
        with self._store.view() as view:
            # The claims of a workstation that was revoked hold nobody up.
            if seconds_of(now) - at < STALLED_SECONDS and not view.journal.is_revoked(by):
                return False
            return all(event.attempt < attempt for event in view.tickets.events(ticket_id))

    def rebuild(self) -> None:
        """Put the claims of all calls and seats known here again: the folder was set back and may have lost some."""
        today = self._clock.now().date()
        with self._store.view() as view:
            events = [event for ticket in view.tickets.of_day(today) for event in view.tickets.events(ticket.id)]
            given = [session for session in view.seats.sessions(today) if not session.offline]
        for event in events:
            if event.kind is Act.CALLED and not event.offline:
                self._claimant.take(day_period(today), f"{event.ticket_id.hex}:{event.attempt}")
        for session in given:
            self._claimant.take(day_period(today), f"{seat_claim(today, session.seat).hex}:{session.attempt}")

    def _in_order(self) -> bool:
        try:
            if not self._folder.checked:
                self._folder.check()
        except SharedFolderError:
            return False
        return True


def called_twice(view: Unit, day: date) -> tuple[str, ...]:
    """Return the numbers that two desks have called under one claim, which must never be."""
    twice = []
    for ticket in view.tickets.conflicts(day):
        events = view.tickets.events(ticket.id)
        undone = {event.undo_of for event in events}
        calls = [
            event.attempt
            for event in events
            if event.kind is Act.CALLED and event.id not in undone and not event.offline
        ]
        if len(calls) > len(set(calls)):
            twice.append(ticket.number)
    return tuple(twice)


class NumberBlocks:
    """Numbers claimed ahead of need, ten at a time, so that registering never waits for the folder."""

    def __init__(self, claimant: Claimant, store: Store, series: Callable[[], Sequence[str]], *, always: bool) -> None:
        """`always` keeps blocks ready; else they are claimed once this workstation has handed out a number today."""
        self._claimant = claimant
        self._store = store
        self._series = series
        self._always = always
        self._claimed: set[tuple[date, str, int]] = set()
        self._seen: set[str] = set()

    def wanting(self, today: date) -> bool:
        """Whether a block is missing now."""
        with self._store.view() as view:
            return bool(self._lacking(view, today))

    def keep_ahead(self, today: date) -> int:
        """Claim what is missing for today, and the letters of the next days; return how many claims were won."""
        self._claim_known(today)
        days = [today + timedelta(days=ahead) for ahead in range(DAYS_AHEAD)]
        with self._store.view() as view:
            letters = {day: view.numbers.blocks(day, LETTERS) for day in (today - timedelta(days=1), *days)}
            lacking = self._lacking(view, today)
            self._seen = _numbers_known(view, today)
        won = 0
        for day in days:
            if not letters[day]:
                letters[day] = self._letter(day, letters[day - timedelta(days=1)])
                won += len(letters[day])
        return won + sum(self._blocks(today, series, first, count) for series, (first, count) in lacking.items())

    def claim_again(self) -> None:
        """See at the next occasion that the blocks known here are claimed: the folder was set back and may not say."""
        self._claimed.clear()

    def _claim_known(self, today: date) -> None:
        """Claim what this workstation hands out numbers from, once in each run of the program.

        A folder that was set back has lost the claims, one that is new never had them: those of a workstation that
        was alone until today. A block that somebody else has claimed meanwhile is theirs.
        """
        with self._store.view() as view:
            known = [(series, block) for series in (*SERIES, LETTERS) for block in view.numbers.blocks(today, series)]
        for series, block in known:
            if (today, series, block) in self._claimed:
                continue
            asked = day_period(today), _purpose(series, block)
            result = self._claimant.take(*asked)
            if result is ClaimResult.LOST and self._claimant.is_of_another(*asked):
                with self._store.unit() as unit:
                    unit.numbers.give_up(today, series, block)
            if result in {ClaimResult.WON, ClaimResult.LOST}:
                self._claimed.add((today, series, block))

    def _blocks(self, day: date, series: str, first: int, count: int) -> int:
        for won in range(count):
            block = self._first_free(day, series, first)
            if block is None:
                return won
            first = block + 1
        return count

    def _lacking(self, view: Unit, today: date) -> dict[str, tuple[int, int]]:
        """Return the series that are short of blocks: from which block on to ask, and for how many."""
        wanted = self._blocks_wanted(view, today)
        lacking: dict[str, tuple[int, int]] = {}
        for series in self._series() if wanted else ():
            short = -(-(wanted * BLOCK - view.numbers.left(today, series)) // BLOCK)
            if short > 0:
                known = view.numbers.blocks(today, series)
                lacking[series] = (known[-1] + 1 if known else 0, short)
        return lacking

    def _blocks_wanted(self, view: Unit, today: date) -> int:
        if self._always:
            return BLOCKS_AHEAD
        letters = view.numbers.blocks(today, LETTERS)
        handed_out = view.numbers.left(today, LETTERS) < BLOCK * len(letters)
        return 1 if handed_out or any(view.numbers.blocks(today, series) for series in self._series()) else 0

    def _letter(self, day: date, usual: Sequence[int]) -> list[int]:
        # The letter of the day before comes first, so that a workstation keeps its own.
        if usual and self._won(day, LETTERS, usual[0]) is ClaimResult.WON:
            return [usual[0]]
        free = self._first_free(day, LETTERS, 0)
        return [] if free is None else [free]

    def _first_free(self, day: date, series: str, start: int) -> int | None:
        for block in range(start, start + _MOST_TRIES):
            match self._won(day, series, block):
                case ClaimResult.WON:
                    return block
                case ClaimResult.LOST:
                    continue
                case _:
                    return None
        return None

    def _won(self, day: date, series: str, block: int) -> ClaimResult:
        result = self._claimant.take(day_period(day), _purpose(series, block))
        if result is not ClaimResult.WON:
            return result
        with self._store.unit() as unit:
            if block not in unit.numbers.blocks(day, series):
                if not self._seen.isdisjoint(_numbers(series, block)):
                    # Somebody hands it out whose claim was lost with the folder, or who never needed one.
                    return ClaimResult.LOST
                unit.numbers.add_block(day, series, block)
        self._claimed.add((day, series, block))
        return result


def _purpose(series: str, block: int) -> str:
    return f"number:{series}:{block}"


def _numbers_known(view: Unit, day: date) -> set[str]:
    return {ticket.number for ticket in view.tickets.of_day(day)} | {turn.number for turn in view.seats.turns(day)}


def _numbers(series: str, block: int) -> frozenset[str]:
    """Return the numbers of a block, as they are handed out; a letter has no end."""
    if series == LETTERS:
        return frozenset(f"{letter(block)}{count}" for count in block_counts(0))
    return frozenset(number_text(int(series), count) for count in block_counts(block))
