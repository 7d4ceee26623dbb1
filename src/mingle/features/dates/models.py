"""Structs of dates: rows, requests, answers and events."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Final
from uuid import UUID

import msgspec

from mingle.features.calls import CallPerson, DeviceId, MemberState, RoomMessage, RoomSocials
from mingle.features.discovery import Match
from mingle.features.people import Socials
from mingle.kernel.ice import IceServer
from mingle.kernel.texts import LINES

TEXT_MAX_LENGTH: Final = 1000
SHORTEST_EXTENSION, LONGEST_EXTENSION = 60, 600

Text = Annotated[str, msgspec.Meta(min_length=1, max_length=TEXT_MAX_LENGTH, pattern=LINES)]


class Origin(StrEnum):
    """How a date came about."""

    INVITATION = "invitation"
    NEXT = "next"
    ROUND = "round"


class EndReason(StrEnum):
    """Why a date is over, as the two are told it."""

    ENDED = "ended"
    TIMEOUT = "timeout"
    LEFT = "left"
    MODERATED = "moderated"


class Declined(StrEnum):
    """Why nothing comes of an invitation, as who invited is told it."""

    DECLINED = "declined"
    BUSY = "busy"
    TIMEOUT = "timeout"
    OFFLINE = "offline"


class Rescinded(StrEnum):
    """Why an invitation rings no more, as who was invited is told it."""

    RESCINDED = "rescinded"
    TIMEOUT = "timeout"
    OFFLINE = "offline"
    ANSWERED = "answered"
    """They have taken, or declined, it themselves, perhaps on another device."""


# Rows.


class DateRow(msgspec.Struct):
    """A row of `dates`."""

    call_id: UUID
    origin: Origin
    is_blurred: bool
    event_id: UUID | None = None
    round: int | None = None


class SideRow(msgspec.Struct):
    """A row of `date_sides`: a date, as it is for one of the two."""

    account_id: UUID
    wished_seconds: int | None = None
    is_flowing: bool = False
    has_unblurred: bool = False
    extension_seconds: int | None = None


class Date(msgspec.Struct):
    """What a date is beyond a call."""

    row: DateRow
    sides: dict[UUID, SideRow]


# What people ask.


class InvitationDraft(msgspec.Struct, rename="camel"):
    """`call:invite`, POST /room/direct-match."""

    to_user_id: UUID
    requested_seconds: int
    device_id: DeviceId | None = None


class Accept(msgspec.Struct, rename="camel"):
    """`call:accept`."""

    invite_id: UUID
    requested_seconds: int
    device_id: DeviceId | None = None


class OfInvitation(msgspec.Struct, rename="camel"):
    """`call:decline`, `call:rescind`."""

    invite_id: UUID


class OfRoom(msgspec.Struct, rename="camel"):
    """`room:flowing`, `room:unblur`."""

    room_id: UUID


class RoomOnDevice(msgspec.Struct, rename="camel"):
    """`room:resume`."""

    room_id: UUID
    device_id: DeviceId | None = None


class Say(msgspec.Struct, rename="camel"):
    """`room:chat`."""

    room_id: UUID
    text: Text


class GiveSocial(msgspec.Struct, rename="camel"):
    """`room:giveSocial`."""

    room_id: UUID
    socials: Annotated[Socials, msgspec.Meta(min_length=1)]


class Extend(msgspec.Struct, rename="camel"):
    """`room:extend`."""

    room_id: UUID
    seconds: Annotated[int, msgspec.Meta(ge=SHORTEST_EXTENSION, le=LONGEST_EXTENSION)]


class Again(msgspec.Struct):
    """POST /dates/{id}/again: whether one would meet the other again."""

    again: bool


# What people are told.


class Answered(msgspec.Struct, rename="camel"):
    """What came of it."""

    again: bool
    is_mutual: bool
    """Whether both would."""
    match: Match | None


class Incoming(msgspec.Struct, rename="camel"):
    """`call:notify`: somebody invites one."""

    invite_id: UUID
    from_user: CallPerson
    requested_seconds: int
    expires_at: datetime


class Outgoing(msgspec.Struct, rename="camel"):
    """An invitation of one's own that rings."""

    invite_id: UUID
    to_user: CallPerson
    requested_seconds: int
    expires_at: datetime


