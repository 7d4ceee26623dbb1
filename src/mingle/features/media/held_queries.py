"""SQL of what screening has flagged, and of pictures that nobody may show."""

from datetime import datetime
from uuid import UUID

import msgspec

from mingle.features.media.models import FileRow
from mingle.features.media.queries import FILE
from mingle.kernel.db import Conn, Tx


class _Key(msgspec.Struct):
    key: str


class _Hash(msgspec.Struct):
    hash: int


async def list_held(conn: Conn, after: UUID | None, limit: int) -> list[FileRow]:
    """Files that wait for a moderator, the oldest first, and one more than asked for."""
    return await conn.all(
        FileRow,
        "SELECT " + FILE + " FROM files WHERE status = 'held' AND (%(after)s::uuid IS NULL OR id > %(after)s)"
        " ORDER BY id LIMIT %(limit)s",
        {"after": after, "limit": limit + 1},
    )


async def delete_variants(tx: Tx, file_id: UUID) -> list[str]:
    """Forget every form of a file; where they lie."""
    rows = await tx.all(_Key, "DELETE FROM file_variants WHERE file_id = %s RETURNING key", (file_id,))
    return [row.key for row in rows]


async def ban_picture(tx: Tx, perceptual_hash: int, now: datetime) -> None:
    """Have every picture flagged from now on that looks like this one."""
    await tx.execute(
        "INSERT INTO banned_pictures (hash, banned_at) VALUES (%s, %s) ON CONFLICT DO NOTHING", (perceptual_hash, now)
    )


async def list_banned(conn: Conn) -> list[int]:
    """What banned pictures look like."""
    return [row.hash for row in await conn.all(_Hash, "SELECT hash FROM banned_pictures")]
