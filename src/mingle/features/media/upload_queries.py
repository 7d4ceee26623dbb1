"""SQL of what is on its way in."""

from collections.abc import Sequence
from datetime import date
from typing import LiteralString
from uuid import UUID

from mingle.features.media.models import Part, Upload
from mingle.features.media.processing import Kind
from mingle.kernel.db import Conn, Tx

_UPLOAD: LiteralString = "id, owner_id, purpose, name, mime, is_voice, kind, length, received, created_at, expires_at"


async def insert_upload(tx: Tx, upload: Upload) -> None:
    """Write an upload."""
    await tx.execute(
        "INSERT INTO uploads (" + _UPLOAD + ") VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        (
            upload.id,
            upload.owner_id,
            upload.purpose,
            upload.name,
            upload.mime,
            upload.is_voice,
            upload.kind,
            upload.length,
            upload.received,
            upload.created_at,
            upload.expires_at,
        ),
    )


async def find_upload(conn: Conn, upload_id: UUID) -> Upload | None:
    """One upload."""
    return await conn.one(Upload, "SELECT " + _UPLOAD + " FROM uploads WHERE id = %s", (upload_id,))


async def lock_upload(tx: Tx, upload_id: UUID) -> Upload | None:
    """One upload, that nobody else changes until this transaction ends."""
    return await tx.one(Upload, "SELECT " + _UPLOAD + " FROM uploads WHERE id = %s FOR UPDATE", (upload_id,))


async def advance(tx: Tx, upload_id: UUID, part: Part, kind: Kind | None) -> Upload | None:
    """Count a part in, if the upload still stands where the part begins; None where it does not.

    Of several who send the same bytes at once, PostgreSQL lets one through: this is what keeps them apart.
    """
    return await tx.one(
        Upload,
        "UPDATE uploads SET received = received + %s, kind = coalesce(kind, %s) WHERE id = %s AND received = %s"
        " RETURNING " + _UPLOAD,
        (part.size, kind, upload_id, part.start),
    )


async def insert_parts(tx: Tx, upload_id: UUID, parts: Sequence[Part]) -> None:
    """Write where bytes of an upload lie."""
    await tx.execute(
        "INSERT INTO upload_parts (upload_id, start, size, key)"
        " SELECT %s, * FROM unnest(%s::bigint[], %s::bigint[], %s::text[])",
        (upload_id, [part.start for part in parts], [part.size for part in parts], [part.key for part in parts]),
    )


async def list_parts(conn: Conn, upload_id: UUID) -> list[Part]:
    """Where the bytes of an upload lie, in their order."""
    return await conn.all(
        Part, "SELECT start, size, key FROM upload_parts WHERE upload_id = %s ORDER BY start", (upload_id,)
    )


async def delete_parts(tx: Tx, upload_id: UUID) -> list[str]:
    """Let go of the bytes of an upload; their keys."""
    parts = await tx.all(Part, "DELETE FROM upload_parts WHERE upload_id = %s RETURNING start, size, key", (upload_id,))
    return [part.key for part in parts]


async def delete_upload(tx: Tx, upload_id: UUID) -> None:
    """Remove an upload."""
    await tx.execute("DELETE FROM uploads WHERE id = %s", (upload_id,))


async def charge(tx: Tx, owner_id: UUID, day: date, size: int, *, most_files: int, most_bytes: int) -> bool:
    """Count a file among those that a person has sent on a day; False, and nothing counted, where it is too much."""
    counted = await tx.execute(
        "INSERT INTO upload_days AS d (owner_id, day, files, bytes)"
        " SELECT %(owner)s, %(day)s, 1, %(size)s WHERE %(size)s <= %(bytes)s"
        " ON CONFLICT (owner_id, day) DO UPDATE SET files = d.files + 1, bytes = d.bytes + excluded.bytes"
        " WHERE d.files < %(files)s AND d.bytes + excluded.bytes <= %(bytes)s",
        {"owner": owner_id, "day": day, "size": size, "files": most_files, "bytes": most_bytes},
    )
    return counted == 1


async def has_left(conn: Conn, owner_id: UUID, day: date, size: int, *, most_files: int, most_bytes: int) -> bool:
    """Whether a person may still send so much on a day."""
    return bool(
        await conn.value(
            "SELECT %(size)s <= %(bytes)s AND NOT EXISTS (SELECT FROM upload_days WHERE owner_id = %(owner)s"
            " AND day = %(day)s AND (files >= %(files)s OR bytes + %(size)s > %(bytes)s))",
            {"owner": owner_id, "day": day, "size": size, "files": most_files, "bytes": most_bytes},
        )
    )
