"""The life of a call of two, whose devices are at two servers: how it rings, is answered, goes on and ends."""

from datetime import timedelta
from typing import Any

import httpx
import psycopg
import pytest

from mingle.kernel import clock
from mingle.settings import Settings
from tests.features.accounts.conftest import Person
from tests.features.calls.conftest import QUICK, Device, current, device, is_so, lines, past, state_of, states
from tests.features.chats.conftest import Serve, Somebody, private_chat, working
from tests.features.discovery.conftest import crowd
from tests.features.people.conftest import ask

pytestmark = pytest.mark.anyio


async def test_a_call_from_its_first_ring_to_the_line_in_the_chat(
    client: httpx.AsyncClient, serve: Serve, somebody: Somebody
) -> None:
    ada, ben = await somebody(), await somebody()
    chat_id = await private_chat(client, ada, ben)
    async with serve() as there, device(client, ada) as at_ada, device(there, ben) as at_ben:
        call = await at_ada.call(chat_id, "video")
        assert (call["state"], call["kind"], call["startedBy"], call["chatId"]) == (
            "ringing", "video", str(ada.id), chat_id,
        )  # fmt: skip
        assert states(call) == {str(ada.id): "joined", str(ben.id): "ringing"}
        assert {one["id"]: one["photo"] is not None for one in call["people"]} == {str(ada.id): True, str(ben.id): True}
        ringing = await at_ben.hear("call:incoming")
        assert (ringing["callId"], ringing["chatId"], ringing["kind"]) == (call["id"], chat_id, "video")
        assert ringing["fromUser"]["id"] == str(ada.id)
        assert ringing["call"] == call
        assert await current(client, ada) == await current(there, ben) == [call["id"]]

        answered = await at_ben.answer(call["id"])
        assert answered["state"] == "active"
        assert answered["version"] > call["version"]
        assert [one["deviceId"] for one in answered["members"]] == ["phone", "phone"]
        for told in (await at_ada.hear("call:accepted"), await at_ben.hear("call:accepted")):
            assert told == {"callId": call["id"], "userId": str(ben.id), "call": answered}
        assert (await ask(client, ada, "GET", f"/calls/{call['id']}"))["call"] == answered

        with clock.moved(timedelta(seconds=10)):
            ended = await at_ben.end(call["id"])
        assert (ended["state"], ended["reason"]) == ("ended", "ended")
        assert ended["durationSeconds"] in (10, 11)
        told = await at_ada.hear("call:ended")
        assert told == {
            "callId": call["id"], "reason": "ended", "durationSeconds": ended["durationSeconds"], "call": ended,
        }  # fmt: skip
        assert set(states(ended).values()) == {"left"}
        assert [one["deviceId"] for one in ended["members"]] == [None, None]
        seconds = ended["durationSeconds"]
        line = {"event": "call", "callId": call["id"], "kind": "video", "reason": "ended", "seconds": seconds}
        for person in (ada, ben):
            assert await lines(client, person, chat_id) == [{"sender": str(ada.id), **line}]
            assert await current(client, person) == []
        assert await at_ben.hear("message:new", lambda told: told["chatId"] == chat_id)
    await in_both_histories(client, ended, ada, ben)


async def in_both_histories(client: httpx.AsyncClient, call: dict[str, Any], caller: Person, called: Person) -> None:
    for person, other, direction in ((caller, called, "out"), (called, caller, "in")):
        [item] = await past(client, person)
        assert (item["sessionId"], item["roomId"], item["chatId"]) == (call["id"], call["id"], call["chatId"])
        assert (item["kind"], item["direction"], item["reason"]) == ("video", direction, "ended")
        assert (item["durationSeconds"], item["startedAt"]) == (call["durationSeconds"], call["createdAt"])
        assert item["peer"]["id"] == str(other.id)
        assert (item["messages"], item["socials"]) == ([], [])


async def test_it_rings_on_all_devices_and_stops_on_all_once_one_answers(
    client: httpx.AsyncClient, serve: Serve, settings: Settings
) -> None:
    ada, ben = crowd(settings, 2)
    chat_id = await private_chat(client, ada, ben)
    async with serve() as there, device(client, ada) as at_ada, device(client, ben, "phone") as phone:
        async with device(there, ben, "laptop") as laptop:
            call = await at_ada.call(chat_id)
            for each in (phone, laptop):
                assert (await each.hear("call:incoming"))["callId"] == call["id"]
            async with device(there, ben, "tablet") as tablet:
                assert (await tablet.hear("call:incoming"))["call"] == call, "it comes while it rings"
                answered = await laptop.answer(call["id"])
                for each in (phone, laptop, tablet):
                    assert (await each.hear("call:accepted"))["call"] == answered
                assert await phone.refused("call:answer", callId=call["id"], deviceId="phone") == "answered_elsewhere"
                assert await laptop.answer(call["id"]) == answered, "again from the same device it is the same"
                again = await ask(there, ben, "POST", "/calls/answer", {"callId": call["id"], "deviceId": "laptop"})
                assert again["call"] == answered
                body = {"callId": call["id"], "deviceId": "tablet"}
                error = await ask(there, ben, "POST", "/calls/answer", body, status=409)
                assert error["code"] == "answered_elsewhere"
        async with device(there, ben, "late") as late:
            assert await late.heard("call:incoming") == []


