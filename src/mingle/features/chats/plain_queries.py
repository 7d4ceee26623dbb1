"""SQL that sends many plain messages at once, each into a chat of its own or the same one."""

from collections.abc import Sequence
from datetime import datetime
from typing import LiteralString
from uuid import UUID

import msgspec

from mingle.features.chats.queries import MAY_POST, NOT_BLOCKED
from mingle.kernel.db import Tx


class PlainMessage(msgspec.Struct):
    """A message that is a text and nothing else."""

    chat_id: UUID
    sender_id: UUID
    client_id: str
    digest: str
    """In hexadecimal digits."""
    content: str
    hashtags: list[str]
    is_silent: bool


class Written(msgspec.Struct):
    """A message that has just been written: the first of those given is number 1."""

    number: int
    id: UUID
    pts: int
    expires_at: datetime | None


# A chat that somebody else is at is left out, so nobody waits. One statement sees what had been committed when it
# began, but locks what is there now: where the number of the chat's last change is the same in both, all that is read
# of the chat is what stands under its lock.
_INSERT: LiteralString = (
    "WITH given AS MATERIALIZED (SELECT * FROM ROWS FROM (json_to_recordset(%(messages)s) AS (chat_id uuid,"
    " sender_id uuid, client_id text, digest text, content text, hashtags text[], is_silent boolean)) WITH ORDINALITY"
    " AS given (chat_id, sender_id, client_id, digest, content, hashtags, is_silent, number)),"
    " locked AS MATERIALIZED (SELECT id, pts FROM chats WHERE id = ANY (ARRAY(SELECT chat_id FROM given))"
    " FOR UPDATE SKIP LOCKED),"
    " sendable AS (SELECT given.* FROM given"
    " JOIN chat_members m ON m.account_id = given.sender_id AND m.chat_id = given.chat_id"
    " JOIN chats c ON c.id = m.chat_id JOIN locked ON locked.id = c.id AND locked.pts = c.pts"
    " WHERE" + MAY_POST + " AND" + NOT_BLOCKED + " AND NOT EXISTS (SELECT FROM messages u WHERE u.chat_id = c.id"
    " AND u.sender_id = given.sender_id AND u.client_id = given.client_id)),"
    " counted AS (SELECT chat_id, count(*) AS count FROM sendable GROUP BY chat_id),"
    " next AS (UPDATE chats c SET pts = c.pts + counted.count, active_at = greatest(c.active_at, %(now)s)"
    " FROM counted WHERE c.id = counted.chat_id RETURNING c.id, c.pts - counted.count AS pts, c.message_lifetime),"
    " numbered AS (SELECT s.*, next.pts + row_number() OVER (PARTITION BY s.chat_id ORDER BY s.number) AS pts,"
    " %(now)s + make_interval(secs => next.message_lifetime) AS expires_at"
    " FROM sendable s JOIN next ON next.id = s.chat_id),"
    " written AS (INSERT INTO messages (chat_id, pts, sender_id, client_id, digest, kind, content, hashtags, is_silent,"
    " created_at, updated_at, expires_at) SELECT chat_id, pts, sender_id, client_id, decode(digest, 'hex'), 'text',"
    " content, hashtags, is_silent, %(now)s, %(now)s, expires_at FROM numbered RETURNING chat_id, pts, id)"
    " SELECT numbered.number, written.id, written.pts, numbered.expires_at"
    " FROM written JOIN numbered USING (chat_id, pts)"
)


async def insert_sendable(tx: Tx, messages: Sequence[PlainMessage], now: datetime) -> list[Written]:
    """Write those messages that may be sent, in this order, as the next changes of their chats.

    Left out are those of a chat that somebody else is changing, or that does not exist for the sender or takes nothing
    from them, and those whose client id was there before.

    Raises:
        UniqueViolation: two of them have the same chat, sender and client id.
    """
    params = {"messages": msgspec.json.encode(messages).decode(), "now": now}
    return await tx.all(Written, _INSERT, params)
