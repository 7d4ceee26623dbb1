"""The story of scheduled messages whose time has come."""

from uuid import UUID

from mingle.features.chats import message_queries, message_service, schedule_queries
from mingle.features.chats.models import Message, MessageDraft, OfChat
from mingle.features.chats.room_service import entered
from mingle.features.chats.schedule_models import ScheduledRow
from mingle.kernel import clock
from mingle.kernel.actor import Actor
from mingle.kernel.db import Tx
from mingle.kernel.errors import Forbidden, NotFound
from mingle.kernel.security import Signer


async def send_due(tx: Tx, signer: Signer, scheduled_id: UUID) -> None:
    """Send a scheduled message if it is there still, and due: it becomes a message and is gone, together.

    Raises:
        Forbidden: its sender is banned or leaving.
        MingleError: it cannot be sent any more.
    """
    found = await schedule_queries.find_scheduled(tx, scheduled_id)
    if found is None or found.problem is not None or found.send_at > clock.now():
        return
    actor = Actor(found.sender_id)
    await entered(tx, actor, found.chat_id)  # before its own row is locked, as everywhere
    row = await schedule_queries.lock_scheduled(tx, scheduled_id, actor.id)
    if row is None or row.problem is not None or row.send_at > clock.now():
        return  # another worker, or its sender, was faster
    if not await schedule_queries.may_act(tx, actor.id):
        raise Forbidden
    await _send(tx, signer, actor, row)


async def send_now(tx: Tx, signer: Signer, actor: Actor, scheduled_id: UUID) -> Message:
    """Send what the actor has scheduled before its time, or once what was the matter is mended.

    Raises:
        NotFound: there is none, or no such chat for the actor.
        MingleError: it cannot be sent.
    """
    found = await schedule_queries.find_scheduled(tx, scheduled_id)
    if found is None or found.sender_id != actor.id:
        raise NotFound
    await entered(tx, actor, found.chat_id)
    row = await schedule_queries.lock_scheduled(tx, scheduled_id, actor.id)
    if row is None:
        raise NotFound
    return await _send(tx, signer, actor, row)


async def note_problem(tx: Tx, scheduled_id: UUID, problem: str) -> None:
    """Keep a message that could not be sent, with the code of why, for its sender to see to."""
    row = await schedule_queries.set_problem(tx, scheduled_id, problem, clock.now())
    if row is not None:
        tell(tx, row.sender_id, row.chat_id)


def tell(tx: Tx, sender_id: UUID, chat_id: UUID) -> None:
    """Tell somebody's devices to look at what they have scheduled in a chat."""
    tx.emit(f"user:{sender_id}", "chat:scheduled", OfChat(chat_id))


async def _send(tx: Tx, signer: Signer, actor: Actor, row: ScheduledRow) -> Message:
    """Send it with the digest of what was sent first: who sends that again is told of this message."""
    draft = draft_of(row)
    if row.reply_to_id is not None and not await message_queries.is_in_chat(tx, row.chat_id, row.reply_to_id):
        draft.reply_to_id = None  # deleted since: what waits is worth more than what it answers
    message = await message_service.send(tx, signer, actor, draft, row.digest)
    await schedule_queries.delete_scheduled(tx, row.id)
    tell(tx, actor.id, row.chat_id)
    return message


def draft_of(row: ScheduledRow) -> MessageDraft:
    """What is to be sent, without its time."""
    return MessageDraft(
        chat_id=row.chat_id,
        client_id=row.client_id,
        content=row.content,
        reply_to_id=row.reply_to_id,
        file_ids=row.file_ids,
        is_silent=row.is_silent,
        forward_of_id=row.forward_of_id,
        poll=row.poll,
        no_preview=row.no_preview,
    )
