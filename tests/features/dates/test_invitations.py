"""Whom one may invite, and what becomes of it: each answer by a name of its own."""

from contextlib import AsyncExitStack
from typing import Any

import httpx
import pytest

from mingle.settings import Settings
from tests.features.accounts.conftest import Person
from tests.features.calls.conftest import device, past
from tests.features.chats.conftest import Serve, private_chat
from tests.features.dates.dating import (
    COOLDOWN_OVER,
    accept,
    begin,
    dating,
    here,
    in_database,
    invite,
    not_invited,
    tab,
)
from tests.features.dates.lobby import QUICK, told_of
from tests.features.discovery.conftest import crowd, judge, matched
from tests.features.people.conftest import ask

pytestmark = pytest.mark.anyio


async def nothing_rings(settings: Settings) -> bool:
    return in_database(settings, "SELECT id FROM calls WHERE state <> 'ended'") == []


# Whom one may invite.


@pytest.mark.parametrize("seconds", [59, 1801, -1, 2**40], ids=["short", "long", "negative", "huge"])
async def test_a_date_is_neither_too_short_nor_too_long(
    client: httpx.AsyncClient, settings: Settings, seconds: int
) -> None:
    ada, ben = crowd(settings, 2)
    async with tab(client, ada) as at_ada, tab(client, ben) as at_ben:
        refused = await at_ada.say("call:invite", toUserId=str(ben.id), requestedSeconds=seconds)
        assert refused["error"]["code"] == "validation_failed"
        assert [one["field"] for one in refused["error"]["details"]] == ["requestedSeconds"]
        invited = await invite(at_ada, ben)
        assert await at_ben.refused("call:accept", inviteId=invited["inviteId"], requestedSeconds=seconds) == (
            "validation_failed"
        )
        assert (await accept(at_ben, invited["inviteId"], 60))["agreedSeconds"] == 180


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ("UPDATE profiles SET paused_at = now() WHERE account_id = %s", "profile_hidden"),
        ("UPDATE profiles SET portrait = NULL WHERE account_id = %s", "profile_hidden"),
        ("UPDATE accounts SET birthdate = now() - interval '17 years' WHERE id = %s", "adults_only"),
    ],
    ids=["paused", "no-picture", "not-adult"],
)
async def test_only_adults_who_are_seen_invite(
    client: httpx.AsyncClient, settings: Settings, change: str, code: str
) -> None:
    ada, ben = crowd(settings, 2)
    async with tab(client, ada) as at_ada, tab(client, ben):
        in_database(settings, change, ada.id)
        assert await not_invited(at_ada, ben) == code


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE profiles SET paused_at = now() WHERE account_id = %(ben)s",
        "UPDATE preferences SET genders = '{man}' WHERE account_id = %(ben)s",
        "UPDATE preferences SET genders = '{man}' WHERE account_id = %(ada)s",
        "UPDATE preferences SET age_max = 20 WHERE account_id = %(ben)s",
        "INSERT INTO blocks (blocker_id, blocked_id, created_at) VALUES (%(ben)s, %(ada)s, now())",
        "INSERT INTO blocks (blocker_id, blocked_id, created_at) VALUES (%(ada)s, %(ben)s, now())",
        "UPDATE accounts SET banned_at = now() WHERE id = %(ben)s",
    ],
    ids=["paused", "wants-others", "wanted-others", "too-old", "blocked", "blocks", "banned"],
)
async def test_who_is_nobody_for_one_is_not_found(client: httpx.AsyncClient, settings: Settings, change: str) -> None:
    ada, ben = crowd(settings, 2)
    async with tab(client, ada) as at_ada, tab(client, ben) as at_ben:
        statement = change.replace("%(ada)s", f"'{ada.id}'").replace("%(ben)s", f"'{ben.id}'")
        in_database(settings, statement)
        assert await not_invited(at_ada, ben) == "not_found"
        assert await at_ben.heard("call:notify") == []
    assert await nothing_rings(settings)


async def test_nobody_invites_themselves_or_nobody(client: httpx.AsyncClient, settings: Settings) -> None:
    [ada] = crowd(settings, 1)
    async with tab(client, ada) as at_ada:
        assert await not_invited(at_ada, ada) == "not_yourself"
        code = await at_ada.refused(
            "call:invite", toUserId="0" * 8 + "-0000-7000-8000-" + "0" * 12, requestedSeconds=90
        )
        assert code == "not_found"


