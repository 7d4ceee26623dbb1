"""Input as msgspec structs, with every bad field named.

msgspec stops at the first error, which is what makes it fast. Only when it has found one do we look at the fields one by
one, to tell the client about all of them.
"""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from types import UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin, get_type_hints

import msgspec
from msgspec import inspect as msgspec_inspect

from mingle.kernel.errors import FieldError, ValidationFailed

T = TypeVar("T")

MAX_ERRORS = 50
BODY = "body"
"""The field name for what is wrong with the body as a whole."""

_ESCAPED_NUL = b"\\u0000"
_KINDS = {"str": "a text", "int": "a whole number", "float": "a number", "bool": "true or false", "array": "a list",
          "object": "an object", "null": "null", "uuid": "an id",
          "datetime": "a time", "date": "a date", "rfc3339": "a date or time in ISO 8601"}  # fmt: skip
_WORDS: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r"^Expected `str` of length >= (\d+)$"), r"must have at least \1 characters"),
    (re.compile(r"^Expected `str` of length <= (\d+)$"), r"must have at most \1 characters"),
    (re.compile(r"^Expected `array` of length >= (\d+)$"), r"must have at least \1 entries"),
    (re.compile(r"^Expected `array` of length <= (\d+)$"), r"must have at most \1 entries"),
    (re.compile(r"^Expected `\w+` >= (\S+)$"), r"must be at least \1"),
    (re.compile(r"^Expected `\w+` <= (\S+)$"), r"must be at most \1"),
    (re.compile(r"^Expected `\w+` > (\S+)$"), r"must be more than \1"),
    (re.compile(r"^Expected `\w+` < (\S+)$"), r"must be less than \1"),
    (re.compile(r"^Expected `str` matching regex .*$", re.DOTALL), "does not have the right form"),
    (re.compile(r"^Expected `([^`]+)`(?:, got `[^`]+`)?$"), lambda m: f"must be {_name_kinds(m[1])}"),
    (re.compile(r"^Invalid enum value .*$", re.DOTALL), "is not one of the allowed values"),
    (re.compile(r"^Invalid (\w+).*$", re.DOTALL), lambda m: f"is not {_name_kinds(m[1].lower())}"),
)

_PATH = re.compile(r"^(?P<text>.*?)(?: - at `(?P<path>\$.*)`)?$", re.DOTALL)


@lru_cache(maxsize=1024)
def _decoder(kind: Any) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(kind)


def decode_json(raw: bytes, kind: type[T]) -> T:
    """Decode JSON into `kind`.

    Raises:
        ValidationFailed: names every bad field.
    """
    try:
        value: T = _decoder(kind).decode(raw)
    except msgspec.ValidationError as error:
        raise ValidationFailed(details=find_errors(msgspec.json.decode(raw), kind)) from error
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise ValidationFailed(details=[FieldError(BODY, "is not valid JSON")]) from error
    if _ESCAPED_NUL in raw and (found := list(_find_nul(msgspec.json.decode(raw), ""))):
        raise ValidationFailed(details=found[:MAX_ERRORS])
    return value


def find_errors(value: Any, kind: Any, path: str = "") -> list[FieldError]:
    """Every bad field of a value that does not fit `kind`, 50 at most."""
    errors = _find(value, kind, path)[:MAX_ERRORS]
    return errors or [FieldError(path or BODY, "is not valid")]


def _find_nul(value: Any, path: str) -> Iterator[FieldError]:
    """Strings with the character NUL, which PostgreSQL's text cannot hold."""
    if isinstance(value, str) and "\0" in value:
        yield FieldError(path or BODY, "has a character that is not allowed")
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _find_nul(key, _join(path, "(key)"))
            yield from _find_nul(item, _join(path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _find_nul(item, _join(path, index))


def _find(value: Any, kind: Any, path: str) -> list[FieldError]:
    bare = _without_none(_without_annotations(kind), value)
    found: list[FieldError] = []
    if _is_struct(bare) and isinstance(value, dict):
        found = _find_in_struct(value, bare, path)
    elif get_origin(bare) in (list, set, frozenset) and isinstance(value, list):
        found = [
            error for index, item in enumerate(value) for error in _find(item, get_args(bare)[0], _join(path, index))
        ]
    elif get_origin(bare) is dict and isinstance(value, dict):
        found = [error for key, item in value.items() for error in _find(item, get_args(bare)[1], _join(path, key))]
    # What its parts allow one by one may still be refused as a whole: a length, or a struct's __post_init__.
    return found or _check(value, kind, path)


def _find_in_struct(value: dict[str, Any], kind: Any, path: str) -> list[FieldError]:
    found: list[FieldError] = []
    info = msgspec_inspect.type_info(kind)
    assert isinstance(info, msgspec_inspect.StructType)
    hints = get_type_hints(get_origin(kind) or kind, include_extras=True)
    for field in info.fields:
        here = _join(path, field.encode_name)
        if field.encode_name in value:
            found += _find(value[field.encode_name], hints[field.name], here)
        elif field.required:
            found.append(FieldError(here, "is required"))
    return found


def _check(value: Any, kind: Any, path: str) -> list[FieldError]:
    try:
        msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        return [_field_error(error, path)]
    return []


def _field_error(error: Exception, path: str) -> FieldError:
    match = _PATH.match(str(error))
    inner = (match["path"] or "") if match else ""
    text = match["text"] if match else str(error)
    for step in re.findall(r"\.([^.\[]+)|\[(\d+|\.\.\.)\]", inner):
        path = _join(path, step[0] or step[1])
    return FieldError(path or BODY, _plain(text))


def _plain(text: str) -> str:
    """Msgspec's words, turned so that they follow the name of a field."""
    for pattern, words in _WORDS:
        text, count = pattern.subn(words, text)
        if count:
            return text
    return text[:1].lower() + text[1:]


def _name_kinds(kinds: str) -> str:
    return " or ".join(_KINDS.get(kind, f"a valid {kind}") for kind in kinds.split(" | "))


def _join(path: str, step: object) -> str:
    return f"{path}.{step}" if path else str(step)


def _is_struct(kind: Any) -> bool:
    origin = get_origin(kind) or kind
    return isinstance(origin, type) and issubclass(origin, msgspec.Struct)


def _without_annotations(kind: Any) -> Any:
    return get_args(kind)[0] if get_origin(kind) is Annotated else kind


def _without_none(kind: Any, value: Any) -> Any:
    """`T` for an optional `T` that was given; unions of more are left to msgspec."""
    if get_origin(kind) in (Union, UnionType) and value is not None:
        given = [option for option in get_args(kind) if option not in (type(None), msgspec.UnsetType)]
        if len(given) == 1:
            return _without_annotations(given[0])
    return kind
