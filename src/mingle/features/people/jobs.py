"""What people do in the background: putting exports together, erasing those who have left, forgetting what is over."""

import tempfile
from contextlib import suppress
from pathlib import Path
from uuid import UUID

from mingle.features import media
from mingle.features.people import check_queries, judging_service, privacy_queries, queries
from mingle.features.people.errors import AlreadyDecided
from mingle.features.people.judge import Question, open_judge
from mingle.kernel import clock
from mingle.kernel.archive import Archive
from mingle.kernel.errors import NotFound
from mingle.kernel.jobs import LOW, job, periodic
from mingle.kernel.resources import Resources

ERASED_AT_ONCE = 1000
READ_ME = """\
This is everything that {site} keeps of you, as of {moment}.

data/   one file for each table: your rows, as JSON. What is left out are secrets, by which one comes in.
media/  your pictures, videos, voice and files, each as it is served.
"""


class CameBack(Exception):  # nothing is wrong
    """Somebody is not to be erased any more, or is erased already."""


@job("people.export", queue=LOW)
async def export(resources: Resources, export_id: UUID) -> None:
    """Put everything that is kept of a person into a zip, and let them have it.

    It may run twice: what nobody has been told of is swept away as any file that no row names.
    """
    async with resources.db.read() as conn:
        found = await privacy_queries.find_export(conn, export_id)
    if found is None or found.file_id is not None:
        return
    now = clock.now()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export.zip"
        await _write(resources, path, found.account_id)
        name = f"{resources.settings.name.lower()}-{now:%Y-%m-%d}.zip"
        file_id = await media.store_export(resources, found.account_id, name, path)
    async with resources.db.transaction() as tx:
        await privacy_queries.finish_export(tx, export_id, file_id)


async def _write(resources: Resources, path: Path, account_id: UUID) -> None:
    archive = Archive(path)
    text = READ_ME.format(site=resources.settings.name, moment=f"{clock.now():%Y-%m-%d %H:%M} UTC")
    await archive.add_text("README.txt", text)
    async with resources.db.read() as conn:
        for table in sorted(resources.hooks.personal, key=lambda table: table.name):
            await archive.add_table(conn, table, account_id)
        stored = await media.stored_of(conn, account_id)
    for one in stored:
        with suppress(NotFound):  # what the store has lost keeps nobody from the rest
            await resources.files.stat(one.key)
            await archive.add_file(f"media/{one.name}", resources.files.stream(one.key))
    await archive.close()


@job("people.judge")
async def judge(resources: Resources, check_id: UUID) -> None:
    """Ask the operator's judge of photos, where there is one; what it does not know waits for a moderator."""
    asked = open_judge(resources.settings)
    if asked is None:
        return
    async with resources.db.read() as conn:
        check = await check_queries.find_waiting(conn, check_id)
        if check is None or check.selfie_id is None:
            return
        photo_ids = await queries.list_photos(conn, check.account_id)
        files = await media.describe(conn, resources.signer, [check.selfie_id, *photo_ids])
    links = {file_id: f"{resources.settings.public_url}{file.url}" for file_id, file in files.items() if file.url}
    if check.selfie_id not in links:
        return  # it is held, or gone: a moderator decides
    photos = [links[one] for one in photo_ids if one in links]
    verdict = await asked.judge(Question(check_id, check.pose, links[check.selfie_id], photos))
    if verdict.is_approved is None:
        return
    async with resources.db.transaction() as tx:
        with suppress(NotFound, AlreadyDecided):  # a moderator was faster
            await judging_service.settle(tx, check_id, is_approved=verdict.is_approved, reason=verdict.reason)


@job("people.erase", queue=LOW)
async def erase(resources: Resources, account_id: UUID) -> None:
    """Erase somebody who asked for it and did not come back: every row, and every file."""
    with suppress(CameBack):
        await resources.files.delete(await _erase_rows(resources, account_id))


async def _erase_rows(resources: Resources, account_id: UUID) -> list[str]:
    """Erase every row; the keys of what is to go with them."""
    async with resources.db.transaction() as tx:
        # These take locks of their own, which come before that of the account wherever somebody does something.
        for prepare in resources.hooks.before_erasure:
            await prepare(tx, account_id)
        if not await privacy_queries.lock_due(tx, account_id, clock.now()):
            raise CameBack  # and nothing has changed
        keys = await media.keys_of(tx, account_id)
        await privacy_queries.delete_account(tx, account_id)
    # Should this be the last line that runs, the sweep finds files that no row names.
    return keys


@periodic("people.forget", "*/10 * * * *")
async def forget(resources: Resources) -> None:
    """Erase those whose days of grace are over, and forget old exports."""
    now = clock.now()
    async with resources.db.transaction() as tx:
        await privacy_queries.delete_old_exports(tx, now)
        for account_id in await privacy_queries.list_due(tx, now, ERASED_AT_ONCE):
            await erase.defer(tx, account_id)


JOBS = (export, judge, erase, forget)
