"""Logs: one line a request, JSON in production, and nothing secret or personal in any of them."""

from collections.abc import AsyncGenerator
from contextlib import suppress
from uuid import uuid4

import httpx
import psycopg
import pytest

from mingle.kernel import log
from mingle.kernel.actor import Actor
from mingle.kernel.context import WorkContext, work_context
from mingle.settings import Settings
from tests.support.careless import CARELESS
from tests.support.logs import Logs
from tests.support.servers import running_server

pytestmark = pytest.mark.anyio

CANARY = "canary-4f1c"


@pytest.fixture
async def server(settings: Settings) -> AsyncGenerator[httpx.AsyncClient]:
    """A server that is careless with secrets."""
    async with running_server(settings, [CARELESS]) as client:
        yield client


async def test_one_line_a_request(server: httpx.AsyncClient, logs: Logs) -> None:
    logs.start()
    await server.get("/api/instance?token=secret")
    await server.get("/api/no%0Athing%20here")
    found = [line for line in logs.lines() if line["event"] == "request"]
    assert [(line["method"], line["path"], line["status"], line["queries"]) for line in found] == [
        ("GET", "/api/instance", 200, 0),
        ("GET", "/api/no%0Athing%20here", 404, 0),
    ]
    for line in found:
        assert line["level"] == "info"
        assert line["ms"] > 0
        assert line["timestamp"].endswith("Z")
        assert len(line["request_id"]) == 32


@pytest.mark.parametrize("as_json", [True, False])
async def test_nothing_secret_reaches_a_log(server: httpx.AsyncClient, logs: Logs, as_json: bool) -> None:
    logs.start(as_json=as_json)
    secret = {"password": CANARY, "text": f"{CANARY} in a message"}
    headers = {"authorization": f"Bearer {CANARY}", "cookie": f"session={CANARY}", "x-test": CANARY}
    query = f"?token={CANARY}"
    assert (await server.post(f"/api/confess{query}", json=secret, headers=headers)).status_code == 500
    assert (await server.post(f"/api/store{query}", json=secret, headers=headers)).status_code in (400, 500)
    assert (await server.get(f"/api/cast?text={CANARY}", headers=headers)).status_code == 400
    assert (await server.post(f"/api/confess{query}", json={"password": 5, "text": CANARY * 99})).status_code == 400
    assert (await server.post("/api/confess", content=CANARY.encode(), headers=headers)).status_code == 415
    assert (await server.get(f"/api/nothing{query}", headers=headers)).status_code == 404
    said = logs.text()
    assert CANARY not in said
    assert "ZeroDivisionError: broke over 11, 1 and 1 things" in said
    assert "in confess" in said, "where it broke is told"
    assert log.REDACTED in said


def test_what_postgresql_quotes_is_left_out(settings: Settings, logs: Logs) -> None:
    logs.start()
    with psycopg.connect(settings.database_url) as connection:
        try:
            connection.execute("INSERT INTO notes (author_id, text) VALUES (NULL, %s)", (CANARY,))
        except psycopg.Error as error:
            try:
                raise RuntimeError("it could not be written") from error
            except RuntimeError:
                log.get_logger(__name__).exception("failed")
        try:
            raise ExceptionGroup("both", [psycopg.Error("one"), ValueError("two")])
        except ExceptionGroup:
            log.get_logger(__name__).exception("failed")
    first, second = logs.lines()
    assert CANARY not in first["exception"]
    assert "psycopg.errors.NotNullViolation: SQLSTATE 23502 at author_id" in first["exception"]
    assert "RuntimeError: it could not be written" in first["exception"]
    assert "ValueError: two" in second["exception"]


def test_who_acted_is_told(logs: Logs) -> None:
    logs.start()
    actor = Actor(uuid4())
    with work_context(WorkContext("a-request-id", actor)):
        log.get_logger(__name__).info("hello")
    [line] = logs.lines()
    assert (line["request_id"], line["user_id"]) == ("a-request-id", str(actor.id))


async def test_a_log_that_cannot_be_written_breaks_nothing(
    server: httpx.AsyncClient, logs: Logs, monkeypatch: pytest.MonkeyPatch
) -> None:
    logs.start()
    with open("/dev/full", "w") as full:  # noqa: PTH123  # a device that is never ready for a byte
        monkeypatch.setattr("sys.stderr", full)
        assert (await server.get("/api/instance")).status_code == 200
        answer = await server.post("/api/confess", json={"password": "a", "text": "b"})
        assert (answer.status_code, answer.json()["error"]["code"]) == (500, "internal_error")
        monkeypatch.undo()
        with suppress(OSError):
            full.close()
    await server.get("/api/instance")
    assert "/api/instance" in logs.text(), "and it is written again when it can be"
