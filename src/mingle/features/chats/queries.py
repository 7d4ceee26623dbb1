"""SQL of chats, and of who is in them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, LiteralString
from uuid import UUID

import msgspec

from mingle.features.chats.models import (
    MAX_MARKS_TOLD,
    ChatDraft,
    ChatRow,
    ChatSettings,
    MemberRole,
    MemberRow,
    Standing,
)
from mingle.kernel.db import Conn, Tx

# A private chat with somebody between whom and oneself there is a block does not exist. `m` is one's own membership.
NOT_BLOCKED: LiteralString = (
    " (c.kind <> 'private' OR NOT EXISTS (SELECT FROM chat_members o WHERE o.chat_id = c.id"
    " AND o.account_id <> m.account_id"
    " AND (EXISTS (SELECT FROM blocks b WHERE b.blocker_id = o.account_id AND b.blocked_id = m.account_id)"
    " OR EXISTS (SELECT FROM blocks b WHERE b.blocker_id = m.account_id AND b.blocked_id = o.account_id))))"
)
# Whether somebody (`m.account_id`) is in a chat (`c.chat_id`), for statements of other features.
IS_IN_CHAT: LiteralString = (
    " EXISTS (SELECT FROM chat_members i WHERE i.chat_id = c.chat_id AND i.account_id = m.account_id)"
)
_SHOWN: LiteralString = (
    " NOT EXISTS (SELECT FROM message_hides h WHERE h.account_id = m.account_id"
    " AND h.chat_id = u.chat_id AND h.pts = u.pts)"
)
# The page is chosen first: what is counted is counted for that page alone.
_MINE: LiteralString = (
    "WITH page AS (SELECT m.account_id, m.chat_id FROM chat_members m JOIN chats c ON c.id = m.chat_id"
    " WHERE m.account_id = %(viewer)s AND" + NOT_BLOCKED
)
_ONE: LiteralString = _MINE + " AND c.id = %(chat)s)"
_PAGE: LiteralString = (
    _MINE + " AND (m.cleared_pts = 0 OR c.pts > m.cleared_pts)"
    " AND (%(at)s::timestamptz IS NULL OR (c.active_at, c.id) < (%(at)s, %(id)s::uuid))"
    " ORDER BY c.active_at DESC, c.id DESC LIMIT %(limit)s)"
)
_CHATS: LiteralString = (
    " SELECT c.id, c.kind, c.pair, c.name, c.description, c.picture_id, c.is_secret, c.message_lifetime, c.pts,"
    " c.active_at, c.created_at, m.role, m.read_pts, m.delivered_pts, m.muted_until,"
    " m.archived_at IS NOT NULL AS is_archived, m.pinned_at IS NOT NULL AS is_pinned,"
    " c.member_count, p.id AS peer_id, p.display_name AS peer_name, p.username::text AS peer_username,"
    " coalesce(p.is_demo, false) AS peer_is_demo,"
    " (SELECT count(*) FROM (SELECT FROM messages u WHERE u.chat_id = c.id"
    " AND u.pts > greatest(m.read_pts, m.cleared_pts) AND u.sender_id <> m.account_id AND u.deleted_at IS NULL"
    " AND u.kind <> 'system' AND" + _SHOWN + " LIMIT 1000) counted) AS unread,"
    " (SELECT count(*) FROM message_mentions u WHERE u.account_id = m.account_id AND u.chat_id = c.id"
    " AND u.pts > greatest(m.read_pts, m.cleared_pts) AND" + _SHOWN + ") AS mentions,"
    " (SELECT count(*) FROM message_hides h WHERE h.account_id = m.account_id AND h.chat_id = c.id) AS hidden_count,"
    " (SELECT u.pts FROM messages u WHERE u.chat_id = c.id AND u.pts > m.cleared_pts AND u.deleted_at IS NULL"
    " AND" + _SHOWN + " ORDER BY u.pts DESC LIMIT 1) AS last_pts"
    " FROM page JOIN chat_members m USING (account_id, chat_id) JOIN chats c ON c.id = m.chat_id"
    " LEFT JOIN LATERAL (SELECT a.id, a.display_name, a.username, a.is_demo FROM chat_members o"
    " JOIN accounts a ON a.id = o.account_id"
    " WHERE c.kind = 'private' AND o.chat_id = c.id AND o.account_id <> m.account_id) p ON true"
    " ORDER BY c.active_at DESC, c.id DESC"
)


# Who does not show what they read is not shown what others do. `m` is the membership of somebody, `own` the viewer's.
_MEMBER: LiteralString = (
    "SELECT a.id AS account_id, a.display_name, a.username::text AS username, a.is_demo, m.role, m.joined_at,"
    " CASE WHEN m.account_id = %(viewer)s OR (c.member_count <= %(most)s AND coalesce(p.shows_reads, true)"
    " AND coalesce(own.shows_reads, true)) THEN m.read_pts END AS read_pts,"
    " CASE WHEN m.account_id = %(viewer)s OR c.member_count <= %(most)s THEN m.delivered_pts END AS delivered_pts"
    " FROM chats c JOIN chat_members m ON m.chat_id = c.id JOIN accounts a ON a.id = m.account_id"
    " LEFT JOIN profiles p ON p.account_id = a.id LEFT JOIN profiles own ON own.account_id = %(viewer)s"
    " WHERE c.id = %(chat)s"
)


MAY_POST: LiteralString = " (c.kind <> 'channel' OR m.role <> 'member')"
STANDING: LiteralString = (
    "SELECT c.id AS chat_id, c.kind, c.name, c.description, c.pts, c.member_count, m.role, m.cleared_pts,"
    " c.message_lifetime," + MAY_POST + " AS may_post"
)


class _Id(msgspec.Struct):
    id: UUID


class _Top(msgspec.Struct):
    id: UUID
    pts: int


async def find_pair(conn: Conn, pair: UUID) -> UUID | None:
    """The private chat of two people."""
    found: UUID | None = await conn.value("SELECT id FROM chats WHERE pair = %s", (pair,))
    return found


async def insert_chat(tx: Tx, draft: ChatDraft, pair: UUID | None, now: datetime) -> UUID | None:
    """Write a chat with nobody in it; None where the two have one by now."""
    chat_id: UUID | None = await tx.value(
        "INSERT INTO chats (kind, pair, name, description, picture_id, active_at, created_at)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT (pair) DO NOTHING RETURNING id",
        (draft.type, pair, draft.name, draft.description, draft.picture_id, now, now),
    )
    return chat_id


async def lock_chat(tx: Tx, chat_id: UUID) -> bool:
    """Order all that happens in a chat: nobody else changes it until this transaction ends."""
    return bool(await tx.value("SELECT true FROM chats WHERE id = %s FOR UPDATE", (chat_id,)))


async def find_standing(conn: Conn, account_id: UUID, chat_id: UUID) -> Standing | None:
    """How somebody stands in a chat; None where it does not exist for them."""
    return await conn.one(
        Standing,
        STANDING + " FROM chat_members m JOIN chats c ON c.id = m.chat_id"
        " WHERE m.account_id = %s AND m.chat_id = %s AND" + NOT_BLOCKED,
        (account_id, chat_id),
    )


async def advance(tx: Tx, chat_id: UUID) -> int:
    """The number of the next change in a chat, under its lock."""
    pts: int = await tx.value("UPDATE chats SET pts = pts + 1 WHERE id = %s RETURNING pts", (chat_id,))
    return pts


async def update_chat(tx: Tx, chat_id: UUID, name: str | None, description: str | None) -> None:
    """Write what a chat is called and about."""
    await tx.execute("UPDATE chats SET name = %s, description = %s WHERE id = %s", (name, description, chat_id))


async def delete_chat(tx: Tx, chat_id: UUID) -> None:
    """Remove a chat with all that stands in it."""
    await tx.execute("DELETE FROM chats WHERE id = %s", (chat_id,))


async def list_chats(conn: Conn, account_id: UUID, before: tuple[datetime, UUID] | None, limit: int) -> list[ChatRow]:
    """Somebody's chats, the liveliest first, and one more than asked for."""
    at, last_id = before or (None, None)
    return await conn.all(ChatRow, _PAGE + _CHATS, {"viewer": account_id, "at": at, "id": last_id, "limit": limit + 1})


