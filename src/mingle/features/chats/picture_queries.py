"""SQL of the pictures of groups and channels."""

from uuid import UUID

import msgspec

from mingle.kernel.db import Conn, Tx


class _Id(msgspec.Struct):
    id: UUID


async def find_picture(conn: Conn, chat_id: UUID) -> UUID | None:
    """The file that is the picture of a chat."""
    found: UUID | None = await conn.value("SELECT picture_id FROM chats WHERE id = %s", (chat_id,))
    return found


async def set_picture(tx: Tx, chat_id: UUID, picture_id: UUID | None) -> None:
    """Write which file is the picture of a chat."""
    await tx.execute("UPDATE chats SET picture_id = %s WHERE id = %s", (picture_id, chat_id))


async def list_pictured(conn: Conn, file_id: UUID) -> list[UUID]:
    """The chats whose picture a file is."""
    rows = await conn.all(_Id, "SELECT id FROM chats WHERE picture_id = %s", (file_id,))
    return [row.id for row in rows]
