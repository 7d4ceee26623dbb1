"""Reports: what is kept of what, what is the same report, what a block adds, and who hears of it."""

import asyncio
from typing import Any, cast

import httpx
import psycopg
import pytest

from mingle.settings import Settings
from tests.features.accounts.conftest import Person
from tests.features.chats.conftest import Serve, Somebody, connected, group, private_chat, send
from tests.features.chats.test_hints import erase
from tests.features.discovery.conftest import crowd, matched, matches_of
from tests.features.moderation.conftest import evidence, kept, report
from tests.features.people.conftest import ask, card, change, make_file

pytestmark = pytest.mark.anyio


async def photo_of(client: httpx.AsyncClient, person: Person) -> str:
    """The first photo of somebody's profile."""
    [photo, *_] = await ask(client, person, "GET", "/user/me/photos")
    return str(photo["id"])


async def blocked_by(client: httpx.AsyncClient, person: Person) -> list[str]:
    """Whom somebody has blocked."""
    return [one["id"] for one in (await ask(client, person, "GET", "/blocks"))["items"]]


async def test_a_profile_is_kept_as_it_was(client: httpx.AsyncClient, settings: Settings, somebody: Somebody) -> None:
    ada, ben = await somebody(), await somebody()
    await change(client, ben, bio="I sell watches.", prompts=[{"prompt": "small_joy", "answer": "Watches."}])
    photo_id = await photo_of(client, ben)
    report_id = await report(client, ada, ben, reason="spam", note="  Watches, only watches. ")
    await change(client, ben, bio="I like cats.", prompts=[])
    await ask(client, ben, "PATCH", "/user/me/photos", {"fileIds": []})
    [row] = kept(settings)
    assert (str(row["id"]), row["reporter_id"], row["reported_id"]) == (report_id, ada.id, ben.id)
    assert (row["subject_kind"], row["subject_id"], row["reason"]) == ("profile", None, "spam")
    assert (row["note"], row["state"]) == ("Watches, only watches.", "open")
    assert (row["evidence"]["displayName"], row["evidence"]["username"]) == ("Mara", ben.username)
    assert row["evidence"]["bio"] == "I sell watches."
    assert [one["answer"] for one in row["evidence"]["prompts"]] == ["Watches."]
    assert row["evidence"]["photoIds"] == [photo_id]


async def test_a_message_is_kept_whatever_becomes_of_it(
    client: httpx.AsyncClient, settings: Settings, somebody: Somebody
) -> None:
    ada, ben = await somebody(), await somebody()
    chat_id = await private_chat(client, ada, ben)
    file_id = make_file(settings, ben.id)
    said = await send(client, ben, chat_id, "I know where you live", fileIds=[file_id], type="image")
    await report(client, ada, ben, "message", said["id"])
    await ask(client, ben, "PATCH", f"/messages/{said['id']}", {"content": "Have a nice day"})
    await ask(client, ben, "DELETE", f"/messages/{said['id']}")
    assert evidence(settings) == {
        "kind": "media",
        "text": "I know where you live",
        "options": [],
        "fileIds": [file_id],
        "sentAt": said["createdAt"],
    }
    assert str(kept(settings)[0]["subject_id"]) == said["id"]


async def test_of_a_poll_the_choices_are_kept(
    client: httpx.AsyncClient, settings: Settings, somebody: Somebody
) -> None:
    ada, ben = await somebody(), await somebody()
    chat_id = await group(client, ada, ben)
    poll = {"question": "Who is the worst?", "options": ["Ada", "Cleo"]}
    said = await send(client, ben, chat_id, "", poll=poll)
    await report(client, ada, ben, "message", said["id"])
    found = evidence(settings)
    assert (found["text"], found["options"]) == ("Who is the worst?", ["Ada", "Cleo"])


async def test_of_a_photo_it_is_kept_by_what_it_is_found_again(
    client: httpx.AsyncClient, settings: Settings, somebody: Somebody
) -> None:
    ada, ben = await somebody(), await somebody()
    photo_id = await photo_of(client, ben)
    with psycopg.connect(settings.database_url) as connection:
        connection.execute("UPDATE files SET perceptual_hash = -9007199254740993 WHERE id = %s", (photo_id,))
    await report(client, ada, ben, "photo", photo_id, reason="nudity")
    await ask(client, ben, "DELETE", f"/user/me/photos/{photo_id}")
    await ask(client, ben, "DELETE", f"/files/{photo_id}")  # nothing holds it back: that would tell them
    found = evidence(settings)
    assert (found["kind"], found["mime"]) == ("image", "image/jpeg")
    assert found["perceptualHash"] == "-9007199254740993"


