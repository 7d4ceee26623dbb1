"""What somebody has missed, in three statements, however many chats it is of."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from uuid import UUID

from mingle.features.chats import message_queries, missed_queries, views
from mingle.features.chats.event_models import ChatEvents, Events
from mingle.features.chats.message_queries import Place
from mingle.features.chats.missed_queries import Missed
from mingle.features.chats.models import Message
from mingle.features.chats.shown import shown_messages
from mingle.kernel.actor import Actor
from mingle.kernel.errors import NotFound
from mingle.kernel.resources import Resources


async def events(resources: Resources, actor: Actor, chat_id: UUID, after: int, limit: int) -> Events:
    """What has changed in a chat after a number, in order, with messages as they stand now.

    Raises:
        NotFound: there is no such chat for the actor.
    """
    found = await missed(resources, actor, {chat_id: after}, limit)
    if not found:
        raise NotFound
    return Events(found[0].events, found[0].pts, found[0].more)


async def missed(resources: Resources, actor: Actor, known: Mapping[UUID, int], limit: int) -> list[ChatEvents]:
    """What has changed in chats after a number of each, at most so much of each; none of chats the actor is not in."""
    async with resources.db.read() as conn:
        come = {place.chat_id: place.pts for place in await missed_queries.list_come(conn, actor.id, list(known))}
        behind = {chat_id: known[chat_id] for chat_id, pts in come.items() if pts > known[chat_id]}
        rows = await missed_queries.list_missed(conn, behind, limit) if behind else []
        places = {(row.chat_id, row.message_pts) for row in rows if row.message_pts is not None}
        found = await message_queries.list_places(conn, actor.id, [Place(*place) for place in places]) if places else []
        told = await shown_messages(conn, resources.signer, found)
    of_chat: dict[UUID, list[Missed]] = defaultdict(list)
    for row in rows:
        of_chat[row.chat_id].append(row)
    by_place = {(message.chat_id, message.pts): message for message in told}
    return [_of_chat(chat_id, known[chat_id], pts, of_chat[chat_id], by_place, limit) for chat_id, pts in come.items()]


def _of_chat(
    chat_id: UUID, after: int, pts: int, rows: Sequence[Missed], told: Mapping[tuple[UUID, int], Message], limit: int
) -> ChatEvents:
    more = len(rows) > limit
    page = rows[:limit]
    seen = [views.event(chat_id, row, told.get((chat_id, row.message_pts or 0))) for row in page]
    end = max(after, page[-1].pts if page else 0, 0 if more else pts)
    return ChatEvents(chat_id, [one for one in seen if one is not None], end, more)
