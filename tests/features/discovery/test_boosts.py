"""Boosts: who is to be shown sooner for a while is, to whom they fit, and no longer than that."""

from datetime import timedelta

import httpx
import pytest

from mingle.features.discovery import boost
from mingle.kernel import clock
from mingle.kernel.resources import Resources
from mingle.settings import Settings
from tests.features.accounts.conftest import Person
from tests.features.discovery.feed_world import PORTO, multiply, run_sql, shown, somebody

pytestmark = pytest.mark.anyio

SHORT = timedelta(minutes=5)


async def boosted(resources: Resources, person: Person, seconds: timedelta = SHORT) -> None:
    async with resources.db.transaction() as tx:
        await boost(tx, person.id, clock.now() + seconds)


async def test_a_boost_lifts_somebody_above_their_like_until_it_is_over(
    client: httpx.AsyncClient, settings: Settings, resources: Resources
) -> None:
    ada = await somebody(client, settings)
    first, second, third = [await somebody(client, settings) for _ in range(3)]
    for other, likes in ((first, 9), (second, 5), (third, 1)):
        run_sql(settings, "INSERT INTO judgement_sums VALUES (%s, 10, %s, 10, %s)", other.id, likes, likes)
    usual = [str(one.id) for one in (first, second, third)]
    lifted = [str(one.id) for one in (first, third, second)]
    assert await shown(client, ada) == usual
    await boosted(resources, third)
    assert await shown(client, ada) == lifted, "feeds that were computed before know at once"
    run_sql(settings, "DELETE FROM feeds")
    assert await shown(client, ada) == lifted
    run_sql(settings, "DELETE FROM feeds")
    with clock.moved(SHORT + timedelta(seconds=1)):
        assert await shown(client, ada) == usual


async def test_a_boost_is_felt_however_many_were_there_since(
    client: httpx.AsyncClient, settings: Settings, resources: Resources
) -> None:
    ada, other, bob = [await somebody(client, settings) for _ in range(3)]
    multiply(settings, other.id, 600)
    run_sql(settings, "UPDATE candidates SET active_on = active_on - 3 WHERE account_id = %s", bob.id)
    assert str(bob.id) not in await shown(client, ada)
    await boosted(resources, bob)
    run_sql(settings, "DELETE FROM feeds")
    assert (await shown(client, ada))[0] == str(bob.id)


async def test_a_boost_shows_nobody_to_those_whom_they_do_not_fit(
    client: httpx.AsyncClient, settings: Settings, resources: Resources
) -> None:
    ada, far = await somebody(client, settings), await somebody(client, settings, PORTO)
    blocked, fits = await somebody(client, settings), await somebody(client, settings)
    await client.post(f"/api/users/{blocked.id}/block", headers=ada.headers)
    for person in (far, blocked, fits):
        await boosted(resources, person)
    assert await shown(client, ada) == [str(fits.id)]
