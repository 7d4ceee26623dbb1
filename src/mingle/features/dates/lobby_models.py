"""Structs of the lobby: rows, requests, answers and events."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

import msgspec

from mingle.features.calls import DeviceId
from mingle.features.discovery import Reason
from mingle.features.people import Card

MAX_IN_REEL: Final = 50


class LobbyRow(msgspec.Struct):
    """A row of `lobby_people`, as far as pairing needs it."""

    account_id: UUID
    next_since: datetime


class Place(msgspec.Struct):
    """By which connection somebody is in the lobby."""

    account_id: UUID
    binding: UUID


class Left(msgspec.Struct):
    """Somebody who is in the lobby no longer, and of which event's it was."""

    account_id: UUID
    event_id: UUID | None


class Before(msgspec.Struct):
    """How somebody was in the lobby before they joined it again; all None where they were not."""

    binding: UUID | None
    gone_at: datetime | None
    event_id: UUID | None


# What people ask.


class QueueJoin(msgspec.Struct, rename="camel"):
    """`queue:join`. Who may be met is what one's preferences say (PUT /user/me/preferences)."""

    preferences: msgspec.Raw = msgspec.field(default_factory=msgspec.Raw)
    """Older clients send some; they are not looked at."""
    device_id: DeviceId | None = None


class QueueNext(msgspec.Struct, rename="camel"):
    """`queue:next`."""

    on: bool
    device_id: DeviceId | None = None


class Nothing(msgspec.Struct):
    """`queue:leave`, `presence:join`: nothing more to say."""


# What people are told.


class QueueJoined(msgspec.Struct):
    """The answer to `queue:join`."""

    available: bool


class QueueWaiting(msgspec.Struct):
    """The answer to `queue:next`."""

    waiting: bool


class PresenceTold(msgspec.Struct, rename="camel"):
    """`presence:update`: somebody has come into the lobby, or left it."""

    user_id: UUID
    online: bool
    available: bool


class AvailableTold(msgspec.Struct, rename="camel"):
    """`queue:update`: whether somebody can be invited now."""

    user_id: UUID
    available: bool


class ReelEntry(msgspec.Struct):
    """Somebody in the reel."""

    card: Card
    user_id: UUID = msgspec.field(name="userId")
    available: bool
    percent: int
    """0 to 100, as `compatibility` of the feed."""
    reasons: list[Reason]


class Reel(msgspec.Struct):
    """GET /room/queue: who can be invited now, the best first."""

    people: list[ReelEntry]


# What processes tell each other.


class LobbyNote(msgspec.Struct, rename="camel", array_like=True):
    """What has become of somebody in the lobby; each process tells those of its own who hear of them."""

    user_id: UUID
    available: bool
    online: bool | None = None
    """Whether they have come, or left; null where they only can be invited again, or no longer."""
    to: list[UUID] = []
    """Who begins to hear of them with this."""
    parted_from: UUID | None = None
    """Only these two hear of each other no more."""


class Came(NamedTuple):
    """What came of somebody's coming."""

    is_available: bool
    """Whether they can be invited."""
    near: Sequence[UUID] = ()
    """Of whom they hear from now on."""
