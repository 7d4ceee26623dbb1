"""SQL of cities."""

from typing import LiteralString

from mingle.features.people.models import Place
from mingle.kernel.db import Conn, begins

_PLACE: LiteralString = "id, name, country_code, latitude, longitude, population"


async def find_place(conn: Conn, place_id: int) -> Place | None:
    """One city."""
    return await conn.one(Place, "SELECT " + _PLACE + " FROM places WHERE id = %s", (place_id,))


async def search_places(conn: Conn, beginning: str, limit: int) -> list[Place]:
    """The largest cities one of whose folded names begins so."""
    return await conn.all(
        Place,
        "SELECT "
        + _PLACE
        + " FROM places WHERE id IN (SELECT place_id FROM place_names WHERE"
        + begins("folded", "%(beginning)s")
        + ") ORDER BY population DESC LIMIT %(limit)s",
        {"beginning": beginning, "limit": limit},
    )


async def list_by_latitude(conn: Conn, south: float, north: float) -> list[Place]:
    """The cities between two parallels, in degrees."""
    return await conn.all(Place, "SELECT " + _PLACE + " FROM places WHERE latitude BETWEEN %s AND %s", (south, north))
