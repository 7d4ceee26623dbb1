"""Uploading in one go: a form with a file, which becomes what it is by its content and is told of live."""

import asyncio
from typing import Any

import httpx
import pytest

from mingle.kernel.resources import Resources
from mingle.settings import Settings
from tests.features.media.conftest import LIVE, Person, at_work, enter, keys, picture
from tests.features.media.standin import OGG, PNG, WEBM
from tests.support.eventually import eventually
from tests.support.servers import running_server
from tests.support.sockets import raw_socket

pytestmark = pytest.mark.anyio


async def test_a_picture_becomes_ready_wherever_files_are_kept(stored: Settings) -> None:
    async with at_work(stored) as client:
        mara = await enter(client)
        sent = await mara.uploaded(content := picture(), "holiday.png")
        assert sent["status"] == "uploaded"
        assert (sent["url"], sent["thumbnails"]) == (None, [])
        file = await mara.settled(sent["id"])
        assert file["status"] == "ready"
        assert {name: file[name] for name in ("kind", "mime", "size", "name", "width", "height")} == {
            "kind": "image",
            "mime": "image/png",
            "size": len(content),
            "name": "holiday.png",
            "width": 4000,
            "height": 3000,
        }
        assert file["placeholder"]
        assert [(one["name"], one["mime"], one["width"]) for one in file["thumbnails"]] == [
            ("full", "image/avif", 1600),
            ("full", "image/jpeg", 1600),
            ("full", "image/webp", 1600),
            ("thumbnail", "image/webp", 160),
        ]
        shown = await client.get(file["url"], follow_redirects=True)
        assert shown.content == b"full.webp of " + content
        assert shown.headers["content-type"] == "image/webp"


