"""Who may not call, or may no longer: blocks, channels, others' calls, and people who are gone."""

from typing import Any

import httpx
import psycopg
import pytest

from mingle.settings import Settings
from tests.features.calls.conftest import Device, current, device, is_so, lines, past, state_of
from tests.features.chats.conftest import Serve, Somebody, draft, group, private_chat
from tests.features.chats.test_hints import erase
from tests.features.discovery.conftest import crowd, matched
from tests.features.people.conftest import ask

pytestmark = pytest.mark.anyio

NOWHERE = "00000000-0000-0000-0000-000000000000"


def asked(chat_id: str) -> dict[str, Any]:
    return {"chatId": chat_id, "kind": "audio", "deviceId": "phone"}


@pytest.mark.parametrize("who_blocks", ["caller", "callee"])
async def test_a_block_answers_as_the_messenger_does(
    client: httpx.AsyncClient, somebody: Somebody, who_blocks: str
) -> None:
    ada, ben = await somebody(), await somebody()
    chat_id = await private_chat(client, ada, ben)
    blocker, blocked = (ada, ben) if who_blocks == "caller" else (ben, ada)
    await ask(client, blocker, "POST", f"/users/{blocked.id}/block")
    writing = await ask(client, ada, "POST", "/messages", draft(chat_id), status=404)
    calling = await ask(client, ada, "POST", "/calls/initiate", asked(chat_id), status=404)
    assert calling == writing
    async with device(client, ada) as at_ada, device(client, ben) as at_ben:
        assert await at_ada.say("call:initiate", **asked(chat_id)) == await at_ada.say("message:send", **draft(chat_id))
        assert await at_ben.heard("call:incoming") == []


@pytest.mark.parametrize("is_answered", [True, False], ids=["answered", "ringing"])
async def test_a_block_ends_the_call_of_the_two_and_says_nothing_of_itself(
    client: httpx.AsyncClient, serve: Serve, somebody: Somebody, settings: Settings, is_answered: bool
) -> None:
    ada, ben = await somebody(), await somebody()
    chat_id = await private_chat(client, ada, ben)
    async with serve() as there, device(client, ada) as at_ada, device(there, ben) as at_ben:
        call = await at_ada.call(chat_id)
        if is_answered:
            await at_ben.answer(call["id"])
        await ask(there, ben, "POST", f"/users/{ada.id}/block")
        for each in (at_ada, at_ben):
            assert (await each.hear("call:ended"))["reason"] == "ended"
        assert (await at_ada.signal(call["id"], at_ben))["error"]["code"] == "not_found"
        for person in (ada, ben):
            assert await current(client, person) == []
            await ask(client, person, "GET", f"/calls/{call['id']}", status=404)
            [item] = await past(client, person)
            assert item["peer"] is None
    with psycopg.connect(settings.database_url) as connection:
        assert connection.execute("SELECT reason FROM calls").fetchall() == [("blocked",)]


async def test_in_a_call_of_several_who_blocks_leaves_and_neither_comes_to_the_other(
    client: httpx.AsyncClient, somebody: Somebody
) -> None:
    ada, ben, cleo = await somebody(), await somebody(), await somebody()
    club = await group(client, ada, ben, cleo)
    async with device(client, ada) as at_ada, device(client, ben) as at_ben, device(client, cleo) as at_cleo:
        call = await at_ada.call(club)
        for one in (at_ben, at_cleo):
            await one.answer(call["id"])
        await ask(client, ben, "POST", f"/users/{cleo.id}/block")
        told = (await at_cleo.hear("call:updated", is_so(ben, "left")))["call"]
        assert (told["state"], state_of(told, cleo)) == ("active", "joined")
        assert await at_ben.refused("call:answer", callId=call["id"], deviceId="phone") == "not_found"
        await at_cleo.end(call["id"])
        again = await at_ben.call(club)
        assert str(cleo.id) not in [one["userId"] for one in again["members"]], "she is not rung"
        assert [one for one in await at_cleo.heard("call:incoming") if one["callId"] == again["id"]] == []


