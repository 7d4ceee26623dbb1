"""Rate limits over moving windows. Each says where it counts and what it does when it cannot count.

- `local` counts in this process's memory: cheap enough for every request, never fails; with n processes the whole site
  lets through up to n times as much.
- `shared` counts in Valkey, for the whole site. Without Valkey it fails `open` (lets through) or `closed` (refuses).
  What protects accounts (registration, codes, resets) is shared and closed.
"""

import math
import time
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from typing import Literal

from limits import RateLimitItem, parse
from limits.aio.storage import MemoryStorage, RedisStorage
from limits.aio.strategies import MovingWindowRateLimiter
from redis.exceptions import RedisError

from mingle.kernel import metrics
from mingle.kernel.errors import RateLimited, Unavailable
from mingle.kernel.log import get_logger

log = get_logger(__name__)

IPV6_NETWORK_BITS = 64


@dataclass(frozen=True)
class RateLimit:
    """One limit: `RateLimit("login", "10/minute", counts="shared", fails="closed")`."""

    name: str
    rate: str
    """As in `50/10 seconds`: the most in any window of that length, bursts included."""
    counts: Literal["local", "shared"]
    fails: Literal["open", "closed"]

    @property
    def item(self) -> RateLimitItem:
        return parse(self.rate)


class RateLimiter:
    """Counts hits; one a process."""

    def __init__(self, valkey_url: str, prefix: str, *, enabled: bool = True) -> None:
        scheme = "async+redis+unix" if valkey_url.startswith("unix:") else "async+" + valkey_url.split(":", 1)[0]
        uri = f"{scheme}:{valkey_url.split(':', 1)[1]}"
        self._shared = MovingWindowRateLimiter(
            RedisStorage(uri, implementation="redispy", key_prefix=f"{prefix}:limit", socket_timeout=1.0)
        )
        self._local = MovingWindowRateLimiter(MemoryStorage())
        self._items: dict[str, RateLimitItem] = {}
        self._enabled = enabled

    async def hit(self, limit: RateLimit, key: str) -> None:
        """Count one hit of `key`.

        Raises:
            RateLimited: there were too many in the window; it says when the next one may come.
            Unavailable: it cannot count, and the limit fails closed.
        """
        if not self._enabled:
            return
        item = self._items.get(limit.rate)
        if item is None:
            item = self._items[limit.rate] = limit.item
        limiter = self._local if limit.counts == "local" else self._shared
        try:
            if await limiter.hit(item, limit.name, key):
                return
            stats = await limiter.get_window_stats(item, limit.name, key)
        except (RedisError, OSError) as error:
            log.warning("a rate limit could not count", limit=limit.name, fails=limit.fails, error=str(error))
            if limit.fails == "closed":
                raise Unavailable from error
            return
        metrics.RATE_LIMITED.labels(limit.name).inc()
        raise RateLimited(math.ceil(stats.reset_time - time.time()))


def address_key(address: str) -> str:
    """What stands for an address: an IPv6 caller owns a whole /64, so that is what is counted."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        return str(IPv6Address(int(parsed) >> (128 - IPV6_NETWORK_BITS) << (128 - IPV6_NETWORK_BITS)))
    return address
