"""What media does in the background: processing what was uploaded, and tidying up after it."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from mingle.features.media import held_queries, links, metrics, policy, processing, state_service, sweeping
from mingle.features.media.models import Part, VariantRow
from mingle.features.media.processing import Process, Processed, Rejected
from mingle.features.media.screens import screening
from mingle.features.media.state_service import Work
from mingle.kernel.files import CHUNK_BYTES, Files
from mingle.kernel.jobs import Job, job, periodic
from mingle.kernel.log import get_logger
from mingle.kernel.resources import Resources

log = get_logger(__name__)


def processing_job(process: Process) -> Job[[UUID]]:
    """The job that makes what is served out of what was uploaded."""

    @job("media.process_file")
    async def process_file(resources: Resources, file_id: UUID) -> None:
        async with resources.db.transaction() as tx:
            work = await state_service.begin(tx, resources.signer, file_id)
        if work is None:
            return
        with TemporaryDirectory(prefix="mingle-") as folder, metrics.PROCESSING_SECONDS.time():
            await _process(resources, process, work, Path(folder))

    return process_file


process_file = processing_job(processing.process)


@periodic("media.sweep", "23 * * * *")
async def sweep(resources: Resources) -> None:
    """Remove what nobody uses, and look after what somebody does."""
    log.info("swept files", **await sweeping.sweep_rows(resources))


@periodic("media.sweep_store", "41 4 * * *")
async def sweep_store(resources: Resources) -> None:
    """Go through the store for what nothing knows of."""
    log.info("swept the store", **await sweeping.sweep_store(resources))


async def _process(resources: Resources, process: Process, work: Work, folder: Path) -> None:
    source, into = folder / "original", folder / "made"
    into.mkdir()
    await _download(resources.files, work.parts, source)
    async with resources.db.read() as conn:
        banned = await held_queries.list_banned(conn)
    declared = policy.declared(work.file, is_voice=work.upload.is_voice)
    try:
        processed = await process(
            source, into, declared, policy.limits(resources.settings), screening(resources.settings, banned)
        )
    except Rejected as error:
        metrics.FILES.labels(work.file.kind, "rejected").inc()
        async with resources.db.transaction() as tx:
            left = await state_service.reject(tx, resources.signer, work.file.id, error.code)
    else:
        metrics.FILES.labels(processed.kind, "held" if processed.flagged else "ready").inc()
        left = await _store(resources, work, processed)
    await resources.files.delete(left)


async def read_pieces(path: Path) -> AsyncGenerator[bytes]:
    """A file on disk, piece by piece."""
    with await asyncio.to_thread(path.open, "rb") as file:
        while chunk := await asyncio.to_thread(file.read, CHUNK_BYTES):
            yield chunk


async def _download(files: Files, parts: Sequence[Part], target: Path) -> None:
    """Put an upload together again."""
    with await asyncio.to_thread(target.open, "wb") as file:
        for part in parts:
            async for chunk in files.stream(part.key):
                await asyncio.to_thread(file.write, chunk)


async def _store(resources: Resources, work: Work, processed: Processed) -> list[str]:
    """Store what was made, then say so; the keys of what is needed no more."""
    file, is_public = work.file, policy.is_public(work.file.purpose)
    rows: list[VariantRow] = []
    for one in processed.variants:
        key = links.key_of(file.id, one.name, is_public=is_public)
        await resources.files.put(key, read_pieces(one.path), links.stored_headers(file, one.name))
        rows.append(VariantRow(file.id, one.name, one.mime, one.path.stat().st_size, one.width, one.height, key))
    async with resources.db.transaction() as tx:
        left = await state_service.finish(tx, resources.signer, file.id, processed, rows)
        if left is None:
            # Another run has settled it, with the same keys; or it is gone, and the sweep removes what was stored.
            return []
    return left