async def test_who_came_into_a_call_while_they_were_blocked_is_parted_with_the_next_sign_of_life(
    client: httpx.AsyncClient, serve: Serve, somebody: Somebody, settings: Settings
) -> None:
    ada, ben, cleo = await somebody(), await somebody(), await somebody()
    club = await group(client, ada, ben, cleo)
    async with (
        serve(calls_lease_seconds=1.5) as here,
        device(here, ada) as at_ada,
        device(here, ben) as at_ben,
        device(here, cleo) as at_cleo,
    ):
        call = await at_ada.call(club)
        for one in (at_ben, at_cleo):
            await one.answer(call["id"])
        with psycopg.connect(settings.database_url) as connection:  # as if both had happened at the same instant
            connection.execute("INSERT INTO blocks VALUES (%s, %s, now())", (ben.id, cleo.id))
        told = (await at_cleo.hear("call:updated", is_so(ben, "left")))["call"]
        assert state_of(told, cleo) == "joined"


async def test_channels_are_not_called(client: httpx.AsyncClient, settings: Settings) -> None:
    ada, ben = crowd(settings, 2)
    channel = await group(client, ada, ben, kind="channel")
    async with device(client, ada) as at_ada, device(client, ben) as at_ben:
        for each in (at_ada, at_ben):
            error = (await each.say("call:initiate", **asked(channel)))["error"]
            assert (error["code"], error["message"]) == ("forbidden", "There are no calls in channels.")


async def test_nobody_is_called_where_nobody_else_is(client: httpx.AsyncClient, settings: Settings) -> None:
    [ada] = crowd(settings, 1)
    saved, alone = await private_chat(client, ada, ada), await group(client, ada)
    async with device(client, ada) as at_ada:
        for chat_id in (saved, alone):
            assert await at_ada.refused("call:initiate", **asked(chat_id)) == "nobody_to_call"
        assert await at_ada.refused("call:initiate", **asked(NOWHERE)) == "not_found"


OF_A_CALL = {
    "call:answer": {"deviceId": "phone"},
    "call:resume": {"deviceId": "phone"},
    "call:reject": {},
    "call:end": {},
    "call:upgrade": {},
}


@pytest.mark.parametrize("event", OF_A_CALL)
async def test_a_call_of_others_does_not_exist(client: httpx.AsyncClient, settings: Settings, event: str) -> None:
    ada, ben, eve = crowd(settings, 3)
    chat_id = await private_chat(client, ada, ben)
    async with device(client, ada) as at_ada, device(client, eve) as at_eve:
        call = await at_ada.call(chat_id)
        for call_id in (call["id"], NOWHERE):
            payload = {"callId": call_id, **OF_A_CALL[event]}
            assert await at_eve.refused(event, **payload) == "not_found"
            if event != "call:upgrade":
                await ask(client, eve, "POST", f"/calls/{event.partition(':')[2]}", payload, status=404)
        assert await at_eve.refused("call:initiate", **asked(chat_id)) == "not_found"
        await ask(client, eve, "GET", f"/calls/{call['id']}", status=404)
        assert await current(client, eve) == await past(client, eve) == []
        assert (await ask(client, ada, "GET", f"/calls/{call['id']}"))["call"] == call, "nothing came of it"


async def test_what_is_over_is_answered_so(client: httpx.AsyncClient, settings: Settings) -> None:
    ada, ben = crowd(settings, 2)
    chat_id = await private_chat(client, ada, ben)
    async with device(client, ada) as at_ada, device(client, ben) as at_ben:
        call = await at_ada.call(chat_id)
        ended = await at_ada.end(call["id"])
        of = {"callId": call["id"], "deviceId": "phone"}
        for event in ("call:answer", "call:resume"):
            assert await at_ben.refused(event, **of) == "call_ended"
        error = await ask(client, ben, "POST", "/calls/answer", of, status=410)
        assert error == {"code": "call_ended", "message": "This call has ended."}
        assert await at_ben.refused("call:upgrade", callId=call["id"]) == "call_ended"
        assert (await at_ben.do("call:end", callId=call["id"]))["call"] == ended
        assert (await at_ben.do("call:reject", callId=call["id"]))["call"] == ended


