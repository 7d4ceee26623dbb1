"""What `mingle seed` gives people: an account that one can sign in to."""

from collections.abc import Sequence

from mingle.features.accounts import queries
from mingle.kernel.resources import Resources
from mingle.kernel.seeding import SEED_PASSWORD, SeedPerson


async def seed_accounts(resources: Resources, people: Sequence[SeedPerson]) -> None:
    """Give people accounts with one known password; those who are there already stay as they are."""
    password_hash = await resources.passwords.hash(SEED_PASSWORD)
    async with resources.db.transaction() as tx:
        await queries.insert_seeded(tx, people, password_hash)
