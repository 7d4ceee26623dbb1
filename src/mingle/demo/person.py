"""Somebody who is simulated: connected, and doing what their habits say."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from typing import Any, Final

from mingle.demo.client import Client
from mingle.demo.refused import Refused

LONGEST_PAUSE: Final = 30.0

Handler = Callable[[Any], Awaitable[None]]


class DemoPerson:
    """One simulated person.

    Args:
        client: their front door.
        pace: how long they take before they do something: 1 as people do, 0 at once.

    Attributes:
        handlers: what habits do when an event comes, by its name.
        on_arrival: what habits do whenever there is a connection.
        on_departure: what they do when it has ended.
        name: what people call them; known from the first connection on.
    """

    def __init__(self, client: Client, pace: float) -> None:
        self.client = client
        self.id = client.id
        self.pace = pace
        self.name = ""
        self.handlers: dict[str, list[Handler]] = {}
        self.on_arrival: list[Callable[[], Awaitable[None]]] = []
        self.on_departure: list[Callable[[], None]] = []
        self._tasks: set[asyncio.Task[None]] = set()

    def on(self, event: str, handler: Handler) -> None:
        """Let a handler take every event of a name."""
        self.handlers.setdefault(event, []).append(handler)

    def do(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Do something beside the rest; a refusal is no harm."""

        async def done() -> None:
            with suppress(Refused):
                await work

        task = asyncio.create_task(done())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def rest(self) -> None:
        """Do nothing more of what goes on beside the rest."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def pause(self, least: float, most: float) -> None:
        """Take as long as a person would, in seconds."""
        await asyncio.sleep(self.pace * random.uniform(least, most))

    async def live(self) -> None:
        """Be connected for ever; the connection comes back by itself."""
        lost = 0
        while True:
            try:
                if not self.name:
                    self.name = (await self.client.request("GET", "/user/me"))["user"]["displayName"]
                await self.client.connected(self._hear, self._arrive)
                lost = 0
            except (Refused, OSError, TimeoutError):
                lost += 1
            for left in self.on_departure:
                left()
            await asyncio.sleep(min(LONGEST_PAUSE, 2**lost * random.uniform(0.5, 1.0)))

    def _arrive(self) -> None:
        for arrive in self.on_arrival:
            self.do(_called(arrive))

    def _hear(self, event: str, payload: Any) -> None:
        for handler in self.handlers.get(event, ()):
            self.do(_called(handler, payload))


async def _called(function: Callable[..., Awaitable[None]], *given: Any) -> None:
    await function(*given)
