"""What the tests of invitations and dates share: people in the lobby, and what they do."""

from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import httpx
import psycopg

from mingle.settings import Settings
from tests.features.accounts.conftest import Person
from tests.features.calls.conftest import Device, device
from tests.features.people.conftest import ask

COOLDOWN_OVER = "UPDATE date_cooldowns SET until = now()"


@asynccontextmanager
async def tab(client: httpx.AsyncClient, person: Person, name: str = "tab") -> AsyncGenerator[Device]:
    """A tab of somebody's at this server, in the lobby."""
    async with device(client, person, name) as socket:
        assert await socket.do("queue:join", deviceId=name) == {"available": True}
        yield socket


@asynccontextmanager
async def dating(
    client: httpx.AsyncClient, one: Person, other: Person, there: httpx.AsyncClient | None = None, seconds: int = 300
) -> AsyncGenerator[tuple[Device, Device, dict[str, Any]]]:
    """Two on a date, each with a tab, the first the inviter; the room as that one was told of it."""
    async with AsyncExitStack() as stack:
        at_one = await stack.enter_async_context(tab(client, one))
        at_other = await stack.enter_async_context(tab(there or client, other))
        yield at_one, at_other, await begin(at_one, at_other, seconds)


async def begin(at_one: Device, at_other: Device, seconds: int = 300) -> dict[str, Any]:
    """Let two begin a date; the room as who invited was told of it."""
    invited = await invite(at_one, at_other.person, seconds)
    await accept(at_other, invited["inviteId"], seconds)
    await at_other.hear("call:start")
    room: dict[str, Any] = await at_one.hear("call:start")
    assert room["roomId"] == invited["inviteId"]
    return room


async def invite(tab: Device, person: Person, seconds: int = 300) -> dict[str, Any]:
    """Invite somebody; the answer."""
    told: dict[str, Any] = await tab.do(
        "call:invite", toUserId=str(person.id), requestedSeconds=seconds, deviceId=tab.name
    )
    return told


async def not_invited(tab: Device, person: Person, seconds: int = 300) -> str:
    """Invite somebody in vain; the code."""
    return await tab.refused("call:invite", toUserId=str(person.id), requestedSeconds=seconds, deviceId=tab.name)


async def accept(tab: Device, invite_id: str, seconds: int = 300) -> dict[str, Any]:
    """Accept an invitation; the room."""
    told = await tab.do("call:accept", inviteId=invite_id, requestedSeconds=seconds, deviceId=tab.name)
    room: dict[str, Any] = told["room"]
    return room


async def here(client: httpx.AsyncClient, person: Person) -> dict[str, Any]:
    """How somebody stands with dates right now."""
    told: dict[str, Any] = await ask(client, person, "GET", "/room")
    return told


async def again(client: httpx.AsyncClient, person: Person, room_id: str, *, yes: bool, status: int = 200) -> Any:
    """Say whether somebody would meet the other again; what came of it, or the error."""
    return await ask(client, person, "POST", f"/dates/{room_id}/again", {"again": yes}, status=status)


def in_database(settings: Settings, statement: str, *arguments: Any) -> list[tuple[Any, ...]]:
    """What a statement finds, or changes, if it gives anything back."""
    with psycopg.connect(settings.database_url, autocommit=True) as connection:
        cursor = connection.execute(statement.encode(), arguments)
        return cursor.fetchall() if cursor.description else []
