"""What becomes of messages: edits, deletion, reactions, pins; and how far each member has come."""

from typing import Any

import httpx
import psycopg
import pytest

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
)
from tests.features.people.conftest import ask

pytestmark = pytest.mark.anyio


async def test_one_edits_what_is_ones_own_and_the_old_words_are_kept(
    client: httpx.AsyncClient, settings: Settings, somebody: Somebody
) -> None:
    one, other = await somebody(), await somebody()
    chat_id = await private_chat(client, one, other)
    message = await send(client, one, chat_id, "Helo")
    path = f"/messages/{message['id']}"
    assert (await ask(client, other, "PATCH", path, {"content": "Mine"}, status=403))["code"] == "not_your_message"
    error = await ask(client, one, "PATCH", path, {"content": " "}, status=400)
    assert error["details"][0]["field"] == "content"
    async with connected(client, one) as here, connected(client, other) as listening:
        edited = (await here.call("message:edit", {"messageId": message["id"], "content": "Hello"}))["data"]
        told = await listening.event("message:edited")
    assert (edited["content"], edited["isEdited"], edited["pts"]) == ("Hello", True, 1)
    assert (told["pts"], told["message"]["content"]) == (2, "Hello")
    assert "reactions" not in told["message"], "what differs from one to the next is not told to all"
    await ask(client, one, "PATCH", path, {"content": "Hello"})
    assert (await the_chat(client, one, chat_id))["pts"] == 2, "the same words are no change"
    with psycopg.connect(settings.database_url) as connection:
        assert connection.execute("SELECT content FROM message_edits").fetchall() == [("Helo",)]


async def test_of_a_deleted_message_nothing_is_left(
    client: httpx.AsyncClient, settings: Settings, somebody: Somebody
) -> None:
    one, other = await somebody(), await somebody()
    chat_id = await private_chat(client, one, other)
    message = await send(client, one, chat_id, f"a secret for @{other.username}")
    path = f"/messages/{message['id']}"
    await ask(client, one, "PATCH", path, {"content": f"another secret for @{other.username}"})
    await ask(client, other, "PUT", f"{path}/reactions/👍")
    await ask(client, other, "DELETE", path, status=403)
    async with connected(client, one) as here, connected(client, other) as listening:
        await here.call("message:delete", {"messageId": message["id"]})
        told = await listening.event("message:deleted")
    assert told == {"chatId": chat_id, "pts": 4, "messageId": message["id"]}
    await ask(client, one, "DELETE", path)
    [left] = await history(client, other, chat_id)
    assert (left["isDeleted"], left["content"], left["mentions"], left["reactions"]) == (True, "", [], [])
    chat = await the_chat(client, other, chat_id)
    assert (chat["unread"], chat["mentions"], chat["lastMessage"], chat["pts"]) == (0, 0, None, 4)
    for change, body in (("PUT", None), ("PATCH", {"content": "back"})):
        at = f"{path}/pin" if change == "PUT" else path
        assert (await ask(client, one, change, at, body, status=410))["code"] == "message_deleted"
    with psycopg.connect(settings.database_url) as connection:
        for table in ("messages", "message_edits", "chat_events"):
            rows = connection.execute(f"SELECT t::text FROM {table} t".encode()).fetchall()
            assert "secret" not in str(rows), table


async def test_who_leads_a_group_deletes_what_others_wrote(client: httpx.AsyncClient, somebody: Somebody) -> None:
    owner, member, other = await somebody(), await somebody(), await somebody()
    chat_id = await group(client, owner, member, other)
    message = await send(client, member, chat_id)
    await ask(client, other, "DELETE", f"/messages/{message['id']}", status=403)
    await ask(client, owner, "DELETE", f"/messages/{message['id']}")
    assert (await history(client, other, chat_id))[0]["isDeleted"]


async def test_deleted_for_oneself_it_stays_for_the_others(client: httpx.AsyncClient, somebody: Somebody) -> None:
    one, other = await somebody(), await somebody()
    chat_id = await private_chat(client, one, other)
    message = await send(client, one, chat_id)
    async with connected(client, other) as second_device:
        await ask(client, other, "DELETE", f"/messages/{message['id']}?onlyMe=true")
        hidden = {"chatId": chat_id, "messageId": message["id"]}
        assert await second_device.event("message:hidden") == hidden
    assert await history(client, other, chat_id) == []
    assert (await missed(client, other, chat_id, 0))["events"] == []
    chat = await the_chat(client, other, chat_id)
    assert (chat["unread"], chat["lastMessage"]) == (0, None)
    assert await history(client, one, chat_id) == [message]


