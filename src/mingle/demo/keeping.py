"""Keeping the program of demo people running, beside the server and apart from it."""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from mingle.settings import Settings

AGAIN_SECONDS: Final = 2.0
END_SECONDS: Final = 5.0
# What the program cannot read from the environment that it inherits: flags, and what is known only by now.
_PASSED_ON: Final = (
    "mode",
    "host",
    "port",
    "public_url",
    "data_dir",
    "database_url",
    "valkey_url",
    "valkey_prefix",
    "log_level",
    "demo_live",
    "demo_pace",
)


async def keep_running(settings: Settings, tell: Callable[[str], None]) -> None:
    """Simulate demo people until it is cancelled, or there are none any more.

    The program begins anew when it crashes. It ends by itself when its owner does, however that happens, since its
    input ends then.
    """
    while True:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "mingle.demo", env=_environment(settings), stdin=PIPE, start_new_session=True
        )
        try:
            code = await process.wait()
        except asyncio.CancelledError:
            await _end(process)
            raise
        if code == 0:
            return
        tell(f"The demo people ended by themselves (exit code {code}); they begin again")
        await asyncio.sleep(AGAIN_SECONDS)


async def _end(process: Process) -> None:
    assert process.stdin is not None
    process.stdin.close()
    with suppress(TimeoutError):
        async with asyncio.timeout(END_SECONDS):
            await process.wait()
            return
    with suppress(ProcessLookupError):
        process.kill()
    await process.wait()


def _environment(settings: Settings) -> dict[str, str]:
    passed_on = {f"MINGLE_{name.upper()}": str(getattr(settings, name)) for name in _PASSED_ON}
    return {**os.environ, **passed_on, "MINGLE_SECRET": settings.secret.get_secret_value()}
