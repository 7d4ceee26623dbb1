"""Exports of chats: all that one sees there and nothing else, whatever people wrote, and whatever dies meanwhile."""

import io
import json
import zipfile
from typing import Any
from uuid import UUID

import httpx
import psycopg
import pytest

from mingle.features.chats import export_jobs
from mingle.features.media.jobs import sweep
from mingle.kernel import clock
from mingle.settings import Settings
from tests.features.accounts.conftest import Person
from tests.features.chats.conftest import Serve, Somebody, draft, group, private_chat, send, working
from tests.features.people.conftest import ask, make_file
from tests.support.eventually import eventually
from tests.support.programs import program

pytestmark = pytest.mark.anyio


async def exported(
    client: httpx.AsyncClient, settings: Settings, person: Person, chat_id: str, **body: Any
) -> zipfile.ZipFile:
    """What somebody takes along of a chat."""
    [asked] = (await ask(client, person, "POST", f"/chats/{chat_id}/exports", body, status=202))["items"]
    assert (asked["status"], asked["file"]) == ("working", None)
    async with working(settings):
        return await ready(client, person, chat_id)


async def ready(client: httpx.AsyncClient, person: Person, chat_id: str) -> zipfile.ZipFile:
    """The newest export, once it is there."""

    async def found() -> Any:
        return (await ask(client, person, "GET", f"/chats/{chat_id}/exports"))["items"][0]["file"]

    url = (await eventually(found, "the export is ready"))["url"]
    return zipfile.ZipFile(io.BytesIO((await client.get(url)).content))


def lines(archive: zipfile.ZipFile) -> list[dict[str, Any]]:
    """Its messages."""
    return [json.loads(line) for line in archive.read("messages.jsonl").splitlines()]


async def test_what_one_sees_is_in_it_and_nothing_else(
    client: httpx.AsyncClient, settings: Settings, somebody: Somebody
) -> None:
    one, other = await somebody(), await somebody()
    chat_id = await private_chat(client, one, other)
    await send(client, other, chat_id, "cleared")
    await ask(client, one, "DELETE", f"/chats/{chat_id}")
    first = await send(client, other, chat_id, "<script>alert(1)</script> & \u202e so")
    for way, text in (("", "deleted"), ("?onlyMe=true", "hidden")):
        message = await send(client, one, chat_id, text)
        await ask(client, one, "DELETE", f"/messages/{message['id']}{way}")
    gone = await send(client, one, chat_id, "disappeared")
    with psycopg.connect(settings.database_url) as connection:
        connection.execute("UPDATE messages SET expires_at = now() WHERE id = %s", (UUID(gone["id"]),))
    await send(client, one, chat_id, "Answer", replyToId=first["id"])
    await send(client, one, chat_id, poll={"question": "Lake?", "options": ["Yes", "No"]}, content="")
    await ask(client, one, "PUT", f"/messages/{first['id']}/reactions/👍")
    elsewhere = await private_chat(client, one, one)
    await send(client, one, elsewhere, "of another chat")
    archive = await exported(client, settings, one, chat_id)
    assert sorted(archive.namelist()) == ["messages.html", "messages.jsonl"]
    told = lines(archive)
    assert [line["content"] for line in told] == ["<script>alert(1)</script> & \u202e so", "Answer", "Lake?"]
    assert told[0]["reactions"] == {"👍": 1}
    assert (told[1]["replyToId"], told[2]["poll"]) == (first["id"], {"Yes": 0, "No": 0})
    page = archive.read("messages.html").decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp;" in page
    assert "<script" not in page
    assert "default-src 'none'" in page
    for hidden in ("cleared", "deleted", "hidden", "disappeared", "of another chat"):
        assert hidden not in page.replace(first["content"], "")
    theirs = await exported(client, settings, other, chat_id)
    assert [line["content"] for line in lines(theirs)][:3] == ["cleared", first["content"], "hidden"]


async def test_files_are_put_in_when_one_asks(
    client: httpx.AsyncClient, settings: Settings, somebody: Somebody
) -> None:
    owner, member = await somebody(), await somebody()
    chat_id = await group(client, owner, member)
    ids = [make_file(settings, owner.id) for _ in range(3)]
    async with working(settings) as resources:
        for one in ids[:2]:
            await resources.files.put(f"files/{one}/full.jpeg", f"picture {one}".encode())
    await send(client, owner, chat_id, "", type="image", fileIds=ids)
    held = make_file(settings, owner.id, status="ready")
    message = await send(client, owner, chat_id, "", type="image", fileIds=[held])
    await ask(client, member, "DELETE", f"/messages/{message['id']}?onlyMe=true")
    archive = await exported(client, settings, member, chat_id, withFiles=True)
    files = [name for name in archive.namelist() if name.startswith("files/")]
    assert {archive.read(name).decode() for name in files} == {f"picture {one}" for one in ids[:2]}, "one is lost"
    assert all(f'href="{name}"' in archive.read("messages.html").decode() for name in files)
    assert held not in archive.read("messages.jsonl").decode()


