"""Every field of every call: what it must not be is refused by its name, and changes nothing."""

import re
from typing import Any
from uuid import uuid4

import httpx
import psycopg
import pytest

from mingle.settings import Settings
from tests.api.bodies import GOOD_BODIES, bad_values, body_schema, operations
from tests.api.people import GUEST

pytestmark = pytest.mark.anyio

EVERYTHING = """
    SELECT table_name FROM information_schema.tables
     WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND table_name !~ '^procrastinate_(workers|events)'
"""


def contents(settings: Settings) -> dict[str, Any]:
    """What stands in every table."""
    with psycopg.connect(settings.database_url) as connection:
        tables = [name for (name,) in connection.execute(EVERYTHING)]
        return {
            name: connection.execute(
                f"SELECT count(*), md5(string_agg(t::text, '' ORDER BY t::text)) FROM {name} t".encode()
            ).fetchone()
            for name in tables
        }


async def test_every_bad_field_of_every_call_is_named(
    client: httpx.AsyncClient, settings: Settings, document: dict[str, Any]
) -> None:
    guest = (await client.post("/api/auth/guest", json=GUEST)).json()["data"]
    client.headers["Authorization"] = f"Bearer {guest['accessToken']}"
    before = contents(settings)
    asked = 0
    for label, operation in operations(document):
        schema = body_schema(document, operation)
        if schema is None:
            continue
        good = GOOD_BODIES[label]
        method, path = label.split()
        path = re.sub(r"\{\w+\}", str(uuid4()), path)
        for field, described in schema["properties"].items():
            attempts = [{**good, field: value} for value in bad_values(document, described)]
            if field in schema.get("required", []):
                attempts.append({name: value for name, value in good.items() if name != field})
            for body in attempts:
                answer = await client.request(method, path, json=body)
                named = [detail["field"] for detail in answer.json().get("error", {}).get("details") or ()]
                said = f"{label} {field}={body.get(field)!r}: {answer.status_code} {answer.text}"
                assert answer.status_code == 400, said
                assert {name.partition(".")[0] for name in named} == {field}, said
                asked += 1
    assert asked > 100
    assert contents(settings) == before


TEXTS = [
    "'; DROP TABLE accounts; --",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{7*7}} ${7*7} %s %n",
    "../../etc/passwd",
    "नमस्ते 👩‍👩‍👧 \U0001d578ara",
    "Zo\u0308e\u0301",
    "ﷺ" * 20,
]


@pytest.mark.parametrize("text", TEXTS)
async def test_whatever_people_are_called_is_kept_as_it_is(client: httpx.AsyncClient, text: str) -> None:
    answer = await client.post("/api/auth/guest", json={**GUEST, "name": text})
    assert answer.status_code == 201
    data = answer.json()["data"]
    me = await client.get("/api/auth/me", headers={"Authorization": f"Bearer {data['accessToken']}"})
    assert me.json()["data"]["user"]["displayName"] == text
    assert me.headers["content-type"] == "application/json"
    assert me.headers["x-content-type-options"] == "nosniff"
