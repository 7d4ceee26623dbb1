"""What people do and read of speed dating, as the doors ask for it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from mingle.features import calls
from mingle.features.calls import Seat
from mingle.features.dates import speed_policy, speed_queries, speed_service, speed_views
from mingle.features.dates.speed_models import EventChange, EventDraft, EventRow, SpeedEvent, Yes, Yeses
from mingle.kernel.actor import Actor
from mingle.kernel.context import fresh_reads
from mingle.kernel.db import Conn
from mingle.kernel.errors import NotFound
from mingle.kernel.paging import Page, make_page
from mingle.kernel.resources import Resources


async def list_coming(
    resources: Resources, actor: Actor, after: tuple[datetime, UUID] | None, limit: int
) -> Page[SpeedEvent]:
    """Events that go on or are to come, the earliest first."""
    await resources.limits.hit(speed_policy.READING_LIMIT, str(actor.id))
    async with resources.db.read() as conn:
        rows = await speed_queries.list_coming(conn, actor.id, after, limit)
        page = make_page(rows, limit, lambda row: (row.starts_at, row.id))
        return Page(await speed_views.seen_by(conn, resources.signer, actor.id, page.items), page.next_cursor)


async def read(resources: Resources, actor: Actor, event_id: UUID) -> SpeedEvent:
    """An event.

    Raises:
        NotFound: there is no such event for the actor.
    """
    await resources.limits.hit(speed_policy.READING_LIMIT, str(actor.id))
    with fresh_reads():
        async with resources.db.read() as conn:
            return await _view(conn, resources, actor, await _found(conn, actor, event_id))


async def read_present(resources: Resources, event_ids: Sequence[UUID]) -> dict[UUID, SpeedEvent]:
    """Events as those see them who are in their lobbies."""
    with fresh_reads():
        async with resources.db.read() as conn:
            rows = await speed_queries.list_events(conn, event_ids)
            views = [await speed_views.seen_by(conn, resources.signer, row.host_id or row.id, [row]) for row in rows]
    for [view] in views:
        view.is_signed_up = view.is_present = True
    return {view.id: view for [view] in views}


async def open_event(resources: Resources, actor: Actor, draft: EventDraft) -> SpeedEvent:
    """Announce an event.

    Raises:
        As `speed_service.open_event`.
    """
    await resources.limits.hit(speed_policy.OPENING_LIMIT, str(actor.id))
    async with resources.db.transaction() as tx:
        event = await speed_service.open_event(tx, resources.settings, actor, draft)
        return await _view(tx, resources, actor, event)


async def change_event(resources: Resources, actor: Actor, event_id: UUID, change: EventChange) -> SpeedEvent:
    """Change an event.

    Raises:
        As `speed_service.change_event`.
    """
    async with resources.db.transaction() as tx:
        event = await speed_service.change_event(tx, resources.signer, resources.settings, actor, event_id, change)
        return await _view(tx, resources, actor, event)


async def cancel_event(resources: Resources, actor: Actor, event_id: UUID) -> SpeedEvent:
    """Call off an event.

    Raises:
        As `speed_service.cancel_event`.
    """
    async with resources.db.transaction() as tx:
        event = await speed_service.cancel_event(tx, resources.signer, actor, event_id)
        return await _view(tx, resources, actor, event)


async def sign_up(resources: Resources, actor: Actor, event_id: UUID) -> SpeedEvent:
    """Let the actor have a place.

    Raises:
        As `speed_service.sign_up`.
    """
    await resources.limits.hit(speed_policy.SIGNING_LIMIT, str(actor.id))
    async with resources.db.transaction() as tx:
        event = await speed_service.sign_up(tx, resources.settings, actor, event_id)
        return await _view(tx, resources, actor, event)


async def sign_off(resources: Resources, actor: Actor, event_id: UUID) -> SpeedEvent:
    """Give the actor's place back.

    Raises:
        NotFound: there is no such event for them.
    """
    async with resources.db.transaction() as tx:
        event = await speed_service.sign_off(tx, actor, event_id)
        return await _view(tx, resources, actor, event)


async def enter(resources: Resources, actor: Actor, event_id: UUID, seat: Seat) -> SpeedEvent:
    """Let the actor into the lobby of an event; who has no place gets one.

    Raises:
        As `speed_service.enter` and `speed_service.sign_up`.
    """
    await resources.limits.hit(speed_policy.SIGNING_LIMIT, str(actor.id))
    with fresh_reads():
        async with resources.db.read() as conn:
            speed_policy.require_enterable(await _found(conn, actor, event_id))
    async with resources.db.transaction() as tx:
        await speed_service.sign_up(tx, resources.settings, actor, event_id)
    async with resources.db.transaction() as tx:  # by itself: a lock of the event would make all others wait for it
        await speed_service.enter(tx, resources.settings, actor, event_id, seat)
    with fresh_reads():
        async with resources.db.read() as conn:
            return await _view(conn, resources, actor, await _found(conn, actor, event_id))


async def read_yeses(resources: Resources, actor: Actor, event_id: UUID) -> Yeses:
    """Whom the actor has met at an event that is over, where both would meet again.

    Raises:
        NotFound: there is no such event for the actor.
        EventGoesOn: it is not over.
    """
    await resources.limits.hit(speed_policy.READING_LIMIT, str(actor.id))
    with fresh_reads():
        async with resources.db.read() as conn:
            speed_policy.require_over(await _found(conn, actor, event_id))
            rows = await speed_queries.list_yeses(conn, event_id, actor.id)
            known = await calls.known_people(conn, resources.signer, actor.id, {row.peer_id for row in rows})
    return Yeses([Yes(row.call_id, row.round, known[row.peer_id]) for row in rows if row.peer_id in known])


async def _found(conn: Conn, actor: Actor, event_id: UUID) -> EventRow:
    event = await speed_queries.find_event(conn, actor.id, event_id)
    if event is None:
        raise NotFound
    return event


async def _view(conn: Conn, resources: Resources, actor: Actor, event: EventRow) -> SpeedEvent:
    [view] = await speed_views.seen_by(conn, resources.signer, actor.id, [event])
    return view
