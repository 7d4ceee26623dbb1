"""Chats: who is in them, what they may do there, and for whom they do not exist."""

import asyncio
import json
from typing import Any

import httpx
import pytest

from tests.features.chats.conftest import (
    Serve,
    Somebody,
    connected,
    draft,
    group,
    history,
    private_chat,
    send,
    the_chat,
)
from tests.features.people.conftest import ask, change
from tests.support.eventually import eventually
from tests.support.sockets import RawSocket

pytestmark = pytest.mark.anyio


def drained(socket: RawSocket) -> list[str | bytes]:
    """What has come so far."""
    return [socket.inbox.get_nowait() for _ in range(socket.inbox.qsize())]


async def chat_ids(client: httpx.AsyncClient, person: Any) -> list[str]:
    return [chat["id"] for chat in (await ask(client, person, "GET", "/chats"))["items"]]


async def happened(client: httpx.AsyncClient, person: Any, chat_id: str) -> list[dict[str, Any]]:
    """What the system messages of a chat say, the newest first."""
    said = await history(client, person, chat_id)
    return [json.loads(message["content"]) for message in said if message["type"] == "system"]


async def test_two_people_have_one_private_chat_also_when_both_open_it_at_once(
    client: httpx.AsyncClient, serve: Serve, somebody: Somebody
) -> None:
    async with serve() as there:
        for _ in range(5):
            one, other = await somebody(), await somebody()
            opened = await asyncio.gather(
                *(private_chat(at, *pair) for at in (client, there) for pair in ((one, other), (other, one)))
            )
            assert len(set(opened)) == 1
            assert await chat_ids(client, one) == await chat_ids(client, other) == [opened[0]]
            chat = await the_chat(client, one, opened[0])
            assert (chat["memberCount"], chat["peer"]["id"]) == (2, str(other.id))


async def test_a_chat_with_oneself_keeps_what_one_saves(client: httpx.AsyncClient, somebody: Somebody) -> None:
    one = await somebody()
    chat_id = await private_chat(client, one, one)
    assert await private_chat(client, one, one) == chat_id
    await send(client, one, chat_id)
    chat = await the_chat(client, one, chat_id)
    assert (chat["memberCount"], chat["peer"], chat["unread"]) == (1, None, 0)


async def test_nobody_writes_to_people_whom_they_may_not_see(client: httpx.AsyncClient, somebody: Somebody) -> None:
    one, other, friend = await somebody(), await somebody(), await somebody()
    chat_id = await private_chat(client, friend, other)
    await change(client, other, isPaused=True)
    body = {"type": "private", "memberIds": [str(other.id)]}
    await ask(client, one, "POST", "/chats", body, status=404)
    await ask(client, one, "POST", "/chats", {**body, "type": "group", "name": "Hikers"}, status=404)
    assert await private_chat(client, friend, other) == chat_id, "who has a chat keeps it through a pause"
    await send(client, friend, chat_id)


async def test_between_the_blocked_there_is_no_private_chat(client: httpx.AsyncClient, somebody: Somebody) -> None:
    one, other = await somebody(), await somebody()
    chat_id = await private_chat(client, one, other)
    message = await send(client, one, chat_id)
    async with connected(client, other) as socket:
        await ask(client, one, "POST", f"/users/{other.id}/block")
        for person in (one, other):
            assert await chat_ids(client, person) == []
            assert (await ask(client, person, "GET", "/sync"))["items"] == []
            for method, path, body in (
                ("GET", f"/chats/{chat_id}", None),
                ("GET", f"/chats/{chat_id}/messages", None),
                ("GET", f"/chats/{chat_id}/events", None),
                ("PUT", f"/chats/{chat_id}/read", {"upTo": 1}),
                ("POST", "/messages", draft(chat_id)),
                ("PUT", f"/messages/{message['id']}/reactions/👍", None),
                ("POST", "/chats", {"type": "private", "memberIds": [str(one.id if person is other else other.id)]}),
            ):
                error = await ask(client, person, method, path, body, status=404)
                assert error["code"] == "not_found", path
        assert (await socket.call("typing:start", {"chatId": chat_id}))["error"]["code"] == "not_found"
    await ask(client, one, "DELETE", f"/users/{other.id}/block")
    assert await history(client, other, chat_id) == [message]


