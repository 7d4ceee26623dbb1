"""What the two do on a date, and how it goes on and ends: drops, devices, extensions, blur, blocks, reports."""

from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest

from mingle.features.dates import jobs
from mingle.kernel import clock
from mingle.kernel.resources import Resources
from mingle.settings import Settings
from tests.features.accounts.conftest import Person
from tests.features.calls.conftest import Device, device, past
from tests.features.chats.conftest import Serve
from tests.features.dates.dating import again, begin, dating, here, in_database, invite, not_invited, tab
from tests.features.discovery.conftest import crowd
from tests.features.people.conftest import ask

pytestmark = pytest.mark.anyio

QUICK = {"calls_lease_seconds": 1.5, "calls_resume_seconds": 0.5}


def seconds_between(earlier: str, later: str) -> float:
    return (datetime.fromisoformat(later) - datetime.fromisoformat(earlier)).total_seconds()


async def over(*tabs: Device) -> list[str]:
    """Why the date is over, as each is told it."""
    return [str((await each.hear("session:finalized"))["reason"]) for each in tabs]


# The clock.


async def test_the_clock_starts_once_both_see_each_other_and_only_once(
    client: httpx.AsyncClient, settings: Settings
) -> None:
    ada, ben = crowd(settings, 2)
    async with dating(client, ada, ben, seconds=60) as (at_ada, at_ben, room):
        room_id = room["roomId"]
        assert 9 < seconds_between(datetime.now().astimezone().isoformat(), room["startsAt"]) <= 10
        await at_ada.do("room:flowing", roomId=room_id)
        await at_ada.do("room:flowing", roomId=room_id)
        assert (await here(client, ada))["room"]["endsAt"] == room["endsAt"], "one alone starts nothing"
        await at_ben.do("room:flowing", roomId=room_id)
        clock = await at_ada.hear("room:clock")
        assert seconds_between(clock["endsAt"], room["endsAt"]) > 5
        assert seconds_between(clock["startsAt"], clock["endsAt"]) == 60
        await at_ben.do("room:flowing", roomId=room_id)
        now = (await here(client, ben))["room"]
        assert (now["endsAt"], now["isFlowing"]) == (clock["endsAt"], True)


async def test_both_may_stay_longer_by_the_smaller_of_their_wishes(
    client: httpx.AsyncClient, settings: Settings
) -> None:
    ada, ben = crowd(settings, 2)
    async with dating(client, ada, ben, seconds=300) as (at_ada, at_ben, room):
        room_id = room["roomId"]
        assert await at_ada.do("room:extend", roomId=room_id, seconds=300) == {"agreed": False}
        asked = await at_ben.hear("room:extendRequested")
        assert asked == {"roomId": room_id, "fromUserId": str(ada.id), "seconds": 300}
        assert (await here(client, ben))["room"]["extension"] == {"fromUserId": str(ada.id), "seconds": 300}
        assert await at_ada.do("room:extend", roomId=room_id, seconds=600) == {"agreed": False}, "a wish is not two"
        assert await at_ben.do("room:extend", roomId=room_id, seconds=120) == {"agreed": True}
        for each in (at_ada, at_ben):
            told = await each.hear("room:extended")
            assert told["agreedSeconds"] == 420
            assert seconds_between(room["endsAt"], told["endsAt"]) == 120
        now = (await here(client, ada))["room"]
        assert (now["agreedSeconds"], now["extension"], now["startsAt"]) == (420, None, room["startsAt"])
        assert await at_ben.do("room:extend", roomId=room_id, seconds=60) == {"agreed": False}, "it was used up"


async def test_no_date_is_longer_than_the_operator_allows(serve: Serve, settings: Settings) -> None:
    ada, ben = crowd(settings, 2)
    async with serve(dates_max_seconds=400) as server, dating(server, ada, ben, seconds=300) as (at_ada, at_ben, room):
        refused = await at_ada.say("room:extend", roomId=room["roomId"], seconds=101)
        assert refused["error"]["details"] == [
            {"field": "seconds", "message": "must be at most 100: no date is longer"}
        ]
        for seconds in (59, 601):
            assert await at_ada.refused("room:extend", roomId=room["roomId"], seconds=seconds) == "validation_failed"
        await at_ada.do("room:extend", roomId=room["roomId"], seconds=100)
        assert (await at_ben.do("room:extend", roomId=room["roomId"], seconds=60))["agreed"]


