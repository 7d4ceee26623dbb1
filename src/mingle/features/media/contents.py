"""An answer that is a file: whole, in part, or not at all where the client has it already (RFC 9110, 13 and 14)."""

import re
from collections.abc import Mapping

from litestar.types import Receive, Scope, Send

from mingle.features.media.errors import RangeNotSatisfiable
from mingle.kernel.reading import OpenFile

_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


class Contents:
    """Sends an open file, and closes it.

    Args:
        file: what to send.
        asked: the request's headers.
        headers: the answer's own, beside those that the file and the request decide.

    Raises:
        RangeNotSatisfiable: the client asks for a part that is not there.
    """

    def __init__(self, file: OpenFile, asked: Mapping[str, str], headers: Mapping[str, str]) -> None:
        self._file = file
        etag = f'"{file.etag}"'
        self._headers = {**headers, "etag": etag, "accept-ranges": "bytes"}
        self._start, self._stop, self._status = 0, file.size, 200
        if _names(asked.get("if-none-match", ""), etag):
            self._status, self._stop = 304, 0
            del self._headers["content-type"]
            return
        part = _part(asked.get("range", ""), file.size) if asked.get("if-range", etag) == etag else None
        if part is not None:
            self._status, (self._start, self._stop) = 206, part
            self._headers["content-range"] = f"bytes {self._start}-{self._stop - 1}/{file.size}"
        self._headers["content-length"] = str(self._stop - self._start)

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        """Send it piece by piece, as fast as the client takes it."""
        try:
            headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in self._headers.items()]
            await send({"type": "http.response.start", "status": self._status, "headers": headers})
            at = self._start
            if at == self._stop:
                await send({"type": "http.response.body", "body": b"", "more_body": False})
                return
            async for data in self._file.read(at, self._stop):
                at += len(data)
                await send({"type": "http.response.body", "body": data, "more_body": at < self._stop})
        finally:
            self._file.close()


def _names(header: str, etag: str) -> bool:
    """Whether `If-None-Match` names a tag; this comparison is the weak one."""
    tags = {tag.strip().removeprefix("W/") for tag in header.split(",")}
    return etag in tags or "*" in tags


def _part(header: str, size: int) -> tuple[int, int] | None:
    """From which offset to before which; None for the whole, also where several parts are asked for."""
    match = _RANGE.fullmatch(header)
    if match is None or match[0] == "bytes=-":
        return None
    first, last = match[1], match[2]
    if first and last and int(last) < int(first):
        return None
    start = int(first) if first else max(0, size - int(last))
    stop = min(int(last) + 1, size) if first and last else size
    if start >= stop:
        raise RangeNotSatisfiable
    return start, stop
