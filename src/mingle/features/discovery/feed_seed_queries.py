"""SQL of what `mingle seed` writes."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from mingle.kernel.db import Tx


async def set_active(tx: Tx, ids: Sequence[UUID], days: Sequence[date]) -> None:
    """Let people have been there on a day, if they are known to have been there earlier only."""
    await tx.execute(
        "UPDATE candidates c SET active_on = given.day FROM unnest(%s::uuid[], %s::date[]) AS given (id, day)"
        " WHERE c.account_id = given.id AND c.active_on < given.day",
        (list(ids), list(days)),
    )


async def insert_judgements(tx: Tx, judgements: Sequence[tuple[UUID, UUID, str]], now: datetime) -> None:
    """Write who judges whom, and how; what is there stays, and who is liked by somebody does not like them back."""
    await tx.execute(
        "INSERT INTO judgements (judge_id, judged_id, kind, created_at)"
        " SELECT judge, judged, kind, %s FROM unnest(%s::uuid[], %s::uuid[], %s::text[]) AS given (judge, judged, kind)"
        " WHERE NOT EXISTS (SELECT FROM judgements o WHERE o.judge_id = judged AND o.judged_id = judge"
        " AND o.kind <> 'pass' AND given.kind = 'like') ON CONFLICT DO NOTHING",
        (now, *([one[column] for one in judgements] for column in range(3))),
    )
