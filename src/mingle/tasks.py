"""Ending what runs by itself."""

import asyncio
from typing import Any, Final

_AGAIN_SECONDS: Final = 0.1


async def end(*tasks: asyncio.Task[Any]) -> None:
    """Cancel tasks until all of them have ended, however they end.

    Once is not enough: a cancellation is lost where redis-py connects, and in `asyncio.wait_for` before Python 3.12
    where what it waits for comes in the same moment (python/cpython#86296).
    """
    while running := [task for task in tasks if not task.done()]:
        for task in running:
            task.cancel()
        await asyncio.wait(running, timeout=_AGAIN_SECONDS)
