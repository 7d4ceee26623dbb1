"""Pictures of groups and channels: who gives a chat one, who sees it, and what becomes of it."""

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import psycopg
import pytest
from prometheus_client import REGISTRY

from mingle.app import FEATURES, declared_hooks, declared_jobs
from mingle.features.media.announcing import announce_file
from mingle.features.media.jobs import sweep
from mingle.kernel import clock
from mingle.kernel.resources import open_resources
from mingle.settings import Settings
from tests.features.accounts.conftest import Person
from tests.features.chats.conftest import (
    Somebody,
    connected,
    group,
    history,
    missed,
    private_chat,
    send,
    the_chat,
    working,
)
from tests.features.chats.test_hints import erase
from tests.features.people.conftest import ask, make_file

pytestmark = pytest.mark.anyio


async def set_picture(
    client: httpx.AsyncClient, person: Person, chat_id: str, picture_id: str | None, *, status: int = 200
) -> Any:
    """Give a chat a picture, or take it away; the chat, or the error where another status is awaited."""
    answer = await ask(client, person, "PATCH", f"/chats/{chat_id}", {"pictureId": picture_id}, status=status)
    return answer["chat"] if status < 400 else answer


async def picture_id(client: httpx.AsyncClient, person: Person, chat_id: str) -> str | None:
    """Which file somebody sees as the picture of a chat."""
    picture = (await the_chat(client, person, chat_id))["picture"]
    return picture["id"] if picture is not None else None


async def happened(client: httpx.AsyncClient, person: Person, chat_id: str) -> list[str]:
    """What the system messages of a chat tell, the newest first."""
    said = await history(client, person, chat_id)
    return [json.loads(one["content"])["event"] for one in said if one["type"] == "system"]


def execute(settings: Settings, statement: str, *given: Any) -> None:
    with psycopg.connect(settings.database_url) as connection:
        connection.execute(statement.encode(), given)


@pytest.mark.parametrize("kind", ["group", "channel"])
async def test_who_leads_a_chat_gives_it_a_picture_and_takes_it_away(
    client: httpx.AsyncClient, settings: Settings, somebody: Somebody, kind: str
) -> None:
    ada, ben = await somebody(), await somebody()
    club = await group(client, ada, ben, kind=kind)
    assert await picture_id(client, ben, club) is None
    file_id, known = make_file(settings, ada.id), (await the_chat(client, ben, club))["pts"]
    async with connected(client, ben) as listening:
        changed = await set_picture(client, ada, club, file_id)
        said, told = await listening.event("message:new"), await listening.event("chat:updated")
    assert (said["pts"], told) == (known + 1, {"chatId": club, "pts": known + 2})
    assert json.loads(said["message"]["content"]) == {"event": "pictured"}
    [listed] = (await ask(client, ben, "GET", "/chats"))["items"]
    assert changed["picture"] == listed["picture"] == (await the_chat(client, ben, club))["picture"]
    assert changed["picture"]["id"] == file_id
    assert f"/api/files/{file_id}/thumbnail.webp?expires=" in changed["picture"]["url"], "signed"
    assert {one["name"] for one in changed["picture"]["thumbnails"]} == {"thumbnail"}, "a list is full of them"
    assert (await set_picture(client, ada, club, None))["picture"] is None
    assert await happened(client, ben, club) == ["unpictured", "pictured", "created"]


async def test_a_chat_is_begun_with_a_picture(
    client: httpx.AsyncClient, settings: Settings, somebody: Somebody
) -> None:
    ada, ben = await somebody(), await somebody()
    file_id, body = make_file(settings, ada.id), {"type": "group", "memberIds": [str(ben.id)], "name": "Hikers"}
    club = (await ask(client, ada, "POST", "/chats", {**body, "pictureId": file_id}))["chat"]
    assert club["picture"]["id"] == file_id == await picture_id(client, ben, club["id"])
    await ask(client, ada, "POST", "/chats", {**body, "pictureId": make_file(settings, ben.id)}, status=404)
    assert len((await ask(client, ben, "GET", "/chats"))["items"]) == 1


async def test_the_same_picture_again_changes_nothing_whoever_sends_it(
    client: httpx.AsyncClient, settings: Settings, somebody: Somebody
) -> None:
    ada, ben = await somebody(), await somebody()
    club = await group(client, ada, ben)
    await ask(client, ada, "PATCH", f"/chats/{club}/members/{ben.id}", {"role": "admin"})
    file_id = make_file(settings, ada.id)
    known = (await set_picture(client, ada, club, file_id))["pts"]
    for person in (ada, ben):
        body = {"name": "Hikers", "description": None, "pictureId": file_id}
        assert (await ask(client, person, "PATCH", f"/chats/{club}", body))["chat"]["pts"] == known
    await set_picture(client, ben, club, make_file(settings, ben.id))
    assert (await happened(client, ada, club))[:2] == ["pictured", "pictured"]


