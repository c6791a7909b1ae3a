"""Who is on duty here, in which role, and what that role may do; accounts and the trail of it all.

The services ask it as their gate: `require(action)`. The role is read from the store each time, so that a role taken
away elsewhere binds here with the next act.

For the screens (`sign_in`, `switch`, `use_recovery_code`, `set_pin` and every verb that takes a password hash slowly,
up to three quarters of a second: run them as an errand in the background)::

    staff.accounts_in_use()          False until administrators are named: show the band, ask for no sign-in
    staff.names()                    who may sign in here: (id, alias), without roles
    staff.pin_ready(id)              whether the PIN of the day opens this account here now; else ask for the password
    staff.sign_in(id, password)      → SignedIn(duty, notices, codes_left); then offer `set_pin(pin)` for fast switching
    staff.switch(id, pin)            → SignedIn; unlocks the screen of the same person and changes to another one
    staff.lock()                     Ctrl+L and idle; `staff.locked()`, `staff.on_duty()`
    staff.act_as(role)               another of one's own roles
    staff.may(action)                whether a command would be allowed now, without asking (grey it out)
    staff.sign_out()                 ends the day of this person here, PIN included

Errors of signing in: WrongSecretError(seconds until the next try), TryLaterError(seconds), PasswordNeededError,
PersonGoneError. Of new secrets: PasswordShortError, PasswordCommonError, PinShapeError, PinCommonError.

From Settings, while no account exists: `name_administrators(NewAccount(…), NewAccount(…))` → the recovery codes of
each, to print once. Ask for two. From then on an administrator keeps the accounts: `people`, `add`, `give_roles`,
`rename`, `withdraw`, `bring_back`, `reset_password`, `reset_pin`, `new_recovery_codes`. Everybody may
`change_password`.

For the command line: `with staff.command("register", Role.RECEPTION): …`, for the night run from the open program
`with staff.program("nightly"): …`; both count on this thread only. `audit_lines()`, `verify_audit()`.
"""

import hmac
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import pairwise
from typing import Final, Protocol
from uuid import UUID, uuid4

from cdm_desk.domain.clock import Clock
from cdm_desk.domain.errors import (
    AdministratorsNamedError,
    AliasTakenError,
    LastAdministratorError,
    NoRoleError,
    NotAllowedError,
    PasswordNeededError,
    PersonGoneError,
    RecoveryKeyTypoError,
    RoleNotHeldError,
    SignInNeededError,
    TryLaterError,
    WrongSecretError,
)
from cdm_desk.domain.personal import checked_text
from cdm_desk.domain.staff import (
    ALLOWED,
    AUDITED,
    PIN_LIFE,
    PIN_TRIES,
    RECOVERY_CODES,
    Action,
    Duty,
    Person,
    Role,
    allowed_without_accounts,
    check_password,
    check_pin,
    delay_after,
    same_alias,
    usable_alias,
)
from cdm_desk.store.audit import AT_START, AuditLine, Who
from cdm_desk.store.recovery import from_paper, grouped, new_secret
from cdm_desk.store.secret_hash import SlowHash, code_hash, pin_of_device
from cdm_desk.store.staff import PERSON, Account, SignIn, values_of
from cdm_desk.store.unit import Store, Unit

DEVICE: Final = "device"
"""The name in the keyring of the secret that binds PINs to this workstation."""

_AUDIT_KEPT: Final = timedelta(days=396)
CODES_LOST: Final = "codes_lost"
"""The act in the trail of recovery codes that were shown and went away before anybody said that they are kept."""
LET_BACK: Final = "administrator_let_back"
"""The act in the trail of an administrator whom the holder of the recovery key has let back in."""

_TOLD: Final = frozenset({"recovery_code", "recover", "restore", CODES_LOST, LET_BACK})


class Secrets(Protocol):
    """The keyring, as far as signing in needs it."""

    def get(self, name: str) -> bytes | None:
        """Return a secret, None when there is none."""

    def put(self, name: str, secret: bytes) -> None:
        """Keep a secret."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAccount:
    """What an account is made of."""

    alias: str
    password: str
    roles: frozenset[Role] = frozenset({Role.ADMINISTRATOR})


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A new administrator and the recovery codes to print, once."""

    person: Person
    recovery_codes: tuple[str, ...]


