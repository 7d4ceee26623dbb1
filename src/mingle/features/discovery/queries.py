"""SQL of what people think of each other, and of what they may do in a day."""

from collections.abc import Sequence
from datetime import datetime
from typing import LiteralString
from uuid import UUID

from mingle.features import people
from mingle.features.discovery.models import (
    MAX_COUNTED,
    AllowanceKind,
    Counterpart,
    Kind,
    LastJudgement,
    LikeRow,
)
from mingle.kernel.db import Conn, Tx

Received = tuple[str, datetime, UUID]
"""A place in the list of likes: the kind, when, and from whom."""
# Whoever likes somebody has shown themselves to them, incognito or not; who has found somebody sees them paused too.
_COUNTERPART: LiteralString = (
    "SELECT m.kind AS mine, m.hidden_until, t.kind AS theirs, x.id AS match_id, x.chat_id, x.created_at AS matched_at"
    " FROM accounts a JOIN profiles p ON p.account_id = a.id LEFT JOIN preferences w ON w.account_id = a.id"
    " LEFT JOIN judgements m ON m.judge_id = %(viewer)s AND m.judged_id = a.id"
    " LEFT JOIN judgements t ON t.judge_id = a.id AND t.judged_id = %(viewer)s"
    " LEFT JOIN matches x ON x.low_id = least(a.id, %(viewer)s) AND x.high_id = greatest(a.id, %(viewer)s)"
    " AND x.ended_at IS NULL"
    " WHERE a.id = %(other)s AND" + people.IS_THERE + " AND (x.id IS NOT NULL"
    " OR (" + people.IS_SHOWN + " AND (t.kind IN ('like', 'superlike') OR" + people.IS_OPEN + ")))"
)
_RECEIVED: LiteralString = (
    " FROM judgements j JOIN accounts a ON a.id = j.judge_id JOIN profiles p ON p.account_id = a.id"
    " LEFT JOIN preferences w ON w.account_id = a.id"
    " WHERE j.judged_id = %(viewer)s AND j.kind IN ('like', 'superlike')"
    " AND NOT EXISTS (SELECT FROM judgements o WHERE o.judge_id = %(viewer)s AND o.judged_id = j.judge_id"
    " AND (o.hidden_until IS NULL OR o.hidden_until > %(now)s))"
    " AND" + people.IS_THERE + " AND" + people.IS_SHOWN
)


async def lock_pair(tx: Tx, low_id: UUID, high_id: UUID) -> None:
    """Order all that two people think of each other: nobody else changes it until this transaction ends.

    The lock has no row, since there may be none yet. Pairs that share its number by chance wait for each other.
    """
    await tx.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (f"pair {low_id} {high_id}",))


async def find_counterpart(conn: Conn, viewer_id: UUID, other_id: UUID, requires: Sequence[str]) -> Counterpart | None:
    """What two people think of each other; None where the other does not exist for the first."""
    return await conn.one(
        Counterpart, _COUNTERPART, {"viewer": viewer_id, "other": other_id, "requires": list(requires)}
    )


async def upsert_judgement(
    tx: Tx,
    judge_id: UUID,
    judged_id: UUID,
    kind: Kind,
    note: str | None,
    *,
    now: datetime,
    hidden_until: datetime | None,
) -> None:
    """Write what somebody thinks of another, in place of what they thought before."""
    await tx.execute(
        "INSERT INTO judgements (judge_id, judged_id, kind, note, created_at, hidden_until)"
        " VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT (judge_id, judged_id) DO UPDATE SET kind = excluded.kind,"
        " note = excluded.note, created_at = excluded.created_at, hidden_until = excluded.hidden_until",
        (judge_id, judged_id, kind, note, now, hidden_until),
    )


async def part(tx: Tx, low_id: UUID, high_id: UUID, hidden_until: datetime | None) -> None:
    """Keep two people from each other whose match has ended; None: for good."""
    await tx.execute(
        "UPDATE judgements SET kind = 'unmatched', note = NULL, hidden_until = %(until)s"
        " WHERE (judge_id, judged_id) IN ((%(low)s, %(high)s), (%(high)s, %(low)s))",
        {"until": hidden_until, "low": low_id, "high": high_id},
    )


async def find_last(conn: Conn, judge_id: UUID) -> LastJudgement | None:
    """The latest judgement of somebody that no ended match has overtaken."""
    return await conn.one(
        LastJudgement,
        "SELECT judged_id, kind, created_at FROM judgements WHERE judge_id = %s AND kind <> 'unmatched'"
        " ORDER BY created_at DESC LIMIT 1",
        (judge_id,),
    )


