"""Calls of several: who is rung, who comes later, for how many there is room, and when it is over."""

import httpx
import pytest

from mingle.settings import Settings
from tests.features.calls.conftest import QUICK, Device, current, device, is_so, lines, past, state_of, states
from tests.features.chats.conftest import Serve, group, private_chat
from tests.features.discovery.conftest import crowd
from tests.features.people.conftest import ask

pytestmark = pytest.mark.anyio


async def test_all_are_rung_and_come_and_go_as_they_like(
    client: httpx.AsyncClient, serve: Serve, settings: Settings
) -> None:
    ada, ben, cleo, dora = crowd(settings, 4)
    club = await group(client, ada, ben, cleo, dora)
    async with (
        serve() as there,
        device(client, ada) as at_ada,
        device(there, ben) as at_ben,
        device(client, cleo) as at_cleo,
        device(there, dora) as at_dora,
    ):
        call = await at_ada.call(club)
        for one in (at_ben, at_cleo, at_dora):
            assert (await one.hear("call:incoming"))["callId"] == call["id"]
        assert (await at_ben.answer(call["id"]))["state"] == "active"
        rejected = (await at_dora.do("call:reject", callId=call["id"]))["call"]
        assert (rejected["state"], state_of(rejected, dora)) == ("active", "rejected")
        for one in (at_ada, at_ben, at_cleo):
            assert (await one.hear("call:updated", is_so(dora, "rejected")))["call"] == rejected
        assert state_of(rejected, cleo) == "ringing", "it goes on for her"
        await at_cleo.answer(call["id"])
        left = await at_ada.end(call["id"])
        assert (left["state"], state_of(left, ada)) == ("active", "left"), "the others go on without who began it"
        assert (await at_dora.answer(call["id"]))["state"] == "active", "who refused may think better of it"
        assert (await at_ada.call(club))["id"] == call["id"], "calling there is coming back"
        for one in (at_ada, at_ben):
            assert (await one.end(call["id"]))["state"] == "active"
        ended = await at_cleo.end(call["id"])
        assert (ended["state"], ended["reason"]) == ("ended", "ended"), "nobody stays alone"
        for one in (at_ada, at_ben, at_dora):
            assert (await one.hear("call:ended"))["call"] == ended
    assert [(one["sender"], one["reason"]) for one in await lines(client, dora, club)] == [(str(ada.id), "ended")]
    assert [one["peer"] for one in await past(client, ben)] == [None], "there was not just one other"


async def test_whoever_is_still_rung_keeps_a_call_open_and_then_it_is_over(
    client: httpx.AsyncClient, serve: Serve, settings: Settings
) -> None:
    ada, ben, cleo = crowd(settings, 3)
    club = await group(client, ada, ben, cleo)
    async with (
        serve(calls_ring_seconds=2, **QUICK) as here,
        device(here, ada) as at_ada,
        device(here, ben) as at_ben,
        device(here, cleo) as at_cleo,
    ):
        call = await at_ada.call(club)
        await at_ben.answer(call["id"])
        assert (await at_ben.end(call["id"]))["state"] == "active", "it rings for Cleo"
        told = await at_cleo.hear("call:ended")
        assert told["reason"] == "ended"
        assert state_of(told["call"], cleo) == "missed"
    [item] = await past(client, cleo)
    assert (item["reason"], item["durationSeconds"]) == ("missed", 0), "she was not in it"
    assert [one["reason"] for one in await past(client, ben)] == ["ended"]


async def test_there_is_room_for_so_many(client: httpx.AsyncClient, serve: Serve, settings: Settings) -> None:
    ada, ben, cleo, dora = crowd(settings, 4)
    club = await group(client, ada, ben, cleo, dora)
    async with (
        serve(calls_mesh_limit=4) as rung,
        serve(calls_mesh_limit=3) as here,
        device(rung, ada) as at_ada,
        device(here, ben) as at_ben,
        device(here, cleo) as at_cleo,
        device(here, dora) as at_dora,
    ):
        call = await at_ada.call(club)
        await at_ben.answer(call["id"])
        await at_cleo.answer(call["id"])
        assert await at_dora.refused("call:answer", callId=call["id"], deviceId="phone") == "call_full"
        assert await at_dora.refused("call:initiate", chatId=club, kind="audio", deviceId="phone") == "call_full"
        await at_ben.end(call["id"])
        assert state_of(await at_dora.answer(call["id"]), dora) == "joined"


async def test_in_a_large_group_nobody_is_rung_and_all_may_join(serve: Serve, settings: Settings) -> None:
    ada, ben, cleo, dora, eve = crowd(settings, 5)
    async with (
        serve(calls_mesh_limit=3) as here,
        device(here, ada) as at_ada,
        device(here, ben) as at_ben,
        device(here, eve) as at_eve,
    ):
        club = await group(here, ada, ben, cleo, dora)
        await at_ben.hear("chat:new")
        call = await at_ada.call(club)
        assert states(call) == {str(ada.id): "joined"}
        assert (await at_ben.hear("call:updated"))["call"] == call
        assert await at_ben.heard("call:incoming") == []
        assert await current(here, ben) == []
        assert (await ask(here, ben, "GET", f"/calls/{call['id']}"))["call"] == call
        assert (await at_ben.answer(call["id"]))["state"] == "active"
        assert await at_eve.refused("call:answer", callId=call["id"], deviceId="phone") == "not_found"
        assert await at_eve.heard("call:updated") == []
        ended = await at_ben.end(call["id"])
        assert ended["reason"] == "ended"
        assert (await at_ada.hear("call:ended"))["call"] == ended


