"""`/health` tells the truth: engines of the test's own are stopped, frozen and started again."""

import asyncio
import signal
from collections.abc import AsyncGenerator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

from mingle import __version__, migrations
from mingle.app import declared_jobs
from mingle.embedded import PostgresServer, ValkeyServer
from mingle.embedded.engine import Engine
from mingle.kernel.resources import open_resources
from mingle.settings import Settings
from tests.support.eventually import eventually
from tests.support.servers import running_server, running_worker

pytestmark = pytest.mark.anyio

PATIENCE_SECONDS = 15.0
"""A machine that watches waits no longer than this; a database that does not answer is waited for much longer."""


@dataclass
class Site:
    """A server, a worker, and engines that may be done anything to."""

    client: httpx.AsyncClient
    postgres: PostgresServer
    valkey: ValkeyServer
    files: Path

    async def health(self, path: str = "/health") -> tuple[int, dict[str, Any]]:
        """Ask, as a machine that watches does."""
        answer = await self.client.get(path, timeout=PATIENCE_SECONDS)
        return answer.status_code, answer.json()

    async def becomes(self, status: int, word: str, **checks: str) -> None:
        """Wait until it says so, of itself and of what was asked."""
        expected = {"database": "ok", "valkey": "ok", "jobs": "ok", "storage": "ok"} | checks

        async def says_so() -> bool:
            code, body = await self.health()
            return (code, body["status"], body["checks"]) == (status, word, expected)

        await eventually(says_so, f"{status} {word} {checks}", patience=40)


@pytest.fixture
async def site(settings: Settings, tmp_path: Path) -> AsyncGenerator[Site]:
    """All is well at first."""
    postgres = PostgresServer(tmp_path / "postgres", options={"fsync": "off"})
    valkey = ValkeyServer(tmp_path / "valkey")
    await asyncio.gather(postgres.start(), valkey.start())
    try:
        migrations.upgrade(postgres.url)
        changed = {"database_url": postgres.url, "valkey_url": valkey.url, "database_pool_timeout_seconds": 1.0,
                   "job_heartbeat_seconds": 0.2, "job_stalled_after_seconds": 2.0}  # fmt: skip
        own = settings.model_copy(update=changed)
        async with (
            open_resources(own, declared_jobs(own, [])) as resources,
            running_worker(resources, own),
            running_server(own, []) as client,
        ):
            site = Site(client, postgres, valkey, own.data_dir / "files")
            await site.becomes(200, "ok")
            yield site
    finally:
        for engine in (postgres, valkey):
            thaw(engine)
            await engine.stop()


def signal_all(engine: Engine, number: signal.Signals) -> None:
    """Send a signal to an engine and its children."""
    if engine.process is None or not engine.running:
        return
    parent = psutil.Process(engine.process.pid)
    for one in (parent, *parent.children(recursive=True)):
        with suppress(psutil.NoSuchProcess):
            one.send_signal(number)


def thaw(engine: Engine) -> None:
    """Let a frozen engine go on."""
    signal_all(engine, signal.SIGCONT)


async def test_all_is_well(site: Site) -> None:
    for path in ("/health", "/api/health"):
        code, body = await site.health(path)
        assert code == 200
        assert body == {
            "status": "ok",
            "checks": {"database": "ok", "valkey": "ok", "jobs": "ok", "storage": "ok"},
            "version": __version__,
        }
    answer = await site.client.get("/health")
    assert answer.headers["cache-control"] == "no-store"


async def test_without_postgresql_nothing_can_be_promised(site: Site) -> None:
    await site.postgres.stop()
    await site.becomes(503, "down", database="down", jobs="degraded")
    await site.postgres.start()
    await site.becomes(200, "ok")


async def test_a_frozen_postgresql_is_away_as_well(site: Site) -> None:
    signal_all(site.postgres, signal.SIGSTOP)
    await site.becomes(503, "down", database="down", jobs="degraded")
    answers = await asyncio.gather(*(site.health() for _ in range(30)))
    assert {code for code, _ in answers} == {503}
    thaw(site.postgres)
    await site.becomes(200, "ok")


async def test_without_valkey_it_is_degraded(site: Site) -> None:
    await site.valkey.stop()
    await site.becomes(200, "degraded", valkey="degraded")
    await site.valkey.start()
    await site.becomes(200, "ok")


async def test_a_frozen_valkey_is_away_as_well(site: Site) -> None:
    signal_all(site.valkey, signal.SIGSTOP)
    await site.becomes(200, "degraded", valkey="degraded")
    thaw(site.valkey)
    await site.becomes(200, "ok")


async def test_without_a_store_it_is_degraded(site: Site) -> None:
    site.files.rename(site.files.with_name("elsewhere"))
    site.files.write_text("not a folder")
    await site.becomes(200, "degraded", storage="degraded")
    site.files.unlink()
    site.files.with_name("elsewhere").rename(site.files)
    await site.becomes(200, "ok")


async def test_without_a_worker_it_is_degraded(settings: Settings) -> None:
    async with running_server(settings, []) as client:
        answer = await client.get("/health")
        assert answer.status_code == 200
        assert answer.json()["status"] == "degraded"
        assert answer.json()["checks"] == {"database": "ok", "valkey": "ok", "jobs": "degraded", "storage": "ok"}


async def test_health_is_never_limited_and_asks_nobody_who_he_is(settings: Settings) -> None:
    strict = settings.model_copy(update={"rate_limits": True, "rate_limit_signed_out": "1/hour"})
    async with running_server(strict) as client:
        for _ in range(5):
            answer = await client.get("/health", headers={"x-test-actor": "a bad token"})
            assert answer.status_code == 200
