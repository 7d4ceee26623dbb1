"""Who a socket is, and the words for what may go wrong: what an application hands to the hub."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

import msgspec

if TYPE_CHECKING:
    from mingle.realtime.sockets import Socket


@dataclass(frozen=True, slots=True)
class Identity:
    """Whose socket it is.

    Attributes:
        user_id: the person.
        session_id: the sign-in that the token came from; ending it closes its sockets.
        expires_at: when the token is worth nothing any more, in seconds since 1970.
        actor: whatever the application wants to find again at the socket.
    """

    user_id: str
    session_id: str
    expires_at: float
    actor: Any = None


class Authenticate(Protocol):
    """Tells whose a token is."""

    async def __call__(self, token: str) -> Identity:
        """Whose it is; raises what `Conventions.explain` has words for."""
        ...


class ErrorBody(msgspec.Struct, omit_defaults=True):
    """What a client is told of an error."""

    code: str
    message: str
    details: Sequence[Any] = ()


class EventFailed(msgspec.Struct, omit_defaults=True):
    """The event `error`: what a client is told of an event that wanted no answer."""

    event: str
    code: str
    message: str
    details: Sequence[Any] = ()


class SignedIn(msgspec.Struct, rename="camel"):
    """The event `auth:success`: whose the socket is."""

    user_id: str


class HubError(Exception):
    """Something that a client is told, where the application has no error of its own."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class Bus(Protocol):
    """Carries events from process to process. Whatever is published arrives at whoever is subscribed, itself too."""

    def publish(self, room: str, packet: bytes) -> None:
        """Tell a room; never waits, never fails."""
        ...

    async def subscribe(self, room: str, handler: Callable[[str, bytes], None]) -> None:
        """Hear a room: when this returns, later events arrive."""
        ...

    async def unsubscribe(self, room: str) -> None:
        """Stop hearing a room."""
        ...

    async def listeners(self, room: str) -> int:
        """How many processes hear a room."""
        ...


class LocalBus:
    """A bus for one process alone."""

    def __init__(self) -> None:
        self._handlers: dict[str, Callable[[str, bytes], None]] = {}

    def publish(self, room: str, packet: bytes) -> None:
        """Tell a room."""
        handler = self._handlers.get(room)
        if handler is not None:
            handler(room, packet)

    async def subscribe(self, room: str, handler: Callable[[str, bytes], None]) -> None:
        """Hear a room."""
        self._handlers[room] = handler

    async def unsubscribe(self, room: str) -> None:
        """Stop hearing a room."""
        self._handlers.pop(room, None)

    async def listeners(self, room: str) -> int:
        """Whether this process hears it."""
        return int(room in self._handlers)


def decode_plainly(raw: bytes, kind: Any) -> Any:
    """Decode JSON, with msgspec's own words for what is wrong."""
    try:
        return msgspec.json.decode(raw, type=kind)
    except RecursionError:
        raise HubError("validation_failed", "It is nested too deeply.") from None
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise HubError("validation_failed", str(error)) from None


def explain_plainly(error: Exception) -> ErrorBody | None:
    """Words for the hub's own errors."""
    return ErrorBody(error.code, error.message) if isinstance(error, HubError) else None


@dataclass(frozen=True)
class Conventions:
    """How the application speaks.

    Attributes:
        decode: JSON into a type; raises what `explain` has words for.
        explain: what a client is told of an exception, or None where that is nobody's business: it is logged.
        around: what surrounds the handling of an event.
    """

    decode: Callable[[bytes, Any], Any] = decode_plainly
    explain: Callable[[Exception], ErrorBody | None] = explain_plainly
    around: Callable[["Socket", str], AbstractContextManager[object]] = field(
        default=lambda _socket, _event: nullcontext()
    )
