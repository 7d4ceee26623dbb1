"""SQL of scheduled messages."""

from datetime import datetime
from typing import LiteralString
from uuid import UUID

import msgspec
from psycopg.types.json import Jsonb

from mingle.features.chats.models import MessageDraft
from mingle.features.chats.schedule_models import ScheduledRow
from mingle.kernel.db import Conn, Tx

_ROW: LiteralString = (
    "SELECT s.id, s.chat_id, s.sender_id, s.client_id, s.digest, s.content, s.reply_to_id, s.forward_of_id,"
    " s.is_silent, s.poll, s.no_preview, s.send_at, s.problem, s.created_at, s.updated_at,"
    " ARRAY (SELECT f.file_id FROM scheduled_files f WHERE f.scheduled_id = s.id ORDER BY f.position) AS file_ids"
    " FROM scheduled_messages s"
)


class _Id(msgspec.Struct):
    id: UUID


async def insert_scheduled(tx: Tx, sender_id: UUID, draft: MessageDraft, digest: bytes, now: datetime) -> UUID:
    """Write a message that waits; its id."""
    scheduled_id: UUID = await tx.value(
        "INSERT INTO scheduled_messages (chat_id, sender_id, client_id, digest, content, reply_to_id, forward_of_id,"
        " is_silent, poll, no_preview, send_at, created_at, updated_at)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) RETURNING id",
        (
            draft.chat_id,
            sender_id,
            draft.client_id,
            digest,
            draft.content,
            draft.reply_to_id,
            draft.forward_of_id,
            draft.is_silent,
            Jsonb(msgspec.to_builtins(draft.poll)) if draft.poll is not None else None,
            draft.no_preview,
            draft.send_at,
            now,
            now,
        ),
    )
    await tx.execute(
        "INSERT INTO scheduled_files (scheduled_id, position, file_id)"
        " SELECT %s, number - 1, file_id FROM unnest(%s::uuid[]) WITH ORDINALITY AS given (file_id, number)",
        (scheduled_id, draft.file_ids),
    )
    return scheduled_id


async def find_by_client_id(tx: Tx, chat_id: UUID, sender_id: UUID, client_id: str) -> ScheduledRow | None:
    """What somebody has scheduled with this client id."""
    return await tx.one(
        ScheduledRow,
        _ROW + " WHERE s.chat_id = %s AND s.sender_id = %s AND s.client_id = %s",
        (chat_id, sender_id, client_id),
    )


async def find_scheduled(conn: Conn, scheduled_id: UUID) -> ScheduledRow | None:
    """A message that waits."""
    return await conn.one(ScheduledRow, _ROW + " WHERE s.id = %s", (scheduled_id,))


async def lock_scheduled(tx: Tx, scheduled_id: UUID, sender_id: UUID) -> ScheduledRow | None:
    """Somebody's message that waits: nobody else changes or sends it until this transaction ends."""
    return await tx.one(
        ScheduledRow, _ROW + " WHERE s.id = %s AND s.sender_id = %s FOR UPDATE OF s", (scheduled_id, sender_id)
    )


async def count_scheduled(conn: Conn, chat_id: UUID, sender_id: UUID) -> int:
    """How many messages of somebody's wait in a chat."""
    count: int = await conn.value(
        "SELECT count(*) FROM scheduled_messages WHERE chat_id = %s AND sender_id = %s", (chat_id, sender_id)
    )
    return count


async def list_scheduled(
    conn: Conn, chat_id: UUID, sender_id: UUID, after: tuple[datetime, UUID] | None, limit: int
) -> list[ScheduledRow]:
    """What of somebody's waits in a chat, the next one first, and one more than asked for."""
    at, last_id = after or (None, None)
    return await conn.all(
        ScheduledRow,
        _ROW + " WHERE s.sender_id = %(sender)s AND s.chat_id = %(chat)s"
        " AND (%(at)s::timestamptz IS NULL OR (s.send_at, s.id) > (%(at)s, %(id)s::uuid))"
        " ORDER BY s.send_at, s.id LIMIT %(limit)s",
        {"sender": sender_id, "chat": chat_id, "at": at, "id": last_id, "limit": limit + 1},
    )


async def list_due(conn: Conn, before: datetime, most: int) -> list[UUID]:
    """What should have been sent before a moment, and nothing is known against."""
    rows = await conn.all(
        _Id,
        "SELECT id FROM scheduled_messages WHERE send_at < %s AND problem IS NULL ORDER BY send_at LIMIT %s",
        (before, most),
    )
    return [row.id for row in rows]


async def update_scheduled(tx: Tx, scheduled_id: UUID, content: str, send_at: datetime, now: datetime) -> None:
    """Write other words, or another time; what was the matter with it is forgotten."""
    await tx.execute(
        "UPDATE scheduled_messages SET content = %s, send_at = %s, problem = NULL, updated_at = %s WHERE id = %s",
        (content, send_at, now, scheduled_id),
    )


async def set_problem(tx: Tx, scheduled_id: UUID, problem: str, now: datetime) -> ScheduledRow | None:
    """Note why a message could not be sent; None where it is gone, or due later by now."""
    await tx.execute(
        "UPDATE scheduled_messages SET problem = %s, updated_at = %s WHERE id = %s AND send_at <= %s",
        (problem, now, scheduled_id, now),
    )
    row = await find_scheduled(tx, scheduled_id)
    return row if row is not None and row.problem is not None else None


async def delete_scheduled(tx: Tx, scheduled_id: UUID) -> None:
    """Let a message wait no longer."""
    await tx.execute("DELETE FROM scheduled_messages WHERE id = %s", (scheduled_id,))


async def may_act(conn: Conn, account_id: UUID) -> bool:
    """Whether somebody is neither banned nor leaving."""
    return bool(
        await conn.value(
            "SELECT true FROM accounts WHERE id = %s AND banned_at IS NULL AND deletion_due_at IS NULL", (account_id,)
        )
    )
