"""SQL of what has changed in chats while somebody was away."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from mingle.features.chats.message_queries import Place
from mingle.features.chats.models import EventRow
from mingle.features.chats.queries import NOT_BLOCKED
from mingle.kernel.db import Conn


class Missed(EventRow):
    """A change in one of several chats."""

    chat_id: UUID


async def list_come(conn: Conn, account_id: UUID, chat_ids: Sequence[UUID]) -> list[Place]:
    """How far those of these chats have come that exist for somebody."""
    return await conn.all(
        Place,
        "SELECT m.chat_id, c.pts FROM chat_members m JOIN chats c ON c.id = m.chat_id"
        " WHERE m.account_id = %s AND m.chat_id = ANY (%s::uuid[]) AND" + NOT_BLOCKED,
        (account_id, list(chat_ids)),
    )


async def list_missed(conn: Conn, known: Mapping[UUID, int], limit: int) -> list[Missed]:
    """Of each chat what has changed after a number, in order, and one more than asked for."""
    return await conn.all(
        Missed,
        "SELECT k.chat_id, e.* FROM unnest(%(chats)s::uuid[], %(numbers)s::bigint[]) AS k (chat_id, pts)"
        " CROSS JOIN LATERAL ("
        "(SELECT m.pts, 'message:new' AS kind, m.pts AS message_pts, m.sender_id AS account_id, NULL AS emoji,"
        " NULL::boolean AS is_on FROM messages m WHERE m.chat_id = k.chat_id AND m.pts > k.pts"
        " ORDER BY m.pts LIMIT %(limit)s)"
        " UNION ALL (SELECT c.pts, c.kind, c.message_pts, c.account_id, c.emoji, c.is_on FROM chat_events c"
        " WHERE c.chat_id = k.chat_id AND c.pts > k.pts ORDER BY c.pts LIMIT %(limit)s)"
        " ORDER BY pts LIMIT %(limit)s) e",
        {"chats": list(known), "numbers": list(known.values()), "limit": limit + 1},
    )
