"""Files: bytes under a key, on local disk or any S3, behind one small interface."""

import asyncio
import os
import re
import time
from collections.abc import AsyncGenerator, AsyncIterator, Generator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

import msgspec
import obstore
from obstore.store import LocalStore, S3Store

from mingle.kernel.errors import NotFound, Unavailable
from mingle.kernel.log import get_logger
from mingle.kernel.reading import LocalFile, OpenFile, RemoteFile
from mingle.settings import Settings

if TYPE_CHECKING:
    from obstore import Attributes, GetOptions
    from obstore.store import S3Config

log = get_logger(__name__)

_KEY = re.compile(r"[a-z0-9][a-z0-9._-]*(/[a-z0-9][a-z0-9._-]*)*")
KEY_MAX_LENGTH = 200
CHUNK_BYTES = 256 * 1024
CONNECT_SECONDS = 5
SILENCE_SECONDS = 20
"""A store that says nothing for so long is taken for lost."""
RETRIES = 2
SETTLING_SECONDS = 0.05
_NO_HEADERS: Mapping[str, str] = MappingProxyType({})


class StoredFile(msgspec.Struct, frozen=True):
    """What the store knows of a file."""

    key: str
    size: int
    """In bytes."""
    modified_at: datetime
    etag: str = ""
    """Another one when the content is another; without the quotes that HTTP puts around it."""


class Files:
    """The store. Keys are lower-case paths such as `photos/0190…/card.avif`."""

    def __init__(self, store: LocalStore | S3Store) -> None:
        self._store = store
        self._folder = store.prefix if isinstance(store, LocalStore) else None
        self._last_used = -SETTLING_SECONDS

    async def close(self) -> None:
        """Let the store's threads come to rest: a Python that ends while they still let go of its objects aborts."""
        await asyncio.sleep(max(0.0, self._last_used + SETTLING_SECONDS - time.monotonic()))

    async def put(self, key: str, data: bytes | AsyncIterator[bytes], headers: Mapping[str, str] = _NO_HEADERS) -> None:
        """Write a file whole: readers see the old one or the new one, never a part. A stream is not held in memory.

        When this returns, the file outlives the process, and on a local disk a loss of power as well.

        Args:
            key: its key.
            data: its bytes.
            headers: with which an S3 answers who fetches it by `signed_url`, such as `Content-Type`.

        Raises:
            Unavailable: the store did not take it.
        """
        source = data if isinstance(data, bytes) else _Source(data)
        attributes: Attributes | None = None if self._folder else dict(headers) or None
        try:
            with self._translated():
                await obstore.put_async(self._store, _checked(key), source, attributes=attributes)
                if self._folder is not None:
                    await asyncio.to_thread(_write_through, self._folder / key)
        except (NotFound, Unavailable):
            if isinstance(source, _Source) and source.error is not None:
                raise source.error from None
            raise
        finally:
            if isinstance(source, _Source):
                await source.close()

    async def get(self, key: str) -> bytes:
        """A file's bytes.

        Raises:
            NotFound: there is none.
        """
        with self._translated():
            result = await obstore.get_async(self._store, _checked(key))
            return bytes(await result.bytes_async())

    async def stream(self, key: str, start: int = 0, stop: int | None = None) -> AsyncGenerator[bytes]:
        """A file's bytes, piece by piece; with `start` and `stop`, those from one offset to before another.

        Raises:
            NotFound: there is none.
        """
        part: GetOptions = {}
        if stop is not None:
            part = {"range": (start, stop)}
        elif start:
            part = {"range": {"offset": start}}
        with self._translated():
            result = await obstore.get_async(self._store, _checked(key), options=part)
            async for chunk in result.stream(min_chunk_size=CHUNK_BYTES):
                yield bytes(chunk)

    async def stat(self, key: str) -> StoredFile:
        """What the store knows of a file.

        Raises:
            NotFound: there is none.
        """
        with self._translated():
            meta = await obstore.head_async(self._store, _checked(key))
            return StoredFile(meta["path"], meta["size"], meta["last_modified"], (meta["e_tag"] or "").strip('"'))

    async def open(self, key: str) -> OpenFile:
        """A file, open for reading; whoever opens it closes it.

        Raises:
            NotFound: there is none.
        """
        with self._translated():
            if self._folder is not None:
                return LocalFile(self._folder / _checked(key))
        found = await self.stat(key)
        return RemoteFile(found.size, found.etag, lambda start, stop: self.stream(key, start, stop))

    async def delete(self, keys: Sequence[str]) -> None:
        """Remove files; those that are not there are no error."""
        for key in keys:
            with suppress(NotFound), self._translated():
                await obstore.delete_async(self._store, _checked(key))

    async def list(self, prefix: str = "") -> AsyncGenerator[StoredFile]:
        """Every file below a prefix, in no order."""
        with self._translated():
            found = obstore.list(self._store, _checked(prefix) if prefix else None)  # pyright: ignore[reportUnknownMemberType]
            async for batch in found:
                for meta in batch:
                    yield StoredFile(meta["path"], meta["size"], meta["last_modified"])

    async def signed_url(self, key: str, expires_in: timedelta) -> str | None:
        """A URL straight to the store that stops working after a while; None where the store is a local disk."""
        key = _checked(key)
        if isinstance(self._store, LocalStore):
            return None
        with self._translated():
            return await obstore.sign_async(self._store, "GET", key, expires_in)

    async def check(self) -> None:
        """See that the store can be written and read.

        Raises:
            Unavailable: it cannot.
        """
        with self._translated():
            await obstore.put_async(self._store, "health", b"ok")
            await obstore.head_async(self._store, "health")

    @contextmanager
    def _translated(self) -> Generator[None]:
        """The store's errors become ours."""
        try:
            yield
        except FileNotFoundError as error:
            raise NotFound from error
        except (obstore.exceptions.BaseError, OSError) as error:
            log.warning("the store of files could not do it", error=type(error).__name__)
            raise Unavailable from error
        finally:
            self._last_used = time.monotonic()


