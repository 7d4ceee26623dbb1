"""The story of messages that the operator keeps no longer."""

from collections.abc import Sequence
from uuid import UUID

from mingle.features.chats import erasure_service, queries, retention_queries
from mingle.kernel.db import Tx


async def delete_messages(tx: Tx, chat_id: UUID, numbers: Sequence[int]) -> None:
    """Leave no trace of messages of a chat, and let everybody fetch anew what they hold of it."""
    if await queries.lock_chat(tx, chat_id):
        await retention_queries.delete_messages(tx, chat_id, numbers)
        await erasure_service.tell_rewritten(tx, [chat_id])
