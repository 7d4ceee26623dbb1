"""What the tests of discovery share: servers with every feature, and people who like each other."""

from datetime import timedelta
from typing import Any

import httpx
import psycopg

from mingle.features.accounts.tokens import AUDIENCE
from mingle.kernel.security import Signer
from mingle.settings import Settings
from tests.features.accounts.conftest import Person
from tests.features.chats.conftest import client, serve, somebody
from tests.features.people.conftest import ask, resources, serve_with

__all__ = ["client", "resources", "serve", "serve_with", "somebody"]

NO_MATCH = {"matched": False, "match": None}
LONG = timedelta(days=200 * 365)
"""For tests that move the clock far."""
_CROWD = """
    WITH people AS (
        INSERT INTO accounts (display_name, username, email, birthdate, gender)
        SELECT 'Mara', 'crowd' || n, 'crowd' || n || '@example.org', '1990-04-01', 'woman'
          FROM (SELECT count(*) AS others FROM accounts) AS there, generate_series(others + 1, others + %s) AS n
        RETURNING id
    ), shown AS (
        INSERT INTO profiles (account_id, portrait) SELECT id, '<svg/>' FROM people
    ), wanting AS (
        INSERT INTO preferences (account_id, genders, age_min, age_max, goals)
        SELECT id, '{woman,man}', 18, 99, '{dates}' FROM people
    )
    INSERT INTO sessions (account_id, address, user_agent, created_at, last_seen_at, expires_at)
    SELECT id, '192.0.2.1', 'crowd', now(), now(), now() + interval '200 years' FROM people RETURNING account_id, id
"""


def crowd(settings: Settings, count: int) -> list[Person]:
    """So many people whom others can come upon, at once; they are signed in, and cannot sign in again."""
    signer = Signer(settings.secret.get_secret_value(), settings.public_url)
    with psycopg.connect(settings.database_url) as connection:
        made = connection.execute(_CROWD, (count,)).fetchall()
    return [
        Person(account_id, "", "", "", signer.sign(AUDIENCE, {"sid": str(session_id)}, LONG), "")
        for account_id, session_id in made
    ]


async def judge(
    client: httpx.AsyncClient, person: Person, other: Person, kind: str = "like", *, status: int = 200, **more: Any
) -> Any:
    """Say what somebody thinks of another; the verdict, or the error."""
    return await ask(client, person, "POST", "/likes", {"userId": str(other.id), "kind": kind, **more}, status=status)


async def rewind(client: httpx.AsyncClient, person: Person, *, status: int = 200) -> Any:
    """Take back somebody's last word."""
    return await ask(client, person, "DELETE", "/likes/last", status=status)


async def matched(client: httpx.AsyncClient, one: Person, other: Person) -> dict[str, Any]:
    """Let two like each other; the match as the first sees it."""
    await judge(client, other, one)
    verdict: dict[str, Any] = await judge(client, one, other)
    assert verdict["matched"]
    return verdict["match"]


async def matches_of(client: httpx.AsyncClient, person: Person) -> list[dict[str, Any]]:
    """Somebody's matches, all of them."""
    page = await ask(client, person, "GET", "/matches?limit=100")
    assert page["nextCursor"] is None
    items: list[dict[str, Any]] = page["items"]
    return items


async def likers_of(client: httpx.AsyncClient, person: Person) -> list[str]:
    """Who likes somebody and waits to be judged: their ids."""
    found = await ask(client, person, "GET", "/likes/received")
    assert found["count"] == len(found["items"])
    return [one["user"]["id"] for one in found["items"]]