async def test_the_picture_of_a_chat_is_put_in_too_when_one_asks(
    client: httpx.AsyncClient, settings: Settings, somebody: Somebody
) -> None:
    owner, member = await somebody(), await somebody()
    chat_id = await group(client, owner, member)
    for picture_id in (make_file(settings, owner.id), None, file_id := make_file(settings, owner.id)):
        await ask(client, owner, "PATCH", f"/chats/{chat_id}", {"pictureId": picture_id})
    async with working(settings) as resources:
        await resources.files.put(f"files/{file_id}/full.jpeg", b"a picture")
    archive = await exported(client, settings, member, chat_id, withFiles=True)
    assert archive.read("picture.jpeg") == b"a picture"
    page = archive.read("messages.html").decode()
    assert '<a href="picture.jpeg">' in page
    assert (page.count("changed the picture"), page.count("took the picture away")) == (2, 1)
    without = await exported(client, settings, owner, chat_id)
    assert sorted(without.namelist()) == ["messages.html", "messages.jsonl"]
    assert "picture.jpeg" not in without.read("messages.html").decode()


async def test_a_long_chat_is_whole_and_in_order(
    client: httpx.AsyncClient, settings: Settings, somebody: Somebody, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export_jobs, "BATCH", 3)
    one = await somebody()
    chat_id = await private_chat(client, one, one)
    for number in range(9):
        message = await send(client, one, chat_id, f"{number}")
        if number in (3, 4, 5):
            await ask(client, one, "DELETE", f"/messages/{message['id']}")
    archive = await exported(client, settings, one, chat_id)
    assert [line["content"] for line in lines(archive)] == list("012678")


async def test_only_members_have_exports_and_each_their_own(
    client: httpx.AsyncClient, settings: Settings, somebody: Somebody
) -> None:
    owner, member, stranger = await somebody(), await somebody(), await somebody()
    chat_id = await group(client, owner, member)
    path = f"/chats/{chat_id}/exports"
    await exported(client, settings, member, chat_id)
    [own] = (await ask(client, member, "GET", path))["items"]
    assert (await ask(client, owner, "GET", path))["items"] == []
    await ask(client, stranger, "GET", path, status=404)
    await ask(client, stranger, "POST", path, {}, status=404)
    for other in (owner, stranger):
        await ask(client, other, "GET", f"/files/{own['file']['id']}", status=404)
    await ask(client, member, "POST", path, {}, status=202)
    await ask(client, owner, "DELETE", f"/chats/{chat_id}/members/{member.id}")
    await ask(client, member, "GET", path, status=404)
    async with working(settings) as resources:
        await eventually(lambda: left(settings) == 1, "who was put out meanwhile gets none")
        with clock.moved(export_jobs.KEPT):
            await export_jobs.forget_exports.run(resources, {})
            await sweep.run(resources, {})
    with psycopg.connect(settings.database_url) as connection:
        assert connection.execute("SELECT count(*) FROM files WHERE purpose = 'export'").fetchone() == (0,)
    assert left(settings) == 0


def left(settings: Settings) -> int:
    """How many exports are known."""
    with psycopg.connect(settings.database_url) as connection:
        [count] = connection.execute("SELECT count(*) FROM chat_exports").fetchone() or (0,)
    return int(count)


async def test_one_takes_along_ten_a_day(serve: Serve, somebody: Somebody) -> None:
    one = await somebody()
    async with serve(rate_limits=True) as client:
        chat_id = await private_chat(client, one, one)
        for _ in range(10):
            await ask(client, one, "POST", f"/chats/{chat_id}/exports", {}, status=202)
        await ask(client, one, "POST", f"/chats/{chat_id}/exports", {}, status=429)


async def test_killed_in_the_middle_it_is_begun_again(
    client: httpx.AsyncClient, settings: Settings, somebody: Somebody
) -> None:
    one = await somebody()
    chat_id = await private_chat(client, one, one)
    await client.post("/api/messages", json=draft(chat_id, "Once"), headers=one.headers)
    [asked] = (await ask(client, one, "POST", f"/chats/{chat_id}/exports", {}, status=202))["items"]
    async with program("tests.features.chats.dying_sender", settings, asked["id"], "export") as process:
        said, _ = await process.communicate()
    told = said.decode().strip().rsplit("\n", 1)[-1]
    assert told.startswith("killed "), said.decode()
    assert int(told.removeprefix("killed ")) > 5, "it dies somewhere in the middle, too"
    archive = await ready(client, one, chat_id)
    assert [line["content"] for line in lines(archive)] == ["Once"]