async def test_only_those_who_lead_it_do(client: httpx.AsyncClient, settings: Settings, somebody: Somebody) -> None:
    ada, ben, cleo = await somebody(), await somebody(), await somebody()
    club = await group(client, ada, ben)
    await set_picture(client, ada, club, kept := make_file(settings, ada.id))
    for asked in (make_file(settings, ben.id), kept, None):
        assert (await set_picture(client, ben, club, asked, status=403))["code"] == "role_too_low"
    await set_picture(client, cleo, club, make_file(settings, cleo.id), status=404)
    assert await picture_id(client, ada, club) == kept


@pytest.mark.parametrize("with_oneself", [False, True])
async def test_private_chats_and_saved_messages_have_none(
    client: httpx.AsyncClient, settings: Settings, somebody: Somebody, *, with_oneself: bool
) -> None:
    ada, ben = await somebody(), await somebody()
    other = ada if with_oneself else ben
    talk = await private_chat(client, ada, other)
    file_id = make_file(settings, ada.id)
    begun = {"type": "private", "memberIds": [str(other.id)], "pictureId": file_id}
    for error in (
        await set_picture(client, ada, talk, file_id, status=400),
        await ask(client, ada, "POST", "/chats", begun, status=400),
    ):
        assert error["details"] == [{"field": "pictureId", "message": "must be left out of a private chat"}]
    with pytest.raises(psycopg.errors.CheckViolation):
        execute(settings, "UPDATE chats SET picture_id = %s WHERE id = %s", file_id, talk)


@pytest.mark.parametrize(
    ("kind", "state", "refusal"),
    [
        ("image", "rejected", (409, "file_not_accepted")),
        ("video", "ready", (415, "wrong_kind")),
        ("file", "ready", (415, "wrong_kind")),
        ("image", "uploaded", (409, "picture_not_ready")),
        ("image", "processing", (409, "picture_not_ready")),
        ("image", "held", (409, "picture_not_ready")),
    ],
)
async def test_it_is_an_image_that_can_be_shown(
    client: httpx.AsyncClient, settings: Settings, somebody: Somebody, kind: str, state: str, refusal: tuple[int, str]
) -> None:
    ada = await somebody()
    club = await group(client, ada)
    reason = "spoilt" if state in ("rejected", "held") else None
    file_id = make_file(settings, ada.id, kind)
    execute(settings, "UPDATE files SET status = %s, reason = %s WHERE id = %s", state, reason, file_id)
    await set_picture(client, ada, club, kept := make_file(settings, ada.id))
    status, code = refusal
    assert (await set_picture(client, ada, club, file_id, status=status))["code"] == code
    assert await picture_id(client, ada, club) == kept


async def test_it_is_ones_own(client: httpx.AsyncClient, settings: Settings, somebody: Somebody) -> None:
    ada, ben = await somebody(), await somebody()
    club = await group(client, ada, ben)
    for file_id in (make_file(settings, ben.id), str(uuid4())):
        await set_picture(client, ada, club, file_id, status=404)
    error = await set_picture(client, ada, club, "sunset.jpg", status=400)
    assert [detail["field"] for detail in error["details"]] == ["pictureId"]
    assert await picture_id(client, ada, club) is None


async def test_who_is_in_the_chat_sees_the_file_and_nobody_else_does(
    client: httpx.AsyncClient, settings: Settings, somebody: Somebody
) -> None:
    ada, ben, cleo = await somebody(), await somebody(), await somebody()
    club = await group(client, ada, ben)
    file_id = make_file(settings, ada.id)
    await ask(client, ben, "GET", f"/files/{file_id}", status=404)
    await set_picture(client, ada, club, file_id)
    assert (await ask(client, ben, "GET", f"/files/{file_id}"))["file"]["id"] == file_id
    await ask(client, cleo, "GET", f"/files/{file_id}", status=404)
    await ask(client, ada, "DELETE", f"/chats/{club}/members/{ben.id}")
    await ask(client, ben, "GET", f"/files/{file_id}", status=404)
    await ask(client, ada, "POST", f"/chats/{club}/members", {"memberIds": [str(cleo.id)]})
    await set_picture(client, ada, club, None)
    await ask(client, cleo, "GET", f"/files/{file_id}", status=404)


async def test_who_is_invited_sees_it(client: httpx.AsyncClient, settings: Settings, somebody: Somebody) -> None:
    ada, ben = await somebody(), await somebody()
    club = await group(client, ada)
    code = (await ask(client, ada, "POST", f"/chats/{club}/invites", {}))["invite"]["code"]
    assert (await ask(client, ben, "GET", f"/invitations/{code}"))["chat"]["picture"] is None
    await set_picture(client, ada, club, file_id := make_file(settings, ada.id))
    picture = (await ask(client, ben, "GET", f"/invitations/{code}"))["chat"]["picture"]
    async with working(settings) as resources:
        await resources.files.put(f"files/{file_id}/thumbnail.webp", b"a picture")
    assert picture["id"] == file_id
    assert (await client.get(picture["url"])).content == b"a picture"


