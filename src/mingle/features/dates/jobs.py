"""What dates do in the background. That their time ends them is calls' affair."""

from datetime import timedelta
from typing import Final

from mingle.features.dates import queries, room_queries
from mingle.kernel import clock
from mingle.kernel.jobs import LOW, periodic
from mingle.kernel.resources import Resources

DELETED_AT_ONCE: Final = 1000


@periodic("dates.forget_cooldowns", "17 * * * *", queue=LOW)
async def forget_cooldowns(resources: Resources) -> None:
    """Forget cooldowns that are over."""
    async with resources.db.transaction(of_one_statement=True) as tx:
        await queries.delete_over(tx, clock.now())


@periodic("dates.forget_messages", "43 * * * *", queue=LOW)
async def forget_messages(resources: Resources) -> None:
    """Forget what was said on dates that have been over for `dates_messages_hours`; a report keeps its own copy."""
    before = clock.now() - timedelta(hours=resources.settings.dates_messages_hours)
    while True:
        async with resources.db.transaction(of_one_statement=True) as tx:
            if await room_queries.delete_said(tx, before, DELETED_AT_ONCE) < DELETED_AT_ONCE:
                return


JOBS = (forget_cooldowns, forget_messages)
