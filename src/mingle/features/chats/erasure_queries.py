"""SQL of what an erased account leaves behind in chats."""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from mingle.kernel.db import Tx


class _Id(msgspec.Struct):
    id: UUID


class Advanced(msgspec.Struct):
    """A chat, and the number of its last change."""

    id: UUID
    pts: int


async def lock_chats_of(tx: Tx, account_id: UUID) -> list[UUID]:
    """Let nothing happen in the chats that somebody is in, or has left something in; always in the same order."""
    rows = await tx.all(
        _Id,
        "SELECT id FROM chats WHERE id IN (SELECT chat_id FROM chat_members WHERE account_id = %(account)s"
        " UNION SELECT chat_id FROM messages WHERE sender_id = %(account)s"
        " UNION SELECT chat_id FROM message_reactions WHERE account_id = %(account)s"
        " UNION SELECT c.id FROM chats c JOIN files f ON f.id = c.picture_id WHERE f.owner_id = %(account)s)"
        " ORDER BY id FOR UPDATE",
        {"account": account_id},
    )
    return [row.id for row in rows]


async def hand_over(tx: Tx, account_id: UUID) -> None:
    """Let the admin, or else the member, who has been there longest own what somebody owns."""
    await tx.execute(
        "UPDATE chat_members m SET role = 'owner' FROM (SELECT DISTINCT ON (o.chat_id) o.chat_id, o.account_id"
        " FROM chat_members mine JOIN chat_members o ON o.chat_id = mine.chat_id AND o.account_id <> mine.account_id"
        " WHERE mine.account_id = %s AND mine.role = 'owner'"
        " ORDER BY o.chat_id, o.role = 'admin' DESC, o.joined_at, o.account_id) heir"
        " WHERE m.chat_id = heir.chat_id AND m.account_id = heir.account_id",
        (account_id,),
    )


async def delete_memberships(tx: Tx, account_id: UUID) -> None:
    """Take somebody out of all chats."""
    await tx.execute("DELETE FROM chat_members WHERE account_id = %s", (account_id,))


async def delete_empty(tx: Tx, chat_ids: Sequence[UUID]) -> None:
    """Remove those of these chats that nobody is in."""
    await tx.execute(
        "DELETE FROM chats c WHERE c.id = ANY (%s) AND NOT EXISTS (SELECT FROM chat_members m WHERE m.chat_id = c.id)",
        (list(chat_ids),),
    )


async def rewrite(tx: Tx, chat_ids: Sequence[UUID]) -> list[Advanced]:
    """Write down that what stood in these chats may be gone."""
    return await tx.all(
        Advanced,
        "WITH advanced AS (UPDATE chats SET pts = pts + 1 WHERE id = ANY (%s) RETURNING id, pts), written AS ("
        "INSERT INTO chat_events (chat_id, pts, kind) SELECT id, pts, 'chat:rewritten' FROM advanced)"
        " SELECT id, pts FROM advanced",
        (list(chat_ids),),
    )
