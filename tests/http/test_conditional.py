"""Reads that cost little: 304 for what the client has, compression for what deserves it."""

from uuid import uuid4

import httpx
import pytest

from tests.ops.collector import DECODERS
from tests.support.servers import acting

pytestmark = pytest.mark.anyio


async def fill(client: httpx.AsyncClient, notes: int) -> None:
    """Write notes of 200 letters."""
    for _ in range(notes):
        answer = await client.post("/api/notes", headers=acting(uuid4()), json={"text": "long " * 40})
        assert answer.status_code == 200


@pytest.mark.parametrize("form", ["{tag}", '"other", {tag}', '{tag} , W/"other"', "*", "{strong}"])
async def test_what_the_client_has_is_not_sent_again(client: httpx.AsyncClient, form: str) -> None:
    await fill(client, 10)
    first = await client.get("/api/notes")
    tag = first.headers["etag"]
    assert tag.startswith('W/"')
    wanted = form.format(tag=tag, strong=tag.removeprefix("W/"))
    answer = await client.get("/api/notes", headers={"if-none-match": wanted})
    assert answer.status_code == 304
    assert answer.content == b""
    for name in ("etag", "cache-control", "vary"):
        assert answer.headers[name] == first.headers[name]
    assert not {"content-length", "content-type", "content-encoding"} & set(answer.headers)
    # The connection is still in order.
    assert (await client.get("/api/notes")).status_code == 200


@pytest.mark.parametrize("wanted", ['"other"', 'W/"other", "more"', "", "nonsense", '"', ","])
async def test_anything_else_is_sent(client: httpx.AsyncClient, wanted: str) -> None:
    answer = await client.get("/api/notes", headers={"if-none-match": wanted})
    assert answer.status_code == 200
    assert answer.json()["success"] is True


async def test_a_change_changes_the_tag(client: httpx.AsyncClient) -> None:
    before = (await client.get("/api/notes")).headers["etag"]
    await fill(client, 1)
    answer = await client.get("/api/notes", headers={"if-none-match": before})
    assert answer.status_code == 200
    assert answer.headers["etag"] != before


async def test_the_tag_is_the_same_however_it_is_compressed(client: httpx.AsyncClient) -> None:
    await fill(client, 10)
    tags = {
        (await client.get("/api/notes", headers={"accept-encoding": accepted})).headers["etag"]
        for accepted in ("br", "gzip", "identity")
    }
    assert len(tags) == 1
    answer = await client.get("/api/notes", headers={"if-none-match": tags.pop(), "accept-encoding": "br"})
    assert answer.status_code == 304
    assert answer.content == b""


async def test_errors_have_no_tag(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/notes?limit=0", headers={"if-none-match": "*"})
    assert answer.status_code == 400
    assert "etag" not in answer.headers


@pytest.mark.parametrize(("accepted", "encoding"), [("br", "br"), ("gzip", "gzip"), ("gzip, deflate, br, zstd", "br")])
async def test_a_long_answer_is_compressed(client: httpx.AsyncClient, accepted: str, encoding: str) -> None:
    await fill(client, 10)
    async with client.stream("GET", "/api/notes", headers={"accept-encoding": accepted}) as answer:
        raw = b"".join([chunk async for chunk in answer.aiter_raw()])
    assert answer.headers["content-encoding"] == encoding
    assert int(answer.headers["content-length"]) == len(raw) < 1000
    plain = DECODERS[encoding](raw)
    assert plain == (await client.get("/api/notes", headers={"accept-encoding": "identity"})).content


async def test_what_is_short_or_not_asked_for_is_not(client: httpx.AsyncClient) -> None:
    short = await client.get("/api/notes", headers={"accept-encoding": "br, gzip"})
    assert "content-encoding" not in short.headers
    await fill(client, 10)
    plain = await client.get("/api/notes", headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert len(plain.content) > 1024


@pytest.mark.parametrize("origin", [{}, {"origin": "http://localhost:8000"}, {"origin": "https://evil.example"}])
@pytest.mark.parametrize("accepted", ["br", "identity"])
async def test_what_an_answer_may_differ_by_is_said(
    client: httpx.AsyncClient, origin: dict[str, str], accepted: str
) -> None:
    await fill(client, 10)
    answer = await client.get("/api/notes", headers={**origin, "accept-encoding": accepted})
    assert answer.headers.get_list("vary") == ["Accept-Encoding, Origin"]
