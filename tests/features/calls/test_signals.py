"""Signals reach the device by which somebody is in the call, and no other; the rest are refused in words."""

from typing import Any

import httpx
import pytest

from mingle.features.calls.models import SIGNAL_MAX_BYTES, Note
from mingle.features.calls.seats import Seats
from mingle.settings import Settings
from tests.features.accounts.conftest import Person
from tests.features.calls.conftest import QUICK, SDP, Device, device
from tests.features.chats.conftest import Serve, group, private_chat
from tests.features.discovery.conftest import crowd

pytestmark = pytest.mark.anyio


def code(answer: Any) -> str:
    assert not answer["success"], answer
    return str(answer["error"]["code"])


async def test_offers_answers_and_candidates_pass_between_two_servers(
    client: httpx.AsyncClient, serve: Serve, settings: Settings
) -> None:
    ada, ben = crowd(settings, 2)
    chat_id = await private_chat(client, ada, ben)
    async with serve() as there, device(client, ada) as at_ada, device(there, ben) as at_ben:
        call = await at_ada.call(chat_id)
        await at_ben.answer(call["id"])
        await at_ada.hear("call:accepted")
        for one, other in ((at_ada, at_ben), (at_ben, at_ada)):
            about = {"callId": call["id"], "fromUserId": str(one.person.id)}
            assert await one.signal(call["id"], other) == {"success": True, "data": None}
            assert await other.hear("call:signal") == {**about, "signal": SDP}
            candidate = {"candidate": "candidate:1 1 udp 1 192.0.2.1 9 typ host", "sdpMid": "0", "sdpMLineIndex": 0}
            asked = {"callId": call["id"], "toUserId": str(other.person.id)}
            await one.do("call:ice-candidate", **asked, candidate=candidate)
            assert await other.hear("call:signal") == {**about, "signal": {"candidate": candidate}}
            await one.do("call:ice-candidate", **asked, candidate=None)
            assert await other.hear("call:signal") == {**about, "signal": {"candidate": None}}, "there are no more"


async def test_they_come_in_their_order(client: httpx.AsyncClient, serve: Serve, settings: Settings) -> None:
    ada, ben = crowd(settings, 2)
    chat_id = await private_chat(client, ada, ben)
    async with serve() as there, device(client, ada) as at_ada, device(there, ben) as at_ben:
        call = await at_ada.call(chat_id)
        await at_ben.answer(call["id"])
        await at_ada.hear("call:accepted")
        for number in range(200):
            at_ada.socket.emit(
                "call:signal", {"callId": call["id"], "toUserId": str(ben.id), "signal": {"number": number}}
            )
        heard = [(await at_ben.hear("call:signal"))["signal"]["number"] for _ in range(200)]
        assert heard == list(range(200))


async def test_only_the_device_that_is_in_the_call_hears_them(client: httpx.AsyncClient, settings: Settings) -> None:
    ada, ben, eve = crowd(settings, 3)
    chat_id = await private_chat(client, ada, ben)
    async with (
        device(client, ada) as at_ada,
        device(client, ben, "phone") as phone,
        device(client, ben, "laptop") as laptop,
        device(client, eve) as at_eve,
    ):
        call = await at_ada.call(chat_id)
        await phone.answer(call["id"])
        assert await laptop.refused("call:answer", callId=call["id"], deviceId="laptop") == "answered_elsewhere"
        await at_ada.signal(call["id"], phone)
        await phone.hear("call:signal")
        for other in (laptop, at_eve):
            assert await other.heard("call:signal") == []
        assert code(await laptop.signal(call["id"], at_ada)) == "other_device"


async def test_who_may_not_signal_is_told_why(client: httpx.AsyncClient, settings: Settings) -> None:
    ada, ben, eve = crowd(settings, 3)
    chat_id = await private_chat(client, ada, ben)
    async with device(client, ada) as at_ada, device(client, ben) as at_ben, device(client, eve) as at_eve:
        call = await at_ada.call(chat_id)
        assert code(await at_ben.signal(call["id"], at_ada)) == "not_joined", "it rings still"
        assert code(await at_ada.signal(call["id"], at_ben)) == "not_in_call", "it rings still"
        await at_ben.answer(call["id"])
        assert code(await at_eve.signal(call["id"], at_ada)) == "not_found", "it is not hers"
        assert code(await at_ada.signal(call["id"], at_eve)) == "not_in_call", "she is outside of it"
        assert code(await at_ada.signal(call["id"], at_ada)) == "not_in_call"
        nowhere = "00000000-0000-0000-0000-000000000000"
        assert code(await at_ada.signal(nowhere, at_ben)) == "not_found"
        await at_ben.end(call["id"])
        for one, other in ((at_ada, at_ben), (at_ben, at_ada)):
            assert code(await one.signal(call["id"], other)) == "call_ended"
        assert await at_ben.heard("call:signal") == await at_ada.heard("call:signal") == []


