"""SQL of the checks by which photos are found to show who shows them."""

from collections.abc import Sequence
from datetime import datetime
from typing import LiteralString
from uuid import UUID

from mingle.features.people.models import CheckStatus, PhotoCheck
from mingle.kernel.db import Conn, Tx

_CHECK: LiteralString = "id, account_id, pose, selfie_id, status, photo_ids, reason, created_at"


async def lock_check(tx: Tx, check_id: UUID) -> PhotoCheck | None:
    """One check, that nobody else decides until this transaction ends."""
    return await tx.one(PhotoCheck, "SELECT " + _CHECK + " FROM photo_checks WHERE id = %s FOR UPDATE", (check_id,))


async def begin_check(tx: Tx, account_id: UUID, pose: str, now: datetime) -> None:
    """Ask somebody for a selfie in a pose; what was before is over."""
    await tx.execute("DELETE FROM photo_checks WHERE account_id = %s", (account_id,))
    await tx.execute(
        "INSERT INTO photo_checks (account_id, pose, created_at) VALUES (%s, %s, %s)", (account_id, pose, now)
    )


async def submit_selfie(tx: Tx, account_id: UUID, selfie_id: UUID) -> UUID | None:
    """Hand a selfie in; the check that waits from then on, or None where none is asked for."""
    check_id: UUID | None = await tx.value(
        "UPDATE photo_checks SET selfie_id = %s, status = 'waiting' WHERE account_id = %s AND status = 'asked'"
        " RETURNING id",
        (selfie_id, account_id),
    )
    return check_id


async def ask_again(tx: Tx, account_id: UUID, main_photo_id: UUID) -> UUID | None:
    """Have a main photo looked at that was not there when somebody's photos were found to be theirs; the check."""
    check_id: UUID | None = await tx.value(
        "UPDATE photo_checks SET status = 'waiting', decided_at = NULL, decided_by = NULL"
        " WHERE account_id = %s AND status = 'approved' AND %s <> ALL (photo_ids) RETURNING id",
        (account_id, main_photo_id),
    )
    return check_id


async def find_waiting(conn: Conn, check_id: UUID) -> PhotoCheck | None:
    """One check, if it waits for somebody to look."""
    return await conn.one(
        PhotoCheck, "SELECT " + _CHECK + " FROM photo_checks WHERE id = %s AND status = 'waiting'", (check_id,)
    )


async def list_waiting(conn: Conn, after: UUID | None, limit: int) -> list[PhotoCheck]:
    """Checks that wait for a moderator, the oldest first, and one more than asked for."""
    return await conn.all(
        PhotoCheck,
        "SELECT "
        + _CHECK
        + " FROM photo_checks WHERE status = 'waiting' AND (%(after)s::uuid IS NULL OR id > %(after)s)"
        " ORDER BY id LIMIT %(limit)s",
        {"after": after, "limit": limit + 1},
    )


async def decide(
    tx: Tx,
    check_id: UUID,
    *,
    status: CheckStatus,
    photo_ids: Sequence[UUID],
    reason: str | None,
    moderator_id: UUID | None,
    now: datetime,
) -> None:
    """Write a decision; the selfie of a refusal is let go."""
    await tx.execute(
        "UPDATE photo_checks SET status = %(status)s, photo_ids = %(photos)s, reason = %(reason)s,"
        " selfie_id = CASE WHEN %(status)s = 'approved' THEN selfie_id END, decided_at = %(now)s,"
        " decided_by = %(moderator)s WHERE id = %(id)s",
        {
            "id": check_id,
            "status": str(status),
            "photos": list(photo_ids),
            "reason": reason,
            "moderator": moderator_id,
            "now": now,
        },
    )
