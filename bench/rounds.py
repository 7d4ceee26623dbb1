"""Speed dating: how long a round takes to compute, how many it pairs, and what comings and goings cost the lobby."""

import asyncio
import time
from collections.abc import Coroutine, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any
from uuid import UUID

import msgspec
import psutil
import psycopg
import rustworkx

from bench.engines import Engines, engines
from bench.machine import Unfit, cpu_seconds
from bench.results import Benchmark, Budget, Plan, Recorder, Result, Table, judge
from mingle.app import FEATURES, declared_hooks, declared_jobs
from mingle.cli.options import load_settings
from mingle.features.calls import Seat
from mingle.features.dates import lobby_flows, lobby_service, round_flows, round_service
from mingle.features.dates.lobby_models import LobbyNote
from mingle.features.dates.pairing import Asked
from mingle.kernel.ids import new_id
from mingle.kernel.resources import Resources, open_resources
from mingle.settings import Mode, Settings

SIZES = (500, 2_000)
IN_LOBBY = 1_000
SIDE_BY_SIDE = 4
NAME = "Mingle"
COMPUTED, PAIRED = "the round of 500, computed", "of those who can be paired, of 500"
# Half women, half men; most want the other, some their own or both, of about their age. Their tastes are not known.
_PEOPLE = """
    WITH made AS (
        INSERT INTO accounts (display_name, username, birthdate, gender)
        SELECT 'Mara', 'round' || n, date '2006-01-01' - (10950 * random())::int,
               CASE WHEN random() < 0.5 THEN 'woman' ELSE 'man' END
          FROM (SELECT count(*) AS others FROM accounts) AS there, generate_series(others + 1, others + %s) AS n
        RETURNING id, gender, date_part('year', age(birthdate))::int AS years, random() AS lot
    ), shown AS (
        INSERT INTO profiles (account_id, portrait) SELECT id, '<svg/>' FROM made
    ), wanting AS (
        INSERT INTO preferences (account_id, genders, age_min, age_max, goals)
        SELECT id, CASE WHEN lot < 0.06 THEN '{woman,man}'::text[] WHEN lot < 0.14 THEN ARRAY[gender]
               WHEN gender = 'man' THEN '{woman}' ELSE '{man}' END,
               greatest(18, years - 3 - (9 * random())::int), years + 3 + (9 * random())::int, '{dates}' FROM made
    )
    INSERT INTO sessions (account_id, address, user_agent, created_at, last_seen_at, expires_at)
    SELECT id, '192.0.2.1', 'bench', now(), now(), now() + interval '1 day' FROM made RETURNING account_id
"""
_EVENT = """
    INSERT INTO speed_events (title, starts_at, rounds, round_seconds, break_seconds, state, due_at, created_at)
    VALUES ('Friday', now(), 10, 240, 30, 'open', now(), now()) RETURNING id
"""
_ENTER = """
    INSERT INTO lobby_people (account_id, joined_at, device_id, binding, seen_at, due_at, event_id)
    SELECT id, now(), 'bench', uuidv7(), now(), now() + interval '1 hour', %s FROM unnest(%s::uuid[]) AS id
"""
_JUDGED = """
    INSERT INTO judgements (judge_id, judged_id, kind, created_at)
    SELECT one, dozen.other, CASE WHEN random() < 0.4 THEN 'like' ELSE 'pass' END, now()
      FROM unnest(%(ids)s::uuid[]) AS one, LATERAL (SELECT other FROM unnest(%(ids)s::uuid[]) AS other
           WHERE other <> one ORDER BY md5(one::text || other::text) LIMIT 12) AS dozen
"""


def run(plan: Plan) -> Result:
    """Compute rounds of 500 and of 2,000, then let 1,000 people come into the lobby and leave it."""
    rounds, lobby = Recorder(), Recorder()
    for turn in range(plan.rounds):
        for size in SIZES:
            plan.say(f"round {turn + 1} of {plan.rounds}: {size:,} people are paired")
            with engines() as found:
                asyncio.run(_compute(found, rounds, size))
        plan.say(f"round {turn + 1} of {plan.rounds}: {IN_LOBBY:,} people come and go")
        with engines() as found:
            asyncio.run(_come_and_go(found, lobby))
    tables = [
        Table("A round, from its beginning to what each is told", rounds.measurements),
        Table(f"{IN_LOBBY:,} people who come into the lobby, and leave it", lobby.measurements),
    ]
    verdicts = [judge(tables[0], Budget(COMPUTED, 1.0)), judge(tables[0], Budget(PAIRED, 99.0))]
    return Result(BENCHMARK.name, BENCHMARK.summary, _conditions(plan), tables, verdicts)


