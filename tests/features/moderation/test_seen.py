"""Who may report what: what they see anyway, whom they have blocked themselves, and nothing that tells of others."""

from typing import Any

import httpx
import psycopg
import pytest

from mingle.settings import Settings
from tests.features.accounts.conftest import Person
from tests.features.chats.conftest import Somebody, group, history, private_chat, send
from tests.features.discovery.conftest import judge
from tests.features.moderation.conftest import NOBODY, evidence, kept, report
from tests.features.people.conftest import ask, card, change, make_file

pytestmark = pytest.mark.anyio


async def block(client: httpx.AsyncClient, person: Person, other: Person) -> None:
    await ask(client, person, "POST", f"/users/{other.id}/block")


async def test_who_cannot_be_seen_is_nobody(client: httpx.AsyncClient, settings: Settings, somebody: Somebody) -> None:
    ada, blocker, paused, incognito, bare, leaving = [await somebody() for _ in range(6)]
    photos = {one: (await ask(client, one, "GET", "/user/me/photos"))[0]["id"] for one in (blocker, paused, incognito)}
    await block(client, blocker, ada)
    await change(client, paused, isPaused=True)
    await change(client, incognito, isIncognito=True)
    await ask(client, bare, "PATCH", "/user/me/photos", {"fileIds": []})
    await ask(client, leaving, "DELETE", "/user/me")
    nobody = await ask(client, ada, "GET", f"/users/{NOBODY}", status=404)
    for person in (NOBODY, blocker, paused, incognito, bare, leaving):
        for block_too in (False, True):
            assert await report(client, ada, person, block=block_too, status=404) == nobody
    for person, photo_id in photos.items():
        assert await report(client, ada, person, "photo", photo_id, status=404) == nobody
    assert kept(settings) == []
    assert (await ask(client, ada, "GET", "/blocks"))["items"] == []


async def test_who_is_blocked_by_oneself_can_be_reported(
    client: httpx.AsyncClient, settings: Settings, somebody: Somebody
) -> None:
    ada, ben = await somebody(), await somebody()
    chat_id = await private_chat(client, ada, ben)
    said = await send(client, ben, chat_id, "I know where you live")
    unseen = await send(client, ada, await private_chat(client, ada, await somebody()), "Another chat")
    await block(client, ben, ada)
    for kind, subject_id in (("profile", None), ("message", said["id"])):
        await report(client, ada, ben, kind, subject_id, status=404)
    await block(client, ada, ben)
    assert await card(client, ada, ben) is None
    for kind, subject_id in (("profile", None), ("message", said["id"])):
        await report(client, ada, ben, kind, subject_id)
    await report(client, ada, ben, "message", unseen["id"], status=404)
    assert len(kept(settings)) == 2


async def test_who_shares_a_chat_can_be_reported_though_they_hide(
    client: httpx.AsyncClient, settings: Settings, somebody: Somebody
) -> None:
    ada, paused, blocker, outside = [await somebody() for _ in range(4)]
    await private_chat(client, ada, paused)
    await private_chat(client, ada, blocker)
    chat_id = await group(client, ada, blocker)
    said = await send(client, blocker, chat_id, "I know where you live")
    await change(client, paused, isPaused=True)
    await change(client, outside, isPaused=True)
    await block(client, blocker, ada)
    for person in (paused, blocker):
        assert await card(client, ada, person) is None
        await report(client, ada, person)
    assert [one["id"] for one in await history(client, ada, chat_id)][:1] == [said["id"]], "a group tells who is in it"
    await report(client, ada, blocker, "message", said["id"])
    await report(client, ada, outside, status=404)
    await ask(client, ada, "DELETE", f"/chats/{chat_id}/members/{blocker.id}")
    await report(client, ada, blocker, status=404)
    await report(client, ada, blocker, "message", said["id"])
    assert len(kept(settings)) == 3


async def test_who_likes_somebody_has_shown_themselves(client: httpx.AsyncClient, somebody: Somebody) -> None:
    ada, ben = await somebody(), await somebody()
    await change(client, ben, isIncognito=True)
    await report(client, ada, ben, status=404)
    await judge(client, ben, ada)
    await report(client, ada, ben)


