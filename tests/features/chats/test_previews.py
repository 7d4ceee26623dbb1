"""Link previews: what a message links to shows under it, fetched by the server, told live, and only when wanted."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import psycopg
import pytest

from mingle.app import FEATURES, declared_jobs
from mingle.features.chats import preview_jobs, preview_policy
from mingle.features.chats.page import read_page
from mingle.features.chats.preview_policy import first_link
from mingle.features.media.jobs import sweep
from mingle.kernel import clock
from mingle.kernel.resources import Resources, open_resources
from mingle.settings import Settings
from tests.features.accounts.conftest import Person
from tests.features.chats.conftest import Somebody, connected, history, missed, private_chat, send
from tests.features.media.processing.pictures import jpeg_with_secrets, two_colours
from tests.features.people.conftest import ask
from tests.support.elsewhere import Elsewhere, answer, elsewhere, moved
from tests.support.eventually import eventually
from tests.support.servers import running_worker

pytestmark = pytest.mark.anyio

PAGE = """<!doctype html><html><head><title>Plain title</title>
<meta property="og:title" content="The lake &amp; the hill">
<meta property="og:description" content="Where to go\n on Sunday.">
<meta property="og:site_name" content="Daily Walks">
<meta property="og:image" content="/lake.jpg"></head><body>"""

Working = Callable[..., AbstractAsyncContextManager[Resources]]


@pytest.fixture
async def there() -> AsyncGenerator[Elsewhere]:
    """A server of somebody else's, with a page and its picture."""
    async with elsewhere() as found:
        found.pages["/lake"] = answer(PAGE)
        found.pages["/lake.jpg"] = answer(jpeg_with_secrets(two_colours(1000, 600)), mime="image/jpeg")
        yield found


@pytest.fixture
def working(settings: Settings, there: Elsewhere) -> Working:
    """A worker for whom the web of others is that server."""

    @asynccontextmanager
    async def work(**changes: Any) -> AsyncGenerator[Resources]:
        own = settings.model_copy(update=changes)
        async with open_resources(own, declared_jobs(own, FEATURES)) as opened:
            resources = replace(opened, fetcher=there.fetcher())
            async with running_worker(resources, own):
                yield resources

    return work


async def settled(settings: Settings) -> None:
    """Wait until no job is left to be done now that has to do with previews."""
    with psycopg.connect(settings.database_url, autocommit=True) as connection:
        left = (
            b"SELECT count(*) = 0 FROM procrastinate_jobs"
            b" WHERE status IN ('todo', 'doing') AND task_name LIKE 'chats.%preview'"
            b" AND (scheduled_at IS NULL OR scheduled_at <= now())"
        )
        await eventually(lambda: connection.execute(left).fetchone() == (True,), "no job is left")


def let_pass(settings: Settings, time: timedelta) -> None:
    """Let what is known of pages be older."""
    with psycopg.connect(settings.database_url) as connection:
        connection.execute(
            "UPDATE link_previews SET fetched_at = fetched_at - %(time)s, next_fetch_at = next_fetch_at - %(time)s",
            {"time": time},
        )
        connection.execute("UPDATE message_links SET linked_at = linked_at - %s", (time,))


async def preview_of(client: httpx.AsyncClient, person: Person, message: dict[str, Any]) -> Any:
    """What a message shows of the page that it links to."""
    return (await ask(client, person, "GET", f"/messages/{message['id']}"))["preview"]


async def test_a_page_shows_under_the_message_that_links_to_it(
    client: httpx.AsyncClient, somebody: Somebody, there: Elsewhere, working: Working
) -> None:
    one, other = await somebody(), await somebody()
    chat_id = await private_chat(client, one, other)
    async with connected(client, other) as socket:
        sent = await send(client, one, chat_id, f"Look: {there.url('/lake#north')}, tomorrow?")
        assert (sent["preview"], there.asked) == (None, []), "it waits for nobody"
        assert (await socket.event("message:new"))["message"]["preview"] is None
        async with working():
            told = await socket.event("message:edited")
    assert (told["pts"], told["message"]["id"], told["message"]["isEdited"]) == (2, sent["id"], False)
    preview = told["message"]["preview"]
    assert {name: preview[name] for name in ("url", "title", "description", "site")} == {
        "url": there.url("/lake"),
        "title": "The lake & the hill",
        "description": "Where to go on Sunday.",
        "site": "Daily Walks",
    }
    [message] = await history(client, other, chat_id)
    assert message["preview"] == preview
    found = await missed(client, other, chat_id, 1)
    assert [event["data"]["message"]["preview"] for event in found["events"]] == [preview], "it goes by the log"
    assert (await ask(client, one, "GET", f"/messages/search?q=tomorrow&chatId={chat_id}"))["items"][0]["preview"]


