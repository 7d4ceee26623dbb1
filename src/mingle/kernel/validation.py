"""Input as msgspec structs, with every bad field named.

msgspec stops at the first error, which is what makes it fast. Only when it has found one do we look at the parts one by
one, to tell the client about all of them.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import lru_cache
from itertools import islice
from types import UnionType
from typing import Annotated, Any, TypeVar, Union, cast, get_args, get_origin

import msgspec

from mingle.kernel.errors import FieldError, ValidationFailed

T = TypeVar("T")

MAX_ERRORS = 50
STEP_MAX_LENGTH = 64
BODY = "body"
"""The field name for what is wrong with the body as a whole."""

NOT_JSON = FieldError(BODY, "is not valid JSON")
TOO_DEEP = FieldError(BODY, "is nested too deeply")

_ESCAPED_NUL = b"\\u0000"
_KINDS = {"str": "a text", "int": "a whole number", "float": "a number", "bool": "true or false", "array": "a list",
          "object": "an object", "null": "null", "uuid": "an id", "datetime": "a time", "date": "a date",
          "duration": "a duration", "iso8601": "a duration",
          "rfc3339": "a date or time in ISO 8601"}  # fmt: skip
_WORDS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r"Expected `str` of length (>=|<=) (\d+)"),
     lambda m: f"must have {_most(m[1])} {_count(m[2], 'character')}"),
    (re.compile(r"Expected `(?:array|object)` of length (>=|<=) (\d+)"),
     lambda m: f"must have {_most(m[1])} {_count(m[2], 'entry')}"),
    (re.compile(r"Expected `array` of length (\d+).*"), lambda m: f"must have exactly {_count(m[1], 'entry')}"),
    (re.compile(r"Expected `\w+` (>=|<=) (\S+)"), lambda m: f"must be {_most(m[1])} {m[2]}"),
    (re.compile(r"Expected `\w+` > (\S+)"), lambda m: f"must be more than {m[1]}"),
    (re.compile(r"Expected `\w+` < (\S+)"), lambda m: f"must be less than {m[1]}"),
    (re.compile(r"Expected `str` matching regex .*", re.DOTALL), lambda _: "does not have the right form"),
    (re.compile(r"Expected `\w+` with a timezone component"), lambda _: "must say its time zone"),
    (re.compile(r"Expected `([^`]+)`(?:, got `[^`]+`)?"), lambda m: f"must be {_name_kinds(m[1])}"),
    (re.compile(r"Invalid (?:enum )?value .*", re.DOTALL), lambda _: "is not one of the allowed values"),
    (re.compile(r"Invalid (\w+).*", re.DOTALL), lambda m: f"is not {_name_kinds(m[1].lower())}"),
    (re.compile(r".*out of range.*", re.DOTALL), lambda _: "is out of range"),
)  # fmt: skip
_PATH = re.compile(r"(?P<text>.*?)(?: - at `(?:key in )?(?P<path>\$.*?)`)?", re.DOTALL)
_STEP = re.compile(r"\.([^.\[]+)|\[(\d+|\.\.\.)\]")
_NAMED_FIELD = re.compile(r"Object (missing required|contains unknown) field `(.+)`", re.DOTALL)


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
        if _ESCAPED_NUL in raw and (found := list(islice(_find_nul(msgspec.json.decode(raw), ""), MAX_ERRORS))):
            raise ValidationFailed(details=found)
    except msgspec.ValidationError as error:
        raise ValidationFailed(details=_explain(raw, kind, error)) from error
    except RecursionError as error:
        raise ValidationFailed(details=[TOO_DEEP]) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ValidationFailed(details=[NOT_JSON]) from error
    return value


def zoned(field: str, moment: datetime) -> datetime:
    """A moment of a query, which msgspec's own check for a time zone does not reach.

    Raises:
        ValidationFailed: it may mean several moments.
    """
    if moment.tzinfo is None:
        raise ValidationFailed(details=[FieldError(field, "must say its time zone")])
    return moment


def find_errors(value: Any, kind: Any) -> list[FieldError]:
    """Every bad field of a value that does not fit `kind`, 50 at most."""
    return list(islice(_find(value, kind, ""), MAX_ERRORS))


def _explain(raw: bytes, kind: Any, first: msgspec.ValidationError) -> list[FieldError]:
    """Every bad field. msgspec stopped at the first, so what comes after it may not even be JSON."""
    try:
        return find_errors(msgspec.json.decode(raw), kind) or [_field_error(first, "")]
    except msgspec.ValidationError:  # a number that fits into no kind
        return [_field_error(first, "")]
    except RecursionError:
        return [TOO_DEEP]
    except (msgspec.DecodeError, UnicodeDecodeError):
        return [NOT_JSON]


def _find_nul(value: Any, path: str) -> Iterator[FieldError]:
    """Strings with the character NUL, which PostgreSQL's text cannot hold."""
    if isinstance(value, str) and "\0" in value:
        yield FieldError(path or BODY, "has a character that is not allowed")
    elif isinstance(value, dict):
        for key, item in cast("dict[str, Any]", value).items():
            yield from _find_nul(key, _join(path, "(key)"))
            yield from _find_nul(item, _join(path, key))
    elif isinstance(value, list):
        for index, item in enumerate(cast("list[Any]", value)):
            yield from _find_nul(item, _join(path, index))