async def test_a_date_that_was_extended_ends_later(serve: Serve, settings: Settings) -> None:
    ada, ben = crowd(settings, 2)
    changes = {"dates_min_seconds": 10, "dates_flow_seconds": 0, "calls_lease_seconds": 1.5}
    async with serve(**changes) as server, dating(server, ada, ben, seconds=10) as (at_ada, at_ben, room):
        # As if it were almost over.
        in_database(settings, "UPDATE calls SET answered_at = now() - interval '9 s',"
                    " ends_at = now() + interval '1 s', due_at = now() + interval '1 s'")  # fmt: skip
        await at_ada.do("room:extend", roomId=room["roomId"], seconds=60)
        await at_ben.do("room:extend", roomId=room["roomId"], seconds=60)
        extended = await at_ben.hear("room:extended")
        assert seconds_between(datetime.now().astimezone().isoformat(), extended["endsAt"]) > 58
        [(due_at, ends_at)] = in_database(settings, "SELECT due_at, ends_at FROM calls")
        assert due_at == ends_at


# What is said.


async def test_what_is_said_and_given_is_kept_and_nobody_else_reads_it(
    client: httpx.AsyncClient, settings: Settings
) -> None:
    ada, ben, cleo = crowd(settings, 3)
    async with dating(client, ada, ben) as (at_ada, at_ben, room), tab(client, cleo) as at_cleo:
        room_id = room["roomId"]
        for text in ("One", "Two", "Three"):
            await at_ada.do("room:chat", roomId=room_id, text=text)
        await at_ben.do("room:giveSocial", roomId=room_id, socials={"signal": "ben.1", "telegram": "ben"})
        await at_ben.do("room:giveSocial", roomId=room_id, socials={"signal": "ben.2"})
        now = (await here(client, ada))["room"]
        assert [(one["fromUserId"], one["text"]) for one in now["messages"]] == [
            (str(ada.id), text) for text in ("One", "Two", "Three")
        ]
        assert now["socials"] == [{"fromUserId": str(ben.id), "socials": {"signal": "ben.2", "telegram": "ben"}}]
        for event, more in {
            "room:chat": {"text": "Hello"},
            "room:giveSocial": {"socials": {"signal": "x"}},
            "room:extend": {"seconds": 60},
            "room:unblur": {},
            "room:flowing": {},
            "room:resume": {"deviceId": "x"},
            "call:end": {},
        }.items():
            assert await at_cleo.refused(event, roomId=room_id, **more) == "not_found", event
        assert await at_cleo.heard("room:chat") == []
        await at_ben.do("call:end", roomId=room_id)
        for event, more in {"room:chat": {"text": "Wait"}, "room:extend": {"seconds": 60}, "room:flowing": {}}.items():
            assert await at_ada.refused(event, roomId=room_id, **more) == "date_over", event
        assert len((await past(client, ben))[0]["messages"]) == 3


