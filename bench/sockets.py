"""Sockets, beside Node's Socket.IO 4: fan-out, what an idle socket costs, echoes among many that are idle."""

import json
import os
import subprocess
import sys
import tempfile
import time
from asyncio import Runner
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import psutil

from bench.engines import engines
from bench.machine import LOAD_CORE, ROOT, SERVER_CORE, Unfit, cpu_seconds, on_core
from bench.results import Benchmark, Budget, Plan, Recorder, Result, Table, Verdict, judge
from bench.signed_in import sign_in
from bench.sockets_load import Order, Report
from bench.subjects import PEERS, free_port, install_peers, mingle, status_of
from mingle.embedded import ValkeyServer

US, BUS, NODE = "Mingle", "Mingle, through Valkey", "Node Socket.IO"
IN_FLIGHT = (1, 8, 32)
IDLE, MANY, ECHOES = 5_000, 10_000, 3_000
WARM_UP = 50
ALL_OF_MINGLE = f"memory of one of {IDLE:,}, with an account, in all of Mingle"
SITE = "https://bench.example"
_START_SECONDS = 20.0
_SETTLE_SECONDS = 2.0


def run(plan: Plan) -> Result:
    """Take turns: every subject anew for each figure."""
    fan_out, small, idle = Recorder(), Recorder(), Recorder()
    with tempfile.TemporaryDirectory(prefix="mingle-bench-") as folder, Runner() as runner:
        valkey = ValkeyServer(Path(folder))
        with on_core(LOAD_CORE):
            runner.run(valkey.start())
        try:
            install_peers()
            for turn in range(plan.rounds):
                for subject in (US, BUS, NODE):
                    plan.say(f"round {turn + 1} of {plan.rounds}: {subject}")
                    sleeps = subject == BUS  # Valkey has the same core
                    for in_flight in IN_FLIGHT:
                        order = Order(0, "fan-out", 500, 500, in_flight, plan.seconds, sleeps)
                        _deliver(fan_out, subject, valkey.url, order, f"{in_flight} in flight")
                    order = Order(0, "fan-out", 4_000, 4, 32, plan.seconds, sleeps)
                    _deliver(small, subject, valkey.url, order, "32 in flight")
                    _hold(idle, subject, valkey.url)
                plan.say(f"round {turn + 1} of {plan.rounds}: all of Mingle")
                _hold_people(idle)
        finally:
            runner.run(valkey.stop())
    tables = [
        Table("A room of 500", fan_out.measurements, [NODE]),
        Table("1,000 rooms of 4", small.measurements, [NODE]),
        Table("Idle sockets, signed in", idle.measurements, [NODE]),
    ]
    verdicts: list[Verdict] = []
    for table, what in [*((tables[0], f"{n} in flight") for n in IN_FLIGHT), (tables[1], "32 in flight")]:
        verdicts += [judge(table, Budget(one, 1.5, NODE)) for one in (f"{what}: delivered", _per_cpu(what))]
        verdicts += [judge(table, Budget(f"{what}: {one}", 1.0, NODE)) for one in ("p50", "p99")]
    verdicts += [judge(tables[2], Budget(what, 10.0)) for what in (f"memory of one of {IDLE:,}", ALL_OF_MINGLE)]
    verdicts.append(judge(tables[2], Budget(f"echo among {MANY:,}: p99", 1.0, NODE)))
    return Result(BENCHMARK.name, BENCHMARK.summary, _conditions(plan), tables, verdicts)


def _conditions(plan: Plan) -> list[str]:
    lock = json.loads((PEERS / "package-lock.json").read_text())["packages"]
    versions = ", ".join(f"{name} {lock[f'node_modules/{name}']['version']}" for name in ("socket.io", "ws"))
    return [
        f"{NODE}: {versions}, WebSocket only, without compression, with bufferutil",
        f"{US}: one process by itself, as the peer; `{BUS}`: each event also goes to Valkey, and its echo comes back",
        "payload of 100 characters; a message's time ends when the last member of its room has it",
        f"server on one core, load and Valkey on another; {plan.seconds:g} s each, {plan.rounds} rounds",
    ]


def _per_cpu(what: str) -> str:
    return f"{what}: delivered a CPU-second of the server"


