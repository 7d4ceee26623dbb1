"""Bad input through the front door: 400 that names it, and nothing in the database has changed."""

from typing import Any
from uuid import UUID, uuid4

import httpx
import psycopg
import pytest

from mingle.settings import Settings
from tests.support.servers import acting

pytestmark = pytest.mark.anyio

JSON = {"content-type": "application/json"}
NOBODY = UUID(int=7)


def rows(settings: Settings) -> tuple[int, int]:
    """How many notes and jobs there are."""
    with psycopg.connect(settings.database_url) as connection:
        found = connection.execute("SELECT (SELECT count(*) FROM notes), (SELECT count(*) FROM procrastinate_jobs)")
        row = found.fetchone()
    assert row is not None
    return row[0], row[1]


def details(answer: httpx.Response) -> dict[str, str]:
    """What a `validation_failed` says of each field."""
    assert answer.status_code == 400, answer.text
    body = answer.json()
    assert body["success"] is False
    assert body["error"]["code"] == "validation_failed"
    return {detail["field"]: detail["message"] for detail in body["error"].get("details", [])}


async def test_every_bad_field_of_a_body_is_named(client: httpx.AsyncClient, settings: Settings) -> None:
    draft = {"text": "", "mood": "sour", "tags": [{"weight": -1}], "replyToId": "x"}
    answer = await client.post("/api/notes", headers=acting(uuid4()), json=draft)
    assert details(answer) == {
        "text": "must have at least 1 character",
        "mood": "is not one of the allowed values",
        "tags.0.shortName": "is required",
        "tags.0.weight": "must be at least 0",
        "replyToId": "is not an id",
    }
    assert rows(settings) == (0, 0)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"", {"text": "is required"}),
        (b"null", {"body": "must be an object"}),
        (b"{", {"body": "is not valid JSON"}),
        (b"\xff", {"body": "is not valid JSON"}),
        (b'{"text": "\\u0000"}', {"text": "has a character that is not allowed"}),
        (b'{"text": "\\ud800"}', {"body": "is not valid JSON"}),
        (b"[" * 100_000, {"body": "is nested too deeply"}),
    ],
)
async def test_a_body_that_is_no_good_at_all(
    client: httpx.AsyncClient, settings: Settings, body: bytes, expected: dict[str, str]
) -> None:
    answer = await client.post("/api/notes", headers={**acting(uuid4()), **JSON}, content=body)
    assert details(answer) == expected
    assert rows(settings) == (0, 0)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("limit=0", {"limit": "must be at least 1"}),
        ("limit=1000", {"limit": "must be at most 100"}),
        ("limit=abc", {"limit": "must be a whole number"}),
        ("limit=", {"limit": "must be a whole number"}),
        ("limit=1.5", {"limit": "must be a whole number"}),
        ("limit=%00", {"limit": "must be a whole number"}),
        ("limit=99999999999999999999999999", {"limit": "must be at most 100"}),
        ("cursor=nonsense", {"cursor": "is not a cursor of this list"}),
        ("cursor=%00", {"cursor": "is not a cursor of this list"}),
        ("cursor=%ff", {"cursor": "is not a cursor of this list"}),
        ("limit=0&cursor=" + "x" * 600, {"limit": "must be at least 1", "cursor": "must have at most 512 characters"}),
    ],
)
async def test_a_bad_query_is_told_in_words(client: httpx.AsyncClient, query: str, expected: dict[str, str]) -> None:
    assert details(await client.get(f"/api/notes?{query}")) == expected


@pytest.mark.parametrize("path", ["/api/notes/no-id", "/api/notes/%00", "/api/notes/%ff", f"/api/notes/{NOBODY}"])
async def test_an_id_that_is_none_is_not_found(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(path)
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_found")


@pytest.mark.parametrize("sent", ["%00", "a%00b", "%ff%00"])
async def test_what_postgresql_refuses_is_a_bad_request(client: httpx.AsyncClient, sent: str) -> None:
    for path in (f"/api/notes/echo/{sent}", f"/api/notes/echo/x?suffix={sent}"):
        answer = await client.get(path)
        assert (answer.status_code, answer.json()["error"]["code"]) == (400, "validation_failed"), path


@pytest.mark.parametrize(
    "media_type",
    ["text/plain", "text/plain; application/json", "application/x-www-form-urlencoded",
     "multipart/form-data; boundary=x",
     "application/msgpack", "application/json, text/plain", "application/jsonp", None],
)  # fmt: skip
async def test_only_json_is_taken_for_json(
    client: httpx.AsyncClient, settings: Settings, media_type: str | None
) -> None:
    """A form of another site can be sent with any of these without asking the browser first, but not as JSON."""
    headers: dict[str, Any] = acting(uuid4()) | ({"content-type": media_type} if media_type else {})
    answer = await client.post("/api/notes", headers=headers, content=b'{"text": "from elsewhere"}')
    assert (answer.status_code, answer.json()["error"]["code"]) == (415, "unsupported_media")
    assert rows(settings) == (0, 0)


@pytest.mark.parametrize("media_type", ["application/json", "application/json; charset=utf-8", "Application/JSON"])
async def test_json_is_taken(client: httpx.AsyncClient, settings: Settings, media_type: str) -> None:
    headers = {**acting(uuid4()), "content-type": media_type}
    answer = await client.post("/api/notes", headers=headers, content=b'{"text": "hello"}')
    assert answer.status_code == 200
    assert rows(settings) == (1, 1)
