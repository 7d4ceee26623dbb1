"""`mingle serve`, `worker` and `migrate`: what production runs."""

import asyncio
import os
import signal
import socket
from contextlib import closing, suppress

import httpx
import psutil
import psycopg
import pytest

from mingle.settings import Settings
from tests.cli.commands import Running, health, run, running
from tests.support.databases import DatabaseMaker
from tests.support.eventually import eventually
from tests.support.ports import free_port

pytestmark = pytest.mark.anyio

SECRET = "0123456789abcdef" * 4


@pytest.fixture
def production(settings: Settings) -> dict[str, str]:
    """What production must set."""
    return {
        "database_url": settings.database_url,
        "valkey_url": settings.valkey_url,
        "valkey_prefix": settings.valkey_prefix,
        "data_dir": str(settings.data_dir),
        "secret": SECRET,
        "port": str(free_port()),
    }


async def answering(mingle: Running, port: str) -> str:
    """Wait until it answers; where it is."""
    address = f"http://127.0.0.1:{port}"

    async def answers() -> bool:
        assert mingle.process.returncode is None, mingle.said
        try:
            return (await health(address))["database"] == "ok"
        except httpx.TransportError:
            return False

    await eventually(answers, f"it answers, but it said: {mingle.said}", patience=40)
    return address


def workers_of(mingle: Running) -> list[psutil.Process]:
    """Its worker processes, without Python's helper of them."""
    found: list[psutil.Process] = []
    for one in mingle.descendants():
        with suppress(psutil.ZombieProcess, psutil.NoSuchProcess):
            if "spawn_main" in " ".join(one.cmdline()):
                found.append(one)
    return found


async def test_a_worker_process_that_dies_is_replaced(production: dict[str, str]) -> None:
    token = {"authorization": "Bearer let-me-see"}
    async with running("serve", "--workers", "2", **production, metrics_token="let-me-see") as mingle:
        address = await answering(mingle, production["port"])
        first = await eventually(lambda: found if len(found := workers_of(mingle)) == 2 else None, "both are there")
        async with httpx.AsyncClient(base_url=address, trust_env=False, timeout=60) as client:

            async def numbers() -> list[str]:
                answer = await client.get("/metrics", headers={**token, "connection": "close"})
                assert answer.status_code == 200
                return answer.text.splitlines()

            def requests(lines: list[str]) -> float:
                found = [
                    line for line in lines if line.startswith("mingle_http_requests_total") and "/api/instance" in line
                ]
                return sum(float(line.split()[-1]) for line in found)

            for _ in range(40):
                assert (await client.get("/api/instance", headers={"connection": "close"})).status_code == 200
            assert requests(await numbers()) == 40

            first[0].kill()
            await eventually(lambda: first[0] not in (now := workers_of(mingle)) and len(now) == 2, "it is replaced")
            await eventually(lambda: answering(mingle, production["port"]), "it answers")
            lines = await numbers()
            assert requests(lines) == 40, "what a dead process counted is still counted"
            assert not any(f'pid="{first[0].pid}"' in line for line in lines)
        assert await mingle.end(signal.SIGTERM) in (0, -signal.SIGTERM)
        await eventually(lambda: not mingle.survivors(), "nothing of it is left")


async def test_a_request_in_hand_is_answered_before_it_stops(production: dict[str, str]) -> None:
    async with running("serve", **production) as mingle:
        await answering(mingle, production["port"])
        with psycopg.connect(production["database_url"]) as blocker:
            blocker.execute("LOCK TABLE procrastinate_workers IN ACCESS EXCLUSIVE MODE")
            reader, writer = await asyncio.open_connection("127.0.0.1", int(production["port"]))
            writer.write(b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n")

            def waits() -> bool:
                query = "SELECT 1 FROM pg_locks WHERE NOT granted AND relation = 'procrastinate_workers'::regclass"
                return blocker.execute(query).fetchone() is not None

            await eventually(waits, "the request is in hand")
            os.kill(mingle.process.pid, signal.SIGTERM)
            answer = await reader.read()
        assert answer.startswith(b"HTTP/1.1 200")
        writer.close()
        assert await mingle.process.wait() in (0, -signal.SIGTERM)


async def test_the_worker_runs_and_stops(production: dict[str, str]) -> None:
    async with running("serve", **production) as server, running("worker", **production) as worker:
        address = await answering(server, production["port"])

        async def has_jobs() -> bool:
            return (await health(address))["jobs"] == "ok"

        await eventually(has_jobs, "the worker is seen")
        assert await worker.end(signal.SIGTERM) == 0
        assert "Traceback" not in worker.said


async def test_the_worker_shows_its_numbers_where_it_is_told_to(production: dict[str, str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        refused = await asyncio.to_thread(run, "worker", **production, worker_metrics_port=port)
        assert refused.returncode == 1
        assert "MINGLE_WORKER_METRICS_PORT" in refused.stderr
    async with (
        running("worker", **production, worker_metrics_port=port),
        httpx.AsyncClient(trust_env=False, timeout=60) as client,
    ):

        async def numbers() -> str:
            with suppress(httpx.TransportError):
                return (await client.get(f"http://127.0.0.1:{port}/metrics")).text
            return ""

        assert "mingle_jobs_total" in await eventually(numbers, "the worker shows its numbers")


@pytest.mark.parametrize("command", ["serve", "worker"])
@pytest.mark.parametrize(
    "secret", ["", "short", "change-me-change-me-change-me-change-me", "a" * 64, "my-secret-key-0123456789abcdefghijkl"]
)
def test_production_does_not_start_without_a_secret_of_its_own(
    production: dict[str, str], command: str, secret: str
) -> None:
    ended = run(command, **{**production, "secret": secret})
    assert ended.returncode == 1
    assert "MINGLE_SECRET" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert not secret or secret not in ended.stderr


@pytest.mark.parametrize("command", ["serve", "worker"])
def test_production_needs_its_engines_named(command: str) -> None:
    ended = run(command, secret=SECRET)
    assert ended.returncode == 1
    assert "MINGLE_DATABASE_URL and MINGLE_VALKEY_URL must be set" in ended.stderr


def test_a_port_that_is_taken_is_told_in_words(production: dict[str, str]) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as other:
        ended = run("serve", **{**production, "port": str(other.getsockname()[1])})
    assert ended.returncode == 1
    assert "Address already in use" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_migrate_prepares_a_database_and_may_run_again(make_database: DatabaseMaker) -> None:
    url = make_database()
    for _ in range(2):
        ended = run("migrate", database_url=url)
        assert ended.returncode == 0, ended.stderr
        assert "The database is at revision" in ended.stdout
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT count(*) FROM procrastinate_jobs").fetchone() == (0,)


@pytest.mark.parametrize("url", ["postgresql://nobody@127.0.0.1:1/nothing", "nonsense", ""])
def test_migrate_tells_a_bad_database_in_words(url: str) -> None:
    ended = run("migrate", database_url=url)
    assert ended.returncode == 1
    assert "MINGLE_DATABASE_URL" in ended.stderr
    assert "Traceback" not in ended.stderr