class _Source:
    """A stream on its way to the store. It remembers its own error, which must not be taken for the store's."""

    def __init__(self, chunks: AsyncIterator[bytes]) -> None:
        self._chunks = chunks
        self.error: Exception | None = None
        self._reading: asyncio.Task[Any] | None = None

    async def close(self) -> None:
        """End the wait for the next piece: the store abandons it when an upload is given up."""
        if self._reading is not None and not self._reading.done():
            self._reading.cancel()
            await asyncio.wait({self._reading})

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self

    async def __anext__(self) -> bytes:
        self._reading = asyncio.current_task()
        try:
            return await anext(self._chunks)
        except StopAsyncIteration:
            raise
        except Exception as error:
            self.error = error
            raise


def _write_through(path: Path) -> None:
    """Have the disk hold what the system may still hold back: the bytes, and the name in its folder."""
    for place in (path, path.parent):
        descriptor = os.open(place, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _checked(key: str) -> str:
    if len(key) > KEY_MAX_LENGTH or _KEY.fullmatch(key) is None or ".." in key:
        msg = f"not a key of the store: {key!r}"
        raise ValueError(msg)
    return key


def open_files(settings: Settings) -> Files:
    """The store that the settings name.

    Raises:
        ValueError: the URL is of a kind that is not known, or names no bucket.
    """
    url = urlsplit(settings.storage_url or (settings.data_dir.resolve() / "files").as_uri())
    if url.scheme == "file":
        folder = Path(unquote(url.path))
        folder.mkdir(parents=True, exist_ok=True)
        return Files(LocalStore(folder, automatic_cleanup=True))
    if url.scheme == "s3":
        if not url.netloc:
            msg = "MINGLE_STORAGE_URL names no bucket: s3://bucket/prefix"
            raise ValueError(msg)
        return Files(_s3(settings, url.netloc, url.path.strip("/")))
    msg = f"MINGLE_STORAGE_URL begins with file:// or s3://, not {url.scheme}://"
    raise ValueError(msg)


def storage_origin(settings: Settings) -> str:
    """Where browsers fetch files from themselves; empty where it is from us."""
    if not settings.storage_url.startswith("s3:") or not settings.storage_direct:
        return ""
    if not settings.storage_endpoint:
        return f"https://s3.{settings.storage_region}.amazonaws.com"
    endpoint = urlsplit(settings.storage_endpoint)
    return f"{endpoint.scheme}://{endpoint.netloc}"


def _s3(settings: Settings, bucket: str, prefix: str) -> S3Store:
    endpoint = settings.storage_endpoint
    given: S3Config = {"region": settings.storage_region}
    if endpoint:
        given |= {"endpoint": endpoint, "virtual_hosted_style_request": False}
    if settings.storage_access_key.get_secret_value():  # else those of the machine's role
        given |= {
            "access_key_id": settings.storage_access_key.get_secret_value(),
            "secret_access_key": settings.storage_secret_key.get_secret_value(),
        }
    return S3Store(
        bucket,
        prefix=prefix or None,
        config=given,
        client_options={
            "allow_http": endpoint.startswith("http://"),
            "connect_timeout": timedelta(seconds=CONNECT_SECONDS),
            "read_timeout": timedelta(seconds=SILENCE_SECONDS),
            "timeout": timedelta(hours=1),  # of a whole transfer: a large video takes its time
        },
        retry_config={"max_retries": RETRIES, "retry_timeout": timedelta(seconds=SILENCE_SECONDS)},
    )
