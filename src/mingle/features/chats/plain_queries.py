"""SQL that sends many plain messages at once, each into a chat of its own or the same one."""

from collections.abc import Sequence
from datetime import datetime
from typing import LiteralString
from uuid import UUID

import msgspec

from mingle.features.chats.message_queries import NewMessage
from mingle.features.chats.models import Standing
from mingle.features.chats.queries import NOT_BLOCKED, STANDING
from mingle.kernel.db import Tx

Key = tuple[UUID, UUID, str]
"""What tells a message from all others: its chat, its sender, its client id."""
_GIVEN: LiteralString = "unnest(%(chats)s::uuid[], %(senders)s::uuid[], %(client_ids)s::text[])"


class PlainMessage(msgspec.Struct):
    """A message that is a text and nothing else."""

    chat_id: UUID
    new: NewMessage

    @property
    def key(self) -> Key:
        """What tells it from all others."""
        return self.chat_id, self.new.sender_id, self.new.client_id


class Writer(Standing):
    """How somebody stands in a chat, and what they have sent there under a client id before."""

    account_id: UUID
    client_id: str
    earlier_pts: int | None
    earlier_digest: bytes | None


class Written(msgspec.Struct):
    """A message that has just been written."""

    chat_id: UUID
    sender_id: UUID
    client_id: str
    id: UUID
    pts: int
    expires_at: datetime | None


class _Id(msgspec.Struct):
    id: UUID


async def lock_free(tx: Tx, chat_ids: Sequence[UUID]) -> set[UUID]:
    """Order all that happens in those of these chats in which nothing is happening; nobody waits for the others."""
    rows = await tx.all(_Id, "SELECT id FROM chats WHERE id = ANY (%s) FOR UPDATE SKIP LOCKED", (list(chat_ids),))
    return {row.id for row in rows}


async def list_writers(tx: Tx, messages: Sequence[PlainMessage]) -> dict[Key, Writer]:
    """How each sender stands in the chat; without those for whom it does not exist."""
    rows = await tx.all(
        Writer,
        STANDING + ", m.account_id, given.client_id, u.pts AS earlier_pts, u.digest AS earlier_digest"
        " FROM " + _GIVEN + " AS given (chat_id, sender_id, client_id)"
        " JOIN chat_members m ON m.account_id = given.sender_id AND m.chat_id = given.chat_id"
        " JOIN chats c ON c.id = m.chat_id"
        " LEFT JOIN messages u ON u.chat_id = given.chat_id AND u.sender_id = given.sender_id"
        " AND u.client_id = given.client_id WHERE" + NOT_BLOCKED,
        _given(messages),
    )
    return {(row.chat_id, row.account_id, row.client_id): row for row in rows}


async def insert_all(tx: Tx, messages: Sequence[PlainMessage], now: datetime) -> dict[Key, Written]:
    """Write messages as the next changes of their chats, under the locks of these, in this order."""
    rows = await tx.all(
        Written,
        "WITH given AS (SELECT *, row_number() OVER (PARTITION BY chat_id ORDER BY number) AS step FROM unnest("
        "%(chats)s::uuid[], %(senders)s::uuid[], %(client_ids)s::text[], %(digests)s::bytea[], %(contents)s::text[],"
        " %(hashtags)s::text[], %(silent)s::boolean[]) WITH ORDINALITY"
        " AS given (chat_id, sender_id, client_id, digest, content, hashtags, is_silent, number)),"
        " counted AS (SELECT chat_id, count(*) AS count FROM given GROUP BY chat_id),"
        " next AS (UPDATE chats c SET pts = c.pts + counted.count, active_at = greatest(c.active_at, %(now)s)"
        " FROM counted WHERE c.id = counted.chat_id"
        " RETURNING c.id, c.pts - counted.count AS pts, c.message_lifetime)"
        " INSERT INTO messages (chat_id, pts, sender_id, client_id, digest, kind, content, hashtags, is_silent,"
        " created_at, updated_at, expires_at) SELECT given.chat_id, next.pts + given.step, given.sender_id,"
        " given.client_id, given.digest, 'text', given.content, string_to_array(given.hashtags, ' '), given.is_silent,"
        " %(now)s, %(now)s, %(now)s + make_interval(secs => next.message_lifetime)"
        " FROM given JOIN next ON next.id = given.chat_id"
        " RETURNING chat_id, sender_id, client_id, id, pts, expires_at",
        {
            **_given(messages),
            "digests": [one.new.digest for one in messages],
            "contents": [one.new.content for one in messages],
            "hashtags": [" ".join(one.new.hashtags) for one in messages],
            "silent": [one.new.is_silent for one in messages],
            "now": now,
        },
    )
    return {(row.chat_id, row.sender_id, row.client_id): row for row in rows}


def _given(messages: Sequence[PlainMessage]) -> dict[str, list[UUID] | list[str]]:
    return {
        "chats": [one.chat_id for one in messages],
        "senders": [one.new.sender_id for one in messages],
        "client_ids": [one.new.client_id for one in messages],
    }