async def in_a_call(client: httpx.AsyncClient, at_ada: Device, at_ben: Device) -> str:
    chat_id = await private_chat(client, at_ada.person, at_ben.person)
    call = await at_ada.call(chat_id)
    await at_ben.answer(call["id"])
    return str(call["id"])


@pytest.mark.parametrize(
    ("size", "told"),
    [(SIGNAL_MAX_BYTES, None), (SIGNAL_MAX_BYTES + 1, "payload_too_large"), (1_048_576, "payload_too_large")],
    ids=["16 KB", "one byte more", "1 MB"],
)
@pytest.mark.parametrize("event", ["call:signal", "call:ice-candidate"])
async def test_a_signal_has_a_size(
    client: httpx.AsyncClient, settings: Settings, size: int, told: str | None, event: str
) -> None:
    ada, ben = crowd(settings, 2)
    async with device(client, ada) as at_ada, device(client, ben) as at_ben:
        call_id = await in_a_call(client, at_ada, at_ben)
        field, around = ("signal", '{"a":""}') if event == "call:signal" else ("candidate", '{"candidate":""}')
        text = "x" * (size - len(around))
        sent = {"a": text} if field == "signal" else text
        answer = await at_ada.say(event, callId=call_id, toUserId=str(ben.id), **{field: sent})
        if told is None:
            assert answer["success"]
            heard = await at_ben.hear("call:signal")
            assert heard["signal"] == ({"a": text} if field == "signal" else {"candidate": text})
        else:
            assert code(answer) == told
            assert (await at_ada.signal(call_id, at_ben))["success"], "and one may go on"


@pytest.mark.parametrize("signal", ["a text", 5, None, ["a"], True], ids=["text", "number", "null", "list", "yes"])
async def test_a_signal_is_an_object(client: httpx.AsyncClient, settings: Settings, signal: Any) -> None:
    ada, ben = crowd(settings, 2)
    async with device(client, ada) as at_ada, device(client, ben) as at_ben:
        call_id = await in_a_call(client, at_ada, at_ben)
        answer = await at_ada.signal(call_id, at_ben, signal)
        assert code(answer) == "validation_failed"
        assert [one["field"] for one in answer["error"]["details"]] == ["signal"]