class ToAnswer(msgspec.Struct, rename="camel"):
    """A date of which one has not said whether one would meet the other again."""

    room_id: UUID
    peer: CallPerson
    ended_at: datetime


class Limits(msgspec.Struct, rename="camel"):
    """What the operator allows."""

    min_seconds: int
    max_seconds: int
    usual_seconds: int


class Invited(msgspec.Struct, rename="camel"):
    """The answer to `call:invite`."""

    invite_id: UUID
    expires_at: datetime


class Blur(msgspec.Struct, rename="camel"):
    """Who has agreed to be seen."""

    is_on: bool
    mine: bool
    theirs: bool


class RoomEvent(msgspec.Struct, rename="camel"):
    """The speed dating that a date is a round of."""

    id: UUID
    title: str
    round: int
    rounds: int


class Extension(msgspec.Struct, rename="camel"):
    """Somebody's wish to stay longer, to which the other has said nothing yet."""

    from_user_id: UUID
    seconds: int


class Room(msgspec.Struct, rename="camel"):
    """A date, as one of the two is told of it."""

    room_id: UUID
    agreed_seconds: int
    peer: CallPerson
    initiator: bool
    """Whether this side makes the first offer."""
    starts_at: datetime
    """When its clock starts, as far as is known: sooner, if both see each other sooner."""
    ends_at: datetime
    ice_servers: list[IceServer]
    is_flowing: bool
    blur: Blur
    is_blurred: bool
    origin: Origin
    event: RoomEvent | None
    peer_state: MemberState
    extension: Extension | None
    messages: list[RoomMessage]
    socials: list[RoomSocials]
    device_id: str | None
    """On which of one's own devices it is."""


class Entered(msgspec.Struct):
    """The answer to `call:accept` and `room:resume`."""

    room: Room


class Extended(msgspec.Struct):
    """The answer to `room:extend`."""

    agreed: bool


class Whereabouts(msgspec.Struct, rename="camel"):
    """GET /room: how one stands with dates right now."""

    in_lobby: bool
    available: bool
    is_waiting_for_next: bool
    room: Room | None
    incoming: list[Incoming]
    outgoing: Outgoing | None
    to_answer: list[ToAnswer]
    limits: Limits


class Nothing(msgspec.Struct):
    """No payload, and no answer."""


class DeclinedTold(msgspec.Struct, rename="camel"):
    """`call:declined`."""

    invite_id: UUID
    reason: Declined


class RescindedTold(msgspec.Struct, rename="camel"):
    """`call:rescinded`."""

    invite_id: UUID
    reason: Rescinded


class ClockTold(msgspec.Struct, rename="camel"):
    """`room:clock`: when the time of a date begins, and ends, as is known by now."""

    room_id: UUID
    starts_at: datetime
    ends_at: datetime


class PeerTold(msgspec.Struct, rename="camel"):
    """`room:peer`: one of the two has lost the connection, or is back."""

    room_id: UUID
    user_id: UUID
    state: MemberState


class ChatTold(msgspec.Struct, rename="camel"):
    """`room:chat`."""

    room_id: UUID
    from_user_id: UUID
    text: str
    at: datetime


class SocialTold(msgspec.Struct, rename="camel"):
    """`room:socialShared`."""

    room_id: UUID
    from_user_id: UUID
    socials: dict[str, str]


class ExtensionTold(msgspec.Struct, rename="camel"):
    """`room:extendRequested`."""

    room_id: UUID
    from_user_id: UUID
    seconds: int


class ExtendedTold(msgspec.Struct, rename="camel"):
    """`room:extended`."""

    room_id: UUID
    agreed_seconds: int
    ends_at: datetime


class UnblurredTold(msgspec.Struct, rename="camel"):
    """`room:unblurred`: both have agreed to be seen."""

    room_id: UUID


class MovedTold(msgspec.Struct, rename="camel"):
    """`room:moved`: the date is on that device of one's own from now on."""

    room_id: UUID
    device_id: str


class FinalizedTold(msgspec.Struct, rename="camel"):
    """`session:finalized`."""

    session_id: UUID
    room_id: UUID
    duration_seconds: int
    reason: EndReason
