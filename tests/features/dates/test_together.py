"""At the same instant on two servers: everybody invites at random, answers, blocks; and servers that are killed."""

import asyncio
import random
from collections import Counter
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from typing import Any

import pytest

from mingle.features.calls import reaping
from mingle.kernel import clock
from mingle.kernel.resources import Resources
from mingle.settings import Settings
from tests.features.accounts.conftest import Person
from tests.features.calls.conftest import Device, device, past
from tests.features.chats.conftest import Serve
from tests.features.dates.dating import accept, begin, here, in_database, invite, tab
from tests.features.discovery.conftest import crowd
from tests.features.discovery.test_together import pairs_of, two_servers
from tests.features.people.conftest import ask
from tests.support import sockets
from tests.support.eventually import eventually
from tests.support.killed import kill, servers

pytestmark = pytest.mark.anyio

CROWD, PAIRS = 500, 20
TWICE = """
    SELECT account_id FROM call_members WHERE state IN ('joined', 'dropped') GROUP BY account_id HAVING count(*) > 1
"""
LONELY = """
    SELECT c.id FROM calls c WHERE c.state = 'active' AND (SELECT count(*) FROM call_members m WHERE m.call_id = c.id
        AND m.state IN ('joined', 'dropped')) <> 2
"""
PATIENT = {
    "DATABASE_POOL_TIMEOUT_SECONDS": "120",
    "DATES_INVITATION_SECONDS": "300",
    "CALLS_LEASE_SECONDS": "120",
}
"""A crowd on a busy machine takes its time, of which no rule here depends."""
QUICK = {
    "DATES_FLOW_SECONDS": "0.5",
    "DATES_MIN_SECONDS": "10",
    "CALLS_LEASE_SECONDS": "3",
    "CALLS_RESUME_SECONDS": "60",
}
CODES = {"busy", "in_another_call", "cooldown_active"}


