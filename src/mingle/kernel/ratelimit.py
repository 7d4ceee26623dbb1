"""Rate limits over moving windows. Each says where it counts and what it does when it cannot count.

- `local` counts in this process's memory: cheap enough for every request, never fails; with n processes the whole site
  lets through up to n times as much.
- `shared` counts in Valkey, for the whole site. Without Valkey it fails `open` (lets through) or `closed` (refuses).
  What protects accounts (registration, codes, resets) is shared and closed.
"""

import math
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from types import MappingProxyType
from typing import Any, Literal

from limits import RateLimitItem, parse
from limits.aio.storage import RedisStorage
from limits.aio.strategies import MovingWindowRateLimiter
from redis.asyncio import Redis
from redis.exceptions import RedisError

from mingle.kernel import metrics
from mingle.kernel.errors import RateLimited, Unavailable
from mingle.kernel.log import get_logger

log = get_logger(__name__)

IPV6_NETWORK_BITS = 64
SWEEP_SECONDS = 60.0


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
        """The rate as numbers."""
        return parse(self.rate)


class RateLimiter:
    """Counts hits; one a process.

    Args:
        valkey: where shared limits count.
        prefix: what their keys begin with.
        rates: what limits of these names allow, instead of what they say themselves.
        factor: how many times the other shared limits are raised; local ones have rates of their own in the settings.
        enabled: whether anything is limited.
    """

    def __init__(
        self,
        valkey: Redis,
        prefix: str,
        *,
        rates: Mapping[str, str] = MappingProxyType({}),
        factor: int = 1,
        enabled: bool = True,
    ) -> None:
        # The address is only read for its kind: it shares the connections of `valkey`.
        pool: Any = valkey.connection_pool
        storage = RedisStorage(
            "async+redis://", implementation="redispy", key_prefix=f"{prefix}:limit", connection_pool=pool
        )
        self._shared = MovingWindowRateLimiter(storage)
        self._local = LocalWindows()
        self._items: dict[RateLimit, RateLimitItem] = {}
        self._rates = rates
        self._factor = factor
        self._enabled = enabled

    async def hit(self, limit: RateLimit, key: str) -> None:
        """Count one hit of `key`.

        Raises:
            RateLimited: there were too many in the window; it says when the next one may come.
            Unavailable: it cannot count, and the limit fails closed.
        """
        if not self._enabled:
            return
        item = self._items.get(limit)
        if item is None:
            item = self._items[limit] = self._item_of(limit)
        if limit.counts == "local":
            wait = self._local.hit((limit.name, key), item.amount, item.get_expiry())
        else:
            wait = await self._hit_shared(limit, item, key)
        if wait > 0:
            metrics.RATE_LIMITED.labels(limit.name).inc()
            raise RateLimited(math.ceil(wait))

    def _item_of(self, limit: RateLimit) -> RateLimitItem:
        if limit.name in self._rates:
            return parse(self._rates[limit.name])
        item = limit.item
        if limit.counts == "shared":
            item.amount *= self._factor
        return item

    async def _hit_shared(self, limit: RateLimit, item: RateLimitItem, key: str) -> float:
        """How long the hit must wait: 0 when it was counted."""
        try:
            if await self._shared.hit(item, limit.name, key):
                return 0
            stats = await self._shared.get_window_stats(item, limit.name, key)
        except (RedisError, OSError) as error:
            log.warning("a rate limit could not count", limit=limit.name, fails=limit.fails, error=str(error))
            if limit.fails == "closed":
                raise Unavailable from error
            return 0
        return max(1.0, stats.reset_time - time.time())


class LocalWindows:
    """Moving windows in memory: for each key the moments of its last hits, as many as may be in a window."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._hits: dict[tuple[str, str], tuple[deque[float], int]] = {}
        self._next_sweep = now() + SWEEP_SECONDS

    def __len__(self) -> int:
        return len(self._hits)

    def hit(self, key: tuple[str, str], amount: int, window_seconds: int) -> float:
        """How long the hit must wait: 0 when it was counted."""
        now = self._now()
        if now >= self._next_sweep:
            self._sweep(now)
        hits, _ = self._hits.setdefault(key, (deque(maxlen=amount), window_seconds))
        if len(hits) == amount and hits[0] + window_seconds > now:
            return hits[0] + window_seconds - now
        hits.append(now)  # the oldest falls out
        return 0

    def _sweep(self, now: float) -> None:
        """Forget those who have been away for a whole window."""
        self._next_sweep = now + SWEEP_SECONDS
        self._hits = {key: (hits, window) for key, (hits, window) in self._hits.items() if hits[-1] + window > now}


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
