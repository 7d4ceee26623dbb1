"""Likes while servers and PostgreSQL are killed: two who like each other have one match and one chat.

Each like is sent until it is answered, as an app does, so some are sent again that had been written.
"""

import asyncio
import os
import random
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from mingle.settings import Settings
from tests.faults.site import Site, running_site
from tests.features.accounts.conftest import Person
from tests.features.discovery.conftest import crowd

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(0)]

IS_LONG = os.environ.get("MINGLE_FAULTS") == "long"
PAIRS, KILLS = (1_000, 12) if IS_LONG else (150, 3)
AT_ONCE = 40
PAUSE_SECONDS = 0.05
"""Before a server that did not answer is asked again."""


async def say(site: Site, client: httpx.AsyncClient, person: Person, other: Person, chance: random.Random) -> Any:
    """Like somebody, at whichever server answers; the verdict."""
    body = {"userId": str(other.id), "kind": "like"}
    while True:
        url = f"{chance.choice(site.servers)}/api/likes"
        # httpx's stream trips over itself (AttributeError) when it is lost in the moment in which it is opened.
        with suppress(httpx.HTTPError, AttributeError):
            answer = await client.post(url, json=body, headers=person.headers)
            if answer.status_code == 200:
                return answer.json()["data"]
            assert answer.status_code == 503, answer.text
        await asyncio.sleep(PAUSE_SECONDS)


async def test_every_mutual_like_is_one_match_and_one_chat_whatever_is_killed(
    settings: Settings, tmp_path: Path
) -> None:
    seed = int(os.environ.get("MINGLE_FAULT_SEED", random.SystemRandom().randrange(10**6)))
    print(f"MINGLE_FAULT_SEED={seed}", flush=True)
    chance = random.Random(seed)
    async with running_site(settings, tmp_path) as site, httpx.AsyncClient(timeout=5, trust_env=False) as client:
        people = crowd(site.settings, 2 * PAIRS)
        ways = [
            way for one, other in zip(people[::2], people[1::2], strict=True) for way in ((one, other), (other, one))
        ]
        room, done = asyncio.Semaphore(AT_ONCE), 0

        async def like(person: Person, other: Person) -> Any:
            nonlocal done
            async with room:
                verdict = await say(site, client, person, other, chance)
            done += 1
            return verdict

        likes = [asyncio.create_task(like(*way)) for way in ways]
        for number in range(1, KILLS + 1):
            while done < number * len(ways) // (KILLS + 1):
                await asyncio.wait(likes, timeout=0.01)
            await (site.kill_postgres if number % 3 == 0 else site.kill_a_server)(chance)
        verdicts = await asyncio.gather(*likes)
        reckon(site, ways[::2])
        for way, verdict in zip(ways, verdicts, strict=True):
            again = await say(site, client, *way, chance)
            assert again["matched"]
            assert verdict in ({"matched": False, "match": None}, again)


def reckon(site: Site, pairs: list[tuple[Person, Person]]) -> None:
    """Compare what stands in PostgreSQL with who likes whom."""
    expected = sorted(tuple(sorted((one.id, other.id))) for one, other in pairs)
    with psycopg.connect(site.settings.database_url) as connection:
        matches = connection.execute("SELECT low_id, high_id, chat_id FROM matches ORDER BY low_id, high_id").fetchall()
        chats = connection.execute(
            "SELECT chat_id, array_agg(account_id ORDER BY account_id) FROM chat_members GROUP BY chat_id"
        ).fetchall()
        begun = connection.execute("SELECT count(*) FROM chats").fetchone()
    assert [(low, high) for low, high, _ in matches] == expected
    assert {chat_id: (low, high) for low, high, chat_id in matches} == {chat_id: tuple(ids) for chat_id, ids in chats}
    assert begun == (len(expected),)
