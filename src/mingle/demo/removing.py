"""Taking demo people away, as everybody is erased who leaves."""

from collections.abc import Callable

from mingle.features.accounts import demo_queries, demo_service
from mingle.features.people.jobs import erase
from mingle.kernel.resources import Resources


async def remove_people(resources: Resources, progress: Callable[[int, int], None]) -> int:
    """Erase everybody who is made up: every row, and every file. How many there were.

    Args:
        resources: with the hooks of all features, which an erasure asks.
        progress: is told how many of how many are gone.
    """
    async with resources.db.read() as conn:
        ids = await demo_queries.list_all_demo(conn)
    for number, account_id in enumerate(ids, 1):
        async with resources.db.transaction() as tx:
            await demo_service.dismiss(tx, account_id)
        await erase.function(resources, account_id)
        progress(number, len(ids))
    return len(ids)
