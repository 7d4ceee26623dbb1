"""ClamAV's daemon, over its own protocol (clamd(8), INSTREAM): the file is streamed, never held in memory."""

import asyncio
import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

from mingle.features.media.processing.screening import NotScanned, ScreeningUnavailable

DEFAULT_PORT = 3310
CHUNK_BYTES = 256 * 1024
ANSWER_SECONDS = 120
_FOUND = re.compile(r"stream: (.+) FOUND")


class Clamd:
    """A clamd at `tcp://host:3310` or `unix:///path/to/socket`."""

    def __init__(self, url: str, answer_seconds: float = ANSWER_SECONDS) -> None:
        self._url = urlsplit(url)
        self._answer_seconds = answer_seconds

    async def scan(self, file: Path) -> str | None:
        """The name of the virus in a file; None where there is none.

        Raises:
            NotScanned: the file is larger than what this clamd takes.
            ScreeningUnavailable: it does not answer, or could not do it.
        """
        try:
            async with asyncio.timeout(self._answer_seconds):
                answer = await self._ask(file)
        except (OSError, TimeoutError, asyncio.LimitOverrunError) as error:
            raise ScreeningUnavailable from error
        found = _FOUND.fullmatch(answer)
        if found:
            return found[1]
        if answer == "stream: OK":
            return None
        if "size limit exceeded" in answer:
            raise NotScanned
        raise ScreeningUnavailable

    async def _ask(self, file: Path) -> str:
        reader, writer = await self._connect()
        try:
            answering = asyncio.ensure_future(reader.read(4096))
            try:
                await _send(file, writer, answering)
                return (await answering).rstrip(b"\0\n").decode(errors="replace").strip()
            finally:
                answering.cancel()
        finally:
            writer.close()

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self._url.scheme == "unix":
            return await asyncio.open_unix_connection(unquote(self._url.path))
        return await asyncio.open_connection(self._url.hostname, self._url.port or DEFAULT_PORT)


async def _send(file: Path, writer: asyncio.StreamWriter, answering: asyncio.Future[bytes]) -> None:
    """Pieces, each after its length, and a length of zero. clamd answers early and hangs up where it is too much."""
    writer.write(b"zINSTREAM\0")
    with await asyncio.to_thread(file.open, "rb") as source:
        while not answering.done() and (piece := await asyncio.to_thread(source.read, CHUNK_BYTES)):
            writer.write(len(piece).to_bytes(4, "big") + piece)
            try:
                await writer.drain()
            except ConnectionError:
                return
    writer.write(bytes(4))
