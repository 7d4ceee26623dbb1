"""Dates as people are told of them."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from mingle.features.calls import CallPerson, CallReason, CallRow, Held, RoomHistory
from mingle.features.dates import policy
from mingle.features.dates.models import Blur, ClockTold, Date, EndReason, Extension, Room, RoomEvent
from mingle.kernel.ice import IceServer

_REASONS: Final = {
    CallReason.TIMEOUT: EndReason.TIMEOUT,
    CallReason.LEFT: EndReason.LEFT,
    CallReason.DROPPED: EndReason.LEFT,
    CallReason.MODERATED: EndReason.MODERATED,
}


def starts_at(call: CallRow) -> datetime:
    """When the clock of a date starts, or has started."""
    assert call.ends_at is not None
    assert call.max_seconds is not None
    return call.ends_at - timedelta(seconds=call.max_seconds)


def clock(call: CallRow) -> ClockTold:
    """When the time of a date begins, and ends."""
    assert call.ends_at is not None
    return ClockTold(call.id, starts_at(call), call.ends_at)


def end_reason(reason: CallReason | None) -> EndReason:
    """Why a date is over, as the two are told it."""
    return _REASONS.get(reason, EndReason.ENDED) if reason is not None else EndReason.ENDED


def room(
    held: Held,
    date: Date,
    viewer_id: UUID,
    known: Mapping[UUID, CallPerson],
    *,
    kept: RoomHistory | None = None,
    ice: Sequence[IceServer] = (),
    event: RoomEvent | None = None,
) -> Room:
    """A date that is on, as one of the two is told of it."""
    call, peer_id = held.call, policy.other_of(held, viewer_id)
    assert call.max_seconds is not None
    assert call.ends_at is not None
    mine, theirs = date.sides[viewer_id], date.sides[peer_id]
    wishes = [Extension(one.account_id, one.extension_seconds) for one in (mine, theirs) if one.extension_seconds]
    return Room(
        room_id=call.id,
        agreed_seconds=call.max_seconds,
        peer=known[peer_id],
        initiator=viewer_id == (call.started_by or min(viewer_id, peer_id)),
        starts_at=starts_at(call),
        ends_at=call.ends_at,
        ice_servers=list(ice),
        is_flowing=mine.is_flowing and theirs.is_flowing,
        blur=Blur(date.row.is_blurred, mine.has_unblurred, theirs.has_unblurred),
        is_blurred=date.row.is_blurred,
        origin=date.row.origin,
        event=event,
        peer_state=held.members[peer_id].state,
        extension=wishes[0] if wishes else None,
        messages=kept.messages if kept is not None else [],
        socials=kept.socials if kept is not None else [],
        device_id=held.members[viewer_id].device_id,
    )