async def test_a_device_that_was_away_learns_what_was_deleted_on_another(
    client: httpx.AsyncClient, somebody: Somebody
) -> None:
    one, other = await somebody(), await somebody()
    chat_id = await private_chat(client, one, other)
    said = [(await send(client, one, chat_id))["id"] for _ in range(4)]
    for message_id in said[:3]:
        await ask(client, other, "DELETE", f"/messages/{message_id}?onlyMe=true")
    [synced] = (await ask(client, other, "GET", "/sync"))["items"]
    assert synced["hiddenCount"] == (await the_chat(client, other, chat_id))["hiddenCount"] == 3
    first = await ask(client, other, "GET", f"/chats/{chat_id}/hidden?limit=2")
    rest = await ask(client, other, "GET", f"/chats/{chat_id}/hidden?limit=2&after={first['nextCursor']}")
    assert (first["items"], rest) == (said[:2], {"items": [said[2]], "nextCursor": None})
    assert (await the_chat(client, one, chat_id))["hiddenCount"] == 0
    assert (await ask(client, one, "GET", f"/chats/{chat_id}/hidden"))["items"] == []


async def test_one_message_is_found_by_its_id(client: httpx.AsyncClient, somebody: Somebody) -> None:
    one, other = await somebody(), await somebody()
    chat_id = await private_chat(client, one, other)
    message = await send(client, one, chat_id)
    assert await ask(client, other, "GET", f"/messages/{message['id']}") == message
    await ask(client, other, "DELETE", f"/messages/{message['id']}?onlyMe=true")
    await ask(client, other, "GET", f"/messages/{message['id']}", status=404)
    assert await ask(client, one, "GET", f"/messages/{message['id']}") == message


async def test_reactions_are_counted_once_for_each(client: httpx.AsyncClient, somebody: Somebody) -> None:
    one, other = await somebody(), await somebody()
    chat_id = await private_chat(client, one, other)
    message = await send(client, one, chat_id)
    path = f"/messages/{message['id']}/reactions"
    async with connected(client, one) as here, connected(client, other) as listening:
        for _ in range(2):
            react = {"messageId": message["id"], "emoji": "👍", "on": True}
            assert (await here.call("message:react", react))["success"]
        told = await listening.event("message:reaction")
    assert told == {
        "chatId": chat_id, "pts": 2, "messageId": message["id"], "emoji": "👍", "userId": str(one.id), "on": True,
        "reactions": [{"emoji": "👍", "count": 1}],
    }  # fmt: skip
    await ask(client, other, "PUT", f"{path}/👍")
    await ask(client, other, "PUT", f"{path}/❤️")
    [seen] = await history(client, one, chat_id)
    assert seen["reactions"] == [
        {"emoji": "👍", "count": 2, "mine": True},
        {"emoji": "❤️", "count": 1, "mine": False},
    ]
    await ask(client, one, "DELETE", f"{path}/👍")
    await ask(client, one, "DELETE", f"{path}/👍")
    assert (await the_chat(client, one, chat_id))["pts"] == 5, "what changes nothing takes no number"
    await ask(client, other, "PUT", f"{path}/😀")
    assert (await ask(client, other, "PUT", f"{path}/🎉", status=409))["code"] == "too_many_reactions"


@pytest.mark.parametrize("text", ["a", "lol", "1", "👍a", "%20", "%E2%80%8B"])
async def test_only_emoji_are_reactions(client: httpx.AsyncClient, somebody: Somebody, text: str) -> None:
    one = await somebody()
    message = await send(client, one, await private_chat(client, one, one))
    error = await ask(client, one, "PUT", f"/messages/{message['id']}/reactions/{text}", status=400)
    assert error["details"][0]["field"] == "emoji"


@pytest.mark.parametrize("emoji", ["❤️", "👩‍👩‍👧", "🇵🇹", "1️⃣", "👍🏽", "✔️", "↔️"])
async def test_every_kind_of_emoji_is_one(client: httpx.AsyncClient, somebody: Somebody, emoji: str) -> None:
    one = await somebody()
    chat_id = await private_chat(client, one, one)
    message = await send(client, one, chat_id)
    await ask(client, one, "PUT", f"/messages/{message['id']}/reactions/{emoji}")
    assert (await history(client, one, chat_id))[0]["reactions"][0]["emoji"] == emoji


