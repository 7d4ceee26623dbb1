"""The server of `traced_server` as tests use it: telemetry and logs are for a whole process."""

import os
import signal
import sys
from asyncio import StreamReader, create_subprocess_exec, create_task
from asyncio.subprocess import PIPE, STDOUT, Process
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from uuid import uuid4

import httpx

from mingle.settings import Settings
from tests.support.servers import acting

CANARY = "canary-77aa"
NAMES = ("mode", "port", "data_dir", "database_url", "valkey_url", "valkey_prefix", "log_level")


class Served:
    """A server, what it said, and a client of it."""

    def __init__(self, process: Process, client: httpx.AsyncClient, output: StreamReader) -> None:
        self.process = process
        self.client = client
        self.said = ""
        self._listening = create_task(self._listen(output))

    async def _listen(self, output: StreamReader) -> None:
        while line := await output.readline():
            self.said += line.decode()

    async def end(self) -> str:
        """Stop it as an operator does; what it said."""
        with suppress(ProcessLookupError):
            self.process.send_signal(signal.SIGTERM)
        await self.process.wait()
        await self._listening
        return self.said

    async def offend(self) -> None:
        """Send secrets wherever they can be sent, to routes that break."""
        headers = {**acting(uuid4()), "authorization": f"Bearer {CANARY}", "cookie": f"session={CANARY}"}
        secret = {"password": CANARY, "text": f"{CANARY} in a message", "code": CANARY}

        async def send(path: str, **request: object) -> int:
            url = f"{path}?token={CANARY}"
            answer = await self.client.request("POST", url, headers=headers, **request)  # pyright: ignore[reportArgumentType]
            return answer.status_code

        assert await send("/api/notes", json=secret) == 200
        assert await send("/api/confess", json=secret) == 500
        assert await send("/api/store", json=secret) in (400, 500)
        assert await send("/api/confess", json={**secret, "password": 5}) == 400
        assert await send("/api/confess", content=CANARY.encode()) == 415
        assert await send("/api/nothing") == 404
        assert await send(f"/bot123:{CANARY}/getMe") == 404
        assert await send(f"/bot123%3A{CANARY}/getMe") == 404
        assert await send(f"/%62ot123:{CANARY}/getMe") == 404


@asynccontextmanager
async def served(settings: Settings, **more: str) -> AsyncGenerator[Served]:
    """Serve with these settings, and these environment variables over them."""
    given = {f"MINGLE_{name.upper()}": str(getattr(settings, name)) for name in NAMES}
    secret = {"MINGLE_SECRET": "0123456789abcdef" * 4}
    process = await create_subprocess_exec(
        sys.executable, "-m", "tests.ops.traced_server", env={**os.environ, **given, **secret, **more},
        stdout=PIPE, stderr=STDOUT,
    )  # fmt: skip
    assert process.stdout is not None
    line, said = b"", b""
    try:
        while not line.startswith(b"listening on "):
            line = await process.stdout.readline()
            said += line
            assert line, said.decode()
        async with httpx.AsyncClient(base_url=line.split()[-1].decode(), trust_env=False, timeout=60) as client:
            yield (server := Served(process, client, process.stdout))
            await server.end()
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