async def test_who_is_in_a_call_does_not_reject_it_and_who_is_not_does_not_resume_it(
    client: httpx.AsyncClient, settings: Settings
) -> None:
    ada, ben, cleo = crowd(settings, 3)
    club = await group(client, ada, ben, cleo)
    async with device(client, ada) as at_ada, device(client, ben) as at_ben, device(client, cleo) as at_cleo:
        call = await at_ada.call(club)
        assert await at_ada.refused("call:reject", callId=call["id"]) == "not_rung"
        of = {"callId": call["id"], "deviceId": "phone"}
        assert await at_ben.refused("call:resume", **of) == "not_joined"
        for one in (at_ben, at_cleo):
            await one.answer(call["id"])
        await at_ben.end(call["id"])
        assert await at_ben.refused("call:resume", **of) == "resume_too_late"


async def test_ringing_has_a_limit(serve: Serve, settings: Settings) -> None:
    ada, ben = crowd(settings, 2)
    rules = ["calling=3/hour"]
    async with serve(rate_limits=True, rate_limit_rules=rules) as here, device(here, ada) as at_ada:
        chat_id = await private_chat(here, ada, ben)
        for _ in range(3):
            await at_ada.end((await at_ada.call(chat_id))["id"])
        assert await at_ada.refused("call:initiate", **asked(chat_id)) == "rate_limited"


async def test_a_match_that_ends_ends_the_call(client: httpx.AsyncClient, serve: Serve, settings: Settings) -> None:
    ada, ben = crowd(settings, 2)
    match = await matched(client, ada, ben)
    async with serve(calls_lease_seconds=1.5) as here, device(here, ada) as at_ada, device(here, ben) as at_ben:
        call = await at_ada.call(match["chatId"])
        await at_ben.answer(call["id"])
        await ask(here, ben, "DELETE", f"/matches/{match['id']}")
        for each in (at_ada, at_ben):
            assert (await each.hear("call:ended"))["callId"] == call["id"]


@pytest.mark.parametrize("is_caller", [True, False], ids=["caller", "callee"])
async def test_who_is_erased_leaves_their_calls_and_the_others_keep_theirs(
    client: httpx.AsyncClient, settings: Settings, somebody: Somebody, is_caller: bool
) -> None:
    ada, ben = await somebody(), await somebody()
    chat_id = await private_chat(client, ada, ben)
    async with device(client, ada) as at_ada, device(client, ben) as at_ben:
        over = await at_ada.call(chat_id)
        await at_ada.end(over["id"])
        one, other = (at_ada, at_ben) if is_caller else (at_ben, at_ada)
        call = await one.call(chat_id)
        await other.answer(call["id"])
        await erase(client, settings, one.person if is_caller else other.person)
        stays = at_ben if (one is at_ada) == is_caller else at_ada
        await kept(client, settings, stays, [call["id"], over["id"]])


async def kept(client: httpx.AsyncClient, settings: Settings, stays: Device, call_ids: list[str]) -> None:
    """Who stays is told, keeps the calls, and is free; once they are erased too, nothing is left."""
    assert (await stays.hear("call:ended", lambda told: told["callId"] == call_ids[0]))["callId"] == call_ids[0]
    items = await past(client, stays.person)
    assert [(one["sessionId"], one["peer"]) for one in items] == [(call_id, None) for call_id in call_ids]
    await erase(client, settings, stays.person)
    with psycopg.connect(settings.database_url) as connection:
        counts = connection.execute(
            "SELECT (SELECT count(*) FROM calls), (SELECT count(*) FROM call_members)"
        ).fetchone()
    assert counts == (0, 0)


async def test_the_line_of_a_call_is_no_news_to_be_counted(client: httpx.AsyncClient, settings: Settings) -> None:
    ada, ben = crowd(settings, 2)
    chat_id = await private_chat(client, ada, ben)
    async with device(client, ada) as at_ada:
        await at_ada.end((await at_ada.call(chat_id))["id"])
    chat = (await ask(client, ben, "GET", f"/chats/{chat_id}"))["chat"]
    assert (chat["unread"], chat["lastMessage"]["type"]) == (0, "system")
    assert len(await lines(client, ben, chat_id)) == 1


async def test_calls_can_be_switched_off(serve: Serve, settings: Settings) -> None:
    [ada] = crowd(settings, 1)
    features = [one for one in settings.features if one != "calls"]
    async with serve(features=features) as here, device(here, ada) as at_ada:
        await ask(here, ada, "GET", "/calls/current", status=404)
        await ask(here, ada, "GET", "/room", status=404)  # dates stand on calls
        assert await at_ada.refused("call:initiate", **asked(NOWHERE)) == "unknown_event"
