"""Fetching the pages that messages link to, long after these are sent."""

import asyncio
from typing import Final
from uuid import UUID

from mingle.features import media
from mingle.features.chats import edited_service, page, preview_policy, preview_queries
from mingle.features.chats.message_queries import Place
from mingle.features.chats.preview_models import Page
from mingle.kernel import clock
from mingle.kernel.errors import RateLimited
from mingle.kernel.fetching import NotFetched
from mingle.kernel.jobs import HIGH, job, periodic
from mingle.kernel.log import get_logger
from mingle.kernel.resources import Resources

log = get_logger(__name__)

SWEPT_AT_ONCE: Final = 1000


@job("chats.fetch_preview")
async def fetch_preview(resources: Resources, preview_id: UUID, account_id: UUID) -> None:
    """Fetch the page of a preview, unless somebody has just done so, and let the messages with it show it.

    Args:
        resources: the process's.
        preview_id: whose page.
        account_id: whose message it is for; nobody has more pages fetched than one person reads.
    """
    if not resources.settings.link_previews:
        return
    try:
        await resources.limits.hit(preview_policy.PREVIEW_LIMIT, str(account_id))
    except RateLimited:
        return
    now = clock.now()
    async with resources.db.transaction() as tx:
        url = await preview_queries.claim(tx, preview_id, now, now + preview_policy.CLAIMED_FOR)
    if url is None:
        await _look_again(resources, preview_id, account_id)
        return
    found = await _read(resources, url)
    if found is None:
        async with resources.db.transaction() as tx:
            await preview_queries.set_failed(tx, preview_id, clock.now() + preview_policy.FAILED_FOR)
        return
    file_id = await _keep_picture(resources, found.image) if found.image is not None else None
    now = clock.now()
    async with resources.db.transaction() as tx:
        # From here on until the end, no message begins to show it: each is told, or shows it already.
        if not await preview_queries.lock(tx, preview_id):
            return
        places = await preview_queries.list_places(tx, preview_id, preview_policy.MOST_TOLD)
        await preview_queries.set_page(tx, preview_id, found, file_id, now, now + preview_policy.GOOD_FOR)
        await show_preview.defer(tx, places)


@job("chats.show_preview", queue=HIGH)
async def show_preview(resources: Resources, places: list[Place]) -> None:
    """Tell chats of messages whose page has become known. Told twice, they stand as they did."""
    for place in places:
        async with resources.db.transaction() as tx:
            await edited_service.show_again(tx, resources.signer, place)


@periodic("chats.sweep_previews", "51 * * * *")
async def sweep_previews(resources: Resources) -> None:
    """Remove previews that belong to no message; their pictures go with the next sweep of files."""
    while True:
        async with resources.db.transaction() as tx:
            stale = await preview_queries.lock_stale(tx, clock.now(), SWEPT_AT_ONCE)
            # Looked at again under the lock: until then a message may have begun to show one.
            await preview_queries.delete_unused(tx, stale)
        if len(stale) < SWEPT_AT_ONCE:
            return


async def _look_again(resources: Resources, preview_id: UUID, account_id: UUID) -> None:
    """See later what became of a page that somebody is fetching: they may have died over it."""
    async with resources.db.transaction() as tx:
        until = await preview_queries.find_claim(tx, preview_id, clock.now() + preview_policy.CLAIMED_FOR)
        if until is not None:
            await fetch_preview.defer_at(tx, until, preview_id, account_id)


async def _read(resources: Resources, url: str) -> Page | None:
    try:
        found = await resources.fetcher.fetch(url, preview_policy.PAGES, preview_policy.PAGE_BYTES, cuts=True)
    except NotFetched as error:
        log.info("a page could not be fetched", reason=error.reason)
        return None
    return await asyncio.to_thread(page.read_page, found.body, found.charset, found.url)


async def _keep_picture(resources: Resources, url: str) -> UUID | None:
    try:
        found = await resources.fetcher.fetch(url, preview_policy.PICTURES, preview_policy.PICTURE_BYTES)
    except NotFetched as error:
        log.info("the picture of a page could not be fetched", reason=error.reason)
        return None
    return await media.keep_picture(resources, found.body)


JOBS = (fetch_preview, show_preview, sweep_previews)
