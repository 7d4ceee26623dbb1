"""Messages as a member sees them, with their files."""

from collections.abc import Sequence
from uuid import UUID

from mingle.features import media
from mingle.features.chats import views
from mingle.features.chats.models import Message, MessageRow
from mingle.kernel.db import Conn
from mingle.kernel.security import Signer


async def described(
    conn: Conn, signer: Signer, file_ids: Sequence[UUID], small_ids: Sequence[UUID] = ()
) -> views.Files:
    """These files as people are told of them, those of `small_ids` by their thumbnails alone."""
    return await media.describe(conn, signer, file_ids, small_ids) if file_ids or small_ids else {}


async def shown_messages(conn: Conn, signer: Signer, rows: Sequence[MessageRow]) -> list[Message]:
    """These messages in their order, with all of their files from one statement."""
    files = await described(conn, signer, views.file_ids(rows))
    return [views.message(row, files) for row in rows]
