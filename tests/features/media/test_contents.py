"""Serving: links that nobody else can make, in parts, from caches, and never as a page or a script."""

import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import httpx
import psycopg
import pytest

from mingle.kernel import clock
from mingle.kernel.resources import Resources
from mingle.settings import Settings
from tests.features.media.conftest import LIVE, Person, at_work, enter, picture, renewed
from tests.features.media.standin import OGG
from tests.support.s3 import S3
from tests.support.servers import running_server

pytestmark = pytest.mark.anyio

LETTERS = b"the quick brown fox jumps over the lazy dog"


@pytest.fixture(params=["local", "through us from S3"])
def served_by_us(request: pytest.FixtureRequest, settings: Settings) -> Settings:
    """Settings with which contents come from the server itself."""
    if request.param == "local":
        return settings
    s3: S3 = request.getfixturevalue("s3")
    return s3.settings(settings, prefix=f"test/{uuid4().hex}").model_copy(update={"storage_direct": False})


async def test_a_link_is_all_one_needs(served_by_us: Settings) -> None:
    async with at_work(served_by_us) as client:
        file = await (await enter(client)).ready(content := picture())
        answer = await client.get(file["url"])
        assert answer.status_code == 200
        assert answer.content == b"full.webp of " + content
        assert answer.headers["content-type"] == "image/webp"
        assert answer.headers["content-length"] == str(len(answer.content))
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-security-policy"] == "sandbox; default-src 'none'"
        assert re.fullmatch(r"private, max-age=\d+, immutable", answer.headers["cache-control"])
        assert "content-encoding" not in answer.headers
        assert answer.headers["vary"] == "Origin", "a cache must not give it to pages that need to be told more"
        head = await client.head(file["url"])
        assert (head.status_code, head.content) == (200, b"")
        assert head.headers["content-length"] == answer.headers["content-length"]


async def test_a_part_is_served_where_a_part_is_asked_for(served_by_us: Settings) -> None:
    size = len(LETTERS)
    async with at_work(served_by_us) as client:
        url = (await (await enter(client)).ready(LETTERS, "a.txt"))["url"]
        for asked, start, stop in (
            ("bytes=0-3", 0, 4),
            ("bytes=4-8", 4, 9),
            ("bytes=40-", 40, size),
            ("bytes=-3", size - 3, size),
            ("bytes=-1000", 0, size),
            ("bytes=10-1000000000", 10, size),
            (f"bytes={size - 1}-", size - 1, size),
        ):
            answer = await client.get(url, headers={"Range": asked})
            assert (answer.status_code, answer.content) == (206, LETTERS[start:stop]), asked
            assert answer.headers["content-range"] == f"bytes {start}-{stop - 1}/{size}"
        for asked in ("bytes=-", "bytes=5-2", "bytes=a-b", "chars=0-3", "bytes=0-1,3-4", "bytes=" + "9" * 40, "=", "é"):
            answer = await client.get(url, headers={b"Range": asked.encode()})
            assert (answer.status_code, answer.content) == (200, LETTERS), asked
        for asked in (f"bytes={size}-", "bytes=1000-2000", "bytes=-0", "bytes=" + "9" * 18 + "-"):
            answer = await client.get(url, headers={"Range": asked})
            assert (answer.status_code, answer.json()["error"]["code"]) == (416, "range_not_satisfiable"), asked
            assert answer.headers["content-range"] == f"bytes */{size}"


async def test_thousands_of_ranges_are_one_answer(mara: Person) -> None:
    url = (await mara.ready(LETTERS, "a.txt"))["url"]
    asked = "bytes=" + ",".join(f"{at}-" for at in range(5000))
    for ranges in (asked, "bytes=0-" + "," * 100_000, "bytes=" + "0" * 100_000 + "-"):
        answer = await mara.client.get(url, headers={"Range": ranges})
        assert (answer.status_code, answer.content) == (200, LETTERS)


async def test_what_a_browser_has_it_is_not_sent_again(served_by_us: Settings) -> None:
    async with at_work(served_by_us) as client:
        url = (await (await enter(client)).ready(LETTERS, "a.txt"))["url"]
        etag = (await client.get(url)).headers["etag"]
        for tags in (etag, f"W/{etag}", f'"other", {etag}', "*"):
            answer = await client.get(url, headers={"If-None-Match": tags})
            assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", etag), tags
        assert (await client.get(url, headers={"If-None-Match": '"other"'})).status_code == 200
        same = await client.get(url, headers={"If-Range": etag, "Range": "bytes=0-2"})
        assert (same.status_code, same.content) == (206, LETTERS[:3])
        other = await client.get(url, headers={"If-Range": '"other"', "Range": "bytes=0-2"})
        assert (other.status_code, other.content) == (200, LETTERS)


