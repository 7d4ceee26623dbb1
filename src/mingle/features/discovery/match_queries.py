"""SQL of matches."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from mingle.features import people
from mingle.features.discovery.models import MatchPair, MatchRow
from mingle.kernel.db import Conn, Tx


async def insert_match(tx: Tx, low_id: UUID, high_id: UUID, chat_id: UUID, now: datetime) -> UUID:
    """Write that two people have found each other; the id. Two people have one match while it stands."""
    match_id: UUID = await tx.value(
        "INSERT INTO matches (low_id, high_id, chat_id, created_at) VALUES (%s, %s, %s, %s) RETURNING id",
        (low_id, high_id, chat_id, now),
    )
    return match_id


async def find_match(conn: Conn, account_id: UUID, match_id: UUID) -> MatchPair | None:
    """A match that stands; None where it is not somebody's."""
    return await conn.one(
        MatchPair,
        "SELECT id, low_id, high_id, chat_id, ended_at FROM matches"
        " WHERE id = %(id)s AND %(account)s IN (low_id, high_id) AND ended_at IS NULL",
        {"id": match_id, "account": account_id},
    )


async def find_of_pair(conn: Conn, low_id: UUID, high_id: UUID) -> MatchPair | None:
    """The match of two people that stands."""
    return await conn.one(
        MatchPair,
        "SELECT id, low_id, high_id, chat_id, ended_at FROM matches"
        " WHERE low_id = %s AND high_id = %s AND ended_at IS NULL",
        (low_id, high_id),
    )


async def end_match(tx: Tx, match_id: UUID, ended_by: UUID, now: datetime) -> None:
    """Write that a match has ended."""
    await tx.execute("UPDATE matches SET ended_at = %s, ended_by = %s WHERE id = %s", (now, ended_by, match_id))


async def list_matches(conn: Conn, viewer_id: UUID, before: UUID | None, limit: int) -> list[MatchRow]:
    """Somebody's matches that stand, the newest first, and one more than asked for."""
    return await conn.all(
        MatchRow,
        "SELECT x.id, x.other_id, x.chat_id, x.created_at FROM ("
        "SELECT id, high_id AS other_id, chat_id, created_at FROM matches WHERE low_id = %(viewer)s"
        " AND ended_at IS NULL AND (%(before)s::uuid IS NULL OR id < %(before)s)"
        " UNION ALL SELECT id, low_id, chat_id, created_at FROM matches WHERE high_id = %(viewer)s"
        " AND ended_at IS NULL AND (%(before)s::uuid IS NULL OR id < %(before)s)) x"
        " JOIN accounts a ON a.id = x.other_id WHERE" + people.IS_THERE + " ORDER BY x.id DESC LIMIT %(limit)s",
        {"viewer": viewer_id, "before": before, "limit": limit + 1},
    )


async def list_all(conn: Conn, account_id: UUID) -> Sequence[MatchPair]:
    """Every match that somebody has ever had."""
    return await conn.all(
        MatchPair,
        "SELECT id, low_id, high_id, chat_id, ended_at FROM matches WHERE low_id = %(id)s"
        " UNION ALL SELECT id, low_id, high_id, chat_id, ended_at FROM matches WHERE high_id = %(id)s",
        {"id": account_id},
    )