async def test_what_cannot_be_shown_any_more_is_no_picture_and_all_hear_of_it(
    client: httpx.AsyncClient, settings: Settings, somebody: Somebody
) -> None:
    ada, ben = await somebody(), await somebody()
    club = await group(client, ada, ben)
    known = (await set_picture(client, ada, club, file_id := make_file(settings, ada.id)))["pts"]
    execute(settings, "UPDATE files SET lost_at = now() WHERE id = %s", file_id)
    async with (
        connected(client, ben) as listening,
        open_resources(settings, declared_jobs(settings, FEATURES), declared_hooks()) as resources,
    ):
        await resources.bus.connected()
        await announce_file.run(resources, {"file_id": file_id})
        told = await listening.event("chat:updated")
    assert told == {"chatId": club, "pts": known + 1}
    assert [one["event"] for one in (await missed(client, ben, club, known))["events"]] == ["chat:updated"]
    assert await picture_id(client, ben, club) is None
    execute(settings, "UPDATE files SET lost_at = NULL WHERE id = %s", file_id)
    assert await picture_id(client, ben, club) == file_id


async def test_a_picture_in_use_is_neither_swept_nor_removed_and_one_before_it_is(
    client: httpx.AsyncClient, settings: Settings, somebody: Somebody
) -> None:
    ada = await somebody()
    club = await group(client, ada)
    before, now = make_file(settings, ada.id), make_file(settings, ada.id)
    for file_id in (before, now):
        await set_picture(client, ada, club, file_id)
    assert (await ask(client, ada, "DELETE", f"/files/{now}", status=409))["code"] == "file_in_use"
    async with working(settings) as resources:
        with clock.moved(timedelta(days=1, minutes=5)):
            await sweep.run(resources, {})
    await ask(client, ada, "GET", f"/files/{before}", status=404)
    assert await picture_id(client, ada, club) == now


@pytest.mark.parametrize("has_left", [False, True])
async def test_it_goes_with_whose_it_was_and_the_others_hear_of_it(
    client: httpx.AsyncClient, settings: Settings, somebody: Somebody, *, has_left: bool
) -> None:
    ada, ben, cleo = await somebody(), await somebody(), await somebody()
    club = await group(client, ada, ben, cleo)
    await ask(client, ada, "PATCH", f"/chats/{club}/members/{ben.id}", {"role": "admin"})
    await set_picture(client, ben, club, make_file(settings, ben.id))
    if has_left:
        await ask(client, ben, "DELETE", f"/chats/{club}/members/{ben.id}")
        execute(settings, "DELETE FROM messages WHERE sender_id = %s", ben.id)  # the operator keeps them no longer
    async with connected(client, cleo) as listening:
        await erase(client, settings, ben)
        assert (await listening.event("chat:rewritten"))["chatId"] == club
    assert await picture_id(client, cleo, club) is None


async def test_the_list_is_read_in_as_many_statements_however_many_pictures_there_are(
    client: httpx.AsyncClient, settings: Settings, somebody: Somebody
) -> None:
    ada = await somebody()
    clubs = [await group(client, ada) for _ in range(5)]
    for club in clubs:
        await send(client, ada, club, "", type="image", fileIds=[make_file(settings, ada.id)])
    with_files = await statements_of_the_list(client, ada)
    for club in clubs:
        await ask(client, ada, "PATCH", f"/chats/{club}", {"pictureId": make_file(settings, ada.id)})
        await send(client, ada, club, "", type="image", fileIds=[make_file(settings, ada.id)])
    assert await statements_of_the_list(client, ada) == with_files
    listed = (await ask(client, ada, "GET", "/chats"))["items"]
    assert all(chat["picture"] is not None and len(chat["lastMessage"]["files"]) == 1 for chat in listed)


def statements() -> float:
    """How many statements this process has sent."""
    found = [metric for metric in REGISTRY.collect() if metric.name == "mingle_db_query_seconds"]
    return sum(one.value for metric in found for one in metric.samples if one.name.endswith("_count"))


async def statements_of_the_list(client: httpx.AsyncClient, person: Person) -> float:
    """How many statements somebody's list of chats takes: the fewest of a few times, since others send some, too."""
    counts: list[float] = []
    for _ in range(5):
        before = statements()
        await ask(client, person, "GET", "/chats")
        counts.append(statements() - before)
    assert min(counts) > 0
    return min(counts)
