"""How long one waits for `mingle up` and `mingle --help`, and how much memory a started Mingle takes."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import psutil

from bench.machine import ROOT, Unfit
from bench.results import Benchmark, Budget, Plan, Recorder, Result, Table, judge
from bench.subjects import free_port, status_of

MINGLE = Path(sys.executable).parent / "mingle"
COLD, WARM, HELP = "`mingle up`, new folder", "`mingle up`, warm", "`mingle --help`"
STOP = "stop (SIGTERM)"
_PATIENCE_SECONDS = 60.0
_POLL_SECONDS = 0.01
US = "Mingle"


def run(plan: Plan) -> Result:
    """Start, ask until it answers, stop; each round in a new folder, first cold, then warm."""
    recorder = Recorder()
    for turn in range(plan.rounds):
        plan.say(f"round {turn + 1} of {plan.rounds}")
        began = time.perf_counter()
        subprocess.run([MINGLE, "--help"], cwd=ROOT, env=_environment(), capture_output=True, check=True)
        recorder.add(HELP, US, time.perf_counter() - began, "s")
        with tempfile.TemporaryDirectory(prefix="mingle-bench-") as folder:
            _start_once(recorder, COLD, Path(folder) / "var")
            _start_once(recorder, WARM, Path(folder) / "var")
    table = Table("Start, to the first 200 of /health", recorder.measurements)
    conditions = [
        "new folder: everything is made, PostgreSQL's cluster included; files of programs are in the page cache",
        "memory of the one process that is API, sockets and worker, two seconds after a warm start; "
        "the engines' is proportional (PSS), since their processes share most of it",
        f"{plan.rounds} rounds; medians, ± half the range of the rounds",
    ]
    return Result(BENCHMARK.name, BENCHMARK.summary, conditions, [table], [judge(table, Budget(WARM, 5.0))])


def _start_once(recorder: Recorder, what: str, folder: Path) -> None:
    port = free_port()
    began = time.perf_counter()
    with mingle_up(port, folder) as child:
        wait_until_up(port, child)
        recorder.add(what, US, time.perf_counter() - began, "s")
        if what == WARM:
            time.sleep(2)
            _record_memory(recorder, psutil.Process(child.pid))
        stopping = time.perf_counter()
    recorder.add(STOP, US, time.perf_counter() - stopping, "s")


@contextmanager
def mingle_up(port: int, folder: Path) -> Generator[subprocess.Popen[bytes]]:
    """`mingle up` with its data in a folder, stopped at the end."""
    command = [MINGLE, "up", "--port", str(port), "--data-dir", str(folder)]
    child = subprocess.Popen(
        command, cwd=ROOT, env=_environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield child
    finally:
        child.send_signal(signal.SIGTERM)
        child.wait(timeout=_PATIENCE_SECONDS)


def wait_until_up(port: int, child: subprocess.Popen[bytes]) -> None:
    """Wait for the first 200 of `/health`."""
    began = time.perf_counter()
    while status_of(port, "/health") != 200:
        if child.poll() is not None or time.perf_counter() - began > _PATIENCE_SECONDS:
            msg = "`mingle up` does not start."
            raise Unfit(msg)
        time.sleep(_POLL_SECONDS)


def _record_memory(recorder: Recorder, server: psutil.Process) -> None:
    recorder.add("server's memory (RSS)", US, server.memory_info().rss / 1024**2, "MiB")
    engines = sum(child.memory_full_info().pss for child in server.children(recursive=True))
    recorder.add("PostgreSQL's and Valkey's (PSS)", US, engines / 1024**2, "MiB")


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("MINGLE_")}


BENCHMARK = Benchmark("startup", "`mingle up` to the first answer, `mingle --help`, memory", run)
