"""Who may open an event, and what it may be."""

from datetime import datetime, timedelta
from typing import Final

from mingle.features.dates.speed_errors import (
    EventFull,
    EventGoesOn,
    EventNotOpen,
    EventOver,
    EventStarted,
    NoHost,
)
from mingle.features.dates.speed_models import COMING, ENTERABLE, EventRow, EventState
from mingle.kernel.actor import Actor, Role
from mingle.kernel.errors import FieldError, NotFound, ValidationFailed
from mingle.kernel.ratelimit import RateLimit
from mingle.settings import Settings

OPENING_LIMIT: Final = RateLimit("speed_dating_open", "20/hour", counts="shared", fails="open")
READING_LIMIT: Final = RateLimit("speed_dating_read", "120/minute", counts="local", fails="open")
SIGNING_LIMIT: Final = RateLimit("speed_dating_sign_up", "60/minute", counts="shared", fails="open")
LONGEST_AHEAD: Final = timedelta(days=366)
SOON: Final = timedelta(minutes=1)
"""Clocks differ, and forms take a moment: who says "now" means it."""


def require_host(actor: Actor, settings: Settings) -> None:
    """See that somebody may open events.

    Raises:
        NoHost: they may not.
    """
    if settings.speed_dating_hosts == "staff" and actor.role is Role.USER:
        raise NoHost


def require_own(actor: Actor, event: EventRow) -> None:
    """See that an event is somebody's own: another's is none that they could change.

    Raises:
        NotFound: it is not.
    """
    if event.host_id != actor.id:
        raise NotFound


def require_coming(event: EventRow) -> None:
    """See that an event can be changed yet.

    Raises:
        EventOver, EventStarted: it cannot.
    """
    if event.state in {EventState.FINISHED, EventState.CANCELLED}:
        raise EventOver
    if event.state not in COMING:
        raise EventStarted


def require_sound(starts_at: datetime, round_seconds: int, now: datetime, settings: Settings) -> None:
    """See that an event can be.

    Raises:
        ValidationFailed: names `startsAt`, `roundSeconds`.
    """
    details: list[FieldError] = []
    if starts_at < now - SOON:
        details.append(FieldError("startsAt", "must not be over already"))
    if starts_at > now + LONGEST_AHEAD:
        details.append(FieldError("startsAt", "must be within a year"))
    if round_seconds < settings.speed_dating_shortest_round:
        details.append(FieldError("roundSeconds", f"must be at least {settings.speed_dating_shortest_round}"))
    if details:
        raise ValidationFailed(details=details)


def require_open_for_places(event: EventRow) -> None:
    """See that somebody may sign up.

    Raises:
        EventOver: it is over, or will not be.
    """
    if event.state in {EventState.FINISHED, EventState.CANCELLED}:
        raise EventOver


def require_place(event: EventRow, signed_up: int) -> None:
    """See that there is room for one more.

    Raises:
        EventFull: there is not.
    """
    if event.capacity is not None and signed_up >= event.capacity:
        raise EventFull


def require_enterable(event: EventRow) -> None:
    """See that people may come in.

    Raises:
        EventOver, EventNotOpen: they may not.
    """
    require_open_for_places(event)
    if event.state not in ENTERABLE:
        raise EventNotOpen


def require_over(event: EventRow) -> None:
    """See that an event is over.

    Raises:
        EventGoesOn: it is not.
    """
    if event.state is not EventState.FINISHED:
        raise EventGoesOn


def opens_at(starts_at: datetime, settings: Settings) -> datetime:
    """From when on people may come in."""
    return starts_at - timedelta(seconds=settings.speed_dating_opens_seconds)


def waits(last_round: int, next_round: int) -> int:
    """How many rounds somebody has gone without a whole date; who comes late has missed them all."""
    return max(0, next_round - 1 - last_round)
