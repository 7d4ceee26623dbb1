"""Chats beside Express, Socket.IO and pg on the same tables: durable messages, how soon they are there, and reading."""

import subprocess
import sys
import time
from contextlib import ExitStack
from subprocess import PIPE
from uuid import UUID

import jwt
import msgspec
import psycopg

from bench import load
from bench.chats_load import Order, Report
from bench.engines import Engines, engines
from bench.machine import LOAD_CORE, ROOT, Unfit, cpu_seconds, on_core, settle
from bench.results import Benchmark, Budget, Plan, Recorder, Result, Table, Verdict, judge
from bench.signed_in import sign_in
from bench.subjects import SECRET, Subject, fetch, mingle, node, peer_versions, put_load

PEER = "Express + Socket.IO + pg"
MEMBERS, CHATS, HISTORY = 20, 50, 1_000
RATE = 200.0
MANY_CHATS, AWAY_CHATS, READ = 5_000, 200, 10
SITE = "https://bench.example"
WRITTEN, THERE, PAGES = (
    "messages a CPU-second of the server",
    "from send to each member",
    "pages a CPU-second of the server",
)
LISTED, CAUGHT_UP = f"first page of {MANY_CHATS:,} chats", f"catching up in {AWAY_CHATS} chats"
UNLIMITED = {
    "rate_limit_factor": "10000",
    "rate_limit_signed_in": "1000000/10 seconds",
    "socket_handshakes": "1000000/10 seconds",
    "socket_events_per_second": "100000",
    "public_url": SITE,
}
_CHATS = """
    INSERT INTO chats (id, kind, name, pts, active_at, created_at)
    SELECT md5('chat' || n)::uuid, 'group', 'Chat ' || n, %(history)s, now(), now()
      FROM generate_series(0, %(chats)s - 1) n;
    INSERT INTO chat_members (account_id, chat_id, role, joined_at, read_pts)
    SELECT id, md5('chat' || (number - 1) / %(members)s)::uuid, 'member', now(), %(history)s
      FROM (SELECT id, row_number() OVER (ORDER BY id) AS number FROM accounts) numbered
     WHERE number <= %(chats)s * %(members)s;
    INSERT INTO messages (chat_id, pts, sender_id, client_id, digest, kind, content, created_at, updated_at)
    SELECT c.id, n, (SELECT m.account_id FROM chat_members m WHERE m.chat_id = c.id OFFSET n %% %(members)s LIMIT 1),
           'h' || n, '', 'text', 'Message ' || n || ': shall we meet at the fountain, “half past seven”?', now(), now()
      FROM chats c, generate_series(1, %(history)s) n;
"""
_MANY = """
    WITH made AS (
        INSERT INTO chats (kind, name, pts, active_at, created_at)
        SELECT 'group', 'One of many ' || n, 20, now() - n * interval '1 minute', now()
          FROM generate_series(1, %(chats)s) n RETURNING id
    ), joined AS (
        INSERT INTO chat_members (account_id, chat_id, role, joined_at, read_pts)
        SELECT %(reader)s, made.id, 'member', now(), %(read)s FROM made
         UNION ALL SELECT %(writer)s, made.id, 'member', now(), 20 FROM made
    )
    INSERT INTO messages (chat_id, pts, sender_id, client_id, digest, kind, content, created_at, updated_at)
    SELECT made.id, n, %(writer)s, 'm' || n, '', 'text', 'Word ' || n, now(), now()
      FROM made, generate_series(1, 20) n
"""

# Each of somebody's chats gets a picture of its own, in all of its forms; for short, of the same id.
_PICTURES = """
    INSERT INTO files (id, owner_id, purpose, kind, status, name, mime, size, width, height, created_at, checked_at)
    SELECT chat_id, account_id, 'attachment', 'image', 'ready', 'hill.jpeg', 'image/jpeg', 200000, 2048, 2048, now(),
           now() FROM chat_members WHERE account_id = %(reader)s;
    INSERT INTO file_variants (file_id, name, mime, size, width, height, key)
    SELECT id, form || '.' || ending, 'image/' || ending, 10000, side, side,
           format('files/%%s/%%s.%%s', id, form, ending)
      FROM files, (VALUES ('thumbnail', 160), ('card', 640), ('full', 2048)) forms (form, side),
           (VALUES ('avif'), ('webp'), ('jpeg')) endings (ending) WHERE owner_id = %(reader)s;
    UPDATE chats SET picture_id = id WHERE id IN (SELECT id FROM files WHERE owner_id = %(reader)s)
"""


