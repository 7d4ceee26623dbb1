"""The one state machine of calls: `ringing → active → ended`, for two people or more (docs/calls.md).

It is given a call as it stands under its lock, and changes it. It knows no database and no clock, and not who may ask.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from mingle.features.calls.errors import (
    AnsweredElsewhere,
    CallEnded,
    CallFull,
    NotJoined,
    NotRung,
    ResumeTooLate,
)
from mingle.features.calls.models import (
    IN_CALL,
    CallKind,
    CallReason,
    CallRow,
    CallState,
    Held,
    MemberRow,
    MemberState,
)


class Rules(NamedTuple):
    """What the operator allows."""

    ring: timedelta
    resume: timedelta
    """For how long somebody may come back who has lost the connection."""
    lease: timedelta
    """For how long somebody counts as there without a sign of life."""
    most: int
    """How many may be in a call."""


class Seat(NamedTuple):
    """On which device, and by which connection, somebody is in a call."""

    account_id: UUID
    device_id: str
    binding: UUID


def begin(call: CallRow, starter: Seat, rung: list[UUID], busy: list[UUID], rules: Rules) -> Held:
    """A call that rings, with who began it in it; one that rings for nobody, since all are busy, has ended."""
    now = call.created_at
    members = {one: MemberRow(one, MemberState.RINGING) for one in rung}
    members |= {one: MemberRow(one, MemberState.BUSY) for one in busy}
    members[starter.account_id] = MemberRow(starter.account_id, MemberState.JOINED)
    held = Held(call, members)
    _sit(members[starter.account_id], starter, now, rules)
    _conclude(held, CallReason.ENDED, now)
    return held


def begin_together(call: CallRow, seats: Sequence[Seat], rules: Rules) -> Held:
    """A call in which these are from its first moment, without anybody being rung."""
    now = call.created_at
    held = Held(call, {one.account_id: MemberRow(one.account_id, MemberState.JOINED) for one in seats})
    for seat in seats:
        _sit(held.members[seat.account_id], seat, now, rules)
    _activate(call, now)
    _conclude(held, CallReason.ENDED, now)
    return held


def join(held: Held, seat: Seat, now: datetime, rules: Rules) -> None:
    """Answer a call, or come into one that is on. From the same device again, it changes the connection at most.

    Raises:
        CallEnded: it is over.
        AnsweredElsewhere: another device of the same person is in it.
        CallFull: there is no room.
    """
    _require_live(held)
    member = held.members.get(seat.account_id) or MemberRow(seat.account_id, MemberState.LEFT)
    if member.state is MemberState.JOINED and member.device_id != seat.device_id:
        raise AnsweredElsewhere
    if member.state not in IN_CALL and len(held.in_call) >= rules.most:
        raise CallFull
    held.members[seat.account_id] = member
    _sit(member, seat, now, rules)
    if held.call.state is CallState.RINGING and seat.account_id != held.call.started_by:
        _activate(held.call, now)
    _conclude(held, CallReason.ENDED, now)


def resume(held: Held, seat: Seat, now: datetime, rules: Rules) -> None:
    """Come back into a call, or take it over to another device or connection.

    Raises:
        CallEnded: it is over.
        ResumeTooLate: who asks was away for too long.
        NotJoined: who asks has not been in it.
    """
    _require_live(held)
    member = held.members.get(seat.account_id)
    if member is None or member.state not in IN_CALL:
        raise ResumeTooLate if member is not None and member.state is MemberState.LEFT else NotJoined
    _sit(member, seat, now, rules)


def reject(held: Held, account_id: UUID, now: datetime, state: MemberState = MemberState.REJECTED) -> None:
    """Refuse a call, or be busy by now. What rings no more is not refused, which is no error.

    Raises:
        NotRung: who asks is in it.
    """
    member = held.members.get(account_id)
    if member is None or held.call.state is CallState.ENDED:
        return
    if member.state in IN_CALL:
        raise NotRung
    if member.state is MemberState.RINGING:
        member.state = state
        _conclude(held, CallReason.ENDED, now)


def leave(held: Held, account_id: UUID, now: datetime, reason: CallReason = CallReason.ENDED) -> None:
    """Leave a call, which ends it for this reason where less than two are left; or refuse it. Again is no error."""
    member = held.members.get(account_id)
    if member is None or held.call.state is CallState.ENDED:
        return
    if member.state is MemberState.RINGING:
        member.state = MemberState.REJECTED
    elif member.state in IN_CALL:
        member.seen_at = now
        _stand_up(member)
    _conclude(held, reason, now)


def drop(held: Held, account_id: UUID, binding: UUID, now: datetime, rules: Rules) -> None:
    """Somebody's connection is lost: they may come back for a while. Another's loss changes nothing."""
    member = held.members.get(account_id)
    if member is not None and member.state is MemberState.JOINED and member.binding == binding:
        member.state, member.seen_at, member.due_at = MemberState.DROPPED, now, now + rules.resume


def come_back(held: Held, account_id: UUID, binding: UUID, now: datetime, rules: Rules) -> None:
    """Somebody was taken for lost whose connection is there after all."""
    member = held.members.get(account_id)
    if member is not None and member.state is MemberState.DROPPED and member.binding == binding:
        member.state, member.seen_at, member.due_at = MemberState.JOINED, now, now + rules.lease


def upgrade(held: Held, account_id: UUID) -> None:
    """Let an audio call be one with video from now on.

    Raises:
        CallEnded: it is over.
        NotJoined: who asks is not in it.
    """
    _require_live(held)
    member = held.members.get(account_id)
    if member is None or member.state not in IN_CALL:
        raise NotJoined
    held.call.kind = CallKind.VIDEO


def set_end(held: Held, ends_at: datetime, now: datetime) -> None:
    """Let a call for a limited time end at this moment.

    Raises:
        CallEnded: it is over.
    """
    _require_live(held)
    held.call.ends_at = ends_at
    _conclude(held, CallReason.ENDED, now)


def extend(held: Held, seconds: int, now: datetime) -> None:
    """Let a call for a limited time last so much longer.

    Raises:
        CallEnded: it is over.
    """
    _require_live(held)
    call = held.call
    assert call.max_seconds is not None
    assert call.ends_at is not None
    call.max_seconds, call.ends_at = call.max_seconds + seconds, call.ends_at + timedelta(seconds=seconds)
    _conclude(held, CallReason.ENDED, now)


def settle(held: Held, now: datetime, rules: Rules) -> None:
    """Let everything come true that time has brought about: however late, and however often, it comes to the same."""
    if held.call.state is CallState.ENDED:
        return
    inside = held.in_call
    reason, at = CallReason.ENDED, None
    for member in inside:
        assert member.due_at is not None
        assert member.seen_at is not None
        if member.state is MemberState.JOINED and member.due_at <= now:
            member.state, member.due_at = MemberState.DROPPED, member.seen_at + rules.resume
        if member.state is MemberState.DROPPED and member.due_at <= now:
            _stand_up(member)
            reason = CallReason.DROPPED
    if held.call.rings_until <= now:
        for member in held.ringing:
            member.state = MemberState.MISSED
    if reason is CallReason.DROPPED:
        at = _last_together(inside, now)
    _conclude(held, reason, now, at)
    if held.call.ends_at is not None and held.call.ends_at <= now:
        end(held, CallReason.TIMEOUT, held.call.ends_at)


def end(held: Held, reason: CallReason, at: datetime) -> None:
    """End a call for everybody in it."""
    call = held.call
    if call.state is CallState.ENDED:
        return
    for member in held.ringing:
        member.state = MemberState.MISSED
    for member in held.in_call:
        _stand_up(member)
    call.state, call.reason, call.due_at = CallState.ENDED, reason, None
    call.ended_at = max(at, call.answered_at or call.created_at)


def _require_live(held: Held) -> None:
    if held.call.state is CallState.ENDED:
        raise CallEnded


def _sit(member: MemberRow, seat: Seat, now: datetime, rules: Rules) -> None:
    if member.state not in IN_CALL or member.joined_at is None:
        member.joined_at = now
    member.state, member.device_id, member.binding = MemberState.JOINED, seat.device_id, seat.binding
    member.seen_at, member.due_at = now, now + rules.lease


def _stand_up(member: MemberRow) -> None:
    member.state, member.device_id, member.binding, member.due_at = MemberState.LEFT, None, None, None


def _activate(call: CallRow, now: datetime) -> None:
    call.state, call.answered_at = CallState.ACTIVE, now
    call.ends_at = now + timedelta(seconds=call.max_seconds) if call.max_seconds is not None else None


def _conclude(held: Held, reason: CallReason, now: datetime, at: datetime | None = None) -> None:
    """End a call that nobody is left for, for this reason where it was answered; or say when to look at it next."""
    call, inside, ringing = held.call, held.in_call, held.ringing
    if call.state is CallState.RINGING:
        if not inside:
            end(held, CallReason.DROPPED if reason is CallReason.DROPPED else CallReason.CANCELLED, now)
        elif not ringing and (call.rings_until <= now or not call.is_open):
            end(held, _unanswered(held), now)
    elif call.state is CallState.ACTIVE and (not inside or len(inside) + len(ringing) < 2):
        end(held, reason, at or now)
    if call.state is not CallState.ENDED:
        rings = call.state is CallState.RINGING or bool(ringing)
        moments = [call.rings_until] if rings else []
        call.due_at = min([*moments, call.ends_at] if call.ends_at is not None else moments, default=None)


def _unanswered(held: Held) -> CallReason:
    """Why nobody has answered."""
    states = {one.state for one in held.members.values() if one.account_id != held.call.started_by}
    if MemberState.REJECTED in states and MemberState.MISSED not in states:
        return CallReason.REJECTED
    return CallReason.BUSY if states == {MemberState.BUSY} else CallReason.MISSED


def _last_together(inside: list[MemberRow], now: datetime) -> datetime | None:
    """The last moment at which two of these were there."""
    there = sorted(now if one.state is MemberState.JOINED else one.seen_at or now for one in inside)
    return there[-2] if len(there) > 1 else None