async def test_who_is_not_there_has_an_answer_of_their_own(client: httpx.AsyncClient, settings: Settings) -> None:
    ada, ben, cleo, dora = crowd(settings, 4)
    await matched(client, ada, cleo)
    await matched(client, ada, dora)
    async with tab(client, ada) as at_ada:
        assert await not_invited(at_ada, ben) == "offline"
        assert await not_invited(at_ada, cleo) == "offline", "a match, too"
        async with device(client, ben, "elsewhere"), device(client, cleo, "elsewhere") as at_cleo:
            assert await not_invited(at_ada, ben) == "not_available", "online, but not in the lobby"
            await invite(at_ada, cleo)
            assert (await at_cleo.hear("call:notify"))["fromUser"]["id"] == str(ada.id), "a match is rung anywhere"


async def test_who_is_in_a_call_or_on_a_date_is_busy(client: httpx.AsyncClient, settings: Settings) -> None:
    ada, ben, cleo, dora = crowd(settings, 4)
    chat_id = await private_chat(client, cleo, dora)
    async with (
        dating(client, ada, ben) as (at_ada, _, _),
        tab(client, cleo) as at_cleo,
        device(client, dora, "phone") as at_dora,
    ):
        assert await not_invited(at_cleo, ben) == "busy"
        assert await not_invited(at_ada, cleo) == "in_another_call"
        call = await at_cleo.call(chat_id)
        await at_dora.answer(call["id"])
        assert await not_invited(at_cleo, ada) == "in_another_call"
        await at_ada.do("call:end", roomId=(await here(client, ada))["room"]["roomId"])
        assert await not_invited(at_ada, cleo) == "busy"


async def test_who_invites_somebody_invites_nobody_else_until_it_is_answered(
    client: httpx.AsyncClient, settings: Settings
) -> None:
    ada, ben, cleo = crowd(settings, 3)
    async with tab(client, ada) as at_ada, tab(client, ben) as at_ben, tab(client, cleo):
        invited = await invite(at_ada, ben)
        assert await not_invited(at_ada, cleo) == "in_another_call"
        assert (await invite(at_ada, ben))["inviteId"] == invited["inviteId"], "again it is the same"
        await at_ben.do("call:decline", inviteId=invited["inviteId"])
        assert await at_ada.hear("call:declined") == {"inviteId": invited["inviteId"], "reason": "declined"}
        await invite(at_ada, cleo)


async def test_more_invitations_than_a_person_means_are_too_many(serve: Serve, settings: Settings) -> None:
    ada, ben = crowd(settings, 2)
    async with serve(rate_limits=True, rate_limit_rules=["inviting=2/minute"]) as server, tab(server, ada) as at_ada:
        assert [await not_invited(at_ada, ben) for _ in range(3)] == ["offline", "offline", "rate_limited"]


# What becomes of it.


async def test_two_who_invite_each_other_are_on_a_date(client: httpx.AsyncClient, settings: Settings) -> None:
    ada, ben = crowd(settings, 2)
    async with tab(client, ada) as at_ada, tab(client, ben) as at_ben:
        first = await invite(at_ada, ben, 300)
        second = await invite(at_ben, ada, 201)
        assert second["inviteId"] == first["inviteId"]
        for each in (at_ada, at_ben):
            room = await each.hear("call:start")
            assert (room["roomId"], room["agreedSeconds"]) == (first["inviteId"], 250)
            other = at_ben if each is at_ada else at_ada
            assert (await each.signal(room["roomId"], other))["success"]
            await other.hear("call:signal")


async def test_who_accepts_is_busy_for_all_others_and_takes_back_what_they_asked_themselves(
    client: httpx.AsyncClient, settings: Settings
) -> None:
    ada, ben, cleo, dora, emil = crowd(settings, 5)
    async with AsyncExitStack() as stack:
        at = {one.id: await stack.enter_async_context(tab(client, one)) for one in (ada, ben, cleo, dora, emil)}
        wanted = await invite(at[ada.id], ben)
        to_ben = await invite(at[cleo.id], ben)
        to_ada = await invite(at[dora.id], ada)
        of_ben = await invite(at[ben.id], emil)
        await accept(at[ben.id], wanted["inviteId"])
        assert await at[cleo.id].hear("call:declined") == {"inviteId": to_ben["inviteId"], "reason": "busy"}
        assert await at[dora.id].hear("call:declined") == {"inviteId": to_ada["inviteId"], "reason": "busy"}
        assert await at[emil.id].hear("call:rescinded") == {"inviteId": of_ben["inviteId"], "reason": "rescinded"}
        for person in (cleo, dora, emil):
            now = await here(client, person)
            assert (now["incoming"], now["outgoing"], now["available"]) == ([], None, True)
        assert [len((await here(client, one))["incoming"]) for one in (ada, ben)] == [0, 0]
        assert (await past(client, cleo))[0]["reason"] == "busy"