def run(plan: Plan) -> Result:
    """Take turns at writing and reading, then look at what only Mingle has."""
    writing, arriving, reading, own = Recorder(), Recorder(), Recorder(), Recorder()
    with ExitStack() as stack:
        plan.say("starting engines and servers")
        found = stack.enter_context(engines())
        *tokens, many, away = sign_in(found.database_url, SITE, CHATS * MEMBERS + 2)
        sessions, chat_ids = _fill(found)
        subjects = [
            stack.enter_context(mingle(found, "bench.serve_all", **UNLIMITED)),
            stack.enter_context(node(PEER, "chats.js", found)),
        ]
        by_subject = {subjects[0].name: tokens, PEER: [_token(session_id) for session_id in sessions]}
        begin = 0
        for turn in range(plan.rounds):
            for subject in subjects:
                plan.say(f"round {turn + 1} of {plan.rounds}: {subject.name}")
                order = Order(subject.port, by_subject[subject.name], chat_ids, MEMBERS, plan.seconds)
                begin = _write(writing, subject, msgspec.structs.replace(order, begin=begin), found)
                begin = _arrive(arriving, subject, msgspec.structs.replace(order, begin=begin, rate=RATE), found)
                _read(reading, subject, chat_ids, by_subject[subject.name], plan.seconds, found)
        plan.say("chat lists and catching up")
        _join_many(found, many, MANY_CHATS)
        _join_many(found, away, AWAY_CHATS)
        for _ in range(plan.rounds):
            _list_many(own, subjects[0], found, many, plan.seconds)
            _catch_up(own, subjects[0], found, away)
    tables = [
        Table(f"Durable messages into chats of {MEMBERS}, all of them online", writing.measurements, [PEER]),
        Table(f"{CHATS * MEMBERS:,} people online, {RATE:.0f} messages a second", arriving.measurements, [PEER]),
        Table("A page of 20 messages of history", reading.measurements, [PEER]),
        Table("Many chats", own.measurements),
    ]
    return Result(BENCHMARK.name, BENCHMARK.summary, _conditions(plan), tables, _verdicts(tables))


def _verdicts(tables: list[Table]) -> list[Verdict]:
    """The budgets of DESIGN.md, section 7."""
    writing, arriving, reading, own = tables
    return [
        judge(writing, Budget(WRITTEN, 2.0, PEER)),
        judge(arriving, Budget(f"{THERE}, p99", 50.0)),
        judge(reading, Budget(PAGES, 1.5, PEER)),
        judge(own, Budget(f"{LISTED}, p99", 50.0)),
        judge(own, Budget(CAUGHT_UP, 200.0)),
    ]


def _fill(found: Engines) -> tuple[list[UUID], list[str]]:
    """Write chats with a history; the sign-ins in the order of the members, and the chats in theirs."""
    with psycopg.connect(found.database_url) as connection:
        numbers = {"chats": CHATS, "members": MEMBERS, "history": HISTORY}
        for statement in _CHATS.split(";\n"):
            if statement.strip():
                connection.execute(statement.encode(), numbers)
        sessions = [one for (one,) in connection.execute("SELECT id FROM sessions ORDER BY account_id").fetchall()]
        chats = connection.execute(
            "SELECT md5('chat' || n)::uuid::text FROM generate_series(0, %s - 1) n ORDER BY n", (CHATS,)
        ).fetchall()
        connection.execute("ANALYZE")
    return sessions, [chat_id for (chat_id,) in chats]


def _token(session_id: UUID) -> str:
    claims = {"sid": str(session_id), "aud": "access", "exp": int(time.time()) + 3600}
    return jwt.encode(claims, SECRET, algorithm="HS256")


def _talk(subject: Subject, order: Order, found: Engines) -> tuple[Report, float, float]:
    """What came of an order, and the CPU-seconds that the server and PostgreSQL spent on it."""
    with on_core(LOAD_CORE):
        talk = subprocess.Popen([sys.executable, "-m", "bench.chats_load"], cwd=ROOT, stdin=PIPE, stdout=PIPE)
    assert talk.stdin is not None
    assert talk.stdout is not None
    talk.stdin.write(msgspec.json.encode(order) + b"\n")
    talk.stdin.flush()
    if talk.stdout.readline() != b"ready\n":
        msg = f"The load on {subject.name} broke off."
        raise Unfit(msg)
    before = cpu_seconds(subject.process), cpu_seconds(found.postgres, children=True)
    said, _ = talk.communicate(b"\n")
    after = cpu_seconds(subject.process), cpu_seconds(found.postgres, children=True)
    settle(subject.process, found.postgres)
    report = msgspec.json.decode(said, type=Report)
    if report.refused or not report.acknowledged:
        msg = f"{subject.name} refused or lost {report.refused} messages of {report.acknowledged}."
        raise Unfit(msg)
    return report, after[0] - before[0], after[1] - before[1]


