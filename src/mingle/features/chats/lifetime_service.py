"""The story of messages that disappear."""

from collections.abc import Sequence
from uuid import UUID

from mingle.features.chats import lifetime_queries, message_queries, policy, queries
from mingle.features.chats.event_models import DeletionTold
from mingle.features.chats.message_queries import Place
from mingle.features.chats.models import EventRow, Standing
from mingle.features.chats.room_service import room, say
from mingle.kernel import clock
from mingle.kernel.actor import Actor
from mingle.kernel.db import Tx


async def set_lifetime(tx: Tx, actor: Actor, standing: Standing, seconds: int | None) -> None:
    """Let new messages of a chat, whose lock is held, disappear after a while, or stay. Older ones keep their time.

    Raises:
        RoleTooLow: the actor may not.
    """
    policy.require_can_set_lifetime(standing)
    if seconds == standing.message_lifetime:
        return
    await lifetime_queries.set_lifetime(tx, standing.chat_id, seconds)
    await say(tx, actor, standing.chat_id, {"event": "lifetime", "seconds": seconds})


async def expire(tx: Tx, chat_id: UUID, numbers: Sequence[int]) -> None:
    """Leave nothing of messages whose time is over; each is a change of its chat, as if its sender had deleted it."""
    if not await queries.lock_chat(tx, chat_id):
        return
    now = clock.now()
    for message in await lifetime_queries.list_expired_among(tx, chat_id, numbers, now):
        changed = await queries.advance(tx, chat_id)
        event = EventRow(changed, "message:deleted", message.pts, message.sender_id, None, None)
        await message_queries.insert_event(tx, chat_id, event)
        await message_queries.empty_message(tx, Place(chat_id, message.pts), now)
        tx.emit(room(chat_id), "message:deleted", DeletionTold(chat_id, changed, message.id))
