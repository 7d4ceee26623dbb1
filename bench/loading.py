"""A load that is a program of its own: told what to do, it says that it is ready, and begins when it is told to."""

import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from subprocess import PIPE
from typing import TypeVar

import msgspec

from bench.engines import Engines
from bench.machine import LOAD_CORE, ROOT, Unfit, cpu_seconds, on_core, settle
from bench.subjects import Subject

R = TypeVar("R")
_BROKE_OFF = "The load broke off."
Load = subprocess.Popen[bytes]


@contextmanager
def load(module: str, order: msgspec.Struct) -> Generator[Load]:
    """A load with its order, once it is ready.

    Args:
        module: the program; it reads its order as a line of JSON and answers `ready`.
        order: what it is to do.

    Raises:
        Unfit: it broke off.
    """
    with on_core(LOAD_CORE):
        running = subprocess.Popen([sys.executable, "-m", module], cwd=ROOT, stdin=PIPE, stdout=PIPE)
    try:
        assert running.stdin is not None
        assert running.stdout is not None
        running.stdin.write(msgspec.json.encode(order) + b"\n")
        running.stdin.flush()
        if running.stdout.readline() != b"ready\n":
            raise Unfit(_BROKE_OFF)
        yield running
    finally:
        running.kill()
        running.wait()


def go(running: Load, report: type[R]) -> R:
    """Let a load begin; what came of it.

    Raises:
        Unfit: it broke off.
    """
    said, _ = running.communicate(b"\n")
    if running.returncode != 0:
        raise Unfit(_BROKE_OFF)
    return msgspec.json.decode(said, type=report)


def carry_out(
    module: str, order: msgspec.Struct, report: type[R], servers: list[Subject], found: Engines
) -> tuple[R, float, float]:
    """What came of an order, and the CPU-seconds that the servers and PostgreSQL spent on it.

    Raises:
        Unfit: the load broke off.
    """
    processes = [server.process for server in servers]
    with load(module, order) as running:
        settle(*processes, found.postgres)
        before = sum(map(cpu_seconds, processes)), cpu_seconds(found.postgres, children=True)
        done = go(running, report)
        after = sum(map(cpu_seconds, processes)), cpu_seconds(found.postgres, children=True)
    settle(*processes, found.postgres)
    return done, after[0] - before[0], after[1] - before[1]
