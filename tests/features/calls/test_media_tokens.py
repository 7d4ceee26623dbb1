"""Tokens for LiveKit and Agora, against what these have published, and who is given one."""

import base64
import struct
import zlib
from collections.abc import AsyncGenerator
from typing import Any
from uuid import UUID

import httpx
import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingle.app import FEATURES
from mingle.features.accounts import authenticate
from mingle.features.calls.providers import open_provider
from mingle.features.calls.providers.agora import RtcPrivilege, access_token, rtc_service
from mingle.features.calls.providers.livekit import join_claims, sign
from mingle.kernel import clock
from mingle.settings import Settings
from tests.features.accounts.conftest import Person
from tests.features.chats.conftest import group, private_chat
from tests.features.people.conftest import ask, visible_person
from tests.support.servers import running_server

pytestmark = pytest.mark.anyio

CALL = UUID("01890000-0000-7000-8000-00000000ca11")
USER = UUID("01890000-0000-7000-8000-000000000001")
LIVEKIT_KEY, LIVEKIT_SECRET = "APIMmxiL8rquKztZEoZJV9Fb", "0f3e9c7a5b1d8e6f2a4c9b7d5e3f1a8c"

# What Agora's own builders are tested with (AgoraIO/Tools, DynamicKey/AgoraDynamicKey, AccessToken2).
APP_ID = "970CA35de60c44645bbae8a215061b33"
CERTIFICATE = "5CFd2fd1755d40ecb72977518be15d3b"
CHANNEL = "7d72365eb983485397e3e3f9d460bdda"
ACCOUNT = "2882341273"
ISSUED_AT, SECONDS, SALT = 1111111, 600, 1
JOIN_AS_ACCOUNT = (
    "007eJxTYBBbsMMnKq7p9Hf/HcIX5kce9b518kCiQgSr5Zrp4X1Tu6UUGCzNDZwdjU1TUs0Mkk1MzExMk5ISUy0SjQxNDcwMk4yN3b8IMEQwMTAwM"
    "oAwBIL4CgzmKeZGxmamqUmWFsYmFqbGluapxqnGaZYpJmYGSSkpiVwMRhYWRsYmhkbmxgDCaiTj"
)
JOIN_AS_ANYBODY = (
    "007eJxTYLhzZP08Lxa1Pg57+TcXb/3cZ3wi4V6kbpbOog0G2dOYk20UGCzNDZwdjU1TUs0Mkk1MzExMk5ISUy0SjQxNDcwMk4yN3b8IMEQwMTAwM"
    "oAwBIL4CgzmKeZGxmamqUmWFsYmFqbGluapxqnGaZYpJmYGSSkpiQwMADacImo="
)
# All privileges, and two services besides, which we do not offer.
EVERYTHING = (
    "007eJxNjD0KwkAUhJ8xFlqJbZpYauNm3/4WFmKRK9hJ1l3B1sQip1AEz2Bt5QmEXMFjCMEiWBgjiMV8MMPwhVCdnqUspvf8cQkOk9trUOWj45jtr"
    "3ExPMfBJgQtyXyG3DpBVowJxo1JnEpoxImIDGJc9mHhAbQAoF3Tr/PpXsN2Q79hCNJKioI7oxUyxVFLhw7X2jJBjLVJD6hSFFlEJXq152vqQubSbL"
    "lL3bbzG/+vb8OnLf0="
)


def agora_token(*services: bytes) -> str:
    return access_token(APP_ID, CERTIFICATE, list(services), issued_at=ISSUED_AT, seconds=SECONDS, salt=SALT)


def content(token: str) -> bytes:
    """What is in a token: two programs may compress the same differently."""
    assert token[:3] == "007"
    return zlib.decompress(base64.b64decode(token[3:], validate=True))


def text(said: str) -> bytes:
    return struct.pack("<H", len(said)) + said.encode()


@pytest.mark.parametrize(
    ("account", "published"), [(ACCOUNT, JOIN_AS_ACCOUNT), ("", JOIN_AS_ANYBODY)], ids=["account", "anybody"]
)
def test_a_token_for_agora_is_the_published_one(account: str, published: str) -> None:
    token = agora_token(rtc_service(CHANNEL, account, {RtcPrivilege.JOIN: SECONDS}))
    assert content(token) == content(published)


def test_a_token_for_agora_with_every_privilege_is_the_published_one() -> None:
    everything = dict.fromkeys(reversed(RtcPrivilege), SECONDS)
    messaging = struct.pack("<HHHI", 2, 1, 1, SECONDS) + text("test_user")
    chat = struct.pack("<HHHI", 5, 1, 1, SECONDS) + text(ACCOUNT)
    token = agora_token(rtc_service(CHANNEL, ACCOUNT, everything), messaging, chat)
    assert content(token) == content(EVERYTHING)


class Reader:
    """Reads a token from its beginning, as Agora's side would."""

    def __init__(self, rest: bytes) -> None:
        self.rest = rest

    def number(self, form: str) -> int:
        size = struct.calcsize(form)
        [found] = struct.unpack(form, self.rest[:size])
        self.rest = self.rest[size:]
        return int(found)

    def text(self) -> str:
        return self.bytes().decode()

    def bytes(self) -> bytes:
        length = self.number("<H")
        found, self.rest = self.rest[:length], self.rest[length:]
        return found


