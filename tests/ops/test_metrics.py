"""`/metrics`: what is counted, and who may look."""

import re
from uuid import uuid4

import httpx
import pytest
from pydantic import SecretStr

from mingle.kernel.resources import Resources
from mingle.settings import Mode, Settings
from tests.support.eventually import eventually
from tests.support.servers import acting, running_server, running_worker

pytestmark = pytest.mark.anyio

PRODUCTION = {"mode": Mode.PRODUCTION, "secret": SecretStr("0123456789abcdef" * 4)}
TOKEN = {"metrics_token": SecretStr("let-me-see")}
BEARER = {"authorization": "Bearer let-me-see"}


def value(text: str, name: str, **labels: str) -> float:
    """The sum of a metric's samples with these labels."""
    lines = [line for line in text.splitlines() if line.startswith((f"{name}{{", f"{name} "))]
    fitting = [line for line in lines if all(f'{label}="{wanted}"' in line for label, wanted in labels.items())]
    return sum(float(line.rpartition(" ")[2]) for line in fitting)


async def numbers(client: httpx.AsyncClient) -> str:
    """What is served."""
    answer = await client.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain")
    return answer.text


async def test_requests_queries_pool_jobs_and_bus_are_counted(
    client: httpx.AsyncClient, resources: Resources, settings: Settings
) -> None:
    before = await numbers(client)
    async with running_worker(resources, settings):
        for _ in range(3):
            await client.post("/api/notes", headers=acting(uuid4()), json={"text": "hello"})
        await client.get("/api/notes?limit=0")
        await client.get(f"/api/notes/{uuid4()}")
        await client.get("/api/unknown/" + "x" * 20)

        async def jobs_done() -> bool:
            now = await numbers(client)
            name, labels = "mingle_jobs_total", {"task": "sample.count_letters", "outcome": "done"}
            return value(now, name, **labels) - value(before, name, **labels) == 3

        await eventually(jobs_done, "the jobs are counted")
    after = await numbers(client)

    def grown(name: str, **labels: str) -> float:
        return value(after, name, **labels) - value(before, name, **labels)

    assert grown("mingle_http_requests_total", method="POST", route="/api/notes", status="200") == 3
    assert grown("mingle_http_requests_total", method="GET", route="/api/notes", status="400") == 1
    assert grown("mingle_http_requests_total", method="GET", route="/api/notes/{note_id}", status="404") == 1
    assert grown("mingle_http_requests_total", route="unknown", status="404") == 1
    assert grown("mingle_http_request_seconds_count", method="POST", route="/api/notes") == 3
    assert grown("mingle_db_query_seconds_count", pool="primary") >= 6
    assert grown("mingle_bus_published_total") >= 3
    assert value(after, "mingle_db_pool_connections", pool="primary", state="open") >= 1
    assert value(after, "mingle_bus_connected") >= 1
    assert "x" * 20 not in after, "an address that nobody declared is no label"


async def test_what_clients_send_makes_no_new_labels(client: httpx.AsyncClient) -> None:
    for path in ("/api/notes/", "/api/", "/", "/bot1:token/"):
        for number in range(20):
            await client.get(f"{path}{uuid4()}{number}", headers={"host": f"{number}.example"})
    await client.request("PROPFIND", "/api/notes")
    text = await numbers(client)
    routes = {line.partition('route="')[2].partition('"')[0] for line in text.splitlines() if 'route="' in line}
    assert "unknown" in routes
    assert not [route for route in routes if re.search(r"[0-9a-f]{8}-", route)]
    assert not re.search(r"\d+\.example", text)


async def test_a_token_opens_them_and_nothing_else_does(settings: Settings) -> None:
    async with running_server(settings.model_copy(update={**PRODUCTION, **TOKEN})) as client:
        assert (await client.get("/metrics", headers=BEARER)).status_code == 200
        for headers in (
            {},
            {"authorization": "Bearer wrong"},
            {"authorization": "let-me-see"},
            {"x-forwarded-for": "127.0.0.1"},
        ):
            assert (await client.get("/metrics", headers=headers)).status_code == 404


async def test_production_without_a_token_shows_none(settings: Settings) -> None:
    async with running_server(settings.model_copy(update=PRODUCTION)) as client:
        for headers in ({}, {"authorization": "Bearer"}, {"authorization": "Bearer None"}):
            assert (await client.get("/metrics", headers=headers)).status_code == 404


@pytest.mark.parametrize("name", ["x-forwarded-for", "forwarded", "x-forwarded-host", "x-real-ip", "via"])
async def test_what_came_through_a_proxy_is_not_from_this_machine(client: httpx.AsyncClient, name: str) -> None:
    assert (await client.get("/metrics", headers={name: "127.0.0.1"})).status_code == 404


async def test_a_page_of_another_name_is_not_from_this_machine(client: httpx.AsyncClient) -> None:
    """A name of somebody's own that leads to this machine makes a browser here ask for him."""
    for host in ("evil.example", "evil.example:8000", "localhost.evil.example"):
        assert (await client.get("/metrics", headers={"host": host})).status_code == 404
    assert (await client.get("/metrics", headers={"host": "localhost:8000"})).status_code == 200
