"""Flow 2 of the contract, word for word, with the two at two servers."""

from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest

from mingle.settings import Settings
from tests.features.calls.conftest import device, past
from tests.features.chats.conftest import Serve
from tests.features.dates.dating import accept, here, invite, not_invited, tab
from tests.features.discovery.conftest import crowd

pytestmark = pytest.mark.anyio

SHORT = {"dates_min_seconds": 1, "dates_usual_seconds": 1}


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


async def test_a_timed_date_from_the_invitation_to_the_cooldown(  # noqa: PLR0915  # one story, word for word
    client: httpx.AsyncClient, serve: Serve, settings: Settings
) -> None:
    ada, ben = crowd(settings, 2)
    async with serve() as there, tab(client, ada) as at_ada, tab(there, ben) as at_ben:
        # A invites B with 300; B hears `call:notify` …
        invited = await invite(at_ada, ben, 300)
        notified = await at_ben.hear("call:notify")
        assert notified["inviteId"] == invited["inviteId"]
        assert notified["expiresAt"] == invited["expiresAt"]
        assert (notified["fromUser"]["id"], notified["requestedSeconds"]) == (str(ada.id), 300)
        assert (await here(client, ada))["outgoing"]["toUser"]["id"] == str(ben.id)
        assert (await here(there, ben))["incoming"] == [notified]

        # … accepts with 200; both get `call:start` with `agreedSeconds` 250 and one `roomId`.
        room = await accept(at_ben, invited["inviteId"], 200)
        of_ada, of_ben = await at_ada.hear("call:start"), await at_ben.hear("call:start")
        assert of_ben == room
        for mine, peer, initiates, name in ((of_ada, ben, True, "tab"), (of_ben, ada, False, "tab")):
            assert (mine["roomId"], mine["agreedSeconds"]) == (invited["inviteId"], 250)
            assert (mine["peer"]["id"], mine["initiator"], mine["deviceId"]) == (str(peer.id), initiates, name)
            assert moment(mine["endsAt"]) - moment(mine["startsAt"]) == timedelta(seconds=250)
            assert (mine["origin"], mine["isFlowing"], mine["isBlurred"]) == ("invitation", False, False)
        room_id = room["roomId"]
        for client_, person in ((client, ada), (there, ben)):
            now = await here(client_, person)
            assert (now["room"]["roomId"], now["available"], now["incoming"], now["outgoing"]) == (
                room_id, False, [], None,
            )  # fmt: skip

        # Offer, answer and candidates pass, only between the two.
        assert (await at_ada.signal(room_id, at_ben))["success"]
        assert (await at_ben.hear("call:signal"))["fromUserId"] == str(ada.id)
        await at_ben.do("call:ice-candidate", callId=room_id, toUserId=str(ada.id), candidate={"candidate": "x"})
        assert (await at_ada.hear("call:signal"))["signal"] == {"candidate": {"candidate": "x"}}

        # Both see each other: the clock starts now, not after ten seconds.
        await at_ada.do("room:flowing", roomId=room_id)
        await at_ben.do("room:flowing", roomId=room_id)
        clock = await at_ada.hear("room:clock")
        assert await at_ben.hear("room:clock") == clock
        assert moment(clock["startsAt"]) < moment(room["startsAt"])
        assert moment(clock["endsAt"]) - moment(clock["startsAt"]) == timedelta(seconds=250)

        # They chat and share socials.
        said = await at_ada.do("room:chat", roomId=room_id, text="Hello Ben")
        assert await at_ben.hear("room:chat") == said == await at_ada.hear("room:chat")
        assert (said["fromUserId"], said["text"]) == (str(ada.id), "Hello Ben")
        given = await at_ben.do("room:giveSocial", roomId=room_id, socials={"signal": "ben.42"})
        assert await at_ada.hear("room:socialShared") == given
        assert given["socials"] == {"signal": "ben.42"}

        # One ends it; both get `session:finalized`.
        await at_ada.do("call:end", roomId=room_id)
        over = {"sessionId": room_id, "roomId": room_id, "durationSeconds": 0, "reason": "left"}
        for each in (at_ada, at_ben):
            told = await each.hear("session:finalized")
            assert {**told, "durationSeconds": 0} == over
        for client_, person, other in ((client, ada, ben), (there, ben, ada)):
            # The call stands in both histories; both are available again.
            [item] = await past(client_, person)
            assert (item["sessionId"], item["origin"], item["reason"]) == (room_id, "invitation", "left")
            assert item["peer"]["id"] == str(other.id)
            assert [one["text"] for one in item["messages"]] == ["Hello Ben"]
            assert [one["socials"] for one in item["socials"]] == [{"signal": "ben.42"}]
            now = await here(client_, person)
            assert (now["room"], now["available"]) == (None, True)
            assert [one["roomId"] for one in now["toAnswer"]] == [room_id]

        # A new invitation within 24 h answers `cooldown_active`, whoever invites.
        assert await not_invited(at_ada, ben) == "cooldown_active"
        refused = await at_ben.say("call:invite", toUserId=str(ada.id), requestedSeconds=300)
        assert refused["error"]["code"] == "cooldown_active"
        [until] = [one for one in refused["error"]["details"] if one["field"] == "until"]
        assert timedelta(hours=23, minutes=59) < moment(until["message"]) - moment(clock["startsAt"])
        assert moment(until["message"]) - moment(clock["startsAt"]) <= timedelta(hours=24, seconds=1)


