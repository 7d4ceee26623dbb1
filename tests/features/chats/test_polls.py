"""Polls: everybody sees how they stand, and of anonymous ones nothing more."""

import asyncio
from datetime import timedelta
from typing import Any

import httpx
import psycopg
import pytest

from mingle.kernel import clock
from mingle.settings import Settings
from tests.features.accounts.conftest import Person
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

WHEN: dict[str, Any] = {"question": "When?", "options": ["Friday", "Saturday", "Sunday"]}


async def ask_all(client: httpx.AsyncClient, person: Person, chat_id: str, **more: Any) -> str:
    """Ask everybody in a chat; the id of the message."""
    return str((await send(client, person, chat_id, "", poll={**WHEN, **more}))["id"])


async def vote(client: httpx.AsyncClient, person: Person, message_id: str, *options: int) -> Any:
    """Vote; how the poll stands then."""
    return (await ask(client, person, "PUT", f"/messages/{message_id}/vote", {"options": options}))["poll"]


def votes(poll: Any) -> list[int]:
    return [option["votes"] for option in poll["options"]]


def mine(poll: Any) -> list[bool]:
    return [option["mine"] for option in poll["options"]]


async def test_everybody_sees_how_a_poll_stands(client: httpx.AsyncClient, serve: Serve, somebody: Somebody) -> None:
    one, other = await somebody(), await somebody()
    chat_id = await private_chat(client, one, other)
    async with serve() as there, connected(client, one) as here, connected(there, other) as theirs:
        message = await send(client, one, chat_id, "", poll=WHEN)
        assert (await theirs.event("message:new"))["message"] == message
        assert (message["type"], message["content"]) == ("poll", "When?"), "so that older apps show what was asked"
        poll = {"question": "When?", "isMultiple": False, "isAnonymous": False, "isClosed": False, "voters": 0}
        options = [{"text": text, "votes": 0, "mine": False} for text in WHEN["options"]]
        assert message["poll"] == {**poll, "options": options}
        seen = await vote(client, other, message["id"], 1)
        assert (votes(seen), mine(seen), seen["voters"]) == ([0, 1, 0], [False, True, False], 1)
        told = await here.event("message:poll")
        chosen = {"chatId": chat_id, "messageId": message["id"], "options": [1]}
        assert await theirs.event("message:voted") == chosen, "one's own devices learn what one has chosen"
    assert (told["chatId"], told["pts"], told["messageId"], votes(told["poll"])) == (
        chat_id,
        2,
        message["id"],
        [0, 1, 0],
    )
    assert all("mine" not in option for option in told["poll"]["options"]), "what differs is not told to all"
    [caught_up] = (await missed(client, one, chat_id, 1))["events"]
    assert (caught_up["event"], caught_up["pts"], mine(caught_up["data"]["poll"])) == ("message:poll", 2, [False] * 3)
    [caught_up] = (await missed(client, other, chat_id, 1))["events"]
    assert caught_up["data"]["poll"] == seen, "a device that was away learns what its owner has chosen"
    [shown] = await history(client, one, chat_id)
    assert (votes(shown["poll"]), mine(shown["poll"])) == ([0, 1, 0], [False, False, False])
    [shown] = await history(client, other, chat_id)
    assert shown["poll"] == seen


async def test_another_vote_replaces_the_first_and_none_takes_it_back(
    client: httpx.AsyncClient, somebody: Somebody
) -> None:
    one, other = await somebody(), await somebody()
    chat_id = await private_chat(client, one, other)
    single, several = await ask_all(client, one, chat_id), await ask_all(client, one, chat_id, isMultiple=True)
    await vote(client, one, single, 0)
    assert votes(await vote(client, one, single, 2)) == [0, 0, 1]
    await vote(client, one, single, 2, 2)
    assert (await the_chat(client, one, chat_id))["pts"] == 4, "the same again takes no number"
    await vote(client, other, several, 0, 1)
    poll = await vote(client, one, several, 2, 1)
    assert (votes(poll), mine(poll), poll["voters"]) == ([1, 2, 1], [False, True, True], 2)
    poll = await vote(client, one, several)
    assert (votes(poll), mine(poll), poll["voters"]) == ([1, 1, 0], [False, False, False], 1)


