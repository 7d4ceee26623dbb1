"""What dates do in the background. That their time ends them is calls' affair."""

from mingle.features.dates import queries
from mingle.kernel import clock
from mingle.kernel.jobs import LOW, periodic
from mingle.kernel.resources import Resources


@periodic("dates.forget_cooldowns", "17 * * * *", queue=LOW)
async def forget_cooldowns(resources: Resources) -> None:
    """Forget cooldowns that are over."""
    async with resources.db.transaction(of_one_statement=True) as tx:
        await queries.delete_over(tx, clock.now())


JOBS = (forget_cooldowns,)
