"""SQL of messages that the operator keeps no longer."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from mingle.features.chats.message_queries import Place
from mingle.kernel.db import Conn, Tx


async def list_old(conn: Conn, before: datetime, most: int) -> list[Place]:
    """Messages from before a moment, the oldest first. Their ids begin with the time at which they were made."""
    oldest_kept = UUID(int=int(before.timestamp() * 1000) << 80)
    return await conn.all(
        Place,
        "SELECT chat_id, pts FROM messages WHERE id < %s AND created_at < %s ORDER BY id LIMIT %s",
        (oldest_kept, before, most),
    )


async def delete_messages(tx: Tx, chat_id: UUID, numbers: Sequence[int]) -> None:
    """Remove messages of a chat, with all that hangs on them and what has happened to them."""
    await tx.execute(
        "WITH events AS (DELETE FROM chat_events"
        " WHERE chat_id = %(chat)s AND message_pts = ANY (%(numbers)s::bigint[]))"
        " DELETE FROM messages WHERE chat_id = %(chat)s AND pts = ANY (%(numbers)s::bigint[])",
        {"chat": chat_id, "numbers": list(numbers)},
    )
