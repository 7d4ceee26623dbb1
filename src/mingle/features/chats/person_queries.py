"""SQL of the people whom a chat tells of."""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from mingle.kernel.db import Conn


class PersonRow(msgspec.Struct):
    """Somebody of an account."""

    id: UUID
    display_name: str
    username: str | None
    is_demo: bool


async def list_names(conn: Conn, account_ids: Sequence[UUID]) -> dict[UUID, str]:
    """What people are called."""
    sql = "SELECT id, display_name, username::text AS username, is_demo FROM accounts WHERE id = ANY (%s)"
    return {row.id: row.display_name for row in await conn.all(PersonRow, sql, (list(account_ids),))}


async def list_people(conn: Conn, chat_id: UUID, account_ids: Sequence[UUID]) -> list[PersonRow]:
    """Of these people, those who are in a chat, wrote there, or are named by what has happened in it."""
    return await conn.all(
        PersonRow,
        "SELECT a.id, a.display_name, a.username::text AS username, a.is_demo FROM accounts a"
        " WHERE a.id = ANY (%(ids)s) AND ("
        "EXISTS (SELECT FROM chat_members m WHERE m.chat_id = %(chat)s AND m.account_id = a.id)"
        " OR EXISTS (SELECT FROM messages u WHERE u.chat_id = %(chat)s AND u.sender_id = a.id)"
        " OR EXISTS (SELECT FROM messages u WHERE u.chat_id = %(chat)s AND u.kind = 'system'"
        " AND strpos(u.content, a.id::text) > 0)) ORDER BY a.id",
        {"chat": chat_id, "ids": list(account_ids)},
    )
