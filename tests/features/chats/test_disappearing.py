"""Disappearing messages: a chat says how long they stay, and then nothing is left of them."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import psycopg
import pytest

from mingle.features.chats import jobs
from mingle.settings import Settings
from tests.features.chats.conftest import (
    Serve,
    Somebody,
    connected,
    group,
    history,
    missed,
    private_chat,
    send,
    the_chat,
    working,
)
from tests.features.people.conftest import ask, make_file

pytestmark = pytest.mark.anyio

DAY = 86_400


def let_time_pass(settings: Settings, *ids: str) -> None:
    """Let the time of these messages be over."""
    with psycopg.connect(settings.database_url) as connection:
        connection.execute("UPDATE messages SET expires_at = now() - interval '1 second' WHERE id = ANY (%s::uuid[])",
                           (list(ids),))  # fmt: skip


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


async def test_new_messages_disappear_after_a_while_and_older_ones_stay(
    client: httpx.AsyncClient, settings: Settings, serve: Serve, somebody: Somebody
) -> None:
    one, other = await somebody(), await somebody()
    chat_id = await private_chat(client, one, other)
    older = await send(client, one, chat_id, "stays")
    assert older["expiresAt"] is None
    chat = (await ask(client, other, "PATCH", f"/chats/{chat_id}", {"messageLifetime": DAY}))["chat"]
    assert (chat["messageLifetime"], chat["pts"]) == (DAY, 3)
    [told, _] = await history(client, one, chat_id)
    assert json.loads(told["content"]) == {"event": "lifetime", "seconds": DAY}
    assert told["expiresAt"] is None, "what has happened is no message of anybody's"
    message = await send(client, one, chat_id, "a secret #tag", type="image", fileIds=[make_file(settings, one.id)])
    assert moment(message["expiresAt"]) - moment(message["createdAt"]) == timedelta(seconds=DAY)
    await ask(client, other, "PUT", f"/messages/{message['id']}/reactions/👍")
    let_time_pass(settings, message["id"])
    async with serve() as there, connected(there, other) as listening, working(settings) as resources:
        await jobs.expire.run(resources, {})
        await jobs.expire.run(resources, {})
        gone = {"chatId": chat_id, "pts": 6, "messageId": message["id"]}
        assert await listening.event("message:deleted") == gone
    [left, _, first] = await history(client, other, chat_id)
    assert (left["isDeleted"], left["content"], left["files"], left["reactions"]) == (True, "", [], [])
    assert first == older
    chat = await the_chat(client, other, chat_id)
    assert (chat["pts"], chat["lastMessage"]["id"]) == (6, told["id"]), "each is deleted once"
    assert (await missed(client, one, chat_id, 5))["events"] == [{"pts": 6, "event": "message:deleted", "data": gone}]
    with psycopg.connect(settings.database_url) as connection:
        for table in ("messages", "message_files", "message_reactions", "chat_events"):
            rows = str(connection.execute(f"SELECT t::text FROM {table} t".encode()).fetchall())
            assert "secret" not in rows, table


async def test_from_its_moment_on_nobody_sees_it_though_it_is_there_still(
    client: httpx.AsyncClient, settings: Settings, somebody: Somebody
) -> None:
    one, other = await somebody(), await somebody()
    chat_id = await private_chat(client, one, other)
    await ask(client, one, "PATCH", f"/chats/{chat_id}", {"messageLifetime": 60})
    file_id = make_file(settings, one.id)
    message = await send(client, one, chat_id, f"a secret for @{other.username} #tag", fileIds=[file_id])
    await ask(client, other, "GET", f"/files/{file_id}")
    let_time_pass(settings, message["id"])
    await ask(client, other, "GET", f"/files/{file_id}", status=404)
    seen = (await history(client, other, chat_id))[0]
    assert (seen["isDeleted"], seen["content"], seen["mentions"], seen["hashtags"]) == (True, "", [], [])
    events = (await missed(client, other, chat_id, 2))["events"]
    assert [event["event"] for event in events] == ["message:new"]
    assert "secret" not in str(events)
    assert "secret" not in str(await ask(client, other, "GET", "/chats"))
    for method, path, body in (
        ("PATCH", "", {"content": "back"}),
        ("PUT", "/pin", None),
        ("PUT", "/reactions/👍", None),
    ):
        assert (await ask(client, one, method, f"/messages/{message['id']}{path}", body, status=410))["code"]
    saved = await private_chat(client, other, other)
    body = {"chatId": saved, "clientId": "c1", "forwardOfId": message["id"]}
    assert (await ask(client, other, "POST", "/messages", body, status=410))["code"] == "message_deleted"


async def test_who_leads_a_group_says_how_long_messages_stay(client: httpx.AsyncClient, somebody: Somebody) -> None:
    owner, member = await somebody(), await somebody()
    chat_id = await group(client, owner, member)
    path = f"/chats/{chat_id}"
    error = await ask(client, member, "PATCH", path, {"messageLifetime": DAY}, status=403)
    assert error["code"] == "role_too_low"
    chat = (await ask(client, owner, "PATCH", path, {"messageLifetime": DAY, "name": "Owls"}))["chat"]
    assert (chat["messageLifetime"], chat["name"], chat["pts"]) == (DAY, "Owls", 6)
    await ask(client, owner, "PATCH", path, {"messageLifetime": DAY})
    assert (await the_chat(client, owner, chat_id))["pts"] == 6, "what changes nothing takes no number"
    await ask(client, owner, "PATCH", path, {"description": "Birds"})
    assert (await the_chat(client, owner, chat_id))["messageLifetime"] == DAY, "what is left out stays"
    await ask(client, owner, "PATCH", path, {"messageLifetime": None})
    assert (await send(client, member, chat_id))["expiresAt"] is None
    private = await private_chat(client, owner, member)
    both: dict[str, Any] = {"messageLifetime": DAY, "name": "Us"}
    await ask(client, owner, "PATCH", f"/chats/{private}", both, status=409)
    assert (await the_chat(client, owner, private))["messageLifetime"] is None, "all of it or nothing"


@pytest.mark.parametrize("seconds", [0, 59, 31_536_001, "60", 60.5])
async def test_how_long_is_a_minute_to_a_year(client: httpx.AsyncClient, somebody: Somebody, seconds: Any) -> None:
    one = await somebody()
    chat_id = await private_chat(client, one, one)
    error = await ask(client, one, "PATCH", f"/chats/{chat_id}", {"messageLifetime": seconds}, status=400)
    assert [detail["field"] for detail in error["details"]] == ["messageLifetime"]
