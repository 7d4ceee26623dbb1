"""What members are told suffices: nobody who heard it has to fetch anything."""

from typing import Any

import httpx
import pytest

from tests.features.chats.conftest import Somebody, group, send
from tests.features.chats.verifying import verify_events
from tests.features.people.conftest import ask

pytestmark = pytest.mark.anyio

POLL = {"question": "Where to?", "options": ["The lake", "The hill"]}


async def test_every_event_proves_itself(client: httpx.AsyncClient, somebody: Somebody) -> None:
    one, other, third = await somebody(), await somebody(), await somebody()
    hikers = await group(client, one, other)
    message = await send(client, one, hikers, f"Hello @{other.username} #sunday")
    poll = await send(client, one, hikers, "", poll=POLL)
    gone = await send(client, other, hikers, "gone")
    path, chat = f"/messages/{message['id']}", f"/chats/{hikers}"
    deeds: list[tuple[str, str, Any]] = [
        ("POST", "/messages", {"chatId": hikers, "clientId": "a", "content": "Yes", "replyToId": message["id"]}),
        ("POST", "/messages", {"chatId": hikers, "clientId": "b", "content": "", "forwardOfId": message["id"]}),
        ("PATCH", path, {"content": "Hello #monday"}),
        ("PUT", f"{path}/reactions/👍", None),
        ("PUT", f"{path}/reactions/🎉", None),
        ("DELETE", f"{path}/reactions/👍", None),
        ("PUT", f"{path}/pin", None),
        ("DELETE", f"{path}/pin", None),
        ("PUT", f"/messages/{poll['id']}/vote", {"options": [1]}),
        ("PUT", f"/messages/{poll['id']}/poll", {"isClosed": True}),
        ("DELETE", f"/messages/{gone['id']}", None),
        ("PATCH", chat, {"name": "Walkers", "messageLifetime": 3600}),
        ("POST", f"{chat}/members", {"memberIds": [str(third.id)]}),
        ("PATCH", f"{chat}/members/{third.id}", {"role": "admin"}),
        ("DELETE", f"{chat}/members/{third.id}", None),
    ]
    for method, address, body in deeds:
        async with verify_events(client, other, hikers):
            await ask(client, one, method, address, body)
