"""Authors under several forms of their name: one record each, shared by the whole house."""

from collections.abc import Collection, Iterable
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.engine import Connection

from cdm_desk.domain.authors import AuthorForm, KnownAuthors, key_of
from cdm_desk.store.rows import AuthorFormRow

AUTHOR_FORM: Final = "author_form"
"""The table of records that they travel in: they are written by the unit, field by field."""


class AuthorTable:
    """The names that are kept under several forms."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def all(self) -> list[AuthorForm]:
        """Return every author that stands, by name; one that has arrived without its name waits for it."""
        found = [form for form in self._read(select(AuthorFormRow.__table__)) if form.name and not form.removed]
        return sorted(found, key=lambda form: (key_of(form.name), form.id.hex))

    def find(self, form_id: UUID) -> AuthorForm | None:
        """Return one author, none if it was removed."""
        query = select(AuthorFormRow.__table__).where(AuthorFormRow.id == form_id.hex)
        return next((form for form in self._read(query) if form.name and not form.removed), None)

    def known(self) -> KnownAuthors:
        """Return the names as one asks them."""
        return KnownAuthors(tuple(self.all()))

    def names_of(self, form_ids: Collection[str]) -> set[str]:
        """Return every form of these authors, the removed ones included: titles may be found by it."""
        query = select(AuthorFormRow.__table__).where(AuthorFormRow.id.in_(form_ids))
        return {name for form in self._read(query) for name in form.forms if name}

    def all_names(self) -> set[str]:
        """Return every form of every author."""
        return {name for form in self._read(select(AuthorFormRow.__table__)) for name in form.forms if name}

    def _read(self, query: Select[Any]) -> Iterable[AuthorForm]:
        for row in self._db.execute(query).mappings():
            yield AuthorForm(
                id=UUID(hex=row["id"]),
                name=row["name"] or "",
                variants=tuple(row["variants"] or ()),
                removed=bool(row["removed"]),
            )