async def delete_judgement(tx: Tx, judge_id: UUID, judged_id: UUID, created_at: datetime) -> bool:
    """Take back a judgement of that moment; False where there is another one by now, or none."""
    count = await tx.execute(
        "DELETE FROM judgements WHERE judge_id = %s AND judged_id = %s AND created_at = %s AND kind <> 'unmatched'",
        (judge_id, judged_id, created_at),
    )
    return count > 0


async def list_received(
    conn: Conn,
    viewer_id: UUID,
    requires: Sequence[str],
    now: datetime,
    before: Received | None,
    limit: int,
) -> list[LikeRow]:
    """Who likes somebody and waits to be judged: superlikes first, then the latest, and one more than asked for."""
    kind, at, judge_id = before or (None, None, None)
    return await conn.all(
        LikeRow,
        "SELECT j.judge_id, j.kind, j.note, j.created_at" + _RECEIVED + " AND (%(kind)s::text IS NULL"
        " OR (j.kind, j.created_at, j.judge_id) < (%(kind)s, %(at)s::timestamptz, %(id)s::uuid))"
        " ORDER BY j.kind DESC, j.created_at DESC, j.judge_id DESC LIMIT %(limit)s",
        {
            "viewer": viewer_id,
            "requires": list(requires),
            "now": now,
            "kind": kind,
            "at": at,
            "id": judge_id,
            "limit": limit + 1,
        },
    )


async def count_received(conn: Conn, viewer_id: UUID, requires: Sequence[str], now: datetime) -> int:
    """How many they are; 1000 at most."""
    count: int = await conn.value(
        "SELECT count(*) FROM (SELECT" + _RECEIVED + " LIMIT %(most)s) counted",
        {"viewer": viewer_id, "requires": list(requires), "now": now, "most": MAX_COUNTED},
    )
    return count


async def delete_put_off(tx: Tx, now: datetime) -> None:
    """Forget whom people have put off until now: they are shown again, and nothing else came of it."""
    await tx.execute("DELETE FROM judgements WHERE kind = 'later' AND hidden_until <= %s", (now,))


async def use_allowance(
    tx: Tx, account_id: UUID, kind: AllowanceKind, most: int, now: datetime, began_after: datetime
) -> bool:
    """Count one use, under the lock of the row that counts; False where the day has no more.

    Args:
        tx: where to count.
        account_id: whose day it is.
        kind: of what.
        most: how many a day allows, 1 or more.
        now: when a new day begins, if one does.
        began_after: a day that began then or before is over.
    """
    count = await tx.execute(
        "INSERT INTO allowances (account_id, kind, used, began_at) VALUES (%(account)s, %(kind)s, 1, %(now)s)"
        " ON CONFLICT (account_id, kind) DO UPDATE SET"
        " used = CASE WHEN allowances.began_at <= %(after)s THEN 1 ELSE allowances.used + 1 END,"
        " began_at = CASE WHEN allowances.began_at <= %(after)s THEN excluded.began_at ELSE allowances.began_at END"
        " WHERE allowances.began_at <= %(after)s OR allowances.used < %(most)s",
        {"account": account_id, "kind": kind, "most": most, "now": now, "after": began_after},
    )
    return count > 0


async def find_beginning(conn: Conn, account_id: UUID, kind: AllowanceKind) -> datetime | None:
    """When somebody's day of 24 hours began."""
    began_at: datetime | None = await conn.value(
        "SELECT began_at FROM allowances WHERE account_id = %s AND kind = %s", (account_id, kind)
    )
    return began_at


async def delete_old_allowances(tx: Tx, began_before: datetime) -> None:
    """Forget days that are over."""
    await tx.execute("DELETE FROM allowances WHERE began_at <= %s", (began_before,))


async def upsert_boost(tx: Tx, account_id: UUID, until: datetime) -> None:
    """Show somebody sooner until then, or for as long as they have been promised, whichever is later."""
    await tx.execute(
        "INSERT INTO boosts (account_id, boosted_until) VALUES (%s, %s) ON CONFLICT (account_id)"
        " DO UPDATE SET boosted_until = greatest(boosts.boosted_until, excluded.boosted_until)",
        (account_id, until),
    )
    # Feeds that are computed already look at whoever has changed since.
    await tx.execute("UPDATE candidates SET changed_at = clock_timestamp() WHERE account_id = %s", (account_id,))
