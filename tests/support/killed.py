"""Servers of the whole site in processes of their own, to be killed."""

import asyncio
import signal
from asyncio.subprocess import Process
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager

import httpx

from mingle.settings import Settings
from tests.support.eventually import eventually
from tests.support.ports import free_port
from tests.support.programs import program


@asynccontextmanager
async def servers(settings: Settings, count: int) -> AsyncGenerator[list[tuple[Process, httpx.AsyncClient]]]:
    """So many servers in processes of their own, to be killed."""
    async with AsyncExitStack() as stack:
        running: list[tuple[Process, httpx.AsyncClient]] = []
        for _ in range(count):
            port = free_port()
            process = await stack.enter_async_context(program("tests.faults.chat_server", settings, str(port)))
            assert process.stdout is not None
            assert await process.stdout.readline() == b"listening\n"
            reading = asyncio.create_task(_read_on(process.stdout))
            stack.callback(reading.cancel)
            url = f"http://127.0.0.1:{port}"
            client = await stack.enter_async_context(httpx.AsyncClient(base_url=url, timeout=30, trust_env=False))

            async def answers(client: httpx.AsyncClient = client) -> bool:
                try:
                    return (await client.get("/health")).status_code == 200
                except httpx.TransportError:
                    return False

            await eventually(answers, "a server that answers", patience=60)
            running.append((process, client))
        yield running


async def _read_on(output: asyncio.StreamReader) -> None:
    """Take what a server says, which would wait for ever where nobody does."""
    while await output.read(65536):
        pass


async def kill(*processes: Process) -> None:
    """End them as a crash does."""
    for process in processes:
        process.send_signal(signal.SIGKILL)
    await asyncio.gather(*(process.wait() for process in processes))
