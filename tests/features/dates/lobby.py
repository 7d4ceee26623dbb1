"""What the tests of the lobby and of speed dating share: servers with dates, and people who come into the lobby."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import psycopg

from mingle.settings import Settings
from tests.features.accounts.conftest import Person
from tests.features.calls.conftest import Device, device
from tests.features.people.conftest import ask

QUICK = {
    "calls_lease_seconds": 1.5,
    "lobby_lease_seconds": 2.0,
    "lobby_grace_seconds": 0.3,
    "rate_limits": False,
    "speed_dating_shortest_round": 1,
    "speed_dating_lead_seconds": 0.2,
    "speed_dating_hosts": "everybody",
    "dates_flow_seconds": 0.2,
}
"""So that tests need not wait for what time brings."""


@asynccontextmanager
async def devices(
    client: httpx.AsyncClient, people: Sequence[Person], name: str = "tab"
) -> AsyncGenerator[list[Device]]:
    """A device of each of these people at this server."""
    async with AsyncExitStack() as stack:
        yield [await stack.enter_async_context(device(client, person, name)) for person in people]


async def join(tab: Device) -> bool:
    """Come into the lobby; whether one can be invited."""
    return bool((await tab.do("queue:join", deviceId=tab.name))["available"])


async def reel(client: httpx.AsyncClient, person: Person) -> list[str]:
    """Whom somebody can invite now, the best first: their ids."""
    found = (await ask(client, person, "GET", "/room/queue?limit=50"))["people"]
    assert all(one["card"]["id"] == one["userId"] and one["available"] for one in found)
    return [one["userId"] for one in found]


async def told_of(tab: Device, person: Person) -> dict[str, Any]:
    """What a tab hears next of somebody's coming or going."""
    told: dict[str, Any] = await tab.hear("presence:update", lambda one: one["userId"] == str(person.id))
    return told


async def can_be_invited(tab: Device, person: Person) -> bool:
    """Whether somebody can be invited, as a tab hears next."""
    told = await tab.hear("queue:update", lambda one: one["userId"] == str(person.id))
    return bool(told["available"])


async def announce(client: httpx.AsyncClient, host: Person, **changes: Any) -> dict[str, Any]:
    """An event whose lobby is open; as its host sees it."""
    body = {
        "title": "Friday",
        "startsAt": in_minutes(10),
        "rounds": 2,
        "roundSeconds": 2,
        "breakSeconds": 1,
        **changes,
    }
    event: dict[str, Any] = (await ask(client, host, "POST", "/speed-dating", body))["event"]
    return event


async def begin(client: httpx.AsyncClient, host: Person, event: dict[str, Any]) -> None:
    """Let an event begin now, once everybody is there."""
    await ask(client, host, "PATCH", f"/speed-dating/{event['id']}", {"startsAt": in_minutes(0)})


def in_minutes(minutes: float) -> str:
    """A moment, as clients write it."""
    return (datetime.now(UTC) + timedelta(minutes=minutes)).isoformat()


async def enter(tab: Device, event: dict[str, Any]) -> dict[str, Any]:
    """Come into the lobby of an event; the event."""
    seen: dict[str, Any] = (await tab.do("event:enter", eventId=event["id"], deviceId=tab.name))["event"]
    return seen


def turns(settings: Settings, event: dict[str, Any]) -> list[tuple[int, str, str | None, str]]:
    """What each round was for each who was there: the round, who, with whom, and how."""
    with psycopg.connect(settings.database_url) as connection:
        rows = connection.execute(
            "SELECT round, account_id, other_id, state FROM speed_turns WHERE event_id = %s ORDER BY round, account_id",
            (event["id"],),
        ).fetchall()
    return [(number, str(one), str(other) if other else None, state) for number, one, other, state in rows]
