"""The request with which a client begins, or goes on: one set of rules for both transports."""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

if TYPE_CHECKING:
    from mingle.realtime.engine import Engine, Session

PROTOCOL = "4"


@dataclass(frozen=True)
class Refusal(Exception):
    """Why a request is not served, in the words and numbers of Socket.IO's own server."""

    code: int
    message: str
    status: int = 400
    retry_after: int = 0
    """After how many seconds another try makes sense; 0: nobody knows."""

    @property
    def body(self) -> bytes:
        """What the client is told."""
        return b'{"code":%d,"message":"%s"}' % (self.code, self.message.encode())


UNKNOWN_TRANSPORT = Refusal(0, "Transport unknown")
UNKNOWN_SESSION = Refusal(1, "Session ID unknown")
BAD_METHOD = Refusal(2, "Bad handshake method")
BAD_REQUEST = Refusal(3, "Bad request")
FORBIDDEN = Refusal(4, "Forbidden", 403)
UNSUPPORTED_VERSION = Refusal(5, "Unsupported protocol version")
LEAVING = Refusal(3, "This server is shutting down", 503)
TOO_LARGE = Refusal(3, "Payload too large", 413)


@dataclass(frozen=True)
class Query:
    """What stands behind the question mark."""

    transport: str
    sid: str | None


def parse_query(query_string: str, transport: str) -> Query:
    """Read the query of a request for one of the transports.

    Raises:
        Refusal: it is not for this protocol, or for another transport.
    """
    try:
        query = parse_qs(query_string, max_num_fields=32)
    except ValueError:
        raise BAD_REQUEST from None
    if query.get("EIO") != [PROTOCOL]:
        raise UNSUPPORTED_VERSION
    if query.get("transport") != [transport]:
        raise UNKNOWN_TRANSPORT
    return Query(transport, query.get("sid", [None])[-1])


def check_origin(engine: "Engine", origin: str, host: str) -> None:
    """Let a page connect only where it may.

    Raises:
        Refusal: it may not.
    """
    if origin and not engine.options.allows_origin(origin, host):
        raise FORBIDDEN


def check_rate(engine: "Engine", address: str) -> None:
    """Let an address open only so many sessions.

    Raises:
        Refusal: it must wait; a stock client tries again by itself.
    """
    wait = engine.options.must_wait(address)
    if wait > 0:
        raise Refusal(3, "Too many handshakes. Wait a moment.", 429, math.ceil(wait))


def client_address(engine: "Engine", peer: str, forwarded_for: str) -> str:
    """Where a connection comes from: of the addresses that proxies noted, the last that is not a trusted proxy's."""
    address = peer
    for noted in reversed(forwarded_for.split(",") if forwarded_for else []):
        if not engine.options.is_trusted_proxy(address):
            break
        address = noted.strip()
    return address


def find_session(engine: "Engine", sid: str) -> "Session":
    """The session that a request goes on with.

    Raises:
        Refusal: it is over, or another process's.
    """
    session = engine.sessions.get(sid)
    if session is None:
        raise UNKNOWN_SESSION
    return session
