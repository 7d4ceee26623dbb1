"""SQL of everything that is somebody's."""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from mingle.features.media.models import VariantRow
from mingle.kernel.db import Conn, Tx


class _Key(msgspec.Struct):
    key: str


class StoredName(msgspec.Struct):
    """A form of a file, and what its owner calls it."""

    file_id: UUID
    name: str
    variant: str
    mime: str
    key: str


async def list_stored(conn: Conn, owner_id: UUID) -> list[StoredName]:
    """Every form of every file of somebody, but for exports."""
    return await conn.all(
        StoredName,
        "SELECT f.id AS file_id, f.name, v.name AS variant, v.mime, v.key"
        " FROM files f JOIN file_variants v ON v.file_id = f.id"
        " WHERE f.owner_id = %s AND f.purpose <> 'export' ORDER BY f.id, v.name",
        (owner_id,),
    )


async def list_stored_among(conn: Conn, file_ids: Sequence[UUID]) -> list[StoredName]:
    """Every form of those of these files that are ready."""
    return await conn.all(
        StoredName,
        "SELECT f.id AS file_id, f.name, v.name AS variant, v.mime, v.key"
        " FROM files f JOIN file_variants v ON v.file_id = f.id"
        " WHERE f.id = ANY (%s) AND f.status = 'ready' ORDER BY f.id, v.name",
        (list(file_ids),),
    )


async def list_keys(conn: Conn, owner_id: UUID) -> list[str]:
    """Where everything lies that somebody has sent, or had made."""
    rows = await conn.all(
        _Key,
        "SELECT v.key FROM file_variants v JOIN files f ON f.id = v.file_id WHERE f.owner_id = %(owner)s"
        " UNION ALL SELECT p.key FROM upload_parts p JOIN uploads u ON u.id = p.upload_id WHERE u.owner_id = %(owner)s",
        {"owner": owner_id},
    )
    return [row.key for row in rows]


async def insert_export(tx: Tx, owner_id: UUID, name: str, size: int, variant: VariantRow) -> None:
    """Write a file that the server has made, and where it lies."""
    await tx.execute(
        "INSERT INTO files (id, owner_id, purpose, kind, status, name, mime, size, created_at, checked_at)"
        " VALUES (%s, %s, 'export', 'file', 'ready', %s, %s, %s, now(), now())",
        (variant.file_id, owner_id, name, variant.mime, size),
    )
    await tx.execute(
        "INSERT INTO file_variants (file_id, name, mime, size, key) VALUES (%s, %s, %s, %s, %s)",
        (variant.file_id, variant.name, variant.mime, variant.size, variant.key),
    )