async def find_chat(conn: Conn, account_id: UUID, chat_id: UUID) -> ChatRow | None:
    """A chat as one of its members sees it."""
    return await conn.one(ChatRow, _ONE + _CHATS, {"viewer": account_id, "chat": chat_id})


async def list_chat_ids(conn: Conn, account_id: UUID, limit: int) -> list[UUID]:
    """The chats that somebody is in, the liveliest first."""
    rows = await conn.all(
        _Id,
        "SELECT c.id FROM chat_members m JOIN chats c ON c.id = m.chat_id WHERE m.account_id = %s"
        " ORDER BY c.active_at DESC LIMIT %s",
        (account_id, limit),
    )
    return [row.id for row in rows]


async def list_tops(conn: Conn, chat_ids: Sequence[UUID]) -> dict[UUID, int]:
    """The number of the last change of each of these chats."""
    rows = await conn.all(_Top, "SELECT id, pts FROM chats WHERE id = ANY (%s)", (list(chat_ids),))
    return {row.id: row.pts for row in rows}


async def insert_members(tx: Tx, chat_id: UUID, account_ids: Sequence[UUID], role: MemberRole, now: datetime) -> None:
    """Let people in."""
    await tx.execute(
        "INSERT INTO chat_members (account_id, chat_id, role, joined_at)"
        " SELECT id, %s, %s, %s FROM unnest(%s::uuid[]) AS given (id)",
        (chat_id, role, now, list(account_ids)),
    )


