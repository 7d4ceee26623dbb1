"""Many things that are each due the same time after they began: one timer for all of them."""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")

COARSE_FROM_SECONDS = 5.0
COARSE_SECONDS = 0.25


class Deadlines(Generic[T]):
    """Calls back for each item `delay` seconds after it was added.

    Ten thousand sockets with a timer each would pay for ten thousand timers. Here a socket costs a tuple in a queue,
    which is in order by itself since the delay is the same for all. Nothing is ever taken out: the callback looks
    whether its item still cares.

    Args:
        delay: in seconds. Long ones may come a quarter of a second late, so that many are done in one go.
        call: given the item and the moment at which it was due.
    """

    def __init__(self, delay: float, call: Callable[[T, float], None]) -> None:
        self._delay = delay
        self._call = call
        self._grain = COARSE_SECONDS if delay >= COARSE_FROM_SECONDS else 0.0
        self._queue: deque[tuple[float, T]] = deque()
        self._timer: asyncio.TimerHandle | None = None
        self._is_stopped = False

    def add(self, item: T, since: float | None = None) -> None:
        """Let the delay begin for this item, now or at a moment that has just been; nothing begins after the stop."""
        if self._is_stopped:
            return
        began = asyncio.get_running_loop().time() if since is None else since
        self._queue.append((began + self._delay, item))
        if self._timer is None:
            self._arm()

    def stop(self) -> None:
        """Forget all of them, and whatever is added later: sockets still go when those who look after them have."""
        self._is_stopped = True
        self._queue.clear()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _arm(self) -> None:
        loop = asyncio.get_running_loop()
        self._timer = loop.call_at(self._queue[0][0] + self._grain, self._run)

    def _run(self) -> None:
        self._timer = None
        # The loop's clock has whole milliseconds: what is due within the next one is due.
        now = asyncio.get_running_loop().time() + 0.001
        queue = self._queue
        try:
            while queue and queue[0][0] <= now:
                due, item = queue.popleft()
                self._call(item, due)
        finally:
            if queue and self._timer is None:  # the callback may have added
                self._arm()
