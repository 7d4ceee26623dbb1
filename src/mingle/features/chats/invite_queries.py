"""SQL of invitation links, and of those who were put out and whom no link lets in."""

from collections.abc import Sequence
from datetime import datetime
from typing import LiteralString
from uuid import UUID

from mingle.features.chats.invite_models import InvitationRow, InviteDraft, InviteRow
from mingle.kernel.db import Conn, Tx

_INVITE: LiteralString = "id, code, created_by, created_at, expires_at, max_uses, uses"


async def insert_invite(
    tx: Tx, chat_id: UUID, creator_id: UUID, code: str, draft: InviteDraft, now: datetime
) -> InviteRow:
    """Write a link."""
    row = await tx.one(
        InviteRow,
        "INSERT INTO chat_invites (chat_id, code, created_by, created_at, expires_at, max_uses)"
        " VALUES (%s, %s, %s, %s, %s, %s) RETURNING " + _INVITE,
        (chat_id, code, creator_id, now, draft.expires_at, draft.max_uses),
    )
    assert row is not None
    return row


async def count_invites(conn: Conn, chat_id: UUID) -> int:
    """How many links lead into a chat, good or not."""
    count: int = await conn.value("SELECT count(*) FROM chat_invites WHERE chat_id = %s", (chat_id,))
    return count


async def list_invites(conn: Conn, chat_id: UUID, before: UUID | None, limit: int) -> list[InviteRow]:
    """The links into a chat, the newest first, and one more than asked for."""
    return await conn.all(
        InviteRow,
        "SELECT " + _INVITE + " FROM chat_invites WHERE chat_id = %(chat)s"
        " AND (%(before)s::uuid IS NULL OR id < %(before)s) ORDER BY id DESC LIMIT %(limit)s",
        {"chat": chat_id, "before": before, "limit": limit + 1},
    )


async def delete_invite(tx: Tx, chat_id: UUID, invite_id: UUID) -> bool:
    """Take a link back; False where there is none."""
    count = await tx.execute("DELETE FROM chat_invites WHERE chat_id = %s AND id = %s", (chat_id, invite_id))
    return count > 0


async def find_invitation(conn: Conn, viewer_id: UUID, code: str) -> InvitationRow | None:
    """What a link leads into; None where there is none, or one of two has blocked the other."""
    return await conn.one(
        InvitationRow,
        "SELECT i.id, i.chat_id, i.expires_at, i.max_uses, i.uses, c.kind, c.name, c.description, c.picture_id,"
        " c.member_count,"
        " EXISTS (SELECT FROM chat_members m WHERE m.chat_id = c.id AND m.account_id = %(viewer)s) AS is_member,"
        " EXISTS (SELECT FROM chat_exclusions x WHERE x.chat_id = c.id AND x.account_id = %(viewer)s) AS is_excluded"
        " FROM chat_invites i JOIN chats c ON c.id = i.chat_id WHERE i.code = %(code)s"
        " AND NOT EXISTS (SELECT FROM blocks b WHERE b.blocker_id = i.created_by AND b.blocked_id = %(viewer)s)"
        " AND NOT EXISTS (SELECT FROM blocks b WHERE b.blocker_id = %(viewer)s AND b.blocked_id = i.created_by)",
        {"viewer": viewer_id, "code": code},
    )


async def count_use(tx: Tx, invite_id: UUID) -> None:
    """Count that a link has let somebody in."""
    await tx.execute("UPDATE chat_invites SET uses = uses + 1 WHERE id = %s", (invite_id,))


async def exclude(tx: Tx, chat_id: UUID, account_id: UUID, now: datetime) -> None:
    """Let no link let somebody in."""
    await tx.execute(
        "INSERT INTO chat_exclusions (chat_id, account_id, excluded_at) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
        (chat_id, account_id, now),
    )


async def readmit(tx: Tx, chat_id: UUID, account_ids: Sequence[UUID]) -> None:
    """Let links let these people in again."""
    await tx.execute(
        "DELETE FROM chat_exclusions WHERE chat_id = %s AND account_id = ANY (%s)", (chat_id, list(account_ids))
    )