async def test_a_file_of_many_pieces_comes_out_as_it_went_in(stored: Settings) -> None:
    content = b"".join(number.to_bytes(4) for number in range(9 * 1024 * 1024 // 4)) + b"end"
    async with at_work(stored) as client:
        mara = await enter(client)
        file = await mara.ready(content, "numbers.bin")
        assert (await client.get(file["url"], follow_redirects=True)).content == content


async def test_the_original_goes_as_soon_as_it_is_not_needed(stored: Settings) -> None:
    async with at_work(stored) as client:
        mara = await enter(client)
        await mara.ready()

        async def is_gone() -> bool:
            return await keys(stored, "uploads") == set()

        await eventually(is_gone, "the original is gone")
        assert await keys(stored) == {f"files/ID/{name}" for name in FORMS}


FORMS = ("full.avif", "full.jpeg", "full.webp", "thumbnail.webp")


@pytest.mark.parametrize(
    ("content", "name", "fields", "kind"),
    [
        (PNG, "picture.txt", {}, "image"),
        (b"just words", "picture.png", {}, "file"),
        (b"<html><script>alert(1)</script>", "page.png", {}, "file"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "drawing.svg", {}, "file"),
        (OGG, "song.mp3", {}, "audio"),
        (OGG, "message.ogg", {"kind": "voice"}, "voice"),
        (WEBM, "message.webm", {"purpose": "voice"}, "voice"),
    ],
)
async def test_the_content_says_what_it_is(
    mara: Person, content: bytes, name: str, fields: dict[str, str], kind: str
) -> None:
    file = await mara.uploaded(content.ljust(100, b" "), name, **fields)
    assert file["kind"] == kind
    assert (await mara.settled(file["id"]))["kind"] == kind


@pytest.mark.parametrize(
    ("purpose", "content"),
    [("photo", b"words"), ("photo", OGG), ("video", PNG), ("voice", PNG), ("verification", OGG), ("emblem", WEBM)],
)
async def test_a_purpose_takes_only_what_serves_it(
    mara: Person, settings: Settings, purpose: str, content: bytes
) -> None:
    answer = await mara.upload(content.ljust(5000), "a.png", purpose=purpose)
    assert (answer.status_code, answer.json()["error"]["code"]) == (415, "wrong_kind")
    assert await keys(settings) == set(), "nothing of it stays"


async def test_processing_has_the_last_word(mara: Person) -> None:
    """The first bytes look like a video that a recorder has made; processing finds that nobody speaks in it."""
    broken = await mara.settled((await mara.uploaded(PNG + b"broken"))["id"])
    assert (broken["status"], broken["reason"], broken["url"], broken["thumbnails"]) == ("rejected", "broken", None, [])


async def test_what_screening_flags_waits_for_a_moderator(mara: Person, settings: Settings) -> None:
    file = await mara.settled((await mara.uploaded(PNG + b"flagged"))["id"])
    assert (file["status"], file["reason"], file["url"], file["thumbnails"]) == ("held", "nudity", None, [])
    assert len(await keys(settings, "files")) == 4, "it is kept: a moderator has to see it"


async def test_every_step_is_told_live_on_every_device(settings: Settings) -> None:
    async with at_work(settings) as here, running_server(settings, *LIVE) as there:
        mara, noor = await enter(here), await enter(there)
        async with (
            raw_socket(address(here)) as phone,
            raw_socket(address(there)) as laptop,
            raw_socket(address(here)) as noors,
        ):
            for socket, person in ((phone, mara), (laptop, mara), (noors, noor)):
                assert (await socket.connect(token=person.token)).startswith("40")
            for content, end in ((picture(), "ready"), (PNG + b"broken", "rejected"), (PNG + b"flagged", "held")):
                sent = await mara.uploaded(content)
                for socket in (phone, laptop):
                    told = [(await socket.event("file:updated"))["file"] for _ in range(3)]
                    assert [one["status"] for one in told] == ["uploaded", "processing", end]
                    assert {one["id"] for one in told} == {sent["id"]}
                    assert without_links(told[-1]) == without_links(await mara.file(sent["id"]))
            hers = await noor.uploaded()
            assert (await noors.event("file:updated"))["file"]["id"] == hers["id"], "and nobody else's"


def address(client: httpx.AsyncClient) -> str:
    return str(client.base_url).rstrip("/")


def without_links(file: dict[str, Any]) -> dict[str, Any]:
    """What was told, without what the time of the telling changes."""
    thumbnails = [{**one, "url": one["url"].partition("?")[0]} for one in file["thumbnails"]]
    return {**file, "url": file["url"] and file["url"].partition("?")[0], "thumbnails": thumbnails}


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\windows\\win.ini", "win.ini"),
        ("/etc/cron.d/x", "x"),
        ("....//....//x", "x"),
        ("..", "file"),
        ("a\u202egnp.exe", "agnp.exe"),
        ("%2e%2e%2fx", "%2e%2e%2fx"),
        ("x" * 300 + ".png", "x" * 196 + ".png"),
        ("नमस्ते 👩.png", "नमस्ते 👩.png"),
    ],
)
async def test_a_name_is_only_ever_shown(mara: Person, settings: Settings, name: str, shown: str) -> None:
    file = await mara.ready(b"words of a document", name)
    assert file["name"] == shown
    assert await keys(settings, "files") == {"files/ID/original.bin"}


def form(*parts: tuple[str, bytes], boundary: str = "here") -> bytes:
    """A form, by hand."""
    lines = [f"--{boundary}\r\nContent-Disposition: form-data; {head}\r\n\r\n".encode() + body for head, body in parts]
    return b"\r\n".join([*lines, f"--{boundary}--\r\n".encode()])


