"""The story of drafts: what one begins to write on one device, one goes on with on another."""

from uuid import UUID

from mingle.features.chats import draft_queries, message_queries, queries
from mingle.features.chats.draft_models import Draft, DraftChange, DraftTold
from mingle.kernel import clock
from mingle.kernel.actor import Actor
from mingle.kernel.db import Tx
from mingle.kernel.errors import FieldError, NotFound, ValidationFailed


async def set_draft(tx: Tx, actor: Actor, chat_id: UUID, change: DraftChange) -> Draft | None:
    """Keep what the actor has begun to write in a chat, or forget it. It is no change of the chat.

    Raises:
        NotFound: there is no such chat for the actor.
        ValidationFailed: the reply is to no message of this chat.
    """
    if await queries.find_standing(tx, actor.id, chat_id) is None:
        raise NotFound
    if not change.content:
        if await draft_queries.delete_draft(tx, actor.id, chat_id):
            tx.emit(f"user:{actor.id}", "chat:draft", DraftTold(chat_id, None))
        return None
    if change.reply_to_id is not None and not await message_queries.is_in_chat(tx, chat_id, change.reply_to_id):
        raise ValidationFailed(details=[FieldError("replyToId", "is no message of this chat")])
    draft = Draft(change.content, change.reply_to_id, clock.now())
    if not await draft_queries.upsert_draft(tx, actor.id, chat_id, draft):  # put out a moment ago
        raise NotFound
    tx.emit(f"user:{actor.id}", "chat:draft", DraftTold(chat_id, draft))
    return draft
