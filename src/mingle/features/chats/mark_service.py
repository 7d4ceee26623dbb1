"""The story of what each member does in a chat for themselves: how far they have come, and how they want it."""

from uuid import UUID

from mingle.features.chats import mark_queries, queries
from mingle.features.chats.event_models import MarkTold
from mingle.features.chats.models import MAX_MARKS_TOLD, ChatSettings, OfChat, Standing
from mingle.features.chats.room_service import room
from mingle.kernel import clock
from mingle.kernel.actor import Actor
from mingle.kernel.db import Tx
from mingle.kernel.errors import NotFound


async def read(tx: Tx, actor: Actor, chat_id: UUID, up_to: int) -> None:
    """Have read a chat up to a change. It never moves back, and takes no number: it is told as a hint.

    One's own devices always hear of it; others where both show what they read, and the chat is not too large.

    Raises:
        NotFound: there is no such chat for the actor.
    """
    await _require_in(tx, actor, chat_id)
    moved = await queries.raise_read(tx, actor.id, chat_id, up_to)
    if moved is None:
        return
    told = MarkTold(chat_id, actor.id, moved)
    some = await mark_queries.list_told_of_reads(tx, actor.id, chat_id)
    for one in [room(chat_id)] if some is None else [f"user:{account_id}" for account_id in some]:
        tx.emit(one, "message:read", told)


async def delivered(tx: Tx, actor: Actor, chat_id: UUID, up_to: int) -> None:
    """Have a chat on one's devices up to a change; otherwise as `read`.

    Raises:
        NotFound: there is no such chat for the actor.
    """
    standing = await _require_in(tx, actor, chat_id)
    moved = await queries.raise_delivered(tx, actor.id, chat_id, up_to)
    if moved is not None:
        hears = room(chat_id) if standing.member_count <= MAX_MARKS_TOLD else f"user:{actor.id}"
        tx.emit(hears, "message:delivered", MarkTold(chat_id, actor.id, moved))


async def set_own(tx: Tx, actor: Actor, chat_id: UUID, change: ChatSettings) -> None:
    """Mute, archive or pin a chat for oneself, on all devices.

    Raises:
        NotFound: there is no such chat for the actor.
    """
    await _require_in(tx, actor, chat_id)
    await queries.update_settings(tx, actor.id, chat_id, change, clock.now())
    tx.emit(f"user:{actor.id}", "chat:settings", OfChat(chat_id))


async def _require_in(tx: Tx, actor: Actor, chat_id: UUID) -> Standing:
    standing = await queries.find_standing(tx, actor.id, chat_id)
    if standing is None:
        raise NotFound
    return standing
