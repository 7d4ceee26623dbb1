"""Looking for words in a million messages, as people who are in few chats, in many, or look into one."""

import random
from contextlib import ExitStack
from urllib.parse import urlencode
from uuid import UUID

import jwt
import psycopg

from bench import load
from bench.chats import SITE, UNLIMITED
from bench.engines import Engines, engines
from bench.results import Benchmark, Budget, Plan, Recorder, Result, Table, judge
from bench.signed_in import sign_in
from bench.subjects import Subject, mingle, put_load

MESSAGES, CHATS, LARGE = 1_000_000, 1_000, 100_000
READERS = (20, 200, CHATS)
"""In how many chats each reader is; the last of them looks into the largest chat, too."""
QUERIES = 500
# Of 20,000 words, as in a language: the first ones stand everywhere, most hardly anywhere. One chat has a tenth of all.
_FILL = """
    CREATE TEMP TABLE words AS
    SELECT n, substr(translate(md5(n::text), '0123456789', 'ghijklmnop'), 1, 3 + n %% 7) AS word
      FROM generate_series(1, 20000) n;
    CREATE UNIQUE INDEX ON words (n) INCLUDE (word);
    INSERT INTO chats (id, kind, name, pts, active_at, created_at)
    SELECT md5('chat' || n)::uuid, 'group', 'Chat ' || n, CASE n WHEN 0 THEN %(large)s ELSE %(each)s END,
           now() - n * interval '1 minute', now() - interval '1 year'
      FROM generate_series(0, %(chats)s - 1) n;
    INSERT INTO messages (chat_id, pts, sender_id, client_id, digest, kind, content, created_at, updated_at)
    SELECT c.id, n, (SELECT id FROM accounts ORDER BY id LIMIT 1), 's' || n, '', 'text', said.content,
           c.active_at - (c.pts - n) * interval '1 minute', now()
      FROM chats c, generate_series(1, c.pts) n,
           LATERAL (SELECT string_agg(w.word, ' ') AS content
                      FROM (SELECT 1 + floor(20000 * power(random(), 4))::int AS chosen
                              FROM generate_series(1, 8 + (n + ascii(c.name)) %% 5)) drawn
                      JOIN words w ON w.n = drawn.chosen) said
"""
_JOIN = """
    INSERT INTO chat_members (account_id, chat_id, role, joined_at, read_pts)
    SELECT %(reader)s, md5('chat' || n * (%(chats)s / %(in)s))::uuid, 'member', now(), 0
      FROM generate_series(0, %(in)s - 1) n
"""
_WORDS = """
    SELECT substr(translate(md5(n::text), '0123456789', 'ghijklmnop'), 1, (3 + n %% 7)::int)
      FROM unnest(%s::int[]) WITH ORDINALITY drawn (n, place) ORDER BY place
"""


def run(plan: Plan) -> Result:
    """Fill a million messages, and let three people search."""
    found_in = Recorder()
    with ExitStack() as stack:
        plan.say("starting engines and the server")
        found = stack.enter_context(engines())
        tokens = sign_in(found.database_url, SITE, len(READERS))
        plan.say(f"writing {MESSAGES:,} messages")
        _fill(found, tokens)
        subject = stack.enter_context(mingle(found, "bench.serve_all", **UNLIMITED))
        queries = _queries(found)
        for turn in range(plan.rounds):
            plan.say(f"round {turn + 1} of {plan.rounds}")
            for chats, token in zip(READERS, tokens, strict=True):
                _search(found_in, subject, found, f"somebody in {chats:,} chats", token, queries)
            large = [f"{query}&chatId={_large_chat(found)}" for query in queries]
            _search(found_in, subject, found, f"one chat of {LARGE:,} messages", tokens[-1], large)
    tables = [Table(f"Search over {MESSAGES:,} messages", found_in.measurements)]
    budgets = [Budget(one.metric, 100.0) for one in found_in.measurements if one.metric.endswith("p99")]
    verdicts = [judge(tables[0], budget) for budget in budgets]
    return Result(BENCHMARK.name, BENCHMARK.summary, _conditions(plan), tables, verdicts)


def _fill(found: Engines, tokens: list[str]) -> None:
    sizes = {"chats": CHATS, "large": LARGE, "each": (MESSAGES - LARGE) // (CHATS - 1)}
    with psycopg.connect(found.database_url, autocommit=True) as connection:
        for statement in _FILL.split(";\n"):
            connection.execute(statement.encode(), sizes)
        for chats, token in zip(READERS, tokens, strict=True):
            session_id = jwt.decode(token, options={"verify_signature": False})["sid"]
            [(reader,)] = connection.execute("SELECT account_id FROM sessions WHERE id = %s", (session_id,)).fetchall()
            connection.execute(_JOIN.encode(), {"reader": reader, "chats": CHATS, "in": chats})
        connection.execute("VACUUM ANALYZE")


def _large_chat(found: Engines) -> UUID:
    with psycopg.connect(found.database_url) as connection:
        [(chat_id,)] = connection.execute("SELECT id FROM chats ORDER BY pts DESC LIMIT 1").fetchall()
        return UUID(str(chat_id))


def _queries(found: Engines) -> list[str]:
    """One word, two, or the beginning of one, drawn as those of the messages are."""
    chance = random.Random(7)
    drawn = [1 + int(20_000 * chance.random() ** 4) for _ in range(2 * QUERIES)]
    with psycopg.connect(found.database_url) as connection:
        words = [word for (word,) in connection.execute(_WORDS.encode(), (drawn,)).fetchall()]
    asked = [
        (one, f"{one} {other}", one[:4])[number % 3]
        for number, (one, other) in enumerate(zip(words[::2], words[1::2], strict=True))
    ]
    return [f"/api/messages/search?{urlencode({'q': text})}" for text in asked]


def _search(recorder: Recorder, subject: Subject, found: Engines, who: str, token: str, queries: list[str]) -> None:
    headers = [{"authorization": f"Bearer {token}"}]
    order = load.Order(subject.port, queries, headers, 1, 300.0, count=QUERIES)
    report = put_load(subject, order, found).report
    recorder.add(f"{who}, p50", subject.name, report.p50_ms, "ms")
    recorder.add(f"{who}, p99", subject.name, report.p99_ms, "ms")


def _conditions(plan: Plan) -> list[str]:
    return [
        "messages of 8 to 12 words out of 20,000, the frequent ones everywhere; one chat has a tenth of all messages",
        f"{QUERIES} queries one after the other: a word, two words, the first four letters of one; pages of 20",
        "server alone on core 0; load, PostgreSQL and Valkey on core 1",
        f"{plan.rounds} rounds; medians, ± half the range",
    ]


BENCHMARK = Benchmark("search", "words in a million messages", run)
