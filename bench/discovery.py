"""The feed among a million people: warm and cold, near and anywhere, and the same search by earthdistance beside it."""

import asyncio
import os
import time
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from statistics import quantiles
from typing import Any
from uuid import UUID

import psycopg

from bench import load
from bench.discovery_peer import EXTENSIONS, FILL, parameters_of, search_sql
from bench.engines import Engines, engines
from bench.machine import SERVER_CORE, on_core
from bench.results import Benchmark, Budget, Plan, Recorder, Result, Table, judge
from bench.subjects import SECRET, Subject, mingle, put_load, seed
from mingle.app import FEATURES, declared_hooks, declared_jobs
from mingle.cli.options import load_settings
from mingle.features.accounts.tokens import AUDIENCE
from mingle.features.discovery import feed_jobs, feed_queries, learning_jobs, searching
from mingle.features.discovery.feed_service import SEARCHED
from mingle.kernel.db import Conn, make_pool
from mingle.kernel.resources import open_resources
from mingle.kernel.security import Signer
from mingle.settings import Mode, Settings

PEOPLE = int(os.environ.get("BENCH_PEOPLE", "1000000"))
VIEWERS = 300
"""Of each kind."""
DUE = 1000
SITE = "http://localhost:8000"
PEER = "earthdistance"
UNLIMITED = {"rate_limit_factor": "10000", "rate_limit_signed_in": "1000000/10 seconds"}
# The largest city is the one with most people within 100 km of its centre.
KINDS = {
    "everybody": "true",
    "the largest city": "p.city = %(city)s AND w.max_distance_km >= 50 AND w.max_distance_km <= 250",
    "within 500 km": "w.max_distance_km = 500",
    "worldwide": "w.max_distance_km IS NULL",
}
_CITY = "SELECT city FROM profiles GROUP BY city ORDER BY count(*) DESC LIMIT 1"
_VIEWERS = (
    "SELECT c.account_id FROM candidates c JOIN profiles p ON p.account_id = c.account_id"
    " JOIN preferences w ON w.account_id = c.account_id WHERE {} ORDER BY md5(c.account_id::text) LIMIT %(limit)s"
)
_SESSIONS = """
    INSERT INTO sessions (account_id, address, user_agent, created_at, last_seen_at, expires_at)
    SELECT id, '192.0.2.1', 'bench', now(), now(), now() + interval '1 day' FROM unnest(%s::uuid[]) AS id RETURNING id
"""


def run(plan: Plan) -> Result:
    """Seed, then ask for feeds that are computed ahead, that are not, and search as the peer does."""
    feeds, searches, work = Recorder(), Recorder(), Recorder()
    with ExitStack() as stack:
        plan.say("starting engines")
        found = stack.enter_context(engines())
        plan.say(f"seeding {PEOPLE:,} people")
        work.add(f"mingle seed --people {PEOPLE}", "Mingle", seed(found, PEOPLE), "s")
        with psycopg.connect(found.superuser_url, dbname="mingle", autocommit=True) as superuser:
            superuser.execute(EXTENSIONS)
        with psycopg.connect(found.database_url, autocommit=True) as connection:
            city, viewers = _prepare(connection)
        plan.say(f"training the ranking, and computing {DUE:,} feeds that are due")
        with on_core(SERVER_CORE):
            asyncio.run(_compute(found, work))
        subject = stack.enter_context(mingle(found, "bench.serve_all", **UNLIMITED))
        plan.say("warming up")
        _ask(Recorder(), subject, found, "", _sign_in(found, viewers["everybody"]))
        _ask(Recorder(), subject, found, "", _sign_in(found, viewers["everybody"]))
        for turn in range(plan.rounds):
            for kind, ids in viewers.items():
                plan.say(f"round {turn + 1} of {plan.rounds}: {kind}")
                tokens = _sign_in(found, ids)
                _forget(found, ids)
                _ask(feeds, subject, found, f"{kind}, nothing computed ahead", tokens)
                _ask(feeds, subject, found, f"{kind}, computed ahead", tokens)
                asyncio.run(_search(searches, found, kind, ids))
    tables = [
        Table(f"GET /discovery, ten cards, {PEOPLE:,} people, one after the other", feeds.measurements),
        Table(f"The search alone: up to {SEARCHED} who fit, the latest active first", searches.measurements, [PEER]),
        Table("Feeds in the background, and the seed", work.measurements),
    ]
    return Result(BENCHMARK.name, BENCHMARK.summary, _conditions(plan, city), tables, _verdicts(tables))


def _verdicts(tables: list[Table]) -> list[Any]:
    budgets = [
        Budget(f"{kind}, {how}, {at}", limit)
        for kind in KINDS
        for how, at, limit in (
            ("computed ahead", "p50", 15.0),
            ("computed ahead", "p99", 50.0),
            ("nothing computed ahead", "p99", 150.0),
        )
    ]
    return [*(judge(tables[0], one) for one in budgets), judge(tables[2], Budget("feeds an hour, one job", 10_000))]


