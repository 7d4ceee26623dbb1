"""Servers with sockets."""

from collections.abc import AsyncGenerator

import pytest

from mingle.settings import Settings
from tests.realtime.meeting import MEETING, authenticate_socket
from tests.support.servers import running_server


@pytest.fixture
async def server(settings: Settings) -> AsyncGenerator[str]:
    """A server; its address."""
    async with running_server(settings, [MEETING], authenticate_socket=authenticate_socket) as client:
        yield str(client.base_url).rstrip("/")


@pytest.fixture
async def other_server(settings: Settings) -> AsyncGenerator[str]:
    """Another process of the same site, as far as sockets can tell; its address."""
    async with running_server(settings, [MEETING], authenticate_socket=authenticate_socket) as client:
        yield str(client.base_url).rstrip("/")
