"""What discovery does in the background: forgetting what is over."""

from mingle.features.discovery import policy, queries
from mingle.kernel import clock
from mingle.kernel.jobs import periodic
from mingle.kernel.resources import Resources


@periodic("discovery.forget", "23 * * * *")
async def forget(resources: Resources) -> None:
    """Forget whom people had put off until now, and what they used of days that are over."""
    now = clock.now()
    async with resources.db.transaction() as tx:
        await queries.delete_put_off(tx, now)
        await queries.delete_old_allowances(tx, now - policy.DAY)


JOBS = (forget,)
