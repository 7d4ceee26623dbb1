"""Speed dating as it is announced: who may, who takes part, and who hears of it."""

import asyncio
from collections.abc import AsyncGenerator
from datetime import datetime, timedelta

import httpx
import pytest

from mingle.settings import Settings
from tests.features.accounts.conftest import sign_up
from tests.features.calls.conftest import device
from tests.features.chats.conftest import Serve
from tests.features.dates.lobby import QUICK, announce, begin, enter, in_minutes
from tests.features.discovery.conftest import crowd
from tests.features.people.conftest import ask

pytestmark = pytest.mark.anyio

IN_AN_HOUR = 60


@pytest.fixture
async def client(serve: Serve) -> AsyncGenerator[httpx.AsyncClient]:
    async with serve(**QUICK) as connected:
        yield connected


async def test_only_whom_the_operator_lets_announce_an_event(serve: Serve, settings: Settings) -> None:
    [mara] = crowd(settings, 1)
    body = {"title": "Friday", "startsAt": in_minutes(9), "rounds": 2, "roundSeconds": 60, "breakSeconds": 9}
    async with serve() as strict:
        refused = await ask(strict, mara, "POST", "/speed-dating", body, status=403)
        assert refused["code"] == "no_host"


async def test_an_event_that_cannot_be_is_refused_in_words(serve: Serve, settings: Settings) -> None:
    [mara] = crowd(settings, 1)
    async with serve(speed_dating_hosts="everybody") as strict:
        body = {"title": "Friday", "startsAt": in_minutes(-9), "rounds": 2, "roundSeconds": 5, "breakSeconds": 9}
        refused = await ask(strict, mara, "POST", "/speed-dating", body, status=400)
        assert {one["field"] for one in refused["details"]} == {"startsAt", "roundSeconds"}
        assert (await ask(strict, mara, "GET", "/speed-dating"))["items"] == []


async def test_events_to_come_are_listed_in_pages(client: httpx.AsyncClient, settings: Settings) -> None:
    mara, blocked = crowd(settings, 2)
    made = [await announce(client, mara, startsAt=in_minutes(minutes)) for minutes in (300, 100, 200)]
    page = await ask(client, mara, "GET", "/speed-dating?limit=2")
    rest = await ask(client, mara, "GET", f"/speed-dating?limit=2&cursor={page['nextCursor']}")
    assert [one["id"] for one in [*page["items"], *rest["items"]]] == [made[1]["id"], made[2]["id"], made[0]["id"]]
    assert page["items"][0]["host"]["id"] == str(mara.id)
    await ask(client, blocked, "POST", f"/users/{mara.id}/block")
    assert (await ask(client, blocked, "GET", "/speed-dating"))["items"] == []
    await ask(client, blocked, "GET", f"/speed-dating/{made[0]['id']}", status=404)


async def test_those_who_signed_up_hear_of_each_change(client: httpx.AsyncClient, settings: Settings) -> None:
    mara, noa = crowd(settings, 2)
    event = await announce(client, mara, startsAt=in_minutes(IN_AN_HOUR))
    assert event["state"] == "planned"
    path = f"/speed-dating/{event['id']}"
    async with device(client, noa) as his:
        assert (await his.say("event:enter", eventId=event["id"]))["error"]["code"] == "event_not_open"
        assert (await ask(client, noa, "PUT", f"{path}/place"))["event"]["isSignedUp"]
        assert (await ask(client, noa, "PUT", f"{path}/place"))["event"]["signedUp"] == 1
        changed = (await ask(client, mara, "PATCH", path, {"title": "Saturday", "capacity": 10}))["event"]
        told = (await his.hear("event:updated"))["event"]
        assert (told["title"], told["capacity"], told["isSignedUp"]) == ("Saturday", 10, True)
        assert datetime.fromisoformat(changed["startsAt"]) == datetime.fromisoformat(event["startsAt"])
        assert (await ask(client, mara, "DELETE", path))["event"]["state"] == "cancelled"
        assert (await his.hear("event:updated"))["event"]["state"] == "cancelled"
        assert (await ask(client, mara, "DELETE", path))["event"]["state"] == "cancelled"
        assert (await ask(client, noa, "DELETE", f"{path}/place"))["event"]["signedUp"] == 0
        assert (await ask(client, noa, "PUT", f"{path}/place", status=410))["code"] == "event_over"
        assert (await ask(client, mara, "PATCH", path, {"title": "Sunday"}, status=410))["code"] == "event_over"


