"""SQL of what somebody can point at: a message that they were told, and whom they share a chat with."""

from datetime import datetime
from uuid import UUID

import msgspec

from mingle.features.chats.models import MessageKind
from mingle.features.chats.queries import NOT_BLOCKED
from mingle.kernel.db import Conn


class Said(msgspec.Struct):
    """What somebody has said, as it stands now."""

    sender_id: UUID
    kind: MessageKind
    content: str | None
    options: list[str]
    """Of a poll."""
    file_ids: list[UUID]
    created_at: datetime


async def find_said(conn: Conn, viewer_id: UUID, message_id: UUID, now: datetime) -> Said | None:
    """A message that a person sees, or would see if they had not blocked its sender themselves; None where they do not.

    What the chat itself says, and what is deleted or has disappeared, was said by nobody.
    """
    return await conn.one(
        Said,
        "SELECT u.sender_id, u.kind, u.content, u.created_at,"
        " coalesce((SELECT p.options FROM polls p WHERE p.chat_id = u.chat_id AND p.pts = u.pts), '{}') AS options,"
        " ARRAY (SELECT f.file_id FROM message_files f WHERE f.chat_id = u.chat_id AND f.pts = u.pts"
        " ORDER BY f.position) AS file_ids"
        " FROM messages u JOIN chats c ON c.id = u.chat_id"
        " JOIN chat_members m ON m.chat_id = u.chat_id AND m.account_id = %(viewer)s"
        " WHERE u.id = %(id)s AND u.kind <> 'system' AND u.pts > m.cleared_pts AND u.deleted_at IS NULL"
        " AND (u.expires_at IS NULL OR u.expires_at > %(now)s)"
        " AND NOT EXISTS (SELECT FROM message_hides h WHERE h.account_id = %(viewer)s AND h.chat_id = u.chat_id"
        " AND h.pts = u.pts)"
        " AND (" + NOT_BLOCKED + " OR EXISTS (SELECT FROM blocks b WHERE b.blocker_id = %(viewer)s"
        " AND b.blocked_id = u.sender_id))",
        {"viewer": viewer_id, "id": message_id, "now": now},
    )


async def share_chat(conn: Conn, viewer_id: UUID, other_id: UUID) -> bool:
    """Whether two people are in a chat that exists for the first of them."""
    return bool(
        await conn.value(
            "SELECT EXISTS (SELECT FROM chat_members m JOIN chats c ON c.id = m.chat_id"
            " JOIN chat_members other ON other.chat_id = m.chat_id AND other.account_id = %(other)s"
            " WHERE m.account_id = %(viewer)s AND" + NOT_BLOCKED + ")",
            {"viewer": viewer_id, "other": other_id},
        )
    )
