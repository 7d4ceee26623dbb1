"""The end of a check: who decides it, and what is told."""

from uuid import UUID

from mingle.features.people import check_queries, queries
from mingle.features.people.errors import AlreadyDecided
from mingle.features.people.models import CheckStatus, UserTold
from mingle.kernel import clock
from mingle.kernel.db import Tx
from mingle.kernel.errors import NotFound


async def settle(
    tx: Tx, check_id: UUID, *, is_approved: bool, reason: str | None, moderator_id: UUID | None = None
) -> None:
    """Decide a check that waits; without a moderator it was a program that looked.

    Raises:
        NotFound: there is no such check.
        AlreadyDecided: somebody was faster.
    """
    check = await check_queries.lock_check(tx, check_id)
    if check is None:
        raise NotFound
    if check.status is not CheckStatus.WAITING:
        raise AlreadyDecided
    await check_queries.decide(
        tx,
        check_id,
        status=CheckStatus.APPROVED if is_approved else CheckStatus.REFUSED,
        photo_ids=await queries.list_photos(tx, check.account_id) if is_approved else [],
        reason=reason,
        moderator_id=moderator_id,
        now=clock.now(),
    )
    tell(tx, check.account_id)


def tell(tx: Tx, account_id: UUID) -> None:
    """Let a person's devices know that their profile has changed."""
    tx.emit(f"user:{account_id}", "user:updated", UserTold(account_id))
