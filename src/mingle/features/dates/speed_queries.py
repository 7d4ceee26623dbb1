"""SQL of speed-dating events, and of who has signed up."""

from collections.abc import Sequence
from datetime import datetime
from typing import LiteralString
from uuid import UUID

import msgspec

from mingle.features.dates.speed_models import Counted, EventRow, YesRow
from mingle.kernel.db import Conn, Tx

_EVENT: LiteralString = (
    "SELECT e.id, e.host_id, e.title, e.description, e.starts_at, e.rounds, e.round_seconds, e.break_seconds,"
    " e.capacity, e.state, e.round, e.round_starts_at, e.round_ends_at, e.due_at, e.created_at FROM speed_events e"
)
# Blocked people do not exist for each other, nor what they do.
_VISIBLE: LiteralString = (
    " NOT EXISTS (SELECT FROM blocks b WHERE (b.blocker_id, b.blocked_id) IN"
    " ((e.host_id, %(viewer)s), (%(viewer)s, e.host_id)))"
)


class _Id(msgspec.Struct):
    id: UUID


async def insert_event(tx: Tx, event: EventRow) -> None:
    """Write a new event."""
    await tx.execute(
        "INSERT INTO speed_events (id, host_id, title, description, starts_at, rounds, round_seconds, break_seconds,"
        " capacity, state, round, round_starts_at, round_ends_at, due_at, created_at)"
        " VALUES (%(id)s, %(host_id)s, %(title)s, %(description)s, %(starts_at)s, %(rounds)s, %(round_seconds)s,"
        " %(break_seconds)s, %(capacity)s, %(state)s, %(round)s, %(round_starts_at)s, %(round_ends_at)s, %(due_at)s,"
        " %(created_at)s)",
        msgspec.structs.asdict(event),
    )


async def update_event(tx: Tx, event: EventRow) -> None:
    """Write what an event is, and how far it has come."""
    await tx.execute(
        "UPDATE speed_events SET title = %(title)s, description = %(description)s, starts_at = %(starts_at)s,"
        " rounds = %(rounds)s, round_seconds = %(round_seconds)s, break_seconds = %(break_seconds)s,"
        " capacity = %(capacity)s, state = %(state)s, round = %(round)s, round_starts_at = %(round_starts_at)s,"
        " round_ends_at = %(round_ends_at)s, due_at = %(due_at)s WHERE id = %(id)s",
        msgspec.structs.asdict(event),
    )


async def lock_event(tx: Tx, viewer_id: UUID, event_id: UUID) -> EventRow | None:
    """An event that somebody sees, and nobody else changes until this transaction ends."""
    return await tx.one(
        EventRow, _EVENT + " WHERE e.id = %(id)s AND" + _VISIBLE + " FOR UPDATE", {"id": event_id, "viewer": viewer_id}
    )


async def find_event(conn: Conn, viewer_id: UUID, event_id: UUID) -> EventRow | None:
    """An event that somebody sees."""
    return await conn.one(
        EventRow, _EVENT + " WHERE e.id = %(id)s AND" + _VISIBLE, {"id": event_id, "viewer": viewer_id}
    )


async def list_events(conn: Conn, event_ids: Sequence[UUID]) -> list[EventRow]:
    """These events, whoever asks."""
    return await conn.all(EventRow, _EVENT + " WHERE e.id = ANY (%s)", (list(event_ids),))


async def list_coming(conn: Conn, viewer_id: UUID, after: tuple[datetime, UUID] | None, limit: int) -> list[EventRow]:
    """Events that go on or are to come, the earliest first, and one more than asked for."""
    at, event_id = after or (None, None)
    return await conn.all(
        EventRow,
        _EVENT + " WHERE e.due_at IS NOT NULL AND" + _VISIBLE + " AND (%(at)s::timestamptz IS NULL"
        " OR (e.starts_at, e.id) > (%(at)s, %(id)s)) ORDER BY e.starts_at, e.id LIMIT %(limit)s",
        {"viewer": viewer_id, "at": at, "id": event_id, "limit": limit + 1},
    )


