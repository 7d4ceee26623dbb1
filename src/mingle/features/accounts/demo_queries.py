"""SQL of people who are made up for somebody who tries Mingle out."""

from datetime import datetime
from uuid import UUID

import msgspec

from mingle.kernel.db import Conn, Tx


class _Id(msgspec.Struct):
    id: UUID


async def list_demo(conn: Conn, limit: int) -> list[UUID]:
    """The first of those who are made up, without those who are banned or leaving."""
    rows = await conn.all(
        _Id,
        "SELECT id FROM accounts WHERE is_demo AND banned_at IS NULL AND deletion_due_at IS NULL ORDER BY id LIMIT %s",
        (limit,),
    )
    return [row.id for row in rows]


async def list_real(conn: Conn, seen_since: datetime) -> list[UUID]:
    """Those who are not made up and have used a device since then, the newest first; a few at most."""
    rows = await conn.all(
        _Id,
        "SELECT a.id FROM accounts a WHERE NOT a.is_demo AND a.kind = 'user' AND a.banned_at IS NULL"
        " AND a.deletion_due_at IS NULL AND EXISTS (SELECT FROM sessions s WHERE s.account_id = a.id"
        " AND s.revoked_at IS NULL AND s.last_seen_at >= %s) ORDER BY a.id DESC LIMIT 20",
        (seen_since,),
    )
    return [row.id for row in rows]


async def lock_demo(tx: Tx, account_id: UUID) -> bool:
    """Whether somebody is made up, and nobody else changes them until this transaction ends."""
    return bool(await tx.value("SELECT is_demo FROM accounts WHERE id = %s FOR UPDATE", (account_id,)))


async def list_all_demo(conn: Conn) -> list[UUID]:
    """Everybody who is made up, however they stand."""
    return [row.id for row in await conn.all(_Id, "SELECT id FROM accounts WHERE is_demo ORDER BY id")]
