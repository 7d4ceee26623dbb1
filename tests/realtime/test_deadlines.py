"""Things that are due a while after they began."""

import asyncio

import pytest

from mingle.realtime.deadlines import Deadlines

pytestmark = pytest.mark.anyio


async def test_nothing_is_due_after_the_stop() -> None:
    called: list[str] = []
    over = asyncio.Event()
    stopped = Deadlines[str](0.0, lambda item, _due: called.append(item))
    goes_on = Deadlines[str](0.01, lambda _item, _due: over.set())
    stopped.add("before")
    stopped.stop()
    stopped.add("after")
    goes_on.add("the end")
    await over.wait()
    assert called == []
