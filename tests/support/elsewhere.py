"""The web of others, in miniature: servers on this machine, and the names that lead there, or wherever a test says."""

import asyncio
import ssl
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from mingle.kernel.fetching import Fetcher

HERE = "127.0.0.1"
Serve = Callable[[asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Elsewhere:
    """A server of somebody else's.

    Attributes:
        port: where it listens.
        pages: what it answers, by path: raw bytes, or a function that writes them.
        names: what a name resolves to, one answer after the other, of which the last one stays.
        asked: every request, as it came.
        resolved: every name that was looked up.
    """

    port: int = 0
    pages: dict[str, bytes | Serve] = field(default_factory=dict[str, bytes | Serve])
    names: dict[str, list[Sequence[str]]] = field(default_factory=dict[str, list[Sequence[str]]])
    asked: list[str] = field(default_factory=list[str])
    resolved: list[str] = field(default_factory=list[str])

    def url(self, path: str = "/", host: str = "news.example", scheme: str = "http") -> str:
        """The address of a page."""
        return f"{scheme}://{host}:{self.port}{path}"

    def fetcher(self, context: ssl.SSLContext | None = None) -> Fetcher:
        """What fetches from here, and otherwise from public addresses alone."""
        return Fetcher("Mingle", self.resolve, [(HERE, self.port)], context)

    async def resolve(self, host: str, _port: int) -> Sequence[str]:
        """What a name leads to."""
        self.resolved.append(host)
        answers = self.names.get(host, [[HERE]])
        return answers.pop(0) if len(answers) > 1 else answers[0]

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request, as the test wants it."""
        try:
            request = (await reader.readuntil(b"\r\n\r\n")).decode()
            self.asked.append(request)
            page = self.pages.get(request.split(" ")[1], answer("", status="404 Not Found"))
            if isinstance(page, bytes):
                writer.write(page)
                await writer.drain()
            else:
                await page(writer)
        except (OSError, asyncio.IncompleteReadError):
            pass  # who asked is gone
        finally:
            writer.close()


@asynccontextmanager
async def elsewhere(context: ssl.SSLContext | None = None) -> AsyncGenerator[Elsewhere]:
    """Serve, with TLS where there is a certificate for it."""
    found = Elsewhere()
    server = await asyncio.start_server(found.answer, HERE, 0, ssl=context)
    found.port = server.sockets[0].getsockname()[1]
    async with server:
        yield found


def answer(
    body: str | bytes, *, status: str = "200 OK", mime: str = "text/html; charset=utf-8", more: str = ""
) -> bytes:
    """A whole answer."""
    content = body.encode() if isinstance(body, str) else body
    head = f"HTTP/1.1 {status}\r\nContent-Type: {mime}\r\nContent-Length: {len(content)}\r\n{more}\r\n"
    return head.encode() + content


def moved(to: str) -> bytes:
    """A redirection."""
    return answer("", status="302 Found", more=f"Location: {to}\r\n")
