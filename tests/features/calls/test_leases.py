"""Connections that are lost: who comes back in time goes on, who does not has left; what crashed is written down."""

from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import psycopg
import pytest

from mingle.features.calls import flows, reaping
from mingle.features.calls.lease_queries import Lease
from mingle.kernel import clock
from mingle.kernel.resources import Resources
from mingle.settings import Settings
from tests.features.calls.conftest import QUICK, current, device, is_so, lines, past, state_of, states
from tests.features.chats.conftest import Serve, private_chat, working
from tests.features.discovery.conftest import crowd
from tests.features.people.conftest import ask
from tests.support.eventually import eventually
from tests.support.killed import kill, servers

pytestmark = pytest.mark.anyio


async def test_who_lost_the_connection_comes_back_on_another_server(
    client: httpx.AsyncClient, serve: Serve, settings: Settings
) -> None:
    ada, ben = crowd(settings, 2)
    chat_id = await private_chat(client, ada, ben)
    async with serve() as there, device(client, ada) as at_ada:
        async with device(client, ben) as before:
            call = await at_ada.call(chat_id)
            await before.answer(call["id"])
            before.socket.abort()
            dropped = (await at_ada.hear("call:updated", is_so(ben, "dropped")))["call"]
            assert (dropped["state"], state_of(dropped, ada)) == ("active", "joined")
            assert (await at_ada.signal(call["id"], before))["error"]["code"] == "not_in_call"
        async with device(there, ben) as after:
            assert await current(there, ben) == [call["id"]]
            resumed = await after.resume(call["id"])
            assert state_of(resumed, ben) == "joined"
            assert [one["joinedAt"] for one in resumed["members"]] == [one["joinedAt"] for one in dropped["members"]]
            assert (await at_ada.hear("call:updated", is_so(ben, "joined")))["call"] == resumed
            assert await at_ada.signal(call["id"], after) == {"success": True, "data": None}
            heard = await after.hear("call:signal")
            assert (heard["callId"], heard["fromUserId"]) == (call["id"], str(ada.id))


@pytest.mark.parametrize("who_looks", ["server", "worker"])
async def test_who_does_not_come_back_in_time_has_left(
    client: httpx.AsyncClient, serve: Serve, settings: Settings, who_looks: str
) -> None:
    ada, ben = crowd(settings, 2)
    chat_id = await private_chat(client, ada, ben)
    lease = QUICK if who_looks == "server" else {"calls_lease_seconds": 300}
    async with AsyncExitStack() as stack:
        here = await stack.enter_async_context(serve(calls_resume_seconds=0.5, **lease))
        if who_looks == "worker":
            await stack.enter_async_context(working(settings))
        at_ada = await stack.enter_async_context(device(here, ada))
        async with device(here, ben) as at_ben:
            call = await at_ada.call(chat_id)
            answered = await at_ben.answer(call["id"])
        told = await at_ada.hear("call:ended")
        assert told["reason"] == "dropped"
        assert told["durationSeconds"] in (0, 1), "it counts to the last moment at which both were there"
        assert told["call"]["answeredAt"] == answered["answeredAt"]
        async with device(here, ben) as again:
            assert await again.refused("call:resume", callId=call["id"], deviceId="phone") == "call_ended"
    assert [one["reason"] for one in await lines(client, ada, chat_id)] == ["dropped"]


async def test_who_called_and_is_gone_while_it_rings_has_dropped_it(
    client: httpx.AsyncClient, serve: Serve, settings: Settings
) -> None:
    ada, ben = crowd(settings, 2)
    chat_id = await private_chat(client, ada, ben)
    async with serve(calls_resume_seconds=0.5, **QUICK) as here, device(here, ben) as at_ben:
        async with device(here, ada) as at_ada:
            await at_ada.call(chat_id)
        told = await at_ben.hear("call:ended")
        assert (told["reason"], state_of(told["call"], ben)) == ("dropped", "missed")