@pytest.mark.parametrize(
    ("event", "payload", "fields"),
    [
        ("call:signal", {}, ["callId", "toUserId", "signal"]),
        ("call:signal", {"callId": "x", "toUserId": 5, "signal": {}}, ["callId", "toUserId"]),
        ("call:ice-candidate", {"callId": "x", "toUserId": "y", "candidate": {}}, ["callId", "toUserId"]),
        ("call:initiate", {"kind": "smell", "deviceId": ""}, ["chatId", "kind", "deviceId"]),
        ("call:answer", {"deviceId": "x" * 65}, ["callId", "deviceId"]),
        ("call:resume", {"callId": None, "deviceId": "a b"}, ["callId", "deviceId"]),
        ("call:end", {}, ["callId"]),
        ("call:reject", {"callId": []}, ["callId"]),
        ("call:upgrade", {"callId": "019a"}, ["callId"]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_every_bad_field_is_named(
    client: httpx.AsyncClient, settings: Settings, event: str, payload: dict[str, Any], fields: list[str]
) -> None:
    [ada] = crowd(settings, 1)
    async with device(client, ada) as at_ada:
        answer = await at_ada.say(event, **payload)
        assert code(answer) == "validation_failed"
        assert sorted(one["field"] for one in answer["error"]["details"]) == sorted(fields)


async def test_a_thousand_at_once_are_too_many(serve: Serve, settings: Settings) -> None:
    ada, ben = crowd(settings, 2)
    async with (
        serve(rate_limits=True, socket_events_per_second=1000.0) as here,
        device(here, ada) as at_ada,
        device(here, ben) as at_ben,
    ):
        call_id = await in_a_call(here, at_ada, at_ben)
        asked = {"callId": call_id, "toUserId": str(ben.id), "signal": SDP}
        for _ in range(1000):
            at_ada.socket.emit("call:signal", asked)
        told = await at_ada.hear("error")
        assert (told["event"], told["code"]) == ("call:signal", "rate_limited")
        last = await at_ada.say("call:signal", **asked)
        refused = 1 + len(await at_ada.heard("error")) + (not last["success"])
        assert 700 < refused < 1000
        assert (await at_ben.signal(call_id, at_ada))["success"], "others are not concerned"
        got = len(await at_ben.heard("call:signal"))
        assert refused + got == 1001


async def test_a_flood_ends_at_the_limit_of_all_sockets_too(serve: Serve, settings: Settings) -> None:
    ada, ben = crowd(settings, 2)
    async with serve(rate_limits=True) as here, device(here, ada) as at_ada, device(here, ben) as at_ben:
        call_id = await in_a_call(here, at_ada, at_ben)
        for _ in range(1000):
            at_ada.socket.emit("call:signal", {"callId": call_id, "toUserId": str(ben.id), "signal": SDP})
        assert (await at_ada.hear("error"))["code"] == "rate_limited"
        await at_ada.socket.gone()


async def test_in_a_call_of_several_each_hears_what_is_for_them(
    client: httpx.AsyncClient, serve: Serve, settings: Settings
) -> None:
    ada, ben, cleo = crowd(settings, 3)
    club = await group(client, ada, ben, cleo)
    async with (
        serve() as there,
        device(client, ada) as at_ada,
        device(there, ben) as at_ben,
        device(client, cleo) as at_cleo,
    ):
        devices = (at_ada, at_ben, at_cleo)
        call = await at_ada.call(club)
        for one in (at_ben, at_cleo):
            await one.answer(call["id"])
        await at_ada.hear("call:accepted", lambda told: told["userId"] == str(cleo.id))
        await at_ben.hear("call:accepted", lambda told: told["userId"] == str(cleo.id))
        for one in devices:
            for other in devices:
                if one is not other:
                    signal = {"from": str(one.person.id), "to": str(other.person.id)}
                    assert (await one.signal(call["id"], other, signal))["success"]
        for other in devices:
            heard = [(await other.hear("call:signal")) for _ in range(2)]
            assert {one["signal"]["to"] for one in heard} == {str(other.person.id)}
            assert {one["signal"]["from"] for one in heard} == {one["fromUserId"] for one in heard}
        await at_cleo.end(call["id"])
        await at_ada.hear("call:updated")
        assert code(await at_ada.signal(call["id"], at_cleo)) == "not_in_call"
        assert code(await at_cleo.signal(call["id"], at_ada)) == "not_joined"


def hear_nothing(_seats: Seats, _note: Note) -> None:
    """What a process hears whose connection to Valkey is lost."""


async def test_a_process_that_missed_the_news_looks_before_it_refuses(
    client: httpx.AsyncClient, serve: Serve, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What processes tell each other may be lost; what they hold of a call is a copy."""
    ada, ben = crowd(settings, 2)
    chat_id = await private_chat(client, ada, ben)
    async with serve() as there, device(client, ada) as at_ada, device(there, ben) as at_ben:
        call = await at_ada.call(chat_id)
        hear = Seats.hear
        with monkeypatch.context() as deaf:
            deaf.setattr(Seats, "hear", hear_nothing)
            await at_ben.answer(call["id"])
            await at_ada.hear("call:accepted")
        assert Seats.hear is hear
        assert (await at_ada.signal(call["id"], at_ben))["success"]
        await at_ben.hear("call:signal")


async def test_a_process_that_missed_that_a_call_is_over_learns_it_with_the_next_sign_of_life(
    client: httpx.AsyncClient, serve: Serve, settings: Settings
) -> None:
    ada, ben = crowd(settings, 2)
    chat_id = await private_chat(client, ada, ben)
    async with (
        serve(**QUICK) as here,
        serve(**QUICK) as there,
        device(here, ada) as at_ada,
        device(there, ben) as at_ben,
    ):
        call = await at_ada.call(chat_id)
        await at_ben.answer(call["id"])
        await at_ada.hear("call:accepted")
        async with serve(valkey_prefix="nobody-hears") as apart:
            await end_over_http(apart, ben, call["id"])
        while (answer := await at_ada.signal(call["id"], at_ben))["success"]:
            pass
        assert code(answer) == "call_ended"


async def end_over_http(client: httpx.AsyncClient, person: Person, call_id: str) -> None:
    answer = await client.post("/api/calls/end", json={"callId": call_id}, headers=person.headers)
    assert answer.status_code == 200, answer.text
