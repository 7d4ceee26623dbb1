"""Our real-time server with the three events that are measured; through Valkey where `BUS` is set."""

import asyncio
import os
from contextlib import AsyncExitStack
from typing import Any

import msgspec
import uvicorn
import uvloop

from mingle.cli.server import BACKLOG
from mingle.kernel import log
from mingle.kernel.bus import Bus as KernelBus
from mingle.kernel.cache import Cache
from mingle.kernel.db import Event
from mingle.kernel.resources import connect_valkey
from mingle.realtime.asgi import UVICORN_OPTIONS, Mount
from mingle.realtime.engine import Engine, Options
from mingle.realtime.flood import Flood
from mingle.realtime.hub import Hub
from mingle.realtime.identity import Bus, Identity, LocalBus
from mingle.realtime.sockets import Socket, SocketServer


class Join(msgspec.Struct):
    """Into a room."""

    room: str


class Say(msgspec.Struct):
    """To a room."""

    room: str
    text: str


class Echo(msgspec.Struct):
    """Back to the sender."""

    text: str


class Said(msgspec.Struct):
    """What a room hears."""

    text: str


class ThroughValkey:
    """The kernel's bus, as the hub wants it."""

    def __init__(self, bus: KernelBus) -> None:
        self._bus = bus
        self.subscribe, self.unsubscribe, self.listeners = bus.subscribe, bus.unsubscribe, bus.listeners

    def publish(self, room: str, packet: bytes) -> None:
        """Tell a room."""
        self._bus.publish([Event(room, packet)])


async def whose(token: str) -> Identity:
    """Read a token without a signature: what signatures cost is another benchmark's."""
    user, session, expires_at = token.split("|")
    return Identity(user, session, float(expires_at))


def register(hub: Hub) -> None:
    """Handle the three events."""

    async def join(socket: Socket, asked: Join) -> None:
        await hub.join(socket, asked.room)

    def say(_socket: Socket, said: Say) -> None:
        hub.emit_uncommitted(said.room, "said", Said(said.text))

    def echo(_socket: Socket, sent: Echo) -> Said:
        return Said(sent.text)

    hub.on("join", Join, join)
    hub.on("say", Say, say)
    hub.on("echo", Echo, echo)


async def serve() -> None:
    """Serve until told to stop."""
    async with AsyncExitStack() as stack:
        bus: Bus = LocalBus()
        if url := os.environ.get("BUS"):
            valkey: Any = connect_valkey(url)
            through = KernelBus(valkey, Cache(valkey, "bench"), "bench")
            await through.start()
            stack.push_async_callback(through.stop)
            await through.connected()
            bus = ThroughValkey(through)
        server = SocketServer(flood=Flood(per_second=1e9, burst=10**9))
        engine = Engine(server.accept, Options(ping_interval=300, ping_timeout=200), server.counters)
        hub = Hub(server, bus, whose)
        register(hub)
        await hub.start()
        config = uvicorn.Config(
            Mount(health, engine), port=int(os.environ["PORT"]), lifespan="on", log_config=None, access_log=False,
            backlog=BACKLOG, **UVICORN_OPTIONS,
        )  # fmt: skip
        await uvicorn.Server(config).serve()
        await hub.stop()
        engine.stop()


async def health(scope: Any, receive: Any, send: Any) -> None:
    """200."""
    while scope["type"] == "lifespan":
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"ok"})


if __name__ == "__main__":
    log.configure("warning", as_json=True)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(serve())