async def test_said_again_it_is_the_same_report(
    client: httpx.AsyncClient, settings: Settings, somebody: Somebody
) -> None:
    ada, ben, cleo = await somebody(), await somebody(), await somebody()
    chat_id = await private_chat(client, ada, ben)
    said = await send(client, ben, chat_id, "I know where you live")
    first = await report(client, ada, ben, "message", said["id"], note="He means it.")
    await ask(client, ben, "PATCH", f"/messages/{said['id']}", {"content": "Have a nice day"})
    assert await report(client, ada, ben, "message", said["id"], reason="violence", note="It was worse.") == first
    assert await report(client, ada, ben, "message", said["id"], reason="violence") == first
    [row] = kept(settings)
    assert (row["reason"], row["note"]) == ("violence", "It was worse.")
    assert row["evidence"]["text"] == "I know where you live", "what was seen first"
    another = await send(client, ben, chat_id, "Really")
    others = [
        await report(client, ada, ben, "message", another["id"]),
        await report(client, ada, ben),
        await report(client, cleo, ben),
        await report(client, ada, cleo),
    ]
    assert len({first, *others}) == len(kept(settings)) == 5


async def test_said_at_once_on_many_devices_it_is_one(serve: Serve, settings: Settings, somebody: Somebody) -> None:
    ada, ben = await somebody(), await somebody()
    async with serve() as here, serve() as there:
        asked = [report(one, ada, ben, block=True, note=str(at)) for at, one in enumerate((here, there) * 4)]
        assert len(set(await asyncio.gather(*asked))) == 1
    assert len(kept(settings)) == 1


async def test_what_was_closed_is_opened_by_something_new(
    client: httpx.AsyncClient, settings: Settings, somebody: Somebody
) -> None:
    ada, ben = await somebody(), await somebody()
    await change(client, ben, bio="I sell watches.")
    first = await report(client, ada, ben)
    with psycopg.connect(settings.database_url) as connection:
        connection.execute("UPDATE reports SET state = 'closed'")
    await change(client, ben, bio="I sell rings.")
    assert await report(client, ada, ben) == first
    [row] = kept(settings)
    assert (row["state"], row["evidence"]["bio"]) == ("open", "I sell rings.")


async def test_what_cannot_be_reported_says_why(client: httpx.AsyncClient, settings: Settings) -> None:
    ada, ben = crowd(settings, 2)

    async def details(*given: Any, **more: Any) -> list[tuple[str, str]]:
        error = await report(client, ada, *given, status=400, **more)
        return [(one["field"], one["message"]) for one in error["details"]]

    assert await details(ada) == [("userId", "is you")]
    assert await details(ben, "profile", str(ben.id)) == [("subject.id", "must be left out of a profile")]
    for kind in ("message", "call", "photo"):
        assert await details(ben, kind) == [("subject.id", "is required")]
    assert [field for field, _ in await details(ada, "message")] == ["userId", "subject.id"]
    assert await details(ben, "chat") == [("subject.kind", "is not one of the allowed values")]
    assert await details(ben, reason="boring") == [("reason", "is not one of the allowed values")]
    assert await details(ben, note="x" * 1001) == [("note", "must have at most 1000 characters")]
    assert kept(settings) == []
    await report(client, ada, ben, note="x" * 1000)


async def test_a_block_comes_with_it(client: httpx.AsyncClient, settings: Settings, somebody: Somebody) -> None:
    ada, ben = await somebody(), await somebody()
    match = await matched(client, ada, ben)
    said = await send(client, ben, match["chatId"], "I know where you live")
    given: dict[str, Any] = {"kind": "message", "subject_id": said["id"], "block": True}
    async with connected(client, ada) as at_ada:
        report_id = await report(client, ada, ben, **given)
        assert await at_ada.event("match:removed") == {"matchId": match["id"]}
    assert await blocked_by(client, ada) == [str(ben.id)]
    assert await card(client, ada, ben) is None
    assert await matches_of(client, ben) == []
    # The chat is gone with the match; where no answer came, asking again is answered alike.
    assert await report(client, ada, ben, **given, note="Once more.") == report_id
    [row] = kept(settings)
    assert (row["evidence"]["text"], row["note"]) == ("I know where you live", "Once more.")


