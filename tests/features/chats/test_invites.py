"""Invitation links: whoever has one comes in, until it is over, used up or taken back."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import psycopg
import pytest

from mingle.settings import Settings
from tests.features.accounts.conftest import Person
from tests.features.chats.conftest import (
    Serve,
    Somebody,
    connected,
    draft,
    group,
    history,
    missed,
    private_chat,
    the_chat,
)
from tests.features.people.conftest import ask, change
from tests.support.logs import Logs

pytestmark = pytest.mark.anyio


async def invite(client: httpx.AsyncClient, person: Person, chat_id: str, **how: Any) -> dict[str, Any]:
    """A link into a chat."""
    made: dict[str, Any] = (await ask(client, person, "POST", f"/chats/{chat_id}/invites", how))["invite"]
    return made


async def join(client: httpx.AsyncClient, person: Person, code: str, *, status: int = 200) -> Any:
    """Come in by a link; the chat, or why not."""
    answer = await ask(client, person, "POST", f"/invitations/{code}/join", status=status)
    return answer["chat"] if status == 200 else answer["code"]


async def test_whoever_has_the_link_sees_where_it_leads_and_comes_in(
    client: httpx.AsyncClient, somebody: Somebody
) -> None:
    owner, guest = await somebody(), await somebody()
    await change(client, guest, isPaused=True)  # whom the owner could not let in by name
    chat_id = await group(client, owner)
    made = await invite(client, owner, chat_id)
    assert made["url"] == f"http://localhost:8000/join/{made['code']}"
    assert (made["uses"], made["maxUses"], made["expiresAt"], made["createdBy"]) == (0, None, None, str(owner.id))
    shown = await ask(client, guest, "GET", f"/invitations/{made['code']}")
    chat = {"type": "group", "name": "Hikers", "description": None, "picture": None, "memberCount": 1}
    assert shown == {"chat": chat, "isMember": False, "chatId": None}
    async with connected(client, owner) as watching, connected(client, guest) as coming:
        joined = await join(client, guest, made["code"])
        assert (joined["id"], joined["role"], joined["memberCount"]) == (chat_id, "member", 2)
        assert await coming.event("chat:new") == {"chatId": chat_id}
        told = (await watching.event("message:new"))["message"]
        assert (told["senderId"], json.loads(told["content"])) == (str(guest.id), {"event": "joined"})
        await ask(client, owner, "POST", "/messages", draft(chat_id, "Welcome"))
        while (await coming.event("message:new"))["message"]["content"] != "Welcome":
            pass  # their socket hears the chat from now on
    assert (await join(client, guest, made["code"]))["pts"] == (await the_chat(client, owner, chat_id))["pts"]
    shown = await ask(client, guest, "GET", f"/invitations/{made['code']}")
    assert (shown["isMember"], shown["chatId"]) == (True, chat_id)
    [listed] = (await ask(client, owner, "GET", f"/chats/{chat_id}/invites"))["items"]
    assert listed == {**made, "uses": 1}, "and who comes again is not counted again"


async def test_a_link_for_three_lets_in_three_however_many_come_at_once(
    client: httpx.AsyncClient, serve: Serve, somebody: Somebody
) -> None:
    owner, *guests = [await somebody() for _ in range(9)]
    chat_id = await group(client, owner)
    made = await invite(client, owner, chat_id, maxUses=3)
    before = (await the_chat(client, owner, chat_id))["pts"]
    async with serve() as there:
        answers = await asyncio.gather(
            *(
                at.post(f"/api/invitations/{made['code']}/join", headers=guest.headers)
                for at, guest in zip([client, there] * 4, guests, strict=True)
            )
        )
    assert sorted(answer.status_code for answer in answers) == [200] * 3 + [410] * 5
    chat = await the_chat(client, owner, chat_id)
    assert chat["memberCount"] == 4
    events = (await missed(client, owner, chat_id, before))["events"]
    assert [event["pts"] for event in events] == list(range(before + 1, before + 7)), "two each, without a gap"
    outside = next(guest for guest, answer in zip(guests, answers, strict=True) if answer.status_code == 410)
    assert (await ask(client, outside, "GET", f"/invitations/{made['code']}", status=410))["code"] == "invitation_over"


async def test_a_link_ends_when_its_time_is_over_or_it_is_taken_back(
    client: httpx.AsyncClient, settings: Settings, somebody: Somebody
) -> None:
    owner, guest = await somebody(), await somebody()
    chat_id = await group(client, owner)
    late = await invite(client, owner, chat_id, expiresAt=(datetime.now(UTC) + timedelta(hours=1)).isoformat())
    with psycopg.connect(settings.database_url) as connection:
        connection.execute("UPDATE chat_invites SET expires_at = now()")
    assert await join(client, guest, late["code"], status=410) == "invitation_over"
    made = await invite(client, owner, chat_id)
    await ask(client, owner, "DELETE", f"/chats/{chat_id}/invites/{made['id']}")
    assert await join(client, guest, made["code"], status=404) == "not_found"
    await ask(client, owner, "DELETE", f"/chats/{chat_id}/invites/{made['id']}", status=404)
    past = {"expiresAt": "2020-01-01T00:00:00Z"}
    error = await ask(client, owner, "POST", f"/chats/{chat_id}/invites", past, status=400)
    assert [detail["field"] for detail in error["details"]] == ["expiresAt"]


async def test_those_who_lead_a_chat_make_its_links(client: httpx.AsyncClient, somebody: Somebody) -> None:
    owner, member = await somebody(), await somebody()
    chat_id, pair = await group(client, owner, member), await private_chat(client, owner, member)
    made = await invite(client, owner, chat_id)
    for method, path in (
        ("GET", f"/chats/{chat_id}/invites"),
        ("POST", f"/chats/{chat_id}/invites"),
        ("DELETE", f"/chats/{chat_id}/invites/{made['id']}"),
    ):
        assert (await ask(client, member, method, path, {}, status=403))["code"] == "role_too_low"
    assert (await ask(client, owner, "POST", f"/chats/{pair}/invites", {}, status=409))["code"] == "not_in_private"
    await ask(client, owner, "PATCH", f"/chats/{chat_id}/members/{member.id}", {"role": "admin"})
    second = await invite(client, member, chat_id)
    page = await ask(client, member, "GET", f"/chats/{chat_id}/invites?limit=1")
    rest = await ask(client, member, "GET", f"/chats/{chat_id}/invites?limit=1&cursor={page['nextCursor']}")
    assert [one["id"] for one in page["items"] + rest["items"]] == [second["id"], made["id"]]


async def test_a_chat_has_a_hundred_links_at_most(
    client: httpx.AsyncClient, settings: Settings, somebody: Somebody
) -> None:
    owner = await somebody()
    chat_id = await group(client, owner)
    with psycopg.connect(settings.database_url) as connection:
        connection.execute(
            "INSERT INTO chat_invites (chat_id, code, created_at) SELECT %s, n::text, now()"
            " FROM generate_series(1, 99) AS n",
            (chat_id,),
        )
    answers = await asyncio.gather(
        *(client.post(f"/api/chats/{chat_id}/invites", json={}, headers=owner.headers) for _ in range(4))
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409]


async def test_who_was_put_out_comes_back_only_when_let_in(client: httpx.AsyncClient, somebody: Somebody) -> None:
    owner, guest, leaver = await somebody(), await somebody(), await somebody()
    chat_id = await group(client, owner, guest, leaver)
    code = (await invite(client, owner, chat_id))["code"]
    await ask(client, owner, "DELETE", f"/chats/{chat_id}/members/{guest.id}")
    assert await join(client, guest, code, status=403) == "put_out"
    await ask(client, leaver, "DELETE", f"/chats/{chat_id}/members/{leaver.id}")
    await join(client, leaver, code)  # who left may come back
    await ask(client, owner, "POST", f"/chats/{chat_id}/members", {"memberIds": [str(guest.id)]})
    await ask(client, guest, "DELETE", f"/chats/{chat_id}/members/{guest.id}")
    await join(client, guest, code)


async def test_a_link_of_somebody_blocked_leads_nowhere(client: httpx.AsyncClient, somebody: Somebody) -> None:
    owner, guest = await somebody(), await somebody()
    code = (await invite(client, owner, await group(client, owner)))["code"]
    await ask(client, owner, "POST", f"/users/{guest.id}/block")
    await ask(client, guest, "GET", f"/invitations/{code}", status=404)
    assert await join(client, guest, code, status=404) == "not_found"


async def test_a_link_outlives_who_made_it(client: httpx.AsyncClient, settings: Settings, somebody: Somebody) -> None:
    owner, admin, guest = await somebody(), await somebody(), await somebody()
    chat_id = await group(client, owner, admin)
    await ask(client, owner, "PATCH", f"/chats/{chat_id}/members/{admin.id}", {"role": "admin"})
    code = (await invite(client, admin, chat_id))["code"]
    with psycopg.connect(settings.database_url) as connection:
        connection.execute("DELETE FROM accounts WHERE id = %s", (admin.id,))
    assert (await join(client, guest, code))["memberCount"] == 2
    [listed] = (await ask(client, owner, "GET", f"/chats/{chat_id}/invites"))["items"]
    assert (listed["createdBy"], listed["uses"]) == (None, 1)


async def test_a_channel_does_not_say_who_joined(client: httpx.AsyncClient, somebody: Somebody) -> None:
    owner, reader = await somebody(), await somebody()
    chat_id = await group(client, owner, kind="channel")
    before = await history(client, owner, chat_id)
    known = (await the_chat(client, owner, chat_id))["pts"]
    await join(client, reader, (await invite(client, owner, chat_id))["code"])
    assert await history(client, owner, chat_id) == before
    assert (await missed(client, owner, chat_id, known))["events"] == [
        {"pts": known + 1, "event": "chat:updated", "data": {"chatId": chat_id, "pts": known + 1}}
    ]


async def test_codes_stay_out_of_the_log(client: httpx.AsyncClient, somebody: Somebody, logs: Logs) -> None:
    owner, guest = await somebody(), await somebody()
    code = (await invite(client, owner, await group(client, owner)))["code"]
    logs.start()
    await join(client, guest, code)
    await client.get(f"/join/{code}")
    assert "/api/invitations/[redacted]/join" in logs.text()
    assert code not in logs.text()
