"""Work of many people, done in one go: while one group is at it, whoever comes waits, and all of them go next.

A group is as large as the load makes it: alone, one goes at once; in a crowd many share what each would pay for.
Databases know this as group commit.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from contextvars import Context
from typing import Generic, TypeVar

from mingle.kernel.errors import MingleError

Item = TypeVar("Item")
Result = TypeVar("Result")

MOST_AT_ONCE = 64


class Together(Generic[Item, Result]):
    """Those who wait for the same kind of work.

    Args:
        work: given some items, in the order in which they came; answers each of them, in that order, with its result or
            with the exception that it comes to. Where it raises, all of it is undone: each item is then done alone,
            unless what it raises is an error that has words for people, which everybody is told.
    """

    def __init__(self, work: Callable[[Sequence[Item]], Awaitable[Sequence[Result | Exception]]]) -> None:
        self._work = work
        self._waiting: deque[tuple[Item, asyncio.Future[Result]]] = deque()
        self._task: asyncio.Task[None] | None = None

    async def do(self, item: Item) -> Result:
        """The result of an item; raises what it comes to. Who is cancelled while it is under way is not told of it."""
        future = asyncio.get_running_loop().create_future()
        self._waiting.append((item, future))
        if self._task is None:
            # It works for everybody, so it must not seem to be the first one's work.
            self._task = asyncio.get_running_loop().create_task(self._work_on(), context=Context())
        return await future

    async def _work_on(self) -> None:
        some: list[tuple[Item, asyncio.Future[Result]]] = []
        try:
            while self._waiting:
                count = min(len(self._waiting), MOST_AT_ONCE)
                some = [self._waiting.popleft() for _ in range(count)]
                await self._do([one for one in some if not one[1].done()])
        finally:
            self._task = None
            # Only where this was cancelled has anybody not been told by now.
            for _, future in (*some, *self._waiting):
                future.cancel()
            self._waiting.clear()

    async def _do(self, some: Sequence[tuple[Item, "asyncio.Future[Result]"]]) -> None:
        try:
            results: Sequence[Result | Exception] = await self._work([item for item, _ in some]) if some else []
        except Exception as error:  # noqa: BLE001  # whatever it was, those who wait are told
            if len(some) > 1 and not isinstance(error, MingleError):
                for one in some:
                    await self._do([one])
                return
            results = [error] * len(some)
        for (_, future), result in zip(some, results, strict=True):
            if future.done():
                continue
            if isinstance(result, Exception):
                future.set_exception(result)
            else:
                future.set_result(result)
