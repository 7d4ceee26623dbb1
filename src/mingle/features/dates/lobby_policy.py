"""What the lobby allows, and how often."""

from datetime import timedelta
from typing import Final

from mingle.kernel.ratelimit import RateLimit
from mingle.settings import Settings

JOIN_LIMIT: Final = RateLimit("lobby_join", "30/minute", counts="shared", fails="open")
"""Each coming is told to those whom it concerns."""
WATCH_LIMIT: Final = RateLimit("lobby_watch", "60/minute", counts="shared", fails="open")
"""Each looks for whom one fits."""
REEL_LIMIT: Final = RateLimit("reel", "60/minute", counts="shared", fails="open")
"""Whoever asks more often writes down who comes and goes."""
MOST_TOLD: Final = 200
"""So many people at most are told of somebody: those whom they fit best."""


def lease_of(settings: Settings) -> timedelta:
    """How long a sign of life lasts."""
    return timedelta(seconds=settings.lobby_lease_seconds)


def grace_of(settings: Settings) -> timedelta:
    """How long somebody may be back after their connection closed."""
    return timedelta(seconds=settings.lobby_grace_seconds)
