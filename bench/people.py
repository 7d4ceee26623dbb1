"""Reading profiles beside Express with pg; exporting and erasing somebody with 100,000 rows and 200 files."""

import asyncio
import json
import time
from contextlib import ExitStack
from urllib.request import Request, urlopen
from uuid import UUID

import jwt
import psutil
import psycopg

from bench import load
from bench.engines import Engines, engines
from bench.results import Benchmark, Plan, Recorder, Result, Table
from bench.subjects import Subject, mingle, node, peer_versions, put_load
from mingle.app import FEATURES, declared_hooks, declared_jobs, personal_tables
from mingle.cli.options import load_settings
from mingle.features.people import jobs
from mingle.kernel.personal import count_rows
from mingle.kernel.resources import Resources, open_resources
from mingle.settings import Mode, Settings

PEER = "Express + pg"
PEOPLE = 2000
READERS = 40
PHOTOS = 4
ROWS, FILES, FILE_BYTES = 100_000, 200, 1024 * 1024
RATE = 300.0
SECRET = "0123456789abcdef" * 4  # of the peer, which signs nothing that outlives the run
CARD = "GET /users/{id} a CPU-second of the server"
UNLIMITED = {"rate_limit_factor": "10000", "rate_limit_signed_in": "1000000/10 seconds"}
_PEOPLE = """
    INSERT INTO accounts (id, username, display_name, birthdate, gender)
    SELECT uuidv7(), 'person' || n, 'Person ' || n, '1990-04-01', 'woman' FROM generate_series(1, %(people)s) n;
    INSERT INTO profiles
           (account_id, bio, prompts, interests, languages, basics, city, country_code, latitude, longitude)
    SELECT id, 'Two cats, one bicycle.', '[{"prompt": "sunday", "answer": "A long walk"}]', '{jazz,markets}', '{de,pt}',
           '{"heightCm": 171, "pets": "cat"}', 'Lisbon', 'PT', 38.73, -9.17 FROM accounts;
    INSERT INTO preferences (account_id, genders, age_min, age_max, goals)
    SELECT id, '{woman,man}', 25, 45, '{dates}' FROM accounts;
    INSERT INTO files (id, owner_id, purpose, kind, status, name, mime, size, width, height, created_at, checked_at)
    SELECT uuidv7(), id, 'photo', 'image', 'ready', 'photo ' || n, 'image/jpeg', 900000, 1200, 1600, now(), now()
      FROM accounts, generate_series(0, %(photos)s - 1) n;
    INSERT INTO file_variants (file_id, name, mime, size, width, height, key)
    SELECT id, form || '.' || format, 'image/' || format, 20000, 600, 800,
           'files/' || id || '/' || form || '.' || format
      FROM files, unnest('{thumbnail,card,full}'::text[]) form, unnest('{avif,webp,jpeg}'::text[]) format;
    INSERT INTO profile_photos (account_id, file_id, position)
    SELECT owner_id, id, right(name, 1)::int FROM files;
    INSERT INTO sessions (account_id, address, user_agent, created_at, last_seen_at, expires_at)
    SELECT id, '127.0.0.1', 'bench', now(), now(), now() + interval '90 days' FROM accounts;
    ANALYZE;
"""


def run(plan: Plan) -> Result:
    """Read in turn, then export and erase."""
    reads, privacy = Recorder(), Recorder()
    with ExitStack() as stack:
        plan.say("starting engines and servers")
        found = stack.enter_context(engines())
        with psycopg.connect(found.database_url) as connection:
            for statement in _PEOPLE.split(";\n"):
                connection.execute(statement.encode(), {"people": PEOPLE, "photos": PHOTOS})
            rows = connection.execute("SELECT account_id, id FROM sessions ORDER BY id").fetchall()
        subjects = [
            stack.enter_context(mingle(found, "bench.serve_all", **UNLIMITED)),
            stack.enter_context(node(PEER, "people.js", found)),
        ]
        paths = [f"/api/users/{account_id}" for account_id, _ in rows]
        tokens = {
            subjects[0].name: [_enter(subjects[0], number) for number in range(READERS)],
            PEER: [_token(str(session_id)) for _, session_id in rows[:READERS]],
        }
        for turn in range(plan.rounds):
            for subject in subjects:
                plan.say(f"round {turn + 1} of {plan.rounds}: {subject.name}")
                _read(reads, subject, paths, tokens[subject.name], plan.seconds, found)
        plan.say(f"exporting and erasing somebody with {ROWS:,} rows and {FILES} files")
        asyncio.run(_export_and_erase(privacy, found))
    tables = [
        Table("Somebody's card: profile, four photos in nine forms each, signed links", reads.measurements, [PEER]),
        Table(f"Somebody with {ROWS:,} rows and {FILES} files of 1 MiB", privacy.measurements),
    ]
    return Result(BENCHMARK.name, BENCHMARK.summary, _conditions(plan), tables)


def _enter(subject: Subject, number: int) -> str:
    body = {"name": f"Reader {number}", "gender": "man", "birthdate": "1990-04-01"}
    request = Request(
        f"http://127.0.0.1:{subject.port}/api/auth/guest",
        json.dumps(body).encode(),
        {"content-type": "application/json"},
    )
    with urlopen(request, timeout=30) as answer:
        token: str = json.load(answer)["data"]["accessToken"]
        return token


