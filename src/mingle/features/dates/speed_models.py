"""Structs of speed dating: rows, requests, answers and events."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Final
from uuid import UUID

import msgspec
from msgspec import UNSET, UnsetType

from mingle.features.calls import CallPerson, DeviceId
from mingle.kernel.texts import LINE, LINES

TITLE_MAX_LENGTH, DESCRIPTION_MAX_LENGTH = 100, 2000
MAX_ROUNDS: Final = 30
MAX_ROUND_SECONDS: Final = 3600
MAX_BREAK_SECONDS: Final = 600
MAX_CAPACITY: Final = 2000

Title = Annotated[str, msgspec.Meta(min_length=1, max_length=TITLE_MAX_LENGTH, pattern=LINE)]
Description = Annotated[str, msgspec.Meta(min_length=1, max_length=DESCRIPTION_MAX_LENGTH, pattern=LINES)]
Rounds = Annotated[int, msgspec.Meta(ge=1, le=MAX_ROUNDS)]
RoundSeconds = Annotated[int, msgspec.Meta(ge=1, le=MAX_ROUND_SECONDS)]
BreakSeconds = Annotated[int, msgspec.Meta(ge=0, le=MAX_BREAK_SECONDS)]
Capacity = Annotated[int, msgspec.Meta(ge=2, le=MAX_CAPACITY)]
Moment = Annotated[datetime, msgspec.Meta(tz=True)]


class EventState(StrEnum):
    """How far an event has come."""

    PLANNED = "planned"
    OPEN = "open"
    """People come into its lobby."""
    RUNNING = "running"
    FINISHED = "finished"
    CANCELLED = "cancelled"


COMING: Final = frozenset({EventState.PLANNED, EventState.OPEN})
ENTERABLE: Final = frozenset({EventState.OPEN, EventState.RUNNING})


class TurnState(StrEnum):
    """What a round is for somebody."""

    PAIRED = "paired"
    """They have no room yet."""
    OPEN = "open"
    ALONE = "alone"


# Rows.


class EventRow(msgspec.Struct):
    """A row of `speed_events`."""

    id: UUID
    host_id: UUID | None
    title: str
    description: str | None
    starts_at: datetime
    rounds: int
    round_seconds: int
    break_seconds: int
    capacity: int | None
    state: EventState
    round: int
    round_starts_at: datetime | None
    round_ends_at: datetime | None
    due_at: datetime | None
    created_at: datetime


class Counted(msgspec.Struct):
    """How many an event has, and whether one of them is somebody."""

    event_id: UUID
    signed_up: int
    present: int
    is_signed_up: bool
    is_present: bool


class TurnRow(msgspec.Struct):
    """A row of `speed_turns`."""

    account_id: UUID
    other_id: UUID | None
    state: TurnState
    call_id: UUID | None = None


class Unopened(msgspec.Struct):
    """A pair that has no room yet."""

    event_id: UUID
    round: int
    one_id: UUID
    other_id: UUID


class Waited(msgspec.Struct):
    """Since which round somebody has had no whole date; 0 where they never had one."""

    account_id: UUID
    last_round: int


class YesRow(msgspec.Struct):
    """Somebody of an event who has said yes, as the asker has."""

    call_id: UUID
    round: int
    peer_id: UUID


# What people ask.


class EventDraft(msgspec.Struct, rename="camel"):
    """POST /speed-dating."""

    title: Title
    starts_at: Moment
    rounds: Rounds
    round_seconds: RoundSeconds
    break_seconds: BreakSeconds
    description: Description | None = None
    capacity: Capacity | None = None


class EventChange(msgspec.Struct, rename="camel"):
    """PATCH /speed-dating/{id}: what is not named stays."""

    title: Title | UnsetType = UNSET
    starts_at: Moment | UnsetType = UNSET
    rounds: Rounds | UnsetType = UNSET
    round_seconds: RoundSeconds | UnsetType = UNSET
    break_seconds: BreakSeconds | UnsetType = UNSET
    description: Description | UnsetType | None = UNSET
    capacity: Capacity | UnsetType | None = UNSET


class EnterEvent(msgspec.Struct, rename="camel"):
    """`event:enter`."""

    event_id: UUID
    device_id: DeviceId | None = None


class LeaveEvent(msgspec.Struct, rename="camel"):
    """`event:leave`."""

    event_id: UUID


# What people are told.


class SpeedEvent(msgspec.Struct, rename="camel"):
    """An event as somebody sees it."""

    id: UUID
    title: str
    description: str | None
    host: CallPerson | None
    """Null where they are gone."""
    starts_at: datetime
    rounds: int
    round_seconds: int
    break_seconds: int
    capacity: int | None
    state: EventState
    round: int
    """Which is on, or was the last one; 0 before the first."""
    round_starts_at: datetime | None
    round_ends_at: datetime | None
    signed_up: int
    present: int
    """How many are in its lobby, or on a date of it."""
    is_signed_up: bool
    is_present: bool


class SpeedEventView(msgspec.Struct):
    """An event; also `event:updated`."""

    event: SpeedEvent


class RoundTold(msgspec.Struct, rename="camel"):
    """`event:round`: a round has begun, and whether one has somebody in it."""

    event_id: UUID
    round: int
    rounds: int
    starts_at: datetime
    ends_at: datetime
    is_paired: bool
    room_id: UUID | None


class FinishedTold(msgspec.Struct, rename="camel"):
    """`event:finished`."""

    event_id: UUID


class Yes(msgspec.Struct, rename="camel"):
    """Somebody whom one would meet again, and who would too."""

    room_id: UUID
    round: int
    peer: CallPerson


class Yeses(msgspec.Struct):
    """GET /speed-dating/{id}/yeses."""

    yeses: list[Yes]
