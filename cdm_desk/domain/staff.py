"""Staff: the roles a person may have, what each role may do, and the rules of signing in.

For those who write a service: call ``self._gate.require(Action.X)`` as the first line of each verb, before any unit
is opened (the gate writes a refusal into the audit trail in a transaction of its own). Beside each action stands the
verb that asks for it. Reading the board of today and searching the catalogue ask for nothing.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from cdm_desk.domain.errors import (
    AliasError,
    NoRoleError,
    PasswordCommonError,
    PasswordShortError,
    PinCommonError,
    PinShapeError,
)

ALIAS_LENGTH = 40
PASSWORD_LENGTH = 12
PIN_LENGTH = 6
PIN_LIFE = timedelta(hours=12)
PIN_TRIES = 5
FREE_TRIES = 3
LONGEST_DELAY = timedelta(seconds=300)
RECOVERY_CODES = 10


class Role(StrEnum):
    """What a member of staff does in the house; a person has one or several, and acts in one at a time."""

    RECEPTION = "reception"
    STEWARD = "steward"
    COUNSELLOR = "counsellor"
    DOCUMENTALIST = "documentalist"
    MANAGER = "manager"
    ADMINISTRATOR = "administrator"


class Action(StrEnum):
    """What may be allowed or refused, one for each verb or family of verbs of the services."""

    REGISTER = "register"  # WelcomeService.register, visit, repeat
    AMEND = "amend"  # WelcomeService.amend, amend_back, withdraw: what its own author mends within the minutes of undo
    LATE_ENTRY = "late_entry"  # WelcomeService.late, late_again; amend, amend_back and withdraw of what was noted late

    SERVE_NOW = "serve_now"  # CounsellingService.serve_now: the visitor goes straight to a free desk
    CALL_NEXT = "call_next"  # QueueService.call_next
    CALL_THIS = "call_this"  # QueueService.call_this
    RECALL = "recall"  # QueueService.recall
    NO_SHOW = "no_show"  # QueueService.no_show
    BACK_FROM_ABSENCE = "back_from_absence"  # QueueService.back_from_absence
    PUT_BACK = "put_back"  # QueueService.put_back
    PARK = "park"  # QueueService.park
    RESUME = "resume"  # QueueService.resume
    TRANSFER = "transfer"  # QueueService.transfer
    CHANGE_TICKET = "change_ticket"  # theme, language or priority of one who waits
    LEFT = "left"  # QueueService.left
    CANCEL = "cancel"  # QueueService.cancel; that the ticket is one's own is a rule of the service
    RELEASE_DESK = "release_desk"  # the ticket of a desk that is gone
    OPEN_DESK = "open_desk"  # QueueService.open_desk, change_desk, pause, resume, close_desk

    ADVISE = "advise"  # CounsellingService.start, note, pause, resume, close, correct, reopen
    READ_OWN_DAY = "read_own_day"  # CounsellingService.today: the day of one's own desk

    OPEN_SEAT = "open_seat"  # MultimediaService: every verb but arrive (REGISTER) and the list of seats (KEEP_LISTS)

    # LibraryService, PressService, ConsultationService, StocktakeService: every verb that writes
    EDIT_CATALOGUE = "edit_catalogue"
    IMPORT_BOOKS = "import_books"  # LibraryService: an import and its undo

    PLAN_ACTIVITY = "plan_activity"
    COUNT_HEADS = "count_heads"  # BalanceService.count_heads
    COUNT_AUDIENCE = "count_audience"
    READ_AUDIENCES = "read_audiences"  # by quarter only
    ENTER_SURVEY = "enter_survey"  # SurveyService: forms entered, corrected, taken back, taken in from a file
    KEEP_SURVEY = "keep_survey"  # SurveyService: waves opened and closed, comments cleared for print

    READ_DAY_SHEET = "read_day_sheet"  # ReportsService.day_sheet (R01), BalanceService.trace, counted
    READ_REPORTS = "read_reports"  # R02 to R17, and the facts of a period
    READ_LIBRARY_REPORT = "read_library_report"  # R10, BoardsService: every verb
    PUBLISH = "publish"  # releasing a PDF or XLSX
    SETTLE = "settle"  # BalanceService.settle, take_back: what is left over once the doors have closed
    CLOSE_DAY = "close_day"  # DayService.close
    CORRECT = "correct"  # DayService.correct, take_back: voiding a fact of a closed day
    KEEP_LISTS = "keep_lists"  # ListsService: every verb that writes

    KEEP_STAFF = "keep_staff"  # StaffService: accounts, roles, PIN reset
    KEEP_WORKSTATIONS = "keep_workstations"  # WorkstationsService.propose: enrol, revoke
    BACK_UP = "back_up"
    RESTORE = "restore"
    CONFIRM_WORKSTATIONS = "confirm_workstations"  # the second pair of eyes
    CONFIRM_RESTORE = "confirm_restore"
    PROPOSE_RETENTION = "propose_retention"
    APPLY_RETENTION = "apply_retention"
    ERASE = "erase"  # ErasureService.erase: for good, everywhere
    READ_AUDIT = "read_audit"


_R, _S, _C = Role.RECEPTION, Role.STEWARD, Role.COUNSELLOR
_D, _M, _A = Role.DOCUMENTALIST, Role.MANAGER, Role.ADMINISTRATOR


def _only(*roles: Role) -> frozenset[Role]:
    return frozenset(roles)


# Nobody may override the masking of small figures or take facts out raw: there is no such action.
ALLOWED: Mapping[Action, frozenset[Role]] = {
    Action.REGISTER: _only(_R, _S, _C),
    Action.AMEND: _only(_R, _S, _C),
    Action.LATE_ENTRY: _only(_R, _S, _C, _D, _M),
    Action.SERVE_NOW: _only(_R, _C),
    Action.CALL_NEXT: _only(_C),
    Action.CALL_THIS: _only(_R, _C),
    Action.RECALL: _only(_C),
    Action.NO_SHOW: _only(_C),
    Action.BACK_FROM_ABSENCE: _only(_R),
    Action.PUT_BACK: _only(_R, _C),
    Action.PARK: _only(_R, _C),
    Action.RESUME: _only(_R, _C),
    Action.TRANSFER: _only(_R, _C),
    Action.CHANGE_TICKET: _only(_R),
    Action.LEFT: frozenset(Role),
    Action.CANCEL: _only(_R, _S, _C, _M),
    Action.RELEASE_DESK: _only(_M),
    Action.OPEN_DESK: _only(_C),
    Action.ADVISE: _only(_C),
    Action.READ_OWN_DAY: _only(_R, _S, _C, _M),
    Action.OPEN_SEAT: _only(_R, _S),
    Action.EDIT_CATALOGUE: _only(_D),
    Action.IMPORT_BOOKS: _only(_D),
    Action.PLAN_ACTIVITY: _only(_C, _M),
    Action.COUNT_HEADS: _only(_R, _S, _C, _M),
    Action.COUNT_AUDIENCE: _only(_C, _M),
    Action.READ_AUDIENCES: _only(_M),
    Action.ENTER_SURVEY: _only(_R, _S, _C, _D, _M),
    Action.KEEP_SURVEY: _only(_M),
    Action.READ_DAY_SHEET: _only(_M),
    Action.READ_REPORTS: _only(_M),
    Action.READ_LIBRARY_REPORT: _only(_D, _M),
    Action.PUBLISH: _only(_M),
    Action.SETTLE: _only(_R, _S, _M),
    Action.CLOSE_DAY: _only(_M),
    Action.CORRECT: _only(_M),
    Action.KEEP_LISTS: _only(_M),
    Action.KEEP_STAFF: _only(_A),
    Action.KEEP_WORKSTATIONS: _only(_A),
    Action.BACK_UP: _only(_A),
    Action.RESTORE: _only(_A),
    Action.CONFIRM_WORKSTATIONS: _only(_M),
    Action.CONFIRM_RESTORE: _only(_M),
    Action.PROPOSE_RETENTION: _only(_M),
    Action.APPLY_RETENTION: _only(_A),
    Action.ERASE: _only(_M, _A),
    Action.READ_AUDIT: _only(_M, _A),
}

# Allowed acts that leave a line in the audit trail. An act for a visitor leaves none: a line with its time would
# outlive the board and tell who came when.
AUDITED: frozenset[Action] = frozenset(
    {
        Action.RELEASE_DESK,
        Action.IMPORT_BOOKS,
        Action.PUBLISH,
        Action.CLOSE_DAY,
        Action.CORRECT,
        Action.KEEP_LISTS,
        Action.KEEP_SURVEY,
        Action.KEEP_STAFF,
        Action.KEEP_WORKSTATIONS,
        Action.BACK_UP,
        Action.RESTORE,
        Action.CONFIRM_WORKSTATIONS,
        Action.CONFIRM_RESTORE,
        Action.PROPOSE_RETENTION,
        Action.APPLY_RETENTION,
        Action.ERASE,
    }
)


class Gate(Protocol):
    """Says whether who sits here may do this."""

    def require(self, action: Action) -> None:
        """Return if the act is allowed; raise NotAllowedError if not. Ask before opening a unit."""


def allowed_without_accounts(action: Action) -> bool:
    """Whether an act is open while no administrator is named: in every role but administration."""
    return any(role is not Role.ADMINISTRATOR for role in ALLOWED[action])


# The work that is done at a workstation of a kind, for whoever could do several.
_ROLE_OF_KIND: Mapping[str, Role] = {
    "reception": Role.RECEPTION,
    "counselling": Role.COUNSELLOR,
    "multimedia": Role.STEWARD,
    "library": Role.DOCUMENTALIST,
    "office": Role.MANAGER,
    "off-site": Role.COUNSELLOR,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A member of staff as the sign-in screen knows them: an alias, never a full name, and the roles they hold."""

    id: UUID
    alias: str
    roles: frozenset[Role]
    withdrawn: bool = False

    def is_administrator(self) -> bool:
        """Whether this account may keep the others."""
        return not self.withdrawn and Role.ADMINISTRATOR in self.roles

    def usual_role(self, kind: str = "") -> Role:
        """Return the role a person begins in: that of the kind of workstation, else the first in the house's order.

        Raises NoRoleError if they hold none that this version of the program knows.
        """
        fitting = _ROLE_OF_KIND.get(kind)
        for role in sorted(Role, key=lambda role: role is not fitting):
            if role in self.roles:
                return role
        raise NoRoleError


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """Who is on duty at this workstation, in which role, since when."""

    person: Person
    role: Role
    since: datetime


