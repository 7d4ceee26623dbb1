"""Demo people, as a newcomer who is alone meets them."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any, NamedTuple
from uuid import UUID, uuid4

import httpx
import pytest

from mingle.app import FEATURES
from mingle.demo import words
from mingle.features.accounts import authenticate, authenticate_socket
from mingle.settings import Settings
from tests.features.accounts.conftest import Person
from tests.features.calls.conftest import Device, device
from tests.features.dates.dating import in_database
from tests.features.people.conftest import ask, visible_person
from tests.support.demo import demo_people
from tests.support.eventually import eventually
from tests.support.servers import running_server

pytestmark = pytest.mark.anyio

ANYBODY = {
    "genders": ["woman", "man", "nonbinary", "other"],
    "ageMin": 18,
    "ageMax": 99,
    "maxDistanceKm": None,
    "goals": [],
}


class Newcomer(NamedTuple):
    """Somebody real, with a tab that is open."""

    client: httpx.AsyncClient
    person: Person
    tab: Device
    live: list[UUID]
    """Those demo people who are simulated."""

    async def ask(self, method: str, path: str, body: Any = None) -> Any:
        return await ask(self.client, self.person, method, path, body)


@asynccontextmanager
async def newcomer(settings: Settings, *, live: int = 6) -> AsyncGenerator[Newcomer]:
    """Somebody alone among demo people."""
    async with (
        running_server(settings, FEATURES, authenticate, authenticate_socket) as client,
        demo_people(settings, str(client.base_url).rstrip("/"), live=live) as ids,
    ):
        person = await visible_person(client, settings)
        await ask(client, person, "PUT", "/user/me/preferences", ANYBODY)
        async with device(client, person) as tab:
            yield Newcomer(client, person, tab, ids)


async def test_they_like_back_and_answer(settings: Settings) -> None:
    async with newcomer(settings) as me:
        liked = str(me.live[0])
        await me.ask("POST", "/likes", {"userId": liked, "kind": "like"})
        match = (await me.tab.hear("match:new", lambda told: told["match"]["user"]["id"] == liked))["match"]
        assert match["user"]["isDemo"]
        chat_id = match["chatId"]
        assert (await me.ask("GET", f"/chats/{chat_id}"))["chat"]["peer"]["isDemo"]
        draft = {"chatId": chat_id, "clientId": str(uuid4()), "type": "text", "content": "Who are you?"}
        await me.tab.do("message:send", **draft)
        said = await me.tab.hear("message:new", lambda told: told["message"]["content"] in words.ANSWERS)
        assert (said["chatId"], said["message"]["senderId"]) == (chat_id, liked)
        kinds: set[str] = set()
        for _ in range(10):
            await me.tab.do("message:send", **{**draft, "clientId": str(uuid4())})
            await me.tab.hear("message:new", lambda told: told["message"]["content"] in words.ANSWERS)

        async def has_sent_both() -> bool:
            history = (await me.ask("GET", f"/chats/{chat_id}/messages?limit=100"))["items"]
            kinds.update(one["type"] for one in history)
            return {"image", "voice"} <= kinds

        await eventually(has_sent_both, "a picture and a voice message")


async def test_some_wave_first(settings: Settings) -> None:
    async with newcomer(settings) as me:

        async def waved() -> list[Any]:
            found: list[Any] = (await me.ask("GET", "/likes/received"))["items"]
            return [one for one in found if one["user"]["isDemo"] and UUID(one["user"]["id"]) in me.live]

        first = await eventually(waved, "somebody has waved")
        assert any("demo" in (one["note"] or "") for one in first)


async def test_one_who_is_in_the_lobby_accepts_and_would_meet_again(settings: Settings) -> None:
    async with newcomer(settings) as me:
        assert await me.tab.do("queue:join", deviceId=me.tab.name)

        async def reel() -> list[Any]:
            return [one["card"] for one in (await me.ask("GET", "/room/queue"))["people"]]

        there = await eventually(reel, "somebody is in the lobby")
        assert all(one["isDemo"] for one in there)
        other_id = there[0]["id"]
        invited = await me.tab.do("call:invite", toUserId=other_id, requestedSeconds=300, deviceId=me.tab.name)
        room = await me.tab.hear("call:start")
        assert (room["roomId"], room["peer"]["id"], room["peer"]["isDemo"]) == (invited["inviteId"], other_id, True)
        signal = (await me.tab.hear("call:signal"))["signal"]
        assert signal["hello"] is True
        said = await me.tab.hear("room:chat", lambda told: told["fromUserId"] == other_id)
        assert said["text"] == words.IN_ROOM[0]
        await me.tab.do("room:extend", roomId=room["roomId"], seconds=60)
        assert (await me.tab.hear("room:extended"))["agreedSeconds"] == 360
        await me.tab.do("call:end", roomId=room["roomId"])
        await me.tab.hear("session:finalized")
        await me.ask("POST", f"/dates/{room['roomId']}/again", {"again": True})
        assert (await me.tab.hear("match:new"))["match"]["user"]["id"] == other_id


async def test_somebody_is_there_for_who_presses_next(settings: Settings) -> None:
    async with newcomer(settings) as me:
        await me.tab.do("queue:next", on=True, deviceId=me.tab.name)
        assert (await me.tab.hear("call:start"))["peer"]["isDemo"]
        rooms = in_database(
            settings,
            "SELECT call_id FROM call_members JOIN accounts ON id = account_id"
            " GROUP BY call_id HAVING bool_and(is_demo)",
        )
        assert rooms == [], "nobody who is made up was given to another one"


async def test_they_answer_calls(settings: Settings) -> None:
    async with newcomer(settings) as me:
        other_id = str(me.live[1])
        await me.ask("POST", "/likes", {"userId": other_id, "kind": "like"})
        chat_id = (await me.tab.hear("match:new", lambda told: told["match"]["user"]["id"] == other_id))["match"][
            "chatId"
        ]
        call = await me.tab.call(chat_id, "video")
        told = await me.tab.hear("call:accepted")
        assert (told["callId"], told["userId"]) == (call["id"], other_id)
        assert next(one for one in told["call"]["people"] if one["id"] == other_id)["isDemo"]
        assert (await me.tab.hear("call:signal"))["signal"]["hello"]
