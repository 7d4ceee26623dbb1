"""Scheduled messages: each waits for its time and is sent then, exactly once, whatever dies meanwhile."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import psycopg
import pytest

from mingle.features.chats import jobs, policy
from mingle.kernel import clock
from mingle.settings import Settings
from tests.features.accounts.conftest import Person
from tests.features.chats.conftest import (
    Serve,
    Somebody,
    connected,
    draft,
    group,
    history,
    private_chat,
    send,
    the_chat,
    working,
)
from tests.features.people.conftest import ask, make_file
from tests.support.eventually import eventually
from tests.support.programs import program

pytestmark = pytest.mark.anyio


def soon(**by: float) -> str:
    """A time in the future."""
    return (clock.now() + timedelta(**(by or {"hours": 1}))).isoformat()


async def waiting(client: httpx.AsyncClient, person: Person, chat_id: str, query: str = "") -> list[Any]:
    """What somebody has scheduled in a chat."""
    items: list[Any] = (await ask(client, person, "GET", f"/chats/{chat_id}/scheduled{query}"))["items"]
    return items


async def make_due(settings: Settings, *ids: str, jobs_each: int = 1) -> None:
    """Let the time of messages have come, with so many jobs that are to send each."""
    with psycopg.connect(settings.database_url) as connection:
        connection.execute("UPDATE scheduled_messages SET send_at = now() - interval '1 second' WHERE id = ANY (%s)",
                           (list(map(UUID, ids)),))  # fmt: skip
    async with working(settings) as resources, resources.db.transaction() as tx:
        for _ in range(jobs_each):
            for one in ids:
                await jobs.send_scheduled.defer(tx, UUID(one))


async def problem_of(client: httpx.AsyncClient, person: Person, chat_id: str) -> str | None:
    """What is the matter with the one message that waits."""
    [message] = await waiting(client, person, chat_id)
    problem: str | None = message.get("problem")
    return problem


async def test_a_message_waits_and_is_sent_when_its_time_has_come(
    client: httpx.AsyncClient, settings: Settings, serve: Serve, somebody: Somebody
) -> None:
    one, other = await somebody(), await somebody()
    chat_id = await private_chat(client, one, other)
    file_id = make_file(settings, one.id)
    first = await send(client, other, chat_id)
    async with serve() as there, connected(there, one) as second_device, connected(there, other) as theirs:
        body = draft(chat_id, "Happy birthday #party", replyToId=first["id"], type="image", fileIds=[file_id])
        at = soon(seconds=1)
        kept = await ask(client, one, "POST", "/messages", {**body, "isSilent": True, "sendAt": at})
        assert await second_device.event("chat:scheduled") == {"chatId": chat_id}
        assert (kept["pts"], kept["content"], kept["type"]) == (0, "Happy birthday #party", "image")
        assert kept["sendAt"].rstrip("Z") == at.removesuffix("+00:00")
        assert (kept["replyToId"], [file["id"] for file in kept["files"]]) == (first["id"], [file_id])
        assert await waiting(client, one, chat_id) == [kept]
        assert (await waiting(client, other, chat_id), len(await history(client, other, chat_id))) == ([], 1)
        async with working(settings):
            told = await theirs.event("message:new")
        assert await second_device.event("chat:scheduled") == {"chatId": chat_id}
    [sent, _] = await history(client, other, chat_id)
    assert told == {"chatId": chat_id, "pts": 2, "message": sent}
    for field in ("content", "type", "clientId", "replyToId", "isSilent", "hashtags"):
        assert sent[field] == kept[field], field
    assert sent["createdAt"] >= kept["sendAt"], "not before"
    assert "sendAt" not in sent
    assert await waiting(client, one, chat_id) == []


async def test_by_the_socket_too_it_waits(client: httpx.AsyncClient, somebody: Somebody) -> None:
    one = await somebody()
    chat_id = await private_chat(client, one, one)
    async with connected(client, one) as here:
        kept = (await here.call("message:send", draft(chat_id, sendAt=soon())))["data"]
    assert await waiting(client, one, chat_id) == [kept]
    assert await history(client, one, chat_id) == []


async def test_two_workers_send_each_exactly_once(
    client: httpx.AsyncClient, settings: Settings, somebody: Somebody
) -> None:
    one, other = await somebody(), await somebody()
    chat_id = await private_chat(client, one, other)
    ids = [(await send(client, one, chat_id, f"{number}", sendAt=soon()))["id"] for number in range(10)]
    async with working(settings), working(settings):
        await make_due(settings, *ids, jobs_each=4)

        async def all_sent() -> bool:
            return not await waiting(client, one, chat_id)

        await eventually(all_sent, "all are sent")
        with psycopg.connect(settings.database_url) as connection:
            left = (
                b"SELECT count(*) = 0 FROM procrastinate_jobs WHERE status IN ('todo', 'doing') AND queue_name = 'high'"
                b" AND (scheduled_at IS NULL OR scheduled_at <= now())"
            )
            await eventually(lambda: connection.execute(left).fetchone() == (True,), "no job is left")
    sent = await history(client, other, chat_id)
    assert sorted(int(message["content"]) for message in sent) == list(range(10))
    assert sorted(message["pts"] for message in sent) == list(range(1, 11))


async def test_killed_before_any_line_it_is_sent_once(
    client: httpx.AsyncClient, settings: Settings, somebody: Somebody
) -> None:
    one, other = await somebody(), await somebody()
    chat_id = await private_chat(client, one, other)
    kept = await send(client, one, chat_id, "Once", sendAt=soon())
    with psycopg.connect(settings.database_url) as connection:
        connection.execute("UPDATE scheduled_messages SET send_at = now() - interval '1 second'")
    async with program("tests.features.chats.dying_sender", settings, kept["id"]) as process:
        said, _ = await process.communicate()
    told = said.decode().strip().rsplit("\n", 1)[-1]
    assert told.startswith("killed "), said.decode()
    assert int(told.removeprefix("killed ")) > 40, "it dies somewhere in the middle, too"
    assert [message["content"] for message in await history(client, other, chat_id)] == ["Once"]
    assert ((await the_chat(client, one, chat_id))["pts"], await waiting(client, one, chat_id)) == (1, [])


async def test_whose_job_was_lost_is_found(client: httpx.AsyncClient, settings: Settings, somebody: Somebody) -> None:
    one = await somebody()
    chat_id = await private_chat(client, one, one)
    await send(client, one, chat_id, sendAt=soon())
    with psycopg.connect(settings.database_url) as connection:
        connection.execute("DELETE FROM procrastinate_jobs")
        connection.execute("UPDATE scheduled_messages SET send_at = now() - interval '1 minute'")
    async with working(settings) as resources:
        await jobs.look_for_due.run(resources, {})

        async def sent() -> bool:
            return len(await history(client, one, chat_id)) == 1

        await eventually(sent, "it is sent")


async def test_a_resend_is_the_same_before_and_after_its_time(client: httpx.AsyncClient, somebody: Somebody) -> None:
    one = await somebody()
    chat_id = await private_chat(client, one, one)
    body = draft(chat_id, "Milk", sendAt=soon(minutes=2))
    kept = await asyncio.gather(*(ask(client, one, "POST", "/messages", body) for _ in range(4)))
    assert all(message == kept[0] for message in kept)
    for other in ({**body, "content": "Bread"}, {**body, "sendAt": soon(hours=2)}):
        assert (await ask(client, one, "POST", "/messages", other, status=409))["code"] == "client_id_reused"
    await ask(client, one, "PATCH", f"/messages/scheduled/{kept[0]['id']}", {"content": "Bread"})
    sent = await ask(client, one, "POST", f"/messages/scheduled/{kept[0]['id']}/send")
    with clock.moved(timedelta(minutes=3)):  # then its time is in the past
        assert await ask(client, one, "POST", "/messages", body) == sent
    assert await history(client, one, chat_id) == [sent]
    assert (sent["content"], await waiting(client, one, chat_id)) == ("Bread", [])


async def test_what_waits_can_be_changed_cancelled_and_sent_now(
    client: httpx.AsyncClient, settings: Settings, somebody: Somebody
) -> None:
    one = await somebody()
    chat_id = await private_chat(client, one, one)
    later, never, now = [await send(client, one, chat_id, text, sendAt=soon()) for text in ("later", "never", "now")]
    path = "/messages/scheduled/"
    at = soon(hours=5)
    changed = await ask(client, one, "PATCH", f"{path}{later['id']}", {"content": "much later", "sendAt": at})
    await ask(client, one, "DELETE", f"{path}{never['id']}")
    await ask(client, one, "DELETE", f"{path}{never['id']}", status=404)
    await ask(client, one, "POST", f"{path}{now['id']}/send")
    await ask(client, one, "POST", f"{path}{now['id']}/send", status=404)
    assert await waiting(client, one, chat_id) == [changed]
    assert (changed["content"], changed["sendAt"].rstrip("Z")) == ("much later", at.removesuffix("+00:00"))
    async with working(settings) as resources:
        await jobs.send_scheduled.run(resources, {"scheduled_id": later["id"]})  # that of its first time
        await jobs.send_scheduled.run(resources, {"scheduled_id": never["id"]})
    assert [message["content"] for message in await history(client, one, chat_id)] == ["now"]


async def test_who_may_no_longer_write_keeps_it_with_the_problem(
    client: httpx.AsyncClient, settings: Settings, somebody: Somebody
) -> None:
    owner, writer = await somebody(), await somebody()
    chat_id = await group(client, owner, writer, kind="channel")
    role = f"/chats/{chat_id}/members/{writer.id}"
    await ask(client, owner, "PATCH", role, {"role": "admin"})
    kept = await send(client, writer, chat_id, sendAt=soon())
    await ask(client, owner, "PATCH", role, {"role": "member"})
    async with connected(client, writer) as device, working(settings) as resources:
        await make_due(settings, kept["id"])
        assert await device.event("chat:scheduled") == {"chatId": chat_id}
        assert await problem_of(client, writer, chat_id) == "readers_only"
        await ask(client, writer, "POST", f"/messages/scheduled/{kept['id']}/send", status=403)
        await ask(client, owner, "PATCH", role, {"role": "admin"})
        await jobs.send_scheduled.run(resources, {"scheduled_id": kept["id"]})
        assert await problem_of(client, writer, chat_id) == "readers_only", "it waits for its sender to look at it"
    await ask(client, writer, "POST", f"/messages/scheduled/{kept['id']}/send")
    assert (await history(client, owner, chat_id))[0]["content"] == "Hello"


@pytest.mark.parametrize("way", ["put out", "blocked", "banned"])
async def test_nobody_speaks_where_they_are_no_more(
    client: httpx.AsyncClient, settings: Settings, somebody: Somebody, way: str
) -> None:
    one, other = await somebody(), await somebody()
    chat_id = await (private_chat if way == "blocked" else group)(client, other, one)
    before = (await the_chat(client, other, chat_id))["pts"]
    kept = await send(client, one, chat_id, sendAt=soon())
    if way == "put out":
        await ask(client, other, "DELETE", f"/chats/{chat_id}/members/{one.id}")
        before += 2  # that is told
    elif way == "blocked":
        await ask(client, other, "POST", f"/users/{one.id}/block")
    else:
        with psycopg.connect(settings.database_url) as connection:
            connection.execute("UPDATE accounts SET banned_at = now() WHERE id = %s", (one.id,))
    with psycopg.connect(settings.database_url) as connection:
        async with working(settings):
            await make_due(settings, kept["id"])
            problem = b"SELECT problem FROM scheduled_messages WHERE problem IS NOT NULL"

            def noted() -> Any:
                return connection.execute(problem).fetchone()

            expected = "forbidden" if way == "banned" else "not_found"
            assert await eventually(noted, "it is noted") == (expected,)
        assert connection.execute("SELECT pts FROM chats WHERE id = %s", (chat_id,)).fetchone() == (before,)


async def test_what_it_answers_or_carries_may_be_gone_by_then(
    client: httpx.AsyncClient, settings: Settings, somebody: Somebody
) -> None:
    one = await somebody()
    chat_id = await private_chat(client, one, one)
    said = await send(client, one, chat_id, "Said")
    reply = await send(client, one, chat_id, "Answer", replyToId=said["id"], sendAt=soon())
    forward = await send(client, one, chat_id, "", forwardOfId=said["id"], sendAt=soon(hours=2))
    assert (forward["content"], forward["forwardedFrom"]["id"]) == ("Said", str(one.id))
    error = await ask(client, one, "PATCH", f"/messages/scheduled/{forward['id']}", {"content": "No"}, status=400)
    assert [detail["field"] for detail in error["details"]] == ["content"]
    await ask(client, one, "DELETE", f"/messages/{said['id']}")
    async with working(settings):
        await make_due(settings, reply["id"], forward["id"])

        async def has_problem() -> bool:
            return [message.get("problem") for message in await waiting(client, one, chat_id)] == ["message_deleted"]

        await eventually(has_problem, "the forward cannot be sent")
    [sent, _] = await history(client, one, chat_id)
    assert (sent["content"], sent["replyToId"]) == ("Answer", None)


async def test_what_cannot_wait_is_named(client: httpx.AsyncClient, somebody: Somebody) -> None:
    one = await somebody()
    chat_id = await private_chat(client, one, one)
    past = {"sendAt": soon(seconds=-1)}
    bad: list[tuple[dict[str, Any], str]] = [
        (past, "sendAt"),
        ({"sendAt": soon(days=367)}, "sendAt"),
        ({"sendAt": "2099-01-01T00:00:00"}, "sendAt"),
        ({"sendAt": soon(), "content": " "}, "content"),
        ({"sendAt": soon(), "replyToId": str(UUID(int=7))}, "replyToId"),
    ]
    for change, field in bad:
        error = await ask(client, one, "POST", "/messages", {**draft(chat_id), **change}, status=400)
        assert [detail["field"] for detail in error["details"]] == [field], change
    assert (await waiting(client, one, chat_id), await history(client, one, chat_id)) == ([], [])
    kept = await send(client, one, chat_id, sendAt=soon())
    for change, field in ((past, "sendAt"), ({"content": " "}, "content")):
        error = await ask(client, one, "PATCH", f"/messages/scheduled/{kept['id']}", change, status=400)
        assert [detail["field"] for detail in error["details"]] == [field]
    assert await waiting(client, one, chat_id) == [kept]


async def test_so_many_wait_and_are_leafed_through(
    client: httpx.AsyncClient, somebody: Somebody, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(policy, "MAX_SCHEDULED", 3)
    one = await somebody()
    chat_id = await private_chat(client, one, one)
    for hours in (3, 1, 2):
        await send(client, one, chat_id, f"{hours}", sendAt=soon(hours=hours))
    error = await ask(client, one, "POST", "/messages", draft(chat_id, sendAt=soon()), status=409)
    assert error["code"] == "too_many_scheduled"
    page = await ask(client, one, "GET", f"/chats/{chat_id}/scheduled?limit=2")
    rest = await ask(client, one, "GET", f"/chats/{chat_id}/scheduled?limit=2&cursor={page['nextCursor']}")
    assert [message["content"] for message in [*page["items"], *rest["items"]]] == ["1", "2", "3"]
    assert rest["nextCursor"] is None
