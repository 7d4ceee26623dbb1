"""The story of link previews: which page a message shows, and what becomes known of it."""

from mingle.features.chats import preview_jobs, preview_policy, preview_queries
from mingle.features.chats.message_queries import Place
from mingle.kernel import clock
from mingle.kernel.actor import Actor
from mingle.kernel.db import Tx


async def set_link(tx: Tx, actor: Actor, place: Place, content: str, *, no_preview: bool) -> bool:
    """Let a message, under the lock of its chat, show the page behind its first link, or none; whether that is new.

    What is not known of the page yet is told when it has been fetched: nobody waits for that.
    """
    url = None if no_preview else preview_policy.first_link(content)
    before = await preview_queries.find_link(tx, place)
    if url is None:
        if before is not None:
            await preview_queries.delete_link(tx, place)
        return before is not None
    now = clock.now()
    found = await preview_queries.keep(tx, url, now)
    if found.is_due:
        await preview_jobs.fetch_preview.defer(tx, found.id, actor.id)
    if found.id == before:
        return False
    await preview_queries.set_link(tx, place, found.id, now)
    return True
