"""`/health`: whether this process can do its work, asked afresh each time."""

import asyncio
from collections.abc import Awaitable, Callable
from enum import StrEnum

import msgspec
import psycopg
from litestar import Response
from litestar.di import NamedDependency
from psycopg_pool import PoolTimeout
from redis.exceptions import RedisError

from mingle import __version__
from mingle.kernel.errors import MingleError
from mingle.kernel.http import get
from mingle.kernel.log import get_logger
from mingle.kernel.resources import Resources

log = get_logger(__name__)

CHECK_SECONDS = 2.0


class Status(StrEnum):
    """`down`: nothing can be promised. `degraded`: all that is promised is kept, but something is slow or waits."""

    OK = "ok"
    DEGRADED = "degraded"
    DOWN = "down"


class Checks(msgspec.Struct):
    """What was asked."""

    database: Status
    valkey: Status
    jobs: Status
    storage: Status


class Health(msgspec.Struct):
    """How this process is."""

    status: Status
    checks: Checks
    version: str


async def check_health(resources: Resources) -> Health:
    """Ask every engine, at the same time, two seconds at most."""
    database, valkey, jobs, storage = await asyncio.gather(
        _ask("database", lambda: _check_database(resources), Status.DOWN),
        _ask("valkey", lambda: _check_valkey(resources), Status.DEGRADED),
        _ask("jobs", lambda: _check_jobs(resources), Status.DEGRADED),
        _ask("storage", resources.files.check, Status.DEGRADED),
    )
    checks = Checks(database, valkey, jobs, storage)
    found = msgspec.structs.astuple(checks)
    overall = next((status for status in (Status.DOWN, Status.DEGRADED) if status in found), Status.OK)
    return Health(overall, checks, __version__)


async def _ask(name: str, check: Callable[[], Awaitable[None]], otherwise: Status) -> Status:
    try:
        async with asyncio.timeout(CHECK_SECONDS):
            await check()
    except (TimeoutError, MingleError, psycopg.Error, PoolTimeout, RedisError, OSError) as error:
        log.warning("health", check=name, error=str(error) or type(error).__name__)
        return otherwise
    return Status.OK


async def _check_database(resources: Resources) -> None:
    async with resources.db.primary.connection(timeout=CHECK_SECONDS) as raw:
        await raw.execute("SELECT 1")


async def _check_valkey(resources: Resources) -> None:
    await resources.valkey.ping()


async def _check_jobs(resources: Resources) -> None:
    """A worker has given a sign of life of late."""
    async with resources.db.primary.connection(timeout=CHECK_SECONDS) as raw:
        cursor = await raw.execute(
            "SELECT 1 FROM procrastinate_workers WHERE last_heartbeat > now() - make_interval(secs => %s) LIMIT 1",
            (resources.settings.job_stalled_after_seconds,),
        )
        if await cursor.fetchone() is None:
            msg = "no worker is running"
            raise OSError(msg)


@get(["/health", "/api/health"], summary="How this process is", tags=["operations"], opt={"unlimited": True})
async def health(resources: NamedDependency[Resources]) -> Response[Health]:
    """200 while what is promised is kept (`ok` or `degraded`), 503 when it is not."""
    found = await check_health(resources)
    return Response(
        found, status_code=503 if found.status is Status.DOWN else 200, headers={"cache-control": "no-store"}
    )
