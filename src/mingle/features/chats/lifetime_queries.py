"""SQL of messages that disappear."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from mingle.features.chats.message_queries import Place
from mingle.kernel.db import Conn, Tx


class Expired(msgspec.Struct):
    """A message whose time is over."""

    pts: int
    id: UUID
    sender_id: UUID


async def set_lifetime(tx: Tx, chat_id: UUID, seconds: int | None) -> None:
    """Write after how long new messages of a chat disappear."""
    await tx.execute("UPDATE chats SET message_lifetime = %s WHERE id = %s", (seconds, chat_id))


async def list_expired(conn: Conn, now: datetime, most: int) -> list[Place]:
    """Messages that should have disappeared by now."""
    return await conn.all(
        Place,
        "SELECT chat_id, pts FROM messages WHERE expires_at <= %s AND deleted_at IS NULL ORDER BY expires_at LIMIT %s",
        (now, most),
    )


async def list_expired_among(tx: Tx, chat_id: UUID, numbers: Sequence[int], now: datetime) -> list[Expired]:
    """Of these messages of a chat, those that are there still and should not be, in their order."""
    return await tx.all(
        Expired,
        "SELECT pts, id, sender_id FROM messages WHERE chat_id = %s AND pts = ANY (%s::bigint[]) AND expires_at <= %s"
        " AND deleted_at IS NULL ORDER BY pts",
        (chat_id, list(numbers), now),
    )
