"""Cities, found by the beginning of their names or by where they are."""

from typing import Final

from mingle.features.people import place_queries
from mingle.features.people.cells import distance_km
from mingle.features.people.models import Place
from mingle.kernel.db import Conn
from mingle.kernel.texts import fold

MAX_FOUND: Final = 10
NEAR_DEGREES: Final = 1.0
FAR_KM: Final = 80


async def find(conn: Conn, place_id: int) -> Place | None:
    """One city."""
    return await place_queries.find_place(conn, place_id)


async def search(conn: Conn, beginning: str) -> list[Place]:
    """The largest cities whose names begin so, in whatever language."""
    return await place_queries.search_places(conn, fold(beginning), MAX_FOUND)


async def nearest(conn: Conn, point: tuple[float, float]) -> Place | None:
    """The city that people name who live at a point: a large one rather than its suburb; None where none is near."""
    near = [
        (place, distance_km(point, (place.latitude, place.longitude)))
        for place in await place_queries.list_by_latitude(conn, point[0] - NEAR_DEGREES, point[0] + NEAR_DEGREES)
    ]
    near = [(place, far) for place, far in near if far <= FAR_KM]
    return max(near, key=lambda one: one[0].population / (5 + one[1]) ** 2)[0] if near else None
