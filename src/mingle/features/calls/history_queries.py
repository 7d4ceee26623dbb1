"""SQL of calls that are over."""

from uuid import UUID

from mingle.features.calls.models import HistoryRow
from mingle.kernel.db import Conn


async def list_ended(conn: Conn, account_id: UUID, before: UUID | None, limit: int) -> list[HistoryRow]:
    """Somebody's calls that have ended, the latest first, and one more than asked for."""
    return await conn.all(
        HistoryRow,
        "SELECT c.id, c.purpose, c.chat_id, c.kind, c.started_by, c.created_at, c.answered_at, c.ended_at, c.reason,"
        " c.max_seconds, c.ends_at, m.state,"
        " (SELECT CASE WHEN count(*) = 1 THEN (array_agg(o.account_id))[1] END FROM call_members o"
        " WHERE o.call_id = c.id AND o.account_id <> m.account_id) AS other_id"
        " FROM call_members m JOIN calls c ON c.id = m.call_id WHERE m.account_id = %(viewer)s"
        " AND c.state = 'ended' AND (%(before)s::uuid IS NULL OR m.call_id < %(before)s)"
        " ORDER BY m.call_id DESC LIMIT %(limit)s",
        {"viewer": account_id, "before": before, "limit": limit + 1},
    )
