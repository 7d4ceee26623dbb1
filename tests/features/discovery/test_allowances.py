"""What a day allows: so many and not one more, whatever the timing, and as many again when it is over."""

import asyncio
from collections import Counter
from datetime import timedelta
from typing import Any

import httpx
import pytest

from mingle.features.discovery import boost
from mingle.kernel import clock
from mingle.kernel.resources import open_resources
from mingle.settings import Settings
from tests.features.accounts.conftest import Person
from tests.features.chats.conftest import Serve
from tests.features.discovery.conftest import crowd, judge, likers_of, rewind

pytestmark = pytest.mark.anyio


async def answer(client: httpx.AsyncClient, person: Person, other: Person, kind: str) -> httpx.Response:
    body = {"userId": str(other.id), "kind": kind}
    return await client.post("/api/likes", json=body, headers=person.headers)


@pytest.mark.parametrize("kind", ["like", "superlike"])
async def test_many_at_once_on_two_processes_get_no_more_than_a_day_allows(
    serve: Serve, settings: Settings, kind: str
) -> None:
    ada, *others = crowd(settings, 31)
    limits: dict[str, Any] = {"discovery_likes_a_day": 7, "discovery_superlikes_a_day": 7}
    async with serve(**limits) as here, serve(**limits) as there:
        answers = await asyncio.gather(
            *(answer((here, there)[number % 2], ada, other, kind) for number, other in enumerate(others))
        )
        assert Counter(one.status_code for one in answers) == {200: 7, 429: 23}
        reached = [other for other in others if await likers_of(here, other)]
    assert len(reached) == 7
    refused = next(one for one in answers if one.status_code == 429)
    error = refused.json()["error"]
    assert error["code"] == "allowance_used_up"
    [detail] = error["details"]
    assert detail["field"] == kind
    assert detail["message"].startswith("is used up until 20")
    assert 24 * 3600 - 60 < int(refused.headers["retry-after"]) <= 24 * 3600


async def test_a_day_is_24_hours_from_the_first_and_then_there_are_as_many_again(
    serve: Serve, settings: Settings
) -> None:
    ada, *others = crowd(settings, 6)
    async with serve(discovery_likes_a_day=2) as client:
        await judge(client, ada, others[0])
        with clock.moved(timedelta(hours=23)):
            await judge(client, ada, others[1])
            refused = await answer(client, ada, others[2], "like")
            assert 3600 - 60 < int(refused.headers["retry-after"]) <= 3600
        with clock.moved(timedelta(hours=24, seconds=1)):
            for other in others[2:4]:
                await judge(client, ada, other)
            await judge(client, ada, others[4], status=429)


async def test_only_a_new_like_uses_something_and_nothing_gives_it_back(serve: Serve, settings: Settings) -> None:
    ada, ben, cleo, dora = crowd(settings, 4)
    async with serve(discovery_likes_a_day=1, discovery_superlikes_a_day=1) as client:
        for kind in ("pass", "later", "like", "like", "pass"):
            await judge(client, ada, ben, kind)
        await judge(client, ada, ben, status=429)
        await judge(client, ada, cleo, status=429)
        await judge(client, ada, cleo, "superlike")
        await judge(client, ada, cleo, "superlike")
        await rewind(client, ada)
        await judge(client, ada, dora, "superlike", status=429)
        await judge(client, ada, dora, "pass")
        await judge(client, ben, ada)  # each has a day of their own


async def test_an_operator_may_allow_none_or_any_number(serve: Serve, settings: Settings) -> None:
    ada, ben, cleo = crowd(settings, 3)
    none = {f"discovery_{what}_a_day": 0 for what in ("likes", "superlikes", "rewinds")}
    async with serve(**none) as client:
        await judge(client, ada, ben, "pass")
        for kind in ("like", "superlike"):
            assert (await judge(client, ada, ben, kind, status=403))["code"] == "not_offered"
        assert (await rewind(client, ada, status=403))["code"] == "not_offered"
    async with serve(**dict.fromkeys(none)) as client:
        for _ in range(30):
            await judge(client, ada, cleo)
            await rewind(client, ada)


async def test_rewinds_are_counted_too(serve: Serve, settings: Settings) -> None:
    ada, *others = crowd(settings, 6)
    async with serve(discovery_rewinds_a_day=2) as here, serve(discovery_rewinds_a_day=2) as there:
        for other in others:
            await judge(here, ada, other, "pass")
        headers = ada.headers
        for _ in range(2):
            await asyncio.gather(*(one.delete("/api/likes/last", headers=headers) for one in (here, there) * 3))
        error = await rewind(there, ada, status=429)
        assert (error["code"], error["details"][0]["field"]) == ("allowance_used_up", "rewind")
        with clock.moved(timedelta(hours=24, seconds=1)):
            assert await rewind(here, ada) == {"userId": str(others[2].id), "kind": "pass"}, "two were taken back"


@pytest.mark.parametrize(("method", "path", "most"), [("POST", "/api/likes", 120), ("DELETE", "/api/likes/last", 30)])
async def test_programs_are_slowed_down(serve: Serve, settings: Settings, method: str, path: str, most: int) -> None:
    ada, ben = crowd(settings, 2)
    body = {"userId": str(ben.id), "kind": "pass"} if method == "POST" else None
    async with serve(rate_limits=True) as client:
        answers = [await client.request(method, path, json=body, headers=ada.headers) for _ in range(most + 1)]
    assert [one.status_code for one in answers].count(429) == 1
    assert (answers[-1].status_code, answers[-1].json()["error"]["code"]) == (429, "rate_limited")


async def test_a_boost_lasts_as_long_as_was_promised(settings: Settings) -> None:
    [ada] = crowd(settings, 1)
    soon, later = clock.now() + timedelta(hours=1), clock.now() + timedelta(hours=2)
    async with open_resources(settings, []) as resources:
        for until in (later, soon):
            async with resources.db.transaction() as tx:
                await boost(tx, ada.id, until)
        async with resources.db.read() as conn:
            assert await conn.value("SELECT boosted_until FROM boosts WHERE account_id = %s", (ada.id,)) == later