def _prepare(connection: psycopg.Connection) -> tuple[str, dict[str, list[UUID]]]:
    """Tidy up as autovacuum would have done by then, make the peer's table, and choose viewers."""
    for statement in FILL:
        connection.execute(statement.encode())
    for table in ("candidates", "judgements", "judgement_sums", "accounts", "profiles", "preferences", "peer_people"):
        connection.execute(f"VACUUM ANALYZE {table}".encode())
    [(city,)] = connection.execute(_CITY).fetchall()
    viewers = {
        kind: [
            account_id
            for (account_id,) in connection.execute(
                _VIEWERS.format(where).encode(), {"city": city, "limit": VIEWERS}
            ).fetchall()
        ]
        for kind, where in KINDS.items()
    }
    due = connection.execute(_VIEWERS.format("true").encode(), {"city": city, "limit": VIEWERS + DUE}).fetchall()
    connection.execute(_SESSIONS, ([account_id for (account_id,) in due[VIEWERS:]],))
    return city, viewers


async def _compute(found: Engines, recorder: Recorder) -> None:
    """The jobs as a worker runs them, alone: they and PostgreSQL take turns, so that together they use one core."""
    settings = load_settings(
        Settings,
        mode=Mode.DEVELOPMENT,
        database_url=found.database_url,
        valkey_url=found.valkey_url,
        data_dir=found.folder / "var",
    )
    async with open_resources(settings, declared_jobs(settings, FEATURES), declared_hooks()) as resources:
        began = time.perf_counter()
        await learning_jobs.train.run(resources, {})
        recorder.add("the training of the ranking", "Mingle", time.perf_counter() - began, "s")
        began, done = time.perf_counter(), 0
        while done < DUE:
            await feed_jobs.compute_feeds.run(resources, {})
            async with resources.db.read() as conn:
                done = await conn.value("SELECT count(*) FROM feeds WHERE cardinality(candidate_ids) > 0 OR is_all")
        seconds = time.perf_counter() - began
    recorder.add("feeds an hour, one job", "Mingle", done / seconds * 3600, "1/h", "higher")
    recorder.add("a feed", "Mingle", seconds / done * 1000, "ms")


def _sign_in(found: Engines, ids: list[UUID]) -> list[str]:
    signer = Signer(SECRET, SITE)
    with psycopg.connect(found.database_url) as connection:
        rows = connection.execute(_SESSIONS, (ids,)).fetchall()
    return [signer.sign(AUDIENCE, {"sid": str(session_id)}, timedelta(hours=1)) for (session_id,) in rows]


def _forget(found: Engines, ids: list[UUID]) -> None:
    with psycopg.connect(found.database_url) as connection:
        connection.execute("DELETE FROM feeds WHERE viewer_id = ANY (%s)", (ids,))


def _ask(recorder: Recorder, subject: Subject, found: Engines, what: str, tokens: list[str]) -> None:
    headers = [{"authorization": f"Bearer {token}"} for token in tokens]
    order = load.Order(subject.port, ["/api/discovery"], headers, 1, 300.0, count=len(tokens))
    report = put_load(subject, order, found).report
    recorder.add(f"{what}, p50", subject.name, report.p50_ms, "ms")
    recorder.add(f"{what}, p99", subject.name, report.p99_ms, "ms")


async def _search(recorder: Recorder, found: Engines, kind: str, ids: list[UUID]) -> None:
    """Ours and the peer's, in turn for each viewer, on one connection; they must find the same people."""
    times: dict[str, list[float]] = {"Mingle": [], PEER: []}
    pool = make_pool(found.database_url, "bench", min_size=1, max_size=1, timeout_seconds=5)
    await pool.open()
    async with pool.connection() as raw:
        conn = Conn(raw, "bench")
        for account_id in ids:
            viewer = await feed_queries.find_viewer(conn, account_id)
            assert viewer is not None
            search = searching.parameters(viewer, datetime.now(UTC), needs_photo=True)
            began = time.perf_counter()
            ours = {one.account_id for one in await feed_queries.search(conn, search, SEARCHED)}
            between = time.perf_counter()
            cursor = await raw.execute(search_sql(viewer).encode(), parameters_of(viewer, search, SEARCHED))
            theirs = {account_id for (account_id,) in await cursor.fetchall()}
            ended = time.perf_counter()
            times["Mingle"].append((between - began) * 1000)
            times[PEER].append((ended - between) * 1000)
            if len(ours) != len(theirs) or (len(ours) < SEARCHED and ours != theirs):
                msg = f"the peer finds {len(theirs)} people for {account_id}, Mingle {len(ours)}"
                raise AssertionError(msg)
    await pool.close()
    for subject, taken in times.items():
        cuts = quantiles(taken, n=100)
        recorder.add(f"{kind}, p50", subject, cuts[49], "ms")
        recorder.add(f"{kind}, p99", subject, cuts[98], "ms")


def _conditions(plan: Plan, city: str) -> list[str]:
    return [
        f"`mingle seed`: {PEOPLE:,} people about 564 cities, the largest {city}; a fifth look anywhere, the others for "
        "10 to 500 km; two million judgements",
        "the ranking is the one that learns, trained on all judgements before the first feed",
        f"{VIEWERS} viewers of each kind, drawn by lot, one request each, one after the other, the whole way: who is "
        "it, rate limits in Valkey, blocks, judgements and choices as they are now, ten cards",
        "nothing computed ahead: the request searches, ranks and keeps a hundred; computed ahead: it reads those",
        f"{PEER}: one flat table with a GiST index on `ll_to_earth`, and one on the last sign of life for those who "
        "look anywhere; the same filters, and it must find the same people",
        "server alone on core 0; load, PostgreSQL and Valkey on core 1; PostgreSQL with 256 MB of shared buffers",
        f"{plan.rounds} rounds; medians, ± half the range",
    ]


BENCHMARK = Benchmark("discovery", "the feed among a million people", run)
