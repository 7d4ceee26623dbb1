"""A whole site in processes of its own, and everything that can befall it."""

import asyncio
import os
import random
import signal
from asyncio.subprocess import Process
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path

import redis.asyncio

from mingle import migrations
from mingle.embedded import PostgresServer, ValkeyServer
from mingle.settings import Settings
from tests.support.engines import OPTIONS
from tests.support.ports import free_port
from tests.support.programs import program


class Site:
    """Two servers, with a PostgreSQL and a Valkey of their own."""

    def __init__(
        self, settings: Settings, postgres: PostgresServer, valkey: ValkeyServer, stack: AsyncExitStack
    ) -> None:
        self.settings = settings
        self._postgres = postgres
        self._valkey = valkey
        self._stack = stack
        self._ports = [free_port(), free_port()]
        self._processes: list[Process] = []
        self.servers = [f"http://127.0.0.1:{port}" for port in self._ports]

    async def start(self) -> None:
        """Start both servers."""
        self._processes = [await self._started(port) for port in self._ports]

    async def _started(self, port: int) -> Process:
        process = await self._stack.enter_async_context(program("tests.faults.chat_server", self.settings, str(port)))
        assert process.stdout is not None
        assert await process.stdout.readline() == b"listening\n"
        log = asyncio.create_task(self._keep_log(process.stdout))
        self._stack.push_async_callback(_end, process, log)
        return process

    async def _keep_log(self, output: asyncio.StreamReader) -> None:
        """Write down what the servers say, to be looked at when something has gone wrong."""
        with (self.settings.data_dir / "servers.log").open("ab", buffering=0) as log:
            async for line in output:
                log.write(line)

    async def kill_a_server(self, chance: random.Random) -> None:
        """Kill a server in whatever it is doing, and start another in its place."""
        number = chance.randrange(len(self._processes))
        self._processes[number].kill()
        await self._processes[number].wait()
        self._processes[number] = await self._started(self._ports[number])

    async def kill_valkey(self, _chance: random.Random) -> None:
        """Kill Valkey, and start it again."""
        assert self._valkey.process is not None
        os.kill(self._valkey.process.pid, signal.SIGKILL)
        await self._valkey.stop()
        await self._valkey.start()

    async def flush_valkey(self, _chance: random.Random) -> None:
        """Let Valkey forget everything."""
        async with redis.asyncio.from_url(self._valkey.url) as valkey:
            await valkey.flushall()  # pyright: ignore[reportUnknownMemberType]  # of redis-py

    async def kill_postgres(self, _chance: random.Random) -> None:
        """Kill PostgreSQL, and start it again."""
        assert self._postgres.process is not None
        os.kill(self._postgres.process.pid, signal.SIGKILL)
        await self._postgres.stop()
        await self._postgres.start()

    async def restart_postgres(self, _chance: random.Random) -> None:
        """Stop PostgreSQL in order, and start it again."""
        await self._postgres.stop()
        await self._postgres.start()


async def _end(process: Process, log: asyncio.Task[None]) -> None:
    with suppress(ProcessLookupError):
        process.kill()
    await log


@asynccontextmanager
async def running_site(settings: Settings, folder: Path) -> AsyncGenerator[Site]:
    """A site of its own while the block runs."""
    async with AsyncExitStack() as stack:
        postgres, valkey = PostgresServer(folder / "postgres", options=OPTIONS), ValkeyServer(folder / "valkey")
        for engine in (postgres, valkey):
            stack.push_async_callback(engine.stop)
            await engine.start()
        await asyncio.to_thread(migrations.upgrade, postgres.url)
        here = {"database_url": postgres.url, "valkey_url": valkey.url}
        site = Site(settings.model_copy(update=here), postgres, valkey, stack)
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        await site.start()
        yield site