async def test_it_stops_on_all_devices_once_one_rejects(client: httpx.AsyncClient, settings: Settings) -> None:
    ada, ben = crowd(settings, 2)
    chat_id = await private_chat(client, ada, ben)
    async with device(client, ada) as at_ada, device(client, ben, "one") as one, device(client, ben, "two") as two:
        call = await at_ada.call(chat_id)
        await two.hear("call:incoming")
        rejected = (await one.do("call:reject", callId=call["id"]))["call"]
        assert (rejected["state"], rejected["reason"]) == ("ended", "rejected")
        assert state_of(rejected, ben) == "rejected"
        for each in (at_ada, two):
            assert (await each.hear("call:ended"))["reason"] == "rejected"
        assert await two.do("call:reject", callId=call["id"]) == {"call": rejected}, "again is no error"
        assert await two.refused("call:answer", callId=call["id"], deviceId="two") == "call_ended"
    assert [(one["reason"], one["seconds"]) for one in await lines(client, ben, chat_id)] == [("rejected", 0)]
    assert [(await past(client, each))[0]["reason"] for each in (ada, ben)] == ["rejected", "rejected"]


async def test_who_calls_may_take_it_back(client: httpx.AsyncClient, settings: Settings) -> None:
    ada, ben = crowd(settings, 2)
    chat_id = await private_chat(client, ada, ben)
    async with device(client, ada) as at_ada, device(client, ben) as at_ben:
        call = await at_ada.call(chat_id)
        cancelled = await at_ada.end(call["id"])
        assert (cancelled["reason"], states(cancelled)) == (
            "cancelled", {str(ada.id): "left", str(ben.id): "missed"},
        )  # fmt: skip
        assert (await at_ben.hear("call:ended"))["reason"] == "cancelled"
        assert await at_ada.end(call["id"]) == cancelled, "again is no error"
    assert [(await past(client, each))[0]["reason"] for each in (ada, ben)] == ["cancelled", "missed"]


async def test_who_leaves_while_it_rings_for_them_rejects(client: httpx.AsyncClient, settings: Settings) -> None:
    ada, ben = crowd(settings, 2)
    chat_id = await private_chat(client, ada, ben)
    async with device(client, ada) as at_ada, device(client, ben) as at_ben:
        call = await at_ada.call(chat_id)
        assert (await at_ben.end(call["id"]))["reason"] == "rejected"
        assert await at_ada.refused("call:resume", callId=call["id"], deviceId="phone") == "call_ended"


@pytest.mark.parametrize("who_looks", ["server", "worker"])
async def test_a_call_that_nobody_answers_is_missed(
    client: httpx.AsyncClient, serve: Serve, settings: Settings, who_looks: str
) -> None:
    ada, ben = crowd(settings, 2)
    chat_id = await private_chat(client, ada, ben)
    changes = {"calls_ring_seconds": 0.5, **(QUICK if who_looks == "server" else {"calls_lease_seconds": 300})}
    async with serve(**changes) as here, device(here, ada) as at_ada, device(here, ben) as at_ben:
        if who_looks == "worker":
            async with working(settings):
                await missed_by(at_ada, at_ben, chat_id)
        else:
            await missed_by(at_ada, at_ben, chat_id)
    assert [(one["reason"], one["seconds"]) for one in await lines(client, ben, chat_id)] == [("missed", 0)]
    [item] = await past(client, ben)
    assert (item["reason"], item["direction"], item["durationSeconds"]) == ("missed", "in", 0)


async def missed_by(at_ada: Device, at_ben: Device, chat_id: str) -> None:
    call = await at_ada.call(chat_id)
    for each in (at_ada, at_ben):
        told = await each.hear("call:ended")
        assert (told["reason"], state_of(told["call"], at_ben.person)) == ("missed", "missed")
    assert await at_ben.refused("call:answer", callId=call["id"], deviceId="phone") == "call_ended"


async def test_what_has_rung_long_enough_cannot_be_answered_before_anybody_has_written_that(
    client: httpx.AsyncClient, settings: Settings
) -> None:
    ada, ben = crowd(settings, 2)
    chat_id = await private_chat(client, ada, ben)
    async with device(client, ada) as at_ada, device(client, ben) as at_ben:
        call = await at_ada.call(chat_id)
        with clock.moved(timedelta(seconds=46)):
            assert await at_ben.refused("call:answer", callId=call["id"], deviceId="phone") == "call_ended"


