"""SQL of link previews."""

from datetime import datetime
from uuid import UUID

import msgspec

from mingle.features.chats.message_queries import Place
from mingle.features.chats.preview_models import Page
from mingle.kernel.db import Conn, Tx


class _Id(msgspec.Struct):
    id: UUID


class Found(msgspec.Struct):
    """A preview, and whether its page is to be fetched, for the first time or again."""

    id: UUID
    is_due: bool


async def keep(tx: Tx, url: str, now: datetime) -> Found:
    """The preview of an address, which nobody finishes or sweeps away until this transaction ends.

    So a message is either told of by who finishes it, or shows it from the beginning.
    """
    found = await tx.one(
        Found,
        "SELECT id, next_fetch_at <= %s AS is_due FROM link_previews WHERE url = %s FOR KEY SHARE",
        (now, url),
    )
    if found is None:
        found = await tx.one(
            Found,
            "INSERT INTO link_previews (url, next_fetch_at) VALUES (%s, %s)"
            " ON CONFLICT (url) DO UPDATE SET url = excluded.url RETURNING id, next_fetch_at <= %s AS is_due",
            (url, now, now),
        )
    assert found is not None
    return found


async def find_link(conn: Conn, place: Place) -> UUID | None:
    """The preview that belongs to a message."""
    found: UUID | None = await conn.value(
        "SELECT preview_id FROM message_links WHERE chat_id = %s AND pts = %s", (place.chat_id, place.pts)
    )
    return found


async def set_link(tx: Tx, place: Place, preview_id: UUID, now: datetime) -> None:
    """Let a preview belong to a message, instead of another."""
    await tx.execute(
        "INSERT INTO message_links (chat_id, pts, preview_id, linked_at) VALUES (%s, %s, %s, %s)"
        " ON CONFLICT (chat_id, pts) DO UPDATE SET preview_id = excluded.preview_id, linked_at = excluded.linked_at",
        (place.chat_id, place.pts, preview_id, now),
    )


async def delete_link(tx: Tx, place: Place) -> None:
    """Let no preview belong to a message."""
    await tx.execute("DELETE FROM message_links WHERE chat_id = %s AND pts = %s", (place.chat_id, place.pts))


async def claim(tx: Tx, preview_id: UUID, now: datetime, until: datetime) -> str | None:
    """Be the one who fetches a page, until a moment; its address. None where nobody has to."""
    url: str | None = await tx.value(
        "UPDATE link_previews SET next_fetch_at = %s WHERE id = %s AND next_fetch_at <= %s RETURNING url",
        (until, preview_id, now),
    )
    return url


async def find_claim(conn: Conn, preview_id: UUID, before: datetime) -> datetime | None:
    """Until when somebody is fetching a page that messages wait for, if that ends before a moment."""
    until: datetime | None = await conn.value(
        "SELECT p.next_fetch_at FROM link_previews p WHERE p.id = %s AND p.next_fetch_at <= %s AND EXISTS"
        " (SELECT FROM message_links l WHERE l.preview_id = p.id"
        " AND (p.fetched_at IS NULL OR l.linked_at > p.fetched_at))",
        (preview_id, before),
    )
    return until


async def lock(tx: Tx, preview_id: UUID) -> bool:
    """Let no message begin to show a preview until this transaction ends; whether it is there."""
    return bool(await tx.value("SELECT true FROM link_previews WHERE id = %s FOR UPDATE", (preview_id,)))


async def set_page(
    tx: Tx, preview_id: UUID, page: Page, file_id: UUID | None, now: datetime, next_fetch_at: datetime
) -> None:
    """Write what a page says of itself."""
    await tx.execute(
        "UPDATE link_previews SET title = %s, description = %s, site = %s, file_id = %s, fetched_at = %s,"
        " next_fetch_at = %s WHERE id = %s",
        (page.title, page.description, page.site, file_id, now, next_fetch_at, preview_id),
    )


async def set_failed(tx: Tx, preview_id: UUID, next_fetch_at: datetime) -> None:
    """Remember that a page could not be fetched; what was known of it stays."""
    await tx.execute("UPDATE link_previews SET next_fetch_at = %s WHERE id = %s", (next_fetch_at, preview_id))


async def list_places(conn: Conn, preview_id: UUID, most: int) -> list[Place]:
    """The messages that a preview belongs to and that have come since it was last fetched, the newest first."""
    return await conn.all(
        Place,
        "SELECT l.chat_id, l.pts FROM message_links l JOIN link_previews p ON p.id = l.preview_id"
        " WHERE l.preview_id = %s AND (p.fetched_at IS NULL OR l.linked_at > p.fetched_at)"
        " ORDER BY l.linked_at DESC LIMIT %s",
        (preview_id, most),
    )


async def lock_stale(tx: Tx, before: datetime, most: int) -> list[UUID]:
    """Previews that nobody has asked for for a while, and nobody else has locked."""
    rows = await tx.all(
        _Id,
        "SELECT id FROM link_previews p WHERE next_fetch_at < %s"
        " AND NOT EXISTS (SELECT FROM message_links l WHERE l.preview_id = p.id)"
        " ORDER BY next_fetch_at LIMIT %s FOR UPDATE SKIP LOCKED",
        (before, most),
    )
    return [row.id for row in rows]


async def delete_unused(tx: Tx, preview_ids: list[UUID]) -> None:
    """Remove those of these previews that belong to no message."""
    await tx.execute(
        "DELETE FROM link_previews p WHERE id = ANY (%s)"
        " AND NOT EXISTS (SELECT FROM message_links l WHERE l.preview_id = p.id)",
        (preview_ids,),
    )
