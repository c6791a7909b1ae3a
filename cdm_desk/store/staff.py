"""Accounts of the staff, and what this workstation alone knows of each: the PIN of the day, the tries that failed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import exists, or_, select, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.engine import Connection

from cdm_desk.domain.staff import Person, Role
from cdm_desk.store.prepared import Prepared
from cdm_desk.store.rows import ErasedRow, PersonRow, SignInRow

PERSON = "person"
"""The table of records that accounts travel in: they are written by the unit, field by field."""
# Stands among the roles of an account. A program that does not know it leaves it out, as a role of the future.
_GIVEN: Final = "password_given"
_ANY: Final = Prepared(
    select(or_(exists().where(PersonRow.alias.is_not(None)), exists().where(ErasedRow.table_name == PERSON)))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A person with the slow hashes that their secrets are compared with.

    `given` while the password is one that somebody else has set, and knows.
    """

    person: Person
    password: str
    recovery_codes: tuple[str, ...] = ()
    given: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """The tries of an account at this workstation, and its PIN of the day; `told_line` is how far its holder was told.

    `not_before` is the moment before which no secret is looked at.
    """

    person_id: UUID
    pin: str | None = None
    pin_until: datetime | None = None
    pin_failures: int = 0
    failures: int = 0
    not_before: datetime | None = None
    told_line: int = 0


class StaffTable:
    """Accounts, read; sign-ins, read and written."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def any(self) -> bool:
        """Whether an account was ever made in this site, withdrawn and erased ones included."""
        return bool(_ANY.value(self._db, {}))

    def all(self) -> list[Person]:
        """Return every account, the withdrawn ones included, by alias."""
        rows = self._db.execute(select(PersonRow.__table__)).mappings()
        people = [account.person for row in rows if (account := _account(row)) is not None]
        return sorted(people, key=lambda person: (person.alias.casefold(), person.id.hex))

    def find(self, person_id: UUID) -> Account | None:
        """Return an account, withdrawn or not."""
        query = select(PersonRow.__table__).where(PersonRow.id == person_id.hex)
        row = self._db.execute(query).mappings().one_or_none()
        return None if row is None else _account(row)

    def sign_in(self, person_id: UUID) -> SignIn:
        """Return what this workstation knows of an account."""
        query = select(SignInRow.__table__).where(SignInRow.person_id == person_id.hex)
        row = self._db.execute(query).mappings().one_or_none()
        if row is None:
            return SignIn(person_id=person_id)
        return SignIn(
            person_id=person_id,
            pin=row["pin"],
            pin_until=row["pin_until"],
            pin_failures=row["pin_failures"],
            failures=row["failures"],
            not_before=row["not_before"],
            told_line=row["told_line"],
        )

    def keep_sign_in(self, sign_in: SignIn) -> None:
        """Write what this workstation knows of an account."""
        values = {
            "pin": sign_in.pin,
            "pin_until": sign_in.pin_until,
            "pin_failures": sign_in.pin_failures,
            "failures": sign_in.failures,
            "not_before": sign_in.not_before,
            "told_line": sign_in.told_line,
        }
        query = insert(SignInRow).values(person_id=sign_in.person_id.hex, **values)
        self._db.execute(query.on_conflict_do_update(index_elements=["person_id"], set_=values))

    def erase_pins(self, before: datetime) -> None:
        """Erase the PINs that have run out; the night erases all of the day."""
        self._db.execute(
            update(SignInRow).where(SignInRow.pin_until <= before).values(pin=None, pin_until=None, pin_failures=0)
        )


def values_of(account: Account) -> dict[str, Any]:
    """Return the fields of an account as its record holds them."""
    return {
        "alias": account.person.alias,
        "roles": tuple(sorted([*account.person.roles, *([_GIVEN] if account.given else [])])),
        "password": account.password,
        "recovery_codes": account.recovery_codes,
        "withdrawn": account.person.withdrawn,
    }


def _account(row: Any) -> Account | None:  # noqa: ANN401 - a row of the driver
    if row["alias"] is None or row["roles"] is None or row["password"] is None:
        return None  # a part of the record has come before the rest
    known = {role.value for role in Role}
    person = Person(
        id=UUID(hex=row["id"]),
        alias=row["alias"],
        roles=frozenset(Role(role) for role in row["roles"] if role in known),
        withdrawn=bool(row["withdrawn"]),
    )
    given = _GIVEN in row["roles"]
    return Account(person=person, password=row["password"], recovery_codes=row["recovery_codes"] or (), given=given)
