"""STUN and TURN servers: credentials that nobody else can make, and a Twilio that may be away while nobody waits."""

import asyncio
import base64
import hashlib
import time
from collections.abc import AsyncGenerator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingle.kernel import clock
from mingle.kernel.ice import IceServer, OwnTurn, PlainIce, open_ice, turn_credentials
from mingle.kernel.twilio_ice import PAUSE, TwilioIce
from mingle.settings import Settings
from tests.support.eventually import eventually
from tests.support.logs import Logs
from tests.support.twilio import ACCOUNT, TOKEN, Twilio

pytestmark = pytest.mark.anyio

USER = UUID("01890000-0000-7000-8000-000000000001")
OTHER = UUID("01890000-0000-7000-8000-000000000002")
HOUR = timedelta(hours=1)
STUN = ["stun:stun.example.org:3478"]
TURN = ["turn:turn.example.org:3478?transport=udp", "turns:turn.example.org:5349?transport=tcp"]

secrets = st.text(min_size=1, max_size=80)
moments = st.integers(1_577_836_800, 4_102_444_800).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))


def hmac_sha1(key: bytes, content: bytes) -> bytes:
    """RFC 2104 by hand, so that ours is compared with something."""
    key = (hashlib.sha1(key).digest() if len(key) > 64 else key).ljust(64, b"\0")
    inner = hashlib.sha1(bytes(one ^ 0x36 for one in key) + content).digest()
    return hashlib.sha1(bytes(one ^ 0x5C for one in key) + inner).digest()


@given(secret=secrets, user=st.uuids(), moment=moments)
def test_credentials_are_those_that_coturn_expects(secret: str, user: UUID, moment: datetime) -> None:
    username, password = turn_credentials(secret, user, moment)
    assert username == f"{int(moment.timestamp())}:{user}"
    assert base64.b64decode(password) == hmac_sha1(secret.encode(), username.encode())


@given(
    # A key of HMAC is filled up with zeros, so two that differ in those alone are the same.
    secrets=st.lists(secrets, min_size=2, max_size=2, unique_by=lambda one: one.encode().rstrip(b"\0")),
    user=st.uuids(),
    other=st.uuids(),
)
def test_whoever_when_and_by_what_secret_makes_a_difference(secrets: list[str], user: UUID, other: UUID) -> None:
    now = datetime.now(UTC)
    _, password = turn_credentials(secrets[0], user, now)
    assert turn_credentials(secrets[1], user, now)[1] != password
    assert turn_credentials(secrets[0], user, now + timedelta(seconds=1))[1] != password
    assert (turn_credentials(secrets[0], other, now)[1] == password) == (user == other)


async def test_own_servers_come_with_credentials_and_stun_without() -> None:
    with clock.moved(timedelta(days=3)):
        found = await OwnTurn(TURN, "the secret", STUN, HOUR).servers_for(USER)
        assert abs(found.expires_at - clock.now() - HOUR) < timedelta(seconds=2)
    username, password = turn_credentials("the secret", USER, found.expires_at)
    assert found.servers == [IceServer(STUN), IceServer(TURN, username, password)]


async def test_without_servers_there_is_no_empty_entry() -> None:
    assert (await PlainIce([], HOUR).servers_for(USER)).servers == []
    assert len((await OwnTurn(TURN, "the secret", [], HOUR).servers_for(USER)).servers) == 1


@pytest.mark.parametrize("source", ["plain", "own", "twilio"])
async def test_the_settings_say_which(settings: Settings, twilio: Twilio, source: str) -> None:
    kinds: dict[str, Any] = {"plain": PlainIce, "own": OwnTurn, "twilio": TwilioIce}
    changed = {
        "plain": settings,
        "own": settings.model_copy(update={"turn_urls": TURN}),
        "twilio": twilio.relays_for(settings),
    }
    assert isinstance(open_ice(changed[source]), kinds[source])


@pytest.fixture
async def ice(twilio: Twilio) -> AsyncGenerator[TwilioIce]:
    """Twilio's servers, with STUN of our own behind them."""
    source = TwilioIce(twilio.url, ACCOUNT, TOKEN, STUN, HOUR, ask_seconds=10)
    yield source
    await source.close()


def relays(servers: list[IceServer]) -> list[tuple[Any, Any]]:
    return [(one.username, one.credential) for one in servers if one.urls[0].startswith("turn:")]


async def test_one_token_serves_everybody_at_once(ice: TwilioIce, twilio: Twilio) -> None:
    found = await asyncio.gather(*(ice.servers_for(uuid4()) for _ in range(50)))
    assert twilio.lifetimes == [3600]
    assert {tuple(relays(one.servers)) for one in found} == {(("user1", "password1"), ("user1", "password1"))}
    assert found[0].servers[0] == IceServer(["stun:global.stun.twilio.com:3478"])


async def test_nobody_gets_a_token_that_is_about_to_end(ice: TwilioIce, twilio: Twilio) -> None:
    first = await ice.servers_for(USER)
    with clock.moved(HOUR * 0.4):
        assert await ice.servers_for(USER) == first
    with clock.moved(HOUR * 0.6):
        assert await ice.servers_for(USER) == first, "while the next is fetched, nobody waits"

        async def is_new() -> bool:
            return relays((await ice.servers_for(USER)).servers)[0] == ("user2", "password2")

        await eventually(is_new, "the next token")
        assert (await ice.servers_for(USER)).expires_at > first.expires_at
    assert len(twilio.lifetimes) == 2


