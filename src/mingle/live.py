"""The real-time server as Mingle runs it: its own people, errors, bus and metrics around `mingle.realtime`."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import AbstractContextManager, asynccontextmanager
from ipaddress import ip_address, ip_network
from typing import Any

from litestar.datastructures import State
from prometheus_client import Counter

from mingle import tasks
from mingle.kernel import context, metrics
from mingle.kernel.db import Event
from mingle.kernel.errors import MingleError, Unauthenticated
from mingle.kernel.feature import Feature
from mingle.kernel.ratelimit import LocalWindows, RateLimit, address_key
from mingle.kernel.resources import Resources
from mingle.kernel.validation import decode_json
from mingle.realtime.asgi import Mount
from mingle.realtime.counters import Counters
from mingle.realtime.engine import Engine, Options
from mingle.realtime.events import known
from mingle.realtime.flood import Flood
from mingle.realtime.handover import Handover
from mingle.realtime.hub import Hub
from mingle.realtime.identity import Conventions, ErrorBody, Identity
from mingle.realtime.presence import Presence
from mingle.realtime.presence_store import PresenceStore
from mingle.realtime.relay import Relay
from mingle.realtime.sockets import Socket, SocketServer
from mingle.settings import Settings

AuthenticateSocket = Callable[[str, State], Awaitable[Identity]]
"""Whose a token is, given the state of the server; a bad one raises `Unauthenticated`."""

METRICS_SECONDS = 1.0
MAX_PAYLOAD_BYTES = 1_200_000
"""Who sends a whole megabyte where little is expected is told so; what is still larger ends the connection."""
BURST_SECONDS = 4


async def nobody(_token: str, _state: State) -> Identity:
    """No token is anybody's."""
    raise Unauthenticated


class Live:
    """The sockets of one process.

    Args:
        settings: the process's.
        features: those that are switched on.
        authenticate: whose a token is.
    """

    def __init__(self, settings: Settings, features: Sequence[Feature], authenticate: AuthenticateSocket) -> None:
        rate = settings.socket_events_per_second if settings.rate_limits else 1e9
        flood = Flood(per_second=rate, burst=round(rate * BURST_SECONDS), patience=round(rate * BURST_SECONDS))
        counters = Counters()
        self._features = features
        self._mount: Mount
        self.lease_seconds = settings.presence_lease_seconds
        self._authenticate = authenticate
        self._server = SocketServer(counters, flood)
        options = Options(
            max_payload=MAX_PAYLOAD_BYTES,
            allows_origin=_origins(settings),
            must_wait=_handshakes(settings),
            is_trusted_proxy=_proxies(settings),
        )
        self.engine = Engine(self._server.accept, options, counters)

    def mount(self, app: Any) -> Mount:
        """The sockets in front of an application."""
        self._mount = Mount(app, self.engine)
        return self._mount

    @asynccontextmanager
    async def serving(self, resources: Resources, state: State) -> AsyncGenerator[Hub]:
        """Let people in while the block runs, then let what they began come to its end."""

        async def authenticate(token: str) -> Identity:
            return await self._authenticate(token, state)

        bus = _BusBridge(resources)
        hub = Hub(self._server, bus, authenticate, CONVENTIONS)
        relay = Relay(self.engine, self._mount.endpoint, bus)
        folder = resources.settings.socket_handover_dir
        handover = Handover(self.engine, folder) if folder else None
        store = PresenceStore(
            resources.valkey, resources.settings.valkey_prefix, self.engine.node, lease_seconds=self.lease_seconds
        )
        presence = Presence(hub, store, renew_seconds=self.lease_seconds / 3, grace_seconds=self.lease_seconds / 10)
        for feature in self._features:
            if feature.sockets is not None:
                feature.sockets(hub, presence, resources)
        await hub.start()
        await relay.start()
        await presence.start()
        if handover is not None:
            handover.start()
        measuring = asyncio.create_task(_measure(self.engine.counters))
        try:
            yield hub
        finally:
            self.engine.drain()
            if handover is not None:
                handover.stop()
            await relay.stop()
            await presence.stop()
            await hub.stop()
            self.engine.stop()
            await tasks.end(measuring)


class _BusBridge:
    """The kernel's bus, as the hub wants it."""

    def __init__(self, resources: Resources) -> None:
        self._bus = resources.bus
        self.subscribe = self._bus.subscribe
        self.unsubscribe = self._bus.unsubscribe
        self.listeners = self._bus.listeners

    def publish(self, room: str, packet: bytes) -> None:
        """Tell a room."""
        self._bus.publish([Event(room, packet)])


def _origins(settings: Settings) -> Callable[[str, str], bool]:
    """Pages of the site itself; while one develops also those of whatever address it was opened at."""

    def allows(origin: str, host: str) -> bool:
        is_own = not settings.is_production and origin.partition("://")[2] == host
        return is_own or origin in settings.origins

    return allows


def _handshakes(settings: Settings) -> Callable[[str], float]:
    """Counts in this process's memory, which cannot fail: neither open nor closed."""
    if not settings.rate_limits:
        return lambda _address: 0.0
    rate = RateLimit("socket_handshakes", settings.socket_handshakes, counts="local", fails="open").item
    windows = LocalWindows()

    def must_wait(address: str) -> float:
        return windows.hit(("socket_handshakes", address_key(address)), rate.amount, rate.get_expiry())

    return must_wait


def _proxies(settings: Settings) -> Callable[[str], bool]:
    networks = [ip_network(one, strict=False) for one in settings.trusted_proxies]

    def is_trusted(address: str) -> bool:
        try:
            return any(ip_address(address) in network for network in networks)
        except ValueError:
            return False

    return is_trusted


def _explain(error: Exception) -> ErrorBody | None:
    return ErrorBody(error.code, error.message, error.details) if isinstance(error, MingleError) else None


def _around(socket: Socket, _event: str) -> AbstractContextManager[object]:
    identity = known(socket)
    return context.work_context(context.WorkContext(actor=identity.actor if identity else None))


CONVENTIONS = Conventions(decode=decode_json, explain=_explain, around=_around)

_TOTALS: dict[str, Counter] = {
    "sessions": metrics.SOCKET_SESSIONS,
    "upgrades": metrics.SOCKET_UPGRADES,
    "events_in": metrics.SOCKET_EVENTS.labels("in"),
    "events_out": metrics.SOCKET_EVENTS.labels("out"),
    "bytes_in": metrics.SOCKET_BYTES.labels("in"),
    "bytes_out": metrics.SOCKET_BYTES.labels("out"),
    "slow_closed": metrics.SOCKET_CLOSED.labels("slow"),
    "timed_out": metrics.SOCKET_CLOSED.labels("timeout"),
    "flooded": metrics.SOCKET_CLOSED.labels("flood"),
    "malformed": metrics.SOCKET_CLOSED.labels("malformed"),
    "refused": metrics.SOCKET_REFUSED,
    "rejected": metrics.SOCKET_REJECTED,
}


async def _measure(counters: Counters) -> None:
    """Hand what was counted to Prometheus, now and then: the hot paths only add up numbers."""
    told = dict.fromkeys(_TOTALS, 0)
    while True:
        for name, counter in _TOTALS.items():
            now: int = getattr(counters, name)
            counter.inc(now - told[name])
            told[name] = now
        metrics.SOCKETS.set(counters.sessions_now)
        metrics.ROOMS.set(counters.rooms_now)
        await asyncio.sleep(METRICS_SECONDS)
