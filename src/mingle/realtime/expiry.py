"""Sockets whose tokens end at different moments: one timer and a heap."""

import asyncio
import heapq
import time
from collections.abc import Callable
from itertools import count

from mingle.realtime.sockets import Socket


class Expiries:
    """Calls back for each socket when the token that it was added with is worth nothing any more.

    Nothing is taken out when a token is renewed or a socket leaves: the callback looks.
    """

    def __init__(self, expire: Callable[[Socket], None]) -> None:
        self._expire = expire
        self._heap: list[tuple[float, int, Socket]] = []
        self._number = count()
        self._timer: asyncio.TimerHandle | None = None
        self._timer_for = 0.0

    def add(self, expires_at: float, socket: Socket) -> None:
        """Call back for this socket then, in seconds since 1970."""
        heapq.heappush(self._heap, (expires_at, next(self._number), socket))
        if self._timer is None or expires_at < self._timer_for:
            self._arm()

    def stop(self) -> None:
        """Forget all of them."""
        self._heap.clear()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _arm(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer_for = self._heap[0][0]
        # An hour at most: the clock on the wall may be set.
        wait = min(max(0.0, self._timer_for - time.time()), 3600.0)
        self._timer = asyncio.get_running_loop().call_later(wait + 0.01, self._run)

    def _run(self) -> None:
        self._timer = None
        now = time.time()
        try:
            while self._heap and self._heap[0][0] <= now:
                self._expire(heapq.heappop(self._heap)[2])
        finally:
            if self._heap:
                self._arm()
