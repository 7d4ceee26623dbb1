"""A population that is believable, and always the same: a person depends on a seed and a number only."""

import math
import random
import unicodedata
from datetime import UTC, date, datetime, timedelta
from typing import Final
from uuid import UUID

from mingle.kernel.seeding import SeedPerson
from mingle.seeding import portraits
from mingle.seeding.names import culture_of
from mingle.seeding.places import City, load_cities

_INTERESTS = (
    "live music,hiking,cooking,cinema,books,cycling,dogs,cats,travel,photography,yoga,running,"
    "board games,museums,dancing,swimming,climbing,gardening,theatre,coffee,wine,languages,football,"
    "tennis,painting,poetry,jazz,techno,vinyl,baking,camping,sailing,surfing,skiing,chess,"
    "video games,podcasts,history,astronomy,volunteering,fashion,architecture,ceramics,knitting,"
    "guitar,piano,singing,stand-up,street food,vegetarian food,tea,markets,road trips,trains,birds,"
    "sauna,martial arts,basketball,volleyball,pilates,meditation,psychology,politics,science,"
    "documentaries,anime,comics,science fiction,karaoke,quiz nights,picnics,forests,the sea,"
    "mountains,slow mornings,late nights,crosswords,woodwork,motorbikes,design"
)
INTERESTS: Final = tuple(_INTERESTS.split(","))
# Nobody's clock decides how old somebody is: everybody is drawn as of this day, and grows older from then on.
AS_OF: Final = date(2026, 1, 1)
YOUNGEST, TYPICAL, OLDEST = 18, 27, 78
GENDERS: Final = ("woman", "man", "nonbinary", "other")
GENDER_WEIGHTS: Final = (480, 480, 30, 10)

DISTANCES_KM: Final = (10, 25, 50, 50, 100, 100, 250, 500, None, None)
GOALS: Final = ("relationship", "dates", "friends", "conversation", "open")


class Population:
    """People of one seed, by number."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._cities, self._weights = load_cities()

    def person(self, number: int) -> SeedPerson:
        """Person `number`, from 0."""
        rng = random.Random(f"{self._seed}:{number}")
        [city] = rng.choices(self._cities, cum_weights=self._weights)
        [gender] = rng.choices(GENDERS, GENDER_WEIGHTS)
        culture = culture_of(city.country_code, city.continent_code)
        firsts = {"woman": culture.women, "man": culture.men}.get(gender, culture.women + culture.men)
        first, family = rng.choice(firsts), rng.choice(culture.families)
        age = int(rng.triangular(YOUNGEST, OLDEST, TYPICAL))
        latitude, longitude = _home(rng, city)
        created_at = datetime(2025, 1, 1, tzinfo=UTC) + timedelta(seconds=rng.randrange(365 * 24 * 3600))
        return SeedPerson(
            id=_id_of(rng, created_at),
            username=self._username(first, family, number),
            display_name=first if rng.random() < 0.6 else f"{first} {family[0]}.",
            birthdate=_birthdate(rng, age),
            gender=gender,
            city=city.name,
            country_code=city.country_code,
            latitude=latitude,
            longitude=longitude,
            interests=tuple(rng.sample(INTERESTS, rng.randint(3, 8))),
            portrait=portraits.draw(
                rng,
                culture,
                long_hair=gender == "woman" or rng.random() < 0.1,
                may_have_beard=gender == "man",
                age=age,
            ),
            created_at=created_at,
            wants=_wants(rng, gender),
            age_min=max(YOUNGEST, age - rng.randint(3, 12)),
            age_max=age + rng.randint(3, 12),
            max_distance_km=rng.choice(DISTANCES_KM),
            goals=tuple(rng.sample(GOALS, rng.choice((0, 1, 1, 1, 2)))),
            days_away=min(365, int(rng.paretovariate(0.25)) - 1),
        )

    def _username(self, first: str, family: str, number: int) -> str:
        unique = f"{number}.{self._seed}" if self._seed else str(number)
        return f"{_plain(first)}.{_plain(family)}"[: 30 - len(unique)] + unique


def _home(rng: random.Random, city: City) -> tuple[float, float]:
    """Somewhere about a city, in degrees: a large one spreads farther, as the square root of its people."""
    spread = math.sqrt(city.population / 1_000_000) * 0.05
    latitude = city.latitude + rng.gauss(0, spread)
    longitude = city.longitude + rng.gauss(0, spread) / math.cos(math.radians(city.latitude))
    return latitude, (longitude + 180) % 360 - 180


def _birthdate(rng: random.Random, age: int) -> date:
    born = AS_OF.replace(year=AS_OF.year - age)
    return born - timedelta(days=rng.randrange(365))


def _id_of(rng: random.Random, moment: datetime) -> UUID:
    """A UUIDv7 (RFC 9562) of that moment."""
    milliseconds = int(moment.timestamp() * 1000)
    bits = milliseconds << 80 | 0x7 << 76 | rng.getrandbits(12) << 64 | 0b10 << 62 | rng.getrandbits(62)
    return UUID(int=bits)


def _plain(name: str) -> str:
    """A name as usernames spell it."""
    letters = unicodedata.normalize("NFKD", name.translate(str.maketrans("øØłŁđıß", "oOlLdis"))).encode(
        "ascii", "ignore"
    )
    return "".join(filter(str.isalnum, letters.decode().lower()))


def _wants(rng: random.Random, gender: str) -> tuple[str, ...]:
    """Whom somebody wants to see: mostly the other of the two large genders, often several, sometimes their own."""
    other = {"woman": "man", "man": "woman"}.get(gender)
    if other is None or rng.random() < 0.12:
        return GENDERS
    return (gender,) if rng.random() < 0.06 else (other,)
