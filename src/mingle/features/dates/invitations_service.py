"""The story of an invitation: whom one may invite, what becomes of it, and the date that it may come to."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

import msgspec

from mingle.features import calls, discovery
from mingle.features.calls import (
    CallKind,
    CallReason,
    CallState,
    Entered,
    Held,
    InAnotherCall,
    Kept,
    MemberState,
    NotRung,
    Party,
    Purpose,
    Seat,
    machine,
)
from mingle.features.dates import lobby_queries, policy, queries, rooms_service, views
from mingle.features.dates.errors import Busy, CooldownActive, InvitationOver, NotAvailable, Offline
from mingle.features.dates.models import Date, DateRow, Origin, Room, SideRow
from mingle.features.dates.queries import Unheard
from mingle.features.dates.rooms_service import Ice
from mingle.features.people import NotYourself
from mingle.kernel import clock
from mingle.kernel.actor import Actor
from mingle.kernel.db import Tx
from mingle.kernel.errors import NotFound
from mingle.kernel.security import Signer
from mingle.settings import Settings


class Wish(msgspec.Struct):
    """Whom somebody invites, or whose invitation they accept, and for how long."""

    seat: Seat
    seconds: int
    ice: Ice
    """Of both."""


async def invite(
    tx: Tx, signer: Signer, settings: Settings, actor: Actor, other_id: UUID, wish: Wish, *, is_online: bool
) -> Kept:
    """Invite somebody. Where they invite the actor in this moment, that is accepted; said again it is the same.

    Args:
        tx: in which it begins.
        signer: signs the actor's picture.
        settings: the process's.
        actor: who invites.
        other_id: whom.
        wish: for how long.
        is_online: whether the other one has a connection.

    Raises:
        ValidationFailed: names `requestedSeconds`.
        NotYourself, AdultsOnly, ProfileHidden: the actor may not invite.
        NotFound: the other does not exist for the actor, or they do not fit each other.
        InAnotherCall, Busy, CooldownActive, Offline, NotAvailable: not now.
    """
    policy.require_length(wish.seconds, settings)
    if other_id == actor.id:
        raise NotYourself
    standing = await queries.find_own_standing(tx, actor.id, settings.profile_requires, policy.born_by(clock.now()))
    policy.require_standing(standing)
    await queries.lock_people(tx, [actor.id, other_id])
    engaged = await queries.list_engaged(tx, [actor.id, other_id])
    if actor.id in engaged:
        raise InAnotherCall
    invitations = await rooms_service.lock_invitations(tx, settings, [actor.id, other_id])
    theirs = _between(invitations, actor.id, other_id)
    if theirs is not None and theirs.held.call.started_by == actor.id:
        machine.resume(theirs.held, wish.seat, clock.now(), calls.rules_of(settings))
        return await calls.keep(tx, signer, theirs)
    if theirs is not None:
        kept, _ = await _begin(tx, signer, settings, invitations, theirs, wish)
        return kept
    await _require_free(tx, settings, actor, other_id, is_online=is_online, is_busy=other_id in engaged)
    return await _ring(tx, signer, settings, actor, other_id, wish)


async def accept(
    tx: Tx, signer: Signer, settings: Settings, actor: Actor, found: Held, wish: Wish
) -> tuple[Kept, Room]:
    """Accept an invitation: the date begins, and all else that rings for the two, or from them, ends.

    Again, from the same device, it is the same.

    Args:
        tx: in which it begins.
        signer: signs their pictures.
        settings: the process's.
        actor: who accepts.
        found: the invitation as it stood a moment ago, for who invited whom.
        wish: for how long.

    Raises:
        ValidationFailed: names `requestedSeconds`.
        NotFound: there is no such invitation any more.
        NotRung: it is their own.
        InvitationOver: it is over.
        InAnotherCall: the actor is in a call.
        AnsweredElsewhere: another of their devices has accepted it.
        CooldownActive: the two have met in the meantime.
    """
    policy.require_length(wish.seconds, settings)
    if found.call.started_by == actor.id:
        raise NotRung
    await queries.lock_people(tx, found.members)
    invitations = await rooms_service.lock_invitations(tx, settings, list(found.members))
    inside = invitations.get(found.call.id) or await calls.entered(tx, found.call.id)
    if inside is None:
        raise NotFound
    if inside.held.call.state is CallState.ACTIVE:
        return await _accept_again(tx, signer, settings, inside, wish)
    if inside.held.call.state is CallState.ENDED or inside.held.members[actor.id].state is not MemberState.RINGING:
        raise InvitationOver
    if await queries.list_engaged(tx, [actor.id]):
        raise InAnotherCall
    return await _begin(tx, signer, settings, invitations, inside, wish)


async def decline(tx: Tx, signer: Signer, settings: Settings, actor: Actor, invite_id: UUID) -> None:
    """Decline an invitation, on all devices; again, or where it is over, is no error.

    Raises:
        NotFound: there is no such invitation for the actor.
        NotRung: they have accepted it, or it is their own.
    """
    inside = await _entered(tx, settings, actor, invite_id)
    machine.reject(inside.held, actor.id, clock.now())
    await calls.keep(tx, signer, inside)


async def rescind(tx: Tx, signer: Signer, settings: Settings, actor: Actor, invite_id: UUID) -> None:
    """Take an invitation back; again, or where it is over, is no error.

    Raises:
        NotFound: there is no such invitation of the actor's.
        InvitationOver: it has been accepted.
    """
    inside = await _entered(tx, settings, actor, invite_id)
    if inside.held.call.started_by != actor.id:
        raise NotFound
    if inside.held.call.state is CallState.ACTIVE:
        raise InvitationOver
    machine.leave(inside.held, actor.id, clock.now())
    await calls.keep(tx, signer, inside)


async def end_unheard(tx: Tx, signer: Signer, settings: Settings, unheard: Unheard) -> None:
    """Let an invitation ring no more, since nobody hears it; where they are in the lobby by now, it rings on."""
    inside = await calls.entered(tx, unheard.call_id)
    if inside is None or inside.held.call.state is not CallState.RINGING:
        return
    if await lobby_queries.find_in_lobby(tx, [unheard.account_id]):
        return
    machine.settle(inside.held, clock.now(), calls.rules_of(settings))
    machine.end(inside.held, CallReason.DROPPED, clock.now())
    await calls.keep(tx, signer, inside)


async def _entered(tx: Tx, settings: Settings, actor: Actor, invite_id: UUID) -> Entered:
    inside = await calls.entered(tx, invite_id)
    if inside is None or inside.held.call.purpose is not Purpose.DATE or actor.id not in inside.held.members:
        raise NotFound
    machine.settle(inside.held, clock.now(), calls.rules_of(settings))
    return inside


def _between(invitations: Mapping[UUID, Entered], one_id: UUID, other_id: UUID) -> Entered | None:
    """The invitation of one of two people to the other that rings."""
    for inside in invitations.values():
        if inside.held.call.state is CallState.RINGING and {one_id, other_id} <= inside.held.members.keys():
            return inside
    return None


async def _require_free(
    tx: Tx, settings: Settings, actor: Actor, other_id: UUID, *, is_online: bool, is_busy: bool
) -> None:
    """See that the other exists for the actor and suits them, and only then whether they may be invited now."""
    requires, now = settings.profile_requires, clock.now()
    found = await discovery.find_counterpart(tx, actor.id, other_id, requires)
    if found is None or discovery.is_parted(found, now):
        raise NotFound
    is_match = found.match_id is not None
    if not is_match and not await discovery.fitting_among(tx, settings, actor.id, [other_id], 1):
        raise NotFound
    obstacles = await queries.find_obstacles(tx, *policy.pair_of(actor.id, other_id), other_id, now)
    if obstacles.cooldown_until is not None:
        raise CooldownActive.until(obstacles.cooldown_until)
    if is_busy:
        raise Busy
    if obstacles.is_in_lobby:
        return
    if not is_online:
        raise Offline
    if not is_match:
        raise NotAvailable


async def _ring(tx: Tx, signer: Signer, settings: Settings, actor: Actor, other_id: UUID, wish: Wish) -> Kept:
    party = Party(
        [other_id],
        CallKind.VIDEO,
        max_seconds=wish.seconds,
        ring_seconds=settings.dates_invitation_seconds,
        purpose=Purpose.DATE,
        engaged=(),
    )
    kept = await calls.begin(tx, signer, settings, actor, party, wish.seat)
    row = DateRow(kept.call.id, Origin.INVITATION, settings.dates_blur)
    await queries.insert_date(tx, row, [SideRow(actor.id, wish.seconds), SideRow(other_id)])
    return kept


async def _begin(
    tx: Tx, signer: Signer, settings: Settings, invitations: Mapping[UUID, Entered], inside: Entered, wish: Wish
) -> tuple[Kept, Room]:
    """Let an invitation become a date."""
    held, now = inside.held, clock.now()
    date = await queries.find_date(tx, held.call.id)
    assert date is not None
    await rooms_service.begin_cooldown(tx, settings, *held.members)
    others = {call_id: other for call_id, other in invitations.items() if call_id != held.call.id}
    await rooms_service.clear(tx, signer, others, list(held.members))  # first: nobody is in two
    side = date.sides[wish.seat.account_id]
    side.wished_seconds = wish.seconds
    await queries.update_side(tx, held.call.id, side)
    assert held.call.max_seconds is not None
    held.call.max_seconds = policy.agree(held.call.max_seconds, wish.seconds, settings)
    machine.join(held, wish.seat, now, calls.rules_of(settings))
    ends_at = now + timedelta(seconds=settings.dates_flow_seconds + held.call.max_seconds)
    machine.set_end(held, ends_at, now)
    kept = await calls.keep(tx, signer, inside, accepted_by=wish.seat.account_id)
    await calls.look_at(tx, ends_at, held.call.id)
    await rooms_service.tell_start(tx, held, date, kept, wish.ice)
    return kept, _room(held, date, kept, wish)


async def _accept_again(tx: Tx, signer: Signer, settings: Settings, inside: Entered, wish: Wish) -> tuple[Kept, Room]:
    machine.join(inside.held, wish.seat, clock.now(), calls.rules_of(settings))
    date = await queries.find_date(tx, inside.held.call.id)
    assert date is not None
    kept = await calls.keep(tx, signer, inside)
    return kept, _room(inside.held, date, kept, wish)


def _room(held: Held, date: Date, kept: Kept, wish: Wish) -> Room:
    account_id = wish.seat.account_id
    known = {one.id: one for one in kept.call.people}
    return views.room(held, date, account_id, known, ice=wish.ice.get(account_id, ()))