def usable_alias(text: str) -> str:
    """Return an alias as it is kept: composed, without a blank at either end.

    Raises AliasError if nothing visible is left, or if it is too long or holds a control character.
    """
    alias = unicodedata.normalize("NFKC", " ".join(text.split()))
    # Cc, Cf, Cs, Co and Cn: nothing that hides, turns the direction of writing or cannot be stored.
    if not alias or len(alias) > ALIAS_LENGTH or any(unicodedata.category(sign).startswith("C") for sign in alias):
        raise AliasError(ALIAS_LENGTH)
    return alias


def same_alias(one: str, other: str) -> bool:
    """Whether two aliases would be taken for one another."""
    return unicodedata.normalize("NFKC", one).casefold() == unicodedata.normalize("NFKC", other).casefold()


def normal_secret(secret: str) -> str:
    """Return a password or PIN in the one form that is hashed, whatever keyboard composed it."""
    return unicodedata.normalize("NFKC", secret)


def check_password(password: str, alias: str = "") -> None:
    """Refuse a password that is too short or among the first that anybody would try.

    No rule asks for capitals, digits or signs: length is what counts.
    Raises PasswordShortError or PasswordCommonError.
    """
    normal = normal_secret(password)
    if len(normal) < PASSWORD_LENGTH or not normal.isprintable():
        raise PasswordShortError(PASSWORD_LENGTH)
    folded = "".join(sign for sign in normal.casefold() if sign.isalnum())
    if _repeats(folded) or _is_run(folded) or _only_common_words(folded, alias.casefold()):
        raise PasswordCommonError


