"""A feature as Mingle's are built: the messages of a chat, a page at a time. The peers answer the same."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from litestar import Controller
from litestar.connection import ASGIConnection
from litestar.di import NamedDependency
from litestar.params import FromPath

from mingle.kernel.actor import Actor
from mingle.kernel.db import Conn, Tx
from mingle.kernel.feature import Feature
from mingle.kernel.http import Ok, get
from mingle.kernel.jobs import HIGH, job
from mingle.kernel.paging import DEFAULT_LIMIT, Cursor, Limit, Page, decode_cursor, make_page
from mingle.kernel.resources import Resources

ACTOR_HEADER = "x-bench-actor"
CHATS, MESSAGES_A_CHAT = 100, 1000

SCHEMA = """
CREATE TABLE bench_messages (
    id uuid PRIMARY KEY DEFAULT uuidv7(),
    chat_id uuid NOT NULL,
    pts bigint NOT NULL,
    sender_id uuid NOT NULL,
    kind text NOT NULL,
    text text NOT NULL,
    reply_to_id uuid,
    edited_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    UNIQUE (chat_id, pts)
);
CREATE TABLE bench_notes (id uuid PRIMARY KEY DEFAULT uuidv7(), author_id uuid NOT NULL, text text NOT NULL);
"""
FILL = """
INSERT INTO bench_messages (chat_id, pts, sender_id, kind, text, reply_to_id, edited_at)
SELECT md5('chat' || chat)::uuid, pts, md5('person' || pts % 20)::uuid, 'text',
       'Message ' || pts || ': shall we meet at the fountain, “half past seven”?',
       CASE WHEN pts % 5 = 0 THEN md5('reply' || pts)::uuid END,
       CASE WHEN pts % 10 = 0 THEN now() END
FROM generate_series(1, {chats}) AS chat, generate_series(1, {messages}) AS pts;
"""


class Message(msgspec.Struct, rename="camel"):
    """A row, and what a client gets."""

    id: UUID
    chat_id: UUID
    pts: int
    sender_id: UUID
    kind: str
    text: str
    reply_to_id: UUID | None
    edited_at: datetime | None
    created_at: datetime


async def list_messages(conn: Conn, chat_id: UUID, before: int | None, limit: int) -> list[Message]:
    """The newest messages, one more than asked for."""
    return await conn.all(
        Message,
        "SELECT id, chat_id, pts, sender_id, kind, text, reply_to_id, edited_at, created_at FROM bench_messages"
        " WHERE chat_id = %s AND pts < %s ORDER BY pts DESC LIMIT %s",
        (chat_id, 2**53 if before is None else before, limit + 1),
    )


async def insert_note(tx: Tx, author_id: UUID, text: str) -> None:
    """Write a small row."""
    await tx.execute("INSERT INTO bench_notes (author_id, text) VALUES (%s, %s)", (author_id, text))


class MessagesController(Controller):
    """Chats."""

    path = "/api/bench/chats"

    @get("/{chat_id:uuid}/messages")
    async def list(
        self,
        chat_id: FromPath[UUID],
        resources: NamedDependency[Resources],
        limit: Limit = DEFAULT_LIMIT,
        cursor: Cursor = None,
    ) -> Ok[Page[Message]]:
        """The newest messages."""
        before = decode_cursor(cursor, int)
        async with resources.db.read() as conn:
            rows = await list_messages(conn, chat_id, before, limit)
        return Ok(data=make_page(rows, limit, lambda message: message.pts))


@job("bench.note", queue=HIGH)
async def note_job(resources: Resources, author_id: UUID) -> None:
    """Stand for a job; it is only ever deferred."""
    del resources, author_id


async def authenticate(connection: ASGIConnection[Any, Any, Any, Any], _resources: Resources) -> Actor | None:
    """The person whose id the load sends: everybody has a rate limit of their own, as in real life."""
    sent = connection.headers.get(ACTOR_HEADER)
    return Actor(UUID(sent)) if sent else None


FEATURE = Feature("bench", routes=[MessagesController], jobs=[note_job])
