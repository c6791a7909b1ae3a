"""Facts: what is kept for good, counted and never tied to a person."""

from dataclasses import dataclass
from datetime import date
from typing import Final, TypeAlias
from uuid import UUID

from cdm_desk.domain.activities import ActivityFact
from cdm_desk.domain.consultation import UseFact
from cdm_desk.domain.counselling import SessionFact
from cdm_desk.domain.multimedia import PcFact
from cdm_desk.domain.plain_form import MalformedError, field_from, letters, names_of, plain, plain_field, value_from
from cdm_desk.domain.queue import WaitFact
from cdm_desk.domain.welcome import HelperLanguageFact, ProofFact, VisitFact

__all__ = [
    "FACT_KINDS",
    "HOURS",
    "KIND_OF",
    "MOST_COUNTED",
    "DeskQualityFact",
    "Fact",
    "MalformedError",
    "checked_fact",
    "field_from",
    "letters",
    "plain",
    "plain_field",
    "value_from",
]

MOST_COUNTED: Final = 1_000_000
HOURS: Final = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskQualityFact:
    """How well a workstation took part in the exchange that day: doubles found, minutes without the folder."""

    id: UUID
    day: date
    workstation: str
    doubles: int
    minutes_offline: int


Fact: TypeAlias = (
    VisitFact
    | WaitFact
    | SessionFact
    | PcFact
    | ActivityFact
    | HelperLanguageFact
    | ProofFact
    | UseFact
    | DeskQualityFact
)

FACT_KINDS: Final[dict[str, type[Fact]]] = {
    "visit": VisitFact,
    "wait": WaitFact,
    "session": SessionFact,
    "pc": PcFact,
    "activity": ActivityFact,
    "helper_language": HelperLanguageFact,
    "proof": ProofFact,
    "use": UseFact,
    "desk_quality": DeskQualityFact,
}
KIND_OF: Final[dict[type[Fact], str]] = {shape: kind for kind, shape in FACT_KINDS.items()}


def checked_fact(fact: Fact) -> Fact:
    """Return a fact whose numbers can be true; raises MalformedError: a sum must never run over."""
    for name in names_of(type(fact)):
        value = getattr(fact, name)
        if isinstance(value, int) and not 0 <= value <= MOST_COUNTED:
            raise MalformedError(name)
        if name == "hour" and value >= HOURS:
            raise MalformedError(name)
    return fact