async def test_nobody_comes_back_later_than_they_may(client: httpx.AsyncClient, settings: Settings) -> None:
    ada, ben = crowd(settings, 2)
    chat_id = await private_chat(client, ada, ben)
    async with device(client, ada) as at_ada, device(client, ben, "laptop") as laptop:
        async with device(client, ben) as at_ben:
            call = await at_ada.call(chat_id)
            await at_ben.answer(call["id"])
        await at_ada.hear("call:updated", is_so(ben, "dropped"))
        with clock.moved(timedelta(seconds=21)):
            assert await laptop.refused("call:resume", callId=call["id"], deviceId="laptop") == "call_ended"


async def test_a_call_is_taken_over_by_another_device(
    client: httpx.AsyncClient, serve: Serve, settings: Settings
) -> None:
    ada, ben = crowd(settings, 2)
    chat_id = await private_chat(client, ada, ben)
    async with (
        serve() as there,
        device(client, ada) as at_ada,
        device(client, ben) as phone,
        device(there, ben, "laptop") as laptop,
    ):
        call = await at_ada.call(chat_id)
        await phone.answer(call["id"])
        taken = await laptop.resume(call["id"])
        assert [one["deviceId"] for one in taken["members"] if one["userId"] == str(ben.id)] == ["laptop"]
        assert await phone.hear("call:moved") == {"callId": call["id"], "deviceId": "laptop"}
        assert await at_ada.hear("call:updated", lambda told: told["call"]["version"] == taken["version"])
        await at_ada.signal(call["id"], laptop)
        await laptop.hear("call:signal")
        assert await phone.heard("call:signal") == []
        assert (await phone.signal(call["id"], at_ada))["error"]["code"] == "other_device"
        phone.socket.abort()
        await phone.socket.gone()
        assert state_of(await laptop.resume(call["id"]), ben) == "joined", "what the old one does is nobody's loss"


async def test_the_same_device_comes_back_before_its_old_connection_is_gone(
    client: httpx.AsyncClient, settings: Settings
) -> None:
    ada, ben = crowd(settings, 2)
    chat_id = await private_chat(client, ada, ben)
    async with device(client, ada) as at_ada, device(client, ben) as before, device(client, ben) as after:
        call = await at_ada.call(chat_id)
        await before.answer(call["id"])
        await after.resume(call["id"])
        assert await before.hear("call:moved") == {"callId": call["id"], "deviceId": "phone"}
        before.socket.abort()
        await at_ada.signal(call["id"], after)
        await after.hear("call:signal")
        assert not [told for told in await at_ada.heard("call:updated") if state_of(told["call"], ben) == "dropped"]


async def test_the_loss_of_an_old_connection_that_is_told_late_drops_nobody(
    client: httpx.AsyncClient, settings: Settings, resources: Resources
) -> None:
    """As by a process that has not heard that another one took the call over."""
    ada, ben = crowd(settings, 2)
    chat_id = await private_chat(client, ada, ben)
    async with device(client, ada) as at_ada, device(client, ben) as at_ben:
        call = await at_ada.call(chat_id)
        answered = await at_ben.answer(call["id"])
        await flows.drop(resources, Lease(UUID(call["id"]), ben.id), uuid4())
        assert (await ask(client, ada, "GET", f"/calls/{call['id']}"))["call"] == answered


async def test_leases_are_renewed_for_as_long_as_the_sockets_are_there(
    client: httpx.AsyncClient, serve: Serve, settings: Settings
) -> None:
    ada, ben = crowd(settings, 2)
    chat_id = await private_chat(client, ada, ben)
    short = {"calls_lease_seconds": 3}
    async with (
        serve(**short) as here,
        serve(**short) as there,
        device(here, ada) as at_ada,
        device(there, ben) as at_ben,
    ):
        call = await at_ada.call(chat_id)
        await at_ben.answer(call["id"])
        first = signs_of_life(settings)
        # Nothing happens: that is what is tested.
        await eventually(lambda: min(signs_of_life(settings)) > max(first) + timedelta(seconds=4), "signs of life")
        assert await at_ada.resume(call["id"]) is not None
        changes = [set(states(told["call"]).values()) for told in await at_ada.heard("call:updated")]
        assert all("dropped" not in change for change in changes), "nobody was taken for lost meanwhile"
        assert (await at_ada.signal(call["id"], at_ben))["success"]


