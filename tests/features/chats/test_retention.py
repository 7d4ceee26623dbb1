"""Retention: what is older than the operator says goes, with all that hangs on it, and nothing else does."""

from uuid import UUID

import httpx
import psycopg
import pytest

from mingle.features.chats import retention_jobs, sweeping
from mingle.features.media.jobs import sweep
from mingle.settings import Settings
from tests.features.chats.conftest import Somebody, connected, history, missed, private_chat, send, the_chat, working
from tests.features.people.conftest import ask, make_file

pytestmark = pytest.mark.anyio


def age(settings: Settings, *ids: str, days: float) -> None:
    """Let messages have been sent so long ago; ids begin with their time."""
    with psycopg.connect(settings.database_url) as connection:
        connection.execute(
            "UPDATE messages SET created_at = now() - make_interval(secs => %(seconds)s),"
            " id = uuidv7(make_interval(secs => -%(seconds)s)) WHERE id = ANY (%(ids)s)",
            {"seconds": days * 86_400, "ids": list(map(UUID, ids))},
        )
        connection.execute("UPDATE files SET created_at = created_at - interval '2 days'")


async def test_what_is_due_goes_and_nothing_else(
    client: httpx.AsyncClient, settings: Settings, somebody: Somebody, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweeping, "AT_ONCE", 2)
    one, other = await somebody(), await somebody()
    chat_id, elsewhere = await private_chat(client, one, other), await private_chat(client, one, one)
    old_file, new_file = make_file(settings, one.id), make_file(settings, one.id)
    old = [await send(client, one, chat_id, f"old {number}") for number in range(3)]
    old.append(await send(client, one, chat_id, "", type="image", fileIds=[old_file]))
    old.append(await send(client, one, elsewhere, "old"))
    await ask(client, other, "PUT", f"/messages/{old[0]['id']}/reactions/👍")
    await ask(client, one, "PATCH", f"/messages/{old[1]['id']}", {"content": "old and edited"})
    nearly = await send(client, one, chat_id, "nearly old", type="image", fileIds=[new_file])
    fresh = await send(client, one, elsewhere, "fresh")
    age(settings, *(message["id"] for message in old), days=30.01)
    age(settings, nearly["id"], days=29.99)
    before = (await the_chat(client, one, chat_id))["pts"]
    async with (
        connected(client, other) as socket,
        working(settings.model_copy(update={"message_retention_days": 30})) as resources,
    ):
        await retention_jobs.delete_old.run(resources, {})
        assert (await socket.event("chat:rewritten"))["chatId"] == chat_id
        await sweep.run(resources, {})
    assert [message["content"] for message in await history(client, other, chat_id)] == ["nearly old"]
    assert [message["id"] for message in await history(client, one, elsewhere)] == [fresh["id"]]
    caught_up = await missed(client, other, chat_id, before)
    assert {event["event"] for event in caught_up["events"]} == {"chat:rewritten"}
    assert (await the_chat(client, one, chat_id))["pts"] == caught_up["pts"]
    with psycopg.connect(settings.database_url) as connection:
        files = connection.execute(
            "SELECT id::text FROM files WHERE id = ANY (%s)", ([UUID(old_file), UUID(new_file)],)
        )
        assert files.fetchall() == [(new_file,)]
        left = b"SELECT (SELECT count(*) FROM message_reactions) + (SELECT count(*) FROM message_edits)"
        assert connection.execute(left).fetchone() == (0,)
        assert connection.execute("SELECT count(*) FROM chat_events WHERE message_pts IS NOT NULL").fetchone() == (0,)


async def test_without_the_setting_all_is_kept(
    client: httpx.AsyncClient, settings: Settings, somebody: Somebody
) -> None:
    one = await somebody()
    chat_id = await private_chat(client, one, one)
    message = await send(client, one, chat_id)
    age(settings, message["id"], days=10_000)
    async with working(settings) as resources:
        await retention_jobs.delete_old.run(resources, {})
    assert len(await history(client, one, chat_id)) == 1


async def test_what_is_due_is_found_by_an_index(settings: Settings) -> None:
    with psycopg.connect(settings.database_url) as connection:
        connection.execute("SET enable_seqscan = off")
        plan = connection.execute(
            "EXPLAIN SELECT chat_id, pts FROM messages WHERE id < uuidv7() AND created_at < now() ORDER BY id LIMIT 9"
        ).fetchall()
    text = "\n".join(str(line) for line in plan)
    assert "Merge Append" in text
    assert "Sort  " not in text
