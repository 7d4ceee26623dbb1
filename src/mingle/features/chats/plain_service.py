"""The story of plain messages, which most are: many of them, by many people, are sent in one statement."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from mingle.features.chats import plain_queries, policy, preview_policy, views
from mingle.features.chats.event_models import MessageTold
from mingle.features.chats.models import Message, MessageDraft, MessageKind, MessageRow
from mingle.features.chats.plain_queries import PlainMessage, Written
from mingle.features.chats.room_service import room
from mingle.kernel import clock
from mingle.kernel.actor import Actor
from mingle.kernel.db import Tx


class Outgoing(msgspec.Struct):
    """What somebody sends."""

    actor: Actor
    draft: MessageDraft


def is_plain(draft: MessageDraft) -> bool:
    """Whether a message is a text alone, which nothing else has to be looked up for."""
    return (
        draft.type == "text"
        and draft.send_at is None
        and draft.poll is None
        and draft.forward_of_id is None
        and draft.reply_to_id is None
        and not draft.file_ids
        and not policy.mentioned(draft.content)
        and (draft.no_preview or preview_policy.first_link(draft.content) is None)
    )


async def send_together(tx: Tx, outgoing: Sequence[Outgoing]) -> list[Message | None]:
    """Send plain messages, each as `message_service.send` does it.

    None for one that has to go alone: what keeps it from being sent like this is found, and told, there.
    """
    now = clock.now()
    messages = [_message(one) for one in outgoing]
    answers: list[Message | None] = [None] * len(messages)
    for written in await plain_queries.insert_sendable(tx, messages, now):
        message = messages[written.number - 1]
        answers[written.number - 1] = _told(tx, message, written, now)
        tx.writers.add(message.sender_id)
    return answers


def _message(outgoing: Outgoing) -> PlainMessage:
    draft = outgoing.draft
    return PlainMessage(
        chat_id=draft.chat_id,
        sender_id=outgoing.actor.id,
        client_id=draft.client_id,
        digest=policy.digest(draft).hex(),
        content=draft.content,
        hashtags=policy.hashtags(draft.content),
        is_silent=draft.is_silent,
    )


def _told(tx: Tx, message: PlainMessage, written: Written, now: datetime) -> Message:
    row = MessageRow(
        chat_id=message.chat_id,
        pts=written.pts,
        id=written.id,
        client_id=message.client_id,
        sender_id=message.sender_id,
        kind=MessageKind.TEXT,
        content=message.content,
        reply_to_id=None,
        hashtags=message.hashtags,
        is_silent=message.is_silent,
        edited_at=None,
        deleted_at=None,
        pinned_at=None,
        created_at=now,
        updated_at=now,
        expires_at=written.expires_at,
        file_ids=[],
        mentions=[],
        reactions=[],
        forwarded_from=None,
        poll=None,
        preview=None,
    )
    shown = views.message(row, {})
    tx.emit(room(message.chat_id), "message:new", MessageTold(message.chat_id, written.pts, shown))
    return shown
