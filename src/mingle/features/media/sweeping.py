"""The sweep: what nobody uses is removed, from the tables and from the store; what is lost is noticed.

Rows go first and their bytes afterwards, so that no row is ever left without its bytes. Bytes whose row went, or never
came, because a process died in between are found by going through the store.
"""

from datetime import timedelta
from uuid import UUID

from mingle.features.media import metrics, policy, queries, state_service, sweep_queries
from mingle.kernel import clock
from mingle.kernel.errors import NotFound
from mingle.kernel.resources import Resources

BATCH = 1000
MOST_CHECKED = 5000
CHECK_AGE = timedelta(days=7)
DAYS_KEPT = timedelta(days=7)
ABANDONED = "processing_failed"
_PREFIXES = ("files", "public", "uploads")
_NIL = UUID(int=0)


async def sweep_rows(resources: Resources) -> dict[str, int]:
    """Remove what is not in use, end what has been given up, and look whether what is in use is still there."""
    found = {
        "expired_uploads": await _remove_expired_uploads(resources),
        "unused": await _remove_unused(resources),
        "abandoned": await _reject_abandoned(resources),
        "lost": await _check_stored(resources),
    }
    _count(found)
    return found


async def sweep_store(resources: Resources) -> dict[str, int]:
    """Remove what lies in the store under a key that no row names, and has done so for a day."""
    orphans = 0
    for prefix in _PREFIXES:
        keys: list[str] = []
        async for stored in resources.files.list(prefix):
            if stored.modified_at < clock.now() - policy.ORPHAN_AGE:
                keys.append(stored.key)
            if len(keys) == BATCH:
                orphans += await _remove_unnamed(resources, keys)
                keys = []
        orphans += await _remove_unnamed(resources, keys)
    found = {"orphans": orphans}
    _count(found)
    return found


async def _remove_expired_uploads(resources: Resources) -> int:
    now = clock.now()
    async with resources.db.transaction() as tx:
        keys = await sweep_queries.delete_expired_uploads(tx, now, BATCH)
        await sweep_queries.delete_old_days(tx, (now - DAYS_KEPT).date())
    await resources.files.delete(keys)
    return len(keys)


async def _remove_unused(resources: Resources) -> int:
    before, after, removed = clock.now() - policy.UNUSED_LIFETIME, _NIL, 0
    while True:
        async with resources.db.transaction() as tx:
            file_ids = await sweep_queries.list_old_files(tx, before, after, BATCH)
            unused = await sweep_queries.list_unused(tx, file_ids)
            # Locked first and looked at again: until then somebody may have begun to use one.
            locked = await sweep_queries.lock_files(tx, unused)
            gone = await sweep_queries.list_unused(tx, locked)
            keys = await queries.delete_files(tx, gone)
        await resources.files.delete(keys)
        removed += len(gone)
        if len(file_ids) < BATCH:
            return removed
        after = file_ids[-1]


async def _reject_abandoned(resources: Resources) -> int:
    async with resources.db.read() as conn:
        abandoned = await sweep_queries.list_abandoned(conn, clock.now() - policy.ABANDONED_AGE, BATCH)
    for file_id in abandoned:
        async with resources.db.transaction() as tx:
            keys = await state_service.reject(tx, resources.signer, file_id, ABANDONED)
        await resources.files.delete(keys)
    return len(abandoned)


async def _check_stored(resources: Resources) -> int:
    """Look for what is stored of files; how many have lost something."""
    now, lost = clock.now(), 0
    async with resources.db.read() as conn:
        file_ids = await sweep_queries.list_to_check(conn, now - CHECK_AGE, MOST_CHECKED)
        variants = await queries.list_variants(conn, file_ids)
    keys: dict[UUID, list[str]] = {file_id: [] for file_id in file_ids}
    for variant in variants:
        keys[variant.file_id].append(variant.key)
    for file_id in file_ids:
        is_there = all([await _is_stored(resources, key) for key in keys[file_id]])
        lost += not is_there
        async with resources.db.transaction() as tx:
            await state_service.note_checked(tx, resources.signer, file_id, now, is_there=is_there)
    return lost


async def _is_stored(resources: Resources, key: str) -> bool:
    try:
        await resources.files.stat(key)
    except NotFound:
        return False
    return True


async def _remove_unnamed(resources: Resources, keys: list[str]) -> int:
    async with resources.db.transaction() as tx:  # on the primary: what a replica has not heard of yet is no orphan
        unnamed = await sweep_queries.list_unnamed(tx, keys)
    await resources.files.delete(unnamed)
    return len(unnamed)


def _count(found: dict[str, int]) -> None:
    for what, number in found.items():
        metrics.SWEPT.labels(what).inc(number)
