"""Feeds computed ahead, so that whoever comes need not wait for a search."""

from datetime import timedelta
from time import monotonic
from typing import Final

from mingle.features.discovery import feed_queries, feed_service
from mingle.kernel.jobs import periodic
from mingle.kernel.resources import Resources

AT_ONCE: Final = 20
TAKEN_FOR: Final = timedelta(minutes=5)
"""Should this process die, others take what it had taken after so long."""
AT_MOST_SECONDS: Final = 50.0


@periodic("discovery.compute_feeds", "* * * * * */10")
async def compute_feeds(resources: Resources) -> None:
    """Compute the feeds that are due, the longest due first, until there are none or the next run takes over."""
    ends_at = monotonic() + AT_MOST_SECONDS
    while monotonic() < ends_at:
        async with resources.db.transaction(of_one_statement=True) as tx:
            due = await feed_queries.take_due(tx, AT_ONCE, TAKEN_FOR)
        for viewer_id in due:
            async with resources.db.transaction() as tx:
                await feed_service.compute_due(tx, viewer_id, resources.settings)
        if len(due) < AT_ONCE:
            return
