"""SQL of the sweep."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

import msgspec

from mingle.kernel.db import Conn, Tx


class _Id(msgspec.Struct):
    id: UUID


class _Key(msgspec.Struct):
    key: str


async def list_old_files(conn: Conn, before: datetime, after: UUID, most: int) -> list[UUID]:
    """Files that came before a moment, in order of their ids, from after one on; not those a moderator has to see."""
    rows = await conn.all(
        _Id,
        "SELECT id FROM files WHERE created_at < %s AND id > %s AND status <> 'held' ORDER BY id LIMIT %s",
        (before, after, most),
    )
    return [row.id for row in rows]


async def lock_files(tx: Tx, file_ids: Sequence[UUID]) -> list[UUID]:
    """Those of these files that nobody has locked; from now on nobody begins to use them."""
    rows = await tx.all(
        _Id, "SELECT id FROM files WHERE id = ANY(%s) ORDER BY id FOR UPDATE SKIP LOCKED", (list(file_ids),)
    )
    return [row.id for row in rows]


async def list_unused(conn: Conn, file_ids: Sequence[UUID]) -> list[UUID]:
    """Those of these files that no row of any feature refers to."""
    rows = await conn.all(
        _Id,
        "SELECT id FROM unnest(%(ids)s::uuid[]) AS given (id) WHERE id NOT IN"
        " (SELECT used FROM files_in_use(%(ids)s) AS found (used))",
        {"ids": list(file_ids)},
    )
    return [row.id for row in rows]


async def delete_expired_uploads(tx: Tx, now: datetime, most: int) -> list[str]:
    """Remove uploads whose time is over, unless they have become files that wait to be processed; their keys."""
    keys = await tx.value(
        "WITH over AS (SELECT id FROM uploads u WHERE expires_at <= %s AND NOT EXISTS (SELECT FROM files f"
        " WHERE f.id = u.id AND f.status IN ('uploaded', 'processing')) ORDER BY expires_at LIMIT %s"
        " FOR UPDATE SKIP LOCKED),"
        " gone AS (DELETE FROM uploads WHERE id IN (SELECT id FROM over) RETURNING id)"
        " SELECT array_agg(p.key) FILTER (WHERE p.key IS NOT NULL) FROM gone LEFT JOIN upload_parts p"
        " ON p.upload_id = gone.id",
        (now, most),
    )
    return list(keys or [])


async def delete_old_days(tx: Tx, before: date) -> None:
    """Forget what people sent on days that are over."""
    await tx.execute("DELETE FROM upload_days WHERE day < %s", (before,))


async def list_abandoned(conn: Conn, before: datetime, most: int) -> list[UUID]:
    """Files that came before a moment and wait to be processed, though no job is left that would."""
    rows = await conn.all(
        _Id,
        "SELECT id FROM files f WHERE status IN ('uploaded', 'processing') AND created_at < %s"
        " AND NOT EXISTS (SELECT FROM procrastinate_jobs j WHERE j.task_name = 'media.process_file'"
        " AND j.status IN ('todo', 'doing') AND j.args -> 'arguments' ->> 'file_id' = f.id::text)"
        " ORDER BY created_at LIMIT %s",
        (before, most),
    )
    return [row.id for row in rows]


async def list_unnamed(conn: Conn, keys: Sequence[str]) -> list[str]:
    """Those of these keys that no row names."""
    rows = await conn.all(
        _Key,
        "SELECT key FROM unnest(%s::text[]) AS given (key)"
        " WHERE NOT EXISTS (SELECT FROM file_variants v WHERE v.key = given.key)"
        " AND NOT EXISTS (SELECT FROM upload_parts p WHERE p.key = given.key)",
        (list(keys),),
    )
    return [row.key for row in rows]


async def list_to_check(conn: Conn, before: datetime, most: int) -> list[UUID]:
    """Files whose place in the store nobody has looked at since a moment, the longest ago first."""
    rows = await conn.all(
        _Id,
        "SELECT id FROM files WHERE status IN ('ready', 'held') AND checked_at < %s ORDER BY checked_at LIMIT %s",
        (before, most),
    )
    return [row.id for row in rows]
