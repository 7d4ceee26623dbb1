"""SQL of leases: signs of life of those in calls, and who should no longer be there."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from mingle.features import chats
from mingle.features.calls.models import Note, Place
from mingle.kernel.db import Conn, Tx


class Lease(msgspec.Struct):
    """Of somebody in a call."""

    call_id: UUID
    account_id: UUID


class _NoteRow(msgspec.Struct):
    call_id: UUID
    version: int
    places: Any
    is_invitation: bool


async def renew(tx: Tx, leases: Sequence[Lease], bindings: Sequence[UUID], now: datetime, until: datetime) -> None:
    """Write a sign of life of those who are in calls by these bindings; who is not is left alone.

    The rows are locked in the order in which whoever changes a call locks them.
    """
    await tx.execute(
        "WITH mine AS (SELECT m.call_id, m.account_id FROM call_members m"
        " JOIN unnest(%(calls)s::uuid[], %(accounts)s::uuid[], %(bindings)s::uuid[])"
        " AS given (call_id, account_id, binding) USING (call_id, account_id, binding)"
        " WHERE m.state = 'joined' ORDER BY m.call_id, m.account_id FOR UPDATE OF m)"
        " UPDATE call_members m SET seen_at = %(now)s, due_at = %(until)s FROM mine"
        " WHERE m.call_id = mine.call_id AND m.account_id = mine.account_id",
        {
            "calls": [one.call_id for one in leases],
            "accounts": [one.account_id for one in leases],
            "bindings": list(bindings),
            "now": now,
            "until": until,
        },
    )


async def list_notes(conn: Conn, call_ids: Sequence[UUID]) -> list[Note]:
    """Who is in these calls now, and by which bindings."""
    rows = await conn.all(
        _NoteRow,
        "SELECT c.id AS call_id, c.version, coalesce(jsonb_object_agg(m.account_id,"
        " jsonb_build_array(m.binding, m.device_id, m.state = 'dropped')) FILTER (WHERE m.account_id IS NOT NULL),"
        " '{}') AS places, c.purpose = 'date' AND c.state = 'ringing' AS is_invitation"
        " FROM calls c LEFT JOIN call_members m ON m.call_id = c.id"
        " AND m.state IN ('joined', 'dropped') WHERE c.id = ANY (%s) GROUP BY c.id",
        (list(call_ids),),
    )
    return [
        Note(row.call_id, row.version, msgspec.convert(row.places, dict[UUID, Place]), row.is_invitation)
        for row in rows
    ]


async def list_put_out(conn: Conn, call_ids: Sequence[UUID]) -> list[Lease]:
    """Who must be in these calls, or rung by them, no longer.

    Those who are not in the chat any more, and those who have blocked somebody who is in the same call.
    """
    return await conn.all(
        Lease,
        "SELECT m.call_id, m.account_id FROM call_members m JOIN calls c ON c.id = m.call_id"
        " WHERE c.id = ANY (%(calls)s) AND c.is_of_chat AND m.state IN ('ringing', 'joined', 'dropped') AND NOT"
        + chats.IS_IN_CHAT
        + " UNION SELECT m.call_id, m.account_id FROM call_members m JOIN call_members o ON o.call_id = m.call_id"
        " JOIN blocks b ON b.blocker_id = m.account_id AND b.blocked_id = o.account_id"
        " WHERE m.call_id = ANY (%(calls)s) AND m.state IN ('joined', 'dropped') AND o.state IN ('joined', 'dropped')",
        {"calls": list(call_ids)},
    )
