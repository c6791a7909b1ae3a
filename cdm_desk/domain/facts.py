"""Facts: what is kept for good, counted and never tied to a person; and their plain form."""

from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from types import UnionType
from typing import Any, Final, TypeAlias, TypeVar, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from cdm_desk.domain.activities import ActivityFact
from cdm_desk.domain.clock import at_seconds, seconds_of
from cdm_desk.domain.counselling import SessionFact
from cdm_desk.domain.multimedia import PcFact
from cdm_desk.domain.queue import WaitFact
from cdm_desk.domain.welcome import HelperLanguageFact, VisitFact

Value = TypeVar("Value")
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


Fact: TypeAlias = VisitFact | WaitFact | SessionFact | PcFact | ActivityFact | HelperLanguageFact | DeskQualityFact

FACT_KINDS: Final[dict[str, type[Fact]]] = {
    "visit": VisitFact,
    "wait": WaitFact,
    "session": SessionFact,
    "pc": PcFact,
    "activity": ActivityFact,
    "helper_language": HelperLanguageFact,
    "desk_quality": DeskQualityFact,
}
KIND_OF: Final[dict[type[Fact], str]] = {shape: kind for kind, shape in FACT_KINDS.items()}


class MalformedError(ValueError):
    """Something received has not the shape that its kind demands; a bug or a forgery, never shown to a person."""


def checked_fact(fact: Fact) -> Fact:
    """Return a fact whose numbers can be true; raises MalformedError: a sum must never run over."""
    for each in fields(fact):
        value = getattr(fact, each.name)
        if isinstance(value, int) and not 0 <= value <= MOST_COUNTED:
            raise MalformedError(each.name)
        if each.name == "hour" and value >= HOURS:
            raise MalformedError(each.name)
    return fact


def _shape(shape: Any) -> dict[str, Any]:  # noqa: ANN401 - any dataclass
    return _hints(shape)


@cache
def _hints(shape: Any) -> dict[str, Any]:  # noqa: ANN401 - any dataclass
    hints = get_type_hints(shape)
    return {each.name: hints[each.name] for each in fields(shape)}


def plain(value: object) -> dict[str, Any]:
    """Return a value as a dictionary of JSON values; ids as 32 hex digits, days as ISO text, moments as seconds.

    Fields that are None are left out.
    """
    found = ((name, getattr(value, name)) for name in _shape(type(value)))
    return {name: plain_field(each) for name, each in found if each is not None}


def plain_field(value: object) -> Any:  # noqa: ANN401, PLR0911 - any JSON value; one line per kind of field
    """Return one field in its plain form."""
    match value:
        case UUID():
            return value.hex
        case datetime():
            return seconds_of(value)
        case date():
            return value.isoformat()
        case tuple():
            return [plain_field(each) for each in value]
        case StrEnum():
            return value.value
        case _ if is_dataclass(value):
            return plain(value)
        case _:
            return value


def value_from(shape: type[Value], body: object) -> Value:
    """Return a value from its plain form, every field checked; raises MalformedError."""
    if not isinstance(body, dict):
        raise MalformedError(shape.__name__)
    hints = _shape(shape)
    if set(body) - set(hints):
        raise MalformedError(shape.__name__, sorted(set(body) - set(hints)))
    try:
        read = {name: field_from(hints[name], each) for name, each in body.items()}
        absent = {name: None for name in hints if name not in read and type(None) in get_args(hints[name])}
        return shape(**absent, **read)
    except (TypeError, ValueError, OverflowError, OSError) as fault:
        raise MalformedError(shape.__name__) from fault


def field_from(hint: Any, value: object) -> object:  # noqa: ANN401, PLR0911 - one line per kind of field
    """Return one field from its plain form, checked against its annotation; raises MalformedError."""
    origin = get_origin(hint)
    if origin in (Union, UnionType):
        kinds = [kind for kind in get_args(hint) if kind is not type(None)]
        return None if value is None else field_from(kinds[0], value)
    if origin is tuple:
        return tuple(field_from(get_args(hint)[0], each) for each in _of(list, value))
    if hint is UUID:
        text = _of(str, value)
        if len(text) != 32:
            raise MalformedError("id")
        return UUID(hex=text)
    if hint is datetime:
        return at_seconds(_whole(value))
    if hint is date:
        return date.fromisoformat(_of(str, value))
    if hint is int:
        return _whole(value)
    if hint is bool:
        return _of(bool, value)
    if isinstance(hint, type) and is_dataclass(hint):
        return value_from(hint, value)
    return hint(letters(_of(str, value)))


def _of(kind: type[Value], value: object) -> Value:
    if not isinstance(value, kind):
        raise MalformedError(kind.__name__)
    return value


def letters(text: str) -> str:
    """Return a text that a store and a file can hold; half of a surrogate pair is no letter: MalformedError."""
    try:
        text.encode()
    except UnicodeEncodeError as fault:
        raise MalformedError("text") from fault
    return text


def _whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) > 2**63 - 1:
        raise MalformedError("int")
    return value