async def test_its_picture_is_made_anew_and_served_by_us(
    client: httpx.AsyncClient, settings: Settings, somebody: Somebody, there: Elsewhere, working: Working
) -> None:
    one = await somebody()
    chat_id = await private_chat(client, one, one)
    sent = await send(client, one, chat_id, there.url("/lake"))
    async with working():
        await settled(settings)
    shown = (await preview_of(client, one, sent))["picture"]
    assert shown["url"].startswith("/api/files/")
    assert max(shown["width"], shown["height"]) == 720
    served = await client.get(shown["url"])
    assert served.headers["content-type"].startswith("image/")
    assert b"secret" not in served.content.lower(), "what a camera wrote into it stays out"
    assert (await client.get(shown["url"].partition("?")[0])).status_code == 404, "by a signed link alone"
    assert all("cookie" not in request.lower() for request in there.asked)


async def test_of_one_address_there_is_one_fetch_a_day(
    client: httpx.AsyncClient, settings: Settings, somebody: Somebody, there: Elsewhere, working: Working
) -> None:
    one, other = await somebody(), await somebody()
    chats = [await private_chat(client, one, other), await private_chat(client, one, one)]
    url = there.url("/lake")
    first = await asyncio.gather(*(send(client, one, chat_id, url) for chat_id in chats for _ in range(3)))
    async with working(), working():
        await settled(settings)
        assert all([await preview_of(client, one, message) for message in first])
        later = await send(client, other, chats[0], f"Again {url}")
        assert later["preview"]["title"] == "The lake & the hill", "it is known"
        await settled(settings)
        assert len(there.asked) == 2, "the page and its picture"
        there.pages["/lake"] = answer("<title>Renamed</title>")
        let_pass(settings, timedelta(hours=23, minutes=59))
        await send(client, one, chats[0], url)
        await settled(settings)
        assert len(there.asked) == 2
        let_pass(settings, timedelta(minutes=2))
        again = await send(client, one, chats[0], url)
        await settled(settings)
    assert len(there.asked) == 3
    assert (await preview_of(client, one, again))["title"] == "Renamed"
    assert (await preview_of(client, one, first[0]))["picture"] is None


async def test_a_failure_is_remembered_for_an_hour(
    client: httpx.AsyncClient, settings: Settings, somebody: Somebody, there: Elsewhere, working: Working
) -> None:
    one = await somebody()
    chat_id = await private_chat(client, one, one)
    url = there.url("/gone")
    async with working():
        sent = await send(client, one, chat_id, url)
        await settled(settings)
        let_pass(settings, timedelta(minutes=59))
        await send(client, one, chat_id, url)
        await settled(settings)
        assert len(there.asked) == 1
        there.pages["/gone"] = answer(PAGE)
        let_pass(settings, timedelta(minutes=2))
        await send(client, one, chat_id, url)
        await settled(settings)
    assert (await preview_of(client, one, sent))["title"] == "The lake & the hill", "also what came before"


async def test_nothing_inside_is_asked_for_a_preview(
    client: httpx.AsyncClient, settings: Settings, somebody: Somebody, there: Elsewhere, working: Working
) -> None:
    one = await somebody()
    chat_id = await private_chat(client, one, one)
    there.names["inside.example"] = [["192.168.0.1"]]
    there.names["169.254.169.254"] = [["169.254.169.254"]]
    there.pages["/moved"] = moved("http://169.254.169.254/latest/meta-data/")
    there.pages["/picture"] = answer(PAGE.replace("/lake.jpg", "http://inside.example/camera.png"))
    urls = ["http://inside.example/", there.url("/moved"), there.url("/picture")]
    messages = [await send(client, one, chat_id, url) for url in urls]
    async with working():
        await settled(settings)
    shown = [await preview_of(client, one, message) for message in messages]
    assert shown[:2] == [None, None]
    assert (shown[2]["title"], shown[2]["picture"]) == ("The lake & the hill", None)


