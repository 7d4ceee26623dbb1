"""SQL of blocks, and of what people give each other."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from mingle.features.people.models import Blocked
from mingle.kernel.db import Conn, Tx


class _Id(msgspec.Struct):
    id: UUID


async def insert_block(tx: Tx, blocker_id: UUID, blocked_id: UUID, now: datetime) -> bool:
    """Block somebody; False where nobody has that id. A block that is there already stays as it is."""
    await tx.execute(
        "INSERT INTO blocks (blocker_id, blocked_id, created_at) SELECT %s, id, %s FROM accounts WHERE id = %s"
        " ON CONFLICT DO NOTHING",
        (blocker_id, now, blocked_id),
    )
    return bool(
        await tx.value("SELECT EXISTS (SELECT FROM blocks WHERE blocker_id = %s AND blocked_id = %s)",
                       (blocker_id, blocked_id))
    )  # fmt: skip


async def delete_block(tx: Tx, blocker_id: UUID, blocked_id: UUID) -> bool:
    """Take a block back; False where there was none."""
    count = await tx.execute("DELETE FROM blocks WHERE blocker_id = %s AND blocked_id = %s", (blocker_id, blocked_id))
    return count > 0


async def list_blocks(conn: Conn, blocker_id: UUID, before: tuple[datetime, UUID] | None, limit: int) -> list[Blocked]:
    """Whom somebody has blocked, the latest first, and one more than asked for."""
    at, account_id = before or (None, None)
    return await conn.all(
        Blocked,
        "SELECT a.id, a.display_name, a.username, b.created_at AS blocked_at"
        " FROM blocks b JOIN accounts a ON a.id = b.blocked_id WHERE b.blocker_id = %(blocker)s"
        " AND (%(at)s::timestamptz IS NULL OR (b.created_at, b.blocked_id) < (%(at)s, %(id)s))"
        " ORDER BY b.created_at DESC, b.blocked_id DESC LIMIT %(limit)s",
        {"blocker": blocker_id, "at": at, "id": account_id, "limit": limit + 1},
    )


async def blocked_among(conn: Conn, account_id: UUID, others: Sequence[UUID]) -> set[UUID]:
    """Of these people, those between whom and somebody there is a block, whoever made it."""
    rows = await conn.all(
        _Id,
        "SELECT blocked_id AS id FROM blocks WHERE blocker_id = %(id)s AND blocked_id = ANY (%(others)s)"
        " UNION SELECT blocker_id FROM blocks WHERE blocked_id = %(id)s AND blocker_id = ANY (%(others)s)",
        {"id": account_id, "others": list(others)},
    )
    return {row.id for row in rows}


async def has_blocked(conn: Conn, blocker_id: UUID, blocked_id: UUID) -> bool:
    """Whether somebody has blocked another themselves."""
    return bool(
        await conn.value(
            "SELECT EXISTS (SELECT FROM blocks WHERE blocker_id = %s AND blocked_id = %s)", (blocker_id, blocked_id)
        )
    )


async def hiding_last_seen(conn: Conn, account_ids: Sequence[UUID]) -> set[UUID]:
    """Of these people, those who do not show when they were last there."""
    rows = await conn.all(
        _Id,
        "SELECT account_id AS id FROM profiles WHERE account_id = ANY (%s) AND NOT shows_last_seen",
        (list(account_ids),),
    )
    return {row.id for row in rows}


async def share_socials(tx: Tx, owner_id: UUID, viewer_id: UUID, now: datetime) -> None:
    """Let somebody see where else one can be found."""
    await tx.execute(
        "INSERT INTO shared_socials (owner_id, viewer_id, shared_at) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
        (owner_id, viewer_id, now),
    )


async def unshare_socials(tx: Tx, owner_id: UUID, viewer_id: UUID) -> bool:
    """Take that back; False where it was not given."""
    count = await tx.execute("DELETE FROM shared_socials WHERE owner_id = %s AND viewer_id = %s", (owner_id, viewer_id))
    return count > 0


async def unshare_both(tx: Tx, one_id: UUID, other_id: UUID) -> None:
    """Take back what two people gave each other (a block)."""
    await tx.execute(
        "DELETE FROM shared_socials WHERE (owner_id, viewer_id) IN ((%(a)s, %(b)s), (%(b)s, %(a)s))",
        {"a": one_id, "b": other_id},
    )
