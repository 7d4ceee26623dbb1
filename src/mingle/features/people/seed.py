"""What `mingle seed` gives people: a city, interests and a portrait."""

from collections.abc import Sequence

from mingle.features.people import queries
from mingle.kernel.resources import Resources
from mingle.kernel.seeding import SeedPerson


async def seed_people(resources: Resources, people: Sequence[SeedPerson]) -> None:
    """Give people profiles; those who have one keep it."""
    async with resources.db.transaction() as tx:
        await queries.insert_profiles(tx, people)
