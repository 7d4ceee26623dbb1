"""What an application wants of sockets: typed events, people, and rooms across processes."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar

import msgspec

from mingle import tasks
from mingle.realtime.control import Control, Order
from mingle.realtime.counters import Counters
from mingle.realtime.deadlines import Deadlines
from mingle.realtime.events import Events, Guest, Handler, Route, guest_of, identity_of, known
from mingle.realtime.expiry import Expiries
from mingle.realtime.identity import Authenticate, Bus, Conventions, ErrorBody, HubError, Identity, SignedIn
from mingle.realtime.rooms import Prepared, Rooms
from mingle.realtime.sockets import MAIN, ConnectRefused, Namespace, Socket, SocketServer

log = logging.getLogger(__name__)
P = TypeVar("P")

FINISH_SECONDS = 5.0
TOLD_AT_ONCE = 32
"""So many sockets are told in one turn of the event loop: a system call each."""


class _Token(msgspec.Struct):
    token: str = ""


class SessionToken(msgspec.Struct, rename="camel"):
    """The event `auth`: an access token."""

    session_token: str


class Hub:
    """The main namespace of one process.

    Args:
        server: where the namespace is added.
        bus: carries events to the other processes.
        authenticate: tells whose a token is.
        conventions: how the application speaks.
        sign_in_seconds: how long a socket may stay without having said who it is.
    """

    def __init__(
        self,
        server: SocketServer,
        bus: Bus,
        authenticate: Authenticate,
        conventions: Conventions | None = None,
        *,
        sign_in_seconds: float = 10.0,
    ) -> None:
        self._server = server
        self._bus = bus
        self._authenticate = authenticate
        self._events = Events(server, conventions or Conventions())
        self._control = Control(bus, self._obey)
        self._heard: dict[str, asyncio.Task[None] | None] = {}
        """Rooms that the bus brings: None, or what waits for its word that it does."""
        self._unknown = Deadlines[Socket](sign_in_seconds, self._ask_to_leave)
        self._expiries = Expiries(self._expire)
        self._repeated: list[tuple[float, Callable[[], Awaitable[None]]]] = []
        self._repeating: list[asyncio.Task[None]] = []
        self._untold: dict[Socket, list[Prepared]] = {}
        self._is_telling = False
        self._extensions: dict[type[object], object] = {}
        self.counters: Counters = server.counters
        self.rooms = Rooms(MAIN, server.counters)
        self.on_arrival: list[Callable[[Socket, Identity], Awaitable[None]]] = []
        """Called once a socket is somebody's, before it is told so."""
        self.on_welcome: list[Callable[[Socket, Identity], None]] = []
        """Called once a socket that is somebody's can be told something."""
        self.on_departure: list[Callable[[Socket, Identity], None]] = []
        namespace = Namespace(MAIN, self._connect, self._events.receive, self._disconnect, self._welcome)
        namespace.moved = self.rooms.moved
        server.add(namespace)
        self.on("auth", SessionToken, self._sign_in, for_anybody=True)

    async def start(self) -> None:
        """Begin to hear the other processes."""
        await self._control.start()
        self._repeating = [asyncio.create_task(_repeat(seconds, work)) for seconds, work in self._repeated]

    async def stop(self) -> None:
        """Let what is being handled come to its end, and stop."""
        await tasks.end(*self._repeating)
        await self._server.finish(FINISH_SECONDS)
        self._unknown.stop()
        self._expiries.stop()
        await self._control.stop()

    @property
    def routes(self) -> Mapping[str, Route]:
        """What is done with each event that clients send, by its name."""
        return self._events.routes

    def on(
        self,
        event: str,
        kind: type[P],
        handler: Handler[P],
        *,
        for_anybody: bool = False,
        errors: Sequence[type[Exception]] = (),
    ) -> None:
        """Handle an event as `Events.on` says."""
        self._events.on(event, kind, handler, for_anybody=for_anybody, errors=errors)

    def every(self, seconds: float, work: Callable[[], Awaitable[None]]) -> None:
        """Do something again and again while the server runs; what fails is logged, and done again the next time."""
        self._repeated.append((seconds, work))

    def extend(self, extension: object) -> None:
        """Keep what a feature adds to this hub, for the features above it."""
        self._extensions[type(extension)] = extension

    def extension(self, kind: type[P]) -> P:
        """What was added of this kind; KeyError where nothing was."""
        extension = self._extensions[kind]
        assert isinstance(extension, kind)
        return extension

    def emit_uncommitted(self, room: str, event: str, payload: Any) -> None:
        """Tell a room of something that no transaction stands behind, on every process. It may be lost."""
        self._bus.publish(room, msgspec.json.encode((event, payload)))

    def tell(self, socket: Socket, event: str, payload: Any) -> None:
        """Tell one socket of something."""
        socket.emit(event, payload)

    def tell_each(self, sockets: Iterable[Socket], *events: tuple[str, Any]) -> None:
        """Tell these sockets the same, some at a time: others are served in between. Each hears it in its order."""
        prepared = [self.rooms.prepare(msgspec.json.encode(event)) for event in events]
        for socket in sockets:
            self._untold.setdefault(socket, []).extend(prepared)
        if self._untold and not self._is_telling:
            self._is_telling = True
            self._server.run(self._tell_untold())

    def run(self, work: Coroutine[Any, Any, None]) -> None:
        """Let something run on by itself; the server waits for it when it stops."""
        self._server.run(work)

    def deliver(self, room: str, packet: bytes) -> None:
        """Send to the members on this process what came over the bus."""
        self.rooms.deliver(room, packet)

    async def _tell_untold(self) -> None:
        try:
            while self._untold:
                for socket in list(islice(self._untold, TOLD_AT_ONCE)):
                    self.rooms.deliver_to(socket, self._untold.pop(socket))
                await asyncio.sleep(0)
        finally:
            self._is_telling = False

    async def join(self, socket: Socket, room: str) -> None:
        """Let a socket into a room; when this returns it misses nothing that is published from then on."""
        self.rooms.add(room, socket)
        await self._hear(room)
        if not socket.is_connected and socket.connection.session.is_closed:
            self.leave(socket, room)

    def leave(self, socket: Socket, room: str) -> None:
        """Take a socket out of a room."""
        if self.rooms.remove(room, socket):
            self._server.run(self._let_go(room))

    async def users_in(self, room: str) -> set[str]:
        """Who is in a room, on all processes; those of a process that does not answer in time are missing."""
        return await self._control.ask("who", Order(room=room))

    def disconnect_session(self, session_id: str, reason: str = "session_ended") -> None:
        """Close every socket of a sign-in, everywhere."""
        self._control.tell("disconnect", Order(session_id=session_id, reason=reason))

    def sessions_here(self) -> set[str]:
        """The sign-ins that have a socket on this process."""
        everybody = (s for c in self._server.connections() for s in c.sockets.values())
        return {identity.session_id for socket in everybody if (identity := known(socket))}

    def disconnect_session_here(self, session_id: str, reason: str = "session_ended") -> None:
        """Close every socket of a sign-in on this process, where each process hears of its end by itself."""
        self._obey("disconnect", Order(session_id=session_id, reason=reason))

    def disconnect_user(self, user_id: str, reason: str = "signed_out") -> None:
        """Close every socket of a person, everywhere."""
        self._control.tell("disconnect", Order(user_id=user_id, reason=reason))

    def remove_from_room(self, user_id: str, room: str) -> None:
        """Take every socket of a person out of a room, everywhere."""
        self._control.tell("leave", Order(user_id=user_id, room=room))

    # A socket comes and goes.

    async def _connect(self, socket: Socket, auth: bytes) -> None:
        socket.data = Guest()
        try:
            token = msgspec.json.decode(auth, type=_Token).token
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            raise ConnectRefused("The token must be a text.", {"code": "validation_failed"}) from None
        if not token:
            self._unknown.add(socket)
            return
        try:
            await self._become(socket, await self._authenticate(token))
        except Exception as error:  # noqa: BLE001  # whatever it was, the client is told
            told = self._events.explain(error, "connect")
            for room in list(socket.rooms):
                self.leave(socket, room)
            raise ConnectRefused(told.message, {"code": told.code}) from None

    async def _become(self, socket: Socket, identity: Identity) -> None:
        guest = guest_of(socket)
        before = guest.identity
        if before is not None and before.user_id != identity.user_id:
            raise HubError("another_user", "This socket is somebody else's.")
        if identity.expires_at <= time.time():
            raise HubError("token_expired", "This token has expired.")
        guest.identity = identity
        self._expiries.add(identity.expires_at, socket)
        if before is None:
            await self.join(socket, user_room(identity.user_id))
            for arrive in self.on_arrival:
                await arrive(socket, identity)
            self._welcome(socket)

    def _welcome(self, socket: Socket) -> None:
        """Of a socket that says later whose it is, only the second of these calls counts; of the others the first."""
        identity = guest_of(socket).identity
        if identity is not None and socket.is_connected:
            for welcome in self.on_welcome:
                welcome(socket, identity)

    def _disconnect(self, socket: Socket, reason: str) -> None:
        del reason
        for room in list(socket.rooms):
            self.leave(socket, room)
        identity = guest_of(socket).identity
        if identity is not None:
            for depart in self.on_departure:
                depart(socket, identity)

    async def _hear(self, room: str) -> None:
        """Wait until the bus brings a room, together with everybody else who waits for it."""
        if room not in self._heard:
            self._heard[room] = asyncio.ensure_future(self._subscribe(room))
        waiting = self._heard[room]
        if waiting is not None:
            await asyncio.shield(waiting)

    async def _subscribe(self, room: str) -> None:
        this = asyncio.current_task()
        try:
            await self._bus.subscribe(room, self.deliver)
        except BaseException:  # a cancelled one is not heard either; whoever waits is told
            self._heard.pop(room, None)
            raise
        if self._heard.get(room) is this:
            self._heard[room] = None

    async def _let_go(self, room: str) -> None:
        if room not in self.rooms:
            self._heard.pop(room, None)
            await self._bus.unsubscribe(room)

    async def _sign_in(self, socket: Socket, asked: SessionToken) -> SignedIn:
        """`auth`: say who one is, or renew the token before it ends."""
        try:
            await self._become(socket, await self._authenticate(asked.session_token))
        except Exception as error:  # noqa: BLE001  # whatever it was, the client is told
            told = self._events.explain(error, "auth")
            socket.emit("auth:failed", ErrorBody(told.code, told.message))
            raise HubError(told.code, told.message) from None
        signed_in = SignedIn(identity_of(socket).user_id)
        socket.emit("auth:success", signed_in)
        return signed_in

    def _ask_to_leave(self, socket: Socket, _due: float) -> None:
        if socket.is_connected and guest_of(socket).identity is None:
            socket.emit("auth:failed", ErrorBody("unauthenticated", "Sign in first."))
            socket.disconnect(close=True)

    def _expire(self, socket: Socket) -> None:
        """Close a socket whose token was not renewed; a stock client comes back with its newer one."""
        identity = guest_of(socket).identity
        if socket.is_connected and identity is not None and identity.expires_at <= time.time():
            socket.emit("auth:failed", ErrorBody("token_expired", "This token has expired."))
            socket.connection.session.close("token expired")

    # What other processes want.

    async def _let_in(self, socket: Socket, order: Order) -> None:
        await self.join(socket, order.room)
        if order.then is not None and socket.is_connected:
            socket.emit(*order.then)

    def _obey(self, kind: str, order: Order) -> list[str]:
        if kind == "who":
            return sorted({identity.user_id for s in self.rooms.members(order.room) if (identity := known(s))})
        for socket in self._concerned(order):
            if kind == "leave":
                self.leave(socket, order.room)
            elif kind == "join":
                self._server.run(self._let_in(socket, order))
            else:
                socket.emit("auth:failed", ErrorBody(order.reason, "You have been signed out."))
                socket.disconnect(close=True)
        return []

    def _concerned(self, order: Order) -> list[Socket]:
        if order.user_id:
            return self.rooms.members(user_room(order.user_id))
        everybody = [s for c in self._server.connections() for s in c.sockets.values()]
        return [s for s in everybody if (identity := known(s)) and identity.session_id == order.session_id]


def user_room(user_id: str) -> str:
    """The room of all sockets of a person."""
    return f"user:{user_id}"


async def _repeat(seconds: float, work: Callable[[], Awaitable[None]]) -> None:
    while True:
        await asyncio.sleep(seconds)
        try:
            await work()
        except Exception:  # what broke once may work the next time, and the others go on meanwhile
            log.exception("what is done every %s seconds failed", seconds)
