"""SQL of calls, and of who is in them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, LiteralString
from uuid import UUID

import msgspec

from mingle.features.calls.models import CallRow, Held, MemberRow
from mingle.kernel.db import Conn, Tx

_CALL: LiteralString = (
    "SELECT id, purpose, chat_id, is_of_chat, is_open, kind, state, started_by, created_at, rings_until, answered_at,"
    " ended_at, reason, max_seconds, ends_at, due_at, version FROM calls"
)
_MEMBERS: LiteralString = (
    "SELECT account_id, state, joined_at, device_id, binding, seen_at, due_at FROM call_members"
    " WHERE call_id = %s ORDER BY account_id"
)


_HELD: LiteralString = (
    _CALL.replace(
        " FROM calls",
        ", (SELECT coalesce(jsonb_agg(jsonb_build_object('account_id', m.account_id, 'state', m.state,"
        " 'joined_at', m.joined_at, 'device_id', m.device_id, 'binding', m.binding, 'seen_at', m.seen_at,"
        " 'due_at', m.due_at) ORDER BY m.account_id), '[]') FROM call_members m WHERE m.call_id = c.id) AS members"
        " FROM calls c",
    )
    + " WHERE id = %s"
)
_UPSERT_MEMBERS: LiteralString = (
    "INSERT INTO call_members (call_id, account_id, state, joined_at, device_id, binding, seen_at, due_at)"
    " SELECT %(call_id)s, * FROM unnest(%(people)s::uuid[], %(states)s::text[], %(joined)s::timestamptz[],"
    " %(devices)s::text[], %(bindings)s::uuid[], %(seen)s::timestamptz[], %(due)s::timestamptz[])"
    " ON CONFLICT (call_id, account_id) DO UPDATE SET state = excluded.state, joined_at = excluded.joined_at,"
    " device_id = excluded.device_id, binding = excluded.binding, seen_at = excluded.seen_at, due_at = excluded.due_at"
)


class _HeldRow(CallRow):
    members: list[MemberRow]


class Whereabouts(msgspec.Struct):
    """Of which chat a call is."""

    id: UUID
    chat_id: UUID | None


class Person(msgspec.Struct):
    """What somebody is called."""

    id: UUID
    display_name: str
    username: str | None
    is_demo: bool


class _Id(msgspec.Struct):
    id: UUID


async def find_whereabouts(conn: Conn, call_id: UUID) -> Whereabouts | None:
    """Of which chat a call is; None where there is no such call."""
    return await conn.one(Whereabouts, "SELECT id, chat_id FROM calls WHERE id = %s", (call_id,))


async def find_live_of_chat(conn: Conn, chat_id: UUID) -> UUID | None:
    """The call of a chat that rings, or is on."""
    found: UUID | None = await conn.value("SELECT id FROM calls WHERE chat_id = %s AND state <> 'ended'", (chat_id,))
    return found


async def lock_call(tx: Tx, call_id: UUID) -> CallRow | None:
    """A call that nobody else changes until this transaction ends."""
    return await tx.one(CallRow, _CALL + " WHERE id = %s FOR UPDATE", (call_id,))


async def lock_members(tx: Tx, call_id: UUID) -> list[MemberRow]:
    """Who is in a call, whose leases nobody renews until this transaction ends; always in the same order."""
    return await tx.all(MemberRow, _MEMBERS + " FOR UPDATE", (call_id,))


async def find_held(conn: Conn, call_id: UUID) -> Held | None:
    """A call with everybody in it, as it stands; None where there is no such call."""
    row = await conn.one(_HeldRow, _HELD, (call_id,))
    if row is None:
        return None
    columns = msgspec.structs.asdict(row)
    members: list[MemberRow] = columns.pop("members")
    return Held(CallRow(**columns), {one.account_id: one for one in members})


async def insert_call(tx: Tx, call: CallRow, members: Sequence[MemberRow]) -> None:
    """Write a call with these people in it.

    Raises:
        psycopg.errors.UniqueViolation: one of them is in another call.
    """
    await tx.execute(
        "WITH call AS (INSERT INTO calls (id, purpose, chat_id, is_of_chat, is_open, kind, state, started_by,"
        " created_at, rings_until, answered_at, ended_at, reason, max_seconds, ends_at, due_at, version)"
        " VALUES (%(id)s, %(purpose)s, %(chat_id)s, %(is_of_chat)s, %(is_open)s, %(kind)s, %(state)s, %(started_by)s,"
        " %(created_at)s, %(rings_until)s, %(answered_at)s, %(ended_at)s, %(reason)s, %(max_seconds)s, %(ends_at)s,"
        " %(due_at)s, %(version)s)) " + _UPSERT_MEMBERS,
        msgspec.structs.asdict(call) | _columns(call.id, members),
    )


async def update_call(tx: Tx, call: CallRow, members: Sequence[MemberRow]) -> None:
    """Write how far a call has come, and how these stand in it.

    Raises:
        psycopg.errors.UniqueViolation: one of them is in another call.
    """
    await tx.execute(
        "WITH call AS (UPDATE calls SET kind = %(kind)s, state = %(state)s, answered_at = %(answered_at)s,"
        " ended_at = %(ended_at)s, reason = %(reason)s, max_seconds = %(max_seconds)s, ends_at = %(ends_at)s,"
        " due_at = %(due_at)s, version = %(version)s WHERE id = %(id)s) " + _UPSERT_MEMBERS,
        msgspec.structs.asdict(call) | _columns(call.id, members),
    )


async def upsert_members(tx: Tx, call_id: UUID, members: Sequence[MemberRow]) -> None:
    """Write how these stand in a call.

    Raises:
        psycopg.errors.UniqueViolation: one of them is in another call.
    """
    await tx.execute(_UPSERT_MEMBERS, _columns(call_id, members))


def _columns(call_id: UUID, members: Sequence[MemberRow]) -> dict[str, Any]:
    return {
        "call_id": call_id,
        "people": [one.account_id for one in members],
        "states": [str(one.state) for one in members],
        "joined": [one.joined_at for one in members],
        "devices": [one.device_id for one in members],
        "bindings": [one.binding for one in members],
        "seen": [one.seen_at for one in members],
        "due": [one.due_at for one in members],
    }


async def in_calls_among(conn: Conn, account_ids: Sequence[UUID]) -> set[UUID]:
    """Of these people, those who are in a call."""
    rows = await conn.all(
        _Id,
        "SELECT account_id AS id FROM call_members WHERE account_id = ANY (%s) AND state IN ('joined', 'dropped')",
        (list(account_ids),),
    )
    return {row.id for row in rows}


async def find_together(conn: Conn, call_id: UUID, account_ids: Sequence[UUID]) -> CallRow | None:
    """A call that all of these people were in, or that rang for them; None where there is no such call."""
    return await conn.one(
        CallRow,
        _CALL + " WHERE id = %(call)s AND NOT EXISTS (SELECT FROM unnest(%(people)s::uuid[]) AS given (id)"
        " WHERE NOT EXISTS (SELECT FROM call_members m WHERE m.call_id = %(call)s AND m.account_id = given.id"
        " AND m.state <> 'busy'))",
        {"call": call_id, "people": list(account_ids)},
    )


async def list_ringing(conn: Conn, account_id: UUID) -> list[UUID]:
    """The calls that ring for somebody."""
    rows = await conn.all(
        _Id, "SELECT call_id AS id FROM call_members WHERE account_id = %s AND state = 'ringing'", (account_id,)
    )
    return [row.id for row in rows]


async def list_current(conn: Conn, account_id: UUID) -> list[UUID]:
    """The calls that ring for somebody, and the one that they are in."""
    rows = await conn.all(
        _Id,
        "SELECT call_id AS id FROM call_members WHERE account_id = %(id)s AND state = 'ringing'"
        " UNION ALL SELECT call_id FROM call_members WHERE account_id = %(id)s AND state IN ('joined', 'dropped')"
        " ORDER BY id",
        {"id": account_id},
    )
    return [row.id for row in rows]


async def list_together(conn: Conn, one_id: UUID, other_id: UUID) -> list[UUID]:
    """The calls that ring for two people, or that they are in, both of them."""
    rows = await conn.all(
        _Id,
        "SELECT a.call_id AS id FROM call_members a JOIN call_members b USING (call_id)"
        " WHERE a.account_id = %s AND b.account_id = %s AND a.state IN ('ringing', 'joined', 'dropped')"
        " AND b.state IN ('ringing', 'joined', 'dropped') ORDER BY id",
        (one_id, other_id),
    )
    return [row.id for row in rows]


async def list_people(conn: Conn, account_ids: Sequence[UUID]) -> list[Person]:
    """What these people are called."""
    return await conn.all(
        Person,
        "SELECT id, display_name, username::text AS username, is_demo FROM accounts WHERE id = ANY (%s) ORDER BY id",
        (list(account_ids),),
    )


async def list_due(conn: Conn, now: datetime, limit: int) -> list[UUID]:
    """The calls at which somebody must look now, so many at most, the longest due first."""
    rows = await conn.all(
        _Id,
        "SELECT id FROM ((SELECT id, due_at FROM calls WHERE due_at <= %(now)s ORDER BY due_at LIMIT %(limit)s)"
        " UNION ALL (SELECT call_id, due_at FROM call_members WHERE due_at <= %(now)s ORDER BY due_at"
        " LIMIT %(limit)s)) AS due GROUP BY id ORDER BY min(due_at) LIMIT %(limit)s",
        {"now": now, "limit": limit},
    )
    return [row.id for row in rows]


async def delete_lonely(tx: Tx, account_id: UUID) -> None:
    """Leave nothing of the calls in which somebody is the last one left."""
    await tx.execute(
        "DELETE FROM calls c USING call_members m WHERE m.account_id = %(id)s AND c.id = m.call_id"
        " AND NOT EXISTS (SELECT FROM call_members o WHERE o.call_id = c.id AND o.account_id <> %(id)s)",
        {"id": account_id},
    )
