"""Drafts: begun on one device, gone on with on another."""

from datetime import timedelta

import httpx
import pytest

from mingle.kernel import clock
from tests.features.chats.conftest import Serve, Somebody, connected, group, private_chat, send, the_chat
from tests.features.people.conftest import ask

pytestmark = pytest.mark.anyio


async def test_a_draft_is_on_all_of_ones_devices_and_nobody_elses(
    client: httpx.AsyncClient, serve: Serve, somebody: Somebody
) -> None:
    one, other = await somebody(), await somebody()
    chat_id = await private_chat(client, one, other)
    said = await send(client, other, chat_id)
    before = (await the_chat(client, one, chat_id))["pts"]
    async with serve() as there, connected(there, one) as second_device, connected(there, other) as theirs:
        body = {"content": "Shall we ", "replyToId": said["id"]}
        draft = (await ask(client, one, "PUT", f"/chats/{chat_id}/draft", body))["draft"]
        assert await second_device.event("chat:draft") == {"chatId": chat_id, "draft": draft}
        await ask(client, other, "PUT", f"/chats/{chat_id}/draft", {"content": "Mine"})
        assert (await theirs.event("chat:draft"))["draft"]["content"] == "Mine", "and it is the first they hear of"
    assert (draft["content"], draft["replyToId"]) == ("Shall we ", said["id"])
    chat = await the_chat(client, one, chat_id)
    assert (chat["draft"], chat["pts"]) == (draft, before), "it is no change of the chat"
    [listed] = (await ask(client, one, "GET", "/chats"))["items"]
    assert listed["draft"] == draft
    with clock.moved(timedelta(seconds=1)):
        newer = (await ask(client, one, "PUT", f"/chats/{chat_id}/draft", {"content": "Shall we go"}))["draft"]
    assert newer["updatedAt"] > draft["updatedAt"]
    assert (await the_chat(client, one, chat_id))["draft"] == newer


async def test_without_content_there_is_no_draft(client: httpx.AsyncClient, somebody: Somebody) -> None:
    one = await somebody()
    chat_id = await private_chat(client, one, one)
    path = f"/chats/{chat_id}/draft"
    async with connected(client, one) as second_device:
        await ask(client, one, "PUT", path, {"content": ""})  # there was none, so nobody is told
        await ask(client, one, "PUT", path, {"content": "Milk"})
        assert (await second_device.event("chat:draft"))["draft"]["content"] == "Milk"
        assert (await ask(client, one, "PUT", path, {"content": ""}))["draft"] is None
        assert await second_device.event("chat:draft") == {"chatId": chat_id, "draft": None}
    assert (await the_chat(client, one, chat_id))["draft"] is None


async def test_a_draft_goes_with_its_chat(client: httpx.AsyncClient, somebody: Somebody) -> None:
    owner, other = await somebody(), await somebody()
    chat_id = await group(client, owner, other)
    await ask(client, other, "PUT", f"/chats/{chat_id}/draft", {"content": "Wait"})
    await ask(client, owner, "DELETE", f"/chats/{chat_id}/members/{other.id}")
    await ask(client, other, "PUT", f"/chats/{chat_id}/draft", {"content": "Wait"}, status=404)
    await ask(client, owner, "POST", f"/chats/{chat_id}/members", {"memberIds": [str(other.id)]})
    assert (await the_chat(client, other, chat_id))["draft"] is None


async def test_a_draft_that_cannot_be_kept_is_named(client: httpx.AsyncClient, somebody: Somebody) -> None:
    one, other = await somebody(), await somebody()
    chat_id, elsewhere = await private_chat(client, one, one), await private_chat(client, one, other)
    said = await send(client, one, elsewhere)
    for body, field in (
        ({"content": "x" * 10_001}, "content"),
        ({"content": "x", "replyToId": said["id"]}, "replyToId"),
    ):
        error = await ask(client, one, "PUT", f"/chats/{chat_id}/draft", body, status=400)
        assert [detail["field"] for detail in error["details"]] == [field]
    assert (await the_chat(client, one, chat_id))["draft"] is None
