"""Reading a feed: what was computed ahead, held against the truth, with whoever has come since."""

from datetime import timedelta
from typing import Final

from mingle.features import people
from mingle.features.discovery import feed_policy, feed_queries, feed_ranking, feed_service, likeness, searching
from mingle.features.discovery.feed_models import Feed, FeedView, Scored, Viewer
from mingle.kernel import clock
from mingle.kernel.actor import Actor
from mingle.kernel.db import Conn
from mingle.kernel.resources import Resources

LOW: Final = 30
"""With fewer than so many left, a feed is computed anew in the background."""
NEWCOMERS: Final = 30
SEARCHED_AGAIN_AFTER: Final = timedelta(minutes=1)


async def read_feed(resources: Resources, actor: Actor, limit: int) -> FeedView:
    """The best next people for the actor; nobody where they have not said what it takes, or are paused."""
    await resources.limits.hit(feed_policy.FEED_LIMIT, str(actor.id))
    async with resources.db.read() as conn:
        viewer = await feed_queries.find_viewer(conn, actor.id)
        feed = await feed_queries.find_feed(conn, actor.id)
    if viewer is None or viewer.is_paused:
        return FeedView([])
    shown = (await _ready(resources, viewer, feed, limit))[:limit]
    now = clock.now()
    async with resources.db.read() as conn:
        cards = await people.cards(conn, resources.signer, actor.id, [one.account_id for one in shown])
        shown = [one for one in shown if one.account_id in cards]
        suits = await feed_ranking.compatibilities(
            conn,
            viewer,
            {
                one.account_id: (one.gender, one.born if cards[one.account_id].age is not None else None)
                for one in shown
            },
            resources.settings.discovery_ranking,
            now.date(),
        )
    return FeedView([likeness.feed_card(viewer, one, cards[one.account_id], suits, now) for one in shown])


async def _ready(resources: Resources, viewer: Viewer, feed: Feed | None, limit: int) -> list[Scored]:
    """Who is left of a feed as the viewer's choices are now: enough to show, and to see whether it runs low."""
    if feed is None or feed.viewer_changed_at != viewer.changed_at:
        if feed is not None and feed.is_read:
            await resources.limits.hit(feed_policy.CHOICES_LIMIT, str(viewer.account_id))
        return await _made_anew(resources, viewer)
    async with resources.db.read() as conn:
        left = await _left(conn, resources, viewer, feed, max(limit, LOW))
    if len(left) < limit and not (feed.is_all and viewer.read_at - feed.computed_at < SEARCHED_AGAIN_AFTER):
        return await _made_anew(resources, viewer)
    if len(left) < LOW and not feed.is_all:
        async with resources.db.transaction(of_one_statement=True) as tx:
            await feed_queries.make_due(tx, viewer.account_id)
    return left


async def _made_anew(resources: Resources, viewer: Viewer) -> list[Scored]:
    async with resources.db.transaction() as tx:
        return await feed_service.compute(tx, viewer, resources.settings)


async def _left(conn: Conn, resources: Resources, viewer: Viewer, feed: Feed, limit: int) -> list[Scored]:
    """Of a feed, and of those who have come since, whoever fits now and is new to the viewer, the best first."""
    now = clock.now()
    search = searching.parameters(viewer, now, needs_photo="photo" in resources.settings.profile_requires)
    changed = await feed_queries.list_changed(conn, search, feed.computed_at, NEWCOMERS)
    scores = dict(zip(feed.candidate_ids, feed.scores, strict=True))
    ranked = await feed_ranking.rank(conn, viewer, changed, resources.settings.discovery_ranking, now.date())
    scores |= zip((one.account_id for one in changed), ranked, strict=True)
    return await feed_queries.keep_fitting(conn, search, list(scores), list(scores.values()), limit)
