"""Scheduled messages as their senders see them."""

from collections.abc import Sequence
from contextlib import suppress
from typing import cast

import msgspec

from mingle.features import media
from mingle.features.chats import policy
from mingle.features.chats.forward_models import Author, Forward
from mingle.features.chats.forwarding import taken_along
from mingle.features.chats.models import Message, MessageType
from mingle.features.chats.poll_models import Poll, PollDraft, PollOption
from mingle.features.chats.schedule_models import ScheduledRow
from mingle.features.chats.views import Files
from mingle.kernel.actor import Actor
from mingle.kernel.db import Conn
from mingle.kernel.errors import Conflict, Gone, NotFound
from mingle.kernel.security import Signer


async def waiting_messages(conn: Conn, signer: Signer, actor: Actor, rows: Sequence[ScheduledRow]) -> list[Message]:
    """Messages that wait, and of forwards what they would say now."""
    forwards: list[Forward | None] = []
    for row in rows:
        forwards.append(None)
        if row.forward_of_id is not None:
            with suppress(NotFound, Gone, Conflict):  # what is gone will be told when its time has come
                forwards[-1] = await taken_along(conn, actor, row.forward_of_id)
    file_ids = [one for row in rows for one in row.file_ids]
    file_ids += [one for forward in forwards if forward is not None for one in forward.file_ids]
    files = await media.describe(conn, signer, file_ids) if file_ids else {}
    return [_message(row, forward, files) for row, forward in zip(rows, forwards, strict=True)]


def _author(row: ScheduledRow, forward: Forward | None) -> Author | None:
    if forward is not None:
        return forward.author
    return Author(None, None) if row.forward_of_id is not None else None


def _poll(asked: PollDraft) -> Poll:
    options = [PollOption(text, 0, mine=False) for text in asked.options]
    return Poll(asked.question, options, asked.is_multiple, asked.is_anonymous, is_closed=False, voters=0)


def _message(row: ScheduledRow, forward: Forward | None, files: Files) -> Message:
    content = row.content if forward is None else forward.content
    poll = _poll(row.poll) if row.poll is not None else None
    file_ids = row.file_ids if forward is None else forward.file_ids
    shown = [files[one] for one in file_ids if one in files]
    return Message(
        id=row.id,
        chat_id=row.chat_id,
        pts=0,
        client_id=row.client_id,
        sender_id=row.sender_id,
        type=cast("MessageType", str(shown[0].kind)) if shown else "text" if poll is None else "poll",
        content=content if poll is None else poll.question,
        reply_to_id=row.reply_to_id,
        forwarded_from=_author(row, forward),
        poll=poll,
        preview=None,
        files=shown,
        mentions=[],
        hashtags=policy.hashtags(content),
        reactions=[],
        is_silent=row.is_silent,
        is_edited=False,
        is_deleted=False,
        is_pinned=False,
        is_encrypted=False,
        created_at=row.created_at,
        updated_at=row.updated_at,
        expires_at=None,
        send_at=row.send_at,
        problem=row.problem if row.problem is not None else msgspec.UNSET,
    )