async def test_the_list_is_liveliest_first_and_says_what_is_new(client: httpx.AsyncClient, somebody: Somebody) -> None:
    one, other = await somebody(), await somebody()
    quiet, lively = await group(client, one, other), await private_chat(client, one, other)
    await send(client, other, quiet, "first")
    last = await send(client, other, lively, "second")
    items = (await ask(client, one, "GET", "/chats"))["items"]
    assert [(chat["id"], chat["unread"], chat["lastMessage"]["content"]) for chat in items] == [
        (lively, 1, "second"),
        (quiet, 1, "first"),
    ]
    first = await ask(client, one, "GET", "/sync?limit=1")
    second = await ask(client, one, "GET", f"/sync?limit=1&cursor={first['nextCursor']}")
    assert [chat["chatId"] for page in (first, second) for chat in page["items"]] == [lively, quiet]
    counts = {"pts": 1, "readPts": 0, "unread": 1, "mentions": 0, "hiddenCount": 0}
    assert first["items"] == [{"chatId": lively, **counts, "lastMessage": last}]


async def test_who_leads_a_group(client: httpx.AsyncClient, somebody: Somebody) -> None:
    owner, admin, member, guest = [await somebody() for _ in range(4)]
    chat_id = await group(client, owner, admin, member)
    path = f"/chats/{chat_id}/members"
    error = await ask(client, member, "PATCH", f"/chats/{chat_id}", {"name": "Mine"}, status=403)
    assert error["code"] == "role_too_low"
    await ask(client, member, "POST", path, {"memberIds": [str(guest.id)]}, status=403)
    await ask(client, member, "PATCH", f"{path}/{member.id}", {"role": "owner"}, status=403)
    await ask(client, owner, "PATCH", f"{path}/{admin.id}", {"role": "admin"})
    await ask(client, admin, "PATCH", f"/chats/{chat_id}", {"name": "Walkers"})
    await ask(client, admin, "POST", path, {"memberIds": [str(guest.id), str(member.id)]})
    await ask(client, admin, "DELETE", f"{path}/{owner.id}", status=403)
    await ask(client, admin, "DELETE", f"{path}/{member.id}")
    await ask(client, admin, "DELETE", f"/chats/{chat_id}", status=403)
    assert await happened(client, guest, chat_id) == [
        {"event": "removed", "userIds": [str(member.id)]},
        {"event": "added", "userIds": [str(guest.id)]},
        {"event": "renamed", "name": "Walkers"},
        {"event": "role", "userIds": [str(admin.id)], "role": "admin"},
        {"event": "created", "name": "Hikers"},
    ]
    roles = {one["user"]["id"]: one["role"] for one in (await ask(client, guest, "GET", path))["items"]}
    assert roles == {str(owner.id): "owner", str(admin.id): "admin", str(guest.id): "member"}


async def test_an_owner_hands_over_before_leaving(client: httpx.AsyncClient, somebody: Somebody) -> None:
    owner, other = await somebody(), await somebody()
    chat_id = await group(client, owner, other)
    path = f"/chats/{chat_id}/members"
    assert (await ask(client, owner, "DELETE", f"{path}/{owner.id}", status=409))["code"] == "owner_stays"
    assert (await ask(client, owner, "PATCH", f"{path}/{owner.id}", {"role": "member"}, status=409))["code"] == (
        "owner_stays"
    )
    await ask(client, owner, "PATCH", f"{path}/{other.id}", {"role": "owner"})
    assert (await the_chat(client, owner, chat_id))["role"] == "admin"
    await ask(client, owner, "DELETE", f"{path}/{owner.id}")
    await ask(client, owner, "GET", f"/chats/{chat_id}", status=404)
    assert (await happened(client, other, chat_id))[0] == {"event": "left"}
    await ask(client, other, "DELETE", f"{path}/{other.id}")
    assert await chat_ids(client, other) == []


async def test_who_is_let_in_hears_and_who_is_put_out_hears_no_more(
    client: httpx.AsyncClient, serve: Serve, somebody: Somebody
) -> None:
    owner, other = await somebody(), await somebody()
    async with serve() as there, connected(there, other) as listening, connected(there, owner) as watching:
        chat_id = await group(client, owner, other)
        for socket in (listening, watching):
            assert await socket.event("chat:new") == {"chatId": chat_id}

            async def heard(socket: RawSocket = socket) -> bool:
                await send(client, owner, chat_id, "are you there?")
                return any("are you there?" in str(packet) for packet in drained(socket))

            await eventually(heard, "they hear what is said")
        members = f"/chats/{chat_id}/members/{other.id}"
        await ask(client, owner, "DELETE", members)
        assert await listening.event("chat:removed") == {"chatId": chat_id}
        secret = await send(client, owner, chat_id, "secret")
        while (await watching.event("message:new"))["message"]["id"] != secret["id"]:
            pass
        await listening.call("typing:stop", {"chatId": chat_id})  # whatever was on its way is here by now
        assert not any("secret" in str(packet) for packet in drained(listening))
        assert (await listening.call("message:send", draft(chat_id)))["error"]["code"] == "not_found"


