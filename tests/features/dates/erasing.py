"""Erasing somebody in the middle of what they are at."""

from mingle.app import FEATURES, declared_hooks, declared_jobs
from mingle.features.people import jobs
from mingle.kernel.resources import open_resources
from mingle.settings import Settings
from tests.features.accounts.conftest import Person
from tests.features.dates.dating import in_database


async def erase(settings: Settings, person: Person) -> None:
    """Erase somebody whose time has come, and whose sockets are there yet: nothing has ended before."""
    in_database(settings, "UPDATE accounts SET deletion_due_at = now() WHERE id = %s", person.id)
    async with open_resources(settings, declared_jobs(settings, FEATURES), declared_hooks()) as resources:
        await resources.bus.connected()
        await jobs.erase.run(resources, {"account_id": str(person.id)})
