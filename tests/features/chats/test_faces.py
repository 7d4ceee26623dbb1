"""Faces: by which pictures the people of a chat are known, and who those were that have left it."""

from typing import Any
from uuid import uuid4

import httpx
import psycopg
import pytest

from mingle.settings import Settings
from tests.features.accounts.conftest import Person, sign_up
from tests.features.chats.conftest import Somebody, group, private_chat, send, the_chat
from tests.features.people.conftest import ask, make_file

pytestmark = pytest.mark.anyio


async def people(client: httpx.AsyncClient, viewer: Person, chat_id: str, *ids: Any) -> dict[str, Any]:
    """Those of these people whom a chat tells of, by their ids."""
    path = f"/chats/{chat_id}/people?ids={','.join(str(one) for one in ids)}"
    return {one["id"]: one for one in (await ask(client, viewer, "GET", path))["items"]}


async def member_photos(client: httpx.AsyncClient, viewer: Person, chat_id: str) -> dict[str, Any]:
    """The pictures of the members of a chat."""
    members = (await ask(client, viewer, "GET", f"/chats/{chat_id}/members"))["items"]
    return {one["user"]["id"]: one["user"]["photo"] for one in members}


async def test_a_chat_shows_the_face_of_the_other_as_small_as_there_is(
    client: httpx.AsyncClient, settings: Settings, somebody: Somebody
) -> None:
    one, other = await somebody(), await somebody()
    waiting, ready = make_file(settings, other.id, status="processing"), make_file(settings, other.id)
    await ask(client, other, "PATCH", "/user/me/photos", {"fileIds": [waiting, ready]})
    chat_id = await private_chat(client, one, other)
    photo = (await the_chat(client, one, chat_id))["peer"]["photo"]
    assert f"/api/files/{ready}/thumbnail.webp?expires=" in photo["url"], "signed, and the first that can be shown"
    assert (photo["width"], photo["height"]) == (256, 256)
    [listed] = (await ask(client, one, "GET", "/chats"))["items"]
    assert listed["peer"]["photo"] == photo
    assert (await member_photos(client, one, chat_id))[str(other.id)] == photo
    assert (await people(client, one, chat_id, other.id))[str(other.id)]["photo"] == photo


async def test_who_has_no_photo_is_known_by_a_drawing_or_not_at_all(
    client: httpx.AsyncClient, settings: Settings, somebody: Somebody
) -> None:
    one, drawn, plain = await somebody(), await somebody(), await somebody()
    chat_id = await group(client, one, drawn, plain)
    for person in (drawn, plain):
        await ask(client, person, "PATCH", "/user/me/photos", {"fileIds": []})
    with psycopg.connect(settings.database_url) as connection:
        connection.execute("UPDATE profiles SET portrait = '<svg/>' WHERE account_id = %s", (drawn.id,))
    photos = await member_photos(client, one, chat_id)
    assert photos[str(drawn.id)] == {"url": "data:image/svg+xml,%3Csvg%2F%3E", "width": None, "height": None}
    assert photos[str(plain.id)] is None


async def test_a_block_hides_faces_both_ways_and_a_pause_hides_nothing(
    client: httpx.AsyncClient, somebody: Somebody
) -> None:
    one, blocked, paused = await somebody(), await somebody(), await somebody()
    chat_id = await group(client, one, blocked, paused)
    await ask(client, paused, "PUT", "/user/me", {"isPaused": True})
    await ask(client, one, "POST", f"/users/{blocked.id}/block")
    seen = await member_photos(client, one, chat_id)
    assert (seen[str(blocked.id)], seen[str(paused.id)] is not None) == (None, True)
    seen = await member_photos(client, blocked, chat_id)
    assert (seen[str(one.id)], seen[str(paused.id)] is not None) == (None, True)


async def test_who_has_left_is_still_known_and_nobody_else_is(client: httpx.AsyncClient, somebody: Somebody) -> None:
    owner, wrote, silent, stranger = await somebody(), await somebody(), await somebody(), await somebody()
    chat_id = await group(client, owner, wrote)
    await send(client, wrote, chat_id)
    await ask(client, owner, "POST", f"/chats/{chat_id}/members", {"memberIds": [str(silent.id)]})
    for person in (wrote, silent):
        await ask(client, owner, "DELETE", f"/chats/{chat_id}/members/{person.id}")
    elsewhere = await group(client, owner, stranger)
    await send(client, stranger, elsewhere)
    found = await people(client, owner, chat_id, owner.id, wrote.id, silent.id, stranger.id, uuid4())
    assert found.keys() == {str(owner.id), str(wrote.id), str(silent.id)}
    assert found[str(wrote.id)]["username"] == wrote.username
    await ask(client, wrote, "GET", f"/chats/{chat_id}/people?ids={owner.id}", status=404)


async def test_whose_account_is_gone_is_nobody(
    client: httpx.AsyncClient, settings: Settings, somebody: Somebody
) -> None:
    owner, other = await somebody(), await somebody()
    chat_id = await group(client, owner, other)
    await send(client, other, chat_id)
    with psycopg.connect(settings.database_url) as connection:
        connection.execute("DELETE FROM profile_photos WHERE account_id = %s", (other.id,))
        connection.execute("DELETE FROM accounts WHERE id = %s", (other.id,))
    assert await people(client, owner, chat_id, other.id) == {}


@pytest.mark.parametrize(
    "ids", ["Mara", f"{uuid4()},", ",".join(str(uuid4()) for _ in range(101))], ids=["no-id", "comma", "many"]
)
async def test_bad_ids_are_named(client: httpx.AsyncClient, ids: str) -> None:
    one = await sign_up(client)
    chat_id = await private_chat(client, one, one)
    error = await ask(client, one, "GET", f"/chats/{chat_id}/people?ids={ids}", status=400)
    assert [detail["field"] for detail in error["details"]] == ["ids"]


async def test_the_list_names_those_whom_the_last_message_is_from_or_tells_of(
    client: httpx.AsyncClient, somebody: Somebody
) -> None:
    one, other, third = await somebody(), await somebody(), await somebody()
    names = {who: (await ask(client, who, "GET", "/user/me"))["user"]["displayName"] for who in (one, other, third)}
    chat_id, private = await group(client, one, other, third), await private_chat(client, one, other)
    await send(client, other, chat_id)
    await send(client, other, private)
    said_in_private, said = (await ask(client, one, "GET", "/chats"))["items"]
    assert said["names"] == {str(other.id): names[other]}
    assert "names" not in said_in_private
    await ask(client, one, "DELETE", f"/chats/{chat_id}/members/{third.id}")
    assert (await the_chat(client, other, chat_id))["names"] == {str(who.id): names[who] for who in (one, third)}
