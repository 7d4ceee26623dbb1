"""Who comes first in a feed. This is the seam where a model that learns comes in; for now, a rule that one can check.

The chance of a mutual yes is taken as the product of two rates of likes, the one that somebody gets and the one that
they give, each smoothed by what is usual, since few judgements say little; it fades while somebody is away.
"""

from collections.abc import Sequence
from datetime import date
from typing import Final

from mingle.features.discovery.feed_models import Candidate, Viewer

USUAL_RATE: Final = 0.35
USUAL_WEIGHT: Final = 10
"""As many judgements as what is usual counts for."""
HALVED_AFTER_DAYS: Final = 14


def rank(viewer: Viewer, candidates: Sequence[Candidate], today: date) -> list[float]:
    """How promising each of these people is for somebody: 0 to 1, comparable between calls."""
    del viewer  # his or her own rates are the same for all
    return [
        _rate(one.received_likes, one.received) * _rate(one.given_likes, one.given) * _freshness(one, today)
        for one in candidates
    ]


def _rate(likes: int, judgements: int) -> float:
    return (likes + USUAL_RATE * USUAL_WEIGHT) / (judgements + USUAL_WEIGHT)


def _freshness(one: Candidate, today: date) -> float:
    return 0.5 ** (max(0, (today - one.active_on).days) / HALVED_AFTER_DAYS)
