"""Who is in a chat: found by their names, and always as many as the chat says."""

import asyncio
from uuid import UUID

import httpx
import psycopg
import pytest

from mingle.settings import Settings
from tests.features.accounts.conftest import Person
from tests.features.chats.conftest import Serve, Somebody, group, private_chat, the_chat
from tests.features.people.conftest import ask, change

pytestmark = pytest.mark.anyio


async def found(client: httpx.AsyncClient, person: Person, chat_id: str, q: str, limit: int = 20) -> list[str]:
    """The names of the members that a search finds, in its order."""
    page = await ask(client, person, "GET", f"/chats/{chat_id}/members?q={q}&limit={limit}")
    assert page["nextCursor"] is None
    return [member["user"]["displayName"] for member in page["items"]]


async def test_members_are_found_by_the_beginning_of_a_name(client: httpx.AsyncClient, somebody: Somebody) -> None:
    names = ["Zoe", "Anna", "Änne", "Annabel"]
    people = [await somebody() for _ in names]
    stranger = await somebody()
    for person, name in zip([*people, stranger], [*names, "Annika"], strict=True):
        await change(client, person, displayName=name)
    chat_id = await group(client, *people)
    assert await found(client, people[0], chat_id, "ann") == ["Anna", "Annabel"], "only members, by name"
    assert await found(client, people[0], chat_id, "ANN", limit=1) == ["Anna"]
    assert await found(client, people[0], chat_id, people[2].username[:8].upper()) == ["Änne"]
    assert await found(client, people[0], chat_id, "%25") == [], "no pattern, but what was typed"
    await ask(client, stranger, "GET", f"/chats/{chat_id}/members?q=ann", status=404)
    error = await ask(client, people[0], "GET", f"/chats/{chat_id}/members?q=", status=400)
    assert [detail["field"] for detail in error["details"]] == ["q"]


async def test_however_many_come_and_go_at_once_they_are_counted(
    client: httpx.AsyncClient, serve: Serve, somebody: Somebody
) -> None:
    owner, *others = [await somebody() for _ in range(9)]
    first, second = others[:4], others[4:]
    chat_id = await group(client, owner, *first)
    async with serve() as there:
        await asyncio.gather(
            *(ask(client, one, "DELETE", f"/chats/{chat_id}/members/{one.id}") for one in first),
            *(
                ask(there, owner, "POST", f"/chats/{chat_id}/members", {"memberIds": [str(one.id)]})
                for one in second
                for _ in range(2)
            ),
        )
    members = (await ask(client, owner, "GET", f"/chats/{chat_id}/members"))["items"]
    assert {UUID(member["user"]["id"]) for member in members} == {one.id for one in (owner, *second)}
    assert (await the_chat(client, owner, chat_id))["memberCount"] == 5


async def test_who_is_erased_is_counted_no_more(
    client: httpx.AsyncClient, settings: Settings, somebody: Somebody
) -> None:
    one, leaving = await somebody(), await somebody()
    chats = [await group(client, one, leaving), await private_chat(client, one, leaving)]
    with psycopg.connect(settings.database_url) as connection:
        connection.execute("DELETE FROM accounts WHERE id = %s", (leaving.id,))
    assert [(await the_chat(client, one, chat_id))["memberCount"] for chat_id in chats] == [1, 1]