async def count(conn: Conn, viewer_id: UUID, event_ids: Sequence[UUID]) -> dict[UUID, Counted]:
    """How many these events have."""
    rows = await conn.all(
        Counted,
        "SELECT e.id AS event_id, (SELECT count(*) FROM speed_places p WHERE p.event_id = e.id) AS signed_up,"
        " (SELECT count(*) FROM lobby_people l WHERE l.event_id = e.id) AS present,"
        " EXISTS (SELECT FROM speed_places p WHERE p.event_id = e.id AND p.account_id = %(viewer)s) AS is_signed_up,"
        " EXISTS (SELECT FROM lobby_people l WHERE l.event_id = e.id AND l.account_id = %(viewer)s) AS is_present"
        " FROM speed_events e WHERE e.id = ANY (%(ids)s)",
        {"viewer": viewer_id, "ids": list(event_ids)},
    )
    return {row.event_id: row for row in rows}


async def count_places(conn: Conn, event_id: UUID) -> int:
    """How many have signed up."""
    counted: int = await conn.value("SELECT count(*) FROM speed_places WHERE event_id = %s", (event_id,))
    return counted


async def has_place(conn: Conn, event_id: UUID, account_id: UUID) -> bool:
    """Whether somebody has signed up."""
    return bool(
        await conn.value(
            "SELECT EXISTS (SELECT FROM speed_places WHERE event_id = %s AND account_id = %s)", (event_id, account_id)
        )
    )


async def insert_place(tx: Tx, event_id: UUID, account_id: UUID, now: datetime) -> None:
    """Let somebody have a place; who has one keeps it."""
    await tx.execute(
        "INSERT INTO speed_places (event_id, account_id, signed_at) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
        (event_id, account_id, now),
    )


async def delete_place(tx: Tx, event_id: UUID, account_id: UUID) -> None:
    """Give a place back."""
    await tx.execute("DELETE FROM speed_places WHERE event_id = %s AND account_id = %s", (event_id, account_id))


async def list_present(conn: Conn, event_id: UUID) -> list[UUID]:
    """Who is in the lobby of an event, or on a date of it."""
    rows = await conn.all(_Id, "SELECT account_id AS id FROM lobby_people WHERE event_id = %s", (event_id,))
    return [row.id for row in rows]


async def list_concerned(conn: Conn, event_id: UUID) -> list[UUID]:
    """Who hears of an event: those who have signed up, and the host."""
    rows = await conn.all(
        _Id,
        "SELECT account_id AS id FROM speed_places WHERE event_id = %(id)s"
        " UNION SELECT host_id FROM speed_events WHERE id = %(id)s AND host_id IS NOT NULL",
        {"id": event_id},
    )
    return [row.id for row in rows]


async def list_signed_up(conn: Conn, event_id: UUID) -> set[UUID]:
    """Who has signed up."""
    rows = await conn.all(_Id, "SELECT account_id AS id FROM speed_places WHERE event_id = %s", (event_id,))
    return {row.id for row in rows}


async def list_yeses(conn: Conn, event_id: UUID, account_id: UUID) -> list[YesRow]:
    """Whom somebody has met at an event where both have said yes, without those who are blocked since."""
    return await conn.all(
        YesRow,
        "SELECT d.call_id, d.round, theirs.account_id AS peer_id FROM dates d"
        " JOIN date_answers mine ON mine.call_id = d.call_id AND mine.account_id = %(id)s AND mine.again"
        " JOIN date_answers theirs ON theirs.call_id = d.call_id AND theirs.account_id <> %(id)s AND theirs.again"
        " WHERE d.event_id = %(event)s AND NOT EXISTS (SELECT FROM blocks b WHERE (b.blocker_id, b.blocked_id) IN"
        " ((%(id)s, theirs.account_id), (theirs.account_id, %(id)s))) ORDER BY d.round",
        {"event": event_id, "id": account_id},
    )
