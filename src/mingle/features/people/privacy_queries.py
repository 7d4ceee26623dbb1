"""SQL of exports and erasure."""

from collections.abc import Sequence
from datetime import datetime
from typing import LiteralString
from uuid import UUID

import msgspec

from mingle.features.people.models import ExportRow
from mingle.kernel.db import Conn, Tx

_EXPORT: LiteralString = "id, account_id, requested_at, file_id, expires_at"


class _Id(msgspec.Struct):
    id: UUID


async def insert_export(tx: Tx, account_id: UUID, now: datetime, expires_at: datetime) -> UUID:
    """Begin an export; its id."""
    export_id: UUID = await tx.value(
        "INSERT INTO exports (account_id, requested_at, expires_at) VALUES (%s, %s, %s) RETURNING id",
        (account_id, now, expires_at),
    )
    return export_id


async def find_export(conn: Conn, export_id: UUID) -> ExportRow | None:
    """One export."""
    return await conn.one(ExportRow, "SELECT " + _EXPORT + " FROM exports WHERE id = %s", (export_id,))


async def list_exports(conn: Conn, account_id: UUID, now: datetime) -> list[ExportRow]:
    """Somebody's exports that are not yet forgotten, the newest first."""
    return await conn.all(
        ExportRow,
        "SELECT " + _EXPORT + " FROM exports WHERE account_id = %s AND expires_at > %s ORDER BY id DESC",
        (account_id, now),
    )


async def finish_export(tx: Tx, export_id: UUID, file_id: UUID) -> bool:
    """Say where an export is; False where it is finished already, or forgotten."""
    count = await tx.execute("UPDATE exports SET file_id = %s WHERE id = %s AND file_id IS NULL", (file_id, export_id))
    return count > 0


async def delete_old_exports(tx: Tx, now: datetime) -> None:
    """Forget exports whose time is over; their files go with the next sweep."""
    await tx.execute("DELETE FROM exports WHERE expires_at <= %s", (now,))


async def list_due(conn: Conn, now: datetime, limit: int) -> Sequence[UUID]:
    """Accounts that are to be erased."""
    rows = await conn.all(
        _Id, "SELECT id FROM accounts WHERE deletion_due_at <= %s ORDER BY deletion_due_at LIMIT %s", (now, limit)
    )
    return [row.id for row in rows]


async def lock_due(tx: Tx, account_id: UUID, now: datetime) -> bool:
    """See under a lock that an account is still to be erased: its owner may just have come back."""
    return bool(
        await tx.value(
            "SELECT true FROM accounts WHERE id = %s AND deletion_due_at <= %s FOR UPDATE", (account_id, now)
        )
    )


async def delete_account(tx: Tx, account_id: UUID) -> None:
    """Erase an account; every row that hangs on it goes with it."""
    await tx.execute("DELETE FROM accounts WHERE id = %s", (account_id,))
