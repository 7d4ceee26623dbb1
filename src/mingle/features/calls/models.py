"""Structs of calls: rows, requests, answers and events."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Final, Literal
from uuid import UUID

import msgspec

from mingle.features.media import Picture

SIGNAL_MAX_BYTES: Final = 16 * 1024

DeviceId = Annotated[str, msgspec.Meta(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_-]+$(?!\n)")]


class Purpose(StrEnum):
    """What people call each other for; each has its manner (`manners`)."""

    CALL = "call"
    DATE = "date"


class CallKind(StrEnum):
    """What is sent in a call."""

    AUDIO = "audio"
    VIDEO = "video"


class CallState(StrEnum):
    """How far a call has come."""

    RINGING = "ringing"
    ACTIVE = "active"
    ENDED = "ended"


class MemberState(StrEnum):
    """How somebody stands in a call."""

    RINGING = "ringing"
    JOINED = "joined"
    DROPPED = "dropped"
    """Without a connection, and with a little time to come back."""
    LEFT = "left"
    REJECTED = "rejected"
    MISSED = "missed"
    BUSY = "busy"
    """Was in another call."""


class CallReason(StrEnum):
    """Why a call has ended."""

    ENDED = "ended"
    MISSED = "missed"
    REJECTED = "rejected"
    CANCELLED = "cancelled"
    BUSY = "busy"
    DROPPED = "dropped"
    TIMEOUT = "timeout"
    BLOCKED = "blocked"
    LEFT = "left"
    """One of two has left, of which the other is told."""
    MODERATED = "moderated"


IN_CALL: Final = frozenset({MemberState.JOINED, MemberState.DROPPED})


# Rows.


class CallRow(msgspec.Struct):
    """A row of `calls`."""

    id: UUID
    purpose: Purpose
    chat_id: UUID | None
    is_of_chat: bool
    is_open: bool
    kind: CallKind
    state: CallState
    started_by: UUID | None
    created_at: datetime
    rings_until: datetime
    answered_at: datetime | None
    ended_at: datetime | None
    reason: CallReason | None
    max_seconds: int | None
    ends_at: datetime | None
    due_at: datetime | None
    version: int


class MemberRow(msgspec.Struct):
    """A row of `call_members`."""

    account_id: UUID
    state: MemberState
    joined_at: datetime | None = None
    device_id: str | None = None
    binding: UUID | None = None
    seen_at: datetime | None = None
    due_at: datetime | None = None


class Held(msgspec.Struct):
    """A call with everybody in it, as the machine changes it."""

    call: CallRow
    members: dict[UUID, MemberRow]

    @property
    def in_call(self) -> list[MemberRow]:
        """Those who are in it, also those who may still come back."""
        return [one for one in self.members.values() if one.state in IN_CALL]

    @property
    def ringing(self) -> list[MemberRow]:
        """Those for whom it rings."""
        return [one for one in self.members.values() if one.state is MemberState.RINGING]


# What people are told.


class CallPerson(msgspec.Struct, rename="camel"):
    """Somebody in a call, as far as it needs them."""

    id: UUID
    display_name: str
    username: str | None
    photo: Picture | None
    is_demo: bool
    """Made up, for somebody who tries Mingle out."""


class CallMember(msgspec.Struct, rename="camel"):
    """How somebody stands in a call."""

    user_id: UUID
    state: MemberState
    joined_at: datetime | None
    device_id: str | None
    """Chosen by the device that is in the call, so that it knows itself."""


class Call(msgspec.Struct, rename="camel"):
    """A call, as everybody in it is told of it."""

    id: UUID
    chat_id: UUID | None
    kind: CallKind
    state: CallState
    started_by: UUID | None
    created_at: datetime
    rings_until: datetime
    answered_at: datetime | None
    ended_at: datetime | None
    reason: CallReason | None
    duration_seconds: int
    """From the answer to the end; 0 until then."""
    max_seconds: int | None
    ends_at: datetime | None
    members: list[CallMember]
    people: list[CallPerson]
    version: int
    """Rises with each change: of two, the higher one is how it is."""


class Calls(msgspec.Struct):
    """GET /calls/current."""

    calls: list[Call]


class CallView(msgspec.Struct):
    """A call, as the answer to what was done to it."""

    call: Call


class Initiated(msgspec.Struct, rename="camel"):
    """The answer to `call:initiate`."""

    call_id: UUID
    call: Call


class IncomingTold(msgspec.Struct, rename="camel"):
    """`call:incoming`."""

    call_id: UUID
    chat_id: UUID | None
    from_user: CallPerson | None
    kind: CallKind
    call: Call


class AcceptedTold(msgspec.Struct, rename="camel"):
    """`call:accepted`."""

    call_id: UUID
    user_id: UUID
    call: Call


class UpdatedTold(msgspec.Struct):
    """`call:updated`."""

    call: Call


class EndedTold(msgspec.Struct, rename="camel"):
    """`call:ended`."""

    call_id: UUID
    reason: CallReason
    duration_seconds: int
    call: Call


class MovedTold(msgspec.Struct, rename="camel"):
    """`call:moved`: the call is on another device, or another connection, from now on."""

    call_id: UUID
    device_id: str


class SignalTold(msgspec.Struct, rename="camel"):
    """`call:signal`."""

    call_id: UUID
    from_user_id: UUID
    signal: Any


# What people ask.


class Initiate(msgspec.Struct, rename="camel"):
    """POST /calls/initiate: call everybody in a chat."""

    chat_id: UUID
    kind: CallKind
    device_id: DeviceId


class OnDevice(msgspec.Struct, rename="camel"):
    """POST /calls/answer, /calls/resume: what a device does to a call."""

    call_id: UUID
    device_id: DeviceId


class OfCall(msgspec.Struct, rename="camel"):
    """POST /calls/reject, /calls/end; `call:upgrade`."""

    call_id: UUID


class Leave(msgspec.Struct, rename="camel"):
    """`call:end`: a call, or a room, which are one thing by two names."""

    call_id: UUID | None = None
    room_id: UUID | None = None
    quiet: bool = False
    """Without a word of who has left it."""


class Signal(msgspec.Struct, rename="camel"):
    """`call:signal`: for the device of somebody in the call."""

    call_id: UUID
    to_user_id: UUID
    signal: msgspec.Raw


class Candidate(msgspec.Struct, rename="camel"):
    """`call:ice-candidate`: arrives as a signal `{candidate}`."""

    call_id: UUID
    to_user_id: UUID
    candidate: msgspec.Raw


# What processes tell each other.


class Place(msgspec.Struct, rename="camel", array_like=True):
    """On which connection somebody is in a call."""

    binding: UUID
    device_id: str
    is_dropped: bool = False


class Note(msgspec.Struct, rename="camel"):
    """Who is in a call, for processes that hold sockets of it. Nobody: it has ended."""

    call_id: UUID
    version: int
    places: dict[UUID, Place]
    is_invitation: bool = False
    """To a date: who is in it has only invited somebody, and can be invited as well."""


# History.


class RoomMessage(msgspec.Struct, rename="camel"):
    """What somebody said in a room."""

    from_user_id: UUID
    text: str
    at: datetime


class RoomSocials(msgspec.Struct, rename="camel"):
    """The handles that somebody gave in a room."""

    from_user_id: UUID
    socials: dict[str, str]


class HistoryRow(msgspec.Struct):
    """A call that has ended, as one of those sees it who were called."""

    id: UUID
    purpose: Purpose
    chat_id: UUID | None
    kind: CallKind
    started_by: UUID | None
    created_at: datetime
    answered_at: datetime | None
    ended_at: datetime
    reason: CallReason
    max_seconds: int | None
    ends_at: datetime | None
    state: MemberState
    other_id: UUID | None
    """Where there are just two."""


class RoomHistory(msgspec.Struct):
    """What else is kept of a date, as one of the two sees it."""

    origin: Literal["invitation", "next", "round"]
    messages: list[RoomMessage]
    socials: list[RoomSocials]
    again: bool | None
    is_mutual: bool


class HistoryItem(msgspec.Struct, rename="camel"):
    """GET /user/history: a call, or a date."""

    session_id: UUID
    room_id: UUID
    chat_id: UUID | None
    kind: CallKind
    peer: CallPerson | None
    """The other one, where there were just two."""
    direction: Literal["in", "out"]
    started_at: datetime
    duration_seconds: int
    reason: CallReason
    messages: list[RoomMessage]
    """Said in its room; chats keep theirs themselves."""
    socials: list[RoomSocials]
    origin: Literal["call", "invitation", "next", "round"] = "call"
    """How a date came about."""
    again: bool | None = None
    """Whether one would meet the other again; null: one has not said."""
    is_mutual: bool = False
    """Whether both would."""
