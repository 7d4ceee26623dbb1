"""At the same instant on two servers: likes that miss each other, blocks, rewinds and partings in between."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any, TypeVar

import httpx
import psycopg
import pytest

from mingle.settings import Settings
from tests.features.accounts.conftest import Person
from tests.features.chats.conftest import Serve, connected
from tests.features.discovery.conftest import crowd, judge, matched, matches_of
from tests.support.sockets import RawSocket

pytestmark = pytest.mark.anyio

PAIRS = 100
Pair = tuple[Person, Person]
Answer = TypeVar("Answer")


def pairs_of(settings: Settings, count: int) -> list[Pair]:
    people = crowd(settings, 2 * count)
    return list(zip(people[::2], people[1::2], strict=True))


@asynccontextmanager
async def two_servers(serve: Serve) -> AsyncGenerator[tuple[httpx.AsyncClient, httpx.AsyncClient]]:
    """Two servers, and clients that wait for their turn in a crowd, also where the machine is busy."""
    patience = 60.0
    async with (
        serve(database_pool_timeout_seconds=patience) as here,
        serve(database_pool_timeout_seconds=patience) as there,
    ):
        here.timeout = there.timeout = patience
        yield here, there


def in_twos(answers: Sequence[Answer]) -> list[tuple[Answer, Answer]]:
    return list(zip(answers[::2], answers[1::2], strict=True))


def standing(settings: Settings, pairs: Sequence[Pair]) -> list[tuple[int, int]]:
    """Of each pair, how many matches stand, and how many chats the two are in."""
    query = """
        SELECT (SELECT count(*) FROM matches x WHERE x.low_id = least(one, other) AND x.high_id = greatest(one, other)
                   AND x.ended_at IS NULL),
               (SELECT count(*) FROM chat_members a JOIN chat_members b USING (chat_id)
                 WHERE a.account_id = one AND b.account_id = other)
          FROM unnest(%s::uuid[], %s::uuid[]) WITH ORDINALITY AS given (one, other, number) ORDER BY number
    """
    ones, others = [one.id for one, _ in pairs], [other.id for _, other in pairs]
    with psycopg.connect(settings.database_url) as connection:
        return connection.execute(query, (ones, others)).fetchall()


async def told_of_matches(socket: RawSocket) -> list[Any]:
    """The match that somebody is told of, and whatever else they were told of by then."""
    told = [(await socket.event("match:new"))["match"]]
    while not socket.inbox.empty():
        if str(await socket.next()).startswith('42["match:new"'):
            told.append(None)
    return told


async def request(client: httpx.AsyncClient, person: Person, method: str, path: str, body: Any = None) -> int:
    return (await client.request(method, f"/api{path}", json=body, headers=person.headers)).status_code


def like(other: Person) -> dict[str, str]:
    return {"userId": str(other.id), "kind": "like"}


async def test_all_who_like_each_other_at_the_same_instant_have_one_match_and_are_told_once(
    serve: Serve, settings: Settings
) -> None:
    pairs = pairs_of(settings, PAIRS)
    async with two_servers(serve) as (here, there), AsyncExitStack() as stack:
        enter = stack.enter_async_context
        both_at = [[await enter(connected(here, one)), await enter(connected(there, other))] for one, other in pairs]
        likes = [way for one, other in pairs for way in ((here, one, other), (there, other, one))]
        verdicts = await asyncio.gather(*(judge(*like) for like in likes))
        told = [[await told_of_matches(socket) for socket in both] for both in both_at]
        for verdict, (pair, both) in zip(in_twos(verdicts), zip(pairs, told, strict=True), strict=True):
            assert sorted(one["matched"] for one in verdict) == [False, True], "the second of them makes it"
            assert [len(one) for one in both] == [1, 1]
            assert [one["user"]["id"] for [one] in both] == [str(pair[1].id), str(pair[0].id)]
            assert both[0][0]["id"] == both[1][0]["id"]
            assert await matches_of(here, pair[0]) == both[0]
    assert standing(settings, pairs) == [(1, 1)] * PAIRS


async def test_no_match_stands_between_those_of_whom_one_blocks(serve: Serve, settings: Settings) -> None:
    pairs = pairs_of(settings, 40)
    async with two_servers(serve) as (here, there):
        for one, other in pairs:
            await judge(here, one, other)
        answers = await asyncio.gather(
            *(request(here, other, "POST", "/likes", like(one)) for one, other in pairs),
            *(request(there, one, "POST", f"/users/{other.id}/block") for one, other in pairs),
        )
    assert set(answers[:40]) <= {200, 404}
    assert set(answers[40:]) == {200}
    assert standing(settings, pairs) == [(0, 0)] * 40


async def test_a_like_is_taken_back_or_answered_but_not_both(serve: Serve, settings: Settings) -> None:
    pairs = pairs_of(settings, 40)
    async with two_servers(serve) as (here, there):
        for one, other in pairs:
            await judge(here, one, other)
        answers = await asyncio.gather(
            *(request(here, one, "DELETE", "/likes/last") for one, _ in pairs),
            *(request(there, other, "POST", "/likes", like(one)) for one, other in pairs),
        )
    assert set(answers[40:]) == {200}
    assert standing(settings, pairs) == [{200: (0, 0), 409: (1, 1)}[answer] for answer in answers[:40]]


async def test_both_part_at_the_same_instant(serve: Serve, settings: Settings) -> None:
    pairs = pairs_of(settings, 20)
    async with two_servers(serve) as (here, there):
        ids = [(await matched(here, *pair))["id"] for pair in pairs]
        answers = await asyncio.gather(
            *(
                request(server, person, "DELETE", f"/matches/{match_id}")
                for match_id, pair in zip(ids, pairs, strict=True)
                for server, person in zip((here, there), pair, strict=True)
            )
        )
    assert [sorted(both) for both in in_twos(answers)] == [[200, 404]] * 20
    assert standing(settings, pairs) == [(0, 0)] * 20
