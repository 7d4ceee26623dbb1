"""SQL of the lobby: who is in it, by which connection, and who can be met."""

from collections.abc import Sequence
from datetime import datetime
from typing import LiteralString
from uuid import UUID

import msgspec

from mingle.features.calls import Seat
from mingle.features.dates.lobby_models import Before, Left, LobbyRow, Place
from mingle.kernel.db import Conn, Tx

# Of `lobby_people l`: they can be invited, or given to somebody; also those who have invited somebody themselves.
_AVAILABLE: LiteralString = (
    " l.event_id IS NULL AND NOT EXISTS (SELECT FROM call_members m JOIN calls c ON c.id = m.call_id"
    " WHERE m.account_id = l.account_id AND m.state IN ('joined', 'dropped')"
    " AND NOT (c.purpose = 'date' AND c.state = 'ringing'))"
)
_WAITING: LiteralString = " l.next_since IS NOT NULL AND l.gone_at IS NULL AND l.due_at > %(now)s AND" + _AVAILABLE


class _Id(msgspec.Struct):
    id: UUID


class OwnPlace(msgspec.Struct):
    """How somebody is in the lobby."""

    next_since: datetime | None
    is_available: bool


class _SeatRow(msgspec.Struct):
    account_id: UUID
    device_id: str
    binding: UUID


# Coming and going.


async def upsert(
    tx: Tx, seat: Seat, now: datetime, until: datetime, event_id: UUID | None, next_since: datetime | None
) -> Before:
    """Let somebody be in the lobby by this connection, in place of any other; how they were there before."""
    found = await tx.one(
        Before,
        "INSERT INTO lobby_people AS l (account_id, joined_at, device_id, binding, seen_at, due_at, event_id,"
        " next_since) VALUES (%(account)s, %(now)s, %(device)s, %(binding)s, %(now)s, %(until)s, %(event)s, %(next)s)"
        " ON CONFLICT (account_id) DO UPDATE SET device_id = excluded.device_id, binding = excluded.binding,"
        " seen_at = excluded.seen_at, due_at = excluded.due_at, gone_at = NULL, event_id = excluded.event_id,"
        " next_since = coalesce(l.next_since, excluded.next_since)"
        " RETURNING old.binding, old.gone_at, old.event_id",
        {
            "account": seat.account_id,
            "device": seat.device_id,
            "binding": seat.binding,
            "now": now,
            "until": until,
            "event": event_id,
            "next": next_since,
        },
    )
    assert found is not None
    return found


async def delete(tx: Tx, account_id: UUID, binding: UUID | None) -> Left | None:
    """Let somebody leave the lobby; None where they are not there, or not by this connection, if any is given."""
    return await tx.one(
        Left,
        "DELETE FROM lobby_people WHERE account_id = %s AND binding = coalesce(%s, binding)"
        " RETURNING account_id, event_id",
        (account_id, binding),
    )


async def close(tx: Tx, account_id: UUID, binding: UUID, now: datetime, due_at: datetime) -> None:
    """Write that somebody's connection is gone; where another one has taken its place, nothing."""
    await tx.execute(
        "UPDATE lobby_people SET gone_at = %s, due_at = %s WHERE account_id = %s AND binding = %s",
        (now, due_at, account_id, binding),
    )


async def renew(tx: Tx, seats: Sequence[Seat], now: datetime, until: datetime) -> list[Place]:
    """Write a sign of life of those in the lobby; by which connections all of them are there now."""
    await tx.execute(
        "WITH mine AS (SELECT l.account_id FROM lobby_people l JOIN unnest(%(accounts)s::uuid[], %(bindings)s::uuid[])"
        " AS given (account_id, binding) USING (account_id, binding) ORDER BY l.account_id FOR UPDATE OF l)"
        " UPDATE lobby_people l SET seen_at = %(now)s, due_at = %(until)s, gone_at = NULL FROM mine"
        " WHERE l.account_id = mine.account_id",
        {
            "accounts": [one.account_id for one in seats],
            "bindings": [one.binding for one in seats],
            "now": now,
            "until": until,
        },
    )
    return await tx.all(
        Place,
        "SELECT account_id, binding FROM lobby_people WHERE account_id = ANY (%s)",
        ([one.account_id for one in seats],),
    )


async def take_due(tx: Tx, now: datetime, limit: int) -> list[Left]:
    """Let those leave the lobby of whom nobody has heard any more, so many at most."""
    return await tx.all(
        Left,
        "DELETE FROM lobby_people WHERE account_id IN (SELECT account_id FROM lobby_people WHERE due_at <= %s"
        " ORDER BY due_at LIMIT %s FOR UPDATE SKIP LOCKED) RETURNING account_id, event_id",
        (now, limit),
    )


async def upsert_watchers(tx: Tx, account_ids: Sequence[UUID], until: datetime) -> None:
    """Let these people hear of the lobby for a while without being in it."""
    await tx.execute(
        "INSERT INTO lobby_watchers (account_id, due_at) SELECT a.id, %s FROM accounts a WHERE a.id = ANY (%s)"
        " ORDER BY a.id ON CONFLICT (account_id) DO UPDATE SET due_at = excluded.due_at",
        (until, list(account_ids)),
    )


async def delete_due_watchers(tx: Tx, now: datetime) -> None:
    """Forget those who have looked on."""
    await tx.execute(
        "DELETE FROM lobby_watchers WHERE account_id IN (SELECT account_id FROM lobby_watchers WHERE due_at <= %s"
        " ORDER BY account_id FOR UPDATE SKIP LOCKED)",
        (now,),
    )


