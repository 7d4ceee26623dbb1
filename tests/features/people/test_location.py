"""Where people are: no answer, order or filter depends on where inside a cell somebody is."""

import random
from datetime import timedelta
from typing import Any

import h3
import httpx
import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingle.features.people import cells
from mingle.kernel import clock
from mingle.settings import Settings
from tests.features.accounts.conftest import Person, sign_up
from tests.features.people.conftest import ask, card, visible_person

pytestmark = pytest.mark.anyio

LISBON, PORTO, SYDNEY = (38.7223, -9.1393), (41.1579, -8.6291), (-33.8688, 151.2093)
_h3: Any = h3
degrees = st.floats(-89, 89), st.floats(-179.9, 179.9)


async def go(client: httpx.AsyncClient, person: Person, point: tuple[float, float], *, status: int = 200) -> Any:
    """Say where somebody is."""
    return await ask(client, person, "PUT", "/user/me/location", {"lat": point[0], "lng": point[1]}, status=status)


def inside(cell: str, seed: int) -> tuple[float, float]:
    """Some position in a cell, mostly near its edge."""
    rng = random.Random(seed)
    centre = _h3.cell_to_latlng(cell)
    corner = rng.choice(_h3.cell_to_boundary(cell))
    part = rng.choice([0.0, 0.5, 0.9])
    return centre[0] + part * (corner[0] - centre[0]), centre[1] + part * (corner[1] - centre[1])


async def test_a_position_is_snapped_before_it_is_kept(client: httpx.AsyncClient, settings: Settings) -> None:
    person = await sign_up(client)
    profile = (await go(client, person, LISBON))["user"]
    assert (profile["hasLocation"], profile["city"]) == (True, {"name": "Lisbon", "countryCode": "PT"})
    with psycopg.connect(settings.database_url) as connection:
        kept = connection.execute(
            "SELECT latitude, longitude FROM profiles WHERE account_id = %s", (person.id,)
        ).fetchone()
    assert kept == _h3.cell_to_latlng(_h3.latlng_to_cell(*LISBON, 6))
    assert kept != LISBON


async def test_two_positions_in_one_cell_give_identical_answers(
    client: httpx.AsyncClient, settings: Settings, serve_with: Any
) -> None:
    """The attack of trilateration: someone moves about within a cell, and the attacker asks from many places."""
    target, attacker = await visible_person(client, settings), await visible_person(client, settings)
    cell = _h3.latlng_to_cell(*LISBON, 6)
    heard: list[Any] = []
    async with serve_with(directory=True) as opened:
        for seed in range(3):
            await go(opened, target, inside(cell, seed))
            heard.append([])
            for watch in range(4):
                await go(opened, attacker, (LISBON[0] + 0.03 * watch, LISBON[1] + 0.02 * watch))
                seen = await card(opened, attacker, target)
                listed = await ask(opened, attacker, "GET", "/users")
                heard[-1].append((seen, listed))
    assert heard[0] == heard[1] == heard[2], "nothing finer than the cell can be learnt"
    assert {one["distanceKm"] for one, _ in heard[0]} <= set(cells.STEPS_KM)


@given(*degrees, st.integers(0, 50), *degrees)
def test_distances_are_told_between_cells(lat: float, lng: float, seed: int, lat_2: float, lng_2: float) -> None:
    cell = _h3.latlng_to_cell(lat, lng, cells.RESOLUTION)
    moved = inside(cell, seed)
    if _h3.latlng_to_cell(*moved, cells.RESOLUTION) != cell:
        return  # a straight line between two corners leaves a cell now and then
    other = cells.snap(lat_2, lng_2)
    assert cells.snap(*moved) == cells.snap(lat, lng)
    told = cells.told_distance_km(cells.snap(*moved), other)
    assert told == cells.told_distance_km(cells.snap(lat, lng), other)
    assert told in cells.STEPS_KM


async def test_the_distance_is_told_in_steps_and_can_be_hidden(client: httpx.AsyncClient, settings: Settings) -> None:
    person, viewer = await visible_person(client, settings), await visible_person(client, settings)
    await go(client, person, LISBON)
    assert (await card(client, viewer, person) or {})["distanceKm"] is None, "the viewer is nowhere"
    await go(client, viewer, PORTO)
    assert (await card(client, viewer, person) or {})["distanceKm"] == 500
    await ask(client, person, "PUT", "/user/me", {"hidden": ["distance", "city"]})
    seen = await card(client, viewer, person) or {}
    assert (seen["distanceKm"], seen["city"]) == (None, None)


async def test_nobody_jumps_a_continent_in_a_minute(client: httpx.AsyncClient) -> None:
    person = await sign_up(client)
    await go(client, person, LISBON)
    with clock.moved(timedelta(minutes=1)):
        assert (await go(client, person, SYDNEY, status=409))["code"] == "moved_too_fast"
        assert (await ask(client, person, "PUT", "/user/me/city", {"placeId": 2147714}, status=409))["code"]
    with clock.moved(timedelta(hours=24)):
        renewed = await client.post("/api/auth/refresh", json={"refreshToken": person.refresh_token})
        person.access_token = renewed.json()["data"]["accessToken"]
        assert (await go(client, person, SYDNEY))["user"]["city"]["name"] == "Sydney"


async def test_positions_change_twenty_times_a_day(serve_with: Any) -> None:
    async with serve_with(rate_limits=True) as client:
        person = await sign_up(client)
        for step in range(20):
            await go(client, person, (LISBON[0] + step / 1000, LISBON[1]))
        assert (await go(client, person, LISBON, status=429))["code"] == "rate_limited"


@pytest.mark.parametrize(
    ("body", "field"),
    [({"lat": 91, "lng": 0}, "lat"), ({"lat": 0, "lng": -181}, "lng"), ({"lat": "NaN", "lng": 0}, "lat")],
)
async def test_positions_off_the_globe_are_refused(client: httpx.AsyncClient, body: dict[str, Any], field: str) -> None:
    person = await sign_up(client)
    error = await ask(client, person, "PUT", "/user/me/location", body, status=400)
    assert [detail["field"] for detail in error["details"]] == [field]
    assert not (await ask(client, person, "GET", "/user/me"))["user"]["hasLocation"]


async def test_a_city_is_found_in_many_languages_and_chosen(client: httpx.AsyncClient) -> None:
    person = await sign_up(client)
    for beginning in ("Lisb", "lissab", "LISBO", "Лисс"):
        found = await ask(client, person, "GET", f"/places?q={beginning}")
        assert ("Lisbon", "PT") in {(place["name"], place["countryCode"]) for place in found}, beginning
    place_id = next(place["id"] for place in found if place["countryCode"] == "PT")
    profile = (await ask(client, person, "PUT", "/user/me/city", {"placeId": place_id}))["user"]
    assert (profile["city"]["name"], profile["hasLocation"]) == ("Lisbon", True)
    error = await ask(client, person, "PUT", "/user/me/city", {"placeId": 1}, status=400)
    assert [detail["field"] for detail in error["details"]] == ["placeId"]