async def test_a_deleted_group_is_gone_for_all(client: httpx.AsyncClient, somebody: Somebody) -> None:
    owner, other = await somebody(), await somebody()
    chat_id = await group(client, owner, other)
    async with connected(client, other) as listening:
        await ask(client, owner, "DELETE", f"/chats/{chat_id}")
        assert await listening.event("chat:removed") == {"chatId": chat_id}
    for person in (owner, other):
        assert await chat_ids(client, person) == []


async def test_a_private_chat_is_emptied_for_oneself_until_something_comes(
    client: httpx.AsyncClient, somebody: Somebody
) -> None:
    one, other = await somebody(), await somebody()
    chat_id = await private_chat(client, one, other)
    await send(client, other, chat_id, "before")
    await ask(client, one, "DELETE", f"/chats/{chat_id}")
    assert (await chat_ids(client, one), await chat_ids(client, other)) == ([], [chat_id])
    assert await private_chat(client, one, other) == chat_id
    assert await history(client, one, chat_id) == []
    await send(client, other, chat_id, "after")
    chat = await the_chat(client, one, chat_id)
    assert (chat["unread"], [message["content"] for message in await history(client, one, chat_id)]) == (1, ["after"])
    assert len(await history(client, other, chat_id)) == 2
    assert await chat_ids(client, one) == [chat_id]


async def test_in_a_channel_few_write_and_many_read(client: httpx.AsyncClient, somebody: Somebody) -> None:
    owner, reader = await somebody(), await somebody()
    chat_id = await group(client, owner, reader, kind="channel")
    message = await send(client, owner, chat_id)
    assert (await ask(client, reader, "POST", "/messages", draft(chat_id), status=403))["code"] == "readers_only"
    assert (await history(client, reader, chat_id))[0] == message


async def test_a_private_chat_is_two_people_and_has_no_name(client: httpx.AsyncClient, somebody: Somebody) -> None:
    one, other, third = await somebody(), await somebody(), await somebody()
    chat_id = await private_chat(client, one, other)
    for method, path, body in (
        ("PATCH", f"/chats/{chat_id}", {"name": "Us"}),
        ("POST", f"/chats/{chat_id}/members", {"memberIds": [str(third.id)]}),
        ("DELETE", f"/chats/{chat_id}/members/{other.id}", None),
        ("DELETE", f"/chats/{chat_id}/members/{one.id}", None),
    ):
        assert (await ask(client, one, method, path, body, status=409))["code"] == "not_in_private", path
    bad = {"type": "private", "memberIds": [str(other.id), str(third.id)], "name": "Us"}
    error = await ask(client, one, "POST", "/chats", bad, status=400)
    assert {detail["field"] for detail in error["details"]} == {"memberIds", "name"}
    error = await ask(client, one, "POST", "/chats", {"type": "group", "memberIds": []}, status=400)
    assert [detail["field"] for detail in error["details"]] == ["name"]


async def test_settings_are_ones_own(client: httpx.AsyncClient, somebody: Somebody) -> None:
    one, other = await somebody(), await somebody()
    chat_id = await private_chat(client, one, other)
    until = "2099-01-01T00:00:00Z"
    body = {"mutedUntil": until, "archived": True, "pinned": True}
    chat = (await ask(client, one, "PATCH", f"/chats/{chat_id}/settings", body))["chat"]
    assert (chat["mutedUntil"], chat["isArchived"], chat["isPinned"]) == (until, True, True)
    await ask(client, one, "PATCH", f"/chats/{chat_id}/settings", {"archived": False})
    chat = await the_chat(client, one, chat_id)
    assert (chat["mutedUntil"], chat["isArchived"], chat["isPinned"]) == (until, False, True)
    chat = (await ask(client, one, "PATCH", f"/chats/{chat_id}/settings", {"mutedUntil": None}))["chat"]
    assert chat["mutedUntil"] is None
    assert not (await the_chat(client, other, chat_id))["isPinned"]