async def delete_member(tx: Tx, chat_id: UUID, account_id: UUID) -> None:
    """Take somebody out."""
    await tx.execute("DELETE FROM chat_members WHERE chat_id = %s AND account_id = %s", (chat_id, account_id))


async def set_role(tx: Tx, chat_id: UUID, account_id: UUID, role: MemberRole) -> None:
    """Change what somebody may do."""
    await tx.execute(
        "UPDATE chat_members SET role = %s WHERE chat_id = %s AND account_id = %s", (role, chat_id, account_id)
    )


async def find_role(conn: Conn, chat_id: UUID, account_id: UUID) -> MemberRole | None:
    """What somebody may do in a chat; None where they are not in it."""
    role: str | None = await conn.value(
        "SELECT role FROM chat_members WHERE chat_id = %s AND account_id = %s", (chat_id, account_id)
    )
    return MemberRole(role) if role is not None else None


async def members_among(conn: Conn, chat_id: UUID, account_ids: Sequence[UUID]) -> set[UUID]:
    """Of these people, those who are in a chat."""
    rows = await conn.all(
        _Id,
        "SELECT account_id AS id FROM chat_members WHERE chat_id = %s AND account_id = ANY (%s)",
        (chat_id, list(account_ids)),
    )
    return {row.id for row in rows}


async def list_member_ids(conn: Conn, chat_id: UUID) -> list[UUID]:
    """Everybody in a chat."""
    rows = await conn.all(_Id, "SELECT account_id AS id FROM chat_members WHERE chat_id = %s", (chat_id,))
    return [row.id for row in rows]


