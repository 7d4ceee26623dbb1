"""The story of who does not exist for whom, and of what people give each other."""

from collections.abc import Collection, Sequence
from uuid import UUID

from mingle.features.people import block_queries, policy, queries
from mingle.features.people.errors import NoSocials
from mingle.features.people.service import locked
from mingle.kernel import clock
from mingle.kernel.actor import Actor
from mingle.kernel.db import Tx
from mingle.kernel.errors import NotFound
from mingle.kernel.hooks import Blocked
from mingle.realtime.control import CONTROL_ROOM, Order
from mingle.realtime.presence import SEEN


async def block(tx: Tx, actor: Actor, account_id: UUID, told: Sequence[Blocked] = ()) -> None:
    """Be nobody for somebody, and they for oneself; they are not told. Features are (`told`).

    Raises:
        NotYourself: it is the actor.
        NotFound: there is nobody of that id.
    """
    policy.require_other(actor, account_id)
    for tell in told:  # these take locks of their own, which come before those of the accounts
        await tell(tx, actor.id, account_id)
    if not await block_queries.insert_block(tx, actor.id, account_id, clock.now()):
        raise NotFound
    await block_queries.unshare_both(tx, actor.id, account_id)
    for viewer, seen in ((actor.id, account_id), (account_id, actor.id)):
        tx.emit(CONTROL_ROOM, "leave", Order(user_id=str(viewer), room=f"{SEEN}{seen}"))


async def unblock(tx: Tx, actor: Actor, account_id: UUID) -> None:
    """Take a block back.

    Raises:
        NotFound: there was none.
    """
    if not await block_queries.delete_block(tx, actor.id, account_id):
        raise NotFound


async def share_socials(tx: Tx, actor: Actor, account_id: UUID, requires: Collection[str]) -> None:
    """Let somebody see where else the actor can be found.

    Raises:
        NotYourself: it is the actor.
        NotFound: the actor may not see them.
        NoSocials: there is nothing to give.
    """
    policy.require_other(actor, account_id)
    profile = await locked(tx, actor.id)
    if await queries.find_card(tx, actor.id, account_id, list(requires)) is None:
        raise NotFound
    if not profile.socials:
        raise NoSocials
    await block_queries.share_socials(tx, actor.id, account_id, clock.now())


async def unshare_socials(tx: Tx, actor: Actor, account_id: UUID) -> None:
    """Take that back.

    Raises:
        NotFound: it was not given.
    """
    if not await block_queries.unshare_socials(tx, actor.id, account_id):
        raise NotFound
