"""The conformance application, served as uvicorn serves Mingle, and the clients that people use."""

import asyncio
import fcntl
import subprocess
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
import uvicorn

from mingle.cli.server import Server
from mingle.realtime.asgi import UVICORN_OPTIONS, Mount
from tests.conformance.app import engine_app, socket_app

CLIENTS = Path(__file__).with_name("clients")
BIN = Path(sys.executable).parent


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


@pytest.fixture(scope="session")
def node_clients() -> None:
    """Install what the lock file says, if that has not been done; of several who want it, one does it."""
    stamp, lock = CLIENTS / "node_modules" / ".package-lock.json", CLIENTS / "package-lock.json"
    with lock.open() as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if not stamp.exists() or stamp.stat().st_mtime < lock.stat().st_mtime:
            command = [BIN / "npm", "ci", "--no-fund", "--no-audit"]
            subprocess.run(command, cwd=CLIENTS, check=True, capture_output=True)


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