async def test_pins_are_for_all_and_by_those_who_lead(client: httpx.AsyncClient, somebody: Somebody) -> None:
    owner, member = await somebody(), await somebody()
    chat_id = await group(client, owner, member)
    message = await send(client, member, chat_id)
    path = f"/messages/{message['id']}/pin"
    assert (await ask(client, member, "PUT", path, status=403))["code"] == "role_too_low"
    assert (await ask(client, owner, "PUT", path))["isPinned"]
    pinned = (await ask(client, member, "GET", f"/chats/{chat_id}/pins"))["items"]
    assert [one["id"] for one in pinned] == [message["id"]]
    await ask(client, owner, "DELETE", path)
    assert (await ask(client, member, "GET", f"/chats/{chat_id}/pins"))["items"] == []
    private = await private_chat(client, owner, member)
    await ask(client, member, "PUT", f"/messages/{(await send(client, owner, private))['id']}/pin")


async def marks(client: httpx.AsyncClient, viewer: Any, chat_id: str, person: Any) -> tuple[int, int]:
    """How far somebody has come, as another sees it: read, delivered."""
    members = (await ask(client, viewer, "GET", f"/chats/{chat_id}/members"))["items"]
    return next((one["readPts"], one["deliveredPts"]) for one in members if one["user"]["id"] == str(person.id))


async def test_marks_never_move_back_nor_past_the_end(
    client: httpx.AsyncClient, serve: Serve, somebody: Somebody
) -> None:
    one, other = await somebody(), await somebody()
    chat_id = await private_chat(client, one, other)
    for _ in range(3):
        await send(client, one, chat_id)
    async with serve() as there, connected(there, one) as listening, connected(client, other) as reading:
        assert (await reading.call("message:delivered", {"chatId": chat_id, "upTo": 3}))["success"]
        delivered = {"chatId": chat_id, "userId": str(other.id), "upTo": 3}
        assert await listening.event("message:delivered") == delivered
        assert await marks(client, one, chat_id, other) == (0, 3)
        for up_to in (2, 1, 2**52):
            await reading.call("message:read", {"chatId": chat_id, "upTo": up_to})
        first = await listening.event("message:read")
        second = await listening.event("message:read")
    assert [told["upTo"] for told in (first, second)] == [2, 3], "going back is neither done nor told"
    assert await marks(client, one, chat_id, other) == (3, 3)
    await ask(client, other, "PUT", f"/chats/{chat_id}/read", {"upTo": 1})
    await ask(client, other, "PUT", f"/chats/{chat_id}/delivered", {"upTo": 1})
    assert await marks(client, one, chat_id, other) == (3, 3)
    assert (await the_chat(client, other, chat_id))["unread"] == 0
    error = await ask(client, other, "PUT", f"/chats/{chat_id}/read", {"upTo": -1}, status=400)
    assert error["details"][0]["field"] == "upTo"


async def test_reading_some_leaves_the_rest_unread(client: httpx.AsyncClient, somebody: Somebody) -> None:
    one, other = await somebody(), await somebody()
    chat_id = await private_chat(client, one, other)
    for _ in range(3):
        await send(client, one, chat_id, f"@{other.username}")
    await ask(client, other, "PUT", f"/chats/{chat_id}/read", {"upTo": 1})
    chat = await the_chat(client, other, chat_id)
    assert (chat["unread"], chat["mentions"], chat["readPts"]) == (2, 2, 1)


async def test_typing_is_told_and_stops_by_itself(client: httpx.AsyncClient, serve: Serve, somebody: Somebody) -> None:
    one, other, stranger = await somebody(), await somebody(), await somebody()
    chat_id = await private_chat(client, one, other)
    async with (
        serve(chats_typing_seconds=0.2) as there,
        serve() as elsewhere,
        connected(there, one) as writing,
        connected(elsewhere, other) as watching,
        connected(elsewhere, stranger) as outside,
    ):
        for stop in (False, True):
            await writing.call("typing:start", {"chatId": chat_id})
            told = {"chatId": chat_id, "userId": str(one.id), "typing": True}
            assert await watching.event("typing:user") == told
            if stop:
                await writing.call("typing:stop", {"chatId": chat_id})
            assert await watching.event("typing:user") == {**told, "typing": False}
        assert (await outside.call("typing:start", {"chatId": chat_id}))["error"]["code"] == "not_found"