async def test_a_token_is_used_to_its_end_when_there_is_no_next_one(ice: TwilioIce, twilio: Twilio) -> None:
    first = await ice.servers_for(USER)
    twilio.refuses = 500
    with clock.moved(HOUR * 0.9):
        assert await ice.servers_for(USER) == first
        await eventually(lambda: twilio.asked == 2, "it was asked for the next one")
    with clock.moved(HOUR * 1.1):
        assert (await ice.servers_for(USER)).servers == [IceServer(STUN)]


@pytest.mark.parametrize("status", [400, 401, 404, 429, 500, 503])
async def test_a_twilio_that_refuses_leaves_stun(ice: TwilioIce, twilio: Twilio, logs: Logs, status: int) -> None:
    logs.start()
    twilio.refuses = status
    found = await ice.servers_for(USER)
    assert found.servers == [IceServer(STUN)]
    assert found.expires_at - clock.now() <= PAUSE, "so that clients ask again soon"
    [line] = [one for one in logs.lines() if one["event"] == "Twilio gives no TURN servers"]
    assert line["reason"] == f"status {status}, error 21211"


async def test_after_a_failure_nobody_waits_for_a_while(ice: TwilioIce, twilio: Twilio) -> None:
    twilio.refuses = 500
    for _ in range(5):
        assert (await ice.servers_for(USER)).servers == [IceServer(STUN)]
    assert twilio.asked == 1
    twilio.refuses = 0
    with clock.moved(PAUSE):
        assert relays((await ice.servers_for(USER)).servers)


GOOD = b'{"urls": "turn:a:1", "username": "u", "credential": "canary"}'


@pytest.mark.parametrize(
    "said",
    [
        b"", b"canary", b"[]", b"{}", b"null", b'{"ttl": "60", "ice_servers": []}',
        b'{"ttl": "canary", "ice_servers": [' + GOOD + b"]}",
        b'{"ttl": "-1", "ice_servers": [' + GOOD + b"]}",
        b'{"ttl": "99999999999999999999", "ice_servers": [' + GOOD + b"]}",
        b'{"ttl": 60, "ice_servers": [{"urls": "turn:a:1"}]}',
        b'{"ttl": 60, "ice_servers": [{"urls": "https://a", "username": "u", "credential": "canary"}]}',
        b'{"ttl": 60, "ice_servers": [' + b",".join([GOOD] * 2000) + b"]}",
    ],
    ids=["nothing", "no JSON", "a list", "empty", "null", "no server", "no lifetime", "over already", "for ever",
         "no password", "no relay", "too long"],
)  # fmt: skip
async def test_an_answer_that_is_none_leaves_stun(ice: TwilioIce, twilio: Twilio, logs: Logs, said: bytes) -> None:
    logs.start()
    twilio.says = said
    assert (await ice.servers_for(USER)).servers == [IceServer(STUN)]
    text = logs.text()
    assert "Twilio gives no TURN servers" in text
    assert "canary" not in text
    assert TOKEN not in text


async def test_the_old_form_of_an_answer_is_understood(ice: TwilioIce, twilio: Twilio) -> None:
    twilio.says = (
        b'{"ttl": 60, "ice_servers": [{"url": "turn:a:1", "username": "u", "credential": "p"},'
        b' {"urls": ["stun:b:2", "stuns:c:3"]}, {"url": "https://d"}]}'
    )
    servers = (await ice.servers_for(USER)).servers
    assert servers == [IceServer(["turn:a:1"], "u", "p"), IceServer(["stun:b:2"])]


async def test_a_twilio_that_hangs_keeps_nobody(twilio: Twilio) -> None:
    twilio.goes_on.clear()
    ice = TwilioIce(twilio.url, ACCOUNT, TOKEN, STUN, HOUR, ask_seconds=0.3)
    began = time.monotonic()
    found = await asyncio.gather(*(ice.servers_for(uuid4()) for _ in range(20)))
    assert time.monotonic() - began < 10
    assert [one.servers for one in found] == [[IceServer(STUN)]] * 20
    await ice.close()


async def test_a_twilio_that_is_nowhere_leaves_stun() -> None:
    ice = TwilioIce("http://127.0.0.1:1", ACCOUNT, TOKEN, STUN, HOUR)
    assert (await ice.servers_for(USER)).servers == [IceServer(STUN)]
    await ice.close()


async def test_who_gives_up_takes_nothing_from_the_others(ice: TwilioIce, twilio: Twilio) -> None:
    twilio.goes_on.clear()
    first, second = (asyncio.create_task(ice.servers_for(one)) for one in (USER, OTHER))
    await eventually(lambda: twilio.asked == 1, "it was asked")
    first.cancel()
    twilio.goes_on.set()
    assert relays((await second).servers)


async def test_a_server_that_stops_does_not_wait_for_twilio(twilio: Twilio) -> None:
    twilio.goes_on.clear()
    ice = TwilioIce(twilio.url, ACCOUNT, TOKEN, STUN, HOUR, ask_seconds=60)
    asking = asyncio.create_task(ice.servers_for(USER))
    await eventually(lambda: twilio.asked == 1, "it was asked")
    await ice.close()
    assert (await asking).servers == [IceServer(STUN)]
