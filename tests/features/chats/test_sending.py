"""Messages: each once, in one order, with no number left out, whoever sends at the same moment."""

import asyncio
from typing import Any

import httpx
import psycopg
import pytest

from mingle.settings import Settings
from tests.features.chats.conftest import (
    Serve,
    Somebody,
    connected,
    draft,
    group,
    history,
    missed,
    private_chat,
    send,
    the_chat,
)
from tests.features.people.conftest import ask, make_file

pytestmark = pytest.mark.anyio


async def test_a_message_reaches_everybody_on_every_process(
    client: httpx.AsyncClient, serve: Serve, somebody: Somebody
) -> None:
    one, other = await somebody(), await somebody()
    chat_id = await private_chat(client, one, other)
    async with serve() as there, connected(client, one) as here, connected(there, other) as elsewhere:
        answer = await here.call("message:send", draft(chat_id, "Hello"))
        assert answer["success"]
        message = answer["data"]
        assert (message["content"], message["pts"], message["senderId"]) == ("Hello", 1, str(one.id))
        told = {"chatId": chat_id, "pts": 1, "message": message}
        assert await elsewhere.event("message:new") == told
    assert await history(client, other, chat_id) == [message]


async def test_a_resend_is_the_same_message(client: httpx.AsyncClient, somebody: Somebody) -> None:
    one, other = await somebody(), await somebody()
    chat_id = await private_chat(client, one, other)
    body = draft(chat_id)
    sent = await asyncio.gather(*(ask(client, one, "POST", "/messages", body) for _ in range(5)))
    assert all(message == sent[0] for message in sent)
    assert await history(client, other, chat_id) == [sent[0]]
    assert (await the_chat(client, one, chat_id))["pts"] == 1
    await ask(client, one, "PATCH", f"/messages/{sent[0]['id']}", {"content": "Changed since"})
    again = await ask(client, one, "POST", "/messages", body)
    assert (again["id"], again["content"]) == (sent[0]["id"], "Changed since")


async def test_a_resend_of_what_one_has_deleted_for_oneself_is_still_that_message(
    client: httpx.AsyncClient, somebody: Somebody
) -> None:
    one, other = await somebody(), await somebody()
    chat_id = await private_chat(client, one, other)
    body = draft(chat_id)
    sent = await ask(client, one, "POST", "/messages", body)
    await ask(client, one, "DELETE", f"/messages/{sent['id']}?onlyMe=true")
    assert await ask(client, one, "POST", "/messages", body) == sent
    assert await history(client, one, chat_id) == []


async def test_a_client_id_with_another_body_is_refused(client: httpx.AsyncClient, somebody: Somebody) -> None:
    one, other = await somebody(), await somebody()
    chat_id = await private_chat(client, one, other)
    body = draft(chat_id)
    await ask(client, one, "POST", "/messages", body)
    error = await ask(client, one, "POST", "/messages", {**body, "content": "Other"}, status=409)
    assert error["code"] == "client_id_reused"
    assert len(await history(client, one, chat_id)) == 1
    await ask(client, other, "POST", "/messages", {**body, "content": "Other"})  # it is each sender's own


async def test_many_at_once_leave_no_gap_and_no_double(
    client: httpx.AsyncClient, serve: Serve, somebody: Somebody
) -> None:
    people = [await somebody() for _ in range(4)]
    chat_id = await group(client, *people)
    before = (await the_chat(client, people[0], chat_id))["pts"]
    async with serve() as there:
        sending = [
            ask(at, person, "POST", "/messages", draft(chat_id, f"{number}"))
            for number, (at, person) in enumerate(zip([client, there] * 20, people * 10, strict=True))
        ]
        sent = await asyncio.gather(*sending)
    numbers = sorted(message["pts"] for message in sent)
    assert numbers == list(range(before + 1, before + 41))
    listed = [message["pts"] for message in await history(client, people[1], chat_id)]
    assert listed[:40] == numbers[::-1]


async def test_a_message_that_cannot_be_committed_is_told_to_nobody(
    client: httpx.AsyncClient, settings: Settings, somebody: Somebody
) -> None:
    one, other = await somebody(), await somebody()
    chat_id = await private_chat(client, one, other)
    async with connected(client, one) as here, connected(client, other) as listening:
        refusing = (
            "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no'; END $$;"
            " CREATE CONSTRAINT TRIGGER refused AFTER INSERT ON messages DEFERRABLE INITIALLY DEFERRED"
            " FOR EACH ROW WHEN (NEW.content = 'lost') EXECUTE FUNCTION refuse()"
        )
        with psycopg.connect(settings.database_url) as connection:
            connection.execute(refusing)
        assert not (await here.call("message:send", draft(chat_id, "lost")))["success"]
        await here.call("message:send", draft(chat_id, "kept"))
        first = await listening.event("message:new")
    assert (first["pts"], first["message"]["content"]) == (1, "kept")


BAD: list[tuple[dict[str, Any], str]] = [
    ({"content": ""}, "content"),
    ({"content": " \u200b\n"}, "content"),
    ({"content": "x" * 10_001}, "content"),
    ({"content": "x" * 1_000_000}, "content"),
    ({"content": " ".join(f"@person{number}" for number in range(1000))}, "content"),
    ({"type": "image"}, "fileIds"),
    ({"clientId": "two words"}, "clientId"),
    ({"replyToId": "019a0000-0000-7000-8000-00000000dead"}, "replyToId"),
]