HOSTILE = [
    ("page.html", b"<!DOCTYPE html><script>alert(document.domain)</script>"),
    ("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
    ("feed.xml", b"<?xml version='1.0'?><x xmlns='http://www.w3.org/1999/xhtml'><script>alert(1)</script></x>"),
    ("script.js", b"alert(1)"),
    ("paper.pdf", b"%PDF-1.7 <script>alert(1)</script>"),
    ('a";evil="x\r\nX-Evil: 1.html', b"<script>alert(1)</script>"),
]


@pytest.mark.parametrize(("name", "content"), HOSTILE)
async def test_nothing_that_was_uploaded_is_a_page_or_a_script(stored: Settings, name: str, content: bytes) -> None:
    async with at_work(stored) as client:
        mara = await enter(client)
        file = await mara.ready(content, name)
        assert file["kind"] == "file"
        answer = await client.get(file["url"], follow_redirects=True)
        assert answer.content == content
        assert answer.headers["content-type"] == "application/octet-stream"
        assert answer.headers["content-disposition"].startswith('attachment; filename="')
        assert "x-evil" not in answer.headers
        assert "\r" not in answer.headers["content-disposition"]


async def test_what_is_downloaded_has_its_name(stored: Settings) -> None:
    async with at_work(stored) as client:
        mara = await enter(client)
        file = await mara.ready(LETTERS, "Brief an Zoë.txt")
        answer = await client.get(file["url"], follow_redirects=True)
        assert answer.headers["content-disposition"] == (
            "attachment; filename=\"Brief an Zo_.txt\"; filename*=UTF-8''Brief%20an%20Zo%C3%AB.txt"
        )


def said(url: object, name: str) -> str:
    """What a link says."""
    return parse_qs(urlsplit(str(url)).query)[name][0]


def altered(url: str) -> dict[str, str]:
    """The same link with one thing changed, by what that is."""
    expires, signature = said(url, "expires"), said(url, "signature")
    other = "A" if signature[0] != "A" else "B"
    return {
        "longer": url.replace(expires, str(int(expires) + 3600)),
        "another signature": url.replace(signature, other + signature[1:]),
        "a shorter signature": url.replace(signature, signature[:-1]),
        "letters that are none": url.replace(signature, "%C3%A9" * 10),
        "another file": re.sub(r"files/[^/]+", f"files/{uuid4()}", url),
        "a name": url + "&name=x",
        "no time": url.replace(f"expires={expires}&", ""),
    }


async def test_a_link_that_was_altered_is_no_good(mara: Person) -> None:
    url = (await mara.ready())["url"]
    assert (await mara.client.get(url)).status_code == 200
    for what, link in altered(url).items():
        assert link != url
        answer = await mara.client.get(link)
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, "file_link_expired"), what


async def test_a_link_is_good_for_every_form_of_its_file_and_for_nothing_else(mara: Person) -> None:
    url = (await mara.ready())["url"]
    assert (await mara.client.get(url.replace("full.webp", "full.jpeg"))).headers["content-type"] == "image/jpeg"
    for other in ("full.html", "full.bin", "nothing.webp", "..%2Ffull.webp", "FULL.webp"):
        answer = await mara.client.get(url.replace("full.webp", other))
        assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_found"), other


async def test_without_a_signature_there_is_nothing(mara: Person) -> None:
    url = (await mara.ready())["url"].partition("?")[0]
    folder = url.rpartition("/")[0]
    for link in (url, f"{folder}/..%2f..%2fx", f"{folder}/UPPER.webp", f"{folder}/%00.webp", f"{folder}/.webp"):
        answer = await mara.client.get(link, headers=mara.headers)
        assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_found"), link


async def test_a_link_is_good_for_an_hour_at_most_and_the_same_for_a_while(mara: Person) -> None:
    file_id = (await mara.ready())["id"]
    into_step = clock.now().timestamp() % 1800
    with clock.moved(timedelta(seconds=1800 - into_step)):  # the beginning of half an hour
        mara = await renewed(mara)
        first = (await mara.file(file_id))["url"]
        with clock.moved(timedelta(minutes=9)):
            assert (await mara.file(file_id))["url"] == first, "browsers find what they have"
        with clock.moved(timedelta(minutes=29)):
            assert (await mara.client.get(first)).status_code == 200
            assert (await (await renewed(mara)).file(file_id))["url"] == first
        with clock.moved(timedelta(minutes=59)):
            assert (await mara.client.get(first)).status_code == 200
        with clock.moved(timedelta(minutes=61)):
            answer = await mara.client.get(first)
            assert (answer.status_code, answer.json()["error"]["code"]) == (403, "file_link_expired")


