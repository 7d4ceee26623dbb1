"""What processes ask of each other over the bus, beside events for rooms.

An order is written as events are, `["kind", {...}]`, so that a transaction can give one when it commits::

    tx.emit(CONTROL_ROOM, "disconnect", {"sessionId": session_id, "reason": "session_ended"})
"""

import asyncio
import secrets
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Literal

import msgspec

from mingle.realtime.identity import Bus

CONTROL_ROOM = "~control"
ANSWER_SECONDS = 1.0


OrderKind = Literal["disconnect", "join", "leave", "who"]


class Order(msgspec.Struct, rename="camel", omit_defaults=True):
    """What every process is to do, or to tell."""

    user_id: str = ""
    session_id: str = ""
    room: str = ""
    reason: str = ""
    answer_to: str = ""
    then: tuple[str, Any] | None = None
    """With `join`: the event that a socket is told once it misses nothing of the room any more."""


class Control:
    """Gives orders to all processes, itself included, and obeys them.

    Args:
        bus: carries them.
        obey: does what an order says; what it gives is the answer to a question.
    """

    def __init__(self, bus: Bus, obey: Callable[[OrderKind, Order], list[str]]) -> None:
        self._bus = bus
        self._obey = obey
        self._answer_room = f"~answers:{secrets.token_urlsafe(9)}"
        self._questions: dict[str, tuple[set[str], list[int], asyncio.Event]] = {}

    async def start(self) -> None:
        """Begin to listen."""
        await self._bus.subscribe(CONTROL_ROOM, self._hear_order)
        await self._bus.subscribe(self._answer_room, self._hear_answer)

    async def stop(self) -> None:
        """Stop listening."""
        await self._bus.unsubscribe(CONTROL_ROOM)
        await self._bus.unsubscribe(self._answer_room)

    def tell(self, kind: OrderKind, order: Order) -> None:
        """Let it be done here now, and everywhere soon."""
        self._obey(kind, order)
        self._bus.publish(CONTROL_ROOM, msgspec.json.encode((kind, order)))

    async def ask(self, kind: OrderKind, order: Order) -> set[str]:
        """What all processes answer, together; without those that do not within a second."""
        processes = await self._bus.listeners(CONTROL_ROOM)
        question = secrets.token_urlsafe(9)
        found, missing, all_there = set(self._obey(kind, order)), [processes], asyncio.Event()
        self._questions[question] = found, missing, all_there
        order.answer_to = f"{self._answer_room} {question}"
        self._bus.publish(CONTROL_ROOM, msgspec.json.encode((kind, order)))
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(ANSWER_SECONDS):
                    await all_there.wait()
        finally:
            del self._questions[question]
        return found

    def _hear_order(self, _room: str, packet: bytes) -> None:
        kind, order = msgspec.json.decode(packet, type=tuple[OrderKind, Order])
        answer = self._obey(kind, order)
        if order.answer_to:
            room, _, question = order.answer_to.partition(" ")
            self._bus.publish(room, msgspec.json.encode((question, answer)))

    def _hear_answer(self, _room: str, packet: bytes) -> None:
        question, answer = msgspec.json.decode(packet, type=tuple[str, list[str]])
        asked = self._questions.get(question)
        if asked is None:
            return
        found, missing, all_there = asked
        found.update(answer)
        missing[0] -= 1
        if missing[0] <= 0:
            all_there.set()
