"""Authors under several forms of their name: one is preferred, a search for any other finds the same titles."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Self
from uuid import UUID

from cdm_desk.domain.errors import AuthorNameMissingError, AuthorNameTakenError, FieldTooLongError
from cdm_desk.domain.folding import clean, words

LONGEST_NAME: Final = 200
MOST_VARIANTS: Final = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorForm:
    """A person or body by the name that the catalogue prefers, with the other forms that books print."""

    id: UUID
    name: str
    variants: tuple[str, ...] = ()
    removed: bool = False

    def checked(self) -> Self:
        """Return the forms clean and each once.

        Raises AuthorNameMissingError or FieldTooLongError.
        """
        name = clean(self.name)
        if not name:
            raise AuthorNameMissingError
        forms = {key_of(name): name}
        for each in map(clean, self.variants):
            forms.setdefault(key_of(each), each)
        if any(len(form) > LONGEST_NAME for form in forms.values()):
            raise FieldTooLongError("authors", LONGEST_NAME)
        variants = tuple(form for key, form in forms.items() if key and form != name)
        return replace(self, name=name, variants=variants[:MOST_VARIANTS])

    @property
    def forms(self) -> tuple[str, ...]:
        """The preferred name and every variant."""
        return (self.name, *self.variants)


def key_of(name: str) -> str:
    """Return a name as it is compared: its folded words, so that accents, capitals and points do not count."""
    return " ".join(words(name))


@dataclass(frozen=True, slots=True)
class KnownAuthors:
    """The names that the house keeps under several forms, ready to be asked."""

    forms: tuple[AuthorForm, ...]
    _by_key: Mapping[str, tuple[AuthorForm, ...]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        by_key: dict[str, tuple[AuthorForm, ...]] = {}
        for form in self.forms:
            for key in dict.fromkeys(map(key_of, form.forms)):
                by_key[key] = (*by_key.get(key, ()), form)
        object.__setattr__(self, "_by_key", by_key)

    def preferred(self, name: str) -> str | None:
        """Return the preferred form of a name that is kept as a variant; None where there is nothing to propose."""
        key = key_of(name)
        known = self._by_key.get(key, ())
        # A name that two bodies share is nobody's variant for certain.
        if len(known) != 1 or key_of(known[0].name) == key:
            return None
        return known[0].name

    def also(self, names: Iterable[str]) -> tuple[str, ...]:
        """Return every other form of these names, for the words by which a title is found."""
        given = list(names)
        forms = (form for name in given for known in self._by_key.get(key_of(name), ()) for form in known.forms)
        return tuple(form for form in dict.fromkeys(forms) if form not in given)

    def check_free(self, form: AuthorForm) -> None:
        """Return if no other author is kept under one of these forms; raise AuthorNameTakenError."""
        for name in form.forms:
            other = next((each for each in self._by_key.get(key_of(name), ()) if each.id != form.id), None)
            if other is not None:
                raise AuthorNameTakenError(name, other.name)