async def test_votes_at_the_same_moment_are_all_counted(
    client: httpx.AsyncClient, serve: Serve, somebody: Somebody
) -> None:
    people = [await somebody() for _ in range(4)]
    chat_id = await group(client, *people)
    message_id = await ask_all(client, people[0], chat_id)
    before = (await the_chat(client, people[0], chat_id))["pts"]
    async with serve() as there:
        at = [client, there, client, there]
        await asyncio.gather(*(vote(at[n], person, message_id, n % 2) for n, person in enumerate(people)))
        # Each changes their mind twice at once: one of the two is the last, and stands alone.
        await asyncio.gather(*(vote(at[n], people[0], message_id, n) for n in (1, 2)))
    [poll] = [message["poll"] for message in await history(client, people[1], chat_id) if message["poll"]]
    assert (sum(votes(poll)), poll["voters"]) == (4, 4)
    events = (await missed(client, people[1], chat_id, before))["events"]
    assert [event["pts"] for event in events] == list(range(before + 1, before + 7))


async def test_who_chose_what_is_told_unless_it_is_anonymous(client: httpx.AsyncClient, somebody: Somebody) -> None:
    one, other, stranger = await somebody(), await somebody(), await somebody()
    chat_id = await group(client, one, other)
    message_id = await ask_all(client, one, chat_id)
    await vote(client, one, message_id, 1)
    await vote(client, other, message_id, 1)
    path = f"/messages/{message_id}/votes?option=1"
    first = await ask(client, one, "GET", f"{path}&limit=1")
    second = await ask(client, one, "GET", f"{path}&limit=1&cursor={first['nextCursor']}")
    voters = [*first["items"], *second["items"]]
    assert sorted(voter["id"] for voter in voters) == sorted((str(one.id), str(other.id)))
    assert all(voter["photo"] for voter in voters)
    assert second["nextCursor"] is None
    assert (await ask(client, one, "GET", f"/messages/{message_id}/votes?option=0"))["items"] == []
    await ask(client, stranger, "GET", path, status=404)
    secret = await ask_all(client, one, chat_id, isAnonymous=True)
    await vote(client, other, secret, 1)
    error = await ask(client, one, "GET", f"/messages/{secret}/votes?option=1", status=409)
    assert error["code"] == "anonymous_poll"
    events = (await missed(client, one, chat_id, 0))["events"]
    assert str(other.id) not in str([event for event in events if event["data"].get("messageId") == secret])


async def test_a_poll_is_over_when_its_author_or_who_leads_says_so(
    client: httpx.AsyncClient, somebody: Somebody
) -> None:
    owner, author, member = await somebody(), await somebody(), await somebody()
    chat_id = await group(client, owner, author, member)
    message_id = await ask_all(client, author, chat_id)
    path = f"/messages/{message_id}/poll"
    assert (await ask(client, member, "PUT", path, {"isClosed": True}, status=403))["code"] == "not_your_message"
    async with connected(client, member) as listening:
        await ask(client, author, "PUT", path, {"isClosed": True})
        assert (await listening.event("message:poll"))["poll"]["isClosed"]
    before = (await the_chat(client, owner, chat_id))["pts"]
    await ask(client, owner, "PUT", path, {"isClosed": True})
    assert (await the_chat(client, owner, chat_id))["pts"] == before, "it is over already"
    error = await ask(client, member, "PUT", f"/messages/{message_id}/vote", {"options": [0]}, status=409)
    assert error["code"] == "poll_closed"
    await ask(client, owner, "PUT", path, {"isClosed": False})
    assert votes(await vote(client, member, message_id, 0)) == [1, 0, 0]


async def test_readers_of_a_channel_vote(client: httpx.AsyncClient, somebody: Somebody) -> None:
    owner, reader = await somebody(), await somebody()
    message_id = await ask_all(client, owner, await group(client, owner, reader, kind="channel"))
    assert votes(await vote(client, reader, message_id, 0)) == [1, 0, 0]


