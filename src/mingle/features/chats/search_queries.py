"""SQL that finds messages: by when they were sent, and by what is in them."""

from datetime import datetime
from uuid import UUID

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