@pytest.mark.parametrize(
    ("event", "declined", "rescinded", "reason"),
    [
        ("call:decline", "declined", "answered", "rejected"),
        ("call:rescind", None, "rescinded", "cancelled"),
        ("call:end", None, "rescinded", "cancelled"),
    ],
    ids=["declined", "rescinded", "hung-up"],
)
async def test_an_invitation_that_is_over_is_over_on_all_devices(
    client: httpx.AsyncClient, settings: Settings, event: str, declined: str | None, rescinded: str, reason: str
) -> None:
    ada, ben = crowd(settings, 2)
    async with (
        tab(client, ada) as at_ada,
        device(client, ada, "phone") as her_phone,
        tab(client, ben) as at_ben,
        device(client, ben, "phone") as his_phone,
    ):
        invite_id = (await invite(at_ada, ben))["inviteId"]
        who = at_ben if event == "call:decline" else at_ada
        payload: dict[str, Any] = {"roomId": invite_id} if event == "call:end" else {"inviteId": invite_id}
        await who.do(event, **payload)
        for each in (at_ben, his_phone):
            assert await each.hear("call:rescinded") == {"inviteId": invite_id, "reason": rescinded}
        if declined is not None:
            assert await her_phone.hear("call:declined") == {"inviteId": invite_id, "reason": declined}
        else:
            assert (await her_phone.hear("call:rescinded"))["inviteId"] == invite_id
        await who.do(event, **payload)  # again is no error
        code = await at_ben.refused("call:accept", inviteId=invite_id, requestedSeconds=300)
        assert code == "invitation_over"
        assert in_database(settings, "SELECT reason FROM calls") == [(reason,)]
        assert in_database(settings, "SELECT * FROM date_cooldowns") == [], "they have not met"
        assert (await here(client, ada))["toAnswer"] == []


async def test_what_is_not_ones_own_does_not_exist(client: httpx.AsyncClient, settings: Settings) -> None:
    ada, ben, cleo = crowd(settings, 3)
    async with tab(client, ada) as at_ada, tab(client, ben) as at_ben, tab(client, cleo) as at_cleo:
        invite_id = (await invite(at_ada, ben))["inviteId"]
        for event in ("call:accept", "call:decline", "call:rescind"):
            assert await at_cleo.refused(event, inviteId=invite_id, requestedSeconds=300) == "not_found"
        assert await at_ben.refused("call:rescind", inviteId=invite_id) == "not_found"
        assert await at_ada.refused("call:accept", inviteId=invite_id, requestedSeconds=300) == "not_rung"
        assert await at_ada.refused("call:decline", inviteId=invite_id) == "not_rung"
        # It is no plain call, neither to be answered as one nor shown as one.
        for each in (at_ben, at_cleo):
            assert await each.refused("call:answer", callId=invite_id, deviceId="x") == "not_found"
            assert await each.refused("call:reject", callId=invite_id) == "not_found"
        assert (await ask(client, ben, "GET", "/calls/current"))["calls"] == []
        assert await at_ben.heard("call:incoming") == []
        await accept(at_ben, invite_id)
        assert await at_ada.refused("call:rescind", inviteId=invite_id) == "invitation_over"
        assert await at_ben.refused("call:decline", inviteId=invite_id) == "not_rung"


async def test_accepting_again_is_the_same_and_another_device_comes_too_late(
    client: httpx.AsyncClient, settings: Settings
) -> None:
    ada, ben = crowd(settings, 2)
    async with tab(client, ada) as at_ada, tab(client, ben) as at_ben, device(client, ben, "phone") as at_phone:
        invite_id = (await invite(at_ada, ben))["inviteId"]
        room = await accept(at_ben, invite_id, 200)
        again = await accept(at_ben, invite_id, 60)
        assert (again["agreedSeconds"], again["endsAt"]) == (250, room["endsAt"])
        code = await at_phone.refused("call:accept", inviteId=invite_id, requestedSeconds=300, deviceId="phone")
        assert code == "answered_elsewhere"


async def test_who_invited_and_is_gone_has_not_invited_any_more(serve: Serve, settings: Settings) -> None:
    ada, ben = crowd(settings, 2)
    async with serve(calls_lease_seconds=1.5, calls_resume_seconds=0.5) as server, tab(server, ben) as at_ben:
        async with tab(server, ada) as at_ada:
            invite_id = (await invite(at_ada, ben))["inviteId"]
        assert await at_ben.hear("call:rescinded") == {"inviteId": invite_id, "reason": "offline"}


