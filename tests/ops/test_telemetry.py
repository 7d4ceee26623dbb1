"""Traces and errors reach those whom the operator named, without what belongs to nobody else."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from mingle.settings import Settings
from tests.ops.collector import Collector, collecting
from tests.ops.served import CANARY, served
from tests.support.eventually import eventually

pytestmark = pytest.mark.anyio

NEVER = str(10**6)
"""Milliseconds: nothing is sent before the end."""


def reported(collector: Collector) -> list[dict[str, Any]]:
    """The errors that came."""
    lines = [line for body in collector.bodies("/envelope/") for line in body.splitlines()]
    return [
        json.loads(line) for line in lines if line.startswith(b"{") and b'"event_id"' in line and b'"level"' in line
    ]


async def test_traces_arrive(settings: Settings) -> None:
    with collecting() as collector:
        endpoint = f"http://127.0.0.1:{collector.port}/"
        async with served(settings, MINGLE_OTLP_ENDPOINT=endpoint, OTEL_BSP_SCHEDULE_DELAY="100") as server:
            await server.offend()

            def told() -> bytes | None:
                body = b"".join(collector.bodies("/v1/traces"))
                return body if b"INSERT INTO notes" in body and b"/api/confess" in body else None

            body = await eventually(told, "the request's trace and its query's")
        body = b"".join(collector.bodies("/v1/traces"))
    assert b"service.name" in body
    assert b"/getMe" in body
    assert CANARY.encode() not in body


async def test_errors_arrive_once_and_without_what_people_sent(settings: Settings) -> None:
    with collecting() as collector:
        async with served(settings, MINGLE_SENTRY_DSN=f"http://key@127.0.0.1:{collector.port}/1") as server:
            await server.offend()
            failed = await server.client.get("/api/notes/broken")
            await eventually(lambda: len(reported(collector)) >= 3, "the errors")
        raw = b"".join(collector.bodies("/envelope/"))
        events = reported(collector)
    assert CANARY.encode() not in raw
    told = [event["exception"]["values"][-1] for event in events]
    assert [one["type"] for one in told] == ["ZeroDivisionError", "NotNullViolation", "ZeroDivisionError"]
    assert not any("vars" in frame for one in told for frame in one["stacktrace"]["frames"])
    assert events[-1]["tags"]["request_id"] == failed.headers["x-request-id"]
    for event in events:
        assert not {"request", "user", "extra"} & set(event)
        assert not event["breadcrumbs"]["values"]


async def test_what_is_left_is_sent_at_the_end(settings: Settings) -> None:
    with collecting() as collector:
        address = f"127.0.0.1:{collector.port}"
        given = {"MINGLE_OTLP_ENDPOINT": f"http://{address}", "MINGLE_SENTRY_DSN": f"http://key@{address}/1"}
        async with served(settings, **given, OTEL_BSP_SCHEDULE_DELAY=NEVER) as server:
            assert (await server.client.get("/api/notes/broken")).status_code == 500
            assert not collector.bodies("/v1/traces")
        assert b"/api/notes/broken" in b"".join(collector.bodies("/v1/traces"))
        assert len(reported(collector)) == 1


async def test_nobody_who_takes_them_is_no_reason_to_fail(settings: Settings) -> None:
    given = {"MINGLE_OTLP_ENDPOINT": "http://127.0.0.1:1", "MINGLE_SENTRY_DSN": "http://key@127.0.0.1:1/1"}
    async with served(settings, **given) as server:
        assert (await server.client.get("/api/notes/broken")).status_code == 500
        assert (await server.client.get("/api/notes")).status_code == 200


@pytest.mark.parametrize("command", ["serve", "worker"])
@pytest.mark.parametrize(
    ("setting", "value", "package"),
    [
        ("MINGLE_OTLP_ENDPOINT", "http://127.0.0.1:1", "opentelemetry"),
        ("MINGLE_SENTRY_DSN", "http://key@127.0.0.1:1/1", "sentry_sdk"),
    ],
)
def test_without_the_libraries_it_says_so(
    settings: Settings, command: str, setting: str, value: str, package: str
) -> None:
    given = {
        "MINGLE_DATABASE_URL": settings.database_url,
        "MINGLE_VALKEY_URL": settings.valkey_url,
        "MINGLE_SECRET": "0123456789abcdef" * 4,
        "MINGLE_PORT": "0",
        setting: value,
    }
    # As if it were not installed.
    program = (
        f"import sys; sys.modules[{package!r}] = None; sys.argv[1:] = [{command!r}]; import mingle.cli as c; c.main()"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program], env={**os.environ, **given}, capture_output=True, text=True, timeout=60,
        check=False,
    )  # fmt: skip
    assert ended.returncode != 0
    assert f"{setting} is set, but its libraries are not installed: pip install 'mingle[telemetry]'" in ended.stderr
    assert "Traceback" not in ended.stderr
