"""Records as plain data (lists, words, numbers), and back.

What comes back is checked against the types of the record's fields, value by value, because a worker that
read a hostile file might answer anything.
"""

import types
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from operator import attrgetter
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

_Record = TypeVar("_Record")
_Convert = Callable[[Any], Any]
_LARGEST = 1 << 63
"""SQLite takes no whole number beyond it."""


class PlainFormError(ValueError):
    """Plain data are not what the record needs."""


def to_plain(record: Any) -> list[Any]:
    """A frozen record as a list of its fields, in their order, ready for JSON."""
    return _writer(type(record))(record)


def of_plain(kind: type[_Record], plain: Any) -> _Record:
    """The record of a class that `to_plain` wrote. Raises PlainFormError."""
    try:
        return _reader(kind)(plain)
    except (TypeError, ValueError) as error:
        raise PlainFormError(f"no {kind.__name__}: {error}") from error


@cache
def _writer(kind: Any) -> _Convert:
    """What turns values of a type into plain data."""
    if is_dataclass(kind) and isinstance(kind, type):
        hints = get_type_hints(kind)
        names = [field.name for field in fields(kind)]
        value_of = attrgetter(*names)
        odd = [(at, _writer(hints[name])) for at, name in enumerate(names) if not _is_plain(hints[name])]

        def write(record: Any) -> list[Any]:
            values = list(value_of(record) if len(names) > 1 else (value_of(record),))
            for at, convert in odd:
                values[at] = convert(values[at])
            return values

        return write
    inner = get_args(kind)
    if get_origin(kind) is tuple and inner[-1:] == (...,):
        if _is_plain(inner[0]):
            return list
        convert = _writer(inner[0])
        return lambda values: [convert(value) for value in values]
    if get_origin(kind) in (Union, types.UnionType):
        convert = _writer(_some(kind))
        return lambda value: None if value is None else convert(value)
    if get_origin(kind) in (dict, Mapping):
        convert = _writer(inner[1])
        return lambda values: [[key, convert(value)] for key, value in values.items()]
    return lambda value: value


def _is_plain(kind: Any) -> bool:
    """Whether values of a type are plain data as they are."""
    if get_origin(kind) in (Union, types.UnionType):
        return _is_plain(_some(kind))
    if is_dataclass(kind) or get_origin(kind) in (dict, Mapping):
        return False
    # A pair of numbers goes as it is: JSON makes a list of it.
    return get_origin(kind) is not tuple or (
        get_args(kind)[-1] is not ... and all(map(_is_plain, get_args(kind)))
    )


def _some(kind: Any) -> Any:
    """What a value is that may be None."""
    (some,) = (each for each in get_args(kind) if each is not types.NoneType)
    return some


@cache
def _reader(kind: Any) -> _Convert:
    """What turns plain data into values of a type, or raises TypeError or ValueError."""
    if is_dataclass(kind) and isinstance(kind, type):
        return _record_reader(kind)
    origin, inner = get_origin(kind), get_args(kind)
    if origin is tuple:
        return _tuple_reader(inner)
    if origin in (dict, Mapping):
        key, value = _reader(inner[0]), _reader(inner[1])
        return lambda plain: {key(name): value(each) for name, each in _listed(plain)}
    if origin in (Union, types.UnionType):
        convert = _reader(_some(kind))
        return lambda plain: None if plain is None else convert(plain)
    if origin is Literal:
        return lambda plain: plain if isinstance(plain, str) and plain in inner else _refuse(plain)
    if kind is int:
        # Not isinstance: True is a number there.
        return lambda plain: plain if type(plain) is int and abs(plain) < _LARGEST else _refuse(plain)
    if kind is float:
        return lambda plain: plain if type(plain) in (int, float) else _refuse(plain)
    if kind in (str, bool):
        return lambda plain: plain if type(plain) is kind else _refuse(plain)
    raise NotImplementedError(f"records with {kind} have no plain form")


def _record_reader(kind: type[_Record]) -> _Convert:
    hints = get_type_hints(kind)
    types = [hints[field.name] for field in fields(kind)]  # pyright: ignore[reportArgumentType]
    converts = [_reader(each) for each in types]

    def read(plain: Any) -> _Record:
        return kind(*(convert(value) for convert, value in zip(converts, _listed(plain), strict=True)))

    def read_numbers(plain: Any) -> _Record:
        # Most records of a plan are of this kind (`Origin`): all fields are looked at in one go.
        if list(map(type, _listed(plain))) != types or max(map(abs, plain)) >= _LARGEST:
            _refuse(plain)
        return kind(*plain)

    return read_numbers if set(types) == {int} else read


def _tuple_reader(inner: tuple[Any, ...]) -> _Convert:
    if inner[-1] is ...:
        convert = _reader(inner[0])
        return lambda plain: tuple(convert(value) for value in _listed(plain))
    converts = [_reader(each) for each in inner]
    return lambda plain: tuple(
        convert(value) for convert, value in zip(converts, _listed(plain), strict=True)
    )


def _listed(plain: Any) -> list[Any]:
    return plain if isinstance(plain, list) else _refuse(plain)


def _refuse(plain: Any) -> Any:
    raise TypeError(f"unexpected {type(plain).__name__}")
