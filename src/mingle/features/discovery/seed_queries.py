"""SQL of likes among people who do not exist."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from mingle.kernel.db import Tx


class SeedLike(msgspec.Struct):
    """Somebody likes another."""

    judge_id: UUID
    judged_id: UUID
    created_at: datetime


async def insert_likes(tx: Tx, likes: Sequence[SeedLike]) -> None:
    """Write likes of those who are not judged by whom they like; who has judged already stays with it."""
    await tx.execute(
        "INSERT INTO judgements (judge_id, judged_id, kind, created_at)"
        " SELECT given.judge_id, given.judged_id, 'like', given.created_at"
        " FROM unnest(%s::uuid[], %s::uuid[], %s::timestamptz[]) AS given (judge_id, judged_id, created_at)"
        " JOIN accounts a ON a.id = given.judge_id JOIN accounts b ON b.id = given.judged_id"
        " WHERE NOT EXISTS (SELECT FROM judgements o"
        " WHERE o.judge_id = given.judged_id AND o.judged_id = given.judge_id)"
        " ON CONFLICT DO NOTHING",
        (
            [one.judge_id for one in likes],
            [one.judged_id for one in likes],
            [one.created_at for one in likes],
        ),
    )
