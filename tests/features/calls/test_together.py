"""At the same instant on two servers: people who call each other, several devices that answer, everybody at once."""

import asyncio
import random
from collections import Counter
from contextlib import AsyncExitStack

import psycopg
import pytest

from mingle.settings import Settings
from tests.features.calls.conftest import device, lines, state_of
from tests.features.chats.conftest import Serve, group, private_chat
from tests.features.discovery.conftest import crowd
from tests.features.discovery.test_together import pairs_of, two_servers
from tests.features.people.conftest import ask

pytestmark = pytest.mark.anyio

PAIRS, CROWD, DEVICES = 20, 100, 6
TWICE = """
    SELECT account_id FROM call_members WHERE state IN ('joined', 'dropped') GROUP BY account_id HAVING count(*) > 1
"""
LIVE = "SELECT id::text, chat_id::text, state FROM calls WHERE state <> 'ended' ORDER BY id"


def rows(settings: Settings, query: str) -> list[tuple[str, ...]]:
    with psycopg.connect(settings.database_url) as connection:
        return connection.execute(query.encode()).fetchall()


async def test_pairs_who_call_each_other_at_the_same_instant_have_one_call_and_are_both_in_it(
    serve: Serve, settings: Settings
) -> None:
    pairs = pairs_of(settings, PAIRS)
    async with two_servers(serve) as (here, there), AsyncExitStack() as stack:
        enter = stack.enter_async_context
        chats = [await private_chat(here, one, other) for one, other in pairs]
        at = [(await enter(device(here, one)), await enter(device(there, other))) for one, other in pairs]
        calls = await asyncio.gather(
            *(each.call(chat_id) for both, chat_id in zip(at, chats, strict=True) for each in both)
        )
        for first, second, both in zip(calls[::2], calls[1::2], at, strict=True):
            assert first["id"] == second["id"]
            last = max(first, second, key=lambda call: call["version"])
            assert last["state"] == "active"
            assert [state_of(last, each.person) for each in both] == ["joined", "joined"]
            for one, other in (both, both[::-1]):
                assert (await one.signal(last["id"], other))["success"]
                await other.hear("call:signal")
        assert len(rows(settings, LIVE)) == PAIRS
        for both, call in zip(at, calls[::2], strict=True):
            await both[0].end(call["id"])
        assert [len(await lines(here, one, chat)) for (one, _), chat in zip(pairs, chats, strict=True)] == [1] * PAIRS


async def test_of_devices_that_answer_at_the_same_instant_one_is_in_the_call(serve: Serve, settings: Settings) -> None:
    ada, ben = crowd(settings, 2)
    async with two_servers(serve) as (here, there), AsyncExitStack() as stack:
        enter = stack.enter_async_context
        at_ada = await enter(device(here, ada))
        chat_id = await private_chat(here, ada, ben)
        phones = [await enter(device(here if n % 2 else there, ben, f"phone-{n}")) for n in range(DEVICES)]
        call = await at_ada.call(chat_id)
        asked = [one.say("call:answer", callId=call["id"], deviceId=one.name) for one in phones]
        answers = await asyncio.gather(*asked)
        won = [one for one, answer in zip(phones, answers, strict=True) if answer["success"]]
        assert len(won) == 1
        codes = [answer["error"]["code"] for answer in answers if not answer["success"]]
        assert codes == ["answered_elsewhere"] * (DEVICES - 1)
        [told] = [answer["data"]["call"] for answer in answers if answer["success"]]
        assert [one["deviceId"] for one in told["members"] if one["userId"] == str(ben.id)] == [won[0].name]
        assert (await at_ada.signal(call["id"], won[0]))["success"]
        await won[0].hear("call:signal")


async def test_an_answer_and_the_end_at_the_same_instant_leave_one_truth(serve: Serve, settings: Settings) -> None:
    pairs = pairs_of(settings, PAIRS)
    async with two_servers(serve) as (here, there), AsyncExitStack() as stack:
        enter = stack.enter_async_context
        at = [(await enter(device(here, one)), await enter(device(there, other))) for one, other in pairs]
        calls = [await both[0].call(await private_chat(here, *pair)) for both, pair in zip(at, pairs, strict=True)]
        asked = [
            (both[0].say("call:end", callId=call["id"]), both[1].say("call:answer", callId=call["id"], deviceId="p"))
            for both, call in zip(at, calls, strict=True)
        ]
        answers = await asyncio.gather(*(one for both in asked for one in both))
        for ended, answered in zip(answers[::2], answers[1::2], strict=True):
            reason = ended["data"]["call"]["reason"]
            assert reason == ("ended" if answered["success"] else "cancelled")
            assert answered["success"] or answered["error"]["code"] == "call_ended"
    assert rows(settings, LIVE) == []


async def test_a_hundred_who_call_at_random_at_the_same_instant_are_each_in_one_call_at_most(
    serve: Serve, settings: Settings
) -> None:
    seed = random.SystemRandom().randrange(10**6)
    chance = random.Random(seed)
    people = crowd(settings, CROWD)
    async with two_servers(serve) as (here, there), AsyncExitStack() as stack:
        enter = stack.enter_async_context
        clubs = [await group(here, *people[n : n + 5]) for n in range(0, CROWD, 5)]
        at = [await enter(device(here if n % 2 else there, person)) for n, person in enumerate(people)]
        pairs = {n: await private_chat(here, people[n], people[(n + 1) % CROWD]) for n in range(CROWD)}

        async def act(n: int) -> list[str]:
            own, others, club = pairs[n], pairs[(n - 1) % CROWD], clubs[n // 5]
            chosen = [chance.choice((own, others, club)) for _ in range(2)]
            asked = [at[n].say("call:initiate", chatId=one, kind="audio", deviceId="phone") for one in chosen]
            return [
                answer["data"]["call"]["state"] if answer["success"] else answer["error"]["code"]
                for answer in [await one for one in asked]
            ]

        found = Counter(said for both in await asyncio.gather(*map(act, range(CROWD))) for said in both)
        assert rows(settings, TWICE) == [], seed
        live = rows(settings, LIVE)
        assert len({chat for _, chat, _ in live}) == len(live), "a chat has two calls"
        assert set(found) <= {"ringing", "active", "ended", "in_another_call", "answered_elsewhere", "call_ended"}, (
            found
        )
        assert found["ringing"] > 0, found
        for call_id, _, state in live:
            with psycopg.connect(settings.database_url) as connection:
                joined = connection.execute(
                    "SELECT count(*) FROM call_members WHERE call_id = %s AND state = 'joined'", (call_id,)
                ).fetchone()
            assert joined is not None
            assert (joined[0] > 1) == (state == "active"), (seed, call_id)


async def test_a_block_and_a_call_at_the_same_instant_leave_no_call(serve: Serve, settings: Settings) -> None:
    pairs = pairs_of(settings, PAIRS)
    async with two_servers(serve) as (here, there), AsyncExitStack() as stack:
        enter = stack.enter_async_context
        at = [await enter(device(here, one)) for one, _ in pairs]
        chats = [await private_chat(here, one, other) for one, other in pairs]
        calling = [one.say("call:initiate", chatId=chat_id, kind="audio", deviceId="p")
                   for one, chat_id in zip(at, chats, strict=True)]  # fmt: skip
        blocking = [ask(there, other, "POST", f"/users/{one.id}/block") for one, other in pairs]
        await asyncio.gather(*(one for both in zip(calling, blocking, strict=True) for one in both))
    assert rows(settings, LIVE) == []