async def test_links_to_what_nobody_should_keep_are_good_for_five_minutes(mara: Person, settings: Settings) -> None:
    papers = await mara.ready(picture(), purpose="verification")
    export = await mara.ready(LETTERS, "export.zip")
    with psycopg.connect(settings.database_url) as connection:
        connection.execute("UPDATE files SET purpose = 'export' WHERE id = %s", (export["id"],))
    for file_id in (papers["id"], export["id"]):
        url = (await mara.file(file_id))["url"]
        assert int(said(url, "expires")) - clock.now().timestamp() <= 300
        assert (await mara.client.get(url)).status_code == 200
        with clock.moved(timedelta(seconds=301)):
            assert (await mara.client.get(url)).status_code == 403


async def test_what_is_public_needs_no_signature_and_is_kept_for_good(stored: Settings) -> None:
    async with at_work(stored) as client:
        mara = await enter(client)
        file = await mara.ready(content := picture(), purpose="emblem")
        assert "?" not in file["url"]
        answer = await client.get(file["url"], follow_redirects=True)
        assert answer.content == b"full.webp of " + content
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"


async def test_an_s3_serves_what_it_holds_by_itself(s3: S3, settings: Settings) -> None:
    remote = s3.settings(settings, prefix=f"test/{uuid4().hex}")
    async with at_work(remote) as client:
        mara = await enter(client)
        file = await mara.ready(OGG + b"words", "a.ogg", kind="voice")
        answer = await client.get(file["sources"][1]["url"])
        assert answer.status_code == 307
        assert answer.headers["location"].startswith(s3.endpoint)
        age = re.fullmatch(r"private, max-age=(\d+)", answer.headers["cache-control"])
        assert age is not None
        assert int(age[1]) <= 3600
        async with httpx.AsyncClient(trust_env=False, timeout=60) as browser:
            there = await browser.get(answer.headers["location"], headers={"Range": "bytes=0-3"})
            assert (there.status_code, there.content) == (206, OGG)
            assert there.headers["content-type"] == "audio/ogg"
        page = (await client.get("/health")).headers["content-security-policy"]
        for kind in ("img-src", "media-src", "connect-src"):
            assert s3.endpoint in re.search(rf"{kind}[^;]*", page)[0], "and pages may fetch it there"  # pyright: ignore[reportOptionalSubscript]


async def test_pages_of_other_origins_are_told_that_they_may_read(settings: Settings) -> None:
    elsewhere = settings.model_copy(update={"allowed_origins": ["https://app.example"]})
    async with at_work(elsewhere) as client:
        text = LETTERS * 100  # long enough to be compressed, were it an answer of the API's
        url = (await (await enter(client)).ready(text, "a.txt"))["url"]
        answer = await client.get(url, headers={"Origin": "https://app.example", "Range": "bytes=0-2"})
        assert (answer.status_code, answer.content) == (206, LETTERS[:3])
        assert answer.headers["access-control-allow-origin"] == "https://app.example"
        assert answer.headers["content-security-policy"] == "sandbox; default-src 'none'"
        whole = await client.get(url, headers={"Origin": "https://app.example"})
        assert (whole.headers["content-length"], whole.content) == (str(len(text)), text)
        assert "content-encoding" not in whole.headers
        other = await client.get(url, headers={"Origin": "https://evil.example"})
        assert "access-control-allow-origin" not in other.headers
        gone = await client.get(url.replace("signature=", "signature=x"), headers={"Origin": "https://app.example"})
        assert gone.status_code == 403


async def test_what_was_removed_is_gone_and_links_to_it_too(mara: Person) -> None:
    file = await mara.ready()
    assert (await mara.client.delete(f"/api/files/{file['id']}", headers=mara.headers)).status_code == 200
    assert (await mara.client.get(file["url"])).status_code == 404
    assert (await mara.client.get(f"/api/files/{file['id']}", headers=mara.headers)).status_code == 404


async def test_who_reads_without_end_is_slowed_down(settings: Settings) -> None:
    limited = settings.model_copy(update={"rate_limits": True, "rate_limit_rules": ["file_reads=5/minute"]})
    async with running_server(limited, *LIVE) as client:
        url = f"/api/files/{uuid4()}/full.webp"
        answers = [(await client.get(url)).status_code for _ in range(7)]
        assert answers == [404] * 5 + [429] * 2


async def test_a_store_that_is_away_is_told_of(settings: Settings, resources: Resources) -> None:
    away = settings.model_copy(
        update={"storage_url": "s3://bucket", "storage_endpoint": "http://127.0.0.1:1", "storage_direct": False}
    )
    async with running_server(away, *LIVE) as client:
        mara = await enter(client)
        answer = await mara.upload(picture())
        assert (answer.status_code, answer.json()["error"]["code"]) == (503, "unavailable")
        assert (await client.get(f"/api/files/{uuid4()}/full.webp")).status_code == 503
    async with resources.db.read() as conn:
        assert await conn.value("SELECT count(*) FROM files") == 0
