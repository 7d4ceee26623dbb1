"""Plain messages that are sent at the same moment: they go together, and each gets its own answer."""

import asyncio
from typing import Any
from uuid import UUID, uuid4

import httpx
import psycopg
import pytest

from mingle.features.chats.plain_queries import PlainMessage, insert_sendable
from mingle.kernel import clock
from mingle.kernel.db import Tx
from mingle.settings import Settings
from tests.features.chats.conftest import (
    Serve,
    Somebody,
    connected,
    draft,
    group,
    history,
    private_chat,
    the_chat,
)
from tests.features.people.conftest import ask
from tests.support.eventually import eventually
from tests.support.sockets import RawSocket

pytestmark = pytest.mark.anyio


async def test_a_crowd_in_many_chats_on_two_processes(
    client: httpx.AsyncClient, serve: Serve, somebody: Somebody
) -> None:
    people = [await somebody() for _ in range(4)]
    chats = [await group(client, *people) for _ in range(5)]
    begun = (await the_chat(client, people[0], chats[0]))["pts"]
    async with serve() as there, connected(there, people[0]) as listening:
        drafts = [(people[n % 4], draft(chats[n % 5], f"Message {n}")) for n in range(100)]
        sent = await asyncio.gather(
            *(ask((client, there)[n % 2], who, "POST", "/messages", body) for n, (who, body) in enumerate(drafts))
        )
        told = [await listening.event("message:new") for _ in sent]
    assert {(message["clientId"], message["content"]) for message in sent} == {
        (body["clientId"], body["content"]) for _, body in drafts
    }
    by_number = {(message["chatId"], message["pts"]): message for message in sent}
    assert sorted(by_number) == sorted((chat_id, pts) for chat_id in chats for pts in range(begun + 1, begun + 21))
    assert all(one["message"] == by_number[one["chatId"], one["pts"]] for one in told)
    for chat_id in chats:
        said = [one for one in await history(client, people[1], chat_id) if one["type"] == "text"]
        assert said == [by_number[chat_id, pts] for pts in range(begun + 20, begun, -1)]


async def test_each_is_judged_by_itself(client: httpx.AsyncClient, somebody: Somebody) -> None:
    one, other, stranger = await somebody(), await somebody(), await somebody()
    chat_id, channel = await private_chat(client, one, other), await group(client, one, other, kind="channel")
    known = draft(chat_id, "Known")
    first = await ask(client, one, "POST", "/messages", known)
    wishes = [
        (one, draft(chat_id, "Fine")),
        (stranger, draft(chat_id, "Let me in")),
        (one, known),
        (one, {**known, "content": "Something else"}),
        (other, draft(channel, "I only read")),
        (one, draft(channel, "I write")),
    ]
    answers = await asyncio.gather(
        *(client.post("/api/messages", json=body, headers=who.headers) for who, body in wishes)
    )
    assert [answer.status_code for answer in answers] == [200, 404, 200, 409, 403, 200]
    assert answers[2].json()["data"] == first
    assert [answers[n].json()["error"]["code"] for n in (3, 4)] == ["client_id_reused", "readers_only"]
    assert [message["content"] for message in await history(client, other, chat_id)] == ["Fine", "Known"]
    assert (await history(client, other, channel))[0]["content"] == "I write"


async def test_the_same_message_twice_at_once_is_one(client: httpx.AsyncClient, somebody: Somebody) -> None:
    one, other = await somebody(), await somebody()
    chat_id = await private_chat(client, one, other)
    body, different = draft(chat_id, "Once"), draft(chat_id, "Mine")
    async with connected(client, one) as phone, connected(client, one) as laptop:
        answers = await asyncio.gather(
            *(device.call("message:send", body) for device in (phone, laptop)),
            ask(client, other, "POST", "/messages", {**different, "clientId": body["clientId"]}),
        )
    assert answers[0] == answers[1]
    assert sorted(message["content"] for message in await history(client, other, chat_id)) == ["Mine", "Once"]


