"""Random next: whoever waits is given to whoever fits and waits too."""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator

import httpx
import psycopg
import pytest

from mingle.settings import Settings
from tests.features.calls.conftest import SDP, device
from tests.features.chats.conftest import Serve
from tests.features.dates.lobby import QUICK, devices, reel
from tests.features.discovery.conftest import crowd, judge

pytestmark = pytest.mark.anyio


@pytest.fixture
async def client(serve: Serve) -> AsyncGenerator[httpx.AsyncClient]:
    async with serve(**QUICK) as connected:
        yield connected


async def test_two_who_wait_are_in_a_room_and_their_devices_reach_each_other(
    serve: Serve, client: httpx.AsyncClient, settings: Settings
) -> None:
    mara, noa, lin = crowd(settings, 3)
    async with (
        serve(**QUICK) as elsewhere,
        device(client, mara) as hers,
        device(elsewhere, noa) as his,
        device(client, lin) as other,
    ):
        await other.do("queue:join")
        assert await hers.do("queue:next", on=True) == {"waiting": True}
        assert await his.do("queue:next", on=True) == {"waiting": True}
        room, same = await hers.hear("call:start"), await his.hear("call:start")
        assert room["roomId"] == same["roomId"]
        assert room["origin"] == "next"
        assert room["peer"]["id"] == str(noa.id)
        # No signal is too early, and each goes to the tab by which they wait.
        assert (await hers.signal(room["roomId"], his))["success"]
        assert (await his.hear("call:signal"))["signal"] == SDP
        assert (await his.signal(room["roomId"], hers))["success"]
        assert (await hers.hear("call:signal"))["fromUserId"] == str(noa.id)
        assert await reel(client, lin) == []


async def test_who_takes_it_back_waits_no_longer(client: httpx.AsyncClient, settings: Settings) -> None:
    async with devices(client, crowd(settings, 2)) as [hers, his]:
        await hers.do("queue:next", on=True)
        assert await hers.do("queue:next", on=False) == {"waiting": False}
        await his.do("queue:next", on=True)
        await hers.do("queue:join")  # she is there, and is looked at
        assert await hers.heard("call:start") == []
        await hers.do("queue:next", on=True)
        await hers.hear("call:start")


async def test_those_who_do_not_fit_are_not_given_to_each_other(client: httpx.AsyncClient, settings: Settings) -> None:
    mara, passed, noa = crowd(settings, 3)
    await judge(client, mara, passed, "pass")
    async with device(client, mara) as hers, device(client, passed) as one, device(client, noa) as his:
        await one.do("queue:next", on=True)
        await hers.do("queue:next", on=True)
        assert await hers.heard("call:start") == []
        await his.do("queue:next", on=True)
        # Who has waited longest comes first.
        assert (await one.hear("call:start"))["peer"]["id"] == str(noa.id)


async def test_two_servers_give_nobody_to_two(serve: Serve, client: httpx.AsyncClient, settings: Settings) -> None:
    people = crowd(settings, 24)
    async with (
        serve(**QUICK) as elsewhere,
        devices(client, people[:12]) as here,
        devices(elsewhere, people[12:]) as there,
    ):
        tabs = [*here, *there]
        await asyncio.gather(*(tab.do("queue:next", on=True) for tab in tabs))
        rooms = await asyncio.gather(*(tab.hear("call:start") for tab in tabs))
        assert set(Counter(room["roomId"] for room in rooms).values()) == {2}
        for tab in tabs:
            assert await tab.heard("call:start") == []
    with psycopg.connect(settings.database_url) as connection:
        found = connection.execute("SELECT count(*), count(DISTINCT account_id) FROM call_members").fetchone()
    assert found == (24, 24)
