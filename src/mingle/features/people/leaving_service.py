"""The story of leaving, and of taking along what is one's own."""

from uuid import UUID

from mingle.features import accounts
from mingle.features.accounts import Device
from mingle.features.people import jobs, policy, privacy_queries
from mingle.features.people.errors import ExportTooSoon
from mingle.features.people.service import locked
from mingle.kernel import clock
from mingle.kernel.actor import Actor
from mingle.kernel.db import Tx


async def leave(tx: Tx, actor: Actor, device: Device) -> None:
    """Be gone for others and signed out now, and erased when the days of grace are over.

    A guest has no way back, so there is nothing to wait for.

    Raises:
        StepUpRequired: the actor has not shown a short while ago that it is theirs.
    """
    profile = await locked(tx, actor.id)
    is_guest = profile.username is None
    due_at = clock.now() if is_guest else clock.now() + policy.GRACE
    await accounts.request_deletion(tx, actor, due_at, device)
    if is_guest:
        await jobs.erase.defer(tx, actor.id)


async def request_export(tx: Tx, actor: Actor) -> UUID:
    """Have everything that is kept of the actor put together; the id of the export.

    Raises:
        ExportTooSoon: one of the last day is there.
    """
    await locked(tx, actor.id)
    now = clock.now()
    exports = await privacy_queries.list_exports(tx, actor.id, now)
    if any(now - export.requested_at < policy.EXPORT_EVERY for export in exports):
        raise ExportTooSoon
    export_id = await privacy_queries.insert_export(tx, actor.id, now, now + policy.EXPORT_KEPT)
    await jobs.export.defer(tx, export_id)
    return export_id
