"""SQL that finds messages: by when they were sent, and by what is in them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from mingle.features.chats.queries import NOT_BLOCKED
from mingle.features.chats.search_models import Search
from mingle.kernel.db import Conn


async def find_number_at(conn: Conn, chat_id: UUID, at: datetime) -> int:
    """The number of the first message of a chat that was sent at or after a moment; one beyond the last if none was.

    Numbers rise with time, so it halves what is left until nothing is: no index by time is needed. All messages up to
    `low` are earlier, and all from `high` on are not.
    """
    number: int = await conn.value(
        "WITH RECURSIVE halves (low, high) AS (SELECT 0::bigint, pts + 1 FROM chats WHERE id = %(chat)s"
        " UNION ALL SELECT CASE WHEN probe.created_at < %(at)s THEN probe.pts ELSE low END,"
        " CASE WHEN probe.created_at < %(at)s THEN high ELSE (low + high) / 2 END"
        " FROM halves LEFT JOIN LATERAL (SELECT u.pts, u.created_at FROM messages u WHERE u.chat_id = %(chat)s"
        " AND u.pts >= (low + high) / 2 AND u.pts < high ORDER BY u.pts LIMIT 1) probe ON true WHERE high - low > 1)"
        " SELECT coalesce((SELECT u.pts FROM messages u WHERE u.chat_id = %(chat)s AND u.pts >= found.high"
        " ORDER BY u.pts LIMIT 1), found.high) FROM (SELECT min(high) AS high FROM halves) found",
        {"chat": chat_id, "at": at},
    )
    return number


class SearchedChat(msgspec.Struct):
    """A chat to look into, and when something was last said there."""

    chat_id: UUID
    active_at: datetime


class Hit(msgspec.Struct):
    """Where a message stands that was found."""

    chat_id: UUID
    pts: int
    created_at: datetime
    id: UUID


async def split_words(conn: Conn, text: str) -> list[str]:
    """The words of a text as they are looked for: in one case, and without accents."""
    words: list[str] = await conn.value("SELECT message_words(%s)", (text,))
    return words


async def list_searched(conn: Conn, viewer_id: UUID, chat_id: UUID | None) -> list[SearchedChat]:
    """The chats that somebody may look into, the liveliest first; or that one."""
    return await conn.all(
        SearchedChat,
        "SELECT c.id AS chat_id, c.active_at FROM chat_members m JOIN chats c ON c.id = m.chat_id"
        " WHERE m.account_id = %(viewer)s AND (%(chat)s::uuid IS NULL OR c.id = %(chat)s) AND" + NOT_BLOCKED + ""
        " ORDER BY c.active_at DESC",
        {"viewer": viewer_id, "chat": chat_id},
    )


async def search(conn: Conn, viewer_id: UUID, chat_ids: Sequence[UUID], search: Search, limit: int) -> list[Hit]:
    """The newest messages in some of somebody's chats that have every term, of what they see.

    LIMIT within LATERAL keeps the planner from reading the messages of all chats at once: each chat is a probe of the
    index of its own partition. `message_terms` calls itself expensive for the same reason.
    """
    return await conn.all(
        Hit,
        "SELECT u.chat_id, u.pts, u.created_at, u.id FROM chat_members m CROSS JOIN LATERAL ("
        "SELECT u.chat_id, u.pts, u.created_at, u.id FROM messages u WHERE u.chat_id = m.chat_id"
        " AND u.kind IN ('text', 'media', 'poll') AND u.deleted_at IS NULL"
        " AND message_terms(u.chat_id, u.sender_id, u.kind, u.content, u.hashtags)"
        " @@ replace(%(terms)s, '?', right(m.chat_id::text, 8))::tsquery AND u.pts > m.cleared_pts"
        " AND (%(sender)s::uuid IS NULL OR u.sender_id = %(sender)s)"
        " AND (%(since)s::timestamptz IS NULL OR u.created_at >= %(since)s)"
        " AND (%(until)s::timestamptz IS NULL OR u.created_at < %(until)s)"
        " AND (%(at)s::timestamptz IS NULL OR (u.created_at, u.id) < (%(at)s, %(id)s::uuid))"
        " AND (%(file_kinds)s::text[] IS NULL OR EXISTS (SELECT FROM message_files f JOIN files x ON x.id = f.file_id"
        " WHERE f.chat_id = u.chat_id AND f.pts = u.pts AND f.position = 0 AND x.kind = ANY (%(file_kinds)s)))"
        " AND NOT EXISTS (SELECT FROM message_hides h WHERE h.account_id = m.account_id AND h.chat_id = u.chat_id"
        " AND h.pts = u.pts) ORDER BY u.pts DESC LIMIT %(limit)s) u"
        " WHERE m.account_id = %(viewer)s AND m.chat_id = ANY (%(chats)s)"
        " ORDER BY u.created_at DESC, u.id DESC LIMIT %(limit)s",
        {
            "viewer": viewer_id,
            "chats": list(chat_ids),
            "terms": search.terms,
            "sender": search.sender_id,
            "since": search.since,
            "until": search.until,
            "at": search.before[0] if search.before else None,
            "id": search.before[1] if search.before else None,
            "file_kinds": search.file_kinds,
            "limit": limit,
        },
    )
