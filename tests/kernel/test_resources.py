"""What a process holds open: opened with or without its engines, and closed soon and whole."""

import asyncio
import os
import signal
import time

import pytest

from mingle.embedded import ValkeyServer
from mingle.kernel.resources import open_resources
from mingle.settings import Settings
from tests.support.eventually import eventually

pytestmark = pytest.mark.anyio

NOWHERE = {"database_url": "postgresql://mingle@127.0.0.1:1/mingle", "valkey_url": "redis://127.0.0.1:1/0"}


async def test_engines_that_are_away_hold_up_neither_the_opening_nor_the_closing(settings: Settings) -> None:
    began = time.monotonic()
    async with open_resources(settings.model_copy(update=NOWHERE), []) as resources:
        assert not resources.bus.is_connected
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("ticks", [0, 1, 3, 6, 9, 12, 20])
async def test_it_may_be_closed_at_any_moment(settings: Settings, ticks: int) -> None:
    """Also while it connects, when redis-py swallows a cancellation."""
    for _ in range(5):
        async with asyncio.timeout(10), open_resources(settings, []):
            for _ in range(ticks):
                await asyncio.sleep(0)


async def test_a_frozen_valkey_does_not_hold_up_the_closing(settings: Settings, own_valkey: ValkeyServer) -> None:
    assert own_valkey.process is not None
    async with open_resources(settings.model_copy(update={"valkey_url": own_valkey.url}), []) as resources:
        await eventually(lambda: resources.bus.is_connected, "the bus is connected")
        os.kill(own_valkey.process.pid, signal.SIGSTOP)
        began = time.monotonic()
        async with resources.db.transaction() as tx:
            tx.emit("room", "unheard", {})
    os.kill(own_valkey.process.pid, signal.SIGCONT)
    assert time.monotonic() - began < 5
