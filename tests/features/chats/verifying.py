"""Every event proves itself: who hears what has changed has what a fresh fetch gives."""

import random
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import httpx

from tests.faults.device import Device
from tests.faults.test_chats import compare
from tests.features.accounts.conftest import Person
from tests.features.chats.conftest import the_chat
from tests.support.eventually import eventually


@asynccontextmanager
async def verify_events(client: httpx.AsyncClient, person: Person, chat_id: str) -> AsyncGenerator[None]:
    """Fails where what a device had of a chat, plus the events that it saw in the block, differs from a fresh fetch."""
    device = Device([str(client.base_url).rstrip("/")], person, [chat_id], random.Random(0))
    async with device.running():
        await eventually(lambda: device.times_caught_up == 1, "it is connected, and has what was there")
        yield
        top = (await the_chat(client, person, chat_id))["pts"]
        await eventually(lambda: device.chats[chat_id].pts == top, "it has heard everything")
        assert device.times_caught_up == 1, "it had to ask for what it was not told"
        await compare(device)
