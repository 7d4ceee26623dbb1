"""Matches: who stands in the list, whose word is awaited, and how they end."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import httpx
import msgspec
import psycopg
import pytest

from mingle.kernel import clock
from mingle.settings import Settings
from tests.features.accounts.conftest import Person
from tests.features.chats.conftest import Serve, Somebody, connected, draft, private_chat, send
from tests.features.chats.test_hints import chats_of, erase
from tests.features.discovery.conftest import NO_MATCH, crowd, judge, likers_of, matched, matches_of
from tests.features.people.conftest import ask, card, change
from tests.support.sockets import RawSocket

pytestmark = pytest.mark.anyio


async def test_matches_are_leafed_through_the_newest_first(client: httpx.AsyncClient, settings: Settings) -> None:
    ada, *others = crowd(settings, 6)
    for other in others:
        await matched(client, ada, other)
    found: list[str] = []
    cursor = ""
    while cursor is not None:
        page = await ask(client, ada, "GET", f"/matches?limit=2{cursor and f'&cursor={cursor}'}")
        found += [one["user"]["id"] for one in page["items"]]
        cursor = page["nextCursor"]
    assert found == [str(other.id) for other in reversed(others)]
    assert [one["user"]["id"] for one in await matches_of(client, others[0])] == [str(ada.id)]


async def test_whose_word_is_awaited(client: httpx.AsyncClient, somebody: Somebody) -> None:
    ada, ben = await somebody(), await somebody()
    chat_id = (await matched(client, ada, ben))["chatId"]

    async def turns() -> list[str]:
        return [(await matches_of(client, person))[0]["turn"] for person in (ada, ben)]

    assert await turns() == ["nobody", "nobody"]
    await send(client, ada, chat_id, "Hello")
    assert await turns() == ["theirs", "mine"]
    await send(client, ben, chat_id, "Hi")
    assert await turns() == ["mine", "theirs"]


async def test_those_who_wrote_to_each_other_before_go_on_in_their_chat(
    client: httpx.AsyncClient, somebody: Somebody
) -> None:
    ada, ben = await somebody(), await somebody()
    chat_id = await private_chat(client, ada, ben)
    await send(client, ada, chat_id, "Hello")
    match = await matched(client, ada, ben)
    assert (match["chatId"], match["turn"]) == (chat_id, "theirs")


async def test_who_pauses_or_hides_is_still_there_for_those_whom_they_found(
    client: httpx.AsyncClient, somebody: Somebody
) -> None:
    ada, ben = await somebody(), await somebody()
    await matched(client, ada, ben)
    await change(client, ben, isPaused=True, isIncognito=True)
    assert [one["user"]["id"] for one in await matches_of(client, ada)] == [str(ben.id)]
    assert (await judge(client, ada, ben))["matched"]


async def test_after_an_unmatch_nothing_is_left_for_either(
    client: httpx.AsyncClient, serve: Serve, settings: Settings
) -> None:
    ada, ben = crowd(settings, 2)
    match = await matched(client, ada, ben)
    said = await send(client, ada, match["chatId"], "Hello")
    async with serve() as there, connected(client, ada) as at_ada, connected(there, ben) as at_ben:
        await ask(client, ada, "DELETE", f"/matches/{match['id']}")
        for socket in (at_ada, at_ben):
            assert await socket.event("chat:removed") == {"chatId": match["chatId"]}
            assert await socket.event("match:removed") == {"matchId": match["id"]}
    for person, other in ((ada, ben), (ben, ada)):
        assert await matches_of(client, person) == []
        assert await chats_of(client, person) == []
        for path in (f"/chats/{match['chatId']}", f"/chats/{match['chatId']}/messages", f"/messages/{said['id']}"):
            await ask(client, person, "GET", path, status=404)
        await ask(client, person, "POST", "/messages", draft(match["chatId"]), status=404)
        begun = {"type": "private", "memberIds": [str(other.id)]}
        await ask(client, person, "POST", "/chats", begun, status=404)
        for kind in ("like", "superlike", "pass", "later"):
            await judge(client, person, other, kind, status=404)
        assert await likers_of(client, person) == []
        await ask(client, person, "DELETE", f"/matches/{match['id']}", status=404)
    with clock.moved(timedelta(days=36_000)):
        await judge(client, ada, ben, status=404)


async def test_those_who_parted_may_meet_again_after_a_while(serve: Serve, settings: Settings) -> None:
    ada, ben = crowd(settings, 2)
    async with serve(discovery_unmatch_days=30) as client:
        first = await matched(client, ada, ben)
        await send(client, ada, first["chatId"], "Hello")
        await ask(client, ben, "DELETE", f"/matches/{first['id']}")
        with clock.moved(timedelta(days=29, hours=23)):
            await judge(client, ada, ben, status=404)
        with clock.moved(timedelta(days=30, seconds=1)):
            assert await judge(client, ada, ben) == NO_MATCH, "what they thought before does not count"
            assert await likers_of(client, ben) == [str(ada.id)]
            again = (await judge(client, ben, ada))["match"]
            assert again["turn"] == "nobody"
            assert await chats_of(client, ada) == [again["chatId"]]
            assert (await ask(client, ada, "GET", f"/chats/{again['chatId']}/messages"))["items"] == []
            await send(client, ben, again["chatId"], "You again")
    assert again["id"] != first["id"]
    assert again["chatId"] != first["chatId"]


async def test_nobody_ends_the_match_of_others(client: httpx.AsyncClient, settings: Settings) -> None:
    ada, ben, eve = crowd(settings, 3)
    match = await matched(client, ada, ben)
    await ask(client, eve, "DELETE", f"/matches/{match['id']}", status=404)
    assert len(await matches_of(client, ada)) == 1


async def test_a_block_ends_a_match_for_good(client: httpx.AsyncClient, somebody: Somebody) -> None:
    ada, ben = await somebody(), await somebody()
    match = await matched(client, ada, ben)
    async with connected(client, ada) as at_ada, connected(client, ben) as at_ben:
        await ask(client, ada, "POST", f"/users/{ben.id}/block")
        for socket in (at_ada, at_ben):
            assert await socket.event("match:removed") == {"matchId": match["id"]}
    await ask(client, ada, "DELETE", f"/users/{ben.id}/block")
    assert await card(client, ada, ben) is not None
    for person, other in ((ada, ben), (ben, ada)):
        assert (await matches_of(client, person), await chats_of(client, person)) == ([], [])
        await judge(client, person, other, status=404)


async def test_who_blocks_somebody_they_have_not_found_ends_nothing(
    client: httpx.AsyncClient, somebody: Somebody
) -> None:
    ada, ben, cleo = await somebody(), await somebody(), await somebody()
    await matched(client, ada, cleo)
    await judge(client, ben, ada)
    await ask(client, ada, "POST", f"/users/{ben.id}/block")
    await ask(client, ada, "DELETE", f"/users/{ben.id}/block")
    assert await likers_of(client, ada) == [str(ben.id)]
    assert len(await matches_of(client, ada)) == 1


async def test_who_is_leaving_is_not_there_and_who_is_erased_is_told_of(
    client: httpx.AsyncClient, settings: Settings, somebody: Somebody
) -> None:
    ada, ben, cleo = await somebody(), await somebody(), await somebody()
    match, over = await matched(client, ada, ben), await matched(client, ada, cleo)
    await ask(client, cleo, "DELETE", f"/matches/{over['id']}")
    async with connected(client, ben) as at_ben, connected(client, cleo) as at_cleo:
        await erase(client, settings, ada)
        assert await at_ben.event("match:removed") == {"matchId": match["id"]}
        last = await matched(client, ben, cleo)
        told = await at_cleo.until(lambda packet: packet.startswith('42["match:'))
        assert told.startswith('42["match:new"'), "who had parted is nobody to her, so it is no news"
    with psycopg.connect(settings.database_url) as connection:
        chats = connection.execute("SELECT id::text FROM chats ORDER BY created_at").fetchall()
    assert chats == [(match["chatId"],), (last["chatId"],)], "nothing is left of a chat that nobody is in"


async def test_who_asked_to_be_forgotten_is_in_no_list(client: httpx.AsyncClient, somebody: Somebody) -> None:
    ada, ben = await somebody(), await somebody()
    await matched(client, ada, ben)
    await ask(client, ben, "DELETE", "/user/me")
    assert await matches_of(client, ada) == []


@asynccontextmanager
async def verify_events(client: httpx.AsyncClient, person: Person) -> AsyncGenerator[None]:
    """Fails where the matches that a client had, plus the events that it saw, differ from a fresh fetch."""
    async with connected(client, person) as socket:
        held = {match["id"]: match for match in await matches_of(client, person)}
        yield
        await heard_all(client, person, socket, held)
        fresh = await matches_of(client, person)
    assert sorted(held.values(), key=lambda match: match["id"], reverse=True) == fresh


async def heard_all(
    client: httpx.AsyncClient, person: Person, socket: RawSocket, held: dict[str, dict[str, Any]]
) -> None:
    """Take what a socket was told, up to a message that is sent now."""
    saved = await private_chat(client, person, person)
    mark = (await send(client, person, saved, "the end"))["id"]
    while True:
        packet = await socket.until(lambda packet: packet.startswith("42["))
        name, data = msgspec.json.decode(packet[2:].encode())
        if name == "match:new":
            held[data["match"]["id"]] = data["match"]
        elif name == "match:removed":
            held.pop(data["matchId"], None)
        elif name == "message:new" and data["message"]["id"] == mark:
            return
        elif name == "message:new":
            for match in held.values():
                if match["chatId"] == data["chatId"]:
                    match["turn"] = "theirs" if data["message"]["senderId"] == str(person.id) else "mine"


async def test_what_a_client_had_plus_what_it_was_told_is_what_a_fresh_fetch_gives(
    client: httpx.AsyncClient, serve: Serve, settings: Settings
) -> None:
    ada, ben, cleo, dora, emil, finn = crowd(settings, 6)
    old = await matched(client, ada, ben)
    kept = await matched(client, cleo, ada)
    async with serve() as there, verify_events(there, ada), verify_events(client, cleo):
        await ask(client, ada, "DELETE", f"/matches/{old['id']}")
        new = await matched(there, ada, dora)
        await matched(there, emil, ada)
        await send(client, cleo, kept["chatId"], "Hello")
        await send(there, ada, new["chatId"], "Hello")
        await judge(client, finn, ada)
        await ask(there, emil, "POST", f"/users/{ada.id}/block")
        await matched(client, cleo, finn)
