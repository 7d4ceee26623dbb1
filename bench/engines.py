"""The engines of a run: one PostgreSQL and one Valkey, the same for every subject, thrown away afterwards."""

import asyncio
import shutil
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from bench.machine import LOAD_CORE, on_core
from mingle import migrations
from mingle.embedded import DataFolder, PostgresServer, ValkeyServer

# What is compared is the work of programs; waiting for this machine's disk would only be added to all of them.
_WITHOUT_DISK = {"fsync": "off"}


@dataclass(frozen=True)
class Engines:
    """Where they are."""

    folder: Path
    database_url: str
    superuser_url: str
    """For extensions of peers; it names another database."""
    valkey_url: str
    postgres: psutil.Process


@contextmanager
def engines(*, durable: bool = False) -> Generator[Engines]:
    """Engines on the load's core, migrated; `durable` ones wait for the disk at every commit."""
    folder = Path(tempfile.mkdtemp(prefix="mingle-bench-"))
    postgres = PostgresServer(folder / "postgres", options={} if durable else _WITHOUT_DISK)
    valkey = ValkeyServer(folder / "valkey")
    with DataFolder(folder), asyncio.Runner() as runner:
        try:
            with on_core(LOAD_CORE):
                runner.run(_start(postgres, valkey))
            migrations.upgrade(postgres.url)
            assert postgres.process is not None
            yield Engines(
                folder, postgres.url, postgres.superuser_url, valkey.url, psutil.Process(postgres.process.pid)
            )
        finally:
            runner.run(_stop(postgres, valkey))
            shutil.rmtree(folder, ignore_errors=True)


async def _start(postgres: PostgresServer, valkey: ValkeyServer) -> None:
    await asyncio.gather(postgres.start(), valkey.start())


async def _stop(postgres: PostgresServer, valkey: ValkeyServer) -> None:
    await asyncio.gather(postgres.stop(), valkey.stop(), return_exceptions=True)
