"""SQL of faces."""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from mingle.kernel.db import Conn


class FaceRow(msgspec.Struct):
    """By which picture somebody is known."""

    account_id: UUID
    photo_id: UUID | None
    portrait: str | None


async def list_faces(conn: Conn, viewer_id: UUID, account_ids: Sequence[UUID]) -> list[FaceRow]:
    """The first photo of each that can be shown, and their portrait; not where there is a block with the viewer."""
    return await conn.all(
        FaceRow,
        "SELECT p.account_id, p.portrait, (SELECT o.file_id FROM profile_photos o JOIN files f ON f.id = o.file_id"
        " WHERE o.account_id = p.account_id AND f.status = 'ready' ORDER BY o.position LIMIT 1) AS photo_id"
        " FROM profiles p JOIN accounts a ON a.id = p.account_id WHERE p.account_id = ANY (%(ids)s)"
        " AND a.banned_at IS NULL AND a.deletion_due_at IS NULL"
        " AND NOT EXISTS (SELECT FROM blocks b WHERE b.blocker_id = a.id AND b.blocked_id = %(viewer)s)"
        " AND NOT EXISTS (SELECT FROM blocks b WHERE b.blocker_id = %(viewer)s AND b.blocked_id = a.id)",
        {"viewer": viewer_id, "ids": list(account_ids)},
    )
