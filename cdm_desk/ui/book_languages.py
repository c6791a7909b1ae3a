"""The languages of a book as a person types them: codes of ISO 639, or names in a language of the house."""

import re
from collections.abc import Collection, Mapping
from functools import cache
from typing import Final

from babel import Locale
from babel.core import get_global

from cdm_desk.importers.mapping import language_code
from cdm_desk.language import LANGUAGES

_ALIASES: Final = get_global("language_aliases")
# Groups of languages, as MARC writes them; Babel has no names for these.
_GROUPS: Final = frozenset(
    re.findall(
        "[a-z]+",
        "afa alg apa art ath aus bad bai bat ber bih bnt btk cai cau cel cmc cpe cpf cpp crp cus dra fiu gem ine ira "
        "iro khi kro map mkh mno mun myn nah nai nic nub oto paa phi pra roa sai sal sem sgn sio sit sla smi son ssa "
        "tai tup tut wak wen ypk znd",
    )
)


def languages_typed(typed: str, known: Collection[str] = ()) -> tuple[tuple[str, ...], str]:
    """Return the codes of what was typed, and the first part of it that is no language; nothing when all of it is.

    `known` are codes that stand in the record already, however rare.
    """
    codes: list[str] = []
    for part in filter(None, map(str.strip, re.split(r"[;,/|+&]", typed))):
        whole = _code(part, known)
        found = [whole] if whole else [_code(word, known) for word in part.split()]
        if None in found:
            return (), part
        codes += filter(None, found)
    return tuple(dict.fromkeys(codes)), ""


def _code(text: str, known: Collection[str]) -> str | None:
    code, names = language_code(text), _names()
    if code is not None and any(code in codes for codes in (known, _GROUPS, names.values(), _ALIASES)):
        return code
    return names.get(text.casefold())


@cache
def _names() -> Mapping[str, str]:
    """The code of each language by its name."""
    named = ((name, code) for spoken in LANGUAGES for code, name in Locale(spoken).languages.items())
    return {name.casefold(): code for name, code in named if "_" not in code}
