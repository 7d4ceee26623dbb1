"""What is answered past the framework is what the framework answers."""

from uuid import uuid4

import httpx
import pytest

from tests.features.accounts.conftest import Person
from tests.features.chats.conftest import Serve, Somebody, group, private_chat, send
from tests.features.people.conftest import ask

pytestmark = pytest.mark.anyio

# How long it is compressed depends on how it is fed to that.
OWN = {"date", "x-request-id", "content-length"}


async def both(client: httpx.AsyncClient, person: Person, chat_id: str, query: str = "") -> httpx.Response:
    """The answer, after it was compared with that of the older name of the address, which goes the long way."""
    ours, theirs = [
        await client.get(f"/api/{place}{query}", headers=person.headers)
        for place in (f"chats/{chat_id}/messages", f"messages/chat/{chat_id}")
    ]
    assert (ours.status_code, ours.json()) == (theirs.status_code, theirs.json())
    for name in (theirs.headers.keys() | ours.headers.keys()) - OWN:
        assert ours.headers.get(name) == theirs.headers.get(name), name
    return ours


async def test_history_is_the_same_either_way(client: httpx.AsyncClient, somebody: Somebody) -> None:
    one, other, stranger = await somebody(), await somebody(), await somebody()
    hikers = await group(client, one, other)
    for number in range(30):
        await send(client, one, hikers, f"Message {number} — half past seven")
    assert len((await both(client, one, hikers)).json()["data"]["items"]) == 20
    for query in ("limit=5", "limit=100", "before=9&limit=3", "before=0", "after=4", "around=9", "before=1", "limit=1"):
        assert (await both(client, one, hikers, f"?{query}")).status_code == 200
    for query in (
        "limit=0",
        "limit=101",
        "limit=x",
        "limit=",
        "before=-1",
        "before=3&after=4",
        "before=1.5",
        "before=٣٣",
    ):
        assert (await both(client, one, hikers, f"?{query}")).status_code == 400, query
    assert (await both(client, stranger, hikers)).status_code == 404
    assert (await both(client, one, str(uuid4()))).status_code == 404
    for token in ("", "Bearer x"):
        answer = await client.get(f"/api/chats/{hikers}/messages", headers={"authorization": token})
        assert answer.status_code == 401


async def test_an_empty_chat_is_not_one_that_is_not_there(client: httpx.AsyncClient, somebody: Somebody) -> None:
    one, other = await somebody(), await somebody()
    two = await private_chat(client, one, other)
    assert (await both(client, one, two)).json()["data"] == {"items": [], "nextCursor": None}
    await send(client, one, two)
    await ask(client, other, "POST", f"/users/{one.id}/block")
    assert (await both(client, one, two)).status_code == 404


async def test_it_counts_as_every_request_does(client: httpx.AsyncClient, somebody: Somebody, serve: Serve) -> None:
    one = await somebody()
    two = await private_chat(client, one, one)
    for chat_id, status in ((two, 200), (str(uuid4()), 404)):
        async with serve(rate_limits=True, rate_limit_signed_in="3/hour") as limited:
            address = f"/api/chats/{chat_id}/messages"
            statuses = [(await limited.get(address, headers=one.headers)).status_code for _ in range(4)]
        assert statuses == [status, status, status, 429]
