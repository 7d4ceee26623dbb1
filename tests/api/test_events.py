"""The published events of sockets are those that there are, and every example is what its schema says."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import jsonschema_rs
import pytest

import mingle
from mingle.app import FEATURES
from mingle.ops.events import TELLS
from tests.support.published import require_published

pytestmark = pytest.mark.anyio

FAILURE = {"$ref": "#/components/schemas/Failure"}
SOURCE = Path(mingle.__file__).parent
NAME = re.compile(r"[a-z]+:[a-z]+([A-Z-][a-z]+)*")
NO_EVENTS = re.compile(r"(og|twitter):.*|session:ended")
"""What looks like the name of an event: properties of pages, and a word between processes."""


@pytest.fixture
async def events(client: httpx.AsyncClient) -> dict[str, Any]:
    """The published document."""
    answer = await client.get("/api/asyncapi.json")
    assert answer.status_code == 200
    document: dict[str, Any] = answer.json()
    return document


def names_in_code() -> Iterator[tuple[str, str]]:
    """Every text of features and of the real-time server that reads like an event's name, and where it stands."""
    for path in [*SOURCE.glob("features/*/*.py"), *SOURCE.glob("realtime/*.py")]:
        if path.name == "events.py" and path.parent.name != "realtime":
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            text = node.value if isinstance(node, ast.Constant) else None
            if isinstance(text, str) and NAME.fullmatch(text) and not NO_EVENTS.fullmatch(text):
                yield text, f"{path.parent.name}/{path.name}"


def published(events: dict[str, Any], action: str) -> set[str]:
    """The names of the events that the server sends, or receives."""
    messages = events["components"]["messages"]
    return {messages[key]["name"] for key, one in events["operations"].items() if one["action"] == action}


async def test_every_event_in_the_code_is_published_and_the_other_way_round(events: dict[str, Any]) -> None:
    heard, told = published(events, "receive"), published(events, "send")
    in_code = dict(names_in_code())
    assert {name: place for name, place in in_code.items() if name not in heard | told} == {}
    assert {name for name in heard | told if ":" in name} - set(in_code) == set()
    assert {"auth", "message:send", "call:invite", "event:enter", "presence:watch"} <= heard
    assert {"error", "auth:failed", "message:new", "call:start", "match:new", "user:status"} <= told


def test_no_event_is_described_twice() -> None:
    names = [one.name for one in (*TELLS, *(told for feature in FEATURES for told in feature.tells))]
    assert len(names) == len(set(names))


async def test_every_event_says_what_it_is_and_what_it_may_be_refused_with(events: dict[str, Any]) -> None:
    for key, operation in events["operations"].items():
        assert operation["summary"].endswith((".", "same")) or len(operation["summary"]) > 10, key
        if operation["action"] == "receive":
            codes = [one["code"] for one in operation["x-errors"]]
            assert {"validation_failed", "unauthenticated", "rate_limited"} <= set(codes), key
            assert len(operation["reply"]["messages"]) == 1


async def test_every_example_of_an_event_is_what_its_schema_says(events: dict[str, Any]) -> None:
    checked = 0
    for key, message in events["components"]["messages"].items():
        schema = {**message["payload"], "components": events["components"]}
        check = jsonschema_rs.validator_for(schema, validate_formats=True)
        for shown in message["examples"]:
            assert [error.message for error in check.iter_errors(shown["payload"])] == [], key
            if key.startswith("told."):
                require_published(message["name"], shown["payload"])
            checked += 1
    assert checked == len(events["components"]["messages"]) > 100


async def test_every_body_of_a_route_has_an_example_that_is_what_its_schema_says(client: httpx.AsyncClient) -> None:
    document = (await client.get("/api/openapi.json")).json()
    bodies = {
        f"{method} {path}": operation["requestBody"]["content"]["application/json"]
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        if "application/json" in operation.get("requestBody", {}).get("content", {})
    }
    for label, body in bodies.items():
        schema = {**body["schema"], "components": document["components"]}
        check = jsonschema_rs.validator_for(schema, validate_formats=True)
        assert [error.message for error in check.iter_errors(body["example"])] == [], label
    assert len(bodies) > 50


async def test_every_example_of_an_error_is_what_its_schema_says(client: httpx.AsyncClient) -> None:
    document = (await client.get("/api/openapi.json")).json()
    check = jsonschema_rs.validator_for({**FAILURE, "components": document["components"]})
    checked = 0
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            for status, answer in operation["responses"].items():
                content = answer.get("content", {}).get("application/json", {})
                for name, shown in content.get("examples", {}).items():
                    assert content["schema"] == FAILURE
                    errors = [error.message for error in check.iter_errors(shown["value"])]
                    assert errors == [], f"{method} {path} {status} {name}"
                    checked += 1
    assert checked > 500
