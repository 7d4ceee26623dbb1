"""How far a file has come: each step is told to its owner in the transaction that takes it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from mingle.features.media import queries, upload_queries, views
from mingle.features.media.announcing import announce_file
from mingle.features.media.models import FileOnly, FileRow, Part, Purpose, Status, Upload, VariantRow
from mingle.features.media.processing import Processed
from mingle.kernel.db import Tx
from mingle.kernel.log import get_logger
from mingle.kernel.security import Signer

log = get_logger(__name__)


class Work(msgspec.Struct, frozen=True):
    """A file that waits to be processed."""

    file: FileRow
    upload: Upload
    parts: list[Part]


async def tell(tx: Tx, signer: Signer, file: FileRow) -> None:
    """Tell the owner, on every device, how a file stands, and soon everybody else who looks at it."""
    if file.owner_id is None:
        return
    variants = await queries.list_variants(tx, [file.id])
    tx.emit(f"user:{file.owner_id}", "file:updated", FileOnly(views.view(signer, file, variants)))
    if file.purpose is Purpose.ATTACHMENT and file.status not in (Status.UPLOADED, Status.PROCESSING):
        await announce_file.defer(tx, file.id)


async def begin(tx: Tx, signer: Signer, file_id: UUID) -> Work | None:
    """Take a file in hand; None where there is nothing to do any more. Begun twice, it is told once."""
    file = await _lock_unsettled(tx, file_id)
    upload = await upload_queries.find_upload(tx, file_id)
    if file is None or upload is None:
        return None
    if file.status is Status.UPLOADED:
        file = await queries.set_status(tx, file_id, Status.PROCESSING)
        await tell(tx, signer, file)
    return Work(file, upload, await upload_queries.list_parts(tx, file_id))


async def finish(
    tx: Tx, signer: Signer, file_id: UUID, processed: Processed, variants: Sequence[VariantRow]
) -> list[str] | None:
    """Note what has become of a file; the keys of the original, which is needed no more.

    None where the file is gone, or where somebody else has finished it: then nothing has changed.
    """
    if await _lock_unsettled(tx, file_id) is None:
        return None
    status = Status.READY if processed.flagged is None else Status.HELD
    file = await queries.set_processed(tx, file_id, status, processed)
    await queries.insert_variants(tx, variants)
    await tell(tx, signer, file)
    return await upload_queries.delete_parts(tx, file_id)


async def reject(tx: Tx, signer: Signer, file_id: UUID, reason: str) -> list[str]:
    """Note that a file is not accepted, and why; the keys of the original, which is needed no more."""
    if await _lock_unsettled(tx, file_id) is None:
        return []
    await tell(tx, signer, await queries.set_status(tx, file_id, Status.REJECTED, reason))
    return await upload_queries.delete_parts(tx, file_id)


async def note_checked(tx: Tx, signer: Signer, file_id: UUID, now: datetime, *, is_there: bool) -> None:
    """Note whether what is stored of a file is there; its owner hears of it when that has changed."""
    before = await queries.lock_file(tx, file_id)
    if before is None:
        return
    lost_at = None if is_there else before.lost_at or now
    after = await queries.set_checked(tx, file_id, now, lost_at)
    if after is not None and (after.lost_at is None) != (before.lost_at is None):
        log.error("a file is missing in the store", file_id=str(file_id), is_missing=not is_there)
        await tell(tx, signer, after)


async def _lock_unsettled(tx: Tx, file_id: UUID) -> FileRow | None:
    file = await queries.lock_file(tx, file_id)
    return file if file is not None and file.status in (Status.UPLOADED, Status.PROCESSING) else None