async def test_who_is_invited_and_goes_is_offline_at_once(serve: Serve, settings: Settings) -> None:
    """Also a match who is in no lobby; somebody with a socket elsewhere hears it yet, and may come back for it."""
    ada, ben, cleo, dora = crowd(settings, 4)
    async with serve(**QUICK, dates_invitation_seconds=600) as server, tab(server, ada) as at_ada:
        await matched(server, ada, cleo)
        async with tab(server, ben):
            invite_id = (await invite(at_ada, ben))["inviteId"]
        assert await at_ada.hear("call:declined") == {"inviteId": invite_id, "reason": "offline"}
        async with device(server, cleo):
            invite_id = (await invite(at_ada, cleo))["inviteId"]
        assert await at_ada.hear("call:declined") == {"inviteId": invite_id, "reason": "offline"}
        async with device(server, dora, "phone") as at_phone, tab(server, ben) as at_ben:
            async with tab(server, dora):
                assert (await told_of(at_ben, dora))["online"]
                invite_id = (await invite(at_ada, dora))["inviteId"]
            assert not (await told_of(at_ben, dora))["online"], "she has left the lobby, and has her phone in her hand"
            await accept(at_phone, invite_id)
            assert await at_ada.heard("call:declined") == []


async def test_who_lost_the_connection_while_it_rang_invites_on(client: httpx.AsyncClient, settings: Settings) -> None:
    ada, ben = crowd(settings, 2)
    async with tab(client, ben) as at_ben:
        async with tab(client, ada) as before:
            invite_id = (await invite(before, ben))["inviteId"]
        async with tab(client, ada) as after:
            assert (await here(client, ada))["outgoing"]["inviteId"] == invite_id
            assert (await invite(after, ben))["inviteId"] == invite_id
            await accept(at_ben, invite_id)
            assert (await after.signal(invite_id, at_ben))["success"]
            assert (await at_ben.hear("call:signal"))["callId"] == invite_id


async def test_it_can_be_begun_over_http(client: httpx.AsyncClient, settings: Settings) -> None:
    ada, ben = crowd(settings, 2)

    async def ask_for(person: Person, seconds: int, status: int = 200) -> Any:
        body = {"toUserId": str(person.id), "requestedSeconds": seconds, "deviceId": "tab"}
        return await ask(client, ada, "POST", "/room/direct-match", body, status=status)

    async with tab(client, ada) as at_ada, tab(client, ben) as at_ben:
        assert (await ask_for(ben, 5, status=400))["details"][0]["field"] == "requestedSeconds"
        invited = await ask_for(ben, 300)
        assert (await at_ben.hear("call:notify"))["inviteId"] == invited["inviteId"]
        await at_ada.do("call:resume", callId=invited["inviteId"], deviceId="tab")
        await accept(at_ben, invited["inviteId"])
        assert (await at_ada.signal(invited["inviteId"], at_ben))["success"]
        assert (await ask_for(ben, 300, status=409))["code"] == "in_another_call"


# The cooldown.


async def test_the_cooldown_begins_with_the_date_and_ends(client: httpx.AsyncClient, settings: Settings) -> None:
    ada, ben = crowd(settings, 2)
    async with tab(client, ada) as at_ada, tab(client, ben) as at_ben:
        room = await begin(at_ada, at_ben)
        await at_ben.do("call:end", roomId=room["roomId"], quiet=True)
        assert await not_invited(at_ada, ben) == "cooldown_active"
        in_database(settings, COOLDOWN_OVER)
        again = await begin(at_ben, at_ada)
        assert again["roomId"] != room["roomId"]
        await at_ben.do("call:end", roomId=again["roomId"])
        assert await not_invited(at_ada, ben) == "cooldown_active", "it has begun anew"


async def test_a_pair_that_has_parted_does_not_meet(client: httpx.AsyncClient, settings: Settings) -> None:
    ada, ben = crowd(settings, 2)
    match = await matched(client, ada, ben)
    await ask(client, ada, "DELETE", f"/matches/{match['id']}")
    async with tab(client, ada) as at_ada, tab(client, ben):
        assert await not_invited(at_ada, ben) == "not_found"


async def test_a_match_whose_wishes_have_changed_still_meets(client: httpx.AsyncClient, settings: Settings) -> None:
    ada, ben, cleo = crowd(settings, 3)
    await matched(client, ada, ben)
    await judge(client, ada, cleo, "like")
    in_database(settings, "UPDATE preferences SET genders = '{man}' WHERE account_id = %s", ada.id)
    async with tab(client, ada) as at_ada, tab(client, ben), tab(client, cleo):
        assert await not_invited(at_ada, cleo) == "not_found", "a like alone is not enough"
        await invite(at_ada, ben)
