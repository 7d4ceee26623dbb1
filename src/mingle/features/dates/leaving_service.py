"""The story of a block, as far as dates are concerned."""

from uuid import UUID

from mingle.features.dates import queries
from mingle.kernel.db import Tx


async def blocked(tx: Tx, blocker_id: UUID, blocked_id: UUID) -> None:
    """Let nothing begin between two people in the moment in which one blocks the other.

    What has begun ends as every call of theirs does; who invites, or accepts, waits, and sees the block.
    """
    await queries.lock_people(tx, [blocker_id, blocked_id])
