"""SQL of files and of the forms in which they are served."""

from collections.abc import Sequence
from datetime import datetime
from typing import LiteralString
from uuid import UUID

from mingle.features.media.models import FileRow, ServedRow, Status, Upload, VariantRow
from mingle.features.media.processing import Kind, Processed
from mingle.kernel.db import Conn, Tx

FILE: LiteralString = (
    "id, owner_id, purpose, kind, status, reason, name, mime, size, width, height, duration_ms, waveform, placeholder,"
    " perceptual_hash, created_at, checked_at, lost_at"
)
_VARIANT: LiteralString = "file_id, name, mime, size, width, height, key"


async def insert_file(tx: Tx, upload: Upload, kind: Kind, mime: str, now: datetime) -> FileRow:
    """Write the file that a whole upload has become."""
    row = await tx.one(
        FileRow,
        "INSERT INTO files (id, owner_id, purpose, kind, status, name, mime, size, created_at, checked_at)"
        " VALUES (%s, %s, %s, %s, 'uploaded', %s, %s, %s, %s, %s) RETURNING " + FILE,
        (upload.id, upload.owner_id, upload.purpose, kind, upload.name, mime, upload.length, now, now),
    )
    assert row is not None
    return row


async def find_file(conn: Conn, file_id: UUID) -> FileRow | None:
    """One file."""
    return await conn.one(FileRow, "SELECT " + FILE + " FROM files WHERE id = %s", (file_id,))


async def list_served(conn: Conn, file_ids: Sequence[UUID], small_ids: Sequence[UUID]) -> list[ServedRow]:
    """Those of these files that there are with all their forms, and others with their thumbnails, in no order."""
    return await conn.all(
        ServedRow,
        "SELECT " + FILE + ", (SELECT coalesce(jsonb_agg(jsonb_build_object('file_id', v.file_id, 'name', v.name,"
        " 'mime', v.mime, 'size', v.size, 'width', v.width, 'height', v.height, 'key', v.key) ORDER BY v.name), '[]')"
        " FROM file_variants v WHERE v.file_id = f.id AND (f.id = ANY(%(ids)s) OR v.name LIKE 'thumbnail.%%'))"
        " AS variants FROM files f WHERE id = ANY(%(all)s)",
        {"ids": list(file_ids), "all": [*file_ids, *small_ids]},
    )


async def lock_file(tx: Tx, file_id: UUID) -> FileRow | None:
    """One file, that nobody else changes, removes or begins to use until this transaction ends."""
    return await tx.one(FileRow, "SELECT " + FILE + " FROM files WHERE id = %s FOR UPDATE", (file_id,))


async def list_variants(conn: Conn, file_ids: Sequence[UUID]) -> list[VariantRow]:
    """Every form of these files, by name."""
    return await conn.all(
        VariantRow,
        "SELECT " + _VARIANT + " FROM file_variants WHERE file_id = ANY(%s) ORDER BY file_id, name",
        (list(file_ids),),
    )


async def set_status(tx: Tx, file_id: UUID, status: Status, reason: str | None = None) -> FileRow:
    """Note how far a file has come."""
    row = await tx.one(
        FileRow,
        "UPDATE files SET status = %s, reason = %s WHERE id = %s RETURNING " + FILE,
        (status, reason, file_id),
    )
    assert row is not None
    return row


async def set_processed(tx: Tx, file_id: UUID, status: Status, processed: Processed) -> FileRow:
    """Note what processing has found out."""
    row = await tx.one(
        FileRow,
        "UPDATE files SET status = %s, reason = %s, kind = %s, mime = %s, width = %s, height = %s, duration_ms = %s,"
        " waveform = %s, placeholder = %s, perceptual_hash = %s WHERE id = %s RETURNING " + FILE,
        (
            status,
            processed.flagged,
            processed.kind,
            processed.mime,
            processed.width,
            processed.height,
            processed.duration_ms,
            processed.waveform,
            processed.placeholder,
            processed.perceptual_hash,
            file_id,
        ),
    )
    assert row is not None
    return row


async def insert_variants(tx: Tx, variants: Sequence[VariantRow]) -> None:
    """Write the forms of a file."""
    await tx.execute(
        "INSERT INTO file_variants (file_id, name, mime, size, width, height, key)"
        " SELECT * FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::bigint[], %s::integer[], %s::integer[],"
        " %s::text[])",
        (
            [one.file_id for one in variants],
            [one.name for one in variants],
            [one.mime for one in variants],
            [one.size for one in variants],
            [one.width for one in variants],
            [one.height for one in variants],
            [one.key for one in variants],
        ),
    )


async def is_in_use(tx: Tx, file_id: UUID) -> bool:
    """Whether any feature's row refers to a file."""
    return bool(await tx.value("SELECT EXISTS (SELECT FROM files_in_use(%s))", ([file_id],)))


async def delete_files(tx: Tx, file_ids: Sequence[UUID]) -> list[str]:
    """Remove files and what is left of their uploads; the keys that nobody names any more."""
    keys = await tx.value(
        "WITH gone AS (DELETE FROM files WHERE id = ANY(%(ids)s)),"
        " uploads_gone AS (DELETE FROM uploads WHERE id = ANY(%(ids)s)),"
        " keys AS (SELECT key FROM file_variants WHERE file_id = ANY(%(ids)s)"
        " UNION ALL SELECT key FROM upload_parts WHERE upload_id = ANY(%(ids)s))"
        " SELECT coalesce(array_agg(key), '{}') FROM keys",
        {"ids": list(file_ids)},
    )
    return list(keys)


async def set_checked(tx: Tx, file_id: UUID, now: datetime, lost_at: datetime | None) -> FileRow | None:
    """Note that somebody has looked for what is stored of a file, and since when something of it is missing."""
    return await tx.one(
        FileRow,
        "UPDATE files SET checked_at = %s, lost_at = %s WHERE id = %s RETURNING " + FILE,
        (now, lost_at, file_id),
    )
