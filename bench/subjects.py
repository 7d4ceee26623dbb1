"""The programs that are compared, each started on the server's core, and the load that is put on them."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import psutil

from bench import load
from bench.engines import Engines
from bench.machine import LOAD_CORE, ROOT, SERVER_CORE, Unfit, cpu_seconds, on_core
from mingle.embedded.cluster import PORT

PEERS = ROOT / "bench" / "peers"
POOL = 20
_START_SECONDS = 30.0
SECRET = "0123456789abcdef" * 4  # signs nothing that outlives the run


@dataclass(frozen=True)
class Subject:
    """One program under test, running."""

    name: str
    port: int
    process: psutil.Process


@dataclass(frozen=True)
class Loaded:
    """What a load found, and what it cost."""

    report: load.Report
    cpu_seconds: float
    """Of the server."""
    database_cpu_seconds: float

    @property
    def server_share(self) -> float:
        """How much of its core the server used; far below 1 at saturation says that the load was too weak."""
        return self.cpu_seconds / self.report.seconds


@contextmanager
def mingle(
    engines: Engines, program: str = "bench.serve", label: str = "Mingle", **settings: str
) -> Generator[Subject]:
    """Ours: production mode and settings, logging to a file; several of them have labels of their own."""
    environment = {
        "MINGLE_DATABASE_URL": engines.database_url,
        "MINGLE_VALKEY_URL": engines.valkey_url,
        "MINGLE_DATABASE_POOL_MIN": str(POOL),
        "MINGLE_DATABASE_POOL_MAX": str(POOL),
        "MINGLE_DATA_DIR": str(engines.folder / "var"),
        "MINGLE_SECRET": SECRET,
        **{f"MINGLE_{name.upper()}": value for name, value in settings.items()},
    }
    with _running(label, [sys.executable, "-m", program], "MINGLE_PORT", environment, engines) as subject:
        yield subject


@contextmanager
def node(name: str, program: str, engines: Engines, **environment: str) -> Generator[Subject]:
    """A peer from bench/peers, in Node's production mode."""
    install_peers()
    sockets = psutil.Process(engines.postgres.pid).cmdline()
    host = next(word.partition("=")[2] for word in sockets if word.startswith("unix_socket_directories="))
    known = {
        "NODE_ENV": "production",
        "PGHOST": host,
        "PGPORT": str(PORT),
        "PGUSER": "mingle",
        "PGDATABASE": "mingle",
        "POOL": str(POOL),
        **environment,
    }
    with _running(name, ["node", str(PEERS / program)], "PORT", known, engines) as subject:
        yield subject


def install_peers() -> None:
    """Install the peers' packages as the lock file says, if that has not been done.

    Raises:
        Unfit: there is no Node, or the packages cannot be had.
    """
    stamp, lock = PEERS / "node_modules" / ".package-lock.json", PEERS / "package-lock.json"
    if stamp.exists() and stamp.stat().st_mtime >= lock.stat().st_mtime:
        return
    if shutil.which("npm", path=_path()) is None:
        msg = "Node is missing: `make setup` brings it."
        raise Unfit(msg)
    done = subprocess.run(["npm", "ci"], cwd=PEERS, env=_environment(), capture_output=True, text=True, check=False)
    if done.returncode:
        msg = f"npm ci in bench/peers failed.\n{done.stderr.strip()}"
        raise Unfit(msg)


def run_peer(*words: str) -> str:
    """What a program of the peers says that runs and ends.

    Raises:
        Unfit: it fails.
    """
    done = subprocess.run(["node", *words], cwd=PEERS, env=_environment(), capture_output=True, text=True, check=False)
    if done.returncode:
        msg = f"{words[0]} failed.\n{done.stderr.strip()}"
        raise Unfit(msg)
    return done.stdout


def peer_versions(*names: str) -> str:
    """Which peers they are."""
    lock = json.loads((PEERS / "package-lock.json").read_text())["packages"]
    found = [f"{name} {lock[f'node_modules/{name}']['version']}" for name in names]
    node = subprocess.run(["node", "--version"], env=_environment(), capture_output=True, text=True, check=True)
    return ", ".join([f"Node {node.stdout.strip().removeprefix('v')}", *found])


def put_load(subject: Subject, order: load.Order, engines: Engines) -> Loaded:
    """Run one order from the load's core.

    Raises:
        Unfit: requests failed, so that there is nothing to compare.
    """
    before = cpu_seconds(subject.process), cpu_seconds(engines.postgres, children=True)
    with on_core(LOAD_CORE):
        done = subprocess.run(
            [sys.executable, "-m", "bench.load"],
            cwd=ROOT,
            env=_environment(),
            input=msgspec.json.encode(order),
            capture_output=True,
            check=False,
        )
    if done.returncode:
        msg = f"The load on {subject.name} broke off: {done.stderr.decode().strip().splitlines()[-1]}"
        raise Unfit(msg)
    after = cpu_seconds(subject.process), cpu_seconds(engines.postgres, children=True)
    report = msgspec.json.decode(done.stdout, type=load.Report)
    if report.failed or not report.answered:
        msg = f"{subject.name} failed {report.failed} requests of {report.answered}."
        raise Unfit(msg)
    return Loaded(report, after[0] - before[0], after[1] - before[1])


def fetch(subject: Subject, path: str, headers: Mapping[str, str]) -> Any:
    """One answer, decoded."""
    request = urllib.request.Request(f"http://127.0.0.1:{subject.port}{path}", headers=dict(headers))
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)


@contextmanager
def _running(
    name: str, command: list[str], port_name: str, environment: Mapping[str, str], engines: Engines
) -> Generator[Subject]:
    port = int(environment.get(port_name) or free_port())
    log = engines.folder / f"{name}.log"
    with log.open("wb") as output, on_core(SERVER_CORE):
        child = subprocess.Popen(
            command, cwd=ROOT, env=_environment(**{**environment, port_name: str(port)}), stdout=output, stderr=output
        )
    try:
        _wait_for(name, child, port, log)
        yield Subject(name, port, psutil.Process(child.pid))
    finally:
        child.terminate()
        child.wait(timeout=_START_SECONDS)


def _wait_for(name: str, child: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and child.poll() is None:
        if status_of(port, "/health") == 200:
            return
        time.sleep(0.05)
    msg = f"{name} does not start.\n{log.read_text()[-2000:]}"
    raise Unfit(msg)


def status_of(port: int, path: str) -> int | None:
    """The status of an answer, or None while nobody answers."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return None


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def _environment(**more: str) -> dict[str, str]:
    """The environment without settings of Mingle's own, which would change what is measured."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MINGLE_")}
    return {**kept, "PATH": _path(), **more}


def _path() -> str:
    return f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"


def seed(found: Engines, people: int) -> float:
    """Fill the database with people who do not exist, as people would do it; the seconds that it took."""
    began = time.perf_counter()
    subprocess.run(
        [str(Path(sys.executable).with_name("mingle")), "seed", "--people", str(people)],
        env={
            **os.environ,
            "MINGLE_MODE": "development",
            "MINGLE_DATABASE_URL": found.database_url,
            "MINGLE_VALKEY_URL": found.valkey_url,
            "MINGLE_DATA_DIR": str(found.folder / "var"),
        },
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        check=True,
    )
    return time.perf_counter() - began
