"""The tiles in which a search for people begins: half a degree of latitude by half a degree of longitude.

A tile is a function of the centre of somebody's cell, so it tells nothing that the cell does not; PostgreSQL computes
it without H3. (Snyder, "Map Projections: A Working Manual", 1987: the bounds of a small circle on the sphere.)
"""

from math import asin, cos, degrees, floor, pi, radians, sin
from typing import Final

from mingle.features.people import cells

A_DEGREE: Final = 2
BANDS: Final = 180 * A_DEGREE
COLUMNS: Final = 360 * A_DEGREE
_MARGIN: Final = 1e-9
"""In degrees: what is computed here and in PostgreSQL differs in the last digits."""


def tiles_within(point: tuple[float, float], km: float) -> list[int]:
    """Every tile of which some part may be within a distance of a point in degrees."""
    latitude, longitude = point
    angle = km / cells.EARTH_RADIUS_KM
    south, north = (latitude + sign * degrees(angle) for sign in (-1, 1))
    bands = range(_band(south - _MARGIN), _band(north + _MARGIN) + 1)
    columns = _columns(latitude, longitude, angle)
    return [band * COLUMNS + column for band in bands for column in columns]


def _band(latitude: float) -> int:
    return max(0, min(BANDS - 1, floor((latitude + 90) * A_DEGREE)))


def _columns(latitude: float, longitude: float, angle: float) -> list[int]:
    reach = sin(min(angle, pi / 2)) / max(cos(radians(latitude)), _MARGIN)
    if reach >= 1:
        return list(range(COLUMNS))  # a pole is within
    half = degrees(asin(reach)) + _MARGIN
    west, east = (floor((longitude + sign * half + 180) * A_DEGREE) for sign in (-1, 1))
    return [column % COLUMNS for column in range(west, min(east, west + COLUMNS - 1) + 1)]
