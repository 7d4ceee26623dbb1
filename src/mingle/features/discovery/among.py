"""Who of given people fits somebody, and how well: those who are there for a date, not everybody.

Both want to see somebody like the other, neither has blocked, passed by or unmatched the other, and both can be found.
"""

from collections.abc import Sequence
from uuid import UUID

from mingle.features import people
from mingle.features.discovery import feed_queries, feed_ranking, likeness, searching
from mingle.features.discovery.feed_models import Candidate, FeedCard, Scored, Viewer
from mingle.kernel import clock
from mingle.kernel.db import Conn
from mingle.kernel.resources import Resources
from mingle.settings import ProfilePart, Settings


async def is_findable(conn: Conn, settings: Settings, account_id: UUID) -> bool:
    """Whether others can come upon somebody: their profile says what is needed, and is neither paused nor hidden."""
    return await feed_queries.is_findable(conn, account_id, needs_photo=_needs_photo(settings))


async def fitting_among(
    conn: Conn, settings: Settings, viewer_id: UUID, others: Sequence[UUID], most: int
) -> list[UUID]:
    """Of these people, those who fit somebody; where they are more than `most`, the best, in any order."""
    viewer, found = await _fitting(conn, settings, viewer_id, others)
    if viewer is None or len(found) <= most:
        return [one.account_id for one in found]
    return [one.account_id for one in await _best(conn, settings, viewer, found, most)]


async def cards_among(resources: Resources, viewer_id: UUID, others: Sequence[UUID], most: int) -> list[FeedCard]:
    """Of these people, those who fit somebody, as a feed shows them, the best first."""
    settings, now = resources.settings, clock.now()
    async with resources.db.read() as conn:
        viewer, found = await _fitting(conn, settings, viewer_id, others)
        if viewer is None or not found:
            return []
        best = await _best(conn, settings, viewer, found, most)
        cards = await people.cards(conn, resources.signer, viewer_id, [one.account_id for one in best])
        shown = [one for one in best if one.account_id in cards]
        known = {
            one.account_id: (one.gender, one.born if cards[one.account_id].age is not None else None) for one in shown
        }
        suits = await feed_ranking.compatibilities(conn, viewer, known, settings.discovery_ranking, now.date())
    return [likeness.feed_card(viewer, one, cards[one.account_id], suits, now) for one in shown]


async def _fitting(
    conn: Conn, settings: Settings, viewer_id: UUID, others: Sequence[UUID]
) -> tuple[Viewer | None, list[Candidate]]:
    viewer = await feed_queries.find_viewer(conn, viewer_id) if others else None
    if viewer is None:
        return None, []
    search = searching.parameters(viewer, clock.now(), needs_photo=_needs_photo(settings))
    return viewer, await feed_queries.keep_mutual(conn, search, others)


async def _best(conn: Conn, settings: Settings, viewer: Viewer, found: Sequence[Candidate], most: int) -> list[Scored]:
    scores = await feed_ranking.rank(conn, viewer, found, settings.discovery_ranking, clock.now().date())
    scored = [
        Scored(one.account_id, score, one.active_on, one.joined_at, one.shows_last_seen, one.gender, one.born)
        for one, score in zip(found, scores, strict=True)
    ]
    return sorted(scored, key=lambda one: (-one.score, one.account_id))[:most]


def _needs_photo(settings: Settings) -> bool:
    return ProfilePart.PHOTO in settings.profile_requires
