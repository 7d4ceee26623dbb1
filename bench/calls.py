"""Calls: how soon it rings and is answered while a thousand are online, signals a second, and calls after a crash."""

import time
from contextlib import ExitStack
from uuid import UUID

import msgspec
import psycopg

from bench.calls_load import Order, Report
from bench.engines import Engines, engines
from bench.likes import PHOTOS, UNLIMITED, make_people
from bench.loading import carry_out, go, load
from bench.machine import Unfit, cpu_seconds, settle
from bench.results import Benchmark, Budget, Plan, Recorder, Result, Table, judge
from bench.subjects import Subject, mingle
from mingle.features.chats.policy import pair_of

PAIRS, RATE = 500, 20.0
TALKING = 50
"""Pairs that signal at once."""
CALMLY = 40.0
"""Calls a second that are begun where nothing is measured yet."""
RINGING, ANSWERED = "from the call to its ring", "from the answer to the caller's knowing of it"
ONE, TWO = "Mingle, 1 process", "Mingle, 2 processes"
UNCOUNTED = {"rate_limits": "false", **UNLIMITED}
LEASE, RESUME = 3.0, 2.0
"""Seconds, of those whose servers are killed: less than people have, so that nobody waits for it."""
PATIENCE_SECONDS = 120.0
_CHATS = """
    WITH made AS (
        INSERT INTO chats (kind, pair, active_at, created_at)
        SELECT 'private', pair, now(), now() FROM unnest(%(pairs)s::uuid[]) AS pair RETURNING id, pair
    ), joined AS (
        INSERT INTO chat_members (account_id, chat_id, role, joined_at)
        SELECT account_id, made.id, 'member', now()
          FROM unnest(%(ones)s::uuid[], %(others)s::uuid[], %(pairs)s::uuid[]) AS given (one, other, pair)
          JOIN made USING (pair), unnest(ARRAY[one, other]) AS account_id
    )
    SELECT made.id::text FROM unnest(%(pairs)s::uuid[]) WITH ORDINALITY AS given (pair, number)
      JOIN made USING (pair) ORDER BY number
"""
_LIVE = "SELECT count(*) FROM calls WHERE state <> 'ended'"


def run(plan: Plan) -> Result:
    """Let people call each other, then signal, then let their servers die."""
    rings, signals, crashes = Recorder(), Recorder(), Recorder()
    for turn in range(plan.rounds):
        with ExitStack() as stack:
            plan.say(f"round {turn + 1} of {plan.rounds}: {PAIRS:,} pairs call")
            found = stack.enter_context(engines())
            servers = [_server(stack, found, number) for number in (1, 2)]
            _ring(rings, servers, found)
            plan.say(f"round {turn + 1} of {plan.rounds}: {TALKING:,} pairs signal")
            _signal(signals, servers[0], found, plan.seconds)
        plan.say(f"round {turn + 1} of {plan.rounds}: servers are killed in {PAIRS:,} calls")
        _crash(crashes)
    tables = [
        Table(f"{2 * PAIRS:,} people online, {RATE:.0f} calls a second", rings.measurements),
        Table(f"{TALKING} calls, each with 4 candidates on their way", signals.measurements),
        Table(f"{PAIRS:,} calls whose two servers are killed (SIGKILL), with a third one left", crashes.measurements),
    ]
    verdicts = [judge(tables[0], Budget(f"{what}, p99", 50.0)) for what in (RINGING, ANSWERED)]
    return Result(BENCHMARK.name, BENCHMARK.summary, _conditions(plan), tables, verdicts)


def _server(stack: ExitStack, found: Engines, number: int, **settings: str) -> Subject:
    return stack.enter_context(mingle(found, "bench.serve_all", f"Mingle {number}", **UNCOUNTED, **settings))


def _ring(recorder: Recorder, servers: list[Subject], found: Engines) -> None:
    order = _order("ring", servers, found, PAIRS)
    report, cpu, database_cpu = carry_out("bench.calls_load", order, Report, servers, found)
    if report.done != PAIRS or report.refused:
        msg = f"{report.done} of {PAIRS} calls were answered, {report.refused} events were refused."
        raise Unfit(msg)
    for what, p50, p99 in (
        (RINGING, report.ring_p50_ms, report.ring_p99_ms),
        (ANSWERED, report.accept_p50_ms, report.accept_p99_ms),
    ):
        recorder.add(f"{what}, p50", TWO, p50, "ms")
        recorder.add(f"{what}, p99", TWO, p99, "ms")
    recorder.add("the servers' CPU a call, from its beginning to its end", TWO, cpu / PAIRS * 1e3,
                 "ms")  # fmt: skip
    recorder.add("PostgreSQL's CPU a call", TWO, database_cpu / PAIRS * 1e3, "ms")