def _token(session_id: str) -> str:
    claims = {"sid": session_id, "aud": "access", "exp": int(time.time()) + 3600}
    return jwt.encode(claims, SECRET, algorithm="HS256")


def _read(
    recorder: Recorder, subject: Subject, paths: list[str], tokens: list[str], seconds: float, found: Engines
) -> None:
    headers = [{"authorization": f"Bearer {token}"} for token in tokens]
    loaded = put_load(subject, load.Order(subject.port, paths, headers, 16, seconds), found)
    recorder.add(CARD, subject.name, loaded.report.answered / loaded.cpu_seconds, "1/s", "higher")
    recorder.add("answers a second", subject.name, loaded.report.answered / loaded.report.seconds, "1/s", "higher")
    report = put_load(subject, load.Order(subject.port, paths, headers, 16, seconds, RATE), found).report
    recorder.add(f"p50 at {RATE:.0f}/s", subject.name, report.p50_ms, "ms")
    recorder.add(f"p99 at {RATE:.0f}/s", subject.name, report.p99_ms, "ms")


async def _export_and_erase(recorder: Recorder, found: Engines) -> None:
    settings = load_settings(
        Settings,
        mode=Mode.DEVELOPMENT,
        database_url=found.database_url,
        valkey_url=found.valkey_url,
        data_dir=found.folder / "var",
    )
    async with open_resources(settings, declared_jobs(settings, FEATURES), declared_hooks()) as resources:
        account_id = await _somebody_with_much(resources)
        tables = personal_tables()
        async with resources.db.transaction() as tx:
            rows = sum((await count_rows(tx, tables, account_id)).values())
            export_id = await tx.value(
                "INSERT INTO exports (account_id, requested_at, expires_at)"
                " VALUES (%s, now(), now() + interval '7 days') RETURNING id",
                (account_id,),
            )
        process = psutil.Process()
        before, started = process.memory_info().rss, time.perf_counter()
        peak = asyncio.create_task(_peak(process))
        await jobs.export.run(resources, {"export_id": str(export_id)})
        recorder.add("export", "Mingle", time.perf_counter() - started, "s")
        peak.cancel()
        highest = max(await asyncio.gather(peak, return_exceptions=False), default=before)
        recorder.add("memory that the process grew by meanwhile", "Mingle", (highest - before) / 2**20, "MiB")
        recorder.add("rows before", "Mingle", rows, "", "neither")
        started = time.perf_counter()
        async with resources.db.transaction() as tx:
            await tx.execute("UPDATE accounts SET deletion_due_at = now() WHERE id = %s", (account_id,))
        await jobs.erase.run(resources, {"account_id": str(account_id)})
        recorder.add("erasure", "Mingle", time.perf_counter() - started, "s")
        async with resources.db.read() as conn:
            left = sum((await count_rows(conn, tables, account_id)).values())
        recorder.add("rows left", "Mingle", left, "", "neither")
        files = [one.key async for one in resources.files.list("files")]
        recorder.add("files left", "Mingle", len(files), "", "neither")


async def _peak(process: psutil.Process) -> int:
    """The most memory that a process had, looked at every 10 ms until cancelled."""
    most = 0
    try:
        while True:
            most = max(most, process.memory_info().rss)
            await asyncio.sleep(0.01)
    except asyncio.CancelledError:
        return most


async def _somebody_with_much(resources: Resources) -> UUID:
    """Somebody whose security log is long and whose files are many."""
    async with resources.db.transaction() as tx:
        account_id: UUID = await tx.value("INSERT INTO accounts (display_name) VALUES ('Much') RETURNING id")
        await tx.execute(
            "INSERT INTO security_events (account_id, kind, address, user_agent, created_at)"
            " SELECT %s, 'signed_in', '127.0.0.1', 'Mozilla/5.0', now() FROM generate_series(1, %s)",
            (account_id, ROWS),
        )
        await tx.execute(
            "INSERT INTO files (id, owner_id, purpose, kind, status, name, mime, size, created_at, checked_at)"
            " SELECT uuidv7(), %s, 'attachment', 'file', 'ready', 'file ' || n, 'application/pdf', %s, now(), now()"
            " FROM generate_series(1, %s) n",
            (account_id, FILE_BYTES, FILES),
        )
        await tx.execute(
            "INSERT INTO file_variants (file_id, name, mime, size, key)"
            " SELECT id, 'original.bin', mime, size, 'files/' || id || '/original.bin' FROM files WHERE owner_id = %s",
            (account_id,),
        )
        keys = [
            f"files/{file_id}/original.bin"
            for (file_id,) in await (
                await tx.raw.execute("SELECT id FROM files WHERE owner_id = %s", (account_id,))
            ).fetchall()
        ]
    content = bytes(range(256)) * (FILE_BYTES // 256)
    for key in keys:
        await resources.files.put(key, content)
    return account_id


def _conditions(plan: Plan) -> list[str]:
    return [
        f"peers: {peer_versions('express', 'pg', 'jsonwebtoken')}",
        f"{PEOPLE:,} people with {PHOTOS} photos each; both look the session up (Mingle once in three seconds), apply "
        "blocks, pauses and what a profile must have, and sign 37 links a card",
        "server alone on core 0; load and PostgreSQL on core 1; export and erasure in one process beside it",
        f"{plan.rounds} rounds in turn of {plan.seconds:g} s a figure; medians, ± half the range",
    ]


BENCHMARK = Benchmark("people", "reading profiles; exporting and erasing 100,000 rows and 200 files", run)
