"""Finding messages: by words, however they are written, and only what one sees in the chats that one is in."""

from typing import Any
from urllib.parse import urlencode

import httpx
import psycopg
import pytest

from mingle.settings import Settings
from tests.features.accounts.conftest import Person
from tests.features.chats.conftest import Somebody, group, private_chat, send
from tests.features.people.conftest import ask, make_file

pytestmark = pytest.mark.anyio


async def found(client: httpx.AsyncClient, person: Person, q: str | None = None, **how: Any) -> list[str]:
    """What the messages say that somebody finds, the newest first."""
    asked = {**({"q": q} if q is not None else {}), **how}
    page = await ask(client, person, "GET", f"/messages/search?{urlencode(asked)}")
    return [message["content"] for message in page["items"]]


@pytest.mark.parametrize(
    ("content", "q"),
    [
        ("Shall we meet on Sunday?", "sunday"),
        ("Shall we meet on Sunday?", "SUNDAY meet"),
        ("Shall we meet on Sunday?", "sun"),
        ("Shall we meet on Sunday?", "  meet… "),
        ("Über die Straße", "uber strasse"),
        ("l'été à Genève", "Ete gene"),
        ("Ёлка", "елка"),
        ("ΣΊΣΥΦΟΣ", "σίσυφος"),
        ("नमस्ते दुनिया", "नमस्ते"),
        ("你好世界", "世界"),
        ("カメラを買う", "かめら".translate(str.maketrans("かめら", "カメラ"))),
        ("한국어", "한국"),
        ("it's 100 % e-mail", "100 mail"),
        ("Look at #Sunday_walks", "#sunday_walks"),
    ],
)
async def test_words_are_found_however_they_are_written(
    client: httpx.AsyncClient, somebody: Somebody, content: str, q: str
) -> None:
    one = await somebody()
    chat_id = await private_chat(client, one, one)
    await send(client, one, chat_id, "Something else altogether")
    await send(client, one, chat_id, content)
    assert await found(client, one, q) == [content]
    assert await found(client, one, q, chatId=chat_id) == [content]


@pytest.mark.parametrize("q", ["unday", "sunday river", "sun meet", "' | 'a", "a:*", "? & !", "👍", "\\", "''"])
async def test_what_is_not_there_is_not_found(client: httpx.AsyncClient, somebody: Somebody, q: str) -> None:
    one = await somebody()
    await send(client, one, await private_chat(client, one, one), "Shall we meet on Sunday")
    assert await found(client, one, q) == [], "only the last word may be begun, and signs mean nothing"


async def test_one_finds_only_what_one_sees(client: httpx.AsyncClient, settings: Settings, somebody: Somebody) -> None:
    one, other, third = await somebody(), await somebody(), await somebody()
    shared, theirs = await group(client, one, other), await private_chat(client, other, third)
    pair = await private_chat(client, one, other)
    said = [await send(client, other, chat_id, f"secret {n}") for n, chat_id in enumerate((shared, theirs, pair))]
    assert await found(client, one, "secret") == ["secret 2", "secret 0"]
    await ask(client, one, "GET", f"/messages/search?q=secret&chatId={theirs}", status=404)
    assert await found(client, one, "hikers") == [], "what the chat says of itself is no message of anybody's"

    await ask(client, one, "DELETE", f"/messages/{said[0]['id']}?onlyMe=true")
    assert await found(client, one, "secret") == ["secret 2"]
    assert await found(client, other, "secret", chatId=shared) == ["secret 0"], "hidden for one alone"
    await ask(client, other, "PATCH", f"/messages/{said[2]['id']}", {"content": "changed"})
    assert (await found(client, one, "secret"), await found(client, one, "changed")) == ([], ["changed"])
    await ask(client, other, "DELETE", f"/messages/{said[2]['id']}")
    assert await found(client, one, "changed") == []

    await send(client, other, pair, "secret 3")
    await ask(client, one, "POST", f"/users/{other.id}/block")
    assert await found(client, one, "secret") == []
    await ask(client, one, "DELETE", f"/users/{other.id}/block")
    assert await found(client, one, "secret") == ["secret 3"]
    await ask(client, one, "DELETE", f"/chats/{pair}")
    assert await found(client, one, "secret") == [], "what was emptied for oneself"
    await ask(client, one, "DELETE", f"/chats/{shared}/members/{other.id}")
    assert await found(client, other, "secret", chatId=pair) == ["secret 3"]
    assert "secret 0" not in await found(client, other, "secret"), "who was put out"
    with psycopg.connect(settings.database_url) as connection:  # another chat whose id ends alike
        connection.execute(
            "INSERT INTO chats (id, kind, name, active_at, created_at)"
            " SELECT overlay(uuidv7()::text PLACING right(id::text, 8) FROM 29)::uuid, kind, 'Double', now(), now()"
            " FROM chats WHERE id = %s",
            (shared,),
        )
        connection.execute(
            "INSERT INTO messages (chat_id, pts, sender_id, client_id, digest, kind, content, created_at, updated_at)"
            " SELECT id, 1, %s, 'a', '', 'text', 'secret double', now(), now() FROM chats WHERE name = 'Double'",
            (other.id,),
        )
    assert "secret double" not in await found(client, one, "secret")