FILE = ('name="file"; filename="a.png"', PNG + b"x" * 100)


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        (b"", 400, "body"),
        (b"nonsense", 400, "body"),
        (form(), 400, "file"),
        (form(('name="purpose"', b"photo")), 400, "file"),
        (form(FILE, FILE), 400, "file"),
        (form(FILE, ('name="other"', b"x")), 400, "other"),
        (form(FILE, ('name="purpose"', b"export")), 400, "purpose"),
        (form(FILE, ('name="purpose"', b"nothing")), 400, "purpose"),
        (form(FILE, ('name="purpose"', b"x" * 1000)), 400, "purpose"),
        (form(FILE, ('name="kind"', b"image")), 400, "kind"),
        (form(('name="file"; filename="empty"', b"")), 400, "file"),
        (form(FILE)[:-10], 400, "body"),
        (form(*[('name="kind"', b"voice")] * 20), 400, "body"),
        (form(FILE).replace(b"form-data", b"x" * 5000 + b": y"), 400, "body"),
        (form(FILE).replace(b"\r\n\r\n", b"\r\n" + b"A: b\r\n" * 50 + b"\r\n"), 400, "body"),
        (form(FILE).replace(b"a.png", b"\xff\xfe\xfd"), 400, "body"),
    ],
)
async def test_a_bad_form_is_told_and_leaves_nothing(
    mara: Person, settings: Settings, resources: Resources, body: bytes, status: int, field: str
) -> None:
    headers = {**mara.headers, "Content-Type": "multipart/form-data; boundary=here"}
    answer = await mara.client.post("/api/files/upload", content=body, headers=headers)
    assert answer.status_code == status, answer.text
    assert [detail["field"] for detail in answer.json()["error"]["details"]] == [field]
    assert await keys(settings) == set()
    async with resources.db.read() as conn:
        assert await conn.value("SELECT count(*) FROM uploads") == 0


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("application/json", "not_multipart"),
        ("multipart/form-data", "not_multipart"),
        ("multipart/mixed; boundary=here", "not_multipart"),
        ("", "not_multipart"),
    ],
)
async def test_what_is_no_form_is_refused(mara: Person, kind: str, code: str) -> None:
    headers = {**mara.headers, "Content-Type": kind}
    answer = await mara.client.post("/api/files/upload", content=form(FILE), headers=headers)
    assert (answer.status_code, answer.json()["error"]["code"]) == (415, code)


async def test_a_form_says_how_long_it_is(mara: Person) -> None:
    async def body() -> Any:
        yield form(FILE)

    headers = {**mara.headers, "Content-Type": "multipart/form-data; boundary=here"}
    answer = await mara.client.post("/api/files/upload", content=body(), headers=headers)
    assert (answer.status_code, answer.json()["error"]["code"]) == (411, "length_required")


async def test_each_kind_has_a_size_of_its_own(settings: Settings) -> None:
    small = settings.model_copy(
        update={"upload_image_bytes": 2000, "upload_audio_bytes": 4000, "upload_file_bytes": 6000}
    ).model_copy(update={"upload_video_bytes": 200_000})
    async with at_work(small) as client:
        mara = await enter(client)
        for start, most in ((PNG, 2000), (OGG, 4000), (b"words", 6000), (WEBM, 200_000)):
            assert (await mara.upload(start.ljust(most, b"x"))).status_code == 201
            answer = await mara.upload(start.ljust(most + 1, b"x"))
            assert (answer.status_code, answer.json()["error"]["code"]) == (413, "file_too_large"), start


async def test_what_can_never_be_accepted_is_not_even_read(mara: Person) -> None:
    _reader, writer = await asyncio.open_connection("127.0.0.1", mara.client.base_url.port)
    asked = {
        **mara.headers,
        "Host": "localhost",
        "Content-Type": "multipart/form-data; boundary=here",
        "Content-Length": str(300 * 1024 * 1024),
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in asked.items())
    writer.write(f"POST /api/files/upload HTTP/1.1\r\n{head}\r\n".encode())
    async with asyncio.timeout(10):
        assert b" 413 " in await _reader.readline()
    writer.close()


async def test_a_connection_that_breaks_leaves_nothing(mara: Person, settings: Settings) -> None:
    _reader, writer = await asyncio.open_connection("127.0.0.1", mara.client.base_url.port)
    asked = {
        **mara.headers,
        "Host": "localhost",
        "Content-Type": "multipart/form-data; boundary=here",
        "Content-Length": "20000000",
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in asked.items())
    writer.write(f"POST /api/files/upload HTTP/1.1\r\n{head}\r\n".encode())
    writer.write(form(("name=file", PNG + b"x" * 9_000_000))[:-100])

    async def stored() -> bool:
        return bool(await keys(settings, "uploads"))

    await eventually(stored, "some pieces are stored")
    writer.close()

    async def gone() -> bool:
        return not await keys(settings, "uploads")

    await eventually(gone, "they are gone")


async def test_one_must_be_signed_in(client: httpx.AsyncClient) -> None:
    answer = await client.post("/api/files/upload", files={"file": ("a.png", PNG)})
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "unauthenticated")
