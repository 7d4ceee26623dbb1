"""What may be judged, and what a judgement changes."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from mingle.features.discovery.errors import AlreadyMatched
from mingle.features.discovery.models import YES, AllowanceKind, Counterpart, Judgement, Kind, Turn
from mingle.features.people import NotYourself
from mingle.kernel.actor import Actor
from mingle.kernel.errors import FieldError, ValidationFailed
from mingle.kernel.ratelimit import RateLimit
from mingle.settings import Settings

JUDGING_LIMIT = RateLimit("judging", "120/minute", counts="shared", fails="open")
"""Nobody looks at two people a second; programs do."""
REWIND_LIMIT = RateLimit("rewinding", "30/minute", counts="shared", fails="open")
UNMATCH_LIMIT = RateLimit("unmatching", "30/minute", counts="shared", fails="open")
LISTS_LIMIT = RateLimit("matches", "120/minute", counts="local", fails="open")
DAY: Final = timedelta(hours=24)


def require_sound(actor: Actor, given: Judgement) -> None:
    """See that it can be said.

    Raises:
        NotYourself: it is of the actor.
        ValidationFailed: names `note`.
    """
    if given.user_id == actor.id:
        raise NotYourself
    if given.note and given.kind != Kind.SUPERLIKE:
        raise ValidationFailed(details=[FieldError("note", "goes with a superlike only")])


def is_parted(found: Counterpart, now: datetime) -> bool:
    """Whether the two have had a match, and may not meet again yet."""
    return found.mine is Kind.UNMATCHED and is_hidden(found, now)


def is_hidden(found: Counterpart, now: datetime) -> bool:
    """Whether what the actor has said of somebody still holds."""
    return found.mine is not None and (found.hidden_until is None or found.hidden_until > now)


def is_said(found: Counterpart, kind: Kind, now: datetime) -> bool:
    """Whether somebody has said that already: a like says no more than a superlike."""
    return is_hidden(found, now) and (found.mine is kind or (found.mine is Kind.SUPERLIKE and kind is Kind.LIKE))


def require_yes(kind: Kind) -> None:
    """Refuse to turn away from somebody by a judgement whom one has found.

    Raises:
        AlreadyMatched: it is neither a like nor a superlike.
    """
    if kind not in YES:
        raise AlreadyMatched


def hidden_until(kind: Kind, settings: Settings, now: datetime) -> datetime | None:
    """Until when a judgement keeps somebody from the one who made it; None: for good."""
    days = {Kind.PASS: settings.discovery_pass_days, Kind.LATER: settings.discovery_later_days}.get(kind)
    return now + timedelta(days=days) if days is not None else None


def parted_until(settings: Settings, now: datetime) -> datetime | None:
    """Until when two people do not meet again whose match has ended; None: for good."""
    days = settings.discovery_unmatch_days
    return now + timedelta(days=days) if days is not None else None


def allowed_a_day(kind: AllowanceKind, settings: Settings) -> int | None:
    """How many a day allows; None: any number."""
    return {
        AllowanceKind.LIKE: settings.discovery_likes_a_day,
        AllowanceKind.SUPERLIKE: settings.discovery_superlikes_a_day,
        AllowanceKind.REWIND: settings.discovery_rewinds_a_day,
    }[kind]


def pair_of(one_id: UUID, other_id: UUID) -> tuple[UUID, UUID]:
    """Two people in the order that is the same for both (locks, rows of `matches`)."""
    return (one_id, other_id) if one_id < other_id else (other_id, one_id)


def turn_of(viewer_id: UUID, last_sender_id: UUID | None) -> Turn:
    """Whose word is awaited."""
    if last_sender_id is None:
        return "nobody"
    return "theirs" if last_sender_id == viewer_id else "mine"
