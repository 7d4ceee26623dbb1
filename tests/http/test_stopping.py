"""A server that has stopped, in a process that lives on."""

import gc

import pytest

from mingle.app import FEATURES
from mingle.features.accounts import authenticate, authenticate_socket
from mingle.realtime.hub import Hub
from mingle.settings import Settings
from tests.support.servers import running_server

pytestmark = pytest.mark.anyio


async def serve_once(settings: Settings) -> None:
    async with running_server(settings, FEATURES, authenticate, authenticate_socket) as client:
        assert (await client.get("/api/instance")).is_success


def count_hubs() -> int:
    gc.collect()
    return sum(type(thing) is Hub for thing in gc.get_objects())


async def test_nothing_of_it_is_kept(settings: Settings) -> None:
    await serve_once(settings)
    # Declarations know the last server that used them.
    first = count_hubs()
    for _ in range(2):
        await serve_once(settings)
    assert count_hubs() == first
