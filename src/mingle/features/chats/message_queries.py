"""SQL of messages, and of what has happened to them."""

from collections.abc import Sequence
from datetime import datetime
from typing import LiteralString
from uuid import UUID

import msgspec

from mingle.features.chats.models import EventRow, MessageKind, MessageRow
from mingle.features.chats.queries import NOT_BLOCKED
from mingle.kernel.db import Conn, Tx

_COLUMNS: LiteralString = (
    "SELECT u.chat_id, u.pts, u.id, u.client_id, u.sender_id, u.kind, u.content, u.reply_to_id, u.hashtags,"
    " u.is_silent, u.edited_at, u.deleted_at, u.pinned_at, u.created_at, u.updated_at,"
    " u.expires_at,"
    " ARRAY (SELECT f.file_id FROM message_files f WHERE f.chat_id = u.chat_id AND f.pts = u.pts ORDER BY f.position)"
    " AS file_ids,"
    " ARRAY (SELECT n.account_id FROM message_mentions n WHERE n.chat_id = u.chat_id AND n.pts = u.pts"
    " ORDER BY n.account_id) AS mentions,"
    " coalesce((SELECT jsonb_agg(jsonb_build_object('emoji', r.emoji, 'count', r.count, 'mine', r.mine)"
    " ORDER BY r.first, r.emoji) FROM (SELECT x.emoji, count(*) AS count, bool_or(x.account_id = %(viewer)s) AS mine,"
    " min(x.reacted_at) AS first FROM message_reactions x WHERE x.chat_id = u.chat_id AND x.pts = u.pts"
    " GROUP BY x.emoji) r), '[]') AS reactions,"
    " CASE WHEN u.forward_of_id IS NOT NULL THEN jsonb_build_object('id', u.forwarded_from_id, 'displayName',"
    " (SELECT a.display_name FROM accounts a WHERE a.id = u.forwarded_from_id)) END AS forwarded_from,"
    " CASE WHEN u.kind = 'poll' THEN (SELECT jsonb_build_object('question', u.content, 'isMultiple', p.is_multiple,"
    " 'isAnonymous', p.is_anonymous, 'isClosed', p.closed_at IS NOT NULL, 'voters', (SELECT"
    " count(DISTINCT v.account_id) FROM poll_votes v WHERE v.chat_id = p.chat_id AND v.pts = p.pts), 'options',"
    " (SELECT jsonb_agg(jsonb_build_object('text', o.text, 'votes', (SELECT count(*)"
    " FROM poll_votes v WHERE v.chat_id = p.chat_id"
    " AND v.pts = p.pts AND v.option = o.number - 1), 'mine', EXISTS (SELECT FROM poll_votes v"
    " WHERE v.chat_id = p.chat_id AND v.pts = p.pts AND v.option = o.number - 1 AND v.account_id = %(viewer)s))"
    " ORDER BY o.number) FROM unnest(p.options) WITH ORDINALITY AS o (text, number)))"
    " FROM polls p WHERE p.chat_id = u.chat_id AND p.pts = u.pts) END AS poll,"
    " (SELECT jsonb_build_object('url', w.url, 'title', w.title, 'description', w.description, 'site', w.site,"
    " 'file_id', w.file_id) FROM message_links l JOIN link_previews w ON w.id = l.preview_id"
    " WHERE l.chat_id = u.chat_id AND l.pts = u.pts AND w.title IS NOT NULL) AS preview"
    " FROM messages u"
)
_MESSAGE: LiteralString = (
    _COLUMNS + " JOIN chat_members m ON m.chat_id = u.chat_id AND m.account_id = %(viewer)s"
    " WHERE u.pts > m.cleared_pts AND NOT EXISTS (SELECT FROM message_hides h"
    " WHERE h.account_id = %(viewer)s AND h.chat_id = u.chat_id AND h.pts = u.pts)"
)


class NewMessage(msgspec.Struct):
    """What becomes a row of `messages`."""

    sender_id: UUID
    client_id: str
    digest: bytes
    kind: MessageKind
    content: str
    reply_to_id: UUID | None
    hashtags: list[str]
    is_silent: bool
    now: datetime
    forward_of_id: UUID | None = None
    forwarded_from_id: UUID | None = None


class Earlier(msgspec.Struct):
    """A message that was sent with a client id before."""

    pts: int
    digest: bytes


class Place(msgspec.Struct):
    """Where a message stands."""

    chat_id: UUID
    pts: int


class Hidden(msgspec.Struct):
    """A message that somebody has deleted for themselves alone."""

    id: UUID
    pts: int


