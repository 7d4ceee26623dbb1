"""The story of how people are told of plain calls."""

from typing import Any
from uuid import UUID

from mingle.features import chats
from mingle.features.calls.manners import Change
from mingle.features.calls.models import (
    AcceptedTold,
    Call,
    CallPerson,
    CallState,
    EndedTold,
    Held,
    IncomingTold,
    MemberState,
    UpdatedTold,
)
from mingle.kernel.db import Tx


async def tell(tx: Tx, change: Change) -> None:
    """Tell everybody whom a change of a call concerns; its end is a line in its chat."""
    held, told = change.inside.held, change.told
    if change.inside.call_before is None:
        _tell_new(tx, held, told, change.known)
    else:
        _tell_changed(tx, held, told, change.accepted_by)
    if held.call.is_open and held.call.chat_id is not None:
        tx.emit(chats.room(held.call.chat_id), "call:updated", UpdatedTold(told))
    if held.call.state is CallState.ENDED and change.writes_line:
        await _write_line(tx, told)


def _tell_new(tx: Tx, held: Held, told: Call, known: dict[UUID, CallPerson]) -> None:
    """Ring wherever it rings; the caller's other devices learn of it as well."""
    caller = known.get(told.started_by) if told.started_by is not None else None
    incoming = IncomingTold(told.id, told.chat_id, caller, told.kind, told)
    for member in held.members.values():
        room = f"user:{member.account_id}"
        if member.state is MemberState.RINGING:
            tx.emit(room, "call:incoming", incoming)
        elif member.state is not MemberState.BUSY and told.state is CallState.ENDED:
            tx.emit(room, "call:ended", _ended(told))
        elif member.state is not MemberState.BUSY:
            tx.emit(room, "call:updated", UpdatedTold(told))


def _tell_changed(tx: Tx, held: Held, told: Call, accepted_by: UUID | None) -> None:
    """Tell all devices of everybody who has heard of a call; who was busy has not."""
    event: tuple[str, Any] = "call:updated", UpdatedTold(told)
    if told.state is CallState.ENDED:
        event = "call:ended", _ended(told)
    elif accepted_by is not None:
        event = "call:accepted", AcceptedTold(told.id, accepted_by, told)
    for member in held.members.values():
        if member.state is not MemberState.BUSY:
            tx.emit(f"user:{member.account_id}", *event)


def _ended(told: Call) -> EndedTold:
    assert told.reason is not None
    return EndedTold(told.id, told.reason, told.duration_seconds, told)


async def _write_line(tx: Tx, told: Call) -> None:
    """Let a line stand in the chat, from who had called."""
    if told.chat_id is None or told.started_by is None:
        return
    line = {
        "event": "call",
        "callId": str(told.id),
        "kind": told.kind,
        "reason": told.reason,
        "seconds": told.duration_seconds,
    }
    await chats.say_in(tx, told.started_by, told.chat_id, line)
