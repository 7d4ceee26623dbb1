"""Who may call whom, and what a signal may be."""

from datetime import timedelta
from typing import Any, Final, NoReturn
from uuid import UUID

import msgspec

from mingle.features.calls.errors import (
    CallEnded,
    NobodyToCall,
    NotCallable,
    NotJoined,
    OtherDevice,
    SignalTooLarge,
)
from mingle.features.calls.machine import Rules
from mingle.features.calls.models import (
    IN_CALL,
    SIGNAL_MAX_BYTES,
    CallRow,
    CallState,
    Leave,
    MemberRow,
    Purpose,
)
from mingle.features.chats import ChatKind, Standing
from mingle.kernel.errors import FieldError, NotFound, ValidationFailed
from mingle.kernel.ratelimit import RateLimit
from mingle.realtime.flood import Flood
from mingle.settings import Settings

CALLING_LIMIT = RateLimit("calling", "30/minute", counts="shared", fails="open")
"""Who rings more often than that wants to annoy somebody."""
HISTORY_LIMIT = RateLimit("call_history", "120/minute", counts="local", fails="open")
SIGNALS: Final = Flood(per_second=40.0, burst=150)
"""Of one socket: five others, to each of whom an offer and some twenty candidates go at once, and then again."""


def rules_of(settings: Settings) -> Rules:
    """What the operator allows."""
    return Rules(
        ring=timedelta(seconds=settings.calls_ring_seconds),
        resume=timedelta(seconds=settings.calls_resume_seconds),
        lease=timedelta(seconds=settings.calls_lease_seconds),
        most=settings.calls_mesh_limit,
    )


def require_callable(standing: Standing) -> None:
    """Refuse to ring a whole channel.

    Raises:
        NotCallable: it is one.
    """
    if standing.kind is ChatKind.CHANNEL:
        raise NotCallable


def require_plain(call: CallRow) -> None:
    """See that a call is one that people answer and refuse as such; those of other purposes have doors of their own.

    Raises:
        NotFound: it is not.
    """
    if call.purpose is not Purpose.CALL:
        raise NotFound


def require_leavable(asked: Leave) -> UUID:
    """Which call it is that somebody leaves.

    Raises:
        ValidationFailed: names `callId`.
    """
    call_id = asked.call_id or asked.room_id
    if call_id is None:
        raise ValidationFailed(details=[FieldError("callId", "is missing")])
    return call_id


def require_somebody(others: int) -> None:
    """Refuse a call that nobody else could ever be in.

    Raises:
        NobodyToCall: it is such.
    """
    if not others:
        raise NobodyToCall


def require_sound_signal(field: str, raw: msgspec.Raw) -> None:
    """See that a signal is an object, and not too large.

    Raises:
        SignalTooLarge: it is.
        ValidationFailed: names `signal`, or `candidate`.
    """
    content = bytes(raw)
    if len(content) > SIGNAL_MAX_BYTES:
        raise SignalTooLarge
    try:
        msgspec.json.decode(content, type=dict[str, Any])
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise ValidationFailed(details=[FieldError(field, "must be an object")]) from None


def refuse_to_relay(call: CallRow, member: MemberRow | None) -> NoReturn:
    """Tell somebody why they may not speak in a call by this connection.

    Raises:
        CallEnded: it is over.
        NotJoined: they are not in it.
        OtherDevice: they are in it by another connection.
    """
    if call.state is CallState.ENDED:
        raise CallEnded
    if member is None or member.state not in IN_CALL:
        raise NotJoined
    raise OtherDevice
