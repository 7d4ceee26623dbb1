"""SQL of dates, and of who may meet whom when."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from mingle.features import people
from mingle.features.dates.models import Date, DateRow, SideRow
from mingle.kernel.db import Conn, Tx


class Standing(msgspec.Struct):
    """Whether somebody may meet others."""

    is_shown: bool
    is_adult: bool


class Ringing(msgspec.Struct):
    """An invitation that rings."""

    id: UUID
    started_by: UUID
    max_seconds: int
    rings_until: datetime


class Unheard(msgspec.Struct):
    """An invitation to somebody who is not in the lobby, perhaps nowhere."""

    call_id: UUID
    account_id: UUID


class Obstacles(msgspec.Struct):
    """What keeps somebody from inviting another now."""

    cooldown_until: datetime | None
    is_in_lobby: bool
    """Whether the other is there, and not in that of an event."""


class _DateWithSides(DateRow):
    sides: list[SideRow] | None = None


class _Id(msgspec.Struct):
    id: UUID


async def lock_people(tx: Tx, account_ids: Collection[UUID]) -> None:
    """Order what begins and ends of the dates of these people: nothing else does until this transaction ends.

    Always in the same order. The locks have no rows; people that share a number by chance wait for each other.
    """
    keys = sorted({account_id.int & (2**63 - 1) for account_id in account_ids})
    await tx.execute("SELECT pg_advisory_xact_lock(key) FROM unnest(%s::bigint[]) AS key", (keys,))


async def find_own_standing(conn: Conn, account_id: UUID, requires: Sequence[str], born_by: datetime) -> Standing:
    """Whether somebody is shown to others, and has been born by then."""
    found = await conn.one(
        Standing,
        "SELECT coalesce(" + people.IS_SHOWN + ", false) AS is_shown,"
        " coalesce(a.birthdate <= %(born_by)s::date, true) AS is_adult"
        " FROM accounts a LEFT JOIN profiles p ON p.account_id = a.id LEFT JOIN preferences w ON w.account_id = a.id"
        " WHERE a.id = %(id)s",
        {"id": account_id, "requires": list(requires), "born_by": born_by.date()},
    )
    return found or Standing(is_shown=False, is_adult=True)


async def insert_date(tx: Tx, row: DateRow, sides: Sequence[SideRow]) -> None:
    """Write that a call is a date."""
    await tx.execute(
        "WITH date AS (INSERT INTO dates (call_id, origin, is_blurred, event_id, round) VALUES (%(call_id)s,"
        " %(origin)s, %(is_blurred)s, %(event_id)s, %(round)s))"
        " INSERT INTO date_sides (call_id, account_id, wished_seconds)"
        " SELECT %(call_id)s, * FROM unnest(%(people)s::uuid[], %(wishes)s::int[])",
        msgspec.structs.asdict(row)
        | {"people": [one.account_id for one in sides], "wishes": [one.wished_seconds for one in sides]},
    )


async def find_date(conn: Conn, call_id: UUID) -> Date | None:
    """What a date is beyond a call; None where a call is none. Whoever changes it has locked the call."""
    row = await conn.one(
        _DateWithSides,
        "SELECT call_id, origin, is_blurred, event_id, round, (SELECT jsonb_agg(jsonb_build_object('account_id',"
        " s.account_id, 'wished_seconds', s.wished_seconds, 'is_flowing', s.is_flowing, 'has_unblurred',"
        " s.has_unblurred, 'extension_seconds', s.extension_seconds) ORDER BY s.account_id) FROM date_sides s"
        " WHERE s.call_id = d.call_id) AS sides FROM dates d WHERE call_id = %s",
        (call_id,),
    )
    if row is None:
        return None
    columns = msgspec.structs.asdict(row)
    sides: list[SideRow] = columns.pop("sides") or []
    return Date(DateRow(**columns), {side.account_id: side for side in sides})


async def update_side(tx: Tx, call_id: UUID, side: SideRow) -> None:
    """Write how a date is for one of the two."""
    await tx.execute(
        "UPDATE date_sides SET wished_seconds = %s, is_flowing = %s, has_unblurred = %s, extension_seconds = %s"
        " WHERE call_id = %s AND account_id = %s",
        (
            side.wished_seconds,
            side.is_flowing,
            side.has_unblurred,
            side.extension_seconds,
            call_id,
            side.account_id,
        ),
    )


async def unblur(tx: Tx, call_id: UUID) -> None:
    """Write that the two see each other."""
    await tx.execute("UPDATE dates SET is_blurred = false WHERE call_id = %s", (call_id,))


async def list_invitations(conn: Conn, account_ids: Sequence[UUID]) -> list[UUID]:
    """The dates that ring for, or from, these people, in the order of their ids."""
    rows = await conn.all(
        _Id,
        "SELECT DISTINCT c.id FROM call_members m JOIN calls c ON c.id = m.call_id WHERE m.account_id = ANY (%s)"
        " AND m.state IN ('ringing', 'joined', 'dropped') AND c.purpose = 'date' AND c.state = 'ringing' ORDER BY c.id",
        (list(account_ids),),
    )
    return [row.id for row in rows]


async def list_engaged(conn: Conn, account_ids: Sequence[UUID]) -> set[UUID]:
    """Of these people, those who are in a call or on a date; an invitation of theirs that rings is neither."""
    rows = await conn.all(
        _Id,
        "SELECT m.account_id AS id FROM call_members m JOIN calls c ON c.id = m.call_id WHERE m.account_id = ANY (%s)"
        " AND m.state IN ('joined', 'dropped') AND NOT (c.purpose = 'date' AND c.state = 'ringing')",
        (list(account_ids),),
    )
    return {row.id for row in rows}


async def list_ringing(conn: Conn, account_id: UUID, now: datetime) -> list[Ringing]:
    """The invitations that ring for somebody, the first first."""
    return await conn.all(
        Ringing,
        "SELECT c.id, c.started_by, c.max_seconds, c.rings_until FROM call_members m JOIN calls c ON c.id = m.call_id"
        " WHERE m.account_id = %s AND m.state = 'ringing' AND c.purpose = 'date' AND c.rings_until > %s"
        " AND c.started_by IS NOT NULL ORDER BY c.id",
        (account_id, now),
    )


async def list_unheard(conn: Conn) -> list[Unheard]:
    """The invitations that ring for people outside the lobby; only a socket elsewhere, if any, lets them hear."""
    return await conn.all(
        Unheard,
        "SELECT m.call_id, m.account_id FROM call_members m JOIN calls c ON c.id = m.call_id WHERE m.state = 'ringing'"
        " AND c.purpose = 'date' AND c.state = 'ringing' AND NOT EXISTS (SELECT FROM lobby_people l"
        " WHERE l.account_id = m.account_id AND l.event_id IS NULL)",
    )


async def find_current(conn: Conn, account_id: UUID) -> UUID | None:
    """The date that somebody is on, or to which they invite somebody."""
    found: UUID | None = await conn.value(
        "SELECT c.id FROM call_members m JOIN calls c ON c.id = m.call_id WHERE m.account_id = %s"
        " AND m.state IN ('joined', 'dropped') AND c.purpose = 'date'",
        (account_id,),
    )
    return found


async def find_cooldown(conn: Conn, low_id: UUID, high_id: UUID, now: datetime) -> datetime | None:
    """Until when two people do not meet again; None where they may."""
    until: datetime | None = await conn.value(
        "SELECT until FROM date_cooldowns WHERE low_id = %s AND high_id = %s AND until > %s", (low_id, high_id, now)
    )
    return until


async def find_obstacles(conn: Conn, low_id: UUID, high_id: UUID, other_id: UUID, now: datetime) -> Obstacles:
    """Until when two people do not meet again, and whether the other one can be found in the lobby."""
    found = await conn.one(
        Obstacles,
        "SELECT (SELECT until FROM date_cooldowns WHERE low_id = %(low)s AND high_id = %(high)s AND until > %(now)s)"
        " AS cooldown_until, EXISTS (SELECT FROM lobby_people WHERE account_id = %(other)s AND event_id IS NULL)"
        " AS is_in_lobby",
        {"low": low_id, "high": high_id, "other": other_id, "now": now},
    )
    assert found is not None
    return found


async def begin_cooldown(tx: Tx, low_id: UUID, high_id: UUID, now: datetime, until: datetime) -> bool:
    """Keep two people from meeting again until then; False where they may not meet now either."""
    count = await tx.execute(
        "INSERT INTO date_cooldowns AS d (low_id, high_id, until) VALUES (%(low)s, %(high)s, %(until)s)"
        " ON CONFLICT (low_id, high_id) DO UPDATE SET until = excluded.until WHERE d.until <= %(now)s",
        {"low": low_id, "high": high_id, "now": now, "until": until},
    )
    return count > 0


async def delete_over(tx: Tx, now: datetime) -> None:
    """Forget cooldowns that are over."""
    await tx.execute("DELETE FROM date_cooldowns WHERE until <= %s", (now,))
