"""What members are told that nobody of them has done, and what they are told where word of something was lost."""

import httpx
import psycopg
import pytest

from mingle.app import FEATURES, declared_hooks, declared_jobs
from mingle.features.people import jobs
from mingle.kernel.resources import open_resources
from mingle.settings import Settings
from tests.features.accounts.conftest import Person
from tests.features.chats.conftest import (
    Serve,
    Somebody,
    connected,
    draft,
    group,
    history,
    missed,
    private_chat,
    send,
    the_chat,
)
from tests.features.media.processing.pictures import jpeg_with_secrets, two_colours
from tests.features.people.conftest import ask
from tests.support.servers import running_worker

pytestmark = pytest.mark.anyio


async def erase(client: httpx.AsyncClient, settings: Settings, person: Person) -> None:
    await ask(client, person, "DELETE", "/user/me")
    with psycopg.connect(settings.database_url) as connection:
        connection.execute("UPDATE accounts SET deletion_due_at = now() WHERE id = %s", (person.id,))
    async with open_resources(settings, declared_jobs(settings, FEATURES), declared_hooks()) as resources:
        await resources.bus.connected()
        await jobs.erase.run(resources, {"account_id": str(person.id)})


async def chats_of(client: httpx.AsyncClient, person: Person) -> list[str]:
    return [chat["id"] for chat in (await ask(client, person, "GET", "/chats"))["items"]]


async def test_what_an_erased_person_wrote_is_gone_and_the_others_hear_of_it(
    client: httpx.AsyncClient, settings: Settings, somebody: Somebody
) -> None:
    ada, ben, cleo = await somebody(), await somebody(), await somebody()
    club, talk = await group(client, ada, ben, cleo), await private_chat(client, ada, ben)
    hello = await send(client, ben, club, "Hello")
    await send(client, ada, club, "Welcome")
    await ask(client, ada, "PUT", f"/messages/{hello['id']}/reactions/👍")
    await send(client, ada, talk, "Only for you")
    known = (await the_chat(client, ben, club))["pts"]
    async with connected(client, ben) as listening:
        await erase(client, settings, ada)
        told = [await listening.event("chat:rewritten") for _ in range(2)]
    assert {one["chatId"] for one in told} == {club, talk}
    assert (await missed(client, ben, club, known))["events"] == [
        {"pts": known + 1, "event": "chat:rewritten", "data": {"chatId": club, "pts": known + 1}}
    ]
    [left] = await history(client, ben, club)
    assert (left["id"], left["reactions"]) == (hello["id"], [])
    assert await history(client, ben, talk) == []
    assert (await the_chat(client, ben, talk))["peer"] is None


@pytest.mark.parametrize("heir_is_admin", [False, True])
async def test_what_an_erased_person_owned_is_somebody_elses(
    client: httpx.AsyncClient, settings: Settings, somebody: Somebody, *, heir_is_admin: bool
) -> None:
    ada, ben, cleo = await somebody(), await somebody(), await somebody()
    club = await group(client, ada, ben)
    await ask(client, ada, "POST", f"/chats/{club}/members", {"memberIds": [str(cleo.id)]})
    if heir_is_admin:
        await ask(client, ada, "PATCH", f"/chats/{club}/members/{cleo.id}", {"role": "admin"})
    await erase(client, settings, ada)
    roles = {str(person.id): (await the_chat(client, person, club))["role"] for person in (ben, cleo)}
    heir, other = (cleo, ben) if heir_is_admin else (ben, cleo)
    assert roles == {str(heir.id): "owner", str(other.id): "member"}


async def test_what_nobody_is_in_any_more_goes_too(
    client: httpx.AsyncClient, settings: Settings, somebody: Somebody
) -> None:
    ada, ben = await somebody(), await somebody()
    talk = await private_chat(client, ada, ben)
    for person in (ada, ben):
        await private_chat(client, person, person)
        await erase(client, settings, person)
    with psycopg.connect(settings.database_url) as connection:
        assert connection.execute("SELECT count(*) FROM chats").fetchone() == (0,), talk


async def test_a_file_that_is_ready_later_is_told_to_the_chat(
    client: httpx.AsyncClient, settings: Settings, somebody: Somebody
) -> None:
    ada, ben = await somebody(), await somebody()
    talk = await private_chat(client, ada, ben)
    picture = {"file": ("sunset.jpg", jpeg_with_secrets(two_colours()), "image/jpeg")}
    answer = await client.post("/api/files/upload", files=picture, headers=ada.headers)
    file_id = answer.json()["data"]["file"]["id"]
    sent = await send(client, ada, talk, "Look", type="image", fileIds=[file_id])
    assert sent["files"][0]["status"] == "uploaded"
    async with (
        connected(client, ben) as listening,
        open_resources(settings, declared_jobs(settings, FEATURES), declared_hooks()) as resources,
        running_worker(resources, settings),
    ):
        told = await listening.event("message:edited")
    assert (told["pts"], told["message"]["files"][0]["status"]) == (sent["pts"] + 1, "ready")
    assert not told["message"]["isEdited"]
    events = (await missed(client, ben, talk, sent["pts"]))["events"]
    assert [(one["event"], one["pts"]) for one in events] == [("message:edited", told["pts"])]


async def test_word_that_was_lost_is_made_up_for(
    client: httpx.AsyncClient, serve: Serve, settings: Settings, somebody: Somebody
) -> None:
    ada, ben = await somebody(), await somebody()
    talk = await private_chat(client, ada, ben)
    async with serve(chats_compare_seconds=0.1) as there, connected(there, ben) as listening:
        assert (await listening.event("sync:top"))["chats"] == {talk: 0}
        with psycopg.connect(settings.database_url) as connection:  # as by a process that died before it could tell
            connection.execute("UPDATE chats SET pts = 7 WHERE id = %s", (talk,))
        assert (await listening.event("sync:top"))["chats"] == {talk: 7}


async def test_who_was_just_let_in_misses_nothing(client: httpx.AsyncClient, serve: Serve, somebody: Somebody) -> None:
    ada, ben = await somebody(), await somebody()
    async with serve() as there, connected(there, ben) as listening:
        for _ in range(20):
            club = await group(client, ada, ben)
            assert (await listening.event("chat:new"))["chatId"] == club
            await ask(client, ada, "POST", "/messages", draft(club, "Welcome"))
            assert (await listening.event("message:new"))["message"]["content"] == "Welcome"


async def test_also_the_quietest_of_five_thousand_chats_is_heard(
    client: httpx.AsyncClient, settings: Settings, somebody: Somebody
) -> None:
    one, other = await somebody(), await somebody()
    with psycopg.connect(settings.database_url) as connection:
        connection.execute(
            "WITH made AS (INSERT INTO chats (kind, name, active_at, created_at) SELECT 'group', n::text,"
            " now() - n * interval '1 minute', now() - interval '1 year' FROM generate_series(1, 5000) n RETURNING id)"
            " INSERT INTO chat_members (account_id, chat_id, role, joined_at) SELECT unnest(%s::uuid[]), id, 'member',"
            " now() FROM made",
            ([one.id, other.id],),
        )
        quietest = connection.execute("SELECT id FROM chats WHERE name = '5000'").fetchone()
    assert quietest is not None
    async with connected(client, other) as listening:
        message = await send(client, one, str(quietest[0]))
        assert (await listening.event("message:new"))["message"]["id"] == message["id"]
