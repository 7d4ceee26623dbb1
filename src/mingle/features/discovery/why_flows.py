"""Why a feed is empty: whom each of one's own choices keeps away, in numbers too coarse to find anybody by."""

from typing import Any, Final, get_args

import msgspec

from mingle.features.discovery import feed_policy, feed_queries, searching
from mingle.features.discovery.feed_models import Counted, Excluded, Filter, Missing, Viewer, Why, Widened
from mingle.features.people import PreferencesChange, require_sound_preferences
from mingle.kernel import clock
from mingle.kernel.actor import Actor
from mingle.kernel.db import Conn
from mingle.kernel.resources import Resources

AGE_STEP: Final = 5
DISTANCES_KM: Final = (10, 25, 50, 100, 250, 500, 1000)


async def why(resources: Resources, actor: Actor) -> Why:
    """Filter by filter, how many people one's own choices exclude, and what the next wider choice would bring."""
    await resources.limits.hit(feed_policy.WHY_LIMIT, str(actor.id))
    async with resources.db.read() as conn:
        viewer = await feed_queries.find_viewer(conn, actor.id)
        if viewer is None:
            return Why(await feed_queries.list_missing(conn, actor.id), [])
        missing: list[Missing] = []
        if viewer.is_paused:
            missing.append("unpaused")
        if viewer.latitude is None:
            missing.append("location")
        needs_photo = "photo" in resources.settings.profile_requires
        counting = Counting(conn, viewer, needs_photo=needs_photo)
        return Why(missing, [await counting.excluded(one) for one in get_args(Filter)])


async def count(resources: Resources, actor: Actor, wanted: PreferencesChange) -> Counted:
    """How many people there would be for the actor if they wanted to see these; the choice is not kept.

    Raises:
        ValidationFailed: the choice contradicts itself.
    """
    require_sound_preferences(wanted)
    await resources.limits.hit(feed_policy.COUNT_LIMIT, str(actor.id))
    async with resources.db.read() as conn:
        viewer = await feed_queries.find_viewer(conn, actor.id)
        if viewer is None:
            return Counted(None)
        wish = await feed_queries.read_wish(conn, wanted)
        wishing = searching.wishing(viewer, wish, wanted)
        needs_photo = "photo" in resources.settings.profile_requires
        search = searching.parameters(wishing, clock.now(), needs_photo=needs_photo)
        return Counted(
            feed_policy.told_count(await feed_queries.count_found(conn, search, feed_policy.COUNT_STEPS[-1]))
        )


class Counting:
    """Counts people whom wider choices of somebody's would let in."""

    def __init__(self, conn: Conn, viewer: Viewer, *, needs_photo: bool) -> None:
        self._conn = conn
        self._viewer = viewer
        self._needs_photo = needs_photo
        self._narrow = self._parameters(viewer)

    async def excluded(self, filter_: Filter) -> Excluded:
        """What one choice keeps away, and the next wider one that brings five people or more."""
        excludes = await self._brings(searching.without(self._viewer, filter_))
        if excludes is None:
            return Excluded(filter_, None, None)
        for wider, widened in _steps(self._viewer, filter_):
            brings = await self._brings(wider)
            if brings is not None:
                return Excluded(filter_, excludes, msgspec.structs.replace(widened, brings=brings))
        return Excluded(filter_, excludes, None)

    async def _brings(self, wider: Viewer) -> int | None:
        most = feed_policy.COUNT_STEPS[-1]
        count = await feed_queries.count_excluded(self._conn, self._parameters(wider), self._narrow, most)
        return feed_policy.told_count(count)

    def _parameters(self, viewer: Viewer) -> dict[str, Any]:
        return searching.parameters(viewer, clock.now(), needs_photo=self._needs_photo)


def _steps(viewer: Viewer, filter_: Filter) -> list[tuple[Viewer, Widened]]:
    """Wider choices, the next one first. Which genders somebody wants to see is theirs alone to say."""
    match filter_:
        case "genders":
            return []
        case "goals":
            return [(searching.without(viewer, "goals"), Widened(goals=[]))]
        case "age":
            steps = [
                (max(searching.YOUNGEST, viewer.age_min - more), min(searching.OLDEST, viewer.age_max + more))
                for more in (AGE_STEP, 2 * AGE_STEP)
            ]
            return [
                (msgspec.structs.replace(viewer, age_min=low, age_max=high), Widened(age_min=low, age_max=high))
                for low, high in steps
            ]
        case "distance":
            farther = [km for km in DISTANCES_KM if km > (viewer.max_distance_km or 0)][:2]
            near = [(searching.as_far_as(viewer, km), Widened(max_distance_km=km)) for km in farther]
            return [*near, (searching.without(viewer, "distance"), Widened(is_anywhere=True))]
