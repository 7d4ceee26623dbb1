"""Waiting for what happens soon, without sleeping for longer than it takes."""

import asyncio
import inspect
import time
from collections.abc import Awaitable, Callable
from typing import Any

PATIENCE_SECONDS = 60.0
"""How long a test waits for what must happen: long, for a machine that does other things as well."""


async def eventually(
    holds: Callable[[], Any] | Callable[[], Awaitable[Any]], what: str, *, patience: float = PATIENCE_SECONDS
) -> Any:
    """Wait until `holds()` is true, and give what it said; fail naming `what` when it does not get there."""
    deadline = time.monotonic() + patience
    while True:
        said = holds()
        if inspect.isawaitable(said):
            said = await said
        if said:
            return said
        assert time.monotonic() < deadline, f"still not: {what}"
        await asyncio.sleep(0.01)
