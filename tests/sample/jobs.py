"""Jobs of the sample feature."""

from uuid import UUID

from mingle.kernel import context
from mingle.kernel.jobs import HIGH, job
from mingle.kernel.resources import Resources
from tests.sample import queries


@job("sample.count_letters", queue=HIGH)
async def count_letters(resources: Resources, note_id: UUID) -> None:
    """Count the letters of a note."""
    async with resources.db.transaction() as tx:
        note = await queries.find_note(tx, note_id)
        if note is not None:
            await queries.set_letters(tx, note_id, len(note.text))
        await queries.record_run(tx, "sample.count_letters", context.current_request_id())


@job("sample.fail_always")
async def fail_always(resources: Resources) -> None:
    """Fail."""
    async with resources.db.transaction() as tx:
        await queries.record_run(tx, "sample.fail_always", context.current_request_id())
    msg = "this job always fails"
    raise RuntimeError(msg)
