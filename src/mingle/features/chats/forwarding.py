"""Forwards: what somebody sees in one chat, they may say again in another."""

from uuid import UUID

from mingle.features.chats import message_queries, policy, queries
from mingle.features.chats.forward_models import Forward
from mingle.kernel.actor import Actor
from mingle.kernel.db import Tx
from mingle.kernel.errors import NotFound


async def taken_along(tx: Tx, actor: Actor, message_id: UUID) -> Forward:
    """What a message says, for the actor to forward. Of a forward, the author stays the first one.

    Its own chat is not locked: an edit or deletion at the same moment is one that comes after.

    Raises:
        NotFound: there is no such message for the actor.
        MessageDeleted, NotForwardable: there is nothing that could be said again.
    """
    place = await message_queries.find_place(tx, message_id)
    if place is None or await queries.find_standing(tx, actor.id, place.chat_id) is None:
        raise NotFound
    rows = await message_queries.list_at(tx, actor.id, place.chat_id, [place.pts])
    if not rows:
        raise NotFound
    [row] = rows
    policy.require_there(row)
    policy.require_forwardable(row)
    author_id = row.sender_id if row.forwarded_from is None else row.forwarded_from.id
    return Forward(row.id, author_id, row.content or "", row.hashtags, row.file_ids)
