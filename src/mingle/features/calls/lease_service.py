"""The story of those whose connections are lost, and of calls that time has ended."""

from collections.abc import Sequence
from uuid import UUID

from mingle.features.calls import lease_queries, machine, policy
from mingle.features.calls.keeping_service import entered, keep_if_changed
from mingle.features.calls.lease_queries import Lease
from mingle.features.calls.models import Note
from mingle.kernel import clock
from mingle.kernel.db import Tx
from mingle.kernel.security import Signer
from mingle.settings import Settings


async def settle(tx: Tx, signer: Signer, settings: Settings, call_id: UUID) -> None:
    """Let everything come true for a call that time has brought about; again changes nothing."""
    inside = await entered(tx, call_id)
    if inside is not None:
        machine.settle(inside.held, clock.now(), policy.rules_of(settings))
        await keep_if_changed(tx, signer, inside)


async def come_back(tx: Tx, signer: Signer, settings: Settings, lease: Lease, binding: UUID) -> None:
    """Somebody was taken for lost whose connection is there after all: this process was away for a while."""
    inside = await entered(tx, lease.call_id)
    if inside is not None:
        rules, now = policy.rules_of(settings), clock.now()
        machine.come_back(inside.held, lease.account_id, binding, now, rules)
        machine.settle(inside.held, now, rules)
        await keep_if_changed(tx, signer, inside)


async def put_out(tx: Tx, signer: Signer, lease: Lease) -> None:
    """Let somebody be in a call no longer who has left its chat, or was put out of it."""
    inside = await entered(tx, lease.call_id)
    if inside is not None:
        machine.leave(inside.held, lease.account_id, clock.now())
        await keep_if_changed(tx, signer, inside)


async def renew(tx: Tx, settings: Settings, leases: Sequence[Lease], bindings: Sequence[UUID]) -> list[Note]:
    """Give a sign of life of all who are in calls by sockets of this process; how those calls stand now."""
    now = clock.now()
    await lease_queries.renew(tx, leases, bindings, now, now + policy.rules_of(settings).lease)
    return await lease_queries.list_notes(tx, sorted({one.call_id for one in leases}))