async def test_a_call_that_rings_for_nobody_waits_as_long_as_one_rings(serve: Serve, settings: Settings) -> None:
    ada, ben, cleo = crowd(settings, 3)
    async with serve(calls_mesh_limit=2, calls_ring_seconds=0.5, **QUICK) as here, device(here, ada) as at_ada:
        club = await group(here, ada, ben, cleo)
        await at_ada.call(club)
        assert (await at_ada.hear("call:ended"))["reason"] == "missed"


async def test_who_is_busy_is_not_rung_and_if_all_are_it_is_over(client: httpx.AsyncClient, settings: Settings) -> None:
    ada, ben, cleo, dora = crowd(settings, 4)
    club, small = await group(client, ada, ben, cleo, dora), await group(client, ada, ben, cleo)
    talk = await private_chat(client, ben, cleo)
    async with (
        device(client, ada) as at_ada,
        device(client, ben) as at_ben,
        device(client, cleo) as at_cleo,
        device(client, dora) as at_dora,
    ):
        held = await at_ben.call(talk)
        await at_cleo.answer(held["id"])
        call = await at_ada.call(club)
        assert states(call) == {
            str(ada.id): "joined",
            str(ben.id): "busy",
            str(cleo.id): "busy",
            str(dora.id): "ringing",
        }
        assert [one["callId"] for one in await at_ben.heard("call:incoming")] == []
        await at_ben.end(held["id"])
        await at_dora.answer(call["id"])
        assert state_of(await at_ben.answer(call["id"]), ben) == "joined", "who was busy may come later"
        await at_cleo.call(talk)
        await end_all(call["id"], at_ada, at_ben, at_dora)
        assert (await at_ada.call(small))["state"] == "ringing", "Ben is free"
    assert [one["reason"] for one in await past(client, dora)] == ["ended"]


async def end_all(call_id: str, *devices: Device) -> None:
    for one in devices:
        await one.end(call_id)


async def test_all_refuse_a_call(client: httpx.AsyncClient, settings: Settings) -> None:
    ada, ben, cleo = crowd(settings, 3)
    club = await group(client, ada, ben, cleo)
    async with device(client, ada) as at_ada, device(client, ben) as at_ben, device(client, cleo) as at_cleo:
        call = await at_ada.call(club)
        assert (await at_ben.do("call:reject", callId=call["id"]))["call"]["state"] == "ringing"
        assert (await at_cleo.do("call:reject", callId=call["id"]))["call"]["reason"] == "rejected"
        assert (await at_ada.hear("call:ended"))["reason"] == "rejected"


async def test_who_leaves_the_group_leaves_its_call(
    client: httpx.AsyncClient, serve: Serve, settings: Settings
) -> None:
    ada, ben, cleo = crowd(settings, 3)
    club = await group(client, ada, ben, cleo)
    async with (
        serve(**QUICK) as here,
        device(here, ada) as at_ada,
        device(here, ben) as at_ben,
        device(here, cleo) as at_cleo,
    ):
        call = await at_ada.call(club)
        for one in (at_ben, at_cleo):
            await one.answer(call["id"])
        await ask(here, ada, "DELETE", f"/chats/{club}/members/{cleo.id}")
        told = await at_ben.hear("call:updated", is_so(cleo, "left"))
        assert told["call"]["state"] == "active"
        assert await at_cleo.refused("call:answer", callId=call["id"], deviceId="phone") == "not_found"
        assert (await at_cleo.signal(call["id"], at_ada))["error"]["code"] == "not_found"
        assert (await at_ada.signal(call["id"], at_cleo))["error"]["code"] == "not_in_call"


async def test_a_call_outlives_the_end_of_its_group_by_no_more_than_a_sign_of_life(
    client: httpx.AsyncClient, serve: Serve, settings: Settings
) -> None:
    ada, ben = crowd(settings, 2)
    club = await group(client, ada, ben)
    async with serve(**QUICK) as here, device(here, ada) as at_ada, device(here, ben) as at_ben:
        call = await at_ada.call(club)
        await at_ben.answer(call["id"])
        await ask(here, ada, "DELETE", f"/chats/{club}")
        ended = (await at_ben.hear("call:ended"))["call"]
        assert (ended["reason"], ended["chatId"]) == ("ended", None)
    assert [(one["sessionId"], one["chatId"]) for one in await past(client, ada)] == [(call["id"], None)]


async def test_who_joins_the_group_later_may_join_its_call(client: httpx.AsyncClient, settings: Settings) -> None:
    ada, ben, cleo = crowd(settings, 3)
    club = await group(client, ada, ben)
    async with device(client, ada) as at_ada, device(client, ben) as at_ben, device(client, cleo) as at_cleo:
        call = await at_ada.call(club)
        await at_ben.answer(call["id"])
        assert await at_cleo.refused("call:answer", callId=call["id"], deviceId="phone") == "not_found"
        await ask(client, ada, "POST", f"/chats/{club}/members", {"memberIds": [str(cleo.id)]})
        assert state_of(await at_cleo.answer(call["id"]), cleo) == "joined"