async def test_what_was_said_is_forgotten_after_a_while_and_a_report_keeps_its_copy(
    client: httpx.AsyncClient, settings: Settings, resources: Resources
) -> None:
    """What was said on a date that goes on, or was over too short a time ago, stays; so do socials and answers."""
    ada, ben, cleo, dora = crowd(settings, 4)
    async with dating(client, ada, ben) as (at_ada, at_ben, room):
        for each, text in ((at_ada, "Hello"), (at_ben, "Go away"), (at_ben, "!")):
            await each.do("room:chat", roomId=room["roomId"], text=text)
        await at_ben.do("room:giveSocial", roomId=room["roomId"], socials={"signal": "ben"})
        await at_ada.do("call:end", roomId=room["roomId"])
        subject = {"kind": "call", "id": room["roomId"]}
        await ask(client, ada, "POST", "/reports", {"userId": str(ben.id), "subject": subject, "reason": "harassment"})
        await again(client, ada, room["roomId"], yes=False)
        async with dating(client, cleo, dora) as (at_cleo, _, other):
            await at_cleo.do("room:chat", roomId=other["roomId"], text="Hello Dora")
            with clock.moved(timedelta(hours=resources.settings.dates_messages_hours) - timedelta(minutes=1)):
                await jobs.forget_messages.run(resources, {})
            assert len((await past(client, ben))[0]["messages"]) == 3
            with clock.moved(timedelta(hours=resources.settings.dates_messages_hours) + timedelta(minutes=1)):
                await jobs.forget_messages.run(resources, {})
            assert len((await here(client, dora))["room"]["messages"]) == 1
    [kept] = await past(client, ada)
    assert (kept["messages"], kept["socials"][0]["socials"], kept["again"]) == ([], {"signal": "ben"}, False)
    [(evidence,)] = in_database(settings, "SELECT evidence FROM reports")
    assert [(one["fromUserId"], one["text"]) for one in evidence["messages"]] == [
        (str(ben.id), "Go away"), (str(ben.id), "!"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("event", "payload", "field"),
    [
        ("room:chat", {"text": ""}, "text"),
        ("room:chat", {"text": "x" * 1001}, "text"),
        ("room:giveSocial", {"socials": {}}, "socials"),
        ("room:giveSocial", {"socials": {"myspace": "ada"}}, "socials"),
        ("room:giveSocial", {"socials": {"signal": ""}}, "socials.signal"),
        ("room:chat", {"roomId": "x", "text": "Hello"}, "roomId"),
        ("call:end", {"roomId": None}, "callId"),
    ],
    ids=["empty", "long", "nothing", "unknown", "no-handle", "no-room", "neither"],
)
async def test_bad_input_is_named_and_changes_nothing(
    client: httpx.AsyncClient, settings: Settings, event: str, payload: dict[str, Any], field: str
) -> None:
    ada, ben = crowd(settings, 2)
    async with dating(client, ada, ben) as (at_ada, at_ben, room):
        answer = await at_ada.say(event, **{"roomId": room["roomId"], **payload})
        assert answer["error"]["code"] == "validation_failed"
        assert [one["field"] for one in answer["error"]["details"]] == [field]
        assert await at_ben.heard(event) == []
        assert (await here(client, ada))["room"] is not None


# Connections.


async def test_a_partner_who_drops_returns_and_the_date_goes_on(
    client: httpx.AsyncClient, serve: Serve, settings: Settings
) -> None:
    ada, ben = crowd(settings, 2)
    async with AsyncExitStack() as stack:
        there = await stack.enter_async_context(serve())
        at_ada = await stack.enter_async_context(tab(client, ada))
        async with tab(client, ben) as before:
            room = await begin(at_ada, before)
            await at_ada.do("room:chat", roomId=room["roomId"], text="Are you there?")
        dropped = await at_ada.hear("room:peer")
        assert dropped == {"roomId": room["roomId"], "userId": str(ben.id), "state": "dropped"}
        assert (await here(client, ada))["room"]["peerState"] == "dropped"
        async with tab_again(there, ben) as after:
            found = (await here(there, ben))["room"]
            assert (found["roomId"], found["endsAt"]) == (room["roomId"], room["endsAt"])
            resumed = (await after.do("room:resume", roomId=room["roomId"], deviceId="tab"))["room"]
            assert (resumed["endsAt"], resumed["peerState"], resumed["deviceId"]) == (room["endsAt"], "joined", "tab")
            assert [one["text"] for one in resumed["messages"]] == ["Are you there?"]
            assert (await at_ada.hear("room:peer"))["state"] == "joined"
            assert (await at_ada.signal(room["roomId"], after))["success"]
            await after.hear("call:signal")


def tab_again(client: httpx.AsyncClient, person: Person) -> Any:
    """The tab of somebody who comes back."""
    return device(client, person, "tab")


async def test_a_partner_who_does_not_return_has_left(serve: Serve, settings: Settings) -> None:
    ada, ben = crowd(settings, 2)
    async with serve(**QUICK) as server, tab(server, ada) as at_ada:
        async with tab(server, ben) as at_ben:
            room = await begin(at_ada, at_ben)
        assert (await at_ada.hear("room:peer"))["state"] == "dropped"
        assert await over(at_ada) == ["left"]
        assert (await here(server, ada))["available"]
        async with device(server, ben) as late:
            assert await late.refused("room:resume", roomId=room["roomId"], deviceId="tab") == "date_over"
            assert [one["reason"] for one in await past(server, ben)] == ["left"]
            assert (await here(server, ben))["room"] is None


async def test_a_date_can_be_taken_over_to_another_device(client: httpx.AsyncClient, settings: Settings) -> None:
    ada, ben = crowd(settings, 2)
    async with dating(client, ada, ben) as (at_ada, at_ben, room), device(client, ben, "phone") as at_phone:
        room_id = room["roomId"]
        assert (await at_phone.do("room:resume", roomId=room_id, deviceId="phone"))["room"]["deviceId"] == "phone"
        assert await at_ben.hear("room:moved") == {"roomId": room_id, "deviceId": "phone"}
        assert (await at_ada.signal(room_id, at_phone))["success"]
        assert (await at_phone.hear("call:signal"))["callId"] == room_id
        at_ben.socket.abort()
        await at_phone.do("room:chat", roomId=room_id, text="Still here")
        await at_ada.hear("room:chat")
        assert await at_ada.heard("room:peer") == [], "the old tab speaks for nobody any more"


# How it ends.


@pytest.mark.parametrize(("quiet", "reason"), [(False, "left"), (True, "ended")], ids=["with-a-word", "quiet"])
async def test_who_leaves_with_a_word_or_quietly(
    client: httpx.AsyncClient, settings: Settings, *, quiet: bool, reason: str
) -> None:
    ada, ben = crowd(settings, 2)
    async with dating(client, ada, ben) as (at_ada, at_ben, room), device(client, ben, "phone") as at_phone:
        await at_ada.do("call:end", roomId=room["roomId"], quiet=quiet)
        assert await over(at_ada, at_ben, at_phone) == [reason] * 3
        assert {one["reason"] for person in (ada, ben) for one in await past(client, person)} == {reason}
        await at_ada.do("call:end", roomId=room["roomId"])
        assert await at_ben.heard("session:finalized") == [], "it ends once"


async def test_a_block_ends_it_at_once_and_says_nothing(client: httpx.AsyncClient, settings: Settings) -> None:
    ada, ben, cleo = crowd(settings, 3)
    async with dating(client, ada, ben) as (at_ada, at_ben, _), tab(client, cleo) as at_cleo:
        await ask(client, ada, "POST", f"/users/{ben.id}/block")
        assert await over(at_ada, at_ben) == ["ended", "ended"]
        assert [one["reason"] for one in await past(client, ben)] == ["ended"]
        assert (await past(client, ben))[0]["peer"] is None
        assert (await here(client, ben))["toAnswer"] == []
        to_ada = await invite(at_cleo, ada)
        await ask(client, ada, "POST", f"/users/{cleo.id}/block")
        declined = await at_cleo.hear("call:declined")
        assert declined == {"inviteId": to_ada["inviteId"], "reason": "declined"}
        assert (await here(client, ada))["incoming"] == []
        assert await not_invited(at_ben, ada) == await not_invited(at_cleo, ada) == "not_found"


@pytest.mark.parametrize("ended", [False, True], ids=["during", "after"])
async def test_it_can_be_reported_in_one_step_with_a_block(
    client: httpx.AsyncClient, settings: Settings, *, ended: bool
) -> None:
    ada, ben = crowd(settings, 2)
    async with dating(client, ada, ben) as (at_ada, at_ben, room):
        if ended:
            await at_ada.do("call:end", roomId=room["roomId"], quiet=True)
        subject = {"kind": "call", "id": room["roomId"]}
        body = {"userId": str(ben.id), "subject": subject, "reason": "nudity", "block": True}
        await ask(client, ada, "POST", "/reports", body)
        assert await over(at_ada, at_ben) == ["ended", "ended"]
        assert await not_invited(at_ben, ada) == "not_found"
        assert in_database(settings, "SELECT subject_id::text FROM reports") == [(room["roomId"],)]


# The blur.


async def test_where_the_operator_says_so_both_must_agree_to_be_seen(serve: Serve, settings: Settings) -> None:
    ada, ben = crowd(settings, 2)
    async with serve(dates_blur=True) as server, dating(server, ada, ben) as (at_ada, at_ben, room):
        room_id = room["roomId"]
        assert room["isBlurred"]
        assert room["blur"] == {"isOn": True, "mine": False, "theirs": False}
        await at_ada.do("room:unblur", roomId=room_id)
        await at_ada.do("room:unblur", roomId=room_id)
        now = (await here(server, ben))["room"]
        assert (now["isBlurred"], now["blur"]) == (True, {"isOn": True, "mine": False, "theirs": True})
        assert await at_ada.heard("room:unblurred") == []
        await at_ben.do("room:unblur", roomId=room_id)
        for each in (at_ada, at_ben):
            assert await each.hear("room:unblurred") == {"roomId": room_id}
        assert not (await here(server, ada))["room"]["isBlurred"]


async def test_the_limits_are_told(serve: Serve, settings: Settings) -> None:
    [ada] = crowd(settings, 1)
    async with serve(dates_min_seconds=90, dates_usual_seconds=120, dates_max_seconds=600) as server:
        assert (await here(server, ada))["limits"] == {
            "minSeconds": 90,
            "maxSeconds": 600,
            "usualSeconds": 120,
        }
