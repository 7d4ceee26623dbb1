"""What every change in a chat begins with, and how it is told."""

from typing import Any
from uuid import UUID

import msgspec

from mingle.features.chats import message_queries, queries, views
from mingle.features.chats.event_models import ChatTold, MessageTold
from mingle.features.chats.message_queries import NewMessage, Place
from mingle.features.chats.models import EventRow, MessageKind, OfChat, Standing
from mingle.kernel import clock
from mingle.kernel.actor import Actor
from mingle.kernel.db import Tx
from mingle.kernel.errors import NotFound
from mingle.kernel.ids import new_id
from mingle.realtime.control import CONTROL_ROOM, Order

ROOM = "chat:"


def room(chat_id: UUID) -> str:
    """Where the members of a chat are told of it."""
    return f"{ROOM}{chat_id}"


async def entered(tx: Tx, actor: Actor, chat_id: UUID) -> Standing:
    """A chat that nobody else changes until this transaction ends, and how the actor stands in it.

    The standing is read once the lock is held: who was put out while the actor waited is out.

    Raises:
        NotFound: there is no such chat, or it does not exist for the actor.
    """
    if not await queries.lock_chat(tx, chat_id):
        raise NotFound
    standing = await queries.find_standing(tx, actor.id, chat_id)
    if standing is None:
        raise NotFound
    return standing


def let_hear(tx: Tx, chat_id: UUID, account_id: UUID) -> None:
    """Let somebody's sockets into the room of a chat, and tell them that it is theirs once they hear all of it.

    Told before, one that fetches the chat at once could miss what is said between that and its way into the room.
    """
    told = ("chat:new", OfChat(chat_id))
    tx.emit(CONTROL_ROOM, "join", Order(user_id=str(account_id), room=room(chat_id), then=told))


def let_go(tx: Tx, chat_id: UUID, account_id: UUID) -> None:
    """Take somebody's sockets out of the room of a chat, and tell them that it is theirs no more."""
    tx.emit(CONTROL_ROOM, "leave", Order(user_id=str(account_id), room=room(chat_id)))
    tx.emit(f"user:{account_id}", "chat:removed", OfChat(chat_id))


async def say(tx: Tx, actor: Actor, chat_id: UUID, happened: dict[str, Any]) -> None:
    """Write into a chat what has happened to it, and tell its members to look at it again."""
    await say_in(tx, actor.id, chat_id, happened)
    await tell_changed(tx, actor.id, chat_id)


async def say_in(tx: Tx, sender_id: UUID, chat_id: UUID, happened: dict[str, Any]) -> None:
    """Write into a chat, whose lock is held, what has happened there. Who has done it need no longer be in it."""
    new = NewMessage(
        sender_id=sender_id,
        client_id=new_id().hex,
        digest=b"",
        kind=MessageKind.SYSTEM,
        content=msgspec.json.encode(happened).decode(),
        reply_to_id=None,
        hashtags=[],
        is_silent=True,
        now=clock.now(),
    )
    pts = await message_queries.insert_message(tx, chat_id, new)
    row = await message_queries.find_for_all(tx, Place(chat_id, pts))
    assert row is not None
    tx.emit(room(chat_id), "message:new", MessageTold(chat_id, pts, views.message(row, {})))


async def tell_changed(tx: Tx, actor_id: UUID | None, chat_id: UUID) -> None:
    """Tell the members of a chat to look at it again."""
    changed = await queries.advance(tx, chat_id)
    await message_queries.insert_event(tx, chat_id, EventRow(changed, "chat:updated", None, actor_id, None, None))
    tx.emit(room(chat_id), "chat:updated", ChatTold(chat_id, changed))
