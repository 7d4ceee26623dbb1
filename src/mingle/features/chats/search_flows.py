"""Searching messages: in the chats that one is in, of what one sees there."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from mingle.features.chats import message_queries, search_queries
from mingle.features.chats.message_queries import Place
from mingle.features.chats.models import Message
from mingle.features.chats.search_models import Asked, Search, Searched
from mingle.features.chats.search_queries import Hit, SearchedChat
from mingle.features.chats.shown import shown_messages
from mingle.kernel.actor import Actor
from mingle.kernel.db import Conn
from mingle.kernel.errors import FieldError, NotFound, ValidationFailed
from mingle.kernel.paging import Page, make_page
from mingle.kernel.ratelimit import RateLimit
from mingle.kernel.resources import Resources

T = TypeVar("T")
SEARCH_LIMIT = RateLimit("message_search", "60/minute", counts="shared", fails="open")
FIRST_CHATS = 50
"""Looked into at first; then four times as many each time, until there is no newer message to be found."""


async def search(
    resources: Resources, actor: Actor, asked: Asked, before: tuple[datetime, UUID] | None, limit: int
) -> Page[Message]:
    """The messages that have all of it, the newest first.

    Raises:
        ValidationFailed: nothing is asked for.
        NotFound: there is no such chat for the actor.
    """
    if asked.q is None and asked.sender_id is None and asked.hashtag is None and asked.type is None:
        raise ValidationFailed(details=[FieldError("q", "is required, or from, hashtag or type")])
    await resources.limits.hit(SEARCH_LIMIT, str(actor.id))
    async with resources.db.read() as conn:
        chats = await search_queries.list_searched(conn, actor.id, asked.chat_id)
        if asked.chat_id is not None and not chats:
            raise NotFound
        words = await search_queries.split_words(conn, asked.q) if asked.q is not None else []
        if asked.q is not None and not words:  # nothing but signs: no message has a word of them
            return Page([], None)
        wanted = Search(terms(asked, words), asked.sender_id, file_kinds(asked.type), asked.since, asked.until, before)
        page = make_page(
            await _newest(conn, actor, chats, wanted, limit + 1), limit, lambda hit: (hit.created_at, hit.id)
        )
        return Page(await _messages(resources, conn, actor, page.items), page.next_cursor)


def file_kinds(searched: Searched | None) -> list[str] | None:
    """Of which kind the first file of a message must be; None where it may have none."""
    if searched is None or searched == "text":
        return None
    return ["image", "video"] if searched == "visual" else [searched]


def terms(asked: Asked, words: Sequence[str]) -> str:
    """What the index is asked for: every word, the last one as a beginning, and what else is wanted of a message."""
    wanted = [f"'?:{word}'" for word in words]
    if wanted:
        wanted[-1] += ":*"
    if asked.hashtag is not None:
        wanted.append(f"'?#{asked.hashtag.lower()}'")
    if asked.sender_id is not None:
        wanted.append(f"'?@{str(asked.sender_id)[-8:]}'")
    if asked.type is not None:
        wanted.append("'?!text'" if asked.type == "text" else "'?!media'")
    return " & ".join(wanted)


async def _newest(conn: Conn, actor: Actor, chats: Sequence[SearchedChat], wanted: Search, limit: int) -> list[Hit]:
    found: list[Hit] = []
    for some in _growing(chats):
        if len(found) == limit and found[-1].created_at > some[0].active_at:
            break  # nothing in these chats is newer than what is found already
        more = await search_queries.search(conn, actor.id, [one.chat_id for one in some], wanted, limit)
        found = sorted([*found, *more], key=lambda hit: (hit.created_at, hit.id), reverse=True)[:limit]
    return found


def _growing(items: Sequence[T]) -> Iterator[Sequence[T]]:
    start, size = 0, FIRST_CHATS
    while start < len(items):
        yield items[start : start + size]
        start, size = start + size, size * 4


async def _messages(resources: Resources, conn: Conn, actor: Actor, hits: Sequence[Hit]) -> list[Message]:
    places = [Place(hit.chat_id, hit.pts) for hit in hits]
    rows = await message_queries.list_places(conn, actor.id, places) if places else []
    by_id = {message.id: message for message in await shown_messages(conn, resources.signer, rows)}
    return [by_id[hit.id] for hit in hits if hit.id in by_id]