@pytest.mark.parametrize("flows", [False, True], ids=["unseen", "seen"])
async def test_the_timer_runs_out_on_the_server(serve: Serve, settings: Settings, *, flows: bool) -> None:
    ada, ben = crowd(settings, 2)
    grace = 100 if flows else 1
    async with (
        serve(calls_lease_seconds=1.5, dates_flow_seconds=grace, **SHORT) as server,
        tab(server, ada) as at_ada,
        tab(server, ben) as at_ben,
    ):
        invited = await invite(at_ada, ben, 1)
        room = await accept(at_ben, invited["inviteId"], 2)
        assert room["agreedSeconds"] == 1, "rounded down"
        if flows:
            await at_ben.do("room:flowing", roomId=room["roomId"])
            await at_ada.do("room:flowing", roomId=room["roomId"])
        for each in (at_ada, at_ben):
            told: dict[str, Any] = await each.hear("session:finalized")
            assert (told["reason"], told["durationSeconds"]) == ("timeout", 1)
        [item] = await past(server, ada)
        assert (item["reason"], item["durationSeconds"]) == ("timeout", 1)


async def test_an_invitation_lives_thirty_seconds(client: httpx.AsyncClient, serve: Serve, settings: Settings) -> None:
    ada, ben = crowd(settings, 2)
    async with tab(client, ada) as at_ada, tab(client, ben) as at_ben:
        invited = await invite(at_ada, ben)
        rings = moment(invited["expiresAt"]) - datetime.now(moment(invited["expiresAt"]).tzinfo)
        assert timedelta(seconds=28) < rings <= timedelta(seconds=30)
        await at_ada.do("call:rescind", inviteId=invited["inviteId"])
        assert (await at_ben.hear("call:rescinded"))["reason"] == "rescinded"

    async with (
        serve(calls_lease_seconds=1.5, dates_invitation_seconds=1) as server,
        tab(server, ada) as at_ada,
        tab(server, ben) as at_ben,
    ):
        invited = await invite(at_ada, ben)
        over = {"inviteId": invited["inviteId"], "reason": "timeout"}
        assert await at_ada.hear("call:declined") == over
        assert await at_ben.hear("call:rescinded") == over
        code = await at_ben.refused("call:accept", inviteId=invited["inviteId"], requestedSeconds=300)
        assert code == "invitation_over"
        assert (await invite(at_ben, ada))["inviteId"] != invited["inviteId"], "nothing keeps them from trying again"


async def test_a_device_that_connects_while_it_rings_rings_too(client: httpx.AsyncClient, settings: Settings) -> None:
    ada, ben = crowd(settings, 2)
    async with tab(client, ada) as at_ada, tab(client, ben) as at_ben:
        invited = await invite(at_ada, ben)
        notified = await at_ben.hear("call:notify")
        async with device(client, ben, "phone") as at_phone:
            assert await at_phone.hear("call:notify") == notified
            room = await accept(at_phone, invited["inviteId"])
            assert room["deviceId"] == "phone"
            assert (await at_ben.hear("call:rescinded"))["reason"] == "answered"
            assert (await at_ben.hear("call:start"))["deviceId"] == "phone", "so the tab knows that it is not there"
