"""The events of sockets: decoded, handled one after the other, and always answered."""

import logging
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, cast

import msgspec

from mingle.realtime.identity import Conventions, ErrorBody, EventFailed, HubError, Identity
from mingle.realtime.sockets import Incoming, Socket, SocketServer

log = logging.getLogger(__name__)
P = TypeVar("P")

MAX_WAITING = 64
"""Events of one socket that may wait for those before them."""

Handler = Callable[[Socket, P], Awaitable[Any] | Any]
_JSON_NULL = msgspec.Raw(b"{}")


class Guest:
    """What the hub knows of a socket; `socket.data`."""

    __slots__ = ("identity", "queue")

    def __init__(self) -> None:
        self.identity: Identity | None = None
        self.queue: deque[Incoming] | None = None
        """Events that wait; None while none is being handled."""


@dataclass(frozen=True)
class Route:
    """What is done with an event that clients send.

    Attributes:
        kind: the struct of its payload.
        handler: its docstring and what it gives back stand in the documentation.
        for_anybody: also for sockets that have not said who they are.
        errors: what it may be refused with, besides what every event may be.
    """

    kind: Any
    handler: Handler[Any]
    for_anybody: bool
    errors: Sequence[type[Exception]]


class Events:
    """What is done when a socket sends something.

    Args:
        server: runs what takes its time.
        conventions: how the application speaks.
    """

    def __init__(self, server: SocketServer, conventions: Conventions) -> None:
        self._server = server
        self._conventions = conventions
        self._routes: dict[str, Route] = {}

    @property
    def routes(self) -> Mapping[str, Route]:
        """What is done with each event, by its name."""
        return self._routes

    def on(
        self,
        event: str,
        kind: type[P],
        handler: Handler[P],
        *,
        for_anybody: bool = False,
        errors: Sequence[type[Exception]] = (),
    ) -> None:
        """Handle an event: its payload is decoded into `kind`, and what the handler gives is the answer.

        The events of one socket are handled one after the other, in the order in which they came.

        Args:
            event: its name.
            kind: a msgspec struct.
            handler: given the socket and the payload.
            for_anybody: also for sockets that have not said who they are.
            errors: what it may be refused with; they stand in the documentation.
        """
        self._routes[event] = Route(kind, handler, for_anybody, errors)

    def receive(self, socket: Socket, event: Incoming) -> None:
        """Handle an event, or let it wait for those of the same socket before it."""
        guest = guest_of(socket)
        if event.problem is not None:
            self._reject(socket, event, _PROBLEMS[event.problem])
        elif guest.queue is None:
            # A task costs more than most events: only handlers that wait for something get one.
            rest = self._begin(socket, event)
            if rest is not None:
                guest.queue = deque()
                self._server.run(self._handle_all(socket, guest, event, rest))
        elif len(guest.queue) < MAX_WAITING:
            guest.queue.append(event)
        else:
            self._reject(socket, event, _PROBLEMS["too_many"])

    async def _handle_all(self, socket: Socket, guest: Guest, event: Incoming, rest: Awaitable[Any] | None) -> None:
        queue = guest.queue
        while queue is not None:
            if rest is not None:
                await self._end(socket, event, rest)
            if not queue or socket.connection.session.is_closed:
                break
            event = queue.popleft()
            rest = self._begin(socket, event)
        guest.queue = None

    def _begin(self, socket: Socket, event: Incoming) -> Awaitable[Any] | None:
        """Handle an event and answer it; or give what is still to be waited for."""
        try:
            with self._conventions.around(socket, event.name):
                data = self._call(socket, event)
        except Exception as error:  # noqa: BLE001  # whatever it was, the client is told and the server lives on
            self._reject(socket, event, self.explain(error, event.name))
            return None
        if data is not None and isinstance(data, Awaitable):
            return cast("Awaitable[Any]", data)
        socket.answer(event.ack_id, {"success": True, "data": data})
        return None

    async def _end(self, socket: Socket, event: Incoming, rest: Awaitable[Any]) -> None:
        try:
            with self._conventions.around(socket, event.name):
                data = await rest
        except Exception as error:  # noqa: BLE001  # as above
            self._reject(socket, event, self.explain(error, event.name))
        else:
            socket.answer(event.ack_id, {"success": True, "data": data})

    def _call(self, socket: Socket, event: Incoming) -> Any:
        route = self._routes.get(event.name)
        if route is None:
            raise HubError("unknown_event", "There is no such event.")
        if guest_of(socket).identity is None and not route.for_anybody:
            raise HubError("unauthenticated", "Sign in first.")
        payload = event.arguments[0] if event.arguments else _JSON_NULL
        if isinstance(payload, msgspec.Raw):
            decoded = self._conventions.decode(bytes(payload), route.kind)
        else:
            decoded = _convert(payload, route.kind)
        return route.handler(socket, decoded)

    def _reject(self, socket: Socket, event: Incoming, told: ErrorBody) -> None:
        self._server.counters.rejected += 1
        if event.ack_id is not None:
            socket.answer(event.ack_id, {"success": False, "error": msgspec.to_builtins(told)})
        else:
            socket.emit("error", EventFailed(event.name[:64], told.code, told.message, told.details))

    def explain(self, error: Exception, event: str) -> ErrorBody:
        """What a client is told of an exception; what nobody expected is logged."""
        told = self._conventions.explain(error)
        if told is None and isinstance(error, HubError):
            told = ErrorBody(error.code, error.message)
        if told is None:
            log.error("a socket event failed: %s", event, exc_info=error)
            told = ErrorBody("internal_error", "Something broke on our side. It has been noted.")
        return told


_PROBLEMS = {
    "too_deep": ErrorBody("validation_failed", "It is nested too deeply."),
    "too_many": ErrorBody("rate_limited", "Too many requests. Wait a moment."),
}


def guest_of(socket: Socket) -> Guest:
    """What the hub knows of a socket of its own."""
    guest: Guest = socket.data
    return guest


def known(socket: Socket) -> Identity | None:
    """Whose socket it is, if it has said so."""
    return socket.data.identity if isinstance(socket.data, Guest) else None


def identity_of(socket: Socket) -> Identity:
    """Whose socket it is, in a handler that is not for anybody."""
    identity = known(socket)
    if identity is None:
        raise HubError("unauthenticated", "Sign in first.")
    return identity


def _convert(payload: Any, kind: Any) -> Any:
    try:
        return msgspec.convert(payload, kind)
    except msgspec.ValidationError as error:
        raise HubError("validation_failed", str(error)) from None
