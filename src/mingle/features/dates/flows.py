"""What people do and read of invitations and dates, as the doors ask for it."""

from uuid import UUID

from mingle.features import calls
from mingle.features.calls import Held, Kept, Purpose, Seat
from mingle.features.dates import (
    answers_service,
    invitations_service,
    online,
    policy,
    queries,
    rooms,
    talking_service,
)
from mingle.features.dates.invitations_service import Wish
from mingle.features.dates.models import (
    Again,
    Answered,
    ChatTold,
    Extend,
    GiveSocial,
    Incoming,
    Invited,
    Room,
    Say,
    SocialTold,
    Whereabouts,
)
from mingle.features.dates.rooms_service import Ice
from mingle.kernel import clock
from mingle.kernel.actor import Actor
from mingle.kernel.context import fresh_reads
from mingle.kernel.errors import NotFound
from mingle.kernel.resources import Resources


async def invite(resources: Resources, actor: Actor, other_id: UUID, seconds: int, seat: Seat) -> Kept:
    """Invite somebody, or accept what they have invited the actor to in this moment.

    Raises:
        As `invitations_service.invite`.
    """
    policy.require_length(seconds, resources.settings)
    await resources.limits.hit(policy.INVITING_LIMIT, str(actor.id))
    is_online = other_id in await online.online_among(resources, [other_id])
    wish = Wish(seat, seconds, await _ice(resources, actor.id, other_id))
    async with resources.db.transaction() as tx:
        return await invitations_service.invite(
            tx, resources.signer, resources.settings, actor, other_id, wish, is_online=is_online
        )


def invited(kept: Kept) -> Invited:
    """An invitation, as the answer to it."""
    return Invited(kept.call.id, kept.call.rings_until)


async def accept(resources: Resources, actor: Actor, invite_id: UUID, seconds: int, seat: Seat) -> tuple[Kept, Room]:
    """Accept an invitation.

    Raises:
        NotFound: there is no such invitation for the actor.
        As `invitations_service.accept`.
    """
    policy.require_length(seconds, resources.settings)
    found = await _date(resources, actor, invite_id)
    wish = Wish(seat, seconds, await _ice(resources, *found.members))
    async with resources.db.transaction() as tx:
        return await invitations_service.accept(tx, resources.signer, resources.settings, actor, found, wish)


async def decline(resources: Resources, actor: Actor, invite_id: UUID) -> None:
    """Decline an invitation.

    Raises:
        As `invitations_service.decline`.
    """
    async with resources.db.transaction() as tx:
        await invitations_service.decline(tx, resources.signer, resources.settings, actor, invite_id)


async def rescind(resources: Resources, actor: Actor, invite_id: UUID) -> None:
    """Take an invitation back.

    Raises:
        As `invitations_service.rescind`.
    """
    async with resources.db.transaction() as tx:
        await invitations_service.rescind(tx, resources.signer, resources.settings, actor, invite_id)


async def end_unheard(resources: Resources) -> None:
    """Let no invitation ring on for somebody who has gone: who invited learns of it at once."""
    with fresh_reads():
        async with resources.db.read() as conn:
            unheard = await queries.list_unheard(conn)
    if not unheard:
        return
    there = await online.online_among(resources, sorted({one.account_id for one in unheard}))
    for one in unheard:
        if one.account_id not in there:
            async with resources.db.transaction() as tx:
                await invitations_service.end_unheard(tx, resources.signer, resources.settings, one)


async def flowing(resources: Resources, actor: Actor, room_id: UUID) -> None:
    """The actor's device shows the other.

    Raises:
        As `talking_service.flowing`.
    """
    async with resources.db.transaction() as tx:
        await talking_service.flowing(tx, resources.signer, resources.settings, actor, room_id)


async def say(resources: Resources, actor: Actor, asked: Say) -> ChatTold:
    """Say something in the room.

    Raises:
        As `talking_service.say`.
    """
    await resources.limits.hit(policy.SAYING_LIMIT, str(actor.id))
    async with resources.db.transaction() as tx:
        return await talking_service.say(tx, resources.settings, actor, asked)


async def give_social(resources: Resources, actor: Actor, asked: GiveSocial) -> SocialTold:
    """Tell the other where else one can be found.

    Raises:
        As `talking_service.give_social`.
    """
    await resources.limits.hit(policy.SAYING_LIMIT, str(actor.id))
    async with resources.db.transaction() as tx:
        return await talking_service.give_social(tx, resources.settings, actor, asked)


async def extend(resources: Resources, actor: Actor, asked: Extend) -> bool:
    """Wish to stay longer; whether both do.

    Raises:
        As `talking_service.extend`.
    """
    await resources.limits.hit(policy.SAYING_LIMIT, str(actor.id))
    async with resources.db.transaction() as tx:
        return await talking_service.extend(tx, resources.signer, resources.settings, actor, asked)


async def unblur(resources: Resources, actor: Actor, room_id: UUID) -> None:
    """Agree to be seen.

    Raises:
        As `talking_service.unblur`.
    """
    async with resources.db.transaction() as tx:
        await talking_service.unblur(tx, resources.settings, actor, room_id)


async def resume(resources: Resources, actor: Actor, room_id: UUID, seat: Seat) -> tuple[Kept, Room]:
    """Come back to a date, or take it over to this device.

    Raises:
        As `talking_service.resume`.
    """
    ice = await _ice(resources, actor.id)
    async with resources.db.transaction() as tx:
        return await talking_service.resume(tx, resources.signer, resources.settings, actor, room_id, seat, ice=ice)


async def answer(resources: Resources, actor: Actor, call_id: UUID, given: Again) -> Answered:
    """Say whether one would meet the other again.

    Raises:
        As `answers_service.answer`.
    """
    await resources.limits.hit(policy.ANSWERING_LIMIT, str(actor.id))
    async with resources.db.transaction() as tx:
        return await answers_service.answer(tx, resources.signer, actor, call_id, again=given.again)


async def whereabouts(resources: Resources, actor: Actor) -> Whereabouts:
    """How the actor stands with dates right now."""
    await resources.limits.hit(policy.READING_LIMIT, str(actor.id))
    ice = await _ice(resources, actor.id)
    with fresh_reads():
        async with resources.db.read() as conn:
            return await rooms.whereabouts(
                conn, resources.signer, resources.settings, actor.id, clock.now(), ice.get(actor.id, ())
            )


async def incoming(resources: Resources, actor: Actor) -> list[Incoming]:
    """Who invites the actor now."""
    with fresh_reads():
        async with resources.db.read() as conn:
            return await rooms.list_incoming(conn, resources.signer, actor.id, clock.now())


async def _ice(resources: Resources, *account_ids: UUID) -> Ice:
    """By what these people may find a way; it may ask a service of others, so no transaction is open meanwhile."""
    return {one: (await resources.ice.servers_for(one)).servers for one in account_ids}


async def _date(resources: Resources, actor: Actor, room_id: UUID) -> Held:
    with fresh_reads():
        async with resources.db.read() as conn:
            held = await calls.find_held(conn, room_id)
    if held is None or held.call.purpose is not Purpose.DATE or actor.id not in held.members:
        raise NotFound
    return held
