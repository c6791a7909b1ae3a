"""Self check-in: what a visitor may do without anybody of the house, and the PIN that gives the screen back to it."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol
from uuid import UUID

from cdm_desk.domain.clock import Clock
from cdm_desk.domain.display import ThemeWait
from cdm_desk.domain.errors import DayClosedError, NotAllowedError, TryLaterError, WrongSecretError
from cdm_desk.domain.lists import Entry, Kind
from cdm_desk.domain.multimedia import PC_MOTIVE, PcTurn, Space, seat_name
from cdm_desk.domain.opening import doors_close
from cdm_desk.domain.queue import Ticket
from cdm_desk.domain.slip import Slip
from cdm_desk.domain.staff import Action, Gate, check_pin, delay_after
from cdm_desk.domain.waiting import UNKNOWN, Estimate, Told, foretold
from cdm_desk.domain.welcome import Visit, checked_people
from cdm_desk.store.recovery import new_secret
from cdm_desk.store.secret_hash import SlowHash, pin_of_device
from cdm_desk.store.unit import Store

KIOSK: Final = "kiosk"
MOST_TOGETHER: Final = 5
"""How many may come on one number; a class is for the reception."""
LONGEST_TOLD: Final = 30
"""Up to how many minutes of waiting are told; what is longer, somebody of the house says."""
_PIN: Final = "kiosk_pin"
_TRIES: Final = "kiosk_tries"
_DEVICE: Final = "kiosk-device"


class VisitorGate:
    """Lets a visitor register at a kiosk, and nothing else; nobody is signed in there."""

    def __init__(self, workstation_kind: str) -> None:
        self._is_kiosk = workstation_kind == KIOSK

    def require(self, action: Action) -> None:
        """Return if the act is allowed; raise NotAllowedError if not."""
        if action is not Action.REGISTER or not self._is_kiosk:
            raise NotAllowedError(action.value)


class Arrivals(Protocol):
    """The welcome desk, as far as a visitor may use it."""

    def register(self, theme_code: str, *, language: str | None = None, people: int = 1) -> Ticket:
        """Record a visitor who wants advice; return the ticket."""

    def visit(self, motive_code: str, *, people: int = 1) -> Visit:
        """Record a visitor who needs no ticket."""

    def called_after_closing(self, ticket: Ticket) -> bool:
        """Whether a visitor will more likely than not be called once the doors are closed."""


class Seats(Protocol):
    """The PC space, as far as a visitor may use it."""

    def take_turn(self) -> PcTurn:
        """Record a visitor who comes for a PC; return the turn."""

    def space(self) -> Space:
        """Return the space as it is now."""

    def slip(self, number: str) -> Slip:
        """Return what stands on the ticket of a turn."""


class Late(Protocol):
    """For which themes it is too late today."""

    @property
    def at(self) -> datetime:
        """When the doors close."""

    @property
    def theme_codes(self) -> tuple[str, ...]:
        """The themes."""


class Waits(Protocol):
    """The line, as far as a visitor may know it."""

    def outlook(self, theme_code: str, language: str | None = None) -> Estimate:
        """Return how long somebody would wait who came now."""

    def closing(self) -> Late | None:
        """Return for which themes it is too late today."""

    def slip(self, number: str) -> Slip:
        """Return what stands on the ticket of a number."""


class Secrets(Protocol):
    """The keyring, as far as the PIN needs it."""

    def get(self, name: str) -> bytes | None:
        """Return a secret, None when there is none."""

    def put(self, name: str, secret: bytes) -> None:
        """Keep a secret."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What a visitor may choose now; of the themes in `late` they would be called after `closes_at`."""

    motives: tuple[Entry, ...]
    themes: tuple[ThemeWait, ...]
    closes_at: datetime
    late: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOut:
    """The number that a visitor was given, and what they are told with it; `seat` is kept for who comes for a PC."""

    number: str
    ticket_id: UUID
    for_pc: bool = False
    wait: Estimate = UNKNOWN
    after_closing: bool = False
    seat: str = ""