async def test_five_hundred_who_invite_each_other_at_random_at_the_same_instant(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody is in two rooms, nobody stays unavailable, every invitation is answered, on two servers in processes."""
    seed = random.SystemRandom().randrange(10**6)
    chance = random.Random(seed)
    people = crowd(settings, CROWD)
    monkeypatch.setattr(sockets, "PATIENCE_SECONDS", 180.0)
    for name, value in PATIENT.items():
        monkeypatch.setenv(f"MINGLE_{name}", value)
    patient = settings.model_copy(update={"lobby_lease_seconds": 50.0})
    async with servers(patient, 2) as [(_, here_), (_, there)], AsyncExitStack() as stack:
        enter = stack.enter_async_context
        at = [await enter(device(here_ if n % 2 else there, one, "tab")) for n, one in enumerate(people)]
        await asyncio.gather(*(each.do("queue:join", deviceId="tab") for each in at))
        asked = [(each, at[(n + chance.randrange(1, CROWD)) % CROWD]) for n, each in enumerate(at)]
        said = await asyncio.gather(
            *(one.say("call:invite", toUserId=str(other.person.id), requestedSeconds=300) for one, other in asked)
        )
        found = Counter("rings" if each["success"] else each["error"]["code"] for each in said)
        # A server that is held up for longer than a lease is taken for gone for a moment, and its people with it.
        assert set(found) <= {"rings", "not_available"} | CODES, (seed, found)
        assert found["rings"] > CROWD // 4, found
        await _answer_all(at, chance)
        assert in_database(settings, TWICE) == in_database(settings, LONELY) == [], seed
        assert in_database(settings, "SELECT count(*) FROM calls WHERE state = 'ringing'") == [(0,)], seed
        ids = {each["data"]["inviteId"] for each in said if each["success"]}
        ended = in_database(settings, "SELECT id::text, state, reason FROM calls WHERE purpose = 'date'")
        assert ids == {one for one, _, _ in ended}, "no invitation is lost"
        outcomes = Counter(reason or state for _, state, reason in ended)
        assert outcomes.keys() <= {"active", "rejected", "busy", "cancelled"}, (seed, outcomes)
        assert outcomes["active"] > 0

        # Whoever is on a date leaves it: then everybody can be invited again.
        on = in_database(settings, "SELECT DISTINCT ON (call_id) account_id, call_id::text FROM call_members"
                                   " WHERE state = 'joined'")  # fmt: skip
        by_id = {each.person.id: each for each in at}
        await asyncio.gather(*(by_id[who].do("call:end", roomId=room_id) for who, room_id in on))
        assert in_database(settings, "SELECT count(*) FROM calls WHERE state <> 'ended'") == [(0,)]
        for each in chance.sample(at, 20):

            async def is_free(person: Person = each.person) -> bool:
                return bool((await here(here_, person))["available"])

            await eventually(is_free, "somebody who can be invited again")


async def _answer_all(at: list[Device], chance: random.Random) -> None:
    """Let everybody answer all that rings for them, at once: most decline, some accept."""

    async def answer(each: Device) -> None:
        for told in await each.heard("call:notify"):
            if chance.random() < 0.4:
                answered = await each.say("call:accept", inviteId=told["inviteId"], requestedSeconds=300)
                codes = {"invitation_over", *CODES}
                assert answered["success"] or answered["error"]["code"] in codes, answered
            # What they have accepted, or what is over, cannot be declined any more, which is no trouble.
            await each.say("call:decline", inviteId=told["inviteId"])

    await asyncio.gather(*map(answer, at))


async def test_pairs_who_invite_each_other_at_the_same_instant_are_on_one_date(
    serve: Serve, settings: Settings
) -> None:
    pairs = pairs_of(settings, PAIRS)
    async with two_servers(serve) as (one, other), AsyncExitStack() as stack:
        enter = stack.enter_async_context
        at = [(await enter(tab(one, first)), await enter(tab(other, second))) for first, second in pairs]
        told = await asyncio.gather(
            *(invite(each, (both[1] if each is both[0] else both[0]).person) for both in at for each in both)
        )
        for both, first, second in zip(at, told[::2], told[1::2], strict=True):
            assert first["inviteId"] == second["inviteId"]
            rooms = [await each.hear("call:start") for each in both]
            assert {room["roomId"] for room in rooms} == {first["inviteId"]}
            assert sorted(room["initiator"] for room in rooms) == [False, True]
    assert in_database(settings, "SELECT count(*) FROM calls") == [(PAIRS,)]


async def test_an_acceptance_and_what_speaks_against_it_at_the_same_instant_leave_one_truth(
    serve: Serve, settings: Settings
) -> None:
    pairs = pairs_of(settings, PAIRS)
    async with two_servers(serve) as (one, other), AsyncExitStack() as stack:
        enter = stack.enter_async_context
        at = [(await enter(tab(one, first)), await enter(tab(other, second))) for first, second in pairs]
        ids = [(await invite(both[0], both[1].person))["inviteId"] for both in at]

        async def end(n: int) -> Any:
            if n % 2:
                return await at[n][0].say("call:rescind", inviteId=ids[n])
            return await ask(one, at[n][0].person, "POST", f"/users/{at[n][1].person.id}/block")

        async def accepts(n: int) -> Any:
            return await at[n][1].say("call:accept", inviteId=ids[n], requestedSeconds=300)

        said = await asyncio.gather(*(work(n) for n in range(PAIRS) for work in (end, accepts)))
        for n, (ended, accepted) in enumerate(zip(said[::2], said[1::2], strict=True)):
            [(state, reason)] = in_database(settings, "SELECT state, reason FROM calls WHERE id = %s", ids[n])
            if n % 2:
                assert ended["success"] is not accepted["success"]
                assert (state, reason) == (("active", None) if accepted["success"] else ("ended", "cancelled"))
            else:
                assert (state, reason) == ("ended", "blocked"), "whatever came first"
                assert accepted["success"] or accepted["error"]["code"] in {"invitation_over", "not_found"}


async def test_an_invitation_and_a_block_at_the_same_instant_leave_none(serve: Serve, settings: Settings) -> None:
    pairs = pairs_of(settings, PAIRS)
    async with two_servers(serve) as (one, other), AsyncExitStack() as stack:
        enter = stack.enter_async_context
        at = [(await enter(tab(one, first)), await enter(tab(other, second))) for first, second in pairs]

        async def ring(both: tuple[Device, Device]) -> None:
            answer = await both[0].say("call:invite", toUserId=str(both[1].person.id), requestedSeconds=300)
            assert answer["success"] or answer["error"]["code"] == "not_found"

        async def block(both: tuple[Device, Device]) -> None:
            await ask(other, both[1].person, "POST", f"/users/{both[0].person.id}/block")

        await asyncio.gather(*(work(both) for both in at for work in (ring, block)))
    assert in_database(settings, "SELECT count(*) FROM calls WHERE state <> 'ended'") == [(0,)]


# Crashes.


async def test_the_clock_goes_on_while_every_server_is_away(
    settings: Settings, resources: Resources, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed in the middle of a date; both come back to the same clock, which then ends it."""
    ada, ben = crowd(settings, 2)
    monkeypatch.setattr(sockets, "PATIENCE_SECONDS", 60.0)
    for name, value in QUICK.items():
        monkeypatch.setenv(f"MINGLE_{name}", value)
    async with servers(settings, 1) as [(process, client)], AsyncExitStack() as stack:
        enter = stack.enter_async_context
        at_ada, at_ben = await enter(tab(client, ada)), await enter(tab(client, ben))
        room = await begin(at_ada, at_ben, 40)
        await kill(process)
    async with servers(settings, 2) as [(_, client), (_, other)], AsyncExitStack() as stack:
        enter = stack.enter_async_context
        at_ada, at_ben = await enter(device(client, ada, "tab")), await enter(device(other, ben, "tab"))
        for each in (at_ada, at_ben):
            resumed = (await each.do("room:resume", roomId=room["roomId"], deviceId="tab"))["room"]
            assert (resumed["startsAt"], resumed["endsAt"]) == (room["startsAt"], room["endsAt"])
        assert (await at_ada.signal(room["roomId"], at_ben))["success"]
        await at_ben.hear("call:signal")
        for each in (at_ada, at_ben):
            told = await each.hear("session:finalized")
            assert (told["reason"], told["durationSeconds"]) == ("timeout", 40)
    [(ended_at,)] = in_database(settings, "SELECT ended_at FROM calls")
    assert ended_at == datetime.fromisoformat(room["endsAt"])
    assert await reaping.reap(resources) == 0


async def test_when_every_server_dies_for_good_the_time_still_ends_it(settings: Settings, resources: Resources) -> None:
    ada, ben, cleo, dora = crowd(settings, 4)
    async with servers(settings, 1) as [(process, client)], AsyncExitStack() as stack:
        enter = stack.enter_async_context
        tabs = [await enter(tab(client, one)) for one in (ada, ben, cleo, dora)]
        await begin(tabs[0], tabs[1], 60)
        await invite(tabs[2], dora)
        await kill(process)
    with clock.moved(timedelta(seconds=100)):
        assert await reaping.reap(resources) == 2
    states = in_database(settings, "SELECT state, reason FROM calls ORDER BY id")
    assert states == [("ended", "dropped")] * 2
    async with servers(settings, 1) as [(_, client)], tab(client, cleo) as at_cleo, tab(client, dora) as at_dora:
        assert [one["reason"] for one in await past(client, ben)] == ["left"]
        again = await invite(at_cleo, dora)
        assert (await accept(at_dora, again["inviteId"]))["roomId"] == again["inviteId"]


async def test_who_was_on_a_server_that_dies_goes_on_with_the_date_on_another(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada, ben = crowd(settings, 2)
    for name, value in QUICK.items():
        monkeypatch.setenv(f"MINGLE_{name}", value)
    async with servers(settings, 2) as [(process, client), (_, other)], AsyncExitStack() as stack:
        enter = stack.enter_async_context
        at_ada, at_ben = await enter(tab(client, ada)), await enter(tab(other, ben))
        room = await begin(at_ada, at_ben)
        await kill(process)
        assert (await at_ben.hear("room:peer")) == {
            "roomId": room["roomId"], "userId": str(ada.id), "state": "dropped",
        }  # fmt: skip
        again = await enter(device(other, ada, "tab"))
        await again.do("room:resume", roomId=room["roomId"], deviceId="tab")
        assert (await at_ben.hear("room:peer"))["state"] == "joined"
