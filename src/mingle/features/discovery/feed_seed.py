"""What `mingle seed` gives people beside what they say of themselves: when they were there, and whom they judged."""

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import permutations
from typing import Final
from uuid import UUID

from mingle.features.discovery import feed_seed_queries
from mingle.kernel import clock
from mingle.kernel.resources import Resources
from mingle.kernel.seeding import SeedPerson

MOST_JUDGED: Final = 12


async def seed_feed(resources: Resources, people: Sequence[SeedPerson]) -> None:
    """Let people have been there lately, or long ago, and have judged some of their city."""
    now = clock.now()
    days = [now.date() - timedelta(days=person.days_away) for person in people]
    async with resources.db.transaction() as tx:
        await feed_seed_queries.set_active(tx, [person.id for person in people], days)
        await feed_seed_queries.insert_judgements(tx, list(_judgements(people)), now)


def _judgements(people: Sequence[SeedPerson]) -> Iterator[tuple[UUID, UUID, str]]:
    """Who judges whom, and how: some are liked by many, some like many. Nobody likes back: that would be a match."""
    cities: dict[tuple[str, str], list[SeedPerson]] = defaultdict(list)
    for person in people:
        cities[person.country_code, person.city].append(person)
    for neighbours in cities.values():
        judged: dict[UUID, int] = defaultdict(int)
        likes: set[tuple[UUID, UUID]] = set()
        for judge, other in permutations(neighbours, 2):
            if judged[judge.id] < MOST_JUDGED and other.gender in judge.wants and judge.gender in other.wants:
                judged[judge.id] += 1
                chance = random.Random(judge.id.int ^ other.id.int)
                is_liked = chance.random() < _share(judge.id, 17) * _share(other.id, 41) * 1.2
                if (other.id, judge.id) in likes and is_liked:
                    continue
                if is_liked:
                    likes.add((judge.id, other.id))
                yield judge.id, other.id, "like" if is_liked else "pass"


def _share(account_id: UUID, purpose: int) -> float:
    """How readily somebody likes, or is liked: 0 to 1, always the same."""
    return random.Random(account_id.int * 64 + purpose).betavariate(3, 2)
