"""A real coturn with the configuration that operators get: who may relay, how much, and to where."""

import struct
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address, ip_network
from typing import Any, Literal
from uuid import UUID, uuid4

import httpx
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mingle.app import FEATURES
from mingle.features.accounts import authenticate
from mingle.kernel import clock
from mingle.kernel.addresses import is_public
from mingle.kernel.ice import turn_credentials
from mingle.settings import Settings
from tests.features.accounts.conftest import sign_up
from tests.features.people.conftest import ask
from tests.support import stun
from tests.support.coturn import SECRET, Coturn, has_ipv6, own_lines
from tests.support.eventually import eventually
from tests.support.servers import running_server
from tests.support.stun import Attribute, Kind, Message, Method
from tests.support.turn import TurnClient, TurnError, turn_client

pytestmark = pytest.mark.anyio

USER = UUID("01890000-0000-7000-8000-000000000001")
LATER = timedelta(hours=1)
NAT64 = ip_network("64:ff9b::/96")


def credentials(user: UUID = USER, *, secret: str = SECRET, ends: timedelta = LATER) -> tuple[str, str]:
    """Credentials that begin now."""
    return turn_credentials(secret, user, datetime.now(UTC) + ends)


@pytest.fixture
async def client(settings: Settings, coturn: Coturn) -> AsyncGenerator[httpx.AsyncClient]:
    """A client of a site whose calls go through coturn."""
    async with running_server(coturn.used_by(settings), FEATURES, authenticate) as connected:
        yield connected


async def handed_out(client: httpx.AsyncClient) -> tuple[str, str]:
    """The credentials that somebody new is given."""
    answer: dict[str, Any] = await ask(client, await sign_up(client), "GET", "/calls/ice-servers")
    [server] = answer["iceServers"]
    return server["username"], server["credential"]


@pytest.mark.parametrize("transport", ["udp", "tcp"])
async def test_two_people_reach_each_other_through_it(
    client: httpx.AsyncClient, coturn: Coturn, transport: Literal["udp", "tcp"]
) -> None:
    async with (
        turn_client(coturn.address, *await handed_out(client), transport=transport) as ines,
        turn_client(coturn.address, *await handed_out(client)) as tomas,
    ):
        at_ines, at_tomas = await ines.allocate(), await tomas.allocate()
        await ines.permit(at_tomas[0])
        await tomas.permit(at_ines[0])
        ines.send(at_tomas, b"Is that you?")
        assert await tomas.hear() == (at_ines, b"Is that you?")
        await tomas.bind(0x4000, at_ines)
        await ines.bind(0x4001, at_tomas)
        tomas.send_by(0x4000, b"Yes.")
        assert await ines.hear() == (at_tomas, b"Yes.")


async def test_a_relay_tells_everybody_their_own_address(coturn: Coturn) -> None:
    async with turn_client(coturn.address) as client:
        assert (await client.binding())[0] == "127.0.0.1"


async def test_expired_credentials_are_refused(client: httpx.AsyncClient, coturn: Coturn) -> None:
    with clock.moved(-timedelta(hours=2)):
        handed = await handed_out(client)
    assert await refused(coturn, *handed) == 401


async def test_what_has_begun_outlasts_its_credentials(coturn: Coturn) -> None:
    """A call may be longer than its credentials, as long as its allocation is kept."""
    username, password = credentials(ends=timedelta(seconds=5))
    async with turn_client(coturn.address, username, password) as client:
        await client.allocate()

        async def is_over() -> bool:
            async with turn_client(coturn.address, username, password) as another:
                try:
                    await another.allocate()
                except TurnError as error:
                    return error.code == 401
            return False

        await eventually(is_over, "the credentials have ended")
        await client.refresh()


def _later(username: str) -> str:
    expiry, _, user = username.partition(":")
    return f"{int(expiry) + 3600}:{user}"


def _somebody_else(username: str) -> str:
    return f"{username.partition(':')[0]}:{uuid4()}"


def _for_ever(username: str) -> str:
    return username.partition(":")[2]


@pytest.mark.parametrize("forge", [_later, _somebody_else, _for_ever], ids=lambda forge: forge.__name__.strip("_"))
async def test_a_password_is_good_for_its_own_username_alone(coturn: Coturn, forge: Any) -> None:
    username, password = credentials()
    assert await refused(coturn, forge(username), password) == 401


