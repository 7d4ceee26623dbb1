"""The story of plain messages, which most are: many of them, by many people, are sent in one transaction."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from mingle.features.chats import plain_queries, policy, preview_policy, views
from mingle.features.chats.errors import ClientIdReused, ReadersOnly
from mingle.features.chats.event_models import MessageTold
from mingle.features.chats.message_queries import NewMessage
from mingle.features.chats.models import Message, MessageDraft, MessageKind, MessageRow
from mingle.features.chats.plain_queries import Key, PlainMessage, Written
from mingle.features.chats.room_service import room
from mingle.kernel import clock
from mingle.kernel.actor import Actor
from mingle.kernel.db import Tx
from mingle.kernel.errors import NotFound


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


async def send_together(tx: Tx, outgoing: Sequence[Outgoing]) -> list[Message | Exception | None]:
    """Send plain messages, each as `message_service.send` does it.

    None for one that has to go alone: somebody else is at its chat, it was sent before, or it comes twice.
    """
    free = await plain_queries.lock_free(tx, [one.draft.chat_id for one in outgoing])
    now = clock.now()
    messages = [_message(one, now) for one in outgoing]
    found = await plain_queries.list_writers(tx, messages)
    answers: list[Message | Exception | None] = [None] * len(messages)
    chosen: dict[Key, int] = {}
    for index, message in enumerate(messages):
        if message.chat_id not in free or message.key in chosen:
            continue
        writer = found.get(message.key)
        if writer is None:
            answers[index] = NotFound()
        elif writer.earlier_pts is not None:
            answers[index] = ClientIdReused() if writer.earlier_digest != message.new.digest else None
        elif not policy.may_post(writer):
            answers[index] = ReadersOnly()
        else:
            chosen[message.key] = index
    if chosen:
        written = await plain_queries.insert_all(tx, [messages[index] for index in chosen.values()], now)
        for key, index in chosen.items():
            answers[index] = _told(tx, messages[index], written[key])
            tx.writers.add(messages[index].new.sender_id)
    return answers


def _message(outgoing: Outgoing, now: datetime) -> PlainMessage:
    draft = outgoing.draft
    new = NewMessage(
        sender_id=outgoing.actor.id,
        client_id=draft.client_id,
        digest=policy.digest(draft),
        kind=MessageKind.TEXT,
        content=draft.content,
        reply_to_id=None,
        hashtags=policy.hashtags(draft.content),
        is_silent=draft.is_silent,
        now=now,
    )
    return PlainMessage(draft.chat_id, new)


def _told(tx: Tx, message: PlainMessage, written: Written) -> Message:
    new = message.new
    row = MessageRow(
        chat_id=message.chat_id,
        pts=written.pts,
        id=written.id,
        client_id=new.client_id,
        sender_id=new.sender_id,
        kind=new.kind,
        content=new.content,
        reply_to_id=None,
        hashtags=new.hashtags,
        is_silent=new.is_silent,
        edited_at=None,
        deleted_at=None,
        pinned_at=None,
        created_at=new.now,
        updated_at=new.now,
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
