"""What somebody has missed in many chats, fetched at once."""

from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.features.accounts.conftest import Person
from tests.features.chats.conftest import Somebody, group, missed, private_chat, send, the_chat
from tests.features.people.conftest import ask

pytestmark = pytest.mark.anyio


async def missed_in(client: httpx.AsyncClient, person: Person, known: dict[str, int]) -> dict[str, Any]:
    """By the chats' ids."""
    body = {"chats": [{"chatId": chat_id, "pts": pts} for chat_id, pts in known.items()]}
    return {one.pop("chatId"): one for one in (await ask(client, person, "POST", "/sync", body))["chats"]}


async def test_it_is_what_each_chat_tells(client: httpx.AsyncClient, somebody: Somebody) -> None:
    one, other = await somebody(), await somebody()
    hikers, two, quiet = (
        await group(client, one, other),
        await private_chat(client, one, other),
        await private_chat(client, other, other),
    )
    known = {chat_id: (await the_chat(client, other, chat_id))["pts"] for chat_id in (hikers, two, quiet)}
    first = await send(client, one, hikers, "one")
    await send(client, one, two, "two")
    await ask(client, one, "PATCH", f"/messages/{first['id']}", {"content": "three"})
    await ask(client, one, "PUT", f"/messages/{first['id']}/reactions/👍")
    gone = await send(client, one, two, "gone")
    await ask(client, one, "DELETE", f"/messages/{gone['id']}?forAll=true")
    found = await missed_in(client, other, known)
    assert found == {chat_id: await missed(client, other, chat_id, pts) for chat_id, pts in known.items()}
    assert [len(found[chat_id]["events"]) for chat_id in known] == [3, 3, 0]


async def test_of_a_chat_with_much_that_is_new_one_asks_again(client: httpx.AsyncClient, somebody: Somebody) -> None:
    one = await somebody()
    busy, quiet = await private_chat(client, one, one), await group(client, one)
    known = {chat_id: (await the_chat(client, one, chat_id))["pts"] for chat_id in (busy, quiet)}
    for number in range(25):
        await send(client, one, busy, str(number))
    await send(client, one, quiet)
    first = await missed_in(client, one, known)
    assert (len(first[busy]["events"]), first[busy]["pts"], first[busy]["more"]) == (20, known[busy] + 20, True)
    assert (len(first[quiet]["events"]), first[quiet]["more"]) == (1, False)
    rest = await missed_in(client, one, {busy: first[busy]["pts"]})
    assert (len(rest[busy]["events"]), rest[busy]["pts"], rest[busy]["more"]) == (5, known[busy] + 25, False)


async def test_nothing_is_told_of_chats_that_are_not_ones_own(client: httpx.AsyncClient, somebody: Somebody) -> None:
    one, other, stranger = await somebody(), await somebody(), await somebody()
    hikers, two = await group(client, one, other), await private_chat(client, one, other)
    await send(client, one, hikers, "Among us")
    assert await missed_in(client, stranger, {hikers: 0, two: 0, str(uuid4()): 0}) == {}
    await ask(client, one, "POST", f"/users/{other.id}/block")
    assert list(await missed_in(client, other, {hikers: 0, two: 0})) == [hikers], "the other's chat with them is closed"
    await ask(client, other, "DELETE", f"/chats/{hikers}/members/{other.id}")
    assert await missed_in(client, other, {hikers: 0}) == {}


async def test_what_is_asked_is_bounded(client: httpx.AsyncClient, somebody: Somebody) -> None:
    one = await somebody()
    for chats, field in (
        ([{"chatId": str(uuid4()), "pts": 0}] * 201, "chats"),
        ([{"chatId": str(uuid4()), "pts": -1}], "chats.0.pts"),
        ([{"chatId": "x", "pts": 0}], "chats.0.chatId"),
    ):
        answer = await client.post("/api/sync", json={"chats": chats}, headers=one.headers)
        assert answer.status_code == 400, answer.text
        assert [detail["field"] for detail in answer.json()["error"]["details"]] == [field]
