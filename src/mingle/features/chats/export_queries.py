"""SQL of exports of chats."""

from datetime import datetime
from typing import LiteralString
from uuid import UUID

from mingle.features.chats.export_models import ChatExportRow
from mingle.kernel.db import Conn, Tx

_ROW: LiteralString = "SELECT id, account_id, chat_id, with_files, requested_at, file_id, expires_at FROM chat_exports"


async def insert_export(
    tx: Tx, account_id: UUID, chat_id: UUID, now: datetime, expires_at: datetime, *, with_files: bool
) -> UUID:
    """Begin an export; its id."""
    export_id: UUID = await tx.value(
        "INSERT INTO chat_exports (account_id, chat_id, with_files, requested_at, expires_at)"
        " VALUES (%s, %s, %s, %s, %s) RETURNING id",
        (account_id, chat_id, with_files, now, expires_at),
    )
    return export_id


async def find_export(conn: Conn, export_id: UUID) -> ChatExportRow | None:
    """One export."""
    return await conn.one(ChatExportRow, _ROW + " WHERE id = %s", (export_id,))


async def list_exports(conn: Conn, account_id: UUID, chat_id: UUID, now: datetime) -> list[ChatExportRow]:
    """Somebody's exports of a chat that are not yet forgotten, the newest first."""
    return await conn.all(
        ChatExportRow,
        _ROW + " WHERE account_id = %s AND chat_id = %s AND expires_at > %s ORDER BY id DESC",
        (account_id, chat_id, now),
    )


async def finish_export(tx: Tx, export_id: UUID, file_id: UUID) -> None:
    """Say where an export is, unless it is finished already."""
    await tx.execute("UPDATE chat_exports SET file_id = %s WHERE id = %s AND file_id IS NULL", (file_id, export_id))


async def delete_export(tx: Tx, export_id: UUID) -> None:
    """Forget an export."""
    await tx.execute("DELETE FROM chat_exports WHERE id = %s", (export_id,))


async def delete_old(tx: Tx, now: datetime) -> None:
    """Forget exports whose time is over; their files go with the next sweep."""
    await tx.execute("DELETE FROM chat_exports WHERE expires_at <= %s", (now,))