@pytest.mark.parametrize(("change", "field"), BAD)
async def test_what_cannot_be_sent_is_named(
    client: httpx.AsyncClient, somebody: Somebody, change: dict[str, Any], field: str
) -> None:
    one = await somebody()
    chat_id = await private_chat(client, one, one)
    error = await ask(client, one, "POST", "/messages", {**draft(chat_id), **change}, status=400)
    assert [detail["field"] for detail in error["details"]] == [field]
    assert (await the_chat(client, one, chat_id))["pts"] == 0, "and it takes no number"


async def test_one_replies_in_the_same_chat_only(client: httpx.AsyncClient, somebody: Somebody) -> None:
    one, other = await somebody(), await somebody()
    chat_id, elsewhere = await private_chat(client, one, other), await private_chat(client, one, one)
    first = await send(client, one, chat_id)
    assert (await send(client, other, chat_id, replyToId=first["id"]))["replyToId"] == first["id"]
    body = draft(elsewhere, replyToId=first["id"])
    assert (await ask(client, one, "POST", "/messages", body, status=400))["details"][0]["field"] == "replyToId"


async def test_files_are_ones_own_and_shown_to_the_chat(
    client: httpx.AsyncClient, settings: Settings, somebody: Somebody
) -> None:
    one, other, third = await somebody(), await somebody(), await somebody()
    chat_id = await private_chat(client, one, other)
    mine, theirs = make_file(settings, one.id), make_file(settings, other.id)
    await ask(client, one, "POST", "/messages", draft(chat_id, fileIds=[theirs]), status=404)
    await ask(client, other, "GET", f"/files/{mine}", status=404)
    message = await send(client, one, chat_id, "Look", type="image", fileIds=[mine])
    assert (message["type"], [file["id"] for file in message["files"]]) == ("image", [mine])
    await ask(client, other, "GET", f"/files/{mine}")
    await ask(client, third, "GET", f"/files/{mine}", status=404)
    await ask(client, one, "DELETE", f"/messages/{message['id']}")
    await ask(client, other, "GET", f"/files/{mine}", status=404)


async def test_mentions_are_members_and_are_counted(client: httpx.AsyncClient, somebody: Somebody) -> None:
    one, other, stranger = await somebody(), await somebody(), await somebody()
    chat_id = await group(client, one, other)
    told = await send(client, one, chat_id, f"@{other.username.upper()}, and @{stranger.username} #Sunday #sunday")
    assert (told["mentions"], told["hashtags"]) == ([str(other.id)], ["sunday"])
    chat = await the_chat(client, other, chat_id)
    assert (chat["unread"], chat["mentions"]) == (1, 1)
    assert (await the_chat(client, one, chat_id))["unread"] == 0, "what one sends oneself is not unread"
    await ask(client, one, "PATCH", f"/messages/{told['id']}", {"content": "nobody"})
    assert (await the_chat(client, other, chat_id))["mentions"] == 0


async def test_what_was_missed_is_fetched_exactly(client: httpx.AsyncClient, somebody: Somebody) -> None:
    one, other = await somebody(), await somebody()
    chat_id = await group(client, one, other)
    async with connected(client, other) as listening:
        known = (await the_chat(client, one, chat_id))["pts"]
        first = await send(client, one, chat_id, "one")
        await send(client, one, chat_id, "two")
        await ask(client, one, "PATCH", f"/messages/{first['id']}", {"content": "three"})
        await ask(client, one, "PUT", f"/messages/{first['id']}/reactions/👍")
        await ask(client, one, "PATCH", f"/chats/{chat_id}", {"name": "Walkers"})
        names = ["message:new", "message:new", "message:edited", "message:reaction", "message:new", "chat:updated"]
        live = [(name, await listening.event(name)) for name in names]
    found = await missed(client, other, chat_id, known)
    assert [event["event"] for event in found["events"]] == names
    assert [event["pts"] for event in found["events"]] == list(range(known + 1, known + 7))
    assert [data["pts"] for _, data in live] == list(range(known + 1, known + 7)), "and live they were told alike"
    assert (found["pts"], found["more"]) == (known + 6, False)
    assert found["events"][3]["data"] == live[3][1]
    assert found["events"][0]["data"]["message"]["content"] == "three", "as it stands now"
    page = await ask(client, other, "GET", f"/chats/{chat_id}/events?after={known}&limit=2")
    assert ([event["pts"] for event in page["events"]], page["pts"], page["more"]) == (
        [known + 1, known + 2],
        known + 2,
        True,
    )
    assert await missed(client, other, chat_id, known + 6) == {"events": [], "pts": known + 6, "more": False}


async def test_history_is_leafed_through_both_ways(client: httpx.AsyncClient, somebody: Somebody) -> None:
    one = await somebody()
    chat_id = await private_chat(client, one, one)
    for number in range(1, 8):
        await send(client, one, chat_id, str(number))

    async def page(query: str) -> tuple[list[int], str | None]:
        found = await ask(client, one, "GET", f"/messages/chat/{chat_id}?limit=3{query}")
        return [message["pts"] for message in found["items"]], found["nextCursor"]

    assert await page("") == ([7, 6, 5], "5")
    assert await page("&before=5") == ([4, 3, 2], "2")
    assert await page("&before=2") == ([1], None)
    assert await page("&after=2") == ([5, 4, 3], "5")
    assert await page("&after=5") == ([7, 6], None)
    assert await page("&around=4") == ([5, 4, 3], "3")
    assert (await ask(client, one, "GET", f"/chats/{chat_id}/messages?before=1&after=1", status=400))["details"]