async def test_who_is_in_a_call_is_busy_for_others(client: httpx.AsyncClient, settings: Settings) -> None:
    ada, ben, cleo = crowd(settings, 3)
    talk, other = await private_chat(client, ada, ben), await private_chat(client, cleo, ben)
    async with device(client, ada) as at_ada, device(client, ben) as at_ben, device(client, cleo) as at_cleo:
        call = await at_ada.call(talk)
        waiting = await at_cleo.call(other)
        assert waiting["state"] == "ringing", "for whom it rings is not in a call yet"
        await at_cleo.end(waiting["id"])
        await at_ben.answer(call["id"])
        busy = await at_cleo.call(other)
        assert (busy["state"], busy["reason"], busy["durationSeconds"]) == ("ended", "busy", 0)
        assert states(busy) == {str(cleo.id): "left", str(ben.id): "busy"}
        told = [one["callId"] for one in await at_ben.heard("call:incoming")]
        assert told == [call["id"], waiting["id"]]
        assert [one["callId"] for one in await at_ben.heard("call:ended")] == [waiting["id"]]
        assert await at_ben.refused("call:initiate", chatId=other, kind="audio", deviceId="phone") == "in_another_call"
        await at_ada.end(call["id"])
        assert (await at_cleo.call(other))["state"] == "ringing"
    assert [one["reason"] for one in await lines(client, ben, other)][:2] == ["cancelled", "busy"]
    assert [one["reason"] for one in await past(client, ben)][:2] == ["busy", "missed"]


async def test_who_is_in_a_call_cannot_answer_another(client: httpx.AsyncClient, settings: Settings) -> None:
    ada, ben, cleo = crowd(settings, 3)
    talk, other = await private_chat(client, ada, ben), await private_chat(client, cleo, ben)
    async with device(client, ada) as at_ada, device(client, ben) as at_ben, device(client, cleo) as at_cleo:
        first, second = await at_ada.call(talk), await at_cleo.call(other)
        await at_ben.answer(first["id"])
        asked = {"callId": second["id"], "deviceId": "phone"}
        assert await at_ben.refused("call:answer", **asked) == "in_another_call"
        assert sorted(await current(client, ben)) == sorted([first["id"], second["id"]])
        await at_ben.end(first["id"])
        assert (await at_ben.answer(second["id"]))["state"] == "active"


async def test_who_tries_to_answer_another_waits_for_no_sign_of_life(
    client: httpx.AsyncClient, settings: Settings
) -> None:
    """Which may wait for the other call in turn: PostgreSQL would refuse one of the two as a deadlock."""
    ada, ben, cleo = crowd(settings, 3)
    talk, other = await private_chat(client, ada, ben), await private_chat(client, cleo, ben)
    async with device(client, ada) as at_ada, device(client, ben) as at_ben, device(client, cleo) as at_cleo:
        first, second = await at_ada.call(talk), await at_cleo.call(other)
        await at_ben.answer(first["id"])
        with psycopg.connect(settings.database_url) as renewing:
            renewing.execute("UPDATE call_members SET seen_at = now() WHERE call_id = %s", (first["id"],))
            asked = {"callId": second["id"], "deviceId": "phone"}
            assert await at_ben.refused("call:answer", **asked) == "in_another_call"


async def test_two_who_call_each_other_are_connected(client: httpx.AsyncClient, settings: Settings) -> None:
    ada, ben = crowd(settings, 2)
    chat_id = await private_chat(client, ada, ben)
    async with device(client, ada) as at_ada, device(client, ben) as at_ben:
        call = await at_ada.call(chat_id)
        met = await at_ben.call(chat_id, "video")
        assert (met["id"], met["state"], met["kind"]) == (call["id"], "active", "audio")
        assert (await at_ada.hear("call:accepted"))["call"] == met
        async with device(client, ada, "tablet") as tablet:
            asked = {"chatId": chat_id, "kind": "audio", "deviceId": "tablet"}
            assert await tablet.refused("call:initiate", **asked) == "answered_elsewhere"


async def test_an_audio_call_becomes_one_with_video(client: httpx.AsyncClient, settings: Settings) -> None:
    ada, ben = crowd(settings, 2)
    chat_id = await private_chat(client, ada, ben)
    async with device(client, ada) as at_ada, device(client, ben) as at_ben:
        call = await at_ada.call(chat_id)
        assert await at_ben.refused("call:upgrade", callId=call["id"]) == "not_joined"
        await at_ben.answer(call["id"])
        upgraded = (await at_ben.do("call:upgrade", callId=call["id"]))["call"]
        assert upgraded["kind"] == "video"
        assert (await at_ada.hear("call:updated", lambda told: told["call"]["kind"] == "video"))["call"] == upgraded
        assert (await at_ada.do("call:upgrade", callId=call["id"]))["call"] == upgraded, "again changes nothing"
        await at_ada.end(call["id"])
        assert await at_ada.refused("call:upgrade", callId=call["id"]) == "call_ended"
    assert [one["kind"] for one in await lines(client, ben, chat_id)] == ["video"]


