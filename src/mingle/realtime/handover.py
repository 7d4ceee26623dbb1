"""Hands WebSockets to the process of this machine that holds their session.

A client that polls upgrades on a new connection, and the processes behind one port share those out by chance. The
connection itself moves: its descriptor goes to the session's process through a Unix socket (SCM_RIGHTS, unix(7)), so
that nothing is relayed afterwards.
"""

import asyncio
import re
import socket
from array import array
from contextlib import suppress
from pathlib import Path
from socket import SCM_RIGHTS, SOL_SOCKET
from typing import Any

import msgspec

from mingle.realtime import handshake
from mingle.realtime.engine import NODE_LENGTH, Engine, Upgrade
from mingle.realtime.websocket import answer_upgrade, refuse

TRIES, PAUSE_SECONDS = 100, 0.01
"""A queue of datagrams is short (ten, on many machines), and a crowd may come at once."""
_MAX_BYTES = 4096
_NODE = re.compile(rf"[\w-]{{{NODE_LENGTH}}}", re.ASCII)


class Handover:
    """One process's end of it.

    Args:
        engine: whose sessions others bring connections for.
        folder: where each process has its socket; only these processes may write there.
    """

    def __init__(self, engine: Engine, folder: Path) -> None:
        self._engine = engine
        self._folder = folder
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self) -> None:
        """Begin to take what others bring, and to give."""
        self._socket.bind(str(self._folder / self._engine.node))
        asyncio.get_running_loop().add_reader(self._socket, self._take)
        self._engine.hand_over = self._give

    def stop(self) -> None:
        """Take and give no more."""
        self._engine.hand_over = None
        asyncio.get_running_loop().remove_reader(self._socket)
        self._socket.close()
        (self._folder / self._engine.node).unlink(missing_ok=True)
        for task in self._tasks:
            task.cancel()

    def _give(self, transport: Any, upgrade: Upgrade) -> None:
        transport.pause_reading()  # whatever comes now is for the other process to read
        self._run(self._bring(transport, upgrade))

    async def _bring(self, transport: Any, upgrade: Upgrade) -> None:
        node = upgrade.sid[:NODE_LENGTH]
        message = msgspec.msgpack.encode(upgrade)
        if _NODE.fullmatch(node) and len(message) <= _MAX_BYTES:
            for _ in range(TRIES):
                if transport.is_closing():
                    return
                descriptor = array("i", [transport.get_extra_info("socket").fileno()])
                try:
                    # Not `send_fds`, which forgets the address (python/cpython#107898).
                    self._socket.sendmsg([message], [(SOL_SOCKET, SCM_RIGHTS, descriptor)], 0, str(self._folder / node))
                except BlockingIOError:
                    await asyncio.sleep(PAUSE_SECONDS)
                except OSError:  # there is no such process, or it has ended
                    break
                else:
                    transport.abort()  # closes only this process's end of it
                    return
        refuse(self._engine, transport, handshake.UNKNOWN_SESSION)

    def _take(self) -> None:
        with suppress(BlockingIOError):
            while True:
                message, descriptors, _, _ = socket.recv_fds(self._socket, _MAX_BYTES, 1)
                if descriptors:
                    upgrade = msgspec.msgpack.decode(message, type=Upgrade)
                    self._run(self._adopt(socket.socket(fileno=descriptors[0]), upgrade))

    async def _adopt(self, connection: socket.socket, upgrade: Upgrade) -> None:
        connection.setblocking(False)  # noqa: FBT003  # it takes no name
        with suppress(OSError):  # the client has left already
            await asyncio.get_running_loop().connect_accepted_socket(
                lambda: _Adopted(self._engine, upgrade), connection
            )

    def _run(self, work: Any) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


class _Adopted(asyncio.Protocol):
    """A connection whose request another process has read."""

    def __init__(self, engine: Engine, upgrade: Upgrade) -> None:
        self._engine = engine
        self._upgrade = upgrade

    def connection_made(self, transport: Any) -> None:
        """Answer the request."""
        upgrade = self._upgrade
        session = self._engine.sessions.get(upgrade.sid)
        if session is None:
            refuse(self._engine, transport, handshake.UNKNOWN_SESSION)
        else:
            ws = answer_upgrade(self._engine, transport, session, upgrade.version, upgrade.key)
            transport.set_protocol(ws)
