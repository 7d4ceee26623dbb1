"""The story of messages that wait for their time."""

from uuid import UUID

import msgspec

from mingle.features import media
from mingle.features.chats import due_service, jobs, message_queries, message_service, policy, schedule_queries
from mingle.features.chats.errors import ClientIdReused, TooManyScheduled
from mingle.features.chats.forwarding import taken_along
from mingle.features.chats.models import Message, MessageDraft
from mingle.features.chats.room_service import entered
from mingle.features.chats.schedule_models import ScheduledChange, ScheduledRow
from mingle.features.chats.waiting import waiting_messages
from mingle.features.media import Kind
from mingle.kernel import clock
from mingle.kernel.actor import Actor
from mingle.kernel.db import Tx
from mingle.kernel.errors import FieldError, NotFound, ValidationFailed
from mingle.kernel.security import Signer


async def schedule(tx: Tx, signer: Signer, actor: Actor, draft: MessageDraft) -> Message:
    """Keep a message until its time; the same draft again is the same message, also when it has been sent since.

    Raises:
        ValidationFailed: names what cannot be sent.
        NotFound: there is no such chat, no such message to forward, or a file is not the actor's.
        ReadersOnly, MessageDeleted, NotForwardable: it could not be sent now either.
        ClientIdReused: another message has this client id.
        TooManyScheduled: as many wait as may.
    """
    policy.require_sound_draft(draft)
    standing = await entered(tx, actor, draft.chat_id)
    digest = policy.digest(draft)
    earlier = await message_queries.find_earlier(tx, draft.chat_id, actor.id, draft.client_id)
    waiting = await schedule_queries.find_by_client_id(tx, draft.chat_id, actor.id, draft.client_id)
    if any(one is not None and one.digest != digest for one in (earlier, waiting)):
        raise ClientIdReused
    if earlier is not None:
        return await message_service.send(tx, signer, actor, msgspec.structs.replace(draft, send_at=None), digest)
    if waiting is None:
        policy.require_can_post(standing)
        waiting = await _keep(tx, actor, draft, digest)
    return await _shown(tx, signer, actor, waiting)


async def _keep(tx: Tx, actor: Actor, draft: MessageDraft, digest: bytes) -> ScheduledRow:
    assert draft.send_at is not None
    policy.require_sound_time(draft.send_at, clock.now())
    for file_id in sorted(draft.file_ids):
        await media.require_own(tx, actor.id, file_id, set(Kind))
    if draft.reply_to_id is not None and not await message_queries.is_in_chat(tx, draft.chat_id, draft.reply_to_id):
        raise ValidationFailed(details=[FieldError("replyToId", "is no message of this chat")])
    if draft.forward_of_id is not None:
        await taken_along(tx, actor, draft.forward_of_id)
    if await schedule_queries.count_scheduled(tx, draft.chat_id, actor.id) >= policy.MAX_SCHEDULED:
        raise TooManyScheduled
    scheduled_id = await schedule_queries.insert_scheduled(tx, actor.id, draft, digest, clock.now())
    await jobs.send_scheduled.defer_at(tx, draft.send_at, scheduled_id)
    due_service.tell(tx, actor.id, draft.chat_id)
    row = await schedule_queries.find_scheduled(tx, scheduled_id)
    assert row is not None
    return row


async def change(tx: Tx, signer: Signer, actor: Actor, scheduled_id: UUID, asked: ScheduledChange) -> Message:
    """Give a message that waits other words, or another time.

    Raises:
        NotFound: there is none, or it is somebody else's.
        ValidationFailed: it cannot become this.
    """
    row = await schedule_queries.lock_scheduled(tx, scheduled_id, actor.id)
    if row is None:
        raise NotFound
    if asked.content is not msgspec.UNSET:
        row.content = asked.content
        policy.require_sound_draft(due_service.draft_of(row))
    if asked.send_at is not msgspec.UNSET:
        policy.require_sound_time(asked.send_at, clock.now())
        row.send_at = asked.send_at
    await schedule_queries.update_scheduled(tx, scheduled_id, row.content, row.send_at, clock.now())
    await jobs.send_scheduled.defer_at(tx, row.send_at, scheduled_id)
    due_service.tell(tx, actor.id, row.chat_id)
    changed = await schedule_queries.find_scheduled(tx, scheduled_id)
    assert changed is not None
    return await _shown(tx, signer, actor, changed)


async def cancel(tx: Tx, actor: Actor, scheduled_id: UUID) -> None:
    """Let a message never be sent.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    row = await schedule_queries.lock_scheduled(tx, scheduled_id, actor.id)
    if row is None:
        raise NotFound
    await schedule_queries.delete_scheduled(tx, scheduled_id)
    due_service.tell(tx, actor.id, row.chat_id)


async def _shown(tx: Tx, signer: Signer, actor: Actor, row: ScheduledRow) -> Message:
    [message] = await waiting_messages(tx, signer, actor, [row])
    return message
