"""Rounds of speed dating: everybody meets somebody, nobody twice, and whoever missed one comes first in the next."""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Sequence
from typing import Any

import httpx
import psycopg
import pytest

from mingle.features.dates import round_flows
from mingle.kernel.resources import Resources
from mingle.settings import Settings
from tests.features.accounts.conftest import Person
from tests.features.calls.conftest import Device, device
from tests.features.chats.conftest import Serve
from tests.features.dates.lobby import QUICK, announce, begin, devices, enter, reel, turns
from tests.features.discovery.conftest import crowd
from tests.features.people.conftest import ask
from tests.support.eventually import eventually

pytestmark = pytest.mark.anyio

PATIENT = QUICK | {"lobby_lease_seconds": 50.0}
"""Nobody who is there is taken for gone, however busy the machine is."""


@pytest.fixture
async def client(serve: Serve) -> AsyncGenerator[httpx.AsyncClient]:
    async with serve(**PATIENT) as connected:
        yield connected


async def round_of(tab: Device, number: int) -> dict[str, Any]:
    """What a round is for somebody."""
    told: dict[str, Any] = await tab.hear("event:round", lambda one: one["round"] == number)
    return told


def nobody_likes(settings: Settings, people: Sequence[Person]) -> None:
    """As if each of these had been judged often, and passed by."""
    with psycopg.connect(settings.database_url) as connection:
        connection.execute(
            "INSERT INTO judgement_sums (account_id, received, received_likes, given, given_likes)"
            " SELECT id, 50, 0, 50, 0 FROM unnest(%s::uuid[]) AS id",
            ([person.id for person in people],),
        )


def still_there(settings: Settings) -> bool:
    """Whether anybody is in a lobby."""
    with psycopg.connect(settings.database_url) as connection:
        return connection.execute("SELECT FROM lobby_people LIMIT 1").fetchone() is not None


async def test_six_meet_in_every_round_and_see_their_mutual_yeses(
    serve: Serve, client: httpx.AsyncClient, settings: Settings
) -> None:
    people = crowd(settings, 6)
    event = await announce(client, people[0], rounds=3, roundSeconds=4)
    async with (
        serve(**PATIENT) as elsewhere,
        devices(client, people[:3]) as here,
        devices(elsewhere, people[3:]) as there,
    ):
        tabs = [*here, *there]
        for tab in tabs:
            seen = await enter(tab, event)
            assert seen["isPresent"]
            assert seen["isSignedUp"]
        await begin(client, people[0], event)
        assert await reel(client, people[0]) == []  # only the rounds find them
        met: list[tuple[str, str]] = []
        for number in (1, 2, 3):
            rounds = [await round_of(tab, number) for tab in tabs]
            assert all(one["isPaired"] for one in rounds)
            assert len({(one["startsAt"], one["endsAt"]) for one in rounds}) == 1
            rooms = [await tab.hear("call:start") for tab in tabs]
            assert set(Counter(room["roomId"] for room in rooms).values()) == {2}
            assert {room["event"]["round"] for room in rooms} == {number}
            assert {room["endsAt"] for room in rooms} == {rounds[0]["endsAt"]}
            met += [(str(tab.person.id), room["peer"]["id"]) for tab, room in zip(tabs, rooms, strict=True)]
            for tab, room in zip(tabs, rooms, strict=True):
                told = await tab.hear("session:finalized")
                assert told["roomId"] == room["roomId"]
                assert told["reason"] == "timeout"
                # Each says yes to whoever is next to them by their places, and no to the others.
                yes = room["peer"]["id"] == str(people[(people.index(tab.person) ^ 1)].id)
                again = {"again": yes}
                await ask(client, tab.person, "POST", f"/dates/{room['roomId']}/again", again)
        assert len(set(met)) == 18  # nobody twice
        for tab in tabs:
            assert (await tab.hear("event:finished"))["eventId"] == event["id"]
    for place, person in enumerate(people):
        neighbour = str(people[place ^ 1].id)
        found = (await ask(client, person, "GET", f"/speed-dating/{event['id']}/yeses"))["yeses"]
        expected = [neighbour] if (str(person.id), neighbour) in met else []
        assert [one["peer"]["id"] for one in found] == expected
    assert (await ask(client, people[0], "GET", f"/speed-dating/{event['id']}"))["event"]["state"] == "finished"


