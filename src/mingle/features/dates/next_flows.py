"""Finding somebody for those who wait for whoever fits."""

import asyncio
from collections.abc import Sequence
from typing import Final
from uuid import UUID

from mingle.features import discovery
from mingle.features.calls import InAnotherCall
from mingle.features.dates import lobby_queries, next_service
from mingle.features.dates.errors import CooldownActive
from mingle.features.dates.policy import pair_of
from mingle.features.discovery import Pair
from mingle.kernel import clock
from mingle.kernel.context import fresh_reads
from mingle.kernel.resources import Resources

AT_ONCE: Final = 300
"""So many who wait are looked at together, the longest waiting ones."""
SIDE_BY_SIDE: Final = 4
"""So many rooms are opened at the same time."""


async def pair_waiting(resources: Resources) -> None:
    """Give those to each other who wait and fit; those who wait longest take first."""
    with fresh_reads():
        async with resources.db.read() as conn:
            now = clock.now()
            waiting = [row.account_id for row in await lobby_queries.list_waiting(conn, now, AT_ONCE)]
            if len(waiting) < 2:
                return
            cooling = await lobby_queries.list_cooling_among(conn, waiting, now)
            fitting = await discovery.fitting_pairs(conn, resources.settings, waiting)
    allowed = [one for one in fitting if pair_of(one.one_id, one.other_id) not in cooling]
    places = asyncio.Semaphore(SIDE_BY_SIDE)

    async def open_room(pair: tuple[UUID, UUID]) -> None:
        async with places:
            await _give(resources, pair)

    await asyncio.gather(*(open_room(pair) for pair in choose(waiting, allowed)))


def choose(waiting: Sequence[UUID], allowed: Sequence[Pair]) -> list[tuple[UUID, UUID]]:
    """Who waits longest takes whom they fit best of those who are left, and so on."""
    best: dict[UUID, list[tuple[float, UUID]]] = {}
    for pair in allowed:
        best.setdefault(pair.one_id, []).append((pair.score, pair.other_id))
        best.setdefault(pair.other_id, []).append((pair.score, pair.one_id))
    found: list[tuple[UUID, UUID]] = []
    taken: set[UUID] = set()
    for one in waiting:
        free = [other for other in best.get(one, ()) if other[1] not in taken]
        if one not in taken and free:
            other_id = max(free)[1]
            taken |= {one, other_id}
            found.append((one, other_id))
    return found


async def _give(resources: Resources, pair: tuple[UUID, UUID]) -> None:
    try:
        async with resources.db.transaction() as tx:
            await next_service.give(tx, resources.signer, resources.settings, pair)
    except (CooldownActive, InAnotherCall):
        pass  # something came between; who still waits is looked at again in a moment
