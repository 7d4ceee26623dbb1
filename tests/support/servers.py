"""A pytest plugin: a real server on a real port, in this process, and a client for it."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from uuid import UUID

import httpx
import pytest
import uvicorn

from mingle.app import Authenticate, create_app, declared_hooks, declared_jobs
from mingle.cli.server import Server, listen, uvicorn_options
from mingle.kernel.feature import Feature
from mingle.kernel.resources import Resources, open_resources
from mingle.kernel.worker import END_SECONDS, GRACE_SECONDS, Worker
from mingle.live import AuthenticateSocket, nobody
from mingle.settings import Settings
from tests.sample import NOTES
from tests.sample.http import ACTOR_HEADER, authenticate
from tests.support.eventually import PATIENCE_SECONDS

Serve = Callable[[Settings], AbstractAsyncContextManager[httpx.AsyncClient]]
FEATURES = (NOTES,)


@asynccontextmanager
async def running_server(
    settings: Settings,
    features: Sequence[Feature] = FEATURES,
    authenticate: Authenticate = authenticate,
    authenticate_socket: AuthenticateSocket = nobody,
) -> AsyncGenerator[httpx.AsyncClient]:
    """Serve the sample feature, or others, on a free port; a client whose base URL is the server's."""
    with listen(settings) as listener:
        app = create_app(settings, features, authenticate, authenticate_socket)
        server = Server(uvicorn.Config(app, **uvicorn_options(settings)))
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        ready = asyncio.create_task(server.ready.wait())
        await asyncio.wait({serving, ready}, return_when=asyncio.FIRST_COMPLETED)
        try:
            base_url = f"http://127.0.0.1:{listener.getsockname()[1]}"
            async with httpx.AsyncClient(base_url=base_url, trust_env=False, timeout=PATIENCE_SECONDS) as client:
                yield client
        finally:
            ready.cancel()
            server.should_exit = True
            await serving


@asynccontextmanager
async def running_worker(
    resources: Resources, settings: Settings, *, grace_seconds: float = GRACE_SECONDS, end_seconds: float = END_SECONDS
) -> AsyncGenerator[Worker]:
    """Run jobs while the block runs; at its end those in hand have `grace_seconds`."""
    worker = Worker(resources, settings, grace_seconds=grace_seconds, poll_seconds=0.05, end_seconds=end_seconds)
    working = asyncio.create_task(worker.run())
    try:
        yield worker
    finally:
        worker.stop()
        await working


def acting(actor_id: UUID) -> dict[str, str]:
    """Headers that make a request this person's."""
    return {ACTOR_HEADER: str(actor_id)}


@pytest.fixture
async def resources(settings: Settings) -> AsyncGenerator[Resources]:
    """What services and jobs are given, opened for this test."""
    async with open_resources(settings, declared_jobs(settings, FEATURES), declared_hooks(FEATURES)) as opened:
        await opened.bus.connected()
        yield opened


@pytest.fixture
async def client(settings: Settings) -> AsyncGenerator[httpx.AsyncClient]:
    """A client of a server of this test's own."""
    async with running_server(settings) as connected:
        yield connected