async def test_who_comes_late_sat_out_or_was_dropped_goes_first(client: httpx.AsyncClient, settings: Settings) -> None:
    people = crowd(settings, 6)
    nobody_likes(settings, people[2:])  # by the scores alone, they would be left over
    event = await announce(client, people[0], rounds=3, roundSeconds=3)
    async with devices(client, people[:3]) as tabs, devices(client, [people[3], people[5]]) as [fourth, sixth]:
        for tab in tabs:
            await enter(tab, event)
        await begin(client, people[0], event)
        first = {str(tab.person.id): (await round_of(tab, 1))["isPaired"] for tab in tabs}
        [alone] = [person for person, paired in first.items() if not paired]
        assert alone == str(people[2].id)
        await enter(fourth, event)  # too late for this round
        async with device(client, people[4]) as fifth:
            await enter(fifth, event)
            second = {str(tab.person.id): await round_of(tab, 2) for tab in [*tabs, fourth, fifth]}
        for person in (alone, str(people[3].id), str(people[4].id)):
            assert second[person]["isPaired"]
        [unlucky] = [person for person, told in second.items() if not told["isPaired"]]
        # The fifth is gone in the middle of their date.
        [left] = [other for number, one, other, _ in turns(settings, event) if number == 2 and one == str(people[4].id)]
        await enter(sixth, event)
        third = {str(tab.person.id): await round_of(tab, 3) for tab in [*tabs, fourth, sixth]}
        for person in (unlucky, left, str(people[5].id)):
            assert person is not None
            assert third[person]["isPaired"]


async def test_who_is_still_on_a_date_that_is_over_is_in_the_next_round(serve: Serve, settings: Settings) -> None:
    people = crowd(settings, 4)
    slow = PATIENT | {"calls_lease_seconds": 30.0}  # so that no server looks at calls before the next round begins
    async with serve(**slow) as client, devices(client, people) as tabs:
        event = await announce(client, people[0], rounds=2, roundSeconds=1, breakSeconds=1)
        for tab in tabs:
            await enter(tab, event)
        await begin(client, people[0], event)
        for number in (1, 2):
            assert [(await round_of(tab, number))["isPaired"] for tab in tabs] == [True] * 4


async def test_a_crowd_that_comes_at_once_is_paired(serve: Serve, settings: Settings) -> None:
    people = crowd(settings, 200)
    patient = PATIENT | {"calls_lease_seconds": 15.0}
    async with (
        serve(**patient) as client,
        serve(**patient) as elsewhere,
        devices(client, people[:100]) as a,
        devices(elsewhere, people[100:]) as b,
    ):
        event = await announce(client, people[0], rounds=1, roundSeconds=300)
        await asyncio.gather(*(enter(tab, event) for tab in [*a, *b]))
        await begin(client, people[0], event)
        await eventually(
            lambda: Counter(state for _, _, _, state in turns(settings, event)) == {"open": len(people)},
            "everybody with a room",
            patience=60,
        )
        rooms = await asyncio.gather(*(tab.hear("call:start") for tab in [*a, *b]))
        assert set(Counter(room["roomId"] for room in rooms).values()) == {2}
        for tab in [*a, *b]:
            tab.socket.abort()
        await eventually(lambda: not still_there(settings), "everybody gone, before the servers stop")


async def test_two_drivers_pair_nobody_twice(
    client: httpx.AsyncClient, resources: Resources, settings: Settings
) -> None:
    people = crowd(settings, 20)
    event = await announce(client, people[0], rounds=1, roundSeconds=30)
    async with devices(client, people) as tabs:
        for tab in tabs:
            await enter(tab, event)
        await begin(client, people[0], event)
        for _ in range(20):
            await asyncio.gather(*(round_flows.drive(resources) for _ in range(4)))
        rooms = [await tab.hear("call:start") for tab in tabs]
        assert set(Counter(room["roomId"] for room in rooms).values()) == {2}
        for tab in tabs:
            assert await tab.heard("call:start") == []
    assert Counter(state for _, _, _, state in turns(settings, event)) == {"open": 20}