class _Emoji(msgspec.Struct):
    emoji: str


async def find_earlier(tx: Tx, chat_id: UUID, sender_id: UUID, client_id: str) -> Earlier | None:
    """What somebody has sent with this client id before."""
    return await tx.one(
        Earlier,
        "SELECT pts, digest FROM messages WHERE chat_id = %s AND sender_id = %s AND client_id = %s",
        (chat_id, sender_id, client_id),
    )


async def insert_message(tx: Tx, chat_id: UUID, new: NewMessage) -> int:
    """Write a message as the next change of its chat, under the chat's lock; its number."""
    pts: int = await tx.value(
        "WITH next AS (UPDATE chats SET pts = pts + 1, active_at = greatest(active_at, %(now)s) WHERE id = %(chat)s"
        " RETURNING pts, message_lifetime)"
        " INSERT INTO messages (chat_id, pts, sender_id, client_id, digest, kind, content, reply_to_id,"
        " hashtags, is_silent, created_at, updated_at, forward_of_id, forwarded_from_id, expires_at)"
        " VALUES (%(chat)s, (SELECT next.pts FROM next), %(sender_id)s, %(client_id)s, %(digest)s, %(kind)s,"
        " %(content)s, %(reply_to_id)s, %(hashtags)s, %(is_silent)s, %(now)s, %(now)s,"
        " %(forward_of_id)s, %(forwarded_from_id)s, CASE WHEN %(kind)s <> 'system'"
        " THEN %(now)s + make_interval(secs => (SELECT next.message_lifetime FROM next)) END) RETURNING pts",
        {"chat": chat_id, **msgspec.structs.asdict(new)},
    )
    return pts


async def insert_files(tx: Tx, chat_id: UUID, pts: int, file_ids: Sequence[UUID]) -> None:
    """Attach files to a message, in this order."""
    await tx.execute(
        "INSERT INTO message_files (chat_id, pts, position, file_id)"
        " SELECT %s, %s, number - 1, file_id FROM unnest(%s::uuid[]) WITH ORDINALITY AS given (file_id, number)",
        (chat_id, pts, list(file_ids)),
    )


async def insert_mentions(tx: Tx, place: Place, usernames: Sequence[str]) -> None:
    """Write whom of its chat's members a message mentions."""
    await tx.execute(
        "INSERT INTO message_mentions (account_id, chat_id, pts) SELECT a.id, %(chat)s, %(pts)s FROM accounts a"
        " JOIN chat_members m ON m.account_id = a.id AND m.chat_id = %(chat)s"
        " WHERE a.username = ANY (%(names)s::text[]::citext[])",
        {"chat": place.chat_id, "pts": place.pts, "names": list(usernames)},
    )


async def delete_mentions(tx: Tx, place: Place) -> None:
    """Let a message mention nobody."""
    await tx.execute("DELETE FROM message_mentions WHERE chat_id = %s AND pts = %s", (place.chat_id, place.pts))


async def find_place(conn: Conn, message_id: UUID) -> Place | None:
    """Where the message of an id stands. Who may see it is not asked."""
    return await conn.one(Place, "SELECT chat_id, pts FROM messages WHERE id = %s", (message_id,))


async def is_in_chat(conn: Conn, chat_id: UUID, message_id: UUID) -> bool:
    """Whether a message stands in a chat, and has not been deleted."""
    return bool(
        await conn.value(
            "SELECT true FROM messages WHERE id = %s AND chat_id = %s AND deleted_at IS NULL", (message_id, chat_id)
        )
    )


async def find_for_all(conn: Conn, place: Place) -> MessageRow | None:
    """A message, whoever sees it; None where there is nothing left of it."""
    return await conn.one(
        MessageRow,
        _COLUMNS + " WHERE u.chat_id = %(chat)s AND u.pts = %(pts)s AND u.deleted_at IS NULL",
        {"viewer": None, "chat": place.chat_id, "pts": place.pts},
    )


async def find_sent(conn: Conn, sender_id: UUID, place: Place) -> MessageRow | None:
    """A message as its sender has sent it, whether they see it still or not."""
    return await conn.one(
        MessageRow,
        _COLUMNS + " WHERE u.chat_id = %(chat)s AND u.pts = %(pts)s",
        {"viewer": sender_id, "chat": place.chat_id, "pts": place.pts},
    )


async def list_places_of_file(conn: Conn, file_id: UUID) -> list[Place]:
    """The messages that a file is attached to."""
    return await conn.all(
        Place, "SELECT chat_id, pts FROM message_files WHERE file_id = %s ORDER BY chat_id, pts", (file_id,)
    )