names = st.text(max_size=64)
numbers = st.integers(0, 2**32 - 1)


@given(
    channel=names,
    account=names,
    issued_at=numbers,
    seconds=numbers,
    salt=numbers,
    privileges=st.dictionaries(st.sampled_from(RtcPrivilege), numbers),
)
def test_what_a_token_for_agora_says_can_be_read(
    channel: str, account: str, issued_at: int, seconds: int, salt: int, privileges: dict[RtcPrivilege, int]
) -> None:
    service = rtc_service(channel, account, privileges)
    token = access_token(APP_ID, CERTIFICATE, [service], issued_at=issued_at, seconds=seconds, salt=salt)
    reader = Reader(content(token))
    assert len(reader.bytes()) == 32
    assert reader.text() == APP_ID
    assert [reader.number("<I") for _ in range(3)] == [issued_at, seconds, salt]
    assert (reader.number("<H"), reader.number("<H")) == (1, 1)
    said = [(reader.number("<H"), reader.number("<I")) for _ in range(reader.number("<H"))]
    assert said == sorted(privileges.items())
    assert (reader.text(), reader.text(), reader.rest) == (channel, account, b"")


def test_a_token_for_livekit_is_signed_as_the_published_one() -> None:
    """The token that LiveKit's verifier is tested with (livekit/protocol, auth/verifier_test.go)."""
    key, secret = "APID3B67uxk4Nj2GKiRPibAZ9", "YHC-CUhbQhGeVCaYgn1BNA++"
    claims = {
        "exp": 1608930308, "iss": key, "nbf": 1608926708, "room_join": True, "room_sid": "myid", "sub": key,
    }  # fmt: skip
    published = (
        "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJleHAiOjE2MDg5MzAzMDgsImlzcyI6IkFQSUQzQjY3dXhrNE5qMkdLaVJQaWJBWjkiLCJu"
        "YmYiOjE2MDg5MjY3MDgsInJvb21fam9pbiI6dHJ1ZSwicm9vbV9zaWQiOiJteWlkIiwic3ViIjoiQVBJRDNCNjd1eGs0TmoyR0tpUlBpYkFaOS"
        "J9.cmHEBq0MLyRqphmVLM2cLXg5ao5Sro7am8yXhcYKcwE"
    )
    with pytest.warns(jwt.InsecureKeyLengthWarning):  # theirs is short; production refuses such a secret
        assert sign(claims, secret) == published


def test_what_a_token_for_livekit_says_is_as_documented() -> None:
    """The example of docs.livekit.io, "Token structure", with the grants of people who are heard and seen."""
    claims = join_claims(LIVEKIT_KEY, "myidentity", "myroom", 1619065263, 2592000)
    grant = claims.pop("video")
    assert claims == {"exp": 1621657263, "iss": LIVEKIT_KEY, "sub": "myidentity", "nbf": 1619065263}
    assert grant == {
        "room": "myroom", "roomJoin": True, "canPublish": True, "canSubscribe": True, "canPublishData": True,
    }  # fmt: skip


def admitted(settings: Settings, **changes: Any) -> Any:
    return open_provider(settings.model_copy(update=changes)).admit(CALL, USER)


def livekit(settings: Settings) -> dict[str, Any]:
    """The settings of a site whose media LiveKit carries."""
    secret = type(settings.secret)(LIVEKIT_SECRET)
    return {
        "calls_provider": "livekit", "livekit_url": "wss://media.example.org", "livekit_key": LIVEKIT_KEY,
        "livekit_secret": secret, "calls_token_seconds": 120,
    }  # fmt: skip


def agora(settings: Settings) -> dict[str, Any]:
    """The settings of a site whose media Agora carries."""
    certificate = type(settings.secret)(CERTIFICATE)
    return {
        "calls_provider": "agora", "agora_app_id": APP_ID, "agora_certificate": certificate, "calls_token_seconds": 120,
    }  # fmt: skip


def test_a_mesh_needs_no_token(settings: Settings) -> None:
    found = admitted(settings)
    assert (found.provider, found.room, found.token) == ("mesh", str(CALL), type(found)("mesh", "").token)


def test_livekit_lets_one_person_into_one_room_for_a_while(settings: Settings) -> None:
    found = admitted(settings, **livekit(settings))
    assert (found.provider, found.url, found.room) == ("livekit", "wss://media.example.org", str(CALL))
    claims = jwt.decode(found.token, LIVEKIT_SECRET, algorithms=["HS256"], issuer=LIVEKIT_KEY)
    assert claims["sub"] == found.identity == str(USER)
    assert claims["video"]["room"] == str(CALL)
    assert {"roomAdmin", "roomCreate", "roomList", "roomRecord", "hidden"}.isdisjoint(claims["video"])
    assert claims["exp"] - claims["nbf"] == found.ttl_seconds == 120
    assert LIVEKIT_SECRET not in repr(found)