Notice = AuditLine
"""A line of the trail that an administrator must learn of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """Who is on duty now.

    `notices` are what an administrator must learn of since they last signed in here, `codes_left` their recovery codes.
    `first_here` if they never did before at this workstation; `password_given` if somebody else has set their password.
    """

    duty: Duty
    notices: tuple[Notice, ...] = ()
    codes_left: int = 0
    first_here: bool = False
    password_given: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """What the sign-in screen shows of an account."""

    id: UUID
    alias: str


@dataclass(frozen=True, slots=True)
class _Errand:
    who: Who
    roles: frozenset[Role]


class StaffService:
    """The gate of the services, and the keeper of accounts."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        secrets: Secrets,
        slow_hash: SlowHash | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store = store
        self._clock = clock
        self._secrets = secrets
        self._slow_hash = slow_hash or SlowHash()
        self._monotonic = monotonic
        self._duty: Duty | None = None
        self._locked = False
        self._waits: dict[UUID, float] = {}
        self._errands = threading.local()

    def require(self, action: Action) -> None:
        """Return if who sits here may do this; raise NotAllowedError, or SignInNeededError, and note it if not."""
        errand: _Errand | None = getattr(self._errands, "now", None)
        if errand is not None:
            self._decide(action, allowed=bool(errand.roles & ALLOWED[action]), who=errand.who)
            return
        with self._store.view() as unit:
            duty = self._duty_now(unit)
            open_desk = duty is None and not unit.staff.any()
        if open_desk:
            self._decide(action, allowed=allowed_without_accounts(action), who=Who.NOBODY)
        elif duty is None:
            self._note("refused", action.value)
            raise SignInNeededError
        else:
            self._decide(action, allowed=duty.role in ALLOWED[action], who=Who.PERSON, duty=duty)

    def may(self, action: Action) -> bool:
        """Whether `require` would let this pass now; nothing is noted."""
        errand: _Errand | None = getattr(self._errands, "now", None)
        if errand is not None:
            return bool(errand.roles & ALLOWED[action])
        with self._store.view() as unit:
            duty = self._duty_now(unit)
            if duty is not None:
                return duty.role in ALLOWED[action]
            return not unit.staff.any() and allowed_without_accounts(action)

    @contextmanager
    def command(self, name: str, *roles: Role) -> Iterator[None]:
        """Act for a command without sign-in, in the roles that the command stands for."""
        # To the hour only: a command may be the arrival of one visitor.
        with self._errand(_Errand(Who.COMMAND, frozenset(roles)), name, to_the_hour=True):
            yield

    @contextmanager
    def program(self, name: str) -> Iterator[None]:
        """Act for what the program does on its own at night, as manager and administrator."""
        roles = frozenset({Role.MANAGER, Role.ADMINISTRATOR})
        with self._errand(_Errand(Who.PROGRAM, roles), name, to_the_hour=False):
            yield

    def accounts_in_use(self) -> bool:
        """Whether administrators were named: until then the desk works without accounts."""
        with self._store.view() as unit:
            return unit.staff.any()

    def names(self) -> list[Name]:
        """Return who may sign in, by alias and without roles."""
        with self._store.view() as unit:
            return [Name(id=person.id, alias=person.alias) for person in unit.staff.all() if not person.withdrawn]

    def on_duty(self) -> Duty | None:
        """Return who works here now; None when nobody does, or the screen is locked."""
        with self._store.view() as unit:
            return self._duty_now(unit)

    def role(self) -> Role | None:
        """Return the role in which this is done: of the person, or of a command; None where no accounts are in use."""
        errand: _Errand | None = getattr(self._errands, "now", None)
        if errand is not None:
            return min(errand.roles, default=None)
        duty = self.on_duty()
        return None if duty is None else duty.role

    def locked(self) -> bool:
        """Whether somebody's screen is locked."""
        return self._locked and self._duty is not None

    def holder(self) -> Duty | None:
        """Return who is on duty even while the screen is locked: their drafts wait for them."""
        return self._duty

    def pin_ready(self, person_id: UUID) -> bool:
        """Whether the PIN of the day opens this account here now."""
        with self._store.view() as unit:
            return self._pin_stands(unit.staff.sign_in(person_id))

    def sign_in(self, person_id: UUID, password: str, role: Role | None = None) -> SignedIn:
        """Let a person in by their password, in the role that is usual for them at this kind of workstation."""
        account = self._try(person_id)
        if not self._slow_hash.matches(account.password, password):
            self._refuse(person_id)
        if self._slow_hash.is_old(account.password):
            account = replace(account, password=self._slow_hash.of(password))
            with self._store.unit() as unit:
                _write(unit, account, "password")
        return self._let_in(account, role, "sign_in")

    def switch(self, person_id: UUID, pin: str, role: Role | None = None) -> SignedIn:
        """Let a person in, or back in, by the PIN of the day.

        Raises PasswordNeededError when no PIN stands here, or it was wrong five times.
        """
        with self._store.view() as unit:
            known = unit.staff.sign_in(person_id)
        if not self._pin_stands(known) or known.pin is None:
            raise PasswordNeededError
        account = self._try(person_id, by_pin=True)
        if not self._slow_hash.matches(known.pin, pin_of_device(self._device(), pin)):
            self._refuse(person_id)
        same = self._duty is not None and self._duty.person.id == person_id
        kept = self._duty.role if same and self._duty is not None and role is None else role
        return self._let_in(account, kept, "unlock" if same else "switch")

    def set_pin(self, pin: str) -> None:
        """Set the PIN of the person on duty, for twelve hours, on this workstation only."""
        duty = self._here()
        check_pin(pin)
        hashed = self._slow_hash.of(pin_of_device(self._device(), pin))
        with self._store.unit() as unit:
            known = unit.staff.sign_in(duty.person.id)
            until = self._clock.now() + PIN_LIFE
            unit.staff.keep_sign_in(replace(known, pin=hashed, pin_until=until, pin_failures=0))
            self._write_line(unit, "pin", duty=duty)

    def use_recovery_code(self, person_id: UUID, code: str, new_password: str) -> SignedIn:
        """Let an administrator in by a printed code, which is used up, and give them a new password."""
        with self._store.view() as unit:
            account = _living(unit, person_id)
        check_password(new_password, account.person.alias)
        account = self._try(person_id)
        left = _codes_without(account.recovery_codes, code)
        if left is None or not account.person.is_administrator():
            self._refuse(person_id)
        account = replace(account, password=self._slow_hash.of(new_password), recovery_codes=left or (), given=False)
        with self._store.unit() as unit:
            _write(unit, account, "password", "recovery_codes", "roles")
            self._write_line(unit, "recovery_code", person=account.person)
        return self._let_in(account, None, "sign_in")

    def lock(self) -> None:
        """Lock the screen; who is on duty stays so until they unlock it or another person signs in."""
        if self._duty is None or self._locked:
            return
        self._locked = True
        self._note("lock", duty=self._duty)

    def sign_out(self) -> None:
        """End the day of the person on duty here: their PIN is erased."""
        duty = self._duty
        if duty is None:
            return
        with self._store.unit() as unit:
            known = unit.staff.sign_in(duty.person.id)
            unit.staff.keep_sign_in(replace(known, pin=None, pin_until=None, pin_failures=0))
            self._write_line(unit, "sign_out", duty=duty)
        self._duty, self._locked = None, False

    def act_as(self, role: Role) -> Duty:
        """Change to another role of the person on duty."""
        duty = self._here()
        if role not in duty.person.roles:
            raise RoleNotHeldError(role.value)
        self._duty = replace(duty, role=role, since=self._clock.now())
        self._note("role", duty=self._duty)
        return self._duty

    def change_password(self, old: str, new: str) -> None:
        """Give the person on duty a new password."""
        duty = self._here()
        check_password(new, duty.person.alias)
        account = self._try(duty.person.id)
        if not self._slow_hash.matches(account.password, old):
            self._refuse(duty.person.id)
        hashed = self._slow_hash.of(new)
        with self._store.unit() as unit:
            _write(unit, replace(account, password=hashed, given=False), "password", "roles")
            unit.staff.keep_sign_in(_cleared(unit.staff.sign_in(duty.person.id)))
            self._write_line(unit, "password", duty=duty)
        self._waits.pop(duty.person.id, None)

    def name_administrators(self, *accounts: NewAccount) -> list[Named]:
        """Name the first administrators; from then on roles bind. Ask for two, so that one can be away.

        Raises AdministratorsNamedError once there are accounts. When all administrators are gone, only a command that
        acts as administrator may name new ones: it was started by someone who holds the recovery key. See also
        `let_administrator_back`.
        """
        made = [self._made(replace(account, roles=account.roles | {Role.ADMINISTRATOR})) for account in accounts]
        named = []
        with self._store.unit() as unit:
            self._refuse_if_named(unit)
            for account in made:
                codes = _new_codes()
                complete = replace(account, recovery_codes=tuple(code_hash(code) for code in codes))
                _add(unit, complete)
                self._write_line(unit, "administrator_named", person=complete.person)
                named.append(Named(person=complete.person, recovery_codes=tuple(grouped(code) for code in codes)))
        return named

    def let_administrator_back(self, alias: str) -> Named:
        """Give an administrator new recovery codes, one of which sets a new password; make them one if they were none.

        For when nobody can sign in as administrator any more: only for a command that acts as administrator, started
        by someone who holds the recovery key. Every administrator is told at the next sign-in. Raises NotAllowedError.
        """
        errand: _Errand | None = getattr(self._errands, "now", None)
        if errand is None or errand.who is not Who.COMMAND or Role.ADMINISTRATOR not in errand.roles:
            raise NotAllowedError(Action.KEEP_STAFF.value)
        # A password that nobody is told: the codes open the account.
        made = self._made(NewAccount(alias=alias, password=new_secret().hex()))
        codes = _new_codes()
        with self._store.unit() as unit:
            people = [person for person in unit.staff.all() if same_alias(person.alias, made.person.alias)]
            known = min(people, key=lambda person: person.withdrawn, default=None)
            account = unit.staff.find(known.id) if known is not None else None
            before = account or made
            person = replace(before.person, roles=before.person.roles | {Role.ADMINISTRATOR}, withdrawn=False)
            after = replace(before, person=person, recovery_codes=tuple(code_hash(code) for code in codes))
            if account is None:
                _add(unit, after)
            else:
                _write(unit, after, "roles", "withdrawn", "recovery_codes")
                unit.staff.keep_sign_in(_cleared(unit.staff.sign_in(person.id)))
            self._write_line(unit, LET_BACK, person=person)
        self._waits.pop(person.id, None)
        return Named(person=person, recovery_codes=tuple(grouped(code) for code in codes))

    def lose_codes(self) -> None:
        """Note that recovery codes went away unread; every administrator is told at the next sign-in."""
        self._note(CODES_LOST)

    def people(self) -> list[Person]:
        """Return every account with its roles, the withdrawn ones too."""
        self.require(Action.KEEP_STAFF)
        with self._store.view() as unit:
            return unit.staff.all()

    def add(self, account: NewAccount) -> Person:
        """Open an account; its holder is asked for a password of their own when they first sign in."""
        self.require(Action.KEEP_STAFF)
        made = replace(self._made(account), given=True)
        with self._store.unit() as unit:
            _add(unit, made)
            self._write_line(unit, "account_added", person=made.person)
        return made.person

    def give_roles(self, person_id: UUID, roles: frozenset[Role]) -> Person:
        """Set the roles of an account. Raises LastAdministratorError, NoRoleError."""
        if not roles:
            raise NoRoleError
        return self._change(person_id, "roles", lambda person: replace(person, roles=roles))

    def rename(self, person_id: UUID, alias: str) -> Person:
        """Give an account another alias."""
        fresh = checked_text(usable_alias(alias))
        with self._store.view() as unit:
            _refuse_taken(unit, fresh, person_id)
        return self._change(person_id, "alias", lambda person: replace(person, alias=fresh))

    def withdraw(self, person_id: UUID) -> Person:
        """Close an account; its lines in the trail stay. Raises LastAdministratorError."""
        return self._change(person_id, "withdrawn", lambda person: replace(person, withdrawn=True))

    def bring_back(self, person_id: UUID) -> Person:
        """Open a closed account again."""
        return self._change(person_id, "withdrawn", lambda person: replace(person, withdrawn=False))

    def reset_password(self, person_id: UUID, password: str) -> None:
        """Give an account a new password, to be handed over in person; its holder is asked for one of their own."""
        self.require(Action.KEEP_STAFF)
        duty = self.on_duty()
        given = duty is None or duty.person.id != person_id
        with self._store.view() as unit:
            account = _living(unit, person_id)
        check_password(password, account.person.alias)
        hashed = self._slow_hash.of(password)
        with self._store.unit() as unit:
            _write(unit, replace(account, password=hashed, given=given), "password", "roles")
            unit.staff.keep_sign_in(_cleared(unit.staff.sign_in(person_id)))
            self._write_line(unit, "password_reset", person=account.person)
        self._waits.pop(person_id, None)

    def reset_pin(self, person_id: UUID) -> None:
        """Erase the PIN of an account here, and the tries that failed."""
        self.require(Action.KEEP_STAFF)
        with self._store.unit() as unit:
            account = _living(unit, person_id)
            unit.staff.keep_sign_in(_cleared(unit.staff.sign_in(person_id)))
            self._write_line(unit, "pin_reset", person=account.person)
        self._waits.pop(person_id, None)

    def new_recovery_codes(self, person_id: UUID) -> tuple[str, ...]:
        """Make ten new recovery codes for an administrator, to print once; the old ones end."""
        self.require(Action.KEEP_STAFF)
        codes = _new_codes()
        with self._store.unit() as unit:
            account = _living(unit, person_id)
            if not account.person.is_administrator():
                raise RoleNotHeldError(Role.ADMINISTRATOR.value)
            hashes = tuple(code_hash(code) for code in codes)
            _write(unit, replace(account, recovery_codes=hashes), "recovery_codes")
            self._write_line(unit, "recovery_codes_made", person=account.person)
        return tuple(grouped(code) for code in codes)

    def audit_lines(self, after: int = 0) -> list[AuditLine]:
        """Return the lines of the trail behind a line, oldest first."""
        self.require(Action.READ_AUDIT)
        with self._store.view() as unit:
            return unit.audit.lines(after)

    def verify_audit(self, *, all_lines: bool) -> int:
        """Follow the chain of the trail, all of it or the last thousand lines; return how many were right.

        Raises AuditBrokenError with the first line that is wrong.
        """
        with self._store.view() as unit:
            return unit.audit.verify(None if all_lines else AT_START)

    def note(self, act: str, thing: str = "") -> None:
        """Write a line for something done outside the gate, such as a repair of the store."""
        self._note(act, thing, duty=self._duty)

    def tidy(self) -> None:
        """Erase PINs that have run out and lines of the trail older than thirteen months: a part of the night."""
        now = self._clock.now()
        with self._store.unit() as unit:
            unit.staff.erase_pins(now)
            unit.audit.forget(now - _AUDIT_KEPT)

    def _decide(self, action: Action, *, allowed: bool, who: Who, duty: Duty | None = None) -> None:
        if allowed and action not in AUDITED:
            return
        self._note("allowed" if allowed else "refused", action.value, who=who, duty=duty)
        if not allowed:
            held = frozenset[Role]() if duty is None else duty.person.roles & ALLOWED[action]
            raise NotAllowedError(action.value, next((role.value for role in Role if role in held), None))

    @contextmanager
    def _errand(self, errand: _Errand, name: str, *, to_the_hour: bool) -> Iterator[None]:
        now = self._clock.now()
        at = now.replace(minute=0, second=0) if to_the_hour else now
        with self._store.unit() as unit:
            unit.audit.add(at=at, who=errand.who, act=name)
        before = getattr(self._errands, "now", None)
        self._errands.now = errand
        try:
            yield
        finally:
            self._errands.now = before

    def _duty_now(self, unit: Unit) -> Duty | None:
        duty = self._duty
        if duty is None or self._locked:
            return None
        account = unit.staff.find(duty.person.id)
        if account is None or account.person.withdrawn or duty.role not in account.person.roles:
            return None
        return replace(duty, person=account.person)

    def _here(self) -> Duty:
        duty = self.on_duty()
        if duty is None:
            raise SignInNeededError
        return duty

    def _pin_stands(self, known: SignIn) -> bool:
        lasting = known.pin_until is not None and self._clock.now() < known.pin_until
        return known.pin is not None and lasting and known.pin_failures < PIN_TRIES

    def _try(self, person_id: UUID, *, by_pin: bool = False) -> Account:
        """Count a try as failed before it is looked at, so that pulling the plug gives no free one."""
        with self._store.unit() as unit:
            account = _living(unit, person_id)
            known = unit.staff.sign_in(person_id)
            seconds = self._still_to_wait(known)
            if seconds:
                raise TryLaterError(seconds)
            failures = known.failures + 1
            delay = delay_after(failures)
            counted = replace(known, failures=failures, not_before=self._clock.now() + delay)
            if by_pin:
                counted = replace(counted, pin_failures=known.pin_failures + 1)
            unit.staff.keep_sign_in(counted)
        self._waits[person_id] = self._monotonic() + delay.total_seconds()
        return account

    def _still_to_wait(self, known: SignIn) -> int:
        """Return the seconds to wait, by a clock that nobody can set; after a restart by the wall's, within bounds."""
        if known.not_before is None:
            return 0
        longest = delay_after(known.failures).total_seconds()
        if known.person_id not in self._waits:
            left = (known.not_before - self._clock.now()).total_seconds()
            self._waits[known.person_id] = self._monotonic() + min(longest, max(0.0, left))
        left = self._waits[known.person_id] - self._monotonic()
        return max(0, -int(-left // 1))

    def _refuse(self, person_id: UUID) -> None:
        with self._store.unit() as unit:
            known = unit.staff.sign_in(person_id)
            account = _living(unit, person_id)
            self._write_line(unit, "wrong_secret", person=account.person)
            if known.pin_failures >= PIN_TRIES:
                unit.staff.keep_sign_in(replace(known, pin=None, pin_until=None, pin_failures=0))
                self._write_line(unit, "pin_ended", person=account.person)
        raise WrongSecretError(self._still_to_wait(known))

    def _let_in(self, account: Account, role: Role | None, act: str) -> SignedIn:
        person = account.person
        if role is not None and role not in person.roles:
            raise RoleNotHeldError(role.value)
        with self._store.unit() as unit:
            duty = Duty(person=person, role=role or person.usual_role(unit.kind), since=self._clock.now())
            known = unit.staff.sign_in(person.id)
            line = self._write_line(unit, act, duty=duty)
            notices = _to_tell(unit, known) if person.is_administrator() else ()
            unit.staff.keep_sign_in(replace(known, failures=0, pin_failures=0, not_before=None, told_line=line.line))
        self._waits.pop(person.id, None)
        self._duty, self._locked = duty, False
        return SignedIn(
            duty=duty,
            notices=notices,
            codes_left=len(account.recovery_codes),
            first_here=not known.told_line,
            password_given=account.given,
        )

    def _made(self, account: NewAccount) -> Account:
        if not account.roles:
            raise NoRoleError
        alias = checked_text(usable_alias(account.alias))
        check_password(account.password, alias)
        person = Person(id=uuid4(), alias=alias, roles=account.roles)
        return Account(person=person, password=self._slow_hash.of(account.password))

    def _refuse_if_named(self, unit: Unit) -> None:
        errand: _Errand | None = getattr(self._errands, "now", None)
        helped = errand is not None and Role.ADMINISTRATOR in errand.roles
        named = any(person.is_administrator() for person in unit.staff.all())
        if named or (unit.staff.any() and not helped):
            raise AdministratorsNamedError

    def _change(self, person_id: UUID, field: str, change: Callable[[Person], Person]) -> Person:
        self.require(Action.KEEP_STAFF)
        with self._store.unit() as unit:
            account = unit.staff.find(person_id)
            if account is None:
                raise PersonGoneError
            changed = change(account.person)
            others = any(other.is_administrator() for other in unit.staff.all() if other.id != person_id)
            if account.person.is_administrator() and not changed.is_administrator() and not others:
                raise LastAdministratorError
            _write(unit, replace(account, person=changed), field)
            self._write_line(unit, f"account_{field}", person=changed)
        return changed

    def _device(self) -> bytes:
        secret = self._secrets.get(DEVICE)
        if secret is None:
            # No PIN outlives its device secret, so a new one opens nothing that was closed.
            secret = new_secret() + new_secret()
            self._secrets.put(DEVICE, secret)
        return secret

    def _note(
        self,
        act: str,
        thing: str = "",
        *,
        who: Who | None = None,
        duty: Duty | None = None,
        person: Person | None = None,
    ) -> None:
        with self._store.unit() as unit:
            self._write_line(unit, act, thing, who=who, duty=duty, person=person)

    def _write_line(
        self,
        unit: Unit,
        act: str,
        thing: str = "",
        *,
        who: Who | None = None,
        duty: Duty | None = None,
        person: Person | None = None,
    ) -> AuditLine:
        """Write a line of the trail: on behalf of whoever acts now, about a person if one is given."""
        duty = duty or (None if self._locked else self._duty)
        errand: _Errand | None = getattr(self._errands, "now", None)
        acting = errand.who if errand is not None else Who.NOBODY if duty is None else Who.PERSON
        return unit.audit.add(
            at=self._clock.now(),
            who=who or acting,
            act=act,
            thing=thing if person is None else f"person:{person.id.hex}",
            person_id=None if duty is None or errand is not None else duty.person.id,
            role=None if duty is None or errand is not None else duty.role.value,
        )


def _living(unit: Unit, person_id: UUID) -> Account:
    account = unit.staff.find(person_id)
    if account is None or account.person.withdrawn:
        raise PersonGoneError
    return account


def _refuse_taken(unit: Unit, alias: str, person_id: UUID) -> None:
    for other in unit.staff.all():
        if other.id != person_id and not other.withdrawn and same_alias(other.alias, alias):
            raise AliasTakenError(alias)


def _add(unit: Unit, account: Account) -> None:
    _refuse_taken(unit, account.person.alias, account.person.id)
    _write(unit, account, *values_of(account))


def _write(unit: Unit, account: Account, *fields: str) -> None:
    values = values_of(account)
    unit.keep(PERSON, account.person.id.hex, {name: values[name] for name in fields})


def _cleared(known: SignIn) -> SignIn:
    return SignIn(person_id=known.person_id, told_line=known.told_line)


def _new_codes() -> list[bytes]:
    return [new_secret() for _ in range(RECOVERY_CODES)]


def _codes_without(hashes: tuple[str, ...], code: str) -> tuple[str, ...] | None:
    """Return the hashes that are left when a code is used up; None when it is none of them."""
    try:
        used = code_hash(from_paper(code))
    except RecoveryKeyTypoError:
        return None
    left = tuple(each for each in hashes if not hmac.compare_digest(each, used))
    return left if len(left) < len(hashes) else None


def _to_tell(unit: Unit, known: SignIn) -> tuple[AuditLine, ...]:
    told = [line for line in unit.audit.lines(known.told_line) if line.act in _TOLD]
    # A command writes a line when it begins and another when it is done: the last one is told.
    return tuple(
        line
        for line, after in pairwise([*told, None])
        if line and (after is None or (after.act, after.thing) != (line.act, line.thing))
    )
