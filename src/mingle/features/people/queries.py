"""SQL of profiles."""

from collections.abc import Sequence

from mingle.kernel.db import Tx
from mingle.kernel.seeding import SeedPerson


async def insert_profiles(tx: Tx, people: Sequence[SeedPerson]) -> None:
    """Write the profiles of those who have an account and no profile yet."""
    await tx.execute(
        # A list of arrays would have to be a rectangle, so each person's interests travel as one text.
        "INSERT INTO profiles (account_id, city, country_code, interests, portrait)"
        " SELECT given.id, given.city, given.country_code, string_to_array(given.interests, ','), given.portrait"
        " FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::text[], %s::text[])"
        " AS given (id, city, country_code, interests, portrait)"
        " JOIN accounts ON accounts.id = given.id ON CONFLICT (account_id) DO NOTHING",
        (
            [person.id for person in people],
            [person.city for person in people],
            [person.country_code for person in people],
            [",".join(person.interests) for person in people],
            [person.portrait for person in people],
        ),
    )
