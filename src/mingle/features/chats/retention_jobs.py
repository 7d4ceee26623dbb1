"""Deleting what the operator keeps no longer."""

from collections import defaultdict
from datetime import timedelta
from typing import Final
from uuid import UUID

from mingle.features.chats import retention_queries, retention_service
from mingle.kernel import clock
from mingle.kernel.jobs import periodic
from mingle.kernel.resources import Resources

AT_ONCE: Final = 1000


@periodic("chats.delete_old", "19 3 * * *")
async def delete_old(resources: Resources) -> None:
    """Delete messages that are older than `message_retention_days`, each chat's in a transaction of its own.

    Once a day, since whoever has such a chat open fetches it anew. Files go with the next sweep.
    """
    days = resources.settings.message_retention_days
    if days is None:
        return
    before = clock.now() - timedelta(days=days)
    while True:
        async with resources.db.transaction() as tx:
            places = await retention_queries.list_old(tx, before, AT_ONCE)
        by_chat: dict[UUID, list[int]] = defaultdict(list)
        for place in places:
            by_chat[place.chat_id].append(place.pts)
        for chat_id, numbers in by_chat.items():
            async with resources.db.transaction() as tx:
                await retention_service.delete_messages(tx, chat_id, numbers)
        if len(places) < AT_ONCE:
            return