def test_agora_lets_one_person_into_one_channel_for_a_while(settings: Settings) -> None:
    found, again = admitted(settings, **agora(settings)), admitted(settings, **agora(settings))
    reader = Reader(content(found.token))
    reader.bytes()
    assert reader.text() == found.app_id == APP_ID
    assert abs(reader.number("<I") - clock.now().timestamp()) < 60
    assert reader.number("<I") == found.ttl_seconds == 120
    assert 1 <= reader.number("<I") <= 99_999_999
    assert reader.rest.endswith(text(str(CALL)) + text(str(USER)))
    assert found.token != again.token, "each has a salt of its own"
    assert CERTIFICATE not in repr(found)
    assert len(found.room) < 64, "Agora takes no longer name"


async def token_of(client: httpx.AsyncClient, person: Person, call_id: str, *, status: int = 200) -> Any:
    return await ask(client, person, "GET", f"/calls/{call_id}/token", status=status)


async def begun(client: httpx.AsyncClient, settings: Settings) -> tuple[Person, Person, str]:
    """Two people, the first of whom calls the other."""
    ines, tomas = await visible_person(client, settings), await visible_person(client, settings)
    chat_id = await private_chat(client, ines, tomas)
    body = {"chatId": chat_id, "kind": "video", "deviceId": "phone"}
    call = await ask(client, ines, "POST", "/calls/initiate", body)
    return ines, tomas, str(call["callId"])


@pytest.fixture
async def site(settings: Settings) -> AsyncGenerator[httpx.AsyncClient]:
    """A client of a site whose media LiveKit carries."""
    with_livekit = settings.model_copy(update=livekit(settings))
    async with running_server(with_livekit, FEATURES, authenticate) as client:
        yield client


async def test_who_is_in_a_call_comes_into_its_media(site: httpx.AsyncClient, settings: Settings) -> None:
    ines, tomas, call_id = await begun(site, settings)
    found = await token_of(site, ines, call_id)
    assert {
        "provider": "livekit",
        "room": call_id,
        "identity": str(ines.id),
        "ttlSeconds": 120,
    }.items() <= found.items()
    claims = jwt.decode(found["token"], LIVEKIT_SECRET, algorithms=["HS256"])
    assert (claims["sub"], claims["video"]["room"]) == (str(ines.id), call_id)
    await token_of(site, tomas, call_id, status=404)  # it rings for him, and he has not answered
    await ask(site, tomas, "POST", "/calls/answer", {"callId": call_id, "deviceId": "laptop"})
    assert (await token_of(site, tomas, call_id))["identity"] == str(tomas.id)


async def test_nobody_else_does(site: httpx.AsyncClient, settings: Settings) -> None:
    ines, tomas, call_id = await begun(site, settings)
    stranger = await visible_person(site, settings)
    assert (await token_of(site, stranger, call_id, status=404))["code"] == "not_found"
    assert (await token_of(site, stranger, str(CALL), status=404))["code"] == "not_found"
    assert (await site.get(f"/api/calls/{call_id}/token")).status_code == 401
    await ask(site, tomas, "POST", "/calls/answer", {"callId": call_id, "deviceId": "laptop"})
    await ask(site, tomas, "POST", "/calls/end", {"callId": call_id})
    await token_of(site, tomas, call_id, status=404)
    await token_of(site, ines, call_id, status=404)


async def test_nothing_between_keeps_a_token(site: httpx.AsyncClient, settings: Settings) -> None:
    ines, _, call_id = await begun(site, settings)
    answer = await site.get(f"/api/calls/{call_id}/token", headers=ines.headers)
    assert answer.headers["cache-control"] == "no-store"


async def test_a_mesh_says_so(settings: Settings) -> None:
    async with running_server(settings, FEATURES, authenticate) as client:
        ines, _, call_id = await begun(client, settings)
        assert await token_of(client, ines, call_id) == {"provider": "mesh", "room": call_id}


async def test_tokens_are_limited_by_person(settings: Settings) -> None:
    limited = settings.model_copy(update={"rate_limits": True, "rate_limit_rules": ["call_tokens=2/hour"]})
    async with running_server(limited, FEATURES, authenticate) as client:
        ines, _, call_id = await begun(client, settings)
        for _ in range(2):
            await token_of(client, ines, call_id)
        assert (await token_of(client, ines, call_id, status=429))["code"] == "rate_limited"


async def test_who_was_removed_from_the_chat_cannot_come_back(site: httpx.AsyncClient, settings: Settings) -> None:
    ines, tomas, eva = [await visible_person(site, settings) for _ in range(3)]
    chat_id = await group(site, ines, tomas, eva)
    body = {"chatId": chat_id, "kind": "audio", "deviceId": "phone"}
    call_id = str((await ask(site, ines, "POST", "/calls/initiate", body))["callId"])
    for person in (tomas, eva):
        await ask(site, person, "POST", "/calls/answer", {"callId": call_id, "deviceId": "laptop"})
        await token_of(site, person, call_id)
    await ask(site, ines, "DELETE", f"/chats/{chat_id}/members/{tomas.id}")
    await token_of(site, tomas, call_id, status=404)
    await token_of(site, eva, call_id)