def check_pin(pin: str) -> None:
    """Refuse a PIN that is not six digits, or is one that a passer-by would try first.

    Raises PinShapeError or PinCommonError.
    """
    if len(pin) != PIN_LENGTH or not (pin.isascii() and pin.isdigit()):
        raise PinShapeError(PIN_LENGTH)
    if _repeats(pin) or _is_run(pin):
        raise PinCommonError


def delay_after(failures: int) -> timedelta:
    """Return how long the next try must wait after so many failures in a row: 0, 0, 0, 2, 4, 8 … 300 seconds."""
    if failures <= FREE_TRIES:
        return timedelta()
    # 2 ** 9 is already beyond the longest delay; a larger power only costs memory.
    return min(LONGEST_DELAY, timedelta(seconds=2 ** min(failures - FREE_TRIES, 9)))


_ROWS = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890123456789",
    "azertyuiopqsdfghjklmwxcvbn",
    "qwertyuiopasdfghjklzxcvbnm",
)
_COMMON_WORDS = (
    "administrateur administrator admin motdepasse mdp password passwd passphrase pass wachtwoord geheim secret "
    "azerty qwerty azertyuiop qwertyuiop soleil bonjour welkom welcome bienvenue letmein iloveyou jetaime monkey "
    "dragon football bruxelles brussel brussels belgique belgie belgium citedesmetiers cité métiers cite metiers "
    "beroepenpunt bravo orientation conseiller conseillere consulent accueil onthaal desk bureau actiris vdab forem "
    "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre januari februari maart "
    "april mei juni juli augustus september oktober december printemps ete automne hiver lente zomer herfst winter"
)


def _repeats(text: str) -> bool:
    """Whether a text is one short pattern, over and over."""
    return any(text == (text[:size] * len(text))[: len(text)] for size in range(1, len(text) // 2 + 1))


def _is_run(text: str) -> bool:
    """Whether a text is a stretch of the alphabet, the digits or a row of keys, in either direction."""
    return any(text in row or text[::-1] in row for row in _ROWS)


def _only_common_words(text: str, alias: str) -> bool:
    """Whether nothing is left of a text but digits once common words and one's own alias are taken out."""
    known = [*_COMMON_WORDS.split(), *("".join(sign for sign in part if sign.isalnum()) for part in alias.split())]
    for word in sorted(filter(None, known), key=len, reverse=True):
        text = text.replace(word, "")
    return not text or text.isdigit()
