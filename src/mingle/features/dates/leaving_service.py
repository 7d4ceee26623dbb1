"""The story of a block, and of an erasure, as far as dates are concerned."""

from uuid import UUID

from mingle.features.dates import lobby_service, queries, round_queries, round_service
from mingle.kernel.db import Tx


async def blocked(tx: Tx, blocker_id: UUID, blocked_id: UUID) -> None:
    """Let nothing begin between two people in the moment in which one blocks the other, nor hear of each other.

    What has begun ends as every call of theirs does; who invites, or accepts, waits, and sees the block.
    """
    await queries.lock_people(tx, [blocker_id, blocked_id])
    lobby_service.part(tx, blocker_id, blocked_id)


async def before_erasure(tx: Tx, account_id: UUID) -> None:
    """Let somebody leave the lobby, and whoever was about to meet them in a round have that round alone.

    Their dates and invitations end as calls do.
    """
    await lobby_service.leave(tx, account_id)
    for pair in await round_queries.list_unopened_of(tx, account_id):
        await round_service.part_pair(tx, pair)
