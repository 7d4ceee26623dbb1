"""What `mingle seed` gives people: likes among them, none of which is answered, and signs of life."""

import random
from collections.abc import Sequence

from mingle.features.discovery import seed_queries
from mingle.features.discovery.feed_seed import seed_feed
from mingle.features.discovery.seed_queries import SeedLike
from mingle.kernel.resources import Resources
from mingle.kernel.seeding import SeedPerson

LIKES_EACH, TRIES = 2, 8


async def seed_discovery(resources: Resources, people: Sequence[SeedPerson]) -> None:
    """Let people like some of those whom they want to see; what they think of them already stays as it is."""
    likes = [like for number, person in enumerate(people) for like in _likes_of(person, people[number + 1 :])]
    async with resources.db.transaction() as tx:
        await seed_queries.insert_likes(tx, likes)
    await seed_feed(resources, people)


def _likes_of(person: SeedPerson, others: Sequence[SeedPerson]) -> list[SeedLike]:
    """Only of those who come later, so that nobody likes somebody who likes them: that would be a match."""
    rng = random.Random(person.id.int)
    drawn = rng.sample(others, min(TRIES, len(others)))
    liked = [one for one in drawn if one.gender in person.wants and person.gender in one.wants][:LIKES_EACH]
    return [SeedLike(person.id, one.id, max(person.created_at, one.created_at)) for one in liked]
