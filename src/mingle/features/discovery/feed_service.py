"""The story of a feed: found among everybody, ranked, and kept for when it is asked for."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from mingle.features.discovery import feed_queries, feed_ranking, searching
from mingle.features.discovery.feed_models import Feed, Scored, Viewer
from mingle.kernel import clock
from mingle.kernel.db import Tx
from mingle.settings import Settings

SEARCHED: Final = 500
"""Of so many, the latest active of those who fit, the best are kept."""
KEPT: Final = 100
BOOSTED: Final = 20
FRESH_FOR: Final = timedelta(hours=1)
ACTIVE_FOR: Final = timedelta(days=1)
"""Whoever was there in this time has a feed ready."""


async def compute(tx: Tx, viewer: Viewer, settings: Settings) -> list[Scored]:
    """Make somebody's feed anew, and keep it: the best first."""
    now = clock.now()
    search = searching.parameters(viewer, now, needs_photo="photo" in settings.profile_requires)
    found = await feed_queries.search(tx, search, SEARCHED)
    is_all = len(found) < KEPT
    # However many have been there since.
    boosted = {one.account_id: one for one in await feed_queries.list_boosted(tx, search, BOOSTED)}
    found = list(({one.account_id: one for one in found} | boosted).values())
    scores = await feed_ranking.rank(tx, viewer, found, settings.discovery_ranking, now.date())
    best = sorted(zip(scores, found, strict=True), key=lambda one: (-one[0], one[1].account_id))[:KEPT]
    feed = Feed(
        [one.account_id for _, one in best],
        [score for score, _ in best],
        viewer.changed_at,
        viewer.read_at,
        is_all=is_all,
    )
    await feed_queries.upsert_feed(tx, viewer.account_id, feed, FRESH_FOR)
    return [
        Scored(one.account_id, score, one.active_on, one.joined_at, one.shows_last_seen, one.gender, one.born)
        for score, one in best
    ]


async def compute_due(tx: Tx, viewer_id: UUID, settings: Settings) -> None:
    """Make somebody's feed anew if they have been there lately; else let it go: it would only grow old."""
    viewer = await feed_queries.find_viewer(tx, viewer_id)
    if viewer is None or viewer.seen_at is None or viewer.read_at - viewer.seen_at > ACTIVE_FOR:
        await feed_queries.delete_feed(tx, viewer_id)
    else:
        await compute(tx, viewer, settings)
