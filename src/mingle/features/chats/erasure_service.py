"""The story of an account that is erased: its messages and files go with its row, and the others are to hear of it."""

from collections.abc import Sequence
from uuid import UUID

from mingle.features.chats import erasure_queries
from mingle.features.chats.event_models import ChatTold
from mingle.features.chats.room_service import room
from mingle.kernel.db import Tx


async def before_erasure(tx: Tx, account_id: UUID) -> None:
    """Take somebody out of all chats: what they own is somebody else's from now on, and what nobody is in is gone."""
    chat_ids = await erasure_queries.lock_chats_of(tx, account_id)
    await erasure_queries.hand_over(tx, account_id)
    await erasure_queries.delete_memberships(tx, account_id)
    await erasure_queries.delete_empty(tx, chat_ids)
    await tell_rewritten(tx, chat_ids)


async def tell_rewritten(tx: Tx, chat_ids: Sequence[UUID]) -> None:
    """Let everybody fetch anew what they hold of these chats, whose locks are held: some of it is gone."""
    for chat in await erasure_queries.rewrite(tx, chat_ids):
        tx.emit(room(chat.id), "chat:rewritten", ChatTold(chat.id, chat.pts))
