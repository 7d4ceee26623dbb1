"""SQL of signed-in devices and their refresh tokens."""

from collections.abc import Sequence
from datetime import datetime
from typing import LiteralString
from uuid import UUID

import msgspec

from mingle.features.accounts.models import Caller, Device, Proof, RefreshToken, Session
from mingle.kernel.db import Conn, Tx

_SESSION: LiteralString = (
    "id, account_id, address, user_agent, created_at, last_seen_at, expires_at, revoked_at, second_factor_at"
)


class _IdOnly(msgspec.Struct):
    id: UUID


async def insert_session(
    tx: Tx,
    account_id: UUID,
    device: Device,
    now: datetime,
    expires_at: datetime,
    second_factor_at: datetime | None = None,
) -> UUID:
    """Begin a session; its id."""
    row = await tx.one(
        _IdOnly,
        "INSERT INTO sessions (account_id, address, user_agent, created_at, last_seen_at, expires_at, second_factor_at)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s) RETURNING id",
        (account_id, device.address, device.user_agent, now, now, expires_at, second_factor_at),
    )
    assert row is not None
    return row.id


async def insert_refresh_token(tx: Tx, hashed: bytes, session_id: UUID) -> None:
    """Keep a refresh token that is about to be handed out."""
    await tx.execute("INSERT INTO refresh_tokens (hash, session_id) VALUES (%s, %s)", (hashed, session_id))


async def find_refresh_token(tx: Tx, hashed: bytes) -> RefreshToken | None:
    """One refresh token."""
    return await tx.one(RefreshToken, "SELECT hash, session_id, used_at FROM refresh_tokens WHERE hash = %s", (hashed,))


async def lock_session(tx: Tx, session_id: UUID) -> Session | None:
    """One session; whoever locks it first rotates its tokens first."""
    return await tx.one(
        Session,
        "SELECT " + _SESSION + " FROM sessions WHERE id = %s FOR UPDATE",
        (session_id,),
    )


async def find_session(conn: Conn, session_id: UUID) -> Session | None:
    """One session."""
    return await conn.one(
        Session,
        "SELECT " + _SESSION + " FROM sessions WHERE id = %s",
        (session_id,),
    )


async def use_tokens(tx: Tx, session_id: UUID, now: datetime) -> None:
    """Use up every token of the session that has not been used."""
    await tx.execute(
        "UPDATE refresh_tokens SET used_at = %s WHERE session_id = %s AND used_at IS NULL", (now, session_id)
    )


async def touch_session(tx: Tx, session_id: UUID, device: Device, now: datetime) -> None:
    """Note when and from where a session was last used."""
    await tx.execute(
        "UPDATE sessions SET last_seen_at = %s, address = %s, user_agent = %s WHERE id = %s",
        (now, device.address, device.user_agent, session_id),
    )


async def revoke_session(tx: Tx, account_id: UUID, session_id: UUID, now: datetime) -> bool:
    """End one session of an account; False when it has none of this id that lives."""
    return bool(
        await tx.execute(
            "UPDATE sessions SET revoked_at = %s WHERE id = %s AND account_id = %s AND revoked_at IS NULL",
            (now, session_id, account_id),
        )
    )


async def revoke_sessions(tx: Tx, account_id: UUID, now: datetime, *, but: UUID | None = None) -> list[UUID]:
    """End every living session of an account, but one if asked; their ids."""
    rows = await tx.all(
        _IdOnly,
        "UPDATE sessions SET revoked_at = %(now)s WHERE account_id = %(account_id)s AND revoked_at IS NULL"
        " AND id IS DISTINCT FROM %(but)s RETURNING id",
        {"now": now, "account_id": account_id, "but": but},
    )
    return [row.id for row in rows]


async def list_sessions(conn: Conn, account_id: UUID, now: datetime) -> list[Session]:
    """The living sessions of an account, the last used first; 100 at most."""
    return await conn.all(
        Session,
        "SELECT " + _SESSION + " FROM sessions"
        " WHERE account_id = %s AND revoked_at IS NULL AND expires_at > %s ORDER BY last_seen_at DESC LIMIT 100",
        (account_id, now),
    )


async def find_caller(conn: Conn, session_id: UUID, now: datetime) -> Caller | None:
    """Who acts through a session, if it lives and the account is open.

    A role beyond the ordinary holds only in a session that has shown a second factor.
    """
    return await conn.one(
        Caller,
        "SELECT a.id, a.kind, s.id AS session_id,"
        " CASE WHEN s.second_factor_at IS NULL THEN 'user' ELSE a.role END AS role,"
        " a.role <> 'user' AND s.second_factor_at IS NULL AS is_held_back"
        " FROM sessions s JOIN accounts a ON a.id = s.account_id"
        " WHERE s.id = %s AND s.revoked_at IS NULL AND s.expires_at > %s AND a.banned_at IS NULL",
        (session_id, now),
    )


async def find_ended(conn: Conn, session_ids: Sequence[UUID], now: datetime) -> list[UUID]:
    """Those of some sessions that live no more."""
    rows = await conn.all(
        _IdOnly,
        "SELECT given.id FROM unnest(%s::uuid[]) AS given (id) WHERE NOT EXISTS"
        " (SELECT FROM sessions s WHERE s.id = given.id AND s.revoked_at IS NULL AND s.expires_at > %s)",
        (session_ids, now),
    )
    return [row.id for row in rows]


async def find_proof(tx: Tx, session_id: UUID) -> Proof | None:
    """When the owner of a session last showed that it is them."""
    return await tx.one(
        Proof, "SELECT created_at, confirmed_at, second_factor_at FROM sessions WHERE id = %s", (session_id,)
    )


async def note_password(tx: Tx, session_id: UUID, now: datetime) -> None:
    """Note that the password was given again."""
    await tx.execute("UPDATE sessions SET confirmed_at = %s WHERE id = %s", (now, session_id))


async def note_second_factor(tx: Tx, session_id: UUID, now: datetime) -> None:
    """Note that a second factor was shown."""
    await tx.execute("UPDATE sessions SET second_factor_at = %s WHERE id = %s", (now, session_id))


async def delete_old(tx: Tx, ended_before: datetime, tickets_before: datetime, events_before: datetime) -> None:
    """Forget sessions, links and log lines whose time is over."""
    await tx.execute(
        "DELETE FROM sessions WHERE expires_at < %(before)s OR revoked_at < %(before)s", {"before": ended_before}
    )
    await tx.execute("DELETE FROM tickets WHERE expires_at < %s", (tickets_before,))
    await tx.execute("DELETE FROM security_events WHERE created_at < %s", (events_before,))
