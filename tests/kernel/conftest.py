"""Engines of a test's own, for those that stop or freeze them."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from mingle.embedded import ValkeyServer


@pytest.fixture
async def own_valkey(tmp_path: Path) -> AsyncGenerator[ValkeyServer]:
    """A Valkey that nobody else uses."""
    server = ValkeyServer(tmp_path / "valkey")
    await server.start()
    try:
        yield server
    finally:
        await server.stop()