# Who is there.


async def find_seats(conn: Conn, account_ids: Sequence[UUID], event_id: UUID | None = None) -> dict[UUID, Seat]:
    """By which devices and connections these people are in the lobby, or in that of an event.

    Who has just lost their connection is missing.
    """
    rows = await conn.all(
        _SeatRow,
        "SELECT account_id, device_id, binding FROM lobby_people WHERE account_id = ANY (%s) AND gone_at IS NULL"
        " AND event_id IS NOT DISTINCT FROM %s",
        (list(account_ids), event_id),
    )
    return {row.account_id: Seat(row.account_id, row.device_id, row.binding) for row in rows}


async def find_in_lobby(conn: Conn, account_ids: Sequence[UUID]) -> set[UUID]:
    """Of these people, those who are in the lobby, and not in that of an event."""
    rows = await conn.all(
        _Id,
        "SELECT account_id AS id FROM lobby_people WHERE account_id = ANY (%s) AND event_id IS NULL",
        (list(account_ids),),
    )
    return {row.id for row in rows}


async def find_available(conn: Conn, account_ids: Sequence[UUID]) -> set[UUID]:
    """Of these people, those who can be invited."""
    rows = await conn.all(
        _Id,
        "SELECT l.account_id AS id FROM lobby_people l WHERE l.account_id = ANY (%s) AND" + _AVAILABLE,
        (list(account_ids),),
    )
    return {row.id for row in rows}


async def find_own(conn: Conn, account_id: UUID) -> OwnPlace | None:
    """How somebody is in the lobby; None where they are not."""
    return await conn.one(
        OwnPlace,
        "SELECT l.next_since," + _AVAILABLE + " AS is_available FROM lobby_people l"
        " WHERE l.account_id = %s AND l.event_id IS NULL",
        (account_id,),
    )


async def list_available(conn: Conn) -> list[UUID]:
    """Everybody who can be invited."""
    rows = await conn.all(_Id, "SELECT l.account_id AS id FROM lobby_people l WHERE" + _AVAILABLE)
    return [row.id for row in rows]


async def list_listening(conn: Conn, account_id: UUID) -> list[UUID]:
    """All others who are in the lobby, or watch it."""
    rows = await conn.all(
        _Id,
        "SELECT account_id AS id FROM lobby_people WHERE event_id IS NULL AND account_id <> %(id)s"
        " UNION SELECT account_id FROM lobby_watchers WHERE account_id <> %(id)s",
        {"id": account_id},
    )
    return [row.id for row in rows]


async def list_cooling(conn: Conn, account_id: UUID, now: datetime) -> set[UUID]:
    """Those whom somebody has met a short while ago, and may not meet yet."""
    rows = await conn.all(
        _Id,
        "SELECT high_id AS id FROM date_cooldowns WHERE low_id = %(id)s AND until > %(now)s"
        " UNION SELECT low_id FROM date_cooldowns WHERE high_id = %(id)s AND until > %(now)s",
        {"id": account_id, "now": now},
    )
    return {row.id for row in rows}


class Cooling(msgspec.Struct):
    """Two who may not meet yet."""

    low_id: UUID
    high_id: UUID


async def list_cooling_among(conn: Conn, account_ids: Sequence[UUID], now: datetime) -> set[tuple[UUID, UUID]]:
    """The pairs of these people who have met a short while ago, the lower id first."""
    rows = await conn.all(
        Cooling,
        "SELECT low_id, high_id FROM date_cooldowns WHERE low_id = ANY (%(ids)s) AND high_id = ANY (%(ids)s)"
        " AND until > %(now)s",
        {"ids": list(account_ids), "now": now},
    )
    return {(row.low_id, row.high_id) for row in rows}


# Random next.


async def set_next(tx: Tx, account_id: UUID, binding: UUID, since: datetime | None) -> None:
    """Write since when somebody waits for whoever fits; who waits already has waited since then."""
    await tx.execute(
        "UPDATE lobby_people SET next_since = CASE WHEN %(since)s::timestamptz IS NOT NULL"
        " THEN coalesce(next_since, %(since)s) END WHERE account_id = %(id)s AND binding = %(binding)s",
        {"id": account_id, "binding": binding, "since": since},
    )


async def end_next(tx: Tx, account_ids: Sequence[UUID]) -> None:
    """These people, whose rows are locked, wait for nobody any more."""
    await tx.execute("UPDATE lobby_people SET next_since = NULL WHERE account_id = ANY (%s)", (list(account_ids),))


async def list_waiting(conn: Conn, now: datetime, limit: int) -> list[LobbyRow]:
    """Those who wait for whoever fits, the longest first."""
    return await conn.all(
        LobbyRow,
        "SELECT l.account_id, l.next_since FROM lobby_people l WHERE"
        + _WAITING
        + " ORDER BY l.next_since, l.account_id LIMIT %(limit)s",
        {"now": now, "limit": limit},
    )


async def lock_waiting(tx: Tx, account_ids: Sequence[UUID], now: datetime) -> list[Seat]:
    """Of these people, those who still wait, and whom nobody else is giving to somebody at this moment."""
    rows = await tx.all(
        _SeatRow,
        "SELECT l.account_id, l.device_id, l.binding FROM lobby_people l WHERE l.account_id = ANY (%(ids)s) AND"
        + _WAITING
        + " ORDER BY l.account_id FOR UPDATE OF l SKIP LOCKED",
        {"ids": list(account_ids), "now": now},
    )
    return [Seat(row.account_id, row.device_id, row.binding) for row in rows]
