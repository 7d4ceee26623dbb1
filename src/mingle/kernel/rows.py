"""Rows of PostgreSQL as msgspec structs: one struct is row, request and response."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from functools import lru_cache, partial
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints
from uuid import UUID

import msgspec
from psycopg import AsyncCursor
from psycopg.rows import RowMaker, no_result

T = TypeVar("T")

# psycopg already makes these; every other type (enums, nested structs in JSON) goes through msgspec.
_NATIVE = frozenset({str, int, float, bool, bytes, UUID, datetime, date, time, timedelta, Decimal, type(None), Any})


def struct_row(model: type[T]) -> Callable[[AsyncCursor[Any]], RowMaker[T]]:
    """A psycopg row factory that makes `model` structs from columns of the same names.

    Raises:
        TypeError: a column has no field or comes twice, or a required field has no column.
    """

    def factory(cursor: AsyncCursor[Any]) -> RowMaker[T]:
        result = cursor.pgresult
        if result is None or result.nfields == 0:
            return no_result
        # The names alone: `cursor.description` would make an object of each column, every time.
        return _row_maker(model, tuple(result.fname(index) for index in range(result.nfields)))

    return factory


@lru_cache(maxsize=4096)
def _row_maker(model: type[T], names: tuple[bytes | None, ...]) -> RowMaker[T]:
    columns = tuple((name or b"").decode() for name in names)
    fields = {field.name: field for field in msgspec.structs.fields(cast("type[msgspec.Struct]", model))}
    missing = [name for name, field in fields.items() if field.required and name not in columns]
    unknown = [name for name in columns if name not in fields]
    twice = sorted({name for name in columns if columns.count(name) > 1})
    if missing or unknown or twice:
        msg = f"{model.__name__} does not fit the row: no column for {missing}, no field for {unknown}, twice {twice}"
        raise TypeError(msg)
    hints = get_type_hints(model)
    converted = [(index, _converter(hints[name])) for index, name in enumerate(columns) if not _is_native(hints[name])]
    in_order = columns == tuple(fields)

    def make(values: Sequence[Any]) -> T:
        if converted:
            values = list(values)
            for index, convert in converted:
                if values[index] is not None:
                    values[index] = convert(values[index])
        return model(*values) if in_order else model(**dict(zip(columns, values, strict=True)))

    return make


def _converter(hint: Any) -> Callable[[Any], Any]:
    """What makes a field's value of a column's that is not null.

    msgspec looks anew at an enum, a union or a list of something each time that it converts to it; of a struct it
    remembers what it found.
    """
    is_union = get_origin(hint) in (Union, UnionType)
    kinds = [one for one in get_args(hint) if one is not NoneType] if is_union else [hint]
    if len(kinds) > 1:
        return partial(msgspec.convert, type=hint)
    [kind] = kinds
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind
    convert = partial(msgspec.convert, type=kind)
    return partial(_unless_empty, convert) if get_origin(kind) is list else convert


def _unless_empty(convert: Callable[[Any], Any], items: list[Any]) -> Any:
    return convert(items) if items else items


def _is_native(hint: Any) -> bool:
    if hint in _NATIVE:
        return True
    arguments = get_args(hint)
    return bool(arguments) and all(_is_native(argument) for argument in arguments)
