"""What `mingle seed` gives people: a city, interests, a portrait, and whom they want to see."""

from collections.abc import Sequence

import msgspec

from mingle.features.people import cells, queries
from mingle.kernel.resources import Resources
from mingle.kernel.seeding import SeedPerson


async def seed_people(resources: Resources, people: Sequence[SeedPerson]) -> None:
    """Give people profiles; those who have one keep it."""
    async with resources.db.transaction() as tx:
        await queries.insert_profiles(tx, [_snapped(person) for person in people])
        await queries.insert_seeded_preferences(tx, people)


def _snapped(person: SeedPerson) -> SeedPerson:
    latitude, longitude = cells.snap(person.latitude, person.longitude)
    return msgspec.structs.replace(person, latitude=latitude, longitude=longitude)
