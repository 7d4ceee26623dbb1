"""SQL of who is told how far others have read."""

from collections.abc import Sequence
from typing import LiteralString
from uuid import UUID

import msgspec

from mingle.features.chats.message_queries import Place
from mingle.features.chats.models import MAX_MARKS_TOLD
from mingle.kernel.db import Conn

_SHOWS: LiteralString = " NOT EXISTS (SELECT FROM profiles p WHERE p.account_id = m.account_id AND NOT p.shows_reads)"


class ReaderRow(msgspec.Struct):
    """Somebody who has read a message."""

    id: UUID
    display_name: str
    username: str | None
    is_demo: bool


async def list_told_of_reads(conn: Conn, reader_id: UUID, chat_id: UUID) -> Sequence[UUID] | None:
    """Who in a chat is told how far somebody has read, they themselves included; None: everybody."""
    found: list[UUID] | None = await conn.value(
        "SELECT CASE WHEN c.member_count > %(most)s OR NOT (SELECT" + _SHOWS + " FROM chat_members m"
        " WHERE m.chat_id = c.id AND m.account_id = %(reader)s) THEN ARRAY[%(reader)s::uuid]"
        " WHEN EXISTS (SELECT FROM chat_members m WHERE m.chat_id = c.id AND NOT" + _SHOWS + ")"
        " THEN ARRAY (SELECT m.account_id FROM chat_members m WHERE m.chat_id = c.id AND" + _SHOWS + ") END"
        " FROM chats c WHERE c.id = %(chat)s",
        {"reader": reader_id, "chat": chat_id, "most": MAX_MARKS_TOLD},
    )
    return found


async def list_readers(conn: Conn, viewer_id: UUID, place: Place, after: UUID | None, limit: int) -> list[ReaderRow]:
    """Who has read a message and shows it, its sender and the viewer aside, and one more than asked for."""
    return await conn.all(
        ReaderRow,
        "SELECT a.id, a.display_name, a.username::text AS username, a.is_demo FROM messages u"
        " JOIN chat_members m ON m.chat_id = u.chat_id AND m.account_id NOT IN (u.sender_id, %(viewer)s)"
        " AND m.read_pts >= u.pts JOIN accounts a ON a.id = m.account_id"
        " WHERE u.chat_id = %(chat)s AND u.pts = %(pts)s AND" + _SHOWS + ""
        " AND (%(after)s::uuid IS NULL OR a.id > %(after)s) ORDER BY a.id LIMIT %(limit)s",
        {"viewer": viewer_id, "chat": place.chat_id, "pts": place.pts, "after": after, "limit": limit + 1},
    )


async def shows_reads(conn: Conn, account_id: UUID) -> bool:
    """Whether somebody shows how far they have read."""
    hidden = await conn.value("SELECT true FROM profiles WHERE account_id = %s AND NOT shows_reads", (account_id,))
    return not hidden
