"""What one process holds open: its pools, its bus, its cache, its files."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any

from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from mingle.kernel.bus import Bus
from mingle.kernel.cache import Cache
from mingle.kernel.db import Database, make_pool
from mingle.kernel.fetching import Fetcher
from mingle.kernel.files import Files, open_files
from mingle.kernel.hooks import Hooks
from mingle.kernel.ice import IceSource, open_ice
from mingle.kernel.jobs import Job, JobQueue
from mingle.kernel.mail import Mailer, open_mailer
from mingle.kernel.oidc import Providers
from mingle.kernel.ratelimit import RateLimiter
from mingle.kernel.replicas import Replicas
from mingle.kernel.security import Passwords, Signer
from mingle.kernel.sms import SmsSender, open_sms
from mingle.settings import Settings

VALKEY_CONNECTIONS = 50
VALKEY_PATIENCE_SECONDS = 5.0


@dataclass(frozen=True)
class Resources:
    """What services, controllers and jobs are given to work with."""

    settings: Settings
    db: Database
    jobs: JobQueue
    bus: Bus
    cache: Cache
    limits: RateLimiter
    files: Files
    valkey: Redis
    signer: Signer
    passwords: Passwords
    mailer: Mailer
    sms: SmsSender
    providers: Providers
    fetcher: Fetcher
    ice: IceSource
    hooks: Hooks


@asynccontextmanager
async def open_resources(
    settings: Settings, jobs: Sequence[Job[...]], hooks: Hooks | None = None
) -> AsyncGenerator[Resources]:
    """Open everything, in order; close it in the opposite one. An engine that is away is no error: `/health` tells."""
    queue = JobQueue(jobs)
    async with AsyncExitStack() as stack:
        valkey = connect_valkey(settings.valkey_url)
        stack.push_async_callback(valkey.aclose)
        cache = Cache(valkey, settings.valkey_prefix)
        bus = Bus(valkey, cache, settings.valkey_prefix)
        await bus.start()
        stack.push_async_callback(bus.stop)
        primary = _pool(settings, settings.database_url, "primary")
        replica_pools = [_pool(settings, url, f"replica-{n}") for n, url in enumerate(settings.replica_urls, 1)]
        for pool in (primary, *replica_pools):
            await pool.open(wait=False)
            stack.push_async_callback(pool.close)
        files = open_files(settings)
        stack.push_async_callback(files.close)
        ice = open_ice(settings)
        stack.push_async_callback(ice.close)
        passwords = Passwords()
        stack.callback(passwords.close)
        replicas = Replicas(replica_pools, valkey, settings.valkey_prefix) if replica_pools else None
        yield Resources(
            settings=settings,
            db=Database(primary, publisher=bus, replicas=replicas, jobs=queue),
            jobs=queue,
            bus=bus,
            cache=cache,
            limits=RateLimiter(
                valkey,
                settings.valkey_prefix,
                rates=settings.rate_limits_by_name,
                factor=settings.rate_limit_factor,
                enabled=settings.rate_limits,
            ),
            files=files,
            valkey=valkey,
            signer=Signer(settings.secret.get_secret_value(), settings.public_url),
            passwords=passwords,
            mailer=open_mailer(settings),
            sms=open_sms(settings),
            providers=Providers(settings.oidc_providers, settings.public_url),
            fetcher=Fetcher(f"Mozilla/5.0 (compatible; Mingle; +{settings.public_url})"),
            ice=ice,
            hooks=hooks or Hooks(),
        )


def connect_valkey(url: str) -> Redis:
    """A client that answers or fails within a second, and does not retry: Valkey is only ever a hint.

    Connecting may take longer, since it waits for this process too: a crowd of its own makes it slow.
    """
    options: dict[str, Any] = {"socket_timeout": 1.0, "socket_connect_timeout": 3.0, "retry": Retry(NoBackoff(), 0)}
    # A crowd waits for a connection; the plain pool would tell all but the first of it that there are too many.
    pool: Any = BlockingConnectionPool.from_url(  # pyright: ignore[reportUnknownMemberType]
        url, max_connections=VALKEY_CONNECTIONS, timeout=VALKEY_PATIENCE_SECONDS, **options
    )
    return Redis.from_pool(pool)


def _pool(settings: Settings, url: str, name: str) -> Any:
    return make_pool(
        url,
        name,
        min_size=settings.database_pool_min,
        max_size=settings.database_pool_max,
        timeout_seconds=settings.database_pool_timeout_seconds,
    )
