"""SQL of polls."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from mingle.features.chats.message_queries import Place
from mingle.features.chats.person_queries import PersonRow
from mingle.features.chats.poll_models import PollDraft
from mingle.kernel.db import Conn, Tx


async def insert_poll(tx: Tx, place: Place, poll: PollDraft) -> None:
    """Write what can be chosen."""
    await tx.execute(
        "INSERT INTO polls (chat_id, pts, options, is_multiple, is_anonymous) VALUES (%s, %s, %s, %s, %s)",
        (place.chat_id, place.pts, poll.options, poll.is_multiple, poll.is_anonymous),
    )


async def replace_votes(tx: Tx, account_id: UUID, place: Place, options: Sequence[int], now: datetime) -> None:
    """Let these be what somebody has chosen; what they had chosen before keeps its time."""
    of = {"chat": place.chat_id, "pts": place.pts, "account": account_id, "options": list(options), "now": now}
    await tx.execute(
        "DELETE FROM poll_votes WHERE chat_id = %(chat)s AND pts = %(pts)s AND account_id = %(account)s"
        " AND option <> ALL (%(options)s::smallint[])",
        of,
    )
    await tx.execute(
        "INSERT INTO poll_votes (chat_id, pts, option, account_id, voted_at)"
        " SELECT %(chat)s, %(pts)s, option, %(account)s, %(now)s FROM unnest(%(options)s::smallint[]) AS given (option)"
        " ON CONFLICT DO NOTHING",
        of,
    )


async def set_closed(tx: Tx, place: Place, *, is_closed: bool, now: datetime) -> None:
    """End a poll, or let it go on."""
    await tx.execute(
        "UPDATE polls SET closed_at = CASE WHEN %s THEN %s END WHERE chat_id = %s AND pts = %s",
        (is_closed, now, place.chat_id, place.pts),
    )


async def list_voters(conn: Conn, place: Place, option: int, after: UUID | None, limit: int) -> list[PersonRow]:
    """Who chose an option, in a fixed order, and one more than asked for."""
    return await conn.all(
        PersonRow,
        "SELECT a.id, a.display_name, a.username::text AS username, a.is_demo FROM poll_votes v"
        " JOIN accounts a ON a.id = v.account_id WHERE v.chat_id = %(chat)s AND v.pts = %(pts)s"
        " AND v.option = %(option)s AND (%(after)s::uuid IS NULL OR v.account_id > %(after)s)"
        " ORDER BY v.account_id LIMIT %(limit)s",
        {"chat": place.chat_id, "pts": place.pts, "option": option, "after": after, "limit": limit + 1},
    )
