"""Cursor paging: `?limit=&cursor=` in, `{items, nextCursor}` out.

A cursor is opaque to clients: the sort key of the last item, as url-safe base64 of MessagePack. It holds nothing
that the page itself did not show, so it needs no signature; what comes back is decoded as hostile input.
"""

from base64 import b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from typing import Annotated, Any, Generic, TypeVar, cast

import msgspec
from litestar.params import QueryParameter

from mingle.kernel.errors import FieldError, ValidationFailed

T = TypeVar("T")
K = TypeVar("K")

DEFAULT_LIMIT = 20
MAX_LIMIT = 100
CURSOR_MAX_LENGTH = 512

Limit = Annotated[int, QueryParameter(ge=1, le=MAX_LIMIT, description="how many items a page has")]
Cursor = Annotated[
    str | None, QueryParameter(max_length=CURSOR_MAX_LENGTH, description="`nextCursor` of the page before")
]


class Page(msgspec.Struct, Generic[T], rename="camel"):
    """One page of a list; `next_cursor` is null on the last."""

    items: list[T]
    next_cursor: str | None


def encode_cursor(key: Any) -> str:
    """The cursor for a sort key: a value or tuple that MessagePack can hold."""
    return urlsafe_b64encode(msgspec.msgpack.encode(key)).rstrip(b"=").decode()


def decode_cursor(cursor: str | None, key_type: type[K]) -> K | None:
    """The sort key in a cursor, or None for the first page.

    Raises:
        ValidationFailed: the cursor is not one of ours for this list.
    """
    if cursor is None:
        return None
    try:
        raw = b64decode(cursor + "=" * (-len(cursor) % 4), b"-_", validate=True)
        key = msgspec.msgpack.decode(raw, type=key_type)
    except (ValueError, msgspec.DecodeError, RecursionError) as error:
        raise _not_ours() from error
    if _has_nul(key):
        raise _not_ours()
    return key


def _not_ours() -> ValidationFailed:
    return ValidationFailed(details=[FieldError("cursor", "is not a cursor of this list")])


def _has_nul(key: Any) -> bool:
    """Whether a text has the character NUL, which PostgreSQL's text cannot hold."""
    if isinstance(key, tuple | list):
        return any(_has_nul(part) for part in cast("Sequence[Any]", key))
    return isinstance(key, str) and "\0" in key


def make_page(rows: Sequence[T], limit: int, key: Callable[[T], Any]) -> Page[T]:
    """The page from `limit + 1` rows: the one too many says that there is a next page."""
    items = list(rows[:limit])
    return Page(items, encode_cursor(key(items[-1])) if len(rows) > limit else None)
