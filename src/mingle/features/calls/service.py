"""The story of every call: how it begins, who comes into it and leaves it, and how it ends."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from mingle.features import chats, people
from mingle.features.calls import jobs, keeping_service, machine, policy, queries
from mingle.features.calls.errors import InAnotherCall
from mingle.features.calls.keeping_service import Kept, entered_as, keep
from mingle.features.calls.lease_queries import Lease
from mingle.features.calls.machine import Rules, Seat
from mingle.features.calls.manners import Entered, manner_of
from mingle.features.calls.models import (
    IN_CALL,
    CallKind,
    CallReason,
    CallRow,
    CallState,
    Initiate,
    OnDevice,
    Purpose,
)
from mingle.features.chats import ChatKind, Standing
from mingle.kernel import clock
from mingle.kernel.actor import Actor
from mingle.kernel.db import Tx
from mingle.kernel.errors import NotFound
from mingle.kernel.ids import new_id
from mingle.kernel.security import Signer
from mingle.settings import Settings


class Party(msgspec.Struct):
    """Who is called."""

    others: Sequence[UUID]
    """They are rung, but for those who are in another call."""
    kind: CallKind
    chat_id: UUID | None = None
    is_open: bool = False
    """Whether nobody is rung, and everybody in the chat may join."""
    max_seconds: int | None = None
    ring_seconds: float | None = None
    """For how long they are rung, where it is not as long as for other calls."""
    purpose: Purpose = Purpose.CALL
    engaged: Collection[UUID] | None = None
    """Who of them is busy; without it, whoever is in a call."""


async def initiate(
    tx: Tx, signer: Signer, settings: Settings, actor: Actor, asked: Initiate, binding: UUID | None
) -> Kept:
    """Call everybody in a chat, or come into the call that is on there: two who call each other are connected.

    Raises:
        NotFound: there is no such chat for the actor.
        NotCallable, NobodyToCall: there are no calls in it.
        InAnotherCall: the actor is in one.
        AnsweredElsewhere, CallFull: they may not come into the one that is on.
    """
    standing = await chats.entered(tx, actor, asked.chat_id)
    policy.require_callable(standing)
    live_id = await queries.find_live_of_chat(tx, asked.chat_id)
    if live_id is not None:
        inside = await entered_as(tx, actor, live_id)
        rules = policy.rules_of(settings)
        machine.settle(inside.held, clock.now(), rules)
        if inside.held.call.state is not CallState.ENDED:
            return await _join(tx, signer, inside, _seat(inside, actor, asked.device_id, binding), rules)
        await keep(tx, signer, inside)
    party = await _party(tx, actor, standing, asked.kind, settings)
    return await begin(tx, signer, settings, actor, party, Seat(actor.id, asked.device_id, binding or new_id()))


async def begin(tx: Tx, signer: Signer, settings: Settings, actor: Actor, party: Party, seat: Seat) -> Kept:
    """Call these people. Where it is in a chat, that is locked, and no other call is on in it.

    Raises:
        InAnotherCall: the actor is in one.
    """
    rules, now = policy.rules_of(settings), clock.now()
    busy = await queries.in_calls_among(tx, [actor.id, *party.others])
    if actor.id in busy:
        raise InAnotherCall
    busy = busy if party.engaged is None else party.engaged
    called = [] if party.is_open else sorted(party.others)
    ring = timedelta(seconds=party.ring_seconds) if party.ring_seconds is not None else rules.ring
    call = _new_call(party, actor.id, now, now + ring, party.max_seconds or settings.calls_max_seconds)
    rung, engaged = [one for one in called if one not in busy], [one for one in called if one in busy]
    held = machine.begin(call, seat, rung, engaged, rules)
    kept = await keep(tx, signer, Entered(held, {}, None))
    if call.due_at is not None:
        await jobs.settle.defer_at(tx, call.due_at, call.id)
    return kept


async def begin_together(
    tx: Tx, signer: Signer, settings: Settings, seats: Sequence[Seat], party: Party, ends_at: datetime
) -> Kept:
    """Bring these people into a call for a limited time, which ends at this moment, without ringing any of them.

    Raises:
        InAnotherCall: one of them is in one.
    """
    now = clock.now()
    held = machine.begin_together(_new_call(party, None, now, now, party.max_seconds), seats, policy.rules_of(settings))
    machine.set_end(held, ends_at, now)
    kept = await keep(tx, signer, Entered(held, {}, None))
    await jobs.settle.defer_at(tx, ends_at, held.call.id)
    return kept


async def answer(
    tx: Tx, signer: Signer, settings: Settings, actor: Actor, asked: OnDevice, binding: UUID | None
) -> Kept:
    """Come into a call. From the same device again it is the same.

    Raises:
        NotFound: there is no such call for the actor, or somebody is in it between whom and them there is a block.
        CallEnded, AnsweredElsewhere, CallFull, InAnotherCall: they may not come into it.
    """
    inside, rules = await _current(tx, settings, actor, asked.call_id)
    policy.require_plain(inside.held.call)
    return await _join(tx, signer, inside, _seat(inside, actor, asked.device_id, binding), rules)


async def resume(
    tx: Tx, signer: Signer, settings: Settings, actor: Actor, asked: OnDevice, binding: UUID | None
) -> Kept:
    """Come back into a call, or take it over to this device and connection.

    Raises:
        NotFound: there is no such call for the actor.
        CallEnded, ResumeTooLate, NotJoined: there is nothing to come back to.
    """
    inside, rules = await _current(tx, settings, actor, asked.call_id)
    machine.resume(inside.held, _seat(inside, actor, asked.device_id, binding), clock.now(), rules)
    return await keep(tx, signer, inside)


async def reject(tx: Tx, signer: Signer, settings: Settings, actor: Actor, call_id: UUID) -> Kept:
    """Refuse a call.

    Raises:
        NotFound: there is no such call for the actor.
        NotRung: they are in it.
    """
    inside, _ = await _current(tx, settings, actor, call_id)
    policy.require_plain(inside.held.call)
    machine.reject(inside.held, actor.id, clock.now())
    return await keep(tx, signer, inside)


async def end(
    tx: Tx, signer: Signer, settings: Settings, actor: Actor, call_id: UUID, *, is_quiet: bool = False
) -> Kept:
    """Leave a call; where less than two are left, it ends. Quietly: nobody is told more than that.

    Raises:
        NotFound: there is no such call for the actor.
    """
    inside, _ = await _current(tx, settings, actor, call_id)
    reason = CallReason.ENDED if is_quiet else manner_of(inside.held.call.purpose).leaving
    machine.leave(inside.held, actor.id, clock.now(), reason)
    return await keep(tx, signer, inside)


async def upgrade(tx: Tx, signer: Signer, settings: Settings, actor: Actor, call_id: UUID) -> Kept:
    """Let an audio call be one with video.

    Raises:
        NotFound: there is no such call for the actor.
        CallEnded, NotJoined: they are not in it.
    """
    inside, _ = await _current(tx, settings, actor, call_id)
    machine.upgrade(inside.held, actor.id)
    return await keep(tx, signer, inside)


async def drop(tx: Tx, signer: Signer, settings: Settings, lease: Lease, binding: UUID) -> None:
    """Somebody's connection is lost: the others are told, and they may come back for a while."""
    inside = await keeping_service.entered(tx, lease.call_id)
    if inside is None:
        return
    machine.drop(inside.held, lease.account_id, binding, clock.now(), policy.rules_of(settings))
    is_changed = await keeping_service.keep_if_changed(tx, signer, inside)
    member = inside.held.members.get(lease.account_id)
    if is_changed and member is not None and member.due_at is not None:
        await jobs.settle.defer_at(tx, member.due_at, lease.call_id)