def _find(value: Any, kind: Any, path: str) -> Iterator[FieldError]:
    if kind is msgspec.Raw:
        return  # it is taken as it came, whatever it is
    try:
        msgspec.convert(value, kind, str_keys=True)
    except msgspec.ValidationError as error:
        is_in_parts = False
        for found in _find_in_parts(value, _chosen(kind, value), path):
            is_in_parts = True
            yield found
        # What its parts allow one by one may still be refused as a whole: a length, or a struct's __post_init__.
        if not is_in_parts:
            yield _field_error(error, path)


def _find_in_parts(value: Any, kind: Any, path: str) -> Iterator[FieldError]:
    if isinstance(value, dict):
        entries = cast("dict[str, Any]", value)
        if _is_struct(kind):
            yield from _find_in_struct(entries, kind, path)
        elif get_origin(kind) is dict:
            for key, item in entries.items():
                yield from _find(item, get_args(kind)[1], _join(path, key))
    elif isinstance(value, list):
        for index, (item, item_kind) in enumerate(_items(cast("list[Any]", value), kind)):
            yield from _find(item, item_kind, _join(path, index))


def _find_in_struct(value: dict[str, Any], kind: Any, path: str) -> Iterator[FieldError]:
    for field in _fields(get_origin(kind) or kind):
        here = _join(path, field.encode_name)
        if field.encode_name in value:
            yield from _find(value[field.encode_name], field.type, here)
        elif field.required:
            yield FieldError(here, "is required")


def _items(value: list[Any], kind: Any) -> Iterable[tuple[Any, Any]]:
    """The entries of a list, each with what it should be."""
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (list, set, frozenset) or (origin is tuple and arguments[-1] is ...):
        return ((item, arguments[0]) for item in value)
    return zip(value, arguments, strict=False) if origin is tuple else ()


@lru_cache(maxsize=1024)
def _fields(kind: Any) -> tuple[msgspec.structs.FieldInfo, ...]:
    return msgspec.structs.fields(kind)


def _chosen(kind: Any, value: Any) -> Any:
    """The one of a union's kinds that the value was meant to be, as far as can be told; other kinds as they are."""
    kind = _without_annotations(kind)
    if get_origin(kind) not in (Union, UnionType):
        return kind
    given = [_without_annotations(option) for option in get_args(kind)]
    given = [option for option in given if option not in (type(None), msgspec.UnsetType)]
    if len(given) > 1 and isinstance(value, dict):
        given = [option for option in given if _is_struct(option) and _has_tag(cast("dict[str, Any]", value), option)]
    return given[0] if len(given) == 1 else kind


def _has_tag(value: dict[str, Any], struct: Any) -> bool:
    config: msgspec.structs.StructConfig = struct.__struct_config__
    return config.tag_field is None or value.get(config.tag_field) == config.tag


def _field_error(error: Exception, path: str) -> FieldError:
    match = _PATH.fullmatch(str(error))
    text, inner = (match["text"], match["path"] or "") if match else (str(error), "")
    for step in _STEP.findall(inner):
        path = _join(path, step[0] or step[1])
    named = _NAMED_FIELD.fullmatch(text)
    if named:
        return FieldError(
            _join(path, named[2]), "is required" if named[1].startswith("missing") else "is not known here"
        )
    return FieldError(path or BODY, in_words(text))


def in_words(text: str) -> str:
    """Msgspec's words, turned so that they follow the name of a field."""
    for pattern, words in _WORDS:
        match = pattern.fullmatch(text)
        if match:
            return words(match)
    return text[:1].lower() + text[1:]


def _most(comparison: str) -> str:
    return "at least" if comparison == ">=" else "at most"


def _count(number: str, noun: str) -> str:
    plural = "entries" if noun == "entry" else f"{noun}s"
    return f"{number} {noun if number == '1' else plural}"


def _name_kinds(kinds: str) -> str:
    return " or ".join(_KINDS.get(kind, f"a valid {kind}") for kind in kinds.split(" | "))


def _join(path: str, step: object) -> str:
    # A key is the client's own words, and stands in the answer once for each error below it: it must not be long.
    short = str(step)[:STEP_MAX_LENGTH]
    return f"{path}.{short}" if path else short


def _is_struct(kind: Any) -> bool:
    origin = get_origin(kind) or kind
    return isinstance(origin, type) and issubclass(origin, msgspec.Struct)


def _without_annotations(kind: Any) -> Any:
    return get_args(kind)[0] if get_origin(kind) is Annotated else kind
