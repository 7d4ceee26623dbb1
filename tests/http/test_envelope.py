"""Answers: one envelope for what is good and one for what is not, each kind of error with its status and code."""

from collections.abc import AsyncGenerator, AsyncIterator
from uuid import uuid4

import httpx
import pytest
from litestar import Litestar, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from mingle.app import create_api
from mingle.kernel import errors
from mingle.kernel.feature import Feature
from mingle.kernel.http import Ok, failure_response, get
from mingle.kernel.resources import Resources
from mingle.settings import Settings
from tests.support.servers import acting, running_server

pytestmark = pytest.mark.anyio

CONTRACT = {
    "validation_failed": 400,
    "unauthenticated": 401,
    "forbidden": 403,
    "not_found": 404,
    "method_not_allowed": 405,
    "conflict": 409,
    "gone": 410,
    "payload_too_large": 413,
    "unsupported_media": 415,
    "rate_limited": 429,
    "internal_error": 500,
    "unavailable": 503,
}


@get("/api/raise/{code:str}")
async def raise_kind(code: FromPath[str]) -> Ok[None]:
    """Fail in the way that the code names."""
    raise next(kind for kind in errors.KINDS if kind.code == code)


@pytest.fixture
async def failing(settings: Settings) -> AsyncGenerator[httpx.AsyncClient]:
    """A server that fails as one likes."""
    async with running_server(settings, [Feature("failing", routes=[raise_kind])]) as client:
        yield client


def test_the_kinds_are_those_of_the_contract() -> None:
    assert {kind.code: kind.status for kind in errors.KINDS} == CONTRACT


async def test_each_kind_has_its_status_and_words(failing: httpx.AsyncClient) -> None:
    for kind in errors.KINDS:
        answer = await failing.get(f"/api/raise/{kind.code}")
        assert answer.status_code == kind.status
        assert answer.json() == {
            "success": False,
            "error": {"code": kind.code, "message": kind.default_message()},
        }
        is_worth_a_try = kind in (errors.RateLimited, errors.Unavailable)
        assert ("retry-after" in answer.headers) is is_worth_a_try
        assert int(answer.headers.get("retry-after", 1)) >= 1


def test_how_long_to_wait_is_told() -> None:
    assert failure_response(errors.RateLimited(42)).headers["Retry-After"] == "42"
    assert failure_response(errors.RateLimited(0)).headers["Retry-After"] == "1"


async def test_a_good_answer_has_its_envelope(client: httpx.AsyncClient) -> None:
    answer = await client.post("/api/notes", headers=acting(uuid4()), json={"text": "hello"})
    body = answer.json()
    assert set(body) == {"success", "data"}
    assert body["success"] is True
    assert set(body["data"]) == {"id", "authorId", "text", "createdAt"}
    assert body["data"]["createdAt"].endswith("Z")


async def test_a_features_own_error_has_its_own_code(client: httpx.AsyncClient) -> None:
    answer = await client.post("/api/notes", headers=acting(uuid4()), json={"text": "full"})
    assert answer.status_code == 409
    assert answer.json()["error"] == {"code": "wall_full", "message": "The wall has no room left."}


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
async def test_an_unknown_address_is_not_found(client: httpx.AsyncClient, method: str) -> None:
    answer = await client.request(method, "/api/nothing/here")
    assert answer.status_code == 404
    assert answer.json() == {"success": False, "error": {"code": "not_found", "message": "There is nothing here."}}


async def test_a_wrong_method_is_told_the_right_ones(client: httpx.AsyncClient) -> None:
    answer = await client.delete("/api/notes")
    assert (answer.status_code, answer.json()["error"]["code"]) == (405, "method_not_allowed")
    assert {"GET", "POST"} <= {method.strip() for method in answer.headers["allow"].split(",")}


async def test_head_is_get_without_a_body(client: httpx.AsyncClient) -> None:
    await client.post("/api/notes", headers=acting(uuid4()), json={"text": "hello"})
    got, head = await client.get("/api/notes"), await client.head("/api/notes")
    assert head.status_code == 200
    assert head.content == b""
    for name in ("content-length", "content-type", "etag"):
        assert head.headers[name] == got.headers[name]
    assert (await client.head("/api/nothing")).status_code == 404


async def test_options_says_what_may_be_done(client: httpx.AsyncClient) -> None:
    answer = await client.options("/api/notes")
    assert answer.status_code == 204
    assert "GET" in answer.headers["allow"]


async def test_what_nobody_foresaw_tells_the_client_nothing(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/notes/broken")
    assert answer.status_code == 500
    assert answer.json()["error"] == {
        "code": "internal_error",
        "message": "Something broke on our side. It has been noted.",
    }


async def test_a_body_may_be_as_long_as_the_setting_says(settings: Settings) -> None:
    async def in_pieces() -> AsyncIterator[bytes]:
        for _ in range(40):
            yield b" " * 1024

    headers = {**acting(uuid4()), "content-type": "application/json"}
    async with running_server(settings.model_copy(update={"max_body_bytes": 10_000})) as client:
        for content in (b" " * 10_001, in_pieces()):
            answer = await client.post("/api/notes", headers=headers, content=content)
            assert (answer.status_code, answer.json()["error"]["code"]) == (413, "payload_too_large")
        fits = b'{"text": "a"}'.ljust(10_000)
        assert (await client.post("/api/notes", headers=headers, content=fits)).status_code == 200


async def test_an_engine_that_is_away_is_unavailable(settings: Settings) -> None:
    away = settings.model_copy(
        update={"database_url": "postgresql://nobody@/nothing?host=/nowhere", "database_pool_timeout_seconds": 0.2}
    )
    async with running_server(away) as client:
        answer = await client.get("/api/notes")
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "unavailable")
    assert int(answer.headers["retry-after"]) >= 1


def test_every_route_is_declared_with_the_errors_it_may_give(settings: Settings) -> None:
    """A route that is declared with Litestar's own decorator would document none."""

    @post("/api/bare")
    async def bare(resources: NamedDependency[Resources]) -> None:
        del resources

    def undocumented(api: Litestar) -> list[str]:
        paths = api.openapi_schema.to_schema()["paths"]
        operations = [(path, operation) for path, item in paths.items() for operation in item.values()]
        return [path for path, operation in operations if "500" not in operation["responses"]]

    assert undocumented(create_api(settings)) == []
    assert undocumented(create_api(settings, [Feature("bare", routes=[bare])])) == ["/api/bare"]