async def test_filters_narrow_it(client: httpx.AsyncClient, settings: Settings, somebody: Somebody) -> None:
    one, other = await somebody(), await somebody()
    chat_id, elsewhere = await group(client, one, other), await private_chat(client, one, other)
    await send(client, one, chat_id, "first walk #Hills")
    await send(client, other, chat_id, "second walk")
    third = await send(client, other, elsewhere, "third walk", type="image", fileIds=[make_file(settings, other.id)])
    assert await found(client, one, "walk") == ["third walk", "second walk", "first walk #Hills"]
    assert await found(client, one, "walk", chatId=chat_id) == ["second walk", "first walk #Hills"]
    assert await found(client, one, **{"from": str(other.id)}) == ["third walk", "second walk"]
    assert await found(client, one, hashtag="hILLS") == ["first walk #Hills"]
    assert await found(client, one, type="image") == ["third walk"]
    assert await found(client, one, type="video") == []
    assert await found(client, one, type="visual") == ["third walk"]
    assert await found(client, one, "walk", type="text", **{"from": str(other.id)}) == ["second walk"]
    assert await found(client, one, "walk", since=third["createdAt"]) == ["third walk"]
    assert await found(client, one, "walk", until=third["createdAt"]) == ["second walk", "first walk #Hills"]
    first = await ask(client, one, "GET", "/messages/search?q=walk&limit=2")
    rest = await ask(client, one, "GET", f"/messages/search?q=walk&limit=2&cursor={first['nextCursor']}")
    contents = [message["content"] for page in (first, rest) for message in page["items"]]
    assert (contents, rest["nextCursor"]) == (["third walk", "second walk", "first walk #Hills"], None)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("", "q"),
        ("chatId=019a0000-0000-7000-8000-000000000001", "q"),
        ("q=", "q"),
        (f"q={'x' * 201}", "q"),
        ("hashtag=two%20words", "hashtag"),
        ("q=a&type=system", "type"),
        ("q=a&since=2026-01-01T00:00:00", "since"),
        ("q=a&from=me", "from"),
        ("q=a&cursor=zzz", "cursor"),
    ],
)
async def test_what_cannot_be_asked_is_named(
    client: httpx.AsyncClient, somebody: Somebody, query: str, field: str
) -> None:
    error = await ask(client, await somebody(), "GET", f"/messages/search?{query}", status=400)
    assert [detail["field"] for detail in error["details"]] == [field]


async def test_the_newest_come_first_from_however_many_chats(
    client: httpx.AsyncClient, settings: Settings, somebody: Somebody
) -> None:
    """Chats are looked into in batches: one with a late message is not passed over for being behind many others."""
    one = await somebody()
    with psycopg.connect(settings.database_url) as connection:
        connection.execute(
            "WITH made AS (INSERT INTO chats (kind, name, pts, active_at, created_at) SELECT 'group', n::text, 2,"
            " timestamptz '2026-01-01Z' + n * interval '1 hour', '2025-01-01Z' FROM generate_series(1, 300) n"
            " RETURNING id, name::int AS n, active_at), joined AS (INSERT INTO chat_members"
            " (account_id, chat_id, role, joined_at) SELECT %(one)s, id, 'member', '2025-01-01Z' FROM made)"
            " INSERT INTO messages (chat_id, pts, sender_id, client_id, digest, kind, content, created_at, updated_at)"
            " SELECT id, pts, %(one)s, pts::text, '', 'text',"
            " CASE WHEN pts = 2 AND n %% 2 = 0 THEN 'other ' ELSE 'word ' END || n,"
            # an early and a late one in each; the late ones in the order of their chats
            " CASE pts WHEN 1 THEN timestamptz '2025-02-01Z' - n * interval '1 hour' ELSE active_at END, now()"
            " FROM made, generate_series(1, 2) AS pts",
            {"one": one.id},
        )
    late = [f"word {n}" for n in range(299, 0, -2)]
    assert await found(client, one, "word", limit=100) == late[:100]
    first = await ask(client, one, "GET", "/messages/search?q=wor&limit=100")
    second = await ask(client, one, "GET", f"/messages/search?q=wor&limit=100&cursor={first['nextCursor']}")
    expected = [*late, *(f"word {n}" for n in range(1, 301))]
    assert [message["content"] for message in first["items"] + second["items"]] == expected[:200]