async def _compute(found: Engines, recorder: Recorder, size: int) -> None:
    people = _people(found, size)
    with psycopg.connect(found.database_url) as connection:
        [event_id] = connection.execute(_EVENT).fetchone() or [new_id()]
        connection.execute(_ENTER, (event_id, people))
        connection.execute(_JUDGED, {"ids": people})
        connection.execute("ANALYZE")
    took: list[float] = []
    pairs, most = 0, 0

    async def match(asked: Asked) -> list[tuple[int, int]]:
        nonlocal pairs, most
        began = time.perf_counter()
        pairs_found = await round_flows.match(asked)
        took.append(time.perf_counter() - began)
        pairs, most = len(pairs_found), _most_pairs(asked)
        took.append(time.perf_counter() - began - took[0])  # counted by the bench alone
        return pairs_found

    async with _opened(found) as resources:
        began = time.perf_counter()
        async with resources.db.transaction() as tx:
            await round_service.go_on(tx, resources.signer, resources.settings, event_id, match)
        seconds = time.perf_counter() - began - took[1]
    if not pairs:
        msg = "Nobody was paired."
        raise Unfit(msg)
    recorder.add(f"the round of {size:,}, computed", NAME, seconds, "s")
    recorder.add(f"of that, the program that finds the pairs, of {size:,}", NAME, took[0], "s")
    recorder.add(f"of those who can be paired, of {size:,}", NAME, 100 * pairs / most, "%", "higher")
    recorder.add(f"pairs of {size:,} people", NAME, pairs, "", "higher")


def _most_pairs(asked: Asked) -> int:
    """How many pairs there can be at most, by all edges."""
    graph: Any = rustworkx.PyGraph(multigraph=False)
    graph.add_nodes_from(range(len(asked.waits)))
    graph.add_edges_from([(one, other, 1) for one, other, _ in asked.edges])
    return len(rustworkx.max_weight_matching(graph, max_cardinality=True))


async def _come_and_go(found: Engines, recorder: Recorder) -> None:
    people = _people(found, IN_LOBBY)
    told = 0

    def hear(_room: str, packet: bytes) -> None:
        nonlocal told
        told += len(msgspec.json.decode(packet, type=tuple[str, LobbyNote])[1].to)

    async with _opened(found) as resources:
        await resources.bus.subscribe(lobby_service.NOTES, hear)
        seats = [Seat(account_id, "bench", new_id()) for account_id in people]
        before = cpu_seconds(psutil.Process()), cpu_seconds(found.postgres, children=True)
        began = time.perf_counter()
        await _each([lobby_flows.join(resources, seat) for seat in seats])
        came = time.perf_counter() - began
        middle = cpu_seconds(psutil.Process()), cpu_seconds(found.postgres, children=True)
        began, told_coming = time.perf_counter(), told
        await _each([lobby_flows.leave(resources, seat.account_id, seat.binding) for seat in seats])
        left = time.perf_counter() - began
    recorder.add("comings a second", NAME, IN_LOBBY / came, "1/s", "higher")
    recorder.add("people told of a coming, mean", NAME, told_coming / IN_LOBBY, "", "neither")
    recorder.add("updates a second that this causes", NAME, told_coming / came, "1/s", "higher")
    recorder.add("the server's CPU a coming", NAME, (middle[0] - before[0]) / IN_LOBBY * 1e3, "ms")
    recorder.add("PostgreSQL's CPU a coming", NAME, (middle[1] - before[1]) / IN_LOBBY * 1e3, "ms")
    recorder.add("leavings a second", NAME, IN_LOBBY / left, "1/s", "higher")
    recorder.add("people told of a leaving, mean", NAME, (told - told_coming) / IN_LOBBY, "", "neither")


async def _each(works: Sequence[Coroutine[Any, Any, object]]) -> None:
    places = asyncio.Semaphore(SIDE_BY_SIDE)

    async def one(work: Coroutine[Any, Any, object]) -> None:
        async with places:
            await work

    await asyncio.gather(*(one(work) for work in works))


def _people(found: Engines, count: int) -> list[UUID]:
    with psycopg.connect(found.database_url) as connection:
        return [row[0] for row in connection.execute(_PEOPLE, (count,)).fetchall()]


def _opened(found: Engines) -> AbstractAsyncContextManager[Resources]:
    settings = load_settings(
        Settings,
        mode=Mode.DEVELOPMENT,
        database_url=found.database_url,
        valkey_url=found.valkey_url,
        data_dir=found.folder / "var",
        rate_limits=False,
    )
    return open_resources(settings, declared_jobs(settings, FEATURES), declared_hooks())


def _conditions(plan: Plan) -> list[str]:
    return [
        "people of 20 to 50 who want the other gender (8 %: their own, 6 %: both) of about their age; each has judged a"
        " dozen of the others",
        "a round: who is there, fits, and has waited is read, the program is started and finds pairs, all of it is"
        " written",
        f"comings and leavings: {SIDE_BY_SIDE} side by side in one process, without its sockets; those who are told are"
        " counted as the processes hear of them",
        "all programs on the same two cores; no waiting for the disk",
        f"{plan.rounds} rounds; medians, ± half the range",
    ]


BENCHMARK = Benchmark("rounds", "Speed dating: rounds computed, and the lobby", run)
