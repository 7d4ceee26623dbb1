"""What calls do in the background: ending what has rung, or lasted, long enough, and what nobody is left in."""

from uuid import UUID

from mingle.features.calls import lease_service, reaping
from mingle.kernel.jobs import HIGH, job, periodic
from mingle.kernel.resources import Resources


@job("calls.settle", queue=HIGH)
async def settle(resources: Resources, call_id: UUID) -> None:
    """Look at a call when it has rung, or lasted, long enough. Should this be lost, the reaper does it."""
    async with resources.db.transaction() as tx:
        await lease_service.settle(tx, resources.signer, resources.settings, call_id)


@periodic("calls.reap", "* * * * * */5", queue=HIGH)
async def reap(resources: Resources) -> None:
    """End calls whose people are gone, whatever became of the servers that held them."""
    await reaping.reap(resources)


JOBS = (settle, reap)
