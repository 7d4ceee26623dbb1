"""Blocks: two people who do not exist for each other, and what people give each other."""

import asyncio
from typing import Any

import httpx
import pytest

from mingle.app import FEATURES
from mingle.features.accounts import authenticate, authenticate_socket
from mingle.settings import Settings
from tests.features.accounts.conftest import Person, sign_up
from tests.features.people.conftest import ask, card, change, visible_person
from tests.support.eventually import eventually
from tests.support.servers import running_server
from tests.support.sockets import raw_socket

pytestmark = pytest.mark.anyio

LIVE = (FEATURES, authenticate, authenticate_socket)


async def found(client: httpx.AsyncClient, viewer: Person, person: Person) -> bool:
    """Whether a search finds somebody."""
    answer = await ask(client, viewer, "GET", f"/users/search?q={person.username}")
    return str(person.id) in {one["id"] for one in answer["items"]}


async def test_the_blocked_do_not_exist_for_each_other(
    client: httpx.AsyncClient, settings: Settings, serve_with: Any
) -> None:
    one, other = await visible_person(client, settings), await visible_person(client, settings)
    await ask(client, one, "POST", f"/users/{other.id}/block")
    for viewer, person in ((one, other), (other, one)):
        assert await card(client, viewer, person) is None
        assert not await found(client, viewer, person)
        error = await ask(client, viewer, "PUT", f"/users/{person.id}/socials", status=404)
        assert error["code"] == "not_found"
        async with serve_with(directory=True) as opened:
            listed = (await ask(opened, viewer, "GET", "/users"))["items"]
        assert str(person.id) not in {seen["id"] for seen in listed}


async def test_only_who_blocked_is_told_and_takes_it_back(client: httpx.AsyncClient, settings: Settings) -> None:
    one, other = await visible_person(client, settings), await visible_person(client, settings)
    for _ in range(2):  # again is no error
        await ask(client, one, "POST", f"/users/{other.id}/block")
    listed = (await ask(client, one, "GET", "/blocks"))["items"]
    assert [(blocked["id"], blocked["username"]) for blocked in listed] == [(str(other.id), other.username)]
    assert (await ask(client, other, "GET", "/blocks"))["items"] == []
    await ask(client, other, "DELETE", f"/users/{one.id}/block", status=404)
    await ask(client, one, "DELETE", f"/users/{other.id}/block")
    assert await card(client, one, other) is not None
    assert await card(client, other, one) is not None


async def test_a_block_of_both_ends_when_both_take_it_back(client: httpx.AsyncClient, settings: Settings) -> None:
    one, other = await visible_person(client, settings), await visible_person(client, settings)
    await asyncio.gather(
        ask(client, one, "POST", f"/users/{other.id}/block"), ask(client, other, "POST", f"/users/{one.id}/block")
    )
    await ask(client, one, "DELETE", f"/users/{other.id}/block")
    assert await card(client, one, other) is None
    await ask(client, other, "DELETE", f"/users/{one.id}/block")
    assert await card(client, one, other) is not None


async def test_blocks_are_leafed_through(client: httpx.AsyncClient) -> None:
    one = await sign_up(client)
    others = [await sign_up(client) for _ in range(3)]
    for other in others:
        await ask(client, one, "POST", f"/users/{other.id}/block")
    first = await ask(client, one, "GET", "/blocks?limit=2")
    second = await ask(client, one, "GET", f"/blocks?limit=2&cursor={first['nextCursor']}")
    listed = [blocked["id"] for blocked in (*first["items"], *second["items"])]
    assert listed == [str(other.id) for other in reversed(others)]


async def test_nobody_blocks_themselves_or_nobody(client: httpx.AsyncClient) -> None:
    one = await sign_up(client)
    assert (await ask(client, one, "POST", f"/users/{one.id}/block", status=409))["code"] == "not_yourself"
    nobody = "019a0000-0000-7000-8000-00000000dead"
    assert (await ask(client, one, "POST", f"/users/{nobody}/block", status=404))["code"] == "not_found"


async def test_a_block_takes_back_what_was_given(client: httpx.AsyncClient, settings: Settings) -> None:
    one, other = await visible_person(client, settings), await visible_person(client, settings)
    for person, friend in ((one, other), (other, one)):
        await change(client, person, socials={"telegram": "mara"})
        await ask(client, person, "PUT", f"/users/{friend.id}/socials")
    assert (await card(client, one, other) or {})["socials"] == {"telegram": "mara"}
    await ask(client, one, "POST", f"/users/{other.id}/block")
    await ask(client, one, "DELETE", f"/users/{other.id}/block")
    for viewer, person in ((one, other), (other, one)):
        assert (await card(client, viewer, person) or {})["socials"] == {}


async def test_handles_are_given_only_where_there_are_any(client: httpx.AsyncClient, settings: Settings) -> None:
    one, other = await visible_person(client, settings), await visible_person(client, settings)
    assert (await ask(client, one, "PUT", f"/users/{other.id}/socials", status=409))["code"] == "no_socials"
    await ask(client, one, "DELETE", f"/users/{other.id}/socials", status=404)


async def test_presence_is_nothing_between_the_blocked_on_any_process(settings: Settings) -> None:
    async with running_server(settings, *LIVE) as here, running_server(settings, *LIVE) as there:
        one, other, third = [await visible_person(here, settings) for _ in range(3)]
        async with (
            raw_socket(address(there)) as watching,
            raw_socket(address(here)) as watched,
            raw_socket(address(here)) as neighbour,
        ):
            for socket, person in ((watching, one), (watched, other), (neighbour, third)):
                await socket.connect(token=person.access_token)
            both = {"userIds": [str(other.id), str(third.id)]}
            assert await watching.call("presence:watch", both) == statuses({other: "online", third: "online"})
            await ask(here, other, "POST", f"/users/{one.id}/block")
            await watched.call("user:status-change", {"status": "dnd"})
            await neighbour.call("user:status-change", {"status": "away"})
            told = await watching.event("user:status")
            assert told == {"userId": str(third.id), "status": "away"}, "nothing is told of who has blocked"
            assert await watching.call("presence:watch", both) == statuses({other: "offline", third: "away"})
            await ask(here, other, "DELETE", f"/users/{one.id}/block")
            assert await watching.call("presence:watch", both) == statuses({other: "dnd", third: "away"})


async def test_who_hides_it_is_not_told_when_they_were_last_seen(settings: Settings) -> None:
    async with running_server(settings, *LIVE) as client:
        open_one, hidden, viewer = [await visible_person(client, settings) for _ in range(3)]
        await change(client, hidden, showsLastSeen=False)
        for person in (open_one, hidden):
            async with raw_socket(address(client)) as socket:
                await socket.connect(token=person.access_token)
        async with raw_socket(address(client)) as watching:
            await watching.connect(token=viewer.access_token)
            both = {"userIds": [str(hidden.id), str(open_one.id)]}

            async def seen() -> Any:
                first, second = (await watching.call("presence:watch", both))["data"]
                return (first, second) if "lastSeenAt" in second else None

            first, _ = await eventually(seen, "the last of them to be gone")
            assert "lastSeenAt" not in first


def address(client: httpx.AsyncClient) -> str:
    return str(client.base_url).rstrip("/")


def statuses(people: dict[Person, str]) -> dict[str, Any]:
    """The answer to who watches some people."""
    told = [{"userId": str(person.id), "status": status} for person, status in people.items()]
    return {"success": True, "data": told}