@pytest.mark.parametrize("who_looks", ["server", "worker"])
async def test_a_call_may_have_a_longest_time(
    client: httpx.AsyncClient, serve: Serve, settings: Settings, who_looks: str
) -> None:
    ada, ben = crowd(settings, 2)
    chat_id = await private_chat(client, ada, ben)
    changes = {"calls_max_seconds": 1, **(QUICK if who_looks == "server" else {"calls_lease_seconds": 300})}
    async with serve(**changes) as here, device(here, ada) as at_ada, device(here, ben) as at_ben:

        async def last() -> None:
            call = await at_ada.call(chat_id)
            assert (call["maxSeconds"], call["endsAt"]) == (1, None)
            assert (await at_ben.answer(call["id"]))["endsAt"] is not None
            for each in (at_ada, at_ben):
                told = await each.hear("call:ended")
                assert (told["reason"], told["durationSeconds"]) == ("timeout", 1)

        if who_looks == "worker":
            async with working(settings):
                await last()
        else:
            await last()


async def test_all_of_it_can_be_done_over_http(client: httpx.AsyncClient, settings: Settings) -> None:
    ada, ben = crowd(settings, 2)
    chat_id = await private_chat(client, ada, ben)
    asked = {"chatId": chat_id, "kind": "audio", "deviceId": "a"}
    call_id = (await ask(client, ada, "POST", "/calls/initiate", asked))["callId"]
    await ask(client, ben, "POST", "/calls/reject", {"callId": call_id})
    call_id = (await ask(client, ada, "POST", "/calls/initiate", asked))["callId"]
    of_ben = {"callId": call_id, "deviceId": "b"}
    answered = (await ask(client, ben, "POST", "/calls/answer", of_ben))["call"]
    assert set(states(answered).values()) == {"joined"}
    async with device(client, ben, "b") as at_ben:
        resumed = await at_ben.resume(call_id)
        assert resumed["version"] > answered["version"]
        moved = (await ask(client, ben, "POST", "/calls/resume", {"callId": call_id, "deviceId": "c"}))["call"]
        assert [one["deviceId"] for one in moved["members"] if one["userId"] == str(ben.id)] == ["c"]
        assert await at_ben.hear("call:moved") == {"callId": call_id, "deviceId": "c"}
    ended = (await ask(client, ada, "POST", "/calls/end", {"callId": call_id}))["call"]
    assert ended["reason"] == "ended"


async def test_past_calls_are_leafed_through_the_latest_first(client: httpx.AsyncClient, settings: Settings) -> None:
    ada, ben = crowd(settings, 2)
    chat_id = await private_chat(client, ada, ben)
    made: list[str] = []
    async with device(client, ada) as at_ada:
        for _ in range(5):
            made.append((await at_ada.call(chat_id))["id"])
            await at_ada.end(made[-1])
        made.append((await at_ada.call(chat_id))["id"])
        assert made[-1] not in [one["sessionId"] for one in await past(client, ada)], "it is not over"
    found: list[str] = []
    cursor = ""
    while cursor is not None:
        page = await ask(client, ada, "GET", f"/user/history?limit=2{cursor and f'&cursor={cursor}'}")
        found += [one["sessionId"] for one in page["items"]]
        cursor = page["nextCursor"]
    assert found == made[-2::-1]


async def test_whoever_connects_hears_of_what_changes_in_order(client: httpx.AsyncClient, settings: Settings) -> None:
    """What a client had, plus what it was told, is what a fresh fetch gives."""
    ada, ben = crowd(settings, 2)
    chat_id = await private_chat(client, ada, ben)
    async with device(client, ada) as at_ada, device(client, ben) as at_ben:
        call = await at_ada.call(chat_id)
        await at_ben.answer(call["id"])
        await at_ada.do("call:upgrade", callId=call["id"])
        async with device(client, ben, "laptop") as laptop:
            await laptop.resume(call["id"])
            fresh = (await ask(client, ada, "GET", f"/calls/{call['id']}"))["call"]
            held = await latest(at_ada, call)
            assert held == fresh
            assert is_so(ben, "joined")({"call": held})


async def latest(at: Device, held: dict[str, Any]) -> dict[str, Any]:
    """A call as a device knows it that had it so, after all that it has heard since."""
    for name in ("call:accepted", "call:updated", "call:ended"):
        for told in await at.heard(name):
            held = max(held, told["call"], key=lambda call: call["version"])
    return held