# Stands in the way of the statement's own function, and lets it go on when the test says so.
_DOORKEEPER = """
    CREATE SCHEMA doorkeeper;
    CREATE FUNCTION doorkeeper.json_to_recordset(given json) RETURNS SETOF record LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM pg_advisory_lock_shared(1);
        RETURN QUERY SELECT * FROM pg_catalog.json_to_recordset(given) AS (chat_id uuid, sender_id uuid,
            client_id text, digest text, content text, hashtags text[], is_silent boolean);
    END $$;
"""


async def test_who_is_put_out_while_it_is_written_has_not_said_it(
    client: httpx.AsyncClient, settings: Settings, somebody: Somebody
) -> None:
    owner, one, other = await somebody(), await somebody(), await somebody()
    chats = [UUID(await group(client, owner, one, other)) for _ in range(2)]
    wishes = [plain(chat_id, who.id) for chat_id in chats for who in (one, other)]
    connect = psycopg.AsyncConnection.connect
    path = "-c search_path=doorkeeper,public,pg_catalog"
    async with (
        await connect(settings.database_url, autocommit=True) as keeper,
        await connect(settings.database_url, autocommit=True, options=path) as writing,
    ):

        async def is_waiting() -> bool:
            query = "SELECT FROM pg_locks WHERE pid = %s AND locktype = 'advisory' AND NOT granted"
            return (await keeper.execute(query, (writing.info.backend_pid,))).rowcount > 0

        await keeper.execute(_DOORKEEPER)
        await keeper.execute("SELECT pg_advisory_lock(1)")
        written = asyncio.create_task(insert_sendable(Tx(writing, None), wishes, clock.now()))
        await eventually(is_waiting, "the statement has begun")
        await ask(client, owner, "DELETE", f"/chats/{chats[0]}/members/{other.id}")
        await keeper.execute("SELECT pg_advisory_unlock(1)")
        assert [message.number for message in await written] == [3, 4]


def plain(chat_id: UUID, sender_id: UUID) -> PlainMessage:
    """A text to write."""
    return PlainMessage(chat_id, sender_id, uuid4().hex, "00", "Hello", [], is_silent=False)


async def test_nobody_waits_for_a_chat_of_others(
    client: httpx.AsyncClient, settings: Settings, somebody: Somebody
) -> None:
    one, other = await somebody(), await somebody()
    held, free = await group(client, one, other), await group(client, one, other)
    async with (
        connected(client, one) as socket,
        await psycopg.AsyncConnection.connect(settings.database_url) as blocker,
    ):
        await blocker.execute("SELECT FROM chats WHERE id = %s FOR UPDATE", (held,))
        waiting = asyncio.create_task(socket.call("message:send", draft(held)))
        await ask(client, other, "POST", "/messages", draft(free))
        assert not waiting.done()
        await blocker.rollback()
        assert (await waiting)["success"]
    assert [(await the_chat(client, one, chat))["unread"] for chat in (held, free)] == [0, 1]


async def test_what_is_more_than_a_text_is_sent_as_well(client: httpx.AsyncClient, somebody: Somebody) -> None:
    one, other = await somebody(), await somebody()
    chat_id = await private_chat(client, one, other)
    async with connected(client, one) as socket:
        said = await everything_sayable(socket, chat_id, other.username)
    plain, mention, reply, tagged, silent = said
    assert mention["mentions"] == [str(other.id)]
    assert reply["replyToId"] == plain["id"]
    assert (tagged["hashtags"], silent["isSilent"]) == (["hike", "sun"], True)
    assert await history(client, one, chat_id) == said[::-1]


async def everything_sayable(socket: RawSocket, chat_id: str, username: str | None) -> list[Any]:
    """Messages of all kinds that are texts."""
    plain = (await socket.call("message:send", draft(chat_id, "Hello")))["data"]
    rest = [
        draft(chat_id, f"Hello @{username}"),
        draft(chat_id, "So do I", replyToId=plain["id"]),
        draft(chat_id, "A #hike in the #Sun"),
        draft(chat_id, "Psst", isSilent=True),
    ]
    return [plain, *[(await socket.call("message:send", one))["data"] for one in rest]]