async def list_at(conn: Conn, viewer_id: UUID, chat_id: UUID, numbers: Sequence[int]) -> list[MessageRow]:
    """The messages with these numbers, as far as a member sees them, in their order."""
    return await conn.all(
        MessageRow,
        _MESSAGE + " AND u.chat_id = %(chat)s AND u.pts = ANY (%(numbers)s::bigint[]) ORDER BY u.pts",
        {"viewer": viewer_id, "chat": chat_id, "numbers": list(numbers)},
    )


async def list_places(conn: Conn, viewer_id: UUID, places: Sequence[Place]) -> list[MessageRow]:
    """The messages that stand in these places, of one chat or several, as far as a member sees them."""
    return await conn.all(
        MessageRow,
        _MESSAGE + " AND (u.chat_id, u.pts) IN (SELECT * FROM unnest(%(chats)s::uuid[], %(numbers)s::bigint[]))",
        {
            "viewer": viewer_id,
            "chats": [place.chat_id for place in places],
            "numbers": [place.pts for place in places],
        },
    )


async def list_before(conn: Conn, viewer_id: UUID, chat_id: UUID, before: int, limit: int) -> list[MessageRow]:
    """The messages before a number, the newest first; none of a chat that does not exist for the viewer."""
    return await conn.all(
        MessageRow,
        _MESSAGE + " AND EXISTS (SELECT FROM chats c WHERE c.id = u.chat_id AND" + NOT_BLOCKED + ")"
        " AND u.chat_id = %(chat)s AND u.pts < %(before)s ORDER BY u.pts DESC LIMIT %(limit)s",
        {"viewer": viewer_id, "chat": chat_id, "before": before, "limit": limit},
    )


async def list_after(conn: Conn, viewer_id: UUID, chat_id: UUID, after: int, limit: int) -> list[MessageRow]:
    """The messages after a number, the oldest first."""
    return await conn.all(
        MessageRow,
        _MESSAGE + " AND u.chat_id = %(chat)s AND u.pts > %(after)s ORDER BY u.pts LIMIT %(limit)s",
        {"viewer": viewer_id, "chat": chat_id, "after": after, "limit": limit},
    )


async def list_pinned(conn: Conn, viewer_id: UUID, chat_id: UUID, before: int, limit: int) -> list[MessageRow]:
    """The pinned messages before a number, the newest first."""
    return await conn.all(
        MessageRow,
        _MESSAGE + " AND u.chat_id = %(chat)s AND u.pts < %(before)s AND u.pinned_at IS NOT NULL"
        " ORDER BY u.pts DESC LIMIT %(limit)s",
        {"viewer": viewer_id, "chat": chat_id, "before": before, "limit": limit},
    )


async def insert_event(tx: Tx, chat_id: UUID, event: EventRow) -> None:
    """Write down that something has changed."""
    await tx.execute(
        "INSERT INTO chat_events (chat_id, pts, kind, message_pts, account_id, emoji, is_on)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s)",
        (chat_id, event.pts, event.kind, event.message_pts, event.account_id, event.emoji, event.is_on),
    )


async def edit_message(
    tx: Tx, place: Place, content: str, hashtags: Sequence[str], edited_pts: int, now: datetime
) -> None:
    """Write other words into a message, and keep those that stood there."""
    await tx.execute(
        "INSERT INTO message_edits (chat_id, pts, edited_pts, content, edited_at)"
        " SELECT chat_id, pts, %s, coalesce(content, ''), %s FROM messages WHERE chat_id = %s AND pts = %s",
        (edited_pts, now, place.chat_id, place.pts),
    )
    await tx.execute(
        "UPDATE messages SET content = %s, hashtags = %s, edited_at = %s, updated_at = %s"
        " WHERE chat_id = %s AND pts = %s",
        (content, list(hashtags), now, now, place.chat_id, place.pts),
    )


