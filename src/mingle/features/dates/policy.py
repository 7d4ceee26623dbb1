"""How long a date is, who may meet, and what may be asked of a room."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from mingle.features.calls import IN_CALL, CallState, Held
from mingle.features.dates.errors import AdultsOnly, ClockIsFixed, DateOver, ProfileHidden
from mingle.features.dates.models import DateRow
from mingle.features.dates.queries import Standing
from mingle.kernel.errors import FieldError, NotFound, ValidationFailed
from mingle.kernel.ratelimit import RateLimit
from mingle.settings import Settings

INVITING_LIMIT = RateLimit("inviting", "20/minute", counts="shared", fails="open")
"""Who asks more often than that asks everybody."""
SAYING_LIMIT = RateLimit("room_chat", "60/minute", counts="local", fails="open")
READING_LIMIT = RateLimit("rooms", "120/minute", counts="local", fails="open")
ANSWERING_LIMIT = RateLimit("answering", "30/minute", counts="shared", fails="open")
ANSWERED_FOR: Final = timedelta(days=7)
ADULT_AGE: Final = 18


def require_length(seconds: int, settings: Settings) -> None:
    """See that somebody may wish for a date of this length.

    Raises:
        ValidationFailed: names `requestedSeconds`.
    """
    if not settings.dates_min_seconds <= seconds <= settings.dates_max_seconds:
        words = f"must be from {settings.dates_min_seconds} to {settings.dates_max_seconds}"
        raise ValidationFailed(details=[FieldError("requestedSeconds", words)])


def agree(one: int, other: int, settings: Settings) -> int:
    """How long a date is for which two people have wished: the mean, in whole seconds."""
    return max(settings.dates_min_seconds, min((one + other) // 2, settings.dates_max_seconds))


def require_standing(standing: Standing) -> None:
    """Let only adults meet others, and only those who are seen themselves.

    Raises:
        AdultsOnly, ProfileHidden: they may not.
    """
    if not standing.is_adult:
        raise AdultsOnly
    if not standing.is_shown:
        raise ProfileHidden


def born_by(now: datetime) -> datetime:
    """Whoever was born then, or before, is an adult."""
    day = min(now.day, 28) if now.month == 2 else now.day  # February
    return now.replace(year=now.year - ADULT_AGE, day=day)


def pair_of(one_id: UUID, other_id: UUID) -> tuple[UUID, UUID]:
    """Two people in the order that is the same for both."""
    return (one_id, other_id) if one_id < other_id else (other_id, one_id)


def cooldown_until(now: datetime, settings: Settings) -> datetime:
    """Until when two people do not meet again whose date begins now."""
    return now + timedelta(hours=settings.dates_cooldown_hours)


def require_on(held: Held, account_id: UUID) -> None:
    """See that somebody is on a date that goes on.

    Raises:
        NotFound: it is not theirs, or rings yet.
        DateOver: it is over.
    """
    member = held.members.get(account_id)
    if member is None or held.call.state is CallState.RINGING:
        raise NotFound
    if held.call.state is CallState.ENDED or member.state not in IN_CALL:
        raise DateOver


def require_extendable(held: Held, date: DateRow, seconds: int, settings: Settings) -> None:
    """See that a date may last so much longer.

    Raises:
        ClockIsFixed: it is a round.
        ValidationFailed: names `seconds`.
    """
    if date.event_id is not None:
        raise ClockIsFixed
    assert held.call.max_seconds is not None
    left = settings.dates_max_seconds - held.call.max_seconds
    if seconds > left:
        raise ValidationFailed(details=[FieldError("seconds", f"must be at most {left}: no date is longer")])


def other_of(held: Held, account_id: UUID) -> UUID:
    """The other one of two.

    Raises:
        NotFound: they are gone.
    """
    others = [one for one in held.members if one != account_id]
    if len(others) != 1:
        raise NotFound
    return others[0]
