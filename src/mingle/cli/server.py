"""The HTTP server of one process."""

import asyncio
import contextlib
import gc
import socket
from collections.abc import Generator
from typing import Any

import uvicorn

from mingle.cli.options import SettingsError
from mingle.realtime.asgi import UVICORN_OPTIONS
from mingle.settings import Settings

GRACE_SECONDS = 10
BACKLOG = 4096
KEEP_ALIVE_SECONDS = 65  # longer than the minute that load balancers keep an idle connection


class Server(uvicorn.Server):
    """uvicorn, told by its caller when to stop instead of by signals."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to answer."""
        await super().startup(sockets)
        if not self.should_exit:
            self.ready.set()

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None]:
        """Leave signals to the command that runs the server."""
        yield


def uvicorn_options(settings: Settings) -> dict[str, Any]:
    """What every server is started with."""
    return {
        "loop": "uvloop",
        **UVICORN_OPTIONS,
        "lifespan": "on",
        "log_config": None,
        "access_log": False,
        "server_header": False,
        "proxy_headers": bool(settings.trusted_proxies),
        "forwarded_allow_ips": settings.trusted_proxies,
        "timeout_keep_alive": KEEP_ALIVE_SECONDS,
        "timeout_graceful_shutdown": GRACE_SECONDS,
        "backlog": BACKLOG,
    }


def collect_garbage_rarely() -> None:
    """Leave what there is when a server begins out of all collections, and let more come together before each.

    Nearly everything that a request makes is gone with it. Python looks through what it holds after each 700 objects
    more, and an answer of 2,000 messages makes 50,000: a quarter of the time that it took.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 10)


def listen(settings: Settings) -> socket.socket:
    """A listening socket; who connects before the server is ready waits for it.

    Raises:
        SettingsError: the address is taken or not ours.
    """
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.host, settings.port))
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        where, why = f"{settings.host}:{settings.port}", error.strerror or str(error)
        msg = f"It cannot listen on {where}: {why}. Stop what listens there, or choose another --port."
        raise SettingsError(msg) from error
    listener.set_inheritable(True)
    return listener
