"""What a search for people asks PostgreSQL: somebody's own choices, and what others must want to find them."""

from datetime import date, datetime
from math import sin
from typing import Any, Final
from uuid import UUID

import msgspec

from mingle.features.accounts import age_on
from mingle.features.discovery.feed_models import Filter, Viewer, Wish
from mingle.features.discovery.tiles import tiles_within
from mingle.features.people import PreferencesChange, cells

NEAR_KM: Final = 250
"""How far tiles are searched; migration 0014 keeps those who look farther in an index of their own."""
FARTHER_KM: Final = 600
"""How far tiles are searched for those who look so far themselves; for more, everybody who does is."""
GENDER_BITS: Final = (1, 2, 4, 8, 16)
EVERYTHING: Final = 31
YOUNGEST, OLDEST = 18, 120
ANYWHERE: Final = float("inf")


def parameters(viewer: Viewer, now: datetime, *, needs_photo: bool) -> dict[str, Any]:
    """The parameters of `feed_queries.search` and its kin."""
    today = now.date()
    km = viewer.max_distance_km or ANYWHERE
    is_anywhere = viewer.is_far and km > FARTHER_KM
    return {
        "viewer": viewer.account_id,
        "now": now,
        "needs_photo": needs_photo,
        "x": viewer.x,
        "y": viewer.y,
        "z": viewer.z,
        "reach": viewer.reach,
        "tiles": _tiles(viewer, min(km, NEAR_KM)),
        "farther_tiles": _tiles(viewer, km) if viewer.is_far and not is_anywhere else [],
        "is_far": viewer.is_far,
        "is_anywhere": is_anywhere,
        "wants": viewer.wants,
        "genders": [bit for bit in GENDER_BITS if viewer.wants & bit],
        "goals": viewer.goals,
        "born_after": _years_before(today, viewer.age_max + 1),
        "born_by": _years_before(today, viewer.age_min),
        "gender": viewer.gender,
        "age": age_on(viewer.born, today),
        "lot": lot_of(viewer.account_id),
    }


def without(viewer: Viewer, filter_: Filter) -> Viewer:
    """Somebody as they would be if they did not mind one thing."""
    match filter_:
        case "genders":
            return msgspec.structs.replace(viewer, wants=EVERYTHING)
        case "age":
            return msgspec.structs.replace(viewer, age_min=YOUNGEST, age_max=OLDEST)
        case "distance":
            return msgspec.structs.replace(viewer, reach=ANYWHERE, is_far=True, max_distance_km=None)
        case "goals":
            return msgspec.structs.replace(viewer, goals=EVERYTHING)


def as_far_as(viewer: Viewer, km: int) -> Viewer:
    """Somebody as they would be if they looked so far."""
    return msgspec.structs.replace(viewer, reach=chord(km), is_far=km > NEAR_KM, max_distance_km=km)


def wishing(viewer: Viewer, wish: Wish, wanted: PreferencesChange) -> Viewer:
    """Somebody as they would be if they wanted to see others."""
    return msgspec.structs.replace(
        viewer,
        wants=wish.wants,
        goals=wish.goals,
        reach=wish.reach,
        age_min=wanted.age_min,
        age_max=wanted.age_max,
        max_distance_km=wanted.max_distance_km,
        is_far=wanted.max_distance_km is None or wanted.max_distance_km > NEAR_KM,
    )


def chord(km: float) -> float:
    """The square of the chord of the unit sphere that a distance is, as the function of that name in PostgreSQL."""
    return (2 * sin(km / (2 * cells.EARTH_RADIUS_KM))) ** 2


def lot_of(account_id: UUID) -> int:
    """A number by which people who are alike are put in an order that is another one for each viewer."""
    return account_id.int & (2**63 - 1)


def _tiles(viewer: Viewer, km: float) -> list[int]:
    """Those within reach; none of somebody who is nowhere."""
    if viewer.latitude is None or viewer.longitude is None:
        return []
    return tiles_within((viewer.latitude, viewer.longitude), km)


def _years_before(day: date, years: int) -> date:
    """So many years ago; a 29 February that is not there is the 28th: who was born on it grows older in March."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