async def list_members(conn: Conn, viewer_id: UUID, chat_id: UUID, after: UUID | None, limit: int) -> list[MemberRow]:
    """Who is in a chat, in a fixed order, and one more than asked for."""
    return await conn.all(
        MemberRow,
        _MEMBER + " AND (%(after)s::uuid IS NULL OR m.account_id > %(after)s) ORDER BY m.account_id LIMIT %(limit)s",
        {"viewer": viewer_id, "chat": chat_id, "most": MAX_MARKS_TOLD, "after": after, "limit": limit + 1},
    )


async def search_members(conn: Conn, viewer_id: UUID, chat_id: UUID, beginning: str, limit: int) -> list[MemberRow]:
    """Those in a chat whose name or username begins with something in lower case, by name."""
    return await conn.all(
        MemberRow,
        _MEMBER + " AND (starts_with(lower(a.display_name), %(beginning)s)"
        " OR starts_with(lower(a.username::text), %(beginning)s))"
        " ORDER BY lower(a.display_name), a.id LIMIT %(limit)s",
        {"viewer": viewer_id, "chat": chat_id, "most": MAX_MARKS_TOLD, "beginning": beginning, "limit": limit},
    )


async def raise_read(tx: Tx, account_id: UUID, chat_id: UUID, up_to: int) -> int | None:
    """Move how far somebody has read forward, never back and never past the end; where it is now, if it moved."""
    moved: int | None = await tx.value(
        "UPDATE chat_members m SET read_pts = least(%(to)s, c.pts),"
        " delivered_pts = greatest(delivered_pts, least(%(to)s, c.pts)) FROM chats c"
        " WHERE c.id = m.chat_id AND m.chat_id = %(chat)s AND m.account_id = %(account)s"
        " AND m.read_pts < least(%(to)s, c.pts) RETURNING m.read_pts",
        {"to": up_to, "chat": chat_id, "account": account_id},
    )
    return moved


async def raise_delivered(tx: Tx, account_id: UUID, chat_id: UUID, up_to: int) -> int | None:
    """Move how far somebody's devices have come forward; where it is now, if it moved."""
    moved: int | None = await tx.value(
        "UPDATE chat_members m SET delivered_pts = least(%(to)s, c.pts) FROM chats c"
        " WHERE c.id = m.chat_id AND m.chat_id = %(chat)s AND m.account_id = %(account)s"
        " AND m.delivered_pts < least(%(to)s, c.pts) RETURNING m.delivered_pts",
        {"to": up_to, "chat": chat_id, "account": account_id},
    )
    return moved


async def clear(tx: Tx, account_id: UUID, chat_id: UUID) -> None:
    """Let somebody see nothing of what came until now."""
    await tx.execute(
        "UPDATE chat_members m SET cleared_pts = c.pts, read_pts = c.pts, delivered_pts = c.pts FROM chats c"
        " WHERE c.id = m.chat_id AND m.chat_id = %s AND m.account_id = %s",
        (chat_id, account_id),
    )


async def update_settings(tx: Tx, account_id: UUID, chat_id: UUID, change: ChatSettings, now: datetime) -> None:
    """Write what was sent of somebody's own settings of a chat."""
    given: dict[str, Any] = {
        name: value if value is not msgspec.UNSET else None
        for name, value in ((name, getattr(change, name)) for name in change.__struct_fields__)
    }
    await tx.execute(
        "UPDATE chat_members SET"
        " muted_until = CASE WHEN %(mutes)s THEN %(muted_until)s ELSE muted_until END,"
        " archived_at = CASE %(archived)s::boolean WHEN true THEN coalesce(archived_at, %(now)s) WHEN false THEN NULL"
        " ELSE archived_at END,"
        " pinned_at = CASE %(pinned)s::boolean WHEN true THEN coalesce(pinned_at, %(now)s) WHEN false THEN NULL"
        " ELSE pinned_at END"
        " WHERE account_id = %(account)s AND chat_id = %(chat)s",
        {
            **given,
            "mutes": change.muted_until is not msgspec.UNSET,
            "now": now,
            "account": account_id,
            "chat": chat_id,
        },
    )