async def test_the_last_place_is_given_once(client: httpx.AsyncClient, settings: Settings) -> None:
    mara, *others = crowd(settings, 9)
    event = await announce(client, mara, startsAt=in_minutes(IN_AN_HOUR), capacity=3)
    url = f"/api/speed-dating/{event['id']}/place"
    answers = await asyncio.gather(*(client.put(url, headers=person.headers) for person in others))
    assert sorted(one.status_code for one in answers) == [200] * 3 + [409] * 5
    refused = next(one for one in answers if one.status_code == 409).json()["error"]["code"]
    assert refused == "event_full"
    assert (await ask(client, mara, "GET", f"/speed-dating/{event['id']}"))["event"]["signedUp"] == 3


async def test_who_cannot_be_found_has_no_place(client: httpx.AsyncClient, settings: Settings) -> None:
    [mara] = crowd(settings, 1)
    hidden = await sign_up(client)
    event = await announce(client, mara)
    refused = await ask(client, hidden, "PUT", f"/speed-dating/{event['id']}/place", status=403)
    assert refused["code"] == "profile_hidden"
    async with device(client, hidden) as tab:
        assert await tab.refused("event:enter", eventId=event["id"]) == "profile_hidden"


async def test_those_in_the_lobby_see_it_fill_and_empty(
    serve: Serve, client: httpx.AsyncClient, settings: Settings
) -> None:
    mara, noa = crowd(settings, 2)
    event = await announce(client, mara)
    async with serve(**QUICK) as elsewhere, device(client, mara) as hers:
        await enter(hers, event)
        async with device(elsewhere, noa) as his:
            await enter(his, event)
            await hers.hear("event:updated", lambda told: told["event"]["present"] == 2)
            await his.do("event:leave", eventId=event["id"])
            left = await hers.hear("event:updated", lambda told: told["event"]["present"] == 1)
            assert (left["event"]["signedUp"], left["event"]["isPresent"]) == (2, True)


async def test_an_event_that_has_begun_stays_as_it_is(client: httpx.AsyncClient, settings: Settings) -> None:
    mara, noa = crowd(settings, 2)
    event = await announce(client, mara, rounds=1, roundSeconds=2)
    path = f"/speed-dating/{event['id']}"
    assert (await ask(client, mara, "GET", f"{path}/yeses", status=409))["code"] == "event_goes_on"
    async with device(client, mara) as hers, device(client, noa) as his:
        await enter(hers, event)
        await begin(client, mara, event)
        assert not (await hers.hear("event:round"))["isPaired"]
        assert (await ask(client, mara, "PATCH", path, {"rounds": 5}, status=409))["code"] == "event_started"
        assert (await ask(client, mara, "DELETE", path, status=409))["code"] == "event_started"
        await enter(his, event)  # who comes late may
        await hers.hear("event:finished")
        assert await his.refused("event:enter", eventId=event["id"]) == "event_over"
    assert (await ask(client, mara, "GET", f"{path}/yeses"))["yeses"] == []


async def test_an_event_opens_by_itself(serve: Serve, settings: Settings) -> None:
    [mara] = crowd(settings, 1)
    async with serve(**{**QUICK, "speed_dating_opens_seconds": 599}) as client, device(client, mara) as hers:
        event = await announce(client, mara, startsAt=in_minutes(10))
        assert event["state"] == "planned"
        told = (await hers.hear("event:updated"))["event"]
        assert told["state"] == "open"
        assert datetime.fromisoformat(told["startsAt"]) - datetime.fromisoformat(event["startsAt"]) == timedelta()