async def test_nobody_is_blocked_unless_that_was_said_and_it_was_kept(
    client: httpx.AsyncClient, settings: Settings, somebody: Somebody
) -> None:
    ada, ben = await somebody(), await somebody()
    await report(client, ada, ben)
    await report(client, ada, ben, "message", str(ada.id), block=True, status=404)
    await report(client, ada, ben, block=True, reason="boring", status=400)
    assert await blocked_by(client, ada) == []
    assert len(kept(settings)) == 1


async def test_the_reported_never_learns_of_it(serve: Serve, settings: Settings, somebody: Somebody) -> None:
    ada, ben = await somebody(), await somebody()
    async with serve() as client, connected(client, ben) as at_ben:
        chat_id = await private_chat(client, ada, ben)
        said = await send(client, ben, chat_id, "I know where you live")
        paths = [
            "/user/me",
            f"/messages/{said['id']}",
            f"/chats/{chat_id}",
            "/blocks",
            "/auth/events",
            "/user/me/photos",
        ]
        before = [await ask(client, ben, "GET", path) for path in paths]
        await report(client, ada, ben)
        await report(client, ada, ben, "message", said["id"])
        await report(client, ada, ben, "photo", await photo_of(client, ben))
        after = [await ask(client, ben, "GET", path) for path in paths]
        await at_ben.event("message:new")
        last = await send(client, ada, chat_id, "And now?")
        heard: list[str] = []

        def is_last(packet: str) -> bool:
            heard.append(packet)
            return last["id"] in packet

        await at_ben.until(is_last)
    assert without_links(after) == without_links(before)
    assert len([one for one in heard if one.startswith("42")]) == 1, "of all that came since, nothing tells of it"
    assert len(kept(settings)) == 3


def without_links(told: Any) -> Any:
    """What was told, but for links that are signed anew each time."""
    if isinstance(told, dict):
        named = cast("dict[str, Any]", told)
        return {name: without_links(one) for name, one in named.items() if name not in ("url", "thumbnails")}
    return [without_links(one) for one in cast("list[Any]", told)] if isinstance(told, list) else told


async def test_what_an_erased_person_reported_waits_without_them(
    client: httpx.AsyncClient, settings: Settings, somebody: Somebody
) -> None:
    ada, ben, cleo = await somebody(), await somebody(), await somebody()
    for person in (ada, cleo):
        await report(client, person, ben, note=f"I am {person.username}")
    for person in (ada, cleo):
        await erase(client, settings, person)
    assert [(row["reporter_id"], row["note"], row["state"]) for row in kept(settings)] == [(None, None, "open")] * 2
    assert [row["evidence"]["username"] for row in kept(settings)] == [ben.username] * 2


async def test_what_was_reported_of_an_erased_person_goes_with_them(
    client: httpx.AsyncClient, settings: Settings, somebody: Somebody
) -> None:
    ada, ben, cleo = await somebody(), await somebody(), await somebody()
    said = await send(client, ben, await private_chat(client, ada, ben), "I know where you live")
    await report(client, ada, ben)
    await report(client, ada, ben, "message", said["id"])
    await report(client, ada, cleo)
    assert len(kept(settings)) == 3
    await erase(client, settings, ben)
    [row] = kept(settings)
    assert row["reported_id"] == cleo.id


async def test_programs_are_slowed_down(serve: Serve, settings: Settings) -> None:
    ada, ben, cleo = crowd(settings, 3)
    async with serve(rate_limits=True) as client:
        for _ in range(19):
            await report(client, ada, ben)
        await report(client, ada, ben, "photo", str(ben.id), status=404)  # who tries things out is counted too
        assert (await report(client, ada, ben, status=429))["code"] == "rate_limited"
        await report(client, cleo, ben)


async def test_a_report_is_heard_while_nothing_can_be_counted(serve_with: Any, settings: Settings) -> None:
    ada, ben = crowd(settings, 2)
    limited = {"rate_limits": True, "rate_limit_rules": ["reports=1/hour"]}
    async with serve_with(**limited, valkey_url="unix:///nowhere/valkey.sock") as without:
        for _ in range(2):
            await report(without, ada, ben)
