"""Small programs of the tests that run in processes of their own: to be killed, or to be measured."""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, STDOUT, Process
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from mingle.settings import Settings

ROOT = Path(__file__).parents[2]
PASSED_ON = (
    "mode",
    "database_url",
    "database_pool_min",
    "valkey_url",
    "valkey_prefix",
    "data_dir",
    "storage_url",
    "storage_endpoint",
    "job_concurrency",
    "presence_lease_seconds",
    "lobby_lease_seconds",
    "rate_limits",
    "job_retry_pause_seconds",
    "job_stalled_after_seconds",
    "job_heartbeat_seconds",
)


def environment(settings: Settings) -> dict[str, str]:
    """What gives another process the settings of a test."""
    passed_on = {f"MINGLE_{name.upper()}": str(getattr(settings, name)) for name in PASSED_ON}
    secrets = {
        f"MINGLE_{name.upper()}": getattr(settings, name).get_secret_value()
        for name in ("secret", "storage_access_key", "storage_secret_key")
    }
    return {**os.environ, **passed_on, **secrets}


@asynccontextmanager
async def program(module: str, settings: Settings, *arguments: str) -> AsyncGenerator[Process]:
    """Run `python -m module`; kill it at the end of the block if it still runs. Both outputs come as one."""
    async with _running([sys.executable, "-m", module, *arguments], settings) as process:
        yield process


async def mingle(settings: Settings, *arguments: str) -> tuple[int | None, str]:
    """Run the command `mingle` to its end: its exit code, and both outputs as one."""
    async with _running([str(Path(sys.executable).with_name("mingle")), *arguments], settings) as process:
        said, _ = await process.communicate()
    return process.returncode, said.decode()


@asynccontextmanager
async def _running(command: list[str], settings: Settings) -> AsyncGenerator[Process]:
    process = await asyncio.create_subprocess_exec(
        *command, cwd=ROOT, env=environment(settings), stdout=PIPE, stderr=STDOUT
    )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.communicate()
