"""Discovery: whom to meet next, who likes whom, who has found each other, and what that takes.

What somebody thinks of another is one row of `judgements`; it hides the other from their feed until `hidden_until`, or
for good. Two who like each other have one match, which opens their private chat. Dates use `is_findable`,
`fitting_among`, `cards_among` and `fitting_pairs` (who of those who are there fits whom, and how well), `is_parted`
(whether it is somebody whom one is not to meet again) and `bring_together` (a match of two who have said elsewhere that
they like each other). Others use `boost` (to show somebody sooner for a while) and `find_counterpart` (somebody whom a
person may come upon, or has found). The modules that begin with `feed` find the next people among a million
(docs/feed.md); those that begin with `learning` let `ranking` learn whom to show first (docs/ranking.md).
"""

from mingle.features.discovery import events, feed_jobs, jobs, learning_jobs, personal
from mingle.features.discovery.among import cards_among, fitting_among, is_findable
from mingle.features.discovery.feed_http import FeedController
from mingle.features.discovery.feed_models import FeedCard, Reason
from mingle.features.discovery.http import LikeController, MatchController
from mingle.features.discovery.match_service import before_erasure, blocked, bring_together
from mingle.features.discovery.models import Match
from mingle.features.discovery.mutual import Pair, fitting_pairs
from mingle.features.discovery.policy import is_parted
from mingle.features.discovery.queries import find_counterpart
from mingle.features.discovery.queries import upsert_boost as boost
from mingle.features.discovery.seed import seed_discovery
from mingle.kernel.feature import Feature
from mingle.settings import FeatureName

DISCOVERY = Feature(
    "discovery",
    tells=events.TELLS,
    switch=FeatureName.DISCOVERY,
    routes=[FeedController, LikeController, MatchController],
    jobs=[*jobs.JOBS, feed_jobs.compute_feeds, *learning_jobs.JOBS],
    seed=seed_discovery,
    personal=personal.TABLES,
    impersonal=personal.IMPERSONAL,
    before_erasure=before_erasure,
    blocked=blocked,
)

__all__ = [
    "DISCOVERY",
    "FeedCard",
    "Match",
    "Pair",
    "Reason",
    "boost",
    "bring_together",
    "cards_among",
    "find_counterpart",
    "fitting_among",
    "fitting_pairs",
    "is_findable",
    "is_parted",
]