async def empty_message(tx: Tx, place: Place, now: datetime) -> None:
    """Leave nothing of a message but that there was one."""
    await tx.execute(
        "WITH files AS (DELETE FROM message_files WHERE chat_id = %(chat)s AND pts = %(pts)s),"
        " mentions AS (DELETE FROM message_mentions WHERE chat_id = %(chat)s AND pts = %(pts)s),"
        " reactions AS (DELETE FROM message_reactions WHERE chat_id = %(chat)s AND pts = %(pts)s),"
        " links AS (DELETE FROM message_links WHERE chat_id = %(chat)s AND pts = %(pts)s),"
        " polls AS (DELETE FROM polls WHERE chat_id = %(chat)s AND pts = %(pts)s),"
        " edits AS (DELETE FROM message_edits WHERE chat_id = %(chat)s AND pts = %(pts)s)"
        " UPDATE messages SET content = NULL, encrypted_content = NULL, hashtags = '{}', reply_to_id = NULL,"
        " forward_of_id = NULL, forwarded_from_id = NULL, pinned_at = NULL, deleted_at = %(now)s, updated_at = %(now)s"
        " WHERE chat_id = %(chat)s AND pts = %(pts)s",
        {"chat": place.chat_id, "pts": place.pts, "now": now},
    )


async def hide_message(tx: Tx, account_id: UUID, place: Place) -> None:
    """Let somebody see a message no longer."""
    await tx.execute(
        "INSERT INTO message_hides (account_id, chat_id, pts) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
        (account_id, place.chat_id, place.pts),
    )


async def list_hidden(conn: Conn, account_id: UUID, chat_id: UUID, after: int, limit: int) -> list[Hidden]:
    """What somebody has deleted of a chat for themselves alone, in the order of the numbers."""
    return await conn.all(
        Hidden,
        "SELECT u.id, u.pts FROM message_hides h JOIN messages u ON u.chat_id = h.chat_id AND u.pts = h.pts"
        " WHERE h.account_id = %s AND h.chat_id = %s AND h.pts > %s ORDER BY h.pts LIMIT %s",
        (account_id, chat_id, after, limit),
    )


async def set_pinned(tx: Tx, place: Place, *, is_pinned: bool, now: datetime) -> None:
    """Pin a message, or take the pin away."""
    await tx.execute(
        "UPDATE messages SET pinned_at = CASE WHEN %s THEN %s END, updated_at = %s WHERE chat_id = %s AND pts = %s",
        (is_pinned, now, now, place.chat_id, place.pts),
    )


async def list_own_reactions(conn: Conn, account_id: UUID, place: Place) -> set[str]:
    """How somebody has reacted to a message."""
    rows = await conn.all(
        _Emoji,
        "SELECT emoji FROM message_reactions WHERE chat_id = %s AND pts = %s AND account_id = %s",
        (place.chat_id, place.pts, account_id),
    )
    return {row.emoji for row in rows}


async def insert_reaction(tx: Tx, account_id: UUID, place: Place, emoji: str, now: datetime) -> None:
    """Write a reaction."""
    await tx.execute(
        "INSERT INTO message_reactions (chat_id, pts, account_id, emoji, reacted_at) VALUES (%s, %s, %s, %s, %s)",
        (place.chat_id, place.pts, account_id, emoji, now),
    )


async def delete_reaction(tx: Tx, account_id: UUID, place: Place, emoji: str) -> None:
    """Take a reaction back."""
    await tx.execute(
        "DELETE FROM message_reactions WHERE chat_id = %s AND pts = %s AND account_id = %s AND emoji = %s",
        (place.chat_id, place.pts, account_id, emoji),
    )


async def shows_file(conn: Conn, viewer_id: UUID, file_id: UUID) -> bool:
    """Whether a file is the picture of a chat that somebody is in, or attached to a message that they see."""
    return bool(
        await conn.value(
            "SELECT EXISTS (SELECT FROM chats c JOIN chat_members m ON m.chat_id = c.id AND m.account_id = %(viewer)s"
            " WHERE c.picture_id = %(file)s) OR EXISTS (SELECT FROM message_files f"
            " JOIN chat_members m ON m.chat_id = f.chat_id AND m.account_id = %(viewer)s AND f.pts > m.cleared_pts"
            " JOIN messages u ON u.chat_id = f.chat_id AND u.pts = f.pts"
            " WHERE f.file_id = %(file)s AND (u.expires_at IS NULL OR u.expires_at > statement_timestamp())"
            " AND NOT EXISTS (SELECT FROM message_hides h WHERE h.account_id = %(viewer)s AND h.chat_id = f.chat_id"
            " AND h.pts = f.pts)"
            " AND NOT EXISTS (SELECT FROM blocks b WHERE b.blocker_id = u.sender_id AND b.blocked_id = %(viewer)s)"
            " AND NOT EXISTS (SELECT FROM blocks b WHERE b.blocker_id = %(viewer)s AND b.blocked_id = u.sender_id))",
            {"viewer": viewer_id, "file": file_id},
        )
    )