async def test_whoever_writes_may_leave_it_out(
    client: httpx.AsyncClient, settings: Settings, somebody: Somebody, there: Elsewhere, working: Working
) -> None:
    one, other = await somebody(), await somebody()
    chat_id = await private_chat(client, one, other)
    url = there.url("/lake")
    shown = await send(client, one, chat_id, url)
    bare = await send(client, one, chat_id, url, noPreview=True)
    waiting = await send(
        client, one, chat_id, url, noPreview=True, sendAt=(clock.now() + timedelta(hours=1)).isoformat()
    )
    late = await ask(client, one, "POST", f"/messages/scheduled/{waiting['id']}/send")
    async with working():
        await settled(settings)
    assert [await preview_of(client, one, message) for message in (bare, late)] == [None, None]
    assert (await preview_of(client, one, shown))["title"]
    async with connected(client, other) as socket:
        await ask(client, one, "PATCH", f"/messages/{shown['id']}", {"content": url, "noPreview": True})
        told = (await socket.event("message:edited"))["message"]
        assert (told["preview"], told["isEdited"]) == (None, False)
        await ask(client, one, "PATCH", f"/messages/{bare['id']}", {"content": f"{url} !"})
        told = (await socket.event("message:edited"))["message"]
        assert (told["preview"], told["isEdited"]) == (None, True), "what was left out stays away"
        await ask(client, one, "PATCH", f"/messages/{bare['id']}", {"content": f"{url} !", "noPreview": False})
        assert (await socket.event("message:edited"))["message"]["preview"]["url"] == url
        edit = {"messageId": bare["id"], "content": "Never mind"}
        async with connected(client, one) as own:
            await own.call("message:edit", edit)
        assert (await socket.event("message:edited"))["message"]["preview"] is None


async def test_another_link_in_its_place_is_shown(
    client: httpx.AsyncClient, settings: Settings, somebody: Somebody, there: Elsewhere, working: Working
) -> None:
    one = await somebody()
    chat_id = await private_chat(client, one, one)
    there.pages["/other"] = answer("<title>Other")
    bare = await send(client, one, chat_id, there.url("/lake"), noPreview=True)
    await ask(client, one, "PATCH", f"/messages/{bare['id']}", {"content": there.url("/other")})
    async with working():
        await settled(settings)
    assert (await preview_of(client, one, bare))["title"] == "Other"


async def test_a_page_whose_fetcher_has_died_is_fetched_after_all(
    client: httpx.AsyncClient, settings: Settings, somebody: Somebody, there: Elsewhere, working: Working
) -> None:
    one = await somebody()
    chat_id = await private_chat(client, one, one)
    message = await send(client, one, chat_id, there.url("/lake"))
    with psycopg.connect(settings.database_url, autocommit=True) as connection:
        connection.execute("UPDATE link_previews SET next_fetch_at = now() + interval '20 seconds'")
        async with working() as resources:
            await settled(settings)
            assert await preview_of(client, one, message) is None
            [(again,)] = connection.execute(
                "SELECT args -> 'arguments' FROM procrastinate_jobs"
                " WHERE task_name = 'chats.fetch_preview' AND status = 'todo' AND scheduled_at > now()"
            ).fetchall()
            with clock.moved(timedelta(seconds=21)):
                await preview_jobs.fetch_preview.run(resources, again)
            await settled(settings)
    assert (await preview_of(client, one, message))["title"] == "The lake & the hill"


async def test_operators_may_leave_them_out(
    client: httpx.AsyncClient, settings: Settings, somebody: Somebody, there: Elsewhere, working: Working
) -> None:
    one = await somebody()
    sent = await send(client, one, await private_chat(client, one, one), there.url("/lake"))
    async with working(link_previews=False):
        await settled(settings)
    assert (await preview_of(client, one, sent), there.asked) == (None, [])


async def test_nobody_has_more_pages_fetched_than_one_reads(
    client: httpx.AsyncClient, settings: Settings, somebody: Somebody, there: Elsewhere, working: Working
) -> None:
    one = await somebody()
    chat_id = await private_chat(client, one, one)
    for number in range(5):
        await send(client, one, chat_id, there.url(f"/{number}"))
    async with working(rate_limits=True, rate_limit_rules=["link_previews=3/hour"]):
        await settled(settings)
    assert len(there.asked) == 3


