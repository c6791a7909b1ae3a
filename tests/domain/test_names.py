import pytest

from cdm_desk.domain.errors import NameShapeError, PersonalDataError
from cdm_desk.domain.names import LONGEST_NAME, usable_name


@pytest.mark.parametrize("name", ["4", "Poste 7", "Balie 7", "Accueil 1", "Formtruck", "é" * LONGEST_NAME])
def test_a_short_visible_name_is_kept_as_it_is(name: str) -> None:
    assert usable_name(name) == name


def test_blanks_around_a_name_are_left_out() -> None:
    assert usable_name("  Poste   7 ") == "Poste 7"


@pytest.mark.parametrize(
    "name",
    ["", "   ", "x" * (LONGEST_NAME + 1), "4\0", "4\n5", "\ud800", "desk\u202e4", "\u200b", "😀" * 50, "\x1b[31m4"],
)
def test_a_name_that_nobody_could_read_out_is_refused(name: str) -> None:
    with pytest.raises(NameShapeError):
        usable_name(name)


@pytest.mark.parametrize("name", ["42.01.22-051.81", "Poste a@b.be"])
def test_a_name_that_leads_to_a_person_is_refused(name: str) -> None:
    with pytest.raises(PersonalDataError):
        usable_name(name)
