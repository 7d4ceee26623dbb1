"""Why there is nobody left, in counts that tell of nobody; and trilateration against the feed and its counts."""

from typing import Any

import h3
import httpx
import pytest

from mingle.settings import Settings
from tests.features.accounts.conftest import Person, sign_up
from tests.features.discovery.feed_world import LISBON, PORTO, WANTS, cards, multiply, run_sql, shown, somebody, want
from tests.features.people.conftest import ask, change, make_file
from tests.features.people.test_location import go, inside

pytestmark = pytest.mark.anyio
_h3: Any = h3


async def why(client: httpx.AsyncClient, person: Person) -> dict[str, dict[str, Any]]:
    """What each filter keeps away."""
    answer = await ask(client, person, "GET", "/discovery/why")
    return {one["filter"]: one for one in answer["filters"]}


async def test_each_filter_tells_whom_it_alone_keeps_away(client: httpx.AsyncClient, settings: Settings) -> None:
    ada = await somebody(client, settings, LISBON, {"genders": ["woman"], "goals": ["dates"]})
    anybody = {"genders": ["woman", "man", "nonbinary", "other"], "ageMin": 18, "ageMax": 120, "maxDistanceKm": None}
    apart: list[tuple[str, int, dict[str, Any], tuple[float, float], dict[str, Any]]] = [
        ("genders", 7, {"gender": "man"}, LISBON, {}),
        ("age", 12, {"birthdate": "1979-04-01"}, LISBON, {}),
        ("distance", 23, {}, PORTO, {}),
        ("goals", 4, {}, LISBON, {"goals": ["friends"]}),
    ]
    for _, count, account, point, goals in apart:
        other = await somebody(client, settings, point, {**anybody, **goals}, **account)
        multiply(settings, other.id, count - 1)
        run_sql(settings, "UPDATE accounts SET display_name = 'Counted' WHERE display_name = 'More'")
    assert await shown(client, ada) == []
    found = await why(client, ada)
    assert {name: one["excludes"] for name, one in found.items()} == {
        "genders": 5,
        "age": 10,
        "distance": 20,
        "goals": None,
    }
    assert found["genders"]["widened"] is None, "nobody is told whom to like"
    assert found["goals"]["widened"] is None
    age, distance = found["age"]["widened"], found["distance"]["widened"]
    assert (age["ageMin"], age["ageMax"], age["brings"]) == (20, 50, 10)
    assert (distance["maxDistanceKm"], distance["isAnywhere"], distance["brings"]) == (None, True, 20)
    await want(client, ada, genders=["woman"], ageMin=age["ageMin"], ageMax=age["ageMax"])
    assert len(await shown(client, ada)) == 12, "widening brings what was promised"


@pytest.mark.parametrize(("others", "told"), [(0, None), (1, None), (4, None), (5, 5), (9, 5), (10, 10)])
async def test_fewer_than_five_are_as_good_as_none(
    client: httpx.AsyncClient, settings: Settings, others: int, told: int | None
) -> None:
    ada = await somebody(client, settings)
    if others:
        other = await somebody(client, settings, PORTO, {"maxDistanceKm": None})
        multiply(settings, other.id, others - 1)
    found = await why(client, ada)
    assert found["distance"]["excludes"] == told
    assert (found["distance"]["widened"] is None) == (told is None)
    assert {one["excludes"] for name, one in found.items() if name != "distance"} == {None}


async def test_what_a_profile_lacks_is_said(client: httpx.AsyncClient, settings: Settings) -> None:
    person = await sign_up(client)
    assert (await ask(client, person, "GET", "/discovery/why"))["missing"] == ["preferences", "location"]
    assert await cards(client, person) == []
    await want(client, person)
    await ask(client, person, "PATCH", "/user/me/photos", {"fileIds": [make_file(settings, person.id)]})
    assert (await ask(client, person, "GET", "/discovery/why"))["missing"] == ["location"]
    await go(client, person, LISBON)
    assert (await ask(client, person, "GET", "/discovery/why"))["missing"] == []


async def test_two_positions_in_one_cell_give_identical_feeds_and_counts(
    client: httpx.AsyncClient, settings: Settings
) -> None:
    """Trilateration: somebody moves about within a cell while an attacker tries places and distances."""
    target, attacker = await somebody(client, settings), await somebody(client, settings)
    decoy = await somebody(client, settings, (LISBON[0] + 0.1, LISBON[1]))
    multiply(settings, target.id, 5)
    for person in (target, decoy):
        await want(client, person, maxDistanceKm=None)
    await change(client, decoy, interests=["tea"])
    cell = _h3.latlng_to_cell(*LISBON, 6)
    heard: list[Any] = []
    for seed in range(3):
        await go(client, target, inside(cell, seed))
        heard.append([])
        for watch in range(3):
            await go(client, attacker, (LISBON[0] + 0.05 * watch, LISBON[1] + 0.03 * watch))
            for km in (1, 6, 14, 50):
                await want(client, attacker, maxDistanceKm=km)
                count = await ask(client, attacker, "POST", "/discovery/count", {**WANTS, "maxDistanceKm": km})
                heard[-1].append((await cards(client, attacker), await why(client, attacker), count))
    assert heard[0] == heard[1] == heard[2], "nothing finer than the cell can be learnt"
    assert any(seen for seen, *_ in heard[0])
    assert any(not seen for seen, *_ in heard[0]), "the distances do tell the cells apart"


async def test_a_choice_is_counted_before_it_is_made(client: httpx.AsyncClient, settings: Settings) -> None:
    ada = await somebody(client, settings)
    near = await somebody(client, settings, LISBON, {"maxDistanceKm": None})
    far = await somebody(client, settings, PORTO, {"maxDistanceKm": None})
    multiply(settings, near.id, 6)
    run_sql(settings, "UPDATE accounts SET display_name = 'Counted' WHERE display_name = 'More'")
    multiply(settings, far.id, 19)
    before = await ask(client, ada, "GET", "/user/me")

    async def count(**wish: Any) -> int | None:
        answer = await ask(client, ada, "POST", "/discovery/count", {**WANTS, **wish})
        people: int | None = answer["people"]
        return people

    assert await count() == 5, "seven"
    assert await count(maxDistanceKm=None) == 20, "twenty-seven"
    assert await count(maxDistanceKm=1000) == 20
    assert await count(genders=["man"]) is None
    assert await count(goals=["friends"]) is None
    assert await count(ageMin=37) is None, "they are 36"
    assert await ask(client, ada, "GET", "/user/me") == before, "the choice is not kept"
    refused = await ask(client, ada, "POST", "/discovery/count", {**WANTS, "ageMin": 40, "ageMax": 30}, status=400)
    assert "ageMax" in str(refused)
    await want(client, ada, maxDistanceKm=None)
    assert len(await shown(client, ada)) == 27, "what was counted is what comes"