async def test_what_is_deleted_or_used_by_nobody_is_swept(
    client: httpx.AsyncClient, settings: Settings, somebody: Somebody, there: Elsewhere, working: Working
) -> None:
    one = await somebody()
    chat_id = await private_chat(client, one, one)
    there.pages["/other"] = answer(PAGE)
    kept = await send(client, one, chat_id, there.url("/other"))
    sent = await send(client, one, chat_id, there.url("/lake"))
    async with working() as resources:
        await settled(settings)
        await ask(client, one, "DELETE", f"/messages/{sent['id']}")
        assert await preview_of(client, one, sent) is None
        with clock.moved(timedelta(days=2)):
            await preview_jobs.sweep_previews.run(resources, {})
            await sweep.run(resources, {})
    with psycopg.connect(settings.database_url) as connection:
        left = connection.execute("SELECT url FROM link_previews").fetchall()
        files = connection.execute("SELECT count(*) FROM files WHERE purpose = 'preview'").fetchone()
    assert (left, files) == ([(there.url("/other"),)], (1,))
    assert (await preview_of(client, one, kept))["picture"]


async def test_one_that_comes_while_the_page_is_fetched_shows_it_too(
    client: httpx.AsyncClient, settings: Settings, somebody: Somebody, there: Elsewhere, working: Working
) -> None:
    one = await somebody()
    chat_id = await private_chat(client, one, one)
    asked, go = asyncio.Event(), asyncio.Event()

    async def slow(writer: asyncio.StreamWriter) -> None:
        asked.set()
        await go.wait()
        writer.write(answer("<title>Slow"))
        await writer.drain()

    there.pages["/slow"] = slow
    await send(client, one, chat_id, there.url("/slow"))
    async with working():
        await asked.wait()
        meanwhile = await send(client, one, chat_id, there.url("/slow"))
        go.set()
        await settled(settings)
    assert (await preview_of(client, one, meanwhile))["title"] == "Slow"
    assert (await missed(client, one, chat_id, 2))["pts"] == 4, "both are told"


@pytest.mark.parametrize(
    ("content", "url"),
    [
        ("Hello", None),
        ("see https://a.example/b.", "https://a.example/b"),
        ("(https://a.example/b_(c))", "https://a.example/b_(c)"),
        ("[here](https://a.example/b)", "https://a.example/b"),
        ("**https://a.example/**", "https://a.example/"),
        ("`https://code.example/` https://a.example/", "https://a.example/"),
        ("```\nhttps://code.example/\n```", None),
        ("HTTPS://A.example/B#c", "https://a.example/B"),
        ("https://äpfel.example/ü", "https://xn--pfel-koa.example/%C3%BC"),
        ("https://user:secret@a.example/", None),
        ("xhttps://a.example/", None),
        ("ftp://a.example/ javascript:alert(1)", None),
        ("https://" + "a" * 3000, None),
        ("https:// https://b.example/", "https://b.example/"),
    ],
)
def test_the_first_link_is_found(content: str, url: str | None) -> None:
    assert first_link(content) == url


@pytest.mark.parametrize(
    ("page", "charset", "title"),
    [
        (b"<title>Tom &amp; Ines</title>", "", "Tom & Ines"),
        ("<title>Café</title>".encode(), "latin-1", "Café"),
        ("<title>Café</title>".encode("latin-1"), "iso-8859-1", "Café"),
        ('<meta charset="windows-1251"><title>Кафе</title>'.encode("cp1251"), "", "Кафе"),
        ("<title>Café</title>".encode("latin-1"), "no-such-charset", "Caf"),
        (b'<title>Plain</title><meta name="twitter:title" content="Card">', "", "Card"),
        (b"<title>\x07 a\nb \xe2\x80\xae </title>", "", "a b"),
        (b"<title><script>alert(1)</script></title>", "", "<script>alert(1)</script>"),
        (b"<title>cut off", "", "cut off"),
        (("<title>" + "x" * 1000).encode(), "", "x" * 299 + "\u2026"),
        (b"<svg><title>first</title></svg><title>second</title>", "", "first"),
        (b"<title> </title>", "", None),
        (b"", "", None),
        (b"\xff\xfe\x00", "utf-16", None),
    ],
)
def test_a_page_is_read_however_it_is_written(page: bytes, charset: str, title: str | None) -> None:
    found = read_page(page, charset, "https://a.example/b")
    if title == "Caf":  # which letter it is, nobody knows
        assert found is not None
        assert found.title.startswith(title)
    else:
        assert (found.title if found else None) == title


@pytest.mark.parametrize(
    "piece", [b"<", b"<!--", b"<b>", b"<a ", b"<title>", b"<meta property=x content=y>", b"&amp", b"\x00", b"</p>"]
)
def test_no_page_takes_long_to_read(piece: bytes) -> None:
    body = b"<title>Here</title>" + piece * (preview_policy.PAGE_BYTES // len(piece))
    found = read_page(body, "", "https://a.example/")
    assert found is not None
    assert (found.title, found.site) == ("Here", "a.example")
