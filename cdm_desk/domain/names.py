"""Names of workstations: short, visible, and of no person."""

import unicodedata
from typing import Final

from cdm_desk.domain.errors import NameShapeError
from cdm_desk.domain.personal import checked_text

LONGEST_NAME: Final = 40


def usable_name(text: str) -> str:
    """Return a name as it is kept: composed, without a blank at either end.

    Raises NameShapeError if nothing visible is left, if it is too long or holds a sign that cannot be seen or stored,
    PersonalDataError if it holds a number that leads to a person.
    """
    # Cc, Cf, Cs, Co and Cn: nothing that hides, turns the direction of writing or cannot be stored.
    hidden = any(unicodedata.category(sign).startswith("C") for sign in text)
    name = unicodedata.normalize("NFKC", " ".join(text.split()))
    if hidden or not 1 <= len(name) <= LONGEST_NAME:
        raise NameShapeError(LONGEST_NAME)
    return checked_text(name)
