"""Whether somebody has a connection, on whatever process."""

from uuid import UUID

from redis.exceptions import RedisError

from mingle.kernel.resources import Resources
from mingle.realtime.presence_store import OFFLINE, PresenceStore


async def is_online(resources: Resources, account_id: UUID) -> bool:
    """Whether somebody is there, as they want to be seen; where Valkey is away they are taken to be: it only rings."""
    settings = resources.settings
    store = PresenceStore(resources.valkey, settings.valkey_prefix, "", settings.presence_lease_seconds)
    try:
        [person] = await store.read([str(account_id)])
        return person.status(await store.alive()) != OFFLINE
    except (RedisError, OSError):
        return True