def _write(recorder: Recorder, subject: Subject, order: Order, found: Engines) -> int:
    report, cpu, database_cpu = _talk(subject, order, found)
    recorder.add(WRITTEN, subject.name, report.acknowledged / cpu, "1/s", "higher")
    recorder.add("messages a second", subject.name, report.acknowledged / report.seconds, "1/s", "higher")
    recorder.add("PostgreSQL's CPU a message", subject.name, database_cpu / report.acknowledged * 1e6, "µs")
    return order.begin + report.acknowledged


def _arrive(recorder: Recorder, subject: Subject, order: Order, found: Engines) -> int:
    report, cpu, _ = _talk(subject, order, found)
    recorder.add(f"{THERE}, p50", subject.name, report.p50_ms, "ms")
    recorder.add(f"{THERE}, p99", subject.name, report.p99_ms, "ms")
    recorder.add("the server's share of its core", subject.name, cpu / report.seconds * 100, "%")
    return order.begin + report.acknowledged


def _read(
    recorder: Recorder, subject: Subject, chat_ids: list[str], tokens: list[str], seconds: float, found: Engines
) -> None:
    headers = [{"authorization": f"Bearer {tokens[number * MEMBERS]}"} for number in range(CHATS)]
    paths = [f"/api/chats/{chat_id}/messages?limit=20&before={HISTORY - 100}" for chat_id in chat_ids]
    loaded = put_load(subject, load.Order(subject.port, paths, headers, 16, seconds), found)
    recorder.add(PAGES, subject.name, loaded.report.answered / loaded.cpu_seconds, "1/s", "higher")
    recorder.add("pages a second", subject.name, loaded.report.answered / loaded.report.seconds, "1/s", "higher")


def _list_many(recorder: Recorder, subject: Subject, found: Engines, token: str, seconds: float) -> None:
    headers = [{"authorization": f"Bearer {token}"}]
    report = put_load(subject, load.Order(subject.port, ["/api/chats?limit=50"], headers, 1, seconds), found).report
    recorder.add(f"{LISTED}, p50", subject.name, report.p50_ms, "ms")
    recorder.add(f"{LISTED}, p99", subject.name, report.p99_ms, "ms")


def _catch_up(recorder: Recorder, subject: Subject, found: Engines, token: str) -> None:
    """How far all chats are, page by page, then what is new in all of them."""
    headers = {"authorization": f"Bearer {token}"}
    sync: list[str] = []
    chat_ids: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        sync.append(f"/api/sync?limit=100{f'&cursor={cursor}' if cursor else ''}")
        page = fetch(subject, sync[-1], headers)["data"]
        chat_ids += [one["chatId"] for one in page["items"]]
        cursor = page["nextCursor"]
    known = msgspec.json.encode({"chats": [{"chatId": chat_id, "pts": READ} for chat_id in chat_ids]}).decode()
    order = load.Order(subject.port, sync, [headers], 1, 30.0, count=len(sync))
    pages = put_load(subject, order, found).report.seconds
    order = load.Order(subject.port, ["/api/sync"], [headers], 1, 30.0, bodies=[known], count=1)
    new = put_load(subject, order, found).report.seconds
    recorder.add(f"{CAUGHT_UP}: how far they are", subject.name, pages * 1000, "ms")
    recorder.add(f"{CAUGHT_UP}: what is new, 10 messages in each", subject.name, new * 1000, "ms")
    recorder.add(CAUGHT_UP, subject.name, (pages + new) * 1000, "ms")


def _join_many(found: Engines, token: str, chats: int) -> None:
    """Let somebody be in so many chats, in each of which another has written."""
    session_id = jwt.decode(token, options={"verify_signature": False})["sid"]
    with psycopg.connect(found.database_url, autocommit=True) as connection:
        [(reader,)] = connection.execute("SELECT account_id FROM sessions WHERE id = %s", (session_id,)).fetchall()
        [(writer,)] = connection.execute("SELECT id FROM accounts ORDER BY id LIMIT 1").fetchall()
        connection.execute(_MANY.encode(), {"chats": chats, "reader": reader, "writer": writer, "read": READ})
        for statement in _PICTURES.split(";\n"):
            connection.execute(statement.encode(), {"reader": reader})
        connection.execute("VACUUM ANALYZE")


def _conditions(plan: Plan) -> list[str]:
    return [
        f"peers: {peer_versions('express', 'socket.io', 'pg', 'jsonwebtoken')}",
        "both on Mingle's own tables; each message: begin, lock the chat's row, see who one is in it and whether it "
        "was sent before, number and message in one statement, commit; then the event to all and the acknowledgement",
        "Mingle also publishes each event through Valkey, and checks text, replies, mentions, hashtags and blocks",
        "server alone on core 0; load, PostgreSQL and Valkey on core 1; no waiting for the disk",
        f"{plan.rounds} rounds in turn of {plan.seconds:g} s a figure; medians, ± half the range",
    ]


BENCHMARK = Benchmark("chats", "durable messages, how soon they are there, history, many chats", run)
