"""Deleting what the operator keeps no longer."""

from datetime import timedelta

from mingle.features.chats import retention_queries, retention_service
from mingle.features.chats.sweeping import sweep
from mingle.kernel import clock
from mingle.kernel.jobs import periodic
from mingle.kernel.resources import Resources


@periodic("chats.delete_old", "19 3 * * *")
async def delete_old(resources: Resources) -> None:
    """Delete messages that are older than `message_retention_days`, and all that hangs on them.

    Once a day, since whoever has such a chat open fetches it anew. Files go with the next sweep.
    """
    days = resources.settings.message_retention_days
    if days is None:
        return
    before = clock.now() - timedelta(days=days)
    await sweep(
        resources, lambda tx, most: retention_queries.list_old(tx, before, most), retention_service.delete_messages
    )
