"""SQL of the private chats of those who have found each other elsewhere."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from mingle.kernel.db import Conn, Tx


class _LastWord(msgspec.Struct):
    chat_id: UUID
    sender_id: UUID


async def insert_pair(tx: Tx, pair: UUID, account_ids: Sequence[UUID], now: datetime) -> UUID | None:
    """Write the private chat of two people with both in it; None where they have one by now."""
    chat_id: UUID | None = await tx.value(
        "WITH made AS (INSERT INTO chats (kind, pair, active_at, created_at)"
        " VALUES ('private', %(pair)s, %(now)s, %(now)s) ON CONFLICT (pair) DO NOTHING RETURNING id), joined AS ("
        "INSERT INTO chat_members (account_id, chat_id, role, joined_at)"
        " SELECT given.id, made.id, 'member', %(now)s FROM made, unnest(%(members)s::uuid[]) AS given (id))"
        " SELECT id FROM made",
        {"pair": pair, "members": list(account_ids), "now": now},
    )
    return chat_id


async def release_pair(tx: Tx, chat_id: UUID) -> None:
    """Let two people whose private chat is closed have another one; what stands in this one is shown to nobody."""
    await tx.execute("UPDATE chats SET pair = id WHERE id = %s", (chat_id,))


async def last_senders(conn: Conn, chat_ids: Sequence[UUID]) -> dict[UUID, UUID]:
    """Who wrote last in each of these chats; without those in which nobody has written."""
    rows = await conn.all(
        _LastWord,
        "SELECT given.id AS chat_id, last.sender_id FROM unnest(%s::uuid[]) AS given (id) JOIN LATERAL ("
        "SELECT u.sender_id FROM messages u WHERE u.chat_id = given.id AND u.kind <> 'system'"
        " ORDER BY u.pts DESC LIMIT 1) last ON true",
        (list(chat_ids),),
    )
    return {row.chat_id: row.sender_id for row in rows}
