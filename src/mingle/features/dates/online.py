"""Whether somebody has a connection, on whatever process."""

from collections.abc import Collection
from uuid import UUID

from redis.exceptions import RedisError

from mingle.kernel.resources import Resources
from mingle.realtime.presence_store import OFFLINE, PresenceStore


async def online_among(resources: Resources, account_ids: Collection[UUID]) -> set[UUID]:
    """Of these people, those who are there, as they want to be seen; where Valkey is away, all: it only rings."""
    settings = resources.settings
    store = PresenceStore(resources.valkey, settings.valkey_prefix, "", settings.presence_lease_seconds)
    try:
        found = await store.read([str(one) for one in account_ids])
        alive = await store.alive()
    except (RedisError, OSError):
        return set(account_ids)
    return {one for one, person in zip(account_ids, found, strict=True) if person.status(alive) != OFFLINE}
