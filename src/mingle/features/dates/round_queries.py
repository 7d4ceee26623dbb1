"""SQL of rounds: which is due, who may meet whom, and which pairs have no room yet."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from mingle.features.dates.speed_models import EventRow, TurnRow, Unopened, Waited
from mingle.kernel.db import Conn, Tx


class _Id(msgspec.Struct):
    id: UUID


class Met(msgspec.Struct):
    """Two who have met at an event, or are about to."""

    account_id: UUID
    other_id: UUID


async def list_due(conn: Conn, now: datetime, limit: int) -> list[UUID]:
    """The events at which somebody must look now, the longest due first."""
    rows = await conn.all(_Id, "SELECT id FROM speed_events WHERE due_at <= %s ORDER BY due_at LIMIT %s", (now, limit))
    return [row.id for row in rows]


async def lock_due(tx: Tx, event_id: UUID, now: datetime) -> EventRow | None:
    """An event that is due; None where it is not any more, or somebody else is at it."""
    return await tx.one(
        EventRow,
        "SELECT id, host_id, title, description, starts_at, rounds, round_seconds, break_seconds, capacity, state,"
        " round, round_starts_at, round_ends_at, due_at, created_at FROM speed_events"
        " WHERE id = %s AND due_at <= %s FOR UPDATE SKIP LOCKED",
        (event_id, now),
    )


async def list_ready(conn: Conn, event_id: UUID, now: datetime) -> list[UUID]:
    """Who in the lobby of an event can be given to somebody: they are connected, and in no call."""
    rows = await conn.all(
        _Id,
        "SELECT l.account_id AS id FROM lobby_people l WHERE l.event_id = %(event)s AND l.gone_at IS NULL"
        " AND l.due_at > %(now)s AND NOT EXISTS (SELECT FROM call_members m JOIN calls c ON c.id = m.call_id"
        " WHERE m.account_id = l.account_id AND m.state IN ('joined', 'dropped')"
        " AND NOT (c.purpose = 'date' AND c.state = 'ringing')) ORDER BY l.account_id",
        {"event": event_id, "now": now},
    )
    return [row.id for row in rows]


async def list_waited(conn: Conn, event_id: UUID, account_ids: Sequence[UUID]) -> dict[UUID, int]:
    """In which round each of these people had their last date that nobody dropped out of; 0: in none."""
    rows = await conn.all(
        Waited,
        "SELECT given.id AS account_id, coalesce((SELECT max(t.round) FROM speed_turns t"
        " LEFT JOIN calls c ON c.id = t.call_id WHERE t.event_id = %s AND t.account_id = given.id"
        " AND t.state = 'open' AND c.reason IS DISTINCT FROM 'dropped'), 0) AS last_round"
        " FROM unnest(%s::uuid[]) AS given (id)",
        (event_id, list(account_ids)),
    )
    return {row.account_id: row.last_round for row in rows}


async def list_met(conn: Conn, event_id: UUID) -> set[tuple[UUID, UUID]]:
    """The pairs that have met at an event, from both sides."""
    rows = await conn.all(
        Met, "SELECT account_id, other_id FROM speed_turns WHERE event_id = %s AND other_id IS NOT NULL", (event_id,)
    )
    return {(row.account_id, row.other_id) for row in rows}


async def insert_turns(tx: Tx, event_id: UUID, round_number: int, turns: Sequence[TurnRow]) -> None:
    """Write what a round is for those who are there."""
    await tx.execute(
        "INSERT INTO speed_turns (event_id, round, account_id, other_id, state)"
        " SELECT %s, %s, * FROM unnest(%s::uuid[], %s::uuid[], %s::text[])",
        (
            event_id,
            round_number,
            [one.account_id for one in turns],
            [one.other_id for one in turns],
            [str(one.state) for one in turns],
        ),
    )


async def list_unopened(conn: Conn, limit: int) -> list[Unopened]:
    """Pairs without a room."""
    return await conn.all(
        Unopened,
        "SELECT event_id, round, account_id AS one_id, other_id FROM speed_turns"
        " WHERE state = 'paired' AND account_id < other_id LIMIT %s",
        (limit,),
    )


async def list_unopened_of(conn: Conn, account_id: UUID) -> list[Unopened]:
    """The pairs without a room of which somebody is one."""
    return await conn.all(
        Unopened,
        "SELECT event_id, round, account_id AS one_id, other_id FROM speed_turns"
        " WHERE account_id = %s AND state = 'paired' AND other_id IS NOT NULL",
        (account_id,),
    )


async def lock_unopened(tx: Tx, pair: Unopened) -> bool:
    """Whether a pair still has no room, and nobody else is giving it one: nobody does until this transaction ends."""
    rows = await tx.all(
        _Id,
        "SELECT account_id AS id FROM speed_turns WHERE event_id = %s AND round = %s AND account_id IN (%s, %s)"
        " AND state = 'paired' ORDER BY account_id FOR UPDATE SKIP LOCKED",
        (pair.event_id, pair.round, pair.one_id, pair.other_id),
    )
    return len(rows) == 2


async def open_turns(tx: Tx, pair: Unopened, call_id: UUID) -> None:
    """Write in which room a pair is."""
    await tx.execute(
        "UPDATE speed_turns SET state = 'open', call_id = %s WHERE event_id = %s AND round = %s"
        " AND account_id IN (%s, %s)",
        (call_id, pair.event_id, pair.round, pair.one_id, pair.other_id),
    )


async def part_turns(tx: Tx, pair: Unopened) -> None:
    """Write that nothing came of a pair: they have not met."""
    await tx.execute(
        "UPDATE speed_turns SET state = 'alone', other_id = NULL WHERE event_id = %s AND round = %s"
        " AND account_id IN (%s, %s)",
        (pair.event_id, pair.round, pair.one_id, pair.other_id),
    )
