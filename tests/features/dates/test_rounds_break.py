"""Rounds in which something breaks: servers that are killed, people who are erased, and wishes to stay longer."""

from collections import Counter
from collections.abc import AsyncGenerator, Generator
from contextlib import AsyncExitStack, contextmanager
from typing import Any

import httpx
import psycopg
import pytest

from mingle.settings import Settings
from tests.features.accounts.conftest import Person
from tests.features.calls.conftest import Device, device
from tests.features.chats.conftest import Serve
from tests.features.dates.dating import in_database
from tests.features.dates.erasing import erase
from tests.features.dates.lobby import QUICK, announce, begin, devices, enter, turns
from tests.features.discovery.conftest import crowd
from tests.support.eventually import eventually
from tests.support.killed import kill, servers

pytestmark = pytest.mark.anyio

WAITS = "SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%%date_cooldowns%%'"


@pytest.fixture
async def client(serve: Serve) -> AsyncGenerator[httpx.AsyncClient]:
    async with serve(**QUICK) as connected:
        yield connected


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that servers in processes of their own are as quick; who was on one that dies has time to come back."""
    for name, value in (QUICK | {"lobby_lease_seconds": 45.0}).items():
        monkeypatch.setenv(f"MINGLE_{name.upper()}", str(value).lower())


async def rooms_of(tabs: list[Device], number: int) -> dict[Person, dict[str, Any]]:
    """The rooms of a round, two in each."""
    found = {tab.person: await tab.hear("call:start", lambda one: one["event"]["round"] == number) for tab in tabs}
    assert set(Counter(room["roomId"] for room in found.values()).values()) == {2}
    return found


async def over_together(settings: Settings, tabs: list[Device], number: int) -> None:
    """See all dates of a round end at the moment that was said."""
    for tab in tabs:
        assert (await tab.hear("session:finalized"))["reason"] == "timeout"
    ends = in_database(
        settings,
        "SELECT DISTINCT c.ended_at, c.ends_at FROM calls c JOIN dates d ON d.call_id = c.id WHERE d.round = %s",
        number,
    )
    assert len(ends) == 1
    assert ends[0][0] == ends[0][1]


@contextmanager
def pairing_held_up(settings: Settings) -> Generator[None]:
    """Let nobody learn who has met whom, without which no round can be paired."""
    with psycopg.connect(settings.database_url) as connection:
        connection.execute("LOCK TABLE date_cooldowns IN ACCESS EXCLUSIVE MODE")
        yield


async def test_nobody_stays_longer_than_the_others(client: httpx.AsyncClient, settings: Settings) -> None:
    people = crowd(settings, 4)
    event = await announce(client, people[0], rounds=1, roundSeconds=3)
    async with devices(client, people) as tabs:
        for tab in tabs:
            await enter(tab, event)
        await begin(client, people[0], event)
        rooms = await rooms_of(tabs, 1)
        for tab in tabs:
            room_id = rooms[tab.person]["roomId"]
            assert await tab.refused("room:extend", roomId=room_id, seconds=60) == "clock_is_fixed"
            assert await tab.heard("room:extendRequested") == []
        assert {room["endsAt"] for room in rooms.values()} == {rooms[people[0]]["endsAt"]}
        await over_together(settings, tabs, 1)


@pytest.mark.usefixtures("quick")
async def test_a_server_that_dies_in_the_middle_of_a_round_takes_nobody_s_evening(settings: Settings) -> None:
    """Its people come back on the other one, in the same rooms, which end with all others; then all meet others."""
    people = crowd(settings, 4)
    async with servers(settings, 2) as [(process, client), (_, other)], AsyncExitStack() as stack:
        go = stack.enter_async_context
        event = await announce(other, people[0], rounds=2, roundSeconds=12)
        lost = [await go(device(client, one, "tab")) for one in people[:2]]
        tabs = [await go(device(other, one, "tab")) for one in people[2:]]
        for tab in [*lost, *tabs]:
            await enter(tab, event)
        await begin(other, people[0], event)
        first = await rooms_of([*lost, *tabs], 1)
        await kill(process)
        for person in people[:2]:
            back = await go(device(other, person, "tab"))
            await back.do("room:resume", roomId=first[person]["roomId"], deviceId="tab")
            await enter(back, event)
            tabs.append(back)
        await over_together(settings, tabs, 1)
        second = await rooms_of(tabs, 2)
        for person in people:
            assert second[person]["peer"]["id"] != first[person]["peer"]["id"]
        await over_together(settings, tabs, 2)
    assert Counter(state for _, _, _, state in turns(settings, event)) == {"open": 8}


@pytest.mark.usefixtures("quick")
async def test_a_server_that_dies_while_it_pairs_a_round_leaves_it_to_another(settings: Settings) -> None:
    people = crowd(settings, 6)
    async with AsyncExitStack() as stack:
        go = stack.enter_async_context
        async with servers(settings, 1) as [(process, client)], devices(client, people) as tabs:
            event = await announce(client, people[0], rounds=1, roundSeconds=8)
            for tab in tabs:
                await enter(tab, event)
            with pairing_held_up(settings):
                await begin(client, people[0], event)
                await eventually(lambda: in_database(settings, WAITS), "a round that is being paired")
                await kill(process)
                [(_, other)] = await go(servers(settings, 1))
                back = [await go(device(other, one, "tab")) for one in people]
                assert turns(settings, event) == [], "nothing is told of half a round"
        rooms = await rooms_of(back, 1)
        for tab in back:
            await tab.do("room:resume", roomId=rooms[tab.person]["roomId"], deviceId="tab")
        await over_together(settings, back, 1)
        for tab in back:
            assert await tab.heard("call:start") == [], "nobody is paired twice"
    assert Counter(state for _, _, _, state in turns(settings, event)) == {"open": 6}
    assert in_database(settings, "SELECT count(*) FROM calls") == [(3,)]


async def test_whoever_was_on_a_date_of_a_round_with_somebody_who_is_erased_meets_others(
    client: httpx.AsyncClient, settings: Settings
) -> None:
    people = crowd(settings, 4)
    event = await announce(client, people[0], rounds=2, roundSeconds=4)
    async with devices(client, people) as tabs:
        for tab in tabs:
            await enter(tab, event)
        await begin(client, people[0], event)
        first = await rooms_of(tabs, 1)
        gone, left = people[3], first[people[3]]["peer"]["id"]
        await erase(settings, gone)
        [other] = [tab for tab in tabs if str(tab.person.id) == left]
        assert (await other.hear("session:finalized"))["roomId"] == first[gone]["roomId"]
        told = await other.hear("event:round", lambda one: one["round"] == 2)
        assert told["isPaired"], "who was left goes first"
        state = await other.hear("event:finished")
        assert state["eventId"] == event["id"]
    assert gone.id not in {one for _, one, _, _ in turns(settings, event)}


async def test_whoever_was_about_to_meet_somebody_who_is_erased_has_the_round_alone(
    serve: Serve, settings: Settings
) -> None:
    """In the moment between the pairing of a round and its rooms, in which every server was away."""
    ada, ben = crowd(settings, 2)
    async with serve(**QUICK) as client:
        event = await announce(client, ada, rounds=1, roundSeconds=60)
    in_database(
        settings,
        "UPDATE speed_events SET state = 'running', round = 1, round_starts_at = now(),"
        " round_ends_at = now() + interval '60 s', due_at = now() + interval '60 s'",
    )
    for one, other in ((ada, ben), (ben, ada)):
        in_database(
            settings,
            "INSERT INTO speed_turns (event_id, account_id, round, other_id, state) VALUES (%s, %s, 1, %s, 'paired')",
            event["id"], one.id, other.id,
        )  # fmt: skip
    await erase(settings, ben)
    assert turns(settings, event) == [(1, str(ada.id), None, "alone")]
