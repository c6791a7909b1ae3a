"""Values in their plain form: dictionaries of JSON values, read back with every field checked."""

from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache, partial
from operator import attrgetter
from types import UnionType
from typing import Any, Final, TypeVar, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from cdm_desk.domain.clock import at_seconds, seconds_of

Value = TypeVar("Value")


class MalformedError(ValueError):
    """Something received has not the shape that its kind demands; a bug or a forgery, never shown to a person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shape:
    """A dataclass as its fields are written and read; `nothing` are those that are None where nobody tells them."""

    hints: dict[str, Any]
    fields: Callable[[Any], tuple[Any, ...]]
    readers: dict[str, Callable[[Any], Any]]
    nothing: dict[str, None]


def _shape(shape: Any) -> _Shape:  # noqa: ANN401 - any dataclass
    return _looked_at(shape)


@cache
def _looked_at(shape: Any) -> _Shape:  # noqa: ANN401 - any dataclass
    named = get_type_hints(shape)
    hints = {each.name: named[each.name] for each in fields(shape)}
    return _Shape(
        hints=hints,
        fields=attrgetter(*hints),
        readers={name: _reader(hint) for name, hint in hints.items()},
        nothing={name: None for name, hint in hints.items() if type(None) in get_args(hint)},
    )


def names_of(shape: type[Any]) -> tuple[str, ...]:
    """Return the fields of a dataclass, in their order."""
    return tuple(_shape(shape).hints)


def plain(value: object) -> dict[str, Any]:
    """Return a value as a dictionary of JSON values; ids as 32 hex digits, days as ISO text, moments as seconds.

    Fields that are None are left out.
    """
    shape = _shape(type(value))
    found = zip(shape.hints, shape.fields(value), strict=True)
    return {name: _writer(type(each))(each) for name, each in found if each is not None}


def plain_field(value: object) -> Any:  # noqa: ANN401 - any JSON value
    """Return one field in its plain form."""
    return _writer(type(value))(value)


def _writer_of(kind: Any) -> Callable[[Any], Any]:  # noqa: ANN401 - any class
    if issubclass(kind, UUID):
        return attrgetter("hex")
    if issubclass(kind, datetime):
        return seconds_of
    if issubclass(kind, date):
        return date.isoformat
    if issubclass(kind, tuple):
        return lambda several: [plain_field(each) for each in several]
    if issubclass(kind, StrEnum):
        return attrgetter("value")
    return plain if is_dataclass(kind) else _as_it_is


# What kind of field it is is found out once, not with each of the thousands of a day.
_writer: Final[Callable[[Any], Callable[[Any], Any]]] = cache(_writer_of)


def _as_it_is(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    return value


def value_from(shape: type[Value], body: object) -> Value:
    """Return a value from its plain form, every field checked; raises MalformedError."""
    if not isinstance(body, dict):
        raise MalformedError(shape.__name__)
    known = _shape(shape)
    readers = known.readers
    if not body.keys() <= readers.keys():
        raise MalformedError(shape.__name__, sorted(set(body) - set(readers)))
    try:
        return shape(**known.nothing | {name: readers[name](each) for name, each in body.items()})
    except (TypeError, ValueError, OverflowError, OSError) as fault:
        raise MalformedError(shape.__name__) from fault


def field_from(hint: Any, value: object) -> object:  # noqa: ANN401 - any annotation
    """Return one field from its plain form, checked against its annotation; raises MalformedError."""
    return _reader(hint)(value)


@cache
def _reader(hint: Any) -> Callable[[Any], Any]:  # noqa: ANN401 - any annotation; one line per kind of field
    origin = get_origin(hint)
    if origin in (Union, UnionType):
        read = _reader(next(kind for kind in get_args(hint) if kind is not type(None)))
        return lambda value: None if value is None else read(value)
    if origin is tuple:
        read_each = _reader(get_args(hint)[0])
        return lambda value: tuple([read_each(each) for each in _of(list, value)])
    if hint in _READERS:
        return _READERS[hint]
    if isinstance(hint, type) and is_dataclass(hint):
        return partial(value_from, hint)
    return lambda value: hint(_text(value))


def _id(value: object) -> UUID:
    text = _of(str, value)
    if len(text) != 32:
        raise MalformedError("id")
    return UUID(hex=text)


def _moment(value: object) -> datetime:
    return at_seconds(_whole(value))


def _day(value: object) -> date:
    return date.fromisoformat(_of(str, value))


def _truth(value: object) -> bool:
    return _of(bool, value)


def _text(value: object) -> str:
    return letters(_of(str, value))


def _of(kind: type[Value], value: object) -> Value:
    if not isinstance(value, kind):
        raise MalformedError(kind.__name__)
    return value


def letters(text: str) -> str:
    """Return a text that a store and a file can hold; half of a surrogate pair is no letter: MalformedError."""
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError as fault:
            raise MalformedError("text") from fault
    return text


def _whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) > 2**63 - 1:
        raise MalformedError("int")
    return value


_READERS: Final[dict[Any, Callable[[Any], Any]]] = {
    UUID: _id,
    datetime: _moment,
    date: _day,
    int: _whole,
    bool: _truth,
    str: _text,
}