@pytest.mark.parametrize("secret", ["", "another secret", SECRET.upper()])
async def test_credentials_of_another_secret_are_refused(coturn: Coturn, secret: str) -> None:
    assert await refused(coturn, *credentials(secret=secret)) == 401


@pytest.mark.parametrize("password", ["", "x", SECRET])
async def test_a_guessed_password_is_refused(coturn: Coturn, password: str) -> None:
    assert await refused(coturn, credentials()[0], password) == 401


async def test_nobody_relays_without_signing_in(coturn: Coturn) -> None:
    async with turn_client(coturn.address) as client:
        answer = await client.ask(
            Message(Method.ALLOCATE, Kind.REQUEST, [(Attribute.REQUESTED_TRANSPORT, b"\x11\0\0\0")])
        )
    assert (answer.kind, answer.error) == (Kind.ERROR, 401)
    assert answer.get(Attribute.SOFTWARE) is None, "it tells nobody what it is"


async def test_nobody_relays_tcp(coturn: Coturn) -> None:
    async with turn_client(coturn.address, *credentials(), transport="tcp") as client:
        with pytest.raises(TurnError) as caught:
            await client.request(Method.ALLOCATE, [(Attribute.REQUESTED_TRANSPORT, b"\x06\0\0\0")])
    assert caught.value.code in (403, 442)


async def test_what_one_person_may_allocate_ends(coturn: Coturn) -> None:
    """However often they ask for credentials: what is counted is who they are."""
    [quota] = [int(line.partition("=")[2]) for line in own_lines() if line.startswith("user-quota=")]
    user = uuid4()
    async with AsyncExitStack() as stack:
        for number in range(quota):
            mine = credentials(user, ends=LATER + timedelta(seconds=number))
            await (await stack.enter_async_context(turn_client(coturn.address, *mine))).allocate()
        with pytest.raises(TurnError) as caught:
            await (await stack.enter_async_context(turn_client(coturn.address, *credentials(user)))).allocate()
        assert caught.value.code == 486
        another = await stack.enter_async_context(turn_client(coturn.address, *credentials(uuid4())))
        await another.allocate()


async def refused(coturn: Coturn, username: str, password: str) -> int:
    """The error by which somebody is refused."""
    async with turn_client(coturn.address, username, password) as client:
        with pytest.raises(TurnError) as caught:
            await client.allocate()
    return caught.value.code


DENIED = [
    "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.254", "100.64.0.1", "100.127.255.254", "127.0.0.1", "127.1.2.3",
    "168.63.129.16", "169.254.1.1", "169.254.169.254", "172.16.0.1", "172.31.255.254", "192.0.0.1", "192.0.2.1",
    "192.88.99.1", "192.168.0.1", "192.168.255.254", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1",
    "239.255.255.255", "240.0.0.1", "255.255.255.255",
]  # fmt: skip
DENIED_6 = [
    "::", "::1", "::127.0.0.1", "::10.0.0.0", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:10.0.1.0",
    "::ffff:169.254.169.254", "::ffff:0:127.0.0.1", "::ffff:8.8.8.8", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::1", "100::1", "2001::1", "2001:db8::1", "2002:7f00:1::", "2002:a00:1::1", "3fff::1", "5f00::1",
    "fc00::1", "fd00::1", "fd00:ec2::254", "fe80::1", "fec0::1", "ff02::1", "ff0e::1",
]  # fmt: skip
PUBLIC = ["1.1.1.1", "8.8.8.8", "100.63.255.254", "100.128.0.1", "172.32.0.1", "192.169.0.1", "223.255.255.254"]
PUBLIC_6 = ["2606:4700::1111", "2001:4860:4860::8888", "2a00::1", "3ffe::1", "2003::1", "2001:200::1"]


@pytest.mark.parametrize("peer", [*DENIED, *DENIED_6])
async def test_it_sends_nothing_into_anybodys_network(strict_coturn: Coturn, peer: str) -> None:
    """Neither by a permission nor by a channel; and what cannot be permitted is not sent (RFC 8656, section 9)."""
    async with turn_client(strict_coturn.address, *credentials(uuid4())) as client:
        await allocate_for(client, peer)
        with pytest.raises(TurnError) as by_permission:
            await client.permit(peer)
        with pytest.raises(TurnError) as by_channel:
            await client.bind(0x4000, (peer, 5432))
    assert (by_permission.value.code, by_channel.value.code) == (403, 403)


