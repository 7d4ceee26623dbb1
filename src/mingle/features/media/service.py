"""The story of every file: how it comes in, who may use it, and how its owner takes it back."""

from collections.abc import Collection
from datetime import datetime, time, timedelta
from typing import TypedDict
from uuid import UUID

from mingle.features.media import jobs, policy, queries, state_service, upload_queries
from mingle.features.media.errors import FileInUse, OffsetMismatch, QuotaReached
from mingle.features.media.models import Draft, FileRow, Part, Upload
from mingle.features.media.processing import Kind
from mingle.kernel import clock
from mingle.kernel.db import Conn, Tx
from mingle.kernel.errors import NotFound
from mingle.kernel.security import Signer
from mingle.settings import Settings


async def require_quota(conn: Conn, owner_id: UUID, size: int, settings: Settings) -> None:
    """See, before anything is sent, that a person may still send so much today.

    Raises:
        QuotaReached: they may not, until tomorrow.
    """
    now = clock.now()
    if not await upload_queries.has_left(conn, owner_id, now.date(), size, **_quota(settings)):
        raise QuotaReached(_until_tomorrow(now))


async def begin_upload(
    tx: Tx, owner_id: UUID, upload_id: UUID, draft: Draft, length: int, settings: Settings
) -> Upload:
    """Make room for a file that is to come in pieces. It counts from now on, finished or not.

    Raises:
        EmptyFile, FileTooLarge: nothing is to come, or too much.
        QuotaReached: it is more than the person may send today.
    """
    policy.require_size(draft.purpose, policy.limits(settings), length)
    now = clock.now()
    if not await upload_queries.charge(tx, owner_id, now.date(), length, **_quota(settings)):
        raise QuotaReached(_until_tomorrow(now))
    upload = Upload(
        id=upload_id,
        owner_id=owner_id,
        purpose=draft.purpose,
        name=draft.name,
        mime=draft.mime,
        is_voice=draft.is_voice,
        kind=None,
        length=length,
        received=0,
        created_at=now,
        expires_at=now + policy.UPLOAD_LIFETIME,
    )
    await upload_queries.insert_upload(tx, upload)
    return upload


async def count_in(tx: Tx, signer: Signer, upload_id: UUID, part: Part, kind: Kind | None) -> Upload:
    """Count stored bytes among those of an upload; with the last of them it is a file, and waits to be processed.

    Raises:
        OffsetMismatch: somebody else has sent these bytes meanwhile, or the upload is gone.
    """
    upload = await upload_queries.advance(tx, upload_id, part, kind)
    if upload is None:
        raise OffsetMismatch
    await upload_queries.insert_parts(tx, upload_id, [part])
    if upload.is_whole:
        await _accept(tx, signer, upload)
    return upload


async def remove(tx: Tx, owner_id: UUID, file_id: UUID) -> list[str]:
    """Take a file back; its keys.

    Raises:
        NotFound: there is none, or it is somebody else's.
        FileInUse: a feature's row refers to it.
    """
    file = await queries.lock_file(tx, file_id)
    if file is None or file.owner_id != owner_id:
        raise NotFound
    if await queries.is_in_use(tx, file_id):
        raise FileInUse
    return await queries.delete_files(tx, [file_id])


async def give_up(tx: Tx, owner_id: UUID, upload_id: UUID) -> list[str]:
    """End an upload before its end; the keys of what had come of it. A finished one is a file, and stays.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    upload = await upload_queries.lock_upload(tx, upload_id)
    if upload is None or upload.owner_id != owner_id:
        raise NotFound
    if upload.is_whole:
        return []
    keys = await upload_queries.delete_parts(tx, upload_id)
    await upload_queries.delete_upload(tx, upload_id)
    return keys


async def require_own(tx: Tx, owner_id: UUID, file_id: UUID, kinds: Collection[Kind]) -> FileRow:
    """A file that its owner wants to put to use; it is locked, so that it stays until the use is written.

    Raises:
        NotFound: there is none, or it is somebody else's.
        FileNotAccepted: it was rejected.
        WrongKind: it is of another kind.
    """
    return policy.require_usable(await queries.lock_file(tx, file_id), owner_id, kinds)


async def _accept(tx: Tx, signer: Signer, upload: Upload) -> None:
    assert upload.kind is not None
    file = await queries.insert_file(tx, upload, upload.kind, upload.mime, clock.now())
    await state_service.tell(tx, signer, file)
    await jobs.process_file.defer(tx, file.id)


class _Quota(TypedDict):
    most_files: int
    most_bytes: int


def _quota(settings: Settings) -> _Quota:
    return {"most_files": settings.upload_files_a_day, "most_bytes": settings.upload_bytes_a_day}


def _until_tomorrow(now: datetime) -> int:
    tomorrow = datetime.combine(now.date() + timedelta(days=1), time(), now.tzinfo)
    return int((tomorrow - now).total_seconds()) + 1
