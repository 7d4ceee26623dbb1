"""Logs of a whole server at its most talkative: lines that parse, that nobody can forge, and that give nothing away."""

import asyncio
import json
import re
import subprocess
import sys
from typing import Any

import pytest

from mingle.kernel.log import clean_path
from mingle.settings import Settings
from tests.cli.commands import run
from tests.ops.served import CANARY, Served, served

pytestmark = pytest.mark.anyio

SECRET = "0123456789abcdef" * 4
PRODUCTION = {"MINGLE_MODE": "production", "MINGLE_LOG_LEVEL": "debug"}
DEVELOPMENT = {"MINGLE_MODE": "development", "MINGLE_LOG_LEVEL": "debug"}


def lines(said: str) -> list[dict[str, Any]]:
    """Every line, read as a machine reads it."""
    return [json.loads(line) for line in said.splitlines()]


async def send_raw(server: Served, request: bytes) -> bytes:
    """Send what no client library would."""
    reader, writer = await asyncio.open_connection("127.0.0.1", server.client.base_url.port)
    writer.write(request)
    answer = await reader.read()
    writer.close()
    return answer


async def test_production_tells_one_line_a_request(settings: Settings) -> None:
    async with served(settings, **PRODUCTION) as server:
        answers = [
            await server.client.get("/api/notes?limit=1"),
            await server.client.get("/api/nothing"),
            await server.client.get("/api/notes/broken"),
        ]
        said = lines(await server.end())
    told = [line for line in said if line["event"] == "request"]
    assert [(line["method"], line["path"], line["status"]) for line in told] == [
        ("GET", "/api/notes", 200),
        ("GET", "/api/nothing", 404),
        ("GET", "/api/notes/broken", 500),
    ]
    assert [line["request_id"] for line in told] == [answer.headers["x-request-id"] for answer in answers]
    assert told[0]["queries"] >= 1
    assert all(line["ms"] > 0 for line in told)
    [error] = [line for line in said if line["level"] == "error"]
    assert error["request_id"] == told[-1]["request_id"]
    assert "ZeroDivisionError" in error["exception"]


@pytest.mark.parametrize("mode", [PRODUCTION, DEVELOPMENT], ids=["json", "console"])
async def test_nothing_that_people_sent_is_in_any_line(settings: Settings, mode: dict[str, str]) -> None:
    async with served(settings, **mode) as server:
        await server.offend()
        await send_raw(server, f"GET /x?{CANARY} HTTP/9.9\r\nCookie: {CANARY}\r\n\r\n".encode())
        await send_raw(server, f"{CANARY}\r\n\r\n".encode())
        said = await server.end()
    assert CANARY not in said
    assert "ZeroDivisionError" in said
    assert "/bot[redacted]/getMe" in said


@pytest.mark.parametrize("mode", [PRODUCTION, DEVELOPMENT], ids=["json", "console"])
async def test_nobody_can_forge_a_line(settings: Settings, mode: dict[str, str]) -> None:
    async with served(settings, **mode) as server:
        port = server.client.base_url.port
        for forged in (b"\x1b[2J", b"\xc2\x85forged", b"\x85forged", b"\xe2\x80\xa8forged", b"%0Aforged", b"\x9b2Jx"):
            request = b"GET /api/" + forged + b" HTTP/1.1\r\nHost: localhost:%d\r\nConnection: close\r\n\r\n" % port
            await send_raw(server, request + b"\r\n")
        await server.client.post("/api/confess", json={"password": "x", "text": "y"})
        said = await server.end()
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029]", said)
    assert not [line for line in said.splitlines() if line.startswith(("forged", "2026 [error]"))]
    assert "forged" in said
    if mode is PRODUCTION:
        assert [line["event"] for line in lines(said) if line.get("path", "").startswith("/api/")]


async def test_what_libraries_log_is_a_line_like_ours() -> None:
    """A job's arguments, a driver's errors, tasks that nobody waited for: all through the standard library."""
    program = f"""
import logging, psycopg
from mingle.kernel import log
log.configure("debug", as_json=True)
try:
    raise ValueError("one\\ntwo")
except ValueError:
    logging.getLogger("asyncio").exception("a task\\nfailed")
logging.getLogger("procrastinate.worker").error("job(text={CANARY!r})", extra={{"args": {CANARY!r}}})
logging.getLogger("uvicorn.access").info("GET /?token={CANARY}")
logging.getLogger("psycopg.pool").warning("error connecting: {CANARY}")
logging.getLogger("redis").debug("hello")
"""
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    first, second = lines(ended.stderr)
    assert (first["event"], first["logger"], first["level"]) == ("a task\\nfailed", "asyncio", "error")
    assert first["exception"].endswith("ValueError: one\\ntwo")
    assert (second["event"], second["logger"]) == ("hello", "redis")


async def test_the_database_s_password_is_never_told_while_it_is_away(settings: Settings) -> None:
    away = f"postgresql://somebody:{CANARY}@127.0.0.1:1/nothing"
    async with served(settings, **DEVELOPMENT, MINGLE_DATABASE_URL=away) as server:
        assert (await server.client.get("/api/notes", timeout=30)).status_code == 503
        health = await server.client.get("/health", timeout=30)
        assert health.json()["status"] == "down"
        said = await server.end()
    assert "request" in said
    assert CANARY not in said + health.text


@pytest.mark.parametrize("command", ["serve", "migrate", "doctor"])
@pytest.mark.parametrize(
    "url",
    [
        f"postgresql://somebody:{CANARY}@127.0.0.1:1/nothing",
        f"postgresql:/somebody:{CANARY}@127.0.0.1/nothing",
        f"host=127.0.0.1 port=1 pasword={CANARY}",
    ],
)
def test_a_command_that_cannot_reach_it_does_not_tell_it_either(command: str, url: str) -> None:
    if command == "serve" and "@127.0.0.1:1" in url:
        url = f"{url}?pasword={CANARY}"  # it would wait for one that is away
    ended = run(command, database_url=url, valkey_url="redis://127.0.0.1:1", secret=SECRET, port="0")
    assert ended.returncode == 1
    assert "MINGLE_DATABASE_URL" in ended.stdout + ended.stderr
    assert "Traceback" not in ended.stderr
    assert CANARY not in ended.stdout + ended.stderr


@pytest.mark.parametrize(
    ("path", "clean"),
    [
        ("/bot123:abc/getMe", "/bot[redacted]/getMe"),
        ("/bot123%3Aabc/getMe", "/bot[redacted]/getMe"),
        ("/%62ot123:abc", "/bot[redacted]"),
        ("//BOT123:abc/x", "//BOT[redacted]/x"),
        ("/bots/7", "/bots/7"),
        ("/robots.txt", "/robots.txt"),
        ("/api/caf%C3%A9", "/api/caf%C3%A9"),
    ],
)
def test_an_address_is_told_without_a_bot_s_token(path: str, clean: str) -> None:
    assert clean_path(path) == clean
