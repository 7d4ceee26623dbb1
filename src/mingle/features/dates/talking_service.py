"""The story of what the two do on their date: its clock, what they say and give each other, and how long they stay."""

from uuid import UUID

from mingle.features import calls
from mingle.features.calls import Entered, Kept, Purpose, Seat, machine
from mingle.features.dates import policy, queries, room_queries, views
from mingle.features.dates.models import (
    ChatTold,
    Date,
    Extend,
    ExtendedTold,
    ExtensionTold,
    GiveSocial,
    Room,
    Say,
    SocialTold,
    UnblurredTold,
)
from mingle.features.dates.rooms import find_event
from mingle.features.dates.rooms_service import Ice
from mingle.kernel import clock
from mingle.kernel.actor import Actor
from mingle.kernel.db import Tx
from mingle.kernel.errors import NotFound
from mingle.kernel.security import Signer
from mingle.settings import Settings


async def flowing(tx: Tx, signer: Signer, settings: Settings, actor: Actor, room_id: UUID) -> None:
    """The actor's device shows the other: once both do, the clock starts, if it has not. Rounds have a fixed one.

    Raises:
        NotFound, DateOver: the actor is on no such date.
    """
    inside, date = await _entered(tx, settings, actor, room_id)
    held, now, side = inside.held, clock.now(), date.sides[actor.id]
    if side.is_flowing:
        return
    side.is_flowing = True
    await queries.update_side(tx, room_id, side)
    if date.row.event_id is None and all(one.is_flowing for one in date.sides.values()):
        waits = views.starts_at(held.call) - now
        if waits.total_seconds() > 0:
            assert held.call.ends_at is not None
            machine.set_end(held, held.call.ends_at - waits, now)
            await calls.look_at(tx, held.call.ends_at, room_id)
    await calls.keep(tx, signer, inside)
    if all(one.is_flowing for one in date.sides.values()):
        _tell_both(tx, inside, "room:clock", views.clock(held.call))


async def say(tx: Tx, settings: Settings, actor: Actor, asked: Say) -> ChatTold:
    """Say something in the room.

    Raises:
        NotFound, DateOver: the actor is on no such date.
    """
    inside, _ = await _entered(tx, settings, actor, asked.room_id)
    told = ChatTold(asked.room_id, actor.id, asked.text, clock.now())
    await room_queries.insert_message(tx, asked.room_id, actor.id, told.text, told.at)
    _tell_both(tx, inside, "room:chat", told)
    return told


async def give_social(tx: Tx, settings: Settings, actor: Actor, asked: GiveSocial) -> SocialTold:
    """Tell the other where else one can be found; all that one has told them on this date.

    Raises:
        NotFound, DateOver: the actor is on no such date.
    """
    inside, _ = await _entered(tx, settings, actor, asked.room_id)
    socials = {str(network): handle for network, handle in asked.socials.items()}
    given = await room_queries.give_socials(tx, asked.room_id, actor.id, socials, clock.now())
    told = SocialTold(asked.room_id, actor.id, given)
    _tell_both(tx, inside, "room:socialShared", told)
    return told


async def extend(tx: Tx, signer: Signer, settings: Settings, actor: Actor, asked: Extend) -> bool:
    """Wish to stay longer; where the other does too, both stay for the smaller of both wishes; whether it is so.

    Raises:
        NotFound, DateOver: the actor is on no such date.
        ClockIsFixed: it is a round.
        ValidationFailed: names `seconds`.
    """
    inside, date = await _entered(tx, settings, actor, asked.room_id)
    policy.require_extendable(inside.held, date.row, asked.seconds, settings)
    mine = date.sides[actor.id]
    theirs = date.sides[policy.other_of(inside.held, actor.id)]
    if theirs.extension_seconds is None:
        mine.extension_seconds = asked.seconds
        await queries.update_side(tx, asked.room_id, mine)
        _tell_both(tx, inside, "room:extendRequested", ExtensionTold(asked.room_id, actor.id, asked.seconds))
        return False
    machine.extend(inside.held, min(asked.seconds, theirs.extension_seconds), clock.now())
    for side in (mine, theirs):
        side.extension_seconds = None
        await queries.update_side(tx, asked.room_id, side)
    await calls.keep(tx, signer, inside)
    call = inside.held.call
    assert call.max_seconds is not None
    assert call.ends_at is not None
    await calls.look_at(tx, call.ends_at, call.id)
    _tell_both(tx, inside, "room:extended", ExtendedTold(call.id, call.max_seconds, call.ends_at))
    return True


async def unblur(tx: Tx, settings: Settings, actor: Actor, room_id: UUID) -> None:
    """Agree to be seen; once both have, both are. Again is the same.

    Raises:
        NotFound, DateOver: the actor is on no such date.
    """
    inside, date = await _entered(tx, settings, actor, room_id)
    date.sides[actor.id].has_unblurred = True
    await queries.update_side(tx, room_id, date.sides[actor.id])
    if date.row.is_blurred and all(one.has_unblurred for one in date.sides.values()):
        await queries.unblur(tx, room_id)
        _tell_both(tx, inside, "room:unblurred", UnblurredTold(room_id))


async def resume(
    tx: Tx, signer: Signer, settings: Settings, actor: Actor, room_id: UUID, seat: Seat, *, ice: Ice
) -> tuple[Kept, Room]:
    """Come back to a date after a lost connection, or take it over to this device; the room as it is.

    Raises:
        NotFound, DateOver: the actor is on no such date.
    """
    inside, date = await _entered(tx, settings, actor, room_id)
    machine.resume(inside.held, seat, clock.now(), calls.rules_of(settings))
    kept = await calls.keep(tx, signer, inside)
    said = await room_queries.list_kept(tx, actor.id, [room_id])
    known = {one.id: one for one in kept.call.people}
    event = await find_event(tx, date.row)
    return kept, views.room(
        inside.held, date, actor.id, known, kept=said.get(room_id), ice=ice.get(actor.id, ()), event=event
    )


async def _entered(tx: Tx, settings: Settings, actor: Actor, room_id: UUID) -> tuple[Entered, Date]:
    """A date that goes on for the actor, as it is now, under its lock."""
    inside = await calls.entered(tx, room_id)
    if inside is None or inside.held.call.purpose is not Purpose.DATE:
        raise NotFound
    machine.settle(inside.held, clock.now(), calls.rules_of(settings))
    policy.require_on(inside.held, actor.id)
    date = await queries.find_date(tx, room_id)
    if date is None:
        raise NotFound
    return inside, date


def _tell_both(tx: Tx, inside: Entered, event: str, told: object) -> None:
    """Tell all devices of both, also of who says it."""
    for account_id in inside.held.members:
        tx.emit(f"user:{account_id}", event, told)