async def test_jobs_wait_for_the_very_moments_at_which_something_is_over(
    client: httpx.AsyncClient, serve: Serve, settings: Settings
) -> None:
    """The reaper would come a little later."""
    ada, ben = crowd(settings, 2)
    chat_id = await private_chat(client, ada, ben)
    async with serve(calls_max_seconds=600) as here, device(here, ada) as at_ada:
        async with device(here, ben) as at_ben:
            call = await at_ada.call(chat_id)
            assert moments_of_jobs(settings) == [datetime.fromisoformat(call["ringsUntil"])]
            answered = await at_ben.answer(call["id"])
            assert moments_of_jobs(settings)[1:] == [datetime.fromisoformat(answered["endsAt"])]
        await at_ada.hear("call:updated", is_so(ben, "dropped"))
        [_, _, at] = moments_of_jobs(settings)
        assert timedelta(seconds=10) < at - datetime.fromisoformat(answered["answeredAt"]) < timedelta(seconds=40)


def moments_of_jobs(settings: Settings) -> list[datetime]:
    query = "SELECT scheduled_at FROM procrastinate_jobs WHERE task_name = 'calls.settle' ORDER BY id"
    with psycopg.connect(settings.database_url) as connection:
        return [at for (at,) in connection.execute(query)]


def signs_of_life(settings: Settings) -> list[datetime]:
    with psycopg.connect(settings.database_url) as connection:
        return [at for (at,) in connection.execute("SELECT seen_at FROM call_members WHERE seen_at IS NOT NULL")]


async def test_who_was_taken_for_lost_is_back_by_themselves_if_the_connection_is_there(
    client: httpx.AsyncClient, serve: Serve, settings: Settings
) -> None:
    """As when a process, or its machine, has slept for longer than a lease."""
    ada, ben = crowd(settings, 2)
    chat_id = await private_chat(client, ada, ben)
    async with serve(calls_lease_seconds=6) as here, device(here, ada) as at_ada, device(here, ben) as at_ben:
        call = await at_ada.call(chat_id)
        await at_ben.answer(call["id"])
        with psycopg.connect(settings.database_url) as connection:
            connection.execute("UPDATE call_members SET due_at = seen_at - interval '1 s' WHERE account_id = %s",
                               (ben.id,))  # fmt: skip
            connection.execute(
                "UPDATE call_members SET state = 'dropped', due_at = now() + interval '20 s' WHERE account_id = %s",
                (ben.id,),
            )
            connection.execute("UPDATE calls SET version = version + 1")
        back = (await at_ada.hear("call:updated", is_so(ben, "joined")))["call"]
        assert back["state"] == "active"
        assert (await at_ada.signal(call["id"], at_ben))["success"]
        await at_ben.hear("call:signal")


async def test_a_call_over_http_whose_devices_never_connect_does_not_last(
    client: httpx.AsyncClient, serve: Serve, settings: Settings
) -> None:
    ada, ben = crowd(settings, 2)
    chat_id = await private_chat(client, ada, ben)
    async with serve(calls_resume_seconds=0.5, **QUICK) as here, device(here, ben, "other") as watching:
        asked = {"chatId": chat_id, "kind": "audio", "deviceId": "a"}
        call_id = (await ask(here, ada, "POST", "/calls/initiate", asked))["callId"]
        await ask(here, ben, "POST", "/calls/answer", {"callId": call_id, "deviceId": "b"})
        assert (await watching.hear("call:ended"))["reason"] == "dropped"


async def test_a_server_that_stops_in_order_drops_its_people_at_once(
    client: httpx.AsyncClient, serve: Serve, settings: Settings
) -> None:
    ada, ben = crowd(settings, 2)
    chat_id = await private_chat(client, ada, ben)
    async with device(client, ada) as at_ada:
        async with serve() as there, AsyncExitStack() as stack:
            at_ben = await stack.enter_async_context(device(there, ben))
            call = await at_ada.call(chat_id)
            await at_ben.answer(call["id"])
            stack.pop_all()
        await at_ada.hear("call:updated", is_so(ben, "dropped"))


