"""Authors under several forms of their name."""

from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as some

from cdm_desk.domain.authors import AuthorForm, KnownAuthors

names = some.text(some.characters(categories=["Lu", "Ll"]), min_size=1, max_size=20)


def author(name: str, *variants: str) -> AuthorForm:
    return AuthorForm(id=uuid4(), name=name, variants=variants)


def test_a_variant_leads_to_the_preferred_form_and_that_one_nowhere() -> None:
    known = KnownAuthors((author("Rosnay, Tatiana de", "De Rosnay, Tatiana"),))
    assert known.preferred("DE ROSNAY TATIANA") == "Rosnay, Tatiana de"
    assert known.preferred("Rosnay, Tatiana de") is None
    assert known.preferred("Dupont") is None


def test_a_name_of_two_is_nobodys_variant() -> None:
    known = KnownAuthors((author("Forem", "Office"), author("Actiris", "Office")))
    assert known.preferred("office") is None
    assert set(known.also(["Office"])) == {"Forem", "Actiris"}


@given(name=names, variants=some.lists(names, max_size=5))
def test_checking_twice_changes_nothing_and_no_form_stands_twice(name: str, variants: list[str]) -> None:
    once = author(name, *variants).checked()
    assert once.checked() == once
    assert len(set(once.forms)) == len(once.forms)