def _deliver(recorder: Recorder, subject: str, valkey_url: str, order: Order, what: str) -> None:
    with _server(subject, valkey_url) as (port, process):
        order.port = port
        load = _Load(order)
        load.begin()
        load.wait_until_ready()
        before = cpu_seconds(process)
        report = load.end(b"go\n")
        used = cpu_seconds(process) - before
    recorder.add(f"{what}: delivered", subject, report.delivered / report.seconds, "/s", "higher")
    recorder.add(_per_cpu(what), subject, report.delivered / used, "/s", "higher")
    recorder.add(f"{what}: p50", subject, report.p50_ms, "ms")
    recorder.add(f"{what}: p99", subject, report.p99_ms, "ms")


def _hold(recorder: Recorder, subject: str, valkey_url: str) -> None:
    for count in (1, IDLE, MANY):
        with _server(subject, valkey_url) as (port, process):
            empty = process.memory_info().rss
            load = _Load(Order(port, "idle", count, echoes=ECHOES))
            load.begin()
            load.wait_until_ready()
            time.sleep(_SETTLE_SECONDS)
            taken = process.memory_info().rss - empty
            report = load.end(b"go\n")
        if count > 1:
            recorder.add(f"memory of one of {count:,}", subject, taken / count / 1024, "KiB")
        recorder.add(f"echo among {count:,}: p50", subject, report.p50_ms, "ms")
        recorder.add(f"echo among {count:,}: p99", subject, report.p99_ms, "ms")


def _hold_people(recorder: Recorder) -> None:
    """Sockets of people with accounts, at the whole of Mingle: presence, expiry of tokens, rooms over Valkey."""
    with (
        engines() as found,
        mingle(found, "bench.serve_all", socket_handshakes="100000/second", public_url=SITE) as subject,
    ):
        tokens = sign_in(found.database_url, SITE, IDLE)
        warm_up = _Load(Order(subject.port, "idle", WARM_UP, tokens=tokens[:WARM_UP]))
        warm_up.begin()
        warm_up.wait_until_ready()
        warm_up.end(b"go\n")  # connections to engines, and code that runs for the first time
        empty = subject.process.memory_info().rss
        load = _Load(Order(subject.port, "idle", IDLE, tokens=tokens))
        load.begin()
        load.wait_until_ready()
        time.sleep(_SETTLE_SECONDS)
        taken = subject.process.memory_info().rss - empty
        load.end(b"go\n")
    recorder.add(ALL_OF_MINGLE, US, taken / IDLE / 1024, "KiB")


class _Load:
    def __init__(self, order: Order) -> None:
        self._order = order
        self._child: subprocess.Popen[bytes]

    def begin(self) -> None:
        """Start it on the load's core."""
        with on_core(LOAD_CORE):
            self._child = subprocess.Popen(
                [sys.executable, "-m", "bench.sockets_load"], cwd=ROOT,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            )  # fmt: skip
        assert self._child.stdin is not None
        self._child.stdin.write(msgspec.json.encode(self._order) + b"\n")
        self._child.stdin.flush()

    def wait_until_ready(self) -> None:
        """Wait until all sockets are there."""
        assert self._child.stdout is not None
        if self._child.stdout.readline() != b"ready\n":
            self.end()

    def end(self, words: bytes = b"") -> Report:
        """What it found."""
        said, failed = self._child.communicate(words or None)
        if self._child.returncode:
            msg = f"The load broke off: {failed.decode().strip().splitlines()[-1]}"
            raise Unfit(msg)
        return msgspec.json.decode(said, type=Report)


@contextmanager
def _server(subject: str, valkey_url: str) -> Generator[tuple[int, psutil.Process]]:
    port = free_port()
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    environment = {**os.environ, "PATH": path, "PORT": str(port), "NODE_ENV": "production"}
    if subject == BUS:
        environment["BUS"] = valkey_url
    ours = [sys.executable, "-m", "bench.sockets_serve"]
    command = ["node", str(PEERS / "socketio.js")] if subject == NODE else ours
    with on_core(SERVER_CORE):
        child = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        deadline = time.monotonic() + _START_SECONDS
        while status_of(port, "/health") != 200:
            if child.poll() is not None or time.monotonic() > deadline:
                msg = f"{subject} does not start."
                raise Unfit(msg)
            time.sleep(0.05)
        yield port, psutil.Process(child.pid)
    finally:
        child.kill()
        child.wait(timeout=_START_SECONDS)


BENCHMARK = Benchmark("sockets", "Socket.IO: fan-out, idle sockets, echoes, beside Node's", run)
