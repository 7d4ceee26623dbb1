"""Rate limits and proxies: who is counted as whom, and who is believed."""

from collections.abc import AsyncGenerator
from uuid import uuid4

import httpx
import pytest
from litestar.routes import HTTPRoute

from mingle.app import create_api
from mingle.kernel.http import is_unlimited
from mingle.settings import Settings
from tests.sample import NOTES
from tests.sample.http import authenticate
from tests.support.servers import acting, running_server

pytestmark = pytest.mark.anyio

UNLIMITED = {"/health", "/api/health", "/metrics"}
SIGNED_OUT, SIGNED_IN = 3, 5


@pytest.fixture
def strict(settings: Settings) -> Settings:
    """Three requests an hour for an address, five for a person."""
    limits = {"rate_limit_signed_out": f"{SIGNED_OUT}/hour", "rate_limit_signed_in": f"{SIGNED_IN}/hour"}
    return settings.model_copy(update={"rate_limits": True, **limits})


@pytest.fixture
async def limited(strict: Settings) -> AsyncGenerator[httpx.AsyncClient]:
    """A server that counts."""
    async with running_server(strict) as client:
        yield client


async def until_refused(client: httpx.AsyncClient, path: str = "/api/notes", **headers: str) -> int:
    """How many requests are let through."""
    for count in range(20):
        answer = await client.get(path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        if answer.status_code == 429:
            assert answer.json()["error"]["code"] == "rate_limited"
            assert 1 <= int(answer.headers["retry-after"]) <= 3600
            return count
    pytest.fail("it is never refused")


async def test_signed_out_an_address_is_counted(limited: httpx.AsyncClient) -> None:
    assert await until_refused(limited) == SIGNED_OUT
    assert await until_refused(limited, "/api/instance") == 0, "one count for all routes"


async def test_signed_in_a_person_is_counted(limited: httpx.AsyncClient) -> None:
    ann, bob = acting(uuid4()), acting(uuid4())
    assert await until_refused(limited, **ann) == SIGNED_IN
    assert await until_refused(limited, **bob) == SIGNED_IN
    assert await until_refused(limited) == SIGNED_OUT


async def test_bad_tokens_count_for_the_address(limited: httpx.AsyncClient) -> None:
    for _ in range(SIGNED_OUT):
        answer = await limited.get("/api/notes", headers={"x-test-actor": "guess"})
        assert answer.status_code == 401
    assert await until_refused(limited, x_test_actor="another guess") == 0
    assert await until_refused(limited) == 0


def test_no_route_is_forgotten(settings: Settings) -> None:
    """Each is limited, or stands in the list above."""
    api = create_api(settings, [NOTES], authenticate)
    routes = [route for route in api.routes if isinstance(route, HTTPRoute)]
    assert len(routes) > len(UNLIMITED)
    open_to_all = {route.path for route in routes for one in route.route_handlers if is_unlimited(one.opt)}
    assert open_to_all == UNLIMITED
    # A hook of a route's own would take the place of the one that limits.
    hooks = {one.resolve_before_request() for route in routes for one in route.route_handlers}
    assert len(hooks) == 1
    assert None not in hooks


async def test_every_route_of_the_document_is_limited(limited: httpx.AsyncClient) -> None:
    document = (await limited.get("/api/openapi.json")).json()
    assert await until_refused(limited) == SIGNED_OUT - 1
    for path, item in document["paths"].items():
        for method, operation in item.items():
            answer = await limited.request(method, path.replace("{note_id}", str(uuid4())).replace("{text}", "x"))
            is_refused = answer.status_code == 429
            assert is_refused is (path not in UNLIMITED), f"{method} {path}"
            assert ("429" in operation["responses"]) is is_refused, f"{method} {path}"


@pytest.mark.parametrize("name", ["x-forwarded-for", "forwarded", "x-real-ip", "true-client-ip", "cf-connecting-ip"])
async def test_a_forged_address_changes_nothing(limited: httpx.AsyncClient, name: str) -> None:
    allowed = 0
    for number in range(10):
        forged = f"for=203.0.113.{number}" if name == "forwarded" else f"203.0.113.{number}"
        allowed += (await limited.get("/api/notes", headers={name: forged})).status_code == 200
    assert allowed == SIGNED_OUT


async def test_a_trusted_proxy_is_believed(strict: Settings) -> None:
    behind = strict.model_copy(update={"trusted_proxies": ["127.0.0.1", "10.0.0.0/8"]})
    async with running_server(behind) as client:
        assert await until_refused(client, x_forwarded_for="203.0.113.1") == SIGNED_OUT
        assert await until_refused(client, x_forwarded_for="203.0.113.2") == SIGNED_OUT
        # What stands to the left of the first stranger is the stranger's own invention.
        assert await until_refused(client, x_forwarded_for="198.51.100.9, 203.0.113.1") == 0
        assert await until_refused(client, x_forwarded_for="198.51.100.9, 203.0.113.2, 10.1.2.3") == 0


async def test_only_a_trusted_proxy_is_believed(strict: Settings) -> None:
    elsewhere = strict.model_copy(update={"trusted_proxies": ["192.0.2.1"]})
    async with running_server(elsewhere) as client:
        assert await until_refused(client, x_forwarded_for="203.0.113.1") == SIGNED_OUT
        assert await until_refused(client, x_forwarded_for="203.0.113.2") == 0


async def test_an_ipv6_network_is_one_caller(strict: Settings) -> None:
    behind = strict.model_copy(update={"trusted_proxies": ["127.0.0.1"]})
    async with running_server(behind) as client:
        assert await until_refused(client, x_forwarded_for="2001:db8:1:2::1") == SIGNED_OUT
        assert await until_refused(client, x_forwarded_for="2001:db8:1:2:ffff::2") == 0
        assert await until_refused(client, x_forwarded_for="2001:db8:1:3::1") == SIGNED_OUT
