"""Authors under several forms: a search for a variant finds the titles of the preferred form."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from cdm_desk.domain.authors import AuthorForm, KnownAuthors
from cdm_desk.domain.errors import TextRefusedError, TitleGoneError
from cdm_desk.domain.personal import found
from cdm_desk.domain.staff import Action, Gate
from cdm_desk.store.authors import AUTHOR_FORM
from cdm_desk.store.unit import Store, Unit


class AuthorsService:
    """Keeps the names that books print in several forms."""

    def __init__(self, store: Store, gate: Gate) -> None:
        self._store = store
        self._gate = gate

    def all(self) -> list[AuthorForm]:
        """Return every author that is kept, by name."""
        with self._store.view() as unit:
            return unit.authors.all()

    def known(self) -> KnownAuthors:
        """Return the names as a form asks them while somebody types."""
        with self._store.view() as unit:
            return unit.authors.known()

    def check_may_edit(self) -> None:
        """Return if who sits here may change the names; raise NotAllowedError."""
        self._gate.require(Action.EDIT_CATALOGUE)

    def add(self, form: AuthorForm) -> AuthorForm:
        """Keep a name with its variants; `remove` is the inverse.

        Raises AuthorNameMissingError, AuthorNameTakenError, FieldTooLongError or TextRefusedError.
        """
        self._gate.require(Action.EDIT_CATALOGUE)
        checked = _checked(form)
        with self._store.unit() as unit:
            unit.authors.known().check_free(checked)
            unit.keep(AUTHOR_FORM, checked.id.hex, {"name": checked.name, "variants": checked.variants})
        return checked

    def keep(self, form: AuthorForm, seen: AuthorForm) -> AuthorForm:
        """Write what was changed of a name that was shown as `seen`; `keep(seen, form)` is the inverse.

        Raises TitleGoneError for one that was removed meanwhile, and what `add` raises.
        """
        self._gate.require(Action.EDIT_CATALOGUE)
        checked = _checked(form)
        with self._store.unit() as unit:
            unit.authors.known().check_free(checked)
            current = _found(unit, form.id)
            changes: dict[str, Any] = {
                name: getattr(checked, name)
                for name in ("name", "variants")
                if getattr(checked, name) != getattr(seen, name)
            }
            if changes:
                unseen = {name for name in changes if getattr(current, name) != getattr(seen, name)}
                unit.keep(AUTHOR_FORM, form.id.hex, changes, unseen=unseen)
        return replace(current, **changes)

    def remove(self, form_id: UUID) -> AuthorForm:
        """Keep a name no more under several forms; the titles stay as they are. `bring_back` is the inverse."""
        self._gate.require(Action.EDIT_CATALOGUE)
        with self._store.unit() as unit:
            form = _found(unit, form_id)
            unit.keep(AUTHOR_FORM, form_id.hex, {"removed": True})
        return form

    def bring_back(self, form_id: UUID) -> None:
        """Keep a removed name again."""
        self._gate.require(Action.EDIT_CATALOGUE)
        with self._store.unit() as unit:
            unit.keep(AUTHOR_FORM, form_id.hex, {"removed": False})


def _found(unit: Unit, form_id: UUID) -> AuthorForm:
    form = unit.authors.find(form_id)
    if form is None:
        raise TitleGoneError
    return form


def _checked(form: AuthorForm) -> AuthorForm:
    checked = form.checked()
    for name in checked.forms:
        finding = found(name)
        if finding is not None:
            raise TextRefusedError("authors", finding)
    return checked
