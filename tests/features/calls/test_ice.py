"""GET /calls/ice-servers: for those who are signed in, with credentials of their own, never kept by anybody between."""

from datetime import timedelta
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from mingle.app import FEATURES
from mingle.features.accounts import authenticate
from mingle.kernel import clock
from mingle.settings import FeatureName, Settings
from tests.features.accounts.conftest import Person, sign_up
from tests.features.people.conftest import ask
from tests.support.servers import running_server
from tests.support.twilio import Twilio

pytestmark = pytest.mark.anyio

TURN = ["turn:turn.example.org:3478?transport=udp", "turns:turn.example.org:5349?transport=tcp"]
STUN = ["stun:stun.example.org:3478"]
OWN = {"turn_urls": TURN, "turn_secret": SecretStr("x" * 32), "stun_urls": STUN, "turn_credential_seconds": 600}


def site(settings: Settings, **changes: Any) -> Any:
    """A server with these settings."""
    return running_server(settings.model_copy(update=changes), FEATURES, authenticate)


async def handed_out(client: httpx.AsyncClient, person: Person) -> dict[str, Any]:
    found: dict[str, Any] = await ask(client, person, "GET", "/calls/ice-servers")
    return found


async def test_everybody_gets_their_own_credentials(settings: Settings) -> None:
    async with site(settings, **OWN) as client:
        mara, ivo = await sign_up(client), await sign_up(client)
        found = await handed_out(client, mara)
        another = await handed_out(client, ivo)
    assert (found["policy"], 590 <= found["ttlSeconds"] <= 600) == ("all", True)
    stun, turn = found["iceServers"]
    assert stun == {"urls": STUN}
    assert turn["urls"] == TURN
    expiry, _, user = turn["username"].partition(":")
    assert user == str(mara.id)
    assert 590 <= int(expiry) - clock.now().timestamp() <= 600
    assert another["iceServers"][1]["username"].endswith(f":{ivo.id}")
    assert another["iceServers"][1]["credential"] != turn["credential"]


async def test_credentials_are_made_anew_each_time(settings: Settings) -> None:
    async with site(settings, **OWN) as client:
        mara = await sign_up(client)
        before = await handed_out(client, mara)
        with clock.moved(timedelta(minutes=5)):
            after = await handed_out(client, mara)
    assert before["iceServers"][1]["username"] < after["iceServers"][1]["username"]


async def test_nothing_between_keeps_them(settings: Settings) -> None:
    async with site(settings, **OWN) as client:
        mara = await sign_up(client)
        answer = await client.get("/api/calls/ice-servers", headers=mara.headers)
        assert answer.headers["cache-control"] == "no-store"
        refused = await client.get("/api/calls/ice-servers")
    assert (refused.status_code, refused.json()["error"]["code"]) == (401, "unauthenticated")
    assert "credential" not in refused.text


async def test_a_site_without_servers_says_so(settings: Settings) -> None:
    async with site(settings) as client:
        found = await handed_out(client, await sign_up(client))
    assert (found["iceServers"], found["policy"]) == ([], "all")


async def test_a_site_may_relay_everything(settings: Settings) -> None:
    async with site(settings, **OWN, calls_ice_policy="relay") as client:
        assert (await handed_out(client, await sign_up(client)))["policy"] == "relay"


async def test_it_is_limited_by_person(settings: Settings) -> None:
    rules = ["ice_servers=3/hour"]
    async with site(settings, **OWN, rate_limits=True, rate_limit_rules=rules) as client:
        mara, ivo = await sign_up(client), await sign_up(client)
        for _ in range(3):
            await handed_out(client, mara)
        answer = await client.get("/api/calls/ice-servers", headers=mara.headers)
        assert (answer.status_code, answer.json()["error"]["code"]) == (429, "rate_limited")
        assert int(answer.headers["retry-after"]) > 0
        await handed_out(client, ivo)


async def test_twilio_relays_where_it_is_set_up(settings: Settings, twilio: Twilio) -> None:
    async with running_server(twilio.relays_for(settings), FEATURES, authenticate) as client:
        found = await handed_out(client, await sign_up(client))
        assert [one.get("username") for one in found["iceServers"]] == [None, "user1", "user1"]
        assert 3500 <= found["ttlSeconds"] <= 3600


async def test_a_twilio_that_is_away_leaves_stun(settings: Settings, twilio: Twilio) -> None:
    twilio.refuses = 500
    with_stun = twilio.relays_for(settings).model_copy(update={"stun_urls": STUN})
    async with running_server(with_stun, FEATURES, authenticate) as client:
        found = await handed_out(client, await sign_up(client))
    assert found["iceServers"] == [{"urls": STUN}]
    assert 0 < found["ttlSeconds"] <= 15


async def test_a_site_without_calls_has_no_such_route(settings: Settings) -> None:
    others = [one for one in FeatureName if one is not FeatureName.CALLS]
    async with site(settings, **OWN, features=others) as client:
        mara = await sign_up(client)
        assert (await client.get("/api/calls/ice-servers", headers=mara.headers)).status_code == 404