@pytest.mark.parametrize("peer", [*PUBLIC, *PUBLIC_6])
async def test_it_sends_to_the_internet(strict_coturn: Coturn, peer: str) -> None:
    """Permission alone, nothing is sent: without it, the test before would pass with a relay that denies all."""
    async with turn_client(strict_coturn.address, *credentials(uuid4())) as client:
        await allocate_for(client, peer)
        await client.permit(peer)


async def allocate_for(client: TurnClient, peer: str) -> None:
    """An allocation of the family of a peer."""
    is_6 = ip_address(peer).version == 6
    if is_6 and not has_ipv6():
        pytest.skip("this machine has no IPv6")
    await client.allocate(6 if is_6 else 4)


def denies(address: str, *, bytewise: bool) -> bool:
    """Whether a line of the configuration denies an address.

    coturn compares IPv6 addresses byte by byte before 4.16, and as numbers since. The lines hold either way.
    """
    asked = ip_address(address).packed
    for line in own_lines():
        name, _, span = line.partition("=")
        low, high = (ip_address(end).packed for end in span.split("-")) if name == "denied-peer-ip" else (b"", b"")
        if len(low) != len(asked):
            continue
        if low <= asked <= high and (not bytewise or len(asked) == 4):
            return True
        if bytewise and all(least <= one <= most for least, one, most in zip(low, asked, high, strict=True)):
            return True
    return False


@pytest.mark.parametrize("bytewise", [True, False], ids=["byte by byte", "as numbers"])
@given(address=st.ip_addresses().map(str))
@example(address="::ffff:10.0.1.0")
@example(address="::0.1.0.0")
@example(address="1000::")
@example(address="2001:1ff:ffff::")
@example(address="64:ff9b::808:808")
def test_it_denies_what_link_previews_are_denied(address: str, bytewise: bool) -> None:
    """One list for all that goes out of the house; NAT64 is denied whole here, since nobody calls through it."""
    if address != "::":  # coturn denies it by itself
        is_open = is_public(address) and ip_address(address) not in NAT64
        assert denies(address, bytewise=bytewise) is not is_open


def test_no_range_begins_where_it_would_deny_everybody() -> None:
    """To coturn before 4.16, `::` as the lower end means any address, of IPv4 as well."""
    assert [line for line in own_lines() if line.startswith("denied-peer-ip=::-")] == []


def test_the_configuration_lets_nobody_in_by_itself() -> None:
    names = [line.partition("=")[0] for line in own_lines()]
    assert {"use-auth-secret", "no-cli", "no-multicast-peers", "no-tcp-relay", "user-quota"} <= set(names)
    assert {
        "static-auth-secret",
        "no-auth",
        "user",
        "allow-loopback-peers",
        "allowed-peer-ip",
        "cli-password",
    }.isdisjoint(names)


def test_our_messages_are_those_of_the_standard() -> None:
    """RFC 5769, section 2.4: otherwise the tests above would prove something about a protocol of our own."""
    key = stun.long_term_key("マトリックス", "example.org", "TheMatrIX")
    message = Message(Method.BINDING, Kind.REQUEST, transaction=bytes.fromhex("78ad3433c6ad72c029da412e"))
    message.attributes = [
        (Attribute.USERNAME, "マトリックス".encode()),
        (Attribute.NONCE, b"f//499k954d6OL34oL9FSTvy64sA"),
        (Attribute.REALM, b"example.org"),
    ]
    packed = message.pack(key)
    assert packed.hex() == (
        "000100602112a44278ad3433c6ad72c029da412e"
        "00060012e3839ee38388e383aae38383e382afe382b90000"
        "0015001c662f2f3439396b39353464364f4c33346f4c39465354767936347341"
        "0014000b6578616d706c652e6f726700"
        "00080014f67024656dd64a3e02b8e0712e85c9a28ca89666"
    )
    assert stun.is_signed_with(packed, key)
    assert not stun.is_signed_with(packed[:-1] + b"\0", key)
    assert stun.parse(packed).attributes[:3] == message.attributes


@given(address=st.ip_addresses().map(str), port=st.integers(0, 65535), transaction=st.binary(min_size=12, max_size=12))
def test_addresses_survive_their_mask(address: str, port: int, transaction: bytes) -> None:
    packed = stun.pack_address((address, port), transaction)
    assert stun.unpack_address(packed, transaction) == (str(ip_address(address)), port)
    assert struct.unpack("!H", packed[2:4])[0] == port ^ 0x2112
