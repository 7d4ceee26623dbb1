"""A page of 20 rows as JSON, beside Express and Fastify with pg."""

from collections.abc import Sequence
from contextlib import ExitStack
from hashlib import md5
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql

from bench.engines import Engines, engines
from bench.feature import ACTOR_HEADER, CHATS, FILL, MESSAGES_A_CHAT, SCHEMA
from bench.load import Order
from bench.machine import Unfit
from bench.results import Benchmark, Budget, Plan, Recorder, Result, Table, judge
from bench.subjects import Subject, fetch, mingle, node, peer_versions, put_load

PEER, EQUAL_PEER, FAST_PEER = "Express + pg", "Express, all duties", "Fastify + pg"
CONNECTIONS = 32
PEOPLE = 2000
FIXED_RATE = 500.0
_TIMES = ("createdAt", "editedAt")

CAPACITY, CPU, WALL = "requests a CPU-second of the server", "server CPU", "requests at saturation"
DATABASE, BUSY = "PostgreSQL CPU", "server's core in use at saturation"


def run(plan: Plan) -> Result:
    """Take turns, round by round: first at saturation, then at a fixed rate."""
    recorder = Recorder()
    with ExitStack() as stack:
        plan.say("starting engines, filling a table")
        found = stack.enter_context(engines())
        _fill(found)
        subjects = [
            stack.enter_context(mingle(found)),
            stack.enter_context(node(PEER, "express.js", found)),
            stack.enter_context(node(EQUAL_PEER, "express.js", found, DUTIES="all")),
            stack.enter_context(node(FAST_PEER, "fastify.js", found)),
        ]
        _require_same_answers(subjects)
        for subject in subjects:
            plan.say(f"warming up {subject.name}")
            put_load(subject, _order(subject, 2.0), found)
        for turn in range(plan.rounds):
            for subject in subjects:
                plan.say(f"round {turn + 1} of {plan.rounds}: {subject.name}")
                _saturate(recorder, subject, plan.seconds, found)
                _at_fixed_rate(recorder, subject, plan.seconds, found)
        for subject in subjects:
            recorder.add("memory after the load", subject.name, subject.process.memory_info().rss / 1024**2, "MiB")
    table = Table("GET one page of 20 messages", recorder.measurements, [PEER, EQUAL_PEER, FAST_PEER])
    budgets = [Budget(CAPACITY, 1.5, peer) for peer in (PEER, EQUAL_PEER)]
    return Result(BENCHMARK.name, BENCHMARK.summary, _conditions(plan), [table], [judge(table, one) for one in budgets])


def _saturate(recorder: Recorder, subject: Subject, seconds: float, found: Engines) -> None:
    loaded = put_load(subject, _order(subject, seconds), found)
    count = loaded.report.answered
    recorder.add(CAPACITY, subject.name, count / loaded.cpu_seconds, "1/s", "higher")
    recorder.add(CPU, subject.name, loaded.cpu_seconds / count * 1e6, "µs a request")
    recorder.add(WALL, subject.name, count / loaded.report.seconds, "1/s", "higher")
    recorder.add(BUSY, subject.name, loaded.server_share * 100, "%", "neither")
    recorder.add(DATABASE, subject.name, loaded.database_cpu_seconds / count * 1e6, "µs a request")


def _at_fixed_rate(recorder: Recorder, subject: Subject, seconds: float, found: Engines) -> None:
    report = put_load(subject, _order(subject, seconds, FIXED_RATE), found).report
    recorder.add(f"p50 at {FIXED_RATE:.0f}/s", subject.name, report.p50_ms, "ms")
    recorder.add(f"p99 at {FIXED_RATE:.0f}/s", subject.name, report.p99_ms, "ms")


def _order(subject: Subject, seconds: float, rate: float | None = None) -> Order:
    people = [{ACTOR_HEADER: str(UUID(int=number))} for number in range(PEOPLE)]
    return Order(subject.port, _paths(), people, CONNECTIONS, seconds, rate)


def _paths() -> list[str]:
    chats = [UUID(md5(f"chat{number}".encode(), usedforsecurity=False).hexdigest()) for number in range(1, CHATS + 1)]
    return [f"/api/bench/chats/{chat}/messages?limit=20" for chat in chats]


def _fill(found: Engines) -> None:
    fill = sql.SQL(FILL).format(chats=sql.Literal(CHATS), messages=sql.Literal(MESSAGES_A_CHAT))
    with psycopg.connect(found.database_url, autocommit=True) as connection:
        connection.execute(SCHEMA)
        connection.execute(fill)
        connection.execute("VACUUM ANALYZE bench_messages")


def _require_same_answers(subjects: Sequence[Subject]) -> None:
    """See that all do the same work: two pages of each, compared.

    Raises:
        Unfit: they answer differently.
    """
    headers = {ACTOR_HEADER: str(UUID(int=PEOPLE))}
    path = _paths()[0]
    first = [fetch(subject, path, headers) for subject in subjects]
    cursors = [page["data"]["nextCursor"] for page in first]
    second = [
        fetch(subject, f"{path}&cursor={cursor}", headers) for subject, cursor in zip(subjects, cursors, strict=True)
    ]
    for pages in (first, second):
        ours, *theirs = [_comparable(page) for page in pages]
        for subject, answer in zip(subjects[1:], theirs, strict=True):
            if answer != ours or len(ours["data"]["items"]) != 20:
                msg = f"{subject.name} answers differently from Mingle:\n{answer}\n{ours}"
                raise Unfit(msg)


def _comparable(page: Any) -> Any:
    """Without what may differ: the spelling of a cursor, and times finer than JavaScript's milliseconds."""
    items = [
        {name: value[:23] if name in _TIMES and value else value for name, value in item.items()}
        for item in page["data"]["items"]
    ]
    return {**page, "data": {"items": items, "hasMore": page["data"]["nextCursor"] is not None}}


def _conditions(plan: Plan) -> list[str]:
    return [
        f"peers: {peer_versions('express', 'fastify', 'pg')}",
        f"{CHATS * MESSAGES_A_CHAT:,} messages of nine columns; one indexed query a request; {PEOPLE:,} people, "
        f"{CONNECTIONS} kept-alive connections, no compression asked for, no ETags",
        "the same PostgreSQL for all, over its Unix socket, with 20 connections and prepared statements each",
        "server alone on core 0; load and PostgreSQL on core 1",
        f"{plan.rounds} rounds in turn of {plan.seconds:g} s at saturation and {plan.seconds:g} s at "
        f"{FIXED_RATE:.0f} requests/s; medians, ± half the range of the rounds",
    ]


BENCHMARK = Benchmark("json-read", "GET 20 rows of PostgreSQL as JSON: requests/s a core, p50, p99", run)
