"""Who is told how far others have read: those who show it themselves, in chats that are not too large."""

from typing import Any
from uuid import UUID

import httpx
import psycopg
import pytest

from mingle.settings import Settings
from tests.features.accounts.conftest import Person
from tests.features.chats.conftest import Serve, Somebody, connected, group, private_chat, send, the_chat
from tests.features.people.conftest import ask, change
from tests.support.sockets import RawSocket

pytestmark = pytest.mark.anyio


async def marks(client: httpx.AsyncClient, viewer: Person, chat_id: str) -> dict[UUID, tuple[Any, Any]]:
    """How far everybody has come, as one of them sees it: read, delivered."""
    members = (await ask(client, viewer, "GET", f"/chats/{chat_id}/members?limit=100"))["items"]
    return {UUID(one["user"]["id"]): (one["readPts"], one["deliveredPts"]) for one in members}


async def heard_before(socket: RawSocket, event: str, content: str) -> list[Any]:
    """The events of a name that came before the message that says this."""
    heard: list[Any] = []
    while f'"content":"{content}"' not in (packet := str(await socket.next())):
        if packet.startswith(f'42["{event}"'):
            heard.append(packet)
    return heard


async def read(client: httpx.AsyncClient, person: Person, chat_id: str) -> None:
    """Read a chat to its end."""
    await ask(client, person, "PUT", f"/chats/{chat_id}/read", {"upTo": 2**52})


async def readers(client: httpx.AsyncClient, person: Person, message: Any, *, status: int = 200) -> Any:
    """Who has read a message, or why that is not told."""
    answer = await ask(client, person, "GET", f"/messages/{message['id']}/readers", status=status)
    return {UUID(one["id"]) for one in answer["items"]} if status == 200 else answer["code"]


async def test_who_does_not_show_reads_is_not_shown_them(
    client: httpx.AsyncClient, serve: Serve, somebody: Somebody
) -> None:
    shy, one, other = await somebody(), await somebody(), await somebody()
    assert (await change(client, shy, showsReads=False))["showsReads"] is False
    chat_id = await group(client, one, other, shy)
    first = await send(client, one, chat_id, "first")
    end = first["pts"]
    async with (
        serve() as there,
        connected(client, one) as ones,
        connected(there, shy) as shys,
        connected(client, shy) as shys_other,
    ):
        for person in (shy, other):
            await read(client, person, chat_id)
        await send(client, one, chat_id, "last")
        assert [str(other.id) in told for told in await heard_before(ones, "message:read", "last")] == [True]
        for socket in (shys, shys_other):
            assert [str(shy.id) in told for told in await heard_before(socket, "message:read", "last")] == [True]
    assert await marks(client, one, chat_id) == {one.id: (0, 0), other.id: (end, end), shy.id: (None, end)}
    assert await marks(client, shy, chat_id) == {one.id: (None, 0), other.id: (None, end), shy.id: (end, end)}
    assert await readers(client, one, first) == {other.id}
    assert await readers(client, shy, first, status=409) == "marks_untold"
    assert (await the_chat(client, shy, chat_id))["unread"] == 1, "what counts for oneself goes on"
    await change(client, shy, showsReads=True)
    assert (await marks(client, one, chat_id))[shy.id] == (end, end)
    assert await readers(client, one, first) == {other.id, shy.id}
    assert await readers(client, shy, first) == {other.id}, "others, that is"


async def test_where_all_show_reads_all_hear_of_them(
    client: httpx.AsyncClient, serve: Serve, somebody: Somebody
) -> None:
    one, other = await somebody(), await somebody()
    chat_id = await private_chat(client, one, other)
    await send(client, one, chat_id)
    async with serve() as there, connected(there, one) as listening, connected(client, other) as own:
        await read(client, other, chat_id)
        told = {"chatId": chat_id, "userId": str(other.id), "upTo": 1}
        assert await listening.event("message:read") == told
        assert await own.event("message:read") == told, "own devices too"


def fill(settings: Settings, chat_id: str, number: int) -> None:
    """Let so many more people in."""
    with psycopg.connect(settings.database_url) as connection:
        connection.execute(
            "WITH made AS (INSERT INTO accounts (display_name)"
            " SELECT 'Reader' FROM generate_series(1, %s) RETURNING id)"
            " INSERT INTO chat_members (account_id, chat_id, role, joined_at) SELECT id, %s, 'member', now() FROM made",
            (number, chat_id),
        )


async def test_in_large_chats_nobody_is_told_of_anybodys_marks(
    client: httpx.AsyncClient, settings: Settings, somebody: Somebody
) -> None:
    owner, reader = await somebody(), await somebody()
    chat_id = await group(client, owner, reader, kind="channel")
    message = await send(client, owner, chat_id, "first")
    fill(settings, chat_id, 98)
    await ask(client, reader, "PUT", f"/chats/{chat_id}/delivered", {"upTo": 2**52})
    assert (await marks(client, owner, chat_id))[reader.id] == (0, message["pts"]), "a hundred are not too many"
    fill(settings, chat_id, 1)
    async with connected(client, owner) as owners, connected(client, reader) as own:
        await send(client, owner, chat_id, "second")
        await ask(client, reader, "PUT", f"/chats/{chat_id}/delivered", {"upTo": 2**52})
        await read(client, reader, chat_id)
        assert (await own.event("message:delivered"))["userId"] == str(reader.id)
        assert (await own.event("message:read"))["userId"] == str(reader.id)
        await send(client, owner, chat_id, "last")
        assert await heard_before(owners, "message:read", "last") == []
    assert (await marks(client, owner, chat_id))[reader.id] == (None, None)
    assert await readers(client, owner, message, status=409) == "marks_untold"
