"""`/health`: whether this process can do its work, asked afresh each time."""

import asyncio
from collections.abc import Awaitable, Callable
from enum import StrEnum
from typing import Any

import msgspec
from litestar import Response
from litestar.datastructures import State
from litestar.openapi.datastructures import ResponseSpec

from mingle import __version__
from mingle.kernel.http import AnyRequest, get
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


class HealthCheck:
    """Asks every engine, one question to each at a time: a crowd that wants to know waits for the same answer."""

    def __init__(self, resources: Resources) -> None:
        self._resources = resources
        self._asking: dict[str, asyncio.Task[None]] = {}

    async def run(self) -> Health:
        """Ask all of them at once, for two seconds at most."""
        database, valkey, jobs, storage = await asyncio.gather(
            self._ask("database", self._check_database, Status.DOWN),
            self._ask("valkey", self._check_valkey, Status.DEGRADED),
            self._ask("jobs", self._check_jobs, Status.DEGRADED),
            self._ask("storage", self._resources.files.check, Status.DEGRADED),
        )
        checks = Checks(database, valkey, jobs, storage)
        found = msgspec.structs.astuple(checks)
        overall = next((status for status in (Status.DOWN, Status.DEGRADED) if status in found), Status.OK)
        return Health(overall, checks, __version__)

    async def _ask(self, name: str, check: Callable[[], Awaitable[None]], otherwise: Status) -> Status:
        asking = self._asking.get(name)
        if asking is None or asking.done():
            asking = self._asking[name] = asyncio.ensure_future(_as_task(check))
        await asyncio.wait({asking}, timeout=CHECK_SECONDS)
        if not asking.done():
            # It is not waited for: a client that talks to a frozen engine takes its time to give up.
            asking.cancel()
            error: BaseException | None = TimeoutError(f"no answer within {CHECK_SECONDS:.0f} s")
        else:
            error = asyncio.CancelledError() if asking.cancelled() else asking.exception()
        if error is None:
            return Status.OK
        log.warning("health", check=name, error=str(error).strip() or type(error).__name__)
        return otherwise

    async def _check_database(self) -> None:
        async with self._resources.db.primary.connection(timeout=CHECK_SECONDS) as raw:
            await raw.execute("SELECT 1")

    async def _check_valkey(self) -> None:
        valkey: Any = self._resources.valkey
        await valkey.ping()

    async def _check_jobs(self) -> None:
        """A worker has given a sign of life of late."""
        async with self._resources.db.primary.connection(timeout=CHECK_SECONDS) as raw:
            cursor = await raw.execute(
                "SELECT 1 FROM procrastinate_workers WHERE last_heartbeat > now() - make_interval(secs => %s) LIMIT 1",
                (self._resources.settings.job_stalled_after_seconds,),
            )
            if await cursor.fetchone() is None:
                msg = "no worker is running"
                raise RuntimeError(msg)


async def _as_task(check: Callable[[], Awaitable[None]]) -> None:
    await check()


def check_of(state: State) -> HealthCheck:
    """The application's own, made when it starts."""
    check: HealthCheck = state.health_check
    return check


@get(
    ["/health", "/api/health"],
    summary="How this process is",
    tags=["operations"],
    opt={"unlimited": True},
    responses={503: ResponseSpec(Health, generate_examples=False, description="What is promised cannot be kept.")},
)
async def health(request: AnyRequest) -> Response[Health]:
    """200 while what is promised is kept (`ok` or `degraded`), 503 when it is not."""
    found = await check_of(request.app.state).run()
    return Response(
        found, status_code=503 if found.status is Status.DOWN else 200, headers={"cache-control": "no-store"}
    )
