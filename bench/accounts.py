"""Signing in, "who am I", and a crowd that signs up, beside Express with pg and argon2."""

import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from urllib.request import Request, urlopen

from bench import load
from bench.engines import Engines, engines
from bench.results import Benchmark, Plan, Recorder, Result, Table
from bench.subjects import Subject, mingle, node, peer_versions, put_load

PEER = "Express + pg + argon2"
PASSWORD = "green door at eight o'clock"  # of people who do not exist
PEOPLE = 40
CROWD = 1000
ME_RATE, LOGIN_RATE, CALM_RATE = 300.0, 10.0, 50.0
CROWD_SECONDS = 150.0
# All the load comes from one address, which no limit foresees; they count all the same.
UNLIMITED = {
    "rate_limit_factor": "10000",
    "rate_limit_signed_out": "1000000/10 seconds",
    "rate_limit_signed_in": "1000000/10 seconds",
}

LOGINS, ME, CALM = "logins a CPU-second of the server", "GET /auth/me a CPU-second of the server", "calm"


def run(plan: Plan) -> Result:
    """Take turns, round by round."""
    steady, crowd = Recorder(), Recorder()
    with ExitStack() as stack:
        plan.say("starting engines and servers")
        found = stack.enter_context(engines())
        subjects = [
            stack.enter_context(mingle(found, "bench.serve_all", **UNLIMITED)),
            stack.enter_context(node(PEER, "accounts.js", found)),
        ]
        plan.say("signing people up")
        tokens = {subject.name: [_sign_up(subject, number) for number in range(PEOPLE)] for subject in subjects}
        for turn in range(plan.rounds):
            for subject in subjects:
                plan.say(f"round {turn + 1} of {plan.rounds}: {subject.name}")
                _sign_in(steady, subject, plan.seconds, found)
                _ask_who(steady, subject, tokens[subject.name], plan.seconds, found)
        for subject in subjects:
            plan.say(f"{CROWD} people sign up at once: {subject.name}")
            _let_a_crowd_in(crowd, subject, tokens[subject.name], found)
    tables = [
        Table("Signing in, and who am I", steady.measurements, [PEER]),
        Table(f"{CROWD:,} sign-ups at the same moment, while others ask who they are", crowd.measurements, [PEER]),
    ]
    return Result(BENCHMARK.name, BENCHMARK.summary, _conditions(plan), tables)


def _name(subject: Subject, number: int) -> str:
    return f"bench{'peer' if subject.name == PEER else ''}{number}"


def _registration(name: str) -> str:
    email = f"{name}@example.org"
    body = {"email": email, "username": name, "password": PASSWORD, "displayName": "Mara", "birthdate": "1990-04-01"}
    return json.dumps(body)


def _sign_up(subject: Subject, number: int) -> str:
    """An access token of somebody new."""
    request = Request(
        f"http://127.0.0.1:{subject.port}/api/auth/register",
        _registration(_name(subject, number)).encode(),
        {"content-type": "application/json"},
    )
    with urlopen(request, timeout=30) as answer:
        token: str = json.load(answer)["data"]["accessToken"]
        return token


def _logins(subject: Subject, seconds: float, rate: float | None) -> load.Order:
    bodies = [json.dumps({"login": _name(subject, number), "password": PASSWORD}) for number in range(PEOPLE)]
    return load.Order(subject.port, ["/api/auth/login"], [], 16, seconds, rate, bodies)


def _sign_in(recorder: Recorder, subject: Subject, seconds: float, found: Engines) -> None:
    loaded = put_load(subject, _logins(subject, seconds, None), found)
    recorder.add(LOGINS, subject.name, loaded.report.answered / loaded.cpu_seconds, "1/s", "higher")
    report = put_load(subject, _logins(subject, seconds, LOGIN_RATE), found).report
    recorder.add(f"login, p50 at {LOGIN_RATE:.0f}/s", subject.name, report.p50_ms, "ms")
    recorder.add(f"login, p99 at {LOGIN_RATE:.0f}/s", subject.name, report.p99_ms, "ms")


def _ask_who(recorder: Recorder, subject: Subject, tokens: list[str], seconds: float, found: Engines) -> None:
    loaded = put_load(subject, _me(subject, tokens, seconds, None), found)
    recorder.add(ME, subject.name, loaded.report.answered / loaded.cpu_seconds, "1/s", "higher")
    report = put_load(subject, _me(subject, tokens, seconds, ME_RATE), found).report
    recorder.add(f"/auth/me, p50 at {ME_RATE:.0f}/s", subject.name, report.p50_ms, "ms")
    recorder.add(f"/auth/me, p99 at {ME_RATE:.0f}/s", subject.name, report.p99_ms, "ms")


def _me(subject: Subject, tokens: list[str], seconds: float, rate: float | None) -> load.Order:
    headers = [{"authorization": f"Bearer {token}"} for token in tokens]
    return load.Order(subject.port, ["/api/auth/me"], headers, 16, seconds, rate)


def _let_a_crowd_in(recorder: Recorder, subject: Subject, tokens: list[str], found: Engines) -> None:
    """Somebody asks all the while who they are; how long they wait says what the crowd does to others."""
    bodies = [_registration(f"crowd{_name(subject, number)}") for number in range(CROWD)]
    crowd = load.Order(subject.port, ["/api/auth/register"], [], CROWD, CROWD_SECONDS, None, bodies, CROWD)
    calm = put_load(subject, _me(subject, tokens, 5.0, CALM_RATE), found).report
    with ThreadPoolExecutor() as threads:
        arriving = threads.submit(put_load, subject, crowd, found)
        others = put_load(subject, _me(subject, tokens, 8.0, CALM_RATE), found).report
        loaded = arriving.result()
    recorder.add("the last is signed up after", subject.name, loaded.report.seconds, "s")
    recorder.add("sign-ups a second", subject.name, CROWD / loaded.report.seconds, "1/s", "higher")
    for when, report in (("in the meantime", others), ("before", calm)):
        recorder.add(f"/auth/me {when}, p50", subject.name, report.p50_ms, "ms")
        recorder.add(f"/auth/me {when}, p99", subject.name, report.p99_ms, "ms")


def _conditions(plan: Plan) -> list[str]:
    return [
        f"peers: {peer_versions('express', 'pg', 'argon2', 'jsonwebtoken', 'zxcvbn')}",
        "Argon2id with 19 MiB, two passes, one lane for both; both write a session, a refresh token and a line of the "
        "security log for each login, and look the session up for /auth/me (Mingle once in three seconds)",
        "server alone on core 0, its threads for passwords included; load and PostgreSQL on core 1",
        f"{plan.rounds} rounds in turn of {plan.seconds:g} s a figure; the crowd comes once; medians, ± half the range",
    ]


BENCHMARK = Benchmark("accounts", "logins, GET /auth/me, and 1,000 sign-ups at once", run)
