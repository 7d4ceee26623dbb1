"""Discovery: who likes whom, who has found each other, and what that takes.

What somebody thinks of another is one row of `judgements`; it hides the other from their feed until `hidden_until`, or
for good. Two who like each other have one match, which opens their private chat.
"""

from mingle.features.discovery import feed_jobs, personal
from mingle.features.discovery.feed_http import FeedController
from mingle.features.discovery.feed_seed import seed_feed
from mingle.kernel.feature import Feature
from mingle.settings import FeatureName

DISCOVERY = Feature(
    "discovery",
    switch=FeatureName.DISCOVERY,
    routes=[FeedController],
    jobs=[feed_jobs.compute_feeds],
    seed=seed_feed,
    personal=personal.TABLES,
)

__all__ = ["DISCOVERY"]
