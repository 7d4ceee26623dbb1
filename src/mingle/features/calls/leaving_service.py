"""The story of calls that end because of what happens elsewhere: a block, or an account that is erased."""

from uuid import UUID

from mingle.features import chats
from mingle.features.calls import machine, queries
from mingle.features.calls.keeping_service import entered, keep
from mingle.features.calls.manners import Entered
from mingle.features.calls.models import CallReason
from mingle.kernel import clock
from mingle.kernel.db import Tx


async def blocked(tx: Tx, blocker_id: UUID, blocked_id: UUID) -> None:
    """End the call of two between whom there will be a block. Who blocks somebody in a call of several leaves it.

    Under the lock of their chat, so that it is no call that begins in this moment: who calls waits, and sees the block.
    Who comes into a call of several in this moment is put out with the next sign of life.
    """
    await chats.lock_pair(tx, blocker_id, blocked_id)
    for call_id in await queries.list_together(tx, blocker_id, blocked_id):
        inside = await entered(tx, call_id)
        if inside is None:
            continue
        if _is_of_two(inside, blocker_id, blocked_id):
            machine.end(inside.held, CallReason.BLOCKED, clock.now())
        else:
            machine.leave(inside.held, blocker_id, clock.now())
        await keep(tx, None, inside)


async def before_erasure(tx: Tx, account_id: UUID) -> None:
    """Take somebody out of their calls, and leave nothing of those that nobody else remembers."""
    for call_id in await queries.list_current(tx, account_id):
        inside = await entered(tx, call_id)
        if inside is None:
            continue
        machine.leave(inside.held, account_id, clock.now())
        # What they have written goes with them, and so would the line.
        await keep(tx, None, inside, writes_line=inside.held.call.started_by != account_id)
    await queries.delete_lonely(tx, account_id)


def _is_of_two(inside: Entered, one_id: UUID, other_id: UUID) -> bool:
    """Whether nobody else is in a call, or rung by it."""
    return {one.account_id for one in (*inside.held.in_call, *inside.held.ringing)} <= {one_id, other_id}
