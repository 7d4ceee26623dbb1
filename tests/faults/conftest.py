"""How hard the faults are: short in every run, long with `make faults`."""

import os
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from pathlib import Path

import pytest

from mingle.embedded import ValkeyServer
from mingle.settings import Settings
from tests.realtime.meeting import MEETING, authenticate_socket
from tests.support.servers import running_server


@dataclass(frozen=True)
class Measure:
    """How much of everything."""

    clients: int
    valkey_away_seconds: float


@pytest.fixture
def measure() -> Measure:
    """Short, unless MINGLE_FAULTS=long."""
    return Measure(1_000, 10.0) if os.environ.get("MINGLE_FAULTS") == "long" else Measure(60, 1.0)


@pytest.fixture
async def own_valkey(tmp_path: Path) -> AsyncGenerator[ValkeyServer]:
    """A Valkey that nobody else uses."""
    server = ValkeyServer(tmp_path / "valkey")
    await server.start()
    try:
        yield server
    finally:
        await server.stop()


@pytest.fixture
async def server(settings: Settings) -> AsyncGenerator[str]:
    """A server with sockets; its address."""
    async with running_server(settings, [MEETING], authenticate_socket=authenticate_socket) as client:
        yield str(client.base_url).rstrip("/")
