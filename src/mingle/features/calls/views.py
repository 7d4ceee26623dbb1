"""Calls as people are told of them."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from mingle.features.calls.manners import manner_of
from mingle.features.calls.models import (
    Call,
    CallMember,
    CallPerson,
    CallReason,
    CallRow,
    CallState,
    Held,
    HistoryItem,
    HistoryRow,
    MemberState,
    Note,
    Place,
    Purpose,
    RoomHistory,
)
from mingle.features.calls.queries import Person
from mingle.features.media import Picture

_OWN_REASONS = {
    MemberState.MISSED: CallReason.MISSED,
    MemberState.REJECTED: CallReason.REJECTED,
    MemberState.BUSY: CallReason.BUSY,
}


def people(rows: Sequence[Person], faces: Mapping[UUID, Picture]) -> dict[UUID, CallPerson]:
    """These people, as far as calls need them."""
    return {row.id: CallPerson(row.id, row.display_name, row.username, faces.get(row.id), row.is_demo) for row in rows}


def call(held: Held, known: Mapping[UUID, CallPerson]) -> Call:
    """A call, as everybody in it is told of it."""
    row = held.call
    members = sorted(held.members.values(), key=lambda one: one.account_id)
    return Call(
        id=row.id,
        chat_id=row.chat_id,
        kind=row.kind,
        state=row.state,
        started_by=row.started_by,
        created_at=row.created_at,
        rings_until=row.rings_until,
        answered_at=row.answered_at,
        ended_at=row.ended_at,
        reason=manner_of(row.purpose).told_reason(row.reason) if row.reason is not None else None,
        duration_seconds=seconds(row),
        max_seconds=row.max_seconds,
        ends_at=row.ends_at,
        members=[CallMember(one.account_id, one.state, one.joined_at, one.device_id) for one in members],
        people=[known[one.account_id] for one in members if one.account_id in known],
        version=row.version,
    )


def note(held: Held) -> Note:
    """Who is in a call, for processes that hold sockets of it."""
    places = {
        one.account_id: Place(one.binding, one.device_id, one.state is MemberState.DROPPED)
        for one in held.in_call
        if one.binding is not None and one.device_id is not None
    }
    is_invitation = held.call.purpose is Purpose.DATE and held.call.state is CallState.RINGING
    return Note(held.call.id, held.call.version, places, is_invitation)


def history(
    row: HistoryRow, viewer_id: UUID, known: Mapping[UUID, CallPerson], kept: RoomHistory | None
) -> HistoryItem:
    """A call that is over, as one of those sees it who were called, with what else is kept of it."""
    was_in = row.state is MemberState.LEFT
    reason = manner_of(row.purpose).told_reason(row.reason)
    return HistoryItem(
        session_id=row.id,
        room_id=row.id,
        chat_id=row.chat_id,
        kind=row.kind,
        peer=known.get(row.other_id) if row.other_id is not None else None,
        direction="out" if row.started_by == viewer_id else "in",
        started_at=row.created_at,
        duration_seconds=seconds(row) if was_in else 0,
        reason=_OWN_REASONS.get(row.state, reason),
        messages=kept.messages if kept is not None else [],
        socials=kept.socials if kept is not None else [],
        origin=kept.origin if kept is not None else "call",
        again=kept.again if kept is not None else None,
        is_mutual=kept is not None and kept.is_mutual,
    )


def seconds(row: CallRow | HistoryRow) -> int:
    """How long a call has lasted, in whole seconds; that for a limited time from the start of its clock."""
    if row.answered_at is None or row.ended_at is None:
        return 0
    began_at = row.answered_at
    if row.ends_at is not None and row.max_seconds is not None:
        began_at = row.ends_at - timedelta(seconds=row.max_seconds)
    return max(0, round((row.ended_at - began_at).total_seconds()))
