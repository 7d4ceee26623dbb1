"""Calls as people are told of them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from mingle.features.calls.models import (
    Call,
    CallMember,
    CallPerson,
    CallReason,
    Held,
    HistoryItem,
    HistoryRow,
    MemberState,
    Note,
    Place,
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
    return {row.id: CallPerson(row.id, row.display_name, row.username, faces.get(row.id)) for row in rows}


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
        reason=told_reason(row.reason) if row.reason is not None else None,
        duration_seconds=seconds(row.answered_at, row.ended_at),
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
    return Note(held.call.id, held.call.version, places)


def history(row: HistoryRow, viewer_id: UUID, known: Mapping[UUID, CallPerson]) -> HistoryItem:
    """A call that is over, as one of those sees it who were called."""
    was_in = row.state is MemberState.LEFT
    return HistoryItem(
        session_id=row.id,
        room_id=row.id,
        chat_id=row.chat_id,
        kind=row.kind,
        peer=known.get(row.other_id) if row.other_id is not None else None,
        direction="out" if row.started_by == viewer_id else "in",
        started_at=row.created_at,
        duration_seconds=seconds(row.answered_at, row.ended_at) if was_in else 0,
        reason=_OWN_REASONS.get(row.state, told_reason(row.reason)),
        messages=[],
        socials=[],
    )


def seconds(answered_at: datetime | None, ended_at: datetime | None) -> int:
    """How long a call has lasted, in whole seconds."""
    if answered_at is None or ended_at is None:
        return 0
    return round((ended_at - answered_at).total_seconds())


def told_reason(reason: CallReason) -> CallReason:
    """Why a call has ended, as people are told it: of a block nobody is."""
    return CallReason.ENDED if reason is CallReason.BLOCKED else reason
