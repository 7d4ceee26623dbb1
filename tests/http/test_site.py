"""The web app's files: one page for every address of the app, assets for ever, nothing from outside the folder."""

import asyncio
import shutil
from collections.abc import AsyncGenerator
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr

from mingle.settings import Mode, Settings
from tests.http.website import DOCS, FRONT, OUTSIDE, PAGE, SCRIPT, build
from tests.support.servers import running_server

pytestmark = pytest.mark.anyio

BROWSER = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
PRODUCTION = {"mode": Mode.PRODUCTION, "secret": SecretStr("0123456789abcdef" * 4)}


@pytest.fixture(scope="module")
def web_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A built web app."""
    return build(tmp_path_factory.mktemp("site") / "web")


@pytest.fixture(scope="module")
async def site(shared_settings: Settings, web_dir: Path) -> AsyncGenerator[httpx.AsyncClient]:
    """A server of it."""
    async with running_server(shared_settings.model_copy(update={"web_dir": web_dir})) as client:
        yield client


@pytest.mark.parametrize(
    "path",
    ["/me", "/chats", "/chats/0190-abc", "/meet/", "/apiary", "/bots", "/healthy", "/metricsville", "/u/ann.smith"],
)
async def test_every_address_of_the_app_is_its_page(site: httpx.AsyncClient, path: str) -> None:
    answer = await site.get(path, headers=BROWSER)
    assert answer.status_code == 200
    assert answer.text == PAGE
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.headers["etag"]
    assert answer.headers["last-modified"]


@pytest.mark.parametrize(
    "path",
    ["/api", "/api/", "/api/nothing", "/assets/unknown.js", "/assets", "/assets/", "/socket.io/nothing", "/metrics/x",
     "/health/x", "/bot123:token/getMe", "/favicon.png", "/wp-login.php"],
)  # fmt: skip
async def test_what_is_unknown_elsewhere_is_not_found(site: httpx.AsyncClient, path: str) -> None:
    answer = await site.get(path)
    assert answer.status_code == 404
    assert answer.json()["error"]["code"] == "not_found"


async def test_assets_are_kept_for_ever(site: httpx.AsyncClient) -> None:
    answer = await site.get("/assets/app-abc.js")
    assert answer.text == SCRIPT
    assert "immutable" in answer.headers["cache-control"]
    assert int(answer.headers["cache-control"].partition("max-age=")[2].partition(",")[0]) >= 31_536_000
    assert "javascript" in answer.headers["content-type"]


@pytest.mark.parametrize(
    ("path", "kind"), [("/sw.js", "text/javascript"), ("/manifest.webmanifest", "application/manifest+json")]
)
async def test_what_makes_it_an_app_is_asked_for_anew_and_may_run(
    site: httpx.AsyncClient, path: str, kind: str
) -> None:
    answer = await site.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"].partition(";")[0] == kind
    assert answer.headers["cache-control"] == "no-cache"
    policy = (await site.get("/", headers=BROWSER)).headers["content-security-policy"]
    for directive in ("worker-src 'self'", "manifest-src 'self'"):
        assert directive in policy.split("; ")


@pytest.mark.parametrize("path", ["/", "/chats", "/assets/app-abc.js"])
@pytest.mark.parametrize(("header", "condition"), [("etag", "if-none-match"), ("last-modified", "if-modified-since")])
async def test_what_the_browser_has_costs_nothing(
    site: httpx.AsyncClient, path: str, header: str, condition: str
) -> None:
    first = await site.get(path)
    answer = await site.get(path, headers={condition: first.headers[header]})
    assert answer.status_code == 304
    assert answer.content == b""
    for name in ("etag", "cache-control", "vary", "content-security-policy"):
        assert answer.headers[name] == first.headers[name]


@pytest.mark.parametrize(
    "path", ["/.env", "/.vite/manifest.json", "/assets/.hidden.js", "/%2eenv", "/assets/%2ehidden.js"]
)
async def test_hidden_files_stay_hidden(site: httpx.AsyncClient, path: str) -> None:
    assert (await site.get(path)).status_code == 404
    assert OUTSIDE not in (await site.get(path, headers=BROWSER)).text


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("de", "de"),
        ("de-AT,de;q=0.9,en;q=0.8", "de"),
        ("fr-FR, fr;q=0.9, de;q=0.5, en;q=0.3", "de"),
        ("en-GB,de;q=0.5", "en"),
        ("fr", "en"),
        ("", "en"),
        ("../../outside, ;;q=x,-", "en"),
    ],
)
async def test_the_first_page_comes_as_html_in_the_readers_language(
    site: httpx.AsyncClient, accepted: str, language: str
) -> None:
    answer = await site.get("/", headers={**BROWSER, "accept-language": accepted})
    assert answer.text == FRONT.format(language)
    assert {"accept", "accept-language"} <= set(answer.headers["vary"].lower().split(", "))
    assert answer.headers["cache-control"] == "no-cache"


async def test_who_keeps_the_app_gets_it_without_the_first_page_in_it(site: httpx.AsyncClient) -> None:
    answer = await site.get("/", headers={"accept": "*/*"})
    assert answer.text == PAGE
    assert "accept" in answer.headers["vary"].lower().split(", ")


async def test_the_page_has_one_address(site: httpx.AsyncClient) -> None:
    answer = await site.get("/index.html")
    assert (answer.status_code, answer.headers["location"]) == (302, "./")
    for path in ("/index.html.br", "/assets/app-abc.js.gz"):
        assert (await site.get(path)).status_code == 404


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("br, gzip", "br"),
        ("gzip", "gzip"),
        ("identity", None),
        ("gzip;q=1, br;q=1", "br"),
        ("gzip, br;q=0", "gzip"),
        ("br;q=0, gzip;q=0", None),
        ("nonsense;q=x", None),
    ],
)
@pytest.mark.parametrize(("path", "text"), [("/assets/app-abc.js", SCRIPT), ("/chats", PAGE)])
async def test_the_compressed_file_is_taken_as_it_is(
    site: httpx.AsyncClient, web_dir: Path, accepted: str, encoding: str | None, path: str, text: str
) -> None:
    answer = await site.get(path, headers={"accept-encoding": accepted, **BROWSER})
    assert answer.headers.get("content-encoding") == encoding
    assert answer.text == text
    assert "accept-encoding" in answer.headers["vary"].lower()
    file = web_dir / ("assets/app-abc.js" if "assets" in path else "index.html")
    ending = {"br": ".br", "gzip": ".gz", None: ""}[encoding]
    assert int(answer.headers["content-length"]) == file.with_name(file.name + ending).stat().st_size


async def test_a_part_of_a_file(site: httpx.AsyncClient) -> None:
    headers = {"range": "bytes=2-5", "accept-encoding": "identity"}
    answer = await site.get("/assets/app-abc.js", headers=headers)
    assert (answer.status_code, answer.text) == (206, SCRIPT[2:6])


@pytest.mark.parametrize(
    ("wanted", "status", "start", "end"),
    [("bytes=0-0", 206, 0, 1), ("bytes=10-", 206, 10, None), ("bytes=-5", 206, -5, None),
     ("bytes=0-999999", 206, 0, None),
     ("bytes=999999-", 416, 0, 0), ("bytes=5-2", 416, 0, 0), ("bytes=a-b", 200, 0, None), ("lines=1-2", 200, 0, None),
     ("bytes=0-1,3-4", 200, 0, None), ("bytes=", 200, 0, None), ("nonsense", 200, 0, None)],
)  # fmt: skip
async def test_whatever_part_is_asked_for_is_answered(
    site: httpx.AsyncClient, wanted: str, status: int, start: int, end: int | None
) -> None:
    answer = await site.get("/assets/app-abc.js", headers={"range": wanted, "accept-encoding": "identity"})
    assert (answer.status_code, answer.text) == (status, SCRIPT[start:end])


async def test_a_file_that_went_away_is_not_found(shared_settings: Settings, tmp_path: Path) -> None:
    """A new build took its place under a running server."""
    web_dir = build(tmp_path / "web")
    async with running_server(shared_settings.model_copy(update={"web_dir": web_dir})) as site:
        shutil.rmtree(web_dir)
        for path in ("/assets/app-abc.js", "/robots.txt", "/"):
            answer = await site.get(path, headers={"accept-encoding": "identity"})
            assert answer.status_code == 404
            assert answer.json()["error"]["code"] == "not_found"


async def test_head_is_without_a_body(site: httpx.AsyncClient) -> None:
    for path in ("/", "/chats", "/assets/app-abc.js"):
        got, head = await site.get(path, headers=BROWSER), await site.head(path, headers=BROWSER)
        assert head.status_code == 200
        assert head.content == b""
        assert head.headers["content-length"] == got.headers["content-length"]


@pytest.mark.parametrize(
    "target",
    ["/../outside.txt", "/..%2foutside.txt", "/%2e%2e/outside.txt", "/%2e%2e%2foutside.txt",
     "/assets/../../outside.txt",
     "/assets/..%2f..%2foutside.txt", "//outside.txt", "/..\\outside.txt", "/..%5coutside.txt", "/%00/../outside.txt",
     "/assets/%2e%2e/%2e%2e/outside.txt", "/....//outside.txt", "/outside.txt", "/%c0%ae%c0%ae/outside.txt"],
)  # fmt: skip
async def test_nothing_outside_of_the_folder_is_given(site: httpx.AsyncClient, target: str) -> None:
    """Raw, since a client library would tidy these addresses up."""
    reader, writer = await asyncio.open_connection("127.0.0.1", site.base_url.port)
    writer.write(f"GET {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
    answer = await reader.read()
    writer.close()
    assert answer.split()[1] in (b"200", b"400", b"404")
    assert OUTSIDE.encode() not in answer


async def test_the_documentation_is_for_development(
    shared_settings: Settings, web_dir: Path, site: httpx.AsyncClient
) -> None:
    answer = await site.get("/api/docs")
    assert (answer.status_code, answer.text) == (200, DOCS)
    assert (await site.get("/api/openapi.json")).status_code == 200

    in_production = shared_settings.model_copy(update={"web_dir": web_dir, **PRODUCTION})
    async with running_server(in_production) as client:
        for path in ("/api/docs", "/docs.html", "/api/openapi.json", "/api/openapi.yaml"):
            assert (await client.get(path, headers=BROWSER)).status_code == 404
        assert (await client.get("/")).text == PAGE


async def test_without_a_build_the_api_answers(shared_settings: Settings, tmp_path: Path) -> None:
    async with running_server(shared_settings.model_copy(update={"web_dir": tmp_path / "nothing"})) as client:
        assert (await client.get("/api/instance")).status_code == 200
        assert (await client.get("/")).status_code == 404


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
async def test_a_page_is_only_read(site: httpx.AsyncClient, method: str) -> None:
    answer = await site.request(method, "/chats")
    assert answer.status_code in (404, 405)
    assert answer.json()["success"] is False
