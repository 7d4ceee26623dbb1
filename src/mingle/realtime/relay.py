"""Hands requests of polling clients to the process that holds their session, over the bus.

A client that polls sends each request on whatever connection it has; behind one port with several processes, or a load
balancer that knows no stickiness, most of them come to the wrong one. The session's id says which process began it.
"""

import asyncio
import secrets
from contextlib import suppress
from dataclasses import asdict
from typing import Literal

import msgspec

from mingle.realtime import handshake
from mingle.realtime.engine import NODE_LENGTH, Engine
from mingle.realtime.handshake import Refusal
from mingle.realtime.identity import Bus
from mingle.realtime.polling import Answer, PollingEndpoint, Request

GRACE_SECONDS = 5.0


class _Letter(msgspec.Struct, array_like=True):
    kind: Literal["ask", "answer", "forget"]
    number: str
    sender: str = ""
    content: msgspec.Raw = msgspec.Raw(b"\xc0")


_pack = msgspec.msgpack.encode


class Relay:
    """One process's end of it.

    Args:
        engine: whose sessions others ask for.
        endpoint: answers for them; it is told of this relay.
        bus: carries requests and answers.
    """

    def __init__(self, engine: Engine, endpoint: PollingEndpoint, bus: Bus) -> None:
        self._engine = engine
        self._endpoint = endpoint
        self._bus = bus
        self._waiting: dict[str, asyncio.Future[Answer]] = {}
        self._serving: dict[str, asyncio.Task[None]] = {}
        endpoint.pass_on = self.pass_on

    async def start(self) -> None:
        """Begin to listen."""
        await self._bus.subscribe(_room(self._engine.node), self._hear)

    async def stop(self) -> None:
        """Stop listening, and serve nobody any more."""
        await self._bus.unsubscribe(_room(self._engine.node))
        for task in list(self._serving.values()):
            task.cancel()

    async def pass_on(self, request: Request, sid: str) -> Answer:
        """Let the process answer that holds the session.

        Raises:
            Refusal: there is none, or it does not answer; a stock client begins a new session then.
        """
        node = sid[:NODE_LENGTH]
        if node == self._engine.node or not await self._bus.listeners(_room(node)):
            raise handshake.UNKNOWN_SESSION
        number = secrets.token_urlsafe(9)
        answered = self._waiting[number] = asyncio.get_running_loop().create_future()
        self._tell(node, _Letter("ask", number, self._engine.node, msgspec.Raw(_pack(asdict(request)))))
        try:
            async with asyncio.timeout(self._engine.options.ping_interval + GRACE_SECONDS):
                return await answered
        except TimeoutError:
            raise handshake.UNKNOWN_SESSION from None
        except asyncio.CancelledError:  # the client has hung up: its poll must not stand in the way of the next
            self._tell(node, _Letter("forget", number))
            raise
        finally:
            del self._waiting[number]

    def _tell(self, node: str, letter: _Letter) -> None:
        self._bus.publish(_room(node), _pack(letter))

    def _hear(self, _room: str, packet: bytes) -> None:
        letter = msgspec.msgpack.decode(packet, type=_Letter)
        if letter.kind == "ask":
            task = asyncio.ensure_future(self._serve(letter))
            self._serving[letter.number] = task
            task.add_done_callback(lambda _: self._serving.pop(letter.number, None))
        elif letter.kind == "forget":
            if task := self._serving.get(letter.number):
                task.cancel()
        elif (answered := self._waiting.get(letter.number)) is not None and not answered.done():
            answered.set_result(msgspec.msgpack.decode(letter.content, type=Answer))

    async def _serve(self, letter: _Letter) -> None:
        request = msgspec.msgpack.decode(letter.content, type=Request)
        with suppress(asyncio.CancelledError):
            try:
                answer = await self._endpoint.answer(request)
            except Refusal as refusal:
                answer = refused(refusal)
            self._tell(letter.sender, _Letter("answer", letter.number, "", msgspec.Raw(_pack(asdict(answer)))))


def refused(refusal: Refusal) -> Answer:
    """The answer that tells of a refusal."""
    return Answer(refusal.status, refusal.body, b"application/json")


def _room(node: str) -> str:
    return f"~node:{node}"
