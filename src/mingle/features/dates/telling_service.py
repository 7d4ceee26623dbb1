"""The story of how the two are told of what becomes of their invitation, or of their date, whatever has changed it."""

from typing import Final

from mingle.features.calls import CallReason, CallState, Change, Entered, MemberState
from mingle.features.dates import views
from mingle.features.dates.models import (
    Declined,
    DeclinedTold,
    FinalizedTold,
    Incoming,
    MovedTold,
    PeerTold,
    Rescinded,
    RescindedTold,
)
from mingle.kernel.db import Tx

_UNANSWERED: Final = {
    CallReason.MISSED: (Declined.TIMEOUT, Rescinded.TIMEOUT),
    CallReason.BUSY: (Declined.BUSY, Rescinded.RESCINDED),
    CallReason.REJECTED: (Declined.DECLINED, Rescinded.ANSWERED),
    CallReason.BLOCKED: (Declined.DECLINED, Rescinded.RESCINDED),
    CallReason.DROPPED: (Declined.OFFLINE, Rescinded.OFFLINE),
}
"""As who invited, and who was invited, is told it; all others were taken back."""


async def tell(tx: Tx, change: Change) -> None:
    """Tell the two of a change. That a date begins is told by whoever lets it begin: both learn more of it then."""
    inside = change.inside
    before, call = inside.call_before, inside.held.call
    if before is None:
        if call.state is CallState.RINGING:
            _tell_invited(tx, change)
    elif before.state is CallState.RINGING and call.state is not CallState.RINGING:
        _tell_answered(tx, inside)
    elif call.state is CallState.ENDED:
        reason = views.end_reason(call.reason)
        told = FinalizedTold(call.id, call.id, change.told.duration_seconds, reason)
        for account_id in inside.held.members:
            tx.emit(f"user:{account_id}", "session:finalized", told)
    elif call.state is CallState.ACTIVE:
        _tell_peers(tx, inside)


def _tell_invited(tx: Tx, change: Change) -> None:
    call = change.inside.held.call
    assert call.started_by is not None
    assert call.max_seconds is not None
    told = Incoming(call.id, change.known[call.started_by], call.max_seconds, call.rings_until)
    for member in change.inside.held.ringing:
        tx.emit(f"user:{member.account_id}", "call:notify", told)


def _tell_answered(tx: Tx, inside: Entered) -> None:
    """Let an invitation ring no more, wherever it is seen."""
    call = inside.held.call
    if call.state is CallState.ACTIVE:
        inviter, invited = None, Rescinded.ANSWERED
    elif call.reason is not None and call.reason in _UNANSWERED:
        inviter, invited = _UNANSWERED[call.reason]
    else:
        inviter, invited = None, Rescinded.RESCINDED
    for account_id in inside.held.members:
        room = f"user:{account_id}"
        if account_id != call.started_by:
            tx.emit(room, "call:rescinded", RescindedTold(call.id, invited))
        elif inviter is not None:
            tx.emit(room, "call:declined", DeclinedTold(call.id, inviter))
        elif call.state is CallState.ENDED:  # for their other devices
            tx.emit(room, "call:rescinded", RescindedTold(call.id, invited))


def _tell_peers(tx: Tx, inside: Entered) -> None:
    """Tell both who of them has lost the connection, or is back, and each where they are themselves."""
    call_id = inside.held.call.id
    for account_id, member in inside.held.members.items():
        was = inside.before[account_id]
        if member.state is not was.state:
            for other_id in inside.held.members:
                tx.emit(f"user:{other_id}", "room:peer", PeerTold(call_id, account_id, member.state))
        is_moved = member.binding != was.binding and member.state is MemberState.JOINED
        if is_moved and member.device_id is not None and member.device_id != was.device_id:
            tx.emit(f"user:{account_id}", "room:moved", MovedTold(call_id, member.device_id))
