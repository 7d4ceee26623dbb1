"""What chats do in the background: sending what has waited, removing what had its time, telling of changed files."""

from datetime import timedelta
from uuid import UUID

from mingle.features.chats import (
    due_service,
    edited_service,
    export_jobs,
    lifetime_queries,
    lifetime_service,
    message_queries,
    picture_queries,
    picture_service,
    preview_jobs,
    retention_jobs,
    schedule_queries,
)
from mingle.features.chats.sweeping import AT_ONCE, sweep
from mingle.kernel import clock
from mingle.kernel.errors import Conflict, Forbidden, Gone, NotFound, ValidationFailed
from mingle.kernel.jobs import HIGH, job, periodic
from mingle.kernel.resources import Resources

LATE = timedelta(seconds=30)


@job("chats.send_scheduled", queue=HIGH)
async def send_scheduled(resources: Resources, scheduled_id: UUID) -> None:
    """Send a message whose time has come. What cannot be sent is kept, with the reason."""
    try:
        async with resources.db.transaction() as tx:
            await due_service.send_due(tx, resources.signer, scheduled_id)
    except (NotFound, Forbidden, Conflict, Gone, ValidationFailed) as error:
        async with resources.db.transaction() as tx:
            await due_service.note_problem(tx, scheduled_id, error.code)


@periodic("chats.look_for_due", "* * * * *")
async def look_for_due(resources: Resources) -> None:
    """Send what should have been sent a while ago: its job has failed, or was lost."""
    async with resources.db.transaction() as tx:
        for scheduled_id in await schedule_queries.list_due(tx, clock.now() - LATE, AT_ONCE):
            await send_scheduled.defer(tx, scheduled_id)


@periodic("chats.expire", "* * * * * */10")
async def expire(resources: Resources) -> None:
    """Delete messages that disappear. Nobody sees them since their time."""
    await sweep(
        resources, lambda tx, most: lifetime_queries.list_expired(tx, clock.now(), most), lifetime_service.expire
    )


async def file_changed(resources: Resources, file_id: UUID) -> None:
    """Tell every chat that a file was sent to, or is the picture of, how it stands now."""
    async with resources.db.read() as conn:
        places = await message_queries.list_places_of_file(conn, file_id)
        chat_ids = await picture_queries.list_pictured(conn, file_id)
    for place in places:
        async with resources.db.transaction() as tx:
            await edited_service.show_again(tx, resources.signer, place)
    for chat_id in chat_ids:
        async with resources.db.transaction() as tx:
            await picture_service.show_again(tx, chat_id)


JOBS = (send_scheduled, look_for_due, expire, *preview_jobs.JOBS, *export_jobs.JOBS, retention_jobs.delete_old)