async def test_a_message_is_reported_by_those_who_see_it(
    client: httpx.AsyncClient, settings: Settings, somebody: Somebody
) -> None:
    ada, ben, cleo, stranger = [await somebody() for _ in range(4)]
    chat_id = await group(client, ben, ada, cleo)
    said = await send(client, ben, chat_id, "I know where you live")
    hidden, deleted, gone = [await send(client, ben, chat_id, text) for text in ("Hidden", "Deleted", "Gone")]
    await ask(client, ada, "DELETE", f"/messages/{hidden['id']}?onlyMe=true")
    await ask(client, ben, "DELETE", f"/messages/{deleted['id']}")
    with psycopg.connect(settings.database_url) as connection:
        connection.execute("UPDATE messages SET expires_at = now() WHERE id = %s", (gone["id"],))
    nobody = await report(client, ada, ben, "message", NOBODY, status=404)
    not_seen: list[tuple[Person, Person, Any]] = [
        (stranger, ben, said),
        (ada, cleo, said),
        (ada, ben, hidden),
        (ada, ben, deleted),
        (ada, ben, gone),
    ]
    for person, other, message in not_seen:
        assert await report(client, person, other, "message", message["id"], status=404) == nobody
    for message in (said, hidden):
        await report(client, cleo, ben, "message", message["id"])
    await ask(client, ben, "DELETE", f"/chats/{chat_id}/members/{cleo.id}")
    [told, *_] = [one for one in await history(client, ada, chat_id) if one["type"] == "system"]
    assert told["senderId"] == str(ben.id)
    await report(client, ada, ben, "message", told["id"], status=404)
    await report(client, cleo, ben, "message", said["id"], note="Now I am out.")
    later = await send(client, ben, chat_id, "Now she is out")
    await report(client, cleo, ben, "message", later["id"], status=404)
    await report(client, ada, ben, "message", said["id"])
    assert len(kept(settings)) == 3


async def test_what_somebody_has_cleared_they_do_not_see(client: httpx.AsyncClient, somebody: Somebody) -> None:
    ada, ben = await somebody(), await somebody()
    chat_id = await private_chat(client, ada, ben)
    said = await send(client, ben, chat_id, "I know where you live")
    await ask(client, ada, "DELETE", f"/chats/{chat_id}")
    await report(client, ada, ben, "message", said["id"], status=404)


async def test_only_photos_of_their_profile_are_reported(
    client: httpx.AsyncClient, settings: Settings, somebody: Somebody
) -> None:
    ada, ben, cleo = await somebody(), await somebody(), await somebody()
    [shown] = await ask(client, ben, "GET", "/user/me/photos")
    beside, unready, film = [make_file(settings, ben.id, *of) for of in ((), ("image", "uploaded"), ("video",))]
    nobody = await report(client, ada, ben, "photo", NOBODY, status=404)
    assert await report(client, ada, ben, "photo", beside, status=404) == nobody
    await ask(client, ben, "PATCH", "/user/me/photos", {"fileIds": [shown["id"], unready]})
    assert await report(client, ada, ben, "photo", unready, status=404) == nobody
    assert await report(client, ada, cleo, "photo", shown["id"], status=404) == nobody
    await change(client, ben, videoId=film)
    for file_id in (shown["id"], film):
        await report(client, ada, ben, "photo", file_id)
    assert len(kept(settings)) == 2


async def test_only_who_was_in_a_call_reports_somebody_in_it(
    client: httpx.AsyncClient, settings: Settings, somebody: Somebody
) -> None:
    ada, ben, cleo = await somebody(), await somebody(), await somebody()
    chat_id = await private_chat(client, ada, ben)
    asked = {"chatId": chat_id, "kind": "video", "deviceId": "phone"}
    call_id = (await ask(client, ben, "POST", "/calls/initiate", asked))["callId"]
    await report(client, ada, ben, "call", call_id)
    assert {**evidence(settings), "startedAt": ""} == {
        "kind": "video",
        "startedBy": str(ben.id),
        "startedAt": "",
        "answeredAt": None,
        "endedAt": None,
        "messages": [],
    }
    await report(client, cleo, ben, "call", call_id, status=404)
    await report(client, ada, cleo, "call", call_id, status=404)


async def test_what_is_no_call_is_not_found(client: httpx.AsyncClient, somebody: Somebody) -> None:
    ada, ben = await somebody(), await somebody()
    await report(client, ada, ben, "call", NOBODY, status=404)


async def test_a_report_that_is_there_is_added_to_when_its_subject_is_gone(
    client: httpx.AsyncClient, settings: Settings, somebody: Somebody
) -> None:
    ada, ben = await somebody(), await somebody()
    said = await send(client, ben, await private_chat(client, ada, ben), "I know where you live")
    first = await report(client, ada, ben, "message", said["id"])
    await ask(client, ben, "DELETE", f"/messages/{said['id']}")
    assert await report(client, ada, ben, "message", said["id"], note="It is gone.") == first
    await block(client, ben, ada)
    await report(client, ada, ben, "message", said["id"], status=404)
    [row] = kept(settings)
    assert (row["note"], row["evidence"]["text"]) == ("It is gone.", "I know where you live")
