"""Making demo people: a population like that of `mingle seed`, but for everybody, and marked."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

import msgspec

from mingle.app import FEATURES
from mingle.features.accounts import demo_queries
from mingle.kernel.resources import Resources
from mingle.kernel.seeding import SeedPerson
from mingle.seeding import Population
from mingle.seeding.population import GENDERS

SEED: Final = 2026
BATCH: Final = 100
STILL_DAYS: Final = 3
"""For so many days at least those who are only seen have not been there: the feed shows those who answer first."""
LIVE_BIO: Final = (
    "I am a demo person, simulated on this computer: like me, write to me, call me, or invite me to a date. "
    "Nobody reads along."
)
STILL_BIO: Final = "I am a demo person, made up so that this place is not empty. I am never online."


async def make_people(resources: Resources, count: int, live: int, progress: Callable[[int], None]) -> int:
    """Make demo people, those who are there already aside.

    Args:
        resources: of the database that they are made in.
        count: how many there are in the end.
        live: how many of them are simulated: the first by their ids.
        progress: is told how many more are there.

    Returns:
        How many were made.
    """
    async with resources.db.read() as conn:
        before = len(await demo_queries.list_all_demo(conn))
    if before >= count:
        return 0
    seeders = [feature.seed for feature in FEATURES if feature.seed is not None]
    for people in _batches(count, live):
        for seeder in seeders:
            await seeder(resources, people)
        progress(len(people))
    return count - before


def _batches(count: int, live: int) -> Iterator[Sequence[SeedPerson]]:
    population = Population(SEED)
    people = sorted((population.person(number) for number in range(count)), key=lambda person: person.id)
    for first in range(0, count, BATCH):
        yield [
            _for_everybody(person, is_live=number < live)
            for number, person in enumerate(people[first : first + BATCH], first)
        ]


def _for_everybody(person: SeedPerson, *, is_live: bool) -> SeedPerson:
    """They want to see whoever comes, so that every newcomer fits them."""
    return msgspec.structs.replace(
        person,
        wants=GENDERS,
        age_min=18,
        age_max=99,
        max_distance_km=None,
        goals=(),
        days_away=0 if is_live else max(person.days_away, STILL_DAYS),
        bio=LIVE_BIO if is_live else STILL_BIO,
        is_demo=True,
    )
