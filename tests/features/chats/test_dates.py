"""Jumping to a date: history around the first message at or after a moment."""

from datetime import UTC, datetime, timedelta

import httpx
import psycopg
import pytest

from mingle.settings import Settings
from tests.features.chats.conftest import Somebody, group, history, send
from tests.features.people.conftest import ask

pytestmark = pytest.mark.anyio

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


async def test_history_is_opened_at_a_moment(client: httpx.AsyncClient, settings: Settings, somebody: Somebody) -> None:
    one = await somebody()
    chat_id = await group(client, one)
    for number in range(1, 9):
        message = await send(client, one, chat_id, str(number))
        if number % 2:  # changes take numbers in between
            await ask(client, one, "PUT", f"/messages/{message['id']}/reactions/👍")
    with psycopg.connect(settings.database_url) as connection:
        connection.execute("UPDATE messages SET created_at = %s WHERE kind = 'system'", (NOON - timedelta(days=9),))
        connection.execute(
            "UPDATE messages SET created_at = %s + content::int * interval '1 day' WHERE kind = 'text'", (NOON,)
        )
        connection.execute("DELETE FROM messages WHERE content = '4'")  # as retention and erasure do

    async def around(moment: datetime) -> list[str]:
        said = await history(client, one, chat_id, f"&limit=3&at={moment.isoformat().replace('+', '%2B')}")
        return [message["content"] for message in said]

    day = timedelta(days=1)
    assert await around(NOON + 3 * day) == ["5", "3", "2"]
    assert await around(NOON + 2.5 * day) == ["5", "3", "2"]
    assert await around(NOON + 3.5 * day) == ["6", "5", "3"], "the next one that is there"
    assert await around(NOON + 8 * day) == ["8", "7"], "of three, one is kept for what comes after"
    assert await around(NOON + 9 * day) == ["8", "7"], "after the last, the last"
    assert (await around(NOON - 10 * day))[0] == "1", "before the first, the first"
    for bad in ("at=2026-03-01T12:00:00", "at=yesterday"):
        error = await ask(client, one, "GET", f"/chats/{chat_id}/messages?{bad}", status=400)
        assert [detail["field"] for detail in error["details"]] == ["at"], bad
