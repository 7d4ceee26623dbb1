"""What two people have in common, and why one is shown to the other: only what the other's card shows, and is true."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from mingle.features.accounts import age_on
from mingle.features.discovery.feed_models import FeedCard, Reason, Scored, Viewer
from mingle.features.people import Card

NEW_FOR: Final = timedelta(days=7)
MANY_INTERESTS: Final = 4
"""So many in common are as good as more."""
FAR_APART_YEARS: Final = 15


def feed_card(viewer: Viewer, entry: Scored, card: Card, suits: Mapping[UUID, int] | None, now: datetime) -> FeedCard:
    """Somebody in a feed; `suits` is how well each suits the viewer, where that has been learned."""
    shared = _both(viewer.interests, card.interests)
    if suits is None:
        compatibility = _compatibility(viewer, age_on(viewer.born, now.date()), card, len(shared))
    else:
        compatibility = suits[entry.account_id]
    return FeedCard(
        user=card,
        distance_km=card.distance_km,
        compatibility=compatibility,
        reasons=_reasons(viewer, entry, card, shared, now),
        shared_interests=shared,
    )


def _reasons(viewer: Viewer, entry: Scored, card: Card, shared: list[str], now: datetime) -> list[Reason]:
    city = [card.city.name] if card.city is not None and card.city.name == viewer.city else []
    reasons = [
        Reason("bothLike", shared),
        Reason("bothHope", _both(viewer.hopes, card.goals)),
        Reason("bothSpeak", _both(viewer.languages, card.languages)),
        Reason("sameCity", city),
    ]
    reasons = [reason for reason in reasons if reason.values]
    if entry.shows_last_seen and entry.active_on >= now.date():
        reasons.append(Reason("activeToday"))
    if now - entry.joined_at < NEW_FOR:
        reasons.append(Reason("newHere"))
    return reasons


def _compatibility(viewer: Viewer, viewer_age: int, card: Card, shared: int) -> int:
    """The mean of what can be compared, each part 0 to 1. Nothing of it is anybody's judgement of anybody."""
    parts: list[float] = []
    if viewer.interests and card.interests:
        parts.append(min(1.0, shared / min(MANY_INTERESTS, len(viewer.interests), len(card.interests))))
    if viewer.hopes and card.goals:
        parts.append(1.0 if _both(viewer.hopes, card.goals) else 0.5)
    if viewer.languages and card.languages:
        parts.append(1.0 if _both(viewer.languages, card.languages) else 0.0)
    if card.age is not None:
        parts.append(max(0.0, 1 - abs(viewer_age - card.age) / FAR_APART_YEARS))
    return round(100 * sum(parts) / len(parts)) if parts else 50


def _both(mine: Collection[str], theirs: Collection[str]) -> list[str]:
    return [str(one) for one in theirs if one in mine]