async def test_of_a_deleted_poll_nothing_is_left(
    client: httpx.AsyncClient, settings: Settings, somebody: Somebody
) -> None:
    one = await somebody()
    chat_id = await private_chat(client, one, one)
    message_id = await ask_all(client, one, chat_id)
    await vote(client, one, message_id, 0)
    for method, path, body, code in (
        ("PATCH", "", {"content": "Where?"}, "not_editable"),
        ("PUT", "/poll", {"isClosed": True}, None),
    ):
        error = await ask(client, one, method, f"/messages/{message_id}{path}", body, status=409 if code else 200)
        assert error.get("code") == code
    again = draft(chat_id, "", forwardOfId=message_id)
    assert (await ask(client, one, "POST", "/messages", again, status=409))["code"] == "not_forwardable"
    await ask(client, one, "DELETE", f"/messages/{message_id}")
    [left] = await history(client, one, chat_id)
    assert (left["isDeleted"], left["poll"], left["content"]) == (True, None, "")
    for method, path, body in (
        ("PUT", "vote", {"options": [0]}),
        ("PUT", "poll", {"isClosed": False}),
        ("GET", "votes", None),
    ):
        assert (await ask(client, one, method, f"/messages/{message_id}/{path}", body, status=410))["code"]
    assert {event["event"] for event in (await missed(client, one, chat_id, 0))["events"]} == {
        "message:new",
        "message:deleted",
    }
    with psycopg.connect(settings.database_url) as connection:
        for table in ("polls", "poll_votes"):
            assert connection.execute(f"SELECT * FROM {table}".encode()).fetchall() == [], table


async def test_a_poll_can_wait_for_its_time(client: httpx.AsyncClient, somebody: Somebody) -> None:
    one = await somebody()
    chat_id = await private_chat(client, one, one)
    at = (clock.now() + timedelta(hours=1)).isoformat()
    kept = await send(client, one, chat_id, "", poll={**WHEN, "isAnonymous": True}, sendAt=at)
    assert (kept["type"], kept["content"], kept["pts"]) == ("poll", "When?", 0)
    error = await ask(client, one, "PATCH", f"/messages/scheduled/{kept['id']}", {"content": "Where?"}, status=400)
    assert [detail["field"] for detail in error["details"]] == ["content"]
    sent = await ask(client, one, "POST", f"/messages/scheduled/{kept['id']}/send")
    assert (sent["poll"], sent["type"]) == (kept["poll"], "poll")


async def test_what_cannot_be_asked_or_chosen_is_named(
    client: httpx.AsyncClient, settings: Settings, somebody: Somebody
) -> None:
    one = await somebody()
    chat_id = await private_chat(client, one, one)
    said = await send(client, one, chat_id)
    message_id = await ask_all(client, one, chat_id)
    bad: list[tuple[dict[str, Any], list[str]]] = [
        ({"poll": {**WHEN, "options": ["One"]}}, ["poll.options"]),
        ({"poll": {**WHEN, "options": [str(number) for number in range(11)]}}, ["poll.options"]),
        ({"poll": {**WHEN, "options": ["A", "B", "A "]}}, ["poll.options"]),
        ({"poll": {**WHEN, "options": ["A", "\u200b"]}}, ["poll.options.1"]),
        ({"poll": {**WHEN, "question": " "}}, ["poll.question"]),
        ({"poll": {**WHEN, "question": "x" * 301}}, ["poll.question"]),
        ({"poll": WHEN, "content": "And"}, ["content"]),
        ({"poll": WHEN, "fileIds": [make_file(settings, one.id)]}, ["fileIds"]),
        ({"poll": WHEN, "forwardOfId": said["id"]}, ["forwardOfId"]),
    ]
    for change, fields in bad:
        error = await ask(client, one, "POST", "/messages", {**draft(chat_id, ""), **change}, status=400)
        assert [detail["field"] for detail in error["details"]] == fields, change
    for options, field in (([3], "options"), ([0, 1], "options"), ([-1], "options.0"), ([10], "options.0")):
        error = await ask(client, one, "PUT", f"/messages/{message_id}/vote", {"options": options}, status=400)
        assert [detail["field"] for detail in error["details"]] == [field], options
    for method, path, body in (
        ("PUT", "vote", {"options": [0]}),
        ("PUT", "poll", {"isClosed": True}),
        ("GET", "votes", None),
    ):
        assert (await ask(client, one, method, f"/messages/{said['id']}/{path}", body, status=409))[
            "code"
        ] == "not_poll"
    assert (await the_chat(client, one, chat_id))["pts"] == 2, "and nothing has changed"