def _signal(recorder: Recorder, server: Subject, found: Engines, seconds: float) -> None:
    order = _order("signal", [server, server], found, TALKING)
    order.seconds = seconds
    with load("bench.calls_load", order) as running:
        settle(server.process)
        before = cpu_seconds(server.process)
        report = go(running, Report)
    cpu = cpu_seconds(server.process) - before
    if report.refused or not report.done:
        msg = f"{report.refused} signals were refused of {report.done}."
        raise Unfit(msg)
    recorder.add("signals a second", ONE, report.done / report.seconds, "1/s", "higher")
    recorder.add("the server's CPU a signal", ONE, cpu / report.done * 1e6, "µs")
    recorder.add("from one to the other, p50", ONE, report.ring_p50_ms, "ms")
    recorder.add("from one to the other, p99", ONE, report.ring_p99_ms, "ms")


def _crash(recorder: Recorder) -> None:
    """Kill two servers in the midst of calls, and wait for the third to write them down."""
    leases = {"calls_lease_seconds": str(LEASE), "calls_resume_seconds": str(RESUME)}
    with ExitStack() as stack:
        found = stack.enter_context(engines())
        servers = [_server(stack, found, number, **leases) for number in (1, 2)]
        _server(stack, found, 3, **leases)
        order = _order("hold", servers, found, PAIRS)
        with load("bench.calls_load", order) as running, psycopg.connect(found.database_url) as connection:
            connection.autocommit = True
            live = _live(connection)
            for one in servers:
                one.process.kill()
            killed = time.perf_counter()
            while (left := _live(connection)) == live and time.perf_counter() < killed + PATIENCE_SECONDS:
                time.sleep(0.01)
            first = time.perf_counter()
            while (left := _live(connection)) and time.perf_counter() < killed + PATIENCE_SECONDS:
                time.sleep(0.01)
            last = time.perf_counter()
            running.kill()
    if left or live != PAIRS:
        msg = f"Of {live} calls of {PAIRS}, {left} were left after {PATIENCE_SECONDS:.0f} s."
        raise Unfit(msg)
    recorder.add("calls written down", ONE, live, "", "neither")
    recorder.add("from the kill to the last one written down", ONE, last - killed, "s")
    recorder.add("calls written down a second", ONE, live / max(last - first, 0.01), "1/s", "higher")


def _live(connection: psycopg.Connection) -> int:
    [(count,)] = connection.execute(_LIVE).fetchall()
    return int(count)


def _order(kind: str, servers: list[Subject], found: Engines, pairs: int) -> Order:
    people = make_people(found, 2 * pairs)
    ids = [UUID(account_id) for account_id, _ in people]
    ones, others = ids[::2], ids[1::2]
    given = {"ones": ones, "others": others, "pairs": [pair_of(*both) for both in zip(ones, others, strict=True)]}
    with psycopg.connect(found.database_url) as connection:
        chats = [chat_id for (chat_id,) in connection.execute(_CHATS, given)]
    ports = (servers[0].port, servers[1].port)
    rate = RATE if kind == "ring" else CALMLY
    return msgspec.convert({"kind": kind, "ports": ports, "people": people, "chats": chats, "rate": rate}, type=Order)


def _conditions(plan: Plan) -> list[str]:
    return [
        f"everybody is online and has {PHOTOS} photos; who calls is on one server, who is called on the other",
        "calls: each falls due at a random moment; the other answers in the moment in which the socket has brought "
        "`call:incoming`; the caller hangs up in the moment in which theirs has brought `call:accepted`",
        f"signals: candidates of 220 bytes go to and fro for {plan.seconds:g} s, all sockets on one server",
        f"crash: leases of {LEASE:g} s and {RESUME:g} s to come back (15 s and 20 s in production); a call that is "
        "not written down ends the run",
        "servers on core 0; load, PostgreSQL and Valkey on core 1; no waiting for the disk",
        f"{plan.rounds} rounds in turn; medians, ± half the range",
    ]


BENCHMARK = Benchmark("calls", "calls: when they ring and are answered, signals a second, and what a crash leaves", run)
