"""SQL of files that are nobody's."""

from uuid import UUID

from mingle.kernel.db import Tx


async def insert_kept(tx: Tx, file_id: UUID, mime: str, size: int) -> None:
    """Write a picture that the server fetched."""
    await tx.execute(
        "INSERT INTO files (id, purpose, kind, status, name, mime, size, created_at, checked_at)"
        " VALUES (%s, 'preview', 'image', 'ready', 'preview', %s, %s, now(), now())",
        (file_id, mime, size),
    )
