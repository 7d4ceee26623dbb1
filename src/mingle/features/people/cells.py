"""Where people are, no finer than a cell of a grid.

A position is snapped to the centre of its H3 cell (resolution 6: 36 km² on average) before anything is stored or
computed, so that no answer, order or filter depends on where in its cell somebody is. Rounding a distance that was
computed from the true position would not do: three people who move about find out where it changes.
(Polakis et al., "Where's Wally?", CCS 2015.)
"""

from datetime import timedelta
from math import asin, cos, radians, sin, sqrt
from typing import Any, Final

import h3

RESOLUTION: Final = 6
EARTH_RADIUS_KM: Final = 6371.0088
STEPS_KM: Final = (5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 20_100)
"""The distances that are told; the last is more than half around the Earth."""
FASTEST_KM_PER_HOUR: Final = 1_000
FREE_KM: Final = 100
"""How far somebody may jump in no time: a first position may have been a guess."""


def snap(latitude: float, longitude: float) -> tuple[float, float]:
    """The centre of the cell that a position lies in, in degrees."""
    library: Any = h3  # untyped
    cell = library.latlng_to_cell(latitude, longitude, RESOLUTION)
    centre: tuple[float, float] = library.cell_to_latlng(cell)
    return centre


def distance_km(a: tuple[float, float], b: tuple[float, float]) -> float:
    """The great-circle distance between two points in degrees, by the haversine formula."""
    (lat_a, lng_a), (lat_b, lng_b) = ((radians(lat), radians(lng)) for lat, lng in (a, b))
    half = sin((lat_b - lat_a) / 2) ** 2 + cos(lat_a) * cos(lat_b) * sin((lng_b - lng_a) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * asin(min(1.0, sqrt(half)))


def told_distance_km(a: tuple[float, float], b: tuple[float, float]) -> int:
    """The distance between two cells' centres, rounded up to a step that may be told."""
    exact = distance_km(a, b)
    return next(step for step in STEPS_KM if exact <= step)


def is_too_fast(before: tuple[float, float], after: tuple[float, float], elapsed: timedelta) -> bool:
    """Whether nobody can have come from one place to the other in that time."""
    hours = max(0.0, elapsed.total_seconds() / 3600)
    return distance_km(before, after) > FREE_KM + FASTEST_KM_PER_HOUR * hours
