"""Pairs who like each other at the same instant on two servers: how soon both are told; how many likes there are."""

from contextlib import ExitStack
from datetime import timedelta

import psycopg

from bench.engines import Engines, engines
from bench.likes_load import Order, Report
from bench.loading import carry_out
from bench.machine import Unfit
from bench.results import Benchmark, Budget, Plan, Recorder, Result, Table, judge
from bench.subjects import SECRET, Subject, mingle
from mingle.features.accounts.tokens import AUDIENCE
from mingle.kernel.security import Signer

PAIRS, PHOTOS = 1_000, 4
RATES = (10.0, 40.0)
SITE = "https://bench.example"
NAME = "Mingle, 2 processes"
TOLD = "from the second like to both told"
UNLIMITED = {
    "rate_limit_factor": "10000",
    "rate_limit_signed_in": "1000000/10 seconds",
    "socket_handshakes": "1000000/10 seconds",
    "database_pool_timeout_seconds": "60",
    "public_url": SITE,
}
_PEOPLE = """
    CREATE TEMPORARY TABLE made ON COMMIT DROP AS
        SELECT uuidv7() AS id, 'mara' || %(begin)s + n AS name FROM generate_series(1, %(people)s) n;
    INSERT INTO accounts (id, username, display_name, birthdate, gender)
    SELECT id, name, 'Mara', '1990-04-01', 'woman' FROM made;
    INSERT INTO profiles (account_id, bio, interests, city, country_code, latitude, longitude)
    SELECT id, 'Two cats, one bicycle.', '{jazz,markets}', 'Lisbon', 'PT', 38.73, -9.17 FROM made;
    INSERT INTO preferences (account_id, genders, age_min, age_max, goals)
    SELECT id, '{woman,man}', 25, 45, '{dates}' FROM made;
    INSERT INTO files (id, owner_id, purpose, kind, status, name, mime, size, width, height, created_at, checked_at)
    SELECT uuidv7(), id, 'photo', 'image', 'ready', 'photo ' || n, 'image/jpeg', 900000, 1200, 1600, now(), now()
      FROM made, generate_series(0, %(photos)s - 1) n;
    INSERT INTO file_variants (file_id, name, mime, size, width, height, key)
    SELECT f.id, form || '.' || format, 'image/' || format, 20000, 600, 800,
           'files/' || f.id || '/' || form || '.' || format
      FROM files f JOIN made ON made.id = f.owner_id, unnest('{thumbnail,card,full}'::text[]) form,
           unnest('{avif,webp,jpeg}'::text[]) format;
    INSERT INTO profile_photos (account_id, file_id, position)
    SELECT f.owner_id, f.id, right(f.name, 1)::int FROM files f JOIN made ON made.id = f.owner_id;
    INSERT INTO sessions (account_id, address, user_agent, created_at, last_seen_at, expires_at)
    SELECT id, '192.0.2.1', 'bench', now(), now(), now() + interval '1 day' FROM made
"""
_STANDING = """
    SELECT (SELECT count(*) FROM matches WHERE low_id = ANY (%(ids)s) AND high_id = ANY (%(ids)s) AND ended_at IS NULL),
           (SELECT count(DISTINCT chat_id) FROM chat_members WHERE account_id = ANY (%(ids)s))
"""


def run(plan: Plan) -> Result:
    """Let pairs meet at a steady rate, then all at once, and see that each has one match and one chat."""
    steady, storm = [(rate, Recorder()) for rate in RATES], Recorder()
    with ExitStack() as stack:
        plan.say("starting engines and servers")
        found = stack.enter_context(engines())
        servers = [
            stack.enter_context(mingle(found, "bench.serve_all", f"Mingle {number}", **UNLIMITED)) for number in (1, 2)
        ]
        for turn in range(plan.rounds):
            for rate, recorder in (*steady, (None, storm)):
                plan.say(f"round {turn + 1} of {plan.rounds}: {PAIRS:,} pairs, {rate or 'all at once'}")
                _meet(recorder, servers, found, rate)
    tables = [
        *(
            Table(f"{PAIRS:,} pairs, {rate:.0f} a second, both of each at the same instant", recorder.measurements)
            for rate, recorder in steady
        ),
        Table(f"{PAIRS:,} pairs, all {2 * PAIRS:,} likes at the same instant", storm.measurements),
    ]
    verdicts = [judge(table, Budget(f"{TOLD}, p99", 50.0)) for table in tables[:-1]]
    return Result(BENCHMARK.name, BENCHMARK.summary, _conditions(plan), tables, verdicts)


def _meet(recorder: Recorder, servers: list[Subject], found: Engines, rate: float | None) -> None:
    people = make_people(found, 2 * PAIRS)
    ports = (servers[0].port, servers[1].port)
    report, cpu, database_cpu = carry_out("bench.likes_load", Order(ports, people, rate), Report, servers, found)
    with psycopg.connect(found.database_url) as connection:
        standing = connection.execute(_STANDING, {"ids": [account_id for account_id, _ in people]}).fetchone()
    if report.refused or report.matched != PAIRS or standing != (PAIRS, PAIRS):
        msg = f"{report.refused} likes were refused, {report.matched} pairs were told; matches and chats: {standing}."
        raise Unfit(msg)
    recorder.add(f"{TOLD}, p50", NAME, report.p50_ms, "ms")
    recorder.add(f"{TOLD}, p99", NAME, report.p99_ms, "ms")
    if rate is None:
        recorder.add("likes a second", NAME, report.answered / report.seconds, "1/s", "higher")
    recorder.add("likes a CPU-second of the servers", NAME, report.answered / cpu, "1/s", "higher")
    recorder.add("PostgreSQL's CPU a like", NAME, database_cpu / report.answered * 1e6, "µs")
    recorder.add("matches, each with one chat", NAME, PAIRS, "", "neither")


def make_people(found: Engines, count: int) -> list[tuple[str, str]]:
    """So many new people with four photos each: their ids and tokens."""
    signer = Signer(SECRET, SITE)
    with psycopg.connect(found.database_url) as connection:
        [(begin,)] = connection.execute("SELECT count(*) FROM accounts").fetchall()
        for statement in _PEOPLE.split(";\n"):
            connection.execute(statement.encode(), {"begin": begin, "people": count, "photos": PHOTOS})
        rows = connection.execute("SELECT account_id, id FROM sessions ORDER BY id DESC LIMIT %s", (count,)).fetchall()
        connection.commit()
        connection.autocommit = True
        connection.execute("VACUUM ANALYZE")
    lifetime = timedelta(hours=1)
    return [(str(one), signer.sign(AUDIENCE, {"sid": str(session_id)}, lifetime)) for one, session_id in rows]


def _conditions(plan: Plan) -> list[str]:
    return [
        f"everybody is online, has the app open and {PHOTOS} photos; "
        "each pair is on both servers, one of the two on each",
        "the time runs from the moment the pair's likes were due until the sockets of both have brought `match:new` "
        "with the other's card; what had to wait for its turn is charged with that",
        "after each load the matches and chats of all pairs are counted in PostgreSQL: another number ends the run",
        "both servers on core 0; load, PostgreSQL and Valkey on core 1; no waiting for the disk",
        f"{plan.rounds} rounds in turn; medians, ± half the range",
    ]


BENCHMARK = Benchmark("likes", "pairs who like each other at once on two servers: when both are told", run)