# Crashes.


def due_in(settings: Settings) -> timedelta:
    """How long it takes until every lease, and what comes after it, has run out."""
    seconds = settings.calls_lease_seconds + settings.calls_resume_seconds + settings.calls_ring_seconds
    return timedelta(seconds=seconds)


async def test_when_every_process_dies_the_reaper_writes_what_was(settings: Settings, resources: Resources) -> None:
    ada, ben, cleo, dora = crowd(settings, 4)
    async with servers(settings, 2) as [(one, here), (other, there)], AsyncExitStack() as stack:
        chats = [await private_chat(here, ada, ben), await private_chat(here, cleo, dora)]
        enter = stack.enter_async_context
        at_ada, at_ben = await enter(device(here, ada)), await enter(device(there, ben))
        at_cleo, at_dora = await enter(device(here, cleo)), await enter(device(there, dora))
        call = await at_ada.call(chats[0], "video")
        await at_ben.answer(call["id"])
        ringing = await at_cleo.call(chats[1])
        await at_dora.hear("call:incoming")
        answered = max(signs_of_life(settings))
        a_while = answered + timedelta(seconds=1)
        await eventually(lambda: min(signs_of_life(settings)) > a_while, "signs of life", patience=30)
        last = max(signs_of_life(settings))
        await kill(one, other)
    assert states_in(settings) == [("active",), ("ringing",)]
    assert await reaping.reap(resources) == 0, "they may all come back yet"
    with clock.moved(due_in(settings)):
        assert await reaping.reap(resources) == 2
        assert await reaping.reap(resources) == 0
    async with servers(settings, 1) as [(_, client)]:
        [item], [missed] = await past(client, ben), await past(client, dora)
        assert (item["sessionId"], item["reason"]) == (call["id"], "dropped")
        assert (missed["sessionId"], missed["reason"], missed["durationSeconds"]) == (ringing["id"], "missed", 0)
        ended = (await ask(client, ada, "GET", f"/calls/{call['id']}"))["call"]
        assert ended["endedAt"] is not None
        assert datetime.fromisoformat(ended["endedAt"]) <= last + timedelta(seconds=settings.calls_lease_seconds)
        lasted = datetime.fromisoformat(ended["endedAt"]) - datetime.fromisoformat(ended["answeredAt"])
        assert item["durationSeconds"] == round(lasted.total_seconds()) > 0, "it counts to the last sign of life"
        assert [(one["reason"], one["kind"]) for one in await lines(client, ada, chats[0])] == [("dropped", "video")]
        assert [one["reason"] for one in await lines(client, cleo, chats[1])] == ["dropped"]
        async with device(client, ada) as again:
            assert (await again.call(chats[0]))["state"] == "ringing", "nobody is held in a call that is over"


def states_in(settings: Settings) -> list[Any]:
    with psycopg.connect(settings.database_url) as connection:
        return connection.execute("SELECT state FROM calls ORDER BY state").fetchall()


async def test_who_was_on_a_process_that_dies_comes_back_on_another(settings: Settings) -> None:
    ada, ben = crowd(settings, 2)
    async with servers(settings, 2) as [(one, here), (_, there)], AsyncExitStack() as stack:
        chat_id = await private_chat(here, ada, ben)
        at_ada = await stack.enter_async_context(device(here, ada))
        at_ben = await stack.enter_async_context(device(there, ben))
        call = await at_ada.call(chat_id)
        await at_ben.answer(call["id"])
        await kill(one)
        await at_ada.socket.gone()
        back = await stack.enter_async_context(device(there, ada))
        assert await current(there, ada) == [call["id"]]
        resumed = await back.resume(call["id"])
        assert (resumed["state"], state_of(resumed, ben)) == ("active", "joined")
        assert (await at_ben.signal(call["id"], back))["success"]
        await back.hear("call:signal")
