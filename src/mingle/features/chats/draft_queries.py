"""SQL of drafts."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from mingle.features.chats.draft_models import Draft
from mingle.kernel.db import Conn, Tx


class DraftRow(msgspec.Struct):
    """A row of `chat_drafts`."""

    chat_id: UUID
    content: str
    reply_to_id: UUID | None
    updated_at: datetime


async def upsert_draft(tx: Tx, account_id: UUID, chat_id: UUID, draft: Draft) -> bool:
    """Write what somebody has begun to write; False where they are not in the chat."""
    count = await tx.execute(
        "INSERT INTO chat_drafts (account_id, chat_id, content, reply_to_id, updated_at)"
        " SELECT account_id, chat_id, %(content)s, %(reply_to_id)s, %(updated_at)s FROM chat_members"
        " WHERE account_id = %(account)s AND chat_id = %(chat)s FOR KEY SHARE"
        " ON CONFLICT (account_id, chat_id) DO UPDATE SET content = excluded.content,"
        " reply_to_id = excluded.reply_to_id, updated_at = excluded.updated_at",
        {**msgspec.structs.asdict(draft), "account": account_id, "chat": chat_id},
    )
    return count > 0


async def delete_draft(tx: Tx, account_id: UUID, chat_id: UUID) -> bool:
    """Forget what somebody has begun to write; whether there was anything."""
    return await tx.execute("DELETE FROM chat_drafts WHERE account_id = %s AND chat_id = %s", (account_id, chat_id)) > 0


async def list_drafts(conn: Conn, account_id: UUID, chat_ids: Sequence[UUID]) -> dict[UUID, Draft]:
    """What somebody has begun to write in these chats."""
    rows = await conn.all(
        DraftRow,
        "SELECT chat_id, content, reply_to_id, updated_at FROM chat_drafts"
        " WHERE account_id = %s AND chat_id = ANY (%s)",
        (account_id, list(chat_ids)),
    )
    return {row.chat_id: Draft(row.content, row.reply_to_id, row.updated_at) for row in rows}
