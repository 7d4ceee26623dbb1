"""What every answer carries for the browser's sake, and whose pages may read it."""

import re
from collections.abc import AsyncGenerator

import httpx
import pytest
from pydantic import ValidationError

from mingle.settings import Settings
from tests.http.website import build
from tests.support.servers import running_server

pytestmark = pytest.mark.anyio

OWN = "http://localhost:8000"
FRIEND = "https://app.friend.example"
STRANGERS = ["https://evil.example", "http://localhost:8000.evil.example", "https://localhost:8000", "null",
             "https://app.friend.example.evil.example", "https://xapp.friend.example",
             "http://app.friend.example"]  # fmt: skip
YEAR_SECONDS = 365 * 24 * 3600


@pytest.fixture(scope="module")
async def site(
    shared_settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> AsyncGenerator[httpx.AsyncClient]:
    """A server with a web app and one friendly origin."""
    changed = {"web_dir": build(tmp_path_factory.mktemp("site") / "web"), "allowed_origins": [FRIEND]}
    async with running_server(shared_settings.model_copy(update=changed)) as client:
        yield client


@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("GET", "/api/instance", {}, 200),
        ("GET", "/api/instance", {"if-none-match": "*"}, 304),
        ("GET", "/api/nothing", {}, 404),
        ("DELETE", "/api/notes", {}, 405),
        ("GET", "/api/notes?limit=0", {}, 400),
        ("GET", "/api/notes/broken", {}, 500),
        ("OPTIONS", "/api/notes", {}, 204),
        ("OPTIONS", "/api/notes", {"origin": FRIEND, "access-control-request-method": "POST"}, 204),
        ("GET", "/health", {}, 200),
        ("GET", "/api/docs", {}, 200),
        ("GET", "/", {}, 200),
        ("HEAD", "/", {}, 200),
        ("GET", "/somewhere/in/the/app", {}, 200),
        ("GET", "/assets/app-abc.js", {}, 200),
        ("GET", "/assets/unknown.js", {}, 404),
    ],
)
async def test_every_answer_is_guarded(
    site: httpx.AsyncClient, method: str, path: str, headers: dict[str, str], status: int
) -> None:
    answer = await site.request(method, path, headers=headers)
    assert answer.status_code == status
    said = answer.headers
    policy = said["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "object-src 'none'" in policy
    assert "unsafe-eval" not in policy
    assert "script-src 'self';" in policy
    age = re.search(r"max-age=(\d+)", said["strict-transport-security"])
    assert age is not None
    assert int(age[1]) >= YEAR_SECONDS
    assert said["x-content-type-options"] == "nosniff"
    assert said["referrer-policy"] == "strict-origin-when-cross-origin"
    assert said.get_list("x-request-id") == [said["x-request-id"]]
    assert "server" not in said


async def test_sockets_may_be_opened_to_this_site_only(settings: Settings) -> None:
    public = settings.model_copy(update={"public_url": "https://date.example"})
    async with running_server(public) as client:
        policy = (await client.get("/api/instance")).headers["content-security-policy"]
    assert "connect-src 'self' wss://date.example;" in policy


@pytest.mark.parametrize("origin", [OWN, FRIEND])
@pytest.mark.parametrize("path", ["/api/notes", "/api/nothing", "/api/notes?limit=0", "/api/notes/broken"])
async def test_a_known_origin_may_read(site: httpx.AsyncClient, origin: str, path: str) -> None:
    answer = await site.get(path, headers={"origin": origin})
    assert answer.headers["access-control-allow-origin"] == origin
    assert answer.headers["access-control-allow-credentials"] == "true"


@pytest.mark.parametrize("origin", STRANGERS)
async def test_an_unknown_origin_may_not(site: httpx.AsyncClient, origin: str) -> None:
    preflight = {"origin": origin, "access-control-request-method": "POST"}
    for answer in (
        await site.get("/api/notes", headers={"origin": origin}),
        await site.get("/api/notes", headers={"origin": origin, "cookie": "a=b"}),
        await site.get("/api/nothing", headers={"origin": origin}),
        await site.options("/api/notes", headers=preflight),
    ):
        assert "access-control-allow-origin" not in answer.headers


async def test_a_known_origin_may_ask_first(site: httpx.AsyncClient) -> None:
    asked = {"access-control-request-method": "PATCH", "access-control-request-headers": "authorization, content-type"}
    answer = await site.options("/api/notes", headers={"origin": FRIEND, **asked})
    assert answer.status_code == 204
    assert answer.headers["access-control-allow-origin"] == FRIEND
    assert "PATCH" in answer.headers["access-control-allow-methods"]
    assert "authorization" in answer.headers["access-control-allow-headers"].lower()


@pytest.mark.parametrize("origin", ["*", "https://*.example", "https://a.example/path", "a.example"])
def test_no_star_and_no_path_is_taken_for_an_origin(origin: str) -> None:
    with pytest.raises(ValidationError, match="is no origin"):
        Settings.model_validate({"allowed_origins": [origin], "secret": "0123456789abcdef" * 2})
