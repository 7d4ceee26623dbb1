"""The story of link previews: which page a message shows, and what becomes known of it."""

from uuid import UUID

from mingle.features.chats import preview_jobs, preview_policy, preview_queries
from mingle.features.chats.message_queries import Place
from mingle.kernel import clock
from mingle.kernel.actor import Actor
from mingle.kernel.db import Tx


async def link(tx: Tx, actor: Actor, place: Place, content: str) -> None:
    """Let a new message, under the lock of its chat, show the page behind its first link, if it has one.

    What is not known of the page yet is told when it has been fetched: nobody waits for that.
    """
    url = preview_policy.first_link(content)
    if url is not None:
        await preview_queries.set_link(tx, place, await _kept(tx, actor, url), clock.now())


async def link_again(
    tx: Tx, actor: Actor, place: Place, contents: tuple[str | None, str], *, no_preview: bool | None
) -> bool:
    """Let an edited message show the page behind its first link, or none, as `link`; whether that is another.

    Args:
        tx: in which the chat is locked.
        actor: who edits it.
        place: where it stands.
        contents: what it said before, and what it says now.
        no_preview: whether it is to show none; None leaves out the page that it did not show before.
    """
    old, new = (preview_policy.first_link(one or "") for one in contents)
    before = await preview_queries.find_link(tx, place)
    if no_preview is None:
        no_preview = before is None and old == new
    url = None if no_preview else new
    now_shown = await _kept(tx, actor, url) if url is not None else None
    if now_shown == before:
        return False
    if now_shown is None:
        await preview_queries.delete_link(tx, place)
    else:
        await preview_queries.set_link(tx, place, now_shown, clock.now())
    return True


async def _kept(tx: Tx, actor: Actor, url: str) -> UUID:
    found = await preview_queries.keep(tx, url, clock.now())
    if found.is_due:
        await preview_jobs.fetch_preview.defer(tx, found.id, actor.id)
    return found.id
