"""Fetching what somebody else names: bounded in time and size, and never from inside one's own network.

A name is resolved once, all of its addresses are judged, and the connection goes to one of the very addresses that
were judged: a name that is answered differently a moment later (DNS rebinding) leads nowhere. Each redirection begins
anew. Nothing of ours goes along: no cookie, no proxy, no credentials.
"""

import asyncio
import socket
import ssl
import zlib
from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

import httpcore
import httpx

from mingle.kernel.addresses import is_public
from mingle.kernel.outbound import tls

PORTS: Final = {"http": 80, "https": 443}
MOST_REDIRECTS: Final = 3
MOST_ADDRESSES: Final = 4
MAX_URL_LENGTH: Final = 2000
_CONNECT_SECONDS: Final = 2.0
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_COMPRESSED_SLACK: Final = 64 * 1024

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
"""The addresses of a name, for a port; raises `OSError` where there are none."""


class NotFetched(Exception):
    """What was asked for cannot be had, or must not be asked for.

    Attributes:
        reason: a word that says why.
    """

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


@dataclass(frozen=True)
class Fetched:
    """What was found.

    Attributes:
        url: where, after all redirections.
        mime: its type, in lower case, without parameters.
        charset: what the server says of it; empty where it says nothing.
        body: its bytes, decompressed.
    """

    url: str
    mime: str
    charset: str
    body: bytes


async def resolve(host: str, port: int) -> list[str]:
    """Ask the system. Hosts that are numbers, in whatever notation, become addresses here too."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(one[4][0]) for one in found))


class Fetcher:
    """Fetches pages and pictures.

    Args:
        agent: who asks, as servers are told (`User-Agent`).
        resolve: finds the addresses of a name.
        allow: addresses and ports that may be asked though they are not public; for tests, which serve on this machine.
        context: the certificates that are trusted; those of the system by default.
    """

    def __init__(
        self,
        agent: str,
        resolve: Resolve = resolve,
        allow: Collection[tuple[str, int]] = (),
        context: ssl.SSLContext | None = None,
    ) -> None:
        self._agent = agent
        self._context = context
        self._allow = frozenset(allow)
        self._backend = _JudgingBackend(resolve, self._allow)

    async def fetch(
        self, url: str, mimes: Collection[str], most_bytes: int, *, cuts: bool = False, seconds: float = 5.0
    ) -> Fetched:
        """What stands at an address.

        Args:
            url: its address, as somebody wrote it.
            mimes: the types that are any use.
            most_bytes: how much is taken, after decompression.
            cuts: whether of more than that the beginning is enough.
            seconds: how long it may take, with all redirections.

        Raises:
            NotFetched: it cannot be had within these bounds, or must not be asked for.
        """
        try:
            async with asyncio.timeout(seconds):
                return await self._follow(url, mimes, most_bytes, cuts=cuts)
        except TimeoutError as error:
            raise NotFetched("too_slow") from error
        except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError, OSError, zlib.error) as error:
            raise NotFetched("unreachable") from error

    async def _follow(self, url: str, mimes: Collection[str], most_bytes: int, *, cuts: bool) -> Fetched:
        here = self._sound(url)
        for _ in range(MOST_REDIRECTS + 1):
            async with (
                httpcore.AsyncConnectionPool(
                    self._context or tls(), max_connections=1, network_backend=self._backend
                ) as pool,
                pool.stream("GET", _address(here), headers=self._headers(here, mimes)) as answer,
            ):
                if answer.status not in _REDIRECTS:
                    mime, charset = _type(_header(answer, b"content-type"))
                    if answer.status != 200:
                        raise NotFetched("bad_status")
                    if mime not in mimes:
                        raise NotFetched("wrong_type")
                    return Fetched(str(here), mime, charset, await _body(answer, most_bytes, cuts=cuts))
                there = _header(answer, b"location")
            here = self._sound(there, here)
        raise NotFetched("too_many_redirects")

    def _sound(self, url: str, base: httpx.URL | None = None) -> httpx.URL:
        """An address that may be asked, as far as that can be seen of it."""
        try:
            found = httpx.URL(url) if base is None else base.join(url)
        except (httpx.InvalidURL, ValueError, TypeError) as error:
            raise NotFetched("bad_url") from error
        port = found.port or PORTS.get(found.scheme)
        if found.scheme not in PORTS or not found.host or found.userinfo or len(str(found)) > MAX_URL_LENGTH:
            raise NotFetched("bad_url")
        if port not in PORTS.values() and port not in {allowed for _, allowed in self._allow}:
            raise NotFetched("bad_port")
        return found

    def _headers(self, url: httpx.URL, mimes: Iterable[str]) -> list[tuple[bytes, bytes]]:
        return [
            (b"Host", url.netloc),
            (b"User-Agent", self._agent.encode()),
            (b"Accept", ", ".join(sorted(mimes)).encode()),
            (b"Accept-Encoding", b"gzip"),
            (b"Connection", b"close"),
        ]


class _JudgingBackend(httpcore.AsyncNetworkBackend):
    """Resolves names, and connects to no address that has not been judged."""

    def __init__(self, resolve: Resolve, allow: frozenset[tuple[str, int]]) -> None:
        self._resolve = resolve
        self._allow = allow
        self._network = cast("httpcore.AsyncNetworkBackend", httpcore.AnyIOBackend())

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's signature
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to one of a name's addresses; one that must not be asked rules out the name."""
        del timeout, local_address, socket_options
        try:
            addresses = await self._resolve(host, port)
        except (OSError, ValueError) as error:
            raise NotFetched("unresolved") from error
        if not all(is_public(one) or (one, port) in self._allow for one in addresses):
            raise NotFetched("refused_address")
        for address in addresses[:MOST_ADDRESSES]:
            try:
                return await self._network.connect_tcp(address, port, timeout=_CONNECT_SECONDS)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        raise NotFetched("unreachable")

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await self._network.sleep(seconds)


async def _body(answer: httpcore.Response, most_bytes: int, *, cuts: bool) -> bytes:
    """The body, decompressed as it comes and no further than it may be long."""
    coding = _header(answer, b"content-encoding").strip().lower()
    if coding not in ("", "identity", "gzip", "x-gzip"):
        raise NotFetched("wrong_type")
    unzip = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS) if "gzip" in coding else None
    body, received = bytearray(), 0
    async for piece in answer.aiter_stream():
        received += len(piece)
        room = most_bytes + 1 - len(body)
        body += piece[:room] if unzip is None else unzip.decompress(piece, room)
        if len(body) > most_bytes or received > most_bytes + _COMPRESSED_SLACK:
            if not cuts:
                raise NotFetched("too_large")
            break
    return bytes(body[:most_bytes])


def _address(url: httpx.URL) -> httpcore.URL:
    return httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)


def _header(answer: httpcore.Response, name: bytes) -> str:
    return next((value.decode("utf-8", "replace") for key, value in answer.headers if key.lower() == name), "")


def _type(said: str) -> tuple[str, str]:
    """The type and the charset of a `Content-Type`."""
    mime, _, parameters = said.partition(";")
    charset = parameters.lower().partition("charset=")[2].partition(";")[0].strip(" \"'")
    return mime.strip().lower(), charset
