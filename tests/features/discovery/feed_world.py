"""Stories about feeds: people of a place who look for somebody, and who is shown to whom."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import httpx
import psycopg

from mingle.settings import Settings
from tests.features.accounts.conftest import Person
from tests.features.people.conftest import ask, visible_person

LISBON, SINTRA, PORTO = (38.7223, -9.1393), (38.8029, -9.3817), (41.1579, -8.6291)
WANTS: Mapping[str, Any] = {
    "genders": ["woman", "man"],
    "ageMin": 25,
    "ageMax": 45,
    "maxDistanceKm": 50,
    "goals": ["dates"],
}


async def somebody(
    client: httpx.AsyncClient,
    settings: Settings,
    point: tuple[float, float] | None = LISBON,
    wants: Mapping[str, Any] = WANTS,
    **account: Any,
) -> Person:
    """Somebody with a photo at a point, who wants to see such people; a woman of 36, unless told otherwise."""
    person = await visible_person(client, settings, **{"gender": "woman", "birthdate": "1990-04-01", **account})
    await want(client, person, **wants)
    if point is not None:
        await ask(client, person, "PUT", "/user/me/location", {"lat": point[0], "lng": point[1]})
    return person


async def want(client: httpx.AsyncClient, person: Person, **changes: Any) -> None:
    """Say whom somebody wants to see: as usual, but for this."""
    await ask(client, person, "PUT", "/user/me/preferences", {**WANTS, **changes})


async def cards(client: httpx.AsyncClient, person: Person, limit: int = 50) -> list[dict[str, Any]]:
    """Somebody's feed."""
    found: list[dict[str, Any]] = (await ask(client, person, "GET", f"/discovery?limit={limit}"))["items"]
    return found


async def shown(client: httpx.AsyncClient, person: Person, limit: int = 50) -> list[str]:
    """The ids of those in somebody's feed, the best first."""
    return [card["user"]["id"] for card in await cards(client, person, limit)]


def judge(settings: Settings, judge: Person, judged: Person, kind: str = "pass", hidden: str | None = None) -> None:
    """Let somebody have judged another, who is hidden for so long (an interval), or for good."""
    with psycopg.connect(settings.database_url) as connection:
        connection.execute(
            "INSERT INTO judgements (judge_id, judged_id, kind, created_at, hidden_until)"
            " VALUES (%s, %s, %s, now(), now() + %s::interval)",
            (judge.id, judged.id, kind, hidden),
        )


def run_sql(settings: Settings, statement: str, *values: Any) -> list[tuple[Any, ...]]:
    """Do what no client can."""
    with psycopg.connect(settings.database_url) as connection:
        cursor = connection.execute(statement.encode(), values)
        return cursor.fetchall() if cursor.description else []


def multiply(settings: Settings, person_id: UUID | str, times: int) -> None:
    """Let there be so many more who are as somebody is."""
    run_sql(
        settings,
        "WITH more AS (INSERT INTO accounts (display_name, birthdate, gender)"
        " SELECT 'More', a.birthdate, a.gender FROM accounts a, generate_series(1, %s) WHERE a.id = %s RETURNING id),"
        " placed AS (INSERT INTO profiles (account_id, latitude, longitude, portrait)"
        " SELECT more.id, p.latitude, p.longitude, 'x' FROM more, profiles p WHERE p.account_id = %s)"
        " SELECT 1",
        times,
        person_id,
        person_id,
    )
    run_sql(
        settings,
        "INSERT INTO preferences (account_id, genders, age_min, age_max, max_distance_km, goals)"
        " SELECT a.id, w.genders, w.age_min, w.age_max, w.max_distance_km, w.goals FROM accounts a, preferences w"
        " WHERE w.account_id = %s AND a.display_name = 'More' ON CONFLICT DO NOTHING",
        person_id,
    )
