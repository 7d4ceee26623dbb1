"""The conformance application, served as uvicorn serves Mingle."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import httpx
import pytest
import uvicorn

from mingle.cli.server import Server
from mingle.realtime.asgi import UVICORN_OPTIONS, Mount
from tests.conformance.app import engine_app, socket_app


@asynccontextmanager
async def serving(app: Mount) -> AsyncGenerator[httpx.AsyncClient]:
    """Serve on a free port; a client whose base URL is the server's."""
    server = Server(uvicorn.Config(app, port=0, log_config=None, lifespan="on", **UVICORN_OPTIONS))
    running = asyncio.create_task(server.serve())
    await server.ready.wait()
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=20) as client:
            yield client
    finally:
        server.should_exit = True
        await running


@pytest.fixture
async def engine() -> AsyncGenerator[httpx.AsyncClient]:
    """Engine.IO that echoes, at /engine.io/."""
    async with serving(engine_app()) as client:
        yield client


@pytest.fixture
async def sockets() -> AsyncGenerator[httpx.AsyncClient]:
    """Socket.IO as the protocol's suite wants it."""
    async with serving(socket_app()) as client:
        yield client
