"""Forwards: what one sees in one chat, said again in another."""

import httpx
import psycopg
import pytest

from mingle.settings import Settings
from tests.features.chats.conftest import Somebody, connected, draft, group, history, private_chat, send, the_chat
from tests.features.people.conftest import ask, card, make_file

pytestmark = pytest.mark.anyio


async def test_a_forward_says_the_same_and_who_wrote_it_first(client: httpx.AsyncClient, somebody: Somebody) -> None:
    author, carrier, reader = await somebody(), await somebody(), await somebody()
    source, target = await private_chat(client, author, carrier), await private_chat(client, carrier, reader)
    said = await send(client, author, source, f"Sunday at ten, @{reader.username} #hiking")
    async with connected(client, reader) as listening:
        forward = await send(client, carrier, target, "", forwardOfId=said["id"])
        assert (await listening.event("message:new"))["message"] == forward
    first = {"id": str(author.id), "displayName": (await card(client, carrier, author) or {})["displayName"]}
    assert (forward["content"], forward["type"], forward["hashtags"]) == (said["content"], "text", ["hiking"])
    assert (forward["senderId"], forward["forwardedFrom"]) == (str(carrier.id), first)
    assert forward["mentions"] == [], "who only carries it calls nobody"
    again = await send(client, reader, await private_chat(client, reader, reader), "", forwardOfId=forward["id"])
    assert again["forwardedFrom"] == first, "however often it is sent on"
    assert said["forwardedFrom"] is None
    await ask(client, author, "DELETE", f"/messages/{said['id']}")
    [kept] = await history(client, reader, target)
    assert (kept["content"], kept["forwardedFrom"]) == (said["content"], first)


async def test_files_are_taken_along_to_those_who_did_not_see_them(
    client: httpx.AsyncClient, settings: Settings, somebody: Somebody
) -> None:
    author, carrier, reader = await somebody(), await somebody(), await somebody()
    source, target = await private_chat(client, author, carrier), await private_chat(client, carrier, reader)
    file_ids = [make_file(settings, author.id) for _ in range(2)]
    said = await send(client, author, source, "Look", type="image", fileIds=file_ids)
    await ask(client, reader, "GET", f"/files/{file_ids[0]}", status=404)
    forward = await send(client, carrier, target, "", forwardOfId=said["id"])
    assert (forward["type"], [file["id"] for file in forward["files"]]) == ("image", file_ids)
    await ask(client, reader, "GET", f"/files/{file_ids[0]}")
    await ask(client, carrier, "DELETE", f"/messages/{forward['id']}")
    await ask(client, reader, "GET", f"/files/{file_ids[0]}", status=404)


async def test_of_an_author_whose_account_is_gone_nothing_is_told(
    client: httpx.AsyncClient, settings: Settings, somebody: Somebody
) -> None:
    author, carrier = await somebody(), await somebody()
    said = await send(client, author, await private_chat(client, author, carrier))
    saved = await private_chat(client, carrier, carrier)
    forward = await send(client, carrier, saved, "", forwardOfId=said["id"])
    with psycopg.connect(settings.database_url) as connection:
        connection.execute("DELETE FROM profile_photos WHERE account_id = %s", (author.id,))
        connection.execute("DELETE FROM accounts WHERE id = %s", (author.id,))
    [kept] = await history(client, carrier, saved)
    nobody = {"id": None, "displayName": None}
    assert (kept["content"], kept["forwardedFrom"]) == ("Hello", nobody)
    again = await send(client, carrier, saved, "", forwardOfId=forward["id"])
    assert again["forwardedFrom"] == nobody, "and it does not become the carrier's own"


async def test_one_forwards_only_what_one_sees(client: httpx.AsyncClient, somebody: Somebody) -> None:
    author, reader, stranger = await somebody(), await somebody(), await somebody()
    source = await private_chat(client, author, reader)
    theirs, mine = await private_chat(client, stranger, stranger), await private_chat(client, reader, reader)
    said = await send(client, author, source)
    await ask(client, stranger, "POST", "/messages", draft(theirs, "", forwardOfId=said["id"]), status=404)
    await ask(client, reader, "DELETE", f"/messages/{said['id']}?onlyMe=true")
    await ask(client, reader, "POST", "/messages", draft(mine, "", forwardOfId=said["id"]), status=404)
    other = await send(client, author, source)
    await ask(client, author, "POST", f"/users/{reader.id}/block")
    await ask(client, reader, "POST", "/messages", draft(mine, "", forwardOfId=other["id"]), status=404)
    assert (await the_chat(client, reader, mine))["pts"] == 0


async def test_what_nobody_said_or_is_gone_is_not_forwarded(client: httpx.AsyncClient, somebody: Somebody) -> None:
    one, other = await somebody(), await somebody()
    chat_id = await group(client, one, other)
    [created] = await history(client, one, chat_id)
    error = await ask(client, one, "POST", "/messages", draft(chat_id, "", forwardOfId=created["id"]), status=409)
    assert error["code"] == "not_forwardable"
    said = await send(client, one, chat_id)
    body = draft(chat_id, "", forwardOfId=said["id"])
    forward = await ask(client, other, "POST", "/messages", body)
    error = await ask(client, other, "PATCH", f"/messages/{forward['id']}", {"content": "Bye"}, status=409)
    assert error["code"] == "not_editable", "nobody puts words into another's mouth"
    await ask(client, one, "DELETE", f"/messages/{said['id']}")
    assert await ask(client, other, "POST", "/messages", body) == forward, "a resend is still the same message"
    error = await ask(client, one, "POST", "/messages", draft(chat_id, "", forwardOfId=said["id"]), status=410)
    assert error["code"] == "message_deleted"


async def test_a_forward_has_no_content_of_its_own(
    client: httpx.AsyncClient, settings: Settings, somebody: Somebody
) -> None:
    one = await somebody()
    chat_id = await private_chat(client, one, one)
    said = await send(client, one, chat_id)
    body = draft(chat_id, "And", forwardOfId=said["id"], fileIds=[make_file(settings, one.id)])
    error = await ask(client, one, "POST", "/messages", body, status=400)
    assert [detail["field"] for detail in error["details"]] == ["content", "fileIds"]