class KioskService:
    """Registers whoever checks in alone, by the same verbs as the reception; keeps the PIN of this screen."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        arrivals: Arrivals,
        seats: Seats,
        waits: Waits,
        *,
        gate: Gate,
        secrets: Secrets,
        note: Callable[[str], object] = lambda _act: None,
        slow_hash: SlowHash | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """`arrivals` and `seats` stand behind a VisitorGate, `gate` is that of the staff; `note` writes the trail."""
        self._store = store
        self._clock = clock
        self._arrivals = arrivals
        self._seats = seats
        self._waits = waits
        self._gate = gate
        self._secrets = secrets
        self._note = note
        self._slow_hash = slow_hash or SlowHash()
        self._monotonic = monotonic
        self._not_before: float | None = None
        self._given_back = False

    def now(self) -> datetime:
        """Return the time at the kiosk."""
        return self._clock.now()

    def open(self) -> bool:
        """Whether visitors are registered now: the doors are open, and the day is not closed."""
        now = self._clock.now()
        with self._store.view() as unit:
            return now < doors_close(now.date()) and not unit.days.closed(now.date())

    def choices(self, language: str | None = None) -> Choices:
        """Return what may be chosen now, with the wait of each theme for somebody who speaks this language."""
        today = self._clock.now().date()
        with self._store.view() as unit:
            motives = [each for each in unit.lists.all(Kind.MOTIVE) if each.in_use(today)]
            themes = [each for each in unit.lists.all(Kind.THEME) if each.in_use(today)]
        if not self._has_seats():
            motives = [each for each in motives if each.code != PC_MOTIVE]
        late = self._waits.closing()
        return Choices(
            motives=tuple(motives),
            themes=tuple(
                ThemeWait(theme=theme, estimate=told(self._waits.outlook(theme.code, language))) for theme in themes
            ),
            closes_at=doors_close(today),
            late=frozenset() if late is None else frozenset(late.theme_codes),
        )

    def register(self, theme_code: str, *, language: str | None = None, people: int = 1) -> HandedOut:
        """Record a visitor who wants advice; raises as at the reception, AmountError for more than five people."""
        self._check_open()
        checked_people(people, highest=MOST_TOGETHER)
        ticket = self._arrivals.register(theme_code, language=language, people=people)
        return HandedOut(
            number=ticket.number,
            ticket_id=ticket.id,
            wait=told(foretold(ticket)),
            after_closing=self._arrivals.called_after_closing(ticket),
        )

    def visit(self, motive_code: str) -> None:
        """Record a visitor who needs no number; raises as at the reception."""
        self._check_open()
        self._arrivals.visit(motive_code)

    def take_turn(self) -> HandedOut:
        """Record a visitor who comes for a PC; raises SpaceClosingError, SeatsShortError or DayClosedError."""
        self._check_open()
        turn = self._seats.take_turn()
        offers = self._seats.space().line.offers.values()
        kept = next((seat_name(offer.seat) for offer in offers if offer.turn.id == turn.id), "")
        return HandedOut(number=turn.number, ticket_id=turn.id, for_pc=True, seat=kept)

    def slip(self, handed: HandedOut) -> Slip:
        """Return what stands on the ticket of a number; raises TicketGoneError."""
        return (self._seats if handed.for_pc else self._waits).slip(handed.number)

    def has_pin(self) -> bool:
        """Whether a PIN was chosen: until then nobody can be kept from the rest of the program."""
        with self._store.view() as unit:
            return unit.meta.get(_PIN) is not None

    def choose_pin(self, pin: str) -> None:
        """Choose the PIN: the first one, or another one once the screen was given back by it.

        Takes as long as a slow hash. Raises PinShapeError, PinCommonError, or NotAllowedError.
        """
        if self.has_pin() and not self._given_back:
            raise NotAllowedError(Action.KEEP_WORKSTATIONS.value)
        self._keep_pin(pin)

    def reset_pin(self, pin: str) -> None:
        """Choose another PIN without the old one, which was forgotten: for an administrator.

        Raises as `choose_pin`.
        """
        self._gate.require(Action.KEEP_WORKSTATIONS)
        self._keep_pin(pin)

    def give_back(self, pin: str) -> None:
        """Give the screen to the house if the PIN is right. Takes as long as a slow hash.

        Raises WrongSecretError, or TryLaterError while another try has to wait: 2, 4, 8 … 300 seconds after the third.
        """
        hashed = self._count_try()
        if hashed is None or not self._slow_hash.matches(hashed, self._bound(pin)):
            self._note("kiosk_wrong_pin")
            raise WrongSecretError(self._still_to_wait())
        self._forget_tries()
        self._given_back = True
        self._note("kiosk_given_back")

    def leave_to_visitors(self) -> None:
        """Let visitors have the screen: the PIN is asked for again."""
        self._given_back = False

    def _check_open(self) -> None:
        if not self.open():
            raise DayClosedError(self._clock.now().date())

    def _has_seats(self) -> bool:
        return bool(self._seats.space().seats)

    def _keep_pin(self, pin: str) -> None:
        check_pin(pin)
        hashed = self._slow_hash.of(self._bound(pin))
        with self._store.unit() as unit:
            unit.meta.put(_PIN, hashed)
        self._forget_tries()
        self._note("kiosk_pin")

    def _bound(self, pin: str) -> str:
        device = self._secrets.get(_DEVICE)
        if device is None:
            device = new_secret() + new_secret()
            self._secrets.put(_DEVICE, device)
        return pin_of_device(device, pin)

    def _count_try(self) -> str | None:
        """Count a try as failed before it is looked at, so that pulling the plug gives no free one; return the hash."""
        seconds = self._still_to_wait()
        if seconds:
            raise TryLaterError(seconds)
        with self._store.unit() as unit:
            failures = self._tries(unit.meta.get(_TRIES))[0] + 1
            delay = delay_after(failures)
            unit.meta.put(_TRIES, f"{failures} {(self._clock.now() + delay).isoformat()}")
            hashed = unit.meta.get(_PIN)
        self._not_before = self._monotonic() + delay.total_seconds()
        return hashed

    def _still_to_wait(self) -> int:
        """Return the seconds to wait, by a clock that nobody can set; after a restart by the wall's, within bounds."""
        if self._not_before is None:
            with self._store.view() as unit:
                failures, until = self._tries(unit.meta.get(_TRIES))
            left = timedelta() if until is None else until - self._clock.now()
            bounded = min(delay_after(failures), max(timedelta(), left))
            self._not_before = self._monotonic() + bounded.total_seconds()
        return max(0, -int(-(self._not_before - self._monotonic()) // 1))

    def _forget_tries(self) -> None:
        with self._store.unit() as unit:
            unit.meta.put(_TRIES, "")
        self._not_before = None

    def _tries(self, kept: str | None) -> tuple[int, datetime | None]:
        failures, _blank, until = (kept or "0").partition(" ")
        return int(failures), datetime.fromisoformat(until) if until else None


def told(estimate: Estimate) -> Estimate:
    """Return what a screen without anybody beside it tells of a wait: nothing where it may last over half an hour."""
    short = estimate.told is Told.NOW or (estimate.told is Told.RANGE and estimate.told_high <= LONGEST_TOLD)
    return estimate if short else UNKNOWN