def _new_call(
    party: Party, started_by: UUID | None, now: datetime, rings_until: datetime, max_seconds: int | None
) -> CallRow:
    return CallRow(
        id=new_id(),
        purpose=party.purpose,
        chat_id=party.chat_id,
        is_of_chat=party.chat_id is not None,
        is_open=party.is_open,
        kind=party.kind,
        state=CallState.RINGING,
        started_by=started_by,
        created_at=now,
        rings_until=rings_until,
        answered_at=None,
        ended_at=None,
        reason=None,
        max_seconds=max_seconds,
        ends_at=None,
        due_at=rings_until,
        version=1,
    )


async def _current(tx: Tx, settings: Settings, actor: Actor, call_id: UUID) -> tuple[Entered, Rules]:
    """A call as it is now for the actor, whatever nobody has written down yet."""
    inside, rules = await entered_as(tx, actor, call_id), policy.rules_of(settings)
    machine.settle(inside.held, clock.now(), rules)
    return inside, rules


def _seat(inside: Entered, actor: Actor, device_id: str, binding: UUID | None) -> Seat:
    """Where somebody sits down; who asks without a socket of their own leaves that of their device in its place."""
    member = inside.held.members.get(actor.id)
    if binding is None and member is not None and member.device_id == device_id:
        binding = member.binding
    return Seat(actor.id, device_id, binding or new_id())


async def _join(tx: Tx, signer: Signer, inside: Entered, seat: Seat, rules: Rules) -> Kept:
    before = inside.before.get(seat.account_id)
    others = [one.account_id for one in inside.held.in_call if one.account_id != seat.account_id]
    if await people.blocked_among(tx, seat.account_id, others):
        raise NotFound
    machine.join(inside.held, seat, clock.now(), rules)
    is_new = before is None or before.state not in IN_CALL
    # The index would say so, too, but wait for whoever renews the other call, who may wait for this one.
    if is_new and await queries.in_calls_among(tx, [seat.account_id]):
        raise InAnotherCall
    kept = await keep(tx, signer, inside, accepted_by=seat.account_id if is_new else None)
    ends_at = inside.held.call.ends_at
    if ends_at is not None and inside.call_before is not None and inside.call_before.ends_at is None:
        await jobs.settle.defer_at(tx, ends_at, kept.call.id)
    return kept


async def _party(tx: Tx, actor: Actor, standing: Standing, kind: CallKind, settings: Settings) -> Party:
    """Who is called in a chat: all the others, but for those between whom and the actor there is a block."""
    if standing.kind is not ChatKind.PRIVATE and standing.member_count > settings.calls_mesh_limit:
        return Party((), kind, standing.chat_id, is_open=True)
    others = [one for one in await chats.list_member_ids(tx, standing.chat_id) if one != actor.id]
    blocked = await people.blocked_among(tx, actor.id, others)
    party = Party(sorted(one for one in others if one not in blocked), kind, standing.chat_id)
    policy.require_somebody(len(party.others))
    return party
