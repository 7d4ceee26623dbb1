"""Forwards: what somebody sees in one chat, they may say again in another."""

from uuid import UUID

from mingle.features.chats import message_queries, person_queries, policy, queries
from mingle.features.chats.forward_models import Author, Forward
from mingle.kernel.actor import Actor
from mingle.kernel.db import Conn
from mingle.kernel.errors import NotFound


async def taken_along(conn: Conn, actor: Actor, message_id: UUID) -> Forward:
    """What a message says, for the actor to forward. Of a forward, the author stays the first one.

    Its own chat is not locked: an edit or deletion at the same moment is one that comes after.

    Raises:
        NotFound: there is no such message for the actor.
        MessageDeleted, NotForwardable: there is nothing that could be said again.
    """
    place = await message_queries.find_place(conn, message_id)
    if place is None or await queries.find_standing(conn, actor.id, place.chat_id) is None:
        raise NotFound
    rows = await message_queries.list_at(conn, actor.id, place.chat_id, [place.pts])
    if not rows:
        raise NotFound
    [row] = rows
    policy.require_there(row)
    policy.require_forwardable(row)
    author = row.forwarded_from
    if author is None:
        [sender] = await person_queries.list_people(conn, row.chat_id, [row.sender_id])
        author = Author(sender.id, sender.display_name)
    return Forward(row.id, author, row.content or "", row.hashtags, row.file_ids)
