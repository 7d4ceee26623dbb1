"""The request id: in the answer, in the log, in the jobs that come of it; a proxy's is kept if it is harmless."""

from uuid import uuid4

import httpx
import psycopg
import pytest

from mingle.kernel.resources import Resources
from mingle.settings import Settings
from tests.support.eventually import eventually
from tests.support.logs import Logs
from tests.support.servers import acting, running_worker

pytestmark = pytest.mark.anyio


async def test_every_answer_has_an_id_of_its_own(client: httpx.AsyncClient) -> None:
    answers = [await client.get(path) for path in ("/api/notes", "/api/notes", "/api/nothing", "/api/notes/broken")]
    ids = [answer.headers["x-request-id"] for answer in answers]
    assert len(set(ids)) == len(ids)
    assert all(len(request_id) == 32 for request_id in ids)


async def test_a_harmless_id_is_kept(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/notes", headers={"x-request-id": "from_the-proxy_0123"})
    assert answer.headers["x-request-id"] == "from_the-proxy_0123"


@pytest.mark.parametrize(
    "sent", ["short", "x" * 65, "white space", "<script>alert(1)</script>", '{"json": 1}', "ü" * 10]
)
async def test_any_other_id_is_not(client: httpx.AsyncClient, sent: str) -> None:
    answer = await client.get("/api/notes", headers=[(b"x-request-id", sent.encode())])
    assert answer.headers["x-request-id"] != sent
    assert len(answer.headers["x-request-id"]) == 32


async def test_the_id_goes_on_into_log_and_job(
    client: httpx.AsyncClient, resources: Resources, settings: Settings, logs: Logs
) -> None:
    logs.start()
    request_id = uuid4().hex
    headers = {**acting(uuid4()), "x-request-id": request_id}
    await client.post("/api/notes", headers=headers, json={"text": "hello"})

    def runs() -> list[tuple[str]]:
        with psycopg.connect(settings.database_url) as connection:
            return connection.execute("SELECT request_id FROM job_runs").fetchall()

    async with running_worker(resources, settings):
        assert await eventually(runs, "the job has run") == [(request_id,)]

    of_request = [line for line in logs.lines() if line.get("request_id") == request_id]
    assert {line["event"] for line in of_request} >= {"request"}
    assert all(line["queries"] > 0 and line["ms"] > 0 for line in of_request if line["event"] == "request")
