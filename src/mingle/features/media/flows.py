"""Bytes on their way into the store: no transaction is open while they travel."""

from collections.abc import AsyncIterator, Awaitable, Callable
from uuid import UUID

from mingle.features.media import policy, queries, service, upload_queries
from mingle.features.media.errors import FileTooLarge, OffsetMismatch, UploadExpired
from mingle.features.media.models import Draft, FileRow, Part, Upload
from mingle.features.media.processing import Kind, Limits, sniff
from mingle.kernel import clock
from mingle.kernel.db import Tx
from mingle.kernel.errors import NotFound
from mingle.kernel.files import Files
from mingle.kernel.ids import new_id
from mingle.kernel.resources import Resources

PIECE_BYTES = 4 * 1024 * 1024
"""So much of an upload is held in memory, and is lost at most when a server dies."""

Keep = Callable[[Part, bytes], Awaitable[None]]
AndThen = Callable[[Tx, FileRow], Awaitable[None]]
"""What another feature does with a file in the transaction in which it comes to be."""


class Broken(Exception):
    """The client is gone before the end of what it wanted to send."""


class Pieces:
    """Writes a stream to the store in pieces, each under a key of its own, which nobody else can write to.

    Args:
        files: the store.
        upload_id: whose pieces they are.
        start: the offset of the first byte.
        keep: told of each piece once it is stored for good. What it raises undoes that piece, and ends the stream.
    """

    def __init__(self, files: Files, upload_id: UUID, start: int, keep: Keep) -> None:
        self._files = files
        self._upload_id = upload_id
        self._stored = start
        self._keep = keep
        self._held: list[bytes] = []
        self._held_size = 0

    @property
    def offset(self) -> int:
        """Where the next byte belongs."""
        return self._stored + self._held_size

    async def write(self, data: bytes | bytearray) -> None:
        """Take some bytes; store them when there are enough for a piece."""
        self._held.append(bytes(data))
        self._held_size += len(data)
        if self._held_size >= PIECE_BYTES:
            await self.flush()

    async def flush(self) -> None:
        """Store what is held, however little it is."""
        if not self._held_size:
            return
        data = b"".join(self._held)
        self._held, self._held_size = [], 0
        key = f"uploads/{self._upload_id}/{self._stored}-{new_id().hex}"
        part = Part(self._stored, len(data), key)
        await self._files.put(key, data)
        try:
            await self._keep(part, data)
        except BaseException:
            await self._files.delete([key])
            raise
        self._stored += len(data)


def recognise(draft: Draft | Upload, head: bytes, size: int, limits: Limits) -> Kind:
    """What a file seems to be by its first bytes, and whether it is taken. Processing has the last word.

    Raises:
        WrongKind, FileTooLarge: it is clear already that it is not.
    """
    kind = sniff(head[: policy.HEAD_BYTES]).kind
    if draft.is_voice and kind in (Kind.AUDIO, Kind.VIDEO):  # a browser's recorder writes containers of video
        kind = Kind.VOICE
    if len(head) >= min(policy.HEAD_BYTES, size):
        policy.require_kind(draft.purpose, kind)
        policy.require_size(draft.purpose, limits, size, kind)
    return kind


class WholeFile:
    """A file that comes in one go: nothing is noted of it before its last byte is here."""

    def __init__(self, resources: Resources, owner_id: UUID, most_bytes: int) -> None:
        self._resources = resources
        self._owner_id = owner_id
        self._id = new_id()
        self._most_bytes = most_bytes
        self._parts: list[Part] = []
        self._head = b""
        self._pieces = Pieces(resources.files, self._id, 0, self._keep)

    async def write(self, data: bytes | bytearray) -> None:
        """Take some bytes.

        Raises:
            FileTooLarge: there are more than can ever be accepted.
        """
        if self._pieces.offset + len(data) > self._most_bytes:
            raise FileTooLarge(self._most_bytes)
        if len(self._head) < policy.HEAD_BYTES:
            self._head += bytes(data[: policy.HEAD_BYTES - len(self._head)])
        await self._pieces.write(data)

    async def accept(self, draft: Draft, and_then: AndThen | None) -> FileRow:
        """Make a file of what has come.

        Raises:
            EmptyFile, FileTooLarge, WrongKind, QuotaReached: it is not taken.
        """
        await self._pieces.flush()
        settings = self._resources.settings
        size = self._pieces.offset
        policy.require_size(draft.purpose, policy.limits(settings), size)
        kind = recognise(draft, self._head, size, policy.limits(settings))
        async with self._resources.db.transaction() as tx:
            await service.begin_upload(tx, self._owner_id, self._id, draft, size, settings)
            for part in self._parts:
                await service.count_in(tx, self._resources.signer, self._id, part, kind)
            file = await queries.find_file(tx, self._id)
            assert file is not None
            if and_then is not None:
                await and_then(tx, file)
        return file

    async def discard(self) -> None:
        """Remove what has come."""
        await self._resources.files.delete([part.key for part in self._parts])

    async def _keep(self, part: Part, _data: bytes) -> None:
        self._parts.append(part)


async def begin(
    resources: Resources, owner_id: UUID, draft: Draft, length: int, chunks: AsyncIterator[bytes]
) -> Upload:
    """Begin an upload that may be resumed, with as much of it as comes along.

    Raises:
        EmptyFile, FileTooLarge, WrongKind, QuotaReached: it is not taken.
    """
    async with resources.db.transaction() as tx:
        upload = await service.begin_upload(tx, owner_id, new_id(), draft, length, resources.settings)
    return await _append(resources, upload, chunks)


async def resume(
    resources: Resources, owner_id: UUID, upload_id: UUID, offset: int, chunks: AsyncIterator[bytes]
) -> Upload:
    """Go on with an upload where it stands. What has come when the client breaks off is kept.

    Raises:
        NotFound: there is none, or it is somebody else's.
        UploadExpired: it was begun too long ago.
        OffsetMismatch: it stands elsewhere, or somebody else goes on with it at the same time.
        FileTooLarge: more comes than was said.
        WrongKind: its content is not taken for its purpose.
    """
    upload = await find(resources, owner_id, upload_id)
    if upload.received != offset:
        raise OffsetMismatch
    return await _append(resources, upload, chunks)


async def find(resources: Resources, owner_id: UUID, upload_id: UUID) -> Upload:
    """Somebody's own upload.

    Raises:
        NotFound: there is none, or it is somebody else's.
        UploadExpired: it was begun too long ago.
    """
    async with resources.db.read() as conn:
        upload = await upload_queries.find_upload(conn, upload_id)
    if upload is None or upload.owner_id != owner_id:
        raise NotFound
    if upload.expires_at <= clock.now() and not upload.is_whole:
        raise UploadExpired
    return upload


async def _append(resources: Resources, upload: Upload, chunks: AsyncIterator[bytes]) -> Upload:
    limits = policy.limits(resources.settings)

    async def keep(part: Part, data: bytes) -> None:
        nonlocal upload
        kind = recognise(upload, data, upload.length, limits) if part.start == 0 else None
        async with resources.db.transaction() as tx:
            upload = await service.count_in(tx, resources.signer, upload.id, part, kind)

    pieces = Pieces(resources.files, upload.id, upload.received, keep)
    try:
        async for chunk in chunks:
            if pieces.offset + len(chunk) > upload.length:
                raise FileTooLarge(upload.length)
            await pieces.write(chunk)
    except Broken:
        pass
    await pieces.flush()
    return upload
