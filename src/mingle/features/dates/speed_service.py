"""The story of speed-dating events: how they are opened and changed, and who takes part."""

from uuid import UUID

from msgspec import UNSET

from mingle.features import calls
from mingle.features.calls import Seat
from mingle.features.dates import lobby_service, speed_policy, speed_queries, speed_views
from mingle.features.dates.speed_models import EventChange, EventDraft, EventRow, EventState, SpeedEventView
from mingle.kernel import clock
from mingle.kernel.actor import Actor
from mingle.kernel.db import Tx
from mingle.kernel.errors import NotFound
from mingle.kernel.ids import new_id
from mingle.kernel.security import Signer
from mingle.settings import Settings


async def open_event(tx: Tx, settings: Settings, actor: Actor, draft: EventDraft) -> EventRow:
    """Announce an event.

    Raises:
        NoHost: the actor may not.
        ValidationFailed: names what cannot be.
    """
    now = clock.now()
    speed_policy.require_host(actor, settings)
    speed_policy.require_sound(draft.starts_at, draft.round_seconds, now, settings)
    event = EventRow(
        id=new_id(),
        host_id=actor.id,
        title=draft.title,
        description=draft.description,
        starts_at=draft.starts_at,
        rounds=draft.rounds,
        round_seconds=draft.round_seconds,
        break_seconds=draft.break_seconds,
        capacity=draft.capacity,
        state=EventState.PLANNED,
        round=0,
        round_starts_at=None,
        round_ends_at=None,
        due_at=speed_policy.opens_at(draft.starts_at, settings),
        created_at=now,
    )
    if event.due_at is not None and event.due_at <= now:
        event.state, event.due_at = EventState.OPEN, event.starts_at
    await speed_queries.insert_event(tx, event)
    return event


async def change_event(
    tx: Tx, signer: Signer, settings: Settings, actor: Actor, event_id: UUID, change: EventChange
) -> EventRow:
    """Change an event of the actor's that has not begun.

    Raises:
        NotFound, EventStarted, EventOver: they may not.
        ValidationFailed: names what cannot be.
    """
    event = await _own(tx, actor, event_id)
    for name in EventChange.__struct_fields__:
        value = getattr(change, name)
        if value is not UNSET:
            setattr(event, name, value)
    now = clock.now()
    speed_policy.require_sound(
        max(event.starts_at, now) if change.starts_at is UNSET else event.starts_at, event.round_seconds, now, settings
    )
    opens_at = speed_policy.opens_at(event.starts_at, settings)
    is_open = event.state is EventState.OPEN or opens_at <= now
    event.state = EventState.OPEN if is_open else EventState.PLANNED
    event.due_at = event.starts_at if is_open else opens_at
    await speed_queries.update_event(tx, event)
    await tell(tx, signer, event)
    return event


async def cancel_event(tx: Tx, signer: Signer, actor: Actor, event_id: UUID) -> EventRow:
    """Call off an event of the actor's that has not begun; called off already, it stays so.

    Raises:
        NotFound, EventStarted, EventOver: they may not.
    """
    event = await _locked(tx, actor, event_id)
    speed_policy.require_own(actor, event)
    if event.state is not EventState.CANCELLED:
        speed_policy.require_coming(event)
        event.state, event.due_at = EventState.CANCELLED, None
        await speed_queries.update_event(tx, event)
        await tell(tx, signer, event)
    return event


async def sign_up(tx: Tx, settings: Settings, actor: Actor, event_id: UUID) -> EventRow:
    """Let the actor have a place; who has one keeps it.

    Raises:
        NotFound: there is no such event for them.
        ProfileHidden: others could not come upon them.
        EventOver, EventFull: there is no place.
    """
    event = await _found(tx, actor, event_id)
    speed_policy.require_open_for_places(event)
    if await speed_queries.has_place(tx, event_id, actor.id):
        return event
    await lobby_service.require_findable(tx, settings, actor.id)
    if event.capacity is not None:
        event = await _locked(tx, actor, event_id)  # the last place is given once
        speed_policy.require_open_for_places(event)
        speed_policy.require_place(event, await speed_queries.count_places(tx, event_id))
    await speed_queries.insert_place(tx, event_id, actor.id, clock.now())
    return event


async def sign_off(tx: Tx, actor: Actor, event_id: UUID) -> EventRow:
    """Give the actor's place back; who is on a date of it stays on that.

    Raises:
        NotFound: there is no such event for them.
    """
    event = await _found(tx, actor, event_id)
    await speed_queries.delete_place(tx, event_id, actor.id)
    return event


async def enter(tx: Tx, settings: Settings, actor: Actor, event_id: UUID, seat: Seat) -> None:
    """Let the actor into the lobby of an event.

    Raises:
        NotFound: there is no such event for them.
        ProfileHidden: others could not come upon them.
        EventOver, EventNotOpen: it is too late, or too early.
    """
    speed_policy.require_enterable(await _found(tx, actor, event_id))
    await lobby_service.join(tx, settings, seat, event_id=event_id)


async def tell(tx: Tx, signer: Signer, event: EventRow) -> None:
    """Tell those whom an event concerns how it is now, with their own part in it."""
    concerned = await speed_queries.list_concerned(tx, event.id)
    if not concerned:
        return
    signed_up, present = await speed_queries.list_signed_up(tx, event.id), set[UUID]()
    present.update(await speed_queries.list_present(tx, event.id))
    counted = (await speed_queries.count(tx, concerned[0], [event.id]))[event.id]
    hosts = [event.host_id] if event.host_id is not None else []
    known = await calls.known_people(tx, signer, event.host_id, hosts)
    for account_id in concerned:
        counted.is_signed_up, counted.is_present = account_id in signed_up, account_id in present
        tx.emit(f"user:{account_id}", "event:updated", SpeedEventView(speed_views.event(event, counted, known)))


async def _found(tx: Tx, actor: Actor, event_id: UUID) -> EventRow:
    event = await speed_queries.find_event(tx, actor.id, event_id)
    if event is None:
        raise NotFound
    return event


async def _locked(tx: Tx, actor: Actor, event_id: UUID) -> EventRow:
    event = await speed_queries.lock_event(tx, actor.id, event_id)
    if event is None:
        raise NotFound
    return event


async def _own(tx: Tx, actor: Actor, event_id: UUID) -> EventRow:
    event = await _locked(tx, actor, event_id)
    speed_policy.require_own(actor, event)
    speed_policy.require_coming(event)
    return event
